/* Whether a session may go on, and those that ended without a word. */
#include "private.h"

#include <string.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/process.h>

#define NO_LIMIT INT64_MAX

/* session.most_hours after it was opened. */
static int64_t
seconds_left(const struct session *session, const char *opened_at)
{
	const int64_t hours = config_int(session->config, "session.most_hours");
	int64_t opened = 0;

	if (hours <= 0 || !stamp_read(opened_at, &opened))
		return NO_LIMIT;
	return opened + hours * 3600 - clock_seconds(&session->clock);
}

/* Columns of session.is-open. */
enum { STATE, VALID_UNTIL, CLOSED_AT, OPENED_AT, ENDED_BY };

static bool
out_of_date(const struct session *session, const struct cursor *cursor)
{
	char now[STAMP_SIZE], today[DATE_SIZE];

	session_now(session, now);
	date_write(stamp_local_day(now), today);
	return cursor_known(cursor, VALID_UNTIL) &&
	       strcmp(today, cursor_text(cursor, VALID_UNTIL)) > 0;
}

static void
judge(const struct session *session, const struct cursor *cursor, struct error *why, int64_t *left)
{
	if (cursor_known(cursor, CLOSED_AT)) {
		error_set(why, STATUS_DENIED, NULL,
			  cursor_known(cursor, ENDED_BY) ? "access.ended_by" : "access.ended",
			  ARGS(ARG_TEXT("login", cursor_text(cursor, ENDED_BY))));
		return;
	}
	*left = seconds_left(session, cursor_text(cursor, OPENED_AT));
	if (strcmp(cursor_text(cursor, STATE), "active") != 0)
		error_set(why, STATUS_DENIED, NULL, "access.disabled", NULL);
	else if (out_of_date(session, cursor))
		error_set(why, STATUS_DENIED, NULL, "access.expired", NULL);
	else if (*left <= 0)
		error_set(
		    why, STATUS_DENIED, NULL, "access.too_long",
		    ARGS(ARG_INT("hours", config_int(session->config, "session.most_hours"))));
}

static int64_t
version_of(const struct session *session)
{
	struct cursor *cursor = NULL;
	int64_t version = session->version;

	if (store_select(session->store, SQL_SESSION_ACCOUNT_VERSION,
			 ARGS(ARG_INT("id", session->account)), &cursor, NULL) != STATUS_OK)
		return version;
	if (cursor_next(cursor))
		version = cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return version;
}

void
session_renew(struct session *session)
{
	const int64_t version =
	    session->id != 0 && session->account != 0 ? version_of(session) : session->version;

	if (version == session->version)
		return;
	struct arena *arena = arena_new();
	struct account account;
	const struct session kept = *session;
	if (account_read(session, arena, session->login, &account, NULL) == STATUS_OK &&
	    account.id == session->account && session_fill(session, &account, NULL) == STATUS_OK) {
		session->version = version;
		session->lang = kept.lang;
		session->theme = kept.theme;
		session->must_enrol = kept.must_enrol;
		session->recovery_left = kept.recovery_left;
	} else {
		*session = kept; /* a store that cannot be read takes nothing away */
	}
	arena_free(&arena);
}

bool
session_still_open(struct session *session, struct error *why, int64_t *left)
{
	struct cursor *cursor = NULL;

	error_clear(why);
	*left = NO_LIMIT;
	if (session->id == 0)
		return session->system || session->account != 0;
	if (store_select(session->store, SQL_SESSION_IS_OPEN,
			 ARGS(ARG_INT("session_id", session->id)), &cursor, NULL) != STATUS_OK)
		return true; /* a store that cannot be read ends nobody's session */
	const bool found = cursor_next(cursor);
	if (found)
		judge(session, cursor, why, left);
	if (cursor_close(&cursor, NULL) != STATUS_OK) {
		error_clear(why);
		return true;
	}
	if (!found)
		error_set(why, STATUS_DENIED, NULL, "access.ended", NULL);
	if (why->status == STATUS_OK)
		session_renew(session);
	return why->status == STATUS_OK;
}

enum status
session_refresh(struct session *session, struct error *error)
{
	struct cursor *cursor = NULL;
	const bool wanted = session->account != 0 &&
			    strcmp(session->profile, "administrator") == 0 &&
			    config_bool(session->config, "auth.totp_admins");
	enum status status = STATUS_OK;

	session->must_enrol = wanted;
	if (wanted)
		status = store_select(session->store, SQL_SECOND_FACTS,
				      ARGS(ARG_INT("id", session->account)), &cursor, error);
	if (wanted && status == STATUS_OK) {
		session->must_enrol = !cursor_next(cursor) || !cursor_known(cursor, 1);
		status = cursor_close(&cursor, error);
	}
	return status;
}

/* Those of this host whose program is no more. */
static enum status
find_lost(const struct session *session, struct arena *arena, const int64_t **lost, size_t *count,
	  struct error *error)
{
	const struct process own = process_own(arena);
	struct cursor *cursor = NULL;
	struct builder ids = { .arena = arena };
	enum status status = store_select(session->store, SQL_SESSION_OPENED, NULL, &cursor, error);

	*count = 0;
	while (status == STATUS_OK && cursor_next(cursor)) {
		const int64_t id = cursor_int(cursor, 0);
		const struct process process = {
			.host = cursor_known(cursor, 1) ? cursor_text(cursor, 1) : NULL,
			.boot = cursor_known(cursor, 2) ? cursor_text(cursor, 2) : NULL,
			.pid = cursor_int(cursor, 3),
			.started = cursor_int(cursor, 4),
		};
		if (process_may_live(&own, &process))
			continue;
		builder_add_bytes(&ids, (const char *)&id, sizeof id);
		++*count;
	}
	*lost = (const int64_t *)(const void *)ids.text;
	return status == STATUS_OK ? cursor_close(&cursor, error) : status;
}

enum status
session_sweep(struct session *session, struct error *error)
{
	struct arena *arena = arena_new();
	struct session program = *session;
	const int64_t *lost = NULL;
	size_t count = 0;
	enum status status = find_lost(session, arena, &lost, &count, error);

	session_forget(&program);
	session_become_system(&program);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = run_own(&program, &session_close,
				 (const struct input[]){
				     { "id", arena_format(arena, "%lld", (long long)lost[i]) },
				     { "reason", "lost" },
				     { .name = NULL } },
				 arena, error);
	arena_free(&arena);
	return status;
}
