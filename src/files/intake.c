/* Transactions as they come, by the million (DAY-04): the file is mapped, not loaded, and each line
 * becomes numbers and its own cells, sent in blocks.  What most lines are made of is read at a
 * glance; the rest as people's typing. */
#include "private.h"

#include <csv.h>
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/intake.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINE_ROOM = sizeof(struct intake_line) + INTAKE_CELLS * (INTAKE_CELL_MOST + 1) + 8,
	BLOCK = 60 * 1024,
	LINE_MOST = 64 * 1024,
	RECORD_MOST = 128 * 1024, /* of a quoted one, over several lines */
	WORDS_MOST = 512,
	SEEN_MOST = 64,
	DIGITS_EXACT = 15,
	DAY = 86400,
};

struct slice {
	const char *at;
	size_t size;
};

struct spelling {
	enum intake_cell cell;
	const char *code, *folded;
};

/* A spelling that has been looked up. */
struct seen {
	char text[32];
	size_t size;
	int code; /* of its word; -1: none */
};

struct vocabulary {
	struct seen *seen; /* SEEN_MOST */
	size_t count, last;
};

/* What grows with a stranger's file stands by itself, and not in here: one too many would go
 * unseen. */
struct intake_reader {
	struct reading *reading;
	struct arena *scratch; /* of a line */
	char separator;
	bool foreign; /* Windows-1252 */
	int places[INTAKE_CELLS];
	size_t headings;
	struct spelling *words; /* WORDS_MOST */
	size_t word_count;
	struct vocabulary product, unit;
	struct slice *cells; /* CELLS_MOST */
	size_t count;
	char *kept; /* the cells of a quoted record: RECORD_MOST */
	size_t kept_size;
	bool record;
	char *block; /* BLOCK + LINE_ROOM */
	size_t block_size;
	int64_t block_lines, lines;
	int64_t number; /* of the file: where the present record begins */
};

/* ---- the block ---- */

static bool
send_block(struct intake_reader *reader)
{
	if (reader->block_lines > 0 &&
	    (is_stopped() ||
	     !frame_write_block(stdout, reader->block_lines, reader->block, reader->block_size)))
		(void)reading_fail(reader->reading, "exchange.stopped", NULL);
	reader->block_size = 0;
	reader->block_lines = 0;
	return reader->reading->status == STATUS_OK;
}

/* ---- cells ---- */

static struct slice
trimmed(struct slice cell)
{
	static const char hard[] = "\xC2\xA0";

	for (;;) {
		size_t cut = 0;

		if (cell.size > 0 && (*cell.at == ' ' || *cell.at == '\t'))
			cut = 1;
		else if (cell.size > 1 && memcmp(cell.at, hard, 2) == 0)
			cut = 2;
		if (cut == 0)
			break;
		cell.at += cut;
		cell.size -= cut;
	}
	for (;;) {
		const char *end = cell.at + cell.size;

		if (cell.size > 0 && (end[-1] == ' ' || end[-1] == '\t'))
			cell.size--;
		else if (cell.size > 1 && memcmp(end - 2, hard, 2) == 0)
			cell.size -= 2;
		else
			break;
	}
	if (cell.size == 1 && *cell.at == '-') /* how some fill an empty cell */
		cell.size = 0;
	return cell;
}

static void
blame(struct intake_line *line, enum intake_cell cell, enum intake_fault fault)
{
	if (line->fault != INTAKE_GOOD)
		return;
	line->cell = (uint8_t)cell;
	line->fault = (uint8_t)fault;
}

static bool
is_words(enum intake_cell cell)
{
	return cell == INTAKE_DRIVER || cell == INTAKE_STATION || cell == INTAKE_PRODUCT ||
	       cell == INTAKE_REFERENCE || cell == INTAKE_UNIT || cell == INTAKE_CURRENCY;
}

/* FLT-03 the other way: a formula is taken for nothing else. */
static bool
is_formula(enum intake_cell cell, const struct slice *text)
{
	if (text->size == 0)
		return false;
	return strchr("=@", *text->at) || (is_words(cell) && strchr("+-", *text->at));
}

static bool
is_plain(const struct slice *text)
{
	for (size_t i = 0; i < text->size; i++)
		if ((unsigned char)(text->at[i] - 0x20) >= 0x5F)
			return false;
	return true;
}

/* Its text after those before it; what is wrong with it as text. */
static size_t
keep_cell(struct intake_line *line, enum intake_cell cell, struct slice *text, size_t at)
{
	if (text->size > INTAKE_CELL_MOST) {
		blame(line, cell, INTAKE_LONG);
		text->size = INTAKE_CELL_MOST;
		while (text->size > 0 && ((unsigned char)text->at[text->size] & 0xC0) == 0x80)
			text->size--;
	}
	if (is_formula(cell, text))
		blame(line, cell, INTAKE_FORMULA);
	if (text->size > 0)
		memcpy(line->text + at, text->at, text->size);
	line->text[at + text->size] = '\0';
	if (!is_plain(text) && !text_valid(line->text + at))
		blame(line, cell, INTAKE_CONTROL);
	return at + text->size + 1;
}

/* ---- what cells say ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 57,90 and 57.90 and 57: what nearly all are. */
static bool
glance(const struct slice *text, int decimals, int64_t *number)
{
	size_t i = 0;
	int64_t read = 0;
	int places = -1;

	if (text->size == 0 || text->size > 10 || !is_digit(*text->at))
		return false;
	for (; i < text->size; i++) {
		char c = text->at[i];

		if (is_digit(c)) {
			read = read * 10 + (c - '0');
			places += places >= 0;
		} else if ((c == ',' || c == '.') && places < 0) {
			places = 0;
		} else {
			return false;
		}
	}
	if (places == 0 || places > decimals)
		return false;
	for (places = places < 0 ? 0 : places; places < decimals; places++)
		read *= 10;
	*number = read;
	return true;
}

static bool
typed_number(struct intake_reader *reader, enum type type, const struct slice *text,
	     int64_t *number)
{
	const char *typed = arena_copy_bytes(reader->scratch, text->at, text->size);
	const char *key = NULL;
	struct value value;

	if (!value_parse(reader->scratch, type, typed, &value, &key) || !value.known)
		return false;
	*number = value.number;
	return true;
}

static void
read_number(struct intake_reader *reader, struct intake_line *line, enum intake_cell cell,
	    const struct slice *text, enum type type, int32_t *number)
{
	int decimals = type == TYPE_QUANTITY ? 3 : type == TYPE_MONEY ? 2 : 0;
	int64_t read = 0;

	if (text->size == 0)
		return;
	if ((!glance(text, decimals, &read) && !typed_number(reader, type, text, &read)) ||
	    (type == TYPE_INT && read > INT32_MAX)) {
		blame(line, cell, type == TYPE_INT ? INTAKE_NO_NUMBER : INTAKE_NO_AMOUNT);
		return;
	}
	*number = read > INT32_MAX ? INT32_MAX : read < INT32_MIN ? INT32_MIN : (int32_t)read;
	/* -1 stands for what is not said. */
	if (*number == -1)
		*number = -2;
}

static void
read_card(struct intake_line *line, const struct slice *text)
{
	uint64_t number = 0;
	int digits = 0;

	for (size_t i = 0; i < text->size; i++) {
		char c = text->at[i];

		if (is_digit(c) && ++digits < 20)
			number = number * 10 + (uint64_t)(c - '0');
		else if (!strchr(" .-", c) && (unsigned char)c != 0xC2 && (unsigned char)c != 0xA0)
			digits = 99;
	}
	line->card = digits == 19 ? number : 0;
	if (digits != 19)
		blame(line, INTAKE_CARD, text->size ? INTAKE_NO_CARD : INTAKE_MISSING);
}

static bool
two(const char *at, int least, int most, int *number)
{
	if (!is_digit(at[0]) || !is_digit(at[1]))
		return false;
	*number = (at[0] - '0') * 10 + (at[1] - '0');
	return *number >= least && *number <= most;
}

static bool
year(const char *at, int *number)
{
	int first = 0, last = 0;

	if (!two(at, 19, 29, &first) || !two(at + 2, 0, 99, &last))
		return false;
	*number = first * 100 + last;
	return true;
}

/* 01/10/2026 and 2026-10-01. */
static bool
glance_day(const char *at, int64_t *day)
{
	struct civil civil = { 0 };
	char iso[DATE_SIZE];
	bool read = strchr("/.-", at[2]) && at[2] == at[5]
			? two(at, 1, 31, &civil.day) && two(at + 3, 1, 12, &civil.month) &&
			      year(at + 6, &civil.year)
			: at[4] == '-' && at[7] == '-' && year(at, &civil.year) &&
			      two(at + 5, 1, 12, &civil.month) && two(at + 8, 1, 31, &civil.day);

	if (!read)
		return false;
	if (civil.day > 28) {
		date_write(civil, iso);
		if (!date_read(iso, &civil))
			return false;
	}
	*day = date_days(civil);
	return true;
}

/* 10:03:18 and 10:03. */
static bool
glance_time(const struct slice *text, int64_t *seconds)
{
	int hour = 0, minute = 0, second = 0;
	const char *at = text->at;
	bool long_one = text->size == 8;

	if (text->size != 5 && !long_one)
		return false;
	if (at[2] != ':' || !two(at, 0, 23, &hour) || !two(at + 3, 0, 59, &minute) ||
	    (long_one && (at[5] != ':' || !two(at + 6, 0, 59, &second))))
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	return true;
}

/* Typed otherwise: a day alone, or a moment, which value_parse gives in UTC. */
static bool
typed_moment(struct intake_reader *reader, const struct slice *text, int64_t *local)
{
	const char *typed = arena_copy_bytes(reader->scratch, text->at, text->size);
	const char *key = NULL;
	struct value value;
	struct civil day;
	int64_t seconds = 0;

	if (value_parse(reader->scratch, TYPE_DATE, typed, &value, &key) && value.known &&
	    date_read(value.text, &day)) {
		*local = date_days(day) * DAY;
		return true;
	}
	if (!value_parse(reader->scratch, TYPE_STAMP, typed, &value, &key) || !value.known ||
	    !stamp_read(value.text, &seconds))
		return false;
	*local = seconds_local(seconds);
	return true;
}

static void
read_moment(struct intake_reader *reader, struct intake_line *line, const struct slice *day,
	    const struct slice *time)
{
	int64_t days = 0, seconds = 0, local = 0;
	struct slice rest = { .at = "" };

	if (day->size == 0) {
		blame(line, INTAKE_AT, INTAKE_MISSING);
		return;
	}
	if (day->size > 11)
		rest = (struct slice){ .at = day->at + 11, .size = day->size - 11 };
	if (day->size == 10 && glance_day(day->at, &days))
		local = days * DAY;
	else if (rest.size > 0 && strchr(" T", day->at[10]) && glance_day(day->at, &days) &&
		 glance_time(&rest, &seconds))
		local = days * DAY + seconds;
	else if (!typed_moment(reader, day, &local)) {
		blame(line, INTAKE_AT, INTAKE_NO_DATE);
		return;
	}
	if (time->size > 0) {
		if (glance_time(time, &seconds))
			local += seconds;
		else
			blame(line, INTAKE_TIME, INTAKE_NO_TIME);
	}
	line->at = local;
}

static int
look_up(struct intake_reader *reader, enum intake_cell cell, const struct slice *text)
{
	const char *folded =
	    text_fold(reader->scratch, arena_copy_bytes(reader->scratch, text->at, text->size));

	for (size_t i = 0; i < reader->word_count; i++)
		if (reader->words[i].cell == cell && strcmp(reader->words[i].folded, folded) == 0)
			return (int)strtol(reader->words[i].code, NULL, 10);
	return -1;
}

static bool
is_seen(const struct seen *seen, const struct slice *text)
{
	return seen->size == text->size && memcmp(seen->text, text->at, text->size) == 0;
}

/* A word that came before is known by its very bytes. */
static int
code_of(struct intake_reader *reader, struct vocabulary *vocabulary, enum intake_cell cell,
	const struct slice *text)
{
	struct seen *seen = NULL;
	int code = 0;

	for (size_t i = 0; i < vocabulary->count; i++)
		if (is_seen(&vocabulary->seen[i], text))
			return vocabulary->seen[i].code;
	code = look_up(reader, cell, text);
	if (vocabulary->count < SEEN_MOST && text->size <= sizeof(seen->text)) {
		seen = &vocabulary->seen[vocabulary->count++];
		memcpy(seen->text, text->at, text->size);
		seen->size = text->size;
		seen->code = code;
	}
	return code;
}

static void
read_currency(struct intake_reader *reader, struct intake_line *line, const struct slice *text)
{
	const char *typed = NULL, *folded = NULL;

	if (text->size == 3 && is_plain(text)) {
		for (size_t i = 0; i < 3; i++)
			line->currency[i] = (char)(text->at[i] & ~('a' - 'A'));
		return;
	}
	if (text->size == 0)
		return;
	typed = arena_copy_bytes(reader->scratch, text->at, text->size);
	folded = text_fold(reader->scratch, typed);
	for (size_t i = 0; i < reader->word_count; i++)
		if (reader->words[i].cell == INTAKE_CURRENCY &&
		    (strcmp(reader->words[i].folded, *folded ? folded : typed) == 0))
			memcpy(line->currency, reader->words[i].code, 3);
	if (!line->currency[0])
		memcpy(line->currency, "???", 3);
}

static void
read_vat(struct intake_reader *reader, struct intake_line *line, struct slice text)
{
	int32_t rate = -1;

	if (text.size > 1 && text.at[text.size - 1] == '%')
		text.size--;
	text = trimmed(text);
	read_number(reader, line, INTAKE_VAT_RATE, &text, TYPE_MONEY, &rate);
	line->vat_rate = rate >= 0 && rate <= INT16_MAX ? (int16_t)rate : -1;
}

static void
read_cells(struct intake_reader *reader, struct intake_line *line, const struct slice *cells)
{
	int32_t rank = 0;
	int code = 0;

	read_card(line, &cells[INTAKE_CARD]);
	read_number(reader, line, INTAKE_RANK, &cells[INTAKE_RANK], TYPE_INT, &rank);
	line->rank = (uint8_t)(rank < 0 || rank > UINT8_MAX ? UINT8_MAX : rank);
	read_moment(reader, line, &cells[INTAKE_AT], &cells[INTAKE_TIME]);
	code = cells[INTAKE_PRODUCT].size
		   ? code_of(reader, &reader->product, INTAKE_PRODUCT, &cells[INTAKE_PRODUCT])
		   : -1;
	line->product = (uint8_t)(code < 0 || code >= INTAKE_GOODS_MOST ? INTAKE_NO_GOODS : code);
	if (line->product == INTAKE_NO_GOODS)
		blame(line, INTAKE_PRODUCT,
		      cells[INTAKE_PRODUCT].size ? INTAKE_NO_PRODUCT : INTAKE_MISSING);
	read_number(reader, line, INTAKE_QUANTITY, &cells[INTAKE_QUANTITY], TYPE_QUANTITY,
		    &line->quantity);
	code = cells[INTAKE_UNIT].size
		   ? code_of(reader, &reader->unit, INTAKE_UNIT, &cells[INTAKE_UNIT])
		   : INTAKE_NO_UNIT;
	if (code < 0 || code > INTAKE_PIECE)
		blame(line, INTAKE_UNIT, INTAKE_NO_PRODUCT);
	else
		line->unit = (uint8_t)code;
	read_number(reader, line, INTAKE_UNIT_PRICE, &cells[INTAKE_UNIT_PRICE], TYPE_QUANTITY,
		    &line->unit_price);
	read_vat(reader, line, cells[INTAKE_VAT_RATE]);
	if (cells[INTAKE_AMOUNT].size == 0)
		blame(line, INTAKE_AMOUNT, INTAKE_MISSING);
	read_number(reader, line, INTAKE_AMOUNT, &cells[INTAKE_AMOUNT], TYPE_MONEY, &line->amount);
	read_currency(reader, line, &cells[INTAKE_CURRENCY]);
	read_number(reader, line, INTAKE_ODOMETER, &cells[INTAKE_ODOMETER], TYPE_INT,
		    &line->odometer);
}

/* ---- a line ---- */

static bool
has_more(const struct intake_reader *reader)
{
	for (size_t i = reader->headings; i < reader->count; i++)
		if (reader->cells[i].size > 0)
			return true;
	return false;
}

static bool
is_blank(const struct intake_reader *reader)
{
	for (size_t i = 0; i < reader->count; i++)
		if (reader->cells[i].size > 0)
			return false;
	return true;
}

static bool
add_line(struct intake_reader *reader)
{
	struct intake_line *line =
	    (struct intake_line *)(void *)(reader->block + reader->block_size);
	struct slice cells[INTAKE_CELLS];
	size_t at = 0;

	if (is_blank(reader))
		return true;
	*line = (struct intake_line){
		.number = (uint32_t)reader->number,
		.quantity = -1,
		.unit_price = -1,
		.odometer = -1,
		.vat_rate = -1,
	};
	if (reader->count < reader->headings || has_more(reader))
		blame(line, INTAKE_CARD, INTAKE_SHORT);
	for (int i = 0; i < INTAKE_CELLS; i++) {
		int place = reader->places[i];

		cells[i] = place >= 0 && (size_t)place < reader->count
			       ? trimmed(reader->cells[place])
			       : (struct slice){ .at = "" };
		if (i == INTAKE_DRIVER)
			line->driver = (uint16_t)at;
		else if (i == INTAKE_STATION)
			line->station = (uint16_t)at;
		else if (i == INTAKE_REFERENCE)
			line->reference = (uint16_t)at;
		at = keep_cell(line, (enum intake_cell)i, &cells[i], at);
	}
	read_cells(reader, line, cells);
	line->size = (uint32_t)((offsetof(struct intake_line, text) + at + 7) / 8 * 8);
	memset(line->text + at, 0, line->size - offsetof(struct intake_line, text) - at);
	reader->block_size += line->size;
	reader->block_lines++;
	if (++reader->lines > INTAKE_LINES_MOST) {
		(void)reading_fail(reader->reading, "exchange.too_many_lines",
				   ARGS(ARG_INT("most", INTAKE_LINES_MOST)));
		return false;
	}
	return reader->block_size < BLOCK || send_block(reader);
}

static bool
add_cell(struct intake_reader *reader, const char *at, size_t size)
{
	if (reader->count == CELLS_MOST) {
		(void)reading_fail(reader->reading, "exchange.too_many_cells",
				   ARGS(ARG_INT("most", CELLS_MOST)));
		return false;
	}
	reader->cells[reader->count++] = (struct slice){ at, size };
	return true;
}

static void
split(struct intake_reader *reader, const char *line, size_t size)
{
	const char *end = line + size;

	for (reader->count = 0;;) {
		const char *next = memchr(line, reader->separator, (size_t)(end - line));

		if (!add_cell(reader, line, (size_t)((next ? next : end) - line)) || !next)
			return;
		line = next + 1;
	}
}

/* ---- quoted records, by libcsv ---- */

static void
on_cell(void *bytes, size_t size, void *context)
{
	struct intake_reader *reader = context;

	if (reader->kept_size + size > RECORD_MOST) {
		(void)reading_fail(reader->reading, "exchange.cell_huge",
				   ARGS(ARG_INT("most", CELL_MOST)));
		return;
	}
	if (!add_cell(reader, reader->kept + reader->kept_size, size) || size == 0)
		return;
	memcpy(reader->kept + reader->kept_size, bytes, size);
	reader->kept_size += size;
}

static void
on_record(int sign, void *context)
{
	struct intake_reader *reader = context;

	(void)sign;
	reader->record = true;
}

static const char *
in_utf8(struct intake_reader *reader, const char *line, size_t *size)
{
	const char *text = line;

	if (reader->foreign) {
		text = text_from_cp1252(reader->scratch, line, *size);
		*size = strlen(text);
	}
	return text;
}

/* From the line that has a quote to the end of its record; how many bytes and lines that took. */
static size_t
split_quoted(struct intake_reader *reader, const char *text, size_t size, int64_t *lines)
{
	struct csv_parser parser;
	size_t taken = 0;

	if (!csv_begin(&parser, reader->separator))
		memory_lost();
	reader->count = reader->kept_size = 0;
	reader->record = false;
	for (*lines = 0; !reader->record && reader->reading->status == STATUS_OK; ++*lines) {
		size_t line = csv_line_size(text + taken, size - taken), given = line;
		const char *utf8 = NULL;

		if (line == 0 || taken + line > RECORD_MOST) {
			if (csv_fini(&parser, on_cell, on_record, reader) != 0 || !reader->record)
				(void)reading_fail_line(reader->reading, "exchange.csv_open",
							reader->number);
			break;
		}
		utf8 = in_utf8(reader, text + taken, &given);
		if (csv_parse(&parser, utf8, given, on_cell, on_record, reader) != given)
			(void)reading_fail_line(reader->reading, "exchange.csv_quote",
						reader->number + *lines);
		taken += line;
	}
	csv_free(&parser);
	return taken;
}

/* The cells of the record that begins text, and the bytes and lines it is long. */
static size_t
next_record(struct intake_reader *reader, const char *text, size_t size, int64_t *lines)
{
	const char *end = memchr(text, '\n', size);
	size_t line = end ? (size_t)(end - text) + 1 : size, kept = end ? line - 1 : line;

	*lines = 1;
	if (line > LINE_MOST) {
		(void)reading_fail(reader->reading, "exchange.cell_huge",
				   ARGS(ARG_INT("most", CELL_MOST)));
		return line;
	}
	if (memchr(text, '"', line))
		return split_quoted(reader, text, size, lines);
	while (kept > 0 && text[kept - 1] == '\r')
		kept--;
	text = in_utf8(reader, text, &kept);
	split(reader, text, kept);
	return line;
}

/* ---- the file ---- */

static bool
send_headings(struct intake_reader *reader)
{
	const char *fields[CELLS_MOST];

	while (reader->count > 0 && reader->cells[reader->count - 1].size == 0)
		reader->count--;
	reader->headings = reader->count;
	for (size_t i = 0; i < reader->count; i++) {
		size_t size = reader->cells[i].size;

		fields[i] =
		    arena_format(reader->reading->arena, "%c%.*s", CELL_TEXT,
				 (int)(size > CELL_MOST ? CELL_MOST : size), reader->cells[i].at);
	}
	return frame_write(stdout, JOB_ROW, 1, fields, reader->count) && fflush(stdout) == 0;
}

static bool
cell_named(const char *name, size_t size, enum intake_cell *cell)
{
	for (int i = 0; i < INTAKE_CELLS; i++)
		if (strlen(intake_names[i]) == size && memcmp(intake_names[i], name, size) == 0) {
			*cell = (enum intake_cell)i;
			return true;
		}
	return false;
}

/* "product:3:GAZOLE" */
static bool
take_plan_line(struct intake_reader *reader, const struct job_line *line)
{
	const char *value = line->value, *colon = strchr(value, ':'), *code = NULL;
	enum intake_cell cell = INTAKE_CARD;

	if (!colon || !cell_named(value, (size_t)(colon - value), &cell))
		return false;
	code = colon + 1;
	if (strcmp(line->name, "cell") == 0) {
		reader->places[cell] = (int)strtol(code, NULL, 10);
		return true;
	}
	colon = strchr(code, ':');
	if (!colon || colon - code > 3 || reader->word_count == WORDS_MOST)
		return false;
	reader->words[reader->word_count++] = (struct spelling){
		.cell = cell,
		.code = arena_copy_bytes(reader->reading->arena, code, (size_t)(colon - code)),
		.folded = colon + 1,
	};
	return true;
}

static bool
take_plan(struct intake_reader *reader)
{
	const struct job_line *plan = job_read(reader->reading->arena, stdin);
	bool good = plan != NULL;

	for (int i = 0; i < INTAKE_CELLS; i++)
		reader->places[i] = -1;
	for (; good && plan->name; plan++)
		good = take_plan_line(reader, plan);
	if (!good)
		(void)reading_fail(reader->reading, "exchange.stopped", NULL);
	return good;
}

static void
read_lines(struct intake_reader *reader, const char *text, size_t size)
{
	int64_t lines = 0;

	while (size > 0 && reader->reading->status == STATUS_OK) {
		size_t taken = next_record(reader, text, size, &lines);

		if (reader->reading->status == STATUS_OK)
			(void)add_line(reader);
		reader->number += lines;
		text += taken;
		size -= taken;
		arena_reset(reader->scratch);
	}
	if (reader->reading->status == STATUS_OK && send_block(reader) && fflush(stdout) != 0)
		(void)reading_fail(reader->reading, "exchange.stopped", NULL);
}

static bool
send_hash(const char *bytes, size_t size)
{
	char hash[SECRET_MAC_HEX];

	secret_checksum(bytes, size, hash);
	return frame_write(stdout, JOB_HASH, 0, (const char *const[]){ hash }, 1);
}

static void
read_mapped(struct intake_reader *reader, const char *bytes, size_t size)
{
	struct reading *reading = reader->reading;
	const char *encoding = NULL, *text = csv_recognise(reading, bytes, &size, &encoding);
	const char *whole = text;
	const size_t whole_size = size;
	size_t count = 0;
	char separator[2] = "";
	int64_t lines = 0;

	if (!text)
		return;
	reader->number = 1;
	if (size > 5 && strncmp(text, "sep=", 4) == 0) {
		size_t skipped = csv_line_size(text, size);

		separator[0] = text[4];
		text += skipped;
		size -= skipped;
		reader->number++;
	} else {
		separator[0] = csv_separator(text, size);
	}
	reader->separator = separator[0];
	reader->foreign = strcmp(encoding, "UTF-8") != 0;
	count = csv_lines(text, size);
	if (!reading_form(encoding, separator, count))
		(void)reading_fail(reading, "exchange.stopped", NULL);
	else if (count > INTAKE_LINES_MOST + 1) /* before any of it is held in memory */
		(void)reading_fail(reading, "exchange.too_many_lines",
				   ARGS(ARG_INT("most", INTAKE_LINES_MOST)));
	if (reading->status != STATUS_OK)
		return;
	size_t taken = next_record(reader, text, size, &lines);
	if (reading->status != STATUS_OK || !send_headings(reader) || !take_plan(reader))
		return;
	/* First: whoever is to take the lines in has cards to read meanwhile. */
	if (!send_hash(whole, whole_size)) {
		(void)reading_fail(reading, "exchange.stopped", NULL);
		return;
	}
	arena_reset(reader->scratch);
	reader->number += lines;
	read_lines(reader, text + taken, size - taken);
}

static void
read_file(struct intake_reader *reader, int file)
{
	struct reading *reading = reader->reading;
	struct stat facts;
	void *bytes = NULL;

	if (fstat(file, &facts) != 0)
		reading->status =
		    error_system(reading->error, "exchange.read", reading->path, errno);
	else if (!S_ISREG(facts.st_mode))
		(void)reading_fail(reading, "exchange.no_regular_file", NULL);
	else if (facts.st_size < 4)
		(void)reading_fail(reading, "exchange.empty", NULL);
	else if (facts.st_size > INTAKE_FILE_MOST)
		(void)reading_fail(reading, "exchange.file_huge",
				   ARGS(ARG_INT("most", INTAKE_FILE_MOST >> 20)));
	if (reading->status != STATUS_OK)
		return;
	bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (bytes == MAP_FAILED) {
		reading->status =
		    error_system(reading->error, "exchange.read", reading->path, errno);
		return;
	}
	(void)posix_madvise(bytes, (size_t)facts.st_size, POSIX_MADV_SEQUENTIAL);
	if (memcmp(bytes, "PK\x03\x04", 4) == 0)
		(void)reading_fail(reading, "exchange.intake_sheet", NULL);
	else
		read_mapped(reader, bytes, (size_t)facts.st_size);
	(void)munmap(bytes, (size_t)facts.st_size);
}

static struct intake_reader *
reader_new(struct arena *arena, struct reading *reading)
{
	struct intake_reader *reader = arena_alloc(arena, sizeof(*reader));

	*reader = (struct intake_reader){
		.reading = reading,
		.scratch = arena_new(),
		.words = arena_array(arena, WORDS_MOST, sizeof(*reader->words)),
		.product.seen = arena_array(arena, SEEN_MOST, sizeof(struct seen)),
		.unit.seen = arena_array(arena, SEEN_MOST, sizeof(struct seen)),
		.cells = arena_array(arena, CELLS_MOST, sizeof(*reader->cells)),
		.kept = arena_alloc(arena, RECORD_MOST),
		.block = arena_alloc(arena, BLOCK + LINE_ROOM),
	};
	return reader;
}

enum status
intake_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	struct reading reading = { .arena = arena, .error = error };
	int file = reading_open(job, &reading);

	if (file < 0)
		return reading.status;
	struct intake_reader *reader = reader_new(arena, &reading);
	read_file(reader, file);
	(void)close(file);
	arena_free(&reader->scratch);
	*rows = reader->lines;
	return reading.status;
}
