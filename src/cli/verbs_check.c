/* guichet check: every fault of settings, texts, screens, commands and store at once, a line each.
 */
#include "cli.h"
#include <errno.h>
#include <guichet/command.h>
#include <guichet/config.h>
#include <guichet/document.h>
#include <guichet/exchange.h>
#include <guichet/execute.h>
#include <guichet/messages.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <guichet/vault.h>
#include <string.h>
#include <unistd.h>

struct checking {
	struct cli *cli;
	int64_t faults;
};

static void
tell_fault(struct checking *checking, const char *file, int line, const char *words)
{
	struct arena *arena = checking->cli->arena;
	checking->faults++;
	if (line > 0)
		printf("%s:%d: %s\n", text_clean(arena, file), line, text_clean(arena, words));
	else
		printf("%s: %s\n", text_clean(arena, file), text_clean(arena, words));
}

static void
file_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct checking *checking = context;
	const struct cli *cli = checking->cli;
	tell_fault(checking, file ? file : "", line, lang_format(cli->arena, cli->lang, key, args));
}

static void
registry_fault(void *context, const char *command, const char *key, const struct arg *args)
{
	file_fault(context, command, 0, key, args);
}

static void
store_fault_told(void *context, const char *key, const struct arg *args)
{
	const struct checking *checking = context;
	file_fault(context, checking->cli->store_path, 0, key, args);
}

static void
audit_fault_told(void *context, int64_t row, const char *key)
{
	const struct checking *checking = context;
	const struct cli *cli = checking->cli;
	store_fault_told(context, "cli.chain_fault",
			 ARGS(ARG_INT("row", row), ARG_TEXT("reason", lang_text(cli->lang, key))));
}

/* F15: moved from another row or column, it does not open. */
static void
seal_fault_told(void *context, const char *place, int64_t row)
{
	store_fault_told(context, "cli.check.sealed",
			 ARGS(ARG_TEXT("record", place), ARG_INT("row", row)));
}

static void
error_told(struct checking *checking, const struct error *error)
{
	const struct cli *cli = checking->cli;
	tell_fault(checking, cli->store_path, 0, error_text(cli->arena, cli->lang, error));
}

struct comparison {
	struct checking *checking;
	const struct lang *other;
};

static void
text_wanted(void *context, const char *key, const char *text)
{
	const struct comparison *comparison = context;
	(void)text;
	if (lang_find(comparison->other, key))
		return;
	const char *code = lang_code(comparison->other);
	file_fault(comparison->checking, code, 0, "check.no_text",
		   ARGS(ARG_TEXT("name", key), ARG_TEXT("language", code)));
}

/* Every sentence in every language. */
static void
check_texts(struct checking *checking)
{
	for (const char *const *code = lang_codes; *code; code++)
		for (const char *const *other = lang_codes; *other; other++) {
			struct comparison comparison = { .checking = checking,
							 .other = lang_get(*other) };
			if (other != code)
				lang_each(lang_get(*code), text_wanted, &comparison);
		}
}

/* What needs no store, but for the views of screens. */
static void
check_files(struct checking *checking)
{
	struct cli *cli = checking->cli;
	for (const struct fault *fault = cli->faults; fault; fault = fault->next)
		tell_fault(checking, fault->file, fault->line, fault->words);
	check_texts(checking);
	messages_check(file_fault, checking);
	commands_check(registry_fault, checking);
	layouts_check(cli->config, file_fault, checking);
	screens_check(cli->store, cli->config, file_fault, checking);
}

/* A statement that finds faults: each row has what is wrong, then what the sentence calls a, b, c.
 */
struct search {
	enum statement statement;
	const char *key;
	enum type types[3]; /* TYPE_TEXT unless said */
};

static const struct search searches[] = {
	{ SQL_CHECK_RANKS, "cli.check.rank", { TYPE_TEXT, TYPE_CHOICE, TYPE_CHOICE } },
	{ SQL_CHECK_NEXT_RANKS, "cli.check.next_rank", { TYPE_TEXT, TYPE_CHOICE } },
	{ SQL_CHECK_OLDER_RANKS, "cli.check.older_rank", { TYPE_TEXT, TYPE_CHOICE, TYPE_CHOICE } },
	{ SQL_CHECK_USERS, "cli.check.user", { TYPE_TEXT } },
	{ SQL_CHECK_SERIES, "cli.check.series", { TYPE_TEXT } },
	{ SQL_CHECK_INVOICES, "cli.check.invoice", { TYPE_MONEY, TYPE_MONEY, TYPE_MONEY } },
	{ SQL_CHECK_INVOICE_LINES, "cli.check.invoice_lines", { TYPE_MONEY, TYPE_MONEY } },
	{ SQL_CHECK_INVOICE_RATES,
	  "cli.check.invoice_rate",
	  { TYPE_MONEY, TYPE_MONEY, TYPE_MONEY } },
	{ SQL_CHECK_NUMBERS, "cli.check.number", { TYPE_TEXT } },
	{ SQL_CHECK_CREDITS, "cli.check.credit", { TYPE_TEXT, TYPE_MONEY, TYPE_MONEY } },
	{ SQL_CHECK_CREDITS_ALONE, "cli.check.credit_alone", { TYPE_TEXT } },
	{ SQL_CHECK_STATEMENTS, "cli.check.statement", { TYPE_MONEY, TYPE_MONEY } },
	{ SQL_CHECK_BILLED, "cli.check.billed", { TYPE_TEXT } },
};

/* Told one by one, and made anew all at once. */
static const struct search sums[] = {
	{ SQL_TRANSACTION_PLACE_FAULTS, "cli.check.place", { TYPE_CARD } },
	{ SQL_TRANSACTION_DAY_FAULTS, "cli.check.purchase_day", { TYPE_INT } },
	{ SQL_TRANSACTION_DIVISION_FAULTS, "cli.check.division_sums", { TYPE_MONEY, TYPE_MONEY } },
	{ SQL_TRANSACTION_CARD_FAULTS, "cli.check.card_sums", { TYPE_MONEY, TYPE_MONEY } },
	{ SQL_TRANSACTION_UNBILLED_FAULTS, "cli.check.unbilled", { TYPE_DATE, TYPE_DATE } },
};

static struct value
cell_of(const struct cursor *cursor, int column, enum type type)
{
	struct value value = { .type = type, .vocabulary = type == TYPE_CHOICE ? "state" : NULL };

	cursor_read(cursor, column, &value);
	return value;
}

static void
check_rows(struct checking *checking, const struct search *search)
{
	struct cli *cli = checking->cli;
	struct cursor *cursor = NULL;
	struct error error = { .status = STATUS_OK };
	enum status status = store_select(cli->store, search->statement, NULL, &cursor, &error);

	while (status == STATUS_OK && cursor_next(cursor))
		store_fault_told(
		    checking, search->key,
		    ARGS(ARG_TEXT("record", cursor_text(cursor, 0)),
			 { .name = "a", .value = cell_of(cursor, 1, search->types[0]) },
			 { .name = "b", .value = cell_of(cursor, 2, search->types[1]) },
			 { .name = "c", .value = cell_of(cursor, 3, search->types[2]) }));
	if (status == STATUS_OK)
		status = cursor_close(&cursor, &error);
	if (status != STATUS_OK)
		error_told(checking, &error);
}

/* What can be made again from the records: said by the dry run of its rebuilding, or rebuilt. */
static void
check_derived(struct checking *checking, const char *name, const char *key, bool repair)
{
	struct cli *cli = checking->cli;
	struct outcome outcome = { .error = { .status = STATUS_OK } };
	const struct command *command = command_find(name);
	enum status status = execute(cli->session, command, NULL, NULL, repair ? RUN : PREVIEW,
				     cli->arena, &outcome);
	if (status != STATUS_OK) {
		error_told(checking, &outcome.error);
	} else if (!outcome.unchanged && repair) {
		cli_outcome(cli, &outcome);
	} else if (!outcome.unchanged) {
		store_fault_told(checking, key, NULL);
	}
}

/* The key and the certificate that sign, where there are any. */
static void
check_pair(struct checking *checking)
{
	const struct cli *cli = checking->cli;
	struct press_signer signer;
	struct error error = { .status = STATUS_OK };
	const char *file = config_path(cli->config);

	if (press_pair_there(cli->session) &&
	    press_pair_look(cli->session, cli->arena, &signer, &error) != STATUS_OK)
		tell_fault(checking, file ? file : "guichet.conf", 0,
			   error_text(cli->arena, cli->lang, &error));
}

static void
check_sums(struct checking *checking, bool repair)
{
	if (repair)
		check_derived(checking, "transaction.recount", "cli.check.division_sums", true);
	for (size_t i = 0; !repair && i < sizeof sums / sizeof *sums; i++)
		check_rows(checking, &sums[i]);
}

static void
check_store(struct checking *checking, bool repair)
{
	struct cli *cli = checking->cli;
	struct error error = { .status = STATUS_OK };
	int64_t rows = 0;
	if (store_check(cli->store, store_fault_told, checking, &error) != STATUS_OK)
		error_told(checking, &error);
	error_clear(&error);
	if (document_check(cli->store, store_fault_told, checking, &error) != STATUS_OK)
		error_told(checking, &error);
	error_clear(&error);
	if (vault_check(cli->session, seal_fault_told, checking, &error) != STATUS_OK)
		error_told(checking, &error);
	check_pair(checking);
	for (size_t i = 0; i < sizeof searches / sizeof *searches; i++)
		check_rows(checking, &searches[i]);
	check_sums(checking, repair);
	check_derived(checking, "tally.rebuild", "cli.check.tally", repair);
	check_derived(checking, "search.rebuild", "cli.check.search", repair);
	error_clear(&error);
	audit_verify(cli->session, audit_fault_told, checking, &rows, &error);
	if (error.status != STATUS_OK)
		error_told(checking, &error);
}

enum status
verb_check(struct cli *cli, const struct words *words)
{
	struct checking checking = { .cli = cli };
	struct error error = { .status = STATUS_OK };
	bool missing = access(cli->store_path, F_OK) != 0 && errno == ENOENT;
	bool named = words_has(words, "store") || words_has(words, "repair");
	enum status status = STATUS_OK;
	if (!missing || named)
		status = cli_session_for(cli, "settings", &error);
	if (status == STATUS_DENIED || status == STATUS_USAGE)
		return cli_fail(cli, &error);

	if (status != STATUS_OK)
		error_told(&checking, &error);
	else if (cli->session)
		check_store(&checking, words_has(words, "repair"));
	else
		cli_note(cli, "cli.check.no_store", ARGS(ARG_TEXT("path", cli->store_path)));
	check_files(&checking); /* screens read what may just have been repaired */
	cli_note(cli, checking.faults == 0 ? "cli.check.fine" : "cli.check.faults",
		 ARGS(ARG_INT("count", checking.faults)));
	return checking.faults == 0 ? STATUS_OK : STATUS_FAILED;
}
