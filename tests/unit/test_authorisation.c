/* AUT-01 to 08: a driver refuelled in a minute. */
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Of C100, unless said otherwise; NULL leaves a field out. */
struct asked {
	const char *customer, *station, *driver, *country, *phone, *plate, *amount;
};
static const struct asked usual = { "C100",          "all",       "DUPONT ÉRIC", "BE",
				    "0470 12 34 56", "1-ACT-001", "250" };

static enum status
create_in(struct fixture *f, struct session *who, const struct asked *asked, enum mode mode)
{
	const struct input input[] = {
		{ "customer", asked->customer }, { "station", asked->station },
		{ "driver", asked->driver },     { "country", asked->country },
		{ "phone", asked->phone },       { "plate", asked->plate },
		{ "amount", asked->amount },     { .name = NULL },
	};
	if (f->at != NULL) {
		assert_true(clock_set(&who->clock, f->at));
	}
	return execute(who, command_find("authorisation.create"), input, NULL, mode, f->arena,
		       &f->outcome);
}

static enum status
create(struct fixture *f, struct session *who, const struct asked *asked)
{
	return create_in(f, who, asked, RUN);
}

/* The usual one, of that amount; its number. */
static const char *
made(struct fixture *f, const char *amount)
{
	struct asked asked = usual;
	asked.amount = amount;
	assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
	assert_string_equal(f->outcome.kind, "authorisation");
	return arena_copy(f->arena, f->outcome.key);
}

/* One that ends at 15:41:00 and no second later. */
static const char *
made_on_the_minute(struct fixture *f)
{
	const char *number;
	do {
		number = made(f, "250");
	} while (strcmp(fixture_text(f, "SELECT substr(valid_until, 18) FROM authorisation "
					"ORDER BY id DESC LIMIT 1"),
			"00Z") != 0);
	return number;
}

static enum status
cancel(struct fixture *f, struct session *who, const char *number)
{
	return fixture_run(f, who, "authorisation.cancel", "authorisation", number, NULL);
}

static enum status
use(struct fixture *f, const char *number, const char *amount)
{
	return fixture_run(f, f->clerk, "authorisation.use", "authorisation", number, "amount",
			   amount, NULL);
}

static const char *
cell(struct fixture *f, const char *number, const char *column)
{
	return fixture_text(f, arena_format(f->arena,
					    "SELECT %s FROM authorisation WHERE number = '%s'",
					    column, number));
}

/* What the list shows of it; NULL: the filter leaves it out. */
static const char *
listed(struct fixture *f, const char *number, const char *filter, const char *value)
{
	static const char *const columns[] = { "state", NULL };
	const struct screen *screen;
	struct cursor *cursor;
	const char *state = NULL;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(screen_load(f->arena, f->config, "authorisations", &screen, &error),
			 STATUS_OK);
	const struct arg filters[] = { ARG_TEXT("code", number),
				       ARG_TEXT(filter != NULL ? filter : "plate", value),
				       { .name = NULL } };
	const struct ask ask = { .screen = screen, .filters = filters, .columns = columns };
	time_t second;
	do { /* within one second, so that the clock stands */
		second = time(NULL);
		state = NULL;
		assert_true(clock_set(&f->agent->clock, f->at));
		assert_int_equal(ask_select(f->agent, &ask, 0, f->arena, &cursor, &error),
				 STATUS_OK);
		if (cursor_next(cursor)) {
			state = arena_copy(f->arena, cursor_text(cursor, 0));
		}
		assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	} while (time(NULL) != second);
	return state;
}

/* The search keys are those a rebuild would make. */
static void
assert_found_right(struct fixture *f)
{
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.search_right"));
}

static int64_t
terms(struct fixture *f, const char *term)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT COUNT(*) FROM search_key WHERE kind = 'authorisation' AND "
			    "term = '%s'",
			    term));
}

static int64_t
messages(struct fixture *f, const char *kind)
{
	return fixture_number(
	    f, arena_format(f->arena, "SELECT COUNT(*) FROM outbox WHERE kind = '%s'", kind));
}

/* ---- AUT-01 to 04 ---- */

/* AUT-01, AUT-04, CARD-09: a virtual card with its own amount, for all stations, for 24 hours; the
 * driver has its number by SMS. */
static void
a_card_of_its_own(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "250");
	const char *card = cell(f, number, "card");
	assert_int_equal(strncmp(number, "A-", 2), 0);
	assert_int_equal(strlen(card), 19);
	assert_true(card_number_valid(card));
	assert_null(cell(f, number, "station_id"));
	assert_string_equal(cell(f, number, "amount || ' ' || credit || ' ' || currency"),
			    "25000 25000 EUR");
	assert_string_equal(cell(f, number,
				 "state || ' ' || substr(created_at, 1, 16) || ' ' || "
				 "substr(valid_until, 1, 16)"),
			    "active 2026-11-20T14:41 2026-11-21T14:41");
	assert_string_equal(cell(f, number,
				 "CAST(strftime('%s', valid_until) - strftime('%s', "
				 "created_at) AS TEXT)"),
			    "86400");
	assert_string_equal(cell(f, number,
				 "driver || '/' || country || '/' || prefix || '/' || "
				 "phone || '/' || plate || '/' || created_by"),
			    "DUPONT ÉRIC/BE/+32/+32470123456/1-ACT-001/agent");
	const char *text = fixture_letter(f, "authorisation-active");
	assert_non_null(strstr(text, "1-ACT-001"));
	assert_non_null(strstr(text, card_number_show(f->arena, card)));
	assert_non_null(strstr(text, "250,00 EUR"));
	assert_non_null(strstr(text, "21/11/2026 15:41"));
	assert_true(strlen(text) <= 160); /* one SMS, in letters that GSM 03.38 has */
	for (const char *at = text; *at != '\0'; at++) {
		assert_true((unsigned char)*at < 0x80);
	}
	assert_string_equal(
	    fixture_text(f, "SELECT channel || ' ' || recipient || ' ' || state FROM outbox"),
	    "sms +32470123456 waiting");
	assert_found_right(f);
}

/* CARD-09: neither cards nor authorisations share a number. */
static void
numbers_are_each_their_own(void **state)
{
	struct fixture *f = *state;
	const char *first = made(f, "10");
	const char *second = made(f, "10");
	assert_string_not_equal(first, second);
	assert_string_not_equal(cell(f, first, "card"), cell(f, second, "card"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card WHERE number IN "
					   "(SELECT card FROM authorisation)"),
			 0);
}

/* AUT-02: each of the seven is asked for by name. */
static void
all_fields_are_mandatory(void **state)
{
	static const char *const names[] = { "customer", "station", "driver", "country",
					     "phone",    "plate",   "amount" };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct asked asked = usual;
		const char **fields[] = { &asked.customer, &asked.station, &asked.driver,
					  &asked.country,  &asked.phone,   &asked.plate,
					  &asked.amount };
		*fields[i] = NULL;
		assert_int_equal(create(f, f->agent, &asked), STATUS_USAGE);
		assert_string_equal(f->outcome.error.key, "error.mandatory");
		assert_string_equal(f->outcome.error.param, names[i]);
	}
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM authorisation"), 0);
}

/* AUT-02: what cannot be meant is refused beside its field. */
static void
what_cannot_be_meant(void **state)
{
	static const struct {
		struct asked asked;
		const char *param, *key;
	} cases[] = {
		{ { "C100", "nowhere", "D", "BE", "0470123456", "1ABC123", "1" },
		  "station",
		  "record.station.unknown" },
		{ { "C100", "all", "D", "BE", "047012345", "1ABC123", "1" }, "phone", NULL },
		{ { "C100", "all", "D", "ES", "0470123456", "1ABC123", "1" }, "phone", NULL },
		{ { "C100", "all", "D", "BE", "0470123456", "--", "1" }, "plate", "error.plate" },
		{ { "C100", "all", "...", "BE", "0470123456", "1ABC123", "1" },
		  "driver",
		  "refusal.name_without_letter" },
		{ { "C100", "all", "D", "BE", "0470123456", "1ABC123", "0" },
		  "amount",
		  "refusal.authorisation_amount" },
		{ { "C100", "all", "D", "BE", "0470123456", "1ABC123", "100000" },
		  "amount",
		  "refusal.authorisation_amount" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_not_equal(create(f, f->agent, &cases[i].asked), STATUS_OK);
		assert_string_equal(f->outcome.error.param, cases[i].param);
		if (cases[i].key != NULL) {
			assert_string_equal(f->outcome.error.key, cases[i].key);
		}
	}
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM authorisation"), 0);
}

/* AUT-01: all of them, as a clerk says it in any of the languages. */
static void
all_stations_in_words(void **state)
{
	static const char *const words[] = { "ALL", "toutes les stations", "Alle stations",
					     "All stations" };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct asked asked = usual;
		asked.station = words[i];
		assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
	}
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM authorisation WHERE station_id IS NULL"), 4);
}

/* AUT-01: one station, that is open. */
static void
one_station(void **state)
{
	static const char *const states[] = { "open", "closed" };
	struct fixture *f = *state;
	struct asked asked = usual;
	asked.station = "FR-1";
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(fixture_run(f, f->admin, "station.import", "code", "FR-1", "name",
					     "Relais", "street", "2 Rue Haute", "postcode", "01000",
					     "town", "Bourg", "country", "FR", "state", states[i],
					     NULL),
				 STATUS_OK);
		enum status status = create(f, f->agent, &asked);
		if (i == 1) {
			assert_refused(f, status, "station", "refusal.authorisation_station");
			continue;
		}
		assert_int_equal(status, STATUS_OK);
		assert_non_null(
		    strstr(fixture_told(f, "fr", "outcome.authorisation_what"), "Relais"));
		assert_non_null(strstr(fixture_letter(f, "authorisation-active"), "Relais"));
		assert_non_null(listed(f, f->outcome.key, "station", "FR-1"));
		assert_non_null(listed(f, f->outcome.key, "station_name", "rel"));
	}
}

/* AUT-03: the security message names plate, driver, station, amount and end, and nothing is done
 * before somebody says yes. */
static void
security_message(void **state)
{
	static const char *const names[][6] = {
		{ "fr", "1-ACT-001", "DUPONT ÉRIC", "Toutes les stations", "250,00 EUR",
		  "21/11/2026 15:41" },
		{ "nl", "1-ACT-001", "DUPONT ÉRIC", "Alle stations", "250,00 EUR",
		  "21/11/2026 15:41" },
		{ "en", "1-ACT-001", "DUPONT ÉRIC", "All stations", "250.00 EUR",
		  "21/11/2026 15:41" },
	};
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	assert_int_equal(create_in(f, f->agent, &usual, PREVIEW), STATUS_OK);
	for (size_t i = 0; i < 3; i++) {
		const char *who = fixture_told(f, names[i][0], "outcome.authorisation_who");
		const char *what = fixture_told(f, names[i][0], "outcome.authorisation_what");
		const char *told = arena_format(f->arena, "%s %s", who, what);
		for (size_t j = 1; j < 6; j++) {
			assert_non_null(strstr(told, names[i][j]));
		}
	}
	assert_false(fixture_said(f, "outcome.authorisation_active")); /* its number may change */
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(create(f, f->agent, &usual), STATUS_OK);
	assert_true(fixture_said(f, "outcome.authorisation_active"));
}

/* AUT-04: in the language spoken where the phone is, else the customer's; a prefix that was typed
 * tells better than the country chosen. */
static void
in_the_drivers_language(void **state)
{
	static const struct {
		const char *country, *phone, *kept, *language;
	} cases[] = {
		{ "BE", "0470123456", "BE", "fr" }, /* C100 has French */
		{ "NL", "0612345678", "NL", "nl" },    { "GB", "07400123456", "GB", "en" },
		{ "DE", "015112345678", "DE", "fr" },  { "BE", "+31612345678", "NL", "nl" },
		{ "FR", "0032470123456", "BE", "fr" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct asked asked = usual;
		asked.country = cases[i].country;
		asked.phone = cases[i].phone;
		assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
		assert_string_equal(
		    fixture_text(f, "SELECT language FROM outbox ORDER BY id DESC LIMIT 1"),
		    cases[i].language);
		assert_string_equal(cell(f, f->outcome.key, "country"), cases[i].kept);
	}
	struct asked dutch = usual;
	dutch.customer = "C200";
	assert_int_equal(create(f, f->agent, &dutch), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT language FROM outbox ORDER BY id DESC LIMIT 1"),
			    "nl");
}

/* AUT-04: what deserves a second look is said, and refuses nothing: a landline, a plate that looks
 * wrong, a plate that can refuel already. */
static void
warned_before_it_is_confirmed(void **state)
{
	struct fixture *f = *state;
	struct asked asked = usual;
	asked.phone = "02 123 45 67";
	asked.plate = "XXXXXXXXX";
	assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
	assert_true(fixture_said(f, "outcome.authorisation_not_mobile"));
	assert_true(fixture_said(f, "outcome.authorisation_plate"));
	assert_false(fixture_said(f, "outcome.authorisation_same_plate"));
	asked.plate = "xxx-xxx-xxx";
	assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.authorisation_same_plate"), "A-"));
	assert_int_equal(create(f, f->agent, &usual), STATUS_OK);
	assert_false(fixture_said(f, "outcome.authorisation_not_mobile"));
	assert_false(fixture_said(f, "outcome.authorisation_plate"));
	/* One that has ended does not count, though no night has been. */
	fixture_at(f, "2026-11-21T15:41");
	assert_int_equal(create(f, f->agent, &usual), STATUS_OK);
	assert_false(fixture_said(f, "outcome.authorisation_same_plate"));
}

/* ---- how long ---- */

static int faults;

static void
count_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context;
	(void)file;
	(void)line;
	(void)args;
	assert_string_equal(key, "fault.config_word");
	faults++;
}

static struct config *
with_setting(struct fixture *f, const char *text, config_fault *fault)
{
	const char *path = arena_format(f->arena, "%s/guichet.conf", f->folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return config_load(path, fault, NULL);
}

/* AUT-01: 24, 48 or 72 hours by setting, as hours: the clock that changes at night moves the end
 * that is read, not how long it lasts. */
static void
as_long_as_the_setting_says(void **state)
{
	static const struct {
		const char *hours, *at, *until;
	} cases[] = {
		{ "24", "2026-11-20T15:41", "2026-11-21T14:41" },
		{ "48", "2026-11-20T15:41", "2026-11-22T14:41" },
		{ "72", "2026-11-20T15:41", "2026-11-23T14:41" },
		{ "24", "2026-03-28T15:41", "2026-03-29T14:41" }, /* 16:41 on the wall */
		{ "24", "2026-10-24T15:41", "2026-10-25T13:41" }, /* 14:41 on the wall */
		{ "72", "2026-12-30T23:59", "2027-01-02T22:59" },
		{ "48", "2028-02-28T12:00", "2028-03-01T11:00" },
	};
	struct fixture *f = *state;
	const struct config *kept = f->agent->config;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct config *config = with_setting(
		    f, arena_format(f->arena, "authorisation = { hours = %s; };", cases[i].hours),
		    count_fault);
		assert_non_null(config);
		f->agent->config = config;
		fixture_at(f, cases[i].at);
		assert_string_equal(cell(f, made(f, "20"), "substr(valid_until, 1, 16)"),
				    cases[i].until);
		f->agent->config = kept;
		config_free(&config);
	}
}

/* AUT-01: no other number of hours. */
static void
no_other_hours(void **state)
{
	struct fixture *f = *state;
	faults = 0;
	struct config *config = with_setting(f, "authorisation = { hours = 36; };", count_fault);
	assert_int_equal(faults, 1);
	config_free(&config);
}

/* AUT-07: active until the last second, expired from the next one, whether or not the night has
 * run; list, filters and commands agree. */
static void
expired_to_the_second(void **state)
{
	struct fixture *f = *state;
	const char *number = made_on_the_minute(f);
	fixture_at(f, "2026-11-21T15:40:59");
	assert_string_equal(listed(f, number, NULL, NULL), "active");
	assert_string_equal(listed(f, number, "state", "active"), "active");
	assert_string_equal(listed(f, number, "state", "active,used"), "active");
	assert_null(listed(f, number, "state", "expired"));
	assert_null(listed(f, number, "state", "expired,used"));
	assert_string_equal(listed(f, number, "ends_at", "+0h..+1h"), "active");
	fixture_at(f, "2026-11-21T15:40:58"); /* a second may pass before each of these */
	assert_int_equal(fixture_preview(f, f->clerk, "authorisation.use", "authorisation", number,
					 "amount", "1", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_preview(f, f->clerk, "authorisation.cancel", "authorisation", number, NULL),
	    STATUS_OK);
	fixture_at(f, "2026-11-21T15:41:00");
	for (int night = 0; night < 2; night++) {
		assert_string_equal(listed(f, number, NULL, NULL), "expired");
		assert_null(listed(f, number, "state", "active"));
		assert_null(listed(f, number, "state", "active,used"));
		assert_string_equal(listed(f, number, "state", "expired"), "expired");
		assert_string_equal(listed(f, number, "state", "active,expired"), "expired");
		assert_refused(f, use(f, number, "1"), "authorisation",
			       "refusal.authorisation_expired");
		assert_refused(f, cancel(f, f->clerk, number), "authorisation",
			       "refusal.authorisation_expired");
		assert_non_null(strstr(fixture_refusal(f, "fr"), "21/11/2026 15:41"));
		assert_int_equal(fixture_run(f, f->system, "authorisation.expire", NULL),
				 STATUS_OK);
		assert_int_equal(f->outcome.unchanged, night == 1);
		assert_string_equal(cell(f, number, "state"), "expired");
	}
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind <> 'authorisation-active'"),
	    0); /* no SMS of it */
	assert_found_right(f);
}

/* AUT-07: the night ends all that are due, some at a time, and none that is not. */
static void
by_night(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 20; i++) {
		made(f, "5");
	}
	fixture_at(f, "2026-11-20T15:42");
	const char *later = made(f, "5");
	fixture_at(f, "2026-11-21T15:41");
	do {
		assert_int_equal(fixture_run(f, f->system, "authorisation.expire", NULL),
				 STATUS_OK);
	} while (!f->outcome.unchanged);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM authorisation WHERE state = 'expired'"), 20);
	assert_string_equal(cell(f, later, "state"), "active");
	assert_found_right(f);
}

/* ---- AUT-05 ---- */

/* AUT-05: from and until look at the day it was made, here, not in Greenwich. */
static void
filters_by_day(void **state)
{
	struct fixture *f = *state;
	fixture_at(f, "2026-11-20T00:15"); /* still the 19th in UTC */
	const char *number = made(f, "5");
	assert_non_null(listed(f, number, "from", "2026-11-20"));
	assert_non_null(listed(f, number, "from", "20/11/2026"));
	assert_null(listed(f, number, "from", "2026-11-21"));
	assert_non_null(listed(f, number, "until", "2026-11-20"));
	assert_null(listed(f, number, "until", "2026-11-19"));
	assert_non_null(listed(f, number, "station", "all"));
	assert_null(listed(f, number, "station", "B-001"));
	assert_non_null(listed(f, number, "customer", "C100"));
	assert_null(listed(f, number, "customer", "C200"));
}

/* ---- AUT-06 ---- */

/* AUT-06: its "valable jusqu'à" becomes now, it stays listed, the driver is told, and it is found
 * by its own numbers alone. */
static void
cancelled(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "250");
	const char *card = cell(f, number, "card");
	assert_int_equal(terms(f, "1ACT001"), 1);
	assert_int_equal(terms(f, "DUPONT ERIC"), 1);
	assert_int_equal(terms(f, "#470123456"), 1);
	fixture_at(f, "2026-11-21T15:40:30");
	assert_int_equal(cancel(f, f->agent, number), STATUS_OK);
	assert_true(fixture_said(f, "outcome.authorisation_who"));
	assert_true(fixture_said(f, "outcome.authorisation_what"));
	assert_string_equal(cell(f, number, "state || ' ' || substr(valid_until, 1, 16)"),
			    "cancelled 2026-11-21T14:40");
	assert_string_equal(cell(f, number, "valid_until"), cell(f, number, "cancelled_at"));
	assert_non_null(
	    strstr(fixture_letter(f, "authorisation-cancelled"), card_number_show(f->arena, card)));
	assert_string_equal(listed(f, number, NULL, NULL), "cancelled");
	assert_string_equal(listed(f, number, "state", "cancelled"), "cancelled");
	assert_int_equal(terms(f, "1ACT001"), 0);
	assert_int_equal(terms(f, card), 1);
	assert_int_equal(terms(f, arena_format(f->arena, "A%s", number + 2)), 1);
	assert_found_right(f);
	assert_refused(f, cancel(f, f->agent, number), "authorisation",
		       "refusal.authorisation_cancelled");
	assert_refused(f, use(f, number, "1"), "authorisation", "refusal.authorisation_cancelled");
	assert_int_equal(messages(f, "authorisation-cancelled"), 1);
}

/* AUT-06: named by its number in any form, or by its card's. */
static void
named_as_it_is_said(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "10");
	const char *small = arena_format(f->arena, "a %s", number + 2);
	assert_int_equal(
	    fixture_preview(f, f->agent, "authorisation.cancel", "authorisation", small, NULL),
	    STATUS_OK);
	assert_int_equal(cancel(f, f->agent, cell(f, number, "card")), STATUS_OK);
	assert_int_equal(cancel(f, f->agent, "A-99999"), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.authorisation.unknown");
}

/* ---- AUT-07 ---- */

/* AUT-07: lowered as it is used, never below 0; at 0 used, and then neither used nor cancelled. */
static void
used_up(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "100");
	assert_refused(f, use(f, number, "0"), "amount", "refusal.authorisation_taken");
	assert_refused(f, use(f, number, "100,01"), "amount", "refusal.authorisation_credit");
	assert_string_equal(cell(f, number, "credit || state"), "10000active");
	assert_int_equal(use(f, number, "99,99"), STATUS_OK);
	assert_string_equal(cell(f, number, "credit || state"), "1active");
	assert_refused(f, use(f, number, "0,02"), "amount", "refusal.authorisation_credit");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "0,01 EUR"));
	assert_int_equal(use(f, number, "0,01"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.authorisation_used"));
	assert_string_equal(cell(f, number, "credit || state || substr(used_at, 1, 16)"),
			    "0used2026-11-20T14:41");
	assert_refused(f, use(f, number, "0,01"), "authorisation", "refusal.authorisation_used");
	assert_refused(f, cancel(f, f->agent, number), "authorisation",
		       "refusal.authorisation_used");
	/* Its time has not made it expired. */
	fixture_at(f, "2026-11-22T08:00");
	assert_string_equal(listed(f, number, NULL, NULL), "used");
	assert_int_equal(fixture_run(f, f->system, "authorisation.expire", NULL), STATUS_OK);
	assert_string_equal(cell(f, number, "state"), "used");
	assert_found_right(f);
}

/* AUT-06, AUT-07: what is left of one can still be cancelled. */
static void
the_rest_is_cancelled(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "100");
	assert_int_equal(use(f, number, "40"), STATUS_OK);
	assert_int_equal(cancel(f, f->agent, number), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.authorisation_left"), "60,00"));
	assert_string_equal(cell(f, number, "credit || state"), "6000cancelled");
}

/* ---- AUT-08 ---- */

static const char *
waiting(struct fixture *f)
{
	return arena_format(f->arena, "%lld",
			    (long long)fixture_number(f, "SELECT MAX(id) FROM pending"));
}

/* The ceiling of C100, in cents. */
static void
set_ceiling(struct fixture *f, const char *ceiling)
{
	assert_int_equal(fixture_run(f, f->clerk, "customer.change", "customer", "C100", "ceiling",
				     ceiling, NULL),
			 STATUS_OK);
}

/* AUT-08: up to the house's ceiling by oneself; a cent above it waits, and nothing goes out. */
static void
above_the_ceiling(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "1500");
	assert_string_equal(cell(f, number, "state"), "active");
	number = made(f, "1500,01");
	assert_string_equal(cell(f, number, "state"), "registered");
	assert_null(cell(f, number, "active_at"));
	assert_true(fixture_said(f, "outcome.authorisation_over"));
	assert_true(fixture_said(f, "approval.waits"));
	assert_int_equal(messages(f, "authorisation-active"), 1);
	assert_string_equal(
	    fixture_text(f, "SELECT command || '/' || needs || '/' || kind FROM pending"),
	    "authorisation.activate/customers/authorisation");
	assert_non_null(strstr(fixture_text(f, "SELECT told FROM pending"), "1-ACT-001"));
	assert_refused(f, use(f, number, "1"), "authorisation", "refusal.authorisation_registered");
	assert_refused(
	    f, fixture_run(f, f->agent, "authorisation.resend", "authorisation", number, NULL),
	    "authorisation", "refusal.authorisation_registered");
	/* Approved by another one of the issuer's; its end is the one that was told. */
	const char *until = cell(f, number, "valid_until");
	const char *pending = waiting(f);
	assert_refused(f, fixture_run(f, f->agent, "pending.approve", "pending", pending, NULL),
		       "pending", "refusal.approval_own");
	fixture_at(f, "2026-11-20T17:00");
	assert_int_equal(fixture_run(f, f->supervisor, "pending.approve", "pending", pending, NULL),
			 STATUS_OK);
	assert_string_equal(cell(f, number, "state || substr(active_at, 1, 16)"),
			    "active2026-11-20T16:00");
	assert_string_equal(cell(f, number, "valid_until"), until);
	assert_int_equal(messages(f, "authorisation-active"), 2);
	assert_string_equal(fixture_text(f, "SELECT state FROM pending"), "done");
	assert_int_equal(use(f, number, "1500,01"), STATUS_OK);
	assert_found_right(f);
}

/* AUT-08: the customer's own ceiling where it is lower, never where it is higher. */
static void
ceiling_of_the_customer(void **state)
{
	struct fixture *f = *state;
	set_ceiling(f, "200");
	assert_string_equal(cell(f, made(f, "200"), "state"), "active");
	assert_string_equal(cell(f, made(f, "200,01"), "state"), "registered");
	assert_true(fixture_said(f, "outcome.authorisation_over_customer"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.authorisation_over_customer"), "200,00 EUR"));
	set_ceiling(f, "0");
	assert_string_equal(cell(f, made(f, "0,01"), "state"), "registered");
	set_ceiling(f, "5000");
	assert_string_equal(cell(f, made(f, "1500,01"), "state"), "registered");
	assert_true(fixture_said(f, "outcome.authorisation_over"));
	set_ceiling(f, "-");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM customer WHERE ceiling IS NOT NULL"), 0);
	assert_string_equal(cell(f, made(f, "1500"), "state"), "active");
}

/* AUT-08: said no to, or taken back, it is cancelled, and no driver hears of what he never had. */
static void
said_no_to(void **state)
{
	struct fixture *f = *state;
	const char *refused = made(f, "2000");
	assert_int_equal(fixture_run(f, f->supervisor, "pending.refuse", "pending", waiting(f),
				     "reason", "Trop", NULL),
			 STATUS_OK);
	assert_string_equal(cell(f, refused, "state"), "cancelled");
	const char *taken_back = made(f, "2000");
	assert_int_equal(fixture_run(f, f->agent, "pending.withdraw", "pending", waiting(f), NULL),
			 STATUS_OK);
	assert_string_equal(cell(f, taken_back, "state"), "cancelled");
	/* Cancelled itself, it asks nobody any more. */
	const char *itself = made(f, "2000");
	const char *pending = waiting(f);
	assert_int_equal(cancel(f, f->agent, itself), STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->supervisor, "pending.approve", "pending", pending, NULL),
		       "pending", "refusal.pending_ended");
	/* Nor once its time is over. */
	const char *late = made(f, "2000");
	pending = waiting(f);
	fixture_at(f, "2026-11-21T15:41");
	assert_string_equal(listed(f, late, NULL, NULL), "expired");
	assert_refused(f,
		       fixture_run(f, f->supervisor, "pending.approve", "pending", pending, NULL),
		       "authorisation", "refusal.authorisation_expired");
	assert_int_equal(fixture_run(f, f->system, "authorisation.expire", NULL), STATUS_OK);
	assert_string_equal(cell(f, late, "state"), "expired");
	assert_string_equal(fixture_text(f, "SELECT state FROM pending ORDER BY id DESC LIMIT 1"),
			    "withdrawn");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox"), 0);
	assert_found_right(f);
}

/* AUT-08: what a customer's own user asks for, the issuer's people approve. */
static void
not_by_a_colleague(void **state)
{
	struct fixture *f = *state;
	struct asked asked = usual;
	asked.amount = "2000";
	assert_int_equal(create(f, f->manager, &asked), STATUS_OK);
	const char *pending = waiting(f);
	struct session colleague = *f->manager;
	colleague.account = f->reader->account;
	assert_int_equal(fixture_run(f, &colleague, "pending.approve", "pending", pending, NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->supervisor, "pending.approve", "pending", pending, NULL),
			 STATUS_OK);
	assert_int_equal(messages(f, "authorisation-active"), 1);
}

/* ---- who ---- */

/* CALL-02: during a call the caller is proven. */
static void
for_a_proven_caller(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "10");
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(create(f, f->agent, &usual), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.caller_level");
	assert_int_equal(cancel(f, f->agent, number), STATUS_DENIED);
	f->agent->caller = CALLER_PROVEN;
	assert_int_equal(create(f, f->agent, &usual), STATUS_OK);
	assert_int_equal(cancel(f, f->agent, number), STATUS_OK);
	f->agent->call = 0;
}

/* AUT-02, scope: a customer's user for his own customer alone; a reader for nobody. */
static void
scope_holds(void **state)
{
	struct fixture *f = *state;
	struct asked asked = usual;
	asked.customer = "C200";
	assert_int_equal(create(f, f->agent, &asked), STATUS_OK);
	const char *theirs = arena_copy(f->arena, f->outcome.key);
	assert_int_equal(create(f, f->manager, &asked), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.customer.unknown");
	assert_int_equal(cancel(f, f->manager, theirs), STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.authorisation.unknown");
	assert_int_equal(create(f, f->reader, &usual), STATUS_DENIED);
	assert_int_equal(create(f, f->manager, &usual), STATUS_OK);
	assert_int_equal(fixture_run(f, f->manager, "authorisation.use", "authorisation",
				     f->outcome.key, "amount", "1", NULL),
			 STATUS_DENIED);
}

/* AUT-01: from a card, which is of the same customer; the card's history has it. */
static void
from_a_card(void **state)
{
	struct fixture *f = *state;
	static const char *const cards[] = { "7002000000000001007", "7002000000000002005" };
	for (size_t i = 0; i < 2; i++) {
		enum status status = fixture_run(
		    f, f->agent, "authorisation.create", "customer", "C100", "station", "all",
		    "driver", "DUPONT ÉRIC", "country", "BE", "phone", "+32470123456", "plate",
		    "1-ACT-001", "amount", "250", "card", cards[i], NULL);
		if (i == 1) {
			assert_refused(f, status, "card", "refusal.authorisation_card");
			continue;
		}
		assert_int_equal(status, STATUS_OK);
	}
	assert_string_equal(fixture_text(f, "SELECT c.number FROM authorisation a JOIN card c ON "
					    "c.id = a.source_id"),
			    cards[0]);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit_record r JOIN audit a ON a.id = "
			      "r.audit_id WHERE r.kind = 'card' AND a.command = "
			      "'authorisation.create' AND a.outcome = 'done'"),
	    1);
}

/* AUT-04: once more to the same phone. */
static void
sent_again(void **state)
{
	struct fixture *f = *state;
	const char *number = made(f, "250");
	assert_int_equal(
	    fixture_run(f, f->agent, "authorisation.resend", "authorisation", number, NULL),
	    STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = 'authorisation-active' AND "
			      "recipient = '+32470123456' AND authorisation_id IS NOT NULL"),
	    2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_card_of_its_own),
		TEST(numbers_are_each_their_own),
		TEST(all_fields_are_mandatory),
		TEST(what_cannot_be_meant),
		TEST(all_stations_in_words),
		TEST(one_station),
		TEST(security_message),
		TEST(in_the_drivers_language),
		TEST(warned_before_it_is_confirmed),
		TEST(as_long_as_the_setting_says),
		TEST(no_other_hours),
		TEST(expired_to_the_second),
		TEST(by_night),
		TEST(filters_by_day),
		TEST(cancelled),
		TEST(named_as_it_is_said),
		TEST(used_up),
		TEST(the_rest_is_cancelled),
		TEST(above_the_ceiling),
		TEST(ceiling_of_the_customer),
		TEST(said_no_to),
		TEST(not_by_a_colleague),
		TEST(for_a_proven_caller),
		TEST(scope_holds),
		TEST(from_a_card),
		TEST(sent_again),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
