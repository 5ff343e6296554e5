/* A screen and what is asked of it, from the words of the command line. */
#include "cli.h"
#include <guichet/screen.h>
#include <guichet/text.h>
#include <string.h>

static bool
among(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

enum status
cli_screen(struct cli *cli, const char *name, const struct screen **screen)
{
	const char *const *names = screen_names(cli->arena, cli->config);
	if (!among(names, name)) {
		cli_usage(cli, NULL, "cli.screen_unknown", ARGS(ARG_TEXT("screen", name)));
		cli_known(cli, names);
		return STATUS_USAGE;
	}
	struct error error = { .status = STATUS_OK };
	enum status status = screen_load(cli->arena, cli->config, name, screen, &error);
	return status == STATUS_OK ? status : cli_fail(cli, &error);
}

static const char *const *
filter_names(struct arena *arena, const struct screen *screen)
{
	const char **names = arena_array(arena, screen->filter_count + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < screen->filter_count; i++)
		if (!screen->filters[i].silent)
			names[count++] = screen->filters[i].name;
	return names;
}

static bool
sortable(const struct column *column)
{
	return column->sort || column->scoped;
}

static const char *const *
column_names(struct arena *arena, const struct screen *screen, bool sorted)
{
	const char **names = arena_array(arena, screen->column_count + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].silent && (!sorted || sortable(&screen->columns[i])))
			names[count++] = screen->columns[i].field;
	return names;
}

/* A silent column is read for the sake of keys and tabs, and is nobody's to ask for. */
static const struct column *
column_named(const struct screen *screen, const char *name)
{
	const struct column *column = screen_column(screen, name);
	return column && !column->silent ? column : NULL;
}

static enum status
ask_filters(const struct cli *cli, const struct words *words, size_t first,
	    const struct screen *screen, struct ask *ask)
{
	struct arg *filters = arena_array(cli->arena, words->count + 1, sizeof *filters);
	size_t count = 0;
	for (size_t i = first; i < words->count; i++) {
		const char *name = NULL, *value = NULL;
		if (!pair_split(cli->arena, words->items[i], &name, &value)) {
			cli_usage(cli, NULL, "cli.filter_form",
				  ARGS(ARG_TEXT("word", words->items[i])));
			cli_known(cli, filter_names(cli->arena, screen));
			return STATUS_USAGE;
		}
		if (!screen_filter(screen, name)) {
			cli_usage(cli, name, "cli.filter_unknown",
				  ARGS(ARG_TEXT("screen", screen->name)));
			cli_known(cli, filter_names(cli->arena, screen));
			return STATUS_USAGE;
		}
		for (size_t j = 0; j < count; j++)
			if (strcmp(filters[j].name, name) == 0)
				return cli_usage(cli, name, "cli.given_twice", NULL);
		/* An empty one would let everything through: more likely a variable that was not
		 * set. */
		if (value[0] == '\0' || !text_valid(value))
			return cli_usage(
			    cli, name, value[0] == '\0' ? "cli.filter_empty" : "error.text", NULL);
		filters[count++] =
		    (struct arg){ .name = name, .value = value_text(TYPE_TEXT, value) };
	}
	ask->filters = count > 0 ? filters : NULL;
	return STATUS_OK;
}

static enum status
ask_columns(const struct cli *cli, const char *wanted, const struct screen *screen, struct ask *ask)
{
	const char **columns = arena_array(cli->arena, strlen(wanted) + 2, sizeof *columns);
	size_t count = 0;
	for (char *rest = arena_copy(cli->arena, wanted), *name;
	     (name = strtok_r(rest, ", ", &rest));) {
		if (!column_named(screen, name)) {
			cli_usage(cli, "--columns", "cli.column_unknown",
				  ARGS(ARG_TEXT("column", name), ARG_TEXT("screen", screen->name)));
			cli_known(cli, column_names(cli->arena, screen, false));
			return STATUS_USAGE;
		}
		columns[count++] = name;
	}
	if (count == 0)
		return cli_usage(cli, "--columns", "cli.option_value", NULL);
	ask->columns = columns;
	return STATUS_OK;
}

static enum status
ask_order(const struct cli *cli, const char *wanted, const struct screen *screen, struct ask *ask)
{
	const struct column *column = column_named(screen, wanted[0] == '-' ? wanted + 1 : wanted);
	if (!column || !sortable(column)) {
		cli_usage(cli, "--sort", column ? "cli.column_unsorted" : "cli.column_unknown",
			  ARGS(ARG_TEXT("column", wanted), ARG_TEXT("screen", screen->name)));
		cli_known(cli, column_names(cli->arena, screen, true));
		return STATUS_USAGE;
	}
	ask->order = wanted;
	return STATUS_OK;
}

enum status
cli_ask(struct cli *cli, const struct words *words, size_t first, const struct screen *screen,
	struct ask *ask)
{
	*ask = (struct ask){ .screen = screen };
	enum status status = ask_filters(cli, words, first, screen, ask);
	const char *columns = words_option(words, "columns");
	if (status == STATUS_OK && columns)
		status = ask_columns(cli, columns, screen, ask);
	const char *order = words_option(words, "sort");
	if (status == STATUS_OK && order)
		status = ask_order(cli, order, screen, ask);
	return status;
}
