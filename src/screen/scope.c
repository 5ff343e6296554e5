/* Who may ask, and whose rows he is told: the one place where a read is given its customers. */
#include "private.h"

#include <guichet/access.h>
#include <guichet/arena.h>
#include <string.h>

bool
face_open_to(const struct session *session, const struct screen_face *face)
{
	if (!session_may(session, face->right))
		return false;
	if (face->own)
		return session->account != 0;
	return !face->house || session->staff || session->system;
}

bool
screen_open_to(const struct session *session, const struct screen *screen)
{
	const struct screen_face face = screen_face(screen);
	return face_open_to(session, &face);
}

bool
column_open_to(const struct session *session, const struct column *column)
{
	if (session->system)
		return true;
	return (!column->staff || session->staff) && (!column->beyond || session->all_customers);
}

enum access
screen_access(const struct session *session, const struct screen *screen)
{
	if (!screen_open_to(session, screen))
		return ACCESS_NO;
	if (screen->own)
		return ACCESS_SELF;
	return session->all_customers || !screen->scope ? ACCESS_YES : ACCESS_OWN;
}

static enum status
refuse_screen(const struct session *session, const struct screen *screen, struct error *error)
{
	const struct arg *args = ARGS(ARG_TEXT("screen", screen->name));
	if (!screen->view)
		return error_set(error, STATUS_USAGE, NULL, "error.screen_no_rows", args);
	if (screen->own && !session->account)
		return error_set(error, STATUS_DENIED, NULL, "error.screen_account", args);
	if (!screen_open_to(session, screen))
		return error_set(error, STATUS_DENIED, NULL, "error.screen_denied", args);
	return STATUS_OK;
}

/* As much the scope as a customer is: an index of it and of what is scoped stands behind it. */
static struct condition *
account_condition(struct arena *arena, const struct session *session)
{
	struct condition *scope = arena_alloc(arena, sizeof *scope);
	struct term *term = arena_alloc(arena, sizeof *term);
	*term = (struct term){ .field = OWN_FIELD,
			       .comparison = IS_EQUAL,
			       .value = value_number(TYPE_INT, session->account) };
	*scope = (struct condition){ .terms = term, .seek = true, .owner = true };
	return scope;
}

static struct condition *
scope_condition(struct arena *arena, const struct session *session, const struct screen *screen)
{
	struct condition *scope = arena_alloc(arena, sizeof *scope);
	struct term *term = arena_alloc(arena, sizeof *term);
	struct value *customers =
	    arena_array(arena, session->customer_count + 1, sizeof *customers);
	for (size_t i = 0; i < session->customer_count; i++)
		customers[i] = value_number(TYPE_INT, session->customers[i]);
	*term = (struct term){ .field = screen->scope,
			       .comparison = session->customer_count > 1 ? IS_AMONG : IS_EQUAL,
			       .value = customers[0],
			       .among = customers,
			       .count = session->customer_count };
	if (screen->members) {
		term->field = screen->id;
		term->comparison = IS_MEMBER;
	}
	*scope = (struct condition){ .terms = term,
				     .seek = true,
				     .road = screen->scope_road,
				     .id_bits = screen->scope_id_bits,
				     .owner = session->customer_count == 1 && !screen->members };
	return scope;
}

static void
scope_add(struct arena *arena, struct plan *plan)
{
	const struct session *session = plan->session;
	if (plan->screen->own)
		plan->all = account_condition(arena, session);
	if (!plan->screen->scope || session->all_customers || session->system)
		return;
	if (!session->customer_count)
		plan->never = true;
	else
		plan->all = scope_condition(arena, session, plan->screen);
}

static const char *
typed_for(struct arena *arena, const struct ask *ask, const char *name)
{
	for (const struct arg *typed = ask->filters; typed && typed->name; typed++)
		if (!strcmp(typed->name, name))
			return value_raw(arena, &typed->value);
	return "";
}

static const char *
right_for(const struct filter *filter, const char *value)
{
	for (const struct pairing *pair = filter->rights; pair && pair->name; pair++)
		if (!strcmp(pair->name, value))
			return pair->field;
	return NULL;
}

/* The history of one record is open to whoever may open the record; all of it is the journal. */
static bool
is_needed(const struct session *session, const struct filter *filter)
{
	if (!filter->needed)
		return false;
	return !strcmp(filter->needed, FROM_EVERYBODY) ||
	       (!session->system && !session_may(session, filter->needed));
}

static enum status
filters_needed(struct arena *arena, const struct plan *plan, const struct ask *ask,
	       struct error *error)
{
	const struct session *session = plan->session;
	for (size_t i = 0; i < plan->screen->filter_count; i++) {
		const struct filter *filter = &plan->screen->filters[i];
		if (!is_needed(session, filter))
			continue;
		const char *typed = typed_for(arena, ask, filter->name);
		if (!*typed)
			return error_set(error, STATUS_USAGE, filter->name, "error.filter_needed",
					 ARGS(ARG_TEXT("filter", filter->name)));
		const char *right = right_for(filter, typed);
		if (filter->rights && (!right || !session_may(session, right)))
			return error_set(error, STATUS_DENIED, filter->name, "error.screen_denied",
					 ARGS(ARG_TEXT("screen", plan->screen->name)));
	}
	return STATUS_OK;
}

enum status
scope_make(struct arena *arena, struct plan *plan, const struct ask *ask, struct error *error)
{
	enum status status = refuse_screen(plan->session, plan->screen, error);
	if (status)
		return status;
	scope_add(arena, plan);
	return filters_needed(arena, plan, ask, error);
}
