/* BLK-01 to 05, and what every command owes: preview, scope, right, request id, version. */
#include "fixture.h"

#include <string.h>

#define BLOCK(f, who, number, why, copy)                                                         \
	fixture_run((f), (f)->who, "card.block", "card", (number), "reason", (why), "duplicate", \
		    (copy), NULL)

static const char *
rank_state(struct fixture *f, const char *number, int rank)
{
	return fixture_text(f, arena_format(f->arena,
					    "SELECT r.state FROM rank r JOIN card c ON c.id = "
					    "r.card_id WHERE c.number = '%s' AND r.number = %d",
					    number, rank));
}

static const char *
card_cell(struct fixture *f, const char *number, const char *column)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT %s FROM card WHERE number = '%s'", column, number));
}

/* BLK-01: from each state that may be blocked; effective at once. */
static void
blocks_from_each_state(void **state)
{
	static const char *const from[] = { "active", "in_production", "cancelled", "suspended" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 4; i++) {
		const char *number = fixture_card(from[i]);
		assert_int_equal(BLOCK(f, agent, number, "loss", "no"), STATUS_OK);
		assert_string_equal(card_cell(f, number, "state"), "blocked");
		assert_string_equal(rank_state(f, number, 1), "blocked");
		assert_string_equal(
		    fixture_text(f, arena_format(f->arena,
						 "SELECT r.blocked_at FROM rank r JOIN card c ON "
						 "c.id = r.card_id WHERE c.number = '%s'",
						 number)),
		    fixture_text(f, "SELECT at FROM audit ORDER BY id DESC LIMIT 1"));
		assert_true(fixture_said(f, "outcome.no_duplicate"));
	}
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM request"), 0);
}

/* BLK-01: the reason is one of four, and asked for; so is the duplicate. */
static void
wants_reason_and_duplicate(void **state)
{
	static const char *const reasons[] = { "theft", "loss", "not_received", "faulty" };
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.block", "card", number, "duplicate", "no", NULL),
	    STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "reason");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.block", "card", number, "reason", "theft", NULL),
	    STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "duplicate");
	assert_int_equal(BLOCK(f, agent, number, "bored", "no"), STATUS_USAGE);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", number,
						 "reason", reasons[i], "duplicate", "no", NULL),
				 STATUS_OK);
	}
	assert_string_equal(card_cell(f, number, "state"), "active");
}

/* BLK-02: NEW is not blocked; the message offers to delete it. */
static void
new_is_deleted_not_blocked(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_refused(f, BLOCK(f, agent, number, "theft", "yes"), "card", "refusal.block_new");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "card.delete"));
	assert_non_null(strstr(fixture_refusal(f, "nl"), "card.delete"));
	assert_non_null(strstr(fixture_refusal(f, "en"), "card.delete"));
	assert_string_equal(card_cell(f, number, "state"), "new");
}

static void
over_is_not_blocked(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, BLOCK(f, agent, fixture_card("expired"), "theft", "no"), "card",
		       "refusal.block_expired");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "31/10/2026"));
	assert_refused(f, BLOCK(f, agent, fixture_card("deleted"), "theft", "no"), "card",
		       "refusal.block_deleted");
}

/* BLK-01: final.  The second time says since when, why, and what became of it. */
static void
twice_says_since_when_and_why(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(BLOCK(f, agent, number, "theft", "yes"), STATUS_OK);
	assert_refused(f, BLOCK(f, agent, number, "loss", "no"), "card",
		       "refusal.block_again_duplicate");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "20/11/2026 15:41"));
	assert_non_null(strstr(fixture_refusal(f, "fr"), "rang 2"));
	assert_string_equal(fixture_text(f, "SELECT block_reason FROM rank WHERE number = 1 AND "
					    "state = 'blocked' AND blocked_at > '2026-11-20T14:4'"),
			    "theft");
	const char *other = fixture_card("cancelled");
	assert_int_equal(BLOCK(f, agent, other, "loss", "no"), STATUS_OK);
	assert_refused(f, BLOCK(f, agent, other, "loss", "no"), "card", "refusal.block_again");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "définitif"));
}

/* BLK-03: the same number, rank + 1, same settings and expiry; a request due a day later. */
static void
duplicate_facts(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(BLOCK(f, agent, number, "theft", "yes"), STATUS_OK);
	assert_string_equal(card_cell(f, number, "state"), "blocked");
	assert_string_equal(card_cell(f, number, "rank"), "1");
	assert_string_equal(card_cell(f, number, "next_rank"), "2");
	assert_string_equal(
	    fixture_text(f, "SELECT cause || ' ' || state || ' ' || embossed || ' ' || expires_on "
			    "|| ' ' || new_pin FROM rank WHERE number = 2"),
	    "duplicate new 1-ACT-001 2028-12-31 1");
	assert_string_equal(
	    fixture_text(f, "SELECT q.kind || ' ' || q.state || ' ' || substr(q.due_at, 1, 16) "
			    "FROM request q JOIN rank r ON r.id = q.rank_id AND r.number = 2"),
	    "duplicate submitted 2026-11-21T14:41");
	assert_true(fixture_said(f, "outcome.duplicate_new_pin"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.duplicate_new_pin"), "D-00001"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.duplicate_new_pin"), "21/11/2026 15:41"));
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM card_product p JOIN card c ON c.id "
					"= p.card_id WHERE c.next_rank = 2"),
			 2);
}

/* BLK-03: the code stays only when the card was faulty. */
static void
new_code_unless_faulty(void **state)
{
	static const struct {
		const char *from, *reason;
		int64_t new_pin;
	} cases[] = {
		{ "active", "faulty", 0 },
		{ "cancelled", "not_received", 1 },
		{ "suspended", "loss", 1 },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		const char *number = fixture_card(cases[i].from);
		assert_int_equal(BLOCK(f, agent, number, cases[i].reason, "yes"), STATUS_OK);
		assert_int_equal(
		    fixture_number(f, arena_format(f->arena,
						   "SELECT r.new_pin FROM rank r JOIN card c ON "
						   "c.id = r.card_id WHERE c.number = '%s' AND "
						   "r.number = 2",
						   number)),
		    cases[i].new_pin);
	}
}

/* BLK-03, CARD-14: a rank already on its way serves; no second one is made, no second request. */
static void
rank_in_the_making_serves(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_text(f, "SELECT number FROM card WHERE state = 'active' AND "
					     "next_rank IS NOT NULL ORDER BY id LIMIT 1");
	int64_t ranks = fixture_number(f, "SELECT COUNT(*) FROM rank");
	int64_t requests = fixture_number(f, "SELECT COUNT(*) FROM request");
	assert_non_null(number);
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", number, "reason",
					 "theft", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.next_rank_goes_on"));
	assert_int_equal(BLOCK(f, agent, number, "theft", "yes"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.duplicate_in_making"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM rank"), ranks);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM request"), requests);
}

/* BLK-05: the active airCODE ends with the card. */
static void
aircode_is_revoked(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(fixture_run(f, f->agent, "card.request-aircode", "card", number, NULL),
			 STATUS_OK);
	assert_non_null(card_cell(f, number, "aircode_until"));
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.aircode_revoked"));
	assert_null(card_cell(f, number, "aircode_until"));
	assert_string_equal(fixture_text(f, "SELECT state FROM aircode"), "revoked");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM aircode WHERE ended_at IS NULL"),
			 0);
}

/* A dated lift does not wake a blocked card. */
static void
dated_lift_is_withdrawn(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	int done = 0, refused = 0;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(
	    fixture_run(f, f->agent, "card.suspend", "card", number, "until", "2026-11-25", NULL),
	    STATUS_OK);
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT state FROM pending"), "withdrawn");
	fixture_at(f, "2026-11-27T08:00");
	assert_int_equal(pending_run(f->system, &done, &refused, &error), STATUS_OK);
	assert_int_equal(done + refused, 0);
	assert_string_equal(card_cell(f, number, "state"), "blocked");
}

/* A card that never left: its request stops with it. */
static void
production_stops(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_text(
	    f, "SELECT number FROM card WHERE state = 'in_production' ORDER BY id LIMIT 1");
	assert_non_null(number);
	assert_int_equal(BLOCK(f, agent, number, "not_received", "yes"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.block_before_shipping"));
	assert_true(fixture_said(f, "outcome.request_deleted"));
	assert_int_equal(
	    fixture_number(f, arena_format(f->arena,
					   "SELECT COUNT(*) FROM request q JOIN card c ON c.id = "
					   "q.card_id WHERE c.number = '%s' AND q.state IN "
					   "('submitted', 'in_progress')",
					   number)),
	    1);
	/* MSG-02: "Non reçue" costs no second part, and stays as it is where it is read on paper.
	 */
	assert_string_equal(
	    fixture_text(
		f, "SELECT CASE WHEN body LIKE '%on recue%' THEN 'spelt ' ELSE body END || parts "
		   "FROM outbox WHERE kind = 'card-blocked' AND channel = 'sms' ORDER BY id DESC "
		   "LIMIT 1"),
	    "spelt 1");
	assert_non_null(
	    strstr(fixture_text(f, "SELECT body FROM outbox WHERE kind = 'card-blocked' AND "
				   "channel = 'email' ORDER BY id DESC LIMIT 1"),
		   "on reçue"));
}

/* Decision 8: a preview says what will happen and does none of it. */
static void
preview_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *before = fixture_print(f);
	int64_t audit = fixture_number(f, "SELECT COUNT(*) FROM audit");
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", number, "reason",
					 "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.blocked"));
	assert_true(fixture_said(f, "outcome.duplicate_new_pin"));
	assert_true(fixture_said(f, "outcome.manager_told"));
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit"), audit);
	assert_int_equal(f->outcome.audit, 0);
}

/* A plate stands for the number where one card matches. */
static void
plate_stands_for_the_number(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.block", "plate", "1 act 001", "reason",
				     "theft", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_string_equal(card_cell(f, fixture_card("active"), "state"), "blocked");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "plate", "9-ZZZ-999", "reason",
				     "theft", "duplicate", "no", NULL),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.card.unknown");
}

/* Several cards answer to a plate: how many is said, and nothing is done.  One usable among blocked
 * ones is that one. */
static void
plate_of_several_cards(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->clerk, "card.import", "customer", "C200", "number",
				     "7002000000000005008", "plate", "1-ACT-001", "country", "BE",
				     "expires_on", "12/2028", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "plate", "1ACT001", "reason",
				     "theft", "duplicate", "no", NULL),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.card.several");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "2 cartes"));
	assert_int_equal(BLOCK(f, agent, fixture_card("active"), "theft", "no"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "plate", "1ACT001", "reason",
				     "theft", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_string_equal(card_cell(f, "7002000000000005008", "state"), "blocked");
}

/* USR-05: another customer's card is unknown to a fleet manager, and the try is on record. */
static void
scope_holds(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	assert_int_equal(BLOCK(f, manager, "7002000000000002005", "theft", "no"), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.card.unknown");
	assert_string_equal(fixture_print(f), before);
	assert_string_equal(
	    fixture_text(f, "SELECT login || ' ' || command || ' ' || outcome FROM audit ORDER BY "
			    "id DESC LIMIT 1"),
	    "manager card.block denied");
	assert_int_equal(BLOCK(f, manager, fixture_card("active"), "theft", "no"), STATUS_OK);
}

/* A reader looks and changes nothing; who lacks the right is denied, and both are on record
 * (AUD-01). */
static void
right_is_asked(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(BLOCK(f, reader, number, "theft", "no"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.reader");
	f->agent->rights = 0;
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.no_right");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE outcome = 'denied'"),
			 2);
	assert_string_equal(card_cell(f, number, "state"), "active");
}

/* CALL-02: during a call, a caller who answered nothing blocks nothing. */
static void
caller_level_binds(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	f->agent->call = 1;
	f->agent->caller = CALLER_UNKNOWN;
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.caller_level");
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_OK);
}

/* Decision 9: the same request twice answers with the first outcome. */
static void
same_request_answers_again(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_request(f, f->agent, "request-of-this-test", "card.block",
						 "card", number, "reason", "theft", "duplicate",
						 "yes", NULL),
				 STATUS_OK);
		assert_int_equal(f->outcome.replayed, i == 1);
		assert_true(fixture_said(f, "outcome.blocked"));
		assert_non_null(
		    strstr(fixture_told(f, "fr", "outcome.duplicate_new_pin"), "D-00001"));
	}
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM request"), 1);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 2);
}

/* R15: the card changed since the screen showed it. */
static void
stale_version_is_told(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *version = card_cell(f, number, "version");
	assert_int_equal(fixture_run(f, f->clerk, "card.set-phone", "card", number, "phone",
				     "0479 00 00 01", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "version", version,
				     "reason", "theft", "duplicate", "no", NULL),
			 STATUS_CHANGED);
	assert_string_equal(card_cell(f, number, "state"), "active");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "version",
				     card_cell(f, number, "version"), "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_OK);
}

/* AUD-01: who, what, before and after. */
static void
audit_tells_before_and_after(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(BLOCK(f, agent, fixture_card("active"), "theft", "yes"), STATUS_OK);
	const char *before = fixture_text(f, "SELECT before FROM audit ORDER BY id DESC LIMIT 1");
	const char *after = fixture_text(f, "SELECT after FROM audit ORDER BY id DESC LIMIT 1");
	assert_non_null(strstr(before, "\"state\":\"active\""));
	assert_non_null(strstr(after, "\"block_reason\":\"theft\""));
	assert_string_equal(fixture_text(f, "SELECT login FROM audit ORDER BY id DESC LIMIT 1"),
			    "agent");
	assert_true(fixture_number(f, "SELECT customer_id FROM audit ORDER BY id DESC LIMIT 1") >
		    0);
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit_record x JOIN audit a ON a.id "
					"= x.audit_id WHERE x.kind = 'card' AND a.command = "
					"'card.block'"),
			 1);
}

/* The counts by customer, product and state follow. */
static void
tally_follows(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(BLOCK(f, agent, fixture_card("active"), "theft", "yes"), STATUS_OK);
	assert_int_equal(BLOCK(f, agent, fixture_card("suspended"), "loss", "no"), STATUS_OK);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_number(f,
					"SELECT t.cards FROM card_tally t JOIN customer u ON u.id "
					"= t.customer_id WHERE u.number = 'C100' AND t.state = "
					"'blocked'"),
			 3);
}

/* ---- BLK-04: cancelling ---- */

static void
cancelled_still_pays(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(fixture_run(f, f->agent, "card.cancel", "card", number, NULL), STATUS_OK);
	assert_string_equal(card_cell(f, number, "state"), "cancelled");
	assert_string_equal(rank_state(f, number, 1), "cancelled");
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.cancelled_still_works"), "31/12/2028"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.cancelled_block_instead"), "card.block"));
	assert_int_equal(fixture_run(f, f->agent, "card.request-aircode", "card", number, NULL),
			 STATUS_OK); /* it works until it expires */
	assert_refused(f, fixture_run(f, f->agent, "card.cancel", "card", number, NULL), "card",
		       "refusal.cancel_again");
	assert_int_equal(BLOCK(f, agent, number, "theft", "no"), STATUS_OK);
}

static void
only_active_is_cancelled(void **state)
{
	static const char *const other[] = { "in_production", "suspended", "blocked", "expired",
					     "deleted" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 5; i++) {
		assert_refused(
		    f,
		    fixture_run(f, f->agent, "card.cancel", "card", fixture_card(other[i]), NULL),
		    "card", "refusal.cancel_state");
	}
	assert_refused(f,
		       fixture_run(f, f->agent, "card.cancel", "card", fixture_card("new"), NULL),
		       "card", "refusal.cancel_new");
}

/* ---- BLK-02: deleting ---- */

static void
new_card_is_deleted(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("new");
	assert_int_equal(fixture_run(f, f->agent, "card.delete", "card", number, NULL), STATUS_OK);
	assert_string_equal(card_cell(f, number, "state"), "deleted");
	assert_string_equal(rank_state(f, number, 1), "deleted");
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

static void
new_duplicate_is_deleted(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	assert_int_equal(BLOCK(f, agent, number, "theft", "yes"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.delete", "card", number, NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.deleted_next"));
	assert_string_equal(card_cell(f, number, "state"), "blocked");
	assert_null(card_cell(f, number, "next_rank"));
	assert_string_equal(rank_state(f, number, 2), "deleted");
	assert_string_equal(fixture_text(f, "SELECT state FROM request"), "deleted");
	assert_refused(f, fixture_run(f, f->agent, "card.delete", "card", number, NULL), "card",
		       "refusal.delete_state");
}

static void
what_is_made_is_not_deleted(void **state)
{
	static const char *const other[] = { "active",  "suspended", "cancelled",
					     "blocked", "expired",   "deleted" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 6; i++) {
		assert_refused(
		    f,
		    fixture_run(f, f->agent, "card.delete", "card", fixture_card(other[i]), NULL),
		    "card", "refusal.delete_state");
	}
	assert_refused(
	    f, fixture_run(f, f->agent, "card.delete", "card", fixture_card("in_production"), NULL),
	    "card", "refusal.delete_in_production");
}

/* A reproduction that is not made yet: the code of a stolen card does not go on it, that of a
 * faulty one does. */
static void
rank_in_the_making_changes_its_code(void **state)
{
	static const char *const reasons[] = { "theft", "faulty" };
	struct fixture *f = *state;
	for (int64_t i = 0; i < 2; i++) {
		const char *number = fixture_card(i == 0 ? "active" : "cancelled");
		int64_t card = fixture_number(
		    f, arena_format(f->arena, "SELECT id FROM card WHERE number = '%s'", number));
		const struct arg *rank =
		    ARGS(ARG_INT("id", 9000 + i), ARG_INT("card", card), ARG_INT("number", 2),
			 ARG_TEXT("cause", "reproduction"), ARG_TEXT("state", "new"),
			 ARG_TEXT("embossed", "X"), ARG_TEXT("expires_on", "2030-12-31"),
			 ARG_TEXT("now", "2026-11-20T14:41:00Z"), ARG_NULL("active_at"),
			 ARG_NULL("block_reason"), ARG_NULL("blocked_at"), ARG_NULL("state_before"),
			 ARG_NULL("suspend_reason"), ARG_NULL("suspended_by"),
			 ARG_NULL("suspended_at"), ARG_INT("new_pin", 0));
		assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
		assert_int_equal(store_run(f->store, SQL_RANK_INSERT, rank, NULL, NULL), STATUS_OK);
		assert_int_equal(store_run(f->store, SQL_CARD_NEXT,
					   ARGS(ARG_INT("card", card), ARG_INT("next_rank", 2)),
					   NULL, NULL),
				 STATUS_OK);
		assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
		assert_int_equal(BLOCK(f, agent, number, reasons[i], "yes"), STATUS_OK);
		assert_int_equal(
		    fixture_number(f,
				   arena_format(f->arena, "SELECT new_pin FROM rank WHERE id = %d",
						(int)(9000 + i))),
		    i == 0 ? 1 : 0);
	}
}

/* With nothing to follow it a blocked card is renewed no more; with a duplicate it still is. */
static void
blocked_ends_its_renewal(void **state)
{
	static const char *const copies[] = { "no", "yes" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 2; i++) {
		const char *number = fixture_text(
		    f, "SELECT number FROM card WHERE renewal = 'candidate' AND state = 'active' "
		       "ORDER BY id LIMIT 1");
		assert_non_null(number);
		assert_int_equal(BLOCK(f, agent, number, "theft", copies[i]), STATUS_OK);
		assert_string_equal(card_cell(f, number, "renewal"), i == 0 ? "none" : "candidate");
	}
}

/* In a demo store the new card of the tour comes with its request. */
static void
request_ends_with_the_card(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.delete", "plate", "1-NEW-001", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_deleted"));
	assert_string_equal(fixture_text(f, "SELECT q.state FROM request q JOIN card c ON c.id = "
					    "q.card_id WHERE c.plate = '1-NEW-001'"),
			    "deleted");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(blocks_from_each_state),
		TEST(wants_reason_and_duplicate),
		TEST(new_is_deleted_not_blocked),
		TEST(over_is_not_blocked),
		TEST(twice_says_since_when_and_why),
		TEST(duplicate_facts),
		TEST(new_code_unless_faulty),
		TEST(rank_in_the_making_changes_its_code),
		TEST(aircode_is_revoked),
		TEST(dated_lift_is_withdrawn),
		TEST(preview_changes_nothing),
		TEST(plate_stands_for_the_number),
		TEST(plate_of_several_cards),
		TEST(scope_holds),
		TEST(right_is_asked),
		TEST(caller_level_binds),
		TEST(same_request_answers_again),
		TEST(stale_version_is_told),
		TEST(audit_tells_before_and_after),
		TEST(tally_follows),
		TEST(cancelled_still_pays),
		TEST(only_active_is_cancelled),
		TEST(new_card_is_deleted),
		TEST(new_duplicate_is_deleted),
		TEST(what_is_made_is_not_deleted),
	};
	const struct CMUnitTest demo[] = {
		TEST(production_stops),
		TEST(rank_in_the_making_serves),
		TEST(blocked_ends_its_renewal),
		TEST(request_ends_with_the_card),
	};
	int failed = cmocka_run_group_tests(tests, fixture_start, fixture_stop);
	return failed + cmocka_run_group_tests(demo, fixture_start_demo, fixture_stop);
}
