/* Decision 7: a command is data, so it can wait for its day. */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/said.h>

#define PARAMS_MOST 64

enum status
work_defer(struct work *work, const struct command *command, const struct input *input,
	   const char *due, int64_t customer, int64_t *id)
{
	int64_t made = 0;
	const struct ledger *ledger = work->ledger;
	const struct noted_record *about = ledger->record_count > 0 ? &ledger->records[0] : NULL;
	enum status status = work_new_id(work, "pending", &made);

	if (status != STATUS_OK)
		return status;
	if (id != NULL)
		*id = made;
	return work_run(work, SQL_PENDING_ADD,
			ARGS(ARG_INT("new_id", made), ARG_TEXT("command", command->name),
			     ARG_TEXT("input", params_text(work->arena, command, input)),
			     id_or_null("customer", customer),
			     ARG_TEXT("kind", about != NULL ? about->kind : NULL),
			     id_or_null("record", about != NULL ? about->id : 0),
			     ARG_STAMP("due", due)));
}

/* The command that closes a row once what it holds was tried. */
struct pending_end {
	struct amount pending;
	const char *state;
	const char *reason;
};

static const char *const end_states[] = { "done", "refused", "withdrawn", NULL };

static const struct param pending_end_params[] = {
	{ PARAM_INT(pending_end, pending), .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(pending_end, state), .flags = PARAM_MANDATORY, .choices = end_states },
	{ PARAM_TEXT(pending_end, reason) },
	{ .name = NULL },
};

static enum status
pending_end_apply(struct work *work, const void *args)
{
	const struct pending_end *a = args;

	return work_run_any(work, SQL_PENDING_END,
			    ARGS(ARG_INT("pending", a->pending.number), ARG_TEXT("state", a->state),
				 ARG_TEXT("reason", a->reason)),
			    NULL);
}

const struct command pending_end = {
	.name = "pending.end",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(pending_end, pending_end_params),
	.apply = pending_end_apply,
};

const struct input *
pending_input(struct arena *arena, const char *text)
{
	struct input *input = arena_array(arena, PARAMS_MOST + 1, sizeof *input);
	size_t count = 0;
	const struct arg *args;
	const char *name;
	bool warning;

	while (count < PARAMS_MOST && said_read(arena, &text, &name, &args, &warning)) {
		if (args[0].name == NULL)
			continue;
		input[count++] = (struct input){ .name = name, .text = args[0].value.text };
	}
	return input;
}

struct due {
	int64_t id;
	const char *command, *input;
};

static enum status
next_due(struct session *session, struct arena *arena, struct due *due, struct error *error)
{
	char now[STAMP_SIZE];
	struct cursor *cursor = NULL;

	session_now(session, now);
	due->id = 0;
	enum status status = store_select(session->store, SQL_PENDING_DUE,
					  ARGS(ARG_STAMP("now", now)), &cursor, error);
	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor))
		*due = (struct due){ .id = cursor_int(cursor, 0),
				     .command = arena_copy(arena, cursor_text(cursor, 1)),
				     .input = arena_copy(arena, cursor_text(cursor, 2)) };
	return cursor_close(&cursor, error);
}

/* The request id is made of the row's, so that a run stopped between the two does nothing twice. */
static enum status
run_due(struct session *session, struct arena *arena, const struct due *due, bool *done,
	struct error *error)
{
	const struct command *command = command_find(due->command);
	struct outcome outcome = { .error = { .status = STATUS_REFUSED } }, end;
	enum status status = STATUS_REFUSED;

	if (command != NULL)
		status = execute(session, command, pending_input(arena, due->input),
				 arena_format(arena, "pending-%lld", (long long)due->id), RUN,
				 arena, &outcome);
	*done = status == STATUS_OK;
	if (status == STATUS_FAILED) {
		*error = outcome.error;
		return status;
	}
	const struct input input[] = {
		{ "pending", arena_format(arena, "%lld", (long long)due->id) },
		{ "state", *done ? "done" : "refused" },
		{ "reason", *done ? NULL : outcome.error.key },
		{ .name = NULL },
	};
	status = execute(session, &pending_end, input, NULL, RUN, arena, &end);
	if (status != STATUS_OK)
		*error = end.error;
	return status;
}

enum status
pending_run(struct session *session, int *done, int *refused, struct error *error)
{
	struct arena *arena = arena_new();
	struct due due = { 0 };
	enum status status;

	*done = *refused = 0;
	for (;;) {
		bool was_done = false;
		arena_reset(arena);
		status = next_due(session, arena, &due, error);
		if (status != STATUS_OK || due.id == 0)
			break;
		status = run_due(session, arena, &due, &was_done, error);
		if (status != STATUS_OK)
			break;
		*done += was_done;
		*refused += !was_done;
	}
	arena_free(&arena);
	return status;
}
