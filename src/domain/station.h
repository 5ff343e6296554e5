/* A station as it is kept, whoever writes it. */
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

/* Every column of its row but the id and the version. */
const struct arg *station_args(struct arena *arena, int64_t id, const struct station *station);

/* demo_station.c: those of data/reference/stations.csv, for a demo store. */
enum status demo_stations(struct work *work, struct arena *scratch);

#endif
