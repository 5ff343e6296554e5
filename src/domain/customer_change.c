/* What changes of a customer (CUS-01), and the people who are told things. */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

const char *
text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* What was given, else what stands. */
static const char *
or_before(const char *given, const struct row *row, const char *column)
{
	return text_or_null(given != NULL ? given : row_text(row, column));
}

/* ---- customer.change ---- */

struct customer_change {
	struct record customer;
	struct amount version;
	const char *name, *contract, *language, *vat, *iban, *note;
	struct amount ceiling; /* of an authorisation (AUT-08) */
};

static const struct param change_params[] = {
	{ PARAM_ID(customer_change, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(customer_change, version) },
	{ PARAM_TEXT(customer_change, name), .flags = PARAM_UPPER, .most = 60 },
	{ PARAM_TEXT(customer_change, contract), .most = 20 },
	{ PARAM_CHOICE(customer_change, language), .choices = language_choices },
	{ PARAM_TEXT(customer_change, vat), .flags = PARAM_UPPER | PARAM_CLEARS, .most = 20 },
	{ PARAM_TEXT(customer_change, iban), .flags = PARAM_UPPER | PARAM_CLEARS, .most = 42 },
	{ PARAM_MONEY(customer_change, ceiling), .flags = PARAM_CLEARABLE },
	{ PARAM_TEXT(customer_change, note), .flags = PARAM_CLEARS, .most = 200 },
	{ .name = NULL },
};

struct customer_after {
	const struct row *before;
	const char *vat, *iban;
};

static enum status
change_check(struct work *work, const void *args)
{
	const struct customer_change *change = args;
	struct customer_after *after = arena_alloc(work->arena, sizeof *after);
	enum status status =
	    work_row(work, SQL_CUSTOMER_TO_CHANGE, ARGS(ARG_INT("customer", change->customer.id)),
		     &after->before);
	if (status != STATUS_OK) {
		return status;
	}
	after->vat = or_before(change->vat, after->before, "vat");
	after->iban = or_before(change->iban, after->before, "iban");
	work->state = after;
	if (change->name != NULL && text_fold(work->arena, change->name)[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	if (text_or_null(change->vat) != NULL) {
		status =
		    vat_read(work, row_text(after->before, "country"), change->vat, &after->vat);
	}
	if (status == STATUS_OK && text_or_null(change->iban) != NULL) {
		status = iban_read(work, change->iban, &after->iban);
	}
	return status;
}

/* A line for each field: before, after. */
static bool
say_field(struct work *work, const char *field, const struct row *before, const char *after)
{
	const char *was = row_text(before, field);
	if (strcmp(was, after != NULL ? after : "") == 0) {
		return false;
	}
	work_say(work,
		 after == NULL    ? "outcome.customer_field_cleared"
		 : was[0] == '\0' ? "outcome.customer_field_set"
				  : "outcome.customer_field",
		 ARGS(ARG_CHOICE("field", "customer_field", field), ARG_TEXT("before", was),
		      ARG_TEXT("after", after)));
	return true;
}

/* AUT-08: as it stands after. */
static struct amount
ceiling_after(const struct customer_change *change, const struct row *before)
{
	if (change->ceiling.known || change->ceiling.cleared) {
		return change->ceiling;
	}
	return (struct amount){ .known = row_known(before, "ceiling"),
				.number = row_int(before, "ceiling") };
}

static bool
say_ceiling(struct work *work, const struct row *before, struct amount after)
{
	bool was = row_known(before, "ceiling");
	int64_t old = row_int(before, "ceiling");
	if (was == after.known && (!was || old == after.number)) {
		return false;
	}
	work_say(work,
		 !after.known ? "outcome.customer_ceiling_cleared"
		 : was        ? "outcome.customer_ceiling"
			      : "outcome.customer_ceiling_set",
		 ARGS(ARG_MONEY("before", old), ARG_MONEY("after", after.number)));
	return true;
}

static enum status
change_apply(struct work *work, const void *args)
{
	const struct customer_change *change = args;
	const struct customer_after *after = work->state;
	const struct row *before = after->before;
	const struct {
		const char *field, *text;
	} fields[] = {
		{ "name", or_before(change->name, before, "name") },
		{ "contract", or_before(change->contract, before, "contract") },
		{ "language", or_before(change->language, before, "language") },
		{ "vat", after->vat },
		{ "iban", after->iban },
		{ "note", or_before(change->note, before, "note") },
	};
	const struct amount ceiling = ceiling_after(change, before);
	bool changed = say_ceiling(work, before, ceiling);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		changed = say_field(work, fields[i].field, before, fields[i].text) || changed;
	}
	if (!changed) {
		work_unchanged(work);
		return STATUS_OK;
	}
	enum status status = work_run(
	    work, SQL_CUSTOMER_UPDATE,
	    ARGS(ARG_INT("customer", change->customer.id), ARG_TEXT("name", fields[0].text),
		 ARG_TEXT("name_key", text_fold(work->arena, fields[0].text)),
		 ARG_TEXT("contract", fields[1].text), ARG_TEXT("language", fields[2].text),
		 ARG_TEXT("vat", after->vat), ARG_TEXT("iban", after->iban),
		 ARG_TEXT("note", fields[5].text),
		 { .name = "ceiling",
		   .value = {
		       .type = TYPE_INT, .known = ceiling.known, .number = ceiling.number } }));
	if (status == STATUS_OK) {
		const char *number = row_text(before, "number");
		status =
		    work_index(work, "customer", change->customer.id,
			       search_customer_terms(work->arena, number, row_text(before, "name")),
			       search_customer_terms(work->arena, number, fields[0].text));
	}
	return status;
}

const struct command customer_change = {
	.name = "customer.change",
	.right = "customers",
	.caller = CALLER_PROVEN,
	.flags = COMMAND_STAFF,
	.fill = "customer",
	PARAMS(customer_change, change_params),
	.check = change_check, /* CUS-01, CUS-06 */
	.apply = change_apply,
};

/* ---- contact.set ---- */

struct contact_set {
	struct record contact; /* what the form was opened on, whose version it is */
	struct record customer;
	struct amount version;
	const char *kind;
	const char *name, *email, *phone, *language;
};

static const char *const contact_kinds[] = { "manager", "billing", "delivery", NULL };

static const struct param contact_params[] = {
	{ PARAM_ID(contact_set, contact), .record = &contact_reference, .flags = PARAM_HIDDEN },
	{ PARAM_ID(contact_set, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(contact_set, version) },
	{ PARAM_CHOICE(contact_set, kind), .flags = PARAM_MANDATORY, .choices = contact_kinds,
	  .vocabulary = "contact" },
	{ PARAM_TEXT(contact_set, name), .flags = PARAM_MANDATORY, .most = 60 },
	{ PARAM_TEXT(contact_set, email), .flags = PARAM_CLEARS, .most = 120 },
	{ PARAM_PHONE(contact_set, phone), .flags = PARAM_CLEARS, .most = 30 },
	{ PARAM_CHOICE(contact_set, language), .choices = language_choices },
	{ .name = NULL },
};

struct contact_state {
	const struct row *before; /* NULL: nobody yet */
	const char *email, *phone, *language;
};

static enum status
contact_check(struct work *work, const void *args)
{
	const struct contact_set *set = args;
	struct contact_state *state = arena_alloc(work->arena, sizeof *state);
	const struct row *customer = NULL;
	*state = (struct contact_state){ .language = set->language };
	enum status status = customer_ordered(work, set->customer.id, FIRST_ORDER_DATA);
	if (status == STATUS_OK) {
		status = work_row(work, SQL_CUSTOMER_FACTS,
				  ARGS(ARG_INT("customer", set->customer.id)), &customer);
	}
	if (status == STATUS_OK) {
		status = work_row(
		    work, SQL_CONTACT_OF_KIND,
		    ARGS(ARG_INT("customer", set->customer.id), ARG_TEXT("kind", set->kind)),
		    &state->before);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct row *before = state->before;
	state->email =
	    before != NULL ? or_before(set->email, before, "email") : text_or_null(set->email);
	if (state->language == NULL) {
		state->language = row_text(before != NULL ? before : customer, "language");
	}
	const char *typed = text_or_null(set->phone);
	status =
	    reach_read(work, row_text(customer, "country"), state->email, typed, &state->phone);
	if (status == STATUS_OK && typed == NULL && set->phone == NULL && before != NULL) {
		state->phone = row_text_or_null(before, "phone");
	}
	work->state = state;
	return status;
}

static enum status
contact_apply(struct work *work, const void *args)
{
	const struct contact_set *set = args;
	const struct contact_state *state = work->state;
	int64_t id = state->before != NULL ? row_int(state->before, "id") : 0;
	enum status status = id != 0 ? STATUS_OK : work_new_id(work, "contact", &id);
	if (status == STATUS_OK) {
		status =
		    work_run(work, state->before != NULL ? SQL_CONTACT_UPDATE : SQL_CONTACT_INSERT,
			     ARGS(ARG_INT("id", id), ARG_INT("customer", set->customer.id),
				  ARG_TEXT("kind", set->kind), ARG_TEXT("name", set->name),
				  ARG_TEXT("email", state->email), ARG_TEXT("phone", state->phone),
				  ARG_TEXT("language", state->language)));
	}
	if (status == STATUS_OK) {
		work_say(
		    work, "outcome.contact_set",
		    ARGS(ARG_CHOICE("kind", "contact", set->kind), ARG_TEXT("name", set->name)));
	}
	if (status == STATUS_OK && state->email == NULL && state->phone == NULL) {
		work_warn(work, "outcome.contact_unreached", ARGS(ARG_TEXT("name", set->name)));
	}
	return status;
}

const struct command contact_set = {
	.name = "contact.set",
	.right = "customers",
	.caller = CALLER_PROVEN,
	PARAMS(contact_set, contact_params),
	.check = contact_check, /* CUS-01, USR-07 */
	.apply = contact_apply,
};
