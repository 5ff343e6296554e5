/* Few rows in an order that no index has them in: their ids are sorted, and the page's rows read by
 * id. */
#include "query.h"

static void
sorted_place(struct query *query)
{
	const struct place *place = query->place;
	if (!place)
		return;
	query_add(query, " AND (");
	if (!query->plan->order) {
		query_where(query, PART_ALL);
	} else if (place->value.known) {
		query_where(query, PART_BEYOND);
		query_add(query, " OR (");
		query_where(query, PART_EQUAL);
		query_add(query, ")");
		if (!query->backwards) {
			query_add(query, " OR ");
			query_where(query, PART_UNKNOWN);
		}
	} else {
		query_where(query, PART_UNKNOWN);
		if (query->backwards) {
			query_add(query, " OR ");
			sql_field(&query->sql, query->plan->order_field, true);
			query_add(query, " IS NOT NULL");
		}
	}
	query_add(query, ")");
}

static void
sorted_order(struct query *query)
{
	const char *way = query_goes_down(query) ? " DESC" : " ASC";
	query_add(query, " ORDER BY ");
	if (query->plan->order) {
		query_add(query, "CASE WHEN ");
		sql_name(&query->sql, query->plan->order_field);
		query_add(query, query->backwards ? " IS NULL THEN 0 ELSE 1 END, "
						  : " IS NULL THEN 1 ELSE 0 END, ");
		sql_field(&query->sql, query->plan->order_field, true);
		query_add(query, way);
		query_add(query, ", ");
	}
	sql_field(&query->sql, query->plan->screen->id, true);
	query_add(query, way);
}

static void
id_and_order(struct query *query)
{
	const struct plan *plan = query->plan;
	query_add(query, "SELECT ");
	sql_name(&query->sql, plan->screen->id);
	if (plan->order) {
		query_add(query, ", ");
		sql_name(&query->sql, plan->order_field);
	}
	query_add(query, " FROM ");
}

/* Of "any" each by its own road and index: of several in one WHERE the store follows none. */
static void
rows_of_any(struct query *query)
{
	const struct plan *plan = query->plan;
	query_add(query, "SELECT ");
	sql_name(&query->sql, plan->screen->id);
	query_add(query, " FROM ");
	for (const struct condition *c = plan->any; c; c = c->next) {
		query_add(query, c == plan->any ? "(" : " UNION ");
		id_and_order(query);
		sql_view(&query->sql, c->road);
		query_add(query, " WHERE ");
		sql_condition(&query->sql, c, false);
		for (const struct condition *all = plan->all; all; all = all->next) {
			query_add(query, " AND ");
			sql_condition(&query->sql, all, true);
		}
	}
	query_add(query, ") AS found WHERE 1 = 1");
	sorted_place(query);
}

void
query_sorted_rows(struct query *query)
{
	if (query->plan->drives_any) {
		rows_of_any(query);
		return;
	}
	query_add(query, "SELECT ");
	sql_name(&query->sql, query->plan->screen->id);
	query_add(query, " FROM ");
	sql_view(&query->sql, plan_road(query->plan));
	query_add(query, " WHERE 1 = 1");
	query_conditions(query, PART_ALL);
	query_ring(query);
	sorted_place(query);
}

void
query_sorted(struct query *query)
{
	const struct screen *screen = query->plan->screen;
	query_add(query, "SELECT ");
	query_fields(query);
	query_add(query, " FROM ");
	sql_view(&query->sql, screen->brief ? plan_road(query->plan) : NULL);
	if (screen->brief) {
		query_add(query, " WHERE 1 = 1");
		query_conditions_loose(query, false);
		sorted_place(query);
		sorted_order(query);
		query_limit(query);
		return;
	}
	query_add(query, " WHERE ");
	sql_name(&query->sql, screen->id);
	query_add(query, " IN (");
	query_sorted_rows(query);
	sorted_order(query);
	query_limit(query);
	query_add(query, ")");
	query_conditions_loose(query, true);
	sorted_order(query);
	query_limit(query);
}
