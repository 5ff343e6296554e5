/* A user written, and what changed of him told: to who did it, and to himself by e-mail (USR-04).
 */
#include "user.h"

#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

/* ---- in a line ---- */

struct value
user_rights_value(struct arena *arena, uint32_t rights)
{
	struct builder codes = { .arena = arena };
	for (int i = 0; i < RIGHT_COUNT; i++) {
		if ((rights & (1u << i)) != 0) {
			builder_format(&codes, "%s%s", codes.size > 0 ? "," : "", right_names[i]);
		}
	}
	struct value value = value_text(TYPE_LIST, builder_text(&codes));
	value.vocabulary = "right";
	return value;
}

static const char *
numbers(struct arena *arena, const struct row *customers, const char *between)
{
	struct builder list = { .arena = arena };
	for (; customers != NULL; customers = customers->next) {
		builder_format(&list, "%s%s", list.size > 0 ? between : "",
			       row_text(customers, "number"));
	}
	return builder_text(&list);
}

struct value
user_customers_value(struct arena *arena, const struct row *customers)
{
	return value_text(TYPE_TEXT, numbers(arena, customers, ", "));
}

enum status
account_list(struct work *work, int64_t account)
{
	struct user user = { .id = account };
	enum status status = user_read(work, account, &user);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_USER_LIST,
			ARGS(ARG_INT("user", account),
			     ARG_TEXT("rights", user_rights_value(work->arena, user.rights).text),
			     ARG_TEXT("customers", numbers(work->arena, user.customers, ","))));
}

/* ---- writing ---- */

static enum status
write_rights(struct work *work, const struct user *before, const struct user *after)
{
	uint32_t had = before != NULL ? before->rights : 0;
	enum status status = STATUS_OK;
	for (int i = 0; i < RIGHT_COUNT && status == STATUS_OK; i++) {
		uint32_t bit = 1u << i;
		if (((had ^ after->rights) & bit) == 0) {
			continue;
		}
		status = work_run(
		    work, (after->rights & bit) != 0 ? SQL_USER_ADD_RIGHT : SQL_USER_DROP_RIGHT,
		    ARGS(ARG_INT("user", after->id), ARG_TEXT("right", right_names[i])));
	}
	return status;
}

/* Those of a that are not of b, each through the statement. */
static enum status
each_customer(struct work *work, const struct user *user, const struct row *a, const struct row *b,
	      enum statement statement)
{
	enum status status = STATUS_OK;
	for (; a != NULL && status == STATUS_OK; a = a->next) {
		if (!user_has_customer(b, row_int(a, "id"))) {
			status = work_run(
			    work, statement,
			    ARGS(ARG_INT("user", user->id), ARG_INT("customer", row_int(a, "id"))));
		}
	}
	return status;
}

static enum status
write_access(struct work *work, const struct user *before, const struct user *after)
{
	const struct row *had = before != NULL ? before->customers : NULL;
	enum status status = write_rights(work, before, after);
	if (status == STATUS_OK) {
		status =
		    each_customer(work, after, after->customers, had, SQL_USER_INSERT_CUSTOMER);
	}
	if (status == STATUS_OK) {
		status = each_customer(work, after, had, after->customers, SQL_USER_DROP_CUSTOMER);
	}
	return status;
}

enum status
user_write(struct work *work, const struct user *before, const struct user *after)
{
	struct arena *arena = work->arena;
	const char *name = arena_format(arena, "%s %s", after->last_name, after->first_name);
	enum status status = write_access(work, before, after);
	if (status == STATUS_OK) {
		status = work_run(
		    work, SQL_USER_CHANGE,
		    ARGS(ARG_INT("user", after->id), ARG_TEXT("email", after->email),
			 ARG_TEXT("email_key",
				  after->email != NULL ? text_fold(arena, after->email) : NULL),
			 ARG_TEXT("last_name", after->last_name),
			 ARG_TEXT("first_name", after->first_name),
			 ARG_TEXT("name_key", text_fold(arena, name)),
			 ARG_TEXT("phone", after->phone), ARG_TEXT("profile", after->profile),
			 ARG_TEXT("language", after->language),
			 ARG_DATE("valid_from", after->valid_from),
			 ARG_DATE("valid_until", after->valid_until),
			 ARG_TEXT("rights", user_rights_value(arena, after->rights).text),
			 ARG_TEXT("customers", numbers(arena, after->customers, ",")),
			 ARG_INT("all_customers", after->all_customers ? 1 : 0)));
	}
	if (status == STATUS_OK && before != NULL) {
		status = work_index(work, "user", after->id,
				    search_account_terms(arena, before->login, before->last_name,
							 before->first_name, before->email),
				    search_account_terms(arena, after->login, after->last_name,
							 after->first_name, after->email));
	}
	return status;
}

/* ---- what changed, in words ---- */

enum { LINES_MOST = 16 };

struct lines {
	struct work *work;
	size_t count;
	struct {
		const char *key;
		const struct arg *args;
	} list[LINES_MOST];
};

static void
add_line(struct lines *lines, const char *key, struct arg a, struct arg b, struct arg c)
{
	struct arg *args = arena_array(lines->work->arena, 4, sizeof *args);
	if (lines->count == LINES_MOST) {
		return;
	}
	args[0] = a;
	args[1] = b;
	args[2] = c;
	lines->list[lines->count].key = key;
	lines->list[lines->count++].args = args;
}

static void
field_line(struct lines *lines, const char *field, struct value was, struct value is)
{
	const char *none = "none";
	if (user_same(was.text, is.text)) {
		return;
	}
	add_line(lines, "outcome.user_field", (struct arg)ARG_CHOICE("field", "user_field", field),
		 (struct arg){ .name = "before",
			       .value = was.known ? was : value_choice("change_value", none) },
		 (struct arg){ .name = "after",
			       .value = is.known ? is : value_choice("change_value", none) });
}

static void
rights_line(struct lines *lines, const char *key, uint32_t rights)
{
	const struct arg none = { .name = NULL };
	if (rights != 0) {
		add_line(lines, key,
			 (struct arg){ .name = "rights",
				       .value = user_rights_value(lines->work->arena, rights) },
			 none, none);
	}
}

static void
customers_line(struct lines *lines, const char *key, const struct row *a, const struct row *b)
{
	const struct arg none = { .name = NULL };
	struct builder list = { .arena = lines->work->arena };
	for (; a != NULL; a = a->next) {
		if (!user_has_customer(b, row_int(a, "id"))) {
			builder_format(&list, "%s%s", list.size > 0 ? ", " : "",
				       row_text(a, "number"));
		}
	}
	if (list.size > 0) {
		add_line(lines, key, (struct arg)ARG_TEXT("customers", builder_text(&list)), none,
			 none);
	}
}

static struct lines *
lines_of(struct work *work, const struct user *before, const struct user *after)
{
	struct lines *lines = arena_alloc(work->arena, sizeof *lines);
	*lines = (struct lines){ .work = work };
	const struct {
		const char *field;
		struct value was, is;
	} fields[] = {
		{ "last_name", value_text(TYPE_TEXT, before->last_name),
		  value_text(TYPE_TEXT, after->last_name) },
		{ "first_name", value_text(TYPE_TEXT, before->first_name),
		  value_text(TYPE_TEXT, after->first_name) },
		{ "email", value_text(TYPE_TEXT, before->email),
		  value_text(TYPE_TEXT, after->email) },
		{ "phone", value_text(TYPE_TEXT, text_or_null(before->phone)),
		  value_text(TYPE_TEXT, after->phone) },
		{ "language", value_choice("language", before->language),
		  value_choice("language", after->language) },
		{ "profile", value_choice("profile", before->profile),
		  value_choice("profile", after->profile) },
		{ "valid_from", value_text(TYPE_DATE, before->valid_from),
		  value_text(TYPE_DATE, after->valid_from) },
		{ "valid_until", value_text(TYPE_DATE, before->valid_until),
		  value_text(TYPE_DATE, after->valid_until) },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		field_line(lines, fields[i].field, fields[i].was, fields[i].is);
	}
	rights_line(lines, "outcome.user_rights_added", after->rights & ~before->rights);
	rights_line(lines, "outcome.user_rights_removed", before->rights & ~after->rights);
	customers_line(lines, "outcome.user_customers_added", after->customers, before->customers);
	customers_line(lines, "outcome.user_customers_removed", before->customers,
		       after->customers);
	return lines;
}

bool
user_tell(struct work *work, const struct user *before, const struct user *after)
{
	const struct lines *lines = lines_of(work, before, after);
	for (size_t i = 0; i < lines->count; i++) {
		work_say(work, lines->list[i].key, lines->list[i].args);
	}
	return lines->count > 0;
}

/* ---- to himself ---- */

static const char *
lines_in(struct work *work, const struct lines *lines, const struct lang *lang)
{
	struct builder text = { .arena = work->arena };
	for (size_t i = 0; i < lines->count; i++) {
		builder_format(
		    &text, "- %s\n",
		    lang_format(work->arena, lang, lines->list[i].key, lines->list[i].args));
	}
	return builder_text(&text);
}

static enum status
mail(struct work *work, const struct user *user, const char *to, const char *kind,
     const char *changes)
{
	bool queued = false;
	const char *name = arena_format(work->arena, "%s %s", user->first_name, user->last_name);
	enum status status =
	    work_queue(work,
		       &(struct letter){
			   .kind = kind,
			   .channel = "email",
			   .to = to,
			   .language = user->language,
			   .customer = user_customer(NULL, user),
			   .args = ARGS(ARG_TEXT("name", name), ARG_TEXT("login", user->login),
					ARG_STAMP("at", work->now), ARG_LINES("changes", changes)),
		       },
		       &queued);
	if (status == STATUS_OK && queued) {
		work_say(work, "outcome.user_mailed", ARGS(ARG_TEXT("to", to)));
	}
	return status;
}

enum status
user_mail(struct work *work, const struct user *user, const char *kind)
{
	return mail(work, user, user->email, kind, "");
}

/* To the former address too: who took an account over must not be the only one to hear of it. */
enum status
user_mail_changes(struct work *work, const struct user *before, const struct user *after)
{
	const struct lang *lang = lang_get(after->language);
	const char *changes = lines_in(work, lines_of(work, before, after), lang);
	enum status status = mail(work, after, after->email, "user-changed", changes);
	if (status == STATUS_OK && before->email != NULL &&
	    !user_same(before->email, after->email)) {
		status = mail(work, after, before->email, "user-changed", changes);
	}
	return status;
}

/* USR-09: the terminals notice by themselves. */
enum status
user_shut_out(struct work *work, const struct user *user)
{
	int64_t sessions = 0;
	const struct arg *args = ARGS(ARG_INT("user", user->id));
	enum status status = work_run_any(work, SQL_USER_END_SESSIONS, args, &sessions);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_USER_END_CODES, args, NULL);
	}
	if (status == STATUS_OK && sessions > 0) {
		work_say(work, "outcome.user_sessions_ended", ARGS(ARG_INT("count", sessions)));
	}
	return status;
}
