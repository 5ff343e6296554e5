/* How the store would walk: every named statement, and every screen in every order and with every
 * filter, for who sees all customers, one, or some.  Prints a line for each table read from end to
 * end and each sort of a whole walk.
 * Of a named statement also the walks of all cards of a customer, of a state and the like: they may
 * be tens of thousands, and whoever saves holds the gate meanwhile.
 * With WHOLE set, every filter in every order, not only by id and in the screen's own.
 * With PLANS_SQL set, the SQL itself of all that screens may ask. */
#include "screen/private.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store *store;
static struct arena *arena;
static bool whole, sql_alone;

_Noreturn static void
stop(const char *what, const struct error *error)
{
	fprintf(stderr, "plans: %s: %s\n", what, error_text(arena, lang_get("en"), error));
	exit(2);
}

/* "SCAN part_0": rows of a subquery, not of a table. */
static bool
is_subquery(const char *name)
{
	return !strncmp(name, "part_", 5) || !strncmp(name, "(subquery", 9) ||
	       !strncmp(name, "v_", 2) || !strncmp(name, "CONSTANT", 8);
}

static bool
is_slow(const char *detail, bool ordered, bool sorts)
{
	if (strstr(detail, "TEMP B-TREE FOR ORDER BY"))
		return !sorts;
	if (strncmp(detail, "SCAN ", 5) || is_subquery(detail + 5))
		return false;
	return !ordered ||
	       (!strstr(detail, " USING INDEX ") && !strstr(detail, " USING COVERING INDEX "));
}

/* "SEARCH card USING INDEX card_by_state_use (state=?)": by what many cards have alike, and nothing
 * else. */
static bool
is_of_many(const char *detail)
{
	static const char *const common[] = { "customer_id", "state", "product", "renewal" };
	const char *index = strstr(detail, " INDEX card_");
	const char *by = index ? strchr(index, '(') : NULL;

	for (size_t i = 0; by && i < sizeof common / sizeof common[0]; i++)
		if (!strcmp(by, arena_format(arena, "(%s=?)", common[i])))
			return true;
	return false;
}

/* Every :name of the statement, bound to something. */
static const struct arg *
parameters(const char *sql)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	struct arg *args = arena_array(arena, 1 + strlen(sql) / 2, sizeof *args);
	size_t count = 0;
	bool quoted = false;
	for (const char *at = sql; *at; at++) {
		size_t size = *at == ':' && !quoted ? strspn(at + 1, letters) : 0;
		if (*at == '\'')
			quoted = !quoted;
		if (size)
			args[count++] =
			    (struct arg)ARG_INT(arena_copy_bytes(arena, at + 1, size), 1);
	}
	return args;
}

/* What is meant: a walk in the order of an index; a few rows sorted; all that a list shows. */
struct meant {
	bool ordered, sorts, many;
};

static void
explain(const char *what, const char *sql, struct meant meant)
{
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	if (sql_alone) {
		printf("%s\n", sql);
		return;
	}
	if (store_select_sql(store, arena_format(arena, "EXPLAIN QUERY PLAN %s", sql),
			     parameters(sql), &cursor, &error))
		stop(arena_format(arena, "%s: %s", what, sql), &error);
	while (cursor_next(cursor)) {
		const char *detail = cursor_text(cursor, 3);
		if (is_slow(detail, meant.ordered, meant.sorts) ||
		    (!meant.many && is_of_many(detail)))
			printf("%s: %s\n", what, detail);
	}
	cursor_close(&cursor, NULL);
}

static const char *
sample(const struct filter *filter)
{
	const char *const *codes;
	switch (filter->op) {
	case FILTER_RANGE:
		return filter->type == TYPE_INT || filter->type == TYPE_MONEY ? "1..5" : "2026";
	case FILTER_FROM:
	case FILTER_UNTIL:
		return "2026";
	case FILTER_BOOL:
	case FILTER_KNOWN:
	case FILTER_PAST:
	case FILTER_FUTURE:
		return "yes";
	case FILTER_TAIL:
		return "1234";
	case FILTER_NEAR:
		return "45.76,4.83";
	case FILTER_EQUAL:
	case FILTER_PREFIX:
	case FILTER_AMONG:
	case FILTER_MEMBER:
	case FILTER_WORDS:
		break;
	}
	codes = filter->type == TYPE_CHOICE ? lang_codes_of(arena, filter->vocabulary) : NULL;
	return codes                        ? codes[0]
	       : filter->type == TYPE_INT   ? "1"
	       : filter->type == TYPE_MONTH ? "2026-11"
					    : "1AB";
}

struct way {
	const struct session *session;
	const char *who;
	const struct screen *screen;
	const char *order, *filter, *typed;
};

static void
explain_plan(const struct plan *plan, const char *what)
{
	const char *const fields[] = { plan->screen->id, NULL };
	struct reading reading = { .fields = fields, .places = true };
	struct place known = { .value = plan->order_number ? value_number(TYPE_INT, 1)
							   : value_text(TYPE_TEXT, "1"),
			       .id = 1 };
	const bool sorts = plan_sorts(plan);
	/* In the order of the ids the table itself is the index. */
	const struct meant meant = { .ordered = !sorts, .sorts = sorts, .many = true };
	if (sql_alone && !whole &&
	    plan->all) { /* a place and a way back are the same with filters */
		explain(what, query_text(arena, plan, &reading, NULL, false), meant);
		return;
	}
	for (int backwards = 0; backwards < 2; backwards++) {
		explain(what, query_text(arena, plan, &reading, NULL, backwards), meant);
		explain(what, query_text(arena, plan, &reading, &known, backwards), meant);
	}
}

/* The walk of what is common, then each condition that may drive. */
static void
explain_way(const struct way *way)
{
	struct plan plan;
	struct error error = { .status = STATUS_OK };
	const struct arg filters[] = { ARG_TEXT(way->filter, way->typed), { .name = NULL } };
	struct ask ask = { .screen = way->screen, .order = way->order };
	ask.filters = way->filter ? filters : NULL;
	const char *what = arena_format(arena, "screen %s by %s with %s for %s", way->screen->name,
					way->order ? way->order : "id",
					way->filter ? way->filter : "nothing", way->who);
	if (plan_make(arena, way->session, &ask, &plan, &error)) {
		if (strcmp(error.key, "error.filter_needed") != 0)
			stop(what, &error);
		return; /* nobody may ask that */
	}
	if (way->screen->brief) {
		explain_plan(&plan, what);
		return;
	}
	plan.driver = NULL;
	plan.drives_any = false;
	if (plan.order)
		explain_plan(&plan, arena_format(arena, "%s, walked", what));
	for (const struct condition *c = plan.all; c; c = c->next)
		if (many_can_tell(&plan, c))
			explain(arena_format(arena, "%s, counted", what),
				many_text(arena, &plan, c), (struct meant){ .ordered = true });
	for (const struct condition *c = plan.all; c; c = c->next)
		if (c->seek || c->keys) {
			plan.driver = c;
			explain_plan(
			    &plan, arena_format(arena, "%s, driven by %s", what, c->terms->field));
		}
}

/* Distances are ordered by only where the filter says what they are from. */
static bool
is_by_distance(const struct way *way)
{
	const struct column *column = way->order ? screen_column(way->screen, way->order) : NULL;
	return column && column->near;
}

/* What a list opens in. */
static bool
is_own_order(const struct way *way)
{
	const char *own = way->screen->order;
	return !way->order || (own && !strcmp(own + (*own == '-'), way->order));
}

static void
explain_order(struct way way)
{
	way.filter = NULL;
	if (!is_by_distance(&way))
		explain_way(&way);
	if (!whole && !is_own_order(&way) && !is_by_distance(&way))
		return;
	for (size_t i = 0; i < way.screen->filter_count; i++) {
		if (is_by_distance(&way) && way.screen->filters[i].op != FILTER_NEAR)
			continue;
		way.filter = way.screen->filters[i].name;
		way.typed = sample(&way.screen->filters[i]);
		explain_way(&way);
	}
}

static void
explain_screen(struct way way)
{
	const struct screen *screen = way.screen;
	way.order = NULL;
	struct screen bare = *screen;
	bare.order = NULL; /* by id */
	way.screen = &bare;
	explain_order(way);
	way.screen = screen;
	for (size_t i = 0; i < screen->column_count; i++) {
		if (!screen->columns[i].sort)
			continue;
		way.order = screen->columns[i].field;
		explain_order(way);
	}
}

/* What a record's tab asks of a list, what home counts: all filters at once. */
static void
explain_pairs(struct way way, const char *name, const struct pairing *pairs, bool values)
{
	struct error error = { .status = STATUS_OK };
	const struct screen *screen;
	struct plan plan;
	struct arg *filters = arena_array(arena, 16, sizeof *filters);
	if (screen_load(arena, NULL, name, &screen, &error))
		stop(name, &error);
	for (size_t i = 0; pairs && pairs[i].name && i < 15; i++)
		filters[i] = (struct arg)ARG_TEXT(
		    pairs[i].name,
		    values ? pairs[i].field : sample(screen_filter(screen, pairs[i].name)));
	struct ask ask = { .screen = screen, .filters = filters };
	if (plan_make(arena, way.session, &ask, &plan, &error))
		stop(name, &error);
	explain_plan(&plan, arena_format(arena, "screen %s within %s for %s", name,
					 way.screen->name, way.who));
}

static void
explain_parts(struct way way)
{
	for (size_t i = 0; i < way.screen->tab_count; i++)
		if (way.screen->tabs[i].screen)
			explain_pairs(way, way.screen->tabs[i].screen, way.screen->tabs[i].with,
				      false);
	for (size_t i = 0; i < way.screen->waiting_count; i++)
		explain_pairs(way, way.screen->waiting[i].screen, way.screen->waiting[i].filters,
			      true);
}

static void
explain_screens(const struct session *session, const char *who)
{
	struct error error = { .status = STATUS_OK };
	for (const char *const *name = screen_names(arena, NULL); *name; name++) {
		struct way way = { .session = session, .who = who };
		if (screen_load(arena, NULL, *name, &way.screen, &error))
			stop(*name, &error);
		explain_parts(way);
		if (way.screen->kind != SCREEN_MENU)
			explain_screen(way);
	}
}

static void
explain_statements(void)
{
	if (sql_alone)
		return;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		explain(arena_format(arena, "statement %s", statement_infos[i].name),
			statement_infos[i].sql, (struct meant){ .many = false });
}

int
main(int argc, char **argv)
{
	static const int64_t customers[] = { 1, 2 };
	struct error error = { .status = STATUS_OK };
	arena = arena_new();
	whole = getenv("WHOLE") != NULL;
	sql_alone = getenv("PLANS_SQL") != NULL;
	if (argc != 2 || !secret_start())
		return 2;
	const char *path = argv[1];
	if (store_create(path, NULL, "store", &error) || store_open(&store, path, NULL, &error))
		stop(path, &error);
	struct session session = { .store = store,
				   .lang = lang_get("en"),
				   .arena = arena,
				   .staff = true,
				   .acts = true,
				   .rights = UINT32_MAX,
				   .account = 1,
				   .customers = customers };
	explain_statements();
	session.all_customers = true;
	explain_screens(&session, "all");
	session.all_customers = false;
	session.customer_count = 1;
	if (whole || !sql_alone)
		explain_screens(&session, "one");
	session.customer_count = 2;
	explain_screens(&session, "some");
	store_close(&store);
	arena_free(&arena);
	return 0;
}
