/* What may be changed, and to what: every refusal stands under its field, and says the way out. */
#include "change.h"

#include <guichet/identifier.h>
#include <string.h>

/* CARD-12, OBU-04: what is over takes no change. */
static enum status
check_state(struct work *work, const struct row *facts)
{
	const char *state = row_text(facts, "state");
	const struct arg *about =
	    ARGS(ARG_TEXT("card", card_label(work, facts)),
		 ARG_STAMP("at", row_text_or_null(facts, "blocked_at")),
		 ARG_CHOICE("reason", "block_reason", row_text_or_null(facts, "block_reason")),
		 ARG_DATE("expires", row_text(facts, "expires_on")),
		 ARG_INT("next", row_int(facts, "next_rank")),
		 ARG_CHOICE("state", "state", row_text_or_null(facts, "next_state")));
	if (strcmp(state, "blocked") == 0) {
		return work_refuse(work, "card",
				   row_known(facts, "next_rank") ? "refusal.change_blocked_next"
								 : "refusal.change_blocked",
				   about);
	}
	if (strcmp(state, "expired") == 0) {
		return work_refuse(work, "card", "refusal.change_expired", about);
	}
	if (strcmp(state, "deleted") == 0) {
		return work_refuse(work, "card", "refusal.change_deleted", about);
	}
	return STATUS_OK;
}

/* Each product has its own fields, and stays the product it is. */
static enum status
check_asked(struct work *work, const struct card_change *change, const struct change_state *state)
{
	const char *product = row_text(state->facts, "product");
	if (change->product != NULL && strcmp(change->product, product) != 0) {
		return work_refuse(work, "product", "refusal.change_product",
				   ARGS(ARG_TEXT("card", card_label(work, state->facts)),
					ARG_CHOICE("product", "product", product)));
	}
	for (size_t i = 0; i < SETTINGS; i++) {
		if (state->cost[i] == COST_UNKNOWN) {
			return work_refuse(work, setting_names[i], "refusal.reference_missing",
					   ARGS(ARG_TEXT("file", "changes.csv")));
		}
		if (state->given[i] && state->cost[i] == COST_NOT_ASKED) {
			return work_refuse(work, setting_names[i], "refusal.change_not_asked",
					   ARGS(ARG_CHOICE("product", "product", product)));
		}
	}
	return STATUS_OK;
}

/* ---- the fields ---- */

static void
set_text(struct change_state *state, enum setting setting, const char *text)
{
	state->after.of[setting].text = text;
	state->after.of[setting].known = text != NULL;
}

static const char *
text_before(const struct change_state *state, enum setting setting)
{
	const struct value *value = &state->before.of[setting];
	return value->known ? value->text : NULL;
}

static bool
differs(const struct change_state *state, enum setting setting)
{
	return !setting_same(&state->before.of[setting], &state->after.of[setting]);
}

/* "1abc123" is 1-ABC-123: no change. */
static enum status
check_plate(struct work *work, struct change_state *state)
{
	const char *plate = change_text(state, SET_PLATE);
	const char *before = text_before(state, SET_PLATE);
	if (!state->given[SET_PLATE] || plate == NULL) {
		return STATUS_OK;
	}
	const char *key = plate_key(work->arena, plate);
	if (key[0] == '\0') {
		return work_refuse(work, "plate", "refusal.plate_empty", NULL);
	}
	bool same = before != NULL && strcmp(plate_key(work->arena, before), key) == 0;
	set_text(state, SET_PLATE,
		 same ? before : plate_show(work->arena, change_text(state, SET_COUNTRY), plate));
	return STATUS_OK;
}

/* CARD-15 */
static enum status
check_phone(struct work *work, struct change_state *state)
{
	const char *key = NULL;
	const char *typed = change_text(state, SET_PHONE);
	if (!state->given[SET_PHONE] || typed == NULL) {
		return STATUS_OK;
	}
	const char *country = change_text(state, SET_COUNTRY);
	const char *phone = phone_parse(work->arena, country, typed, &state->mobile, &key);
	if (phone == NULL) {
		return work_refuse(
		    work, "phone", key,
		    ARGS(ARG_CHOICE("country", "country", country), ARG_TEXT("value", typed)));
	}
	set_text(state, SET_PHONE, phone);
	return STATUS_OK;
}

static enum status
check_mention(struct work *work, struct change_state *state)
{
	const char *embossed = NULL;
	const char *mention = change_text(state, SET_MENTION);
	if (!differs(state, SET_MENTION) || mention == NULL) {
		return STATUS_OK;
	}
	enum status status = emboss_text(work, "mention", mention, &embossed);
	if (status == STATUS_OK) {
		set_text(state, SET_MENTION, embossed);
	}
	return status;
}

/* CARD-02: what is embossed must be there, and be fit for it. */
static enum status
check_embossing(struct work *work, struct change_state *state)
{
	bool plate = change_is(state, SET_EMBOSS, "plate");
	enum setting source = plate ? SET_PLATE : SET_DRIVER;
	const char *text = change_text(state, source);
	if (text == NULL) {
		bool benefit = strcmp(row_text(state->facts, "product"), "benefit") == 0;
		return work_refuse(work, setting_names[source],
				   benefit ? "refusal.create_beneficiary"
				   : plate ? "refusal.create_plate"
					   : "refusal.create_driver",
				   NULL);
	}
	if (!differs(state, SET_EMBOSS) && !differs(state, source)) {
		return STATUS_OK;
	}
	return emboss_text(work, setting_names[source], text, &state->embossed);
}

/* ---- the vehicle ---- */

static const enum setting of_vehicle[] = { SET_VEHICLE_TYPE, SET_TANK_CAPACITY, SET_VEHICLE_CLASS,
					   SET_WEIGHT,       SET_DIMENSIONS,    SET_AXLES,
					   SET_EURO_CLASS };
enum { OF_VEHICLE = sizeof of_vehicle / sizeof of_vehicle[0] };

/* Another plate is another vehicle: what is known of it holds; one not known yet takes what is
 * known of the one before. */
static enum status
take_vehicle(struct work *work, struct change_state *state)
{
	const struct row *row = NULL;
	const char *plate = change_text(state, SET_PLATE);
	state->vehicle = row_int(state->row, "vehicle_id");
	if (plate == NULL) {
		state->vehicle = 0;
	} else if (differs(state, SET_PLATE) || differs(state, SET_COUNTRY)) {
		enum status status =
		    work_row(work, SQL_CHANGE_VEHICLE,
			     ARGS(ARG_INT("customer", row_int(state->facts, "customer_id")),
				  ARG_TEXT("country", change_text(state, SET_COUNTRY)),
				  ARG_TEXT("plate_key", plate_key(work->arena, plate))),
			     &row);
		if (status != STATUS_OK) {
			return status;
		}
		state->vehicle = row != NULL ? row_int(row, "id") : 0;
	}
	for (size_t i = 0; i < OF_VEHICLE; i++) {
		enum setting setting = of_vehicle[i];
		if (state->given[setting] || (plate != NULL && row == NULL)) {
			continue;
		}
		const char *name = setting_names[setting];
		struct value *value = &state->after.of[setting];
		value->known = row != NULL && row_known(row, name);
		value->text = value->known ? row_text(row, name) : NULL;
		value->number = value->known ? row_int(row, name) : 0;
	}
	return STATUS_OK;
}

static struct amount
amount_of(const struct change_state *state, enum setting setting)
{
	const struct value *value = &state->after.of[setting];
	return (struct amount){ .known = value->known, .number = value->number };
}

static enum status
check_vehicle(struct work *work, struct change_state *state)
{
	bool any = false;
	for (size_t i = 0; i < OF_VEHICLE; i++) {
		enum setting setting = of_vehicle[i];
		any |= state->given[setting];
		if (state->given[setting] && state->after.of[setting].known &&
		    change_text(state, SET_PLATE) == NULL) {
			return work_refuse(work, setting_names[setting],
					   "refusal.vehicle_without_plate", NULL);
		}
	}
	struct vehicle_data data = {
		.type = change_text(state, SET_VEHICLE_TYPE),
		.tank = amount_of(state, SET_TANK_CAPACITY),
		.vehicle_class = change_text(state, SET_VEHICLE_CLASS),
		.weight = amount_of(state, SET_WEIGHT),
		.dimensions = change_text(state, SET_DIMENSIONS),
		.axles = amount_of(state, SET_AXLES),
		.euro_class = change_text(state, SET_EURO_CLASS),
	};
	enum status status = any ? vehicle_check(work, &data) : STATUS_OK;
	set_text(state, SET_DIMENSIONS, data.dimensions);
	return status;
}

/* ---- the code ---- */

/* PIN-01, PIN-05: a chosen code is given with its kind. */
static enum status
check_code(struct work *work, const struct change_state *state)
{
	bool chosen = change_is(state, SET_CODE_KIND, "card_chosen");
	if (state->pin == NULL) {
		return chosen && differs(state, SET_CODE_KIND)
			   ? work_refuse(work, "pin", "refusal.change_pin_missing", NULL)
			   : STATUS_OK;
	}
	if (!chosen) {
		return work_refuse(
		    work, "pin", "refusal.change_pin_kind",
		    ARGS(ARG_CHOICE("kind", "code_kind", change_text(state, SET_CODE_KIND))));
	}
	return pin_check(work, "pin", state->pin, change_text(state, SET_PLATE));
}

/* ---- all together ---- */

static enum status
check_fields(struct work *work, const struct card_change *change, struct change_state *state)
{
	static enum status (*const checks[])(struct work *, struct change_state *) = {
		check_plate,     check_phone,  check_mention,
		check_embossing, take_vehicle, check_vehicle,
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof checks / sizeof checks[0] && status == STATUS_OK; i++) {
		status = checks[i](work, state);
	}
	if (status == STATUS_OK) {
		status = check_code(work, state);
	}
	return status == STATUS_OK ? change_check_parts(work, change, state) : status;
}

/* What is asked of the next issue, under the first field that asks it. */
struct reproduction
change_reproduction(const struct change_state *state)
{
	struct reproduction reproduction = { .embossed = state->embossed };
	for (size_t i = 0; i < SETTINGS && reproduction.param == NULL; i++) {
		if (state->changed[i] && state->cost[i] == COST_REPRODUCTION) {
			reproduction.param = setting_names[i];
		}
	}
	reproduction.new_pin = (state->changed[SET_CODE_KIND] || state->changed[SET_PIN]) &&
			       !change_is(state, SET_CODE_KIND, "none");
	return reproduction;
}

static void
compare(struct change_state *state)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		if (i != SET_LIMITS) {
			state->changed[i] =
			    i == SET_PIN ? state->pin != NULL : differs(state, (enum setting)i);
		}
		state->changes += state->changed[i];
		state->reproduces |= state->changed[i] && state->cost[i] == COST_REPRODUCTION;
	}
}

enum status
change_check(struct work *work, const void *args)
{
	const struct card_change *change = args;
	struct change_state *state = arena_alloc(work->arena, sizeof *state);
	*state = (struct change_state){ .facts = NULL };
	enum status status = card_facts(work, change->card.id, &state->facts);
	if (status == STATUS_OK) {
		status = check_state(work, state->facts);
	}
	if (status == STATUS_OK) {
		status = change_read(work, change, state);
	}
	if (status == STATUS_OK) {
		status = check_asked(work, change, state);
	}
	if (status == STATUS_OK) {
		status = check_fields(work, change, state);
	}
	if (status != STATUS_OK) {
		return status;
	}
	compare(state);
	work->state = state;
	if (!state->reproduces) {
		return STATUS_OK;
	}
	const struct reproduction reproduction = change_reproduction(state);
	return card_reproduce_way(work, state->facts, &reproduction, &state->way); /* CARD-14 */
}
