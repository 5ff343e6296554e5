/* Two columns, what is available and what is taken, for the files of the chooser: chooser.c (what
 * keys do), chooser_offered.c (the left column: codes, or the rows of a screen), chooser_draw.c. */
#ifndef GUICHET_TUI_CHOOSER_H
#define GUICHET_TUI_CHOOSER_H

#include "table.h"

enum side { SIDE_OFFERED, SIDE_TAKEN };

/* The left column.  Codes that are taken leave it; of rows, which are read from the screen's query
 * a window at a time, the taken ones stay and say so. */
struct offered {
	const struct choice *all; /* codes; NULL: rows */
	size_t all_count;
	size_t *shown; /* of all: not taken, and with the words typed */
	size_t count, focus, first;

	const struct screen *screen; /* rows */
	const struct arg *filters;
	struct rows *rows; /* NULL when they could not be read */
	bool stale;        /* the words have changed: read before it is shown or acted on */
};

struct taken {
	struct choice *items;
	size_t count, capacity;
	size_t *shown; /* those with the words typed */
	size_t shown_count, focus, first;
};

struct choosing {
	struct app *app;
	struct arena *arena; /* the pane's */
	const char *title;
	const char *headings[2];
	struct offered offered;
	struct taken taken;
	struct field words[2]; /* typed to narrow each column */
	enum side side;
	bool ordered;
	int height; /* lines of a column */
	chooser_done *done;
	void *context;
};

size_t chooser_taken(const struct choosing *choosing,
		     const char *value); /* taken.count: it is not */
void chooser_take(struct choosing *choosing, const struct choice *choice);
size_t chooser_moved(size_t focus, size_t count, size_t page, enum action action);

/* chooser_offered.c */
void offered_read(struct choosing *choosing); /* what has become stale */
bool offered_reload(struct choosing *choosing);
bool offered_work(struct choosing *choosing, bool *differs);
void offered_resize(struct choosing *choosing);
void offered_move(struct choosing *choosing, enum action action);
int offered_lines(const struct choosing *choosing); /* shown now */
int offered_focus(const struct choosing *choosing); /* its line among them, once scrolled to */
/* The one in focus; false: there is none. */
bool offered_current(const struct choosing *choosing, struct arena *arena, struct choice *choice);
struct choice offered_at(const struct choosing *choosing, struct arena *arena, int line);
const char *offered_count(const struct choosing *choosing, struct arena *arena);
/* All that is shown, but no more than most rows at once; false: told why not. */
bool offered_take_all(struct choosing *choosing);
/* The words of a value: of a row, read by its key. */
const char *offered_label(const struct choosing *choosing, const char *value);

/* chooser_draw.c */
int chooser_height(const struct choosing *choosing);
void chooser_draw(struct app *app, struct pane *pane);

#endif
