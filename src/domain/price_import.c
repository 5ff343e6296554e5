/* STN-01: one price of one station, from its own moment on.  Prices come in any order; each ends
 * where the next one begins, and the same one again changes nothing. */
#include "station.h"

#include <guichet/config.h>
#include <guichet/date.h>
#include <string.h>

/* Thousandths of EUR for a litre, a kWh or a kilogram: what is beyond them is a price of nothing.
 */
enum { PRICE_LEAST = 50, PRICE_MOST = 5000, THOUSAND = 1000, DAY = 24 * 60 * 60, SOLD_MOST = 18 };

struct price_import {
	struct record station;
	const char *product;
	struct amount price;
	const char *at;
};

static const struct param params[] = {
	{ PARAM_ID(price_import, station), .record = &station_reference, .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(price_import, product), .choices = fuel_choices, .vocabulary = "goods",
	  .flags = PARAM_MANDATORY },
	{ PARAM_QUANTITY(price_import, price), .flags = PARAM_MANDATORY },
	{ PARAM_STAMP(price_import, at), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

struct importing {
	int64_t price;
	bool same;
};

/* "1926" is what some lists write for 1.926. */
static enum status
read_price(struct work *work, const struct price_import *line, struct importing *importing)
{
	int64_t price = line->price.number;
	bool thousandths = price % THOUSAND == 0 && price / THOUSAND >= PRICE_LEAST;
	if (thousandths) {
		price /= THOUSAND;
	}
	if (price < PRICE_LEAST || price > PRICE_MOST) {
		return work_refuse(
		    work, "price", "refusal.price_range",
		    ARGS({ .name = "least", .value = value_number(TYPE_QUANTITY, PRICE_LEAST) },
			 { .name = "most", .value = value_number(TYPE_QUANTITY, PRICE_MOST) }));
	}
	if (thousandths) {
		work_warn(work, "outcome.price_unit",
			  ARGS({ .name = "price", .value = value_number(TYPE_QUANTITY, price) }));
	}
	importing->price = price;
	return STATUS_OK;
}

static enum status
check(struct work *work, const void *args)
{
	const struct price_import *line = args;
	struct importing *importing = arena_alloc(work->arena, sizeof *importing);
	const struct row *row = NULL;
	*importing = (struct importing){ .price = 0 };
	work->state = importing;
	enum status status = read_price(work, line, importing);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(line->at, work->now) > 0) {
		return work_refuse(work, "at", "refusal.price_future", NULL);
	}
	status = work_row(work, SQL_PRICE_OF,
			  ARGS(ARG_INT("station", line->station.id),
			       ARG_TEXT("product", line->product), ARG_STAMP("at", line->at)),
			  &row);
	if (status != STATUS_OK || row == NULL) {
		return status;
	}
	importing->same = row_int(row, "price") == importing->price;
	return importing->same
		   ? STATUS_OK
		   : work_refuse(
			 work, "price", "refusal.price_differs",
			 ARGS({ .name = "price",
				.value = value_number(TYPE_QUANTITY, row_int(row, "price")) }));
}

static enum status
write_price(struct work *work, const struct price_import *line, int64_t price)
{
	const struct arg *key = ARGS(ARG_INT("station", line->station.id),
				     ARG_TEXT("product", line->product), ARG_STAMP("at", line->at));
	const struct row *before = NULL, *after = NULL;
	int64_t days = config_int(work->session->config, "prices.stale_days"), id = 0;
	enum status status = work_row(work, SQL_PRICE_BEFORE, key, &before);
	if (status == STATUS_OK) {
		status = work_row(work, SQL_PRICE_AFTER, key, &after);
	}
	if (status == STATUS_OK && before != NULL) {
		status =
		    work_run(work, SQL_PRICE_END,
			     ARGS(ARG_INT("id", row_int(before, "id")), ARG_STAMP("at", line->at)));
	}
	if (status == STATUS_OK) {
		status = work_new_id(work, "station_price", &id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_PRICE_INSERT,
			ARGS(ARG_INT("id", id), ARG_INT("station", line->station.id),
			     ARG_TEXT("product", line->product), ARG_STAMP("at", line->at),
			     ARG_STAMP("until", after != NULL ? row_text(after, "at") : NULL),
			     ARG_INT("price", price),
			     ARG_STAMP("stale_at", stamp_add(work->arena, line->at, days * DAY)),
			     ARG_INT("current", after == NULL)));
}

/* What has a price is sold. */
static enum status
write_sold(struct work *work, const struct price_import *line)
{
	const struct row *station = NULL;
	const char *items[SOLD_MOST];
	struct list list = { .items = items };
	char *rest = NULL;
	enum status status =
	    work_row(work, SQL_PRICE_SOLD, ARGS(ARG_INT("station", line->station.id)), &station);
	if (status != STATUS_OK || station == NULL) {
		return status;
	}
	char *sold = arena_copy(work->arena, row_text(station, "products"));
	for (const char *code = strtok_r(sold, ",", &rest);
	     code != NULL && list.count < SOLD_MOST - 1; code = strtok_r(NULL, ",", &rest)) {
		if (strcmp(code, line->product) == 0) {
			return STATUS_OK;
		}
		items[list.count++] = code;
	}
	items[list.count++] = line->product;
	return work_run(
	    work, SQL_PRICE_SELLS,
	    ARGS(ARG_INT("station", line->station.id),
		 ARG_TEXT("products", station_codes(work->arena, fuel_choices, &list))));
}

static enum status
apply(struct work *work, const void *args)
{
	const struct price_import *line = args;
	const struct importing *importing = work->state;
	enum status status = STATUS_OK;
	if (importing->same) {
		work_unchanged(work);
	} else {
		status = write_price(work, line, importing->price);
	}
	if (status == STATUS_OK && !importing->same) {
		status = write_sold(work, line);
	}
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "station", line->station.id, line->station.key, 0);
	work_say(work, importing->same ? "outcome.price_same" : "outcome.price_kept",
		 ARGS(ARG_TEXT("station", line->station.key),
		      ARG_CHOICE("product", "goods", line->product),
		      { .name = "price", .value = value_number(TYPE_QUANTITY, importing->price) },
		      ARG_STAMP("at", line->at)));
	return STATUS_OK;
}

const struct command price_import = {
	.name = "price.import",
	.right = "settings",
	.flags = COMMAND_STAFF,
	PARAMS(price_import, params),
	.check = check,
	.apply = apply,
};
