/* What was found: choosing among several, ^F from anywhere. */
#include "finder.h"

#include <string.h>

#define ROW_PROMPT BODY_TOP
#define ROW_FOUND (BODY_TOP + 2)

struct results {
	struct finder finder;
	int focus; /* row; -1 while the words are being typed */
};

static enum reaction
to_rows(struct pane *pane, struct results *results, int focus)
{
	results->focus = focus;
	pane->input = focus < 0;
	return REDRAW;
}

static enum reaction
enter_words(struct app *app, struct pane *pane, struct results *results)
{
	struct finder *finder = &results->finder;
	finder_search(finder);
	if (finder->error.status != STATUS_OK) {
		app_error(app, &finder->error);
		return REDRAW;
	}
	if (finder->count == 0) {
		app_refuse(app, "find.nothing", ARGS(ARG_TEXT("words", finder->field.text)));
		return REDRAW;
	}
	const struct found *sure = finder_sure(finder);
	if (sure)
		return found_open(app, sure) ? REDRAW : STAY;
	/* What follows was typed for one record, and a block is final. */
	app_message(app, TONE_WARNING, "find.several",
		    ARGS(ARG_INT("count", (int64_t)finder->count)));
	app_drop_typed_ahead(app);
	app_hush(app);
	return to_rows(pane, results, 0);
}

static enum reaction
key_words(struct app *app, struct pane *pane, struct results *results, const struct key *key)
{
	struct finder *finder = &results->finder;
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return enter_words(app, pane, results);
	case ACTION_DOWN:
	case ACTION_NEXT:
		finder_search(finder);
		return finder->count ? to_rows(pane, results, 0) : STAY;
	case ACTION_BACK:
		return CLOSE;
	case ACTION_FIND:
		return STAY;
	default:
		break;
	}
	if (field_key(&finder->field, key) == STAY)
		return key->action == ACTION_NONE ? STAY : UNKNOWN;
	finder->stale = true;
	return REDRAW;
}

static enum reaction
move(struct results *results, int step)
{
	int last = (int)results->finder.count - 1;
	int to = results->focus + step;
	results->focus = to < 0 ? 0 : to > last ? last : to;
	return REDRAW;
}

/* A trade letter acts on the record: it opens, and gets the letter. */
static enum reaction
key_letter(struct app *app, struct results *results, const struct key *key)
{
	if (!key->text[0] || results->focus >= (int)results->finder.count)
		return UNKNOWN;
	if (!found_open(app, &results->finder.found[results->focus]))
		return STAY;
	app_feed(app, *key);
	return REDRAW;
}

static enum reaction
key_rows(struct app *app, struct pane *pane, struct results *results, const struct key *key)
{
	int page = body_bottom() - ROW_FOUND;
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		if (results->focus < (int)results->finder.count)
			found_open(app, &results->finder.found[results->focus]);
		return REDRAW;
	case ACTION_UP:
		return results->focus == 0 ? to_rows(pane, results, -1) : move(results, -1);
	case ACTION_DOWN:
		return move(results, 1);
	case ACTION_PAGE_UP:
		return move(results, -page);
	case ACTION_PAGE_DOWN:
		return move(results, page);
	case ACTION_FIRST:
		return move(results, -1000);
	case ACTION_LAST:
		return move(results, 1000);
	case ACTION_FILTER:
	case ACTION_FIND:
	case ACTION_PREVIOUS:
	case ACTION_ERASE_LEFT:
		return to_rows(pane, results, -1);
	case ACTION_BACK:
		return CLOSE;
	case ACTION_NONE:
		return key_letter(app, results, key);
	default:
		return UNKNOWN;
	}
}

static enum reaction
results_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct results *results = pane->state;
	return results->focus < 0 ? key_words(app, pane, results, key)
				  : key_rows(app, pane, results, key);
}

static void
results_prepare(struct app *app, struct pane *pane)
{
	(void)app;
	struct results *results = pane->state;
	finder_search(&results->finder);
	if (results->focus >= (int)results->finder.count)
		to_rows(pane, results, (int)results->finder.count - 1);
}

static bool
results_reload(struct app *app, struct pane *pane)
{
	struct results *results = pane->state;
	results->finder.stale = true;
	results_prepare(app, pane);
	return true;
}

static void
results_draw(struct app *app, struct pane *pane)
{
	struct results *results = pane->state;
	struct finder *finder = &results->finder;
	const char *summary = finder_summary(finder);
	int right = text_width(summary);
	term_text(ROW_PROMPT, 1, 5, STYLE_KEY, "===>");
	term_text(ROW_PROMPT, term_columns() - right, right, STYLE_DIM, summary);
	finder_draw(finder, ROW_FOUND, body_bottom() - ROW_FOUND, results->focus);
	field_draw(&finder->field, ROW_PROMPT, 6, 44, results->focus < 0);
	if (finder->count == 0)
		term_text(ROW_FOUND, 2, term_columns() - 2, STYLE_DIM,
			  lang_text(app_lang(app), "find.hint"));
}

static void
results_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct results *results = pane->state;
	finder_close(&results->finder);
}

static void
results_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	struct results *results = pane->state;
	to_rows(pane, results, -1);
	field_insert(&results->finder.field, text);
	results->finder.stale = true;
}

static void
results_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	struct results *results = pane->state;
	const struct lang *lang = app_lang(app);
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "tui.open"));
	offer_action(offers, ACTION_DOWN);
	if (results->focus >= 0) {
		offer_letter(offers, "a-z", lang_text(lang, "find.letters"), NULL, 0, NULL);
		offer_action(offers, ACTION_FILTER);
	}
}

static const struct pane_ops results_ops = {
	.name = "results",
	.key = results_key,
	.draw = results_draw,
	.prepare = results_prepare,
	.reload = results_reload,
	.close = results_close,
	.paste = results_paste,
	.offer = results_offer,
};

static struct pane *
results_push(struct app *app, const char *words)
{
	/* The words may live where the pane beneath changes them. */
	const char *copy = arena_copy(app->scratch, words);
	struct pane *pane = app_push(app, &results_ops, sizeof(struct results));
	struct results *results = pane->state;
	pane->title = lang_text(app_lang(app), "find.title");
	finder_init(&results->finder, app, pane->arena, copy);
	to_rows(pane, results, -1);
	return pane;
}

void
find_open(struct app *app, const char *words)
{
	results_push(app, words);
}

void
find_enter(struct app *app, const char *words)
{
	struct pane *pane = results_push(app, words);
	enter_words(app, pane, pane->state);
}
