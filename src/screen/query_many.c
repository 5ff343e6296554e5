/* How many rows a condition alone keeps.  Whether more than so many is told before they are
 * counted: the store passes over these in the order of their index without comparing each with the
 * condition's end, and the one it comes to is looked at, a quarter of the work of counting them. */
#include "query.h"

#include <string.h>

/* A field that an index begins with: one that orders the list, or that its cards are tallied by. */
static bool
begins_an_index(const struct screen *screen, const char *field)
{
	for (size_t i = 0; i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		if (column->sort &&
		    !strcmp(column->sort_field ? column->sort_field : column->field, field))
			return true;
	}
	return query_tallies_by(screen, field);
}

/* Of its rows the first is found in the index, and the same field tells where they end. */
static bool
is_a_piece(const struct screen *screen, const struct condition *condition)
{
	const char *field = condition->terms->field;
	bool begins = false;
	for (const struct term *term = condition->terms; term; term = term->next) {
		const bool from = term->comparison == IS_EQUAL || term->comparison == IS_FROM;
		if ((!from && term->comparison != IS_BELOW) || strcmp(term->field, field) != 0)
			return false;
		begins = begins || from;
	}
	return begins && condition->seek && !condition->owner && begins_an_index(screen, field);
}

bool
many_can_tell(const struct plan *plan, const struct condition *condition)
{
	return condition->keys || is_a_piece(plan->screen, condition);
}

static void
write_is_of(struct query *query, struct term *terms)
{
	const struct condition of = { .terms = terms };
	query_add(query, "SELECT CASE WHEN ");
	sql_condition(&query->sql, &of, true);
	query_add(query, " THEN 1 ELSE 0 END FROM ");
}

static void
write_row_after(struct query *query, const struct term *terms, int64_t most)
{
	const struct term *first = terms->comparison == IS_BELOW ? terms->next : terms;
	query_add(query, " WHERE ");
	sql_name(&query->sql, first->field);
	query_add(query, " >= ");
	sql_value(&query->sql, first->value);
	query_add(query, " ORDER BY ");
	sql_name(&query->sql, first->field);
	query_add(query, " LIMIT 1 OFFSET ");
	sql_number(&query->sql, most);
}

/* Whether the key so many places after the first is of the range, or the row so many after the
 * first of the piece. */
static struct query
many_query(struct arena *arena, const struct plan *plan, const struct condition *condition,
	   int64_t most)
{
	struct query query = query_new(arena, plan);
	struct term below = { .field = "term",
			      .comparison = IS_BELOW,
			      .value = value_text(TYPE_TEXT, condition->range.last) };
	struct term from = { .field = "term",
			     .comparison = IS_FROM,
			     .value = value_text(TYPE_TEXT, condition->range.first),
			     .next = &below };
	struct term *terms = condition->keys ? &from : condition->terms;
	write_is_of(&query, terms);
	if (condition->keys)
		query_add(&query, "search_key");
	else
		sql_view(&query.sql, condition->road);
	write_row_after(&query, terms, most);
	return query;
}

const char *
many_text(struct arena *arena, const struct plan *plan, const struct condition *condition)
{
	struct query query = many_query(arena, plan, condition, FEW);
	return builder_text(&query.sql.text);
}

enum status
many_has(struct arena *arena, const struct plan *plan, const struct condition *condition,
	 int64_t most, bool *more, struct error *error)
{
	struct query query = many_query(arena, plan, condition, most);
	int64_t within = 0;
	enum status status = query_number(&query, &within, error);
	*more = within != 0;
	return status;
}

/* Keys in a range, of all kinds: how many of them are of the condition's. */
static void
count_keys(struct query *query, const struct condition *condition, int64_t most)
{
	query_add(query, "SELECT CASE WHEN COUNT(*) > ");
	sql_number(&query->sql, most);
	query_add(query, " THEN ");
	sql_number(&query->sql, most + 1);
	query_add(query, " ELSE SUM(CASE WHEN kind = ");
	sql_value(&query->sql, value_text(TYPE_TEXT, condition->key_kind));
	query_add(query,
		  " THEN 1 ELSE 0 END) END FROM (SELECT kind FROM search_key WHERE term >= ");
	sql_value(&query->sql, value_text(TYPE_TEXT, condition->range.first));
	query_add(query, " AND term < ");
	sql_value(&query->sql, value_text(TYPE_TEXT, condition->range.last));
}

static void
count_rows(struct query *query, const struct condition *condition)
{
	query_add(query, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ");
	sql_view(&query->sql, condition->road);
	query_add(query, " WHERE ");
	sql_condition(&query->sql, condition, false);
}

static enum status
count_each(struct arena *arena, const struct plan *plan, const struct condition *condition,
	   int64_t most, int64_t *count, struct error *error)
{
	struct query query = query_new(arena, plan);
	query.most = most + 1;
	if (condition->keys)
		count_keys(&query, condition, most);
	else
		count_rows(&query, condition);
	query_limit(&query);
	query_add(&query, ") AS counted");
	*count = 0;
	return query_number(&query, count, error);
}

/* Most conditions keep a handful, sooner counted than passed over, or far too many. */
enum status
many_count(struct arena *arena, const struct plan *plan, const struct condition *condition,
	   int64_t most, int64_t *count, struct error *error)
{
	enum { HANDFUL = 200, OF_MOST = 20 };
	const int64_t handful = most / OF_MOST > HANDFUL ? most / OF_MOST : HANDFUL;
	bool more;
	if (most <= handful || !many_can_tell(plan, condition))
		return count_each(arena, plan, condition, most, count, error);
	enum status status = count_each(arena, plan, condition, handful, count, error);
	if (status || *count <= handful)
		return status;
	status = many_has(arena, plan, condition, most, &more, error);
	*count = most + 1;
	if (status || more)
		return status;
	return count_each(arena, plan, condition, most, count, error);
}
