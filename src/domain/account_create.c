/* An account made by the program itself: the first administrator, the users of a demo store. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

static const char *const kind_choices[] = { "staff", "customer", NULL };

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
	{ PARAM_BOOL(account_create, all_customers) },
	{ PARAM_LIST(account_create, customers) },
	{ PARAM_TEXT(account_create, password), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ .name = NULL },
};

static enum status
check_free(struct work *work, const struct account_create *create)
{
	enum status status = user_login_free(work, create->login);
	return status == STATUS_OK ? user_email_free(work, create->email, 0) : status;
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

static unsigned
faults_of(const struct work *work, const struct account_create *create, size_t *least)
{
	*least = password_least(work, strcmp(create->kind, "staff") == 0);
	return password_faults(work->arena, create->password, create->login, *least);
}

static enum status
prepare(struct work *work, const void *args)
{
	const struct account_create *create = args;
	size_t least;
	const char *hash = NULL;
	if (!work->session->system || faults_of(work, create, &least) != 0) {
		return STATUS_OK; /* check refuses */
	}
	enum status status = password_make(work, create->password, &hash);
	work->prepared = (void *)(uintptr_t)hash;
	return status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct account_create *create = args;
	size_t least;
	if (!work->session->system) {
		return work_deny(work, "refusal.system_only", NULL);
	}
	if (!user_login_plain(create->login)) {
		return work_refuse(work, "login", "refusal.login_signs", NULL);
	}
	if (create->email != NULL && !email_valid(create->email)) {
		return work_refuse(work, "email", "refusal.email", NULL);
	}
	if (create->phone != NULL && !user_phone(create->phone)) {
		return work_refuse(work, "phone", "refusal.user_phone", NULL); /* USR-01 */
	}
	unsigned faults = faults_of(work, create, &least);
	if (faults != 0) {
		return password_refuse(work, "password", faults, least);
	}
	enum status status = check_profile(work, create);
	return status == STATUS_OK ? check_free(work, create) : status;
}

static enum status
insert_row(struct work *work, const struct new_account *account, int64_t id)
{
	const char *name =
	    arena_format(work->arena, "%s %s", account->last_name, account->first_name);
	const char *email_key =
	    account->email != NULL ? text_fold(work->arena, account->email) : NULL;
	return work_run(work, SQL_USER_INSERT,
			ARGS(ARG_INT("id", id), ARG_TEXT("login_text", account->login),
			     ARG_TEXT("login_key", text_fold(work->arena, account->login)),
			     ARG_TEXT("email", account->email), ARG_TEXT("email_key", email_key),
			     ARG_TEXT("last_name", account->last_name),
			     ARG_TEXT("first_name", account->first_name),
			     ARG_TEXT("name_key", text_fold(work->arena, name)),
			     ARG_TEXT("phone", account->phone), ARG_TEXT("kind", account->kind),
			     ARG_TEXT("profile", account->profile),
			     ARG_INT("all_customers", account->all_customers ? 1 : 0),
			     ARG_TEXT("language", account->language),
			     ARG_TEXT("state", account->state != NULL ? account->state : "active"),
			     ARG_DATE("valid_until", account->valid_until),
			     ARG_TEXT("password", account->hash)));
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

enum status
account_insert(struct work *work, const struct new_account *account, int64_t *id)
{
	enum status status = work_new_id(work, "account", id);
	if (status == STATUS_OK) {
		status = insert_row(work, account, *id);
	}
	if (status == STATUS_OK && account->hash != NULL) {
		status = work_run(work, SQL_USER_KEEP_PASSWORD,
				  ARGS(ARG_INT("user", *id), ARG_TEXT("hash", account->hash)));
	}
	if (status == STATUS_OK) {
		status =
		    work_run_any(work, SQL_USER_INSERT_RIGHT, ARGS(ARG_INT("user", *id)), NULL);
	}
	if (status == STATUS_OK) {
		status = insert_customers(work, &account->customers, *id);
	}
	if (status == STATUS_OK) {
		status = account_list(work, *id);
	}
	if (status == STATUS_OK) {
		status =
		    work_index(work, "user", *id, NULL,
			       search_account_terms(work->arena, account->login, account->last_name,
						    account->first_name, account->email));
	}
	return status;
}

/* Staff sees every customer, unless some are named. */
static bool
sees_all(const struct account_create *create)
{
	if (create->all_customers != ANSWER_NONE) {
		return create->all_customers == ANSWER_YES;
	}
	return strcmp(create->kind, "staff") == 0 && create->customers.count == 0;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct account_create *create = args;
	struct new_account account = {
		.login = create->login,
		.email = create->email,
		.last_name = create->last_name,
		.first_name = create->first_name,
		.phone = create->phone,
		.kind = create->kind,
		.profile = create->profile,
		.language = create->language,
		.all_customers = sees_all(create),
		.customers = create->customers,
		.hash = work->prepared,
	};
	int64_t id = 0;
	enum status status = account_insert(work, &account, &id);
	if (status == STATUS_OK) {
		work_about(work, "user", id, create->login, 0);
		work_say(work, "outcome.account_created", ARGS(ARG_TEXT("login", create->login)));
	}
	return status;
}

const struct command account_create = {
	.name = "account.create",
	.flags = COMMAND_INTERNAL,
	PARAMS(account_create, params),
	.prepare = prepare,
	.check = check, /* ACC-02, USR-01 */
	.apply = apply,
};
