/* DAY-04: the moment of a line is one of the local clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <domain/transaction.h>
#include <stdlib.h>
#include <time.h>

enum { HOUR = 3600, DAY = 86400 };

/* What the clock shows then, as if it were UTC. */
static int64_t
shown_at(int64_t instant)
{
	time_t time = (time_t)instant;
	struct tm parts = { 0 };
	(void)localtime_r(&time, &parts);
	return instant + parts.tm_gmtoff;
}

/* An hour that the clock leaves out, or shows twice. */
static bool
is_of_a_change(int64_t local)
{
	bool winter = shown_at(local - HOUR) == local;
	bool summer = shown_at(local - 2 * HOUR) == local;
	return winter == summer;
}

/* Three years of hours, the days of each month again and again, as lines sorted by card have them.
 */
static void
moments(void **state)
{
	(void)state;
	static struct local_days days;
	const int64_t first = 1735689600; /* 2025-01-01 */
	int checked = 0;
	for (int64_t month = 0; month < 36; month++) {
		for (int64_t line = 0; line < 31 * 24; line++) {
			int64_t local = first + month * 30 * DAY + line % 31 * DAY +
					line / 31 * HOUR + line % 60 * 60;
			if (is_of_a_change(local)) {
				continue;
			}
			assert_int_equal(shown_at(transaction_instant(&days, local)), local);
			checked++;
		}
	}
	assert_true(checked > 36 * 31 * 24 - 20);
}

/* Two days that are kept at one place. */
static void
same_place(void **state)
{
	(void)state;
	static struct local_days days;
	const int64_t summer = 1783080000; /* 2026-07-03 12:00 */
	const int64_t winter = summer + 3LL * LOCAL_DAYS * DAY;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(transaction_instant(&days, summer), summer - 2 * HOUR);
		assert_int_equal(transaction_instant(&days, winter), winter - HOUR);
	}
	assert_int_equal(transaction_instant(&days, -DAY), -DAY - HOUR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments),
		cmocka_unit_test(same_place),
	};
	setenv("TZ", "Europe/Brussels", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
