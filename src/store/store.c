#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/secret.h>

#define GATE_WAIT_MS 10000 /* unless the settings say otherwise */
#define TIDY_PAGES 1000    /* of the log: put back by who rests */
#define LATE_PAGES 1500    /* by who commits */

struct store {
	struct arena *arena;
	const char *path, *key_path, *hash_lock;
	struct connection *reader;
	struct connection *writer; /* opened by the first write */
	struct gate *gate;
	struct keyring *keys;
	int gate_wait; /* milliseconds */
	int64_t taken, held;
	const struct arg *common;
	bool demo, owner, read_only, inside, awaited, looking, wide, relaxed;
	int looks; /* begun and not over: one within another */
};

static struct store *
store_new(const char *path, const char *key_path)
{
	struct arena *arena = arena_new();
	struct store *store = arena_alloc(arena, sizeof *store);

	store->arena = arena;
	store->gate_wait = GATE_WAIT_MS;
	store->path = arena_copy(arena, path);
	store->key_path = key_path != NULL && key_path[0] != '\0'
			      ? arena_copy(arena, key_path)
			      : arena_format(arena, "%s.key", path);
	store->hash_lock = arena_format(arena, "%s-hash", path);
	return store;
}

/* Who leaves puts the log back into the file, unless somebody is at the gate. */
static void
leave_tidy(struct store *store)
{
	struct gate_holder holder;

	if (store->writer == NULL || !connection_has_log(store->writer) ||
	    gate_take(store->gate, "close", 0, &holder) != GATE_TAKEN)
		return;
	connection_tidy(store->writer, true);
	gate_set_number(store->gate, 0);
	gate_leave(store->gate);
}

/* Pages of the log since it was last put back in part: a reader who stays keeps what follows it
 * there, and to try again at each commit would cost each of them.  Shorter than then: it was begun
 * anew. */
static int
log_grown(const struct store *store)
{
	const int pages = connection_log(store->writer), then = gate_number(store->gate);

	return pages < then ? pages : pages - then;
}

static void
put_back(struct store *store)
{
	const int pages = connection_log(store->writer);

	gate_set_number(store->gate, connection_tidy(store->writer, false) ? 0 : pages);
}

/* In a turn of its own, so that nobody waits for a commit and for this. */
static void
tidy(struct store *store, int patience)
{
	struct gate_holder holder;

	if (store->writer == NULL || store->inside || log_grown(store) < TIDY_PAGES)
		return;
	connection_settle(store->writer);
	if (gate_take(store->gate, "tidy", patience, &holder) != GATE_TAKEN)
		return;
	put_back(store);
	gate_leave(store->gate);
}

void
store_tidy(struct store *store)
{
	tidy(store, 0);
}

void
store_close(struct store **store)
{
	struct store *s = *store;

	if (s == NULL)
		return;
	if (s->inside)
		store_rollback(s);
	connection_close(&s->reader);
	leave_tidy(s);
	connection_close(&s->writer);
	gate_close(&s->gate);
	keyring_close(&s->keys);
	arena_free(&s->arena);
	*store = NULL;
}

static enum status
check_version(struct store *store, struct error *error)
{
	const int version = migrations_applied(store->reader), newest = store_newest_version();

	if (version > newest)
		return error_set(error, STATUS_FAILED, NULL, "error.store_newer",
				 ARGS(ARG_TEXT("path", store->path), ARG_INT("version", version),
				      ARG_INT("newest", newest)));
	if (version == newest && migrations_current(store->reader))
		return STATUS_OK;
	const enum status status = migrations_ours(store->reader, store->path, error);
	if (status != STATUS_OK)
		return status;
	return error_set(error, STATUS_FAILED, NULL, "error.store_older",
			 ARGS(ARG_TEXT("path", store->path), ARG_INT("version", version),
			      ARG_INT("newest", newest)));
}

static enum status
open_reader(struct store *store, struct error *error)
{
	char kind[16] = "";
	enum status status = connection_open(&store->reader, store->path, CONNECTION_READ, error);

	if (status == STATUS_OK)
		status = connection_be_ours(store->reader, store->path, error);
	if (status == STATUS_OK)
		status = check_version(store, error);
	if (status == STATUS_OK)
		status = setting_get(store->reader, "kind", kind, sizeof kind, error);
	store->demo = strcmp(kind, "demo") == 0;
	return status;
}

static void
look_at_file(struct store *store)
{
	char *folder = arena_copy(store->arena, store->path);
	char *slash = strrchr(folder, '/');
	struct stat st;

	if (slash != NULL)
		slash[slash == folder ? 1 : 0] = '\0';
	store->read_only =
	    access(store->path, W_OK) != 0 || access(slash != NULL ? folder : ".", W_OK) != 0;
	/* Who runs the program, not what it may have been made (setuid). */
	store->owner = stat(store->path, &st) == 0 && st.st_uid == getuid();
}

enum status
store_open(struct store **store, const char *path, const char *key_path, struct error *error)
{
	enum status status = store_file_sound(path, error);

	*store = NULL;
	if (status != STATUS_OK)
		return status;
	struct store *made = store_new(path, key_path);
	look_at_file(made);
	status = open_reader(made, error);
	if (status == STATUS_OK)
		status = keyring_open(&made->keys, made->key_path, error);
	if (status != STATUS_OK)
		store_close(&made);
	*store = made;
	return status;
}

static enum status
make_tables(struct connection *connection, const char *kind, struct error *error)
{
	const struct clock clock = { 0 };
	char now[STAMP_SIZE];
	enum status status = connection_mark(connection, error);

	clock_stamp(&clock, now);
	if (status == STATUS_OK)
		status = migrations_run(connection, now, error);
	if (status == STATUS_OK)
		status = setting_put(connection, "kind", kind, error);
	if (status == STATUS_OK)
		status = setting_put(connection, "created_at", now, error);
	return status;
}

enum status
store_create(const char *path, const char *key_path, const char *kind, struct error *error)
{
	struct connection *connection = NULL;
	int file = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (file < 0)
		return error_system(error,
				    errno == EEXIST ? "error.store_exists" : "error.store_create",
				    path, errno);
	close(file);
	struct store *names = store_new(path, key_path);
	enum status status = connection_open(&connection, path, CONNECTION_CREATE, error);
	if (status == STATUS_OK)
		status = make_tables(connection, kind, error);
	connection_close(&connection);
	if (status == STATUS_OK)
		status = keyring_create(names->key_path, error);
	if (status != STATUS_OK) {
		unlink(path);
		unlink(arena_format(names->arena, "%s-wal", path));
		unlink(arena_format(names->arena, "%s-shm", path));
	}
	store_close(&names);
	return status;
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

bool
store_is_demo(const struct store *store)
{
	return store->demo;
}

bool
store_is_read_only(const struct store *store)
{
	return store->read_only;
}

bool
store_is_owner(const struct store *store)
{
	return store->owner;
}

const struct keyring *
store_keys(const struct store *store)
{
	keyring_refresh(store->keys, store->key_path);
	return store->keys;
}

enum status
store_key_add(struct store *store, struct error *error)
{
	return keyring_add(store->keys, store->key_path, error);
}

enum status
store_key_forget(struct store *store, int id, struct error *error)
{
	return keyring_forget(store->keys, store->key_path, id, error);
}

const char *
store_hash_lock(const struct store *store)
{
	return store->read_only ? NULL : store->hash_lock;
}

enum status
store_select(struct store *store, enum statement statement, const struct arg *args,
	     struct cursor **cursor, struct error *error)
{
	return connection_query(store->reader, statement, statement_infos[statement].sql, args,
				store->common, cursor, error);
}

enum status
store_select_sql(struct store *store, const char *sql, const struct arg *args,
		 struct cursor **cursor, struct error *error)
{
	return connection_query(store->reader, STATEMENT_COUNT, sql, args, NULL, cursor, error);
}

bool
store_expect(struct store *store, const char *table, const int64_t *ids, size_t count)
{
	return connection_expect(store->reader, table, ids, count);
}

void
store_expect_terms(struct store *store, const char *table, const char *const *terms, size_t count,
		   const char *const *next)
{
	connection_expect_terms(store->reader, table, terms, count, next);
}

/* A look that cannot be had is no fault: each read is then one of its own. */
void
store_look(struct store *store)
{
	if (store->looks++ == 0)
		store->looking = connection_say(store->reader, "BEGIN", NULL) == STATUS_OK;
}

void
store_look_away(struct store *store)
{
	if (--store->looks > 0)
		return;
	if (store->looking)
		connection_say(store->reader, "COMMIT", NULL);
	store->looking = false;
}

void
store_limit_reads(struct store *store, int milliseconds)
{
	connection_limit(store->reader, milliseconds);
}

void
store_yield_reads(struct store *store, bool (*waits)(void))
{
	connection_yield(store->reader, waits);
}

bool
store_gave_up(const struct error *error)
{
	return strcmp(error->key, "error.too_long") == 0;
}

void
store_limit_waits(struct store *store, int milliseconds)
{
	store->gate_wait = milliseconds;
}

void
store_spare(struct store *store)
{
	connection_spare(store->reader);
}

int64_t
store_changes(struct store *store)
{
	return connection_data_version(store->reader);
}

void
store_note(struct store *store, struct footprint *footprint)
{
	connection_note(store->reader, footprint);
}

bool
store_untouched(struct store *store, struct footprint *footprint)
{
	return connection_untouched(store->reader, footprint);
}

const struct arg *
store_set_common(struct store *store, const struct arg *common)
{
	const struct arg *before = store->common;

	store->common = common;
	return before;
}

static enum status
open_writer(struct store *store, struct error *error)
{
	char path[4096];

	if (store->writer != NULL)
		return STATUS_OK;
	if (store->read_only)
		return error_set(error, STATUS_FAILED, NULL, "error.store_read_only",
				 ARGS(ARG_TEXT("path", store->path)));
	snprintf(path, sizeof path, "%s-gate", store->path);
	if (store->gate == NULL)
		store->gate = gate_open(path);
	if (store->gate == NULL)
		return error_system(error, "error.store_gate", path, errno);
	return connection_open(&store->writer, store->path, CONNECTION_WRITE, error);
}

enum status
store_widen(struct store *store, int mebibytes, struct error *error)
{
	enum status status = open_writer(store, error);

	if (status == STATUS_OK)
		connection_widen(store->writer, mebibytes);
	store->wide = status == STATUS_OK;
	return status;
}

void
store_relax(struct store *store)
{
	store->relaxed = true;
}

enum status
store_begin(struct store *store, const char *who, struct error *error)
{
	struct gate_holder holder;
	enum status status = open_writer(store, error);

	if (status != STATUS_OK)
		return status;
	if (gate_take(store->gate, who, store->gate_wait, &holder) != GATE_TAKEN)
		return error_set(error, STATUS_FAILED, NULL, "error.store_busy",
				 ARGS(ARG_TEXT("holder", holder.name), ARG_INT("pid", holder.pid),
				      ARG_INT("since", holder.seconds)));
	store->taken = milliseconds();
	status = connection_relax(store->writer, store->relaxed, error);
	store->relaxed = false;
	if (status == STATUS_OK)
		status = connection_begin(store->writer, error);
	store->inside = status == STATUS_OK;
	if (status != STATUS_OK)
		gate_leave(store->gate);
	return status;
}

enum status
store_commit(struct store *store, struct error *error)
{
	enum status status = connection_commit(store->writer, error);

	if (status == STATUS_OK && !store->wide && log_grown(store) >= LATE_PAGES)
		put_back(store);
	store->inside = false;
	store->held = milliseconds() - store->taken;
	store->awaited = gate_awaited(store->gate);
	gate_leave(store->gate);
	if (status == STATUS_OK && store->wide)
		tidy(store, store->gate_wait);
	return status;
}

int64_t
store_held(const struct store *store)
{
	return store->held;
}

bool
store_awaited(const struct store *store)
{
	return store->awaited;
}

void
store_rollback(struct store *store)
{
	connection_rollback(store->writer);
	store->inside = false;
	gate_leave(store->gate);
}

enum status
store_savepoint(struct store *store, struct error *error)
{
	return connection_say(store->writer, "SAVEPOINT line", error);
}

enum status
store_release(struct store *store, struct error *error)
{
	return connection_say(store->writer, "RELEASE line", error);
}

void
store_undo(struct store *store)
{
	connection_say(store->writer, "ROLLBACK TO line", NULL);
	connection_say(store->writer, "RELEASE line", NULL);
}

bool
store_in_transaction(const struct store *store)
{
	return store->inside;
}

enum status
store_fetch(struct store *store, enum statement statement, const struct arg *args,
	    struct cursor **cursor, struct error *error)
{
	return connection_query(store->writer, statement, statement_infos[statement].sql, args,
				store->common, cursor, error);
}

enum status
store_fetch_sql(struct store *store, const char *sql, const struct arg *args,
		struct cursor **cursor, struct error *error)
{
	return connection_query(store->writer, STATEMENT_COUNT, sql, args, store->common, cursor,
				error);
}

enum status
store_run(struct store *store, enum statement statement, const struct arg *args, int64_t *changed,
	  struct error *error)
{
	enum status status = connection_run(
	    store->writer, statement, statement_infos[statement].sql, args, store->common, error);

	if (changed != NULL)
		*changed = status == STATUS_OK ? connection_changed(store->writer) : 0;
	return status;
}

enum status
store_run_rows(struct store *store, enum statement statement, const struct value_rows *rows,
	       int64_t *changed, struct error *error)
{
	return connection_run_rows(store->writer, statement, statement_infos[statement].sql, rows,
				   store->common, changed, error);
}

enum status
store_indexes_aside(struct store *store, struct arena *arena, const char *const **made,
		    struct error *error)
{
	return connection_drop_indexes(store->writer, arena, made, error);
}

enum status
store_indexes_back(struct store *store, const char *const *made, struct error *error)
{
	enum status status = STATUS_OK;

	for (; status == STATUS_OK && *made != NULL; made++)
		status = connection_script(store->writer, *made, error);
	return status;
}

enum status
store_check(struct store *store, store_fault *fault, void *context, struct error *error)
{
	enum status status = connection_check(store->reader, fault, context, error);

	if (status == STATUS_OK)
		status = migrations_verify(store->reader, fault, context, error);
	return status;
}
