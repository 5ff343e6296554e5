/* Rows read ahead: a thread reads the store while the file is written, a few lots of rows between
 * them.  Reading, gathering and writing down cost about the same, and the first two need the store,
 * which no two threads may use at once: until the reader is through nobody else does. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/value.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Whoever waits is woken for half of all lots, not for each: a call of the system is dearer than a
 * row, and a pause of either side is made good by the other.  With a quarter of these rows, which
 * the caches hold, each side waits five times as often, and the file takes a tenth longer. */
enum { LOTS = 8, LOT_ROWS = 64, LOT_BYTES = 32 * 1024, WORTH_WAKING = LOTS / 2 };

struct lot {
	struct value *values; /* row by row */
	size_t rows, used;
	char bytes[LOT_BYTES]; /* of their texts, */
	struct arena *beyond;  /* and what more there is */
};

struct ahead {
	bool (*fill)(void *context, struct value *row);
	void *context;
	size_t width;  /* values of a row */
	size_t *texts; /* places of those that may have a text */
	size_t text_count;
	struct lot lots[LOTS];
	const struct lot *lot; /* being written; NULL: none */
	size_t row;            /* of it, the next to give */
	pthread_t reader;
	pthread_mutex_t mutex; /* and below: what both look at */
	pthread_cond_t moved;
	unsigned filled, emptied;
	bool ended, stopped;
};

/* ---- the reader ---- */

static char *
keep_text(struct lot *lot, const char *text, size_t size)
{
	char *to = lot->bytes + lot->used;

	if (size > LOT_BYTES - lot->used)
		return arena_copy_bytes(lot->beyond, text, size);
	lot->used += size;
	return memcpy(to, text, size);
}

/* What stood in the store's memory stands in the lot's. */
static void
keep_texts(const struct ahead *ahead, struct lot *lot, struct value *row)
{
	for (size_t i = 0; i < ahead->text_count; i++) {
		struct value *value = &row[ahead->texts[i]];

		if (!value->known || !value->text)
			continue;
		value->text = keep_text(lot, value->text, strlen(value->text) + 1);
	}
}

/* False when there are no more rows. */
static bool
fill_lot(struct ahead *ahead, struct lot *lot)
{
	struct value *row = lot->values;

	lot->rows = lot->used = 0;
	arena_reset(lot->beyond);
	for (; lot->rows < LOT_ROWS; row += ahead->width, lot->rows++) {
		if (!ahead->fill(ahead->context, row))
			return false;
		keep_texts(ahead, lot, row);
	}
	return true;
}

/* The next lot that has been written down, or never used; NULL when no more are wanted. */
static struct lot *
lot_to_fill(struct ahead *ahead)
{
	struct lot *lot = NULL;

	pthread_mutex_lock(&ahead->mutex);
	while (ahead->filled - ahead->emptied == LOTS && !ahead->stopped)
		pthread_cond_wait(&ahead->moved, &ahead->mutex);
	if (!ahead->stopped)
		lot = &ahead->lots[ahead->filled % LOTS];
	pthread_mutex_unlock(&ahead->mutex);
	return lot;
}

static void
give_lot(struct ahead *ahead, bool more)
{
	pthread_mutex_lock(&ahead->mutex);
	ahead->filled++;
	ahead->ended = !more;
	if (ahead->ended || ahead->filled - ahead->emptied >= WORTH_WAKING)
		pthread_cond_signal(&ahead->moved);
	pthread_mutex_unlock(&ahead->mutex);
}

static void *
read_rows(void *context)
{
	struct ahead *ahead = context;
	struct lot *lot = NULL;
	bool more = true;

	while (more && (lot = lot_to_fill(ahead))) {
		more = fill_lot(ahead, lot);
		give_lot(ahead, more);
	}
	return NULL;
}

/* ---- who writes ---- */

/* Gives back the lot written down, if there is one, and waits for another; NULL at the end. */
static const struct lot *
next_lot(struct ahead *ahead, bool written)
{
	const struct lot *lot = NULL;

	pthread_mutex_lock(&ahead->mutex);
	ahead->emptied += written;
	if (LOTS - (ahead->filled - ahead->emptied) >= WORTH_WAKING)
		pthread_cond_signal(&ahead->moved);
	while (ahead->filled == ahead->emptied && !ahead->ended)
		pthread_cond_wait(&ahead->moved, &ahead->mutex);
	if (ahead->filled != ahead->emptied)
		lot = &ahead->lots[ahead->emptied % LOTS];
	pthread_mutex_unlock(&ahead->mutex);
	return lot;
}

static const struct value *
next_row(void *context)
{
	struct ahead *ahead = context;
	const struct lot *lot = ahead->lot;

	while (!lot || ahead->row == lot->rows) {
		lot = ahead->lot = next_lot(ahead, lot != NULL);
		ahead->row = 0;
		if (!lot)
			return NULL;
	}
	return lot->values + ahead->row++ * ahead->width;
}

/* ---- the face ---- */

static void
free_all(struct ahead *ahead)
{
	for (int i = 0; i < LOTS; i++) {
		free(ahead->lots[i].values);
		explicit_bzero(ahead->lots[i].bytes, LOT_BYTES);
		arena_free(&ahead->lots[i].beyond);
	}
	pthread_cond_destroy(&ahead->moved);
	pthread_mutex_destroy(&ahead->mutex);
	free(ahead->texts);
	free(ahead);
}

static void
find_texts(struct ahead *ahead, const struct value *row)
{
	ahead->texts = calloc(ahead->width, sizeof(*ahead->texts));
	if (!ahead->texts)
		memory_lost();
	for (size_t i = 0; i < ahead->width; i++)
		if (!type_is_number(row[i].type))
			ahead->texts[ahead->text_count++] = i;
}

/* Rows begin as the one given: what is the same in all of them is never written again. */
static void
prepare_lots(struct ahead *ahead, const struct value *row)
{
	for (int i = 0; i < LOTS; i++) {
		struct lot *lot = &ahead->lots[i];

		lot->beyond = arena_new();
		lot->values = calloc(LOT_ROWS * ahead->width, sizeof(*row));
		if (!lot->values)
			memory_lost();
		for (size_t j = 0; j < LOT_ROWS; j++)
			memcpy(lot->values + j * ahead->width, row, ahead->width * sizeof(*row));
	}
}

struct ahead *
ahead_open(struct table *table, bool (*fill)(void *context, struct value *row), void *context,
	   const struct value *row, size_t width)
{
	struct ahead *ahead = calloc(1, sizeof(*ahead));

	if (!ahead)
		memory_lost();
	ahead->fill = fill;
	ahead->context = context;
	ahead->width = width;
	find_texts(ahead, row);
	prepare_lots(ahead, row);
	pthread_mutex_init(&ahead->mutex, NULL);
	pthread_cond_init(&ahead->moved, NULL);
	if (pthread_create(&ahead->reader, NULL, read_rows, ahead) != 0) {
		free_all(ahead);
		return NULL;
	}
	table->next = next_row;
	table->context = ahead;
	return ahead;
}

void
ahead_close(struct ahead **ahead)
{
	struct ahead *closing = *ahead;

	if (!closing)
		return;
	*ahead = NULL;
	pthread_mutex_lock(&closing->mutex);
	closing->stopped = true;
	pthread_cond_signal(&closing->moved);
	pthread_mutex_unlock(&closing->mutex);
	pthread_join(closing->reader, NULL);
	free_all(closing);
}
