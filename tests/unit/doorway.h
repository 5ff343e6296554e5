/* What tests of sign-in share: who is not signed in, codes read from letters, argon2 counted. */
#ifndef GUICHET_TESTS_DOORWAY_H
#define GUICHET_TESTS_DOORWAY_H

#include "fixture.h"

/* Whether argon2 takes the memory and the passes that it is asked for: unless wanted it takes next to none, in every unit
 * test. */
void hash_at_cost(bool wanted);
/* What the last one was asked to take. */
struct hash_cost {
	unsigned long long passes;
	size_t memory; /* bytes */
};
struct hash_cost hash_last(void);
/* How often argon2 was run since it was last asked. */
int hashes_since(void);
/* Once, in the middle of the next one: what somebody else does meanwhile. */
void hash_meanwhile(void (*then)(void *context), void *context);

struct session *nobody(struct fixture *f); /* a session nobody has signed in to; the caller frees it */
bool comes_in(struct fixture *f, const char *login, const char *password);
void alter(struct fixture *f, const char *sql); /* by another program */
/* The code in the newest message of that kind. */
const char *code_of(struct fixture *f, const char *kind);

#endif
