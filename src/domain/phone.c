/* The phone of a card: set it, move it to another plate (CARD-15, CARD-16). */
#include "domain.h"

#include <guichet/identifier.h>
#include <string.h>

/* CARD-12: a card that is over takes no change, unless its next rank is on the way. */
static enum status
changeable(struct work *work, const char *param, const struct row *facts)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	const char *state = row_text(facts, "state");
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
		if (strcmp(state, over[i]) == 0 && !row_known(facts, "next_rank")) {
			return work_refuse(work, param, "refusal.phone_card_over",
					   ARGS(ARG_TEXT("card", card_label(work, facts)),
						ARG_CHOICE("state", "state", state)));
		}
	}
	return STATUS_OK;
}

/* Writes the phone and its search keys; phone NULL takes it away. */
static enum status
put_phone(struct work *work, const struct row *facts, const char *phone)
{
	int64_t card = row_int(facts, "id");
	enum status status = work_run(work, SQL_CARD_SET_PHONE,
				      ARGS(ARG_INT("card", card), ARG_TEXT("phone", phone)));
	if (status == STATUS_OK) {
		const char *before = row_text_or_null(facts, "phone");
		status = work_index(work, "card", card, search_phone_terms(work->arena, before),
				    search_phone_terms(work->arena, phone));
	}
	return status;
}

/* A phone may serve several cards: said, never refused (CARD-16). */
enum status
phone_warn_shared(struct work *work, const char *phone, int64_t card, int64_t other)
{
	const struct row *row = NULL;
	enum status status = work_row(
	    work, SQL_CARD_WITH_PHONE,
	    ARGS(ARG_TEXT("phone", phone), ARG_INT("card", card), ARG_INT("other", other)), &row);
	if (status == STATUS_OK && row_int(row, "cards") > 0) {
		work_warn(work, "outcome.phone_shared",
			  ARGS(ARG_INT("count", row_int(row, "cards"))));
	}
	return status;
}

/* ---- card.set-phone ---- */

struct card_set_phone {
	struct record card;
	struct amount version;
	const char *country;
	const char *phone;
};

static const struct param set_params[] = {
	{ PARAM_ID(card_set_phone, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_set_phone, version) },
	{ PARAM_CHOICE(card_set_phone, country), .choices = country_choices },
	{ PARAM_PHONE(card_set_phone, phone), .flags = PARAM_MANDATORY, .most = 30 },
	{ .name = NULL },
};

struct set_state {
	const struct row *facts;
	const char *phone; /* E.164 */
	bool mobile;
};

/* CARD-15: read by the country's plan, the customer's unless another is given. */
static enum status
set_check(struct work *work, const void *args)
{
	const struct card_set_phone *set = args;
	struct set_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = card_facts(work, set->card.id, &state->facts);
	if (status == STATUS_OK) {
		status = changeable(work, "card", state->facts);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const char *country =
	    set->country != NULL ? set->country : row_text(state->facts, "customer_country");
	const char *key = NULL;
	state->phone = phone_parse(work->arena, country, set->phone, &state->mobile, &key);
	if (state->phone == NULL) {
		return work_refuse(work, "phone", key,
				   ARGS(ARG_CHOICE("country", "country", country)));
	}
	work->state = state;
	return STATUS_OK;
}

static enum status
set_apply(struct work *work, const void *args)
{
	(void)args;
	const struct set_state *state = work->state;
	const struct row *facts = state->facts;
	card_about(work, facts);
	const char *shown = phone_show(work->arena, state->phone);
	const struct arg *said =
	    ARGS(ARG_TEXT("phone", shown), ARG_TEXT("card", card_label(work, facts)));
	if (strcmp(row_text(facts, "phone"), state->phone) == 0) {
		work_unchanged(work);
		work_say(work, "outcome.phone_same", said);
		return STATUS_OK;
	}
	enum status status = put_phone(work, facts, state->phone);
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "outcome.phone_set", said);
	if (!state->mobile) {
		work_warn(work, "outcome.phone_not_mobile", said);
	}
	if (row_known(facts, "aircode_until") &&
	    strcmp(row_text(facts, "aircode_until"), work->now) > 0) {
		work_warn(work, "outcome.phone_aircode_went_before", said);
	}
	return phone_warn_shared(work, state->phone, row_int(facts, "id"), row_int(facts, "id"));
}

const struct command card_set_phone = {
	.name = "card.set-phone",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_NONE,
	PARAMS(card_set_phone, set_params),
	.check = set_check, /* CARD-12, CARD-15 */
	.apply = set_apply,
};

/* ---- card.move-phone ---- */

struct card_move_phone {
	struct record card;
	struct amount version;
	struct record to; /* by its plate */
	enum answer copy;
};

static const struct param move_params[] = {
	{ PARAM_ID(card_move_phone, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(card_move_phone, version) },
	{ PARAM_ID(card_move_phone, to), .record = &own_card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_BOOL(card_move_phone, copy), .standard = "no" },
	{ .name = NULL },
};

struct move_state {
	const struct row *from, *to;
};

static enum status
move_check(struct work *work, const void *args)
{
	const struct card_move_phone *move = args;
	struct move_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status = card_facts(work, move->card.id, &state->from);
	if (status != STATUS_OK) {
		return status;
	}
	if (!row_known(state->from, "phone")) {
		return work_refuse(work, "card", "refusal.move_no_phone",
				   ARGS(ARG_TEXT("card", card_label(work, state->from))));
	}
	if (move->to.id == move->card.id) {
		return work_refuse(work, "to", "refusal.move_same", NULL);
	}
	work->state = state;
	return card_facts(work, move->to.id, &state->to);
}

static enum status
move_apply(struct work *work, const void *args)
{
	const struct card_move_phone *move = args;
	const struct move_state *state = work->state;
	const char *phone = row_text(state->from, "phone");
	bool copy = move->copy == ANSWER_YES;
	card_about(work, state->from);
	work_touches(work, "card", row_int(state->to, "id"));
	enum status status = STATUS_OK;
	if (strcmp(row_text(state->to, "phone"), phone) != 0) {
		status = put_phone(work, state->to, phone);
	}
	if (status == STATUS_OK && !copy) {
		status = put_phone(work, state->from, NULL);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg *said = ARGS(ARG_TEXT("phone", phone_show(work->arena, phone)),
				      ARG_TEXT("from", card_label(work, state->from)),
				      ARG_TEXT("to", card_label(work, state->to)));
	work_say(work, copy ? "outcome.phone_copied" : "outcome.phone_moved", said);
	if (row_known(state->to, "phone") && strcmp(row_text(state->to, "phone"), phone) != 0) {
		const char *old = phone_show(work->arena, row_text(state->to, "phone"));
		work_say(work, "outcome.phone_replaces", ARGS(ARG_TEXT("phone", old)));
	}
	if (copy) {
		work_warn(work, "outcome.phone_on_both", said);
	}
	return phone_warn_shared(work, phone, row_int(state->from, "id"), row_int(state->to, "id"));
}

const struct command card_move_phone = {
	.name = "card.move-phone",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_move_phone, move_params),
	.check = move_check,
	.apply = move_apply, /* CARD-16 */
};
