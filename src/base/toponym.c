/* Names of places as they are written, from lists that shout them or whisper them. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/text.h>
#include <string.h>

/* Any capital or small letter of plain ASCII: names with accents are often shouted around them. */
static bool
has_letter_between(const char *text, char from, char to)
{
	for (; *text; text++)
		if (*text >= from && *text <= to)
			return true;
	return false;
}

static bool
is_of_word(char byte)
{
	return (byte & 0x80) != 0 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

static bool
is_among(const char *word, size_t size, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == size && strncasecmp(*words, word, size) == 0)
			return true;
	return false;
}

/* Articles and the like, small but at the beginning. */
static bool
is_small(const char *word, size_t size)
{
	static const char *const words[] = {
		"de",  "du",  "des",  "d",   "l",  "la",  "le",  "les", "lès", "lÈs",
		"en",  "sur", "sous", "aux", "au", "et",  "à",   "À",   "van", "der",
		"den", "op",  "del",  "el",  "y",  "los", "las", "ter", "aan", NULL,
	};
	return is_among(word, size, words);
}

static bool
is_short_for(const char *word, size_t size)
{
	static const char *const words[] = { "ZAC", "ZI",  "ZA",  "RN",  "RD", "CD",
					     "CC",  "BP",  "ZUP", "ZC",  "RF", "VI",
					     "II",  "III", "IV",  "XIV", NULL };
	return is_among(word, size, words);
}

/* "A42", "RN7", and the "A" of "A 42": the name of a road. */
static bool
is_road(const char *word, size_t size)
{
	size_t letters = 0;
	while (letters < size && (word[letters] | 0x20) >= 'a' && (word[letters] | 0x20) <= 'z')
		letters++;
	if (letters == size)
		return size == 1 && word[1] == ' ' && word[2] >= '0' && word[2] <= '9';
	return letters >= 1 && letters <= 2 &&
	       strspn(word + letters, "0123456789") >= size - letters;
}

static void
add_word(struct builder *out, const char *word, size_t size, bool first)
{
	bool upper = is_short_for(word, size) || is_road(word, size);
	bool lower = (!first && is_small(word, size)) || (word[0] >= '0' && word[0] <= '9');
	for (size_t at = 0; at < size;) {
		int32_t code;
		char bytes[4] = "";
		size_t step = text_step(word + at, &code);
		bool capital = upper || (!lower && at == 0);
		if (code < 0)
			builder_add_bytes(out, word + at, step);
		else
			builder_add_bytes(
			    out, bytes,
			    text_put(capital ? text_upper_of(code) : text_lower_of(code), bytes));
		at += step;
	}
}

static const char *
without_runs(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	text = text_trim(arena, text);
	for (; *text; text++)
		if (*text != ' ' || text[1] != ' ')
			builder_add_bytes(&out, text, 1);
	return builder_text(&out);
}

const char *
text_toponym(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	text = without_runs(arena, text);
	if (has_letter_between(text, 'a', 'z') && has_letter_between(text, 'A', 'Z'))
		return text;
	for (const char *at = text; *at;) {
		size_t size = 0;
		while (is_of_word(at[size]))
			size++;
		if (size > 0)
			add_word(&out, at, size, at == text);
		at += size;
		if (*at)
			builder_add_bytes(&out, at++, 1);
	}
	return builder_text(&out);
}
