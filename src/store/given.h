/* Many rows for one INSERT of SQLite's (given.c). */
#ifndef GUICHET_STORE_GIVEN_H
#define GUICHET_STORE_GIVEN_H

#include <guichet/value.h>
#include <sqlite3.h>

struct arena;

/* What the table given_rows of a connection has; rows is set while a statement reads it. */
struct given_rows {
	const struct value_rows *rows;
	const struct value *values; /* of the present row; NULL after the last */
	int64_t count;
};
/* given must live as long as db. */
int given_open(sqlite3 *db, struct given_rows *given);
/* An INSERT ... VALUES (...) as one that takes its rows from there; NULL for any other statement. */
const char *given_statement(struct arena *arena, const char *sql, const char *const *names);

#endif
