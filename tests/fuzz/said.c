/* Sentences kept as keys and arguments (the audit, answers replayed): whatever stands there is told
 * in three languages. */
#include "fuzz.h"

#include <guichet/lang.h>
#include <guichet/said.h>

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	const char *text = given_text(bytes, size);

	for (const char *const *code = lang_codes; *code; code++)
		HOLDS(said_format(arena, lang_get(*code), text) != NULL);
}
