/* Profiles: limits and controls that several cards share (CARD-03). */
#include "rules.h"

#include <guichet/text.h>
#include <string.h>

const struct reference control_profile_reference = {
	.name = "profile",
	.by_key = SQL_CONTROL_PROFILE_BY_NAME,
	.screen = "control-profiles",
	.key_type = TYPE_TEXT,
};

struct profile_args {
	struct record customer, profile, card;
	struct amount version;
	const char *name;
};

/* ---- profile.create, profile.rename ---- */

static const struct param create_params[] = {
	{ PARAM_ID(profile_args, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(profile_args, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = NULL },
};

static const struct param rename_params[] = {
	{ PARAM_ID(profile_args, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_ID(profile_args, profile), .record = &control_profile_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(profile_args, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = NULL },
};

static enum status
name_check(struct work *work, const void *args)
{
	const struct profile_args *profile = args;
	const char *key = text_fold(work->arena, profile->name);
	const struct row *taken = NULL;
	if (key[0] == '\0') {
		return work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	enum status status =
	    work_row(work, SQL_CONTROL_PROFILE_BY_NAME,
		     ARGS(ARG_INT("customer", profile->customer.id), ARG_TEXT("key", key)), &taken);
	if (status == STATUS_OK && taken != NULL && row_int(taken, "id") != profile->profile.id) {
		return work_refuse(work, "name", "refusal.profile_taken",
				   ARGS(ARG_TEXT("name", row_text(taken, "key"))));
	}
	return status;
}

static void
about(struct work *work, int64_t id, const char *name, int64_t customer)
{
	work_about(work, "profile", id, name, customer);
	work_touches(work, "customer", customer);
}

static enum status
create_apply(struct work *work, const void *args)
{
	const struct profile_args *profile = args;
	int64_t id = 0;
	enum status status = work_new_id(work, "control_profile", &id);
	if (status == STATUS_OK) {
		about(work, id, profile->name, profile->customer.id);
		status =
		    work_run(work, SQL_CONTROL_PROFILE_INSERT,
			     ARGS(ARG_INT("id", id), ARG_INT("customer", profile->customer.id),
				  ARG_TEXT("name", profile->name),
				  ARG_TEXT("name_key", text_fold(work->arena, profile->name))));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.profile_created", ARGS(ARG_TEXT("name", profile->name)));
	}
	return status;
}

static enum status
rename_apply(struct work *work, const void *args)
{
	const struct profile_args *profile = args;
	about(work, profile->profile.id, profile->name, profile->customer.id);
	enum status status =
	    work_run(work, SQL_CONTROL_PROFILE_RENAME,
		     ARGS(ARG_INT("profile", profile->profile.id), ARG_TEXT("name", profile->name),
			  ARG_TEXT("name_key", text_fold(work->arena, profile->name))));
	if (status == STATUS_OK) {
		work_say(
		    work, "outcome.profile_renamed",
		    ARGS(ARG_TEXT("old", profile->profile.key), ARG_TEXT("name", profile->name)));
	}
	return status;
}

const struct command profile_create = {
	.name = "profile.create",
	.right = "cards",
	.caller = CALLER_PROVEN,
	PARAMS(profile_args, create_params),
	.check = name_check,
	.apply = create_apply,
};

const struct command profile_rename = {
	.name = "profile.rename",
	.right = "cards",
	.caller = CALLER_PROVEN,
	PARAMS(profile_args, rename_params),
	.check = name_check,
	.apply = rename_apply,
};

/* ---- profile.delete ---- */

static const struct param delete_params[] = {
	{ PARAM_ID(profile_args, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_ID(profile_args, profile), .record = &control_profile_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* Cards would lose their limits without a word: they leave the profile first. */
static enum status
delete_check(struct work *work, const void *args)
{
	const struct profile_args *profile = args;
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_RULE_CARDS_OF_PROFILE,
				      ARGS(ARG_INT("owner", profile->profile.id)), &row);
	if (status == STATUS_OK && row_int(row, "cards") > 0) {
		return work_refuse(work, "profile", "refusal.profile_used",
				   ARGS(ARG_TEXT("name", profile->profile.key),
					ARG_INT("count", row_int(row, "cards"))));
	}
	return status;
}

static enum status
delete_rows(struct work *work, enum statement read, enum statement drop, int64_t profile)
{
	const struct row *row = NULL;
	enum status status = work_rows(work, read, ARGS(ARG_INT("owner", profile)), &row);
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		status = work_run(work, drop, ARGS(ARG_INT("id", row_int(row, "id"))));
	}
	return status;
}

static enum status
delete_apply(struct work *work, const void *args)
{
	const struct profile_args *profile = args;
	int64_t id = profile->profile.id;
	about(work, id, profile->profile.key, profile->customer.id);
	enum status status = delete_rows(work, SQL_RULE_LIMITS_OF_PROFILE, SQL_RULE_DROP_LIMIT, id);
	if (status == STATUS_OK) {
		status = delete_rows(work, SQL_RULE_CONTROLS_OF_PROFILE, SQL_RULE_DROP_CONTROL, id);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_CONTROL_PROFILE_DELETE, ARGS(ARG_INT("profile", id)));
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.profile_deleted",
			 ARGS(ARG_TEXT("name", profile->profile.key)));
	}
	return status;
}

const struct command profile_delete = {
	.name = "profile.delete",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(profile_args, delete_params),
	.check = delete_check,
	.apply = delete_apply,
};

/* ---- card.use-profile ---- */

static const struct param use_params[] = {
	{ PARAM_ID(profile_args, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(profile_args, version) },
	{ PARAM_ID(profile_args, profile), .record = &control_profile_reference },
	{ .name = NULL },
};

static enum status
use_check(struct work *work, const void *args)
{
	const struct profile_args *use = args;
	const struct rule rule = { .card = use->card };
	struct owner *owner = arena_alloc(work->arena, sizeof *owner);
	enum status status = rules_owner(work, &rule, owner);
	if (status == STATUS_OK && use->profile.id != 0 &&
	    use->profile.customer != use->card.customer) {
		return work_refuse(work, "profile", "record.profile.unknown",
				   ARGS(ARG_TEXT("key", use->profile.key)));
	}
	work->state = owner;
	return status;
}

static enum status
use_apply(struct work *work, const void *args)
{
	const struct profile_args *use = args;
	const struct owner *owner = work->state;
	const struct row *before = NULL;
	enum status status =
	    work_row(work, SQL_CONTROL_PROFILE_OF_CARD, ARGS(ARG_INT("card", owner->id)), &before);
	if (status != STATUS_OK) {
		return status;
	}
	card_about(work, owner->card);
	bool had = row_known(before, "profile");
	const struct arg *said =
	    ARGS(ARG_TEXT("card", owner->label), ARG_TEXT("name", use->profile.key),
		 ARG_TEXT("old", had ? row_text(before, "name") : ""));
	if (row_int(before, "profile") == use->profile.id) {
		work_unchanged(work);
		work_say(work, had ? "outcome.profile_same" : "outcome.profile_none", said);
		return STATUS_OK;
	}
	status = work_run(work, SQL_CONTROL_PROFILE_USE,
			  ARGS(ARG_INT("card", owner->id), id_or_null("profile", use->profile.id)));
	if (status == STATUS_OK && had) {
		work_say(work, "outcome.profile_left", said);
	}
	if (status == STATUS_OK && use->profile.id != 0) {
		work_say(work, "outcome.profile_used", said);
	}
	return status;
}

const struct command card_use_profile = {
	.name = "card.use-profile",
	.right = "cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(profile_args, use_params),
	.check = use_check,
	.apply = use_apply, /* CARD-03 */
};
