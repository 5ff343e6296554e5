/* The terms by which find anything finds a record (decision 5), and their rebuilding. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_MOST = 16, ROTATIONS_MOST = 4 };

struct terms {
	struct arena *arena;
	const char **list;
	size_t count;
};

static struct terms
terms_new(struct arena *arena)
{
	return (struct terms){ .arena = arena,
			       .list = arena_array(arena, TERMS_MOST + 1, sizeof(char *)) };
}

static void
add(struct terms *terms, const char *term)
{
	if (term == NULL || term[0] == '\0' || terms->count == TERMS_MOST) {
		return;
	}
	for (size_t i = 0; i < terms->count; i++) {
		if (strcmp(terms->list[i], term) == 0) {
			return;
		}
	}
	terms->list[terms->count++] = term;
}

/* "~" and the text backwards: the end of a number is the start of this. */
static void
add_reversed(struct terms *terms, const char *digits)
{
	size_t size = strlen(digits);
	char *out = arena_alloc(terms->arena, size + 2);
	out[0] = '~';
	for (size_t i = 0; i < size; i++) {
		out[i + 1] = digits[size - 1 - i];
	}
	out[size + 1] = '\0';
	add(terms, out);
}

/* "VAN DEN BERG JOOST", "DEN BERG JOOST VAN", "BERG JOOST VAN DEN", ... */
static void
add_rotations(struct terms *terms, const char *name)
{
	const char *folded = text_fold(terms->arena, name);
	const char *word = folded;
	for (int i = 0; i < ROTATIONS_MOST && *word != '\0'; i++) {
		if (word == folded) {
			add(terms, folded);
		} else {
			int led = (int)(word - folded) - 1;
			add(terms, arena_format(terms->arena, "%s %.*s", word, led, folded));
		}
		word += strcspn(word, " ");
		word += *word == ' ';
	}
}

static void
add_phone(struct terms *terms, const char *phone)
{
	const char *digits = phone_national(terms->arena, phone);
	add(terms, arena_format(terms->arena, "#%s", digits));
	add_reversed(terms, digits);
}

const char *const *
search_card_terms(struct arena *arena, const char *number, const char *plate_key_text,
		  const char *phone, const char *driver)
{
	struct terms terms = terms_new(arena);
	add(&terms, number);
	add_reversed(&terms, number);
	add(&terms, plate_key_text);
	if (phone != NULL) {
		add_phone(&terms, phone);
	}
	if (driver != NULL) {
		add_rotations(&terms, driver);
	}
	return terms.list;
}

const char *const *
search_phone_terms(struct arena *arena, const char *phone)
{
	struct terms terms = terms_new(arena);
	if (phone != NULL) {
		add_phone(&terms, phone);
	}
	return terms.list;
}

const char *const *
search_customer_terms(struct arena *arena, const char *number, const char *name)
{
	struct terms terms = terms_new(arena);
	add(&terms, plate_key(arena, number));
	add_rotations(&terms, name);
	return terms.list;
}

const char *const *
search_driver_terms(struct arena *arena, const char *name)
{
	struct terms terms = terms_new(arena);
	add_rotations(&terms, name);
	return terms.list;
}

const char *const *
search_account_terms(struct arena *arena, const char *login, const char *last_name,
		     const char *first_name, const char *email)
{
	struct terms terms = terms_new(arena);
	add(&terms, text_fold(arena, login));
	add_rotations(&terms, arena_format(arena, "%s %s", last_name, first_name));
	if (email != NULL) {
		add(&terms, text_fold(arena, email));
	}
	return terms.list;
}

/* ---- many at once ---- */

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

struct search_batch *
search_batch_new(size_t most)
{
	struct search_batch *batch = calloc(1, sizeof *batch);
	if (batch == NULL) {
		memory_lost();
	}
	batch->most = most;
	batch->room = most * 32;
	batch->terms = calloc(most + TERMS_MOST, sizeof *batch->terms);
	batch->text = malloc(batch->room);
	if (batch->terms == NULL || batch->text == NULL) {
		memory_lost();
	}
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
	for (; *terms != NULL && batch->count < batch->most + TERMS_MOST; terms++) {
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
	struct sortable *sorted = calloc(batch->count + 1, sizeof *sorted);
	enum status status = STATUS_OK;
	if (sorted == NULL) {
		memory_lost();
	}
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

/* ---- search.rebuild ---- */

enum { REBUILD_BATCH = 500000 };

/* An order-free fingerprint: equal sums and counts, equal tables. */
struct tally {
	uint64_t sum;
	int64_t count;
};

static void
tally_term(struct tally *tally, const char *term, const char *kind, int64_t id)
{
	uint64_t hash = 1469598103934665603U; /* FNV-1a */
	for (const char *at = term; *at != '\0'; at++) {
		hash = (hash ^ (unsigned char)*at) * 1099511628211U;
	}
	for (const char *at = kind; *at != '\0'; at++) {
		hash = (hash ^ (unsigned char)*at) * 1099511628211U;
	}
	hash = (hash ^ (uint64_t)id) * 1099511628211U;
	tally->sum += hash ^ (hash >> 29);
	tally->count++;
}

/* What the records say there should be, told to one function after the other. */
typedef enum status each_term(struct work *work, void *context, const char *kind, int64_t id,
			      const char *const *terms);

static const char *const *
row_terms(struct arena *arena, enum statement pages, const struct row *row)
{
	switch ((int)pages) {
	case SQL_SEARCH_CARDS:
		return search_card_terms(
		    arena, row_text(row, "number"), row_text_or_null(row, "plate_key"),
		    row_text_or_null(row, "phone"), row_text_or_null(row, "driver"));
	case SQL_SEARCH_CUSTOMERS:
		return search_customer_terms(arena, row_text(row, "number"), row_text(row, "name"));
	case SQL_SEARCH_DRIVERS:
		return search_driver_terms(arena, row_text(row, "name"));
	default:
		return search_account_terms(arena, row_text(row, "login"),
					    row_text(row, "last_name"), row_text(row, "first_name"),
					    row_text_or_null(row, "email"));
	}
}

/* A page at a time in an arena of its own: a store may hold millions. */
static enum status
each_of(struct work *work, enum statement pages, const char *kind, each_term *each, void *context)
{
	struct arena *kept = work->arena;
	struct arena *page = arena_new();
	const struct row *row = NULL;
	int64_t after = 0;
	enum status status = STATUS_OK;
	work->arena = page;
	do {
		arena_reset(page);
		status = work_rows(work, pages, ARGS(ARG_INT("after", after)), &row);
		const struct row *first = row;
		for (; status == STATUS_OK && row != NULL; row = row->next) {
			after = row_int(row, "id");
			status = each(work, context, kind, after, row_terms(page, pages, row));
		}
		row = first;
	} while (status == STATUS_OK && row != NULL);
	work->arena = kept;
	arena_free(&page);
	return status;
}

static enum status
each_record(struct work *work, each_term *each, void *context)
{
	enum status status = each_of(work, SQL_SEARCH_CARDS, "card", each, context);
	if (status == STATUS_OK) {
		status = each_of(work, SQL_SEARCH_CUSTOMERS, "customer", each, context);
	}
	if (status == STATUS_OK) {
		status = each_of(work, SQL_SEARCH_DRIVERS, "driver", each, context);
	}
	if (status == STATUS_OK) {
		status = each_of(work, SQL_SEARCH_ACCOUNTS, "user", each, context);
	}
	return status;
}

static enum status
tally_terms(struct work *work, void *context, const char *kind, int64_t id,
	    const char *const *terms)
{
	(void)work;
	for (; *terms != NULL; terms++) {
		tally_term(context, *terms, kind, id);
	}
	return STATUS_OK;
}

static enum status
write_terms(struct work *work, void *context, const char *kind, int64_t id,
	    const char *const *terms)
{
	struct search_batch *batch = context;
	search_batch_add(batch, kind, id, terms);
	return search_batch_full(batch) ? search_batch_write(batch, work) : STATUS_OK;
}

/* A page ends within a term that several records share: those are read again as a whole. */
static enum status
tally_page(struct work *work, const struct row *row, struct tally *tally, const char **last)
{
	const struct row *end = row;
	while (end->next != NULL) {
		end = end->next;
	}
	*last = row_text(end, "term");
	for (; row != NULL && strcmp(row_text(row, "term"), *last) != 0; row = row->next) {
		tally_term(tally, row_text(row, "term"), row_text(row, "kind"), row_int(row, "id"));
	}
	const struct row *rest = NULL;
	enum status status =
	    work_rows(work, SQL_SEARCH_REST_OF_TERM, ARGS(ARG_TEXT("term", *last)), &rest);
	for (; rest != NULL; rest = rest->next) {
		tally_term(tally, *last, row_text(rest, "kind"), row_int(rest, "id"));
	}
	return status;
}

static enum status
tally_table(struct work *work, struct tally *tally)
{
	struct arena *kept = work->arena;
	struct arena *pages[2] = { arena_new(), arena_new() };
	const struct row *row = NULL;
	const char *last = "";
	enum status status = STATUS_OK;
	for (int turn = 0;; turn = 1 - turn) {
		arena_reset(pages[turn]); /* last lives in the other one */
		work->arena = pages[turn];
		status = work_rows(work, SQL_SEARCH_PAGE, ARGS(ARG_TEXT("term", last)), &row);
		if (status != STATUS_OK || row == NULL) {
			break;
		}
		status = tally_page(work, row, tally, &last);
		if (status != STATUS_OK) {
			break;
		}
	}
	work->arena = kept;
	arena_free(&pages[0]);
	arena_free(&pages[1]);
	return status;
}

static enum status
rebuild(struct work *work)
{
	struct search_batch *batch = search_batch_new(REBUILD_BATCH);
	enum status status = work_run_any(work, SQL_SEARCH_CLEAR, NULL, NULL);
	if (status == STATUS_OK) {
		status = each_record(work, write_terms, batch);
	}
	if (status == STATUS_OK) {
		status = search_batch_write(batch, work);
	}
	search_batch_free(&batch);
	return status;
}

/* Previewed, it is the check: unchanged when the table says what the records say. */
static enum status
rebuild_apply(struct work *work, const void *args)
{
	(void)args;
	struct tally wanted = { 0 };
	struct tally found = { 0 };
	enum status status = each_record(work, tally_terms, &wanted);
	if (status == STATUS_OK) {
		status = tally_table(work, &found);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg *counts =
	    ARGS(ARG_INT("wanted", wanted.count), ARG_INT("found", found.count));
	if (wanted.sum == found.sum && wanted.count == found.count) {
		work_unchanged(work);
		work_say(work, "outcome.search_right", counts);
		return STATUS_OK;
	}
	work_say(work, "outcome.search_rebuilt", counts);
	return rebuild(work);
}

const struct command search_rebuild = {
	.name = "search.rebuild",
	.flags = COMMAND_INTERNAL,
	.apply = rebuild_apply,
};

/* ---- tally.rebuild ---- */

static enum status
tally_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *fault = NULL;
	int64_t count = 0;
	enum status status = work_rows(work, SQL_TALLY_FAULTS, NULL, &fault);
	for (; fault != NULL; fault = fault->next) {
		count++;
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (count == 0) {
		work_unchanged(work);
		work_say(work, "outcome.tally_right", NULL);
		return STATUS_OK;
	}
	work_say(work, "outcome.tally_rebuilt", ARGS(ARG_INT("count", count)));
	status = work_run_any(work, SQL_TALLY_CLEAR, NULL, NULL);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_TALLY_FILL, NULL, NULL);
	}
	return status;
}

const struct command tally_rebuild = {
	.name = "tally.rebuild",
	.flags = COMMAND_INTERNAL,
	.apply = tally_apply,
};
