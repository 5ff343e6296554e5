/* A rank on its way: ordered, made, shipped, in the driver's hand.  Card, rank, tally and version
 * move together. */
#include "domain.h"

#include <string.h>

static enum status
rank_facts(struct work *work, int64_t rank, const struct row **facts)
{
	enum status status = work_row(work, SQL_RANK_FACTS, ARGS(ARG_INT("rank", rank)), facts);
	if (status == STATUS_OK && *facts == NULL) {
		return work_refuse(work, NULL, "refusal.card_gone", NULL);
	}
	return status;
}

static enum status
refuse_state(struct work *work, const struct row *facts, const char *key)
{
	return work_refuse(work, NULL, key,
			   ARGS(ARG_TEXT("card", card_label(work, facts)),
				ARG_INT("rank", row_int(facts, "rank_number")),
				ARG_CHOICE("state", "state", row_text(facts, "rank_state"))));
}

static bool
is_present(const struct row *facts)
{
	return row_int(facts, "rank") == row_int(facts, "rank_number");
}

/* The card shows its present rank; that of a duplicate or a reproduction to come is only named. */
static enum status
card_follow(struct work *work, const struct row *facts, const char *state)
{
	int64_t card = row_int(facts, "id");
	int64_t rank = row_int(facts, "rank_number");
	enum status status =
	    card_present(work, facts, card, rank, state, row_text(facts, "rank_expires_on"));
	if (status == STATUS_OK && row_int(facts, "next_rank") == rank) {
		status = work_run(work, SQL_CARD_NEXT,
				  ARGS(ARG_INT("card", card), ARG_NULL("next_rank")));
	}
	return status;
}

enum status
rank_produce(struct work *work, int64_t rank)
{
	const struct row *facts = NULL;
	enum status status = rank_facts(work, rank, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(facts, "rank_state"), "new") != 0) {
		return refuse_state(work, facts, "refusal.rank_not_new");
	}
	status = pin_produce(work, rank); /* while it is new: its code may still be chosen */
	if (status == STATUS_OK) {
		status = work_run(work, SQL_RANK_PRODUCE, ARGS(ARG_INT("rank", rank)));
	}
	if (status == STATUS_OK && is_present(facts)) {
		status = card_follow(work, facts, "in_production");
	} else if (status == STATUS_OK) {
		status = work_run(work, SQL_CARD_NEXT,
				  ARGS(ARG_INT("card", row_int(facts, "id")),
				       ARG_INT("next_rank", row_int(facts, "rank_number"))));
	}
	return status;
}

/* A new issue does not open a suspended card, nor does it bring back to renewal one that was
 * cancelled: it is what the rank before it is, unless that one is blocked or over. */
static const char *
state_when_out(const struct row *facts)
{
	const char *state = row_text(facts, "state");
	bool inherits = strcmp(state, "suspended") == 0 || strcmp(state, "cancelled") == 0;
	return inherits && !is_present(facts) ? state : "active";
}

enum status
rank_activate(struct work *work, int64_t rank)
{
	const struct row *facts = NULL;
	enum status status = rank_facts(work, rank, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(facts, "rank_state"), "in_production") != 0) {
		return refuse_state(work, facts, "refusal.rank_not_in_production");
	}
	const char *state = state_when_out(facts);
	bool held = strcmp(state, "suspended") == 0;
	status = work_run(
	    work, SQL_RANK_ACTIVATE,
	    ARGS(
		ARG_INT("rank", rank), ARG_TEXT("state", state),
		ARG_TEXT("state_before", held ? row_text_or_null(facts, "state_before") : NULL),
		ARG_TEXT("suspend_reason", held ? row_text_or_null(facts, "suspend_reason") : NULL),
		ARG_TEXT("suspended_by", held ? row_text_or_null(facts, "suspended_by") : NULL),
		ARG_TEXT("suspended_at", held ? row_text_or_null(facts, "suspended_at") : NULL),
		ARG_TEXT("suspended_until",
			 held ? row_text_or_null(facts, "suspended_until") : NULL)));
	if (status == STATUS_OK) {
		status = card_follow(work, facts, state);
	}
	if (status == STATUS_OK && strcmp(row_text(facts, "renewal"), "in_renewal") == 0) {
		status = card_set_renewal(work, row_int(facts, "id"), "none");
	}
	return status;
}

/* REN-04: a renewed rank waits for its day while there is one in hand; when that one was blocked it
 * does not. */
static bool
waits_for_its_day(const struct row *facts)
{
	static const char *const in_hand[] = { "active", "suspended", "cancelled" };
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(row_text(facts, "state"), in_hand[i]) == 0) {
			return strcmp(row_text(facts, "cause"), "renewal") == 0;
		}
	}
	return false;
}

enum status
rank_ship(struct work *work, int64_t rank)
{
	const struct row *facts = NULL;
	enum status status = rank_facts(work, rank, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(facts, "rank_state"), "in_production") != 0) {
		return refuse_state(work, facts, "refusal.rank_not_in_production");
	}
	status = work_run(work, SQL_RANK_SHIP, ARGS(ARG_INT("rank", rank)));
	if (status == STATUS_OK && !waits_for_its_day(facts)) {
		status = rank_activate(work, rank);
	}
	return status;
}
