/* PAY-02, PAY-03, PAY-04: brand, check digit, what is no number, what is seen of it while it is
 * typed. */
#include "fixture.h"

#include <guichet/identifier.h>
#include <stdlib.h>
#include <string.h>

static enum payment_fault
judged(const char *typed)
{
	char digits[PAYMENT_NUMBER_SIZE];
	const char *brand;
	const enum payment_fault fault = payment_number_read(typed, digits, &brand);
	assert_true((fault == PAYMENT_RIGHT) == (digits[0] != '\0'));
	return fault;
}

/* PAY-03 */
static void
brands_follow_the_first_digits(void **state)
{
	(void)state;
	static const struct {
		const char *digits, *brand;
	} of[] = {
		{ "", "" },
		{ "4", "visa" },
		{ "5", "" },
		{ "50", "maestro" },
		{ "51", "mastercard" },
		{ "55", "mastercard" },
		{ "56", "maestro" },
		{ "2220", "other" },
		{ "2221", "mastercard" },
		{ "2720", "mastercard" },
		{ "2721", "other" },
		{ "272", "" },
		{ "34", "amex" },
		{ "37", "amex" },
		{ "36", "diners" },
		{ "6011", "discover" },
		{ "6703", "maestro" },
		{ "6304", "maestro" },
		{ "62", "unionpay" },
		{ "3528", "jcb" },
		{ "7002", "other" },
		{ "9", "" },
	};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_string_equal(payment_brand(of[i].digits), of[i].brand);
}

/* PAY-03 */
static void
each_fault_is_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		enum payment_fault fault;
	} of[] = {
		{ "4111111111111111", PAYMENT_RIGHT },
		{ "4111 1111-1111.1111", PAYMENT_RIGHT },
		{ "4222222222222", PAYMENT_RIGHT },
		{ "2223003122003222", PAYMENT_RIGHT },
		{ "5555555555554444", PAYMENT_RIGHT },
		{ "4111111111111112", PAYMENT_CHECK_DIGIT },
		{ "1411111111111111", PAYMENT_BRAND },
		{ "378282246310005", PAYMENT_BRAND },
		{ "6304000000000000", PAYMENT_BRAND },
		{ "4111", PAYMENT_SHORT },
		{ "411111111111111", PAYMENT_SHORT },
		{ "5555555555554", PAYMENT_SHORT },
		{ "41111111111111111", PAYMENT_LONG },
		{ "55555555555544441", PAYMENT_LONG },
		{ "4111111111111111123", PAYMENT_CODE },
		{ "4111 1111 1111 1111 / 123", PAYMENT_CODE },
		{ "5555555555554444 1234", PAYMENT_CODE },
		{ "4111111111111l11", PAYMENT_LETTERS },
		{ "4111 1111 1111 1111 CVV", PAYMENT_LETTERS },
		{ "", PAYMENT_SHORT },
	};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		if (judged(of[i].typed) != of[i].fault)
			fail_msg("%s: %d", of[i].typed, (int)judged(of[i].typed));
	}
}

/* PAY-02, PAY-04 */
static void
seen_by_fours_and_never_whole(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		size_t cursor;
		const char *shown;
		int column;
	} of[] = {
		{ "", 0, "", 0 },
		{ "4111", 4, "4111", 4 },
		{ "41111", 5, "4111 1", 6 },
		{ "4111111111", 10, "4111 1111 11", 12 },
		{ "41111111112", 11, "4111 11•1 112", 13 },
		{ "4111111111111111", 16, "4111 11•• •••• 1111", 19 },
		{ "4111-1111-1111-1111", 4, "4111 11•• •••• 1111", 4 },
		{ "4111111111111111", 0, "4111 11•• •••• 1111", 0 },
		{ "4x1", 3, "4x1", 3 },
	};
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		char shown[128];
		const int column =
		    payment_number_typed(of[i].typed, of[i].cursor, shown, sizeof shown);
		assert_string_equal(shown, of[i].shown);
		assert_int_equal(column, of[i].column);
	}
}

/* PAY-04: where it does not belong it is masked; what only looks a little like it stays. */
static void
masked_where_it_does_not_belong(void **state)
{
	struct fixture *f = *state;
	static const char *const same[] = { "",
					    "name\tis=text:DUPONT",
					    "7002000000000000017",
					    "+32 470 12 34 56",
					    "BE71096123456769",
					    "2026-11-20T15:41:00Z",
					    "4111111111111112",
					    NULL };
	for (const char *const *text = same; *text != NULL; text++)
		assert_string_equal(payment_number_mask(f->arena, *text), *text);
	assert_string_equal(payment_number_mask(f->arena, "x 4111 1111 1111 1111 y"),
			    "x 4111 11** **** **** y");
	assert_string_equal(payment_number_mask(f->arena, "4111111111111111 123, 5555555555554444"),
			    "411111********** ***, 555555**********");
	assert_string_equal(payment_number_mask(f->arena, "C 2 4111 1111 1111 1111-7"),
			    "C 2 4111 11** **** ****-7");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(brands_follow_the_first_digits),
		TEST(each_fault_is_its_own),
		TEST(seen_by_fours_and_never_whole),
		TEST(masked_where_it_does_not_belong),
	};
	return cmocka_run_group_tests(tests, fixture_start_demo, fixture_stop);
}
