/* data/ and screens/ as compiled in by the build: the program runs alone from any folder. */
#ifndef GUICHET_EMBEDDED_H
#define GUICHET_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *path; /* "data/views/v_card.sql", "screens/cards.cfg" */
	const char *text; /* ends with NUL, which size does not count */
	size_t size;
};

extern const struct embedded embedded_files[]; /* in order of path; ends with path NULL */

const struct embedded *embedded_find(const char *path);

#endif
