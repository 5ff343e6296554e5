/* Limits and controls as people, files and the store say them, and which of several is the
 * strictest (CARD-03).  Plain functions: no store, no clock. */
#ifndef GUICHET_DOMAIN_LIMIT_H
#define GUICHET_DOMAIN_LIMIT_H

#include <guichet/value.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <guichet/command.h>

struct arena;
struct lang;

/* Codes, NULL-ended: all, fuel, service and those of products.csv; the others as in card_limit and
 * card_control. */
extern const char *const limit_goods_choices[],
    *const measure_choices[], *const period_choices[], *const breach_choices[],
							   *const control_choices[];

/* Codes of records come first: who is nearest to the card. */
enum level { LEVEL_CARD, LEVEL_PROFILE, LEVEL_DIVISION, LEVEL_CUSTOMER, LEVELS };
const char *level_code(enum level level);
enum level level_of_code(const char *code);

/* ---- limit_text.c ---- */

struct limit {
	const char *goods;   /* a code of limit_goods_choices: one product, a group, or all */
	const char *measure; /* amount, volume, count */
	const char *period;  /* transaction, day, week (from Monday), month, rolling: local days */
	int64_t days;        /* of a rolling period, 1 to 31; 0 otherwise */
	int64_t value;       /* cents, thousandths of a litre (or kWh), or purchases */
	const char *breach;  /* block, notify */
	int64_t warn;        /* per cent of value that alerts, 1 to 100; 0 for none */
	enum level level;
};

/* Why a text is refused: a lang key with {part} (what was typed there) and {limit} (all of it). */
struct limit_fault {
	const char *param; /* product, measure, period, days, value, breach, warn; NULL: its form */
	const char *key;
	const char *part;
};

/* "PRODUCT:MEASURE:PERIOD:VALUE[:BREACH[:WARN]]", codes or words of any language, the period of
 * rolling days as "rolling7": diesel:amount:day:150, fuels:volume:rolling14:300:notify:80.  What is
 * not said: block, no alert.  Texts of the limit are codes that live for ever; level is untouched.
 */
bool limit_parse(struct arena *arena, const char *text, struct limit *limit,
		 struct limit_fault *fault);
/* The value of a measure: euros, litres or kWh, a count; false when it is no such thing. */
bool limit_value_parse(struct arena *arena, const char *measure, const char *text, int64_t *value);
/* What no limit may be: litres of a service, several purchases at once.  False: *fault says. */
bool limit_sound(struct arena *arena, const struct limit *limit, struct limit_fault *fault);
/* The text limit_parse reads; its value alone. */
const char *limit_text(struct arena *arena, const struct limit *limit);
const char *limit_value_text(struct arena *arena, const struct limit *limit);
/* In words: "Diesel : 150,00 EUR par jour, bloquer". */
const char *limit_words(struct arena *arena, const struct lang *lang, const struct limit *limit);
/* The same to be told later: the key of the sentence, and its arguments in the arena. */
const char *limit_key(const struct limit *limit);
size_t limit_measure(const struct limit *limit); /* its place in measure_choices */
const struct arg *limit_args(struct arena *arena, const struct limit *limit);

/* "fuel" or "service"; NULL for what is no product. */
const char *goods_kind(struct arena *arena, const char *product);
/* A code of choices from itself or from its words in any language; NULL when it is none. */
const char *code_of_words(struct arena *arena, const char *vocabulary, const char *const *choices,
			  const char *typed);

/* ---- control_text.c ---- */

/* As it is kept, so that equal rules are equal texts; NULL: *key says what was expected, *part
 * where.
 *   countries           BE,FR             codes or names, in the order of country_choices
 *   days                mon-fri,sun       also lun, ma, zaterdag ...
 *   hours               06:00-20:00       several, over midnight too; 6h-20h30, 6-20
 *   tank                100               per cent of the tank's capacity at once, 1 to 150
 *   odometer            plausible         or yes: asked for; no
 *   transactions_a_day  3                 1 to 99
 *   minutes_between     30                1 to 1440
 *   networks, stations  AS24,Q8           codes, 50 at most */
const char *control_parse(struct arena *arena, const char *kind, const char *typed,
			  const char **key, const char **part);

struct control {
	const char *kind, *value, *breach;
};
/* The arguments of sentence "limit.control", in the arena. */
const struct arg *control_args(struct arena *arena, const struct control *control);
/* What both of two sets (countries, days, networks, stations) or of hours let through; "" for
 * nothing. */
const char *control_shared(struct arena *arena, const char *kind, const char *a, const char *b);
/* What it lets through, a bit a country, a day or a half hour, so that SQL can tell which of two
 * is narrower (card_control.mask); 0 when bits cannot say it. */
int64_t control_mask(struct arena *arena, const char *kind, const char *value);

/* limit_item.c: a limit as a line of a form (card.create's limits). */
extern const struct item limit_item;

/* ---- limit_effective.c ---- */

/* covered_by[i]: the limit that makes limits[i] void, or NULL when it binds.  Of the limits of the
 * same measure, period and days on the same goods, or on more of them, the smallest value binds; a
 * limit that only notifies never makes one that blocks void; of equal ones the nearest to the card
 * is told. */
void limits_effective(struct arena *arena, const struct limit *limits, size_t count,
		      const struct limit **covered_by);
/* What two values of a control, as control_parse makes them, let through together: sets and hours
 * by what they share, numbers by the strictest.  "" when nothing is left. */
const char *control_both(struct arena *arena, const char *kind, const char *a, const char *b);

/* ---- limit_replay.c (CARD-17) ---- */

struct past_purchase {
	int64_t card;
	int64_t day;         /* local, since 1970-01-01 */
	const char *at;      /* stamp */
	const char *product; /* a code of products.csv */
	const char *kind;    /* fuel, service */
	int64_t amount;      /* cents */
	int64_t volume;      /* thousandths; 0 for a service */
	bool refused;        /* out: by the limit */
};
struct replay {
	int64_t total, refused;         /* from the first day on, of what the limit is about */
	const struct past_purchase *largest; /* of the refused ones, by amount; NULL for none */
};
/* The first day that must be known for the limit to be right from that day on: the Monday, the
 * first of the month, the days before it. */
int64_t replay_needs(const struct limit *limit, int64_t from);
/* Purchases in order of card, then time.  What goes over the limit is refused and does not count.
 */
struct replay limit_replay(const struct limit *limit, struct past_purchase *purchases, size_t count,
			   int64_t from);

#endif
