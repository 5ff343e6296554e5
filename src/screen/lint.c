/* Every fault of every screen file at once: what a file names must exist in the store, the
 * registry, the catalogue, and in the other files. */
#include "lint.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
lint_tell(struct lint *lint, int line, const char *key, const struct arg *args)
{
	fault_tell(&lint->faults, line, key, args);
}

const struct screen *
lint_screen(struct lint *lint, const char *name)
{
	for (size_t i = 0; i < lint->count; i++)
		if (!strcmp(lint->screens[i]->name, name))
			return lint->screens[i];
	return NULL;
}

void
lint_text(struct lint *lint, int line, const char *key)
{
	for (const char *const *code = lang_codes; *code; code++)
		if (!lang_find(lang_get(*code), key))
			lint_tell(lint, line, "fault.screen_text",
				  ARGS(ARG_TEXT("text", key), ARG_TEXT("language", *code)));
}

/* --- the view --- */

static const char **
columns_of(struct arena *arena, const struct cursor *cursor)
{
	const size_t count = (size_t)cursor_columns(cursor);
	const char **columns = arena_array(arena, count + 1, sizeof *columns);
	for (size_t i = 0; i < count; i++)
		columns[i] = arena_copy(arena, cursor_name(cursor, (int)i));
	return columns;
}

static struct viewed *
read_view(struct lint *lint, const char *view)
{
	struct sql sql = { .arena = lint->arena, .text = { .arena = lint->arena } };
	struct error error = { .status = STATUS_OK };
	struct viewed *viewed = arena_alloc(lint->arena, sizeof *viewed);
	struct cursor *cursor = NULL;
	*viewed = (struct viewed){ .name = view, .next = lint->views };
	builder_add(&sql.text, "SELECT * FROM ");
	sql_name(&sql, view);
	builder_add(&sql.text, " LIMIT 0");
	if (store_select_sql(lint->store, builder_text(&sql.text), NULL, &cursor, &error) ==
	    STATUS_OK) {
		viewed->columns = columns_of(lint->arena, cursor);
		cursor_next(cursor);
		if (cursor_close(&cursor, &error) != STATUS_OK)
			viewed->columns = NULL;
	}
	if (!viewed->columns)
		viewed->reason = error_text(lint->arena, lang_get("fr"), &error);
	return viewed;
}

static const struct viewed *
view_of(struct lint *lint, const char *name)
{
	for (const struct viewed *viewed = lint->views; viewed; viewed = viewed->next)
		if (!strcmp(viewed->name, name))
			return viewed;
	return lint->views = read_view(lint, name);
}

/* True where it can be read; told otherwise. */
static bool
check_readable(struct lint *lint, const char *name, int line)
{
	const struct viewed *viewed = view_of(lint, name);
	if (!viewed->columns)
		lint_tell(lint, line, "fault.screen_view",
			  ARGS(ARG_TEXT("view", name), ARG_TEXT("reason", viewed->reason)));
	return viewed->columns != NULL;
}

static bool
has_field(struct lint *lint, const char *view, const char *field)
{
	const char *const *column = view_of(lint, view)->columns;
	while (*column && strcmp(*column, field) != 0)
		column++;
	return *column != NULL;
}

const char *
lint_first(struct lint *lint, const char *view, const char *field)
{
	struct sql sql = { .arena = lint->arena, .text = { .arena = lint->arena } };
	struct cursor *cursor;
	const char *text = NULL;
	if (!lint->store)
		return NULL;
	builder_add(&sql.text, "SELECT ");
	sql_name(&sql, field);
	builder_add(&sql.text, " FROM ");
	sql_name(&sql, view);
	builder_add(&sql.text, " LIMIT 1");
	if (store_select_sql(lint->store, builder_text(&sql.text), NULL, &cursor, NULL))
		return NULL;
	if (cursor_next(cursor))
		text = arena_copy(lint->arena, cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return text;
}

/* filled: a row without would never be shown. */
static void
check_filled(struct lint *lint, const struct screen *screen, const struct column *column)
{
	const char *field = column->sort_field ? column->sort_field : column->field;
	struct sql sql = { .arena = lint->arena, .text = { .arena = lint->arena } };
	struct cursor *cursor;
	if (!column->filled || column->near)
		return;
	builder_add(&sql.text, "SELECT 1 AS one FROM ");
	sql_name(&sql, screen->view);
	builder_add(&sql.text, " WHERE ");
	sql_name(&sql, field);
	builder_add(&sql.text, " IS NULL LIMIT 1");
	if (store_select_sql(lint->store, builder_text(&sql.text), NULL, &cursor, NULL))
		return;
	if (cursor_next(cursor))
		lint_tell(lint, column->line, "fault.screen_filled",
			  ARGS(ARG_TEXT("field", field)));
	cursor_close(&cursor, NULL);
}

static void
check_field(struct lint *lint, const struct screen *screen, const char *field, int line)
{
	if (field && !has_field(lint, screen->view, field))
		lint_tell(lint, line, "fault.screen_field",
			  ARGS(ARG_TEXT("view", screen->view), ARG_TEXT("field", field)));
}

/* The fields are the view's, the codes of the column's words. */
static void
check_turns(struct lint *lint, const struct screen *screen, const struct column *column)
{
	const struct pairing *lists[] = { column->turned, column->until };
	for (size_t i = 0; i < 2; i++)
		for (const struct pairing *turn = lists[i]; turn && turn->name; turn++) {
			check_field(lint, screen, turn->field, column->line);
			lint_text(lint, column->line,
				  arena_format(lint->arena, "choice.%s.%s", column->vocabulary,
					       turn->name));
		}
}

static void
check_tally(struct lint *lint, const struct screen *screen)
{
	if (!screen->tally || !check_readable(lint, screen->tally, screen->line))
		return;
	const char *const own[] = { "cards", screen->scope, NULL };
	const char *const *lists[] = { own, screen->tally_by };
	for (size_t i = 0; i < 2; i++)
		for (const char *const *field = lists[i]; field && *field; field++)
			if (!has_field(lint, screen->tally, *field))
				lint_tell(lint, screen->line, "fault.screen_tally",
					  ARGS(ARG_TEXT("view", screen->tally),
					       ARG_TEXT("field", *field)));
}

/* Distances, and what they are from, go together. */
static void
check_near(struct lint *lint, const struct screen *screen)
{
	static const char *const axes[] = { "x", "y", "z" };
	const struct filter *filter = near_filter(screen);
	const struct column *column = filter ? screen_column(screen, filter->field) : NULL;
	bool near = false;
	for (size_t i = 0; i < screen->column_count; i++)
		near = near || screen->columns[i].near;
	if (!filter && !near)
		return;
	if (!filter || !column || !column->near || !filter->town || !filter->postcode) {
		lint_tell(lint, filter ? filter->line : screen->line, "fault.screen_near", NULL);
		return;
	}
	for (size_t i = 0; i < 3; i++)
		check_field(lint, screen, axes[i], filter->line);
	check_field(lint, screen, filter->town, filter->line);
	check_field(lint, screen, arena_format(lint->arena, "%s_key", filter->town), filter->line);
	check_field(lint, screen, filter->postcode, filter->line);
}

static void
check_members(struct lint *lint, const struct screen *screen)
{
	static const char *const fields[] = { "id", "customer_id" };
	if (!screen->members || !check_readable(lint, screen->members, screen->line))
		return;
	for (size_t i = 0; i < 2; i++)
		if (!has_field(lint, screen->members, fields[i]))
			lint_tell(
			    lint, screen->line, "fault.screen_field",
			    ARGS(ARG_TEXT("view", screen->members), ARG_TEXT("field", fields[i])));
}

static void
check_road(struct lint *lint, const char *road, int line)
{
	if (road)
		(void)check_readable(lint, road, line);
}

static void
check_view(struct lint *lint, const struct screen *screen)
{
	if (!lint->store || !check_readable(lint, screen->view, screen->line))
		return;
	check_field(lint, screen, screen->id, screen->line);
	check_field(lint, screen, screen->row_id, screen->line);
	check_road(lint, screen->scope_road, screen->line);
	check_field(lint, screen, screen->key, screen->line);
	check_field(lint, screen, screen->own ? OWN_FIELD : screen->scope, screen->line);
	check_field(lint, screen, screen->paper, screen->line);
	check_members(lint, screen);
	for (size_t i = 0; i < screen->column_count; i++) {
		check_field(lint, screen, screen->columns[i].field, screen->columns[i].line);
		check_field(lint, screen, screen->columns[i].sort_field, screen->columns[i].line);
		check_road(lint, screen->columns[i].road, screen->columns[i].line);
		check_turns(lint, screen, &screen->columns[i]);
		check_filled(lint, screen, &screen->columns[i]);
	}
	for (size_t i = 0; i < screen->filter_count; i++)
		check_near(lint, screen);
	for (size_t i = 0; i < screen->filter_count; i++) {
		const struct filter *filter = &screen->filters[i];
		check_road(lint, filter->road, filter->line);
		if (strcmp(filter->field, screen->id) != 0 &&
		    strcmp(filter->field, screen->key) != 0)
			check_field(lint, screen, filter->field, filter->line);
		if (filter->key_id)
			check_field(lint, screen, filter->key_id, filter->line);
	}
	check_tally(lint, screen);
}

/* --- columns --- */

static void
check_vocabulary(struct lint *lint, enum type type, const char *vocabulary, int line)
{
	/* The words of commands are looked at with the commands: their codes have dots. */
	if (type == TYPE_CHOICE && strcmp(vocabulary, "command") != 0 &&
	    !lang_codes_of(lint->arena, vocabulary))
		lint_tell(lint, line, "fault.screen_choice",
			  ARGS(ARG_TEXT("vocabulary", vocabulary)));
}

static void
check_label(struct lint *lint, const struct screen *screen, const struct column *column)
{
	const char *own =
	    arena_format(lint->arena, "screen.%s.field.%s", screen->name, column->field);
	const char *common = arena_format(lint->arena, "field.%s", column->field);
	for (const char *const *code = lang_codes; *code; code++)
		if (!lang_first(lang_get(*code), own, common, (const char *)NULL))
			lint_tell(lint, column->line, "fault.screen_text",
				  ARGS(ARG_TEXT("text", common), ARG_TEXT("language", *code)));
}

static void
check_heading(struct lint *lint, const struct screen *screen, const struct column *column)
{
	for (const char *const *code = lang_codes; *code; code++) {
		const char *heading = column_heading(lang_get(*code), screen, column);
		if (text_width(heading) > column->width)
			lint_tell(lint, column->line, "fault.screen_heading",
				  ARGS(ARG_TEXT("heading", heading),
				       ARG_TEXT("field", column->field),
				       ARG_TEXT("language", *code)));
	}
}

/* What customers' users do not read they must not find either. */
static void
check_staff_column(struct lint *lint, const struct screen *screen, const struct column *column)
{
	bool found = column->sort;
	for (size_t i = 0; i < screen->filter_count; i++)
		found = found || !strcmp(screen->filters[i].field, column->field);
	if ((column->staff || column->beyond) && found)
		lint_tell(lint, column->line, "fault.screen_staff",
			  ARGS(ARG_TEXT("field", column->field)));
}

static void
check_columns(struct lint *lint, const struct screen *screen)
{
	for (size_t i = 0; i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		if (column->silent)
			continue;
		if (screen_column(screen, column->field) != column)
			lint_tell(lint, column->line, "fault.screen_twice",
				  ARGS(ARG_TEXT("name", column->field)));
		check_label(lint, screen, column);
		check_staff_column(lint, screen, column);
		check_vocabulary(lint, column->type, column->vocabulary, column->line);
		if (screen->kind == SCREEN_LIST && !column->hidden)
			check_heading(lint, screen, column);
	}
}

/* The columns shown at first must fit 80 places, squeezed, beside the marks and the options. */
static void
check_widths(struct lint *lint, const struct screen *screen)
{
	enum { TERMINAL = 80, MARKS = 2, OPTIONS = 2 };
	int width = 0, room = TERMINAL - MARKS;
	for (size_t i = 0; i < screen->binding_count; i++)
		if (screen->bindings[i].option) {
			room = TERMINAL - MARKS - OPTIONS;
			break;
		}
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].hidden)
			width += screen->columns[i].least + (width > 0);
	if (screen->kind == SCREEN_LIST && width > room)
		lint_tell(lint, screen->line, "fault.screen_wide",
			  ARGS(ARG_INT("width", width), ARG_INT("room", room)));
}

static void
check_order(struct lint *lint, const struct screen *screen)
{
	const char *name = screen->order;
	if (!name || screen->kind != SCREEN_LIST)
		return;
	name += *name == '-';
	const struct column *column = screen_column(screen, name);
	if (strcmp(name, screen->id) != 0 && (!column || !column->sort))
		lint_tell(lint, screen->line, "fault.screen_order", ARGS(ARG_TEXT("column", name)));
}

/* --- filters --- */

void
lint_right(struct lint *lint, const char *name, int line)
{
	enum right right;
	if (name && !right_by_name(name, &right))
		lint_tell(lint, line, "fault.screen_right", ARGS(ARG_TEXT("right", name)));
}

static void
check_filters(struct lint *lint, const struct screen *screen)
{
	for (size_t i = 0; i < screen->filter_count; i++) {
		const struct filter *filter = &screen->filters[i];
		if (screen_filter(screen, filter->name) != filter)
			lint_tell(lint, filter->line, "fault.screen_twice",
				  ARGS(ARG_TEXT("name", filter->name)));
		check_vocabulary(lint, filter->type, filter->vocabulary, filter->line);
		if (!filter->needed || strcmp(filter->needed, FROM_EVERYBODY) != 0)
			lint_right(lint, filter->needed, filter->line);
		for (const struct pairing *pair = filter->rights; pair && pair->name; pair++)
			lint_right(lint, pair->field, filter->line);
		if (filter->silent)
			continue;
		const char *own =
		    arena_format(lint->arena, "screen.%s.filter.%s", screen->name, filter->name);
		const char *named = arena_format(lint->arena, "field.%s", filter->name);
		const char *common = arena_format(lint->arena, "field.%s", filter->field);
		for (const char *const *code = lang_codes; *code; code++)
			if (!lang_first(lang_get(*code), own, named, common, (const char *)NULL))
				lint_tell(
				    lint, filter->line, "fault.screen_text",
				    ARGS(ARG_TEXT("text", named), ARG_TEXT("language", *code)));
	}
}

/* Of a screen for machines every column has its places, and what it must add up to. */
static void
check_machine(struct lint *lint, const struct screen *screen)
{
	for (size_t i = 0; screen->machine && i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		const struct column *total =
		    column->total ? screen_column(screen, column->total) : NULL;
		if (!column->silent && !column->places)
			lint_tell(lint, column->line, "fault.screen_places",
				  ARGS(ARG_TEXT("field", column->field)));
		if (column->total && (!total || !total->head))
			lint_tell(lint, column->line, "fault.screen_total",
				  ARGS(ARG_TEXT("field", column->total)));
	}
}

static void
check_head(struct lint *lint, const struct screen *screen, const char *file_name)
{
	if (strcmp(screen->name, file_name) != 0)
		lint_tell(lint, screen->line, "fault.screen_name",
			  ARGS(ARG_TEXT("name", screen->name)));
	lint_right(lint, screen->right, screen->line);
	lint_text(lint, screen->line, arena_format(lint->arena, "screen.%s.title", screen->name));
	if (screen->kind == SCREEN_MENU)
		return;
	if (!screen->view)
		lint_tell(lint, screen->line, "fault.screen_no_view", NULL);
	if (!screen->scope && !screen->staff && !screen->own && !screen->everybody)
		lint_tell(lint, screen->line, "fault.screen_scope", NULL);
	if ((screen->kind == SCREEN_RECORD) != (screen->tab_count > 0))
		lint_tell(lint, screen->line, "fault.screen_tabs", NULL);
	if (screen->kind == SCREEN_LIST && !screen->column_count)
		lint_tell(lint, screen->line, "fault.setting_missing",
			  ARGS(ARG_TEXT("name", "columns")));
}

static void
check_screen(struct lint *lint, const struct screen *screen, const char *file_name)
{
	check_head(lint, screen, file_name);
	lint_menu(lint, screen);
	if (screen->kind == SCREEN_MENU || !screen->view)
		return;
	check_view(lint, screen);
	check_columns(lint, screen);
	check_widths(lint, screen);
	check_order(lint, screen);
	check_machine(lint, screen);
	check_filters(lint, screen);
	lint_bindings(lint, screen);
	lint_tabs(lint, screen);
}

/* All files are read first, so that they may name each other; a file too broken to be read is no
 * screen. */
void
screens_check(struct store *store, const struct config *config, screen_fault *fault, void *context)
{
	struct arena *arena = arena_new();
	const char *const *names = screen_names(arena, config);
	size_t most = 0;
	while (names[most])
		most++;
	const struct screen **screens = arena_array(arena, most + 1, sizeof(struct screen *));
	const char **called = arena_array(arena, most + 1, sizeof *called);
	struct lint lint = { .arena = arena, .store = store, .screens = screens };
	for (size_t i = 0; i < most; i++) {
		const char *file;
		struct error error = { .status = STATUS_OK };
		const char *text = screen_text(arena, config, names[i], &file, &error);
		lint.faults = (struct faults){ .tell = fault, .context = context, .file = file };
		if (!text) {
			lint_tell(
			    &lint, 0, "fault.setting_syntax",
			    ARGS(ARG_TEXT("reason", error_text(arena, lang_get("fr"), &error))));
			continue;
		}
		const struct screen *screen = screen_read(arena, file, text, &lint.faults);
		if (screen && !lint.faults.count) {
			called[lint.count] = names[i];
			screens[lint.count++] = screen;
		}
	}
	for (size_t i = 0; i < lint.count; i++) {
		lint.faults =
		    (struct faults){ .tell = fault, .context = context, .file = screens[i]->file };
		check_screen(&lint, screens[i], called[i]);
	}
	lint_commands(&lint);
	arena_free(&arena);
}
