/* The demo fleet's own files: the same seed makes the same store. */
#ifndef GUICHET_DOMAIN_DEMO_H
#define GUICHET_DOMAIN_DEMO_H

#include "domain.h"

#include <guichet/date.h>

/* ---- demo_words.c: chance, and the words it picks from (data/reference/demo-words.csv) ---- */

struct dice {
	uint64_t state;
};
int64_t dice_below(struct dice *dice, int64_t bound); /* 0 .. bound - 1 */
bool dice_chance(struct dice *dice, int percent);
/* A place in weights, which end with 0; the heavier the likelier. */
size_t dice_weighted(struct dice *dice, const int *weights);

struct word {
	const char *country, *language, *text, *more;
};
struct words {
	const struct word *list;
	size_t count;
};
enum words_kind {
	WORDS_FIRST,
	WORDS_LAST,
	WORDS_TOWN,
	WORDS_STREET,
	WORDS_COMPANY,
	WORDS_DIVISION,
	WORDS_KINDS
};

struct lexicon {
	struct words kinds[WORDS_KINDS];
};
bool lexicon_load(struct lexicon *lexicon, struct arena *arena);
/* One of that kind for a country and a language, either of which may be NULL. */
const struct word *lexicon_pick(const struct lexicon *lexicon, enum words_kind kind,
				struct dice *dice, const char *country, const char *language);

/* ---- demo_numbers.c: plates, phones, company numbers: plausible, and each one once ---- */

enum country { BE, FR, ES, NL };
enum { COUNTRIES = 4 };
extern const char *const country_names[COUNTRIES];

/* Numbers grow, by chance steps, so that each comes once and indexes fill in order. */
struct series {
	int64_t next, step;
};
struct numbers {
	struct series plates[COUNTRIES], phones[COUNTRIES];
};
void numbers_start(struct numbers *numbers, int64_t cards);
struct plate {
	const char *shown, *key;
};
struct plate numbers_plate(struct numbers *numbers, struct dice *dice, struct arena *arena,
			   enum country country);
const char *numbers_phone(struct numbers *numbers, struct dice *dice, struct arena *arena,
			  enum country country);
const char *make_vat(struct dice *dice, struct arena *arena, enum country country);
const char *make_iban(struct dice *dice, struct arena *arena, enum country country);

/* ---- demo.c: what the makers share ---- */

enum table {
	TABLE_CUSTOMER,
	TABLE_ADDRESS,
	TABLE_CONTACT,
	TABLE_DIVISION,
	TABLE_POINT,
	TABLE_DRIVER,
	TABLE_VEHICLE,
	TABLE_CARD,
	TABLE_RANK,
	TABLE_LIMIT,
	TABLE_CONTROL,
	TABLE_AIRCODE,
	TABLE_REQUEST,
	TABLE_OUTBOX,
	TABLE_COHORT,
	TABLE_PURCHASE,
	TABLE_PASSAGE,
	TABLE_PROFILE,
	TABLE_NUMBER, /* bodies of card numbers */
	TABLES
};

struct demo {
	struct work *work;
	struct arena *scratch; /* emptied after each card */
	struct dice dice;
	struct lexicon lexicon;
	struct numbers numbers;
	struct renewal_terms terms;
	struct search_batch *search;
	struct {
		int64_t next, end;
	} ids[TABLES];
	int64_t today; /* days since 1970 */
	int64_t now;   /* seconds */
	int64_t cards, customers, seed;
	int64_t messages_left;
	const struct row *tolls; /* every toll operator */
	const struct row *places; /* every station, by country */
	int64_t purchases_left;  /* rows of card_transaction, whatever the demo's size */
	int64_t passages_left;   /* rows of passage, likewise */
	int64_t lifts_left;      /* dated suspensions that come with their pending lift */
	const char *prefix;
};

enum { DIVISIONS_MOST = 6, POINTS_MOST = 3, STATES = 8, PRODUCTS = 4, RENEWAL_MONTHS = 13 };

/* A customer as its cards need it. */
enum {
	DEMO_NEWCOMER = 2
}; /* position of the customer whose first order is not paid yet (USR-07) */

struct client {
	int64_t id;
	int64_t position; /* 0 for the first */
	const char *number, *name, *language, *fleet_language;
	enum country country;
	int64_t divisions[DIVISIONS_MOST];
	const char *division_names[DIVISIONS_MOST];
	int division_count;
	int64_t point;
	const char *manager, *manager_email, *manager_phone;
	int64_t cards;
	int64_t codes_given;
	int64_t tally[PRODUCTS][STATES];
	bool renews[RENEWAL_MONTHS]; /* by month from this one: has cards under way to be renewed */
};

enum status demo_id(struct demo *demo, enum table table, int64_t *id);
enum status demo_terms(struct demo *demo, const char *kind, int64_t id, const char *const *terms);
const char *demo_day(struct demo *demo, int64_t days);      /* in scratch */
const char *demo_stamp(struct demo *demo, int64_t seconds); /* in scratch */

/* demo_user.c: staff, and users of the first customers in every state. */
enum status demo_users(struct demo *demo);
enum status demo_client(struct demo *demo, int64_t position, int64_t cards, struct client *client);
enum status demo_cards(struct demo *demo, struct client *client);
/* demo_profile.c: the first customers have one, which their pool cards follow. */
enum status demo_profile(struct demo *demo, const struct client *client);
enum status demo_limit(struct demo *demo, const struct client *client, int64_t division,
		       int64_t card, const char *product, const char *measure, const char *period,
		       int64_t value);
enum status demo_control(struct demo *demo, const struct client *client, int64_t division,
			 int64_t card, const char *kind, const char *value);

/* Of what is bought in that country: hundredths of a percent. */
int64_t demo_vat(const char *country);
/* demo_import.c: what the purchases add up to, the files they came by, lines of them that were kept apart. */
enum status demo_imports(struct demo *demo);
/* demo_fault.c: so many lines of that file were kept apart. */
enum { DEMO_FAULTS = 7 };
enum status demo_faults(struct demo *demo, int64_t import);

/* demo_authorisation.c: AUT, some in every state. */
enum status demo_authorisations(struct demo *demo);

#endif
