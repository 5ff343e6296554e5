/* A tab of fields, in two columns. */
#include "record.h"

#define LABEL_MOST 20

/* Of the fields first.. first + count. */
static int
label_width(struct app *app, const struct screen *screen, const struct column *fields, int count)
{
	int width = 0;
	for (int i = 0; i < count; i++) {
		int wanted = text_width(column_label(app_lang(app), screen, &fields[i]));
		if (wanted > width)
			width = wanted;
	}
	return width > LABEL_MOST ? LABEL_MOST : width;
}

static void
draw_field(struct app *app, const struct record_pane *record, const struct column *field, int y,
	   int x, int label, int width)
{
	const struct lang *lang = app_lang(app);
	const struct column *column = screen_column(record->screen, field->field);
	const struct list_row *row = record_row(record);
	if (!column || !row || y >= body_bottom())
		return;
	const struct value *value = &row->values[column - record->screen->columns];
	int room = width - label - 1;
	term_cell(y, x, label, STYLE_DIM, column_label(lang, record->screen, field), false, false);
	term_text(y, x + label + 1, room, cell_style(field, value),
		  cell_text(app->scratch, lang, field, value, room));
}

/* Down the left column, then down the right one. */
void
record_draw_fields(struct app *app, const struct record_pane *record, const struct tab *tab)
{
	int count = (int)tab->field_count;
	int rows = count > 6 ? (count + 1) / 2 : count;
	int height = body_bottom() - ROW_BODY;
	/* The left one holds a card's 19 digits beside the longest label. */
	int half = count > rows ? term_columns() / 2 + 2 : term_columns();
	if (rows > height)
		rows = height;
	for (int first = 0, x = 1; first < count && rows > 0; first += rows, x += half) {
		int here = count - first < rows ? count - first : rows;
		int label = label_width(app, record->screen, &tab->fields[first], here);
		int width = x + half > term_columns() ? term_columns() - x : half - 2;
		for (int i = 0; i < here; i++)
			draw_field(app, record, &tab->fields[first + i], ROW_BODY + i, x, label,
				   width);
	}
}
