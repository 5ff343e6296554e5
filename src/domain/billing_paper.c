/* A paper of the accounts gets its number, is printed and signed, is kept, is written (INV-02,
 * INV-07).  The number is the one expected next, so that it can be printed outside the gate, and is
 * taken in the transaction that writes the paper: none is lost, none is there twice. */
#include "billing.h"
#include "invoice.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <inttypes.h>
#include <string.h>

enum { YEAR_SIZE = 4 };

static enum status
last_of(struct work *work, const char *series, int64_t *last)
{
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_BILLING_SERIES, ARGS(ARG_TEXT("series", series)), &row);
	*last = row != NULL ? row_int(row, "last") : 0;
	return status;
}

static enum status
give_number(struct work *work, struct numbered *paper, const char *prefix)
{
	int64_t last = 0;
	paper->series = arena_format(work->arena, "%s%.*s", prefix, YEAR_SIZE, work->today);
	enum status status = last_of(work, paper->series, &last);
	paper->position = last + 1;
	paper->bill.number =
	    arena_format(work->arena, "%s-%06" PRId64, paper->series, paper->position);
	return status;
}

enum status
numbered_begin(struct work *work, int64_t customer, struct numbered *paper)
{
	const struct row *facts = NULL;
	const char *recipient = NULL;
	*paper = (struct numbered){ .customer = customer };
	enum status status = work_turn(work, "billing");
	if (status == STATUS_OK) {
		status = work_row(work, SQL_BILLING_CUSTOMER, ARGS(ARG_INT("customer", customer)),
				  &facts);
	}
	if (status == STATUS_OK) {
		status = customer_address(work, customer, "billing", &recipient);
	}
	if (status != STATUS_OK) {
		return status;
	}
	paper->bill = (struct bill){
		.language = row_text(facts, "language"),
		.currency = row_text(facts, "currency"),
		.customer = row_text(facts, "number"),
		.contract = row_text(facts, "contract"),
		.vat = row_text_or_null(facts, "vat"),
		.recipient = recipient,
	};
	return STATUS_OK;
}

static enum status
no_press(struct work *work)
{
	struct error error = { .status = STATUS_OK };
	error_set(&error, STATUS_FAILED, NULL, "error.no_press", NULL);
	return work_fail(work, &error);
}

enum status
numbered_make(struct work *work, struct numbered *paper, const char *prefix)
{
	struct session *session = work->session;
	struct bill *bill = &paper->bill;
	const char *iban = config_text(session->config, "invoice.iban");
	struct error error = { .status = STATUS_OK };
	if (session->press == NULL) {
		return no_press(work);
	}
	bill->date = work->today;
	bill->created_at = work->now;
	bill->iban = iban[0] != '\0' ? iban : NULL;
	enum status status = give_number(work, paper, prefix);
	if (status != STATUS_OK) {
		return status;
	}
	if (session->press->print(session, work->arena, bill, &paper->printed, &error) !=
	    STATUS_OK) {
		return work_fail(work, &error);
	}
	const struct printed *printed = &paper->printed;
	const struct document *const papers[] = { &printed->paper, &printed->signature,
						  &printed->copy, &printed->copy_signature };
	return work_keep(work, papers, sizeof papers / sizeof papers[0]);
}

enum status
numbered_unmoved(struct work *work, const struct numbered *paper)
{
	int64_t last = 0;
	enum status status = last_of(work, paper->series, &last);
	if (status == STATUS_OK && last + 1 != paper->position) {
		return billing_moved(work);
	}
	return status;
}

static enum status
write_row(struct work *work, const struct numbered *paper, int64_t id)
{
	const struct bill *bill = &paper->bill;
	const struct printed *printed = &paper->printed;
	return work_run(
	    work, SQL_BILLING_INSERT,
	    ARGS(ARG_INT("id", id), ARG_TEXT("number", bill->number),
		 ARG_TEXT("number_key", plate_key(work->arena, bill->number)),
		 ARG_TEXT("kind", bill->kind), ARG_TEXT("series", paper->series),
		 ARG_INT("position", paper->position), ARG_INT("customer", paper->customer),
		 ARG_DATE("from", bill->from), ARG_DATE("until", bill->until),
		 ARG_DATE("date", bill->date), ARG_DATE("due_on", bill->due_on),
		 ARG_TEXT("currency", bill->currency), ARG_TEXT("language", bill->language),
		 ARG_TEXT("recipient", bill->recipient), ARG_INT("net", bill->net),
		 ARG_INT("vat", bill->vat_amount), ARG_INT("amount", bill->amount),
		 id_or_null("credited", paper->credited), ARG_TEXT("reason", bill->reason),
		 ARG_TEXT("paper", printed->paper.hash),
		 ARG_INT("paper_size", (int64_t)printed->paper.size),
		 ARG_TEXT("signature", printed->signature.hash),
		 ARG_TEXT("copy", printed->copy.hash),
		 ARG_INT("copy_size", (int64_t)printed->copy.size),
		 ARG_TEXT("copy_signature", printed->copy_signature.hash)));
}

static enum status
write_rates(struct work *work, const struct bill *bill, int64_t id)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < bill->rate_count && status == STATUS_OK; i++) {
		const struct bill_rate *rate = &bill->rates[i];
		status = work_run(work, SQL_BILLING_INSERT_VAT,
				  ARGS(ARG_INT("invoice", id), ARG_INT("vat_rate", rate->rate),
				       ARG_INT("net", rate->net), ARG_INT("vat", rate->vat),
				       ARG_INT("amount", rate->amount)));
	}
	return status;
}

enum status
numbered_write(struct work *work, const struct numbered *paper, int64_t *id)
{
	const struct bill *bill = &paper->bill;
	enum status status =
	    work_run(work, SQL_BILLING_SERIES_TAKE,
		     ARGS(ARG_TEXT("series", paper->series), ARG_INT("position", paper->position)));
	if (status == STATUS_OK) {
		status = work_new_id(work, "invoice", id);
	}
	if (status == STATUS_OK) {
		status = write_row(work, paper, *id);
	}
	if (status == STATUS_OK) {
		status = write_rates(work, bill, *id);
	}
	if (status == STATUS_OK) {
		status = work_index(work, "invoice", *id, NULL,
				    search_invoice_terms(work->arena, bill->number));
	}
	work_about(work, "invoice", *id, bill->number, paper->customer);
	return status;
}
