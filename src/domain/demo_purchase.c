/* What was bought with the cards of the demo: 90 days and a little more, for the first customers.
 * Its chance is a card's own: however many purchases there are, the fleet stays the same. */
#include "demo_draw.h"
#include "transaction.h"

#include <inttypes.h>
#include <string.h>

enum { DAYS_BACK = 125, HOUR = 3600, ODOMETER_STEP = 450 };

/* Cents for a litre or a kWh; 0 for what is sold by the piece. */
static int64_t
price_of(const char *product)
{
	static const struct {
		const char *product;
		int64_t cents;
	} prices[] = {
		{ "diesel", 172 }, { "petrol95", 168 },   { "petrol98", 184 }, { "e10", 163 },
		{ "e85", 89 },     { "lpg", 78 },         { "cng", 138 },      { "hvo", 205 },
		{ "adblue", 82 },  { "electricity", 54 },
	};
	for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
		if (strcmp(prices[i].product, product) == 0) {
			return prices[i].cents;
		}
	}
	return 0;
}

struct purchase_drawn {
	const char *product;
	int64_t volume, price, amount; /* volume 0: a service; price: thousandths */
};

/* Mostly the first fuel; a tank is not filled from empty each time. */
static void
draw_purchase(struct dice *dice, const struct draw *draw, struct purchase_drawn *bought)
{
	size_t most = draw->product_count;
	bool first = dice_chance(dice, 85);
	bought->product = draw->products[first ? 0 : dice_below(dice, (int64_t)most)];
	bought->volume = 0;
	int64_t cents = price_of(bought->product);
	if (cents == 0) {
		bought->amount = 250 + dice_below(dice, 4500);
		bought->price = bought->amount * 10;
		return;
	}
	int64_t tank = strcmp(bought->product, "electricity") == 0 ? 70000
		       : strcmp(bought->product, "adblue") == 0    ? 20000
								   : draw->vehicle->tank;
	tank = tank == 0 ? 50000 : tank;
	bought->volume = tank * (35 + dice_below(dice, 61)) / 100 / 10 * 10;
	cents += dice_below(dice, 15);
	bought->price = cents * 10;
	bought->amount = (bought->volume * cents + 500) / 1000;
}

/* One of the stations of the demo, where there are any in that country; else another issuer's. */
static const char *
station_in(const struct demo *demo, enum country country, int64_t drawn)
{
	const char *name = country_names[country];
	const struct row *first = demo->places;
	while (first != NULL && strcmp(row_text(first, "country"), name) != 0) {
		first = first->next;
	}
	int64_t count = 0;
	for (const struct row *row = first;
	     row != NULL && strcmp(row_text(row, "country"), name) == 0; row = row->next) {
		count++;
	}
	if (count == 0) {
		return arena_format(demo->scratch, "%s-%04" PRId64, name, drawn);
	}
	for (drawn %= count; drawn > 0; drawn--) {
		first = first->next;
	}
	return row_text(first, "code");
}

static enum status
write_purchase(struct demo *demo, const struct client *client, const struct draw *draw,
	       struct dice *dice, int64_t day, int64_t odometer)
{
	static const char *const networks[] = { "OWN", "NORTH", "SOUTH", "ROUTE" };
	struct purchase_drawn bought;
	int64_t id = 0;
	enum status status = demo_id(demo, TABLE_PURCHASE, &id);
	if (status != STATUS_OK) {
		return status;
	}
	draw_purchase(dice, draw, &bought);
	int64_t start = 0;
	(void)stamp_read(stamp_of_local_day(demo->scratch, date_of_days(day)), &start);
	int64_t hours = day == demo->today ? 8 : 13; /* nothing is bought later than now */
	int64_t at = start + 6 * HOUR + dice_below(dice, hours * HOUR);
	enum country country =
	    dice_chance(dice, 90) ? draw->country : (enum country)dice_below(dice, COUNTRIES);
	struct value volume = value_number(TYPE_QUANTITY, bought.volume);
	volume.known = bought.volume != 0;
	const char *station = station_in(demo, country, 1 + dice_below(dice, 900));
	const char *reference = arena_format(demo->scratch, "TX%08" PRId64, id);
	return work_run_any(
	    demo->work, SQL_DEMO_PURCHASE,
	    ARGS(ARG_INT("id", id),
		 ARG_INT("place", transaction_place(seconds_local(at), client->id, draw->id)),
		 ARG_INT("customer", client->id), ARG_INT("card", draw->id),
		 ARG_INT("rank", draw->rank), id_or_null("driver", draw->driver_id),
		 id_or_null("division", draw->division), ARG_INT("at", at),
		 ARG_TEXT("product", bought.product), { .name = "volume", .value = volume },
		 ARG_INT("unit_price", bought.price),
		 ARG_INT("vat_rate", demo_vat(country_names[country])),
		 ARG_MONEY("amount", bought.amount), ARG_TEXT("country", country_names[country]),
		 ARG_TEXT("network", networks[dice_below(dice, 4)]), ARG_TEXT("station", station),
		 id_or_null("odometer", odometer), ARG_TEXT("reference", reference),
		 ARG_INT("import", demo_import_of(demo, day))),
	    NULL);
}

enum status
demo_purchases(struct demo *demo, const struct client *client, const struct draw *draw)
{
	bool fleet = draw->product == PRODUCT_FLEET;
	int64_t first = demo->today - DAYS_BACK;
	struct dice dice = { .state = (uint64_t)(demo->seed * 1000003 + draw->id) };
	enum status status = STATUS_OK;
	if (!fleet || draw->product_count == 0 || draw->last_used < first) {
		return STATUS_OK;
	}
	int64_t every = 3 + dice_below(&dice, 7);
	bool tells = dice_chance(&dice, 40); /* the odometer, at the terminal */
	int64_t odometer = 20000 + dice_below(&dice, 180000);
	int64_t day = first > draw->created ? first + dice_below(&dice, every) : draw->created;
	day = day > draw->last_used ? draw->last_used : day;
	while (status == STATUS_OK && day <= draw->last_used && demo->purchases_left > 0) {
		status = write_purchase(demo, client, draw, &dice, day, tells ? odometer : 0);
		demo->purchases_left--;
		odometer += 100 + dice_below(&dice, ODOMETER_STEP);
		int64_t next = day + 1 + dice_below(&dice, 2 * every - 1);
		/* The last one is on the day the card tells. */
		day = day < draw->last_used && next > draw->last_used ? draw->last_used : next;
	}
	return status;
}
