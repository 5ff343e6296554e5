/* An authorisation that ends: cancelled, given up, past its time (AUT-06, AUT-07, AUT-08). */
#include "authorisation.h"

#include <string.h>

/* A few at a time, so that no clerk waits: the nightly job asks again until nothing is left. */
#define MOST "15"

/* ---- authorisation.cancel ---- */

struct authorisation_cancel {
	struct record authorisation;
	struct amount version;
};

static const struct param cancel_params[] = {
	{ PARAM_ID(authorisation_cancel, authorisation), .record = &authorisation_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(authorisation_cancel, version) },
	{ .name = NULL },
};

static enum status
cancel_check(struct work *work, const void *args)
{
	const struct authorisation_cancel *cancel = args;
	const struct row *facts = NULL;
	enum status status = authorisation_facts(work, cancel->authorisation.id, &facts);
	work->state = (void *)(uintptr_t)facts;
	return status == STATUS_OK ? authorisation_check_open(work, facts) : status;
}

/* Its "valable jusqu'à" becomes now; the question that waits for a second person goes with it. */
static enum status
end_now(struct work *work, const struct row *facts)
{
	const struct arg *args = ARGS(ARG_INT("authorisation", row_int(facts, "id")));
	enum status status = work_run(work, SQL_AUTHORISATION_CANCEL, args);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_AUTHORISATION_WITHDRAW, args, NULL);
	}
	return status == STATUS_OK ? authorisation_leave(work, facts) : status;
}

/* The driver of one that was never active has heard of nothing. */
static enum status
cancel_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	bool active = strcmp(row_text(facts, "state"), "active") == 0;
	const struct arg *about = authorisation_args(work, facts);
	work_say(work, "outcome.authorisation_cancelled", about);
	authorisation_tell(work, facts);
	if (row_int(facts, "credit") < row_int(facts, "amount")) {
		work_say(work, "outcome.authorisation_left", about);
	}
	enum status status = end_now(work, facts);
	return status == STATUS_OK && active
		   ? authorisation_announce(work, facts, "authorisation-cancelled",
					    "authorisation-ended")
		   : status;
}

const struct command authorisation_cancel = {
	.name = "authorisation.cancel",
	.right = "authorisations",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(authorisation_cancel, cancel_params),
	.check = cancel_check, /* AUT-06, AUT-07 */
	.apply = cancel_apply, /* AUT-06 */
};

enum status
authorisation_give_up(struct work *work, int64_t authorisation)
{
	const struct row *facts = NULL;
	enum status status = authorisation_facts(work, authorisation, &facts);
	if (status != STATUS_OK || strcmp(row_text(facts, "state"), "registered") != 0 ||
	    authorisation_lapsed(work, facts)) {
		return status;
	}
	work_say(work, "outcome.authorisation_cancelled", authorisation_args(work, facts));
	return end_now(work, facts);
}

/* ---- authorisation.expire: by night, what its time has ended already ---- */

struct authorisation_expire {
	struct amount most;
};

static const struct param expire_params[] = {
	{ PARAM_INT(authorisation_expire, most), .standard = MOST },
	{ .name = NULL },
};

static enum status
expire_one(struct work *work, int64_t authorisation)
{
	const struct row *facts = NULL;
	const struct arg *args = ARGS(ARG_INT("authorisation", authorisation));
	enum status status = work_row(work, SQL_AUTHORISATION_FACTS, args, &facts);
	if (status == STATUS_OK) {
		work_touches(work, "authorisation", authorisation);
		status = work_run(work, SQL_AUTHORISATION_EXPIRE, args);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_AUTHORISATION_WITHDRAW, args, NULL);
	}
	return status == STATUS_OK ? authorisation_leave(work, facts) : status;
}

static enum status
expire_apply(struct work *work, const void *args)
{
	const struct authorisation_expire *expire = args;
	const struct row *due = NULL;
	int64_t count = 0;
	enum status status = work_rows(work, SQL_AUTHORISATION_DUE_TO_END,
				       ARGS(ARG_INT("most", expire->most.number)), &due);
	for (; status == STATUS_OK && due != NULL; due = due->next) {
		status = expire_one(work, row_int(due, "id"));
		count++;
	}
	if (status == STATUS_OK && count == 0) {
		work_unchanged(work);
	} else if (status == STATUS_OK) {
		work_say(work, "outcome.authorisations_expired", ARGS(ARG_INT("count", count)));
	}
	return status;
}

const struct command authorisation_expire = {
	.name = "authorisation.expire",
	.flags = COMMAND_INTERNAL,
	PARAMS(authorisation_expire, expire_params),
	.apply = expire_apply, /* AUT-07 */
};
