/* Search terms by the million: gathered, sorted, inserted in order. */
#include "domain.h"

#include <stdlib.h>
#include <string.h>

struct batch_term {
	const char *kind; /* a constant of the program */
	int64_t id;
	uint32_t at, size; /* in text */
};

struct search_batch {
	struct batch_term *terms;
	size_t count, most;
	char *text;
	size_t used, room;
};

static void *
take(size_t size)
{
	void *taken = calloc(1, size);
	if (taken == NULL) {
		memory_lost();
	}
	return taken;
}

struct search_batch *
search_batch_new(size_t most)
{
	struct search_batch *batch = take(sizeof *batch);
	batch->most = most;
	batch->room = most * 32;
	batch->terms = take((most + SEARCH_TERMS_MOST) * sizeof *batch->terms);
	batch->text = take(batch->room);
	return batch;
}

void
search_batch_free(struct search_batch **batch)
{
	if (*batch != NULL) {
		free((*batch)->terms);
		free((*batch)->text);
		free(*batch);
		*batch = NULL;
	}
}

bool
search_batch_full(const struct search_batch *batch)
{
	return batch->count >= batch->most;
}

static void
batch_add_one(struct search_batch *batch, const char *kind, int64_t id, const char *term)
{
	size_t size = strlen(term) + 1;
	if (batch->used + size > batch->room) {
		char *grown = realloc(batch->text, batch->room * 2 + size);
		if (grown == NULL) {
			memory_lost();
		}
		batch->text = grown;
		batch->room = batch->room * 2 + size;
	}
	memcpy(batch->text + batch->used, term, size);
	batch->terms[batch->count++] = (struct batch_term){
		.kind = kind, .id = id, .at = (uint32_t)batch->used, .size = (uint32_t)size
	};
	batch->used += size;
}

/* The caller writes the batch out when it is full; a record's terms always fit behind the last
 * place. */
void
search_batch_add(struct search_batch *batch, const char *kind, int64_t id, const char *const *terms)
{
	for (; *terms != NULL && batch->count < batch->most + SEARCH_TERMS_MOST; terms++) {
		batch_add_one(batch, kind, id, *terms);
	}
}

struct sortable {
	uint64_t head; /* the first eight bytes, so that most comparisons end here */
	const char *term;
	const struct batch_term *of;
};

static uint64_t
head_of(const char *term)
{
	uint64_t head = 0;
	for (int i = 0; i < 8; i++) {
		head = head << 8 | (unsigned char)*term;
		term += *term != '\0';
	}
	return head;
}

static int
compare(const void *a, const void *b)
{
	const struct sortable *x = a;
	const struct sortable *y = b;
	if (x->head != y->head) {
		return x->head < y->head ? -1 : 1;
	}
	int order = strcmp(x->term, y->term);
	if (order == 0) {
		order = strcmp(x->of->kind, y->of->kind);
	}
	return order != 0 ? order : (x->of->id > y->of->id) - (x->of->id < y->of->id);
}

enum status
search_batch_write(struct search_batch *batch, struct work *work)
{
	struct sortable *sorted = take((batch->count + 1) * sizeof *sorted);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < batch->count; i++) {
		const char *term = batch->text + batch->terms[i].at;
		sorted[i] = (struct sortable){ head_of(term), term, &batch->terms[i] };
	}
	qsort(sorted, batch->count, sizeof *sorted, compare);
	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		status = work_run_any(work, SQL_SEARCH_INSERT,
				      ARGS(ARG_TEXT("term", sorted[i].term),
					   ARG_TEXT("kind", sorted[i].of->kind),
					   ARG_INT("id", sorted[i].of->id)),
				      NULL);
	}
	free(sorted);
	batch->count = 0;
	batch->used = 0;
	return status;
}
