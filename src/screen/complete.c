/* What a screen file may leave out: widths by type, names of filters, the fields that bindings
 * need. */
#include "private.h"

#include <guichet/arena.h>
#include <string.h>

static int
width_of(const struct column *column)
{
	switch (column->type) {
	case TYPE_BOOL:
		return 3;
	case TYPE_INT:
		return 6;
	case TYPE_MONTH:
		return 7;
	case TYPE_DATE:
	case TYPE_QUANTITY:
		return 10;
	case TYPE_MONEY:
	case TYPE_CHOICE:
		return 12;
	case TYPE_PLATE:
		return 11;
	case TYPE_STAMP:
	case TYPE_PHONE:
		return 16;
	case TYPE_CARD:
		return column->card_tail ? 9 : 23;
	case TYPE_TEXT:
	case TYPE_RECORD:
	case TYPE_FILE:
	case TYPE_LIST:
	case TYPE_SAID:
		break;
	}
	return 20;
}

static void
complete_column(struct column *column)
{
	if (!column->width)
		column->width = width_of(column);
	if (!column->least || column->least > column->width)
		column->least = column->width;
	if (type_is_figure(column->type))
		column->right = true;
	if (column->type == TYPE_CHOICE && !column->vocabulary)
		column->vocabulary = column->field;
	if (column->near)
		column->filled = column->sort = true;
	if (column->silent)
		column->hidden = true;
}

/* The screen's columns while they grow. */
struct columns {
	struct column *list;
	size_t count;
};

static void
add_column(struct columns *columns, struct column column)
{
	if (!column.field)
		return;
	for (size_t i = 0; i < columns->count; i++)
		if (columns->list[i].field && !strcmp(columns->list[i].field, column.field))
			return;
	complete_column(&column);
	columns->list[columns->count++] = column;
}

static void
add_bound(struct columns *columns, const struct pairing *with, int line)
{
	for (; with && with->name; with++)
		add_column(columns,
			   (struct column){ .field = with->field, .silent = true, .line = line });
}

static void
add_when(struct columns *columns, const char *when, int line)
{
	add_column(columns, (struct column){
				.field = when, .type = TYPE_BOOL, .silent = true, .line = line });
}

static size_t
count_pairs(const struct pairing *with)
{
	size_t count = 0;
	while (with && with->name)
		count++, with++;
	return count;
}

static size_t
count_all(const struct screen *screen)
{
	size_t count = screen->column_count;
	for (size_t i = 0; i < screen->tab_count; i++)
		count += screen->tabs[i].field_count + count_pairs(screen->tabs[i].with) + 1;
	for (size_t i = 0; i < screen->binding_count; i++)
		count += count_pairs(screen->bindings[i].with) + 1;
	return count;
}

static void
complete_columns(struct arena *arena, struct screen *screen)
{
	struct columns all = { .list =
				   arena_array(arena, count_all(screen) + 1, sizeof *all.list) };
	/* A column given twice stays twice: the check tells. */
	for (size_t i = 0; i < screen->column_count; i++) {
		struct column column = screen->columns[i];
		complete_column(&column);
		all.list[all.count++] = column;
	}
	for (size_t i = 0; i < screen->tab_count; i++)
		for (size_t j = 0; j < screen->tabs[i].field_count; j++)
			add_column(&all, screen->tabs[i].fields[j]);
	for (size_t i = 0; i < screen->tab_count; i++) {
		add_bound(&all, screen->tabs[i].with, screen->tabs[i].line);
		add_when(&all, screen->tabs[i].when, screen->tabs[i].line);
	}
	for (size_t i = 0; i < screen->binding_count; i++) {
		const struct binding *binding = &screen->bindings[i];
		add_bound(&all, binding->with, binding->line);
		add_when(&all, binding->when, binding->line);
	}
	screen->columns = all.list;
	screen->column_count = all.count;
}

static void
complete_tabs(struct arena *arena, struct screen *screen)
{
	struct tab *tabs = arena_array(arena, screen->tab_count + 1, sizeof *tabs);
	for (size_t i = 0; i < screen->tab_count; i++) {
		tabs[i] = screen->tabs[i];
		struct column *fields = arena_array(arena, tabs[i].field_count + 1, sizeof *fields);
		for (size_t j = 0; j < tabs[i].field_count; j++) {
			fields[j] = tabs[i].fields[j];
			complete_column(&fields[j]);
		}
		tabs[i].fields = fields;
	}
	screen->tabs = tabs;
}

/* A filter is compared with what its column shows. */
static const struct column *
turning(const struct screen *screen, const char *field)
{
	const struct column *column = field ? screen_column(screen, field) : NULL;
	return column && (column->turned || column->until) ? column : NULL;
}

static bool
has_filter(const struct filter *filters, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (filters[i].name && !strcmp(filters[i].name, name))
			return true;
	return false;
}

static void
complete_filters(struct arena *arena, struct screen *screen)
{
	struct filter *filters = arena_array(arena, screen->filter_count + 3, sizeof *filters);
	size_t count = 0;
	for (; count < screen->filter_count; count++) {
		filters[count] = screen->filters[count];
		struct filter *filter = &filters[count];
		if (!filter->name)
			filter->name = filter->field;
		if (filter->kind)
			filter->key_id = arena_format(arena, "%s_id", filter->kind);
		if (filter->type == TYPE_CHOICE && !filter->vocabulary)
			filter->vocabulary = filter->field;
		filter->shown = turning(screen, filter->field);
		if (filter->op == FILTER_BOOL || filter->op == FILTER_KNOWN)
			filter->type = TYPE_BOOL;
	}
	if (screen->view && !has_filter(filters, count, "id"))
		filters[count++] = (struct filter){ .name = "id",
						    .field = screen->id,
						    .type = TYPE_INT,
						    .seek = true,
						    .silent = true,
						    .line = screen->line };
	if (screen->view && !has_filter(filters, count, screen->key))
		filters[count++] = (struct filter){ .name = screen->key,
						    .field = screen->key,
						    .seek = true,
						    .silent = true,
						    .line = screen->line };
	screen->filters = filters;
	screen->filter_count = count;
}

static const char *
first_order(const struct screen *screen)
{
	for (size_t i = 0; i < screen->column_count; i++)
		if (screen->columns[i].sort)
			return screen->columns[i].field;
	return NULL;
}

void
screen_complete_scope(struct screen *screen)
{
	screen->staff = screen->scope && !strcmp(screen->scope, "staff");
	screen->own = screen->scope && !strcmp(screen->scope, "account");
	screen->everybody = screen->scope && !strcmp(screen->scope, "everybody");
	if (screen->staff || screen->own || screen->everybody)
		screen->scope = NULL;
}

void
screen_complete(struct arena *arena, struct screen *screen)
{
	screen_complete_scope(screen);
	if (!screen->id)
		screen->id = "id";
	if (!screen->row_id)
		screen->row_id = screen->id;
	if (!screen->key)
		screen->key = screen->id;
	complete_columns(arena, screen);
	complete_tabs(arena, screen);
	complete_filters(arena, screen);
	if (!screen->order)
		screen->order = first_order(screen);
	for (size_t i = 0; i < screen->binding_count; i++)
		if (screen->bindings[i].screen && screen->bindings[i].key &&
		    !strcmp(screen->bindings[i].key, "Enter"))
			screen->record = screen->bindings[i].screen;
}
