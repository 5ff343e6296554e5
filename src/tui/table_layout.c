/* Which columns have room, and how wide. */
#include "table.h"

#include <string.h>

#define GROWTH 24 /* a text column takes at most so much more than it asked for */

static bool
in_view(const struct table *table, const struct column *column)
{
	return !table->view && ask_shows(&table->ask, column) &&
	       column_open_to(table->app->session, column);
}

static int
count_view(const struct table *table)
{
	int count = 0;
	if (table->view) {
		while (table->view[count])
			count++;
		return count;
	}
	for (size_t i = 0; i < table->screen->column_count; i++)
		count += in_view(table, &table->screen->columns[i]);
	return count;
}

static void
wanted(struct table *table)
{
	const struct screen *screen = table->screen;
	int count = 0;
	table->columns =
	    arena_array(table->arena, (size_t)count_view(table) + 1, sizeof *table->columns);
	for (int i = 0; table->view && table->view[i]; i++) {
		const struct column *column = screen_column(screen, table->view[i]);
		if (column && !column->silent)
			table->columns[count++] =
			    (struct shown_column){ .index = (int)(column - screen->columns),
						   .width = column->width };
	}
	for (size_t i = 0; i < screen->column_count; i++)
		if (in_view(table, &screen->columns[i]))
			table->columns[count++] =
			    (struct shown_column){ .index = (int)i,
						   .width = screen->columns[i].width };
	table->column_count = count;
}

/* A column is never narrower than its heading when there is room for it. */
static void
headings(struct table *table)
{
	for (int i = 0; i < table->column_count; i++) {
		struct shown_column *shown = &table->columns[i];
		const struct column *column = &table->screen->columns[shown->index];
		int width = text_width(column_heading(app_lang(table->app), table->screen, column));
		if (column->sort)
			width += 2; /* for the arrow */
		if (width > shown->width)
			shown->width = width;
	}
}

static int
least_of(const struct table *table, const struct shown_column *shown)
{
	const struct column *column = &table->screen->columns[shown->index];
	return column->least < column->width ? column->least : column->width;
}

static int
total_of(const struct table *table, int gap)
{
	int total = 0;
	for (int i = 0; i < table->column_count; i++)
		total += table->columns[i].width + (i ? gap : 0);
	return total;
}

/* One column less from whoever has most to give; false when nobody has. */
static bool
squeeze(struct table *table)
{
	struct shown_column *best = NULL;
	int most = 0;
	for (int i = 0; i < table->column_count; i++) {
		int spare = table->columns[i].width - least_of(table, &table->columns[i]);
		if (spare > most) {
			most = spare;
			best = &table->columns[i];
		}
	}
	if (best)
		best->width--;
	return best != NULL;
}

static bool
grow(struct table *table)
{
	struct shown_column *best = NULL;
	int least = GROWTH;
	for (int i = 0; i < table->column_count; i++) {
		struct shown_column *shown = &table->columns[i];
		const struct column *column = &table->screen->columns[shown->index];
		int grown = shown->width - column->width;
		bool words = column->type == TYPE_TEXT || column->type == TYPE_CHOICE;
		if (words && !column->right && grown < least) {
			least = grown;
			best = shown;
		}
	}
	if (best)
		best->width++;
	return best != NULL;
}

void
table_layout(struct table *table)
{
	int left = table->options ? 4 : 2; /* ">", Op, mark */
	int room = term_columns() - left;
	int gap = 2;
	if (table->laid_for == term_columns() && table->columns)
		return;
	table->laid_for = term_columns();
	wanted(table);
	headings(table);
	if (total_of(table, gap) > room)
		gap = 1;
	while (total_of(table, gap) > room && squeeze(table))
		;
	while (table->column_count > 1 && total_of(table, gap) > room)
		table->column_count--;
	while (total_of(table, gap) < room && grow(table))
		;
	int x = left;
	for (int i = 0; i < table->column_count; i++) {
		table->columns[i].x = x;
		x += table->columns[i].width + gap;
	}
}
