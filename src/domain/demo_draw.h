/* One card of the demo, as chance draws it. */
#ifndef GUICHET_DOMAIN_DEMO_DRAW_H
#define GUICHET_DOMAIN_DEMO_DRAW_H

#include "demo.h"

#include <guichet/date.h>

/* In the order of product_choices and card_state_choices. */
enum product { PRODUCT_FLEET, PRODUCT_PASSANGO, PRODUCT_LIBER_T, PRODUCT_BENEFIT };
enum state {
	STATE_NEW,
	STATE_IN_PRODUCTION,
	STATE_ACTIVE,
	STATE_SUSPENDED,
	STATE_CANCELLED,
	STATE_BLOCKED,
	STATE_EXPIRED,
	STATE_DELETED
};

struct vehicle_kind {
	const char *type;
	int64_t tank;   /* millilitres; 0 without a tank */
	int64_t weight; /* kilograms */
	int64_t axles;
	const char *dimensions;      /* of a vehicle that has a unit; NULL: not known */
	const char *const *products; /* fuels it takes, NULL-ended */
};

struct draw {
	int64_t id, rank_id, next_id;
	const char *number;
	enum product product;
	enum state state;
	const char *category, *code_kind, *renewal;
	enum country country;
	int64_t division;
	const struct vehicle_kind *vehicle;
	struct plate plate;
	int64_t vehicle_id; /* not 0: that of another card */
	const char *driver, *driver_key;
	int64_t driver_id;
	const char *phone;
	const char *products[8];
	size_t product_count;
	int64_t linked;
	int64_t rank;
	const char *next_state, *next_cause;          /* of rank + 1, or NULL */
	int64_t created, expires, last_used;          /* days; 0 for never */
	int64_t requested_at, aircode_at, blocked_at; /* seconds; 0 for never */
	const char *request_kind, *request_state;
	int64_t produced_at, shipped_at, ended_at; /* of what is asked; seconds; 0 for never */
	bool reproduced; /* CARD-13: the rank before the present one is still valid */
	const char *block_reason;
	bool by_issuer;
	bool tour; /* one of those the README names */
	int64_t suspended_until;
	int64_t made_on, ships_until; /* of a renewal: days; 0 for none */
};

/* last is the customer's card before it: a box goes with that vehicle, a driver may have two cards.
 */
void demo_draw(struct demo *demo, const struct client *client, int64_t index,
	       const struct draw *last, struct draw *draw);
/* demo_request.c: the order under way, or lately done, once all else is drawn. */
void demo_draw_request(struct demo *demo, struct draw *draw);
enum status demo_request(struct demo *demo, const struct client *client, const struct draw *draw);
void draw_remember(struct arena *arena, const struct draw *draw, struct draw *last);

/* demo_rank.c, demo_message.c: what is written besides the card's own row. */
struct arg demo_stamp_or_null(struct demo *demo, const char *name, int64_t seconds);
enum status demo_ranks(struct demo *demo, struct draw *draw);
enum status demo_aircode(struct demo *demo, const struct client *client, const struct draw *draw);
/* demo_purchase.c: what was bought with the card, up to its last use. */
enum status demo_purchases(struct demo *demo, const struct client *client, const struct draw *draw);
/* demo_import.c: the file by which what was bought that day came in. */
int64_t demo_import_of(const struct demo *demo, int64_t day);
/* demo_passage.c: what a unit or a badge passed. */
enum status demo_passages(struct demo *demo, const struct client *client, const struct draw *draw);
enum status demo_block_messages(struct demo *demo, const struct client *client,
				const struct draw *draw);

#endif
