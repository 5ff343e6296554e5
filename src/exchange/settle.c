/* Before a round: what became of the messages that gammu-smsd has in its hands, and which are too
 * old to go. */
#include "deliver.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <inttypes.h>
#include <string.h>

struct out {
	int64_t id, tries;
	const char *file, *owner, *deadline;
	bool coded;
	struct out *next;
};

/* Read to the end first: nothing is written with a cursor open. */
static enum status
read_out(struct postman *postman, struct out **first, struct error *error)
{
	struct cursor *cursor = NULL;
	struct out **end = first;
	enum status status =
	    store_select(postman->session->store, SQL_MESSAGE_OUT, NULL, &cursor, error);

	while (status == STATUS_OK && cursor_next(cursor)) {
		struct out *out = arena_alloc(postman->arena, sizeof(*out));

		*out = (struct out){ .id = cursor_int(cursor, 0),
				     .file = arena_copy(postman->arena, cursor_text(cursor, 1)),
				     .owner = arena_copy(postman->arena, cursor_text(cursor, 2)),
				     .deadline = arena_copy(postman->arena, cursor_text(cursor, 3)),
				     .tries = cursor_int(cursor, 4),
				     .coded = cursor_int(cursor, 5) != 0 };
		*end = out;
		end = &out->next;
	}
	return status == STATUS_OK ? cursor_close(&cursor, error) : status;
}

static bool
is_overdue(const struct postman *postman, const struct out *out)
{
	char now[STAMP_SIZE];

	session_now(postman->session, now);
	return *out->deadline && strcmp(out->deadline, now) <= 0;
}

static enum status
mark_sent(struct postman *postman, const struct out *out, struct error *error)
{
	const struct input input[] = { { "message",
					 arena_format(postman->arena, "%" PRId64, out->id) },
				       { "owner", out->owner },
				       { "file", out->file },
				       { .name = NULL } };
	enum status status = postman_tell(postman, "message.sent", input, NULL, error);

	if (status == STATUS_OK && out->coded)
		(void)gammu_withdraw(postman, "sent", out->file);
	return status;
}

/* Taken back before the modem had it, as far as can be told. */
static enum status
take_back(struct postman *postman, const struct out *out, struct error *error)
{
	struct handing handing = { .how = HANDED_NEVER, .doubtful = true };

	if (!gammu_withdraw(postman, "outbox", out->file))
		return STATUS_OK; /* it went meanwhile: the next round says how */
	(void)error_set(&handing.reason, STATUS_FAILED, NULL, "delivery.expired_modem", NULL);
	return postman_fault(postman, out->id, out->owner, true, &handing, error);
}

static enum status
settle(struct postman *postman, const struct out *out, struct delivered *delivered,
       struct error *error)
{
	struct handing handing = { .how = HANDED_LATER };

	handing.how = gammu_outcome(postman, out->file, &handing.reason);
	handing.doubtful = handing.how == HANDED_NEVER;
	switch (handing.how) {
	case HANDED_SENT:
		delivered->of[CHANNEL_SMS].sent++;
		return mark_sent(postman, out, error);
	case HANDED_AGAIN:
	case HANDED_NEVER:
		break;
	case HANDED_LATER:
	case HANDED_BROKEN:
		return is_overdue(postman, out) ? take_back(postman, out, error) : STATUS_OK;
	}
	const bool over = handing.how == HANDED_NEVER || postman_over(postman, out->tries);

	if (over)
		delivered->of[CHANNEL_SMS].failed++;
	else
		delivered->of[CHANNEL_SMS].again++;
	delivered->of[CHANNEL_SMS].fault = handing.reason;
	delivered->of[CHANNEL_SMS].fault_id = out->id;
	enum status status = postman_fault(postman, out->id, out->owner, over, &handing, error);

	if (status == STATUS_OK && out->coded)
		gammu_empty(postman, out->file);
	return status;
}

enum status
settle_handed(struct postman *postman, struct delivered *delivered, struct error *error)
{
	struct out *out = NULL;
	enum status status = read_out(postman, &out, error);

	for (; status == STATUS_OK && out; out = out->next)
		status = settle(postman, out, delivered, error);
	arena_reset(postman->arena);
	return status;
}

enum status
settle_overdue(struct postman *postman, struct error *error)
{
	char now[STAMP_SIZE];
	enum status status = STATUS_OK;
	int64_t id = 0;

	session_now(postman->session, now);
	do {
		struct cursor *cursor = NULL;

		id = 0;
		status = store_select(postman->session->store, SQL_MESSAGE_OVERDUE,
				      ARGS(ARG_STAMP("now", now)), &cursor, error);
		if (status != STATUS_OK)
			return status;
		if (cursor_next(cursor))
			id = cursor_int(cursor, 0);
		status = cursor_close(&cursor, error);
		const struct input input[] = { { "message",
						 arena_format(postman->arena, "%" PRId64, id) },
					       { .name = NULL } };
		if (status == STATUS_OK && id != 0)
			status = postman_tell(postman, "message.expire", input, NULL, error);
		arena_reset(postman->arena);
	} while (status == STATUS_OK && id != 0);
	return status;
}
