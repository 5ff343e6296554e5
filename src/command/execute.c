#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/log.h>
#include <guichet/secret.h>

void
run_start(struct run *run, struct session *session, const struct command *command,
	  const struct input *input, const char *request, enum mode mode, struct arena *arena)
{
	memset(run, 0, sizeof *run);
	run->input = input;
	run->request = request;
	run->ledger.arena = run->ledger.before.arena = run->ledger.after.arena = arena;
	run->work = (struct work){ .session = session,
				   .arena = arena,
				   .command = command,
				   .preview = mode != RUN,
				   .trial = mode == TRIAL,
				   .ledger = &run->ledger };
	session_now(session, run->work.now);
	date_write(stamp_local_day(run->work.now), run->work.today);
	const struct arg common[] = {
		ARG_TEXT("now", run->work.now),       ARG_TEXT("today", run->work.today),
		ARG_INT("account", session->account), ARG_TEXT("login", session->login),
		ARG_INT("session", session->id),      { .name = NULL }
	};
	memcpy(run->common, common, sizeof common);
	run->outer = store_set_common(session->store, run->common);
}

void
run_end(struct run *run)
{
	work_end_turn(&run->work);
	store_set_common(run->work.session->store, run->outer);
}

const char *
run_who(const struct session *session, const struct command *command, struct arena *arena)
{
	return arena_format(arena, "%s %s", session->login, command->name);
}

static enum status
check_call(const struct session *session, const struct command *command, struct error *error)
{
	if (session->call == 0) {
		if (config_bool(session->config, "call.required") &&
		    strcmp(session->profile, "call-agent") == 0)
			return error_set(error, STATUS_DENIED, NULL, "error.call_required", NULL);
		return STATUS_OK;
	}
	if (session->caller >= command->caller)
		return STATUS_OK;
	return error_set(
	    error, STATUS_DENIED, NULL, "error.caller_level",
	    ARGS(ARG_INT("needed", command->caller), ARG_INT("level", session->caller)));
}

enum status
execute_allowed(const struct session *session, const struct command *command, struct error *error)
{
	if ((command->flags & (COMMAND_INTERNAL | COMMAND_ANYBODY)) != 0 || session->system)
		return STATUS_OK;
	if (session->account == 0)
		return error_set(error, STATUS_DENIED, NULL, "error.not_signed_in", NULL);
	if (session->must_enrol && (command->flags & COMMAND_ENROLS) == 0)
		return error_set(error, STATUS_DENIED, NULL, "error.must_enrol", NULL);
	if ((command->flags & COMMAND_ACCOUNT) != 0)
		return STATUS_OK;
	if (!session->acts)
		return error_set(error, STATUS_DENIED, NULL, "error.reader", NULL);
	if ((command->flags & COMMAND_STAFF) != 0 && !session->staff)
		return error_set(error, STATUS_DENIED, NULL, "error.staff_only", NULL);
	if ((command->flags & COMMAND_ADMINISTRATOR) != 0 &&
	    strcmp(session->profile, "administrator") != 0)
		return error_set(error, STATUS_DENIED, NULL, "error.administrator_only", NULL);
	if ((command->flags & COMMAND_OFFICE) != 0 && strcmp(session->profile, "call-agent") == 0)
		return error_set(error, STATUS_DENIED, NULL, "error.office_only", NULL);
	if (!session_may(session, command->right))
		return error_set(error, STATUS_DENIED, NULL, "error.no_right",
				 ARGS(ARG_CHOICE("right", "right", command->right)));
	return check_call(session, command, error);
}

/* A session ended by an administrator while its terminal still stood there. */
static enum status
check_open(struct work *work)
{
	const struct session *session = work->session;
	const struct row *row = NULL;

	if (session->id == 0 || (work->command->flags & (COMMAND_INTERNAL | COMMAND_PARTING)) != 0)
		return STATUS_OK;
	enum status status =
	    work_row(work, SQL_SESSION_IS_OPEN, ARGS(ARG_INT("session_id", session->id)), &row);
	if (status != STATUS_OK)
		return status;
	if (row == NULL || row_known(row, "closed_at") ||
	    strcmp(row_text(row, "state"), "active") != 0 ||
	    (row_known(row, "valid_until") &&
	     strcmp(work->today, row_text(row, "valid_until")) > 0))
		return work_deny(work, "error.session_ended", NULL);
	return STATUS_OK;
}

static enum status
do_or_ask(struct work *work, const struct input *input, const void *args)
{
	const struct command *command = work->command;
	const char *right =
	    command->approval != NULL && !work->approved ? command->approval(work, args) : NULL;

	if (right != NULL)
		return approval_ask(work, input, args, right);
	return command->apply != NULL ? command->apply(work, args) : STATUS_OK;
}

enum status
work_enter(struct work *work, const struct input *input)
{
	const struct command *command = work->command;
	void *args = arena_alloc(work->arena, command->size > 0 ? command->size : 1);
	const char *kind = NULL;
	enum status status = execute_allowed(work->session, command, &work->ledger->error);

	if (status == STATUS_OK)
		status = check_open(work);
	if (status == STATUS_OK)
		status = params_fill(work, input, args);
	if (status != STATUS_OK)
		return status;
	const struct record *first = params_first_record(command, args, &kind);
	if (first != NULL)
		work_about(work, kind, first->id, first->key, first->customer);
	status = params_check_version(work, args);
	if (status == STATUS_OK && command->check != NULL)
		status = command->check(work, args);
	if (status == STATUS_OK && !work->trial)
		status = do_or_ask(work, input, args);
	if (status == STATUS_OK && !work->preview)
		status = papers_keep(work);
	if (status == STATUS_OK && !work->preview)
		status = folder_name(work);
	if (status != STATUS_OK && work->ledger->error.status == STATUS_OK)
		error_set(&work->ledger->error, status, NULL, "error.store",
			  ARGS(ARG_TEXT("reason", command->name)));
	return status;
}

enum status
run_command(struct run *run)
{
	if (run->used)
		return work_refuse(&run->work, NULL, "error.request_used", NULL);
	return work_enter(&run->work, run->input);
}

void
run_outcome(struct run *run, struct outcome *outcome)
{
	const struct ledger *ledger = &run->ledger;
	struct said *said = arena_array(run->work.arena, ledger->said_count + 1, sizeof *said);

	memcpy(said, ledger->said, ledger->said_count * sizeof *said);
	*outcome = (struct outcome){ .error = ledger->error,
				     .said = said,
				     .said_count = ledger->said_count,
				     .kind = ledger->kind,
				     .key = ledger->key,
				     .unchanged = ledger->unchanged,
				     .handed = ledger->handed,
				     .changed = ledger->changed };
}

/* Its outcome is told again to who did it, and to whom its record's history is open; an id that was
 * of something else is no id of this. */
static bool
may_hear(const struct work *work, const struct row *row)
{
	const struct session *session = work->session;
	const bool own = session->account != 0 && row_int(row, "account_id") == session->account;

	return strcmp(row_text(row, "command"), work->command->name) == 0 &&
	       (own || session_sees(session, row_int(row, "customer_id")));
}

enum status
run_replay(struct run *run, struct outcome *outcome, bool *found)
{
	const struct row *row = NULL;

	*found = false;
	if (run->request == NULL ||
	    execute_allowed(run->work.session, run->work.command, NULL) != STATUS_OK)
		return STATUS_OK;
	enum status status = work_row(&run->work, SQL_AUDIT_BY_REQUEST,
				      ARGS(ARG_TEXT("request", run->request)), &row);
	if (status != STATUS_OK)
		outcome->error = run->ledger.error;
	if (status != STATUS_OK || row == NULL)
		return status;
	run->used = !may_hear(&run->work, row);
	run->ledger.denied_scope =
	    run->used && !session_sees(run->work.session, row_int(row, "customer_id"));
	if (run->used)
		return STATUS_OK;
	*found = true;
	run_outcome(run, outcome);
	outcome->audit = row_int(row, "id");
	ledger_replay(run->work.arena, row_text(row, "answer"), outcome);
	return STATUS_OK;
}

/* Under the gate it will be told once more what it was told before, or that it is not his any more:
 * prepare, whose own transactions stay, does nothing then. */
static enum status
is_over(struct run *run, bool *over)
{
	struct outcome outcome;
	run->work.outside = true;
	enum status status = run_replay(run, &outcome, over);

	if (status == STATUS_OK && !*over)
		*over = run->used || check_open(&run->work) == STATUS_DENIED;
	run->work.outside = false;
	return status;
}

/* With the ledger as it was: what is at fault in the parameters is told when their turn comes. */
enum status
run_prepare(struct run *run)
{
	struct work *work = &run->work;
	const struct command *command = work->command;
	const struct ledger before = run->ledger;
	bool over = false;

	if (command->prepare == NULL)
		return STATUS_OK;
	enum status known = is_over(run, &over);
	if (known != STATUS_OK)
		return known;
	if (over) {
		run->ledger = before;
		return STATUS_OK;
	}
	void *args = arena_alloc(work->arena, command->size);
	work->outside = true;
	enum status status = params_fill(work, run->input, args);
	if (status == STATUS_OK)
		status = command->prepare(work, args);
	else if (status != STATUS_FAILED)
		status = STATUS_OK;
	work->outside = false;
	if (status == STATUS_OK)
		run->ledger = before;
	return status;
}

static bool
is_audited_refusal(const struct command *command, enum status status)
{
	return (command->flags & COMMAND_QUIET) == 0 &&
	       (status == STATUS_REFUSED || status == STATUS_DENIED || status == STATUS_CHANGED);
}

/* Decision 10: a refusal leaves its trace in a short transaction of its own. */
static void
trace_refusal(struct run *run, struct outcome *outcome)
{
	struct store *store = run->work.session->store;
	const struct error told = run->ledger.error;
	struct error error = { 0 };

	if (store_begin(store, run_who(run->work.session, run->work.command, run->work.arena),
			&error) != STATUS_OK)
		return;
	if (ledger_write(&run->work, run->input, run->request, &outcome->audit) == STATUS_OK)
		store_commit(store, &error);
	else
		store_rollback(store);
	run->ledger.error = told;
}

static enum status
run_in_transaction(struct run *run, struct outcome *outcome, bool *keep)
{
	bool replayed = false;
	enum status status = run_replay(run, outcome, &replayed);

	*keep = false;
	if (status != STATUS_OK || replayed)
		return status != STATUS_OK ? status : outcome->error.status;
	status = run_command(run);
	if (status == STATUS_OK && !run->work.preview &&
	    (run->work.command->flags & COMMAND_QUIET) == 0)
		status = ledger_write(&run->work, run->input, run->request, &outcome->audit);
	const int64_t audit = outcome->audit;
	run_outcome(run, outcome);
	outcome->audit = status == STATUS_OK ? audit : 0;
	*keep = status == STATUS_OK && !run->work.preview;
	return status;
}

static enum status
execute_given(struct session *session, const struct command *command, const struct input *input,
	      void *load, const char *request, enum mode mode, struct arena *arena,
	      struct outcome *outcome)
{
	struct run *run = arena_alloc(arena, sizeof *run);
	struct store *store = session->store;
	bool keep = false;

	memset(outcome, 0, sizeof *outcome);
	if ((command->flags & COMMAND_INTERNAL) == 0)
		session_renew(session);
	run_start(run, session, command, input, request, mode, arena);
	run->work.load = load;
	enum status status = STATUS_OK;
	if (execute_allowed(session, command, NULL) == STATUS_OK) {
		papers_read(&run->work, input);
		status = run_prepare(run);
		outcome->error = run->ledger.error;
	}
	if (status == STATUS_OK && (command->flags & COMMAND_PART) != 0)
		store_relax(store);
	if (status == STATUS_OK)
		status = store_begin(store, run_who(session, command, arena), &outcome->error);
	if (status != STATUS_OK) {
		folder_close(&run->work);
		run_end(run);
		return status;
	}
	status = run_in_transaction(run, outcome, &keep);
	if (keep) {
		status = store_commit(store, &outcome->error);
		keep = status == STATUS_OK;
		log_line("%s %s: %s", session->login, command->name,
			 status == STATUS_OK ? "done" : "not committed");
		if (status != STATUS_OK) /* of what was not done nothing is told but why */
			*outcome = (struct outcome){ .error = outcome->error };
	} else {
		store_rollback(store);
		if (mode == RUN && !outcome->replayed && is_audited_refusal(command, status))
			trace_refusal(run, outcome);
	}
	if (!keep)
		folder_undo(&run->work);
	folder_close(&run->work);
	run_end(run);
	return status;
}

enum status
execute(struct session *session, const struct command *command, const struct input *input,
	const char *request, enum mode mode, struct arena *arena, struct outcome *outcome)
{
	return execute_given(session, command, input, NULL, request, mode, arena, outcome);
}

/* In an arena of its own: there may be thousands of them in one prepare. */
static enum status
before(struct work *work, const struct command *command, const struct input *input, void *load)
{
	struct arena *arena = arena_new();
	struct outcome outcome;

	if (!work->outside || (command->flags & COMMAND_INTERNAL) == 0)
		abort(); /* the gate is taken already */
	enum status status =
	    execute_given(work->session, command, input, load, NULL, RUN, arena, &outcome);
	if (status != STATUS_OK)
		work->ledger->error = outcome.error;
	arena_free(&arena);
	return status;
}

enum status
work_before(struct work *work, const struct command *command, const struct input *input)
{
	return before(work, command, input, NULL);
}

enum status
work_before_load(struct work *work, const struct command *command, void *load)
{
	return before(work, command, NULL, load);
}

enum status
execute_load(struct session *session, const struct command *command, void *load, enum mode mode,
	     struct arena *arena, struct outcome *outcome)
{
	if ((command->flags & COMMAND_INTERNAL) == 0)
		abort(); /* a pointer is nobody's to give but the program's own */
	return execute_given(session, command, NULL, load, NULL, mode, arena, outcome);
}

enum status
execute_asked(struct session *session, const struct command *command, struct error *error)
{
	enum status status = execute_allowed(session, command, error);

	if (status != STATUS_OK) {
		struct arena *arena = arena_new();
		struct outcome outcome;
		execute(session, command, NULL, NULL, RUN, arena, &outcome);
		arena_free(&arena);
	}
	return status;
}

void
request_id(char out[REQUEST_SIZE])
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char bytes[REQUEST_SIZE - 1];

	secret_random(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		out[i] = alphabet[bytes[i] % 32];
	out[REQUEST_SIZE - 1] = '\0';
}
