/* A statement while it is written: names quoted, values bound. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <string.h>

static const char *
bind(struct sql *sql, struct value value)
{
	if (sql->count + 1 >= sql->room) {
		size_t room = sql->room ? 2 * sql->room : 16;
		struct arg *args = arena_array(sql->arena, room, sizeof *args);
		if (sql->count)
			memcpy(args, sql->args, sql->count * sizeof *args);
		sql->args = args;
		sql->room = room;
	}
	const char *name = arena_format(sql->arena, "p%zu", sql->count);
	sql->args[sql->count++] = (struct arg){ .name = name, .value = value };
	return name;
}

/* The squared chord: whole numbers that order by distance on any engine (geo.h). */
static void
sql_distance(struct sql *sql)
{
	const struct point *from = &sql->near->centre;
	const int64_t at[] = { from->x, from->y, from->z };
	static const char *const axes[] = { "x", "y", "z" };
	builder_add(&sql->text, "(");
	for (size_t i = 0; i < 3; i++) {
		if (!sql->near_args[i])
			sql->near_args[i] = bind(sql, value_number(TYPE_INT, at[i]));
		builder_format(&sql->text, "%s(\"%s\" - :%s) * (\"%s\" - :%s)", i ? " + " : "",
			       axes[i], sql->near_args[i], axes[i], sql->near_args[i]);
	}
	builder_add(&sql->text, ")");
}

void
sql_name(struct sql *sql, const char *name)
{
	if (sql->near && !strcmp(name, sql->near->column->field)) {
		sql_distance(sql);
		return;
	}
	builder_add(&sql->text, "\"");
	for (const char *quote; (quote = strchr(name, '"')); name = quote + 1) {
		builder_add_bytes(&sql->text, name, (size_t)(quote - name) + 1);
		builder_add(&sql->text, "\"");
	}
	builder_add(&sql->text, name);
	builder_add(&sql->text, "\"");
}

void
sql_view(struct sql *sql, const char *road)
{
	sql_name(sql, sql->screen->view);
	if (road)
		builder_format(&sql->text, " /* by %s */", road);
}

void
sql_value(struct sql *sql, struct value value)
{
	builder_add(&sql->text, ":");
	builder_add(&sql->text, bind(sql, value));
}

void
sql_number(struct sql *sql, int64_t number)
{
	sql_value(sql, value_number(TYPE_INT, number));
}

/* COALESCE(x, x) is x, and no index of x: on both engines and for every type. */
void
sql_field(struct sql *sql, const char *field, bool free)
{
	if (free)
		builder_add(&sql->text, "COALESCE(");
	sql_name(sql, field);
	if (!free)
		return;
	builder_add(&sql->text, ", ");
	sql_name(sql, field);
	builder_add(&sql->text, ")");
}

bool
turn_is_day(const struct pairing *turn)
{
	size_t size = strlen(turn->field);
	return size > 3 && !strcmp(turn->field + size - 3, "_on");
}

/* A view knows no time: what has come is asked here; a day counts in to its end. */
static void
sql_turns(struct sql *sql, const struct pairing *turns, bool come)
{
	char *now = arena_alloc(sql->arena, STAMP_SIZE),
	     *today = arena_alloc(sql->arena, DATE_SIZE);
	session_now(sql->session, now);
	date_write(stamp_local_day(now), today);
	for (; turns && turns->name; turns++) {
		bool day = turn_is_day(turns);
		builder_add(&sql->text, " WHEN ");
		sql_name(sql, turns->field);
		builder_add(&sql->text, !come ? " > " : day ? " < " : " <= ");
		sql_value(sql, value_text(TYPE_TEXT, day ? today : now));
		builder_add(&sql->text, " THEN ");
		sql_value(sql, value_text(TYPE_TEXT, turns->name));
	}
}

void
sql_turned(struct sql *sql, const struct column *column)
{
	builder_add(&sql->text, "CASE");
	sql_turns(sql, column->turned, true);
	sql_turns(sql, column->until, false);
	builder_add(&sql->text, " ELSE ");
	sql_name(sql, column->field);
	builder_add(&sql->text, " END");
}

static void
among(struct sql *sql, const struct term *term)
{
	builder_add(&sql->text, " IN (");
	for (size_t i = 0; i < term->count; i++) {
		builder_add(&sql->text, i ? ", " : "");
		sql_value(sql, term->among[i]);
	}
	builder_add(&sql->text, ")");
}

static void
member(struct sql *sql, const struct term *term)
{
	builder_add(&sql->text, " IN (SELECT m.id FROM ");
	sql_name(sql, sql->screen->members);
	builder_add(&sql->text, " m WHERE m.customer_id");
	among(sql, term);
	builder_add(&sql->text, ")");
}

static void
sql_unknown_as(struct sql *sql, const struct term *term, const char *stand_in, const char *sign)
{
	builder_add(&sql->text, "COALESCE(");
	sql_name(sql, term->field);
	builder_format(&sql->text, ", %s)%s", stand_in, sign);
	sql_value(sql, term->value);
}

static void
sql_term(struct sql *sql, const struct term *term, bool free)
{
	static const char *const signs[] = {
		[IS_EQUAL] = " = ",   [IS_FROM] = " >= ",      [IS_BELOW] = " < ",
		[IS_LIKE] = " LIKE ", [IS_HOLDING] = " LIKE ",
	};
	if (term->comparison == IS_LIKE) {
		builder_add(&sql->text, "' ' || ");
		sql_name(sql, term->field);
	} else if (term->comparison == IS_HOLDING) {
		builder_add(&sql->text, "',' || ");
		sql_name(sql, term->field);
		builder_add(&sql->text, " || ','");
	} else if (term->shown) {
		sql_turned(sql, term->shown);
	} else if (term->comparison != IS_NOT_BELOW && term->comparison != IS_NOT_FROM) {
		sql_field(sql, term->field, free);
	}
	switch (term->comparison) {
	case IS_NOT_BELOW:
		sql_unknown_as(sql, term, "'9999'", " >= ");
		break;
	case IS_NOT_FROM:
		sql_unknown_as(sql, term, "''", " < ");
		break;
	case IS_KNOWN:
		/* The least text: an index of both kinds of rows is entered past those without. */
		builder_add(&sql->text, free ? " IS NOT NULL" : " >= ''");
		break;
	case IS_UNKNOWN:
		builder_add(&sql->text, " IS NULL");
		break;
	case IS_AMONG:
		among(sql, term);
		break;
	case IS_MEMBER:
		member(sql, term);
		break;
	case IS_EQUAL:
	case IS_FROM:
	case IS_BELOW:
	case IS_LIKE:
	case IS_HOLDING:
		builder_add(&sql->text, signs[term->comparison]);
		sql_value(sql, term->value);
		break;
	}
}

void
sql_condition(struct sql *sql, const struct condition *condition, bool free)
{
	const char *and = "";
	if (condition->keys && !free) {
		sql_name(sql, condition->key_id);
		builder_add(&sql->text, " IN (SELECT k.id FROM search_key k WHERE k.term >= ");
		sql_value(sql, value_text(TYPE_TEXT, condition->range.first));
		builder_add(&sql->text, " AND k.term < ");
		sql_value(sql, value_text(TYPE_TEXT, condition->range.last));
		builder_add(&sql->text, " AND k.kind = ");
		sql_value(sql, value_text(TYPE_TEXT, condition->key_kind));
		builder_add(&sql->text, ")");
		and = " AND ";
	}
	for (const struct term *term = condition->terms; term; term = term->next) {
		builder_add(&sql->text, and);
		sql_term(sql, term, free || condition->keys);
		and = " AND ";
	}
}

void
sql_any(struct sql *sql, const struct condition *any, bool free)
{
	builder_add(&sql->text, "(");
	for (const struct condition *c = any; c; c = c->next) {
		builder_add(&sql->text, c == any ? "(" : " OR (");
		sql_condition(sql, c, free);
		builder_add(&sql->text, ")");
	}
	builder_add(&sql->text, ")");
}
