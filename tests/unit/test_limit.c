/* CARD-03, CARD-13, CARD-17: limits and controls set and dropped at each level, and shared by
 * profiles. */
#include "fixture.h"

#include <domain/limit.h>
#include <domain/transaction.h>
#include <guichet/text.h>
#include <guichet/work.h>
#include <string.h>

#define CARD fixture_card("active")
#define OTHER "7002000000000001015" /* of the same customer */

/* product, measure, period and value of one limit, and who sets it. */
static enum status
set(struct fixture *f, const char *card, const char *product, const char *period, const char *value)
{
	return fixture_run(f, f->agent, "card.set-limit", "card", card, "product", product,
			   "measure", "amount", "period", period, "value", value, "breach", "block",
			   NULL);
}

static enum status
set_fleet(struct fixture *f, const char *division, const char *product, const char *value)
{
	return fixture_run(f, f->clerk, "customer.set-limit", "customer", "C100", "division",
			   division, "product", product, "measure", "amount", "period", "day",
			   "value", value, "breach", "block", NULL);
}

static enum status
set_profile(struct fixture *f, const char *product, const char *value)
{
	return fixture_run(f, f->clerk, "profile.set-limit", "customer", "C100", "profile", "Pool",
			   "product", product, "measure", "amount", "period", "day", "value", value,
			   "breach", "block", NULL);
}

/* What binds the card, in the order of values: "level:value", a star for what is covered. */
static const char *
binding(struct fixture *f, const char *card)
{
	struct builder text = { .arena = f->arena };
	for (int i = 0;; i++) {
		const char *row = fixture_text(
		    f, arena_format(f->arena,
				    "SELECT level || ':' || value || CASE WHEN covered_by IS NULL "
				    "THEN '' ELSE '*' || covered_by END FROM v_limit WHERE card = "
				    "'%s' ORDER BY value, level LIMIT 1 OFFSET %d",
				    card, i));
		if (row == NULL) {
			return builder_text(&text);
		}
		builder_format(&text, "%s%s", i > 0 ? " " : "", row);
	}
}

/* CARD-03: each measure and period is kept as it was given. */
static void
each_measure_and_period(void **state)
{
	static const struct {
		const char *measure, *value, *kept;
	} measures[] = {
		{ "amount", "150,50", "15050" },
		{ "volume", "60 l", "60000" },
		{ "count", "3", "3" },
	};
	static const char *const periods[] = { "transaction", "day", "week", "month", "rolling" };
	struct fixture *f = *state;
	for (size_t m = 0; m < 3; m++) {
		for (size_t p = 0; p < 5; p++) {
			enum status status = fixture_run(
			    f, f->agent, "card.set-limit", "card", CARD, "product", "diesel",
			    "measure", measures[m].measure, "period", periods[p], "days",
			    p == 4 ? "7" : NULL, "value", measures[m].value, "breach", "notify",
			    "warn", p == 0 ? NULL : "80", NULL);
			if (m == 2 && p == 0) {
				assert_refused(f, status, "period",
					       "error.limit_count_transaction");
				continue;
			}
			assert_int_equal(status, STATUS_OK);
			assert_string_equal(
			    fixture_text(
				f, arena_format(f->arena,
						"SELECT product || ':' || value || ':' || "
						"breach || ':' || COALESCE(days, 0) || ':' || "
						"COALESCE(warn, 0) FROM card_limit WHERE level "
						"= 'card' AND product = 'diesel' AND measure = "
						"'%s' AND period = '%s'",
						measures[m].measure, periods[p])),
			    arena_format(f->arena, "diesel:%s:notify:%d:%d", measures[m].kept,
					 p == 4 ? 7 : 0, p == 0 ? 0 : 80));
		}
	}
}

static void
what_is_asked(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "wine", "day", "1"), STATUS_USAGE);
	assert_int_equal(set(f, CARD, "diesel", "rolling", "1"), STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "days");
	assert_int_equal(fixture_run(f, f->agent, "card.set-limit", "card", CARD, "product", "all",
				     "measure", "amount", "period", "day", "days", "3", "value",
				     "1", "breach", "block", NULL),
			 STATUS_USAGE);
	assert_int_equal(fixture_run(f, f->agent, "card.set-limit", "card", CARD, "product", "all",
				     "measure", "amount", "period", "day", "value", "1", NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "breach");
	assert_refused(f, set(f, CARD, "diesel", "day", "dear"), "value", "error.limit_value");
	assert_refused(f, set(f, CARD, "diesel", "day", "-1"), "value", "error.limit_value");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.set-limit", "card", CARD, "product", "all",
				   "measure", "count", "period", "rolling", "days", "32", "value",
				   "1", "breach", "block", NULL),
		       "days", "refusal.limit_days");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.set-limit", "card", CARD, "product", "wash",
				   "measure", "volume", "period", "day", "value", "1", "breach",
				   "block", NULL),
		       "measure", "error.limit_volume_service");
	assert_string_equal(binding(f, CARD), "");
}

/* The same product, measure, period and days again replaces; the outcome says what was there. */
static void
the_same_again_replaces(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "diesel", "day", "150"), STATUS_OK);
	assert_int_equal(set(f, CARD, "fuel", "day", "200"), STATUS_OK);
	assert_int_equal(set(f, CARD, "diesel", "day", "120"), STATUS_OK);
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.limit_replaces_amount"), "150,00 EUR"));
	assert_string_equal(binding(f, CARD), "card:12000 card:20000");
	int64_t version =
	    fixture_number(f, "SELECT version FROM card WHERE number = '7002000000000001007'");
	assert_int_equal(set(f, CARD, "diesel", "day", "120"), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(
	    fixture_number(f, "SELECT version FROM card WHERE number = '7002000000000001007'"),
	    version);
}

/* R15: a form that is stale by another's limit changes nothing. */
static void
a_stale_form_is_told(void **state)
{
	struct fixture *f = *state;
	const char *version =
	    fixture_text(f, "SELECT version || '' FROM card WHERE number = '7002000000000001007'");
	version = arena_copy(f->arena, version);
	assert_int_equal(set(f, CARD, "all", "day", "100"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.set-limit", "card", CARD, "version",
				     version, "product", "all", "measure", "amount", "period",
				     "day", "value", "90", "breach", "block", NULL),
			 STATUS_CHANGED);
	assert_string_equal(binding(f, CARD), "card:10000");
}

static void
dropped(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "diesel", "day", "150"), STATUS_OK);
	assert_int_equal(set(f, CARD, "diesel", "week", "500"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.drop-limit", "card", CARD, "product",
				     "diesel", "measure", "amount", "period", "day", NULL),
			 STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "limit.amount"), "150,00 EUR par jour"));
	assert_string_equal(binding(f, CARD), "card:50000");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.drop-limit", "card", CARD, "product",
				   "diesel", "measure", "amount", "period", "day", NULL),
		       "product", "refusal.limit_none");
}

/* CARD-12: a card that is over takes no change; one that is not, in any state. */
static void
cards_that_are_over(void **state)
{
	static const char *const over[] = { "blocked", "expired", "deleted" };
	static const char *const others[] = { "new", "in_production", "suspended", "cancelled" };
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		assert_refused(f, set(f, fixture_card(over[i]), "all", "day", "1"), "card",
			       "refusal.rule_card_over");
		assert_refused(f,
			       fixture_run(f, f->agent, "card.set-control", "card",
					   fixture_card(over[i]), "kind", "days", "value",
					   "mon-fri", NULL),
			       "card", "refusal.rule_card_over");
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(set(f, fixture_card(others[i]), "all", "day", "1"), STATUS_OK);
	}
}

/* CARD-03: card, profile, division and customer: the strictest binds, and the screen says whose it
 * is. */
static void
the_strictest_level_binds(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "diesel", "day", "150"), STATUS_OK);
	assert_int_equal(set_fleet(f, NULL, "all", "200"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.rule_customer"));
	assert_string_equal(binding(f, CARD), "card:15000 customer:20000");
	assert_int_equal(set_fleet(f, "Nord", "diesel", "120"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.rule_division"));
	assert_string_equal(binding(f, CARD), "division:12000 card:15000*division customer:20000");
	assert_int_equal(set_fleet(f, NULL, "fuel", "100"), STATUS_OK);
	assert_string_equal(binding(f, CARD), "customer:10000 division:12000*customer "
					      "card:15000*customer customer:20000");
	/* said before it is confirmed: what one sets does nothing by itself */
	assert_int_equal(set(f, OTHER, "diesel", "day", "110"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.limit_covered_amount"), "Client"));
	assert_int_equal(set(f, OTHER, "diesel", "day", "90"), STATUS_OK);
	assert_false(fixture_said(f, "outcome.limit_covered_amount"));
}

/* A limit of one customer is not another's, nor one of a division another division's. */
static void
bounds_of_a_fleet(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
	    fixture_run(f, f->clerk, "division.create", "customer", "C100", "name", "Sud", NULL),
	    STATUS_OK);
	assert_int_equal(set_fleet(f, "Sud", "all", "10"), STATUS_OK);
	assert_string_equal(binding(f, CARD), "");
	assert_int_equal(set_fleet(f, NULL, "all", "20"), STATUS_OK);
	assert_string_equal(binding(f, CARD), "customer:2000");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM v_limit l JOIN customer u ON u.id "
			      "= l.customer_id WHERE u.number <> 'C100' AND l.level <> 'card'"),
	    0);
	assert_int_equal(fixture_run(f, f->manager, "customer.set-limit", "customer", "C200",
				     "product", "all", "measure", "amount", "period", "day",
				     "value", "1", "breach", "block", NULL),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.customer.unknown");
	assert_int_equal(fixture_run(f, f->reader, "card.set-limit", "card", CARD, "product", "all",
				     "measure", "amount", "period", "day", "value", "1", "breach",
				     "block", NULL),
			 STATUS_DENIED);
}

/* CARD-03: a profile is set once, and binds all cards that follow it. */
static void
a_profile_is_shared(void **state)
{
	struct fixture *f = *state;
	const char *const cards[] = { CARD, OTHER };
	assert_int_equal(
	    fixture_run(f, f->clerk, "profile.create", "customer", "C100", "name", "Pool", NULL),
	    STATUS_OK);
	assert_refused(
	    f, fixture_run(f, f->clerk, "profile.create", "customer", "C100", "name", "POOL", NULL),
	    "name", "refusal.profile_taken");
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(fixture_run(f, f->clerk, "card.use-profile", "card", cards[i],
					     "profile", "pool", NULL),
				 STATUS_OK);
		assert_true(fixture_said(f, "outcome.profile_used"));
	}
	assert_int_equal(set_profile(f, "diesel", "80"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.rule_profile"), "2 cartes"));
	assert_string_equal(binding(f, CARD), "profile:8000");
	assert_int_equal(set_profile(f, "diesel", "70"), STATUS_OK);
	assert_string_equal(binding(f, CARD), "profile:7000");
	assert_string_equal(binding(f, OTHER), "profile:7000");
	assert_refused(
	    f,
	    fixture_run(f, f->clerk, "profile.delete", "customer", "C100", "profile", "Pool", NULL),
	    "profile", "refusal.profile_used");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "2 cartes"));
	assert_int_equal(fixture_run(f, f->clerk, "profile.rename", "customer", "C100", "profile",
				     "Pool", "name", "Navettes", NULL),
			 STATUS_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    fixture_run(f, f->clerk, "card.use-profile", "card", cards[i], NULL),
		    STATUS_OK);
		assert_true(fixture_said(f, "outcome.profile_left"));
		assert_string_equal(binding(f, cards[i]), "");
	}
	assert_int_equal(fixture_run(f, f->clerk, "profile.delete", "customer", "C100", "profile",
				     "Navettes", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM card_limit WHERE level = 'profile'"), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM control_profile"), 0);
}

/* CARD-03: the view of the screens and the function of the commands say the same of any set of
 * limits. */
static void
the_view_says_what_the_rule_says(void **state)
{
	static const char *const goods[] = { "all", "fuel", "diesel", "service", "wash" };
	static const char *const breaches[] = { "block", "notify" };
	struct fixture *f = *state;
	unsigned draw = 7;
	size_t covered_rows = 0;
	assert_int_equal(
	    fixture_run(f, f->clerk, "profile.create", "customer", "C100", "name", "Pool", NULL),
	    STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->clerk, "card.use-profile", "card", CARD, "profile", "Pool", NULL),
	    STATUS_OK);
	for (int i = 0; i < 120; i++) {
		draw = draw * 1103515245 + 12345;
		unsigned at = draw >> 16;
		static const char *const setting[] = { "card.set-limit", "profile.set-limit",
						       "customer.set-limit", "customer.set-limit" };
		unsigned level = at % 4;
		assert_int_equal(
		    fixture_run(f, f->clerk, setting[level], level == 0 ? "card" : "customer",
				level == 0 ? CARD : "C100", "product", goods[at / 4 % 5], "measure",
				"amount", "period", at / 20 % 2 ? "day" : "week", "value",
				arena_format(f->arena, "%u", at / 40 % 4), "breach",
				breaches[at / 160 % 2],
				level == 1   ? "profile"
				: level == 2 ? "division"
					     : NULL,
				level == 1 ? "Pool" : "Nord", NULL),
		    STATUS_OK);
	}
	size_t count = (size_t)fixture_number(
	    f, arena_format(f->arena, "SELECT COUNT(*) FROM v_limit WHERE card = '%s'", CARD));
	struct limit *limits = arena_array(f->arena, count, sizeof *limits);
	const struct limit **by = arena_array(f->arena, count, sizeof *by);
	const char **told = arena_array(f->arena, count, sizeof *told);
	for (size_t i = 0; i < count; i++) {
		const char *row = fixture_text(
		    f, arena_format(f->arena,
				    "SELECT product || ':' || measure || ':' || period || ':' || "
				    "entry || ':' || breach || '/' || level || '/' || "
				    "COALESCE(covered_by, '') FROM v_limit WHERE card = '%s' ORDER "
				    "BY id LIMIT 1 OFFSET %d",
				    CARD, (int)i));
		char *text = arena_copy(f->arena, row);
		char *level = strchr(text, '/');
		*level++ = '\0';
		char *cover = strchr(level, '/');
		*cover++ = '\0';
		struct limit_fault fault = { .key = NULL };
		limits[i].level = level_of_code(level);
		assert_true(limit_parse(f->arena, text, &limits[i], &fault));
		told[i] = cover;
	}
	limits_effective(f->arena, limits, count, by);
	assert_true(count > 25);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(told[i], by[i] == NULL ? "" : level_code(by[i]->level));
		covered_rows += by[i] != NULL;
	}
	assert_true(covered_rows > 10 && covered_rows < count - 5);
}

/* ---- controls ---- */

static enum status
control(struct fixture *f, const char *kind, const char *value)
{
	return fixture_run(f, f->agent, "card.set-control", "card", CARD, "kind", kind, "value",
			   value, NULL);
}

static const char *
covering(struct fixture *f, const char *level, const char *kind)
{
	const char *by = fixture_text(
	    f, arena_format(f->arena,
			    "SELECT COALESCE(covered_by, '-') FROM v_control WHERE card = '%s' AND "
			    "level = '%s' AND kind = '%s'",
			    CARD, level, kind));
	return arena_copy(f->arena, by);
}

/* CARD-03: time, place, technical and transaction controls, at all levels. */
static void
controls_at_their_levels(void **state)
{
	static const struct {
		const char *kind, *card, *fleet, *card_by, *fleet_by;
	} all[] = {
		{ "countries", "BE,FR", "BE,FR,NL", "-", "card" },
		{ "days", "lun-ven", "wed-thu", "customer", "-" },
		{ "hours", "06:00-20:00", "06:00-20:00", "-", "card" },
		{ "hours", "06:00-20:00", "08:00-22:00", "-", "-" },
		{ "tank", "90", "100", "-", "card" },
		{ "odometer", "oui", "plausible", "customer", "-" },
		{ "transactions_a_day", "9", "10", "-", "card" },
		{ "minutes_between", "30", "120", "customer", "-" },
		{ "networks", "AS24", "AS24,Q8", "-", "-" },
		{ "stations", "BE-1", "BE-1", "-", "card" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		assert_int_equal(fixture_run(f, f->clerk, "customer.set-control", "customer",
					     "C100", "kind", all[i].kind, "value", all[i].fleet,
					     NULL),
				 STATUS_OK);
		assert_int_equal(control(f, all[i].kind, all[i].card), STATUS_OK);
		assert_string_equal(covering(f, "card", all[i].kind), all[i].card_by);
		assert_string_equal(covering(f, "customer", all[i].kind), all[i].fleet_by);
	}
	assert_int_equal(fixture_run(f, f->clerk, "customer.drop-control", "customer", "C100",
				     "kind", "days", NULL),
			 STATUS_OK);
	assert_string_equal(covering(f, "card", "days"), "-");
}

/* Sets intersect: what is left is said before it is confirmed, and that nothing is. */
static void
what_controls_leave(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->clerk, "customer.set-control", "customer", "C100",
				     "division", "Nord", "kind", "days", "value", "mon-wed", NULL),
			 STATUS_OK);
	assert_int_equal(control(f, "days", "tue-sun"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "en", "outcome.control_together"), "tue,wed"));
	assert_int_equal(control(f, "days", "sat,sun"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.control_nothing_left"));
	assert_true(fixture_said(f, "outcome.control_replaces"));
	assert_refused(f, control(f, "days", "someday"), "value", "error.control_day");
	assert_refused(
	    f, fixture_run(f, f->agent, "card.drop-control", "card", CARD, "kind", "tank", NULL),
	    "kind", "refusal.control_none");
}

/* ---- CARD-17 ---- */

static void
fetch_all(struct store *store, const char *sql)
{
	struct cursor *cursor = NULL;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(store_fetch_sql(store, sql, NULL, &cursor, &error), STATUS_OK);
	(void)cursor_next(cursor);
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
}

static void
buy_inside(struct store *store, struct arena *arena, const char *at, const char *day,
	   const char *amount)
{
	static int64_t id = 0;
	const char *days =
	    arena_format(arena, "CAST(julianday('%s') - julianday('1970-01-01') AS INTEGER)", day);
	id++;
	fetch_all(store,
		  arena_format(arena,
			       "INSERT OR IGNORE INTO purchase_day (id, day) VALUES (%s, '%s')",
			       days, day));
	fetch_all(store,
		  arena_format(arena,
			       "INSERT INTO card_month SELECT SUBSTR('%s', 1, 7), id, 1, 30000, 0, "
			       "%s FROM card WHERE number = '%s' ON CONFLICT DO NOTHING",
			       day, amount, CARD));
	fetch_all(
	    store,
	    arena_format(arena,
			 "INSERT INTO card_transaction (id, place, customer_id, card_id, rank, at, "
			 "product, volume, vat_rate, amount, country, reference) SELECT "
			 "%d, (%s << %d) + (customer_id << %d) + (id << %d) + %d, customer_id, id, "
			 "1, strftime('%%s', '%s'), 'diesel', 30000, 2100, %s, 'BE', '%d' "
			 "FROM card WHERE number = '%s'",
			 (int)id, days, PLACE_DAY, PLACE_CUSTOMER, PLACE_BUYER, (int)id, at, amount,
			 (int)id, CARD));
}

static void
buy(struct fixture *f, const char *at, const char *day, const char *amount)
{
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	buy_inside(f->store, f->arena, at, day, amount);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
}

/* CARD-17: said by the dry run, with the largest one and its day; 90 days back and no more, but the
 * period that was under way then is known from its start. */
static void
what_it_would_have_refused(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "all", "day", "100"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.try_nothing"));
	buy(f, "2026-08-21T10:00:00Z", "2026-08-21", "99999"); /* 91 days ago */
	buy(f, "2026-08-22T10:00:00Z", "2026-08-22", "5000");  /* 90 */
	buy(f, "2026-11-18T10:00:00Z", "2026-11-18", "6000");
	buy(f, "2026-11-18T11:00:00Z", "2026-11-18", "4001");
	buy(f, "2026-11-19T11:00:00Z", "2026-11-19", "12345");
	const char *before = fixture_print(f);
	assert_int_equal(fixture_preview(f, f->agent, "card.set-limit", "card", CARD, "product",
					 "fuel", "measure", "amount", "period", "day", "value",
					 "100", "breach", "block", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_told(f, "fr", "outcome.try_refused"),
			    "Aurait refusé 2 des 4 opérations des 90 derniers jours");
	assert_string_equal(fixture_told(f, "fr", "outcome.try_largest"),
			    "La plus grande : 123,45 EUR, Diesel, le 19/11/2026 12:00");
	assert_string_equal(fixture_print(f), before);
	/* August is known from its first day: 999.99 was refused then, so 50.00 goes through. */
	assert_int_equal(set(f, CARD, "diesel", "month", "250"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.try_none"));
	assert_int_equal(set(f, CARD, "diesel", "month", "1000"), STATUS_OK);
	assert_string_equal(fixture_told(f, "en", "outcome.try_refused"),
			    "Would have refused 1 of the 4 purchases of the last 90 days");
}

/* At the levels above, over all their cards, each by itself. */
static void
tried_on_a_fleet(void **state)
{
	struct fixture *f = *state;
	buy(f, "2026-11-18T10:00:00Z", "2026-11-18", "6000");
	assert_int_equal(set_fleet(f, "Nord", "all", "50"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.try_refused"));
	assert_int_equal(set_fleet(f, NULL, "wash", "0"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.try_nothing"));
	assert_int_equal(fixture_run(f, f->clerk, "customer.set-limit", "customer", "C100",
				     "product", "all", "measure", "count", "period", "day", "value",
				     "0", "breach", "notify", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.try_told"));
}

static const struct command *bought_late;

static enum status
buy_then_check(struct work *work, const void *args)
{
	if (!work->outside) {
		buy_inside(work->session->store, work->arena, "2026-11-18T10:00:00Z", "2026-11-18",
			   "6000");
	}
	return bought_late->check(work, args);
}

/* What all of a fleet bought is read before the gate is taken, what one card bought behind it. */
static void
read_before_the_gate(void **state)
{
	struct fixture *f = *state;
	const struct {
		const char *command, *of, *key, *said;
	} tries[] = {
		{ "customer.set-limit", "customer", "C100", "outcome.try_nothing" },
		{ "card.set-limit", "card", CARD, "outcome.try_refused" },
	};
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		bought_late = command_find(tries[i].command);
		struct command late = *bought_late;
		late.check = buy_then_check;
		const struct input input[] = { { tries[i].of, tries[i].key },
					       { "product", "all" },
					       { "measure", "amount" },
					       { "period", "day" },
					       { "value", "50" },
					       { "breach", "block" },
					       { NULL, NULL } };
		assert_int_equal(
		    execute(f->clerk, &late, input, NULL, PREVIEW, f->arena, &f->outcome),
		    STATUS_OK);
		assert_true(fixture_said(f, tries[i].said));
	}
}

/* Of a fleet whose limits come by file: two of its lines, and what was told of each. */
struct lines {
	const struct input *input;
	size_t given, told, nothing;
};

static bool
next_of_two(void *context, struct arena *arena, const struct input **input, const char **request)
{
	struct lines *lines = context;
	(void)arena;
	*input = lines->input;
	*request = NULL;
	return lines->given++ < 2;
}

static void
count_nothing(void *context, const struct outcome *outcome)
{
	struct lines *lines = context;
	lines->told++;
	for (size_t i = 0; i < outcome->said_count; i++) {
		lines->nothing += strcmp(outcome->said[i].key, "outcome.try_nothing") == 0;
	}
}

/* Each line of a file before its own transaction; of one transaction, inside. */
static void
read_before_the_gate_by_file(void **state)
{
	struct fixture *f = *state;
	bought_late = command_find("customer.set-limit");
	struct command late = *bought_late;
	late.check = buy_then_check;
	const struct input input[] = { { "customer", "C100" },  { "product", "all" },
				       { "measure", "amount" }, { "period", "day" },
				       { "value", "50" },       { "breach", "block" },
				       { NULL, NULL } };
	for (int atomic = 0; atomic < 2; atomic++) {
		struct lines lines = { .input = input };
		const struct stream stream = { .next = next_of_two,
					       .told = count_nothing,
					       .context = &lines,
					       .atomic = atomic };
		struct error error = { .status = STATUS_OK };
		assert_int_equal(execute_stream(f->clerk, &late, &stream, PREVIEW, &error),
				 STATUS_OK);
		assert_int_equal(lines.told, 2);
		assert_int_equal(lines.nothing, atomic ? 0 : 2);
	}
}

/* CALL-02: during a call, limits want a caller who is proven. */
static void
the_caller_is_proven(void **state)
{
	struct fixture *f = *state;
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(set(f, CARD, "all", "day", "1"), STATUS_DENIED);
	f->agent->caller = CALLER_PROVEN;
	assert_int_equal(set(f, CARD, "all", "day", "1"), STATUS_OK);
}

/* AUD-01: in the history of the card, with what was before and after. */
static void
it_leaves_a_trace(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, CARD, "all", "day", "100"), STATUS_OK);
	assert_int_equal(set(f, CARD, "all", "day", "90"), STATUS_OK);
	const char *before = arena_copy(
	    f->arena, fixture_text(f, "SELECT before FROM audit ORDER BY id DESC LIMIT 1"));
	assert_non_null(strstr(before, "\"value\":10000"));
	assert_non_null(strstr(fixture_text(f, "SELECT after FROM audit ORDER BY id DESC LIMIT 1"),
			       "\"value\":9000"));
	assert_string_equal(
	    fixture_text(f, "SELECT r.kind FROM audit_record r ORDER BY r.audit_id DESC LIMIT 1"),
	    "card");
}

/* The cards of the fixture have a limit of their own, of their file. */
static int
open_bare(void **state)
{
	fixture_open(state);
	struct fixture *f = *state;
	const char *const cards[] = { CARD, OTHER };
	for (size_t i = 0; i < 2; i++) {
		if (fixture_run(f, f->agent, "card.drop-limit", "card", cards[i], "product", "all",
				"measure", "amount", "period", "day", NULL) != STATUS_OK) {
			return -1;
		}
	}
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bare, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_measure_and_period),
		TEST(what_is_asked),
		TEST(the_same_again_replaces),
		TEST(a_stale_form_is_told),
		TEST(dropped),
		TEST(cards_that_are_over),
		TEST(the_strictest_level_binds),
		TEST(bounds_of_a_fleet),
		TEST(a_profile_is_shared),
		TEST(the_view_says_what_the_rule_says),
		TEST(controls_at_their_levels),
		TEST(what_controls_leave),
		TEST(what_it_would_have_refused),
		TEST(tried_on_a_fleet),
		TEST(read_before_the_gate),
		TEST(read_before_the_gate_by_file),
		TEST(the_caller_is_proven),
		TEST(it_leaves_a_trace),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
