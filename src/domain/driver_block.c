/* Blocking codes: up to five in one request at once, six or more at six the next morning (DRV-03);
 * lifting them, at once, however many (DRV-05). */
#include "domain.h"

#include <guichet/date.h>
#include <guichet/text.h>
#include <string.h>

enum { AT_ONCE_MOST = 5, BLOCK_HOUR = 6 };

/* ---- driver.block-due: one code, at the hour it was put off to ---- */

struct driver_block_due {
	struct record driver;
};

static const struct param due_params[] = {
	{ PARAM_ID(driver_block_due, driver), .record = &driver_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
due_check(struct work *work, const void *args)
{
	const struct driver_block_due *due = args;
	const struct row *facts = NULL;
	enum status status =
	    work_row(work, SQL_DRIVER_FACTS, ARGS(ARG_INT("driver", due->driver.id)), &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(facts, "state"), "block_pending") != 0 ||
	    strcmp(row_text(facts, "blocks_at"), work->now) > 0) {
		return work_refuse(work, "driver", "refusal.driver_block_not_due", NULL);
	}
	work->state = (void *)(uintptr_t)facts;
	return STATUS_OK;
}

/* ALT-01: by their names, since no code goes by e-mail or SMS (PIN-04). */
static enum status
tell_blocked(struct work *work, int64_t customer, const struct drivers *chosen)
{
	struct builder names = { .arena = work->arena };
	const struct alerted nobody = { .email = NULL };
	for (size_t i = 0; i < chosen->count; i++) {
		builder_format(&names, "%s%s", i > 0 ? ", " : "",
			       row_text(chosen->rows[i], "name"));
	}
	return alert_tell(work,
			  &(struct letter){ .kind = "driver-blocked",
					    .customer = customer,
					    .args = ARGS(ARG_TEXT("names", builder_text(&names)),
							 ARG_STAMP("at", work->now)) },
			  &nobody);
}

static enum status
due_apply(struct work *work, const void *args)
{
	const struct driver_block_due *due = args;
	const struct row *facts = work->state;
	enum status status =
	    work_run(work, SQL_DRIVER_BLOCK, ARGS(ARG_INT("driver", due->driver.id)));
	if (status == STATUS_OK) {
		const struct drivers one = { .rows = &facts, .count = 1 };
		work_say(work, "outcome.driver_blocked", drivers_args(work, &one));
		status = tell_blocked(work, row_int(facts, "customer_id"), &one);
	}
	return status;
}

const struct command driver_block_due = {
	.name = "driver.block-due",
	.flags = COMMAND_INTERNAL,
	PARAMS(driver_block_due, due_params),
	.check = due_check,
	.apply = due_apply, /* DRV-03 */
};

/* ---- driver.block ---- */

struct driver_block {
	struct record customer;
	struct list codes;
};

static const struct param block_params[] = {
	{ PARAM_ID(driver_block, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_LIST(driver_block, codes), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

struct sorted {
	struct drivers chosen;  /* to be blocked */
	struct drivers blocked; /* already */
	struct drivers waiting; /* put off already */
};

/* How many it blocks tells when: what is blocked already does not count, and among six or more what
 * is put off already stays so. */
static void
sort_out(struct work *work, const struct drivers *all, struct sorted *sorted)
{
	sorted->chosen = drivers_none(work, all);
	sorted->blocked = drivers_none(work, all);
	sorted->waiting = drivers_none(work, all);
	size_t blocked = drivers_in(all, "blocked");
	bool later = all->count - blocked > AT_ONCE_MOST;
	for (size_t i = 0; i < all->count; i++) {
		const char *state = row_text(all->rows[i], "state");
		bool stays = later && strcmp(state, "block_pending") == 0;
		struct drivers *to = strcmp(state, "blocked") == 0 ? &sorted->blocked
				     : stays                       ? &sorted->waiting
								   : &sorted->chosen;
		to->rows[to->count++] = all->rows[i];
	}
	if (later) {
		sorted->chosen.due = stamp_next_local(work->arena, work->now, BLOCK_HOUR);
	}
	if (sorted->waiting.count > 0) {
		sorted->waiting.due = row_text(sorted->waiting.rows[0], "blocks_at");
	}
	if (sorted->blocked.count > 0) {
		sorted->blocked.due = row_text(sorted->blocked.rows[0], "blocked_at");
	}
}

static enum status
refuse_nothing_left(struct work *work, const struct sorted *sorted)
{
	if (sorted->waiting.count > 0) {
		return work_refuse(work, "codes", "refusal.driver_block_waits",
				   drivers_args(work, &sorted->waiting));
	}
	return work_refuse(work, "codes",
			   sorted->blocked.count == 1 ? "refusal.driver_blocked_one"
						      : "refusal.driver_blocked_all",
			   drivers_args(work, &sorted->blocked));
}

static enum status
block_check(struct work *work, const void *args)
{
	const struct driver_block *block = args;
	struct sorted *sorted = arena_alloc(work->arena, sizeof *sorted);
	struct drivers all = { .count = 0 };
	enum status status = drivers_of_codes(work, block->customer.id, block->codes, &all);
	if (status != STATUS_OK) {
		return status;
	}
	sort_out(work, &all, sorted);
	if (sorted->chosen.count == 0) {
		return refuse_nothing_left(work, sorted);
	}
	if (sorted->blocked.count > 0) {
		work_warn(work, "outcome.driver_blocked_before",
			  drivers_args(work, &sorted->blocked));
	}
	if (sorted->waiting.count > 0) {
		work_warn(work, "outcome.driver_waits_before",
			  drivers_args(work, &sorted->waiting));
	}
	work->state = &sorted->chosen;
	return STATUS_OK;
}

static enum status
block_now(struct work *work, const struct drivers *chosen)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < chosen->count; i++) {
		const struct row *facts = chosen->rows[i];
		status =
		    work_run(work, SQL_DRIVER_BLOCK, ARGS(ARG_INT("driver", row_int(facts, "id"))));
		if (status == STATUS_OK && strcmp(row_text(facts, "state"), "block_pending") == 0) {
			status = driver_withdraw(work, facts);
		}
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.driver_blocked", drivers_args(work, chosen));
	}
	return status;
}

/* One row of pending a code, so that each can be withdrawn by itself. */
static enum status
put_off(struct work *work, const struct record *customer, const struct row *facts, const char *due)
{
	const struct input input[] = { { "driver", driver_key(work->arena, customer->key, facts) },
				       { NULL, NULL } };
	int64_t id = 0;
	enum status status =
	    work_run(work, SQL_DRIVER_BLOCK_LATER,
		     ARGS(ARG_INT("driver", row_int(facts, "id")), ARG_STAMP("due", due)));
	if (status == STATUS_OK) {
		status = work_defer(work, &driver_block_due, input, due, customer->id, &id);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PENDING_ABOUT,
				  ARGS(ARG_INT("id", id), ARG_TEXT("kind", "driver"),
				       ARG_INT("record", row_int(facts, "id"))));
	}
	return status;
}

/* Between midnight and six, the next morning is today's. */
static void
say_when(struct work *work, const struct drivers *chosen)
{
	char day[DATE_SIZE];
	date_write(stamp_local_day(chosen->due), day);
	bool today = strcmp(day, work->today) == 0;
	work_say(work, today ? "outcome.driver_blocks_today" : "outcome.driver_blocks_tomorrow",
		 drivers_args(work, chosen));
	work_say(work, "outcome.driver_block_withdraw", drivers_args(work, chosen));
}

static enum status
block_apply(struct work *work, const void *args)
{
	const struct driver_block *block = args;
	const struct drivers *chosen = work->state;
	enum status status = STATUS_OK;
	drivers_about(work, chosen, &block->customer);
	if (chosen->due == NULL) {
		status = block_now(work, chosen);
		if (status == STATUS_OK) {
			status = tell_blocked(work, block->customer.id, chosen);
		}
	}
	for (size_t i = 0; chosen->due != NULL && status == STATUS_OK && i < chosen->count; i++) {
		status = put_off(work, &block->customer, chosen->rows[i], chosen->due);
	}
	if (status == STATUS_OK && chosen->due != NULL) {
		say_when(work, chosen);
	}
	if (status == STATUS_OK) {
		work_warn(work, "outcome.driver_cards_stay", NULL);
	}
	return status;
}

const struct command driver_block = {
	.name = "driver.block",
	.right = "driver-codes",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(driver_block, block_params),
	.check = block_check, /* DRV-03 */
	.apply = block_apply, /* DRV-02, DRV-04 */
};

/* ---- driver.lift ---- */

struct driver_lift {
	struct record customer;
	struct list codes;
};

static const struct param lift_params[] = {
	{ PARAM_ID(driver_lift, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_LIST(driver_lift, codes), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
lift_check(struct work *work, const void *args)
{
	const struct driver_lift *lift = args;
	struct drivers *chosen = arena_alloc(work->arena, sizeof *chosen);
	struct drivers all = { .count = 0 };
	struct drivers active;
	enum status status = drivers_of_codes(work, lift->customer.id, lift->codes, &all);
	if (status != STATUS_OK) {
		return status;
	}
	active = drivers_none(work, &all);
	*chosen = drivers_none(work, &all);
	for (size_t i = 0; i < all.count; i++) {
		bool is_active = strcmp(row_text(all.rows[i], "state"), "active") == 0;
		struct drivers *to = is_active ? &active : chosen;
		to->rows[to->count++] = all.rows[i];
	}
	if (chosen->count == 0) {
		return work_refuse(work, "codes", "refusal.driver_not_blocked",
				   drivers_args(work, &active));
	}
	if (active.count > 0) {
		work_warn(work, "outcome.driver_active_before", drivers_args(work, &active));
	}
	work->state = chosen;
	return STATUS_OK;
}

static enum status
lift_apply(struct work *work, const void *args)
{
	const struct driver_lift *lift = args;
	const struct drivers *chosen = work->state;
	struct drivers lifted = drivers_none(work, chosen);
	struct drivers withdrawn = drivers_none(work, chosen);
	enum status status = STATUS_OK;
	drivers_about(work, chosen, &lift->customer);
	for (size_t i = 0; status == STATUS_OK && i < chosen->count; i++) {
		const struct row *facts = chosen->rows[i];
		bool pending = strcmp(row_text(facts, "state"), "block_pending") == 0;
		struct drivers *to = pending ? &withdrawn : &lifted;
		to->rows[to->count++] = facts;
		status =
		    work_run(work, SQL_DRIVER_LIFT, ARGS(ARG_INT("driver", row_int(facts, "id"))));
		if (status == STATUS_OK && pending) {
			status = driver_withdraw(work, facts);
		}
	}
	if (status == STATUS_OK && lifted.count > 0) {
		work_say(work, "outcome.driver_lifted", drivers_args(work, &lifted));
	}
	if (status == STATUS_OK && withdrawn.count > 0) {
		work_say(work, "outcome.driver_block_withdrawn", drivers_args(work, &withdrawn));
	}
	return status;
}

const struct command driver_lift = {
	.name = "driver.lift",
	.right = "driver-codes",
	.caller = CALLER_ANSWERED,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(driver_lift, lift_params),
	.check = lift_check,
	.apply = lift_apply, /* DRV-03, DRV-05 */
};
