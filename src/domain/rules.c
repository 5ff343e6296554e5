/* Whose a limit or a control is, and how it is written. */
#include "rules.h"

#include <string.h>

/* CARD-12: a card that is over takes no change. */
static enum status
card_owner(struct work *work, const struct rule *rule, struct owner *owner)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	enum status status = card_facts(work, rule->card.id, &owner->card);
	if (status != STATUS_OK) {
		return status;
	}
	const char *state = row_text(owner->card, "state");
	for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
		if (strcmp(state, over[i]) == 0 && !row_known(owner->card, "next_rank")) {
			return work_refuse(work, "card", "refusal.rule_card_over",
					   ARGS(ARG_TEXT("card", card_label(work, owner->card)),
						ARG_CHOICE("state", "state", state)));
		}
	}
	owner->level = LEVEL_CARD;
	owner->id = rule->card.id;
	owner->customer = rule->card.customer;
	owner->label = card_label(work, owner->card);
	owner->cards = 1;
	return STATUS_OK;
}

enum status
rules_owner(struct work *work, const struct rule *rule, struct owner *owner)
{
	static const enum statement counts[LEVELS] = {
		[LEVEL_PROFILE] = SQL_RULE_CARDS_OF_PROFILE,
		[LEVEL_DIVISION] = SQL_RULE_CARDS_OF_DIVISION,
		[LEVEL_CUSTOMER] = SQL_RULE_CARDS_OF_CUSTOMER,
	};
	*owner = (struct owner){ .level = LEVEL_CUSTOMER };
	if (rule->card.id != 0) {
		return card_owner(work, rule, owner);
	}
	const struct record *record = &rule->customer;
	if (rule->profile.id != 0) {
		owner->level = LEVEL_PROFILE;
		record = &rule->profile;
	} else if (rule->division.id != 0) {
		owner->level = LEVEL_DIVISION;
		record = &rule->division;
	}
	owner->id = record->id;
	owner->customer = rule->customer.id;
	owner->label = record->key;
	const struct row *row = NULL;
	enum status status =
	    work_row(work, counts[owner->level], ARGS(ARG_INT("owner", owner->id)), &row);
	owner->cards = status == STATUS_OK ? row_int(row, "cards") : 0;
	return status;
}

enum status
rules_about(struct work *work, const struct owner *owner)
{
	work_about(work, level_code(owner->level), owner->id,
		   owner->card != NULL ? row_text(owner->card, "number") : owner->label,
		   owner->customer);
	if (owner->level == LEVEL_CARD) {
		return work_run(work, SQL_RULE_CARD_CHANGED, ARGS(ARG_INT("card", owner->id)));
	}
	if (owner->level != LEVEL_CUSTOMER) {
		work_touches(work, "customer", owner->customer);
	}
	return STATUS_OK;
}

void
rules_tell(struct work *work, const struct owner *owner)
{
	static const char *const said[LEVELS] = { "outcome.rule_card", "outcome.rule_profile",
						  "outcome.rule_division",
						  "outcome.rule_customer" };
	work_say(work, said[owner->level],
		 ARGS(ARG_TEXT("label", owner->label), ARG_INT("count", owner->cards)));
}

/* ---- rows ---- */

struct limit
limit_of_row(const struct row *row)
{
	const char *goods = row_known(row, "product") ? row_text(row, "product")
			    : row_known(row, "goods") ? row_text(row, "goods")
						      : "all";
	return (struct limit){
		.goods = goods,
		.measure = row_text(row, "measure"),
		.period = row_text(row, "period"),
		.days = row_int(row, "days"),
		.value = row_int(row, "value"),
		.breach = row_text(row, "breach"),
		.warn = row_int(row, "warn"),
		.level = level_of_code(row_text(row, "level")),
	};
}

bool
limit_is_for(const struct limit *a, const struct limit *b)
{
	return strcmp(a->goods, b->goods) == 0 && strcmp(a->measure, b->measure) == 0 &&
	       strcmp(a->period, b->period) == 0 && a->days == b->days;
}

static int64_t
owner_at(const struct owner *owner, enum level level)
{
	return owner->level == level ? owner->id : 0;
}

enum status
limit_insert(struct work *work, const struct owner *owner, const struct limit *limit)
{
	int64_t id = 0;
	bool all = strcmp(limit->goods, "all") == 0;
	bool product = !all && goods_kind(work->arena, limit->goods) != NULL;
	enum status status = work_new_id(work, "card_limit", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_RULE_INSERT_LIMIT,
			ARGS(ARG_INT("id", id), ARG_INT("customer", owner->customer),
			     id_or_null("division", owner_at(owner, LEVEL_DIVISION)),
			     id_or_null("card", owner_at(owner, LEVEL_CARD)),
			     id_or_null("profile", owner_at(owner, LEVEL_PROFILE)),
			     ARG_TEXT("level", level_code(owner->level)),
			     ARG_TEXT("product", product ? limit->goods : NULL),
			     ARG_TEXT("goods", all || product ? NULL : limit->goods),
			     ARG_TEXT("measure", limit->measure), ARG_TEXT("period", limit->period),
			     id_or_null("days", limit->days), ARG_INT("value", limit->value),
			     ARG_TEXT("breach", limit->breach), id_or_null("warn", limit->warn)));
}

enum status
control_insert(struct work *work, const struct owner *owner, const struct control *control)
{
	int64_t id = 0;
	enum status status = work_new_id(work, "card_control", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(
	    work, SQL_RULE_INSERT_CONTROL,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", owner->customer),
		 id_or_null("division", owner_at(owner, LEVEL_DIVISION)),
		 id_or_null("card", owner_at(owner, LEVEL_CARD)),
		 id_or_null("profile", owner_at(owner, LEVEL_PROFILE)),
		 ARG_TEXT("level", level_code(owner->level)), ARG_TEXT("kind", control->kind),
		 ARG_TEXT("value", control->value), ARG_TEXT("breach", control->breach),
		 id_or_null("mask", control_mask(work->arena, control->kind, control->value))));
}
