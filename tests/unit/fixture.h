/* A store in a temporary folder with a few customers, cards and users, made through the real
 * commands once per program and copied for each test. */
#ifndef GUICHET_TESTS_FIXTURE_H
#define GUICHET_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/execute.h>
#include <guichet/session.h>
#include <guichet/store.h>

/* Customers: C100 BE in French, manager with e-mail and mobile; C200 NL in Dutch, manager with a
 * mobile only; C300 FR, nobody; C400 ES in English, manager with e-mail only. Cards: those of
 * fixture.c, one for each state at C100 and a few elsewhere. Users: admin, supervisor, clerk,
 * agent (staff), manager and reader (of C100).  Their password: */
#define FIXTURE_PASSWORD "Guichet-2026!"
/* Local time of every session, the same in each run. */
#define FIXTURE_NOW "2026-11-20T15:41"

struct fixture {
	struct arena *arena;
	struct store *store;
	struct config *config;
	struct session *system, *admin, *supervisor, *clerk, *agent, *manager, *reader;
	struct outcome outcome; /* of the last fixture_run */
	char folder[64];
	const char *at; /* where the clock of every session stands */
};

/* For cmocka: group set-up and tear-down, then one for each test.  *state is the fixture. */
int fixture_start(void **state);
int fixture_stop(void **state);
int fixture_open(void **state);
int fixture_close(void **state);
/* In place of fixture_start: a demo store, of 200 cards or as many as said, with the same users. */
int fixture_start_demo(void **state);
int fixture_start_demo_of(void **state, const char *cards);

/* Runs a command with name, text pairs that end with NULL. */
enum status fixture_run(struct fixture *f, struct session *session, const char *command, ...)
    __attribute__((sentinel));
enum status fixture_preview(struct fixture *f, struct session *session, const char *command, ...)
    __attribute__((sentinel));
enum status fixture_request(struct fixture *f, struct session *session, const char *request,
			    const char *command, ...) __attribute__((sentinel));
/* Moves the clock of every session; it stands there for every command run, however long they take. */
void fixture_at(struct fixture *f, const char *iso_local);

/* The card of C100 in that state; the number of a plate. */
const char *fixture_card(const char *state);
/* The first cell of the first row: a text, or a number; NULL and -1 when there is no row or it is
 * NULL. */
const char *fixture_text(struct fixture *f, const char *sql);
int64_t fixture_number(struct fixture *f, const char *sql);
/* The text of the newest message of that kind, as its receiver will read it. */
const char *fixture_letter(struct fixture *f, const char *kind);
/* The outcome has that line; its sentence in that language. */
bool fixture_said(const struct fixture *f, const char *key);
const char *fixture_told(struct fixture *f, const char *language, const char *key);
/* The sentence of the refusal. */
const char *fixture_refusal(struct fixture *f, const char *language);
/* A fingerprint of every table but audit, session and sequence: equal, nothing changed. */
const char *fixture_print(struct fixture *f);

#define assert_refused(f, status, of, rule)                          \
	do {                                                         \
		assert_int_equal((status), STATUS_REFUSED);          \
		assert_string_equal((f)->outcome.error.key, (rule)); \
		assert_string_equal((f)->outcome.error.param, (of)); \
	} while (0)

#endif
