/* A tab of fields, in two columns; what is told in sentences under them, a line each. */
#include "record.h"

#include <guichet/said.h>

#define LABEL_MOST 20

/* The widest of count labels. */
static int
label_width(struct app *app, const struct screen *screen, const struct column *const *fields,
	    int count)
{
	int width = 0;
	for (int i = 0; i < count; i++) {
		int wanted = text_width(column_label(app_lang(app), screen, fields[i]));
		if (wanted > width)
			width = wanted;
	}
	return width > LABEL_MOST ? LABEL_MOST : width;
}

static const struct value *
field_value(const struct record_pane *record, const struct column *field)
{
	const struct column *column = screen_column(record->screen, field->field);
	const struct list_row *row = record_row(record);
	return column && row ? &row->values[column - record->screen->columns] : NULL;
}

static void
draw_field(struct app *app, const struct record_pane *record, const struct column *field, int y,
	   int x, int label, int width)
{
	const struct lang *lang = app_lang(app);
	const struct value *value = field_value(record, field);
	if (!value || y >= body_bottom())
		return;
	int room = width - label - 1;
	term_cell(y, x, label, STYLE_DIM, column_label(lang, record->screen, field), false, false);
	term_text(y, x + label + 1, room, cell_style(field, value),
		  cell_text(app->scratch, lang, field, value, room));
}

/* The line after the last. */
static int
draw_said(struct app *app, const struct record_pane *record, const struct column *field, int y)
{
	const struct lang *lang = app_lang(app);
	const struct value *value = field_value(record, field);
	const char *text = value && value->known ? value->text : "", *key;
	const struct arg *args;
	bool warning;
	if (text[0] == '\0')
		return y;
	int label = text_width(column_label(lang, record->screen, field));
	int room = term_columns() - label - 3;
	if (y < body_bottom())
		term_text(y, 1, label, STYLE_DIM, column_label(lang, record->screen, field));
	while (said_read(app->scratch, &text, &key, &args, &warning)) {
		size_t count = 0;
		const char *const *lines =
		    text_wrap(app->scratch,
			      text_clean(app->scratch, lang_format(app->scratch, lang, key, args)),
			      room, &count);
		for (size_t i = 0; i < count && y < body_bottom(); i++)
			term_text(y++, label + 2, room, warning ? STYLE_WARNING : STYLE_NORMAL,
				  lines[i]);
	}
	return y;
}

/* Those of the tab, without sentences and what this record has not. */
static const struct column *const *
shown_fields(struct app *app, const struct record_pane *record, const struct tab *tab, int *count)
{
	const struct column **fields =
	    arena_array(app->scratch, tab->field_count + 1, sizeof(struct column *));
	*count = 0;
	for (size_t i = 0; i < tab->field_count; i++) {
		const struct column *field = &tab->fields[i];
		const struct value *value = field_value(record, field);
		if (field->type != TYPE_SAID && !(field->known && value && !value->known))
			fields[(*count)++] = field;
	}
	return fields;
}

/* Down the left column, then down the right one. */
void
record_draw_fields(struct app *app, const struct record_pane *record, const struct tab *tab)
{
	int count = 0;
	const struct column *const *fields = shown_fields(app, record, tab, &count);
	int rows = count > 6 ? (count + 1) / 2 : count;
	int height = body_bottom() - ROW_BODY;
	/* The left one holds a card's 19 digits beside the longest label. */
	int half = count > rows ? term_columns() / 2 + 2 : term_columns();
	if (rows > height)
		rows = height;
	for (int first = 0, x = 1; first < count && rows > 0; first += rows, x += half) {
		int here = count - first < rows ? count - first : rows;
		int label = label_width(app, record->screen, &fields[first], here);
		int width = x + half > term_columns() ? term_columns() - x : half - 2;
		for (int i = 0; i < here; i++)
			draw_field(app, record, fields[first + i], ROW_BODY + i, x, label, width);
	}
	int y = ROW_BODY + rows + 1;
	for (size_t i = 0; i < tab->field_count; i++)
		if (tab->fields[i].type == TYPE_SAID)
			y = draw_said(app, record, &tab->fields[i], y);
}
