/* STN-01: one line of a list of stations.  What is plainly meant otherwise is mended, and told;
 * what is not in the line stays as it is in the store; the same line again changes nothing. */
#include "station.h"

#include <guichet/text.h>
#include <string.h>

enum { CODE_MOST = 20, TEXT_MOST = 80, POSTCODE_MOST = 10, DEGREES_MOST = 24 };

struct station_import {
	const char *code, *name, *brand, *street, *postcode, *town, *country, *road, *motorway;
	struct list services, products;
	const char *latitude, *longitude, *state;
};

static const char *const road_choices[] = { "motorway", "road", NULL };
static const char *const state_choices[] = { "open", "closed", NULL };
static const char *const station_service_choices[] = {
	"h24",     "shop",    "restaurant", "shower",   "toilets", "wash",
	"parking", "secured", "hgv",        "workshop", "wifi",    NULL,
};

static const struct param params[] = {
	{ PARAM_TEXT(station_import, code), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = CODE_MOST },
	{ PARAM_TEXT(station_import, name), .most = TEXT_MOST },
	{ PARAM_TEXT(station_import, brand), .most = TEXT_MOST },
	{ PARAM_TEXT(station_import, street), .most = TEXT_MOST },
	{ PARAM_TEXT(station_import, postcode), .most = POSTCODE_MOST },
	{ PARAM_TEXT(station_import, town), .flags = PARAM_MANDATORY, .most = TEXT_MOST },
	{ PARAM_CHOICE(station_import, country), .choices = country_choices,
	  .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(station_import, road), .choices = road_choices },
	{ PARAM_TEXT(station_import, motorway), .flags = PARAM_UPPER, .most = 10 },
	{ PARAM_LIST(station_import, services), .choices = station_service_choices,
	  .vocabulary = "station_service" },
	{ PARAM_LIST(station_import, products), .choices = fuel_choices, .vocabulary = "goods" },
	{ PARAM_TEXT(station_import, latitude), .most = DEGREES_MOST },
	{ PARAM_TEXT(station_import, longitude), .most = DEGREES_MOST },
	{ PARAM_CHOICE(station_import, state), .choices = state_choices,
	  .vocabulary = "station_state" },
	{ .name = NULL },
};

/* The line as it will be kept, and what is there already. */
struct importing {
	struct station station;
	int64_t id;        /* of the station of that code; 0: none yet */
	bool same;         /* nothing to change */
	int64_t double_of; /* another station, of which this is one more code; 0: none */
	int64_t alias;     /* what this code is one more code of, so far */
};

/* ---- what the line says ---- */

static const char *
given(const char *text, const struct row *row, const char *column)
{
	return text != NULL ? text : row != NULL ? row_text_or_null(row, column) : NULL;
}

static enum status
read_postcode(struct work *work, const struct station_import *line, struct station *station)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -";
	bool mended = false;
	if (line->postcode == NULL) {
		return STATUS_OK;
	}
	station->postcode =
	    station_postcode(work->arena, station->country, line->postcode, &mended);
	if (station->postcode[strspn(station->postcode, allowed)] != '\0') {
		return work_refuse(work, "postcode", "refusal.station_postcode", NULL);
	}
	if (mended) {
		work_warn(
		    work, "outcome.station_postcode",
		    ARGS(ARG_TEXT("before", line->postcode), ARG_TEXT("after", station->postcode)));
	}
	return STATUS_OK;
}

static enum status
read_town(struct work *work, const struct station_import *line, struct station *station)
{
	bool mended = false;
	station->town = station_town(work->arena, line->town, &mended);
	if (!station_has_letters(work->arena, station->town)) {
		return work_refuse(work, "town", "refusal.station_town", NULL);
	}
	if (mended) {
		work_warn(work, "outcome.station_town",
			  ARGS(ARG_TEXT("before", line->town), ARG_TEXT("after", station->town)));
	}
	return STATUS_OK;
}

/* A list without names has stations called by their brand, or by the street they are in. */
static void
read_name(struct work *work, const struct station_import *line, struct station *station)
{
	if (line->street != NULL) {
		station->street = text_toponym(work->arena, line->street);
	}
	if (station->name == NULL) {
		station->name = station->brand != NULL && station->street == NULL ? station->brand
				: station->street != NULL                         ? station->street
										  : station->town;
	}
	if (station->motorway == NULL && station->road != NULL &&
	    strcmp(station->road, "motorway") == 0) {
		station->motorway = station_motorway(work->arena, station->street);
	}
}

static enum status
read_degrees(struct work *work, const char *param, const char *text, int64_t *degrees)
{
	return geo_parse_degrees(text, degrees)
		   ? STATUS_OK
		   : work_refuse(work, param, "refusal.station_degrees", NULL);
}

/* Told by its own sentence; false when there is no place after all. */
static bool
tell_place(struct work *work, const struct station_import *line, enum place_mend mend,
	   const char *country)
{
	static const char *const keys[] = {
		[PLACE_UNIT] = "outcome.station_place_unit",
		[PLACE_SWAPPED] = "outcome.station_place_swapped",
		[PLACE_NONE] = "outcome.station_place_none",
		[PLACE_OUTSIDE] = "outcome.station_place_outside",
	};
	if (mend != PLACE_AS_IT_IS) {
		work_warn(work, keys[mend],
			  ARGS(ARG_TEXT("latitude", line->latitude),
			       ARG_TEXT("longitude", line->longitude),
			       ARG_CHOICE("country", "country", country)));
	}
	return mend != PLACE_NONE && mend != PLACE_OUTSIDE;
}

static enum status
read_place(struct work *work, const struct station_import *line, struct station *station)
{
	struct position position = { 0 };
	if (line->latitude == NULL || line->longitude == NULL) {
		if (!station->placed) {
			work_warn(work, "outcome.station_no_place", NULL);
		}
		return STATUS_OK;
	}
	enum status status = read_degrees(work, "latitude", line->latitude, &position.latitude);
	if (status == STATUS_OK) {
		status = read_degrees(work, "longitude", line->longitude, &position.longitude);
	}
	if (status != STATUS_OK) {
		return status;
	}
	enum place_mend mend = station_place(work->arena, station->country, &position);
	if (tell_place(work, line, mend, station->country)) {
		station->placed = true;
		station->position = position;
	}
	return STATUS_OK;
}

static enum status
read_station(struct work *work, const struct station_import *line, const struct row *row,
	     struct station *station)
{
	const char *services = station_codes(work->arena, station_service_choices, &line->services);
	const char *products = station_codes(work->arena, fuel_choices, &line->products);
	const char *state = given(line->state, row, "state");
	bool named = row != NULL && strcmp(row_text(row, "name"), row_text(row, "street")) != 0;
	*station = (struct station){
		.code = line->code,
		.name = given(line->name, named ? row : NULL, "name"),
		.brand = given(line->brand, row, "brand"),
		.street = given(NULL, row, "street"),
		.postcode = given(NULL, row, "postcode"),
		.country = line->country,
		.road = given(line->road, row, "road"),
		.motorway = given(line->motorway, row, "motorway"),
		.services = given(services, row, "services"),
		.products = given(products, row, "products"),
		.state = state != NULL ? state : "open",
	};
	if (row != NULL && row_known(row, "latitude")) {
		station->placed = true;
		station->position =
		    (struct position){ row_int(row, "latitude"), row_int(row, "longitude") };
	}
	enum status status = read_postcode(work, line, station);
	if (status == STATUS_OK) {
		status = read_town(work, line, station);
	}
	if (status == STATUS_OK) {
		read_name(work, line, station);
		status = read_place(work, line, station);
	}
	return status;
}

/* ---- what is there ---- */

static bool
same_text(const struct row *row, const char *column, const char *text)
{
	return strcmp(row_text(row, column), text != NULL ? text : "") == 0;
}

static bool
is_same(const struct row *row, const struct station *station)
{
	return same_text(row, "name", station->name) && same_text(row, "brand", station->brand) &&
	       same_text(row, "street", station->street) &&
	       same_text(row, "postcode", station->postcode) &&
	       same_text(row, "town", station->town) &&
	       same_text(row, "country", station->country) &&
	       same_text(row, "road", station->road) &&
	       same_text(row, "motorway", station->motorway) &&
	       same_text(row, "services", station->services) &&
	       same_text(row, "products", station->products) &&
	       same_text(row, "state", station->state) &&
	       row_known(row, "latitude") == station->placed &&
	       row_int(row, "latitude") == station->position.latitude &&
	       row_int(row, "longitude") == station->position.longitude;
}

static enum status
find_double(struct work *work, struct importing *importing)
{
	const struct row *row = NULL;
	const struct arg *args = station_args(work->arena, 0, &importing->station);
	enum status status = work_row(work, SQL_STATION_CODE, args, &row);
	if (status == STATUS_OK && row != NULL) {
		importing->alias = row_int(row, "station_id");
	}
	if (status == STATUS_OK && importing->station.placed) {
		status = work_row(work, SQL_STATION_DOUBLE, args, &row);
	} else {
		row = NULL;
	}
	if (status == STATUS_OK && row != NULL) {
		importing->double_of = row_int(row, "id");
		work_warn(work, "outcome.station_double",
			  ARGS(ARG_TEXT("code", row_text(row, "code"))));
	}
	importing->same = importing->double_of != 0 && importing->double_of == importing->alias;
	return status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct station_import *line = args;
	struct importing *importing = arena_alloc(work->arena, sizeof *importing);
	const struct row *row = NULL;
	*importing = (struct importing){ .id = 0 };
	work->state = importing;
	enum status status =
	    work_row(work, SQL_STATION_ROW, ARGS(ARG_TEXT("code", line->code)), &row);
	if (status == STATUS_OK) {
		status = read_station(work, line, row, &importing->station);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (row == NULL) {
		return find_double(work, importing);
	}
	importing->id = row_int(row, "id");
	importing->same = is_same(row, &importing->station);
	return STATUS_OK;
}

/* ---- writing ---- */

static enum status
write_new(struct work *work, struct importing *importing)
{
	const struct arg *code = ARGS(ARG_TEXT("code", importing->station.code));
	enum status status = STATUS_OK;
	if (importing->alias != 0) { /* a double no more */
		status = work_run(work, SQL_STATION_CODE_DROP, code);
	}
	if (status == STATUS_OK) {
		status = work_new_id(work, "station", &importing->id);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_STATION_INSERT,
				  station_args(work->arena, importing->id, &importing->station));
	}
	return status;
}

static enum status
write_station(struct work *work, struct importing *importing)
{
	const struct station *station = &importing->station;
	if (importing->double_of != 0) {
		return work_run(work, SQL_STATION_CODE_ADD,
				ARGS(ARG_TEXT("code", station->code),
				     ARG_INT("station", importing->double_of)));
	}
	if (importing->id == 0) {
		return write_new(work, importing);
	}
	work_changed(work);
	return work_run(work, SQL_STATION_UPDATE,
			station_args(work->arena, importing->id, station));
}

static enum status
apply(struct work *work, const void *args)
{
	struct importing *importing = work->state;
	const struct station *station = &importing->station;
	enum status status = STATUS_OK;
	(void)args;
	if (importing->same) {
		work_unchanged(work);
	} else {
		status = write_station(work, importing);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (importing->double_of == 0) {
		work_about(work, "station", importing->id, station->code, 0);
	}
	work_say(work, importing->same ? "outcome.station_same" : "outcome.station_kept",
		 ARGS(ARG_TEXT("code", station->code), ARG_TEXT("name", station->name),
		      ARG_TEXT("town", station->town)));
	return STATUS_OK;
}

const struct command station_import = {
	.name = "station.import",
	.right = "settings",
	.flags = COMMAND_STAFF,
	PARAMS(station_import, params),
	.check = check,
	.apply = apply,
};
