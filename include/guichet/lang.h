/* The catalogue: every sentence by key, in fr, nl and en.  Compiled in from data/lang and
 * data/messages; lang_dir in the settings may override.  A catalogue is an argument, never the
 * process's locale: a message to a customer is in the customer's language whatever the clerk's.
 *
 * In the files groups make dotted keys.  A name cannot be both a text and a group, so in a group
 * the setting named * is the group's own text ("days = { * = ...; one = ...; }" has days and
 * days.one), and a * inside a name is a dot ("days*one"). */
#ifndef GUICHET_LANG_H
#define GUICHET_LANG_H

#include <guichet/value.h>

struct arena;
struct error;
struct lang;

/* "fr", "nl", "en"; NULL when there is no such language.  Static: never freed. */
const struct lang *lang_get(const char *code);
const char *lang_code(const struct lang *lang);
extern const char *const lang_codes[]; /* fr nl en NULL, in the order in which they are offered */

/* Overrides from dir/fr.cfg ...; faults are reported one by one with file and line. */
bool lang_load(const char *dir,
	       void (*fault)(void *context, const char *file, int line, const char *key,
			     const struct arg *args),
	       void *context);

/* The sentence; NULL when there is none (lang_text gives the key itself instead, so a gap shows).
 */
const char *lang_find(const struct lang *lang, const char *key);
const char *lang_text(const struct lang *lang, const char *key);
/* The first of several printf-made keys that exists, or NULL: lang_first(lang, a, b, NULL). */
const char *lang_first(const struct lang *lang, ...) __attribute__((sentinel));
/* With {name} replaced by args, shown as value_format shows them.  When args hold an integer named
 * "count" equal to 1 (0 or 1 in French), the key KEY.one is taken if it exists. */
const char *lang_format(struct arena *arena, const struct lang *lang, const char *key,
			const struct arg *args);
/* The words of a code: choice.VOCABULARY.CODE, or the code itself.  A vocabulary may be several, blanks between: the
 * first that knows the code. */
const char *lang_choice(const struct lang *lang, const char *vocabulary, const char *code);
/* Whether it is one of these, which is told at once; to list them takes a walk through the whole catalogue. */
bool lang_has_code(const char *vocabulary, const char *code);
/* The codes of a vocabulary in the order of the file, NULL-ended; NULL when there is none. */
const char *const *lang_codes_of(struct arena *arena, const char *vocabulary);
/* Every key of the language, for the checks: calls back in order. */
void lang_each(const struct lang *lang,
	       void (*each)(void *context, const char *key, const char *text), void *context);

#endif
