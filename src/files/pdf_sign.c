/* A signature's place in a PDF: made by an update at the end of libharu's file, found again in any.
 */
#include "pdf_sign.h"

#include <ctype.h>
#include <guichet/arena.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DATE_ROOM = 24, ENTRY = 20, NUMBERS = 4, SPAN = 48 };

/* ---- looking ---- */

struct stretch {
	const char *bytes;
	size_t size;
};

static const char *
find(struct stretch in, const char *text)
{
	const size_t wanted = strlen(text);

	for (size_t at = 0; at + wanted <= in.size; at++) {
		const char *next = memchr(in.bytes + at, text[0], in.size - at - wanted + 1);

		if (!next)
			return NULL;
		if (memcmp(next, text, wanted) == 0)
			return next;
		at = (size_t)(next - in.bytes);
	}
	return NULL;
}

static const char *
find_last(struct stretch in, const char *text)
{
	const size_t wanted = strlen(text);

	for (size_t at = in.size < wanted ? 0 : in.size - wanted + 1; at > 0; at--)
		if (memcmp(in.bytes + at - 1, text, wanted) == 0)
			return in.bytes + at - 1;
	return NULL;
}

static struct stretch
from(struct stretch all, const char *at)
{
	return (struct stretch){ at, (size_t)(all.bytes + all.size - at) };
}

/* The whole number after a name, -1 without one.  The stretch ends before the file does. */
static long
number_after(struct stretch in, const char *name)
{
	const char *at = find(in, name);
	char digits[16] = "";

	if (!at)
		return -1;
	at += strlen(name);
	for (; at < in.bytes + in.size && (*at == ' ' || *at == '[' || *at == '\n'); at++)
		;
	for (size_t i = 0;
	     at < in.bytes + in.size && isdigit((unsigned char)*at) && i + 1 < sizeof(digits); i++)
		digits[i] = *at++;
	return digits[0] == '\0' ? -1 : strtol(digits, NULL, 10);
}

/* ---- libharu's file ---- */

struct base {
	struct stretch all;
	size_t table; /* where its only xref is */
	long root, info, count;
};

static bool
read_trailer(struct base *base)
{
	const char *start = find_last(base->all, "startxref"),
		   *trailer = find_last(base->all, "trailer");

	if (!start || !trailer || trailer > start)
		return false;
	const struct stretch words = from(base->all, trailer);
	const long table = number_after(from(base->all, start), "startxref");
	base->root = number_after(words, "/Root");
	base->info = number_after(words, "/Info");
	base->count = number_after(words, "/Size");
	base->table = (size_t)table;
	return table > 0 && base->root > 0 && base->info > 0 && base->count > 0 &&
	       base->table < base->all.size;
}

/* The dictionary of an object, from its first "<<" up to its last ">>", which is left out. */
static bool
read_object(const struct base *base, long number, struct stretch *body)
{
	const struct stretch table = from(base->all, base->all.bytes + base->table);
	const char *line = find(table, "\n");

	line = line ? find(from(base->all, line + 1), "\n") : NULL;
	if (!line || number < 0 || number >= base->count)
		return false;
	const char *entry = line + 1 + number * ENTRY;
	if (entry + ENTRY > base->all.bytes + base->all.size)
		return false;
	const size_t at = (size_t)strtol(entry, NULL, 10);
	if (at >= base->all.size)
		return false;
	const struct stretch object = from(base->all, base->all.bytes + at);
	const char *end = find(object, "endobj"), *begin = find(object, "<<");
	if (!begin || !end || begin > end)
		return false;
	const char *last = find_last((struct stretch){ begin, (size_t)(end - begin) }, ">>");
	*body = (struct stretch){ begin, last ? (size_t)(last - begin) : 0 };
	return last != NULL;
}

/* ---- the update ---- */

struct update {
	struct builder text;
	size_t before; /* bytes of the file it follows */
	struct builder table;
};

static size_t
place(const struct update *update)
{
	return update->before + update->text.size;
}

static void
begin_object(struct update *update, long number)
{
	builder_format(&update->table, "%ld 1\n%010zu 00000 n \n", number, place(update));
	builder_format(&update->text, "%ld 0 obj\n", number);
}

/* An object that is there already, with something added to its dictionary. */
static void
repeat_object(struct update *update, long number, struct stretch body, const char *added)
{
	begin_object(update, number);
	builder_add_bytes(&update->text, body.bytes, body.size);
	builder_format(&update->text, "%s>>\nendobj\n", added);
}

static void
write_date(int64_t at, char out[DATE_ROOM])
{
	const time_t seconds = (time_t)at;
	struct tm tm;

	(void)gmtime_r(&seconds, &tm);
	(void)strftime(out, DATE_ROOM, "D:%Y%m%d%H%M%SZ", &tm);
}

static const char *
zeros(struct arena *arena, size_t count)
{
	char *text = arena_alloc(arena, count + 1);

	memset(text, '0', count);
	return text;
}

/* *span: where the four numbers will stand. */
static void
write_signature(struct update *update, long number, int64_t at, size_t room, size_t *span,
		struct pdf_signature *signature)
{
	char date[DATE_ROOM];

	write_date(at, date);
	begin_object(update, number);
	builder_format(&update->text,
		       "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
		       "/M (%s) /ByteRange ",
		       date);
	*span = place(update);
	builder_format(&update->text, "%*s /Contents ", SPAN, "");
	signature->hole = place(update);
	builder_format(&update->text, "<%s>", zeros(update->text.arena, 2 * room));
	signature->hole_end = place(update);
	builder_add(&update->text, " >>\nendobj\n");
}

static void
write_end(struct update *update, const struct base *base)
{
	const size_t table = place(update);

	builder_format(&update->text,
		       "xref\n%strailer\n<< /Size %ld /Root %ld 0 R /Info %ld 0 R /Prev %zu "
		       ">>\nstartxref\n%zu\n%%%%EOF\n",
		       builder_text(&update->table), base->count + 2, base->root, base->info,
		       base->table, table);
}

static enum status
fail(struct error *error)
{
	return error_set(error, STATUS_FAILED, NULL, "signature.pdf", NULL);
}

static void
write_span(const struct pdf_signature *signature, size_t at)
{
	char text[SPAN + 1];
	const int size = snprintf(text, sizeof(text), "[0 %zu %zu %zu]", signature->hole,
				  signature->hole_end, signature->size - signature->hole_end);

	memcpy(signature->bytes + at, text, (size_t)size);
}

enum status
pdf_sign_prepare(struct arena *arena, const char *bytes, size_t size, int64_t at, size_t room,
		 struct pdf_signature *signature, struct error *error)
{
	struct base base = { .all = { bytes, size } };
	struct stretch catalog, pages, page;
	struct update update = { .text = { .arena = arena }, .table = { .arena = arena } };
	size_t span = 0;

	if (!read_trailer(&base) || !read_object(&base, base.root, &catalog) ||
	    !read_object(&base, number_after(catalog, "/Pages"), &pages))
		return fail(error);
	const long first = number_after(pages, "/Kids");
	if (!read_object(&base, first, &page))
		return fail(error);
	if (bytes[size - 1] != '\n')
		builder_add(&update.text, "\n");
	update.before = size;
	const long number = base.count, widget = base.count + 1;
	repeat_object(&update, base.root, catalog,
		      arena_format(arena,
				   "/Version /1.7\n/AcroForm << /Fields [%ld 0 R] /SigFlags 3 >>\n",
				   widget));
	repeat_object(&update, first, page, arena_format(arena, "/Annots [%ld 0 R]\n", widget));
	write_signature(&update, number, at, room, &span, signature);
	begin_object(&update, widget);
	builder_format(&update.text,
		       "<< /Type /Annot /Subtype /Widget /FT /Sig /T (guichet) /V %ld 0 R /F 132 "
		       "/Rect [0 0 0 0] /P %ld 0 R >>\nendobj\n",
		       number, first);
	write_end(&update, &base);

	signature->size = place(&update);
	signature->bytes = arena_alloc(arena, signature->size);
	memcpy(signature->bytes, bytes, size);
	memcpy(signature->bytes + size, builder_text(&update.text), update.text.size);
	write_span(signature, span);
	return STATUS_OK;
}

void
pdf_sign_fill(const struct pdf_signature *signature, const char *der, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *to = signature->bytes + signature->hole + 1;

	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)der[i];

		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
	}
}

/* ---- found again ---- */

/* "[a b c d]", small enough to be places in a file. */
static bool
read_span(struct stretch in, size_t numbers[NUMBERS])
{
	char text[SPAN + 1] = "";
	char *at = text, *end = NULL;

	memcpy(text, in.bytes, in.size < SPAN ? in.size : SPAN);
	at += strspn(at, " ");
	if (*at++ != '[')
		return false;
	for (int i = 0; i < NUMBERS; i++) {
		at += strspn(at, " ");
		if (!isdigit((unsigned char)*at))
			return false;
		numbers[i] = strtoul(at, &end, 10);
		at = end;
	}
	return *at == ']';
}

static int
digit(char sign)
{
	return sign >= '0' && sign <= '9'   ? sign - '0'
	       : sign >= 'a' && sign <= 'f' ? sign - 'a' + 10
					    : -1;
}

/* How long a DER value says it is, its head included; 0 when it says nothing. */
static size_t
der_length(const unsigned char *der, size_t size)
{
	if (size < 2 || der[0] != 0x30)
		return 0;
	if (der[1] < 0x80)
		return 2 + (size_t)der[1];
	const size_t bytes = der[1] & 0x7FU;
	size_t length = 0;
	if (bytes == 0 || bytes > 4 || size < 2 + bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		length = length << 8 | der[2 + i];
	return 2 + bytes + length;
}

/* As we write it, and no other way: small letters, then zeros up to the end. */
static bool
read_hole(struct arena *arena, struct stretch hole, const char **der, size_t *size)
{
	if (hole.size < 4 || hole.size % 2 != 0 || hole.bytes[0] != '<' ||
	    hole.bytes[hole.size - 1] != '>')
		return false;
	const size_t room = (hole.size - 2) / 2;
	unsigned char *bytes = arena_alloc(arena, room);
	for (size_t i = 0; i < room; i++) {
		const int high = digit(hole.bytes[1 + 2 * i]), low = digit(hole.bytes[2 + 2 * i]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	*size = der_length(bytes, room);
	for (size_t i = *size; i < room; i++)
		if (bytes[i] != 0)
			return false;
	*der = (const char *)bytes;
	return *size > 0 && *size <= room;
}

enum pdf_found
pdf_sign_find(struct arena *arena, const char *bytes, size_t size, struct pdf_signature *signature,
	      const char **der, size_t *der_size)
{
	static const char name[] = "/ByteRange";
	const struct stretch all = { bytes, size };
	const char *at = find_last(all, name);
	size_t n[NUMBERS];

	if (!at)
		return PDF_UNSIGNED;
	if (!read_span(from(all, at + sizeof(name) - 1), n) || n[0] != 0 || n[1] >= n[2] ||
	    n[2] > size || n[3] != size - n[2])
		return PDF_ADDED;
	*signature = (struct pdf_signature){ .size = size, .hole = n[1], .hole_end = n[2] };
	return read_hole(arena, (struct stretch){ bytes + n[1], n[2] - n[1] }, der, der_size)
		   ? PDF_SIGNED
		   : PDF_ADDED;
}
