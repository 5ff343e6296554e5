/* Find anything: one table of search keys, read as a range (decision 5). */
#ifndef GUICHET_FIND_H
#define GUICHET_FIND_H

#include <guichet/error.h>
#include <guichet/session.h>

struct found {
	const char *kind;  /* "card", "customer", "driver", "authorisation", "user" */
	int64_t id;	   /* open it by the filter "id" of find_screen(kind) */
	const char *key;   /* number: what "show" and commands take */
	const char *label; /* "1-ABC-123 DUPONT Éric" */
	const char *state; /* code, or "" */
	const char *vocabulary;
	const char *customer; /* name */
	bool usable;	      /* a card that works now: Enter opens the one usable among blocked ones */
};

/* At least three characters (two for a client number); most results at most, best first; *more when there are
 * others.  words typed as the caller says them: plate, card, its tail, phone in any form, name words in any
 * order, client. Only kinds whose screen the session may open, only its customers.  With nothing found, one
 * typing error is forgiven and *guessed says so. */
enum status find(const struct session *session, const char *words, size_t most, struct arena *arena,
		 const struct found **found, size_t *count, bool *more, bool *guessed,
		 struct error *error);

/* The screen that shows a kind: "card" -> "card", "customer" -> "customer". */
const char *find_screen(const char *kind);

#endif
