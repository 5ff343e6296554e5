/* invoice.credit: a credit note, of all that is left of an invoice or of a part, never of more
 * (INV-07). */
#include "billing.h"
#include "invoice.h"

#include <string.h>

enum { REASON_MOST = 200 };

struct invoice_credit {
	struct record invoice;
	struct amount version;
	const char *reason;
	struct amount amount, rate;
	enum answer again;
};

static const struct param params[] = {
	{ PARAM_ID(invoice_credit, invoice), .record = &invoice_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(invoice_credit, version) },
	{ PARAM_TEXT(invoice_credit, reason), .flags = PARAM_MANDATORY, .most = REASON_MOST,
	  .from = "" },
	{ PARAM_MONEY(invoice_credit, amount), .from = "" },
	{ PARAM_MONEY(invoice_credit, rate), .flags = PARAM_RATE, .from = "" },
	{ PARAM_BOOL(invoice_credit, again), .standard = "no", .from = "" },
	{ .name = NULL },
};

struct crediting {
	const struct row *facts; /* of the invoice */
	struct rates rates;      /* of the credit note: below 0 */
	struct bill_rate total;
	int64_t left; /* of the invoice, after it */
	struct numbered paper;
};

/* ---- how much ---- */

/* Rates of the invoice, and what is credited of each already, above 0. */
static enum status
read_rates(struct work *work, enum statement statement, int64_t invoice, struct rates *rates)
{
	const struct row *row = NULL;
	const int64_t sign = statement == SQL_BILLING_CREDITED ? -1 : 1;
	enum status status = work_rows(work, statement, ARGS(ARG_INT("invoice", invoice)), &row);
	*rates = (struct rates){ .list = NULL };
	for (; row != NULL; row = row->next) {
		rates_sum(work->arena, rates,
			  &(struct bill_rate){ .rate = row_int(row, "vat_rate"),
					       .vat = sign * row_int(row, "vat"),
					       .amount = sign * row_int(row, "amount") });
	}
	return status;
}

static int64_t
amount_at(const struct rates *rates, int64_t rate)
{
	for (size_t i = 0; i < rates->count; i++) {
		if (rates->list[i].rate == rate) {
			return rates->list[i].amount;
		}
	}
	return 0;
}

/* VAT of what is credited by then, less VAT of what was before: however often a part of it is, the
 * whole of it comes to the invoice's own. */
static void
credit_rate(struct work *work, struct crediting *crediting, int64_t rate, int64_t before,
	    int64_t amount)
{
	const int64_t vat = vat_within(before + amount, rate) - vat_within(before, rate);
	if (amount == 0) {
		return;
	}
	rates_sum(work->arena, &crediting->rates,
		  &(struct bill_rate){ .rate = rate, .vat = -vat, .amount = -amount });
	crediting->total.vat -= vat;
	crediting->total.amount -= amount;
	crediting->total.net = crediting->total.amount - crediting->total.vat;
	crediting->left -= amount;
}

/* Said by itself when several rates have something left. */
static enum status
find_rate(struct work *work, const struct invoice_credit *credit, const struct rates *billed,
	  const struct rates *credited, int64_t *rate)
{
	size_t open = 0;
	for (size_t i = 0; i < billed->count; i++) {
		const int64_t at = billed->list[i].rate;
		const bool left = billed->list[i].amount > amount_at(credited, at);
		const bool meant = !credit->rate.known || credit->rate.number == at;
		open += left && meant;
		*rate = left && meant ? at : *rate;
	}
	if (open == 1) {
		return STATUS_OK;
	}
	return work_refuse(work, "rate",
			   open == 0 ? "refusal.credit_rate" : "refusal.credit_which_rate", NULL);
}

static enum status
credit_part(struct work *work, const struct invoice_credit *credit, const struct rates *billed,
	    const struct rates *credited, struct crediting *crediting)
{
	int64_t rate = 0;
	if (credit->amount.number <= 0) {
		return work_refuse(work, "amount", "refusal.credit_amount", NULL);
	}
	enum status status = find_rate(work, credit, billed, credited, &rate);
	if (status != STATUS_OK) {
		return status;
	}
	const int64_t before = amount_at(credited, rate);
	const int64_t of_rate = amount_at(billed, rate) - before;
	/* Another rate may be below 0. */
	const int64_t left = of_rate < crediting->left ? of_rate : crediting->left;
	if (credit->amount.number > left) {
		return work_refuse(work, "amount", "refusal.credit_too_much",
				   ARGS(ARG_MONEY("left", left), ARG_MONEY("rate", rate)));
	}
	credit_rate(work, crediting, rate, before, credit->amount.number);
	return STATUS_OK;
}

/* Whoever means to bill its lines again is told how, while they are on it. */
static enum status
refuse_done(struct work *work, int64_t invoice)
{
	const struct row *facts = NULL;
	enum status status =
	    work_row(work, SQL_BILLING_STANDING, ARGS(ARG_INT("invoice", invoice)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	return work_refuse(work, "invoice",
			   facts != NULL && row_int(facts, "has_lines") != 0
			       ? "refusal.credit_done_rebill"
			       : "refusal.credit_done",
			   NULL);
}

static enum status
credit_rates(struct work *work, const struct invoice_credit *credit, struct crediting *crediting)
{
	struct rates billed;
	struct rates credited;
	enum status status = read_rates(work, SQL_BILLING_RATES_OF, credit->invoice.id, &billed);
	if (status == STATUS_OK) {
		status = read_rates(work, SQL_BILLING_CREDITED, credit->invoice.id, &credited);
	}
	if (status != STATUS_OK) {
		return status;
	}
	for (size_t i = 0; i < billed.count; i++) {
		crediting->left +=
		    billed.list[i].amount - amount_at(&credited, billed.list[i].rate);
	}
	if (crediting->left <= 0) {
		return refuse_done(work, credit->invoice.id);
	}
	if (credit->amount.known) {
		return credit_part(work, credit, &billed, &credited, crediting);
	}
	for (size_t i = 0; i < billed.count; i++) {
		const int64_t rate = billed.list[i].rate;
		const int64_t before = amount_at(&credited, rate);
		if (!credit->rate.known || credit->rate.number == rate) {
			credit_rate(work, crediting, rate, before, billed.list[i].amount - before);
		}
	}
	return crediting->total.amount < 0 && crediting->left >= 0
		   ? STATUS_OK
		   : work_refuse(work, "rate", "refusal.credit_rate", NULL);
}

static enum status
work_out(struct work *work, const struct invoice_credit *credit, struct crediting *crediting)
{
	*crediting = (struct crediting){ .facts = NULL };
	enum status status = invoice_standing(work, credit->invoice.id, SQL_BILLING_TO_CREDIT,
					      "refusal.credit_kind", &crediting->facts);
	if (status == STATUS_OK) {
		status = credit_rates(work, credit, crediting);
	}
	if (status == STATUS_OK && credit->again == ANSWER_YES && crediting->left != 0) {
		return work_refuse(work, "again", "refusal.credit_again", NULL);
	}
	return status;
}

/* ---- its paper ---- */

static void
fill(const struct invoice_credit *credit, struct crediting *crediting)
{
	const struct row *facts = crediting->facts;
	crediting->paper = (struct numbered){
		.customer = row_int(facts, "customer_id"),
		.credited = credit->invoice.id,
		.bill = {
			.kind = "credit_note",
			.language = row_text(facts, "language"),
			.currency = row_text(facts, "currency"),
			.from = row_text(facts, "from_day"),
			.until = row_text(facts, "until_day"),
			.customer = row_text(facts, "customer"),
			.contract = row_text(facts, "contract"),
			.vat = row_text_or_null(facts, "customer_vat"),
			.recipient = row_text(facts, "recipient"),
			.credited = row_text(facts, "number"),
			.reason = credit->reason,
			.net = crediting->total.net,
			.vat_amount = crediting->total.vat,
			.amount = crediting->total.amount,
			.rates = crediting->rates.list,
			.rate_count = crediting->rates.count,
		},
	};
}

static enum status
prepare(struct work *work, const void *args)
{
	const struct invoice_credit *credit = args;
	struct crediting *crediting = arena_alloc(work->arena, sizeof *crediting);
	if (work->preview) {
		return STATUS_OK;
	}
	enum status status = work_turn(work, "billing");
	if (status != STATUS_OK) {
		return status;
	}
	if (work_out(work, credit, crediting) != STATUS_OK) {
		return STATUS_OK; /* check refuses */
	}
	fill(credit, crediting);
	work->prepared = crediting;
	return numbered_make(work, &crediting->paper, "A");
}

/* Nobody has credited it, and none has taken the number, since it was printed. */
static enum status
check(struct work *work, const void *args)
{
	const struct invoice_credit *credit = args;
	const struct crediting *printed = work->prepared;
	struct crediting *now = arena_alloc(work->arena, sizeof *now);
	enum status status = work_out(work, credit, now);
	work->state = now;
	if (status != STATUS_OK || work->preview || work->trial) {
		return status;
	}
	if (printed == NULL || !rates_equal(&printed->rates, &now->rates)) {
		return billing_moved(work);
	}
	return numbered_unmoved(work, &printed->paper);
}

static void
tell(struct work *work, const struct invoice_credit *credit, const char *number)
{
	const struct crediting *now = work->state;
	const struct arg *said =
	    ARGS(ARG_TEXT("number", number), ARG_TEXT("invoice", credit->invoice.key),
		 ARG_MONEY("amount", now->total.amount), ARG_MONEY("net", now->total.net),
		 ARG_MONEY("vat", now->total.vat), ARG_MONEY("left", now->left));
	work_say(work, number != NULL ? "outcome.credit_made" : "outcome.credit_would", said);
	work_say(work, now->left == 0 ? "outcome.credit_whole" : "outcome.credit_left", said);
	if (now->left == 0) {
		work_say(work,
			 credit->again == ANSWER_YES ? "outcome.credit_again"
						     : "outcome.credit_stays",
			 said);
	}
}

static enum status
apply(struct work *work, const void *args)
{
	const struct invoice_credit *credit = args;
	const struct crediting *printed = work->prepared;
	int64_t id = 0;
	if (work->preview) {
		tell(work, credit, NULL);
		return STATUS_OK;
	}
	enum status status = numbered_write(work, &printed->paper, &id);
	if (status == STATUS_OK && credit->again == ANSWER_YES) {
		status = lines_free(work, credit->invoice.id, &(int64_t){ 0 });
	}
	if (status == STATUS_OK) {
		tell(work, credit, printed->paper.bill.number);
		status = invoice_announce(work, id);
	}
	work_touches(work, "invoice", credit->invoice.id);
	return status;
}

const struct command invoice_credit = {
	.name = "invoice.credit",
	.right = "invoices",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF | COMMAND_OFFICE | COMMAND_LONG,
	PARAMS(invoice_credit, params),
	.prepare = prepare,
	.check = check, /* INV-06 */
	.apply = apply,
};
