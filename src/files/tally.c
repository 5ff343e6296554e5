#include "private.h"

#include <guichet/arena.h>
#include <string.h>

/* A code beyond the last place counts in it: no vocabulary of ours is that long. */
static size_t
place(struct arena *arena, const char **codes, size_t *count, const char *code)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(codes[i], code) == 0)
			return i;
	if (*count == TALLY_CODES)
		return TALLY_CODES - 1;
	codes[*count] = arena_copy(arena, code);
	return (*count)++;
}

void
tally_add(struct arena *arena, struct tally *tally, const char *product, const char *state)
{
	size_t p = place(arena, tally->products, &tally->product_count, product);
	size_t s = place(arena, tally->states, &tally->state_count, state);

	tally->counts[p][s]++;
	tally->rows++;
}
