/* BLK-05: who answers for the customer's fleet hears of it at once, and so does whoever asked to
 * (ALT-01). */
#include "domain.h"

struct told {
	const struct row *contact; /* NULL: there is nobody */
	struct letter letter;
	bool mailed, texted;
};

static enum status
manager_find(struct work *work, const struct row *facts, const char *kind, const struct arg *args,
	     struct told *told)
{
	int64_t customer = row_int(facts, "customer_id");
	*told = (struct told){ .letter = { .kind = kind,
					   .customer = customer,
					   .card = row_int(facts, "id"),
					   .args = args } };
	enum status status = work_row(work, SQL_CONTACT_MANAGER,
				      ARGS(ARG_INT("customer", customer)), &told->contact);
	if (status == STATUS_OK && told->contact == NULL) {
		work_warn(work, "outcome.manager_none",
			  ARGS(ARG_TEXT("customer", row_text(facts, "customer_name"))));
	}
	return status;
}

static enum status
tell_by(struct work *work, struct told *told, const char *channel, const char *address,
	bool *queued)
{
	struct letter letter = told->letter;
	letter.channel = channel;
	letter.to = row_text_or_null(told->contact, address);
	letter.language = row_text(told->contact, "language");
	return work_queue(work, &letter, queued);
}

/* Not twice to one address. */
static enum status
tell_others(struct work *work, const struct told *told)
{
	const struct alerted alerted = {
		.email = told->mailed ? row_text(told->contact, "email") : NULL,
		.phone = told->texted ? row_text(told->contact, "phone") : NULL,
	};
	return alert_tell(work, &told->letter, &alerted);
}

enum status
manager_mail(struct work *work, const struct row *facts, const char *kind, const struct arg *args)
{
	struct told told;
	enum status status = manager_find(work, facts, kind, args, &told);
	if (status == STATUS_OK && told.contact != NULL) {
		const struct arg *who = ARGS(ARG_TEXT("name", row_text(told.contact, "name")));
		status = tell_by(work, &told, "email", "email", &told.mailed);
		if (status == STATUS_OK && told.mailed) {
			work_say(work, "outcome.manager_mailed", who);
		} else if (status == STATUS_OK) {
			work_warn(work, "outcome.manager_no_email", who);
		}
	}
	return status == STATUS_OK ? tell_others(work, &told) : status;
}

static void
say_told(struct work *work, const struct told *told)
{
	const struct arg *who = ARGS(ARG_TEXT("name", row_text(told->contact, "name")));
	if (told->mailed && told->texted) {
		work_say(work, "outcome.manager_told", who);
	} else if (told->mailed) {
		work_say(work, "outcome.manager_mailed", who);
		work_warn(work, "outcome.manager_no_phone", who);
	} else if (told->texted) {
		work_say(work, "outcome.manager_texted", who);
		work_warn(work, "outcome.manager_no_email", who);
	} else {
		work_warn(work, "outcome.manager_no_address", who);
	}
}

enum status
manager_notify(struct work *work, const struct row *facts, const char *kind, const struct arg *args)
{
	struct told told;
	enum status status = manager_find(work, facts, kind, args, &told);
	if (status == STATUS_OK && told.contact != NULL) {
		status = tell_by(work, &told, "email", "email", &told.mailed);
		if (status == STATUS_OK) {
			status = tell_by(work, &told, "sms", "phone", &told.texted);
		}
		if (status == STATUS_OK) {
			say_told(work, &told);
		}
	}
	return status == STATUS_OK ? tell_others(work, &told) : status;
}
