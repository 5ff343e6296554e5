/* F4 on a field: its codes, its file, the rows of its reference's screen. */
#include "form.h"

#include <string.h>

/* What a list gives back to: it lives as long as the form. */
struct picking {
	struct sheet *sheet;
	size_t entry;
};

static enum reaction
picked_choice(struct app *app, void *context, const struct choice *choice)
{
	const struct picking *picking = context;
	struct entry *entry = &picking->sheet->entries[picking->entry];

	(void)app;
	entry_set(entry, choice->value);
	sheet_changed(picking->sheet, entry);
	sheet_advance(picking->sheet);
	return REDRAW;
}

static enum reaction
picked_file(struct app *app, void *context, const char *path)
{
	const struct picking *picking = context;
	struct entry *entry = &picking->sheet->entries[picking->entry];

	(void)app;
	entry_set(entry, path);
	sheet_changed(picking->sheet, entry);
	return REDRAW;
}

static enum reaction
picked_record(struct app *app, void *context, const char *key)
{
	const struct picking *picking = context;
	struct entry *entry = &picking->sheet->entries[picking->entry];

	(void)app;
	entry_set(entry, key);
	sheet_changed(picking->sheet, entry);
	sheet_recheck(picking->sheet, entry);
	sheet_advance(picking->sheet);
	return REDRAW;
}

/* A card of the customer already named is looked for among his. */
const struct arg *
sheet_filters(struct sheet *sheet, const struct entry *entry, struct arena *arena)
{
	struct app *app = sheet->app;
	const struct entry *owner = sheet_entry(sheet, "customer");
	const char *customer = owner == NULL || owner == entry ? sheet->customer : NULL;
	const struct screen *screen;
	struct arg *filters = NULL;

	if (owner != NULL && owner != entry)
		customer = entry_text(owner, app->scratch);
	if (customer != NULL && customer[0] != '\0' &&
	    screen_load(app->scratch, app->config, entry->param->record->screen, &screen, NULL) ==
		STATUS_OK &&
	    screen_filter(screen, "customer") != NULL) {
		filters = arena_array(arena, 2, sizeof *filters);
		filters[0] = (struct arg)ARG_TEXT("customer", arena_copy(arena, customer));
	}
	return filters;
}

static void
choose_row(struct sheet *sheet, const struct entry *entry, struct picking *picking)
{
	list_choose(sheet->app, entry->param->record->screen,
		    sheet_filters(sheet, entry, sheet->app->scratch), picked_record, picking);
}

const char *
record_each(const struct lang *lang, struct arena *arena, const struct reference *reference)
{
	return lang_text(lang, arena_format(arena, "record.%s.each", reference->name));
}

static enum reaction
picked_each(struct app *app, void *context, const struct choice *choice)
{
	struct picking *picking = context;

	if (choice->value[0] != '\0')
		return picked_record(app, context, choice->value);
	choose_row(picking->sheet, &picking->sheet->entries[picking->entry], picking);
	return REDRAW;
}

/* All of them, or one of the list. */
static void
choose_record(struct sheet *sheet, const struct entry *entry, struct picking *picking)
{
	struct app *app = sheet->app;
	const struct lang *lang = app_lang(app);
	const struct reference *reference = entry->param->record;

	if (reference->each == NULL) {
		choose_row(sheet, entry, picking);
		return;
	}
	const char *words = record_each(lang, app->scratch, reference);
	const struct choice choices[] = { { words, words },
					  { "", lang_text(lang, "form.one_of_list") } };
	choices_open(app, entry->label, choices, 2, NULL, picked_each, picking);
}

bool
sheet_choose(struct sheet *sheet)
{
	const struct entry *entry = sheet_focus(sheet);
	struct picking *picking;

	if (entry == NULL || entry->look == LOOK_TEXT || entry->look == LOOK_ANSWER ||
	    entry->look == LOOK_ROWS)
		return false;
	if (entry_several(entry)) {
		several_open(sheet, sheet->focus);
		return true;
	}
	picking = arena_alloc(sheet->arena, sizeof *picking);
	*picking = (struct picking){ .sheet = sheet, .entry = sheet->focus };
	if (entry->look == LOOK_RECORD)
		choose_record(sheet, entry, picking);
	else if (entry->look == LOOK_FILE)
		files_open(sheet->app, entry->label, entry->field.text, picked_file, picking);
	else
		choices_open(sheet->app, entry->label, entry->all, entry->all_count,
			     entry_text(entry, sheet->app->scratch), picked_choice, picking);
	return true;
}
