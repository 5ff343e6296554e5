/* PIN: which codes are refused, what a rank gets when it is produced, reissue and change. */
#include "fixture.h"

#include "domain/domain.h"

#include <guichet/lang.h>
#include <guichet/secret.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Production and shipping of a card's next rank, else of its first, as request.advance has them
 * done. */
struct produce {
	struct record card;
	enum answer ship;
};
static const struct param produce_params[] = {
	{ PARAM_ID(produce, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_BOOL(produce, ship) },
	{ .name = NULL },
};

static enum status
produce_apply(struct work *work, const void *args)
{
	const struct produce *produce = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, produce->card.id, &facts);
	if (status == STATUS_OK) {
		int64_t rank =
		    row_int(facts, row_known(facts, "next_rank") ? "next_id" : "rank_id");
		status =
		    produce->ship == ANSWER_YES ? rank_ship(work, rank) : rank_produce(work, rank);
	}
	return status;
}

static const struct command produce_command = {
	.name = "test.produce",
	.flags = COMMAND_INTERNAL,
	PARAMS(produce, produce_params),
	.apply = produce_apply,
};

static enum status
produce(struct fixture *f, const char *number)
{
	const struct input input[] = { { "card", number }, { NULL, NULL } };
	return execute(f->system, &produce_command, input, NULL, RUN, f->arena, &f->outcome);
}

static enum status
ship(struct fixture *f, const char *number)
{
	const struct input input[] = { { "card", number }, { "ship", "yes" }, { NULL, NULL } };
	return execute(f->system, &produce_command, input, NULL, RUN, f->arena, &f->outcome);
}

static int64_t
rank_of(struct fixture *f, const char *number, int rank)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT r.id FROM rank r JOIN card c ON c.id = r.card_id WHERE "
			    "c.number = '%s' AND r.number = %d",
			    number, rank));
}

/* The code of a rank, opened; "" when it has none. */
static const char *
code_of(struct fixture *f, const char *number, int rank)
{
	int64_t id = rank_of(f, number, rank);
	char code[PIN_SIZE] = "";
	const char *sealed =
	    fixture_text(f, arena_format(f->arena, "SELECT pin_sealed FROM rank WHERE id = %lld",
					 (long long)id));
	if (sealed != NULL) {
		assert_int_equal(secret_open_hex(store_keys(f->store), "rank", "pin_sealed", id,
						 sealed, code, sizeof code, NULL),
				 STATUS_OK);
	}
	return arena_copy(f->arena, code);
}

static int64_t
letters(struct fixture *f)
{
	return fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE channel = 'letter'");
}

/* What no command makes: by SQL, from outside. */
static void
set(struct fixture *f, const char *sql)
{
	assert_int_equal(
	    system(arena_format(f->arena, "sqlite3 %s \"%s\"", store_path(f->store), sql)), 0);
}

/* ---- what is refused ---- */

/* PIN-05: runs up and down and round, repeats, the plate's digits. */
static void
weak_codes(void **state)
{
	static const struct {
		const char *pin, *plate, *key;
	} codes[] = {
		{ "1234", NULL, "refusal.pin_run" },
		{ "0123", NULL, "refusal.pin_run" },
		{ "6789", NULL, "refusal.pin_run" },
		{ "7890", NULL, "refusal.pin_run" },
		{ "9012", NULL, "refusal.pin_run" },
		{ "4321", NULL, "refusal.pin_run" },
		{ "0987", NULL, "refusal.pin_run" },
		{ "2109", NULL, "refusal.pin_run" },
		{ "0000", NULL, "refusal.pin_repeat" },
		{ "7777", NULL, "refusal.pin_repeat" },
		{ "1212", NULL, "refusal.pin_repeat" },
		{ "9090", "1-ABC-123", "refusal.pin_repeat" },
		{ "1123", "1-ABC-123", "refusal.pin_plate" },
		{ "4071", "4071 BCD", "refusal.pin_plate" },
		{ "7158", "M-4071-58", "refusal.pin_plate" },
		{ "1124", "1-ABC-123", NULL },
		{ "4071", "AB-123-CD", NULL },
		{ "4071", NULL, NULL },
		{ "1235", NULL, NULL },
		{ "1243", NULL, NULL },
		{ "1122", NULL, NULL },
		{ "0120", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		const char *key = pin_weakness(codes[i].pin, codes[i].plate);
		if (codes[i].key == NULL) {
			assert_null(key);
		} else {
			assert_non_null(key);
			assert_string_equal(key, codes[i].key);
		}
	}
}

/* PIN-05: each refusal has its own words, under the field, in three languages, without the code. */
static void
refusals_name_the_pattern(void **state)
{
	static const struct {
		const char *pin, *key;
	} codes[] = { { "3456", "refusal.pin_run" },     { "5555", "refusal.pin_repeat" },
		      { "1001", "refusal.pin_plate" },   { "12", "refusal.pin_digits" },
		      { "12345", "refusal.pin_digits" }, { "48a7", "refusal.pin_digits" },
		      { "٤٨٣١", "refusal.pin_digits" } };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		assert_refused(f,
			       fixture_run(f, f->agent, "card.change-pin", "card",
					   fixture_card("active"), "pin", codes[i].pin, NULL),
			       "pin", codes[i].key);
		for (const char *const *l = lang_codes; *l != NULL; l++) {
			assert_null(strstr(fixture_refusal(f, *l), codes[i].pin));
		}
	}
}

/* PIN-01: computed codes are spread evenly over those that are not weak. */
static void
computed_codes_are_even(void **state)
{
	enum { DRAWS = 100000 };
	int firsts[10] = { 0 }, lasts[10] = { 0 };
	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		char code[PIN_SIZE];
		pin_compute(code, "1-ABC-123");
		assert_int_equal(strspn(code, "0123456789"), PIN_DIGITS);
		assert_null(pin_weakness(code, "1-ABC-123"));
		firsts[code[0] - '0']++;
		lasts[code[3] - '0']++;
	}
	for (int i = 0; i < 10; i++) {
		assert_in_range(firsts[i], 9000, 11000);
		assert_in_range(lasts[i], 9000, 11000);
	}
}

/* ---- production ---- */

/* PIN-01, MSG-01: a computed code is made with the rank, sealed, and its letter queued with no code
 * in it. */
static void
computed_when_produced(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_string_equal(code_of(f, number, 1), "");
	assert_int_equal(produce(f, number), STATUS_OK);
	const char *code = code_of(f, number, 1);
	assert_int_equal(strlen(code), PIN_DIGITS);
	assert_null(pin_weakness(code, "1-NEW-001"));
	assert_true(fixture_said(f, "outcome.pin_posted"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.pin_posted"), "Rue du Port 12, 4000"));
	assert_int_equal(letters(f), 1);
	assert_int_equal(
	    fixture_number(f,
			   "SELECT COUNT(*) FROM outbox WHERE kind = 'pin-letter' AND "
			   "channel = 'letter' AND state = 'waiting' AND sealed_kind = 'pin' AND "
			   "language = 'fr' AND recipient LIKE 'LEROY TRANSPORT SA%4000 Liège%BE'"),
	    1);
	assert_int_equal(
	    fixture_number(f, "SELECT sealed_id FROM outbox WHERE kind = 'pin-letter'"),
	    rank_of(f, number, 1));
	assert_null(strstr(fixture_text(f, "SELECT subject || body FROM outbox"), code));
	assert_string_equal(
	    fixture_text(f, "SELECT pin_sent_at FROM rank WHERE pin_sent_at IS NOT NULL"),
	    "2026-11-20T14:41:00Z");
	assert_non_null(strstr(fixture_text(f, "SELECT after FROM audit WHERE id = "
					       "(SELECT MAX(id) FROM audit)"),
			       "\"pin_sealed\":\"***\""));
}

/* BLK-03, REN-05: a faulty card's duplicate keeps the code under a seal of its own row; a stolen
 * one's does not. */
static void
duplicate_keeps_or_changes(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_int_equal(produce(f, number), STATUS_OK);
	assert_int_equal(ship(f, number), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason", "faulty",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_int_equal(produce(f, number), STATUS_OK);
	assert_string_equal(code_of(f, number, 2), code_of(f, number, 1));
	assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT pin_sealed) FROM rank"), 2);
	assert_int_equal(letters(f), 2);
	assert_int_equal(ship(f, number), STATUS_OK);
	/* The same again, until chance is out of the question: 3 in 10,000 cubed. */
	const char *before = code_of(f, number, 2);
	int same = 0;
	for (int rank = 3; rank < 6; rank++) {
		assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason",
					     "theft", "duplicate", "yes", NULL),
				 STATUS_OK);
		assert_int_equal(produce(f, number), STATUS_OK);
		assert_int_equal(ship(f, number), STATUS_OK);
		same += strcmp(code_of(f, number, rank), before) == 0;
		before = code_of(f, number, rank);
	}
	assert_true(same < 3);
}

/* PIN-01: the code the customer chose is the one that is made and posted. */
static void
chosen_is_kept(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.change-pin", "card", number, "pin", "4826", NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.change_pin_chosen"));
	assert_true(fixture_said(f, "outcome.reproduce_rank"));
	assert_string_equal(code_of(f, number, 2), "4826");
	assert_int_equal(letters(f), 0);
	assert_string_equal(fixture_text(f, "SELECT code_kind FROM card WHERE plate = '1-ACT-001'"),
			    "card_chosen");
	assert_int_equal(produce(f, number), STATUS_OK);
	assert_string_equal(code_of(f, number, 2), "4826");
	assert_int_equal(letters(f), 1);
	/* Nowhere in what was asked. */
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit WHERE input LIKE '%4826%' OR "
					"before LIKE '%4826%' OR after LIKE '%4826%' OR "
					"answer LIKE '%4826%'"),
			 0);
}

/* PIN-02: a change is a reproduction, due in 24 h; it joins one that is not made yet (CARD-14), and
 * the last word counts: chosen, then computed. */
static void
change_is_a_reproduction(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.change-pin", "card", number, "pin", "4826", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM request WHERE kind = "
					   "'reproduction' AND due_at = '2026-11-21T14:41:00Z'"),
			 1);
	assert_int_equal(fixture_run(f, f->agent, "card.change-pin", "card", number, NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.reproduce_joins"));
	assert_true(fixture_said(f, "outcome.change_pin_computed"));
	assert_string_equal(code_of(f, number, 2), "");
	assert_int_equal(fixture_number(f, "SELECT MAX(number) FROM rank"), 2);
	assert_string_equal(fixture_text(f, "SELECT code_kind FROM card WHERE plate = '1-ACT-001'"),
			    "card_computed");
	assert_int_equal(produce(f, number), STATUS_OK);
	assert_refused(f, fixture_run(f, f->agent, "card.change-pin", "card", number, NULL), "card",
		       "refusal.reproduce_in_production");
	assert_refused(
	    f, fixture_run(f, f->agent, "card.change-pin", "card", fixture_card("blocked"), NULL),
	    "card", "refusal.change_pin_state");
	assert_int_equal(fixture_run(f, f->reader, "card.change-pin", "card", number, NULL),
			 STATUS_DENIED);
}

/* PIN-01: the issuer's 4 digits are made once a customer; the letter tells which drivers it is for.
 */
static void
personalised(void **state)
{
	struct fixture *f = *state;
	const char *first = fixture_card("new");
	set(f, "UPDATE card SET code_kind = 'driver'; "
	       "INSERT INTO driver (id, customer_id, name, name_key, code, state, created_at) "
	       "SELECT 901, id, 'DUPONT ÉRIC', 'DUPONT ERIC', '0001', 'active', '2026-01-01' FROM "
	       "customer WHERE number = 'C100'; "
	       "INSERT INTO driver (id, customer_id, name, name_key, code, state, created_at) "
	       "SELECT 902, id, 'PARTI LOIN', 'PARTI LOIN', '1234', 'blocked', '2026-01-01' FROM "
	       "customer WHERE number = 'C100'");
	assert_int_equal(produce(f, first), STATUS_OK);
	const char *sealed =
	    fixture_text(f, "SELECT code_sealed FROM customer WHERE number = 'C100'");
	assert_non_null(sealed);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM rank WHERE pin_sealed IS NOT NULL"), 0);
	assert_int_equal(letters(f), 1);
	assert_int_equal(fixture_number(f, "SELECT driver_id FROM outbox_driver"), 901);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox_driver"), 1);
	assert_string_equal(fixture_text(f, "SELECT sealed_kind FROM outbox"), "driver_codes");
	/* The next card of the customer needs neither code nor letter. */
	assert_int_equal(ship(f, first), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", first, "reason", "loss",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_int_equal(produce(f, first), STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT code_sealed FROM customer WHERE number = 'C100'"), sealed);
	assert_int_equal(letters(f), 1);
	assert_refused(f, fixture_run(f, f->agent, "card.reissue-pin", "cards", first, NULL),
		       "cards", "refusal.reissue_driver_code");
	assert_refused(f, fixture_run(f, f->agent, "card.change-pin", "card", first, NULL), "card",
		       "refusal.change_pin_driver");
}

/* ---- sealed ---- */

/* PIN-04: a seal moved to another row, column or table does not open; nor without the key. */
static void
seals_do_not_move(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new"), *other = fixture_card("active");
	char out[PIN_SIZE];
	struct error error = { .status = STATUS_OK };
	assert_int_equal(produce(f, number), STATUS_OK);
	int64_t rank = rank_of(f, number, 1);
	const char *hex =
	    fixture_text(f, arena_format(f->arena, "SELECT pin_sealed FROM rank WHERE id = %lld",
					 (long long)rank));
	const struct keyring *keys = store_keys(f->store);
	assert_int_equal(
	    secret_open_hex(keys, "rank", "pin_sealed", rank, hex, out, sizeof out, &error),
	    STATUS_OK);
	assert_int_equal(
	    secret_open_hex(keys, "rank", "pin_sealed", rank + 1, hex, out, sizeof out, &error),
	    STATUS_FAILED);
	assert_int_equal(
	    secret_open_hex(keys, "rank", "pin_mac", rank, hex, out, sizeof out, &error),
	    STATUS_FAILED);
	assert_int_equal(
	    secret_open_hex(keys, "customer", "code_sealed", rank, hex, out, sizeof out, &error),
	    STATUS_FAILED);
	assert_int_equal(
	    secret_open_hex(keys, "rank", "pin_sealed", rank, "zz", out, sizeof out, &error),
	    STATUS_FAILED);
	/* Moved in the store, the duplicate that should keep it is not made. */
	set(f, arena_format(f->arena,
			    "UPDATE rank SET pin_sealed = '%s' WHERE id = (SELECT r.id FROM rank r "
			    "JOIN card c ON c.id = r.card_id WHERE c.number = '%s')",
			    hex, other));
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", other, "reason", "faulty",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_int_equal(produce(f, other), STATUS_FAILED);
	assert_string_equal(f->outcome.error.key, "error.seal");
	assert_string_equal(code_of(f, other, 2), "");
}

/* ---- reissue ---- */

/* PIN-03: the same code, the same card; the address is told, no digit is. */
static void
reissued(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_refused(f, fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
		       "cards", "refusal.reissue_new");
	assert_int_equal(produce(f, number), STATUS_OK);
	const char *code = code_of(f, number, 1);
	assert_int_equal(ship(f, number), STATUS_OK);
	const char *before =
	    fixture_text(f, "SELECT pin_sealed FROM rank WHERE pin_sealed IS NOT NULL");
	fixture_at(f, "2026-11-23T10:00");
	assert_int_equal(fixture_preview(f, f->agent, "card.reissue-pin", "cards", "1new001", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f), 1);
	assert_int_equal(fixture_run(f, f->agent, "card.reissue-pin", "cards", "1-NEW-001", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f), 2);
	assert_non_null(
	    strstr(fixture_told(f, "nl", "outcome.pin_reissued"), "Rue du Port 12, 4000 Liège"));
	for (size_t i = 0; i < f->outcome.said_count; i++) {
		assert_null(strstr(lang_format(f->arena, lang_get("fr"), f->outcome.said[i].key,
					       f->outcome.said[i].args),
				   code));
	}
	assert_string_equal(
	    fixture_text(f, "SELECT pin_sealed FROM rank WHERE pin_sealed IS NOT NULL"), before);
	assert_int_equal(fixture_number(f, "SELECT MAX(number) FROM rank"), 1);
}

/* PIN-03: at most one letter per card in 48 h, to the second. */
static void
once_in_48_hours(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_int_equal(produce(f, number), STATUS_OK); /* Friday 15:41 */
	fixture_at(f, "2026-11-22T15:40:59");
	assert_refused(f, fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
		       "cards", "refusal.reissue_too_soon");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "22/11/2026 15:41"));
	fixture_at(f, "2026-11-22T15:41:00");
	assert_int_equal(fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
			 STATUS_OK);
	assert_refused(f, fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
		       "cards", "refusal.reissue_too_soon");
	assert_int_equal(letters(f), 2);
}

/* PIN-03: several at once; those that may not are named, with their reason, and the others go; a
 * card named twice gets one letter. */
static void
several_at_once(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_int_equal(produce(f, number), STATUS_OK);
	fixture_at(f, "2026-11-23T10:00");
	const char *all = arena_format(f->arena, "%s,%s,1-NEW-001,%s", number,
				       fixture_card("active"), fixture_card("blocked"));
	assert_int_equal(fixture_run(f, f->agent, "card.reissue-pin", "cards", all, NULL),
			 STATUS_OK);
	assert_int_equal(letters(f), 2);
	assert_non_null(strstr(fixture_told(f, "en", "refusal.reissue_not_here"), "1-ACT-001"));
	assert_non_null(strstr(fixture_told(f, "en", "refusal.reissue_state"), "1-BLO-001"));
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit_record WHERE kind = 'card' AND "
					"audit_id = (SELECT MAX(id) FROM audit)"),
			 1);
	assert_refused(f,
		       fixture_run(f, f->agent, "card.reissue-pin", "cards",
				   arena_format(f->arena, "%s,7002000000000009999", number), NULL),
		       "cards", "record.card.unknown");
	/* Another customer's card is as good as unknown, and audited as denied. */
	assert_refused(
	    f, fixture_run(f, f->manager, "card.reissue-pin", "cards", "7002000000000002005", NULL),
	    "cards", "record.card.unknown");
	assert_string_equal(
	    fixture_text(f, "SELECT outcome FROM audit WHERE id = (SELECT MAX(id) FROM audit)"),
	    "denied");
}

/* A customer without any address: the code is kept, no letter is made, and the refusal says what to
 * do. */
static void
nowhere_to_send(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	set(f, "DELETE FROM address");
	assert_int_equal(produce(f, number), STATUS_OK);
	assert_true(fixture_said(f, "outcome.pin_no_address"));
	assert_int_equal(letters(f), 0);
	assert_int_equal(strlen(code_of(f, number, 1)), PIN_DIGITS);
	assert_refused(f, fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
		       "cards", "refusal.reissue_no_address");
	set(f, "INSERT INTO address (id, customer_id, kind, attention, street, postcode, town, "
	       "country) "
	       "SELECT 99, id, 'legal', NULL, 'Rue A 1', '1000', 'Bruxelles', 'BE' FROM customer "
	       "WHERE "
	       "number = 'C100'; "
	       "INSERT INTO address (id, customer_id, kind, attention, street, postcode, town, "
	       "country) "
	       "SELECT 98, id, 'codes', 'M. LEROY', 'Rue B 2', '4000', 'Liège', 'BE' FROM customer "
	       "WHERE number = 'C100'");
	assert_int_equal(fixture_run(f, f->agent, "card.reissue-pin", "cards", number, NULL),
			 STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT recipient FROM outbox"),
			    "LEROY TRANSPORT SA\nM. LEROY\nRue B 2\n4000 Liège\nBE");
}

/* CALL-02: secret codes are for a caller who is proven; a store without its key makes no code. */
static void
proven_and_keyed(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(command_find("card.reissue-pin")->caller, CALLER_PROVEN);
	assert_int_equal(command_find("card.change-pin")->caller, CALLER_PROVEN);
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(
	    fixture_run(f, f->agent, "card.change-pin", "card", fixture_card("active"), NULL),
	    STATUS_DENIED);
	f->agent->caller = CALLER_PROVEN;
	assert_int_equal(
	    fixture_run(f, f->agent, "card.change-pin", "card", fixture_card("active"), NULL),
	    STATUS_OK);
	struct store *other = NULL;
	const char *path = arena_format(f->arena, "%s", store_path(f->store));
	const char *key = arena_format(f->arena, "%s.key", path);
	assert_int_equal(rename(key, arena_format(f->arena, "%s.away", key)), 0);
	assert_int_equal(store_open(&other, path, NULL, NULL), STATUS_FAILED);
	assert_null(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weak_codes),
		cmocka_unit_test_setup_teardown(refusals_name_the_pattern, fixture_open,
						fixture_close),
		cmocka_unit_test(computed_codes_are_even),
		cmocka_unit_test_setup_teardown(computed_when_produced, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(duplicate_keeps_or_changes, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(chosen_is_kept, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(change_is_a_reproduction, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(personalised, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(seals_do_not_move, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(reissued, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(once_in_48_hours, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(several_at_once, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(nowhere_to_send, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(proven_and_keyed, fixture_open, fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
