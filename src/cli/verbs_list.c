/* guichet list, show, find: what screens show, as text. */
#include "cli.h"
#include <errno.h>
#include <guichet/find.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <stdlib.h>
#include <string.h>

#define FOUND_MOST 50

static enum status
read_limit(const struct cli *cli, const struct words *words, int64_t standard, int64_t *limit)
{
	const char *text = words_option(words, "limit");
	*limit = standard;
	if (!text)
		return STATUS_OK;
	char *end = NULL;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || number < 1)
		return cli_usage(cli, "--limit", "cli.number_wrong", ARGS(ARG_TEXT("value", text)));
	*limit = number;
	return STATUS_OK;
}

/* For people, what the screen shows at first; for programs, all it has. */
static void
choose_columns(const struct cli *cli, enum format format, struct ask *ask)
{
	const struct screen *screen = ask->screen;
	if (ask->columns)
		return;
	if (format != FORMAT_JSON) {
		ask->columns = ask_shown(cli->arena, cli->session, ask);
		return;
	}
	const char **fields = arena_array(cli->arena, screen->column_count + 1, sizeof *fields);
	size_t count = 0;
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].silent)
			fields[count++] = screen->columns[i].field;
	ask->columns = fields;
}

struct listing {
	struct column *columns;
	struct print_column *printed;
	size_t count;
};

static struct listing
listing_of(const struct cli *cli, const struct ask *ask)
{
	size_t count = 0;
	while (ask->columns[count])
		count++;
	struct listing listing = {
		.columns = arena_array(cli->arena, count, sizeof *listing.columns),
		.printed = arena_array(cli->arena, count, sizeof *listing.printed),
		.count = count,
	};
	for (size_t i = 0; i < count; i++) {
		const struct column *column = screen_column(ask->screen, ask->columns[i]);
		listing.columns[i] = *column;
		listing.printed[i] = (struct print_column){
			.name = column->field,
			.heading = column_heading(cli->lang, ask->screen, column),
			.right = column->right,
		};
	}
	return listing;
}

/* Rows as they come: nothing is kept but what the table needs for its widths. */
enum status
print_ask(const struct cli *cli, struct ask *ask, int64_t limit, enum format format)
{
	choose_columns(cli, format, ask);
	struct cursor *cursor = NULL;
	struct error error = { .status = STATUS_OK };
	struct arena *arena = arena_new();
	enum status status = ask_select(cli->session, ask, limit, arena, &cursor, &error);
	if (status != STATUS_OK) {
		arena_free(&arena);
		return cli_fail(cli, &error);
	}
	struct listing listing = listing_of(cli, ask);
	struct printer *printer = print_open(cli, format, listing.printed, listing.count, true);
	struct value *values = arena_array(arena, listing.count, sizeof *values);
	while (!ferror(stdout) && cursor_next(cursor)) {
		for (size_t i = 0; i < listing.count; i++)
			values[i] = cursor_value(cursor, (int)i, &listing.columns[i]);
		print_row(printer, values);
	}
	status = cursor_close(&cursor, &error);
	print_close(&printer);
	arena_free(&arena);
	return status == STATUS_OK ? status : cli_fail(cli, &error);
}

/* What waits on the home screen. */
static enum status
print_waiting(const struct cli *cli, const struct screen *home, enum format format)
{
	const struct print_column columns[] = {
		{ .name = "name", .heading = lang_text(cli->lang, "cli.heading.waiting") },
		{ .name = "screen", .heading = lang_text(cli->lang, "cli.heading.screen") },
		{ .name = "count",
		  .heading = lang_text(cli->lang, "cli.heading.count"),
		  .right = true },
	};
	struct error error = { .status = STATUS_OK };
	enum status status = STATUS_OK;
	struct printer *printer = print_open(cli, format, columns, 3, true);
	for (size_t i = 0; status == STATUS_OK && i < home->waiting_count; i++) {
		const struct waiting *waiting = &home->waiting[i];
		struct ask ask = { .columns = NULL };
		status = screen_load(cli->arena, cli->config, waiting->screen, &ask.screen, &error);
		if (status != STATUS_OK || !screen_open_to(cli->session, ask.screen))
			continue;
		struct arg filters[8] = { { .name = NULL } };
		for (size_t j = 0; j < 7 && waiting->filters && waiting->filters[j].name; j++)
			filters[j] = (struct arg)ARG_TEXT(waiting->filters[j].name,
							  waiting->filters[j].field);
		ask.filters = filters;
		int64_t count = 0;
		struct value first = value_text(TYPE_TEXT, NULL);
		status = ask_count(cli->session, &ask, INT64_MAX - 1, cli->arena, &count, &error);
		if (status == STATUS_OK && waiting->first)
			status = ask_first(cli->session, &ask, waiting->first, cli->arena, &first,
					   &error);
		const char *name = waiting->name;
		if (format != FORMAT_JSON)
			name = lang_format(
			    cli->arena, cli->lang, arena_format(cli->arena, "waiting.%s", name),
			    ARGS(ARG_INT("count", count), { .name = "first", .value = first }));
		const struct value values[] = { value_text(TYPE_TEXT, name),
						value_text(TYPE_TEXT, waiting->screen),
						value_number(TYPE_INT, count) };
		if (status == STATUS_OK)
			print_row(printer, values);
	}
	print_close(&printer);
	return status == STATUS_OK ? status : cli_fail(cli, &error);
}

enum status
verb_list(struct cli *cli, const struct words *words)
{
	const struct screen *screen = NULL;
	struct ask ask;
	enum format format = FORMAT_TABLE;
	int64_t limit = 0;
	struct error error = { .status = STATUS_OK };

	enum status status = format_read(cli, words, FORMATS_ALL, &format);
	if (status == STATUS_OK)
		status = read_limit(cli, words, 0, &limit);
	if (status == STATUS_OK)
		status = cli_screen(cli, words->items[0], &screen);
	if (status != STATUS_OK)
		return status;
	cli->where = screen->name;
	if (screen->kind == SCREEN_RECORD)
		screen = record_listed(cli->arena, screen);
	status = cli_ask(cli, words, 1, screen, &ask);
	if (status != STATUS_OK)
		return status;
	status = cli_session(cli, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	if (screen->kind == SCREEN_MENU)
		return print_waiting(cli, screen, format);
	return print_ask(cli, &ask, limit, format);
}

static void
print_found(const struct cli *cli, const struct found *found, size_t count, enum format format)
{
	const struct print_column columns[] = {
		{ .name = "kind", .heading = lang_text(cli->lang, "cli.heading.kind") },
		{ .name = "key", .heading = lang_text(cli->lang, "cli.heading.key") },
		{ .name = "label", .heading = lang_text(cli->lang, "cli.heading.label") },
		{ .name = "state", .heading = lang_text(cli->lang, "cli.heading.state") },
		{ .name = "customer", .heading = lang_text(cli->lang, "cli.heading.customer") },
	};
	/* One result a line: the table has no heading, so that lines can be counted. */
	struct printer *printer = print_open(cli, format, columns, 5, format != FORMAT_TABLE);
	for (size_t i = 0; i < count; i++) {
		const char *state =
		    format == FORMAT_JSON
			? found[i].state
			: lang_choice(cli->lang, found[i].vocabulary, found[i].state);
		const struct value values[] = {
			value_text(TYPE_TEXT, found[i].kind),
			value_text(TYPE_TEXT, found[i].key),
			value_text(TYPE_TEXT, found[i].label),
			value_text(TYPE_TEXT, state),
			value_text(TYPE_TEXT, found[i].customer),
		};
		print_row(printer, values);
	}
	print_close(&printer);
}

enum status
verb_find(struct cli *cli, const struct words *words)
{
	enum format format = FORMAT_TABLE;
	int64_t limit = 0;
	struct error error = { .status = STATUS_OK };
	enum status status = format_read(cli, words, FORMATS_ALL, &format);
	if (status == STATUS_OK)
		status = read_limit(cli, words, FOUND_MOST, &limit);
	if (status != STATUS_OK)
		return status;

	struct builder said = { .arena = cli->arena };
	for (size_t i = 0; i < words->count; i++)
		builder_format(&said, "%s%s", i > 0 ? " " : "", words->items[i]);
	const struct found *found = NULL;
	size_t count = 0;
	bool more = false, guessed = false;
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = find(cli->session, builder_text(&said), (size_t)limit, cli->arena, &found,
			      &count, &more, &guessed, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	print_found(cli, found, count, format);
	const char *shown =
	    text_cut(cli->arena, text_clean(cli->arena, builder_text(&said)), 60, false);
	if (count == 0)
		cli_note(cli, "cli.found_nothing", ARGS(ARG_TEXT("words", shown)));
	else if (guessed)
		cli_note(cli, "cli.found_near", ARGS(ARG_TEXT("words", shown)));
	if (more)
		cli_note(cli, "cli.found_more", ARGS(ARG_INT("count", limit)));
	return STATUS_OK;
}
