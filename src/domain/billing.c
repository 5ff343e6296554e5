/* billing.run: the unbilled transactions, passages and fees of a period become numbered invoices
 * (INV-07). */
#include "billing.h"

#include <string.h>

enum { CUSTOMERS_MOST = 200000 }; /* characters of a list of them */

const struct param billing_params[] = {
	{ PARAM_LIST(billing_asked, customer), .record = &customer_reference,
	  .flags = PARAM_COLUMNS, .most = CUSTOMERS_MOST, .from = "" },
	{ PARAM_DATE(billing_asked, from), .from = "" },
	{ PARAM_DATE(billing_asked, until), .from = "" },
	{ .name = NULL },
};

/* ---- the period ---- */

static const char *
day_text(struct arena *arena, struct civil day)
{
	char text[DATE_SIZE];
	date_write(day, text);
	return arena_copy(arena, text);
}

/* As asked, else the last whole month. */
static enum status
period_read(struct work *work, const char *from, const char *until, struct period *period)
{
	struct civil day;
	const struct civil today = stamp_local_day(work->now);
	const char *known = from != NULL ? from : until;
	if (known == NULL || !date_read(known, &day)) {
		day = date_add_months((struct civil){ today.year, today.month, 1 }, -1);
	}
	*period = (struct period){
		.from = from != NULL
			    ? from
			    : day_text(work->arena, (struct civil){ day.year, day.month, 1 }),
		.until = until != NULL ? until : day_text(work->arena, date_end_of_month(day)),
	};
	if (strcmp(period->from, period->until) > 0) {
		return work_refuse(work, "until", "refusal.billing_period", NULL);
	}
	if (strcmp(period->until, work->today) > 0) {
		return work_refuse(work, "until", "refusal.billing_future",
				   ARGS(ARG_DATE("until", period->until)));
	}
	return STATUS_OK;
}

/* ---- who, and how much ---- */

static void
add_sums(struct chosen *chosen, const struct row *customer, const struct period *period,
	 const struct lines *lines)
{
	chosen_add(chosen, customer, period);
	chosen->lines += lines->transactions + lines->passages;
	for (size_t i = 0; i < lines->rates.count; i++) {
		chosen->held =
		    rates_sum(chosen->arena, &chosen->rates, &lines->rates.list[i]) && chosen->held;
	}
	chosen->total.vat += lines->total.vat;
	chosen->total.amount += lines->total.amount;
	chosen->total.net = chosen->total.amount - chosen->total.vat;
}

static enum status
look(struct work *work, const struct period *period, const struct row *customer, bool named,
     struct chosen *chosen)
{
	struct lines lines;
	enum status status = lines_count(work, row_int(customer, "id"), period, &lines);
	if (status != STATUS_OK || lines.rates.count == 0) {
		return status;
	}
	if (lines.total.amount <= 0) {
		chosen_leave(chosen, LEFT_BELOW, row_text(customer, "number"));
	} else if (chosen_payer(chosen, customer, named)) {
		add_sums(chosen, customer, period, &lines);
	}
	return STATUS_OK;
}

/* ---- for invoices and statements alike ---- */

/* A dry run counts; the other one makes a paper after the other.  What is refused is left to check.
 */
enum status
billing_prepare(struct work *work, const struct billing_asked *asked,
		const struct billing_kind *kind)
{
	struct billing *billing = arena_alloc(work->arena, sizeof *billing);
	struct period *period = &billing->period;
	if (period_read(work, asked->from, asked->until, period) != STATUS_OK) {
		return STATUS_OK;
	}
	enum status status = work->preview ? STATUS_OK : work_turn(work, "billing");
	if (status != STATUS_OK) {
		return status;
	}
	status = chosen_find(work, asked, kind, period, &billing->chosen);
	if (status == STATUS_REFUSED || status == STATUS_DENIED || status == STATUS_USAGE) {
		return STATUS_OK;
	}
	if (status == STATUS_OK && !work->preview) {
		status = papers_each(work, kind->make, period, &billing->chosen, &billing->made);
	}
	work->prepared = billing;
	return status;
}

/* What prepare was refused by is refused here, where it leaves its trace. */
enum status
billing_check(struct work *work, const struct billing_asked *asked, const struct billing_kind *kind)
{
	const struct billing *billing = work->prepared;
	struct period period;
	enum status status = period_read(work, asked->from, asked->until, &period);
	for (size_t i = 0; i < asked->customer.count && status == STATUS_OK && billing == NULL;
	     i++) {
		struct record record;
		status = work_find(work, &customer_reference, "customer", asked->customer.items[i],
				   &record);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (billing == NULL) {
		return billing_moved(work);
	}
	papers_tell(work, &billing->made, kind->made);
	return papers_fault(work, &billing->made);
}

/* ---- billing.run ---- */

static const struct billing_kind invoices = {
	.transactions = true,
	.others = SQL_BILLING_CUSTOMERS,
	.others_with_fees = SQL_BILLING_CUSTOMERS_ALL,
	.look = look,
	.make = &invoice_make,
	.made = "outcome.billing_made",
};

static enum status
prepare(struct work *work, const void *args)
{
	return billing_prepare(work, args, &invoices);
}

static enum status
check(struct work *work, const void *args)
{
	return billing_check(work, args, &invoices);
}

static void
tell_preview(struct work *work, const struct billing *billing)
{
	const struct chosen *chosen = &billing->chosen;
	work_say(work, "outcome.billing_would",
		 ARGS(ARG_INT("count", (int64_t)chosen->count), ARG_INT("lines", chosen->lines),
		      ARG_DATE("from", billing->period.from),
		      ARG_DATE("until", billing->period.until)));
	rates_tell(work, &chosen->rates);
	work_say(work, "outcome.billing_total",
		 ARGS(ARG_MONEY("net", chosen->total.net), ARG_MONEY("vat", chosen->total.vat),
		      ARG_MONEY("amount", chosen->total.amount)));
}

static enum status
apply(struct work *work, const void *args)
{
	const struct billing *billing = work->prepared;
	(void)args;
	if (billing->chosen.count == 0) {
		work_unchanged(work);
		work_say(work, "outcome.billing_nothing",
			 ARGS(ARG_DATE("from", billing->period.from),
			      ARG_DATE("until", billing->period.until)));
	} else if (work->preview) {
		tell_preview(work, billing);
	}
	chosen_tell(work, &billing->chosen);
	return STATUS_OK;
}

const struct command billing_run = {
	.name = "billing.run",
	.right = "invoices",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF | COMMAND_OFFICE | COMMAND_LONG,
	PARAMS(billing_asked, billing_params),
	.prepare = prepare,
	.check = check, /* INV-07 */
	.apply = apply,
};
