/* Text that grows, and text for other programs. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

#define ROOM_FIRST 64

static void
make_room(struct builder *builder, size_t more)
{
	if (more >= SIZE_MAX / 2 - builder->size)
		memory_lost();
	size_t wanted = builder->size + more + 1;
	if (wanted <= builder->capacity)
		return;
	size_t room = builder->capacity == 0 ? ROOM_FIRST : builder->capacity;
	while (room < wanted)
		room *= 2;
	char *text = arena_alloc(builder->arena, room);
	if (builder->size > 0)
		memcpy(text, builder->text, builder->size);
	builder->text = text;
	builder->capacity = room;
}

void
builder_add_bytes(struct builder *builder, const char *bytes, size_t size)
{
	if (size == 0)
		return;
	make_room(builder, size);
	memcpy(builder->text + builder->size, bytes, size);
	builder->size += size;
	builder->text[builder->size] = '\0';
}

void
builder_add(struct builder *builder, const char *text)
{
	builder_add_bytes(builder, text, strlen(text));
}

void
builder_format(struct builder *builder, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	builder_add(builder, arena_vformat(builder->arena, format, args));
	va_end(args);
}

const char *
builder_text(const struct builder *builder)
{
	return builder->text == NULL ? "" : builder->text;
}

const char *
text_from_cp1252(struct arena *arena, const char *bytes, size_t size)
{
	static const int32_t high[32] = {
		0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
		0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
		0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
		0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
	};
	struct builder out = { .arena = arena };
	for (size_t i = 0; i < size; i++) {
		char put[4] = "";
		unsigned char c = (unsigned char)bytes[i];
		int32_t code = c == 0 ? 0xFFFD : c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c;
		builder_add_bytes(&out, put, text_put(code, put));
	}
	return builder_text(&out);
}

/* What a terminal should not be given is spelled \uXXXX: nothing is lost, nothing is done to it. */
static void
json_code(struct builder *out, int32_t code, const char *bytes, size_t size)
{
	if (code == '"' || code == '\\')
		builder_format(out, "\\%c", (char)code);
	else if (code == '\n')
		builder_add(out, "\\n");
	else if (code == '\t')
		builder_add(out, "\\t");
	else if (code == '\r')
		builder_add(out, "\\r");
	else if (code < 0)
		builder_add(out, "\\ufffd");
	else if (text_shows(code))
		builder_add_bytes(out, bytes, size);
	else if (code < 0x10000)
		builder_format(out, "\\u%04x", (unsigned)code);
	else
		builder_format(out, "\\u%04x\\u%04x", 0xD7C0U + ((unsigned)code >> 10),
			       0xDC00U + ((unsigned)code & 0x3FF));
}

/* Bytes that stand in JSON as they are, at the beginning of the text: nearly all of most texts. */
static size_t
plain_size(const char *text)
{
	size_t size = 0;
	while (text[size] >= ' ' && text[size] <= '~' && text[size] != '"' && text[size] != '\\')
		size++;
	return size;
}

const char *
text_json(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	builder_add_bytes(&out, "\"", 1);
	for (size_t at = 0; text[at] != '\0';) {
		int32_t code;
		size_t size = plain_size(text + at);
		if (size > 0) {
			builder_add_bytes(&out, text + at, size);
		} else {
			size = text_step(text + at, &code);
			json_code(&out, code, text + at, size);
		}
		at += size;
	}
	builder_add_bytes(&out, "\"", 1);
	return builder_text(&out);
}
