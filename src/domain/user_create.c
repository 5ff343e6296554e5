/* A user made by another (USR-01 to USR-03, USR-05, USR-06): invited at once, in as soon as he
 * activates. */
#include "user.h"

#include <guichet/text.h>
#include <string.h>

struct user_create {
	const char *login, *last_name, *first_name, *email, *phone;
	struct list customers;
	const char *profile;
	struct list rights;
	const char *valid_from, *valid_until, *language;
};

static const struct param params[] = {
	{ PARAM_TEXT(user_create, login), .flags = PARAM_MANDATORY, .most = 30 },
	{ PARAM_TEXT(user_create, last_name), .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 40 },
	{ PARAM_TEXT(user_create, first_name), .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 40 },
	{ PARAM_TEXT(user_create, email), .flags = PARAM_MANDATORY, .most = 120 },
	{ PARAM_TEXT(user_create, phone), .flags = PARAM_MANDATORY, .most = 30 },
	{ PARAM_LIST(user_create, customers), .record = &customer_reference, .flags = PARAM_COLUMNS,
	  .most = USER_LIST_MOST, .from = "" },
	{ PARAM_CHOICE(user_create, profile), .choices = profile_choices, .from = "" },
	{ PARAM_LIST(user_create, rights), .choices = right_names, .vocabulary = "right",
	  .flags = PARAM_COLUMNS, .most = USER_LIST_MOST, .from = "", .follows = "profile",
	  .following = user_profile_codes },
	{ PARAM_DATE(user_create, valid_from), .from = "" },
	{ PARAM_DATE(user_create, valid_until), .from = "" },
	{ PARAM_CHOICE(user_create, language), .choices = language_choices, .standard = "fr",
	  .from = "" },
	{ .name = NULL },
};

/* Whom the maker sees alone need not be named. */
static enum status
take_customers(struct work *work, const struct user_create *create, struct user *user)
{
	const struct session *session = work->session;
	enum status status = user_customers_of(work, &create->customers, &user->customers);
	bool one = !session->staff && session->customer_count == 1;
	if (status != STATUS_OK || user->customers != NULL || !one) {
		return status;
	}
	return work_row(work, SQL_CUSTOMER_ORDERED,
			ARGS(ARG_INT("customer", session->customers[0])), &user->customers);
}

/* Staff by its profile; without one it is a customer's user. */
static enum status
take_rights(struct work *work, const struct user_create *create, struct user *user)
{
	const char *kind = NULL;
	enum status status = user_profile(work, create->profile, &user->rights, &kind);
	if (status != STATUS_OK) {
		return status;
	}
	if (create->rights.count > 0) {
		user->rights = user_rights_of(&create->rights);
	}
	if (user->rights == 0) {
		return work_refuse(work, "profile", "refusal.user_no_right", NULL);
	}
	user->kind = kind != NULL && strcmp(kind, "staff") == 0 ? "staff" : "customer";
	user->all_customers = strcmp(user->kind, "staff") == 0 && user->customers == NULL;
	return STATUS_OK;
}

static enum status
check_login(struct work *work, const char *login)
{
	if (!user_login_plain(login)) {
		return work_refuse(work, "login", "refusal.login_signs", NULL);
	}
	return user_login_free(work, login);
}

/* ACC-06: the first one of a customer is told to have the contract at hand. */
static enum status
take_founder(struct work *work, struct user *user)
{
	const struct row *row = NULL;
	if (strcmp(user->kind, "staff") == 0 || !work->session->staff) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_USER_OF_CUSTOMER,
		     ARGS(ARG_INT("customer", row_int(user->customers, "id"))), &row);
	user->founder = status == STATUS_OK && row == NULL;
	return status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct user_create *create = args;
	struct user *user = arena_alloc(work->arena, sizeof *user);
	*user = (struct user){
		.login = create->login,
		.last_name = create->last_name,
		.first_name = create->first_name,
		.email = create->email,
		.phone = create->phone,
		.profile = create->profile,
		.valid_from = create->valid_from,
		.valid_until = create->valid_until,
		.language = create->language,
		.state = "invited",
	};
	work->state = user;
	enum status status = check_login(work, create->login);
	if (status == STATUS_OK) {
		status = user_check_facts(work, NULL, user);
	}
	if (status == STATUS_OK) {
		status = take_customers(work, create, user);
	}
	if (status == STATUS_OK) {
		status = take_rights(work, create, user);
	}
	if (status == STATUS_OK) {
		status = user_rules(work, NULL, user);
	}
	return status == STATUS_OK ? take_founder(work, user) : status;
}

static enum status
insert(struct work *work, const struct user *user)
{
	struct arena *arena = work->arena;
	const char *name = arena_format(arena, "%s %s", user->last_name, user->first_name);
	return work_run(
	    work, SQL_USER_ADD,
	    ARGS(ARG_INT("id", user->id), ARG_TEXT("login_text", user->login),
		 ARG_TEXT("login_key", text_fold(arena, user->login)),
		 ARG_TEXT("email", user->email),
		 ARG_TEXT("email_key", text_fold(arena, user->email)),
		 ARG_TEXT("last_name", user->last_name), ARG_TEXT("first_name", user->first_name),
		 ARG_TEXT("name_key", text_fold(arena, name)), ARG_TEXT("phone", user->phone),
		 ARG_TEXT("kind", user->kind), ARG_TEXT("profile", user->profile),
		 ARG_INT("all_customers", user->all_customers ? 1 : 0),
		 ARG_INT("founder", user->founder ? 1 : 0), ARG_TEXT("language", user->language),
		 ARG_DATE("valid_from", user->valid_from),
		 ARG_DATE("valid_until", user->valid_until),
		 id_or_null("maker", work->session->account)));
}

/* The longest line, behind the others. */
static void
say_rights(struct work *work, const struct user *user)
{
	work_say(work,
		 user->profile != NULL ? "outcome.user_profile_rights" : "outcome.user_rights",
		 ARGS(ARG_CHOICE("profile", "profile", user->profile),
		      { .name = "rights", .value = user_rights_value(work->arena, user->rights) }));
}

static void
say(struct work *work, const struct user *user)
{
	work_say(work, "outcome.user_created",
		 ARGS(ARG_TEXT("login", user->login), ARG_TEXT("last_name", user->last_name),
		      ARG_TEXT("first_name", user->first_name)));
	if (user->customers != NULL) {
		work_say(work, "outcome.user_customers",
			 ARGS({ .name = "customers",
				.value = user_customers_value(work->arena, user->customers) }));
	} else {
		work_say(work, "outcome.user_all_customers", NULL);
	}
	if (user->valid_from != NULL || user->valid_until != NULL) {
		work_say(
		    work,
		    user->valid_until == NULL  ? "outcome.user_valid_from"
		    : user->valid_from == NULL ? "outcome.user_valid_until"
					       : "outcome.user_valid",
		    ARGS(ARG_DATE("from", user->valid_from), ARG_DATE("until", user->valid_until)));
	}
}

static enum status
apply(struct work *work, const void *args)
{
	struct user *user = work->state;
	(void)args;
	enum status status = work_new_id(work, "account", &user->id);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "user", user->id, user->login, user_customer(NULL, user));
	say(work, user);
	status = insert(work, user);
	if (status == STATUS_OK) {
		status = user_write(work, NULL, user);
	}
	if (status == STATUS_OK) {
		status = work_index(work, "user", user->id, NULL,
				    search_account_terms(work->arena, user->login, user->last_name,
							 user->first_name, user->email));
	}
	if (status == STATUS_OK) {
		status = invitation_send(work, user->id);
	}
	say_rights(work, user);
	return status;
}

const struct command user_create = {
	.name = "user.create",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW, /* USR-03 */
	PARAMS(user_create, params),
	.check = check, /* USR-01, USR-05, USR-06, USR-07, USR-08 */
	.apply = apply, /* USR-03 */
};
