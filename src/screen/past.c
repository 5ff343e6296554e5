/* AUD-03: a card then and now, field by field of its record screen. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/past.h>
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>

enum { RANKS_MOST = 99, ROWS_MOST = RANKS_MOST + 2 };

/* The card, its vehicle and its ranks, at one moment. */
struct moment {
	struct past_row rows[ROWS_MOST];
	size_t count;
	const struct past_row *card, *vehicle, *rank, *next;
	const struct past_row *names; /* of what the card points at */
};

struct reading_past {
	const struct session *session;
	struct arena *arena;
	struct error *error;
	int64_t card;
};

/* ---- the present ---- */

static struct past_row
row_of(struct arena *arena, const char *table, const struct cursor *cursor, size_t spare)
{
	const int columns = cursor_columns(cursor);
	struct past_row row = { .table = table };
	row.cells = arena_array(arena, (size_t)columns + spare, sizeof *row.cells);
	for (int i = 0; i < columns; i++) {
		const char *text =
		    cursor_known(cursor, i) ? arena_copy(arena, cursor_text(cursor, i)) : NULL;
		row.cells[row.count++] =
		    (struct past_cell){ arena_copy(arena, cursor_name(cursor, i)), text };
	}
	const char *id = past_text(&row, "id");
	row.id = id ? strtoll(id, NULL, 10) : 0;
	return row;
}

static enum status
read_rows(const struct reading_past *reading, struct moment *moment, const char *table,
	  enum statement statement, const struct arg *args, size_t spare)
{
	struct cursor *cursor;
	enum status status =
	    store_select(reading->session->store, statement, args, &cursor, reading->error);
	if (status)
		return status;
	while (moment->count < ROWS_MOST && cursor_next(cursor))
		moment->rows[moment->count++] = row_of(reading->arena, table, cursor, spare);
	return cursor_close(&cursor, reading->error);
}

/* A list the audit keeps as one text of the card: "diesel,adblue". */
static enum status
read_list(const struct reading_past *reading, struct past_row *card, const char *name,
	  enum statement statement, const char *kind)
{
	struct cursor *cursor;
	struct builder list = { .arena = reading->arena };
	enum status status =
	    store_select(reading->session->store, statement, ARGS(ARG_INT("card", reading->card)),
			 &cursor, reading->error);
	if (status)
		return status;
	while (cursor_next(cursor))
		if (!kind || !strcmp(cursor_text(cursor, 1), kind))
			builder_format(&list, "%s%s", list.size ? "," : "", cursor_text(cursor, 0));
	card->cells[card->count++] =
	    (struct past_cell){ name, list.size ? builder_text(&list) : NULL };
	return cursor_close(&cursor, reading->error);
}

static enum status
read_card(struct reading_past *reading, struct moment *moment, const char *number)
{
	enum { LISTS = 3 };
	enum status status = read_rows(reading, moment, "card", SQL_PAST_CARD,
				       ARGS(ARG_TEXT("number", number)), LISTS);
	if (status)
		return status;
	struct past_row *card = &moment->rows[0];
	const char *customer = moment->count ? past_text(card, "customer_id") : NULL;
	if (!customer || !session_sees(reading->session, strtoll(customer, NULL, 10)))
		return error_set(reading->error, STATUS_REFUSED, "card", "record.card.unknown",
				 ARGS(ARG_TEXT("key", number)));
	reading->card = card->id;
	status = read_list(reading, card, "fuels", SQL_PAST_PRODUCTS, "fuel");
	if (!status)
		status = read_list(reading, card, "services", SQL_PAST_PRODUCTS, "service");
	if (!status)
		status = read_list(reading, card, "tolls", SQL_PAST_TOLLS, NULL);
	if (!status)
		status = read_rows(reading, moment, "rank", SQL_PAST_RANKS,
				   ARGS(ARG_INT("card", reading->card)), 0);
	return status;
}

/* ---- the past ---- */

static const struct past_row *
rank_called(const struct moment *moment, const char *number)
{
	for (size_t i = 0; number && i < moment->count; i++) {
		const struct past_row *row = &moment->rows[i];
		if (!row->absent && !strcmp(row->table, "rank") &&
		    !strcmp(past_text(row, "number"), number))
			return row;
	}
	return NULL;
}

static struct arg
pointer(const struct past_row *card, const char *name, const char *column)
{
	const char *id = past_text(card, column);
	struct arg arg = ARG_INT(name, id ? strtoll(id, NULL, 10) : 0);
	return arg;
}

/* The vehicle of that moment may be another than today's: it is read once the card is walked back.
 */
static enum status
read_vehicle(const struct reading_past *reading, struct moment *moment, const char *at)
{
	const size_t before = moment->count;
	const char *id = past_text(moment->card, "vehicle_id");
	if (!id)
		return STATUS_OK;
	const int64_t vehicle = strtoll(id, NULL, 10);
	enum status status = read_rows(reading, moment, "vehicle", SQL_PAST_VEHICLE,
				       ARGS(ARG_INT("vehicle", vehicle)), 0);
	if (status || moment->count == before)
		return status;
	moment->vehicle = &moment->rows[before];
	return at ? past_rewind(reading->session, "vehicle", vehicle, at, &moment->rows[before], 1,
				reading->arena, reading->error)
		  : STATUS_OK;
}

static enum status
settle(const struct reading_past *reading, struct moment *moment, const char *at)
{
	struct cursor *cursor;
	const struct past_row *card = moment->card = &moment->rows[0];
	enum status status = read_vehicle(reading, moment, at);
	moment->rank = rank_called(moment, past_text(card, "rank"));
	moment->next = rank_called(moment, past_text(card, "next_rank"));
	if (status)
		return status;
	status = store_select(reading->session->store, SQL_PAST_NAMES,
			      ARGS(pointer(card, "division", "division_id"),
				   pointer(card, "delivery_point", "delivery_point_id"),
				   pointer(card, "control_profile", "control_profile_id"),
				   pointer(card, "linked", "linked_id")),
			      &cursor, reading->error);
	if (status)
		return status;
	struct past_row *names = arena_alloc(reading->arena, sizeof *names);
	if (cursor_next(cursor))
		*names = row_of(reading->arena, "names", cursor, 0);
	moment->names = names;
	return cursor_close(&cursor, reading->error);
}

static void
copy_moment(struct arena *arena, const struct moment *from, struct moment *to)
{
	*to = *from;
	for (size_t i = 0; i < to->count; i++) {
		struct past_row *row = &to->rows[i];
		row->cells = arena_array(arena, row->count + 1, sizeof *row->cells);
		memcpy(row->cells, from->rows[i].cells, row->count * sizeof *row->cells);
	}
}

/* ---- in the words of the screen ---- */

/* A field of the record is found by its name: in the card, in what it points at, in its rank, in
 * the rank to come as next_X, in the vehicle as vehicle_X or X. */
static bool
cell_of(const struct moment *moment, const char *field, const char **text)
{
	const struct {
		const struct past_row *row;
		const char *prefix;
	} places[] = {
		{ moment->card, "" },      { moment->names, "" },           { moment->rank, "" },
		{ moment->next, "next_" }, { moment->vehicle, "vehicle_" }, { moment->vehicle, "" }
	};
	*text = NULL;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct past_row *row = places[i].row;
		const size_t skip = strlen(places[i].prefix);
		if (!row || strncmp(field, places[i].prefix, skip) != 0)
			continue;
		for (size_t j = 0; j < row->count; j++) {
			if (strcmp(row->cells[j].name, field + skip) != 0)
				continue;
			*text = row->absent ? NULL : row->cells[j].text;
			return true;
		}
	}
	return false;
}

static struct value
value_of(const struct column *column, const char *text)
{
	struct value value = { .type = column->type,
			       .vocabulary = column->vocabulary,
			       .known = text != NULL,
			       .text = text };
	if (text && type_is_number(column->type))
		value.number = strtoll(text, NULL, 10);
	return value;
}

/* What a rank has and the record does not show, and what is told of a card in a list. */
static const struct column beside[] = {
	{ .field = "embossed", .type = TYPE_TEXT },
	{ .field = "cause", .type = TYPE_CHOICE, .vocabulary = "cause" },
	{ .field = "active_at", .type = TYPE_STAMP },
	{ .field = "new_pin", .type = TYPE_BOOL },
	{ .field = "pin_sent_at", .type = TYPE_STAMP },
	{ .field = "fuels", .type = TYPE_LIST, .vocabulary = "goods" },
	{ .field = "services", .type = TYPE_LIST, .vocabulary = "goods" },
	{ .field = "tolls", .type = TYPE_LIST },
};

static void
add_field(struct past *past, struct past_field *fields, const struct column *column,
	  const struct moment *then, const struct moment *now)
{
	const char *was, *is;
	const bool there = cell_of(then, column->field, &was);
	if (!cell_of(now, column->field, &is) && !there)
		return;
	for (size_t i = 0; i < past->count; i++)
		if (!strcmp(fields[i].column->field, column->field))
			return;
	struct past_field *field = &fields[past->count++];
	*field = (struct past_field){ column, value_of(column, was), value_of(column, is), false };
	field->changed = (was == NULL) != (is == NULL) || (was && strcmp(was, is) != 0);
	past->changed += field->changed;
}

static void
compare(struct arena *arena, struct past *past, const struct moment *then, const struct moment *now)
{
	const size_t extra = sizeof beside / sizeof *beside;
	const struct screen *screen = past->screen;
	struct past_field *fields =
	    arena_array(arena, screen->column_count + extra, sizeof *fields);
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].silent)
			add_field(past, fields, &screen->columns[i], then, now);
	for (size_t i = 0; i < extra; i++)
		add_field(past, fields, &beside[i], then, now);
	past->fields = fields;
}

/* ---- the moment asked ---- */

static enum status
refuse_moment(const struct reading_past *reading, const struct moment *now, const char *at,
	      const char *made_at)
{
	char present[STAMP_SIZE], day[DATE_SIZE];
	session_now(reading->session, present);
	if (strcmp(at, present) > 0)
		return error_set(reading->error, STATUS_REFUSED, "at", "past.to_come", NULL);
	date_write(stamp_local_day(at), day);
	const char *created = past_text(now->card, "created_on");
	if (strcmp(day, created) < 0 || strcmp(at, made_at) < 0)
		return error_set(reading->error, STATUS_REFUSED, "at",
				 made_at[0] ? "past.before_making" : "past.before_creation",
				 ARGS(ARG_DATE("created", created), ARG_STAMP("made", made_at)));
	return STATUS_OK;
}

enum status
past_card(const struct session *session, const struct screen *screen, const char *number,
	  const char *at, struct arena *arena, struct past *past, struct error *error)
{
	struct reading_past reading = { .session = session, .arena = arena, .error = error };
	struct moment *now = arena_alloc(arena, sizeof *now);
	struct moment *then = arena_alloc(arena, sizeof *then);
	bool made = false;
	*past = (struct past){ .screen = screen };
	strncpy(past->at, at, STAMP_SIZE - 1);
	if (!screen_open_to(session, screen))
		return error_set(error, STATUS_DENIED, NULL, "error.no_right",
				 ARGS(ARG_CHOICE("right", "right", screen->right)));
	enum status status = read_card(&reading, now, number);
	if (!status) {
		copy_moment(arena, now, then);
		status = settle(&reading, now, NULL);
	}
	if (!status)
		status =
		    past_since(session, "card", reading.card, past->since, &made, arena, error);
	if (!status)
		status = refuse_moment(&reading, now, at, made ? past->since : "");
	if (!status)
		status = past_rewind(session, "card", reading.card, at, then->rows, then->count,
				     arena, error);
	if (!status)
		status = settle(&reading, then, at);
	if (status)
		return status;
	past->known = !past->since[0]               ? PAST_SILENT
		      : strcmp(at, past->since) < 0 ? PAST_UNTOLD
						    : PAST_TOLD;
	compare(arena, past, then, now);
	return STATUS_OK;
}
