/* billing.statement: a statement of account ("relevé") of each customer: what it owed, every paper
 * of the period, what it owes (INV-06). */
#include "billing.h"
#include "invoice.h"

#include <string.h>

/* ---- statement.make: of one customer ---- */

struct statement_make {
	struct record customer;
	const char *from, *until;
};

static const struct param make_params[] = {
	{ PARAM_ID(statement_make, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_DATE(statement_make, from), .flags = PARAM_MANDATORY },
	{ PARAM_DATE(statement_make, until), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

struct account {
	int64_t opening, closing;
	struct bill_detail *papers;
	size_t count;
};

static size_t
rows_of(const struct row *row)
{
	size_t count = 0;
	for (; row != NULL; row = row->next) {
		count++;
	}
	return count;
}

static bool
add_paper(struct account *account, const struct row *row)
{
	const bool held =
	    !__builtin_add_overflow(account->closing, row_int(row, "amount"), &account->closing);
	account->papers[account->count++] = (struct bill_detail){
		.at = row_text(row, "date"),
		.card = "",
		.plate = "",
		.driver = "",
		.station = "",
		.kind = "paper",
		.code = row_text(row, "kind"),
		.reference = row_text(row, "number"),
		.amount = row_int(row, "amount"),
		.balance = account->closing,
	};
	return held;
}

static enum status
account_read(struct work *work, int64_t customer, const char *from, const char *until,
	     struct account *account)
{
	const struct row *row = NULL;
	const struct row *opening = NULL;
	*account = (struct account){ .papers = NULL };
	enum status status =
	    work_row(work, SQL_BILLING_OPENING,
		     ARGS(ARG_INT("customer", customer), ARG_DATE("from", from)), &opening);
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_BILLING_PAPERS,
				   ARGS(ARG_INT("customer", customer), ARG_DATE("from", from),
					ARG_DATE("until", until)),
				   &row);
	}
	if (status != STATUS_OK) {
		return status;
	}
	account->opening = account->closing = row_int(opening, "amount");
	account->papers = arena_array(work->arena, rows_of(row) + 1, sizeof *account->papers);
	for (; row != NULL; row = row->next) {
		if (!add_paper(account, row)) {
			return work_refuse(work, NULL, "refusal.billing_amount", NULL);
		}
	}
	return STATUS_OK;
}

struct stating {
	struct account account;
	struct numbered paper;
	bool nobody; /* no address */
};

static void
fill(const struct statement_make *make, struct stating *stating)
{
	const struct account *account = &stating->account;
	struct bill *bill = &stating->paper.bill;
	bill->kind = "statement";
	bill->from = make->from;
	bill->until = make->until;
	bill->amount = account->closing;
	bill->opening = account->opening;
	bill->details = account->papers;
	bill->detail_count = account->count;
}

static enum status
make_prepare(struct work *work, const void *args)
{
	const struct statement_make *make = args;
	struct stating *stating = arena_alloc(work->arena, sizeof *stating);
	enum status status = numbered_begin(work, make->customer.id, &stating->paper);
	if (status == STATUS_OK) {
		status = account_read(work, make->customer.id, make->from, make->until,
				      &stating->account);
	}
	stating->nobody = stating->paper.bill.recipient == NULL;
	work->prepared = stating;
	if (status != STATUS_OK || stating->nobody) {
		return status;
	}
	fill(make, stating);
	return numbered_make(work, &stating->paper, "R");
}

static enum status
make_check(struct work *work, const void *args)
{
	const struct statement_make *make = args;
	const struct stating *stating = work->prepared;
	struct account now;
	if (stating->nobody) {
		return STATUS_OK;
	}
	enum status status = account_read(work, make->customer.id, make->from, make->until, &now);
	if (status == STATUS_OK &&
	    (now.closing != stating->account.closing || now.count != stating->account.count)) {
		return billing_moved(work);
	}
	return status == STATUS_OK ? numbered_unmoved(work, &stating->paper) : status;
}

static enum status
make_apply(struct work *work, const void *args)
{
	const struct stating *stating = work->prepared;
	const struct bill *bill = &stating->paper.bill;
	int64_t id = 0;
	(void)args;
	if (stating->nobody) {
		work_unchanged(work);
		return STATUS_OK;
	}
	enum status status = numbered_write(work, &stating->paper, &id);
	if (status == STATUS_OK) {
		work_say(work, "outcome.statement_made",
			 ARGS(ARG_TEXT("number", bill->number),
			      ARG_TEXT("customer", bill->customer),
			      ARG_MONEY("amount", bill->amount)));
		status = invoice_announce(work, id);
	}
	return status;
}

const struct command statement_make = {
	.name = "statement.make",
	.flags = COMMAND_INTERNAL,
	PARAMS(statement_make, make_params),
	.prepare = make_prepare,
	.check = make_check, /* INV-06 */
	.apply = make_apply,
};

/* ---- billing.statement: of each ---- */

/* Not again for the same period when nothing has come since. */
static enum status
look(struct work *work, const struct period *period, const struct row *customer, bool named,
     struct chosen *chosen)
{
	const struct row *row = NULL;
	struct account account;
	const int64_t id = row_int(customer, "id");
	enum status status = account_read(work, id, period->from, period->until, &account);
	if (status == STATUS_OK && account.count == 0 && account.opening == 0) {
		return STATUS_OK;
	}
	if (status == STATUS_OK) {
		status = work_row(work, SQL_BILLING_STATEMENT_OF,
				  ARGS(ARG_INT("customer", id), ARG_DATE("from", period->from),
				       ARG_DATE("until", period->until)),
				  &row);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (row != NULL && row_int(row, "since") == 0) {
		chosen_leave(chosen, LEFT_SAME, row_text(customer, "number"));
	} else if (chosen_payer(chosen, customer, named)) {
		chosen_add(chosen, customer, period);
		chosen->lines += (int64_t)account.count;
	}
	return STATUS_OK;
}

static const struct billing_kind statements = {
	.others = SQL_BILLING_CUSTOMERS_STATED,
	.others_with_fees = SQL_BILLING_CUSTOMERS_STATED,
	.look = look,
	.make = &statement_make,
	.made = "outcome.statements_made",
};

static enum status
prepare(struct work *work, const void *args)
{
	return billing_prepare(work, args, &statements);
}

static enum status
check(struct work *work, const void *args)
{
	return billing_check(work, args, &statements);
}

static enum status
apply(struct work *work, const void *args)
{
	const struct billing *billing = work->prepared;
	const struct arg *period =
	    ARGS(ARG_INT("count", (int64_t)billing->chosen.count),
		 ARG_INT("lines", billing->chosen.lines), ARG_DATE("from", billing->period.from),
		 ARG_DATE("until", billing->period.until));
	(void)args;
	if (billing->chosen.count == 0) {
		work_unchanged(work);
		work_say(work, "outcome.statements_nothing", period);
	} else if (work->preview) {
		work_say(work, "outcome.statements_would", period);
	}
	chosen_tell(work, &billing->chosen);
	return STATUS_OK;
}

const struct command billing_statement = {
	.name = "billing.statement",
	.right = "invoices",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF | COMMAND_OFFICE | COMMAND_LONG,
	PARAMS(billing_asked, billing_params),
	.prepare = prepare,
	.check = check, /* INV-06 */
	.apply = apply,
};
