/* What a line must pass (DAY-04).  Money must not be lost: what is only odd (a driver's code or a
 * station nobody knows) is taken and told; what could not be billed safely is kept apart. */
#include "transaction.h"

#include <guichet/config.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY = 86400, ROUNDING = 2, LATE = 3600 };

const char *const goods_choices[] = {
	"diesel",     "petrol95", "petrol98",    "e10",        "e85",  "lpg",     "cng",
	"hvo",        "adblue",   "electricity", "wash",       "toll", "parking", "shop",
	"lubricants", "tyres",    "ferry",       "assistance", NULL,
};

const char *const unit_choices[] = { "l", "kwh", "piece", NULL };

/* Those of the countries stations are in. */
static const int32_t vat_rates[] = {
	0,    210,  300,  400,  500,  550,  600,  700,  800,  900,  950,  1000, 1200, 1300, 1350,
	1400, 1500, 1600, 1700, 1800, 1900, 2000, 2100, 2200, 2300, 2400, 2500, 2700, -1,
};

void
transaction_bounds(struct work *work, struct transaction_bounds *bounds)
{
	const struct config *config = work->session->config;
	int64_t now = 0;
	(void)stamp_read(work->now, &now);
	*bounds = (struct transaction_bounds){
		.now = seconds_local(now),
		.oldest_days = config_int(config, "transaction.oldest_days"),
		.amount_most = config_int(config, "transaction.amount_most") * 100,
		.rates = vat_rates,
	};
}

int64_t
transaction_place(int64_t local, int64_t customer, int64_t buyer)
{
	const int64_t customers = (INT64_C(1) << (PLACE_DAY - PLACE_CUSTOMER)) - 1;
	const int64_t buyers = (INT64_C(1) << (PLACE_CUSTOMER - PLACE_BUYER)) - 1;
	int64_t day = local / DAY;
	return day << PLACE_DAY | (customer & customers) << PLACE_CUSTOMER |
	       (buyer & buyers) << PLACE_BUYER | (local % DAY) * PLACES_OF_A_SECOND;
}

int64_t
buyer_place(const struct buyer *buyer, int64_t local)
{
	return transaction_place(local, buyer->customer,
				 buyer->card != 0 ? buyer->card : buyer->authorisation);
}

static int64_t
instant_of(int64_t local)
{
	int64_t days = local / DAY - (local % DAY < 0), rest = local - days * DAY;
	struct civil day = date_of_days(days);
	struct tm parts = {
		.tm_year = day.year - 1900,
		.tm_mon = day.month - 1,
		.tm_mday = day.day,
		.tm_hour = (int)(rest / 3600),
		.tm_min = (int)(rest / 60 % 60),
		.tm_sec = (int)(rest % 60),
		.tm_isdst = -1,
	};
	return (int64_t)mktime(&parts);
}

static struct local_day
look_up_day(int64_t day)
{
	int64_t first = instant_of(day * DAY);
	int64_t last = instant_of(day * DAY + DAY - 1);
	return (struct local_day){
		.day = day,
		.offset = day * DAY - first,
		.known = true,
		.even = last - first == DAY - 1,
	};
}

int64_t
transaction_instant(struct local_days *days, int64_t local)
{
	int64_t day = local / DAY - (local % DAY < 0);
	struct local_day *known = &days->days[(uint64_t)day % LOCAL_DAYS];
	if (!known->known || known->day != day) {
		*known = look_up_day(day);
	}
	return known->even ? local - known->offset : instant_of(local);
}

/* ---- the rules, one by one ---- */

static bool
refuse(struct error *error, const char *param, const char *key, const struct arg *args)
{
	(void)error_set(error, STATUS_REFUSED, param, key, args);
	return false;
}

static bool
is_read(const struct intake_line *line, struct error *error)
{
	const char *cells[INTAKE_CELLS];
	if (line->fault == INTAKE_GOOD && line->product < GOODS) {
		return true;
	}
	if (line->fault == INTAKE_GOOD) {
		return refuse(error, "product", "refusal.transaction_product", NULL);
	}
	intake_cells(line, cells);
	return refuse(error, line->fault == INTAKE_SHORT ? NULL : intake_names[line->cell],
		      intake_keys[line->fault],
		      ARGS(ARG_TEXT("text", cells[line->cell]), ARG_INT("most", INTAKE_CELL_MOST)));
}

static bool
is_known(const struct intake_line *line, const struct buyer *buyer, struct error *error)
{
	if (buyer == NULL) {
		char number[24];
		(void)snprintf(number, sizeof number, "%019llu", (unsigned long long)line->card);
		return refuse(error, "card", "refusal.transaction_card",
			      ARGS(ARG_CARD("card", number)));
	}
	if (buyer->card != 0 && line->rank > buyer->rank) {
		return refuse(error, "rank", "refusal.transaction_rank",
			      ARGS(ARG_INT("rank", line->rank), ARG_INT("most", buyer->rank)));
	}
	return true;
}

static bool
is_in_life(const struct buyer *buyer, int64_t at, struct error *error)
{
	char from[STAMP_SIZE];
	char until[STAMP_SIZE];
	if (buyer->authorisation == 0 || (at >= buyer->from && at <= buyer->until)) {
		return true;
	}
	stamp_write(buyer->from, from);
	stamp_write(buyer->until, until);
	return refuse(error, "at", "refusal.transaction_life",
		      ARGS(ARG_TEXT("code", buyer->code), ARG_STAMP("from", from),
			   ARG_STAMP("until", until)));
}

static bool
is_in_time(const struct intake_line *line, const struct transaction_bounds *bounds,
	   struct error *error)
{
	if (line->at > bounds->now + LATE) { /* a station's clock may go fast */
		return refuse(error, "at", "refusal.transaction_future", NULL);
	}
	if (line->at < bounds->now - bounds->oldest_days * DAY) {
		return refuse(error, "at", "refusal.transaction_old",
			      ARGS(ARG_INT("days", bounds->oldest_days)));
	}
	return true;
}

/* Fuels are counted in litres, electricity in kWh. */
static bool
is_counted_so(const struct intake_line *line, struct error *error)
{
	bool electricity = strcmp(goods_choices[line->product], "electricity") == 0;
	bool fuel = line->product < GOODS_FUELS;
	uint8_t wanted = electricity ? INTAKE_KWH : INTAKE_LITRE;
	bool right = line->unit == INTAKE_NO_UNIT || (fuel ? line->unit == wanted : !electricity);
	if (!right) {
		return refuse(error, "unit", "refusal.transaction_unit",
			      ARGS(ARG_CHOICE("product", "goods", goods_choices[line->product]),
				   ARG_CHOICE("unit", "sold_by", intake_units[wanted])));
	}
	if (line->quantity == 0 || line->quantity < -1 || (fuel && line->quantity < 0)) {
		return refuse(error, "quantity", "refusal.transaction_quantity", NULL);
	}
	return true;
}

static bool
is_amount(const struct intake_line *line, const struct transaction_bounds *bounds,
	  struct error *error)
{
	if (line->amount <= 0) {
		return refuse(error, "amount", "refusal.transaction_amount", NULL);
	}
	if (line->amount > bounds->amount_most) {
		return refuse(error, "amount", "refusal.transaction_amount_most",
			      ARGS(ARG_MONEY("most", bounds->amount_most)));
	}
	/* Thousandths by thousandths, against cents. */
	if (line->quantity > 0 && line->unit_price >= 0) {
		int64_t product = ((int64_t)line->quantity * line->unit_price + 5000) / 10000;
		if (llabs(product - line->amount) > ROUNDING) {
			return refuse(error, "amount", "refusal.transaction_product_of",
				      ARGS(ARG_MONEY("amount", product)));
		}
	}
	return true;
}

static bool
is_taxed(const struct intake_line *line, const struct transaction_bounds *bounds,
	 struct error *error)
{
	const int32_t *rate = bounds->rates;
	while (*rate >= 0 && *rate != line->vat_rate) {
		rate++;
	}
	return *rate >= 0 || refuse(error, "vat_rate", "refusal.transaction_vat", NULL);
}

enum status
transaction_judge(const struct intake_line *line, const struct buyer *buyer,
		  const struct transaction_bounds *bounds, struct local_days *days,
		  struct error *error)
{
	bool good = is_read(line, error) && is_known(line, buyer, error) &&
		    is_in_time(line, bounds, error) && is_counted_so(line, error) &&
		    is_amount(line, bounds, error) && is_taxed(line, bounds, error);
	if (good && buyer->authorisation != 0) {
		good = is_in_life(buyer, transaction_instant(days, line->at), error);
	}
	if (good && line->currency[0] != '\0' && strcmp(line->currency, buyer->currency) != 0) {
		good = refuse(error, "currency", "refusal.transaction_currency",
			      ARGS(ARG_TEXT("currency", buyer->currency)));
	}
	return good ? STATUS_OK : STATUS_REFUSED;
}
