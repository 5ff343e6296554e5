/* What transactions add up to: by card and by division, and month.  A batch gathers its own and
 * writes each sum once. */
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
	int32_t *days; /* each once */
	size_t day_count;
	int32_t month, month_end; /* of the last line: first days of its month and of the next */
	size_t at;                /* the next one to be written */
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
	sums->days = arena_array(arena, rows + 1, sizeof *sums->days);
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

static void
note_day(struct sums *sums, int32_t day)
{
	size_t i = 0;
	while (i < sums->day_count && sums->days[i] != day) {
		i++;
	}
	sums->days[i] = day;
	sums->day_count += i == sums->day_count;
}

void
sums_add(struct sums *sums, const struct entry *entry)
{
	const struct intake_line *line = entry->line;
	const int32_t day = (int32_t)(line->at / DAY);
	struct sum sum = {
		.card = entry->buyer->card,
		.customer = entry->buyer->customer,
		.division = entry->buyer->division,
		.month = month_of(sums, day),
		.product = line->product,
		.count = 1,
		.volume = line->product < GOODS_FUELS && line->quantity > 0 ? line->quantity : 0,
		.amount = line->amount,
	};
	note_day(sums, day);
	note_since(sums, sum.customer, day);
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

static struct value
month_text(struct sums *sums, const struct sum *sum)
{
	date_write(date_of_days(sum->month), sums->month_text);
	sums->month_text[7] = '\0';
	return value_text(TYPE_TEXT, sums->month_text);
}

static const struct value *
next_of_division(void *context)
{
	struct sums *sums = context;
	if (sums->at == sums->divisions.count) {
		return NULL;
	}
	const struct sum *sum = &sums->divisions.sums[sums->at++];
	sums->values[0] = value_number(TYPE_INT, sum->customer);
	sums->values[1] = value_number(TYPE_INT, sum->division);
	sums->values[2] = month_text(sums, sum);
	sums->values[3] = value_text(TYPE_TEXT, goods_choices[sum->product]);
	sums->values[4] = value_number(TYPE_INT, sum->count);
	sums->values[5] = value_number(TYPE_INT, sum->volume);
	sums->values[6] = value_number(TYPE_INT, sum->amount);
	return sums->values;
}

/* A card's sums of a month follow each other, product by product, and are kept as one. */
static const struct value *
next_of_card(void *context)
{
	struct sums *sums = context;
	const struct sum *end = sums->cards.sums + sums->cards.count;
	const struct sum *sum = sums->cards.sums + sums->at;
	if (sum == end) {
		return NULL;
	}
	struct sum whole = { .card = sum->card, .month = sum->month };
	int64_t energy = 0;
	for (; sum < end && sum->card == whole.card && sum->month == whole.month; sum++) {
		add_to(&whole, sum);
		energy += sum->product == GOODS_ELECTRICITY ? sum->volume : 0;
	}
	sums->at = (size_t)(sum - sums->cards.sums);
	sums->values[0] = value_number(TYPE_INT, whole.card);
	sums->values[1] = month_text(sums, &whole);
	sums->values[2] = value_number(TYPE_INT, whole.count);
	sums->values[3] = value_number(TYPE_INT, whole.volume - energy);
	sums->values[4] = value_number(TYPE_INT, energy);
	sums->values[5] = value_number(TYPE_INT, whole.amount);
	return sums->values;
}

static enum status
write_each(struct sums *sums, struct work *work, enum statement statement, const char *const *names,
	   const struct value *(*next)(void *))
{
	const struct value_rows rows = { .names = names, .next = next, .context = sums };
	sums->at = 0;
	return work_run_rows(work, statement, &rows, NULL);
}

static enum status
write_cards(struct sums *sums, struct work *work)
{
	static const char *const names[] = { "card",   "month",  "count", "volume",
					     "energy", "amount", NULL };
	merge(&sums->cards);
	return write_each(sums, work, SQL_TRANSACTION_ADD_CARD_MONTH, names, next_of_card);
}

static enum status
write_divisions(struct sums *sums, struct work *work)
{
	static const char *const names[] = { "customer", "division", "month",  "product",
					     "count",    "volume",   "amount", NULL };
	add_cards(sums);
	merge(&sums->divisions);
	return write_each(sums, work, SQL_TRANSACTION_ADD_DIVISION_MONTH, names, next_of_division);
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
	return write_each(sums, work, SQL_TRANSACTION_UNBILLED_SINCE, names, next_since);
}

static const struct value *
next_day(void *context)
{
	struct sums *sums = context;
	if (sums->at == sums->day_count) {
		return NULL;
	}
	const int32_t day = sums->days[sums->at++];
	date_write(date_of_days(day), sums->month_text);
	sums->values[0] = value_number(TYPE_INT, day);
	sums->values[1] = value_text(TYPE_TEXT, sums->month_text);
	return sums->values;
}

static enum status
write_days(struct sums *sums, struct work *work)
{
	static const char *const names[] = { "id", "day", NULL };
	return write_each(sums, work, SQL_TRANSACTION_ADD_DAY, names, next_day);
}

enum status
sums_write(struct sums *sums, struct work *work)
{
	enum status status = write_divisions(sums, work);
	if (status == STATUS_OK) {
		status = write_cards(sums, work);
	}
	if (status == STATUS_OK) {
		status = write_days(sums, work);
	}
	return status == STATUS_OK ? write_since(sums, work) : status;
}
