/* One SELECT.  Pages go by key: the rows equal to the place's value, then those beyond it, then
 * those without a value, each read from an index and each cut where the page is full; never OFFSET,
 * and never a row value, of which SQLite 3.40 seeks only the first column.  Rows without a value
 * come last in either direction.  Where few rows are wanted and no index has them in order, their
 * ids are sorted and the page's rows read by id. */
#include "query.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

bool
query_goes_down(const struct query *query)
{
	return query->plan->descending != query->backwards;
}

void
query_add(struct query *query, const char *text)
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
	return part == PART_BEYOND &&
	       term->comparison == (query_goes_down(query) ? IS_BELOW : IS_FROM);
}

static void
sql_bounds(struct query *query, enum part part, const struct condition *condition)
{
	for (const struct term *term = condition->terms; term; term = term->next) {
		struct condition alone = { .terms = &(struct term){ 0 } };
		*alone.terms = *term;
		alone.terms->next = NULL;
		query_add(query, " AND ");
		sql_condition(&query->sql, &alone, is_superseded(query, part, term));
	}
}

static void
sql_never(struct query *query)
{
	if (query->plan->never)
		query_add(query, " AND 1 = 0");
}

void
query_conditions(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	for (const struct condition *c = plan->all; c; c = c->next) {
		bool follows = plan_follows(plan, c);
		if (follows && !plan_sorts(plan) && is_of_order(query, c)) {
			sql_bounds(query, part, c);
			continue;
		}
		query_add(query, " AND ");
		sql_condition(&query->sql, c, !follows);
	}
	if (plan->any) {
		query_add(query, " AND ");
		sql_any(&query->sql, plan->any, !plan->drives_any);
	}
	sql_never(query);
}

void
query_conditions_loose(struct query *query, bool free)
{
	const struct plan *plan = query->plan;
	for (const struct condition *c = plan->all; c; c = c->next) {
		query_add(query, " AND ");
		sql_condition(&query->sql, c, free || (!c->seek && c != plan->driver));
	}
	if (plan->any) {
		query_add(query, " AND ");
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
	query_add(query, sign);
	sql_value(&query->sql, value);
}

static void
sql_beyond_id(struct query *query)
{
	sql_compare(query, query->plan->screen->id, query_goes_down(query) ? " < " : " > ",
		    value_number(TYPE_INT, query->place->id));
}

/* Of the rows equal to the place those beyond it: where they lie in one piece of the ids, its rest
 * is all there is to walk, by the view's own road; by another they may be one of many days. */
static void
sql_rest_of_piece(struct query *query, int bits)
{
	const int64_t id = query->place->id, piece = (int64_t)1 << bits;
	const int64_t first = id - id % piece;
	const bool down = query_goes_down(query);
	sql_beyond_id(query);
	query_add(query, " AND ");
	sql_compare(query, query->plan->screen->id, down ? " >= " : " < ",
		    value_number(TYPE_INT, down ? first : first + piece));
}

void
query_where(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	const struct place *place = query->place;
	switch (part) {
	case PART_ALL:
		if (place)
			sql_beyond_id(query);
		else
			query_add(query, "1 = 1");
		break;
	case PART_EQUAL:
		if (plan_id_bits(plan)) {
			sql_rest_of_piece(query, plan_id_bits(plan));
			break;
		}
		sql_compare(query, plan->order_field, " = ", place->value);
		query_add(query, " AND ");
		sql_beyond_id(query);
		break;
	case PART_BEYOND:
		sql_compare(query, plan->order_field, query_goes_down(query) ? " < " : " > ",
			    place->value);
		break;
	case PART_KNOWN:
		if (order_is_known(query))
			query_add(query, "1 = 1");
		else /* past those without, which an index has first */
			sql_compare(query, plan->order_field, " >= ",
				    plan->order_number ? value_number(TYPE_INT, INT64_MIN)
						       : value_text(TYPE_TEXT, ""));
		break;
	case PART_UNKNOWN:
		sql_field(&query->sql, plan->order_field, plan_sorts(plan));
		query_add(query, " IS NULL");
		if (place && !place->value.known) {
			query_add(query, " AND ");
			sql_beyond_id(query);
		}
		break;
	}
}

static void
sql_order(struct query *query, enum part part)
{
	const struct plan *plan = query->plan;
	const char *way = query_goes_down(query) ? " DESC" : " ASC";
	query_add(query, " ORDER BY ");
	if (part == PART_BEYOND || part == PART_KNOWN) {
		sql_name(&query->sql, plan->order_field);
		query_add(query, way);
		query_add(query, ", ");
	}
	sql_name(&query->sql, plan->screen->id);
	query_add(query, way);
}

/* A view knows no time: whether a stamp has gone by is asked here. */
static void
sql_past(struct query *query, const struct column *column)
{
	char *now = arena_alloc(query->sql.arena, STAMP_SIZE);
	session_now(query->plan->session, now);
	query_add(query, "CASE WHEN ");
	sql_name(&query->sql, column->field);
	query_add(query, " < ");
	sql_value(&query->sql, value_text(TYPE_TEXT, now));
	query_add(query, " THEN ");
	sql_value(&query->sql, value_text(TYPE_TEXT, column->field));
	query_add(query, " END AS ");
	sql_name(&query->sql, column->field);
}

static void
sql_turning(struct query *query, const struct column *column)
{
	sql_turned(&query->sql, column);
	query_add(query, " AS ");
	sql_name(&query->sql, column->field);
}

/* Days from today until a day of the view, counted from its digits as date_days does: all engines
 * know whole numbers, and each its own calendar. */
static void
sql_days(struct query *query, const struct column *column)
{
	enum { FROM_YEAR_0 = 719469 }; /* days from the March of year 0 to 1970 */
	struct arena *arena = query->sql.arena;
	struct sql name = { .arena = arena, .text = { .arena = arena } };
	char now[STAMP_SIZE];
	session_now(query->plan->session, now);
	sql_name(&name, column->field);
	const char *f = builder_text(&name.text);
	const char *year = arena_format(arena,
					"(CAST(substr(%s, 1, 4) AS INTEGER) - CASE WHEN "
					"substr(%s, 6, 2) < '03' THEN 1 ELSE 0 END)",
					f, f);
	query_add(query, arena_format(arena,
				      "365 * %s + %s / 4 - %s / 100 + %s / 400 + (153 * "
				      "((CAST(substr(%s, 6, 2) AS INTEGER) + 9) %% 12) + 2) / 5 + "
				      "CAST(substr(%s, 9, 2) AS INTEGER) - ",
				      year, year, year, year, f, f));
	sql_value(&query->sql,
		  value_number(TYPE_INT, date_days(stamp_local_day(now)) + FROM_YEAR_0));
	query_add(query, " AS ");
	sql_name(&query->sql, column->field);
}

static void
sql_nothing(struct query *query, const struct column *column)
{
	query_add(query, "NULL AS ");
	sql_name(&query->sql, column->field);
}

/* Those of a list come in the screen's own order, some left out. */
static const struct column *
column_of(const struct screen *screen, const char *field, size_t place)
{
	for (size_t i = place; i < screen->column_count; i++)
		if (screen->columns[i].field == field)
			return &screen->columns[i];
	return screen_column(screen, field);
}

static void
write_field(struct query *query, size_t place)
{
	const char *field = query->reading->fields[place];
	const struct column *column = column_of(query->plan->screen, field, place);
	if (column && !column_open_to(query->plan->session, column))
		sql_nothing(query, column);
	else if (column && column->past)
		sql_past(query, column);
	else if (column && (column->turned || column->until))
		sql_turning(query, column);
	else if (column && column->days)
		sql_days(query, column);
	else
		sql_name(&query->sql, field);
}

static void
write_place(struct query *query)
{
	const struct screen *screen = query->plan->screen;
	const char *const names[] = { screen->id, screen->key, screen->scope,
				      query->plan->order_field };
	static const char *const as[] = { " AS place_0", " AS place_1", " AS place_2",
					  " AS place_3" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		query_add(query, ", ");
		if (names[i])
			sql_name(&query->sql, names[i]);
		else
			query_add(query, "0");
		query_add(query, as[i]);
	}
}

void
query_fields(struct query *query)
{
	const size_t from = query->sql.text.size;
	if (!query->reading) {
		query_add(query, "1 AS one");
		return;
	}
	if (query->fields) {
		query_add(query, query->fields);
		return;
	}
	for (size_t i = 0; query->reading->fields[i]; i++) {
		query_add(query, i ? ", " : "");
		write_field(query, i);
	}
	if (query->reading->places)
		write_place(query);
	query->fields = arena_copy(query->sql.arena, builder_text(&query->sql.text) + from);
}

void
query_limit(struct query *query)
{
	query_add(query, " LIMIT ");
	sql_value(&query->sql, value_number(TYPE_INT, query->most));
}

int
query_parts(const struct query *query, enum part parts[PARTS_MOST])
{
	const struct place *place = query->place;
	const bool known = place && place->value.known;
	const bool unknown = !order_is_known(query);
	int count = 0;
	if (!query->plan->order) {
		parts[0] = PART_ALL;
		return 1;
	}
	if (query->backwards && !known && unknown)
		parts[count++] = PART_UNKNOWN;
	if (known)
		parts[count++] = PART_EQUAL;
	if (known)
		parts[count++] = PART_BEYOND;
	else if (!place || query->backwards)
		parts[count++] = PART_KNOWN;
	if (!query->backwards && (unknown || !count))
		parts[count++] = PART_UNKNOWN;
	return count;
}

void
query_part(struct query *query, enum part part)
{
	const bool by_piece = part == PART_EQUAL && plan_id_bits(query->plan);
	query_add(query, "SELECT ");
	query_fields(query);
	query_add(query, " FROM ");
	sql_view(&query->sql, by_piece ? NULL : plan_road(query->plan));
	query_add(query, " WHERE ");
	query_where(query, part);
	query_conditions(query, part);
	sql_order(query, part);
	query_limit(query);
}

void
query_walk(struct query *query)
{
	enum part parts[PARTS_MOST];
	const int count = query_parts(query, parts);
	if (count == 1) {
		query_part(query, parts[0]);
		return;
	}
	for (int i = 0; i < count; i++) {
		query_add(query, i ? " UNION ALL SELECT * FROM (" : "SELECT * FROM (");
		query_part(query, parts[i]);
		builder_format(&query->sql.text, ") AS part_%d", i);
	}
	query_limit(query);
}

enum status
query_open(struct query *query, struct cursor **cursor, struct error *error)
{
	return store_select_sql(query->plan->session->store, builder_text(&query->sql.text),
				query->sql.args, cursor, error);
}

struct query
query_new(struct arena *arena, const struct plan *plan)
{
	return (struct query){
		.sql = { .arena = arena,
			 .session = plan->session,
			 .screen = plan->screen,
			 .near = plan->near,
			 .text = { .arena = arena } },
		.plan = plan,
	};
}

static void
write_rows(struct query *query)
{
	if (plan_sorts(query->plan))
		query_sorted(query);
	else
		query_walk(query);
}

enum status
query_begin(struct arena *arena, const struct plan *plan, const struct reading *reading,
	    const struct reach *reach, struct query *query, struct error *error)
{
	*query = query_new(arena, plan);
	query->reading = reading;
	query->place = reach->place;
	query->backwards = reach->backwards;
	query->most = reach->most;
	return query_ring_for(arena, plan, reach->place, reach->backwards, reach->most,
			      &query->ring, error);
}

enum status
query_rows(struct arena *arena, const struct plan *plan, const struct reading *reading,
	   const struct reach *reach, struct cursor **cursor, struct error *error)
{
	struct query query;
	enum status status = query_begin(arena, plan, reading, reach, &query, error);
	if (status)
		return status;
	write_rows(&query);
	return query_open(&query, cursor, error);
}

enum { SOME_METRES = 100000 };

const char *
query_text(struct arena *arena, const struct plan *plan, const struct reading *reading,
	   const struct place *place, bool backwards)
{
	struct query query = query_new(arena, plan);
	query.reading = reading;
	query.place = place;
	query.backwards = backwards;
	query.ring = plan_by_distance(plan) ? geo_chord(SOME_METRES) : 0;
	write_rows(&query);
	return builder_text(&query.sql.text);
}
