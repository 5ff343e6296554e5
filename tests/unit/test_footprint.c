/* What is shown is read again only where somebody has written (S11), and always there (R13): told
 * by the pages of the store, which is written here by SQL, anywhere and by all means. */
#include "fixture.h"

#include <guichet/lang.h>
#include <guichet/rows.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LISTS = 6, HEIGHT = 15, WRITES = 80 };

static unsigned seed;

static unsigned
chance(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

static void
say(sqlite3 *db, const char *sql)
{
	char *words = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK)
		fail_msg("%s: %s", sql, words);
}

#define ELSEWHERE "UPDATE card SET version = version + 1 WHERE id = 5000"

/* With a log begun: the first write to a store begins another. */
static sqlite3 *
other_hand(struct fixture *f)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(store_path(f->store), &db), SQLITE_OK);
	say(db, ELSEWHERE);
	return db;
}

static void
read_noted(struct fixture *f, struct footprint *footprint, const char *sql)
{
	struct cursor *cursor;

	store_note(f->store, footprint);
	assert_int_equal(store_select_sql(f->store, sql, NULL, &cursor, NULL), STATUS_OK);
	while (cursor_next(cursor))
		;
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	store_note(f->store, NULL);
}

#define FIRST_CARD \
	"SELECT plate, c.name FROM card, customer c WHERE card.id = 1 AND c.id = customer_id"

/* S11 */
static void
elsewhere_is_not_there(void **state)
{
	struct fixture *f = *state;
	struct footprint *footprint = footprint_new(f->arena);
	sqlite3 *db = other_hand(f);

	assert_false(store_untouched(f->store, footprint));
	read_noted(f, footprint, FIRST_CARD);
	assert_true(store_untouched(f->store, footprint));
	const int64_t changes = store_changes(f->store);
	say(db, ELSEWHERE);
	assert_true(store_changes(f->store) != changes);
	assert_true(store_untouched(f->store, footprint));
	say(db, "UPDATE card SET phone = '+32470000001' WHERE id = 1");
	assert_false(store_untouched(f->store, footprint));
	assert_false(store_untouched(f->store, footprint));
	footprint_clear(footprint);
	assert_false(store_untouched(f->store, footprint));
	read_noted(f, footprint, FIRST_CARD);
	assert_true(store_untouched(f->store, footprint));
	say(db, "UPDATE customer SET name = 'Autre' WHERE id = (SELECT customer_id FROM card WHERE "
		"id = 1)");
	assert_false(store_untouched(f->store, footprint));
	sqlite3_close(db);
}

/* R13: frames of a log that is begun anew are not those that were looked at. */
static void
another_log_tells_nothing(void **state)
{
	struct fixture *f = *state;
	struct footprint *footprint = footprint_new(f->arena);
	sqlite3 *db = other_hand(f);

	read_noted(f, footprint, FIRST_CARD);
	assert_true(store_untouched(f->store, footprint));
	say(db, "PRAGMA wal_checkpoint(RESTART)");
	assert_true(store_untouched(f->store, footprint));
	say(db, ELSEWHERE);
	assert_false(store_untouched(f->store, footprint));
	sqlite3_close(db);
}

/* R13: nor do more pages than are kept. */
static void
too_much_tells_nothing(void **state)
{
	struct fixture *f = *state;
	struct footprint *footprint = footprint_new(f->arena);

	read_noted(f, footprint, "SELECT COUNT(mention) FROM card");
	assert_false(store_untouched(f->store, footprint));
}

/* R13: what is read late in a look is of the state that the look began with. */
static void
a_look_is_as_old_as_its_first_read(void **state)
{
	struct fixture *f = *state;
	struct footprint *footprint = footprint_new(f->arena);
	sqlite3 *db = other_hand(f);

	store_look(f->store);
	fixture_number(f, "SELECT COUNT(*) FROM customer");
	say(db, "UPDATE card SET phone = '+32470000001' WHERE id = 1");
	read_noted(f, footprint, FIRST_CARD);
	store_look_away(f->store);
	assert_false(store_untouched(f->store, footprint));
	sqlite3_close(db);
}

/* R13: a log longer than a part of its index. */
static void
a_long_log_is_read_to_its_end(void **state)
{
	struct fixture *f = *state;
	struct footprint *footprint = footprint_new(f->arena);
	sqlite3 *db = other_hand(f);

	const char *const many = "UPDATE card SET version = version + 1 WHERE id > 3000";

	say(db, "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -65536");
	say(db, many);
	read_noted(f, footprint, FIRST_CARD);
	for (int i = 0; i < 60; i++)
		say(db, many);
	assert_true(store_untouched(f->store, footprint));
	say(db, "UPDATE card SET phone = '1' WHERE id = 1");
	say(db, "UPDATE card SET phone = '1' WHERE id = 5000");
	assert_false(store_untouched(f->store, footprint));
	sqlite3_close(db);
}

/* ---- lists, whatever is written ---- */

static const struct {
	const char *typed, *order;
} lists[LISTS] = {
	{ "", "number" },     { "", "-plate" },
	{ "", "driver" },     { "state:active", "-created_on" },
	{ "marie", "plate" }, { "customer:C00123", "expires_on" },
};

static struct ask
ask_of(struct fixture *f, const struct screen *screen, int list)
{
	struct ask ask;

	assert_int_equal(ask_parse(f->arena, lang_get("fr"), screen, lists[list].typed, &ask, NULL),
			 STATUS_OK);
	ask.order = lists[list].order;
	return ask;
}

static bool
cells_same(const struct value *a, const struct value *b)
{
	return a->known == b->known && a->number == b->number && !a->text == !b->text &&
	       (!a->text || !strcmp(a->text, b->text));
}

/* Of a list that nobody has kept. */
static void
is_as_read_now(struct fixture *f, const struct screen *screen, struct rows *rows, int list,
	       const char *what)
{
	struct rows *fresh;
	bool found = true;
	const struct ask ask = ask_of(f, screen, list);

	assert_int_equal(rows_open(&fresh, f->admin, &ask, 1, NULL), STATUS_OK);
	if (rows_shown(rows) > 0)
		assert_int_equal(rows_goto_id(fresh, rows_at(rows, 0)->id, &found, NULL),
				 STATUS_OK);
	assert_int_equal(rows_resize(fresh, HEIGHT, NULL), STATUS_OK);
	if (!found || (rows_shown(rows) == 0 && rows_shown(fresh) > 0))
		fail_msg("%s: list %d begins with what is not there", what, list);
	for (int i = 0; i < rows_shown(rows); i++) {
		const struct list_row *one = rows_at(rows, i),
				      *other = rows_at(fresh, rows_focus(fresh) + i);
		if (other == NULL || one->id != other->id)
			fail_msg("%s: list %d, line %d is another", what, list, i);
		for (size_t j = 0; j < screen->column_count; j++)
			if (!cells_same(&one->values[j], &other->values[j]))
				fail_msg("%s: list %d, line %d: %s", what, list, i,
					 screen->columns[j].field);
	}
	rows_close(&fresh);
}

/* Something of a card, of those on the screen as often as not. */
static const char *
change_of(struct fixture *f, struct rows *const *shown)
{
	static const char *const changes[] = {
		"UPDATE card SET phone = '+3247' || abs(random()) WHERE id = %lld",
		"UPDATE card SET state = 'blocked' WHERE id = %lld",
		"UPDATE card SET state = 'active' WHERE id = %lld",
		"UPDATE card SET driver = 'MARIE', driver_key = 'MARIE' WHERE id = %lld",
		"UPDATE card SET plate_key = plate_key || 'X' WHERE id = %lld",
		"UPDATE customer SET name = name || '.' WHERE id = (SELECT customer_id FROM card "
		"WHERE id = %lld)",
		"UPDATE rank SET suspended_until = '2030-01-01' WHERE card_id = %lld",
		"UPDATE card SET created_on = '2026-11-20', expires_on = '2030-01-01' WHERE id = "
		"%lld",
		"DELETE FROM card WHERE id = %lld",
		"UPDATE request SET version = version + 1 WHERE id = %lld",
	};
	const struct rows *rows = shown[chance(LISTS)];
	long long id = 1 + chance(6000);

	if (chance(2) && rows_shown(rows) > 0)
		id = rows_at(rows, (int)chance((unsigned)rows_shown(rows)))->id;
	const size_t which = chance(sizeof changes / sizeof *changes);
	char *sql = arena_alloc(f->arena, 256);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(sql, 256, changes[which], id);
#pragma GCC diagnostic pop
	return sql;
}

/* R13, R1 */
static void
a_list_is_what_there_is(void **state)
{
	struct fixture *f = *state;
	const char *given = getenv("SEED");
	const struct screen *screen;
	struct rows *shown[LISTS];
	sqlite3 *db = other_hand(f);
	bool changed;

	seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	print_message("seed %u\n", seed);
	assert_int_equal(screen_load(f->arena, f->config, "cards", &screen, NULL), STATUS_OK);
	for (int i = 0; i < LISTS; i++) {
		const struct ask ask = ask_of(f, screen, i);
		assert_int_equal(rows_open(&shown[i], f->admin, &ask, HEIGHT, NULL), STATUS_OK);
	}
	for (int i = 0; i < WRITES; i++) {
		const char *sql = change_of(f, shown);
		say(db, sql);
		for (int j = 0; j < LISTS; j++) {
			if (!chance(8))
				rows_move(shown[j], (enum rows_move)chance(5), &changed, NULL);
			assert_int_equal(rows_reload(shown[j], &changed, NULL), STATUS_OK);
			is_as_read_now(f, screen, shown[j], j, sql);
		}
	}
	for (int i = 0; i < LISTS; i++)
		rows_close(&shown[i]);
	sqlite3_close(db);
}

/* R13: what the clock makes of a row is on no page. */
static void
time_alone_turns_a_list(void **state)
{
	struct fixture *f = *state;
	const struct screen *screen;
	struct rows *rows;
	bool changed;

	assert_int_equal(screen_load(f->arena, f->config, "requests", &screen, NULL), STATUS_OK);
	const struct ask ask = { .screen = screen };
	assert_int_equal(rows_open(&rows, f->admin, &ask, HEIGHT, NULL), STATUS_OK);
	assert_true(rows_shown(rows) > 0);
	assert_int_equal(rows_reload(rows, &changed, NULL), STATUS_OK);
	assert_false(changed);
	fixture_at(f, "2020-02-01T09:00");
	assert_int_equal(rows_reload(rows, &changed, NULL), STATUS_OK);
	assert_true(changed);
	rows_close(&rows);
}

static int
start(void **state)
{
	return fixture_start_demo_of(state, "6000");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(elsewhere_is_not_there),        TEST(another_log_tells_nothing),
		TEST(too_much_tells_nothing),        TEST(a_look_is_as_old_as_its_first_read),
		TEST(a_long_log_is_read_to_its_end), TEST(a_list_is_what_there_is),
		TEST(time_alone_turns_a_list),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
