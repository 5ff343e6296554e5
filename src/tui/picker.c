/* F4: one of a list, in a box.  Typing narrows, a digit takes. */
#include "tui.h"

#include <string.h>

#define DIGITS 9
#define WIDTH_LEAST 30
#define WIDTH_MOST 64

struct picker {
	const char *title;
	const struct choice *all;
	size_t count;
	size_t *shown; /* places in all that match what was typed */
	size_t shown_count;
	size_t focus, first; /* in shown */
	struct field words;
	choice_done *done;
	void *context;
};

/* Every word typed begins a word of the label, accents and case aside. */
static bool
matches(struct arena *scratch, const char *label, const char *words)
{
	const char *folded = arena_format(scratch, " %s", text_fold(scratch, label));
	const char *rest = text_fold(scratch, words);

	while (*rest != '\0') {
		const size_t size = strcspn(rest, " ");
		const char *word = arena_format(scratch, " %.*s", (int)size, rest);

		if (strstr(folded, word) == NULL)
			return false;
		rest += size;
		rest += strspn(rest, " ");
	}
	return true;
}

static void
narrow(struct app *app, struct picker *picker)
{
	picker->shown_count = 0;
	for (size_t i = 0; i < picker->count; i++) {
		if (matches(app->scratch, picker->all[i].label, picker->words.text))
			picker->shown[picker->shown_count++] = i;
	}
	picker->focus = 0;
	picker->first = 0;
}

static enum reaction
take(struct app *app, const struct picker *picker, size_t at)
{
	if (at >= picker->shown_count) {
		app_refuse(app, "picker.none", NULL);
		return REDRAW;
	}
	return picker->done(app, picker->context, &picker->all[picker->shown[at]]) | CLOSE;
}

static bool
move(struct picker *picker, enum action action)
{
	const size_t last = picker->shown_count == 0 ? 0 : picker->shown_count - 1;
	const size_t page = (size_t)body_height() - 4;

	switch ((int)action) {
	case ACTION_UP:
		picker->focus -= picker->focus > 0;
		return true;
	case ACTION_DOWN:
		picker->focus += picker->focus < last;
		return true;
	case ACTION_PAGE_UP:
		picker->focus = picker->focus < page ? 0 : picker->focus - page;
		return true;
	case ACTION_PAGE_DOWN:
		picker->focus = picker->focus + page > last ? last : picker->focus + page;
		return true;
	default:
		return false;
	}
}

static enum reaction
picker_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct picker *picker = pane->state;
	const int digit = key_digit(key) - '0';

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT)
		return take(app, picker, picker->focus);
	if (move(picker, key->action))
		return REDRAW;
	if (picker->words.size == 0 && digit >= 1 && digit <= DIGITS)
		return take(app, picker, (size_t)digit - 1);
	if (field_key(&picker->words, key) == STAY)
		return UNKNOWN;
	narrow(app, picker);
	if (picker->shown_count == 0 && picker->words.size > 0)
		app_refuse(app, "picker.none", NULL);
	return REDRAW;
}

static void
picker_paste(struct app *app, struct pane *pane, const char *text)
{
	struct picker *picker = pane->state;

	field_insert(&picker->words, text);
	narrow(app, picker);
}

static int
picker_width(const struct picker *picker)
{
	int width = text_width(picker->title) + 4;

	for (size_t i = 0; i < picker->count; i++) {
		const int label = text_width(picker->all[i].label) + 8;

		if (label > width)
			width = label;
	}
	if (width < WIDTH_LEAST)
		width = WIDTH_LEAST;
	return width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void
draw_row(struct app *app, const struct picker *picker, size_t at, int y, int x, int width)
{
	const bool focused = at == picker->focus;
	const char *label = picker->all[picker->shown[at]].label;
	const char *digit = picker->words.size == 0 && at < DIGITS
				? arena_format(app->scratch, "%zu", at + 1)
				: " ";

	term_cell(y, x, width, focused ? STYLE_FOCUS : STYLE_NORMAL,
		  arena_format(app->scratch, " %s  %s", digit, label), false, false);
	if (focused)
		term_cursor(y, x + 1);
}

static void
picker_draw(struct app *app, struct pane *pane)
{
	struct picker *picker = pane->state;
	const int width = picker_width(picker);
	const int most = body_bottom() - BODY_TOP - 3;
	const int rows = (int)picker->count < most ? (int)picker->count : most;
	const int x = (term_columns() - width) / 2;
	const int y = BODY_TOP + (body_height() - rows - 3) / 2;

	if (picker->focus >= picker->first + (size_t)rows)
		picker->first = picker->focus - (size_t)rows + 1;
	if (picker->focus < picker->first)
		picker->first = picker->focus;
	term_box(y, x, rows + 3, width, picker->title);
	term_text(y + 1, x + 2, 2, STYLE_DIM, "/");
	field_draw(&picker->words, y + 1, x + 4, width - 6, true);
	for (int i = 0; i < rows && picker->first + (size_t)i < picker->shown_count; i++)
		draw_row(app, picker, picker->first + (size_t)i, y + 2 + i, x + 1, width - 2);
}

static void
picker_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct picker *picker = pane->state;
	const struct lang *lang = app_lang(app);
	const size_t digits = picker->count < DIGITS ? picker->count : DIGITS;

	offer_action(offers, ACTION_ACCEPT);
	offer_letter(offers, digits > 1 ? arena_format(app->scratch, "1-%zu", digits) : "1",
		     lang_text(lang, "dialog.choose"), NULL, 0, NULL);
	offer_letter(offers, lang_text(lang, "picker.keys.letters"),
		     lang_text(lang, "picker.narrow"), NULL, 0, NULL);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops picker_ops = {
	.name = "picker",
	.key = picker_key,
	.draw = picker_draw,
	.paste = picker_paste,
	.offer = picker_offer,
	.overlay = true,
};

void
choices_open(struct app *app, const char *title, const struct choice *choices, size_t count,
	     const char *current, choice_done *done, void *context)
{
	struct pane *pane = app_push(app, &picker_ops, sizeof(struct picker));
	struct picker *picker = pane->state;
	struct choice *all = arena_array(pane->arena, count + 1, sizeof *all);

	*picker = (struct picker){ .title = arena_copy(pane->arena, title),
				   .all = all,
				   .count = count,
				   .shown = arena_array(pane->arena, count + 1, sizeof(size_t)),
				   .done = done,
				   .context = context };
	for (size_t i = 0; i < count; i++)
		all[i] = (struct choice){ .value = arena_copy(pane->arena, choices[i].value),
					  .label = arena_copy(pane->arena, choices[i].label) };
	field_init(&picker->words, pane->arena, 40, NULL);
	narrow(app, picker);
	for (size_t i = 0; i < count; i++) {
		if (current != NULL && strcmp(all[i].value, current) == 0)
			picker->focus = i;
	}
	pane->input = true;
}
