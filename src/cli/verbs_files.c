/* guichet export, import: files out and in. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/exchange.h>
#include <guichet/execute.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

static bool
ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), least = strlen(end);
	return size > least && strcmp(text + size - least, end) == 0;
}

enum status
verb_export(struct cli *cli, const struct words *words)
{
	const struct screen *screen = NULL;
	const char *file = words->items[1];
	struct ask ask;
	struct error error = { .status = STATUS_OK };

	enum status status = cli_screen(cli, words->items[0], &screen);
	if (status != STATUS_OK)
		return status;
	cli->where = screen->name;
	if (screen->kind != SCREEN_LIST)
		return cli_usage(cli, NULL, "cli.screen_record",
				 ARGS(ARG_TEXT("screen", screen->name)));
	if (!ends_with(file, ".xlsx") && !ends_with(file, ".csv"))
		return cli_usage(cli, NULL, "cli.file_kind", ARGS(ARG_TEXT("file", file)));
	status = cli_ask(cli, words, 2, screen, &ask);
	if (status != STATUS_OK)
		return status;
	status = cli_session(cli, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);

	struct progress progress;
	int64_t rows = 0;
	cli_progress(cli, &progress);
	status = export_file(cli->session, &ask, file, &progress, &rows, &error);
	cli_progress_end(&progress);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(cli, "cli.exported", ARGS(ARG_TEXT("file", file), ARG_INT("count", rows)));
	return STATUS_OK;
}

struct rejects {
	const struct cli *cli;
	const struct progress *progress;
};

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
	cli_progress_clear(rejects->progress);
	fprintf(stderr, "%s\n", text_clean(arena, builder_text(&told)));
	arena_free(&arena);
}

static void
tell_result(const struct cli *cli, const struct import_result *result, enum mode mode,
	    enum format format)
{
	if (format == FORMAT_JSON) {
		printf("{\"lines\":%lld,\"created\":%lld,\"changed\":%lld,\"unchanged\":%lld,"
		       "\"rejected\":%lld,\"rejected_file\":%s,\"layout\":%s,\"encoding\":%s,"
		       "\"dry_run\":%s}\n",
		       (long long)result->lines, (long long)result->created,
		       (long long)result->changed, (long long)result->unchanged,
		       (long long)result->rejected,
		       result->rejected_file ? text_json(cli->arena, result->rejected_file)
					     : "null",
		       result->layout ? text_json(cli->arena, result->layout) : "null",
		       result->encoding ? text_json(cli->arena, result->encoding) : "null",
		       mode == PREVIEW ? "true" : "false");
		return;
	}
	cli_say(cli, "cli.imported",
		ARGS(ARG_INT("lines", result->lines), ARG_INT("created", result->created),
		     ARG_INT("changed", result->changed), ARG_INT("unchanged", result->unchanged),
		     ARG_INT("rejected", result->rejected)));
	cli_note(cli, "cli.imported_as",
		 ARGS(ARG_TEXT("layout", result->layout), ARG_TEXT("encoding", result->encoding)));
	if (result->rejected_file)
		cli_note(cli, "cli.rejected_file", ARGS(ARG_TEXT("file", result->rejected_file)));
	if (mode == PREVIEW)
		cli_note(cli, "cli.dry_run", NULL);
}

/* A customer nobody knows is one fault, not one a line. */
static enum status
check_customer(const struct cli *cli, const char *number, struct error *error)
{
	const struct command *command = command_find("card.import");
	const struct input input[] = { { "customer", number }, { .name = NULL } };
	struct value value;
	enum status status = execute_allowed(cli->session, command, error);
	if (status == STATUS_OK)
		status = param_check(cli->arena, cli->session, command,
				     param_find(command, "customer"), input, &value, error);
	return status;
}

enum status
verb_import(struct cli *cli, const struct words *words)
{
	static const char *const kinds[] = { "fleet", NULL };
	const char *kind = words->items[0], *layout = words_option(words, "layout");
	enum format format = FORMAT_TABLE;
	struct error error = { .status = STATUS_OK };

	enum status status = format_read(cli, words, FORMATS_RECORD, &format);
	if (status != STATUS_OK)
		return status;
	if (strcmp(kind, kinds[0]) != 0) {
		cli_usage(cli, NULL, "cli.import_unknown", ARGS(ARG_TEXT("kind", kind)));
		cli_known(cli, kinds);
		return STATUS_USAGE;
	}
	if (!words_has(words, "customer"))
		return cli_usage(cli, "--customer", "cli.customer_missing", NULL);
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = check_customer(cli, words_option(words, "customer"), &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);

	struct progress progress;
	struct rejects rejects = { .cli = cli, .progress = &progress };
	const struct import import = {
		.kind = kind,
		.file = words->items[1],
		.layout = layout,
		.customer = words_option(words, "customer"),
		.mode = words_has(words, "dry-run") ? PREVIEW : RUN,
		.rejected = tell_rejected,
		.progress = &progress,
		.context = &rejects,
	};
	struct import_result result = { .lines = 0 };
	cli->where = import.file;
	cli_progress(cli, &progress);
	status = import_file(cli->session, &import, cli->arena, &result, &error);
	cli_progress_end(&progress);
	cli->where = words->verb->name;
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	tell_result(cli, &result, import.mode, format);
	return result.rejected > 0 ? STATUS_REFUSED : STATUS_OK;
}
