/* The writing of a change: the card, its vehicle and driver, its products, its search keys, and the
 * issue that will bear it. */
#include "change.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

static struct arg
bound(const struct change_state *state, enum setting setting)
{
	return (struct arg){ .name = setting_names[setting], .value = state->after.of[setting] };
}

static int64_t
id_of(const struct change_state *state, enum setting setting)
{
	const struct value *value = &state->after.of[setting];
	return value->known ? value->number : 0;
}

/* ---- what the card hangs on ---- */

static bool
vehicle_changes(const struct change_state *state)
{
	return state->changed[SET_VEHICLE_TYPE] || state->changed[SET_TANK_CAPACITY] ||
	       state->changed[SET_VEHICLE_CLASS] || state->changed[SET_WEIGHT] ||
	       state->changed[SET_DIMENSIONS] || state->changed[SET_AXLES] ||
	       state->changed[SET_EURO_CLASS];
}

/* What belongs to the vehicle is seen on its other cards as well. */
static enum status
warn_others(struct work *work, const struct change_state *state)
{
	const struct row *row = NULL;
	enum status status = work_row(
	    work, SQL_CHANGE_SAME_VEHICLE,
	    ARGS(ARG_INT("vehicle", state->vehicle), ARG_INT("card", row_int(state->facts, "id"))),
	    &row);
	if (status == STATUS_OK && row_int(row, "cards") > 0) {
		work_warn(work, "outcome.change_vehicle_shared",
			  ARGS(ARG_INT("count", row_int(row, "cards"))));
	}
	return status;
}

static enum status
write_vehicle(struct work *work, struct change_state *state)
{
	const char *plate = change_text(state, SET_PLATE);
	bool made = state->vehicle == 0;
	enum status status = STATUS_OK;
	if (plate == NULL) {
		return STATUS_OK;
	}
	if (made) {
		status = vehicle_find(work, row_int(state->facts, "customer_id"),
				      change_text(state, SET_COUNTRY), plate, &state->vehicle);
	}
	if (status != STATUS_OK || (!made && !vehicle_changes(state))) {
		return status;
	}
	work_touches(work, "vehicle", state->vehicle);
	status = work_run(work, SQL_CHANGE_SET_VEHICLE,
			  ARGS(ARG_INT("vehicle", state->vehicle), bound(state, SET_VEHICLE_TYPE),
			       bound(state, SET_TANK_CAPACITY), bound(state, SET_VEHICLE_CLASS),
			       bound(state, SET_WEIGHT), bound(state, SET_DIMENSIONS),
			       bound(state, SET_AXLES), bound(state, SET_EURO_CLASS)));
	return status == STATUS_OK ? warn_others(work, state) : status;
}

/* A pool's name is nobody's. */
static enum status
driver_of(struct work *work, const struct change_state *state, int64_t *driver)
{
	const char *name = change_text(state, SET_DRIVER);
	*driver = row_int(state->row, "driver_id");
	if (!state->changed[SET_DRIVER] && !state->changed[SET_CATEGORY]) {
		return STATUS_OK;
	}
	*driver = 0;
	if (name == NULL || change_is(state, SET_CATEGORY, "pool")) {
		return STATUS_OK;
	}
	return driver_find(work, row_int(state->facts, "customer_id"), id_of(state, SET_DIVISION),
			   name, driver);
}

/* ---- the card ---- */

static const char *
key_of(struct work *work, const struct change_state *state)
{
	const char *plate = change_text(state, SET_PLATE);
	return plate != NULL ? plate_key(work->arena, plate) : NULL;
}

static enum status
write_card(struct work *work, const struct change_state *state, int64_t driver)
{
	const char *name = change_text(state, SET_DRIVER);
	return work_run(
	    work, SQL_CHANGE_CARD,
	    ARGS(ARG_INT("card", row_int(state->facts, "id")),
		 id_or_null("division", id_of(state, SET_DIVISION)), bound(state, SET_CATEGORY),
		 bound(state, SET_COUNTRY), bound(state, SET_PLATE),
		 ARG_TEXT("plate_key", key_of(work, state)), id_or_null("vehicle", state->vehicle),
		 bound(state, SET_DRIVER),
		 ARG_TEXT("driver_key", name != NULL ? text_fold(work->arena, name) : NULL),
		 id_or_null("driver_id", driver), bound(state, SET_EMBOSS),
		 bound(state, SET_MENTION), bound(state, SET_PHONE), bound(state, SET_ODOMETER),
		 bound(state, SET_CODE_KIND), id_or_null("profile", id_of(state, SET_PROFILE)),
		 id_or_null("delivery_point", id_of(state, SET_DELIVERY_POINT))));
}

static enum status
write_products(struct work *work, const struct change_state *state)
{
	const struct arg *card = ARGS(ARG_INT("card", row_int(state->facts, "id")));
	if (!state->changed[SET_FUELS] && !state->changed[SET_SERVICES]) {
		return STATUS_OK;
	}
	enum status status = work_run_any(work, SQL_CHANGE_DROP_PRODUCTS, card, NULL);
	const enum setting lists[] = { SET_FUELS, SET_SERVICES };
	for (size_t i = 0; i < 2; i++) {
		const char *at = change_text(state, lists[i]);
		while (status == STATUS_OK && at != NULL && *at != '\0') {
			size_t size = strcspn(at, ",");
			status = work_run(
			    work, SQL_CARD_INSERT_PRODUCT,
			    ARGS(ARG_INT("card", row_int(state->facts, "id")),
				 ARG_TEXT("product", arena_copy_bytes(work->arena, at, size))));
			at += size + (at[size] == ',');
		}
	}
	return status;
}

static enum status
write_index(struct work *work, const struct change_state *state)
{
	const struct row *facts = state->facts;
	const char *number = row_text(facts, "number");
	const char *plate = row_text_or_null(facts, "plate");
	const char *key = plate != NULL ? plate_key(work->arena, plate) : NULL;
	return work_index(
	    work, "card", row_int(facts, "id"),
	    search_card_terms(work->arena, number, key, row_text_or_null(facts, "phone"),
			      row_text_or_null(facts, "driver")),
	    search_card_terms(work->arena, number, key_of(work, state),
			      change_text(state, SET_PHONE), change_text(state, SET_DRIVER)));
}

/* Before and after of what is not a column of the card under its own name: the conflict dialog and
 * the audit speak of the form's fields (R15). */
static void
note_rest(struct work *work, const struct change_state *state)
{
	static const bool own[SETTINGS] = {
		[SET_CATEGORY] = true, [SET_COUNTRY] = true,   [SET_PLATE] = true,
		[SET_DRIVER] = true,   [SET_EMBOSS] = true,    [SET_MENTION] = true,
		[SET_PHONE] = true,    [SET_CODE_KIND] = true, [SET_PIN] = true,
		[SET_LIMITS] = true,
	};
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting setting = (enum setting)i;
		if (own[i]) {
			continue;
		}
		if (state->changed[setting]) {
			work_note(work, "card", row_int(state->facts, "id"), setting_names[setting],
				  &state->before.of[setting], &state->after.of[setting]);
		}
	}
}

/* ---- the issue that bears it ---- */

/* PIN-01: a chosen code is sealed at once; one chosen before for this rank is no longer wanted. */
static enum status
write_code(struct work *work, const struct change_state *state)
{
	if (state->made.id == 0) {
		return STATUS_OK;
	}
	if (state->pin != NULL) {
		return pin_seal_chosen(work, state->made.id, state->pin);
	}
	return state->changed[SET_CODE_KIND] ? pin_forget(work, state->made.id) : STATUS_OK;
}

static enum status
reproduce(struct work *work, struct change_state *state)
{
	if (!state->reproduces) {
		return STATUS_OK;
	}
	const struct reproduction reproduction = change_reproduction(state);
	enum status status = card_reproduce(work, state->facts, &reproduction, &state->made);
	return status == STATUS_OK ? write_code(work, state) : status;
}

/* What deserves a second look: a plate or a phone that others have, a code that left before. */
static enum status
warn(struct work *work, const struct change_state *state)
{
	const struct row *facts = state->facts;
	const struct new_card card = {
		.customer = row_int(facts, "customer_id"),
		.product = row_text(facts, "product"),
		.country = change_text(state, SET_COUNTRY),
		.plate = state->changed[SET_PLATE] ? change_text(state, SET_PLATE) : NULL,
		.phone = state->changed[SET_PHONE] ? change_text(state, SET_PHONE) : NULL,
	};
	if (state->changed[SET_PHONE] && row_known(facts, "aircode_until") &&
	    strcmp(row_text(facts, "aircode_until"), work->now) > 0) {
		work_warn(work, "outcome.phone_aircode_went_before", NULL);
	}
	return card_warn_order(work, &card, state->mobile, row_int(facts, "id"));
}

enum status
change_write(struct work *work, struct change_state *state)
{
	int64_t driver = 0;
	enum status status = write_vehicle(work, state);
	if (status == STATUS_OK) {
		status = driver_of(work, state, &driver);
	}
	if (status == STATUS_OK) {
		status = write_card(work, state, driver);
	}
	if (status == STATUS_OK) {
		status = write_products(work, state);
	}
	if (status == STATUS_OK) {
		status = change_write_parts(work, state);
	}
	if (status == STATUS_OK) {
		note_rest(work, state);
		status = write_index(work, state);
	}
	if (status == STATUS_OK) {
		status = reproduce(work, state);
	}
	if (status == STATUS_OK) {
		status = change_try_limits(work, state);
	}
	return status == STATUS_OK ? warn(work, state) : status;
}
