/* All rows of a kind, a part at a time: a store may hold millions. */
#include "domain.h"

enum status
walk_by_id(struct work *work, enum statement parts, walked *each, void *context)
{
	struct arena *kept = work->arena;
	struct arena *part = arena_new();
	const struct row *row = NULL;
	int64_t after = 0;
	enum status status = STATUS_OK;
	work->arena = part;
	do {
		arena_reset(part);
		status = work_rows(work, parts, ARGS(ARG_INT("after", after)), &row);
		const struct row *first = row;
		for (; status == STATUS_OK && row != NULL; row = row->next) {
			after = row_int(row, "id");
			status = each(work, row, context);
		}
		row = first;
	} while (status == STATUS_OK && row != NULL);
	work->arena = kept;
	arena_free(&part);
	return status;
}
