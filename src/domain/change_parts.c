/* What hangs on a card and is changed with it: its controls, its own limits, the toll operators of
 * a unit.  All of it is effective at once. */
#include "change.h"

#include "rules.h"
#include <inttypes.h>
#include <string.h>

enum { PREFIX = sizeof "control_" - 1 };

static bool
is_control(enum setting setting)
{
	return setting >= SET_CONTROL_COUNTRIES && setting <= SET_CONTROL_MINUTES_BETWEEN;
}

static const char *
kind_of(enum setting setting)
{
	return setting_names[setting] + PREFIX;
}

/* ---- as they are ---- */

static enum status
read_controls(struct work *work, struct change_state *state)
{
	const struct row *row = NULL;
	enum status status = work_rows(work, SQL_RULE_CONTROLS_OF_CARD,
				       ARGS(ARG_INT("owner", row_int(state->facts, "id"))), &row);
	state->controls = row;
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		for (size_t i = 0; i < SETTINGS; i++) {
			if (is_control((enum setting)i) &&
			    strcmp(kind_of((enum setting)i), row_text(row, "kind")) == 0) {
				state->before.of[i] =
				    value_choice("control_value", row_text(row, "value"));
			}
		}
	}
	return status;
}

static enum status
read_tolls(struct work *work, struct change_state *state)
{
	const struct row *row = NULL;
	const char *items[TOLLS_MOST];
	struct list list = { .items = items };
	enum status status = work_rows(work, SQL_TOLL_OF_CARD,
				       ARGS(ARG_INT("card", row_int(state->facts, "id"))), &row);
	for (; status == STATUS_OK && row != NULL && list.count < TOLLS_MOST; row = row->next) {
		items[list.count++] = row_text(row, "operator");
	}
	state->before.of[SET_TOLLS] = setting_list(work, SET_TOLLS, &list);
	return status;
}

enum status
change_read_parts(struct work *work, struct change_state *state)
{
	enum status status = read_controls(work, state);
	if (status == STATUS_OK) {
		status = read_tolls(work, state);
	}
	if (status == STATUS_OK) {
		status =
		    work_rows(work, SQL_RULE_LIMITS_OF_CARD,
			      ARGS(ARG_INT("owner", row_int(state->facts, "id"))), &state->limits);
	}
	return status;
}

/* ---- as they will be ---- */

static struct list
goods_after(struct work *work, const struct change_state *state)
{
	const enum setting lists[] = { SET_FUELS, SET_SERVICES };
	const char **items = arena_array(work->arena, GOODS_MOST, sizeof *items);
	struct list goods = { .items = items };
	for (size_t i = 0; i < 2; i++) {
		const char *at = change_text(state, lists[i]);
		while (at != NULL && *at != '\0' && goods.count < GOODS_MOST) {
			size_t size = strcspn(at, ",");
			items[goods.count++] = arena_copy_bytes(work->arena, at, size);
			at += size + (at[size] == ',');
		}
	}
	return goods;
}

/* Each as it is kept; "no" is none. */
static void
take_controls(struct change_state *state)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (!is_control((enum setting)i) || !state->given[i]) {
			continue;
		}
		state->after.of[i] = value_choice("control_value", NULL);
		for (size_t j = 0; j < state->rules.control_count; j++) {
			if (strcmp(state->rules.controls[j].kind, kind_of((enum setting)i)) == 0) {
				state->after.of[i] =
				    value_choice("control_value", state->rules.controls[j].value);
			}
		}
	}
}

static const struct row *
limit_before(const struct change_state *state, const struct limit *limit)
{
	const struct row *row = state->limits;
	for (; row != NULL; row = row->next) {
		const struct limit known = limit_of_row(row);
		if (limit_is_for(&known, limit)) {
			break;
		}
	}
	return row;
}

static bool
same_limit(struct arena *arena, const struct row *row, const struct limit *limit)
{
	const struct limit known = limit_of_row(row);
	return strcmp(limit_text(arena, &known), limit_text(arena, limit)) == 0;
}

/* Limits given are set, the others stay; "-" takes all of the card's own away. */
static void
take_limits(struct work *work, const struct card_change *change, struct change_state *state)
{
	size_t kept = 0;
	state->given[SET_LIMITS] = change->limits.items != NULL;
	state->drops_limits = state->given[SET_LIMITS] && change->limits.count == 0;
	for (size_t i = 0; i < state->rules.limit_count; i++) {
		const struct limit *limit = &state->rules.limits[i];
		const struct row *row = limit_before(state, limit);
		if (row == NULL || !same_limit(work->arena, row, limit)) {
			state->rules.limits[kept++] = *limit;
		}
	}
	state->rules.limit_count = kept;
	state->changed[SET_LIMITS] = kept > 0 || (state->drops_limits && state->limits != NULL);
}

static enum status
check_tolls(struct work *work, const struct card_change *change, struct change_state *state)
{
	const struct value *weight = &state->after.of[SET_WEIGHT];
	const struct tolls_asked asked = {
		.codes = change->tolls,
		.product = row_text(state->facts, "product"),
		.weight = { .known = weight->known, .number = weight->number },
		.card = row_int(state->facts, "id"),
		.fees_accepted = change->accept_fees == ANSWER_YES,
	};
	return state->given[SET_TOLLS] ? tolls_check(work, &asked, &state->tolls) : STATUS_OK;
}

enum status
change_check_parts(struct work *work, const struct card_change *change, struct change_state *state)
{
	struct control_given given[CONTROLS];
	const struct list goods = goods_after(work, state);
	bool fleet = strcmp(row_text(state->facts, "product"), "fleet") == 0;
	for (size_t i = 0; i < CONTROLS; i++) {
		enum setting setting = (enum setting)(SET_CONTROL_COUNTRIES + i);
		given[i].param = setting_names[setting];
		given[i].kind = kind_of(setting);
		given[i].typed = state->given[setting] ? change_text(state, setting) : NULL;
	}
	enum status status =
	    card_rules_check(work, &change->limits, fleet ? &goods : NULL, given, &state->rules);
	if (status != STATUS_OK) {
		return status;
	}
	take_controls(state);
	take_limits(work, change, state);
	return check_tolls(work, change, state);
}

/* ---- written ---- */

static struct owner
owner_of(struct work *work, const struct change_state *state)
{
	return (struct owner){
		.level = LEVEL_CARD,
		.id = row_int(state->facts, "id"),
		.customer = row_int(state->facts, "customer_id"),
		.label = card_label(work, state->facts),
		.card = state->facts,
		.cards = 1,
	};
}

static enum status
write_control(struct work *work, const struct change_state *state, enum setting setting)
{
	const struct owner owner = owner_of(work, state);
	struct control control = { .kind = kind_of(setting),
				   .value = change_text(state, setting),
				   .breach = "block" };
	enum status status = STATUS_OK;
	for (const struct row *row = state->controls; row != NULL && status == STATUS_OK;
	     row = row->next) {
		if (strcmp(row_text(row, "kind"), control.kind) != 0) {
			continue;
		}
		control.breach = row_text(row, "breach");
		status =
		    work_run(work, SQL_RULE_DROP_CONTROL, ARGS(ARG_INT("id", row_int(row, "id"))));
	}
	if (status == STATUS_OK && control.value != NULL) {
		status = control_insert(work, &owner, &control);
	}
	return status;
}

static enum status
drop_limits(struct work *work, const struct change_state *state)
{
	enum status status = STATUS_OK;
	for (const struct row *row = state->drops_limits ? state->limits : NULL;
	     row != NULL && status == STATUS_OK; row = row->next) {
		status =
		    work_run(work, SQL_RULE_DROP_LIMIT, ARGS(ARG_INT("id", row_int(row, "id"))));
	}
	return status;
}

static enum status
write_limit(struct work *work, const struct change_state *state, const struct limit *limit)
{
	const struct owner owner = owner_of(work, state);
	const struct row *row = limit_before(state, limit);
	if (row == NULL) {
		return limit_insert(work, &owner, limit);
	}
	return work_run(work, SQL_RULE_CHANGE_LIMIT,
			ARGS(ARG_INT("id", row_int(row, "id")), ARG_INT("value", limit->value),
			     ARG_TEXT("breach", limit->breach), id_or_null("warn", limit->warn)));
}

enum status
change_write_parts(struct work *work, const struct change_state *state)
{
	enum status status = drop_limits(work, state);
	for (size_t i = 0; i < state->rules.limit_count && status == STATUS_OK; i++) {
		status = write_limit(work, state, &state->rules.limits[i]);
	}
	for (size_t i = 0; i < SETTINGS && status == STATUS_OK; i++) {
		if (is_control((enum setting)i) && state->changed[i]) {
			status = write_control(work, state, (enum setting)i);
		}
	}
	if (status == STATUS_OK && state->changed[SET_TOLLS]) {
		status = tolls_put(work, row_int(state->facts, "id"), &state->tolls);
	}
	return status;
}

/* ---- told ---- */

static void
add_limit(struct work *work, struct change_lines *lines, const char *key, const struct limit *limit)
{
	change_line(lines, key, NULL);
	change_line(lines, limit_key(limit), limit_args(work->arena, limit));
}

void
change_limit_lines(struct work *work, const struct change_state *state, struct change_lines *lines)
{
	for (const struct row *row = state->drops_limits ? state->limits : NULL; row != NULL;
	     row = row->next) {
		const struct limit limit = limit_of_row(row);
		add_limit(work, lines, "outcome.change_limit_dropped", &limit);
	}
	for (size_t i = 0; i < state->rules.limit_count; i++) {
		const struct limit *limit = &state->rules.limits[i];
		const struct row *row = limit_before(state, limit);
		add_limit(work, lines, "outcome.change_limit_set", limit);
		if (row != NULL) {
			const struct limit before = limit_of_row(row);
			add_limit(work, lines, "outcome.change_limit_replaces", &before);
		}
	}
}

/* CARD-17: what each would have refused. */
enum status
change_try_limits(struct work *work, const struct change_state *state)
{
	const struct owner owner = owner_of(work, state);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < state->rules.limit_count && status == STATUS_OK; i++) {
		status = limit_try(work, &owner, &state->rules.limits[i], NULL);
	}
	return status;
}
