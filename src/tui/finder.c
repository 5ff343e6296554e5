/* Find anything, for the home prompt and the results screen. */
#include "finder.h"

#include <string.h>

#define MOST 40
#define LEAST 2 /* characters; find() wants three of most things */

void
finder_init(struct finder *finder, struct app *app, struct arena *arena, const char *words)
{
	*finder = (struct finder){ .app = app, .arena = arena_new() };
	field_init(&finder->field, arena, 80, words);
	finder->stale = *words != '\0';
}

void
finder_close(struct finder *finder)
{
	if (finder->arena)
		arena_free(&finder->arena);
}

void
finder_search(struct finder *finder)
{
	if (!finder->stale)
		return;
	finder->stale = false;
	arena_reset(finder->arena);
	finder->found = NULL;
	finder->count = 0;
	finder->more = finder->guessed = finder->searched = false;
	error_clear(&finder->error);
	const char *words = text_trim(finder->arena, finder->field.text);
	if (text_length(words) < LEAST || *words == ':')
		return;
	finder->searched = true;
	if (find(finder->app->session, words, MOST, finder->arena, &finder->found, &finder->count,
		 &finder->more, &finder->guessed, &finder->error) != STATUS_OK) {
		finder->count = 0;
		finder->searched = false;
	}
}

const struct found *
finder_sure(const struct finder *finder)
{
	const struct found *usable = NULL;
	if (finder->guessed || finder->more || finder->count == 0)
		return NULL;
	if (finder->count == 1)
		return &finder->found[0];
	for (size_t i = 0; i < finder->count; i++) {
		const struct found *found = &finder->found[i];
		if (strcmp(found->kind, finder->found[0].kind) != 0)
			return NULL;
		if (found->usable && usable)
			return NULL;
		if (found->usable)
			usable = found;
	}
	return usable;
}

bool
found_open(struct app *app, const struct found *found)
{
	const char *screen = find_screen(found->kind);
	return screen && screen_open(app, screen, ARGS(ARG_INT("id", found->id)));
}

const char *
finder_summary(const struct finder *finder)
{
	const struct lang *lang = app_lang(finder->app);
	if (!finder->searched)
		return "";
	const char *key = finder->count == 0 ? "find.none"
			  : finder->guessed  ? "find.guessed"
			  : finder->more     ? "find.more"
					     : "find.count";
	return lang_format(finder->app->scratch, lang, key,
			   ARGS(ARG_INT("count", (int64_t)finder->count)));
}

/* Kind, key, label, state, customer: what there is room for. */
static void
draw_found(const struct finder *finder, int y, const struct found *found, bool focused)
{
	struct arena *arena = finder->app->scratch;
	const struct lang *lang = app_lang(finder->app);
	int columns = term_columns();
	int label = columns >= 100 ? 36 : 26;
	const char *kind = lang_text(lang, arena_format(arena, "find.kind.%s", found->kind));
	const char *key = found->key;
	if (text_width(key) > 11)
		key = text_cut(arena, key, 9, true);
	const char *state = lang_choice(lang, found->vocabulary, found->state);
	if (focused)
		term_text(y, 0, 1, STYLE_FOCUS, ">");
	term_cell(y, 2, 10, focused ? STYLE_FOCUS : STYLE_DIM, kind, false, false);
	term_cell(y, 13, 11, STYLE_NORMAL, key, false, true);
	term_cell(y, 25, label, STYLE_HEADING, found->label, false, false);
	term_cell(y, 26 + label, 11, style_of_state(found->state), state, false, false);
	term_cell(y, 38 + label, columns - 38 - label, STYLE_NORMAL, found->customer, false, false);
	if (focused)
		term_cursor(y, 0);
}

void
finder_draw(const struct finder *finder, int y, int height, int focus)
{
	/* The row in focus is always among those shown. */
	int first = focus >= height ? focus - height + 1 : 0;
	for (int i = 0; i < height && first + i < (int)finder->count; i++)
		draw_found(finder, y + i, &finder->found[first + i], first + i == focus);
}
