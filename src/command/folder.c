/* Files that a command hands out (INV-02, INV-03): written without a name first, so that whoever is
 * killed half-way leaves no half of one, and named in the transaction of what it says of them. */
#define _GNU_SOURCE /* NOLINT: O_TMPFILE, a file that has no name yet */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/document.h>
#include <guichet/file.h>
#include <guichet/secret.h>

enum { FILES_MOST = 4, BESIDE_SIZE = 96 };

struct outgoing {
	const struct document *document;
	int file;                 /* written; -1: not */
	char beside[BESIDE_SIZE]; /* its name meanwhile, on a disk that wants one; else "" */
	bool there;               /* the same file was there before */
	bool named;
};

struct folder {
	const char *path;
	int folder;
	struct outgoing files[FILES_MOST];
	size_t count;
	struct error error; /* what was in the way */
};

static enum status
fault(struct folder *folder, const char *key, const char *name, int number)
{
	return error_set(&folder->error, STATUS_REFUSED, NULL, key,
			 ARGS(ARG_TEXT("path", name), ARG_TEXT("folder", folder->path),
			      ARG_TEXT("reason", strerror(number))));
}

enum status
work_fetch(struct work *work, struct document *file)
{
	return document_fetch(work->arena, work->session->store, file->hash, &file->bytes,
			      &file->size, &work->ledger->error);
}

/* ---- what is there already ---- */

static bool
same_bytes(struct arena *arena, int file, const struct document *document)
{
	struct stat there;
	char hash[SECRET_MAC_HEX];
	size_t done = 0;

	if (fstat(file, &there) != 0 || !S_ISREG(there.st_mode) ||
	    (uintmax_t)there.st_size != document->size)
		return false;
	char *bytes = arena_alloc(arena, document->size);
	while (done < document->size) {
		const ssize_t got = read(file, bytes + done, document->size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	secret_checksum(bytes, done, hash);
	return strcmp(hash, document->hash) == 0;
}

/* The same is as good as written; anything else, and a link whatever it leads to, is in the way. */
static enum status
look(struct folder *folder, struct arena *arena, struct outgoing *outgoing)
{
	const char *name = outgoing->document->name;
	const int file =
	    openat(folder->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0)
		return errno == ENOENT ? STATUS_OK
				       : fault(folder, "error.folder_taken", name, errno);
	outgoing->there = same_bytes(arena, file, outgoing->document);
	close(file);
	return outgoing->there ? STATUS_OK : fault(folder, "error.folder_taken", name, EEXIST);
}

/* ---- writing ---- */

/* Nothing to take away after a crash, where the disk knows files without a name. */
static int
open_new(const struct folder *folder, struct outgoing *outgoing)
{
	char salt[REQUEST_SIZE];
	int file = openat(folder->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0640);

	if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return file;
	request_id(salt);
	snprintf(outgoing->beside, sizeof outgoing->beside, ".guichet-%s.part", salt);
	file = openat(folder->folder, outgoing->beside,
		      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (file < 0)
		outgoing->beside[0] = '\0';
	return file;
}

static enum status
write_one(struct folder *folder, struct outgoing *outgoing)
{
	const struct document *document = outgoing->document;
	outgoing->file = open_new(folder, outgoing);
	if (outgoing->file < 0)
		return fault(folder, "error.folder_write", document->name, errno);
	int bad = file_write(outgoing->file, document->bytes, document->size);
	if (bad == 0 && fsync(outgoing->file) != 0)
		bad = errno;
	return bad == 0 ? STATUS_OK : fault(folder, "error.folder_write", document->name, bad);
}

void
work_put(struct work *work, const char *typed, const struct document *files)
{
	struct folder *folder = arena_alloc(work->arena, sizeof *folder);

	*folder = (struct folder){ .folder = -1 };
	work->folder = folder;
	enum status status = session_open_folder(work->session, work->arena, typed, &folder->folder,
						 &folder->path, &folder->error);
	if (status == STATUS_OK && faccessat(folder->folder, ".", W_OK | X_OK, AT_EACCESS) != 0)
		status = fault(folder, "error.folder_unfit", folder->path, errno);
	for (; status == STATUS_OK && files->hash != NULL && folder->count < FILES_MOST; files++) {
		struct outgoing *outgoing = &folder->files[folder->count++];
		*outgoing = (struct outgoing){ .document = files, .file = -1 };
		status = look(folder, work->arena, outgoing);
		if (status == STATUS_OK && !outgoing->there && !work->preview)
			status = write_one(folder, outgoing);
	}
}

enum status
work_put_check(struct work *work, const char *param, const char **where)
{
	const struct folder *folder = work->folder;

	if (folder == NULL) /* its prepare did not run */
		return work_refuse(work, param, "error.not_by_file", NULL);
	*where = folder->path;
	if (folder->error.status == STATUS_OK)
		return STATUS_OK;
	work->ledger->error = folder->error;
	snprintf(work->ledger->error.param, sizeof work->ledger->error.param, "%s", param);
	return work->ledger->error.status;
}

/* ---- names ---- */

/* Never over another: a link fails where a name stands. */
static int
give_name(const struct folder *folder, const struct outgoing *outgoing)
{
	char path[64];

	if (outgoing->beside[0] != '\0')
		return linkat(folder->folder, outgoing->beside, folder->folder,
			      outgoing->document->name, 0);
	snprintf(path, sizeof path, "/proc/self/fd/%d", outgoing->file);
	return linkat(AT_FDCWD, path, folder->folder, outgoing->document->name, AT_SYMLINK_FOLLOW);
}

/* What was there before may be gone by now: somebody else's, whose commit failed. */
static enum status
look_again(struct folder *folder, struct arena *arena, struct outgoing *outgoing)
{
	outgoing->there = false;
	enum status status = look(folder, arena, outgoing);
	if (status == STATUS_OK && !outgoing->there)
		status = write_one(folder, outgoing);
	return status;
}

/* Somebody was faster: with the same, perhaps. */
static enum status
name_one(struct folder *folder, struct arena *arena, struct outgoing *outgoing)
{
	if (outgoing->there) {
		enum status status = look_again(folder, arena, outgoing);
		if (status != STATUS_OK || outgoing->there)
			return status;
	}
	outgoing->named = give_name(folder, outgoing) == 0;
	if (outgoing->named)
		return STATUS_OK;
	const int bad = errno;
	if (bad != EEXIST)
		return fault(folder, "error.folder_write", outgoing->document->name, bad);
	return look(folder, arena, outgoing);
}

enum status
folder_name(struct work *work)
{
	struct folder *folder = work->folder;
	enum status status = STATUS_OK;

	if (folder == NULL)
		return STATUS_OK;
	for (size_t i = 0; i < folder->count && status == STATUS_OK; i++)
		status = name_one(folder, work->arena, &folder->files[i]);
	if (status == STATUS_OK && fsync(folder->folder) != 0)
		status = fault(folder, "error.folder_write", folder->path, errno);
	if (status != STATUS_OK)
		work->ledger->error = folder->error;
	return status;
}

void
folder_undo(struct work *work)
{
	struct folder *folder = work->folder;

	for (size_t i = 0; folder != NULL && i < folder->count; i++)
		if (folder->files[i].named)
			unlinkat(folder->folder, folder->files[i].document->name, 0);
}

void
folder_close(struct work *work)
{
	struct folder *folder = work->folder;

	if (folder == NULL)
		return;
	for (size_t i = 0; i < folder->count; i++) {
		if (folder->files[i].beside[0] != '\0')
			unlinkat(folder->folder, folder->files[i].beside, 0);
		if (folder->files[i].file >= 0)
			close(folder->files[i].file);
	}
	if (folder->folder >= 0)
		close(folder->folder);
	work->folder = NULL;
}
