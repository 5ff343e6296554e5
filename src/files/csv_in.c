/* CSV as people send it: UTF-8 or Windows-1252, ";" "," or tab, lines ended anyhow.  Fed to libcsv
 * a line at a time, so that each record knows on which line of the file it begins. */
#include "private.h"

#include <csv.h>
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN_QUOTE = 128 * 1024, LINE_MOST = 512 * 1024, CELL_GROWS = 4096 };

static const char UTF8[] = "UTF-8", CP1252[] = "Windows-1252";

struct csv_in {
	struct reading *reading;
	struct arena *scratch; /* a line in UTF-8, when it comes otherwise; else NULL */
	size_t column;
	int64_t line, begun; /* of the file; where the present record began */
	bool ended;          /* the last line fed ended a record */
};

static const char *
load(struct reading *reading, int file, size_t *size)
{
	char *bytes = arena_alloc(reading->arena, FILE_MOST + 1);

	for (*size = 0; *size < FILE_MOST;) {
		ssize_t got = read(file, bytes + *size, FILE_MOST - *size);

		if (got == 0)
			return bytes;
		if (got < 0 && errno != EINTR) {
			reading->status =
			    error_system(reading->error, "exchange.read", reading->path, errno);
			return NULL;
		}
		if (got > 0)
			*size += (size_t)got;
	}
	return bytes;
}

/* Bytes after the first of a character that begins so; -1 for none that can. */
static int
following(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xC2 && first < 0xE0)
		return 1;
	if (first >= 0xE0 && first < 0xF0)
		return 2;
	return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

static bool
is_utf8(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint64_t eight = 0;

		/* Most of it is plain. */
		while (size - i >= sizeof(eight)) {
			memcpy(&eight, text + i, sizeof(eight));
			if (eight & 0x8080808080808080U)
				break;
			i += sizeof(eight);
		}
		if (i == size)
			return true;
		unsigned char first = (unsigned char)text[i], second = 0;
		int more = following(first);

		if (more < 0 || (size_t)more >= size - i)
			return false;
		second = more ? (unsigned char)text[i + 1] : 0;
		if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
		    (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
			return false;
		for (; more > 0; more--)
			if (((unsigned char)text[++i] & 0xC0) != 0x80)
				return false;
	}
	return true;
}

const char *
csv_recognise(struct reading *reading, const char *bytes, size_t *size, const char **encoding)
{
	bool marked = *size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
	const char *text = marked ? bytes + 3 : bytes;

	if (*size >= 2 &&
	    (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
		(void)reading_fail(reading, "exchange.utf16", NULL);
		return NULL;
	}
	if (memchr(bytes, '\0', *size)) {
		(void)reading_fail(reading, "exchange.binary", NULL);
		return NULL;
	}
	if (marked)
		*size -= 3;
	*encoding = is_utf8(text, *size) ? UTF8 : CP1252;
	if (!marked || *encoding == UTF8)
		return text;
	(void)reading_fail(reading, "exchange.utf8", NULL);
	return NULL;
}

char
csv_separator(const char *text, size_t size)
{
	static const char signs[] = ";,\t";
	size_t counts[sizeof(signs) - 1] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < size && (quoted || !strchr("\r\n", text[i])); i++) {
		const char *sign = text[i] ? strchr(signs, text[i]) : NULL;

		if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && sign)
			counts[sign - signs]++;
	}
	for (size_t i = 1; i < sizeof(counts) / sizeof(*counts); i++)
		if (counts[i] > counts[best])
			best = i;
	return signs[best];
}

size_t
csv_lines(const char *text, size_t size)
{
	size_t count = 0;

	for (const char *at = text; (at = memchr(at, '\n', size - (size_t)(at - text))); at++)
		count++;
	return count;
}

/* A cell that is long by 128 bytes more, as libcsv has it, would be moved a thousand times. */
bool
csv_begin(struct csv_parser *parser, char separator)
{
	if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI))
		return false;
	csv_set_delim(parser, (unsigned char)separator);
	csv_set_blk_size(parser, CELL_GROWS);
	return true;
}

static void
on_cell(void *bytes, size_t size, void *context)
{
	struct csv_in *in = context;

	reading_cell(in->reading, in->column++, CELL_TEXT, bytes ? bytes : "", size);
}

static void
on_row(int sign, void *context)
{
	struct csv_in *in = context;

	(void)sign;
	(void)reading_row(in->reading, in->begun);
	in->column = 0;
	in->ended = true;
}

size_t
csv_line_size(const char *text, size_t size)
{
	size_t at = 0;

	while (at < size && text[at] != '\n' && text[at] != '\r')
		at++;
	if (at < size && text[at] == '\r' && at + 1 < size && text[at + 1] == '\n')
		at++;
	return at < size ? at + 1 : at;
}

static bool
is_blank(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!strchr(" \t\r\n", text[i]))
			return false;
	return true;
}

static bool
feed(struct csv_in *in, struct csv_parser *parser, const char *line, size_t size)
{
	if (in->scratch) {
		arena_reset(in->scratch);
		line = text_from_cp1252(in->scratch, line, size);
		size = strlen(line);
	}
	return csv_parse(parser, line, size, on_cell, on_row, in) == size;
}

static void
parse(struct csv_in *in, struct csv_parser *parser, const char *text, size_t size)
{
	size_t held = 0; /* bytes of a record that goes on from the lines before */

	while (size > 0 && in->reading->status == STATUS_OK) {
		size_t line = csv_line_size(text, size);

		in->line++;
		if (held == 0)
			in->begun = in->line;
		in->ended = false;
		if (line > LINE_MOST)
			(void)reading_fail(in->reading, "exchange.cell_huge",
					   ARGS(ARG_INT("most", CELL_MOST)));
		else if (!feed(in, parser, text, line))
			(void)reading_fail_line(in->reading, "exchange.csv_quote", in->line);
		if (in->ended)
			held = 0;
		else if (held > 0 || !is_blank(text, line))
			held += line;
		if (held > OPEN_QUOTE)
			(void)reading_fail_line(in->reading, "exchange.csv_open", in->begun);
		text += line;
		size -= line;
	}
	if (in->reading->status == STATUS_OK && csv_fini(parser, on_cell, on_row, in) != 0)
		(void)reading_fail_line(in->reading, "exchange.csv_open", in->begun);
}

enum status
read_csv(struct reading *reading, int file)
{
	struct csv_in in = { .reading = reading };
	struct csv_parser parser;
	size_t size = 0;
	const char *encoding = NULL, *bytes = load(reading, file, &size);
	const char *text = bytes ? csv_recognise(reading, bytes, &size, &encoding) : NULL;
	char separator[2] = "";

	if (!text)
		return reading->status;
	/* Excel's own way of telling. */
	if (size > 5 && strncmp(text, "sep=", 4) == 0) {
		size_t skipped = csv_line_size(text, size);

		separator[0] = text[4];
		in.line = 1;
		text += skipped;
		size -= skipped;
	} else {
		separator[0] = csv_separator(text, size);
	}
	if (!reading_form(encoding, separator, csv_lines(text, size)) ||
	    !csv_begin(&parser, separator[0]))
		return reading_fail(reading, "exchange.stopped", NULL);
	in.scratch = encoding == CP1252 ? arena_new() : NULL;
	parse(&in, &parser, text, size);
	arena_free(&in.scratch);
	csv_free(&parser);
	return reading->status;
}
