/* How the rows look. */
#include "table.h"

#include <string.h>

const char *
table_position(struct table *table, struct arena *arena)
{
	const struct lang *lang = app_lang(table->app);
	int64_t first = 0, count = 0;
	bool more = false;
	struct builder text = { .arena = arena };
	if (!table->rows || rows_shown(table->rows) == 0)
		return "";
	rows_position(table->rows, &first, &count, &more);
	int64_t last = first + rows_shown(table->rows) - 1;
	if (first > 0)
		builder_add(&text, lang_format(arena, lang,
					       count < 0 ? "tui.from_to"
					       : more    ? "tui.position_more"
							 : "tui.position",
					       ARGS(ARG_INT("first", first), ARG_INT("last", last),
						    ARG_INT("all", count))));
	else if (count >= 0)
		builder_add(&text, lang_format(arena, lang, more ? "tui.rows_more" : "tui.rows",
					       ARGS(ARG_INT("count", count))));
	if (table->mark_count)
		builder_format(&text, "  %s",
			       lang_format(arena, lang, "tui.marked",
					   ARGS(ARG_INT("count", (int64_t)table->mark_count))));
	return builder_text(&text);
}

static void
draw_headings(const struct table *table)
{
	const struct lang *lang = app_lang(table->app);
	const char *order = table_order_of(table);
	bool down = order && *order == '-';
	if (down)
		order++;
	if (table->options)
		term_text(table->top, 1, 2, STYLE_HEADING, lang_text(lang, "tui.op"));
	for (int i = 0; i < table->column_count; i++) {
		const struct shown_column *shown = &table->columns[i];
		const struct column *column = &table->screen->columns[shown->index];
		const char *heading = column_heading(lang, table->screen, column);
		if (order && strcmp(order, column->field) == 0)
			heading =
			    arena_format(table->app->scratch, "%s %s", heading, down ? "v" : "^");
		term_cell(table->top, shown->x, shown->width, STYLE_HEADING, heading, column->right,
			  false);
	}
}

static void
draw_row(const struct table *table, int line, const struct list_row *row, bool focused)
{
	const struct lang *lang = app_lang(table->app);
	struct arena *arena = table->app->scratch;
	int y = table->top + 1 + line;
	bool marked = table_mark_of(table, row->id) < table->mark_count;
	size_t pending = table_option_of(table, row->id);
	const int bar = table->options ? 3 : table->columns[0].x; /* the Op field is one (R10) */
	if (focused) {
		term_fill(y, 0, bar, STYLE_FOCUS);
		term_text(y, 0, 1, STYLE_FOCUS, ">");
	}
	if (table->options && pending < table->pending_count) {
		char digit[] = { table->pending[pending].digit, '_', '\0' };
		term_text(y, 1, 2, focused ? STYLE_FOCUS : STYLE_WARNING, digit);
	} else if (table->options) {
		term_text(y, 1, 2, focused ? STYLE_FOCUS : STYLE_NORMAL, "__");
	}
	if (marked)
		term_text(y, table->options ? 3 : 1, 1, focused ? STYLE_FOCUS : STYLE_MARKED, "*");
	for (int i = 0; i < table->column_count; i++) {
		const struct shown_column *shown = &table->columns[i];
		const struct column *column = &table->screen->columns[shown->index];
		const struct value *value = &row->values[shown->index];
		enum style style = cell_style(column, value);
		if (style == STYLE_GOOD) /* among many that are, what is not stands out */
			style = STYLE_NORMAL;
		if (i == 0 && marked)
			style = STYLE_MARKED;
		if (i == 0 && focused && !table->options)
			style = STYLE_FOCUS;
		term_cell(y, shown->x, shown->width, style,
			  cell_text(arena, lang, column, value, shown->width), column->right,
			  column->card_tail);
	}
	if (focused)
		term_cursor(y, table->options ? 1 : 0);
}

/* Why there is nothing, and what to do about it. */
static const char *
empty_words(const struct table *table)
{
	const struct app *app = table->app;
	const bool narrowed =
	    (table->ask.filters && !table->inside) || (table->ask.quick && *table->ask.quick);
	const char *creates = narrowed ? NULL : op_creates(app, table->screen);
	if (!creates)
		return lang_text(app_lang(app), narrowed ? "tui.none_matches" : "tui.none");
	return lang_format(app->scratch, app_lang(app), "tui.none_create",
			   ARGS(ARG_TEXT("command", creates)));
}

void
table_draw(struct table *table)
{
	table_layout(table);
	draw_headings(table);
	int shown = table->rows ? rows_shown(table->rows) : 0;
	int focus = table->rows ? rows_focus(table->rows) : -1;
	for (int i = 0; i < shown && i < table_window(table); i++)
		draw_row(table, i, rows_at(table->rows, i), i == focus);
	if (shown == 0) {
		term_text(table->top + 1, 2, term_columns() - 2, STYLE_NORMAL, empty_words(table));
		term_cursor(table->top + 1, 0);
	}
}
