/* CARD-09: 19 digits, prefix of the settings, body of a sequence, Luhn; never twice. */
#include "domain/domain.h"
#include "fixture.h"

#include <guichet/identifier.h>
#include <string.h>

static void
made_of_prefix_body_and_check(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(card_number_make(f->arena, "7002", 1), "7002000000000000017");
	assert_string_equal(card_number_make(f->arena, "7002", 51000000), "7002000000510000002");
	assert_string_equal(card_number_make(f->arena, "70", 1), "7000000000000000011");
	for (int64_t body = 0; body < 2000; body++) {
		const char *number = card_number_make(f->arena, "7002", body * 977);
		assert_int_equal(strlen(number), 19);
		assert_true(card_number_valid(number));
	}
}

/* A body that no longer fits behind the prefix makes no number rather than a longer or a second
 * one. */
static void
full_sequence_makes_none(void **state)
{
	struct fixture *f = *state;
	assert_non_null(card_number_make(f->arena, "7002", 99999999999999));
	assert_null(card_number_make(f->arena, "7002", 100000000000000));
	assert_null(card_number_make(f->arena, "7002", -1));
	assert_null(card_number_make(f->arena, "700200000000000000", 1));
}

/* One digit wrong, or two neighbours swapped, is seen (but 09 and 90, as Luhn goes). */
static void
check_digit_sees_slips(void **state)
{
	struct fixture *f = *state;
	for (int64_t body = 1; body < 400; body++) {
		char *number =
		    arena_copy(f->arena, card_number_make(f->arena, "7002", body * 7919));
		for (size_t i = 0; i < 19; i++) {
			char kept = number[i];
			number[i] = (char)('0' + (kept - '0' + 1) % 10);
			assert_false(card_number_valid(number));
			number[i] = kept;
		}
		for (size_t i = 0; i < 18; i++) {
			char a = number[i], b = number[i + 1];
			bool blind = a == b || (a == '0' && b == '9') || (a == '9' && b == '0');
			number[i] = b;
			number[i + 1] = a;
			assert_int_equal(card_number_valid(number), blind);
			number[i] = a;
			number[i + 1] = b;
		}
	}
}

/* The demo's cards: each number once, each one right. */
static void
sequence_gives_each_once(void **state)
{
	struct fixture *f = *state;
	struct cursor *cursor = NULL;
	int64_t count = 0;
	assert_int_equal(store_select_sql(f->store, "SELECT number FROM card", NULL, &cursor, NULL),
			 STATUS_OK);
	while (cursor_next(cursor)) {
		assert_true(card_number_valid(cursor_text(cursor, 0)));
		assert_int_equal(strncmp(cursor_text(cursor, 0), "7002", 4), 0);
		count++;
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT number) FROM card"), count);
	assert_int_equal(count, 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(made_of_prefix_body_and_check),
		TEST(full_sequence_makes_none),
		TEST(check_digit_sees_slips),
		TEST(sequence_gives_each_once),
	};
	return cmocka_run_group_tests(tests, fixture_start_demo, fixture_stop);
}
