/* invoice.rebill: the lines of an invoice that is credited as a whole go on the next one after all
 * (INV-07): who made the credit note did not know that they would. */
#include "billing.h"
#include "invoice.h"

struct invoice_rebill {
	struct record invoice;
};

static const struct param params[] = {
	{ PARAM_ID(invoice_rebill, invoice), .record = &invoice_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* Not while an invoice is printed with what is unbilled. */
static enum status
prepare(struct work *work, const void *args)
{
	(void)args;
	return work->preview ? STATUS_OK : work_turn(work, "billing");
}

static enum status
check(struct work *work, const void *args)
{
	const struct invoice_rebill *rebill = args;
	const struct row *facts = NULL;
	enum status status = invoice_standing(work, rebill->invoice.id, SQL_BILLING_STANDING,
					      "refusal.rebill_kind", &facts);
	if (status != STATUS_OK) {
		return status;
	}
	work->state = (void *)(uintptr_t)facts;
	if (row_int(facts, "owed") != 0) {
		return work_refuse(work, "invoice", "refusal.rebill_owed",
				   ARGS(ARG_MONEY("left", row_int(facts, "owed"))));
	}
	return row_int(facts, "has_lines") != 0
		   ? STATUS_OK
		   : work_refuse(work, "invoice", "refusal.rebill_nothing", NULL);
}

static enum status
apply(struct work *work, const void *args)
{
	const struct invoice_rebill *rebill = args;
	const struct row *facts = work->state;
	int64_t count = 0;
	enum status status = lines_free(work, rebill->invoice.id, &count);
	if (status == STATUS_OK) {
		work_say(work, "outcome.rebill",
			 ARGS(ARG_INT("count", count), ARG_TEXT("invoice", rebill->invoice.key),
			      ARG_MONEY("amount", row_int(facts, "amount")),
			      ARG_TEXT("customer", row_text(facts, "customer"))));
	}
	return status;
}

const struct command invoice_rebill = {
	.name = "invoice.rebill",
	.right = "invoices",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF | COMMAND_OFFICE | COMMAND_LONG,
	PARAMS(invoice_rebill, params),
	.prepare = prepare,
	.check = check, /* INV-07 */
	.apply = apply,
};
