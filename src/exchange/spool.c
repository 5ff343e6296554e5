/* Files that are there whole or not at all, named by the row of their message: handed over a second
 * time they are the same file.  The spool is a folder of such files, for tests, for trials, and for
 * whatever carries them further. */
#include "deliver.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/file.h>
#include <guichet/session.h>
#include <guichet/sms.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status
folder_own(const char *folder, struct error *error)
{
	struct stat found;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_system(error, "exchange.write", folder, errno);
	if (lstat(folder, &found) != 0)
		return error_system(error, "exchange.write", folder, errno);
	if (!S_ISDIR(found.st_mode) || found.st_uid != geteuid() || (found.st_mode & 077) != 0)
		return error_set(error, STATUS_FAILED, NULL, "exchange.post_folder",
				 ARGS(ARG_TEXT("path", folder)));
	return STATUS_OK;
}

/* ".00000012-pin-letter.pdf.4711" */
static bool
is_half_made(const char *name)
{
	enum { DIGITS = 8 };

	return name[0] == '.' && strspn(name + 1, "0123456789") >= DIGITS && strchr(name, '-');
}

void
folder_sweep(const char *folder)
{
	enum { LONG_SECONDS = 240 };
	const struct clock host = { .offset = 0 };
	DIR *entries = opendir(folder);
	struct stat found;

	if (!entries)
		return;
	for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
		if (is_half_made(entry->d_name) &&
		    fstatat(dirfd(entries), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
		    found.st_mtime < clock_seconds(&host) - LONG_SECONDS)
			(void)unlinkat(dirfd(entries), entry->d_name, 0);
	(void)closedir(entries);
}

/* A name of its own until it is whole; link() never replaces what is there. */
static int
put_in(int folder, const char *name, const char *beside, const void *bytes, size_t size,
       mode_t mode)
{
	int file = -1, number = 0;

	(void)unlinkat(folder, beside, 0);
	file = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (file < 0)
		return errno;
	number = fchmod(file, mode) != 0 ? errno : file_write(file, bytes, size);
	if (number == 0 && fsync(file) != 0)
		number = errno;
	if (close(file) != 0 && number == 0)
		number = errno;
	if (number == 0 && linkat(folder, beside, folder, name, 0) != 0 && errno != EEXIST)
		number = errno;
	(void)unlinkat(folder, beside, 0);
	if (number == 0 && fsync(folder) != 0)
		number = errno;
	return number;
}

enum status
folder_put(const char *folder, const char *name, const void *bytes, size_t size, int mode,
	   struct error *error)
{
	struct arena *arena = arena_new();
	const int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int number = directory < 0 ? errno
					 : put_in(directory, name, arena_format(arena, ".%s", name),
						  bytes, size, (mode_t)mode);
	const enum status status =
	    number == 0 ? STATUS_OK
			: error_system(error, "exchange.write",
				       arena_format(arena, "%s/%s", folder, name), number);

	if (directory >= 0)
		(void)close(directory);
	arena_free(&arena);
	return status;
}

const char *
spool_folder(struct arena *arena, const struct session *session)
{
	const char *folder = config_text(session->config, "message.spool_dir");

	return *folder ? folder : arena_format(arena, "%s.spool", store_path(session->store));
}

/* A text message: to whom, in how many parts, an empty line, the text. */
static enum status
make_sms(const struct message *message, struct builder *out, struct error *error)
{
	if (!sms_number_valid(message->recipient))
		return error_set(error, STATUS_REFUSED, NULL, "delivery.number",
				 ARGS(ARG_TEXT("reason", message->recipient)));
	builder_format(out, "To: %s\nParts: %zu\n\n%s\n", message->recipient,
		       sms_measure(message->text).parts, message->text);
	return STATUS_OK;
}

struct handing
spool_give(const struct postman *postman, const struct message *message)
{
	const bool email = strcmp(message->channel, "email") == 0;
	const char *folder = spool_folder(postman->arena, postman->session);
	struct builder out = { .arena = postman->arena };
	struct handing handing = {
		.file = arena_format(postman->arena, "%08" PRId64 "-%s-%s.%s", message->id,
				     message->channel, message->kind, email ? "eml" : "txt"),
	};

	if ((email ? mail_make(postman, message, &out, &handing.reason)
		   : make_sms(message, &out, &handing.reason)) != STATUS_OK) {
		handing.how = handing_fault(&handing.reason);
		return handing;
	}
	handing.how = HANDED_BROKEN;
	if (folder_own(folder, &handing.reason) == STATUS_OK &&
	    folder_put(folder, handing.file, builder_text(&out), out.size, 0600, &handing.reason) ==
		STATUS_OK)
		handing.how = HANDED_SENT;
	return handing;
}
