/* Where a customer's cards are shipped; one place is the default (CUS-03). */
#include "domain.h"

#include <string.h>

/* The fields both commands have. */
struct place {
	const char *name, *attention, *street, *postcode, *town, *country;
};

static const struct arg *
place_args(struct work *work, const struct place *place, int64_t customer, int64_t id,
	   bool standard)
{
	const struct arg args[] = {
		ARG_INT("id", id),
		ARG_INT("point", id),
		ARG_INT("customer", customer),
		ARG_TEXT("name", place->name),
		ARG_TEXT("attention", text_or_null(place->attention)),
		ARG_TEXT("street", place->street),
		ARG_TEXT("postcode", place->postcode),
		ARG_TEXT("town", place->town),
		ARG_TEXT("country", place->country),
		ARG_INT("standard", standard ? 1 : 0),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

static enum status
check_name(struct work *work, int64_t customer, const char *name, int64_t own)
{
	const struct row *taken = NULL;
	enum status status =
	    work_row(work, SQL_DELIVERY_POINT_BY_NAME,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("key", name)), &taken);
	if (status == STATUS_OK && taken != NULL && row_int(taken, "id") != own) {
		return work_refuse(work, "name", "refusal.delivery_point_taken",
				   ARGS(ARG_TEXT("name", name)));
	}
	return status;
}

/* Exactly one is the default: the other one gives way, and is named. */
static enum status
take_over(struct work *work, const struct row *present, const char *name)
{
	work_say(work, "outcome.delivery_point_default", ARGS(ARG_TEXT("name", name)));
	if (present == NULL) {
		return STATUS_OK;
	}
	work_say(work, "outcome.delivery_point_gives_way",
		 ARGS(ARG_TEXT("name", row_text(present, "name"))));
	return work_run(work, SQL_DELIVERY_POINT_DEMOTE,
			ARGS(ARG_INT("point", row_int(present, "id"))));
}

static enum status
present_default(struct work *work, int64_t customer, const struct row **present)
{
	return work_row(work, SQL_DELIVERY_POINT_STANDARD, ARGS(ARG_INT("customer", customer)),
			present);
}

/* ---- delivery-point.create ---- */

struct delivery_point_create {
	struct record customer;
	const char *name, *attention, *street, *postcode, *town, *country;
	enum answer standard;
};

static const struct param create_params[] = {
	{ PARAM_ID(delivery_point_create, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(delivery_point_create, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(delivery_point_create, attention), .most = 60 },
	{ PARAM_TEXT(delivery_point_create, street), .flags = PARAM_MANDATORY, .most = 60 },
	{ PARAM_TEXT(delivery_point_create, postcode), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = 10 },
	{ PARAM_TEXT(delivery_point_create, town), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_CHOICE(delivery_point_create, country), .flags = PARAM_MANDATORY,
	  .choices = country_choices },
	{ .name = "default",
	  .type = TYPE_BOOL,
	  .offset = PARAM_AT(delivery_point_create, standard, enum answer) },
	{ .name = NULL },
};

static enum status
create_check(struct work *work, const void *args)
{
	const struct delivery_point_create *create = args;
	return check_name(work, create->customer.id, create->name, 0);
}

/* The first one is the default, whatever was answered. */
static enum status
create_apply(struct work *work, const void *args)
{
	const struct delivery_point_create *create = args;
	const struct place place = {
		.name = create->name,
		.attention = create->attention,
		.street = create->street,
		.postcode = create->postcode,
		.town = create->town,
		.country = create->country,
	};
	const struct row *present = NULL;
	int64_t id = 0;
	enum status status = present_default(work, create->customer.id, &present);
	if (status == STATUS_OK) {
		status = work_new_id(work, "delivery_point", &id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	bool standard = present == NULL || create->standard == ANSWER_YES;
	work_about(work, "delivery-point", id, create->name, create->customer.id);
	work_touches(work, "customer", create->customer.id);
	work_say(work, "outcome.delivery_point_created",
		 ARGS(ARG_TEXT("name", create->name), ARG_TEXT("town", create->town)));
	if (standard) {
		status = take_over(work, present, create->name);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_DELIVERY_POINT_INSERT,
				  place_args(work, &place, create->customer.id, id, standard));
	}
	return status;
}

const struct command delivery_point_create = {
	.name = "delivery-point.create",
	.right = "customers",
	.caller = CALLER_PROVEN,
	PARAMS(delivery_point_create, create_params),
	.check = create_check, /* CUS-03 */
	.apply = create_apply,
};

/* ---- delivery-point.change ---- */

struct delivery_point_change {
	struct record point;
	struct amount version;
	const char *name, *attention, *street, *postcode, *town, *country;
	enum answer standard;
};

static const struct param change_params[] = {
	{ .name = "delivery_point",
	  .type = TYPE_RECORD,
	  .offset = PARAM_AT(delivery_point_change, point, struct record),
	  .record = &delivery_point_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(delivery_point_change, version) },
	{ PARAM_TEXT(delivery_point_change, name), .most = 40 },
	{ PARAM_TEXT(delivery_point_change, attention), .flags = PARAM_CLEARS, .most = 60 },
	{ PARAM_TEXT(delivery_point_change, street), .most = 60 },
	{ PARAM_TEXT(delivery_point_change, postcode), .flags = PARAM_UPPER, .most = 10 },
	{ PARAM_TEXT(delivery_point_change, town), .most = 40 },
	{ PARAM_CHOICE(delivery_point_change, country), .choices = country_choices },
	{ .name = "default",
	  .type = TYPE_BOOL,
	  .offset = PARAM_AT(delivery_point_change, standard, enum answer),
	  .from = "standard" },
	{ .name = NULL },
};

static enum status
change_check(struct work *work, const void *args)
{
	const struct delivery_point_change *change = args;
	const struct row *facts = NULL;
	enum status status = work_row(work, SQL_DELIVERY_POINT_FACTS,
				      ARGS(ARG_INT("point", change->point.id)), &facts);
	if (status == STATUS_OK && change->name != NULL) {
		status = check_name(work, change->point.customer, change->name, change->point.id);
	}
	if (status == STATUS_OK && change->standard == ANSWER_NO &&
	    row_int(facts, "standard") != 0) {
		return work_refuse(work, "default", "refusal.delivery_point_default",
				   ARGS(ARG_TEXT("name", row_text(facts, "name"))));
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static const char *
or_before(const char *given, const struct row *facts, const char *column)
{
	return given != NULL ? given : row_text(facts, column);
}

static enum status
change_apply(struct work *work, const void *args)
{
	const struct delivery_point_change *change = args;
	const struct row *facts = work->state;
	const struct row *present = NULL;
	bool before = row_int(facts, "standard") != 0;
	bool standard = before || change->standard == ANSWER_YES;
	const struct place place = {
		.name = or_before(change->name, facts, "name"),
		.attention = or_before(change->attention, facts, "attention"),
		.street = or_before(change->street, facts, "street"),
		.postcode = or_before(change->postcode, facts, "postcode"),
		.town = or_before(change->town, facts, "town"),
		.country = or_before(change->country, facts, "country"),
	};
	enum status status = STATUS_OK;
	work_touches(work, "customer", change->point.customer);
	if (standard && !before) {
		status = present_default(work, change->point.customer, &present);
		if (status == STATUS_OK) {
			status = take_over(work, present, place.name);
		}
	}
	if (status == STATUS_OK) {
		status = work_run(
		    work, SQL_DELIVERY_POINT_UPDATE,
		    place_args(work, &place, change->point.customer, change->point.id, standard));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.delivery_point_changed",
			 ARGS(ARG_TEXT("name", place.name), ARG_TEXT("street", place.street),
			      ARG_TEXT("postcode", place.postcode), ARG_TEXT("town", place.town)));
	}
	return status;
}

const struct command delivery_point_change = {
	.name = "delivery-point.change",
	.right = "customers",
	.caller = CALLER_PROVEN,
	PARAMS(delivery_point_change, change_params),
	.check = change_check, /* CUS-03 */
	.apply = change_apply,
};
