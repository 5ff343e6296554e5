/* The colours in which somebody wants to see his screens, kept with his account. */
#include "domain.h"

#include <string.h>

struct account_set_theme {
	const char *theme;
};

static const char *const themes[] = { "default", "contrast", "mono", NULL };

static const struct param theme_params[] = {
	{ PARAM_CHOICE(account_set_theme, theme), .flags = PARAM_MANDATORY, .choices = themes },
	{ .name = NULL },
};

static enum status
theme_apply(struct work *work, const void *args)
{
	const struct account_set_theme *set = args;
	const int64_t account = work->session->account;
	const struct row *facts = NULL;
	if (account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	enum status status =
	    work_row(work, SQL_ACCOUNT_THEME, ARGS(ARG_INT("user", account)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (facts == NULL) {
		return work_refuse(work, NULL, "refusal.user_gone", NULL);
	}
	work_about(work, "user", account, row_text(facts, "login"), 0);
	if (strcmp(row_text(facts, "theme"), set->theme) == 0) {
		work_unchanged(work);
	} else {
		status = work_run(work, SQL_ACCOUNT_SET_THEME,
				  ARGS(ARG_INT("user", account), ARG_TEXT("theme", set->theme)));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.theme_set", ARGS(ARG_CHOICE("theme", "theme", set->theme)));
	}
	return status;
}

const struct command account_set_theme = {
	.name = "account.set-theme",
	.flags = COMMAND_ACCOUNT,
	PARAMS(account_set_theme, theme_params),
	.apply = theme_apply,
};
