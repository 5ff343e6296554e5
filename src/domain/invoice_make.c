/* invoice.make: the invoice of one customer for a period, by billing.run (INV-07). */
#include "billing.h"
#include "invoice.h"

#include <guichet/config.h>
#include <string.h>

struct invoice_make {
	struct record customer;
	const char *from, *until, *since;
};

static const struct param params[] = {
	{ PARAM_ID(invoice_make, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_DATE(invoice_make, from), .flags = PARAM_MANDATORY },
	{ PARAM_DATE(invoice_make, until), .flags = PARAM_MANDATORY },
	{ PARAM_DATE(invoice_make, since) },
	{ .name = NULL },
};

struct making {
	struct period period;
	struct lines lines;
	struct numbered paper;
	bool nothing; /* to bill, or to nobody, or below 0 */
};

/* What came in late for a month before belongs to the period that the paper tells of. */
static const char *
first_day(const struct making *making)
{
	const char *oldest = making->lines.oldest;
	return oldest[0] != '\0' && strcmp(oldest, making->period.from) < 0 ? oldest
									    : making->period.from;
}

static void
fill(struct work *work, struct making *making)
{
	const struct lines *lines = &making->lines;
	struct bill *bill = &making->paper.bill;
	char due[DATE_SIZE];
	const int64_t days = config_int(work->session->config, "invoice.due_days");
	struct civil today = { 0 };
	date_read(work->today, &today);
	date_write(date_of_days(date_days(today) + days), due);
	bill->kind = "invoice";
	bill->due_on = arena_copy(work->arena, due);
	bill->from = first_day(making);
	bill->until = making->period.until;
	bill->net = lines->total.net;
	bill->vat_amount = lines->total.vat;
	bill->amount = lines->total.amount;
	bill->sums = lines->sums;
	bill->sum_count = lines->sum_count;
	bill->rates = lines->rates.list;
	bill->rate_count = lines->rates.count;
	bill->details = lines->details;
	bill->detail_count = lines->count;
}

/* What is unbilled, printed under the number that is next. */
static enum status
prepare(struct work *work, const void *args)
{
	const struct invoice_make *make = args;
	struct making *making = arena_alloc(work->arena, sizeof *making);
	*making = (struct making){ .period = { make->from, make->until, make->since } };
	enum status status = numbered_begin(work, make->customer.id, &making->paper);
	if (status == STATUS_OK) {
		status = lines_read(work, make->customer.id, &making->period, &making->lines);
	}
	if (status != STATUS_OK) {
		return status;
	}
	making->nothing = making->paper.bill.recipient == NULL || making->lines.total.amount <= 0;
	work->prepared = making;
	if (making->nothing) {
		return STATUS_OK;
	}
	fill(work, making);
	return numbered_make(work, &making->paper, "");
}

static enum status
check(struct work *work, const void *args)
{
	const struct invoice_make *make = args;
	const struct making *making = work->prepared;
	if (making->nothing) {
		return STATUS_OK;
	}
	enum status status = numbered_unmoved(work, &making->paper);
	return status == STATUS_OK
		   ? lines_unmoved(work, make->customer.id, &making->period, &making->lines)
		   : status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct invoice_make *make = args;
	const struct making *making = work->prepared;
	const struct bill *bill = &making->paper.bill;
	int64_t id = 0;
	if (making->nothing) {
		work_unchanged(work);
		work_say(work, "outcome.billing_nothing", NULL);
		return STATUS_OK;
	}
	enum status status = numbered_write(work, &making->paper, &id);
	if (status == STATUS_OK) {
		status = lines_take(work, make->customer.id, &making->period, &making->lines, id);
	}
	if (status == STATUS_OK) {
		work_say(
		    work, "outcome.invoice_made",
		    ARGS(ARG_TEXT("number", bill->number), ARG_TEXT("customer", bill->customer),
			 ARG_MONEY("amount", bill->amount),
			 ARG_INT("count", making->lines.transactions + making->lines.passages)));
		status = invoice_announce(work, id);
	}
	return status;
}

const struct command invoice_make = {
	.name = "invoice.make",
	.flags = COMMAND_INTERNAL,
	PARAMS(invoice_make, params),
	.prepare = prepare,
	.check = check, /* INV-07 */
	.apply = apply,
};
