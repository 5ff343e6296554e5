/* Sentences kept as keys and arguments (the audit, answers replayed): whatever stands there is told
 * in three languages. */
#include "fuzz.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/said.h>

static struct arena *arena;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = given_text(arena, bytes, size);

	for (const char *const *code = lang_codes; *code; code++)
		HOLDS(said_format(arena, lang_get(*code), text) != NULL);
	arena_reset(arena);
	return 0;
}
