/* What a search reads is pages all over the store, one wait for the disk after the other: where
 * they are not in memory, it is told of all of them first. */
#include "search.h"

#include <guichet/arena.h>

void
search_expect_ranges(const struct search *search, const struct term_ranges *ranges)
{
	static const char *const next[] = { "card", "customer", NULL };
	const char *terms[TERM_RANGES];
	for (size_t i = 0; i < ranges->count; i++)
		terms[i] = ranges->list[i].first;
	store_expect_terms(search->session->store, "search_key", terms, ranges->count, next);
}

/* Of each record its customer, whose name is shown with it. */
static enum status
read_customers(const struct search *search, const struct search_kind *kind, const int64_t *ids,
	       size_t count, int64_t *customers, size_t *got)
{
	struct cursor *cursor;
	enum status status = STATUS_OK;
	*got = 0;
	for (size_t i = 0; !status && i < count; i++) {
		status = store_select(search->session->store, SQL_FIND_CUSTOMER_OF,
				      ARGS(ARG_TEXT("kind", kind->name), ARG_INT("id", ids[i])),
				      &cursor, search->error);
		if (status)
			return status;
		if (cursor_next(cursor))
			customers[(*got)++] = cursor_int(cursor, 0);
		status = cursor_close(&cursor, search->error);
	}
	return status;
}

enum status
search_expect(const struct search *search, const struct search_kind *kind)
{
	struct store *store = search->session->store;
	int64_t *ids = arena_array(search->arena, search->most + 1, sizeof *ids), *customers;
	size_t count = 0, got;
	for (size_t i = 0; i < search->count && i < search->most; i++)
		if (search->hits[i].kind == kind)
			ids[count++] = search->hits[i].id;
	if (count < 2 || !store_expect(store, kind->table, ids, count))
		return STATUS_OK;
	customers = arena_array(search->arena, count, sizeof *customers);
	enum status status = read_customers(search, kind, ids, count, customers, &got);
	if (!status && got > 1)
		store_expect(store, "customer", customers, got);
	return status;
}
