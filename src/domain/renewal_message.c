/* What a customer's manager is told of a renewal: which cards are renewed, which are not, until
 * when that can be changed.  By e-mail, or by letter when there is no address for one (REN-02). */
#include "renewal.h"

#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

enum { LINES_MOST = 50 };

/* Of one card: its plate and driver, the end of its number, and why it is not renewed. */
static const char *
line_of(struct work *work, const struct lang *lang, const struct row *card)
{
	const char *renewal = row_text(card, "renewal");
	const char *plate = row_text(card, "plate");
	const char *driver = row_text(card, "driver");
	const char *between = plate[0] != '\0' && driver[0] != '\0' ? ", " : "";
	const char *key = strcmp(renewal, "candidate") == 0 ? "message.renewal-line.candidate"
			  : strcmp(renewal, "cancelled_by_user") == 0
			      ? "message.renewal-line.cancelled"
			  : row_known(card, "last_used_on") ? "message.renewal-line.unused"
							    : "message.renewal-line.never";
	return lang_format(
	    work->arena, lang, key,
	    ARGS(ARG_TEXT("label", arena_format(work->arena, "%s%s%s", plate, between, driver)),
		 ARG_TEXT("card", card_tail(work->arena, row_text(card, "number"))),
		 ARG_DATE("used", row_text_or_null(card, "last_used_on"))));
}

static enum status
list_of(struct work *work, const struct lang *lang, const struct cohort *cohort,
	enum statement statement, int64_t count, const char **list)
{
	struct builder text = { .arena = work->arena };
	const struct row *card = NULL;
	enum status status = cohort_cards(work, cohort, statement, LINES_MOST, &card);
	for (; status == STATUS_OK && card != NULL; card = card->next) {
		builder_format(&text, "%s\n", line_of(work, lang, card));
	}
	if (count > LINES_MOST) {
		builder_format(&text, "%s\n",
			       lang_format(work->arena, lang, "message.renewal-line.more",
					   ARGS(ARG_INT("count", count - LINES_MOST))));
	}
	if (count == 0) {
		builder_format(&text, "%s\n", lang_text(lang, "message.renewal-line.none"));
	}
	*list = builder_text(&text);
	return status;
}

/* The contact's e-mail, or a letter to where the company sits. */
static enum status
send(struct work *work, const struct cohort *cohort, const struct row *contact,
     struct letter *letter)
{
	const struct arg *who =
	    ARGS(ARG_TEXT("customer", cohort->number),
		 ARG_TEXT("name", contact != NULL ? row_text(contact, "name") : cohort->name));
	bool queued = false;
	const char *address = NULL;
	letter->channel = "email";
	letter->to = contact != NULL ? row_text_or_null(contact, "email") : NULL;
	enum status status = work_queue(work, letter, &queued);
	if (status != STATUS_OK || queued) {
		if (queued) {
			work_say(work, "outcome.renewal_mailed", who);
		}
		return status;
	}
	status = customer_address(work, cohort->customer, "legal", &address);
	if (status == STATUS_OK) {
		letter->channel = "letter";
		letter->to = address;
		status = work_queue(work, letter, &queued);
	}
	if (status == STATUS_OK && queued) {
		work_say(work, "outcome.renewal_posted", who);
	} else if (status == STATUS_OK) {
		work_warn(work, "outcome.renewal_nowhere", who);
	}
	return status;
}

/* Who reads it, and in which language. */
struct receiver {
	const struct row *contact; /* NULL: the customer has named nobody */
	const char *name, *language;
};

static enum status
find_receiver(struct work *work, const struct cohort *cohort, struct receiver *receiver)
{
	const struct row *contact = NULL;
	enum status status = work_row(work, SQL_CONTACT_MANAGER,
				      ARGS(ARG_INT("customer", cohort->customer)), &contact);
	*receiver = (struct receiver){
		.contact = contact,
		.name = contact != NULL ? row_text(contact, "name") : cohort->name,
		.language = contact != NULL ? row_text(contact, "language") : cohort->language,
	};
	return status;
}

enum status
cohort_tell(struct work *work, const struct cohort *cohort, const char *kind,
	    const struct cohort_counts *counts)
{
	struct receiver receiver;
	const char *renewed = NULL;
	const char *dropped = NULL;
	const int64_t others = counts->unused + counts->cancelled;
	enum status status = find_receiver(work, cohort, &receiver);
	const struct lang *lang = lang_get(receiver.language);
	if (status == STATUS_OK) {
		status = list_of(work, lang, cohort, SQL_RENEWAL_CANDIDATES, counts->candidates,
				 &renewed);
	}
	if (status == STATUS_OK) {
		status = list_of(work, lang, cohort, SQL_RENEWAL_DROPPED, others, &dropped);
	}
	if (status != STATUS_OK) {
		return status;
	}
	struct letter letter = {
		.kind = kind,
		.language = receiver.language,
		.customer = cohort->customer,
		.args = ARGS(
		    ARG_TEXT("customer", cohort->number), ARG_TEXT("company", cohort->name),
		    ARG_TEXT("name", receiver.name), ARG_MONTH("month", cohort->month),
		    ARG_DATE("expires", cohort->expires_on), ARG_DATE("cutoff", cohort->cutoff),
		    ARG_DATE("shipped", cohort->ship_until),
		    ARG_INT("candidates", counts->candidates), ARG_INT("others", others),
		    ARG_LINES("renewed", renewed), ARG_LINES("dropped", dropped)),
	};
	return send(work, cohort, receiver.contact, &letter);
}

enum status
cohort_tell_active(struct work *work, const struct cohort *cohort, const char *until)
{
	struct cohort renewed = *cohort;
	struct receiver receiver;
	const struct row *count = NULL;
	const char *list = NULL;
	renewed.expires_on = until;
	enum status status =
	    work_row(work, SQL_RENEWAL_RENEWED_COUNT,
		     ARGS(ARG_INT("customer", cohort->customer), ARG_DATE("until", until)), &count);
	if (status != STATUS_OK || count == NULL || row_int(count, "cards") == 0) {
		return status;
	}
	status = find_receiver(work, cohort, &receiver);
	if (status == STATUS_OK) {
		status = list_of(work, lang_get(receiver.language), &renewed, SQL_RENEWAL_RENEWED,
				 row_int(count, "cards"), &list);
	}
	if (status != STATUS_OK) {
		return status;
	}
	struct letter letter = {
		.kind = "renewal-active",
		.language = receiver.language,
		.customer = cohort->customer,
		.args = ARGS(ARG_TEXT("customer", cohort->number),
			     ARG_TEXT("company", cohort->name), ARG_TEXT("name", receiver.name),
			     ARG_DATE("expires", cohort->expires_on), ARG_DATE("until", until),
			     ARG_INT("count", row_int(count, "cards")), ARG_LINES("renewed", list)),
	};
	return send(work, cohort, receiver.contact, &letter);
}
