/* A new card or unit (CARD-01 to CARD-06): the parameters that the form, a line of a file and
 * "guichet do" fill, and the writing. */
#include "card_create.h"

#include "limit.h"

#include <string.h>

const char *const category_choices[] = { "vehicle", "driver", "pool", NULL };
const char *const emboss_choices[] = { "plate", "driver", NULL };
const char *const fuel_choices[] = { "diesel", "petrol95", "petrol98", "e10",         "e85", "lpg",
				     "cng",    "hvo",      "adblue",   "electricity", NULL };
const char *const service_choices[] = { "wash",  "toll",  "parking",    "shop", "lubricants",
					"tyres", "ferry", "assistance", NULL };

#define FLEET "product=fleet"
#define WITH_CODE "product=fleet,benefit"
#define WITH_PLATE "product=fleet,passango,liber_t"
#define UNIT "product=passango,liber_t"
#define PASSANGO "product=passango"

const char *const odometer_choices[] = { "yes", "plausible", "no", NULL };

const struct param card_create_params[] = {
	{ PARAM_ID(card_create, customer), .record = &customer_reference, .flags = PARAM_MANDATORY,
	  .tab = "general" },
	{ PARAM_CHOICE(card_create, product), .choices = product_choices,
	  .flags = PARAM_MANDATORY },
	{ PARAM_ID(card_create, division), .record = &division_reference },
	{ PARAM_CHOICE(card_create, category), .choices = category_choices,
	  .flags = PARAM_MANDATORY, .only = FLEET },
	{ PARAM_CHOICE(card_create, country), .choices = country_choices },
	{ PARAM_TEXT(card_create, plate), .flags = PARAM_UPPER, .most = 20, .only = WITH_PLATE },
	{ PARAM_TEXT(card_create, driver), .flags = PARAM_UPPER, .most = EMBOSSED_MOST },
	{ PARAM_CHOICE(card_create, emboss), .choices = emboss_choices, .only = WITH_PLATE },
	{ PARAM_TEXT(card_create, mention), .flags = PARAM_UPPER, .most = MENTION_MOST },
	{ PARAM_CHOICE(card_create, vehicle_type), .choices = vehicle_type_choices,
	  .only = WITH_PLATE },
	{ PARAM_QUANTITY(card_create, tank_capacity), .only = FLEET },
	{ PARAM_PHONE(card_create, phone), .most = 30 },
	{ PARAM_LIST(card_create, fuels), .choices = fuel_choices, .vocabulary = "goods",
	  .flags = PARAM_MANDATORY, .only = FLEET, .tab = "products" },
	{ PARAM_LIST(card_create, services), .choices = service_choices, .vocabulary = "goods",
	  .only = FLEET },
	{ PARAM_BOOL(card_create, odometer), .standard = "no", .from = "odometer_entry",
	  .only = FLEET },
	{ PARAM_ID(card_create, profile), .record = &control_profile_reference, .tab = "limits" },
	{ PARAM_LIST(card_create, limits), .item = &limit_item, .only = WITH_CODE },
	{ PARAM_LIST(card_create, control_countries), .choices = country_choices,
	  .vocabulary = "country", .tab = "controls" },
	{ PARAM_LIST(card_create, control_networks) },
	{ PARAM_LIST(card_create, control_stations) },
	{ PARAM_TEXT(card_create, control_days), .most = 40 },
	{ PARAM_TEXT(card_create, control_hours), .most = 40 },
	{ PARAM_INT(card_create, control_tank), .only = FLEET },
	{ PARAM_CHOICE(card_create, control_odometer), .choices = odometer_choices,
	  .vocabulary = "control_value", .only = FLEET },
	{ PARAM_INT(card_create, control_transactions_a_day) },
	{ PARAM_INT(card_create, control_minutes_between) },
	{ PARAM_CHOICE(card_create, vehicle_class), .choices = vehicle_class_choices,
	  .flags = PARAM_MANDATORY, .only = PASSANGO, .tab = "unit" },
	{ PARAM_INT(card_create, weight), .flags = PARAM_MANDATORY, .only = PASSANGO },
	{ PARAM_TEXT(card_create, dimensions), .most = 30, .only = PASSANGO },
	{ PARAM_INT(card_create, axles), .flags = PARAM_MANDATORY, .only = PASSANGO },
	{ PARAM_CHOICE(card_create, euro_class), .choices = euro_class_choices,
	  .flags = PARAM_MANDATORY, .only = PASSANGO },
	{ PARAM_LIST(card_create, tolls), .choices = toll_choices, .vocabulary = "toll",
	  .only = UNIT },
	{ PARAM_BOOL(card_create, accept_fees), .only = UNIT },
	{ PARAM_CHOICE(card_create, code_kind), .choices = code_kind_choices,
	  .flags = PARAM_MANDATORY, .only = WITH_CODE, .tab = "code" },
	{ PARAM_TEXT(card_create, pin), .flags = PARAM_MANDATORY | PARAM_SECRET, .most = 4,
	  .only = "code_kind=card_chosen" },
	{ PARAM_ID(card_create, delivery_point), .record = &delivery_point_reference },
	{ .name = NULL },
};

/* What hangs on the card once it has its id. */
static enum status
write_parts(struct work *work, const struct create_state *state, const struct ordered_card *ordered)
{
	enum status status =
	    card_rules_insert(work, state->card.customer, ordered->id, &state->rules);
	if (status == STATUS_OK) {
		status = tolls_put(work, ordered->id, &state->tolls);
	}
	if (status == STATUS_OK && state->pin != NULL) {
		status = pin_seal_chosen(work, ordered->rank, state->pin);
	}
	return status;
}

/* The lines that whoever has the customer on the phone reads back (CARD-04). */
static enum status
tell(struct work *work, const struct create_state *state, const struct ordered_card *ordered)
{
	card_tell_made(work, &state->card, state->embossed, ordered);
	if (state->profile != NULL) {
		work_say(work, "outcome.card_profile", ARGS(ARG_TEXT("profile", state->profile)));
	}
	card_rules_tell(work, &state->rules);
	if (product_is_unit(state->card.product)) {
		tolls_tell(work, &state->tolls);
	}
	enum status status = card_tell_way(work, &state->card);
	if (status == STATUS_OK) {
		status = card_warn_order(work, &state->card, state->mobile, ordered->id);
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	struct create_state *state = work->state;
	struct ordered_card ordered = { 0 };
	enum status status = card_find_ties(work, &state->card);
	if (status == STATUS_OK && state->card.vehicle != 0) {
		status = vehicle_update(work, state->card.vehicle, &state->vehicle);
	}
	if (status == STATUS_OK) {
		status = card_order(work, &state->card, state->embossed, &ordered);
	}
	if (status == STATUS_OK) {
		status = write_parts(work, state, &ordered);
	}
	return status == STATUS_OK ? tell(work, state, &ordered) : status;
}

/* CARD-06: what a copy of the form is asked anew. */
static const char *const afresh[] = { "plate", "driver", "phone", "pin", NULL };

const struct command card_create = {
	.name = "card.create",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.params = card_create_params,
	.size = sizeof(struct card_create),
	.afresh = afresh,
	.check = card_create_check, /* CARD-01, CARD-02 */
	.apply = apply,             /* CARD-04, CARD-05 */
};
