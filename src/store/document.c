/* Papers beside the store: read from whoever hands them over, kept, given back. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/document.h>
#include <guichet/file.h>
#include <guichet/secret.h>
#include <guichet/text.h>

#define NAME_MOST 80

/* ---- a file of the person's ---- */

static enum status
refuse(struct error *error, const char *key, const char *path)
{
	return error_set(error, STATUS_REFUSED, NULL, key, ARGS(ARG_TEXT("path", path)));
}

static enum status
refuse_system(struct error *error, const char *path, int number)
{
	return error_set(error, STATUS_REFUSED, NULL, "error.document_unreadable",
			 ARGS(ARG_TEXT("path", path), ARG_TEXT("reason", strerror(number))));
}

static const char *
at_home(struct arena *arena, const char *path)
{
	const char *home = getenv("HOME");
	return strncmp(path, "~/", 2) == 0 && home != NULL
		   ? arena_format(arena, "%s%s", home, path + 1)
		   : path;
}

/* The last part of the path, fit to be shown and to be a file's name again. */
static const char *
clean_name(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	name = text_clean(arena, name + strspn(name, "."));
	return name[0] == '\0' ? "document" : text_cut(arena, name, NAME_MOST, false);
}

static enum status
look(int file, const char *path, size_t most, size_t *size, struct error *error)
{
	struct stat st;

	if (fstat(file, &st) != 0)
		return refuse_system(error, path, errno);
	if (!S_ISREG(st.st_mode))
		return refuse(error, "error.document_no_file", path);
	if (st.st_size == 0)
		return refuse(error, "error.document_empty", path);
	if ((uintmax_t)st.st_size > most)
		return error_set(error, STATUS_REFUSED, NULL, "error.document_large",
				 ARGS(ARG_INT("most", (int64_t)(most >> 20)),
				      ARG_INT("size", (int64_t)((st.st_size + 1048575) >> 20))));
	*size = (size_t)st.st_size;
	return STATUS_OK;
}

/* Up to size bytes; fewer when the file has shrunk; -1 on a failure. */
static ssize_t
read_all(int file, char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		const ssize_t got = read(file, bytes + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* What is made by ourselves is what its name says; NULL: neither. */
static const char *
media_by_name(const char *path)
{
	const char *end = strrchr(path, '.');

	return end == NULL                 ? NULL
	       : strcmp(end, ".xlsx") == 0 ? "xlsx"
	       : strcmp(end, ".csv") == 0  ? "csv"
	       : strcmp(end, ".txt") == 0  ? "txt"
					   : NULL;
}

static enum status
take(struct arena *arena, int file, const char *path, bool made, size_t most,
     struct document *document, struct error *error)
{
	size_t size = 0;
	enum status status = look(file, path, most, &size, error);

	if (status != STATUS_OK)
		return status;
	char *bytes = arena_alloc(arena, size);
	char *hash = arena_alloc(arena, SECRET_MAC_HEX);
	const ssize_t got = read_all(file, bytes, size);
	if (got < 0)
		return refuse_system(error, path, errno);
	const char *media = made ? media_by_name(path) : document_media(bytes, (size_t)got);
	if ((size_t)got != size || media == NULL)
		return refuse(error, "error.document_media", path);
	secret_checksum(bytes, size, hash);
	*document = (struct document){ .name = clean_name(arena, path),
				       .media = media,
				       .hash = hash,
				       .size = size,
				       .bytes = bytes };
	return STATUS_OK;
}

static enum status
read_one(struct arena *arena, const char *path, bool made, size_t most, struct document *document,
	 struct error *error)
{
	*document = (struct document){ .hash = NULL };
	const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0)
		return errno == ELOOP ? refuse(error, "error.document_link", path)
				      : refuse_system(error, path, errno);
	enum status status = take(arena, file, path, made, most, document, error);
	close(file);
	return status;
}

enum status
document_read(struct arena *arena, const char *path, size_t most, struct document *document,
	      struct error *error)
{
	return read_one(arena, at_home(arena, path), false, most, document, error);
}

enum status
document_made(struct arena *arena, const char *path, size_t most, struct document *document,
	      struct error *error)
{
	return read_one(arena, path, true, most, document, error);
}

/* ---- beside the store ---- */

const char *
documents_folder(struct arena *arena, const char *store_path)
{
	return arena_format(arena, "%s.documents", store_path);
}

static enum status
folder_sound(const char *folder, struct error *error)
{
	struct stat st;

	if (mkdir(folder, 0700) == 0)
		return sync_folder(folder, error);
	if (errno != EEXIST)
		return error_system(error, "error.file_write", folder, errno);
	if (lstat(folder, &st) != 0)
		return error_system(error, "error.file_write", folder, errno);
	return S_ISDIR(st.st_mode) && (st.st_mode & 07) == 0
		   ? STATUS_OK
		   : error_system(error, "error.file_write", folder,
				  S_ISDIR(st.st_mode) ? EPERM : ENOTDIR);
}

static enum status
write_new(const char *path, mode_t mode, const void *bytes, size_t size, struct error *error)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (file < 0)
		return error_system(
		    error, errno == EEXIST ? "error.file_exists" : "error.file_write", path, errno);
	int bad = file_write(file, bytes, size);
	if (bad == 0 && fsync(file) != 0)
		bad = errno;
	if (close(file) != 0 && bad == 0)
		bad = errno;
	if (bad == 0)
		return STATUS_OK;
	unlink(path);
	return error_system(error, "error.file_write", path, bad);
}

enum document_state
document_open(struct arena *arena, const char *path, const char *hash, const void **bytes,
	      size_t *size)
{
	struct stat st;
	char found[SECRET_MAC_HEX];
	const int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum document_state state = DOCUMENT_ALTERED;

	if (file < 0)
		return errno == ENOENT ? DOCUMENT_MISSING : DOCUMENT_ALTERED;
	if (fstat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
		char *all = arena_alloc(arena, (size_t)st.st_size);
		if (read_all(file, all, (size_t)st.st_size) == st.st_size) {
			secret_checksum(all, (size_t)st.st_size, found);
			state = strcmp(found, hash) == 0 ? DOCUMENT_WHOLE : DOCUMENT_ALTERED;
			*bytes = all;
			*size = (size_t)st.st_size;
		}
	}
	close(file);
	return state;
}

enum status
document_place(const char *folder, const struct document *document, struct error *error)
{
	struct arena *arena = arena_new();
	const char *path = arena_format(arena, "%s/%s", folder, document->hash);
	const char *beside = arena_format(arena, "%s.part", path);
	const void *bytes;
	size_t size;
	enum status status = folder_sound(folder, error);

	if (status == STATUS_OK &&
	    document_open(arena, path, document->hash, &bytes, &size) != DOCUMENT_WHOLE) {
		unlink(beside); /* of a crash: the gate is ours, nobody writes it */
		status = write_new(beside, 0600, document->bytes, document->size, error);
		if (status == STATUS_OK && rename(beside, path) != 0) {
			status = error_system(error, "error.file_write", path, errno);
			unlink(beside);
		}
		if (status == STATUS_OK)
			status = sync_folder(path, error);
	}
	arena_free(&arena);
	return status;
}

enum status
document_keep(const struct store *store, const struct document *document, struct error *error)
{
	struct arena *arena = arena_new();
	enum status status =
	    document_place(documents_folder(arena, store_path(store)), document, error);
	arena_free(&arena);
	return status;
}

enum status
document_fetch(struct arena *arena, const struct store *store, const char *hash, const void **bytes,
	       size_t *size, struct error *error)
{
	const char *kept =
	    arena_format(arena, "%s/%s", documents_folder(arena, store_path(store)), hash);
	const enum document_state state = document_open(arena, kept, hash, bytes, size);

	if (state == DOCUMENT_WHOLE)
		return STATUS_OK;
	return error_set(error, STATUS_FAILED, NULL,
			 state == DOCUMENT_MISSING ? "error.document_missing"
						   : "error.document_altered",
			 ARGS(ARG_TEXT("path", kept)));
}

enum status
document_save(const struct store *store, const char *hash, const char *path, struct error *error)
{
	struct arena *arena = arena_new();
	const void *bytes = NULL;
	size_t size = 0;
	enum status status = document_fetch(arena, store, hash, &bytes, &size, error);

	if (status == STATUS_OK)
		status = write_new(at_home(arena, path), 0640, bytes, size, error);
	arena_free(&arena);
	return status;
}
