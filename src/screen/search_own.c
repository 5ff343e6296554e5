/* Find anything for who sees but a few customers: their own records, looked at one by one.  Among
 * the search keys of a million cards, a common first name would be read through for the sake of the
 * two that are his. */
#include "search.h"

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/store.h>
#include <string.h>

enum { OWN_MOST = 3000 };

struct own {
	struct search *search;
	const struct term_ranges *ranges; /* what is looked for ... */
	const char *typed;                /* ... or with one letter wrong */
	struct arena *page;               /* of one record */
	int best;                         /* how well the present record answers; -1 not */
};

static enum status
own_number(const struct search *search, int64_t customer, int64_t *cards)
{
	struct cursor *cursor;
	enum status status =
	    store_select(search->session->store, SQL_FIND_OWN_COUNT,
			 ARGS(ARG_INT("customer", customer)), &cursor, search->error);
	if (status)
		return status;
	*cards = cursor_next(cursor) ? cursor_int(cursor, 0) : 0;
	return cursor_close(&cursor, search->error);
}

enum status
search_is_own(struct search *search, bool *own)
{
	const struct session *session = search->session;
	int64_t all = 0, cards;
	*own = !session->all_customers && !session->system && session->customer_count <= OWN_MOST;
	for (size_t i = 0; *own && i < session->customer_count; i++) {
		enum status status = own_number(search, session->customers[i], &cards);
		if (status)
			return status;
		all += cards + 1;
		*own = all <= OWN_MOST;
	}
	return STATUS_OK;
}

static bool
begins(const char *term, const char *start)
{
	return !strncmp(term, start, strlen(start));
}

/* At the first difference, two letters were swapped, one was wrong, one too many, or one left out.
 */
bool
term_begins_nearly(const char *term, const char *typed)
{
	size_t i = 0;
	while (typed[i] && typed[i] == term[i])
		i++;
	if (!typed[i])
		return true;
	if (typed[i + 1] && term[i] && term[i + 1] == typed[i] && term[i] == typed[i + 1] &&
	    begins(term + i + 2, typed + i + 2))
		return true;
	if (begins(term + i, typed + i + 1))
		return true;
	return term[i] && (begins(term + i + 1, typed + i + 1) || begins(term + i + 1, typed + i));
}

static void
try_term(struct own *own, const char *term)
{
	if (own->typed && term_begins_nearly(term, own->typed) && own->best < 0)
		own->best = 0;
	for (size_t i = 0; own->ranges && i < own->ranges->count; i++) {
		const struct term_range *range = &own->ranges->list[i];
		bool answers = begins(term, range->first) &&
			       (!range->words || term_has_words(term, range->words));
		int exact = answers ? search_exactness(term, range->first) : -1;
		if (exact > own->best)
			own->best = exact;
	}
}

/* A name from each of its words on, as the search keys have it. */
static void
try_name(struct own *own, const char *name)
{
	for (const char *word = name; *word;) {
		try_term(own, word == name ? name
					   : arena_format(own->page, "%s %.*s", word,
							  (int)(word - name) - 1, name));
		word += strcspn(word, " ");
		word += *word == ' ';
	}
}

static void
try_digits(struct own *own, const char *digits)
{
	if (*digits)
		try_term(own, arena_format(own->page, "~%s", text_reversed(own->page, digits)));
}

static void
try_card(struct own *own, const struct cursor *cursor)
{
	try_term(own, cursor_text(cursor, 1));
	try_digits(own, cursor_text(cursor, 1));
	try_term(own, cursor_text(cursor, 2));
	if (cursor_known(cursor, 3)) {
		const char *phone = phone_national(own->page, cursor_text(cursor, 3));
		try_term(own, arena_format(own->page, "#%s", phone));
		try_digits(own, phone);
	}
	try_name(own, cursor_text(cursor, 4));
}

/* A card, and the number people say. */
static void
try_authorisation(struct own *own, const struct cursor *cursor)
{
	try_card(own, cursor);
	try_term(own, cursor_text(cursor, 5));
}

static void
try_named(struct own *own, const struct cursor *cursor)
{
	try_name(own, cursor_text(cursor, 1));
	for (int i = 2; i < cursor_columns(cursor); i++)
		if (cursor_known(cursor, i))
			try_term(own, cursor_text(cursor, i));
}

static void
try_invoice(struct own *own, const struct cursor *cursor)
{
	try_term(own, cursor_text(cursor, 1));
}

struct source {
	const char *kind;
	enum statement statement;
	void (*try)(struct own *own, const struct cursor *cursor);
};

static const struct source sources[] = {
	{ "card", SQL_FIND_OWN_CARDS, try_card },
	{ "authorisation", SQL_FIND_OWN_AUTHORISATIONS, try_authorisation },
	{ "driver", SQL_FIND_OWN_DRIVERS, try_named },
	{ "customer", SQL_FIND_OWN_CUSTOMER, try_named },
	{ "user", SQL_FIND_OWN_USERS, try_named },
	{ "invoice", SQL_FIND_OWN_INVOICES, try_invoice },
};

/* The ids that answer are noted first: a cursor stays open for no other statement. */
struct noted {
	int64_t ids[OWN_MOST];
	int exact[OWN_MOST];
	size_t count;
};

static enum status
note_source(struct own *own, const struct source *source, int64_t customer, struct noted *noted)
{
	struct search *search = own->search;
	struct cursor *cursor;
	noted->count = 0;
	enum status status = store_select(
	    search->session->store, source->statement,
	    ARGS(ARG_INT("customer", customer), ARG_INT("most", OWN_MOST)), &cursor, search->error);
	if (status)
		return status;
	while (noted->count < OWN_MOST && cursor_next(cursor)) {
		arena_reset(own->page);
		own->best = -1;
		source->try(own, cursor);
		if (own->best < 0)
			continue;
		noted->ids[noted->count] = cursor_int(cursor, 0);
		noted->exact[noted->count++] = own->best;
	}
	return cursor_close(&cursor, search->error);
}

/* The exact ones first, as many as are shown. */
static enum status
take_noted(struct own *own, const struct source *source, const struct noted *noted)
{
	struct search *search = own->search;
	size_t taken = 0;
	for (int exact = 2; exact >= 0; exact--)
		for (size_t i = 0; i < noted->count; i++) {
			struct hit hit = { .kind = search_kind_named(source->kind),
					   .id = noted->ids[i],
					   .exact = exact };
			bool added;
			if (noted->exact[i] != exact)
				continue;
			if (taken > search->most) {
				search->more = true;
				return STATUS_OK;
			}
			enum status status = search_take(search, hit, &added);
			if (status)
				return status;
			taken += added;
		}
	return STATUS_OK;
}

enum status
search_own(struct search *search, const struct term_ranges *ranges, const char *typed)
{
	const struct session *session = search->session;
	struct own own = { .search = search, .ranges = ranges, .typed = typed };
	struct noted *noted = arena_alloc(search->arena, sizeof *noted);
	enum status status = STATUS_OK;
	own.page = arena_new();
	for (size_t i = 0; !status && i < sizeof sources / sizeof *sources; i++) {
		const struct search_kind *kind = search_kind_named(sources[i].kind);
		if (!session_may(session, kind->right) || !search_wants(search, kind))
			continue;
		for (size_t j = 0; !status && j < session->customer_count; j++) {
			status = note_source(&own, &sources[i], session->customers[j], noted);
			if (!status)
				status = take_noted(&own, &sources[i], noted);
		}
	}
	arena_free(&own.page);
	return status;
}
