/* Rows on the screen. */
#include "table.h"

#include <guichet/store.h>
#include <string.h>

#define MARKS_MOST 10000

void
table_init(struct table *table, struct app *app, struct arena *arena, const struct screen *screen,
	   const struct arg *filters)
{
	*table = (struct table){
		.app = app,
		.arena = arena,
		.screen = screen,
		.ask = { .screen = screen },
		.stale = true,
		.height = 1,
	};
	if (filters)
		table_filter(table, filters);
	for (size_t i = 0; i < screen->binding_count; i++)
		table->options |= screen->bindings[i].option != 0;
}

static int
window(const struct table *table)
{
	return table->height > 2 ? table->height - 1 : 1;
}

void
table_place(struct table *table, int top, int height)
{
	struct error error;
	bool resized = table->height != height;
	table->top = top;
	table->height = height;
	if (resized && table->rows && rows_resize(table->rows, window(table), &error) != STATUS_OK)
		table->error = error;
}

void
table_close(struct table *table)
{
	if (table->rows)
		rows_close(&table->rows);
}

void
table_read(struct table *table)
{
	enum status status;
	if (!table->stale)
		return;
	table->stale = false;
	error_clear(&table->error);
	if (table->rows)
		status = rows_ask(table->rows, &table->ask, &table->error);
	else
		status = rows_open(&table->rows, table->app->session, &table->ask, window(table),
				   &table->error);
	if (status != STATUS_OK)
		app_error(table->app, &table->error);
}

bool
table_reload(struct table *table)
{
	bool changed = false;
	if (!table->rows) {
		table->stale = true;
		table_read(table);
		return true;
	}
	if (rows_reload(table->rows, &changed, &table->error) != STATUS_OK)
		app_trouble(table->app, &table->error);
	return changed;
}

bool
table_work(struct table *table, bool *differs)
{
	if (!table->rows)
		return false;
	bool more = rows_count(table->rows, 20);
	*differs = !more;
	return more;
}

const struct list_row *
table_row(const struct table *table)
{
	if (!table->rows || rows_focus(table->rows) < 0)
		return NULL;
	return rows_at(table->rows, rows_focus(table->rows));
}

/* --- asking otherwise --- */

void
table_filter(struct table *table, const struct arg *filters)
{
	size_t count = 0;
	while (filters && filters[count].name)
		count++;
	struct arg *copy = arena_array(table->arena, count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = (struct arg){
			.name = arena_copy(table->arena, filters[i].name),
			.value =
			    value_text(TYPE_TEXT, arena_copy(table->arena, filters[i].value.text)),
		};
	table->ask.filters = count ? copy : NULL;
	table->stale = true;
}

void
table_order(struct table *table, const char *order)
{
	table->ask.order = arena_copy(table->arena, order);
	table->stale = true;
}

static const char *
order_of(const struct table *table)
{
	return table->ask.order ? table->ask.order : table->screen->order;
}

enum reaction
table_sort_reverse(struct table *table)
{
	const char *order = order_of(table);
	if (!order)
		return STAY;
	if (*order == '-')
		table_order(table, order + 1);
	else
		table_order(table, arena_format(table->arena, "-%s", order));
	return REDRAW;
}

static enum reaction
sorted(struct app *app, void *context, const struct choice *choice)
{
	(void)app;
	table_order(context, choice->value);
	return REDRAW;
}

enum reaction
table_sort(struct table *table)
{
	struct arena *arena = table->app->scratch;
	const struct screen *screen = table->screen;
	const struct lang *lang = app_lang(table->app);
	struct choice *choices = arena_array(arena, screen->column_count + 1, sizeof *choices);
	size_t count = 0;
	for (size_t i = 0; i < screen->column_count; i++)
		if (screen->columns[i].sort && !screen->columns[i].silent)
			choices[count++] = (struct choice){
				.value = screen->columns[i].field,
				.label = column_label(lang, screen, &screen->columns[i]),
			};
	if (!count) {
		app_refuse(table->app, "tui.no_sort", NULL);
		return STAY;
	}
	const char *order = order_of(table);
	choices_open(table->app, lang_text(lang, "tui.sort_title"), choices, count,
		     order && *order == '-' ? order + 1 : order, sorted, table);
	return REDRAW;
}

/* --- marks and options --- */

static struct subject
subject_at(struct table *table, struct arena *arena, const struct list_row *row)
{
	return subject_of(arena, app_lang(table->app), table->screen, row->id, row->key,
			  row->values);
}

static size_t
mark_find(const struct table *table, int64_t id)
{
	size_t i = 0;
	while (i < table->mark_count && table->marks[i].id != id)
		i++;
	return i;
}

static void
mark_add(struct table *table, const struct subject *subject)
{
	if (table->mark_count == table->mark_capacity) {
		size_t capacity = table->mark_capacity ? table->mark_capacity * 2 : 16;
		struct subject *marks = arena_array(table->arena, capacity, sizeof *marks);
		if (table->mark_count)
			memcpy(marks, table->marks, table->mark_count * sizeof *marks);
		table->marks = marks;
		table->mark_capacity = capacity;
	}
	table->marks[table->mark_count++] = *subject;
}

void
table_unmark(struct table *table)
{
	table->mark_count = 0;
	table->pending_count = 0;
}

static enum reaction
move(struct table *table, enum rows_move where)
{
	bool moved = false;
	if (!table->rows)
		return STAY;
	if (rows_move(table->rows, where, &moved, &table->error) != STATUS_OK)
		app_error(table->app, &table->error);
	return moved ? REDRAW : STAY;
}

static enum reaction
mark(struct table *table)
{
	const struct list_row *row = table_row(table);
	if (!row)
		return STAY;
	size_t at = mark_find(table, row->id);
	if (at < table->mark_count) {
		table->marks[at] = table->marks[--table->mark_count];
	} else if (table->mark_count < MARKS_MOST) {
		struct subject subject = subject_at(table, table->arena, row);
		mark_add(table, &subject);
	}
	move(table, ROWS_DOWN);
	return REDRAW;
}

/* Rows of the cursor into marks. */
static void
mark_rows(struct table *table, struct cursor *cursor)
{
	const struct screen *screen = table->screen;
	struct arena *arena = table->app->scratch;
	struct value *values = arena_array(arena, screen->column_count + 1, sizeof *values);
	const struct column id = { .field = screen->id, .type = TYPE_INT };
	while (table->mark_count < MARKS_MOST && cursor_next(cursor)) {
		int64_t row = 0;
		const char *key = "";
		for (size_t i = 0; i < screen->column_count; i++) {
			const struct column *column = &screen->columns[i];
			values[i] = cursor_value(cursor, (int)i, column);
			if (strcmp(column->field, id.field) == 0)
				row = values[i].number;
			if (screen->key && strcmp(column->field, screen->key) == 0)
				key = arena_copy(arena, value_raw(arena, &values[i]));
		}
		struct subject subject =
		    subject_of(table->arena, app_lang(table->app), screen, row, key, values);
		mark_add(table, &subject);
	}
}

static enum reaction
mark_all(struct table *table)
{
	struct error error;
	struct cursor *cursor = NULL;
	struct ask ask = table->ask;
	const struct screen *screen = table->screen;
	/* All columns, the silent ones and the id too: bindings take from them. */
	const char **fields =
	    arena_array(table->app->scratch, screen->column_count + 2, sizeof *fields);
	for (size_t i = 0; i < screen->column_count; i++)
		fields[i] = screen->columns[i].field;
	ask.columns = fields;
	table->mark_count = 0;
	if (ask_select(table->app->session, &ask, MARKS_MOST, table->app->scratch, &cursor,
		       &error) != STATUS_OK) {
		app_error(table->app, &error);
		return STAY;
	}
	mark_rows(table, cursor);
	if (cursor_close(&cursor, &error) != STATUS_OK)
		app_error(table->app, &error);
	else if (table->mark_count == MARKS_MOST)
		app_message(table->app, TONE_WARNING, "tui.marks_most",
			    ARGS(ARG_INT("count", MARKS_MOST)));
	return REDRAW;
}

static size_t
pending_find(const struct table *table, int64_t id)
{
	size_t i = 0;
	while (i < table->pending_count && table->pending[i].subject.id != id)
		i++;
	return i;
}

static enum reaction
option_type(struct table *table, char digit)
{
	const struct list_row *row = table_row(table);
	if (!row || !table->options)
		return UNKNOWN;
	size_t at = pending_find(table, row->id);
	if (digit == '0') {
		if (at < table->pending_count)
			table->pending[at] = table->pending[--table->pending_count];
		return REDRAW;
	}
	if (!binding_of_option(table->screen, digit - '0')) {
		app_refuse(table->app, "tui.no_option", ARGS(ARG_INT("option", digit - '0')));
		return STAY;
	}
	if (at == table->pending_count) {
		if (table->pending_count == table->pending_capacity) {
			size_t capacity =
			    table->pending_capacity ? table->pending_capacity * 2 : 16;
			struct option *all = arena_array(table->arena, capacity, sizeof *all);
			if (table->pending_count)
				memcpy(all, table->pending, table->pending_count * sizeof *all);
			table->pending = all;
			table->pending_capacity = capacity;
		}
		table->pending[table->pending_count++] =
		    (struct option){ .subject = subject_at(table, table->arena, row) };
	}
	table->pending[at].digit = digit;
	return REDRAW;
}

const struct subject *
table_subjects(struct table *table, struct arena *arena, size_t *count)
{
	const struct list_row *row = table_row(table);
	if (table->mark_count) {
		*count = table->mark_count;
		return table->marks;
	}
	*count = row ? 1 : 0;
	struct subject *one = arena_alloc(arena, sizeof *one);
	if (row)
		*one = subject_at(table, arena, row);
	return one;
}

/* --- keys --- */

enum reaction
table_key(struct table *table, const struct key *key)
{
	table_read(table); /* a key typed ahead acts on what will be shown */
	switch ((int)key->action) {
	case ACTION_UP:
		return move(table, ROWS_UP);
	case ACTION_DOWN:
		return move(table, ROWS_DOWN);
	case ACTION_PAGE_UP:
		return move(table, ROWS_PAGE_UP);
	case ACTION_PAGE_DOWN:
		return move(table, ROWS_PAGE_DOWN);
	case ACTION_FIRST:
		return move(table, ROWS_HOME);
	case ACTION_LAST:
		return move(table, ROWS_END);
	case ACTION_MARK:
		return mark(table);
	case ACTION_MARK_ALL:
		return mark_all(table);
	case ACTION_MARK_NONE:
		table_unmark(table);
		return REDRAW;
	case ACTION_SORT:
		return table_sort(table);
	case ACTION_SORT_REVERSE:
		return table_sort_reverse(table);
	case ACTION_ERASE_LEFT:
	case ACTION_ERASE_RIGHT:
		return option_type(table, '0');
	case ACTION_NONE:
		return key_digit(key) ? option_type(table, key_digit(key)) : UNKNOWN;
	default:
		return UNKNOWN;
	}
}

void
table_offer(struct table *table, struct offers *offers)
{
	(void)table;
	offer_action(offers, ACTION_MARK);
	offer_action(offers, ACTION_SORT);
	offer_action(offers, ACTION_EXPORT);
	offer_action(offers, ACTION_PAGE_DOWN);
	offer_action(offers, ACTION_PAGE_UP);
	offer_action(offers, ACTION_MARK_ALL);
	offer_action(offers, ACTION_MARK_NONE);
	offer_action(offers, ACTION_SORT_REVERSE);
	offer_action(offers, ACTION_FIRST);
	offer_action(offers, ACTION_LAST);
}

/* --- drawing --- */

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
	const char *order = order_of(table);
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
	bool marked = mark_find(table, row->id) < table->mark_count;
	size_t pending = pending_find(table, row->id);
	if (focused)
		term_text(y, 0, 1, STYLE_FOCUS, ">");
	if (table->options && pending < table->pending_count) {
		char digit[] = { table->pending[pending].digit, '_', '\0' };
		term_text(y, 1, 2, STYLE_WARNING, digit);
	} else if (table->options) {
		term_text(y, 1, 2, STYLE_DIM, "__");
	}
	if (marked)
		term_text(y, table->options ? 3 : 1, 1, STYLE_MARKED, "*");
	for (int i = 0; i < table->column_count; i++) {
		const struct shown_column *shown = &table->columns[i];
		const struct column *column = &table->screen->columns[shown->index];
		const struct value *value = &row->values[shown->index];
		enum style style = cell_style(column, value);
		if (i == 0 && (focused || marked))
			style = focused ? STYLE_FOCUS : STYLE_MARKED;
		term_cell(y, shown->x, shown->width, style,
			  cell_text(arena, lang, column, value, shown->width), column->right,
			  column->card_tail);
	}
	if (focused)
		term_cursor(y, table->options ? 1 : 0);
}

void
table_draw(struct table *table)
{
	table_layout(table);
	draw_headings(table);
	int shown = table->rows ? rows_shown(table->rows) : 0;
	int focus = table->rows ? rows_focus(table->rows) : -1;
	for (int i = 0; i < shown && i < window(table); i++)
		draw_row(table, i, rows_at(table->rows, i), i == focus);
	if (shown == 0) {
		bool narrowed = (table->ask.filters && !table->inside) ||
				(table->ask.quick && *table->ask.quick);
		term_text(
		    table->top + 1, 2, term_columns() - 2, STYLE_NORMAL,
		    lang_text(app_lang(table->app), narrowed ? "tui.none_matches" : "tui.none"));
		term_cursor(table->top + 1, 0);
	}
}
