/* The words of a list of stations, as people write them. */
#include "station.h"

#include <ctype.h>
#include <guichet/text.h>
#include <string.h>

static const char digits[] = "0123456789";

/* Five digits where they are the rule: a spreadsheet takes the zero off the first of them. */
const char *
station_postcode(struct arena *arena, const char *country, const char *typed, bool *mended)
{
	static const char *const five[] = { "FR", "ES", "DE", "IT", NULL };
	size_t size = strlen(typed);
	*mended = false;
	for (const char *const *of = five; *of != NULL; of++) {
		if (strcmp(*of, country) == 0 && size == 4 && strspn(typed, digits) == size) {
			*mended = true;
			return arena_format(arena, "0%s", typed);
		}
	}
	return text_upper(arena, typed);
}

static size_t
word_size(const char *text)
{
	return strcspn(text, " ");
}

/* "NICE CEDEX 3" is Nice, "30320 MARGUERITTES" is Marguerittes. */
const char *
station_town(struct arena *arena, const char *typed, bool *mended)
{
	struct builder kept = { .arena = arena };
	const char *town = text_toponym(arena, typed);
	bool cedex = false;
	*mended = false;
	for (const char *word = town; *word != '\0';) {
		size_t size = word_size(word);
		bool number = strspn(word, digits) >= size;
		bool code = number && size >= 4 && kept.size == 0;
		cedex = cedex || (size == 5 && strncasecmp(word, "cedex", size) == 0);
		if (code || cedex) {
			*mended = true;
		} else {
			builder_add(&kept, kept.size > 0 ? " " : "");
			builder_add_bytes(&kept, word, size);
		}
		word += size;
		word += strspn(word, " ");
	}
	return builder_text(&kept);
}

bool
station_has_letters(struct arena *arena, const char *text)
{
	for (const char *at = text_fold(arena, text); *at != '\0'; at++) {
		if (isupper((unsigned char)*at)) {
			return true;
		}
	}
	return false;
}

/* The number of the motorway in a street's words: "A6" of "AUTOROUTE A 6, AIRE DE ..."; NULL for
 * none. */
const char *
station_motorway(struct arena *arena, const char *street)
{
	const char *folded = street != NULL ? text_fold(arena, street) : "";
	for (const char *word = folded; *word != '\0';) {
		size_t size = word_size(word);
		const char *number = word + 1 + (size == 1 && word[1] == ' ');
		size_t figures = strspn(number, digits);
		bool whole = number[figures] == ' ' || number[figures] == '\0';
		if (*word == 'A' && figures >= 1 && figures <= 4 && whole) {
			return arena_format(arena, "A%.*s", (int)figures, number);
		}
		word += size;
		word += *word == ' ';
	}
	return NULL;
}

static bool
is_listed(const struct list *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i], code) == 0) {
			return true;
		}
	}
	return false;
}

const char *
station_codes(struct arena *arena, const char *const *choices, const struct list *list)
{
	struct builder codes = { .arena = arena };
	for (; *choices != NULL; choices++) {
		if (is_listed(list, *choices)) {
			builder_format(&codes, "%s%s", codes.size > 0 ? "," : "", *choices);
		}
	}
	return codes.size > 0 ? builder_text(&codes) : NULL;
}
