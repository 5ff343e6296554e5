/* The divisions of a customer's fleet (CUS-02); cards move by card.move, drivers by driver.change.
 */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

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

/* own: the division that may have that name already, written otherwise. */
static enum status
check_name(struct work *work, int64_t customer, const char *name, int64_t own)
{
	const char *key = text_fold(work->arena, name);
	const struct row *taken = NULL;
	if (key[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	enum status status =
	    work_row(work, SQL_DIVISION_BY_NAME,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("key", key)), &taken);
	if (status == STATUS_OK && taken != NULL && row_int(taken, "id") != own) {
		return work_refuse(work, "name", "refusal.division_taken",
				   ARGS(ARG_TEXT("name", row_text(taken, "key"))));
	}
	return status;
}

static enum status
division_check(struct work *work, const void *args)
{
	const struct division_create *create = args;
	return check_name(work, create->customer.id, create->name, 0);
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
	.caller = CALLER_ANSWERED,
	PARAMS(division_create, division_params),
	.check = division_check, /* CUS-02 */
	.apply = division_apply,
};

/* ---- division.rename ---- */

struct division_rename {
	struct record division;
	struct amount version;
	const char *name;
};

static const struct param rename_params[] = {
	{ PARAM_ID(division_rename, division), .record = &division_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(division_rename, version) },
	{ PARAM_TEXT(division_rename, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = NULL },
};

static enum status
rename_check(struct work *work, const void *args)
{
	const struct division_rename *rename = args;
	return check_name(work, rename->division.customer, rename->name, rename->division.id);
}

static enum status
rename_apply(struct work *work, const void *args)
{
	const struct division_rename *rename = args;
	if (strcmp(rename->name, rename->division.key) == 0) {
		work_unchanged(work);
		return STATUS_OK;
	}
	work_touches(work, "customer", rename->division.customer);
	work_say(work, "outcome.division_renamed",
		 ARGS(ARG_TEXT("before", rename->division.key), ARG_TEXT("after", rename->name)));
	return work_run(work, SQL_DIVISION_RENAME,
			ARGS(ARG_INT("division", rename->division.id),
			     ARG_TEXT("name", rename->name),
			     ARG_TEXT("name_key", text_fold(work->arena, rename->name))));
}

const struct command division_rename = {
	.name = "division.rename",
	.right = "divisions",
	.caller = CALLER_ANSWERED,
	PARAMS(division_rename, rename_params),
	.check = rename_check, /* CUS-02 */
	.apply = rename_apply,
};

/* ---- division.delete ---- */

struct division_delete {
	struct record division;
	struct amount version;
};

static const struct param delete_params[] = {
	{ PARAM_ID(division_delete, division), .record = &division_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(division_delete, version) },
	{ .name = NULL },
};

/* What is in it is said; a card that has ended for good does not hold it. */
static enum status
delete_check(struct work *work, const void *args)
{
	const struct division_delete *delete = args;
	const struct row *held = NULL;
	enum status status = work_row(work, SQL_DIVISION_HOLDS,
				      ARGS(ARG_INT("division", delete->division.id)), &held);
	if (status != STATUS_OK) {
		return status;
	}
	if (row_int(held, "cards") + row_int(held, "drivers") + row_int(held, "limits") > 0) {
		return work_refuse(work, "division", "refusal.division_holds",
				   ARGS(ARG_TEXT("name", delete->division.key),
					ARG_INT("cards", row_int(held, "cards")),
					ARG_INT("drivers", row_int(held, "drivers")),
					ARG_INT("limits", row_int(held, "limits"))));
	}
	return status;
}

static enum status
delete_apply(struct work *work, const void *args)
{
	const struct division_delete *delete = args;
	const struct arg *division = ARGS(ARG_INT("division", delete->division.id));
	int64_t ended = 0;
	work_touches(work, "customer", delete->division.customer);
	enum status status = work_run_any(work, SQL_DIVISION_LEAVE, division, &ended);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_DIVISION_DELETE, division);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.division_deleted",
			 ARGS(ARG_TEXT("name", delete->division.key)));
	}
	if (status == STATUS_OK && ended > 0) {
		work_say(work, "outcome.division_left", ARGS(ARG_INT("count", ended)));
	}
	return status;
}

const struct command division_delete = {
	.name = "division.delete",
	.right = "divisions",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(division_delete, delete_params),
	.check = delete_check, /* CUS-02 */
	.apply = delete_apply,
};
