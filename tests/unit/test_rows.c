/* Lists page by key (decision 4): whatever the order, the filters and the way through, what the
 * window shows is a piece of one sorted SELECT, and its place in it is the one told. */
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/rows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 32000, MOVES = 60, ASKS = 30, ASKS_WHOLE = 150 };

static unsigned seed;

static unsigned
chance(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

/* A filter as typed, and what it means, said by another hand. */
struct meaning {
	const char *typed, *sql;
};

static const struct meaning meanings[] = {
	{ "", "1" },
	{ "", "1" },
	{ "state:active", "state = 'active'" },
	{ "state:suspended", "state = 'suspended'" },
	{ "state:active,blocked", "state IN ('active', 'blocked')" },
	{ "state:bloquée", "state = 'blocked'" },
	{ "product:fleet", "product = 'fleet'" },
	{ "product:benefit", "product = 'benefit'" },
	{ "renewal:none", "renewal = 'none'" },
	{ "plate:1-a", "plate_key >= '1A' AND plate_key < '1B'" },
	{ "plate:1", "plate_key >= '1' AND plate_key < '2'" },
	{ "driver:dup", "' ' || driver_key LIKE '% DUP%'" },
	{ "driver:\"marie a\"",
	  "' ' || driver_key LIKE '% MARIE%' AND ' ' || driver_key LIKE '% A%'" },
	{ "number:3", "number LIKE '%3'" },
	{ "number:123", "number LIKE '%123'" },
	{ "customer:C00123", "customer = 'C00123'" },
	{ "division:nord", "division_key LIKE 'NORD%'" },
	{ "expires_on:2027", "expires_on >= '2027-01-01' AND expires_on < '2028-01-01'" },
	{ "expires_on:2027-03..", "expires_on >= '2027-03-01'" },
	{ "expires_on:..03/2027", "expires_on < '2027-04-01'" },
	{ "last_used_on:<2026-06", "last_used_on < '2026-07-01'" },
	{ "created_on:>=2025", "created_on >= '2025-01-01'" },
	{ "state:active plate:1-b", "state = 'active' AND plate_key >= '1B' AND plate_key < '1C'" },
	{ "renewal:none product:fleet", "renewal = 'none' AND product = 'fleet'" },
	{ "customer:C00123 state:active", "customer = 'C00123' AND state = 'active'" },
	{ "aircode:non", "(aircode_until IS NULL OR aircode_until < '2026-11-20T14:41:00Z')" },
	{ "1-ab",
	  "(plate_key >= '1AB' AND plate_key < '1AC' OR ' ' || driver_key LIKE '% 1%' AND ' ' || "
	  "driver_key LIKE '% AB%')" },
	{ "marie",
	  "(plate_key >= 'MARIE' AND plate_key < 'MARIF' OR ' ' || driver_key LIKE '% MARIE%')" },
};

struct order {
	const char *order, *field;
	bool down;
};

static const struct order orders[] = {
	{ "number", "number", false },
	{ "-number", "number", true },
	{ "plate", "plate_key", false },
	{ "-plate", "plate_key", true },
	{ "driver", "driver_key", false },
	{ "-driver", "driver_key", true },
	{ "expires_on", "expires_on", false },
	{ "-expires_on", "expires_on", true },
	{ "created_on", "created_on", false },
	{ "last_used_on", "last_used_on", false },
	{ "-last_used_on", "last_used_on", true },
	{ "id", "id", false },
	{ "-id", "id", true },
};

/* Where %s stands the number of a card with purchases is meant, and the day of one of them. */
static const struct meaning purchases[] = {
	{ "", "1" },
	{ "customer:C00123", "customer = 'C00123'" },
	{ "card:%s", "card_number = '%s'" },
	{ "plate:1", "plate_key >= '1' AND plate_key < '2'" },
	{ "plate:1-a", "plate_key >= '1A' AND plate_key < '1B'" },
	{ "day:2026-10", "day >= '2026-10-01' AND day < '2026-11-01'" },
	{ "day:2026-10-14..", "day >= '2026-10-14'" },
	{ "day:2026-11-12", "day = '2026-11-12'" },
	{ "customer:C00123 day:2026-10-14..2026-10-20",
	  "customer = 'C00123' AND day >= '2026-10-14' AND day < '2026-10-21'" },
	{ "card:%s day:2026-10",
	  "card_number = '%s' AND day >= '2026-10-01' AND day < '2026-11-01'" },
	{ "customer:C00123 product:diesel", "customer = 'C00123' AND product = 'diesel'" },
	{ "product:wash", "product = 'wash'" },
	{ "station:BE-0001", "station = 'BE-0001'" },
	{ "1-ab", "(plate_key >= '1AB' AND plate_key < '1AC' OR authorised_key >= '1AB' AND "
		  "authorised_key < '1AC')" },
};

static const struct order days[] = {
	{ "at", "day", false },
	{ "-at", "day", true },
	{ "id", "id", false },
	{ "-id", "id", true },
};

/* A list, and all that is asked of it here. */
struct subject {
	const char *screen, *view;
	const struct meaning *meanings;
	size_t meaning_count;
	const struct order *orders;
	size_t order_count;
	const char *card;  /* what %s stands for; NULL: nothing */
	const char *scope; /* what the session sees */
	const struct session *session;
};

static struct subject
cards_of(struct fixture *f)
{
	return (struct subject){ .screen = "cards",
				 .view = "v_card",
				 .meanings = meanings,
				 .meaning_count = sizeof meanings / sizeof *meanings,
				 .orders = orders,
				 .order_count = sizeof orders / sizeof *orders,
				 .scope = "1",
				 .session = f->admin };
}

static struct subject
purchases_of(struct fixture *f, const struct session *session, const char *scope)
{
	return (struct subject){
		.screen = "transactions",
		.view = "v_transaction",
		.meanings = purchases,
		.meaning_count = sizeof purchases / sizeof *purchases,
		.orders = days,
		.order_count = sizeof days / sizeof *days,
		.card = fixture_text(f, "SELECT c.number FROM card c JOIN card_transaction t ON "
					"t.card_id = c.id JOIN customer u ON u.id = c.customer_id "
					"WHERE u.number = 'C00123' GROUP BY c.id "
					"HAVING COUNT(*) > 5 ORDER BY c.id LIMIT 1"),
		.scope = scope,
		.session = session,
	};
}

static const char *
with_card(struct fixture *f, const struct subject *subject, const char *text)
{
	const char *hole = strstr(text, "%s");
	return hole == NULL ? text
			    : arena_format(f->arena, "%.*s%s%s", (int)(hole - text), text,
					   subject->card, hole + 2);
}

struct model {
	int64_t ids[MOST];
	int count, top, focus, height;
};

static const char *
words_of(struct fixture *f, const struct error *error)
{
	return error_text(f->arena, lang_get("fr"), error);
}

/* The whole list at once, sorted by the engine itself. */
static void
model_fill(struct fixture *f, const struct subject *subject, struct model *model, size_t meaning,
	   const struct order *order)
{
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	const char *way = order->down ? "DESC" : "ASC";
	const char *sql = arena_format(
	    f->arena, "SELECT id FROM %s WHERE %s AND %s ORDER BY %s IS NULL, %s %s, id %s",
	    subject->view, subject->scope, with_card(f, subject, subject->meanings[meaning].sql),
	    order->field, order->field, way, way);
	if (store_select_sql(f->store, sql, NULL, &cursor, &error))
		fail_msg("%s: %s", sql, words_of(f, &error));
	model->count = 0;
	while (cursor_next(cursor) && model->count < MOST)
		model->ids[model->count++] = cursor_int(cursor, 0);
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
}

static int
shown_of(const struct model *model)
{
	int left = model->count - model->top;
	return left < model->height ? left : model->height;
}

static void
same(const struct model *model, struct rows *rows, const char *what)
{
	int64_t first, count;
	bool more;
	int shown = shown_of(model);
	if (rows_shown(rows) != shown)
		fail_msg("%s: %d rows shown for %d", what, rows_shown(rows), shown);
	for (int i = 0; i < shown; i++)
		if (rows_at(rows, i)->id != model->ids[model->top + i])
			fail_msg("%s: row %d is another", what, i);
	if (rows_focus(rows) != (shown ? model->focus : -1))
		fail_msg("%s: focus %d for %d", what, rows_focus(rows), model->focus);
	rows_position(rows, &first, &count, &more);
	if (first >= 0 && first != model->top + 1)
		fail_msg("%s: first %lld for %d", what, (long long)first, model->top + 1);
	if (count >= 0 && !more && count != model->count)
		fail_msg("%s: %lld counted for %d", what, (long long)count, model->count);
}

static int
within(int number, int least, int most)
{
	if (number > most)
		number = most;
	return number < least ? least : number;
}

/* What the hand expects of a key. */
static void
model_move(struct model *model, enum rows_move move)
{
	int last = model->count - 1, end = within(model->count - model->height, 0, model->count);
	int at = model->top + model->focus;
	if (model->count == 0)
		return;
	switch (move) {
	case ROWS_UP:
		at = within(at - 1, 0, last);
		model->top = within(model->top, 0, at);
		break;
	case ROWS_DOWN:
		at = within(at + 1, 0, last);
		if (at >= model->top + model->height)
			model->top++;
		break;
	case ROWS_PAGE_UP:
		at = model->top == 0 ? 0 : within(at - model->height, 0, last);
		model->top = within(model->top - model->height, 0, end);
		break;
	case ROWS_PAGE_DOWN:
		at = model->top >= end ? last : within(at + model->height, 0, last);
		model->top = within(model->top + model->height, model->top, end);
		break;
	case ROWS_HOME:
		at = model->top = 0;
		break;
	case ROWS_END:
		at = last;
		model->top = end;
		break;
	}
	model->focus = at - model->top;
}

static void
walk(struct fixture *f, struct rows *rows, struct model *model, const char *what)
{
	static const char *const names[] = { "up", "down", "page up", "page down", "home", "end" };
	struct error error = { .status = STATUS_OK };
	bool moved, found;
	same(model, rows, what);
	for (int i = 0; i < MOVES; i++) {
		unsigned move = chance(12);
		if (move < 6) {
			if (move >= ROWS_HOME && chance(3))
				move -= 2;
			const char *told =
			    arena_format(f->arena, "%s, move %d %s", what, i, names[move]);
			model_move(model, (enum rows_move)move);
			assert_int_equal(rows_move(rows, (enum rows_move)move, &moved, &error),
					 STATUS_OK);
			same(model, rows, told);
		} else if (move < 9 && model->count) {
			int at = (int)chance((unsigned)model->count);
			assert_int_equal(rows_goto_id(rows, model->ids[at], &found, &error),
					 STATUS_OK);
			assert_true(found);
			assert_int_equal(rows_at(rows, rows_focus(rows))->id, model->ids[at]);
			model->focus = rows_focus(rows);
			model->top = at - model->focus;
			same(model, rows, arena_format(f->arena, "%s, move %d goto", what, i));
		} else if (move == 9) {
			assert_int_equal(rows_reload(rows, &moved, &error), STATUS_OK);
			assert_false(moved);
			same(model, rows, arena_format(f->arena, "%s, move %d reload", what, i));
		} else if (move == 10 && model->count) {
			int at = model->top + model->focus;
			model->height = 1 + (int)chance(30);
			assert_int_equal(rows_resize(rows, model->height, &error), STATUS_OK);
			assert_int_equal(rows_at(rows, rows_focus(rows))->id, model->ids[at]);
			model->focus = rows_focus(rows);
			model->top = at - model->focus;
			same(model, rows, arena_format(f->arena, "%s, move %d resize", what, i));
		}
	}
}

static struct ask
ask_of(struct fixture *f, const struct screen *screen, const char *typed, const char *order)
{
	struct ask ask;
	struct error error = { .status = STATUS_OK };
	if (ask_parse(f->arena, lang_get("fr"), screen, typed, &ask, &error))
		fail_msg("%s: %s", typed, words_of(f, &error));
	ask.order = order;
	return ask;
}

static const struct screen *
screen_named(struct fixture *f, const char *name)
{
	const struct screen *screen;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(screen_load(f->arena, f->config, name, &screen, &error), STATUS_OK);
	return screen;
}

static const struct screen *
cards_screen(struct fixture *f)
{
	return screen_named(f, "cards");
}

static void
walk_one(struct fixture *f, const struct subject *subject, size_t meaning,
	 const struct order *order)
{
	static struct model model;
	struct rows *rows;
	struct error error = { .status = STATUS_OK };
	const struct screen *screen = screen_named(f, subject->screen);
	const char *typed = with_card(f, subject, subject->meanings[meaning].typed);
	struct ask ask = ask_of(f, screen, typed, order->order);
	const char *const few[] = { screen->columns[0].field, screen->columns[1].field, NULL };
	ask.columns = chance(2) ? few : NULL;
	const char *what =
	    arena_format(f->arena, "seed %u, \"%s\" by %s", seed, typed, order->order);
	model_fill(f, subject, &model, meaning, order);
	model.top = model.focus = 0;
	model.height = 1 + (int)chance(30);
	if (rows_open(&rows, subject->session, &ask, model.height, &error))
		fail_msg("%s: %s", what, words_of(f, &error));
	walk(f, rows, &model, what);
	int64_t first, count;
	bool more;
	while (rows_count(rows, 5))
		;
	rows_position(rows, &first, &count, &more);
	assert_false(more);
	if (count != model.count)
		fail_msg("%s: %lld counted in the end for %d", what, (long long)count, model.count);
	rows_close(&rows);
}

static void
walk_some(struct fixture *f, const struct subject *subject)
{
	const int asks = getenv("WHOLE") != NULL ? ASKS_WHOLE : ASKS;
	for (int i = 0; i < asks; i++)
		walk_one(f, subject, chance((unsigned)subject->meaning_count),
			 &subject->orders[chance((unsigned)subject->order_count)]);
}

static void
seed_from(const char *given)
{
	seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	print_message("seed %u\n", seed);
}

static void
every_way_is_one_list(void **state)
{
	struct fixture *f = *state;
	const struct subject cards = cards_of(f);
	seed_from(getenv("SEED"));
	walk_some(f, &cards);
}

/* S7: one index, entered by the day, the customer, the card or the plates. */
static void
every_road_is_one_list(void **state)
{
	struct fixture *f = *state;
	const struct subject all = purchases_of(f, f->admin, "1");
	const struct subject own = purchases_of(f, f->manager, "customer = 'C00123'");
	seed_from(getenv("SEED"));
	walk_some(f, &all);
	walk_some(f, &own);
}

static void
select_all(struct fixture *f, const struct subject *subject, size_t meaning,
	   const struct order *order)
{
	static struct model model;
	const char *typed = with_card(f, subject, subject->meanings[meaning].typed);
	const struct screen *screen = screen_named(f, subject->screen);
	struct ask ask = ask_of(f, screen, typed, order->order);
	struct cursor *cursor;
	int at = 0;
	int64_t count;
	const char *const only[] = { screen->columns[0].field, NULL };
	ask.columns = only;
	model_fill(f, subject, &model, meaning, order);
	assert_int_equal(ask_count(subject->session, &ask, MOST, f->arena, &count, NULL),
			 STATUS_OK);
	assert_int_equal(count, model.count);
	assert_int_equal(ask_select(subject->session, &ask, 0, f->arena, &cursor, NULL), STATUS_OK);
	assert_int_equal(cursor_columns(cursor), 1);
	while (cursor_next(cursor))
		at++;
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	if (at != model.count)
		fail_msg("%s by %s: %d for %d", typed, order->order, at, model.count);
}

/* Every filter in every order once, whatever the seed. */
static void
every_filter_in_every_order(void **state)
{
	struct fixture *f = *state;
	const struct subject subjects[] = { cards_of(f), purchases_of(f, f->admin, "1"),
					    purchases_of(f, f->manager, "customer = 'C00123'") };
	seed = 1;
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		for (size_t j = 0; j < subjects[i].meaning_count; j++)
			for (size_t k = 0; k < subjects[i].order_count; k++)
				select_all(f, &subjects[i], j, &subjects[i].orders[k]);
}

/* R13: another process changes the list; the row in focus stays, wherever it comes to be. */
static void
reload_keeps_the_row(void **state)
{
	struct fixture *f = *state;
	struct rows *rows;
	struct error error = { .status = STATUS_OK };
	struct ask ask = ask_of(f, cards_screen(f), "state:active", "plate");
	bool changed, moved;
	assert_int_equal(rows_open(&rows, f->admin, &ask, 10, &error), STATUS_OK);
	for (int i = 0; i < 7; i++)
		rows_move(rows, ROWS_DOWN, &moved, &error);
	int64_t kept = rows_at(rows, 7)->id;
	const char *above = arena_copy(f->arena, rows_at(rows, 3)->key);
	/* What stands is compared, and not read anew. */
	const struct value *first = rows_at(rows, 0)->values;
	assert_int_equal(rows_reload(rows, &changed, &error), STATUS_OK);
	assert_false(changed);
	assert_ptr_equal(rows_at(rows, 0)->values, first);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", above, "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(rows_reload(rows, &changed, &error), STATUS_OK);
	assert_true(changed);
	assert_int_equal(rows_at(rows, rows_focus(rows))->id, kept);
	/* The row itself goes: the next one takes its place. */
	int64_t next = rows_at(rows, rows_focus(rows) + 1)->id;
	const char *own = arena_copy(f->arena, rows_at(rows, rows_focus(rows))->key);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", own, "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(rows_reload(rows, &changed, &error), STATUS_OK);
	assert_true(changed);
	assert_int_equal(rows_at(rows, rows_focus(rows))->id, next);
	rows_close(&rows);
}

static int64_t
counted_again(struct rows *rows, int64_t *first)
{
	struct error error = { .status = STATUS_OK };
	int64_t count;
	bool changed, more;
	assert_int_equal(rows_reload(rows, &changed, &error), STATUS_OK);
	while (rows_count(rows, 5))
		;
	rows_position(rows, first, &count, &more);
	assert_false(more);
	return count;
}

static int asked_for;

static bool
somebody_waits(void)
{
	asked_for++;
	return true;
}

/* S9: whoever types does not wait for a count, which is taken up again when he rests. */
static void
counting_gives_way(void **state)
{
	struct fixture *f = *state;
	struct rows *rows;
	struct error error = { .status = STATUS_OK };
	const struct ask ask = ask_of(f, cards_screen(f), "state:active phone:1", "number");
	int64_t first, count, exact;
	bool more;
	assert_int_equal(rows_open(&rows, f->admin, &ask, 10, &error), STATUS_OK);
	store_yield_reads(f->store, somebody_waits);
	asked_for = 0;
	for (int i = 0; i < 3; i++)
		assert_true(rows_count(rows, 5));
	assert_true(asked_for >= 3);
	rows_position(rows, &first, &count, &more);
	assert_true(count < 0);
	assert_int_equal(ask_count(f->admin, &ask, MOST, f->arena, &exact, &error), STATUS_FAILED);
	assert_true(store_gave_up(&error));
	store_yield_reads(f->store, NULL);
	while (rows_count(rows, 5))
		;
	rows_position(rows, &first, &count, &more);
	assert_int_equal(ask_count(f->admin, &ask, MOST, f->arena, &exact, &error), STATUS_OK);
	assert_true(exact > 0);
	assert_int_equal(count, exact);
	rows_close(&rows);
}

/* S11: somebody saves ten times a second.  What takes long to count is not counted as often; few
 * rows are. */
static void
many_are_counted_seldom(void **state)
{
	struct fixture *f = *state;
	struct rows *many, *few;
	struct error error = { .status = STATUS_OK };
	struct ask ask = ask_of(f, cards_screen(f), "state:active", "number");
	int64_t first;
	bool moved;
	assert_int_equal(rows_open(&many, f->admin, &ask, 10, &error), STATUS_OK);
	const char *own = arena_copy(f->arena, rows_at(many, 3)->key);
	ask = ask_of(f, cards_screen(f), arena_format(f->arena, "state:active number:%s", own),
		     "number");
	assert_int_equal(rows_open(&few, f->admin, &ask, 10, &error), STATUS_OK);
	for (int i = 0; i < 20; i++)
		rows_move(many, i < 2 ? ROWS_PAGE_DOWN : ROWS_DOWN, &moved, &error);
	const int64_t count = counted_again(many, &first), top = first;
	assert_int_equal(counted_again(few, &first), 1);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", own, "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(counted_again(few, &first), 0);
	assert_int_equal(counted_again(many, &first), count);
	assert_int_equal(first, top);
	rows_close(&few);
	rows_close(&many);
}

/* A broken ask leaves the list as it was. */
static void
a_wrong_ask_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct rows *rows;
	struct error error = { .status = STATUS_OK };
	const struct screen *screen = cards_screen(f);
	struct ask ask = ask_of(f, screen, "state:active", "plate");
	assert_int_equal(rows_open(&rows, f->admin, &ask, 10, &error), STATUS_OK);
	int64_t top = rows_at(rows, 0)->id;
	struct ask wrong = { .screen = screen, .order = "phone" };
	assert_int_equal(rows_ask(rows, &wrong, &error), STATUS_USAGE);
	assert_string_equal(error.key, "error.order_unknown");
	wrong = (struct ask){ .screen = screen, .filters = ARGS(ARG_TEXT("state", "perhaps")) };
	assert_int_equal(rows_ask(rows, &wrong, &error), STATUS_USAGE);
	assert_string_equal(error.key, "error.filter_choice");
	assert_string_equal(error.param, "state");
	assert_int_equal(rows_shown(rows), 10);
	assert_int_equal(rows_at(rows, 0)->id, top);
	rows_close(&rows);
}

static bool
knows(const struct screen *screen, const struct rows *rows, const char *field)
{
	bool any = false;
	for (int i = 0; i < rows_shown(rows); i++)
		any |=
		    rows_at(rows, i)->values[screen_column(screen, field) - screen->columns].known;
	return any;
}

/* Of hidden columns those that were asked are read, and those a key is given; the place is kept
 * when others are. */
static void
what_is_not_shown_is_not_read(void **state)
{
	struct fixture *f = *state;
	const char *const few[] = { "number", NULL };
	const char *const more[] = { "division", "product", NULL };
	const struct screen *screen = cards_screen(f);
	struct ask ask = ask_of(f, screen, "", NULL);
	struct rows *rows;
	bool moved;
	ask.columns = few;
	assert_int_equal(rows_open(&rows, f->admin, &ask, 30, NULL), STATUS_OK);
	assert_true(knows(screen, rows, "plate"));
	assert_true(knows(screen, rows, "customer"));
	assert_true(knows(screen, rows, "changeable"));
	assert_false(knows(screen, rows, "division"));
	assert_false(knows(screen, rows, "code_kind"));
	rows_move(rows, ROWS_PAGE_DOWN, &moved, NULL);
	rows_move(rows, ROWS_DOWN, &moved, NULL);
	const int focus = rows_focus(rows);
	const int64_t id = rows_at(rows, focus)->id;
	assert_int_equal(rows_columns(rows, more, NULL), STATUS_OK);
	assert_true(knows(screen, rows, "division"));
	assert_false(knows(screen, rows, "code_kind"));
	assert_int_equal(rows_focus(rows), focus);
	assert_int_equal(rows_at(rows, focus)->id, id);
	rows_close(&rows);
	ask.columns = NULL;
	assert_int_equal(rows_open(&rows, f->admin, &ask, 30, NULL), STATUS_OK);
	assert_true(knows(screen, rows, "division"));
	rows_close(&rows);
}

/* Nor is what a key's form is filled from left out: saving would wipe it (CUS-04). */
static void
what_fills_a_form_is_read(void **state)
{
	struct fixture *f = *state;
	const char *const few[] = { "kind", NULL };
	const struct screen *screen = screen_named(f, "addresses");
	struct ask ask = ask_of(f, screen, "", NULL);
	struct rows *rows;
	ask.columns = few;
	assert_int_equal(rows_open(&rows, f->admin, &ask, 30, NULL), STATUS_OK);
	assert_true(knows(screen, rows, "attention"));
	rows_close(&rows);
}

static int
start(void **state)
{
	return fixture_start_demo_of(state, "6000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_filter_in_every_order, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(every_way_is_one_list, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(every_road_is_one_list, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(reload_keeps_the_row, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(counting_gives_way, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(many_are_counted_seldom, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_wrong_ask_changes_nothing, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_is_not_shown_is_not_read, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_fills_a_form_is_read, fixture_open,
						fixture_close),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
