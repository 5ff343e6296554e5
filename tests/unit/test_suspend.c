/* BLK-06: suspending, lifting, dated suspensions, those of the issuer; what the night ends. */
#include "fixture.h"

#include <string.h>

static const char *
state_of(struct fixture *f, const char *number)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT state FROM card WHERE number = '%s'", number));
}

static enum status
suspend(struct fixture *f, struct session *who, const char *number, const char *until)
{
	return fixture_run(f, who, "card.suspend", "card", number, "until", until, NULL);
}

static enum status
lift(struct fixture *f, struct session *who, const char *number)
{
	return fixture_run(f, who, "card.lift", "card", number, NULL);
}

/* BLK-06: reversible, back to what it was. */
static void
suspended_and_lifted(void **state)
{
	static const char *const from[] = { "active", "cancelled" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 2; i++) {
		const char *number = fixture_card(from[i]);
		assert_int_equal(suspend(f, f->agent, number, NULL), STATUS_OK);
		assert_true(fixture_said(f, "outcome.suspended_until_lifted"));
		assert_string_equal(state_of(f, number), "suspended");
		assert_int_equal(lift(f, f->agent, number), STATUS_OK);
		assert_string_equal(state_of(f, number), from[i]);
		assert_int_equal(
		    fixture_number(f,
				   arena_format(f->arena,
						"SELECT COUNT(*) FROM rank r JOIN card c ON c.id = "
						"r.card_id WHERE c.number = '%s' AND "
						"r.state = '%s' AND r.suspended_by IS NULL AND "
						"r.state_before IS NULL",
						number, from[i])),
		    1);
	}
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

static void
only_what_works_is_suspended(void **state)
{
	static const char *const other[] = { "new", "in_production", "blocked", "expired",
					     "deleted" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 5; i++) {
		assert_refused(f, suspend(f, f->agent, fixture_card(other[i]), NULL), "card",
			       "refusal.suspend_state");
		assert_refused(f, lift(f, f->agent, fixture_card(other[i])), "card",
			       strcmp(other[i], "blocked") == 0 ? "refusal.lift_blocked"
								: "refusal.lift_state");
	}
	assert_refused(f, suspend(f, f->agent, fixture_card("suspended"), NULL), "card",
		       "refusal.suspend_again");
}

/* BLK-01: what is blocked is not lifted; the words say that it is final. */
static void
blocked_is_not_lifted(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, lift(f, f->supervisor, fixture_card("blocked")), "card",
		       "refusal.lift_blocked");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "définitif"));
}

/* BLK-06: an end date lifts it by itself, at midnight local after the last day, once. */
static void
ends_at_its_date(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	struct error error = { .status = STATUS_OK };
	int done = 0, refused = 0;
	assert_int_equal(suspend(f, f->agent, number, "2026-11-25"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.suspended_until"), "25/11/2026"));
	assert_string_equal(fixture_text(f, "SELECT due_at FROM pending"), "2026-11-25T23:00:00Z");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending p JOIN card c ON c.id = "
					   "p.record_id WHERE p.kind = 'card' AND c.plate = "
					   "'1-ACT-001'"),
			 1);
	fixture_at(f, "2026-11-25T23:59");
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(done, 0);
	assert_string_equal(state_of(f, number), "suspended");
	fixture_at(f, "2026-11-26T00:00");
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(done, 1);
	assert_string_equal(state_of(f, number), "active");
	assert_string_equal(fixture_text(f, "SELECT state FROM pending"), "done");
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(done + refused, 0);
}

/* A lift by hand takes the dated one away: a second suspension is not cut short by the first one's
 * date. */
static void
lift_by_hand_withdraws_the_date(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	struct error error = { .status = STATUS_OK };
	int done = 0, refused = 0;
	assert_int_equal(suspend(f, f->agent, number, "2026-11-25"), STATUS_OK);
	assert_int_equal(lift(f, f->agent, number), STATUS_OK);
	assert_int_equal(suspend(f, f->agent, number, NULL), STATUS_OK);
	fixture_at(f, "2026-11-27T08:00");
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(done, 0);
	assert_string_equal(state_of(f, number), "suspended");
}

static void
until_today_at_least(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_refused(f, suspend(f, f->agent, number, "2026-11-19"), "until",
		       "refusal.suspend_until_past");
	assert_int_equal(suspend(f, f->agent, number, "2026-02-30"), STATUS_USAGE);
	assert_int_equal(suspend(f, f->agent, number, "20/11/2026"), STATUS_OK);
	assert_refused(f, suspend(f, f->agent, number, NULL), "card",
		       "refusal.suspend_again_until");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "20/11/2026"));
}

/* BLK-06: one set by the issuer is lifted by a supervisor only. */
static void
issuers_is_lifted_by_a_supervisor(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(
	    fixture_run(f, f->manager, "card.suspend", "card", number, "by", "issuer", NULL),
	    STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "refusal.suspend_issuer_staff");
	assert_int_equal(
	    fixture_run(f, f->clerk, "card.suspend", "card", number, "by", "issuer", NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.suspended_by_issuer"));
	struct session *const denied[] = { f->agent, f->clerk, f->manager };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(lift(f, denied[i], number), STATUS_DENIED);
		assert_string_equal(f->outcome.error.key, "refusal.lift_issuer");
		assert_string_equal(state_of(f, number), "suspended");
	}
	assert_string_equal(fixture_text(f, "SELECT outcome FROM audit ORDER BY id DESC LIMIT 1"),
			    "denied");
	assert_int_equal(lift(f, f->supervisor, number), STATUS_OK);
	assert_string_equal(state_of(f, number), "active");
}

/* The customer's own is lifted by any agent. */
static void
customers_is_lifted_by_an_agent(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(suspend(f, f->manager, number, NULL), STATUS_OK);
	assert_int_equal(lift(f, f->agent, number), STATUS_OK);
}

/* ---- the night: what is past its day ---- */

static void
night_expires_cards_and_codes(void **state)
{
	struct fixture *f = *state;
	const char *active = fixture_card("active");
	assert_int_equal(fixture_run(f, f->agent, "card.request-aircode", "card", active, NULL),
			 STATUS_OK);
	assert_int_equal(suspend(f, f->agent, fixture_card("cancelled"), "2029-01-15"), STATUS_OK);
	fixture_at(f, "2026-11-21T15:42");
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.aircodes_expired"));
	assert_false(fixture_said(f, "outcome.cards_expired"));
	assert_string_equal(fixture_text(f, "SELECT state FROM aircode"), "expired");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM card WHERE aircode_until IS NOT NULL"), 0);
	assert_string_equal(state_of(f, active), "active");
	fixture_at(f, "2028-12-31T23:59");
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged); /* valid to the last day */
	fixture_at(f, "2029-01-01T00:01");
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged); /* run twice, nothing more */
	assert_string_equal(state_of(f, active), "expired");
	assert_string_equal(state_of(f, fixture_card("suspended")), "expired");
	assert_string_equal(state_of(f, fixture_card("blocked")), "blocked");
	assert_string_equal(state_of(f, fixture_card("deleted")), "deleted");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM rank WHERE state = 'suspended'"),
			 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending WHERE state = 'waiting'"),
			 0);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(suspended_and_lifted),
		TEST(only_what_works_is_suspended),
		TEST(blocked_is_not_lifted),
		TEST(ends_at_its_date),
		TEST(lift_by_hand_withdraws_the_date),
		TEST(until_today_at_least),
		TEST(issuers_is_lifted_by_a_supervisor),
		TEST(customers_is_lifted_by_an_agent),
		TEST(night_expires_cards_and_codes),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
