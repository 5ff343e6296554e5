/* demo.fill: a fleet that looks like one, the same for the same seed. */
#include "demo.h"
#include "limit.h"
#include "station.h"

#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

enum { TERMS_AT_ONCE = 1500000, CARDS_LEAST = 20, CARDS_MOST = 5000000, CUSTOMERS_MOST = 20000 };

/* Where the numbers of the demo begin: not where an imported sample may be. */
static const int64_t first_body = 10234500000;

struct demo_fill {
	struct amount cards;
	struct amount customers;
	struct amount seed;
};

static const struct param params[] = {
	{ PARAM_INT(demo_fill, cards), .standard = "2000" },
	{ PARAM_INT(demo_fill, customers) },
	{ PARAM_INT(demo_fill, seed), .standard = "1" },
	{ .name = NULL },
};

/* ---- what the makers share ---- */

enum status
demo_id(struct demo *demo, enum table table, int64_t *id)
{
	static const char *const names[TABLES] = {
		"customer",       "address",         "contact",        "division",
		"delivery_point", "driver",          "vehicle",        "card",
		"rank",           "card_limit",      "card_control",   "aircode",
		"request",        "outbox",          "renewal_cohort", "card_transaction",
		"passage",        "control_profile", "card_number",
	};
	if (demo->ids[table].next == demo->ids[table].end) {
		int64_t block = demo->cards > 100000 ? 4096 : 64;
		int64_t first = 0;
		enum status status = work_new_ids(demo->work, names[table], block, &first);
		if (status != STATUS_OK) {
			return status;
		}
		demo->ids[table].next = first;
		demo->ids[table].end = first + block;
	}
	*id = demo->ids[table].next++;
	return STATUS_OK;
}

enum status
demo_terms(struct demo *demo, const char *kind, int64_t id, const char *const *terms)
{
	search_batch_add(demo->search, kind, id, terms);
	return search_batch_full(demo->search) ? search_batch_write(demo->search, demo->work)
					       : STATUS_OK;
}

const char *
demo_day(struct demo *demo, int64_t days)
{
	char day[DATE_SIZE];
	date_write(date_of_days(days), day);
	return arena_copy(demo->scratch, day);
}

const char *
demo_stamp(struct demo *demo, int64_t seconds)
{
	char stamp[STAMP_SIZE];
	stamp_write(seconds, stamp);
	return arena_copy(demo->scratch, stamp);
}

static const char *
level_of(int64_t division, int64_t card)
{
	return card != 0 ? "card" : division != 0 ? "division" : "customer";
}

enum status
demo_limit(struct demo *demo, const struct client *client, int64_t division, int64_t card,
	   const char *product, const char *measure, const char *period, int64_t value)
{
	int64_t id = 0;
	bool rolling = strcmp(period, "rolling") == 0;
	bool notify = dice_chance(&demo->dice, 20);
	enum status status = demo_id(demo, TABLE_LIMIT, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_LIMIT,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
		 id_or_null("division", division), id_or_null("card", card),
		 id_or_null("profile", 0), ARG_TEXT("level", level_of(division, card)),
		 ARG_TEXT("product", product), ARG_NULL("goods"), ARG_TEXT("measure", measure),
		 ARG_TEXT("period", period), id_or_null("days", rolling ? 14 : 0),
		 ARG_INT("value", value), ARG_TEXT("breach", notify ? "notify" : "block"),
		 id_or_null("warn", notify ? 80 : 0)),
	    NULL);
}

enum status
demo_control(struct demo *demo, const struct client *client, int64_t division, int64_t card,
	     const char *kind, const char *value)
{
	int64_t id = 0;
	enum status status = demo_id(demo, TABLE_CONTROL, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(demo->work, SQL_DEMO_CONTROL,
			    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
				 id_or_null("division", division), id_or_null("card", card),
				 ARG_TEXT("level", level_of(division, card)),
				 id_or_null("profile", 0), ARG_TEXT("kind", kind),
				 ARG_TEXT("value", value), ARG_TEXT("breach", "block"),
				 id_or_null("mask", control_mask(demo->scratch, kind, value))),
			    NULL);
}

int64_t
demo_vat(const char *country)
{
	return strcmp(country, "FR") == 0 ? 2000 : 2100; /* BE, ES and NL: 21 % */
}

/* ---- how many cards each customer has: a few have many ---- */

static int64_t
share(int64_t position, int64_t customers)
{
	/* The first is of a middle size: its manager's lists are neither empty nor endless. */
	int64_t place = position == 0 ? customers / 3 : position;
	return 1000000 / (place + 3);
}

static int64_t
cards_of(const struct demo *demo, int64_t position, int64_t left, int64_t weight_left)
{
	int64_t weight = share(position, demo->customers);
	int64_t cards = weight_left > 0 ? left * weight / weight_left : left;
	if (position == demo->customers - 1) {
		return left;
	}
	if (position == 0 && cards < 12) {
		cards = 12;
	}
	return cards > left ? left : cards;
}

static enum status
fill_clients(struct demo *demo)
{
	int64_t left = demo->cards;
	int64_t weight_left = 0;
	enum status status = STATUS_OK;
	for (int64_t i = 0; i < demo->customers; i++) {
		weight_left += share(i, demo->customers);
	}
	for (int64_t i = 0; i < demo->customers && status == STATUS_OK; i++) {
		struct client client;
		int64_t cards = cards_of(demo, i, left, weight_left);
		weight_left -= share(i, demo->customers);
		left -= cards;
		arena_reset(demo->scratch);
		status = demo_client(demo, i, cards, &client);
	}
	return status == STATUS_OK ? search_batch_write(demo->search, demo->work) : status;
}

static enum status
fill(struct demo *demo)
{
	const char *const *indexes = NULL;
	enum status status = work_indexes_aside(demo->work, &indexes);
	if (status == STATUS_OK) {
		status = fill_clients(demo);
	}
	if (status == STATUS_OK) {
		status = work_indexes_back(demo->work, indexes);
	}
	return status == STATUS_OK ? demo_users(demo) : status;
}

/* ---- the command ---- */

static enum status
check(struct work *work, const void *args)
{
	const struct demo_fill *fill_args = args;
	const struct row *store = NULL;
	if (!work->session->system) {
		return work_deny(work, "refusal.system_only", NULL);
	}
	int64_t customers = fill_args->customers.known ? fill_args->customers.number : 1;
	if (fill_args->cards.number < CARDS_LEAST || fill_args->cards.number > CARDS_MOST ||
	    customers < 1 || customers > CUSTOMERS_MOST || customers > fill_args->cards.number) {
		return work_refuse(work, "cards", "refusal.demo_sizes",
				   ARGS(ARG_INT("most", CUSTOMERS_MOST)));
	}
	enum status status = work_row(work, SQL_DEMO_STORE, NULL, &store);
	if (status != STATUS_OK) {
		return status;
	}
	if (store == NULL || strcmp(row_text(store, "kind"), "demo") != 0) {
		return work_refuse(work, NULL, "refusal.demo_store_only", NULL);
	}
	if (row_int(store, "customers") > 0) {
		return work_refuse(work, NULL, "refusal.demo_not_empty", NULL);
	}
	return STATUS_OK;
}

/* One customer for a hundred cards, unless said otherwise. */
static int64_t
customers_for(const struct demo_fill *args)
{
	int64_t customers =
	    args->customers.known ? args->customers.number : args->cards.number / 100;
	if (customers < 1) {
		return 1;
	}
	return customers > CUSTOMERS_MOST ? CUSTOMERS_MOST : customers;
}

static enum status
start(struct demo *demo, const struct demo_fill *args)
{
	struct work *work = demo->work;
	struct civil today;
	date_read(work->today, &today);
	demo->today = date_days(today);
	stamp_read(work->now, &demo->now);
	demo->dice.state = (uint64_t)args->seed.number;
	demo->cards = args->cards.number;
	demo->customers = customers_for(args);
	demo->messages_left = demo->cards / 10 > 400 ? 400 : demo->cards / 10;
	demo->lifts_left = 20;
	demo->purchases_left = 30000;
	demo->passages_left = 3000;
	demo->seed = args->seed.number;
	demo->prefix = config_text(work->session->config, "card.prefix");
	demo->terms = renewal_terms(work->session->config);
	numbers_start(&demo->numbers, demo->cards);
	if (!lexicon_load(&demo->lexicon, work->arena)) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "demo-words.csv")));
	}
	int64_t body = 0;
	enum status status = work_rows(work, SQL_DEMO_TOLL_OPERATORS, NULL, &demo->tolls);
	return status == STATUS_OK ? work_new_ids(work, "card_number", first_body, &body) : status;
}

static enum status
apply(struct work *work, const void *args)
{
	struct demo demo = { .work = work };
	enum status status = start(&demo, args);
	if (status != STATUS_OK) {
		return status;
	}
	demo.scratch = arena_new();
	demo.search = search_batch_new(demo.cards * 12 < TERMS_AT_ONCE ? (size_t)demo.cards * 12
								       : (size_t)TERMS_AT_ONCE);
	status = demo_stations(work, demo.scratch);
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_DEMO_PLACES, NULL, &demo.places);
	}
	if (status == STATUS_OK) {
		status = fill(&demo);
	}
	search_batch_free(&demo.search);
	if (status == STATUS_OK) {
		status = demo_imports(&demo);
	}
	if (status == STATUS_OK) {
		status = demo_authorisations(&demo);
	}
	if (status == STATUS_OK) { /* the night before has been done */
		status = work_run_any(work, SQL_RENEWAL_NIGHT_DONE, NULL, NULL);
	}
	arena_free(&demo.scratch);
	if (status == STATUS_OK) {
		work_say(work, "outcome.demo_filled",
			 ARGS(ARG_INT("cards", demo.cards), ARG_INT("customers", demo.customers)));
	}
	return status;
}

const struct command demo_fill = {
	.name = "demo.fill",
	.flags = COMMAND_INTERNAL,
	PARAMS(demo_fill, params),
	.check = check,
	.apply = apply,
};
