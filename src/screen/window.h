/* The window's inside, shared by its reading, its counting and its moves. */
#ifndef GUICHET_SCREEN_WINDOW_H
#define GUICHET_SCREEN_WINDOW_H

#include "private.h"

#include <guichet/rows.h>

struct line {
	struct list_row row;
	struct place place;
};

struct window {
	struct arena *arena;
	struct line *lines;
	int shown, height;
	struct footprint *footprint; /* of its lines */
	bool from_start;             /* they were read from the start of the list */
	int64_t rights;              /* the session's version then */
};

struct counting {
	int64_t count;               /* -1: not known */
	bool more;                   /* there are more than count */
	bool tallies, whole, slices; /* what is left to do when there is time */
	int64_t sum, at, last;
	int64_t begun, spent; /* milliseconds */
	bool stale;           /* the list has changed since */
};

struct rows {
	struct arena *home;  /* of the struct itself */
	struct arena *arena; /* of what was asked, and its plan */
	const struct session *session;
	struct ask ask;
	struct plan plan;
	const bool *unread;        /* of the screen's columns */
	const char *const *fields; /* the others */
	const size_t *places;      /* where these stand among the columns */
	const struct value *blank; /* a row of which nothing is read */
	int field_count;
	struct window
	    windows[2]; /* they take turns, so that a failed reading leaves what is shown */
	int current;
	int height, focus;
	int64_t first; /* number of the first line; -1 unknown, 0 not counted yet */
	struct counting counting;
};

struct window *window_shown(struct rows *rows);
struct window *window_other(struct rows *rows);
/* The other window, emptied: to be filled, then shown. */
struct window *window_begin(struct rows *rows);
/* Rows after place (or before it, backwards, then in front of those already there): most of them,
 * as far as the window has room.  *got says how many. */
enum status window_read(struct rows *rows, struct window *window, const struct place *place,
			bool backwards, int most, int *got, struct error *error);
/* The line of one id as it is now; *found false when the list has it not, or no longer. */
enum status window_read_id(struct rows *rows, struct window *window, int64_t id, struct line *line,
			   bool *found, struct error *error);
struct value value_kept(struct arena *arena, struct value value);
bool value_same(const struct value *a, const struct value *b);
/* Whether the lines shown are still what there is, and as they were: most changes are elsewhere, on
 * pages that none of them was read from; else they are compared.  What cannot be told does not
 * stand.  Empties the other window. */
bool window_stands(struct rows *rows);

/* What can be told of the number of rows within a millisecond. */
enum status counting_begin(struct rows *rows, struct error *error);
/* The list has changed: what is cheap to count is counted again, the rest now and then, by
 * rows_count(). */
enum status counting_again(struct rows *rows, struct error *error);
bool counting_is_cheap(const struct rows *rows);
/* The number of the line that place is the place of; -1 when that would take long. */
enum status counting_place(struct rows *rows, struct arena *arena, const struct place *place,
			   int64_t *first, struct error *error);

#endif
