/* ACC-02, ACC-03, ACC-09, ACC-11: passwords at their edges, language, unlocking, the first account.
 */
#include "fixture.h"

#include <guichet/password.h>
#include <string.h>

static unsigned
faults_of(struct fixture *f, const char *password, const char *login, size_t least)
{
	return password_faults(f->arena, password, login, least);
}

/* ACC-02: at least 7 characters (12 for staff), a letter, a digit, a special character: all faults
 * at once. */
static void
every_fault_at_once(void **state)
{
	static const struct {
		const char *password;
		size_t least;
		unsigned faults;
	} cases[] = {
		{ "", 7, PASSWORD_SHORT | PASSWORD_LETTER | PASSWORD_DIGIT | PASSWORD_SPECIAL },
		{ "abc", 7, PASSWORD_SHORT | PASSWORD_DIGIT | PASSWORD_SPECIAL },
		{ "4827193", 7, PASSWORD_LETTER | PASSWORD_SPECIAL },
		{ "!!!!!!!", 7, PASSWORD_LETTER | PASSWORD_DIGIT },
		{ "trombone", 7, PASSWORD_DIGIT | PASSWORD_SPECIAL },
		{ "trombone7", 7, PASSWORD_SPECIAL },
		{ "trombo7!", 7, 0 },
		{ "tromb7!", 7, 0 },
		{ "trom7!", 7, PASSWORD_SHORT },
		{ "trombone77!", 12, PASSWORD_SHORT },
		{ "trombones77!", 12, 0 },
		{ "été2 été", 7, 0 },            /* a blank is a sign, é a letter */
		{ "пароль7!", 7, 0 },            /* of any alphabet */
		{ "éééé7!", 7, PASSWORD_SHORT }, /* characters, not bytes */
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(faults_of(f, cases[i].password, "dupont", cases[i].least),
				 cases[i].faults);
	}
}

/* ACC-02: up to 128 bytes, never cut. */
static void
never_cut(void **state)
{
	struct fixture *f = *state;
	char password[140];
	memset(password, 'a', sizeof password);
	memcpy(password + 100, "7!", 2);
	password[128] = '\0';
	assert_int_equal(faults_of(f, password, "dupont", 12), 0);
	password[128] = 'a';
	password[129] = '\0';
	assert_int_equal(faults_of(f, password, "dupont", 12), PASSWORD_LONG);
}

/* ACC-02: differs from the user name whatever the case. */
static void
differs_from_the_login(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(faults_of(f, "DUPONT.7", "dupont.7", 7), PASSWORD_LOGIN);
	assert_int_equal(faults_of(f, "dupont.77", "dupont.7", 7), 0);
	assert_int_equal(faults_of(f, "ÉRIC.DUPONT7", "éric.dupont7", 7), PASSWORD_LOGIN);
}

/* ACC-02: common ones are refused, however they are dressed up. */
static void
common_ones_are_refused(void **state)
{
	static const char *const common[] = { "Azerty123!",        "Motdepasse1!", "welkom-2026",
					      "P-a-s-s-w-o-r-d-1", "WELCOME.123",  "Été-2026!" };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		assert_true(faults_of(f, common[i], "dupont", 7) & PASSWORD_COMMON);
	}
	assert_int_equal(faults_of(f, FIXTURE_PASSWORD, "dupont", 12), 0);
}

/* ---- account.set-password ---- */

static enum status
set(struct fixture *f, struct session *who, const char *present, const char *new)
{
	return fixture_run(f, who, "account.set-password", "present", present, "new", new, NULL);
}

static bool
signs_in(struct fixture *f, const char *password)
{
	struct session *session = session_new(f->store, f->config, f->system->lang);
	struct error error = { .status = STATUS_OK };
	session->clock = f->system->clock;
	enum status status = session_sign_in(session, "agent", password, &error);
	session_free(&session);
	return status == STATUS_OK;
}

/* ACC-03: after the present one; it counts at once. */
static void
changes_after_the_present_one(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, set(f, f->agent, "Guichet-2027!", "Trombone-77!"), "present",
		       "refusal.password_present");
	assert_int_equal(set(f, f->agent, FIXTURE_PASSWORD, "Trombone-77!"), STATUS_OK);
	assert_true(signs_in(f, "Trombone-77!"));
	assert_false(signs_in(f, FIXTURE_PASSWORD));
}

/* ACC-02: every failed criterion is named at once, in the reader's language. */
static void
refusal_names_them_all(void **state)
{
	struct fixture *f = *state;
	assert_refused(f, set(f, f->agent, FIXTURE_PASSWORD, "agent"), "new", "refusal.password");
	const char *told = fixture_refusal(f, "fr");
	assert_non_null(strstr(told, "au moins 12 caractères"));
	assert_non_null(strstr(told, "au moins un chiffre"));
	assert_non_null(strstr(told, "un signe"));
	assert_non_null(strstr(told, "nom d'utilisateur"));
	assert_non_null(strstr(fixture_refusal(f, "nl"), "minstens 12 tekens"));
	/* 7 is enough for a customer's user, 12 for staff. */
	assert_int_equal(set(f, f->manager, FIXTURE_PASSWORD, "Trom-77"), STATUS_OK);
	assert_refused(f, set(f, f->agent, FIXTURE_PASSWORD, "Trom-77"), "new", "refusal.password");
}

/* ACC-02: not one of the last 4, the present one included; the fifth before may come back. */
static void
last_four_do_not_come_back(void **state)
{
	static const char *const next[] = { "Trombone-71!", "Trombone-72!", "Trombone-73!",
					    "Trombone-74!" };
	struct fixture *f = *state;
	const char *present = FIXTURE_PASSWORD;
	assert_refused(f, set(f, f->agent, present, present), "new", "refusal.password");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "récemment"));
	for (size_t i = 0; i < 4; i++) {
		if (i > 0) {
			assert_refused(f, set(f, f->agent, present, FIXTURE_PASSWORD), "new",
				       "refusal.password");
		}
		/* Each at a later moment. */
		fixture_at(f, arena_format(f->arena, "2026-11-20T16:0%zu", i));
		assert_int_equal(set(f, f->agent, present, next[i]), STATUS_OK);
		present = next[i];
	}
	assert_refused(f, set(f, f->agent, present, next[0]), "new", "refusal.password");
	assert_int_equal(set(f, f->agent, present, FIXTURE_PASSWORD), STATUS_OK);
}

/* AUD-01: neither password nor hash is in the audit. */
static void
audit_holds_no_password(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, f->agent, FIXTURE_PASSWORD, "Trombone-77!"), STATUS_OK);
	const char *all =
	    fixture_text(f, "SELECT group_concat(coalesce(input, '') || coalesce(before, '') || "
			    "coalesce(after, '') || answer) FROM audit");
	assert_null(strstr(all, "Trombone"));
	assert_null(strstr(all, "Guichet-2026"));
	assert_null(strstr(all, "argon2"));
}

/* A reader changes nothing else, but his own password and language. */
static void
readers_have_their_own(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(set(f, f->reader, FIXTURE_PASSWORD, "Trombone-77!"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->reader, "account.set-language", "language", "nl", NULL),
			 STATUS_OK);
	assert_int_equal(set(f, f->system, FIXTURE_PASSWORD, "Trombone-77!"), STATUS_DENIED);
}

/* ACC-11 */
static void
language_is_kept(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(fixture_run(f, f->agent, "account.set-language", "language", "en", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT language FROM account WHERE login = 'agent'"),
			    "en");
	assert_int_equal(fixture_run(f, f->agent, "account.set-language", "language", "de", NULL),
			 STATUS_USAGE);
	assert_int_equal(fixture_run(f, f->agent, "account.set-language", "language", "en", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* ACC-09: an administrator lifts the lock that five failures made. */
static void
administrator_unlocks(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 5; i++) {
		assert_false(signs_in(f, "wrong"));
	}
	assert_false(signs_in(f, FIXTURE_PASSWORD));
	assert_int_equal(fixture_run(f, f->supervisor, "user.unlock", "login", "agent", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->manager, "user.unlock", "login", "agent", NULL),
			 STATUS_DENIED);
	assert_false(signs_in(f, FIXTURE_PASSWORD));
	assert_int_equal(fixture_run(f, f->admin, "user.unlock", "login", "Agent", NULL),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.user_unlocked"));
	assert_true(signs_in(f, FIXTURE_PASSWORD));
	assert_int_equal(fixture_run(f, f->admin, "user.unlock", "login", "agent", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
}

/* ---- account.create ---- */

static enum status
create(struct fixture *f, struct session *who, const char *login, const char *param,
       const char *text)
{
	return fixture_run(f, who, "account.create", "login", login, "last_name", "Test",
			   "first_name", "Éric", "profile", "clerk", "password",
			   strcmp(param, "password") == 0 ? text : FIXTURE_PASSWORD,
			   strcmp(param, "password") == 0 ? "kind" : param,
			   strcmp(param, "password") == 0 ? "staff" : text, NULL);
}

static void
account_is_checked(void **state)
{
	static const struct {
		const char *login, *param, *text, *at, *key;
	} bad[] = {
		{ "agent", "email", "a@guichet.example", "login", "refusal.login_taken" },
		{ "AGENT", "email", "a@guichet.example", "login", "refusal.login_taken" },
		{ "été", "email", "a@guichet.example", "login", "refusal.login_signs" },
		{ "new", "email", "Agent@guichet.example", "email", "refusal.email_taken" },
		{ "new", "email", "nobody", "email", "refusal.email" },
		{ "new", "phone", "047012345", "phone", "refusal.user_phone" },
		{ "new", "password", "Short-7", "password", "refusal.password" },
		{ "new", "kind", "customer", "profile", "refusal.profile_staff_only" },
		{ "new", "customers", "C999", "customers", "record.customer.unknown" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_refused(f, create(f, f->system, bad[i].login, bad[i].param, bad[i].text),
			       bad[i].at, bad[i].key);
	}
	assert_int_equal(create(f, f->admin, "new", "phone", "0470123456"), STATUS_DENIED);
	assert_int_equal(create(f, f->system, "new", "phone", "0470123456"), STATUS_OK);
	assert_string_equal(
	    fixture_text(f, "SELECT last_name || ' ' || first_name || ' ' || all_customers FROM "
			    "account WHERE login = 'new'"),
	    "TEST ÉRIC 1");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_right r JOIN account a ON "
					   "a.id = r.account_id WHERE a.login = 'new' AND "
					   "r.right_code = 'cards'"),
			 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_fault_at_once),           TEST(never_cut),
		TEST(differs_from_the_login),        TEST(common_ones_are_refused),
		TEST(changes_after_the_present_one), TEST(refusal_names_them_all),
		TEST(last_four_do_not_come_back),    TEST(audit_holds_no_password),
		TEST(readers_have_their_own),        TEST(language_is_kept),
		TEST(administrator_unlocks),         TEST(account_is_checked),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
