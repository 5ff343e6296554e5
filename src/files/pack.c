/* libzip takes a member whole; a sheet of a million rows is none to keep whole.  So the container
 * is written here, a member at a time, each deflated by ISA-L as it comes.  Sizes are put into a
 * member's header once they are known; ZIP64 stands only where a number needs it, so that every
 * reader takes the usual file for an old one. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
	BLOCK = 128 * 1024,
	OUT = 128 * 1024,
	MEMBERS = 128,
	NAME = 64,
	LOCAL = 30,   /* a member's header, without name */
	PADDING = 20, /* where ZIP64 sizes go if need be */
	STORED = 5,   /* what leads a block that is not deflated */
	CENTRAL = 46,
	PLAIN = 20,     /* version needed: deflate */
	LARGE = 45,     /* version needed: ZIP64 */
	JANUARY = 0x21, /* 1980-01-01: the same rows give the same bytes */
};

#define MOST32 0xFFFFFFFFU

struct member {
	char name[NAME];
	uint32_t crc; /* of what is deflated */
	uint64_t size, packed, at;
	char *fixed; /* its beginning, stored, until its end tells what stands there */
	size_t fixed_size;
};

struct pack {
	int file, number; /* errno of the first failure */
	struct isal_zstream stream;
	unsigned char level[ISAL_DEF_LVL1_DEFAULT], out[OUT];
	unsigned char block[BLOCK]; /* to be deflated when it is full */
	size_t filled;
	struct member members[MEMBERS];
	size_t count;
	uint64_t at;
};

static unsigned char *
little(unsigned char *to, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*to++ = (unsigned char)(i < 8 ? number >> (8 * i) : 0);
	return to;
}

static void
fail(struct pack *pack, int number)
{
	if (pack->number == 0)
		pack->number = number;
}

static void
write_bytes(struct pack *pack, const unsigned char *bytes, size_t size)
{
	while (size > 0 && pack->number == 0) {
		ssize_t wrote = write(pack->file, bytes, size);

		if (wrote < 0 && errno != EINTR)
			fail(pack, errno);
		if (wrote <= 0)
			continue;
		bytes += wrote;
		size -= (size_t)wrote;
		pack->at += (uint64_t)wrote;
	}
}

static void
deflate_block(struct pack *pack, bool last)
{
	struct member *member = &pack->members[pack->count - 1];
	struct isal_zstream *stream = &pack->stream;

	member->crc = crc32_gzip_refl(member->crc, pack->block, pack->filled);
	member->size += pack->filled;
	stream->next_in = pack->block;
	stream->avail_in = (uint32_t)pack->filled;
	stream->end_of_stream = last;
	stream->flush = NO_FLUSH;
	do {
		stream->next_out = pack->out;
		stream->avail_out = OUT;
		if (isal_deflate(stream) != COMP_OK) {
			fail(pack, EIO);
			break;
		}
		member->packed += OUT - stream->avail_out;
		write_bytes(pack, pack->out, OUT - stream->avail_out);
	} while (stream->avail_out == 0 || stream->avail_in > 0);
	pack->filled = 0;
}

/* ---- the face ---- */

enum status
pack_open(struct pack **pack, const char *path, struct error *error)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);

	if (file < 0)
		return error_system(error, "exchange.write", path, errno);
	*pack = calloc(1, sizeof(**pack));
	if (!*pack)
		memory_lost();
	(*pack)->file = file;
	return STATUS_OK;
}

void
pack_begin(struct pack *pack, const char *name)
{
	unsigned char header[LOCAL + NAME + PADDING] = { 0 }, *to = header;
	size_t length = strlen(name);
	struct member *member = &pack->members[pack->count];

	if (pack->count == MEMBERS || length >= NAME) {
		pack->number = E2BIG;
		return;
	}
	pack->count++;
	memcpy(member->name, name, length);
	member->at = pack->at;
	to = little(to, 0x04034B50, 4);
	to = little(to, PLAIN, 2);
	to = little(to, 0, 2);
	to = little(to, 8, 2);
	to = little(to, 0, 2);
	to = little(to, JANUARY, 2);
	to = little(to, 0, 12);
	to = little(to, length, 2);
	to = little(to, PADDING, 2);
	memcpy(to, name, length);
	/* An extra field nobody knows, until it must hold ZIP64 sizes. */
	(void)little(little(to + length, 0xD935, 2), PADDING - 4, 2);
	write_bytes(pack, header, LOCAL + length + PADDING);
	isal_deflate_init(&pack->stream);
	pack->stream.level = 1;
	pack->stream.level_buf = pack->level;
	pack->stream.level_buf_size = sizeof(pack->level);
}

char *
pack_room(struct pack *pack, size_t least, char **end)
{
	if (BLOCK - pack->filled < least)
		deflate_block(pack, false);
	*end = (char *)pack->block + BLOCK;
	return (char *)pack->block + pack->filled;
}

void
pack_used(struct pack *pack, const char *end)
{
	pack->filled = (size_t)(end - (const char *)pack->block);
}

void
pack_text(struct pack *pack, const char *bytes, size_t size)
{
	while (size > 0) {
		char *end = NULL, *to = pack_room(pack, 1, &end);
		size_t part = size < (size_t)(end - to) ? size : (size_t)(end - to);

		memcpy(to, bytes, part);
		pack_used(pack, to + part);
		bytes += part;
		size -= part;
	}
}

/* A block that is not deflated leads the stream, so that its bytes can still change. */
void
pack_fixed(struct pack *pack, const char *bytes, size_t size)
{
	struct member *member = &pack->members[pack->count - 1];
	unsigned char header[STORED] = { 0 };

	if (size > UINT16_MAX || pack->number) {
		pack_text(pack, bytes, size);
		return;
	}
	member->fixed = malloc(size);
	if (!member->fixed)
		memory_lost();
	memcpy(member->fixed, bytes, size);
	member->fixed_size = size;
	(void)little(little(header + 1, size, 2), UINT16_MAX - size, 2);
	write_bytes(pack, header, STORED);
	write_bytes(pack, (const unsigned char *)bytes, size);
	member->packed += STORED + size;
}

void
pack_fix(struct pack *pack, size_t at, const char *bytes, size_t size)
{
	struct member *member = &pack->members[pack->count - 1];

	if (at + size <= member->fixed_size)
		memcpy(member->fixed + at, bytes, size);
}

static void
patch(struct pack *pack, const unsigned char *bytes, size_t size, uint64_t at)
{
	if (pack->number == 0 && pwrite(pack->file, bytes, size, (off_t)at) != (ssize_t)size)
		pack->number = errno;
}

static bool
is_large(const struct member *member)
{
	return member->size >= MOST32 || member->packed >= MOST32;
}

bool
pack_good(const struct pack *pack)
{
	return pack->number == 0;
}

static void
end_fixed(struct pack *pack, struct member *member)
{
	uLong crc = crc32_gzip_refl(0, (const unsigned char *)member->fixed, member->fixed_size);

	patch(pack, (const unsigned char *)member->fixed, member->fixed_size,
	      member->at + LOCAL + strlen(member->name) + PADDING + STORED);
	member->crc = (uint32_t)crc32_combine(crc, member->crc, (z_off_t)member->size);
	member->size += member->fixed_size;
	free(member->fixed);
	member->fixed = NULL;
}

bool
pack_end(struct pack *pack)
{
	struct member *member = &pack->members[pack->count - 1];
	unsigned char bytes[PADDING];

	deflate_block(pack, true);
	if (member->fixed)
		end_fixed(pack, member);
	(void)little(bytes, member->crc, 4);
	(void)little(bytes + 4, is_large(member) ? MOST32 : member->packed, 4);
	(void)little(bytes + 8, is_large(member) ? MOST32 : member->size, 4);
	patch(pack, bytes, 12, member->at + 14);
	if (is_large(member)) {
		patch(pack, little(bytes, LARGE, 2) - 2, 2, member->at + 4);
		(void)little(little(bytes, 1, 2), 16, 2);
		(void)little(little(bytes + 4, member->size, 8), member->packed, 8);
		patch(pack, bytes, PADDING, member->at + LOCAL + strlen(member->name));
	}
	return pack->number == 0;
}

/* ---- the directory at the end ---- */

static void
write_entry(struct pack *pack, const struct member *member)
{
	unsigned char bytes[CENTRAL + NAME + 4 + 24], *to = bytes;
	size_t length = strlen(member->name);
	bool large = is_large(member) || member->at >= MOST32;

	to = little(to, 0x02014B50, 4);
	to = little(to, large ? LARGE : PLAIN, 2);
	to = little(to, large ? LARGE : PLAIN, 2);
	to = little(to, 0, 2);
	to = little(to, 8, 2);
	to = little(to, 0, 2);
	to = little(to, JANUARY, 2);
	to = little(to, member->crc, 4);
	to = little(to, large ? MOST32 : member->packed, 4);
	to = little(to, large ? MOST32 : member->size, 4);
	to = little(to, length, 2);
	to = little(to, large ? 28 : 0, 2);
	to = little(to, 0, 10);
	to = little(to, large ? MOST32 : member->at, 4);
	memcpy(to, member->name, length);
	to += length;
	if (large) {
		to = little(little(to, 1, 2), 24, 2);
		to = little(little(little(to, member->size, 8), member->packed, 8), member->at, 8);
	}
	write_bytes(pack, bytes, (size_t)(to - bytes));
}

static void
write_end(struct pack *pack, uint64_t start, uint64_t size)
{
	unsigned char bytes[56 + 20 + 22], *to = bytes;
	uint64_t here = pack->at;

	if (start >= MOST32) {
		to = little(little(to, 0x06064B50, 4), 44, 8);
		to = little(little(to, LARGE, 2), LARGE, 2);
		to = little(to, 0, 8);
		to = little(little(to, pack->count, 8), pack->count, 8);
		to = little(little(to, size, 8), start, 8);
		to = little(little(to, 0x07064B50, 4), 0, 4);
		to = little(little(to, here, 8), 1, 4);
	}
	to = little(little(to, 0x06054B50, 4), 0, 4);
	to = little(little(to, pack->count, 2), pack->count, 2);
	to = little(to, size, 4);
	to = little(to, start >= MOST32 ? MOST32 : start, 4);
	to = little(to, 0, 2);
	write_bytes(pack, bytes, (size_t)(to - bytes));
}

enum status
pack_close(struct pack **pack, const char *path, struct error *error)
{
	struct pack *closing = *pack;
	uint64_t start = 0;
	int number = 0;

	*pack = NULL;
	start = closing->at;
	for (size_t i = 0; i < closing->count; i++)
		write_entry(closing, &closing->members[i]);
	write_end(closing, start, closing->at - start);
	if (close(closing->file) != 0 && closing->number == 0)
		closing->number = errno;
	number = closing->number;
	for (size_t i = 0; i < closing->count; i++)
		free(closing->members[i].fixed);
	free(closing);
	return number ? error_system(error, "exchange.write", path, number) : STATUS_OK;
}
