/* One record: its tabs by fixed digit, fields in two columns or rows of another list. */
#include "record.h"

#include <guichet/rows.h>
#include <string.h>

/* --- keys --- */

static enum reaction
done(struct app *app, void *context, const struct outcome *outcome)
{
	struct table *table = context;
	(void)app;
	(void)outcome;
	if (table)
		table_unmark(table);
	return RELOAD;
}

static enum reaction
run(struct app *app, const struct record_pane *record, const struct binding *binding)
{
	if (!record_row(record)) {
		app_refuse(app, "tui.gone", NULL);
		return STAY;
	}
	const struct subject one = record_subject(app, app->scratch, record);
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

/* What a letter does to the rows of the tab, if there are any; what creates is ACTION_CREATE. */
static const struct binding *
row_binding(const struct table *table, const struct key *key)
{
	if (!table || !key->text[0])
		return NULL;
	const struct binding *binding = binding_of(table->screen, key->text);
	return binding && !binding->create ? binding : NULL;
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
	case ACTION_CREATE:
		return op_create(app, table, done, table);
	default:
		break;
	}
	return table_key(table, key);
}

static enum reaction
save_paper(struct app *app, const struct pane *pane, const struct record_pane *record)
{
	if (!record_row(record))
		return STAY;
	const struct subject one = record_subject(app, app->scratch, record);
	const char *hash = subject_value(&one, record->screen->paper);
	const char *name = subject_value(&one, "name");
	paper_save(app, pane->arena, hash ? hash : "", name ? name : one.key);
	return REDRAW;
}

static enum reaction
record_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct record_pane *record = pane->state;
	if (key->action == ACTION_EXPORT && record->screen->paper)
		return save_paper(app, pane, record);
	switch ((int)key->action) {
	case ACTION_NEXT:
	case ACTION_RIGHT:
		return record_step(app, pane, 1);
	case ACTION_PREVIOUS:
	case ACTION_LEFT:
		return record_step(app, pane, -1);
	default:
		break;
	}
	if (key->action == ACTION_NONE && key_digit(key)) {
		enum reaction went = record_go(app, pane, key_digit(key) - '0');
		if (went != UNKNOWN)
			return went;
	}
	record_ready(app, pane, record);
	struct table *table = record_table(record);
	const struct binding *binding = row_binding(table, key); /* the row stands nearer */
	if (binding)
		return binding->file ? op_new(app, table, binding, done, table)
				     : run_rows(app, table, binding);
	binding = key->text[0] ? binding_of(record->screen, key->text) : NULL;
	if (binding)
		return run(app, record, binding);
	if (strcmp(key->text, "e") == 0 && past_offered(record))
		return past_ask(app, record);
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
	record_ready(app, pane, record);
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
	struct table *table = record_table(pane->state);
	return table && table_work(table, differs);
}

static void
record_draw(struct app *app, struct pane *pane)
{
	struct record_pane *record = pane->state;
	const struct tab *tab = record_tab(record);
	struct table *table = record_table(record);
	if (!record_row(record)) {
		term_text(ROW_BODY, 1, term_columns() - 1, STYLE_WARNING,
			  lang_text(app_lang(app), "tui.gone"));
		return;
	}
	if (table) {
		const char *position = table_position(table, app->scratch);
		int right = text_width(position);
		table_draw(table);
		record_draw_tabs(app, record);
		if (table_row(table))
			term_cursor(table->top + 1 + rows_focus(table->rows), 0);
		if (right)
			term_text(ROW_TABS + 1, term_columns() - right - 3, right + 2, STYLE_NORMAL,
				  arena_format(app->scratch, " %s ", position));
		return;
	}
	record_draw_tabs(app, record);
	if (tab)
		record_draw_fields(app, record, tab);
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
	struct table *table = record_table(record);
	if (record->screen->paper)
		offer_action_as(offers, ACTION_EXPORT, lang_text(app_lang(app), "paper.save"));
	if (table) {
		op_offer(app, table->screen, NULL, LETTERS_ALL, offers);
		table_offer(table, offers);
		offer_action(offers, ACTION_COLUMNS);
	}
	if (record_row(record)) {
		const struct subject one = record_subject(app, app->scratch, record);
		op_offer(app, record->screen, &one, LETTERS_ALL, offers);
	}
	if (past_offered(record))
		offer_letter(offers, "e", lang_text(app_lang(app), "past.letter"),
			     lang_text(app_lang(app), "past.help"), 0, NULL);
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
	if (screen->own) /* the header says already who signed in */
		return screen_title(lang, screen);
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
	if (!screen->own)
		app_recent(app, screen->name, rows_at(rows, 0)->key,
			   record_subject(app, app->scratch, record).label);
	return true;
}
