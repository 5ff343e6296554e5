/* What the files of src/screen share. */
#ifndef GUICHET_SCREEN_PRIVATE_H
#define GUICHET_SCREEN_PRIVATE_H

#include <guichet/geo.h>
#include <guichet/screen.h>
#include <guichet/text.h>

struct config;

/* Where faults of a file go; count says how many there were. */
struct faults {
	screen_fault *tell;
	void *context;
	const char *file;
	int count;
};
void fault_tell(struct faults *faults, int line, const char *key, const struct arg *args);

/* screen.c: the text of a file into a screen; NULL when it is too broken to be one.  A fault does
 * not stop the reading: what is sound is there. */
const struct screen *screen_read(struct arena *arena, const char *file, const char *text,
				 struct faults *faults);
/* -1: no such kind. */
int screen_kind_named(const char *word);
/* complete.c: what a file may leave out. */
void screen_complete(struct arena *arena, struct screen *screen);
void screen_complete_scope(struct screen *screen); /* the part that needs nothing else */

/* library.c: the text of screen NAME, *file where it comes from; NULL and *error when there is
 * none. */
const char *screen_text(struct arena *arena, const struct config *config, const char *name,
			const char **file, struct error *error);

/* terms.c: what was typed, as ranges of search keys. */
struct term_range {
	const char *first, *last; /* first <= term < last */
	const char *words;        /* each begins a word of the term; NULL: not looked at */
};
enum { TERM_RANGES = 16 };
struct term_ranges {
	struct term_range list[TERM_RANGES]; /* the likeliest first */
	size_t count;
};
void term_ranges(struct arena *arena, const char *typed, struct term_ranges *ranges);
/* Names whose words are not side by side, "garcia ana" for GARCIA LOPEZ ANA: by each of them, the
 * longest first.  Empty for one word. */
void term_ranges_apart(struct arena *arena, const char *typed, struct term_ranges *ranges);
bool term_has_words(const char *term, const char *words);
const char *term_end(struct arena *arena, const char *prefix);
const char *text_reversed(struct arena *arena, const char *text);
const char *azerty_digits(struct arena *arena, const char *typed); /* NULL: the same text */

/* filter.c: a filter as typed, made into terms of a WHERE. */
enum comparison {
	IS_EQUAL,
	IS_FROM,
	IS_BELOW,
	IS_LIKE,
	IS_KNOWN,
	IS_UNKNOWN,
	IS_AMONG,
	IS_MEMBER,    /* the row belongs to one of these customers, and maybe to more */
	IS_NOT_BELOW, /* or unknown */
	IS_NOT_FROM,  /* or unknown */
	IS_HOLDING,   /* the value is one of the column's, which has commas between them */
};

struct term {
	const char *field;
	const struct column *shown; /* as it turns with time; NULL: as the view has it */
	enum comparison comparison;
	struct value value;
	const struct value *among; /* IS_AMONG: count of them */
	size_t count;
	struct term *next;
};

/* near.c: what distances are from. */
struct near {
	const struct column *column; /* that they are shown in */
	struct point centre;
};

/* All of its terms hold.  keys: the rows it keeps are also found in a range of the search keys,
 * those of key_kind, by key_id. */
struct condition {
	struct term *terms;
	bool seek; /* an index stands behind it */
	bool owner;
	bool orders; /* an index of it and of whatever orders */
	bool keys;
	const char *road; /* to the rows it keeps; NULL: the view's own */
	int id_bits;      /* of these rows (screen.h) */
	const char *key_kind, *key_id;
	struct term_range range;
	const struct near *near; /* of the filter of that name */
	struct condition *next;
};

enum status filter_read(struct arena *arena, const struct session *session,
			const struct filter *filter, const char *typed,
			struct condition **condition, struct error *error);

/* near.c: "Mâcon", "71000", "45.76,4.83". */
enum status near_read(struct arena *arena, const struct session *session,
		      const struct screen *screen, const struct filter *filter, const char *typed,
		      struct condition **condition, struct error *error);
const struct filter *near_filter(const struct screen *screen);
/* ask.c: a squared chord as the metres that are shown, in any other column what there is. */
void near_told(const struct column *column, struct value *value);

/* sql.c: a statement while it is written. */
struct sql {
	struct arena *arena;
	const struct session *session;
	const struct screen *screen;
	const struct near *near; /* NULL: its column is what the view has, nothing */
	const char *near_args[3];
	struct builder text;
	struct arg *args; /* ends with name NULL */
	size_t count, room;
};
void sql_name(struct sql *sql, const char *name);    /* quoted */
void sql_view(struct sql *sql, const char *road);    /* the screen's; road: NULL for its own */
void sql_value(struct sql *sql, struct value value); /* bound */
void sql_number(struct sql *sql, int64_t number);
/* free: so written that no index is followed for it. */
void sql_field(struct sql *sql, const char *field, bool free);
void sql_turned(struct sql *sql, const struct column *column); /* by what time it is */
bool turn_is_day(const struct pairing *turn);
void sql_condition(struct sql *sql, const struct condition *condition, bool free);
void sql_any(struct sql *sql, const struct condition *any, bool free);

/* Of the views of screens with scope "account": whose row it is. */
#define OWN_FIELD "account_id"
/* A filter that is needed from all, whatever their rights. */
#define FROM_EVERYBODY "everybody"

/* plan.c: which index the store walks by.  Without statistics SQLite takes any equality to be rare,
 * so what is common is written so that it follows the order's index instead, and a page stays a
 * page. */
enum { FEW = 4000 };

struct plan {
	const struct session *session;
	const struct screen *screen;
	const struct column *order; /* NULL: by the id alone */
	const char *order_field;
	bool order_number; /* its values are numbers */
	bool descending;
	bool never;              /* a user without customers sees nothing */
	const struct near *near; /* NULL: no distance is known */
	struct condition *all;   /* each holds, the scope among them */
	struct condition *any;   /* of "/": one holds; NULL when nothing was typed there */
	/* Either the rows of one condition, or of "any", are read and sorted ... */
	const struct condition *driver;
	bool drives_any;
	int64_t rows; /* of these, before the other conditions */
	/* ... or an index in the wanted order is walked, the one that begins with leader, if any.
	 */
	const struct condition *leader;
};
/* scope.c: whether it may be asked, and the conditions that nobody who asks gets round. */
enum status scope_make(struct arena *arena, struct plan *plan, const struct ask *ask,
		       struct error *error);
enum status plan_make(struct arena *arena, const struct session *session, const struct ask *ask,
		      struct plan *plan, struct error *error);
/* The same for who only counts: where one index tells there is nothing to choose. */
enum status plan_make_counted(struct arena *arena, const struct session *session,
			      const struct ask *ask, struct plan *plan, struct error *error);
bool plan_sorts(const struct plan *plan);
bool plan_by_distance(const struct plan *plan);
/* The road of the view by which the rows come in the plan's order, or those of its driver; and the one by which they are
 * counted, in no order.  NULL: the view's own. */
const char *plan_road(const struct plan *plan);
const char *plan_road_to_count(const struct plan *plan);
/* Rows equal in the order lie in a piece of the ids, those that differ in so many bits; 0: wherever. */
int plan_id_bits(const struct plan *plan);
/* Whether the index behind a condition is to be followed. */
bool plan_follows(const struct plan *plan, const struct condition *condition);
/* Whether a page is an index walked, each row of it shown. */
bool plan_is_exact(const struct plan *plan);
/* The plan to take when the walk has met too few rows of those wanted; *found false when there is
 * none. */
enum status plan_otherwise(struct arena *arena, const struct plan *plan, struct plan *other,
			   bool *found, struct error *error);
/* Whether its rows are one piece of one index. */
bool plan_is_an_index(const struct plan *plan);
/* The plan by which they are counted at one go: an index alone is walked, or not too many rows are
 * looked at; *found false: all rows there are have to be. */
enum status plan_to_count(struct arena *arena, const struct plan *plan, struct plan *other,
			  bool *found, struct error *error);

/* query.c: one SELECT. */
struct place { /* a row as the order sees it */
	struct value value;
	int64_t id;
};
/* What is read of each row: fields, and after them id, key, scope, order value when places are
 * wanted. */
struct reading {
	const char *const *fields; /* NULL-ended */
	bool places;
};
/* unread.c: of the screen's columns, those that the rows asked for are shown without, and no key of
 * the list needs. */
const bool *unread_of(struct arena *arena, const struct ask *ask);
/* At most so many rows after place, or before it backwards; place NULL: from the start, or the end.
 */
struct reach {
	const struct place *place;
	bool backwards;
	int64_t most;
};
enum status query_rows(struct arena *arena, const struct plan *plan, const struct reading *reading,
		       const struct reach *reach, struct cursor **cursor, struct error *error);
/* query_page.c: the same rows by several statements, each asked only when those before gave too
 * few; what the page was given stands until it is closed. */
struct page *page_open(struct arena *arena, const struct plan *plan, const struct reading *reading,
		       const struct reach *reach, struct error *error);
const struct cursor *page_next(struct page *page); /* NULL at the end and on a failure */
enum status page_close(struct page *page);
/* The same, only its text: for the check of the store's plans. */
const char *query_text(struct arena *arena, const struct plan *plan, const struct reading *reading,
		       const struct place *place, bool backwards);
/* Rows before place in the order; or all of them, place NULL.  most + 1 says more. */
enum status query_count(struct arena *arena, const struct plan *plan, const struct place *place,
			int64_t most, int64_t *count, struct error *error);
/* query_many.c: the rows that a condition alone keeps; most + 1 when there are more, or more keys
 * to look at. */
enum status many_count(struct arena *arena, const struct plan *plan,
		       const struct condition *condition, int64_t most, int64_t *count,
		       struct error *error);
/* Whether it can be told without counting that there are more; whether there are; and how that is
 * asked, for the check of the store's plans. */
bool many_can_tell(const struct plan *plan, const struct condition *condition);
enum status many_has(struct arena *arena, const struct plan *plan,
		     const struct condition *condition, int64_t most, bool *more,
		     struct error *error);
const char *many_text(struct arena *arena, const struct plan *plan,
		      const struct condition *condition);
/* Rows whose id is in (after, upto]; the greatest id of all. */
enum status query_count_slice(struct arena *arena, const struct plan *plan, int64_t after,
			      int64_t upto, int64_t *count, struct error *error);
enum status query_greatest_id(struct arena *arena, const struct plan *plan, int64_t *id,
			      struct error *error);
/* Whether the screen's tally knows the number, and what it says. */
bool query_has_tally(const struct plan *plan);
enum status query_tally(struct arena *arena, const struct plan *plan, int64_t *count,
			struct error *error);

#endif
