/* Ending a session from elsewhere: its terminal sees it, keeps what was typed there, and shows the
 * sign-in screen. */
#include "domain.h"

#include <string.h>

struct session_end {
	struct record session;
};

static const struct param end_params[] = {
	{ PARAM_ID(session_end, session), .record = &session_reference, .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

struct account_end_session {
	struct record session;
};

static const struct param own_params[] = {
	{ PARAM_ID(account_end_session, session), .record = &own_session_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
end_check(struct work *work, const void *args)
{
	const struct session_end *end = args;
	const struct row *facts = NULL;
	if (end->session.id == work->session->id) {
		return work_refuse(work, "session", "refusal.session_this", NULL);
	}
	enum status status =
	    work_row(work, SQL_SESSION_FACTS, ARGS(ARG_INT("which", end->session.id)), &facts);
	if (status == STATUS_OK && facts == NULL) {
		return work_refuse(work, "session", "refusal.session_gone", NULL);
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static enum status
own_check(struct work *work, const void *args)
{
	const struct account_end_session *own = args;
	const struct session_end end = { .session = own->session };
	enum status status = end_check(work, &end);
	const struct row *facts = work->state;
	if (status == STATUS_OK && row_int(facts, "account_id") != work->session->account) {
		return work_refuse(work, "session", "refusal.session_gone", NULL);
	}
	return status;
}

static enum status
end_apply(struct work *work, const void *args)
{
	const struct row *facts = work->state;
	const struct arg *said = ARGS(ARG_TEXT("login", row_text(facts, "login")),
				      ARG_STAMP("at", row_text(facts, "opened_at")));
	(void)args;
	work_touches(work, "user", row_int(facts, "account_id"));
	if (row_known(facts, "closed_at")) {
		work_unchanged(work);
		work_say(work, "outcome.session_over", said);
		return STATUS_OK;
	}
	enum status status =
	    work_run(work, SQL_SESSION_END, ARGS(ARG_INT("which", row_int(facts, "id"))));
	if (status == STATUS_OK) {
		work_say(work, "outcome.session_ended", said);
	}
	return status;
}

/* Settings are an administrator's alone. */
const struct command session_end = {
	.name = "session.end",
	.right = "settings",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF,
	PARAMS(session_end, end_params),
	.check = end_check,
	.apply = end_apply,
};

const struct command account_end_session = {
	.name = "account.end-session",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_ACCOUNT,
	PARAMS(account_end_session, own_params),
	.check = own_check,
	.apply = end_apply,
};
