/* "Réédition du code": the same code again, by post to the registered address (PIN-03). */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/store.h>
#include <string.h>

enum { LINES_MOST = 12, HOUR = 3600 };

struct card_reissue_pin {
	struct list cards;
};

static const struct param params[] = {
	{ PARAM_LIST(card_reissue_pin, cards), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* A card that was named: the code of which rank goes where, or why it does not. */
struct asked {
	struct record card;
	const char *label;
	const struct row *code; /* statement pin.of_rank */
	const char *address;
	const char *refusal; /* NULL: it goes */
};
struct reissue {
	struct asked *asked;
	size_t count, good;
};

static bool
is_among(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(*words, text) == 0) {
			return true;
		}
	}
	return false;
}

/* The code of the issue in hand; of the one being made when that in hand is over (a duplicate). */
static int64_t
rank_in_use(const struct row *facts)
{
	static const char *const over[] = { "blocked", "expired", NULL };
	bool next = is_among(row_text(facts, "state"), over) && row_known(facts, "next_rank");
	return row_int(facts, next ? "next_id" : "rank_id");
}

/* NULL: at once. */
static const char *
not_before(struct work *work, const struct row *code)
{
	int64_t hours = config_int(work->session->config, "pin.reissue_hours");
	return row_known(code, "card_sent_at")
		   ? stamp_add(work->arena, row_text(code, "card_sent_at"), hours * HOUR)
		   : NULL;
}

static const char *
refusal_of(struct work *work, const struct asked *asked)
{
	static const char *const out[] = { "in_production", "active", "suspended", "cancelled",
					   NULL };
	const char *kind = row_text(asked->code, "code_kind");
	const char *state = row_text(asked->code, "state");
	const char *from = not_before(work, asked->code);
	if (strcmp(kind, "none") == 0) {
		return "refusal.reissue_no_code";
	}
	if (strcmp(kind, "driver") == 0) {
		return "refusal.reissue_driver_code";
	}
	if (strcmp(state, "new") == 0) {
		return "refusal.reissue_new";
	}
	if (!is_among(state, out)) {
		return "refusal.reissue_state";
	}
	if (!row_known(asked->code, "pin_sealed")) {
		return "refusal.reissue_not_here";
	}
	if (from != NULL && strcmp(from, work->now) > 0) {
		return "refusal.reissue_too_soon";
	}
	return asked->address == NULL ? "refusal.reissue_no_address" : NULL;
}

static enum status
look_at(struct work *work, struct asked *asked)
{
	const struct row *facts = NULL;
	enum status status = card_facts(work, asked->card.id, &facts);
	if (status == STATUS_OK) {
		status = work_row(work, SQL_PIN_OF_RANK, ARGS(ARG_INT("rank", rank_in_use(facts))),
				  &asked->code);
	}
	if (status == STATUS_OK) {
		status = customer_address(work, asked->card.customer, "codes", &asked->address);
	}
	if (status == STATUS_OK) {
		asked->label = card_label(work, facts);
		asked->refusal = refusal_of(work, asked);
	}
	return status;
}

static bool
named_before(const struct reissue *reissue, int64_t card)
{
	for (size_t i = 0; i < reissue->count; i++) {
		if (reissue->asked[i].card.id == card) {
			return true;
		}
	}
	return false;
}

/* A refusal of one card, or a line about it when others go. */
static enum status
tell_refused(struct work *work, const struct asked *asked, bool refuse)
{
	const struct arg *about =
	    ARGS(ARG_TEXT("card", asked->label),
		 ARG_CHOICE("state", "state", row_text(asked->code, "state")),
		 ARG_TEXT("customer", row_text(asked->code, "customer_name")),
		 ARG_STAMP("at", row_text_or_null(asked->code, "card_sent_at")),
		 ARG_STAMP("from", not_before(work, asked->code)));
	if (refuse) {
		return work_refuse(work, "cards", asked->refusal, about);
	}
	work_warn(work, asked->refusal, about);
	return STATUS_OK;
}

/* Those that may not have it are named; when none may, the first one's reason refuses all. */
static enum status
check(struct work *work, const void *args)
{
	const struct list *cards = &((const struct card_reissue_pin *)args)->cards;
	struct reissue *reissue = arena_alloc(work->arena, sizeof *reissue);
	reissue->asked = arena_array(work->arena, cards->count + 1, sizeof *reissue->asked);
	for (size_t i = 0; i < cards->count; i++) {
		struct asked *asked = &reissue->asked[reissue->count];
		enum status status =
		    work_find(work, &card_reference, "cards", cards->items[i], &asked->card);
		if (status == STATUS_OK && named_before(reissue, asked->card.id)) {
			continue;
		}
		if (status == STATUS_OK) {
			status = look_at(work, asked);
		}
		if (status != STATUS_OK) {
			return status;
		}
		reissue->count++;
		reissue->good += asked->refusal == NULL;
	}
	work->state = reissue;
	return reissue->good > 0 ? STATUS_OK : tell_refused(work, &reissue->asked[0], true);
}

static enum status
send_again(struct work *work, const struct asked *asked, bool said)
{
	const char *address = NULL;
	work_touches(work, "card", asked->card.id);
	enum status status = pin_post(work, asked->code, &address);
	if (status == STATUS_OK && said) {
		work_say(work, "outcome.pin_reissued",
			 ARGS(ARG_TEXT("card", asked->label),
			      ARG_INT("rank", row_int(asked->code, "number")),
			      ARG_TEXT("address", address_line(work, address))));
	}
	return status;
}

/* Twelve lines are read, two hundred are not: beyond, what goes is counted. */
static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	const struct reissue *reissue = work->state;
	const struct record *first = &reissue->asked[0].card;
	bool each = reissue->good <= LINES_MOST;
	size_t named = 0;
	enum status status = STATUS_OK;
	work_about(work, "card", first->id, first->key, first->customer);
	if (!each) {
		work_say(work, "outcome.pin_reissued_many",
			 ARGS(ARG_INT("count", (int64_t)reissue->good)));
	}
	for (size_t i = 0; status == STATUS_OK && i < reissue->count; i++) {
		const struct asked *asked = &reissue->asked[i];
		if (asked->refusal == NULL) {
			status = send_again(work, asked, each);
		} else if (named++ < LINES_MOST) {
			(void)tell_refused(work, asked, false);
		}
	}
	if (named > LINES_MOST) {
		work_warn(work, "outcome.pin_refused_more",
			  ARGS(ARG_INT("count", (int64_t)(named - LINES_MOST))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.pin_same", NULL);
	}
	return status;
}

const struct command card_reissue_pin = {
	.name = "card.reissue-pin",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(card_reissue_pin, params),
	.check = check,
	.apply = apply, /* PIN-03 */
};
