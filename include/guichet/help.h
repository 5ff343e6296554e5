/* Help that is read: the questions people ask and the user's guide, in fr, nl and en, compiled in from data/help. */
#ifndef GUICHET_HELP_H
#define GUICHET_HELP_H

#include <stddef.h>

struct arena;

struct help_topic {
	const char *name; /* the same in every language */
	const char *title;
	const char *words;  /* it is found by these besides its title and its text */
	const char *target; /* the screen or the command that does it; NULL */
	/* A line each: a paragraph, an item ("- ..."), what is shown as it stands (4 blanks in front), "" between. */
	const char *text;
};

extern const char *const help_books[]; /* "faq", "guide", NULL */

/* In the order of the book; ends with name NULL.  No topic when there is no such book. */
const struct help_topic *help_topics(struct arena *arena, const char *language, const char *book);
/* Those that answer most of the words, the best first; all of them in their order for no word.  Case, accents
 * and the ends of words do not matter.  Ends with NULL. */
const struct help_topic *const *help_search(struct arena *arena, const struct help_topic *topics,
					    const char *words, size_t *count);
/* The text in lines no wider than columns. */
const char *const *help_lines(struct arena *arena, const char *text, int columns, size_t *count);

#endif
