/* CARD-17: what a limit would have done to purchases that were made. */
#include "limit.h"

#include <guichet/date.h>
#include <string.h>

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
concerns(const struct limit *limit, const struct past_purchase *purchase)
{
	if (is(limit->measure, "volume") && !is(purchase->kind, "fuel")) {
		return false;
	}
	return is(limit->goods, "all") || is(limit->goods, purchase->kind) ||
	       is(limit->goods, purchase->product);
}

static int64_t
measured(const struct limit *limit, const struct past_purchase *purchase)
{
	return is(limit->measure, "amount")   ? purchase->amount
	       : is(limit->measure, "volume") ? purchase->volume
					      : 1;
}

/* The first day of the period that the day is in. */
static int64_t
period_start(const struct limit *limit, int64_t day)
{
	if (is(limit->period, "week")) {
		return day - (date_weekday(date_of_days(day)) - 1);
	}
	if (is(limit->period, "month")) {
		return day - (date_of_days(day).day - 1);
	}
	return limit->days > 0 ? day - (limit->days - 1) : day;
}

int64_t
replay_needs(const struct limit *limit, int64_t from)
{
	return period_start(limit, from);
}

/* What was already bought, and went through, in the period of purchases[at]. */
static int64_t
bought_before(const struct limit *limit, const struct past_purchase *purchases, size_t at)
{
	int64_t sum = 0;
	int64_t since = period_start(limit, purchases[at].day);
	if (is(limit->period, "transaction")) {
		return 0;
	}
	while (at-- > 0 && purchases[at].card == purchases[at + 1].card &&
	       purchases[at].day >= since) {
		if (!purchases[at].refused && concerns(limit, &purchases[at])) {
			sum += measured(limit, &purchases[at]);
		}
	}
	return sum;
}

struct replay
limit_replay(const struct limit *limit, struct past_purchase *purchases, size_t count, int64_t from)
{
	struct replay replay = { .total = 0 };
	for (size_t i = 0; i < count; i++) {
		struct past_purchase *purchase = &purchases[i];
		purchase->refused = false;
		if (!concerns(limit, purchase)) {
			continue;
		}
		int64_t sum = bought_before(limit, purchases, i) + measured(limit, purchase);
		purchase->refused = sum > limit->value;
		if (purchase->day < from) {
			continue;
		}
		replay.total++;
		if (!purchase->refused) {
			continue;
		}
		replay.refused++;
		if (replay.largest == NULL || purchase->amount > replay.largest->amount) {
			replay.largest = purchase;
		}
	}
	return replay;
}
