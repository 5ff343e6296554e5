/* A user as he stands, who may change him, and what may become of him (USR-05, USR-07, USR-08). */
#include "user.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

/* ---- as he stands ---- */

static uint32_t
right_bit(const char *name)
{
	enum right right;
	return right_by_name(name, &right) ? 1u << right : 0;
}

uint32_t
user_rights_of(const struct list *names)
{
	uint32_t rights = 0;
	for (size_t i = 0; i < names->count; i++) {
		rights |= right_bit(names->items[i]);
	}
	return rights;
}

static uint32_t
rights_of_rows(const struct row *row)
{
	uint32_t rights = 0;
	for (; row != NULL; row = row->next) {
		rights |= right_bit(row_text(row, "right_code"));
	}
	return rights;
}

enum status
user_read(struct work *work, int64_t id, struct user *user)
{
	const struct row *row = NULL;
	const struct row *rights = NULL;
	const struct row *customers = NULL;
	const struct arg *args = ARGS(ARG_INT("user", id));
	enum status status = work_row(work, SQL_USER_WHOLE, args, &row);
	if (status == STATUS_OK && row == NULL) {
		return work_refuse(work, "login", "refusal.user_gone", NULL);
	}
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_USER_RIGHTS, args, &rights);
	}
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_USER_CUSTOMERS, args, &customers);
	}
	if (status != STATUS_OK) {
		return status;
	}
	*user = (struct user){
		.id = id,
		.version = row_int(row, "version"),
		.login = row_text(row, "login"),
		.last_name = row_text(row, "last_name"),
		.first_name = row_text(row, "first_name"),
		.phone = row_text(row, "phone"),
		.email = row_text_or_null(row, "email"),
		.profile = row_text_or_null(row, "profile"),
		.valid_from = row_text_or_null(row, "valid_from"),
		.valid_until = row_text_or_null(row, "valid_until"),
		.kind = row_text(row, "kind"),
		.language = row_text(row, "language"),
		.state = row_text(row, "state"),
		.all_customers = row_int(row, "all_customers") != 0,
		.founder = row_int(row, "founder") != 0,
		.password = row_int(row, "password") != 0,
		.rights = rights_of_rows(rights),
		.customers = customers,
	};
	return STATUS_OK;
}

enum status
user_profile(struct work *work, const char *profile, uint32_t *rights, const char **kind)
{
	const struct row *row = NULL;
	const struct row *names = NULL;
	*rights = 0;
	*kind = NULL;
	if (profile == NULL) {
		return STATUS_OK;
	}
	const struct arg *args = ARGS(ARG_TEXT("profile", profile));
	enum status status = work_row(work, SQL_PROFILE_FACTS, args, &row);
	if (status == STATUS_OK && row == NULL) {
		return work_refuse(work, "profile", "refusal.profile_unknown", NULL);
	}
	if (status == STATUS_OK) {
		status = work_rows(work, SQL_PROFILE_RIGHTS, args, &names);
	}
	if (status == STATUS_OK) {
		*kind = row_text(row, "kind");
		*rights = rights_of_rows(names);
	}
	return status;
}

/* Of a form, which has no store at hand: every store is seeded with these (seed.c). */
const char *
user_profile_codes(struct arena *arena, const char *profile)
{
	struct table_reader table;
	const char *cells[5];
	if (!table_open(&table, "data/reference/profiles.csv")) {
		return "";
	}
	while (table_next(&table, arena, cells, 5) > 0) {
		if (strcmp(cells[0], profile) != 0) {
			continue;
		}
		char *codes = arena_copy(arena, cells[4]);
		for (char *blank = codes; (blank = strchr(blank, ' ')) != NULL;) {
			*blank = ',';
		}
		return codes;
	}
	return "";
}

enum status
user_customers_of(struct work *work, const struct list *numbers, const struct row **customers)
{
	struct row *first = NULL;
	struct row **end = &first;
	*customers = NULL;
	for (size_t i = 0; i < numbers->count; i++) {
		struct record record = { 0 };
		const struct row *row = NULL;
		enum status status =
		    work_find(work, &customer_reference, "customers", numbers->items[i], &record);
		if (status == STATUS_OK) {
			status = work_row(work, SQL_CUSTOMER_ORDERED,
					  ARGS(ARG_INT("customer", record.id)), &row);
		}
		if (status != STATUS_OK) {
			return status;
		}
		if (row == NULL || user_has_customer(first, record.id)) {
			continue;
		}
		*end = arena_alloc(work->arena, sizeof **end);
		**end = *row;
		(*end)->next = NULL;
		end = (struct row **)(uintptr_t) & (*end)->next;
	}
	*customers = first;
	return STATUS_OK;
}

bool
user_has_customer(const struct row *customers, int64_t id)
{
	for (; customers != NULL; customers = customers->next) {
		if (row_int(customers, "id") == id) {
			return true;
		}
	}
	return false;
}

static size_t
count_customers(const struct row *customers)
{
	size_t count = 0;
	for (; customers != NULL; customers = customers->next) {
		count++;
	}
	return count;
}

bool
user_same(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool
same_customers(const struct row *a, const struct row *b)
{
	if (count_customers(a) != count_customers(b)) {
		return false;
	}
	for (; a != NULL; a = a->next) {
		if (!user_has_customer(b, row_int(a, "id"))) {
			return false;
		}
	}
	return true;
}

/* What is told of who has several is the issuer's: none of them is to read the numbers of the
 * others. */
int64_t
user_customer(const struct user *before, const struct user *after)
{
	const struct row *only = after->customers;
	bool one = strcmp(after->kind, "staff") != 0 && only != NULL && only->next == NULL &&
		   (before == NULL || same_customers(before->customers, only));
	return one ? row_int(only, "id") : 0;
}

/* ---- who may ---- */

bool
user_administers(const struct session *session)
{
	return session->system || strcmp(session->profile, "administrator") == 0;
}

/* USR-07: who has not yet ordered manages nobody. */
static enum status
check_ordered(struct work *work, const struct row *customers)
{
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && customers != NULL; customers = customers->next) {
		status = customer_ordered(work, row_int(customers, "id"), FIRST_ORDER_ACCESS);
	}
	return status;
}

enum status
user_reach(struct work *work, const struct user *user)
{
	const struct session *session = work->session;
	const struct arg *who = ARGS(ARG_TEXT("login", user->login));
	if (strcmp(user->kind, "staff") == 0 && !user_administers(session)) {
		return work_deny(work, "refusal.user_staff", who);
	}
	for (const struct row *row = user->customers; row != NULL; row = row->next) {
		if (!session_sees(session, row_int(row, "id"))) {
			return work_deny(work, "refusal.user_multipass", who);
		}
	}
	return check_ordered(work, user->customers);
}

/* USR-08: his name and where he is reached, no more. */
static enum status
check_self(struct work *work, const struct user *before, const struct user *after)
{
	bool same = before->rights == after->rights && user_same(before->profile, after->profile) &&
		    user_same(before->valid_from, after->valid_from) &&
		    user_same(before->valid_until, after->valid_until) &&
		    user_same(before->state, after->state) &&
		    same_customers(before->customers, after->customers);
	if (before->id != work->session->account || work->session->account == 0 || same) {
		return STATUS_OK;
	}
	return work_refuse(work, "login", "refusal.user_self", NULL);
}

/* Signs in today and for good, and can let others in. */
static bool
administrates(const struct work *work, const struct user *user)
{
	return user_same(user->profile, "administrator") && strcmp(user->state, "active") == 0 &&
	       user->valid_until == NULL &&
	       (user->valid_from == NULL || strcmp(user->valid_from, work->today) <= 0) &&
	       (user->rights & (1u << RIGHT_USERS)) != 0;
}

static enum status
check_last(struct work *work, const struct user *before, const struct user *after)
{
	const struct row *row = NULL;
	if (!administrates(work, before) || administrates(work, after)) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_USER_OTHER_ADMINISTRATORS, ARGS(ARG_INT("user", before->id)), &row);
	if (status != STATUS_OK || row_int(row, "others") > 0) {
		return status;
	}
	return work_refuse(work, "login", "refusal.user_last_administrator",
			   ARGS(ARG_TEXT("login", before->login)));
}

/* Nobody grants a right he does not hold. */
static enum status
check_granted(struct work *work, uint32_t added)
{
	const struct session *session = work->session;
	uint32_t beyond = session->system ? 0 : added & ~session->rights;
	if (beyond == 0) {
		return STATUS_OK;
	}
	return work_refuse(
	    work, param_find(work->command, "rights") != NULL ? "rights" : "right",
	    "refusal.user_right_not_held",
	    ARGS({ .name = "rights", .value = user_rights_value(work->arena, beyond) }));
}

/* To these goes the code of a forgotten password (ACC-04): whoever could put his own there would
 * have rights that he does not hold. */
static enum status
check_address(struct work *work, const struct user *before, const struct user *after)
{
	const struct session *session = work->session;
	uint32_t beyond = session->system ? 0 : before->rights & ~session->rights;
	bool same =
	    user_same(before->email, after->email) && user_same(before->phone, after->phone);
	if (same || beyond == 0) {
		return STATUS_OK;
	}
	return work_refuse(
	    work, user_same(before->email, after->email) ? "phone" : "email",
	    "refusal.user_address_beyond",
	    ARGS(ARG_TEXT("login", before->login),
		 { .name = "rights", .value = user_rights_value(work->arena, beyond) }));
}

static enum status
check_kind(struct work *work, const struct user *after, const char *profile_kind)
{
	const struct session *session = work->session;
	bool staff = strcmp(after->kind, "staff") == 0;
	if (staff && !user_administers(session)) {
		return work_refuse(work, "profile", "refusal.user_staff_profile", NULL);
	}
	if (!staff && profile_kind != NULL && strcmp(profile_kind, "staff") == 0) {
		return work_refuse(work, "profile", "refusal.profile_staff_only", NULL);
	}
	if (!staff && after->customers == NULL) {
		return work_refuse(work, "customers", "refusal.user_no_customer", NULL);
	}
	return STATUS_OK;
}

enum status
user_rules(struct work *work, const struct user *before, const struct user *after)
{
	uint32_t unused = 0;
	const char *kind = NULL;
	enum status status = user_profile(work, after->profile, &unused, &kind);
	if (status == STATUS_OK) {
		status = check_kind(work, after, kind);
	}
	if (status == STATUS_OK) {
		status = check_granted(work, after->rights & ~(before ? before->rights : 0));
	}
	if (status == STATUS_OK) {
		status = check_ordered(work, after->customers);
	}
	if (status == STATUS_OK && before != NULL) {
		status = check_address(work, before, after);
	}
	if (status == STATUS_OK && before != NULL) {
		status = check_self(work, before, after);
	}
	if (status == STATUS_OK && before != NULL) {
		status = check_last(work, before, after);
	}
	return status;
}

/* ---- his facts ---- */

/* Letters, digits, dot, dash: what can be typed anywhere and folds to itself. */
bool
user_login_plain(const char *login)
{
	return login[0] != '\0' &&
	       strspn(login, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") ==
		   strlen(login);
}

bool
user_phone(const char *phone)
{
	return strlen(phone) == 10 && strspn(phone, "0123456789") == 10;
}

enum status
user_login_free(struct work *work, const char *login)
{
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_USER_BY_LOGIN,
				      ARGS(ARG_TEXT("key", text_fold(work->arena, login))), &row);
	if (status == STATUS_OK && row != NULL) {
		return work_refuse(work, "login", "refusal.login_taken",
				   ARGS(ARG_TEXT("login", login)));
	}
	return status;
}

enum status
user_email_free(struct work *work, const char *email, int64_t user)
{
	const struct row *row = NULL;
	if (email == NULL) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_USER_BY_EMAIL,
		     ARGS(ARG_TEXT("email_key", text_fold(work->arena, email))), &row);
	if (status == STATUS_OK && row != NULL && row_int(row, "id") != user) {
		return work_refuse(work, "email", "refusal.email_taken", NULL);
	}
	return status;
}

static enum status
check_email(struct work *work, const struct user *before, const struct user *after)
{
	if (after->email == NULL || (before != NULL && user_same(before->email, after->email))) {
		return STATUS_OK;
	}
	if (!email_valid(after->email)) {
		return work_refuse(work, "email", "refusal.email", NULL);
	}
	return user_email_free(work, after->email, after->id);
}

/* ACC-08 */
static enum status
check_validity(struct work *work, const struct user *before, const struct user *after)
{
	bool moved = before == NULL || !user_same(before->valid_until, after->valid_until);
	if (after->valid_until == NULL) {
		return STATUS_OK;
	}
	if (after->valid_from != NULL && strcmp(after->valid_until, after->valid_from) < 0) {
		return work_refuse(work, "valid_until", "refusal.user_valid_order",
				   ARGS(ARG_DATE("from", after->valid_from)));
	}
	if (before == NULL && moved && strcmp(after->valid_until, work->today) < 0) {
		return work_refuse(work, "valid_until", "refusal.user_valid_past", NULL);
	}
	return STATUS_OK;
}

enum status
user_check_facts(struct work *work, const struct user *before, const struct user *after)
{
	if (text_fold(work->arena, after->last_name)[0] == '\0') {
		return work_refuse(work, "last_name", "refusal.name_without_letter", NULL);
	}
	if (text_fold(work->arena, after->first_name)[0] == '\0') {
		return work_refuse(work, "first_name", "refusal.name_without_letter", NULL);
	}
	if (!user_phone(after->phone) &&
	    (before == NULL || !user_same(before->phone, after->phone))) {
		return work_refuse(work, "phone", "refusal.user_phone", NULL);
	}
	enum status status = check_email(work, before, after);
	return status == STATUS_OK ? check_validity(work, before, after) : status;
}
