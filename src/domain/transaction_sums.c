/* What transactions add up to: by card and month, by day and division.  A batch gathers its own and
 * writes each sum once.  transaction.recount compares all of them with the rows, and makes them
 * anew. */
#include "transaction_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

struct sum {
	int64_t owner;    /* card; customer */
	int64_t division; /* 0: none */
	int32_t period;   /* days since 1970: of a month, its first */
	int32_t product;
	int64_t count, volume, amount;
};

struct sum_list {
	struct sum *sums;
	size_t count;
};

struct sums {
	struct sum_list months, days;
	/* The one that is being written. */
	struct sum_list *list;
	size_t at;
	struct value values[7];
	char period[DATE_SIZE];
};

struct sums *
sums_new(struct arena *arena, size_t rows)
{
	struct sums *sums = arena_alloc(arena, sizeof *sums);
	sums->months.sums = arena_array(arena, rows + 1, sizeof *sums->months.sums);
	sums->days.sums = arena_array(arena, rows + 1, sizeof *sums->days.sums);
	return sums;
}

static bool
is_same(const struct sum *a, const struct sum *b)
{
	return a->owner == b->owner && a->division == b->division && a->period == b->period &&
	       a->product == b->product;
}

static void
add_to(struct sum *to, const struct sum *sum)
{
	to->count += sum->count;
	to->volume += sum->volume;
	to->amount += sum->amount;
}

void
sums_add(struct sums *sums, const struct entry *entry)
{
	const struct intake_line *line = entry->line;
	int32_t day = (int32_t)(line->at / DAY);
	struct civil civil = date_of_days(day);
	struct sum sum = {
		.owner = entry->buyer->customer,
		.division = entry->buyer->division,
		.period = day,
		.product = line->product,
		.count = 1,
		.volume = line->product < GOODS_FUELS && line->quantity > 0 ? line->quantity : 0,
		.amount = line->amount,
	};
	sums->days.sums[sums->days.count++] = sum;
	if (entry->buyer->card == 0) {
		return;
	}
	sum.owner = entry->buyer->card;
	sum.division = 0;
	sum.period = day - (civil.day - 1);
	/* Lines come card by card. */
	struct sum *end = &sums->months.sums[sums->months.count];
	for (struct sum *before = end;
	     before > sums->months.sums && before[-1].owner == sum.owner;) {
		before--;
		if (is_same(before, &sum)) {
			add_to(before, &sum);
			return;
		}
	}
	*end = sum;
	sums->months.count++;
}

static int
by_key(const void *a, const void *b)
{
	const struct sum *x = a;
	const struct sum *y = b;
	if (x->owner != y->owner) {
		return x->owner < y->owner ? -1 : 1;
	}
	if (x->period != y->period) {
		return x->period < y->period ? -1 : 1;
	}
	if (x->division != y->division) {
		return x->division < y->division ? -1 : 1;
	}
	return x->product - y->product;
}

static void
merge(struct sum_list *list)
{
	size_t kept = 0;
	qsort(list->sums, list->count, sizeof *list->sums, by_key);
	for (size_t i = 0; i < list->count; i++) {
		if (kept > 0 && is_same(&list->sums[kept - 1], &list->sums[i])) {
			add_to(&list->sums[kept - 1], &list->sums[i]);
		} else {
			list->sums[kept++] = list->sums[i];
		}
	}
	list->count = kept;
}

static const struct value *
next_sum(void *context)
{
	struct sums *sums = context;
	if (sums->at == sums->list->count) {
		return NULL;
	}
	const struct sum *sum = &sums->list->sums[sums->at++];
	date_write(date_of_days(sum->period), sums->period);
	if (sums->list == &sums->months) {
		sums->period[7] = '\0';
	}
	sums->values[0] = value_number(TYPE_INT, sum->owner);
	sums->values[1] = value_number(TYPE_INT, sum->division);
	sums->values[2] = value_text(TYPE_TEXT, sums->period);
	sums->values[3] = value_text(TYPE_TEXT, goods_choices[sum->product]);
	sums->values[4] = value_number(TYPE_INT, sum->count);
	sums->values[5] = value_number(TYPE_INT, sum->volume);
	sums->values[6] = value_number(TYPE_INT, sum->amount);
	return sums->values;
}

enum status
sums_write(struct sums *sums, struct work *work)
{
	static const char *const of_card[] = { "card",  "division", "month",  "product",
					       "count", "volume",   "amount", NULL };
	static const char *const of_day[] = { "customer", "division", "day",    "product",
					      "count",    "volume",   "amount", NULL };
	struct value_rows rows = { .names = of_card, .next = next_sum, .context = sums };
	sums->list = &sums->months;
	sums->at = 0;
	merge(&sums->months);
	enum status status = work_run_rows(work, SQL_TRANSACTION_ADD_MONTH, &rows);
	rows.names = of_day;
	sums->list = &sums->days;
	sums->at = 0;
	merge(&sums->days);
	return status == STATUS_OK ? work_run_rows(work, SQL_TRANSACTION_ADD_DAY, &rows) : status;
}

/* ---- transaction.recount ---- */

static enum status
count_faults(struct work *work, int64_t *count)
{
	static const enum statement faults[] = { SQL_TRANSACTION_SUM_FAULTS,
						 SQL_TRANSACTION_MONTH_FAULTS };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
		const struct row *row = NULL;
		status = work_rows(work, faults[i], NULL, &row);
		for (; row != NULL; row = row->next) {
			++*count;
		}
	}
	return status;
}

static enum status
recount_apply(struct work *work, const void *args)
{
	static const enum statement anew[] = { SQL_TRANSACTION_CLEAR_MONTHS,
					       SQL_TRANSACTION_CLEAR_DAYS,
					       SQL_TRANSACTION_FILL_MONTHS,
					       SQL_TRANSACTION_FILL_DAYS };
	(void)args;
	int64_t count = 0;
	enum status status = count_faults(work, &count);
	if (status != STATUS_OK || count == 0) {
		work_unchanged(work);
		return status;
	}
	work_say(work, "outcome.transactions_recounted", ARGS(ARG_INT("count", count)));
	for (size_t i = 0; i < sizeof anew / sizeof anew[0] && status == STATUS_OK; i++) {
		status = work_run_any(work, anew[i], NULL, NULL);
	}
	return status;
}

const struct command transaction_recount = {
	.name = "transaction.recount",
	.flags = COMMAND_INTERNAL,
	.apply = recount_apply,
};
