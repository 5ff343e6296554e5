/* What people do about a message: send it again, or not at all (MSG-03). */
#include "domain.h"

#include <inttypes.h>
#include <string.h>

struct message_resend {
	struct record message;
	struct amount version;
};

static const struct param params[] = {
	{ PARAM_ID(message_resend, message), .record = &message_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(message_resend, version) },
	{ .name = NULL },
};

static enum status
message_facts(struct work *work, int64_t id, const struct row **facts)
{
	enum status status = work_row(work, SQL_MESSAGE_FACTS, ARGS(ARG_INT("message", id)), facts);
	work->state = (void *)(uintptr_t)*facts;
	return status;
}

static const struct arg *
about_args(struct work *work, const struct row *facts)
{
	const struct arg args[] = {
		ARG_INT("message", row_int(facts, "id")),
		ARG_CHOICE("kind", "message_kind", row_text(facts, "kind")),
		ARG_CHOICE("channel", "channel", row_text(facts, "channel")),
		ARG_TEXT("to", row_text(facts, "recipient")),
		ARG_STAMP("at", row_text_or_null(facts, "sent_at")),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

static void
message_named(struct work *work, const struct row *facts)
{
	message_about(work, facts);
	if (row_known(facts, "card_id")) {
		work_touches(work, "card", row_int(facts, "card_id"));
	}
}

static bool
is_state(const struct row *facts, const char *state)
{
	return strcmp(row_text(facts, "state"), state) == 0;
}

static enum status
refuse_sending(struct work *work, const struct row *facts)
{
	return work_refuse(work, "message",
			   row_known(facts, "handed_at") ? "refusal.message_handed"
							 : "refusal.message_sending",
			   about_args(work, facts));
}

/* ---- message.resend ---- */

/* What it is about went with it, and is not kept for ever. */
static enum status
refuse_without_files(struct work *work, const struct row *facts)
{
	const struct row *gone = NULL;
	enum status status = work_row(work, SQL_MESSAGE_FILE_GONE,
				      ARGS(ARG_INT("message", row_int(facts, "id"))), &gone);
	if (status != STATUS_OK || gone == NULL) {
		return status;
	}
	return work_refuse(work, "message", "refusal.message_file_gone",
			   ARGS(ARG_INT("message", row_int(facts, "id")),
				ARG_TEXT("file", row_text(gone, "name"))));
}

/* A code whose text is gone, or whose time is over, is asked anew where it was asked; the secret
 * code of a card has a rule of its own (PIN-03). */
static enum status
resend_check(struct work *work, const void *args)
{
	const struct message_resend *resend = args;
	const struct row *facts = NULL;
	enum status status = message_facts(work, resend->message.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (is_state(facts, "sending")) {
		return refuse_sending(work, facts);
	}
	if (is_state(facts, "sent") && row_known(facts, "sealed_kind")) {
		return work_refuse(work, "message",
				   strcmp(row_text(facts, "sealed_kind"), "pin") == 0
				       ? "refusal.message_pin"
				       : "refusal.message_driver_codes",
				   about_args(work, facts));
	}
	bool over =
	    row_known(facts, "deadline") && strcmp(row_text(facts, "deadline"), work->now) <= 0;
	if (over || (row_int(facts, "coded") != 0 && !row_known(facts, "secret"))) {
		return work_refuse(work, "message",
				   strcmp(row_text(facts, "kind"), "aircode") == 0
				       ? "refusal.message_aircode_gone"
				       : "refusal.message_code_gone",
				   about_args(work, facts));
	}
	return refuse_without_files(work, facts);
}

/* Said once more, under a number of its own: the other side takes one number once. */
static enum status
send_copy(struct work *work, const struct row *facts)
{
	int64_t id = 0;
	enum status status = work_new_id(work, "outbox", &id);
	const struct arg *copy =
	    ARGS(ARG_INT("new_id", id), ARG_INT("message", row_int(facts, "id")));
	if (status == STATUS_OK) {
		status = work_run(work, SQL_MESSAGE_COPY, copy);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_MESSAGE_COPY_FILES, copy, NULL);
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_MESSAGE_COPY_DRIVERS, copy, NULL);
	}
	return status;
}

static enum status
resend_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	message_named(work, facts);
	if (is_state(facts, "sent")) {
		work_say(work, "outcome.message_copied", about_args(work, facts));
		return send_copy(work, facts);
	}
	work_say(work, "outcome.message_again", about_args(work, facts));
	return work_run(work, SQL_MESSAGE_AGAIN, ARGS(ARG_INT("message", row_int(facts, "id"))));
}

const struct command message_resend = {
	.name = "message.resend",
	.right = "outbox",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(message_resend, params),
	.check = resend_check,
	.apply = resend_apply, /* MSG-03 */
};

/* ---- message.cancel ---- */

static enum status
cancel_check(struct work *work, const void *args)
{
	const struct message_resend *cancel = args;
	const struct row *facts = NULL;
	enum status status = message_facts(work, cancel->message.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (is_state(facts, "sending")) {
		return refuse_sending(work, facts);
	}
	if (is_state(facts, "sent")) {
		return work_refuse(work, "message", "refusal.message_gone",
				   about_args(work, facts));
	}
	if (is_state(facts, "cancelled")) {
		return work_refuse(work, "message", "refusal.message_cancelled",
				   about_args(work, facts));
	}
	return STATUS_OK;
}

static enum status
cancel_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	message_named(work, facts);
	work_say(work, "outcome.message_cancelled", about_args(work, facts));
	if (row_int(facts, "coded") != 0) {
		work_warn(work, "outcome.message_code_lost", about_args(work, facts));
	}
	return work_run(work, SQL_MESSAGE_CANCEL, ARGS(ARG_INT("message", row_int(facts, "id"))));
}

const struct command message_cancel = {
	.name = "message.cancel",
	.right = "outbox",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(message_resend, params),
	.check = cancel_check,
	.apply = cancel_apply, /* MSG-03 */
};
