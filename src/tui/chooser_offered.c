/* The left column of the chooser: codes held in memory, or the rows of a screen read through its
 * query. */
#include "chooser.h"

#include <guichet/store.h>
#include <string.h>

#define ROWS_AT_ONCE 500

/* --- rows --- */

static struct ask
ask_of(const struct choosing *choosing)
{
	const struct offered *offered = &choosing->offered;
	const char *words = choosing->words[SIDE_OFFERED].text;

	return (struct ask){ .screen = offered->screen,
			     .filters = offered->filters,
			     .quick = words[0] == '\0' ? NULL : words };
}

void
offered_read(struct choosing *choosing)
{
	struct offered *offered = &choosing->offered;
	const struct ask ask = ask_of(choosing);
	enum status status;
	struct error error;

	if (offered->screen == NULL || !offered->stale)
		return;
	offered->stale = false;
	choosing->height = chooser_height(choosing);
	status = offered->rows != NULL ? rows_ask(offered->rows, &ask, &error)
				       : rows_open(&offered->rows, choosing->app->session, &ask,
						   choosing->height, &error);
	if (status != STATUS_OK)
		app_error(choosing->app, &error);
}

void
offered_resize(struct choosing *choosing)
{
	const int height = chooser_height(choosing);
	const bool resized = height != choosing->height;
	struct error error;

	choosing->height = height;
	if (resized && choosing->offered.rows != NULL &&
	    rows_resize(choosing->offered.rows, height, &error) != STATUS_OK)
		app_trouble(choosing->app, &error);
}

bool
offered_reload(struct choosing *choosing)
{
	bool changed = false;
	struct error error;

	if (choosing->offered.rows != NULL &&
	    rows_reload(choosing->offered.rows, &changed, &error) != STATUS_OK)
		app_trouble(choosing->app, &error);
	return changed;
}

bool
offered_work(struct choosing *choosing, bool *differs)
{
	struct rows *rows = choosing->offered.rows;
	int64_t first;
	int64_t before;
	int64_t after;
	bool more;
	bool unfinished;

	if (rows == NULL)
		return false;
	rows_position(rows, &first, &before, &more);
	unfinished = rows_count(rows, 20);
	rows_position(rows, &first, &after, &more);
	*differs = before != after;
	return unfinished;
}

static struct choice
choice_of(const struct choosing *choosing, struct arena *arena, const char *key,
	  const struct value *values)
{
	const struct subject subject =
	    subject_of(arena, app_lang(choosing->app), choosing->offered.screen, 0, key, values);

	return (struct choice){ .value = subject.key, .label = subject.label };
}

static void
move_rows(struct choosing *choosing, enum action action)
{
	static const struct {
		enum action action;
		enum rows_move move;
	} moves[] = {
		{ .action = ACTION_UP, .move = ROWS_UP },
		{ .action = ACTION_DOWN, .move = ROWS_DOWN },
		{ .action = ACTION_PAGE_UP, .move = ROWS_PAGE_UP },
		{ .action = ACTION_PAGE_DOWN, .move = ROWS_PAGE_DOWN },
		{ .action = ACTION_FIRST, .move = ROWS_HOME },
		{ .action = ACTION_LAST, .move = ROWS_END },
	};
	bool moved;
	struct error error;

	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		if (moves[i].action == action &&
		    rows_move(choosing->offered.rows, moves[i].move, &moved, &error) != STATUS_OK)
			app_error(choosing->app, &error);
	}
}

/* Every column of the screen, in its order, as subject_of wants them. */
static enum status
select_rows(const struct choosing *choosing, struct ask *ask, struct cursor **cursor,
	    struct error *error)
{
	const struct screen *screen = choosing->offered.screen;
	struct arena *scratch = choosing->app->scratch;
	const char **fields = arena_array(scratch, screen->column_count + 1, sizeof *fields);

	for (size_t i = 0; i < screen->column_count; i++)
		fields[i] = screen->columns[i].field;
	ask->columns = fields;
	return ask_select(choosing->app->session, ask, ROWS_AT_ONCE, scratch, cursor, error);
}

static struct choice
choice_read(const struct choosing *choosing, const struct cursor *cursor)
{
	const struct screen *screen = choosing->offered.screen;
	struct arena *scratch = choosing->app->scratch;
	struct value *values = arena_array(scratch, screen->column_count + 1, sizeof *values);
	const char *key = "";

	for (size_t i = 0; i < screen->column_count; i++) {
		values[i] = cursor_value(cursor, (int)i, &screen->columns[i]);
		if (strcmp(screen->columns[i].field, screen->key) == 0)
			key = value_raw(scratch, &values[i]);
	}
	return choice_of(choosing, scratch, key, values);
}

static bool
take_all_rows(struct choosing *choosing)
{
	struct app *app = choosing->app;
	struct ask ask = ask_of(choosing);
	struct cursor *cursor = NULL;
	struct error error;
	int64_t count = 0;
	enum status status =
	    ask_count(app->session, &ask, ROWS_AT_ONCE, app->scratch, &count, &error);

	if (status == STATUS_OK && count > ROWS_AT_ONCE) {
		app_refuse(app, "chooser.too_many", ARGS(ARG_INT("most", ROWS_AT_ONCE)));
		return false;
	}
	if (status == STATUS_OK)
		status = select_rows(choosing, &ask, &cursor, &error);
	while (status == STATUS_OK && cursor_next(cursor)) {
		const struct choice choice = choice_read(choosing, cursor);

		chooser_take(choosing, &choice);
	}
	if (cursor != NULL)
		status = cursor_close(&cursor, &error);
	if (status != STATUS_OK)
		app_error(app, &error);
	return status == STATUS_OK;
}

/* One that the session does not see, or that is no more, is kept by its key. */
static const char *
label_of_row(const struct choosing *choosing, const char *value)
{
	const struct screen *screen = choosing->offered.screen;
	struct ask ask = { .screen = screen, .filters = ARGS(ARG_TEXT(screen->key, value)) };
	struct cursor *cursor = NULL;
	struct error error;
	const char *label = value;

	if (select_rows(choosing, &ask, &cursor, &error) != STATUS_OK)
		return label;
	while (cursor_next(cursor)) {
		const struct choice choice = choice_read(choosing, cursor);

		if (strcmp(choice.value, value) == 0)
			label = choice.label;
	}
	cursor_close(&cursor, NULL);
	return label;
}

/* --- either --- */

void
offered_move(struct choosing *choosing, enum action action)
{
	struct offered *offered = &choosing->offered;

	if (offered->all != NULL)
		offered->focus =
		    chooser_moved(offered->focus, offered->count, (size_t)choosing->height, action);
	else if (offered->rows != NULL)
		move_rows(choosing, action);
}

int
offered_lines(const struct choosing *choosing)
{
	const struct offered *offered = &choosing->offered;
	const size_t left = offered->count - offered->first;

	if (offered->all == NULL)
		return offered->rows == NULL ? 0 : rows_shown(offered->rows);
	return left < (size_t)choosing->height ? (int)left : choosing->height;
}

int
offered_focus(const struct choosing *choosing)
{
	const struct offered *offered = &choosing->offered;

	if (offered->all == NULL)
		return offered->rows == NULL ? -1 : rows_focus(offered->rows);
	return (int)(offered->focus - offered->first);
}

bool
offered_current(const struct choosing *choosing, struct arena *arena, struct choice *choice)
{
	const struct offered *offered = &choosing->offered;
	const int line = offered_focus(choosing);

	if (offered->all != NULL && offered->count > 0)
		*choice = offered->all[offered->shown[offered->focus]];
	else if (offered->all == NULL && line >= 0)
		*choice = offered_at(choosing, arena, line);
	else
		return false;
	return true;
}

struct choice
offered_at(const struct choosing *choosing, struct arena *arena, int line)
{
	const struct offered *offered = &choosing->offered;
	const struct list_row *row;

	if (offered->all != NULL)
		return offered->all[offered->shown[offered->first + (size_t)line]];
	row = rows_at(offered->rows, line);
	return choice_of(choosing, arena, row->key, row->values);
}

const char *
offered_count(const struct choosing *choosing, struct arena *arena)
{
	const struct offered *offered = &choosing->offered;
	int64_t count = (int64_t)offered->count;
	int64_t first;
	bool more = false;
	struct value value;

	if (offered->all == NULL && offered->rows == NULL)
		return "0";
	if (offered->all == NULL)
		rows_position(offered->rows, &first, &count, &more);
	value = value_number(TYPE_INT, count);
	return count < 0 ? "…"
			 : arena_format(arena, "%s%s",
					value_format(arena, app_lang(choosing->app), &value),
					more ? "+" : "");
}

bool
offered_take_all(struct choosing *choosing)
{
	struct offered *offered = &choosing->offered;

	if (offered->all == NULL)
		return take_all_rows(choosing);
	for (size_t i = 0; i < offered->count; i++)
		chooser_take(choosing, &offered->all[offered->shown[i]]);
	return true;
}

const char *
offered_label(const struct choosing *choosing, const char *value)
{
	const struct offered *offered = &choosing->offered;

	if (offered->all == NULL)
		return label_of_row(choosing, value);
	for (size_t i = 0; i < offered->all_count; i++) {
		if (strcmp(offered->all[i].value, value) == 0)
			return offered->all[i].label;
	}
	return NULL;
}
