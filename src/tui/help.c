/* Help: what works here, made from the key table and what the pane offers.  Typing filters, Enter
 * runs the chosen line; what does not work stays listed with the reason (R8). */
#include "tui.h"

#include <string.h>

#define ROW_FILTER BODY_TOP
#define KEYS_WIDTH 18

struct help {
	struct offers offers;
	struct field field;
	const size_t *shown; /* offers that match, in order */
	size_t count, focus, first;
	bool stale;
	const char *const *intro;
	size_t intro_count;
	struct arena *matches;
};

static bool
matches(struct arena *arena, const struct offer *offer, const char *wanted)
{
	const char *all = arena_format(arena, " %s %s %s", offer->words, offer->help, offer->keys);
	return !*wanted || strstr(text_fold(arena, all), wanted) || strstr(all, wanted);
}

static void
search(struct help *help)
{
	if (!help->stale)
		return;
	help->stale = false;
	arena_reset(help->matches);
	const char *wanted = text_fold(help->matches, help->field.text);
	size_t *shown = arena_array(help->matches, help->offers.count + 1, sizeof *shown);
	help->count = 0;
	for (size_t i = 0; i < help->offers.count; i++)
		if (matches(help->matches, &help->offers.items[i], wanted))
			shown[help->count++] = i;
	help->shown = shown;
	help->focus = 0;
	help->first = 0;
}

/* The line's key goes to the pane beneath, as if it had been typed there. */
static enum reaction
run(struct app *app, struct help *help)
{
	search(help);
	if (help->focus >= help->count)
		return STAY;
	const struct offer *offer = &help->offers.items[help->shown[help->focus]];
	struct key key = { .action = offer->action };
	if (offer->why) {
		app_message(app, TONE_ERROR, "help.why", ARGS(ARG_TEXT("why", offer->why)));
		return REDRAW;
	}
	if (offer->action == ACTION_HELP)
		return CLOSE;
	if (offer->action == ACTION_NONE) {
		if (strlen(offer->keys) >= sizeof key.text || text_length(offer->keys) != 1)
			return CLOSE;
		memcpy(key.text, offer->keys, strlen(offer->keys) + 1);
	}
	app_feed(app, key);
	return CLOSE;
}

static int
height(const struct help *help)
{
	return body_bottom() - ROW_FILTER - 2 -
	       (help->intro_count ? (int)help->intro_count + 1 : 0);
}

static enum reaction
move(struct help *help, long step)
{
	search(help);
	long to = (long)help->focus + step;
	long last = (long)help->count - 1;
	help->focus = to < 0 || last < 0 ? 0 : (size_t)(to > last ? last : to);
	return REDRAW;
}

/* Home, but a form beneath asks before it lets go of what was typed. */
enum reaction
help_leave(struct app *app, const struct pane *pane, const struct key *key)
{
	if (pane->below && pane->below->below)
		app_feed(app, *key);
	return CLOSE;
}

static enum reaction
help_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct help *help = pane->state;
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return run(app, help);
	case ACTION_UP:
		return move(help, -1);
	case ACTION_DOWN:
		return move(help, 1);
	case ACTION_PAGE_UP:
		return move(help, -height(help));
	case ACTION_PAGE_DOWN:
		return move(help, height(help));
	case ACTION_NEXT:
		book_open(app, help->field.text); /* who finds no key asks his question */
		return REDRAW;
	case ACTION_HOME:
		return help_leave(app, pane, key);
	case ACTION_BACK:
	case ACTION_HELP:
		return CLOSE;
	default:
		break;
	}
	if (field_key(&help->field, key) == STAY)
		return key->action == ACTION_NONE && key->text[0] ? STAY : UNKNOWN;
	help->stale = true;
	return REDRAW;
}

static void
help_prepare(struct app *app, struct pane *pane)
{
	(void)app;
	struct help *help = pane->state;
	search(help);
	size_t rows = height(help) > 0 ? (size_t)height(help) : 1;
	if (help->focus < help->first)
		help->first = help->focus;
	if (help->focus >= help->first + rows)
		help->first = help->focus - rows + 1;
}

static void
draw_offer(struct app *app, const struct help *help, const struct offer *offer, int y, bool focused)
{
	const char *keys =
	    offer->action == ACTION_NONE
		? offer->keys
		: key_all(app->scratch, app_lang(app), offer->action, help->offers.input);
	int right = term_columns() - 6; /* ^G and its key behind it */
	enum style style = offer->why ? STYLE_GREYED : STYLE_NORMAL;
	int words = KEYS_WIDTH + 6;
	if (focused) {
		term_text(y, 0, 1, STYLE_FOCUS, ">");
		term_cursor(y, 0);
	}
	term_cell(y, 2, KEYS_WIDTH, focused ? STYLE_FOCUS : STYLE_KEY, keys, false, false);
	if (offer->option)
		term_text(y, 2 + KEYS_WIDTH + 1, 2, STYLE_DIM,
			  arena_format(app->scratch, "%d", offer->option));
	words += term_text(y, words, right - words, style, offer->help);
	const struct binding_row *row = key_row(offer->action);
	if (row && row->menu && !help->offers.input)
		term_text(y, term_columns() - 5, 5, STYLE_DIM,
			  arena_format(app->scratch, "^G %c", row->menu));
	if (offer->why)
		term_text(y, words + 1, right - words - 1, STYLE_GREYED,
			  arena_format(app->scratch, "(%s)", offer->why));
}

static void
help_draw(struct app *app, struct pane *pane)
{
	struct help *help = pane->state;
	int y = ROW_FILTER;
	const char *label = lang_text(app_lang(app), "help.search");
	int x = 2 + text_width(label) + 1;
	term_text(y, 2, x, STYLE_DIM, label);
	int field = y;
	term_text(y, x + 32, term_columns() - x - 32, STYLE_DIM,
		  lang_text(app_lang(app), "book.line"));
	y += 2;
	for (size_t i = 0; i < help->intro_count; i++)
		term_text(y++, 2, term_columns() - 2, STYLE_NORMAL, help->intro[i]);
	y += help->intro_count ? 1 : 0;
	field_draw(&help->field, field, x, 30, true);
	if (help->count == 0)
		term_text(y, 2, term_columns() - 2, STYLE_WARNING,
			  lang_text(app_lang(app), "book.no_key"));
	for (size_t i = help->first; i < help->count && y < body_bottom(); i++, y++)
		draw_offer(app, help, &help->offers.items[help->shown[i]], y, i == help->focus);
	if (help->field.text[0])
		field_draw(&help->field, field, x, 30, true);
}

static void
help_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct help *help = pane->state;
	arena_free(&help->matches);
}

static void
help_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	struct help *help = pane->state;
	field_insert(&help->field, text);
	help->stale = true;
}

static void
help_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)pane;
	const struct lang *lang = app_lang(app);
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "help.run"));
	offer_action(offers, ACTION_DOWN);
	offer_action_as(offers, ACTION_NEXT, lang_text(lang, "book.title"));
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "tui.close"));
}

static const struct pane_ops help_ops = {
	.name = "help",
	.key = help_key,
	.draw = help_draw,
	.prepare = help_prepare,
	.close = help_close,
	.paste = help_paste,
	.offer = help_offer,
};

void
help_open(struct app *app)
{
	struct pane *beneath = app->top;
	struct pane *pane = app_push(app, &help_ops, sizeof(struct help));
	struct help *help = pane->state;
	const char *title = NULL;
	const struct pane *each = beneath;
	do {
		title = each->title;
		each = each->below;
	} while (each && !title);
	pane->input = true;
	pane->title = lang_format(pane->arena, app_lang(app), "help.title",
				  ARGS(ARG_TEXT("title", title ? title : "")));
	help->matches = arena_new();
	help->stale = true;
	field_init(&help->field, pane->arena, 30, "");
	offers_collect(app, beneath, pane->arena, &help->offers);
	for (size_t i = 0; i < help->offers.count; i++)
		help->offers.items[i].why = arena_copy(pane->arena, help->offers.items[i].why);
	const char *intro = lang_find(
	    app_lang(app), arena_format(app->scratch, "help.%s.intro", beneath->ops->name));
	if (beneath->about)
		intro = intro ? arena_format(pane->arena, "%s\n\n%s", beneath->about, intro)
			      : beneath->about;
	if (intro)
		help->intro = text_wrap(pane->arena, intro, term_columns() - 4, &help->intro_count);
}
