/* Whether a user comes in at all: invited again (ACC-05), disabled (USR-09), enabled. */
#include "user.h"

#include <string.h>

struct user_access {
	struct record login;
	struct amount version;
};

static const struct param params[] = {
	{ PARAM_ID(user_access, login), .record = &user_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(user_access, version) },
	{ .name = NULL },
};

struct access {
	struct user before, after;
};

static enum status
begin(struct work *work, const struct user_access *given, struct access **access)
{
	*access = arena_alloc(work->arena, sizeof **access);
	work->state = *access;
	enum status status = user_read(work, given->login.id, &(*access)->before);
	if (status != STATUS_OK) {
		return status;
	}
	(*access)->after = (*access)->before;
	work_about(work, "user", (*access)->before.id, (*access)->before.login,
		   user_customer(NULL, &(*access)->before));
	return user_reach(work, &(*access)->before);
}

static enum status
set_state(struct work *work, const struct user *user)
{
	return work_run(work, SQL_USER_SET_STATE,
			ARGS(ARG_INT("user", user->id), ARG_TEXT("state", user->state)));
}

/* ---- user.invite ---- */

static enum status
invite_check(struct work *work, const void *args)
{
	struct access *access = NULL;
	return begin(work, args, &access);
}

static enum status
invite_apply(struct work *work, const void *args)
{
	(void)args;
	const struct access *access = work->state;
	return invitation_send(work, access->before.id);
}

const struct command user_invite = {
	.name = "user.invite",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(user_access, params),
	.check = invite_check,
	.apply = invite_apply, /* ACC-05 */
};

/* ---- user.disable ---- */

static enum status
disable_check(struct work *work, const void *args)
{
	struct access *access = NULL;
	enum status status = begin(work, args, &access);
	if (status != STATUS_OK) {
		return status;
	}
	access->after.state = "disabled";
	return user_rules(work, &access->before, &access->after);
}

static enum status
disable_apply(struct work *work, const void *args)
{
	const struct access *access = work->state;
	const struct arg *who = ARGS(ARG_TEXT("login", access->before.login));
	(void)args;
	if (strcmp(access->before.state, "disabled") == 0) {
		work_unchanged(work);
		work_say(work, "outcome.user_disabled_already", who);
		return STATUS_OK;
	}
	work_say(work, "outcome.user_disabled", who);
	enum status status = set_state(work, &access->after);
	if (status == STATUS_OK) {
		status = user_shut_out(work, &access->after);
	}
	return status == STATUS_OK ? user_mail(work, &access->after, "user-disabled") : status;
}

const struct command user_disable = {
	.name = "user.disable",
	.right = "users",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(user_access, params),
	.check = disable_check, /* USR-08 */
	.apply = disable_apply, /* USR-09 */
};

/* ---- user.unlock, user.enable ---- */

static enum status
unlock_check(struct work *work, const void *args)
{
	struct access *access = NULL;
	return begin(work, args, &access);
}

static enum status
unlock_apply(struct work *work, const void *args)
{
	const struct access *access = work->state;
	const struct row *facts = NULL;
	const struct arg *who = ARGS(ARG_TEXT("login", access->before.login));
	(void)args;
	enum status status =
	    work_row(work, SQL_USER_FACTS, ARGS(ARG_INT("user", access->before.id)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (row_int(facts, "failures") == 0 && row_int(facts, "lock_level") == 0 &&
	    !row_known(facts, "locked_until")) {
		work_unchanged(work);
		work_say(work, "outcome.user_not_locked", who);
		return STATUS_OK;
	}
	status = work_run(work, SQL_USER_UNLOCK, ARGS(ARG_INT("user", access->before.id)));
	if (status == STATUS_OK) {
		work_say(work, "outcome.user_unlocked", who);
	}
	return status;
}

const struct command user_unlock = {
	.name = "user.unlock",
	.right = "users",
	.caller = CALLER_PROVEN,
	.flags = COMMAND_STAFF | COMMAND_ADMINISTRATOR,
	PARAMS(user_access, params),
	.check = unlock_check,
	.apply = unlock_apply, /* ACC-09 */
};

/* What bars the way: the state, and for an administrator the lock. */
static enum status
enable_check(struct work *work, const void *args)
{
	struct access *access = NULL;
	enum status status = begin(work, args, &access);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(access->before.state, "disabled") != 0) {
		return user_administers(work->session)
			   ? STATUS_OK
			   : work_deny(work, "error.administrator_only", NULL);
	}
	access->after.state = access->before.password ? "active" : "invited";
	return user_rules(work, &access->before, &access->after);
}

static enum status
enable_apply(struct work *work, const void *args)
{
	const struct access *access = work->state;
	if (strcmp(access->before.state, "disabled") != 0) {
		return unlock_apply(work, args);
	}
	work_say(work, "outcome.user_enabled", ARGS(ARG_TEXT("login", access->before.login)));
	enum status status = set_state(work, &access->after);
	if (status == STATUS_OK && user_administers(work->session)) {
		status = work_run(work, SQL_USER_UNLOCK, ARGS(ARG_INT("user", access->before.id)));
	}
	if (status == STATUS_OK && !access->before.password) {
		return invitation_send(work, access->before.id);
	}
	return status == STATUS_OK ? user_mail(work, &access->after, "user-enabled") : status;
}

const struct command user_enable = {
	.name = "user.enable",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(user_access, params),
	.check = enable_check,
	.apply = enable_apply,
};
