/* One record: its tabs by fixed digit, fields in two columns or rows of another list. */
#include "list.h"

#include <guichet/rows.h>
#include <string.h>

#define ROW_TABS BODY_TOP
#define ROW_BODY (BODY_TOP + 2)
#define TABS_MOST 10
#define LABEL_MOST 20

struct record_pane {
	const struct screen *screen;
	struct rows *rows; /* a window of one row */
	struct error error;
	size_t tab;
	struct table *tables[TABS_MOST]; /* of the list tabs opened so far */
	const char *heading;             /* "Carte 7002 …" */
};

static const struct list_row *
row_of(const struct record_pane *record)
{
	return rows_shown(record->rows) ? rows_at(record->rows, 0) : NULL;
}

/* Of a record whose row is there. */
static struct subject
subject(struct app *app, struct arena *arena, const struct record_pane *record)
{
	const struct list_row *row = rows_at(record->rows, 0);
	return subject_of(arena, app_lang(app), record->screen, row->id, row->key, row->values);
}

static const struct tab *
tab_of(const struct record_pane *record)
{
	return record->tab < record->screen->tab_count ? &record->screen->tabs[record->tab] : NULL;
}

/* --- tabs --- */

static bool
tab_allowed(struct app *app, const struct tab *tab)
{
	if (!tab->screen)
		return true;
	const struct screen *screen = screen_get(app, tab->screen);
	return screen && screen_allowed(app, screen);
}

static const struct arg *
tab_filters(struct app *app, const struct record_pane *record, const struct tab *tab)
{
	const struct subject row = subject(app, app->scratch, record);
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

/* The rows of the tab in front; NULL when it is one of fields. */
static struct table *
table_of(const struct record_pane *record)
{
	const struct tab *tab = tab_of(record);
	return tab && tab->screen && record->tab < TABS_MOST ? record->tables[record->tab] : NULL;
}

static void
tab_ready(struct app *app, struct pane *pane, struct record_pane *record)
{
	const struct tab *tab = tab_of(record);
	if (!tab || !tab->screen || record->tab >= TABS_MOST || !row_of(record))
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

static enum reaction
tab_go(struct app *app, struct record_pane *record, int number)
{
	for (size_t i = 0; i < record->screen->tab_count; i++)
		if (record->screen->tabs[i].number == number) {
			if (!tab_allowed(app, &record->screen->tabs[i])) {
				app_refuse(app, "tui.no_right_tab", NULL);
				return STAY;
			}
			record->tab = i;
			return REDRAW;
		}
	return UNKNOWN;
}

static enum reaction
tab_step(struct app *app, struct record_pane *record, int step)
{
	size_t count = record->screen->tab_count;
	for (size_t i = 0; i < count; i++) {
		record->tab = (step > 0 ? record->tab + 1 : record->tab + count - 1) % count;
		if (tab_allowed(app, &record->screen->tabs[record->tab]))
			break;
	}
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

/* All tabs on one row: the longest words give way until they fit.  0: not shown. */
static void
tab_widths(struct app *app, const struct screen *screen, int *widths)
{
	int total = 1;
	for (size_t i = 0; i < screen->tab_count && i < TABS_MOST; i++) {
		bool shown = tab_allowed(app, &screen->tabs[i]);
		widths[i] = shown ? text_width(tab_words(app, screen, &screen->tabs[i])) : 0;
		total += shown ? widths[i] + 3 : 0;
	}
	for (; total > term_columns(); total--) {
		size_t longest = 0;
		for (size_t i = 1; i < screen->tab_count && i < TABS_MOST; i++)
			if (widths[i] > widths[longest])
				longest = i;
		if (widths[longest] <= 1)
			return;
		widths[longest]--;
	}
}

/* " 1 Général[2 Produits]3 Plafonds": the brackets stand where the blanks were. */
static void
draw_tabs(struct app *app, const struct record_pane *record)
{
	const struct screen *screen = record->screen;
	int widths[TABS_MOST] = { 0 };
	int x = 1, open = -1, close = -1;
	tab_widths(app, screen, widths);
	for (size_t i = 0; i < screen->tab_count && i < TABS_MOST; i++) {
		const struct tab *tab = &screen->tabs[i];
		bool here = i == record->tab;
		if (!widths[i])
			continue;
		const char *words =
		    text_cut(app->scratch, tab_words(app, screen, tab), widths[i], false);
		if (here) {
			open = x - 1;
			term_cursor(ROW_TABS, x);
		}
		term_text(ROW_TABS, x, 1, here ? STYLE_HEADING : STYLE_KEY,
			  arena_format(app->scratch, "%d", tab->number));
		x += 2 + term_text(ROW_TABS, x + 2, term_columns() - x - 2,
				   here ? STYLE_HEADING : STYLE_NORMAL, words);
		if (here)
			close = x;
		x++;
	}
	term_text(ROW_TABS, open, 1, STYLE_HEADING, "[");
	term_text(ROW_TABS, close, 1, STYLE_HEADING, "]");
	term_rule(ROW_TABS + 1, 0, term_columns());
}

/* --- fields --- */

/* Of the fields first.. first + count. */
static int
label_width(struct app *app, const struct screen *screen, const struct column *fields, int count)
{
	int width = 0;
	for (int i = 0; i < count; i++) {
		int wanted = text_width(column_label(app_lang(app), screen, &fields[i]));
		if (wanted > width)
			width = wanted;
	}
	return width > LABEL_MOST ? LABEL_MOST : width;
}

static void
draw_field(struct app *app, const struct record_pane *record, const struct column *field, int y,
	   int x, int label, int width)
{
	const struct lang *lang = app_lang(app);
	const struct column *column = screen_column(record->screen, field->field);
	const struct list_row *row = row_of(record);
	if (!column || !row || y >= body_bottom())
		return;
	const struct value *value = &row->values[column - record->screen->columns];
	int room = width - label - 1;
	term_cell(y, x, label, STYLE_DIM, column_label(lang, record->screen, field), false, false);
	term_text(y, x + label + 1, room, cell_style(field, value),
		  cell_text(app->scratch, lang, field, value, room));
}

/* Down the left column, then down the right one. */
static void
draw_fields(struct app *app, const struct record_pane *record, const struct tab *tab)
{
	int count = (int)tab->field_count;
	int rows = count > 6 ? (count + 1) / 2 : count;
	int height = body_bottom() - ROW_BODY;
	/* The left one holds a card's 19 digits beside the longest label. */
	int half = count > rows ? term_columns() / 2 + 2 : term_columns();
	if (rows > height)
		rows = height;
	for (int first = 0, x = 1; first < count && rows > 0; first += rows, x += half) {
		int here = count - first < rows ? count - first : rows;
		int label = label_width(app, record->screen, &tab->fields[first], here);
		int width = x + half > term_columns() ? term_columns() - x : half - 2;
		for (int i = 0; i < here; i++)
			draw_field(app, record, &tab->fields[first + i], ROW_BODY + i, x, label,
				   width);
	}
}

/* --- keys --- */

static enum reaction
done(struct app *app, void *context, const struct outcome *outcome)
{
	struct table *table = context;
	if (table)
		table_unmark(table);
	app_outcome(app, outcome);
	return RELOAD;
}

static enum reaction
run(struct app *app, const struct record_pane *record, const struct binding *binding)
{
	if (!row_of(record)) {
		app_refuse(app, "tui.gone", NULL);
		return STAY;
	}
	const struct subject one = subject(app, app->scratch, record);
	return op_run(app, record->screen, binding, &one, 1, done, NULL);
}

static enum reaction
run_rows(struct app *app, struct table *table, const struct binding *binding)
{
	size_t count = 0;
	table_read(table);
	const struct subject *subjects = table_subjects(table, app->scratch, &count);
	return op_run(app, table->screen, binding, subjects, count, done, table);
}

static enum reaction
enter(struct app *app, struct table *table)
{
	const struct binding *binding = binding_of(table->screen, "Enter");
	const struct list_row *row = table_row(table);
	if (!binding || !row)
		return STAY;
	const struct subject one =
	    subject_of(app->scratch, app_lang(app), table->screen, row->id, row->key, row->values);
	return op_run(app, table->screen, binding, &one, 1, NULL, NULL);
}

/* What only a tab of rows knows. */
static enum reaction
key_rows(struct app *app, struct table *table, const struct key *key)
{
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return enter(app, table);
	case ACTION_EXPORT:
		export_open(app, &table->ask, NULL);
		return REDRAW;
	case ACTION_COLUMNS:
		columns_open(app, table);
		return REDRAW;
	case ACTION_CREATE: {
		const struct binding *create = binding_create(table->screen);
		return create ? run_rows(app, table, create) : UNKNOWN;
	}
	default:
		break;
	}
	const struct binding *binding = key->text[0] ? binding_of(table->screen, key->text) : NULL;
	if (binding && !binding->create)
		return run_rows(app, table, binding);
	return table_key(table, key);
}

static enum reaction
record_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct record_pane *record = pane->state;
	switch ((int)key->action) {
	case ACTION_NEXT:
	case ACTION_RIGHT:
		return tab_step(app, record, 1);
	case ACTION_PREVIOUS:
	case ACTION_LEFT:
		return tab_step(app, record, -1);
	default:
		break;
	}
	if (key->action == ACTION_NONE && key_digit(key)) {
		enum reaction went = tab_go(app, record, key_digit(key) - '0');
		if (went != UNKNOWN)
			return went;
	}
	const struct binding *binding = key->text[0] ? binding_of(record->screen, key->text) : NULL;
	if (binding)
		return run(app, record, binding);
	tab_ready(app, pane, record);
	struct table *table = table_of(record);
	if (table)
		return key_rows(app, table, key);
	switch ((int)key->action) {
	case ACTION_UP: /* nothing to move in */
	case ACTION_DOWN:
	case ACTION_ACCEPT:
		return STAY;
	default:
		return UNKNOWN;
	}
}

/* --- the pane --- */

static void
record_prepare(struct app *app, struct pane *pane)
{
	struct record_pane *record = pane->state;
	tab_ready(app, pane, record);
}

static bool
record_reload(struct app *app, struct pane *pane)
{
	(void)app;
	struct record_pane *record = pane->state;
	struct error error;
	bool changed = false;
	if (rows_reload(record->rows, &changed, &error) != STATUS_OK)
		app_trouble(app, &error);
	for (size_t i = 0; i < TABS_MOST; i++)
		if (record->tables[i])
			changed |= table_reload(record->tables[i]);
	return changed;
}

static bool
record_work(struct app *app, struct pane *pane, bool *differs)
{
	(void)app;
	struct table *table = table_of(pane->state);
	return table && table_work(table, differs);
}

static void
record_draw(struct app *app, struct pane *pane)
{
	struct record_pane *record = pane->state;
	const struct tab *tab = tab_of(record);
	struct table *table = table_of(record);
	if (!row_of(record)) {
		term_text(ROW_BODY, 1, term_columns() - 1, STYLE_WARNING,
			  lang_text(app_lang(app), "tui.gone"));
		return;
	}
	if (table) {
		const char *position = table_position(table, app->scratch);
		int right = text_width(position);
		table_draw(table);
		draw_tabs(app, record);
		if (table_row(table))
			term_cursor(table->top + 1 + rows_focus(table->rows), 0);
		if (right)
			term_text(ROW_TABS + 1, term_columns() - right - 3, right + 2, STYLE_NORMAL,
				  arena_format(app->scratch, " %s ", position));
		return;
	}
	draw_tabs(app, record);
	if (tab)
		draw_fields(app, record, tab);
}

static void
record_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct record_pane *record = pane->state;
	for (size_t i = 0; i < TABS_MOST; i++)
		if (record->tables[i])
			table_close(record->tables[i]);
	rows_close(&record->rows);
}

static void
record_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	struct record_pane *record = pane->state;
	struct table *table = table_of(record);
	if (row_of(record)) {
		const struct subject one = subject(app, app->scratch, record);
		op_offer(app, record->screen, &one, true, offers);
		op_offer(app, record->screen, &one, false, offers);
	}
	if (table) {
		op_offer(app, table->screen, NULL, true, offers);
		op_offer(app, table->screen, NULL, false, offers);
		table_offer(table, offers);
		offer_action(offers, ACTION_COLUMNS);
	}
	offer_letter(offers, "0-9", lang_text(app_lang(app), "tui.tab"), NULL, 0, NULL);
	offer_action(offers, ACTION_NEXT);
	offer_action(offers, ACTION_PREVIOUS);
}

static const struct pane_ops record_ops = {
	.name = "record",
	.key = record_key,
	.draw = record_draw,
	.prepare = record_prepare,
	.reload = record_reload,
	.work = record_work,
	.close = record_close,
	.offer = record_offer,
};

/* "Carte 7002 0012 3456 7890 123" */
static const char *
heading(struct app *app, struct arena *arena, const struct record_pane *record)
{
	const struct lang *lang = app_lang(app);
	const struct screen *screen = record->screen;
	const struct column *key = screen->key ? screen_column(screen, screen->key) : NULL;
	const struct list_row *row = rows_at(record->rows, 0);
	const char *name = row->key;
	if (key)
		name = cell_text(arena, lang, key, &row->values[key - screen->columns], 30);
	return arena_format(arena, "%s %s", screen_title(lang, screen), name);
}

bool
record_show(struct app *app, const struct screen *screen, const struct arg *filters)
{
	struct rows *rows = NULL;
	struct error error;
	const struct ask ask = { .screen = screen, .filters = filters };
	if (rows_open(&rows, app->session, &ask, 1, &error) != STATUS_OK) {
		app_error(app, &error);
		return false;
	}
	if (rows_shown(rows) == 0) {
		rows_close(&rows);
		app_refuse(app, "tui.no_record",
			   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
		return false;
	}
	struct pane *pane = app_push(app, &record_ops, sizeof(struct record_pane));
	struct record_pane *record = pane->state;
	record->screen = screen;
	record->rows = rows;
	record->heading = heading(app, pane->arena, record);
	pane->title = record->heading;
	app_recent(app, screen->name, rows_at(rows, 0)->key,
		   subject(app, app->scratch, record).label);
	return true;
}
