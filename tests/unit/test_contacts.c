/* BLK-05, MSG-01: who is told, how, in which language; and the customers and divisions themselves.
 */
#include "fixture.h"

#include <string.h>

static enum status
block(struct fixture *f, const char *number)
{
	return fixture_run(f, f->agent, "card.block", "card", number, "reason", "theft",
			   "duplicate", "yes", NULL);
}

/* BLK-05: e-mail and SMS with time and reference, in the contact's language whatever the clerk's.
 */
static void
manager_hears_both_ways(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(block(f, fixture_card("active")), STATUS_OK);
	assert_true(fixture_said(f, "outcome.manager_told"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 2);
	const char *mail = fixture_text(f, "SELECT subject || body FROM outbox WHERE channel = "
					   "'email' AND recipient = 'eric.dupont@leroy.example'");
	const char *sms = fixture_text(f, "SELECT body FROM outbox WHERE channel = 'sms' AND "
					  "recipient = '+32478112233'");
	assert_non_null(mail);
	assert_non_null(sms);
	assert_non_null(strstr(mail, "B-00001"));
	assert_non_null(strstr(mail, "20/11/2026 15:41"));
	assert_non_null(strstr(mail, "Bonjour"));
	assert_non_null(strstr(sms, "B-00001"));
	assert_non_null(strstr(sms, "20/11/2026 15:41"));
	assert_non_null(strstr(sms, "1-ACT-001"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox o JOIN card c ON c.id = o.card_id WHERE "
			      "c.plate = '1-ACT-001' AND o.customer_id = c.customer_id"),
	    2);
}

/* MSG-01: the receiver's language. */
static void
in_the_receivers_language(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(block(f, "7002000000000002005"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.manager_texted"));
	assert_true(fixture_said(f, "outcome.manager_no_email"));
	const char *sms = fixture_text(f, "SELECT body FROM outbox WHERE language = 'nl'");
	assert_non_null(strstr(sms, "geblokkeerd"));
	assert_int_equal(block(f, "7002000000000004001"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.manager_mailed"));
	assert_true(fixture_said(f, "outcome.manager_no_phone"));
	assert_non_null(strstr(fixture_text(f, "SELECT body FROM outbox WHERE language = 'en'"),
			       "was blocked on"));
}

/* MSG-01: the contact's own language, not the customer's, not the clerk's. */
static void
in_the_contacts_own_language(void **state)
{
	struct fixture *f = *state;
	int64_t customer = fixture_number(f, "SELECT id FROM customer WHERE number = 'C300'");
	const struct arg *contact =
	    ARGS(ARG_INT("id", 9000), ARG_INT("customer", customer), ARG_TEXT("kind", "manager"),
		 ARG_TEXT("name", "MAES JAN"), ARG_TEXT("email", "jan.maes@martin.example"),
		 ARG_NULL("phone"), ARG_TEXT("language", "nl"));
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	assert_int_equal(store_run(f->store, SQL_CONTACT_INSERT, contact, NULL, NULL), STATUS_OK);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
	assert_int_equal(block(f, "7002000000000003003"), STATUS_OK);
	assert_non_null(strstr(fixture_text(f, "SELECT body FROM outbox"), "geblokkeerd"));
}

/* BLK-05: nobody to tell does not stop a block, and the clerk is warned. */
static void
nobody_to_tell_is_warned_of(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(block(f, "7002000000000003003"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.manager_none"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 0);
}

/* BLK-05: each block has a reference of its own. */
static void
references_differ(void **state)
{
	struct fixture *f = *state;
	/* Not told before it is sure: a clerk would read it out. */
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", fixture_card("active"),
					 "reason", "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_false(fixture_said(f, "outcome.block_reference"));
	assert_int_equal(block(f, fixture_card("active")), STATUS_OK);
	assert_string_equal(fixture_told(f, "fr", "outcome.block_reference"), "Référence B-00001");
	assert_int_equal(block(f, fixture_card("cancelled")), STATUS_OK);
	assert_string_equal(fixture_told(f, "fr", "outcome.block_reference"), "Référence B-00002");
}

/* MSG-01: refused, nothing is queued. */
static void
nothing_is_sent_for_a_refusal(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(block(f, fixture_card("new")), STATUS_REFUSED);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 0);
}

/* ---- CUS-01, CUS-06 ---- */

static enum status
create(struct fixture *f, struct session *who, const char *number, const char *param,
       const char *text)
{
	return fixture_run(f, who, "customer.create", "number", number, "name", "Test", "country",
			   "BE", "language", "fr", param, text, NULL);
}

static void
customer_numbers_are_checked(void **state)
{
	static const struct {
		const char *param, *text, *key;
	} bad[] = {
		{ "vat", "0440966355", "refusal.vat" },
		{ "iban", "BE68539007547035", "refusal.iban" },
		{ "email", "test@guichet.example", "refusal.manager_unnamed" },
		{ "street", "Rue Haute 1", "refusal.address_incomplete" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(create(f, f->clerk, "C900", bad[i].param, bad[i].text),
				 STATUS_REFUSED);
		assert_string_equal(f->outcome.error.key, bad[i].key);
	}
	assert_refused(f,
		       fixture_run(f, f->clerk, "customer.create", "number", "C900", "name", "Test",
				   "country", "BE", "language", "fr", "manager", "TEST", "email",
				   "no address", NULL),
		       "email", "refusal.email");
	assert_int_equal(create(f, f->clerk, "C900", "vat", "0440.966.354"), STATUS_OK);
	assert_int_equal(create(f, f->clerk, "C901", "iban", "BE68 5390 0754 7034"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT iban FROM customer WHERE number = 'C901'"),
			    "BE68539007547034");
	assert_refused(f, create(f, f->clerk, "C900", NULL, NULL), "number",
		       "refusal.customer_taken");
	assert_refused(f, create(f, f->clerk, "C 902", NULL, NULL), "number",
		       "refusal.customer_number");
	assert_int_equal(create(f, f->agent, "C903", NULL, NULL), STATUS_DENIED);
	assert_int_equal(create(f, f->manager, "C903", NULL, NULL), STATUS_DENIED);
}

/* CUS-02: a name once in a customer, whatever the case and accents. */
static void
division_names_are_unique(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->manager, "division.create", "customer", "C100", "name",
				     "Île-de-France", NULL),
			 STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->manager, "division.create", "customer", "c100", "name",
				   "ILE DE FRANCE", NULL),
		       "name", "refusal.division_taken");
	assert_int_equal(
	    fixture_run(f, f->manager, "division.create", "customer", "C200", "name", "Oost", NULL),
	    STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.customer.unknown");
	assert_int_equal(fixture_run(f, f->clerk, "division.create", "customer", "C200", "name",
				     "Île-de-France", NULL),
			 STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(manager_hears_both_ways),
		TEST(in_the_receivers_language),
		TEST(in_the_contacts_own_language),
		TEST(nobody_to_tell_is_warned_of),
		TEST(references_differ),
		TEST(nothing_is_sent_for_a_refusal),
		TEST(customer_numbers_are_checked),
		TEST(division_names_are_unique),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
