/* What is shown, declared: a screen is a file of screens/ (guichet-screens(5)).  One road for reads: file,
 * query, store, rows; the terminal, "guichet list" and the Excel file are three ends of it. */
#ifndef GUICHET_SCREEN_H
#define GUICHET_SCREEN_H

#include <guichet/error.h>
#include <guichet/session.h>
#include <guichet/value.h>
#include <stddef.h>

struct arena;
struct cursor;

enum filter_op {
	FILTER_EQUAL,
	FILTER_PREFIX, /* on a folded or key column */
	/* Two values, either may be missing: 2026-01..2026-03-31, >250, ..+7 (days from today); one alone
	 * stands for all it covers: 2026-03. */
	FILTER_RANGE,
	FILTER_BOOL,   /* the column is 0 or 1 */
	FILTER_KNOWN,  /* yes: the column is not NULL */
	FILTER_WORDS,  /* each word typed begins a word of a folded column */
	FILTER_TAIL,   /* digits that end a number */
	FILTER_PAST,   /* yes: the stamp has gone by */
	FILTER_FUTURE, /* yes: the stamp is still to come */
	FILTER_FROM,   /* that day or later */
	FILTER_UNTIL,  /* that day or before */
	FILTER_AMONG,  /* each item typed is one of the column's, which has commas between them */
	FILTER_MEMBER, /* of rows with members: they belong to the customer of that number */
	FILTER_NEAR,   /* of a column that is near: a town, a postcode, or a point, which distances are from */
};

struct pairing {
	const char *name, *field;
};

struct column {
	const char *field;	/* of the view */
	enum type type;
	const char *vocabulary; /* TYPE_CHOICE */
	int width;		/* by type unless given: never 0 */
	int least;		/* the narrowest it may be squeezed to: never 0 */
	bool hidden;		/* not shown at first; in the column chooser, exports and JSON */
	bool sort;		/* may be ordered by: an index stands behind it */
	const char *sort_field;	/* the column ordered by: plate_key for plate; NULL: field */
	const char *style;	/* "state": colour by value (a word before a colour) */
	bool right;		/* numbers */
	bool card_tail;
	bool scoped; /* may be ordered by within one customer: an index on both */
	bool filled; /* orders, and is never NULL: no rows without it are looked for */
	const char *road; /* of the view, in the column's order (views.c); NULL: the view has one road */
	int id_bits; /* ids that differ in these lowest bits alone are of rows equal in it; 0: they say nothing */
	bool days;   /* a day of the view, or NULL: shown as the days from today until it, less than 0 once past */
	bool past;   /* a stamp of the view: shown as the code of the field's name once it has gone by */
	/* Of a choice, code = field of the view, a stamp, a day (its name ends in _on) or NULL: the code shown in place
	 * of the column's once the stamp has come, the day has gone by (turned), or while either is still to come
	 * (until); the first that is so counts.  What ends by itself has ended to the second, whether or not the night
	 * has written it down.  NULL-ended; NULL for none. */
	const struct pairing *turned, *until;
	/* Read with each row for the sake of a binding or a tab, and never shown, offered or exported. */
	bool silent;
	bool known; /* of a record: shown only where it has a value */
	bool whole; /* of a record: a text told beneath, all its lines */
	bool staff; /* for the issuer's people; customers' users read it empty */
	bool beyond; /* it tells of other customers than the row's own: for whoever sees them all */
	/* Of a screen for machines: places in a record of fixed width; whether the first record alone has it, which all
	 * rows have alike; of a money, such a column that the sum of all rows must be. */
	int places;
	bool head;
	const char *total;
	/* Metres, to ten, from what the screen's filter "near" was given, by the view's x, y, z (geo.h);
	 * nothing, and not shown, while it was given nothing. */
	bool near;
	int line; /* of the screen's file, for faults: here and below */
};

struct filter {
	const char *name;  /* on the command line and in the form; the field unless given */
	const char *field;
	enum type type;
	enum filter_op op;
	const char *vocabulary;
	bool advanced;
	bool quick;  /* part of what "/" looks at */
	bool folded; /* compared with text_fold of what was typed */
	bool seek;   /* an index stands behind it: followed when few rows have the value */
	bool owner;  /* names the customer: as good as the scope for an order that is scoped */
	bool orders; /* an index stands behind it and each column of the screen that orders */
	const char *road; /* of the view, to the rows it keeps (views.c); NULL: the view has one road */
	int id_bits; /* the same of its rows, where a list is in the order of such a column: fewer bits of them */
	/* Of words and tails: the kind of record whose search keys they are among, and whose id the view has as KIND_id;
	 * NULL: the screen's own. */
	const char *kind, *key_id;
	const char *needed; /* who has not this right, or "everybody", must give it a value; NULL: nobody must */
	/* Besides, who must: the right that each value asks of him, no other value being for him.  NULL: none. */
	const struct pairing *rights;
	bool silent; /* not offered: only tabs and keys give it a value */
	const struct column *shown; /* the column of that field, when it turns with time; else NULL */
	/* FILTER_NEAR: columns of the names of towns (beside it one folded, with _key added) and of postcodes. */
	const char *town, *postcode;
	int line;
};

struct binding {
	const char *key;   /* "Enter", "b" */
	int option;	   /* digit of the Op column; 0 for none */
	const char *screen; /* opens that screen ... */
	const char *command; /* ... or runs that command */
	bool create;		/* the screen's F6/c */
	bool bulk;		/* acts on all marked rows */
	bool file;		/* the command runs on each line of a file */
	/* What it is given: parameter or filter name = field of the row, always one of the screen's
	 * columns (a silent one unless the file lists it).  NULL-ended; NULL for nothing. */
	const struct pairing *with;
	const char *when; /* field of the row (0 or 1) that says whether it may; NULL: always */
	int line;
};

enum screen_kind { SCREEN_LIST, SCREEN_RECORD, SCREEN_MENU };

struct tab {
	int number;	   /* the digit that goes there; never shifts */
	const char *name;  /* words: screen.NAME.tab.TAB */
	const struct column *fields; /* a tab of fields, all among the screen's columns ... */
	size_t field_count;
	const char *screen; /* ... or of that list's rows, filtered */
	const struct pairing *with; /* filter of that list = field of the record */
	const char *when; /* field of the record (0 or 1) that says whether it has this tab; NULL: always */
	int line;
};

struct menu_entry {
	int number;
	const char *name;	    /* words: section.NAME */
	const char *const *screens; /* siblings, the first one opens; NULL-ended */
	const char *action;	    /* "help", "lock", "quit", "texts" instead of screens */
	const char *right;	    /* to the action; NULL: anybody's */
	int line;
};

struct waiting {
	const char *name;   /* words: waiting.NAME with {count} */
	const char *screen;
	const struct pairing *filters; /* filter name = value */
	const char *first; /* a column of the first of these rows, the text's {first}; NULL: none is read */
	int line;
};

struct screen {
	const char *name, *file;
	enum screen_kind kind;
	const char *right;  /* NULL: anybody signed in */
	const char *view;
	const char *scope;  /* column that holds the customer; NULL with staff and everybody */
	/* A view of id and customer_id, for rows that belong to several customers at once; NULL: scope tells all. */
	const char *members;
	bool staff;	    /* scope = "staff" */
	bool own;	    /* scope = "account": the rows whose account_id is the reader's own */
	bool everybody;	    /* scope = "everybody": rows of no customer, for whoever has the right */
	const char *key;    /* column that names a row to a person: number, login */
	const char *id;	    /* unique integer column that ends every order; "id" unless given */
	const char *row_id; /* another that has few gaps, by which rows are counted piece by piece; id unless given */
	const char *scope_road; /* of the view, to one customer's rows; NULL: the view has one road */
	int scope_id_bits;	/* of these, as a filter's */
	const char *order;  /* column name; "-name" for descending */
	bool again;	    /* asks user name and password each time it is entered (ACC-10) */
	bool brief;	    /* a part of a record: so few rows that they are sorted each time */
	const struct column *columns; /* of a record: the fields of its tabs, each once */
	size_t column_count;
	const struct filter *filters; /* the last ones are silent: every screen takes its key and "id" */
	size_t filter_count;
	const struct binding *bindings;
	size_t binding_count;
	const struct tab *tabs; /* records */
	size_t tab_count;
	const struct menu_entry *menu; /* home */
	size_t menu_count;
	const struct waiting *waiting;
	size_t waiting_count;
	const char *record;  /* screen that Enter opens; from bindings */
	const char *kind_name; /* kind of search_key rows it shows: "card" */
	const char *sheet;   /* export: "fleet-status" has its own summary; NULL for none */
	/* Its .csv is for machines, and it goes to .txt in records of fixed width, the first of which says this name;
	 * NULL: its files are for people. */
	const char *machine;
	/* Column with the hash of a paper (document.h): its rows open to a file.  NULL for none. */
	const char *paper;
	/* A view that has the number of rows (column "cards") by scope and by these fields: exact counts
	 * without counting.  NULL for none. */
	const char *tally;
	const char *const *tally_by;
	int line;
};

/* What menus ask of a screen before it is opened: known without its file having been read. */
struct screen_face {
	const char *name;
	enum screen_kind kind;
	const char *right;
	bool own;   /* the reader's own rows */
	bool house; /* rows for the issuer's people alone */
};

typedef void screen_fault(void *context, const char *file, int line, const char *key,
			  const struct arg *args);

/* Names compiled in and in screens_dir, NULL-ended, in order. */
const char *const *screen_names(struct arena *arena, const struct config *config);
/* Reads and checks one; lives in arena.  An error names file and line. */
enum status screen_load(struct arena *arena, const struct config *config, const char *name,
			const struct screen **screen, struct error *error);
struct screen_face screen_face(const struct screen *screen);
/* Without its file being read; false where the host has screens of its own, of which that is not known. */
bool screen_face_known(const struct config *config, const char *name, struct screen_face *face);
/* Every fault of every file at once: unknown view, column, command, text, key clash, scope missing, column
 * wider than its place. */
void screens_check(struct store *store, const struct config *config, screen_fault *fault,
		   void *context);

const struct column *screen_column(const struct screen *screen, const char *field);
const struct filter *screen_filter(const struct screen *screen, const char *name);
/* What is typed in it: yes or no for those that ask a question of their column. */
enum type filter_type(const struct filter *filter);
const char *screen_title(const struct lang *lang, const struct screen *screen);
const char *face_title(const struct lang *lang, const struct screen_face *face);
/* Heading of a column: column.FIELD when there is a short one, else field.FIELD. */
const char *column_heading(const struct lang *lang, const struct screen *screen,
			   const struct column *column);
const char *column_label(const struct lang *lang, const struct screen *screen,
			 const struct column *column);
const char *filter_label(const struct lang *lang, const struct screen *screen,
			 const struct filter *filter);

/* What is asked of a screen: filters as typed, order, columns. */
struct ask {
	const struct screen *screen;
	const struct arg *filters; /* name and typed text (TYPE_TEXT), NULL-ended; NULL: none */
	const char *order;	   /* "plate", "-expires_on"; NULL: the screen's */
	const char *quick;	   /* what was typed after "/"; NULL: nothing */
	const char *const *columns; /* fields wanted, NULL-ended; NULL: all of the screen */
};
/* The column in whose order the rows come ("-" before it: the other way), NULL for that of the ids. */
const char *ask_in_order(const struct ask *ask);
/* Whether a column is one of those shown at first. */
bool ask_shows(const struct ask *ask, const struct column *column);
/* Their fields, without those this session may not see; NULL-ended. */
const char *const *ask_shown(struct arena *arena, const struct session *session,
			     const struct ask *ask);
/* Reads filters ("state:active plaque:1-A expires_on:2026-01..2026-03" or name=value pairs) into ask. */
enum status ask_parse(struct arena *arena, const struct lang *lang, const struct screen *screen,
		      const char *line, struct ask *ask, struct error *error);
/* The same back, for the title line and saved filters. */
const char *ask_text(struct arena *arena, const struct lang *lang, const struct ask *ask);
/* Whether this session may look at it at all: menus, tabs, tables ask before, and every read asks again. */
bool screen_open_to(const struct session *session, const struct screen *screen);
bool face_open_to(const struct session *session, const struct screen_face *face);
bool column_open_to(const struct session *session, const struct column *column);
/* Whether what is asked can be: a filter that cannot be read is named. */
enum status ask_check(const struct session *session, const struct ask *ask, struct arena *arena,
		      struct error *error);
/* All rows in order, one by one: exports, "guichet list" (limit 0: all). Columns come as ask names them, then
 * nothing else.  Right and scope are checked here, whoever asks. */
enum status ask_select(const struct session *session, const struct ask *ask, int64_t limit,
		       struct arena *arena, struct cursor **cursor, struct error *error);
/* Exact when no more than most, or where a tally tells; else most + 1. */
enum status ask_count(const struct session *session, const struct ask *ask, int64_t most,
		      struct arena *arena, int64_t *count, struct error *error);
/* One cell of the first row, in the ask's order; not known when there is no row. */
enum status ask_first(const struct session *session, const struct ask *ask, const char *field,
		      struct arena *arena, struct value *value, struct error *error);
/* A cell of the present row as a typed value; get fills one of the column's type and vocabulary. */
void cursor_get(const struct cursor *cursor, int index, const struct column *column, struct value *value);
struct value cursor_value(const struct cursor *cursor, int index, const struct column *column);
struct value cursor_value_kept(const struct cursor *cursor, int index, const struct column *column,
			       struct arena *arena);
struct value column_nothing(const struct column *column); /* of its type, not known */

#endif
