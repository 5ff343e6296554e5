/* By distance, the nearest first: the index of the places is walked within a box around the centre,
 * which grows until enough rows are in the ring inside it. */
#include "query.h"

#include <guichet/arena.h>
#include <math.h>

enum { FIRST_METRES = 8000, GROWTH = 3, FARTHEST_METRES = 20100000 };

static void
sql_between(struct query *query, const char *axis, int64_t centre)
{
	query_add(query, " AND ");
	sql_name(&query->sql, axis);
	query_add(query, " >= ");
	sql_number(&query->sql, centre - query->ring);
	query_add(query, " AND ");
	sql_name(&query->sql, axis);
	query_add(query, " <= ");
	sql_number(&query->sql, centre + query->ring);
}

void
query_ring(struct query *query)
{
	const struct near *near = query->plan->near;
	if (!near || query->ring <= 0)
		return;
	sql_between(query, "z", near->centre.z);
	sql_between(query, "x", near->centre.x);
	sql_between(query, "y", near->centre.y);
	query_add(query, " AND ");
	sql_name(&query->sql, near->column->field);
	query_add(query, " <= ");
	sql_number(&query->sql, query->ring * query->ring);
}

static enum status
count_ring(struct arena *arena, const struct plan *plan, const struct place *place, int64_t most,
	   int64_t ring, int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.place = place;
	query.most = most;
	query.ring = ring;
	query_add(&query, "SELECT COUNT(*) FROM (");
	query_sorted_rows(&query);
	query_limit(&query);
	query_add(&query, ") AS counted");
	return query_number(&query, count, error);
}

/* The chord of a place, and as much beyond it as the rounding may have taken. */
static int64_t
chord_of(const struct place *place)
{
	return place && place->value.known ? (int64_t)ceil(sqrt((double)place->value.number)) + 1
					   : 0;
}

enum status
query_ring_for(struct arena *arena, const struct plan *plan, const struct place *place,
	       bool backwards, int64_t most, int64_t *ring, struct error *error)
{
	*ring = 0;
	if (!plan_by_distance(plan) || plan->descending || plan->never)
		return STATUS_OK;
	if (backwards) {
		*ring = chord_of(place);
		return STATUS_OK;
	}
	int64_t beyond = geo_metres(chord_of(place) * chord_of(place));
	for (int64_t more = FIRST_METRES; beyond + more < FARTHEST_METRES; more *= GROWTH) {
		int64_t count = 0, chord = geo_chord(beyond + more);
		enum status status = count_ring(arena, plan, place, most, chord, &count, error);
		if (status)
			return status;
		if (count >= most) {
			*ring = chord;
			return STATUS_OK;
		}
	}
	return STATUS_OK;
}
