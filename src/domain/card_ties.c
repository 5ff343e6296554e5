/* What a card hangs on is found by what people say, and made when missing: its division, its
 * driver. */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

enum status
division_find(struct work *work, int64_t customer, const char *name, int64_t *id)
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

/* Two people of one name in one customer are one driver: whoever orders a card gives no better
 * key. */
enum status
driver_find(struct work *work, int64_t customer, int64_t division, const char *name, int64_t *id)
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
		status = work_index(work, "driver", *id, NULL,
				    search_driver_terms(work->arena, name, NULL));
	}
	return status;
}

enum status
card_find_ties(struct work *work, struct new_card *card)
{
	enum status status = STATUS_OK;
	if (card->plate != NULL) {
		status =
		    vehicle_find(work, card->customer, card->country, card->plate, &card->vehicle);
	}
	/* A pool's name is nobody's. */
	if (status == STATUS_OK && card->driver != NULL && strcmp(card->category, "pool") != 0) {
		status = driver_find(work, card->customer, card->division, card->driver,
				     &card->driver_id);
	}
	return status;
}
