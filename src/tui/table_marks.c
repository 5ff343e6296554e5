/* Marked rows, and option digits typed before rows. */
#include "table.h"

#include <string.h>

#define MARKS_MOST 10000
#define MARKS_WINDOW 256

static struct subject
subject_at(struct table *table, struct arena *arena, const struct list_row *row)
{
	return subject_of(arena, app_lang(table->app), table->screen, row->id, row->key,
			  row->values);
}

size_t
table_mark_of(const struct table *table, int64_t id)
{
	size_t i = 0;
	while (i < table->mark_count && table->marks[i].id != id)
		i++;
	return i;
}

static void
mark_add(struct table *table, const struct subject *subject)
{
	if (table->mark_count == table->mark_capacity) {
		size_t capacity = table->mark_capacity ? table->mark_capacity * 2 : 16;
		struct subject *marks = arena_array(table->arena, capacity, sizeof *marks);
		if (table->mark_count)
			memcpy(marks, table->marks, table->mark_count * sizeof *marks);
		table->marks = marks;
		table->mark_capacity = capacity;
	}
	table->marks[table->mark_count++] = *subject;
}

void
table_unmark(struct table *table)
{
	table->mark_count = 0;
	table->pending_count = 0;
}

enum reaction
table_mark(struct table *table)
{
	const struct list_row *row = table_row(table);
	if (!row)
		return STAY;
	size_t at = table_mark_of(table, row->id);
	if (at < table->mark_count) {
		table->marks[at] = table->marks[--table->mark_count];
	} else if (table->mark_count < MARKS_MOST) {
		struct subject subject = subject_at(table, table->arena, row);
		mark_add(table, &subject);
	}
	table_move(table, ROWS_DOWN);
	return REDRAW;
}

/* Every row the list holds, a window after the other.  The last window may begin among rows of the
 * one before. */
static enum status
mark_rows(struct table *table, struct rows *rows, struct error *error)
{
	int64_t last = 0;
	bool moved = true;
	while (moved && table->mark_count < MARKS_MOST) {
		int line = rows_shown(rows) - 1;
		while (line >= 0 && rows_at(rows, line)->id != last)
			line--;
		for (line++; line < rows_shown(rows) && table->mark_count < MARKS_MOST; line++) {
			const struct subject subject =
			    subject_at(table, table->arena, rows_at(rows, line));
			mark_add(table, &subject);
			last = subject.id;
		}
		enum status status = rows_move(rows, ROWS_PAGE_DOWN, &moved, error);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

enum reaction
table_mark_all(struct table *table)
{
	struct error error;
	struct rows *rows = NULL;
	table->mark_count = 0;
	enum status status =
	    rows_open(&rows, table->app->session, &table->ask, MARKS_WINDOW, &error);
	if (status == STATUS_OK)
		status = mark_rows(table, rows, &error);
	if (rows)
		rows_close(&rows);
	if (status != STATUS_OK)
		app_error(table->app, &error);
	else if (table->mark_count == MARKS_MOST)
		app_message(table->app, TONE_WARNING, "tui.marks_most",
			    ARGS(ARG_INT("count", MARKS_MOST)));
	return REDRAW;
}

size_t
table_option_of(const struct table *table, int64_t id)
{
	size_t i = 0;
	while (i < table->pending_count && table->pending[i].subject.id != id)
		i++;
	return i;
}

enum reaction
table_option(struct table *table, char digit)
{
	const struct list_row *row = table_row(table);
	if (!row || !table->options)
		return UNKNOWN;
	size_t at = table_option_of(table, row->id);
	if (digit == '0') {
		if (at < table->pending_count)
			table->pending[at] = table->pending[--table->pending_count];
		return REDRAW;
	}
	if (!binding_of_option(table->screen, digit - '0')) {
		app_refuse(table->app, "tui.no_option", ARGS(ARG_INT("option", digit - '0')));
		return STAY;
	}
	if (at == table->pending_count) {
		if (table->pending_count == table->pending_capacity) {
			size_t capacity =
			    table->pending_capacity ? table->pending_capacity * 2 : 16;
			struct option *all = arena_array(table->arena, capacity, sizeof *all);
			if (table->pending_count)
				memcpy(all, table->pending, table->pending_count * sizeof *all);
			table->pending = all;
			table->pending_capacity = capacity;
		}
		table->pending[table->pending_count++] =
		    (struct option){ .subject = subject_at(table, table->arena, row) };
	}
	table->pending[at].digit = digit;
	return REDRAW;
}

const struct subject *
table_subjects(struct table *table, struct arena *arena, size_t *count)
{
	const struct list_row *row = table_row(table);
	if (table->mark_count) {
		*count = table->mark_count;
		return table->marks;
	}
	*count = row ? 1 : 0;
	struct subject *one = arena_alloc(arena, sizeof *one);
	if (row)
		*one = subject_at(table, arena, row);
	return one;
}
