/* AUD-03: a record as it was at a past moment, rebuilt from what the audit tells, walking back from
 * the present. */
#ifndef GUICHET_PAST_H
#define GUICHET_PAST_H

#include <guichet/date.h>
#include <guichet/error.h>
#include <guichet/value.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct column;
struct screen;
struct session;

/* src/command/past.c: rows of tables, walked back. */
struct past_cell {
	const char *name, *text; /* text NULL: empty */
};
struct past_row {
	const char *table;
	int64_t id;
	struct past_cell *cells;
	size_t count;
	bool absent; /* made after that moment */
};
const char *past_text(const struct past_row *row, const char *name); /* NULL when empty or no cell */
/* By the audit rows about record id of that kind which are later than at (a stamp).  Rows of other
 * tables that these touched are walked back with it: give them all at once. */
enum status past_rewind(const struct session *session, const char *kind, int64_t id, const char *at,
			struct past_row *rows, size_t count, struct arena *arena,
			struct error *error);
/* When the audit first speaks of it, and whether that is its making; since stays "" when it never
 * does. */
enum status past_since(const struct session *session, const char *kind, int64_t id,
		       char since[STAMP_SIZE], bool *made, struct arena *arena,
		       struct error *error);

/* src/screen/past.c: a card, in the words of its record screen: its own fields, those of its present
 * rank, of the rank to come and of its vehicle, each then and now. */
enum past_known {
	PAST_TOLD,
	PAST_UNTOLD, /* the audit had not yet spoken of it: as it was when it first did */
	PAST_SILENT, /* the audit never spoke of it: nothing is known to have changed */
};
struct past_field {
	const struct column *column;
	struct value then, now;
	bool changed;
};
struct past {
	enum past_known known;
	char at[STAMP_SIZE];
	char since[STAMP_SIZE]; /* when the audit first spoke of it; "" for never */
	const struct screen *screen;
	const struct past_field *fields;
	size_t count, changed;
};
/* Refused: a moment to come, one before the card was made, a card the session does not see. */
enum status past_card(const struct session *session, const struct screen *screen, const char *number,
		      const char *at, struct arena *arena, struct past *past, struct error *error);

#endif
