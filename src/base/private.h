#ifndef GUICHET_BASE_PRIVATE_H
#define GUICHET_BASE_PRIVATE_H

#include <guichet/value.h>
#include <stddef.h>
#include <stdint.h>

/* The value is in number, not in text. */
bool value_is_number(enum type type);

/* What a terminal may be given: no control, bidi, zero-width, private use or unassigned character.
 */
bool text_shows(int32_t code);
/* Writes code in UTF-8 (4 bytes at most), returns how many. */
size_t text_put(int32_t code, char *to);
int32_t text_upper_of(int32_t code);
int32_t text_lower_of(int32_t code);

#endif
