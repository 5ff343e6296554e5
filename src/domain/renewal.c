/* What the night does for the cards that come to their end (REN-02, REN-04, REN-06).  Each command
 * takes one step for one customer, a few cards at a time, and says when nothing is left: the
 * nightly job asks again until then.  What a step has done it leaves in the card or in the cohort,
 * so that a night killed half-way goes on, and one run twice does nothing more. */
#include "renewal.h"

#include <string.h>

struct renewal_step {
	struct amount most;
};

static const struct param params[] = {
	{ PARAM_INT(renewal_step, most), .standard = RENEWAL_CARDS },
	{ .name = NULL },
};

/* ---- renewal.notice ---- */

/* Months whose notice is due and whose changes had not ended when the last night was done: a night
 * that was missed is made up for, and a fleet that comes in later joins its month, but not one
 * already made. */
static enum status
months_due(struct work *work, const char **from, const char **until)
{
	const struct renewal_terms terms = renewal_terms(work->session->config);
	const struct row *last = NULL;
	struct renewal_dates dates;
	struct civil day;
	enum status status = work_row(work, SQL_RENEWAL_LAST_NIGHT, NULL, &last);
	*from = *until = NULL;
	if (status != STATUS_OK || !date_read(work->today, &day)) {
		return status;
	}
	char yesterday[DATE_SIZE];
	date_write(date_of_days(date_days(day) - 1), yesterday);
	const char *done = last != NULL ? row_text(last, "day") : yesterday;
	if (strcmp(done, work->today) > 0) { /* a day gone by is lived again */
		done = work->today;
	}
	date_read(done, &day);
	day.day = 1;
	for (;; day = date_add_months(day, 1)) {
		char month[DATE_SIZE];
		date_write(day, month);
		if (!renewal_dates(&terms, month, &dates) ||
		    strcmp(dates.notice, work->today) > 0) {
			return STATUS_OK;
		}
		if (*from == NULL && strcmp(dates.cutoff, done) > 0) {
			*from = arena_copy(work->arena, month);
		}
		*until = *from != NULL ? arena_copy(work->arena, dates.active) : NULL;
	}
}

/* The next cohort with something to be told or noted; id 0 when there is none. */
static enum status
next_to_tell(struct work *work, struct cohort *cohort)
{
	static const char *const in_hand[] = { "active", "suspended", "cancelled" };
	const char *from = NULL;
	const char *until = NULL;
	enum status status = cohort_first(work, SQL_RENEWAL_UNTOLD, NULL, cohort);
	if (status != STATUS_OK || cohort->id != 0) {
		return status;
	}
	status = months_due(work, &from, &until);
	for (size_t i = 0; i < 3 && status == STATUS_OK && until != NULL; i++) {
		const struct row *due = NULL;
		status = work_row(work, SQL_RENEWAL_FIRST_DUE,
				  ARGS(ARG_TEXT("state", in_hand[i]), ARG_DATE("from", from),
				       ARG_DATE("until", until)),
				  &due);
		if (status == STATUS_OK && due != NULL) {
			return cohort_find(
			    work, row_int(due, "customer_id"),
			    arena_copy_bytes(work->arena, row_text(due, "expires_on"), 7), cohort);
		}
	}
	return status;
}

/* REN-02: a transaction in the months before the notice makes a candidate.  Who cancelled a card
 * asked for it not to be renewed; a suspended one is as it was before. */
static const char *
renewal_of(const struct row *card, const char *unused_since)
{
	const char *state = row_text(card, "state");
	if (strcmp(state, "suspended") == 0) {
		state = row_text(card, "state_before");
	}
	if (strcmp(state, "cancelled") == 0) {
		return "cancelled_by_user";
	}
	return strcmp(row_text(card, "last_used_on"), unused_since) > 0 ? "candidate"
									: "cancelled_unused";
}

static enum status
note_cards(struct work *work, const struct cohort *cohort, const struct row *cards, int64_t most,
	   bool *all)
{
	const struct renewal_terms terms = renewal_terms(work->session->config);
	struct renewal_dates dates;
	enum status status = STATUS_OK;
	int64_t count = 0;
	int64_t candidates = 0;
	if (!renewal_dates(&terms, cohort->expires_on, &dates)) {
		return work_refuse(work, NULL, "error.date",
				   ARGS(ARG_TEXT("value", cohort->expires_on)));
	}
	for (; status == STATUS_OK && cards != NULL && count < most; cards = cards->next, count++) {
		const char *renewal = renewal_of(cards, dates.unused_since);
		work_touches(work, "card", row_int(cards, "id"));
		status = card_set_renewal(work, row_int(cards, "id"), renewal);
		candidates += strcmp(renewal, "candidate") == 0;
	}
	*all = cards == NULL;
	if (count > 0) {
		work_say(work, "outcome.renewal_noted",
			 ARGS(ARG_TEXT("customer", cohort->number),
			      ARG_MONTH("month", cohort->month), ARG_INT("candidates", candidates),
			      ARG_INT("others", count - candidates)));
	}
	return status;
}

static enum status
notice_apply(struct work *work, const void *args)
{
	const struct renewal_step *step = args;
	const int64_t most = step->most.number;
	struct cohort cohort;
	struct cohort_counts counts;
	const struct row *cards = NULL;
	bool all = false;
	enum status status = next_to_tell(work, &cohort);
	if (status != STATUS_OK) {
		return status;
	}
	if (cohort.id == 0) {
		work_unchanged(work);
		return STATUS_OK;
	}
	cohort_about(work, &cohort);
	status = cohort_cards(work, &cohort, SQL_RENEWAL_CARDS_DUE, most + 1, &cards);
	if (status == STATUS_OK) {
		status = note_cards(work, &cohort, cards, most, &all);
	}
	if (status != STATUS_OK || !all || cohort.told) {
		return status;
	}
	status = cohort_count(work, &cohort, &counts);
	if (status == STATUS_OK) {
		status = cohort_tell(work, &cohort, "renewal-notice", &counts);
	}
	return status == STATUS_OK ? cohort_mark(work, &cohort, SQL_RENEWAL_SET_TOLD) : status;
}

const struct command renewal_notice = {
	.name = "renewal.notice",
	.flags = COMMAND_INTERNAL,
	PARAMS(renewal_step, params),
	.apply = notice_apply, /* REN-02 */
};

/* ---- renewal.remind ---- */

/* Once, and only while there is something to be changed. */
static enum status
remind_apply(struct work *work, const void *args)
{
	(void)args;
	struct cohort cohort;
	struct cohort_counts counts;
	enum status status = cohort_first(work, SQL_RENEWAL_TO_REMIND, NULL, &cohort);
	if (status != STATUS_OK) {
		return status;
	}
	if (cohort.id == 0) {
		work_unchanged(work);
		return STATUS_OK;
	}
	cohort_about(work, &cohort);
	status = cohort_count(work, &cohort, &counts);
	if (status == STATUS_OK && counts.candidates > 0 &&
	    strcmp(work->today, cohort.cutoff) < 0) {
		status = cohort_tell(work, &cohort, "renewal-reminder", &counts);
	}
	return status == STATUS_OK ? cohort_mark(work, &cohort, SQL_RENEWAL_SET_REMINDED) : status;
}

const struct command renewal_remind = {
	.name = "renewal.remind", .flags = COMMAND_INTERNAL, .apply = remind_apply, /* REN-04 */
};

/* ---- renewal.end-night ---- */

static enum status
end_night_apply(struct work *work, const void *args)
{
	(void)args;
	return work_run_any(work, SQL_RENEWAL_NIGHT_DONE, NULL, NULL);
}

const struct command renewal_end_night = {
	.name = "renewal.end-night",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	.apply = end_night_apply, /* REN-06 */
};
