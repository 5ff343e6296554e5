/* A list for machines, of a screen that says so (guichet-screens(5), guichet(1)):
 *
 *   CSV: a line of the names of the columns, "," between cells, CR LF, no BOM; codes as they are,
 * amounts and rates with two decimals and quantities with three, a point before them; days
 * 2026-11-20, times 2026-11-20T15:41:07+01:00; card numbers as digits.  What would begin a formula
 * is led by ' there too (FLT-03). Fixed width: records of one length.  The first, H, says what all
 * lines have alike; D is a line; the last, T, how many there were and their sums.  Text stands
 * left, cut and filled up by characters; numbers right, zeros before them, without a point; what is
 * not known is blank. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/exchange.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_PLACES = 4, COUNT_PLACES = 9, LOOK_EVERY = 64 };

struct machine {
	const struct table *table;
	struct arena *arena, *scratch;
	struct error *error;
	FILE *file;
	int width; /* of a record */
	int64_t rows;
	int64_t *sums;      /* of each column that has a total */
	int64_t *wanted;    /* what it is to be */
	enum status status; /* of what we refuse ourselves */
};

/* ---- values ---- */

/* With how far the local clock is from UTC. */
static const char *
local_time(struct arena *arena, const char *stamp)
{
	int64_t seconds = 0;
	char text[STAMP_SIZE];

	if (!stamp_read(stamp, &seconds))
		return stamp;
	const int64_t local = seconds_local(seconds), minutes = (local - seconds) / 60;
	stamp_write(local, text);
	return arena_format(arena, "%.19s%c%02d:%02d", text, minutes < 0 ? '-' : '+',
			    abs((int)minutes) / 60, abs((int)minutes) % 60);
}

static const char *
raw_text(struct arena *arena, enum type type, const struct value *value)
{
	switch (type) {
	case TYPE_INT:
	case TYPE_BOOL:
	case TYPE_RECORD:
		return arena_format(arena, "%" PRId64, value->number);
	case TYPE_MONEY:
		return decimal_text(arena, value->number, 2, '.');
	case TYPE_QUANTITY:
		return decimal_text(arena, value->number, 3, '.');
	case TYPE_MONTH:
		return arena_format(arena, "%.7s", value->text);
	case TYPE_STAMP:
		return local_time(arena, value->text);
	case TYPE_DATE:
	case TYPE_CARD:
	case TYPE_CHOICE:
	case TYPE_SAID:
	case TYPE_TEXT:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_FILE:
	case TYPE_LIST:
		return text_nfc(arena, text_clean(arena, value->text));
	}
	return "";
}

/* ---- sums ---- */

static void
add_row(struct machine *machine, const struct value *values)
{
	const struct table *table = machine->table;

	for (size_t i = 0; i < table->count; i++) {
		int total = table->columns[i].total;

		if (total < 0 || !values[i].known)
			continue;
		machine->sums[i] += values[i].number;
		machine->wanted[i] = values[total].known ? values[total].number : 0;
	}
	machine->rows++;
}

/* A file that says other than its paper does not leave. */
static void
check_sums(struct machine *machine)
{
	const struct table *table = machine->table;

	if (machine->rows == 0)
		machine->status = error_set(machine->error, STATUS_REFUSED, NULL, "export.no_lines",
					    ARGS(ARG_TEXT("screen", table->title)));
	for (size_t i = 0; machine->status == STATUS_OK && i < table->count; i++)
		if (table->columns[i].total >= 0 && machine->sums[i] != machine->wanted[i])
			machine->status =
			    error_set(machine->error, STATUS_REFUSED, NULL, "export.not_its_total",
				      ARGS(ARG_MONEY("sum", machine->sums[i]),
					   ARG_MONEY("total", machine->wanted[i])));
}

/* ---- CSV ---- */

static void
raw_row(struct machine *machine, const struct value *values)
{
	const struct table *table = machine->table;

	for (size_t i = 0; i < table->count; i++) {
		enum type type = table->columns[i].type;
		const char *text =
		    values[i].known ? raw_text(machine->scratch, type, &values[i]) : "";

		if (i > 0)
			(void)fputc(',', machine->file);
		(void)fputs(type_is_figure(type) ? text : csv_cell(machine->scratch, text),
			    machine->file);
	}
	(void)fputs("\r\n", machine->file);
}

static void
raw_headings(struct machine *machine)
{
	for (size_t i = 0; i < machine->table->count; i++)
		(void)fprintf(machine->file, "%s%s", i > 0 ? "," : "",
			      machine->table->columns[i].field);
	(void)fputs("\r\n", machine->file);
}

/* ---- fixed width ---- */

/* Characters are code points here: a program counts them so. */
static void
put_text(struct machine *machine, const char *text, int places)
{
	while (places > 0 && *text) {
		int32_t code;
		size_t size = text_step(text, &code);

		(void)fwrite(text, 1, size, machine->file);
		text += size;
		places--;
	}
	(void)fprintf(machine->file, "%*s", places, "");
}

/* The digits of one that does not fit are not cut. */
static void
put_number(struct machine *machine, int64_t number, int places, const char *field)
{
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	const char *sign = number < 0 ? "-" : "";
	const char *text =
	    arena_format(machine->scratch, "%s%0*" PRIu64, sign, places - (int)strlen(sign), size);

	if ((int)strlen(text) > places && machine->status == STATUS_OK)
		machine->status =
		    error_set(machine->error, STATUS_FAILED, NULL, "exchange.too_wide",
			      ARGS(ARG_TEXT("column", field), ARG_INT("places", places)));
	(void)fputs(text, machine->file);
}

static void
put_cell(struct machine *machine, const struct heading *column, const struct value *value)
{
	if (!value->known)
		put_text(machine, "", column->places);
	else if (type_is_figure(column->type))
		put_number(machine, value->number, column->places, column->field);
	else
		put_text(machine, raw_text(machine->scratch, column->type, value), column->places);
}

/* Places of the columns that the record has, without its letter. */
static int
places_of(const struct table *table, bool head)
{
	int places = 0;

	for (size_t i = 0; i < table->count; i++)
		places += table->columns[i].head == head ? table->columns[i].places : 0;
	return places;
}

static void
put_record(struct machine *machine, const struct value *values, bool head)
{
	const struct table *table = machine->table;
	int used = 1 + (head ? NAME_PLACES : 0) + places_of(table, head);

	(void)fputc(head ? 'H' : 'D', machine->file);
	if (head)
		put_text(machine, table->machine, NAME_PLACES);
	for (size_t i = 0; i < table->count; i++)
		if (table->columns[i].head == head)
			put_cell(machine, &table->columns[i], &values[i]);
	(void)fprintf(machine->file, "%*s\r\n", machine->width - used, "");
}

static void
put_last(struct machine *machine)
{
	const struct table *table = machine->table;
	int used = 1 + COUNT_PLACES;

	(void)fputc('T', machine->file);
	put_number(machine, machine->rows, COUNT_PLACES, "T");
	for (size_t i = 0; i < table->count; i++) {
		const struct heading *column = &table->columns[i];

		if (column->total < 0)
			continue;
		put_number(machine, machine->sums[i], column->places, column->field);
		used += column->places;
	}
	(void)fprintf(machine->file, "%*s\r\n", machine->width - used, "");
}

static void
fixed_row(struct machine *machine, const struct value *values)
{
	if (machine->rows == 0)
		put_record(machine, values, true);
	put_record(machine, values, false);
}

/* ---- a file ---- */

static void
prepare(struct machine *machine)
{
	const struct table *table = machine->table;
	int head = 1 + NAME_PLACES + places_of(table, true), line = 1 + places_of(table, false);

	machine->width = head > line ? head : line;
	machine->sums = arena_array(machine->arena, table->count, sizeof(*machine->sums));
	machine->wanted = arena_array(machine->arena, table->count, sizeof(*machine->wanted));
}

static void
write_rows(struct machine *machine, bool fixed)
{
	const struct table *table = machine->table;
	const struct value *values = NULL;

	if (!fixed)
		raw_headings(machine);
	while (!ferror(machine->file) && machine->status == STATUS_OK &&
	       (values = table->next(table->context))) {
		if (fixed)
			fixed_row(machine, values);
		else
			raw_row(machine, values);
		add_row(machine, values);
		if (machine->rows % LOOK_EVERY == 0)
			arena_reset(machine->scratch);
	}
	/* Not all rows were added where the file took no more. */
	if (!ferror(machine->file) && machine->status == STATUS_OK && *table->status == STATUS_OK)
		check_sums(machine);
	if (machine->status == STATUS_OK && fixed)
		put_last(machine);
}

enum status
table_write_machine(const struct table *table, const char *path, bool fixed, int64_t *rows,
		    struct error *error)
{
	struct machine machine = { .table = table, .error = error };
	int number = 0;

	machine.file = text_file(path);
	if (!machine.file)
		return error_system(error, "exchange.write", path, errno);
	machine.arena = arena_new();
	machine.scratch = arena_new();
	prepare(&machine);
	write_rows(&machine, fixed);
	number = ferror(machine.file) ? errno : 0;
	number = text_file_end(machine.file, number);
	*rows = machine.rows;
	arena_free(&machine.scratch);
	arena_free(&machine.arena);
	if (machine.status != STATUS_OK)
		return machine.status;
	return number ? error_system(error, "exchange.write", path, number) : STATUS_OK;
}
