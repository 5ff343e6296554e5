/* The one-off code sent to the card's phone (AIR). */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <string.h>

enum { CODE_DIGITS = 6 };

struct card_request_aircode {
	struct record card;
};

static const struct param params[] = {
	{ PARAM_ID(card_request_aircode, card), .record = &card_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* AIR-03: says why, and the way out. */
static enum status
check(struct work *work, const void *args)
{
	const struct card_request_aircode *request = args;
	const struct row *facts = NULL;
	enum status status = card_facts(work, request->card.id, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	const char *state = row_text(facts, "state");
	const struct arg *about =
	    ARGS(ARG_TEXT("card", card_label(work, facts)), ARG_CHOICE("state", "state", state),
		 ARG_DATE("expires", row_text(facts, "expires_on")));
	if (!card_usable(work, facts)) {
		const char *key = "refusal.aircode_state";
		if (strcmp(state, "suspended") == 0) {
			key = "refusal.aircode_suspended";
		} else if (strcmp(state, "new") == 0 || strcmp(state, "in_production") == 0) {
			key = "refusal.aircode_not_yet";
		} else if (strcmp(state, "active") == 0 || strcmp(state, "cancelled") == 0) {
			key = "refusal.aircode_past_expiry";
		}
		return work_refuse(work, "card", key, about);
	}
	if (!row_known(facts, "phone")) {
		return work_refuse(work, "card", "refusal.aircode_no_phone", about);
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

/* AIR-02: of the code only a keyed hash stays; the SMS is the one place where it can be read. */
static enum status
keep_code(struct work *work, const struct row *facts, const char *code, const char *until)
{
	const char *number = row_text(facts, "number");
	const struct mac_part parts[] = { { number, strlen(number) }, { code, CODE_DIGITS } };
	char mac[SECRET_MAC_HEX];
	secret_mac_parts(store_keys(work->session->store), "aircode", parts, 2, mac);
	int64_t id = 0;
	int64_t card = row_int(facts, "id");
	enum status status = work_new_id(work, "aircode", &id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_AIRCODE_INSERT,
				  ARGS(ARG_INT("id", id), ARG_INT("card", card),
				       ARG_TEXT("mac", arena_copy(work->arena, mac)),
				       ARG_TEXT("phone", row_text(facts, "phone")),
				       ARG_STAMP("expires_at", until)));
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_CARD_SET_AIRCODE,
				  ARGS(ARG_INT("card", card), ARG_STAMP("until", until)));
	}
	return status;
}

static enum status
send_code(struct work *work, const struct row *facts, const char *code, const char *until)
{
	const struct letter letter = {
		.kind = "aircode",
		.channel = "sms",
		.to = row_text(facts, "phone"),
		.language = row_text(facts, "language"),
		.customer = row_int(facts, "customer_id"),
		.card = row_int(facts, "id"),
		.args = ARGS(ARG_TEXT("code", code), ARG_TEXT("label", card_label(work, facts)),
			     ARG_TEXT("card", card_tail(work->arena, row_text(facts, "number"))),
			     ARG_STAMP("until", until)),
		.secret = "code",
		.deadline = until,
	};
	return work_queue(work, &letter, NULL);
}

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *facts = work->state;
	int64_t hours = config_int(work->session->config, "aircode.hours");
	const char *until = stamp_add(work->arena, work->now, hours * 3600);
	char code[CODE_DIGITS + 1] = { 0 };
	bool replaced = false;
	secret_digits(code, CODE_DIGITS);
	card_about(work, facts);
	enum status status = card_end_aircode(work, facts, "replaced", &replaced);
	if (status == STATUS_OK) {
		status = keep_code(work, facts, code, until);
	}
	if (status == STATUS_OK) {
		status = send_code(work, facts, code, until);
	}
	secret_wipe(code, sizeof code);
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "outcome.aircode_sent",
		 ARGS(ARG_TEXT("phone", phone_show(work->arena, row_text(facts, "phone"))),
		      ARG_STAMP("until", until)));
	if (replaced) {
		work_say(work, "outcome.aircode_replaces", NULL);
	}
	return alert_card(work, facts, "aircode-requested");
}

const struct command card_request_aircode = {
	.name = "card.request-aircode",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_request_aircode, params),
	.check = check, /* AIR-03 */
	.apply = apply, /* AIR-02 */
};
