/* Who may ask what (USR-05), what each filter means (CARD-10, AIR-01), and that every way the store
 * may walk gives the same rows. */
#include "fixture.h"
#include "screen/private.h"

#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/rows.h>
#include <stdlib.h>
#include <string.h>

static const struct screen *
screen_of(struct fixture *f, const char *name)
{
	const struct screen *screen;
	struct error error = { .status = STATUS_OK };
	if (screen_load(f->arena, f->config, name, &screen, &error))
		fail_msg("%s: %s", name, error_text(f->arena, lang_get("fr"), &error));
	return screen;
}

static struct ask
ask_of(struct fixture *f, const char *screen, const char *typed)
{
	struct ask ask;
	struct error error = { .status = STATUS_OK };
	if (ask_parse(f->arena, lang_get("fr"), screen_of(f, screen), typed, &ask, &error))
		fail_msg("%s: %s", typed, error_text(f->arena, lang_get("fr"), &error));
	return ask;
}

/* The values of one column, in order, as "a b c". */
static const char *
told(struct fixture *f, const struct session *session, const struct ask *given, const char *column)
{
	struct ask ask = *given;
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	struct builder line = { .arena = f->arena };
	const char *const columns[] = { column, NULL };
	ask.columns = columns;
	if (ask_select(session, &ask, 0, f->arena, &cursor, &error))
		return arena_format(f->arena, "refused: %s", error.key);
	while (cursor_next(cursor))
		builder_format(&line, "%s%s", line.size ? " " : "", cursor_text(cursor, 0));
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return builder_text(&line);
}

static const char *
plates(struct fixture *f, const char *typed)
{
	struct ask ask = ask_of(f, "cards", typed);
	return told(f, f->agent, &ask, "plate");
}

/* CARD-10 */
static void
plain_criteria(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(plates(f, "plate:1-act-001"), "1-ACT-001");
	assert_string_equal(plates(f, "plate:1act"), "1-ACT-001 1-ACT-002");
	assert_string_equal(plates(f, "plaque:\"1 ACT\""), "1-ACT-001 1-ACT-002");
	assert_string_equal(plates(f, "number:1015"), "1-ACT-002");
	assert_string_equal(plates(f, "number:\"7002 0000 0000 0003 003\""), "AB-123-CD");
	assert_string_equal(plates(f, "driver:lefevre"), "1-ACT-002");
	assert_string_equal(plates(f, "conducteur:\"eric dup\""), "1-ACT-001");
	assert_string_equal(plates(f, "customer:C200"), "AB-123-C");
	assert_string_equal(plates(f, "customer:C999"), "");
	assert_string_equal(plates(f, "state:blocked"), "1-BLO-001");
	assert_string_equal(plates(f, "état:bloquée"), "1-BLO-001");
	assert_string_equal(plates(f, "state:new,deleted"), "1-NEW-001 1-DEL-001");
	assert_string_equal(plates(f, "state:active customer:C100"), "1-ACT-001 1-ACT-002");
	assert_string_equal(plates(f, "state:active customer:C100 driver:dup"), "1-ACT-001");
}

static void
set(struct fixture *f, const char *plate, const char *columns)
{
	const char *command =
	    arena_format(f->arena, "sqlite3 %s/store.db \"UPDATE card SET %s WHERE plate = '%s'\"",
			 f->folder, columns, plate);
	assert_int_equal(system(command), 0);
}

/* CARD-10, under "Avancé"; AIR-01 */
static void
advanced_criteria(void **state)
{
	struct fixture *f = *state;
	set(f, "1-ACT-001",
	    "last_used_on = '2026-11-19', created_on = '2024-02-29', expires_on = '2028-02-29', "
	    "renewal = 'candidate', aircode_until = '2026-11-20T15:00:00Z'");
	set(f, "1-ACT-002",
	    "last_used_on = '2026-10-31', created_on = '2025-06-30', expires_on = '2029-06-30', "
	    "aircode_until = '2026-11-20T14:00:00Z'");
	assert_string_equal(plates(f, "customer:C100 last_used_on:2026-11"), "1-ACT-001");
	assert_string_equal(plates(f, "last_used_on:2026-10-31..2026-11-19"),
			    "1-ACT-001 1-ACT-002");
	assert_string_equal(plates(f, "last_used_on:-1"), "1-ACT-001");
	assert_string_equal(plates(f, "last_used_on:..31/10/2026"), "1-ACT-002");
	assert_string_equal(plates(f, "created_on:2024"), "1-ACT-001");
	assert_string_equal(plates(f, "created_on:2024-02-29"), "1-ACT-001");
	assert_string_equal(plates(f, "expires_on:02/2028"), "1-ACT-001");
	assert_string_equal(
	    plates(f, "expires_on:2028-02-29..2029-06-30 customer:C100 state:active"),
	    "1-ACT-001 1-ACT-002");
	assert_string_equal(plates(f, "renewal:candidate"), "1-ACT-001");
	/* One is still good, the other ended 41 minutes ago. */
	assert_string_equal(plates(f, "aircode:oui"), "1-ACT-001");
	assert_string_equal(plates(f, "aircode:non customer:C100 state:active"), "1-ACT-002");
	assert_string_equal(plates(f, "phone:345678"), "AB-123-C AB-123-CD 1234 BCD");
}

/* "/" looks at plates, names and the ends of numbers at once. */
static void
quick_search(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(plates(f, "1-ab"), "");
	assert_string_equal(plates(f, "ab123"), "AB-123-C AB-123-CD");
	assert_string_equal(plates(f, "chloe"), "AB-123-CD");
	assert_string_equal(plates(f, "garcia"), "1234 BCD");
	assert_string_equal(plates(f, "2005"), "AB-123-C");
	assert_string_equal(plates(f, "lopez state:active"), "1234 BCD");
	assert_string_equal(plates(f, "lopez state:blocked"), "");
}

static void
assert_wrong(struct fixture *f, const char *typed, const char *key, const char *param)
{
	struct ask ask;
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	enum status status =
	    ask_parse(f->arena, lang_get("fr"), screen_of(f, "cards"), typed, &ask, &error);
	if (!status)
		status = ask_select(f->agent, &ask, 0, f->arena, &cursor, &error);
	assert_int_equal(status, STATUS_USAGE);
	assert_string_equal(error.key, key);
	assert_string_equal(error.param, param);
}

static void
wrong_filters_are_named(void **state)
{
	struct fixture *f = *state;
	assert_wrong(f, "colour:red", "error.filter_unknown", "colour");
	assert_wrong(f, "state:perhaps", "error.filter_choice", "state");
	assert_wrong(f, "expires_on:soon", "error.filter_date", "expires_on");
	assert_wrong(f, "expires_on:2026-13", "error.filter_date", "expires_on");
	assert_wrong(f, "aircode:perhaps", "error.bool", "aircode");
	assert_wrong(f, "number:abc", "error.filter_digits", "number");
}

/* A line and back: what saved filters rest on. */
static void
line_and_back(void **state)
{
	struct fixture *f = *state;
	const char *const lines[] = {
		"état:active plaque:1-A",
		"division:\"Nord Est\" état:active,blocked dup",
		"expires_on:2026-01..2026-03",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct ask ask = ask_of(f, "cards", lines[i]);
		const char *line = ask_text(f->arena, lang_get("nl"), &ask);
		struct ask again;
		assert_int_equal(
		    ask_parse(f->arena, lang_get("nl"), ask.screen, line, &again, NULL), STATUS_OK);
		assert_string_equal(ask_text(f->arena, lang_get("fr"), &again),
				    ask_text(f->arena, lang_get("fr"), &ask));
	}
}

/* --- who sees what --- */

/* Of a screen with scope "account": all the rows that are his, and none else. */
static void
rows_are_his(struct fixture *f, const struct screen *screen, const struct rows *rows)
{
	const char *sql = arena_format(f->arena, "SELECT COUNT(*) FROM %s WHERE account_id = %lld",
				       screen->view, (long long)f->manager->account);
	assert_int_equal(rows_shown(rows), fixture_number(f, sql));
}

/* USR-05: through every screen that has rows, a manager's are those of his customers, or of his
 * account. */
static void
a_manager_sees_his_customers(void **state)
{
	struct fixture *f = *state;
	const char *const *names = screen_names(f->arena, f->config);
	size_t looked = 0, own = 0;
	for (; *names; names++) {
		const struct screen *screen = screen_of(f, *names);
		struct ask ask = { .screen = screen };
		struct rows *rows;
		struct error error = { .status = STATUS_OK };
		if (screen->kind == SCREEN_MENU)
			continue;
		enum status status = rows_open(&rows, f->manager, &ask, 500, &error);
		if (status == STATUS_USAGE && !strcmp(error.key, "error.filter_needed"))
			continue;
		if (!session_may(f->manager, screen->right) || screen->staff) {
			assert_int_equal(status, STATUS_DENIED);
			continue;
		}
		if (status)
			fail_msg("%s: %s", *names, error_text(f->arena, lang_get("fr"), &error));
		looked++;
		own += rows_shown(rows) > 0;
		if (screen->own)
			rows_are_his(f, screen, rows);
		for (int i = 0; i < rows_shown(rows) && !screen->own && !screen->everybody; i++)
			if (rows_at(rows, i)->customer != f->manager->customers[0])
				fail_msg("%s shows customer %lld", *names,
					 (long long)rows_at(rows, i)->customer);
		rows_close(&rows);
	}
	assert_true(looked >= 10);
	assert_true(own >= 6);
}

/* AUD-02: the history of a record is not the journal, which needs a right of its own. */
static void
history_is_of_one_record(void **state)
{
	struct fixture *f = *state;
	struct ask ask = ask_of(f, "history", "");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", fixture_card("active"),
				     "reason", "theft", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_string_equal(told(f, f->agent, &ask, "command"), "refused: error.filter_needed");
	assert_string_equal(told(f, f->manager, &ask, "command"), "refused: error.filter_needed");
	assert_non_null(strstr(told(f, f->admin, &ask, "command"), "card.block"));
	const char *id =
	    arena_format(f->arena, "%lld",
			 (long long)fixture_number(
			     f, arena_format(f->arena, "SELECT id FROM card WHERE number = '%s'",
					     fixture_card("active"))));
	ask.filters = ARGS(ARG_TEXT("kind", "card"), ARG_TEXT("record", id));
	assert_non_null(strstr(told(f, f->agent, &ask, "command"), "card.block"));
	assert_non_null(strstr(told(f, f->manager, &ask, "command"), "card.block"));
}

static void
filters_do_not_widen_a_scope(void **state)
{
	struct fixture *f = *state;
	const char *const lines[] = { "",
				      "customer:C200",
				      "plate:AB",
				      "AB123",
				      "driver:jong",
				      "number:2005",
				      "state:active" };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct ask ask = ask_of(f, "cards", lines[i]);
		assert_null(strstr(told(f, f->manager, &ask, "plate"), "AB-123"));
	}
	struct rows *rows;
	bool found;
	struct ask all = ask_of(f, "cards", "");
	int64_t other = fixture_number(f, "SELECT id FROM card WHERE plate = 'AB-123-C'");
	assert_int_equal(rows_open(&rows, f->manager, &all, 5, NULL), STATUS_OK);
	assert_int_equal(rows_goto_id(rows, other, &found, NULL), STATUS_OK);
	assert_false(found);
	rows_close(&rows);
}

static void
several_customers_and_none(void **state)
{
	struct fixture *f = *state;
	const int64_t two[] = {
		fixture_number(f, "SELECT id FROM customer WHERE number = 'C200'"),
		fixture_number(f, "SELECT id FROM customer WHERE number = 'C300'"),
	};
	struct session session = *f->manager;
	struct ask ask = ask_of(f, "cards", "");
	int64_t count;
	session.customers = two;
	session.customer_count = 2;
	assert_string_equal(told(f, &session, &ask, "plate"), "AB-123-C AB-123-CD");
	assert_int_equal(ask_count(&session, &ask, 100, f->arena, &count, NULL), STATUS_OK);
	assert_int_equal(count, 2);
	session.customer_count = 0;
	assert_string_equal(told(f, &session, &ask, "plate"), "");
	assert_int_equal(ask_count(&session, &ask, 100, f->arena, &count, NULL), STATUS_OK);
	assert_int_equal(count, 0);
	session = *f->manager;
	session.rights = 0;
	assert_string_equal(told(f, &session, &ask, "plate"), "refused: error.screen_denied");
	/* Neither a scope nor "staff": fails closed. */
	struct screen bare = *ask.screen;
	bare.scope = NULL;
	ask.screen = &bare;
	assert_string_equal(told(f, f->manager, &ask, "plate"), "refused: error.screen_denied");
}

/* scope "account": each reads his own row, an administrator too; the system has none. */
static void
ones_own_account(void **state)
{
	struct fixture *f = *state;
	struct ask ask = ask_of(f, "account", "");
	int64_t count;
	assert_string_equal(told(f, f->admin, &ask, "login"), "admin");
	assert_string_equal(told(f, f->manager, &ask, "login"), "manager");
	assert_int_equal(ask_count(f->manager, &ask, 100, f->arena, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	/* Nor does asking for another's give it. */
	ask = ask_of(f, "account", "login:admin");
	assert_string_equal(told(f, f->manager, &ask, "login"), "");
	ask = ask_of(f, "account", "id:1");
	assert_string_equal(told(f, f->manager, &ask, "login"), "");
	ask = ask_of(f, "account", "");
	assert_string_equal(told(f, f->system, &ask, "login"), "refused: error.screen_account");
}

/* --- the ways to walk --- */

static const char *
ids_by(struct fixture *f, const struct plan *plan, const struct reach *reach)
{
	const char *const none[] = { "id", NULL };
	struct reading reading = { .fields = none };
	struct builder line = { .arena = f->arena };
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	if (query_rows(f->arena, plan, &reading, reach, &cursor, &error))
		fail_msg("%s", error_text(f->arena, lang_get("fr"), &error));
	while (cursor_next(cursor))
		builder_format(&line, " %s", cursor_text(cursor, 0));
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return builder_text(&line);
}

static const char *
page_by(struct fixture *f, const struct plan *plan, const struct reach *reach)
{
	const char *const none[] = { "id", NULL };
	struct reading reading = { .fields = none };
	struct builder line = { .arena = f->arena };
	struct page *page = page_open(f->arena, plan, &reading, reach, NULL);
	for (const struct cursor *cursor; (cursor = page_next(page));)
		builder_format(&line, " %s", cursor_text(cursor, 0));
	assert_int_equal(page_close(page), STATUS_OK);
	return builder_text(&line);
}

static void
same_ways(struct fixture *f, const struct plan *plan, const char *what)
{
	struct plan ways[2] = { *plan, *plan };
	bool found;
	const struct place places[] = {
		{ .value = plan->order_number ? value_number(TYPE_INT, 10)
					      : value_text(TYPE_TEXT, "1ACT001"),
		  .id = 2 },
		{ .value = plan->order_number ? value_number(TYPE_INT, 1)
					      : value_text(TYPE_TEXT, "2027"),
		  .id = 900 },
		{ .value = value_text(TYPE_TEXT, NULL), .id = 4 },
		{ .value = value_text(TYPE_TEXT, "2028-12-31"), .id = 10 }, /* of several */
	};
	ways[0].driver = ways[0].leader = NULL;
	ways[0].drives_any = false;
	plan_otherwise(f->arena, &ways[0], &ways[1], &found, NULL);
	for (size_t i = 0; i < 1 + sizeof places / sizeof *places; i++)
		for (int turn = 0; turn < 4; turn++) {
			const struct reach reach = { .place = i ? &places[i - 1] : NULL,
						     .backwards = turn % 2,
						     .most = turn < 2 ? 30 : 3 };
			const char *wanted = ids_by(f, plan, &reach);
			for (size_t j = 0; j < 2; j++)
				if (strcmp(ids_by(f, &ways[j], &reach), wanted) ||
				    strcmp(page_by(f, &ways[j], &reach), wanted))
					fail_msg("%s, place %zu, turn %d: way %zu gives%s, a "
						 "page%s for%s",
						 what, i, turn, j, ids_by(f, &ways[j], &reach),
						 page_by(f, &ways[j], &reach), wanted);
		}
}

/* The order's index, a condition's index and a sort, a leading index: three ways, one list. */
static void
every_way_gives_the_same(void **state)
{
	struct fixture *f = *state;
	const char *const orders[] = { "number",        "-number",    "plate",       "-plate",
				       "driver",        "expires_on", "-expires_on", "last_used_on",
				       "-last_used_on", "-id" };
	const char *const lines[] = { "state:active",
				      "plate:1",
				      "state:active plate:1",
				      "dup",
				      "driver:e",
				      "customer:C100",
				      "customer:C100 state:active,new",
				      "number:5",
				      "expires_on:2027..",
				      "plate:1 expires_on:..2030" };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		for (size_t j = 0; j < sizeof orders / sizeof *orders; j++) {
			struct ask ask = ask_of(f, "cards", lines[i]);
			struct plan plan;
			ask.order = orders[j];
			assert_int_equal(plan_make(f->arena, f->admin, &ask, &plan, NULL),
					 STATUS_OK);
			same_ways(f, &plan,
				  arena_format(f->arena, "%s by %s", lines[i], orders[j]));
		}
}

/* Passing over rows or keys tells the same as counting them. */
static void
more_than_so_many(void **state)
{
	struct fixture *f = *state;
	static const char *const asked[][2] = {
		{ "state:active", "FROM card WHERE state = 'active'" },
		{ "state:suspended", "FROM card WHERE state = 'suspended'" },
		{ "product:fleet", "FROM card WHERE product = 'fleet'" },
		{ "plate:1-a", "FROM card WHERE plate_key >= '1A' AND plate_key < '1B'" },
		{ "created_on:2020..", "FROM card WHERE created_on >= '2020-01-01'" },
		{ "expires_on:2027", "FROM card WHERE expires_on LIKE '2027%'" },
		{ "driver:dup", "FROM search_key WHERE term LIKE 'DUP%'" },
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		struct ask ask = ask_of(f, "cards", asked[i][0]);
		struct plan plan;
		int64_t counted;
		bool more;
		assert_int_equal(plan_make(f->arena, f->agent, &ask, &plan, NULL), STATUS_OK);
		assert_true(many_can_tell(&plan, plan.all));
		const int64_t count =
		    fixture_number(f, arena_format(f->arena, "SELECT COUNT(*) %s", asked[i][1]));
		for (int64_t most = 0; most <= count + 1; most++) {
			assert_int_equal(many_has(f->arena, &plan, plan.all, most, &more, NULL),
					 STATUS_OK);
			assert_int_equal(more, count > most);
			assert_int_equal(
			    many_count(f->arena, &plan, plan.all, most, &counted, NULL), STATUS_OK);
			if (plan.all->keys && !more) /* some are of drivers */
				assert_in_range(counted, 0, count);
			else
				assert_int_equal(counted, more ? most + 1 : count);
		}
	}
	struct ask open = ask_of(f, "cards", "expires_on:..2027");
	struct plan plan;
	assert_int_equal(plan_make(f->arena, f->agent, &open, &plan, NULL), STATUS_OK);
	assert_false(many_can_tell(&plan, plan.all)); /* rows without a day come first */
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(plain_criteria),
		case_of(advanced_criteria),
		case_of(quick_search),
		case_of(wrong_filters_are_named),
		case_of(line_and_back),
		case_of(a_manager_sees_his_customers),
		case_of(history_is_of_one_record),
		case_of(filters_do_not_widen_a_scope),
		case_of(several_customers_and_none),
		case_of(ones_own_account),
		case_of(every_way_gives_the_same),
		case_of(more_than_so_many),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
