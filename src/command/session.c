#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>

struct session *
session_new(struct store *store, const struct config *config, const struct lang *lang)
{
	struct arena *arena = arena_new();
	struct session *session = arena_alloc(arena, sizeof *session);

	*session = (struct session){ .store = store,
				     .config = config,
				     .lang = lang,
				     .arena = arena,
				     .login = "-",
				     .name = "",
				     .profile = "",
				     .theme = "default" };
	/* Only a demo store lets its clock be moved. */
	if (store != NULL && store_is_demo(store) && getenv("GUICHET_NOW") != NULL)
		clock_set(&session->clock, getenv("GUICHET_NOW"));
	return session;
}

void
session_free(struct session **session)
{
	if (*session == NULL)
		return;
	struct arena *arena = (*session)->arena;
	arena_free(&arena);
	*session = NULL;
}

void
session_now(const struct session *session, char out[STAMP_SIZE])
{
	clock_stamp(&session->clock, out);
}

static const char *
cell(struct arena *arena, const struct cursor *cursor, int column)
{
	return arena_copy(arena, cursor_text(cursor, column));
}

static const char *
cell_or_null(struct arena *arena, const struct cursor *cursor, int column)
{
	return cursor_known(cursor, column) ? arena_copy(arena, cursor_text(cursor, column)) : NULL;
}

static enum status
read_by(const struct session *session, struct arena *arena, enum statement statement,
	const struct arg *args, struct account *account, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = store_select(session->store, statement, args, &cursor, error);

	*account = (struct account){ .login = "",
				     .last_name = "",
				     .first_name = "",
				     .kind = "",
				     .language = "",
				     .theme = "",
				     .state = "" };
	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor))
		*account = (struct account){ .id = cursor_int(cursor, 0),
					     .login = cell(arena, cursor, 1),
					     .last_name = cell(arena, cursor, 2),
					     .first_name = cell(arena, cursor, 3),
					     .kind = cell(arena, cursor, 4),
					     .profile = cell_or_null(arena, cursor, 5),
					     .all_customers = cursor_int(cursor, 6),
					     .language = cell(arena, cursor, 7),
					     .theme = cell(arena, cursor, 8),
					     .state = cell(arena, cursor, 9),
					     .valid_from = cell_or_null(arena, cursor, 10),
					     .valid_until = cell_or_null(arena, cursor, 11),
					     .password = cell_or_null(arena, cursor, 12),
					     .second = cursor_known(cursor, 16) };
	return cursor_close(&cursor, error);
}

enum status
account_read(const struct session *session, struct arena *arena, const char *login,
	     struct account *account, struct error *error)
{
	return read_by(session, arena, SQL_SESSION_ACCOUNT,
		       ARGS(ARG_TEXT("login", text_fold(arena, login))), account, error);
}

enum status
account_read_id(const struct session *session, struct arena *arena, int64_t id,
		struct account *account, struct error *error)
{
	return read_by(session, arena, SQL_SESSION_ACCOUNT_BY_ID, ARGS(ARG_INT("id", id)), account,
		       error);
}

static enum status
read_rights(struct session *session, struct error *error)
{
	struct cursor *cursor = NULL;
	enum right right;
	enum status status = store_select(session->store, SQL_SESSION_RIGHTS,
					  ARGS(ARG_INT("id", session->account)), &cursor, error);

	session->rights = 0;
	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor))
		if (right_by_name(cursor_text(cursor, 0), &right))
			session->rights |= 1u << right;
	return cursor_close(&cursor, error);
}

static enum status
read_customers(struct session *session, struct error *error)
{
	struct cursor *cursor = NULL;
	size_t room = 0;
	int64_t *list = NULL;
	enum status status = store_select(session->store, SQL_SESSION_CUSTOMERS,
					  ARGS(ARG_INT("id", session->account)), &cursor, error);

	session->customer_count = 0;
	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		list =
		    arena_grown(session->arena, list, session->customer_count, &room, sizeof *list);
		list[session->customer_count++] = cursor_int(cursor, 0);
	}
	session->customers = list;
	return cursor_close(&cursor, error);
}

static enum status
read_acts(struct session *session, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(session->store, SQL_SESSION_ACTS,
			 ARGS(ARG_TEXT("profile", session->profile)), &cursor, error);

	session->acts = true;
	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor))
		session->acts = cursor_int(cursor, 0) != 0;
	return cursor_close(&cursor, error);
}

enum status
session_fill(struct session *session, const struct account *account, struct error *error)
{
	struct arena *arena = session->arena;
	const struct lang *lang = lang_get(account->language);

	session->account = account->id;
	session->login = arena_copy(arena, account->login);
	session->name = arena_format(arena, "%s %s", account->last_name, account->first_name);
	session->profile = arena_copy(arena, account->profile != NULL ? account->profile : "");
	session->theme = arena_copy(arena, account->theme);
	session->staff = strcmp(account->kind, "staff") == 0;
	session->all_customers = session->staff && account->all_customers != 0;
	session->system = session->must_enrol = false;
	session->recovery_left = -1;
	session->version = 0;
	if (lang != NULL)
		session->lang = lang;
	enum status status = read_rights(session, error);
	if (status == STATUS_OK)
		status = read_customers(session, error);
	return status == STATUS_OK ? read_acts(session, error) : status;
}

const char *
closed_reason(const struct session *session, const struct account *account)
{
	char now[STAMP_SIZE], today[DATE_SIZE];

	session_now(session, now);
	date_write(stamp_local_day(now), today);
	if (strcmp(account->state, "disabled") == 0)
		return "access.disabled";
	if (strcmp(account->state, "active") != 0)
		return "access.not_activated";
	if ((account->valid_from != NULL && strcmp(today, account->valid_from) < 0) ||
	    (account->valid_until != NULL && strcmp(today, account->valid_until) > 0))
		return "access.expired";
	return NULL;
}

enum status
run_own(struct session *session, const struct command *command, const struct input *input,
	struct arena *arena, struct error *error)
{
	struct outcome outcome;
	enum status status = execute(session, command, input, NULL, RUN, arena, &outcome);

	if (status != STATUS_OK && error != NULL)
		*error = outcome.error;
	return status;
}

void
session_become_system(struct session *session)
{
	session->system = session->acts = session->staff = session->all_customers = true;
	session->login = "system";
	session->name = "system";
	session->profile = "administrator";
	session->rights = (1u << RIGHT_COUNT) - 1;
}

enum status
session_act_as(struct session *session, const char *login, struct error *error)
{
	struct account account;

	if (!store_is_owner(session->store))
		return error_set(error, STATUS_DENIED, NULL, "access.owner_only", NULL);
	if (login == NULL) {
		session_become_system(session);
		return STATUS_OK;
	}
	enum status status = account_read(session, session->arena, login, &account, error);
	if (status != STATUS_OK)
		return status;
	if (account.id == 0)
		return error_set(error, STATUS_DENIED, NULL, "access.unknown_user",
				 ARGS(ARG_TEXT("login", login)));
	const char *closed = closed_reason(session, &account);
	if (closed != NULL)
		return error_set(error, STATUS_DENIED, NULL, closed, NULL);
	return session_fill(session, &account, error);
}

void
session_forget(struct session *session)
{
	session->id = session->account = session->proving = session->attempt = 0;
	session->must_enrol = session->attempt_used = false;
	session->recovery_left = -1;
	session->rights = 0;
	session->customers = NULL;
	session->customer_count = 0;
	session->staff = session->acts = session->all_customers = session->system = false;
	session->login = "-";
	session->name = session->profile = "";
}

void
session_sign_out(struct session *session, const char *reason)
{
	if (session->id == 0)
		return;
	struct arena *arena = arena_new();
	const struct input input[] = {
		{ "id", arena_format(arena, "%lld", (long long)session->id) },
		{ "reason", reason },
		{ .name = NULL },
	};
	run_own(session, &session_close, input, arena, NULL);
	arena_free(&arena);
	session_forget(session);
}
