/* What several commands on a card share: its facts, and the moves that keep card, rank and tally
 * together. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <inttypes.h>
#include <string.h>

enum { CARD_DIGITS = 19, TAIL_DIGITS = 8 };

enum status
card_facts(struct work *work, int64_t card, const struct row **facts)
{
	enum status status = work_row(work, SQL_CARD_FACTS, ARGS(ARG_INT("card", card)), facts);
	if (status == STATUS_OK && *facts == NULL) {
		return work_refuse(work, "card", "refusal.card_gone", NULL);
	}
	return status;
}

bool
card_usable(const struct work *work, const struct row *facts)
{
	const char *state = row_text(facts, "state");
	bool works = strcmp(state, "active") == 0 || strcmp(state, "cancelled") == 0;
	return works && strcmp(row_text(facts, "expires_on"), work->today) >= 0;
}

const char *
card_tail(struct arena *arena, const char *number)
{
	size_t length = strlen(number);
	size_t skip = length > TAIL_DIGITS ? length - TAIL_DIGITS : 0;
	return arena_copy(arena, number + skip);
}

const char *
card_label(struct work *work, const struct row *facts)
{
	if (row_known(facts, "plate")) {
		return row_text(facts, "plate");
	}
	if (row_known(facts, "driver")) {
		return row_text(facts, "driver");
	}
	return card_tail(work->arena, row_text(facts, "number"));
}

void
card_about(struct work *work, const struct row *facts)
{
	work_about(work, "card", row_int(facts, "id"), row_text(facts, "number"),
		   row_int(facts, "customer_id"));
}

enum status
card_tally_add(struct work *work, int64_t customer, const char *product, const char *state,
	       int64_t cards)
{
	return work_run(work, SQL_TALLY_ADD,
			ARGS(ARG_INT("customer", customer), ARG_TEXT("product", product),
			     ARG_TEXT("state", state), ARG_INT("cards", cards)));
}

enum status
card_present(struct work *work, const struct row *facts, int64_t card, int64_t rank,
	     const char *state, const char *expires_on)
{
	int64_t customer = row_int(facts, "customer_id");
	const char *product = row_text(facts, "product");
	enum status status =
	    work_run(work, SQL_CARD_PRESENT,
		     ARGS(ARG_INT("card", card), ARG_INT("rank_number", rank),
			  ARG_TEXT("state", state), ARG_TEXT("expires_on", expires_on)));
	if (status == STATUS_OK) {
		status = card_tally_add(work, customer, product, row_text(facts, "state"), -1);
	}
	if (status == STATUS_OK) {
		status = card_tally_add(work, customer, product, state, 1);
	}
	return status;
}

enum status
card_move(struct work *work, const struct row *facts, const char *state)
{
	return card_present(work, facts, row_int(facts, "id"), row_int(facts, "rank"), state,
			    row_text(facts, "expires_on"));
}

enum status
card_set_renewal(struct work *work, int64_t card, const char *renewal)
{
	return work_run(work, SQL_CARD_SET_RENEWAL,
			ARGS(ARG_INT("card", card), ARG_TEXT("renewal", renewal)));
}

enum status
card_ranks_out(struct work *work, const struct row *facts, const struct row **first)
{
	return work_rows(
	    work, SQL_RANK_OUT,
	    ARGS(ARG_INT("card", row_int(facts, "id")), ARG_INT("present", row_int(facts, "rank"))),
	    first);
}

enum status
card_end_aircode(struct work *work, const struct row *facts, const char *state, bool *ended)
{
	const struct row *code = NULL;
	enum status status =
	    work_rows(work, SQL_AIRCODE_ACTIVE, ARGS(ARG_INT("card", row_int(facts, "id"))), &code);
	if (ended != NULL) {
		*ended = code != NULL;
	}
	for (; status == STATUS_OK && code != NULL; code = code->next) {
		status = work_run(
		    work, SQL_AIRCODE_END,
		    ARGS(ARG_INT("aircode", row_int(code, "id")), ARG_TEXT("state", state)));
	}
	return status;
}

const char *
card_number_make(struct arena *arena, const char *prefix, int64_t body)
{
	size_t led = strlen(prefix);
	if (led >= CARD_DIGITS - 1 || body < 0) {
		return NULL;
	}
	int places = (int)(CARD_DIGITS - 1 - led);
	const char *digits = arena_format(arena, "%s%0*" PRId64, prefix, places, body);
	if (strlen(digits) != CARD_DIGITS - 1) {
		return NULL;
	}
	return arena_format(arena, "%s%c", digits, luhn_digit(digits, CARD_DIGITS - 1));
}

enum status
card_new_number(struct work *work, const char **number)
{
	const char *prefix = config_text(work->session->config, "card.prefix");
	const struct row *taken = NULL;
	do {
		int64_t body;
		enum status status = work_new_id(work, "card_number", &body);
		if (status != STATUS_OK) {
			return status;
		}
		*number = card_number_make(work->arena, prefix, body);
		if (*number == NULL) {
			return work_refuse(work, NULL, "refusal.card_numbers_used_up",
					   ARGS(ARG_TEXT("prefix", prefix)));
		}
		/* An imported fleet may hold numbers ahead of the sequence. */
		status = work_row(work, SQL_CARD_BY_NUMBER, ARGS(ARG_TEXT("key", *number)), &taken);
		if (status != STATUS_OK) {
			return status;
		}
	} while (taken != NULL);
	return STATUS_OK;
}

enum status
rank_insert(struct work *work, const struct new_rank *rank, int64_t *id)
{
	enum status status = work_new_id(work, "rank", id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_RANK_INSERT,
			ARGS(ARG_INT("id", *id), ARG_INT("card", rank->card),
			     ARG_INT("number", rank->number), ARG_TEXT("cause", rank->cause),
			     ARG_TEXT("state", rank->state), ARG_TEXT("embossed", rank->embossed),
			     ARG_TEXT("expires_on", rank->expires_on),
			     ARG_TEXT("active_at", rank->active_at),
			     ARG_TEXT("block_reason", rank->block_reason),
			     ARG_TEXT("blocked_at", rank->blocked_at),
			     ARG_TEXT("state_before", rank->state_before),
			     ARG_TEXT("suspend_reason", rank->suspend_reason),
			     ARG_TEXT("suspended_by", rank->suspended_by),
			     ARG_TEXT("suspended_at", rank->suspended_at),
			     ARG_INT("new_pin", rank->new_pin ? 1 : 0)));
}
