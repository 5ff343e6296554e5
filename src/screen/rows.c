/* A window over a list: opened, moved, kept on its row while the list changes under it. */
#include "window.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

static void
window_show(struct rows *rows, int focus, int64_t first)
{
	rows->current = !rows->current;
	int shown = window_shown(rows)->shown;
	rows->focus = focus >= shown ? shown - 1 : focus < 0 ? 0 : focus;
	if (!shown)
		rows->focus = -1;
	rows->first = first;
}

static enum status
show_home(struct rows *rows, int focus, struct error *error)
{
	int got;
	struct window *window = window_begin(rows);
	enum status status = window_read(rows, window, NULL, false, rows->height, &got, error);
	if (!status)
		window_show(rows, focus, 1);
	return status;
}

static enum status
show_end(struct rows *rows, int focus, int64_t first, struct error *error)
{
	int got;
	struct window *window = window_begin(rows);
	enum status status = window_read(rows, window, NULL, true, rows->height, &got, error);
	if (status)
		return status;
	if (first < 0 && rows->counting.count >= 0 && !rows->counting.more)
		first = rows->counting.count - got + 1;
	if (got < rows->height)
		first = 1;
	window_show(rows, focus, first);
	return STATUS_OK;
}

/* What is read: the screen's columns in their order, the silent ones too. */
static void
choose_fields(struct rows *rows)
{
	const struct screen *screen = rows->ask.screen;
	const size_t most = screen->column_count + 1;
	const char **fields = arena_array(rows->arena, most, sizeof *fields);
	size_t *places = arena_array(rows->arena, most, sizeof *places);
	struct value *blank = arena_array(rows->arena, most, sizeof *blank);
	rows->unread = unread_of(rows->arena, &rows->ask);
	rows->fields = fields;
	rows->places = places;
	rows->blank = blank;
	rows->field_count = 0;
	for (size_t i = 0; i < screen->column_count; i++) {
		blank[i] = column_nothing(&screen->columns[i]);
		if (rows->unread[i])
			continue;
		places[rows->field_count] = i;
		fields[rows->field_count++] = screen->columns[i].field;
	}
}

static const char *const *
names_kept(struct arena *arena, const char *const *names)
{
	size_t count = 0;
	while (names && names[count])
		count++;
	const char **kept = arena_array(arena, count + 1, sizeof *kept);
	for (size_t i = 0; i < count; i++)
		kept[i] = arena_copy(arena, names[i]);
	return names ? kept : NULL;
}

static struct ask
ask_kept(struct arena *arena, const struct ask *ask)
{
	struct ask kept = { .screen = ask->screen };
	size_t count = 0;
	while (ask->filters && ask->filters[count].name)
		count++;
	struct arg *filters = arena_array(arena, count + 1, sizeof *filters);
	for (size_t i = 0; i < count; i++)
		filters[i] = (struct arg){
			.name = arena_copy(arena, ask->filters[i].name),
			.value = value_kept(arena, ask->filters[i].value),
		};
	kept.filters = filters;
	kept.order = arena_copy(arena, ask->order);
	kept.quick = arena_copy(arena, ask->quick);
	kept.columns = names_kept(arena, ask->columns);
	return kept;
}

/* On a failure all stays as it was. */
static enum status
rows_begin(struct rows *rows, const struct ask *ask, struct error *error)
{
	struct arena *arena = arena_new();
	struct ask kept = ask_kept(arena, ask);
	struct plan plan;
	enum status status = plan_make(arena, rows->session, &kept, &plan, error);
	if (status) {
		arena_free(&arena);
		return status;
	}
	struct rows before = *rows;
	rows->arena = arena;
	rows->ask = kept;
	rows->plan = plan;
	choose_fields(rows);
	status = show_home(rows, 0, error);
	if (!status)
		status = counting_begin(rows, error);
	if (status) {
		*rows = before;
		arena_free(&arena);
		return status;
	}
	arena_free(&before.arena);
	return STATUS_OK;
}

enum status
rows_open(struct rows **rows, const struct session *session, const struct ask *ask, int height,
	  struct error *error)
{
	struct arena *home = arena_new();
	*rows = arena_alloc(home, sizeof **rows);
	**rows = (struct rows){
		.home = home, .session = session, .height = height > 0 ? height : 1, .focus = -1
	};
	for (int i = 0; i < 2; i++)
		(*rows)->windows[i] =
		    (struct window){ .arena = arena_new(), .footprint = footprint_new(home) };
	enum status status = rows_begin(*rows, ask, error);
	if (status)
		rows_close(rows);
	return status;
}

void
rows_close(struct rows **rows)
{
	if (!*rows)
		return;
	struct arena *home = (*rows)->home;
	for (int i = 0; i < 2; i++)
		arena_free(&(*rows)->windows[i].arena);
	arena_free(&(*rows)->arena);
	arena_free(&home);
	*rows = NULL;
}

enum status
rows_ask(struct rows *rows, const struct ask *ask, struct error *error)
{
	return rows_begin(rows, ask, error);
}

int
rows_shown(const struct rows *rows)
{
	return rows->windows[rows->current].shown;
}

const struct list_row *
rows_at(const struct rows *rows, int line)
{
	if (line < 0 || line >= rows_shown(rows))
		return NULL;
	return &rows->windows[rows->current].lines[line].row;
}

int
rows_focus(const struct rows *rows)
{
	return rows->focus;
}

/* Fills the window: before lines above place, then line if there is one, then what follows, and
 * more above when nothing follows.  *focus is where place comes to be. */
static enum status
fill_around(struct rows *rows, struct window *window, const struct place *place,
	    const struct line *line, int before, int *focus, bool *at_start, struct error *error)
{
	int above, below, more = 0, wanted = before;
	enum status status = window_read(rows, window, place, true, before, &above, error);
	if (status)
		return status;
	if (line)
		window->lines[window->shown++] = *line;
	status = window_read(rows, window, place, false, rows->height, &below, error);
	if (!status && window->shown && window->shown < rows->height && above == before) {
		struct place top = window->lines[0].place;
		wanted += rows->height - window->shown;
		status = window_read(rows, window, &top, true, wanted - before, &more, error);
	}
	if (status)
		return status;
	*focus = above + more;
	*at_start = above + more < wanted || !window->shown;
	return STATUS_OK;
}

/* Nothing is counted where the first line of all stands at the top. */
static enum status
count_first(struct rows *rows, struct error *error)
{
	struct window *window = window_shown(rows);
	if (rows->first)
		return STATUS_OK;
	rows->first = -1;
	return counting_place(rows, window_other(rows)->arena, &window->lines[0].place,
			      &rows->first, error);
}

/* The window around the line of id, which stays before lines below its top; around its former place
 * when it has gone, unless must.  The number of its first line is left to be counted. */
static enum status
show_around(struct rows *rows, int64_t id, const struct place *former, int before, bool *found,
	    struct error *error)
{
	struct window *window = window_begin(rows);
	struct line line;
	int focus;
	bool at_start;
	enum status status = window_read_id(rows, window, id, &line, found, error);
	if (status || (!*found && !former))
		return status;
	const struct place *place = *found ? &line.place : former;
	status = fill_around(rows, window, place, *found ? &line : NULL, before, &focus, &at_start,
			     error);
	if (!status)
		window_show(rows, focus, at_start);
	return status;
}

enum status
rows_goto_id(struct rows *rows, int64_t id, bool *found, struct error *error)
{
	const struct window *window = window_shown(rows);
	*found = true;
	for (int i = 0; i < window->shown; i++)
		if (window->lines[i].row.id == id) {
			rows->focus = i;
			return STATUS_OK;
		}
	enum status status = show_around(rows, id, NULL, (rows->height - 1) / 2, found, error);
	return status || !*found ? status : count_first(rows, error);
}

static bool
windows_equal(const struct window *a, const struct window *b, size_t columns)
{
	if (a->shown != b->shown)
		return false;
	for (int i = 0; i < a->shown; i++) {
		if (a->lines[i].row.id != b->lines[i].row.id)
			return false;
		for (size_t j = 0; j < columns; j++)
			if (!value_same(&a->lines[i].row.values[j], &b->lines[i].row.values[j]))
				return false;
	}
	return true;
}

/* Whoever stands at the start sees what comes before it, as long as the row in focus stays in
 * sight. */
static enum status
show_start_again(struct rows *rows, bool *moved, struct error *error)
{
	const int64_t before = rows->focus + rows->first - 1;
	bool found;
	*moved = rows->first > 1 && before < rows->height;
	if (!*moved)
		return STATUS_OK;
	struct line line = window_shown(rows)->lines[rows->focus];
	enum status status =
	    show_around(rows, line.row.id, &line.place, (int)before, &found, error);
	return status ? status : count_first(rows, error);
}

/* Lines come and go above: the number that was counted is near enough until the next count. */
static enum status
count_first_again(struct rows *rows, int64_t former, struct error *error)
{
	if (!rows->first && former != 1 && !counting_is_cheap(rows))
		rows->first = former;
	return count_first(rows, error);
}

static enum status
reload(struct rows *rows, bool *moved, struct error *error)
{
	const int64_t first = rows->first;
	bool found;
	if (rows->focus < 0)
		return show_home(rows, 0, error);
	struct line line = window_shown(rows)->lines[rows->focus];
	enum status status =
	    show_around(rows, line.row.id, &line.place, rows->focus, &found, error);
	if (!status)
		status = count_first_again(rows, first, error);
	if (!status && first == 1)
		status = show_start_again(rows, moved, error);
	return status;
}

/* What is shown stands: only what is above it may be more or less. */
static enum status
number_again(struct rows *rows, struct error *error)
{
	const int64_t first = rows->first;
	rows->first = first == 1;
	return count_first_again(rows, first, error);
}

enum status
rows_reload(struct rows *rows, bool *changed, struct error *error)
{
	bool moved = false;
	store_look(rows->session->store);
	const bool stands = window_stands(rows);
	enum status status = stands ? number_again(rows, error) : reload(rows, &moved, error);
	if (!status)
		status = counting_again(rows, error);
	store_look_away(rows->session->store);
	*changed = moved || (!status && !stands &&
			     !windows_equal(window_shown(rows), window_other(rows),
					    rows->ask.screen->column_count));
	return status;
}

enum status
rows_columns(struct rows *rows, const char *const *columns, struct error *error)
{
	bool changed;
	rows->ask.columns = names_kept(rows->arena, columns);
	choose_fields(rows);
	footprint_clear(window_shown(rows)->footprint);
	return rows_reload(rows, &changed, error);
}

enum status
rows_resize(struct rows *rows, int height, struct error *error)
{
	bool found;
	if (height < 1)
		height = 1;
	if (height == rows->height)
		return STATUS_OK;
	int before = rows->height;
	rows->height = height;
	enum status status;
	if (rows->focus < 0) {
		status = show_home(rows, 0, error);
	} else {
		struct line line = window_shown(rows)->lines[rows->focus];
		int focus = rows->focus < height ? rows->focus : height - 1;
		status = show_around(rows, line.row.id, &line.place, focus, &found, error);
		if (!status)
			status = count_first(rows, error);
	}
	if (status)
		rows->height = before;
	return status;
}

/* A reading from one end of the window on; nothing is shown of it when it is empty. */
static enum status
read_beyond(struct rows *rows, bool backwards, int most, struct window **window, int *got,
	    struct error *error)
{
	const struct window *shown = window_shown(rows);
	*got = 0;
	if (!shown->shown)
		return STATUS_OK;
	const struct place *place = &shown->lines[backwards ? 0 : shown->shown - 1].place;
	*window = window_begin(rows);
	return window_read(rows, *window, place, backwards, most, got, error);
}

static int64_t
first_moved(const struct rows *rows, int64_t by)
{
	return rows->first < 0 ? -1 : rows->first + by;
}

static enum status
line_down(struct rows *rows, bool *moved, struct error *error)
{
	struct window *window = window_begin(rows);
	const struct window *shown = window_shown(rows);
	int got = 0;
	if (shown->shown < rows->height)
		return STATUS_OK;
	enum status status =
	    window_read(rows, window, &shown->lines[0].place, false, rows->height, &got, error);
	*moved = !status && got == rows->height;
	if (*moved)
		window_show(rows, got - 1, first_moved(rows, 1));
	return status;
}

static enum status
line_up(struct rows *rows, bool *moved, struct error *error)
{
	struct window *window;
	int got, below;
	enum status status = read_beyond(rows, true, 1, &window, &got, error);
	if (status || !got)
		return status;
	struct place top = window->lines[0].place;
	status = window_read(rows, window, &top, false, rows->height, &below, error);
	*moved = !status;
	if (!status)
		window_show(rows, 0, first_moved(rows, -1));
	return status;
}

static enum status
page_down(struct rows *rows, bool *moved, struct error *error)
{
	struct window *window;
	int got, focus = rows->focus;
	enum status status = read_beyond(rows, false, rows->height, &window, &got, error);
	if (status)
		return status;
	int64_t first = first_moved(rows, got);
	*moved = true;
	if (got == rows->height) {
		window_show(rows, focus, first);
	} else if (got) {
		status = show_end(rows, focus + rows->height - got, first, error);
	} else {
		rows->focus = rows_shown(rows) - 1;
		*moved = rows->focus != focus;
	}
	return status;
}

static enum status
page_up(struct rows *rows, bool *moved, struct error *error)
{
	struct window *window;
	int got, focus = rows->focus;
	enum status status = read_beyond(rows, true, rows->height, &window, &got, error);
	if (status)
		return status;
	*moved = true;
	if (got == rows->height) {
		window_show(rows, focus, first_moved(rows, -got));
	} else if (got) {
		status = show_home(rows, focus + got - rows->height, error);
	} else {
		rows->focus = rows_shown(rows) ? 0 : -1;
		*moved = rows->focus != focus;
	}
	return status;
}

/* Home and End: moved when another row comes into focus. */
static enum status
to_end(struct rows *rows, bool end, bool *moved, struct error *error)
{
	const struct list_row *row = rows_at(rows, rows->focus);
	int64_t id = row ? row->id : -1;
	enum status status =
	    end ? show_end(rows, rows->height - 1, -1, error) : show_home(rows, 0, error);
	row = rows_at(rows, rows->focus);
	*moved = !status && (row ? row->id : -1) != id;
	return status;
}

enum status
rows_move(struct rows *rows, enum rows_move move, bool *moved, struct error *error)
{
	int step = move == ROWS_DOWN ? 1 : -1;
	*moved = false;
	switch (move) {
	case ROWS_UP:
	case ROWS_DOWN:
		*moved = rows->focus >= 0 && rows_at(rows, rows->focus + step);
		if (*moved) {
			rows->focus += step;
			return STATUS_OK;
		}
		return step > 0 ? line_down(rows, moved, error) : line_up(rows, moved, error);
	case ROWS_PAGE_DOWN:
		return page_down(rows, moved, error);
	case ROWS_PAGE_UP:
		return page_up(rows, moved, error);
	case ROWS_HOME:
	case ROWS_END:
		return to_end(rows, move == ROWS_END, moved, error);
	}
	return STATUS_OK;
}
