/* ^G: a line of keys, so that nothing needs a function key. */
#include "tui.h"

#include <string.h>

static enum reaction
keymenu_key(struct app *app, struct pane *pane, const struct key *key)
{
	(void)pane;
	if (key->action == ACTION_BACK || key->action == ACTION_KEYS)
		return CLOSE;
	struct key meant = key_after_menu(key);
	if (meant.action == ACTION_NONE) {
		app_refuse(app, "tui.unknown_key", NULL);
		return CLOSE;
	}
	app_feed(app, meant);
	return CLOSE;
}

static void
keymenu_draw(struct app *app, struct pane *pane)
{
	(void)pane;
	const struct lang *lang = app_lang(app);
	int y = body_bottom() - 1, x = 1;
	term_fill(y - 1, 0, term_columns(), STYLE_NORMAL);
	term_rule(y - 1, 0, term_columns());
	term_fill(y, 0, term_columns(), STYLE_NORMAL);
	term_fill(y + 1, 0, term_columns(), STYLE_NORMAL);
	term_cursor(y, x);
	for (const struct binding_row *row = key_table; row->name; row++) {
		if (!row->menu)
			continue;
		const char *words =
		    lang_text(lang, arena_format(app->scratch, "key.%s", row->name));
		int width = 2 + text_width(words);
		if (x + width > term_columns()) {
			y++;
			x = 1;
		}
		term_text(y, x, 1, STYLE_KEY, arena_format(app->scratch, "%c", row->menu));
		term_text(y, x + 2, width, STYLE_NORMAL, words);
		x += width + 2;
	}
}

static const struct pane_ops keymenu_ops = {
	.name = "keymenu",
	.key = keymenu_key,
	.draw = keymenu_draw,
	.overlay = true,
};

void
keys_open(struct app *app)
{
	struct pane *pane = app_push(app, &keymenu_ops, 0);
	pane->input = true;
}
