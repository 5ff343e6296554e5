/* A driver's code: created once, only the name and the division change afterwards (DRV-01). */
#include "domain.h"

#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CODE_SIZE = 4, CODES = 10000, NAME_MOST = 25, TRIES_MOST = 50 };

const char *
driver_key(struct arena *arena, const char *customer, const struct row *facts)
{
	return row_known(facts, "code")
		   ? arena_format(arena, "%s/%s", customer, row_text(facts, "code"))
		   : arena_format(arena, "%s/#%" PRId64, customer, row_int(facts, "id"));
}

/* 4 digits */
static bool
code_valid(const char *code)
{
	return strlen(code) == CODE_SIZE && strspn(code, "0123456789") == CODE_SIZE;
}

enum status
driver_of_code(struct work *work, int64_t customer, const char *code, const struct row **facts)
{
	return work_row(work, SQL_DRIVER_OF_CODE,
			ARGS(ARG_INT("customer", customer), ARG_TEXT("code", code)), facts);
}

/* ---- driver.create ---- */

struct driver_create {
	struct record customer, division;
	const char *code;
	const char *name;
};

static const struct param create_params[] = {
	{ PARAM_ID(driver_create, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_ID(driver_create, division), .record = &division_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(driver_create, code), .flags = PARAM_MANDATORY, .most = CODE_SIZE },
	{ PARAM_TEXT(driver_create, name), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = NAME_MOST },
	{ .name = NULL },
};

/* Whose it is, since when it is blocked, and the next one that is free. */
static enum status
refuse_taken(struct work *work, int64_t customer, const struct row *taken)
{
	const char *code = row_text(taken, "code");
	const char *free_code = code;
	const struct row *other = taken;
	enum status status = STATUS_OK;
	for (int i = 1; status == STATUS_OK && other != NULL && i <= TRIES_MOST; i++) {
		free_code =
		    arena_format(work->arena, "%04d", ((int)strtol(code, NULL, 10) + i) % CODES);
		status = driver_of_code(work, customer, free_code, &other);
	}
	if (status != STATUS_OK) {
		return status;
	}
	bool blocked = strcmp(row_text(taken, "state"), "blocked") == 0;
	return work_refuse(work, "code",
			   other != NULL ? "refusal.driver_code_taken"
			   : blocked     ? "refusal.driver_code_taken_blocked"
					 : "refusal.driver_code_taken_free",
			   ARGS(ARG_TEXT("code", code), ARG_TEXT("name", row_text(taken, "name")),
				ARG_TEXT("free", free_code)));
}

/* PIN-05: 0001 and 1234 are codes like others. */
static enum status
create_check(struct work *work, const void *args)
{
	const struct driver_create *create = args;
	const struct row *taken = NULL;
	if (!code_valid(create->code)) {
		return work_refuse(work, "code", "refusal.driver_code_form", NULL);
	}
	if (text_fold(work->arena, create->name)[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	enum status status = driver_of_code(work, create->customer.id, create->code, &taken);
	if (status == STATUS_OK && taken != NULL) {
		return refuse_taken(work, create->customer.id, taken);
	}
	return status;
}

static enum status
insert(struct work *work, const struct driver_create *create, int64_t *id)
{
	const char *name_key = text_fold(work->arena, create->name);
	enum status status = work_new_id(work, "driver", id);
	if (status == STATUS_OK) {
		status = work_run(
		    work, SQL_DRIVER_INSERT,
		    ARGS(ARG_INT("id", *id), ARG_INT("customer", create->customer.id),
			 ARG_INT("division", create->division.id), ARG_TEXT("name", create->name),
			 ARG_TEXT("name_key", name_key), ARG_TEXT("code", create->code)));
	}
	if (status == STATUS_OK) {
		status = work_index(work, "driver", *id, NULL,
				    search_driver_terms(work->arena, create->name, create->code));
	}
	return status;
}

/* A driver known by his cards only gets the code: he is one person, not two. */
static enum status
create_apply(struct work *work, const void *args)
{
	const struct driver_create *create = args;
	const struct row *known = NULL;
	enum status status =
	    work_row(work, SQL_DRIVER_WITHOUT_CODE,
		     ARGS(ARG_INT("customer", create->customer.id), ARG_TEXT("name", create->name),
			  ARG_TEXT("name_key", text_fold(work->arena, create->name))),
		     &known);
	int64_t id = known != NULL ? row_int(known, "id") : 0;
	if (status == STATUS_OK && known != NULL) {
		status = work_run(work, SQL_DRIVER_GIVE_CODE,
				  ARGS(ARG_INT("driver", id), ARG_TEXT("code", create->code),
				       ARG_INT("division", create->division.id)));
		if (status == STATUS_OK) {
			status = work_index(
			    work, "driver", id, NULL,
			    search_driver_terms(work->arena, create->name, create->code));
		}
	} else if (status == STATUS_OK) {
		status = insert(work, create, &id);
	}
	if (status == STATUS_OK) {
		work_about(work, "driver", id,
			   arena_format(work->arena, "%s/%s", create->customer.key, create->code),
			   create->customer.id);
		work_say(work,
			 known != NULL ? "outcome.driver_code_given" : "outcome.driver_created",
			 ARGS(ARG_TEXT("code", create->code), ARG_TEXT("name", create->name),
			      ARG_TEXT("division", create->division.key)));
	}
	return status;
}

const struct command driver_create = {
	.name = "driver.create",
	.right = "driver-codes",
	.caller = CALLER_PROVEN,
	PARAMS(driver_create, create_params),
	.check = create_check, /* DRV-01 */
	.apply = create_apply,
};

/* ---- driver.change ---- */

struct driver_change {
	struct record driver;
	struct amount version;
	struct record division;
	const char *name;
};

static const struct param change_params[] = {
	{ PARAM_ID(driver_change, driver), .record = &driver_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(driver_change, version) },
	{ PARAM_ID(driver_change, division), .record = &division_reference },
	{ PARAM_TEXT(driver_change, name), .flags = PARAM_UPPER, .most = NAME_MOST },
	{ .name = NULL },
};

static enum status
change_check(struct work *work, const void *args)
{
	const struct driver_change *change = args;
	const struct row *facts = NULL;
	if (change->name != NULL && text_fold(work->arena, change->name)[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	enum status status =
	    work_row(work, SQL_DRIVER_FACTS, ARGS(ARG_INT("driver", change->driver.id)), &facts);
	work->state = (void *)(uintptr_t)facts;
	return status;
}

/* What is embossed stays so: a word when his cards bear his name. */
static enum status
renamed(struct work *work, const struct row *facts, const char *name)
{
	const struct row *cards = NULL;
	const char *code = row_text_or_null(facts, "code");
	int64_t id = row_int(facts, "id");
	enum status status = work_index(
	    work, "driver", id, search_driver_terms(work->arena, row_text(facts, "name"), code),
	    search_driver_terms(work->arena, name, code));
	if (status == STATUS_OK) {
		work_say(work, "outcome.driver_renamed",
			 ARGS(ARG_TEXT("code", row_text(facts, "code")),
			      ARG_TEXT("before", row_text(facts, "name")),
			      ARG_TEXT("after", name)));
		status = work_row(work, SQL_DRIVER_EMBOSSED, ARGS(ARG_INT("driver", id)), &cards);
	}
	if (status == STATUS_OK && row_int(cards, "count") > 0) {
		work_warn(work, "outcome.driver_embossed",
			  ARGS(ARG_INT("count", row_int(cards, "count"))));
	}
	return status;
}

static enum status
change_apply(struct work *work, const void *args)
{
	const struct driver_change *change = args;
	const struct row *facts = work->state;
	const char *name = change->name != NULL ? change->name : row_text(facts, "name");
	int64_t division =
	    change->division.id != 0 ? change->division.id : row_int(facts, "division_id");
	bool other_name = strcmp(name, row_text(facts, "name")) != 0;
	bool other_division = division != row_int(facts, "division_id");
	if (!other_name && !other_division) {
		work_unchanged(work);
		return STATUS_OK;
	}
	enum status status =
	    work_run(work, SQL_DRIVER_CHANGE,
		     ARGS(ARG_INT("driver", change->driver.id), ARG_TEXT("name", name),
			  ARG_TEXT("name_key", text_fold(work->arena, name)),
			  id_or_null("division", division)));
	if (status == STATUS_OK && other_name) {
		status = renamed(work, facts, name);
	}
	if (status == STATUS_OK && other_division) {
		work_say(work, "outcome.driver_moved",
			 ARGS(ARG_TEXT("name", name), ARG_TEXT("after", change->division.key)));
	}
	return status;
}

const struct command driver_change = {
	.name = "driver.change",
	.right = "driver-codes",
	.caller = CALLER_ANSWERED,
	.fill = "driver",
	PARAMS(driver_change, change_params),
	.check = change_check, /* DRV-01 */
	.apply = change_apply,
};
