/* A line of a fleet file between its check and its writing. */
#ifndef GUICHET_DOMAIN_IMPORT_CARD_H
#define GUICHET_DOMAIN_IMPORT_CARD_H

#include "domain.h"

#define IMPORT_FUELS_MOST 18

struct card_import {
	struct record customer;
	const char *number;
	struct amount rank;
	const char *product;
	const char *state;
	const char *block_reason;
	const char *country;
	const char *plate;
	const char *driver;
	const char *division;
	const char *phone;
	struct list fuels;
	const char *code_kind;
	const char *expires_on;
	const char *last_used_on;
	struct amount limit_day;
};

/* The line as it will be kept. */
struct import_state {
	const char *country, *plate, *plate_key, *phone, *expires_on;
	const char *fuels[IMPORT_FUELS_MOST];
	size_t fuel_count;
	bool same; /* it is in the store already, word for word */
};

enum status import_card_write(struct work *work, const struct card_import *line,
			      const struct import_state *state);

#endif
