/* guichet init, demo: a new store. */
#include "cli.h"
#include <dirent.h>
#include <errno.h>
#include <guichet/config.h>
#include <guichet/exchange.h>
#include <guichet/execute.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_TRIES 3
/* A demo is one transaction, whose pages go into the log once, not each time the cache is full. */
#define DEMO_CACHE_MIB 512

enum status
cli_run(struct cli *cli, const char *name, const struct input *input, struct outcome *outcome,
	struct error *error)
{
	const struct command *command = command_find(name);
	if (!command)
		return error_set(error, STATUS_FAILED, NULL, "cli.command_unknown",
				 ARGS(ARG_TEXT("command", name)));
	*outcome = (struct outcome){ .error = { .status = STATUS_OK } };
	enum status status = execute(cli->session, command, input, NULL, RUN, cli->arena, outcome);
	if (status != STATUS_OK)
		*error = outcome->error;
	return status;
}

static const char *
key_path(const struct cli *cli)
{
	const char *key = config_text(cli->config, "key_file");
	return key[0] != '\0' ? key : arena_format(cli->arena, "%s.key", cli->store_path);
}

/* Those of a demo's first invoices: the folder was not there before the store. */
static void
take_papers(const struct cli *cli)
{
	const char *path = arena_format(cli->arena, "%s.documents", cli->store_path);
	DIR *folder = opendir(path);
	struct dirent *entry = NULL;
	while (folder && (entry = readdir(folder)))
		unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	rmdir(path);
}

/* What was made here and could not be finished goes again, so that the next try starts afresh. */
static void
take_away(struct cli *cli)
{
	static const char *const ends[] = { "",      "-wal",         "-shm",         "-gate",
					    "-hash", ".invoice.key", ".invoice.crt", NULL };
	session_free(&cli->session);
	store_close(&cli->store);
	take_papers(cli);
	for (const char *const *end = ends; *end; end++)
		unlink(arena_format(cli->arena, "%s%s", cli->store_path, *end));
	unlink(key_path(cli));
}

static enum status
make_store(struct cli *cli, const char *kind, struct error *error)
{
	if (cli->as)
		return error_set(error, STATUS_USAGE, "--as", "cli.owner_verb", NULL);
	enum status status = cli_folder(cli, error);
	if (status == STATUS_OK)
		status = store_create(cli->store_path, key_path(cli), kind, error);
	if (status != STATUS_OK)
		return status;
	struct outcome outcome;
	status = cli_session(cli, error);
	if (status == STATUS_OK)
		status = cli_run(cli, "store.seed", NULL, &outcome, error);
	if (status != STATUS_OK)
		take_away(cli);
	return status;
}

static enum status
ask_password(const struct cli *cli, const struct words *words, const char *login,
	     char password[SECRET_MOST], struct error *error)
{
	const char *file = words_option(words, "password-file");
	if (file)
		return cli_secret_file(file, password, error);
	const char *label =
	    lang_format(cli->arena, cli->lang, "cli.password_of", ARGS(ARG_TEXT("login", login)));
	return cli_secret_twice(cli, label, password, error);
}

static enum status
make_administrator(struct cli *cli, const struct words *words, const char *login,
		   struct error *error)
{
	char password[SECRET_MOST];
	struct outcome outcome;
	enum status status = ask_password(cli, words, login, password, error);
	const struct input input[] = { { "login", login },
				       { "last_name", login },
				       { "first_name", lang_text(cli->lang, "cli.administrator") },
				       { "kind", "staff" },
				       { "profile", "administrator" },
				       { "all_customers", "yes" },
				       { "language", lang_code(cli->lang) },
				       { "password", password },
				       { .name = NULL } };
	if (status == STATUS_OK)
		status = cli_run(cli, "account.create", input, &outcome, error);
	secret_wipe(password, sizeof password);
	return status;
}

enum status
verb_init(struct cli *cli, const struct words *words)
{
	const char *login = words_option(words, "admin");
	struct error error = { .status = STATUS_OK };
	if (!login)
		login = "admin";
	enum status status = make_store(cli, "store", &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	bool asked = !words_has(words, "password-file") && isatty(STDIN_FILENO) == 1;
	for (int i = 0; i < PASSWORD_TRIES; i++) {
		status = make_administrator(cli, words, login, &error);
		if (status == STATUS_OK)
			break;
		cli_fail(cli, &error);
		if (!asked || strcmp(error.key, "cli.secret_given_up") == 0)
			break;
	}
	if (status != STATUS_OK) {
		take_away(cli);
		return status;
	}
	cli_say(cli, "cli.made_store",
		ARGS(ARG_TEXT("path", cli->store_path), ARG_TEXT("login", login)));
	cli_note(cli, "cli.keep_key", ARGS(ARG_TEXT("path", key_path(cli))));
	return STATUS_OK;
}

static enum status
read_count(const struct cli *cli, const struct words *words, const char *option,
	   const char *standard, const char **text)
{
	const char *given = words_option(words, option);
	*text = given ? given : standard;
	char *end = NULL;
	errno = 0;
	long long number = strtoll(*text, &end, 10);
	if (errno == 0 && end != *text && *end == '\0' && number >= 0 && number <= 10000000)
		return STATUS_OK;
	return cli_usage(cli, arena_format(cli->arena, "--%s", option), "cli.number_wrong",
			 ARGS(ARG_TEXT("value", given)));
}

static enum status
fill_demo(struct cli *cli, const struct words *words, struct error *error)
{
	const char *cards = NULL, *seed = NULL;
	enum status status = read_count(cli, words, "cards", "2000", &cards);
	if (status == STATUS_OK)
		status = read_count(cli, words, "seed", "1", &seed);
	if (status != STATUS_OK)
		return status;
	status = make_store(cli, "demo", error);
	if (status != STATUS_OK)
		return status;
	if (isatty(STDERR_FILENO) == 1)
		cli_note(cli, "cli.making_demo", ARGS(ARG_INT("count", strtoll(cards, NULL, 10))));
	const struct input input[] = { { "cards", cards }, { "seed", seed }, { .name = NULL } };
	struct outcome outcome;
	if (status == STATUS_OK)
		status = store_widen(cli->store, DEMO_CACHE_MIB, error);
	if (status == STATUS_OK)
		status = press_pair_make(cli->session, error);
	if (status == STATUS_OK)
		status = cli_run(cli, "demo.fill", input, &outcome, error);
	if (status == STATUS_OK && !words_has(words, "no-invoices"))
		status = demo_invoices(cli, error);
	if (status == STATUS_OK)
		cli_outcome(cli, &outcome);
	else
		take_away(cli);
	return status;
}

/* Opens the demo store that is there, and no other kind. */
static enum status
open_demo(struct cli *cli)
{
	struct error error = { .status = STATUS_OK };
	session_free(&cli->session);
	enum status status = cli_store(cli, &error);
	if (status == STATUS_OK && !store_is_demo(cli->store))
		status = error_set(&error, STATUS_FAILED, NULL, "cli.not_demo",
				   ARGS(ARG_TEXT("path", cli->store_path)));
	return status == STATUS_OK ? cli_terminal(cli) : cli_fail(cli, &error);
}

enum status
verb_demo(struct cli *cli, const struct words *words)
{
	struct error error = { .status = STATUS_OK };
	bool open = words_has(words, "open");
	if (open && access(cli->store_path, F_OK) == 0)
		return open_demo(cli);
	enum status status = fill_demo(cli, words, &error);
	if (error.status != STATUS_OK)
		return cli_fail(cli, &error);
	if (status != STATUS_OK)
		return status;
	cli_say(cli, "cli.made_demo", ARGS(ARG_TEXT("path", cli->store_path)));
	cli_note(cli, "cli.demo_users", NULL);
	return open ? open_demo(cli) : STATUS_OK;
}
