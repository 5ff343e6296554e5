/* Text of people on its way to a terminal, a search, a column (decision 11). */
#include "fuzz.h"

#include "../../src/screen/private.h"

#include <guichet/text.h>
#include <string.h>

static void
try_columns(const char *clean, int columns)
{
	size_t count = 0;
	const char *const *lines = text_wrap(arena, clean, columns, &count);

	for (size_t i = 0; i < count; i++) /* a cluster of its own cannot be broken */
		HOLDS(text_width(lines[i]) <= columns || text_length(lines[i]) == 1);
	HOLDS(text_width(text_cut(arena, clean, columns, false)) <= columns);
	HOLDS(text_width(text_cut(arena, clean, columns, true)) <= columns);
	HOLDS(text_width(text_pad(arena, clean, columns, false)) == columns);
	HOLDS(text_fit(clean, columns) <= strlen(clean));
}

static void
try_terms(const char *clean)
{
	struct term_ranges ranges;

	term_ranges(arena, clean, &ranges);
	HOLDS(ranges.count <= TERM_RANGES);
	for (size_t i = 0; i < ranges.count; i++)
		HOLDS(strcmp(ranges.list[i].first, ranges.list[i].last) < 0);
	term_ranges_apart(arena, clean, &ranges);
	HOLDS(ranges.count <= TERM_RANGES);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	const char *given = given_text(bytes, size);
	const char *clean = text_clean(arena, given), *folded = text_fold(arena, clean);

	HOLDS(text_valid(clean));
	HOLDS(strcmp(text_clean(arena, clean), clean) == 0);
	HOLDS(strcmp(text_fold(arena, folded), folded) == 0);
	HOLDS(text_valid(text_from_cp1252(arena, given, strlen(given))) || strlen(given) > 0);
	(void)text_json(arena, given);
	for (int columns = 2; columns < 80; columns += 13)
		try_columns(clean, columns);
	for (size_t at = 0, next = 0; at < strlen(clean); at += next) {
		next = text_next(clean, at);
		HOLDS(next > 0);
	}
	try_terms(clean);
}
