#include "demo_draw.h"

#include <guichet/text.h>
#include <string.h>

enum { NAME_MOST = 25 };

static const char *const diesel[] = { "diesel", "adblue", NULL };
static const char *const petrol[] = { "petrol95", "e10", NULL };
static const char *const petrol98[] = { "petrol98", "petrol95", NULL };
static const char *const electric[] = { "electricity", NULL };
static const char *const gas[] = { "cng", "diesel", NULL };
static const char *const green[] = { "hvo", "diesel", "adblue", NULL };
static const char *const flex[] = { "e85", "petrol95", NULL };
static const char *const autogas[] = { "lpg", "petrol95", NULL };

static const struct vehicle_kind vehicles[] = {
	{ "car", 55000, 1400, 2, NULL, diesel },
	{ "car", 50000, 1250, 2, NULL, petrol },
	{ "car", 60000, 1600, 2, NULL, petrol98 },
	{ "car", 0, 1800, 2, NULL, electric },
	{ "van", 80000, 3200, 2, NULL, diesel },
	{ "truck", 400000, 19000, 3, "9.6 x 2.55 x 3.8", diesel },
	{ "truck", 600000, 40000, 5, "16.5 x 2.55 x 4", green },
	{ "bus", 300000, 18000, 3, "12.2 x 2.55 x 3.6", gas },
	{ "car", 45000, 1300, 2, NULL, flex },
	{ "van", 70000, 2800, 2, NULL, autogas },
};
static const int vehicle_weights[] = { 22, 18, 3, 12, 20, 12, 6, 3, 2, 2, 0 };

static void
draw_vehicle(struct demo *demo, const struct client *client, struct draw *draw)
{
	draw->vehicle = &vehicles[dice_weighted(&demo->dice, vehicle_weights)];
	draw->country = client->country;
	if (dice_chance(&demo->dice, 6)) {
		draw->country = (enum country)dice_below(&demo->dice, COUNTRIES);
	}
}

static const char *
language_of(enum country country, const char *fleet_language)
{
	return country == ES ? "es" : country == NL ? "nl" : country == FR ? "fr" : fleet_language;
}

/* NAME FIRST NAME, in capitals, as embossed. */
static void
draw_driver(struct demo *demo, const struct client *client, struct draw *draw)
{
	const char *country = country_names[client->country];
	const char *language = language_of(client->country, client->fleet_language);
	const char *name = NULL;
	for (int tries = 0; tries < 8; tries++) {
		const struct word *first =
		    lexicon_pick(&demo->lexicon, WORDS_FIRST, &demo->dice, NULL, language);
		const struct word *family =
		    lexicon_pick(&demo->lexicon, WORDS_LAST, &demo->dice, country, NULL);
		name = text_upper(demo->scratch,
				  arena_format(demo->scratch, "%s %s", family->text, first->text));
		if (text_length(name) <= NAME_MOST) {
			break;
		}
	}
	draw->driver = name;
}

static void
draw_products(struct demo *demo, struct draw *draw)
{
	static const char *const services[] = { "wash", "parking", "shop", "lubricants" };
	if (draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T) {
		draw->products[draw->product_count++] = "toll";
		if (dice_chance(&demo->dice, 40)) {
			draw->products[draw->product_count++] = "parking";
		}
		return;
	}
	if (draw->product == PRODUCT_BENEFIT) {
		draw->products[draw->product_count++] = "shop";
		return;
	}
	for (const char *const *fuel = draw->vehicle->products; *fuel != NULL; fuel++) {
		draw->products[draw->product_count++] = *fuel;
	}
	if (dice_chance(&demo->dice, 35)) {
		draw->products[draw->product_count++] = services[dice_below(&demo->dice, 4)];
	}
	if (dice_chance(&demo->dice, 15)) {
		draw->products[draw->product_count++] = "toll";
	}
}

static int64_t
end_of_month(const struct demo *demo, int months)
{
	struct civil day = date_add_months(date_of_days(demo->today), months);
	return date_days(date_end_of_month(day));
}

/* A card lives 48 months, to the last day of one. */
static void
draw_life(struct demo *demo, struct draw *draw)
{
	static const int near_months[] = { 0, 1, 2, 3 };
	struct dice *dice = &demo->dice;
	static const int ranks[] = { 58, 26, 11, 5, 0 };
	int months = dice_chance(dice, 11) ? near_months[dice_below(dice, 4)]
					   : 4 + (int)dice_below(dice, 43);
	draw->rank = 1 + (int64_t)dice_weighted(dice, ranks);
	if (draw->state == STATE_EXPIRED) {
		months = -1 - (int)dice_below(dice, 14);
	}
	if (draw->state == STATE_NEW || draw->state == STATE_IN_PRODUCTION ||
	    draw->state == STATE_DELETED) {
		months = 48;
		draw->rank = 1;
	}
	draw->expires = end_of_month(demo, months);
	draw->created = draw->expires - 1461 - dice_below(dice, 28);
	draw->created -= (draw->rank - 1) * (100 + dice_below(dice, 1200));
	if (months == 48) {
		draw->created = demo->today - dice_below(dice, 3);
	}
	if (draw->created > demo->today) {
		draw->created = demo->today;
	}
}

static void
draw_use(struct demo *demo, struct draw *draw)
{
	struct dice *dice = &demo->dice;
	if (draw->state == STATE_NEW || draw->state == STATE_IN_PRODUCTION ||
	    draw->state == STATE_DELETED) {
		return;
	}
	if (draw->state == STATE_EXPIRED) {
		draw->last_used = draw->expires - dice_below(dice, 90);
	} else if (dice_chance(dice, 84)) {
		draw->last_used = demo->today - dice_below(dice, 45);
	} else if (dice_chance(dice, 60)) {
		draw->last_used = demo->today - 95 - dice_below(dice, 300);
	}
	if (draw->last_used != 0 && draw->last_used < draw->created) {
		draw->last_used = draw->created;
	}
}

static int64_t
day_of(const char *date)
{
	struct civil day = { .year = 1970, .month = 1, .day = 1 };
	date_read(date, &day);
	return date_days(day);
}

/* As the nights before have left it (REN-02, REN-04): noted, told, and made once changes have
 * ended. */
static void
draw_renewal(struct demo *demo, struct draw *draw)
{
	struct renewal_dates dates;
	bool renewed = draw->state == STATE_ACTIVE || draw->state == STATE_SUSPENDED ||
		       draw->state == STATE_CANCELLED;
	draw->renewal = "none";
	if (!renewed || draw->expires < demo->today ||
	    !renewal_dates(&demo->terms, demo_day(demo, draw->expires), &dates) ||
	    day_of(dates.notice) > demo->today) {
		return;
	}
	if (draw->state == STATE_CANCELLED) {
		draw->renewal = "cancelled_by_user";
	} else if (draw->last_used <= day_of(dates.unused_since)) {
		draw->renewal = "cancelled_unused";
	} else if (day_of(dates.cutoff) > demo->today) {
		draw->renewal = "candidate";
	} else {
		draw->renewal = "in_renewal";
		draw->next_state = "in_production";
		draw->next_cause = "renewal";
		draw->made_on = day_of(dates.cutoff);
		draw->ships_until = day_of(dates.ship_until);
	}
}

static void
draw_blocked(struct demo *demo, struct draw *draw)
{
	struct dice *dice = &demo->dice;
	draw->block_reason = block_reason_choices[dice_below(dice, 4)];
	bool fresh = dice_chance(dice, 25);
	int64_t ago = fresh ? 600 + dice_below(dice, 2 * 86400)
			    : (3 + dice_below(dice, 300)) * 86400 + dice_below(dice, 80000);
	draw->blocked_at = demo->now - ago;
	if (fresh && dice_chance(dice, 75)) {
		draw->next_cause = "duplicate";
		draw->next_state = ago < 86400 ? "new" : "in_production";
	}
}

static void
draw_state_facts(struct demo *demo, struct draw *draw)
{
	struct dice *dice = &demo->dice;
	if (draw->state == STATE_BLOCKED) {
		draw_blocked(demo, draw);
	}
	if (draw->state == STATE_SUSPENDED) {
		draw->by_issuer = dice_chance(dice, 20);
		if (demo->lifts_left > 0 && dice_chance(dice, 50)) {
			demo->lifts_left--;
			draw->suspended_until = demo->today + 2 + dice_below(dice, 20);
		}
	}
	if (draw->state == STATE_ACTIVE && draw->phone != NULL && dice_chance(dice, 2)) {
		draw->aircode_at = demo->now - 300 - dice_below(dice, 22 * 3600);
	}
}

/* A box rides in the vehicle of the card before it. */
static bool
takes_vehicle(const struct draw *draw, const struct draw *last)
{
	bool box = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	return box && last->plate.shown != NULL && last->product == PRODUCT_FLEET &&
	       last->linked == 0;
}

static void
draw_holder(struct demo *demo, const struct client *client, const struct draw *last,
	    struct draw *draw)
{
	static const int categories[] = { 80, 12, 8, 0 };
	static const char *const names[] = { "vehicle", "driver", "pool" };
	struct dice *dice = &demo->dice;
	draw->category = names[dice_weighted(dice, categories)];
	draw_vehicle(demo, client, draw);
	if (takes_vehicle(draw, last)) {
		draw->category = "vehicle";
		draw->vehicle = last->vehicle;
		draw->country = last->country;
		draw->plate = last->plate;
		draw->vehicle_id = last->vehicle_id;
		draw->linked = last->id;
		draw->driver = last->driver;
		draw->driver_id = last->driver_id;
		draw->division = last->division;
		return;
	}
	if (draw->product == PRODUCT_BENEFIT || strcmp(draw->category, "driver") == 0) {
		draw->category = "driver";
		draw_driver(demo, client, draw);
		return;
	}
	draw->plate = numbers_plate(&demo->numbers, dice, demo->scratch, draw->country);
	if (strcmp(draw->category, "vehicle") == 0 && last->driver != NULL &&
	    dice_chance(dice, 5)) {
		draw->driver = last->driver;
		draw->driver_id = last->driver_id;
	} else if (strcmp(draw->category, "vehicle") == 0 && dice_chance(dice, 92)) {
		draw_driver(demo, client, draw);
	}
}

/* The cards the README's tour names: an ordinary one, a new one, and a name that is no formula. */
static void
draw_tour(struct demo *demo, int64_t index, struct draw *draw)
{
	static const struct plate plates[] = { { "1-ABC-123", "1ABC123" },
					       { "1-NEW-001", "1NEW001" } };
	if (index > 2) {
		return;
	}
	draw->tour = true;
	draw->country = BE;
	draw->vehicle = &vehicles[0];
	draw->product = PRODUCT_FLEET;
	draw->state = index == 1 ? STATE_NEW : STATE_ACTIVE;
	draw->category = "vehicle";
	draw->vehicle_id = 0;
	draw->driver_id = 0;
	draw->linked = 0;
	draw->plate = index < 2 ? plates[index]
				: numbers_plate(&demo->numbers, &demo->dice, demo->scratch, BE);
	draw->driver = index == 0 ? "DUPONT ANAÏS" : index == 1 ? "LEFÈVRE BENOÎT" : "=1+1";
	draw->phone = numbers_phone(&demo->numbers, &demo->dice, demo->scratch, BE);
}

/* The first card of the tour is at its best: years to go, used yesterday, nothing under way. */
static void
draw_best(struct demo *demo, struct draw *draw)
{
	draw->rank = 1;
	draw->expires = end_of_month(demo, 26);
	draw->created = draw->expires - 1461;
	draw->last_used = demo->today - 1;
	draw->code_kind = "card_computed";
}

/* New cards and cards in production are those of a few days.  A small fleet shows more of them than
 * it would have; of a large one they would be sixty days' cards, and lists by day lopsided. */
static enum state
draw_state(struct demo *demo)
{
	static const int shown[] = { 2, 3, 78, 2, 4, 6, 4, 1, 0 };
	static const int had[] = { 1, 2, 836, 20, 40, 60, 40, 1, 0 };
	return (enum state)dice_weighted(&demo->dice, demo->cards > 100000 ? had : shown);
}

void
demo_draw(struct demo *demo, const struct client *client, int64_t index, const struct draw *last,
	  struct draw *draw)
{
	static const int products[] = { 79, 13, 5, 3, 0 };
	static const int codes[] = { 60, 20, 16, 4, 0 };
	struct dice *dice = &demo->dice;
	*draw = (struct draw){ .product = (enum product)dice_weighted(dice, products) };
	draw->state = draw_state(demo);
	draw->code_kind = code_kind_choices[dice_weighted(dice, codes)];
	if (client->division_count > 0 && dice_chance(dice, 85)) {
		draw->division = client->divisions[dice_below(dice, client->division_count)];
	}
	draw_holder(demo, client, last, draw);
	bool box = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	if (!box && dice_chance(dice, 80)) {
		draw->phone = numbers_phone(&demo->numbers, dice, demo->scratch, draw->country);
	}
	if (client->position == 0) {
		draw_tour(demo, index, draw);
		box = box && index > 2;
	}
	if (box) {
		draw->code_kind = "none";
	}
	if (draw->driver != NULL) {
		draw->driver_key = text_fold(demo->scratch, draw->driver);
	}
	draw_products(demo, draw);
	draw_life(demo, draw);
	draw_use(demo, draw);
	if (client->position == 0 && index == 0) {
		draw_best(demo, draw);
	}
	draw_state_facts(demo, draw);
	draw_renewal(demo, draw);
	demo_draw_request(demo, draw);
	if (client->position == 0 && index == 0) {
		draw->aircode_at = 0;
		draw->request_kind = NULL;
	}
}

void
draw_remember(struct arena *arena, const struct draw *draw, struct draw *last)
{
	arena_reset(arena);
	*last = *draw;
	last->plate.shown = arena_copy(arena, draw->plate.shown);
	last->plate.key = arena_copy(arena, draw->plate.key);
	last->driver = arena_copy(arena, draw->driver);
	last->driver_key = NULL;
}
