/* What ends by itself: ranks past their expiry, airCODEs past their 24 hours.  Nightly. */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

/* A few at a time, so that no clerk waits: the nightly job asks again until nothing is left.  No
 * more than an audit row can name records. */
#define MOST "15"

struct card_expire {
	struct amount most;
};

static const struct param params[] = {
	{ PARAM_INT(card_expire, most), .standard = MOST },
	{ .name = NULL },
};

/* The card ends with its present rank. */
static enum status
expire_present(struct work *work, const struct row *due)
{
	int64_t card = row_int(due, "card_id");
	enum status status = card_present(work, due, card, row_int(due, "rank"), "expired",
					  row_text(due, "expires_on"));
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_PENDING_WITHDRAW_LIFT, ARGS(ARG_INT("card", card)),
				      NULL);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_RENEWAL_END, ARGS(ARG_INT("card", card)), NULL);
	}
	return status;
}

/* The present rank takes the card along, one that was to follow is given up, and one that a
 * reproduction left valid ends alone (CARD-13). */
static enum status
expire_card(struct work *work, const struct row *due)
{
	int64_t card = row_int(due, "card_id");
	int64_t number = row_int(due, "rank_number");
	enum status status = STATUS_OK;
	if (number == row_int(due, "rank")) {
		status = expire_present(work, due);
	} else if (row_known(due, "next_rank") && number == row_int(due, "next_rank")) {
		status = work_run(work, SQL_CARD_NEXT,
				  ARGS(ARG_INT("card", card), ARG_NULL("next_rank")));
	}
	bool out = row_known(due, "active_at");
	return status == STATUS_OK && !out ? request_stop(work, card, row_int(due, "rank_id"))
					   : status;
}

static enum status
expire_ranks(struct work *work, int64_t most, int64_t *count)
{
	const struct row *due = NULL;
	enum status status =
	    work_rows(work, SQL_CARD_DUE_TO_EXPIRE, ARGS(ARG_INT("most", most)), &due);
	for (; status == STATUS_OK && due != NULL; due = due->next) {
		work_touches(work, "card", row_int(due, "card_id"));
		status =
		    work_run(work, SQL_RANK_EXPIRE, ARGS(ARG_INT("rank", row_int(due, "rank_id"))));
		if (status == STATUS_OK) {
			status = expire_card(work, due);
		}
		(*count)++;
	}
	return status;
}

static enum status
expire_codes(struct work *work, int64_t most, int64_t *count)
{
	const struct row *due = NULL;
	enum status status =
	    work_rows(work, SQL_AIRCODE_DUE_TO_END, ARGS(ARG_INT("most", most)), &due);
	for (; status == STATUS_OK && due != NULL; due = due->next) {
		int64_t card = row_int(due, "card_id");
		work_touches(work, "card", card);
		status = work_run(
		    work, SQL_AIRCODE_END,
		    ARGS(ARG_INT("aircode", row_int(due, "id")), ARG_TEXT("state", "expired")));
		if (status == STATUS_OK) {
			status = work_run(work, SQL_CARD_SET_AIRCODE,
					  ARGS(ARG_INT("card", card), ARG_NULL("until")));
		}
		(*count)++;
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct card_expire *expire = args;
	int64_t ranks = 0;
	int64_t codes = 0;
	enum status status = expire_ranks(work, expire->most.number, &ranks);
	if (status == STATUS_OK && ranks < expire->most.number) {
		status = expire_codes(work, expire->most.number - ranks, &codes);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (ranks + codes == 0) {
		work_unchanged(work);
	}
	if (ranks > 0) {
		work_say(work, "outcome.cards_expired", ARGS(ARG_INT("count", ranks)));
	}
	if (codes > 0) {
		work_say(work, "outcome.aircodes_expired", ARGS(ARG_INT("count", codes)));
	}
	return STATUS_OK;
}

const struct command card_expire = {
	.name = "card.expire",
	.flags = COMMAND_INTERNAL,
	PARAMS(card_expire, params),
	.apply = apply,
};
