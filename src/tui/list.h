/* A list of its own, for list.c and columns.c. */
#ifndef GUICHET_TUI_LIST_H
#define GUICHET_TUI_LIST_H

#include "table.h"

#define SIBLINGS_MOST 8

struct listing {
	struct table table;
	struct field quick; /* what was typed after "/" */
	bool typing;
	char running;  /* option digit being handled */
	typed *choose; /* F4 elsewhere asked for a row */
	void *choose_context;
};

/* columns.c */
void columns_open(struct app *app, struct table *table);   /* F11 */
void columns_recall(struct app *app, struct table *table); /* as the user left them */

#endif
