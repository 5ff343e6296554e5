/* Cards mostly come in order of id, or nearly: so rules are read along, in order of card, and
 * looked for anew only when the next card is far.  Rules of customers, divisions and profiles are
 * few, and kept. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/screen.h>
#include <guichet/store.h>
#include <guichet/value.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 96, NEAR = 32 };

enum level { LEVEL_CARD, LEVEL_PROFILE, LEVEL_DIVISION, LEVEL_CUSTOMER, LEVELS };

/* A column and the rule it shows. */
struct gathered {
	size_t column;
	const char *product; /* "" for all */
	const char *goods;   /* the group the product is of; "" for all */
	const char *measure, *period;
	const char *kind; /* of control; NULL for a limit */
};

struct shared {
	int64_t customer, division, profile;
	enum level level;
	size_t rule; /* place in fleet->rules; RULE_OTHER */
	int64_t value;
	const char *text;
};

struct shareds {
	struct shared *items; /* in the order of customers */
	size_t count, room;
	size_t from, to; /* those of the customer looked for last */
};

#define RULE_OTHER SIZE_MAX

/* Rules read along: the row at hand, and below which id all has gone by. */
struct along {
	enum statement statement;
	struct cursor *cursor;
	int64_t from, card; /* card: of the row at hand; INT64_MAX at the end */
};

struct fleet {
	struct store *store;
	struct arena *arena, *scratch;
	struct gathered rules[COLUMNS];
	size_t rule_count;
	size_t others;                   /* column of limit_others; RULE_OTHER when there is none */
	size_t next_limit, next_control; /* where to look first */
	struct along limits, controls;
	struct shareds shared_limits, shared_controls;
	int64_t customer; /* whose shared rules were looked for last */
};

static bool
begins(const char *text, const char *with, const char **rest)
{
	size_t size = strlen(with);

	*rest = text + size;
	return strncmp(text, with, size) == 0;
}

static bool
is_one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

/* limit_diesel_day, limit_day, volume_month, control_days. */
static bool
read_field(struct arena *arena, const char *field, struct gathered *rule)
{
	static const char *const periods[] = { "transaction", "day", "week", "month", NULL };
	static const char *const kinds[] = {
		"countries", "networks",           "stations",        "days", "hours", "tank",
		"odometer",  "transactions_a_day", "minutes_between", NULL
	};
	const char *rest = NULL, *last = NULL;

	if (begins(field, "control_", &rest) && is_one_of(rest, kinds)) {
		rule->kind = rest;
		return true;
	}
	if (begins(field, "limit_", &rest))
		rule->measure = "amount";
	else if (begins(field, "volume_", &rest))
		rule->measure = "volume";
	else
		return false;
	last = strrchr(rest, '_');
	rule->period = last ? last + 1 : rest;
	rule->product = last ? arena_copy_bytes(arena, rest, (size_t)(last - rest)) : "";
	return is_one_of(rule->period, periods);
}

bool
fleet_gathers(const char *field)
{
	struct arena *arena = arena_new();
	struct gathered rule = { .column = 0 };
	bool gathers = strcmp(field, "limit_others") == 0 || read_field(arena, field, &rule);

	arena_free(&arena);
	return gathers;
}

/* Most words differ in their first letter: no call is worth it then. */
static bool
is_same(const char *word, const char *other)
{
	return *word == *other && strcmp(word, other) == 0;
}

static bool
is_limit(const struct gathered *rule, const char *product, const char *measure, const char *period)
{
	return !rule->kind && is_same(rule->product, product) && is_same(rule->period, period) &&
	       is_same(rule->measure, measure);
}

/* A limit on a group of products shows in the column of each of them. */
static bool
is_group_limit(const struct gathered *rule, const char *goods, const char *measure,
	       const char *period)
{
	return !rule->kind && is_same(rule->goods, goods) && is_same(rule->period, period) &&
	       is_same(rule->measure, measure);
}

/* Cards have much the same rules in much the same order: the search begins where the last one
 * ended. */
static size_t
limit_rule(struct fleet *fleet, const char *product, const char *measure, const char *period)
{
	for (size_t i = 0, at = fleet->next_limit; i < fleet->rule_count; i++, at++) {
		if (at >= fleet->rule_count)
			at = 0;
		if (is_limit(&fleet->rules[at], product, measure, period)) {
			fleet->next_limit = at + 1;
			return at;
		}
	}
	return RULE_OTHER;
}

static size_t
control_rule(struct fleet *fleet, const char *kind)
{
	for (size_t i = 0, at = fleet->next_control; i < fleet->rule_count; i++, at++) {
		if (at >= fleet->rule_count)
			at = 0;
		if (fleet->rules[at].kind && is_same(fleet->rules[at].kind, kind)) {
			fleet->next_control = at + 1;
			return at;
		}
	}
	return RULE_OTHER;
}

/* ---- rules of customers, divisions and profiles ---- */

static enum level
level_of(const char *level)
{
	if (strcmp(level, "division") == 0)
		return LEVEL_DIVISION;
	return strcmp(level, "profile") == 0 ? LEVEL_PROFILE : LEVEL_CUSTOMER;
}

static void
add_shared(struct arena *arena, struct shareds *shareds, const struct shared *shared)
{
	shareds->items = arena_grown(arena, shareds->items, shareds->count, &shareds->room,
				     sizeof(*shareds->items));
	shareds->items[shareds->count++] = *shared;
}

/* A row of exchange.shared-limits: one for each column it shows in. */
static void
add_limit(struct fleet *fleet, const struct cursor *cursor, struct shared *shared)
{
	const char *measure = cursor_text(cursor, 5), *period = cursor_text(cursor, 6);
	const char *goods = cursor_text(cursor, 8);
	bool shown = false;

	for (size_t i = 0; *goods && i < fleet->rule_count; i++) {
		if (!is_group_limit(&fleet->rules[i], goods, measure, period))
			continue;
		shared->rule = i;
		add_shared(fleet->arena, &fleet->shared_limits, shared);
		shown = true;
	}
	if (shown)
		return;
	shared->rule =
	    *goods ? RULE_OTHER : limit_rule(fleet, cursor_text(cursor, 4), measure, period);
	add_shared(fleet->arena, &fleet->shared_limits, shared);
}

static enum status
read_shared(struct fleet *fleet, enum statement statement, struct shareds *shareds,
	    struct error *error)
{
	bool limits = statement == SQL_EXCHANGE_SHARED_LIMITS;
	struct cursor *cursor = NULL;
	enum status status = store_select(fleet->store, statement, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		struct shared shared = { .customer = cursor_int(cursor, 0),
					 .level = level_of(cursor_text(cursor, 1)),
					 .division = cursor_int(cursor, 2),
					 .profile = cursor_int(cursor, 3) };

		if (limits) {
			shared.value = cursor_int(cursor, 7);
			add_limit(fleet, cursor, &shared);
			continue;
		}
		shared.rule = control_rule(fleet, cursor_text(cursor, 4));
		shared.text = arena_copy(fleet->arena, cursor_text(cursor, 5));
		add_shared(fleet->arena, shareds, &shared);
	}
	return cursor_close(&cursor, error);
}

static void
find_shared(struct shareds *shareds, int64_t customer)
{
	size_t low = 0, high = shareds->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (shareds->items[middle].customer < customer)
			low = middle + 1;
		else
			high = middle;
	}
	shareds->from = shareds->to = low;
	while (shareds->to < shareds->count && shareds->items[shareds->to].customer == customer)
		shareds->to++;
}

static bool
binds(const struct shared *shared, const struct fleet_card *card)
{
	if (shared->level == LEVEL_DIVISION)
		return shared->division == card->division;
	return shared->level == LEVEL_CUSTOMER || shared->profile == card->profile;
}

/* ---- rules of cards, read along ---- */

static enum status
look_anew(struct fleet *fleet, struct along *along, int64_t card, struct error *error)
{
	enum status status = STATUS_OK;

	if (along->cursor)
		status = cursor_close(&along->cursor, error);
	if (status == STATUS_OK)
		status = store_select(fleet->store, along->statement, ARGS(ARG_INT("card", card)),
				      &along->cursor, error);
	if (status != STATUS_OK)
		return status;
	along->from = card;
	along->card = cursor_next(along->cursor) ? cursor_int(along->cursor, 0) : INT64_MAX;
	return STATUS_OK;
}

static void
step(struct along *along)
{
	along->from = along->card;
	along->card = cursor_next(along->cursor) ? cursor_int(along->cursor, 0) : INT64_MAX;
}

/* Stands on the card's first rule, or on one of a later card when it has none. */
static enum status
go_to(struct fleet *fleet, struct along *along, int64_t card, struct error *error)
{
	if (along->cursor && card > along->from)
		for (int steps = 0; along->card < card && steps < NEAR; steps++)
			step(along);
	if (along->cursor && card > along->from && along->card >= card)
		return STATUS_OK;
	return look_anew(fleet, along, card, error);
}

/* ---- a card ---- */

static void
note_limit(struct fleet *fleet, size_t rule, int64_t value, struct value *values)
{
	struct value *place = NULL;

	if (rule == RULE_OTHER) {
		if (fleet->others != RULE_OTHER)
			values[fleet->others].number++;
		return;
	}
	place = &values[fleet->rules[rule].column];
	if (place->known && place->number <= value)
		return;
	place->known = true;
	place->number = value;
}

/* A row of exchange.limits. */
static void
note_row(struct fleet *fleet, const struct cursor *cursor, struct value *values)
{
	const char *measure = cursor_text(cursor, 2), *period = cursor_text(cursor, 3);
	const char *goods = cursor_text(cursor, 5);
	int64_t value = cursor_int(cursor, 4);
	bool shown = false;

	if (!*goods) {
		note_limit(fleet, limit_rule(fleet, cursor_text(cursor, 1), measure, period), value,
			   values);
		return;
	}
	for (size_t i = 0; i < fleet->rule_count; i++)
		if (is_group_limit(&fleet->rules[i], goods, measure, period)) {
			note_limit(fleet, i, value, values);
			shown = true;
		}
	if (!shown)
		note_limit(fleet, RULE_OTHER, value, values);
}

static enum status
gather_limits(struct fleet *fleet, const struct fleet_card *card, struct value *values,
	      struct error *error)
{
	struct along *along = &fleet->limits;
	const struct shareds *shareds = &fleet->shared_limits;
	enum status status = go_to(fleet, along, card->id, error);

	if (status != STATUS_OK)
		return status;
	for (; along->card == card->id; step(along))
		note_row(fleet, along->cursor, values);
	for (size_t i = shareds->from; i < shareds->to; i++) {
		const struct shared *shared = &shareds->items[i];

		if (binds(shared, card))
			note_limit(fleet, shared->rule, shared->value, values);
	}
	return STATUS_OK;
}

/* The least of a level, and of the nearest level that has any; NULL: none, and no level. */
struct nearest {
	const char *text[COLUMNS];
	enum level level[COLUMNS];
};

static void
note_control(struct nearest *nearest, size_t rule, enum level level, const char *text)
{
	if (rule == RULE_OTHER || (nearest->text[rule] && nearest->level[rule] < level))
		return;
	if (nearest->text[rule] && nearest->level[rule] == level &&
	    strcmp(nearest->text[rule], text) <= 0)
		return;
	nearest->level[rule] = level;
	nearest->text[rule] = text;
}

static enum status
gather_controls(struct fleet *fleet, const struct fleet_card *card, struct value *values,
		struct error *error)
{
	struct along *along = &fleet->controls;
	const struct shareds *shareds = &fleet->shared_controls;
	enum status status = go_to(fleet, along, card->id, error);
	struct nearest nearest;

	if (status != STATUS_OK || (along->card != card->id && shareds->from == shareds->to))
		return status;
	memset(nearest.text, 0, fleet->rule_count * sizeof(*nearest.text));
	arena_reset(fleet->scratch);
	for (; along->card == card->id; step(along))
		note_control(&nearest, control_rule(fleet, cursor_text(along->cursor, 1)),
			     LEVEL_CARD, arena_copy(fleet->scratch, cursor_text(along->cursor, 2)));
	for (size_t i = shareds->from; i < shareds->to; i++) {
		const struct shared *shared = &shareds->items[i];

		if (binds(shared, card))
			note_control(&nearest, shared->rule, shared->level, shared->text);
	}
	for (size_t i = 0; i < fleet->rule_count; i++) {
		if (!nearest.text[i])
			continue;
		values[fleet->rules[i].column].known = true;
		values[fleet->rules[i].column].text = nearest.text[i];
	}
	return STATUS_OK;
}

enum status
fleet_gather(struct fleet *fleet, const struct fleet_card *card, struct value *values,
	     struct error *error)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < fleet->rule_count; i++)
		values[fleet->rules[i].column].known = false;
	if (fleet->others != RULE_OTHER) {
		values[fleet->others].known = true;
		values[fleet->others].number = 0;
	}
	if (card->customer != fleet->customer) {
		find_shared(&fleet->shared_limits, card->customer);
		find_shared(&fleet->shared_controls, card->customer);
		fleet->customer = card->customer;
	}
	status = gather_limits(fleet, card, values, error);
	if (status == STATUS_OK)
		status = gather_controls(fleet, card, values, error);
	return status;
}

/* Which group each column's product is of. */
static enum status
read_groups(struct fleet *fleet, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(fleet->store, SQL_EXCHANGE_PRODUCTS, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < fleet->rule_count; i++)
		fleet->rules[i].goods = "";
	while (cursor_next(cursor))
		for (size_t i = 0; i < fleet->rule_count; i++)
			if (!fleet->rules[i].kind &&
			    strcmp(fleet->rules[i].product, cursor_text(cursor, 0)) == 0)
				fleet->rules[i].goods =
				    arena_copy(fleet->arena, cursor_text(cursor, 1));
	return cursor_close(&cursor, error);
}

enum status
fleet_open(struct arena *arena, struct store *store, const struct column *columns, size_t count,
	   struct fleet **fleet, struct error *error)
{
	struct fleet *made = arena_alloc(arena, sizeof(*made));
	enum status status = STATUS_OK;

	*made = (struct fleet){ .store = store,
				.arena = arena,
				.scratch = arena_new(),
				.others = RULE_OTHER,
				.limits = { .statement = SQL_EXCHANGE_LIMITS },
				.controls = { .statement = SQL_EXCHANGE_CONTROLS } };
	for (size_t i = 0; i < count && made->rule_count < COLUMNS; i++) {
		struct gathered *rule = &made->rules[made->rule_count];

		*rule = (struct gathered){ .column = i };
		if (strcmp(columns[i].field, "limit_others") == 0)
			made->others = i;
		else if (read_field(arena, columns[i].field, rule))
			made->rule_count++;
	}
	*fleet = made;
	status = read_groups(made, error);
	if (status == STATUS_OK)
		status = read_shared(made, SQL_EXCHANGE_SHARED_LIMITS, &made->shared_limits, error);
	if (status == STATUS_OK)
		status =
		    read_shared(made, SQL_EXCHANGE_SHARED_CONTROLS, &made->shared_controls, error);
	return status;
}

enum status
fleet_close(struct fleet **fleet, struct error *error)
{
	enum status status = STATUS_OK;

	if (!*fleet)
		return status;
	if ((*fleet)->limits.cursor)
		status = cursor_close(&(*fleet)->limits.cursor, error);
	if ((*fleet)->controls.cursor && status == STATUS_OK)
		status = cursor_close(&(*fleet)->controls.cursor, error);
	arena_free(&(*fleet)->scratch);
	*fleet = NULL;
	return status;
}
