/* CARD-07: a copy of a card; OBU-05: a card and a unit are linked; CUS-02: a card changes division.
 */
#include "fixture.h"

#include <guichet/command.h>
#include <string.h>

static const char *
make_card(struct fixture *f)
{
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "fleet", "category", "vehicle", "plate", "1-MOD-001", "driver",
				     "PETIT LUC", "division", "Nord", "fuels", "diesel,adblue",
				     "services", "wash", "odometer", "yes", "mention", "HORS UE",
				     "vehicle_type", "truck", "tank_capacity", "400", "limits",
				     "diesel:amount:day:150,all:count:week:10:notify:80",
				     "control_days", "mon-fri", "control_countries", "BE,FR",
				     "code_kind", "card_chosen", "pin", "8362", "phone",
				     "0470998877", NULL),
			 STATUS_OK);
	return f->outcome.key;
}

static const char *
make_unit(struct fixture *f, const char *plate)
{
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "passango", "plate", plate, "vehicle_class", "heavy_3",
				     "weight", "40000", "axles", "5", "euro_class", "euro_6",
				     "tolls", "satellic,asfinag", "accept_fees", "yes", NULL),
			 STATUS_OK);
	return f->outcome.key;
}

/* What a card is besides what a copy is asked, in one text. */
static const char *
settings_of(struct fixture *f, const char *number)
{
	const char *card = fixture_text(
	    f, arena_format(
		   f->arena,
		   "SELECT c.product || '|' || c.category || '|' || c.emboss || '|' || "
		   "c.odometer_entry || '|' || c.code_kind || '|' || COALESCE(c.mention, '-') || "
		   "'|' || COALESCE(c.division_id, 0) || '|' || COALESCE(c.delivery_point_id, 0) "
		   "|| '|' || COALESCE(c.control_profile_id, 0) || '|' || v.type || '|' || "
		   "COALESCE(v.tank_capacity, 0) || '|' || COALESCE(v.class, '-') || '|' || "
		   "COALESCE(v.weight, 0) FROM card c JOIN vehicle v ON v.id = c.vehicle_id WHERE "
		   "c.number = '%s'",
		   number));
	const char *parts = fixture_text(
	    f, arena_format(
		   f->arena,
		   "SELECT (SELECT COUNT(*) || ':' || MIN(x.product) || ':' || MAX(x.product) FROM "
		   "card_product x WHERE x.card_id = c.id) || '|' || (SELECT COUNT(*) || ':' || "
		   "SUM(l.value) || ':' || MAX(l.warn) || ':' || MIN(l.breach) FROM card_limit l "
		   "WHERE "
		   "l.card_id = c.id) || '|' || (SELECT COUNT(*) || ':' || MIN(k.value) || ':' || "
		   "MAX(k.value) || ':' || SUM(k.mask) FROM card_control k WHERE k.card_id = c.id) "
		   "FROM "
		   "card c WHERE c.number = '%s'",
		   number));
	return arena_format(f->arena, "%s %s", card, parts);
}

/* CARD-07: everything is taken but plate, driver, phone and code. */
static void
everything_is_taken(void **state)
{
	struct fixture *f = *state;
	const char *model = make_card(f);
	assert_int_equal(fixture_run(f, f->agent, "card.copy", "card", model, "plate", "1cpy001",
				     "pin", "9475", NULL),
			 STATUS_OK);
	const char *copy = f->outcome.key;
	assert_string_not_equal(copy, model);
	assert_string_equal(settings_of(f, copy), settings_of(f, model));
	assert_string_equal(
	    fixture_text(
		f, arena_format(f->arena,
				"SELECT c.plate || '|' || COALESCE(c.driver, '-') || '|' || "
				"COALESCE(c.phone, '-') || '|' || c.state || '|' || c.rank || '|' "
				"|| r.embossed || '|' || q.state FROM card c JOIN rank r ON "
				"r.card_id = c.id JOIN request q ON q.card_id = c.id WHERE "
				"c.number = '%s'",
				copy)),
	    "1-CPY-001|-|-|new|1|1-CPY-001|submitted");
	assert_int_equal(
	    fixture_number(
		f, "SELECT COUNT(DISTINCT pin_sealed) FROM rank WHERE pin_sealed IS NOT NULL"),
	    2);
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(fixture_said(f, "outcome.search_right"));
}

/* CARD-07: a vehicle that is known keeps what is known of it. */
static void
a_known_vehicle_keeps_its_own(void **state)
{
	struct fixture *f = *state;
	const char *model = make_card(f);
	assert_int_equal(fixture_run(f, f->agent, "card.create", "customer", "C100", "product",
				     "fleet", "category", "vehicle", "plate", "1-VAN-001", "fuels",
				     "diesel", "code_kind", "none", "vehicle_type", "van", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.copy", "card", model, "plate", "1van001",
				     "pin", "9475", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.card_same_plate"));
	assert_string_equal(fixture_text(f,
					 "SELECT type || '|' || tank_capacity FROM vehicle WHERE "
					 "plate_key = '1VAN001'"),
			    "van|400000");
}

/* CARD-07, OBU-02: a unit's copy has its operators, and awaits a grey card of its own. */
static void
a_copied_unit(void **state)
{
	struct fixture *f = *state;
	const char *unit = make_unit(f, "1-OBU-777");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.copy", "card", unit, "plate", "1-OBU-778", NULL),
	    STATUS_OK);
	assert_true(fixture_said(f, "outcome.card_awaits_papers"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.toll_fees"), "5,00"));
	assert_string_equal(
	    fixture_text(
		f, arena_format(f->arena,
				"SELECT COUNT(*) || '|' || SUM(t.fee) FROM card_toll t JOIN card c "
				"ON c.id = t.card_id WHERE c.number = '%s'",
				f->outcome.key)),
	    "2|500");
	assert_string_equal(fixture_text(f,
					 "SELECT class || '|' || weight || '|' || euro_class FROM "
					 "vehicle WHERE plate_key = '1OBU778'"),
			    "heavy_3|40000|euro_6");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM request WHERE state = 'awaiting_docs'"), 2);
}

/* CARD-07: the source may be in any state but deleted. */
static void
from_any_state_but_deleted(void **state)
{
	static const char *const from[] = { "active",    "new",     "in_production", "suspended",
					    "cancelled", "blocked", "expired" };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
		assert_int_equal(fixture_run(f, f->agent, "card.copy", "card",
					     fixture_card(from[i]), "plate",
					     arena_format(f->arena, "1-CPY-00%zu", i), NULL),
				 STATUS_OK);
	}
	assert_refused(f,
		       fixture_run(f, f->agent, "card.copy", "card", fixture_card("deleted"),
				   "plate", "1-CPY-009", NULL),
		       "card", "refusal.copy_deleted");
}

static void
copies_refused(void **state)
{
	struct fixture *f = *state;
	const char *model = make_card(f);
	const char *plain = fixture_card("active");
	const char *before = fixture_print(f);
	assert_refused(f, fixture_run(f, f->agent, "card.copy", "card", plain, NULL), "plate",
		       "refusal.create_plate");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.copy", "card", plain, "plate", "-- ", NULL),
		       "plate", "refusal.plate_empty");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.copy", "card", plain, "plate", "1-CPY-001",
				   "pin", "8362", NULL),
		       "pin", "refusal.copy_no_pin");
	assert_refused(
	    f, fixture_run(f, f->agent, "card.copy", "card", model, "plate", "1-CPY-001", NULL),
	    "pin", "refusal.copy_pin");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.copy", "card", model, "plate", "1-CPY-836",
				   "pin", "1836", NULL),
		       "pin", "refusal.pin_plate"); /* PIN-05: of the new plate */
	assert_string_equal(fixture_print(f), before);
}

/* ---- OBU-05 ---- */

static const char *
linked_of(struct fixture *f, const char *number)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT linked FROM v_card WHERE number = '%s'", number));
}

static void
linked_and_unlinked(void **state)
{
	struct fixture *f = *state;
	const char *card = fixture_card("active");
	const char *unit = make_unit(f, "1-OBU-777");
	assert_int_equal(fixture_run(f, f->agent, "card.link", "card", card, "to", "1obu777", NULL),
			 STATUS_OK);
	assert_string_equal(linked_of(f, card), unit); /* both show it */
	assert_string_equal(linked_of(f, unit), card);
	assert_string_equal(
	    fixture_text(f, arena_format(f->arena,
					 "SELECT linked FROM v_fleet_status WHERE number = "
					 "'%s'",
					 unit)),
	    card);
	assert_refused(f, fixture_run(f, f->agent, "card.link", "card", card, "to", unit, NULL),
		       "card", "refusal.link_again");
	assert_int_equal(fixture_run(f, f->agent, "card.unlink", "card", unit, NULL), STATUS_OK);
	assert_null(linked_of(f, card));
	assert_null(linked_of(f, unit));
	assert_refused(f, fixture_run(f, f->agent, "card.unlink", "card", unit, NULL), "card",
		       "refusal.unlink_none");
	assert_int_equal(
	    fixture_number(f, arena_format(f->arena,
					   "SELECT COUNT(*) FROM audit_record x JOIN audit a ON "
					   "a.id = x.audit_id JOIN card c ON c.id = x.record_id "
					   "WHERE x.kind = 'card' AND c.number = '%s' AND "
					   "a.command LIKE 'card.%%link' AND a.outcome = 'done'",
					   card)),
	    2);
}

/* A unit in a vehicle finds the vehicle's card by itself, where there is one only. */
static void
the_vehicles_own_card(void **state)
{
	struct fixture *f = *state;
	const char *unit = make_unit(f, "1-ACT-001");
	assert_int_equal(fixture_run(f, f->agent, "card.link", "card", unit, NULL), STATUS_OK);
	assert_string_equal(linked_of(f, unit), fixture_card("active"));
	const char *other = make_unit(f, "1-OBU-778");
	assert_refused(f, fixture_run(f, f->agent, "card.link", "card", other, NULL), "to",
		       "refusal.link_to_what");
}

static void
links_refused(void **state)
{
	struct fixture *f = *state;
	const char *unit = make_unit(f, "1-OBU-777");
	const char *second = make_unit(f, "1-OBU-778");
	assert_refused(f, fixture_run(f, f->agent, "card.link", "card", unit, "to", second, NULL),
		       "to", "refusal.link_kinds");
	assert_refused(f, fixture_run(f, f->agent, "card.link", "card", unit, "to", unit, NULL),
		       "to", "refusal.link_itself");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.link", "card", unit, "to",
				   fixture_card("blocked"), NULL),
		       "to", "refusal.link_over");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.link", "card", fixture_card("blocked"), "to",
				   unit, NULL),
		       "card", "refusal.link_over");
	/* Another customer's card is as good as none. */
	assert_refused(
	    f,
	    fixture_run(f, f->agent, "card.link", "card", unit, "to", "7002000000000002005", NULL),
	    "to", "record.linked-card.unknown");
}

/* ---- CUS-02, OBU-03: a division at once, without a new card ---- */

static void
moved_to_a_division(void **state)
{
	struct fixture *f = *state;
	const char *card = fixture_card("active");
	assert_int_equal(
	    fixture_run(f, f->clerk, "division.create", "customer", "C100", "name", "Sud", NULL),
	    STATUS_OK);
	int64_t ranks = fixture_number(f, "SELECT COUNT(*) FROM rank");
	assert_int_equal(
	    fixture_run(f, f->agent, "card.move", "card", card, "division", "sud", NULL),
	    STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.moved"), "de Nord à Sud"));
	assert_string_equal(
	    fixture_text(
		f, arena_format(f->arena, "SELECT division FROM v_card WHERE number = '%s'", card)),
	    "Sud");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM rank"), ranks);
	assert_int_equal(
	    fixture_run(f, f->agent, "card.move", "card", card, "division", "Sud", NULL),
	    STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_refused(
	    f, fixture_run(f, f->agent, "card.move", "card", card, "division", "Ouest", NULL),
	    "division", "record.division.unknown");
	assert_refused(f,
		       fixture_run(f, f->agent, "card.move", "card", fixture_card("blocked"),
				   "division", "Sud", NULL),
		       "card", "refusal.move_card_over");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_taken),   TEST(a_known_vehicle_keeps_its_own),
		TEST(a_copied_unit),         TEST(from_any_state_but_deleted),
		TEST(copies_refused),        TEST(linked_and_unlinked),
		TEST(the_vehicles_own_card), TEST(links_refused),
		TEST(moved_to_a_division),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
