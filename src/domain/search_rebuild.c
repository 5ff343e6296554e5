/* What can be made again from the records: search keys and counts of cards (guichet check
 * --repair). */
#include "domain.h"

#include <string.h>

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
	case SQL_SEARCH_INVOICES:
		return search_invoice_terms(arena, row_text(row, "number"));
	case SQL_SEARCH_AUTHORISATIONS:
		return search_authorisation_terms(arena, row, row_int(row, "live") != 0);
	case SQL_SEARCH_DRIVERS:
		return search_driver_terms(arena, row_text(row, "name"),
					   row_text_or_null(row, "code"));
	default:
		return search_account_terms(arena, row_text(row, "login"),
					    row_text(row, "last_name"), row_text(row, "first_name"),
					    row_text_or_null(row, "email"));
	}
}

/* Who hears of one kind's records. */
struct told {
	enum statement pages;
	const char *kind;
	each_term *each;
	void *context;
};

static enum status
tell_row(struct work *work, const struct row *row, void *context)
{
	const struct told *told = context;
	return told->each(work, told->context, told->kind, row_int(row, "id"),
			  row_terms(work->arena, told->pages, row));
}

static enum status
each_of(struct work *work, enum statement pages, const char *kind, each_term *each, void *context)
{
	struct told told = { .pages = pages, .kind = kind, .each = each, .context = context };
	return walk_by_id(work, pages, tell_row, &told);
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
		status = each_of(work, SQL_SEARCH_AUTHORISATIONS, "authorisation", each, context);
	}
	if (status == STATUS_OK) {
		status = each_of(work, SQL_SEARCH_ACCOUNTS, "user", each, context);
	}
	if (status == STATUS_OK) {
		status = each_of(work, SQL_SEARCH_INVOICES, "invoice", each, context);
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
