/* Cancelling a card, which only stops its renewal (BLK-04); deleting one that was never made
 * (BLK-02). */
#include "domain.h"

#include <string.h>

/* ---- card.cancel ---- */

struct card_cancel {
	struct record card;
	struct amount version;
};

static const struct param cancel_params[] = {
	{ PARAM_ID(card_cancel, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_cancel, version) },
	{ .name = NULL },
};

static enum status
cancel_check(struct work *work, const void *args)
{
	const struct card_cancel *cancel = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, cancel->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const char *state = row_text(facts, "state");
	const struct arg *about =
	    ARGS(ARG_TEXT("card", card_label(work, facts)), ARG_CHOICE("state", "state", state),
		 ARG_DATE("expires", row_text(facts, "expires_on")));
	if (strcmp(state, "new") == 0) {
		return work_refuse(work, "card", "refusal.cancel_new", about);
	}
	if (strcmp(state, "cancelled") == 0) {
		return work_refuse(work, "card", "refusal.cancel_again", about);
	}
	if (strcmp(state, "active") != 0) {
		return work_refuse(work, "card", "refusal.cancel_state", about);
	}
	if (strcmp(row_text(facts, "renewal"), "in_renewal") == 0) {
		return work_refuse(work, "card", "refusal.cancel_in_renewal", about); /* REN-03 */
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

static enum status
cancel_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	card_about(work, facts);
	enum status status =
	    work_run(work, SQL_RANK_CANCEL, ARGS(ARG_INT("rank", row_int(facts, "rank_id"))));
	if (status == STATUS_OK) {
		status = card_move(work, facts, "cancelled");
	}
	if (status == STATUS_OK && strcmp(row_text(facts, "renewal"), "candidate") == 0) {
		status = card_set_renewal(work, row_int(facts, "id"), "cancelled_by_user");
	}
	if (status == STATUS_OK) {
		const struct arg *args_said =
		    ARGS(ARG_TEXT("card", card_label(work, facts)),
			 ARG_DATE("expires", row_text(facts, "expires_on")));
		work_say(work, "outcome.cancelled", args_said);
		work_warn(work, "outcome.cancelled_still_works", args_said);
		work_warn(work, "outcome.cancelled_block_instead", NULL);
	}
	return status;
}

const struct command card_cancel = {
	.name = "card.cancel",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_cancel, cancel_params),
	.check = cancel_check,
	.apply = cancel_apply, /* BLK-04 */
};

/* ---- card.delete ---- */

struct card_delete {
	struct record card;
	struct amount version;
};

static const struct param delete_params[] = {
	{ PARAM_ID(card_delete, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_delete, version) },
	{ .name = NULL },
};

/* BLK-02: only what is not made yet: the first issue, or the duplicate or reproduction to come. */
enum status
rank_undo_check(struct work *work, const struct row *facts, const char *param, int64_t rank)
{
	const char *state = row_text(facts, "state");
	const struct arg *about =
	    ARGS(ARG_TEXT("card", card_label(work, facts)), ARG_CHOICE("state", "state", state),
		 ARG_INT("rank", row_int(facts, "next_rank")));
	bool first = strcmp(state, "new") == 0;
	bool next = strcmp(row_text(facts, "next_state"), "new") == 0;
	if (!first && next && strcmp(row_text(facts, "renewal"), "in_renewal") == 0) {
		return work_refuse(work, param, "refusal.delete_in_renewal", about); /* REN-03 */
	}
	bool another = rank != 0 && rank != row_int(facts, first ? "rank_id" : "next_id");
	if ((!first && !next) || another) {
		bool making = strcmp(state, "in_production") == 0 ||
			      strcmp(row_text(facts, "next_state"), "in_production") == 0;
		return work_refuse(work, param,
				   making ? "refusal.delete_in_production" : "refusal.delete_state",
				   about);
	}
	return STATUS_OK;
}

static enum status
delete_card(struct work *work, const struct row *facts)
{
	enum status status =
	    work_run(work, SQL_RANK_DELETE, ARGS(ARG_INT("rank", row_int(facts, "rank_id"))));
	if (status == STATUS_OK) {
		status = card_move(work, facts, "deleted");
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.deleted", ARGS(ARG_TEXT("card", card_label(work, facts))));
		status = request_stop(work, row_int(facts, "id"), row_int(facts, "rank_id"));
	}
	return status;
}

static enum status
delete_next_rank(struct work *work, const struct row *facts)
{
	enum status status =
	    work_run(work, SQL_RANK_DELETE, ARGS(ARG_INT("rank", row_int(facts, "next_id"))));
	if (status == STATUS_OK) {
		status =
		    work_run(work, SQL_CARD_NEXT,
			     ARGS(ARG_INT("card", row_int(facts, "id")), ARG_NULL("next_rank")));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.deleted_next",
			 ARGS(ARG_INT("rank", row_int(facts, "next_rank")),
			      ARG_CHOICE("cause", "cause", row_text(facts, "next_cause")),
			      ARG_INT("present", row_int(facts, "rank")),
			      ARG_CHOICE("state", "state", row_text(facts, "state"))));
		status = request_stop(work, row_int(facts, "id"), row_int(facts, "next_id"));
	}
	return status;
}

enum status
rank_undo(struct work *work, const struct row *facts)
{
	return strcmp(row_text(facts, "state"), "new") == 0 ? delete_card(work, facts)
							    : delete_next_rank(work, facts);
}

static enum status
delete_check(struct work *work, const void *args)
{
	const struct card_delete *delete = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, delete->card.id, &facts);
	work->state = (void *)(uintptr_t)facts;
	return status == STATUS_OK ? rank_undo_check(work, facts, "card", 0) : status;
}

static enum status
delete_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	card_about(work, facts);
	return rank_undo(work, facts);
}

const struct command card_delete = {
	.name = "card.delete",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_delete, delete_params),
	.check = delete_check, /* BLK-02 */
	.apply = delete_apply,
};
