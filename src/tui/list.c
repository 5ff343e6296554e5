/* A list of its own: siblings on row 3, filters on row 4, rows beneath. */
#include "list.h"
#include "again.h"

#include <guichet/store.h>
#include <string.h>

/* --- filters --- */

static void
quick_apply(struct listing *list)
{
	list->table.ask.quick = list->quick.text[0] ? list->quick.text : NULL;
	list->table.stale = true;
}

static enum reaction
quick_start(struct pane *pane, struct listing *list)
{
	list->typing = true;
	list->quick.replace = list->quick.text[0] != '\0';
	pane->input = true;
	return REDRAW;
}

static enum reaction
quick_stop(struct pane *pane, struct listing *list)
{
	list->typing = false;
	pane->input = false;
	return REDRAW;
}

/* Nothing found: what follows was meant for a row that is not there (R2). */
static enum reaction
quick_accept(struct app *app, struct pane *pane, struct listing *list)
{
	table_read(&list->table);
	quick_stop(pane, list);
	if (list->table.rows && rows_shown(list->table.rows) == 0)
		app_refuse(app, "tui.none_matches", NULL);
	return REDRAW;
}

static enum reaction
quick_key(struct app *app, struct pane *pane, struct listing *list, const struct key *key)
{
	switch ((int)key->action) {
	case ACTION_ACCEPT:
	case ACTION_NEXT:
		return quick_accept(app, pane, list);
	case ACTION_BACK:
		field_set(&list->quick, "");
		quick_apply(list);
		return quick_stop(pane, list);
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		return table_key(&list->table, key);
	default:
		break;
	}
	enum reaction reaction = field_key(&list->quick, key);
	if (reaction == STAY)
		return key->action == ACTION_NONE ? STAY : UNKNOWN;
	quick_apply(list);
	return REDRAW;
}

static enum reaction
filtered(struct app *app, void *context, const struct arg *filters)
{
	(void)app;
	struct listing *list = context;
	table_filter(&list->table, filters);
	table_unmark(&list->table);
	return REDRAW;
}

/* --- doing --- */

static enum reaction
done(struct app *app, void *context, const struct outcome *outcome)
{
	(void)app;
	(void)outcome;
	struct listing *list = context;
	table_unmark(&list->table);
	return RELOAD;
}

/* What is made stands first where the newest do: it is shown, wherever one stood. */
static enum reaction
made(struct app *app, void *context, const struct outcome *outcome)
{
	struct listing *list = context;
	const char *order = table_order_of(&list->table);
	const enum reaction reaction = done(app, context, outcome);
	if (order && *order == '-')
		table_move(&list->table, ROWS_HOME);
	return reaction;
}

static enum reaction
option_done(struct app *app, void *context, const struct outcome *outcome)
{
	(void)app;
	(void)outcome;
	struct listing *list = context;
	struct table *table = &list->table;
	size_t kept = 0;
	for (size_t i = 0; i < table->pending_count; i++)
		if (table->pending[i].digit != list->running)
			table->pending[kept++] = table->pending[i];
	table->pending_count = kept;
	return RELOAD;
}

/* The rows that have the digit of the first one that has any. */
static enum reaction
options_run(struct app *app, struct listing *list)
{
	struct table *table = &list->table;
	char digit = table->pending[0].digit;
	struct subject *subjects =
	    arena_array(app->scratch, table->pending_count, sizeof *subjects);
	size_t count = 0;
	const struct binding *binding = binding_of_option(table->screen, digit - '0');
	for (size_t i = 0; i < table->pending_count; i++)
		if (table->pending[i].digit == digit)
			subjects[count++] = table->pending[i].subject;
	list->running = digit;
	if (!binding || (binding->command && (binding->bulk || count == 1)))
		return binding
			   ? op_run(app, table->screen, binding, subjects, count, option_done, list)
			   : STAY;
	/* One at a time: the others keep their digit for the next Enter. */
	table->pending[0] = table->pending[--table->pending_count];
	return op_run(app, table->screen, binding, subjects, 1, NULL, NULL);
}

static enum reaction
enter(struct app *app, struct listing *list)
{
	size_t count = 0;
	table_read(&list->table);
	if (list->choose) {
		const struct list_row *row = table_row(&list->table);
		if (!row)
			return STAY;
		return (enum reaction)((unsigned)CLOSE |
				       (unsigned)list->choose(app, list->choose_context, row->key));
	}
	if (list->table.pending_count)
		return options_run(app, list);
	const struct binding *binding = binding_of(list->table.screen, "Enter");
	if (!binding)
		return STAY;
	const struct list_row *row = table_row(&list->table);
	if (!row) {
		app_refuse(app, "tui.no_row", NULL);
		return STAY;
	}
	const struct subject subject = subject_of(app->scratch, app_lang(app), list->table.screen,
						  row->id, row->key, row->values);
	count = 1;
	return op_run(app, list->table.screen, binding, &subject, count, NULL, NULL);
}

static enum reaction
letter(struct app *app, struct listing *list, const struct binding *binding)
{
	size_t count = 0;
	if (list->choose)
		return UNKNOWN;
	if (binding->file)
		return op_new(app, &list->table, binding, done, list);
	table_read(&list->table);
	const struct subject *subjects = table_subjects(&list->table, app->scratch, &count);
	return op_run(app, list->table.screen, binding, subjects, count, done, list);
}

static enum reaction
create(struct app *app, struct listing *list)
{
	return list->choose ? UNKNOWN : op_create(app, &list->table, made, list);
}

static enum reaction
back(struct listing *list)
{
	if (list->table.pending_count) {
		list->table.pending_count = 0;
		return REDRAW;
	}
	return CLOSE;
}

static enum reaction
list_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct listing *list = pane->state;
	if (list->typing)
		return quick_key(app, pane, list, key);
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return enter(app, list);
	case ACTION_BACK:
		return back(list);
	case ACTION_NEXT:
		return list->choose ? STAY : list_sibling(app, list, 1);
	case ACTION_PREVIOUS:
		return list->choose ? STAY : list_sibling(app, list, -1);
	case ACTION_FILTER:
		return quick_start(pane, list);
	case ACTION_FILTER_FORM:
		filter_form_open(app, &list->table.ask, filtered, list);
		return REDRAW;
	case ACTION_FILTER_SAVED:
		filter_saved_open(app, &list->table.ask, filtered, list);
		return REDRAW;
	case ACTION_COLUMNS:
		columns_open(app, &list->table);
		return REDRAW;
	case ACTION_EXPORT:
		export_open(app, &list->table.ask, NULL);
		return REDRAW;
	case ACTION_CREATE:
		return create(app, list);
	default:
		break;
	}
	const struct binding *binding = binding_of(list->table.screen, key->text);
	if (key->text[0] && binding && !binding->create)
		return letter(app, list, binding);
	return table_key(&list->table, key);
}

/* --- the pane --- */

static void
list_draw(struct app *app, struct pane *pane)
{
	struct listing *list = pane->state;
	list_draw_siblings(app, list);
	table_draw(&list->table);
	list_draw_filter(app, list); /* last: its field takes the cursor */
}

static void
list_prepare(struct app *app, struct pane *pane)
{
	(void)app;
	struct listing *list = pane->state;
	table_place(&list->table, ROW_TABLE, body_bottom() - ROW_TABLE);
	table_read(&list->table);
}

static bool
list_reload(struct app *app, struct pane *pane)
{
	(void)app;
	struct listing *list = pane->state;
	return table_reload(&list->table);
}

static bool
list_work(struct app *app, struct pane *pane, bool *differs)
{
	(void)app;
	struct listing *list = pane->state;
	return table_work(&list->table, differs);
}

static void
list_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct listing *list = pane->state;
	table_close(&list->table);
}

static void
list_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	struct listing *list = pane->state;
	if (!list->typing) {
		quick_start(pane, list);
		field_set(&list->quick, "");
	}
	field_insert(&list->quick, text);
	quick_apply(list);
}

static void
list_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	struct listing *list = pane->state;
	const struct lang *lang = app_lang(app);
	if (list->typing) {
		offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "tui.filter_keep"));
		offer_action_as(offers, ACTION_BACK, lang_text(lang, "tui.filter_drop"));
		return;
	}
	if (list->table.pending_count)
		offer_action_as(
		    offers, ACTION_ACCEPT,
		    lang_format(app->scratch, lang, "tui.options_run",
				ARGS(ARG_INT("count", (int64_t)list->table.pending_count))));
	const struct list_row *row = list->choose ? NULL : table_row(&list->table);
	struct subject subject;
	if (row)
		subject = subject_of(app->scratch, lang, list->table.screen, row->id, row->key,
				     row->values);
	if (list->choose)
		offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "tui.choose"));
	else
		op_offer(app, list->table.screen, row ? &subject : NULL, LETTERS_OPTIONS, offers);
	offer_action(offers, ACTION_FILTER);
	if (!list->choose)
		op_offer(app, list->table.screen, NULL, LETTERS_CREATE, offers);
	table_offer(&list->table, offers);
	if (!list->choose)
		op_offer(app, list->table.screen, row ? &subject : NULL, LETTERS_OTHERS, offers);
	offer_action(offers, ACTION_FILTER_FORM);
	offer_action(offers, ACTION_FILTER_SAVED);
	offer_action(offers, ACTION_COLUMNS);
	offer_action(offers, ACTION_NEXT);
	offer_action(offers, ACTION_PREVIOUS);
}

static const struct pane_ops list_ops = {
	.name = "list",
	.key = list_key,
	.draw = list_draw,
	.prepare = list_prepare,
	.reload = list_reload,
	.work = list_work,
	.close = list_close,
	.paste = list_paste,
	.offer = list_offer,
};

static struct listing *
list_push(struct app *app, const struct screen *screen, const struct arg *filters)
{
	struct pane *pane = app_push(app, &list_ops, sizeof(struct listing));
	struct listing *list = pane->state;
	pane->title = screen_title(app_lang(app), screen);
	table_init(&list->table, app, pane->arena, screen, filters);
	columns_recall(app, &list->table);
	table_place(&list->table, ROW_TABLE, body_bottom() - ROW_TABLE);
	field_init(&list->quick, pane->arena, 60, "");
	return list;
}

void
list_open(struct app *app, const struct screen *screen, const struct arg *filters,
	  const char *order, const char *quick)
{
	struct listing *list = list_push(app, screen, filters);
	if (order)
		table_order(&list->table, order);
	if (quick) {
		field_set(&list->quick, quick);
		quick_apply(list);
	}
}

void
list_choose(struct app *app, const char *name, const struct arg *filters, typed *chosen,
	    void *context)
{
	const struct screen *screen = screen_get(app, name);
	if (!screen)
		return;
	if (!screen_allowed(app, screen)) {
		app_refuse(app, "tui.no_right",
			   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
		return;
	}
	if (again_needed(app, screen)) {
		app_refuse(app, "again.enter_first",
			   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
		return;
	}
	struct listing *list = list_push(app, screen, filters);
	list->choose = chosen;
	list->choose_context = context;
	list->table.options = false;
}
