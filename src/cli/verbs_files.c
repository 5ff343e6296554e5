/* guichet export, template: files out. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/exchange.h>
#include <guichet/execute.h>
#include <guichet/screen.h>
#include <guichet/session.h>
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
	if (!ends_with(file, ".xlsx") && !ends_with(file, ".csv") &&
	    !(screen->machine && ends_with(file, ".txt")))
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

enum status
verb_template(struct cli *cli, const struct words *words)
{
	const struct command *command = NULL;
	const char *file = words->items[1];
	struct error error = { .status = STATUS_OK };

	enum status status = cli_command(cli, words->items[0], &command);
	if (status != STATUS_OK)
		return status;
	cli->where = command->name;
	if (!ends_with(file, ".xlsx") && !ends_with(file, ".csv"))
		return cli_usage(cli, NULL, "cli.file_kind", ARGS(ARG_TEXT("file", file)));
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = execute_allowed(cli->session, command, &error);
	if (status == STATUS_OK)
		status = template_file(cli->session, command, file, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(cli, "cli.template",
		ARGS(ARG_TEXT("file", file), ARG_TEXT("command", command->name)));
	return STATUS_OK;
}
