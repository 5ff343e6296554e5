/* One line of a fleet file: checked, taken in whole, the same again changes nothing (CARD-09,
 * CARD-10). */
#include "fixture.h"

#include <string.h>

#define NUMBER "7002000000510000002" /* the first of the sample file */

/* A good line with one cell changed. */
static enum status
line(struct fixture *f, struct session *who, const char *param, const char *text)
{
	const char *cells[][2] = {
		{ "customer", "C100" },
		{ "number", "7002 0000 0051 0000 002" },
		{ "rank", "3" },
		{ "product", "fleet" },
		{ "state", "active" },
		{ "country", "FR" },
		{ "plate", "WB-932-TG" },
		{ "driver", "Benoît VAN DEN BERG" },
		{ "division", "Sud" },
		{ "phone", "+33 (0)6 60913909" },
		{ "fuels", "diesel,petrol95" },
		{ "expires_on", "2028-09-30" },
		{ "last_used_on", "" },
		{ "limit_day", "150" },
	};
	bool found = param == NULL;
	for (size_t i = 0; i < 14; i++) {
		if (param != NULL && strcmp(cells[i][0], param) == 0) {
			cells[i][1] = text;
			found = true;
		}
	}
	assert_true(found);
#define C(i) cells[i][0], cells[i][1]
	return fixture_run(f, who, "card.import", C(0), C(1), C(2), C(3), C(4), C(5), C(6), C(7),
			   C(8), C(9), C(10), C(11), C(12), C(13), NULL);
#undef C
}

/* Card, rank, vehicle, driver, division, products, limit, count, search keys: all of it. */
static void
good_line_makes_all(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, NULL, NULL), STATUS_OK);
	assert_string_equal(
	    fixture_text(
		f, "SELECT c.product || ' ' || c.state || ' ' || c.plate || ' ' || "
		   "c.plate_key || ' ' || c.phone || ' ' || c.rank || ' ' || c.expires_on || "
		   "' ' || c.driver || ' ' || c.category FROM card c WHERE number = '" NUMBER "'"),
	    "fleet active WB-932-TG WB932TG +33660913909 3 2028-09-30 BENOÎT VAN DEN BERG vehicle");
	assert_string_equal(
	    fixture_text(f,
			 "SELECT r.number || ' ' || r.state || ' ' || r.embossed FROM rank r JOIN "
			 "card c ON c.id = r.card_id WHERE c.number = '" NUMBER "'"),
	    "3 active WB-932-TG");
	assert_string_equal(
	    fixture_text(
		f, "SELECT group_concat(p.product) FROM (SELECT x.product FROM card_product x "
		   "JOIN card c ON c.id = x.card_id WHERE c.number = '" NUMBER
		   "' ORDER BY x.product) p"),
	    "diesel,petrol95");
	assert_int_equal(
	    fixture_number(f,
			   "SELECT value FROM card_limit l JOIN card c ON c.id = l.card_id WHERE "
			   "c.number = '" NUMBER "' AND l.measure = 'amount' AND l.period = 'day'"),
	    15000);
	assert_string_equal(fixture_text(f, "SELECT d.name FROM card c JOIN division d ON d.id = "
					    "c.division_id WHERE c.number = '" NUMBER "'"),
			    "Sud");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card c JOIN vehicle v ON v.id = "
					   "c.vehicle_id JOIN driver x ON x.id = c.driver_id WHERE "
					   "c.number = '" NUMBER "' AND x.code IS NULL"),
			 1);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* The very same line again, however it is written: nothing changes, and it is said. */
static void
same_line_changes_nothing(void **state)
{
	static const struct {
		const char *param, *text;
	} same[] = {
		{ NULL, NULL },
		{ "number", NUMBER },
		{ "plate", "wb 932 tg" },
		{ "phone", "06 60 91 39 09" },
		{ "expires_on", "30/09/2028" },
		{ "expires_on", "09/2028" },
		{ "limit_day", "150,00" },
		{ "fuels", "petrol95,diesel,diesel" },
		{ "division", "SUD" },
		{ "driver", "BENOÎT VAN DEN BERG" },
	};
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, NULL, NULL), STATUS_OK);
	const char *before = fixture_print(f);
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		assert_int_equal(line(f, f->clerk, same[i].param, same[i].text), STATUS_OK);
		assert_true(f->outcome.unchanged);
		assert_string_equal(fixture_print(f), before);
	}
}

/* Known with other data: refused under the first field that differs. */
static void
other_data_is_refused(void **state)
{
	static const struct {
		const char *param, *text;
	} other[] = {
		{ "rank", "2" },
		{ "product", "passango" },
		{ "state", "cancelled" },
		{ "country", "BE" },
		{ "plate", "WB-933-TG" },
		{ "driver", "MAES TOM" },
		{ "driver", "" },
		{ "division", "Nord" },
		{ "phone", "" },
		{ "fuels", "diesel" },
		{ "fuels", "" },
		{ "expires_on", "2028-10-31" },
		{ "last_used_on", "2026-11-18" },
		{ "limit_day", "151" },
		{ "limit_day", "" },
	};
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, NULL, NULL), STATUS_OK);
	const char *before = fixture_print(f);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
		/* A French mobile is no Belgian one: the country alone differs when there is no
		 * phone. */
		enum status status = line(f, f->clerk, other[i].param, other[i].text);
		assert_int_equal(status, STATUS_REFUSED);
		if (strcmp(other[i].param, "country") != 0) {
			assert_string_equal(f->outcome.error.key, "refusal.import_differs");
			assert_string_equal(f->outcome.error.param, other[i].param);
		}
		assert_string_equal(fixture_print(f), before);
	}
	assert_refused(f, line(f, f->clerk, "customer", "C300"), "number",
		       "refusal.import_other_customer");
}

/* Each bad cell is refused under its own name, and nothing of the line comes in. */
static void
bad_cells_are_named(void **state)
{
	static const struct {
		const char *param, *text;
	} bad[] = {
		{ "customer", "C999" },
		{ "number", "7002 0000 0051 0000 003" }, /* check digit */
		{ "number", "7002 0000 0051 0000 00" },
		{ "number", "" },
		{ "rank", "deux" },
		{ "rank", "0" },
		{ "rank", "100" },
		{ "product", "Ticket" },
		{ "state", "Volée" },
		{ "country", "XX" },
		{ "plate", "---" },
		{ "plate", "\x1b[2J1-ABC-123" },
		{ "driver", "UN NOM BEAUCOUP TROP LONG POUR UNE CARTE" },
		{ "driver", "Jean\x1b[2J CLEAR" },
		{ "phone", "12" },
		{ "fuels", "diesel,vodka" },
		{ "expires_on", "31/02/2027" },
		{ "expires_on", "13/2027" },
		{ "expires_on", "bientôt" },
		{ "expires_on", "" },
		{ "expires_on", "2026-10-31" }, /* active, yet over */
		{ "last_used_on", "2026-11-21" },
		{ "limit_day", "douze" },
		{ "limit_day", "-5" },
	};
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		enum status status = line(f, f->clerk, bad[i].param, bad[i].text);
		if (status != STATUS_REFUSED && status != STATUS_USAGE) {
			fail_msg("%s = %s was taken", bad[i].param, bad[i].text);
		}
		assert_string_equal(f->outcome.error.param, bad[i].param);
		assert_true(fixture_refusal(f, "fr")[0] != '\0');
		assert_string_equal(fixture_print(f), before);
	}
}

/* A name that looks like a formula is a name (FLT-03 keeps it one). */
static void
formula_is_text(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, "driver", "=1+1"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT driver FROM card WHERE number = '" NUMBER "'"),
			    "=1+1");
}

/* Two cards of one vehicle and one driver share them; divisions are found whatever their accents.
 */
static void
what_is_known_is_reused(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, NULL, NULL), STATUS_OK);
	int64_t vehicles = fixture_number(f, "SELECT COUNT(*) FROM vehicle");
	int64_t drivers = fixture_number(f, "SELECT COUNT(*) FROM driver");
	int64_t divisions = fixture_number(f, "SELECT COUNT(*) FROM division");
	assert_int_equal(line(f, f->clerk, "number", "7002 0000 0051 0000 374"), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM vehicle"), vehicles);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM driver"), drivers);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM division"), divisions);
}

/* A blocked card comes in blocked, with a reason; the file seldom has it, and the clerk is told. */
static void
blocked_has_a_reason(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(line(f, f->clerk, "state", "blocked"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.import_block_reason"));
	assert_string_equal(fixture_text(f,
					 "SELECT r.block_reason FROM rank r JOIN card c ON c.id = "
					 "r.card_id WHERE c.number = '" NUMBER "'"),
			    "loss");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", NUMBER, "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_REFUSED);
}

/* COMMAND_STAFF: a customer's user brings no cards in, whatever his rights. */
static void
staff_only(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(line(f, f->manager, NULL, NULL), STATUS_DENIED);
	assert_int_equal(line(f, f->reader, NULL, NULL), STATUS_DENIED);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card WHERE number = '" NUMBER "'"),
			 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(good_line_makes_all),   TEST(same_line_changes_nothing),
		TEST(other_data_is_refused), TEST(bad_cells_are_named),
		TEST(formula_is_text),       TEST(what_is_known_is_reused),
		TEST(blocked_has_a_reason),  TEST(staff_only),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
