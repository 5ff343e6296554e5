/* CARD-03: of several limits and controls the strictest binds; CARD-17: what a limit would have
 * refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <domain/limit.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct arena *arena;

static int
start(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Brussels", 1);
	tzset();
	arena = arena_new();
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct limit
limit(const char *text, enum level level)
{
	struct limit read = { .level = level };
	struct limit_fault fault = { .key = NULL };
	assert_true(limit_parse(arena, text, &read, &fault));
	return read;
}

/* Which of two makes the other void: 1 the second, -1 the first, 0 neither. */
static int
covered(struct limit a, struct limit b)
{
	const struct limit both[] = { a, b };
	const struct limit *by[2] = { NULL, NULL };
	limits_effective(arena, both, 2, by);
	assert_false(by[0] != NULL && by[1] != NULL); /* one of them binds, always */
	return by[0] != NULL ? 1 : by[1] != NULL ? -1 : 0;
}

/* CARD-03: the smallest value of the same measure and period binds, whoever set it. */
static void
the_smallest_binds(void **state)
{
	static const char *const periods[] = { "day", "week", "month", "rolling7" };
	static const char *const measures[] = { "amount", "volume", "count" };
	(void)state;
	for (size_t p = 0; p < 4; p++) {
		for (size_t m = 0; m < 3; m++) {
			const char *lower =
			    arena_format(arena, "diesel:%s:%s:10", measures[m], periods[p]);
			const char *higher =
			    arena_format(arena, "diesel:%s:%s:11", measures[m], periods[p]);
			for (enum level a = LEVEL_CARD; a < LEVELS; a++) {
				for (enum level b = LEVEL_CARD; b < LEVELS; b++) {
					assert_int_equal(covered(limit(lower, a), limit(higher, b)),
							 -1);
				}
			}
		}
	}
	assert_int_equal(covered(limit("diesel:amount:transaction:10", LEVEL_CUSTOMER),
				 limit("diesel:amount:transaction:11", LEVEL_CARD)),
			 -1);
}

/* Other measures, periods, numbers of days and other goods have nothing to say to each other. */
static void
only_of_the_same_kind(void **state)
{
	static const char *const others[] = {
		"diesel:volume:day:1",      "diesel:amount:week:1", "diesel:amount:transaction:1",
		"diesel:amount:rolling1:1", "adblue:amount:day:1",  "service:amount:day:1"
	};
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_int_equal(covered(limit("diesel:amount:day:100", LEVEL_CARD),
					 limit(others[i], LEVEL_CARD)),
				 0);
	}
	assert_int_equal(covered(limit("all:amount:rolling7:9", LEVEL_CARD),
				 limit("all:amount:rolling8:1", LEVEL_CARD)),
			 0);
}

/* A limit on all, or on the group, is one on each of its products; not the other way. */
static void
groups_hold_their_products(void **state)
{
	(void)state;
	assert_int_equal(covered(limit("diesel:amount:day:100", LEVEL_CARD),
				 limit("fuel:amount:day:90", LEVEL_CUSTOMER)),
			 1);
	assert_int_equal(covered(limit("wash:amount:day:100", LEVEL_CARD),
				 limit("all:amount:day:100", LEVEL_CUSTOMER)),
			 1);
	assert_int_equal(covered(limit("fuel:amount:day:100", LEVEL_CARD),
				 limit("diesel:amount:day:10", LEVEL_CARD)),
			 0);
	assert_int_equal(covered(limit("wash:amount:day:100", LEVEL_CARD),
				 limit("fuel:amount:day:1", LEVEL_CARD)),
			 0);
}

/* At equal value what blocks beats what tells, then the nearest to the card; a limit that only
 * tells never makes void one that blocks. */
static void
blocking_beats_telling(void **state)
{
	(void)state;
	assert_int_equal(covered(limit("all:amount:day:10:notify", LEVEL_CARD),
				 limit("all:amount:day:10:block", LEVEL_CUSTOMER)),
			 1);
	assert_int_equal(covered(limit("all:amount:day:1:notify", LEVEL_CARD),
				 limit("all:amount:day:10:block", LEVEL_CUSTOMER)),
			 0);
	for (enum level a = LEVEL_CARD; a < LEVEL_CUSTOMER; a++) {
		assert_int_equal(
		    covered(limit("all:count:day:3", LEVEL_CUSTOMER), limit("all:count:day:3", a)),
		    1);
	}
}

/* Sets and hours by what they share, numbers by the strictest. */
static void
controls_together(void **state)
{
	static const struct {
		const char *kind, *a, *b, *both;
	} all[] = {
		{ "countries", "BE,FR,NL", "FR,NL,DE", "FR,NL" },
		{ "countries", "BE", "FR", "" },
		{ "days", "mon-fri", "wed-sun", "wed-fri" },
		{ "days", "sat,sun", "mon-fri", "" },
		{ "hours", "06:00-20:00", "08:00-22:00", "08:00-20:00" },
		{ "hours", "22:00-06:00", "05:00-23:00", "05:00-06:00,22:00-23:00" },
		{ "hours", "20:00-04:00", "22:00-06:00", "22:00-04:00" },
		{ "hours", "06:00-12:00", "12:00-18:00", "" },
		{ "networks", "AS24,Q8", "Q8,TX", "Q8" },
		{ "stations", "BE-1", "BE-10", "" },
		{ "tank", "100", "95", "95" },
		{ "transactions_a_day", "3", "12", "3" },
		{ "minutes_between", "30", "120", "120" },
		{ "odometer", "yes", "plausible", "plausible" },
		{ "odometer", "no", "yes", "yes" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		assert_string_equal(control_both(arena, all[i].kind, all[i].a, all[i].b),
				    all[i].both);
		assert_string_equal(control_both(arena, all[i].kind, all[i].b, all[i].a),
				    all[i].both);
	}
}

/* What is within another set has no bit the other has not. */
static void
masks_tell_what_is_narrower(void **state)
{
	(void)state;
	assert_int_equal(control_mask(arena, "days", "mon-sun"), 127);
	assert_int_equal(control_mask(arena, "days", "sun"), 64);
	assert_int_equal(control_mask(arena, "countries", "BE,ES"), 5);
	assert_int_equal(control_mask(arena, "hours", "00:00-01:00"), 3);
	assert_int_equal(control_mask(arena, "hours", "00:15-01:00"), 0);
	assert_int_equal(control_mask(arena, "tank", "90"), 0);
	assert_true(control_mask(arena, "hours", "00:00-24:00") == ((int64_t)1 << 48) - 1);
}

/* ---- CARD-17 ---- */

static struct past_purchase
bought(const char *at, int64_t amount)
{
	return (struct past_purchase){ .card = 1,
				       .day = date_days(stamp_local_day(at)),
				       .at = at,
				       .product = "diesel",
				       .kind = "fuel",
				       .amount = amount,
				       .volume = amount * 10 };
}

/* "..x" for purchases that went through, and those refused. */
static const char *
replayed(const char *text, struct past_purchase *purchases, size_t count)
{
	struct limit tried = limit(text, LEVEL_CARD);
	char *out = arena_alloc(arena, count + 1);
	(void)limit_replay(&tried, purchases, count, 0);
	for (size_t i = 0; i < count; i++) {
		out[i] = purchases[i].refused ? 'x' : '.';
	}
	return out;
}

#define REPLAYED(text, purchases) \
	replayed(text, purchases, sizeof(purchases) / sizeof(purchases)[0])

/* Exactly at the limit passes; what goes over is refused and does not count. */
static void
exactly_at_the_limit(void **state)
{
	struct past_purchase day[] = {
		bought("2026-11-10T08:00:00Z", 6000),  bought("2026-11-10T09:00:00Z", 4000),
		bought("2026-11-10T10:00:00Z", 1),     bought("2026-11-11T10:00:00Z", 10001),
		bought("2026-11-11T11:00:00Z", 10000),
	};
	(void)state;
	assert_string_equal(REPLAYED("all:amount:day:100", day), "..xx.");
	assert_string_equal(REPLAYED("all:amount:transaction:100", day), "...x.");
	assert_string_equal(REPLAYED("diesel:volume:day:100", day), "..xx.");
	assert_string_equal(REPLAYED("fuel:count:day:1", day), ".xx.x");
	assert_string_equal(REPLAYED("all:amount:day:0", day), "xxxxx");
	assert_string_equal(REPLAYED("petrol95:amount:day:0", day), ".....");
	assert_string_equal(REPLAYED("service:count:day:0", day), ".....");
}

/* Days are those of Brussels, also where one has 25 hours or 23. */
static void
local_days(void **state)
{
	struct past_purchase autumn[] = {
		bought("2026-10-24T21:59:00Z", 1), /* Saturday 23:59 */
		bought("2026-10-24T22:00:00Z", 1), /* Sunday 00:00 */
		bought("2026-10-25T22:59:00Z", 1), /* Sunday 23:59, 25 hours on */
		bought("2026-10-25T23:00:00Z", 1), /* Monday 00:00 */
	};
	struct past_purchase spring[] = {
		bought("2026-03-28T22:59:00Z", 1), /* Saturday 23:59 */
		bought("2026-03-28T23:00:00Z", 1), /* Sunday 00:00 */
		bought("2026-03-29T21:59:00Z", 1), /* Sunday 23:59 */
		bought("2026-03-29T22:00:00Z", 1), /* Monday 00:00 */
	};
	(void)state;
	assert_string_equal(REPLAYED("all:count:day:1", autumn), "..x.");
	assert_string_equal(REPLAYED("all:count:day:1", spring), "..x.");
	assert_string_equal(REPLAYED("all:count:week:3", autumn), "....");
	assert_string_equal(REPLAYED("all:count:week:2", autumn), "..x.");
}

/* Weeks begin on Monday, months on their first, across the year as well. */
static void
weeks_and_months(void **state)
{
	struct past_purchase list[] = {
		bought("2026-11-29T12:00:00Z", 5000), /* Sunday */
		bought("2026-11-30T12:00:00Z", 5000), /* Monday */
		bought("2026-12-01T12:00:00Z", 5000), /* Tuesday */
		bought("2026-12-31T12:00:00Z", 5000), bought("2027-01-01T12:00:00Z", 5000),
	};
	(void)state;
	assert_string_equal(REPLAYED("all:amount:week:50", list), "..x.x");
	assert_string_equal(REPLAYED("all:amount:month:50", list), ".x.x.");
	assert_string_equal(REPLAYED("all:amount:month:100", list), ".....");
}

/* Rolling days: today and those before it; what was refused has not been bought. */
static void
rolling_days(void **state)
{
	struct past_purchase list[] = {
		bought("2026-11-01T12:00:00Z", 5000), bought("2026-11-03T12:00:00Z", 5000),
		bought("2026-11-04T12:00:00Z", 5000), bought("2026-11-05T12:00:00Z", 5000),
		bought("2026-11-06T12:00:00Z", 5000),
	};
	(void)state;
	assert_string_equal(REPLAYED("all:amount:rolling3:50", list), ".x.xx");
	assert_string_equal(REPLAYED("all:amount:rolling1:50", list), ".....");
	assert_string_equal(REPLAYED("all:amount:rolling31:100", list), "..xxx");
}

/* Each card by itself; only from the first day on is counted, but what came before is remembered.
 */
static void
cards_and_days_apart(void **state)
{
	struct past_purchase list[] = {
		bought("2026-11-02T12:00:00Z", 4000),
		bought("2026-11-04T12:00:00Z", 7000),
		bought("2026-11-05T12:00:00Z", 6000),
		bought("2026-11-05T13:00:00Z", 9000),
	};
	(void)state;
	list[3].card = 2;
	struct limit week = limit("all:amount:week:100", LEVEL_CARD);
	int64_t from = list[1].day;
	struct replay replay = limit_replay(&week, list, 4, from);
	assert_int_equal(replay.total, 3);
	assert_int_equal(replay.refused, 1);
	assert_ptr_equal(replay.largest, &list[1]);
	assert_false(list[2].refused);
	assert_int_equal(replay_needs(&week, from), list[0].day);
	struct limit month = limit("all:amount:month:100", LEVEL_CARD);
	assert_int_equal(replay_needs(&month, from), list[0].day - 1);
	struct limit rolling = limit("all:amount:rolling14:100", LEVEL_CARD);
	assert_int_equal(replay_needs(&rolling, from), from - 13);
	assert_int_equal(limit_replay(&week, list, 0, from).total, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_smallest_binds),
		cmocka_unit_test(only_of_the_same_kind),
		cmocka_unit_test(groups_hold_their_products),
		cmocka_unit_test(blocking_beats_telling),
		cmocka_unit_test(controls_together),
		cmocka_unit_test(masks_tell_what_is_narrower),
		cmocka_unit_test(exactly_at_the_limit),
		cmocka_unit_test(local_days),
		cmocka_unit_test(weeks_and_months),
		cmocka_unit_test(rolling_days),
		cmocka_unit_test(cards_and_days_apart),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
