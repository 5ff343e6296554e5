/* A list of its own, for list.c, list_top.c and columns.c. */
#ifndef GUICHET_TUI_LIST_H
#define GUICHET_TUI_LIST_H

#include "table.h"

#define ROW_SIBLINGS BODY_TOP
#define ROW_FILTER (BODY_TOP + 1)
#define ROW_TABLE (BODY_TOP + 2)

struct listing {
	struct table table;
	struct field quick; /* what was typed after "/" */
	bool typing;
	char running;  /* option digit being handled */
	typed *choose; /* F4 elsewhere asked for a row */
	void *choose_context;
};

/* list_top.c */
void list_draw_siblings(struct app *app, const struct listing *list);
void list_draw_filter(struct app *app, struct listing *list);
enum reaction list_sibling(struct app *app, const struct listing *list, int step);

/* columns.c */
void columns_open(struct app *app, struct table *table);   /* F11 */
void columns_recall(struct app *app, struct table *table); /* as the user left them */

#endif
