/* Fees (settings invoice.fee_card, invoice.fee_duplicate): for each month that is over, once each.
 */
#include "billing.h"

#include <guichet/config.h>
#include <string.h>

struct month {
	char first[DATE_SIZE], last[DATE_SIZE];
	const char *start, *end; /* stamps of its first day, and of that after it */
};

static struct civil
month_off(struct civil day, int months)
{
	return date_add_months((struct civil){ day.year, day.month, 1 }, months);
}

static struct month
month_of(struct work *work, struct civil day)
{
	struct month month;
	struct civil next = month_off(day, 1);
	date_write((struct civil){ day.year, day.month, 1 }, month.first);
	date_write(date_end_of_month(day), month.last);
	month.start = stamp_of_local_day(work->arena, (struct civil){ day.year, day.month, 1 });
	month.end = stamp_of_local_day(work->arena, next);
	return month;
}

static int64_t
price_of(const struct work *work, const char *kind)
{
	return config_int(work->session->config,
			  strcmp(kind, "card") == 0 ? "invoice.fee_card" : "invoice.fee_duplicate");
}

bool
fees_asked(const struct work *work)
{
	return price_of(work, "card") > 0 || price_of(work, "duplicate") > 0;
}

static enum status
count_of(struct work *work, int64_t customer, const char *kind, const struct month *month,
	 int64_t *count)
{
	const struct row *row = NULL;
	const bool cards = strcmp(kind, "card") == 0;
	enum status status = work_row(work, SQL_BILLING_FEE_OF,
				      ARGS(ARG_INT("customer", customer), ARG_TEXT("kind", kind),
					   ARG_DATE("day", month->first)),
				      &row);
	*count = 0;
	if (status != STATUS_OK || row != NULL) {
		return status;
	}
	status =
	    cards ? work_row(work, SQL_BILLING_USABLE_CARDS,
			     ARGS(ARG_INT("customer", customer), ARG_DATE("day", month->first),
				  ARG_DATE("until", month->last)),
			     &row)
		  : work_row(work, SQL_BILLING_REISSUED_CARDS,
			     ARGS(ARG_INT("customer", customer), ARG_STAMP("start", month->start),
				  ARG_STAMP("end", month->end)),
			     &row);
	*count = row != NULL ? row_int(row, "count") : 0;
	return status;
}

static enum status
rate_of(struct work *work, const char *day, int64_t *rate)
{
	const struct row *row = NULL;
	enum status status = work_row(
	    work, SQL_BILLING_VAT_RATE,
	    ARGS(ARG_TEXT("country", config_text(work->session->config, "invoice.country")),
		 ARG_DATE("day", day)),
	    &row);
	*rate = row != NULL ? row_int(row, "rate") : 0;
	return status;
}

static enum status
add_due(struct work *work, int64_t customer, const char *kind, const struct month *month,
	struct fee *due, size_t *count)
{
	struct fee fee = { .kind = kind,
			   .day = arena_copy(work->arena, month->first),
			   .unit_price = price_of(work, kind) };
	if (fee.unit_price <= 0) {
		return STATUS_OK;
	}
	enum status status = count_of(work, customer, kind, month, &fee.count);
	if (status == STATUS_OK && fee.count > 0) {
		status = rate_of(work, month->last, &fee.rate);
		fee.amount = fee.count * fee.unit_price;
		due[(*count)++] = fee;
	}
	return status;
}

enum { MONTHS_MOST = 24 };

/* That after the last one that is written, when a run has left some out since; else the period's
 * own.  No further back than the most there may be. */
static enum status
first_month(struct work *work, int64_t customer, const struct period *period, struct civil *first)
{
	const struct row *row = NULL;
	struct civil from;
	struct civil until;
	struct civil last;
	enum status status =
	    work_row(work, SQL_BILLING_FEE_LAST, ARGS(ARG_INT("customer", customer)), &row);
	if (status != STATUS_OK || !date_read(period->from, &from) ||
	    !date_read(period->until, &until)) {
		return status;
	}
	*first = month_off(from, 0);
	if (row != NULL && date_read(row_text(row, "day"), &last) &&
	    date_days(month_off(last, 1)) < date_days(*first)) {
		*first = month_off(last, 1);
	}
	if (date_days(*first) < date_days(month_off(until, 1 - MONTHS_MOST))) {
		*first = month_off(until, 1 - MONTHS_MOST);
	}
	return STATUS_OK;
}

/* A month that still runs is for the next time. */
enum status
fees_due(struct work *work, int64_t customer, const struct period *period, const struct fee **due,
	 size_t *count)
{
	struct civil day = { 0 };
	struct fee *list = arena_array(work->arena, (size_t)MONTHS_MOST * 2, sizeof *list);
	*due = list;
	*count = 0;
	if (!fees_asked(work)) {
		return STATUS_OK;
	}
	enum status status = first_month(work, customer, period, &day);
	for (int i = 0; i < MONTHS_MOST && status == STATUS_OK; i++) {
		const struct month month = month_of(work, day);
		if (strcmp(month.last, period->until) > 0 || strcmp(month.last, work->today) >= 0) {
			break;
		}
		status = add_due(work, customer, "card", &month, list, count);
		if (status == STATUS_OK) {
			status = add_due(work, customer, "duplicate", &month, list, count);
		}
		day = month_off(day, 1);
	}
	return status;
}

enum status
fees_write(struct work *work, int64_t customer, const struct fee *due, size_t count,
	   int64_t invoice)
{
	int64_t id = 0;
	enum status status = count > 0 ? work_new_ids(work, "fee", (int64_t)count, &id) : STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		status = work_run(
		    work, SQL_BILLING_FEE_INSERT,
		    ARGS(ARG_INT("id", id + (int64_t)i), ARG_INT("customer", customer),
			 ARG_TEXT("kind", due[i].kind), ARG_DATE("day", due[i].day),
			 ARG_INT("count", due[i].count), ARG_INT("unit_price", due[i].unit_price),
			 ARG_INT("vat_rate", due[i].rate), ARG_INT("amount", due[i].amount),
			 ARG_INT("invoice", invoice)));
	}
	return status;
}
