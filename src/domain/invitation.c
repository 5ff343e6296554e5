/* Invitations (ACC-05, ACC-07): the code with which somebody signs in for the first time. */
#include "domain.h"

#include <guichet/config.h>
#include <string.h>

/* ACC-06: a customer's first account asks for what stands on its contract, and is told so. */
static const char *
letter_of(const struct row *receiver)
{
	return row_int(receiver, "founder") != 0 ? "invitation-first" : "invitation";
}

enum status
invitation_send(struct work *work, int64_t account)
{
	const struct row *receiver = NULL;
	struct letter reach = { .kind = NULL };
	int64_t hours = config_int(work->session->config, "auth.invitation_hours");
	const char *until = stamp_add(work->arena, work->now, hours * 3600);
	enum status status = account_receiver(work, account, &receiver);
	if (status != STATUS_OK) {
		return status;
	}
	if (receiver == NULL || strcmp(row_text(receiver, "state"), "invited") != 0) {
		return work_refuse(
		    work, "login", "refusal.invitation_late",
		    ARGS(ARG_TEXT("login", receiver != NULL ? row_text(receiver, "login") : NULL)));
	}
	if (!account_reach(work, receiver, &reach)) {
		return work_refuse(work, "email", "refusal.invitation_nowhere",
				   ARGS(ARG_TEXT("login", row_text(receiver, "login"))));
	}
	status =
	    work_run(work, SQL_ACCOUNT_CODE_INVITED,
		     ARGS(ARG_INT("user", account), id_or_null("maker", work->session->account)));
	if (status == STATUS_OK) {
		status = code_send(work, receiver,
				   &(struct code_letter){ .kind = "activation",
							  .letter = letter_of(receiver),
							  .until = until });
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.invitation_sent",
			 ARGS(ARG_TEXT("to", reach.to), ARG_STAMP("until", until)));
	}
	return status;
}

enum status
invitation_tell_maker(struct work *work, const struct row *receiver)
{
	const struct row *maker = NULL;
	struct letter letter = {
		.kind = "invitation-locked",
		.args = ARGS(ARG_TEXT("login", row_text(receiver, "login")),
			     ARG_TEXT("name", arena_format(work->arena, "%s %s",
							   row_text(receiver, "last_name"),
							   row_text(receiver, "first_name"))),
			     ARG_STAMP("at", work->now)),
	};
	if (!row_known(receiver, "invited_by")) {
		return STATUS_OK; /* the program's own doing */
	}
	enum status status = account_receiver(work, row_int(receiver, "invited_by"), &maker);
	if (status != STATUS_OK || maker == NULL || !account_reach(work, maker, &letter)) {
		return status;
	}
	return work_queue(work, &letter, NULL);
}
