/* Another secret code: another card, same number, one rank more (PIN-02). */
#include "domain.h"

#include <string.h>

struct card_change_pin {
	struct record card;
	struct amount version;
	const char *pin;
};

static const struct param params[] = {
	{ PARAM_ID(card_change_pin, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_change_pin, version) },
	{ PARAM_TEXT(card_change_pin, pin), .flags = PARAM_SECRET, .most = PIN_DIGITS },
	{ .name = NULL },
};

static const char *
refusal_of(const struct row *facts)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	const char *kind = row_text(facts, "code_kind");
	if (strcmp(kind, "driver") == 0) {
		return "refusal.change_pin_driver";
	}
	if (strcmp(kind, "none") == 0) {
		return "refusal.change_pin_none";
	}
	for (size_t i = 0; i < sizeof over / sizeof *over; i++) {
		if (strcmp(row_text(facts, "state"), over[i]) == 0) {
			return "refusal.change_pin_state";
		}
	}
	return NULL;
}

static enum status
check(struct work *work, const void *args)
{
	const struct card_change_pin *change = args;
	const struct row *facts = NULL;
	enum reproduction_way way;
	enum status status = card_facts(work, change->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const char *refusal = refusal_of(facts);
	if (refusal != NULL) {
		return work_refuse(work, "card", refusal,
				   ARGS(ARG_TEXT("card", card_label(work, facts)),
					ARG_CHOICE("state", "state", row_text(facts, "state"))));
	}
	const struct reproduction reproduction = { .param = "card", .new_pin = true };
	status = card_reproduce_way(work, facts, &reproduction, &way); /* CARD-14 */
	if (status == STATUS_OK && change->pin != NULL) {
		status = pin_check(work, "pin", change->pin, row_text_or_null(facts, "plate"));
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

/* The kind follows: one who chooses has a chosen code, one who does not has a computed one. */
static enum status
set_kind(struct work *work, const struct row *facts, bool chosen)
{
	const char *kind = chosen ? "card_chosen" : "card_computed";
	if (strcmp(row_text(facts, "code_kind"), kind) == 0) {
		return STATUS_OK;
	}
	return work_run(work, SQL_PIN_SET_KIND,
			ARGS(ARG_INT("card", row_int(facts, "id")), ARG_TEXT("kind", kind)));
}

static enum status
apply(struct work *work, const void *args)
{
	const struct card_change_pin *change = args;
	const struct row *facts = work->state;
	const struct reproduction reproduction = { .param = "card", .new_pin = true };
	struct made_rank made;
	const char *address = NULL;
	card_about(work, facts);
	enum status status = card_reproduce(work, facts, &reproduction, &made);
	if (status == STATUS_OK) {
		status = change->pin != NULL ? pin_seal_chosen(work, made.id, change->pin)
					     : pin_forget(work, made.id);
	}
	if (status == STATUS_OK) {
		status = set_kind(work, facts, change->pin != NULL);
	}
	if (status == STATUS_OK) {
		status = customer_address(work, row_int(facts, "customer_id"), "codes", &address);
	}
	if (status == STATUS_OK && address == NULL) {
		work_warn(work, "outcome.change_pin_no_address", NULL);
	} else if (status == STATUS_OK) {
		work_say(work,
			 change->pin != NULL ? "outcome.change_pin_chosen"
					     : "outcome.change_pin_computed",
			 ARGS(ARG_TEXT("address", address_line(work, address))));
	}
	return status;
}

const struct command card_change_pin = {
	.name = "card.change-pin",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_change_pin, params),
	.check = check,
	.apply = apply, /* PIN-02 */
};
