/* SQLite 3.40 behind driver.h; it, given.c, footprint.c and early.c alone include sqlite3.h. */
#include "ahead.h"
#include "early.h"
#include "footprint.h"
#include "given.h"
#include "private.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/date.h>

#define BUSY_MS 10000
#define KEPT_TEXTS 24
#define KEPT_ROOTS 8
/* Bytes of the log left by a long job; they are written over, and to sync a file that does not grow
 * costs less. */
#define LOG_KEPT "8388608"
/* All cells of a page are looked at as it is loaded: by a check, and by who writes, before he
 * writes. Who only reads looks at those he comes to, as the engine always does: to look at the
 * hundreds he does not was a quarter of the work of a page of a list. */
#define EACH_CELL "PRAGMA cell_size_check = ON;"

const char *const driver_name = "sqlite";

const char *
store_engine(void)
{
	return sqlite3_libversion();
}

struct kept {
	sqlite3_stmt *statement;
	char *text;   /* as it was asked; NULL: as the statement has it */
	char **names; /* of its parameters, from 1 on; NULL: not looked at yet */
	uint64_t used;
	bool busy;
};

/* The first page of a table's tree; 0: there is no such table. */
struct root {
	const char *table;
	uint32_t page;
};

struct connection {
	sqlite3 *db;
	struct kept named[STATEMENT_COUNT + 1];
	struct kept texts[KEPT_TEXTS];
	uint64_t uses;
	struct root roots[KEPT_ROOTS];
	struct given_rows given;
	struct early_files early;
	bool reads;         /* and nothing else */
	struct log_end log; /* what it reads is this, or later */
	int wal_pages;
	bool has_log;
	int limit_ms;
	int64_t deadline;
	bool (*waits)(void); /* for more than what is read; NULL: nobody does */
	bool inside;         /* between begin and commit or rollback */
	bool relaxed;        /* commits do not wait for the disk */
	int lost;            /* why the engine has rolled back by itself meanwhile */
};

struct cursor {
	struct connection *connection;
	sqlite3_stmt *statement;
	struct kept *kept; /* NULL: finalized with the cursor */
	int result;
	bool started; /* the first row was fetched when the query was made */
};

static const char *
key_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "error.store_full";
	case SQLITE_IOERR:
		return "error.store_io";
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return "error.store_read_only";
	case SQLITE_CANTOPEN:
		return "error.store_open";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "error.store_locked";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "error.store_damaged";
	case SQLITE_NOMEM:
		return "error.memory";
	case SQLITE_INTERRUPT:
		return "error.too_long";
	case SQLITE_CONSTRAINT:
		return "error.store_constraint";
	default:
		return "error.store";
	}
}

/* Where memory or the disk gives out the engine may roll back all of a transaction by itself: what
 * came after it would be committed line by line. */
static bool
is_broken(const struct connection *connection)
{
	return connection->inside && sqlite3_get_autocommit(connection->db);
}

static void
note_lost(struct connection *connection, int code)
{
	if (connection->lost == SQLITE_OK && is_broken(connection))
		connection->lost = code;
}

static enum status
broken(const struct connection *connection, struct error *error)
{
	const int code = connection->lost != SQLITE_OK ? connection->lost : SQLITE_ABORT;

	(void)error_set(error, STATUS_FAILED, NULL, key_of(code),
			ARGS(ARG_TEXT("reason", sqlite3_errstr(code))));
	return STATUS_FAILED;
}

static enum status
failed(const struct connection *connection, int code, struct error *error)
{
	const char *reason = connection != NULL && connection->db != NULL
				 ? sqlite3_errmsg(connection->db)
				 : sqlite3_errstr(code);

	return error_set(error, STATUS_FAILED, NULL, key_of(code),
			 ARGS(ARG_TEXT("reason", reason)));
}

static int
on_wal(void *context, sqlite3 *db, const char *name, int pages)
{
	struct connection *connection = context;

	(void)db;
	(void)name;
	connection->wal_pages = pages;
	connection->has_log = true;
	return SQLITE_OK;
}

static int
on_progress(void *context)
{
	const struct connection *connection = context;

	if (connection->waits != NULL && connection->waits())
		return 1;
	return connection->deadline != 0 && milliseconds() > connection->deadline;
}

static const char *
uri_of(char *out, size_t size, const char *path, bool immutable)
{
	size_t n = (size_t)snprintf(out, size, "file:");

	for (const char *p = path; *p != '\0' && n + 4 < size; p++) {
		if (strchr("?#%", *p) != NULL)
			n += (size_t)snprintf(out + n, size - n, "%%%02X", (unsigned char)*p);
		else
			out[n++] = *p;
	}
	snprintf(out + n, size - n, "%s", immutable ? "?immutable=1" : "");
	return out;
}

/* A file that nobody can write, without a journal beside it, is read as it stands. */
static bool
is_frozen(const char *path)
{
	char wal[4096];

	snprintf(wal, sizeof wal, "%s-wal", path);
	return access(path, W_OK) != 0 && access(wal, F_OK) != 0;
}

static enum status
harden(struct connection *connection, enum connection_kind kind, struct error *error)
{
	static const char *const common =
	    "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
	    "PRAGMA cache_size = -2048;";
	sqlite3 *db = connection->db;

	sqlite3_extended_result_codes(db, 1);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	/* Only who holds the gate may checkpoint. */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_busy_timeout(db, kind == CONNECTION_ALONE ? 0 : BUSY_MS);
	sqlite3_progress_handler(db, 500, on_progress, connection);

	/* Of a log only if it comes before the first look at the file. */
	enum status status =
	    kind == CONNECTION_ALONE
		? connection_script(connection, "PRAGMA locking_mode = EXCLUSIVE;", error)
		: STATUS_OK;
	if (status == STATUS_OK)
		status = connection_script(connection, common, error);
	if (status == STATUS_OK && kind == CONNECTION_READ)
		return connection_script(connection, "PRAGMA query_only = ON;", error);
	if (status == STATUS_OK && kind == CONNECTION_CREATE)
		status = connection_script(connection, "PRAGMA journal_mode = WAL;", error);
	if (status == STATUS_OK)
		status = connection_script(
		    connection,
		    EACH_CELL "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
			      "PRAGMA journal_size_limit = " LOG_KEPT ";",
		    error);
	if (status == STATUS_OK) {
		sqlite3_wal_hook(db, on_wal, connection);
		int code = given_open(db, &connection->given);
		status = code == SQLITE_OK ? STATUS_OK : failed(connection, code, error);
	}
	return status;
}

/* No process has two threads in the library at once, and nobody asks it how much memory it took:
 * neither is paid for.  Once it has started it no longer listens. */
static void
engine_settle(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	footprint_settle();
}

enum status
connection_open(struct connection **connection, const char *path, enum connection_kind kind,
		struct error *error)
{
	char uri[8192];
	struct connection *made = calloc(1, sizeof *made);

	if (made == NULL)
		memory_lost();
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI;
	flags |= kind == CONNECTION_READ     ? SQLITE_OPEN_READONLY
		 : kind == CONNECTION_CREATE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
					     : SQLITE_OPEN_READWRITE;
	engine_settle();
	uri_of(uri, sizeof uri, path, kind == CONNECTION_READ && is_frozen(path));
	int code = sqlite3_open_v2(uri, &made->db, flags, NULL);
	made->reads = kind == CONNECTION_READ;
	enum status status =
	    code == SQLITE_OK ? harden(made, kind, error) : failed(made, code, error);
	if (status != STATUS_OK)
		connection_close(&made);
	*connection = made;
	return status;
}

static void
let_go(struct kept *kept)
{
	sqlite3_finalize(kept->statement);
	free(kept->text);
	free(kept->names);
	*kept = (struct kept){ .used = 0 };
}

void
connection_close(struct connection **connection)
{
	struct connection *c = *connection;

	if (c == NULL)
		return;
	for (size_t i = 0; i <= STATEMENT_COUNT; i++)
		let_go(&c->named[i]);
	for (size_t i = 0; i < KEPT_TEXTS; i++)
		let_go(&c->texts[i]);
	sqlite3_close_v2(c->db);
	free(c);
	*connection = NULL;
}

enum status
connection_script(struct connection *connection, const char *sql, struct error *error)
{
	int code = sqlite3_exec(connection->db, sql, NULL, NULL, NULL);

	note_lost(connection, code);
	return code == SQLITE_OK ? STATUS_OK : failed(connection, code, error);
}

static bool
is_of_text(const struct kept *kept, const char *sql)
{
	return kept->statement != NULL &&
	       strcmp(kept->text != NULL ? kept->text : sqlite3_sql(kept->statement), sql) == 0;
}

/* The least recently used place, or the one that holds this very text. */
static struct kept *
kept_text(struct connection *connection, const char *sql)
{
	struct kept *oldest = NULL;

	for (size_t i = 0; i < KEPT_TEXTS; i++) {
		struct kept *k = &connection->texts[i];
		if (!k->busy && is_of_text(k, sql))
			return k;
		if (!k->busy && (oldest == NULL || k->used < oldest->used))
			oldest = k;
	}
	if (oldest == NULL)
		return NULL;
	let_go(oldest);
	return oldest;
}

static enum status
prepare(struct connection *connection, struct kept *kept, const char *sql, sqlite3_stmt **statement,
	struct error *error)
{
	if (kept != NULL && kept->statement != NULL) {
		*statement = kept->statement;
		return STATUS_OK;
	}
	struct arena *arena = arena_new();
	const char *whole = views_written(arena, sql);
	int code =
	    sqlite3_prepare_v3(connection->db, whole, -1,
			       kept != NULL ? SQLITE_PREPARE_PERSISTENT : 0, statement, NULL);
	if (code == SQLITE_OK && kept != NULL)
		*kept = (struct kept){ .statement = *statement,
				       .text = whole != sql ? strdup(sql) : NULL };
	if (code == SQLITE_OK && kept != NULL && whole != sql && kept->text == NULL)
		memory_lost();
	arena_free(&arena);
	return code == SQLITE_OK ? STATUS_OK : failed(connection, code, error);
}

enum status
connection_say(struct connection *connection, const char *sql, struct error *error)
{
	if (is_broken(connection))
		return broken(connection, error);
	struct kept *kept = kept_text(connection, sql);
	sqlite3_stmt *prepared = NULL;

	if (kept == NULL)
		return connection_script(connection, sql, error);
	enum status status = prepare(connection, kept, sql, &prepared, error);
	if (status != STATUS_OK)
		return status;
	kept->used = ++connection->uses;
	const int code = sqlite3_step(prepared);
	note_lost(connection, code);
	if (code != SQLITE_DONE)
		status = failed(connection, code, error);
	sqlite3_reset(prepared);
	return status;
}

static const struct arg *
arg_named(const struct arg *args, const char *name)
{
	for (; args != NULL && args->name != NULL; args++)
		if (strcmp(args->name, name) == 0)
			return args;
	return NULL;
}

/* lives: SQLITE_TRANSIENT copies, SQLITE_STATIC leaves it where it stands. */
static int
bind_one(sqlite3_stmt *statement, int index, const struct value *value,
	 sqlite3_destructor_type lives)
{
	if (!value->known)
		return sqlite3_bind_null(statement, index);
	if (type_is_number(value->type))
		return sqlite3_bind_int64(statement, index, value->number);
	return sqlite3_bind_text(statement, index, value->text, -1, lives);
}

/* The engine walks a list for every name it is asked for, and may move it when it prepares anew: of
 * what is kept they are copied once, behind the places that point to them. */
static char *const *
names_kept(struct kept *kept, int count)
{
	size_t size = 0;

	if (kept->names != NULL)
		return kept->names;
	for (int i = 1; i <= count; i++)
		size += strlen(sqlite3_bind_parameter_name(kept->statement, i)) + 1;
	char **names = malloc(((size_t)count + 1) * sizeof *names + size);
	if (names == NULL)
		memory_lost();
	char *to = (char *)(names + count + 1);
	for (int i = 1; i <= count; i++) {
		names[i] = to;
		to = stpcpy(to, sqlite3_bind_parameter_name(kept->statement, i)) + 1;
	}
	kept->names = names;
	return names;
}

/* list[1] to list[count]; NULL of what is not kept. */
struct names {
	int count;
	char *const *list;
};

/* What a statement is asked with, and whether it is copied (bind_one). */
struct arguments {
	const struct arg *args, *more;
	sqlite3_destructor_type lives;
};

/* Arguments mostly stand in the order they are named in: the one after the last is looked at first.
 */
static const struct arg *
arg_after(const struct arg *last, const struct arg *args, const char *name)
{
	if (last != NULL && last[1].name != NULL && strcmp(last[1].name, name) == 0)
		return &last[1];
	return arg_named(args, name);
}

static enum status
bind_all(struct connection *connection, sqlite3_stmt *statement, const struct names *names,
	 const struct arguments *arguments, struct error *error)
{
	const struct arg *last = NULL;

	for (int i = 1; i <= names->count; i++) {
		const char *name = names->list != NULL ? names->list[i]
						       : sqlite3_bind_parameter_name(statement, i);
		const struct arg *arg = arg_after(last, arguments->args, name + 1);
		if (arg != NULL)
			last = arg;
		else
			arg = arg_named(arguments->more, name + 1);
		if (arg == NULL)
			return error_set(error, STATUS_FAILED, NULL, "error.store_parameter",
					 ARGS(ARG_TEXT("name", name)));
		int code = bind_one(statement, i, &arg->value, arguments->lives);
		if (code != SQLITE_OK)
			return failed(connection, code, error);
	}
	return STATUS_OK;
}

/* A state of the store is entered by the first read, and left after the last. */
static void
look_at_log(struct connection *connection)
{
	if (sqlite3_txn_state(connection->db, "main") == SQLITE_TXN_NONE)
		connection->log = log_end(connection->db);
	footprint_since(&connection->log);
}

static enum status
ask(struct connection *connection, enum statement statement, const char *sql,
    const struct arguments *arguments, struct cursor **cursor, struct error *error)
{
	if (is_broken(connection))
		return broken(connection, error);
	struct kept *kept = statement < STATEMENT_COUNT ? &connection->named[statement]
							: kept_text(connection, sql);
	sqlite3_stmt *prepared = NULL;

	*cursor = NULL;
	if (kept != NULL && kept->busy)
		kept = NULL;
	enum status status = prepare(connection, kept, sql, &prepared, error);
	if (status != STATUS_OK)
		return status;
	struct names names = { .count = sqlite3_bind_parameter_count(prepared) };
	if (kept != NULL)
		names.list = names_kept(kept, names.count);
	status = bind_all(connection, prepared, &names, arguments, error);
	struct cursor *made = status == STATUS_OK ? calloc(1, sizeof *made) : NULL;
	if (made == NULL) {
		if (kept == NULL)
			sqlite3_finalize(prepared);
		if (status == STATUS_OK)
			memory_lost();
		return status;
	}
	if (kept != NULL) {
		kept->busy = true;
		kept->used = ++connection->uses;
	}
	if (connection->reads)
		look_at_log(connection);
	connection->deadline = connection->limit_ms > 0 ? milliseconds() + connection->limit_ms : 0;
	*made = (struct cursor){
		.connection = connection, .statement = prepared, .kept = kept, .result = SQLITE_ROW
	};
	*cursor = made;
	return STATUS_OK;
}

enum status
connection_query(struct connection *connection, enum statement statement, const char *sql,
		 const struct arg *args, const struct arg *more, struct cursor **cursor,
		 struct error *error)
{
	const struct arguments arguments = { args, more, SQLITE_TRANSIENT };

	return ask(connection, statement, sql, &arguments, cursor, error);
}

/* Over before it comes back: nothing given need be copied. */
enum status
connection_run(struct connection *connection, enum statement statement, const char *sql,
	       const struct arg *args, const struct arg *more, struct error *error)
{
	const struct arguments arguments = { args, more, SQLITE_STATIC };
	struct cursor *cursor = NULL;
	enum status status = ask(connection, statement, sql, &arguments, &cursor, error);

	if (status != STATUS_OK)
		return status;
	cursor_next(cursor);
	return cursor_close(&cursor, error);
}

#define PARAMETERS_MOST 64

/* Which of the names each parameter is; the others are bound once, since they are the same for all
 * rows. */
static enum status
place_parameters(struct connection *connection, sqlite3_stmt *statement, const char *const *names,
		 const struct arg *more, int places[PARAMETERS_MOST], struct error *error)
{
	const int count = sqlite3_bind_parameter_count(statement);

	for (int i = 1; i <= count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement, i);
		const struct arg *arg = arg_named(more, name + 1);
		int place = 0;
		while (names[place] != NULL && strcmp(names[place], name + 1) != 0)
			place++;
		places[i] = names[place] != NULL ? place : -1;
		if (i + 1 == PARAMETERS_MOST || (places[i] < 0 && arg == NULL))
			return error_set(error, STATUS_FAILED, NULL, "error.store_parameter",
					 ARGS(ARG_TEXT("name", name)));
		int code = places[i] < 0 ? bind_one(statement, i, &arg->value, SQLITE_TRANSIENT)
					 : SQLITE_OK;
		if (code != SQLITE_OK)
			return failed(connection, code, error);
	}
	return STATUS_OK;
}

/* As a table that the statement reads (given.h). */
static enum status
run_given(struct connection *connection, const char *sql, const struct value_rows *rows,
	  const struct arg *more, int64_t *changed, struct error *error)
{
	struct cursor *cursor = NULL;

	connection->given = (struct given_rows){ .rows = rows };
	enum status status =
	    connection_query(connection, STATEMENT_COUNT, sql, NULL, more, &cursor, error);
	if (status != STATUS_OK)
		return status;
	connection->deadline = 0;
	(void)cursor_next(cursor);
	status = cursor_close(&cursor, error);
	*changed = status == STATUS_OK ? connection_changed(connection) : 0;
	return status;
}

static int
run_row(sqlite3_stmt *statement, const struct value *values, const int *places, int count)
{
	for (int i = 1; i <= count; i++) {
		int code = places[i] < 0
			       ? SQLITE_OK
			       : bind_one(statement, i, &values[places[i]], SQLITE_STATIC);
		if (code != SQLITE_OK)
			return code;
	}
	int code = sqlite3_step(statement);
	sqlite3_reset(statement);
	return code;
}

static enum status
run_each(struct connection *connection, enum statement statement, const char *sql,
	 const struct value_rows *rows, const struct arg *more, int64_t *changed,
	 struct error *error)
{
	if (is_broken(connection))
		return broken(connection, error);
	struct kept *kept = &connection->named[statement];
	sqlite3_stmt *prepared = NULL;
	int places[PARAMETERS_MOST] = { 0 };
	int code = SQLITE_DONE;
	enum status status = prepare(connection, kept, sql, &prepared, error);

	if (status == STATUS_OK)
		status = place_parameters(connection, prepared, rows->names, more, places, error);
	if (status != STATUS_OK)
		return status;
	kept->busy = true;
	connection->deadline = 0;
	const int count = sqlite3_bind_parameter_count(prepared);
	for (const struct value *values;
	     code == SQLITE_DONE && (values = rows->next(rows->context)) != NULL;) {
		code = run_row(prepared, values, places, count);
		*changed += sqlite3_changes64(connection->db);
	}
	note_lost(connection, code);
	if (code != SQLITE_DONE)
		status = failed(connection, code, error);
	sqlite3_clear_bindings(prepared);
	kept->busy = false;
	return status;
}

enum status
connection_run_rows(struct connection *connection, enum statement statement, const char *sql,
		    const struct value_rows *rows, const struct arg *more, int64_t *changed,
		    struct error *error)
{
	struct arena *arena = arena_new();
	const char *whole = given_statement(arena, sql, rows->names);
	int64_t count = 0;
	enum status status = whole != NULL
				 ? run_given(connection, whole, rows, more, &count, error)
				 : run_each(connection, statement, sql, rows, more, &count, error);

	arena_free(&arena);
	if (changed != NULL)
		*changed = count;
	return status;
}

bool
cursor_next(struct cursor *cursor)
{
	if (cursor->result != SQLITE_ROW)
		return false;
	cursor->result = sqlite3_step(cursor->statement);
	note_lost(cursor->connection, cursor->result);
	return cursor->result == SQLITE_ROW;
}

/* A value that could not be read for lack of memory ("", or not known) undoes the statement, and is
 * told here alone. */
enum status
cursor_close(struct cursor **cursor, struct error *error)
{
	struct cursor *c = *cursor;
	enum status status = STATUS_OK;

	if (c == NULL)
		return STATUS_OK;
	if (c->result != SQLITE_ROW && c->result != SQLITE_DONE)
		status = failed(c->connection, c->result, error);
	const int code = sqlite3_reset(c->statement);
	if (code != SQLITE_OK && status == STATUS_OK)
		status = failed(c->connection, code, error);
	note_lost(c->connection, code);
	if (c->kept != NULL) {
		sqlite3_clear_bindings(c->statement);
		c->kept->busy = false;
	} else {
		sqlite3_finalize(c->statement);
	}
	free(c);
	*cursor = NULL;
	return status;
}

int
cursor_columns(const struct cursor *cursor)
{
	return sqlite3_column_count(cursor->statement);
}

const char *
cursor_name(const struct cursor *cursor, int column)
{
	return sqlite3_column_name(cursor->statement, column);
}

bool
cursor_known(const struct cursor *cursor, int column)
{
	return sqlite3_column_type(cursor->statement, column) != SQLITE_NULL;
}

int64_t
cursor_int(const struct cursor *cursor, int column)
{
	return sqlite3_column_int64(cursor->statement, column);
}

const char *
cursor_text(const struct cursor *cursor, int column)
{
	const unsigned char *text = sqlite3_column_text(cursor->statement, column);

	return text != NULL ? (const char *)text : "";
}

bool
cursor_is_number(const struct cursor *cursor, int column)
{
	return sqlite3_column_type(cursor->statement, column) == SQLITE_INTEGER;
}

/* Every call on a row costs more than what it gives: a text, as most cells are, is asked for once,
 * and any other looked at as it stands, since nobody else is in the library. */
static inline void
read_cell(sqlite3_stmt *statement, int column, struct value *value)
{
	if (!type_is_number(value->type)) {
		const unsigned char *text = sqlite3_column_text(statement, column);
		value->known = text != NULL;
		if (value->known)
			value->text = (const char *)text;
		return;
	}
	sqlite3_value *held = sqlite3_column_value(statement, column);
	value->known = sqlite3_value_type(held) != SQLITE_NULL;
	if (value->known)
		value->number = sqlite3_value_int64(held);
}

void
cursor_read(const struct cursor *cursor, int column, struct value *value)
{
	read_cell(cursor->statement, column, value);
}

void
cursor_read_row(const struct cursor *cursor, const size_t *places, size_t count,
		struct value *values)
{
	sqlite3_stmt *statement = cursor->statement;

	for (size_t i = 0; i < count; i++)
		read_cell(statement, (int)i, &values[places[i]]);
}

/* Copied once, from where it stands: of a text asked for as one the engine makes a copy first,
 * which it ends with a zero. */
static inline void
keep_cell(sqlite3_stmt *statement, int column, struct arena *arena, struct value *value)
{
	sqlite3_value *held = sqlite3_column_value(statement, column);

	value->known = sqlite3_value_type(held) != SQLITE_NULL;
	if (!value->known)
		return;
	if (type_is_number(value->type)) {
		value->number = sqlite3_value_int64(held);
		return;
	}
	const char *bytes = sqlite3_value_blob(held);
	value->text = arena_copy_bytes(arena, bytes, (size_t)sqlite3_value_bytes(held));
}

void
cursor_keep(const struct cursor *cursor, int column, struct arena *arena, struct value *value)
{
	keep_cell(cursor->statement, column, arena, value);
}

void
cursor_keep_row(const struct cursor *cursor, const size_t *places, size_t count,
		struct arena *arena, struct value *values)
{
	sqlite3_stmt *statement = cursor->statement;

	for (size_t i = 0; i < count; i++)
		keep_cell(statement, (int)i, arena, &values[places[i]]);
}

int64_t
connection_changed(struct connection *connection)
{
	return sqlite3_changes64(connection->db);
}

enum status
connection_begin(struct connection *connection, struct error *error)
{
	enum status status = connection_script(connection, "BEGIN IMMEDIATE", error);

	connection->inside = status == STATUS_OK;
	connection->lost = SQLITE_OK;
	return status;
}

enum status
connection_relax(struct connection *connection, bool relaxed, struct error *error)
{
	if (relaxed == connection->relaxed)
		return STATUS_OK;
	enum status status = connection_script(
	    connection, relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL",
	    error);
	if (status == STATUS_OK)
		connection->relaxed = relaxed;
	return status;
}

enum status
connection_commit(struct connection *connection, struct error *error)
{
	enum status status = is_broken(connection) ? broken(connection, error)
						   : connection_script(connection, "COMMIT", error);

	if (status != STATUS_OK)
		connection_rollback(connection);
	connection->inside = false;
	return status;
}

void
connection_rollback(struct connection *connection)
{
	connection->inside = false;
	/* A full disk may have rolled back by itself. */
	if (!sqlite3_get_autocommit(connection->db))
		sqlite3_exec(connection->db, "ROLLBACK", NULL, NULL, NULL);
}

int
connection_log(const struct connection *connection)
{
	return connection->wal_pages;
}

bool
connection_has_log(const struct connection *connection)
{
	return connection->has_log;
}

bool
connection_tidy(struct connection *connection, bool whole)
{
	const int mode = whole ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	int pages = 0, done = 0;

	sqlite3_busy_timeout(connection->db, 0);
	const int code = sqlite3_wal_checkpoint_v2(connection->db, NULL, mode, &pages, &done);
	sqlite3_busy_timeout(connection->db, BUSY_MS);
	connection->wal_pages = 0;
	if (whole && code == SQLITE_OK)
		connection->has_log = false;
	return code == SQLITE_OK && done == pages;
}

void
connection_settle(struct connection *connection)
{
	sqlite3_file *log = log_file(connection->db);

	if (log != NULL)
		(void)log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}

void
connection_note(struct connection *connection, struct footprint *footprint)
{
	(void)connection;
	footprint_note(footprint);
}

bool
connection_untouched(struct connection *connection, struct footprint *footprint)
{
	return footprint_untouched(footprint, connection->db);
}

/* A log that goes on is longer by each commit; nothing is read where its index tells. */
int64_t
connection_data_version(struct connection *connection)
{
	const struct log_end log = log_end(connection->db);
	if (log.known)
		return (int64_t)((uint64_t)log.salts[0] << 32 | log.frames);
	struct cursor *cursor = NULL;
	int64_t version = -1;

	if (connection_query(connection, STATEMENT_COUNT, "PRAGMA data_version", NULL, NULL,
			     &cursor, NULL) != STATUS_OK)
		return -1;
	if (cursor_next(cursor))
		version = cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return version;
}

void
connection_spare(struct connection *connection)
{
	sqlite3_exec(connection->db, "PRAGMA cache_size = -256", NULL, NULL, NULL);
}

void
connection_widen(struct connection *connection, int mebibytes)
{
	char widen[64];

	/* The second is the first look at the file, which opens the log. */
	snprintf(widen, sizeof widen, "PRAGMA cache_size = -%d; PRAGMA schema_version",
		 mebibytes * 1024);
	if (sqlite3_exec(connection->db, widen, NULL, NULL, NULL) == SQLITE_OK)
		early_from_now_on(connection->db, &connection->early);
}

void
connection_limit(struct connection *connection, int milliseconds)
{
	connection->limit_ms = milliseconds;
	connection->deadline = 0;
}

void
connection_yield(struct connection *connection, bool (*waits)(void))
{
	connection->waits = waits;
}

static uint32_t
read_root(struct connection *connection, const char *table)
{
	struct cursor *cursor = NULL;
	uint32_t page = 0;

	if (connection_query(
		connection, STATEMENT_COUNT,
		"SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = :name",
		ARGS(ARG_TEXT("name", table)), NULL, &cursor, NULL) != STATUS_OK)
		return 0;
	if (cursor_next(cursor))
		page = (uint32_t)cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return page;
}

static uint32_t
root_of(struct connection *connection, const char *table)
{
	struct root *root = connection->roots;

	while (root->table != NULL && strcmp(root->table, table) != 0)
		if (++root == connection->roots + KEPT_ROOTS)
			return 0;
	if (root->table == NULL)
		*root = (struct root){ table, read_root(connection, table) };
	return root->page;
}

bool
connection_expect(struct connection *connection, const char *table, const int64_t *ids,
		  size_t count)
{
	const uint32_t root = root_of(connection, table);

	return root != 0 &&
	       ahead_of_rows(sqlite3_db_filename(connection->db, "main"), root, ids, count);
}

void
connection_expect_terms(struct connection *connection, const char *table, const char *const *terms,
			size_t count, const char *const *next)
{
	const uint32_t root = root_of(connection, table);
	uint32_t roots[KEPT_ROOTS + 1] = { 0 };
	size_t known = 0;

	for (; *next != NULL && known < KEPT_ROOTS; next++) {
		roots[known] = root_of(connection, *next);
		known += roots[known] != 0;
	}
	if (root != 0)
		ahead_of_terms(sqlite3_db_filename(connection->db, "main"), root, terms, count,
			       roots);
}

bool
connection_has_table(struct connection *connection, const char *table)
{
	return read_root(connection, table) != 0;
}

enum status
connection_fold(struct connection *connection, struct error *error)
{
	const int code =
	    sqlite3_wal_checkpoint_v2(connection->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return code == SQLITE_OK ? STATUS_OK : failed(connection, code, error);
}

static enum status
tell_rows(struct connection *connection, const char *sql, const char *key, store_fault *fault,
	  void *context, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    connection_query(connection, STATEMENT_COUNT, sql, NULL, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor))
		if (strcmp(cursor_text(cursor, 0), "ok") != 0)
			fault(context, key, ARGS(ARG_TEXT("reason", cursor_text(cursor, 0))));
	return cursor_close(&cursor, error);
}

enum status
connection_check(struct connection *connection, store_fault *fault, void *context,
		 struct error *error)
{
	enum status status = connection_script(connection, EACH_CELL, error);

	if (status == STATUS_OK)
		status = tell_rows(connection, "PRAGMA integrity_check(20)", "check.integrity",
				   fault, context, error);
	if (status == STATUS_OK)
		status = tell_rows(connection, "PRAGMA foreign_key_check", "check.foreign_key",
				   fault, context, error);
	return status;
}
