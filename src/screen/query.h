/* A SELECT while it is written, shared by its two shapes and by the counts. */
#ifndef GUICHET_SCREEN_QUERY_H
#define GUICHET_SCREEN_QUERY_H

#include "private.h"

enum part { PART_ALL, PART_EQUAL, PART_BEYOND, PART_KNOWN, PART_UNKNOWN };

struct query {
	struct sql sql;
	const struct plan *plan;
	const struct reading *reading; /* NULL: counts */
	const char *fields;            /* once written: each part has the same */
	const struct place *place;
	bool backwards;
	int64_t most;
	int64_t ring; /* by distance: rows farther than this chord are not looked at; 0: all are */
};

struct query query_new(struct arena *arena, const struct plan *plan);
enum status query_begin(struct arena *arena, const struct plan *plan, const struct reading *reading,
			const struct reach *reach, struct query *query, struct error *error);
enum status query_open(struct query *query, struct cursor **cursor, struct error *error);

void query_add(struct query *query, const char *sql);
bool query_goes_down(const struct query *query);
void query_fields(struct query *query);
void query_limit(struct query *query);
/* All conditions, the one that the plan follows written so that its index is. */
void query_conditions(struct query *query, enum part part);
/* Wherever there is an index, or (free) nowhere: for what needs no order. */
void query_conditions_loose(struct query *query, bool free);
/* query_near.c: by distance, the rows of a ring of the index alone.  *ring holds most rows beyond
 * place, if there are so many; 0 when all have to be looked at. */
void query_ring(struct query *query);
enum status query_ring_for(struct arena *arena, const struct plan *plan, const struct place *place,
			   bool backwards, int64_t most, int64_t *ring, struct error *error);
/* Whether the screen's tally has a number for each value of it. */
bool query_tallies_by(const struct screen *screen, const char *field);
enum status query_number(struct query *query, int64_t *number, struct error *error);
/* Where a part begins and ends in the order. */
void query_where(struct query *query, enum part part);

/* An index walked: query.c.  Its parts, one after the other in its order; of a part alone the store
 * hands on its rows uncopied (S1, S5). */
enum { PARTS_MOST = 3 };
int query_parts(const struct query *query, enum part parts[PARTS_MOST]);
void query_part(struct query *query, enum part part);
void query_walk(struct query *query);
/* Few rows, sorted: query_sorted.c; the rows of it up to the place, the id of each. */
void query_sorted(struct query *query);
void query_sorted_rows(struct query *query);

#endif
