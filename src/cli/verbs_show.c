/* guichet show: one record, whole. */
#include "cli.h"
#include <guichet/document.h>
#include <guichet/identifier.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

/* Rows told of each list tab of a record; "list" tells the rest. */
#define TAB_ROWS 10

/* A record screen as a list of one row: the fields of all its tabs, and what its list tabs are
 * given. */
struct one {
	struct screen screen;
	struct column *columns;
	struct filter filter;
	struct value *values;
	size_t shown; /* columns that are fields of the record; those after only serve its tabs */
};

static void
add_column(struct one *index, const struct column *column)
{
	for (size_t i = 0; i < index->screen.column_count; i++)
		if (strcmp(index->columns[i].field, column->field) == 0)
			return;
	index->columns[index->screen.column_count++] = *column;
}

static size_t
most_columns(const struct screen *screen)
{
	size_t most = screen->column_count + 1;
	for (size_t i = 0; i < screen->tab_count; i++) {
		const struct pairing *with = screen->tabs[i].with;
		most += screen->tabs[i].field_count;
		for (; with && with->name; with++)
			most++;
	}
	return most;
}

static struct one *
index_of(struct arena *arena, const struct screen *screen)
{
	struct one *index = arena_alloc(arena, sizeof *index);
	index->screen = *screen;
	index->screen.kind = SCREEN_LIST;
	index->screen.column_count = 0;
	index->columns = arena_array(arena, most_columns(screen), sizeof *index->columns);
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].silent)
			add_column(index, &screen->columns[i]);
	for (size_t i = 0; i < screen->tab_count; i++)
		for (size_t j = 0; j < screen->tabs[i].field_count; j++)
			add_column(index, &screen->tabs[i].fields[j]);
	index->shown = index->screen.column_count;
	for (size_t i = 0; i < screen->tab_count; i++) {
		const struct pairing *with = screen->tabs[i].with;
		for (; with && with->name; with++)
			add_column(index,
				   &(struct column){ .field = with->field, .type = TYPE_TEXT });
		if (screen->tabs[i].when)
			add_column(index, &(struct column){ .field = screen->tabs[i].when,
							    .type = TYPE_BOOL });
	}
	index->screen.columns = index->columns;
	index->filter = (struct filter){ .name = screen->key, .field = screen->key, .seek = true };
	for (size_t i = 0; i < index->shown; i++)
		if (strcmp(index->columns[i].field, screen->key) == 0) {
			index->filter.type = index->columns[i].type;
			index->filter.vocabulary = index->columns[i].vocabulary;
		}
	index->screen.filters = &index->filter;
	index->screen.filter_count = 1;
	index->screen.order = NULL;
	return index;
}

const struct screen *
record_listed(struct arena *arena, const struct screen *screen)
{
	struct one *index = index_of(arena, screen);
	index->screen.column_count = index->shown;
	return &index->screen;
}

static enum status
read_one(const struct cli *cli, struct one *index, const char *key, struct error *error)
{
	const struct ask ask = { .screen = &index->screen,
				 .filters = ARGS(ARG_TEXT(index->screen.key, key)) };
	struct cursor *cursor = NULL;
	size_t count = index->screen.column_count;
	int rows = 0;
	enum status status = key[0] == '\0' || !text_valid(key)
				 ? STATUS_USAGE
				 : ask_select(cli->session, &ask, 2, cli->arena, &cursor, error);
	/* What cannot be a key names no record. */
	if (status == STATUS_USAGE)
		return error_set(error, STATUS_REFUSED, NULL, "cli.record_unknown",
				 ARGS(ARG_TEXT("key", key)));
	if (status != STATUS_OK)
		return status;
	index->values = arena_array(cli->arena, count, sizeof *index->values);
	while (cursor_next(cursor) && rows++ == 0)
		for (size_t i = 0; i < count; i++)
			index->values[i] =
			    cursor_value_kept(cursor, (int)i, &index->columns[i], cli->arena);
	status = cursor_close(&cursor, error);
	if (status != STATUS_OK || rows == 1)
		return status;
	return error_set(error, STATUS_REFUSED, NULL,
			 rows == 0 ? "cli.record_unknown" : "cli.record_several",
			 ARGS(ARG_TEXT("key", key)));
}

static void
print_object(const struct cli *cli, const struct one *index)
{
	struct print_column *columns = arena_array(cli->arena, index->shown, sizeof *columns);
	for (size_t i = 0; i < index->shown; i++)
		columns[i].name = index->columns[i].field;
	struct printer *printer = print_open(cli, FORMAT_JSON, columns, index->shown, false);
	print_row(printer, index->values);
	print_close(&printer);
}

static const struct value *
value_of(const struct one *index, const char *field)
{
	for (size_t i = 0; i < index->screen.column_count; i++)
		if (strcmp(index->columns[i].field, field) == 0)
			return &index->values[i];
	return NULL;
}

/* A letter's text keeps its lines. */
static void
print_lines(const struct cli *cli, const struct value *value, int indent)
{
	const char *text = value_format(cli->arena, cli->lang, value);
	int blanks = 2;
	do {
		size_t size = strcspn(text, "\n");
		const char *line = arena_copy_bytes(cli->arena, text, size);
		printf("%*s%s\n", blanks, "", text_clean(cli->arena, line));
		text += size + (text[size] != '\0');
		blanks = indent;
	} while (*text != '\0');
}

static void
print_fields(const struct cli *cli, const struct one *index, const struct column *columns,
	     size_t count)
{
	int width = 0;
	for (size_t i = 0; i < count; i++) {
		int label = text_width(column_label(cli->lang, &index->screen, &columns[i]));
		width = label > width ? label : width;
	}
	for (size_t i = 0; i < count; i++) {
		if (columns[i].silent)
			continue;
		const char *label = column_label(cli->lang, &index->screen, &columns[i]);
		printf("  %s", text_pad(cli->arena, label, width, false));
		print_lines(cli, value_of(index, columns[i].field), width + 4);
	}
}

static enum status
print_tab_rows(const struct cli *cli, const struct one *index, const struct tab *tab,
	       const char *title)
{
	struct error error = { .status = STATUS_OK };
	struct ask ask = { .screen = NULL };
	enum status status = screen_load(cli->arena, cli->config, tab->screen, &ask.screen, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	if (!screen_open_to(cli->session, ask.screen))
		return STATUS_OK;
	size_t given = 0;
	while (tab->with && tab->with[given].name)
		given++;
	struct arg *filters = arena_array(cli->arena, given + 1, sizeof *filters);
	for (size_t i = 0; i < given; i++)
		filters[i] = (struct arg)ARG_TEXT(
		    tab->with[i].name, value_raw(cli->arena, value_of(index, tab->with[i].field)));
	ask.filters = filters;
	printf("\n%s\n", text_clean(cli->arena, title));
	return print_ask(cli, &ask, TAB_ROWS, FORMAT_TABLE);
}

static bool
tab_there(const struct one *index, const struct tab *tab)
{
	const struct value *value = tab->when ? value_of(index, tab->when) : NULL;
	return !value || value->number != 0;
}

static enum status
print_record(const struct cli *cli, const struct one *index, const struct screen *screen)
{
	if (screen->tab_count == 0)
		print_fields(cli, index, index->columns, index->shown);
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < screen->tab_count; i++) {
		const struct tab *tab = &screen->tabs[i];
		const char *key =
		    arena_format(cli->arena, "screen.%s.tab.%s", screen->name, tab->name);
		const char *title = lang_text(cli->lang, key);
		if (!tab_there(index, tab))
			continue;
		if (tab->screen) {
			status = print_tab_rows(cli, index, tab, title);
			continue;
		}
		printf("%s%s\n", i > 0 ? "\n" : "", text_clean(cli->arena, title));
		print_fields(cli, index, tab->fields, tab->field_count);
	}
	return status;
}

/* The file of a paper, in place of its fields. */
static enum status
save_file(struct cli *cli, const struct one *index, const struct screen *screen, const char *path)
{
	struct error error = { .status = STATUS_OK };
	const struct value *hash = value_of(index, screen->paper);
	const struct value *name = value_of(index, "name");
	if (document_save(cli->store, hash && hash->known ? hash->text : "", path, &error) !=
	    STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(
	    cli, "cli.saved",
	    ARGS(ARG_TEXT("name", name ? name->text : index->screen.name), ARG_TEXT("path", path)));
	return STATUS_OK;
}

enum status
verb_show(struct cli *cli, const struct words *words)
{
	const struct screen *screen = NULL;
	enum format format = FORMAT_TABLE;
	struct error error = { .status = STATUS_OK };
	enum status status = format_read(cli, words, FORMATS_RECORD, &format);
	if (status == STATUS_OK)
		status = cli_screen(cli, words->items[0], &screen);
	if (status != STATUS_OK)
		return status;
	cli->where = screen->name;
	if (!screen->key || screen->kind == SCREEN_MENU)
		return cli_usage(cli, NULL, "cli.screen_keyless",
				 ARGS(ARG_TEXT("screen", screen->name)));
	const char *save = words_option(words, "save");
	if (save && !screen->paper)
		return cli_usage(cli, "--save", "cli.no_file",
				 ARGS(ARG_TEXT("screen", screen->name)));
	if (words_has(words, "at"))
		return print_card_past(cli, words, screen, format);
	struct one *index = index_of(cli->arena, screen);
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = read_one(cli, index, words->items[1], &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	if (save)
		return save_file(cli, index, screen, save);
	if (format == FORMAT_JSON) {
		print_object(cli, index);
		return STATUS_OK;
	}
	return print_record(cli, index, screen);
}
