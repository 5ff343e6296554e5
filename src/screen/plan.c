/* Who may ask, what is asked, and which index the store is to walk by. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/store.h>
#include <string.h>

static enum status
screen_open_to(const struct session *session, const struct screen *screen, struct error *error)
{
	const struct arg *args = ARGS(ARG_TEXT("screen", screen->name));
	if (!screen->view)
		return error_set(error, STATUS_USAGE, NULL, "error.screen_no_rows", args);
	bool house = session->staff || session->system;
	if (!session_may(session, screen->right) || (!screen->scope && !house))
		return error_set(error, STATUS_DENIED, NULL, "error.screen_denied", args);
	return STATUS_OK;
}

static struct condition *
scope_condition(struct arena *arena, const struct session *session, const char *field)
{
	struct condition *scope = arena_alloc(arena, sizeof *scope);
	struct term *term = arena_alloc(arena, sizeof *term);
	struct value *customers =
	    arena_array(arena, session->customer_count + 1, sizeof *customers);
	for (size_t i = 0; i < session->customer_count; i++)
		customers[i] = value_number(TYPE_INT, session->customers[i]);
	*term = (struct term){ .field = field,
			       .comparison = session->customer_count > 1 ? IS_AMONG : IS_EQUAL,
			       .value = customers[0],
			       .among = customers,
			       .count = session->customer_count };
	*scope = (struct condition){
		.terms = term, .seek = true, .owner = session->customer_count == 1, .few = -1
	};
	return scope;
}

static void
scope_add(struct arena *arena, struct plan *plan)
{
	const struct session *session = plan->session;
	if (!plan->screen->scope || session->all_customers || session->system)
		return;
	if (!session->customer_count)
		plan->never = true;
	else
		plan->all = scope_condition(arena, session, plan->screen->scope);
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
		    filter_read(arena, plan->session, filter, text, &condition, error);
		if (status)
			return status;
		if (!plan->screen->kind_name)
			condition->keys = false;
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
		if (!plan->screen->kind_name)
			condition->keys = false;
		condition->next = plan->any;
		plan->any = condition;
	}
	if (any && !plan->any)
		plan->never = true;
}

enum status
plan_orders(struct plan *plan, const char *order, struct error *error)
{
	const char *name = order ? order : plan->screen->order;
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
	plan->order = column;
	plan->order_field = column->sort_field ? column->sort_field : column->field;
	plan->order_number = column->type == TYPE_INT || column->type == TYPE_MONEY ||
			     column->type == TYPE_QUANTITY || column->type == TYPE_BOOL;
	return STATUS_OK;
}

/* The rows a condition alone keeps, counted up to FEW. */
static enum status
count_few(struct arena *arena, const struct plan *plan, struct condition *condition,
	  struct error *error)
{
	struct sql sql = { .arena = arena, .screen = plan->screen, .text = { .arena = arena } };
	builder_add(&sql.text, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM ");
	if (condition->keys) {
		builder_add(&sql.text, "search_key WHERE term >= ");
		sql_value(&sql, value_text(TYPE_TEXT, condition->range.first));
		builder_add(&sql.text, " AND term < ");
		sql_value(&sql, value_text(TYPE_TEXT, condition->range.last));
	} else {
		sql_name(&sql, plan->screen->view);
		builder_add(&sql.text, " WHERE ");
		sql_condition(&sql, condition, false);
	}
	builder_add(&sql.text, " LIMIT ");
	sql_value(&sql, value_number(TYPE_INT, FEW + 1));
	builder_add(&sql.text, ") AS few");
	struct cursor *cursor;
	enum status status = store_select_sql(plan->session->store, builder_text(&sql.text),
					      sql.args, &cursor, error);
	if (status)
		return status;
	condition->few = cursor_next(cursor) ? cursor_int(cursor, 0) : FEW + 1;
	return cursor_close(&cursor, error);
}

static bool
can_drive(const struct condition *condition)
{
	return condition->seek || condition->keys;
}

/* Its index is in the order wanted besides: nothing is sorted whatever the number. */
static bool
is_ordered(const struct plan *plan, const struct condition *condition)
{
	if (condition->owner && plan->order && plan->order->scoped)
		return true;
	return condition->seek && !strcmp(condition->terms->field, plan->order_field) &&
	       !condition->keys;
}

static enum status
driver_among(struct arena *arena, struct plan *plan, struct error *error)
{
	for (struct condition *c = plan->all; c; c = c->next) {
		if (!can_drive(c))
			continue;
		enum status status = count_few(arena, plan, c, error);
		if (status)
			return status;
		if (c->few <= FEW && (!plan->driver || c->few < plan->driver->few))
			plan->driver = c;
	}
	return STATUS_OK;
}

static enum status
driver_any(struct arena *arena, struct plan *plan, struct error *error)
{
	int64_t rows = 0;
	for (struct condition *c = plan->any; c; c = c->next) {
		if (!can_drive(c))
			return STATUS_OK;
		enum status status = count_few(arena, plan, c, error);
		if (status)
			return status;
		rows += c->few;
	}
	plan->drives_any = plan->any && rows <= FEW;
	return STATUS_OK;
}

/* One condition alone whose index is in order needs no count. */
static bool
needs_no_choice(const struct plan *plan)
{
	return !plan->any && (!plan->all || (!plan->all->next && is_ordered(plan, plan->all)));
}

static enum status
plan_choose(struct arena *arena, struct plan *plan, struct error *error)
{
	if (needs_no_choice(plan) || plan->never)
		return STATUS_OK;
	enum status status = driver_among(arena, plan, error);
	if (!status && !plan->driver)
		status = driver_any(arena, plan, error);
	plan->sorts = plan->drives_any || (plan->driver && !is_ordered(plan, plan->driver));
	return status;
}

/* Whether the index behind a condition is to be followed. */
bool
plan_follows(const struct plan *plan, const struct condition *condition)
{
	if (plan->driver)
		return condition == plan->driver;
	return !plan->drives_any && is_ordered(plan, condition);
}

enum status
plan_make(struct arena *arena, const struct session *session, const struct ask *ask,
	  struct plan *plan, struct error *error)
{
	*plan = (struct plan){ .session = session, .screen = ask->screen };
	enum status status = screen_open_to(session, ask->screen, error);
	if (status)
		return status;
	scope_add(arena, plan);
	status = filters_add(arena, plan, ask, error);
	if (!status)
		status = plan_orders(plan, ask->order, error);
	if (!status && ask->quick)
		quick_add(arena, plan, text_trim(arena, ask->quick));
	if (!status)
		status = plan_choose(arena, plan, error);
	return status;
}
