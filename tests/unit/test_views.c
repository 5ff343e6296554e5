/* Views written into the statements that read them: the same rows, and no column that nobody asks
 * for. */
#include "fixture.h"

#include <guichet/embedded.h>
#include <string.h>

#include "store/private.h"

static const char *
written(struct fixture *f, const char *sql)
{
	return views_written(f->arena, sql);
}

static void
test_what_reads_none_stays(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {
		"SELECT id FROM card WHERE number = :n",
		"SELECT id FROM v_cards",
		"SELECT 'a FROM v_card' AS v_card, v_card.id FROM card v_card",
		"INSERT INTO v_card (id) VALUES (1)",
		"",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_string_equal(written(f, texts[i]), texts[i]);
	assert_ptr_equal(written(f, texts[0]), texts[0]);
}

static void
test_names_stay(void **state)
{
	struct fixture *f = *state;
	static const char *const pairs[][2] = {
		{ "FROM v_card_tally", ") AS v_card_tally" },
		{ "FROM v_card_tally WHERE product = ''", ") AS v_card_tally WHERE product = ''" },
		{ "FROM \"v_card_tally\" LIMIT 1", ") AS v_card_tally LIMIT 1" },
		{ "FROM \"v_card_tally\" t WHERE t.product = ''", ") t WHERE t.product = ''" },
		{ "FROM v_card_tally AS t", ") AS t" },
		{ "FROM card c JOIN v_card_tally t ON c.id = 0", ") t ON c.id = 0" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *sql = arena_format(f->arena, "SELECT COUNT(*) %s", pairs[i][0]);
		const char *whole = written(f, sql), *end = pairs[i][1];
		assert_non_null(strstr(whole, " (SELECT "));
		assert_string_equal(whole + strlen(whole) - strlen(end), end);
		assert_int_not_equal(fixture_number(f, sql), -1);
	}
}

static void
test_columns_nobody_names_are_left_out(void **state)
{
	struct fixture *f = *state;
	const char *few = written(f, "SELECT * FROM (SELECT number FROM v_card WHERE state = :s)");
	const char *all = written(f, "SELECT * FROM v_card");
	assert_non_null(strstr(few, "c.number,"));
	assert_non_null(strstr(few, "c.state"));
	assert_null(strstr(few, "fuels"));
	assert_null(strstr(few, "c.plate"));
	assert_non_null(strstr(all, "AS fuels"));
	assert_non_null(strstr(written(f, "SELECT c.*, 1 FROM v_card c"), "AS fuels"));
	assert_non_null(strstr(written(f, "SELECT COUNT(*) FROM v_card_tally"), "(SELECT 1 FROM"));
	assert_non_null(strstr(written(f, "SELECT NUMBER FROM v_card"), "c.number"));
}

static void
test_joins_nobody_reads_are_left_out(void **state)
{
	struct fixture *f = *state;
	const char *few = written(f, "SELECT number FROM v_card WHERE customer = :c");
	assert_non_null(strstr(few, "LEFT JOIN customer u"));
	assert_null(strstr(few, "LEFT JOIN rank"));
	assert_null(strstr(few, "LEFT JOIN division"));
	assert_non_null(strstr(few, "LEFT JOIN customer u ON u.id = c.customer_id\n) AS v_card"));
	assert_null(strstr(written(f, "SELECT COUNT(*) FROM v_card"), "JOIN"));
	/* "CASE" has the hash of "language". */
	assert_null(strstr(written(f, "SELECT CASE product FROM v_card"), "JOIN"));
}

/* The engine knows by its unique indexes that such a join finds one row at most, and leaves it out
 * too where nothing is read of it; or it finds one by its id. */
static void
test_joins_add_no_row(void **state)
{
	struct fixture *f = *state;
	for (const struct embedded_view *view = embedded_views; view->name; view++) {
		struct cursor *cursor;
		struct error error;
		const char *sql =
		    arena_format(f->arena, "EXPLAIN QUERY PLAN SELECT 1 FROM (%s) AS x", view->sql);
		const bool cut =
		    strstr(view->sql, "LEFT JOIN") &&
		    !strstr(written(f, arena_format(f->arena, "SELECT 1 FROM %s", view->name)),
			    "LEFT JOIN");
		assert_int_equal(store_select_sql(f->store, sql, NULL, &cursor, &error), STATUS_OK);
		while (cut && cursor_next(cursor))
			if (strstr(cursor_text(cursor, 3), "LEFT-JOIN") &&
			    !strstr(cursor_text(cursor, 3), "(rowid=?)"))
				fail_msg("%s: %s", view->name, cursor_text(cursor, 3));
		assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	}
}

/* Rows of a view that adds others, or keeps each once, depend on all of its columns. */
static void
test_unions_stay_whole(void **state)
{
	struct fixture *f = *state;
	const char *sql = written(f, "SELECT id FROM v_tid");
	assert_non_null(strstr(sql, "AS unit_price"));
	assert_non_null(strstr(sql, "UNION ALL"));
}

static void
test_views_of_views(void **state)
{
	struct fixture *f = *state;
	const char *sql = written(f, "SELECT id FROM v_invoice WHERE customer = 'C'");
	assert_non_null(strstr(sql, "FROM invoice"));
	assert_null(strstr(sql, "FROM v_accounting_document"));
}

static size_t
columns_of(struct fixture *f, const char *sql, const char **names, size_t most)
{
	struct cursor *cursor;
	struct error error;
	if (store_select_sql(f->store, sql, NULL, &cursor, &error) != STATUS_OK)
		fail_msg("%s: %s", sql, error_text(f->arena, f->admin->lang, &error));
	cursor_next(cursor);
	const size_t count = (size_t)cursor_columns(cursor);
	for (size_t i = 0; i < count && i < most; i++)
		names[i] = arena_copy(f->arena, cursor_name(cursor, (int)i));
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	return count;
}

static const char *
cells_of(struct fixture *f, const char *column, const char *from)
{
	return fixture_text(f, arena_format(f->arena,
					    "SELECT COUNT(*) || COALESCE(GROUP_CONCAT(\"%s\", "
					    "'|'), '') FROM (SELECT \"%s\" FROM %s "
					    "ORDER BY 1) AS y",
					    column, column, from));
}

/* A column alone holds what it holds among all the others. */
static void
test_each_column_alone(void **state)
{
	struct fixture *f = *state;
	const char *names[128];
	for (const struct embedded_view *view = embedded_views; view->name; view++) {
		const char *all = arena_format(f->arena, "SELECT * FROM %s", view->name);
		const char *among = arena_format(f->arena, "(%s) AS x", all);
		const size_t count = columns_of(f, all, names, 128);
		assert_in_range(count, 2, 128);
		for (size_t i = 0; i < count; i++)
			assert_string_equal(cells_of(f, names[i], view->name),
					    cells_of(f, names[i], among));
	}
}

/* The same rows by another road: it is read in place of the view it is named after, wherever the
 * view that is named reads that one; and has its columns. */
static void
test_roads(void **state)
{
	struct fixture *f = *state;
	static const char asked[] = "SELECT id FROM \"v_transaction\" /* by v_purchase_of_card */ "
				    "WHERE card_number = :n";
	const char *own = written(f, "SELECT id FROM v_transaction WHERE card_number = :n");
	const char *by_card = written(f, asked);
	assert_non_null(strstr(own, "FROM card_transaction t"));
	assert_null(strstr(by_card, "FROM card_transaction t"));
	assert_non_null(strstr(by_card, "FROM card c"));
	assert_null(strstr(by_card, "/*"));
	assert_non_null(strstr(by_card, ") AS v_transaction WHERE"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM v_card /* by v_purchase_of_card "
					   "*/ c WHERE c.id < 0"),
			 0);
}

static void
test_roads_have_the_same_columns(void **state)
{
	struct fixture *f = *state;
	const char *wanted[64], *found[64];
	const size_t count = columns_of(f, "SELECT * FROM v_purchase", wanted, 64);
	size_t roads = 0;
	for (const struct embedded_view *view = embedded_views; view->name; view++) {
		if (strncmp(view->name, "v_purchase_", strlen("v_purchase_")) != 0)
			continue;
		const char *all = arena_format(f->arena, "SELECT * FROM %s", view->name);
		assert_int_equal(columns_of(f, all, found, 64), count);
		for (size_t i = 0; i < count; i++)
			assert_string_equal(found[i], wanted[i]);
		roads++;
	}
	assert_int_equal(roads, 4);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_what_reads_none_stays),
		CASE(test_names_stay),
		CASE(test_columns_nobody_names_are_left_out),
		CASE(test_joins_nobody_reads_are_left_out),
		CASE(test_joins_add_no_row),
		CASE(test_unions_stay_whole),
		CASE(test_views_of_views),
		CASE(test_each_column_alone),
		CASE(test_roads),
		CASE(test_roads_have_the_same_columns),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
