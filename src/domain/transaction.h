/* Transactions (DAY-04): the rules a line must pass, whether it comes by file, by hand or
 * corrected, and how it is kept with its sums. */
#ifndef GUICHET_DOMAIN_TRANSACTION_H
#define GUICHET_DOMAIN_TRANSACTION_H

#include "domain.h"

#include <guichet/intake.h>

/* Every product that can be bought, by its place in intake_line.product: fuels first. */
enum { GOODS_ELECTRICITY = 9, GOODS_FUELS = 10, GOODS = 18 };
extern const char *const goods_choices[];

/* ---- rules (transaction_rules.c): nothing here looks at the store ---- */

/* What the number on a line stands for: a card or an authorisation (AUT-07). */
struct buyer {
	uint64_t number;
	int64_t card, authorisation;         /* one of them is 0 */
	int64_t customer, division, vehicle; /* division, vehicle: 0 for none */
	int64_t odometer;                    /* of the vehicle, as far as is known */
	int64_t from, until;                 /* of an authorisation's life: seconds, UTC */
	int64_t credit;                      /* of an authorisation: cents */
	int32_t rank;                        /* the highest there is */
	bool used, driven; /* last_used, odometer are newer than what the store has */
	int32_t last_used;                   /* days since 1970; 0: never */
	int32_t order;                       /* by customer, then card */
	char currency[4], country[3];
	const char *code; /* of an authorisation: its number */
};

/* What the settings and the clock allow. */
struct transaction_bounds {
	int64_t now;          /* seconds since 1970 by the local clock */
	int64_t oldest_days;  /* a line may be so old */
	int64_t amount_most;  /* cents */
	const int32_t *rates; /* of VAT there is anywhere, hundredths of a percent, -1 at the end */
};
void transaction_bounds(struct work *work, struct transaction_bounds *bounds);

/* Where a transaction stands in the lists, and is known again (v_purchase): the local day (days since 1970), 17 bits of
 * the customer's id, 12 of its card's or authorisation's, 17 of the day's second, 2 for those of one second.  local:
 * seconds by the local clock.  Where a place is taken the next one that is free serves; they reach beyond the day's last
 * second, so that no card's run into those of the next. */
enum { PLACES_OF_A_SECOND = 4 };
/* Its bits from here on; SQL and screens have them as numbers (tests/lint/places.sh). */
enum { PLACE_DAY = 48, PLACE_CUSTOMER = 31, PLACE_BUYER = 19 };
int64_t transaction_place(int64_t local, int64_t customer, int64_t buyer);
int64_t buyer_place(const struct buyer *buyer, int64_t local);

/* Seconds of the local clock as seconds since 1970: each day's own offset is looked up once, since
 * the rules of the clock cost more than all else about a line.  Lines come card by card, of any of
 * a month's days. */
enum { LOCAL_DAYS = 64 };
struct local_days {
	struct local_day {
		int64_t day, offset;
		bool known, even; /* the whole day has that offset */
	} days[LOCAL_DAYS];       /* by remainder */
};
int64_t transaction_instant(struct local_days *days, int64_t local);

/* STATUS_OK, or STATUS_REFUSED: why the line is kept apart.  buyer NULL: nobody has that number. */
enum status transaction_judge(const struct intake_line *line, const struct buyer *buyer,
			      const struct transaction_bounds *bounds, struct local_days *days,
			      struct error *error);

/* ---- whom it concerns (transaction_buyers.c) ---- */

/* Of a row of transaction.buyer or transaction.cards. */
void transaction_buyer(const struct row *row, struct buyer *buyer);

/* ---- one line (transaction_import.c) ---- */

/* The same one in the store: of the same buyer, instant (seconds, UTC), product and reference; *row is NULL when there is
 * none, else it has id and amount. */
enum status transaction_same(struct work *work, const struct buyer *buyer, const struct intake_line *line,
			     int64_t instant, const struct row **row);

/* The parameters of a line by hand, and of one that is corrected. */
struct purchase {
	const char *card; /* of a card or an authorisation */
	struct amount rank;
	const char *driver, *station, *at, *product;
	struct amount quantity;
	const char *unit;
	struct amount unit_price, vat_rate, amount;
	const char *currency;
	struct amount odometer;
	const char *reference;
};
/* For the array of struct s that has a field purchase. */
#define PURCHASE_PARAM(s, f, t) .name = #f, .type = (t), .offset = offsetof(struct s, purchase.f)
#define PURCHASE_PARAMS(s)                                                                      \
	{ PURCHASE_PARAM(s, card, TYPE_CARD), .flags = PARAM_MANDATORY },                       \
	    { PURCHASE_PARAM(s, rank, TYPE_INT) },                                              \
	    { PURCHASE_PARAM(s, driver, TYPE_TEXT), .most = 20 },                               \
	    { PURCHASE_PARAM(s, station, TYPE_TEXT), .most = 60 },                              \
	    { PURCHASE_PARAM(s, at, TYPE_STAMP), .flags = PARAM_MANDATORY },                    \
	    { PURCHASE_PARAM(s, product, TYPE_CHOICE), .choices = goods_choices,                \
	      .vocabulary = "goods", .flags = PARAM_MANDATORY },                                \
	    { PURCHASE_PARAM(s, quantity, TYPE_QUANTITY) },                                     \
	    { PURCHASE_PARAM(s, unit, TYPE_CHOICE), .choices = unit_choices,                    \
	      .vocabulary = "sold_by" },                                                        \
	    { PURCHASE_PARAM(s, unit_price, TYPE_QUANTITY) },                                   \
	    { PURCHASE_PARAM(s, vat_rate, TYPE_MONEY), .flags = PARAM_MANDATORY | PARAM_RATE }, \
	    { PURCHASE_PARAM(s, amount, TYPE_MONEY), .flags = PARAM_MANDATORY },                \
	    { PURCHASE_PARAM(s, currency, TYPE_TEXT), .flags = PARAM_UPPER, .most = 3 },        \
	    { PURCHASE_PARAM(s, odometer, TYPE_INT) },                                          \
	{                                                                                       \
		PURCHASE_PARAM(s, reference, TYPE_TEXT), .most = 40                             \
	}
extern const char *const unit_choices[];

/* A line that has passed every rule, as it will be kept. */
struct transaction {
	const struct intake_line *line;
	struct buyer buyer;
	int64_t driver; /* 0: none, or a code nobody has */
	int64_t known;  /* the same one, in the store already; 0 */
	int64_t place, instant; /* instant: seconds since 1970, UTC */
	const char *at, *day, *product, *country, *network, *station;
};
/* In check: refuses under the parameter that is at fault, warns of what is only odd. */
enum status transaction_check(struct work *work, const struct purchase *purchase,
			      struct transaction *transaction);
/* In apply: the row, its sums, the credit it takes, the card's last use; work_say says it.  import:
 * 0 by hand. */
enum status transaction_enter(struct work *work, const struct transaction *transaction,
			      int64_t import, int64_t *id);

/* ---- what follows from them (transaction_recount.c) ---- */

/* All that follows from the transactions, made anew: the days there are, the sums, since when something is unbilled. */
enum status transaction_sum_up(struct work *work);

#endif
