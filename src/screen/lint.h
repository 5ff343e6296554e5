/* The check of screen files, in two halves: what a screen shows, and where its keys lead. */
#ifndef GUICHET_SCREEN_LINT_H
#define GUICHET_SCREEN_LINT_H

#include "private.h"

/* A view as the store has it, read once however many fields are asked for. */
struct viewed {
	const char *name;
	const char **columns; /* NULL-ended; NULL: it cannot be read */
	const char *reason;
	struct viewed *next;
};

struct lint {
	struct arena *arena;
	struct store *store; /* NULL: views are not looked at */
	struct faults faults;
	const struct screen **screens;
	size_t count;
	struct viewed *views;
};

void lint_tell(struct lint *lint, int line, const char *key, const struct arg *args);
const struct screen *lint_screen(struct lint *lint, const char *name);
/* A cell of the first row of a view; NULL: there is none. */
const char *lint_first(struct lint *lint, const char *view, const char *field);
void lint_text(struct lint *lint, int line, const char *key); /* in every language */
void lint_right(struct lint *lint, const char *name, int line); /* NULL: none is asked for */

void lint_menu(struct lint *lint, const struct screen *screen);
void lint_bindings(struct lint *lint, const struct screen *screen);
void lint_tabs(struct lint *lint, const struct screen *screen);
void lint_commands(struct lint *lint); /* each has its word for lists of what was done */

#endif
