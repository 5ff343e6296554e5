/* Coming in, and proving again who one is: each try is counted and noted, and that is committed,
 * before what was typed is looked at (ACC-09). */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/secret.h>

static const char *
id_text(struct arena *arena, int64_t id)
{
	return id != 0 ? arena_format(arena, "%lld", (long long)id) : NULL;
}

/* *counted: it may be looked at; false while the account is locked. */
static enum status
count_try(struct session *session, struct arena *arena, int64_t account, const char *kind,
	  bool *counted, struct error *error)
{
	const struct input input[] = { { "user", id_text(arena, account) },
				       { "kind", kind },
				       { .name = NULL } };
	struct outcome outcome;
	enum status status = account != 0
				 ? execute(session, &session_try, input, NULL, RUN, arena, &outcome)
				 : STATUS_REFUSED;

	*counted = status == STATUS_OK && !outcome.unchanged;
	if (status != STATUS_FAILED)
		return STATUS_OK;
	*error = outcome.error;
	return status;
}

/* Best effort: what stays counted lets nobody in. */
static void
give_back(struct session *session, struct arena *arena, const struct account *account)
{
	const struct input input[] = { { "user", id_text(arena, account->id) },
				       { "kind", "back" },
				       { .name = NULL } };
	struct outcome outcome;

	execute(session, &session_try, input, NULL, RUN, arena, &outcome);
}

/* A password that could not be looked at (no memory for the hash) was no try. */
static enum status
look_at(struct session *session, struct arena *arena, const struct account *account, bool counted,
	const char *password, bool *right, struct error *error)
{
	/* The same work whether or not there is such a user (ACC-01). */
	enum status status = password_verify(counted ? account->password : NULL, password,
					     store_hash_lock(session->store), right, error);

	if (status == STATUS_FAILED && counted)
		give_back(session, arena, account);
	return status;
}

/* Counts the try, then looks at the password; *refusal is NULL when all is right. */
static enum status
try_password(struct session *session, struct arena *arena, const struct account *account,
	     const char *password, const char *kind, const char **refusal, struct error *error)
{
	bool right = false, counted = false;
	enum status status = count_try(session, arena, account->id, kind, &counted, error);

	if (status != STATUS_OK)
		return status;
	status = look_at(session, arena, account, counted, password, &right, error);
	*refusal = counted && right ? closed_reason(session, account) : "access.refused";
	if (status == STATUS_OK && *refusal == NULL)
		rehash(session, arena, account, password);
	return status;
}

enum status
work_prove(struct work *work, const char *password, bool *right)
{
	struct session *session = work->session;
	struct error *error = &work->ledger->error;
	struct account account;
	bool counted = false;

	if (!work->outside)
		abort(); /* the gate is taken already */
	enum status status =
	    account_read_id(session, work->arena, session->account, &account, error);
	if (status == STATUS_OK)
		status = count_try(session, work->arena, account.id, "again", &counted, error);
	if (status == STATUS_OK)
		status = look_at(session, work->arena, &account, counted, password, right, error);
	return status;
}

/* What comes of a try: session.open writes and audits it. */
struct opening {
	const char *login;   /* as typed */
	const char *refusal; /* NULL: none */
	const char *code;    /* of the second factor; NULL: not asked */
	bool again;          /* the same session */
};

static enum status
open_session(struct session *session, struct arena *arena, int64_t account,
	     const struct opening *opening, struct error *error)
{
	const struct input input[] = {
		{ "user", id_text(arena, account) },
		{ "login", text_cut(arena, text_clean(arena, opening->login), 80, false) },
		{ "right", opening->refusal == NULL ? "yes" : "no" },
		{ "refusal", opening->refusal },
		{ "again", opening->again ? "yes" : "no" },
		{ "code", opening->code },
		{ .name = NULL },
	};

	return run_own(session, &session_open, input, arena, error);
}

/* The audit row of an opened session carries its user's name; whoever is not let in leaves none
 * behind. */
static enum status
fill_and_open(struct session *session, struct arena *arena, const struct account *account,
	      const struct opening *opening, struct error *error)
{
	const struct lang *lang = session->lang;
	const char *theme = session->theme;
	enum status status =
	    opening->refusal == NULL ? session_fill(session, account, error) : STATUS_OK;

	if (status == STATUS_OK)
		status = open_session(session, arena, account->id, opening, error);
	if (status != STATUS_OK) {
		const int64_t attempt = session->attempt;
		session_forget(session);
		session->attempt = attempt;
		session->lang = lang;
		session->theme = theme;
		return status;
	}
	session->proving = 0;
	session_refresh(session, NULL);
	session_sweep(session, NULL); /* best effort: nobody is kept out for it */
	return STATUS_OK;
}

static bool
other_key(const struct session *session, struct arena *arena, const struct account *account)
{
	return session->bound != NULL &&
	       strcmp(text_fold(arena, account->login), text_fold(arena, session->bound)) != 0;
}

/* No try is counted: who holds one clerk's key cannot lock the account of another. */
static enum status
refuse_key(struct session *session, struct arena *arena, const struct account *account,
	   const char *login, struct error *error)
{
	const struct opening opening = { .login = login, .refusal = "access.other_key" };
	const enum status status = open_session(session, arena, account->id, &opening, error);

	if (status != STATUS_REFUSED)
		return status;
	return error_set(error, STATUS_DENIED, NULL, "access.other_key",
			 ARGS(ARG_TEXT("login", session->bound)));
}

/* Nor is one counted of who gave nothing at all, but it leaves its row. */
enum status
session_refuse(struct session *session, const char *login, const char *key, struct error *error)
{
	struct arena *arena = arena_new();
	struct account account;
	const struct opening opening = { .login = login, .refusal = key };
	enum status status = account_read(session, arena, login, &account, error);

	if (status == STATUS_OK)
		status = open_session(session, arena, account.id, &opening, error);
	arena_free(&arena);
	return status == STATUS_REFUSED ? error_set(error, STATUS_DENIED, NULL, key, NULL) : status;
}

enum status
session_sign_in(struct session *session, const char *login, const char *password,
		struct error *error)
{
	struct arena *arena = arena_new();
	struct account account;
	struct opening opening = { .login = login };
	enum status status = account_read(session, arena, login, &account, error);
	const int turn = try_turn_take(session, arena, account.id, login);

	session->proving = 0;
	if (status == STATUS_OK && other_key(session, arena, &account))
		status = refuse_key(session, arena, &account, login, error);
	if (status == STATUS_OK)
		status = try_password(session, arena, &account, password, "open", &opening.refusal,
				      error);
	if (status == STATUS_OK && opening.refusal == NULL && account.second) {
		/* Each code is a try; whoever types none has failed at nothing. */
		give_back(session, arena, &account);
		session->proving = account.id;
		session->attempt_used = false;
	} else if (status == STATUS_OK) {
		status = fill_and_open(session, arena, &account, &opening, error);
	}
	try_turn_give(turn);
	arena_free(&arena);
	return status;
}

static enum status
try_code(struct session *session, struct arena *arena, const struct account *account,
	 const char *code, struct error *error)
{
	const int64_t proving = session->proving;
	bool counted = false;
	struct opening opening = { .login = account->login, .code = code };
	enum status status = count_try(session, arena, account->id,
				       session->attempt_used ? "open" : "code", &counted, error);

	if (status != STATUS_OK)
		return status;
	session->attempt_used = true;
	opening.refusal = counted ? closed_reason(session, account) : "access.code_refused";
	status = fill_and_open(session, arena, account, &opening, error);
	if (status != STATUS_OK) { /* may try again */
		session->proving = proving;
		session->attempt_used = true;
	}
	return status;
}

enum status
session_second(struct session *session, const char *code, struct error *error)
{
	struct arena *arena = arena_new();
	struct account account;
	enum status status = account_read_id(session, arena, session->proving, &account, error);
	const int turn = try_turn_take(session, arena, account.id, account.login);

	if (status == STATUS_OK && account.id == 0)
		status = error_set(error, STATUS_REFUSED, NULL, "access.code_refused", NULL);
	if (status == STATUS_OK)
		status = try_code(session, arena, &account, code, error);
	try_turn_give(turn);
	arena_free(&arena);
	return status;
}

/* The one who is signed in, again.  Another's name is refused as a wrong password is, and counts
 * for this one. */
static enum status
prove(struct session *session, const char *login, const char *password, const char *kind,
      struct error *error)
{
	struct arena *arena = arena_new();
	struct account named, account;
	struct opening opening = { .login = login, .again = true };
	enum status status = account_read(session, arena, login, &named, error);

	if (status == STATUS_OK)
		status = account_read(session, arena, session->login, &account, error);
	const int turn =
	    status == STATUS_OK ? try_turn_take(session, arena, account.id, account.login) : -1;
	if (status == STATUS_OK && named.id != account.id)
		account.password = NULL;
	if (status == STATUS_OK)
		status =
		    try_password(session, arena, &account, password, kind, &opening.refusal, error);
	if (status == STATUS_OK)
		status = open_session(session, arena, account.id, &opening, error);
	try_turn_give(turn);
	arena_free(&arena);
	return status;
}

enum status
session_unlock(struct session *session, const char *password, struct error *error)
{
	return prove(session, session->login, password, "unlock", error);
}

enum status
session_again(struct session *session, const char *login, const char *password, struct error *error)
{
	return prove(session, login, password, "again", error);
}
