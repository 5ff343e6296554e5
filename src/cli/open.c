/* What a run of the program opens: settings, store, session, in that order and no further than
 * needed. */
#include "cli.h"
#include <errno.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/exchange.h>
#include <guichet/lang.h>
#include <guichet/log.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/startup.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <guichet/tui.h>
#include <langinfo.h>
#include <libgen.h>
#include <locale.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void
cli_start(void)
{
	startup_clean();
	umask(077);
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static const char *
first_given(const char *a, const char *b)
{
	if (a && a[0] != '\0')
		return a;
	return b && b[0] != '\0' ? b : NULL;
}

struct gathering {
	struct cli *cli;
	struct fault *last;
};

static void
gather(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct gathering *gathering = context;
	struct arena *arena = gathering->cli->arena;
	struct fault *fault = arena_alloc(arena, sizeof *fault);
	*fault = (struct fault){ .file = arena_copy(arena, file ? file : ""),
				 .line = line,
				 .words = lang_format(arena, gathering->cli->lang, key, args) };
	if (gathering->last)
		gathering->last->next = fault;
	else
		gathering->cli->faults = fault;
	gathering->last = fault;
	gathering->cli->fault_count++;
}

/* The language asked for; NULL when it is none of ours. */
static const struct lang *
language(const struct cli *cli, const char *asked)
{
	const char *code = asked;
	if (!code && cli->config)
		code = first_given(config_text(cli->config, "language"), NULL);
	return lang_get(code ? code : "fr");
}

static enum status
wrong_language(const char *asked, struct error *error)
{
	return error_set(error, STATUS_USAGE, "--lang", "cli.lang_unknown",
			 ARGS(ARG_TEXT("lang", asked)));
}

static enum status
unreadable_settings(const struct cli *cli, struct error *error)
{
	const char *words = cli->faults ? cli->faults->words : "";
	return error_set(error, STATUS_FAILED, NULL, "cli.config_unread",
			 ARGS(ARG_TEXT("path", cli->config_path), ARG_TEXT("reason", words)));
}

static const char *
home_folder(void)
{
	const char *home = getenv("HOME");
	if (home && home[0] == '/')
		return home;
	const struct passwd *user = getpwuid(geteuid());
	return user && user->pw_dir ? user->pw_dir : "/";
}

static const char *
default_store(struct arena *arena)
{
	const char *data = getenv("XDG_DATA_HOME");
	if (data && data[0] == '/')
		return arena_format(arena, "%s/guichet/guichet.db", data);
	return arena_format(arena, "%s/.local/share/guichet/guichet.db", home_folder());
}

static void
use_settings(struct cli *cli, const struct words *words, struct gathering *gathering)
{
	const char *zone = config_text(cli->config, "timezone");
	if (zone[0] != '\0')
		setenv("TZ", zone, 1);
	tzset();
	log_open(config_text(cli->config, "log_file"));
	const char *texts = config_text(cli->config, "lang_dir");
	if (texts[0] != '\0')
		lang_load(texts, gather, gathering);
	const char *store = first_given(words_option(words, "store"), getenv("GUICHET_STORE"));
	if (!store)
		store = first_given(config_text(cli->config, "store"), NULL);
	cli->store_path = store ? store : default_store(cli->arena);
	cli->as = words_option(words, "as");
}

enum status
cli_settings(struct cli *cli, const struct words *words, struct error *error)
{
	const char *asked = first_given(words_option(words, "lang"), getenv("GUICHET_LANG"));
	const struct lang *lang = language(cli, asked);
	if (!lang)
		return wrong_language(asked, error);
	cli->lang = lang;
	cli->lang_asked = asked != NULL;

	struct gathering gathering = { .cli = cli };
	cli->config_path = first_given(words_option(words, "config"), getenv("GUICHET_CONFIG"));
	cli->config = config_load(cli->config_path, gather, &gathering);
	if (!cli->config)
		return unreadable_settings(cli, error);
	lang = language(cli, asked);
	cli->lang = lang ? lang : cli->lang;
	use_settings(cli, words, &gathering);
	return STATUS_OK;
}

enum status
cli_store(struct cli *cli, struct error *error)
{
	if (cli->store)
		return STATUS_OK;
	const char *key = config_text(cli->config, "key_file");
	enum status status =
	    store_open(&cli->store, cli->store_path, key[0] != '\0' ? key : NULL, error);
	if (status == STATUS_OK)
		store_limit_waits(cli->store,
				  (int)config_int(cli->config, "gate.wait_seconds") * 1000);
	return status;
}

/* Only a demo store's clock can be moved (decision 12). */
static enum status
move_clock(struct cli *cli, struct error *error)
{
	const char *now = getenv("GUICHET_NOW");
	if (!now || now[0] == '\0' || !store_is_demo(cli->store))
		return STATUS_OK;
	if (clock_set(&cli->session->clock, now))
		return STATUS_OK;
	return error_set(error, STATUS_USAGE, "GUICHET_NOW", "cli.now_wrong",
			 ARGS(ARG_TEXT("value", now)));
}

/* Nobody signed in yet. */
static enum status
session_start(struct cli *cli, struct error *error)
{
	enum status status = cli_store(cli, error);
	if (status != STATUS_OK)
		return status;
	cli->session = session_new(cli->store, cli->config, cli->lang);
	cli->session->press = &exchange_press;
	cli->session->bound = first_given(getenv("GUICHET_USER"), NULL);
	return move_clock(cli, error);
}

/* ACC-13: what the account asks besides its password; once, as the password is. */
static enum status
second_factor(struct cli *cli, struct error *error)
{
	char code[SECRET_MOST];
	const char *label =
	    lang_format(cli->arena, cli->lang, "cli.code_of", ARGS(ARG_TEXT("login", cli->as)));
	enum status status = cli_secret(cli, label, code, error);
	if (status == STATUS_USAGE && strcmp(error->key, "cli.secret_missing") == 0)
		return session_refuse(cli->session, cli->as, "access.no_code", error);
	if (status == STATUS_OK)
		status = session_second(cli->session, code, error);
	secret_wipe(code, sizeof code);
	return status;
}

static enum status
sign_in(struct cli *cli, struct error *error)
{
	char password[SECRET_MOST];
	const char *label =
	    lang_format(cli->arena, cli->lang, "cli.password_of", ARGS(ARG_TEXT("login", cli->as)));
	enum status status = cli_secret(cli, label, password, error);
	if (status == STATUS_USAGE && strcmp(error->key, "cli.secret_missing") == 0)
		return session_refuse(cli->session, cli->as, "access.no_password", error);
	if (status == STATUS_OK)
		status = session_sign_in(cli->session, cli->as, password, error);
	secret_wipe(password, sizeof password);
	if (status == STATUS_OK && cli->session->proving != 0)
		status = second_factor(cli, error);
	/* Whoever is not let in has no right here, rather than a rule against what he asked. */
	if (status == STATUS_REFUSED)
		status = error->status = STATUS_DENIED;
	return status;
}

/* Another Unix account that names nobody: the trace has its own name, in brackets. */
static enum status
refuse_stranger(const struct cli *cli, struct error *error)
{
	const struct passwd *user = getpwuid(getuid());
	const char *name = arena_format(cli->arena, "(%s)", user ? user->pw_name : "?");
	enum status status = session_refuse(cli->session, name, "access.owner_only", error);
	return status != STATUS_DENIED ? status
				       : error_set(error, status, NULL, "cli.owner_only",
						   ARGS(ARG_TEXT("path", cli->store_path)));
}

enum status
cli_session(struct cli *cli, struct error *error)
{
	if (cli->session)
		return STATUS_OK;
	enum status status = session_start(cli, error);
	if (status != STATUS_OK)
		return status;
	if (store_is_owner(cli->store))
		status = session_act_as(cli->session, cli->as, error);
	else if (cli->as)
		status = sign_in(cli, error);
	else
		status = refuse_stranger(cli, error);
	/* A verb answers in the language of the command line, whoever acts. */
	cli->account_lang = cli->session->lang;
	cli->session->lang = cli->lang;
	return status;
}

enum status
cli_nobody(struct cli *cli, struct error *error)
{
	enum status status = session_start(cli, error);
	if (status == STATUS_OK)
		cli->account_lang = cli->session->lang;
	return status;
}

enum status
cli_owner(const struct cli *cli, struct error *error)
{
	struct stat file;
	if (cli->as)
		return error_set(error, STATUS_USAGE, "--as", "cli.owner_verb", NULL);
	if (lstat(cli->store_path, &file) != 0)
		return errno == ENOENT
			   ? STATUS_OK
			   : error_system(error, "error.store_open", cli->store_path, errno);
	if (file.st_uid != getuid())
		return error_set(error, STATUS_DENIED, NULL, "cli.owner_only",
				 ARGS(ARG_TEXT("path", cli->store_path)));
	return STATUS_OK;
}

enum status
cli_folder(const struct cli *cli, struct error *error)
{
	/* What dirname gives may be a constant. */
	char *folder = arena_copy(cli->arena, dirname(arena_copy(cli->arena, cli->store_path)));
	for (char *p = folder + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char kept = *p;
		*p = '\0';
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return error_system(error, "cli.folder_failed", folder, errno);
		*p = kept;
		if (kept == '\0')
			return STATUS_OK;
	}
}

/* Behind sshd's ForceCommand: what was asked for instead of the program (a command, sftp) is not
 * done, and not passed over in silence either. */
static enum status
refuse_command(const struct cli *cli, struct error *error)
{
	const char *asked = getenv("SSH_ORIGINAL_COMMAND");
	if (!asked || asked[0] == '\0')
		return STATUS_OK;
	return error_set(error, STATUS_USAGE, NULL, "cli.ssh_command",
			 ARGS(ARG_TEXT("command", text_clean(cli->arena, asked))));
}

/* What is made in a person's folder is for him to fetch, by the folder's group. */
static void
confine(struct cli *cli)
{
	cli->session->confined = true;
	if (config_text(cli->config, "files_dir")[0] != '\0')
		umask(027);
}

enum status
cli_terminal(struct cli *cli)
{
	struct error error = { .status = STATUS_OK };
	if (refuse_command(cli, &error) != STATUS_OK)
		return cli_fail(cli, &error);
	enum status status = cli->as ? cli_session(cli, &error) : session_start(cli, &error);
	if (status == STATUS_OK && cli->as && !cli->lang_asked)
		cli->session->lang = cli->account_lang;
	if (status == STATUS_OK) {
		confine(cli);
		status = (enum status)tui_run(cli->session, &error);
	}
	if (error.status != STATUS_OK)
		cli_fail(cli, &error);
	return status;
}

void
cli_close(struct cli *cli)
{
	if (cli->session && cli->session->id != 0)
		session_sign_out(cli->session, "left");
	session_free(&cli->session);
	store_close(&cli->store);
	config_free(&cli->config);
	log_close();
	arena_free(&cli->arena);
}
