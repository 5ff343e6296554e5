/* One line of a customer's fleet file into the store: what the card hangs on is found by name, made
 * when missing. */
#include "import_card.h"

#include <guichet/text.h>
#include <string.h>

static enum status
find_division(struct work *work, int64_t customer, const char *name, int64_t *id)
{
	const struct row *row = NULL;
	const char *key = text_fold(work->arena, name);
	enum status status =
	    work_row(work, SQL_DIVISION_BY_NAME,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("key", key)), &row);
	if (status != STATUS_OK || row != NULL) {
		*id = row != NULL ? row_int(row, "id") : 0;
		return status;
	}
	status = work_new_id(work, "division", id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_DIVISION_INSERT,
				  ARGS(ARG_INT("id", *id), ARG_INT("customer", customer),
				       ARG_TEXT("name", name), ARG_TEXT("name_key", key)));
	}
	return status;
}

static enum status
find_vehicle(struct work *work, int64_t customer, const struct import_state *state, int64_t *id)
{
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_VEHICLE_BY_PLATE,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("country", state->country),
			  ARG_TEXT("plate_key", state->plate_key)),
		     &row);
	if (status != STATUS_OK || row != NULL) {
		*id = row != NULL ? row_int(row, "id") : 0;
		return status;
	}
	status = work_new_id(work, "vehicle", id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_VEHICLE_INSERT,
				  ARGS(ARG_INT("id", *id), ARG_INT("customer", customer),
				       ARG_TEXT("country", state->country),
				       ARG_TEXT("plate", state->plate),
				       ARG_TEXT("plate_key", state->plate_key)));
	}
	return status;
}

/* Two people of one name in one customer are one driver here: the file has no better key. */
static enum status
find_driver(struct work *work, int64_t customer, int64_t division, const char *name, int64_t *id)
{
	const struct row *row = NULL;
	const char *key = text_fold(work->arena, name);
	enum status status = work_row(
	    work, SQL_DRIVER_BY_NAME,
	    ARGS(ARG_INT("customer", customer), ARG_TEXT("name", name), ARG_TEXT("name_key", key)),
	    &row);
	if (status != STATUS_OK || row != NULL) {
		*id = row != NULL ? row_int(row, "id") : 0;
		return status;
	}
	status = work_new_id(work, "driver", id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_DRIVER_INSERT,
				  ARGS(ARG_INT("id", *id), ARG_INT("customer", customer),
				       id_or_null("division", division), ARG_TEXT("name", name),
				       ARG_TEXT("name_key", key), ARG_NULL("code")));
	}
	if (status == STATUS_OK) {
		status =
		    work_index(work, "driver", *id, NULL, search_driver_terms(work->arena, name));
	}
	return status;
}

struct hangs_on {
	int64_t division, vehicle, driver;
};

static enum status
find_all(struct work *work, const struct card_import *line, const struct import_state *state,
	 struct hangs_on *on)
{
	int64_t customer = line->customer.id;
	enum status status = STATUS_OK;
	if (line->division != NULL) {
		status = find_division(work, customer, line->division, &on->division);
	}
	if (status == STATUS_OK && state->plate != NULL) {
		status = find_vehicle(work, customer, state, &on->vehicle);
	}
	if (status == STATUS_OK && line->driver != NULL) {
		status = find_driver(work, customer, on->division, line->driver, &on->driver);
	}
	return status;
}

static enum status
insert_card(struct work *work, const struct card_import *line, const struct import_state *state,
	    int64_t id)
{
	struct hangs_on on = { 0 };
	bool plate = state->plate != NULL;
	enum status status = find_all(work, line, state, &on);
	if (status != STATUS_OK) {
		return status;
	}
	const char *driver_key = line->driver != NULL ? text_fold(work->arena, line->driver) : NULL;
	return work_run(
	    work, SQL_CARD_INSERT,
	    ARGS(ARG_INT("card", id), ARG_TEXT("number", line->number),
		 ARG_INT("customer", line->customer.id), id_or_null("division", on.division),
		 ARG_TEXT("product", line->product),
		 ARG_TEXT("category", plate ? "vehicle" : "driver"),
		 id_or_null("vehicle", on.vehicle), id_or_null("driver_id", on.driver),
		 ARG_TEXT("country", state->country), ARG_TEXT("plate", state->plate),
		 ARG_TEXT("plate_key", state->plate_key), ARG_TEXT("driver", line->driver),
		 ARG_TEXT("driver_key", driver_key), ARG_TEXT("emboss", plate ? "plate" : "driver"),
		 ARG_TEXT("phone", state->phone), ARG_TEXT("code_kind", line->code_kind),
		 ARG_INT("odometer_entry", 0), ARG_NULL("delivery_point"),
		 ARG_INT("rank_number", line->rank.number), ARG_TEXT("state", line->state),
		 ARG_DATE("expires_on", state->expires_on), ARG_DATE("created_on", work->today),
		 ARG_DATE("last_used_on", line->last_used_on)));
}

/* A file says that a card is blocked, seldom why: loss is what is kept, and the outcome says so. */
static enum status
insert_rank(struct work *work, const struct card_import *line, const struct import_state *state,
	    int64_t card)
{
	bool blocked = strcmp(line->state, "blocked") == 0;
	bool suspended = strcmp(line->state, "suspended") == 0;
	bool out = strcmp(line->state, "new") != 0 && strcmp(line->state, "in_production") != 0;
	const char *reason = line->block_reason != NULL ? line->block_reason : "loss";
	const struct new_rank rank = {
		.card = card,
		.number = line->rank.number,
		.cause = line->rank.number == 1 ? "first" : "renewal",
		.state = line->state,
		.embossed = state->plate != NULL ? state->plate : line->driver,
		.expires_on = state->expires_on,
		.active_at = out ? work->now : NULL,
		.block_reason = blocked ? reason : NULL,
		.blocked_at = blocked ? work->now : NULL,
		.state_before = suspended ? "active" : NULL,
		.suspended_by = suspended ? "customer" : NULL,
		.suspended_at = suspended ? work->now : NULL,
	};
	int64_t id = 0;
	if (blocked && line->block_reason == NULL) {
		work_warn(work, "outcome.import_block_reason",
			  ARGS(ARG_CHOICE("reason", "block_reason", reason)));
	}
	return rank_insert(work, &rank, &id);
}

static enum status
insert_products(struct work *work, const struct card_import *line, const struct import_state *state,
		int64_t card)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < state->fuel_count && status == STATUS_OK; i++) {
		status =
		    work_run(work, SQL_CARD_INSERT_PRODUCT,
			     ARGS(ARG_INT("card", card), ARG_TEXT("product", state->fuels[i])));
	}
	if (status != STATUS_OK || !line->limit_day.known) {
		return status;
	}
	int64_t id = 0;
	status = work_new_id(work, "card_limit", &id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_CARD_INSERT_LIMIT,
				  ARGS(ARG_INT("id", id), ARG_INT("customer", line->customer.id),
				       ARG_INT("card", card), ARG_NULL("product"),
				       ARG_TEXT("measure", "amount"), ARG_TEXT("period", "day"),
				       ARG_INT("value", line->limit_day.number),
				       ARG_TEXT("breach", "block")));
	}
	return status;
}

enum status
import_card_write(struct work *work, const struct card_import *line,
		  const struct import_state *state)
{
	int64_t id = 0;
	if (state->same) {
		work_unchanged(work);
		work_say(work, "outcome.import_same",
			 ARGS(ARG_TEXT("card", card_tail(work->arena, line->number))));
		return STATUS_OK;
	}
	enum status status = work_new_id(work, "card", &id);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "card", id, line->number, line->customer.id);
	status = insert_card(work, line, state, id);
	if (status == STATUS_OK) {
		status = insert_rank(work, line, state, id);
	}
	if (status == STATUS_OK) {
		status = insert_products(work, line, state, id);
	}
	if (status == STATUS_OK) {
		status = card_tally_add(work, line->customer.id, line->product, line->state, 1);
	}
	if (status == STATUS_OK) {
		status = work_index(work, "card", id, NULL,
				    search_card_terms(work->arena, line->number, state->plate_key,
						      state->phone, line->driver));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.imported",
			 ARGS(ARG_TEXT("card", card_tail(work->arena, line->number)),
			      ARG_CHOICE("state", "state", line->state)));
	}
	return status;
}
