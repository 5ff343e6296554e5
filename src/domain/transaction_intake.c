/* transaction.intake: a whole file of transactions (DAY-04).  All of it happens before the gate:
 * lines are judged as they are read, put in the order of customer, card and time, and given in
 * batches to transaction.load, each in a transaction of its own.  What a run left undone the next
 * one does: lines that are in are known again. */
#include "transaction_batch.h"

#include <guichet/config.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 4096,
	FIRST_BATCH = 2000,
	LEAST_BATCH = 250, /* fewer, and each page is written again and again */
	MOST_BATCH = 8000,
	AT_BITS = 36,
	RADIX_BITS = 11,
	RADIX = 1 << RADIX_BITS,
	WINDOW = 32, /* lines whose buyers are fetched together */
	AHEAD = 16,
	CACHE_LINE = 64,
};

struct entries {
	struct entry *of;
	size_t count, room;
};

/* The lines of a batch, one after the other. */
struct together {
	char *bytes;
	size_t room;
};

struct taking {
	struct work *work;
	struct intake *intake;
	struct lookups *lookups;
	struct transaction_bounds bounds;
	struct local_days days;
	struct entries good, apart;
	struct together together;
	int64_t import, done;
	size_t batch;    /* lines of the next one */
	int64_t most_ms; /* a batch may hold the gate, */
	int64_t aim_us;  /* and the next one should */
};

static void *
sized(void *old, size_t count, size_t size)
{
	void *made = reallocarray(old, count, size);
	if (made == NULL) {
		memory_lost();
	}
	return made;
}

static void
add_entry(struct entries *entries, const struct entry *entry)
{
	if (entries->count == entries->room) {
		entries->room = entries->room != 0 ? 2 * entries->room : FIRST_ROOM;
		entries->of = sized(entries->of, entries->room, sizeof *entries->of);
	}
	entries->of[entries->count++] = *entry;
}

/* ---- lines ---- */

static void
tell_odd(const struct taking *taking, const struct intake_line *line, const char *key,
	 const char *name, const char *code)
{
	struct error odd = { .status = STATUS_OK };
	(void)error_set(&odd, STATUS_REFUSED, name, key, ARGS(ARG_TEXT(name, code)));
	taking->intake->told(taking->intake->context, line, &odd, false);
}

/* Taken all the same, since money must not be lost for a code; each code is told once. */
static void
note_odd(struct taking *taking, const struct entry *entry)
{
	const struct intake_line *line = entry->line;
	const char *driver = line->text + line->driver;
	const char *station = line->text + line->station;
	int64_t customer = entry->buyer->customer;
	bool no_driver = *driver != '\0' && lookups_driver(taking->lookups, customer, driver) == 0;
	bool no_station = *station != '\0' && lookups_station(taking->lookups, station) == NULL;
	taking->intake->noted += no_driver || no_station;
	if (no_driver && lookups_odd(taking->lookups, customer, driver)) {
		tell_odd(taking, line, "outcome.transaction_driver", "code", driver);
	}
	if (no_station && lookups_odd(taking->lookups, 0, station)) {
		tell_odd(taking, line, "outcome.transaction_station", "station", station);
	}
}

/* The card's last use and what its vehicle has driven, which are written at the end, once a card.
 */
static void
note_use(const struct entry *entry)
{
	struct buyer *buyer = entry->buyer;
	int32_t day = (int32_t)(entry->line->at / 86400);
	if (day > buyer->last_used) {
		buyer->last_used = day;
		buyer->used = true;
	}
	if (entry->line->odometer > buyer->odometer && buyer->vehicle != 0) {
		buyer->odometer = entry->line->odometer;
		buyer->driven = true;
	}
}

static enum status
take_line(struct taking *taking, const struct intake_line *line)
{
	struct entry entry = { .line = line };
	enum status status = lookups_buyer(taking->lookups, taking->work, line->card, &entry.buyer);
	if (status == STATUS_OK && line->text[line->driver] != '\0') {
		status = lookups_load_drivers(taking->lookups, taking->work);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (transaction_judge(line, entry.buyer, &taking->bounds, &taking->days, NULL) ==
	    STATUS_OK) {
		note_use(&entry);
		add_entry(&taking->good, &entry);
		note_odd(taking, &entry);
	} else {
		entry.apart = true;
		add_entry(&taking->apart, &entry);
	}
	return STATUS_OK;
}

/* Fewer than WINDOW: the file has ended, or cannot be read on. */
static size_t
next_lines(const struct taking *taking, const struct intake_line *lines[WINDOW],
	   struct error *error)
{
	const struct intake *intake = taking->intake;
	size_t count = 0;
	while (count < WINDOW && (lines[count] = intake->next(intake->context, error)) != NULL) {
		count++;
	}
	return count;
}

static enum status
take_lines(struct taking *taking)
{
	const struct intake_line *lines[WINDOW];
	struct error error = { .status = STATUS_OK };
	enum status status = STATUS_OK;
	size_t count = WINDOW;
	while (status == STATUS_OK && count == WINDOW) {
		count = next_lines(taking, lines, &error);
		lookups_expect(taking->lookups, lines, count);
		for (size_t i = 0; i < count && status == STATUS_OK; i++) {
			taking->intake->lines++;
			status = take_line(taking, lines[i]);
		}
	}
	return error.status != STATUS_OK ? work_fail(taking->work, &error) : status;
}

/* ---- their order ---- */

struct place {
	uint64_t key;
	size_t of;
};

/* By the least bits first, each pass keeping the order of the one before. */
static void
sort_places(struct place *places, size_t count)
{
	struct place *other = sized(NULL, count + 1, sizeof *other);
	struct place *from = places;
	struct place *to = other;
	for (int shift = 0; shift < 64; shift += RADIX_BITS) {
		size_t starts[RADIX + 1] = { 0 };
		for (size_t i = 0; i < count; i++) {
			starts[(from[i].key >> shift & (RADIX - 1)) + 1]++;
		}
		if (starts[(from[0].key >> shift & (RADIX - 1)) + 1] == count) {
			continue; /* all alike */
		}
		for (size_t i = 0; i < RADIX; i++) {
			starts[i + 1] += starts[i];
		}
		for (size_t i = 0; i < count; i++) {
			to[starts[from[i].key >> shift & (RADIX - 1)]++] = from[i];
		}
		struct place *swap = from;
		from = to;
		to = swap;
	}
	if (from != places) {
		memcpy(places, from, count * sizeof *places);
	}
	free(other);
}

static int
compare_same_moment(const struct entry *a, const struct entry *b)
{
	if (a->line->product != b->line->product) {
		return a->line->product < b->line->product ? -1 : 1;
	}
	int order = strcmp(a->line->text + a->line->reference, b->line->text + b->line->reference);
	return order != 0
		   ? order
		   : (a->line->number > b->line->number) - (a->line->number < b->line->number);
}

/* The few of one card and moment, by what else tells them apart. */
static void
sort_same_moment(struct entry *entries, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct entry entry = entries[i];
		size_t at = i;
		while (at > 0 && compare_same_moment(&entries[at - 1], &entry) > 0) {
			entries[at] = entries[at - 1];
			at--;
		}
		entries[at] = entry;
	}
}

static bool
is_same_moment(const struct entry *a, const struct entry *b)
{
	return a->buyer == b->buyer && a->line->at == b->line->at;
}

/* The first of several that say they are the same stands; the others are kept apart. */
static void
mark_repeated(struct entry *entries, size_t count)
{
	const struct entry *first = &entries[0];
	for (size_t i = 1; i < count; i++) {
		struct entry *entry = &entries[i];
		bool same = first->line->product == entry->line->product &&
			    strcmp(first->line->text + first->line->reference,
				   entry->line->text + entry->line->reference) == 0;
		if (!same) {
			first = entry;
			continue;
		}
		entry->apart = true;
		entry->like = first->line->number;
		entry->contradicts = first->line->amount != entry->line->amount;
	}
}

/* Each has a place of its own from the start. */
static void
tell_apart_places(struct entry *entries, size_t count)
{
	uint16_t after = 0;
	for (size_t i = 0; i < count; i++) {
		entries[i].after = after;
		if (!entries[i].apart && after < UINT16_MAX) {
			after++;
		}
	}
}

/* Keys are looked at first: lines lie all over. */
static void
look_for_repeated(struct entries *entries, const struct place *places)
{
	for (size_t begin = 0, end = 0; begin < entries->count; begin = end) {
		for (end = begin + 1; end < entries->count &&
				      places[begin].key == places[end].key &&
				      is_same_moment(&entries->of[begin], &entries->of[end]);) {
			end++;
		}
		if (end - begin > 1) {
			sort_same_moment(&entries->of[begin], end - begin);
			mark_repeated(&entries->of[begin], end - begin);
			tell_apart_places(&entries->of[begin], end - begin);
		}
	}
}

static void
move_apart(struct taking *taking)
{
	struct entries *good = &taking->good;
	size_t kept = 0;
	for (size_t i = 0; i < good->count; i++) {
		if (good->of[i].apart) {
			add_entry(&taking->apart, &good->of[i]);
		} else {
			good->of[kept++] = good->of[i];
		}
	}
	good->count = kept;
}

static int
by_line(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	return (x->line->number > y->line->number) - (x->line->number < y->line->number);
}

/* By customer, card and time, so that what is written lies together; those apart as the file has
 * them. */
static void
sort_entries(struct taking *taking)
{
	struct entries *good = &taking->good;
	size_t count = good->count;
	int64_t oldest = taking->bounds.now - (taking->bounds.oldest_days + 1) * 86400;
	struct place *places = sized(NULL, count + 1, sizeof *places);
	struct entry *sorted = sized(NULL, count + 1, sizeof *sorted);
	for (size_t i = 0; i < count; i++) {
		const struct entry *entry = &good->of[i];
		places[i].key =
		    (uint64_t)entry->buyer->order << AT_BITS | (uint64_t)(entry->line->at - oldest);
		places[i].of = i;
	}
	if (count > 0) {
		sort_places(places, count);
	}
	for (size_t i = 0; i < count; i++) {
		sorted[i] = good->of[places[i].of];
	}
	free(good->of);
	good->of = sorted;
	good->room = count + 1;
	look_for_repeated(good, places);
	free(places);
	move_apart(taking);
	if (taking->apart.count > 0) {
		qsort(taking->apart.of, taking->apart.count, sizeof *taking->apart.of, by_line);
	}
}

/* ---- batches ---- */

/* The import of this file: the one that was stopped, or a new one. */
static enum status
begin(struct taking *taking)
{
	enum status status =
	    work_before_load(taking->work, command_find("transaction.begin"), taking);
	return status;
}

static enum status
stopped(struct taking *taking)
{
	return work_refuse(taking->work, NULL, "import.stopped", NULL);
}

static void
tell_apart(struct taking *taking, const struct batch *batch)
{
	struct intake *intake = taking->intake;
	for (size_t i = 0; i < batch->count && batch->apart > 0; i++) {
		const struct entry *entry = &batch->entries[i];
		struct error error = { .status = STATUS_OK };
		if (!entry->apart || entry->known) {
			continue;
		}
		entry_fault(entry, &taking->bounds, &taking->days, &error);
		intake->told(intake->context, entry->line, &error, true);
	}
}

/* Whoever came waited for all of a batch at worst: a third of what is allowed.  Where one came
 * others follow: with nobody there it is two thirds again within forty batches, no sooner. */
static void
aim(struct taking *taking)
{
	const int64_t most = taking->most_ms * 1000;
	const int64_t longer = taking->aim_us + most / 120;
	taking->aim_us = work_awaited(taking->work) ? most / 3
			 : longer < most * 2 / 3    ? longer
						    : most * 2 / 3;
}

/* As many as keep nobody waiting for long. */
static void
learn(struct taking *taking, size_t count)
{
	const size_t held = (size_t)work_held(taking->work);
	aim(taking);
	size_t wanted = held > 0 ? count * (size_t)taking->aim_us / 1000 / held : 2 * count;
	wanted = wanted > 2 * count ? 2 * count : wanted;
	taking->batch = wanted < LEAST_BATCH  ? LEAST_BATCH
			: wanted > MOST_BATCH ? MOST_BATCH
					      : wanted;
}

static void
fetch(const struct intake_line *line)
{
	const char *at = (const char *)line;
	__builtin_prefetch(at);
	__builtin_prefetch(at + CACHE_LINE);
	__builtin_prefetch(at + 2 * CACHE_LINE);
}

/* Sorted, they lie all over: what is looked at while the gate is held is brought together before.
 */
static void
bring_together(struct together *together, struct entry *entries, size_t count)
{
	size_t size = 0, at = 0;
	for (size_t i = 0; i < count; i++) {
		fetch(entries[i + AHEAD < count ? i + AHEAD : i].line);
		size += entries[i].line->size;
	}
	if (size > together->room) {
		together->bytes = sized(together->bytes, size, 1);
		together->room = size;
	}
	for (size_t i = 0; i < count; i++) {
		const struct intake_line *line = entries[i].line;
		entries[i].line = memcpy(together->bytes + at, line, line->size);
		at += line->size;
	}
}

static enum status
load_batch(struct taking *taking, struct entries *entries, size_t at, size_t count)
{
	struct intake *intake = taking->intake;
	struct batch batch = {
		.import = taking->import,
		.done = taking->done + (int64_t)count,
		.entries = &entries->of[at],
		.count = count,
		.lookups = taking->lookups,
		.bounds = &taking->bounds,
		.days = &taking->days,
	};
	bring_together(&taking->together, batch.entries, count);
	enum status status =
	    work_before_load(taking->work, command_find("transaction.load"), &batch);
	if (status != STATUS_OK) {
		return status;
	}
	learn(taking, count);
	taking->done = batch.done;
	intake->added += batch.added;
	intake->known += batch.known + batch.settled;
	intake->apart += batch.apart;
	tell_apart(taking, &batch);
	return STATUS_OK;
}

static enum status
load_entries(struct taking *taking, struct entries *entries)
{
	struct intake *intake = taking->intake;
	enum status status = STATUS_OK;
	for (size_t at = 0; at < entries->count && status == STATUS_OK;) {
		size_t count =
		    entries->count - at < taking->batch ? entries->count - at : taking->batch;
		if (!intake->step(intake->context, taking->done, intake->lines)) {
			return stopped(taking);
		}
		status = load_batch(taking, entries, at, count);
		at += count;
	}
	return status;
}

/* In the order of cards, as many a transaction as keep nobody waiting.  Done again, it changes
 * nothing. */
static enum status
load_uses(struct taking *taking)
{
	struct arena *arena = arena_new();
	size_t count = 0;
	struct buyer **used = lookups_used(taking->lookups, arena, &count);
	enum status status = STATUS_OK;
	taking->batch = FIRST_BATCH;
	for (size_t at = 0; at < count && status == STATUS_OK;) {
		struct uses uses = {
			.buyers = used + at,
			.count = count - at < taking->batch ? count - at : taking->batch,
		};
		status = work_before_load(taking->work, command_find("transaction.use"), &uses);
		learn(taking, uses.count);
		at += uses.count;
	}
	arena_free(&arena);
	return status;
}

/* ---- a dry run: what would happen, by what is there ---- */

static enum status
try_entry(struct taking *taking, struct entry *entry)
{
	struct work *work = taking->work;
	const struct intake_line *line = entry->line;
	const struct row *row = NULL;
	enum status status = transaction_same(work, entry->buyer, line,
					      transaction_instant(&taking->days, line->at), &row);
	if (row != NULL && row_int(row, "amount") != line->amount) {
		entry->apart = true;
		entry->there = (int32_t)row_int(row, "amount");
	} else if (row == NULL && entry->buyer->authorisation != 0) {
		entry->poor = entry->apart = entry->buyer->credit < line->amount;
		entry->buyer->credit -= entry->poor ? 0 : line->amount;
	}
	taking->intake->known += row != NULL && !entry->apart;
	taking->intake->added += row == NULL && !entry->apart;
	return status;
}

static enum status
try_entries(struct taking *taking)
{
	struct intake *intake = taking->intake;
	struct arena *kept = taking->work->arena;
	struct arena *line = arena_new();
	enum status status = STATUS_OK;
	taking->work->arena = line;
	for (size_t i = 0; i < taking->good.count && status == STATUS_OK; i++) {
		arena_reset(line);
		status = try_entry(taking, &taking->good.of[i]);
		if (i % FIRST_BATCH == 0 &&
		    !intake->step(intake->context, (int64_t)i, intake->lines)) {
			status = stopped(taking);
		}
	}
	taking->work->arena = kept;
	arena_free(&line);
	move_apart(taking);
	struct batch apart = {
		.entries = taking->apart.of,
		.count = taking->apart.count,
		.apart = (int64_t)taking->apart.count,
	};
	if (taking->apart.count > 0) {
		qsort(apart.entries, apart.count, sizeof *apart.entries, by_line);
	}
	intake->apart = (int64_t)taking->apart.count;
	tell_apart(taking, &apart);
	return status;
}

/* ---- the commands ---- */

static enum status
take(struct taking *taking)
{
	struct intake *intake = taking->intake;
	enum status status = lookups_load(taking->lookups, taking->work);
	if (status == STATUS_OK) {
		status = take_lines(taking);
	}
	if (status != STATUS_OK) {
		return status;
	}
	sort_entries(taking);
	if (intake->trial) {
		return try_entries(taking);
	}
	status = begin(taking);
	if (status == STATUS_OK) {
		status = load_entries(taking, &taking->good);
	}
	if (status == STATUS_OK) {
		status = load_entries(taking, &taking->apart);
	}
	return status == STATUS_OK ? load_uses(taking) : status;
}

static enum status
prepare(struct work *work, const void *args)
{
	(void)args;
	struct taking *taking = arena_alloc(work->arena, sizeof *taking);
	const int64_t most_ms = config_int(work->session->config, "execute.batch_ms");
	*taking = (struct taking){
		.work = work,
		.intake = work->load,
		.lookups = lookups_new(),
		.batch = FIRST_BATCH,
		.most_ms = most_ms,
		.aim_us = most_ms * 1000 * 2 / 3,
	};
	transaction_bounds(work, &taking->bounds);
	enum status status = take(taking);
	lookups_free(&taking->lookups);
	free(taking->good.of);
	free(taking->apart.of);
	free(taking->together.bytes);
	work->prepared = taking;
	return status;
}

static enum status
begin_apply(struct work *work, const void *args)
{
	(void)args;
	struct taking *taking = work->load;
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_TRANSACTION_IMPORT_OF,
				      ARGS(ARG_TEXT("hash", taking->intake->hash)), &row);
	if (status != STATUS_OK || row != NULL) {
		taking->import = row != NULL ? row_int(row, "id") : 0;
		work_unchanged(work);
		return status;
	}
	status = work_new_id(work, "transaction_import", &taking->import);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_TRANSACTION_BEGIN,
				  ARGS(ARG_INT("id", taking->import),
				       ARG_TEXT("file", taking->intake->file),
				       ARG_TEXT("hash", taking->intake->hash),
				       ARG_INT("lines", taking->intake->lines)));
	}
	work_say(
	    work, "outcome.transactions_begun",
	    ARGS(ARG_TEXT("file", taking->intake->file), ARG_INT("lines", taking->intake->lines)));
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	const struct taking *taking = work->prepared;
	const struct intake *intake = work->load;
	work_say(work, "outcome.transactions_done",
		 ARGS(ARG_TEXT("file", intake->file), ARG_INT("lines", intake->lines),
		      ARG_INT("added", intake->added), ARG_INT("known", intake->known),
		      ARG_INT("apart", intake->apart)));
	return intake->trial ? STATUS_OK
			     : work_run(work, SQL_TRANSACTION_END,
					ARGS(ARG_INT("import", taking->import),
					     ARG_INT("kept_apart", intake->apart)));
}

const struct command transaction_begin = {
	.name = "transaction.begin",
	.flags = COMMAND_INTERNAL,
	.apply = begin_apply,
};

const struct command transaction_intake = {
	.name = "transaction.intake",
	.flags = COMMAND_INTERNAL,
	.prepare = prepare,
	.apply = apply,
};
