/* AIR-01 to 03: asked, sent, never readable but in the message. */
#include "fixture.h"

#include <guichet/secret.h>
#include <stdlib.h>
#include <string.h>

static enum status
ask(struct fixture *f, struct session *who, const char *number)
{
	return fixture_run(f, who, "card.request-aircode", "card", number, NULL);
}

/* The six digits after "airCODE " in the last message. */
static const char *
code_sent(struct fixture *f)
{
	const char *at = strstr(fixture_letter(f, "aircode"), "airCODE ");
	assert_non_null(at);
	assert_int_equal(strspn(at + 8, "0123456789"), 6);
	return arena_copy_bytes(f->arena, at + 8, 6);
}

/* AIR-02: to the card's phone, in the customer's language, valid 24 hours. */
static void
sent_to_the_cards_phone(void **state)
{
	static const struct {
		const char *number, *phone, *language, *word;
	} cards[] = {
		{ NULL, "+32470123456", "fr", "valable" },
		{ "7002000000000002005", "+31612345678", "nl", "geldig" },
		{ "7002000000000004001", "+34612345678", "en", "valid" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		const char *number =
		    cards[i].number != NULL ? cards[i].number : fixture_card("active");
		assert_int_equal(ask(f, f->agent, number), STATUS_OK);
		assert_string_equal(
		    fixture_text(f,
				 "SELECT channel || ' ' || recipient || ' ' || language || ' ' || "
				 "kind || ' ' || state FROM outbox ORDER BY id DESC LIMIT 1"),
		    arena_format(f->arena, "sms %s %s aircode waiting", cards[i].phone,
				 cards[i].language));
		assert_non_null(
		    strstr(fixture_text(f, "SELECT body FROM outbox ORDER BY id DESC LIMIT 1"),
			   cards[i].word));
		/* What waits shows bullets: the code is for the receiver alone. */
		assert_null(
		    strstr(fixture_text(f, "SELECT body FROM outbox ORDER BY id DESC LIMIT 1"),
			   code_sent(f)));
		assert_null(
		    strstr(fixture_text(f, "SELECT secret FROM outbox ORDER BY id DESC LIMIT 1"),
			   code_sent(f)));
		assert_int_equal(
		    strncmp(fixture_text(f, arena_format(f->arena,
							 "SELECT aircode_until FROM card "
							 "WHERE number = '%s'",
							 number)),
			    "2026-11-21T14:41", 16),
		    0);
	}
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.aircode_sent"), "+34 612 34 56 78"));
}

/* AIR-02: stored as a keyed hash of card and code alone; nobody finds it in the store, audit
 * included. */
static void
code_is_nowhere_but_in_the_message(void **state)
{
	static const char *const places[] = {
		("SELECT group_concat(coalesce(input, '') || coalesce(before, '') || "
		 "coalesce(after, '') || answer) FROM audit"),
		"SELECT group_concat(mac || phone || state) FROM aircode",
		"SELECT group_concat(coalesce(aircode_until, '')) FROM card",
	};
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(ask(f, f->agent, number), STATUS_OK);
	const char *code = code_sent(f);
	for (size_t i = 0; i < 3; i++) {
		const char *text = fixture_text(f, places[i]);
		assert_non_null(text);
		const char *found = strstr(text, code);
		/* Six digits may stand in a hash or a stamp by chance: never as a word of their
		 * own. */
		assert_true(found == NULL ||
			    (found > text && strchr("0123456789abcdef", found[-1])) ||
			    strchr("0123456789abcdef", found[6]));
	}
	for (size_t i = 0; i < f->outcome.said_count; i++) {
		assert_null(strstr(fixture_told(f, "fr", f->outcome.said[i].key), code));
	}
	const struct mac_part parts[] = { { number, strlen(number) }, { code, 6 } };
	char mac[SECRET_MAC_HEX];
	secret_mac_parts(store_keys(f->store), "aircode", parts, 2, mac);
	assert_string_equal(fixture_text(f, "SELECT mac FROM aircode"), mac);
}

/* AIR-02: one active per card; a new one replaces the old. */
static void
new_one_replaces_the_old(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(ask(f, f->agent, fixture_card("active")), STATUS_OK);
	const char *first = code_sent(f);
	assert_int_equal(ask(f, f->agent, fixture_card("active")), STATUS_OK);
	assert_true(fixture_said(f, "outcome.aircode_replaces"));
	assert_string_equal(fixture_text(f, "SELECT group_concat(state) FROM (SELECT state FROM "
					    "aircode ORDER BY id)"),
			    "replaced,active");
	assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT mac) FROM aircode"),
			 strcmp(first, code_sent(f)) == 0 ? 1 : 2);
	assert_int_equal(ask(f, f->agent, fixture_card("cancelled")), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM aircode WHERE state = 'active'"),
			 2);
}

/* AIR-03: without a phone, said with the way out. */
static void
no_phone_says_the_way_out(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, ask(f, f->agent, "7002000000000001015"), "card",
		       "refusal.aircode_no_phone");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "(p : téléphone)"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 0);
}

/* AIR-03: not for a card that is not usable, and the state is said in words. */
static void
card_must_be_usable(void **state)
{
	static const struct {
		const char *from, *key;
	} cases[] = {
		{ "new", "refusal.aircode_not_yet" },
		{ "in_production", "refusal.aircode_not_yet" },
		{ "suspended", "refusal.aircode_suspended" },
		{ "blocked", "refusal.aircode_state" },
		{ "expired", "refusal.aircode_state" },
		{ "deleted", "refusal.aircode_state" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_refused(f, ask(f, f->agent, fixture_card(cases[i].from)), "card",
			       cases[i].key);
	}
	fixture_at(f, "2029-01-01T08:00"); /* before the night has run */
	assert_refused(f, ask(f, f->agent, fixture_card("active")), "card",
		       "refusal.aircode_past_expiry");
}

/* AIR-02: six digits, each equally likely: none is rare among many. */
static void
digits_are_even(void **state)
{
	int seen[10] = { 0 };
	char code[7] = { 0 };
	(void)state;
	for (int i = 0; i < 5000; i++) {
		secret_digits(code, 6);
		assert_int_equal(strspn(code, "0123456789"), 6);
		for (int j = 0; j < 6; j++) {
			seen[code[j] - '0']++;
		}
	}
	for (int digit = 0; digit < 10; digit++) {
		assert_in_range(seen[digit], 2600, 3400); /* 3,000 +- 7.7 standard deviations */
	}
}

/* AIR-02, decision 8: a preview sends nothing. */
static void
preview_sends_nothing(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	assert_int_equal(fixture_preview(f, f->agent, "card.request-aircode", "card",
					 fixture_card("active"), NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.aircode_sent"));
	assert_string_equal(fixture_print(f), before);
}

/* AIR-01, scope: not for another customer's card. */
static void
scope_holds(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(ask(f, f->manager, "7002000000000002005"), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.card.unknown");
	assert_int_equal(ask(f, f->manager, fixture_card("active")), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sent_to_the_cards_phone),  TEST(code_is_nowhere_but_in_the_message),
		TEST(new_one_replaces_the_old), TEST(no_phone_says_the_way_out),
		TEST(card_must_be_usable),      cmocka_unit_test(digits_are_even),
		TEST(preview_sends_nothing),    TEST(scope_holds),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
