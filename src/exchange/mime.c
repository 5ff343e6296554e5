#include "mime.h"

#include <guichet/text.h>
#include <stdint.h>
#include <string.h>

enum { LINE = 76, WORD_MOST = 75, WORD_FRAME = 12, PIECE = 50 };

static const char base64_signs[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
add_base64(struct builder *out, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 3) {
		const uint32_t three = (uint32_t)bytes[i] << 16 |
				       (i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0) |
				       (i + 2 < size ? bytes[i + 2] : 0);
		const char four[4] = { base64_signs[three >> 18], base64_signs[three >> 12 & 63],
				       i + 1 < size ? base64_signs[three >> 6 & 63] : '=',
				       i + 2 < size ? base64_signs[three & 63] : '=' };
		builder_add_bytes(out, four, sizeof four);
	}
}

void
mime_base64(struct builder *out, const void *bytes, size_t size)
{
	enum { BYTES = LINE / 4 * 3 };

	for (size_t at = 0; at < size; at += BYTES) {
		add_base64(out, (const unsigned char *)bytes + at,
			   size - at < BYTES ? size - at : BYTES);
		builder_add(out, "\n");
	}
}

/* ---- headers ---- */

/* Printable ASCII that no reader takes for an encoded word. */
static bool
is_plain(const char *text)
{
	for (const char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			return false;
	return !strstr(text, "=?");
}

static bool
begins_sign(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

/* The longest start of text that fits into room characters of base64, cut between signs. */
static size_t
fit_word(const char *text, size_t room)
{
	const size_t most = room / 4 * 3, size = strlen(text);
	size_t fits = size < most ? size : most;

	while (fits > 0 && fits < size && !begins_sign(text[fits]))
		fits--;
	return fits;
}

/* Each word is whole by itself, on a line of its own after the first.  column: where the first
 * stands. */
static void
add_words(struct builder *out, const char *text, size_t column)
{
	for (size_t room = WORD_MOST - column; *text; room = WORD_MOST - 1) {
		const size_t size = fit_word(text, room - WORD_FRAME);

		builder_add(out, "=?UTF-8?B?");
		add_base64(out, (const unsigned char *)text, size);
		builder_add(out, "?=");
		text += size;
		if (*text)
			builder_add(out, "\n ");
	}
}

void
mime_header(struct builder *out, const char *name, const char *text)
{
	const size_t column = strlen(name) + 2;

	builder_format(out, "%s: ", name);
	if (is_plain(text) && column + strlen(text) <= LINE)
		builder_add(out, text);
	else
		add_words(out, text, column);
	builder_add(out, "\n");
}

void
mime_mailbox(struct builder *out, const char *header, const char *name, const char *address)
{
	const size_t column = strlen(header) + 2;
	const bool fits = column + strlen(name) + strlen("\"\"") <= LINE;

	builder_format(out, "%s: ", header);
	if (*name && fits && is_plain(name) && !strpbrk(name, "\"\\"))
		builder_format(out, "\"%s\"\n ", name);
	else if (*name) {
		add_words(out, name, column);
		builder_add(out, "\n ");
	}
	builder_format(out, *name ? "<%s>\n" : "%s\n", address);
}

/* ---- the name of a file ---- */

static bool
is_attribute_sign(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_';
}

void
mime_parameter(struct builder *out, const char *name, const char *value)
{
	if (is_plain(value) && !strpbrk(value, "\"\\") && strlen(value) <= PIECE) {
		builder_format(out, ";\n %s=\"%s\"", name, value);
		return;
	}
	builder_format(out, ";\n %s*0*=UTF-8''", name);
	for (size_t piece = 0, column = 0; *value; value++) {
		if (column >= PIECE) {
			builder_format(out, ";\n %s*%zu*=", name, ++piece);
			column = 0;
		}
		if (is_attribute_sign(*value))
			builder_add_bytes(out, value, 1);
		else
			builder_format(out, "%%%02X", (unsigned)(unsigned char)*value);
		column += is_attribute_sign(*value) ? 1 : 3;
	}
}

/* ---- bodies ---- */

/* A blank that ends a line would be lost, and a dot or "From " that begins one has a meaning to
 * some. */
static bool
stays(const char *at, size_t column)
{
	if (*at == ' ')
		return at[1] != '\n' && at[1] != '\0';
	if (*at == '=' || *at < '!' || *at > '~')
		return false;
	return column > 0 || (*at != '.' && *at != 'F');
}

void
mime_quoted_printable(struct builder *out, const char *text)
{
	size_t column = 0;

	for (; *text; text++) {
		if (*text == '\n') {
			builder_add(out, "\n");
			column = 0;
			continue;
		}
		if (column + (stays(text, column) ? 1 : 3) > LINE - 1) {
			builder_add(out, "=\n");
			column = 0;
		}
		const bool plain = stays(text, column);
		if (plain)
			builder_add_bytes(out, text, 1);
		else
			builder_format(out, "=%02X", (unsigned)(unsigned char)*text);
		column += plain ? 1 : 3;
	}
	if (column > 0)
		builder_add(out, "\n");
}
