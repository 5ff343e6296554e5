/* The stations of a demo store: an issuer's own, along the motorways of four countries. */
#include "station.h"

#include <string.h>

#define FILE_OF_STATIONS "data/reference/stations.csv"

enum { CELLS = 13 };

static const char *
cell_or_null(const char *cell)
{
	return *cell != '\0' ? cell : NULL;
}

static enum status
write_station(struct work *work, struct arena *scratch, const char *const *cells)
{
	int64_t id = 0;
	struct station station = {
		.code = cells[0],
		.name = cells[1],
		.brand = cell_or_null(cells[2]),
		.street = cell_or_null(cells[3]),
		.postcode = cell_or_null(cells[4]),
		.town = cells[5],
		.country = cells[6],
		.road = cell_or_null(cells[7]),
		.motorway = cell_or_null(cells[8]),
		.services = cell_or_null(cells[11]),
		.products = cell_or_null(cells[12]),
		.state = "open",
	};
	station.placed = geo_parse_degrees(cells[9], &station.position.latitude) &&
			 geo_parse_degrees(cells[10], &station.position.longitude);
	enum status status = work_new_id(work, "station", &id);
	if (status == STATUS_OK) {
		status =
		    work_run_any(work, SQL_DEMO_STATION, station_args(scratch, id, &station), NULL);
	}
	return status;
}

enum status
demo_stations(struct work *work, struct arena *scratch)
{
	struct table_reader table;
	const char *cells[CELLS];
	enum status status = STATUS_OK;
	if (!table_open(&table, FILE_OF_STATIONS)) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "stations.csv")));
	}
	while (status == STATUS_OK && table_next(&table, scratch, cells, CELLS) > 0) {
		status = write_station(work, scratch, cells);
	}
	arena_reset(scratch);
	return status;
}
