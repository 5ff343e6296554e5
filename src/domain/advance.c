/* Following a production order, from the counter to the customer's letter box (CARD-05). */
#include "domain.h"

#include <ctype.h>
#include <string.h>

struct request_advance {
	struct record request;
	struct amount version;
	const char *state;
	struct record carrier;
	const char *tracking;
};

/* Forward ones first: in the form they are digits. */
static const char *const state_choices[] = { "in_progress",   "shipped", "delivered",
					     "returned",      "deleted", "submitted",
					     "awaiting_docs", NULL };

static const struct reference carrier_reference = {
	.name = "carrier",
	.by_key = SQL_CARRIER_BY_CODE,
	.screen = "carriers",
	.key_type = TYPE_RECORD, /* as typed */
};

static const struct param params[] = {
	{ PARAM_ID(request_advance, request), .record = &request_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(request_advance, version) },
	{ PARAM_CHOICE(request_advance, state), .flags = PARAM_MANDATORY, .choices = state_choices,
	  .vocabulary = "request_state", .from = "" },
	{ PARAM_ID(request_advance, carrier), .record = &carrier_reference,
	  .only = "state=shipped" },
	{ PARAM_TEXT(request_advance, tracking), .flags = PARAM_UPPER, .most = 35, .from = "",
	  .only = "state=shipped" },
	{ .name = NULL },
};

/* ---- which move is one ---- */

static enum status start_production(struct work *, const struct row *,
				    const struct request_advance *);
static enum status ship(struct work *, const struct row *, const struct request_advance *);
static enum status deliver(struct work *, const struct row *, const struct request_advance *);
static enum status take_back(struct work *, const struct row *, const struct request_advance *);
static enum status give_up(struct work *, const struct row *, const struct request_advance *);

/* The whole machine, but for papers that come in (card.attach-document) and renewals, whose nights
 * make these same moves. */
static const struct move {
	const char *before, *state;
	enum status (*make)(struct work *, const struct row *, const struct request_advance *);
} moves[] = {
	{ "submitted", "in_progress", start_production },
	{ "submitted", "deleted", give_up },
	{ "awaiting_docs", "deleted", give_up },
	{ "in_progress", "shipped", ship },
	{ "shipped", "delivered", deliver },
	{ "shipped", "returned", take_back },
	{ "returned", "shipped", ship },
};
enum { MOVES = sizeof moves / sizeof moves[0] };

static const struct move *
move_find(const char *before, const char *state)
{
	for (size_t i = 0; i < MOVES; i++) {
		if (strcmp(moves[i].before, before) == 0 && strcmp(moves[i].state, state) == 0) {
			return &moves[i];
		}
	}
	return NULL;
}

/* No such move: what there is instead. */
static enum status
refuse_move(struct work *work, const struct row *facts, const char *state)
{
	const char *before = row_text(facts, "state");
	const char *next[2] = { NULL, NULL };
	size_t count = 0;
	for (size_t i = 0; i < MOVES && count < 2; i++) {
		if (strcmp(moves[i].before, before) == 0) {
			next[count++] = moves[i].state;
		}
	}
	const char *key = count == 0   ? "refusal.request_over"
			  : count == 1 ? "refusal.request_next"
				       : "refusal.request_next_two";
	if (strcmp(before, "awaiting_docs") == 0) {
		key = "refusal.request_needs_papers";
	} else if (strcmp(before, "in_progress") == 0 && strcmp(state, "deleted") == 0) {
		key = "refusal.request_in_production";
	}
	return work_refuse(work, "state", key,
			   ARGS(ARG_TEXT("request", row_text(facts, "number")),
				ARG_CHOICE("state", "request_state", before),
				ARG_CHOICE("wanted", "request_state", state),
				ARG_CHOICE("next", "request_state", next[0]),
				ARG_CHOICE("other", "request_state", next[1])));
}

/* ---- the moves ---- */

static enum status
move_to(struct work *work, const struct row *facts, const char *state, bool ends)
{
	const struct arg now = ARG_STAMP("ended_at", ends ? work->now : NULL);
	return work_run(work, SQL_REQUEST_MOVE,
			ARGS(ARG_INT("request", row_int(facts, "id")), ARG_TEXT("state", state),
			     ARG_TEXT("before", row_text(facts, "state")), now));
}

static enum status
start_production(struct work *work, const struct row *facts, const struct request_advance *advance)
{
	enum status status = move_to(work, facts, advance->state, false);
	if (status == STATUS_OK && row_known(facts, "rank_id")) {
		work_say(work, "outcome.request_production",
			 ARGS(ARG_INT("rank", row_int(facts, "rank"))));
		status = rank_produce(work, row_int(facts, "rank_id"));
	}
	return status;
}

/* The url with the parcel's number in it. */
static const char *
parcel_link(struct arena *arena, const char *url, const char *tracking)
{
	static const char place[] = "{tracking}";
	const char *at = strstr(url, place);
	return at == NULL ? url
			  : arena_format(arena, "%.*s%s%s", (int)(at - url), url, tracking,
					 at + sizeof place - 1);
}

/* CARD-13, REN-04: from when the new issue is good, and what becomes of the one before. */
static const char *
use_of(const struct row *facts)
{
	const char *cause = row_text(facts, "cause");
	return strcmp(cause, "renewal") == 0 ? "later"
	       : strcmp(cause, "reproduction") == 0 &&
		       strcmp(row_text(facts, "card_state"), "blocked") != 0
		   ? "destroy"
		   : "now";
}

static enum status
tell_shipped(struct work *work, const struct row *facts, const struct row *card,
	     const struct row *carrier, const char *tracking)
{
	bool followed = carrier != NULL && tracking != NULL;
	const char *link =
	    followed ? parcel_link(work->arena, row_text(carrier, "url"), tracking) : NULL;
	const char *name = carrier != NULL ? row_text(carrier, "name") : NULL;
	if (followed) {
		work_say(work, "outcome.request_parcel",
			 ARGS(ARG_TEXT("carrier", name), ARG_TEXT("tracking", tracking),
			      ARG_TEXT("link", link)));
	} else {
		work_warn(work, "outcome.request_no_parcel", NULL);
	}
	return manager_mail(
	    work, card, followed ? "request-shipped" : "request-sent",
	    ARGS(ARG_TEXT("request", row_text(facts, "number")),
		 ARG_TEXT("card", card_tail(work->arena, row_text(card, "number"))),
		 ARG_TEXT("label", card_label(work, card)), ARG_INT("rank", row_int(facts, "rank")),
		 ARG_TEXT("customer", row_text(card, "customer_name")), ARG_TEXT("carrier", name),
		 ARG_TEXT("tracking", tracking), ARG_TEXT("link", link),
		 ARG_CHOICE("use", "shipped_use", use_of(facts)),
		 ARG_DATE("expires", row_text(facts, "present_expires_on"))));
}

static void
say_issue(struct work *work, const struct row *facts)
{
	static const struct {
		const char *use, *key;
	} lines[] = {
		{ "now", "outcome.request_active" },
		{ "destroy", "outcome.request_active_older" },
		{ "later", "outcome.request_active_later" },
	};
	const char *use = use_of(facts);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (strcmp(lines[i].use, use) == 0) {
			work_say(work, lines[i].key,
				 ARGS(ARG_INT("rank", row_int(facts, "rank")),
				      ARG_INT("present", row_int(facts, "present")),
				      ARG_DATE("expires", row_text(facts, "present_expires_on"))));
		}
	}
}

/* The first time the issue leaves; what came back was out already. */
static enum status
ship(struct work *work, const struct row *facts, const struct request_advance *advance)
{
	const struct row *carrier = NULL;
	const struct row *card = NULL;
	enum status status = STATUS_OK;
	if (advance->carrier.id != 0) {
		status = work_row(work, SQL_CARRIER_FACTS,
				  ARGS(ARG_TEXT("carrier", advance->carrier.key)), &carrier);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_REQUEST_SHIP,
				  ARGS(ARG_INT("request", row_int(facts, "id")),
				       ARG_TEXT("before", row_text(facts, "state")),
				       ARG_TEXT("carrier", advance->carrier.key),
				       ARG_TEXT("tracking", advance->tracking)));
	}
	if (status == STATUS_OK && row_known(facts, "rank_id") &&
	    strcmp(row_text(facts, "state"), "in_progress") == 0) {
		say_issue(work, facts);
		status = rank_ship(work, row_int(facts, "rank_id"));
	}
	if (status == STATUS_OK) {
		status = card_facts(work, row_int(facts, "card_id"), &card);
	}
	return status == STATUS_OK ? tell_shipped(work, facts, card, carrier, advance->tracking)
				   : status;
}

static enum status
deliver(struct work *work, const struct row *facts, const struct request_advance *advance)
{
	return move_to(work, facts, advance->state, true);
}

static enum status
take_back(struct work *work, const struct row *facts, const struct request_advance *advance)
{
	enum status status = move_to(work, facts, advance->state, false);
	if (status == STATUS_OK) {
		work_warn(work, "outcome.request_came_back", NULL);
	}
	return status;
}

/* As card.delete does, which ends the request. */
static enum status
give_up(struct work *work, const struct row *facts, const struct request_advance *advance)
{
	(void)advance;
	const struct row *card = NULL;
	enum status status = card_facts(work, row_int(facts, "card_id"), &card);
	return status == STATUS_OK ? rank_undo(work, card) : status;
}

/* ---- the command ---- */

/* One that was blocked on its way, or is over, is not sent again. */
static enum status
check_again(struct work *work, const struct row *facts)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
		if (strcmp(row_text(facts, "rank_state"), over[i]) == 0) {
			return work_refuse(work, "state", "refusal.request_rank_over",
					   ARGS(ARG_INT("rank", row_int(facts, "rank")),
						ARG_CHOICE("state", "state", over[i])));
		}
	}
	return STATUS_OK;
}

/* What is given up is what the request asked for, and is not made yet. */
static enum status
check_give_up(struct work *work, const struct row *facts)
{
	const struct row *card = NULL;
	enum status status = card_facts(work, row_int(facts, "card_id"), &card);
	return status == STATUS_OK ? rank_undo_check(work, card, "state", row_int(facts, "rank_id"))
				   : status;
}

static enum status
check_parcel(struct work *work, const struct request_advance *advance)
{
	if (advance->tracking == NULL) {
		return STATUS_OK;
	}
	if (advance->carrier.id == 0) {
		return work_refuse(work, "carrier", "refusal.request_no_carrier", NULL);
	}
	for (const char *at = advance->tracking; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && *at != '-') {
			return work_refuse(work, "tracking", "refusal.request_tracking", NULL);
		}
	}
	return STATUS_OK;
}

/* What check found, for apply. */
struct going {
	const struct row *facts;
	const struct move *move;
};

static enum status
check(struct work *work, const void *args)
{
	const struct request_advance *advance = args;
	struct going *going = arena_alloc(work->arena, sizeof *going);
	const struct row *facts = NULL;
	enum status status = work_row(work, SQL_REQUEST_FACTS,
				      ARGS(ARG_INT("request", advance->request.id)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const struct move *move = move_find(row_text(facts, "state"), advance->state);
	if (move == NULL) {
		return refuse_move(work, facts, advance->state);
	}
	if (move->make == give_up) {
		status = check_give_up(work, facts);
	} else if (move->make == ship) {
		status = check_again(work, facts);
		status = status == STATUS_OK ? check_parcel(work, advance) : status;
	}
	*going = (struct going){ .facts = facts, .move = move };
	work->state = going;
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct request_advance *advance = args;
	const struct going *going = work->state;
	const struct row *facts = going->facts;
	work_touches(work, "card", row_int(facts, "card_id"));
	work_say(work, "outcome.request_moved",
		 ARGS(ARG_TEXT("request", row_text(facts, "number")),
		      ARG_CHOICE("before", "request_state", row_text(facts, "state")),
		      ARG_CHOICE("state", "request_state", advance->state)));
	return going->move->make(work, facts, advance);
}

const struct command request_advance = {
	.name = "request.advance",
	.right = "requests",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF,
	PARAMS(request_advance, params),
	.check = check,
	.apply = apply, /* CARD-05 */
};
