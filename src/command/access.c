/* The commands that sign-in is made of.  A try is counted, and committed, before the password is
 * looked at, so that a program killed in between gives no free try (ACC-09). */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/process.h>

struct session_try {
	struct amount user;
	const char *kind;
};

/* code: the first after a password, noted as one with it.  back: that password, which was right, or
 * one that could not be looked at for lack of memory; neither was a try. */
static const char *const try_kinds[] = { "open", "unlock", "again", "code", "back", NULL };

static const struct param try_params[] = {
	{ PARAM_INT(session_try, user), .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(session_try, kind), .flags = PARAM_MANDATORY, .choices = try_kinds },
	{ .name = NULL },
};

/* 15 minutes, then twice as long each time, a day at most. */
static int64_t
lock_seconds(const struct config *config, int64_t level)
{
	int64_t minutes = config_int(config, "auth.lock_minutes");
	const int64_t most = config_int(config, "auth.lock_most_hours") * 60;

	for (int64_t i = 0; i < level && minutes < most; i++)
		minutes *= 2;
	return (minutes < most ? minutes : most) * 60;
}

/* Where whoever types is: the address at the other end of SSH, and the terminal; NULL where
 * unknown. */
struct whereabouts {
	const char *origin, *terminal;
};

static struct whereabouts
whereabouts(struct arena *arena)
{
	const char *from = getenv("SSH_CONNECTION"); /* its address, its port, ours, ours */
	const bool told = from != NULL && text_valid(from) && strlen(from) < 200;
	const char *terminal = ttyname(STDIN_FILENO);
	const size_t folder = sizeof "/dev/" - 1;

	if (terminal != NULL && strncmp(terminal, "/dev/", folder) == 0)
		terminal += folder;
	return (struct whereabouts){
		.origin = told ? arena_copy_bytes(arena, from, strcspn(from, " ")) : NULL,
		.terminal = terminal != NULL ? arena_copy(arena, terminal) : NULL,
	};
}

/* It stands as refused until session.open says that it was not. */
static enum status
note_try(struct work *work, const struct session_try *a)
{
	const struct whereabouts here = whereabouts(work->arena);
	int64_t id = 0;
	enum status status = work_new_id(work, "sign_in", &id);

	if (status == STATUS_OK)
		status = work_run(work, SQL_SESSION_NOTE_TRY,
				  ARGS(ARG_INT("new_id", id), ARG_INT("id", a->user.number),
				       ARG_TEXT("kind", a->kind), ARG_TEXT("origin", here.origin),
				       ARG_TEXT("terminal", here.terminal)));
	work->session->attempt = id;
	return status;
}

/* Also when it was the one too many that locked the account. */
static enum status
try_back(struct work *work, int64_t account, const struct row *row)
{
	const int64_t failures = row_int(row, "failures"), level = row_int(row, "lock_level");
	const bool locked = failures == 0 && level > 0;

	if (failures == 0 && !locked)
		return STATUS_OK;
	return work_run(
	    work, SQL_SESSION_COUNT_TRY,
	    ARGS(ARG_INT("id", account),
		 ARG_INT("failures", (locked ? config_int(work->session->config, "auth.lock_after")
					     : failures) -
					 1),
		 ARG_INT("level", locked ? level - 1 : level), ARG_STAMP("until", NULL)));
}

/* While the account is locked the try is noted, and nothing else: it is not looked at. */
static enum status
try_apply(struct work *work, const void *args)
{
	const struct session_try *a = args;
	const struct config *config = work->session->config;
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_SESSION_ACCOUNT_BY_ID, ARGS(ARG_INT("id", a->user.number)), &row);

	if (status != STATUS_OK || row == NULL)
		return status != STATUS_OK ? status
					   : work_refuse(work, NULL, "access.refused", NULL);
	if (strcmp(a->kind, "back") == 0)
		return try_back(work, a->user.number, row);
	if (strcmp(a->kind, "code") != 0)
		status = note_try(work, a);
	if (status != STATUS_OK)
		return status;
	if (row_known(row, "locked_until") &&
	    strcmp(row_text(row, "locked_until"), work->now) > 0) {
		work_unchanged(work);
		return STATUS_OK;
	}

	int64_t failures = row_int(row, "failures") + 1, level = row_int(row, "lock_level");
	const char *until = NULL;
	if (failures >= config_int(config, "auth.lock_after")) {
		until = stamp_add(work->arena, work->now, lock_seconds(config, level));
		failures = 0;
		level++;
	}
	return work_run(work, SQL_SESSION_COUNT_TRY,
			ARGS(ARG_INT("id", a->user.number), ARG_INT("failures", failures),
			     ARG_INT("level", level), ARG_STAMP("until", until)));
}

const struct command session_try = {
	.name = "session.try",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(session_try, try_params),
	.apply = try_apply,
};

struct session_open {
	struct amount user;  /* none when nobody has that name */
	const char *login;   /* as typed, for the trace */
	enum answer right;   /* the password was, and the account may come in */
	const char *refusal; /* else why */
	enum answer again;   /* the same session, unlocked (ACC-12) */
	const char *code;    /* of the second factor, of an account that has one (ACC-13) */
};

static const struct param open_params[] = {
	{ PARAM_INT(session_open, user) },
	{ PARAM_TEXT(session_open, login), .flags = PARAM_LOGIN },
	{ PARAM_BOOL(session_open, right), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(session_open, refusal) },
	{ PARAM_BOOL(session_open, again) },
	{ PARAM_TEXT(session_open, code), .flags = PARAM_SECRET },
	{ .name = NULL },
};

static enum status
open_check(struct work *work, const void *args)
{
	const struct session_open *a = args;

	if (a->user.known)
		work_touches(work, "user", a->user.number);
	if (a->right != ANSWER_YES)
		return work_refuse(work, NULL, a->refusal != NULL ? a->refusal : "access.refused",
				   NULL);
	return STATUS_OK;
}

static enum status
add_session(struct work *work, int64_t account)
{
	const struct whereabouts here = whereabouts(work->arena);
	const struct process own = process_own(work->arena);
	int64_t id = 0;
	enum status status = work_new_id(work, "session", &id);

	if (status == STATUS_OK)
		status =
		    work_run(work, SQL_SESSION_ADD,
			     ARGS(ARG_INT("new_id", id), ARG_INT("id", account),
				  ARG_INT("pid", own.pid), ARG_TEXT("terminal", here.terminal),
				  ARG_TEXT("origin", here.origin), ARG_TEXT("host", own.host),
				  ARG_TEXT("boot", own.boot), ARG_INT("started", own.started)));
	work->session->id = id;
	return status;
}

/* The account may have got a second factor, or lost it, since its password was looked at: what
 * stands now counts. */
static enum status
spend_code(struct work *work, const struct session_open *a)
{
	const struct row *facts = NULL;
	bool right = false;
	int64_t left = -1;
	enum status status =
	    work_row(work, SQL_SECOND_FACTS, ARGS(ARG_INT("id", a->user.number)), &facts);

	if (status != STATUS_OK || facts == NULL || !row_known(facts, "totp_sealed"))
		return status;
	status =
	    work_spend_code(work, a->user.number, a->code != NULL ? a->code : "", &right, &left);
	if (status == STATUS_OK && !right)
		return work_refuse(work, NULL, "access.code_refused", NULL);
	work->session->recovery_left = left;
	return status;
}

enum status
work_proved(struct work *work)
{
	const struct session *session = work->session;
	enum status status =
	    work_run(work, SQL_SESSION_CLEAR_TRIES, ARGS(ARG_INT("id", session->account)));

	if (status != STATUS_OK)
		return status;
	return work_run_any(
	    work, SQL_SESSION_NOTE_DONE,
	    ARGS(ARG_INT("attempt", session->attempt), ARG_INT("session_id", session->id)), NULL);
}

static enum status
open_apply(struct work *work, const void *args)
{
	const struct session_open *a = args;
	const struct arg *account = ARGS(ARG_INT("id", a->user.number));
	enum status status = STATUS_OK;

	if (a->again == ANSWER_YES)
		return work_proved(work);
	status = spend_code(work, a);
	if (status == STATUS_OK)
		status = work_run(work, SQL_SESSION_SIGNED_IN, account);
	if (status == STATUS_OK)
		status = add_session(work, a->user.number);
	return status == STATUS_OK ? work_proved(work) : status;
}

const struct command session_open = {
	.name = "session.open",
	.flags = COMMAND_INTERNAL,
	PARAMS(session_open, open_params),
	.check = open_check,
	.apply = open_apply,
};

struct session_close {
	struct amount id;
	const char *reason;
};

static const char *const close_reasons[] = {
	"left", "lost", "locked-out", "ended", "too-long", NULL
};

static const struct param close_params[] = {
	{ PARAM_INT(session_close, id), .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(session_close, reason), .flags = PARAM_MANDATORY, .choices = close_reasons },
	{ .name = NULL },
};

static enum status
close_apply(struct work *work, const void *args)
{
	const struct session_close *a = args;

	return work_run_any(
	    work, SQL_SESSION_CLOSE,
	    ARGS(ARG_INT("session_id", a->id.number), ARG_TEXT("reason", a->reason)), NULL);
}

const struct command session_close = {
	.name = "session.close",
	.flags = COMMAND_INTERNAL,
	PARAMS(session_close, close_params),
	.apply = close_apply,
};
