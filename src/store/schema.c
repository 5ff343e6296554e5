/* What a file of SQLite's holds besides its rows: whose it is, its views and indexes, a copy of it.
 * By statements alone, through driver.h. */
#include "private.h"

#include <stdio.h>

#include <guichet/arena.h>

#define APPLICATION_ID 0x47554943 /* "GUIC" */

/* Some at a time: no statement reads the schema while it changes. */
enum status
connection_drop_views(struct connection *connection, struct error *error)
{
	char drop[8192] = "";
	enum status status = STATUS_OK;

	do {
		struct cursor *cursor = NULL;
		status = connection_script(connection, drop, error);
		if (status == STATUS_OK)
			status = connection_query(
			    connection, STATEMENT_COUNT,
			    "SELECT GROUP_CONCAT('DROP VIEW \"' || REPLACE(name, '\"', '\"\"') || "
			    "'\"', ';') FROM (SELECT"
			    " name FROM sqlite_master WHERE type = 'view' ORDER BY name LIMIT 50)",
			    NULL, NULL, &cursor, error);
		if (status != STATUS_OK)
			return status;
		cursor_next(cursor);
		snprintf(drop, sizeof drop, "%s", cursor_text(cursor, 0));
		status = cursor_close(&cursor, error);
	} while (status == STATUS_OK && drop[0] != '\0');
	return status;
}

/* Of each index a column of the table's: how it is made, or how it is dropped. */
static enum status
list_indexes(struct connection *connection, struct arena *arena, const char *column,
	     const char *const **list, struct error *error)
{
	const char *sql =
	    arena_format(arena,
			 "SELECT COUNT(*) OVER (), %s FROM sqlite_master WHERE type = 'index'"
			 " AND sql LIKE 'CREATE INDEX %%' ORDER BY rowid",
			 column);
	struct cursor *cursor = NULL;
	const char **texts = arena_array(arena, 1, sizeof *texts);
	size_t count = 0;
	enum status status =
	    connection_query(connection, STATEMENT_COUNT, sql, NULL, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		if (count == 0)
			texts =
			    arena_array(arena, (size_t)cursor_int(cursor, 0) + 1, sizeof *texts);
		texts[count++] = arena_copy(arena, cursor_text(cursor, 1));
	}
	*list = texts;
	return cursor_close(&cursor, error);
}

enum status
connection_drop_indexes(struct connection *connection, struct arena *arena,
			const char *const **made, struct error *error)
{
	const char *const *drops = NULL;
	enum status status = list_indexes(connection, arena, "sql", made, error);

	if (status == STATUS_OK)
		status = list_indexes(connection, arena, "'DROP INDEX \"' || name || '\"'", &drops,
				      error);
	for (; status == STATUS_OK && *drops != NULL; drops++)
		status = connection_script(connection, *drops, error);
	return status;
}

enum status
connection_mark(struct connection *connection, struct error *error)
{
	char mark[64];

	snprintf(mark, sizeof mark, "PRAGMA application_id = %d", APPLICATION_ID);
	return connection_script(connection, mark, error);
}

enum status
connection_be_ours(struct connection *connection, const char *name, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = connection_query(connection, STATEMENT_COUNT, "PRAGMA application_id",
					      NULL, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	const bool ours = cursor_next(cursor) && cursor_int(cursor, 0) == APPLICATION_ID;

	status = cursor_close(&cursor, error);
	if (status == STATUS_OK && !ours)
		status = error_set(error, STATUS_FAILED, NULL, "error.store_foreign",
				   ARGS(ARG_TEXT("path", name)));
	return status;
}

enum status
connection_copy(struct connection *connection, const char *file, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = connection_query(connection, STATEMENT_COUNT, "VACUUM INTO :file",
					      ARGS(ARG_TEXT("file", file)), NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	cursor_next(cursor);
	return cursor_close(&cursor, error);
}
