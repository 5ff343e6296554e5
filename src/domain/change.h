/* card.change between its parameters, the differences they make, and their writing. */
#ifndef GUICHET_DOMAIN_CHANGE_H
#define GUICHET_DOMAIN_CHANGE_H

#include "card_create.h"

struct card_change {
	struct record card;
	struct amount version;
	const char *product; /* the card's own: what its form asks */
	struct record division;
	const char *category, *country, *plate, *driver, *emboss, *mention, *vehicle_type;
	struct amount tank_capacity;
	const char *phone;
	struct list fuels, services;
	enum answer odometer;
	const char *vehicle_class;
	struct amount weight;
	const char *dimensions;
	struct amount axles;
	const char *euro_class;
	struct record profile;
	struct list limits;
	struct list control_countries, control_networks, control_stations;
	const char *control_days, *control_hours, *control_odometer;
	struct amount control_tank, control_transactions_a_day, control_minutes_between;
	struct list tolls;
	enum answer accept_fees;
	const char *code_kind, *pin;
	struct record delivery_point;
};
extern const struct param change_params[];

/* What may be changed, in the order in which it is told.  A setting has the name of its parameter. */
enum setting {
	SET_DIVISION,
	SET_CATEGORY,
	SET_COUNTRY,
	SET_PLATE,
	SET_DRIVER,
	SET_EMBOSS,
	SET_MENTION,
	SET_VEHICLE_TYPE,
	SET_TANK_CAPACITY,
	SET_PHONE,
	SET_FUELS,
	SET_SERVICES,
	SET_ODOMETER,
	SET_PROFILE,
	SET_LIMITS, /* the card's own that were given: told one by one */
	SET_CONTROL_COUNTRIES, /* the controls stand together */
	SET_CONTROL_NETWORKS,
	SET_CONTROL_STATIONS,
	SET_CONTROL_DAYS,
	SET_CONTROL_HOURS,
	SET_CONTROL_TANK,
	SET_CONTROL_ODOMETER,
	SET_CONTROL_TRANSACTIONS_A_DAY,
	SET_CONTROL_MINUTES_BETWEEN,
	SET_VEHICLE_CLASS,
	SET_WEIGHT,
	SET_DIMENSIONS,
	SET_AXLES,
	SET_EURO_CLASS,
	SET_TOLLS,
	SET_CODE_KIND,
	SET_PIN, /* never read: given, it is a change */
	SET_DELIVERY_POINT,
	SETTINGS
};
extern const char *const setting_names[SETTINGS];

/* change_rules.c: what a change costs (CARD-13, OBU-03), by data/reference/changes.csv. */
enum change_cost {
	COST_NOT_ASKED, /* the product has no such setting */
	COST_IMMEDIATE, /* reconfigured: effective at once */
	COST_REPRODUCTION,
	COST_UNKNOWN, /* the file does not say, or not in its words */
};
enum change_cost change_cost(struct arena *arena, const char *name, const char *product);

/* A text, a code or a list as it is kept; an id with its name; not known when there is none. */
struct settings {
	struct value of[SETTINGS];
};

struct change_state {
	const struct row *facts, *row; /* card.facts, change.settings */
	struct settings before, after;
	bool given[SETTINGS];
	bool changed[SETTINGS];
	enum change_cost cost[SETTINGS];
	size_t changes;
	bool reproduces;
	int64_t vehicle; /* of the plate as it will be; 0: still to be made, or no plate */
	const struct row *controls, *limits; /* the card's own, as they are */
	struct card_rules rules;	     /* limits to set, controls given */
	bool drops_limits;		     /* all of its own */
	struct tolls tolls;
	const char *embossed; /* NULL: as it is */
	const char *pin;      /* NULL: none was chosen */
	bool mobile;
	enum reproduction_way way;
	struct made_rank made;
};
bool change_is(const struct change_state *state, enum setting setting, const char *code);
/* The parameter's text after the change; NULL when there is none. */
const char *change_text(const struct change_state *state, enum setting setting);

/* change_settings.c: the card as it is, and with what was given. */
enum status change_read(struct work *work, const struct card_change *change,
			struct change_state *state);
/* The same value, as it is kept. */
bool setting_same(const struct value *a, const struct value *b);

/* Always in the order of the choices: two lists are the same when their texts are. */
struct value setting_list(struct work *work, enum setting setting, const struct list *list);

/* change_parts.c: controls, limits, toll operators. */
enum status change_read_parts(struct work *work, struct change_state *state);
enum status change_check_parts(struct work *work, const struct card_change *change,
			       struct change_state *state);
enum status change_write_parts(struct work *work, const struct change_state *state);
enum status change_try_limits(struct work *work, const struct change_state *state);

/* change_check.c: CARD-12, and what each field must be. */
enum status change_check(struct work *work, const void *args);
struct reproduction change_reproduction(const struct change_state *state);

/* change_told.c: field by field, what it was, what it becomes, when. */
struct change_lines {
	struct {
		const char *key;
		const struct arg *args;
	} list[SETTINGS + 40];
	size_t count;
};
void change_line(struct change_lines *lines, const char *key, const struct arg *args);
void change_limit_lines(struct work *work, const struct change_state *state,
			struct change_lines *lines);
void change_tell(struct work *work, const struct change_state *state);
enum status change_tell_manager(struct work *work, const struct change_state *state);

/* change_write.c */
enum status change_write(struct work *work, struct change_state *state);

#endif
