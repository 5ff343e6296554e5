/* What people type for amounts, dates, cards...: what is taken says the same when a program writes
 * it out and it is read again. */
#include "fuzz.h"

#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

static const enum type types[] = { TYPE_TEXT,  TYPE_INT,   TYPE_MONEY, TYPE_QUANTITY, TYPE_DATE,
				   TYPE_MONTH, TYPE_STAMP, TYPE_PLATE, TYPE_CARD,     TYPE_BOOL };

/* A number is written out for programs in whole cents or thousandths: the same digits, not the same
 * words. */
static bool
is_number(enum type type)
{
	return type == TYPE_MONEY || type == TYPE_QUANTITY;
}

static void
try_type(enum type type, const char *typed)
{
	struct value value, again;
	const char *key = NULL;

	if (!value_parse(arena, type, typed, &value, &key)) {
		HOLDS(key != NULL);
		return;
	}
	for (const char *const *code = lang_codes; *code; code++)
		HOLDS(text_valid(value_format(arena, lang_get(*code), &value)));
	const char *raw = value_raw(arena, &value);
	if (!value.known || is_number(type) || type == TYPE_TEXT)
		return;
	HOLDS(value_parse(arena, type, raw, &again, &key));
	HOLDS(strcmp(value_raw(arena, &again), raw) == 0);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	const char *typed = text_clean(arena, given_text(bytes, size));

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		try_type(types[i], typed);
}
