/* A customer's first order is accepted once it is paid; until then its users manage neither
 * accesses nor the data of its account (USR-07). */
#include "domain.h"

#include <string.h>

/* Delivery points and divisions may be had at once: an order needs them.  Contacts, addresses and
 * what stands on the contract may not, nor other users. */
enum status
customer_ordered(struct work *work, int64_t customer, enum first_order what)
{
	const struct row *row = NULL;
	if (work->session->system || work->session->staff) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_CUSTOMER_ORDERED, ARGS(ARG_INT("customer", customer)), &row);
	if (status != STATUS_OK || row == NULL || row_known(row, "first_order_at")) {
		return status;
	}
	return work_refuse(work, NULL,
			   what == FIRST_ORDER_ACCESS ? "refusal.first_order_access"
						      : "refusal.first_order_data",
			   ARGS(ARG_TEXT("customer", row_text(row, "number"))));
}

/* ---- customer.accept ---- */

struct customer_accept {
	struct record customer;
	struct amount version;
	const char *payment, *reference, *on;
};

static const char *const payment_choices[] = { "card", "transfer", NULL };

static const struct param params[] = {
	{ PARAM_ID(customer_accept, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(customer_accept, version) },
	{ PARAM_CHOICE(customer_accept, payment), .flags = PARAM_MANDATORY,
	  .choices = payment_choices },
	{ PARAM_TEXT(customer_accept, reference), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_DATE(customer_accept, on), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
check(struct work *work, const void *args)
{
	const struct customer_accept *accept = args;
	const struct row *row = NULL;
	if (strcmp(accept->on, work->today) > 0) {
		return work_refuse(work, "on", "refusal.first_order_to_come", NULL);
	}
	enum status status = work_row(work, SQL_CUSTOMER_ORDERED,
				      ARGS(ARG_INT("customer", accept->customer.id)), &row);
	if (status == STATUS_OK && row_known(row, "first_order_at")) {
		return work_refuse(work, "customer", "refusal.first_order_already",
				   ARGS(ARG_TEXT("customer", row_text(row, "number")),
					ARG_STAMP("at", row_text(row, "first_order_at"))));
	}
	work->state = (void *)(uintptr_t)row;
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct customer_accept *accept = args;
	const struct row *row = work->state;
	enum status status =
	    work_run(work, SQL_CUSTOMER_ACCEPT,
		     ARGS(ARG_INT("customer", accept->customer.id), ARG_STAMP("at", work->now)));
	if (status == STATUS_OK) {
		work_say(work, "outcome.first_order",
			 ARGS(ARG_TEXT("customer", row_text(row, "number")),
			      ARG_TEXT("name", row_text(row, "name")),
			      ARG_CHOICE("payment", "payment", accept->payment),
			      ARG_TEXT("reference", accept->reference),
			      ARG_DATE("on", accept->on)));
		work_say(work, "outcome.first_order_opens", NULL);
	}
	return status;
}

const struct command customer_accept = {
	.name = "customer.accept",
	.right = "orders",
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF,
	PARAMS(customer_accept, params),
	.check = check, /* USR-07 */
	.apply = apply,
};
