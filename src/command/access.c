/* The commands that sign-in is made of.  A try is counted, and committed, before the password is
 * looked at, so that a program killed in between gives no free try (ACC-09). */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/config.h>

struct session_try {
	struct amount user;
};

static const struct param try_params[] = {
	{ PARAM_INT(session_try, user), .flags = PARAM_MANDATORY },
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
	if (row_known(row, "locked_until") && strcmp(row_text(row, "locked_until"), work->now) > 0)
		return work_refuse(work, NULL, "access.refused", NULL);

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
};

static const struct param open_params[] = {
	{ PARAM_INT(session_open, user) },
	{ PARAM_TEXT(session_open, login) },
	{ PARAM_BOOL(session_open, right), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(session_open, refusal) },
	{ PARAM_BOOL(session_open, again) },
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

static const char *
origin(void)
{
	const char *from = getenv("SSH_CONNECTION");

	return from != NULL && text_valid(from) && strlen(from) < 200 ? from : NULL;
}

static enum status
open_apply(struct work *work, const void *args)
{
	const struct session_open *a = args;
	int64_t id = work->session->id;
	enum status status =
	    work_run(work, SQL_SESSION_CLEAR_TRIES, ARGS(ARG_INT("id", a->user.number)));

	if (status != STATUS_OK || a->again == ANSWER_YES)
		return status;
	status = work_new_id(work, "session", &id);
	if (status == STATUS_OK)
		status = work_run(work, SQL_SESSION_ADD,
				  ARGS(ARG_INT("new_id", id), ARG_INT("id", a->user.number),
				       ARG_INT("pid", (int64_t)getpid()),
				       ARG_TEXT("terminal", ttyname(STDIN_FILENO)),
				       ARG_TEXT("origin", origin())));
	work->session->id = id;
	return status;
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

static const char *const close_reasons[] = { "left", "lost", "locked-out", "ended", NULL };

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
