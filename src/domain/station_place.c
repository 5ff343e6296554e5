/* Where a list says that a station is: numbers in another unit, the wrong way round, or of nowhere.
 */
#include "station.h"

#include <stdlib.h>
#include <string.h>

#define BOUNDS "data/reference/country-bounds.csv"

enum { CELLS = 5, LATITUDE_MOST = 90 * GEO_DEGREE, LONGITUDE_MOST = 180 * GEO_DEGREE };

static bool
is_between(const char *from, const char *to, int64_t degrees)
{
	int64_t least = 0, most = 0;
	return geo_parse_degrees(from, &least) && geo_parse_degrees(to, &most) &&
	       degrees >= least && degrees <= most;
}

/* A country of which nothing is known may be anywhere. */
static bool
is_in(struct arena *arena, const char *country, struct position position)
{
	struct table_reader table;
	const char *cells[CELLS];
	bool known = false;
	if (!table_open(&table, BOUNDS)) {
		return true;
	}
	while (table_next(&table, arena, cells, CELLS) > 0) {
		if (strcmp(cells[0], country) != 0) {
			continue;
		}
		known = true;
		if (is_between(cells[1], cells[3], position.latitude) &&
		    is_between(cells[2], cells[4], position.longitude)) {
			return true;
		}
	}
	return !known;
}

static bool
is_of_earth(struct position position)
{
	return llabs(position.latitude) <= LATITUDE_MOST &&
	       llabs(position.longitude) <= LONGITUDE_MOST;
}

/* Hundred-thousandths where degrees are meant: what the list of the French State once had. */
static struct position
in_degrees(struct position position)
{
	return (struct position){ position.latitude / GEO_DEGREE, position.longitude / GEO_DEGREE };
}

enum place_mend
station_place(struct arena *arena, const char *country, struct position *position)
{
	enum place_mend mend = PLACE_AS_IT_IS;
	if (position->latitude == 0 && position->longitude == 0) {
		return PLACE_NONE;
	}
	if (!is_of_earth(*position)) {
		*position = in_degrees(*position);
		mend = PLACE_UNIT;
	}
	if (is_in(arena, country, *position)) {
		return mend;
	}
	struct position swapped = { position->longitude, position->latitude };
	if (is_in(arena, country, swapped)) {
		*position = swapped;
		return PLACE_SWAPPED;
	}
	return PLACE_OUTSIDE;
}
