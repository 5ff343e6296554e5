/* What the window shows, read by key from the place of a line known before, into an arena that is
 * emptied at each reading. */
#include "window.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

enum { PATIENCE = 25 }; /* milliseconds */

struct window *
window_shown(struct rows *rows)
{
	return &rows->windows[rows->current];
}

struct window *
window_other(struct rows *rows)
{
	return &rows->windows[!rows->current];
}

struct window *
window_begin(struct rows *rows)
{
	struct window *window = window_other(rows);
	arena_reset(window->arena);
	window->lines = arena_array(window->arena, (size_t)rows->height + 1, sizeof *window->lines);
	window->shown = 0;
	window->height = rows->height;
	window->rights = rows->session->version;
	window->from_start = false;
	footprint_clear(window->footprint);
	return window;
}

struct value
value_kept(struct arena *arena, struct value value)
{
	if (value.known)
		value.text = arena_copy(arena, value.text);
	return value;
}

bool
value_same(const struct value *a, const struct value *b)
{
	if (a->known != b->known || a->number != b->number || !a->text != !b->text)
		return false;
	return !a->text || !strcmp(a->text, b->text);
}

static void
line_read(const struct rows *rows, struct arena *arena, const struct cursor *cursor,
	  struct line *line)
{
	const struct screen *screen = rows->ask.screen;
	struct value *values = arena_array(arena, screen->column_count + 1, sizeof *values);
	const int place = rows->field_count;
	memcpy(values, rows->blank, screen->column_count * sizeof *values);
	cursor_keep_row(cursor, rows->places, (size_t)place, arena, values);
	for (size_t i = 0; rows->plan.near && i < screen->column_count; i++)
		near_told(&screen->columns[i], &values[i]);
	struct value key = value_text(TYPE_TEXT, NULL), at = key;
	cursor_keep(cursor, place + 1, arena, &key);
	if (rows->plan.order_number)
		at.type = TYPE_INT;
	cursor_keep(cursor, place + 3, arena, &at);
	*line = (struct line){
		.row = { .id = cursor_int(cursor, place),
			 .key = key.known ? key.text : "",
			 .customer = cursor_int(cursor, place + 2),
			 .values = values },
		.place = { .value = at, .id = cursor_int(cursor, place) },
	};
}

static void
lines_turn(struct line *lines, int count)
{
	for (int i = 0; i < count / 2; i++) {
		struct line kept = lines[i];
		lines[i] = lines[count - 1 - i];
		lines[count - 1 - i] = kept;
	}
}

static enum status
lines_read(struct rows *rows, struct window *window, const struct plan *plan,
	   const struct reach *reach, struct line *lines, int *got, struct error *error)
{
	const struct reading reading = { rows->fields, .places = true };
	struct page *page = page_open(window->arena, plan, &reading, reach, error);
	*got = 0;
	for (const struct cursor *cursor; (cursor = page_next(page));)
		line_read(rows, window->arena, cursor, &lines[(*got)++]);
	return page_close(page);
}

/* A walk that meets too few rows is given up after PATIENCE, and the rows are sorted instead. */
static enum status
lines_find(struct rows *rows, struct window *window, const struct reach *reach, struct line *lines,
	   int *got, struct error *error)
{
	const struct plan *plan = &rows->plan;
	if (plan_sorts(plan) || plan_is_exact(plan))
		return lines_read(rows, window, plan, reach, lines, got, error);
	struct error late = { .status = STATUS_OK };
	store_limit_reads(rows->session->store, PATIENCE);
	enum status status = lines_read(rows, window, plan, reach, lines, got, &late);
	store_limit_reads(rows->session->store, 0);
	if (!status || !store_gave_up(&late)) {
		if (error)
			*error = late;
		return status;
	}
	struct plan other;
	bool found;
	status = plan_otherwise(window->arena, plan, &other, &found, error);
	if (status)
		return status;
	return lines_read(rows, window, found ? &other : plan, reach, lines, got, error);
}

enum status
window_read(struct rows *rows, struct window *window, const struct place *place, bool backwards,
	    int most, int *got, struct error *error)
{
	*got = 0;
	if (most > window->height - window->shown)
		most = window->height - window->shown;
	if (most <= 0)
		return STATUS_OK;
	struct reach reach = { .place = place, .backwards = backwards, .most = most };
	struct line *read = arena_array(window->arena, (size_t)most, sizeof *read);
	window->from_start |= !place && !backwards;
	store_note(rows->session->store, window->footprint);
	store_look(rows->session->store); /* at one go: a page may be several statements */
	enum status status = lines_find(rows, window, &reach, read, got, error);
	store_look_away(rows->session->store);
	store_note(rows->session->store, NULL);
	if (status)
		return status;
	struct line *at = window->lines + window->shown;
	if (backwards) {
		lines_turn(read, *got);
		memmove(window->lines + *got, window->lines,
			(size_t)window->shown * sizeof *window->lines);
		at = window->lines;
	}
	memcpy(at, read, (size_t)*got * sizeof *read);
	window->shown += *got;
	return STATUS_OK;
}

static enum status
line_find(struct rows *rows, struct arena *arena, int64_t id, struct line *line, bool *found,
	  struct error *error)
{
	struct term term = { .field = rows->ask.screen->id,
			     .comparison = IS_EQUAL,
			     .value = value_number(TYPE_INT, id) };
	struct condition condition = { .terms = &term, .seek = true, .next = rows->plan.all };
	struct plan plan = rows->plan;
	plan.all = &condition;
	plan.driver = &condition;
	plan.drives_any = false;
	struct reading reading = { rows->fields, .places = true };
	struct cursor *cursor;
	const struct reach reach = { .most = 1 };
	enum status status = query_rows(arena, &plan, &reading, &reach, &cursor, error);
	if (status)
		return status;
	*found = cursor_next(cursor);
	if (*found)
		line_read(rows, arena, cursor, line);
	return cursor_close(&cursor, error);
}

enum status
window_read_id(struct rows *rows, struct window *window, int64_t id, struct line *line, bool *found,
	       struct error *error)
{
	store_note(rows->session->store, window->footprint);
	enum status status = line_find(rows, window->arena, id, line, found, error);
	store_note(rows->session->store, NULL);
	return status;
}

static bool
line_stands(const struct rows *rows, const struct cursor *cursor, const struct list_row *row)
{
	const struct screen *screen = rows->ask.screen;
	bool same = cursor_int(cursor, rows->field_count) == row->id;
	int next = 0;
	for (size_t i = 0; same && i < screen->column_count; i++) {
		if (rows->unread[i])
			continue;
		const struct value value = cursor_value(cursor, next++, &screen->columns[i]);
		same = value_same(&value, &row->values[i]);
	}
	return same;
}

static bool
lines_stand(const struct rows *rows, const struct window *window, struct cursor *cursor)
{
	int line = 0;
	while (cursor_next(cursor)) {
		if (line == window->shown || !line_stands(rows, cursor, &window->lines[line].row))
			return false;
		line++;
	}
	return line == window->shown;
}

/* From just before the first line, or from the start of the list, as many as there is room for. */
static bool
window_is_equal(struct rows *rows, const struct window *shown, struct arena *arena)
{
	struct reading reading = { rows->fields, .places = true };
	struct cursor *cursor;
	if (!shown->shown)
		return false;
	struct place before = shown->lines[0].place;
	before.id += rows->plan.descending ? 1 : -1;
	const struct reach reach = { .place = shown->from_start ? NULL : &before,
				     .most = rows->height };
	if (query_rows(arena, &rows->plan, &reading, &reach, &cursor, NULL))
		return false;
	const bool stands = lines_stand(rows, shown, cursor);
	return !cursor_close(&cursor, NULL) && stands;
}

static bool
window_compare(struct rows *rows)
{
	struct window *shown = window_shown(rows);
	struct store *store = rows->session->store;
	footprint_clear(shown->footprint);
	shown->rights = rows->session->version;
	shown->from_start = rows->first == 1;
	store_limit_reads(store, PATIENCE);
	store_note(store, shown->footprint);
	const bool stands = window_is_equal(rows, shown, window_other(rows)->arena);
	store_note(store, NULL);
	store_limit_reads(store, 0);
	if (!stands)
		footprint_clear(shown->footprint);
	return stands;
}

static bool
turns_with_time(const struct screen *screen)
{
	bool turns = false;
	for (size_t i = 0; i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		turns |= column->past || column->turned || column->until || column->days;
	}
	return turns;
}

/* Whoever is at the first line of all sees what comes before it, and may not have read there. */
static bool
window_untouched(struct rows *rows)
{
	const struct window *shown = window_shown(rows);
	return shown->rights == rows->session->version && (shown->from_start || rows->first != 1) &&
	       !turns_with_time(rows->ask.screen) &&
	       store_untouched(rows->session->store, shown->footprint);
}

bool
window_stands(struct rows *rows)
{
	window_other(rows)->shown = 0;
	arena_reset(window_other(rows)->arena);
	return window_untouched(rows) || window_compare(rows);
}
