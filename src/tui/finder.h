/* Find anything, for the home prompt and the results screen. */
#ifndef GUICHET_TUI_FINDER_H
#define GUICHET_TUI_FINDER_H

#include "tui.h"

#include <guichet/find.h>

struct finder {
	struct app *app;
	struct arena *arena; /* of the last search */
	struct field field;
	bool stale; /* the words have changed: search before the next repaint or Enter */
	const struct found *found;
	size_t count;
	bool more, guessed, searched;
	struct error error;
};

void finder_init(struct finder *finder, struct app *app, struct arena *arena, const char *words);
void finder_close(struct finder *finder);
void finder_search(struct finder *finder);
/* The one that Enter opens: the only one, or the only usable card among others; NULL when none is
 * sure. */
const struct found *finder_sure(const struct finder *finder);
bool found_open(struct app *app, const struct found *found);
/* Rows y.. y+height; focus -1: none. */
void finder_draw(const struct finder *finder, int y, int height, int focus);
const char *finder_summary(const struct finder *finder); /* "7 résultats", "" */

#endif
