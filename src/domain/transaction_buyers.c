/* Whom the numbers of a file stand for, its drivers' codes and its stations: in memory, since a
 * million lines ask. */
#include "transaction_batch.h"

#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

static void
copy_code(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);
	memcpy(to, from, length);
	to[length] = '\0';
}

void
transaction_buyer(const struct row *row, struct buyer *buyer)
{
	struct civil day;
	*buyer = (struct buyer){
		.number = strtoull(row_text(row, "number"), NULL, 10),
		.card = row_int(row, "card"),
		.authorisation = row_int(row, "authorisation"),
		.customer = row_int(row, "customer"),
		.division = row_int(row, "division"),
		.vehicle = row_int(row, "vehicle"),
		.odometer = row_int(row, "odometer"),
		.rank = (int32_t)row_int(row, "rank"),
	};
	if (date_read(row_text(row, "last_used_on"), &day)) {
		buyer->last_used = (int32_t)date_days(day);
	}
	copy_code(buyer->currency, sizeof buyer->currency, row_text(row, "currency"));
	copy_code(buyer->country, sizeof buyer->country, row_text(row, "country"));
	if (buyer->authorisation != 0) {
		buyer->code = row_text(row, "code");
		buyer->credit = row_int(row, "credit");
		(void)stamp_read(row_text(row, "until_at"), &buyer->until);
		/* One that was never active has no life. */
		if (!stamp_read(row_text(row, "from_at"), &buyer->from)) {
			buyer->from = buyer->until + 1;
		}
	}
}

/* ---- tables: places in an array by a hash ---- */

struct slot {
	uint32_t tag;   /* of the hash, so that nearly none is looked up in vain */
	uint32_t place; /* 0: free; else the place and one */
};

struct table {
	struct slot *slots;
	size_t room, count;
};

struct code { /* a driver's, a station's (customer 0) */
	int64_t customer, id;
	const char *text;
	struct station_place station;
};

struct lookups {
	struct arena *arena;
	struct work *work;
	struct buyer **buyers; /* where each stays for good */
	struct table by_number, by_code;
	struct code *codes;
	bool drivers; /* they are among the codes */
	size_t code_room, buyer_room;
};

static void *
grown(void *old, size_t size)
{
	void *made = realloc(old, size);
	if (made == NULL) {
		memory_lost();
	}
	return made;
}

static uint64_t
mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= 0x9E3779B97F4A7C15U;
	return hash ^ hash >> 29;
}

static uint64_t
hash_code(int64_t customer, const char *text)
{
	uint64_t hash = 14695981039346656037U ^ (uint64_t)customer;
	for (; *text != '\0'; text++) {
		hash = (hash ^ (unsigned char)*text) * 1099511628211U;
	}
	return mix(hash);
}

static uint64_t
hash_at(const struct lookups *lookups, const struct table *table, uint32_t place)
{
	if (table == &lookups->by_number) {
		return mix(lookups->buyers[place]->number);
	}
	return hash_code(lookups->codes[place].customer, lookups->codes[place].text);
}

static uint32_t
tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

static void
put(struct table *table, uint64_t hash, uint32_t place)
{
	size_t at = (size_t)hash & (table->room - 1);
	while (table->slots[at].place != 0) {
		at = (at + 1) & (table->room - 1);
	}
	table->slots[at] = (struct slot){ tag_of(hash), place + 1 };
}

/* The place of one that may have that hash; after it that of the next, until there is none. */
static bool
probe(const struct table *table, uint64_t hash, size_t *at, uint32_t *place)
{
	for (; table->room != 0; ++*at) {
		const struct slot *slot = &table->slots[(hash + *at) & (table->room - 1)];
		if (slot->place == 0) {
			return false;
		}
		if (slot->tag == tag_of(hash)) {
			++*at;
			*place = slot->place - 1;
			return true;
		}
	}
	return false;
}

/* The newest of the array gets its place. */
static void
add_place(const struct lookups *lookups, struct table *table)
{
	if (2 * (table->count + 1) > table->room) {
		table->room = table->room != 0 ? 2 * table->room : FIRST_ROOM;
		free(table->slots);
		table->slots = grown(NULL, table->room * sizeof *table->slots);
		memset(table->slots, 0, table->room * sizeof *table->slots);
		for (uint32_t i = 0; i < table->count; i++) {
			put(table, hash_at(lookups, table, i), i);
		}
	}
	put(table, hash_at(lookups, table, (uint32_t)table->count), (uint32_t)table->count);
	table->count++;
}

struct lookups *
lookups_new(void)
{
	struct arena *arena = arena_new();
	struct lookups *lookups = arena_alloc(arena, sizeof *lookups);
	lookups->arena = arena;
	return lookups;
}

void
lookups_free(struct lookups **lookups)
{
	struct lookups *l = *lookups;
	if (l == NULL) {
		return;
	}
	struct arena *arena = l->arena;
	free(l->by_number.slots);
	free(l->by_code.slots);
	free(l->codes);
	free(l->buyers);
	arena_free(&arena);
	*lookups = NULL;
}

/* ---- filling them ---- */

static struct buyer *
add_buyer(struct lookups *lookups, const struct row *row)
{
	struct buyer *buyer = arena_alloc(lookups->arena, sizeof *buyer);
	transaction_buyer(row, buyer);
	buyer->code = arena_copy(lookups->arena, buyer->code);
	if (lookups->by_number.count == lookups->buyer_room) {
		lookups->buyer_room =
		    lookups->buyer_room != 0 ? 2 * lookups->buyer_room : FIRST_ROOM;
		lookups->buyers =
		    grown(lookups->buyers, lookups->buyer_room * sizeof *lookups->buyers);
	}
	lookups->buyers[lookups->by_number.count] = buyer;
	add_place(lookups, &lookups->by_number);
	return buyer;
}

static struct code *
add_code(struct lookups *lookups, int64_t customer, const char *text, int64_t id)
{
	if (lookups->by_code.count == lookups->code_room) {
		lookups->code_room = lookups->code_room != 0 ? 2 * lookups->code_room : FIRST_ROOM;
		lookups->codes = grown(lookups->codes, lookups->code_room * sizeof *lookups->codes);
	}
	struct code *code = &lookups->codes[lookups->by_code.count];
	*code = (struct code){ .customer = customer,
			       .id = id,
			       .text = arena_copy(lookups->arena, text) };
	add_place(lookups, &lookups->by_code);
	return code;
}

static bool
take_card(void *context, const struct row *row)
{
	struct lookups *lookups = context;
	if (session_sees(lookups->work->session, row->values[3].number)) {
		(void)add_buyer(lookups, row);
	}
	return true;
}

static bool
take_driver(void *context, const struct row *row)
{
	(void)add_code(context, row->values[0].number, row->values[1].text, row->values[2].number);
	return true;
}

static bool
take_station(void *context, const struct row *row)
{
	struct lookups *lookups = context;
	struct code *code = add_code(lookups, 0, row->values[0].text, 0);
	code->station = (struct station_place){
		.code = code->text,
		.country = arena_copy(lookups->arena, row->values[1].text),
		.network =
		    arena_copy(lookups->arena, row->values[2].known ? row->values[2].text : NULL),
	};
	return true;
}

static int
by_customer(const void *a, const void *b)
{
	const struct buyer *x = *(struct buyer *const *)a;
	const struct buyer *y = *(struct buyer *const *)b;
	if (x->customer != y->customer) {
		return x->customer < y->customer ? -1 : 1;
	}
	return (x->card > y->card) - (x->card < y->card);
}

/* Their order, by which lines are sorted; those of authorisations come after. */
static void
order_buyers(struct lookups *lookups)
{
	size_t count = lookups->by_number.count;
	struct buyer **sorted = grown(NULL, (count + 1) * sizeof *sorted);
	if (count > 0) {
		memcpy(sorted, lookups->buyers, count * sizeof *sorted);
	}
	qsort(sorted, count, sizeof *sorted, by_customer);
	for (size_t i = 0; i < count; i++) {
		sorted[i]->order = (int32_t)i;
	}
	free(sorted);
}

enum status
lookups_load(struct lookups *lookups, struct work *work)
{
	lookups->work = work;
	enum status status = work_each(work, SQL_TRANSACTION_CARDS, NULL, take_card, lookups);
	if (status == STATUS_OK) {
		status = work_each(work, SQL_TRANSACTION_STATIONS, NULL, take_station, lookups);
	}
	order_buyers(lookups);
	return status;
}

enum status
lookups_load_drivers(struct lookups *lookups, struct work *work)
{
	if (lookups->drivers) {
		return STATUS_OK;
	}
	lookups->drivers = true;
	return work_each(work, SQL_TRANSACTION_DRIVERS, NULL, take_driver, lookups);
}

/* ---- asking them ---- */

static struct buyer *
find_buyer(const struct lookups *lookups, uint64_t number)
{
	uint64_t hash = mix(number);
	uint32_t place = 0;
	for (size_t at = 0; probe(&lookups->by_number, hash, &at, &place);) {
		struct buyer *buyer = lookups->buyers[place];
		if (buyer->number == number) {
			return buyer;
		}
	}
	return NULL;
}

/* Where each lies is known by what was fetched before it: three rounds, so that they are waited for
 * together. */
void
lookups_expect(const struct lookups *lookups, const struct intake_line *const *lines, size_t count)
{
	const struct table *table = &lookups->by_number;
	if (table->room == 0) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		__builtin_prefetch(&table->slots[mix(lines[i]->card) & (table->room - 1)]);
	}
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < count; i++) {
			uint32_t place = 0;
			size_t at = 0;
			if (!probe(table, mix(lines[i]->card), &at, &place)) {
				continue;
			}
			__builtin_prefetch(round == 0 ? (const void *)&lookups->buyers[place]
						      : (const void *)lookups->buyers[place]);
		}
	}
}

static enum status
ask_authorisation(struct lookups *lookups, struct work *work, uint64_t number, struct buyer **buyer)
{
	const struct row *row = NULL;
	const char *text = arena_format(lookups->arena, "%019llu", (unsigned long long)number);
	enum status status =
	    work_row(work, SQL_TRANSACTION_BUYER, ARGS(ARG_TEXT("number", text)), &row);
	bool seen = row != NULL && row_int(row, "authorisation") != 0 &&
		    session_sees(work->session, row_int(row, "customer"));
	if (seen) {
		*buyer = add_buyer(lookups, row);
		(*buyer)->order = (int32_t)lookups->by_number.count;
	}
	return status;
}

enum status
lookups_buyer(struct lookups *lookups, struct work *work, uint64_t number, struct buyer **buyer)
{
	*buyer = find_buyer(lookups, number);
	return *buyer != NULL || number == 0 ? STATUS_OK
					     : ask_authorisation(lookups, work, number, buyer);
}

static const struct code *
find_code(const struct lookups *lookups, int64_t customer, const char *text)
{
	uint64_t hash = hash_code(customer, text);
	uint32_t place = 0;
	for (size_t at = 0; probe(&lookups->by_code, hash, &at, &place);) {
		const struct code *code = &lookups->codes[place];
		if (code->customer == customer && strcmp(code->text, text) == 0) {
			return code;
		}
	}
	return NULL;
}

int64_t
lookups_driver(const struct lookups *lookups, int64_t customer, const char *code)
{
	const struct code *found = find_code(lookups, customer, code);
	return found != NULL ? found->id : 0;
}

const struct station_place *
lookups_station(const struct lookups *lookups, const char *code)
{
	const struct code *found = find_code(lookups, 0, code);
	return found != NULL && found->station.code != NULL ? &found->station : NULL;
}

bool
lookups_odd(struct lookups *lookups, int64_t customer, const char *code)
{
	if (find_code(lookups, customer, code) != NULL) {
		return false;
	}
	(void)add_code(lookups, customer, code, 0);
	return true;
}

static int
by_order(const void *a, const void *b)
{
	const struct buyer *x = *(struct buyer *const *)a;
	const struct buyer *y = *(struct buyer *const *)b;
	return (x->card > y->card) - (x->card < y->card);
}

struct buyer **
lookups_used(const struct lookups *lookups, struct arena *arena, size_t *count)
{
	struct buyer **used =
	    arena_array(arena, lookups->by_number.count + 1, sizeof(struct buyer *));
	*count = 0;
	for (size_t i = 0; i < lookups->by_number.count; i++) {
		if (lookups->buyers[i]->used || lookups->buyers[i]->driven) {
			used[(*count)++] = lookups->buyers[i];
		}
	}
	qsort(used, *count, sizeof *used, by_order);
	return used;
}
