/* An account made by the program itself: the first administrator, the users of a demo store. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

static const char *const kind_choices[] = { "staff", "customer", NULL };
static const char *const profile_choices[] = { "administrator", "supervisor", "clerk", "call-agent",
					       "fleet-manager", "reader",     NULL };

struct account_create {
	const char *login;
	const char *email;
	const char *last_name;
	const char *first_name;
	const char *phone;
	const char *kind;
	const char *profile;
	const char *language;
	enum answer all_customers;
	struct list customers;
	const char *password;
	const char *hash; /* instead of password: the same hash for several demo users */
};

static const struct param params[] = {
	{ PARAM_TEXT(account_create, login), .flags = PARAM_MANDATORY, .most = 30 },
	{ PARAM_TEXT(account_create, email), .most = 120 },
	{ PARAM_TEXT(account_create, last_name), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = 40 },
	{ PARAM_TEXT(account_create, first_name), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = 40 },
	{ PARAM_TEXT(account_create, phone), .most = 10 },
	{ PARAM_CHOICE(account_create, kind), .choices = kind_choices, .standard = "staff" },
	{ PARAM_CHOICE(account_create, profile), .flags = PARAM_MANDATORY,
	  .choices = profile_choices },
	{ PARAM_CHOICE(account_create, language), .choices = language_choices, .standard = "fr" },
	{ PARAM_BOOL(account_create, all_customers), .standard = "no" },
	{ PARAM_LIST(account_create, customers) },
	{ PARAM_TEXT(account_create, password), .flags = PARAM_SECRET },
	{ PARAM_TEXT(account_create, hash), .flags = PARAM_SECRET },
	{ .name = NULL },
};

/* Letters, digits, dot, dash: what can be typed anywhere and folds to itself. */
static bool
login_plain(const char *login)
{
	return login[0] != '\0' &&
	       strspn(login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
		   strlen(login);
}

static bool
ten_digits(const char *phone)
{
	return strlen(phone) == 10 && strspn(phone, "0123456789") == 10;
}

static enum status
check_free(struct work *work, const struct account_create *create)
{
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_USER_BY_LOGIN,
		     ARGS(ARG_TEXT("key", text_fold(work->arena, create->login))), &row);
	if (status == STATUS_OK && row != NULL) {
		return work_refuse(work, "login", "refusal.login_taken",
				   ARGS(ARG_TEXT("login", create->login)));
	}
	if (status != STATUS_OK || create->email == NULL) {
		return status;
	}
	status = work_row(work, SQL_USER_BY_EMAIL,
			  ARGS(ARG_TEXT("email_key", text_fold(work->arena, create->email))), &row);
	if (status == STATUS_OK && row != NULL) {
		return work_refuse(work, "email", "refusal.email_taken", NULL);
	}
	return status;
}

static enum status
check_profile(struct work *work, const struct account_create *create)
{
	const struct row *profile = NULL;
	enum status status =
	    work_row(work, SQL_PROFILE_FACTS, ARGS(ARG_TEXT("profile", create->profile)), &profile);
	if (status == STATUS_OK && profile == NULL) {
		return work_refuse(work, "profile", "refusal.profile_unknown", NULL);
	}
	if (status == STATUS_OK && strcmp(create->kind, "customer") == 0 &&
	    strcmp(row_text(profile, "kind"), "staff") == 0) {
		return work_refuse(work, "profile", "refusal.profile_staff_only", NULL);
	}
	return status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct account_create *create = args;
	bool staff = strcmp(create->kind, "staff") == 0;
	if (!work->session->system) {
		return work_deny(work, "refusal.system_only", NULL);
	}
	if (!login_plain(create->login)) {
		return work_refuse(work, "login", "refusal.login_signs", NULL);
	}
	if (create->email != NULL && !email_valid(create->email)) {
		return work_refuse(work, "email", "refusal.email", NULL);
	}
	if (create->phone != NULL && !ten_digits(create->phone)) {
		return work_refuse(work, "phone", "refusal.user_phone", NULL); /* USR-01 */
	}
	if (create->password == NULL && create->hash == NULL) {
		return work_refuse(work, "password", "error.mandatory", NULL);
	}
	if (create->password != NULL) {
		size_t least = password_least(work, staff);
		unsigned faults =
		    password_faults(work->arena, create->password, create->login, least);
		if (faults != 0) {
			return password_refuse(work, "password", faults, least);
		}
	}
	enum status status = check_profile(work, create);
	return status == STATUS_OK ? check_free(work, create) : status;
}

static enum status
insert_account(struct work *work, const struct account_create *create, int64_t id, const char *hash)
{
	const char *name =
	    arena_format(work->arena, "%s %s", create->last_name, create->first_name);
	const char *email_key =
	    create->email != NULL ? text_fold(work->arena, create->email) : NULL;
	return work_run(work, SQL_USER_INSERT,
			ARGS(ARG_INT("id", id), ARG_TEXT("login_text", create->login),
			     ARG_TEXT("login_key", text_fold(work->arena, create->login)),
			     ARG_TEXT("email", create->email), ARG_TEXT("email_key", email_key),
			     ARG_TEXT("last_name", create->last_name),
			     ARG_TEXT("first_name", create->first_name),
			     ARG_TEXT("name_key", text_fold(work->arena, name)),
			     ARG_TEXT("phone", create->phone), ARG_TEXT("kind", create->kind),
			     ARG_TEXT("profile", create->profile),
			     ARG_INT("all_customers", create->all_customers == ANSWER_YES ? 1 : 0),
			     ARG_TEXT("language", create->language), ARG_TEXT("password", hash)));
}

static enum status
insert_customers(struct work *work, const struct list *customers, int64_t id)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < customers->count && status == STATUS_OK; i++) {
		const struct row *row = NULL;
		const char *key = plate_key(work->arena, customers->items[i]);
		status = work_row(work, SQL_CUSTOMER_BY_NUMBER, ARGS(ARG_TEXT("key", key)), &row);
		if (status == STATUS_OK && row == NULL) {
			return work_refuse(work, "customers", "record.customer.unknown",
					   ARGS(ARG_TEXT("key", key)));
		}
		if (status == STATUS_OK) {
			status = work_run_any(
			    work, SQL_USER_INSERT_CUSTOMER,
			    ARGS(ARG_INT("user", id), ARG_INT("customer", row_int(row, "id"))),
			    NULL);
		}
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct account_create *create = args;
	const char *hash = create->hash;
	int64_t id = 0;
	enum status status = STATUS_OK;
	if (create->password != NULL) {
		struct error error = { .status = STATUS_OK };
		status = password_hash(work->arena, create->password,
				       store_hash_lock(work->session->store), &hash, &error);
		if (status != STATUS_OK) {
			return work_refuse(work, NULL, error.key, NULL);
		}
	}
	status = work_new_id(work, "account", &id);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "user", id, create->login, 0);
	status = insert_account(work, create, id, hash);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_USER_KEEP_PASSWORD,
				  ARGS(ARG_INT("user", id), ARG_TEXT("hash", hash)));
	}
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_USER_INSERT_RIGHT, ARGS(ARG_INT("user", id)), NULL);
	}
	if (status == STATUS_OK) {
		status = insert_customers(work, &create->customers, id);
	}
	if (status == STATUS_OK) {
		status =
		    work_index(work, "user", id, NULL,
			       search_account_terms(work->arena, create->login, create->last_name,
						    create->first_name, create->email));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.account_created", ARGS(ARG_TEXT("login", create->login)));
	}
	return status;
}

const struct command account_create = {
	.name = "account.create",
	.flags = COMMAND_INTERNAL,
	PARAMS(account_create, params),
	.check = check, /* ACC-02, USR-01 */
	.apply = apply,
};
