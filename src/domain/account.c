/* One's own account: password (ACC-02, ACC-03) and language (ACC-11); lifting a lock (ACC-09). */
#include "domain.h"

#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

static enum status
own_account(struct work *work, const struct row **facts)
{
	if (work->session->account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	enum status status =
	    work_row(work, SQL_USER_FACTS, ARGS(ARG_INT("user", work->session->account)), facts);
	if (status == STATUS_OK && *facts == NULL) {
		return work_refuse(work, NULL, "refusal.user_gone", NULL);
	}
	return status;
}

/* ---- account.set-password ---- */

struct account_set_password {
	const char *present;
	const char *new;
};

static const struct param password_params[] = {
	{ PARAM_TEXT(account_set_password, present), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ PARAM_TEXT(account_set_password, new), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ .name = NULL },
};

/* What takes its time, before the gate. */
struct set_password {
	const char *stored; /* the hash that present was held against */
	bool right;
	size_t least;
	unsigned faults;
	const char *hash;
};

static enum status
new_prepare(struct work *work, const struct account_set_password *set, const struct row *facts,
	    struct set_password *ready)
{
	ready->least = password_least(work, strcmp(row_text(facts, "kind"), "staff") == 0);
	ready->faults =
	    password_faults(work->arena, set->new, row_text(facts, "login"), ready->least);
	enum status status = password_used(work, facts, set->new, set->present, &ready->faults);
	return status == STATUS_OK && ready->faults == 0
		   ? password_make(work, set->new, &ready->hash)
		   : status;
}

static enum status
password_prepare(struct work *work, const void *args)
{
	const struct account_set_password *set = args;
	struct set_password *ready = arena_alloc(work->arena, sizeof *ready);
	const struct row *facts = NULL;
	struct error error = { .status = STATUS_OK };
	enum status status =
	    work_row(work, SQL_USER_FACTS, ARGS(ARG_INT("user", work->session->account)), &facts);
	if (status != STATUS_OK || facts == NULL) {
		return status; /* check says so */
	}
	*ready = (struct set_password){ .stored = row_text(facts, "password") };
	work->prepared = ready;
	/* Counted as a sign-in is (ACC-09): a terminal left open is no place to guess at. */
	status = session_again(work->session, row_text(facts, "login"), set->present, &error);
	if (status == STATUS_FAILED) {
		return work_fail(work, &error);
	}
	ready->right = status == STATUS_OK;
	return ready->right ? new_prepare(work, set, facts, ready) : STATUS_OK;
}

static enum status
password_check(struct work *work, const void *args)
{
	const struct set_password *ready = work->prepared;
	const struct row *facts = NULL;
	(void)args;
	enum status status = own_account(work, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (!ready->right) {
		return work_refuse(work, "present", "refusal.password_present", NULL);
	}
	if (ready->faults != 0) {
		return password_refuse(work, "new", ready->faults, ready->least);
	}
	work->state = (void *)(uintptr_t)facts;
	return password_unmoved(work, facts, ready->stored);
}

static enum status
password_apply(struct work *work, const void *args)
{
	const struct set_password *ready = work->prepared;
	const struct row *facts = work->state;
	int64_t user = row_int(facts, "id");
	(void)args;
	work_about(work, "user", user, row_text(facts, "login"), 0);
	enum status status = password_put(work, SQL_USER_SET_PASSWORD, user, ready->hash);
	if (status == STATUS_OK) {
		work_say(work, "outcome.password_set", NULL);
	}
	return status;
}

const struct command account_set_password = {
	.name = "account.set-password",
	.flags = COMMAND_ACCOUNT,
	PARAMS(account_set_password, password_params),
	.prepare = password_prepare,
	.check = password_check, /* ACC-02 */
	.apply = password_apply, /* ACC-03 */
};

/* ---- account.set-language ---- */

struct account_set_language {
	const char *language;
};

static const struct param language_params[] = {
	{ PARAM_CHOICE(account_set_language, language), .flags = PARAM_MANDATORY,
	  .choices = language_choices },
	{ .name = NULL },
};

static enum status
language_apply(struct work *work, const void *args)
{
	const struct account_set_language *set = args;
	const struct row *facts = NULL;
	enum status status = own_account(work, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "user", row_int(facts, "id"), row_text(facts, "login"), 0);
	if (strcmp(row_text(facts, "language"), set->language) == 0) {
		work_unchanged(work);
	} else {
		status = work_run(work, SQL_USER_SET_LANGUAGE,
				  ARGS(ARG_INT("user", row_int(facts, "id")),
				       ARG_TEXT("language", set->language)));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.language_set",
			 ARGS(ARG_CHOICE("language", "language", set->language)));
	}
	return status;
}

const struct command account_set_language = {
	.name = "account.set-language",
	.flags = COMMAND_ACCOUNT,
	PARAMS(account_set_language, language_params),
	.apply = language_apply, /* ACC-11 */
};
