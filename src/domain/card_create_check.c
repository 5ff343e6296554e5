/* What a card.create may say, product by product; every refusal stands under its field. */
#include "card_create.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

static bool
is(const char *text, const char *code)
{
	return text != NULL && strcmp(text, code) == 0;
}

static enum status
check_customer(struct work *work, const struct card_create *create, struct create_state *state)
{
	enum status status =
	    work_row(work, SQL_CUSTOMER_FACTS, ARGS(ARG_INT("customer", create->customer.id)),
		     &state->customer);
	if (status == STATUS_OK && !is(row_text(state->customer, "state"), "active")) {
		return work_refuse(work, "customer", "refusal.customer_closed",
				   ARGS(ARG_TEXT("customer", row_text(state->customer, "name"))));
	}
	return status;
}

/* A unit is of its vehicle, a benefit card of its beneficiary; of a fleet card it is said. */
static const char *
category_of(const struct card_create *create)
{
	return is(create->product, "fleet")     ? create->category
	       : is(create->product, "benefit") ? "driver"
						: "vehicle";
}

/* The plate or the name: as asked, else what its category is about, else what there is. */
static const char *
emboss_of(const struct card_create *create, const char *category)
{
	if (create->emboss != NULL) {
		return create->emboss;
	}
	if (is(category, "vehicle")) {
		return "plate";
	}
	return is(category, "pool") && create->plate != NULL ? "plate" : "driver";
}

/* CARD-02: what is embossed must be there, and be fit for it. */
static enum status
check_embossing(struct work *work, const struct card_create *create, struct create_state *state)
{
	struct new_card *card = &state->card;
	card->category = category_of(create);
	card->emboss = emboss_of(create, card->category);
	bool plate = is(card->emboss, "plate");
	const char *source = plate ? card->plate : create->driver;
	if (source == NULL) {
		const char *key = is(card->product, "benefit") ? "refusal.create_beneficiary"
				  : plate                      ? "refusal.create_plate"
							       : "refusal.create_driver";
		return work_refuse(work, plate ? "plate" : "driver", key, NULL);
	}
	enum status status =
	    emboss_text(work, plate ? "plate" : "driver", source, &state->embossed);
	if (status == STATUS_OK && create->mention != NULL) {
		status = emboss_text(work, "mention", create->mention, &card->mention);
	}
	return status;
}

static enum status
check_plate(struct work *work, const struct card_create *create, struct create_state *state)
{
	struct new_card *card = &state->card;
	if (create->plate == NULL) {
		return STATUS_OK;
	}
	if (plate_key(work->arena, create->plate)[0] == '\0') {
		return work_refuse(work, "plate", "refusal.plate_empty", NULL);
	}
	card->plate = plate_show(work->arena, card->country, create->plate);
	return STATUS_OK;
}

/* CARD-15 */
static enum status
check_phone(struct work *work, const struct card_create *create, struct create_state *state)
{
	const char *key = NULL;
	if (create->phone == NULL) {
		return STATUS_OK;
	}
	state->card.phone =
	    phone_parse(work->arena, state->card.country, create->phone, &state->mobile, &key);
	if (state->card.phone == NULL) {
		return work_refuse(work, "phone", key,
				   ARGS(ARG_CHOICE("country", "country", state->card.country),
					ARG_TEXT("value", create->phone)));
	}
	return STATUS_OK;
}

/* What is known of a vehicle is kept with its plate. */
static enum status
check_vehicle(struct work *work, const struct card_create *create, struct create_state *state)
{
	state->vehicle = (struct vehicle_data){
		.type = create->vehicle_type,
		.tank = create->tank_capacity,
		.vehicle_class = create->vehicle_class,
		.weight = create->weight,
		.dimensions = create->dimensions,
		.axles = create->axles,
		.euro_class = create->euro_class,
	};
	if (create->plate == NULL && create->vehicle_type != NULL) {
		return work_refuse(work, "vehicle_type", "refusal.vehicle_without_plate", NULL);
	}
	if (create->plate == NULL && create->tank_capacity.known) {
		return work_refuse(work, "tank_capacity", "refusal.vehicle_without_plate", NULL);
	}
	return vehicle_check(work, &state->vehicle);
}

/* Fuels, then services: codes, each once. */
static enum status
check_goods(struct work *work, const struct card_create *create, struct create_state *state)
{
	(void)work;
	const struct list *const lists[] = { &create->fuels, &create->services };
	size_t count = 0;
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < lists[i]->count && count < GOODS_MOST; j++) {
			state->goods[count++] = lists[i]->items[j];
		}
	}
	state->card.products = state->goods;
	state->card.product_count = count;
	return STATUS_OK;
}

static const char *
joined(struct arena *arena, const struct list *list)
{
	struct builder text = { .arena = arena };
	for (size_t i = 0; i < list->count; i++) {
		builder_format(&text, "%s%s", i > 0 ? "," : "", list->items[i]);
	}
	return list->count > 0 ? builder_text(&text) : NULL;
}

static const char *
number_text(struct arena *arena, const struct amount *amount)
{
	return amount->known ? arena_format(arena, "%" PRId64, amount->number) : NULL;
}

/* CARD-03 */
static enum status
check_rules(struct work *work, const struct card_create *create, struct create_state *state)
{
	struct arena *arena = work->arena;
	const struct list goods = { .items = state->goods, .count = state->card.product_count };
	const struct control_given given[CONTROLS] = {
		{ "control_countries", "countries", joined(arena, &create->control_countries) },
		{ "control_networks", "networks", joined(arena, &create->control_networks) },
		{ "control_stations", "stations", joined(arena, &create->control_stations) },
		{ "control_days", "days", create->control_days },
		{ "control_hours", "hours", create->control_hours },
		{ "control_tank", "tank", number_text(arena, &create->control_tank) },
		{ "control_odometer", "odometer", create->control_odometer },
		{ "control_transactions_a_day", "transactions_a_day",
		  number_text(arena, &create->control_transactions_a_day) },
		{ "control_minutes_between", "minutes_between",
		  number_text(arena, &create->control_minutes_between) },
	};
	return card_rules_check(work, &create->limits, is(create->product, "fleet") ? &goods : NULL,
				given, &state->rules);
}

static enum status
check_tolls(struct work *work, const struct card_create *create, struct create_state *state)
{
	const struct tolls_asked asked = {
		.codes = create->tolls,
		.product = create->product,
		.weight = create->weight,
		.fees_accepted = create->accept_fees == ANSWER_YES,
	};
	return tolls_check(work, &asked, &state->tolls);
}

/* PIN-05 */
static enum status
check_pin(struct work *work, const struct card_create *create, struct create_state *state)
{
	state->pin = create->pin;
	return create->pin == NULL ? STATUS_OK
				   : pin_check(work, "pin", create->pin, state->card.plate);
}

static enum status
check_delivery(struct work *work, const struct card_create *create, struct create_state *state)
{
	struct new_card *card = &state->card;
	const struct row *standard = NULL;
	card->delivery_point = create->delivery_point.id;
	if (card->delivery_point != 0) {
		return STATUS_OK;
	}
	enum status status = work_row(work, SQL_DELIVERY_POINT_STANDARD,
				      ARGS(ARG_INT("customer", card->customer)), &standard);
	if (status == STATUS_OK && standard != NULL) {
		card->delivery_point = row_int(standard, "id");
	}
	return status;
}

static void
start(const struct card_create *create, struct create_state *state)
{
	state->profile = create->profile.key;
	state->card = (struct new_card){
		.customer = create->customer.id,
		.division = create->division.id,
		.profile = create->profile.id,
		.product = create->product,
		.country = create->country != NULL ? create->country
						   : row_text(state->customer, "country"),
		.driver = create->driver,
		.code_kind = create->code_kind != NULL ? create->code_kind : "none",
		.odometer_entry = create->odometer == ANSWER_YES,
	};
}

enum status
card_create_check(struct work *work, const void *args)
{
	static enum status (*const parts[])(struct work *, const struct card_create *,
					    struct create_state *) = {
		check_plate, check_embossing, check_vehicle, check_phone,    check_goods,
		check_rules, check_tolls,     check_pin,     check_delivery,
	};
	const struct card_create *create = args;
	struct create_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = check_customer(work, create, state);
	if (status != STATUS_OK) {
		return status;
	}
	start(create, state);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
		status = parts[i](work, create, state);
	}
	work->state = state;
	return status;
}
