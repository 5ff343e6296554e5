/* CUS-04: a command that a second person approves.  What it would do is found by doing it and
 * undoing it, so that whoever approves reads the very lines, and what it replaced is known to the
 * letter. */
#include "private.h"

#include <string.h>

#include <guichet/arena.h>
#include <guichet/lang.h>

/* What a try left in the ledger. */
struct tried {
	const char *told, *before;
	struct ledger ledger;
};

/* Runs apply in a savepoint that is undone; one that changes nothing stays, since nobody is needed
 * for that. */
static enum status
try_apply(struct work *work, const void *args, struct tried *tried)
{
	struct ledger *ledger = work->ledger;
	struct store *store = work->session->store;
	const struct ledger kept = *ledger;
	enum status status = store_savepoint(store, &ledger->error);

	if (status != STATUS_OK)
		return status;
	ledger->before = ledger->after = (struct builder){ .arena = work->arena };
	status = work->command->apply(work, args);
	if (status != STATUS_OK) {
		store_undo(store);
		return status;
	}
	if (ledger->unchanged)
		return store_release(store, &ledger->error);
	*tried = (struct tried){ .told = ledger_said(work),
				 .before = builder_text(&ledger->before),
				 .ledger = *ledger };
	store_undo(store);
	*ledger = kept;
	return STATUS_OK;
}

static enum status
add_row(struct work *work, const struct input *input, const struct tried *tried, const char *right,
	int64_t *id)
{
	const struct ledger *ledger = work->ledger;
	const struct noted_record *about = ledger->record_count > 0 ? &ledger->records[0] : NULL;
	enum status status = work_new_id(work, "pending", id);

	if (status != STATUS_OK)
		return status;
	return work_run(work, SQL_PENDING_ASK,
			ARGS(ARG_INT("new_id", *id), ARG_TEXT("command", work->command->name),
			     ARG_TEXT("input", params_text(work->arena, work->command, input)),
			     id_or_null("customer", ledger->customer),
			     ARG_TEXT("kind", about != NULL ? about->kind : NULL),
			     id_or_null("record", about != NULL ? about->id : 0),
			     ARG_TEXT("needs", right), ARG_TEXT("told", tried->told),
			     ARG_TEXT("before", tried->before)));
}

enum status
approval_ask(struct work *work, const struct input *input, const void *args, const char *right)
{
	struct ledger *ledger = work->ledger;
	struct tried tried = { .told = NULL };
	int64_t id = 0;
	enum status status = try_apply(work, args, &tried);

	if (status == STATUS_OK && !ledger->unchanged)
		status = add_row(work, input, &tried, right, &id);
	if (status != STATUS_OK || ledger->unchanged)
		return status;
	const size_t first = ledger->said_count;
	/* Another one may take this number before the answer. */
	work_say(work, work->preview ? "approval.will_wait" : "approval.waits",
		 ARGS(ARG_INT("number", id), ARG_CHOICE("right", "right", right)));
	for (size_t i = first; i < tried.ledger.said_count && ledger->said_count < SAID_MOST; i++)
		ledger->said[ledger->said_count++] = tried.ledger.said[i];
	return STATUS_OK;
}

enum status
work_ask(struct work *work, const struct command *command, const struct input *input,
	 const char *right, int64_t *id)
{
	struct ledger *ledger = work->ledger;
	struct store *store = work->session->store;
	const struct ledger kept = *ledger;
	struct work inner = *work;
	enum status status = store_savepoint(store, &ledger->error);

	if (status != STATUS_OK)
		return status;
	ledger->before = ledger->after = (struct builder){ .arena = work->arena };
	ledger->said_count = ledger->record_count = ledger->record_room = 0;
	ledger->records = NULL;
	inner.command = command;
	inner.state = NULL;
	status = work_enter(&inner, input);
	const struct tried tried = { .told = ledger_said(work),
				     .before = builder_text(&ledger->before),
				     .ledger = *ledger };
	store_undo(store);
	if (status != STATUS_OK)
		return status;
	status = add_row(&inner, input, &tried, right, id);
	if (status != STATUS_OK)
		return status;
	*ledger = kept;
	return STATUS_OK;
}

/* What a command noted from there on, without the comma before it. */
static const char *
noted_since(const struct builder *builder, size_t size)
{
	const char *text = builder_text(builder) + size;

	return *text == ',' ? text + 1 : text;
}

enum status
work_fulfil(struct work *work, const char *name, const char *input, const char *before)
{
	const struct command *command = command_find(name);
	const size_t noted = work->ledger->before.size;

	if (command == NULL) /* of a version that is no more */
		return work_refuse(work, "pending", "error.approval_command",
				   ARGS(ARG_TEXT("command", name)));
	struct work inner = *work;
	inner.command = command;
	inner.state = NULL;
	inner.approved = true;
	enum status status = work_enter(&inner, pending_input(work->arena, input));
	if (status == STATUS_OK &&
	    strcmp(noted_since(&work->ledger->before, noted), before != NULL ? before : "") != 0)
		return error_set(&work->ledger->error, STATUS_CHANGED, "pending",
				 "error.approval_stale", NULL);
	return status;
}
