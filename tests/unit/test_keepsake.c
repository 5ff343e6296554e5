/* ACC-12 and what else a person keeps: drafts, filters, columns, the last records opened. */
#include "fixture.h"

#include <string.h>

static int64_t
kept(struct fixture *f, const char *kind)
{
	return fixture_number(
	    f, arena_format(f->arena, "SELECT COUNT(*) FROM keepsake WHERE kind = '%s'", kind));
}

/* ACC-12: what was typed waits for the next sign-in, as it was, and is dropped once it is done
 * with. */
static void
draft_is_kept_and_dropped(void **state)
{
	static const char typed[] = "reason=theft\nnote=Perdue à Liège, « hier »";
	struct fixture *f = *state;
	assert_int_equal(
	    fixture_run(f, f->agent, "draft.keep", "name", "card.block", "content", "half", NULL),
	    STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->agent, "draft.keep", "name", "card.block", "content", typed, NULL),
	    STATUS_OK);
	assert_int_equal(kept(f, "draft"), 1);
	assert_string_equal(fixture_text(f, "SELECT content FROM keepsake"), typed);
	assert_int_equal(fixture_run(f, f->clerk, "draft.drop", "name", "card.block", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged); /* somebody else's stays */
	assert_int_equal(fixture_run(f, f->agent, "draft.drop", "name", "card.block", NULL),
			 STATUS_OK);
	assert_int_equal(kept(f, "draft"), 0);
}

static void
filters_by_screen_and_name(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->reader, "filter.save", "screen", "cards", "name",
				     "Bloquées", "content", "state:blocked", "shared", "yes", NULL),
			 STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT name || ' ' || content || ' ' || shared FROM keepsake"),
	    "cards/Bloquées state:blocked 1");
	assert_int_equal(
	    fixture_run(f, f->reader, "filter.delete", "screen", "cards", "name", "Bloquées", NULL),
	    STATUS_OK);
	assert_int_equal(kept(f, "filter"), 0);
}

static void
columns_until_given_back(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "columns.save", "screen", "cards", "content",
				     "number,plate", NULL),
			 STATUS_OK);
	assert_int_equal(kept(f, "columns"), 1);
	assert_int_equal(fixture_run(f, f->agent, "columns.save", "screen", "cards", NULL),
			 STATUS_OK);
	assert_int_equal(kept(f, "columns"), 0);
}

static void
twenty_last_records(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 25; i++) {
		fixture_at(f, arena_format(f->arena, "2026-11-20T16:%02d", i));
		assert_int_equal(fixture_run(f, f->agent, "recent.keep", "kind", "card", "key",
					     arena_format(f->arena, "%d", i), "label", "1-ABC-123",
					     NULL),
				 STATUS_OK);
	}
	assert_int_equal(kept(f, "recent"), 20);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM keepsake WHERE name = 'card/4'"),
			 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM keepsake WHERE name = 'card/24'"),
			 1);
}

/* It is nobody else's business: no trace, and nothing without an account. */
static void
own_and_untraced(void **state)
{
	struct fixture *f = *state;
	int64_t rows = fixture_number(f, "SELECT COUNT(*) FROM audit");
	assert_int_equal(fixture_run(f, f->agent, "draft.keep", "name", "x", "content", "y", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit"), rows);
	assert_int_equal(fixture_run(f, f->system, "draft.keep", "name", "x", "content", "y", NULL),
			 STATUS_DENIED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(draft_is_kept_and_dropped), TEST(filters_by_screen_and_name),
		TEST(columns_until_given_back),  TEST(twenty_last_records),
		TEST(own_and_untraced),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
