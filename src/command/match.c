/* Rows that a reference's statement finds, as far as the session sees them. */
#include "private.h"

#include <guichet/arena.h>

static bool
is_seen(const struct session *session, const struct reference *reference, int64_t customer)
{
	if (customer == 0 && !reference->house)
		return true;
	return session_sees(session, customer);
}

/* Another customer's record is as good as none, and says no more (scope). */
void
match_row(struct match *match, const struct session *session, struct arena *arena,
	  const struct reference *reference, const struct cursor *row)
{
	const int64_t id = cursor_int(row, 0), customer = cursor_int(row, 1);
	const bool preferred = cursor_columns(row) > 4 && cursor_int(row, 4) != 0;
	struct record *record = &match->record;

	if (!is_seen(session, reference, customer)) {
		match->unseen = id;
		record->beyond = record->beyond || (match->count > 0 && record->id == id);
		return;
	}
	if (match->count > 0 && (record->id == id || (match->preferred && !preferred)))
		return;
	if (preferred && !match->preferred)
		match->count = 0;
	match->preferred = preferred;
	if (match->count++ == 0)
		*record = (struct record){ .id = id,
					   .customer = customer,
					   .version = cursor_int(row, 2),
					   .beyond = match->unseen == id,
					   .key = arena_copy(arena, cursor_text(row, 3)) };
}
