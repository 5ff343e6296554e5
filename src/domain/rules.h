/* Limits and controls in the store: whose they are, and the commands that set them, at the levels
 * of customer, division and card, and in profiles that cards share (CARD-03). */
#ifndef GUICHET_DOMAIN_RULES_H
#define GUICHET_DOMAIN_RULES_H

#include "domain.h"
#include "limit.h"

/* What all these commands are given; each asks a part of it. */
struct rule {
	struct record card, customer, division, profile;
	struct amount version;
	const char *product, *measure, *period; /* a limit is known by these and its days */
	struct amount days;
	const char *value, *breach;
	struct amount warn;
	const char *kind; /* of a control */
};

/* Whose it is: a card, or in a customer's fleet a division, a profile, all of it. */
#define RULE_CARD                                                                      \
	{ PARAM_ID(rule, card), .record = &card_reference, .flags = PARAM_MANDATORY }, \
	{                                                                              \
		PARAM_VERSION(rule, version)                                           \
	}
#define RULE_FLEET                                                                             \
	{ PARAM_ID(rule, customer), .record = &customer_reference, .flags = PARAM_MANDATORY }, \
	{                                                                                      \
		PARAM_ID(rule, division), .record = &division_reference                        \
	}
#define RULE_PROFILE                                                                           \
	{ PARAM_ID(rule, customer), .record = &customer_reference, .flags = PARAM_MANDATORY }, \
	{                                                                                      \
		PARAM_ID(rule, profile), .record = &control_profile_reference,                 \
					 .flags = PARAM_MANDATORY                              \
	}

struct owner {
	enum level level;
	int64_t id, customer;
	const char *label;      /* of the card, division, profile or customer */
	const struct row *card; /* its facts; NULL for the other levels */
	int64_t cards;          /* how many it binds */
};

/* rules.c */
/* Refuses a card that is over (CARD-12). */
enum status rules_owner(struct work *work, const struct rule *rule, struct owner *owner);
/* The record it is about, whose version goes on. */
enum status rules_about(struct work *work, const struct owner *owner);
/* Says whom it binds, from when. */
void rules_tell(struct work *work, const struct owner *owner);
struct limit limit_of_row(const struct row *row);
bool limit_is_for(const struct limit *a, const struct limit *b); /* the one replaces the other */
enum status limit_insert(struct work *work, const struct owner *owner, const struct limit *limit);
enum status control_insert(struct work *work, const struct owner *owner,
			   const struct control *control);

/* limit_try.c (CARD-17): says how many purchases of the last 90 days it would have refused. */
struct tried;
enum status limit_try(struct work *work, const struct owner *owner, const struct limit *limit,
		      struct tried *tried); /* NULL: it is looked up now */
/* In prepare: what a fleet bought is tens of thousands of rows. */
enum status limit_look(struct work *work, const struct owner *owner, const struct limit *limit,
		       struct tried **tried);

#endif
