/* A forgotten password (ACC-04), by who is not signed in: whatever he is told, and however long it
 * takes, is the same for a user there is not. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

enum { HOUR = 3600, LOGIN_MOST = 120 };

static enum status
find_account(struct work *work, const char *login, const struct row **receiver)
{
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_ACCOUNT_CODE_BY_LOGIN,
				      ARGS(ARG_TEXT("key", text_fold(work->arena, login))), &row);
	*receiver = NULL;
	return status == STATUS_OK && row != NULL
		   ? account_receiver(work, row_int(row, "id"), receiver)
		   : status;
}

/* ---- account.forgot ---- */

struct account_forgot {
	const char *login;
};

static const struct param forgot_params[] = {
	{ PARAM_TEXT(account_forgot, login), .flags = PARAM_MANDATORY | PARAM_LOGIN,
	  .most = LOGIN_MOST },
	{ .name = NULL },
};

/* The hash of nothing: beside it nobody can measure whether a message was written. */
static enum status
forgot_prepare(struct work *work, const void *args)
{
	struct error error = { .status = STATUS_OK };
	bool right = false;
	(void)args;
	enum status status =
	    password_verify(NULL, "", store_hash_lock(work->session->store), &right, &error);
	return status == STATUS_OK ? STATUS_OK : work_fail(work, &error);
}

/* Not one more than the settings let out in an hour, so that nobody's telephone is flooded. */
static enum status
may_send(struct work *work, const struct row *receiver, bool *may)
{
	const struct row *row = NULL;
	struct letter reach = { .kind = NULL };
	const char *since = stamp_add(work->arena, work->now, -HOUR);
	*may = false;
	if (receiver == NULL || strcmp(row_text(receiver, "state"), "active") != 0 ||
	    !account_reach(work, receiver, &reach)) {
		return STATUS_OK;
	}
	enum status status = work_row(work, SQL_ACCOUNT_CODE_SINCE,
				      ARGS(ARG_INT("user", row_int(receiver, "id")),
					   ARG_TEXT("kind", "reset"), ARG_STAMP("since", since)),
				      &row);
	*may = status == STATUS_OK &&
	       row_int(row, "codes") < config_int(work->session->config, "auth.reset_most");
	return status;
}

static enum status
forgot_apply(struct work *work, const void *args)
{
	const struct account_forgot *forgot = args;
	const struct row *receiver = NULL;
	int64_t minutes = config_int(work->session->config, "auth.reset_minutes");
	const char *until = stamp_add(work->arena, work->now, minutes * 60);
	bool may = false;
	enum status status = find_account(work, forgot->login, &receiver);
	if (status == STATUS_OK) {
		status = may_send(work, receiver, &may);
	}
	if (status == STATUS_OK && may) {
		work_touches(work, "user", row_int(receiver, "id"));
		status = code_send(
		    work, receiver,
		    &(struct code_letter){ .kind = "reset", .letter = "reset", .until = until });
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.reset_sent", ARGS(ARG_INT("minutes", minutes)));
	}
	return status;
}

const struct command account_forgot = {
	.name = "account.forgot",
	.flags = COMMAND_ANYBODY,
	PARAMS(account_forgot, forgot_params),
	.prepare = forgot_prepare,
	.apply = forgot_apply, /* ACC-04 */
};

/* ---- a code and a new password, for those two commands that take them ---- */

/* What the account itself wants of it; the one who has the code may know. */
static enum status
account_faults(struct work *work, struct regain *regain)
{
	const struct row *receiver = regain->receiver;
	bool staff = strcmp(row_text(receiver, "kind"), "staff") == 0;
	regain->least = password_least(work, staff);
	regain->faults =
	    password_faults(work->arena, regain->new, row_text(receiver, "login"), regain->least);
	if (regain->faults != 0) {
		return STATUS_OK;
	}
	return password_used(work, receiver, regain->new, NULL, &regain->faults);
}

enum status
regain_prepare(struct work *work, struct regain *regain)
{
	work->prepared = regain;
	regain->least = password_least(work, false);
	regain->faults = password_faults(work->arena, regain->new, regain->login, regain->least);
	regain->misread = !code_is_one(regain->try.typed);
	if (regain->faults != 0 || regain->misread) {
		return STATUS_OK; /* no try is lost on it */
	}
	regain->try.user = regain->receiver != NULL ? row_int(regain->receiver, "id") : 0;
	enum status status = code_count(work, &regain->try);
	if (status == STATUS_OK) {
		status = password_make(work, regain->new, &regain->hash);
	}
	if (status == STATUS_OK) {
		status = code_look(work, &regain->try);
	}
	if (status != STATUS_OK || regain->try.code == 0) {
		return status;
	}
	status = account_faults(work, regain);
	if (status == STATUS_OK && regain->faults != 0) {
		status = code_take_back(work, &regain->try);
	}
	return status;
}

enum status
regain_check(struct work *work, const struct regain *regain, const struct row **receiver)
{
	*receiver = NULL;
	if (regain->misread) {
		return work_refuse(work, "code", "refusal.code_form", NULL);
	}
	if (regain->try.code == 0 && regain->faults != 0) {
		return password_refuse(work, "new", regain->faults, regain->least);
	}
	enum status status = code_check(work, &regain->try);
	if (status == STATUS_OK) {
		status = account_receiver(work, regain->try.user, receiver);
	}
	if (status == STATUS_OK && *receiver == NULL) {
		return work_refuse(work, NULL, regain->try.refusal, NULL);
	}
	if (status == STATUS_OK && regain->faults != 0) {
		return password_refuse(work, "new", regain->faults, regain->least);
	}
	return status == STATUS_OK
		   ? password_unmoved(work, *receiver, row_text(regain->receiver, "password"))
		   : status;
}

enum status
regain_apply(struct work *work, const struct regain *regain, enum statement statement)
{
	int64_t user = regain->try.user;
	work_about(work, "user", user, row_text(regain->receiver, "login"), 0);
	enum status status = code_use(work, &regain->try);
	return status == STATUS_OK ? password_put(work, statement, user, regain->hash) : status;
}

/* ---- account.reset ---- */

struct account_reset {
	const char *login;
	const char *code;
	const char *new;
};

static const struct param reset_params[] = {
	{ PARAM_TEXT(account_reset, login), .flags = PARAM_MANDATORY | PARAM_LOGIN,
	  .most = LOGIN_MOST },
	{ PARAM_TEXT(account_reset, code), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ PARAM_TEXT(account_reset, new), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ .name = NULL },
};

static enum status
reset_prepare(struct work *work, const void *args)
{
	const struct account_reset *reset = args;
	struct regain *regain = arena_alloc(work->arena, sizeof *regain);
	*regain = (struct regain){
		.login = reset->login,
		.new = reset->new,
		.try = { .kind = "reset",
			 .typed = reset->code,
			 .most = config_int(work->session->config, "auth.reset_tries"),
			 .known = true,
			 .refusal = "refusal.reset_wrong" },
	};
	enum status status = find_account(work, reset->login, &regain->receiver);
	return status == STATUS_OK ? regain_prepare(work, regain) : status;
}

static enum status
reset_check(struct work *work, const void *args)
{
	const struct row *receiver = NULL;
	(void)args;
	enum status status = regain_check(work, work->prepared, &receiver);
	if (status == STATUS_OK && strcmp(row_text(receiver, "state"), "active") != 0) {
		return work_refuse(work, NULL, "access.disabled", NULL);
	}
	return status;
}

static enum status
reset_apply(struct work *work, const void *args)
{
	const struct regain *regain = work->prepared;
	(void)args;
	enum status status = regain_apply(work, regain, SQL_ACCOUNT_CODE_RESET);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_ACCOUNT_CODE_END_SESSIONS,
				      ARGS(ARG_INT("user", regain->try.user)), NULL);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.reset_done",
			 ARGS(ARG_TEXT("login", row_text(regain->receiver, "login"))));
	}
	return status;
}

const struct command account_reset = {
	.name = "account.reset",
	.flags = COMMAND_ANYBODY,
	PARAMS(account_reset, reset_params),
	.prepare = reset_prepare,
	.check = reset_check, /* ACC-02, ACC-04 */
	.apply = reset_apply, /* ACC-09 */
};
