/* ALT-01: what happens to a customer's cards is told to those of its users whom it chose, once
 * each. */
#include "domain.h"

#include <guichet/identifier.h>
#include <string.h>

/* The events that can be chosen, and the messages that tell of them. */
static const struct {
	const char *event, *kind;
} events[] = {
	{ "card_blocked", "card-blocked" },
	{ "card_changed", "card-changed" },
	{ "card_suspended", "card-suspended" },
	{ "card_lifted", "card-lifted" },
	{ "request_shipped", "request-shipped" },
	{ "request_shipped", "request-sent" },
	{ "aircode_requested", "aircode-requested" },
	{ "driver_blocked", "driver-blocked" },
	{ "authorisation_created", "authorisation-created" },
	{ "authorisation_cancelled", "authorisation-ended" },
	{ ALERT_INVOICE, "invoice-new" },
};

const char *const alert_event_choices[] = { "card_blocked",
					    "card_changed",
					    "card_suspended",
					    "card_lifted",
					    "request_shipped",
					    "aircode_requested",
					    "driver_blocked",
					    "authorisation_created",
					    "authorisation_cancelled",
					    ALERT_INVOICE,
					    NULL };

static const char *
event_of(const char *kind)
{
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		if (strcmp(events[i].kind, kind) == 0) {
			return events[i].event;
		}
	}
	return NULL;
}

static const char *
address_of(struct work *work, const struct row *receiver)
{
	return strcmp(row_text(receiver, "channel"), "email") == 0 ? row_text(receiver, "email")
								   : account_mobile(work, receiver);
}

static bool
told_already(const struct alerted *alerted, const char *address)
{
	return (alerted->email != NULL && strcmp(alerted->email, address) == 0) ||
	       (alerted->phone != NULL && strcmp(alerted->phone, address) == 0);
}

enum status
alert_tell(struct work *work, const struct letter *event, const struct alerted *alerted)
{
	const char *code = event_of(event->kind);
	const struct row *receiver = NULL;
	int64_t count = 0;
	if (code == NULL) {
		return STATUS_OK;
	}
	enum status status = work_rows(
	    work, SQL_ALERT_RECEIVERS,
	    ARGS(ARG_INT("customer", event->customer), ARG_TEXT("event", code)), &receiver);
	for (; status == STATUS_OK && receiver != NULL; receiver = receiver->next) {
		struct letter letter = *event;
		bool queued = false;
		letter.channel = row_text(receiver, "channel");
		letter.to = address_of(work, receiver);
		letter.language = row_text(receiver, "language");
		if (letter.to == NULL || told_already(alerted, letter.to)) {
			continue;
		}
		status = work_queue(work, &letter, &queued);
		count += queued;
	}
	if (status == STATUS_OK && count > 0) {
		work_say(work, "outcome.alerted", ARGS(ARG_INT("count", count)));
	}
	return status;
}

enum status
alert_card(struct work *work, const struct row *facts, const char *kind)
{
	const struct alerted nobody = { .email = NULL };
	return alert_tell(
	    work,
	    &(struct letter){
		.kind = kind,
		.customer = row_int(facts, "customer_id"),
		.card = row_int(facts, "id"),
		.args = ARGS(ARG_TEXT("card", card_tail(work->arena, row_text(facts, "number"))),
			     ARG_TEXT("label", card_label(work, facts)),
			     ARG_TEXT("customer", row_text(facts, "customer_name")),
			     ARG_STAMP("at", work->now)) },
	    &nobody);
}
