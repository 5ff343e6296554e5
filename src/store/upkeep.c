/* What is done to a store as a whole: upgrade, copy, bring back. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/date.h>

static void
stamp_now(char out[STAMP_SIZE])
{
	const struct clock clock = { 0 };

	clock_stamp(&clock, out);
}

enum status
store_version_of(const char *path, int *version, struct error *error)
{
	struct connection *connection = NULL;
	enum status status = store_file_sound(path, error);

	if (status == STATUS_OK)
		status = connection_open(&connection, path, CONNECTION_READ, error);
	if (status == STATUS_OK)
		status = connection_be_ours(connection, path, error);
	if (status == STATUS_OK)
		*version = migrations_applied(connection);
	if (status == STATUS_OK)
		status = migrations_ours(connection, path, error);
	connection_close(&connection);
	return status;
}

static enum status
take_gate(struct gate **gate, const char *path, const char *who, struct error *error)
{
	char name[4096];
	struct gate_holder holder;

	snprintf(name, sizeof name, "%s-gate", path);
	*gate = gate_open(name);
	if (*gate == NULL)
		return error_system(error, "error.store_gate", name, errno);
	if (gate_take(*gate, who, 10000, &holder) == GATE_TAKEN)
		return STATUS_OK;
	gate_close(gate);
	return error_set(error, STATUS_FAILED, NULL, "error.store_busy",
			 ARGS(ARG_TEXT("holder", holder.name), ARG_INT("pid", holder.pid),
			      ARG_INT("since", holder.seconds)));
}

enum status
store_migrate(const char *path, int *from, int *to, struct error *error)
{
	struct connection *connection = NULL;
	struct gate *gate = NULL;
	char now[STAMP_SIZE];
	enum status status = store_version_of(path, from, error);

	if (status == STATUS_OK && *from > store_newest_version())
		status = error_set(error, STATUS_FAILED, NULL, "error.store_newer",
				   ARGS(ARG_TEXT("path", path), ARG_INT("version", *from),
					ARG_INT("newest", store_newest_version())));
	if (status == STATUS_OK)
		status = take_gate(&gate, path, "migrate", error);
	if (status == STATUS_OK)
		status = connection_open(&connection, path, CONNECTION_WRITE, error);
	stamp_now(now);
	if (status == STATUS_OK)
		status = migrations_run(connection, now, error);
	*to = status == STATUS_OK ? migrations_applied(connection) : *from;
	connection_close(&connection);
	if (gate != NULL)
		gate_leave(gate);
	gate_close(&gate);
	return status;
}

enum status
sync_folder(const char *path, struct error *error)
{
	char copy[4096];

	snprintf(copy, sizeof copy, "%s", path);
	const char *folder = dirname(copy);
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int bad = file < 0 || fsync(file) != 0 ? errno : 0;
	if (file >= 0)
		close(file);
	return bad == 0 ? STATUS_OK : error_system(error, "error.file_write", folder, bad);
}

static enum status
sync_file(const char *path, struct error *error)
{
	int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	int bad = file < 0 || fsync(file) != 0 ? errno : 0;

	if (file >= 0)
		close(file);
	return bad == 0 ? STATUS_OK : error_system(error, "error.file_write", path, bad);
}

struct verdict {
	int faults;
	char reason[160];
};

static void
count_fault(void *context, const char *key, const struct arg *args)
{
	struct verdict *verdict = context;

	verdict->faults++;
	snprintf(verdict->reason, sizeof verdict->reason, "%s",
		 args != NULL && args->value.known ? args->value.text : key);
}

/* A copy that would not open is worse than none.  name: what it is called; path: where it is. */
static enum status
verify_copy(const char *path, const char *name, bool looked_through, struct error *error)
{
	struct connection *connection = NULL;
	struct verdict verdict = { 0 };
	enum status status = connection_open(&connection, path, CONNECTION_READ, error);

	if (status == STATUS_OK)
		status = connection_be_ours(connection, name, error);
	if (status == STATUS_OK && migrations_applied(connection) > store_newest_version())
		status = error_set(error, STATUS_FAILED, NULL, "error.store_newer",
				   ARGS(ARG_TEXT("path", name),
					ARG_INT("version", migrations_applied(connection)),
					ARG_INT("newest", store_newest_version())));
	if (status == STATUS_OK && !looked_through)
		status = connection_check(connection, count_fault, &verdict, error);
	if (status == STATUS_OK && verdict.faults > 0)
		status =
		    error_set(error, STATUS_FAILED, NULL, "error.store_damaged_copy",
			      ARGS(ARG_TEXT("path", name), ARG_TEXT("reason", verdict.reason)));
	connection_close(&connection);
	return status;
}

enum status
store_copy(const char *path, const char *file, struct error *error)
{
	char beside[4096];
	struct connection *connection = NULL;

	if (access(file, F_OK) == 0)
		return error_system(error, "error.file_exists", file, EEXIST);
	snprintf(beside, sizeof beside, "%s.part", file);
	unlink(beside);
	enum status status = connection_open(&connection, path, CONNECTION_WRITE, error);
	if (status == STATUS_OK)
		status = connection_copy(connection, beside, error);
	connection_close(&connection);
	if (status == STATUS_OK)
		status = sync_file(beside, error);
	if (status == STATUS_OK)
		status = verify_copy(beside, file, false, error);
	if (status == STATUS_OK)
		status = checksum_keep(beside, file, error);
	if (status == STATUS_OK && rename(beside, file) != 0)
		status = error_system(error, "error.file_write", file, errno);
	if (status != STATUS_OK)
		unlink(beside);
	return status == STATUS_OK ? sync_folder(file, error) : status;
}

enum status
store_backup(struct store *store, const char *file, struct error *error)
{
	enum status status = store_copy(store_path(store), file, error);

	/* After the rows: every one of them has its file by then. */
	if (status == STATUS_OK) {
		status = documents_copy(store_path(store), file, error);
		if (status != STATUS_OK)
			unlink(file);
	}
	return status;
}

static enum status
copy_file(const char *from, const char *to, struct error *error)
{
	char block[1 << 15];
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int out =
	    in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	ssize_t got = -1;
	int bad = 0;

	while (out >= 0 && (got = read(in, block, sizeof block)) > 0)
		for (ssize_t done = 0, now; done < got; done += now)
			if ((now = write(out, block + done, (size_t)(got - done))) < 0) {
				got = -1;
				break;
			}
	if (out < 0 || got < 0 || fsync(out) != 0)
		bad = errno;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return bad == 0 ? STATUS_OK
			: error_system(error, in < 0 ? "error.file_read" : "error.file_write",
				       in < 0 ? from : to, bad);
}

/* A file that was begun, with the journals that a power cut left beside it. */
static void
forget(struct arena *arena, const char *path)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		unlink(arena_format(arena, "%s%s", path, ends[i]));
}

/* A copy is one plain file; a store keeps a write-ahead log. */
static enum status
make_live(struct arena *arena, const char *path, struct error *error)
{
	struct connection *connection = NULL;
	enum status status = connection_open(&connection, path, CONNECTION_CREATE, error);

	connection_close(&connection);
	unlink(arena_format(arena, "%s-wal", path));
	unlink(arena_format(arena, "%s-shm", path));
	return status;
}

/* Whoever is in the store that is put aside would go on writing to it.  One that cannot be opened
 * has nobody. */
static enum status
wants_nobody(const char *path, struct error *error)
{
	struct connection *connection = NULL;
	struct error why = { .status = STATUS_OK };
	enum status status = STATUS_OK;

	if (connection_open(&connection, path, CONNECTION_ALONE, &why) != STATUS_OK) {
		if (strcmp(why.key, "error.store_locked") == 0)
			status = error_set(error, STATUS_FAILED, NULL, "error.store_in_use",
					   ARGS(ARG_TEXT("path", path)));
	} else if (connection_be_ours(connection, path, &why) == STATUS_OK) {
		status = connection_fold(connection, error);
	}
	connection_close(&connection);
	return status;
}

/* The journal files of the store that is put aside go with it. */
static void
move_aside(struct arena *arena, const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		rename(arena_format(arena, "%s%s", path, ends[i]),
		       arena_format(arena, "%s.before%s", path, ends[i]));
}

/* Whole is what is as it was when it was made and looked through; of a copy without its checksum it
 * is looked for. */
static enum status
verify_copied(const char *beside, const char *file, struct error *error)
{
	const enum checksum found = checksum_look(beside, file);

	if (found == CHECKSUM_DIFFERS)
		return error_set(error, STATUS_FAILED, NULL, "error.store_checksum",
				 ARGS(ARG_TEXT("path", file)));
	return verify_copy(beside, file, found == CHECKSUM_MATCHES, error);
}

enum status
store_restore(const char *file, const char *path, struct error *error)
{
	struct arena *arena = arena_new();
	const char *beside = arena_format(arena, "%s.part", path);
	struct gate *gate = NULL;

	forget(arena, beside);
	enum status status = copy_file(file, beside, error);
	if (status == STATUS_OK)
		status = verify_copied(beside, file, error);
	if (status == STATUS_OK)
		status = documents_copy(file, path, error);
	if (status == STATUS_OK)
		status = make_live(arena, beside, error);
	if (status == STATUS_OK)
		status = take_gate(&gate, path, "restore", error);
	if (status == STATUS_OK)
		status = wants_nobody(path, error);
	if (status == STATUS_OK) {
		move_aside(arena, path);
		/* A power cut could bring the old log back beside the new store, which would take
		 * it for its own; or let the new one have the name before the old one has left it.
		 */
		status = sync_folder(path, error);
	}
	if (status == STATUS_OK && rename(beside, path) != 0)
		status = error_system(error, "error.file_write", path, errno);
	if (status == STATUS_OK)
		status = sync_folder(path, error);
	if (gate != NULL)
		gate_leave(gate);
	gate_close(&gate);
	if (status != STATUS_OK)
		forget(arena, beside);
	arena_free(&arena);
	return status;
}
