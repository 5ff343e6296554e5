/* The last sheet: what the workbook is, how many rows of each product are in each state, and that
 * as a chart. */
#include "book.h"

#include <guichet/date.h>
#include <guichet/lang.h>
#include <string.h>

static double
serial_of(int64_t seconds)
{
	return DAYS_1900_TO_1970 + (double)seconds_local(seconds) / 86400.0;
}

static lxw_row_t
add_facts(struct book *book, lxw_worksheet *sheet)
{
	const struct table *table = book->table;

	worksheet_write_string(sheet, 0, 0, table->title, book->title);
	worksheet_write_string(sheet, 1, 0, lang_text(table->lang, "sheet.made"), book->bold);
	worksheet_write_number(sheet, 1, 1, serial_of(table->created), book->stamp);
	worksheet_write_string(sheet, 2, 0, lang_text(table->lang, "sheet.author"), book->bold);
	worksheet_write_string(sheet, 2, 1, table->author, NULL);
	worksheet_write_string(sheet, 3, 0, lang_text(table->lang, "sheet.filters"), book->bold);
	worksheet_write_string(
	    sheet, 3, 1, *table->about ? table->about : lang_text(table->lang, "sheet.no_filter"),
	    NULL);
	worksheet_write_string(sheet, 4, 0, lang_text(table->lang, "sheet.rows"), book->bold);
	worksheet_write_number(sheet, 4, 1, (double)book->shape->tally->rows, NULL);
	return 6;
}

static const char *
words(const struct table *table, const char *vocabulary, const char *code)
{
	return *code ? lang_choice(table->lang, vocabulary, code)
		     : lang_text(table->lang, "sheet.none");
}

static int64_t
add_counts_line(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, size_t product)
{
	const struct tally *tally = book->shape->tally;
	int64_t sum = 0;

	for (size_t s = 0; s < tally->state_count; s++) {
		worksheet_write_number(sheet, row, (lxw_col_t)(s + 1),
				       (double)tally->counts[product][s], NULL);
		sum += tally->counts[product][s];
	}
	worksheet_write_number(sheet, row, (lxw_col_t)(tally->state_count + 1), (double)sum,
			       book->total);
	return sum;
}

static void
add_totals(const struct book *book, lxw_worksheet *sheet, lxw_row_t row)
{
	const struct tally *tally = book->shape->tally;

	worksheet_write_string(sheet, row, 0, lang_text(book->table->lang, "sheet.total"),
			       book->bold);
	for (size_t s = 0; s < tally->state_count; s++) {
		int64_t sum = 0;

		for (size_t p = 0; p < tally->product_count; p++)
			sum += tally->counts[p][s];
		worksheet_write_number(sheet, row, (lxw_col_t)(s + 1), (double)sum, book->total);
	}
	worksheet_write_number(sheet, row, (lxw_col_t)(tally->state_count + 1), (double)tally->rows,
			       book->total);
}

/* Products down, states across. */
static void
add_counts(const struct book *book, lxw_worksheet *sheet, lxw_row_t top)
{
	const struct table *table = book->table;
	const struct tally *tally = book->shape->tally;

	worksheet_write_string(sheet, top, 0, table->product >= 0 ? table->product_heading : "",
			       book->heading);
	for (size_t s = 0; s < tally->state_count; s++)
		worksheet_write_string(sheet, top, (lxw_col_t)(s + 1),
				       words(table, table->state_vocabulary, tally->states[s]),
				       book->heading);
	worksheet_write_string(sheet, top, (lxw_col_t)(tally->state_count + 1),
			       lang_text(table->lang, "sheet.total"), book->heading);
	for (size_t p = 0; p < tally->product_count; p++) {
		lxw_row_t row = top + 1 + (lxw_row_t)p;

		worksheet_write_string(sheet, row, 0,
				       table->product >= 0 ? words(table, table->product_vocabulary,
								   tally->products[p])
							   : table->title,
				       book->bold);
		(void)add_counts_line(book, sheet, row, p);
	}
	add_totals(book, sheet, top + 1 + (lxw_row_t)tally->product_count);
}

/* The colour a state has on the screen; the words stand in the legend. */
static lxw_color_t
state_colour(const char *state)
{
	static const struct {
		const char *state;
		lxw_color_t colour;
	} colours[] = {
		{ "active", 0x4E9A51 },    { "new", 0x6FA8DC },       { "in_production", 0x3D78B8 },
		{ "suspended", 0xF1B434 }, { "cancelled", 0xE0853D }, { "blocked", 0xC0392B },
		{ "expired", 0x8A8A8A },   { "deleted", 0xC9C9C9 },
	};

	for (size_t i = 0; i < sizeof(colours) / sizeof(*colours); i++)
		if (strcmp(colours[i].state, state) == 0)
			return colours[i].colour;
	return 0;
}

static void
add_chart(const struct book *book, lxw_worksheet *sheet, const char *name, lxw_row_t top)
{
	const struct tally *tally = book->shape->tally;
	lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR_STACKED);
	lxw_row_t last = top + (lxw_row_t)tally->product_count;
	lxw_chart_options options = { .x_scale = 1.6, .y_scale = 1.3 };

	for (size_t s = 0; s < tally->state_count; s++) {
		lxw_col_t column = (lxw_col_t)(s + 1);
		lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
		lxw_chart_fill fill = { .color = state_colour(tally->states[s]) };

		chart_series_set_categories(series, name, top + 1, 0, last, 0);
		chart_series_set_values(series, name, top + 1, column, last, column);
		chart_series_set_name_range(series, name, top, column);
		if (fill.color)
			chart_series_set_fill(series, &fill);
	}
	chart_title_set_name(chart, lang_text(book->table->lang, "sheet.chart"));
	chart_axis_set_reverse(chart->x_axis);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	worksheet_insert_chart_opt(sheet, last + 3, 0, chart, &options);
}

void
summary_add(struct book *book)
{
	const struct tally *tally = book->shape->tally;
	const char *name = lang_text(book->table->lang, "sheet.summary");
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
	lxw_row_t top = 0;

	worksheet_set_column(sheet, 0, 0, 18, NULL);
	worksheet_set_column(sheet, 1, TALLY_CODES, 15, NULL);
	top = add_facts(book, sheet);
	if (book->table->state < 0 || tally->rows == 0)
		return;
	add_counts(book, sheet, top);
	add_chart(book, sheet, name, top);
}
