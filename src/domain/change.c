/* Changing a card or a unit (CARD-12, CARD-13, CARD-14, OBU-03): what is given is changed, "-"
 * takes away, what is left out stays. */
#include "change.h"

#include "limit.h"

#define FLEET "product=fleet"
#define UNIT "product=passango,liber_t"
#define PASSANGO "product=passango"
#define WITH_CODE "product=fleet,benefit"
#define WITH_PLATE "product=fleet,passango,liber_t"

const struct param change_params[] = {
	{ PARAM_ID(card_change, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_change, version) },
	{ PARAM_CHOICE(card_change, product), .choices = product_choices, .flags = PARAM_HIDDEN },
	{ PARAM_ID(card_change, division), .record = &division_reference, .flags = PARAM_CLEARABLE,
	  .tab = "general" },
	{ PARAM_CHOICE(card_change, category), .choices = category_choices, .only = FLEET },
	{ PARAM_CHOICE(card_change, country), .choices = country_choices },
	{ PARAM_TEXT(card_change, plate), .flags = PARAM_UPPER | PARAM_CLEARABLE, .most = 20,
	  .only = WITH_PLATE },
	{ PARAM_TEXT(card_change, driver), .flags = PARAM_UPPER | PARAM_CLEARABLE,
	  .most = EMBOSSED_MOST },
	{ PARAM_CHOICE(card_change, emboss), .choices = emboss_choices, .only = WITH_PLATE },
	{ PARAM_TEXT(card_change, mention), .flags = PARAM_UPPER | PARAM_CLEARABLE,
	  .most = MENTION_MOST },
	{ PARAM_CHOICE(card_change, vehicle_type), .choices = vehicle_type_choices,
	  .flags = PARAM_CLEARABLE, .only = WITH_PLATE },
	{ PARAM_QUANTITY(card_change, tank_capacity), .flags = PARAM_CLEARABLE, .only = FLEET },
	{ PARAM_PHONE(card_change, phone), .flags = PARAM_CLEARABLE, .most = 30 },
	{ PARAM_LIST(card_change, fuels), .choices = fuel_choices, .vocabulary = "goods",
	  .only = FLEET, .tab = "products" },
	{ PARAM_LIST(card_change, services), .choices = service_choices, .vocabulary = "goods",
	  .flags = PARAM_CLEARABLE, .only = FLEET },
	{ PARAM_BOOL(card_change, odometer), .from = "odometer_entry", .only = FLEET },
	{ PARAM_ID(card_change, profile), .record = &control_profile_reference,
	  .flags = PARAM_CLEARABLE, .tab = "limits" },
	{ PARAM_LIST(card_change, limits), .item = &limit_item, .flags = PARAM_CLEARABLE,
	  .from = "-", .only = WITH_CODE },
	{ PARAM_LIST(card_change, control_countries), .choices = country_choices,
	  .vocabulary = "country", .flags = PARAM_CLEARABLE, .tab = "controls" },
	{ PARAM_LIST(card_change, control_networks), .flags = PARAM_CLEARABLE },
	{ PARAM_LIST(card_change, control_stations), .flags = PARAM_CLEARABLE },
	{ PARAM_TEXT(card_change, control_days), .vocabulary = "control_value",
	  .flags = PARAM_CLEARABLE, .most = 40 },
	{ PARAM_TEXT(card_change, control_hours), .flags = PARAM_CLEARABLE, .most = 40 },
	{ PARAM_INT(card_change, control_tank), .flags = PARAM_CLEARABLE, .only = FLEET },
	{ PARAM_CHOICE(card_change, control_odometer), .choices = odometer_choices,
	  .vocabulary = "control_value", .flags = PARAM_CLEARABLE, .only = FLEET },
	{ PARAM_INT(card_change, control_transactions_a_day), .flags = PARAM_CLEARABLE },
	{ PARAM_INT(card_change, control_minutes_between), .flags = PARAM_CLEARABLE },
	{ PARAM_CHOICE(card_change, vehicle_class), .choices = vehicle_class_choices,
	  .only = PASSANGO, .tab = "unit" },
	{ PARAM_INT(card_change, weight), .only = PASSANGO },
	{ PARAM_TEXT(card_change, dimensions), .flags = PARAM_CLEARABLE, .most = 30,
	  .only = PASSANGO },
	{ PARAM_INT(card_change, axles), .only = PASSANGO },
	{ PARAM_CHOICE(card_change, euro_class), .choices = euro_class_choices, .only = PASSANGO },
	{ PARAM_LIST(card_change, tolls), .choices = toll_choices, .vocabulary = "toll",
	  .flags = PARAM_CLEARABLE, .only = UNIT },
	{ PARAM_BOOL(card_change, accept_fees), .only = UNIT },
	{ PARAM_CHOICE(card_change, code_kind), .choices = code_kind_choices, .only = WITH_CODE,
	  .tab = "code" },
	{ PARAM_TEXT(card_change, pin), .flags = PARAM_SECRET, .most = 4,
	  .only = "code_kind=card_chosen" },
	{ PARAM_ID(card_change, delivery_point), .record = &delivery_point_reference,
	  .flags = PARAM_CLEARABLE },
	{ .name = NULL },
};

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	struct change_state *state = work->state;
	card_about(work, state->facts);
	if (state->changes == 0) {
		work_unchanged(work);
		work_say(work, "outcome.change_nothing",
			 ARGS(ARG_TEXT("card", card_label(work, state->facts))));
		return STATUS_OK;
	}
	change_tell(work, state);
	enum status status = change_write(work, state);
	return status == STATUS_OK ? change_tell_manager(work, state) : status;
}

const struct command card_change = {
	.name = "card.change",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.params = change_params,
	.size = sizeof(struct card_change),
	.fill = "card-settings",
	.check = change_check, /* CARD-12, CARD-14 */
	.apply = apply,        /* CARD-13, OBU-03 */
};
