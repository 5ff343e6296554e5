/* A list as CSV, for people who open it in a spreadsheet and for programs that read it.  UTF-8 with
 * a BOM, which is how Excel knows it; lines end in CR LF, cells are quoted when needed (RFC 4180).
 * In fr and nl ";" stands between cells and decimals have a comma, as Excel expects there; in en
 * "," and a point.  Amounts and quantities have no thousands separators; days are 2026-11-20, times
 * 2026-11-20 15:41, local, which every Excel takes for such whatever its language; months 2026-11.
 * Codes are in words, as on the screen; card numbers in groups, or Excel would round their 19
 * digits; text that begins like a formula is led by ' (FLT-03). */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/exchange.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct csv {
	const struct table *table;
	struct arena *scratch;
	FILE *file;
	char separator, point;
};

const char *
decimal_text(struct arena *arena, int64_t number, int decimals, char point)
{
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	uint64_t unit = decimals == 2 ? 100 : 1000;

	return arena_format(arena, "%s%" PRIu64 "%c%0*" PRIu64, number < 0 ? "-" : "", size / unit,
			    point, decimals, size % unit);
}

static const char *
local_time(const struct csv *csv, const char *stamp)
{
	int64_t seconds = 0;
	char local[STAMP_SIZE];

	if (!stamp_read(stamp, &seconds))
		return stamp;
	stamp_write(seconds_local(seconds), local);
	return arena_format(csv->scratch, "%.10s %.5s", local, local + sizeof("2026-11-20"));
}

static const char *
cell_text(const struct csv *csv, enum type type, const struct value *value)
{
	switch (type) {
	case TYPE_INT:
	case TYPE_RECORD:
		return arena_format(csv->scratch, "%" PRId64, value->number);
	case TYPE_MONEY:
		return decimal_text(csv->scratch, value->number, 2, csv->point);
	case TYPE_QUANTITY:
		return decimal_text(csv->scratch, value->number, 3, csv->point);
	case TYPE_DATE:
		return value->text;
	case TYPE_MONTH:
		return arena_format(csv->scratch, "%.7s", value->text);
	case TYPE_STAMP:
		return local_time(csv, value->text);
	case TYPE_CARD:
		return card_number_show(csv->scratch, value->text);
	case TYPE_BOOL:
	case TYPE_CHOICE:
	case TYPE_SAID:
		return value_format(csv->scratch, csv->table->lang, value);
	case TYPE_TEXT:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_FILE:
	case TYPE_LIST:
		return csv_cell(csv->scratch, text_clean(csv->scratch, value->text));
	}
	return "";
}

static bool
is_guarded(enum type type)
{
	return type == TYPE_TEXT || type == TYPE_PLATE || type == TYPE_PHONE || type == TYPE_LIST;
}

static void
write_row(const struct csv *csv, const struct value *values)
{
	for (size_t i = 0; i < csv->table->count; i++) {
		enum type type = csv->table->columns[i].type;
		const char *text = values[i].known ? cell_text(csv, type, &values[i]) : "";

		if (i > 0)
			(void)fputc(csv->separator, csv->file);
		if (type == TYPE_CHOICE || type == TYPE_BOOL || type == TYPE_SAID)
			text = csv_cell(csv->scratch, text);
		else if (!is_guarded(type) && strchr(text, csv->separator))
			text = arena_format(csv->scratch, "\"%s\"", text);
		(void)fputs(text, csv->file);
	}
	(void)fputs("\r\n", csv->file);
}

static void
write_headings(const struct csv *csv)
{
	(void)fputs("\xEF\xBB\xBF", csv->file);
	for (size_t i = 0; i < csv->table->count; i++) {
		if (i > 0)
			(void)fputc(csv->separator, csv->file);
		(void)fputs(csv_cell(csv->scratch, csv->table->columns[i].text), csv->file);
	}
	(void)fputs("\r\n", csv->file);
}

enum status
table_write_csv(const struct table *table, const char *path, int64_t *rows, struct error *error)
{
	bool english = strcmp(lang_code(table->lang), "en") == 0;
	struct csv csv = { .table = table,
			   .separator = english ? ',' : ';',
			   .point = english ? '.' : ',' };
	int number = 0;
	const struct value *values = NULL;

	*rows = 0;
	csv.file = text_file(path);
	if (!csv.file)
		return error_system(error, "exchange.write", path, errno);
	csv.scratch = arena_new();
	write_headings(&csv);
	while (!ferror(csv.file) && (values = table->next(table->context))) {
		write_row(&csv, values);
		if (++*rows % 64 == 0)
			arena_reset(csv.scratch);
	}
	number = errno;
	if (!ferror(csv.file))
		number = 0;
	arena_free(&csv.scratch);
	number = text_file_end(csv.file, number);
	return number ? error_system(error, "exchange.write", path, number) : STATUS_OK;
}
