/* Numbers of rows: counted up to a limit, a slice of ids at a time, or told by a tally. */
#include "query.h"

#include <guichet/store.h>
#include <string.h>

enum status
query_number(struct query *query, int64_t *number, struct error *error)
{
	struct cursor *cursor;
	enum status status = query_open(query, &cursor, error);
	if (status)
		return status;
	*number = cursor_next(cursor) && cursor_known(cursor, 0) ? cursor_int(cursor, 0) : 0;
	return cursor_close(&cursor, error);
}

/* Below a limit SQLite leaves out the joins that nobody asked for; straight below an aggregate it
 * does not. */
static void
count_end(struct query *query)
{
	query_limit(query);
	query_add(query, ") AS counted");
}

static void
count_from(struct query *query, const char *road)
{
	query_add(query, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ");
	sql_view(&query->sql, road);
	query_add(query, " WHERE ");
}

static enum status
count_all(struct query *query, int64_t *count, struct error *error)
{
	count_from(query, plan_road_to_count(query->plan));
	query_add(query, "1 = 1");
	if (query->plan->driver)
		query_conditions(query, PART_ALL);
	else
		query_conditions_loose(query, false);
	count_end(query);
	return query_number(query, count, error);
}

enum status
query_count(struct arena *arena, const struct plan *plan, const struct place *place, int64_t most,
	    int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.place = place;
	query.backwards = place != NULL;
	query.most = most + 1;
	if (!place && !plan->drives_any)
		return count_all(&query, count, error);
	query_add(&query, "SELECT COUNT(*) FROM (");
	if (plan_sorts(plan)) {
		query_sorted_rows(&query);
		count_end(&query);
	} else {
		query_walk(&query);
		query_add(&query, ") AS counted");
	}
	return query_number(&query, count, error);
}

enum status
query_count_slice(struct arena *arena, const struct plan *plan, int64_t after, int64_t upto,
		  int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.most = upto - after;
	count_from(&query, NULL);
	sql_name(&query.sql, plan->screen->row_id);
	query_add(&query, " > ");
	sql_number(&query.sql, after);
	query_add(&query, " AND ");
	sql_name(&query.sql, plan->screen->row_id);
	query_add(&query, " <= ");
	sql_number(&query.sql, upto);
	query_conditions_loose(&query, true);
	count_end(&query);
	return query_number(&query, count, error);
}

enum status
query_greatest_id(struct arena *arena, const struct plan *plan, int64_t *id, struct error *error)
{
	struct query query = query_new(arena, plan);
	query_add(&query, "SELECT MAX(");
	sql_name(&query.sql, plan->screen->row_id);
	query_add(&query, ") FROM ");
	sql_view(&query.sql, NULL);
	return query_number(&query, id, error);
}

bool
query_tallies_by(const struct screen *screen, const char *field)
{
	for (const char *const *name = screen->tally_by; name && *name; name++)
		if (!strcmp(*name, field))
			return true;
	return false;
}

static bool
tally_has(const struct screen *screen, const char *field)
{
	return (screen->scope && !strcmp(screen->scope, field)) || query_tallies_by(screen, field);
}

bool
query_has_tally(const struct plan *plan)
{
	if (!plan->screen->tally || plan->any || plan->never)
		return false;
	for (const struct condition *c = plan->all; c; c = c->next)
		for (const struct term *term = c->terms; term; term = term->next)
			if (!tally_has(plan->screen, term->field))
				return false;
	return true;
}

enum status
query_tally(struct arena *arena, const struct plan *plan, int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.most = INT32_MAX;
	query_add(&query, "SELECT SUM(\"cards\") FROM (SELECT \"cards\" FROM ");
	sql_name(&query.sql, plan->screen->tally);
	query_add(&query, " WHERE 1 = 1");
	for (const struct condition *c = plan->all; c; c = c->next) {
		query_add(&query, " AND ");
		sql_condition(&query.sql, c, false);
	}
	count_end(&query);
	return query_number(&query, count, error);
}
