#define _GNU_SOURCE
#include "doorway.h"

#include <ctype.h>
#include <dlfcn.h>
#include <guichet/text.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- argon2, counted on its way to the library ---- */

/* What is proved by hundreds of them is who is asked, when and how often: the least that the
 * library takes will do, the same for who makes a hash and who looks at it. */
enum { CHEAP_PASSES = crypto_pwhash_OPSLIMIT_MIN, CHEAP_MEMORY = crypto_pwhash_MEMLIMIT_MIN };

static bool at_cost;
static int hashes;
static struct hash_cost last;
static void (*meanwhile)(void *context);
static void *context_of_meanwhile;

int
crypto_pwhash(unsigned char *const out, unsigned long long size, const char *const password,
	      unsigned long long length, const unsigned char *const salt, unsigned long long passes,
	      size_t memory, int kind)
{
	int (*real)(unsigned char *, unsigned long long, const char *, unsigned long long,
		    const unsigned char *, unsigned long long, size_t, int);
	void (*then)(void *context) = meanwhile;
	void *found = dlsym(RTLD_NEXT, "crypto_pwhash");

	memcpy(&real, &found, sizeof real);
	hashes++;
	last = (struct hash_cost){ .passes = passes, .memory = memory };
	meanwhile = NULL;
	if (then != NULL)
		then(context_of_meanwhile);
	return at_cost ? real(out, size, password, length, salt, passes, memory, kind)
		       : real(out, size, password, length, salt, CHEAP_PASSES, CHEAP_MEMORY, kind);
}

void
hash_at_cost(bool wanted)
{
	at_cost = wanted;
}

struct hash_cost
hash_last(void)
{
	return last;
}

int
hashes_since(void)
{
	const int count = hashes;

	hashes = 0;
	return count;
}

void
hash_meanwhile(void (*then)(void *context), void *context)
{
	meanwhile = then;
	context_of_meanwhile = context;
}

/* ---- people ---- */

struct session *
nobody(struct fixture *f)
{
	struct session *session = session_new(f->store, f->config, f->system->lang);

	session->clock = f->system->clock;
	return session;
}

bool
comes_in(struct fixture *f, const char *login, const char *password)
{
	struct session *session = nobody(f);
	struct error error = { .status = STATUS_OK };

	if (f->at != NULL)
		assert_true(clock_set(&session->clock, f->at));
	const enum status status = session_sign_in(session, login, password, &error);
	session_free(&session);
	return status == STATUS_OK;
}

void
alter(struct fixture *f, const char *sql)
{
	assert_int_equal(
	    system(arena_format(f->arena, "sqlite3 %s \"%s\"", store_path(f->store), sql)), 0);
}

const char *
code_of(struct fixture *f, const char *kind)
{
	const char *letter = fixture_letter(f, kind);

	assert_non_null(letter);
	for (; strlen(letter) >= 14; letter++) {
		size_t i = 0;
		while (i < 14 && (i % 5 == 4 ? letter[i] == '-'
					     : isdigit((unsigned char)letter[i]) ||
						   isupper((unsigned char)letter[i])))
			i++;
		if (i == 14)
			return arena_copy_bytes(f->arena, letter, 14);
	}
	fail_msg("no code in a letter of kind %s", kind);
	return NULL;
}
