/* Find anything, shared by its two ways: among the search keys of all, or among the few records of
 * a customer's own user. */
#ifndef GUICHET_SCREEN_SEARCH_H
#define GUICHET_SCREEN_SEARCH_H

#include "private.h"

#include <guichet/find.h>
#include <guichet/store.h>

struct search_kind {
	const char *name, *table, *screen, *right, *vocabulary;
	enum statement details;
};

struct hit {
	const struct search_kind *kind; /* NULL: none that is shown */
	int64_t id;
	const char *term, *kind_name;
	int exact; /* 2: the term itself; 1: a whole word of it */
	size_t place;
	struct found found;
};

struct search {
	const struct session *session;
	struct arena *arena;
	struct error *error;
	size_t most;
	struct hit *hits;
	size_t count, room;
	size_t usable; /* of those whose records are read */
	size_t reads;  /* keys that may still be read */
	bool more;
	bool sees_all;                  /* customers of all */
	const struct search_kind *only; /* "f:" asks for these; NULL: any */
	struct hit *chunk;              /* keys read at once */
	size_t chunk_size;
};

const struct search_kind *search_kind_named(const char *name);
bool search_wants(const struct search *search, const struct search_kind *kind);
/* How well a term answers what begins it. */
int search_exactness(const char *term, const char *prefix);
/* One more record, when it is to be shown and not there yet: *added. */
enum status search_take(struct search *search, struct hit hit, bool *added);

/* search_ahead.c: the disk is told of the keys of all ranges; of the best records of a kind, and of
 * their customers. */
void search_expect_ranges(const struct search *search, const struct term_ranges *ranges);
enum status search_expect(const struct search *search, const struct search_kind *kind);

/* search_own.c: whether some spelling one edit away from typed begins term. */
bool term_begins_nearly(const char *term, const char *typed);
/* search_own.c: *own says that the session's customers have few enough records to look at one by
 * one; then ranges, or typed with one letter wrong, are looked for there. */
enum status search_is_own(struct search *search, bool *own);
enum status search_own(struct search *search, const struct term_ranges *ranges, const char *typed);

#endif
