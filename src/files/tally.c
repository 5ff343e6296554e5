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
tally_start(struct arena *arena, struct tally *tally, const char *const *products,
	    const char *const *states)
{
	for (; products && *products; products++)
		(void)place(arena, tally->products, &tally->product_count, *products);
	for (; states && *states; states++)
		(void)place(arena, tally->states, &tally->state_count, *states);
}

static int64_t
sum_of_product(const struct tally *tally, size_t product)
{
	int64_t sum = 0;

	for (size_t s = 0; s < tally->state_count; s++)
		sum += tally->counts[product][s];
	return sum;
}

static int64_t
sum_of_state(const struct tally *tally, size_t state)
{
	int64_t sum = 0;

	for (size_t p = 0; p < tally->product_count; p++)
		sum += tally->counts[p][state];
	return sum;
}

void
tally_drop_empty(struct tally *tally)
{
	size_t products = 0, states = 0;

	for (size_t p = 0; p < tally->product_count; p++) {
		if (sum_of_product(tally, p) == 0)
			continue;
		memmove(tally->counts[products], tally->counts[p], sizeof(tally->counts[p]));
		tally->products[products++] = tally->products[p];
	}
	tally->product_count = products;
	for (size_t s = 0; s < tally->state_count; s++) {
		if (sum_of_state(tally, s) == 0)
			continue;
		for (size_t p = 0; p < products; p++)
			tally->counts[p][states] = tally->counts[p][s];
		tally->states[states++] = tally->states[s];
	}
	tally->state_count = states;
}

void
tally_add(struct arena *arena, struct tally *tally, const char *product, const char *state)
{
	size_t p = place(arena, tally->products, &tally->product_count, product);
	size_t s = place(arena, tally->states, &tally->state_count, state);

	tally->counts[p][s]++;
	tally->rows++;
}
