/* DRV: codes of drivers, created once; blocked up to five at once, more at six in the morning. */
#include "fixture.h"

#include <guichet/text.h>
#include <string.h>

#define SIX "0001,1234,2000,2001,2002,2003"

static enum status
create(struct fixture *f, struct session *who, const char *code, const char *name)
{
	return fixture_run(f, who, "driver.create", "customer", "C100", "division", "NORD", "code",
			   code, "name", name, NULL);
}

static enum status
block(struct fixture *f, const char *codes)
{
	return fixture_run(f, f->agent, "driver.block", "customer", "C100", "codes", codes, NULL);
}

static enum status
lift(struct fixture *f, const char *codes)
{
	return fixture_run(f, f->agent, "driver.lift", "customer", "C100", "codes", codes, NULL);
}

static void
make_seven(struct fixture *f)
{
	static const char *const codes[] = {
		"0001", "1234", "2000", "2001", "2002", "2003", "2004"
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		assert_int_equal(
		    create(f, f->agent, codes[i], arena_format(f->arena, "CHAUFFEUR %s", codes[i])),
		    STATUS_OK);
	}
}

static const char *
state_of(struct fixture *f, const char *code)
{
	return fixture_text(
	    f, arena_format(f->arena,
			    "SELECT x.state FROM driver x JOIN customer u ON u.id = x.customer_id "
			    "WHERE u.number = 'C100' AND x.code = '%s'",
			    code));
}

static int64_t
in_state(struct fixture *f, const char *state)
{
	return fixture_number(f, arena_format(f->arena,
					      "SELECT COUNT(*) FROM driver WHERE code IS NOT NULL "
					      "AND state = '%s'",
					      state));
}

static int
run_due(struct fixture *f, const char *at)
{
	struct error error = { .status = STATUS_OK };
	int done = 0, refused = 0;
	fixture_at(f, at);
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(refused, 0);
	return done;
}

/* DRV-01, PIN-05 */
static void
four_digits_unique_in_the_customer(void **state)
{
	static const char *const wrong[] = { "123", "12a4", "١٢٣٤", "1 23" };
	struct fixture *f = *state;
	assert_int_equal(create(f, f->agent, "0001", "Martin Éloïse"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT name FROM driver WHERE code = '0001'"),
			    "MARTIN ÉLOÏSE");
	assert_int_equal(create(f, f->agent, "1234", "A"), STATUS_OK);
	assert_refused(f, create(f, f->agent, "0001", "B"), "code",
		       "refusal.driver_code_taken_free");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "MARTIN ÉLOÏSE"));
	assert_non_null(strstr(fixture_refusal(f, "fr"), "0002"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_refused(f, create(f, f->agent, wrong[i], "B"), "code",
			       "refusal.driver_code_form");
	}
	assert_int_equal(create(f, f->agent, "12345", "B"), STATUS_USAGE);
	assert_int_equal(create(f, f->agent, "4000", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), STATUS_USAGE);
	assert_int_equal(create(f, f->agent, "4000", "ABCDEFGHIJKLMNOPQRSTUVWXY"), STATUS_OK);
	assert_refused(f, create(f, f->agent, "4001", "--"), "name", "refusal.name_without_letter");
	assert_int_equal(create(f, f->reader, "4001", "B"), STATUS_DENIED);
	/* Another customer may have the same. */
	assert_int_equal(fixture_run(f, f->agent, "driver.create", "customer", "C300", "division",
				     "Nord", "code", "0001", "name", "AUTRE", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->manager, "driver.create", "customer", "C300", "division",
				     "Nord", "code", "0002", "name", "AUTRE", NULL),
			 STATUS_REFUSED);
}

/* DRV-01: one known by his cards only is the same person. */
static void
known_driver_gets_the_code(void **state)
{
	struct fixture *f = *state;
	int64_t before = fixture_number(f, "SELECT COUNT(*) FROM driver");
	assert_int_equal(create(f, f->agent, "0412", "dupont éric"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_code_given"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM driver"), before);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM search_key WHERE kind = 'driver' AND term "
			      "= '0412'"),
	    1);
	/* A namesake with a code already is another one. */
	assert_int_equal(create(f, f->agent, "0413", "dupont éric"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_created"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM driver"), before + 1);
}

/* DRV-01: then only name and division; found again by the new name. */
static void
name_and_division_change(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(create(f, f->agent, "0001", "ANCIEN NOM"), STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->agent, "division.create", "customer", "C100", "name", "Sud", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "driver.change", "driver", "C100/0001", "name",
				     "nouveau nom", "division", "sud", NULL),
			 STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT x.name || '/' || d.name FROM driver x JOIN "
			    "division d ON d.id = x.division_id WHERE x.code = '0001'"),
	    "NOUVEAU NOM/Sud");
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM search_key WHERE kind = 'driver' AND "
					"term LIKE 'ANCIEN%'"),
			 0);
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM search_key WHERE kind = 'driver' AND "
					"term LIKE 'NOUVEAU%'"),
			 1);
	assert_int_equal(
	    fixture_run(f, f->agent, "driver.change", "driver", "C100/0001", "code", "0002", NULL),
	    STATUS_USAGE);
	assert_int_equal(fixture_run(f, f->agent, "driver.change", "driver", "C100/0001", "version",
				     "1", "name", "X", NULL),
			 STATUS_CHANGED);
	assert_int_equal(fixture_run(f, f->agent, "driver.change", "driver", "C100/0001",
				     "division", "Est", NULL),
			 STATUS_REFUSED);
	assert_int_equal(
	    fixture_run(f, f->manager, "driver.change", "driver", "C300/0001", "name", "X", NULL),
	    STATUS_REFUSED);
}

/* DRV-03, DRV-04: five at once. */
static void
five_are_blocked_at_once(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	assert_int_equal(block(f, "0001,1234,2000,2001,2002,2002"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_blocked"));
	assert_true(fixture_said(f, "outcome.driver_cards_stay"));
	assert_int_equal(in_state(f, "blocked"), 5);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending"), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card WHERE state = 'active'"), 5);
	assert_refused(f, block(f, "0001"), "codes", "refusal.driver_blocked_one");
	assert_refused(f, block(f, "0001,1234"), "codes", "refusal.driver_blocked_all");
	/* What is blocked already does not count among the five. */
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_blocked_before"));
	assert_string_equal(state_of(f, "2003"), "blocked");
}

/* DRV-03: six wait for six in the morning, and never a second less; DRV-04 is said all the same. */
static void
six_wait_for_the_morning(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	fixture_at(f, "2026-11-20T15:00");
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.driver_blocks_tomorrow"),
			       "6 codes bloqués demain à 06:00"));
	assert_true(fixture_said(f, "outcome.driver_cards_stay"));
	assert_int_equal(in_state(f, "block_pending"), 6);
	assert_string_equal(fixture_text(f, "SELECT blocks_at FROM driver WHERE code = '0001'"),
			    "2026-11-21T05:00:00Z");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM pending p JOIN driver x ON x.id = "
			      "p.record_id AND p.kind = 'driver' WHERE p.state = 'waiting' "
			      "AND p.due_at = x.blocks_at"),
	    6);
	assert_int_equal(run_due(f, "2026-11-21T05:59:59"), 0);
	assert_int_equal(in_state(f, "blocked"), 0);
	assert_int_equal(run_due(f, "2026-11-21T06:00"), 6);
	assert_int_equal(in_state(f, "blocked"), 6);
	assert_int_equal(run_due(f, "2026-11-21T06:00"), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = "
					   "'driver.block-due' AND outcome = 'done'"),
			 6);
}

/* DRV-03: six local, on the days that summer time begins and ends; between midnight and six it is
 * today's morning. */
static void
six_is_local(void **state)
{
	static const struct {
		const char *at, *due;
	} days[] = {
		{ "2026-03-28T15:00", "2026-03-29T04:00:00Z" },
		{ "2026-03-29T15:00", "2026-03-30T04:00:00Z" },
		{ "2026-10-24T15:00", "2026-10-25T05:00:00Z" },
		{ "2026-10-25T02:30", "2026-10-25T05:00:00Z" },
		{ "2026-11-20T05:59:59", "2026-11-20T05:00:00Z" },
		{ "2026-11-20T06:00", "2026-11-21T05:00:00Z" },
		{ "2026-12-31T23:59", "2027-01-01T05:00:00Z" },
	};
	struct fixture *f = *state;
	make_seven(f);
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		fixture_at(f, days[i].at);
		assert_int_equal(block(f, SIX), STATUS_OK);
		assert_string_equal(fixture_text(f, "SELECT MAX(due_at) FROM pending WHERE state = "
						    "'waiting'"),
				    days[i].due);
		assert_int_equal(lift(f, SIX), STATUS_OK);
	}
	fixture_at(f, "2026-11-20T05:00");
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_blocks_today"));
}

/* DRV-03: withdrawn, it is never blocked; and blocked again it waits for its own day. */
static void
withdrawn_is_never_blocked(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_int_equal(lift(f, "0001,1234"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_block_withdrawn"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM pending WHERE state = 'withdrawn'"), 2);
	/* One of them at once, by itself; the other request leaves it alone. */
	assert_int_equal(block(f, "2000"), STATUS_OK);
	assert_string_equal(state_of(f, "2000"), "blocked");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending WHERE state = 'waiting'"),
			 3);
	assert_int_equal(run_due(f, "2026-11-21T06:00"), 3);
	assert_string_equal(state_of(f, "0001"), "active");
	assert_string_equal(state_of(f, "1234"), "active");
	assert_int_equal(in_state(f, "blocked"), 4);
}

/* Six that wait already, asked again, wait; six with one more that waits keep its hour. */
static void
asked_twice_waits_once(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_refused(f, block(f, SIX), "codes", "refusal.driver_block_waits");
	assert_int_equal(block(f, SIX ",2004"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_waits_before"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending"), 7);
}

/* DRV-05 */
static void
lifting_is_at_once_however_many(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	assert_int_equal(block(f, SIX), STATUS_OK);
	assert_int_equal(run_due(f, "2026-11-21T06:00"), 6);
	assert_int_equal(lift(f, SIX ",2004"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.driver_active_before"));
	assert_int_equal(in_state(f, "active"), 7);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM driver WHERE blocked_at IS NOT NULL"), 0);
	assert_refused(f, lift(f, "0001"), "codes", "refusal.driver_not_blocked");
	assert_refused(f, lift(f, "0001,9998,9999"), "codes", "refusal.driver_codes_unknown");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "9998, 9999"));
}

/* AUD-02: a block of 200 is in the history of each. */
static void
each_has_it_in_its_history(void **state)
{
	struct fixture *f = *state;
	struct builder codes = { .arena = f->arena };
	for (int i = 3000; i < 3200; i++) {
		const char *code = arena_format(f->arena, "%d", i);
		assert_int_equal(create(f, f->agent, code, code), STATUS_OK);
		builder_format(&codes, "%s%s", i > 3000 ? "," : "", code);
	}
	assert_int_equal(block(f, builder_text(&codes)), STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit_record x JOIN audit a ON a.id = "
			      "x.audit_id WHERE a.command = 'driver.block' AND x.kind = "
			      "'driver'"),
	    200);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending WHERE state = 'waiting'"),
			 200);
	assert_int_equal(run_due(f, "2026-11-21T06:00"), 200);
}

static enum status
reissue(struct fixture *f, const char *codes, const char *card, const char *division)
{
	return fixture_run(f, f->agent, "driver.reissue", "customer", "C100", "codes", codes,
			   "card", card, "division", division, NULL);
}

/* DRV-06, MSG-01, PIN-04: by post, and no code in what is queued. */
static void
codes_go_by_post(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	assert_int_equal(
	    fixture_run(f, f->agent, "division.create", "customer", "C100", "name", "Sud", NULL),
	    STATUS_OK);
	assert_int_equal(reissue(f, "1234,2000", fixture_card("active"), "Nord"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.driver_posted"), "Rue du Port 12"));
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM outbox WHERE channel = 'letter' AND "
					"sealed_kind = 'driver_codes'"),
			 1);
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM outbox WHERE body LIKE '%1234%' OR "
					"subject LIKE '%1234%'"),
			 0);
	assert_refused(f, reissue(f, "1234", fixture_card("active"), "Sud"), "division",
		       "refusal.codes_division");
	assert_refused(f, reissue(f, "1234", fixture_card("blocked"), "Nord"), "card",
		       "refusal.codes_card_dead");
	assert_refused(f, reissue(f, "1234", "7002000000000003003", "Nord"), "card",
		       "refusal.codes_card_other");
	assert_int_equal(block(f, "1234"), STATUS_OK);
	assert_refused(f, reissue(f, "1234", fixture_card("active"), "Nord"), "codes",
		       "refusal.codes_blocked");
}

/* CALL-02: a code is blocked and lifted for whoever answered, created for whoever is proven. */
static void
callers_are_known_well_enough(void **state)
{
	struct fixture *f = *state;
	make_seven(f);
	f->agent->call = 1;
	f->agent->caller = CALLER_UNKNOWN;
	assert_int_equal(block(f, "0001"), STATUS_DENIED);
	assert_int_equal(lift(f, "0001"), STATUS_DENIED);
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(block(f, "0001"), STATUS_OK);
	assert_int_equal(lift(f, "0001"), STATUS_OK);
	assert_int_equal(create(f, f->agent, "0500", "X"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.caller_level");
	f->agent->caller = CALLER_PROVEN;
	assert_int_equal(create(f, f->agent, "0500", "X"), STATUS_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(four_digits_unique_in_the_customer, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(known_driver_gets_the_code, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(name_and_division_change, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(five_are_blocked_at_once, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(six_wait_for_the_morning, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(six_is_local, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(withdrawn_is_never_blocked, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(asked_twice_waits_once, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(lifting_is_at_once_however_many, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(each_has_it_in_its_history, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(codes_go_by_post, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(callers_are_known_well_enough, fixture_open,
						fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
