#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void
fault(struct stream *stream, const char *what, unsigned long code)
{
	if (stream->fault[0] == '\0')
		snprintf(stream->fault, sizeof stream->fault, "%s %lx (%.*s) at byte %ld", what,
			 code, (int)stream->control_size, stream->control, stream->bytes);
}

/* Controls, invisible signs, direction changes and private use: what clean text never holds. */
static bool
forbidden(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x80, 0x9f },     { 0x61c, 0x61c },      { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0xd800, 0xf8ff },    { 0xfdd0, 0xfdef }, { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, { 0xe0000, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return (c & 0xfffe) == 0xfffe;
}

static bool
combining(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
	       (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff);
}

static void
end_character(struct stream *stream)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = stream->character;

	stream->state = STREAM_TEXT;
	if (c < least[stream->length] || forbidden(c))
		fault(stream, "character", c);
	stream->marks = combining(c) ? stream->marks + 1 : 0;
	if (stream->marks > 2)
		fault(stream, "a third combining mark", c);
}

static void
begin_character(struct stream *stream, unsigned char byte)
{
	int length = (byte & 0xe0) == 0xc0 ? 2 : (byte & 0xf0) == 0xe0 ? 3 : 4;

	if (byte < 0xc2 || byte > 0xf4) {
		fault(stream, "byte", byte);
		return;
	}
	stream->state = STREAM_CHARACTER;
	stream->length = length;
	stream->missing = length - 1;
	stream->character = byte & (0xffU >> (length + 1));
}

static void
read_text(struct stream *stream, unsigned char byte)
{
	if (byte == '\033')
		stream->state = STREAM_ESCAPE;
	else if (byte >= 0x80)
		begin_character(stream, byte);
	else if (byte < 0x20 && strchr("\a\b\t\n\r\016\017", byte) == NULL)
		fault(stream, "control", byte);
	else if (byte == 0x7f)
		fault(stream, "control", byte);
	else
		stream->marks = 0;
}

static void
read_character(struct stream *stream, unsigned char byte)
{
	if ((byte & 0xc0) != 0x80) {
		fault(stream, "cut character before", byte);
		return;
	}
	stream->character = stream->character << 6 | (byte & 0x3f);
	if (--stream->missing == 0)
		end_character(stream);
}

static void
read_escape(struct stream *stream, unsigned char byte)
{
	stream->state = STREAM_TEXT;
	if (byte == '[') {
		stream->state = STREAM_CONTROL;
		stream->control_size = 0;
	} else if (byte == '(' || byte == ')') {
		stream->state = STREAM_CHARSET;
	} else if (strchr("78=>MDE", byte) == NULL || byte == '\0') {
		fault(stream, "ESC", byte);
	}
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

static void
note_colours(struct stream *stream)
{
	char *at = stream->control;

	while (*at != '\0') {
		long code = strtol(at, &at, 10);

		if ((code >= 30 && code <= 49) || (code >= 90 && code <= 107))
			stream->colour = true;
		if (*at != '\0')
			at++;
	}
}

/* ESC [ parameters final: moving, erasing, scrolling, attributes, and the few modes we use. */
static void
end_control(struct stream *stream, char final)
{
	static const char *const modes[] = {
		"4",      "34",    "?1",    "?3",         "?4",    "?7",    "?12",
		"?12;25", "?25",   "?5",    "?1000",      "?1002", "?1006", "?1006;1000",
		"?1034",  "?1049", "?2004", "?1000;1006", NULL,
	};
	static const char *const titles[] = { "22;0;0", "23;0;0", NULL }; /* part of smcup */

	stream->state = STREAM_TEXT;
	stream->control[stream->control_size] = '\0';
	switch (final) {
	case 'm':
		note_colours(stream);
		break;
	case 'h':
	case 'l':
		if (!is_one_of(stream->control, modes))
			fault(stream, "mode set or reset by ESC [", (unsigned long) final);
		return;
	case 't':
		if (!is_one_of(stream->control, titles))
			fault(stream, "window request ESC [", (unsigned long) final);
		return;
	default:
		if (strchr("ABCDEFGHIJKLMPSTXZ@bdegr`a", final) == NULL &&
		    (final != 'c' || stream->control[0] != '?'))
			fault(stream, "ESC [", (unsigned long) final);
		break;
	}
	if (final == 'c' && stream->control_size > 0 && stream->control[0] == '?')
		return; /* the shape of the cursor on a Linux console */
	if (strspn(stream->control, "0123456789;:") != stream->control_size)
		fault(stream, "private parameters before", (unsigned long) final);
}

static void
read_control(struct stream *stream, unsigned char byte)
{
	if (byte >= 0x40 && byte <= 0x7e)
		end_control(stream, (char)byte);
	else if (byte < 0x30 || byte > 0x3f || stream->control_size + 1 >= sizeof stream->control)
		fault(stream, "inside ESC [", byte);
	else
		stream->control[stream->control_size++] = (char)byte;
}

static void
read_byte(struct stream *stream, unsigned char byte)
{
	switch (stream->state) {
	case STREAM_TEXT:
		read_text(stream, byte);
		break;
	case STREAM_CHARACTER:
		read_character(stream, byte);
		break;
	case STREAM_ESCAPE:
		read_escape(stream, byte);
		break;
	case STREAM_CHARSET:
		stream->state = STREAM_TEXT;
		if (byte != 'B' && byte != '0')
			fault(stream, "character set", byte);
		break;
	case STREAM_CONTROL:
		read_control(stream, byte);
		break;
	}
}

bool
stream_read(struct stream *stream, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size && stream->fault[0] == '\0'; i++) {
		read_byte(stream, (unsigned char)bytes[i]);
		stream->bytes++;
	}
	return stream->fault[0] == '\0';
}
