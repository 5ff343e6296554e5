/* REN-01 to REN-06: what the nights do to the cards that come to their end, and what may be asked
 * meanwhile. */
#include "fixture.h"

#include <guichet/date.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

static void
behind(struct fixture *f, const char *sql)
{
	const char *command = arena_format(f->arena, "sqlite3 %s/store.db \"%s\"", f->folder, sql);
	assert_int_equal(system(command), 0);
}

/* All cards with that plate, or of that customer, end in a month, and were last used on a day. */
static void
ends(struct fixture *f, const char *plate, const char *day, const char *used)
{
	behind(f,
	       arena_format(f->arena,
			    "UPDATE card SET expires_on = '%s', last_used_on = '%s' WHERE plate = "
			    "'%s'; UPDATE rank SET expires_on = '%s' WHERE card_id IN (SELECT id "
			    "FROM card WHERE plate = '%s')",
			    day, used, plate, day, plate));
}

static const char *
cell(struct fixture *f, const char *plate, const char *column)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT %s FROM card WHERE plate = '%s'", column, plate));
}

static const char *
number_of(struct fixture *f, const char *plate)
{
	return cell(f, plate, "number");
}

/* What "guichet nightly" runs, at ten past midnight of a day; how many times something was done. */
static int
night(struct fixture *f, const char *day)
{
	static const char *const steps[] = { "renewal.notice",  "renewal.remind",
					     "renewal.produce", "renewal.activate",
					     "card.expire",     NULL };
	int done = 0;
	fixture_at(f, arena_format(f->arena, "%sT00:10", day));
	for (const char *const *step = steps; *step != NULL; step++) {
		do {
			assert_int_equal(fixture_run(f, f->system, *step, NULL), STATUS_OK);
			done += !f->outcome.unchanged;
		} while (!f->outcome.unchanged);
	}
	assert_int_equal(fixture_run(f, f->system, "renewal.end-night", NULL), STATUS_OK);
	fixture_at(f, arena_format(f->arena, "%sT15:41", day));
	return done;
}

static int64_t
messages(struct fixture *f, const char *kind, const char *channel)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT COUNT(*) FROM outbox WHERE kind = '%s' AND channel = '%s'",
			    kind, channel));
}

static const char *
body(struct fixture *f, const char *kind)
{
	return fixture_text(
	    f,
	    arena_format(f->arena, "SELECT body FROM outbox WHERE kind = '%s' ORDER BY id", kind));
}

/* A month with one card of each kind, all of C100. */
static void
february(struct fixture *f)
{
	ends(f, "1-ACT-001", "2027-02-28", "2026-09-01");
	ends(f, "1-ACT-002", "2027-02-28", "2026-08-31");
	ends(f, "1-SUS-001", "2027-02-28", "2026-11-02");
	ends(f, "1-CAN-001", "2027-02-28", "2026-11-02");
	ends(f, "1-BLO-001", "2027-02-28", "2026-11-02");
	ends(f, "1-DEL-001", "2027-02-28", "2026-11-02");
}

/* REN-02: three months before, by use in the three months before that; who cancelled said so
 * already. */
static void
each_card_is_noted(void **state)
{
	struct fixture *f = *state;
	february(f);
	assert_int_equal(night(f, "2026-11-29"), 0);
	assert_true(night(f, "2026-11-30") > 0);
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "candidate");
	assert_string_equal(cell(f, "1-ACT-002", "renewal"), "cancelled_unused");
	assert_string_equal(cell(f, "1-SUS-001", "renewal"), "candidate");
	assert_string_equal(cell(f, "1-CAN-001", "renewal"), "cancelled_by_user");
	assert_string_equal(cell(f, "1-BLO-001", "renewal"), "none");
	assert_string_equal(cell(f, "1-DEL-001", "renewal"), "none");
	assert_string_equal(cell(f, "AB-123-C", "renewal"), "none");
}

/* REN-02: one message, which lists both groups and says until when; a used card once is not listed
 * twice. */
static void
the_manager_is_told_once(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_int_equal(messages(f, "renewal-notice", "letter"), 0);
	const char *text = body(f, "renewal-notice");
	const char *renewed = strstr(text, "RENOUVELER (2)");
	const char *dropped = strstr(text, "RENOUVELÉES (2)");
	assert_non_null(renewed);
	assert_non_null(dropped);
	const char *const both[] = { "1-ACT-001", "1-SUS-001", "1-ACT-002", "1-CAN-001" };
	for (size_t i = 0; i < 4; i++) {
		const char *line = strstr(text, both[i]);
		assert_non_null(line);
		assert_true(i < 2 ? line < dropped && line > renewed : line > dropped);
		assert_null(strstr(line + 1, both[i]));
	}
	assert_non_null(strstr(text, "31/08/2026")); /* since when it was not used */
	assert_non_null(strstr(text, "10/01/2027")); /* the last day for changes */
	assert_non_null(strstr(text, "07/02/2027")); /* shipped by then */
	assert_null(strstr(text, "1-BLO-001"));
	/* A card a line. */
	const char *line = strstr(text, "\n  1-ACT-001");
	assert_non_null(line);
	assert_true(strchr(line + 1, '\n') < strstr(text, "1-SUS-001"));
}

/* REN-02: a letter where there is no e-mail; in the contact's language. */
static void
by_letter_without_an_address(void **state)
{
	struct fixture *f = *state;
	ends(f, "AB-123-C", "2027-02-28", "2026-11-02");  /* C200: a mobile, no e-mail */
	ends(f, "1234 BCD", "2027-02-28", "2026-11-02");  /* C400: in English */
	ends(f, "AB-123-CD", "2027-02-28", "2026-11-02"); /* C300: nobody */
	behind(
	    f,
	    "INSERT INTO address (id, customer_id, kind, street, postcode, town, country) SELECT "
	    "900, id, 'legal', 'Dorpsstraat 1', '3511 AA', 'Utrecht', 'NL' FROM customer WHERE "
	    "number = 'C200' AND NOT EXISTS (SELECT 1 FROM address a WHERE a.customer_id = "
	    "customer.id AND a.kind = 'legal')");
	night(f, "2026-11-30");
	assert_int_equal(messages(f, "renewal-notice", "letter"),
			 fixture_number(f,
					"SELECT COUNT(*) FROM customer u WHERE number IN ('C200', "
					"'C300') AND EXISTS (SELECT 1 FROM address a WHERE "
					"a.customer_id = u.id)"));
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_int_equal(
	    fixture_number(f,
			   "SELECT COUNT(*) FROM outbox WHERE kind = 'renewal-notice' AND language "
			   "= 'nl' AND channel = 'letter' AND body LIKE '%TE VERNIEUWEN (1)%'"),
	    1);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = "
					   "'renewal-notice' AND language = 'en' AND body LIKE "
					   "'%TO BE RENEWED (1)%'"),
			 1);
	/* Whoever could not be reached is not tried again every night. */
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM renewal_cohort WHERE told_at IS NULL"), 0);
}

/* REN-02: fifty lines at most; the others are counted. */
static void
a_long_list_is_cut(void **state)
{
	struct fixture *f = *state;
	struct builder sql = { .arena = f->arena };
	ends(f, "1-ACT-001", "2027-02-28", "2026-11-02");
	builder_add(
	    &sql, "CREATE TEMP TABLE c AS SELECT * FROM card WHERE plate = '1-ACT-001';"
		  "CREATE TEMP TABLE r AS SELECT * FROM rank WHERE card_id = (SELECT id FROM c);");
	for (int i = 1; i <= 52; i++) {
		builder_format(
		    &sql,
		    "UPDATE c SET id = %d, number = '70020000000099%05d', plate = 'M-%03d', "
		    "plate_key = 'M%03d'; UPDATE r SET id = %d, card_id = %d; INSERT INTO card "
		    "SELECT * FROM c; INSERT INTO rank SELECT * FROM r;",
		    9000 + i, i, i, i, 9000 + i, 9000 + i);
	}
	behind(f, builder_text(&sql));
	assert_true(night(f, "2026-11-30") >= 4); /* fifteen cards a transaction */
	const char *text = body(f, "renewal-notice");
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_non_null(strstr(text, "RENOUVELER (53)"));
	assert_non_null(strstr(text, "et 3 autres, voir État des renouvellements"));
	size_t lines = 0;
	for (const char *at = text; (at = strstr(at, "(carte …")) != NULL; at++) {
		lines++;
	}
	assert_int_equal(lines, 50);
}

/* REN-06: run twice it changes nothing more, on any of its days. */
static void
a_night_run_twice(void **state)
{
	static const char *const days[] = { "2026-11-30", "2026-12-31", "2027-01-10", "2027-02-28",
					    "2027-03-01" };
	struct fixture *f = *state;
	february(f);
	for (size_t i = 0; i < 5; i++) {
		assert_true(night(f, days[i]) > 0);
		const char *once = fixture_print(f);
		assert_int_equal(night(f, days[i]), 0);
		assert_string_equal(fixture_print(f), once);
	}
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_int_equal(messages(f, "renewal-reminder", "email"), 1);
}

/* REN-06: stopped after any of its transactions, the next run does the rest and no more. */
static void
a_night_stopped_half_way(void **state)
{
	struct fixture *f = *state;
	february(f);
	fixture_at(f, "2026-11-30T00:10");
	assert_int_equal(fixture_run(f, f->system, "renewal.notice", "most", "2", NULL), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card WHERE renewal <> 'none'"), 2);
	assert_int_equal(messages(f, "renewal-notice", "email"), 0);
	night(f, "2026-12-01"); /* and not before the next day */
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card WHERE renewal <> 'none'"), 4);
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_non_null(strstr(body(f, "renewal-notice"), "RENOUVELER (2)"));
}

/* REN-04: reminded once, two months before, while there is something to change. */
static void
reminded_while_there_are_candidates(void **state)
{
	struct fixture *f = *state;
	february(f);
	ends(f, "1234 BCD", "2027-02-28", "2020-01-01"); /* C400: unused, no candidate */
	night(f, "2026-11-30");
	assert_int_equal(messages(f, "renewal-notice", "email"), 2);
	assert_int_equal(night(f, "2026-12-30"), 0);
	night(f, "2026-12-31");
	assert_int_equal(messages(f, "renewal-reminder", "email"), 1);
	assert_int_equal(messages(f, "renewal-reminder", "letter"), 0);
	assert_non_null(strstr(body(f, "renewal-reminder"), "10/01/2027"));
}

/* REN-04, REN-05: made at the cut-off: the same number, rank + 1, four years more, embossed as the
 * card is now. */
static void
made_at_the_cut_off(void **state)
{
	struct fixture *f = *state;
	const char *number = number_of(f, "1-ACT-001");
	february(f);
	night(f, "2026-11-30");
	behind(
	    f,
	    "UPDATE card SET plate = '2-NEW-222', plate_key = '2NEW222' WHERE plate = '1-ACT-001'");
	night(f, "2027-01-09");
	assert_string_equal(cell(f, "2-NEW-222", "renewal"), "candidate");
	night(f, "2027-01-10");
	assert_string_equal(cell(f, "2-NEW-222", "renewal"), "in_renewal");
	assert_string_equal(cell(f, "2-NEW-222", "number"), number);
	assert_string_equal(cell(f, "2-NEW-222", "rank"), "1");
	assert_string_equal(cell(f, "2-NEW-222", "expires_on"), "2027-02-28");
	assert_string_equal(
	    fixture_text(
		f, "SELECT r.cause || ' ' || r.state || ' ' || r.embossed || ' ' || r.expires_on "
		   "|| ' ' || r.new_pin FROM rank r JOIN card c ON c.id = r.card_id AND "
		   "c.next_rank = r.number WHERE c.plate = '2-NEW-222'"),
	    "renewal in_production 2-NEW-222 2031-02-28 0");
	assert_string_equal(
	    fixture_text(
		f, "SELECT q.kind || ' ' || q.state || ' ' || q.due_at FROM request q JOIN card "
		   "c ON c.id = q.card_id WHERE c.plate = '2-NEW-222' ORDER BY q.id DESC"),
	    "renewal in_progress 2027-02-07T22:59:00Z");
	/* What was not to be renewed is not. */
	assert_string_equal(cell(f, "1-ACT-002", "renewal"), "cancelled_unused");
	assert_null(cell(f, "1-ACT-002", "next_rank"));
	assert_null(cell(f, "1-CAN-001", "next_rank"));
}

/* REN-03: what is in renewal is locked. */
static void
locked_in_renewal(void **state)
{
	struct fixture *f = *state;
	const char *number = number_of(f, "1-ACT-001");
	february(f);
	night(f, "2026-11-30");
	night(f, "2027-01-10");
	assert_refused(f, fixture_run(f, f->agent, "card.cancel", "card", number, NULL), "card",
		       "refusal.cancel_in_renewal");
	assert_refused(f, fixture_run(f, f->agent, "card.renew", "card", number, NULL), "card",
		       "refusal.renew_in_renewal");
	assert_refused(f, fixture_run(f, f->agent, "card.delete", "card", number, NULL), "card",
		       "refusal.delete_in_production");
}

/* REN-04: the new rank is active on the last day, the old one expires the day after; a suspended
 * card stays so. */
static void
active_on_the_last_day(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	night(f, "2027-01-10");
	night(f, "2027-02-27");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "1");
	night(f, "2027-02-28");
	assert_int_equal(messages(f, "renewal-active", "email"), 1);
	assert_non_null(strstr(body(f, "renewal-active"), "1-ACT-001"));
	assert_null(strstr(body(f, "renewal-active"), "1-ACT-002"));
	static const char *const plates[] = { "1-ACT-001", "1-SUS-001" };
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(cell(f, plates[i], "rank"), "2");
		assert_null(cell(f, plates[i], "next_rank"));
		assert_string_equal(cell(f, plates[i], "expires_on"), "2031-02-28");
		assert_string_equal(cell(f, plates[i], "renewal"), "none");
		assert_string_equal(cell(f, plates[i], "state"), i == 0 ? "active" : "suspended");
	}
	assert_string_equal(
	    fixture_text(f, "SELECT r.state FROM rank r JOIN card c ON c.id = r.card_id "
			    "WHERE c.plate = '1-ACT-001' AND r.number = 1"),
	    "active");
	night(f, "2027-03-01");
	assert_string_equal(
	    fixture_text(f, "SELECT r.state FROM rank r JOIN card c ON c.id = r.card_id "
			    "WHERE c.plate = '1-ACT-001' AND r.number = 1"),
	    "expired");
	assert_string_equal(cell(f, "1-ACT-001", "state"), "active");
	assert_string_equal(cell(f, "1-ACT-002", "state"), "expired");
	assert_string_equal(cell(f, "1-ACT-002", "renewal"), "none");
	assert_string_equal(cell(f, "1-CAN-001", "state"), "expired");
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* REN-04: a duplicate not made yet at the cut-off is made once, for the years to come. */
static void
a_duplicate_takes_the_renewal_along(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number_of(f, "1-ACT-001"),
				     "reason", "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	night(f, "2027-01-10");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "in_renewal");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM rank r JOIN card c ON c.id = r.card_id "
			      "WHERE c.plate = '1-ACT-001'"),
	    2);
	const char *request =
	    fixture_text(f, "SELECT q.number FROM request q JOIN card c ON c.id = q.card_id WHERE "
			    "c.plate = '1-ACT-001' AND q.kind = 'duplicate'");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "in_progress", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "shipped", NULL),
			 STATUS_OK);
	/* It is no renewal that waits for its day: the card in hand is blocked. */
	assert_string_equal(cell(f, "1-ACT-001", "state"), "active");
	assert_string_equal(cell(f, "1-ACT-001", "expires_on"), "2031-02-28");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "none");
	night(f, "2027-02-28");
	night(f, "2027-03-01");
	assert_string_equal(cell(f, "1-ACT-001", "state"), "active");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "2");
}

/* REN-04: one in production is waited for, and the renewal made the first night after. */
static void
a_duplicate_in_production_is_waited_for(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number_of(f, "1-ACT-001"),
				     "reason", "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	const char *request =
	    fixture_text(f, "SELECT q.number FROM request q JOIN card c ON c.id = q.card_id WHERE "
			    "c.plate = '1-ACT-001' AND q.kind = 'duplicate'");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "in_progress", NULL),
			 STATUS_OK);
	night(f, "2027-01-10");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "candidate");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "shipped", NULL),
			 STATUS_OK);
	night(f, "2027-01-12");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "in_renewal");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "2");
	assert_string_equal(cell(f, "1-ACT-001", "next_rank"), "3");
	night(f, "2027-02-28");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "3");
}

/* A card stolen while its renewal is made: the new one is active as soon as it leaves (BLK-03,
 * REN-04). */
static void
stolen_while_it_is_renewed(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	night(f, "2027-01-10");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", number_of(f, "1-ACT-001"),
				     "reason", "theft", "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.duplicate_in_making"));
	const char *request =
	    fixture_text(f, "SELECT q.number FROM request q JOIN card c ON c.id = q.card_id WHERE "
			    "c.plate = '1-ACT-001' AND q.kind = 'renewal'");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "shipped", NULL),
			 STATUS_OK);
	assert_string_equal(cell(f, "1-ACT-001", "state"), "active");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "2");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "none");
	/* One whose card in hand works is not: it waits for its day. */
	const char *other =
	    fixture_text(f, "SELECT q.number FROM request q JOIN card c ON c.id = q.card_id WHERE "
			    "c.plate = '1-SUS-001' AND q.kind = 'renewal'");
	assert_int_equal(
	    fixture_run(f, f->clerk, "request.advance", "request", other, "state", "shipped", NULL),
	    STATUS_OK);
	assert_string_equal(cell(f, "1-SUS-001", "rank"), "1");
}

/* REN-03: cancelled, for want of use or by the customer, a card is renewed again until the cut-off.
 */
static void
renewed_again(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-ACT-002"), NULL),
	    STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.renew_until"), "10/01/2027"));
	assert_string_equal(cell(f, "1-ACT-002", "renewal"), "candidate");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-CAN-001"), NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.renew_uncancelled"));
	assert_string_equal(cell(f, "1-CAN-001", "renewal"), "candidate");
	assert_string_equal(cell(f, "1-CAN-001", "state"), "active");
	assert_refused(
	    f, fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-CAN-001"), NULL),
	    "card", "refusal.renew_again");
	/* There and back. */
	assert_int_equal(
	    fixture_run(f, f->agent, "card.cancel", "card", number_of(f, "1-ACT-002"), NULL),
	    STATUS_OK);
	assert_string_equal(cell(f, "1-ACT-002", "renewal"), "cancelled_by_user");
	fixture_at(f, "2027-01-10T12:00"); /* the last day, and not made yet */
	assert_int_equal(
	    fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-ACT-002"), NULL),
	    STATUS_OK);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* REN-03: out of the window the refusal says when; what is over stays over. */
static void
not_renewed_out_of_its_time(void **state)
{
	struct fixture *f = *state;
	february(f);
	assert_refused(
	    f, fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-ACT-001"), NULL),
	    "card", "refusal.renew_too_early");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "30/11/2026"));
	assert_int_equal(
	    fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-CAN-001"), NULL),
	    STATUS_OK);
	assert_string_equal(cell(f, "1-CAN-001", "state"), "active");
	assert_string_equal(cell(f, "1-CAN-001", "renewal"), "none");
	night(f, "2026-11-30");
	night(f, "2027-01-10");
	assert_refused(
	    f, fixture_run(f, f->agent, "card.renew", "card", number_of(f, "1-ACT-002"), NULL),
	    "card", "refusal.renew_too_late");
	assert_non_null(strstr(fixture_refusal(f, "nl"), "10/01/2027"));
	assert_refused(
	    f, fixture_run(f, f->agent, "card.renew", "card", fixture_card("blocked"), NULL),
	    "card", "refusal.renew_blocked");
	assert_refused(f, fixture_run(f, f->agent, "card.renew", "card", fixture_card("new"), NULL),
		       "card", "refusal.renew_state");
	assert_int_equal(
	    fixture_run(f, f->reader, "card.renew", "card", number_of(f, "1-ACT-002"), NULL),
	    STATUS_DENIED);
}

/* REN-06: nights that were missed are made up for, in order; too late for a reminder, none goes. */
static void
missed_nights(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-20");
	night(f, "2027-01-12");
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	assert_int_equal(messages(f, "renewal-reminder", "email"), 0);
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "in_renewal");
	night(f, "2027-04-02");
	assert_string_equal(cell(f, "1-ACT-001", "state"), "active");
	assert_string_equal(cell(f, "1-ACT-001", "rank"), "2");
	assert_string_equal(cell(f, "1-ACT-002", "state"), "expired");
}

/* A fleet that comes in joins the month under way, but not one already made, which nobody was told
 * of. */
static void
cards_that_come_in_later(void **state)
{
	struct fixture *f = *state;
	february(f);
	night(f, "2026-11-30");
	ends(f, "1-PRO-001", "2027-02-28", "2026-11-02");
	behind(
	    f,
	    "UPDATE card SET state = 'active' WHERE plate = '1-PRO-001'; UPDATE rank SET state = "
	    "'active' WHERE card_id = (SELECT id FROM card WHERE plate = '1-PRO-001')");
	night(f, "2026-12-05");
	assert_string_equal(cell(f, "1-PRO-001", "renewal"), "candidate");
	assert_int_equal(messages(f, "renewal-notice", "email"), 1);
	night(f, "2027-01-10");
	ends(f, "AB-123-C", "2027-02-15", "2026-11-02");
	night(f, "2027-01-10"); /* the run of six o'clock */
	night(f, "2027-01-11");
	assert_string_equal(cell(f, "AB-123-C", "renewal"), "none");
}

/* REN-05: a number whose ranks are used up is not renewed, and holds nobody else up. */
static void
the_last_rank(void **state)
{
	struct fixture *f = *state;
	february(f);
	behind(f, "UPDATE rank SET number = 99 WHERE card_id = (SELECT id FROM card WHERE plate = "
		  "'1-ACT-001'); UPDATE card SET rank = 99 WHERE plate = '1-ACT-001'");
	night(f, "2026-11-30");
	night(f, "2027-01-10");
	night(f, "2027-01-10");
	assert_string_equal(cell(f, "1-ACT-001", "renewal"), "none");
	assert_null(cell(f, "1-ACT-001", "next_rank"));
	assert_string_equal(cell(f, "1-SUS-001", "renewal"), "in_renewal");
}

/* A column of days: counted in the store, from the digits of a day, the same as the calendar does.
 */
static void
days_until_changes_end(void **state)
{
	static const char *const days[] = { "2026-11-20", "2026-11-19", "2026-11-21", "2026-12-31",
					    "2027-01-01", "2027-02-28", "2027-03-01", "2028-02-29",
					    "2028-03-01", "2100-02-28", "2100-03-01", "2000-02-29",
					    "1999-12-31", "2400-12-31" };
	struct fixture *f = *state;
	const struct screen *screen = NULL;
	struct error error = { .status = STATUS_OK };
	february(f);
	night(f, "2026-11-30");
	fixture_at(f, FIXTURE_NOW);
	assert_int_equal(screen_load(f->arena, f->config, "renewals", &screen, &error), STATUS_OK);
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		struct civil day = { 0 }, today = { 0 };
		struct value left;
		const struct ask ask = { .screen = screen };
		assert_true(date_read(days[i], &day));
		assert_true(date_read("2026-11-20", &today));
		behind(f, arena_format(f->arena, "UPDATE renewal_cohort SET cutoff_on = '%s'",
				       days[i]));
		assert_int_equal(ask_first(f->clerk, &ask, "days_left", f->arena, &left, &error),
				 STATUS_OK);
		assert_true(left.known);
		assert_int_equal(left.number, date_days(day) - date_days(today));
	}
	/* Nothing is left once the cards are made. */
	struct value left;
	const struct ask ask = { .screen = screen };
	behind(f, "UPDATE renewal_cohort SET produced_at = '2026-11-20T00:00:00Z'");
	assert_int_equal(ask_first(f->clerk, &ask, "days_left", f->arena, &left, &error),
			 STATUS_OK);
	assert_false(left.known);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_card_is_noted),
		TEST(the_manager_is_told_once),
		TEST(by_letter_without_an_address),
		TEST(a_long_list_is_cut),
		TEST(a_night_run_twice),
		TEST(a_night_stopped_half_way),
		TEST(reminded_while_there_are_candidates),
		TEST(made_at_the_cut_off),
		TEST(locked_in_renewal),
		TEST(active_on_the_last_day),
		TEST(a_duplicate_takes_the_renewal_along),
		TEST(a_duplicate_in_production_is_waited_for),
		TEST(stolen_while_it_is_renewed),
		TEST(renewed_again),
		TEST(not_renewed_out_of_its_time),
		TEST(missed_nights),
		TEST(cards_that_come_in_later),
		TEST(the_last_rank),
		TEST(days_until_changes_end),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
