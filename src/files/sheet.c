/* Rows as a sheet's XML, put between what the template has before and after them.  Numbers and
 * dates are numbers with the column's style; text is an inline string, which nothing reads as a
 * formula (FLT-03). */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SHEETS_MOST = 99,
	CELL_FRAME = 128,  /* what stands around a cell's text */
	TEXT_MOST = 32767, /* characters, of the format */
	SLICE = 8 * 1024,  /* bytes of a text escaped at once */
	LOOK_EVERY = 256,  /* rows */
	WORDS = 64,        /* codes of a column whose words are kept */
};

/* A code and the end of a cell that says it in words. */
struct word {
	const char *code;
	const char *xml;
	size_t size;
};

struct cells {
	enum type type;
	const char *style;
	char name[4]; /* "AB" */
	size_t name_size, style_size;
	struct word *words;
	size_t word_count, last_word;
};

struct sheet {
	const struct table *table;
	struct pack *pack;
	char *to, *end; /* what is free of the pack's buffer */
	struct sheet_template template;
	struct cells *cells;
	struct arena *arena;   /* the workbook's */
	struct arena *scratch; /* emptied when it has grown */
	const char *names[SHEETS_MOST + 2];
	struct tally tally;
	int64_t rows, here; /* in all; in the present sheet */
	size_t sheet_count;
	char row_name[24];
	size_t row_name_size;
	bool gap; /* a cell was left out: the next one must say where it stands */
};

/* ---- text ---- */

static char *
put(char *to, const char *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

#define PUT(to, literal) put((to), (literal), sizeof(literal) - 1)
#define TEXT_OPEN " t=\"inlineStr\"><is><t>"
#define TEXT_CLOSE "</t></is></c>"

static char *
put_unsigned(char *to, uint64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	return put(to, digits + at, sizeof(digits) - at);
}

/* number / 10^decimals, without zeros at the end. */
static char *
put_decimal(char *to, int64_t number, unsigned decimals)
{
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number, unit = 1, rest = 0;

	while (decimals-- > 0)
		unit *= 10;
	rest = size % unit;
	if (number < 0)
		*to++ = '-';
	to = put_unsigned(to, size / unit);
	if (rest == 0)
		return to;
	*to++ = '.';
	while (rest > 0) {
		rest *= 10;
		*to++ = (char)('0' + rest / unit);
		rest %= unit;
	}
	return to;
}

/* Room for least bytes at sheet->to. */
static void
make_room(struct sheet *sheet, size_t least)
{
	if ((size_t)(sheet->end - sheet->to) >= least)
		return;
	pack_used(sheet->pack, sheet->to);
	sheet->to = pack_room(sheet->pack, least, &sheet->end);
}

/* What a byte of text asks for.  ASCII and Latin letters are what nearly every text is made of;
 * anything else is looked at closely. */
enum { BYTE_CLOSE, BYTE_PLAIN, BYTE_LATIN, BYTE_MARKUP };

static int
byte_kind(unsigned char byte)
{
	if (byte == '&' || byte == '<' || byte == '>')
		return BYTE_MARKUP;
	if (byte >= 0x20 && byte < 0x7F && byte != '_')
		return BYTE_PLAIN;
	return byte >= 0xC3 && byte <= 0xC5 ? BYTE_LATIN : BYTE_CLOSE;
}

static char *
put_markup(char *to, char byte)
{
	if (byte == '&')
		return PUT(to, "&amp;");
	return byte == '<' ? PUT(to, "&lt;") : PUT(to, "&gt;");
}

/* NULL for text to be looked at closely.  There is room for five times its size. */
static char *
put_plain(char *to, const char *text, size_t size)
{
	if (text[0] == ' ' || text[size - 1] == ' ')
		return NULL;
	for (size_t i = 0; i < size; i++) {
		switch (byte_kind((unsigned char)text[i])) {
		case BYTE_PLAIN:
			*to++ = text[i];
			break;
		case BYTE_MARKUP:
			to = put_markup(to, text[i]);
			break;
		case BYTE_LATIN:
			if (((unsigned char)text[i + 1] & 0xC0) != 0x80)
				return NULL;
			*to++ = text[i++];
			*to++ = text[i];
			break;
		default:
			return NULL;
		}
	}
	return to;
}

static char *
put_escaped(char *to, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] == '&' || text[i] == '<' || text[i] == '>')
			to = put_markup(to, text[i]);
		else
			*to++ = text[i];
	return to;
}

/* "_x0041_" in a cell would be read as "A": the sign that begins it is written so instead. */
static const char *
guard_escapes(struct arena *arena, const char *text)
{
	struct builder guarded = { .arena = arena };
	const char *from = text;

	for (const char *at = strstr(text, "_x"); at; at = strstr(at + 1, "_x")) {
		if (strspn(at + 2, "0123456789ABCDEFabcdef") < 4 || at[6] != '_')
			continue;
		builder_add_bytes(&guarded, from, (size_t)(at - from));
		builder_add(&guarded, "_x005F_");
		from = at + 1;
	}
	if (from == text)
		return text;
	builder_add(&guarded, from);
	return builder_text(&guarded);
}

/* Clean, line by line: a cell may have several, and tabs. */
static const char *
clean_lines(struct arena *arena, const char *text)
{
	struct builder lines = { .arena = arena };

	if (!strpbrk(text, "\n\t"))
		return text_clean(arena, text);
	while (*text) {
		size_t size = strcspn(text, "\n\t");

		builder_add(&lines, text_clean(arena, arena_copy_bytes(arena, text, size)));
		text += size;
		if (*text)
			builder_add_bytes(&lines, text++, 1);
	}
	return builder_text(&lines);
}

/* Bytes of the first TEXT_MOST characters, as the format counts them: UTF-16. */
static size_t
cut_size(const char *text)
{
	size_t count = 0, at = 0;

	for (; text[at]; at++) {
		unsigned char byte = (unsigned char)text[at];

		if ((byte & 0xC0) == 0x80)
			continue;
		count += byte >= 0xF0 ? 2 : 1;
		if (count > TEXT_MOST)
			return at;
	}
	return at;
}

static bool
keeps_blanks(const char *text, size_t size)
{
	return size > 0 && (strchr(" \t\n", text[0]) || strchr(" \t\n", text[size - 1]));
}

/* Text of any length and content, slice by slice. */
static void
write_slow_text(struct sheet *sheet, const char *text)
{
	const char *clean = guard_escapes(sheet->scratch, clean_lines(sheet->scratch, text));
	size_t size = cut_size(clean);

	make_room(sheet, CELL_FRAME);
	sheet->to = keeps_blanks(clean, size)
			? PUT(sheet->to, " t=\"inlineStr\"><is><t xml:space=\"preserve\">")
			: PUT(sheet->to, TEXT_OPEN);
	while (size > 0) {
		size_t slice = size < SLICE ? size : SLICE;

		make_room(sheet, 5 * slice);
		sheet->to = put_escaped(sheet->to, clean, slice);
		clean += slice;
		size -= slice;
	}
	make_room(sheet, CELL_FRAME);
	sheet->to = PUT(sheet->to, TEXT_CLOSE);
}

/* ---- dates ---- */

enum { DAYS_1900_TO_1970 = 25569, DAY_SECONDS = 86400, DAY_DECIMALS = 9 };
#define DAY_PARTS INT64_C(1000000000) /* 86 microseconds each */

static bool
two_digits(const char *text, int *number)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return false;
	*number = (text[0] - '0') * 10 + text[1] - '0';
	return true;
}

/* 2026-11-20 and 2026-11, whose day is then the first.  Days before 1 March 1900 are no numbers of
 * the format's calendar. */
static bool
day_of(const char *text, size_t size, int64_t *day)
{
	int century = 0, year = 0, month = 0, number = 1;
	struct civil civil;

	if (size < 7 || text[4] != '-' || !two_digits(text, &century) ||
	    !two_digits(text + 2, &year) || !two_digits(text + 5, &month) || month < 1 ||
	    month > 12)
		return false;
	if (size >= 10 && (text[7] != '-' || !two_digits(text + 8, &number)))
		return false;
	civil = (struct civil){ .year = century * 100 + year, .month = month, .day = number };
	*day = date_days(civil) + DAYS_1900_TO_1970;
	return *day > 60;
}

static bool
instant_of(const char *text, int64_t *day, int64_t *second)
{
	int64_t seconds = 0;
	struct tm local = { 0 };
	time_t when = 0;

	if (!stamp_read(text, &seconds))
		return false;
	when = (time_t)seconds;
	if (!localtime_r(&when, &local))
		return false;
	seconds += local.tm_gmtoff;
	*day = seconds / DAY_SECONDS + DAYS_1900_TO_1970;
	*second = seconds % DAY_SECONDS;
	return seconds >= 0;
}

/* ---- cells ---- */

/* Where a cell stands is written where it does not stand beside the one before: it is half of what
 * a cell takes, and the format lets it be left out. */
static void
open_cell(struct sheet *sheet, const struct cells *cells)
{
	char *to = NULL;

	make_room(sheet, CELL_FRAME);
	to = PUT(sheet->to, "<c");
	if (sheet->gap) {
		to = PUT(to, " r=\"");
		to = put(to, cells->name, cells->name_size);
		to = put(to, sheet->row_name, sheet->row_name_size);
		*to++ = '"';
		sheet->gap = false;
	}
	sheet->to = put(to, cells->style, cells->style_size);
}

static void
write_number(struct sheet *sheet, const struct cells *cells, int64_t number, unsigned decimals)
{
	open_cell(sheet, cells);
	sheet->to = PUT(sheet->to, "><v>");
	sheet->to = put_decimal(sheet->to, number, decimals);
	sheet->to = PUT(sheet->to, "</v></c>");
}

static void
write_text(struct sheet *sheet, const struct cells *cells, const char *text)
{
	size_t size = strlen(text);
	char *to = NULL;

	if (size == 0) {
		sheet->gap = true;
		return;
	}
	open_cell(sheet, cells);
	if (size <= SLICE) {
		make_room(sheet, 5 * size + CELL_FRAME);
		to = put_plain(PUT(sheet->to, TEXT_OPEN), text, size);
	}
	if (to)
		sheet->to = PUT(to, TEXT_CLOSE);
	else
		write_slow_text(sheet, text);
}

static struct word *
add_word(struct sheet *sheet, struct cells *cells, const char *code, const struct value *value)
{
	struct word *word = &cells->words[cells->word_count++];
	const char *text =
	    text_clean(sheet->arena, value_format(sheet->scratch, sheet->table->lang, value));
	char *xml = arena_alloc(sheet->arena, 5 * strlen(text) + CELL_FRAME), *to = xml;

	to = PUT(to, TEXT_OPEN);
	to = put_escaped(to, text, strlen(text));
	to = PUT(to, TEXT_CLOSE);
	*word = (struct word){ .code = arena_copy(sheet->arena, code),
			       .xml = xml,
			       .size = (size_t)(to - xml) };
	return word;
}

/* Words of a code, made once; NULL when there are too many to keep. */
static const struct word *
find_word(struct sheet *sheet, struct cells *cells, const struct value *value)
{
	const char number[2] = { value->number ? '1' : '0', '\0' };
	const char *code = cells->type == TYPE_BOOL ? number : value->text;

	if (cells->last_word < cells->word_count &&
	    strcmp(cells->words[cells->last_word].code, code) == 0)
		return &cells->words[cells->last_word];
	for (size_t i = 0; i < cells->word_count; i++) {
		if (strcmp(cells->words[i].code, code) == 0) {
			cells->last_word = i;
			return &cells->words[i];
		}
	}
	return cells->word_count < WORDS ? add_word(sheet, cells, code, value) : NULL;
}

static void
write_words(struct sheet *sheet, struct cells *cells, const struct value *value)
{
	const struct word *word = NULL;

	if (cells->type == TYPE_CHOICE && !*value->text) {
		sheet->gap = true;
		return;
	}
	word = find_word(sheet, cells, value);
	if (!word) {
		write_text(sheet, cells, value_format(sheet->scratch, sheet->table->lang, value));
		return;
	}
	open_cell(sheet, cells);
	make_room(sheet, word->size);
	sheet->to = put(sheet->to, word->xml, word->size);
}

static void
write_day(struct sheet *sheet, const struct cells *cells, const char *text)
{
	int64_t day = 0, second = 0;
	bool good = cells->type == TYPE_STAMP ? instant_of(text, &day, &second)
					      : day_of(text, strlen(text), &day);

	if (!good)
		write_text(sheet, cells, text);
	else if (second == 0)
		write_number(sheet, cells, day, 0);
	else
		write_number(sheet, cells,
			     day * DAY_PARTS + (second * DAY_PARTS + DAY_SECONDS / 2) / DAY_SECONDS,
			     DAY_DECIMALS);
}

static void
write_cell(struct sheet *sheet, struct cells *cells, const struct value *value)
{
	if (!value->known) {
		sheet->gap = true;
		return;
	}
	switch (cells->type) {
	case TYPE_INT:
	case TYPE_RECORD:
		write_number(sheet, cells, value->number, 0);
		return;
	case TYPE_MONEY:
		write_number(sheet, cells, value->number, 2);
		return;
	case TYPE_QUANTITY:
		write_number(sheet, cells, value->number, 3);
		return;
	case TYPE_DATE:
	case TYPE_MONTH:
	case TYPE_STAMP:
		write_day(sheet, cells, value->text);
		return;
	case TYPE_BOOL:
	case TYPE_CHOICE:
		write_words(sheet, cells, value);
		return;
	case TYPE_TEXT:
	case TYPE_CARD:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_LIST:
		write_text(sheet, cells, value->text);
		return;
	case TYPE_SAID:
		write_text(sheet, cells, value_format(sheet->scratch, sheet->table->lang, value));
		return;
	case TYPE_BLOB: /* bytes are nothing to read */
		sheet->gap = true;
		return;
	}
}

/* ---- rows and sheets ---- */

static const char *
text_or_empty(const struct value *values, int index)
{
	return index >= 0 && values[index].known ? values[index].text : "";
}

static void
write_row(struct sheet *sheet, const struct value *values)
{
	const struct table *table = sheet->table;

	sheet->row_name_size =
	    (size_t)(put_unsigned(sheet->row_name, (uint64_t)sheet->here + 2) - sheet->row_name);
	make_room(sheet, CELL_FRAME);
	sheet->to = PUT(sheet->to, "<row r=\"");
	sheet->to = put(sheet->to, sheet->row_name, sheet->row_name_size);
	sheet->to = PUT(sheet->to, "\">");
	sheet->gap = true;
	for (size_t i = 0; i < table->count; i++)
		write_cell(sheet, &sheet->cells[i], &values[i]);
	make_room(sheet, CELL_FRAME);
	sheet->to = PUT(sheet->to, "</row>");
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
	sheet->to = pack_room(sheet->pack, CELL_FRAME, &sheet->end);
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
	const struct cells *last = &sheet->cells[sheet->table->count - 1];
	const char *range =
	    arena_format(sheet->arena, "A1:%s%" PRId64, last->name, sheet->here + 1);

	pack_used(sheet->pack, sheet->to);
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
prepare_cells(struct sheet *sheet)
{
	const struct table *table = sheet->table;

	sheet->cells = arena_array(sheet->arena, table->count, sizeof(*sheet->cells));
	for (size_t i = 0; i < table->count; i++) {
		struct cells *cells = &sheet->cells[i];
		char *name = cells->name;

		cells->type = table->columns[i].type;
		cells->style = sheet->template.styles[i];
		cells->style_size = strlen(cells->style);
		cells->words = arena_array(sheet->arena, WORDS, sizeof(*cells->words));
		if (i >= 26)
			*name++ = (char)('A' + i / 26 - 1);
		*name++ = (char)('A' + i % 26);
		cells->name_size = (size_t)(name - cells->name);
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
		prepare_cells(sheet);
	prepare_tally(sheet);
	return status;
}

enum status
table_write_sheet(const struct table *table, const char *path, int64_t *rows, struct error *error)
{
	struct sheet sheet = { .table = table, .arena = arena_new(), .scratch = arena_new() };
	enum status status = prepare(&sheet, error), closed = STATUS_OK;

	if (status == STATUS_OK)
		status = pack_open(&sheet.pack, path, table->thread, error);
	if (status == STATUS_OK) {
		write_rows(&sheet);
		status = write_parts(&sheet, error);
		closed = pack_close(&sheet.pack, path, status == STATUS_OK ? error : NULL);
	}
	*rows = sheet.rows;
	arena_free(&sheet.scratch);
	arena_free(&sheet.arena);
	return status == STATUS_OK ? closed : status;
}
