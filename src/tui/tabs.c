/* A row of tabs with their numbers, of a record or of a form. */
#include "tui.h"

/* All on one row: the longest words give way until they fit. */
static void
widths_of(const struct tab_word *tabs, size_t count, int *widths)
{
	int total = 1;
	for (size_t i = 0; i < count; i++) {
		widths[i] = text_width(tabs[i].words);
		total += widths[i] + 3 + (tabs[i].mark != 0);
	}
	for (; total > term_columns(); total--) {
		size_t longest = 0;
		for (size_t i = 1; i < count; i++)
			if (widths[i] > widths[longest])
				longest = i;
		if (count == 0 || widths[longest] <= 1)
			return;
		widths[longest]--;
	}
}

/* " 1 Général[2 Produits]3 Plafonds*": the brackets stand where the blanks were. */
void
tabs_draw(struct app *app, int y, const struct tab_word *tabs, size_t count, size_t here)
{
	int widths[TABS_MOST] = { 0 };
	int x = 1, open = -1, close = -1;
	if (count > TABS_MOST)
		count = TABS_MOST;
	widths_of(tabs, count, widths);
	for (size_t i = 0; i < count; i++) {
		const char *words = text_cut(app->scratch, tabs[i].words, widths[i], false);
		const char mark[] = { tabs[i].mark, '\0' };
		if (i == here) {
			open = x - 1;
			term_cursor(y, x);
		}
		term_text(y, x, 1, i == here ? STYLE_HEADING : STYLE_KEY,
			  arena_format(app->scratch, "%d", tabs[i].number));
		x += 2 + term_text(y, x + 2, term_columns() - x - 2,
				   i == here ? STYLE_HEADING : STYLE_NORMAL, words);
		x += term_text(y, x, 1, tabs[i].mark == '!' ? STYLE_BAD : STYLE_WARNING, mark);
		if (i == here)
			close = x;
		x++;
	}
	term_text(y, open, 1, STYLE_HEADING, "[");
	term_text(y, close, 1, STYLE_HEADING, "]");
	term_rule(y + 1, 0, term_columns());
}
