/* INV-04: the customer's users who are told of each new invoice, by e-mail. */
#include "invoice.h"

#include <guichet/config.h>
#include <inttypes.h>
#include <string.h>

struct invoice_notify {
	struct record customer;
	struct list users;
};

/* A user, looked for among the customer's own. */
static const struct reference own_user_reference = {
	.name = "user",
	.by_key = SQL_USER_BY_LOGIN,
	.screen = "invoice-receivers",
	.house = true,
	.key_type = TYPE_TEXT,
};

static const struct param params[] = {
	{ PARAM_ID(invoice_notify, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_LIST(invoice_notify, users), .record = &own_user_reference,
	  .flags = PARAM_COLUMNS | PARAM_CLEARABLE, .from = "invoice_users" },
	{ .name = NULL },
};

static struct alert_order
order_of(const struct invoice_notify *notify)
{
	return (struct alert_order){ .customer = notify->customer,
				     .event = ALERT_INVOICE,
				     .channel = "email",
				     .param = "users",
				     .receivers = notify->users };
}

/* Nobody is said with "-": a list forgotten empties nothing. */
static enum status
check(struct work *work, const void *args)
{
	const struct invoice_notify *notify = args;
	const struct alert_order order = order_of(notify);
	struct alert_chosen *chosen = NULL;
	if (notify->users.items == NULL) {
		return work_refuse(work, "users", "refusal.notify_nobody", NULL);
	}
	enum status status = alert_choose(work, &order, &chosen);
	work->state = chosen;
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct invoice_notify *notify = args;
	const struct alert_order order = order_of(notify);
	const struct alert_chosen *chosen = work->state;
	if (chosen->count > 0) {
		return alert_write(work, &order, chosen);
	}
	if (chosen->present == NULL) {
		work_say(work, "outcome.notify_nobody",
			 ARGS(ARG_TEXT("customer", notify->customer.key)));
		work_unchanged(work);
		return STATUS_OK;
	}
	return alert_remove(work, row_int(chosen->present, "id"));
}

const struct command invoice_notify = {
	.name = "invoice.notify",
	.right = "alerts",
	.caller = CALLER_PROVEN,
	PARAMS(invoice_notify, params),
	.fill = "customer",
	.check = check,
	.apply = apply, /* INV-04 */
};

/* A link only where the host has said of what. */
enum status
invoice_announce(struct work *work, int64_t invoice)
{
	const struct alerted nobody = { .email = NULL };
	const char *portal = config_text(work->session->config, "message.portal");
	const struct row *facts = NULL;
	enum status status =
	    work_row(work, SQL_INVOICE_FACTS, ARGS(ARG_INT("invoice", invoice)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg *args =
	    ARGS(ARG_TEXT("number", row_text(facts, "number")),
		 ARG_CHOICE("kind", "document", row_text(facts, "kind")),
		 ARG_DATE("date", row_text(facts, "date")),
		 ARG_DATE("from", row_text(facts, "from_day")),
		 ARG_DATE("until", row_text(facts, "until_day")),
		 ARG_MONEY("amount", row_int(facts, "amount")),
		 ARG_TEXT("currency", row_text(facts, "currency")),
		 ARG_TEXT("customer", row_text(facts, "customer_name")),
		 ARG_CHOICE("where", "invoice_where", portal[0] != '\0' ? "portal" : "section"),
		 ARG_TEXT("link", portal));
	return alert_tell(work,
			  &(struct letter){ .kind = "invoice-new",
					    .customer = row_int(facts, "customer_id"),
					    .invoice = invoice,
					    .args = args },
			  &nobody);
}
