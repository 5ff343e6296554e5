/* Rows for people (table) or for programs (JSON), and two shapes between: CSV and TSV. */
#include "cli.h"
#include <guichet/exchange.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

/* The table looks at this many rows for its widths; what follows is told as it comes, so that a
 * list of a million rows needs no memory. */
#define ROWS_MEASURED 1000

static const char *const format_names[] = {
	[FORMAT_TABLE] = "table", [FORMAT_CSV] = "csv", [FORMAT_TSV] = "tsv", [FORMAT_JSON] = "json"
};
#define FORMAT_COUNT (sizeof format_names / sizeof format_names[0])

struct printer {
	const struct cli *cli;
	enum format format;
	const struct print_column *columns;
	size_t count;
	bool headings;
	struct arena *kept;  /* rows not told yet, for their widths */
	struct arena *arena; /* of the present row */
	int *widths;
	const char *const **rows; /* kept rows, NULL once widths are settled */
	size_t row_count;
};

enum status
format_read(const struct cli *cli, const struct words *words, unsigned mask, enum format *format)
{
	const char *name = words_option(words, "format");
	*format = FORMAT_TABLE;
	if (!name)
		return STATUS_OK;
	const char *known[FORMAT_COUNT + 1] = { NULL };
	size_t count = 0;
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if ((mask & (1u << i)) == 0)
			continue;
		known[count++] = format_names[i];
		if (strcmp(format_names[i], name) == 0) {
			*format = (enum format)i;
			return STATUS_OK;
		}
	}
	cli_usage(cli, "--format", "cli.format_unknown", ARGS(ARG_TEXT("format", name)));
	cli_known(cli, known);
	return STATUS_USAGE;
}

const char *
json_value(struct arena *arena, const struct value *value)
{
	if (!value->known)
		return "null";
	switch (value->type) {
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
	case TYPE_RECORD:
		return arena_format(arena, "%lld", (long long)value->number);
	case TYPE_BOOL:
		return value->number != 0 ? "true" : "false";
	case TYPE_TEXT:
	case TYPE_DATE:
	case TYPE_MONTH:
	case TYPE_STAMP:
	case TYPE_CHOICE:
	case TYPE_CARD:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_FILE:
	case TYPE_LIST:
	case TYPE_SAID:
		break;
	}
	return text_json(arena, value_raw(arena, value));
}

/* A value for people, on one line and clean. */
static const char *
shown_value(struct arena *arena, const struct lang *lang, const struct value *value)
{
	const char *text = value_format(arena, lang, value);
	if (strpbrk(text, "\t\r\n")) {
		char *line = arena_copy(arena, text);
		for (char *p = line; (p = strpbrk(p, "\t\r\n")) != NULL; p++)
			*p = ' ';
		text = line;
	}
	return text_clean(arena, text);
}

static bool
from_people(enum type type)
{
	return type == TYPE_TEXT || type == TYPE_PLATE || type == TYPE_LIST || type == TYPE_SAID ||
	       type == TYPE_CHOICE;
}

/* Quotes where RFC 4180 wants them; only what people typed can be taken for a formula, an amount
 * below nought or a phone's + cannot. */
static const char *
csv_text(struct arena *arena, enum type type, const char *text)
{
	if (from_people(type))
		return csv_cell(arena, text);
	return strpbrk(text, ",\"\r\n") ? arena_format(arena, "\"%s\"", text) : text;
}

static void
print_separated(const struct printer *printer, const struct value *values)
{
	const char *separator = printer->format == FORMAT_CSV ? "," : "\t";
	const char *end = printer->format == FORMAT_CSV ? "\r\n" : "\n";
	for (size_t i = 0; i < printer->count; i++) {
		const struct print_column *column = &printer->columns[i];
		enum type type = values ? values[i].type : TYPE_TEXT;
		const char *text = values
				       ? shown_value(printer->arena, printer->cli->lang, &values[i])
				       : text_clean(printer->arena, column->heading);
		if (printer->format == FORMAT_CSV)
			text = csv_text(printer->arena, type, text);
		printf("%s%s", i > 0 ? separator : "", text);
	}
	fputs(end, stdout);
}

static void
print_json(const struct printer *printer, const struct value *values)
{
	for (size_t i = 0; i < printer->count; i++)
		printf("%s%s:%s", i > 0 ? "," : "{",
		       text_json(printer->arena, printer->columns[i].name),
		       json_value(printer->arena, &values[i]));
	puts("}");
}

/* Copied: what a cursor shows is gone with its row. */
static const char *const *
shown_row(const struct printer *printer, struct arena *arena, const struct value *values)
{
	const char **cells = arena_array(arena, printer->count, sizeof *cells);
	for (size_t i = 0; i < printer->count; i++)
		cells[i] =
		    values ? arena_copy(arena, shown_value(arena, printer->cli->lang, &values[i]))
			   : text_clean(arena, printer->columns[i].heading);
	return cells;
}

static void
print_cells(const struct printer *printer, const char *const *cells)
{
	for (size_t i = 0; i < printer->count; i++) {
		int blanks = printer->widths[i] - text_width(cells[i]);
		bool right = printer->columns[i].right;
		bool last = i + 1 == printer->count;
		if (blanks < 0 || (last && !right))
			blanks = 0;
		printf("%s%*s%s%*s", i > 0 ? "  " : "", right ? blanks : 0, "", cells[i],
		       right ? 0 : blanks, "");
	}
	putchar('\n');
}

static void
measure(struct printer *printer, const char *const *cells)
{
	for (size_t i = 0; i < printer->count; i++) {
		int width = text_width(cells[i]);
		if (width > printer->widths[i])
			printer->widths[i] = width;
	}
}

static void
settle(struct printer *printer)
{
	const char *const *headings = shown_row(printer, printer->kept, NULL);
	if (printer->headings)
		measure(printer, headings);
	for (size_t i = 0; i < printer->row_count; i++)
		measure(printer, printer->rows[i]);
	if (printer->headings)
		print_cells(printer, headings);
	for (size_t i = 0; i < printer->row_count; i++)
		print_cells(printer, printer->rows[i]);
	printer->rows = NULL;
}

struct printer *
print_open(const struct cli *cli, enum format format, const struct print_column *columns,
	   size_t count, bool headings)
{
	struct arena *kept = arena_new();
	struct printer *printer = arena_alloc(kept, sizeof *printer);
	*printer = (struct printer){ .cli = cli,
				     .format = format,
				     .columns = columns,
				     .count = count,
				     .headings = headings,
				     .kept = kept,
				     .arena = arena_new() };
	printer->widths = arena_array(kept, count + 1, sizeof *printer->widths);
	if (format == FORMAT_TABLE)
		printer->rows = arena_array(kept, ROWS_MEASURED, sizeof *printer->rows);
	else if (format != FORMAT_JSON && headings)
		print_separated(printer, NULL);
	return printer;
}

void
print_row(struct printer *printer, const struct value *values)
{
	if (printer->rows) {
		printer->rows[printer->row_count++] = shown_row(printer, printer->kept, values);
		if (printer->row_count == ROWS_MEASURED)
			settle(printer);
		return;
	}
	if (printer->format == FORMAT_TABLE)
		print_cells(printer, shown_row(printer, printer->arena, values));
	else if (printer->format == FORMAT_JSON)
		print_json(printer, values);
	else
		print_separated(printer, values);
	arena_reset(printer->arena);
}

void
print_close(struct printer **printer)
{
	if (!*printer)
		return;
	if ((*printer)->rows)
		settle(*printer);
	struct arena *kept = (*printer)->kept;
	arena_free(&(*printer)->arena);
	arena_free(&kept);
	*printer = NULL;
}
