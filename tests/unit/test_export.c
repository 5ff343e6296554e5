/* The fleet goes out: what the list shows, and nothing else, or no file at all. */
#include "fixture.h"
#include "outside.h"

#include <guichet/exchange.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct ask_made {
	struct ask ask;
	struct error error;
	int64_t rows;
	int stop_after; /* calls of progress; -1: never */
	int64_t done, total;
};

static bool
step(void *context, int64_t done, int64_t total)
{
	struct ask_made *made = context;

	assert_true(done >= made->done);
	made->done = done;
	made->total = total;
	return made->stop_after < 0 || made->stop_after-- > 0;
}

static struct ask_made
ask_for(struct fixture *f, const char *name)
{
	struct ask_made made = { .stop_after = -1 };
	const struct screen *screen = NULL;

	assert_int_equal(screen_load(f->arena, f->config, name, &screen, &made.error), STATUS_OK);
	made.ask.screen = screen;
	return made;
}

static enum status
export_as(struct session *session, struct ask_made *made, const char *file)
{
	const struct progress progress = { .step = step, .context = made };

	error_clear(&made->error);
	made->done = 0;
	return export_file(session, &made->ask, file, &progress, &made->rows, &made->error);
}

static const char *
file_in(struct fixture *f, const char *name)
{
	return arena_format(f->arena, "%s/%s", f->folder, name);
}

static void
assert_no_file(struct fixture *f, const char *file)
{
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(outside_hidden(f->folder), 0);
}

/* Rules at every level, periods and kinds that no column shows among them. */
static void
add_rules(struct fixture *f)
{
	static const char *const rules[] = {
		"INSERT INTO control_profile (id, customer_id, name) SELECT 9000, customer_id, 'P' "
		"FROM card WHERE id = 5",
		"UPDATE card SET control_profile_id = 9000 WHERE id IN (5, 6, 7)",
		"INSERT INTO card_limit (id, customer_id, card_id, level, product, measure, "
		"period, value) "
		"SELECT 900000 + id, customer_id, id, 'card', CASE id % 4 WHEN 0 THEN 'diesel' "
		"WHEN 1 THEN 'toll' WHEN 2 THEN 'petrol98' END, "
		"CASE id % 3 WHEN 0 THEN 'volume' ELSE 'amount' END, CASE id % 5 WHEN 0 THEN 'day' "
		"WHEN 1 THEN 'week' WHEN 2 THEN 'transaction' ELSE 'month' END, "
		"12345 + id FROM card WHERE id % 2 = 0",
		"INSERT INTO card_limit (id, customer_id, card_id, level, product, measure, "
		"period, value) "
		"SELECT 910000 + id, customer_id, id, 'card', NULL, 'amount', 'month', 99 + id "
		"FROM card WHERE id % 7 = 0",
		"INSERT INTO card_limit (id, customer_id, level, product, measure, period, value) "
		"SELECT 920000 + id, id, 'customer', NULL, 'amount', 'month', 150 FROM customer "
		"WHERE id % 2 = 0",
		"INSERT INTO card_limit (id, customer_id, division_id, level, product, measure, "
		"period, value) "
		"SELECT 930000 + id, customer_id, id, 'division', 'diesel', 'amount', 'day', 4321 "
		"FROM division WHERE id % 2 = 1",
		"INSERT INTO card_limit (id, customer_id, control_profile_id, level, product, "
		"measure, period, days, value) "
		"SELECT 940000, customer_id, id, 'profile', 'wash', 'amount', 'month', NULL, 777 "
		"FROM control_profile WHERE id = 9000",
		"INSERT INTO card_limit (id, customer_id, card_id, level, goods, measure, "
		"period, value) "
		"SELECT 950000 + id, customer_id, id, 'card', CASE id % 2 WHEN 0 THEN 'fuel' "
		"ELSE 'service' END, CASE id % 9 WHEN 0 THEN 'count' ELSE 'amount' END, "
		"CASE id % 3 WHEN 0 THEN 'day' WHEN 1 THEN 'week' ELSE 'month' END, 12300 + id "
		"FROM card WHERE id % 4 < 2",
		"INSERT INTO card_limit (id, customer_id, level, goods, measure, period, value) "
		"SELECT 960000 + id, id, 'customer', 'fuel', 'amount', 'day', 12400 FROM customer "
		"WHERE id % 2 = 0",
		"INSERT INTO card_control (id, customer_id, card_id, level, kind, value) "
		"SELECT 900000 + id, customer_id, id, 'card', CASE id % 3 WHEN 0 THEN 'days' WHEN "
		"1 THEN 'hours' ELSE 'networks' END, 'v' || id FROM card WHERE id % 2 = 1",
		"INSERT INTO card_control (id, customer_id, card_id, level, kind, value) "
		"SELECT 910000 + id, customer_id, id, 'card', 'days', 'a' || id FROM card WHERE id "
		"% 6 = 3",
		"INSERT INTO card_control (id, customer_id, level, kind, value) SELECT 920000 + "
		"id, id, 'customer', 'days', 'of customer' FROM customer",
		"INSERT INTO card_control (id, customer_id, division_id, level, kind, value) "
		"SELECT 930000 + id, customer_id, id, 'division', 'stations', 'of division' FROM "
		"division",
		"INSERT INTO card_control (id, customer_id, control_profile_id, level, kind, "
		"value) "
		"SELECT 940000, customer_id, id, 'profile', 'days', 'of profile' FROM "
		"control_profile WHERE id = 9000",
	};

	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct cursor *cursor = NULL;
		struct error error = { .status = STATUS_OK };

		if (store_fetch_sql(f->store, rules[i], NULL, &cursor, &error) != STATUS_OK)
			fail_msg("%s", rules[i]);
		(void)cursor_next(cursor);
		if (cursor_close(&cursor, &error) != STATUS_OK)
			fail_msg("%s: %s", rules[i], error.args[0].text);
	}
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
}

/* A line as the CSV has it, from what the view itself says. */
static void
add_line(struct fixture *f, struct builder *lines, const struct ask *ask, struct cursor *cursor)
{
	for (int i = 0; ask->columns[i]; i++) {
		const struct column *column = screen_column(ask->screen, ask->columns[i]);
		struct value value = cursor_value(cursor, i, column);
		const char *text = "";

		if (value.known && value.type == TYPE_MONEY)
			text = arena_format(f->arena, "%d,%02d", (int)value.number / 100,
					    (int)value.number % 100);
		else if (value.known && value.type == TYPE_QUANTITY)
			text = arena_format(f->arena, "%d,%03d", (int)value.number / 1000,
					    (int)value.number % 1000);
		else if (value.known)
			text = csv_cell(f->arena, value_raw(f->arena, &value));
		builder_format(lines, "%s%s", i ? ";" : "", text);
	}
	builder_add(lines, "\r\n");
}

/* FLT-01: limits and controls are those of the view, gathered another way, in any order of the
 * cards */
static void
gathered_rules_are_those_of_the_view(void **state)
{
	struct fixture *f = *state;
	static const char *const orders[] = { "number", "-number", "plate" };
	struct ask_made made = ask_for(f, "fleet-status");
	const char **columns = arena_array(f->arena, 64, sizeof(char *));
	size_t count = 0, filled = 0;

	add_rules(f);
	for (size_t i = 0; i < made.ask.screen->column_count; i++) {
		const char *field = made.ask.screen->columns[i].field;

		if (strncmp(field, "limit_", 6) == 0 || strncmp(field, "volume_", 7) == 0 ||
		    strncmp(field, "control_", 8) == 0)
			columns[count++] = field;
	}
	assert_true(count >= 25);
	made.ask.columns = columns;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct builder lines = { .arena = f->arena };
		struct cursor *cursor = NULL;
		const char *file = file_in(f, "rules.csv"), *bytes = NULL;

		made.ask.order = orders[i];
		assert_int_equal(ask_select(f->admin, &made.ask, 0, f->arena, &cursor, &made.error),
				 STATUS_OK);
		while (cursor_next(cursor))
			add_line(f, &lines, &made.ask, cursor);
		assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
		assert_int_equal(export_as(f->admin, &made, file), STATUS_OK);
		bytes = outside_read(f->arena, file, NULL);
		assert_string_equal(strchr(bytes, '\n') + 1, builder_text(&lines));
		for (const char *at = builder_text(&lines); *at; at++)
			filled += *at != ';' && *at != '\r' && *at != '\n' && *at != '0';
	}
	assert_true(filled > 1000); /* there was something to compare */
}

static const char *
in_python(struct fixture *f, const char *file, const char *script)
{
	return outside_python(f->arena,
			      arena_format(f->arena,
					   "import openpyxl, sys, datetime\n"
					   "book = openpyxl.load_workbook(sys.argv[1])\n"
					   "sheet = book.worksheets[0]\n%s",
					   script),
			      file);
}

/* FLT-01, FLT-02: one line a card, as a workbook that another program reads */
static void
fleet_status_is_a_workbook(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");
	const char *file = file_in(f, "parc.xlsx");
	int64_t cards = fixture_number(f, "SELECT COUNT(*) FROM card");
	struct stat facts;

	assert_int_equal(export_as(f->admin, &made, file), STATUS_OK);
	assert_int_equal(made.rows, cards);
	assert_int_equal(made.total, cards);
	assert_string_equal(
	    in_python(f, file,
		      "names = [c.value for c in sheet[1]]\n"
		      "assert names[:9] == ['Numéro de carte', 'Rang', 'Produit', 'État', "
		      "'Plaque', 'Type de code', "
		      "'Division de parc', 'Conducteur', 'Carte liée'], names[:9]\n"
		      "assert len(names) >= 40, len(names)\n"
		      "created = names.index('Créée le')\n"
		      "for row in sheet.iter_rows(min_row=2):\n"
		      "    assert len(row[0].value) == 19 and row[0].data_type == 's'\n"
		      "    assert isinstance(row[1].value, int)\n"
		      "    assert isinstance(row[created].value, datetime.datetime)\n"
		      "total = book['Synthèse']\n"
		      "print(sheet.max_row - 1 == total['B5'].value, book.properties.title)\n"
		      "print([row[-1].value for row in total.iter_rows(min_row=7) if row[0].value "
		      "== 'Total'][0] == "
		      "sheet.max_row - 1)\n"),
	    "True État de parc\nTrue\n");
	assert_int_equal(stat(file, &facts), 0);
	assert_int_equal(facts.st_mode & 07, 0); /* a customer's data is for nobody else to read */
	assert_int_equal(outside_hidden(f->folder), 0);
}

/* FLT-02: it has what the list's filters show, in its order, with its columns */
static void
filters_order_and_columns_hold(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "cards");
	static const char *const columns[] = { "number", "state", NULL };
	const char *file = file_in(f, "some.csv"), *bytes = NULL;
	int64_t blocked = fixture_number(f, "SELECT COUNT(*) FROM card WHERE state = 'blocked'");

	made.ask.filters = ARGS(ARG_TEXT("state", "blocked"));
	made.ask.columns = columns;
	made.ask.order = "-number";
	assert_int_equal(export_as(f->admin, &made, file), STATUS_OK);
	assert_int_equal(made.rows, blocked);
	assert_true(blocked > 2);
	bytes = outside_read(f->arena, file, NULL);
	assert_int_equal(strncmp(bytes, "\xEF\xBB\xBF", 3), 0);
	for (const char *line = strchr(bytes, '\n') + 1, *next; *line; line = next) {
		next = strchr(line, '\n') + 1;
		assert_non_null(strstr(line, ";BLOQUÉE\r\n"));
		if (*next)
			assert_true(strncmp(line, next, 23) > 0);
	}
}

/* USR-05: nobody exports what he does not see */
static void
scope_holds(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");
	static const char *const columns[] = { "customer", NULL };
	const char *file = file_in(f, "mine.csv"), *bytes = NULL;

	made.ask.columns = columns;
	assert_int_equal(export_as(f->manager, &made, file), STATUS_OK);
	assert_true(made.rows > 0);
	assert_true(made.rows < fixture_number(f, "SELECT COUNT(*) FROM card"));
	bytes = outside_read(f->arena, file, NULL);
	for (const char *line = strchr(bytes, '\n') + 1; *line; line = strchr(line, '\n') + 1)
		assert_int_equal(strncmp(line, strchr(bytes, '\n') + 1, 6), 0);
}

/* F24: rights are read anew from the store, whatever the session remembers */
static void
rights_are_read_anew(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");
	const char *file = file_in(f, "parc.xlsx");
	struct cursor *cursor = NULL;

	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	assert_int_equal(store_fetch_sql(f->store,
					 "DELETE FROM account_right WHERE right_code = 'cards'",
					 NULL, &cursor, NULL),
			 STATUS_OK);
	(void)cursor_next(cursor);
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
	assert_int_equal(export_as(f->clerk, &made, file), STATUS_DENIED);
	assert_no_file(f, file);
}

/* FLT-04: stopped, no file is left; a file of that name stays as it was */
static void
stopped_leaves_no_file(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");
	const char *file = file_in(f, "parc.xlsx");

	made.stop_after = 0;
	assert_int_equal(export_as(f->admin, &made, file), STATUS_REFUSED);
	assert_string_equal(made.error.key, "export.stopped");
	assert_no_file(f, file);
	outside_write(file, "old", 3);
	made.stop_after = 0;
	made.done = 0;
	assert_int_equal(export_as(f->admin, &made, file), STATUS_REFUSED);
	assert_string_equal(outside_read(f->arena, file, NULL), "old");
	assert_int_equal(outside_hidden(f->folder), 0);
}

/* F7: a full disk is told, by the name people gave, and leaves nothing */
static void
full_disk_leaves_no_file(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");
	static const char *const names[] = { "parc.xlsx", "parc.csv" };
	const struct rlimit small = { .rlim_cur = 24 * 1024, .rlim_max = RLIM_INFINITY };
	struct rlimit before;

	getrlimit(RLIMIT_FSIZE, &before);
	for (int i = 0; i < 2; i++) {
		const char *file = file_in(f, names[i]);
		enum status status;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &small);
		made.done = 0;
		status = export_as(f->admin, &made, file);
		setrlimit(RLIMIT_FSIZE, &before);
		assert_int_equal(status, STATUS_FAILED);
		assert_string_equal(made.error.key, "exchange.write");
		assert_string_equal(made.error.args[0].text, file);
		assert_no_file(f, file);
	}
}

static void
places_that_are_none(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "fleet-status");

	assert_int_equal(export_as(f->admin, &made, file_in(f, "parc.pdf")), STATUS_USAGE);
	assert_string_equal(made.error.key, "exchange.format");
	assert_int_equal(mkdir(file_in(f, "folder.xlsx"), 0700), 0);
	assert_int_equal(export_as(f->admin, &made, file_in(f, "folder.xlsx")), STATUS_USAGE);
	assert_string_equal(made.error.key, "exchange.not_file");
	assert_int_equal(export_as(f->admin, &made, "/nowhere/at/all.xlsx"), STATUS_FAILED);
	assert_string_equal(made.error.key, "exchange.write");
	assert_int_equal(rmdir(file_in(f, "folder.xlsx")), 0);
}

/* FLT-02: over the rows of a sheet it goes on in a next one */
static void
rows_go_on_in_a_next_sheet(void **state)
{
	struct fixture *f = *state;
	struct ask_made made = ask_for(f, "cards");
	const char *file = file_in(f, "cards.xlsx");

	setenv("GUICHET_ROWS_A_SHEET", "90", 1);
	assert_int_equal(export_as(f->admin, &made, file), STATUS_OK);
	unsetenv("GUICHET_ROWS_A_SHEET");
	assert_string_equal(in_python(f, file,
				      "print([s.max_row for s in book.worksheets[:-1]], "
				      "sheet['A1'].value == book.worksheets[1]['A1'].value)"),
			    "[91, 91, 21] True\n");
}

/* FLT-03, PIN-04: no secret has a column here */
static void
no_secret_has_a_column(void **state)
{
	struct fixture *f = *state;
	struct cursor *cursor = NULL;

	assert_int_equal(
	    store_select_sql(f->store, "SELECT * FROM v_fleet_status", NULL, &cursor, NULL),
	    STATUS_OK);
	for (int i = 0; i < cursor_columns(cursor); i++) {
		assert_null(strstr(cursor_name(cursor, i), "pin"));
		assert_null(strstr(cursor_name(cursor, i), "mac"));
		assert_null(strstr(cursor_name(cursor, i), "sealed"));
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(gathered_rules_are_those_of_the_view),
		TEST(fleet_status_is_a_workbook),
		TEST(filters_order_and_columns_hold),
		TEST(scope_holds),
		TEST(rights_are_read_anew),
		TEST(stopped_leaves_no_file),
		TEST(full_disk_leaves_no_file),
		TEST(places_that_are_none),
		TEST(rows_go_on_in_a_next_sheet),
		TEST(no_secret_has_a_column),
	};

	return cmocka_run_group_tests(tests, fixture_start_demo, fixture_stop);
}
