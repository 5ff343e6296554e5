/* The new cards of a renewal: made at the cut-off, active on the last day (REN-04, REN-05). */
#include "renewal.h"

#include <string.h>

struct renewal_step {
	struct amount most;
};

static const struct param params[] = {
	{ PARAM_INT(renewal_step, most), .standard = RENEWAL_CARDS },
	{ .name = NULL },
};

/* ---- renewal.produce ---- */

/* The minute before midnight of the last day of shipping. */
static const char *
due_of(struct work *work, const struct cohort *cohort)
{
	struct civil day;
	if (!date_read(cohort->ship_until, &day)) {
		return work->now;
	}
	day = date_of_days(date_days(day) + 1);
	return stamp_add(work->arena, stamp_of_local_day(work->arena, day), -60);
}

static enum status
request_made(struct work *work, const struct cohort *cohort, const struct row *card, int64_t rank)
{
	const struct row *request = NULL;
	enum status status =
	    work_row(work, SQL_REQUEST_OPEN_OF_RANK,
		     ARGS(ARG_INT("card", row_int(card, "id")), ARG_INT("rank", rank)), &request);
	if (status != STATUS_OK || request == NULL) {
		return status;
	}
	return work_run(work, SQL_RENEWAL_REQUEST_MADE,
			ARGS(ARG_INT("request", row_int(request, "id")),
			     ARG_STAMP("due", due_of(work, cohort))));
}

/* REN-05: the same number, the rank after; what the card was changed to meanwhile is what is
 * embossed.  The secret code stays. */
static enum status
make_rank(struct work *work, const struct cohort *cohort, const struct row *card,
	  const char *expires_on)
{
	const struct row *facts = NULL;
	struct made_rank made = { .id = 0 };
	const struct next_rank next = { .cause = "renewal", .expires_on = expires_on };
	enum status status = card_facts(work, row_int(card, "id"), &facts);
	if (status == STATUS_OK) {
		status = rank_next(work, facts, &next, &made);
	}
	if (status == STATUS_OK) {
		status = request_made(work, cohort, card, made.id);
	}
	return status == STATUS_OK ? rank_produce(work, made.id) : status;
}

/* A duplicate or a reproduction not made yet is made once, for the years to come: the customer gets
 * one card, at once, rather than two within weeks. */
static enum status
make_card(struct work *work, const struct cohort *cohort, const struct row *card,
	  const char *expires_on)
{
	const char *state = row_text(card, "state");
	bool in_hand = strcmp(state, "active") == 0 || strcmp(state, "suspended") == 0;
	enum status status = STATUS_OK;
	work_touches(work, "card", row_int(card, "id"));
	if (row_known(card, "next_id")) {
		status = work_run(work, SQL_RENEWAL_PROLONG,
				  ARGS(ARG_INT("rank", row_int(card, "next_id")),
				       ARG_DATE("expires_on", expires_on)));
	} else if (row_int(card, "highest") >=
		   RANK_MOST) { /* one card must not hold up the night */
		work_warn(work, "outcome.renewal_no_rank",
			  ARGS(ARG_TEXT("card", card_tail(work->arena, row_text(card, "number"))),
			       ARG_INT("most", RANK_MOST)));
		return card_set_renewal(work, row_int(card, "id"), "none");
	} else if (in_hand) {
		status = make_rank(work, cohort, card, expires_on);
	} else { /* blocked, and its duplicate given up: nothing left to renew */
		return card_set_renewal(work, row_int(card, "id"), "none");
	}
	return status == STATUS_OK ? card_set_renewal(work, row_int(card, "id"), "in_renewal")
				   : status;
}

static enum status
next_to_make(struct work *work, struct cohort *cohort)
{
	enum status status = cohort_first(work, SQL_RENEWAL_TO_MAKE, NULL, cohort);
	struct civil day;
	if (status != STATUS_OK || cohort->id != 0 || !date_read(work->today, &day)) {
		return status;
	}
	/* No month after the next is made yet, whatever the settings. */
	char until[DATE_SIZE];
	date_write(date_end_of_month(date_add_months(day, 1)), until);
	return cohort_first(work, SQL_RENEWAL_WAITED, until, cohort);
}

static enum status
produce_apply(struct work *work, const void *args)
{
	const struct renewal_step *step = args;
	const struct renewal_terms terms = renewal_terms(work->session->config);
	struct renewal_dates dates;
	struct cohort cohort;
	const struct row *card = NULL;
	int64_t count = 0;
	enum status status = next_to_make(work, &cohort);
	if (status != STATUS_OK) {
		return status;
	}
	if (cohort.id == 0 || !renewal_dates(&terms, cohort.expires_on, &dates)) {
		work_unchanged(work);
		return STATUS_OK;
	}
	cohort_about(work, &cohort);
	status =
	    cohort_cards(work, &cohort, SQL_RENEWAL_CARDS_TO_MAKE, step->most.number + 1, &card);
	for (; status == STATUS_OK && card != NULL && count < step->most.number;
	     card = card->next, count++) {
		status = make_card(work, &cohort, card, dates.next_expiry);
	}
	if (count > 0) {
		work_say(work, "outcome.renewal_made",
			 ARGS(ARG_TEXT("customer", cohort.number), ARG_MONTH("month", cohort.month),
			      ARG_INT("count", count), ARG_DATE("until", cohort.ship_until)));
	}
	if (status == STATUS_OK && card == NULL && !cohort.produced) {
		status = cohort_mark(work, &cohort, SQL_RENEWAL_SET_PRODUCED);
	}
	return status;
}

const struct command renewal_produce = {
	.name = "renewal.produce",
	.flags = COMMAND_INTERNAL,
	PARAMS(renewal_step, params),
	.apply = produce_apply, /* REN-04, REN-05 */
};

/* ---- renewal.activate ---- */

static enum status
activate_card(struct work *work, const struct row *card)
{
	work_touches(work, "card", row_int(card, "id"));
	if (row_known(card, "next_id") &&
	    strcmp(row_text(card, "next_state"), "in_production") == 0) {
		return rank_activate(work, row_int(card, "next_id"));
	}
	return card_set_renewal(work, row_int(card, "id"), "none");
}

static enum status
activate_apply(struct work *work, const void *args)
{
	const struct renewal_step *step = args;
	const struct renewal_terms terms = renewal_terms(work->session->config);
	struct renewal_dates dates;
	struct cohort cohort;
	const struct row *card = NULL;
	int64_t count = 0;
	enum status status = cohort_first(work, SQL_RENEWAL_TO_ACTIVATE, NULL, &cohort);
	if (status != STATUS_OK) {
		return status;
	}
	if (cohort.id == 0) {
		work_unchanged(work);
		return STATUS_OK;
	}
	cohort_about(work, &cohort);
	status = cohort_cards(work, &cohort, SQL_RENEWAL_CARDS_TO_ACTIVATE, step->most.number + 1,
			      &card);
	for (; status == STATUS_OK && card != NULL && count < step->most.number;
	     card = card->next, count++) {
		status = activate_card(work, card);
	}
	if (count > 0) {
		work_say(work, "outcome.renewal_activated",
			 ARGS(ARG_TEXT("customer", cohort.number), ARG_MONTH("month", cohort.month),
			      ARG_INT("count", count)));
	}
	if (status != STATUS_OK || card != NULL ||
	    !renewal_dates(&terms, cohort.expires_on, &dates)) {
		return status;
	}
	status = cohort_tell_active(work, &cohort, dates.next_expiry);
	return status == STATUS_OK ? cohort_mark(work, &cohort, SQL_RENEWAL_SET_ACTIVATED) : status;
}

const struct command renewal_activate = {
	.name = "renewal.activate",
	.flags = COMMAND_INTERNAL,
	PARAMS(renewal_step, params),
	.apply = activate_apply, /* REN-04 */
};
