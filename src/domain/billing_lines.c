/* What a customer has bought and nobody has billed yet, whenever it came in: transactions,
 * passages, fees. */
#include "billing.h"

#include <stdlib.h>
#include <string.h>

static enum status
too_much(struct work *work)
{
	return work_refuse(work, NULL, "refusal.billing_amount", NULL);
}

/* ---- one by one ---- */

static struct bill_detail *
room_for_one(struct work *work, struct lines *lines)
{
	lines->details = arena_grown(work->arena, lines->details, lines->count, &lines->room,
				     sizeof *lines->details);
	return &lines->details[lines->count++];
}

/* What a million lines repeat is held once, where it was said just before. */
static const char *
kept(struct arena *arena, const char *text, const char *before)
{
	return before != NULL && strcmp(text, before) == 0 ? before : arena_copy(arena, text);
}

static bool
take_line(struct work *work, struct lines *lines, const struct row *row, const char *kind,
	  struct rates *rates)
{
	struct arena *arena = work->arena;
	const struct bill_detail none = { .at = NULL };
	const size_t count = lines->count;
	struct bill_detail *line = room_for_one(work, lines);
	const struct bill_detail *before = count > 0 ? line - 1 : &none;
	*line = (struct bill_detail){
		.at = kept(arena, row_text(row, "at"), before->at),
		.card = kept(arena, row_text(row, "card"), before->card),
		.plate = kept(arena, row_text(row, "plate"), before->plate),
		.driver = kept(arena, row_text(row, "driver"), before->driver),
		.station = kept(arena, row_text(row, "station"), before->station),
		.kind = kind,
		.code = kept(arena, row_text(row, "code"), before->code),
		.reference = kept(arena, row_text(row, "reference"), before->reference),
		.volume = row_int(row, "volume"),
		.unit_price = row_int(row, "unit_price"),
		.rate = row_int(row, "vat_rate"),
		.amount = row_int(row, "amount"),
	};
	return rates_add(arena, rates, line->rate, 1, line->amount);
}

/* A page at a time, in an arena of its own. */
struct reading {
	enum statement statement;
	const char *kind, *since;
	int64_t *count, *last;
	struct rates *rates;
};

static enum status
read_page(struct work *work, struct arena *page, const struct reading *reading,
	  const struct arg *args, const struct row **first)
{
	struct arena *kept_arena = work->arena;
	arena_reset(page);
	work->arena = page;
	enum status status = work_rows(work, reading->statement, args, first);
	work->arena = kept_arena;
	return status;
}

static enum status
read_all(struct work *work, int64_t customer, const struct period *period, struct lines *lines,
	 const struct reading *reading)
{
	struct arena *page = arena_new();
	const struct row *row = NULL;
	char day[DATE_SIZE] = "";
	int64_t after = 0;
	if (reading->since != NULL) {
		memcpy(day, reading->since, DATE_SIZE);
	}
	enum status status = STATUS_OK;
	do {
		status = read_page(work, page, reading,
				   ARGS(ARG_INT("customer", customer), ARG_TEXT("day", day),
					ARG_TEXT("until", period->until), ARG_INT("after", after)),
				   &row);
		const struct row *first = row;
		for (; status == STATUS_OK && row != NULL; row = row->next) {
			after = row_int(row, "place");
			memcpy(day, row_text(row, "day"), DATE_SIZE);
			if (lines->oldest[0] == '\0' || strcmp(day, lines->oldest) < 0) {
				memcpy(lines->oldest, day, DATE_SIZE);
			}
			if (row_int(row, "id") > *reading->last) {
				*reading->last = row_int(row, "id");
			}
			++*reading->count;
			if (!take_line(work, lines, row, reading->kind, reading->rates)) {
				status = too_much(work);
			}
		}
		row = first;
	} while (status == STATUS_OK && row != NULL);
	arena_free(&page);
	return status;
}

static enum status
take_fee(struct work *work, struct lines *lines, const struct fee *fee)
{
	*room_for_one(work, lines) = (struct bill_detail){
		.at = fee->day,
		.card = "",
		.plate = "",
		.driver = "",
		.station = "",
		.kind = "fee",
		.code = fee->kind,
		.reference = "",
		.volume = 0,
		.unit_price = fee->unit_price * 10, /* thousandths */
		.rate = fee->rate,
		.amount = fee->amount,
	};
	lines->fees += fee->count;
	return rates_add(work->arena, &lines->rates, fee->rate, 1, fee->amount) ? STATUS_OK
										: too_much(work);
}

/* Those that a credit note has freed, and those that are due. */
static enum status
read_fees(struct work *work, int64_t customer, const struct period *period, struct lines *lines)
{
	const struct row *row = NULL;
	enum status status =
	    work_rows(work, SQL_BILLING_FEES,
		      ARGS(ARG_INT("customer", customer), ARG_DATE("until", period->until)), &row);
	if (status == STATUS_OK) {
		status = fees_due(work, customer, period, &lines->due, &lines->due_count);
	}
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		const struct fee fee = { .kind = row_text(row, "code"),
					 .day = row_text(row, "day"),
					 .count = row_int(row, "count"),
					 .unit_price = row_int(row, "unit_price"),
					 .rate = row_int(row, "vat_rate"),
					 .amount = row_int(row, "amount") };
		status = take_fee(work, lines, &fee);
	}
	for (size_t i = 0; status == STATUS_OK && i < lines->due_count; i++) {
		status = take_fee(work, lines, &lines->due[i]);
	}
	return status;
}

/* ---- what they come to ---- */

static struct bill_sum *
sum_of(struct work *work, struct lines *lines, size_t *room, const struct bill_detail *line)
{
	for (size_t i = 0; i < lines->sum_count; i++) {
		struct bill_sum *sum = &lines->sums[i];
		if (sum->rate == line->rate && strcmp(sum->code, line->code) == 0 &&
		    strcmp(sum->kind, line->kind) == 0) {
			return sum;
		}
	}
	lines->sums =
	    arena_grown(work->arena, lines->sums, lines->sum_count, room, sizeof *lines->sums);
	struct bill_sum *sum = &lines->sums[lines->sum_count++];
	*sum = (struct bill_sum){ .kind = line->kind, .code = line->code, .rate = line->rate };
	return sum;
}

static int
kind_rank(const char *kind)
{
	return strcmp(kind, "product") == 0 ? 0 : strcmp(kind, "toll") == 0 ? 1 : 2;
}

static int
compare_sums(const void *a, const void *b)
{
	const struct bill_sum *one = a;
	const struct bill_sum *other = b;
	int order = kind_rank(one->kind) - kind_rank(other->kind);
	if (order == 0) {
		order = strcmp(one->code, other->code);
	}
	return order != 0 ? order : (one->rate > other->rate) - (one->rate < other->rate);
}

static int
compare_details(const void *a, const void *b)
{
	const struct bill_detail *one = a;
	const struct bill_detail *other = b;
	int order = (kind_rank(one->kind) == 2) - (kind_rank(other->kind) == 2);
	if (order == 0) {
		order = strcmp(one->card, other->card);
	}
	if (order == 0) {
		order = strcmp(one->at, other->at);
	}
	if (order == 0) {
		order = strcmp(one->reference, other->reference);
	}
	return order != 0 ? order : strcmp(one->code, other->code);
}

/* Counts of fees are of cards. */
static void
sum_up(struct work *work, struct lines *lines)
{
	size_t room = 0;
	for (size_t i = 0; i < lines->count; i++) {
		const struct bill_detail *line = &lines->details[i];
		struct bill_sum *sum = sum_of(work, lines, &room, line);
		const bool fee = strcmp(line->kind, "fee") == 0 && line->unit_price > 0;
		sum->count += fee ? line->amount * 10 / line->unit_price : 1;
		sum->volume += line->volume;
		sum->amount += line->amount;
	}
	if (lines->sum_count > 1) {
		qsort(lines->sums, lines->sum_count, sizeof *lines->sums, compare_sums);
	}
	if (lines->count > 1) {
		qsort(lines->details, lines->count, sizeof *lines->details, compare_details);
	}
}

static bool
add_rates(struct work *work, struct lines *lines, const struct rates *of)
{
	bool held = true;
	for (size_t i = 0; held && i < of->count; i++) {
		held = rates_add(work->arena, &lines->rates, of->list[i].rate, of->counts[i],
				 of->list[i].amount);
	}
	return held;
}

static enum status
close_lines(struct work *work, struct lines *lines)
{
	const bool held = add_rates(work, lines, &lines->transaction_rates) &&
			  add_rates(work, lines, &lines->passage_rates) &&
			  rates_close(&lines->rates, &lines->total);
	return held ? STATUS_OK : too_much(work);
}

enum status
lines_read(struct work *work, int64_t customer, const struct period *period, struct lines *lines)
{
	*lines = (struct lines){ .details = NULL };
	const struct reading transactions = { .statement = SQL_BILLING_TRANSACTIONS,
					      .kind = "product",
					      .since = period->since,
					      .count = &lines->transactions,
					      .last = &lines->last_transaction,
					      .rates = &lines->transaction_rates };
	const struct reading passages = { .statement = SQL_BILLING_PASSAGES,
					  .kind = "toll",
					  .count = &lines->passages,
					  .last = &lines->last_passage,
					  .rates = &lines->passage_rates };
	enum status status = STATUS_OK;
	if (period->since != NULL) {
		status = read_all(work, customer, period, lines, &transactions);
	}
	if (status == STATUS_OK) {
		status = read_all(work, customer, period, lines, &passages);
	}
	if (status == STATUS_OK) {
		status = read_fees(work, customer, period, lines);
	}
	if (status == STATUS_OK) {
		status = close_lines(work, lines);
	}
	sum_up(work, lines);
	return status;
}

/* ---- their sums alone ---- */

static enum status
read_rates(struct work *work, enum statement statement, int64_t customer,
	   const struct period *period, int64_t last, struct rates *rates)
{
	const struct row *row = NULL;
	const char *since = period->since;
	*rates = (struct rates){ .list = NULL };
	if (statement == SQL_BILLING_TRANSACTION_RATES && since == NULL) {
		return STATUS_OK;
	}
	enum status status =
	    work_rows(work, statement,
		      ARGS(ARG_INT("customer", customer), ARG_DATE("since", since),
			   ARG_DATE("until", period->until), ARG_INT("last", last)),
		      &row);
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		if (!rates_add(work->arena, rates, row_int(row, "vat_rate"), row_int(row, "count"),
			       row_int(row, "amount"))) {
			status = too_much(work);
		}
	}
	return status;
}

static int64_t
lines_in(const struct rates *rates)
{
	int64_t count = 0;
	for (size_t i = 0; i < rates->count; i++) {
		count += rates->counts[i];
	}
	return count;
}

enum status
lines_count(struct work *work, int64_t customer, const struct period *period, struct lines *lines)
{
	*lines = (struct lines){ .details = NULL };
	enum status status = read_rates(work, SQL_BILLING_TRANSACTION_RATES, customer, period,
					INT64_MAX, &lines->transaction_rates);
	if (status == STATUS_OK) {
		status = read_rates(work, SQL_BILLING_PASSAGE_RATES, customer, period, INT64_MAX,
				    &lines->passage_rates);
	}
	if (status == STATUS_OK) {
		status = read_fees(work, customer, period, lines);
	}
	lines->transactions = lines_in(&lines->transaction_rates);
	lines->passages = lines_in(&lines->passage_rates);
	return status == STATUS_OK ? close_lines(work, lines) : status;
}

/* ---- in the transaction ---- */

enum status
billing_moved(struct work *work)
{
	struct error error = { .status = STATUS_OK };
	error_set(&error, STATUS_CHANGED, NULL, "error.billing_moved", NULL);
	return work_fail(work, &error);
}

/* A fee is written once, whoever is asked to. */
static enum status
fees_unmoved(struct work *work, int64_t customer, const struct lines *lines)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < lines->due_count; i++) {
		const struct row *row = NULL;
		status = work_row(work, SQL_BILLING_FEE_OF,
				  ARGS(ARG_INT("customer", customer),
				       ARG_TEXT("kind", lines->due[i].kind),
				       ARG_DATE("day", lines->due[i].day)),
				  &row);
		if (status == STATUS_OK && row != NULL) {
			return billing_moved(work);
		}
	}
	return status;
}

enum status
lines_unmoved(struct work *work, int64_t customer, const struct period *period,
	      const struct lines *lines)
{
	struct rates transactions;
	struct rates passages;
	enum status status = read_rates(work, SQL_BILLING_TRANSACTION_RATES, customer, period,
					lines->last_transaction, &transactions);
	if (status == STATUS_OK) {
		status = read_rates(work, SQL_BILLING_PASSAGE_RATES, customer, period,
				    lines->last_passage, &passages);
	}
	if (status == STATUS_OK && (!rates_equal(&transactions, &lines->transaction_rates) ||
				    !rates_equal(&passages, &lines->passage_rates))) {
		return billing_moved(work);
	}
	return status == STATUS_OK ? fees_unmoved(work, customer, lines) : status;
}

/* What came since it was printed, or after the period, waits for the next run. */
static enum status
note_left(struct work *work, int64_t customer)
{
	const struct row *left = NULL;
	enum status status = work_row(work, SQL_BILLING_LEFT_TRANSACTIONS,
				      ARGS(ARG_INT("customer", customer)), &left);
	if (status != STATUS_OK) {
		return status;
	}
	return left != NULL ? work_run(work, SQL_BILLING_LEFT_SINCE,
				       ARGS(ARG_INT("customer", customer),
					    ARG_DATE("day", row_text(left, "day"))))
			    : work_run_any(work, SQL_BILLING_LEFT_NOTHING,
					   ARGS(ARG_INT("customer", customer)), NULL);
}

enum status
lines_take(struct work *work, int64_t customer, const struct period *period,
	   const struct lines *lines, int64_t invoice)
{
	const struct arg *args =
	    ARGS(ARG_INT("invoice", invoice), ARG_INT("customer", customer),
		 ARG_DATE("since", period->since), ARG_DATE("until", period->until),
		 ARG_INT("last", lines->last_transaction));
	enum status status = STATUS_OK;
	if (period->since != NULL) {
		status = work_run_any(work, SQL_BILLING_TAKE_TRANSACTIONS, args, NULL);
	}
	if (status == STATUS_OK && period->since != NULL) {
		status = note_left(work, customer);
	}
	if (status == STATUS_OK) {
		status = work_run_any(
		    work, SQL_BILLING_TAKE_PASSAGES,
		    ARGS(ARG_INT("invoice", invoice), ARG_INT("customer", customer),
			 ARG_DATE("until", period->until), ARG_INT("last", lines->last_passage)),
		    NULL);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_BILLING_TAKE_FEES, args, NULL);
	}
	return status == STATUS_OK
		   ? fees_write(work, customer, lines->due, lines->due_count, invoice)
		   : status;
}

/* Those of an invoice are to be billed again. */
static enum status
note_freed(struct work *work, int64_t invoice)
{
	const struct row *oldest = NULL;
	enum status status =
	    work_row(work, SQL_BILLING_OLDEST_OF, ARGS(ARG_INT("invoice", invoice)), &oldest);
	return status == STATUS_OK && oldest != NULL
		   ? work_run_any(work, SQL_TRANSACTION_UNBILLED_SINCE,
				  ARGS(ARG_INT("customer", row_int(oldest, "customer")),
				       ARG_DATE("day", row_text(oldest, "day"))),
				  NULL)
		   : status;
}

enum status
lines_free(struct work *work, int64_t invoice, int64_t *count)
{
	static const enum statement statements[] = { SQL_BILLING_FREE_TRANSACTIONS,
						     SQL_BILLING_FREE_PASSAGES,
						     SQL_BILLING_FREE_FEES };
	enum status status = note_freed(work, invoice);
	*count = 0;
	for (size_t i = 0; i < sizeof statements / sizeof *statements && status == STATUS_OK; i++) {
		int64_t freed = 0;
		status =
		    work_run_any(work, statements[i], ARGS(ARG_INT("invoice", invoice)), &freed);
		*count += freed;
	}
	return status;
}
