/* Rows that are about to be read one by one are each two pages of their table's tree, one wait for
 * the disk after the other; asked for together they come in little more than the time of one.
 * What stands in SQLite's file is followed here without a lock, and may have moved: only the disk
 * is told, and SQLite reads what there is in its own way. */
#define _GNU_SOURCE /* NOLINT: preadv2, which need not wait */
#include "ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	PAGE = 4096,     /* of every store */
	INNER_TABLE = 5, /* what an inner page begins with, where rows have ids */
	INNER_TERMS = 2, /* and where they are kept by their first column */
	HEADER = 12,     /* and its cells' places follow */
	CHILD = 4,       /* bytes of a cell: the page that it leads to, then an id or a row */
	NUMBER_MOST = 9,
	PAST = 3 * NUMBER_MOST, /* what is read of a last cell may go beyond the page */
	TEXT_FIRST = 13,        /* what says that a column is a text, and twice how long */
	LEVELS = 8,
	FILES = 32
};

/* A row, by its id or by the text that it begins with. */
struct sought {
	const char *term; /* NULL: by id */
	int64_t id;
	uint32_t page; /* as far as it was followed */
};

struct bytes {
	unsigned char at[PAGE + PAST]; /* zeros past the page */
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

/* Seven bits a byte, the last one without the eighth; numbers here are never negative.  What comes
 * after it. */
static const unsigned char *
number_at(const unsigned char *at, int64_t *number)
{
	*number = 0;
	for (int i = 0; i < NUMBER_MOST - 1; i++) {
		*number = *number << 7 | (*at & 0x7f);
		if ((*at++ & 0x80) == 0)
			break;
	}
	return at;
}

/* A row begins with how long it is and how long its head is; the head says of each column what it
 * is. */
static bool
is_before_term(const unsigned char *row, const unsigned char *end, const char *term)
{
	int64_t size, head_size, kind;
	const unsigned char *head = number_at(row, &size);
	(void)number_at(number_at(head, &head_size), &kind);

	if (head >= end || head_size > end - head || kind < TEXT_FIRST)
		return false;
	const unsigned char *text = head + head_size;
	const size_t room = (size_t)(end - text), asked = strlen(term);
	size_t length = (size_t)(kind - TEXT_FIRST) / 2;
	if (length > room)
		length = room;
	const int order = memcmp(text, term, length < asked ? length : asked);
	return order < 0 || (order == 0 && length < asked);
}

static bool
is_before(const struct bytes *page, size_t cell, const struct sought *sought)
{
	const unsigned char *key = page->at + cell + CHILD;
	int64_t id;

	if (sought->term != NULL)
		return is_before_term(key, page->at + PAGE, sought->term);
	(void)number_at(key, &id);
	return id < sought->id;
}

/* The page below this one where a row is, by the greatest of each; 0: there is none below. */
static uint32_t
page_below(const struct bytes *page, const struct sought *sought)
{
	size_t low = 0, high = two_bytes(page->at + 3);

	if (page->at[0] != (sought->term != NULL ? INNER_TERMS : INNER_TABLE) ||
	    HEADER + 2 * high > PAGE)
		return 0;
	const size_t count = high;
	while (low < high) {
		const size_t middle = (low + high) / 2;
		const size_t cell = two_bytes(page->at + HEADER + 2 * middle);
		if (cell >= PAGE - CHILD)
			return 0;
		if (is_before(page, cell, sought))
			low = middle + 1;
		else
			high = middle;
	}
	return four_bytes(page->at + (low == count ? 8 : two_bytes(page->at + HEADER + 2 * low)));
}

static off_t
place_of(uint32_t page)
{
	return (off_t)(page - 1) * PAGE;
}

static bool
read_page(int file, uint32_t page, struct bytes *bytes, int flags)
{
	const struct iovec into = { bytes->at, PAGE };

	return preadv2(file, &into, 1, place_of(page), flags) == PAGE;
}

/* The way to a row is in memory: so are those to the others, mostly.  Where a file system cannot
 * tell, it counts as there. */
static bool
is_at_hand(int file, struct sought sought)
{
	struct bytes bytes = { { 0 } };

	for (int level = 0; sought.page != 0 && level < LEVELS; level++) {
		if (!read_page(file, sought.page, &bytes, RWF_NOWAIT))
			return errno != EAGAIN;
		sought.page = page_below(&bytes, &sought);
	}
	return true;
}

/* From each page to the one below it, and all of those are asked for; false at the last ones. */
static bool
go_down(int file, struct sought *sought, size_t count)
{
	struct bytes bytes = { { 0 } };
	uint32_t read = 0;

	for (size_t i = 0; i < count; i++) {
		if (sought[i].page != read && !read_page(file, sought[i].page, &bytes, 0))
			return false;
		read = sought[i].page;
		sought[i].page = page_below(&bytes, &sought[i]);
		if (sought[i].page == 0)
			return false;
	}
	for (size_t i = 0; i < count; i++)
		if (i == 0 || sought[i].page != sought[i - 1].page)
			posix_fadvise(file, place_of(sought[i].page), PAGE, POSIX_FADV_WILLNEED);
	return true;
}

/* To close one of our own would let go of SQLite's locks. */
int
ahead_file(const char *path)
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

/* next: first pages of other trees, which are waited for at the same time; ended by 0. */
static bool
ask_for(const char *path, struct sought *sought, size_t count, const uint32_t *next)
{
	const int file = ahead_file(path);

	if (file < 0 || count == 0 || is_at_hand(file, sought[count - 1]))
		return false;
	for (; *next != 0; next++)
		posix_fadvise(file, place_of(*next), PAGE, POSIX_FADV_WILLNEED);
	for (int level = 0; level < LEVELS && go_down(file, sought, count); level++)
		;
	return true;
}

bool
ahead_of_rows(const char *path, uint32_t root, const int64_t *ids, size_t count)
{
	struct sought sought[AHEAD_MOST];

	if (count > AHEAD_MOST)
		count = AHEAD_MOST;
	for (size_t i = 0; i < count; i++)
		sought[i] = (struct sought){ .id = ids[i], .page = root };
	return ask_for(path, sought, count, &(const uint32_t){ 0 });
}

bool
ahead_of_terms(const char *path, uint32_t root, const char *const *terms, size_t count,
	       const uint32_t *next)
{
	struct sought sought[AHEAD_MOST];

	if (count > AHEAD_MOST)
		count = AHEAD_MOST;
	for (size_t i = 0; i < count; i++)
		sought[i] = (struct sought){ .term = terms[i], .page = root };
	return ask_for(path, sought, count, next);
}
