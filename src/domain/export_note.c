/* AUD-01: rows that leave in a file change nothing, and are noted all the same: who took what, how
 * much of it, of which customer. */
#include "domain.h"

struct export_note {
	const char *screen, *file, *filters;
	struct amount rows;
	struct record customer;
};

static const struct param note_params[] = {
	{ PARAM_TEXT(export_note, screen), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(export_note, file), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(export_note, filters) },
	{ PARAM_INT(export_note, rows), .flags = PARAM_MANDATORY },
	{ PARAM_ID(export_note, customer), .record = &customer_reference },
	{ .name = NULL },
};

/* The one that the rows were asked of, else the only one of whoever asked. */
static enum status
find_customer(struct work *work, const struct export_note *note)
{
	const struct session *session = work->session;
	const bool bound = !session->all_customers && !session->system;
	const struct row *row = NULL;
	int64_t id = note->customer.id;
	if (id == 0 && bound && session->customer_count == 1) {
		id = session->customers[0];
	}
	if (id == 0) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_CUSTOMER_FACTS, ARGS(ARG_INT("customer", id)), &row);
	if (status == STATUS_OK && row != NULL) {
		work_about(work, "customer", id, row_text(row, "number"), id);
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct export_note *note = args;
	work_say(work, note->filters != NULL ? "outcome.exported_of" : "outcome.exported",
		 ARGS(ARG_TEXT("screen", note->screen), ARG_TEXT("file", note->file),
		      ARG_TEXT("filters", note->filters), ARG_INT("count", note->rows.number)));
	return find_customer(work, note);
}

const struct command export_note = {
	.name = "export.note",
	.flags = COMMAND_INTERNAL,
	PARAMS(export_note, note_params),
	.apply = apply, /* AUD-01 */
};
