/* Rows on the screen: the window of a list with its columns, marks and options, wherever it stands
 * (a list of its own, a tab of a record, a choice of F4). */
#ifndef GUICHET_TUI_TABLE_H
#define GUICHET_TUI_TABLE_H

#include "tui.h"

#include <guichet/rows.h>

/* A row as commands and other screens take it. */
struct subject {
	int64_t id;
	const char *key;
	const char *label;
	const struct input
	    *values; /* every column of the screen, as it would be typed; NULL-ended */
};

struct shown_column {
	int index; /* in the screen's columns */
	int x, width;
};

struct option {
	char digit;
	struct subject subject;
};

struct table {
	struct app *app;
	struct arena *arena;
	const struct screen *screen;
	struct rows *rows; /* NULL when it could not be read: error says why */
	struct error error;
	struct ask ask;          /* what it points to is in arena, or the owner's */
	bool stale;              /* the ask has changed: read before the next repaint */
	const char *const *view; /* fields to show in their order, NULL-ended; NULL: the screen's */
	bool options;            /* has an Op column */
	bool inside;             /* of a record, whose filter is not the clerk's */
	int top, height;         /* place of the headings; rows beneath them */
	struct shown_column *columns;
	int column_count, laid_for; /* columns of the terminal the layout was made for */
	struct subject *marks;
	size_t mark_count, mark_capacity;
	struct option *pending;
	size_t pending_count, pending_capacity;
};

void table_init(struct table *table, struct app *app, struct arena *arena,
		const struct screen *screen, const struct arg *filters);
/* The fields to show in their order, NULL-ended, kept; NULL: the screen's. */
void table_view(struct table *table, const char *const *view);
void table_place(struct table *table, int top, int height); /* height: headings included */
void table_close(struct table *table);
void table_read(struct table *table);   /* after the ask was changed; sets error */
bool table_reload(struct table *table); /* true when what is shown differs */
bool table_work(struct table *table,
		bool *differs); /* counts on; true while there is more to count */
/* Moves, marks and options; UNKNOWN for the rest. */
enum reaction table_key(struct table *table, const struct key *key);
void table_draw(struct table *table);
/* "1-16 de 214  2 marquées" */
const char *table_position(struct table *table, struct arena *arena);
const struct list_row *table_row(const struct table *table); /* in focus; NULL when empty */
/* The marked rows, else the one in focus. */
const struct subject *table_subjects(struct table *table, struct arena *arena, size_t *count);
void table_unmark(struct table *table);
void table_offer(struct table *table, struct offers *offers); /* moves, marks, sorting */
void table_order(struct table *table, const char *order);
void table_filter(struct table *table, const struct arg *filters); /* copies */

/* for the table's own files */
int table_window(const struct table *table);           /* rows there is room for */
const char *table_order_of(const struct table *table); /* NULL: no order */
enum reaction table_move(struct table *table, enum rows_move where);

/* table_marks.c */
enum reaction table_mark(struct table *table); /* the row in focus, or no more; goes down */
enum reaction table_mark_all(struct table *table);
enum reaction table_option(struct table *table, char digit);   /* '0': none */
size_t table_mark_of(const struct table *table, int64_t id);   /* mark_count: not marked */
size_t table_option_of(const struct table *table, int64_t id); /* pending_count: none */

/* table_layout.c */
void table_layout(struct table *table);

/* subject.c */
struct subject subject_of(struct arena *arena, const struct lang *lang, const struct screen *screen,
			  int64_t id, const char *key, const struct value *values);
const char *subject_value(const struct subject *subject,
			  const char *field); /* NULL: no such field */

/* cell.c: one typed value in its column */
const char *cell_text(struct arena *arena, const struct lang *lang, const struct column *column,
		      const struct value *value, int width);
enum style cell_style(const struct column *column, const struct value *value);

/* op.c: a binding of the screen on rows */
const struct binding *binding_of(const struct screen *screen, const char *key);
const struct binding *binding_of_option(const struct screen *screen, int option);
/* done may be NULL; called after a command was done. */
typedef enum reaction op_done(struct app *app, void *context, const struct outcome *outcome);
enum reaction op_run(struct app *app, const struct screen *screen, const struct binding *binding,
		     const struct subject *subjects, size_t count, op_done *done, void *context);
/* A binding that makes something new, from the list's filters. */
enum reaction op_new(struct app *app, const struct table *table, const struct binding *binding,
		     op_done *done, void *context);
/* The screen's F6: UNKNOWN when it has none. */
/* What the key of creation does here, in words; NULL: nothing, or not for this user. */
const char *op_creates(const struct app *app, const struct screen *screen);
enum reaction op_create(struct app *app, const struct table *table, op_done *done, void *context);
/* Letters of the screen's bindings into the footer and the help, in the order of its file: all, or
 * those that have an option digit, which are the commonest, or the one that makes a new record, or
 * the others.  subject: the row in focus, or NULL. */
enum letters { LETTERS_ALL, LETTERS_OPTIONS, LETTERS_CREATE, LETTERS_OTHERS };
void op_offer(struct app *app, const struct screen *screen, const struct subject *subject,
	      enum letters which, struct offers *offers);

/* open.c: screens are read once */
const struct screen *screen_get(struct app *app, const char *name); /* NULL: told why */
/* The menu entry of home that holds a screen, or NULL. */
const struct menu_entry *section_of(struct app *app, const char *screen);
bool screen_allowed(const struct app *app, const struct screen *screen);
/* What menus ask, mostly without the screen being read. */
bool face_get(struct app *app, const char *name, struct screen_face *face); /* false: told why */
bool face_allowed(struct app *app, const char *name);

/* list.c, record.c */
void list_open(struct app *app, const struct screen *screen, const struct arg *filters,
	       const char *order, const char *quick);
/* False: no such record; told. */
bool record_show(struct app *app, const struct screen *screen, const struct arg *filters);

#endif
