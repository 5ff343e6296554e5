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

struct tried {
	enum level level;
	int64_t owner;
	struct replay replay;
	bool cut;
};

struct bought {
	struct arena *arena;
	struct past_purchase *purchases;
	size_t count, room;
};

static bool
take_purchase(void *context, const struct row *row)
{
	struct bought *bought = context;

	bought->purchases = arena_grown(bought->arena, bought->purchases, bought->count,
					&bought->room, sizeof *bought->purchases);
	bought->purchases[bought->count++] = (struct past_purchase){
		.card = row_int(row, "card_id"),
		.day = days_of(row_text(row, "day")),
		.at = arena_copy(bought->arena, row_text(row, "at")),
		.product = arena_copy(bought->arena, row_text(row, "product")),
		.kind = arena_copy(bought->arena, row_text(row, "kind")),
		.amount = row_int(row, "amount"),
		.volume = row_int(row, "volume"),
	};
	return true;
}

enum status
limit_look(struct work *work, const struct owner *owner, const struct limit *limit,
	   struct tried **tried)
{
	struct bought bought = { .arena = work->arena };
	const int64_t from = days_of(work->today) - DAYS_BACK;
	char start[DATE_SIZE];
	date_write(date_of_days(replay_needs(limit, from)), start);
	enum status status = work_each(work, purchases_of[owner->level],
				       ARGS(ARG_INT("owner", owner->id), ARG_DATE("since", start),
					    ARG_INT("most", PURCHASES_MOST)),
				       take_purchase, &bought);

	*tried = arena_alloc(work->arena, sizeof **tried);
	**tried =
	    (struct tried){ .level = owner->level,
			    .owner = owner->id,
			    .replay = limit_replay(limit, bought.purchases, bought.count, from),
			    .cut = bought.count == PURCHASES_MOST };
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
	const struct past_purchase *largest = replay->largest;
	work_say(work, "outcome.try_largest",
		 ARGS(ARG_MONEY("amount", largest->amount),
		      ARG_CHOICE("goods", "goods", largest->product),
		      ARG_STAMP("at", largest->at)));
}

/* A name may have gone to another division or profile meanwhile. */
static bool
is_of(const struct tried *tried, const struct owner *owner)
{
	return tried != NULL && tried->level == owner->level && tried->owner == owner->id;
}

enum status
limit_try(struct work *work, const struct owner *owner, const struct limit *limit,
	  struct tried *tried)
{
	enum status status = STATUS_OK;

	if (!is_of(tried, owner)) {
		status = limit_look(work, owner, limit, &tried);
	}
	if (status == STATUS_OK) {
		tell(work, limit, &tried->replay, tried->cut);
	}
	return status;
}
