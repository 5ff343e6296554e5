/* guichet deliver: what waits in the outbox goes out, once or round after round until it is
 * stopped. */
#include "cli.h"
#include <errno.h>
#include <guichet/exchange.h>
#include <guichet/log.h>
#include <guichet/session.h>
#include <signal.h>
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
tell_channel(const struct cli *cli, struct arena *arena, const struct delivered *delivered,
	     size_t at)
{
	const struct arg args[] = {
		ARG_CHOICE("channel", "channel", delivered->of[at].name),
		ARG_INT("count", delivered->of[at].sent + delivered->of[at].later),
		ARG_TEXT("path", delivered->of[at].where),
		{ .name = NULL },
	};
	if (delivered->of[at].sent + delivered->of[at].later > 0)
		cli_say(cli, "cli.delivered", args);
	if (delivered->of[at].again > 0 || delivered->of[at].failed > 0)
		cli_note(cli, "cli.delivered_not",
			 ARGS(ARG_CHOICE("channel", "channel", delivered->of[at].name),
			      ARG_INT("again", delivered->of[at].again),
			      ARG_INT("failed", delivered->of[at].failed),
			      ARG_INT("message", delivered->of[at].fault_id),
			      ARG_TEXT("reason",
				       error_text(arena, cli->lang, &delivered->of[at].fault))));
	if (delivered->of[at].broken.status != STATUS_OK)
		cli_note(cli, "cli.delivery_closed",
			 ARGS(ARG_CHOICE("channel", "channel", delivered->of[at].name),
			      ARG_TEXT("reason",
				       error_text(arena, cli->lang, &delivered->of[at].broken))));
}

/* STATUS_FAILED when anything did not go. */
static enum status
tell(const struct cli *cli, const struct delivered *delivered, bool once)
{
	struct arena *arena = arena_new();
	enum status status = STATUS_OK;
	bool nothing = true;
	for (size_t i = 0; i < CHANNELS; i++) {
		bool bad = delivered->of[i].again > 0 || delivered->of[i].failed > 0 ||
			   delivered->of[i].broken.status != STATUS_OK;
		tell_channel(cli, arena, delivered, i);
		nothing = nothing && !bad && delivered->of[i].sent + delivered->of[i].later == 0;
		if (bad)
			status = STATUS_FAILED;
	}
	if (nothing && once)
		cli_say(cli, "cli.delivered_nothing", NULL);
	fflush(stdout);
	arena_free(&arena);
	return status;
}

static enum status
deliver(const struct cli *cli, struct deliverer *deliverer, bool once)
{
	struct delivered delivered;
	struct error error = { .status = STATUS_OK };
	if (deliverer_round(deliverer, &delivered, &error) != STATUS_OK) {
		log_line("deliver: %s", error_text(cli->arena, cli->lang, &error));
		return cli_fail(cli, &error);
	}
	return tell(cli, &delivered, once);
}

/* Told to stop, it ends what it has in hand. */
static void
block_signals(sigset_t *stops)
{
	sigemptyset(stops);
	sigaddset(stops, SIGTERM);
	sigaddset(stops, SIGINT);
	sigaddset(stops, SIGHUP);
	sigprocmask(SIG_BLOCK, stops, NULL);
}

enum status
verb_deliver(struct cli *cli, const struct words *words)
{
	struct error error = { .status = STATUS_OK };
	struct timespec pause = { .tv_nsec = 0 };
	struct deliverer *deliverer = NULL;
	sigset_t stops;
	enum status status = read_every(cli, words, &pause.tv_sec);
	if (status != STATUS_OK)
		return status;
	status = cli_session_for(cli, "outbox", &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	block_signals(&stops);
	status = deliverer_start(&deliverer, cli->session, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	do {
		status = deliver(cli, deliverer, pause.tv_sec == 0);
	} while (pause.tv_sec > 0 && sigtimedwait(&stops, NULL, &pause) < 0);
	deliverer_end(&deliverer);
	return pause.tv_sec > 0 ? STATUS_OK : status;
}
