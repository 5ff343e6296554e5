/* INV-06, INV-07, CUS-06: what is unbilled becomes papers with numbers: sums, VAT, credit notes,
 * statements. */
#include "fixture.h"

#include "domain/billing.h"

#include <guichet/config.h>
#include <guichet/document.h>
#include <guichet/lang.h>
#include <guichet/progress.h>
#include <guichet/secret.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a press that needs no font and no key ---- */

static struct small_press {
	int printed;
	struct bill last;          /* its numbers */
	char what[64];             /* its kind, number, last day */
	bool broken;               /* it prints nothing */
	void (*meanwhile)(void *); /* done once while it prints: somebody else is faster */
	void *context;
} press;

static struct document
paper_of(struct arena *arena, const struct bill *bill, const char *what)
{
	const char *bytes = arena_format(arena, "%s %s %s %lld %d", bill->number, bill->kind, what,
					 (long long)bill->amount, press.printed);
	char *hash = arena_alloc(arena, SECRET_MAC_HEX);
	secret_checksum(bytes, strlen(bytes), hash);
	return (struct document){ .name = bill->number,
				  .media = "pdf",
				  .hash = hash,
				  .size = strlen(bytes),
				  .bytes = bytes };
}

static enum status
print(struct session *session, struct arena *arena, const struct bill *bill,
      struct printed *printed, struct error *error)
{
	(void)session;
	press.printed++;
	press.last = *bill;
	snprintf(press.what, sizeof press.what, "%s %s %s", bill->kind, bill->number, bill->until);
	if (press.broken) {
		return error_set(error, STATUS_FAILED, NULL, "error.no_press", NULL);
	}
	*printed = (struct printed){ .paper = paper_of(arena, bill, "paper"),
				     .signature = paper_of(arena, bill, "signature"),
				     .copy = paper_of(arena, bill, "copy"),
				     .copy_signature = paper_of(arena, bill, "copy signature") };
	if (press.meanwhile != NULL) {
		void (*meanwhile)(void *) = press.meanwhile;
		press.meanwhile = NULL;
		meanwhile(press.context);
	}
	return STATUS_OK;
}

static const struct press small = { .print = print };

static int
open_store(void **state)
{
	const int result = fixture_open(state);
	struct fixture *f = *state;
	press = (struct small_press){ .printed = 0 };
	f->clerk->press = f->system->press = f->agent->press = f->manager->press = &small;
	return result;
}

/* ---- what is bought ---- */

static void
buy(struct fixture *f, const char *card, const char *at, const char *rate, const char *amount,
    const char *reference)
{
	const enum status status = fixture_run(
	    f, f->system, "transaction.import", "card", card, "at", at, "product", "diesel",
	    "quantity", "50", "vat_rate", rate, "amount", amount, "reference", reference, NULL);
	if (status != STATUS_OK) {
		fail_msg("%s: %s", f->outcome.error.param, fixture_refusal(f, "en"));
	}
}

/* Three at two rates in October and one in November at C100; one of C400, who has no address. */
static void
buy_some(struct fixture *f)
{
	const char *card = fixture_card("active");
	buy(f, card, "2026-10-05T10:00", "21", "121,00", "r1");
	buy(f, card, "2026-10-06T10:00", "21", "0,05", "r2");
	buy(f, card, "2026-10-31T23:59", "6", "10,60", "r3");
	buy(f, card, "2026-11-01T00:01", "21", "12,10", "r4");
	buy(f, "7002000000000004001", "2026-10-07T10:00", "21", "50,00", "r5");
}

static enum status
bill(struct fixture *f)
{
	return fixture_run(f, f->clerk, "billing.run", "from", "2026-10-01", "until", "2026-10-31",
			   NULL);
}

static enum status
credit(struct fixture *f, const char *amount, const char *rate, const char *again)
{
	return fixture_run(f, f->clerk, "invoice.credit", "invoice", "2026-000001", "reason",
			   "Prix faux", "amount", amount, "rate", rate, "again", again, NULL);
}

static void
assert_all_right(struct fixture *f)
{
	static const char *const none[] = {
		"SELECT COUNT(*) FROM invoice_series s WHERE s.last <> (SELECT COUNT(*) FROM "
		"invoice i "
		"WHERE i.series = s.series) OR s.last <> (SELECT MAX(position) FROM invoice i "
		"WHERE i.series = s.series)",
		"SELECT COUNT(*) FROM invoice i WHERE i.kind <> 'statement' AND (i.net + i.vat <> "
		"i.amount OR i.amount <> (SELECT SUM(v.amount) FROM invoice_vat v WHERE "
		"v.invoice_id = i.id) OR i.vat <> (SELECT SUM(v.vat) FROM invoice_vat v WHERE "
		"v.invoice_id = i.id))",
	};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_equal(fixture_number(f, none[i]), 0);
	}
}

/* ---- VAT ---- */

/* Of the total, to the nearest cent, half away from zero; whatever 64 bits hold. */
static void
test_vat(void **state)
{
	(void)state;
	assert_int_equal(vat_within(12100, 2100), 2100);
	assert_int_equal(vat_within(12105, 2100), 2101); /* 2100.87 */
	assert_int_equal(vat_within(-12105, 2100), -2101);
	assert_int_equal(vat_within(3, 10000), 2); /* 1.5 */
	assert_int_equal(vat_within(-3, 10000), -2);
	assert_int_equal(vat_within(100, 0), 0);
	const int64_t most = INT64_MAX / 121 * 121; /* of it 21 parts */
	assert_int_equal(vat_within(most, 2100), most / 121 * 21);
	for (int64_t amount = -5000; amount < 5000; amount++) { /* against long double */
		for (int64_t rate = 0; rate <= 2700; rate += 50) {
			const long double exact = (long double)amount * rate / (10000 + rate);
			const long double off = exact - (long double)vat_within(amount, rate);
			assert_true(off <= 0.5L && off >= -0.5L);
		}
	}
}

/* A million lines of the highest amount there is are held; what is not held is said. */
static void
test_vat_held(void **state)
{
	struct arena *arena = arena_new();
	struct rates rates = { .list = NULL };
	struct bill_rate total;
	(void)state;
	for (int i = 0; i < 1000000; i++) {
		assert_true(rates_add(arena, &rates, 2100, 1, 999999999));
	}
	assert_true(rates_close(&rates, &total));
	assert_int_equal(total.amount, 999999999000000);
	assert_int_equal(total.net + total.vat, total.amount);
	assert_false(rates_add(arena, &rates, 2100, 1, INT64_MAX));
	arena_free(&arena);
}

/* ---- the run ---- */

/* INV-07: up to the last day, by rate, rounded on the total; who has no address is left out. */
static void
test_run(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_true(fixture_said(f, "outcome.billing_made"));
	assert_true(fixture_said(f, "outcome.billing_left_address"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 1);
	assert_string_equal(fixture_text(f, "SELECT number FROM invoice"), "2026-000001");
	assert_string_equal(fixture_text(f, "SELECT due_on FROM invoice"), "2026-12-20");
	assert_int_equal(fixture_number(f, "SELECT amount FROM invoice"), 13165);
	/* 121.05 at 21 %: 21.0087; by line it would be 21.00 and 0.01 */
	assert_int_equal(fixture_number(f, "SELECT vat FROM invoice_vat WHERE vat_rate = 2100"),
			 2101);
	assert_int_equal(fixture_number(f, "SELECT vat FROM invoice_vat WHERE vat_rate = 600"), 60);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card_transaction WHERE "
					   "invoice_id = (SELECT id FROM invoice)"),
			 3);
	assert_true(strstr(fixture_text(f, "SELECT recipient FROM invoice"), "Rue du Port 12") !=
		    NULL);
	assert_int_equal(press.last.detail_count, 3);
	assert_int_equal(press.last.sum_count, 2);
	assert_string_equal(press.what, "invoice 2026-000001 2026-10-31");
	assert_all_right(f);
}

/* INV-07: a dry run prints nothing, takes no number, and says what the run then does. */
static void
test_preview(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	const char *before = fixture_print(f);
	assert_int_equal(fixture_preview(f, f->clerk, "billing.run", "from", "2026-10-01", "until",
					 "2026-10-31", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_told(f, "en", "outcome.billing_would"),
			    "One invoice, transactions: 3, 01/10/2026 to 31/10/2026");
	assert_string_equal(fixture_told(f, "en", "outcome.billing_total"),
			    "In all: net 110.04, VAT 21.61, total 131.65 EUR");
	assert_string_equal(fixture_told(f, "en", "outcome.billing_left_address"),
			    "Left out, neither billing address nor seat: 1 (C400)");
	assert_int_equal(press.printed, 0);
	assert_string_equal(fixture_print(f), before);
}

/* INV-07: twice bills nothing twice; what comes late for a past period goes into the next run. */
static void
test_twice_and_late(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(bill(f), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 1);
	buy(f, fixture_card("active"), "2026-10-02T08:00", "21", "1,00", "late");
	assert_int_equal(fixture_run(f, f->clerk, "billing.run", "customer", "C100", "from",
				     "2026-11-01", "until", "2026-11-20", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT amount FROM invoice WHERE number = "
					   "'2026-000002'"),
			 1310);
	assert_string_equal(fixture_text(f, "SELECT from_day || ' ' || until_day FROM invoice "
					    "WHERE number = '2026-000002'"),
			    "2026-10-02 2026-11-20");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card_transaction WHERE "
					   "invoice_id IS NULL AND customer_id = 1"),
			 0);
	assert_all_right(f);
}

/* The last whole month, unless said otherwise; no day that is still to come. */
static void
test_period(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_refused(f,
		       fixture_run(f, f->clerk, "billing.run", "from", "2026-10-02", "until",
				   "2026-10-01", NULL),
		       "until", "refusal.billing_period");
	assert_refused(f, fixture_run(f, f->clerk, "billing.run", "until", "2026-11-21", NULL),
		       "until", "refusal.billing_future");
	assert_int_equal(fixture_run(f, f->clerk, "billing.run", "customer", "C999", NULL),
			 STATUS_REFUSED);
	assert_int_equal(press.printed, 0);
	assert_int_equal(fixture_run(f, f->clerk, "billing.run", NULL), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT from_day || ' ' || until_day FROM invoice"),
			    "2026-10-01 2026-10-31");
}

/* Not for who answers the phone, nor for a customer's user. */
static void
test_who(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(fixture_run(f, f->agent, "billing.run", NULL), STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->manager, "billing.run", NULL), STATUS_DENIED);
	assert_int_equal(press.printed, 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 0);
}

/* What came in while it was printed is not lost: it is printed again under the number that is next.
 */
static void
come_in(void *context)
{
	struct fixture *f = context;
	struct outcome outcome;
	const struct input input[] = {
		{ "card", fixture_card("active") },
		{ "at", "2026-10-09T10:00" },
		{ "product", "diesel" },
		{ "vat_rate", "21" },
		{ "quantity", "1" },
		{ "amount", "2,00" },
		{ "reference", "meanwhile" },
		{ .name = NULL },
	};
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	assert_int_equal(session_act_as(other, NULL, NULL), STATUS_OK);
	assert_true(clock_set(&other->clock, FIXTURE_NOW));
	assert_int_equal(execute(other, command_find("transaction.import"), input, NULL, RUN,
				 f->arena, &outcome),
			 STATUS_OK);
	session_free(&other);
}

/* No rate that only looks like one in 16 bits: -634.36 % is not 21 %. */
static void
test_rate(void **state)
{
	struct fixture *f = *state;
	assert_refused(f,
		       fixture_run(f, f->system, "transaction.import", "card",
				   fixture_card("active"), "at", "2026-10-05T10:00", "product",
				   "diesel", "quantity", "5", "vat_rate", "-634,36", "amount", "10",
				   NULL),
		       "vat_rate", "refusal.transaction_vat");
}

/* The same request once more is told the same, and bills nothing that has come since; nor does one
 * whose session was ended bill anything. */
static void
test_replayed(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(fixture_request(f, f->clerk, "again", "billing.run", "from", "2026-10-01",
					 "until", "2026-10-31", NULL),
			 STATUS_OK);
	come_in(f);
	assert_int_equal(fixture_request(f, f->clerk, "again", "billing.run", "from", "2026-10-01",
					 "until", "2026-10-31", NULL),
			 STATUS_OK);
	assert_true(f->outcome.replayed);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 1);
	assert_int_equal(
	    fixture_request(f, f->clerk, "again", "billing.statement", "customer", "C100", NULL),
	    STATUS_REFUSED);
	assert_int_equal(press.printed, 1);
}

static void
test_ended_session(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	f->clerk->id = 1000000; /* no row of it is open */
	assert_int_equal(bill(f), STATUS_DENIED);
	f->clerk->id = 0;
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 0);
}

static void
test_meanwhile(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	press.meanwhile = come_in;
	press.context = f;
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 1);
	/* It is newer than what was printed: for the next run. */
	assert_int_equal(fixture_number(f, "SELECT amount FROM invoice"), 13165);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT amount FROM invoice WHERE number = '2026-000002'"), 200);
	assert_all_right(f);
}

/* A press that breaks ends it: no number is gone, no line is billed, no paper is left. */
static void
test_broken_press(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	const char *before = fixture_print(f);
	press.broken = true;
	assert_int_equal(bill(f), STATUS_FAILED);
	assert_string_equal(f->outcome.error.key, "error.billing_ended");
	assert_string_equal(fixture_print(f), before);
	press.broken = false;
	assert_int_equal(bill(f), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT number FROM invoice"), "2026-000001");
}

/* Stopped between two: the one that is made stays, the next run goes on. */
static int steps;

static bool
step(void *context, int64_t done, int64_t total)
{
	(void)context;
	steps++;
	return total < 0 || done < 1;
}

static void
test_stopped(void **state)
{
	struct fixture *f = *state;
	const struct progress progress = { .step = step };
	buy_some(f);
	assert_int_equal(fixture_run(f, f->system, "address.change", "customer", "C400", "kind",
				     "billing", "street", "Calle 1", "postcode", "28001", "town",
				     "Madrid", "country", "ES", NULL),
			 STATUS_OK);
	f->clerk->progress = &progress;
	assert_int_equal(bill(f), STATUS_OK);
	f->clerk->progress = NULL;
	assert_true(fixture_said(f, "outcome.billing_stopped"));
	assert_true(steps > 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 1);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invoice"), 2);
	assert_string_equal(
	    fixture_text(f, "SELECT language FROM invoice WHERE number = '2026-000002'"), "en");
}

/* A run that goes on past midnight, of New Year say, counts what it makes after it too. */
static bool
step_past_midnight(void *context, int64_t done, int64_t total)
{
	(void)done;
	if (total > 0) {
		fixture_at(context, "2027-01-01T00:01");
	}
	return true;
}

static void
test_midnight(void **state)
{
	struct fixture *f = *state;
	const struct progress progress = { .step = step_past_midnight, .context = f };
	buy_some(f);
	fixture_at(f, "2026-12-31T23:59");
	f->clerk->progress = &progress;
	assert_int_equal(bill(f), STATUS_OK);
	f->clerk->progress = NULL;
	assert_string_equal(fixture_text(f, "SELECT number || ' ' || date FROM invoice"),
			    "2027-000001 2027-01-01");
	assert_true(fixture_said(f, "outcome.billing_made"));
	assert_all_right(f);
}

/* Fees: once a month for each card that pays and each made anew. */
static struct config *
ask_fees(struct fixture *f)
{
	const char *path = arena_format(f->arena, "%s/guichet.conf", f->folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("invoice = { fee_card = 250; };\n", file);
	assert_int_equal(fclose(file), 0);
	struct config *config = config_load(path, NULL, NULL);
	assert_non_null(config);
	f->clerk->config = config;
	return config;
}

static void
ask_no_fees(struct fixture *f, struct config *config)
{
	f->clerk->config = f->config;
	config_free(&config);
}

static const char *
bill_months(struct fixture *f, const char *from, const char *until)
{
	assert_int_equal(fixture_run(f, f->clerk, "billing.run", "customer", "C100", "from", from,
				     "until", until, NULL),
			 STATUS_OK);
	return fixture_text(f, "SELECT MIN(day) || ' ' || MAX(day) || ' ' || COUNT(*) FROM fee");
}

static void
test_fees(void **state)
{
	struct fixture *f = *state;
	struct config *config = ask_fees(f);
	buy_some(f);
	fixture_at(f, "2027-02-10T09:00"); /* its cards were made in November */
	assert_string_equal(bill_months(f, "2026-12-01", "2026-12-31"), "2026-12-01 2026-12-01 1");
	const int64_t cards =
	    fixture_number(f, "SELECT COUNT(*) FROM card WHERE customer_id = 1 AND state IN "
			      "('active', 'cancelled')");
	assert_true(cards > 0);
	assert_int_equal(fixture_number(f, "SELECT SUM(amount) FROM fee"), cards * 250);
	assert_int_equal(fixture_number(f, "SELECT amount FROM invoice"), 14375 + cards * 250);
	ask_no_fees(f, config);
}

/* A month that a run has left out, since it still ran, or since there was nobody to send it to, is
 * in the next. */
static void
test_fees_left_out(void **state)
{
	struct fixture *f = *state;
	struct config *config = ask_fees(f);
	buy_some(f);
	fixture_at(f, "2027-02-10T09:00"); /* its cards were made in November */
	assert_string_equal(bill_months(f, "2026-12-01", "2026-12-31"), "2026-12-01 2026-12-01 1");
	assert_string_equal(bill_months(f, "2027-02-01", "2027-02-10"), "2026-12-01 2027-01-01 2");
	assert_string_equal(bill_months(f, "2026-12-01", "2027-02-10"), "2026-12-01 2027-01-01 2");
	ask_no_fees(f, config);
}

/* Whose month ends within the period, wherever that begins. */
static void
test_fees_of_odd_periods(void **state)
{
	struct fixture *f = *state;
	struct config *config = ask_fees(f);
	buy_some(f);
	fixture_at(f, "2027-02-10T09:00"); /* its cards were made in November */
	assert_string_equal(bill_months(f, "2026-12-15", "2027-01-14"), "2026-12-01 2026-12-01 1");
	ask_no_fees(f, config);
}

static void
test_fees_of_long_periods(void **state)
{
	struct fixture *f = *state;
	struct config *config = ask_fees(f);
	buy_some(f);
	fixture_at(f, "2027-02-10T09:00"); /* its cards were made in November */
	const char *months = bill_months(f, "2001-01-01", "2027-01-14");
	assert_non_null(strstr(months, " 2026-12-01 "));
	ask_no_fees(f, config);
}

/* ---- credit notes ---- */

/* INV-06: a part at a rate, never more than is left of it, then the rest, whose VAT comes out even.
 */
static void
test_credit(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_refused(f, credit(f, "5", NULL, NULL), "rate", "refusal.credit_which_rate");
	assert_refused(f, credit(f, "5", "19", NULL), "rate", "refusal.credit_rate");
	assert_refused(f, credit(f, "0", "6", NULL), "amount", "refusal.credit_amount");
	assert_refused(f, credit(f, "10,61", "6", NULL), "amount", "refusal.credit_too_much");
	assert_refused(f, credit(f, "5", "6", "yes"), "again", "refusal.credit_again");
	for (int i = 0; i < 7; i++) { /* 3 cents at 21 %: 0.52 of VAT */
		assert_int_equal(credit(f, "0,03", "21", NULL), STATUS_OK);
	}
	assert_int_equal(credit(f, NULL, NULL, NULL), STATUS_OK);
	assert_refused(f, credit(f, NULL, NULL, NULL), "invoice", "refusal.credit_done_rebill");
	assert_int_equal(fixture_number(f, "SELECT SUM(amount) FROM invoice"), 0);
	assert_int_equal(fixture_number(f, "SELECT SUM(net) FROM invoice"), 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM (SELECT vat_rate FROM invoice_vat "
					   "GROUP BY vat_rate HAVING SUM(vat) <> 0)"),
			 0);
	assert_string_equal(
	    fixture_text(f, "SELECT number FROM invoice WHERE kind = 'credit_note' ORDER BY id "
			    "DESC LIMIT 1"),
	    "A2026-000008");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM card_transaction WHERE invoice_id IS NOT NULL"),
	    3);
	assert_all_right(f);
}

/* A whole one frees the lines when asked: they are billed anew, once. */
static void
test_credit_again(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(credit(f, NULL, NULL, "yes"), STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM card_transaction WHERE invoice_id IS NOT NULL"),
	    0);
	assert_int_equal(fixture_run(f, f->clerk, "invoice.credit", "invoice", "A2026-000001",
				     "reason", "x", NULL),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "refusal.credit_kind");
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT SUM(amount) FROM invoice"), 13165);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM card_transaction WHERE invoice_id IS NOT NULL"),
	    3);
	assert_all_right(f);
}

static enum status
rebill(struct fixture *f, const char *invoice)
{
	return fixture_run(f, f->clerk, "invoice.rebill", "invoice", invoice, NULL);
}

/* Whoever made the credit note did not ask for it: the lines of a whole one are freed afterwards,
 * once. */
static void
test_rebill(void **state)
{
	struct fixture *f = *state;
	const char *lines = "SELECT COUNT(*) FROM card_transaction WHERE invoice_id IS NOT NULL";
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(credit(f, "10", "21", NULL), STATUS_OK);
	assert_false(fixture_said(f, "outcome.credit_stays"));
	assert_refused(f, rebill(f, "2026-000001"), "invoice", "refusal.rebill_owed");
	assert_refused(f, rebill(f, "A2026-000001"), "invoice", "refusal.rebill_kind");
	assert_int_equal(credit(f, NULL, NULL, NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.credit_stays"));
	assert_int_equal(
	    fixture_preview(f, f->clerk, "invoice.rebill", "invoice", "2026-000001", NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.rebill"));
	assert_int_equal(fixture_number(f, lines), 3);
	assert_int_equal(rebill(f, "2026-000001"), STATUS_OK);
	assert_int_equal(fixture_number(f, lines), 0);
	assert_refused(f, rebill(f, "2026-000001"), "invoice", "refusal.rebill_nothing");
	assert_refused(f, credit(f, NULL, NULL, NULL), "invoice", "refusal.credit_done");
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT SUM(amount) FROM invoice"), 13165);
	assert_int_equal(fixture_number(f, lines), 3);
	assert_all_right(f);
}

/* A preview of it prints nothing. */
static void
test_credit_preview(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	const char *before = fixture_print(f);
	const int printed = press.printed;
	assert_int_equal(fixture_preview(f, f->clerk, "invoice.credit", "invoice", "2026-000001",
					 "reason", "x", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.credit_would"));
	assert_int_equal(press.printed, printed);
	assert_string_equal(fixture_print(f), before);
}

/* ---- statements ---- */

/* INV-06: what was owed, each paper, what is owed; not again when nothing has come since. */
static void
test_statement(void **state)
{
	struct fixture *f = *state;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	assert_int_equal(credit(f, "10", "21", NULL), STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "billing.statement", "from", "2026-11-01",
				     "until", "2026-11-20", NULL),
			 STATUS_OK);
	assert_string_equal(press.what, "statement R2026-000001 2026-11-20");
	assert_int_equal(press.last.opening, 0);
	assert_int_equal(press.last.amount, 12165);
	assert_int_equal(press.last.detail_count, 2);
	assert_int_equal(fixture_run(f, f->clerk, "billing.statement", "from", "2026-11-01",
				     "until", "2026-11-20", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_true(fixture_said(f, "outcome.billing_left_same"));
	assert_int_equal(credit(f, "1", "21", NULL), STATUS_OK);
	assert_int_equal(fixture_run(f, f->clerk, "billing.statement", "customer", "C100", "from",
				     "2026-11-01", "until", "2026-11-20", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT amount FROM invoice WHERE number = 'R2026-000002'"), 12065);
	fixture_at(f, "2026-12-02T09:00");
	assert_int_equal(fixture_run(f, f->clerk, "billing.statement", "customer", "C100", "from",
				     "2026-12-01", "until", "2026-12-02", NULL),
			 STATUS_OK);
	assert_int_equal(press.last.detail_count, 0); /* owed from before */
	assert_int_equal(press.last.opening, 12065);
}

/* The papers are beside the store, known to check; those of a try that came to nothing are not
 * left. */
static int64_t papers_wrong;

static void
paper_fault(void *context, const char *key, const struct arg *args)
{
	(void)context;
	(void)key;
	(void)args;
	papers_wrong++;
}

static void
test_papers(void **state)
{
	struct fixture *f = *state;
	int64_t swept = 0;
	buy_some(f);
	assert_int_equal(bill(f), STATUS_OK);
	papers_wrong = 0;
	assert_int_equal(document_check(f->store, paper_fault, NULL, NULL), STATUS_OK);
	assert_int_equal(papers_wrong, 0);
	assert_int_equal(document_sweep(f->store, &swept, NULL), STATUS_OK);
	assert_int_equal(swept, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vat),
		cmocka_unit_test(test_vat_held),
		cmocka_unit_test_setup_teardown(test_run, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_preview, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_twice_and_late, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_period, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_who, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_rate, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_replayed, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_ended_session, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_meanwhile, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_broken_press, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_stopped, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_midnight, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_fees, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_fees_left_out, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_fees_of_odd_periods, open_store,
						fixture_close),
		cmocka_unit_test_setup_teardown(test_fees_of_long_periods, open_store,
						fixture_close),
		cmocka_unit_test_setup_teardown(test_credit, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_credit_again, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_rebill, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_credit_preview, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_statement, open_store, fixture_close),
		cmocka_unit_test_setup_teardown(test_papers, open_store, fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
