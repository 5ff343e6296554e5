/* Setting a control and dropping it, whoever's it is (CARD-03, CARD-13: effective at once). */
#include "rules.h"

#include <string.h>

#define CONTROL_KIND                                                                           \
	{                                                                                      \
		PARAM_CHOICE(rule, kind), .choices = control_choices, .vocabulary = "control", \
					  .flags = PARAM_MANDATORY                             \
	}
#define CONTROL_VALUE                                                                      \
	{ PARAM_TEXT(rule, value), .most = 200, .flags = PARAM_MANDATORY },                \
	{                                                                                  \
		PARAM_CHOICE(rule, breach), .choices = breach_choices, .standard = "block" \
	}

static const enum statement controls_of[LEVELS] = {
	[LEVEL_CARD] = SQL_RULE_CONTROLS_OF_CARD,
	[LEVEL_PROFILE] = SQL_RULE_CONTROLS_OF_PROFILE,
	[LEVEL_DIVISION] = SQL_RULE_CONTROLS_OF_DIVISION,
	[LEVEL_CUSTOMER] = SQL_RULE_CONTROLS_OF_CUSTOMER,
};

struct control_state {
	struct owner owner;
	struct control control;
	const struct row *before;
};

static struct control
control_of_row(const struct row *row)
{
	return (struct control){ .kind = row_text(row, "kind"),
				 .value = row_text(row, "value"),
				 .breach = row_text(row, "breach") };
}

static enum status
read_kind(struct work *work, const struct rule *rule, struct control_state *state)
{
	const struct row *row = NULL;
	enum status status = rules_owner(work, rule, &state->owner);
	if (status == STATUS_OK) {
		status = work_rows(work, controls_of[state->owner.level],
				   ARGS(ARG_INT("owner", state->owner.id)), &row);
	}
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		if (strcmp(row_text(row, "kind"), rule->kind) == 0) {
			state->before = row;
		}
	}
	state->control = (struct control){ .kind = rule->kind, .breach = rule->breach };
	work->state = state;
	return status;
}

/* ---- set ---- */

static enum status
set_check(struct work *work, const void *args)
{
	const struct rule *rule = args;
	struct control_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = read_kind(work, rule, state);
	if (status != STATUS_OK) {
		return status;
	}
	const char *key = NULL;
	const char *part = NULL;
	state->control.value = control_parse(work->arena, rule->kind, rule->value, &key, &part);
	if (state->control.value == NULL) {
		return work_refuse(work, "value", key, ARGS(ARG_TEXT("part", part)));
	}
	return STATUS_OK;
}

/* What the card is left with once the levels above have had their say. */
static enum status
tell_together(struct work *work, const struct control_state *state)
{
	const struct control *control = &state->control;
	const char *both = control->value;
	const struct row *row = NULL;
	if (state->owner.level != LEVEL_CARD) {
		return STATUS_OK;
	}
	enum status status = work_rows(work, SQL_RULE_CONTROLS_BINDING,
				       ARGS(ARG_INT("owner", state->owner.id)), &row);
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		struct control other = control_of_row(row);
		if (strcmp(row_text(row, "level"), "card") != 0 &&
		    strcmp(other.kind, control->kind) == 0 &&
		    strcmp(other.breach, control->breach) == 0 && both[0] != '\0') {
			both = control_both(work->arena, control->kind, both, other.value);
		}
	}
	if (both[0] == '\0') {
		work_warn(work, "outcome.control_nothing_left", NULL);
	} else if (strcmp(both, control->value) != 0) {
		work_warn(work, "outcome.control_together",
			  ARGS(ARG_CHOICE("value", "control_value", both)));
	}
	return status;
}

static enum status
set_apply(struct work *work, const void *args)
{
	(void)args;
	const struct control_state *state = work->state;
	const struct control *control = &state->control;
	if (state->before != NULL &&
	    strcmp(row_text(state->before, "value"), control->value) == 0 &&
	    strcmp(row_text(state->before, "breach"), control->breach) == 0) {
		work_unchanged(work);
		work_say(work, "outcome.control_same", ARGS(ARG_TEXT("label", state->owner.label)));
		return STATUS_OK;
	}
	enum status status = rules_about(work, &state->owner);
	if (status == STATUS_OK && state->before == NULL) {
		status = control_insert(work, &state->owner, control);
	} else if (status == STATUS_OK) {
		int64_t mask = control_mask(work->arena, control->kind, control->value);
		status =
		    work_run(work, SQL_RULE_CHANGE_CONTROL,
			     ARGS(ARG_INT("id", row_int(state->before, "id")),
				  ARG_TEXT("value", control->value),
				  ARG_TEXT("breach", control->breach), id_or_null("mask", mask)));
	}
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "limit.control", control_args(work->arena, control));
	rules_tell(work, &state->owner);
	if (state->before != NULL) {
		struct control before = control_of_row(state->before);
		work_say(work, "outcome.control_replaces", control_args(work->arena, &before));
	}
	return tell_together(work, state);
}

/* ---- drop ---- */

static enum status
drop_check(struct work *work, const void *args)
{
	const struct rule *rule = args;
	struct control_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = read_kind(work, rule, state);
	if (status == STATUS_OK && state->before == NULL) {
		return work_refuse(work, "kind", "refusal.control_none",
				   ARGS(ARG_TEXT("label", state->owner.label)));
	}
	return status;
}

static enum status
drop_apply(struct work *work, const void *args)
{
	(void)args;
	const struct control_state *state = work->state;
	struct control control = control_of_row(state->before);
	enum status status = rules_about(work, &state->owner);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_RULE_DROP_CONTROL,
				  ARGS(ARG_INT("id", row_int(state->before, "id"))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.control_dropped", NULL);
		work_say(work, "limit.control", control_args(work->arena, &control));
		rules_tell(work, &state->owner);
	}
	return status;
}

/* ---- the commands ---- */

static const struct param card_set_params[] = {
	RULE_CARD, CONTROL_KIND, CONTROL_VALUE, { .name = NULL }
};
static const struct param card_drop_params[] = { RULE_CARD, CONTROL_KIND, { .name = NULL } };
static const struct param fleet_set_params[] = {
	RULE_FLEET, CONTROL_KIND, CONTROL_VALUE, { .name = NULL }
};
static const struct param fleet_drop_params[] = { RULE_FLEET, CONTROL_KIND, { .name = NULL } };
static const struct param profile_set_params[] = {
	RULE_PROFILE, CONTROL_KIND, CONTROL_VALUE, { .name = NULL }
};
static const struct param profile_drop_params[] = { RULE_PROFILE, CONTROL_KIND, { .name = NULL } };

#define SETS \
	.confirm = CONFIRM_PREVIEW, .caller = CALLER_PROVEN, .check = set_check, .apply = set_apply
#define DROPS                                                                     \
	.confirm = CONFIRM_PREVIEW, .caller = CALLER_PROVEN, .check = drop_check, \
	.apply = drop_apply

/* CARD-03 */
const struct command card_set_control = {
	.name = "card.set-control", .right = "cards", PARAMS(rule, card_set_params), SETS
};
const struct command card_drop_control = {
	.name = "card.drop-control", .right = "cards", PARAMS(rule, card_drop_params), DROPS
};
const struct command customer_set_control = {
	.name = "customer.set-control", .right = "customers", PARAMS(rule, fleet_set_params), SETS
};
const struct command customer_drop_control = { .name = "customer.drop-control",
					       .right = "customers",
					       PARAMS(rule, fleet_drop_params),
					       DROPS };
const struct command profile_set_control = {
	.name = "profile.set-control", .right = "cards", PARAMS(rule, profile_set_params), SETS
};
const struct command profile_drop_control = {
	.name = "profile.drop-control", .right = "cards", PARAMS(rule, profile_drop_params), DROPS
};
