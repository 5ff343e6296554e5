/* Sentences kept for later: a lang key and its arguments, one a line, so that the audit, an outcome
 * replayed and a record's history are told in whatever language who reads has (AUD-02).
 *   outcome.blocked<TAB>rank=int:1<TAB>reason=choice/block_reason:theft
 * A warning's line begins with "!". */
#ifndef GUICHET_SAID_H
#define GUICHET_SAID_H

#include <guichet/error.h>
#include <guichet/text.h>
#include <guichet/value.h>

/* Adds one line; args may be NULL. */
void said_write(struct builder *builder, const char *key, const struct arg *args, bool warning);
/* The sentence of an error. */
void said_error(struct builder *builder, const struct error *error);
/* The next line of *text, which moves on; false at the end.  A line that is not one of ours gives
 * its text as key. */
bool said_read(struct arena *arena, const char **text, const char **key, const struct arg **args,
	       bool *warning);
/* All lines as sentences, joined by "; ". */
const char *said_format(struct arena *arena, const struct lang *lang, const char *text);

#endif
