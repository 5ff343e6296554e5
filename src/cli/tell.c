/* Where things are told: data on stdout, all else on stderr, everything clean. */
#include "cli.h"
#include <errno.h>
#include <guichet/date.h>
#include <guichet/exchange.h>
#include <guichet/log.h>
#include <guichet/text.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LINE_WIDTH 78

enum status
cli_fail(const struct cli *cli, const struct error *error)
{
	struct builder line = { .arena = cli->arena };
	builder_add(&line, "guichet: ");
	if (cli->where)
		builder_format(&line, "%s: ", cli->where);
	if (error->param[0] != '\0')
		builder_format(&line, "%s: ", error->param);
	builder_add(&line, error_text(cli->arena, cli->lang, error));
	fflush(stdout);
	fprintf(stderr, "%s\n", text_clean(cli->arena, builder_text(&line)));
	if (error->status == STATUS_FAILED)
		log_line("%s", builder_text(&line));
	return error->status;
}

enum status
cli_usage(const struct cli *cli, const char *param, const char *key, const struct arg *args)
{
	struct error error = { .status = STATUS_OK };
	error_set(&error, STATUS_USAGE, param, key, args);
	return cli_fail(cli, &error);
}

void
cli_note(const struct cli *cli, const char *key, const struct arg *args)
{
	const char *text = lang_format(cli->arena, cli->lang, key, args);
	fflush(stdout);
	fprintf(stderr, "%s\n", text_clean(cli->arena, text));
}

void
cli_say(const struct cli *cli, const char *key, const struct arg *args)
{
	const char *text = lang_format(cli->arena, cli->lang, key, args);
	printf("%s\n", text_clean(cli->arena, text));
}

void
cli_print_wrapped(FILE *out, struct arena *arena, const char *text, int indent)
{
	size_t count = 0;
	const char *const *lines =
	    text_wrap(arena, text_clean(arena, text), LINE_WIDTH - indent, &count);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%*s%s\n", indent, "", lines[i]);
}

void
cli_known(const struct cli *cli, const char *const *names)
{
	struct builder list = { .arena = cli->arena };
	for (const char *const *name = names; *name; name++) {
		builder_add(&list, name == names ? "" : " ");
		builder_add(&list, *name);
	}
	if (list.size > 0)
		cli_print_wrapped(stderr, cli->arena, builder_text(&list), 2);
}

enum status
cli_flush(const struct cli *cli, enum status status)
{
	errno = 0;
	bool bad = fflush(stdout) != 0 || ferror(stdout) != 0;
	int number = errno;
	if (!bad || number == EPIPE)
		return status;
	struct error error = { .status = STATUS_OK };
	error_system(&error, "cli.output_failed", NULL, number);
	cli_fail(cli, &error);
	return status == STATUS_OK ? STATUS_FAILED : status;
}

/* A line on stderr, rewritten in place at most four times a second, and an ear for Ctrl-C: the
 * signal waits in the mask until it is looked for, so that the work is stopped between two rows. */
struct meter {
	const struct cli *cli;
	int64_t told; /* milliseconds */
	bool terminal, shown, waits;
};

static bool
interrupted(void)
{
	sigset_t pending;
	sigemptyset(&pending);
	sigpending(&pending);
	return sigismember(&pending, SIGINT) == 1;
}

static bool
meter_step(void *context, int64_t done, int64_t total)
{
	struct meter *meter = context;
	if (interrupted())
		return false;
	int64_t now = milliseconds();
	if (!meter->terminal || now - meter->told < 250)
		return true;
	struct arena *arena = arena_new();
	const char *text =
	    lang_format(arena, meter->cli->lang, total < 0 ? "cli.progress" : "cli.progress_of",
			ARGS(ARG_INT("done", done), ARG_INT("total", total)));
	fprintf(stderr, "\r%s\033[K", text_clean(arena, text));
	fflush(stderr);
	arena_free(&arena);
	meter->told = now;
	meter->shown = true;
	return true;
}

/* Told once: whose turn it is. */
static bool
meter_wait(void *context, const struct error *whom)
{
	struct meter *meter = context;
	if (!meter->waits) {
		struct arena *arena = arena_new();
		fprintf(stderr, "%s\n",
			text_clean(arena, error_text(arena, meter->cli->lang, whom)));
		arena_free(&arena);
	}
	meter->waits = true;
	return !interrupted();
}

static void
hold_interrupt(int how)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(how, &set, NULL);
}

void
cli_progress(const struct cli *cli, struct progress *progress)
{
	struct meter *meter = arena_alloc(cli->arena, sizeof *meter);
	*meter = (struct meter){ .cli = cli, .told = milliseconds() };
	meter->terminal = isatty(STDERR_FILENO) == 1;
	hold_interrupt(SIG_BLOCK);
	*progress = (struct progress){ .step = meter_step, .wait = meter_wait, .context = meter };
}

void
cli_progress_clear(const struct progress *progress)
{
	struct meter *meter = progress->context;
	if (meter->shown)
		fprintf(stderr, "\r\033[K");
	meter->shown = false;
}

void
cli_progress_end(const struct progress *progress)
{
	cli_progress_clear(progress);
	if (interrupted()) {
		/* Taken, not left for the unblocking to kill us: the outcome is told first. */
		int signal = 0;
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGINT);
		sigwait(&set, &signal);
	}
	hold_interrupt(SIG_UNBLOCK);
}
