/* CUS-04: the address of secret codes changes on a written request, and a second person says yes.
 */
#include "fixture.h"

#include <guichet/lang.h>
#include <string.h>

static enum status
change(struct fixture *f, struct session *who, const char *kind, const char *street,
       const char *reference, const char *date)
{
	return fixture_run(f, who, "address.change", "customer", "C100", "kind", kind, "street",
			   street, "postcode", "1000", "town", "Bruxelles", "country", "BE",
			   "reference", reference, "date", date, NULL);
}

static const char *
ask(struct fixture *f, const char *street)
{
	assert_int_equal(change(f, f->clerk, "codes", street, "L-77", "2026-11-18"), STATUS_OK);
	assert_true(fixture_said(f, "approval.waits"));
	return arena_format(f->arena, "%lld",
			    (long long)fixture_number(f, "SELECT MAX(id) FROM pending"));
}

static enum status
approve(struct fixture *f, struct session *who, const char *pending)
{
	return fixture_run(f, who, "pending.approve", "pending", pending, NULL);
}

static enum status
refuse(struct fixture *f, struct session *who, const char *pending)
{
	return fixture_run(f, who, "pending.refuse", "pending", pending, "reason", "Non signée",
			   NULL);
}

static enum status
withdraw(struct fixture *f, struct session *who, const char *pending)
{
	return fixture_run(f, who, "pending.withdraw", "pending", pending, NULL);
}

static const char *
codes_street(struct fixture *f)
{
	return fixture_text(f, "SELECT street FROM address WHERE kind = 'codes'");
}

static const char *
state_of(struct fixture *f, const char *pending)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT state FROM pending WHERE id = %s", pending));
}

/* Nothing changes before the second person; then all of it, under two names. */
static void
takes_effect_when_approved(void **state)
{
	struct fixture *f = *state;
	const char *pending = ask(f, "Rue Neuve 1");
	assert_null(codes_street(f));
	assert_string_equal(
	    fixture_text(f, "SELECT needs || '/' || maker || '/' || approval FROM pending"),
	    "customers/clerk/1");
	/* What it will change is told in the language of who reads. */
	assert_non_null(strstr(fixture_text(f, "SELECT told FROM pending"), "Rue Neuve 1"));
	assert_int_equal(
	    fixture_preview(f, f->supervisor, "pending.approve", "pending", pending, NULL),
	    STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "nl", "outcome.address_after"), "Rue Neuve 1"));
	assert_string_equal(state_of(f, pending), "waiting");
	assert_int_equal(approve(f, f->supervisor, pending), STATUS_OK);
	assert_string_equal(codes_street(f), "Rue Neuve 1");
	assert_string_equal(state_of(f, pending), "done");
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.approved"), "clerk"));
	assert_string_equal(
	    fixture_text(f, "SELECT login FROM audit WHERE command = 'pending.approve'"),
	    "supervisor");
	assert_non_null(strstr(fixture_text(f, "SELECT after FROM audit WHERE command = "
					       "'pending.approve'"),
			       "Rue Neuve 1"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit_record x JOIN audit a ON a.id = "
			      "x.audit_id WHERE a.command = 'pending.approve' AND "
			      "(x.kind = 'customer' OR x.kind = 'pending')"),
	    2);
}

/* Never its maker, from whatever session; nobody without the right; nobody of another customer. */
static void
a_second_person_with_the_right(void **state)
{
	struct fixture *f = *state;
	const char *pending = ask(f, "Rue Neuve 1");
	assert_refused(f, approve(f, f->clerk, pending), "pending", "refusal.approval_own");
	struct session *again = session_new(f->store, f->config, lang_get("fr"));
	assert_int_equal(session_act_as(again, "clerk", &f->outcome.error), STATUS_OK);
	assert_refused(f, approve(f, again, pending), "pending", "refusal.approval_own");
	assert_refused(f, refuse(f, again, pending), "pending", "refusal.approval_own");
	session_free(&again);
	assert_int_equal(approve(f, f->reader, pending), STATUS_DENIED);
	assert_int_equal(approve(f, f->system, pending), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "refusal.approval_system");
	/* The customer's own manager has the right, and is no staff. */
	assert_int_equal(approve(f, f->manager, pending), STATUS_DENIED);
	assert_int_equal(refuse(f, f->manager, pending), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.staff_only");
	const uint32_t rights = f->supervisor->rights;
	f->supervisor->rights &= ~(1u << RIGHT_CUSTOMERS);
	assert_int_equal(approve(f, f->supervisor, pending), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.no_right");
	assert_int_equal(refuse(f, f->supervisor, pending), STATUS_DENIED);
	f->supervisor->rights = rights;
	static const int64_t none[] = { 999 };
	f->supervisor->all_customers = false;
	f->supervisor->customers = none;
	f->supervisor->customer_count = 1;
	assert_refused(f, approve(f, f->supervisor, pending), "pending", "record.pending.unknown");
	f->supervisor->all_customers = true;
	assert_null(codes_street(f));
	assert_string_equal(state_of(f, pending), "waiting");
	assert_int_equal(approve(f, f->supervisor, pending), STATUS_OK);
}

/* What it replaces has changed: the approval is refused, and the request goes on waiting. */
static void
stale_is_not_approved(void **state)
{
	struct fixture *f = *state;
	const char *first = ask(f, "Rue Neuve 1");
	const char *second = ask(f, "Rue Neuve 2");
	assert_int_equal(approve(f, f->supervisor, first), STATUS_OK);
	assert_int_equal(approve(f, f->supervisor, second), STATUS_CHANGED);
	assert_string_equal(f->outcome.error.key, "error.approval_stale");
	assert_string_equal(state_of(f, second), "waiting");
	assert_string_equal(codes_street(f), "Rue Neuve 1");
	const char *third = ask(f, "Rue Neuve 3");
	const char *fourth = ask(f, "Rue Neuve 4");
	assert_int_equal(approve(f, f->supervisor, fourth), STATUS_OK);
	assert_int_equal(approve(f, f->supervisor, third), STATUS_CHANGED);
	assert_string_equal(codes_street(f), "Rue Neuve 4");
}

/* A rule that no longer holds refuses it: a written request grows old. */
static void
checked_by_the_rules_of_the_day(void **state)
{
	struct fixture *f = *state;
	const char *pending = ask(f, "Rue Neuve 1");
	fixture_at(f, "2027-05-18T10:00");
	assert_int_equal(
	    fixture_preview(f, f->supervisor, "pending.approve", "pending", pending, NULL),
	    STATUS_OK);
	fixture_at(f, "2027-05-19T10:00");
	assert_refused(f, approve(f, f->supervisor, pending), "date", "refusal.address_date_old");
	assert_string_equal(state_of(f, pending), "waiting");
	assert_int_equal(refuse(f, f->supervisor, pending), STATUS_OK);
}

/* Whatever comes first wins, and alone. */
static void
one_answer_only(void **state)
{
	static enum status (*const answers[])(struct fixture *, struct session *,
					      const char *) = { approve, refuse, withdraw };
	static const char *const states[] = { "done", "refused", "withdrawn" };
	struct fixture *f = *state;
	for (size_t first = 0; first < 3; first++) {
		const char *street = arena_format(f->arena, "Rue %zu", first);
		const char *pending = ask(f, street);
		assert_int_equal(answers[first](f, first == 2 ? f->clerk : f->supervisor, pending),
				 STATUS_OK);
		for (size_t other = 0; other < 3; other++) {
			assert_refused(f,
				       answers[other](f, other == 2 ? f->clerk : f->admin, pending),
				       "pending", "refusal.pending_ended");
		}
		assert_string_equal(state_of(f, pending), states[first]);
		assert_string_equal(codes_street(f), "Rue 0");
	}
}

static void
refused_with_a_reason(void **state)
{
	struct fixture *f = *state;
	const char *pending = ask(f, "Rue Neuve 1");
	assert_int_equal(fixture_run(f, f->supervisor, "pending.refuse", "pending", pending, NULL),
			 STATUS_USAGE);
	assert_refused(f, withdraw(f, f->supervisor, pending), "pending",
		       "refusal.withdraw_others");
	assert_int_equal(refuse(f, f->supervisor, pending), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT reason FROM pending"), "Non signée");
	assert_null(codes_street(f));
}

/* One that waits for its date is nobody's to approve. */
static void
a_date_is_not_approved(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.suspend", "card", fixture_card("active"),
				     "until", "2026-11-25", NULL),
			 STATUS_OK);
	assert_refused(f, approve(f, f->supervisor, "1"), "pending", "refusal.pending_dated");
	assert_refused(f, approve(f, f->supervisor, "4711"), "pending", "record.pending.unknown");
}

/* CUS-04: not on screen by a customer's user, nor the legal address while the codes go there. */
static void
customers_write_for_the_codes(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, change(f, f->manager, "codes", "Rue 1", "L", "2026-11-18"), "kind",
		       "refusal.address_codes");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "demande écrite"));
	assert_refused(f, change(f, f->manager, "legal", "Rue 1", NULL, NULL), "kind",
		       "refusal.address_codes_legal");
	assert_int_equal(change(f, f->manager, "billing", "Rue 1", NULL, NULL), STATUS_OK);
	assert_refused(f, change(f, f->clerk, "legal", "Rue 1", NULL, NULL), "reference",
		       "refusal.address_reference");
	assert_int_equal(approve(f, f->supervisor, ask(f, "Rue des Codes 1")), STATUS_OK);
	assert_int_equal(change(f, f->manager, "legal", "Rue 1", NULL, NULL), STATUS_OK);
	assert_false(fixture_said(f, "approval.waits"));
	assert_string_equal(fixture_text(f, "SELECT street FROM address WHERE kind = 'legal'"),
			    "Rue 1");
}

/* The written request: a reference, a day, not to come, six months at most. */
static void
written_request_is_recent(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, change(f, f->clerk, "codes", "Rue 1", NULL, "2026-11-18"), "reference",
		       "refusal.address_reference");
	assert_refused(f, change(f, f->clerk, "codes", "Rue 1", "L", NULL), "date",
		       "refusal.address_date");
	assert_refused(f, change(f, f->clerk, "codes", "Rue 1", "L", "2026-11-21"), "date",
		       "refusal.address_date_to_come");
	assert_refused(f, change(f, f->clerk, "codes", "Rue 1", "L", "2026-05-19"), "date",
		       "refusal.address_date_old");
	assert_int_equal(change(f, f->clerk, "codes", "Rue 1", "L", "2026-05-20"), STATUS_OK);
	assert_int_equal(change(f, f->clerk, "codes", "Rue 1", "L", "2026-11-20"), STATUS_OK);
}

/* Letters on their way keep the address they were made with. */
static void
letters_queued_keep_their_address(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "driver.create", "customer", "C100", "division",
				     "Nord", "code", "0412", "name", "X", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "driver.reissue", "customer", "C100", "codes",
				     "0412", "card", fixture_card("active"), "division", "Nord",
				     NULL),
			 STATUS_OK);
	assert_int_equal(approve(f, f->supervisor, ask(f, "Rue Neuve 1")), STATUS_OK);
	assert_non_null(
	    strstr(fixture_text(f, "SELECT recipient FROM outbox WHERE channel = 'letter'"),
		   "Rue du Port 12"));
	assert_int_equal(fixture_run(f, f->agent, "driver.reissue", "customer", "C100", "codes",
				     "0412", "card", fixture_card("active"), "division", "Nord",
				     NULL),
			 STATUS_OK);
	assert_non_null(
	    strstr(fixture_text(f, "SELECT recipient FROM outbox WHERE channel = 'letter' "
				   "ORDER BY id DESC"),
		   "Rue Neuve 1"));
}

/* The same address asks for nobody; a request tried again under its id waits once. */
static void
asked_once(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(approve(f, f->supervisor, ask(f, "Rue Neuve 1")), STATUS_OK);
	assert_int_equal(change(f, f->clerk, "codes", "Rue Neuve 1", "L", "2026-11-18"), STATUS_OK);
	assert_true(f->outcome.unchanged);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_request(f, f->clerk, "r-1", "address.change", "customer",
						 "C100", "kind", "codes", "street", "Rue 9",
						 "postcode", "1000", "town", "X", "country", "BE",
						 "reference", "L", "date", "2026-11-18", NULL),
				 STATUS_OK);
	}
	assert_true(f->outcome.replayed);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pending WHERE state = 'waiting'"),
			 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_effect_when_approved),
		TEST(a_second_person_with_the_right),
		TEST(stale_is_not_approved),
		TEST(checked_by_the_rules_of_the_day),
		TEST(one_answer_only),
		TEST(refused_with_a_reason),
		TEST(a_date_is_not_approved),
		TEST(customers_write_for_the_codes),
		TEST(written_request_is_recent),
		TEST(letters_queued_keep_their_address),
		TEST(asked_once),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
