/* A copy of a card or unit (CARD-07): only its plate or name and its secret code are new;
 * everything else is as of the card it is made of. */
#include "card_create.h"

#include <guichet/identifier.h>
#include <string.h>

struct card_copy {
	struct record card;
	const char *plate, *driver, *pin;
};

static const struct param params[] = {
	{ PARAM_ID(card_copy, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(card_copy, plate), .flags = PARAM_UPPER, .most = 20, .from = "" },
	{ PARAM_TEXT(card_copy, driver), .flags = PARAM_UPPER, .most = EMBOSSED_MOST, .from = "" },
	{ PARAM_TEXT(card_copy, pin), .flags = PARAM_SECRET, .most = 4 },
	{ .name = NULL },
};

struct copy_state {
	const struct row *source;
	struct new_card card;
	struct tolls tolls;
	const char *embossed;
};

static bool
is(const struct row *row, const char *column, const char *code)
{
	return strcmp(row_text(row, column), code) == 0;
}

/* In any state but deleted: a blocked card may serve as a model. */
static enum status
check_source(struct work *work, const struct row *source)
{
	const struct arg *said = ARGS(ARG_TEXT("card", card_label(work, source)),
				      ARG_TEXT("customer", row_text(source, "customer_name")));
	if (is(source, "state", "deleted")) {
		return work_refuse(work, "card", "refusal.copy_deleted", said);
	}
	if (!is(source, "customer_state", "active")) {
		return work_refuse(work, "card", "refusal.customer_closed", said);
	}
	return STATUS_OK;
}

static void
take_settings(const struct card_copy *copy, const struct row *source, struct new_card *card)
{
	*card = (struct new_card){
		.customer = row_int(source, "customer_id"),
		.division = row_int(source, "division_id"),
		.delivery_point = row_int(source, "delivery_point_id"),
		.profile = row_int(source, "control_profile_id"),
		.product = row_text(source, "product"),
		.category = row_text(source, "category"),
		.country = row_text(source, "country"),
		.driver = copy->driver,
		.emboss = row_text(source, "emboss"),
		.mention = row_text_or_null(source, "mention"),
		.code_kind = row_text(source, "code_kind"),
		.odometer_entry = row_int(source, "odometer_entry") != 0,
	};
}

/* What is embossed as on the other one: a plate where it bears a plate, a name where a name. */
static enum status
check_embossed(struct work *work, const struct card_copy *copy, struct copy_state *state)
{
	struct new_card *card = &state->card;
	if (copy->plate != NULL && strcmp(card->product, "benefit") == 0) {
		return work_refuse(work, "plate", "refusal.copy_benefit_plate", NULL);
	}
	if (copy->plate != NULL) {
		if (plate_key(work->arena, copy->plate)[0] == '\0') {
			return work_refuse(work, "plate", "refusal.plate_empty", NULL);
		}
		card->plate = plate_show(work->arena, card->country, copy->plate);
	}
	bool plate = strcmp(card->emboss, "plate") == 0;
	const char *source = plate ? card->plate : copy->driver;
	if (source == NULL) {
		const char *key = strcmp(card->product, "benefit") == 0
				      ? "refusal.create_beneficiary"
				  : plate ? "refusal.create_plate"
					  : "refusal.create_driver";
		return work_refuse(work, plate ? "plate" : "driver", key, NULL);
	}
	return emboss_text(work, plate ? "plate" : "driver", source, &state->embossed);
}

static enum status
check_pin(struct work *work, const struct card_copy *copy, const struct new_card *card)
{
	bool chosen = strcmp(card->code_kind, "card_chosen") == 0;
	if (chosen && copy->pin == NULL) {
		return work_refuse(work, "pin", "refusal.copy_pin", NULL);
	}
	if (!chosen && copy->pin != NULL) {
		return work_refuse(work, "pin", "refusal.copy_no_pin",
				   ARGS(ARG_CHOICE("kind", "code_kind", card->code_kind)));
	}
	return chosen ? pin_check(work, "pin", copy->pin, card->plate) : STATUS_OK;
}

static enum status
read_products(struct work *work, int64_t source, struct new_card *card)
{
	const struct row *row = NULL;
	const char **products = arena_array(work->arena, GOODS_MOST, sizeof *products);
	enum status status =
	    work_rows(work, SQL_CARD_PRODUCTS, ARGS(ARG_INT("card", source)), &row);
	for (; row != NULL && card->product_count < GOODS_MOST; row = row->next) {
		products[card->product_count++] = row_text(row, "product");
	}
	card->products = products;
	return status;
}

/* The fees that were accepted for the other unit are due for this one as well. */
static enum status
read_tolls(struct work *work, int64_t source, struct copy_state *state)
{
	const struct row *row = NULL;
	const char **codes = arena_array(work->arena, TOLLS_MOST, sizeof *codes);
	struct tolls_asked asked = { .product = state->card.product, .fees_accepted = true };
	enum status status = work_rows(work, SQL_TOLL_OF_CARD, ARGS(ARG_INT("card", source)), &row);
	for (; row != NULL && asked.codes.count < TOLLS_MOST; row = row->next) {
		codes[asked.codes.count++] = row_text(row, "operator");
	}
	asked.codes.items = codes;
	return status == STATUS_OK ? tolls_check(work, &asked, &state->tolls) : status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct card_copy *copy = args;
	struct copy_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status =
	    work_row(work, SQL_CARD_TO_COPY, ARGS(ARG_INT("card", copy->card.id)), &state->source);
	if (status == STATUS_OK) {
		status = check_source(work, state->source);
	}
	if (status != STATUS_OK) {
		return status;
	}
	take_settings(copy, state->source, &state->card);
	status = check_embossed(work, copy, state);
	if (status == STATUS_OK) {
		status = check_pin(work, copy, &state->card);
	}
	if (status == STATUS_OK) {
		status = read_products(work, copy->card.id, &state->card);
	}
	if (status == STATUS_OK) {
		status = read_tolls(work, copy->card.id, state);
	}
	work->state = state;
	return status;
}

static enum status
write_parts(struct work *work, const struct card_copy *copy, const struct copy_state *state,
	    const struct ordered_card *ordered)
{
	enum status status = card_rules_copy(work, copy->card.id, ordered->id);
	if (status == STATUS_OK) {
		status = vehicle_resemble(work, state->card.vehicle,
					  row_int(state->source, "vehicle_id"));
	}
	if (status == STATUS_OK) {
		status = tolls_put(work, ordered->id, &state->tolls);
	}
	if (status == STATUS_OK && copy->pin != NULL) {
		status = pin_seal_chosen(work, ordered->rank, copy->pin);
	}
	return status;
}

static enum status
tell(struct work *work, const struct copy_state *state, const struct ordered_card *ordered)
{
	const struct row *counts = NULL;
	card_tell_made(work, &state->card, state->embossed, ordered);
	enum status status =
	    work_row(work, SQL_CARD_COUNTS, ARGS(ARG_INT("card", ordered->id)), &counts);
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "outcome.copy_taken",
		 ARGS(ARG_TEXT("card", card_label(work, state->source)),
		      ARG_INT("limits", row_int(counts, "limits")),
		      ARG_INT("controls", row_int(counts, "controls"))));
	if (product_is_unit(state->card.product)) {
		tolls_tell(work, &state->tolls);
	}
	status = card_tell_way(work, &state->card);
	return status == STATUS_OK ? card_warn_order(work, &state->card, true, ordered->id)
				   : status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct card_copy *copy = args;
	struct copy_state *state = work->state;
	struct ordered_card ordered = { 0 };
	enum status status = card_find_ties(work, &state->card);
	if (status == STATUS_OK) {
		status = card_order(work, &state->card, state->embossed, &ordered);
	}
	if (status == STATUS_OK) {
		work_touches(work, "card", copy->card.id);
		status = write_parts(work, copy, state, &ordered);
	}
	return status == STATUS_OK ? tell(work, state, &ordered) : status;
}

static const char *const afresh[] = { "plate", "driver", "pin", NULL };

const struct command card_copy = {
	.name = "card.copy",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_copy, params),
	.afresh = afresh,
	.check = check,
	.apply = apply, /* CARD-07 */
};
