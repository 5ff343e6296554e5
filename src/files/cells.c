/* A row's cells as XML.  Numbers and dates are numbers with the column's style; text is an inline
 * string, which nothing reads as a formula (FLT-03). */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <stdlib.h>
#include <string.h>

enum {
	CELL_FRAME = 128,  /* what stands around a cell's text */
	TEXT_MOST = 32767, /* characters, of the format */
	SLICE = 8 * 1024,  /* bytes of a text escaped at once */
};

/* ---- text ---- */

static char *
put(char *to, const char *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

/* The first size bytes of an array, all of which is copied: that takes no call, and what is too
 * much is written over. */
#define PUT_ARRAY(to, array, size) (put((to), (array), sizeof(array)) - sizeof(array) + (size))
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
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	char digits[20] = "";
	size_t count = decimals < sizeof(digits) ? decimals : sizeof(digits);

	for (size_t i = count; i > 0; i--, size /= 10)
		digits[i - 1] = (char)('0' + size % 10);
	if (number < 0)
		*to++ = '-';
	to = put_unsigned(to, size);
	while (count > 0 && digits[count - 1] == '0')
		count--;
	if (count == 0)
		return to;
	*to++ = '.';
	return put(to, digits, count);
}

/* Room for least bytes at pen->to. */
static void
make_room(struct pen *pen, size_t least)
{
	if ((size_t)(pen->end - pen->to) >= least)
		return;
	pack_used(pen->pack, pen->to);
	pen->to = pack_room(pen->pack, least, &pen->end);
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
write_slow_text(struct pen *pen, const char *text)
{
	const char *clean = guard_escapes(pen->scratch, clean_lines(pen->scratch, text));
	size_t size = cut_size(clean);

	make_room(pen, CELL_FRAME);
	pen->to = keeps_blanks(clean, size)
		      ? PUT(pen->to, " t=\"inlineStr\"><is><t xml:space=\"preserve\">")
		      : PUT(pen->to, TEXT_OPEN);
	while (size > 0) {
		size_t slice = size < SLICE ? size : SLICE;

		make_room(pen, 5 * slice);
		pen->to = put_escaped(pen->to, clean, slice);
		clean += slice;
		size -= slice;
	}
	make_room(pen, CELL_FRAME);
	pen->to = PUT(pen->to, TEXT_CLOSE);
}

/* ---- dates ---- */

enum { DAY_SECONDS = 86400, DAY_DECIMALS = 9 };
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

	if (!stamp_read(text, &seconds))
		return false;
	seconds = seconds_local(seconds);
	*day = seconds / DAY_SECONDS + DAYS_1900_TO_1970;
	*second = seconds % DAY_SECONDS;
	return seconds >= 0;
}

/* ---- cells ---- */

/* Where a cell stands is written where it does not stand beside the one before: it is half of what
 * a cell takes, and the format lets it be left out. */
static void
open_cell(struct pen *pen, const struct cell_column *column)
{
	char *to = NULL;

	make_room(pen, CELL_FRAME);
	to = PUT(pen->to, "<c");
	if (pen->gap) {
		to = PUT(to, " r=\"");
		to = PUT_ARRAY(to, column->name, column->name_size);
		to = PUT_ARRAY(to, pen->row_name, pen->row_name_size);
		*to++ = '"';
		pen->gap = false;
	}
	pen->to = PUT_ARRAY(to, column->style, column->style_size);
}

static void
write_number(struct pen *pen, const struct cell_column *column, int64_t number, unsigned decimals)
{
	open_cell(pen, column);
	pen->to = PUT(pen->to, "><v>");
	pen->to = put_decimal(pen->to, number, decimals);
	pen->to = PUT(pen->to, "</v></c>");
}

static void
write_text(struct pen *pen, const struct cell_column *column, const char *text)
{
	size_t size = strlen(text);
	char *to = NULL;

	if (size == 0) {
		pen->gap = true;
		return;
	}
	open_cell(pen, column);
	if (size <= SLICE) {
		make_room(pen, 5 * size + CELL_FRAME);
		to = put_plain(PUT(pen->to, TEXT_OPEN), text, size);
	}
	if (to)
		pen->to = PUT(to, TEXT_CLOSE);
	else
		write_slow_text(pen, text);
}

static struct word *
add_word(struct pen *pen, struct cell_column *column, const char *code, const struct value *value)
{
	struct word *word = &column->words[column->word_count++];
	const char *text = text_clean(pen->arena, value_format(pen->scratch, pen->lang, value));
	char *xml = arena_alloc(pen->arena, 5 * strlen(text) + CELL_FRAME), *to = xml;

	to = PUT(to, TEXT_OPEN);
	to = put_escaped(to, text, strlen(text));
	to = PUT(to, TEXT_CLOSE);
	*word = (struct word){ .code = arena_copy(pen->arena, code),
			       .xml = xml,
			       .size = (size_t)(to - xml) };
	return word;
}

/* Words of a code, made once; NULL when there are too many to keep. */
static const struct word *
find_word(struct pen *pen, struct cell_column *column, const struct value *value)
{
	const char number[2] = { value->number ? '1' : '0', '\0' };
	const char *code = column->type == TYPE_BOOL ? number : value->text;

	if (column->last_word < column->word_count &&
	    strcmp(column->words[column->last_word].code, code) == 0)
		return &column->words[column->last_word];
	for (size_t i = 0; i < column->word_count; i++) {
		if (strcmp(column->words[i].code, code) == 0) {
			column->last_word = i;
			return &column->words[i];
		}
	}
	return column->word_count < WORDS_KEPT ? add_word(pen, column, code, value) : NULL;
}

static void
write_words(struct pen *pen, struct cell_column *column, const struct value *value)
{
	const struct word *word = NULL;

	if (column->type == TYPE_CHOICE && !*value->text) {
		pen->gap = true;
		return;
	}
	word = find_word(pen, column, value);
	if (!word) {
		write_text(pen, column, value_format(pen->scratch, pen->lang, value));
		return;
	}
	open_cell(pen, column);
	make_room(pen, word->size);
	pen->to = put(pen->to, word->xml, word->size);
}

static void
write_day(struct pen *pen, const struct cell_column *column, const char *text)
{
	int64_t day = 0, second = 0;
	bool good = column->type == TYPE_STAMP ? instant_of(text, &day, &second)
					       : day_of(text, strlen(text), &day);

	if (!good)
		write_text(pen, column, text);
	else if (second == 0)
		write_number(pen, column, day, 0);
	else
		write_number(pen, column,
			     day * DAY_PARTS + (second * DAY_PARTS + DAY_SECONDS / 2) / DAY_SECONDS,
			     DAY_DECIMALS);
}

void
pen_cell(struct pen *pen, struct cell_column *column, const struct value *value)
{
	if (!value->known) {
		pen->gap = true;
		return;
	}
	switch (column->type) {
	case TYPE_INT:
	case TYPE_RECORD:
		write_number(pen, column, value->number, 0);
		return;
	case TYPE_MONEY:
		write_number(pen, column, value->number, 2);
		return;
	case TYPE_QUANTITY:
		write_number(pen, column, value->number, 3);
		return;
	case TYPE_DATE:
	case TYPE_MONTH:
	case TYPE_STAMP:
		write_day(pen, column, value->text);
		return;
	case TYPE_BOOL:
	case TYPE_CHOICE:
		write_words(pen, column, value);
		return;
	case TYPE_TEXT:
	case TYPE_CARD:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_FILE:
	case TYPE_LIST:
		write_text(pen, column, value->text);
		return;
	case TYPE_SAID:
		write_text(pen, column, value_format(pen->scratch, pen->lang, value));
		return;
	}
}

/* ---- rows ---- */

void
pen_take(struct pen *pen)
{
	pen->to = pack_room(pen->pack, CELL_FRAME, &pen->end);
}

void
pen_leave(struct pen *pen)
{
	pack_used(pen->pack, pen->to);
}

void
pen_row(struct pen *pen, int64_t number)
{
	pen->row_name_size =
	    (size_t)(put_unsigned(pen->row_name, (uint64_t)number) - pen->row_name);
	make_room(pen, CELL_FRAME);
	pen->to = PUT(pen->to, "<row r=\"");
	pen->to = PUT_ARRAY(pen->to, pen->row_name, pen->row_name_size);
	pen->to = PUT(pen->to, "\">");
	pen->gap = true;
}

void
pen_row_end(struct pen *pen)
{
	make_room(pen, CELL_FRAME);
	pen->to = PUT(pen->to, "</row>");
}
