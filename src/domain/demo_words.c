#include "demo.h"

#include <string.h>

/* splitmix64 */
static uint64_t
dice_next(struct dice *dice)
{
	dice->state += 0x9e3779b97f4a7c15U;
	uint64_t mixed = dice->state;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
	return mixed ^ (mixed >> 31);
}

int64_t
dice_below(struct dice *dice, int64_t bound)
{
	return bound > 0 ? (int64_t)(dice_next(dice) % (uint64_t)bound) : 0;
}

bool
dice_chance(struct dice *dice, int percent)
{
	return dice_below(dice, 100) < percent;
}

size_t
dice_weighted(struct dice *dice, const int *weights)
{
	int64_t sum = 0;
	for (const int *weight = weights; *weight != 0; weight++) {
		sum += *weight;
	}
	int64_t at = dice_below(dice, sum);
	size_t place = 0;
	while (at >= weights[place]) {
		at -= weights[place++];
	}
	return place;
}

static const char *const kind_names[WORDS_KINDS] = { "first",  "last",    "town",
						     "street", "company", "division" };

static size_t
count_kind(const char *kind, struct arena *arena)
{
	struct table_reader table;
	const char *cells[1];
	size_t count = 0;
	if (!table_open(&table, "data/reference/demo-words.csv")) {
		return 0;
	}
	while (table_next(&table, arena, cells, 1) > 0) {
		count += strcmp(cells[0], kind) == 0;
	}
	return count;
}

bool
lexicon_load(struct lexicon *lexicon, struct arena *arena)
{
	for (int kind = 0; kind < WORDS_KINDS; kind++) {
		struct table_reader table;
		const char *cells[5];
		size_t count = count_kind(kind_names[kind], arena);
		struct word *list = arena_array(arena, count + 1, sizeof *list);
		size_t at = 0;
		if (count == 0 || !table_open(&table, "data/reference/demo-words.csv")) {
			return false;
		}
		while (table_next(&table, arena, cells, 5) > 0) {
			if (strcmp(cells[0], kind_names[kind]) == 0) {
				list[at++] =
				    (struct word){ cells[1], cells[2], cells[3], cells[4] };
			}
		}
		lexicon->kinds[kind] = (struct words){ list, count };
	}
	return true;
}

static bool
suits(const char *have, const char *want)
{
	return want == NULL || have[0] == '\0' || strcmp(have, want) == 0;
}

/* Chance until it suits, so that each that does is as likely; then the first that does. */
const struct word *
lexicon_pick(const struct lexicon *lexicon, enum words_kind kind, struct dice *dice,
	     const char *country, const char *language)
{
	const struct words *words = &lexicon->kinds[kind];
	for (int tries = 0; tries < 200; tries++) {
		const struct word *word = &words->list[dice_below(dice, (int64_t)words->count)];
		if (suits(word->country, country) && suits(word->language, language)) {
			return word;
		}
	}
	for (size_t i = 0; i < words->count; i++) {
		if (suits(words->list[i].country, country) &&
		    suits(words->list[i].language, language)) {
			return &words->list[i];
		}
	}
	return &words->list[0];
}
