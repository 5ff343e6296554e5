/* Rows that are about to be read one by one are each two pages of their table's tree, one wait for
 * the disk after the other; asked for together they come in little more than the time of one.
 * What stands in SQLite's file is followed here without a lock, and may have moved: only the disk
 * is told, and SQLite reads what there is in its own way. */
#include "ahead.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PAGE = 4096, /* of every store */
	INNER = 5,   /* what an inner page begins with */
	HEADER = 12, /* and its cells' places follow */
	ID = 4,      /* of a cell, behind the page that it leads to */
	ID_MOST = 9,
	LEVELS = 8,
	FILES = 32
};

static size_t
two_bytes(const unsigned char *at)
{
	return (size_t)at[0] << 8 | at[1];
}

static uint32_t
four_bytes(const unsigned char *at)
{
	return (uint32_t)two_bytes(at) << 16 | (uint32_t)two_bytes(at + 2);
}

/* Seven bits a byte, the last one without the eighth; ids here are never negative. */
static int64_t
id_at(const unsigned char *at)
{
	int64_t id = 0;

	for (int i = 0; i < ID_MOST - 1; i++) {
		id = id << 7 | (at[i] & 0x7f);
		if ((at[i] & 0x80) == 0)
			break;
	}
	return id;
}

/* The page below this one where a row is, by the greatest id of each; 0: there is none below. */
static uint32_t
page_below(const unsigned char *page, int64_t id)
{
	size_t low = 0, high = two_bytes(page + 3);

	if (page[0] != INNER || HEADER + 2 * high > PAGE)
		return 0;
	const size_t count = high;
	while (low < high) {
		const size_t middle = (low + high) / 2;
		const size_t cell = two_bytes(page + HEADER + 2 * middle);
		if (cell >= PAGE - ID)
			return 0;
		if (id_at(page + cell + ID) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return four_bytes(low == count ? page + 8 : page + two_bytes(page + HEADER + 2 * low));
}

static off_t
place_of(uint32_t page)
{
	return (off_t)(page - 1) * PAGE;
}

static bool
read_page(int file, uint32_t page, unsigned char *bytes)
{
	return pread(file, bytes, PAGE, place_of(page)) == PAGE;
}

/* Of disks, by this process so far. */
static long
blocks_read(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_inblock : 0;
}

/* The way to a row was in memory: so are those to the others, mostly. */
static bool
is_at_hand(int file, uint32_t page, int64_t id)
{
	unsigned char bytes[PAGE + ID_MOST] = { 0 };
	const long before = blocks_read();

	for (int level = 0; page != 0 && level < LEVELS && read_page(file, page, bytes); level++)
		page = page_below(bytes, id);
	return blocks_read() == before;
}

/* From each page to the one below it, and all of those are asked for; false at the last ones. */
static bool
go_down(int file, uint32_t *pages, const int64_t *ids, size_t count)
{
	unsigned char bytes[PAGE + ID_MOST] = { 0 };
	uint32_t read = 0;

	for (size_t i = 0; i < count; i++) {
		if (pages[i] != read && !read_page(file, pages[i], bytes))
			return false;
		read = pages[i];
		pages[i] = page_below(bytes, ids[i]);
		if (pages[i] == 0)
			return false;
	}
	for (size_t i = 0; i < count; i++)
		posix_fadvise(file, place_of(pages[i]), PAGE, POSIX_FADV_WILLNEED);
	return true;
}

/* As SQLite has it open: to close one of our own would let go of its locks. */
static int
open_file(const char *path)
{
	struct stat store, other;

	if (stat(path, &store) != 0)
		return -1;
	for (int file = 0; file < FILES; file++)
		if (fstat(file, &other) == 0 && other.st_ino == store.st_ino &&
		    other.st_dev == store.st_dev)
			return file;
	return -1;
}

void
ahead_of_rows(const char *path, uint32_t root, const int64_t *ids, size_t count)
{
	const int file = open_file(path);
	uint32_t pages[AHEAD_MOST];

	if (count > AHEAD_MOST)
		count = AHEAD_MOST;
	if (file < 0 || count == 0 || is_at_hand(file, root, ids[count - 1]))
		return;
	for (size_t i = 0; i < count; i++)
		pages[i] = root;
	for (int level = 0; level < LEVELS && go_down(file, pages, ids, count); level++)
		;
}
