/* Papers of the accounts: what they are called, what is said of them, which pair of files is
 * served. */
#include "invoice.h"
#include "billing.h"

#include <string.h>

/* "2026-000123" */
const struct reference invoice_reference = {
	.name = "invoice",
	.by_key = SQL_INVOICE_BY_NUMBER,
	.screen = "documents",
	.key_type = TYPE_PLATE,
};

enum status
invoice_facts(struct work *work, int64_t invoice, const struct row **facts)
{
	enum status status =
	    work_row(work, SQL_INVOICE_FACTS, ARGS(ARG_INT("invoice", invoice)), facts);
	if (status == STATUS_OK) {
		work_about(work, "invoice", invoice, row_text(*facts, "number"),
			   row_int(*facts, "customer_id"));
	}
	return status;
}

enum status
invoice_standing(struct work *work, int64_t invoice, enum statement statement,
		 const char *otherwise, const struct row **facts)
{
	enum status status = work_row(work, statement, ARGS(ARG_INT("invoice", invoice)), facts);
	if (status != STATUS_OK || *facts == NULL) {
		return status != STATUS_OK ? status : billing_moved(work);
	}
	return strcmp(row_text(*facts, "kind"), "invoice") == 0
		   ? STATUS_OK
		   : work_refuse(work, "invoice", otherwise, NULL);
}

static bool
is_original(const struct row *facts)
{
	return strcmp(row_text(facts, "state"), "original") == 0;
}

/* "2026-000123.pdf", "2026-000123-duplicata.pdf" */
static const char *
file_name(struct work *work, const struct row *facts)
{
	return arena_format(work->arena, "%s%s.pdf", row_text(facts, "number"),
			    is_original(facts) ? "" : "-duplicata");
}

static int64_t
file_size(const struct row *facts)
{
	return row_int(facts, is_original(facts) ? "paper_size" : "copy_size");
}

const struct arg *
invoice_args(struct work *work, const struct row *facts)
{
	const char *file = file_name(work, facts);
	const struct arg args[] = {
		ARG_TEXT("number", row_text(facts, "number")),
		ARG_CHOICE("kind", "document", row_text(facts, "kind")),
		ARG_DATE("date", row_text(facts, "date")),
		ARG_DATE("due", row_text_or_null(facts, "due_on")),
		ARG_DATE("from", row_text(facts, "from_day")),
		ARG_DATE("until", row_text(facts, "until_day")),
		ARG_MONEY("amount", row_int(facts, "amount")),
		ARG_TEXT("currency", row_text(facts, "currency")),
		ARG_TEXT("customer", row_text(facts, "customer_name")),
		ARG_TEXT("client", row_text(facts, "customer")),
		ARG_CHOICE("state", "invoice_state", row_text(facts, "state")),
		ARG_STAMP("first", row_text_or_null(facts, "first_at")),
		ARG_TEXT("who", row_text(facts, "first_by")),
		ARG_TEXT("file", file),
		ARG_TEXT("signature", arena_format(work->arena, "%s.p7s", file)),
		ARG_INT("kib", (file_size(facts) + 1023) / 1024),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

void
invoice_tell(struct work *work, const struct row *facts)
{
	const struct arg *args = invoice_args(work, facts);
	work_say(work, "outcome.invoice_what", args);
	work_say(work, "outcome.invoice_who", args);
	work_say(work,
		 row_known(facts, "due_on") ? "outcome.invoice_due" : "outcome.invoice_period",
		 args);
}

/* ---- its files ---- */

/* The signature first: whoever sees the PDF has both. */
static void
name_files(struct work *work, const struct row *facts, struct document *files)
{
	const bool original = is_original(facts);
	const char *file = file_name(work, facts);
	files[0] =
	    (struct document){ .name = arena_format(work->arena, "%s.p7s", file),
			       .media = "p7s",
			       .hash = row_text(facts, original ? "signature" : "copy_signature") };
	files[1] = (struct document){ .name = file,
				      .media = "pdf",
				      .hash = row_text(facts, original ? "paper" : "copy") };
	files[2] = (struct document){ .hash = NULL };
}

enum status
invoice_fetch(struct work *work, int64_t invoice, struct invoice_papers **papers)
{
	const struct row *facts = NULL;
	enum status status = invoice_facts(work, invoice, &facts);
	*papers = arena_alloc(work->arena, sizeof **papers);
	if (status == STATUS_OK) {
		(*papers)->state = row_text(facts, "state");
		name_files(work, facts, (*papers)->files);
	}
	for (struct document *file = (*papers)->files; status == STATUS_OK && file->hash != NULL;
	     file++) {
		status = work_fetch(work, file);
	}
	return status;
}

/* Somebody else has downloaded it meanwhile: what was prepared is the original, of which there is
 * one. */
enum status
invoice_check_papers(struct work *work, const struct row *facts)
{
	const struct invoice_papers *papers = work->prepared;
	struct error error;
	if (papers == NULL) {
		return work_refuse(work, NULL, "error.not_by_file", NULL);
	}
	if (strcmp(papers->state, row_text(facts, "state")) == 0) {
		return STATUS_OK;
	}
	error_set(&error, STATUS_CHANGED, NULL, "refusal.invoice_taken",
		  ARGS(ARG_TEXT("number", row_text(facts, "number")),
		       ARG_TEXT("who", row_text(facts, "first_by"))));
	return work_fail(work, &error);
}

enum status
invoice_served(struct work *work, const struct row *facts)
{
	const struct arg *args = invoice_args(work, facts);
	if (!is_original(facts)) {
		work_say(work, "outcome.invoice_again", args);
		return STATUS_OK;
	}
	work_say(work, "outcome.invoice_first", args);
	return work_run(work, SQL_INVOICE_FIRST, ARGS(ARG_INT("invoice", row_int(facts, "id"))));
}
