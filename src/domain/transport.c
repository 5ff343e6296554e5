/* The ways out of the outbox: what is too old to go, and which of them is closed. */
#include "domain.h"

#include <guichet/config.h>
#include <inttypes.h>
#include <string.h>

/* ---- message.expire: one whose time is over, its code forgotten ---- */

struct message_expire {
	struct amount message;
};

static const struct param expire_params[] = {
	{ PARAM_INT(message_expire, message), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
expire_apply(struct work *work, const void *args)
{
	const struct message_expire *expire = args;
	const struct arg *about = ARGS(ARG_INT("message", expire->message.number));
	const struct row *message = NULL;
	enum status status = work_row(work, SQL_MESSAGE_FACTS, about, &message);
	if (status != STATUS_OK) {
		return status;
	}
	if (message == NULL || !row_known(message, "deadline") ||
	    strcmp(row_text(message, "deadline"), work->now) > 0) {
		work_unchanged(work);
		return STATUS_OK;
	}
	message_about(work, message);
	if (row_known(message, "card_id")) {
		work_touches(work, "card", row_int(message, "card_id"));
	}
	const struct arg *deadline = ARGS(ARG_STAMP("at", row_text(message, "deadline")));
	work_warn(work, "outcome.message_expired", about);
	return work_run_any(
	    work, SQL_MESSAGE_EXPIRE,
	    ARGS(ARG_INT("message", expire->message.number),
		 ARG_TEXT("error", message_fault(work, "delivery.expired", deadline))),
	    NULL);
}

const struct command message_expire = {
	.name = "message.expire",
	.flags = COMMAND_INTERNAL,
	PARAMS(message_expire, expire_params),
	.apply = expire_apply, /* MSG-01: an expired code is not sent */
};

/* ---- message.drop-files: by night ---- */

static enum status
drop_apply(struct work *work, const void *args)
{
	(void)args;
	int64_t days = config_int(work->session->config, "message.files_days");
	int64_t dropped = 0;
	enum status status = work_run_any(
	    work, SQL_MESSAGE_DROP_FILES,
	    ARGS(ARG_STAMP("before", stamp_add(work->arena, work->now, -days * 24 * 3600))),
	    &dropped);
	if (status == STATUS_OK && dropped == 0) {
		work_unchanged(work);
	} else if (status == STATUS_OK) {
		work_say(work, "outcome.message_files_dropped", ARGS(ARG_INT("count", dropped)));
	}
	return status;
}

const struct command message_drop_files = {
	.name = "message.drop-files",
	.flags = COMMAND_INTERNAL,
	.apply = drop_apply,
};

/* ---- message.transport: a way out is closed, or open again ---- */

struct message_transport {
	const char *channel, *transport, *error, *path, *reason;
};

static const struct param transport_params[] = {
	{ PARAM_CHOICE(message_transport, channel), .flags = PARAM_MANDATORY,
	  .choices = channel_choices },
	{ PARAM_TEXT(message_transport, transport), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(message_transport, error) },
	{ PARAM_TEXT(message_transport, path), .most = 400 },
	{ PARAM_TEXT(message_transport, reason), .most = 400 },
	{ .name = NULL },
};

static enum status
transport_apply(struct work *work, const void *args)
{
	const struct message_transport *told = args;
	const char *error = NULL;
	if (told->error != NULL) {
		error = message_fault(
		    work, told->error,
		    ARGS(ARG_TEXT("path", told->path), ARG_TEXT("reason", told->reason)));
	}
	return work_run(work, SQL_TRANSPORT_SET,
			ARGS(ARG_TEXT("channel", told->channel),
			     ARG_TEXT("transport", told->transport), ARG_TEXT("error", error)));
}

const struct command message_transport = {
	.name = "message.transport",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_transport, transport_params),
	.apply = transport_apply, /* MSG-03 */
};
