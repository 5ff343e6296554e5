/* The demo fleet: what the tour needs is there, what the store promises holds, the same seed makes
 * it again. */
#include "fixture.h"

#include <guichet/identifier.h>
#include <string.h>

static int
start(void **state)
{
	return fixture_start_demo_of(state, "2000");
}

static int64_t
count(struct fixture *f, const char *from)
{
	return fixture_number(f, arena_format(f->arena, "SELECT COUNT(*) FROM %s", from));
}

static void
every_state_and_product(void **state)
{
	static const char *const states[] = { "new",       "in_production", "active",  "suspended",
					      "cancelled", "blocked",       "expired", "deleted" };
	static const char *const products[] = { "fleet", "passango", "liber_t", "benefit" };
	static const char *const renewals[] = { "candidate", "cancelled_unused",
						"cancelled_by_user", "in_renewal" };
	struct fixture *f = *state;
	assert_int_equal(count(f, "card"), 2000);
	for (size_t i = 0; i < 8; i++) {
		assert_true(count(f, arena_format(f->arena, "card WHERE state = '%s'", states[i])) >
			    5);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_true(count(f, arena_format(f->arena, "card WHERE product = '%s'",
						  products[i])) > 20);
		assert_true(
		    count(f, arena_format(f->arena, "card WHERE renewal = '%s'", renewals[i])) > 0);
	}
	assert_true(count(f, "card WHERE phone IS NULL AND state = 'active'") > 50);
	assert_true(count(f, "card WHERE aircode_until IS NOT NULL") > 5);
	assert_true(count(f, "card WHERE linked_id IS NOT NULL") > 50);
	assert_true(
	    count(f, "request WHERE state = 'in_progress' AND due_at < '2026-11-20T14:41'") >
	    0); /* late */
	assert_true(count(f, "outbox WHERE state = 'waiting'") > 0);
	assert_true(count(f, "outbox WHERE state = 'sent'") > 10);
}

/* What guichet check looks at. */
static void
the_store_is_whole(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(count(f,
			       "card c JOIN rank r ON r.card_id = c.id AND r.number = c.rank AND "
			       "r.state = c.state AND r.expires_on = c.expires_on"),
			 2000);
	assert_int_equal(count(f, "card c LEFT JOIN rank n ON n.card_id = c.id AND n.number = "
				  "c.next_rank WHERE c.next_rank IS NOT NULL AND n.id IS NULL"),
			 0);
	assert_int_equal(
	    count(f, "card c JOIN card l ON l.id = c.linked_id WHERE l.linked_id <> c.id"), 0);
	assert_int_equal(count(f,
			       "card c JOIN aircode a ON a.card_id = c.id AND a.state = 'active' "
			       "WHERE c.aircode_until <> a.expires_at"),
			 0);
	assert_int_equal(count(f, "card WHERE state IN ('active', 'cancelled') AND expires_on < "
				  "'2026-11-20'"),
			 0);
	assert_int_equal(count(f, "card WHERE last_used_on > '2026-11-20' OR created_on > "
				  "'2026-11-20' OR last_used_on < created_on"),
			 0);
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* REN-02: three months before the end a used card is a candidate, an unused one is not renewed. */
static void
renewals_look_right(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(count(f, "card WHERE renewal = 'candidate' AND (last_used_on IS NULL OR "
				  "last_used_on < '2026-08-01' OR expires_on > '2027-02-28' OR "
				  "state <> 'active')"),
			 0);
	assert_int_equal(count(f, "card WHERE renewal = 'cancelled_unused' AND last_used_on > "
				  "'2026-09-01'"),
			 0);
	assert_int_equal(count(f,
			       "card WHERE state = 'active' AND renewal = 'none' AND expires_on < "
			       "'2027-02-01'"),
			 0);
	/* REN-01: to the last day of a month. */
	assert_int_equal(
	    count(f, "card WHERE substr(expires_on, 9) NOT IN ('28', '29', '30', '31')"), 0);
}

/* REN-03: what is in renewal is locked. */
static void
in_renewal_is_locked(void **state)
{
	struct fixture *f = *state;
	const char *number =
	    fixture_text(f, "SELECT number FROM card WHERE renewal = 'in_renewal' LIMIT 1");
	assert_non_null(number);
	assert_refused(f, fixture_run(f, f->agent, "card.cancel", "card", number, NULL), "card",
		       "refusal.cancel_in_renewal");
	/* Its next rank is in production; were it still new, deleting it would be refused as well.
	 */
	assert_refused(f, fixture_run(f, f->agent, "card.delete", "card", number, NULL), "card",
		       "refusal.delete_in_production");
	struct error error = { .status = STATUS_OK };
	int64_t card = fixture_number(
	    f, arena_format(f->arena, "SELECT id FROM card WHERE number = '%s'", number));
	const struct arg *rank =
	    ARGS(ARG_INT("id", 999999), ARG_INT("card", card), ARG_INT("number", 9),
		 ARG_TEXT("cause", "renewal"), ARG_TEXT("state", "new"), ARG_TEXT("embossed", "X"),
		 ARG_TEXT("expires_on", "2030-12-31"), ARG_TEXT("now", "2026-11-20T14:41:00Z"),
		 ARG_NULL("active_at"), ARG_NULL("block_reason"), ARG_NULL("blocked_at"),
		 ARG_NULL("state_before"), ARG_NULL("suspend_reason"), ARG_NULL("suspended_by"),
		 ARG_NULL("suspended_at"), ARG_INT("new_pin", 1));
	assert_int_equal(store_begin(f->store, "test", &error), STATUS_OK);
	assert_int_equal(store_run(f->store, SQL_RANK_INSERT, rank, NULL, &error), STATUS_OK);
	assert_int_equal(store_run(f->store, SQL_CARD_NEXT,
				   ARGS(ARG_INT("card", card), ARG_INT("next_rank", 9)), NULL,
				   &error),
			 STATUS_OK);
	assert_int_equal(store_commit(f->store, &error), STATUS_OK);
	assert_refused(f, fixture_run(f, f->agent, "card.delete", "card", number, NULL), "card",
		       "refusal.delete_in_renewal");
}

/* The README's tour names these. */
static void
the_tour_is_there(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(count(f, "card WHERE plate_key = '1ABC123'"), 1);
	assert_string_equal(
	    fixture_text(f,
			 "SELECT c.state || ' ' || c.product || ' ' || c.plate || ' ' || c.country "
			 "|| ' ' || u.number FROM card c JOIN customer u ON u.id = c.customer_id "
			 "WHERE c.plate_key = '1ABC123' AND c.phone IS NOT NULL"),
	    "active fleet 1-ABC-123 BE C00123");
	assert_string_equal(fixture_text(f, "SELECT state FROM card WHERE plate = '1-NEW-001'"),
			    "new");
	assert_string_equal(fixture_text(f, "SELECT state FROM driver WHERE name = '=1+1'"),
			    "active");
	assert_string_equal(fixture_text(f, "SELECT group_concat(login) FROM (SELECT login FROM "
					    "account WHERE login IN ('admin', 'agent', 'clerk', "
					    "'manager', 'supervisor') ORDER BY login)"),
			    "admin,agent,clerk,manager,supervisor");
	/* AUT-05: authorisations in every state, one of which waits for a second person. */
	assert_string_equal(fixture_text(f, "SELECT group_concat(state) FROM (SELECT DISTINCT "
					    "state FROM authorisation ORDER BY state)"),
			    "active,cancelled,expired,registered,used");
	assert_int_equal(count(f, "pending WHERE approval = 1 AND state = 'waiting'"), 1);
	assert_false(f->manager->all_customers);
	assert_int_equal(f->manager->customer_count, 1);
	assert_string_equal(
	    fixture_text(f,
			 "SELECT u.name FROM account a JOIN account_customer x ON x.account_id = "
			 "a.id JOIN customer u ON u.id = x.customer_id WHERE a.login = 'manager'"),
	    "LEROY TRANSPORT SA");
}

/* Plates, phones and company numbers are as their countries write them. */
static void
numbers_are_plausible(void **state)
{
	struct fixture *f = *state;
	struct cursor *cursor = NULL;
	assert_int_equal(
	    store_select_sql(f->store, "SELECT country, plate FROM vehicle", NULL, &cursor, NULL),
	    STATUS_OK);
	while (cursor_next(cursor)) {
		assert_true(plate_plausible(cursor_text(cursor, 0), cursor_text(cursor, 1)));
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(store_select_sql(f->store, "SELECT country, vat, iban FROM customer", NULL,
					  &cursor, NULL),
			 STATUS_OK);
	while (cursor_next(cursor)) {
		assert_true(vat_valid(cursor_text(cursor, 0), cursor_text(cursor, 1)));
		assert_true(iban_valid(cursor_text(cursor, 2)));
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(store_select_sql(f->store,
					  "SELECT phone FROM card WHERE phone IS NOT NULL", NULL,
					  &cursor, NULL),
			 STATUS_OK);
	while (cursor_next(cursor)) {
		const char *phone = cursor_text(cursor, 0), *key = NULL;
		bool mobile = false;
		assert_string_equal(
		    phone_parse(f->arena, phone_country(phone), phone, &mobile, &key), phone);
		assert_true(mobile);
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(
	    fixture_number(f,
			   "SELECT COUNT(*) - COUNT(DISTINCT country || plate_key) FROM vehicle"),
	    0);
}

/* AIR-02: no code of the demo's own can be read in a message sent. */
static void
sent_codes_are_masked(void **state)
{
	struct fixture *f = *state;
	assert_true(count(f, "outbox WHERE kind = 'aircode'") > 0);
	assert_int_equal(
	    count(f, "outbox WHERE kind = 'aircode' AND body NOT LIKE 'airCODE ****** %'"), 0);
}

static void
only_an_empty_demo_store_is_filled(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->system, "demo.fill", NULL), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "refusal.demo_not_empty");
	assert_int_equal(fixture_run(f, f->admin, "demo.fill", NULL), STATUS_DENIED);
}

/* The same seed, the same store: all but the airCODEs, whose hashes hang on the store's key. */
static const char *
fingerprint(void **state)
{
	struct fixture *f = *state;
	return fixture_text(
	    f,
	    "SELECT group_concat(x) FROM (SELECT c.number || c.state || coalesce(plate, '') || "
	    "coalesce(driver, '') || coalesce(phone, '') || expires_on || u.name AS x FROM card c "
	    "JOIN customer u ON u.id = c.customer_id ORDER BY c.id)");
}

static void
same_seed_same_store(void **state)
{
	void *first = NULL, *second = NULL;
	(void)state;
	fixture_start_demo(&first);
	fixture_open(&first);
	const char *one = fingerprint(&first);
	fixture_stop(NULL);
	fixture_start_demo(&second);
	fixture_open(&second);
	assert_string_equal(fingerprint(&second), one);
	fixture_close(&first);
	fixture_close(&second);
	fixture_stop(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_state_and_product), TEST(the_store_is_whole),
		TEST(renewals_look_right),     TEST(in_renewal_is_locked),
		TEST(the_tour_is_there),       TEST(numbers_are_plausible),
		TEST(sent_codes_are_masked),   TEST(only_an_empty_demo_store_is_filled),
	};
	const struct CMUnitTest again[] = { cmocka_unit_test(same_seed_same_store) };
	int failed = cmocka_run_group_tests(tests, start, fixture_stop);
	return failed + cmocka_run_group_tests(again, NULL, NULL);
}
