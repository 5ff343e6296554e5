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

void
query_sorted_rows(struct query *query, const char *field)
{
	query_add(query, "SELECT ");
	sql_name(&query->sql, field);
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
	query_sorted_rows(query, screen->id);
	sorted_order(query);
	query_limit(query);
	query_add(query, ")");
	query_conditions_loose(query, true);
	sorted_order(query);
	query_limit(query);
}
