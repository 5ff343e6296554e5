/* A hash that was made with other parameters than those of today is made anew when its password is
 * typed. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/secret.h>

struct session_rehash {
	struct amount user;
	const char *before;
	const char *hash;
};

static const struct param params[] = {
	{ PARAM_INT(session_rehash, user), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(session_rehash, before), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ PARAM_TEXT(session_rehash, hash), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ .name = NULL },
};

/* One that has been changed meanwhile stays as it is. */
static enum status
apply(struct work *work, const void *args)
{
	const struct session_rehash *a = args;
	const struct arg *put = ARGS(ARG_INT("user", a->user.number), ARG_TEXT("before", a->before),
				     ARG_TEXT("hash", a->hash));
	enum status status = work_run_any(work, SQL_REHASH_ACCOUNT, put, NULL);

	return status == STATUS_OK ? work_run_any(work, SQL_REHASH_KEPT, put, NULL) : status;
}

const struct command session_rehash = {
	.name = "session.rehash",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(session_rehash, params),
	.apply = apply,
};

void
rehash(struct session *session, struct arena *arena, const struct account *account,
       const char *password)
{
	const char *hash = NULL;
	struct outcome outcome;

	if (account->password == NULL || !password_old(account->password) ||
	    password_hash(arena, password, store_hash_lock(session->store), &hash, NULL) !=
		STATUS_OK)
		return;
	const struct input input[] = {
		{ "user", arena_format(arena, "%lld", (long long)account->id) },
		{ "before", account->password },
		{ "hash", hash },
		{ .name = NULL },
	};
	execute(session, &session_rehash, input, NULL, RUN, arena, &outcome);
}
