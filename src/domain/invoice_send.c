/* An invoice by e-mail, both its files: to the customer's billing contact, or to whoever asks. */
#include "invoice.h"

#include <guichet/config.h>
#include <string.h>

struct invoice_send {
	struct record invoice;
	const char *to;
};

static const char *const to_choices[] = { "customer", "me", NULL };

static const struct param params[] = {
	{ PARAM_ID(invoice_send, invoice), .record = &invoice_reference, .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(invoice_send, to), .choices = to_choices, .vocabulary = "invoice_to",
	  .flags = PARAM_MANDATORY, .standard = "customer", .from = "" },
	{ .name = NULL },
};

struct found {
	const struct row *facts;
	const struct row *receiver; /* email, language */
	bool manager;               /* for want of a billing contact */
};

static enum status
prepare(struct work *work, const void *args)
{
	const struct invoice_send *send = args;
	struct invoice_papers *papers = NULL;
	enum status status = invoice_fetch(work, send->invoice.id, &papers);
	work->prepared = status == STATUS_OK ? papers : NULL;
	return status;
}

static enum status
find_contact(struct work *work, struct found *found)
{
	const struct arg *customer =
	    ARGS(ARG_INT("customer", row_int(found->facts, "customer_id")));
	enum status status = work_row(work, SQL_INVOICE_CONTACT, customer, &found->receiver);
	if (status == STATUS_OK && found->receiver == NULL) {
		return work_refuse(work, "to", "refusal.invoice_no_contact",
				   ARGS(ARG_TEXT("client", row_text(found->facts, "customer"))));
	}
	found->manager =
	    status == STATUS_OK && strcmp(row_text(found->receiver, "kind"), "manager") == 0;
	return status;
}

static enum status
find_self(struct work *work, struct found *found)
{
	if (work->session->account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	enum status status = work_row(
	    work, SQL_USER_FACTS, ARGS(ARG_INT("user", work->session->account)), &found->receiver);
	if (status == STATUS_OK &&
	    (found->receiver == NULL || !row_known(found->receiver, "email"))) {
		return work_refuse(work, "to", "refusal.export_no_email", NULL);
	}
	return status;
}

static enum status
check_size(struct work *work, const struct row *facts)
{
	const struct invoice_papers *papers = work->prepared;
	int64_t most = config_int(work->session->config, "export.mail_most_mib");
	if ((int64_t)papers->files[1].size <= most << 20) {
		return STATUS_OK;
	}
	return work_refuse(work, "invoice", "refusal.invoice_large",
			   ARGS(ARG_TEXT("number", row_text(facts, "number")),
				ARG_INT("mib", (int64_t)(papers->files[1].size + 1048575) >> 20),
				ARG_INT("most", most)));
}

static enum status
check(struct work *work, const void *args)
{
	const struct invoice_send *send = args;
	struct found *found = arena_alloc(work->arena, sizeof *found);
	*found = (struct found){ .facts = NULL };
	work->state = found;
	enum status status = invoice_facts(work, send->invoice.id, &found->facts);
	if (status == STATUS_OK) {
		status = invoice_check_papers(work, found->facts);
	}
	if (status == STATUS_OK) {
		status = check_size(work, found->facts);
	}
	if (status != STATUS_OK) {
		return status;
	}
	return strcmp(send->to, "me") == 0 ? find_self(work, found) : find_contact(work, found);
}

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	const struct found *found = work->state;
	const struct invoice_papers *papers = work->prepared;
	const struct document files[] = { papers->files[1], papers->files[0], { .hash = NULL } };
	const char *to = row_text(found->receiver, "email");
	const struct letter letter = {
		.kind = "invoice",
		.channel = "email",
		.to = to,
		.language = row_text(found->receiver, "language"),
		.customer = row_int(found->facts, "customer_id"),
		.invoice = row_int(found->facts, "id"),
		.args = invoice_args(work, found->facts),
		.files = files,
	};
	enum status status = work_queue(work, &letter, NULL);
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "outcome.invoice_sent",
		 ARGS(ARG_TEXT("number", row_text(found->facts, "number")), ARG_TEXT("to", to),
		      ARG_TEXT("file", files[0].name), ARG_TEXT("signature", files[1].name)));
	if (found->manager) {
		work_warn(work, "outcome.invoice_to_manager", invoice_args(work, found->facts));
	}
	return invoice_served(work, found->facts);
}

const struct command invoice_send = {
	.name = "invoice.send",
	.right = "invoices",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_SHOWN, /* the address is seen before it goes there */
	PARAMS(invoice_send, params),
	.prepare = prepare,
	.check = check,
	.apply = apply, /* INV-02, INV-03 */
};
