/* R15: what somebody else did to a record since a form was opened on it. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>

#define CHANGES_MOST 40

static struct change *
find(struct change *list, size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].field, field) == 0)
			return &list[i];
	return NULL;
}

/* How the fields stood before this row: of a field named twice in it the first word counts.  What
 * is new to the list is not yet told how it stands. */
static void
gather_before(struct arena *arena, const char *record, const char *before, struct change *list,
	      size_t *count)
{
	struct change seen[CHANGES_MOST];
	size_t told = 0;
	struct trail trail;

	trail_start(&trail, arena, before);
	while (trail_next(&trail)) {
		if (strcmp(trail.record, record) != 0 || strcmp(trail.field, "version") == 0 ||
		    find(seen, told, trail.field) != NULL || told == CHANGES_MOST)
			continue;
		seen[told++].field = trail.field;
		struct change *change = find(list, *count, trail.field);
		if (change == NULL && *count == CHANGES_MOST)
			continue;
		if (change == NULL) {
			change = &list[(*count)++];
			*change = (struct change){ .field = trail.field };
		}
		change->before = trail.value != NULL ? trail.value : "";
	}
}

/* Newest first: the newest row that names a field tells how it stands, the last word of that row.
 */
static void
gather(struct arena *arena, const char *record, const char *before, const char *after,
       struct change *list, size_t *count)
{
	const size_t known = *count;
	struct trail trail;

	gather_before(arena, record, before, list, count);
	trail_start(&trail, arena, after);
	while (trail_next(&trail)) {
		struct change *change = find(list + known, *count - known, trail.field);
		if (change != NULL && strcmp(trail.record, record) == 0)
			change->theirs = trail.value != NULL ? trail.value : "";
	}
}

/* The version a row found; NULL when it did not touch the record. */
static const char *
version_before(struct arena *arena, const char *record, const char *before)
{
	struct trail trail;

	trail_start(&trail, arena, before);
	while (trail_next(&trail))
		if (strcmp(trail.record, record) == 0 && strcmp(trail.field, "version") == 0)
			return trail.value;
	return NULL;
}

/* Most kinds of record are called as their table is. */
static const char *
table_of(struct arena *arena, const char *kind)
{
	char *table = arena_copy(arena, strcmp(kind, "user") == 0 ? "account" : kind);

	for (char *at = table; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
	return table;
}

enum status
execute_changes(struct session *session, const char *kind, int64_t id, int64_t version,
		struct arena *arena, const char **login, const char **at,
		const struct change **changes, size_t *count, struct error *error)
{
	struct cursor *cursor = NULL;
	struct change *list = arena_array(arena, CHANGES_MOST, sizeof *list);
	const char *record = arena_format(arena, "%s/%lld", table_of(arena, kind), (long long)id);
	enum status status =
	    store_select(session->store, SQL_AUDIT_CHANGES,
			 ARGS(ARG_TEXT("kind", kind), ARG_INT("record", id)), &cursor, error);

	*login = *at = NULL;
	*changes = list;
	*count = 0;
	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		const char *before = cursor_text(cursor, 2), *after = cursor_text(cursor, 3);
		const char *was = version_before(arena, record, before);
		if (was == NULL)
			continue;
		if (*login == NULL) {
			*login = arena_copy(arena, cursor_text(cursor, 0));
			*at = arena_copy(arena, cursor_text(cursor, 1));
		}
		gather(arena, record, before, after, list, count);
		if (strtoll(was, NULL, 10) <= version)
			break; /* older rows made what the screen showed */
	}
	return cursor_close(&cursor, error);
}
