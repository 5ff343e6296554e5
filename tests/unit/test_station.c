/* Stations and their prices as a list brings them (STN-01). */
#include "fixture.h"

#include <guichet/text.h>
#include <string.h>

static enum status
station(struct fixture *f, const char *code, const char *param, const char *text)
{
	const char *cells[][2] = {
		{ "code", code },          { "name", "Relais" },      { "street", "2 RUE HAUTE" },
		{ "postcode", "71000" },   { "town", "MACON" },       { "country", "FR" },
		{ "latitude", "46.3012" }, { "longitude", "4.8121" }, { "services", "shop" },
	};
	for (size_t i = 0; i < 9; i++)
		if (param && strcmp(cells[i][0], param) == 0)
			cells[i][1] = text;
#define C(i) cells[i][0], cells[i][1]
	return fixture_run(f, f->admin, "station.import", C(0), C(1), C(2), C(3), C(4), C(5), C(6),
			   C(7), C(8), NULL);
#undef C
}

/* STN-01 */
static void
places_as_people_write_them(void **state)
{
	static const char *const names[][2] = {
		{ "SAINT-DENIS-LèS-BOURG", "Saint-Denis-lès-Bourg" },
		{ "MâCON", "Mâcon" },
		{ "mâcon", "Mâcon" },
		{ "  LE   PORT ", "Le Port" },
		{ "L'HERMITAGE", "L'Hermitage" },
		{ "ROUTE D'ESPALION", "Route d'Espalion" },
		{ "Bourg-en-Bresse", "Bourg-en-Bresse" },
		{ "AUTOROUTE A42 - AIRE DE DAGNEUX", "Autoroute A42 - Aire de Dagneux" },
		{ "A 42 AIRE", "A 42 Aire" },
		{ "RN7 LES PERRIERS", "RN7 les Perriers" },
		{ "PARIS 17E ARRONDISSEMENT", "Paris 17e Arrondissement" },
		{ "ÉCUEILLé", "Écueillé" },
		{ "ZAC DES BATERSES", "ZAC des Baterses" },
		{ "?????", "?????" },
		{ "", "" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_string_equal(text_toponym(f->arena, names[i][0]), names[i][1]);
}

/* STN-01 */
static void
what_a_line_does_not_say_stays(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(station(f, "T1", NULL, NULL), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT coordinates FROM station WHERE code = 'T1'"),
			    "46.30120, 4.81210");
	const char *before = fixture_print(f);
	assert_int_equal(station(f, "T1", NULL, NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(fixture_run(f, f->admin, "station.import", "code", "t1", "town", "Mâcon",
				     "country", "FR", "state", "closed", NULL),
			 STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT name || ' ' || street || ' ' || services || ' ' || state || "
			    "' ' || latitude FROM station WHERE code = 'T1'"),
	    "Relais 2 Rue Haute shop closed 4630120");
}

/* The same pumps twice; once they are elsewhere, they are a station of their own. */
static void
a_double_is_another_code(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(station(f, "T1", NULL, NULL), STATUS_OK);
	assert_int_equal(station(f, "T2", "name", "Autre nom"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.station_double"));
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM station"), 1);
	assert_int_equal(fixture_run(f, f->admin, "price.import", "station", "T2", "product",
				     "diesel", "price", "1.699", "at", "2026-11-19", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT s.code FROM station_price p JOIN station s ON "
					    "s.id = p.station_id"),
			    "T1");
	assert_int_equal(station(f, "T2", "street", "9 rue basse"), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM station"), 2);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM station_code"), 0);
}

static void
what_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	assert_refused(f, station(f, "T1", "town", "?????"), "town", "refusal.station_town");
	assert_refused(f, station(f, "T1", "town", "71000"), "town", "refusal.station_town");
	assert_refused(f, station(f, "T1", "postcode", "71;00"), "postcode",
		       "refusal.station_postcode");
	assert_refused(f, station(f, "T1", "latitude", "46,3 N"), "latitude",
		       "refusal.station_degrees");
	assert_refused(f, station(f, "T1", "longitude", "1e9"), "longitude",
		       "refusal.station_degrees");
	assert_int_equal(station(f, "T1", "services", "shop,casino"), STATUS_USAGE);
	assert_int_equal(station(f, "T1", "country", "XX"), STATUS_USAGE);
	assert_int_equal(fixture_run(f, f->manager, "station.import", "code", "T1", "town", "Mâcon",
				     "country", "FR", NULL),
			 STATUS_DENIED);
	assert_string_equal(fixture_print(f), before);
}

static void
price(struct fixture *f, const char *at, const char *typed)
{
	assert_int_equal(fixture_run(f, f->admin, "price.import", "station", "T1", "product",
				     "diesel", "price", typed, "at", at, NULL),
			 STATUS_OK);
}

/* Whatever the order in which they come, each stands until the next. */
static void
prices_follow_one_another(void **state)
{
	static const char *const days[] = { "2026-11-01", "2026-11-05", "2026-11-09" };
	static const char *const prices[] = { "1.701", "1.705", "1.709" };
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 }, { 2, 0, 1 } };
	struct fixture *f = *state;
	for (size_t i = 0; i < 4; i++) {
		const char *product = i % 2 ? "e10" : "diesel";
		const char *code = arena_format(f->arena, "T%zu", 10 + i);
		assert_int_equal(station(f, code, "street", code), STATUS_OK);
		for (size_t j = 0; j < 3; j++)
			assert_int_equal(fixture_run(f, f->admin, "price.import", "station", code,
						     "product", product, "price",
						     prices[orders[i][j]], "at", days[orders[i][j]],
						     NULL),
					 STATUS_OK);
		const char *rows = arena_format(
		    f->arena,
		    "SELECT group_concat(price || '>' || substr(COALESCE(until, '-'), 1, 10) || "
		    "current, ' ') FROM (SELECT p.* FROM station_price p JOIN station s ON s.id = "
		    "p.station_id WHERE s.code = '%s' ORDER BY p.at)",
		    code);
		assert_string_equal(fixture_text(f, rows),
				    "1701>2026-11-040 1705>2026-11-080 1709>-1");
	}
}

static void
prices_refused(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(station(f, "T1", NULL, NULL), STATUS_OK);
	price(f, "2026-11-01", "1,701");
	price(f, "2026-11-01", "1701");
	assert_true(f->outcome.unchanged);
	assert_true(fixture_said(f, "outcome.price_unit"));
	const char *before = fixture_print(f);
#define PRICE(at, price)                                                                        \
	fixture_run(f, f->admin, "price.import", "station", "T1", "product", "diesel", "price", \
		    price, "at", at, NULL)
	assert_refused(f, PRICE("2026-11-01", "1.702"), "price", "refusal.price_differs");
	assert_refused(f, PRICE("2026-11-02", "0"), "price", "refusal.price_range");
	assert_refused(f, PRICE("2026-11-02", "0.049"), "price", "refusal.price_range");
	assert_refused(f, PRICE("2026-11-02", "5.001"), "price", "refusal.price_range");
	assert_refused(f, PRICE("2026-11-02", "-1.7"), "price", "refusal.price_range");
	assert_refused(f, PRICE("2026-11-20 15:42", "1.7"), "at", "refusal.price_future");
#undef PRICE
	assert_string_equal(fixture_print(f), before);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(places_as_people_write_them), TEST(what_a_line_does_not_say_stays),
		TEST(a_double_is_another_code),    TEST(what_is_refused),
		TEST(prices_follow_one_another),   TEST(prices_refused),
	};
	return cmocka_run_group_tests_name("station", tests, fixture_start, fixture_stop);
}
