/* Rows that somebody gives one by one, as a table of SQLite's: one statement then writes a whole
 * batch, and the places where it writes are kept from one row to the next. */
#include "given.h"

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/text.h>

#define TABLE "given_rows"

static const char columns[] =
    "CREATE TABLE x (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, "
    "c16, c17, c18, c19, c20, c21, c22, c23)";
enum { COLUMNS = 24 };

/* ---- the table ---- */

struct table {
	sqlite3_vtab base;
	struct given_rows *given;
};

static int
connect(sqlite3 *db, void *given, int argc, const char *const *argv, sqlite3_vtab **made,
	char **error)
{
	(void)argc;
	(void)argv;
	(void)error;
	int code = sqlite3_declare_vtab(db, columns);
	struct table *table = code == SQLITE_OK ? sqlite3_malloc(sizeof *table) : NULL;
	if (table == NULL)
		return code == SQLITE_OK ? SQLITE_NOMEM : code;
	*table = (struct table){ .given = given };
	*made = &table->base;
	return SQLITE_OK;
}

static int
disconnect(sqlite3_vtab *table)
{
	sqlite3_free(table);
	return SQLITE_OK;
}

static int
best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1;
	info->estimatedRows = 1000;
	return SQLITE_OK;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **made)
{
	(void)table;
	*made = sqlite3_malloc(sizeof **made);
	if (*made == NULL)
		return SQLITE_NOMEM;
	**made = (sqlite3_vtab_cursor){ .pVtab = NULL };
	return SQLITE_OK;
}

static int
close_cursor(sqlite3_vtab_cursor *cursor)
{
	sqlite3_free(cursor);
	return SQLITE_OK;
}

static struct given_rows *
given_of(const sqlite3_vtab_cursor *cursor)
{
	return ((struct table *)(void *)cursor->pVtab)->given;
}

static int
next(sqlite3_vtab_cursor *cursor)
{
	struct given_rows *given = given_of(cursor);

	given->values = given->rows->next(given->rows->context);
	given->count++;
	return SQLITE_OK;
}

static int
filter(sqlite3_vtab_cursor *cursor, int index, const char *text, int argc, sqlite3_value **argv)
{
	(void)index;
	(void)text;
	(void)argc;
	(void)argv;
	return next(cursor);
}

static int
is_end(sqlite3_vtab_cursor *cursor)
{
	return given_of(cursor)->values == NULL;
}

static int
column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int place)
{
	const struct value *value = &given_of(cursor)->values[place];

	if (!value->known)
		sqlite3_result_null(context);
	else if (value->type == TYPE_INT)
		sqlite3_result_int64(context, value->number);
	else
		sqlite3_result_text(context, value->text, -1, SQLITE_STATIC);
	return SQLITE_OK;
}

static int
row_id(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
	*id = given_of(cursor)->count;
	return SQLITE_OK;
}

int
given_open(sqlite3 *db, struct given_rows *given)
{
	static const sqlite3_module module = {
		.xConnect = connect,
		.xDisconnect = disconnect,
		.xBestIndex = best_index,
		.xOpen = open_cursor,
		.xClose = close_cursor,
		.xFilter = filter,
		.xNext = next,
		.xEof = is_end,
		.xColumn = column,
		.xRowid = row_id,
	};

	return sqlite3_create_module(db, TABLE, &module, given);
}

/* ---- the statement ---- */

static int
place_of(const char *const *names, const char *name, size_t size)
{
	for (int i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == size && strncmp(names[i], name, size) == 0)
			return i;
	return -1;
}

static size_t
name_size(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyz_0123456789");
}

/* Each ":name" as a column, where it is among them. */
static void
add_columns(struct builder *text, const char *at, const char *end, const char *const *names)
{
	while (at < end) {
		const size_t size = *at == ':' ? name_size(at + 1) : 0;
		const int place = size > 0 ? place_of(names, at + 1, size) : -1;
		if (place >= 0)
			builder_format(text, "c%d", place);
		else
			builder_format(text, "%.*s", (int)size + 1, at);
		at += size + 1;
	}
}

static const char *
closing(const char *at)
{
	for (int depth = 1; at != NULL && *at != '\0'; at++) {
		depth += (*at == '(') - (*at == ')');
		if (depth == 0)
			return at;
	}
	return NULL;
}

const char *
given_statement(struct arena *arena, const char *sql, const char *const *names)
{
	static const char values[] = "\nVALUES (";
	const char *at = strncmp(sql, "INSERT ", 7) == 0 ? strstr(sql, values) : NULL;
	const char *end = at != NULL ? closing(at + strlen(values)) : NULL;
	struct builder text = { .arena = arena };
	size_t count = 0;

	while (names[count] != NULL)
		count++;
	if (end == NULL || count > COLUMNS)
		return NULL;
	builder_format(&text, "INSERT OR FAIL %.*s\nSELECT ", (int)(at - sql - 7), sql + 7);
	add_columns(&text, at + strlen(values), end, names);
	/* Without a condition ON CONFLICT would be taken for that of a join. */
	builder_add(&text, " FROM " TABLE " WHERE 1 = 1");
	builder_add(&text, end + 1);
	return builder_text(&text);
}
