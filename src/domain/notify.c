/* BLK-05: who answers for the customer's fleet hears of it at once. */
#include "domain.h"

struct told {
	const struct row *contact; /* NULL: there is nobody */
	struct letter letter;
};

static enum status
manager_find(struct work *work, const struct row *facts, const char *kind, const struct arg *args,
	     struct told *told)
{
	int64_t customer = row_int(facts, "customer_id");
	enum status status = work_row(work, SQL_CONTACT_MANAGER,
				      ARGS(ARG_INT("customer", customer)), &told->contact);
	if (status != STATUS_OK) {
		return status;
	}
	if (told->contact == NULL) {
		work_warn(work, "outcome.manager_none",
			  ARGS(ARG_TEXT("customer", row_text(facts, "customer_name"))));
		return STATUS_OK;
	}
	told->letter = (struct letter){
		.kind = kind,
		.channel = "email",
		.to = row_text_or_null(told->contact, "email"),
		.language = row_text(told->contact, "language"),
		.customer = customer,
		.card = row_int(facts, "id"),
		.args = args,
	};
	return STATUS_OK;
}

enum status
manager_mail(struct work *work, const struct row *facts, const char *kind, const struct arg *args)
{
	struct told told = { .contact = NULL };
	bool mailed = false;
	enum status status = manager_find(work, facts, kind, args, &told);
	if (status != STATUS_OK || told.contact == NULL) {
		return status;
	}
	status = work_queue(work, &told.letter, &mailed);
	const struct arg *who = ARGS(ARG_TEXT("name", row_text(told.contact, "name")));
	if (status == STATUS_OK && mailed) {
		work_say(work, "outcome.manager_mailed", who);
	} else if (status == STATUS_OK) {
		work_warn(work, "outcome.manager_no_email", who);
	}
	return status;
}

enum status
manager_notify(struct work *work, const struct row *facts, const char *kind, const struct arg *args)
{
	struct told told = { .contact = NULL };
	bool mailed = false;
	bool texted = false;
	enum status status = manager_find(work, facts, kind, args, &told);
	if (status != STATUS_OK || told.contact == NULL) {
		return status;
	}
	status = work_queue(work, &told.letter, &mailed);
	if (status == STATUS_OK) {
		told.letter.channel = "sms";
		told.letter.to = row_text_or_null(told.contact, "phone");
		status = work_queue(work, &told.letter, &texted);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg *who = ARGS(ARG_TEXT("name", row_text(told.contact, "name")));
	if (mailed && texted) {
		work_say(work, "outcome.manager_told", who);
	} else if (mailed) {
		work_say(work, "outcome.manager_mailed", who);
		work_warn(work, "outcome.manager_no_phone", who);
	} else if (texted) {
		work_say(work, "outcome.manager_texted", who);
		work_warn(work, "outcome.manager_no_email", who);
	} else {
		work_warn(work, "outcome.manager_no_address", who);
	}
	return STATUS_OK;
}
