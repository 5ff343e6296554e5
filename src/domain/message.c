/* A message on its way: taken under a lease by whoever has the turn to deliver, then sent, kept for
 * another try, or given up.  Each is a short command of its own, so that nothing is held while it
 * is handed over. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/said.h>
#include <inttypes.h>
#include <string.h>

enum { TRY_AGAIN = 60, AGAIN_MOST = 7 }; /* 1, 2, 4 ... 64 minutes */

const char *const channel_choices[] = { "sms", "email", "letter", NULL };

void
message_about(struct work *work, const struct row *message)
{
	int64_t id = row_int(message, "id");
	work_about(work, "message", id, arena_format(work->arena, "%" PRId64, id),
		   row_int(message, "customer_id"));
}

/* ---- message.lease: the next one that waits, or that was left by whoever is gone ---- */

struct message_lease {
	const char *channel, *owner;
	struct amount seconds;
};

static const struct param lease_params[] = {
	{ PARAM_CHOICE(message_lease, channel), .flags = PARAM_MANDATORY,
	  .choices = channel_choices },
	{ PARAM_TEXT(message_lease, owner), .flags = PARAM_MANDATORY },
	{ PARAM_INT(message_lease, seconds), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* MSG-01: a file named by its row is there once however often it is made; a server that took an
 * e-mail and whose answer nobody heard cannot tell. */
static bool
is_doubtful(const struct work *work, const char *channel, const struct row *message)
{
	return strcmp(row_text(message, "state"), "sending") == 0 &&
	       strcmp(channel, "email") == 0 &&
	       strcmp(config_text(work->session->config, "message.email_transport"), "sendmail") ==
		   0;
}

static enum status
lease_apply(struct work *work, const void *args)
{
	const struct message_lease *lease = args;
	const struct arg *channel =
	    ARGS(ARG_TEXT("channel", lease->channel), ARG_TEXT("owner", lease->owner));
	const struct row *message = NULL;
	enum status status = work_row(work, SQL_MESSAGE_LEFT, channel, &message);
	if (status == STATUS_OK && message == NULL) {
		status = work_row(work, SQL_MESSAGE_WAITING, channel, &message);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (message == NULL) {
		work_unchanged(work);
		return STATUS_OK;
	}
	message_about(work, message);
	return work_run(
	    work, SQL_MESSAGE_TAKE,
	    ARGS(ARG_INT("message", row_int(message, "id")), ARG_TEXT("owner", lease->owner),
		 ARG_INT("doubtful", is_doubtful(work, lease->channel, message)),
		 ARG_STAMP("until", stamp_add(work->arena, work->now, lease->seconds.number))));
}

const struct command message_lease = {
	.name = "message.lease",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_lease, lease_params),
	.apply = lease_apply,
};

/* ---- what became of it, told by who holds the lease ---- */

struct message_end {
	struct amount message;
	const char *owner, *file, *error, *path, *reason;
	enum answer doubtful;
};

#define HELD_PARAMS                                                      \
	{ PARAM_INT(message_end, message), .flags = PARAM_MANDATORY },   \
	{                                                                \
		PARAM_TEXT(message_end, owner), .flags = PARAM_MANDATORY \
	}
#define FAULT_PARAMS                                                  \
	{ PARAM_TEXT(message_end, error), .flags = PARAM_MANDATORY }, \
	    { PARAM_TEXT(message_end, path), .most = 400 },           \
	    { PARAM_TEXT(message_end, reason), .most = 400 },         \
	{                                                             \
		PARAM_BOOL(message_end, doubtful)                     \
	}

static const struct param held_params[] = {
	HELD_PARAMS,
	{ .name = NULL },
};

static const struct param done_params[] = {
	HELD_PARAMS,
	{ PARAM_TEXT(message_end, file), .most = 400 },
	{ .name = NULL },
};

static const struct param fault_params[] = {
	HELD_PARAMS,
	FAULT_PARAMS,
	{ .name = NULL },
};

static enum status
held_message(struct work *work, const struct message_end *end, const struct row **message)
{
	enum status status = work_row(
	    work, SQL_MESSAGE_HELD,
	    ARGS(ARG_INT("message", end->message.number), ARG_TEXT("owner", end->owner)), message);
	if (status == STATUS_OK && *message == NULL) {
		return work_refuse(work, "message", "refusal.message_not_held", NULL);
	}
	if (status == STATUS_OK) {
		message_about(work, *message);
	}
	return status;
}

const char *
message_fault(struct work *work, const char *error, const struct arg *args)
{
	struct builder said = { .arena = work->arena };
	said_write(&said, error, args, false);
	return builder_text(&said);
}

static const struct arg *
fault_args(struct work *work, const struct message_end *end, const char *not_before)
{
	const struct arg args[] = {
		ARG_INT("message", end->message.number),
		ARG_TEXT("error", message_fault(work, end->error,
						ARGS(ARG_TEXT("path", end->path),
						     ARG_TEXT("reason", end->reason)))),
		ARG_INT("doubtful", end->doubtful == ANSWER_YES),
		ARG_STAMP("not_before", not_before),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

static enum status
sent_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	if (row_known(message, "card_id")) {
		work_touches(work, "card", row_int(message, "card_id"));
	}
	work_say(work, end->file != NULL ? "outcome.message_put" : "outcome.message_sent",
		 ARGS(ARG_TEXT("file", end->file), ARG_INT("message", end->message.number)));
	return work_run(work, SQL_MESSAGE_SENT,
			ARGS(ARG_INT("message", end->message.number), ARG_TEXT("file", end->file)));
}

const struct command message_sent = {
	.name = "message.sent",
	.flags = COMMAND_INTERNAL,
	PARAMS(message_end, done_params),
	.apply = sent_apply, /* MSG-02 */
};

static enum status
handed_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_MESSAGE_HANDED,
			ARGS(ARG_INT("message", end->message.number), ARG_TEXT("file", end->file)));
}

/* Given to a spool whose owner will say what became of it: it stays under way. */
const struct command message_handed = {
	.name = "message.handed",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_end, done_params),
	.apply = handed_apply,
};

static enum status
retry_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	int64_t tries = row_int(message, "tries");
	int64_t doublings = (tries < AGAIN_MOST ? tries : AGAIN_MOST) - 1;
	const char *again =
	    stamp_add(work->arena, work->now, TRY_AGAIN * (INT64_C(1) << doublings));
	return work_run(work, SQL_MESSAGE_RETRY, fault_args(work, end, again));
}

const struct command message_retry = {
	.name = "message.retry",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_end, fault_params),
	.apply = retry_apply,
};

static enum status
failed_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	if (row_known(message, "card_id")) {
		work_touches(work, "card", row_int(message, "card_id"));
	}
	work_warn(work, "outcome.message_failed", ARGS(ARG_INT("message", end->message.number)));
	return work_run(work, SQL_MESSAGE_FAILED, fault_args(work, end, NULL));
}

/* Left for people to look at. */
const struct command message_failed = {
	.name = "message.failed",
	.flags = COMMAND_INTERNAL,
	PARAMS(message_end, fault_params),
	.apply = failed_apply,
};

static enum status
release_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_MESSAGE_RELEASED, ARGS(ARG_INT("message", end->message.number)));
}

/* The way out is closed: nothing is said of the message. */
const struct command message_release = {
	.name = "message.release",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_end, held_params),
	.apply = release_apply,
};
