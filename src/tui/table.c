/* Rows on the screen. */
#include "table.h"

#include <guichet/store.h>
#include <string.h>

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

/* AUT-05: a page is what the terminal has room for, or less by setting. */
int
table_window(const struct table *table)
{
	int room = table->height > 2 ? table->height - 1 : 1;
	int64_t most = config_int(table->app->config, "ui.page_rows");
	return most > 0 && most < room ? (int)most : room;
}

void
table_place(struct table *table, int top, int height)
{
	struct error error;
	bool resized = table->height != height;
	table->top = top;
	table->height = height;
	if (resized && table->rows &&
	    rows_resize(table->rows, table_window(table), &error) != STATUS_OK)
		table->error = error;
}

void
table_close(struct table *table)
{
	if (table->rows)
		rows_close(&table->rows);
}

static const char *const *
fields_shown(const struct table *table)
{
	return table->view ? table->view
			   : ask_shown(table->arena, table->app->session, &table->ask);
}

/* What is shown is what is read, and what is exported. */
void
table_view(struct table *table, const char *const *view)
{
	struct error error;
	table->view = view;
	table->columns = NULL;
	table->ask.columns = fields_shown(table);
	if (table->rows && rows_columns(table->rows, table->ask.columns, &error) != STATUS_OK)
		app_trouble(table->app, &error);
}

void
table_read(struct table *table)
{
	enum status status;
	if (!table->stale)
		return;
	table->stale = false;
	error_clear(&table->error);
	if (!table->ask.columns)
		table->ask.columns = fields_shown(table);
	if (table->rows)
		status = rows_ask(table->rows, &table->ask, &table->error);
	else
		status = rows_open(&table->rows, table->app->session, &table->ask,
				   table_window(table), &table->error);
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
	int64_t first, before, after;
	bool more_before, more_after;
	if (!table->rows)
		return false;
	rows_position(table->rows, &first, &before, &more_before);
	bool unfinished = rows_count(table->rows, 4);
	rows_position(table->rows, &first, &after, &more_after);
	*differs = before != after || more_before != more_after;
	return unfinished;
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
	table->ask.columns = NULL; /* a column of distances comes and goes */
	table->laid_for = 0;
	table->stale = true;
}

void
table_order(struct table *table, const char *order)
{
	table->ask.order = arena_copy(table->arena, order);
	table->stale = true;
}

const char *
table_order_of(const struct table *table)
{
	return ask_in_order(&table->ask);
}

static enum reaction
sort_reverse(struct table *table)
{
	const char *order = table_order_of(table);
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

static enum reaction
sort(struct table *table)
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
	const char *order = table_order_of(table);
	choices_open(table->app, lang_text(lang, "tui.sort_title"), choices, count,
		     order && *order == '-' ? order + 1 : order, sorted, table);
	return REDRAW;
}

/* --- keys --- */

enum reaction
table_move(struct table *table, enum rows_move where)
{
	bool moved = false;
	if (!table->rows)
		return STAY;
	if (rows_move(table->rows, where, &moved, &table->error) != STATUS_OK)
		app_error(table->app, &table->error);
	return moved ? REDRAW : STAY;
}

enum reaction
table_key(struct table *table, const struct key *key)
{
	table_read(table); /* a key typed ahead acts on what will be shown */
	switch ((int)key->action) {
	case ACTION_UP:
		return table_move(table, ROWS_UP);
	case ACTION_DOWN:
		return table_move(table, ROWS_DOWN);
	case ACTION_PAGE_UP:
		return table_move(table, ROWS_PAGE_UP);
	case ACTION_PAGE_DOWN:
		return table_move(table, ROWS_PAGE_DOWN);
	case ACTION_FIRST:
		return table_move(table, ROWS_HOME);
	case ACTION_LAST:
		return table_move(table, ROWS_END);
	case ACTION_MARK:
		return table_mark(table);
	case ACTION_MARK_ALL:
		return table_mark_all(table);
	case ACTION_MARK_NONE:
		table_unmark(table);
		return REDRAW;
	case ACTION_SORT:
		return sort(table);
	case ACTION_SORT_REVERSE:
		return sort_reverse(table);
	case ACTION_ERASE_LEFT:
	case ACTION_ERASE_RIGHT:
		return table_option(table, '0');
	case ACTION_NONE:
		return key_digit(key) ? table_option(table, key_digit(key)) : UNKNOWN;
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
