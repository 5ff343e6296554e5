/* Codes once more by post, for whoever names one of the customer's cards and its division (DRV-06).
 */
#include "domain.h"

#include <inttypes.h>
#include <string.h>

struct driver_reissue {
	struct record customer;
	struct list codes;
	struct record card, division;
};

static const struct param reissue_params[] = {
	{ PARAM_ID(driver_reissue, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_LIST(driver_reissue, codes), .flags = PARAM_MANDATORY },
	{ PARAM_ID(driver_reissue, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_ID(driver_reissue, division), .record = &division_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* The card and the division prove that the caller has the papers: what is right is not told. */
static enum status
check_card(struct work *work, const struct driver_reissue *reissue)
{
	const struct row *facts = NULL;
	if (reissue->card.customer != reissue->customer.id) {
		return work_refuse(work, "card", "refusal.codes_card_other",
				   ARGS(ARG_TEXT("customer", reissue->customer.key)));
	}
	enum status status = card_facts(work, reissue->card.id, &facts);
	if (status == STATUS_OK && !card_usable(work, facts)) {
		return work_refuse(work, "card", "refusal.codes_card_dead",
				   ARGS(ARG_CHOICE("state", "state", row_text(facts, "state"))));
	}
	if (status == STATUS_OK) {
		status = work_row(work, SQL_DRIVER_CARD_DIVISION,
				  ARGS(ARG_INT("card", reissue->card.id)), &facts);
	}
	if (status == STATUS_OK && row_known(facts, "division_id") &&
	    row_int(facts, "division_id") != reissue->division.id) {
		return work_refuse(work, "division", "refusal.codes_division", NULL);
	}
	return status;
}

static enum status
reissue_check(struct work *work, const void *args)
{
	const struct driver_reissue *reissue = args;
	struct drivers *drivers = arena_alloc(work->arena, sizeof *drivers);
	enum status status = drivers_of_codes(work, reissue->customer.id, reissue->codes, drivers);
	for (size_t i = 0; status == STATUS_OK && i < drivers->count; i++) {
		const struct row *facts = drivers->rows[i];
		if (strcmp(row_text(facts, "state"), "blocked") == 0) {
			return work_refuse(work, "codes", "refusal.codes_blocked",
					   ARGS(ARG_TEXT("code", row_text(facts, "code")),
						ARG_TEXT("name", row_text(facts, "name"))));
		}
	}
	work->state = drivers;
	return status == STATUS_OK ? check_card(work, reissue) : status;
}

static enum status
reissue_apply(struct work *work, const void *args)
{
	const struct driver_reissue *reissue = args;
	const struct drivers *drivers = work->state;
	int64_t *ids = arena_array(work->arena, drivers->count + 1, sizeof *ids);
	const char *address = NULL;
	for (size_t i = 0; i < drivers->count; i++) {
		ids[i] = row_int(drivers->rows[i], "id");
	}
	drivers_about(work, drivers, &reissue->customer);
	work_touches(work, "card", reissue->card.id);
	enum status status =
	    pin_post_drivers(work, reissue->card.id, ids, drivers->count, &address);
	if (status == STATUS_OK && address == NULL) {
		return work_refuse(work, "customer", "refusal.driver_no_address",
				   ARGS(ARG_TEXT("customer", reissue->customer.key)));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.driver_reissued",
			 ARGS(ARG_INT("count", (int64_t)drivers->count),
			      ARG_TEXT("codes", drivers_named(work, drivers))));
		work_say(work, "outcome.driver_posted",
			 ARGS(ARG_TEXT("address", address_line(work, address))));
	}
	return status;
}

const struct command driver_reissue = {
	.name = "driver.reissue",
	.right = "driver-codes",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(driver_reissue, reissue_params),
	.check = reissue_check, /* DRV-06 */
	.apply = reissue_apply,
};
