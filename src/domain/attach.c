/* Papers that come in for a card; the grey card that a unit waits for starts its hours (OBU-02). */
#include "domain.h"

#include <string.h>

struct attach_document {
	struct record card;
	struct document file;
	const char *kind;
};

static const char *const kind_choices[] = { "grey_card", "written_request", "other", NULL };

static const struct param params[] = {
	{ PARAM_ID(attach_document, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_FILE(attach_document, file), .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(attach_document, kind), .choices = kind_choices,
	  .vocabulary = "document_kind", .standard = "grey_card" },
	{ .name = NULL },
};

static enum status
check(struct work *work, const void *args)
{
	const struct attach_document *attach = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, attach->card.id, &facts);
	if (status == STATUS_OK && strcmp(row_text(facts, "state"), "deleted") == 0) {
		return work_refuse(work, "card", "refusal.attach_deleted",
				   ARGS(ARG_TEXT("card", card_label(work, facts))));
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static enum status
keep_row(struct work *work, const struct attach_document *attach, const struct row *facts,
	 const struct row *request)
{
	int64_t id = 0;
	enum status status = work_new_id(work, "document", &id);
	if (status != STATUS_OK) {
		return status;
	}
	const struct document *file = &attach->file;
	work_say(work, "outcome.attached",
		 ARGS(ARG_TEXT("name", file->name),
		      ARG_CHOICE("media", "document_media", file->media),
		      ARG_INT("kib", (int64_t)(file->size + 1023) / 1024),
		      ARG_TEXT("card", card_label(work, facts))));
	return work_run(work, SQL_DOCUMENT_INSERT,
			ARGS(ARG_INT("id", id), ARG_INT("customer", row_int(facts, "customer_id")),
			     ARG_INT("card", row_int(facts, "id")),
			     id_or_null("request", request != NULL ? row_int(request, "id") : 0),
			     ARG_TEXT("kind", attach->kind), ARG_TEXT("name", file->name),
			     ARG_TEXT("media", file->media), ARG_INT("size", (int64_t)file->size),
			     ARG_TEXT("hash", file->hash)));
}

/* Only a grey card is what they wait for. */
static enum status
serve_requests(struct work *work, const char *kind, const struct row *request)
{
	enum status status = STATUS_OK;
	bool serves = strcmp(kind, "grey_card") == 0;
	if (serves && request == NULL) {
		work_say(work, "outcome.attached_unasked", NULL);
	}
	for (; status == STATUS_OK && request != NULL; request = request->next) {
		if (serves) {
			status = request_papers_in(work, request);
		} else {
			work_warn(work, "outcome.attached_still_awaits",
				  ARGS(ARG_TEXT("request", row_text(request, "number"))));
		}
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct attach_document *attach = args;
	const struct row *facts = work->state;
	const struct row *same = NULL;
	const struct row *request = NULL;
	const struct arg *card = ARGS(ARG_INT("card", attach->card.id));
	card_about(work, facts);
	enum status status =
	    work_row(work, SQL_DOCUMENT_SAME,
		     ARGS(ARG_INT("card", attach->card.id), ARG_TEXT("hash", attach->file.hash),
			  ARG_TEXT("kind", attach->kind)),
		     &same);
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_DOCUMENT_AWAITED, card, &request);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (same != NULL && request == NULL) {
		work_say(work, "outcome.attached_before",
			 ARGS(ARG_TEXT("name", attach->file.name),
			      ARG_STAMP("at", row_text(same, "created_at"))));
		work_unchanged(work);
		return STATUS_OK;
	}
	status = keep_row(work, attach, facts, request);
	return status == STATUS_OK ? serve_requests(work, attach->kind, request) : status;
}

const struct command card_attach_document = {
	.name = "card.attach-document",
	.right = "cards",
	PARAMS(attach_document, params),
	.check = check,
	.apply = apply, /* OBU-02 */
};
