/* ACC-08, ACC-10, ACC-12, AUD-01, USR-09: sessions that are open, ended, lost, over. */
#include "fixture.h"

#include <guichet/process.h>
#include <limits.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct session *
signed_in(struct fixture *f, const char *login)
{
	struct session *session = session_new(f->store, f->config, f->agent->lang);
	struct error error = { .status = STATUS_OK };
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	assert_int_equal(session_sign_in(session, login, FIXTURE_PASSWORD, &error), STATUS_OK);
	assert_true(session->id != 0);
	return session;
}

/* Behind the program's back, as time would do it. */
static void
alter(struct fixture *f, const char *sql)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(store_path(f->store), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static const char *
number(struct fixture *f, int64_t id)
{
	return arena_format(f->arena, "%lld", (long long)id);
}

static bool
still_open(struct session *session, const char **why, int64_t *left)
{
	static struct error error;
	const bool open = session_still_open(session, &error, left);
	*why = error.key;
	return open;
}

static void
a_process_is_told_from_another(void **state)
{
	struct arena *arena = arena_new();
	const struct process own = process_own(arena);
	struct process other = own;
	(void)state;
	assert_true(own.pid == getpid());
	assert_true(process_may_live(&own, &other));
	other.started++; /* the number was given anew */
	assert_int_equal(process_may_live(&own, &other), own.started == 0);
	other = own;
	other.boot = "another";
	assert_int_equal(process_may_live(&own, &other), own.boot == NULL);
	other.host = "elsewhere.example"; /* of which nothing is known */
	assert_true(process_may_live(&own, &other));
	const pid_t child = fork();
	if (child == 0)
		_exit(0);
	other = (struct process){ .host = own.host, .boot = own.boot, .pid = child };
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	if (own.started != 0) /* ended, and nobody has asked for its status */
		assert_false(process_may_live(&own, &other));
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_false(process_may_live(&own, &other));
	arena_free(&arena);
}

/* At the next sign-in, and by night; who is there stays, and so does who is on another host. */
static void
lost_sessions_are_closed(void **state)
{
	struct fixture *f = *state;
	struct session *first = signed_in(f, "agent"), *second = signed_in(f, "agent");
	struct session *third = signed_in(f, "agent");
	struct error error;
	alter(f, arena_format(f->arena, "UPDATE session SET boot = 'before' WHERE id = %lld",
			      (long long)first->id));
	alter(f,
	      arena_format(f->arena,
			   "UPDATE session SET host = 'elsewhere', boot = 'other' WHERE id = %lld",
			   (long long)second->id));
	struct session *clerk = signed_in(f, "clerk");
	assert_string_equal(fixture_text(f, "SELECT reason FROM session WHERE boot = 'before'"),
			    "lost");
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM session WHERE closed_at IS NULL"),
			 3);
	assert_string_equal(
	    fixture_text(
		f,
		"SELECT login FROM audit WHERE command = 'session.close' ORDER BY id DESC LIMIT 1"),
	    "system");
	alter(f, arena_format(f->arena, "UPDATE session SET started = started + 1 WHERE id = %lld",
			      (long long)third->id));
	assert_int_equal(session_sweep(f->system, &error), STATUS_OK);
	assert_int_equal(session_sweep(f->system, &error), STATUS_OK); /* twice is once */
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM session WHERE reason = 'lost'"),
			 2);
	session_free(&first);
	session_free(&second);
	session_free(&third);
	session_free(&clerk);
}

/* An administrator ends any but his own, each his own but this one. */
static void
a_session_is_ended_from_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct session *admin = signed_in(f, "admin"), *agent = signed_in(f, "agent");
	struct session *again = signed_in(f, "agent"), *clerk = signed_in(f, "clerk");
	const char *why = NULL;
	int64_t left = 0;
	const char *id = number(f, agent->id);
	assert_int_equal(fixture_run(f, f->supervisor, "session.end", "session", id, NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->manager, "session.end", "session", id, NULL),
			 STATUS_DENIED);
	assert_refused(f, fixture_run(f, clerk, "account.end-session", "session", id, NULL),
		       "session", "refusal.session_gone");
	assert_refused(f, fixture_run(f, agent, "account.end-session", "session", id, NULL),
		       "session", "refusal.session_this");
	assert_true(still_open(agent, &why, &left));
	assert_int_equal(fixture_run(f, admin, "session.end", "session", id, NULL), STATUS_OK);
	assert_false(still_open(agent, &why, &left));
	assert_string_equal(why, "access.ended_by");
	assert_string_equal(fixture_text(f, "SELECT ended_by FROM session WHERE reason = 'ended'"),
			    "admin");
	/* Nothing more is done by it, but that what was typed is kept. */
	assert_int_equal(fixture_run(f, agent, "account.set-language", "language", "nl", NULL),
			 STATUS_DENIED);
	assert_int_equal(
	    fixture_run(f, agent, "draft.keep", "name", "a", "content", "=card.block", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_run(f, agent, "draft.drop", "name", "a", NULL), STATUS_DENIED);
	assert_int_equal(fixture_run(f, admin, "session.end", "session", id, NULL), STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(
	    fixture_run(f, f->agent, "account.end-session", "session", number(f, again->id), NULL),
	    STATUS_OK);
	assert_false(still_open(again, &why, &left));
	assert_true(still_open(clerk, &why, &left));
	session_free(&admin);
	session_free(&agent);
	session_free(&again);
	session_free(&clerk);
}

/* To the day, to the second. */
static void
a_session_ends_by_itself(void **state)
{
	struct fixture *f = *state;
	struct session *session = signed_in(f, "agent");
	const char *why = NULL;
	int64_t left = 0;
	assert_true(still_open(session, &why, &left));
	assert_true(left > 12 * 3600 - 10 && left <= 12 * 3600);
	assert_true(clock_set(&session->clock, "2026-11-21T03:41:30"));
	assert_false(still_open(session, &why, &left));
	assert_string_equal(why, "access.too_long");
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	alter(f, "UPDATE account SET valid_until = '2026-11-20' WHERE login = 'agent'");
	assert_true(still_open(session, &why, &left));
	alter(f, "UPDATE session SET opened_at = '2026-11-20T20:00:00Z'");
	assert_true(clock_set(&session->clock, "2026-11-20T23:59:50"));
	assert_true(still_open(session, &why, &left));
	assert_true(clock_set(&session->clock, "2026-11-21T00:00:00"));
	assert_false(still_open(session, &why, &left));
	assert_string_equal(why, "access.expired");
	f->at = "2026-11-21T00:00:00";
	assert_int_equal(fixture_run(f, session, "account.set-language", "language", "nl", NULL),
			 STATUS_DENIED);
	alter(f, "UPDATE account SET valid_until = NULL, state = 'disabled' WHERE login = 'agent'");
	assert_false(still_open(session, &why, &left));
	assert_string_equal(why, "access.disabled");
	session_free(&session);
}

/* ACC-10: his own name and password, counted as every try is. */
static void
identity_is_given_again(void **state)
{
	struct fixture *f = *state;
	struct session *session = signed_in(f, "agent");
	struct error error;
	assert_int_equal(session_again(session, "clerk", FIXTURE_PASSWORD, &error), STATUS_REFUSED);
	assert_int_equal(session_again(session, "nobody", FIXTURE_PASSWORD, &error),
			 STATUS_REFUSED);
	assert_int_equal(session_again(session, "agent", "Wrong-2026!", &error), STATUS_REFUSED);
	assert_string_equal(error.key, "access.refused");
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 3);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'clerk'"),
			 0);
	assert_int_equal(session_again(session, "AGENT", FIXTURE_PASSWORD, &error), STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT failures FROM account WHERE login = 'agent'"),
			 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM session"), 1);
	assert_int_equal(
	    fixture_number(
		f, "SELECT COUNT(*) FROM sign_in WHERE kind = 'again' AND outcome = 'done'"),
	    1);
	assert_int_equal(
	    fixture_number(
		f, "SELECT COUNT(*) FROM sign_in WHERE kind = 'again' AND outcome = 'refused'"),
	    3);
	session_free(&session);
}

/* What was typed in the place of the name may be a password: only a name stays in the trace. */
static void
a_password_in_the_wrong_place_is_not_kept(void **state)
{
	struct fixture *f = *state;
	struct session *session = session_new(f->store, f->config, f->agent->lang);
	struct error error;
	assert_true(clock_set(&session->clock, FIXTURE_NOW));
	assert_int_equal(session_sign_in(session, FIXTURE_PASSWORD, "agent", &error),
			 STATUS_REFUSED);
	assert_int_equal(session_sign_in(session, "AGENT", "Wrong-2026!", &error), STATUS_REFUSED);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = 'session.open'"), 2);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE input LIKE "
					   "'%" FIXTURE_PASSWORD "%'"),
			 0);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = "
					   "'session.open' AND input LIKE '%AGENT%'"),
			 1);
	session_free(&session);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_is_told_from_another),
		TEST(lost_sessions_are_closed),
		TEST(a_session_is_ended_from_elsewhere),
		TEST(a_session_ends_by_itself),
		TEST(identity_is_given_again),
		TEST(a_password_in_the_wrong_place_is_not_kept),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
