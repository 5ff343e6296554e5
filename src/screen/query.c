/* One SELECT.  Pages go by key: the rows equal to the place's value, then those beyond it, then
 * those without a value, each read from an index and each cut where the page is full; never OFFSET,
 * and never a row value, of which SQLite 3.40 seeks only the first column.  Rows without a value
 * come last in either direction.  Where few rows are wanted and no index has them in order, their
 * ids are sorted and the page's rows read by id. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

enum part { PART_ALL, PART_EQUAL, PART_BEYOND, PART_KNOWN, PART_UNKNOWN };

struct query {
	struct sql sql;
	const struct plan *plan;
	const struct reading *reading; /* NULL: counts */
	const struct place *place;
	bool backwards;
	bool alone; /* one part, not wrapped: the store then hands on its rows uncopied (S1) */
	int64_t most;
	int parts;
};

static bool
goes_down(const struct query *query)
{
	return query->plan->descending != query->backwards;
}

static void
sql_text(struct query *query, const char *text)
{
	builder_add(&query->sql.text, text);
}

static bool
is_of_order(const struct query *query, const struct condition *condition)
{
	return !strcmp(condition->terms->field, query->plan->order_field);
}

/* Followed conditions with bounds in the order's column: every row beyond the place meets one of
 * the bounds, which is left out there, so that the store enters its index at the place and not at
 * the bound. */
static bool
is_superseded(const struct query *query, enum part part, const struct term *term)
{
	if (part == PART_EQUAL)
		return true;
	return part == PART_BEYOND && term->comparison == (goes_down(query) ? IS_BELOW : IS_FROM);
}

static void
sql_bounds(struct query *query, enum part part, const struct condition *condition)
{
	for (const struct term *term = condition->terms; term; term = term->next) {
		struct condition alone = { .terms = &(struct term){ 0 } };
		*alone.terms = *term;
		alone.terms->next = NULL;
		sql_text(query, " AND ");
		sql_condition(&query->sql, &alone, is_superseded(query, part, term));
	}
}

static void
sql_never(struct query *query)
{
	if (query->plan->never)
		sql_text(query, " AND 1 = 0");
}

static void
sql_conditions(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	for (const struct condition *c = plan->all; c; c = c->next) {
		bool follows = plan_follows(plan, c);
		if (follows && !plan_sorts(plan) && is_of_order(query, c)) {
			sql_bounds(query, part, c);
			continue;
		}
		sql_text(query, " AND ");
		sql_condition(&query->sql, c, !follows);
	}
	if (plan->any) {
		sql_text(query, " AND ");
		sql_any(&query->sql, plan->any, !plan->drives_any);
	}
	sql_never(query);
}

/* Wherever there is an index: for what needs no order. */
static void
sql_conditions_loose(struct query *query, bool free)
{
	const struct plan *plan = query->plan;
	for (const struct condition *c = plan->all; c; c = c->next) {
		sql_text(query, " AND ");
		sql_condition(&query->sql, c, free || (!c->seek && c != plan->driver));
	}
	if (plan->any) {
		sql_text(query, " AND ");
		sql_any(&query->sql, plan->any, free || !plan->drives_any);
	}
	sql_never(query);
}

/* Whether the order's column is sure to have a value. */
static bool
order_is_known(const struct query *query)
{
	if (query->plan->order && query->plan->order->filled)
		return true;
	for (const struct condition *c = query->plan->all; c; c = c->next) {
		enum comparison comparison = c->terms->comparison;
		if (is_of_order(query, c) && comparison != IS_UNKNOWN &&
		    comparison != IS_NOT_BELOW && comparison != IS_NOT_FROM)
			return true;
	}
	return false;
}

static void
sql_compare(struct query *query, const char *field, const char *sign, struct value value)
{
	sql_field(&query->sql, field, plan_sorts(query->plan));
	sql_text(query, sign);
	sql_value(&query->sql, value);
}

static void
sql_beyond_id(struct query *query)
{
	sql_compare(query, query->plan->screen->id, goes_down(query) ? " < " : " > ",
		    value_number(TYPE_INT, query->place->id));
}

/* Where a part begins and ends in the order. */
static void
sql_where(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	const struct place *place = query->place;
	switch (part) {
	case PART_ALL:
		if (place)
			sql_beyond_id(query);
		else
			sql_text(query, "1 = 1");
		break;
	case PART_EQUAL:
		sql_compare(query, plan->order_field, " = ", place->value);
		sql_text(query, " AND ");
		sql_beyond_id(query);
		break;
	case PART_BEYOND:
		sql_compare(query, plan->order_field, goes_down(query) ? " < " : " > ",
			    place->value);
		break;
	case PART_KNOWN:
		if (order_is_known(query))
			sql_text(query, "1 = 1");
		else /* past those without, which an index has first */
			sql_compare(query, plan->order_field, " >= ",
				    plan->order_number ? value_number(TYPE_INT, INT64_MIN)
						       : value_text(TYPE_TEXT, ""));
		break;
	case PART_UNKNOWN:
		sql_field(&query->sql, plan->order_field, plan_sorts(plan));
		sql_text(query, " IS NULL");
		if (place && !place->value.known) {
			sql_text(query, " AND ");
			sql_beyond_id(query);
		}
		break;
	}
}

static void
sql_order(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	const char *way = goes_down(query) ? " DESC" : " ASC";
	sql_text(query, " ORDER BY ");
	if (part == PART_BEYOND || part == PART_KNOWN) {
		sql_name(&query->sql, plan->order_field);
		sql_text(query, way);
		sql_text(query, ", ");
	}
	sql_name(&query->sql, plan->screen->id);
	sql_text(query, way);
}

static void
sql_fields(struct query *query)
{
	if (!query->reading) {
		sql_text(query, "1 AS one");
		return;
	}
	const struct screen *screen = query->plan->screen;
	const char *comma = "";
	for (const char *const *field = query->reading->fields; *field; field++) {
		sql_text(query, comma);
		sql_name(&query->sql, *field);
		comma = ", ";
	}
	if (!query->reading->places)
		return;
	const char *const names[] = { screen->id, screen->key, screen->scope,
				      query->plan->order_field };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		sql_text(query, comma);
		if (names[i])
			sql_name(&query->sql, names[i]);
		else
			sql_text(query, "0");
		builder_format(&query->sql.text, " AS place_%zu", i);
		comma = ", ";
	}
}

static void
sql_limit(struct query *query)
{
	sql_text(query, " LIMIT ");
	sql_value(&query->sql, value_number(TYPE_INT, query->most));
}

static void
sql_part(struct query *query, enum part part)
{
	if (query->parts)
		sql_text(query, " UNION ALL ");
	sql_text(query, query->alone ? "SELECT " : "SELECT * FROM (SELECT ");
	sql_fields(query);
	sql_text(query, " FROM ");
	sql_name(&query->sql, query->plan->screen->view);
	sql_text(query, " WHERE ");
	sql_where(query, part);
	sql_conditions(query, part);
	sql_order(query, part);
	if (query->alone)
		return;
	sql_limit(query);
	builder_format(&query->sql.text, ") AS part_%d", query->parts++);
}

static void
sql_walk(struct query *query)
{
	const struct place *place = query->place;
	bool known = place && place->value.known;
	bool unknown = !order_is_known(query);
	query->alone = !place && (!query->plan->order || !unknown);
	if (!query->plan->order) {
		sql_part(query, PART_ALL);
		sql_limit(query);
		return;
	}
	if (query->backwards && !known && unknown)
		sql_part(query, PART_UNKNOWN);
	if (known)
		sql_part(query, PART_EQUAL);
	if (known)
		sql_part(query, PART_BEYOND);
	else if (!place || query->backwards)
		sql_part(query, PART_KNOWN);
	if (!query->backwards && !query->alone && (unknown || !query->parts))
		sql_part(query, PART_UNKNOWN);
	sql_limit(query);
}

/* --- few rows, sorted --- */

static void
sorted_place(struct query *query)
{
	const struct place *place = query->place;
	if (!place)
		return;
	sql_text(query, " AND (");
	if (!query->plan->order) {
		sql_where(query, PART_ALL);
	} else if (place->value.known) {
		sql_where(query, PART_BEYOND);
		sql_text(query, " OR (");
		sql_where(query, PART_EQUAL);
		sql_text(query, ")");
		if (!query->backwards) {
			sql_text(query, " OR ");
			sql_where(query, PART_UNKNOWN);
		}
	} else {
		sql_where(query, PART_UNKNOWN);
		if (query->backwards) {
			sql_text(query, " OR ");
			sql_field(&query->sql, query->plan->order_field, true);
			sql_text(query, " IS NOT NULL");
		}
	}
	sql_text(query, ")");
}

static void
sorted_order(struct query *query)
{
	const char *way = goes_down(query) ? " DESC" : " ASC";
	sql_text(query, " ORDER BY ");
	if (query->plan->order) {
		sql_text(query, "CASE WHEN ");
		sql_name(&query->sql, query->plan->order_field);
		sql_text(query, query->backwards ? " IS NULL THEN 0 ELSE 1 END, "
						 : " IS NULL THEN 1 ELSE 0 END, ");
		sql_field(&query->sql, query->plan->order_field, true);
		sql_text(query, way);
		sql_text(query, ", ");
	}
	sql_field(&query->sql, query->plan->screen->id, true);
	sql_text(query, way);
}

/* The rows of the condition that drives, up to the place. */
static void
sorted_ids(struct query *query, const char *field)
{
	sql_text(query, "SELECT ");
	sql_name(&query->sql, field);
	sql_text(query, " FROM ");
	sql_name(&query->sql, query->plan->screen->view);
	sql_text(query, " WHERE 1 = 1");
	sql_conditions(query, PART_ALL);
	sorted_place(query);
}

static void
sql_sorted(struct query *query)
{
	const struct screen *screen = query->plan->screen;
	sql_text(query, "SELECT ");
	sql_fields(query);
	sql_text(query, " FROM ");
	sql_name(&query->sql, screen->view);
	if (screen->brief) {
		sql_text(query, " WHERE 1 = 1");
		sql_conditions_loose(query, false);
		sorted_place(query);
		sorted_order(query);
		sql_limit(query);
		return;
	}
	sql_text(query, " WHERE ");
	sql_name(&query->sql, screen->id);
	sql_text(query, " IN (");
	sorted_ids(query, screen->id);
	sorted_order(query);
	sql_limit(query);
	sql_text(query, ")");
	sql_conditions_loose(query, true);
	sorted_order(query);
	sql_limit(query);
}

static enum status
query_open(struct query *query, struct cursor **cursor, struct error *error)
{
	return store_select_sql(query->plan->session->store, builder_text(&query->sql.text),
				query->sql.args, cursor, error);
}

static struct query
query_new(struct arena *arena, const struct plan *plan)
{
	return (struct query){
		.sql = { .arena = arena, .screen = plan->screen, .text = { .arena = arena } },
		.plan = plan,
	};
}

static void
write_rows(struct query *query)
{
	if (plan_sorts(query->plan))
		sql_sorted(query);
	else
		sql_walk(query);
}

enum status
query_rows(struct arena *arena, const struct plan *plan, const struct reading *reading,
	   const struct place *place, bool backwards, int64_t most, struct cursor **cursor,
	   struct error *error)
{
	struct query query = query_new(arena, plan);
	query.reading = reading;
	query.place = place;
	query.backwards = backwards;
	query.most = most;
	write_rows(&query);
	return query_open(&query, cursor, error);
}

const char *
query_text(struct arena *arena, const struct plan *plan, const struct reading *reading,
	   const struct place *place, bool backwards)
{
	struct query query = query_new(arena, plan);
	query.reading = reading;
	query.place = place;
	query.backwards = backwards;
	write_rows(&query);
	return builder_text(&query.sql.text);
}

static enum status
query_number(struct query *query, int64_t *number, struct error *error)
{
	struct cursor *cursor;
	enum status status = query_open(query, &cursor, error);
	if (status)
		return status;
	*number = cursor_next(cursor) && cursor_known(cursor, 0) ? cursor_int(cursor, 0) : 0;
	return cursor_close(&cursor, error);
}

enum status
query_count(struct arena *arena, const struct plan *plan, const struct place *place, int64_t most,
	    int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.place = place;
	query.backwards = place != NULL;
	query.most = most + 1;
	sql_text(&query, "SELECT COUNT(*) FROM (");
	if (place && !plan_sorts(plan)) {
		sql_walk(&query);
	} else if (place) {
		sorted_ids(&query, plan->screen->id);
		sql_limit(&query);
	} else {
		sql_text(&query, "SELECT 1 AS one FROM ");
		sql_name(&query.sql, plan->screen->view);
		sql_text(&query, " WHERE 1 = 1");
		sql_conditions_loose(&query, false);
		sql_limit(&query);
	}
	sql_text(&query, ") AS counted");
	return query_number(&query, count, error);
}

enum status
query_count_slice(struct arena *arena, const struct plan *plan, int64_t after, int64_t upto,
		  int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	sql_text(&query, "SELECT COUNT(*) FROM ");
	sql_name(&query.sql, plan->screen->view);
	sql_text(&query, " WHERE ");
	sql_name(&query.sql, plan->screen->id);
	sql_text(&query, " > ");
	sql_value(&query.sql, value_number(TYPE_INT, after));
	sql_text(&query, " AND ");
	sql_name(&query.sql, plan->screen->id);
	sql_text(&query, " <= ");
	sql_value(&query.sql, value_number(TYPE_INT, upto));
	sql_conditions_loose(&query, true);
	return query_number(&query, count, error);
}

enum status
query_greatest_id(struct arena *arena, const struct plan *plan, int64_t *id, struct error *error)
{
	struct query query = query_new(arena, plan);
	sql_text(&query, "SELECT MAX(");
	sql_name(&query.sql, plan->screen->id);
	sql_text(&query, ") FROM ");
	sql_name(&query.sql, plan->screen->view);
	return query_number(&query, id, error);
}

static bool
tally_has(const struct screen *screen, const char *field)
{
	if (screen->scope && !strcmp(screen->scope, field))
		return true;
	for (const char *const *name = screen->tally_by; name && *name; name++)
		if (!strcmp(*name, field))
			return true;
	return false;
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
	sql_text(&query, "SELECT SUM(\"cards\") FROM ");
	sql_name(&query.sql, plan->screen->tally);
	sql_text(&query, " WHERE 1 = 1");
	for (const struct condition *c = plan->all; c; c = c->next) {
		sql_text(&query, " AND ");
		sql_condition(&query.sql, c, false);
	}
	return query_number(&query, count, error);
}
