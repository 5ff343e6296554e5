/* What bytes of strangers are: beginning, structure and end of the three kinds a paper may be.
 * Nothing is decoded. */
#include <guichet/document.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define END_OF_PDF 1024 /* readers look for its mark in so many last bytes */

struct bytes {
	const unsigned char *at;
	size_t size;
};

static bool
begins(struct bytes bytes, const void *mark, size_t size)
{
	return bytes.size >= size && memcmp(bytes.at, mark, size) == 0;
}

static bool
contains(struct bytes bytes, const char *mark)
{
	const size_t size = strlen(mark);
	for (size_t i = 0; i + size <= bytes.size; i++)
		if (memcmp(bytes.at + i, mark, size) == 0)
			return true;
	return false;
}

static bool
is_pdf(struct bytes bytes)
{
	const size_t end = bytes.size < END_OF_PDF ? bytes.size : END_OF_PDF;
	const struct bytes last = { bytes.at + bytes.size - end, end };
	return begins(bytes, "%PDF-", 5) && contains(last, "startxref") && contains(last, "%%EOF");
}

static size_t
big_endian(const unsigned char *at, int count)
{
	size_t number = 0;
	for (int i = 0; i < count; i++)
		number = number << 8 | at[i];
	return number;
}

/* Chunks one after the other, from IHDR to an IEND that is the last byte. */
static bool
is_png(struct bytes bytes)
{
	static const unsigned char signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	size_t at = sizeof signature;
	if (!begins(bytes, signature, sizeof signature))
		return false;
	while (bytes.size - at >= 12) {
		const unsigned char *chunk = bytes.at + at;
		const size_t length = big_endian(chunk, 4);
		const bool first = at == sizeof signature;
		if (length > bytes.size - at - 12 || first != (memcmp(chunk + 4, "IHDR", 4) == 0))
			return false;
		at += 12 + length;
		if (memcmp(chunk + 4, "IEND", 4) == 0)
			return at == bytes.size;
	}
	return false;
}

static bool
is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

/* Segments up to the first scan, a frame among them; the end mark last, but for the zeros cameras
 * add. */
static bool
is_jpeg(struct bytes bytes)
{
	bool framed = false;
	size_t at = 2;
	while (bytes.size > 0 && bytes.at[bytes.size - 1] == 0)
		bytes.size--;
	if (!begins(bytes, "\xff\xd8\xff", 3) ||
	    memcmp(bytes.at + bytes.size - 2, "\xff\xd9", 2) != 0)
		return false;
	while (bytes.size - at >= 4 && bytes.at[at] == 0xff) {
		const unsigned char marker = bytes.at[at + 1];
		const size_t length = big_endian(bytes.at + at + 2, 2);
		framed = framed || is_frame(marker);
		if (length < 2 || length > bytes.size - at - 2)
			return false;
		if (marker == 0xda)
			return framed;
		at += 2 + length;
	}
	return false;
}

const char *
document_media(const void *bytes, size_t size)
{
	const struct bytes all = { bytes, size };
	return is_pdf(all) ? "pdf" : is_png(all) ? "png" : is_jpeg(all) ? "jpeg" : NULL;
}
