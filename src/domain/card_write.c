/* A card comes into the store with all that is kept together: its row, products, search keys and
 * tally; an ordered one with its first rank and the request that makes it. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

static enum status
insert_row(struct work *work, const struct new_card *card, const char *plate, int64_t id)
{
	const char *driver = card->driver != NULL ? text_fold(work->arena, card->driver) : NULL;
	return work_run(
	    work, SQL_CARD_INSERT,
	    ARGS(ARG_INT("card", id), ARG_TEXT("number", card->number),
		 ARG_INT("customer", card->customer), id_or_null("division", card->division),
		 ARG_TEXT("product", card->product), ARG_TEXT("category", card->category),
		 id_or_null("vehicle", card->vehicle), id_or_null("driver_id", card->driver_id),
		 ARG_TEXT("country", card->country), ARG_TEXT("plate", card->plate),
		 ARG_TEXT("plate_key", plate), ARG_TEXT("driver", card->driver),
		 ARG_TEXT("driver_key", driver), ARG_TEXT("emboss", card->emboss),
		 ARG_TEXT("mention", card->mention), ARG_TEXT("phone", card->phone),
		 ARG_TEXT("code_kind", card->code_kind),
		 ARG_INT("odometer_entry", card->odometer_entry ? 1 : 0),
		 id_or_null("delivery_point", card->delivery_point),
		 id_or_null("profile", card->profile), ARG_INT("rank_number", card->rank),
		 ARG_TEXT("state", card->state), ARG_DATE("expires_on", card->expires_on),
		 ARG_DATE("created_on", work->today),
		 ARG_DATE("last_used_on", card->last_used_on)));
}

static enum status
insert_products(struct work *work, const struct new_card *card, int64_t id)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < card->product_count && status == STATUS_OK; i++) {
		status =
		    work_run(work, SQL_CARD_INSERT_PRODUCT,
			     ARGS(ARG_INT("card", id), ARG_TEXT("product", card->products[i])));
	}
	return status;
}

enum status
card_insert(struct work *work, const struct new_card *card, int64_t *id)
{
	const char *plate = card->plate != NULL ? plate_key(work->arena, card->plate) : NULL;
	enum status status = work_new_id(work, "card", id);
	if (status == STATUS_OK) {
		status = insert_row(work, card, plate, *id);
	}
	if (status == STATUS_OK) {
		status = insert_products(work, card, *id);
	}
	if (status == STATUS_OK) {
		status = card_tally_add(work, card->customer, card->product, card->state, 1);
	}
	if (status == STATUS_OK) {
		status = work_index(
		    work, "card", *id, NULL,
		    search_card_terms(work->arena, card->number, plate, card->phone, card->driver));
	}
	return status;
}

/* REN-01: renewal.years from today, to the end of the month. */
static const char *
expiry(struct work *work)
{
	char last[DATE_SIZE];
	struct civil civil = { 0 };
	int years = (int)config_int(work->session->config, "renewal.years");
	date_read(work->today, &civil);
	date_write(date_end_of_month(date_add_months(civil, 12 * years)), last);
	return arena_copy(work->arena, last);
}

enum status
card_order(struct work *work, struct new_card *card, const char *embossed,
	   struct ordered_card *ordered)
{
	card->rank = 1;
	card->state = "new";
	card->expires_on = expiry(work);
	enum status status = card_new_number(work, &card->number);
	if (status == STATUS_OK) {
		status = card_insert(work, card, &ordered->id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	ordered->number = card->number;
	work_about(work, "card", ordered->id, card->number, card->customer);
	const struct new_rank rank = {
		.card = ordered->id,
		.number = 1,
		.cause = "first",
		.state = "new",
		.embossed = embossed,
		.expires_on = card->expires_on,
		.new_pin = strcmp(card->code_kind, "none") != 0,
	};
	status = rank_insert(work, &rank, &ordered->rank);
	if (status == STATUS_OK) {
		status = request_insert(work, card->customer, ordered->id, ordered->rank, "first",
					product_is_unit(card->product), &ordered->request,
					&ordered->due);
	}
	return status;
}
