/* One mechanism keeps a customer's users to their customers (USR-05), however a record is asked
 * for: by a list, by find, by a command's parameter, by its history, by the id of an operation that
 * somebody else did. */
#include "fixture.h"

#include <guichet/access.h>
#include <guichet/find.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

static struct session *
session_of(struct fixture *f, const char *login)
{
	struct error error = { .status = STATUS_OK };
	struct session *session = session_new(f->store, f->config, lang_get("fr"));
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	assert_int_equal(session_act_as(session, login, &error), STATUS_OK);
	return session;
}

static void
make(struct fixture *f, const char *login, const char *kind, const char *profile,
     const char *customers)
{
	assert_int_equal(fixture_run(f, f->system, "account.create", "login", login, "last_name",
				     arena_format(f->arena, "Nom%s", login), "first_name", "Test",
				     "kind", kind, "profile", profile, "customers", customers,
				     "password", FIXTURE_PASSWORD, NULL),
			 STATUS_OK);
}

/* The values of a column, as "a b c"; the key of a refusal. */
static const char *
listed(struct fixture *f, const struct session *session, const char *name, const char *typed,
       const char *column)
{
	struct error error = { .status = STATUS_OK };
	const char *const columns[] = { column, NULL };
	struct builder line = { .arena = f->arena };
	const struct screen *screen = NULL;
	struct cursor *cursor = NULL;
	struct ask ask;
	assert_int_equal(screen_load(f->arena, f->config, name, &screen, &error), STATUS_OK);
	assert_int_equal(ask_parse(f->arena, lang_get("fr"), screen, typed, &ask, &error),
			 STATUS_OK);
	ask.columns = columns;
	ask.order = strcmp(name, "users") == 0 ? "login" : NULL;
	if (ask_select(session, &ask, 0, f->arena, &cursor, &error) != STATUS_OK) {
		return arena_copy(f->arena, error.key);
	}
	while (cursor_next(cursor)) {
		builder_format(&line, "%s%s", line.size > 0 ? " " : "", cursor_text(cursor, 0));
	}
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	return builder_text(&line);
}

static const char *
found(struct fixture *f, const struct session *session, const char *words)
{
	struct error error = { .status = STATUS_OK };
	struct builder line = { .arena = f->arena };
	const struct found *list = NULL;
	size_t count = 0;
	bool more = false, guessed = false;
	assert_int_equal(find(session, words, 20, f->arena, &list, &count, &more, &guessed, &error),
			 STATUS_OK);
	for (size_t i = 0; i < count; i++) {
		builder_format(&line, "%s%s %s", i > 0 ? ", " : "", list[i].key, list[i].customer);
	}
	return builder_text(&line);
}

static void
assert_refused_as_a_whole(struct fixture *f, enum status status, const char *key)
{
	assert_int_equal(status, STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, key);
}

static void
assert_last_audit(struct fixture *f, const char *outcome)
{
	assert_string_equal(fixture_text(f, "SELECT outcome FROM audit ORDER BY id DESC LIMIT 1"),
			    outcome);
}

/* ---- users, who may have several customers (USR-05) ---- */

static void
users_of_several_customers(void **state)
{
	struct fixture *f = *state;
	make(f, "both", "customer", "fleet-manager", "C100,C200");
	make(f, "other", "customer", "fleet-manager", "C200");
	make(f, "bound", "staff", "clerk", "C100");
	make(f, "lead", "staff", "supervisor", "C200");
	struct session *both = session_of(f, "both"), *other = session_of(f, "other"),
		       *lead = session_of(f, "lead");

	assert_string_equal(listed(f, f->manager, "users", "", "login"), "both manager reader");
	assert_string_equal(listed(f, other, "users", "", "login"), "both other");
	assert_string_equal(listed(f, both, "users", "", "login"), "both manager other reader");
	assert_string_equal(listed(f, lead, "users", "", "login"), "both other");
	assert_string_equal(listed(f, f->admin, "users", "login:b", "login"), "both bound");
	/* How many customers he has besides is the issuer's affair, and cannot be asked for. */
	assert_string_equal(listed(f, f->admin, "users", "login:both", "customers"), "C100,C200");
	assert_string_equal(listed(f, other, "users", "login:both", "customers"), "");
	assert_string_equal(listed(f, lead, "users", "login:both", "customers"), "");

	assert_non_null(strstr(found(f, f->manager, "nomboth"), "both "));
	assert_null(strstr(found(f, f->manager, "nomboth"), "C200"));
	const char *of_other = found(f, other, "nomboth");
	assert_non_null(strstr(of_other, "both "));
	assert_string_equal(of_other, found(f, lead, "nomboth"));
	assert_string_equal(found(f, f->manager, "nomother"), "");
	assert_string_equal(found(f, f->manager, "nombound"), "");
	assert_string_equal(found(f, f->manager, "admin"), "");
	assert_string_equal(found(f, both, "bound"), "");
	session_free(&both);
	session_free(&other);
	session_free(&lead);
}

/* An account of the issuer has no customer, and is no record of whoever does not see all. */
static void
accounts_of_the_issuer(void **state)
{
	struct fixture *f = *state;
	make(f, "lead", "staff", "administrator", "C100");
	struct session *lead = session_of(f, "lead");
	assert_refused(f, fixture_run(f, lead, "user.unlock", "login", "clerk", NULL), "login",
		       "record.user.unknown");
	assert_last_audit(f, "denied");
	assert_int_equal(fixture_run(f, lead, "user.unlock", "login", "manager", NULL), STATUS_OK);
	assert_refused(f, fixture_run(f, lead, "user.unlock", "login", "nobody", NULL), "login",
		       "record.user.unknown");
	assert_last_audit(f, "refused");
	assert_int_equal(fixture_run(f, f->admin, "user.unlock", "login", "clerk", NULL),
			 STATUS_OK);
	session_free(&lead);
}

/* ---- records named ---- */

/* The same plate at two customers: each sees his own, and says nothing of the other. */
static void
a_plate_at_two_customers(void **state)
{
	struct fixture *f = *state;
	const char *own = fixture_card("active");
	const char *plate = fixture_text(
	    f, arena_format(f->arena, "SELECT plate FROM card WHERE number = '%s'", own));
	assert_int_equal(fixture_run(f, f->system, "card.import", "customer", "C200", "number",
				     "7002000000000002104", "state", "active", "country", "BE",
				     "plate", plate, "driver", "JANSEN KEES", "fuels", "diesel",
				     "expires_on", "2028-12-31", NULL),
			 STATUS_OK);
	assert_refused(f, fixture_run(f, f->agent, "card.suspend", "plate", plate, NULL), "plate",
		       "record.card.several");
	assert_int_equal(fixture_run(f, f->manager, "card.suspend", "plate", plate, NULL),
			 STATUS_OK);
	assert_last_audit(f, "done");
	assert_int_equal(fixture_run(f, f->manager, "card.lift", "plate", plate, NULL), STATUS_OK);
	/* Blocked, it is still found by its plate, though another's of that plate can be used ...
	 */
	assert_int_equal(fixture_run(f, f->manager, "card.block", "plate", plate, "reason", "theft",
				     "duplicate", "no", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->manager, "card.suspend", "plate", plate, NULL),
			 STATUS_REFUSED);
	assert_string_not_equal(f->outcome.error.key, "record.card.unknown");
	/* ... which whoever sees both means. */
	assert_int_equal(fixture_run(f, f->agent, "card.suspend", "plate", plate, NULL), STATUS_OK);
	assert_string_equal(f->outcome.key, "7002000000000002104");
}

static void
a_record_of_another(void **state)
{
	struct fixture *f = *state;
	assert_refused(
	    f, fixture_run(f, f->manager, "card.suspend", "card", "7002000000000002005", NULL),
	    "card", "record.card.unknown");
	assert_last_audit(f, "denied");
	assert_refused(
	    f, fixture_run(f, f->manager, "card.suspend", "card", "7002999999999999999", NULL),
	    "card", "record.card.unknown");
	assert_last_audit(f, "refused");
	/* A phone that another customer's card has is no news for this one. */
	assert_int_equal(fixture_run(f, f->manager, "card.set-phone", "card",
				     fixture_card("active"), "country", "NL", "phone", "0612345678",
				     NULL),
			 STATUS_OK);
	assert_false(fixture_said(f, "outcome.phone_shared"));
}

/* ---- the id of an operation (decision 9) ---- */

static void
an_operation_of_another(void **state)
{
	struct fixture *f = *state;
	const char *theirs = "7002000000000002005";
	assert_int_equal(fixture_request(f, f->agent, "op-1", "card.suspend", "card", theirs, NULL),
			 STATUS_OK);
	/* Told again to a colleague who sees that customer ... */
	assert_int_equal(fixture_request(f, f->clerk, "op-1", "card.suspend", "card", theirs, NULL),
			 STATUS_OK);
	assert_true(f->outcome.replayed);
	/* ... and to nobody else, whatever he gives with it. */
	assert_refused_as_a_whole(
	    f, fixture_request(f, f->manager, "op-1", "card.suspend", "card", theirs, NULL),
	    "error.request_used");
	assert_int_equal(f->outcome.said_count, 0);
	assert_false(f->outcome.replayed);
	assert_last_audit(f, "denied");
	assert_int_equal(
	    fixture_request(f, f->reader, "op-1", "card.suspend", "card", theirs, NULL),
	    STATUS_DENIED);
	assert_false(f->outcome.replayed);
	/* It was a suspension, and is no lift. */
	assert_refused_as_a_whole(
	    f, fixture_request(f, f->agent, "op-1", "card.lift", "card", theirs, NULL),
	    "error.request_used");
	/* One's own, of one's own customer. */
	const char *own = fixture_card("active");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    fixture_request(f, f->manager, "op-2", "card.suspend", "card", own, NULL),
		    STATUS_OK);
	}
	assert_true(f->outcome.replayed);
}

/* ---- history (AUD-02) ---- */

static void
a_history_asks_for_the_right_of_its_record(void **state)
{
	struct fixture *f = *state;
	make(f, "drivers", "customer", "fleet-manager", "C100");
	fixture_number(f, "SELECT 1");
	struct session *session = session_of(f, "drivers");
	session->rights = 1u << RIGHT_DRIVER_CODES;
	assert_string_equal(listed(f, session, "history", "kind:card record:1", "command"),
			    "error.screen_denied");
	assert_string_equal(listed(f, session, "history", "kind:user record:1", "command"),
			    "error.screen_denied");
	assert_string_equal(listed(f, session, "history", "kind:nothing record:1", "command"),
			    "error.screen_denied");
	assert_string_equal(listed(f, session, "history", "kind:driver record:999", "command"), "");
	assert_string_equal(listed(f, session, "history", "kind:driver", "command"),
			    "error.filter_needed");
	assert_string_equal(listed(f, session, "history", "", "command"), "error.filter_needed");
	/* Staff no less: who may not open the users may not read what was done about them. */
	assert_string_equal(listed(f, f->agent, "history", "kind:user record:1", "command"),
			    "error.screen_denied");
	/* Of a card of another: as if nothing had been done. */
	assert_int_equal(
	    fixture_run(f, f->agent, "card.suspend", "card", "7002000000000002005", NULL),
	    STATUS_OK);
	const char *theirs =
	    arena_format(f->arena, "kind:card record:%lld",
			 (long long)fixture_number(
			     f, "SELECT id FROM card WHERE number = '7002000000000002005'"));
	assert_non_null(strstr(listed(f, f->agent, "history", theirs, "command"), "card.suspend"));
	assert_string_equal(listed(f, f->manager, "history", theirs, "command"), "");
	session_free(&session);
}

/* ---- what is asked for by name without the right to it (AUD-01) ---- */

static bool
no_line(void *context, struct arena *arena, const struct input **input, const char **request)
{
	(void)context, (void)arena, (void)input, (void)request;
	return false;
}

static void
a_file_without_the_right(void **state)
{
	struct fixture *f = *state;
	const struct stream stream = { .next = no_line };
	struct error error = { .status = STATUS_OK };
	assert_int_equal(
	    execute_stream(f->reader, command_find("card.block"), &stream, RUN, &error),
	    STATUS_DENIED);
	assert_string_equal(error.key, "error.reader");
	assert_last_audit(f, "denied");
	assert_string_equal(
	    fixture_text(f, "SELECT command || ' ' || login FROM audit ORDER BY id DESC LIMIT 1"),
	    "card.block reader");
}

/* ---- a session that stands open while its user is changed (USR-04) ---- */

static bool
stands(struct session *session)
{
	struct error why;
	int64_t left = 0;
	return session_still_open(session, &why, &left);
}

static void
what_is_taken_away_is_gone_at_once(void **state)
{
	struct fixture *f = *state;
	struct error error = { .status = STATUS_OK };
	const char *own = fixture_card("active");
	struct session *open = session_new(f->store, f->config, lang_get("nl"));
	assert_true(clock_set(&open->clock, FIXTURE_NOW));
	assert_int_equal(session_sign_in(open, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	open->lang = lang_get("nl");
	assert_int_equal(fixture_run(f, open, "card.suspend", "card", own, NULL), STATUS_OK);

	/* A right: by the next command, without a look at the session before. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.revoke", "login", "manager", "right", "cards", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_run(f, open, "card.lift", "card", own, NULL), STATUS_DENIED);
	assert_string_equal(listed(f, open, "cards", "", "number"), "error.screen_denied");
	assert_ptr_equal(open->lang, lang_get("nl"));

	/* A customer: by the next look of the terminal. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.grant", "login", "manager", "right", "cards", NULL),
	    STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->admin, "user.change", "login", "manager", "customers", "C200", NULL),
	    STATUS_OK);
	assert_true(stands(open));
	assert_string_equal(listed(f, open, "customers", "", "number"), "C200");
	assert_refused(f, fixture_run(f, open, "card.lift", "card", own, NULL), "card",
		       "record.card.unknown");
	session_free(&open);
}

/* ---- profiles ---- */

/* USR-06: what is told of the built-in profiles is what who has one is given. */
static void
profiles_are_what_they_say(void **state)
{
	struct fixture *f = *state;
	const struct session *const *told = profile_sessions(f->arena);
	struct session *const given[] = { f->admin, f->supervisor, f->clerk,
					  f->agent, f->manager,    f->reader };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
		assert_string_equal(told[i]->profile, given[i]->profile);
		assert_int_equal(told[i]->rights, given[i]->rights);
		assert_int_equal(told[i]->staff, given[i]->staff);
		assert_int_equal(told[i]->acts, given[i]->acts);
		for (const struct command *const *c = commands; *c; c++) {
			assert_int_equal(execute_allowed(told[i], *c, NULL),
					 execute_allowed(given[i], *c, NULL));
		}
	}
	assert_null(told[sizeof given / sizeof *given]);
}

/* ---- what only the issuer reads ---- */

static void
a_note_is_for_the_issuer(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->clerk, "customer.change", "customer", "C100", "note",
				     "Mauvais payeur", NULL),
			 STATUS_OK);
	assert_string_equal(listed(f, f->agent, "customer", "number:C100", "note"),
			    "Mauvais payeur");
	assert_string_equal(listed(f, f->manager, "customer", "number:C100", "note"), "");
}

/* Of no customer: codes of the issuer's people among them.  The list hides them, and so do the
 * commands. */
static void
a_message_of_the_issuer(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->system, "account.forgot", "login", "admin", NULL),
			 STATUS_OK);
	const char *number =
	    fixture_text(f, "SELECT CAST(id AS TEXT) FROM outbox WHERE customer_id IS NULL");
	assert_non_null(number);
	f->manager->rights |= 1U << RIGHT_OUTBOX;
	assert_refused(f, fixture_run(f, f->manager, "message.cancel", "message", number, NULL),
		       "message", "record.message.unknown");
	assert_int_equal(fixture_run(f, f->admin, "message.cancel", "message", number, NULL),
			 STATUS_OK);
}

/* Nor is anybody told by the number who asked for what, and when. */
static void
an_approval_of_the_issuer(void **state)
{
	struct fixture *f = *state;
	struct cursor *cursor = NULL;
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
	assert_int_equal(
	    store_fetch_sql(
		f->store,
		"INSERT INTO pending (id, command, input, state, approval, needs, maker, "
		"created_at) VALUES (900, 'card.block', '{}', 'done', 1, 'cards', 'clerk', "
		"'2026-11-20T14:41:00Z')",
		NULL, &cursor, NULL),
	    STATUS_OK);
	(void)cursor_next(cursor);
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
	assert_refused(f, fixture_run(f, f->manager, "pending.approve", "pending", "900", NULL),
		       "pending", "record.pending.unknown");
	assert_refused(f, fixture_run(f, f->clerk, "pending.approve", "pending", "900", NULL),
		       "pending", "refusal.pending_ended");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(users_of_several_customers, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(accounts_of_the_issuer, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_plate_at_two_customers, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_record_of_another, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(an_operation_of_another, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_history_asks_for_the_right_of_its_record,
						fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(a_file_without_the_right, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(what_is_taken_away_is_gone_at_once, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(profiles_are_what_they_say, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_note_is_for_the_issuer, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_message_of_the_issuer, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(an_approval_of_the_issuer, fixture_open,
						fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
