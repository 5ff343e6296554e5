/* Of all the limits and controls that bind a card, which is the strictest (CARD-03). */
#include "limit.h"

#include <guichet/arena.h>
#include <string.h>

/* ---- limits ---- */

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* All products, then a group, then one: whether a is about all that b is about. */
static bool
about_as_much(struct arena *arena, const char *a, const char *b)
{
	if (same(a, b) || same(a, "all")) {
		return true;
	}
	const char *kind = goods_kind(arena, b);
	return kind != NULL && same(a, kind);
}

/* Whether b changes nothing where a stands: never both ways. */
static bool
covers(struct arena *arena, const struct limit *a, const struct limit *b)
{
	if (!same(a->measure, b->measure) || !same(a->period, b->period) || a->days != b->days ||
	    a->value > b->value || !about_as_much(arena, a->goods, b->goods)) {
		return false;
	}
	bool a_blocks = same(a->breach, "block");
	bool b_blocks = same(b->breach, "block");
	if (b_blocks && !a_blocks) {
		return false;
	}
	bool equal = a->value == b->value && a_blocks == b_blocks && same(a->goods, b->goods);
	return !equal || a->level < b->level;
}

/* Of two that cover the same one, the one to tell. */
static bool
stricter(const struct limit *a, const struct limit *b)
{
	return a->value != b->value ? a->value < b->value : a->level < b->level;
}

void
limits_effective(struct arena *arena, const struct limit *limits, size_t count,
		 const struct limit **covered_by)
{
	for (size_t i = 0; i < count; i++) {
		covered_by[i] = NULL;
		for (size_t j = 0; j < count; j++) {
			if (i != j && covers(arena, &limits[j], &limits[i]) &&
			    (covered_by[i] == NULL || stricter(&limits[j], covered_by[i]))) {
				covered_by[i] = &limits[j];
			}
		}
	}
}

/* ---- controls ---- */

static int64_t
number_of(const char *text)
{
	int64_t number = 0;
	for (; *text >= '0' && *text <= '9'; text++) {
		number = number * 10 + (*text - '0');
	}
	return number;
}

static int
odometer_rank(const char *value)
{
	return same(value, "plausible") ? 2 : same(value, "yes") ? 1 : 0;
}

const char *
control_both(struct arena *arena, const char *kind, const char *a, const char *b)
{
	if (same(kind, "odometer")) {
		return odometer_rank(a) >= odometer_rank(b) ? a : b;
	}
	if (same(kind, "minutes_between")) {
		return number_of(a) >= number_of(b) ? a : b;
	}
	if (same(kind, "tank") || same(kind, "transactions_a_day")) {
		return number_of(a) <= number_of(b) ? a : b;
	}
	return control_shared(arena, kind, a, b);
}
