/* What goes to the disk early is what was written, whoever took the file over before. */
#include "fixture.h"

#include "../../src/store/driver.h"

enum { ROWS = 20000, CACHE_MIB = 1 };

static int64_t
number(struct connection *connection, const char *sql)
{
	struct cursor *cursor = NULL;

	assert_int_equal(
	    connection_query(connection, STATEMENT_COUNT, sql, NULL, NULL, &cursor, NULL),
	    STATUS_OK);
	assert_true(cursor_next(cursor));
	const int64_t found = cursor_int(cursor, 0);
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return found;
}

/* Thousands of pages, more than the cache holds: into the log, and from there to their place. */
static void
write_much(struct fixture *f, struct connection *connection, int first)
{
	struct error error = { .status = STATUS_OK };

	assert_int_equal(connection_begin(connection, &error), STATUS_OK);
	assert_int_equal(
	    connection_script(
		connection,
		arena_format(f->arena,
			     "WITH RECURSIVE n (id) AS (SELECT %d UNION ALL SELECT id + 1 FROM n "
			     "WHERE id + 1 < %d) INSERT INTO much SELECT id, printf('%%0500d', id) "
			     "FROM n",
			     first, first + ROWS),
		&error),
	    STATUS_OK);
	assert_int_equal(connection_commit(connection, &error), STATUS_OK);
	assert_true(connection_tidy(connection, true));
}

static void
all_is_there(struct connection *connection, int rows)
{
	assert_int_equal(number(connection, "SELECT COUNT(*) FROM much WHERE CAST(text AS INTEGER) "
					    "= id"),
			 rows);
	assert_int_equal(number(connection, "SELECT COUNT(*) FROM pragma_integrity_check WHERE "
					    "integrity_check = 'ok'"),
			 1);
}

/* S7: widened twice, then another connection, then both of them. */
static void
what_is_written_early_is_whole(void **state)
{
	struct fixture *f = *state;
	const char *path = store_path(f->store);
	struct connection *one = NULL, *other = NULL;
	struct error error = { .status = STATUS_OK };

	assert_int_equal(connection_open(&one, path, CONNECTION_WRITE, &error), STATUS_OK);
	connection_widen(one, CACHE_MIB);
	connection_widen(one, CACHE_MIB);
	assert_int_equal(
	    connection_script(one, "CREATE TABLE much (id INTEGER PRIMARY KEY, text TEXT)", &error),
	    STATUS_OK);
	write_much(f, one, 0);
	all_is_there(one, ROWS);
	connection_close(&one);

	assert_int_equal(connection_open(&one, path, CONNECTION_WRITE, &error), STATUS_OK);
	connection_widen(one, CACHE_MIB);
	assert_int_equal(connection_open(&other, path, CONNECTION_WRITE, &error), STATUS_OK);
	connection_widen(other, CACHE_MIB);
	write_much(f, one, ROWS);
	write_much(f, other, 2 * ROWS);
	all_is_there(one, 3 * ROWS);
	connection_close(&other);
	connection_close(&one);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = { case_of(what_is_written_early_is_whole) };
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
