/* Find anything: ranges of search keys, then what each key is about.  Only so many keys are read as
 * can be shown, and of them only the records that are: a first name that a quarter of the drivers
 * bear costs no more than a plate. */
#include "search.h"

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 256,    /* keys read at once while most are not to be shown */
	READS = 20000,  /* keys read at most by who sees but some */
	TYPO_LEAST = 4, /* shorter words are not guessed */
	TYPO_LONGEST = 24,
	DENSE = 2, /* beginnings so short have every letter after them */
};

static const struct search_kind kinds[] = {
	{ "card", "card", "card", "cards", "state", SQL_FIND_CARD },
	{ "customer", "customer", "customer", "customers", "customer_state", SQL_FIND_CUSTOMER },
	{ "driver", "driver", "driver", "driver-codes", "driver_state", SQL_FIND_DRIVER },
	{ "authorisation", "authorisation", "authorisation", "authorisations",
	  "authorisation_state", SQL_FIND_AUTHORISATION },
	{ "user", "account", "user", "users", "user_state", SQL_FIND_USER },
	{ "invoice", "invoice", "invoice", "invoices", "invoice_state", SQL_FIND_INVOICE },
	{ .name = NULL },
};

const struct search_kind *
search_kind_named(const char *name)
{
	for (const struct search_kind *kind = kinds; kind->name; kind++)
		if (!strcmp(kind->name, name))
			return kind;
	return NULL;
}

bool
search_wants(const struct search *search, const struct search_kind *kind)
{
	return !search->only || search->only == kind;
}

const char *
find_screen(const char *name)
{
	const struct search_kind *kind = search_kind_named(name);
	return kind ? kind->screen : NULL;
}

static const char *
label_of(struct arena *arena, const struct cursor *cursor)
{
	const char *first = cursor_text(cursor, 2), *second = cursor_text(cursor, 3);
	return arena_format(arena, "%s%s%s", first, *first && *second ? " " : "", second);
}

static bool
is_usable(const struct search_kind *kind, const char *state)
{
	if (!strcmp(kind->name, "authorisation") || !strcmp(kind->name, "invoice"))
		return false; /* before it comes the card of its plate, of these digits */
	return strcmp(kind->name, "card") != 0 || !strcmp(state, "active") ||
	       !strcmp(state, "cancelled");
}

/* *visible: it is there, and of a customer of this session; a user may have several. */
static enum status
hit_details(struct search *search, struct hit *hit, bool *visible)
{
	struct cursor *cursor;
	struct arena *arena = search->arena;
	char now[STAMP_SIZE];
	*visible = false;
	session_now(search->session, now);
	enum status status = store_select(search->session->store, hit->kind->details,
					  ARGS(ARG_INT("id", hit->id), ARG_STAMP("now", now)),
					  &cursor, search->error);
	if (status)
		return status;
	while (!*visible && cursor_next(cursor)) {
		int64_t customer = cursor_known(cursor, 0) ? cursor_int(cursor, 0) : 0;
		*visible = session_sees(search->session, customer);
		const char *state = arena_copy(arena, cursor_text(cursor, 4));
		hit->found = (struct found){
			.kind = hit->kind->name,
			.id = hit->id,
			.key = arena_copy(arena, cursor_text(cursor, 1)),
			.label = label_of(arena, cursor),
			.state = state,
			.vocabulary = hit->kind->vocabulary,
			.customer = arena_copy(arena, cursor_text(cursor, 5)),
			.usable = is_usable(hit->kind, state),
		};
	}
	return cursor_close(&cursor, search->error);
}

static bool
is_known(const struct search *search, const struct search_kind *kind, int64_t id)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->hits[i].id == id && search->hits[i].kind == kind)
			return true;
	return false;
}

int
search_exactness(const char *term, const char *prefix)
{
	char next = term[strlen(prefix)];
	return !next ? 2 : next == ' ' ? 1 : 0;
}

enum status
search_take(struct search *search, struct hit hit, bool *added)
{
	*added = false;
	if (!hit.kind || !search_wants(search, hit.kind) ||
	    !session_may(search->session, hit.kind->right) || is_known(search, hit.kind, hit.id) ||
	    search->count == search->room)
		return STATUS_OK;
	hit.place = search->count;
	*added = search->sees_all; /* its record is read once it is among the best */
	enum status status = *added ? STATUS_OK : hit_details(search, &hit, added);
	if (status || !*added)
		return status;
	search->usable += hit.found.usable;
	search->hits[search->count++] = hit;
	return STATUS_OK;
}

/* All that is shown is better than whatever a beginning more would find: what it is about need not
 * be read. */
static bool
is_full(const struct search *search)
{
	return search->count > search->most && search->usable >= search->most;
}

static enum status
read_chunk(struct search *search, const struct term_range *range, const struct hit *after,
	   struct hit *chunk, size_t most, size_t *got)
{
	const struct arg *args =
	    after ? ARGS(ARG_TEXT("term", after->term), ARG_TEXT("kind", after->kind_name),
			 ARG_INT("id", after->id), ARG_TEXT("last", range->last),
			 ARG_INT("most", (int64_t)most))
		  : ARGS(ARG_TEXT("first", range->first), ARG_TEXT("last", range->last),
			 ARG_INT("most", (int64_t)most));
	struct cursor *cursor;
	enum status status =
	    store_select(search->session->store, after ? SQL_FIND_RANGE_AFTER : SQL_FIND_RANGE,
			 args, &cursor, search->error);
	*got = 0;
	if (status)
		return status;
	while (*got < most && cursor_next(cursor))
		chunk[(*got)++] = (struct hit){
			.term = arena_copy(search->arena, cursor_text(cursor, 0)),
			.kind = search_kind_named(cursor_text(cursor, 1)),
			.kind_name = arena_copy(search->arena, cursor_text(cursor, 1)),
			.id = cursor_int(cursor, 2),
		};
	return cursor_close(&cursor, search->error);
}

/* The keys of one range until there is enough to show. */
static enum status
search_range(struct search *search, const struct term_range *range)
{
	const size_t chunk = range->words ? CHUNK : search->chunk_size;
	struct hit *keys = search->chunk;
	struct hit last = { .id = 0 };
	size_t got = 0, shown = 0;
	for (bool begun = false; !begun || (got == chunk && search->reads); begun = true) {
		enum status status =
		    read_chunk(search, range, begun ? &last : NULL, keys, chunk, &got);
		for (size_t i = 0; !status && i < got; i++) {
			bool added;
			if (range->words && !term_has_words(keys[i].term, range->words))
				continue;
			keys[i].exact = search_exactness(keys[i].term, range->first);
			if (!keys[i].exact && is_full(search))
				return STATUS_OK; /* nor do exact ones follow others */
			status = search_take(search, keys[i], &added);
			shown += added;
			if (shown > search->most) {
				search->more = true;
				return status;
			}
		}
		if (status)
			return status;
		search->reads -= got < search->reads ? got : search->reads;
		if (got)
			last = keys[got - 1];
	}
	return STATUS_OK;
}

static int
by_merit(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->exact != y->exact)
		return y->exact - x->exact;
	if (x->found.usable != y->found.usable)
		return y->found.usable - x->found.usable;
	return (x->place > y->place) - (x->place < y->place);
}

static enum status
search_ranges(struct search *search, const struct term_ranges *ranges)
{
	search_expect_ranges(search, ranges);
	for (size_t i = 0; i < ranges->count; i++) {
		enum status status = search_range(search, &ranges->list[i]);
		if (status)
			return status;
	}
	return STATUS_OK;
}

/* A spelling one edit away; the probe stops once there is enough. */
static enum status
probe(struct search *search, const char *spelling)
{
	if (search->count > search->most)
		return STATUS_OK;
	struct term_range range = { .first = spelling, .last = term_end(search->arena, spelling) };
	return search_range(search, &range);
}

/* What is kept of typed before the place, a letter, and typed from after on. */
static enum status
probe_letter(struct search *search, const char *typed, size_t before, char letter, size_t after)
{
	return probe(search, arena_format(search->arena, "%.*s%c%s", (int)before, typed, letter,
					  typed + after));
}

static enum status
probe_swap(struct search *search, const char *typed, size_t at)
{
	char *spelling = arena_copy(search->arena, typed);
	if (!typed[at + 1] || typed[at] == typed[at + 1])
		return STATUS_OK;
	spelling[at] = typed[at + 1];
	spelling[at + 1] = typed[at];
	return probe(search, spelling);
}

/* The letter that some key has after so many of typed, that one or a later one; 0 when the key ends
 * there.  *any false: no key begins so. */
static enum status
next_letter(struct search *search, const char *typed, size_t before, char from, char *letter,
	    bool *any)
{
	const char *begun = arena_copy_bytes(search->arena, typed, before);
	const struct term_range range = { .first = arena_format(search->arena, "%s%c", begun, from),
					  .last = term_end(search->arena, begun) };
	struct hit key;
	size_t got;
	enum status status = read_chunk(search, &range, NULL, &key, 1, &got);
	*any = !status && got;
	*letter = *any ? key.term[before] : 0;
	return status;
}

/* One letter wrong, or one left out, at that place: only those that some key has there are tried.
 */
static enum status
probe_letters(struct search *search, const char *typed, size_t at)
{
	static const char letters[] = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *next = letters;
	bool any = true;
	enum status status = STATUS_OK;
	while (!status && *next) {
		char letter = *next;
		if (at >= DENSE)
			status = next_letter(search, typed, at, *next, &letter, &any);
		if (status || !any || letter > 'Z' || letter < ' ')
			return status;
		while (*next && *next < letter)
			next++;
		if (*next != letter)
			continue;
		next++;
		if (letter != typed[at])
			status = probe_letter(search, typed, at, letter, at + 1);
		if (!status && letter != typed[at])
			status = probe_letter(search, typed, at, letter, at);
	}
	return status;
}

/* Every spelling one edit away: two letters swapped, one too many, one wrong, one left out.  What
 * comes after a beginning that no key has is not tried. */
static enum status
search_typos(struct search *search, const char *typed)
{
	size_t size = strlen(typed);
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < size; i++) {
		char letter;
		bool any = true;
		if (i >= DENSE)
			status = next_letter(search, typed, i, '\0', &letter, &any);
		if (status || !any)
			return status;
		status = probe_swap(search, typed, i);
		if (!status)
			status = probe(search, arena_format(search->arena, "%.*s%s", (int)i, typed,
							    typed + i + 1));
		if (!status)
			status = probe_letters(search, typed, i);
	}
	return status;
}

/* Three signs, or two of a client number: "C1". */
static bool
is_enough(struct arena *arena, const char *typed)
{
	const char *key = plate_key(arena, typed);
	if (text_length(typed) >= 3)
		return true;
	return strlen(key) == 2 && key[0] >= 'A' && key[1] <= '9';
}

static void
sort_hits(struct search *search)
{
	if (search->count)
		qsort(search->hits, search->count, sizeof *search->hits, by_merit);
}

/* The best answers, whichever beginning led to them: what is not shown is not read. */
static enum status
read_best(struct search *search)
{
	size_t read = 0;
	enum status status = STATUS_OK;
	for (const struct search_kind *kind = kinds; !status && kind->name; kind++)
		status = search_expect(search, kind);
	for (size_t i = 0; !status && i < search->count && read < search->most; i++) {
		struct hit hit = search->hits[i];
		bool there;
		status = hit_details(search, &hit, &there);
		if (!status && there)
			search->hits[read++] = hit;
	}
	search->count = read;
	return status;
}

static enum status
search_rank(struct search *search)
{
	enum status status = STATUS_OK;
	search->more = search->more || search->count > search->most;
	sort_hits(search);
	if (search->sees_all) {
		status = read_best(search);
		sort_hits(search);
	}
	return status;
}

static void
search_tell(struct search *search, const struct found **found, size_t *count, bool *more)
{
	*more = search->more;
	*count = search->count < search->most ? search->count : search->most;
	struct found *list = arena_array(search->arena, *count + 1, sizeof *list);
	for (size_t i = 0; i < *count; i++)
		list[i] = search->hits[i].found;
	*found = list;
}

/* A word of three letters or more with one wrong, once nothing was found. */
static enum status
search_guesses(struct search *search, bool own, const char *typed)
{
	const char *folded = text_fold(search->arena, typed);
	const char *key = plate_key(search->arena, typed);
	const char *spellings[] = { folded, strcmp(folded, key) ? key : NULL };
	for (size_t i = 0; i < 2 && spellings[i] && !search->count; i++) {
		size_t size = strlen(spellings[i]);
		if (size < TYPO_LEAST || size > TYPO_LONGEST)
			continue;
		enum status status = own ? search_own(search, NULL, spellings[i])
					 : search_typos(search, spellings[i]);
		if (status)
			return status;
	}
	return STATUS_OK;
}

static enum status
search_said(struct search *search, bool own, const struct term_ranges *ranges)
{
	return own ? search_own(search, ranges, NULL) : search_ranges(search, ranges);
}

static enum status
count_keys(struct search *search, const struct term_range *range, int64_t most, int64_t *keys)
{
	struct cursor *cursor;
	enum status status =
	    store_select(search->session->store, SQL_FIND_RANGE_COUNT,
			 ARGS(ARG_TEXT("first", range->first), ARG_TEXT("last", range->last),
			      ARG_INT("most", most)),
			 &cursor, search->error);
	if (status)
		return status;
	*keys = cursor_next(cursor) ? cursor_int(cursor, 0) : 0;
	return cursor_close(&cursor, search->error);
}

/* Any of the words leads to all that have every one: the word that fewest keys begin with comes
 * first, and where it is misspelt that is none. */
static enum status
rarest_first(struct search *search, struct term_ranges *words)
{
	int64_t least = READS, keys;
	search_expect_ranges(search, words);
	for (size_t i = 0; i < words->count; i++) {
		enum status status = count_keys(search, &words->list[i], least, &keys);
		if (status)
			return status;
		if (keys >= least)
			continue;
		const struct term_range rarest = words->list[i];
		words->list[i] = words->list[0];
		words->list[0] = rarest;
		least = keys;
	}
	return STATUS_OK;
}

static enum status
search_apart(struct search *search, bool own, const char *typed)
{
	struct term_ranges words;
	enum status status = STATUS_OK;
	term_ranges_apart(search->arena, typed, &words);
	if (!own)
		status = rarest_first(search, &words);
	if (words.count > 1)
		words.count = 1;
	return status ? status : search_said(search, own, &words);
}

/* As it was said; then its words apart; then with a letter wrong. */
static enum status
search_all(struct search *search, const char *typed, bool *guessed)
{
	struct term_ranges ranges;
	bool own = false;
	enum status status = STATUS_OK;
	if (!search->sees_all)
		status = search_is_own(search, &own);
	if (status)
		return status;
	term_ranges(search->arena, typed, &ranges);
	status = search_said(search, own, &ranges);
	if (status || search->count)
		return status;
	search->reads = READS;
	status = search_apart(search, own, typed);
	if (status || search->count)
		return status;
	search->reads = READS;
	status = search_guesses(search, own, typed);
	*guessed = search->count > 0;
	return status;
}

/* "f:2026-000012" is an invoice and nothing else. */
static const char *
take_prefix(struct search *search, const char *typed)
{
	static const struct {
		char letter;
		const char *kind;
	} prefixes[] = { { 'f', "invoice" } };
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if ((typed[0] | 0x20) == prefixes[i].letter && typed[1] == ':') {
			search->only = search_kind_named(prefixes[i].kind);
			return typed + 2 + strspn(typed + 2, " ");
		}
	return typed;
}

enum status
find(const struct session *session, const char *words, size_t most, struct arena *arena,
     const struct found **found, size_t *count, bool *more, bool *guessed, struct error *error)
{
	struct search search = { .session = session, .arena = arena, .error = error, .most = most };
	const char *typed = take_prefix(&search, text_trim(arena, words));
	enum status status = STATUS_OK;
	*guessed = false;
	search.sees_all = session->all_customers || session->system;
	search.chunk_size = search.sees_all ? most + 1 : CHUNK;
	search.chunk = arena_array(arena, search.chunk_size > CHUNK ? search.chunk_size : CHUNK,
				   sizeof *search.chunk);
	search.reads = READS;
	search.room = (TERM_RANGES + 1) * (most + 1);
	search.hits = arena_array(arena, search.room, sizeof *search.hits);
	if (is_enough(arena, typed)) {
		store_look(session->store);
		status = search_all(&search, typed, guessed);
		if (!status)
			status = search_rank(&search);
		store_look_away(session->store);
	}
	if (!status)
		search_tell(&search, found, count, more);
	return status;
}
