/* A card and a unit that ride together (OBU-05), and the division a card is in (CUS-02). */
#include "domain.h"

#include <guichet/identifier.h>
#include <string.h>

/* Of the same customer: by its number, or by its plate where one card has it. */
static const struct reference linked_reference = {
	.name = "linked-card",
	.by_key = SQL_CARD_OWN,
	.screen = "cards",
	.key_type = TYPE_PLATE,
};

static bool
is_over(const struct row *card)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
		if (strcmp(row_text(card, "state"), over[i]) == 0) {
			return true;
		}
	}
	return false;
}

static bool
is_unit(const struct row *card)
{
	return product_is_unit(row_text(card, "product"));
}

/* ---- card.link ---- */

struct card_link {
	struct record card;
	struct amount version;
	struct record to;
};

static const struct param link_params[] = {
	{ PARAM_ID(card_link, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_link, version) },
	{ PARAM_ID(card_link, to), .record = &linked_reference },
	{ .name = NULL },
};

struct link_state {
	const struct row *card, *to;
};

/* The one card of the vehicle for its unit, or the one unit for its card; 0 when there is not just
 * one. */
static enum status
find_companion(struct work *work, const struct row *card, int64_t *id)
{
	const struct row *row = NULL;
	size_t found = 0;
	*id = 0;
	if (!row_known(card, "plate")) {
		return STATUS_OK;
	}
	enum status status =
	    work_rows(work, SQL_CARD_OF_PLATE,
		      ARGS(ARG_INT("customer", row_int(card, "customer_id")),
			   ARG_TEXT("plate_key", plate_key(work->arena, row_text(card, "plate"))),
			   ARG_INT("card", row_int(card, "id"))),
		      &row);
	for (; row != NULL; row = row->next) {
		if (is_unit(row) != is_unit(card)) {
			*id = row_int(row, "id");
			found++;
		}
	}
	*id = found == 1 ? *id : 0;
	return status;
}

static enum status
check_end(struct work *work, const char *param, const struct row *card)
{
	if (is_over(card)) {
		return work_refuse(work, param, "refusal.link_over",
				   ARGS(ARG_TEXT("card", card_label(work, card)),
					ARG_CHOICE("state", "state", row_text(card, "state"))));
	}
	if (row_known(card, "linked_id")) {
		return work_refuse(
		    work, param, "refusal.link_again",
		    ARGS(ARG_TEXT("card", card_label(work, card)),
			 ARG_TEXT("linked",
				  card_tail(work->arena, row_text(card, "linked_number")))));
	}
	return STATUS_OK;
}

static enum status
check_ends(struct work *work, const struct link_state *state)
{
	enum status status = check_end(work, "card", state->card);
	if (status == STATUS_OK) {
		status = check_end(work, "to", state->to);
	}
	if (status == STATUS_OK && is_unit(state->card) == is_unit(state->to)) {
		return work_refuse(
		    work, "to", "refusal.link_kinds",
		    ARGS(ARG_CHOICE("product", "product", row_text(state->to, "product"))));
	}
	return status;
}

static enum status
link_check(struct work *work, const void *args)
{
	const struct card_link *link = args;
	struct link_state *state = arena_alloc(work->arena, sizeof *state);
	int64_t to = link->to.id;
	enum status status =
	    work_row(work, SQL_CARD_TO_LINK, ARGS(ARG_INT("card", link->card.id)), &state->card);
	if (status == STATUS_OK && to == 0) {
		status = find_companion(work, state->card, &to);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (to == 0) {
		return work_refuse(work, "to", "refusal.link_to_what",
				   ARGS(ARG_TEXT("card", card_label(work, state->card))));
	}
	if (to == link->card.id) {
		return work_refuse(work, "to", "refusal.link_itself", NULL);
	}
	status = work_row(work, SQL_CARD_TO_LINK, ARGS(ARG_INT("card", to)), &state->to);
	work->state = state;
	return status == STATUS_OK ? check_ends(work, state) : status;
}

static enum status
set_linked(struct work *work, int64_t card, int64_t linked)
{
	return work_run(work, SQL_CARD_SET_LINKED,
			ARGS(ARG_INT("card", card), id_or_null("linked", linked)));
}

static const struct arg *
both(struct work *work, const struct row *card, const char *other_number, const char *other)
{
	const struct arg *said = ARGS(
	    ARG_TEXT("card", card_label(work, card)),
	    ARG_TEXT("number", card_tail(work->arena, row_text(card, "number"))),
	    ARG_TEXT("to", other), ARG_TEXT("to_number", card_tail(work->arena, other_number)));
	struct arg *kept = arena_array(work->arena, 5, sizeof *kept);
	memcpy(kept, said, 5 * sizeof *kept);
	return kept;
}

static enum status
link_apply(struct work *work, const void *args)
{
	(void)args;
	const struct link_state *state = work->state;
	int64_t card = row_int(state->card, "id");
	int64_t to = row_int(state->to, "id");
	card_about(work, state->card);
	work_touches(work, "card", to);
	enum status status = set_linked(work, card, to);
	if (status == STATUS_OK) {
		status = set_linked(work, to, card);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.linked",
			 both(work, state->card, row_text(state->to, "number"),
			      card_label(work, state->to)));
	}
	return status;
}

const struct command card_link = {
	.name = "card.link",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_link, link_params),
	.check = link_check,
	.apply = link_apply, /* OBU-05 */
};

/* ---- card.unlink ---- */

struct card_unlink {
	struct record card;
	struct amount version;
};

static const struct param unlink_params[] = {
	{ PARAM_ID(card_unlink, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_unlink, version) },
	{ .name = NULL },
};

static enum status
unlink_check(struct work *work, const void *args)
{
	const struct card_unlink *unlink = args;
	const struct row *card = NULL;
	enum status status =
	    work_row(work, SQL_CARD_TO_LINK, ARGS(ARG_INT("card", unlink->card.id)), &card);
	if (status == STATUS_OK && !row_known(card, "linked_id")) {
		return work_refuse(work, "card", "refusal.unlink_none",
				   ARGS(ARG_TEXT("card", card_label(work, card))));
	}
	work->state = (void *)(uintptr_t)card;
	return status;
}

static enum status
unlink_apply(struct work *work, const void *args)
{
	(void)args;
	const struct row *card = work->state;
	int64_t other = row_int(card, "linked_id");
	card_about(work, card);
	work_touches(work, "card", other);
	enum status status = set_linked(work, row_int(card, "id"), 0);
	if (status == STATUS_OK) {
		status = set_linked(work, other, 0);
	}
	if (status == STATUS_OK) {
		const char *number = row_text(card, "linked_number");
		const char *plate = row_text_or_null(card, "linked_plate");
		work_say(work, "outcome.unlinked",
			 both(work, card, number,
			      plate != NULL ? plate : card_tail(work->arena, number)));
	}
	return status;
}

const struct command card_unlink = {
	.name = "card.unlink",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_unlink, unlink_params),
	.check = unlink_check,
	.apply = unlink_apply, /* OBU-05 */
};

/* ---- card.move ---- */

struct card_move {
	struct record card;
	struct amount version;
	struct record division;
};

static const struct param move_params[] = {
	{ PARAM_ID(card_move, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_move, version) },
	{ PARAM_ID(card_move, division), .record = &division_reference, .flags = PARAM_MANDATORY,
	  .from = "" },
	{ .name = NULL },
};

struct move_state {
	const struct row *facts, *present;
};

static enum status
move_check(struct work *work, const void *args)
{
	const struct card_move *move = args;
	struct move_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = card_facts(work, move->card.id, &state->facts);
	if (status == STATUS_OK && is_over(state->facts) && !row_known(state->facts, "next_rank")) {
		return work_refuse(
		    work, "card", "refusal.move_card_over",
		    ARGS(ARG_TEXT("card", card_label(work, state->facts)),
			 ARG_CHOICE("state", "state", row_text(state->facts, "state"))));
	}
	if (status == STATUS_OK) {
		status = work_row(work, SQL_CARD_DIVISION, ARGS(ARG_INT("card", move->card.id)),
				  &state->present);
	}
	work->state = state;
	return status;
}

/* At once, and nothing is made anew (OBU-03): what binds the new division binds the card. */
static enum status
move_apply(struct work *work, const void *args)
{
	const struct card_move *move = args;
	const struct move_state *state = work->state;
	bool in_one = row_known(state->present, "division");
	const struct arg *said = ARGS(ARG_TEXT("card", card_label(work, state->facts)),
				      ARG_TEXT("from", row_text(state->present, "division")),
				      ARG_TEXT("to", move->division.key));
	card_about(work, state->facts);
	if (row_int(state->present, "division_id") == move->division.id) {
		work_unchanged(work);
		work_say(work, "outcome.move_same", said);
		return STATUS_OK;
	}
	enum status status =
	    work_run(work, SQL_CARD_SET_DIVISION,
		     ARGS(ARG_INT("card", move->card.id), ARG_INT("division", move->division.id)));
	if (status == STATUS_OK) {
		work_say(work, in_one ? "outcome.moved" : "outcome.moved_into", said);
	}
	return status;
}

const struct command card_to_division = {
	.name = "card.move",
	.right = "cards",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_move, move_params),
	.check = move_check,
	.apply = move_apply, /* CUS-02 */
};
