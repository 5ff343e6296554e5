/* One line of a customer's fleet file into the store: what the card hangs on is found by name, made
 * when missing. */
#include "import_card.h"

#include "limit.h"

#include <string.h>

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
		status = division_find(work, customer, line->division, &on->division);
	}
	if (status == STATUS_OK && state->plate != NULL) {
		status = vehicle_find(work, customer, state->country, state->plate, &on->vehicle);
	}
	if (status == STATUS_OK && line->driver != NULL) {
		status = driver_find(work, customer, on->division, line->driver, &on->driver);
	}
	return status;
}

static enum status
insert_card(struct work *work, const struct card_import *line, const struct import_state *state,
	    int64_t *id)
{
	struct hangs_on on = { 0 };
	bool plate = state->plate != NULL;
	enum status status = find_all(work, line, state, &on);
	if (status != STATUS_OK) {
		return status;
	}
	const struct new_card card = {
		.number = line->number,
		.customer = line->customer.id,
		.division = on.division,
		.vehicle = on.vehicle,
		.driver_id = on.driver,
		.product = line->product,
		.category = plate ? "vehicle" : "driver",
		.country = state->country,
		.plate = state->plate,
		.driver = line->driver,
		.emboss = plate ? "plate" : "driver",
		.phone = state->phone,
		.code_kind = line->code_kind,
		.rank = line->rank.number,
		.state = line->state,
		.expires_on = state->expires_on,
		.last_used_on = line->last_used_on,
		.products = state->fuels,
		.product_count = state->fuel_count,
	};
	return card_insert(work, &card, id);
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
insert_limit(struct work *work, const struct card_import *line, int64_t card)
{
	struct limit limit = { .goods = "all",
			       .measure = "amount",
			       .period = "day",
			       .value = line->limit_day.number,
			       .breach = "block" };
	const struct card_rules rules = { .limits = &limit,
					  .limit_count = line->limit_day.known ? 1 : 0 };
	return card_rules_insert(work, line->customer.id, card, &rules);
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
	enum status status = insert_card(work, line, state, &id);
	if (status == STATUS_OK) {
		work_about(work, "card", id, line->number, line->customer.id);
		status = insert_rank(work, line, state, id);
	}
	if (status == STATUS_OK) {
		status = insert_limit(work, line, id);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.imported",
			 ARGS(ARG_TEXT("card", card_tail(work->arena, line->number)),
			      ARG_CHOICE("state", "state", line->state)));
	}
	return status;
}
