/* Decision 5, CARD-10: the terms by which records are found, and their rebuilding. */
#include "domain/domain.h"
#include "fixture.h"

#include <string.h>

static bool
has(const char *const *terms, const char *term)
{
	for (; *terms != NULL; terms++) {
		if (strcmp(*terms, term) == 0) {
			return true;
		}
	}
	return false;
}

static size_t
count(const char *const *terms)
{
	size_t n = 0;
	while (terms[n] != NULL) {
		n++;
	}
	return n;
}

static void
terms_of_a_card(void **state)
{
	struct fixture *f = *state;
	const char *const *terms = search_card_terms(f->arena, "7002000000000001007", "1ABC123",
						     "+32470123456", "VAN DEN BERG Joëlle");
	assert_true(has(terms, "7002000000000001007"));
	assert_true(has(terms, "~7001000000000002007"));
	assert_true(has(terms, "1ABC123"));
	assert_true(has(terms, "#470123456"));
	assert_true(has(terms, "~654321074"));
	assert_true(has(terms, "VAN DEN BERG JOELLE"));
	assert_true(has(terms, "DEN BERG JOELLE VAN"));
	assert_true(has(terms, "BERG JOELLE VAN DEN"));
	assert_true(has(terms, "JOELLE VAN DEN BERG"));
	assert_int_equal(count(terms), 9);
}

/* What is not known leaves no term behind, and no empty one. */
static void
terms_of_little(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
	    count(search_card_terms(f->arena, "7002000000000001007", NULL, NULL, NULL)), 2);
	assert_int_equal(count(search_phone_terms(f->arena, NULL)), 0);
	assert_int_equal(count(search_driver_terms(f->arena, "***", NULL)), 0);
	assert_int_equal(count(search_driver_terms(f->arena, "=1+1", NULL)), 1);
	assert_true(has(search_driver_terms(f->arena, "=1+1", NULL), "1 1"));
	assert_true(has(search_driver_terms(f->arena, "A", "0412"), "0412"));
	assert_int_equal(count(search_driver_terms(f->arena, "A B C D E F G H", NULL)), 4);
}

static void
terms_of_others(void **state)
{
	struct fixture *f = *state;
	const char *const *terms = search_customer_terms(f->arena, "C00123", "ÉTS Lefèvre & Fils");
	assert_true(has(terms, "C00123"));
	assert_true(has(terms, "ETS LEFEVRE FILS"));
	assert_true(has(terms, "LEFEVRE FILS ETS"));
	terms =
	    search_account_terms(f->arena, "mleroy", "LEROY", "MARIE", "m.leroy@guichet.example");
	assert_true(has(terms, "MLEROY"));
	assert_true(has(terms, "LEROY MARIE"));
	assert_true(has(terms, "MARIE LEROY"));
	assert_true(has(terms, "M LEROY GUICHET EXAMPLE"));
}

/* The commands keep them in the same transaction: rebuilt, nothing would change. */
static void
commands_keep_them(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_true(fixture_said(f, "outcome.search_right"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT kind) FROM search_key"), 4);
}

static void
spoil(struct fixture *f, const char *term, bool add)
{
	struct error error = { .status = STATUS_OK };
	const struct arg *args =
	    ARGS(ARG_TEXT("term", term), ARG_TEXT("kind", "card"), ARG_INT("id", 1));
	assert_int_equal(store_begin(f->store, "test", &error), STATUS_OK);
	assert_int_equal(
	    store_run(f->store, add ? SQL_INDEX_ADD : SQL_INDEX_REMOVE, args, NULL, &error),
	    STATUS_OK);
	assert_int_equal(store_commit(f->store, &error), STATUS_OK);
}

/* A term too many, or one lost, is seen and repaired; the preview repairs nothing. */
static void
rebuild_repairs(void **state)
{
	struct fixture *f = *state;
	const char *right = fixture_print(f);
	for (int add = 0; add < 2; add++) {
		spoil(f, add ? "LEFEVRE NOBODY" : "1ACT001", add);
		const char *wrong = fixture_print(f);
		assert_string_not_equal(wrong, right);
		assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
		assert_false(f->outcome.unchanged);
		assert_string_equal(fixture_print(f), wrong);
		assert_int_equal(fixture_run(f, f->system, "search.rebuild", NULL), STATUS_OK);
		assert_string_equal(fixture_print(f), right);
	}
}

/* More terms than a page holds, and terms that many records share across its edge. */
static void
rebuild_counts_over_pages(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_true(fixture_number(f, "SELECT COUNT(*) FROM search_key") > 12000);
	assert_int_equal(fixture_run(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

static int
start_many(void **state)
{
	return fixture_start_demo_of(state, "2000");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(terms_of_a_card),    TEST(terms_of_little), TEST(terms_of_others),
		TEST(commands_keep_them), TEST(rebuild_repairs),
	};
	const struct CMUnitTest many[] = { TEST(rebuild_counts_over_pages) };
	int failed = cmocka_run_group_tests(tests, fixture_start, fixture_stop);
	return failed + cmocka_run_group_tests(many, start_many, fixture_stop);
}
