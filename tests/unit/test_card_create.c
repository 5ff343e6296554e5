/* CARD-01 to CARD-06, OBU-01, OBU-02: a card is ordered; what is refused, under its field. */
#include "fixture.h"

#include <guichet/command.h>
#include <string.h>

#define FLEET                                                                                    \
	"customer", "C100", "product", "fleet", "category", "vehicle", "fuels", "diesel,adblue", \
	    "code_kind", "card_computed"
#define UNIT                                                                              \
	"customer", "C100", "product", "passango", "plate", "1-OBU-777", "vehicle_class", \
	    "heavy_3", "weight", "40000", "axles", "5", "euro_class", "euro_6"

static int64_t
cards_of(struct fixture *f, const char *plate)
{
	return fixture_number(
	    f, arena_format(f->arena, "SELECT COUNT(*) FROM card WHERE plate = '%s'", plate));
}

/* CARD-05, REN-01, CARD-09: number, rank 1, request due in 24 h, four years to the end of the
 * month; the vehicle and the driver are made, found again by whatever people say. */
static void
a_fleet_card(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz999",
				     "driver", "Peeters Jan", "division", "nord", "services",
				     "wash", "odometer", "yes", "vehicle_type", "van",
				     "tank_capacity", "70", "phone", "0470 99 88 77", NULL),
			 STATUS_OK);
	const char *number = f->outcome.key;
	assert_int_equal(strlen(number), 19);
	assert_string_equal(
	    fixture_text(
		f, arena_format(f->arena,
				"SELECT c.plate || '|' || c.driver || '|' || c.phone || '|' || "
				"c.odometer_entry || '|' || c.state || '|' || c.rank || '|' || "
				"c.expires_on || '|' || d.name || '|' || v.type || '|' || "
				"v.tank_capacity || '|' || o.name FROM card c JOIN division d "
				"ON d.id = c.division_id JOIN vehicle v ON v.id = c.vehicle_id "
				"JOIN driver o ON o.id = c.driver_id WHERE c.number = '%s'",
				number)),
	    "1-ZZZ-999|PEETERS JAN|+32470998877|1|new|1|2030-11-30|Nord|van|70000|PEETERS JAN");
	assert_string_equal(
	    fixture_text(f,
			 "SELECT q.state || '|' || q.kind || '|' || q.due_at || '|' || r.embossed "
			 "|| '|' || r.cause FROM request q JOIN rank r ON r.id = q.rank_id"),
	    "submitted|first|2026-11-21T14:41:00Z|1-ZZZ-999|first");
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM card_product x JOIN card c ON c.id = "
					"x.card_id WHERE c.plate = '1-ZZZ-999'"),
			 3);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM search_key k JOIN card c ON c.id = k.id "
			      "WHERE k.kind = 'card' AND k.term = '1ZZZ999'"),
	    1);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.search_right"));
}

/* CARD-04: the preview tells where the card and its code go, and changes nothing. */
static void
shown_before_it_is_made(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->clerk, "delivery-point.create", "customer", "C100",
				     "name", "Quai 4", "street", "Quai 4", "postcode", "4020",
				     "town", "Liège", "country", "BE", NULL),
			 STATUS_OK);
	const char *before = fixture_print(f);
	assert_int_equal(
	    fixture_preview(f, f->agent, "card.create", FLEET, "plate", "1zzz999", NULL),
	    STATUS_OK);
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.card_delivery"), "Quai 4, 4020 Liège"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.card_code"), "calculé"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.card_code"), "Rue du Port 12"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.card_due"), "21/11/2026 15:41"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.card_embossed"), "1-ZZZ-999"));
	assert_false(fixture_said(f, "outcome.card_created")); /* the number may still change */
	assert_string_equal(fixture_print(f), before);
}

/* A customer with no address at all: said, not refused. */
static void
nowhere_to_send_it(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C300", "product",
				     "fleet", "category", "driver", "driver", "Petit Luc", "fuels",
				     "e10", "code_kind", "card_computed", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.card_no_delivery"));
	assert_true(fixture_said(f, "outcome.card_code_nowhere"));
}

/* CARD-01, CARD-02: what each product must have, and where that is said. */
static void
refused_under_its_field(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	static const struct {
		const char *pairs[12];
		const char *param, *key;
		enum status status;
	} cases[] = {
		{ { "product", "fleet", "category", "vehicle", "fuels", "diesel", "code_kind",
		    "none" },
		  "plate",
		  "refusal.create_plate",
		  STATUS_REFUSED },
		{ { "product", "fleet", "category", "driver", "fuels", "diesel", "code_kind",
		    "none" },
		  "driver",
		  "refusal.create_driver",
		  STATUS_REFUSED },
		{ { "product", "benefit", "code_kind", "none" },
		  "driver",
		  "refusal.create_beneficiary",
		  STATUS_REFUSED },
		{ { "product", "fleet", "category", "vehicle", "plate", "1zzz999", "code_kind",
		    "none" },
		  "fuels",
		  "error.mandatory",
		  STATUS_USAGE },
		{ { "product", "fleet", "plate", "1zzz999", "fuels", "diesel", "code_kind",
		    "none" },
		  "category",
		  "error.mandatory",
		  STATUS_USAGE },
		{ { "product", "fleet", "category", "vehicle", "plate", "1zzz999", "fuels",
		    "diesel" },
		  "code_kind",
		  "error.mandatory",
		  STATUS_USAGE },
		{ { "product", "passango", "plate", "1zzz999" },
		  "vehicle_class",
		  "error.mandatory",
		  STATUS_USAGE },
		{ { "product", "passango", "plate", "1zzz999", "fuels", "diesel" },
		  "fuels",
		  "error.not_asked",
		  STATUS_USAGE },
		{ { "product", "benefit", "driver", "PETIT LUC", "code_kind", "card_chosen" },
		  "pin",
		  "error.mandatory",
		  STATUS_USAGE },
		{ { "product", "benefit", "driver", "PETIT LUC", "code_kind", "none", "plate",
		    "1A" },
		  "plate",
		  "error.not_asked",
		  STATUS_USAGE },
		{ { "product", "benefit", "driver", "PETIT LUC", "code_kind", "card_chosen", "pin",
		    "1234" },
		  "pin",
		  "refusal.pin_run",
		  STATUS_REFUSED },
		{ { "product", "benefit", "driver", "PETIT LUC", "code_kind", "none", "phone",
		    "12" },
		  "phone",
		  "error.phone_be",
		  STATUS_REFUSED },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const *p = cases[i].pairs;
		assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", p[0],
					     p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9],
					     NULL),
				 cases[i].status);
		assert_string_equal(f->outcome.error.param, cases[i].param);
		assert_string_equal(f->outcome.error.key, cases[i].key);
	}
	assert_string_equal(fixture_print(f), before);
}

/* CARD-02: 25 characters, capitals without accents, of the embosser's set; the bad one is named. */
static void
embossed_as_an_embosser_can(void **state)
{
	struct fixture *f = *state;
	static const char *const good[][2] = {
		{ "Lefèvre d'Œuvre", "LEFEVRE D'OEUVRE" },
		{ "Müller-Straße & Co", "MULLER-STRASSE & CO" },
		{ "O’Brien St. John/2", "O'BRIEN ST. JOHN/2" },
	};
	static const char *const bad[] = { "DUPONT_E", "DUPONT €", "ИВАНОВ", "A+B", "A@B" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100",
					     "product", "benefit", "driver", good[i][0],
					     "code_kind", "none", NULL),
				 STATUS_OK);
		assert_string_equal(
		    fixture_text(f, "SELECT embossed FROM rank ORDER BY id DESC LIMIT 1"),
		    good[i][1]);
	}
	for (size_t i = 0; i < 5; i++) {
		assert_refused(f,
			       fixture_run(f, f->agent, "card.create", "customer", "C100",
					   "product", "benefit", "driver", bad[i], "code_kind",
					   "none", NULL),
			       "driver", "refusal.emboss_sign");
	}
	assert_non_null(strstr(fixture_refusal(f, "fr"), "« @ »"));
	assert_refused(f,
		       fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				   "benefit", "driver", "ŒŒŒŒŒŒŒŒŒŒŒŒŒ", "code_kind", "none", NULL),
		       "driver", "refusal.emboss_long"); /* 13 are 26 */
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "benefit", "driver", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "code_kind",
				     "none", NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "driver");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz999", "mention",
				   "MAX 50%", NULL),
		       "mention", "refusal.emboss_sign");
}

/* The plate or the name: by category unless it is said. */
static void
embossing_follows_the_category(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *category, *emboss, *embossed;
	} cases[] = {
		{ "vehicle", NULL, "1-ZZZ-999" },   { "driver", NULL, "PETIT LUC" },
		{ "pool", NULL, "1-ZZZ-999" },      { "vehicle", "driver", "PETIT LUC" },
		{ "driver", "plate", "1-ZZZ-999" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100",
					     "product", "fleet", "category", cases[i].category,
					     "plate", "1zzz999", "driver", "Petit Luc", "fuels",
					     "diesel", "code_kind", "none", "emboss",
					     cases[i].emboss, NULL),
				 STATUS_OK);
		assert_string_equal(
		    fixture_text(f, "SELECT embossed FROM rank ORDER BY id DESC LIMIT 1"),
		    cases[i].embossed);
	}
	/* A pool's name is nobody's: no driver of that name but the one of the others. */
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "fleet", "category", "pool", "driver", "POOL 7", "fuels",
				     "diesel", "code_kind", "none", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM driver WHERE name = 'POOL 7'"), 0);
}

/* CARD-03: limits and controls come with the card, and are checked as those set later. */
static void
limits_and_controls(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
	    fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz999", "limits",
			"diesel:amount:day:150,all:count:rolling7:10:notify:80", "control_days",
			"lun-ven", "control_countries", "Belgique,FR", "control_transactions_a_day",
			"3", "control_odometer", "plausible", NULL),
	    STATUS_OK);
	assert_string_equal(
	    fixture_text(
		f, "SELECT l.product || '|' || l.measure || '|' || l.period || '|' || l.value "
		   "|| '|' || l.breach FROM card_limit l JOIN card c ON c.id = l.card_id WHERE "
		   "c.plate = '1-ZZZ-999' ORDER BY l.id LIMIT 1"),
	    "diesel|amount|day|15000|block");
	assert_string_equal(
	    fixture_text(
		f, "SELECT l.days || '|' || l.value || '|' || l.warn FROM card_limit l JOIN "
		   "card c ON c.id = l.card_id WHERE c.plate = '1-ZZZ-999' AND l.product IS NULL"),
	    "7|10|80");
	assert_string_equal(
	    fixture_text(f, "SELECT k.value FROM card_control k JOIN card c ON c.id = "
			    "k.card_id WHERE c.plate = '1-ZZZ-999' AND k.kind = 'days'"),
	    "mon-fri");
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM card_control k JOIN card c ON c.id = "
					"k.card_id WHERE c.plate = '1-ZZZ-999'"),
			 4);
	const char *before = fixture_print(f);
	static const char *const bad[][3] = {
		{ "limits", "lpg:amount:day:150", "refusal.limit_not_taken" },
		{ "limits", "diesel:amount:day:1,diesel:amount:day:2",
		  "refusal.limit_given_twice" },
		{ "limits", "diesel:beer:day:1", "error.limit_measure" },
		{ "control_days", "never", "error.control_day" },
		{ "control_transactions_a_day", "0", "error.control_transactions" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_refused(f,
			       fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz998",
					   bad[i][0], bad[i][1], NULL),
			       bad[i][0], bad[i][2]);
	}
	assert_string_equal(fixture_print(f), before);
}

/* PIN-01, PIN-04: a chosen code is sealed on the first rank and is nowhere in clear. */
static void
chosen_code_is_sealed(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "fleet", "category", "vehicle", "plate", "1zzz999", "fuels",
				     "diesel", "code_kind", "card_chosen", "pin", "8362", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM rank WHERE pin_sealed IS NOT NULL AND "
			      "pin_sealed NOT LIKE '%8362%'"),
	    1);
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit WHERE input LIKE '%8362%' OR "
					"after LIKE '%8362%' OR answer LIKE '%8362%'"),
			 0);
}

/* OBU-01, OBU-02: a unit, its vehicle's data, its operators; the grey card is awaited. */
static void
a_unit(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.create", UNIT, "dimensions",
				     "16,5x2.55 X 4", "tolls", "satellic,sanef", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.card_awaits_papers"));
	assert_string_equal(fixture_text(f, "SELECT state FROM request WHERE due_at IS NULL"),
			    "awaiting_docs");
	assert_string_equal(
	    fixture_text(
		f, "SELECT class || '|' || weight || '|' || dimensions || '|' || axles || '|' "
		   "|| euro_class FROM vehicle WHERE plate_key = '1OBU777'"),
	    "heavy_3|40000|16.5 x 2.55 x 4|5|euro_6");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card_toll"), 2);
	assert_string_equal(fixture_text(f, "SELECT code_kind FROM card WHERE plate = '1-OBU-777'"),
			    "none");
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "liber_t", "plate", "1-LIB-777", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.tolls_none"));
}

/* OBU-01: a connection fee is told with the sum, and refused until it is accepted. */
static void
fees_are_accepted(void **state)
{
	struct fixture *f = *state;
	static const char *const wanted = "satellic,asfinag,telepass";
	assert_refused(f, fixture_run(f, f->agent, "card.create", UNIT, "tolls", wanted, NULL),
		       "accept_fees", "refusal.toll_fees");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "20,50"));
	assert_non_null(strstr(fixture_refusal(f, "fr"), "ASFINAG"));
	assert_null(strstr(fixture_refusal(f, "fr"), "Satellic"));
	assert_refused(f,
		       fixture_run(f, f->agent, "card.create", UNIT, "tolls", wanted, "accept_fees",
				   "no", NULL),
		       "accept_fees", "refusal.toll_fees");
	assert_int_equal(cards_of(f, "1-OBU-777"), 0);
	assert_int_equal(fixture_run(f, f->agent, "card.create", UNIT, "tolls", wanted,
				     "accept_fees", "yes", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT SUM(fee) FROM card_toll"), 2050);
	assert_non_null(strstr(fixture_told(f, "en", "outcome.toll_fees"), "20"));
}

/* OBU-01: what contradicts itself, and operators that are not for such a vehicle. */
static void
units_refused(void **state)
{
	struct fixture *f = *state;
	static const char *const cases[][4] = {
		/* vehicle_class, weight, axles, tolls: then param and key */
		{ "light", "40000", "2", "sanef" },   { "heavy_3", "3500", "5", "sanef" },
		{ "heavy_2", "19000", "3", "sanef" }, { "heavy_3", "19000", "2", "sanef" },
		{ "light", "1500", "2", "satellic" }, { "light", "1500", "0", "sanef" },
		{ "light", "5", "2", "sanef" },
	};
	static const char *const answers[][2] = {
		{ "weight", "refusal.weight_heavy" }, { "weight", "refusal.weight_light" },
		{ "axles", "refusal.axles_class" },   { "axles", "refusal.axles_class" },
		{ "tolls", "refusal.toll_weight" },   { "axles", "refusal.axles" },
		{ "weight", "refusal.weight" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_refused(f,
			       fixture_run(f, f->agent, "card.create", "customer", "C100",
					   "product", "passango", "plate", "1-OBU-777",
					   "vehicle_class", cases[i][0], "weight", cases[i][1],
					   "axles", cases[i][2], "euro_class", "euro_6", "tolls",
					   cases[i][3], NULL),
			       answers[i][0], answers[i][1]);
	}
	assert_refused(f, fixture_run(f, f->agent, "card.create", UNIT, "dimensions", "long", NULL),
		       "dimensions", "refusal.dimensions");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				   "liber_t", "plate", "1-LIB-777", "tolls", "satellic", NULL),
		       "tolls", "refusal.toll_liber_t");
	assert_int_equal(fixture_run(f, f->agent, "card.create", UNIT, "tolls", "viapasse", NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "tolls");
}

/* CARD-16, and the same plate twice: told, not refused; another product is no second card. */
static void
worth_a_second_look(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "card.create", FLEET, "plate", "1ACT001", "phone",
				     "0470123456", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.card_same_plate"));
	assert_true(fixture_said(f, "outcome.phone_shared"));
	assert_int_equal(fixture_run(f, f->agent, "card.create", FLEET, "plate", "1BLO001", NULL),
			 STATUS_OK);
	assert_false(fixture_said(f, "outcome.card_same_plate"));
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "liber_t", "plate", "1ACT002", "tolls", "sanef", NULL),
			 STATUS_OK);
	assert_false(fixture_said(f, "outcome.card_same_plate"));
	/* The vehicle was there: it is the same one. */
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM vehicle WHERE plate_key = '1ACT002'"), 1);
}

/* Another customer's division, delivery point and profile are as good as none. */
static void
within_the_customer(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
	    fixture_run(f, f->clerk, "division.create", "customer", "C200", "name", "Zuid", NULL),
	    STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz999",
				   "division", "Zuid", NULL),
		       "division", "record.division.unknown");
	assert_int_equal(fixture_run(f, f->manager, "card.create", "customer", "C200", "product",
				     "benefit", "driver", "PETIT LUC", "code_kind", "none", NULL),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.param, "customer");
	assert_int_equal(fixture_run(f, f->reader, "card.create", FLEET, "plate", "1zzz999", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->manager, "card.create", FLEET, "plate", "1zzz999", NULL),
			 STATUS_OK);
}

/* CALL-02: a card that is sent to an address, with a code, wants a caller who is proven. */
static void
for_a_proven_caller(void **state)
{
	struct fixture *f = *state;
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(fixture_run(f, f->agent, "card.create", FLEET, "plate", "1zzz999", NULL),
			 STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.caller_level");
	assert_int_equal(cards_of(f, "1-ZZZ-999"), 0);
}

/* CARD-06: the form opens again without what names a card, its code and its phone. */
static void
a_copy_of_the_form(void **state)
{
	static const char *const fresh[] = { "plate", "driver", "phone", "pin" };
	const struct command *create = command_find("card.create");
	(void)state;
	assert_non_null(create->afresh);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(create->afresh[i], fresh[i]);
	}
	assert_null(create->afresh[4]);
}

/* The choices in C are the reference data of the store. */
static void
choices_are_the_reference(void **state)
{
	struct fixture *f = *state;
	const struct command *create = command_find("card.create");
	static const char *const names[] = { "fuels", "services", "tolls" };
	int64_t found = 0;
	for (size_t i = 0; i < 3; i++) {
		const struct param *param = param_find(create, names[i]);
		for (const char *const *code = param->choices; *code != NULL; code++, found++) {
			assert_int_equal(
			    fixture_number(
				f,
				arena_format(f->arena,
					     "SELECT COUNT(*) FROM (SELECT code, kind || 's' AS "
					     "list FROM product UNION ALL SELECT code, 'tolls' "
					     "FROM toll_operator) x WHERE code = '%s' AND list = "
					     "'%s'",
					     *code, names[i])),
			    1);
		}
	}
	assert_int_equal(
	    fixture_number(f, "SELECT (SELECT COUNT(*) FROM product) + (SELECT COUNT(*) FROM "
			      "toll_operator)"),
	    found);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fleet_card),
		TEST(shown_before_it_is_made),
		TEST(nowhere_to_send_it),
		TEST(refused_under_its_field),
		TEST(embossed_as_an_embosser_can),
		TEST(embossing_follows_the_category),
		TEST(limits_and_controls),
		TEST(chosen_code_is_sealed),
		TEST(a_unit),
		TEST(fees_are_accepted),
		TEST(units_refused),
		TEST(worth_a_second_look),
		TEST(within_the_customer),
		TEST(for_a_proven_caller),
		TEST(a_copy_of_the_form),
		TEST(choices_are_the_reference),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
