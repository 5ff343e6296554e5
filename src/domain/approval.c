/* What a second person approves or refuses, and what its maker takes back (CUS-04). */
#include "domain.h"

#include <string.h>

static enum status
pending_facts(struct work *work, const struct record *pending, const struct row **facts)
{
	enum status status =
	    work_row(work, SQL_PENDING_FACTS, ARGS(ARG_INT("pending", pending->id)), facts);
	work->state = (void *)(uintptr_t)*facts;
	return status;
}

/* Ended, by whom and when; or waiting for its date, not for a person. */
static enum status
check_waits(struct work *work, const struct row *facts)
{
	const char *state = row_text(facts, "state");
	if (row_int(facts, "approval") == 0) {
		return work_refuse(work, "pending", "refusal.pending_dated",
				   ARGS(ARG_STAMP("due", row_text_or_null(facts, "due_at"))));
	}
	if (strcmp(state, "waiting") != 0) {
		bool withdrawn = strcmp(state, "withdrawn") == 0;
		return work_refuse(
		    work, "pending", "refusal.pending_ended",
		    ARGS(ARG_INT("number", row_int(facts, "id")),
			 ARG_CHOICE("state", "pending_state", state),
			 ARG_TEXT("login", row_text(facts, withdrawn ? "maker" : "checker")),
			 ARG_STAMP("at", row_text(facts, "ended_at"))));
	}
	return STATUS_OK;
}

/* A person, with the right it needs, who is not its maker in whatever session; what the issuer's
 * own people ask, they answer. */
static enum status
check_second(struct work *work, const struct row *facts)
{
	const struct session *session = work->session;
	if (session->account == 0) {
		return work_deny(work, "refusal.approval_system", NULL);
	}
	if (row_int(facts, "of_staff") != 0 && !session->staff) {
		return work_deny(work, "error.staff_only", NULL);
	}
	if (!session_may(session, row_text(facts, "needs"))) {
		return work_deny(work, "error.no_right",
				 ARGS(ARG_CHOICE("right", "right", row_text(facts, "needs"))));
	}
	if (row_int(facts, "maker_id") == session->account) {
		return work_refuse(work, "pending", "refusal.approval_own", NULL);
	}
	return STATUS_OK;
}

static const struct arg *
asked_args(struct work *work, const struct row *facts, const char *reason)
{
	const struct arg args[] = { ARG_INT("number", row_int(facts, "id")),
				    ARG_TEXT("maker", row_text(facts, "maker")),
				    ARG_STAMP("at", row_text(facts, "created_at")),
				    ARG_TEXT("reason", reason),
				    { .name = NULL } };
	struct arg *copy = arena_array(work->arena, 5, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

/* AUT-08: an authorisation that was registered until somebody says yes. */
static enum status
give_up_subject(struct work *work, const struct row *facts)
{
	if (strcmp(row_text(facts, "command"), authorisation_activate.name) != 0) {
		return STATUS_OK;
	}
	return authorisation_give_up(work, row_int(facts, "record_id"));
}

static void
touch_subject(struct work *work, const struct row *facts)
{
	if (row_known(facts, "kind") && row_known(facts, "record_id")) {
		work_touches(work, row_text(facts, "kind"), row_int(facts, "record_id"));
	}
}

/* ---- pending.approve ---- */

struct pending_approve {
	struct record pending;
	const char *reason;
};

static const struct param approve_params[] = {
	{ PARAM_ID(pending_approve, pending), .record = &pending_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(pending_approve, reason), .most = 120 },
	{ .name = NULL },
};

static enum status
approve_check(struct work *work, const void *args)
{
	const struct pending_approve *approve = args;
	const struct row *facts = NULL;
	enum status status = pending_facts(work, &approve->pending, &facts);
	if (status == STATUS_OK) {
		status = check_waits(work, facts);
	}
	return status == STATUS_OK ? check_second(work, facts) : status;
}

/* One transaction: refused by the rule of today, it stays waiting, for its maker to take back or
 * for whoever approves to refuse. */
static enum status
approve_apply(struct work *work, const void *args)
{
	const struct pending_approve *approve = args;
	const struct row *facts = work->state;
	work_say(work, "outcome.approved", asked_args(work, facts, approve->reason));
	enum status status = work_fulfil(work, row_text(facts, "command"), row_text(facts, "input"),
					 row_text(facts, "before"));
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PENDING_APPROVED,
				  ARGS(ARG_INT("pending", approve->pending.id),
				       ARG_TEXT("reason", approve->reason)));
	}
	return status;
}

const struct command pending_approve = {
	.name = "pending.approve",
	.flags = COMMAND_BY_RECORD,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(pending_approve, approve_params),
	.check = approve_check, /* CUS-04 */
	.apply = approve_apply,
};

/* ---- pending.refuse ---- */

struct pending_refuse {
	struct record pending;
	const char *reason;
};

static const struct param refuse_params[] = {
	{ PARAM_ID(pending_refuse, pending), .record = &pending_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(pending_refuse, reason), .flags = PARAM_MANDATORY, .most = 120 },
	{ .name = NULL },
};

static enum status
refuse_check(struct work *work, const void *args)
{
	const struct pending_refuse *refuse = args;
	const struct row *facts = NULL;
	enum status status = pending_facts(work, &refuse->pending, &facts);
	if (status == STATUS_OK) {
		status = check_waits(work, facts);
	}
	return status == STATUS_OK ? check_second(work, facts) : status;
}

static enum status
refuse_apply(struct work *work, const void *args)
{
	const struct pending_refuse *refuse = args;
	const struct row *facts = work->state;
	touch_subject(work, facts);
	work_say(work, "outcome.approval_refused", asked_args(work, facts, refuse->reason));
	enum status status = work_run(
	    work, SQL_PENDING_REFUSED,
	    ARGS(ARG_INT("pending", refuse->pending.id), ARG_TEXT("reason", refuse->reason)));
	return status == STATUS_OK ? give_up_subject(work, facts) : status;
}

const struct command pending_refuse = {
	.name = "pending.refuse",
	.flags = COMMAND_BY_RECORD,
	PARAMS(pending_refuse, refuse_params),
	.check = refuse_check, /* CUS-04 */
	.apply = refuse_apply,
};

/* ---- pending.withdraw ---- */

struct pending_withdraw {
	struct record pending;
};

static const struct param withdraw_params[] = {
	{ PARAM_ID(pending_withdraw, pending), .record = &pending_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
withdraw_check(struct work *work, const void *args)
{
	const struct pending_withdraw *withdraw = args;
	const struct row *facts = NULL;
	enum status status = pending_facts(work, &withdraw->pending, &facts);
	if (status == STATUS_OK) {
		status = check_waits(work, facts);
	}
	if (status == STATUS_OK && row_int(facts, "maker_id") != work->session->account) {
		return work_refuse(work, "pending", "refusal.withdraw_others",
				   asked_args(work, facts, NULL));
	}
	return status;
}

static enum status
withdraw_apply(struct work *work, const void *args)
{
	const struct pending_withdraw *withdraw = args;
	const struct row *facts = work->state;
	touch_subject(work, facts);
	work_say(work, "outcome.approval_withdrawn", asked_args(work, facts, NULL));
	enum status status =
	    work_run(work, SQL_PENDING_WITHDRAWN, ARGS(ARG_INT("pending", withdraw->pending.id)));
	return status == STATUS_OK ? give_up_subject(work, facts) : status;
}

const struct command pending_withdraw = {
	.name = "pending.withdraw",
	.flags = COMMAND_BY_RECORD,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(pending_withdraw, withdraw_params),
	.check = withdraw_check, /* CUS-04 */
	.apply = withdraw_apply,
};
