/* A new password: what is wrong with it by the settings and the account's last ones, its hash, its
 * words (ACC-02). */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/said.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

size_t
password_least(const struct work *work, bool staff)
{
	const char *name = staff ? "auth.min_length_staff" : "auth.min_length_customer";
	return (size_t)config_int(work->session->config, name);
}

enum status
password_refuse(struct work *work, const char *param, unsigned faults, size_t least)
{
	struct builder criteria = { .arena = work->arena };
	for (unsigned fault = PASSWORD_SHORT; fault <= PASSWORD_HISTORY; fault <<= 1) {
		bool measured = fault == PASSWORD_SHORT;
		if ((faults & fault) != 0) {
			said_write(&criteria, password_key(fault),
				   measured ? ARGS(ARG_INT("least", (int64_t)least)) : NULL, false);
		}
	}
	return work_refuse(
	    work, param, "refusal.password",
	    ARGS({ .name = "criteria", .value = value_text(TYPE_SAID, builder_text(&criteria)) }));
}

enum status
password_make(struct work *work, const char *typed, const char **hash)
{
	struct error error = { .status = STATUS_OK };
	enum status status =
	    password_hash(work->arena, typed, store_hash_lock(work->session->store), hash, &error);
	return status == STATUS_OK ? STATUS_OK : work_fail(work, &error);
}

enum status
password_used(struct work *work, const struct row *account, const char *typed, const char *present,
	      unsigned *faults)
{
	const char *lock = store_hash_lock(work->session->store);
	const char *stored = row_text(account, "password");
	const struct row *old = NULL;
	bool used = present != NULL &&
		    strcmp(text_nfc(work->arena, present), text_nfc(work->arena, typed)) == 0;
	enum status status =
	    work_rows(work, SQL_USER_LAST_PASSWORDS,
		      ARGS(ARG_INT("user", row_int(account, "id")),
			   ARG_INT("most", config_int(work->session->config, "auth.history"))),
		      &old);
	for (; status == STATUS_OK && old != NULL && !used; old = old->next) {
		struct error error = { .status = STATUS_OK };
		if (present != NULL && strcmp(row_text(old, "hash"), stored) == 0) {
			continue; /* known in clear: its hash is not tried again */
		}
		status = password_verify(row_text(old, "hash"), typed, lock, &used, &error);
		if (status != STATUS_OK) {
			return work_fail(work, &error);
		}
	}
	*faults |= used ? PASSWORD_HISTORY : 0;
	return status;
}

enum status
password_unmoved(struct work *work, const struct row *account, const char *stored)
{
	struct error error = { .status = STATUS_OK };
	if (strcmp(row_text(account, "password"), stored) == 0) {
		return STATUS_OK;
	}
	error_set(&error, STATUS_CHANGED, NULL, "error.changed",
		  ARGS(ARG_TEXT("key", row_text(account, "login"))));
	return work_fail(work, &error);
}

enum status
password_put(struct work *work, enum statement statement, int64_t user, const char *hash)
{
	const struct arg *put = ARGS(ARG_INT("user", user), ARG_TEXT("hash", hash));
	enum status status = work_run(work, statement, put);
	return status == STATUS_OK ? work_run(work, SQL_USER_KEEP_PASSWORD, put) : status;
}
