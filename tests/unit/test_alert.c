/* ALT-01: what happens is told to whom the customer chose, once each. */
#include "fixture.h"

#include <string.h>

static enum status
set(struct fixture *f, struct session *who, const char *event, const char *channel,
    const char *receivers)
{
	return fixture_run(f, who, "alert.set", "customer", "C100", "event", event, "channel",
			   channel, "receivers", receivers, NULL);
}

static int64_t
sent(struct fixture *f, const char *kind, const char *to)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT COUNT(*) FROM outbox WHERE kind = '%s' AND recipient = '%s'",
			    kind, to));
}

static void
give_addresses(struct fixture *f)
{
	assert_int_equal(fixture_run(f, f->admin, "user.change", "login", "manager", "email",
				     "m@c100.example", "phone", "0470112233", NULL),
			 STATUS_OK);
}

/* Each event reaches who was chosen, by the channel chosen, and nobody else. */
static void
the_chosen_are_told(void **state)
{
	struct fixture *f = *state;
	give_addresses(f);
	assert_int_equal(set(f, f->clerk, "card_suspended", "email", "manager"), STATUS_OK);
	assert_int_equal(set(f, f->clerk, "card_suspended", "sms", "manager"), STATUS_OK);
	assert_int_equal(set(f, f->manager, "aircode_requested", "email", "manager"), STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->agent, "card.suspend", "card", fixture_card("active"), NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.alerted"));
	assert_int_equal(sent(f, "card-suspended", "m@c100.example"), 1);
	assert_int_equal(sent(f, "card-suspended", "+32470112233"), 1);
	assert_int_equal(
	    fixture_run(f, f->agent, "card.lift", "card", fixture_card("active"), NULL), STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = 'card-lifted'"), 0);
	assert_int_equal(
	    fixture_run(f, f->agent, "card.request-aircode", "card", fixture_card("active"), NULL),
	    STATUS_OK);
	assert_int_equal(sent(f, "aircode-requested", "m@c100.example"), 1);
	/* The code is for the driver alone (AIR-02). */
	const char *code = strstr(fixture_letter(f, "aircode"), "airCODE ") + 8;
	assert_null(
	    strstr(fixture_letter(f, "aircode-requested"), arena_copy_bytes(f->arena, code, 6)));
	/* Another customer's cards are not theirs to hear of. */
	assert_int_equal(
	    fixture_run(f, f->agent, "card.request-aircode", "card", "7002000000000002005", NULL),
	    STATUS_OK);
	assert_int_equal(sent(f, "aircode-requested", "m@c100.example"), 1);
}

/* So is what happens to a driver's code and to an authorisation, each with all that its text names.
 */
static void
drivers_and_authorisations_are_told_of(void **state)
{
	struct fixture *f = *state;
	give_addresses(f);
	assert_int_equal(set(f, f->clerk, "driver_blocked", "email", "manager"), STATUS_OK);
	assert_int_equal(set(f, f->clerk, "authorisation_created", "email", "manager"), STATUS_OK);
	assert_int_equal(set(f, f->clerk, "authorisation_cancelled", "email", "manager"),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "driver.create", "customer", "C100", "division",
				     "Nord", "code", "0001", "name", "DUPONT ÉRIC", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->agent, "driver.block", "customer", "C100", "codes", "0001", NULL),
	    STATUS_OK);
	assert_int_equal(sent(f, "driver-blocked", "m@c100.example"), 1);
	assert_non_null(strstr(fixture_letter(f, "driver-blocked"), "DUPONT ÉRIC"));
	assert_int_equal(fixture_run(f, f->agent, "authorisation.create", "customer", "C100",
				     "station", "all", "driver", "DUPONT ÉRIC", "country", "BE",
				     "phone", "+32470123456", "plate", "1-ACT-001", "amount", "250",
				     NULL),
			 STATUS_OK);
	assert_int_equal(sent(f, "authorisation-created", "m@c100.example"), 1);
	const char *number = fixture_text(f, "SELECT number FROM authorisation");
	assert_non_null(strstr(fixture_letter(f, "authorisation-created"), number));
	assert_int_equal(
	    fixture_run(f, f->agent, "authorisation.cancel", "authorisation", number, NULL),
	    STATUS_OK);
	assert_int_equal(sent(f, "authorisation-ended", "m@c100.example"), 1);
}

/* The manager contact who is a user too hears of a block once; a preview tells nobody. */
static void
once_each(void **state)
{
	struct fixture *f = *state;
	const char *contact = fixture_text(
	    f, "SELECT c.email FROM contact c JOIN customer u ON u.id = c.customer_id WHERE "
	       "u.number = 'C100' AND c.kind = 'manager'");
	give_addresses(f);
	assert_int_equal(
	    fixture_run(f, f->admin, "user.change", "login", "manager", "email", contact, NULL),
	    STATUS_OK);
	assert_int_equal(set(f, f->clerk, "card_blocked", "email", "manager"), STATUS_OK);
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", fixture_card("active"),
					 "reason", "loss", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(sent(f, "card-blocked", contact), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_request(f, f->agent, "the-same-request", "card.block",
						 "card", fixture_card("active"), "reason", "loss",
						 "duplicate", "no", NULL),
				 STATUS_OK);
		assert_int_equal(sent(f, "card-blocked", contact), 1);
	}
}

/* Who may no longer come in, or no longer sees the customer, is told no more. */
static void
the_gone_hear_nothing(void **state)
{
	struct fixture *f = *state;
	give_addresses(f);
	assert_int_equal(set(f, f->clerk, "card_suspended", "email", "manager"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->admin, "user.disable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->agent, "card.suspend", "card", fixture_card("active"), NULL),
	    STATUS_OK);
	assert_int_equal(sent(f, "card-suspended", "m@c100.example"), 0);
	assert_refused(f, set(f, f->clerk, "card_lifted", "email", "manager"), "receivers",
		       "refusal.alert_disabled");
}

static void
only_who_sees_the_customer_and_can_be_reached(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, set(f, f->clerk, "card_blocked", "sms", "agent"), "receivers",
		       "refusal.alert_no_phone");
	assert_refused(f,
		       fixture_run(f, f->clerk, "alert.set", "customer", "C200", "event",
				   "card_blocked", "channel", "email", "receivers", "manager",
				   NULL),
		       "receivers", "refusal.alert_not_theirs");
	/* A customer's user sets his own customer's alone, and an agent none. */
	assert_int_equal(fixture_run(f, f->manager, "alert.set", "customer", "C200", "event",
				     "card_blocked", "channel", "email", "receivers", "manager",
				     NULL),
			 STATUS_REFUSED);
	assert_int_equal(set(f, f->agent, "card_blocked", "email", "manager"), STATUS_DENIED);
}

static void
set_anew_and_dropped(void **state)
{
	struct fixture *f = *state;
	give_addresses(f);
	assert_int_equal(set(f, f->clerk, "card_blocked", "email", "manager"), STATUS_OK);
	assert_int_equal(set(f, f->clerk, "card_blocked", "email", "manager,manager"), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM alert_receiver"), 1);
	const char *alert = fixture_text(f, "SELECT CAST(id AS TEXT) FROM alert");
	assert_int_equal(fixture_run(f, f->manager, "alert.drop", "alert", alert, NULL), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM alert"), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM alert_receiver"), 0);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", fixture_card("active"),
				     "reason", "loss", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(sent(f, "card-blocked", "m@c100.example"), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(the_chosen_are_told),   TEST(once_each),
		TEST(the_gone_hear_nothing), TEST(only_who_sees_the_customer_and_can_be_reached),
		TEST(set_anew_and_dropped),  TEST(drivers_and_authorisations_are_told_of),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
