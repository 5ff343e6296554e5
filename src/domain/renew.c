/* card.renew: a card that was not to be renewed is a candidate again (REN-03). */
#include "domain.h"

#include <string.h>

struct card_renew {
	struct record card;
	struct amount version;
};

static const struct param renew_params[] = {
	{ PARAM_ID(card_renew, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_renew, version) },
	{ .name = NULL },
};

/* What check hands to apply. */
struct renewing {
	const struct row *facts;
	bool open;          /* the month is under way: a candidate now, else once its notice goes */
	const char *cutoff; /* the day changes end */
	const char *active; /* the day the new rank is */
	const char *notice;
};

static bool
is(const struct row *facts, const char *column, const char *code)
{
	return strcmp(row_text(facts, column), code) == 0;
}

/* The customer said so, or it was cancelled before it was suspended. */
static bool
is_cancelled(const struct row *facts)
{
	return is(facts, "state", "cancelled") ||
	       (is(facts, "state", "suspended") && is(facts, "state_before", "cancelled"));
}

/* The days the customer was told, else those of the settings. */
static enum status
read_days(struct work *work, const struct row *facts, struct renewing *renewing, bool *made)
{
	const struct renewal_terms terms = renewal_terms(work->session->config);
	const char *expires = row_text(facts, "expires_on");
	const struct row *cohort = NULL;
	struct renewal_dates dates;
	enum status status =
	    work_row(work, SQL_RENEWAL_COHORT,
		     ARGS(ARG_INT("customer", row_int(facts, "customer_id")),
			  ARG_TEXT("month", arena_copy_bytes(work->arena, expires, 7))),
		     &cohort);
	if (status != STATUS_OK || !renewal_dates(&terms, expires, &dates)) {
		return status;
	}
	*made = cohort != NULL && row_known(cohort, "produced_at");
	renewing->open = cohort != NULL;
	renewing->cutoff =
	    cohort != NULL ? row_text(cohort, "cutoff_on") : arena_copy(work->arena, dates.cutoff);
	renewing->active = arena_copy(work->arena, dates.active);
	renewing->notice = strcmp(dates.notice, work->today) > 0
			       ? arena_copy(work->arena, dates.notice)
			       : work->today; /* tonight */
	return STATUS_OK;
}

static enum status
refuse_state(struct work *work, const struct row *facts, const struct arg *about)
{
	static const char *const over[] = { "new",     "in_production", "blocked",
					    "expired", "deleted",       NULL };
	if (is(facts, "renewal", "in_renewal")) {
		return work_refuse(work, "card", "refusal.renew_in_renewal", about);
	}
	for (const char *const *state = over; *state != NULL; state++) {
		if (is(facts, "state", *state)) {
			return work_refuse(work, "card",
					   is(facts, "state", "blocked") ? "refusal.renew_blocked"
									 : "refusal.renew_state",
					   about);
		}
	}
	return STATUS_OK;
}

/* Between the notice and the cut-off; a card merely cancelled may come back before. */
static enum status
renew_check(struct work *work, const void *args)
{
	const struct card_renew *renew = args;
	struct renewing *renewing = arena_alloc(work->arena, sizeof *renewing);
	bool made = false;
	*renewing = (struct renewing){ .facts = NULL };
	enum status status = card_facts(work, renew->card.id, &renewing->facts);
	if (status == STATUS_OK) {
		status = read_days(work, renewing->facts, renewing, &made);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct row *facts = renewing->facts;
	const struct arg *about =
	    ARGS(ARG_TEXT("card", card_label(work, facts)),
		 ARG_CHOICE("state", "state", row_text(facts, "state")),
		 ARG_DATE("expires", row_text(facts, "expires_on")),
		 ARG_DATE("cutoff", renewing->cutoff), ARG_DATE("active", renewing->active),
		 ARG_DATE("notice", renewing->notice));
	status = refuse_state(work, facts, about);
	if (status != STATUS_OK) {
		return status;
	}
	if (is(facts, "renewal", "candidate")) {
		return work_refuse(work, "card", "refusal.renew_again", about);
	}
	if (made || strcmp(work->today, renewing->cutoff) > 0) {
		return work_refuse(work, "card", "refusal.renew_too_late", about);
	}
	if (is(facts, "renewal", "none") && !is_cancelled(facts)) {
		return work_refuse(work, "card", "refusal.renew_too_early", about);
	}
	work->state = renewing;
	return STATUS_OK;
}

static enum status
renew_apply(struct work *work, const void *args)
{
	(void)args;
	const struct renewing *renewing = work->state;
	const struct row *facts = renewing->facts;
	const struct arg *said =
	    ARGS(ARG_TEXT("card", card_label(work, facts)), ARG_DATE("cutoff", renewing->cutoff),
		 ARG_DATE("active", renewing->active), ARG_DATE("notice", renewing->notice));
	enum status status = STATUS_OK;
	bool candidate = renewing->open;
	card_about(work, facts);
	if (is_cancelled(facts)) {
		status = work_run(work, SQL_RENEWAL_KEEP_RANK,
				  ARGS(ARG_INT("rank", row_int(facts, "rank_id"))));
	}
	if (status == STATUS_OK && is(facts, "state", "cancelled")) {
		status = card_move(work, facts, "active");
		work_say(work, "outcome.renew_uncancelled", said);
	}
	if (status == STATUS_OK && candidate) {
		status = card_set_renewal(work, row_int(facts, "id"), "candidate");
	}
	work_say(work, candidate ? "outcome.renew_candidate" : "outcome.renew_later", said);
	if (candidate) {
		work_say(work, "outcome.renew_until", said);
	}
	return status;
}

const struct command card_renew = {
	.name = "card.renew",
	.right = "renewal",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_renew, renew_params),
	.check = renew_check, /* REN-03 */
	.apply = renew_apply,
};
