/* The limits and controls a card is ordered with (CARD-03). */
#include "rules.h"

#include <string.h>

static bool
takes(const struct list *goods, const char *product)
{
	for (size_t i = 0; i < goods->count; i++) {
		if (strcmp(goods->items[i], product) == 0) {
			return true;
		}
	}
	return false;
}

/* What a limit must be besides well written: on something the card takes, and once. */
static enum status
check_limit(struct work *work, const struct card_rules *rules, const struct limit *limit,
	    const struct list *goods)
{
	const struct arg *said = limit_args(work->arena, limit);
	if (goods != NULL && goods_kind(work->arena, limit->goods) != NULL &&
	    !takes(goods, limit->goods)) {
		return work_refuse(work, "limits", "refusal.limit_not_taken", said);
	}
	for (size_t i = 0; i < rules->limit_count; i++) {
		if (limit_is_for(&rules->limits[i], limit)) {
			return work_refuse(work, "limits", "refusal.limit_given_twice", said);
		}
	}
	return STATUS_OK;
}

static enum status
read_limits(struct work *work, const struct list *limits, const struct list *goods,
	    struct card_rules *rules)
{
	enum status status = STATUS_OK;
	rules->limits = arena_array(work->arena, limits->count + 1, sizeof *rules->limits);
	for (size_t i = 0; i < limits->count && status == STATUS_OK; i++) {
		struct limit limit = { .level = LEVEL_CARD };
		struct limit_fault fault = { .param = NULL };
		if (!limit_parse(work->arena, limits->items[i], &limit, &fault)) {
			return work_refuse(work, "limits", fault.key,
					   ARGS(ARG_TEXT("part", fault.part),
						ARG_TEXT("limit", limits->items[i])));
		}
		status = check_limit(work, rules, &limit, goods);
		rules->limits[rules->limit_count++] = limit;
	}
	return status;
}

static enum status
read_control(struct work *work, const struct control_given *given, struct card_rules *rules)
{
	const char *key = NULL;
	const char *part = NULL;
	const char *value = control_parse(work->arena, given->kind, given->typed, &key, &part);
	if (value == NULL) {
		return work_refuse(work, given->param, key, ARGS(ARG_TEXT("part", part)));
	}
	if (strcmp(value, "no") != 0) { /* an odometer that is not asked is no control */
		rules->controls[rules->control_count].kind = given->kind;
		rules->controls[rules->control_count++].value = value;
	}
	return STATUS_OK;
}

enum status
card_rules_check(struct work *work, const struct list *limits, const struct list *goods,
		 const struct control_given *given, struct card_rules *rules)
{
	*rules = (struct card_rules){ .limit_count = 0 };
	enum status status = read_limits(work, limits, goods, rules);
	for (size_t i = 0; i < CONTROLS && status == STATUS_OK; i++) {
		if (given[i].typed != NULL) {
			status = read_control(work, &given[i], rules);
		}
	}
	return status;
}

enum status
card_rules_insert(struct work *work, int64_t customer, int64_t card, const struct card_rules *rules)
{
	const struct owner owner = { .level = LEVEL_CARD, .id = card, .customer = customer };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < rules->limit_count && status == STATUS_OK; i++) {
		status = limit_insert(work, &owner, &rules->limits[i]);
	}
	for (size_t i = 0; i < rules->control_count && status == STATUS_OK; i++) {
		const struct control control = { .kind = rules->controls[i].kind,
						 .value = rules->controls[i].value,
						 .breach = "block" };
		status = control_insert(work, &owner, &control);
	}
	return status;
}

void
card_rules_tell(struct work *work, const struct card_rules *rules)
{
	for (size_t i = 0; i < rules->limit_count; i++) {
		const struct limit *limit = &rules->limits[i];
		work_say(work, limit_key(limit), limit_args(work->arena, limit));
	}
	for (size_t i = 0; i < rules->control_count; i++) {
		const struct control control = { .kind = rules->controls[i].kind,
						 .value = rules->controls[i].value,
						 .breach = "block" };
		work_say(work, "limit.control", control_args(work->arena, &control));
	}
}

/* ---- those of another card ---- */

static enum status
copy_limits(struct work *work, int64_t from, int64_t to)
{
	const struct row *row = NULL;
	enum status status = work_rows(work, SQL_CARD_LIMITS, ARGS(ARG_INT("card", from)), &row);
	for (; row != NULL && status == STATUS_OK; row = row->next) {
		int64_t id = 0;
		status = work_new_id(work, "card_limit", &id);
		if (status == STATUS_OK) {
			status = work_run(work, SQL_CARD_COPY_LIMIT,
					  ARGS(ARG_INT("id", id), ARG_INT("card", to),
					       ARG_INT("limit", row_int(row, "id"))));
		}
	}
	return status;
}

static enum status
copy_controls(struct work *work, int64_t from, int64_t to)
{
	const struct row *row = NULL;
	enum status status = work_rows(work, SQL_CARD_CONTROLS, ARGS(ARG_INT("card", from)), &row);
	for (; row != NULL && status == STATUS_OK; row = row->next) {
		int64_t id = 0;
		status = work_new_id(work, "card_control", &id);
		if (status == STATUS_OK) {
			status = work_run(work, SQL_CARD_COPY_CONTROL,
					  ARGS(ARG_INT("id", id), ARG_INT("card", to),
					       ARG_INT("control", row_int(row, "id"))));
		}
	}
	return status;
}

enum status
card_rules_copy(struct work *work, int64_t from, int64_t to)
{
	enum status status = copy_limits(work, from, to);
	return status == STATUS_OK ? copy_controls(work, from, to) : status;
}
