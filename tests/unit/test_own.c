/* Mon compte: what each reads of himself (USR-05, CUS-01), and the colours he keeps. */
#include "fixture.h"

#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <string.h>

/* The column of all rows of a screen that has scope "account", as "a b c". */
static const char *
told(struct fixture *f, const struct session *session, const char *screen, const char *column)
{
	const char *const columns[] = { column, NULL };
	struct ask ask = { .columns = columns };
	struct builder line = { .arena = f->arena };
	struct error error = { .status = STATUS_OK };
	struct cursor *cursor;
	if (screen_load(f->arena, f->config, screen, &ask.screen, &error) ||
	    ask_select(session, &ask, 0, f->arena, &cursor, &error))
		return arena_format(f->arena, "refused: %s", error.key);
	while (cursor_next(cursor))
		builder_format(&line, "%s%s", line.size ? " " : "", cursor_text(cursor, 0));
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return builder_text(&line);
}

static struct session *
multipass(struct fixture *f)
{
	struct error error = { .status = STATUS_OK };
	assert_int_equal(fixture_run(f, f->system, "account.create", "login", "both", "last_name",
				     "DEUX", "first_name", "ANNE", "kind", "customer", "profile",
				     "fleet-manager", "customers", "C100,C300", "password",
				     FIXTURE_PASSWORD, NULL),
			 STATUS_OK);
	struct session *session = session_new(f->store, f->config, lang_get("fr"));
	assert_int_equal(session_act_as(session, "both", &error), STATUS_OK);
	return session;
}

/* USR-05: who has one customer reads its contract at once, who has several a list of them first. */
static void
one_customer_or_several(void **state)
{
	struct fixture *f = *state;
	struct session *both = multipass(f);
	assert_string_equal(told(f, f->manager, "account", "customer"), "C100");
	assert_string_equal(told(f, f->manager, "account", "one_customer"), "1");
	assert_string_equal(told(f, f->manager, "account", "several_customers"), "0");
	assert_string_equal(told(f, both, "account", "customer"), "");
	assert_string_equal(told(f, both, "account", "one_customer"), "0");
	assert_string_equal(told(f, both, "account", "several_customers"), "1");
	assert_string_equal(told(f, both, "own-customers", "number"), "C100 C300");
	assert_string_equal(told(f, f->manager, "own-customers", "number"), "C100");
	/* Who sees all customers has none of his own. */
	assert_string_equal(told(f, f->admin, "account", "customers"), "");
	assert_string_equal(told(f, f->admin, "account", "several_customers"), "0");
	session_free(&both);
}

static void
rights_in_words(void **state)
{
	struct fixture *f = *state;
	const char *codes = told(f, f->agent, "account", "rights");
	struct value value = { .type = TYPE_LIST, .vocabulary = "right", .known = true };
	value.text = codes;
	assert_string_equal(codes,
			    "cards,requests,renewal,driver-codes,authorisations,invoices,loads,"
			    "beneficiaries,transactions,anomalies,divisions,customers,stations");
	assert_string_equal(
	    value_format(f->arena, lang_get("en"), &value),
	    "Cards, Requests, Renewals, Driver codes, Authorisations, Invoices, Loads, "
	    "Beneficiaries, Transactions, Anomalies, Divisions, Customers, Stations");
}

static void
theme_is_kept(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->reader, "account.set-theme", "theme", "mono", NULL),
			 STATUS_OK);
	assert_string_equal(told(f, f->reader, "account", "theme"), "mono");
	assert_string_equal(told(f, f->manager, "account", "theme"), "default");
	assert_int_equal(fixture_run(f, f->reader, "account.set-theme", "theme", "mono", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_run(f, f->reader, "account.set-theme", "theme", "pink", NULL),
			 STATUS_USAGE);
	assert_int_equal(fixture_run(f, f->system, "account.set-theme", "theme", "mono", NULL),
			 STATUS_DENIED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_customer_or_several, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(rights_in_words, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(theme_is_kept, fixture_open, fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
