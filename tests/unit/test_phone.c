/* CARD-15, CARD-16: the phone of a card. */
#include "fixture.h"

#include <string.h>

static const char *
phone_of(struct fixture *f, const char *number)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT phone FROM card WHERE number = '%s'", number));
}

static enum status
set_phone(struct fixture *f, const char *number, const char *country, const char *phone)
{
	return fixture_run(f, f->agent, "card.set-phone", "card", number, "country", country,
			   "phone", phone, NULL);
}

/* CARD-15: each country by its plan; 9 digits without prefix for Spain. */
static void
read_by_the_countrys_plan(void **state)
{
	static const struct {
		const char *country, *typed, *kept;
	} good[] = {
		{ "BE", "0470/12.34.56", "+32470123456" },
		{ "BE", "+32 470 12 34 56", "+32470123456" },
		{ "BE", "0032 470123456", "+32470123456" },
		{ "FR", "06 12 34 56 78", "+33612345678" },
		{ "FR", "+33 (0)6 12345678", "+33612345678" },
		{ "ES", "612345678", "+34612345678" },
		{ "ES", "+34 612 345 678", "+34612345678" },
		{ "NL", "06-12345678", "+31612345678" },
	};
	static const struct {
		const char *country, *typed;
	} bad[] = {
		{ "BE", "0470 12 34" },    { "ES", "12345678" }, { "ES", "0612345678" },
		{ "FR", "06 12 34 56 7" }, { "NL", "telefoon" }, { "BE", "+++" },
	};
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(set_phone(f, number, good[i].country, good[i].typed), STATUS_OK);
		assert_string_equal(phone_of(f, number), good[i].kept);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		enum status status = set_phone(f, number, bad[i].country, bad[i].typed);
		assert_true(status == STATUS_REFUSED || status == STATUS_USAGE);
		assert_string_equal(f->outcome.error.param, "phone");
		assert_string_equal(phone_of(f, number), "+31612345678");
	}
}

/* CARD-15: the country is the customer's unless another is given. */
static void
country_of_the_customer_by_default(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set_phone(f, "7002000000000004001", NULL, "699 000 111"), STATUS_OK);
	assert_string_equal(phone_of(f, "7002000000000004001"), "+34699000111");
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "0479 00 00 01"), STATUS_OK);
	assert_string_equal(phone_of(f, fixture_card("active")), "+32479000001");
}

static int64_t
terms_of(struct fixture *f, const char *term, const char *other)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT COUNT(*) FROM search_key k JOIN card c ON c.id = k.id WHERE "
			    "k.kind = 'card' AND c.plate = '1-ACT-001' AND k.term IN ('%s', '%s')",
			    term, other));
}

/* CARD-15: the list, and find anything, show it at once. */
static void
found_by_its_new_phone(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(terms_of(f, "#470123456", "~654321074"), 2);
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "0479 00 00 01"), STATUS_OK);
	assert_int_equal(terms_of(f, "#470123456", "~654321074"), 0);
	assert_int_equal(terms_of(f, "#479000001", "~100000974"), 2);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

static void
same_phone_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "+32 470 123 456"), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_string_equal(fixture_print(f), before);
}

/* A fixed line is kept, and the clerk is told that no SMS reaches it. */
static void
fixed_line_is_warned_of(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set_phone(f, fixture_card("active"), "BE", "02 512 34 56"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.phone_not_mobile"));
}

/* CARD-16: on several cards it is allowed, with a warning. */
static void
shared_phone_is_warned_of(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set_phone(f, "7002000000000001015", NULL, "0470 12 34 56"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.phone_shared"));
	assert_string_equal(fixture_told(f, "fr", "outcome.phone_shared"),
			    "Ce téléphone sert aussi à une autre carte");
}

/* CARD-12: what is over takes no change. */
static void
over_takes_no_phone(void **state)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		assert_refused(f, set_phone(f, fixture_card(over[i]), NULL, "0479 00 00 01"),
			       "card", "refusal.phone_card_over");
	}
	/* A blocked card whose duplicate is on its way goes on living. */
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", fixture_card("active"),
				     "reason", "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "0479 00 00 01"), STATUS_OK);
}

/* CALL-02: phones need a caller who is proven. */
static void
caller_must_be_proven(void **state)
{
	struct fixture *f = *state;
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "0479 00 00 01"),
			 STATUS_DENIED);
	f->agent->caller = CALLER_PROVEN;
	assert_int_equal(set_phone(f, fixture_card("active"), NULL, "0479 00 00 01"), STATUS_OK);
}

/* ---- CARD-16: moving ---- */

static enum status
move(struct fixture *f, const char *number, const char *to, const char *copy)
{
	return fixture_run(f, f->agent, "card.move-phone", "card", number, "to", to, "copy", copy,
			   NULL);
}

static void
moves_to_another_plate(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(move(f, number, "1 act 002", NULL), STATUS_OK);
	assert_null(phone_of(f, number));
	assert_string_equal(phone_of(f, "7002000000000001015"), "+32470123456");
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.phone_moved"), "1-ACT-002"));
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	/* AUD-02: both cards' history tell it. */
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit_record x JOIN audit a ON a.id "
					"= x.audit_id WHERE a.command = 'card.move-phone' AND "
					"x.kind = 'card'"),
			 2);
}

/* The number of the card will do for its plate: what a list of cards gives (F4). */
static void
moves_to_a_number(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(move(f, fixture_card("active"), "7002000000000001015", NULL), STATUS_OK);
	assert_string_equal(phone_of(f, "7002000000000001015"), "+32470123456");
}

static void
copies_when_asked(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(move(f, number, "1-ACT-002", "yes"), STATUS_OK);
	assert_string_equal(phone_of(f, number), "+32470123456");
	assert_string_equal(phone_of(f, "7002000000000001015"), "+32470123456");
	assert_true(fixture_said(f, "outcome.phone_on_both"));
}

static void
replaced_phone_is_named(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(move(f, fixture_card("active"), "1-SUS-001", NULL), STATUS_OK);
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.phone_replaces"), "+32 470 12 34 57"));
	assert_string_equal(phone_of(f, fixture_card("suspended")), "+32470123456");
}

static void
moves_within_the_customer(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	const char *number = fixture_card("active");
	assert_refused(f, move(f, number, "AB-123-C", NULL), "to", "record.own-card.unknown");
	assert_refused(f, move(f, number, "1-BLO-001", NULL), "to", "record.own-card.unknown");
	assert_refused(f, move(f, number, "1-ACT-001", NULL), "to", "refusal.move_same");
	assert_refused(f, move(f, number, "7002000000000002005", NULL), "to",
		       "record.own-card.unknown");
	assert_refused(f, move(f, "7002000000000001015", "1-ACT-001", NULL), "card",
		       "refusal.move_no_phone");
	assert_string_equal(fixture_print(f), before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(read_by_the_countrys_plan), TEST(country_of_the_customer_by_default),
		TEST(found_by_its_new_phone),    TEST(same_phone_changes_nothing),
		TEST(fixed_line_is_warned_of),   TEST(shared_phone_is_warned_of),
		TEST(over_takes_no_phone),       TEST(caller_must_be_proven),
		TEST(moves_to_another_plate),    TEST(moves_to_a_number),
		TEST(copies_when_asked),         TEST(replaced_phone_is_named),
		TEST(moves_within_the_customer),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
