/* What changes of a user (USR-04), his rights and profile by themselves (USR-02, USR-06). */
#include "user.h"

#include <string.h>

/* Before and after, from check to apply. */
struct change {
	struct user before, after;
};

static enum status
begin(struct work *work, const struct record *login, struct change **change)
{
	*change = arena_alloc(work->arena, sizeof **change);
	work->state = *change;
	enum status status = user_read(work, login->id, &(*change)->before);
	(*change)->after = (*change)->before;
	return status == STATUS_OK ? user_reach(work, &(*change)->before) : status;
}

/* One transaction: what he may and what he is, the words, his e-mail; a new address takes the
 * invitation along. */
static enum status
apply_change(struct work *work)
{
	const struct change *change = work->state;
	const struct user *before = &change->before;
	const struct user *after = &change->after;
	work_about(work, "user", after->id, after->login, user_customer(before, after));
	if (!user_tell(work, before, after)) {
		work_unchanged(work);
		return STATUS_OK;
	}
	enum status status = user_write(work, before, after);
	if (status == STATUS_OK) {
		status = user_mail_changes(work, before, after);
	}
	if (status == STATUS_OK && strcmp(after->state, "invited") == 0 &&
	    !user_same(before->email, after->email)) {
		status = invitation_send(work, after->id);
	}
	return status;
}

/* ---- user.change ---- */

struct user_change {
	struct record login;
	struct amount version;
	const char *last_name, *first_name, *email, *phone;
	struct list customers;
	const char *profile;
	struct list rights;
	const char *valid_from, *valid_until, *language;
};

static const struct param change_params[] = {
	{ PARAM_ID(user_change, login), .record = &user_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(user_change, version) },
	{ PARAM_TEXT(user_change, last_name), .flags = PARAM_UPPER, .most = 40 },
	{ PARAM_TEXT(user_change, first_name), .flags = PARAM_UPPER, .most = 40 },
	{ PARAM_TEXT(user_change, email), .most = 120 },
	{ PARAM_TEXT(user_change, phone), .most = 30 },
	{ PARAM_LIST(user_change, customers), .record = &customer_reference,
	  .flags = PARAM_COLUMNS | PARAM_CLEARABLE, .most = USER_LIST_MOST,
	  .from = "customers.customer" },
	{ PARAM_CHOICE(user_change, profile), .choices = profile_choices },
	{ PARAM_LIST(user_change, rights), .choices = right_names, .vocabulary = "right",
	  .flags = PARAM_COLUMNS | PARAM_CLEARABLE, .most = USER_LIST_MOST,
	  .from = "rights.right_code", .follows = "profile", .following = user_profile_codes },
	{ PARAM_DATE(user_change, valid_from), .flags = PARAM_CLEARABLE },
	{ PARAM_DATE(user_change, valid_until), .flags = PARAM_CLEARABLE },
	{ PARAM_CHOICE(user_change, language), .choices = language_choices },
	{ .name = NULL },
};

static void
take(const char **field, const char *given)
{
	if (given != NULL) {
		*field = text_or_null(given);
	}
}

/* A profile brings its rights, unless those are said as well. */
static enum status
take_rights(struct work *work, const struct user_change *given, struct user *after)
{
	uint32_t rights = 0;
	const char *kind = NULL;
	bool other = given->profile != NULL && !user_same(given->profile, after->profile);
	take(&after->profile, given->profile);
	enum status status = user_profile(work, given->profile, &rights, &kind);
	if (status != STATUS_OK) {
		return status;
	}
	if (given->rights.items != NULL) {
		after->rights = user_rights_of(&given->rights);
	} else if (other) {
		after->rights = rights;
	}
	if (after->rights == 0 && given->rights.items != NULL) {
		return work_refuse(work, "rights", "refusal.user_rights_emptied",
				   ARGS(ARG_TEXT("login", after->login)));
	}
	return STATUS_OK;
}

static enum status
take_customers(struct work *work, const struct user_change *given, struct user *after)
{
	if (given->customers.items == NULL) {
		return STATUS_OK;
	}
	enum status status = user_customers_of(work, &given->customers, &after->customers);
	after->all_customers = strcmp(after->kind, "staff") == 0 && after->customers == NULL;
	return status;
}

static enum status
change_check(struct work *work, const void *args)
{
	const struct user_change *given = args;
	struct change *change = NULL;
	enum status status = begin(work, &given->login, &change);
	if (status != STATUS_OK) {
		return status;
	}
	struct user *after = &change->after;
	take(&after->last_name, given->last_name);
	take(&after->first_name, given->first_name);
	take(&after->email, given->email);
	take(&after->phone, given->phone);
	take(&after->valid_from, given->valid_from);
	take(&after->valid_until, given->valid_until);
	take(&after->language, given->language);
	status = user_check_facts(work, &change->before, after);
	if (status == STATUS_OK) {
		status = take_customers(work, given, after);
	}
	if (status == STATUS_OK) {
		status = take_rights(work, given, after);
	}
	return status == STATUS_OK ? user_rules(work, &change->before, after) : status;
}

static enum status
change_apply(struct work *work, const void *args)
{
	(void)args;
	return apply_change(work);
}

const struct command user_change = {
	.name = "user.change",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.fill = "user",
	PARAMS(user_change, change_params),
	.check = change_check, /* USR-01, USR-02, USR-05 to USR-08, ACC-08 */
	.apply = change_apply, /* USR-04 */
};

/* ---- user.grant, user.revoke ---- */

struct user_rights {
	struct record login;
	struct amount version;
	struct list right;
	const char *profile;
};

static const struct param rights_params[] = {
	{ PARAM_ID(user_rights, login), .record = &user_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(user_rights, version) },
	{ PARAM_LIST(user_rights, right), .choices = right_names, .vocabulary = "right",
	  .flags = PARAM_COLUMNS, .most = USER_LIST_MOST },
	{ PARAM_CHOICE(user_rights, profile), .choices = profile_choices, .from = "" },
	{ .name = NULL },
};

static enum status
begin_rights(struct work *work, const struct user_rights *given, struct change **change,
	     uint32_t *rights)
{
	const char *kind = NULL;
	if (given->right.count == 0 && given->profile == NULL) {
		(void)work_refuse(work, "right", "refusal.user_right_or_profile", NULL);
		return STATUS_REFUSED;
	}
	enum status status = begin(work, &given->login, change);
	if (status == STATUS_OK) {
		status = user_profile(work, given->profile, rights, &kind);
	}
	*rights |= user_rights_of(&given->right);
	return status;
}

/* Whether who has that profile may do more than look. */
static enum status
acts(struct work *work, const char *profile, bool *acts)
{
	const struct row *row = NULL;
	*acts = true;
	if (profile == NULL) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_PROFILE_FACTS, ARGS(ARG_TEXT("profile", profile)), &row);
	*acts = row == NULL || row_int(row, "acts") != 0;
	return status;
}

/* A profile granted is his from now on, but one that only reads takes nothing away from who acts.
 */
static enum status
grant_check(struct work *work, const void *args)
{
	const struct user_rights *given = args;
	struct change *change = NULL;
	uint32_t rights = 0;
	bool could = false;
	bool can = false;
	enum status status = begin_rights(work, given, &change, &rights);
	if (status == STATUS_OK) {
		status = acts(work, change->before.profile, &could);
	}
	if (status == STATUS_OK) {
		status = acts(work, given->profile, &can);
	}
	if (status != STATUS_OK) {
		return status;
	}
	change->after.rights |= rights;
	if (given->profile != NULL && (can || !could)) {
		change->after.profile = given->profile;
	}
	return user_rules(work, &change->before, &change->after);
}

static enum status
revoke_check(struct work *work, const void *args)
{
	const struct user_rights *given = args;
	struct change *change = NULL;
	uint32_t rights = 0;
	enum status status = begin_rights(work, given, &change, &rights);
	if (status != STATUS_OK) {
		return status;
	}
	if (given->profile != NULL && !user_same(given->profile, change->before.profile)) {
		return work_refuse(work, "profile", "refusal.user_other_profile",
				   ARGS(ARG_TEXT("login", change->before.login),
					ARG_CHOICE("profile", "profile", given->profile)));
	}
	change->after.rights &= ~rights;
	if (given->profile != NULL) {
		change->after.profile = NULL;
	}
	/* Without his profile who only looked would act from now on. */
	bool could = true;
	status = acts(work, change->before.profile, &could);
	if (status == STATUS_OK && given->profile != NULL && !could && change->after.rights != 0) {
		return work_refuse(work, "profile", "refusal.user_reader_profile",
				   ARGS(ARG_TEXT("login", change->before.login)));
	}
	return status == STATUS_OK ? user_rules(work, &change->before, &change->after) : status;
}

const struct command user_grant = {
	.name = "user.grant",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(user_rights, rights_params),
	.check = grant_check,  /* USR-02, USR-06, USR-08 */
	.apply = change_apply, /* USR-04 */
};

const struct command user_revoke = {
	.name = "user.revoke",
	.right = "users",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(user_rights, rights_params),
	.check = revoke_check, /* USR-02, USR-06, USR-08 */
	.apply = change_apply, /* USR-04 */
};
