/* Where a company sits, and where its invoices and secret codes go (CUS-04). */
#include "domain.h"

#include <guichet/date.h>
#include <inttypes.h>
#include <string.h>

enum { WRITTEN_MONTHS = 6 }; /* an older request is asked for again */

struct address_change {
	struct record address; /* what the form was opened on, whose version it is */
	struct record customer;
	struct amount version;
	const char *kind;
	const char *attention, *street, *postcode, *town, *country;
	const char *reference, *date;
};

static const char *const kinds[] = { "legal", "billing", "codes", NULL };

static const struct param change_params[] = {
	{ PARAM_ID(address_change, address), .record = &address_reference, .flags = PARAM_HIDDEN },
	{ PARAM_ID(address_change, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(address_change, version) },
	{ PARAM_CHOICE(address_change, kind), .flags = PARAM_MANDATORY, .choices = kinds,
	  .vocabulary = "address" },
	{ PARAM_TEXT(address_change, attention), .most = 60 },
	{ PARAM_TEXT(address_change, street), .flags = PARAM_MANDATORY, .most = 60 },
	{ PARAM_TEXT(address_change, postcode), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = 10 },
	{ PARAM_TEXT(address_change, town), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_CHOICE(address_change, country), .flags = PARAM_MANDATORY,
	  .choices = country_choices },
	{ PARAM_TEXT(address_change, reference), .most = 40 },
	{ PARAM_DATE(address_change, date) },
	{ .name = NULL },
};

struct address_state {
	const struct row *before; /* NULL: there is none of that kind yet */
	bool codes; /* secret codes go there: by itself, or for want of one of their own */
};

/* Six months, to the day. */
static enum status
check_written(struct work *work, const struct address_change *change)
{
	struct civil written;
	char oldest[DATE_SIZE];
	if (change->reference == NULL) {
		return work_refuse(work, "reference", "refusal.address_reference", NULL);
	}
	if (change->date == NULL || !date_read(change->date, &written)) {
		return work_refuse(work, "date", "refusal.address_date", NULL);
	}
	date_write(date_add_months(stamp_local_day(work->now), -WRITTEN_MONTHS), oldest);
	if (strcmp(change->date, work->today) > 0) {
		return work_refuse(work, "date", "refusal.address_date_to_come",
				   ARGS(ARG_DATE("today", work->today)));
	}
	if (strcmp(change->date, oldest) < 0) {
		return work_refuse(work, "date", "refusal.address_date_old",
				   ARGS(ARG_DATE("oldest", oldest)));
	}
	return STATUS_OK;
}

static enum status
change_check(struct work *work, const void *args)
{
	const struct address_change *change = args;
	struct address_state *state = arena_alloc(work->arena, sizeof *state);
	const struct row *own = NULL;
	enum status status = customer_ordered(work, change->customer.id, FIRST_ORDER_DATA);
	if (status == STATUS_OK) {
		status = work_row(
		    work, SQL_ADDRESS_OF_KIND,
		    ARGS(ARG_INT("customer", change->customer.id), ARG_TEXT("kind", change->kind)),
		    &state->before);
	}
	if (status == STATUS_OK) {
		status = work_row(
		    work, SQL_ADDRESS_OF_KIND,
		    ARGS(ARG_INT("customer", change->customer.id), ARG_TEXT("kind", "codes")),
		    &own);
	}
	if (status != STATUS_OK) {
		return status;
	}
	state->codes = strcmp(change->kind, "codes") == 0 ||
		       (strcmp(change->kind, "legal") == 0 && own == NULL);
	work->state = state;
	if (!state->codes) {
		return STATUS_OK;
	}
	if (!work->session->staff && !work->session->system) {
		return work_refuse(work, "kind",
				   strcmp(change->kind, "codes") == 0
				       ? "refusal.address_codes"
				       : "refusal.address_codes_legal",
				   NULL);
	}
	return check_written(work, change);
}

static const char *
right_to_approve(struct work *work, const void *args)
{
	const struct address_state *state = work->state;
	(void)args;
	return state->codes ? "customers" : NULL;
}

static const char *
in_a_line(struct work *work, const char *attention, const char *street, const char *postcode,
	  const char *town, const char *country)
{
	return arena_format(work->arena, "%s%s%s, %s %s, %s", attention,
			    attention[0] != '\0' ? ", " : "", street, postcode, town, country);
}

/* Before and after, so that whoever approves reads both. */
static void
say_change(struct work *work, const struct address_change *change, const struct row *before,
	   const char *attention)
{
	const char *after = in_a_line(work, attention, change->street, change->postcode,
				      change->town, change->country);
	const char *was = before == NULL
			      ? NULL
			      : in_a_line(work, row_text(before, "attention"),
					  row_text(before, "street"), row_text(before, "postcode"),
					  row_text(before, "town"), row_text(before, "country"));
	const struct arg *args = ARGS(ARG_TEXT("customer", change->customer.key),
				      ARG_CHOICE("kind", "address", change->kind),
				      ARG_TEXT("before", was), ARG_TEXT("after", after));
	work_say(work, "outcome.address_of", args);
	if (was != NULL) {
		work_say(work, "outcome.address_before", args);
	}
	work_say(work, "outcome.address_after", args);
}

static bool
same(const struct address_change *change, const struct row *before, const char *attention)
{
	return strcmp(attention, row_text(before, "attention")) == 0 &&
	       strcmp(change->street, row_text(before, "street")) == 0 &&
	       strcmp(change->postcode, row_text(before, "postcode")) == 0 &&
	       strcmp(change->town, row_text(before, "town")) == 0 &&
	       strcmp(change->country, row_text(before, "country")) == 0;
}

static enum status
write_address(struct work *work, const struct address_change *change, const struct row *before)
{
	int64_t id = before != NULL ? row_int(before, "id") : 0;
	enum status status = before != NULL ? STATUS_OK : work_new_id(work, "address", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(
	    work, before != NULL ? SQL_ADDRESS_UPDATE : SQL_ADDRESS_INSERT,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", change->customer.id),
		 ARG_TEXT("kind", change->kind), ARG_TEXT("attention", change->attention),
		 ARG_TEXT("street", change->street), ARG_TEXT("postcode", change->postcode),
		 ARG_TEXT("town", change->town), ARG_TEXT("country", change->country)));
}

static enum status
change_apply(struct work *work, const void *args)
{
	const struct address_change *change = args;
	const struct address_state *state = work->state;
	const char *attention = change->attention != NULL ? change->attention : "";
	if (state->before != NULL && same(change, state->before, attention)) {
		work_unchanged(work);
		return STATUS_OK;
	}
	say_change(work, change, state->before, attention);
	if (state->codes) {
		work_say(
		    work, "outcome.address_written",
		    ARGS(ARG_TEXT("reference", change->reference), ARG_DATE("date", change->date)));
		work_say(work, "outcome.address_letters_stay", NULL);
	}
	return write_address(work, change, state->before);
}

const struct command address_change = {
	.name = "address.change",
	.right = "customers",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(address_change, change_params),
	.check = change_check,
	.apply = change_apply,
	.approval = right_to_approve, /* CUS-04 */
};
