/* A station as it is kept, whoever writes it, and how a list that comes in is read. */
#ifndef GUICHET_DOMAIN_STATION_H
#define GUICHET_DOMAIN_STATION_H

#include "domain.h"

#include <guichet/geo.h>

struct station {
	const char *code, *name, *brand, *street, *postcode, *town, *country;
	const char *road, *motorway;     /* codes and numbers; NULL: unknown, none */
	const char *services, *products; /* codes with commas between; NULL for none */
	const char *state;
	bool placed; /* position is known */
	struct position position;
};

/* Every column of its row but the version. */
const struct arg *station_args(struct arena *arena, int64_t id, const struct station *station);

/* demo_station.c: those of data/reference/stations.csv, for a demo store. */
enum status demo_stations(struct work *work, struct arena *scratch);

/* station_place.c: what is right in what a list says, by the bounds of the country
 * (data/reference/country-bounds.csv), and how it was found. */
enum place_mend {
	PLACE_AS_IT_IS,
	PLACE_UNIT,    /* was in hundred-thousandths */
	PLACE_SWAPPED, /* was longitude first */
	PLACE_NONE,    /* 0, 0: nowhere */
	PLACE_OUTSIDE, /* is not in the country, whichever way it is read */
};
enum place_mend station_place(struct arena *arena, const char *country, struct position *position);

/* station_words.c */
const char *station_postcode(struct arena *arena, const char *country, const char *typed,
			     bool *mended);
const char *station_town(struct arena *arena, const char *typed, bool *mended);
bool station_has_letters(struct arena *arena, const char *text);
const char *station_motorway(struct arena *arena, const char *street);
/* Codes in the order of choices, each once, with commas between; NULL for none. */
const char *station_codes(struct arena *arena, const char *const *choices, const struct list *list);

#endif
