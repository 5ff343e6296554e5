/* What a program sends to a terminal, byte by byte, against the list of what ours may send: an
 * escape sequence out of a name, a number or a file must never get this far.  Read before the
 * emulator sees it, which is no judge of hostile bytes. */
#ifndef TESTS_STREAM_H
#define TESTS_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum stream_state {
	STREAM_TEXT,
	STREAM_CHARACTER, /* inside a character of several bytes */
	STREAM_ESCAPE,
	STREAM_CHARSET,
	STREAM_CONTROL, /* after ESC [ */
};

struct stream {
	enum stream_state state;
	uint32_t character;
	int missing;      /* bytes the character still wants */
	int length;       /* of the character, in bytes */
	int marks;        /* combining marks in a row */
	char control[64]; /* parameters of ESC [, without the final byte */
	size_t control_size;
	long bytes;      /* since the start */
	bool colour;     /* a colour has been set */
	char fault[128]; /* the first thing that is not on the list; "" while all is well */
};

/* False from the first fault on. */
bool stream_read(struct stream *stream, const char *bytes, size_t size);

#endif
