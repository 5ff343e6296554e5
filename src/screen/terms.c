/* What was typed, as ranges of search keys (see data/migrations: search_key). */
#include "private.h"

#include <guichet/arena.h>
#include <string.h>

/* No term goes past its prefix followed by the last of all characters. */
const char *
term_end(struct arena *arena, const char *prefix)
{
	return arena_format(arena, "%s\xF4\x8F\xBF\xBF", prefix);
}

const char *
text_reversed(struct arena *arena, const char *text)
{
	size_t size = strlen(text);
	char *out = arena_copy_bytes(arena, text, size);
	for (size_t i = 0; i < size; i++)
		out[i] = text[size - 1 - i];
	return out;
}

/* R10: the digits as the Belgian and French keyboards give them without Shift.  "-" and "_" are
 * not among them here: they stand between the parts of a plate. */
static const struct {
	const char *sign;
	char digit;
} azerty[] = {
	{ "&", '1' },        { "\xC3\xA9", '2' }, { "\"", '3' },       { "'", '4' },
	{ "(", '5' },        { "\xC2\xA7", '6' }, { "\xC3\xA8", '7' }, { "!", '8' },
	{ "\xC3\xA7", '9' }, { "\xC3\xA0", '0' },
};

const char *
azerty_digits(struct arena *arena, const char *typed)
{
	struct builder text = { .arena = arena };
	bool changed = false;
	while (*typed) {
		size_t size = 0;
		for (size_t i = 0; i < sizeof azerty / sizeof *azerty && !size; i++) {
			size_t length = strlen(azerty[i].sign);
			if (strncmp(typed, azerty[i].sign, length))
				continue;
			builder_add_bytes(&text, &azerty[i].digit, 1);
			size = length;
			changed = true;
		}
		if (!size) {
			builder_add_bytes(&text, typed, 1);
			size = 1;
		}
		typed += size;
	}
	return changed ? builder_text(&text) : NULL;
}
