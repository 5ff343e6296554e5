/* What is asked, and which index the store is to walk by. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

/* Where the keys of a condition are those of rows. */
static void
keys_of(const struct plan *plan, const struct filter *filter, struct condition *condition)
{
	condition->key_kind = filter->kind ? filter->kind : plan->screen->kind_name;
	condition->key_id = filter->kind ? filter->key_id : plan->screen->id;
	condition->keys = condition->keys && condition->key_kind != NULL;
}

static enum status
filters_add(struct arena *arena, struct plan *plan, const struct ask *ask, struct error *error)
{
	for (const struct arg *typed = ask->filters; typed && typed->name; typed++) {
		const struct filter *filter = screen_filter(plan->screen, typed->name);
		if (!filter)
			return error_set(error, STATUS_USAGE, typed->name, "error.filter_unknown",
					 ARGS(ARG_TEXT("filter", typed->name)));
		const char *text = value_raw(arena, &typed->value);
		if (!*text)
			continue;
		struct condition *condition;
		enum status status =
		    filter->op == FILTER_NEAR
			? near_read(arena, plan->session, plan->screen, filter, text, &condition,
				    error)
			: filter_read(arena, plan->session, filter, text, &condition, error);
		if (status)
			return status;
		if (condition->near)
			plan->near = condition->near;
		keys_of(plan, filter, condition);
		if (condition->terms) {
			condition->next = plan->all;
			plan->all = condition;
		}
	}
	return STATUS_OK;
}

/* What "/" was given: it may be a plate, a name, the end of a number: a reading that fails is left
 * out. */
static void
quick_add(struct arena *arena, struct plan *plan, const char *typed)
{
	bool any = false;
	for (size_t i = 0; *typed && i < plan->screen->filter_count; i++) {
		const struct filter *filter = &plan->screen->filters[i];
		struct condition *condition;
		struct error ignored = { .status = STATUS_OK };
		if (!filter->quick)
			continue;
		any = true;
		if (filter_read(arena, plan->session, filter, typed, &condition, &ignored) ||
		    !condition->terms)
			continue;
		keys_of(plan, filter, condition);
		condition->next = plan->any;
		plan->any = condition;
	}
	if (any && !plan->any)
		plan->never = true;
}

static enum status
plan_orders(struct plan *plan, const char *order, struct error *error)
{
	const char *nearest = plan->near ? plan->near->column->field : plan->screen->order;
	const char *name = order ? order : nearest;
	plan->descending = name && *name == '-';
	if (plan->descending)
		name++;
	plan->order = NULL;
	plan->order_field = plan->screen->id;
	plan->order_number = true;
	if (!name || !strcmp(name, plan->screen->id))
		return STATUS_OK;
	const struct column *column = screen_column(plan->screen, name);
	if (!column || !column->sort)
		return error_set(error, STATUS_USAGE, "sort", "error.order_unknown",
				 ARGS(ARG_TEXT("column", name)));
	if (column->near && !plan->near)
		return error_set(error, STATUS_USAGE, "sort", "error.order_near",
				 ARGS(ARG_TEXT("filter", near_filter(plan->screen)->name)));
	plan->order = column;
	plan->order_field = column->sort_field ? column->sort_field : column->field;
	plan->order_number = column->type == TYPE_INT || column->type == TYPE_MONEY ||
			     column->type == TYPE_QUANTITY || column->type == TYPE_BOOL;
	return STATUS_OK;
}

static bool
can_drive(const struct condition *condition)
{
	return condition->seek || condition->keys;
}

static bool
is_one_value(const struct condition *condition)
{
	return condition->terms->comparison == IS_EQUAL && !condition->terms->next;
}

/* An index begins with this one's value and goes on in the order wanted. */
static bool
can_lead(const struct plan *plan, const struct condition *condition)
{
	if (!plan->order || !is_one_value(condition))
		return false;
	return condition->orders || (condition->owner && plan->order->scoped);
}

/* Bounds in the order's own column: the walk begins and ends there. */
static bool
is_within_order(const struct plan *plan, const struct condition *condition)
{
	return condition->seek && !condition->keys &&
	       !strcmp(condition->terms->field, plan->order_field);
}

bool
plan_by_distance(const struct plan *plan)
{
	return plan->order && plan->order->near;
}

bool
plan_sorts(const struct plan *plan)
{
	return plan->driver || plan_by_distance(plan) || plan->drives_any || plan->screen->brief;
}

bool
plan_follows(const struct plan *plan, const struct condition *condition)
{
	if (plan_sorts(plan))
		return condition == plan->driver;
	return condition == plan->leader || is_within_order(plan, condition);
}

const char *
plan_road(const struct plan *plan)
{
	if (plan->driver)
		return plan->driver->road;
	if (plan->leader && plan->leader->road)
		return plan->leader->road;
	return plan_sorts(plan) || !plan->order ? NULL : plan->order->road;
}

int
plan_id_bits(const struct plan *plan)
{
	if (plan_sorts(plan) || !plan->order)
		return 0;
	return plan->leader ? plan->leader->id_bits : plan->order->id_bits;
}

/* That of one value before that of a range. */
const char *
plan_road_to_count(const struct plan *plan)
{
	const char *road = NULL;
	if (plan->driver)
		return plan->driver->road;
	for (const struct condition *c = plan->all; c; c = c->next)
		if (c->road && (!road || is_one_value(c)))
			road = c->road;
	return road;
}

bool
plan_is_exact(const struct plan *plan)
{
	for (const struct condition *c = plan->all; c; c = c->next)
		if (!plan_follows(plan, c))
			return false;
	return !plan->any;
}

/* The condition with the fewest rows, up to most; NULL when all have more. */
static enum status
fewest(struct arena *arena, const struct plan *plan, int64_t most,
       const struct condition **condition, int64_t *rows, struct error *error)
{
	int64_t least = most + 1, few;
	*condition = NULL;
	for (const struct condition *c = plan->all; c; c = c->next) {
		if (!can_drive(c))
			continue;
		enum status status = many_count(arena, plan, c, least - 1, &few, error);
		if (status)
			return status;
		if (few < least) {
			least = few;
			*condition = c;
		}
	}
	*rows = least;
	return STATUS_OK;
}

static enum status
any_has_few(struct arena *arena, const struct plan *plan, int64_t most, bool *few, int64_t *all,
	    struct error *error)
{
	int64_t left = most, rows;
	*few = false;
	for (const struct condition *c = plan->any; c; c = c->next) {
		if (!can_drive(c))
			return STATUS_OK;
		enum status status = many_count(arena, plan, c, left, &rows, error);
		if (status || rows > left)
			return status;
		left -= rows;
	}
	*all = most - left;
	*few = plan->any != NULL;
	return STATUS_OK;
}

static void
choose_leader(struct plan *plan)
{
	for (const struct condition *c = plan->all; c; c = c->next)
		if (can_lead(plan, c) && (!plan->leader || c->owner))
			plan->leader = c;
}

static enum status
plan_choose(struct arena *arena, struct plan *plan, struct error *error)
{
	const struct condition *least;
	if (plan->screen->brief) {
		for (const struct condition *c = plan->all; c && !plan->driver; c = c->next)
			plan->driver = c->seek ? c : NULL;
		return STATUS_OK;
	}
	if (plan_by_distance(plan)) /* rings of an index drive (query_near.c) */
		return STATUS_OK;
	choose_leader(plan);
	if (plan->never || plan_is_exact(plan))
		return STATUS_OK;
	enum status status = fewest(arena, plan, FEW, &least, &plan->rows, error);
	if (status)
		return status;
	if (!least)
		return any_has_few(arena, plan, FEW, &plan->drives_any, &plan->rows, error);
	if (can_lead(plan, least))
		plan->leader = least;
	else if (!is_within_order(plan, least))
		plan->driver = least;
	return STATUS_OK;
}

/* What is common alone may be rare together, or stand all at the far end of the order: then the
 * rows of the condition that has fewest are sorted after all. */
enum status
plan_otherwise(struct arena *arena, const struct plan *plan, struct plan *other, bool *found,
	       struct error *error)
{
	enum { MANY = 400000 };
	*other = *plan;
	*found = false;
	if (plan_sorts(plan) || plan_is_exact(plan))
		return STATUS_OK;
	enum status status = fewest(arena, plan, MANY, &other->driver, &other->rows, error);
	if (!status && !other->driver)
		status = any_has_few(arena, plan, MANY, &other->drives_any, &other->rows, error);
	*found = !status && plan_sorts(other);
	return status;
}

/* Of two conditions, whether an index begins with the one's value and goes on with the other's
 * column. */
static bool
stand_together(const struct plan *plan, const struct condition *first,
	       const struct condition *second)
{
	if (!first->orders || !is_one_value(first) || !second->seek || second->keys)
		return false;
	for (size_t i = 0; i < plan->screen->column_count; i++) {
		const struct column *column = &plan->screen->columns[i];
		const char *field = column->sort_field ? column->sort_field : column->field;
		if (column->sort && !strcmp(field, second->terms->field))
			return true;
	}
	return false;
}

bool
plan_is_an_index(const struct plan *plan)
{
	const struct condition *c = plan->all;
	if (plan->any || (c && c->next && c->next->next))
		return false;
	if (c && c->next)
		return stand_together(plan, c, c->next) || stand_together(plan, c->next, c);
	return !c || c->seek;
}

enum status
plan_to_count(struct arena *arena, const struct plan *plan, struct plan *other, bool *found,
	      struct error *error)
{
	enum { SOME = 40000 };
	*other = *plan;
	*found = plan_sorts(plan) || plan_is_an_index(plan);
	if (*found || plan->any)
		return STATUS_OK;
	enum status status = fewest(arena, plan, SOME, &other->driver, &other->rows, error);
	*found = !status && other->driver;
	return status;
}

static enum status
plan_begin(struct arena *arena, const struct session *session, const struct ask *ask,
	   struct plan *plan, struct error *error)
{
	*plan = (struct plan){ .session = session, .screen = ask->screen };
	enum status status = scope_make(arena, plan, ask, error);
	if (!status)
		status = filters_add(arena, plan, ask, error);
	if (!status)
		status = plan_orders(plan, ask->order, error);
	if (!status && ask->quick)
		quick_add(arena, plan, text_trim(arena, ask->quick));
	return status;
}

enum status
plan_make(struct arena *arena, const struct session *session, const struct ask *ask,
	  struct plan *plan, struct error *error)
{
	enum status status = plan_begin(arena, session, ask, plan, error);
	return status ? status : plan_choose(arena, plan, error);
}

enum status
plan_make_counted(struct arena *arena, const struct session *session, const struct ask *ask,
		  struct plan *plan, struct error *error)
{
	enum status status = plan_begin(arena, session, ask, plan, error);
	if (status || (plan_is_an_index(plan) && !plan->screen->brief))
		return status;
	return plan_choose(arena, plan, error);
}
