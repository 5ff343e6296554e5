/* The store: two connections to one file, one that writes behind the gate, one that can only read.
 * SQL is text for both SQLite 3.40 and PostgreSQL 15; the driver (src/store/driver.h) is what differs.
 * Named statements are data/statements: "-- name: rank.block" is SQL_RANK_BLOCK.  A view of data/views may be read wherever
 * FROM or JOIN, in capitals, stands before its name; it is no object of the store. */
#ifndef GUICHET_STORE_H
#define GUICHET_STORE_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "statements.h" /* generated: enum statement */

struct arena;
struct cursor;
struct footprint;
struct keyring;
struct store;

/* Refuses what is not a guichet store, a newer one, one that needs migrate, links, open permissions,
 * network file systems: each by its own words.  The key file is PATH.key unless key_path is given. */
enum status store_open(struct store **store, const char *path, const char *key_path,
		       struct error *error);
void store_close(struct store **store);

/* A new file, its tables, its key; kind is "store" or "demo".  Refuses to overwrite. */
enum status store_create(const char *path, const char *key_path, const char *kind,
			 struct error *error);
/* Opens whatever its version, runs what is missing in order, each migration in its own transaction,
 * and takes out the views that programs before left there.  *from and *to are the versions. */
enum status store_migrate(const char *path, int *from, int *to, struct error *error);
enum status store_version_of(const char *path, int *version, struct error *error);
int store_newest_version(void);
const char *store_engine(void); /* the library's own version: "3.40.1" */

const char *store_path(const struct store *store);
bool store_is_demo(const struct store *store);
bool store_is_read_only(const struct store *store); /* the file or its folder cannot be written */
bool store_is_owner(const struct store *store);	    /* the file belongs to this process's user */
/* As the key file has them by now: whoever seals inside begin seals under the newest.  Not to be kept. */
const struct keyring *store_keys(const struct store *store);
const char *store_hash_lock(const struct store *store); /* the file of password_hash's two slots */

/* Reads, on the connection that cannot write.  args may be NULL; an argument the statement does not
 * name is left out.  A statement lives until its cursor is closed: never wait for a key with one open. */
enum status store_select(struct store *store, enum statement statement, const struct arg *args,
			 struct cursor **cursor, struct error *error);
/* Only for src/screen/query.c, which builds its SQL from a screen file. */
enum status store_select_sql(struct store *store, const char *sql, const struct arg *args,
			     struct cursor **cursor, struct error *error);
bool cursor_next(struct cursor *cursor); /* false at the end and on a failure; close tells which */
enum status cursor_close(struct cursor **cursor, struct error *error);
int cursor_columns(const struct cursor *cursor);
const char *cursor_name(const struct cursor *cursor, int column);
bool cursor_known(const struct cursor *cursor, int column); /* false: NULL */
bool cursor_is_number(const struct cursor *cursor, int column);
int64_t cursor_int(const struct cursor *cursor, int column);
const char *cursor_text(const struct cursor *cursor, int column); /* valid until the next row; "" for NULL */
/* A cell by value->type: known, and when it is, number, or text (and size); the rest is left as it was. */
void cursor_read(const struct cursor *cursor, int column, struct value *value);
/* All of a row at once: column i to values[places[i]]. */
void cursor_read_row(const struct cursor *cursor, const size_t *places, size_t count,
		     struct value *values);
/* The same, its text or bytes copied into arena. */
void cursor_keep(const struct cursor *cursor, int column, struct arena *arena, struct value *value);
void cursor_keep_row(const struct cursor *cursor, const size_t *places, size_t count, struct arena *arena,
		     struct value *values);
/* The rows of a table with these ids will be read one by one: a disk brings them together, in the time of a few.  table:
 * a text of the program.  False: they are in memory, and nothing is to be gained. */
bool store_expect(struct store *store, const char *table, const int64_t *ids, size_t count);
/* The same of a table kept by its first column, a text (WITHOUT ROWID): its rows from each of these on.  next: the tables
 * whose rows those lead to, NULL-ended. */
void store_expect_terms(struct store *store, const char *table, const char *const *terms, size_t count,
			const char *const *next);
/* Many reads close together, as one: they see one state of the store, and cost half.  Never across a key or a write;
 * a look within a look is part of it. */
void store_look(struct store *store);
void store_look_away(struct store *store);
/* Reads go on for at most this long, then fail with error.too_long; 0 for no limit. */
void store_limit_reads(struct store *store, int milliseconds);
/* Reads from now on are given up in the same way as soon as somebody waits for more than them; NULL: nobody does. */
void store_yield_reads(struct store *store, bool (*waits)(void));
/* Whether a read was given up, for either reason: what it was to tell is not known. */
bool store_gave_up(const struct error *error);
/* An eighth of the cache for reads: a terminal mostly waits for keys, and there are hundreds of them on a host. */
void store_spare(struct store *store);
/* store_begin waits this long for its turn; ten seconds unless told (gate.wait_seconds). */
void store_limit_waits(struct store *store, int milliseconds);
/* Moves when another process, or this one, has written since: the same number means nothing changed. */
int64_t store_changes(struct store *store);
/* What a reading stood on in the store, of whatever tables.  note: what is read from here on stands there too; NULL: nowhere. */
struct footprint *footprint_new(struct arena *arena);
void footprint_clear(struct footprint *footprint);
void store_note(struct store *store, struct footprint *footprint);
/* Nobody has written there since: read again, by the same words, it would be the same.  Reads nothing; false: it may be
 * otherwise. */
bool store_untouched(struct store *store, struct footprint *footprint);

/* Words for :name parameters besides args, bound wherever a write statement names them (:now, :login).
 * Gives those that were. */
const struct arg *store_set_common(struct store *store, const struct arg *common);

/* Writes: only src/command may call these (a check looks).  begin takes the gate: first come, first
 * served, freed when its holder dies; after its time STATUS_FAILED, error.store_busy with {holder},
 * {pid} and {since}.  who is shown to those who wait. */
enum status store_begin(struct store *store, const char *who, struct error *error);
/* The next transaction does not wait for the disk: a power cut may take it back, as a whole, with all that came after it.
 * The next but it that waits, this process's or another's, makes it durable. */
void store_relax(struct store *store);
/* Up to so much cache for the writes of this process: a demo store, a file of millions of lines.  Each commit walks all
 * of it.  The disk is told of them as they come, not when somebody waits for it. */
enum status store_widen(struct store *store, int mebibytes, struct error *error);
enum status store_commit(struct store *store, struct error *error);
/* What was committed lately goes from the log to its place, when there is much of it and nobody is at the gate: for when
 * nobody waits for this process. */
void store_tidy(struct store *store);
int64_t store_held(const struct store *store); /* milliseconds for which the last commit held the gate */
bool store_awaited(const struct store *store);  /* whether somebody came to it in that time */
void store_rollback(struct store *store);
/* Inside begin, so that one writes the key file at a time; what is not committed then leaves the key there, unused. */
enum status store_key_add(struct store *store, struct error *error);
enum status store_key_forget(struct store *store, int id, struct error *error);
enum status store_savepoint(struct store *store, struct error *error); /* one level, inside begin */
enum status store_release(struct store *store, struct error *error);
void store_undo(struct store *store); /* back to the savepoint, which stays gone */
bool store_in_transaction(const struct store *store);
enum status store_run(struct store *store, enum statement statement, const struct arg *args,
		      int64_t *changed, struct error *error);
/* One statement for many rows; changed (may be NULL): how many it changed. */
enum status store_run_rows(struct store *store, enum statement statement, const struct value_rows *rows,
			   int64_t *changed, struct error *error);
/* While an empty store is filled: to keep indexes along costs more than all else, and to make them of rows that are there,
 * sorted, a third.  aside drops those that hold nothing unique, back makes them again, in one transaction with the rows. */
enum status store_indexes_aside(struct store *store, struct arena *arena, const char *const **made,
				struct error *error);
enum status store_indexes_back(struct store *store, const char *const *made, struct error *error);
enum status store_fetch(struct store *store, enum statement statement, const struct arg *args,
			struct cursor **cursor, struct error *error);
/* A statement made of names the program knows (table and column of a "touches:" line). */
enum status store_fetch_sql(struct store *store, const char *sql, const struct arg *args,
			    struct cursor **cursor, struct error *error);

/* Named statements, as compiled in. */
struct statement_info {
	const char *name;    /* "rank.block" */
	const char *sql;
	const char *touches; /* "rank", table whose row :id (or :touched) it changes; NULL for none */
	const char *id;	     /* the parameter that holds that row's id: "rank" of "touches: rank :rank" */
	const char *file;
	int line;
};
extern const struct statement_info statement_infos[STATEMENT_COUNT];

/* A checked copy of a live store into a new file, and back.  restore verifies the copy first, keeps the
 * present store as PATH.before and needs nobody else to be in. */
enum status store_backup(struct store *store, const char *file, struct error *error);
enum status store_restore(const char *file, const char *path, struct error *error);
/* The copy of a store that is not open, whatever its version: before it is migrated. */
enum status store_copy(const char *path, const char *file, struct error *error);

/* Everything that may be wrong with the file itself, told one by one (integrity, foreign keys, migrations'
 * checksums). */
typedef void store_fault(void *context, const char *key, const struct arg *args);
enum status store_check(struct store *store, store_fault *fault, void *context, struct error *error);

#endif
