/* A workbook of somebody else: the first sheet that is shown, read through libzip and expat without
 * a byte unpacked to disk.  No size it declares is trusted; what it inflates to is counted. */
#include "private.h"

#include <expat.h>
#include <guichet/arena.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

enum {
	ENTRIES_MOST = 200,
	PART_MOST = 64 << 20,
	ALL_MOST = 128 << 20,
	RATIO_MOST = 200,
	DEPTH_MOST = 32,
	STRINGS_MOST = 200000,
	STRINGS_BYTES = 24 << 20,
	TEXT_MOST = 64 * 1024,
	LINE_MOST = 1048576,
	CHUNK = 64 * 1024,
};

struct sheet_in;

/* What a part's elements mean to us. */
struct part_kind {
	void (*start)(struct sheet_in *in, const char *name, const char **attributes);
	void (*end)(struct sheet_in *in, const char *name);
};

struct sheet_in {
	struct reading *reading;
	zip_t *zip;
	XML_Parser parser;
	const struct part_kind *kind;
	int depth;
	uint64_t inflated;
	char *text; /* TEXT_MOST and an end; apart, so that the sanitizer sees one too many */
	size_t size;
	bool listens, phonetic;
	/* the workbook's parts */
	const char *sheet_id, *sheet, *strings;
	/* shared strings */
	const char **shared;
	size_t shared_count, shared_room, shared_bytes;
	/* the present cell */
	int64_t line;
	size_t column;
	char type; /* first letter of its t, "n" for none; "i" and "s" for texts */
	enum cell cell;
};

static void
fail(struct sheet_in *in, const char *key, const struct arg *args)
{
	(void)reading_fail(in->reading, key, args);
	if (in->parser)
		(void)XML_StopParser(in->parser, XML_FALSE);
}

/* Some writers name everything x:row. */
static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *
attribute(const char **attributes, const char *wanted)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], wanted) == 0)
			return attributes[1];
	return NULL;
}

/* ---- xl/workbook.xml and its relations ---- */

static void
book_start(struct sheet_in *in, const char *name, const char **attributes)
{
	const char *state = attribute(attributes, "state"), *id = NULL;

	if (strcmp(name, "sheet") != 0 || in->sheet_id || (state && strcmp(state, "visible") != 0))
		return;
	for (const char **at = attributes; *at; at += 2)
		if (strchr(*at, ':') && strcmp(local_name(*at), "id") == 0)
			id = at[1];
	if (id)
		in->sheet_id = arena_copy(in->reading->arena, id);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), least = strlen(end);

	return size >= least && strcmp(text + size - least, end) == 0;
}

static void
relations_start(struct sheet_in *in, const char *name, const char **attributes)
{
	const char *id = attribute(attributes, "Id"), *type = attribute(attributes, "Type");
	const char *target = attribute(attributes, "Target"), *path = NULL;

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
		return;
	path = *target == '/' ? arena_copy(in->reading->arena, target + 1)
			      : arena_format(in->reading->arena, "xl/%s", target);
	if (in->sheet_id && strcmp(id, in->sheet_id) == 0)
		in->sheet = path;
	else if (ends_with(type, "/sharedStrings"))
		in->strings = path;
}

static void
nothing_ends(struct sheet_in *in, const char *name)
{
	(void)in;
	(void)name;
}

/* ---- shared strings ---- */

static void
strings_start(struct sheet_in *in, const char *name, const char **attributes)
{
	(void)attributes;
	if (strcmp(name, "si") == 0)
		in->size = 0;
	else if (strcmp(name, "rPh") == 0)
		in->phonetic = true;
	else if (strcmp(name, "t") == 0)
		in->listens = !in->phonetic;
}

static void
keep_string(struct sheet_in *in)
{
	if (in->shared_count == STRINGS_MOST || in->shared_bytes + in->size > STRINGS_BYTES) {
		fail(in, "exchange.too_many_strings", ARGS(ARG_INT("most", STRINGS_MOST)));
		return;
	}
	if (in->shared_count == in->shared_room) {
		const char **grown = NULL;

		in->shared_room = in->shared_room ? 2 * in->shared_room : 1024;
		grown = realloc(in->shared, in->shared_room * sizeof(*grown));
		if (!grown)
			memory_lost();
		in->shared = grown;
	}
	in->shared[in->shared_count++] = arena_copy_bytes(in->reading->arena, in->text, in->size);
	in->shared_bytes += in->size + 1;
}

static void
strings_end(struct sheet_in *in, const char *name)
{
	if (strcmp(name, "t") == 0)
		in->listens = false;
	else if (strcmp(name, "rPh") == 0)
		in->phonetic = false;
	else if (strcmp(name, "si") == 0)
		keep_string(in);
}

/* ---- the sheet ---- */

static void
start_row(struct sheet_in *in, const char *number)
{
	int64_t line = number ? strtoll(number, NULL, 10) : in->line + 1;

	if (line <= in->line || line > LINE_MOST) {
		fail(in, "exchange.row_number", ARGS(ARG_INT("line", in->line)));
		return;
	}
	in->line = line;
	in->column = 0;
}

/* "AB12": places left of it that the row does not have are empty. */
static bool
read_place(const char *name, size_t *column)
{
	size_t number = 0;

	for (; *name >= 'A' && *name <= 'Z'; name++) {
		number = number * 26 + (size_t)(*name - 'A' + 1);
		if (number > CELLS_MOST)
			return false;
	}
	*column = number - 1;
	return number > 0;
}

static void
start_cell(struct sheet_in *in, const char **attributes)
{
	const char *place = attribute(attributes, "r"), *type = attribute(attributes, "t");

	in->size = 0;
	in->cell = CELL_TEXT;
	in->type = !type ? 'n' : strcmp(type, "str") == 0 ? 'i' : *type;
	if (place && !read_place(place, &in->column))
		fail(in, "exchange.too_many_cells", ARGS(ARG_INT("most", CELLS_MOST)));
}

static void
row_start(struct sheet_in *in, const char *name, const char **attributes)
{
	if (strcmp(name, "row") == 0) {
		start_row(in, attribute(attributes, "r"));
	} else if (strcmp(name, "c") == 0) {
		start_cell(in, attributes);
	} else if (strcmp(name, "f") == 0) {
		/* The formula itself is what is told; the value it once gave nobody has checked. */
		in->cell = CELL_FORMULA;
		in->text[0] = '=';
		in->size = 1;
		in->listens = true;
	} else if (strcmp(name, "rPh") == 0) {
		in->phonetic = true;
	} else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		in->listens = in->cell != CELL_FORMULA && !in->phonetic;
	}
}

static void
end_cell(struct sheet_in *in)
{
	const char *text = in->text;
	size_t size = in->size, number = 0;
	enum cell cell = in->cell;
	char *end = NULL;

	in->text[in->size] = '\0';
	if (cell == CELL_TEXT && in->type == 's' && size > 0) {
		number = strtoul(text, &end, 10);
		if (*text < '0' || *text > '9' || *end || number >= in->shared_count) {
			fail(in, "exchange.string_number", ARGS(ARG_INT("line", in->line)));
			return;
		}
		text = in->shared[number];
		size = strlen(text);
	} else if (cell == CELL_TEXT && in->type != 'i' && in->type != 'd') {
		cell = in->type == 'b' ? CELL_BOOL : in->type == 'e' ? CELL_FAULT : CELL_NUMBER;
	}
	reading_cell(in->reading, in->column++, cell, text, size);
}

static void
row_end(struct sheet_in *in, const char *name)
{
	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0 || strcmp(name, "f") == 0)
		in->listens = false;
	else if (strcmp(name, "rPh") == 0)
		in->phonetic = false;
	else if (strcmp(name, "c") == 0)
		end_cell(in);
	else if (strcmp(name, "row") == 0 && !reading_row(in->reading, in->line))
		(void)XML_StopParser(in->parser, XML_FALSE);
	if (in->reading->status != STATUS_OK)
		(void)XML_StopParser(in->parser, XML_FALSE);
}

/* ---- any part ---- */

static void
on_start(void *context, const char *name, const char **attributes)
{
	struct sheet_in *in = context;

	if (++in->depth > DEPTH_MOST)
		fail(in, "exchange.xml_deep", NULL);
	else
		in->kind->start(in, local_name(name), attributes);
}

static void
on_end(void *context, const char *name)
{
	struct sheet_in *in = context;

	in->depth--;
	in->kind->end(in, local_name(name));
}

static void
on_text(void *context, const char *text, int size)
{
	struct sheet_in *in = context;

	if (!in->listens)
		return;
	if (in->size + (size_t)size > TEXT_MOST) {
		fail(in, "exchange.cell_huge", ARGS(ARG_INT("most", CELL_MOST)));
		return;
	}
	memcpy(in->text + in->size, text, (size_t)size);
	in->size += (size_t)size;
}

static void
on_doctype(void *context, const char *name, const char *system, const char *public, int inside)
{
	(void)name;
	(void)system;
	(void)public;
	(void)inside;
	fail(context, "exchange.doctype", NULL);
}

static void
make_parser(struct sheet_in *in)
{
	in->parser = XML_ParserCreate(NULL);
	if (!in->parser)
		memory_lost();
	in->depth = 0;
	in->listens = in->phonetic = false;
	XML_SetUserData(in->parser, in);
	XML_SetElementHandler(in->parser, on_start, on_end);
	XML_SetCharacterDataHandler(in->parser, on_text);
	XML_SetStartDoctypeDeclHandler(in->parser, on_doctype);
	(void)XML_SetParamEntityParsing(in->parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

static void
parse_chunk(struct sheet_in *in, const char *bytes, zip_int64_t size)
{
	enum XML_Error code = XML_ERROR_NONE;

	if (in->reading->status != STATUS_OK ||
	    XML_Parse(in->parser, bytes, (int)size, size == 0) == XML_STATUS_OK)
		return;
	code = XML_GetErrorCode(in->parser);
	(void)reading_fail(in->reading, "exchange.xml",
			   ARGS(ARG_TEXT("reason", XML_ErrorString(code))));
}

static void
inflate_part(struct sheet_in *in, zip_file_t *file, uint64_t packed)
{
	char bytes[CHUNK];
	uint64_t size = 0, most = packed * RATIO_MOST + CHUNK;
	zip_int64_t got = 0;

	do {
		got = zip_fread(file, bytes, sizeof(bytes));
		if (got < 0) {
			(void)reading_fail(in->reading, "exchange.zip", NULL);
			return;
		}
		size += (uint64_t)got;
		in->inflated += (uint64_t)got;
		if (size > PART_MOST || in->inflated > ALL_MOST || size > most) {
			(void)reading_fail(in->reading, "exchange.bomb",
					   ARGS(ARG_INT("most", PART_MOST >> 20)));
			return;
		}
		parse_chunk(in, bytes, got);
	} while (got > 0 && in->reading->status == STATUS_OK);
}

static void
read_part(struct sheet_in *in, const char *name, const struct part_kind *kind)
{
	zip_stat_t facts;
	zip_file_t *file = NULL;

	if (zip_stat(in->zip, name, 0, &facts) != 0) {
		(void)reading_fail(in->reading, "exchange.no_sheet", NULL);
		return;
	}
	if (facts.size > PART_MOST) {
		(void)reading_fail(in->reading, "exchange.bomb",
				   ARGS(ARG_INT("most", PART_MOST >> 20)));
		return;
	}
	file = facts.encryption_method == ZIP_EM_NONE ? zip_fopen(in->zip, name, 0) : NULL;
	if (!file) {
		(void)reading_fail(in->reading, "exchange.zip", NULL);
		return;
	}
	in->kind = kind;
	make_parser(in);
	inflate_part(in, file, facts.comp_size);
	XML_ParserFree(in->parser);
	in->parser = NULL;
	(void)zip_fclose(file);
}

static bool
has_part(const struct sheet_in *in, const char *name)
{
	return zip_name_locate(in->zip, name, 0) >= 0;
}

static void
read_book(struct sheet_in *in)
{
	static const char book[] = "xl/workbook.xml", relations[] = "xl/_rels/workbook.xml.rels";
	static const struct part_kind book_kind = { book_start, nothing_ends };
	static const struct part_kind relations_kind = { relations_start, nothing_ends };
	static const struct part_kind strings_kind = { strings_start, strings_end };
	static const struct part_kind rows_kind = { row_start, row_end };

	if (has_part(in, book))
		read_part(in, book, &book_kind);
	if (in->reading->status == STATUS_OK && has_part(in, relations))
		read_part(in, relations, &relations_kind);
	if (!in->sheet)
		in->sheet = "xl/worksheets/sheet1.xml";
	if (!in->strings)
		in->strings = "xl/sharedStrings.xml";
	if (in->reading->status == STATUS_OK && has_part(in, in->strings))
		read_part(in, in->strings, &strings_kind);
	if (in->reading->status == STATUS_OK)
		read_part(in, in->sheet, &rows_kind);
}

enum status
read_sheet(struct reading *reading, int file)
{
	struct sheet_in *in = calloc(1, sizeof(*in));
	int number = 0, own = dup(file);

	if (!in || !(in->text = malloc(TEXT_MOST + 1)))
		memory_lost();
	in->reading = reading;
	/* The very file that was looked at, whatever its name stands for by now. */
	in->zip = own < 0 ? NULL : zip_fdopen(own, ZIP_CHECKCONS, &number);
	if (!in->zip && own >= 0)
		(void)close(own);
	if (!in->zip)
		(void)reading_fail(reading, "exchange.zip", NULL);
	else if (zip_get_num_entries(in->zip, 0) > ENTRIES_MOST)
		(void)reading_fail(reading, "exchange.too_many_parts",
				   ARGS(ARG_INT("most", ENTRIES_MOST)));
	else if (!reading_form("UTF-8", "xlsx", 0))
		(void)reading_fail(reading, "exchange.stopped", NULL);
	else
		read_book(in);
	if (in->zip)
		zip_discard(in->zip);
	free(in->shared);
	free(in->text);
	free(in);
	return reading->status;
}
