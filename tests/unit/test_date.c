/* Days, stamps, local time and the clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/date.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Brussels", 1);
	tzset();
	arena = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void
test_reading(void **state)
{
	(void)state;
	struct civil day;
	assert_true(date_read("2026-11-20", &day));
	assert_int_equal(day.year, 2026);
	assert_int_equal(day.month, 11);
	assert_int_equal(day.day, 20);
	static const char *const wrong[] = { "",           "2026",       "2026-11",
					     "2026-02-29", "1900-02-29", "2026-00-10",
					     "2026-13-01", "2026-01-00", "2026-04-31",
					     "2026-1-01",  "2026/11/20", "2026-11-20 ",
					     "20261120",   "-026-11-20", "2026-11-2" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(date_read(wrong[i], &day));
	assert_false(date_read(NULL, &day));
	assert_true(date_read("2000-02-29", &day));
	assert_true(date_read("2028-02-29", &day));
}

/* Every day of four centuries is the one after the one before. */
static void
test_every_day(void **state)
{
	(void)state;
	struct civil first = { .year = 1850, .month = 1, .day = 1 };
	assert_int_equal(date_days((struct civil){ .year = 1970, .month = 1, .day = 1 }), 0);
	assert_int_equal(date_weekday((struct civil){ .year = 2026, .month = 11, .day = 20 }), 5);
	char before[DATE_SIZE] = "1849-12-31", text[DATE_SIZE];
	int weekday = date_weekday((struct civil){ .year = 1849, .month = 12, .day = 31 });
	for (int64_t days = date_days(first), count = 0; count < 146097; days++, count++) {
		struct civil day = date_of_days(days), back;
		date_write(day, text);
		assert_true(strcmp(text, before) > 0);
		assert_true(date_read(text, &back));
		assert_int_equal(date_days(back), days);
		weekday = weekday % 7 + 1;
		assert_int_equal(date_weekday(day), weekday);
		memcpy(before, text, sizeof before);
	}
	assert_string_equal(before, "2249-12-31");
}

static void
assert_months(const char *from, int months, const char *expected)
{
	struct civil day;
	char text[DATE_SIZE];
	assert_true(date_read(from, &day));
	date_write(date_add_months(day, months), text);
	assert_string_equal(text, expected);
}

static void
test_months(void **state)
{
	(void)state;
	assert_months("2026-11-20", 48, "2030-11-20");
	assert_months("2026-01-31", 1, "2026-02-28");
	assert_months("2028-01-31", 1, "2028-02-29");
	assert_months("2026-12-31", 1, "2027-01-31");
	assert_months("2026-01-15", -1, "2025-12-15");
	assert_months("2026-03-31", -13, "2025-02-28");
	assert_months("2026-05-05", 0, "2026-05-05");
	char text[DATE_SIZE];
	date_write(date_end_of_month((struct civil){ .year = 2028, .month = 2, .day = 3 }), text);
	assert_string_equal(text, "2028-02-29");
}

static void
test_stamps(void **state)
{
	(void)state;
	int64_t seconds;
	char text[STAMP_SIZE];
	assert_true(stamp_read("1970-01-01T00:00:00Z", &seconds));
	assert_int_equal(seconds, 0);
	assert_true(stamp_read("2026-11-20T14:41:09Z", &seconds));
	stamp_write(seconds, text);
	assert_string_equal(text, "2026-11-20T14:41:09Z");
	stamp_write(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59Z");
	assert_string_equal(stamp_add(arena, "2026-12-31T23:59:59Z", 1), "2027-01-01T00:00:00Z");
	assert_string_equal(stamp_add(arena, "2026-11-20T14:41:00Z", 86400),
			    "2026-11-21T14:41:00Z");
	assert_string_equal(stamp_add(arena, "nonsense", 1), "");
	static const char *const wrong[] = { "2026-11-20",           "2026-11-20T14:41:09",
					     "2026-11-20T24:00:00Z", "2026-11-20T14:60:00Z",
					     "2026-11-20T14:41:60Z", "2026-11-20T14:41:09Zx",
					     "2026-11-20 14:41:09Z", "2026-11-20T1" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(stamp_read(wrong[i], &seconds));
}

static void
assert_local(const char *stamp, const char *expected)
{
	char text[DATE_SIZE];
	date_write(stamp_local_day(stamp), text);
	assert_string_equal(text, expected);
}

static void
test_local_days(void **state)
{
	(void)state;
	assert_local("2026-11-20T22:59:59Z", "2026-11-20");
	assert_local("2026-11-20T23:00:00Z", "2026-11-21");
	assert_local("2026-07-01T22:00:00Z", "2026-07-02");
	struct civil day = { .year = 2026, .month = 11, .day = 20 };
	assert_string_equal(stamp_of_local_day(arena, day), "2026-11-19T23:00:00Z");
	day.month = 7;
	assert_string_equal(stamp_of_local_day(arena, day), "2026-07-19T22:00:00Z");
}

/* DRV-03: at 06:00 the next morning, local time, whatever the season. */
static void
test_next_six_in_the_morning(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "2026-11-20T14:41:00Z", "2026-11-21T05:00:00Z" },
		{ "2026-11-20T02:00:00Z", "2026-11-20T05:00:00Z" },
		{ "2026-11-20T05:00:00Z", "2026-11-21T05:00:00Z" }, /* at six sharp: tomorrow */
		{ "2026-11-20T04:59:59Z", "2026-11-20T05:00:00Z" },
		{ "2026-07-01T14:00:00Z", "2026-07-02T04:00:00Z" },
		{ "2026-12-31T22:00:00Z", "2027-01-01T05:00:00Z" },
		{ "2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z" }, /* the night of 25 hours */
		{ "2026-03-28T20:00:00Z", "2026-03-29T04:00:00Z" }, /* the night of 23 */
		{ "2028-02-28T20:00:00Z", "2028-02-29T05:00:00Z" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(stamp_next_local(arena, pairs[i][0], 6), pairs[i][1]);
}

static void
test_clock(void **state)
{
	(void)state;
	struct clock clock = { .offset = 0 };
	char text[STAMP_SIZE];
	int64_t now = (int64_t)time(NULL);
	assert_in_range(clock_seconds(&clock), now, now + 2);
	assert_true(clock_set(&clock, "2026-11-20T15:41"));
	clock_stamp(&clock, text);
	assert_memory_equal(text, "2026-11-20T14:41:0", 18);
	assert_true(clock_set(&clock, "2026-07-01T08:00:30"));
	clock_stamp(&clock, text);
	assert_memory_equal(text, "2026-07-01T06:00:3", 18);
	static const char *const wrong[] = { "",
					     "2026-11-20",
					     "2026-11-20T",
					     "2026-11-20T25:00",
					     "2026-11-20T15:4",
					     "2026-11-20T15:41:",
					     "2026-11-31T15:41",
					     "2026-11-20T15:41Z",
					     "now" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(clock_set(&clock, wrong[i]));
	assert_false(clock_set(&clock, NULL));
}

static long
part_of_second(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_nsec / 1000000;
}

/* Decision 12: what is made within a second of a moved clock is made at that second, so that the
 * same seed makes the same demo store, even when the system's second ends meanwhile. */
static void
moved_clock_begins_with_a_second(void **state)
{
	(void)state;
	struct clock clock;
	char text[STAMP_SIZE];
	while (part_of_second() < 900)
		;
	assert_true(clock_set(&clock, "2026-11-20T15:41"));
	while (part_of_second() >= 900)
		;
	clock_stamp(&clock, text);
	assert_string_equal(text, "2026-11-20T14:41:00Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_local_days),
		cmocka_unit_test(test_next_six_in_the_morning),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(moved_clock_begins_with_a_second),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
