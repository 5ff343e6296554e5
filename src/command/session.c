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

/* An account as sign-in needs it, copied out of its row. */
struct account {
	int64_t id, all_customers;
	const char *login, *last_name, *first_name, *kind, *profile, *language, *theme, *state;
	const char *valid_from, *valid_until, *password;
};

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
account_read(const struct session *session, struct arena *arena, const char *login,
	     struct account *account, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(session->store, SQL_SESSION_ACCOUNT,
			 ARGS(ARG_TEXT("login", text_fold(arena, login))), &cursor, error);

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
					     .password = cell_or_null(arena, cursor, 12) };
	return cursor_close(&cursor, error);
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
		if (session->customer_count == room) {
			room = room == 0 ? 16 : room * 2;
			int64_t *grown = arena_array(session->arena, room, sizeof *grown);
			if (list != NULL)
				memcpy(grown, list, session->customer_count * sizeof *grown);
			list = grown;
		}
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

static enum status
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
	session->system = false;
	if (lang != NULL)
		session->lang = lang;
	enum status status = read_rights(session, error);
	if (status == STATUS_OK)
		status = read_customers(session, error);
	return status == STATUS_OK ? read_acts(session, error) : status;
}

/* ACC-08, USR: whether the account may come in at all, once the password was right. */
static const char *
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

static enum status
run_own(struct session *session, const struct command *command, const struct input *input,
	struct arena *arena, struct error *error)
{
	struct outcome outcome;
	enum status status = execute(session, command, input, NULL, RUN, arena, &outcome);

	if (status != STATUS_OK && error != NULL)
		*error = outcome.error;
	return status;
}

/* Counts the try, then looks at the password; *refusal is NULL when all is right. */
static enum status
try_password(struct session *session, struct arena *arena, const struct account *account,
	     const char *password, const char **refusal, struct error *error)
{
	bool right = false, counted = false;
	struct error locked = { 0 };
	const struct input input[] = {
		{ "user", arena_format(arena, "%lld", (long long)account->id) }, { .name = NULL }
	};
	enum status status = account->id != 0
				 ? run_own(session, &session_try, input, arena, &locked)
				 : STATUS_REFUSED;

	if (status == STATUS_FAILED) {
		*error = locked;
		return status;
	}
	counted = status == STATUS_OK;
	/* The same work whether or not there is such a user (ACC-01). */
	status = password_verify(counted ? account->password : NULL, password,
				 store_hash_lock(session->store), &right, error);
	*refusal = counted && right ? closed_reason(session, account) : "access.refused";
	return status;
}

static enum status
open_session(struct session *session, struct arena *arena, const struct account *account,
	     const char *login, const char *refusal, bool again, struct error *error)
{
	const struct input input[] = {
		{ "user",
		  account->id != 0 ? arena_format(arena, "%lld", (long long)account->id) : NULL },
		{ "login", text_cut(arena, text_clean(arena, login), 80, false) },
		{ "right", refusal == NULL ? "yes" : "no" },
		{ "refusal", refusal },
		{ "again", again ? "yes" : "no" },
		{ .name = NULL },
	};

	return run_own(session, &session_open, input, arena, error);
}

enum status
session_sign_in(struct session *session, const char *login, const char *password,
		struct error *error)
{
	struct arena *arena = arena_new();
	struct account account;
	const char *refusal = NULL;
	enum status status = account_read(session, arena, login, &account, error);

	if (status == STATUS_OK)
		status = try_password(session, arena, &account, password, &refusal, error);
	/* The audit row of an opened session carries its user's name. */
	if (status == STATUS_OK && refusal == NULL)
		status = session_fill(session, &account, error);
	if (status == STATUS_OK)
		status = open_session(session, arena, &account, login, refusal, false, error);
	arena_free(&arena);
	return status;
}

enum status
session_unlock(struct session *session, const char *password, struct error *error)
{
	struct arena *arena = arena_new();
	struct account account;
	const char *refusal = NULL;
	enum status status = account_read(session, arena, session->login, &account, error);

	if (status == STATUS_OK)
		status = try_password(session, arena, &account, password, &refusal, error);
	if (status == STATUS_OK)
		status =
		    open_session(session, arena, &account, session->login, refusal, true, error);
	arena_free(&arena);
	return status;
}

static void
become_system(struct session *session)
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
		become_system(session);
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

/* Nobody is signed in any more: no name, no right, no customer is left. */
static void
forget(struct session *session)
{
	session->id = session->account = 0;
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
	forget(session);
}

bool
session_still_open(struct session *session)
{
	struct cursor *cursor = NULL;
	bool open = false;

	if (session->id == 0)
		return session->system || session->account != 0;
	if (store_select(session->store, SQL_SESSION_IS_OPEN,
			 ARGS(ARG_INT("session_id", session->id)), &cursor, NULL) != STATUS_OK)
		return true; /* a store that cannot be read ends nobody's session */
	if (cursor_next(cursor))
		open = strcmp(cursor_text(cursor, 0), "active") == 0 && !cursor_known(cursor, 2);
	cursor_close(&cursor, NULL);
	return open;
}
