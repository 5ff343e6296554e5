/* A field of several as two columns (F4): codes and their words, or records of a screen by their
 * keys. */
#include "form.h"
#include "table.h"

#include <string.h>

bool
entry_several(const struct entry *entry)
{
	return entry->look == LOOK_SEVERAL || entry->look == LOOK_KEYS;
}

/* "c00123 C00124;C00125" as a list: keys hold neither blanks, commas nor semicolons. */
const char *
several_keys(struct arena *arena, const char *text, const char *between)
{
	struct builder keys = { .arena = arena };

	for (text += strspn(text, ",; "); *text != '\0'; text += strspn(text, ",; ")) {
		const size_t size = strcspn(text, ",; ");

		builder_format(&keys, "%s%.*s", keys.size > 0 ? between : "", (int)size, text);
		text += size;
	}
	return builder_text(&keys);
}

static size_t
items(const char *list)
{
	size_t count = list[0] == '\0' ? 0 : 1;

	for (; (list = strchr(list, ',')) != NULL; list++)
		count++;
	return count;
}

const char *
several_summary(const struct entry *entry, struct arena *arena)
{
	const size_t count = items(entry_text(entry, arena));

	return count < 2 ? entry->field.text
			 : arena_format(arena, "(%zu) %s", count, entry->field.text);
}

/* What the columns give back to: it lives as long as the form. */
struct columns {
	struct sheet *sheet;
	size_t entry;
};

static enum reaction
chosen(struct app *app, void *context, const char *const *taken)
{
	const struct columns *columns = context;
	struct entry *entry = &columns->sheet->entries[columns->entry];
	struct builder values = { .arena = app->scratch };

	for (size_t i = 0; taken[i] != NULL; i++)
		builder_format(&values, "%s%s", i > 0 ? "," : "", taken[i]);
	entry_set(entry, builder_text(&values));
	sheet_changed(columns->sheet, entry);
	return REDRAW;
}

/* "C00123,C00124" apart, NULL-ended. */
static const char *const *
apart(struct arena *arena, const char *list)
{
	const char **values = arena_array(arena, items(list) + 1, sizeof *values);
	size_t count = 0;

	while (*list != '\0') {
		const size_t size = strcspn(list, ",");

		values[count++] = arena_copy_bytes(arena, list, size);
		list += size + (list[size] == ',');
	}
	return values;
}

/* "accordées" of rights, "choisis" of customers: each noun its own word. */
static const char *
heading(const struct sheet *sheet, const struct entry *entry)
{
	const struct lang *lang = app_lang(sheet->app);
	const char *own =
	    lang_find(lang, arena_format(sheet->app->scratch, "chooser.of.%s", entry->param->name));

	return own != NULL ? own : lang_text(lang, "chooser.taken");
}

static const struct screen *
screen_of(struct sheet *sheet, const struct entry *entry)
{
	const struct screen *screen = screen_get(sheet->app, entry->param->record->screen);

	if (screen == NULL || screen_allowed(sheet->app, screen))
		return screen;
	app_refuse(sheet->app, "tui.no_right",
		   ARGS(ARG_TEXT("screen", screen_title(app_lang(sheet->app), screen))));
	return NULL;
}

void
several_open(struct sheet *sheet, size_t at)
{
	struct app *app = sheet->app;
	const struct entry *entry = &sheet->entries[at];
	struct columns *columns = arena_alloc(sheet->arena, sizeof *columns);
	struct chooser chooser = {
		.title = entry->label,
		.left = lang_text(app_lang(app), "chooser.available"),
		.right = heading(sheet, entry),
		.all = entry->all,
		.count = entry->all_count,
		.taken = apart(app->scratch, entry_text(entry, app->scratch)),
	};

	*columns = (struct columns){ .sheet = sheet, .entry = at };
	if (entry->look == LOOK_KEYS) {
		chooser.screen = screen_of(sheet, entry);
		chooser.filters = sheet_filters(sheet, entry, sheet->arena);
		if (chooser.screen == NULL)
			return;
	}
	chooser_open(app, &chooser, chosen, columns);
}
