/* The cards of a demo customer: drawn first (demo_draw.c), then written. */
#include "demo_draw.h"

#include <inttypes.h>
#include <string.h>

static enum status
write_driver(struct demo *demo, struct client *client, struct draw *draw)
{
	const char *code = NULL;
	if (draw->driver == NULL || draw->driver_id != 0) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_DRIVER, &draw->driver_id);
	if (status != STATUS_OK) {
		return status;
	}
	bool blocked = false;
	if (client->codes_given < 9000 && dice_chance(&demo->dice, 60)) {
		/* 37 shares no factor with 10,000: each code comes once. */
		code = arena_format(demo->scratch, "%04" PRId64,
				    (1 + client->codes_given * 37) % 10000);
		client->codes_given++;
		blocked = !draw->tour && dice_chance(&demo->dice, 4);
	}
	int64_t since = demo->now - (10 + dice_below(&demo->dice, 1200)) * 86400;
	status = work_run_any(
	    demo->work, SQL_DEMO_DRIVER,
	    ARGS(ARG_INT("id", draw->driver_id), ARG_INT("customer", client->id),
		 id_or_null("division", draw->division), ARG_TEXT("name", draw->driver),
		 ARG_TEXT("name_key", draw->driver_key), ARG_TEXT("code", code),
		 ARG_TEXT("state", blocked ? "blocked" : "active"),
		 ARG_STAMP("blocked_at", blocked ? demo_stamp(demo, since + 8 * 86400) : NULL),
		 ARG_STAMP("created_at", demo_stamp(demo, since))),
	    NULL);
	if (status != STATUS_OK) {
		return status;
	}
	return demo_terms(demo, "driver", draw->driver_id,
			  search_driver_terms(demo->scratch, draw->driver, code));
}

static enum status
write_vehicle(struct demo *demo, struct client *client, struct draw *draw)
{
	if (draw->plate.shown == NULL || draw->vehicle_id != 0) {
		return STATUS_OK;
	}
	const struct vehicle_kind *kind = draw->vehicle;
	enum status status = demo_id(demo, TABLE_VEHICLE, &draw->vehicle_id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_VEHICLE,
	    ARGS(ARG_INT("id", draw->vehicle_id), ARG_INT("customer", client->id),
		 ARG_TEXT("country", country_names[draw->country]),
		 ARG_TEXT("plate", draw->plate.shown), ARG_TEXT("plate_key", draw->plate.key),
		 ARG_TEXT("type", kind->type), id_or_null("tank_capacity", kind->tank),
		 ARG_INT("odometer", 1000 + dice_below(&demo->dice, 400000)),
		 ARG_TEXT("class", kind->axles > 2 ? "heavy_3" : "light"),
		 id_or_null("weight", kind->weight), ARG_TEXT("dimensions", kind->dimensions),
		 id_or_null("axles", kind->axles),
		 ARG_TEXT("euro_class", dice_chance(&demo->dice, 70) ? "euro_6" : "euro_5")),
	    NULL);
}

static enum status
write_card_row(struct demo *demo, struct client *client, struct draw *draw)
{
	int64_t body = 0;
	enum status status = demo_id(demo, TABLE_NUMBER, &body);
	if (status == STATUS_OK) {
		status = demo_id(demo, TABLE_CARD, &draw->id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	draw->number = card_number_make(demo->scratch, demo->prefix, body);
	bool box = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	return work_run_any(
	    demo->work, SQL_DEMO_CARD,
	    ARGS(ARG_INT("id", draw->id), ARG_TEXT("number", draw->number),
		 ARG_INT("customer", client->id), id_or_null("division", draw->division),
		 ARG_TEXT("product", product_choices[draw->product]),
		 ARG_TEXT("category", draw->category), id_or_null("vehicle", draw->vehicle_id),
		 id_or_null("driver_id", draw->driver_id),
		 ARG_TEXT("country", country_names[draw->country]),
		 ARG_TEXT("plate", draw->plate.shown), ARG_TEXT("plate_key", draw->plate.key),
		 ARG_TEXT("driver", draw->driver), ARG_TEXT("driver_key", draw->driver_key),
		 ARG_TEXT("emboss", draw->plate.shown != NULL ? "plate" : "driver"),
		 ARG_NULL("mention"), ARG_TEXT("phone", draw->phone),
		 ARG_TEXT("code_kind", draw->code_kind),
		 ARG_INT("odometer_entry", !box && dice_chance(&demo->dice, 40) ? 1 : 0),
		 id_or_null("delivery_point", client->point), id_or_null("linked", draw->linked),
		 ARG_INT("rank_number", draw->rank),
		 id_or_null("next_rank", draw->next_state != NULL ? draw->rank + 1 : 0),
		 ARG_TEXT("state", card_state_choices[draw->state]),
		 ARG_DATE("expires_on", demo_day(demo, draw->expires)),
		 ARG_TEXT("renewal", draw->renewal),
		 ARG_STAMP("aircode_until", draw->aircode_at != 0
						? demo_stamp(demo, draw->aircode_at + 86400)
						: NULL),
		 ARG_DATE("created_on", demo_day(demo, draw->created)),
		 ARG_DATE("last_used_on",
			  draw->last_used != 0 ? demo_day(demo, draw->last_used) : NULL)),
	    NULL);
}

static enum status
write_products(struct demo *demo, const struct draw *draw)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < draw->product_count && status == STATUS_OK; i++) {
		status = work_run_any(
		    demo->work, SQL_DEMO_PRODUCT,
		    ARGS(ARG_INT("card", draw->id), ARG_TEXT("product", draw->products[i])), NULL);
	}
	return status;
}

/* OBU-01: of the operators for such a vehicle about half.  No dice: the rest of the fleet stays
 * what it is whatever operators there are. */
static enum status
write_tolls(struct demo *demo, const struct client *client, const struct draw *draw)
{
	(void)client;
	enum status status = STATUS_OK;
	bool badge = draw->product == PRODUCT_LIBER_T;
	if (!badge && draw->product != PRODUCT_PASSANGO) {
		return STATUS_OK;
	}
	for (const struct row *toll = demo->tolls; toll != NULL && status == STATUS_OK;
	     toll = toll->next) {
		bool there = draw->vehicle->weight >= row_int(toll, "least_weight") &&
			     (!badge || strcmp(row_text(toll, "country"), "FR") == 0);
		if (!there || (draw->id * 5 / row_int(toll, "position")) % 2 == 0) {
			continue;
		}
		struct arg fee = ARG_MONEY("fee", row_int(toll, "fee"));
		fee.value.known = row_known(toll, "fee");
		status = work_run_any(
		    demo->work, SQL_DEMO_TOLL,
		    ARGS(ARG_INT("card", draw->id), ARG_TEXT("operator", row_text(toll, "code")),
			 fee, ARG_STAMP("at", demo_stamp(demo, draw->created * 86400))),
		    NULL);
	}
	return status;
}

static enum status
write_limits(struct demo *demo, const struct client *client, const struct draw *draw)
{
	static const int64_t amounts[] = { 10000, 15000, 20000, 25000, 30000, 50000, 100000 };
	struct dice *dice = &demo->dice;
	enum status status = STATUS_OK;
	if (draw->product != PRODUCT_FLEET) {
		return STATUS_OK;
	}
	if (dice_chance(dice, 45)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "amount", "day",
				    amounts[dice_below(dice, 7)]);
	}
	if (status == STATUS_OK && dice_chance(dice, 22)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "amount", "month",
				    amounts[dice_below(dice, 7)] * 8);
	}
	if (status == STATUS_OK && draw->vehicle->tank > 0 && dice_chance(dice, 12)) {
		status = demo_limit(demo, client, 0, draw->id, draw->products[0], "volume",
				    "transaction", draw->vehicle->tank);
	}
	if (status == STATUS_OK && dice_chance(dice, 5)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "count", "rolling",
				    4 + dice_below(dice, 10));
	}
	if (status == STATUS_OK && dice_chance(dice, 18)) {
		status = demo_control(demo, client, 0, draw->id, "countries",
				      dice_chance(dice, 50) ? "BE,FR,NL,LU" : "BE,FR,ES");
	}
	if (status == STATUS_OK && dice_chance(dice, 10)) {
		status = demo_control(demo, client, 0, draw->id, "days", "mon-fri");
	}
	if (status == STATUS_OK && dice_chance(dice, 8)) {
		status = demo_control(demo, client, 0, draw->id, "hours", "06:00-20:00");
	}
	if (status == STATUS_OK && dice_chance(dice, 6)) {
		status = demo_control(demo, client, 0, draw->id, "transactions_a_day", "3");
	}
	return status;
}

/* A dated suspension comes with the lift that waits for its day. */
static enum status
write_lift(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	if (draw->suspended_until == 0) {
		return STATUS_OK;
	}
	const char *due =
	    stamp_of_local_day(demo->scratch, date_of_days(draw->suspended_until + 1));
	const struct input input[] = { { "card", draw->number }, { NULL, NULL } };
	enum status status = work_defer(demo->work, &card_lift, input, due, client->id, &id);
	if (status == STATUS_OK) {
		status = work_run(demo->work, SQL_PENDING_ABOUT_CARD,
				  ARGS(ARG_INT("id", id), ARG_INT("card", draw->id)));
	}
	return status;
}

static enum status
write_link(struct demo *demo, const struct draw *draw)
{
	if (draw->linked == 0) {
		return STATUS_OK;
	}
	return work_run_any(demo->work, SQL_DEMO_LINK,
			    ARGS(ARG_INT("id", draw->linked), ARG_INT("linked", draw->id)), NULL);
}

static enum status
write_all(struct demo *demo, struct client *client, struct draw *draw)
{
	static enum status (*const parts[])(struct demo *, const struct client *,
					    const struct draw *) = {
		demo_request,        write_tolls, write_limits,   demo_aircode,
		demo_block_messages, write_lift,  demo_purchases, demo_passages,
	};
	enum status status = write_driver(demo, client, draw);
	if (status == STATUS_OK) {
		status = write_vehicle(demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = write_card_row(demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = demo_ranks(demo, draw);
	}
	if (status == STATUS_OK) {
		status = write_products(demo, draw);
	}
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
		status = parts[i](demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = write_link(demo, draw);
	}
	if (status == STATUS_OK) {
		status = demo_terms(demo, "card", draw->id,
				    search_card_terms(demo->scratch, draw->number, draw->plate.key,
						      draw->phone, draw->driver));
	}
	client->tally[draw->product][draw->state]++;
	return status;
}

static enum status
write_tally(struct demo *demo, const struct client *client)
{
	enum status status = STATUS_OK;
	for (int product = 0; product < PRODUCTS; product++) {
		for (int state = 0; state < STATES && status == STATUS_OK; state++) {
			if (client->tally[product][state] > 0) {
				status = card_tally_add(
				    demo->work, client->id, product_choices[product],
				    card_state_choices[state], client->tally[product][state]);
			}
		}
	}
	return status;
}

/* Months from this one to that of expiry. */
static int64_t
months_left(const struct demo *demo, const struct draw *draw)
{
	struct civil now = date_of_days(demo->today);
	struct civil end = date_of_days(draw->expires);
	return (end.year - now.year) * 12 + end.month - now.month;
}

/* The minute the night takes a step on a day that has come, or NULL. */
static struct arg
step_at(struct demo *demo, const char *name, const char *date)
{
	struct civil day;
	bool done = date_read(date, &day) && date_days(day) <= demo->today;
	return demo_stamp_or_null(demo, name, done ? date_days(day) * 86400 - 3000 : 0);
}

/* The months whose cards are under way, with what the nights have done (REN-06). */
static enum status
write_cohorts(struct demo *demo, const struct client *client)
{
	enum status status = STATUS_OK;
	for (int month = 0; month < RENEWAL_MONTHS && status == STATUS_OK; month++) {
		struct civil end = date_add_months(date_of_days(demo->today), month);
		struct renewal_dates dates;
		int64_t id = 0;
		const char *day = demo_day(demo, date_days(date_end_of_month(end)));
		if (!client->renews[month] || !renewal_dates(&demo->terms, day, &dates)) {
			continue;
		}
		status = demo_id(demo, TABLE_COHORT, &id);
		if (status == STATUS_OK) {
			status = work_run_any(
			    demo->work, SQL_DEMO_COHORT,
			    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
				 ARG_TEXT("month", arena_copy_bytes(demo->scratch, day, 7)),
				 ARG_DATE("expires_on", dates.active),
				 ARG_DATE("reminder_on", dates.reminder),
				 ARG_DATE("cutoff_on", dates.cutoff),
				 ARG_DATE("ship_until", dates.ship_until),
				 step_at(demo, "told_at", dates.notice),
				 step_at(demo, "reminded_at", dates.reminder),
				 step_at(demo, "produced_at", dates.cutoff)),
			    NULL);
		}
	}
	return status;
}

enum status
demo_cards(struct demo *demo, struct client *client)
{
	struct arena *kept[2] = { arena_new(), arena_new() };
	struct draw last = { 0 };
	enum status status = STATUS_OK;
	for (int64_t i = 0; i < client->cards && status == STATUS_OK; i++) {
		struct draw draw;
		arena_reset(demo->scratch);
		demo_draw(demo, client, i, &last, &draw);
		if (strcmp(draw.renewal, "none") != 0) {
			client->renews[months_left(demo, &draw)] = true;
		}
		status = write_all(demo, client, &draw);
		/* What is drawn may be what the last one was: that one's memory stays till then. */
		draw_remember(kept[i % 2], &draw, &last);
	}
	arena_free(&kept[0]);
	arena_free(&kept[1]);
	if (status == STATUS_OK) {
		status = write_cohorts(demo, client);
	}
	return status == STATUS_OK ? write_tally(demo, client) : status;
}
