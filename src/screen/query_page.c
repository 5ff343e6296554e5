/* A page read part by part until it is full.  Of all parts in one statement the store would copy
 * each row once more, and most pages are full after the first. */
#include "query.h"

#include <guichet/arena.h>
#include <guichet/store.h>

struct page {
	struct query query;
	enum part parts[PARTS_MOST];
	int count, next;
	struct cursor *cursor; /* of the part before next; NULL: none is open */
	enum status status;
	struct error *error;
};

struct page *
page_open(struct arena *arena, const struct plan *plan, const struct reading *reading,
	  const struct reach *reach, struct error *error)
{
	struct page *page = arena_alloc(arena, sizeof *page);
	page->error = error;
	page->status = query_begin(arena, plan, reading, reach, &page->query, error);
	page->count = plan_sorts(plan) ? 1 : query_parts(&page->query, page->parts);
	return page;
}

static void
part_open(struct page *page)
{
	struct query *query = &page->query;
	query->sql.text.size = 0;
	if (plan_sorts(query->plan))
		query_sorted(query);
	else
		query_part(query, page->parts[page->next]);
	page->next++;
	page->status = query_open(query, &page->cursor, page->error);
}

const struct cursor *
page_next(struct page *page)
{
	while (!page->status && page->query.most > 0) {
		if (page->cursor && cursor_next(page->cursor)) {
			page->query.most--;
			return page->cursor;
		}
		page->status = cursor_close(&page->cursor, page->error);
		if (page->status || page->next == page->count)
			return NULL;
		part_open(page);
	}
	return NULL;
}

enum status
page_close(struct page *page)
{
	const enum status status = cursor_close(&page->cursor, page->status ? NULL : page->error);
	return page->status ? page->status : status;
}
