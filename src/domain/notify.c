/* BLK-05: who answers for the customer's fleet hears of it at once. */
#include "domain.h"

enum status
manager_notify(struct work *work, const struct row *facts, const char *kind, const struct arg *args)
{
	const struct row *contact = NULL;
	int64_t customer = row_int(facts, "customer_id");
	enum status status =
	    work_row(work, SQL_CONTACT_MANAGER, ARGS(ARG_INT("customer", customer)), &contact);
	if (status != STATUS_OK) {
		return status;
	}
	if (contact == NULL) {
		work_warn(work, "outcome.manager_none",
			  ARGS(ARG_TEXT("customer", row_text(facts, "customer_name"))));
		return STATUS_OK;
	}
	struct letter letter = {
		.kind = kind,
		.channel = "email",
		.to = row_text_or_null(contact, "email"),
		.language = row_text(contact, "language"),
		.customer = customer,
		.card = row_int(facts, "id"),
		.args = args,
	};
	bool mailed = false;
	bool texted = false;
	status = work_queue(work, &letter, &mailed);
	if (status == STATUS_OK) {
		letter.channel = "sms";
		letter.to = row_text_or_null(contact, "phone");
		status = work_queue(work, &letter, &texted);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct arg *who = ARGS(ARG_TEXT("name", row_text(contact, "name")));
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
