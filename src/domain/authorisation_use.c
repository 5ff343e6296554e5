/* An authorisation in use: what is taken from its credit, its SMS once more (AUT-04, AUT-07). */
#include "authorisation.h"

#include <string.h>

static enum status
refuse_amount(struct work *work, const struct row *facts)
{
	return work_refuse(work, "amount", "refusal.authorisation_credit",
			   ARGS(ARG_TEXT("code", row_text(facts, "number")),
				ARG_MONEY("credit", row_int(facts, "credit")),
				ARG_TEXT("currency", row_text(facts, "currency"))));
}

static enum status
check_active(struct work *work, const struct row *facts)
{
	enum status status = authorisation_check_open(work, facts);
	if (status == STATUS_OK && strcmp(row_text(facts, "state"), "registered") == 0) {
		return work_refuse(work, "authorisation", "refusal.authorisation_registered",
				   ARGS(ARG_TEXT("code", row_text(facts, "number"))));
	}
	return status;
}

/* An amount in cents, all or nothing; at 0 it is used. */
static enum status
take(struct work *work, int64_t authorisation, int64_t amount)
{
	const struct row *facts = NULL;
	const struct row *after = NULL;
	int64_t taken = 0;
	enum status status = authorisation_facts(work, authorisation, &facts);
	if (status == STATUS_OK) {
		status = check_active(work, facts);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (amount <= 0) {
		return work_refuse(work, "amount", "refusal.authorisation_taken", NULL);
	}
	status = work_run_any(
	    work, SQL_AUTHORISATION_USE,
	    ARGS(ARG_INT("authorisation", authorisation), ARG_INT("amount", amount)), &taken);
	if (status == STATUS_OK && taken == 0) {
		return refuse_amount(work, facts);
	}
	if (status == STATUS_OK) {
		status = authorisation_facts(work, authorisation, &after);
	}
	if (status != STATUS_OK) {
		return status;
	}
	bool used = strcmp(row_text(after, "state"), "used") == 0;
	work_say(work, used ? "outcome.authorisation_used" : "outcome.authorisation_taken",
		 ARGS(ARG_TEXT("code", row_text(after, "number")), ARG_MONEY("amount", amount),
		      ARG_MONEY("credit", row_int(after, "credit")),
		      ARG_TEXT("currency", row_text(after, "currency"))));
	return used ? authorisation_leave(work, facts) : STATUS_OK;
}

enum status
authorisation_spend(struct work *work, int64_t authorisation, int64_t amount, const char *at)
{
	const struct row *before = NULL;
	const struct row *after = NULL;
	int64_t spent = 0;
	enum status status = authorisation_facts(work, authorisation, &before);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_TRANSACTION_SPEND,
				      ARGS(ARG_INT("authorisation", authorisation),
					   ARG_INT("amount", amount), ARG_STAMP("at", at)),
				      &spent);
	}
	if (status == STATUS_OK && spent == 0) {
		return refuse_amount(work, before);
	}
	if (status == STATUS_OK) {
		status = authorisation_facts(work, authorisation, &after);
	}
	if (status != STATUS_OK) {
		return status;
	}
	bool ends = strcmp(row_text(after, "state"), "used") == 0 &&
		    strcmp(row_text(before, "state"), "active") == 0;
	return ends ? authorisation_leave(work, before) : STATUS_OK;
}

/* ---- authorisation.use: by hand, while a station has only its telephone ---- */

struct authorisation_use {
	struct record authorisation;
	struct amount amount;
};

static const struct param use_params[] = {
	{ PARAM_ID(authorisation_use, authorisation), .record = &authorisation_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_MONEY(authorisation_use, amount), .flags = PARAM_MANDATORY, .from = "" },
	{ .name = NULL },
};

static enum status
use_apply(struct work *work, const void *args)
{
	const struct authorisation_use *use = args;
	return take(work, use->authorisation.id, use->amount.number);
}

const struct command authorisation_use = {
	.name = "authorisation.use",
	.right = "authorisations",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF,
	PARAMS(authorisation_use, use_params),
	.apply = use_apply, /* AUT-07 */
};

/* ---- authorisation.resend ---- */

struct authorisation_resend {
	struct record authorisation;
};

static const struct param resend_params[] = {
	{ PARAM_ID(authorisation_resend, authorisation), .record = &authorisation_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
resend_check(struct work *work, const void *args)
{
	const struct authorisation_resend *resend = args;
	const struct row *facts = NULL;
	enum status status = authorisation_facts(work, resend->authorisation.id, &facts);
	work->state = (void *)(uintptr_t)facts;
	return status == STATUS_OK ? check_active(work, facts) : status;
}

static enum status
resend_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	authorisation_tell(work, facts);
	return authorisation_text(work, facts, "authorisation-active");
}

const struct command authorisation_resend = {
	.name = "authorisation.resend",
	.right = "authorisations",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(authorisation_resend, resend_params),
	.check = resend_check,
	.apply = resend_apply, /* AUT-04 */
};
