/* Several moved between two columns (USR-02): codes, and the rows of a screen by their keys; driven
 * by keys. */
#include "fixture.h"

#include "pressed.h"

#include <string.h>

#include "../../src/domain/domain.h"

struct thing {
	struct list rights, customers;
};

static const struct param thing_params[] = {
	{ PARAM_LIST(thing, rights), .choices = right_names, .vocabulary = "right",
	  .flags = PARAM_COLUMNS, .most = 600 },
	{ PARAM_LIST(thing, customers), .record = &customer_reference, .flags = PARAM_COLUMNS,
	  .most = 600 },
	{ .name = NULL },
};

static const struct command thing_command = {
	.name = "test.columns",
	.right = "cards",
	PARAMS(thing, thing_params),
};

static int
open_form(void **state)
{
	return pressed_open(state, &thing_command);
}

/* Opens the columns of that field. */
static void
open(const char *name)
{
	go(name);
	press(ACTION_CHOICES);
	assert_string_equal(pressed_app.top->ops->name, "chooser");
}

/* --- codes --- */

static void
codes_move_by_arrows_and_blank_and_stand_in_their_order(void **state)
{
	(void)state;
	open("rights");
	press(ACTION_DOWN);
	press(ACTION_RIGHT); /* requests */
	press(ACTION_FIRST);
	type(" "); /* cards, which stands before it */
	press(ACTION_ACCEPT);
	assert_string_equal(held("rights"), "cards,requests");
	open("rights");
	press(ACTION_NEXT);
	press(ACTION_LEFT); /* cards is given back */
	press(ACTION_ACCEPT);
	assert_string_equal(held("rights"), "requests");
}

static void
leaving_keeps_what_was(void **state)
{
	(void)state;
	open("rights");
	type(" ");
	press(ACTION_ACCEPT);
	open("rights");
	type(" -");
	press(ACTION_BACK);
	assert_string_equal(held("rights"), "cards");
}

static void
letters_narrow_and_the_word_looked_for_goes_once_taken(void **state)
{
	(void)state;
	open("rights");
	type("fac "); /* one is left: Factures */
	type("journ ");
	press(ACTION_ACCEPT);
	assert_string_equal(held("rights"), "invoices,audit");
	open("rights");
	type("zzz ");
	assert_true(strlen(pressed_app.message) > 0); /* nothing is moved that is not shown */
	press(ACTION_BACK);                           /* the word goes, the columns stay */
	assert_string_equal(pressed_app.top->ops->name, "chooser");
	press(ACTION_BACK);
	assert_string_equal(held("rights"), "invoices,audit");
}

static void
all_and_none_are_of_what_is_shown(void **state)
{
	(void)state;
	open("rights");
	type("cart*");
	press(ACTION_ACCEPT);
	assert_string_equal(held("rights"), "cards,payment-cards");
	open("rights");
	type("*");
	press(ACTION_NEXT);
	type("cart-");
	press(ACTION_ACCEPT);
	assert_null(strstr(held("rights"), "cards"));
	assert_non_null(strstr(held("rights"), "requests"));
	open("rights");
	type("-");
	press(ACTION_ACCEPT);
	assert_string_equal(held("rights"), "");
}

/* --- the rows of a screen --- */

static void
rows_are_taken_by_their_keys_in_the_order_of_taking(void **state)
{
	(void)state;
	open("customers");
	type("c400 "); /* typed ahead: read when it is needed */
	type("c100 ");
	press(ACTION_ACCEPT);
	assert_string_equal(held("customers"), "C400,C100");
	/* What was taken is there again, in words; blank gives a row back, the arrow does not. */
	open("customers");
	type("c100");
	press(ACTION_RIGHT);
	press(ACTION_ACCEPT);
	assert_string_equal(held("customers"), "C400,C100");
	open("customers");
	type("c100 ");
	press(ACTION_ACCEPT);
	assert_string_equal(held("customers"), "C400");
}

static void
all_rows_of_the_query_are_taken(void **state)
{
	(void)state;
	open("customers");
	type("*");
	press(ACTION_ACCEPT);
	assert_non_null(strstr(held("customers"), "C100"));
	assert_non_null(strstr(held("customers"), "C200"));
	assert_non_null(strstr(held("customers"), "C300"));
	assert_non_null(strstr(held("customers"), "C400"));
}

/* A fleet manager is shown his own customers and no other. */
static void
rows_are_those_the_session_sees(void **state)
{
	struct fixture *f = *state;

	pressed_app.session = f->manager;
	open("customers");
	type("*");
	press(ACTION_ACCEPT);
	assert_string_equal(held("customers"), "C100");
}

static void
keys_may_be_typed_and_one_that_names_nothing_is_told(void **state)
{
	struct entry *entry;

	(void)state;
	entry = sheet_entry(&pressed_form->sheet, "customers");
	sheet_go(&pressed_form->sheet, (size_t)(entry - pressed_form->sheet.entries));
	type("c100;C200");
	sheet_go(&pressed_form->sheet, 0);
	assert_int_equal(entry->error.status, STATUS_OK);
	assert_string_equal(entry->field.text, "c100, C200");
	assert_string_equal(several_summary(entry, pressed_app.scratch), "(2) c100, C200");
	entry_set(entry, "C100,C999");
	sheet_recheck(&pressed_form->sheet, entry);
	assert_int_equal(entry->error.status, STATUS_REFUSED);
	assert_string_equal(entry->error.key, "record.customer.unknown");
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_form, pressed_close)
	const struct CMUnitTest tests[] = {
		TEST(codes_move_by_arrows_and_blank_and_stand_in_their_order),
		TEST(leaving_keeps_what_was),
		TEST(letters_narrow_and_the_word_looked_for_goes_once_taken),
		TEST(all_and_none_are_of_what_is_shown),
		TEST(rows_are_taken_by_their_keys_in_the_order_of_taking),
		TEST(all_rows_of_the_query_are_taken),
		TEST(rows_are_those_the_session_sees),
		TEST(keys_may_be_typed_and_one_that_names_nothing_is_told),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
