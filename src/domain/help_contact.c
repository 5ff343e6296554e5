/* CUS-05: a question to a department, by e-mail, with who asks it. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/department.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { SUBJECT_MOST = 80, TEXT_MOST = 2000, DIGITS_LEAST = 6 };

struct help_contact {
	const char *department, *subject, *text, *phone;
	struct record customer;
};

static const struct param params[] = {
	{ PARAM_CHOICE(help_contact, department), .flags = PARAM_MANDATORY,
	  .choices = department_codes },
	{ PARAM_ID(help_contact, customer), .record = &customer_reference },
	{ PARAM_TEXT(help_contact, subject), .flags = PARAM_MANDATORY, .most = SUBJECT_MOST },
	{ PARAM_TEXT(help_contact, text), .flags = PARAM_MANDATORY | PARAM_MULTILINE,
	  .most = TEXT_MOST },
	{ PARAM_TEXT(help_contact, phone), .most = 30 },
	{ .name = NULL },
};

static const struct department *
department_of(struct work *work, const char *code)
{
	const struct department *department = departments(work->arena, work->session);
	while (department->code != NULL && strcmp(department->code, code) != 0) {
		department++;
	}
	return department;
}

/* As people write numbers: it is dialled by a person. */
static bool
is_phone(const char *text)
{
	size_t digits = 0;
	for (; *text != '\0'; text++) {
		if (strchr("+()/.- ", *text) == NULL && (*text < '0' || *text > '9')) {
			return false;
		}
		digits += *text >= '0' && *text <= '9';
	}
	return digits >= DIGITS_LEAST;
}

static enum status
contact_check(struct work *work, const void *args)
{
	const struct help_contact *contact = args;
	if (work->session->account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	const struct department *department = department_of(work, contact->department);
	if (department->email[0] == '\0') {
		return work_refuse(work, "department",
				   department->phone[0] != '\0' ? "refusal.department_phone"
								: "refusal.department_nobody",
				   ARGS(ARG_CHOICE("department", "department", contact->department),
					ARG_TEXT("phone", department->phone)));
	}
	if (contact->phone != NULL && !is_phone(contact->phone)) {
		return work_refuse(work, "phone", "refusal.call_back", NULL);
	}
	return STATUS_OK;
}

/* The one he named, or the only one he has. */
static int64_t
customer_of(const struct work *work, const struct help_contact *contact)
{
	const struct session *session = work->session;
	if (contact->customer.id != 0) {
		return contact->customer.id;
	}
	return !session->all_customers && session->customer_count == 1 ? session->customers[0] : 0;
}

/* "C00123 LEROY TRANSPORT SA", or nothing. */
static enum status
customer_words(struct work *work, int64_t customer, const char **words)
{
	const struct row *facts = NULL;
	*words = "-";
	if (customer == 0) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_HELP_CUSTOMER, ARGS(ARG_INT("customer", customer)), &facts);
	if (status == STATUS_OK && facts != NULL) {
		*words = arena_format(work->arena, "%s %s", row_text(facts, "number"),
				      row_text(facts, "name"));
	}
	return status;
}

static enum status
contact_apply(struct work *work, const void *args)
{
	const struct help_contact *contact = args;
	const struct session *session = work->session;
	const struct department *department = department_of(work, contact->department);
	const char *language = config_text(session->config, "language");
	const int64_t customer = customer_of(work, contact);
	const struct row *facts = NULL;
	const char *words = NULL;
	int64_t id = 0;
	enum status status = customer_words(work, customer, &words);
	if (status == STATUS_OK) {
		status =
		    work_row(work, SQL_USER_FACTS, ARGS(ARG_INT("user", session->account)), &facts);
	}
	if (status == STATUS_OK && facts == NULL) {
		return work_refuse(work, NULL, "refusal.user_gone", NULL);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const char *email = row_text(facts, "email");
	const struct arg *told =
	    ARGS(ARG_CHOICE("department", "department", contact->department),
		 ARG_TEXT("subject", contact->subject), ARG_LINES("text", contact->text),
		 ARG_TEXT("name", session->name), ARG_TEXT("login", session->login),
		 ARG_CHOICE("profile", "profile", session->profile),
		 ARG_TEXT("email", email[0] != '\0' ? email : "-"),
		 ARG_TEXT("phone", contact->phone != NULL ? contact->phone : "-"),
		 ARG_TEXT("customer", words),
		 ARG_CHOICE("language", "language", lang_code(session->lang)),
		 ARG_STAMP("at", work->now));
	status = work_queue(work,
			    &(struct letter){ .kind = "help-contact",
					      .channel = "email",
					      .to = department->email,
					      .language = language,
					      .customer = customer,
					      .args = told,
					      .id = &id },
			    NULL);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "message", id, arena_format(work->arena, "%" PRId64, id), customer);
	work_say(work, "outcome.question_sent",
		 ARGS(ARG_CHOICE("department", "department", contact->department)));
	if (contact->phone != NULL) {
		work_say(work, "outcome.question_call", ARGS(ARG_TEXT("phone", contact->phone)));
	} else if (email[0] != '\0') {
		work_say(work, "outcome.question_answer", ARGS(ARG_TEXT("email", email)));
	}
	return STATUS_OK;
}

const struct command help_contact = {
	.name = "help.contact",
	.flags = COMMAND_ACCOUNT,
	PARAMS(help_contact, params),
	.check = contact_check,
	.apply = contact_apply, /* CUS-05 */
};
