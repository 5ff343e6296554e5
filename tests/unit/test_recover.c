/* ACC-01, ACC-02, ACC-04, ACC-09: a forgotten password, and what a race or a stranger makes of it.
 */
#include "doorway.h"

#include <string.h>

#define NEW "Trombone-77!"

/* What happens in the middle of a hash, and what came of it. */
struct meanwhile {
	struct fixture *f;
	enum status status;
	int64_t seen;
};

static enum status
forgot(struct fixture *f, const char *login)
{
	struct session *session = nobody(f);
	const enum status status = fixture_run(f, session, "account.forgot", "login", login, NULL);
	session_free(&session);
	return status;
}

static enum status
reset(struct fixture *f, const char *login, const char *code, const char *new)
{
	struct session *session = nobody(f);
	const enum status status = fixture_run(f, session, "account.reset", "login", login, "code",
					       code, "new", new, NULL);
	session_free(&session);
	return status;
}

static int64_t
codes_sent(struct fixture *f)
{
	return fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = 'reset'");
}

static const char *
asked(struct fixture *f, const char *login)
{
	assert_int_equal(forgot(f, login), STATUS_OK);
	return code_of(f, "reset");
}

/* ACC-04: the message names the user, who may have forgotten that too; the code works once. */
static void
name_and_password_come_back(void **state)
{
	struct fixture *f = *state;
	const char *code = asked(f, "AGENT@guichet.example");
	assert_non_null(strstr(fixture_letter(f, "reset"), "agent"));
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_OK);
	assert_string_equal(f->outcome.key, "agent");
	assert_true(comes_in(f, "agent", NEW));
	assert_false(comes_in(f, "agent", FIXTURE_PASSWORD));
	assert_refused(f, reset(f, "agent", code, "Parapluie-88!"), "code", "refusal.reset_used");
}

/* By SMS where there is no e-mail address. */
static void
by_sms_without_an_address(void **state)
{
	struct fixture *f = *state;
	alter(f, "UPDATE account SET email = NULL, email_key = NULL, phone = '0470123456' WHERE "
		 "login = 'agent'");
	const char *code = asked(f, "agent");
	assert_string_equal(
	    fixture_text(f, "SELECT channel || recipient FROM outbox WHERE kind = 'reset'"),
	    "sms+32470123456");
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_OK);
}

/* ACC-04: 30 minutes, and a later code makes the one before useless. */
static void
thirty_minutes(void **state)
{
	struct fixture *f = *state;
	fixture_at(f, "2026-11-20T16:00:00");
	const char *first = asked(f, "agent");
	fixture_at(f, "2026-11-20T16:10:00");
	const char *second = asked(f, "agent");
	assert_refused(f, reset(f, "agent", first, NEW), "code", "refusal.reset_replaced");
	fixture_at(f, "2026-11-20T16:40:00");
	assert_refused(f, reset(f, "agent", second, NEW), "code", "refusal.reset_expired");
	fixture_at(f, "2026-11-20T16:39:59");
	assert_int_equal(reset(f, "agent", second, NEW), STATUS_OK);
}

/* So many an hour, and then none goes out, though the answer is the same. */
static void
few_an_hour(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 6; i++) {
		assert_int_equal(forgot(f, "agent"), STATUS_OK);
		assert_true(fixture_said(f, "outcome.reset_sent"));
	}
	assert_int_equal(codes_sent(f), 3);
	assert_int_equal(forgot(f, "clerk"), STATUS_OK);
	assert_int_equal(codes_sent(f), 4);
	fixture_at(f, "2026-11-20T16:41:01");
	assert_int_equal(forgot(f, "agent"), STATUS_OK);
	assert_int_equal(codes_sent(f), 5);
}

/* ACC-01, ACC-04: the same answer, the same trace, the same work for a user there is not, or who
 * may not come in. */
static void
tells_nothing_of_who_there_is(void **state)
{
	struct fixture *f = *state;
	alter(f, "UPDATE account SET state = 'disabled' WHERE login = 'clerk'");
	hashes_since();
	assert_int_equal(forgot(f, "agent"), STATUS_OK);
	const int known = hashes_since();
	const char *told = fixture_told(f, "fr", "outcome.reset_sent");
	static const char *const others[] = { "nobody-of-that-name", "clerk", NULL };
	for (const char *const *login = others; *login != NULL; login++) {
		assert_int_equal(forgot(f, *login), STATUS_OK);
		assert_int_equal(hashes_since(), known);
		assert_string_equal(fixture_told(f, "fr", "outcome.reset_sent"), told);
		assert_int_equal(f->outcome.said_count, 1);
		assert_null(f->outcome.key);
	}
	assert_int_equal(known, 1);
	assert_int_equal(codes_sent(f), 1);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = 'account.forgot' AND "
			      "outcome = 'done' AND account_id IS NULL"),
	    3);
	assert_refused(f, reset(f, "agent", "0000-0000-0000", NEW), "", "refusal.reset_wrong");
	assert_int_equal(hashes_since(), 1);
	assert_refused(f, reset(f, "nobody", "0000-0000-0000", NEW), "", "refusal.reset_wrong");
	assert_int_equal(hashes_since(), 1);
}

/* Another's code, and a code of another kind, are worth nothing. */
static void
code_is_of_one_account(void **state)
{
	struct fixture *f = *state;
	const char *code = asked(f, "agent");
	assert_refused(f, reset(f, "clerk", code, NEW), "", "refusal.reset_wrong");
	struct session *session = nobody(f);
	assert_refused(f,
		       fixture_run(f, session, "user.activate", "login", "agent", "code", code,
				   "last_name", "LEROY", "first_name", "MARIE", "phone",
				   "0470000004", "new", NEW, NULL),
		       "", "refusal.activation_wrong");
	session_free(&session);
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_OK);
}

/* ACC-09: five wrong ones end a code, and the sixth is the right one too late. */
static void
five_tries(void **state)
{
	struct fixture *f = *state;
	const char *code = asked(f, "agent");
	for (int i = 0; i < 4; i++) {
		assert_refused(f, reset(f, "agent", "0000-0000-0000", NEW), "",
			       "refusal.reset_wrong");
	}
	/* ACC-02: the right code with a password that will not do is no guess. */
	for (int i = 0; i < 3; i++) {
		assert_refused(f, reset(f, "agent", code, FIXTURE_PASSWORD), "new",
			       "refusal.password");
		assert_refused(f, reset(f, "agent", code, "Court-7"), "new", "refusal.password");
	}
	assert_refused(f, reset(f, "agent", "0000-0000-0000", NEW), "", "refusal.reset_wrong");
	assert_refused(f, reset(f, "agent", code, NEW), "code", "refusal.reset_locked");
	assert_true(comes_in(f, "agent", FIXTURE_PASSWORD));
	assert_int_equal(reset(f, "agent", asked(f, "agent"), NEW), STATUS_OK);
}

static void
dies(void *context)
{
	struct meanwhile *meanwhile = context;
	meanwhile->seen = fixture_number(meanwhile->f, "SELECT MAX(failures) FROM account_code");
	/* What the store has now is what a program killed here leaves behind. */
}

/* ACC-09: a try is counted and committed before it is worked on: killed in between, none is free.
 */
static void
counted_before_it_is_looked_at(void **state)
{
	struct fixture *f = *state;
	struct meanwhile meanwhile = { .f = f };
	const char *code = asked(f, "agent");
	for (int64_t i = 1; i <= 5; i++) {
		hash_meanwhile(dies, &meanwhile);
		assert_refused(f, reset(f, "agent", "0000-0000-0000", NEW), "",
			       "refusal.reset_wrong");
		assert_int_equal(meanwhile.seen, i);
	}
	/* Killed after its fifth try was counted, before it could lock: the sixth is not looked at,
	 * and locks. */
	code = asked(f, "agent");
	alter(f, "UPDATE account_code SET failures = 5 WHERE ended IS NULL");
	assert_refused(f, reset(f, "agent", code, NEW), "code", "refusal.reset_locked");
}

/* ACC-09: it lifts the lock, and whoever had come in with the old password is out. */
static void
lifts_the_lock_and_ends_sessions(void **state)
{
	struct fixture *f = *state;
	struct error error = { .status = STATUS_OK };
	struct session *other = nobody(f);
	int64_t left = 0;
	assert_int_equal(session_sign_in(other, "agent", FIXTURE_PASSWORD, &error), STATUS_OK);
	assert_true(session_still_open(other, &error, &left));
	for (int i = 0; i < 5; i++) {
		assert_false(comes_in(f, "agent", "wrong"));
	}
	assert_false(comes_in(f, "agent", FIXTURE_PASSWORD));
	assert_int_equal(reset(f, "agent", asked(f, "agent"), NEW), STATUS_OK);
	assert_false(session_still_open(other, &error, &left));
	session_free(&other);
	assert_true(comes_in(f, "agent", NEW));
}

/* ACC-02: 7 characters for a customer's user, 12 for staff, not one of the last four. */
static void
rules_of_the_account(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(reset(f, "manager", asked(f, "manager"), "Trom-77"), STATUS_OK);
	const char *code = asked(f, "agent");
	assert_refused(f, reset(f, "agent", code, "Trom-77"), "new", "refusal.password");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "12"));
	assert_refused(f, reset(f, "agent", code, FIXTURE_PASSWORD), "new", "refusal.password");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "récemment"));
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_OK);
}

/* An account disabled after the code went out stays shut. */
static void
disabled_meanwhile(void **state)
{
	struct fixture *f = *state;
	const char *code = asked(f, "agent");
	alter(f, "UPDATE account SET state = 'disabled' WHERE login = 'agent'");
	assert_refused(f, reset(f, "agent", code, NEW), "", "access.disabled");
	assert_false(comes_in(f, "agent", NEW));
}

/* ---- somebody else meanwhile ---- */

static void
sets_another(void *context)
{
	struct meanwhile *meanwhile = context;
	const struct outcome kept = meanwhile->f->outcome;
	meanwhile->status = fixture_run(meanwhile->f, meanwhile->f->agent, "account.set-password",
					"present", FIXTURE_PASSWORD, "new", "Parapluie-88!", NULL);
	meanwhile->f->outcome = kept;
}

/* ACC-03: what was held against a hash that has been replaced since is not taken. */
static void
changed_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct meanwhile meanwhile = { .f = f };
	hash_meanwhile(sets_another, &meanwhile);
	assert_int_equal(fixture_run(f, f->agent, "account.set-password", "present",
				     FIXTURE_PASSWORD, "new", NEW, NULL),
			 STATUS_CHANGED);
	assert_int_equal(meanwhile.status, STATUS_OK);
	assert_true(comes_in(f, "agent", "Parapluie-88!"));
	const char *code = asked(f, "agent");
	alter(f, "DELETE FROM account_password");
	alter(f, "UPDATE account SET password = (SELECT password FROM account WHERE login = "
		 "'clerk') WHERE login = 'agent'");
	hash_meanwhile(sets_another, &meanwhile);
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_CHANGED);
	assert_int_equal(meanwhile.status, STATUS_OK);
	assert_int_equal(reset(f, "agent", code, NEW), STATUS_OK);
}

/* ACC-09: at an open terminal the present password is not guessed at for ever. */
static void
present_one_is_counted(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 5; i++) {
		assert_refused(f,
			       fixture_run(f, f->agent, "account.set-password", "present", "wrong",
					   "new", NEW, NULL),
			       "present", "refusal.password_present");
	}
	assert_refused(f,
		       fixture_run(f, f->agent, "account.set-password", "present", FIXTURE_PASSWORD,
				   "new", NEW, NULL),
		       "present", "refusal.password_present");
	assert_false(comes_in(f, "agent", FIXTURE_PASSWORD));
}

/* A hash of other parameters is made anew when its password is typed; it stays among the last ones.
 */
static void
old_hash_is_made_anew(void **state)
{
	struct fixture *f = *state;
	hash_at_cost(true);
	/* "Trombone-77!" with 1 pass and 8 MiB, as another release might have had it; char(36): $,
	 * not for the shell. */
	alter(f,
	      "UPDATE account SET password = "
	      "replace('argon2id,1,8192,000102030405060708090a0b0c0d0e0f,"
	      "265f03afd687096f5da0ce04c8a6988c64f57abcfe025d8b41dfaa7b007eb28f', ',', char(36)) "
	      "WHERE login = 'agent'; "
	      "UPDATE account_password SET hash = (SELECT password FROM account WHERE login = "
	      "'agent') "
	      "WHERE account_id = (SELECT id FROM account WHERE login = 'agent')");
	const char *made = fixture_text(f, "SELECT password FROM account WHERE login = 'agent'");
	assert_false(comes_in(f, "agent", "wrong"));
	assert_string_equal(fixture_text(f, "SELECT password FROM account WHERE login = 'agent'"),
			    made);
	assert_true(comes_in(f, "agent", NEW));
	const char *now = fixture_text(f, "SELECT password FROM account WHERE login = 'agent'");
	assert_memory_equal(now, "argon2id$3$65536$", 17);
	assert_string_equal(fixture_text(f, "SELECT hash FROM account_password p JOIN account a ON "
					    "a.id = p.account_id WHERE a.login = 'agent'"),
			    now);
	assert_true(comes_in(f, "agent", NEW));
	hashes_since();
	assert_true(comes_in(f, "agent", NEW));
	assert_int_equal(hashes_since(), 1);
	hash_at_cost(false);
}

static void
takes_the_gate(void *context)
{
	struct meanwhile *meanwhile = context;
	struct error error = { .status = STATUS_OK };
	meanwhile->status = store_begin(meanwhile->f->store, "somebody", &error);
	store_rollback(meanwhile->f->store);
}

/* Nobody waits for a hash: the gate is free while one is made. */
static void
gate_is_free_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct meanwhile meanwhile = { .f = f, .status = STATUS_FAILED };
	hash_meanwhile(takes_the_gate, &meanwhile);
	assert_int_equal(fixture_run(f, f->agent, "account.set-password", "present",
				     FIXTURE_PASSWORD, "new", NEW, NULL),
			 STATUS_OK);
	assert_int_equal(meanwhile.status, STATUS_OK);
}

/* ---- one password, however its accents are typed ---- */

/* ACC-02: composed (NFC) before it is hashed, in every place where one is typed. */
static void
accents_are_composed(void **state)
{
	struct fixture *f = *state;
	static const char composed[] = "Été-à-Liège-7",
			  apart[] = "E\xCC\x81te\xCC\x81-a\xCC\x80-Lie\xCC\x80ge-7";
	assert_int_equal(fixture_run(f, f->agent, "account.set-password", "present",
				     FIXTURE_PASSWORD, "new", apart, NULL),
			 STATUS_OK);
	assert_true(comes_in(f, "agent", composed));
	assert_true(comes_in(f, "agent", apart));
	assert_refused(f,
		       fixture_run(f, f->agent, "account.set-password", "present", apart, "new",
				   composed, NULL),
		       "new", "refusal.password");
	assert_refused(f, reset(f, "agent", asked(f, "agent"), composed), "new",
		       "refusal.password");
}

/* ACC-02: 128 bytes of UTF-8 are taken whole: no shorter one opens what they closed. */
static void
whole_length_counts(void **state)
{
	struct fixture *f = *state;
	char password[132] = "7!";
	for (size_t i = 2; i < 128; i += 2) {
		memcpy(password + i, "é", 2);
	}
	assert_int_equal(reset(f, "agent", asked(f, "agent"), password), STATUS_OK);
	assert_true(comes_in(f, "agent", password));
	memcpy(password + 126, "è", 2);
	assert_false(comes_in(f, "agent", password));
	memcpy(password + 126, "éa", 4);
	assert_false(comes_in(f, "agent", password));
	assert_refused(f, reset(f, "agent", asked(f, "agent"), password), "new",
		       "refusal.password");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "128"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(name_and_password_come_back),
		TEST(by_sms_without_an_address),
		TEST(thirty_minutes),
		TEST(few_an_hour),
		TEST(tells_nothing_of_who_there_is),
		TEST(code_is_of_one_account),
		TEST(five_tries),
		TEST(counted_before_it_is_looked_at),
		TEST(lifts_the_lock_and_ends_sessions),
		TEST(rules_of_the_account),
		TEST(disabled_meanwhile),
		TEST(changed_meanwhile),
		TEST(present_one_is_counted),
		TEST(old_hash_is_made_anew),
		TEST(gate_is_free_meanwhile),
		TEST(accents_are_composed),
		TEST(whole_length_counts),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
