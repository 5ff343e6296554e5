/* Sheets of rows, put between what the template has before and after them, and then the rest of the
 * workbook. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHEETS_MOST = 99, LOOK_EVERY = 256 /* rows */ };

struct sheet {
	const struct table *table;
	struct pack *pack;
	struct pen pen;
	struct sheet_template template;
	struct cell_column *columns;
	struct arena *arena;   /* the workbook's */
	struct arena *scratch; /* emptied when it has grown */
	const char *names[SHEETS_MOST + 2];
	struct tally tally;
	int64_t rows, here; /* in all; in the present sheet */
	size_t sheet_count;
};

static const char *
text_or_empty(const struct value *values, int index)
{
	return index >= 0 && values[index].known ? values[index].text : "";
}

static void
write_row(struct sheet *sheet, const struct value *values)
{
	const struct table *table = sheet->table;

	pen_row(&sheet->pen, sheet->here + 2);
	for (size_t i = 0; i < table->count; i++)
		pen_cell(&sheet->pen, &sheet->columns[i], &values[i]);
	pen_row_end(&sheet->pen);
	tally_add(sheet->arena, &sheet->tally, text_or_empty(values, table->product),
		  text_or_empty(values, table->state));
	sheet->here++;
	sheet->rows++;
	if (sheet->rows % LOOK_EVERY == 0)
		arena_reset(sheet->scratch);
}

/* Names may hold no []:*?/\ and 31 characters at most. */
static const char *
sheet_name(struct arena *arena, const char *title, size_t number)
{
	char *name = arena_copy(arena, title);
	char suffix[24] = "";

	for (char *at = name; *at; at++)
		if (strchr("[]:*?/\\'", *at))
			*at = ' ';
	name[text_fit(name, 26)] = '\0';
	if (number > 1)
		(void)snprintf(suffix, sizeof(suffix), " %zu", number);
	return arena_format(arena, "%s%s", name, suffix);
}

static void
begin_sheet(struct sheet *sheet)
{
	char name[40];
	const char *head = sheet->sheet_count ? sheet->template.next_head : sheet->template.head;

	sheet->sheet_count++;
	sheet->here = 0;
	sheet->names[sheet->sheet_count - 1] =
	    sheet_name(sheet->arena, sheet->table->title, sheet->sheet_count);
	(void)snprintf(name, sizeof(name), "xl/worksheets/sheet%zu.xml", sheet->sheet_count);
	pack_begin(sheet->pack, name);
	pack_fixed(sheet->pack, head, strlen(head));
	pen_take(&sheet->pen);
}

static void
fix_dimension(struct sheet *sheet, const char *range)
{
	const struct sheet_template *template = &sheet->template;
	size_t at = sheet->sheet_count > 1 ? template->next_dimension : template->dimension;
	const char *element = arena_format(sheet->arena, "<dimension ref=\"%s\"/>", range);

	if (strlen(element) <= template->dimension_size)
		pack_fix(sheet->pack, at, element, strlen(element));
}

/* The template's tail, with the filter over as many rows as there are. */
static bool
end_sheet(struct sheet *sheet)
{
	static const char open[] = "<autoFilter ref=\"";
	const char *tail = sheet->template.tail, *filter = strstr(tail, open);
	const char *close = filter ? strchr(filter + sizeof(open) - 1, '"') : NULL;
	const struct cell_column *last = &sheet->columns[sheet->table->count - 1];
	const char *range =
	    arena_format(sheet->arena, "A1:%s%" PRId64, last->name, sheet->here + 1);

	pen_leave(&sheet->pen);
	if (close) {
		pack_text(sheet->pack, tail, (size_t)(filter - tail) + sizeof(open) - 1);
		pack_text(sheet->pack, range, strlen(range));
		tail = close;
	}
	pack_text(sheet->pack, tail, strlen(tail));
	fix_dimension(sheet, range);
	return pack_end(sheet->pack);
}

static void
write_rows(struct sheet *sheet)
{
	const struct table *table = sheet->table;
	const struct value *values = NULL;
	bool good = true;

	begin_sheet(sheet);
	while (good && (values = table->next(table->context))) {
		if (sheet->here == table->rows_a_sheet && sheet->sheet_count < SHEETS_MOST) {
			good = end_sheet(sheet);
			begin_sheet(sheet);
		}
		write_row(sheet, values);
		if (sheet->rows % LOOK_EVERY == 0)
			good = good && pack_good(sheet->pack);
	}
	if (good)
		(void)end_sheet(sheet);
}

static bool
is_rows(const struct sheet *sheet, const char *name)
{
	static const char folder[] = "xl/worksheets/sheet";
	unsigned long number = 0;

	if (strncmp(name, folder, sizeof(folder) - 1) != 0)
		return false;
	number = strtoul(name + sizeof(folder) - 1, NULL, 10);
	return number >= 1 && number <= sheet->sheet_count;
}

/* Everything but the rows, now that they are counted. */
static enum status
write_parts(struct sheet *sheet, struct error *error)
{
	const struct part *parts = NULL;
	struct template_shape shape = { .sheets = sheet->names,
					.last_rows = sheet->here,
					.tally = &sheet->tally };
	enum status status = STATUS_OK;

	tally_drop_empty(&sheet->tally);
	status = template_make(sheet->arena, sheet->table, &shape, &parts, error);

	if (status != STATUS_OK)
		return status;
	for (; parts->name; parts++) {
		if (is_rows(sheet, parts->name))
			continue;
		pack_begin(sheet->pack, parts->name);
		pack_text(sheet->pack, parts->bytes, parts->size);
		(void)pack_end(sheet->pack);
	}
	return STATUS_OK;
}

static void
prepare_columns(struct sheet *sheet)
{
	const struct table *table = sheet->table;

	sheet->columns = arena_array(sheet->arena, table->count, sizeof(*sheet->columns));
	for (size_t i = 0; i < table->count; i++) {
		struct cell_column *column = &sheet->columns[i];
		char *name = column->name;

		column->type = table->columns[i].type;
		(void)snprintf(column->style, STYLE_ROOM, "%s", sheet->template.styles[i]);
		column->style_size = strlen(column->style);
		column->words = arena_array(sheet->arena, WORDS_KEPT, sizeof(*column->words));
		if (i >= 26)
			*name++ = (char)('A' + i / 26 - 1);
		*name++ = (char)('A' + i % 26);
		column->name_size = (size_t)(name - column->name);
	}
}

static void
prepare_tally(struct sheet *sheet)
{
	const struct table *table = sheet->table;

	tally_start(
	    sheet->arena, &sheet->tally,
	    table->product >= 0 ? lang_codes_of(sheet->arena, table->product_vocabulary) : NULL,
	    table->state >= 0 ? lang_codes_of(sheet->arena, table->state_vocabulary) : NULL);
}

static enum status
prepare(struct sheet *sheet, struct error *error)
{
	const char *names[] = { sheet_name(sheet->arena, sheet->table->title, 1),
				sheet_name(sheet->arena, sheet->table->title, 2), NULL };
	struct template_shape shape = { .sheets = names, .last_rows = 1 };
	const struct part *parts = NULL;
	enum status status = template_make(sheet->arena, sheet->table, &shape, &parts, error);

	if (status == STATUS_OK)
		status = template_read(sheet->arena, sheet->table, parts, &sheet->template, error);
	if (status == STATUS_OK)
		prepare_columns(sheet);
	prepare_tally(sheet);
	return status;
}

enum status
table_write_sheet(const struct table *table, const char *path, int64_t *rows, struct error *error)
{
	struct sheet sheet = { .table = table, .arena = arena_new(), .scratch = arena_new() };
	enum status status = prepare(&sheet, error), closed = STATUS_OK;

	if (status == STATUS_OK)
		status = pack_open(&sheet.pack, path, error);
	if (status == STATUS_OK) {
		sheet.pen = (struct pen){ .pack = sheet.pack,
					  .lang = table->lang,
					  .arena = sheet.arena,
					  .scratch = sheet.scratch };
		write_rows(&sheet);
		status = write_parts(&sheet, error);
		closed = pack_close(&sheet.pack, path, status == STATUS_OK ? error : NULL);
	}
	*rows = sheet.rows;
	arena_free(&sheet.scratch);
	arena_free(&sheet.arena);
	return status == STATUS_OK ? closed : status;
}
