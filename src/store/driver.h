/* What a database has to offer: the only thing that differs between SQLite and PostgreSQL. sqlite.c
 * and schema.c are linked in; others with the same functions would take their place. */
#ifndef GUICHET_DRIVER_H
#define GUICHET_DRIVER_H

#include <guichet/store.h>

struct connection;

enum connection_kind {
	CONNECTION_READ, /* cannot write, whatever it is asked */
	CONNECTION_WRITE,
	CONNECTION_CREATE, /* a new file; refuses an existing one */
	CONNECTION_ALONE, /* for writing, while no other process has the file open or can open it */
};

enum status connection_open(struct connection **connection, const char *path,
			    enum connection_kind kind, struct error *error);
void connection_close(struct connection **connection);

/* A script of several statements, without parameters. */
enum status connection_script(struct connection *connection, const char *sql, struct error *error);
/* One statement without parameters or rows, said so often that it is kept by its text. */
enum status connection_say(struct connection *connection, const char *sql, struct error *error);
/* A named statement is prepared once and kept; statement STATEMENT_COUNT: sql, kept for a while by
 * its text.  more: arguments looked at after args; either may be NULL. */
enum status connection_query(struct connection *connection, enum statement statement,
			     const char *sql, const struct arg *args, const struct arg *more,
			     struct cursor **cursor, struct error *error);
/* The same, to its end: what it gives back is not looked at. */
enum status connection_run(struct connection *connection, enum statement statement, const char *sql,
			   const struct arg *args, const struct arg *more, struct error *error);
/* A named statement for many rows; more as above.  changed (may be NULL): rows, by all of them. */
enum status connection_run_rows(struct connection *connection, enum statement statement, const char *sql,
				const struct value_rows *rows, const struct arg *more, int64_t *changed,
				struct error *error);
int64_t connection_changed(struct connection *connection); /* rows, by the last statement */

/* The rows of a table with these ids will be asked for one by one, or those from each of these terms on, its first column.
 * table: a text of the program.  False: they are at hand.  next: the tables that are read after it. */
bool connection_expect(struct connection *connection, const char *table, const int64_t *ids,
		       size_t count);
void connection_expect_terms(struct connection *connection, const char *table,
			     const char *const *terms, size_t count, const char *const *next);

enum status connection_begin(struct connection *connection, struct error *error);
/* Outside a transaction: whether those to come wait for the disk (store_relax). */
enum status connection_relax(struct connection *connection, bool relaxed, struct error *error);
enum status connection_commit(struct connection *connection, struct error *error);
void connection_rollback(struct connection *connection);
/* How many pages the log had after the last commit of this connection; 0: none, or none known. */
int connection_log(const struct connection *connection);
/* It has written one, and not left none since. */
bool connection_has_log(const struct connection *connection);
/* Puts the log back into the file while nobody else writes, as far as can be done without waiting for readers;
 * whole: leaves no log.  False when something is left in it. */
bool connection_tidy(struct connection *connection, bool whole);
/* Without the gate: the disk gets what the log has, so that whoever tidies then does not wait for it. */
void connection_settle(struct connection *connection);

int64_t connection_data_version(struct connection *connection);
/* As store_note and store_untouched. */
void connection_note(struct connection *connection, struct footprint *footprint);
bool connection_untouched(struct connection *connection, struct footprint *footprint);
/* For a job of millions of rows: more memory, and the disk is told early of what is written. */
void connection_widen(struct connection *connection, int mebibytes);
/* Less, for a program that mostly waits. */
void connection_spare(struct connection *connection);
void connection_limit(struct connection *connection, int milliseconds);
void connection_yield(struct connection *connection, bool (*waits)(void));
bool connection_has_table(struct connection *connection, const char *table);
enum status connection_drop_views(struct connection *connection, struct error *error);
/* All that hold nothing unique; *made: how each is made again, in their order, NULL-ended. */
enum status connection_drop_indexes(struct connection *connection, struct arena *arena, const char *const **made,
				    struct error *error);
/* Marks a new file as one of ours; refuses one that is not, under name. */
enum status connection_mark(struct connection *connection, struct error *error);
enum status connection_be_ours(struct connection *connection, const char *name, struct error *error);
/* Brings all of the log into the file. */
enum status connection_fold(struct connection *connection, struct error *error);
enum status connection_copy(struct connection *connection, const char *file, struct error *error);
enum status connection_check(struct connection *connection, store_fault *fault, void *context,
			     struct error *error);
extern const char *const driver_name; /* "sqlite": the .sqlite.sql migrations are its own */

#endif
