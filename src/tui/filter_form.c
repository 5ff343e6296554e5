/* The filters of a list as a form: the plain ones, then the advanced ones (CARD-10).  A range is
 * two fields. */
#include "form.h"

#include <string.h>

#define RANGE ".."

struct filter_form {
	struct sheet sheet;
	const struct ask *ask;
	const struct screen *screen;
	filters_done *done;
	void *context;
};

/* --- fields --- */

static struct entry *
add_field(struct sheet *sheet, const struct filter *filter, const char *name, const char *label)
{
	struct param *param = arena_alloc(sheet->arena, sizeof *param);

	*param = (struct param){ .name = name,
				 .type = filter_type(filter),
				 .vocabulary = filter->vocabulary };
	return sheet_add(sheet, param, label);
}

static void
add_range(struct sheet *sheet, const struct filter *filter, const char *label)
{
	const struct lang *lang = app_lang(sheet->app);
	const struct arg *args = ARGS(ARG_TEXT("field", label));

	add_field(sheet, filter, arena_format(sheet->arena, "%s.from", filter->name),
		  lang_format(sheet->arena, lang, "filter.from", args));
	add_field(sheet, filter, arena_format(sheet->arena, "%s.until", filter->name),
		  lang_format(sheet->arena, lang, "filter.until", args));
}

static void
add_filters(struct filter_form *form, bool advanced)
{
	struct sheet *sheet = &form->sheet;
	const struct lang *lang = app_lang(sheet->app);
	const size_t first = sheet->count;

	for (size_t i = 0; i < form->screen->filter_count; i++) {
		const struct filter *filter = &form->screen->filters[i];
		const char *label;

		if (filter->silent || filter->advanced != advanced)
			continue;
		label = filter_label(lang, form->screen, filter);
		if (filter->op == FILTER_RANGE)
			add_range(sheet, filter, label);
		else
			add_field(sheet, filter, filter->name, label);
	}
	if (advanced && sheet->count > first)
		sheet->entries[first].heading = lang_text(lang, "filter.advanced");
}

/* A range of days takes months, and days from today, too. */
static bool
day_of_range(struct arena *scratch, const struct entry *entry, const char *text)
{
	struct value value;
	const char *key;

	return entry->param->type == TYPE_DATE &&
	       (text[0] == '+' || text[0] == '-' ||
		value_parse(scratch, TYPE_MONTH, text, &value, &key));
}

static enum status
check(struct sheet *sheet, const struct entry *entry, const char *text, struct error *error)
{
	struct arena *scratch = sheet->app->scratch;
	struct value value;
	const char *key = NULL;

	/* Half a card's or a phone's number is enough. */
	if (entry->look != LOOK_TEXT || entry->param->type == TYPE_CARD ||
	    entry->param->type == TYPE_PHONE || day_of_range(scratch, entry, text))
		return STATUS_OK;
	if (value_parse(scratch, entry->param->type, text, &value, &key))
		return STATUS_OK;
	return error_set(error, STATUS_USAGE, entry->param->name, key,
			 ARGS(ARG_TEXT("value", text)));
}

/* --- what is set, and what comes out --- */

static void
set_range(struct sheet *sheet, const char *name, const char *text)
{
	struct arena *arena = sheet->arena;
	const char *dots = strstr(text, RANGE);
	struct entry *from = sheet_entry(sheet, arena_format(arena, "%s.from", name));
	struct entry *until = sheet_entry(sheet, arena_format(arena, "%s.until", name));

	if (from == NULL || until == NULL)
		return;
	if (dots == NULL) {
		entry_set(from, text);
		entry_set(until, text);
		return;
	}
	entry_set(from, arena_copy_bytes(arena, text, (size_t)(dots - text)));
	entry_set(until, dots + strlen(RANGE));
}

static void
fill(struct sheet *sheet, const struct arg *filters)
{
	for (; filters != NULL && filters->name != NULL; filters++) {
		const char *text = filters->value.text == NULL ? "" : filters->value.text;
		struct entry *entry = sheet_entry(sheet, filters->name);

		if (entry != NULL)
			entry_set(entry, text);
		else
			set_range(sheet, filters->name, text);
	}
	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		entry->before = arena_copy(sheet->arena, entry_text(entry, sheet->arena));
	}
}

/* What a tab or a key has set stays set. */
static const char *
set_before(const struct ask *ask, const char *name)
{
	for (const struct arg *set = ask->filters; set != NULL && set->name != NULL; set++) {
		if (strcmp(set->name, name) == 0 && set->value.text != NULL)
			return set->value.text;
	}
	return "";
}

static const char *
typed_of(const struct filter_form *form, const struct filter *filter)
{
	const struct sheet *sheet = &form->sheet;
	struct arena *scratch = sheet->app->scratch;
	const struct entry *entry = sheet_entry(sheet, filter->name);
	const char *from;
	const char *until;

	if (filter->silent)
		return set_before(form->ask, filter->name);
	if (entry != NULL)
		return entry_text(entry, scratch);
	from =
	    entry_text(sheet_entry(sheet, arena_format(scratch, "%s.from", filter->name)), scratch);
	until = entry_text(sheet_entry(sheet, arena_format(scratch, "%s.until", filter->name)),
			   scratch);
	if (from[0] == '\0' && until[0] == '\0')
		return "";
	return arena_format(scratch, "%s" RANGE "%s", from, until);
}

static enum reaction
accept(struct filter_form *form)
{
	struct arena *scratch = form->sheet.app->scratch;
	const struct screen *screen = form->screen;
	struct arg *filters = arena_array(scratch, screen->filter_count + 1, sizeof *filters);
	struct error error = { .status = STATUS_OK };
	struct ask ask = *form->ask;
	size_t count = 0;

	if (!sheet_check(&form->sheet))
		return REDRAW;
	for (size_t i = 0; i < screen->filter_count; i++) {
		const char *text = text_trim(scratch, typed_of(form, &screen->filters[i]));

		if (text[0] != '\0')
			filters[count++] = (struct arg)ARG_TEXT(screen->filters[i].name, text);
	}
	ask.filters = filters;
	if (ask_check(form->sheet.app->session, &ask, scratch, &error) != STATUS_OK &&
	    sheet_fault(&form->sheet, &error))
		return REDRAW;
	return form->done(form->sheet.app, form->context, filters) | CLOSE;
}

/* --- its pane --- */

static enum reaction
filter_form_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct filter_form *form = pane->state;
	enum reaction reaction;

	(void)app;
	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT)
		return accept(form);
	reaction = sheet_key(&form->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
filter_form_paste(struct app *app, struct pane *pane, const char *text)
{
	struct filter_form *form = pane->state;

	(void)app;
	sheet_paste(&form->sheet, text);
}

static void
filter_form_draw(struct app *app, struct pane *pane)
{
	struct filter_form *form = pane->state;

	term_text(BODY_TOP, 1, term_columns() - 2, STYLE_DIM,
		  lang_text(app_lang(app), "filter.intro"));
	sheet_draw(&form->sheet, BODY_TOP + 2, 1, body_height() - 2, term_columns() - 2, true);
}

static void
filter_form_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct filter_form *form = pane->state;

	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "filter.accept"));
	sheet_offer(&form->sheet, offers);
	offer_action(offers, ACTION_ERASE_LINE);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops filter_form_ops = {
	.name = "filter-form",
	.key = filter_form_key,
	.draw = filter_form_draw,
	.paste = filter_form_paste,
	.offer = filter_form_offer,
};

void
filter_form_open(struct app *app, const struct ask *ask, filters_done *done, void *context)
{
	struct pane *pane;
	struct filter_form *form;

	if (ask->screen->filter_count == 0) {
		app_refuse(app, "filter.none", NULL);
		return;
	}
	pane = app_push(app, &filter_form_ops, sizeof(struct filter_form));
	form = pane->state;
	*form = (struct filter_form){
		.ask = ask, .screen = ask->screen, .done = done, .context = context
	};
	sheet_init(&form->sheet, app, pane->arena, 2 * ask->screen->filter_count);
	form->sheet.check = check;
	add_filters(form, false);
	add_filters(form, true);
	fill(&form->sheet, ask->filters);
	pane->input = true;
	pane->title =
	    lang_format(pane->arena, app_lang(app), "filter.title",
			ARGS(ARG_TEXT("screen", screen_title(app_lang(app), ask->screen))));
	sheet_go(&form->sheet, 0);
}
