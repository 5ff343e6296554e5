/* CUS: what changes of a customer, its contacts, divisions and delivery points. */
#include "fixture.h"

#include <string.h>

/* CUS-01: what is not given stays, what is given empty goes; each field tells before and after. */
static void
fields_change_or_clear(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->clerk, "customer.change", "customer", "C100", "name",
				     "nouveau nom sa", "vat", "BE 0403.170.701", "note",
				     "Appeler avant 10 h", NULL),
			 STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT name || '/' || vat || '/' || note || '/' || contract "
			    "FROM customer WHERE number = 'C100'"),
	    "NOUVEAU NOM SA/BE0403170701/Appeler avant 10 h/C100");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM search_key WHERE kind = 'customer' AND "
			      "term LIKE 'LEROY%'"),
	    0);
	assert_int_equal(
	    fixture_run(f, f->clerk, "customer.change", "customer", "C100", "vat", "", NULL),
	    STATUS_OK);
	assert_non_null(
	    strstr(fixture_told(f, "fr", "outcome.customer_field_cleared"), "BE0403170701"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM customer WHERE number = 'C100' AND vat "
			      "IS NULL AND note IS NOT NULL"),
	    1);
	assert_int_equal(
	    fixture_run(f, f->clerk, "customer.change", "customer", "C100", "name", "", NULL),
	    STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_run(f, f->clerk, "customer.change", "customer", "C100", "version",
				     "1", "note", "x", NULL),
			 STATUS_CHANGED);
	assert_int_equal(
	    fixture_run(f, f->manager, "customer.change", "customer", "C100", "note", "x", NULL),
	    STATUS_DENIED);
}

/* CUS-06: under the field, whatever the country. */
static void
numbers_are_checked(void **state)
{
	static const struct {
		const char *customer, *vat;
		bool right;
	} numbers[] = {
		{ "C100", "BE0403170701", true },   { "C100", "BE0403170702", false },
		{ "C200", "NL004495445B01", true }, { "C200", "NL004495446B01", false },
		{ "C300", "FR40303265045", true },  { "C300", "FR41303265045", false },
		{ "C400", "ESA28015865", true },    { "C400", "ESA28015866", false },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		enum status status = fixture_run(f, f->clerk, "customer.change", "customer",
						 numbers[i].customer, "vat", numbers[i].vat, NULL);
		if (numbers[i].right) {
			assert_int_equal(status, STATUS_OK);
		} else {
			assert_refused(f, status, "vat", "refusal.vat");
		}
	}
	assert_int_equal(fixture_run(f, f->clerk, "customer.change", "customer", "C100", "iban",
				     "BE68 5390 0754 7034", NULL),
			 STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->clerk, "customer.change", "customer", "C100", "iban",
				   "BE68 5390 0754 7035", NULL),
		       "iban", "refusal.iban");
	assert_refused(f,
		       fixture_run(f, f->clerk, "customer.change", "customer", "C100", "iban",
				   "BE68 5390 0754 703", NULL),
		       "iban", "refusal.iban");
}

/* CUS-01 */
static void
contacts_are_set(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->manager, "contact.set", "customer", "C100", "kind",
				     "billing", "name", "Compta", "email", "compta@leroy.example",
				     "phone", "0470 11 22 33", NULL),
			 STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT name || email || phone || language FROM contact WHERE "
			    "kind = 'billing'"),
	    "Comptacompta@leroy.example+32470112233fr");
	assert_int_equal(fixture_run(f, f->manager, "contact.set", "customer", "C100", "kind",
				     "billing", "name", "Compta", "phone", "", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM contact WHERE kind = 'billing' AND phone "
			      "IS NULL AND email = 'compta@leroy.example'"),
	    1);
	assert_refused(f,
		       fixture_run(f, f->manager, "contact.set", "customer", "C100", "kind",
				   "billing", "name", "Compta", "email", "compta", NULL),
		       "email", "refusal.email");
	assert_int_equal(fixture_run(f, f->manager, "contact.set", "customer", "C100", "kind",
				     "billing", "name", "Compta", "contact", "C100/billing",
				     "version", "1", NULL),
			 STATUS_CHANGED);
	assert_int_equal(fixture_run(f, f->clerk, "contact.set", "customer", "C300", "kind",
				     "manager", "name", "Martin", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.contact_unreached"));
}

/* CUS-02: deleted once nothing lives in it, and what it holds is said. */
static void
divisions_come_and_go(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->manager, "division.rename", "division", "C100/nord",
				     "name", "Nord-Est", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->manager, "division.rename", "division", "C100/nord-est",
				     "name", "NORD-EST", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->manager, "division.create", "customer", "C100", "name", "Sud", NULL),
	    STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->manager, "division.rename", "division", "C100/Sud", "name",
				   "nord-est", NULL),
		       "name", "refusal.division_taken");
	assert_refused(
	    f, fixture_run(f, f->manager, "division.delete", "division", "C100/NORD-EST", NULL),
	    "division", "refusal.division_holds");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "cartes 6, conducteurs 2"));
	assert_int_equal(fixture_run(f, f->manager, "driver.create", "customer", "C100", "division",
				     "Sud", "code", "0412", "name", "X", NULL),
			 STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->manager, "division.delete", "division", "C100/Sud", NULL),
		       "division", "refusal.division_holds");
	assert_int_equal(fixture_run(f, f->manager, "driver.change", "driver", "C100/0412",
				     "division", "nord-est", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->manager, "division.delete", "division", "C100/Sud", NULL), STATUS_OK);
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM division d JOIN customer u ON u.id = "
					"d.customer_id WHERE u.number = 'C100'"),
			 1);
	assert_int_equal(
	    fixture_run(f, f->manager, "division.delete", "division", "C300/Nord", NULL),
	    STATUS_REFUSED);
}

static enum status
point(struct fixture *f, const char *name, const char *standard)
{
	return fixture_run(f, f->manager, "delivery-point.create", "customer", "C100", "name", name,
			   "street", "Quai 1", "postcode", "4000", "town", "Liège", "country", "BE",
			   "default", standard, NULL);
}

static const char *
default_point(struct fixture *f)
{
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM delivery_point WHERE standard = 1"), 1);
	return fixture_text(f, "SELECT name FROM delivery_point WHERE standard = 1");
}

/* CUS-03: one is the default, always, and exactly one. */
static void
one_delivery_point_is_the_default(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(point(f, "Dépôt", "no"), STATUS_OK);
	assert_string_equal(default_point(f), "Dépôt");
	assert_int_equal(point(f, "Garage", NULL), STATUS_OK);
	assert_string_equal(default_point(f), "Dépôt");
	assert_int_equal(point(f, "Siège", "yes"), STATUS_OK);
	assert_non_null(strstr(fixture_told(f, "fr", "outcome.delivery_point_gives_way"), "Dépôt"));
	assert_string_equal(default_point(f), "Siège");
	assert_refused(f, point(f, "Garage", "no"), "name", "refusal.delivery_point_taken");
	assert_refused(f,
		       fixture_run(f, f->manager, "delivery-point.change", "delivery_point",
				   "C100/Siège", "default", "no", NULL),
		       "default", "refusal.delivery_point_default");
	assert_int_equal(fixture_run(f, f->manager, "delivery-point.change", "delivery_point",
				     "C100/Garage", "default", "yes", "street", "Quai 2", NULL),
			 STATUS_OK);
	assert_string_equal(default_point(f), "Garage");
	assert_string_equal(
	    fixture_text(f, "SELECT street || town FROM delivery_point WHERE standard = 1"),
	    "Quai 2Liège");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fields_change_or_clear),
		TEST(numbers_are_checked),
		TEST(contacts_are_set),
		TEST(divisions_come_and_go),
		TEST(one_delivery_point_is_the_default),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
