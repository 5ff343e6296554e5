/* What whoever orders a card is told before and after it is made: what it bears, where it and its
 * code go, when it is due; and what deserves a second look. */
#include "card_create.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

/* CARD-05, OBU-02: when, and under which number it is followed. */
static void
tell_due(struct work *work, const struct ordered_card *ordered)
{
	if (ordered->due == NULL) {
		work_say(work, "outcome.card_awaits_papers",
			 ARGS(ARG_TEXT("request", ordered->request)));
	} else {
		work_say(
		    work, "outcome.card_due",
		    ARGS(ARG_TEXT("request", ordered->request), ARG_STAMP("due", ordered->due)));
	}
}

static void
tell_goods(struct work *work, const struct new_card *card)
{
	struct builder codes = { .arena = work->arena };
	struct arg goods = { .name = "goods" };
	for (size_t i = 0; i < card->product_count; i++) {
		builder_format(&codes, "%s%s", i > 0 ? "," : "", card->products[i]);
	}
	if (card->product_count > 0) {
		goods.value = value_text(TYPE_LIST, builder_text(&codes));
		goods.value.vocabulary = "goods";
		work_say(work, "outcome.card_goods", ARGS(goods));
	}
}

/* CARD-02: what is embossed, and of which characters. */
void
card_tell_made(struct work *work, const struct new_card *card, const char *embossed,
	       const struct ordered_card *ordered)
{
	if (!work->preview) { /* another card may take this number before the answer */
		work_say(work, "outcome.card_created",
			 ARGS(ARG_CARD("number", ordered->number),
			      ARG_CHOICE("product", "product", card->product)));
	}
	tell_due(work, ordered);
	work_say(work, "outcome.card_embossed",
		 ARGS(ARG_TEXT("text", embossed), ARG_CHOICE("product", "product", card->product),
		      ARG_DATE("expires", card->expires_on)));
	if (card->mention != NULL) {
		work_say(work, "outcome.card_mention", ARGS(ARG_TEXT("text", card->mention)));
	}
	tell_goods(work, card);
}

/* CARD-04: where it is shipped. */
static enum status
tell_delivery(struct work *work, const struct new_card *card)
{
	const struct row *row = NULL;
	enum status status = STATUS_OK;
	if (card->delivery_point != 0) {
		status = work_row(work, SQL_DELIVERY_POINT_ADDRESS,
				  ARGS(ARG_INT("delivery_point", card->delivery_point)), &row);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (row == NULL) {
		work_warn(work, "outcome.card_no_delivery", NULL);
		return STATUS_OK;
	}
	work_say(work, "outcome.card_delivery",
		 ARGS(ARG_TEXT("name", row_text(row, "name")),
		      ARG_TEXT("street", row_text(row, "street")),
		      ARG_TEXT("postcode", row_text(row, "postcode")),
		      ARG_TEXT("town", row_text(row, "town")),
		      ARG_TEXT("country", row_text(row, "country"))));
	return STATUS_OK;
}

/* CARD-04: the kind of secret code and where its letter goes. */
static enum status
tell_code(struct work *work, const struct new_card *card)
{
	const char *address = NULL;
	if (strcmp(card->code_kind, "none") == 0) {
		if (!product_is_unit(card->product)) {
			work_say(work, "outcome.card_no_code", NULL);
		}
		return STATUS_OK;
	}
	enum status status = customer_address(work, card->customer, "codes", &address);
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg kind = ARG_CHOICE("kind", "code_kind", card->code_kind);
	if (address == NULL) {
		work_warn(work, "outcome.card_code_nowhere", ARGS(kind));
	} else {
		work_say(work, "outcome.card_code",
			 ARGS(kind, ARG_TEXT("address", address_line(work, address))));
	}
	return STATUS_OK;
}

enum status
card_tell_way(struct work *work, const struct new_card *card)
{
	enum status status = tell_delivery(work, card);
	return status == STATUS_OK ? tell_code(work, card) : status;
}

/* One vehicle has one card of a product, seldom two. */
static enum status
warn_plate(struct work *work, const struct new_card *card, int64_t id)
{
	const struct row *row = NULL;
	if (card->plate == NULL) {
		return STATUS_OK;
	}
	if (!plate_plausible(card->country, card->plate)) {
		work_warn(work, "outcome.card_plate_unusual",
			  ARGS(ARG_TEXT("plate", card->plate),
			       ARG_CHOICE("country", "country", card->country)));
	}
	enum status status = work_row(
	    work, SQL_CARD_SAME_PLATE,
	    ARGS(ARG_INT("customer", card->customer), ARG_TEXT("product", card->product),
		 ARG_TEXT("plate_key", plate_key(work->arena, card->plate)), ARG_INT("card", id)),
	    &row);
	if (status == STATUS_OK && row != NULL) {
		work_warn(work, "outcome.card_same_plate",
			  ARGS(ARG_TEXT("plate", card->plate),
			       ARG_TEXT("card", card_tail(work->arena, row_text(row, "number"))),
			       ARG_CHOICE("state", "state", row_text(row, "state"))));
	}
	return status;
}

enum status
card_warn_order(struct work *work, const struct new_card *card, bool mobile, int64_t id)
{
	enum status status = warn_plate(work, card, id);
	if (status != STATUS_OK || card->phone == NULL) {
		return status;
	}
	if (!mobile) {
		work_warn(work, "outcome.phone_not_mobile",
			  ARGS(ARG_TEXT("phone", phone_show(work->arena, card->phone))));
	}
	return phone_warn_shared(work, card->phone, id, id);
}
