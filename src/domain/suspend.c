/* Suspending a card and lifting it: the reversible way out, offered beside block (BLK-06). */
#include "domain.h"

#include <guichet/date.h>
#include <string.h>

static const char *const by_choices[] = { "customer", "issuer", NULL };

/* ---- card.suspend ---- */

struct card_suspend {
	struct record card;
	struct amount version;
	const char *until;
	const char *reason;
	const char *by;
};

static const struct param suspend_params[] = {
	{ PARAM_ID(card_suspend, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_suspend, version) },
	{ PARAM_DATE(card_suspend, until) },
	{ PARAM_TEXT(card_suspend, reason), .most = 60 },
	{ PARAM_CHOICE(card_suspend, by), .choices = by_choices, .vocabulary = "suspended_by",
	  .standard = "customer" },
	{ .name = NULL },
};

static enum status
suspend_check(struct work *work, const void *args)
{
	const struct card_suspend *suspend = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, suspend->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(suspend->by, "issuer") == 0 && !work->session->staff && !work->session->system) {
		return work_deny(work, "refusal.suspend_issuer_staff", NULL);
	}
	if (suspend->until != NULL && strcmp(suspend->until, work->today) < 0) {
		return work_refuse(work, "until", "refusal.suspend_until_past",
				   ARGS(ARG_DATE("today", work->today)));
	}
	const char *state = row_text(facts, "state");
	if (strcmp(state, "suspended") == 0) {
		bool dated = row_known(facts, "suspended_until");
		return work_refuse(
		    work, "card", dated ? "refusal.suspend_again_until" : "refusal.suspend_again",
		    ARGS(ARG_STAMP("at", row_text(facts, "suspended_at")),
			 ARG_CHOICE("by", "suspended_by", row_text(facts, "suspended_by")),
			 ARG_DATE("until", row_text_or_null(facts, "suspended_until"))));
	}
	if (strcmp(state, "active") != 0 && strcmp(state, "cancelled") != 0) {
		return work_refuse(work, "card", "refusal.suspend_state",
				   ARGS(ARG_TEXT("card", card_label(work, facts)),
					ARG_CHOICE("state", "state", state)));
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

/* The card works again at 00:00 local after the last day: the same command card.lift, later. */
static enum status
lift_later(struct work *work, const struct row *facts, const char *until)
{
	struct civil last;
	if (!date_read(until, &last)) {
		return work_refuse(work, "until", "error.date", NULL);
	}
	const char *due = stamp_of_local_day(work->arena, date_of_days(date_days(last) + 1));
	const struct input input[] = { { "card", row_text(facts, "number") }, { NULL, NULL } };
	int64_t id = 0;
	enum status status =
	    work_defer(work, &card_lift, input, due, row_int(facts, "customer_id"), &id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PENDING_ABOUT_CARD,
				  ARGS(ARG_INT("id", id), ARG_INT("card", row_int(facts, "id"))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.suspended_until",
			 ARGS(ARG_DATE("until", until), ARG_STAMP("due", due)));
	}
	return status;
}

/* An issue that a reproduction left valid is suspended with the present one. */
static enum status
suspend_ranks(struct work *work, const struct row *facts, const struct card_suspend *suspend)
{
	const struct row *rank = NULL;
	enum status status = card_ranks_out(work, facts, &rank);
	for (; status == STATUS_OK && rank != NULL; rank = rank->next) {
		bool present = row_int(rank, "number") == row_int(facts, "rank");
		status = work_run(
		    work, SQL_RANK_SUSPEND,
		    ARGS(ARG_INT("rank", row_int(rank, "id")), ARG_TEXT("reason", suspend->reason),
			 ARG_TEXT("by", suspend->by), ARG_DATE("until", suspend->until)));
		work_say(work, present ? "outcome.suspended" : "outcome.suspended_older",
			 ARGS(ARG_INT("rank", row_int(rank, "number")),
			      ARG_TEXT("card", card_label(work, facts))));
	}
	return status;
}

static enum status
suspend_apply(struct work *work, const void *args)
{
	const struct card_suspend *suspend = args;
	const struct row *facts = work->state;
	card_about(work, facts);
	enum status status = suspend_ranks(work, facts, suspend);
	if (status == STATUS_OK) {
		status = card_move(work, facts, "suspended");
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(suspend->by, "issuer") == 0) {
		work_say(work, "outcome.suspended_by_issuer", NULL);
	}
	if (suspend->until == NULL) {
		work_say(work, "outcome.suspended_until_lifted", NULL);
	} else {
		status = lift_later(work, facts, suspend->until);
	}
	return status == STATUS_OK ? alert_card(work, facts, "card-suspended") : status;
}

const struct command card_suspend = {
	.name = "card.suspend",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_suspend, suspend_params),
	.check = suspend_check, /* BLK-06 */
	.apply = suspend_apply,
};

/* ---- card.lift ---- */

struct card_lift {
	struct record card;
	struct amount version;
};

static const struct param lift_params[] = {
	{ PARAM_ID(card_lift, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_lift, version) },
	{ .name = NULL },
};

static bool
lifts_for_the_issuer(const struct session *session)
{
	return session->system ||
	       (session->profile != NULL && (strcmp(session->profile, "supervisor") == 0 ||
					     strcmp(session->profile, "administrator") == 0));
}

static enum status
lift_check(struct work *work, const void *args)
{
	const struct card_lift *lift = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, lift->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const char *state = row_text(facts, "state");
	if (strcmp(state, "blocked") == 0) {
		return work_refuse(
		    work, "card", "refusal.lift_blocked",
		    ARGS(ARG_STAMP("at", row_text(facts, "blocked_at")),
			 ARG_CHOICE("reason", "block_reason", row_text(facts, "block_reason"))));
	}
	if (strcmp(state, "suspended") != 0) {
		return work_refuse(work, "card", "refusal.lift_state",
				   ARGS(ARG_TEXT("card", card_label(work, facts)),
					ARG_CHOICE("state", "state", state)));
	}
	if (strcmp(row_text(facts, "suspended_by"), "issuer") == 0 &&
	    !lifts_for_the_issuer(work->session)) {
		return work_deny(work, "refusal.lift_issuer",
				 ARGS(ARG_STAMP("at", row_text(facts, "suspended_at"))));
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

static enum status
lift_ranks(struct work *work, const struct row *facts)
{
	const struct row *rank = NULL;
	enum status status = card_ranks_out(work, facts, &rank);
	for (; status == STATUS_OK && rank != NULL; rank = rank->next) {
		if (strcmp(row_text(rank, "state"), "suspended") == 0) {
			status = work_run(work, SQL_RANK_LIFT,
					  ARGS(ARG_INT("rank", row_int(rank, "id"))));
		}
	}
	return status;
}

static enum status
lift_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	const char *before = row_text(facts, "state_before");
	card_about(work, facts);
	enum status status = lift_ranks(work, facts);
	if (status == STATUS_OK) {
		status = card_move(work, facts, before);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_PENDING_WITHDRAW_LIFT,
				      ARGS(ARG_INT("card", row_int(facts, "id"))), NULL);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.lifted",
			 ARGS(ARG_INT("rank", row_int(facts, "rank")),
			      ARG_TEXT("card", card_label(work, facts)),
			      ARG_CHOICE("state", "state", before)));
		status = alert_card(work, facts, "card-lifted");
	}
	return status;
}

const struct command card_lift = {
	.name = "card.lift",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_lift, lift_params),
	.check = lift_check, /* BLK-06 */
	.apply = lift_apply,
};
