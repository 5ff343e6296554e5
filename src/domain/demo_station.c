/* The stations of a demo store: an issuer's own, along the motorways of four countries. */
#include "station.h"

#include <guichet/config.h>
#include <guichet/date.h>

#include <string.h>

#define FILE_OF_STATIONS "data/reference/stations.csv"

enum { CELLS = 13, STEPS = 3, HOUR = 3600, DAY = 24 * HOUR };

static const char *
cell_or_null(const char *cell)
{
	return *cell != '\0' ? cell : NULL;
}

/* Thousandths of EUR. */
static int64_t
price_of(const char *product)
{
	static const struct {
		const char *product;
		int64_t price;
	} prices[] = {
		{ "diesel", 1689 }, { "petrol95", 1659 },   { "petrol98", 1789 }, { "e10", 1629 },
		{ "e85", 869 },     { "lpg", 789 },         { "cng", 1349 },      { "hvo", 1999 },
		{ "adblue", 799 },  { "electricity", 549 },
	};
	for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
		if (strcmp(prices[i].product, product) == 0) {
			return prices[i].price;
		}
	}
	return 0;
}

static enum status
write_price(struct work *work, struct arena *scratch, int64_t station, const char *product,
	    int step)
{
	/* Every seventh station has not told its prices for long. */
	int64_t late = station % 7 == 3 ? 60 * DAY : 0, id = 0;
	int64_t after = (int64_t)(STEPS - step) * 6 * DAY - station % 5 * HOUR;
	const char *at = stamp_add(scratch, work->now, -late - after);
	const char *until = stamp_add(scratch, at, 6 * DAY);
	bool last = step == STEPS - 1;
	int64_t days = config_int(work->session->config, "prices.stale_days");
	int64_t price = price_of(product) + station % 9 * 6 + step * 4 - (station + step) % 3 * 5;
	enum status status = work_new_id(work, "station_price", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(work, SQL_DEMO_PRICE,
			    ARGS(ARG_INT("id", id), ARG_INT("station", station),
				 ARG_TEXT("product", product), ARG_STAMP("at", at),
				 ARG_STAMP("until", last ? NULL : until), ARG_INT("price", price),
				 ARG_STAMP("stale_at", stamp_add(scratch, at, days * DAY)),
				 ARG_INT("current", last)),
			    NULL);
}

static enum status
write_prices(struct work *work, struct arena *scratch, int64_t station, const char *products)
{
	enum status status = STATUS_OK;
	while (status == STATUS_OK && *products != '\0') {
		size_t size = strcspn(products, ",");
		const char *product = arena_copy_bytes(scratch, products, size);
		for (int step = 0; step < STEPS && status == STATUS_OK; step++) {
			status = write_price(work, scratch, station, product, step);
		}
		products += size;
		products += *products == ',';
	}
	return status;
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
	if (status == STATUS_OK) {
		status = write_prices(work, scratch, id, cells[12]);
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
