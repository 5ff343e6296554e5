/* One SELECT.  Pages go by key: the rows equal to the place's value, then those beyond it, then
 * those without a value, each read from an index and each cut where the page is full; never OFFSET,
 * and never a row value, of which SQLite 3.40 seeks only the first column.  Rows without a value
 * come last in either direction. */
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
	bool alone; /* one part, not wrapped: the store then hands on its rows uncopied */
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

/* The bounds of a range on the order's own column are met by every row beyond the place on one
 * side: written free there, so that the store enters its index at the place. */
static bool
is_superseded(const struct query *query, enum part part, const struct condition *condition)
{
	return (part == PART_EQUAL || part == PART_BEYOND) &&
	       !strcmp(condition->terms->field, query->plan->order_field);
}

static void
sql_conditions(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	for (const struct condition *c = plan->all; c; c = c->next) {
		sql_text(query, " AND ");
		sql_condition(&query->sql, c,
			      !plan_follows(plan, c) || is_superseded(query, part, c));
	}
	if (plan->any) {
		sql_text(query, " AND ");
		sql_any(&query->sql, plan->any, !plan->drives_any);
	}
	if (plan->never)
		sql_text(query, " AND 1 = 0");
}

static void
sql_compare(struct query *query, const char *field, const char *sign, struct value value)
{
	sql_field(&query->sql, field, query->plan->sorts);
	sql_text(query, sign);
	sql_value(&query->sql, value);
}

/* Where a part begins and ends in the order. */
static void
sql_where(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	const char *beyond = goes_down(query) ? " < " : " > ";
	const struct place *place = query->place;
	switch (part) {
	case PART_ALL:
		if (place)
			sql_compare(query, plan->screen->id, beyond,
				    value_number(TYPE_INT, place->id));
		else
			sql_text(query, "1 = 1");
		break;
	case PART_EQUAL:
		sql_compare(query, plan->order_field, " = ", place->value);
		sql_text(query, " AND ");
		sql_compare(query, plan->screen->id, beyond, value_number(TYPE_INT, place->id));
		break;
	case PART_BEYOND:
		sql_compare(query, plan->order_field, beyond, place->value);
		break;
	case PART_KNOWN:
		sql_compare(query, plan->order_field, " >= ",
			    plan->order_number ? value_number(TYPE_INT, INT64_MIN)
					       : value_text(TYPE_TEXT, ""));
		break;
	case PART_UNKNOWN:
		sql_field(&query->sql, plan->order_field, plan->sorts);
		sql_text(query, " IS NULL");
		if (place && !place->value.known) {
			sql_text(query, " AND ");
			sql_compare(query, plan->screen->id, beyond,
				    value_number(TYPE_INT, place->id));
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
		sql_field(&query->sql, plan->order_field, plan->sorts);
		sql_text(query, way);
		sql_text(query, ", ");
	}
	sql_field(&query->sql, plan->screen->id, plan->sorts);
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
	sql_text(query, " LIMIT ");
	sql_value(&query->sql, value_number(TYPE_INT, query->most));
	builder_format(&query->sql.text, ") AS part_%d", query->parts++);
}

/* What names a row is never missing: no rows without it need to be looked for. */
static bool
is_never_missing(const struct plan *plan)
{
	return plan->order_field && plan->screen->key &&
	       !strcmp(plan->order_field, plan->screen->key);
}

static void
sql_parts(struct query *query)
{
	const struct place *place = query->place;
	bool known = place && place->value.known;
	if (!query->plan->order) {
		sql_part(query, PART_ALL);
		return;
	}
	bool all = is_never_missing(query->plan);
	if (query->backwards && !known && !all)
		sql_part(query, PART_UNKNOWN);
	if (known)
		sql_part(query, PART_EQUAL);
	if (known)
		sql_part(query, PART_BEYOND);
	else if (!place || query->backwards)
		sql_part(query, PART_KNOWN);
	if (!query->backwards && !all)
		sql_part(query, PART_UNKNOWN);
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
	query.alone = !place && (!plan->order || is_never_missing(plan));
	sql_parts(&query);
	sql_text(&query, " LIMIT ");
	sql_value(&query.sql, value_number(TYPE_INT, most));
	return query_open(&query, cursor, error);
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
	if (place) {
		sql_parts(&query);
	} else {
		sql_text(&query, "SELECT 1 AS one FROM ");
		sql_name(&query.sql, plan->screen->view);
		sql_text(&query, " WHERE 1 = 1");
		sql_conditions(&query, PART_ALL);
	}
	sql_text(&query, " LIMIT ");
	sql_value(&query.sql, value_number(TYPE_INT, most + 1));
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
	for (const struct condition *c = plan->all; c; c = c->next) {
		sql_text(&query, " AND ");
		sql_condition(&query.sql, c, true);
	}
	if (plan->any) {
		sql_text(&query, " AND ");
		sql_any(&query.sql, plan->any, true);
	}
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

enum status
query_tally(struct arena *arena, const struct plan *plan, int64_t *count, bool *known,
	    struct error *error)
{
	*known = false;
	if (!plan->screen->tally || plan->any || plan->never)
		return STATUS_OK;
	for (const struct condition *c = plan->all; c; c = c->next)
		for (const struct term *term = c->terms; term; term = term->next)
			if (!tally_has(plan->screen, term->field))
				return STATUS_OK;
	struct query query = query_new(arena, plan);
	sql_text(&query, "SELECT SUM(\"cards\") FROM ");
	sql_name(&query.sql, plan->screen->tally);
	sql_text(&query, " WHERE 1 = 1");
	for (const struct condition *c = plan->all; c; c = c->next) {
		sql_text(&query, " AND ");
		sql_condition(&query.sql, c, false);
	}
	*known = true;
	return query_number(&query, count, error);
}
