/* What a card.create may say, product by product; every refusal stands under its field. */
#include "card_create.h"

#include <guichet/identifier.h>
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
check_plate(struct work *work, const struct card_create *create, struct new_card *card)
{
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
static void
take_goods(const struct card_create *create, struct create_state *state)
{
	const struct list *const lists[] = { &create->fuels, &create->services };
	size_t count = 0;
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < lists[i]->count && count < GOODS_MOST; j++) {
			state->goods[count++] = lists[i]->items[j];
		}
	}
	state->card.products = state->goods;
	state->card.product_count = count;
}

static enum status
check_delivery(struct work *work, const struct card_create *create, struct new_card *card)
{
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
	state->card = (struct new_card){
		.customer = create->customer.id,
		.division = create->division.id,
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
	const struct card_create *create = args;
	struct create_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = check_customer(work, create, state);
	if (status == STATUS_OK) {
		start(create, state);
		status = check_plate(work, create, &state->card);
	}
	if (status == STATUS_OK) {
		status = check_embossing(work, create, state);
	}
	if (status == STATUS_OK) {
		status = check_vehicle(work, create, state);
	}
	if (status == STATUS_OK) {
		status = check_phone(work, create, state);
	}
	if (status == STATUS_OK) {
		take_goods(create, state);
		status = check_delivery(work, create, &state->card);
	}
	work->state = state;
	return status;
}
