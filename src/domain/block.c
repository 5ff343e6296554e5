/* Blocking a card, with or without its duplicate (BLK). */
#include "domain.h"

#include <inttypes.h>
#include <string.h>

struct card_block {
	struct record card;
	struct amount version;
	const char *reason;
	enum answer duplicate;
};

static const struct param block_params[] = {
	{ PARAM_ID(card_block, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_block, version) },
	{ PARAM_CHOICE(card_block, reason), .flags = PARAM_MANDATORY,
	  .choices = block_reason_choices, .vocabulary = "block_reason" },
	{ PARAM_BOOL(card_block, duplicate), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* What is left to do once the card is blocked: nothing, make a duplicate, or the one in the making
 * serves. */
enum sequel { SEQUEL_NONE, SEQUEL_DUPLICATE, SEQUEL_MAKING };

/* Since when, why, and that it is final; the duplicate when there is one. */
static enum status
refuse_again(struct work *work, const struct row *facts)
{
	bool next = row_known(facts, "next_rank");
	return work_refuse(
	    work, "card", next ? "refusal.block_again_duplicate" : "refusal.block_again",
	    ARGS(ARG_TEXT("card", card_label(work, facts)),
		 ARG_STAMP("at", row_text(facts, "blocked_at")),
		 ARG_CHOICE("reason", "block_reason", row_text(facts, "block_reason")),
		 ARG_INT("rank", row_int(facts, "rank")),
		 ARG_INT("next", row_int(facts, "next_rank")),
		 ARG_CHOICE("state", "state", row_text_or_null(facts, "next_state"))));
}

/* BLK-01: which states it leaves from; BLK-02: NEW is deleted, not blocked. */
static enum status
block_check(struct work *work, const void *args)
{
	const struct card_block *block = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, block->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const char *state = row_text(facts, "state");
	const struct arg *about = ARGS(ARG_TEXT("card", card_label(work, facts)),
				       ARG_DATE("expires", row_text(facts, "expires_on")));
	if (strcmp(state, "blocked") == 0) {
		return refuse_again(work, facts);
	}
	if (strcmp(state, "new") == 0) {
		return work_refuse(work, "card", "refusal.block_new", about);
	}
	if (strcmp(state, "expired") == 0) {
		return work_refuse(work, "card", "refusal.block_expired", about);
	}
	if (strcmp(state, "deleted") == 0) {
		return work_refuse(work, "card", "refusal.block_deleted", about);
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

/* BLK-03: same number, rank + 1, same settings and expiry; a new secret code unless the card was
 * faulty. */
static enum status
make_duplicate(struct work *work, const struct row *facts, const char *reason)
{
	bool has_code = strcmp(row_text(facts, "code_kind"), "none") != 0;
	const struct next_rank next = {
		.param = "duplicate",
		.cause = "duplicate",
		.new_pin = has_code && strcmp(reason, "faulty") != 0,
	};
	struct made_rank made;
	enum status status = rank_next(work, facts, &next, &made);
	if (status == STATUS_OK) {
		const char *said = !has_code      ? "outcome.duplicate"
				   : next.new_pin ? "outcome.duplicate_new_pin"
						  : "outcome.duplicate_same_pin";
		work_say(work, said,
			 ARGS(ARG_INT("rank", made.number), ARG_TEXT("request", made.request),
			      ARG_STAMP("due", made.due)));
	}
	return status;
}

/* A rank in the making already serves as duplicate; the code of a stolen card does not go on it. */
static enum status
keep_making(struct work *work, const struct row *facts, const struct card_block *block)
{
	const struct arg *args =
	    ARGS(ARG_INT("rank", row_int(facts, "next_rank")),
		 ARG_CHOICE("state", "state", row_text_or_null(facts, "next_state")));
	enum status status = STATUS_OK;
	if (strcmp(block->reason, "faulty") != 0 &&
	    strcmp(row_text(facts, "code_kind"), "none") != 0) {
		status = work_run_any(work, SQL_RANK_ASK_NEW_PIN,
				      ARGS(ARG_INT("rank", row_int(facts, "next_id"))), NULL);
	}
	if (status == STATUS_OK && block->duplicate == ANSWER_YES) {
		work_say(work, "outcome.duplicate_in_making", args);
	} else if (status == STATUS_OK) {
		work_warn(work, "outcome.next_rank_goes_on", args);
	}
	return status;
}

/* BLK-05 */
static enum status
tell_manager(struct work *work, const struct row *facts, const struct card_block *block,
	     enum sequel sequel)
{
	static const char *const duplicate_codes[] = { "none", "ordered", "making" };
	int64_t number = 0;
	enum status status = work_new_id(work, "block_reference", &number);
	if (status != STATUS_OK) {
		return status;
	}
	const char *reference = arena_format(work->arena, "B-%05" PRId64, number);
	if (!work->preview) { /* another block may take this number before the answer */
		work_say(work, "outcome.block_reference", ARGS(ARG_TEXT("reference", reference)));
	}
	return manager_notify(
	    work, facts, "card-blocked",
	    ARGS(ARG_TEXT("reference", reference),
		 ARG_TEXT("card", card_tail(work->arena, row_text(facts, "number"))),
		 ARG_TEXT("label", card_label(work, facts)),
		 ARG_INT("rank", row_int(facts, "rank")),
		 ARG_CHOICE("reason", "block_reason", block->reason), ARG_STAMP("at", work->now),
		 ARG_TEXT("customer", row_text(facts, "customer_name")),
		 ARG_CHOICE("duplicate", "block_duplicate", duplicate_codes[sequel])));
}

static enum status
end_what_hangs_on_it(struct work *work, const struct row *facts)
{
	bool revoked = false;
	const struct arg *card = ARGS(ARG_INT("card", row_int(facts, "id")), ARG_NULL("until"));
	enum status status = card_end_aircode(work, facts, "revoked", &revoked);
	if (status == STATUS_OK && (revoked || row_known(facts, "aircode_until"))) {
		status = work_run(work, SQL_CARD_SET_AIRCODE, card);
	}
	if (status == STATUS_OK && revoked) {
		work_say(work, "outcome.aircode_revoked", NULL);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_PENDING_WITHDRAW_LIFT, card, NULL);
	}
	return status;
}

/* A blocked rank with nothing to follow it is not renewed. */
static enum status
end_renewal(struct work *work, const struct row *facts)
{
	if (strcmp(row_text(facts, "renewal"), "none") == 0) {
		return STATUS_OK;
	}
	return card_set_renewal(work, row_int(facts, "id"), "none");
}

/* A card that never left: its request ends, and the reasons that speak of a card in hand deserve a
 * word. */
static enum status
stop_production(struct work *work, const struct row *facts, const char *reason)
{
	if (strcmp(reason, "not_received") == 0 || strcmp(reason, "faulty") == 0) {
		work_warn(work, "outcome.block_before_shipping", NULL);
	}
	return request_stop(work, row_int(facts, "id"), row_int(facts, "rank_id"));
}

/* BLK-01: every issue that is out, those too that a reproduction left valid. */
static enum status
block_ranks(struct work *work, const struct row *facts, const char *reason)
{
	const struct row *rank = NULL;
	enum status status = card_ranks_out(work, facts, &rank);
	for (; status == STATUS_OK && rank != NULL; rank = rank->next) {
		bool present = row_int(rank, "number") == row_int(facts, "rank");
		status = work_run(
		    work, SQL_RANK_BLOCK,
		    ARGS(ARG_INT("rank", row_int(rank, "id")), ARG_TEXT("reason", reason)));
		work_say(work, present ? "outcome.blocked" : "outcome.blocked_older",
			 ARGS(ARG_INT("rank", row_int(rank, "number")),
			      ARG_DATE("expires", row_text(rank, "expires_on")),
			      ARG_CHOICE("reason", "block_reason", reason)));
	}
	return status;
}

/* BLK-01, BLK-03, BLK-05: one transaction. */
static enum status
block_apply(struct work *work, const void *args)
{
	const struct card_block *block = args;
	const struct row *facts = work->state;
	enum sequel sequel = row_known(facts, "next_rank")    ? SEQUEL_MAKING
			     : block->duplicate == ANSWER_YES ? SEQUEL_DUPLICATE
							      : SEQUEL_NONE;
	card_about(work, facts);
	enum status status = block_ranks(work, facts, block->reason);
	if (status == STATUS_OK) {
		status = card_move(work, facts, "blocked");
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(facts, "state"), "in_production") == 0) {
		status = stop_production(work, facts, block->reason);
		if (status != STATUS_OK) {
			return status;
		}
	}
	if (sequel == SEQUEL_DUPLICATE) {
		status = make_duplicate(work, facts, block->reason);
	} else if (sequel == SEQUEL_MAKING) {
		status = keep_making(work, facts, block);
	} else {
		work_say(work, "outcome.no_duplicate", NULL);
		status = end_renewal(work, facts);
	}
	if (status == STATUS_OK) {
		status = end_what_hangs_on_it(work, facts);
	}
	if (status == STATUS_OK) {
		status = tell_manager(work, facts, block, sequel);
	}
	return status;
}

const struct command card_block = {
	.name = "card.block",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_block, block_params),
	.check = block_check, /* BLK-02 */
	.apply = block_apply, /* BLK-01, BLK-03, BLK-05 */
};
