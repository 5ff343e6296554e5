/* Above the rows of a list: its siblings on row 3, its filters on row 4. */
#include "list.h"

#include <string.h>

#define SIBLINGS_MOST 8

static size_t
siblings(struct app *app, const struct listing *list, struct screen_face *out, size_t most)
{
	const struct menu_entry *entry = section_of(app, list->table.screen->name);
	size_t count = 0;
	for (size_t i = 0; entry && entry->screens[i] && count < most; i++) {
		struct screen_face face;
		if (face_get(app, entry->screens[i], &face) && face.kind == SCREEN_LIST &&
		    face_open_to(app->session, &face))
			out[count++] = face;
	}
	return count;
}

enum reaction
list_sibling(struct app *app, const struct listing *list, int step)
{
	struct screen_face all[SIBLINGS_MOST];
	size_t count = siblings(app, list, all, SIBLINGS_MOST);
	for (size_t i = 0; count > 1 && i < count; i++)
		if (strcmp(all[i].name, list->table.screen->name) == 0) {
			size_t next = (step > 0 ? i + 1 : i + count - 1) % count;
			const bool proven = app->top->proven;
			if (!screen_open(app, all[next].name, NULL))
				return REDRAW;
			app->top->proven |= proven; /* within one section */
			return CLOSE;
		}
	return STAY;
}

void
list_draw_siblings(struct app *app, const struct listing *list)
{
	struct screen_face all[SIBLINGS_MOST];
	const struct lang *lang = app_lang(app);
	size_t count = list->choose ? 0 : siblings(app, list, all, SIBLINGS_MOST);
	int x = 1;
	if (count < 2) {
		term_text(ROW_SIBLINGS, 1, term_columns() - 1, STYLE_HEADING,
			  list->choose ? lang_text(lang, "tui.choose_row") : "");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		bool here = strcmp(all[i].name, list->table.screen->name) == 0;
		const char *title = face_title(lang, &all[i]);
		const char *shown = here ? arena_format(app->scratch, "[%s]", title) : title;
		x += term_text(ROW_SIBLINGS, x, term_columns() - x,
			       here ? STYLE_HEADING : STYLE_DIM, shown);
		x += 2;
	}
}

static const char *
answer_words(struct app *app, const char *text)
{
	struct value value;
	const char *key;
	if (!value_parse(app->scratch, TYPE_BOOL, text, &value, &key) || !value.known)
		return text;
	return value_format(app->scratch, app_lang(app), &value);
}

/* "État : BLOQUÉE": what the clerk has asked for, in words; silent filters are the program's. */
static const char *
filter_words(struct app *app, const struct screen *screen, const struct arg *arg)
{
	const struct lang *lang = app_lang(app);
	const struct filter *filter = screen_filter(screen, arg->name);
	const char *value = arg->value.text ? arg->value.text : "";
	if (!filter || filter->silent)
		return "";
	const struct column *column = screen_column(screen, filter->field);
	const char *label =
	    lang_first(lang, arena_format(app->scratch, "filter.%s", filter->name),
		       arena_format(app->scratch, "field.%s", filter->name), (const char *)NULL);
	if (!label)
		label = column ? column_label(lang, screen, column) : filter->name;
	if (filter->vocabulary)
		value = lang_choice(lang, filter->vocabulary, value);
	if (filter_type(filter) == TYPE_BOOL)
		value = answer_words(app, value);
	return arena_format(app->scratch, "%s %s", label, value);
}

static const char *
all_filter_words(struct app *app, const struct ask *ask)
{
	struct builder text = { .arena = app->scratch };
	for (const struct arg *arg = ask->filters; arg && arg->name; arg++) {
		const char *words = filter_words(app, ask->screen, arg);
		if (*words)
			builder_format(&text, "%s%s", text.size ? "  " : "", words);
	}
	return builder_text(&text);
}

void
list_draw_filter(struct app *app, struct listing *list)
{
	const struct lang *lang = app_lang(app);
	const char *position = table_position(&list->table, app->scratch);
	int right = text_width(position);
	int room = term_columns() - right - 3;
	int x = 1;
	const char *words = all_filter_words(app, &list->table.ask);
	if (*words) {
		x += term_text(ROW_FILTER, x, room - x, STYLE_DIM, lang_text(lang, "tui.filter"));
		x += 1 + term_text(ROW_FILTER, x + 1, room - x - 1, STYLE_WARNING, words);
		x += 2;
	}
	if (list->typing || list->quick.text[0]) {
		x += term_text(ROW_FILTER, x, room - x, STYLE_KEY, "/");
		if (list->typing)
			field_draw(&list->quick, ROW_FILTER, x, room - x, true);
		else
			term_text(ROW_FILTER, x, room - x, STYLE_WARNING, list->quick.text);
	}
	term_text(ROW_FILTER, term_columns() - right, right, STYLE_NORMAL, position);
}
