/* card.create between its parameters, its check and its writing. */
#ifndef GUICHET_DOMAIN_CARD_CREATE_H
#define GUICHET_DOMAIN_CARD_CREATE_H

#include "domain.h"

enum { GOODS_MOST = 18, MENTION_MOST = 25 };

struct card_create {
	struct record customer;
	const char *product, *category;
	struct record division;
	const char *country, *plate, *driver, *emboss, *mention;
	const char *vehicle_type;
	struct amount tank_capacity;
	const char *phone;
	struct list fuels, services;
	enum answer odometer;
	struct record profile;
	struct list limits;
	struct list control_countries, control_networks, control_stations;
	const char *control_days, *control_hours, *control_odometer;
	struct amount control_tank, control_transactions_a_day, control_minutes_between;
	const char *vehicle_class, *dimensions, *euro_class;
	struct amount weight, axles;
	struct list tolls;
	enum answer accept_fees;
	const char *code_kind, *pin;
	struct record delivery_point;
};

/* What the check has read, for the writing: the card as it will be. */
struct create_state {
	const struct row *customer;
	struct new_card card;
	struct vehicle_data vehicle;
	struct card_rules rules;
	struct tolls tolls;
	const char *embossed, *pin, *profile;
	const char *goods[GOODS_MOST];
	bool mobile; /* an SMS reaches its phone */
};

extern const char *const odometer_choices[]; /* of the control, not of the question at the terminal */
extern const struct param card_create_params[];
enum status card_create_check(struct work *work, const void *args);

/* card_told.c: what is shown of a card before it is made: when it is due (CARD-05), what it bears
 * (CARD-02) and takes; where it and its code go (CARD-04) ... */
void card_tell_made(struct work *work, const struct new_card *card, const char *embossed,
		    const struct ordered_card *ordered);
enum status card_tell_way(struct work *work, const struct new_card *card);
/* ... and what deserves a second look: its plate on another card, its phone on several. */
enum status card_warn_order(struct work *work, const struct new_card *card, bool mobile,
			    int64_t id);

#endif
