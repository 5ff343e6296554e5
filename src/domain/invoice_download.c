/* The two files of an invoice, into a folder: PDF and signature, and from then on it is a
 * duplicata. */
#include "invoice.h"

struct invoice_download {
	struct record invoice;
	const char *folder;
};

static const struct param params[] = {
	{ PARAM_ID(invoice_download, invoice), .record = &invoice_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(invoice_download, folder), .from = "" },
	{ .name = NULL },
};

static enum status
prepare(struct work *work, const void *args)
{
	const struct invoice_download *download = args;
	struct invoice_papers *papers = NULL;
	enum status status = invoice_fetch(work, download->invoice.id, &papers);
	if (status == STATUS_OK) {
		work_put(work, download->folder, papers->files);
		work->prepared = papers;
	}
	return status;
}

struct found {
	const struct row *facts;
	const char *where;
};

static enum status
check(struct work *work, const void *args)
{
	const struct invoice_download *download = args;
	struct found *found = arena_alloc(work->arena, sizeof *found);
	enum status status = invoice_facts(work, download->invoice.id, &found->facts);
	work->state = found;
	if (status == STATUS_OK) {
		status = invoice_check_papers(work, found->facts);
	}
	return status == STATUS_OK ? work_put_check(work, "folder", &found->where) : status;
}

/* The names of the two are given after this, before the commit. */
static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	const struct found *found = work->state;
	const struct invoice_papers *papers = work->prepared;
	if (work->preview) {
		invoice_tell(work, found->facts);
	}
	work_say(work, "outcome.invoice_files",
		 ARGS(ARG_TEXT("file", papers->files[1].name),
		      ARG_TEXT("signature", papers->files[0].name),
		      ARG_INT("kib", (int64_t)(papers->files[1].size + 1023) / 1024),
		      ARG_TEXT("folder", found->where)));
	/* What they are is in the audit: a signature's bytes are not bound by what it signs. */
	const struct value nothing = value_text(TYPE_TEXT, NULL);
	for (size_t i = 0; i < 2; i++) {
		const struct value hash = value_text(TYPE_TEXT, papers->files[i].hash);
		work_note(work, "invoice", row_int(found->facts, "id"),
			  i == 0 ? "signature_given" : "paper_given", &nothing, &hash);
	}
	return invoice_served(work, found->facts);
}

const struct command invoice_download = {
	.name = "invoice.download",
	.right = "invoices",
	.confirm = CONFIRM_PREVIEW,
	PARAMS(invoice_download, params),
	.prepare = prepare,
	.check = check, /* INV-02 */
	.apply = apply, /* INV-03 */
};
