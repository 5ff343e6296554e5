/* CARD-17: before a limit is confirmed, what it would have done to the purchases of the last 90
 * days. */
#include "rules.h"

#include <guichet/date.h>
#include <string.h>

enum { DAYS_BACK = 90, PURCHASES_MOST = 50000 };

static const enum statement purchases_of[LEVELS] = {
	[LEVEL_CARD] = SQL_RULE_PURCHASES_OF_CARD,
	[LEVEL_PROFILE] = SQL_RULE_PURCHASES_OF_PROFILE,
	[LEVEL_DIVISION] = SQL_RULE_PURCHASES_OF_DIVISION,
	[LEVEL_CUSTOMER] = SQL_RULE_PURCHASES_OF_CUSTOMER,
};

static int64_t
days_of(const char *day)
{
	struct civil civil = { .year = 1970, .month = 1, .day = 1 };
	(void)date_read(day, &civil);
	return date_days(civil);
}

static enum status
read_purchases(struct work *work, const struct owner *owner, int64_t since,
	       struct purchase **purchases, size_t *count)
{
	const struct row *row = NULL;
	const char *start = stamp_of_local_day(work->arena, date_of_days(since));
	enum status status = work_rows(work, purchases_of[owner->level],
				       ARGS(ARG_INT("owner", owner->id), ARG_STAMP("since", start),
					    ARG_INT("most", PURCHASES_MOST)),
				       &row);
	*count = 0;
	for (const struct row *at = row; at != NULL; at = at->next) {
		(*count)++;
	}
	struct purchase *read = arena_array(work->arena, *count + 1, sizeof *read);
	*purchases = read;
	for (; row != NULL; row = row->next) {
		*read++ = (struct purchase){
			.card = row_int(row, "card_id"),
			.day = days_of(row_text(row, "day")),
			.at = row_text(row, "at"),
			.product = row_text(row, "product"),
			.kind = row_text(row, "kind"),
			.amount = row_int(row, "amount"),
			.volume = row_int(row, "volume"),
		};
	}
	return status;
}

static void
tell(struct work *work, const struct limit *limit, const struct replay *replay, bool cut)
{
	bool blocks = strcmp(limit->breach, "block") == 0;
	const struct arg *counts =
	    ARGS(ARG_INT("count", replay->refused), ARG_INT("total", replay->total),
		 ARG_INT("days", DAYS_BACK));
	if (cut) {
		work_warn(work, "outcome.try_cut", ARGS(ARG_INT("most", PURCHASES_MOST)));
	}
	if (replay->total == 0) {
		work_say(work, "outcome.try_nothing", counts);
		return;
	}
	if (replay->refused == 0) {
		work_say(work, "outcome.try_none", counts);
		return;
	}
	work_warn(work, blocks ? "outcome.try_refused" : "outcome.try_told", counts);
	const struct purchase *largest = replay->largest;
	work_say(work, "outcome.try_largest",
		 ARGS(ARG_MONEY("amount", largest->amount),
		      ARG_CHOICE("goods", "goods", largest->product),
		      ARG_STAMP("at", largest->at)));
}

enum status
limit_try(struct work *work, const struct owner *owner, const struct limit *limit)
{
	struct purchase *purchases = NULL;
	size_t count = 0;
	int64_t from = days_of(work->today) - DAYS_BACK;
	enum status status =
	    read_purchases(work, owner, replay_needs(limit, from), &purchases, &count);
	if (status == STATUS_OK) {
		struct replay replay = limit_replay(limit, purchases, count, from);
		tell(work, limit, &replay, count == PURCHASES_MOST);
	}
	return status;
}
