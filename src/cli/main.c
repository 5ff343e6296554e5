/* The program: options, settings, then the terminal interface or one verb. */
#include "cli.h"
#include <guichet/guichet.h>
#include <guichet/log.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <string.h>

static const char *
verb_text(const struct cli *cli, const struct verb *verb, const char *part)
{
	return lang_text(cli->lang, arena_format(cli->arena, "cli.verb.%s.%s", verb->name, part));
}

static void
help_general(const struct cli *cli)
{
	cli_say(cli, "cli.help.terminal", NULL);
	cli_say(cli, "cli.help.one", NULL);
	putchar('\n');
	for (const struct verb *verb = verbs; verb->name; verb++)
		printf("  %-10s %s\n", verb->name, verb_text(cli, verb, "title"));
	putchar('\n');
	cli_print_wrapped(stdout, cli->arena, lang_text(cli->lang, "cli.help.options"), 0);
	putchar('\n');
	cli_print_wrapped(stdout, cli->arena, lang_text(cli->lang, "cli.help.more"), 0);
}

static void
help_verb(const struct cli *cli, const struct verb *verb)
{
	printf("guichet %s\n", verb_text(cli, verb, "usage"));
	cli_print_wrapped(stdout, cli->arena, verb_text(cli, verb, "title"), 4);
	putchar('\n');
	cli_print_wrapped(stdout, cli->arena, verb_text(cli, verb, "help"), 0);
}

/* Told in the language asked for, once that is known. */
static enum status
wrong_words(const struct cli *cli, const struct words *words, const struct error *error)
{
	cli_fail(cli, error);
	if (words->verb) {
		fprintf(stderr, "guichet %s\n", verb_text(cli, words->verb, "usage"));
		return STATUS_USAGE;
	}
	struct builder names = { .arena = cli->arena };
	for (const struct verb *verb = verbs; verb->name; verb++)
		builder_format(&names, "%s%s", verb == verbs ? "" : " ", verb->name);
	cli_note(cli, "cli.verbs_known", NULL);
	cli_print_wrapped(stderr, cli->arena, builder_text(&names), 2);
	return STATUS_USAGE;
}

/* A setting that is not taken may be one that was meant to protect: never in silence. */
static void
tell_faults(const struct cli *cli)
{
	for (const struct fault *fault = cli->faults; fault; fault = fault->next) {
		const char *line =
		    text_clean(cli->arena, arena_format(cli->arena, "%s:%d: %s", fault->file,
							fault->line, fault->words));
		log_line("%s", line);
		if (cli->where && strcmp(cli->where, "check") != 0)
			fprintf(stderr, "guichet: %s\n", line);
	}
}

static enum status
run(struct cli *cli, char *const *argv)
{
	struct words words;
	struct error wrong = { .status = STATUS_OK }, error = { .status = STATUS_OK };
	enum status read = words_read(cli->arena, argv, &words, &wrong);
	if (words.verb)
		cli->where = words.verb->name;
	enum status status = cli_settings(cli, &words, &error);
	if (status != STATUS_OK && error.status != STATUS_OK)
		return cli_fail(cli, &error);
	if (read != STATUS_OK)
		return wrong_words(cli, &words, &wrong);
	if (words_has(&words, "version")) {
		printf("guichet %s\n", GUICHET_VERSION);
		return STATUS_OK;
	}
	if (words_has(&words, "help")) {
		if (words.verb)
			help_verb(cli, words.verb);
		else
			help_general(cli);
		return STATUS_OK;
	}
	tell_faults(cli);
	return words.verb ? words.verb->run(cli, &words) : cli_terminal(cli);
}

int
main(int argc, char **argv)
{
	cli_start();
	struct cli cli = { .arena = arena_new(), .lang = lang_get("fr") };
	enum status status = STATUS_FAILED;
	if (secret_start())
		status = run(&cli, argv + (argc > 0 ? 1 : 0));
	else
		cli_note(&cli, "cli.no_crypto", NULL);
	status = cli_flush(&cli, status);
	cli_close(&cli);
	return (int)status;
}
