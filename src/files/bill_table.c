/* Rows in columns, under headings that stand again on each page. */
#include "bill.h"

#include <guichet/arena.h>
#include <string.h>

static float
size_of(const struct bill_table *table)
{
	return table->line < 4.3F ? 7.5F : BILL_TEXT;
}

void
bill_headings(struct bill_sheet *sheet, const struct bill_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct bill_column *column = &table->columns[i];

		if (!column->key)
			continue;
		if (column->number)
			bill_number(sheet, column->x, column->width, BILL_SMALL, TONE_GREY,
				    bill_word(sheet, column->key));
		else
			bill_cut(sheet, column->x, column->width, BILL_SMALL, TONE_GREY,
				 bill_word(sheet, column->key));
	}
	const struct bill_column *first = &table->columns[0];
	sheet->y += 1.5F;
	bill_rule(sheet, first->number ? first->x - first->width : first->x, 0.5F);
	sheet->y += table->line;
}

/* The lines a text takes in its column: all but the last are whole words, and the last is cut. */
static int
write_lines(struct bill_sheet *sheet, const struct bill_table *table,
	    const struct bill_column *column, enum bill_tone tone, const char *text, bool measured)
{
	const float size = size_of(table), top = sheet->y;
	int lines = 1;

	for (; lines < column->lines; lines++) {
		const size_t fits = paper_fit(&sheet->paper, size, column->width, text);

		if (!text[fits])
			break;
		if (!measured)
			bill_text(sheet, column->x, size, tone,
				  arena_copy_bytes(sheet->paper.scratch, text, fits));
		sheet->y += table->line;
		text += fits + strspn(text + fits, " ");
	}
	if (!measured)
		bill_cut(sheet, column->x, column->width, size, tone, text);
	sheet->y = top;
	return lines;
}

static int
lines_of(struct bill_sheet *sheet, const struct bill_table *table, const char *const *cells)
{
	int most = 1;

	for (size_t i = 0; i < table->count; i++) {
		const struct bill_column *column = &table->columns[i];

		if (column->lines > 1) {
			const int own =
			    write_lines(sheet, table, column, TONE_PLAIN, cells[i], true);

			most = own > most ? own : most;
		}
	}
	return most;
}

static void
next_page(struct bill_sheet *sheet, const struct bill_table *table)
{
	bill_page(sheet);
	if (table->again)
		table->again(sheet, table->context);
	bill_headings(sheet, table);
}

void
bill_row(struct bill_sheet *sheet, const struct bill_table *table, enum bill_tone tone,
	 const char *const *cells)
{
	const int lines = lines_of(sheet, table, cells);

	if (!bill_fits(sheet, table->line * (float)(lines - 1)))
		next_page(sheet, table);
	for (size_t i = 0; i < table->count; i++) {
		const struct bill_column *column = &table->columns[i];

		if (!cells[i] || !*cells[i])
			continue;
		if (column->number)
			bill_number(sheet, column->x, column->width, size_of(table), tone,
				    cells[i]);
		else
			(void)write_lines(sheet, table, column, tone, cells[i], false);
	}
	sheet->y += table->line * (float)lines;
}
