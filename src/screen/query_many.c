/* Whether a condition keeps more rows than so many.  The store passes over these in the order of
 * their index without comparing each with the condition's end, and the one it comes to is looked
 * at: a quarter of the work of counting them. */
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
write_row_after(struct query *query, const char *table, const char *road, struct term *terms,
		int64_t most)
{
	const struct condition within = { .terms = terms };
	const struct term *first = terms->comparison == IS_BELOW ? terms->next : terms;
	query_add(query, "SELECT CASE WHEN ");
	sql_condition(&query->sql, &within, true);
	query_add(query, " THEN 1 ELSE 0 END FROM ");
	if (table)
		sql_name(&query->sql, table);
	else
		sql_view(&query->sql, road);
	query_add(query, " WHERE ");
	sql_name(&query->sql, first->field);
	query_add(query, " >= ");
	sql_value(&query->sql, first->value);
	query_add(query, " ORDER BY ");
	sql_name(&query->sql, first->field);
	query_add(query, " LIMIT 1 OFFSET ");
	sql_number(&query->sql, most);
}

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
	if (condition->keys)
		write_row_after(&query, "search_key", NULL, &from, most);
	else
		write_row_after(&query, NULL, condition->road, condition->terms, most);
	return query;
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

const char *
many_text(struct arena *arena, const struct plan *plan, const struct condition *condition)
{
	struct query query = many_query(arena, plan, condition, FEW);
	return builder_text(&query.sql.text);
}
