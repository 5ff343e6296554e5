/* guichet import, batch: files in, a command a line. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/exchange.h>
#include <guichet/execute.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

enum { NOTES_MOST = 16, EXAMPLES = 3 };

/* Lines that are good and were mended: the first ones of a kind are told, the rest counted. */
struct noted {
	const char *key, *text;
	int64_t count;
};

struct rejects {
	const struct cli *cli;
	struct progress progress;
	struct noted notes[NOTES_MOST];
};

static struct noted *
noted_of(struct rejects *rejects, const char *key)
{
	for (size_t i = 0; i < NOTES_MOST; i++) {
		struct noted *noted = &rejects->notes[i];
		if (noted->key && strcmp(noted->key, key) == 0)
			return noted;
		if (!noted->key) {
			noted->key = arena_copy(rejects->cli->arena, key);
			return noted;
		}
	}
	return NULL;
}

static void
tell_noted(void *context, int64_t line, const struct said *said)
{
	struct rejects *rejects = context;
	const struct cli *cli = rejects->cli;
	struct noted *noted = noted_of(rejects, said->key);
	struct arena *arena = NULL;
	if (!noted)
		return;
	arena = arena_new();
	const char *text = lang_format(arena, cli->lang, said->key, said->args);
	noted->count++;
	if (noted->count <= EXAMPLES) {
		cli_progress_clear(&rejects->progress);
		fprintf(stderr, "%s:%lld: %s\n", cli->where, (long long)line,
			text_clean(arena, text));
	} else {
		noted->text = noted->text ? noted->text : arena_copy(cli->arena, text);
	}
	arena_free(&arena);
}

static void
tell_rest(const struct rejects *rejects)
{
	const struct cli *cli = rejects->cli;
	for (size_t i = 0; i < NOTES_MOST && rejects->notes[i].key; i++) {
		const struct noted *noted = &rejects->notes[i];
		if (noted->count > EXAMPLES)
			cli_note(cli, "cli.import_noted",
				 ARGS(ARG_TEXT("file", cli->where),
				      ARG_INT("count", noted->count - EXAMPLES),
				      ARG_TEXT("text", noted->text)));
	}
}

/* FILE:LINE: column: value: rule */
static void
tell_rejected(void *context, const struct import_line *line)
{
	const struct rejects *rejects = context;
	struct arena *arena = arena_new();
	struct builder told = { .arena = arena };
	builder_format(&told, "%s:%lld: ", rejects->cli->where, (long long)line->line);
	if (line->column && line->column[0] != '\0')
		builder_format(&told, "%s: ", line->column);
	if (line->value && line->value[0] != '\0')
		builder_format(&told,
			       "%s: ", text_cut(arena, text_clean(arena, line->value), 60, false));
	builder_add(&told, error_text(arena, rejects->cli->lang, line->error));
	cli_progress_clear(&rejects->progress);
	fprintf(stderr, "%s\n", text_clean(arena, builder_text(&told)));
	arena_free(&arena);
}

static void
tell_program(const struct cli *cli, const struct import *import, const struct import_result *result)
{
	printf("{\"lines\":%lld,\"created\":%lld,\"changed\":%lld,\"unchanged\":%lld,"
	       "\"already\":%lld,\"rejected\":%lld,\"noted\":%lld,\"rejected_file\":%s,"
	       "\"noted_file\":%s,\"layout\":%s,"
	       "\"encoding\":%s,\"dry_run\":%s}\n",
	       (long long)result->lines, (long long)result->created, (long long)result->changed,
	       (long long)result->unchanged, (long long)result->already,
	       (long long)result->rejected, (long long)result->noted,
	       result->rejected_file ? text_json(cli->arena, result->rejected_file) : "null",
	       result->noted_file ? text_json(cli->arena, result->noted_file) : "null",
	       result->layout ? text_json(cli->arena, result->layout) : "null",
	       result->encoding ? text_json(cli->arena, result->encoding) : "null",
	       import->mode == PREVIEW ? "true" : "false");
}

static void
tell_people(const struct cli *cli, const struct import *import, const struct import_result *result)
{
	cli_say(cli, import->command ? "cli.batched" : "cli.imported",
		ARGS(ARG_INT("lines", result->lines), ARG_INT("created", result->created),
		     ARG_INT("changed", result->changed), ARG_INT("unchanged", result->unchanged),
		     ARG_INT("already", result->already), ARG_INT("rejected", result->rejected)));
	if (import->command == NULL)
		cli_note(cli, "cli.imported_as",
			 ARGS(ARG_TEXT("layout", result->layout),
			      ARG_TEXT("encoding", result->encoding)));
	if (result->already > 0)
		cli_note(cli, "cli.batch_already", NULL);
	if (result->nothing)
		cli_note(cli, import->atomic ? "cli.batch_undone" : "cli.batch_nothing", NULL);
	if (result->noted_file)
		cli_note(cli, "cli.noted_file", ARGS(ARG_TEXT("file", result->noted_file)));
	if (result->rejected_file)
		cli_note(cli, "cli.rejected_file", ARGS(ARG_TEXT("file", result->rejected_file)));
	if (import->mode == PREVIEW)
		cli_note(cli, "cli.dry_run", NULL);
}

static enum status
run_import(struct cli *cli, const struct words *words, const struct import *wanted,
	   enum format format)
{
	struct rejects rejects = { .cli = cli };
	struct import import = *wanted;
	struct import_result result = { .lines = 0 };
	struct error error = { .status = STATUS_OK };

	import.rejected = tell_rejected;
	import.noted = import.kind ? tell_noted : NULL;
	import.progress = &rejects.progress;
	import.context = &rejects;
	cli->where = import.file;
	cli_progress(cli, &rejects.progress);
	enum status status = import_file(cli->session, &import, cli->arena, &result, &error);
	cli_progress_end(&rejects.progress);
	tell_rest(&rejects);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli->where = words->verb->name;
	if (format == FORMAT_JSON)
		tell_program(cli, &import, &result);
	else
		tell_people(cli, &import, &result);
	return result.rejected > 0 ? STATUS_REFUSED : STATUS_OK;
}

/* What comes in, one command a line; of a customer's things somebody says whose. */
struct import_kind {
	const char *name, *command;
	bool customer;
};

static const struct import_kind import_kinds[] = {
	{ "fleet", "card.import", true },
	{ "stations", "station.import", false },
	{ "prices", "price.import", false },
	{ "passages", "passage.import", false },
	{ "transactions", "transaction.import", false },
	{ .name = NULL },
};

/* A customer nobody knows is one fault, not one a line. */
static enum status
check_customer(const struct cli *cli, const struct import_kind *kind, const char *number,
	       struct error *error)
{
	const struct command *command = command_find(kind->command);
	const struct input input[] = { { "customer", number }, { .name = NULL } };
	struct value value;
	enum status status = execute_asked(cli->session, command, error);
	if (status == STATUS_OK && kind->customer)
		status = param_check(cli->arena, cli->session, command,
				     param_find(command, "customer"), input, &value, error);
	return status;
}

static const struct import_kind *
kind_called(const struct cli *cli, const char *name)
{
	const char *names[sizeof import_kinds / sizeof *import_kinds] = { NULL };
	const struct import_kind *kind = import_kinds;
	for (size_t i = 0; kind->name && strcmp(kind->name, name) != 0; kind++)
		names[i++] = kind->name;
	if (kind->name)
		return kind;
	cli_usage(cli, NULL, "cli.import_unknown", ARGS(ARG_TEXT("kind", name)));
	cli_known(cli, names);
	return NULL;
}

enum status
verb_import(struct cli *cli, const struct words *words)
{
	const struct import_kind *kind = NULL;
	const char *customer = words_option(words, "customer");
	enum format format = FORMAT_TABLE;
	struct error error = { .status = STATUS_OK };

	enum status status = format_read(cli, words, FORMATS_RECORD, &format);
	if (status != STATUS_OK)
		return status;
	kind = kind_called(cli, words->items[0]);
	if (!kind)
		return STATUS_USAGE;
	if (kind->customer && !customer)
		return cli_usage(cli, "--customer", "cli.customer_missing", NULL);
	if (!kind->customer && customer)
		return cli_usage(cli, "--customer", "cli.customer_none", NULL);
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = check_customer(cli, kind, customer, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);

	const struct import import = {
		.kind = kind->name,
		.file = words->items[1],
		.layout = words_option(words, "layout"),
		.customer = customer,
		.mode = words_has(words, "dry-run") ? PREVIEW : RUN,
	};
	return run_import(cli, words, &import, format);
}

/* CARD-08 */
enum status
verb_batch(struct cli *cli, const struct words *words)
{
	const struct command *command = NULL;
	enum format format = FORMAT_TABLE;
	struct error error = { .status = STATUS_OK };

	enum status status = format_read(cli, words, FORMATS_RECORD, &format);
	if (status == STATUS_OK)
		status = cli_command(cli, words->items[0], &command);
	if (status != STATUS_OK)
		return status;
	cli->where = command->name;
	if (words_has(words, "atomic") && words_has(words, "skip-bad"))
		return cli_usage(cli, "--skip-bad", "cli.atomic_skips", NULL);
	status = cli_session(cli, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	const struct import import = {
		.command = command,
		.file = words->items[1],
		.customer = words_option(words, "customer"),
		.mode = words_has(words, "dry-run") ? PREVIEW : RUN,
		.skip_bad = words_has(words, "skip-bad"),
		.atomic = words_has(words, "atomic"),
		.anew = words_has(words, "anew"),
	};
	return run_import(cli, words, &import, format);
}
