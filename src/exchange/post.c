/* The post: letters that wait in the outbox become PDFs in a folder, from where they are printed.
 * A lease, the file, then its mark: stopped anywhere, the next run makes the same file again, under
 * the same name. */
#include "private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEASE_SECONDS = 120, OWNER_SIZE = 96 };

static const char *
post_folder(struct arena *arena, const struct session *session)
{
	const char *folder = config_text(session->config, "letter.post_dir");

	return *folder ? folder : arena_format(arena, "%s.post", store_path(session->store));
}

/* For the store's owner alone, as the store is. */
static enum status
open_folder(const char *folder, struct error *error)
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

/* What a machine that stopped left half made; whoever is at work has made nothing for so long. */
static void
sweep_folder(const char *folder)
{
	const struct clock host = { .offset = 0 };
	DIR *entries = opendir(folder);
	struct stat found;

	if (!entries)
		return;
	for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
		if (entry->d_name[0] == '.' && strstr(entry->d_name, ".pdf.") &&
		    fstatat(dirfd(entries), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
		    found.st_mtime < clock_seconds(&host) - 2 * LEASE_SECONDS)
			(void)unlinkat(dirfd(entries), entry->d_name, 0);
	(void)closedir(entries);
}

/* Its own command: the store is held for no longer than that. */
static enum status
run_one(struct session *session, const char *name, const struct input *input, struct arena *arena,
	struct outcome *outcome, struct error *error)
{
	enum status status = execute(session, command_find(name), input, NULL, RUN, arena, outcome);

	if (status != STATUS_OK)
		*error = outcome->error;
	return status;
}

static const char *
own_name(struct arena *arena)
{
	char host[OWNER_SIZE] = "";

	(void)gethostname(host, sizeof(host) - 1);
	return arena_format(arena, "%s:%ld", host, (long)getpid());
}

static const char *
column_text(struct arena *arena, const struct cursor *cursor, int column)
{
	return arena_copy(arena, cursor_text(cursor, column));
}

static enum status
read_letter(struct session *session, struct arena *arena, const char *id, struct letter_row *row,
	    struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(session->store, SQL_LETTER_ONE,
			 ARGS(ARG_INT("message", strtoll(id, NULL, 10))), &cursor, error);

	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor))
		*row = (struct letter_row){
			.id = cursor_int(cursor, 0),
			.recipient = column_text(arena, cursor, 1),
			.language = column_text(arena, cursor, 2),
			.kind = column_text(arena, cursor, 3),
			.subject = column_text(arena, cursor, 4),
			.body = column_text(arena, cursor, 5),
			.created_at = column_text(arena, cursor, 6),
			.sealed_kind = column_text(arena, cursor, 7),
			.sealed_id = cursor_int(cursor, 8),
			.pin_sealed = column_text(arena, cursor, 9),
			.customer = cursor_int(cursor, 10),
			.code_sealed = column_text(arena, cursor, 11),
		};
	return cursor_close(&cursor, error);
}

/* What went wrong is of the letter: kept with it, in its own words, and the others go on. */
static enum status
end_letter(struct session *session, struct arena *arena, const char *id, const char *file,
	   const struct error *failure, struct error *error)
{
	struct outcome outcome;
	bool made = failure->status == STATUS_OK;
	const struct input input[] = {
		{ "message", id },
		{ "owner", own_name(arena) },
		{ made ? "file" : "error", made ? file : failure->key },
		{ .name = NULL },
	};
	enum status status = run_one(session, made ? "message.sent" : "message.failed", input,
				     arena, &outcome, error);

	/* The lease ran out and another took it: the letter is the same, and so is its mark. */
	return status == STATUS_REFUSED ? STATUS_OK : status;
}

static enum status
make_one(struct session *session, struct arena *arena, struct posted *posted, bool *more,
	 struct error *error)
{
	const struct input input[] = { { "channel", "letter" },
				       { "owner", own_name(arena) },
				       { "seconds", arena_format(arena, "%d", LEASE_SECONDS) },
				       { .name = NULL } };
	struct outcome lease;
	struct letter_row row = { .id = 0 };
	struct error failure = { .status = STATUS_OK };
	enum status status = run_one(session, "message.lease", input, arena, &lease, error);

	*more = status == STATUS_OK && lease.key;
	if (!*more)
		return status;
	status = read_letter(session, arena, lease.key, &row, error);
	if (status != STATUS_OK)
		return status;
	const char *name = arena_format(arena, "%08" PRId64 "-%s.pdf", row.id, row.kind);
	if (letter_make(session, &row, arena_format(arena, "%s/%s", posted->folder, name),
			&failure) == STATUS_OK) {
		posted->made++;
	} else {
		posted->failed++;
		posted->failure = failure;
		posted->failed_id = row.id;
	}
	return end_letter(session, arena, lease.key, name, &failure, error);
}

enum status
post_run(struct session *session, struct arena *arena, struct posted *posted, struct error *error)
{
	struct arena *scratch = arena_new();
	bool more = true;
	enum status status = STATUS_OK;

	*posted = (struct posted){ .folder = post_folder(arena, session) };
	status = open_folder(posted->folder, error);
	if (status == STATUS_OK)
		sweep_folder(posted->folder);
	while (status == STATUS_OK && more) {
		arena_reset(scratch);
		status = make_one(session, scratch, posted, &more, error);
	}
	arena_free(&scratch);
	return status;
}
