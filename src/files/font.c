/* A font as it goes into a PDF: without the names of its glyphs, which no reader asks for and which
 * are half of what libharu would embed. */
#include "paper.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/file.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of the TrueType format: a head, an entry a table, the tables. */
enum { HEAD = 12, ENTRY = 16, TABLES_MOST = 64, FONT_MOST = 8 << 20, POST_SIZE = 32 };

struct font {
	unsigned char *bytes;
	size_t size;
};

static uint32_t
get(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void
put(unsigned char *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (24 - 8 * i));
}

static bool
read_font(struct arena *arena, const char *path, struct font *font)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	bool good =
	    file >= 0 && fstat(file, &st) == 0 && st.st_size > HEAD && st.st_size < FONT_MOST;

	if (good) {
		*font = (struct font){ arena_alloc(arena, (size_t)st.st_size), (size_t)st.st_size };
		good = read(file, font->bytes, font->size) == (ssize_t)font->size;
	}
	if (file >= 0)
		(void)close(file);
	return good;
}

/* The names end where the third version of the table says that there are none. */
static bool
drop_names(const struct font *font)
{
	const size_t count = (size_t)(font->bytes[4] << 8 | font->bytes[5]);

	if (count > TABLES_MOST || HEAD + count * ENTRY > font->size)
		return false;
	for (size_t i = 0; i < count; i++) {
		unsigned char *entry = font->bytes + HEAD + i * ENTRY;
		const size_t at = get(entry + 8);

		if (memcmp(entry, "post", 4) != 0)
			continue;
		if (get(entry + 12) < POST_SIZE || at > font->size - POST_SIZE)
			return false;
		put(font->bytes + at, 0x00030000);
		put(entry + 12, POST_SIZE);
		uint32_t sum = 0;
		for (size_t word = 0; word < POST_SIZE; word += 4)
			sum += get(font->bytes + at + word);
		put(entry + 4, sum);
		return true;
	}
	return false;
}

const char *
font_slim(struct arena *arena, const char *path)
{
	struct font font;

	if (!read_font(arena, path, &font) || !drop_names(&font))
		return path;
	const int file = (int)syscall(SYS_memfd_create, "font", 0U);
	if (file < 0)
		return path;
	const char *slim = arena_format(arena, "/proc/self/fd/%d", file);
	if (file_write(file, font.bytes, font.size) == 0 && access(slim, R_OK) == 0)
		return slim;
	(void)close(file);
	return path;
}
