/* A new customer; what is checked of its numbers (CUS-06). */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

/* ---- customer.create ---- */

struct customer_create {
	const char *number;
	const char *contract;
	const char *name;
	const char *country;
	const char *language;
	const char *vat;
	const char *iban;
	const char *street, *postcode, *town;
	const char *manager, *email, *phone;
};

static const struct param create_params[] = {
	{ PARAM_TEXT(customer_create, number), .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 12 },
	{ PARAM_TEXT(customer_create, contract), .most = 20 },
	{ PARAM_TEXT(customer_create, name), .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 60 },
	{ PARAM_CHOICE(customer_create, country), .flags = PARAM_MANDATORY,
	  .choices = country_choices },
	{ PARAM_CHOICE(customer_create, language), .flags = PARAM_MANDATORY,
	  .choices = language_choices },
	{ PARAM_TEXT(customer_create, vat), .flags = PARAM_UPPER, .most = 20 },
	{ PARAM_TEXT(customer_create, iban), .flags = PARAM_UPPER, .most = 42 },
	{ PARAM_TEXT(customer_create, street), .most = 60 },
	{ PARAM_TEXT(customer_create, postcode), .flags = PARAM_UPPER, .most = 10 },
	{ PARAM_TEXT(customer_create, town), .most = 40 },
	{ PARAM_TEXT(customer_create, manager), .most = 60 },
	{ PARAM_TEXT(customer_create, email), .most = 120 },
	{ PARAM_PHONE(customer_create, phone), .most = 30 },
	{ .name = NULL },
};

/* What was typed, as it is kept. */
struct customer_state {
	const char *number;
	const char *vat, *iban, *phone;
};

/* CUS-06 */
enum status
vat_read(struct work *work, const char *country, const char *typed, const char **vat)
{
	*vat = plate_key(work->arena, typed);
	if (vat_valid(country, *vat)) {
		return STATUS_OK;
	}
	return work_refuse(work, "vat", "refusal.vat",
			   ARGS(ARG_CHOICE("country", "country", country)));
}

/* CUS-06 */
enum status
iban_read(struct work *work, const char *typed, const char **iban)
{
	*iban = plate_key(work->arena, typed);
	return iban_valid(*iban) ? STATUS_OK : work_refuse(work, "iban", "refusal.iban", NULL);
}

enum status
reach_read(struct work *work, const char *country, const char *email, const char *typed,
	   const char **phone)
{
	bool mobile;
	const char *key = NULL;
	if (email != NULL && !email_valid(email)) {
		return work_refuse(work, "email", "refusal.email", NULL);
	}
	*phone = typed != NULL ? phone_parse(work->arena, country, typed, &mobile, &key) : NULL;
	if (typed != NULL && *phone == NULL) {
		return work_refuse(work, "phone", key,
				   ARGS(ARG_CHOICE("country", "country", country)));
	}
	return STATUS_OK;
}

static enum status
read_numbers(struct work *work, const struct customer_create *create, struct customer_state *state)
{
	enum status status = STATUS_OK;
	if (create->vat != NULL) {
		status = vat_read(work, create->country, create->vat, &state->vat);
	}
	if (status == STATUS_OK && create->iban != NULL) {
		status = iban_read(work, create->iban, &state->iban);
	}
	if (status == STATUS_OK) {
		status =
		    reach_read(work, create->country, create->email, create->phone, &state->phone);
	}
	return status;
}

static enum status
create_check(struct work *work, const void *args)
{
	const struct customer_create *create = args;
	struct customer_state *state = arena_alloc(work->arena, sizeof *state);
	const struct session *session = work->session;
	if (session->profile != NULL && strcmp(session->profile, "call-agent") == 0) {
		return work_deny(work, "refusal.customer_create_agent", NULL);
	}
	state->number = plate_key(work->arena, create->number);
	if (state->number[0] == '\0' || strcmp(state->number, create->number) != 0) {
		return work_refuse(work, "number", "refusal.customer_number", NULL);
	}
	const struct row *taken = NULL;
	enum status status =
	    work_row(work, SQL_CUSTOMER_BY_NUMBER, ARGS(ARG_TEXT("key", state->number)), &taken);
	if (status == STATUS_OK && taken != NULL) {
		return work_refuse(work, "number", "refusal.customer_taken",
				   ARGS(ARG_TEXT("number", state->number)));
	}
	bool place = create->street != NULL || create->postcode != NULL || create->town != NULL;
	bool whole = create->street != NULL && create->postcode != NULL && create->town != NULL;
	if (status == STATUS_OK && place && !whole) {
		const char *param = create->street == NULL     ? "street"
				    : create->postcode == NULL ? "postcode"
							       : "town";
		return work_refuse(work, param, "refusal.address_incomplete", NULL);
	}
	bool reached = create->email != NULL || create->phone != NULL;
	if (status == STATUS_OK && reached && create->manager == NULL) {
		return work_refuse(work, "manager", "refusal.manager_unnamed", NULL);
	}
	if (status == STATUS_OK) {
		status = read_numbers(work, create, state);
	}
	work->state = state;
	return status;
}

static enum status
insert_address(struct work *work, const struct customer_create *create, int64_t customer)
{
	int64_t id = 0;
	if (create->street == NULL) {
		return STATUS_OK;
	}
	enum status status = work_new_id(work, "address", &id);
	if (status == STATUS_OK) {
		status = work_run(
		    work, SQL_CUSTOMER_INSERT_ADDRESS,
		    ARGS(ARG_INT("id", id), ARG_INT("customer", customer),
			 ARG_TEXT("kind", "legal"), ARG_TEXT("street", create->street),
			 ARG_TEXT("postcode", create->postcode), ARG_TEXT("town", create->town),
			 ARG_TEXT("country", create->country)));
	}
	return status;
}

static enum status
insert_manager(struct work *work, const struct customer_create *create, const char *phone,
	       int64_t customer)
{
	int64_t id = 0;
	if (create->manager == NULL) {
		return STATUS_OK;
	}
	enum status status = work_new_id(work, "contact", &id);
	if (status == STATUS_OK) {
		status =
		    work_run(work, SQL_CONTACT_INSERT,
			     ARGS(ARG_INT("id", id), ARG_INT("customer", customer),
				  ARG_TEXT("kind", "manager"), ARG_TEXT("name", create->manager),
				  ARG_TEXT("email", create->email), ARG_TEXT("phone", phone),
				  ARG_TEXT("language", create->language)));
	}
	return status;
}

static enum status
create_apply(struct work *work, const void *args)
{
	const struct customer_create *create = args;
	const struct customer_state *state = work->state;
	int64_t id = 0;
	enum status status = work_new_id(work, "customer", &id);
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "customer", id, state->number, id);
	const char *contract = create->contract != NULL ? create->contract : state->number;
	status = work_run(work, SQL_CUSTOMER_INSERT,
			  ARGS(ARG_INT("id", id), ARG_TEXT("number", state->number),
			       ARG_TEXT("contract", contract), ARG_TEXT("name", create->name),
			       ARG_TEXT("name_key", text_fold(work->arena, create->name)),
			       ARG_TEXT("country", create->country),
			       ARG_TEXT("language", create->language), ARG_TEXT("vat", state->vat),
			       ARG_TEXT("iban", state->iban)));
	if (status == STATUS_OK) {
		status = insert_address(work, create, id);
	}
	if (status == STATUS_OK) {
		status = insert_manager(work, create, state->phone, id);
	}
	if (status == STATUS_OK) {
		status =
		    work_index(work, "customer", id, NULL,
			       search_customer_terms(work->arena, state->number, create->name));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.customer_created",
			 ARGS(ARG_TEXT("number", state->number), ARG_TEXT("name", create->name)));
	}
	return status;
}

const struct command customer_create = {
	.name = "customer.create",
	.right = "customers",
	.caller = CALLER_PROVEN,
	.flags = COMMAND_STAFF,
	PARAMS(customer_create, create_params),
	.check = create_check, /* CUS-01, CUS-06 */
	.apply = create_apply,
};
