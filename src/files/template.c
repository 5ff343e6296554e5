/* libxlsxwriter makes the workbook: styles, widths, frozen headings, filters, properties, summary
 * and chart. Where the rows go it gets one probe row, a cell a column, whose style numbers the rows
 * then take.  It is made twice, before the rows for a sheet's XML around them, and after them for
 * all else; headings and probe are written first both times, so that the numbers are the same. */
#include "book.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <linux/memfd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

enum {
	DIMENSION = 40,
	WIDTH_LEAST = 6,
	WIDTH_MOST = 60,
	BUTTON = 3,
	PARTS = 256,
	PART_MOST = 8 << 20,
};

static const char *const number_formats[TYPES] = {
	[TYPE_TEXT] = "@",
	[TYPE_INT] = "0",
	[TYPE_MONEY] = "#,##0.00",
	[TYPE_QUANTITY] = "#,##0.00",
	[TYPE_DATE] = "dd/mm/yyyy",
	[TYPE_MONTH] = "mm/yyyy",
	[TYPE_STAMP] = "dd/mm/yyyy hh:mm",
	[TYPE_CARD] = "@",
	[TYPE_PLATE] = "@",
	[TYPE_PHONE] = "@",
	[TYPE_LIST] = "@",
	[TYPE_FILE] = "@",
	[TYPE_SAID] = "@",
};

static const int usual_widths[TYPES] = {
	[TYPE_TEXT] = 16,   [TYPE_INT] = 7,   [TYPE_MONEY] = 11, [TYPE_QUANTITY] = 11,
	[TYPE_BOOL] = 6,    [TYPE_DATE] = 11, [TYPE_MONTH] = 9,  [TYPE_STAMP] = 17,
	[TYPE_CHOICE] = 12, [TYPE_CARD] = 21, [TYPE_PLATE] = 12, [TYPE_PHONE] = 16,
	[TYPE_LIST] = 20,   [TYPE_FILE] = 30, [TYPE_SAID] = 40,
};

/* How wide its column is, in characters: by its words and by its type. */
static int
heading_width(const struct heading *heading)
{
	int usual = usual_widths[heading->type];
	int width = text_width(heading->text) + BUTTON;

	if (heading->width + 1 > usual && heading->width > 0)
		usual = heading->width + 1;
	if (width < usual)
		width = usual;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

/* ---- making ---- */

static lxw_format *
add_format(struct book *book, const char *number_format, bool bold)
{
	lxw_format *format = workbook_add_format(book->workbook);

	if (number_format)
		format_set_num_format(format, number_format);
	if (bold)
		format_set_bold(format);
	return format;
}

static void
add_formats(struct book *book)
{
	book->heading = add_format(book, NULL, true);
	format_set_bg_color(book->heading, 0xD9E2F3);
	format_set_bottom(book->heading, LXW_BORDER_THIN);
	for (int type = 0; type < TYPES; type++)
		if (number_formats[type])
			book->types[type] = add_format(book, number_formats[type], false);
	book->bold = add_format(book, NULL, true);
	book->total = add_format(book, "#,##0", true);
	book->title = add_format(book, NULL, true);
	format_set_font_size(book->title, 14);
	book->stamp = add_format(book, number_formats[TYPE_STAMP], false);
	format_set_align(book->stamp, LXW_ALIGN_LEFT);
}

static void
add_probe(struct book *book, lxw_worksheet *sheet)
{
	for (size_t i = 0; i < book->table->count; i++) {
		lxw_format *format = book->types[book->table->columns[i].type];

		if (format)
			worksheet_write_blank(sheet, 1, (lxw_col_t)i, format);
	}
	worksheet_write_number(sheet, 1, (lxw_col_t)book->table->count, 0, NULL);
}

static void
add_sheet(struct book *book, const char *name, int64_t rows)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
	lxw_col_t last = (lxw_col_t)(book->table->count - 1);

	for (size_t i = 0; i < book->table->count; i++) {
		const struct heading *heading = &book->table->columns[i];

		worksheet_write_string(sheet, 0, (lxw_col_t)i, heading->text, book->heading);
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, heading_width(heading),
				     NULL);
	}
	add_probe(book, sheet);
	worksheet_freeze_panes(sheet, 1, 1);
	worksheet_autofilter(sheet, 0, 0, (lxw_row_t)rows, last);
	worksheet_repeat_rows(sheet, 0, 0);
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_footer(sheet, "&L&A&R&P / &N");
}

static void
set_properties(struct book *book)
{
	lxw_doc_properties properties = { .created = (time_t)book->table->created };

	properties.title = arena_copy(book->arena, book->table->title);
	properties.author = arena_copy(book->arena, book->table->author);
	properties.subject = arena_copy(book->arena, book->table->about);
	workbook_set_properties(book->workbook, &properties);
}

static void
fill_book(struct book *book)
{
	add_formats(book);
	set_properties(book);
	for (size_t i = 0; book->shape->sheets[i]; i++)
		add_sheet(book, book->shape->sheets[i],
			  book->shape->sheets[i + 1] ? book->table->rows_a_sheet
						     : book->shape->last_rows);
	if (book->shape->tally)
		summary_add(book);
}

/* ---- taking apart ---- */

static bool
take_part(struct arena *arena, zip_t *zip, zip_uint64_t index, struct part *part)
{
	zip_stat_t stat;
	zip_file_t *file = NULL;
	char *bytes = NULL;
	bool good = false;

	if (zip_stat_index(zip, index, 0, &stat) != 0 || stat.size > PART_MOST)
		return false;
	file = zip_fopen_index(zip, index, 0);
	if (!file)
		return false;
	bytes = arena_alloc(arena, (size_t)stat.size + 1);
	good = zip_fread(file, bytes, stat.size) == (zip_int64_t)stat.size;
	(void)zip_fclose(file);
	*part = (struct part){ .name = arena_copy(arena, stat.name),
			       .bytes = bytes,
			       .size = (size_t)stat.size };
	return good;
}

static const struct part *
take_parts(struct arena *arena, int file)
{
	int number = 0;
	zip_t *zip = zip_fdopen(file, 0, &number);
	zip_int64_t count = 0;
	struct part *parts = NULL;
	bool good = true;

	if (!zip) {
		(void)close(file);
		return NULL;
	}
	count = zip_get_num_entries(zip, 0);
	parts = arena_array(arena, PARTS + 1, sizeof(*parts));
	good = count > 0 && count <= PARTS;
	for (zip_int64_t i = 0; good && i < count; i++)
		good = take_part(arena, zip, (zip_uint64_t)i, &parts[i]);
	zip_discard(zip);
	return good ? parts : NULL;
}

enum status
template_make(struct arena *arena, const struct table *table, const struct template_shape *shape,
	      const struct part **parts, struct error *error)
{
	char path[32];
	/* A file in memory: this version of libxlsxwriter writes to nothing else than files. */
	int file = (int)syscall(SYS_memfd_create, "guichet", MFD_CLOEXEC);
	struct book book = { .arena = arena, .table = table, .shape = shape };
	lxw_error failure = LXW_NO_ERROR;

	if (file < 0)
		return error_system(error, "exchange.write", "memfd", errno);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	book.workbook = workbook_new(path);
	if (!book.workbook)
		memory_lost();
	fill_book(&book);
	failure = workbook_close(book.workbook);
	if (failure != LXW_NO_ERROR) {
		(void)close(file);
		return error_set(error, STATUS_FAILED, NULL, "exchange.workbook",
				 ARGS(ARG_TEXT("reason", lxw_strerror(failure))));
	}
	*parts = take_parts(arena, file);
	return *parts ? STATUS_OK
		      : error_set(error, STATUS_FAILED, NULL, "exchange.workbook",
				  ARGS(ARG_TEXT("reason", "zip")));
}

static const char *
part_text(const struct part *parts, const char *name)
{
	for (; parts->name; parts++)
		if (strcmp(parts->name, name) == 0)
			return parts->bytes;
	return NULL;
}

/* Up to the probe row.  How far the sheet goes is written once it is known: room is left for it. */
static const char *
head_of(struct arena *arena, const char *xml, size_t *dimension)
{
	const char *found = strstr(xml, "<dimension "), *probe = strstr(xml, "<row r=\"2\"");
	const char *after = found ? strstr(found, "/>") : NULL;

	if (!probe || !after || after > probe)
		return NULL;
	*dimension = (size_t)(found - xml);
	return arena_format(arena, "%.*s%*s%.*s", (int)*dimension, xml, DIMENSION, "",
			    (int)(probe - after - 2), after + 2);
}

static const char *
style_of(struct arena *arena, const char *probe, size_t column)
{
	char cell[16];
	const char *found = NULL;
	char *end = NULL;
	long number = 0;

	lxw_rowcol_to_cell(cell, 1, (lxw_col_t)column);
	found = strstr(probe, arena_format(arena, "<c r=\"%s\" s=\"", cell));
	if (!found)
		return "";
	number = strtol(strstr(found, " s=\"") + 4, &end, 10);
	return *end == '"' ? arena_format(arena, " s=\"%ld\"", number) : "";
}

enum status
template_read(struct arena *arena, const struct table *table, const struct part *parts,
	      struct sheet_template *read, struct error *error)
{
	const char *first = part_text(parts, "xl/worksheets/sheet1.xml");
	const char *second = part_text(parts, "xl/worksheets/sheet2.xml");
	const char *probe = first ? strstr(first, "<row r=\"2\"") : NULL;
	const char *tail = probe ? strstr(probe, "</row>") : NULL;
	const char **styles = arena_array(arena, table->count, sizeof(*styles));

	*read = (struct sheet_template){ .styles = styles };
	if (tail && second) {
		read->head = head_of(arena, first, &read->dimension);
		read->next_head = head_of(arena, second, &read->next_dimension);
		read->dimension_size = DIMENSION;
		read->tail = tail + strlen("</row>");
	}
	if (!probe || !read->head || !read->next_head)
		return error_set(error, STATUS_FAILED, NULL, "exchange.workbook",
				 ARGS(ARG_TEXT("reason", "template")));
	for (size_t i = 0; i < table->count; i++)
		styles[i] = style_of(arena, probe, i);
	return STATUS_OK;
}
