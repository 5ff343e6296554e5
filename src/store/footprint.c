/* What a reading stood on, and whether somebody has written there since.  After any commit SQLite
 * forgets all that it had read; which pages the commits wrote is in the index of its log, which all
 * processes map (https://sqlite.org/walformat.html, "The WAL-Index File Format"): a number a frame.
 * Where that is not as we know it, nothing is said to stand. */
#include "footprint.h"

#include <stdatomic.h>
#include <string.h>

#include <guichet/arena.h>

/* ---- the index of the log ---- */

enum {
	INDEX_VERSION = 3007000,
	PART_BYTES = 32768,
	PART_FRAMES = 4096, /* whose pages a part has at its beginning */
	HEAD = 34,          /* of the first part, the rest of which comes before the pages */
};
/* Words of the head, which is there twice: it is being written while the two differ. */
enum { VERSION, FRAMES = 4, SALTS = 8, TWICE = 12 };

sqlite3_file *
log_file(sqlite3 *db)
{
	sqlite3_file *log = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK ||
	    log == NULL || log->pMethods == NULL)
		return NULL;
	return log;
}

/* NULL: there is no log. */
static const volatile uint32_t *
index_part(sqlite3 *db, int part)
{
	sqlite3_file *file = NULL;
	volatile void *words = NULL;

	if (log_file(db) == NULL ||
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
	    file->pMethods->xShmMap(file, part, PART_BYTES, 0, &words) != SQLITE_OK)
		return NULL;
	return words;
}

struct log_end
log_end(sqlite3 *db)
{
	const volatile uint32_t *head = index_part(db, 0);
	uint32_t one[TWICE], other[TWICE];

	if (head == NULL)
		return (struct log_end){ .known = false };
	for (int i = 0; i < TWICE; i++)
		one[i] = head[i];
	atomic_thread_fence(memory_order_seq_cst);
	for (int i = 0; i < TWICE; i++)
		other[i] = head[TWICE + i];
	return (struct log_end){
		.known = one[VERSION] == INDEX_VERSION && memcmp(one, other, sizeof one) == 0,
		.salts = { one[SALTS], one[SALTS + 1] },
		.frames = one[FRAMES],
	};
}

static bool
is_same_log(const struct log_end *a, const struct log_end *b)
{
	return a->known && b->known && memcmp(a->salts, b->salts, sizeof a->salts) == 0;
}

/* ---- the pages of a reading ---- */

enum { PLACES = 256, MOST = 192 };

struct footprint {
	bool begun;
	struct log_end since;
	int count;              /* MOST: too many to tell */
	uint32_t pages[PLACES]; /* each at the first place free from its own; 0: free */
};

/* The library has one cache for all, and tells it nothing of who reads. */
static struct footprint *noting;
static sqlite3_pcache_methods2 cache;
static bool cache_tells;

struct footprint *
footprint_new(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct footprint));
}

void
footprint_clear(struct footprint *footprint)
{
	*footprint = (struct footprint){ .begun = false };
}

static uint32_t *
place_of(struct footprint *footprint, uint32_t page)
{
	uint32_t at = page % PLACES;

	while (footprint->pages[at] != 0 && footprint->pages[at] != page)
		at = (at + 1) % PLACES;
	return &footprint->pages[at];
}

/* The first page counts the commits, so that each writes it; what else it has is of the schema. */
static void
page_noted(struct footprint *footprint, uint32_t page)
{
	uint32_t *place = place_of(footprint, page);

	if (*place == page || page == 1 || footprint->count == MOST)
		return;
	*place = page;
	footprint->count++;
}

static sqlite3_pcache_page *
fetch(sqlite3_pcache *pages, unsigned page, int create)
{
	if (noting != NULL)
		page_noted(noting, page);
	return cache.xFetch(pages, page, create);
}

void
footprint_settle(void)
{
	/* An engine that reads long rows past its cache would tell but a part. */
	if (cache_tells || sqlite3_compileoption_used("DIRECT_OVERFLOW_READ") ||
	    sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &cache) != SQLITE_OK)
		return;
	sqlite3_pcache_methods2 noted = cache;
	noted.xFetch = fetch;
	cache_tells = sqlite3_config(SQLITE_CONFIG_PCACHE2, &noted) == SQLITE_OK;
}

void
footprint_note(struct footprint *footprint)
{
	noting = footprint;
}

void
footprint_since(const struct log_end *end)
{
	if (!cache_tells || noting == NULL || noting->begun)
		return;
	noting->begun = true;
	noting->since = *end;
}

/* ---- what was written since ---- */

static bool
is_written_between(struct footprint *footprint, sqlite3 *db, uint32_t from, uint32_t to)
{
	const volatile uint32_t *words = NULL;

	for (uint32_t at = from + HEAD; at < to + HEAD; at++) {
		if (words == NULL || at % PART_FRAMES == 0)
			words = index_part(db, (int)(at / PART_FRAMES));
		if (words == NULL)
			return true;
		const uint32_t page = words[at % PART_FRAMES];
		if (*place_of(footprint, page) == page)
			return true;
	}
	return false;
}

/* A log that is begun anew has its salts first: as long as they are the same, so are its pages. */
bool
footprint_untouched(struct footprint *footprint, sqlite3 *db)
{
	const struct log_end now = log_end(db);

	if (!footprint->begun || footprint->count == MOST ||
	    !is_same_log(&footprint->since, &now) ||
	    is_written_between(footprint, db, footprint->since.frames, now.frames))
		return false;
	atomic_thread_fence(memory_order_seq_cst);
	const struct log_end then = log_end(db);
	if (!is_same_log(&now, &then))
		return false;
	footprint->since = now;
	return true;
}
