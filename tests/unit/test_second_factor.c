/* ACC-13: the second factor: one-time codes, recovery codes, who must have one. */
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/qr.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <qrencode.h>
#include <stdio.h>
#include <string.h>

/* RFC 6238, appendix B: SHA-1, eight digits. */
static void
the_codes_are_those_of_the_standard(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} vectors[] = {
		{ 59, "94287082" },         { 1111111109, "07081804" }, { 1111111111, "14050471" },
		{ 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		char code[9];
		assert_true(totp_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", vectors[i].seconds / 30,
				      8, code));
		assert_string_equal(code, vectors[i].code);
	}
}

/* A step on either side, never one that was used, never what is no code. */
static void
a_code_is_of_its_time_and_works_once(void **state)
{
	const int64_t now = 1700000000;
	char secret[TOTP_SECRET_SIZE], code[9];
	int64_t step = 0;
	(void)state;
	totp_secret(secret);
	for (int64_t away = -3; away <= 3; away++) {
		assert_true(totp_code(secret, now / 30 + away, 6, code));
		const bool near = away >= -1 && away <= 1;
		assert_int_equal(totp_match(secret, code, now, -1, &step), near);
		if (near) {
			assert_int_equal(step, now / 30 + away);
			assert_false(totp_match(secret, code, now, step, &step));
		}
	}
	assert_true(totp_code(secret, now / 30, 6, code));
	assert_false(totp_match(secret, "", now, -1, &step));
	assert_false(totp_match(secret, "12345", now, -1, &step));
	assert_false(totp_match("not base32!", code, now, -1, &step));
}

/* What is drawn is what libqrencode says, whichever way round, and light all around. */
static void
the_picture_is_the_code(void **state)
{
	const char *uri =
	    "otpauth://totp/guichet:a.rather.long.login?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
	struct arena *arena = arena_new();
	QRcode *code = QRcode_encodeString(uri, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	(void)state;
	assert_non_null(code);
	for (int light = 0; light < 2; light++) {
		size_t count = 0;
		const char *const *lines = qr_lines(arena, uri, 2, light != 0, &count);
		assert_int_equal(count, (size_t)(code->width + 5) / 2);
		assert_true(count <= 19); /* the body of 80x24 */
		for (size_t y = 0; y < count; y++) {
			const char *at = lines[y];
			assert_int_equal(text_width(at), code->width + 4);
			for (int x = -2; x < code->width + 2; x++) {
				const bool above = strncmp(at, "▀", 3) == 0,
					   below = strncmp(at, "▄", 3) == 0;
				const bool both = strncmp(at, "█", 3) == 0;
				const bool drawn[2] = { above || both, below || both };
				for (int half = 0; half < 2; half++) {
					const int row = (int)y * 2 + half - 2;
					const bool inside = row >= 0 && row < code->width &&
							    x >= 0 && x < code->width;
					const bool dark =
					    inside && (code->data[row * code->width + x] & 1);
					assert_int_equal(drawn[half] != (light != 0), dark);
				}
				at += *at == ' ' ? 1 : 3;
			}
		}
	}
	assert_null(
	    qr_lines(arena,
		     "a text that is far too long for the five versions that are allowed, since a "
		     "terminal of twenty-four lines has no room for the square it makes",
		     2, false, &(size_t){ 0 }));
	QRcode_free(code);
	arena_free(&arena);
}

/* ---- an account with a second factor ---- */

static const char *
handed(const struct fixture *f, const char *name, size_t skip)
{
	for (const struct input *input = f->outcome.handed; input != NULL && input->name != NULL;
	     input++) {
		if (strcmp(input->name, name) == 0 && skip-- == 0) {
			return input->text;
		}
	}
	return NULL;
}

static int64_t
now_of(const struct session *session)
{
	return clock_seconds(&session->clock);
}

/* The code of the step that is so many away from now. */
static const char *
code_at(struct fixture *f, const struct session *session, const char *secret, int away)
{
	char *code = arena_alloc(f->arena, 9);
	assert_true(totp_code(secret, now_of(session) / 30 + away, 6, code));
	return code;
}

static const char *
bare(struct fixture *f, const char *text)
{
	struct builder out = { .arena = f->arena };
	for (; text != NULL && *text != '\0'; text++) {
		if (*text != ' ') {
			builder_add_bytes(&out, text, 1);
		}
	}
	return builder_text(&out);
}

static const char *
start(struct fixture *f, struct session *session)
{
	assert_int_equal(
	    fixture_run(f, session, "account.totp-start", "present", FIXTURE_PASSWORD, NULL),
	    STATUS_OK);
	assert_non_null(handed(f, "totp_secret", 0));
	return bare(f, handed(f, "totp_secret", 0));
}

/* Turned on; what is handed with it is in the outcome. */
static const char *
enrol(struct fixture *f, struct session *session)
{
	const char *secret = start(f, session);
	assert_int_equal(fixture_run(f, session, "account.totp-confirm", "code",
				     code_at(f, session, secret, -1), NULL),
			 STATUS_OK);
	return secret;
}

static struct session *
stranger(struct fixture *f)
{
	struct session *session = session_new(f->store, f->config, f->agent->lang);
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	return session;
}

static enum status
sign_in(struct fixture *f, struct session *session, const char *login, const char *code)
{
	struct error error = { .status = STATUS_OK };
	enum status status = session_sign_in(session, login, FIXTURE_PASSWORD, &error);
	if (status == STATUS_OK && session->proving != 0 && code != NULL) {
		status = session_second(session, code, &error);
	}
	f->outcome.error = error;
	return status;
}

/* The secret reaches whoever asked, and no table of the store as it is. */
static void
a_secret_is_handed_over_and_kept_nowhere(void **state)
{
	struct fixture *f = *state;
	const char *secret = enrol(f, f->agent);
	const char *first = handed(f, "recovery_code", 0);
	assert_non_null(handed(f, "recovery_code", 9));
	assert_null(handed(f, "recovery_code", 10));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM account_code WHERE kind = 'recovery'"), 10);
	const char *const looked_for[] = { secret, first, bare(f, first) };
	for (size_t i = 0; i < 3; i++) {
		const char *sql =
		    arena_format(f->arena,
				 "SELECT COUNT(*) FROM audit WHERE instr(input || COALESCE(before, "
				 "'') || COALESCE(after, '') || answer, '%s') > 0",
				 looked_for[i]);
		assert_int_equal(fixture_number(f, sql), 0);
	}
	assert_int_equal(
	    fixture_number(
		f, arena_format(f->arena,
				"SELECT COUNT(*) FROM account WHERE totp_sealed LIKE '%%%s%%'",
				secret)),
	    0);
	assert_non_null(strstr(fixture_letter(f, "totp-on"), "agent"));
	/* A dry run hands over nothing: what it made is undone. */
	assert_int_equal(
	    fixture_preview(f, f->clerk, "account.totp-start", "present", FIXTURE_PASSWORD, NULL),
	    STATUS_OK);
	assert_null(f->outcome.handed);
}

/* The code is asked once the password was right, works once, and is refused as everything is. */
static void
the_code_is_asked_after_the_password(void **state)
{
	struct fixture *f = *state;
	const char *secret = enrol(f, f->agent);
	struct session *session = stranger(f);
	const char *code = code_at(f, session, secret, 0);
	assert_int_equal(sign_in(f, session, "agent", NULL), STATUS_OK);
	assert_int_equal(session->account, 0);
	assert_true(session->proving != 0);
	assert_int_equal(fixture_run(f, session, "account.set-language", "language", "nl", NULL),
			 STATUS_DENIED);
	assert_int_equal(sign_in(f, session, "agent", code_at(f, session, secret, 5)),
			 STATUS_REFUSED);
	assert_string_equal(f->outcome.error.key, "access.code_refused");
	assert_int_equal(session->account, 0);
	assert_int_equal(sign_in(f, session, "agent", code), STATUS_OK);
	assert_int_equal(session->account, f->agent->account);
	assert_true(session->id != 0);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 0);
	struct session *other = stranger(f);
	assert_int_equal(sign_in(f, other, "agent", code), STATUS_REFUSED); /* replayed */
	assert_int_equal(sign_in(f, other, "agent", code_at(f, session, secret, -1)),
			 STATUS_REFUSED);
	assert_int_equal(sign_in(f, other, "agent", code_at(f, session, secret, 1)), STATUS_OK);
	session_free(&session);
	session_free(&other);
}

/* ACC-09: five in all, passwords and codes alike; a right password gives no new ones. */
static void
wrong_codes_lock_the_account(void **state)
{
	struct fixture *f = *state;
	const char *secret = enrol(f, f->agent);
	struct session *session = stranger(f);
	struct error error;
	assert_int_equal(sign_in(f, session, "agent", "000000"), STATUS_REFUSED); /* 1 */
	assert_int_equal(session_second(session, "000001", &error), STATUS_REFUSED);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 2);
	assert_int_equal(sign_in(f, session, "agent", "000002"), STATUS_REFUSED); /* 3 */
	assert_int_equal(session_second(session, "000003", &error), STATUS_REFUSED);
	assert_int_equal(session_second(session, "000004", &error), STATUS_REFUSED);
	assert_true(fixture_number(f, "SELECT COUNT(*) FROM account WHERE login = 'agent' AND "
				      "locked_until IS NOT NULL") == 1);
	assert_int_equal(session_second(session, code_at(f, session, secret, 0), &error),
			 STATUS_REFUSED);
	assert_int_equal(sign_in(f, session, "agent", code_at(f, session, secret, 0)),
			 STATUS_REFUSED);
	assert_true(clock_set(&session->clock, "2026-11-20T15:57"));
	assert_int_equal(sign_in(f, session, "agent", code_at(f, session, secret, 0)), STATUS_OK);
	session_free(&session);
}

static int64_t
attempts(struct fixture *f, const char *outcome)
{
	return fixture_number(
	    f, arena_format(f->arena,
			    "SELECT COUNT(*) FROM sign_in s JOIN account a ON a.id = s.account_id "
			    "WHERE a.login = 'agent' AND s.outcome = '%s'",
			    outcome));
}

/* ACC-09: whoever gives the right password and no code (the telephone is upstairs, the link is
 * lost) has failed at nothing, but what was wrong before it stays counted.  A password and its
 * first code are one attempt. */
static void
a_right_password_alone_locks_nobody_out(void **state)
{
	struct fixture *f = *state;
	const char *secret = enrol(f, f->agent);
	struct session *session = stranger(f);
	const int64_t done = attempts(f, "done");
	const int64_t refused = attempts(f, "refused");
	struct error error;
	for (int i = 0; i < 4; i++)
		assert_int_equal(session_sign_in(session, "agent", "Wrong-2026!", &error),
				 STATUS_REFUSED);
	for (int i = 0; i < 6; i++)
		assert_int_equal(sign_in(f, session, "agent", NULL), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 4);
	assert_int_equal(sign_in(f, session, "agent", code_at(f, session, secret, 0)), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 0);
	assert_int_equal(attempts(f, "done"), done + 1);
	assert_int_equal(attempts(f, "refused"), refused + 10);
	session_free(&session);
}

/* Each recovery code stands for a one-time code, once; new ones make the old ones useless. */
static void
a_recovery_code_works_once(void **state)
{
	struct fixture *f = *state;
	enrol(f, f->agent);
	const char *first = arena_copy(f->arena, handed(f, "recovery_code", 0));
	const char *second = arena_copy(f->arena, handed(f, "recovery_code", 1));
	struct session *session = stranger(f);
	assert_int_equal(sign_in(f, session, "agent", first), STATUS_OK);
	assert_int_equal(session->recovery_left, 9);
	session_sign_out(session, "left");
	assert_int_equal(sign_in(f, session, "agent", first), STATUS_REFUSED);
	assert_int_equal(sign_in(f, session, "clerk", second),
			 STATUS_OK); /* has no second factor */
	session_sign_out(session, "left");
	/* ACC-09: an open terminal is no place to guess either; what was refused stays counted. */
	assert_refused(
	    f, fixture_run(f, f->agent, "account.totp-start", "present", "Wrong-2026!", NULL),
	    "present", "refusal.password_present");
	assert_refused(f,
		       fixture_run(f, f->agent, "account.totp-start", "present", FIXTURE_PASSWORD,
				   "code", "123456", NULL),
		       "code", "refusal.totp_code");
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 3);
	/* Another telephone: the present factor is asked for, and stands until the next is
	 * confirmed. */
	assert_int_equal(
	    fixture_run(f, f->agent, "account.totp-start", "present", FIXTURE_PASSWORD, NULL),
	    STATUS_REFUSED);
	assert_string_equal(f->outcome.error.param, "code");
	assert_int_equal(fixture_run(f, f->agent, "account.totp-start", "present", FIXTURE_PASSWORD,
				     "code", text_fold(f->arena, second), NULL),
			 STATUS_OK);
	const char *secret = bare(f, handed(f, "totp_secret", 0));
	assert_int_equal(fixture_run(f, f->agent, "account.totp-confirm", "code", "123456", NULL),
			 STATUS_REFUSED);
	assert_int_equal(fixture_run(f, f->agent, "account.totp-confirm", "code",
				     code_at(f, f->agent, secret, 0), NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_number(
		f, "SELECT COUNT(*) FROM account_code WHERE kind = 'recovery' AND ended IS NULL"),
	    10);
	session_free(&session);
}

static void
it_is_dropped_with_password_and_code(void **state)
{
	struct fixture *f = *state;
	const char *secret = enrol(f, f->agent);
	assert_refused(f,
		       fixture_run(f, f->agent, "account.totp-drop", "present", "Wrong-2026!",
				   "code", code_at(f, f->agent, secret, 0), NULL),
		       "present", "refusal.password_present");
	assert_refused(f,
		       fixture_run(f, f->agent, "account.totp-drop", "present", FIXTURE_PASSWORD,
				   "code", "123456", NULL),
		       "code", "refusal.totp_code");
	assert_int_equal(fixture_run(f, f->agent, "account.totp-drop", "present", FIXTURE_PASSWORD,
				     "code", code_at(f, f->agent, secret, 0), NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 0);
	struct session *session = stranger(f);
	assert_int_equal(sign_in(f, session, "agent", NULL), STATUS_OK);
	assert_int_equal(session->account, f->agent->account);
	assert_refused(f,
		       fixture_run(f, f->agent, "account.totp-drop", "present", FIXTURE_PASSWORD,
				   "code", "123456", NULL),
		       "", "refusal.totp_off");
	session_free(&session);
}

/* USR-09: who is let in again has the telephone of before, and may have lost it. */
static void
it_outlives_a_disabled_account(void **state)
{
	struct fixture *f = *state;
	enrol(f, f->agent);
	const char *code = arena_copy(f->arena, handed(f, "recovery_code", 0));
	struct session *session = stranger(f);
	assert_int_equal(fixture_run(f, f->admin, "user.disable", "login", "agent", NULL),
			 STATUS_OK);
	assert_int_equal(sign_in(f, session, "agent", code), STATUS_REFUSED);
	assert_int_equal(fixture_run(f, f->admin, "user.enable", "login", "agent", NULL),
			 STATUS_OK);
	assert_int_equal(sign_in(f, session, "agent", code), STATUS_OK);
	assert_int_equal(session->recovery_left, 9);
	session_free(&session);
}

/* An administrator resets another's, never his own; nobody else does. */
static void
an_administrator_resets_it(void **state)
{
	struct fixture *f = *state;
	enrol(f, f->agent);
	assert_int_equal(fixture_run(f, f->supervisor, "user.reset-totp", "login", "agent", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->manager, "user.reset-totp", "login", "agent", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->admin, "user.reset-totp", "login", "admin", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->admin, "user.reset-totp", "login", "agent", NULL),
			 STATUS_OK);
	assert_non_null(strstr(fixture_letter(f, "totp-reset"), "admin"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM account WHERE totp_sealed IS NOT NULL"), 0);
	assert_int_equal(
	    fixture_number(
		f, "SELECT COUNT(*) FROM account_code WHERE kind = 'recovery' AND ended IS NULL"),
	    0);
	assert_int_equal(fixture_run(f, f->admin, "user.reset-totp", "login", "agent", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = "
					   "'user.reset-totp' AND outcome = 'done'"),
			 2);
}

static struct config *
with_setting(struct fixture *f, const char *text)
{
	const char *path = arena_format(f->arena, "%s/admins.conf", f->folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	struct config *config = config_load(path, NULL, NULL);
	assert_non_null(config);
	return config;
}

/* auth.totp_admins: nothing before it, and never without it again. */
static void
administrators_must_have_one(void **state)
{
	struct fixture *f = *state;
	struct config *config = with_setting(f, "auth = { totp_admins = true; };\n");
	struct session *session = session_new(f->store, config, f->admin->lang);
	struct session *agent = session_new(f->store, config, f->admin->lang);
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	assert_true(clock_set(&agent->clock, FIXTURE_NOW));
	assert_int_equal(sign_in(f, agent, "agent", NULL), STATUS_OK);
	assert_false(agent->must_enrol);
	assert_int_equal(sign_in(f, session, "admin", NULL), STATUS_OK);
	assert_true(session->must_enrol);
	assert_false(session_may(session, "cards"));
	assert_false(session_may(session, NULL));
	assert_int_equal(fixture_run(f, session, "account.set-language", "language", "nl", NULL),
			 STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.must_enrol");
	/* The password was given a moment ago. */
	assert_int_equal(fixture_run(f, session, "account.totp-start", NULL), STATUS_OK);
	const char *secret = bare(f, handed(f, "totp_secret", 0));
	assert_int_equal(fixture_run(f, session, "account.totp-confirm", "code",
				     code_at(f, session, secret, 0), NULL),
			 STATUS_OK);
	assert_int_equal(session_refresh(session, NULL), STATUS_OK);
	assert_false(session->must_enrol);
	assert_true(session_may(session, "cards"));
	assert_refused(f,
		       fixture_run(f, session, "account.totp-drop", "present", FIXTURE_PASSWORD,
				   "code", code_at(f, session, secret, 1), NULL),
		       "", "refusal.totp_needed");
	session_free(&session);
	session_free(&agent);
	config_free(&config);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_codes_are_those_of_the_standard),
		cmocka_unit_test(a_code_is_of_its_time_and_works_once),
		cmocka_unit_test(the_picture_is_the_code),
		TEST(a_secret_is_handed_over_and_kept_nowhere),
		TEST(the_code_is_asked_after_the_password),
		TEST(a_right_password_alone_locks_nobody_out),
		TEST(wrong_codes_lock_the_account),
		TEST(a_recovery_code_works_once),
		TEST(it_outlives_a_disabled_account),
		TEST(it_is_dropped_with_password_and_code),
		TEST(an_administrator_resets_it),
		TEST(administrators_must_have_one),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
