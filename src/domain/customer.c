/* A customer and the divisions of its fleet (CUS). */
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
static enum status
read_numbers(struct work *work, const struct customer_create *create, struct customer_state *state)
{
	const struct arg *country = ARGS(ARG_CHOICE("country", "country", create->country));
	if (create->vat != NULL) {
		state->vat = plate_key(work->arena, create->vat);
		if (!vat_valid(create->country, state->vat)) {
			return work_refuse(work, "vat", "refusal.vat", country);
		}
	}
	if (create->iban != NULL) {
		state->iban = plate_key(work->arena, create->iban);
		if (!iban_valid(state->iban)) {
			return work_refuse(work, "iban", "refusal.iban", NULL);
		}
	}
	if (create->email != NULL && !email_valid(create->email)) {
		return work_refuse(work, "email", "refusal.email", NULL);
	}
	if (create->phone != NULL) {
		bool mobile;
		const char *key = NULL;
		state->phone =
		    phone_parse(work->arena, create->country, create->phone, &mobile, &key);
		if (state->phone == NULL) {
			return work_refuse(work, "phone", key, country);
		}
	}
	return STATUS_OK;
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

/* ---- division.create ---- */

struct division_create {
	struct record customer;
	const char *name;
};

static const struct param division_params[] = {
	{ PARAM_ID(division_create, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(division_create, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = NULL },
};

static enum status
division_check(struct work *work, const void *args)
{
	const struct division_create *create = args;
	const char *key = text_fold(work->arena, create->name);
	const struct row *taken = NULL;
	if (key[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	enum status status =
	    work_row(work, SQL_DIVISION_BY_NAME,
		     ARGS(ARG_INT("customer", create->customer.id), ARG_TEXT("key", key)), &taken);
	if (status == STATUS_OK && taken != NULL) {
		return work_refuse(work, "name", "refusal.division_taken",
				   ARGS(ARG_TEXT("name", row_text(taken, "key"))));
	}
	return status;
}

static enum status
division_apply(struct work *work, const void *args)
{
	const struct division_create *create = args;
	int64_t id = 0;
	enum status status = work_new_id(work, "division", &id);
	if (status == STATUS_OK) {
		work_about(work, "division", id, create->name, create->customer.id);
		work_touches(work, "customer", create->customer.id);
		status = work_run(work, SQL_DIVISION_INSERT,
				  ARGS(ARG_INT("id", id), ARG_INT("customer", create->customer.id),
				       ARG_TEXT("name", create->name),
				       ARG_TEXT("name_key", text_fold(work->arena, create->name))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.division_created", ARGS(ARG_TEXT("name", create->name)));
	}
	return status;
}

const struct command division_create = {
	.name = "division.create",
	.right = "divisions",
	PARAMS(division_create, division_params),
	.check = division_check, /* CUS-02 */
	.apply = division_apply,
};
