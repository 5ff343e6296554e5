/* The tabs of a record, by fixed digit. */
#include "record.h"

#include "again.h"
#include <string.h>

const struct list_row *
record_row(const struct record_pane *record)
{
	return rows_shown(record->rows) ? rows_at(record->rows, 0) : NULL;
}

struct subject
record_subject(struct app *app, struct arena *arena, const struct record_pane *record)
{
	const struct list_row *row = rows_at(record->rows, 0);
	return subject_of(arena, app_lang(app), record->screen, row->id, row->key, row->values);
}

const struct tab *
record_tab(const struct record_pane *record)
{
	return record->tab < record->screen->tab_count ? &record->screen->tabs[record->tab] : NULL;
}

/* What this record has not: the contract of somebody without a customer. */
static bool
tab_there(const struct record_pane *record, const struct tab *tab)
{
	const struct column *column = tab->when ? screen_column(record->screen, tab->when) : NULL;
	const struct list_row *row = record_row(record);
	return !column || !row || row->values[column - record->screen->columns].number != 0;
}

static bool
tab_allowed(struct app *app, const struct tab *tab)
{
	return !tab->screen || face_allowed(app, tab->screen);
}

static const struct arg *
tab_filters(struct app *app, const struct record_pane *record, const struct tab *tab)
{
	const struct subject row = record_subject(app, app->scratch, record);
	size_t count = 0;
	while (tab->with && tab->with[count].name)
		count++;
	struct arg *filters = arena_array(app->scratch, count + 1, sizeof *filters);
	for (size_t i = 0; i < count; i++) {
		const char *value = subject_value(&row, tab->with[i].field);
		/* A field the record lacks is a constant: kind = "card". */
		filters[i] =
		    (struct arg)ARG_TEXT(tab->with[i].name, value ? value : tab->with[i].field);
	}
	return filters;
}

struct table *
record_table(const struct record_pane *record)
{
	const struct tab *tab = record_tab(record);
	return tab && tab->screen && record->tab < TABS_MOST ? record->tables[record->tab] : NULL;
}

void
record_ready(struct app *app, struct pane *pane, struct record_pane *record)
{
	const struct tab *tab = record_tab(record);
	if (!tab || !tab->screen || record->tab >= TABS_MOST || !record_row(record))
		return;
	struct table *table = record->tables[record->tab];
	if (!table) {
		const struct screen *screen = screen_get(app, tab->screen);
		if (!screen)
			return;
		table = arena_alloc(pane->arena, sizeof *table);
		table_init(table, app, pane->arena, screen, tab_filters(app, record, tab));
		table->options = false; /* here digits are tabs */
		table->inside = true;
		columns_recall(app, table);
		record->tables[record->tab] = table;
	}
	table_place(table, ROW_BODY, body_bottom() - ROW_BODY);
	table_read(table);
}

/* ACC-10: a tab of a section that asks who one is. */
static const struct screen *
tab_asks(struct app *app, const struct tab *tab)
{
	const struct screen *screen = tab->screen ? screen_get(app, tab->screen) : NULL;
	return screen && again_needed(app, screen) ? screen : NULL;
}

/* Who leaves a tab that asked has left the section. */
static void
turn(struct pane *pane, size_t tab)
{
	struct record_pane *record = pane->state;
	if (record->asked && tab != record->tab)
		pane->proven = record->asked = false;
	record->tab = tab;
}

void
record_enter(struct pane *pane, int number)
{
	struct record_pane *record = pane->state;
	for (size_t i = 0; i < record->screen->tab_count; i++)
		if (record->screen->tabs[i].number == number)
			turn(pane, i);
	pane->proven = record->asked = true;
}

enum reaction
record_go(struct app *app, struct pane *pane, int number)
{
	struct record_pane *record = pane->state;
	for (size_t i = 0; i < record->screen->tab_count; i++) {
		const struct tab *tab = &record->screen->tabs[i];
		if (tab->number != number || !tab_there(record, tab))
			continue;
		if (!tab_allowed(app, tab)) {
			app_refuse(app, "tui.no_right_tab", NULL);
			return STAY;
		}
		const struct screen *asks = tab_asks(app, tab);
		if (asks)
			again_open(app, &(struct entrance){
					    .screen = asks, .record = pane, .tab = number });
		else
			turn(pane, i);
		return REDRAW;
	}
	return UNKNOWN;
}

/* Past those that would ask: one goes there by its digit. */
enum reaction
record_step(struct app *app, struct pane *pane, int step)
{
	struct record_pane *record = pane->state;
	size_t count = record->screen->tab_count, at = record->tab;
	for (size_t i = 0; i < count; i++) {
		at = (step > 0 ? at + 1 : at + count - 1) % count;
		const struct tab *tab = &record->screen->tabs[at];
		if (tab_there(record, tab) && tab_allowed(app, tab) && !tab_asks(app, tab))
			break;
	}
	turn(pane, at);
	return REDRAW;
}

static const char *
tab_words(const struct app *app, const struct screen *screen, const struct tab *tab)
{
	const struct lang *lang = app_lang(app);
	const char *words = lang_find(
	    lang, arena_format(app->scratch, "screen.%s.tab.%s", screen->name, tab->name));
	return words ? words : tab->name;
}

void
record_draw_tabs(struct app *app, const struct record_pane *record)
{
	const struct screen *screen = record->screen;
	struct tab_word words[TABS_MOST];
	size_t count = 0, here = 0;
	for (size_t i = 0; i < screen->tab_count && count < TABS_MOST; i++) {
		const struct tab *tab = &screen->tabs[i];
		if (!tab_there(record, tab) || !tab_allowed(app, tab))
			continue;
		if (i == record->tab)
			here = count;
		words[count++] = (struct tab_word){ .number = tab->number,
						    .words = tab_words(app, screen, tab) };
	}
	tabs_draw(app, ROW_TABS, words, count, here);
}
