/* STN-01: stations as rows. */
#include "station.h"

#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *
degrees_text(struct arena *arena, int64_t degrees)
{
	int64_t size = degrees < 0 ? -degrees : degrees;
	return arena_format(arena, "%s%" PRId64 ".%05" PRId64, degrees < 0 ? "-" : "",
			    size / GEO_DEGREE, size % GEO_DEGREE);
}

/* As people and maps write them: "45.76012, 4.83456". */
static const char *
coordinates_text(struct arena *arena, const struct station *station)
{
	if (!station->placed) {
		return NULL;
	}
	return arena_format(arena, "%s, %s", degrees_text(arena, station->position.latitude),
			    degrees_text(arena, station->position.longitude));
}

static struct arg
number_known(const char *name, int64_t number, bool known)
{
	struct value value = value_number(TYPE_INT, number);
	value.known = known;
	return (struct arg){ .name = name, .value = value };
}

const struct arg *
station_args(struct arena *arena, int64_t id, const struct station *station)
{
	bool placed = station->placed;
	struct point point = geo_point(station->position);
	const char *street = station->street != NULL ? station->street : "";
	const struct arg args[] = {
		ARG_INT("id", id),
		ARG_TEXT("code", station->code),
		ARG_TEXT("name", station->name),
		ARG_TEXT("name_key", text_fold(arena, station->name)),
		ARG_TEXT("brand", station->brand),
		ARG_TEXT("street", station->street),
		ARG_TEXT("street_key", text_fold(arena, street)),
		ARG_TEXT("postcode", station->postcode),
		ARG_TEXT("town", station->town),
		ARG_TEXT("town_key", text_fold(arena, station->town)),
		ARG_TEXT("country", station->country),
		ARG_TEXT("road", station->road),
		ARG_TEXT("motorway", station->motorway),
		ARG_TEXT("services", station->services),
		ARG_TEXT("products", station->products),
		number_known("latitude", station->position.latitude, placed),
		number_known("longitude", station->position.longitude, placed),
		ARG_TEXT("coordinates", coordinates_text(arena, station)),
		number_known("x", point.x, placed),
		number_known("y", point.y, placed),
		number_known("z", point.z, placed),
		ARG_TEXT("state", station->state),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(arena, sizeof args / sizeof args[0], sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}
