/* One line of a customer's fleet file: a card that another system made .
 */
#include "import_card.h"

#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 25 };

static const struct param params[] = {
	{ PARAM_ID(card_import, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_CARD(card_import, number), .flags = PARAM_MANDATORY },
	{ PARAM_INT(card_import, rank), .standard = "1" },
	{ PARAM_CHOICE(card_import, product), .choices = product_choices, .standard = "fleet" },
	{ PARAM_CHOICE(card_import, state), .choices = card_state_choices, .standard = "active" },
	{ PARAM_CHOICE(card_import, block_reason), .choices = block_reason_choices },
	{ PARAM_CHOICE(card_import, country), .choices = country_choices },
	{ PARAM_TEXT(card_import, plate), .flags = PARAM_UPPER, .most = 20 },
	{ PARAM_TEXT(card_import, driver), .flags = PARAM_UPPER, .most = NAME_MOST },
	{ PARAM_TEXT(card_import, division), .most = 40 },
	{ PARAM_PHONE(card_import, phone), .most = 30 },
	{ PARAM_LIST(card_import, fuels) },
	{ PARAM_CHOICE(card_import, code_kind), .choices = code_kind_choices,
	  .standard = "card_computed" },
	{ PARAM_TEXT(card_import, expires_on), .flags = PARAM_MANDATORY, .most = 20 },
	{ PARAM_DATE(card_import, last_used_on) },
	{ PARAM_MONEY(card_import, limit_day) },
	{ .name = NULL },
};

static int
compare_codes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Codes of the product table, each once. */
static enum status
read_fuels(struct work *work, const struct list *fuels, struct import_state *state)
{
	for (size_t i = 0; i < fuels->count; i++) {
		const struct row *product = NULL;
		const char *code = fuels->items[i];
		enum status status =
		    work_row(work, SQL_IMPORT_PRODUCT, ARGS(ARG_TEXT("code", code)), &product);
		if (status != STATUS_OK) {
			return status;
		}
		if (product == NULL) {
			return work_refuse(work, "fuels", "refusal.product_unknown",
					   ARGS(ARG_TEXT("code", code)));
		}
		bool again = false;
		for (size_t j = 0; j < state->fuel_count; j++) {
			again = again || strcmp(state->fuels[j], code) == 0;
		}
		if (!again && state->fuel_count < IMPORT_FUELS_MOST) {
			state->fuels[state->fuel_count++] = row_text(product, "code");
		}
	}
	qsort(state->fuels, state->fuel_count, sizeof state->fuels[0], compare_codes);
	return STATUS_OK;
}

/* A day, or a month that ends on its last day. */
static enum status
read_expiry(struct work *work, const struct card_import *line, struct import_state *state)
{
	struct value value;
	const char *key = NULL;
	struct civil civil;
	char last[DATE_SIZE];
	if (value_parse(work->arena, TYPE_DATE, line->expires_on, &value, &key) && value.known) {
		state->expires_on = value.text;
		return STATUS_OK;
	}
	const char *other = NULL;
	if (value_parse(work->arena, TYPE_MONTH, line->expires_on, &value, &other) && value.known &&
	    date_read(arena_format(work->arena, "%s-01", value.text), &civil)) {
		date_write(date_end_of_month(civil), last);
		state->expires_on = arena_copy(work->arena, last);
		return STATUS_OK;
	}
	return work_refuse(work, "expires_on", key != NULL ? key : "error.date",
			   ARGS(ARG_TEXT("value", line->expires_on)));
}

static enum status
check_days(struct work *work, const struct card_import *line, struct import_state *state)
{
	enum status status = read_expiry(work, line, state);
	if (status != STATUS_OK) {
		return status;
	}
	if (line->last_used_on != NULL && strcmp(line->last_used_on, work->today) > 0) {
		return work_refuse(work, "last_used_on", "refusal.import_used_in_future",
				   ARGS(ARG_DATE("today", work->today)));
	}
	bool past = strcmp(state->expires_on, work->today) < 0;
	bool over = strcmp(line->state, "expired") == 0 || strcmp(line->state, "blocked") == 0 ||
		    strcmp(line->state, "deleted") == 0;
	if (past && !over) {
		return work_refuse(work, "expires_on", "refusal.import_expired",
				   ARGS(ARG_DATE("expires", state->expires_on),
					ARG_CHOICE("state", "state", line->state)));
	}
	return STATUS_OK;
}

static enum status
check_numbers(struct work *work, const struct card_import *line)
{
	if (line->rank.number < 1 || line->rank.number > 99) {
		return work_refuse(work, "rank", "refusal.import_rank", NULL);
	}
	if (line->limit_day.known && line->limit_day.number < 0) {
		return work_refuse(work, "limit_day", "refusal.amount_negative", NULL);
	}
	if (line->plate == NULL && line->driver == NULL) {
		return work_refuse(work, "plate", "refusal.import_nothing_embossed", NULL);
	}
	if (line->plate != NULL && plate_key(work->arena, line->plate)[0] == '\0') {
		return work_refuse(work, "plate", "refusal.plate_empty", NULL);
	}
	return STATUS_OK;
}

static enum status
check_phone(struct work *work, const struct card_import *line, struct import_state *state)
{
	bool mobile;
	const char *key = NULL;
	if (line->phone == NULL) {
		return STATUS_OK;
	}
	state->phone = phone_parse(work->arena, state->country, line->phone, &mobile, &key);
	if (state->phone == NULL) {
		return work_refuse(work, "phone", key,
				   ARGS(ARG_CHOICE("country", "country", state->country),
					ARG_TEXT("value", line->phone)));
	}
	return STATUS_OK;
}

static bool
same_text(const struct row *row, const char *column, const char *text)
{
	return strcmp(row_text(row, column), text != NULL ? text : "") == 0;
}

/* The first field in which the line differs from the card in the store; NULL when none does. */
static const char *
first_difference(struct work *work, const struct row *card, const struct card_import *line,
		 const struct import_state *state)
{
	const char *division = line->division != NULL ? line->division : "";
	if (row_int(card, "rank") != line->rank.number) {
		return "rank";
	}
	const struct {
		const char *name;
		bool same;
	} fields[] = {
		{ "product", same_text(card, "product", line->product) },
		{ "state", same_text(card, "state", line->state) },
		{ "country", same_text(card, "country", state->country) },
		{ "plate", same_text(card, "plate_key", state->plate_key) },
		{ "driver", same_text(card, "driver", line->driver) },
		{ "division", strcmp(text_fold(work->arena, row_text(card, "division")),
				     text_fold(work->arena, division)) == 0 },
		{ "phone", same_text(card, "phone", state->phone) },
		{ "code_kind", same_text(card, "code_kind", line->code_kind) },
		{ "expires_on", same_text(card, "expires_on", state->expires_on) },
		{ "last_used_on", same_text(card, "last_used_on", line->last_used_on) },
		{ "limit_day", row_known(card, "limit_day") == line->limit_day.known &&
				   row_int(card, "limit_day") == line->limit_day.number },
	};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (!fields[i].same) {
			return fields[i].name;
		}
	}
	return NULL;
}

static enum status
same_fuels(struct work *work, int64_t card, const struct import_state *state, bool *same)
{
	const struct row *row = NULL;
	size_t i = 0;
	enum status status = work_rows(work, SQL_IMPORT_FUELS, ARGS(ARG_INT("card", card)), &row);
	for (; row != NULL && i < state->fuel_count; row = row->next, i++) {
		if (strcmp(row_text(row, "product"), state->fuels[i]) != 0) {
			break;
		}
	}
	*same = row == NULL && i == state->fuel_count;
	return status;
}

/* A number is one card for ever (CARD-09): the same line again changes nothing, another one is
 * refused. */
static enum status
check_known(struct work *work, const struct card_import *line, struct import_state *state)
{
	const struct row *card = NULL;
	enum status status =
	    work_row(work, SQL_IMPORT_CARD, ARGS(ARG_TEXT("number", line->number)), &card);
	if (status != STATUS_OK || card == NULL) {
		return status;
	}
	if (row_int(card, "customer_id") != line->customer.id) {
		return work_refuse(work, "number", "refusal.import_other_customer", NULL);
	}
	const char *field = first_difference(work, card, line, state);
	if (field == NULL) {
		bool same = false;
		status = same_fuels(work, row_int(card, "id"), state, &same);
		field = same ? NULL : "fuels";
	}
	if (status == STATUS_OK && field != NULL) {
		return work_refuse(work, field, "refusal.import_differs",
				   ARGS(ARG_TEXT("number", card_tail(work->arena, line->number)),
					ARG_CHOICE("field", "import_field", field)));
	}
	state->same = true;
	return status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct card_import *line = args;
	struct import_state *state = arena_alloc(work->arena, sizeof *state);
	const struct row *customer = NULL;
	enum status status = work_row(work, SQL_CUSTOMER_FACTS,
				      ARGS(ARG_INT("customer", line->customer.id)), &customer);
	if (status == STATUS_OK) {
		state->country =
		    line->country != NULL ? line->country : row_text(customer, "country");
		status = check_numbers(work, line);
	}
	if (status == STATUS_OK && line->plate != NULL) {
		state->plate = plate_show(work->arena, state->country, line->plate);
		state->plate_key = plate_key(work->arena, line->plate);
	}
	if (status == STATUS_OK) {
		status = check_days(work, line, state);
	}
	if (status == STATUS_OK) {
		status = check_phone(work, line, state);
	}
	if (status == STATUS_OK) {
		status = read_fuels(work, &line->fuels, state);
	}
	if (status == STATUS_OK) {
		status = check_known(work, line, state);
	}
	work->state = state;
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	return import_card_write(work, args, work->state);
}

const struct command card_import = {
	.name = "card.import",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.flags = COMMAND_STAFF,
	PARAMS(card_import, params),
	.check = check, /* CARD-09 */
	.apply = apply,
};
