/* CARD-12 to 14, OBU-03, OBU-04: what may be changed of a card or a unit, what each field costs,
 * and where a reproduction goes. */
#include "fixture.h"

#include <guichet/embedded.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The card of a product that nothing is on its way for. */
static const char *
quiet(struct fixture *f, const char *product)
{
	const char *number = fixture_text(
	    f, arena_format(
		   f->arena,
		   "SELECT c.number FROM card c JOIN contact k ON k.customer_id = c.customer_id "
		   "AND k.kind = 'manager' WHERE c.product = '%s' AND c.state = 'active' AND "
		   "c.renewal = 'none' AND c.next_rank IS NULL AND c.driver IS NOT NULL AND "
		   "k.email IS NOT NULL ORDER BY c.id LIMIT 1",
		   product));
	assert_non_null(number);
	return number;
}

static const char *
cell(struct fixture *f, const char *number, const char *column)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT %s FROM card WHERE number = '%s'", column, number));
}

static int64_t
count(struct fixture *f, const char *from)
{
	return fixture_number(f, arena_format(f->arena, "SELECT COUNT(*) FROM %s", from));
}

static const char *
next(struct fixture *f, const char *number, const char *columns)
{
	return fixture_text(
	    f, arena_format(f->arena,
			    "SELECT %s FROM card c JOIN rank r ON r.card_id = c.id AND r.number = "
			    "c.next_rank JOIN request q ON q.rank_id = r.id WHERE c.number = '%s'",
			    columns, number));
}

#define CHANGE(f, number, ...) \
	fixture_run((f), (f)->clerk, "card.change", "card", (number), __VA_ARGS__, NULL)

/* What the tally and the search keys say is what the cards say. */
static void
assert_whole(struct fixture *f)
{
	assert_int_equal(fixture_preview(f, f->system, "tally.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_preview(f, f->system, "search.rebuild", NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* ---- what each field costs ---- */

enum { PRODUCTS = 4 };
static const char *const products[PRODUCTS] = { "fleet", "passango", "liber_t", "benefit" };

/* By product: r reproduction, i immediate, - no such field.  CARD-13, OBU-03 to the letter; what
 * they do not name: printed on the card r, else i. */
static const struct {
	const char *param, *value, *costs;
} fields[] = {
	{ "division", "-", "iiii" },
	{ "category", "pool", "r---" },
	{ "country", "LU", "iiii" },
	{ "plate", "9-ZZZ-987", "rrr-" },
	{ "driver", "ZOLA EMILE", "rrrr" },
	{ "emboss", "driver", "rrr-" },
	{ "mention", "NUIT", "riir" },
	{ "vehicle_type", "machine", "iii-" },
	{ "tank_capacity", "77", "i---" },
	{ "phone", "0470 99 88 77", "iiii" },
	{ "fuels", "lpg", "r---" },
	{ "services", "ferry", "r---" },
	{ "odometer", NULL, "r---" },
	{ "limits", "all:amount:week:911", "i--i" },
	{ "control_countries", "LU", "iiii" },
	{ "control_networks", "AS24", "iiii" },
	{ "control_stations", "B0001", "iiii" },
	{ "control_days", "sun", "iiii" },
	{ "control_hours", "03:00-04:00", "iiii" },
	{ "control_tank", "91", "i---" },
	{ "control_odometer", "plausible", "i---" },
	{ "control_transactions_a_day", "17", "iiii" },
	{ "control_minutes_between", "13", "iiii" },
	{ "vehicle_class", "motorcycle", "-r--" },
	{ "weight", "3333", "-r--" },
	{ "dimensions", "9 x 2 x 3", "-r--" },
	{ "axles", "7", "-r--" },
	{ "euro_class", "zero", "-r--" },
	{ "tolls", "sanef", "-ii-" },
	{ "code_kind", "none", "r--r" },
	{ "pin", "7294", "r--r" },
};

/* A value that differs from the present one whatever that is. */
static const char *
value_for(struct fixture *f, const char *number, size_t i)
{
	if (strcmp(fields[i].param, "odometer") == 0) {
		return strcmp(cell(f, number, "odometer_entry"), "1") == 0 ? "no" : "yes";
	}
	return fields[i].value;
}

static enum status
try_field(struct fixture *f, const char *number, size_t i)
{
	const char *param = fields[i].param;
	const char *value = value_for(f, number, i);
	if (strcmp(param, "pin") == 0) {
		return fixture_preview(f, f->clerk, "card.change", "card", number, "code_kind",
				       "card_chosen", "pin", value, NULL);
	}
	if (strcmp(param, "tolls") == 0) {
		return fixture_preview(f, f->clerk, "card.change", "card", number, "tolls", value,
				       "accept_fees", "yes", NULL);
	}
	if (strcmp(param, "vehicle_class") == 0) { /* the class goes with its weight and axles */
		return fixture_preview(f, f->clerk, "card.change", "card", number, "vehicle_class",
				       value, "weight", "300", "axles", "2", NULL);
	}
	if (strcmp(param, "weight") == 0 || strcmp(param, "axles") == 0) {
		return fixture_preview(f, f->clerk, "card.change", "card", number, "vehicle_class",
				       "heavy_3", "weight", "19000", "axles", "7", NULL);
	}
	return fixture_preview(f, f->clerk, "card.change", "card", number, param, value, NULL);
}

/* CARD-13, OBU-03 */
static void
each_field_costs_what_the_rule_says(void **state)
{
	struct fixture *f = *state;
	for (size_t p = 0; p < PRODUCTS; p++) {
		const char *number = quiet(f, products[p]);
		for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
			const char cost = fields[i].costs[p];
			const enum status status = try_field(f, number, i);
			if (cost == '-') {
				assert_int_equal(status, STATUS_REFUSED);
				assert_string_equal(f->outcome.error.key,
						    "refusal.change_not_asked");
				continue;
			}
			if (status != STATUS_OK || f->outcome.unchanged) {
				fail_msg("%s of %s: %s", fields[i].param, products[p],
					 f->outcome.unchanged ? "no change"
							      : fixture_refusal(f, "en"));
			}
			bool papers = p == 1 || p == 2;
			bool made = fixture_said(f, papers ? "outcome.reproduce_rank_papers"
							   : "outcome.reproduce_rank");
			if (made != (cost == 'r')) {
				fail_msg("%s of %s is %s", fields[i].param, products[p],
					 made ? "reproduced" : "not reproduced");
			}
			assert_int_equal(fixture_said(f, "outcome.reproduce_destroy"), made);
		}
	}
}

/* CARD-13: the mapping is data; each line names a field of the form, each cell one of three words.
 */
static void
the_mapping_is_sound(void **state)
{
	(void)state;
	const struct embedded *file = embedded_find("data/reference/changes.csv");
	const struct command *command = command_find("card.change");
	assert_non_null(file);
	size_t lines = 0;
	for (const char *at = file->text; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n') {
		char name[40], costs[PRODUCTS][20];
		assert_int_equal(sscanf(at, "%39[^;];%19[^;];%19[^;];%19[^;];%19[^;\n]", name,
					costs[0], costs[1], costs[2], costs[3]),
				 5);
		for (size_t i = 0; i < PRODUCTS; i++) {
			if (lines == 0) {
				assert_string_equal(costs[i], products[i]);
			} else {
				assert_true(strcmp(costs[i], "-") == 0 ||
					    strcmp(costs[i], "immediate") == 0 ||
					    strcmp(costs[i], "reproduction") == 0);
			}
		}
		assert_true(lines == 0 || param_find(command, name) != NULL);
		lines++;
	}
	size_t params = 0;
	for (const struct param *param = command->params; param->name != NULL; param++) {
		params += (param->flags & PARAM_HIDDEN) == 0;
	}
	assert_int_equal(lines - 1, params - 2); /* not the card itself, nor accept_fees */
}

/* CARD-12: Général, Produits et services, Plafonds, Contrôles, Code secret; and what a unit has. */
static void
the_form_has_the_tabs_of_the_rule(void **state)
{
	static const char *const wanted[] = { "general",  "products", "limits",
					      "controls", "unit",     "code" };
	(void)state;
	size_t at = 0;
	for (const struct param *param = command_find("card.change")->params; param->name != NULL;
	     param++) {
		if (param->tab != NULL && (at == 0 || strcmp(param->tab, wanted[at - 1]) != 0)) {
			assert_true(at < 6);
			assert_string_equal(param->tab, wanted[at++]);
		}
	}
	assert_int_equal(at, 6);
}

/* ---- a reproduction ---- */

/* CARD-13: a rank more, due in 24 h, the old one as it is; the card is found by what it is now. */
static void
a_plate_makes_a_card(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	const char *plate = cell(f, number, "plate");
	const char *rank = cell(f, number, "rank");
	int64_t messages = count(f, "outbox");
	assert_int_equal(CHANGE(f, number, "plate", "9zzz987", "emboss", "plate"), STATUS_OK);
	assert_string_equal(cell(f, number, "plate"), "9-ZZZ-987");
	assert_string_equal(cell(f, number, "state"), "active");
	assert_string_equal(cell(f, number, "rank"), rank);
	assert_string_equal(next(f, number,
				 "r.cause || ' ' || r.state || ' ' || r.embossed || ' ' || "
				 "r.new_pin || ' ' || (r.number - c.rank)"),
			    "reproduction new 9-ZZZ-987 0 1");
	assert_string_equal(
	    next(f, number, "q.kind || ' ' || q.state || ' ' || substr(q.due_at, 1, 16)"),
	    "reproduction submitted 2026-11-21T14:41");
	assert_string_equal(
	    fixture_text(f,
			 arena_format(f->arena,
				      "SELECT r.state FROM rank r JOIN card c ON c.id = r.card_id "
				      "AND r.number = c.rank WHERE c.number = '%s'",
				      number)),
	    "active");
	assert_string_equal(
	    fixture_text(f,
			 arena_format(f->arena,
				      "SELECT v.plate FROM vehicle v JOIN card c ON c.vehicle_id = "
				      "v.id WHERE c.number = '%s'",
				      number)),
	    "9-ZZZ-987");
	const char *said = fixture_told(f, "fr", "outcome.change_line");
	assert_non_null(strstr(said, arena_format(f->arena, "Plaque : %s -> 9-ZZZ-987", plate)));
	assert_non_null(strstr(said, "nouvelle carte"));
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.reproduce_rank"), "21/11/2026 15:41"));
	assert_non_null(strstr(fixture_told(f, "nl", "outcome.reproduce_destroy"), "vernietigen"));
	assert_non_null(strstr(fixture_told(f, "en", "outcome.reproduce_destroy"), "destroy"));
	assert_int_equal(count(f, "outbox"), messages + 1);
	assert_whole(f);
}

/* MSG-01: the manager is told in his language, line by line. */
static void
the_manager_is_told(void **state)
{
	struct fixture *f = *state;
	static const char *const words[][2] = { { "fr", "nouvelle carte" },
						{ "nl", "nieuwe kaart" },
						{ "en", "new card" } };
	for (size_t i = 0; i < 3; i++) {
		const char *number = fixture_text(
		    f, arena_format(
			   f->arena,
			   "SELECT c.number FROM card c JOIN contact k ON k.customer_id = "
			   "c.customer_id AND k.kind = 'manager' WHERE c.product = 'fleet' AND "
			   "c.state = 'active' AND c.renewal = 'none' AND c.next_rank IS NULL AND "
			   "k.email IS NOT NULL AND k.language = '%s' ORDER BY c.id LIMIT 1",
			   words[i][0]));
		if (number == NULL) {
			continue;
		}
		assert_int_equal(CHANGE(f, number, "mention", "NUIT"), STATUS_OK);
		const char *body = fixture_text(
		    f, "SELECT body FROM outbox WHERE kind = 'card-changed' ORDER BY id DESC");
		assert_non_null(strstr(body, words[i][1]));
		assert_non_null(strstr(body, "NUIT"));
		assert_non_null(strstr(body, "\n- "));
	}
	assert_true(count(f, "outbox WHERE kind = 'card-changed'") > 0);
}

/* OBU-03: a unit awaits its new grey card; its 24 hours do not run. */
static void
a_unit_awaits_its_papers(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "passango");
	assert_int_equal(CHANGE(f, number, "plate", "9-ZZZ-987"), STATUS_OK);
	assert_string_equal(next(f, number, "q.state || ' ' || COALESCE(q.due_at, 'none')"),
			    "awaiting_docs none");
	assert_true(fixture_said(f, "outcome.reproduce_rank_papers"));
	assert_whole(f);
}

/* ---- at once ---- */

static void
what_is_not_printed_holds_at_once(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	int64_t ranks = count(f, "rank");
	int64_t requests = count(f, "request");
	assert_int_equal(CHANGE(f, number, "tank_capacity", "71,5", "vehicle_type", "van", "phone",
				"0470 99 88 77", "control_days", "lun-sam", "limits",
				"diesel:amount:day:120"),
			 STATUS_OK);
	assert_int_equal(count(f, "rank"), ranks);
	assert_int_equal(count(f, "request"), requests);
	assert_string_equal(cell(f, number, "phone"), "+32470998877");
	assert_string_equal(
	    fixture_text(f,
			 arena_format(f->arena,
				      "SELECT v.type || ' ' || v.tank_capacity FROM vehicle v JOIN "
				      "card c ON c.vehicle_id = v.id WHERE c.number = '%s'",
				      number)),
	    "van 71500");
	assert_string_equal(
	    fixture_text(f, arena_format(f->arena,
					 "SELECT k.value FROM card_control k JOIN card c ON c.id = "
					 "k.card_id WHERE c.number = '%s' AND k.kind = 'days'",
					 number)),
	    "mon-sat");
	assert_int_equal(
	    fixture_number(f,
			   arena_format(f->arena,
					"SELECT l.value FROM card_limit l JOIN card c ON c.id = "
					"l.card_id WHERE c.number = '%s' AND l.product = 'diesel' "
					"AND l.period = 'day' AND l.measure = 'amount'",
					number)),
	    12000);
	assert_whole(f);
}

/* What is given as it is, is no change; what is left out stays. */
static void
the_same_is_no_change(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	const char *plate = cell(f, number, "plate");
	const char *phone = cell(f, number, "phone");
	const char *version = cell(f, number, "version");
	const char *before = fixture_print(f);
	assert_int_equal(CHANGE(f, number, "plate", plate, "phone", phone, "country",
				cell(f, number, "country"), "driver", cell(f, number, "driver"),
				"emboss", cell(f, number, "emboss")),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_true(fixture_said(f, "outcome.change_nothing"));
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(fixture_run(f, f->clerk, "card.change", "card", number, NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_string_equal(cell(f, number, "version"), version);
}

/* "-" takes away; not what the card bears. */
static void
a_dash_takes_away(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	assert_int_equal(CHANGE(f, number, "phone", "0470 99 88 77", "services", "wash,toll"),
			 STATUS_OK);
	assert_int_equal(
	    CHANGE(f, number, "phone", "-", "services", "-", "division", "-", "tank_capacity", "-"),
	    STATUS_OK);
	assert_null(cell(f, number, "phone"));
	assert_null(cell(f, number, "division_id"));
	assert_int_equal(
	    fixture_number(
		f,
		arena_format(f->arena,
			     "SELECT COUNT(*) FROM card_product x JOIN product p ON p.code = "
			     "x.product JOIN card c ON c.id = x.card_id WHERE c.number = '%s' AND "
			     "p.kind = 'service'",
			     number)),
	    0);
	const bool plate = strcmp(cell(f, number, "emboss"), "plate") == 0;
	assert_refused(f, CHANGE(f, number, plate ? "plate" : "driver", "-"),
		       plate ? "plate" : "driver",
		       plate ? "refusal.create_plate" : "refusal.create_driver");
	assert_int_equal(CHANGE(f, number, "fuels", "-"), STATUS_USAGE);
	assert_whole(f);
}

/* ---- CARD-14 ---- */

static void
a_second_change_joins_the_first(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	assert_int_equal(CHANGE(f, number, "fuels", "lpg"), STATUS_OK);
	const char *request = next(f, number, "q.number");
	int64_t ranks = count(f, "rank");
	assert_int_equal(CHANGE(f, number, "plate", "9-ZZZ-987", "emboss", "plate"), STATUS_OK);
	assert_int_equal(count(f, "rank"), ranks);
	assert_true(fixture_said(f, "outcome.reproduce_joins"));
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.reproduce_joins"), request));
	assert_string_equal(next(f, number, "r.embossed"), "9-ZZZ-987");
	assert_int_equal(CHANGE(f, number, "code_kind", "card_chosen", "pin", "7294"), STATUS_OK);
	assert_string_equal(next(f, number, "r.new_pin"), "1");
	assert_int_equal(count(f, "rank"), ranks);
}

/* The card itself is not made yet: its first rank takes the change. */
static void
a_new_card_takes_it_on_rank_1(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_text(
	    f, "SELECT number FROM card WHERE state = 'new' AND product = 'fleet' ORDER BY id");
	int64_t ranks = count(f, "rank");
	assert_int_equal(CHANGE(f, number, "plate", "9-ZZZ-987", "emboss", "plate"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.reproduce_first"));
	assert_int_equal(count(f, "rank"), ranks);
	assert_string_equal(
	    fixture_text(f, arena_format(f->arena,
					 "SELECT r.embossed FROM rank r JOIN card c ON c.id = "
					 "r.card_id AND r.number = c.rank WHERE c.number = '%s'",
					 number)),
	    "9-ZZZ-987");
}

/* In production: refused by request and date; what costs no card is still changed. */
static void
in_production_takes_no_second(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	assert_int_equal(CHANGE(f, number, "fuels", "lpg"), STATUS_OK);
	const char *request = next(f, number, "q.number");
	assert_int_equal(fixture_run(f, f->clerk, "request.advance", "request", request, "state",
				     "in_progress", NULL),
			 STATUS_OK);
	assert_refused(f, CHANGE(f, number, "plate", "9-ZZZ-987"), "plate",
		       "refusal.reproduce_in_production");
	assert_non_null(strstr(fixture_refusal(f, "fr"), request));
	assert_non_null(strstr(fixture_refusal(f, "fr"), "21/11/2026 15:41"));
	assert_int_equal(CHANGE(f, number, "tank_capacity", "71"), STATUS_OK);
}

/* REN-03, REN-05: a candidate keeps it for its renewal and says until when; a code does not wait.
 */
static void
a_candidate_keeps_it_for_its_renewal(void **state)
{
	struct fixture *f = *state;
	const char *number = fixture_text(
	    f,
	    "SELECT number FROM card WHERE renewal = 'candidate' AND product = 'fleet' AND state = "
	    "'active' AND next_rank IS NULL ORDER BY id");
	assert_non_null(number);
	int64_t ranks = count(f, "rank");
	assert_int_equal(CHANGE(f, number, "plate", "9-ZZZ-987"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.reproduce_renewal"));
	assert_string_equal(cell(f, number, "plate"), "9-ZZZ-987");
	assert_null(cell(f, number, "next_rank"));
	assert_int_equal(count(f, "rank"), ranks);
	const char *expires = cell(f, number, "expires_on");
	const char *said = fixture_told(f, "fr", "outcome.reproduce_renewal");
	assert_non_null(strstr(said, "10/"));
	assert_non_null(expires);
	assert_int_equal(CHANGE(f, number, "code_kind", "card_chosen", "pin", "7294"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.reproduce_rank"));
	assert_int_equal(count(f, "rank"), ranks + 1);
	assert_string_equal(cell(f, number, "renewal"), "candidate");
}

/* ---- refusals ---- */

/* CARD-12, OBU-04 */
static void
what_is_over_is_not_changed(void **state)
{
	static const struct {
		const char *state, *key;
	} over[] = {
		{ "blocked", "refusal.change_blocked" },
		{ "expired", "refusal.change_expired" },
		{ "deleted", "refusal.change_deleted" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		const char *number = fixture_text(
		    f,
		    arena_format(f->arena,
				 "SELECT number FROM card WHERE state = '%s' AND next_rank IS NULL "
				 "AND product = 'fleet' ORDER BY id",
				 over[i].state));
		if (number != NULL) {
			assert_refused(f, CHANGE(f, number, "phone", "-"), "card", over[i].key);
		}
	}
	const char *unit = quiet(f, "passango");
	assert_int_equal(fixture_run(f, f->agent, "card.block", "card", unit, "reason", "loss",
				     "duplicate", "yes", NULL),
			 STATUS_OK);
	assert_refused(f, CHANGE(f, unit, "mention", "NUIT"), "card",
		       "refusal.change_blocked_next");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "bloquée depuis le 20/11/2026"));
}

static void
each_refusal_stands_under_its_field(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	const char *theirs = fixture_text(
	    f,
	    arena_format(f->arena,
			 "SELECT d.name FROM division d WHERE d.customer_id <> (SELECT customer_id "
			 "FROM card WHERE number = '%s') AND d.name_key NOT IN (SELECT name_key "
			 "FROM division WHERE customer_id = (SELECT customer_id FROM card WHERE "
			 "number = '%s')) ORDER BY d.id",
			 number, number));
	assert_refused(f, CHANGE(f, number, "plate", "---"), "plate", "refusal.plate_empty");
	assert_refused(f, CHANGE(f, number, "tank_capacity", "99999"), "tank_capacity",
		       "refusal.tank_capacity");
	assert_refused(f, CHANGE(f, number, "driver", "ЖУКОВ", "emboss", "driver"), "driver",
		       "refusal.emboss_sign");
	assert_refused(f, CHANGE(f, number, "product", "passango"), "product",
		       "refusal.change_product");
	assert_refused(f, CHANGE(f, number, "code_kind", "card_chosen", "pin", "1111"), "pin",
		       "refusal.pin_repeat");
	if (theirs != NULL) {
		assert_refused(f, CHANGE(f, number, "division", theirs), "division",
			       "record.division.unknown");
	}
	assert_int_equal(count(f, "audit WHERE command = 'card.change' AND outcome = 'done'"), 0);
}

/* PIN-04: the chosen code is in no row that can be read. */
static void
the_code_is_nowhere(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	assert_int_equal(CHANGE(f, number, "code_kind", "card_chosen", "pin", "7294"), STATUS_OK);
	assert_true(fixture_said(f, "outcome.change_pin"));
	assert_int_equal(count(f, "audit WHERE command = 'card.change' AND (input LIKE '%7294%' OR "
				  "before LIKE '%7294%' OR after LIKE '%\"7294%' OR answer LIKE "
				  "'%7294%')"),
			 0);
	assert_int_equal(count(f, "outbox WHERE body LIKE '%7294%'"), 0);
}

/* CALL-02, USR: the caller is proven, the card is of the session's customers. */
static void
right_level_and_scope(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(
	    fixture_run(f, f->agent, "card.change", "card", number, "phone", "-", NULL),
	    STATUS_DENIED);
	const char *theirs = fixture_text(
	    f, "SELECT c.number FROM card c WHERE c.customer_id <> (SELECT MIN(id) FROM customer) "
	       "AND c.state = 'active' ORDER BY c.id");
	assert_int_equal(
	    fixture_run(f, f->manager, "card.change", "card", theirs, "phone", "-", NULL),
	    STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "record.card.unknown");
}

/* R15: a stale form is told who changed what, lists and names among it. */
static void
a_stale_form_is_told_field_by_field(void **state)
{
	struct fixture *f = *state;
	const char *number = quiet(f, "fleet");
	const char *version = cell(f, number, "version");
	const char *login = NULL, *at = NULL;
	const struct change *changes = NULL;
	struct error error = { .status = STATUS_OK };
	size_t found = 0, wanted = 0;
	assert_int_equal(CHANGE(f, number, "fuels", "lpg", "division", "-", "tank_capacity", "71",
				"phone", "0470 99 88 77"),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->agent, "card.change", "card", number, "version", version,
				     "plate", "9-ZZZ-987", NULL),
			 STATUS_CHANGED);
	assert_int_equal(execute_changes(f->agent, "card", strtoll(cell(f, number, "id"), NULL, 10),
					 strtoll(version, NULL, 10), f->arena, &login, &at,
					 &changes, &found, &error),
			 STATUS_OK);
	assert_string_equal(login, "clerk");
	for (size_t i = 0; i < found; i++) {
		const char *field = changes[i].field;
		if (strcmp(field, "fuels") == 0) {
			assert_string_equal(changes[i].theirs, "lpg");
		} else if (strcmp(field, "division") == 0) {
			assert_string_equal(changes[i].theirs, "");
		} else if (strcmp(field, "tank_capacity") == 0) {
			assert_string_equal(changes[i].theirs, "71000");
		} else if (strcmp(field, "phone") == 0) {
			assert_string_equal(changes[i].theirs, "+32470998877");
		} else {
			continue;
		}
		wanted++;
	}
	assert_int_equal(wanted, 4);
}

static int
start(void **state)
{
	return fixture_start_demo_of(state, "600");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_field_costs_what_the_rule_says),
		TEST(the_mapping_is_sound),
		TEST(the_form_has_the_tabs_of_the_rule),
		TEST(a_plate_makes_a_card),
		TEST(the_manager_is_told),
		TEST(a_unit_awaits_its_papers),
		TEST(what_is_not_printed_holds_at_once),
		TEST(the_same_is_no_change),
		TEST(a_dash_takes_away),
		TEST(a_second_change_joins_the_first),
		TEST(a_new_card_takes_it_on_rank_1),
		TEST(in_production_takes_no_second),
		TEST(a_candidate_keeps_it_for_its_renewal),
		TEST(what_is_over_is_not_changed),
		TEST(each_refusal_stands_under_its_field),
		TEST(the_code_is_nowhere),
		TEST(right_level_and_scope),
		TEST(a_stale_form_is_told_field_by_field),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
