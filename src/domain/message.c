/* A message on its way: leased by whoever sends it, then sent, or kept for another try.  Each is a
 * short command of its own, so that nothing is held while a letter is made. */
#include "domain.h"

#include <inttypes.h>
#include <string.h>

enum { TRIES_MOST = 8, TRY_AGAIN = 60, AGAIN_MOST = 6 };

/* Others wait in the outbox for what sends them. */
static const char *const channel_choices[] = { "letter", NULL };

static void
about_message(struct work *work, const struct row *message)
{
	int64_t id = row_int(message, "id");
	work_about(work, "message", id, arena_format(work->arena, "%" PRId64, id),
		   row_int(message, "customer_id"));
}

/* ---- message.lease: the next one that waits, or whose lease has run out ---- */

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

static enum status
lease_apply(struct work *work, const void *args)
{
	const struct message_lease *lease = args;
	const struct arg *channel = ARGS(ARG_TEXT("channel", lease->channel));
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
	about_message(work, message);
	return work_run(
	    work, SQL_MESSAGE_TAKE,
	    ARGS(ARG_INT("message", row_int(message, "id")), ARG_TEXT("owner", lease->owner),
		 ARG_STAMP("until", stamp_add(work->arena, work->now, lease->seconds.number))));
}

const struct command message_lease = {
	.name = "message.lease",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_lease, lease_params),
	.apply = lease_apply,
};

/* ---- message.sent, message.failed: by who holds the lease ---- */

struct message_end {
	struct amount message;
	const char *owner, *file, *error;
};

static const struct param sent_params[] = {
	{ PARAM_INT(message_end, message), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(message_end, owner), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(message_end, file) },
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
		about_message(work, *message);
	}
	return status;
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
	work_say(work, "outcome.letter_made",
		 ARGS(ARG_TEXT("file", end->file), ARG_INT("message", end->message.number)));
	return work_run(work, SQL_MESSAGE_SENT,
			ARGS(ARG_INT("message", end->message.number), ARG_TEXT("file", end->file)));
}

const struct command message_sent = {
	.name = "message.sent",
	.flags = COMMAND_INTERNAL,
	PARAMS(message_end, sent_params),
	.apply = sent_apply, /* MSG-02 */
};

static const struct param failed_params[] = {
	{ PARAM_INT(message_end, message), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(message_end, owner), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(message_end, error), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* Again after 1, 2, 4 ... minutes; after the eighth try it is left for people to look at. */
static enum status
failed_apply(struct work *work, const void *args)
{
	const struct message_end *end = args;
	const struct row *message = NULL;
	enum status status = held_message(work, end, &message);
	if (status != STATUS_OK) {
		return status;
	}
	int64_t tries = row_int(message, "tries");
	int64_t doublings = tries < AGAIN_MOST ? tries - 1 : AGAIN_MOST - 1;
	bool over = tries >= TRIES_MOST;
	const char *again =
	    stamp_add(work->arena, work->now, TRY_AGAIN * (INT64_C(1) << doublings));
	return work_run(work, SQL_MESSAGE_FAILED,
			ARGS(ARG_INT("message", end->message.number),
			     ARG_TEXT("state", over ? "failed" : "waiting"),
			     ARG_TEXT("error", end->error),
			     ARG_STAMP("not_before", over ? NULL : again)));
}

const struct command message_failed = {
	.name = "message.failed",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(message_end, failed_params),
	.apply = failed_apply,
};
