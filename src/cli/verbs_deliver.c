/* guichet deliver: what waits in the outbox goes out; letters, as PDF into the post folder. */
#include "cli.h"
#include <errno.h>
#include <guichet/exchange.h>
#include <guichet/session.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVERY_MOST = 86400 };

/* Seconds between two rounds; 0: one round. */
static enum status
read_every(const struct cli *cli, const struct words *words, time_t *every)
{
	const char *text = words_option(words, "every");
	char *end = NULL;
	*every = 0;
	if (!text)
		return STATUS_OK;
	errno = 0;
	long seconds = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || seconds < 1 || seconds > EVERY_MOST)
		return cli_usage(cli, "--every", "cli.every_bad",
				 ARGS(ARG_TEXT("value", text), ARG_INT("most", EVERY_MOST)));
	if (words_has(words, "once"))
		return cli_usage(cli, "--every", "cli.every_once", NULL);
	*every = seconds;
	return STATUS_OK;
}

static void
tell_failed(const struct cli *cli, struct arena *arena, const struct posted *posted)
{
	cli_note(cli, "cli.letters_failed",
		 ARGS(ARG_INT("count", posted->failed), ARG_INT("message", posted->failed_id),
		      ARG_TEXT("reason", error_text(arena, cli->lang, &posted->failure))));
}

/* One round; those that come round and find nothing say nothing. */
static enum status
deliver(struct cli *cli, bool once)
{
	struct arena *arena = arena_new();
	struct posted posted;
	struct error error = { .status = STATUS_OK };
	enum status status = post_run(cli->session, arena, &posted, &error);
	if (posted.made > 0 || (once && status == STATUS_OK))
		cli_say(cli, "cli.letters",
			ARGS(ARG_INT("count", posted.made), ARG_TEXT("path", posted.folder)));
	if (posted.failed > 0)
		tell_failed(cli, arena, &posted);
	if (status != STATUS_OK)
		cli_fail(cli, &error);
	else if (posted.failed > 0)
		status = STATUS_FAILED;
	fflush(stdout);
	arena_free(&arena);
	return status;
}

enum status
verb_deliver(struct cli *cli, const struct words *words)
{
	struct error error = { .status = STATUS_OK };
	struct timespec pause = { .tv_nsec = 0 };
	enum status status = read_every(cli, words, &pause.tv_sec);
	if (status != STATUS_OK)
		return status;
	status = cli_session_for(cli, "outbox", &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	while (pause.tv_sec > 0) { /* until it is stopped: a letter half made is made again */
		(void)deliver(cli, false);
		nanosleep(&pause, NULL);
	}
	return deliver(cli, true);
}
