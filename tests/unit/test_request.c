/* CARD-05, CARD-13, BLK-01, OBU-02: a production order from the counter to the letter box, and what
 * it does to the issues of its card. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = { "submitted", "awaiting_docs", "in_progress", "shipped",
				      "delivered", "returned",      "deleted" };
enum { STATES = sizeof states / sizeof states[0] };

static const char *
rank_cell(struct fixture *f, const char *number, int rank, const char *column)
{
	return fixture_text(f, arena_format(f->arena,
					    "SELECT r.%s FROM rank r JOIN card c ON c.id = "
					    "r.card_id WHERE c.number = '%s' AND r.number = %d",
					    column, number, rank));
}

static const char *
card_cell(struct fixture *f, const char *number, const char *column)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT %s FROM card WHERE number = '%s'", column, number));
}

static const char *
request_cell(struct fixture *f, const char *request, const char *column)
{
	return fixture_text(f, arena_format(f->arena, "SELECT %s FROM request WHERE number = '%s'",
					    column, request));
}

static const char *
last_request(struct fixture *f)
{
	return fixture_text(f, "SELECT number FROM request ORDER BY id DESC LIMIT 1");
}

static enum status
advance(struct fixture *f, const char *request, const char *state)
{
	return fixture_run(f, f->clerk, "request.advance", "request", request, "state", state,
			   NULL);
}

/* A duplicate of a stolen card: rank 2, new, and its request. */
static const char *
ordered(struct fixture *f, const char *number)
{
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason", "theft",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	return last_request(f);
}

/* A reproduction on its way out: rank 1 stays valid, rank 2 is shipped. */
static void
reproduced(struct fixture *f, const char *number, const char *until)
{
	assert_int_equal(fixture_run(f, f->clerk, "card.change-pin", "card", number, NULL),
			 STATUS_OK);
	const char *request = last_request(f);
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	if (strcmp(until, "shipped") == 0) {
		assert_int_equal(advance(f, request, "shipped"), STATUS_OK);
	}
}

/* Card, rank and count agree: what "guichet check" compares. */
static void
assert_consistent(struct fixture *f)
{
	static const enum statement faults[] = { SQL_CHECK_RANKS, SQL_CHECK_NEXT_RANKS,
						 SQL_CHECK_OLDER_RANKS };
	for (size_t i = 0; i < 3; i++) {
		struct cursor *cursor = NULL;
		assert_int_equal(store_select(f->store, faults[i], NULL, &cursor, NULL), STATUS_OK);
		assert_false(cursor_next(cursor));
		assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	}
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

static void
force(struct fixture *f, const char *request, const char *state)
{
	int64_t id = fixture_number(
	    f, arena_format(f->arena, "SELECT id FROM request WHERE number = '%s'", request));
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	assert_int_equal(store_run(f->store, SQL_REQUEST_MOVE,
				   ARGS(ARG_INT("request", id), ARG_TEXT("state", state),
					ARG_TEXT("before", request_cell(f, request, "state")),
					ARG_NULL("ended_at")),
				   NULL, NULL),
			 STATUS_OK);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
}

/* CARD-05: the whole way of a duplicate; the card is the new rank from the day it leaves. */
static void
the_whole_way(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *request = ordered(f, number);
	const char *version = card_cell(f, number, "version");
	assert_string_equal(request_cell(f, request, "due_at"), "2026-11-21T14:41:00Z");

	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	assert_string_equal(rank_cell(f, number, 2, "state"), "in_production");
	assert_string_equal(rank_cell(f, number, 2, "produced_at"), "2026-11-20T14:41:00Z");
	assert_string_equal(card_cell(f, number, "rank"), "1");
	assert_string_not_equal(card_cell(f, number, "version"), version);
	assert_consistent(f);

	fixture_at(f, "2026-11-21T10:00");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", "d-00001", "state",
				     "shipped", "carrier", "DHL", "tracking", "jd-0042", NULL),
			 STATUS_OK);
	assert_string_equal(
	    request_cell(f, request, "carrier || ' ' || tracking || ' ' || shipped_at"),
	    "dhl JD-0042 2026-11-21T09:00:00Z");
	assert_string_equal(rank_cell(f, number, 2, "state"), "active");
	assert_string_equal(rank_cell(f, number, 2, "active_at"), "2026-11-21T09:00:00Z");
	assert_string_equal(card_cell(f, number, "rank"), "2");
	assert_string_equal(card_cell(f, number, "state"), "active");
	assert_null(card_cell(f, number, "next_rank"));
	assert_string_equal(rank_cell(f, number, 1, "state"), "blocked");
	assert_consistent(f);

	assert_int_equal(advance(f, request, "delivered"), STATUS_OK);
	assert_string_equal(request_cell(f, request, "ended_at"), "2026-11-21T09:00:00Z");
	assert_string_equal(
	    fixture_text(f, "SELECT group_concat(x.kind, ' ') FROM audit_record x JOIN audit a ON "
			    "a.id = x.audit_id WHERE a.id = (SELECT MAX(id) FROM audit)"),
	    "request card");
}

/* MSG-01, CARD-05: the manager has the parcel's link in his language; without a carrier, no link.
 */
static void
the_manager_is_told(void **state)
{
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "shipped", "carrier", "bpost", "tracking", "3232001", NULL),
			 STATUS_OK);
	const char *body = fixture_text(
	    f, "SELECT body FROM outbox WHERE kind = 'request-shipped' AND channel = 'email'");
	assert_non_null(body);
	assert_non_null(strstr(body, "itemCode=3232001"));
	assert_non_null(strstr(body, "expédiée par bpost"));
	assert_int_equal(advance(f, request, "returned"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_came_back"));
	assert_int_equal(advance(f, request, "shipped"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_no_parcel"));
	assert_null(request_cell(f, request, "tracking")); /* another parcel */
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = 'request-sent'"), 1);
}

/* CARD-05: of 49 pairs only these moves are moves; every other is refused, says so, changes
 * nothing. */
static void
every_pair(void **state)
{
	static const char *const moves[] = { "submitted>in_progress", "submitted>deleted",
					     "awaiting_docs>deleted", "in_progress>shipped",
					     "shipped>delivered",     "shipped>returned",
					     "returned>shipped" };
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	int allowed = 0;
	for (size_t from = 0; from < STATES; from++) {
		for (size_t to = 0; to < STATES; to++) {
			const char *move =
			    arena_format(f->arena, "%s>%s", states[from], states[to]);
			bool is_move = false;
			for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
				is_move = is_move || strcmp(moves[i], move) == 0;
			}
			allowed += is_move;
			if (is_move) {
				continue; /* made for good in the other tests */
			}
			force(f, request, states[from]);
			const char *before = fixture_print(f);
			enum status status = advance(f, request, states[to]);
			if (status != STATUS_REFUSED) {
				fail_msg("%s: %d", move, status);
			}
			assert_string_equal(f->outcome.error.param, "state");
			assert_string_equal(fixture_print(f), before);
		}
	}
	assert_int_equal(allowed, 7);
}

/* Each refusal says what may follow. */
static void
refusals_show_the_way(void **state)
{
	static const struct {
		const char *from, *to, *key, *words;
	} cases[] = {
		{ "submitted", "shipped", "refusal.request_next_two",
		  "« En cours » ou « Supprimée »" },
		{ "awaiting_docs", "submitted", "refusal.request_needs_papers",
		  "card.attach-document" },
		{ "awaiting_docs", "in_progress", "refusal.request_needs_papers", "joignez-les" },
		{ "in_progress", "delivered", "refusal.request_next", "« Expédiée »" },
		{ "in_progress", "deleted", "refusal.request_in_production", "bloquez la carte" },
		{ "shipped", "in_progress", "refusal.request_next_two",
		  "« Livrée » ou « Retournée »" },
		{ "returned", "delivered", "refusal.request_next", "« Expédiée »" },
		{ "delivered", "shipped", "refusal.request_over", "rien ne suit" },
		{ "deleted", "in_progress", "refusal.request_over", "rien ne suit" },
	};
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		force(f, request, cases[i].from);
		assert_refused(f, advance(f, request, cases[i].to), "state", cases[i].key);
		assert_non_null(strstr(fixture_refusal(f, "fr"), cases[i].words));
	}
}

/* BLK-02: deleting a request is deleting what it would have made. */
static void
deleted_before_production(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *request = ordered(f, number);
	assert_int_equal(advance(f, request, "deleted"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.deleted_next"));
	assert_string_equal(request_cell(f, request, "state"), "deleted");
	assert_non_null(request_cell(f, request, "ended_at"));
	assert_string_equal(rank_cell(f, number, 2, "state"), "deleted");
	assert_null(card_cell(f, number, "next_rank"));
	assert_consistent(f);
}

/* A parcel's number without who carries it, carriers nobody knows, signs that no number has. */
static void
parcels(void **state)
{
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "in_progress", "carrier", "dhl", NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "carrier");
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				   "shipped", "tracking", "1", NULL),
		       "carrier", "refusal.request_no_carrier");
	assert_refused(f,
		       fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				   "shipped", "carrier", "dhl", "tracking", "1&x=2", NULL),
		       "tracking", "refusal.request_tracking");
	assert_refused(f,
		       fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				   "shipped", "carrier", "pigeon", NULL),
		       "carrier", "record.carrier.unknown");
}

static void
for_the_staff_alone(void **state)
{
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	assert_int_equal(fixture_run(f, f->manager, "request.advance", "request", request, "state",
				     "in_progress", NULL),
			 STATUS_DENIED);
	f->clerk->rights = 0;
	assert_int_equal(advance(f, request, "in_progress"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.no_right");
}

/* R15 */
static void
a_stale_screen_is_told(void **state)
{
	struct fixture *f = *state;
	const char *request = ordered(f, fixture_card("active"));
	const char *version = request_cell(f, request, "version");
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "version",
				     version, "state", "shipped", NULL),
			 STATUS_CHANGED);
}

/* ---- CARD-13: two issues alive ---- */

static void
older_issue_stays_valid(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "shipped");
	assert_true(fixture_said(f, "outcome.request_active_older"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.request_active_older"), "31/12/2028"));
	assert_non_null(
	    strstr(fixture_text(f, "SELECT body FROM outbox WHERE kind = 'request-sent'"),
		   "détruisez-la"));
	assert_string_equal(card_cell(f, number, "rank"), "2");
	assert_string_equal(rank_cell(f, number, 1, "state"), "active");
	assert_string_equal(rank_cell(f, number, 2, "state"), "active");
	assert_consistent(f);
}

/* BLK-01: a block leaves no issue that pays; the duplicate comes after the highest. */
static void
block_blocks_both(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "shipped");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason", "loss",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.blocked_older"));
	assert_string_equal(rank_cell(f, number, 1, "state || ' ' || block_reason"),
			    "blocked loss");
	assert_string_equal(rank_cell(f, number, 2, "state || ' ' || block_reason"),
			    "blocked loss");
	assert_string_equal(rank_cell(f, number, 3, "state || ' ' || cause"), "new duplicate");
	assert_string_equal(card_cell(f, number, "next_rank"), "3");
	assert_consistent(f);
}

/* A block while the reproduction is made: what is out is blocked, what is made serves as duplicate.
 */
static void
block_leaves_what_is_made(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "in_progress");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason", "loss",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_string_equal(rank_cell(f, number, 2, "state"), "in_production");
	assert_int_equal(advance(f, last_request(f), "shipped"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_active"));
	assert_string_equal(card_cell(f, number, "state || ' ' || rank"), "active 2");
	assert_consistent(f);
}

/* BLK-06 for both, and back. */
static void
suspension_holds_both(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "shipped");
	assert_int_equal(fixture_run(f, f->agent, "card.suspend", "card", number, NULL), STATUS_OK);
	assert_string_equal(rank_cell(f, number, 1, "state"), "suspended");
	assert_string_equal(rank_cell(f, number, 2, "state"), "suspended");
	assert_int_equal(fixture_run(f, f->agent, "card.lift", "card", number, NULL), STATUS_OK);
	assert_string_equal(rank_cell(f, number, 1, "state"), "active");
	assert_string_equal(rank_cell(f, number, 2, "state"), "active");
	assert_consistent(f);
}

/* A new issue does not open a card that was suspended meanwhile. */
static void
shipping_opens_nothing(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "in_progress");
	assert_int_equal(fixture_run(f, f->agent, "card.suspend", "card", number, NULL), STATUS_OK);
	assert_int_equal(advance(f, last_request(f), "shipped"), STATUS_OK);
	assert_string_equal(card_cell(f, number, "state || ' ' || rank"), "suspended 2");
	assert_consistent(f);
	assert_int_equal(fixture_run(f, f->agent, "card.lift", "card", number, NULL), STATUS_OK);
	assert_string_equal(card_cell(f, number, "state"), "active");
	assert_string_equal(rank_cell(f, number, 1, "state"), "active");
	assert_consistent(f);
}

/* A parcel that came back is not sent again once its card is blocked. */
static void
blocked_is_not_sent_again(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *request = ordered(f, number);
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
	assert_int_equal(advance(f, request, "shipped"), STATUS_OK);
	assert_int_equal(advance(f, request, "returned"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number, "reason",
				     "not_received", "duplicate", "no", NULL),
			 STATUS_OK);
	assert_refused(f, advance(f, request, "shipped"), "state", "refusal.request_rank_over");
}

static int64_t
card_id(struct fixture *f, const char *number)
{
	return fixture_number(
	    f, arena_format(f->arena, "SELECT id FROM card WHERE number = '%s'", number));
}

static void
run(struct fixture *f, enum statement statement, const struct arg *args)
{
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	assert_int_equal(store_run(f->store, statement, args, NULL, NULL), STATUS_OK);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
}

/* An issue of four years more, whatever made it; its id is 9000 and its number. */
static void
insert_rank(struct fixture *f, const char *number, int rank, const char *state)
{
	run(f, SQL_RANK_INSERT,
	    ARGS(ARG_INT("id", 9000 + rank), ARG_INT("card", card_id(f, number)),
		 ARG_INT("number", rank), ARG_TEXT("cause", "renewal"), ARG_TEXT("state", state),
		 ARG_TEXT("embossed", "X"), ARG_TEXT("expires_on", "2032-12-31"),
		 ARG_TEXT("now", "2026-11-20T14:41:00Z"), ARG_NULL("active_at"),
		 ARG_NULL("block_reason"), ARG_NULL("blocked_at"), ARG_NULL("state_before"),
		 ARG_NULL("suspend_reason"), ARG_NULL("suspended_by"), ARG_NULL("suspended_at"),
		 ARG_INT("new_pin", 0)));
}

static void
set_next(struct fixture *f, const char *number, int rank)
{
	run(f, SQL_CARD_NEXT,
	    ARGS(ARG_INT("card", card_id(f, number)), ARG_INT("next_rank", rank)));
}

/* An older issue that ends touches neither the card nor the rank to come. */
static void
older_issue_expires_alone(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	reproduced(f, number, "shipped");
	insert_rank(f, number, 3, "active");
	insert_rank(f, number, 4, "new");
	set_next(f, number, 4);
	run(f, SQL_CARD_PRESENT,
	    ARGS(ARG_INT("card", card_id(f, number)), ARG_INT("rank_number", 3),
		 ARG_TEXT("state", "active"), ARG_TEXT("expires_on", "2032-12-31")));
	assert_consistent(f);
	const char *card = card_cell(f, number, "version");
	fixture_at(f, "2029-01-02T03:00");
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_string_equal(rank_cell(f, number, 1, "state"), "expired");
	assert_string_equal(rank_cell(f, number, 2, "state"), "expired");
	assert_string_equal(card_cell(f, number, "state || ' ' || rank || ' ' || next_rank"),
			    "active 3 4");
	assert_string_equal(card_cell(f, number, "version"), card);
	assert_consistent(f);
}

/* What is to come and never was made ends with its day, and its request with it. */
static void
order_ends_with_its_rank(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *request = ordered(f, number);
	fixture_at(f, "2029-01-02T03:00");
	assert_int_equal(fixture_run(f, f->system, "card.expire", NULL), STATUS_OK);
	assert_string_equal(rank_cell(f, number, 2, "state"), "expired");
	assert_null(card_cell(f, number, "next_rank"));
	assert_string_equal(request_cell(f, request, "state"), "deleted");
}

/* A renewal that waits: rank 2, its request D-09000. */
static void
insert_renewal(struct fixture *f, const char *number)
{
	insert_rank(f, number, 2, "new");
	set_next(f, number, 2);
	run(f, SQL_REQUEST_INSERT,
	    ARGS(ARG_INT("id", 9000), ARG_TEXT("number", "D-09000"),
		 ARG_INT("customer",
			 fixture_number(f, "SELECT id FROM customer WHERE number = 'C100'")),
		 ARG_INT("card", card_id(f, number)), ARG_INT("rank", 9002),
		 ARG_TEXT("kind", "renewal"), ARG_TEXT("state", "submitted"),
		 ARG_TEXT("now", "2026-11-20T14:41:00Z"),
		 ARG_TEXT("due_at", "2026-11-21T14:41:00Z")));
}

/* REN-04: a renewal that is shipped waits for its day; its card is what it was. */
static void
renewal_waits_for_its_day(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	insert_renewal(f, number);
	assert_int_equal(advance(f, "D-09000", "in_progress"), STATUS_OK);
	assert_int_equal(advance(f, "D-09000", "shipped"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_active_later"));
	assert_string_equal(rank_cell(f, number, 2, "state"), "in_production");
	assert_string_equal(rank_cell(f, number, 2, "shipped_at"), "2026-11-20T14:41:00Z");
	assert_string_equal(card_cell(f, number, "state || ' ' || rank || ' ' || next_rank"),
			    "active 1 2");
	assert_consistent(f);
}

/* ---- OBU-02 ---- */

static const char *
write_file(struct fixture *f, const char *name, const char *bytes, size_t size)
{
	const char *path = arena_format(f->arena, "%s/%s", f->folder, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *
grey_card(struct fixture *f)
{
	static const char pdf[] = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";
	return write_file(f, "carte grise.pdf", pdf, sizeof pdf - 1);
}

static const char *
waiting_unit(struct fixture *f)
{
	assert_int_equal(fixture_run(f, f->clerk, "card.create", "customer", "C100", "product",
				     "passango", "plate", "1-OBU-777", "vehicle_class", "heavy_3",
				     "weight", "40000", "axles", "5", "euro_class", "euro_6", NULL),
			 STATUS_OK);
	const char *request = last_request(f);
	assert_string_equal(request_cell(f, request, "state"), "awaiting_docs");
	return request;
}

/* The manager is asked for it; the 24 hours run from the paper, not from the order. */
static void
hours_run_from_the_paper(void **state)
{
	struct fixture *f = *state;
	const char *request = waiting_unit(f);
	assert_null(request_cell(f, request, "due_at"));
	assert_string_equal(
	    fixture_text(f, "SELECT recipient FROM outbox WHERE kind = 'request-papers'"),
	    "eric.dupont@leroy.example");
	assert_refused(f, advance(f, request, "in_progress"), "state",
		       "refusal.request_needs_papers");

	fixture_at(f, "2026-11-24T09:30");
	assert_int_equal(fixture_preview(f, f->clerk, "card.attach-document", "plate", "1OBU777",
					 "file", grey_card(f), NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM document"), 0);
	assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "plate", "1OBU777",
				     "file", grey_card(f), "kind", "other", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.attached_still_awaits"));
	assert_string_equal(request_cell(f, request, "state"), "awaiting_docs");
	assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "plate", "1OBU777",
				     "file", grey_card(f), NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.request_papers_in"));
	assert_string_equal(request_cell(f, request, "state || ' ' || due_at"),
			    "submitted 2026-11-25T08:30:00Z");
	assert_string_equal(fixture_text(f, "SELECT d.name || ' ' || d.media || ' ' || q.number || "
					    "' ' || d.login FROM document d JOIN request q ON "
					    "q.id = d.request_id WHERE d.kind = 'grey_card'"),
			    arena_format(f->arena, "carte grise.pdf pdf %s clerk", request));
	assert_int_equal(advance(f, request, "in_progress"), STATUS_OK);
}

/* A preview keeps nothing on disk, a refusal neither; the same paper twice is one. */
static void
papers_are_kept_once(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *count = arena_format(
	    f->arena, "test \"$(ls '%s/store.db.documents' 2>/dev/null | wc -l)\" = ", f->folder);
	assert_int_equal(fixture_preview(f, f->clerk, "card.attach-document", "card", number,
					 "file", grey_card(f), NULL),
			 STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->clerk, "card.attach-document", "card",
				   fixture_card("deleted"), "file", grey_card(f), NULL),
		       "card", "refusal.attach_deleted");
	assert_int_equal(system(arena_format(f->arena, "%s0", count)), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "card", number,
					     "file", grey_card(f), NULL),
				 STATUS_OK);
		assert_int_equal(f->outcome.unchanged, i == 1);
	}
	assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "card",
				     fixture_card("cancelled"), "file", grey_card(f), NULL),
			 STATUS_OK);
	assert_int_equal(system(arena_format(f->arena, "%s1", count)), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM document"), 2);
}

/* What is wrong with a file stands under its field. */
static void
hostile_files_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_card("active");
	const char *named = write_file(f, "photo.png", "GIF89a", 6);
	assert_refused(
	    f,
	    fixture_run(f, f->clerk, "card.attach-document", "card", number, "file", named, NULL),
	    "file", "error.document_media");
	assert_refused(f,
		       fixture_run(f, f->clerk, "card.attach-document", "card", number, "file",
				   f->folder, NULL),
		       "file", "error.document_no_file");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM document"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_whole_way),
		TEST(the_manager_is_told),
		TEST(every_pair),
		TEST(refusals_show_the_way),
		TEST(deleted_before_production),
		TEST(parcels),
		TEST(for_the_staff_alone),
		TEST(a_stale_screen_is_told),
		TEST(older_issue_stays_valid),
		TEST(block_blocks_both),
		TEST(block_leaves_what_is_made),
		TEST(suspension_holds_both),
		TEST(shipping_opens_nothing),
		TEST(blocked_is_not_sent_again),
		TEST(older_issue_expires_alone),
		TEST(order_ends_with_its_rank),
		TEST(renewal_waits_for_its_day),
		TEST(hours_run_from_the_paper),
		TEST(papers_are_kept_once),
		TEST(hostile_files_are_refused),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
