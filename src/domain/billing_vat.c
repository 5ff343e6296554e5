/* VAT of a paper: once for each rate, on the total of what has that rate (INV-07). */
#include "billing.h"

#include <string.h>

/* amount x rate / (100 % + rate), without a product that could not be held. */
int64_t
vat_within(int64_t amount, int64_t rate)
{
	const int64_t whole = RATE_MOST + rate;
	const int64_t rest = amount % whole * rate;
	const int64_t half = rest < 0 ? -(whole / 2) : whole / 2;
	return amount / whole * rate + (rest + half) / whole;
}

/* For one rate more. */
static void
grow(struct arena *arena, struct rates *rates)
{
	size_t room = rates->room;
	rates->list = arena_grown(arena, rates->list, rates->count, &room, sizeof *rates->list);
	rates->counts =
	    arena_grown(arena, rates->counts, rates->count, &rates->room, sizeof *rates->counts);
}

bool
rates_add(struct arena *arena, struct rates *rates, int64_t rate, int64_t lines, int64_t amount)
{
	size_t at = 0;
	while (at < rates->count && rates->list[at].rate < rate) {
		at++;
	}
	if (at == rates->count || rates->list[at].rate != rate) {
		grow(arena, rates);
		memmove(&rates->list[at + 1], &rates->list[at],
			(rates->count - at) * sizeof *rates->list);
		memmove(&rates->counts[at + 1], &rates->counts[at],
			(rates->count - at) * sizeof *rates->counts);
		rates->list[at] = (struct bill_rate){ .rate = rate };
		rates->counts[at] = 0;
		rates->count++;
	}
	rates->counts[at] += lines;
	return !__builtin_add_overflow(rates->list[at].amount, amount, &rates->list[at].amount);
}

bool
rates_close(struct rates *rates, struct bill_rate *total)
{
	bool held = true;
	*total = (struct bill_rate){ .rate = 0 };
	for (size_t i = 0; i < rates->count; i++) {
		struct bill_rate *rate = &rates->list[i];
		rate->vat = vat_within(rate->amount, rate->rate);
		rate->net = rate->amount - rate->vat;
		held = held && !__builtin_add_overflow(total->vat, rate->vat, &total->vat) &&
		       !__builtin_add_overflow(total->amount, rate->amount, &total->amount);
	}
	total->net = total->amount - total->vat;
	return held;
}

bool
rates_sum(struct arena *arena, struct rates *rates, const struct bill_rate *of)
{
	size_t at = 0;
	bool held = rates_add(arena, rates, of->rate, 1, of->amount);
	while (rates->list[at].rate != of->rate) {
		at++;
	}
	held = held && !__builtin_add_overflow(rates->list[at].vat, of->vat, &rates->list[at].vat);
	rates->list[at].net = rates->list[at].amount - rates->list[at].vat;
	return held;
}

bool
rates_equal(const struct rates *a, const struct rates *b)
{
	bool equal = a->count == b->count;
	for (size_t i = 0; equal && i < a->count; i++) {
		equal = a->list[i].rate == b->list[i].rate &&
			a->list[i].amount == b->list[i].amount && a->counts[i] == b->counts[i];
	}
	return equal;
}
