/* What a password must be (ACC-02).  Plain functions: the form names every fault while one types,
 * the commands refuse with the same ones. */
#ifndef GUICHET_PASSWORD_H
#define GUICHET_PASSWORD_H

#include <stddef.h>

struct arena;
struct lang;

enum password_fault {
	PASSWORD_SHORT = 1,
	PASSWORD_LONG = 2,
	PASSWORD_LETTER = 4,
	PASSWORD_DIGIT = 8,
	PASSWORD_SPECIAL = 16,
	PASSWORD_LOGIN = 32,
	PASSWORD_COMMON = 64,
	PASSWORD_HISTORY = 128, /* known to the store alone: never among password_faults */
};
#define PASSWORD_MOST_BYTES 128

/* Every fault at once; 0 for none. login may be NULL. least: characters, by the settings. */
unsigned password_faults(struct arena *arena, const char *password, const char *login,
			 size_t least);
/* The words of one fault: "password.short" with {least}, "password.digit" ... */
const char *password_key(unsigned fault);
/* "au moins 12 caractères ; au moins un chiffre"; "" for none. */
const char *password_words(struct arena *arena, const struct lang *lang, unsigned faults,
			   size_t least);

#endif
