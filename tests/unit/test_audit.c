/* The trace: every command in it, chained so that any row changed, removed or added shows; nothing
 * of a secret in it; a request done twice answers once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/execute.h>
#include <guichet/lang.h>
#include <guichet/said.h>
#include <guichet/secret.h>
#include <guichet/store.h>

#define CARD "7002000000510000002"

struct place {
	struct arena *arena;
	const char *folder, *path;
	struct config *config;
	struct store *store;
	struct session *session;
};

static enum status
run(struct place *place, const char *command, const struct input *input, const char *request,
    enum mode mode, struct outcome *outcome)
{
	const struct command *found = command_find(command);

	assert_non_null(found);
	return execute(place->session, found, input, request, mode, place->arena, outcome);
}

static void
must(struct place *place, const char *command, const struct input *input)
{
	struct outcome outcome;

	if (run(place, command, input, NULL, RUN, &outcome) != STATUS_OK)
		fail_msg("%s: %s", command,
			 error_text(place->arena, lang_get("fr"), &outcome.error));
}

static void
open_place(struct place *place)
{
	struct error error = { 0 };

	assert_int_equal(store_open(&place->store, place->path, NULL, &error), STATUS_OK);
	place->session = session_new(place->store, place->config, lang_get("fr"));
	assert_int_equal(session_act_as(place->session, NULL, &error), STATUS_OK);
}

static void
close_place(struct place *place)
{
	session_free(&place->session);
	store_close(&place->store);
}

static int
set_up(void **state)
{
	struct arena *arena = arena_new();
	struct place *place = arena_alloc(arena, sizeof *place);
	char name[] = "/tmp/guichet-audit-XXXXXX";
	struct error error = { 0 };

	secret_start();
	assert_non_null(mkdtemp(name));
	*place = (struct place){ .arena = arena,
				 .folder = arena_copy(arena, name),
				 .path = arena_format(arena, "%s/s.db", name),
				 .config = config_load(NULL, NULL, NULL) };
	assert_int_equal(store_create(place->path, NULL, "demo", &error), STATUS_OK);
	open_place(place);
	must(place, "store.seed", NULL);
	must(place, "customer.create",
	     (const struct input[]){ { "number", "C00001" },
				     { "contract", "K1" },
				     { "name", "TRANSPORTS LEROY" },
				     { "country", "BE" },
				     { "language", "fr" },
				     { .name = NULL } });
	must(place, "card.import",
	     (const struct input[]){ { "customer", "C00001" },
				     { "number", CARD },
				     { "rank", "1" },
				     { "product", "fleet" },
				     { "state", "active" },
				     { "country", "BE" },
				     { "plate", "1-ABC-123" },
				     { "phone", "0470 12 34 56" },
				     { "fuels", "diesel" },
				     { "expires_on", "2029-09-30" },
				     { .name = NULL } });
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;
	struct arena *arena = place->arena;

	close_place(place);
	config_free(&place->config);
	assert_int_equal(system(arena_format(arena, "rm -rf %s", place->folder)), 0);
	arena_free(&arena);
	return 0;
}

struct faults {
	int count;
	int64_t row;
	char key[40];
};

static void
note(void *context, int64_t row, const char *key)
{
	struct faults *faults = context;

	if (faults->count++ == 0) {
		faults->row = row;
		snprintf(faults->key, sizeof faults->key, "%s", key);
	}
}

static struct faults
verify(struct place *place)
{
	struct faults faults = { 0 };
	struct error error = { 0 };
	int64_t rows = 0;

	assert_int_equal(audit_verify(place->session, note, &faults, &rows, &error), STATUS_OK);
	return faults;
}

/* With another program, as somebody would who wants the trace to say otherwise. */
static void
tamper(struct place *place, const char *sql)
{
	close_place(place);
	assert_int_equal(system(arena_format(place->arena, "sqlite3 %s \"%s\"", place->path, sql)),
			 0);
	open_place(place);
}

static int64_t
number(struct place *place, const char *sql)
{
	struct cursor *cursor = NULL;
	struct error error = { 0 };
	int64_t found = -1;

	assert_int_equal(store_select_sql(place->store, sql, NULL, &cursor, &error), STATUS_OK);
	if (cursor_next(cursor))
		found = cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return found;
}

static const char *
words(struct place *place, const char *sql)
{
	struct cursor *cursor = NULL;
	struct error error = { 0 };
	const char *found = NULL;

	assert_int_equal(store_select_sql(place->store, sql, NULL, &cursor, &error), STATUS_OK);
	if (cursor_next(cursor))
		found = arena_copy(place->arena, cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return found;
}

static const struct input block[] = {
	{ "card", CARD }, { "reason", "theft" }, { "duplicate", "yes" }, { .name = NULL }
};

static void
done_and_refused_are_both_there(void **state) /* AUD-01 */
{
	struct place *place = *state;
	struct outcome outcome;

	assert_int_equal(run(place, "card.block", block, NULL, RUN, &outcome), STATUS_OK);
	assert_true(outcome.audit > 0);
	assert_int_equal(run(place, "card.block", block, NULL, RUN, &outcome), STATUS_REFUSED);
	assert_string_equal(
	    words(place, "SELECT outcome FROM audit WHERE command = 'card.block' ORDER BY id"),
	    "done");
	assert_string_equal(
	    words(place, "SELECT outcome FROM audit WHERE command = 'card.block' ORDER BY id DESC"),
	    "refused");
	const char *before = words(place, "SELECT before FROM audit WHERE outcome = 'done' AND "
					  "command = 'card.block'");
	assert_non_null(strstr(before, "\"state\":\"active\""));
	const char *after = words(place, "SELECT after FROM audit WHERE outcome = 'done' AND "
					 "command = 'card.block'");
	assert_non_null(strstr(after, "\"state\":\"blocked\""));
	assert_int_equal(number(place, "SELECT customer_id FROM audit ORDER BY id DESC LIMIT 1"),
			 1);
	assert_int_equal(verify(place).count, 0);
}

static void
history_tells_in_words(void **state) /* AUD-02 */
{
	struct place *place = *state;
	struct outcome outcome;

	assert_int_equal(run(place, "card.block", block, NULL, RUN, &outcome), STATUS_OK);
	const char *answer =
	    words(place, "SELECT a.answer FROM audit_record x JOIN audit a ON a.id = x.audit_id"
			 " WHERE x.kind = 'card' AND x.record_id = 1 ORDER BY a.id DESC LIMIT 1");
	assert_non_null(answer);
	const char *fr = said_format(place->arena, lang_get("fr"), answer);
	const char *nl = said_format(place->arena, lang_get("nl"), answer);
	assert_non_null(strstr(fr, "Rang 1"));
	assert_null(strstr(fr, "outcome."));
	assert_string_not_equal(fr, nl);
}

static void
a_changed_row_shows(void **state) /* AUD-01 */
{
	struct place *place = *state;
	static const char *const columns[] = { "at",      "login",   "session_id",  "call_id",
					       "request", "command", "customer_id", "input",
					       "before",  "after",   "answer",      "mac" };

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		tamper(place,
		       arena_format(place->arena,
				    "CREATE TABLE kept AS SELECT %s AS was FROM audit WHERE id = 3;"
				    " UPDATE audit SET %s = '7' WHERE id = 3",
				    columns[i], columns[i]));
		const struct faults faults = verify(place);
		assert_true(faults.count > 0);
		assert_string_equal(faults.key, "audit.altered");
		assert_int_equal(faults.row, 3);
		tamper(place,
		       arena_format(place->arena,
				    "UPDATE audit SET %s = (SELECT was FROM kept) WHERE id = 3;"
				    " DROP TABLE kept",
				    columns[i]));
		assert_int_equal(verify(place).count, 0);
	}
}

static void
a_removed_row_shows(void **state) /* AUD-01 */
{
	struct place *place = *state;

	tamper(place,
	       "DELETE FROM audit_record WHERE audit_id = 2; DELETE FROM audit WHERE id = 2");
	const struct faults faults = verify(place);
	assert_true(faults.count > 0);
	assert_int_equal(faults.row, 2);
	assert_string_equal(faults.key, "audit.missing");
}

static void
a_cut_end_shows(void **state) /* AUD-01 */
{
	struct place *place = *state;

	tamper(place,
	       "DELETE FROM audit_record WHERE audit_id = 3; DELETE FROM audit WHERE id = 3");
	assert_string_equal(verify(place).key, "audit.cut");
	/* Moving the head back by hand does not help: it has a mac of its own. */
	tamper(place, "UPDATE audit_head SET last = 2,"
		      " mac = (SELECT mac || ' ' || mac FROM audit WHERE id = 2)");
	assert_string_equal(verify(place).key, "audit.cut");
}

static void
an_added_row_shows(void **state) /* AUD-01 */
{
	struct place *place = *state;

	tamper(
	    place,
	    "INSERT INTO audit (id, at, login, command, outcome, input, answer, mac)"
	    " SELECT 4, at, login, command, outcome, input, answer, mac FROM audit WHERE id = 3");
	assert_int_equal(verify(place).row, 4);
}

static void
the_same_request_answers_once(void **state) /* decision 9 */
{
	struct place *place = *state;
	struct outcome first, second;

	assert_int_equal(run(place, "card.block", block, "form-1", RUN, &first), STATUS_OK);
	const int64_t messages = number(place, "SELECT COUNT(*) FROM outbox");
	assert_int_equal(run(place, "card.block", block, "form-1", RUN, &second), STATUS_OK);
	assert_true(second.replayed);
	assert_int_equal(second.audit, first.audit);
	assert_int_equal(second.said_count, first.said_count);
	assert_string_equal(second.said[0].key, first.said[0].key);
	assert_int_equal(number(place, "SELECT COUNT(*) FROM outbox"), messages);
	assert_int_equal(number(place, "SELECT COUNT(*) FROM rank"), 2);
}

static void
a_preview_leaves_nothing(void **state) /* decision 8 */
{
	struct place *place = *state;
	struct outcome outcome;
	const int64_t rows = number(place, "SELECT COUNT(*) FROM audit");

	assert_int_equal(run(place, "card.block", block, NULL, PREVIEW, &outcome), STATUS_OK);
	assert_true(outcome.said_count > 0);
	assert_int_equal(number(place, "SELECT COUNT(*) FROM audit"), rows);
	assert_int_equal(number(place, "SELECT COUNT(*) FROM rank"), 1);
	assert_int_equal(number(place, "SELECT COUNT(*) FROM outbox"), 0);
}

static void
a_stale_form_is_told_who_and_what(void **state) /* R15 */
{
	struct place *place = *state;
	struct outcome outcome;
	const struct change *changes = NULL;
	const char *login = NULL, *at = NULL;
	size_t count = 0;
	struct error error = { 0 };
	const struct input mine[] = { { "card", CARD },
				      { "country", "BE" },
				      { "phone", "0475998811" },
				      { "version", "1" },
				      { .name = NULL } };

	assert_int_equal(run(place, "card.set-phone", mine, NULL, RUN, &outcome), STATUS_OK);
	assert_int_equal(run(place, "card.set-phone", mine, NULL, RUN, &outcome), STATUS_CHANGED);
	assert_string_equal(outcome.error.key, "error.changed_by");
	assert_int_equal(execute_changes(place->session, "card", 1, 1, place->arena, &login, &at,
					 &changes, &count, &error),
			 STATUS_OK);
	assert_string_equal(login, "system");
	assert_int_equal(count, 1);
	assert_string_equal(changes[0].field, "phone");
	assert_string_equal(changes[0].before, "+32470123456");
	assert_string_equal(changes[0].theirs, "+32475998811");
}

static void
no_secret_reaches_the_trace(void **state) /* AUD-01, AIR-02 */
{
	struct place *place = *state;
	struct outcome outcome;
	const struct input input[] = { { "card", CARD }, { .name = NULL } };
	char code[7] = "";

	assert_int_equal(run(place, "card.request-aircode", input, NULL, RUN, &outcome), STATUS_OK);
	char body[500];
	struct error error = { 0 };
	const char *sealed = words(place, "SELECT secret FROM outbox WHERE channel = 'sms'");
	assert_int_equal(
	    secret_open_hex(store_keys(place->store), "outbox", "secret",
			    number(place, "SELECT id FROM outbox WHERE channel = 'sms'"), sealed,
			    body, sizeof body, &error),
	    STATUS_OK);
	for (const char *p = body; *p != '\0' && code[0] == '\0'; p++)
		if (strspn(p, "0123456789") == 6)
			snprintf(code, sizeof code, "%.6s", p);
		else
			p += strspn(p, "0123456789") > 0 ? strspn(p, "0123456789") - 1 : 0;
	assert_int_equal(strlen(code), 6);
	assert_int_equal(
	    number(place,
		   arena_format(place->arena,
				"SELECT COUNT(*) FROM audit WHERE input || COALESCE(before, '') ||"
				" COALESCE(after, '') || answer LIKE '%%%s%%'",
				code)),
	    0);
	assert_int_equal(number(place, arena_format(place->arena,
						    "SELECT COUNT(*) FROM outbox WHERE body LIKE"
						    " '%%%s%%' OR secret LIKE '%%%s%%'",
						    code, code)),
			 0);
	assert_int_equal(
	    number(place, arena_format(place->arena,
				       "SELECT COUNT(*) FROM aircode WHERE mac LIKE '%%%s%%'"
				       " AND length(mac) <> 64",
				       code)),
	    0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(done_and_refused_are_both_there),
		TEST(history_tells_in_words),
		TEST(a_changed_row_shows),
		TEST(a_removed_row_shows),
		TEST(a_cut_end_shows),
		TEST(an_added_row_shows),
		TEST(the_same_request_answers_once),
		TEST(a_preview_leaves_nothing),
		TEST(a_stale_form_is_told_who_and_what),
		TEST(no_secret_reaches_the_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
