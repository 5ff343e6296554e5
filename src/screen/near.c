/* What is near what: a point as typed, or where the rows of a town or a postcode are.  Some rows of
 * a list that came from elsewhere are in the wrong place: the one that has most others around it
 * says where a town is. */
#include "private.h"
#include "search.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/store.h>
#include <string.h>

enum {
	PLACES_MOST = 200,
	NAMES_MOST = 5,
	TOWN_METRES = 25000, /* rows of one town are no farther from its middle */
	APART_METRES = 60000 /* places of one name that are farther apart are two */
};

struct spot {
	struct point point;
	const char *town, *postcode;
};

struct looking {
	struct arena *arena;
	const struct session *session;
	const struct screen *screen;
	const struct filter *filter;
	struct spot spots[PLACES_MOST];
	size_t count;
	struct error *error;
};

const struct filter *
near_filter(const struct screen *screen)
{
	for (size_t i = 0; i < screen->filter_count; i++)
		if (screen->filters[i].op == FILTER_NEAR)
			return &screen->filters[i];
	return NULL;
}

/* ---- rows of a name ---- */

static const char *
key_of(const struct looking *looking)
{
	return arena_format(looking->arena, "%s_key", looking->filter->town);
}

static struct sql
sql_new(const struct looking *looking)
{
	return (struct sql){ .arena = looking->arena,
			     .screen = looking->screen,
			     .text = { .arena = looking->arena } };
}

static void
sql_begins(struct sql *sql, const char *field, const char *start)
{
	sql_name(sql, field);
	builder_add(&sql->text, " >= ");
	sql_value(sql, value_text(TYPE_TEXT, start));
	builder_add(&sql->text, " AND ");
	sql_name(sql, field);
	builder_add(&sql->text, " < ");
	sql_value(sql, value_text(TYPE_TEXT, term_end(sql->arena, start)));
}

static enum status
open_sql(const struct looking *looking, const struct sql *sql, struct cursor **cursor)
{
	return store_select_sql(looking->session->store, builder_text(&sql->text), sql->args,
				cursor, looking->error);
}

struct name {
	const char *town, *postcode; /* "": whatever */
	bool whole;                  /* town is all of its name, not the beginning */
};

static enum status
look(struct looking *looking, const struct name *name)
{
	struct sql sql = sql_new(looking);
	struct cursor *cursor;
	builder_add(&sql.text, "SELECT x, y, z, ");
	sql_name(&sql, looking->filter->town);
	builder_add(&sql.text, ", ");
	sql_name(&sql, looking->filter->postcode);
	builder_add(&sql.text, " FROM ");
	sql_name(&sql, looking->screen->view);
	builder_add(&sql.text, " WHERE z IS NOT NULL");
	if (*name->postcode) {
		builder_add(&sql.text, " AND ");
		sql_begins(&sql, looking->filter->postcode, name->postcode);
	}
	if (*name->town) {
		builder_add(&sql.text, " AND ");
		if (!name->whole) {
			sql_begins(&sql, key_of(looking), name->town);
		} else {
			sql_name(&sql, key_of(looking));
			builder_add(&sql.text, " = ");
			sql_value(&sql, value_text(TYPE_TEXT, name->town));
		}
	}
	builder_add(&sql.text, " LIMIT ");
	sql_number(&sql, PLACES_MOST);
	looking->count = 0;
	enum status status = open_sql(looking, &sql, &cursor);
	if (status)
		return status;
	while (looking->count < PLACES_MOST && cursor_next(cursor))
		looking->spots[looking->count++] = (struct spot){
			.point = { cursor_int(cursor, 0), cursor_int(cursor, 1),
				   cursor_int(cursor, 2) },
			.town = arena_copy(looking->arena, cursor_text(cursor, 3)),
			.postcode = arena_copy(looking->arena, cursor_text(cursor, 4)),
		};
	return cursor_close(&cursor, looking->error);
}

/* "ST ETIENNE" is written SAINT ETIENNE as often. */
static const char *
other_spelling(struct arena *arena, const char *town)
{
	static const char *const pairs[][2] = {
		{ "ST ", "SAINT " },
		{ "STE ", "SAINTE " },
		{ "SAINT ", "ST " },
		{ "SAINTE ", "STE " },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (!strncmp(town, pairs[i][0], strlen(pairs[i][0])))
			return arena_format(arena, "%s%s", pairs[i][1], town + strlen(pairs[i][0]));
	return NULL;
}

static enum status
look_both(struct looking *looking, struct name name)
{
	enum status status = look(looking, &name);
	const char *other = other_spelling(looking->arena, name.town);
	if (status || looking->count || !other)
		return status;
	name.town = other;
	return look(looking, &name);
}

/* "71000 Mâcon", "Mâcon 71", "71000": figures are a postcode, or how it begins. */
static struct name
name_of(struct arena *arena, const char *folded)
{
	struct builder town = { .arena = arena };
	struct name name = { .town = "", .postcode = "" };
	for (const char *at = folded; *at;) {
		size_t size = strcspn(at, " ");
		const char *word = arena_copy_bytes(arena, at, size);
		if (strspn(word, "0123456789") >= 2 && !*name.postcode)
			name.postcode = word;
		else
			builder_format(&town, "%s%s", town.size ? " " : "", word);
		at += size + (at[size] == ' ');
	}
	name.town = builder_text(&town);
	return name;
}

static enum status
look_all(struct looking *looking, const char *typed)
{
	const char *folded = text_fold(looking->arena, typed);
	struct name name = { .town = folded, .postcode = "", .whole = true };
	looking->count = 0;
	if (!*folded)
		return STATUS_OK;
	enum status status = look_both(looking, name);
	if (status || looking->count)
		return status;
	name = name_of(looking->arena, folded);
	for (int whole = 1; whole >= 0 && !status && !looking->count; whole--) {
		name.whole = whole;
		status = look_both(looking, name);
	}
	return status;
}

/* ---- where they are ---- */

static bool
is_within(struct point a, struct point b, int64_t metres)
{
	return geo_chord2(a, b) <= geo_chord(metres) * geo_chord(metres);
}

static size_t
neighbours(const struct looking *looking, struct point point)
{
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++)
		count += is_within(point, looking->spots[i].point, TOWN_METRES);
	return count;
}

static const struct spot *
busiest(const struct looking *looking)
{
	const struct spot *best = &looking->spots[0];
	size_t most = 0;
	for (size_t i = 0; i < looking->count; i++) {
		size_t count = neighbours(looking, looking->spots[i].point);
		if (count > most) {
			most = count;
			best = &looking->spots[i];
		}
	}
	return best;
}

static struct point
middle_of(const struct looking *looking, struct point around)
{
	struct point sum = { 0 }, middle = around;
	for (size_t i = 0; i < looking->count; i++) {
		struct point at = looking->spots[i].point;
		if (!is_within(around, at, TOWN_METRES))
			continue;
		sum.x += at.x;
		sum.y += at.y;
		sum.z += at.z;
	}
	(void)geo_middle(sum, &middle);
	return middle;
}

/* ---- what to say when it is not one place ---- */

static bool
is_named(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static const char *
list_of(struct arena *arena, const char *const *names, size_t count)
{
	struct builder list = { .arena = arena };
	for (size_t i = 0; i < count; i++)
		builder_format(&list, "%s%s", i ? ", " : "", names[i]);
	return builder_text(&list);
}

/* Places of that name elsewhere: with another postcode, so that one may be told from the other. */
static bool
is_elsewhere(const struct spot *one, const struct spot *other)
{
	return !is_within(one->point, other->point, APART_METRES) &&
	       (strncmp(one->postcode, other->postcode, 2) != 0 ||
		strcmp(one->town, other->town) != 0);
}

static enum status
refuse_several(const struct looking *looking, const char *typed, const struct spot *first)
{
	const char *names[NAMES_MOST];
	size_t count = 0;
	names[count++] = arena_format(looking->arena, "%s %s", first->postcode, first->town);
	for (size_t i = 0; i < looking->count && count < NAMES_MOST; i++) {
		const struct spot *spot = &looking->spots[i];
		const char *name =
		    arena_format(looking->arena, "%s %s", spot->postcode, spot->town);
		if (is_elsewhere(first, spot) && !is_named(names, count, name))
			names[count++] = name;
	}
	return error_set(looking->error, STATUS_USAGE, looking->filter->name, "error.near_several",
			 ARGS(ARG_TEXT("value", typed),
			      ARG_TEXT("places", list_of(looking->arena, names, count))));
}

/* Names that one letter wrong, missing or too many makes of it. */
static enum status
refuse_unknown(const struct looking *looking, const char *typed)
{
	struct sql sql = sql_new(looking);
	const char *folded = text_fold(looking->arena, typed), *names[NAMES_MOST];
	struct cursor *cursor;
	size_t count = 0;
	builder_add(&sql.text, "SELECT ");
	sql_name(&sql, key_of(looking));
	builder_add(&sql.text, ", MIN(");
	sql_name(&sql, looking->filter->town);
	builder_add(&sql.text, ") FROM ");
	sql_name(&sql, looking->screen->view);
	builder_add(&sql.text, " GROUP BY ");
	sql_name(&sql, key_of(looking));
	builder_add(&sql.text, " ORDER BY ");
	sql_name(&sql, key_of(looking));
	enum status status = open_sql(looking, &sql, &cursor);
	if (status)
		return status;
	while (*folded && count < NAMES_MOST && cursor_next(cursor))
		if (term_begins_nearly(cursor_text(cursor, 0), folded))
			names[count++] = arena_copy(looking->arena, cursor_text(cursor, 1));
	status = cursor_close(&cursor, looking->error);
	if (status)
		return status;
	return error_set(looking->error, STATUS_USAGE, looking->filter->name,
			 count ? "error.near_unknown_near" : "error.near_unknown",
			 ARGS(ARG_TEXT("value", typed),
			      ARG_TEXT("places", list_of(looking->arena, names, count))));
}

static enum status
find_centre(struct looking *looking, const char *typed, struct point *centre)
{
	enum status status = look_all(looking, typed);
	if (status)
		return status;
	if (!looking->count)
		return refuse_unknown(looking, typed);
	const struct spot *spot = busiest(looking);
	for (size_t i = 0; i < looking->count; i++)
		if (is_elsewhere(spot, &looking->spots[i]))
			return refuse_several(looking, typed, spot);
	*centre = middle_of(looking, spot->point);
	return STATUS_OK;
}

enum status
near_read(struct arena *arena, const struct session *session, const struct screen *screen,
	  const struct filter *filter, const char *typed, struct condition **condition,
	  struct error *error)
{
	struct position position;
	struct looking *looking = arena_alloc(arena, sizeof *looking);
	struct near *near = arena_alloc(arena, sizeof *near);
	struct term *term = arena_alloc(arena, sizeof *term);
	enum status status = STATUS_OK;
	*looking = (struct looking){ .arena = arena,
				     .session = session,
				     .screen = screen,
				     .filter = filter,
				     .error = error };
	near->column = screen_column(screen, filter->field);
	*term = (struct term){ .field = "z",
			       .comparison = IS_FROM,
			       .value = value_number(TYPE_INT, INT64_MIN) };
	*condition = arena_alloc(arena, sizeof **condition);
	**condition = (struct condition){ .terms = term, .near = near };
	if (geo_parse(typed, &position))
		near->centre = geo_point(position);
	else
		status = find_centre(looking, typed, &near->centre);
	return status;
}
