/* All the papers of a store: checked against its rows, copied with it. */
#include "private.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/document.h>

enum { SWEEP_MOST = 1000 }; /* a night */

struct checking {
	struct store *store;
	const char *folder;
	document_fault *fault;
	void *context;
	struct arena *scratch;
};

/* Every row has its file, as it was. */
static enum status
check_rows(const struct checking *checking, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(checking->store, SQL_CHECK_DOCUMENTS, NULL, &cursor, error);

	while (status == STATUS_OK && cursor_next(cursor)) {
		const char *hash = cursor_text(cursor, 0);
		const void *bytes;
		size_t size;
		arena_reset(checking->scratch);
		const char *path = arena_format(checking->scratch, "%s/%s", checking->folder, hash);
		const enum document_state state =
		    document_open(checking->scratch, path, hash, &bytes, &size);
		if (state != DOCUMENT_WHOLE)
			checking->fault(checking->context,
					state == DOCUMENT_MISSING ? "check.document_missing"
								  : "check.document_altered",
					ARGS(ARG_INT("id", cursor_int(cursor, 1)),
					     ARG_TEXT("name", cursor_text(cursor, 2)),
					     ARG_TEXT("hash", hash)));
	}
	return status == STATUS_OK ? cursor_close(&cursor, error) : status;
}

static enum status
is_of_a_row(const struct checking *checking, const char *name, bool *of_a_row, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = store_select(checking->store, SQL_CHECK_DOCUMENT_OF,
					  ARGS(ARG_TEXT("hash", name)), &cursor, error);

	if (status != STATUS_OK)
		return status;
	*of_a_row = cursor_next(cursor);
	return cursor_close(&cursor, error);
}

/* Every file has its row; one that has none was written, and the commit that followed never came.
 */
static enum status
check_files(const struct checking *checking, struct error *error)
{
	enum status status = STATUS_OK;
	DIR *folder = opendir(checking->folder);
	const struct dirent *entry;

	while (folder != NULL && status == STATUS_OK && (entry = readdir(folder)) != NULL) {
		bool of_a_row = false;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		status = is_of_a_row(checking, entry->d_name, &of_a_row, error);
		if (status == STATUS_OK && !of_a_row)
			checking->fault(checking->context, "check.document_orphan",
					ARGS(ARG_TEXT("path", entry->d_name)));
	}
	if (folder != NULL)
		closedir(folder);
	return status;
}

/* ---- what nobody asks for any more ---- */

enum { OLD_ENOUGH = 24 * 3600 }; /* seconds: whoever keeps a file commits its row long before */

static bool
is_old(const struct checking *checking, const char *name)
{
	struct stat st;
	const char *path = arena_format(checking->scratch, "%s/%s", checking->folder, name);

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       time(NULL) - st.st_mtime > OLD_ENOUGH;
}

/* Names of old files without a row, NULL-ended, in arena. */
static enum status
find_orphans(const struct checking *checking, struct arena *arena, const char ***names,
	     struct error *error)
{
	enum status status = STATUS_OK;
	DIR *folder = opendir(checking->folder);
	const struct dirent *entry;
	size_t count = 0;

	*names = arena_array(arena, SWEEP_MOST + 1, sizeof **names);
	while (folder != NULL && status == STATUS_OK && count < SWEEP_MOST &&
	       (entry = readdir(folder)) != NULL) {
		bool of_a_row = true;
		arena_reset(checking->scratch);
		if (entry->d_name[0] != '.' && is_old(checking, entry->d_name))
			status = is_of_a_row(checking, entry->d_name, &of_a_row, error);
		if (status == STATUS_OK && !of_a_row)
			(*names)[count++] = arena_copy(arena, entry->d_name);
	}
	if (folder != NULL)
		closedir(folder);
	return status;
}

/* Looked at again under the gate: nobody keeps the same file meanwhile. */
static enum status
remove_orphans(const struct checking *checking, const char *const *names, int64_t *count,
	       struct error *error)
{
	enum status status = store_begin(checking->store, "documents", error);

	if (status != STATUS_OK)
		return status;
	for (; *names != NULL && status == STATUS_OK; names++) {
		bool of_a_row = true;
		status = is_of_a_row(checking, *names, &of_a_row, error);
		if (status != STATUS_OK || of_a_row)
			continue;
		arena_reset(checking->scratch);
		if (unlink(arena_format(checking->scratch, "%s/%s", checking->folder, *names)) == 0)
			(*count)++;
	}
	store_rollback(checking->store);
	return status;
}

enum status
document_sweep(struct store *store, int64_t *count, struct error *error)
{
	struct arena *arena = arena_new();
	struct arena *scratch = arena_new();
	const struct checking checking = { .store = store,
					   .folder = documents_folder(arena, store_path(store)),
					   .scratch = scratch };
	const char **names = NULL;
	enum status status = find_orphans(&checking, arena, &names, error);

	*count = 0;
	if (status == STATUS_OK && names[0] != NULL)
		status = remove_orphans(&checking, names, count, error);
	arena_free(&scratch);
	arena_free(&arena);
	return status;
}

/* Names of these that have no row, and of what a crash left of writing them, NULL-ended, in arena.
 */
static enum status
find_untold(const struct checking *checking, struct arena *arena, const char *names,
	    const char ***untold, struct error *error)
{
	enum status status = STATUS_OK;
	size_t count = 0;

	*untold = arena_array(arena, strlen(names) + 1, sizeof **untold);
	while (status == STATUS_OK && *names != '\0') {
		const size_t size = strcspn(names, "\n");
		const char *name = arena_copy_bytes(arena, names, size);
		bool of_a_row = false;
		status = is_of_a_row(checking, name, &of_a_row, error);
		if (status == STATUS_OK && size > 0 && strchr(name, '/') == NULL && !of_a_row) {
			(*untold)[count++] = name;
			(*untold)[count++] = arena_format(arena, "%s.part", name);
		}
		names += size + (names[size] == '\n');
	}
	return status;
}

enum status
document_forget(struct store *store, const char *names, struct error *error)
{
	struct arena *arena = arena_new();
	const struct checking checking = { .store = store,
					   .folder = documents_folder(arena, store_path(store)),
					   .scratch = arena_new() };
	struct arena *scratch = checking.scratch;
	const char **untold = NULL;
	int64_t count = 0;
	enum status status = find_untold(&checking, arena, names, &untold, error);

	if (status == STATUS_OK && untold[0] != NULL)
		status = remove_orphans(&checking, untold, &count, error);
	arena_free(&scratch);
	arena_free(&arena);
	return status;
}

enum status
document_check(struct store *store, document_fault *fault, void *context, struct error *error)
{
	struct arena *arena = arena_new();
	const struct checking checking = { .store = store,
					   .folder = documents_folder(arena, store_path(store)),
					   .fault = fault,
					   .context = context,
					   .scratch = arena_new() };
	struct arena *scratch = checking.scratch;
	enum status status = check_rows(&checking, error);

	if (status == STATUS_OK)
		status = check_files(&checking, error);
	arena_free(&scratch);
	arena_free(&arena);
	return status;
}

/* One file to another folder, unless it is there and whole. */
static enum status
copy_one(struct arena *arena, const char *from, const char *to, const char *name,
	 struct error *error)
{
	const void *bytes = NULL;
	size_t size = 0;
	const char *path = arena_format(arena, "%s/%s", from, name);

	if (document_open(arena, path, name, &bytes, &size) != DOCUMENT_WHOLE)
		return STATUS_OK; /* of no worth: check names it, on this side and the other */
	const struct document document = { .hash = name, .bytes = bytes, .size = size };
	return document_place(to, &document, error);
}

enum status
documents_copy(const char *from_store, const char *to_store, struct error *error)
{
	struct arena *arena = arena_new();
	struct arena *scratch = arena_new();
	const char *from = documents_folder(arena, from_store);
	const char *to = documents_folder(arena, to_store);
	enum status status = STATUS_OK;
	DIR *folder = opendir(from);
	const struct dirent *entry;

	if (folder == NULL && errno != ENOENT)
		status = error_system(error, "error.file_read", from, errno);
	while (folder != NULL && status == STATUS_OK && (entry = readdir(folder)) != NULL) {
		arena_reset(scratch);
		if (entry->d_name[0] != '.')
			status = copy_one(scratch, from, to, entry->d_name, error);
	}
	if (folder != NULL)
		closedir(folder);
	arena_free(&scratch);
	arena_free(&arena);
	return status;
}
