/* A tab of fields, in two columns; what is told in sentences and what is long stand under them. */
#include "record.h"

#include <guichet/said.h>
#include <string.h>

#define LABEL_MOST 20
#define LONGEST 28 /* columns of a text or list that still stands beside its label */

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

/* The rights of an account, an e-mail address: what is too long for its place is told whole,
 * beneath. */
static bool
is_long(struct app *app, const struct column *field, const struct value *value)
{
	if (!value || !value->known)
		return false;
	if (field->type == TYPE_TEXT || field->type == TYPE_LIST)
		return field->whole || text_width(cell_text(app->scratch, app_lang(app), field,
							    value, LONGEST + 1)) > LONGEST;
	return field->whole;
}

/* The line after the last. */
static int
draw_list(struct app *app, const struct record_pane *record, const struct column *field, int y)
{
	const struct lang *lang = app_lang(app);
	const char *label = column_label(lang, record->screen, field);
	const int x = text_width(label) + 2, room = term_columns() - x - 1;
	size_t count = 0;
	const char *const *lines = text_wrap(
	    app->scratch, cell_text(app->scratch, lang, field, field_value(record, field), room),
	    room, &count);

	if (y < body_bottom())
		term_text(y, 1, x - 2, STYLE_DIM, label);
	for (size_t i = 0; i < count && y < body_bottom(); i++)
		term_text(y++, x, room, STYLE_NORMAL, lines[i]);
	return y;
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

/* A text of several lines (a message), each of them wrapped; the line after the last. */
static int
draw_whole(struct app *app, const struct record_pane *record, const struct column *field, int y)
{
	const struct lang *lang = app_lang(app);
	const char *label = column_label(lang, record->screen, field);
	const int x = text_width(label) + 2, room = term_columns() - x - 1;
	const struct value *value = field_value(record, field);
	const struct value lines = value_text_lines(value ? value->text : "");
	const char *text = value_format(app->scratch, lang, &lines);

	if (y < body_bottom())
		term_text(y, 1, x - 2, STYLE_DIM, label);
	while (*text && y < body_bottom()) {
		const size_t size = strcspn(text, "\n");
		size_t count = 0;
		const char *const *wrapped = text_wrap(
		    app->scratch, arena_copy_bytes(app->scratch, text, size), room, &count);

		for (size_t i = 0; i < count && y < body_bottom(); i++)
			term_text(y++, x, room, STYLE_NORMAL, wrapped[i]);
		y += count == 0; /* an empty line is one */
		text += text[size] ? size + 1 : size;
	}
	return y;
}

/* Those of the tab, without what stands beneath and what this record has not. */
static const struct column *const *
shown_fields(struct app *app, const struct record_pane *record, const struct tab *tab, int *count)
{
	const struct column **fields =
	    arena_array(app->scratch, tab->field_count + 1, sizeof(struct column *));
	*count = 0;
	for (size_t i = 0; i < tab->field_count; i++) {
		const struct column *field = &tab->fields[i];
		const struct value *value = field_value(record, field);
		if (field->type != TYPE_SAID && !is_long(app, field, value) &&
		    !(field->known && value && !value->known))
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
	for (size_t i = 0; i < tab->field_count; i++) {
		const struct column *field = &tab->fields[i];
		if (field->type == TYPE_SAID)
			y = draw_said(app, record, field, y);
		else if (is_long(app, field, field_value(record, field)))
			y = field->whole ? draw_whole(app, record, field, y)
					 : draw_list(app, record, field, y);
	}
}
