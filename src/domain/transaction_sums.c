/* What transactions add up to: by card and by division, and month.  A batch gathers its own and
 * writes each sum once.  transaction.recount compares all of them with the rows, and makes them
 * anew. */
#include "transaction_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

struct sum {
	int64_t card; /* 0: of an authorisation, or of a division */
	int64_t customer, division;
	int32_t month; /* its first day, in days since 1970 */
	int32_t product;
	int64_t count, volume, amount;
};

struct sum_list {
	struct sum *sums;
	size_t count;
};

struct since {
	int64_t customer;
	int32_t day; /* of the oldest */
};

struct sums {
	struct sum_list cards, divisions;
	struct since *since;
	size_t since_count;
	int32_t month, month_end; /* of the last line: first days of its month and of the next */
	/* The one that is being written. */
	struct sum_list *list;
	size_t at;
	struct value values[8];
	char month_text[DATE_SIZE];
};

struct sums *
sums_new(struct arena *arena, size_t rows)
{
	struct sums *sums = arena_alloc(arena, sizeof *sums);
	sums->cards.sums = arena_array(arena, rows + 1, sizeof *sums->cards.sums);
	sums->divisions.sums = arena_array(arena, rows + 1, sizeof *sums->divisions.sums);
	sums->since = arena_array(arena, rows + 1, sizeof *sums->since);
	return sums;
}

static bool
is_same(const struct sum *a, const struct sum *b)
{
	return a->card == b->card && a->customer == b->customer && a->division == b->division &&
	       a->month == b->month && a->product == b->product;
}

static void
add_to(struct sum *to, const struct sum *sum)
{
	to->count += sum->count;
	to->volume += sum->volume;
	to->amount += sum->amount;
}

static int32_t
month_of(struct sums *sums, int32_t day)
{
	if (day < sums->month || day >= sums->month_end) {
		struct civil civil = date_of_days(day);
		sums->month = day - (civil.day - 1);
		sums->month_end = sums->month + date_end_of_month(civil).day;
	}
	return sums->month;
}

/* Lines come card by card. */
static void
add_to_card(struct sum_list *cards, const struct sum *sum)
{
	struct sum *end = &cards->sums[cards->count];
	for (struct sum *before = end; before > cards->sums && before[-1].card == sum->card;) {
		before--;
		if (is_same(before, sum)) {
			add_to(before, sum);
			return;
		}
	}
	*end = *sum;
	cards->count++;
}

/* Lines come customer by customer. */
static void
note_since(struct sums *sums, int64_t customer, int32_t day)
{
	struct since *next = &sums->since[sums->since_count];
	if (sums->since_count == 0 || next[-1].customer != customer) {
		*next = (struct since){ customer, day };
		sums->since_count++;
	} else if (day < next[-1].day) {
		next[-1].day = day;
	}
}

void
sums_add(struct sums *sums, const struct entry *entry)
{
	const struct intake_line *line = entry->line;
	struct sum sum = {
		.card = entry->buyer->card,
		.customer = entry->buyer->customer,
		.division = entry->buyer->division,
		.month = month_of(sums, (int32_t)(line->at / DAY)),
		.product = line->product,
		.count = 1,
		.volume = line->product < GOODS_FUELS && line->quantity > 0 ? line->quantity : 0,
		.amount = line->amount,
	};
	note_since(sums, sum.customer, (int32_t)(line->at / DAY));
	if (sum.card != 0) {
		add_to_card(&sums->cards, &sum);
	} else {
		sums->divisions.sums[sums->divisions.count++] = sum;
	}
}

/* What cards have bought their divisions have. */
static void
add_cards(struct sums *sums)
{
	for (size_t i = 0; i < sums->cards.count; i++) {
		struct sum *sum = &sums->divisions.sums[sums->divisions.count++];
		*sum = sums->cards.sums[i];
		sum->card = 0;
	}
}

static int
in_order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_key(const void *a, const void *b)
{
	const struct sum *x = a;
	const struct sum *y = b;
	int order = in_order(x->card, y->card);
	order = order != 0 ? order : in_order(x->customer, y->customer);
	order = order != 0 ? order : in_order(x->division, y->division);
	order = order != 0 ? order : in_order(x->month, y->month);
	return order != 0 ? order : in_order(x->product, y->product);
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
	date_write(date_of_days(sum->month), sums->month_text);
	sums->month_text[7] = '\0';
	sums->values[0] = value_number(TYPE_INT, sum->card);
	sums->values[1] = value_number(TYPE_INT, sum->customer);
	sums->values[2] = value_number(TYPE_INT, sum->division);
	sums->values[3] = value_text(TYPE_TEXT, sums->month_text);
	sums->values[4] = value_text(TYPE_TEXT, goods_choices[sum->product]);
	sums->values[5] = value_number(TYPE_INT, sum->count);
	sums->values[6] = value_number(TYPE_INT, sum->volume);
	sums->values[7] = value_number(TYPE_INT, sum->amount);
	return sums->values;
}

static enum status
write_list(struct sums *sums, struct sum_list *list, struct work *work, enum statement statement)
{
	static const char *const names[] = { "card",  "customer", "division", "month", "product",
					     "count", "volume",   "amount",   NULL };
	const struct value_rows rows = { .names = names, .next = next_sum, .context = sums };
	merge(list);
	sums->list = list;
	sums->at = 0;
	return work_run_rows(work, statement, &rows, NULL);
}

static const struct value *
next_since(void *context)
{
	struct sums *sums = context;
	if (sums->at == sums->since_count) {
		return NULL;
	}
	const struct since *since = &sums->since[sums->at++];
	date_write(date_of_days(since->day), sums->month_text);
	sums->values[0] = value_number(TYPE_INT, since->customer);
	sums->values[1] = value_text(TYPE_TEXT, sums->month_text);
	return sums->values;
}

static enum status
write_since(struct sums *sums, struct work *work)
{
	static const char *const names[] = { "customer", "day", NULL };
	const struct value_rows rows = { .names = names, .next = next_since, .context = sums };
	sums->at = 0;
	return work_run_rows(work, SQL_TRANSACTION_UNBILLED_SINCE, &rows, NULL);
}

enum status
sums_write(struct sums *sums, struct work *work)
{
	add_cards(sums);
	enum status status = write_list(sums, &sums->cards, work, SQL_TRANSACTION_ADD_CARD_MONTH);
	if (status == STATUS_OK) {
		status =
		    write_list(sums, &sums->divisions, work, SQL_TRANSACTION_ADD_DIVISION_MONTH);
	}
	return status == STATUS_OK ? write_since(sums, work) : status;
}

/* ---- transaction.recount ---- */

static enum status
count_faults(struct work *work, int64_t *count)
{
	static const enum statement faults[] = { SQL_TRANSACTION_DIVISION_FAULTS,
						 SQL_TRANSACTION_CARD_FAULTS,
						 SQL_TRANSACTION_UNBILLED_FAULTS };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof faults / sizeof faults[0] && status == STATUS_OK; i++) {
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
	static const enum statement anew[] = {
		SQL_TRANSACTION_CLEAR_CARD_MONTHS,    SQL_TRANSACTION_CLEAR_DIVISION_MONTHS,
		SQL_TRANSACTION_CLEAR_UNBILLED,       SQL_TRANSACTION_FILL_CARD_MONTHS,
		SQL_TRANSACTION_FILL_DIVISION_MONTHS, SQL_TRANSACTION_FILL_UNBILLED
	};
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
