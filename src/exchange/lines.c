/* A line of a file, cell by cell, as parameters of a command.  What is wrong with the line as text
 * is found here and told by name; what is wrong by a rule, the command finds. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum {
	WHOLE_LINE = -1,
	DIGITS_EXACT = 15,    /* of a number in a workbook */
	SERIAL_LEAST = 20000, /* days of a workbook that are dates of ours: 1954 ... */
	SERIAL_MOST = 80000,  /* ... to 2119 */
};

/* A record is named by what its reference reads: a card by digits, a division by words. */
static enum type
column_type(const struct layout_column *column)
{
	const struct param *param = column->param;

	if (param->type != TYPE_RECORD)
		return param->type;
	if (strcmp(column->name, param->name) != 0)
		return TYPE_PLATE;
	return param->record->key_type == TYPE_CARD ? TYPE_CARD : TYPE_TEXT;
}

static bool
is_words(enum type type)
{
	return type == TYPE_TEXT || type == TYPE_PLATE || type == TYPE_LIST || type == TYPE_CHOICE;
}

/* FLT-03 the other way: a formula is never taken for a name; -1.5697 is a number. */
static bool
is_formula(enum type type, const char *text)
{
	bool sign = *text == '+' || *text == '-';

	if (sign && text[1] && !text[1 + strspn(text + 1, "0123456789.,")])
		return false;
	return *text == '=' || *text == '@' || (is_words(type) && sign);
}

/* 7,002E+18: a spreadsheet has rounded the number; its last digits are gone. */
static bool
is_rounded(enum type type, const struct line_cell *cell)
{
	const char *text = cell->text;

	if (type != TYPE_CARD)
		return false;
	if (cell->kind == CELL_NUMBER && strlen(text) > DIGITS_EXACT)
		return true;
	return strpbrk(text, "eE") && !text[strspn(text, "0123456789.,+eE ")];
}

/* The key of what is wrong with a cell as such, or NULL. */
static const char *
cell_fault(enum type type, const struct line_cell *cell)
{
	if (cell->kind == CELL_LONG)
		return "import.cell_long";
	if (cell->kind == CELL_FORMULA)
		return "import.formula";
	if (cell->kind == CELL_FAULT)
		return "import.cell_fault";
	if (!text_valid(cell->text))
		return "import.control";
	if (is_formula(type, cell->text))
		return "import.formula";
	return is_rounded(type, cell) ? "import.rounded" : NULL;
}

/* A workbook keeps days as numbers and amounts as the nearest fraction of two. */
static const char *
number_text(struct arena *arena, const struct layout_column *column, const char *text)
{
	enum type type = column->param->type;
	double number = strtod(text, NULL);
	char day[DATE_SIZE];

	if ((column->date || type == TYPE_DATE || type == TYPE_MONTH) && number >= SERIAL_LEAST &&
	    number <= SERIAL_MOST) {
		date_write(date_of_days((int64_t)number - DAYS_1900_TO_1970), day);
		return arena_copy(arena, day);
	}
	if (type == TYPE_MONEY)
		return arena_format(arena, "%.2f", number);
	return text;
}

/* "Gazole; AdBlue" -> "diesel,adblue"; a word the layout does not know stays, for the command to
 * refuse. */
static const char *
list_codes(struct arena *arena, const struct layout_column *column, const char *text)
{
	struct builder codes = { .arena = arena };
	char *rest = NULL, *items = arena_copy(arena, text);

	for (char *item = strtok_r(items, column->separators, &rest); item;
	     item = strtok_r(NULL, column->separators, &rest)) {
		const char *word = text_trim(arena, item);
		const char *code = layout_code(arena, column, word);

		if (!*word)
			continue;
		if (codes.size > 0)
			builder_add(&codes, ",");
		builder_add(&codes, code ? code : word);
	}
	return builder_text(&codes);
}

static const char *
input_text(struct arena *arena, const struct layout_column *column, const struct line_cell *cell)
{
	const char *text = text_trim(arena, cell->text), *code = NULL;

	if (cell->kind == CELL_NUMBER)
		text = number_text(arena, column, text);
	if (cell->kind == CELL_BOOL)
		text = *text == '1' ? "yes" : "no";
	if (column->separators)
		return list_codes(arena, column, text);
	if (column->word_count)
		code = layout_code(arena, column, text);
	return code ? code : text;
}

/* A word of no code: the words that would do are told in the language of who imports. */
static bool
is_unknown_word(struct arena *arena, const struct line_source *source,
		const struct layout_column *column, const char *text, struct error *error)
{
	const struct param *param = column->param;
	struct builder words = { .arena = arena };

	if (param->type != TYPE_CHOICE || !param->choices || !*text)
		return false;
	for (const char *const *code = param->choices; *code; code++)
		if (text_equal_fold(*code, text))
			return false;
	for (const char *const *code = param->choices; *code; code++) {
		builder_add(&words, words.size ? ", " : "");
		builder_add(&words, lang_choice(source->lang, param_vocabulary(param), *code));
	}
	(void)error_set(error, STATUS_REFUSED, param->name, "import.unknown_word",
			ARGS(ARG_TEXT("words", builder_text(&words))));
	return true;
}

static enum status
check_count(const struct line_source *source, const struct line_cell *cells, size_t count,
	    struct error *error)
{
	size_t used = count;

	if (count < source->headings && !source->workbook)
		return error_set(error, STATUS_REFUSED, NULL, "import.short",
				 ARGS(ARG_INT("count", (int64_t)count),
				      ARG_INT("expected", (int64_t)source->headings)));
	while (used > source->headings && !*cells[used - 1].text)
		used--;
	if (used > source->headings)
		return error_set(error, STATUS_REFUSED, NULL, "import.long",
				 ARGS(ARG_INT("count", (int64_t)used),
				      ARG_INT("expected", (int64_t)source->headings)));
	return STATUS_OK;
}

/* Nothing is filled for an empty cell; "-" is how some fill it. */
static enum status
read_cell(struct arena *arena, const struct line_source *source, const struct layout_column *column,
	  const struct line_cell *cell, struct input *input, struct error *error)
{
	enum type type = column_type(column);
	const char *fault = NULL, *text = NULL;

	*input = (struct input){ .name = NULL };
	if (!*cell->text || strcmp(text_trim(arena, cell->text), "-") == 0)
		return STATUS_OK;
	fault = cell_fault(type, cell);
	if (fault)
		return error_set(error, STATUS_REFUSED, column->name, fault,
				 ARGS(ARG_INT("most", CELL_MOST)));
	text = input_text(arena, column, cell);
	/* Words of a layout are mapped above; a command knows its own, in every language. */
	if (source->layout->kind && is_unknown_word(arena, source, column, text, error))
		return STATUS_REFUSED;
	*input = (struct input){ .name = column->name, .text = text };
	return STATUS_OK;
}

static bool
is_filled(const struct input *inputs, const char *name)
{
	for (; inputs->name; inputs++)
		if (strcmp(inputs->name, name) == 0)
			return true;
	return false;
}

enum status
line_read(struct arena *arena, const struct line_source *source, const struct line_cell *cells,
	  size_t count, const struct input **input, int *place, struct error *error)
{
	const struct layout *layout = source->layout;
	struct input *inputs = arena_array(arena, layout->count + 2, sizeof(*inputs));
	size_t filled = 0;
	enum status status = check_count(source, cells, count, error);

	*place = WHOLE_LINE;
	*input = inputs;
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];
		const struct line_cell *cell = NULL;

		if (source->places[i] < 0 || (size_t)source->places[i] >= count)
			continue;
		cell = &cells[source->places[i]];
		status = read_cell(arena, source, column, cell, &inputs[filled], error);
		if (status != STATUS_OK) {
			*place = source->places[i];
			return status;
		}
		filled += inputs[filled].name != NULL;
	}
	for (size_t i = 0; i < layout->count; i++)
		if (layout->columns[i].value && !is_filled(inputs, layout->columns[i].name))
			inputs[filled++] = (struct input){ .name = layout->columns[i].name,
							   .text = layout->columns[i].value };
	if (layout->customer && source->customer && !is_filled(inputs, layout->customer->name))
		inputs[filled++] =
		    (struct input){ .name = layout->customer->name, .text = source->customer };
	return STATUS_OK;
}
