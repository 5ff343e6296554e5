/* An export goes to whoever asked for it, by e-mail to his own address and no other. */
#include "domain.h"

struct export_send {
	struct document file;
	const char *name, *screen;
	struct amount rows;
};

static const struct param params[] = {
	{ PARAM_FILE(export_send, file), .flags = PARAM_MANDATORY | PARAM_MADE },
	{ PARAM_TEXT(export_send, name), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(export_send, screen), .flags = PARAM_MANDATORY },
	{ PARAM_INT(export_send, rows), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
check(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = NULL;
	if (work->session->account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	enum status status =
	    work_row(work, SQL_USER_FACTS, ARGS(ARG_INT("user", work->session->account)), &facts);
	if (status == STATUS_OK && (facts == NULL || !row_known(facts, "email"))) {
		return work_refuse(work, "to", "refusal.export_no_email", NULL);
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct export_send *send = args;
	const struct row *facts = work->state;
	const char *to = row_text(facts, "email");
	const struct document files[] = { { .name = send->name,
					    .media = send->file.media,
					    .hash = send->file.hash,
					    .size = send->file.size,
					    .bytes = send->file.bytes },
					  { .hash = NULL } };
	const struct letter letter = {
		.kind = "export",
		.channel = "email",
		.to = to,
		.language = row_text(facts, "language"),
		.args = ARGS(ARG_TEXT("file", send->name), ARG_TEXT("screen", send->screen),
			     ARG_INT("rows", send->rows.number), ARG_STAMP("at", work->now)),
		.files = files,
	};
	work_about(work, "user", work->session->account, work->session->login, 0);
	enum status status = work_queue(work, &letter, NULL);
	if (status == STATUS_OK) {
		work_say(work, "outcome.export_sent",
			 ARGS(ARG_TEXT("file", send->name), ARG_TEXT("to", to),
			      ARG_INT("count", send->rows.number)));
	}
	return status;
}

const struct command export_send = {
	.name = "export.send",
	.flags = COMMAND_INTERNAL,
	PARAMS(export_send, params),
	.check = check,
	.apply = apply,
};
