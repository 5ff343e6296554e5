/* REN-01, REN-04: the days of a renewal, for every month and whatever the settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/domain.h"
#include <guichet/config.h>

static void
fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context, (void)line, (void)args;
	fail_msg("%s: %s", file, key);
}

/* The example of fiche 12: 31 October, 30 November, 10 December, first week of January, 31 January.
 */
static void
the_fiche_s_example(void **state)
{
	(void)state;
	struct config *config = config_load(NULL, fault, NULL);
	const struct renewal_terms terms = renewal_terms(config);
	struct renewal_dates dates;
	assert_true(renewal_dates(&terms, "2027-01-31", &dates));
	assert_string_equal(dates.notice, "2026-10-31");
	assert_string_equal(dates.unused_since, "2026-07-31");
	assert_string_equal(dates.reminder, "2026-11-30");
	assert_string_equal(dates.cutoff, "2026-12-10");
	assert_string_equal(dates.ship_from, "2027-01-01");
	assert_string_equal(dates.ship_until, "2027-01-07");
	assert_string_equal(dates.active, "2027-01-31");
	assert_string_equal(dates.next_expiry, "2031-01-31");
	config_free(&config);
}

/* February is short, and long once in four years: always the last day of the month. */
static void
the_ends_of_short_months(void **state)
{
	(void)state;
	const struct renewal_terms terms = { 3, 3, 2, 10, 1, 7, 4 };
	struct renewal_dates dates;
	assert_true(renewal_dates(&terms, "2027-02-28", &dates));
	assert_string_equal(dates.notice, "2026-11-30");
	assert_string_equal(dates.unused_since, "2026-08-31");
	assert_string_equal(dates.reminder, "2026-12-31");
	assert_string_equal(dates.cutoff, "2027-01-10");
	assert_string_equal(dates.next_expiry, "2031-02-28");
	assert_true(renewal_dates(&terms, "2024-02-29", &dates));
	assert_string_equal(dates.next_expiry, "2028-02-29");
	assert_true(renewal_dates(&terms, "2027-05-31", &dates));
	assert_string_equal(dates.notice, "2027-02-28");
	/* A fleet that came in with a day in the middle of the month is good to its end. */
	assert_true(renewal_dates(&terms, "2027-05-12", &dates));
	assert_string_equal(dates.active, "2027-05-31");
	assert_false(renewal_dates(&terms, "2027-02-30", &dates));
	assert_false(renewal_dates(&terms, "", &dates));
}

static void
settings_move_them(void **state)
{
	(void)state;
	const struct renewal_terms terms = { 4, 6, 1, 28, 3, 5, 2 };
	struct renewal_dates dates;
	assert_true(renewal_dates(&terms, "2027-03-31", &dates));
	assert_string_equal(dates.notice, "2026-11-30");
	assert_string_equal(dates.unused_since, "2026-05-31");
	assert_string_equal(dates.reminder, "2027-02-28");
	assert_string_equal(dates.cutoff, "2027-02-28");
	assert_string_equal(dates.ship_from, "2027-03-03");
	assert_string_equal(dates.ship_until, "2027-03-05");
	assert_string_equal(dates.next_expiry, "2029-03-31");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fiche_s_example),
		cmocka_unit_test(the_ends_of_short_months),
		cmocka_unit_test(settings_move_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
