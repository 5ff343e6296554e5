/* AUD-03: rows walked back from what they are to what they were. */
#include "private.h"

#include <stdio.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/past.h>

static struct past_cell *
cell(const struct past_row *row, const char *name)
{
	for (size_t i = 0; i < row->count; i++)
		if (strcmp(row->cells[i].name, name) == 0)
			return &row->cells[i];
	return NULL;
}

const char *
past_text(const struct past_row *row, const char *name)
{
	const struct past_cell *found = cell(row, name);

	return found != NULL ? found->text : NULL;
}

static struct past_row *
row_called(struct past_row *rows, size_t count, const char *record)
{
	const size_t size = strcspn(record, "/");
	char id[24];

	if (record[size] == '\0')
		return NULL;
	for (size_t i = 0; i < count; i++) {
		snprintf(id, sizeof id, "%lld", (long long)rows[i].id);
		if (strlen(rows[i].table) == size && strncmp(rows[i].table, record, size) == 0 &&
		    strcmp(record + size + 1, id) == 0)
			return &rows[i];
	}
	return NULL;
}

/* One row of the audit undone.  A field it names twice was first as its first word says: the words
 * are taken from the last to the first. */
static void
undo(struct past_row *rows, size_t count, struct arena *arena, const char *before,
     const char *after)
{
	struct step {
		struct past_row *row;
		const char *field, *value;
		struct step *earlier;
	} *last = NULL;
	struct trail trail;

	trail_start(&trail, arena, before);
	while (trail_next(&trail)) {
		struct past_row *row = row_called(rows, count, trail.record);
		if (row == NULL)
			continue;
		struct step *step = arena_alloc(arena, sizeof *step);
		*step = (struct step){ row, trail.field, trail.value, last };
		last = step;
	}
	for (; last != NULL; last = last->earlier) {
		struct past_cell *known = cell(last->row, last->field);
		if (known != NULL)
			known->text = last->value;
	}
	trail_start(&trail, arena, after);
	while (trail_next(&trail)) { /* an id is told once, when the row is made */
		struct past_row *row =
		    strcmp(trail.field, "id") == 0 ? row_called(rows, count, trail.record) : NULL;
		if (row != NULL)
			row->absent = true;
	}
}

enum status
past_rewind(const struct session *session, const char *kind, int64_t id, const char *at,
	    struct past_row *rows, size_t count, struct arena *arena, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(session->store, SQL_PAST_STEPS,
			 ARGS(ARG_TEXT("kind", kind), ARG_INT("record", id), ARG_STAMP("at", at)),
			 &cursor, error);

	while (status == STATUS_OK && cursor_next(cursor))
		undo(rows, count, arena, cursor_text(cursor, 0), cursor_text(cursor, 1));
	return status == STATUS_OK ? cursor_close(&cursor, error) : status;
}

enum status
past_since(const struct session *session, const char *kind, int64_t id, char since[STAMP_SIZE],
	   bool *made, struct arena *arena, struct error *error)
{
	struct cursor *cursor = NULL;
	struct past_row row = { .table = kind, .id = id };
	enum status status =
	    store_select(session->store, SQL_PAST_FIRST,
			 ARGS(ARG_TEXT("kind", kind), ARG_INT("record", id)), &cursor, error);

	since[0] = '\0';
	*made = false;
	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor)) {
		snprintf(since, STAMP_SIZE, "%s", cursor_text(cursor, 0));
		undo(&row, 1, arena, NULL, cursor_text(cursor, 1));
		*made = row.absent;
	}
	return cursor_close(&cursor, error);
}
