/* account.trim, by night: sign-ins, sessions that have ended and codes sent once are kept no longer
 * than the settings want it; they say where people were and when, and a code that is over is of no
 * more use.  A few at a time, so that no clerk waits: the nightly job asks again until nothing is
 * left. */
#include "domain.h"

#include <guichet/config.h>

enum { DAY = 24 * 3600 };

static enum status
apply(struct work *work, const void *args)
{
	static const enum statement statements[] = { SQL_SESSION_TRIM_TRIES, SQL_SESSION_TRIM_ENDED,
						     SQL_ACCOUNT_CODE_TRIM };
	const int64_t days = config_int(work->session->config, "auth.keep_days");
	const char *before = stamp_add(work->arena, work->now, -days * DAY);
	int64_t trimmed = 0;
	enum status status = STATUS_OK;
	(void)args;
	for (size_t i = 0; i < sizeof statements / sizeof *statements && status == STATUS_OK; i++) {
		int64_t rows = 0;
		status =
		    work_run_any(work, statements[i], ARGS(ARG_STAMP("before", before)), &rows);
		trimmed += rows;
	}
	if (status == STATUS_OK && trimmed == 0) {
		work_unchanged(work);
	} else if (status == STATUS_OK) {
		work_say(work, "outcome.account_trimmed",
			 ARGS(ARG_INT("count", trimmed), ARG_STAMP("before", before)));
	}
	return status;
}

const struct command account_trim = {
	.name = "account.trim",
	.flags = COMMAND_INTERNAL,
	.apply = apply,
};
