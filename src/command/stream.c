/* The lines of a file through one command: several a transaction, so that the disk is waited for
 * once, and never so many that a clerk waits at the gate.  Of a command that prepares one alone:
 * what it prepares takes longer than the disk, and nobody waits for it. */
#include "private.h"

#include <string.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>

#define LINES_MOST 512 /* a transaction, however fast the disk */

struct batch {
	struct session *session;
	const struct command *command;
	const struct stream *stream;
	enum mode mode;
	struct arena *arena;
	struct outcome **outcomes;
	size_t count, room;
	int64_t deadline;
	bool refused, ended;
};

static bool
is_fatal(enum status status)
{
	return status == STATUS_FAILED;
}

/* The next line; NULL when the file ends. */
static struct run *
next_line(struct batch *batch)
{
	const struct stream *stream = batch->stream;
	const struct input *input = NULL;
	const char *request = NULL;

	batch->ended = !stream->next(stream->context, batch->arena, &input, &request);
	if (batch->ended)
		return NULL;
	struct run *run = arena_alloc(batch->arena, sizeof *run);
	run_start(run, batch->session, batch->command, input, request, batch->mode, batch->arena);
	return run;
}

/* A line by itself all or nothing: a savepoint, undone when it is refused; its trace stays. */
static enum status
run_line(struct batch *batch, struct run *run, struct outcome *outcome)
{
	struct store *store = batch->session->store;
	bool replayed = false;
	enum status status = run_replay(run, outcome, &replayed);

	if (status == STATUS_OK && !replayed)
		status = store_savepoint(store, &outcome->error);
	if (status != STATUS_OK || replayed)
		return replayed ? outcome->error.status : status;
	status = run_command(run);
	run_outcome(run, outcome);
	if (status == STATUS_OK)
		status = store_release(store, &outcome->error);
	else
		store_undo(store);
	if (batch->mode == RUN && !is_fatal(status) && status != STATUS_USAGE &&
	    (!run->ledger.unchanged || status != STATUS_OK) &&
	    ledger_write(&run->work, run->input, run->request, &outcome->audit) != STATUS_OK)
		outcome->error = run->ledger.error;
	return outcome->error.status;
}

static void
keep_outcome(struct batch *batch, struct outcome *outcome)
{
	batch->outcomes = arena_grown(batch->arena, batch->outcomes, batch->count, &batch->room,
				      sizeof(struct outcome *));
	batch->outcomes[batch->count++] = outcome;
}

/* Each line before its own transaction, but where they are one, or are tried and nothing more. */
static bool
is_prepared(const struct batch *batch)
{
	return batch->command->prepare != NULL && !batch->stream->atomic && batch->mode != TRIAL;
}

static bool
is_full(const struct batch *batch)
{
	return !batch->stream->atomic && (is_prepared(batch) || batch->count >= LINES_MOST ||
					  milliseconds() >= batch->deadline);
}

/* Lines until the batch is full or the file ends; the transaction is open. */
static enum status
run_batch(struct batch *batch, struct run *run, struct error *error)
{
	while (run != NULL) {
		struct outcome *outcome = arena_alloc(batch->arena, sizeof *outcome);
		enum status status = run_line(batch, run, outcome);
		run_end(run);
		if (is_fatal(status)) {
			*error = outcome->error;
			return status;
		}
		batch->refused = batch->refused || status != STATUS_OK;
		keep_outcome(batch, outcome);
		run = is_full(batch) ? NULL : next_line(batch);
	}
	return STATUS_OK;
}

static enum status
end_batch(struct batch *batch, enum status status, struct error *error)
{
	struct store *store = batch->session->store;
	const bool keep =
	    status == STATUS_OK && batch->mode == RUN && !(batch->stream->atomic && batch->refused);

	if (keep)
		status = store_commit(store, error);
	else
		store_rollback(store);
	for (size_t i = 0; status == STATUS_OK && i < batch->count; i++)
		batch->stream->told(batch->stream->context, batch->outcomes[i]);
	return status;
}

static enum status
begin_batch(struct batch *batch, struct run *first, struct error *error)
{
	enum status status = STATUS_OK;

	if (is_prepared(batch))
		status = run_prepare(first);
	if (status != STATUS_OK)
		*error = first->ledger.error;
	else
		status = store_begin(batch->session->store,
				     run_who(batch->session, batch->command, batch->arena), error);
	if (status != STATUS_OK)
		run_end(first);
	return status;
}

enum status
execute_stream(struct session *session, const struct command *command, const struct stream *stream,
	       enum mode mode, struct error *error)
{
	const int64_t most = config_int(session->config, "execute.batch_ms");
	struct batch batch = { .session = session,
			       .command = command,
			       .stream = stream,
			       .mode = mode,
			       .arena = arena_new() };
	session_renew(session);
	enum status status = execute_asked(session, command, error);

	/* Of one that hashes there would be thousands, and no line could do without (command.h). */
	if (status == STATUS_OK && command->prepare != NULL &&
	    (command->flags & COMMAND_UNPREPARED) == 0)
		status = error_set(error, STATUS_USAGE, NULL, "error.not_by_file", NULL);
	while (status == STATUS_OK && !batch.ended) {
		arena_reset(batch.arena);
		batch.outcomes = NULL;
		batch.count = batch.room = 0;
		struct run *first = next_line(&batch);
		if (first == NULL)
			break;
		status = begin_batch(&batch, first, error);
		if (status != STATUS_OK)
			break;
		batch.deadline = milliseconds() + most;
		status = end_batch(&batch, run_batch(&batch, first, error), error);
	}
	arena_free(&batch.arena);
	return status;
}
