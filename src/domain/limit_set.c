/* Setting a limit and dropping it, whoever's it is (CARD-03, CARD-13: effective at once). */
#include "rules.h"

#include <string.h>

enum { PERCENT = 100, DAYS_MOST = 31 };

#define LIMIT_KEY                                                                                  \
	{ PARAM_CHOICE(rule, product), .choices = limit_goods_choices, .vocabulary = "goods",      \
	  .flags = PARAM_MANDATORY },                                                              \
	    { PARAM_CHOICE(rule, measure), .choices = measure_choices, .flags = PARAM_MANDATORY }, \
	    { PARAM_CHOICE(rule, period), .choices = period_choices, .flags = PARAM_MANDATORY },   \
	{                                                                                          \
		PARAM_INT(rule, days), .only = "period=rolling", .flags = PARAM_MANDATORY          \
	}
#define LIMIT_VALUE                                                                              \
	{ PARAM_TEXT(rule, value), .most = 20, .from = "entry", .flags = PARAM_MANDATORY },      \
	    { PARAM_CHOICE(rule, breach), .choices = breach_choices, .flags = PARAM_MANDATORY }, \
	{                                                                                        \
		PARAM_INT(rule, warn)                                                            \
	}

static const enum statement limits_of[LEVELS] = {
	[LEVEL_CARD] = SQL_RULE_LIMITS_OF_CARD,
	[LEVEL_PROFILE] = SQL_RULE_LIMITS_OF_PROFILE,
	[LEVEL_DIVISION] = SQL_RULE_LIMITS_OF_DIVISION,
	[LEVEL_CUSTOMER] = SQL_RULE_LIMITS_OF_CUSTOMER,
};

struct limit_state {
	struct owner owner;
	struct limit limit;
	const struct row *before; /* the one it replaces, or that is dropped; NULL for none */
};

static enum status
find_before(struct work *work, struct limit_state *state)
{
	const struct row *row = NULL;
	enum status status = work_rows(work, limits_of[state->owner.level],
				       ARGS(ARG_INT("owner", state->owner.id)), &row);
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		struct limit other = limit_of_row(row);
		if (limit_is_for(&other, &state->limit)) {
			state->before = row;
		}
	}
	return status;
}

/* The owner, the limit's key, and what stands there already. */
static enum status
read_key(struct work *work, const struct rule *rule, struct limit_state *state)
{
	enum status status = rules_owner(work, rule, &state->owner);
	if (status != STATUS_OK) {
		return status;
	}
	if (rule->days.known && (rule->days.number < 1 || rule->days.number > DAYS_MOST)) {
		return work_refuse(work, "days", "refusal.limit_days",
				   ARGS(ARG_INT("most", DAYS_MOST)));
	}
	state->limit = (struct limit){
		.goods = rule->product,
		.measure = rule->measure,
		.period = rule->period,
		.days = rule->days.known ? rule->days.number : 0,
		.breach = "block",
		.level = state->owner.level,
	};
	work->state = state;
	return find_before(work, state);
}

/* ---- set ---- */

static enum status
set_check(struct work *work, const void *args)
{
	const struct rule *rule = args;
	struct limit_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = read_key(work, rule, state);
	if (status != STATUS_OK) {
		return status;
	}
	struct limit *limit = &state->limit;
	struct limit_fault fault = { .key = NULL };
	if (!limit_value_parse(work->arena, limit->measure, rule->value, &limit->value)) {
		return work_refuse(work, "value", "error.limit_value",
				   ARGS(ARG_TEXT("part", rule->value)));
	}
	limit->breach = rule->breach;
	limit->warn = rule->warn.known ? rule->warn.number : 0;
	if (rule->warn.known && (limit->warn < 1 || limit->warn > PERCENT)) {
		return work_refuse(work, "warn", "refusal.limit_warn", NULL);
	}
	if (!limit_sound(work->arena, limit, &fault)) {
		return work_refuse(work, fault.param, fault.key,
				   ARGS(ARG_TEXT("part", fault.part)));
	}
	return STATUS_OK;
}

/* What is at fault is told by check, in its turn. */
static enum status
set_prepare(struct work *work, const void *args)
{
	struct tried *tried = NULL;

	if (set_check(work, args) != STATUS_OK) {
		return STATUS_OK;
	}
	const struct limit_state *state = work->state;
	const enum status status = limit_look(work, &state->owner, &state->limit, &tried);
	work->prepared = tried;
	return status;
}

static bool
is_as_before(const struct limit_state *state)
{
	if (state->before == NULL) {
		return false;
	}
	struct limit before = limit_of_row(state->before);
	return before.value == state->limit.value && before.warn == state->limit.warn &&
	       strcmp(before.breach, state->limit.breach) == 0;
}

/* A limit of a level above, or one about more goods, may be stricter already: then this one does
 * nothing by itself, and that is worth a word. */
static enum status
tell_stricter(struct work *work, const struct limit_state *state)
{
	static const char *const keys[] = { "outcome.limit_covered_amount",
					    "outcome.limit_covered_volume",
					    "outcome.limit_covered_count" };
	bool card = state->owner.level == LEVEL_CARD;
	const struct row *row = NULL;
	enum status status = STATUS_OK;
	if (state->owner.level == LEVEL_CUSTOMER) {
		return STATUS_OK;
	}
	status =
	    work_rows(work, card ? SQL_RULE_LIMITS_BINDING : SQL_RULE_LIMITS_OF_CUSTOMER,
		      ARGS(ARG_INT("owner", card ? state->owner.id : state->owner.customer)), &row);
	size_t count = 1;
	for (const struct row *at = row; at != NULL; at = at->next) {
		count++;
	}
	struct limit *limits = arena_array(work->arena, count, sizeof *limits);
	const struct limit **covered = arena_array(work->arena, count, sizeof(struct limit *));
	limits[0] = state->limit;
	count = 1;
	for (; row != NULL; row = row->next) {
		limits[count] = limit_of_row(row);
		count += limits[count].level != state->limit.level ||
			 !limit_is_for(&limits[count], &state->limit);
	}
	limits_effective(work->arena, limits, count, covered);
	if (covered[0] != NULL) {
		work_warn(work, keys[limit_measure(covered[0])],
			  limit_args(work->arena, covered[0]));
	}
	return status;
}

/* A limit on what the card does not take is allowed, and told. */
static enum status
tell_not_taken(struct work *work, const struct limit_state *state)
{
	const struct row *row = NULL;
	const char *goods = state->limit.goods;
	if (state->owner.level != LEVEL_CARD || goods_kind(work->arena, goods) == NULL) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_RULE_CARD_TAKES,
		     ARGS(ARG_INT("card", state->owner.id), ARG_TEXT("product", goods)), &row);
	if (status == STATUS_OK && row == NULL) {
		work_warn(work, "outcome.limit_not_taken",
			  ARGS(ARG_TEXT("card", state->owner.label),
			       ARG_CHOICE("goods", "goods", goods)));
	}
	return status;
}

static void
tell_replaced(struct work *work, const struct row *before)
{
	static const char *const keys[] = { "outcome.limit_replaces_amount",
					    "outcome.limit_replaces_volume",
					    "outcome.limit_replaces_count" };
	struct limit limit = limit_of_row(before);
	work_say(work, keys[limit_measure(&limit)], limit_args(work->arena, &limit));
}

static enum status
set_apply(struct work *work, const void *args)
{
	(void)args;
	const struct limit_state *state = work->state;
	const struct limit *limit = &state->limit;
	if (is_as_before(state)) {
		work_unchanged(work);
		work_say(work, "outcome.limit_same", ARGS(ARG_TEXT("label", state->owner.label)));
		return STATUS_OK;
	}
	enum status status = rules_about(work, &state->owner);
	if (status == STATUS_OK && state->before == NULL) {
		status = limit_insert(work, &state->owner, limit);
	} else if (status == STATUS_OK) {
		status =
		    work_run(work, SQL_RULE_CHANGE_LIMIT,
			     ARGS(ARG_INT("id", row_int(state->before, "id")),
				  ARG_INT("value", limit->value), ARG_TEXT("breach", limit->breach),
				  id_or_null("warn", limit->warn)));
	}
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, limit_key(limit), limit_args(work->arena, limit));
	rules_tell(work, &state->owner);
	if (state->before != NULL) {
		tell_replaced(work, state->before);
	}
	status = tell_stricter(work, state);
	if (status == STATUS_OK) {
		status = tell_not_taken(work, state);
	}
	return status == STATUS_OK ? limit_try(work, &state->owner, limit, work->prepared) : status;
}

/* ---- drop ---- */

static enum status
drop_check(struct work *work, const void *args)
{
	const struct rule *rule = args;
	struct limit_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = read_key(work, rule, state);
	if (status == STATUS_OK && state->before == NULL) {
		return work_refuse(work, "product", "refusal.limit_none",
				   ARGS(ARG_TEXT("label", state->owner.label)));
	}
	return status;
}

static enum status
drop_apply(struct work *work, const void *args)
{
	(void)args;
	const struct limit_state *state = work->state;
	struct limit limit = limit_of_row(state->before);
	enum status status = rules_about(work, &state->owner);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_RULE_DROP_LIMIT,
				  ARGS(ARG_INT("id", row_int(state->before, "id"))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.limit_dropped", NULL);
		work_say(work, limit_key(&limit), limit_args(work->arena, &limit));
		rules_tell(work, &state->owner);
	}
	return status;
}

/* ---- the commands, one for each whose limits may be set ---- */

static const struct param card_set_params[] = {
	RULE_CARD, LIMIT_KEY, LIMIT_VALUE, { .name = NULL }
};
static const struct param card_drop_params[] = { RULE_CARD, LIMIT_KEY, { .name = NULL } };
static const struct param fleet_set_params[] = {
	RULE_FLEET, LIMIT_KEY, LIMIT_VALUE, { .name = NULL }
};
static const struct param fleet_drop_params[] = { RULE_FLEET, LIMIT_KEY, { .name = NULL } };
static const struct param profile_set_params[] = {
	RULE_PROFILE, LIMIT_KEY, LIMIT_VALUE, { .name = NULL }
};
static const struct param profile_drop_params[] = { RULE_PROFILE, LIMIT_KEY, { .name = NULL } };

#define SETS \
	.confirm = CONFIRM_PREVIEW, .caller = CALLER_PROVEN, .check = set_check, .apply = set_apply
#define SETS_OF_MANY .flags = COMMAND_UNPREPARED, .prepare = set_prepare, SETS
#define DROPS                                                                     \
	.confirm = CONFIRM_PREVIEW, .caller = CALLER_PROVEN, .check = drop_check, \
	.apply = drop_apply

/* CARD-03, CARD-17 */
const struct command card_set_limit = {
	.name = "card.set-limit", .right = "cards", PARAMS(rule, card_set_params), SETS
};
const struct command card_drop_limit = {
	.name = "card.drop-limit", .right = "cards", PARAMS(rule, card_drop_params), DROPS
};
const struct command customer_set_limit = { .name = "customer.set-limit",
					    .right = "customers",
					    PARAMS(rule, fleet_set_params),
					    SETS_OF_MANY };
const struct command customer_drop_limit = {
	.name = "customer.drop-limit", .right = "customers", PARAMS(rule, fleet_drop_params), DROPS
};
const struct command profile_set_limit = { .name = "profile.set-limit",
					   .right = "cards",
					   PARAMS(rule, profile_set_params),
					   SETS_OF_MANY };
const struct command profile_drop_limit = {
	.name = "profile.drop-limit", .right = "cards", PARAMS(rule, profile_drop_params), DROPS
};
