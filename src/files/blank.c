/* The empty workbook of a batch: a sheet to fill in, with lists where a column has few words, and a
 * sheet that says what each column takes. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
	NAME_MOST = 31,   /* of a sheet */
	WORDS_MOST = 255, /* characters of a list in a cell's validation */
	CHOICES_MOST = 64,
	WIDTH_LEAST = 8,
	WIDTH_MOST = 40,
	FIRST_LINE = 2, /* below the headings and the examples */
};

struct blank {
	const struct job_line *job;
	struct arena *arena;
	const struct lang *lang;
	lxw_workbook *workbook;
	lxw_worksheet *sheet, *help;
	lxw_format *heading, *example, *text, *wrapped;
	int count; /* columns so far */
};

struct blank_column {
	const char *heading, *example, *values;
	enum type type;
	bool mandatory;
	char *choices[CHOICES_MOST + 1];
	size_t choice_count;
};

/* The lines of one column, up to the next; NULL at the end of the job. */
static const struct job_line *
read_column(struct arena *arena, const struct job_line *at, struct blank_column *column)
{
	*column = (struct blank_column){ .example = "", .values = "" };
	while (at->name && strcmp(at->name, "column") != 0)
		at++;
	if (!at->name)
		return NULL;
	column->heading = at->value;
	for (at++; at->name && strcmp(at->name, "column") != 0; at++) {
		if (strcmp(at->name, "type") == 0)
			(void)type_by_name(at->value, &column->type);
		else if (strcmp(at->name, "mandatory") == 0)
			column->mandatory = true;
		else if (strcmp(at->name, "example") == 0)
			column->example = at->value;
		else if (strcmp(at->name, "values") == 0)
			column->values = at->value;
		else if (strcmp(at->name, "choice") == 0 && column->choice_count < CHOICES_MOST)
			column->choices[column->choice_count++] = arena_copy(arena, at->value);
	}
	return at;
}

static int
width_of(const struct blank_column *column)
{
	int width = text_width(column->heading), example = text_width(column->example);

	if (width < example)
		width = example;
	width += 4;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void
offer_choices(struct blank *blank, struct blank_column *column)
{
	lxw_data_validation list = { .validate = LXW_VALIDATION_TYPE_LIST,
				     .value_list = column->choices,
				     .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING };
	size_t size = 0;

	for (size_t i = 0; i < column->choice_count; i++)
		size += text_length(column->choices[i]) + 1;
	if (size == 0 || size > WORDS_MOST)
		return;
	(void)worksheet_data_validation_range(blank->sheet, FIRST_LINE, (lxw_col_t)blank->count,
					      LINES_MOST, (lxw_col_t)blank->count, &list);
}

static void
add_column(struct blank *blank, struct blank_column *column)
{
	lxw_col_t at = (lxw_col_t)blank->count;
	lxw_row_t row = (lxw_row_t)blank->count + 1;
	const char *heading = column->mandatory
				  ? arena_format(blank->arena, "%s *", column->heading)
				  : column->heading;
	const char *example =
	    blank->count ? column->example : arena_format(blank->arena, "# %s", column->example);

	worksheet_write_string(blank->sheet, 0, at, heading, blank->heading);
	worksheet_write_string(blank->sheet, 1, at, example, blank->example);
	worksheet_set_column(blank->sheet, at, at, width_of(column),
			     type_is_figure(column->type) ? NULL : blank->text);
	offer_choices(blank, column);
	worksheet_write_string(blank->help, row, 0, column->heading, NULL);
	worksheet_write_string(
	    blank->help, row, 1,
	    column->mandatory ? lang_text(blank->lang, "template.mandatory") : "", NULL);
	worksheet_write_string(blank->help, row, 2, column->values, blank->wrapped);
	blank->count++;
}

static void
add_formats(struct blank *blank)
{
	blank->heading = workbook_add_format(blank->workbook);
	format_set_bold(blank->heading);
	format_set_bg_color(blank->heading, 0xD9E2F3);
	format_set_bottom(blank->heading, LXW_BORDER_THIN);
	blank->example = workbook_add_format(blank->workbook);
	format_set_italic(blank->example);
	format_set_font_color(blank->example, 0x808080);
	format_set_num_format(blank->example, "@");
	blank->text = workbook_add_format(blank->workbook);
	format_set_num_format(blank->text, "@");
	blank->wrapped = workbook_add_format(blank->workbook);
	format_set_text_wrap(blank->wrapped);
}

static void
add_sheets(struct blank *blank)
{
	static const char *const heads[] = { "template.column", "template.mandatory_head",
					     "template.values" };
	const char *name = job_text(blank->job, "name"), *title = job_text(blank->job, "title");
	char *sheet = arena_copy(blank->arena, name ? name : "guichet");
	lxw_doc_properties properties = { .title = arena_copy(blank->arena, title ? title : "") };

	sheet[text_fit(sheet, NAME_MOST)] = '\0';
	(void)workbook_set_properties(blank->workbook, &properties);
	blank->sheet = workbook_add_worksheet(blank->workbook, sheet);
	blank->help =
	    workbook_add_worksheet(blank->workbook, lang_text(blank->lang, "template.help"));
	worksheet_freeze_panes(blank->sheet, 1, 0);
	for (lxw_col_t i = 0; i < 3; i++)
		worksheet_write_string(blank->help, 0, i, lang_text(blank->lang, heads[i]),
				       blank->heading);
	worksheet_set_column(blank->help, 0, 0, 28, NULL);
	worksheet_set_column(blank->help, 1, 1, 14, NULL);
	worksheet_set_column(blank->help, 2, 2, 70, NULL);
}

enum status
blank_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	const char *file = job_text(job, "file"), *code = job_text(job, "lang");
	struct blank blank = { .job = job, .arena = arena, .lang = lang_get(code ? code : "fr") };
	struct blank_column column;
	lxw_error failure = LXW_NO_ERROR;

	if (!file || !blank.lang)
		return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
	blank.workbook = workbook_new(file);
	if (!blank.workbook)
		return error_set(error, STATUS_FAILED, NULL, "exchange.workbook",
				 ARGS(ARG_TEXT("reason", file)));
	add_formats(&blank);
	add_sheets(&blank);
	for (const struct job_line *at = job; (at = read_column(arena, at, &column)) != NULL;)
		add_column(&blank, &column);
	*rows = blank.count;
	failure = workbook_close(blank.workbook);
	if (failure == LXW_NO_ERROR)
		return STATUS_OK;
	return error_set(error, STATUS_FAILED, NULL, "exchange.workbook",
			 ARGS(ARG_TEXT("reason", lxw_strerror(failure))));
}
