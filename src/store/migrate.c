/* Numbered migrations with checksums (architecture.md, decision 3 and "Folders"). */
#include "private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/embedded.h>
#include <guichet/secret.h>

#define MIGRATIONS_MOST 200
#define MIGRATION_NAME 80

static const char create_ledger[] = "CREATE TABLE IF NOT EXISTS migration ("
				    " version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
				    " checksum TEXT NOT NULL, applied_at TEXT NOT NULL)";

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* "0006_search.sqlite.sql" is SQLite's own, "0006_search.pgsql.sql" another's, "0002_customer.sql"
 * all's. */
static bool
is_mine(const char *file)
{
	const char *dot = strchr(file, '.');

	if (dot == NULL || strcmp(dot, ".sql") == 0)
		return dot != NULL;
	return starts(dot + 1, driver_name) && strcmp(dot + 1 + strlen(driver_name), ".sql") == 0;
}

static size_t
migrations_list(struct migration *list, size_t most)
{
	static const char folder[] = "data/migrations/";
	size_t count = 0;

	for (const struct embedded *e = embedded_files; e->path != NULL && count < most; e++) {
		const char *file = e->path + sizeof folder - 1;
		if (!starts(e->path, folder) || !isdigit((unsigned char)file[0]) || !is_mine(file))
			continue;
		list[count] = (struct migration){ .version = (int)strtol(file, NULL, 10),
						  .name = file,
						  .sql = e->text,
						  .size = e->size };
		count++;
	}
	return count;
}

int
store_newest_version(void)
{
	struct migration list[MIGRATIONS_MOST];
	const size_t count = migrations_list(list, MIGRATIONS_MOST);

	return count > 0 ? list[count - 1].version : 0;
}

int
migrations_applied(struct connection *connection)
{
	struct cursor *cursor = NULL;
	int version = 0;

	if (!connection_has_table(connection, "migration"))
		return 0;
	if (connection_query(connection, STATEMENT_COUNT,
			     "SELECT COALESCE(MAX(version), 0) FROM migration", NULL, NULL, &cursor,
			     NULL) != STATUS_OK)
		return -1;
	if (cursor_next(cursor))
		version = (int)cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return version;
}

enum status
setting_get(struct connection *connection, const char *name, char *out, size_t size,
	    struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = connection_query(connection, STATEMENT_COUNT,
					      "SELECT value FROM setting WHERE name = :name",
					      ARGS(ARG_TEXT("name", name)), NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	snprintf(out, size, "%s", cursor_next(cursor) ? cursor_text(cursor, 0) : "");
	return cursor_close(&cursor, error);
}

static enum status
run_one(struct connection *connection, const char *sql, const struct arg *args, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    connection_query(connection, STATEMENT_COUNT, sql, args, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	cursor_next(cursor);
	return cursor_close(&cursor, error);
}

enum status
setting_put(struct connection *connection, const char *name, const char *value, struct error *error)
{
	return run_one(connection,
		       "INSERT INTO setting (name, value) VALUES (:name, :value)"
		       " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		       ARGS(ARG_TEXT("name", name), ARG_TEXT("value", value)), error);
}

static enum status
apply(struct connection *connection, const struct migration *migration, const char *now,
      struct error *error)
{
	char checksum[SECRET_MAC_HEX];
	enum status status = connection_begin(connection, error);

	if (status != STATUS_OK)
		return status;
	secret_checksum(migration->sql, migration->size, checksum);
	status = connection_script(connection, migration->sql, error);
	if (status == STATUS_OK)
		status = run_one(connection,
				 "INSERT INTO migration (version, name, checksum, applied_at)"
				 " VALUES (:version, :name, :checksum, :now)",
				 ARGS(ARG_INT("version", migration->version),
				      ARG_TEXT("name", migration->name),
				      ARG_TEXT("checksum", checksum), ARG_TEXT("now", now)),
				 error);
	if (status == STATUS_OK)
		return connection_commit(connection, error);
	connection_rollback(connection);
	return status;
}

/* Stores made by programs before 0014 have them in their schema, and their mark among the settings.
 */
static enum status
views_leave(struct connection *connection, struct error *error)
{
	enum status status = connection_begin(connection, error);

	if (status != STATUS_OK)
		return status;
	status = connection_drop_views(connection, error);
	if (status == STATUS_OK)
		status = connection_script(connection, "DELETE FROM setting WHERE name = 'views'",
					   error);
	if (status == STATUS_OK)
		return connection_commit(connection, error);
	connection_rollback(connection);
	return status;
}

enum status
migrations_run(struct connection *connection, const char *now, struct error *error)
{
	struct migration list[MIGRATIONS_MOST];
	const size_t count = migrations_list(list, MIGRATIONS_MOST);
	const int applied = migrations_applied(connection);
	enum status status = connection_script(connection, create_ledger, error);

	if (status == STATUS_OK && applied > 0)
		status = views_leave(connection, error);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (list[i].version > applied)
			status = apply(connection, &list[i], now, error);
	return status;
}

static bool
is_as_applied(const struct migration *migration, const char *checksum)
{
	char own[SECRET_MAC_HEX];

	secret_checksum(migration->sql, migration->size, own);
	return strcmp(own, checksum) == 0;
}

bool
migrations_current(struct connection *connection)
{
	struct migration list[MIGRATIONS_MOST];
	const size_t count = migrations_list(list, MIGRATIONS_MOST);
	struct cursor *cursor = NULL;

	if (count == 0 ||
	    connection_query(connection, STATEMENT_COUNT,
			     "SELECT checksum FROM migration WHERE version = :version",
			     ARGS(ARG_INT("version", list[count - 1].version)), NULL, &cursor,
			     NULL) != STATUS_OK)
		return false;
	const bool current =
	    cursor_next(cursor) && is_as_applied(&list[count - 1], cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return current;
}

static const struct migration *
migration_of(const struct migration *list, size_t count, int64_t version)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].version == version)
			return &list[i];
	return NULL;
}

enum status
migrations_verify(struct connection *connection, store_fault *fault, void *context,
		  struct error *error)
{
	struct migration list[MIGRATIONS_MOST];
	const size_t count = migrations_list(list, MIGRATIONS_MOST);
	struct cursor *cursor = NULL;
	enum status status =
	    connection_query(connection, STATEMENT_COUNT,
			     "SELECT version, name, checksum FROM migration ORDER BY version", NULL,
			     NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		const struct migration *m = migration_of(list, count, cursor_int(cursor, 0));
		if (m == NULL || !is_as_applied(m, cursor_text(cursor, 2)))
			fault(context, "check.migration",
			      ARGS(ARG_TEXT("name", cursor_text(cursor, 1))));
	}
	return cursor_close(&cursor, error);
}

static void
keep_first(void *context, const char *key, const struct arg *args)
{
	char *name = context;

	(void)key;
	if (name[0] == '\0')
		snprintf(name, MIGRATION_NAME, "%s", args->value.text);
}

enum status
migrations_ours(struct connection *connection, const char *path, struct error *error)
{
	char name[MIGRATION_NAME] = "";
	const int applied = migrations_applied(connection);

	if (applied <= 0 || applied > store_newest_version())
		return STATUS_OK;
	enum status status = migrations_verify(connection, keep_first, name, error);
	if (status != STATUS_OK || name[0] == '\0')
		return status;
	return error_set(error, STATUS_FAILED, NULL, "error.store_other",
			 ARGS(ARG_TEXT("path", path), ARG_TEXT("name", name)));
}
