/* A text as a square that a telephone reads (libqrencode). */
#ifndef GUICHET_QR_H
#define GUICHET_QR_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define QR_MOST 5 /* version: 37 modules a side, 106 bytes */

/* Lines of half blocks, two modules a character, a margin of light modules all around; *count
 * lines, all as wide. The dark modules are the blocks, for dark letters on a light ground; light:
 * the light ones are, for letters lighter than their ground.  NULL when the text does not fit
 * QR_MOST. */
const char *const *qr_lines(struct arena *arena, const char *text, int margin, bool light,
			    size_t *count);

#endif
