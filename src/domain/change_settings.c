/* The settings of a card as they are, and as they will be with what was given. */
#include "change.h"

#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

const char *const setting_names[SETTINGS] = {
	[SET_DIVISION] = "division",
	[SET_CATEGORY] = "category",
	[SET_COUNTRY] = "country",
	[SET_PLATE] = "plate",
	[SET_DRIVER] = "driver",
	[SET_EMBOSS] = "emboss",
	[SET_MENTION] = "mention",
	[SET_VEHICLE_TYPE] = "vehicle_type",
	[SET_TANK_CAPACITY] = "tank_capacity",
	[SET_PHONE] = "phone",
	[SET_FUELS] = "fuels",
	[SET_SERVICES] = "services",
	[SET_ODOMETER] = "odometer",
	[SET_PROFILE] = "profile",
	[SET_LIMITS] = "limits",
	[SET_CONTROL_COUNTRIES] = "control_countries",
	[SET_CONTROL_NETWORKS] = "control_networks",
	[SET_CONTROL_STATIONS] = "control_stations",
	[SET_CONTROL_DAYS] = "control_days",
	[SET_CONTROL_HOURS] = "control_hours",
	[SET_CONTROL_TANK] = "control_tank",
	[SET_CONTROL_ODOMETER] = "control_odometer",
	[SET_CONTROL_TRANSACTIONS_A_DAY] = "control_transactions_a_day",
	[SET_CONTROL_MINUTES_BETWEEN] = "control_minutes_between",
	[SET_VEHICLE_CLASS] = "vehicle_class",
	[SET_WEIGHT] = "weight",
	[SET_DIMENSIONS] = "dimensions",
	[SET_AXLES] = "axles",
	[SET_EURO_CLASS] = "euro_class",
	[SET_TOLLS] = "tolls",
	[SET_CODE_KIND] = "code_kind",
	[SET_PIN] = "pin",
	[SET_DELIVERY_POINT] = "delivery_point",
};

static const struct param *
param_of(enum setting setting)
{
	return param_find(&card_change, setting_names[setting]);
}

static struct value
blank(enum setting setting)
{
	const struct param *param = param_of(setting);
	struct value value = { .type = param->type };
	if (param->choices != NULL) {
		value.vocabulary = param_vocabulary(param);
	}
	return value;
}

/* ---- as it is ---- */

/* What is no column of the card, nor of its vehicle. */
static bool
in_parts(enum setting setting)
{
	return (setting >= SET_LIMITS && setting <= SET_CONTROL_MINUTES_BETWEEN) ||
	       setting == SET_TOLLS || setting == SET_FUELS || setting == SET_SERVICES;
}

/* The columns of change.settings have the parameters' names; a record's id is in NAME_id. */
static struct value
value_in(struct work *work, const struct row *row, enum setting setting)
{
	struct value value = blank(setting);
	const char *name = setting_names[setting];
	if (setting == SET_PIN || in_parts(setting) || !row_known(row, name)) {
		return value;
	}
	value.known = true;
	value.text =
	    type_is_number(value.type) && value.type != TYPE_RECORD ? NULL : row_text(row, name);
	value.number = value.type == TYPE_RECORD
			   ? row_int(row, arena_format(work->arena, "%s_id", name))
			   : row_int(row, name);
	return value;
}

static bool
listed(const struct list *list, const char *item)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i], item) == 0) {
			return true;
		}
	}
	return false;
}

/* Always in the order of the choices: two lists are the same when their texts are. */
struct value
setting_list(struct work *work, enum setting setting, const struct list *list)
{
	struct value value = blank(setting);
	struct builder text = { .arena = work->arena };
	for (const char *const *code = param_of(setting)->choices; *code != NULL; code++) {
		if (listed(list, *code)) {
			builder_format(&text, "%s%s", text.size > 0 ? "," : "", *code);
		}
	}
	value.known = text.size > 0;
	value.text = value.known ? builder_text(&text) : NULL;
	return value;
}

static enum status
read_products(struct work *work, struct change_state *state)
{
	const struct row *product = NULL;
	const char *items[GOODS_MOST];
	struct list list = { .items = items };
	enum status status =
	    work_rows(work, SQL_CHANGE_PRODUCTS, ARGS(ARG_INT("card", row_int(state->facts, "id"))),
		      &product);
	for (; status == STATUS_OK && product != NULL && list.count < GOODS_MOST;
	     product = product->next) {
		items[list.count++] = row_text(product, "product");
	}
	state->before.of[SET_FUELS] = setting_list(work, SET_FUELS, &list);
	state->before.of[SET_SERVICES] = setting_list(work, SET_SERVICES, &list);
	return status;
}

/* ---- with what was given ---- */

static bool
text_given(const char *text, struct value *value)
{
	value->known = text != NULL && text[0] != '\0';
	value->text = value->known ? text : NULL;
	return text != NULL;
}

static bool
amount_given(const struct amount *amount, struct value *value)
{
	value->known = amount->known;
	value->number = amount->number;
	return amount->known || amount->cleared;
}

/* Codes in their order; names of stations, and limits, as they were given. */
static struct value
list_given(struct work *work, enum setting setting, const struct list *list)
{
	struct builder text = { .arena = work->arena };
	if (param_of(setting)->choices != NULL) {
		return setting_list(work, setting, list);
	}
	for (size_t i = 0; i < list->count; i++) {
		builder_format(&text, "%s%s", i > 0 ? "," : "", list->items[i]);
	}
	struct value value = blank(setting);
	value.known = text.size > 0;
	value.text = value.known ? builder_text(&text) : NULL;
	return value;
}

/* A control is kept as a text whatever it is typed as. */
static void
as_text(struct work *work, enum setting setting, struct value *value)
{
	if (setting >= SET_CONTROL_COUNTRIES && setting <= SET_CONTROL_MINUTES_BETWEEN) {
		const char *text = value->known && value->text == NULL
				       ? arena_format(work->arena, "%" PRId64, value->number)
				       : value->text;
		*value = value_choice("control_value", value->known ? text : NULL);
	}
}

/* False when the parameter was left out. */
static bool
given(struct work *work, const struct card_change *change, enum setting setting,
      struct value *value)
{
	const void *at = (const char *)change + param_of(setting)->offset;
	*value = blank(setting);
	switch ((int)value->type) {
	case TYPE_RECORD: {
		const struct record *record = at;
		value->known = record->id != 0;
		value->number = record->id;
		value->text = record->key;
		return record->id != 0 || record->cleared;
	}
	case TYPE_LIST: {
		const struct list *list = at;
		*value = list_given(work, setting, list);
		return list->items != NULL;
	}
	case TYPE_BOOL: {
		const enum answer answer = *(const enum answer *)at;
		value->known = answer != ANSWER_NONE;
		value->number = answer == ANSWER_YES;
		return value->known;
	}
	case TYPE_INT:
	case TYPE_QUANTITY:
		return amount_given(at, value);
	default:
		return text_given(*(const char *const *)at, value);
	}
}

bool
setting_same(const struct value *a, const struct value *b)
{
	if (a->known != b->known || !a->known) {
		return a->known == b->known;
	}
	return type_is_number(a->type) ? a->number == b->number : strcmp(a->text, b->text) == 0;
}

const char *
change_text(const struct change_state *state, enum setting setting)
{
	const struct value *value = &state->after.of[setting];
	return value->known ? value->text : NULL;
}

bool
change_is(const struct change_state *state, enum setting setting, const char *code)
{
	const char *text = change_text(state, setting);
	return text != NULL && strcmp(text, code) == 0;
}

enum status
change_read(struct work *work, const struct card_change *change, struct change_state *state)
{
	const char *product = row_text(state->facts, "product");
	enum status status =
	    work_row(work, SQL_CHANGE_SETTINGS, ARGS(ARG_INT("card", row_int(state->facts, "id"))),
		     &state->row);
	if (status != STATUS_OK) {
		return status;
	}
	for (size_t i = 0; i < SETTINGS; i++) {
		state->before.of[i] = value_in(work, state->row, (enum setting)i);
		state->cost[i] = change_cost(work->arena, setting_names[i], product);
	}
	status = read_products(work, state);
	if (status == STATUS_OK) {
		status = change_read_parts(work, state);
	}
	for (size_t i = 0; i < SETTINGS; i++) {
		struct value value;
		state->given[i] = given(work, change, (enum setting)i, &value);
		as_text(work, (enum setting)i, &value);
		state->after.of[i] = state->given[i] ? value : state->before.of[i];
	}
	state->after.of[SET_PIN] = blank(SET_PIN); /* never beyond the code's own checks */
	state->pin = change->pin;
	return status;
}
