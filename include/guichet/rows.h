/* A window of a list, fetched by key: moving, paging, jumping to the end, staying on a row while the
 * list changes under it.  Never OFFSET. */
#ifndef GUICHET_ROWS_H
#define GUICHET_ROWS_H

#include <guichet/screen.h>
#include <stdbool.h>

struct rows;

struct list_row {
	int64_t id;
	const char *key;	    /* text of the screen's key column */
	int64_t customer;	    /* of its scope column; 0 for staff screens */
	const struct value *values; /* one per column of the screen, in its order */
};

/* height: rows of the window.  What was asked is copied.  Of a list asked for some columns, the others
 * are not known in its rows, but for those shown at first, those its keys are given and those that fill
 * their forms. */
enum status rows_open(struct rows **rows, const struct session *session, const struct ask *ask,
		      int height, struct error *error);
void rows_close(struct rows **rows);
enum status rows_resize(struct rows *rows, int height, struct error *error);
enum status rows_ask(struct rows *rows, const struct ask *ask, struct error *error); /* new filter or order */
enum status rows_columns(struct rows *rows, const char *const *columns, struct error *error); /* the same rows */

int rows_shown(const struct rows *rows); /* rows in the window */
const struct list_row *rows_at(const struct rows *rows, int line);
int rows_focus(const struct rows *rows); /* line of the window; -1 when empty */

enum rows_move { ROWS_UP, ROWS_DOWN, ROWS_PAGE_UP, ROWS_PAGE_DOWN, ROWS_HOME, ROWS_END };
/* *moved false at an end. */
enum status rows_move(struct rows *rows, enum rows_move move, bool *moved, struct error *error);
enum status rows_goto_id(struct rows *rows, int64_t id, bool *found, struct error *error);
/* Reads the window again around the row in focus; *changed when a cell differs. */
enum status rows_reload(struct rows *rows, bool *changed, struct error *error);
/* Number of the first row shown (1..) and of all; -1 while unknown; *more: "10 000+". */
void rows_position(struct rows *rows, int64_t *first, int64_t *count, bool *more);
/* Counts on for about so long, for when nobody types; false when there is nothing left to count. */
bool rows_count(struct rows *rows, int milliseconds);

#endif
