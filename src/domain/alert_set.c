/* ALT-01: who is told of what, by which channel. */
#include "domain.h"

#include <inttypes.h>
#include <string.h>

static const char *const alert_channel_choices[] = { "email", "sms", NULL };

const struct reference alert_reference = {
	.name = "alert",
	.by_key = SQL_ALERT_BY_NUMBER,
	.screen = "alerts",
	.key_type = TYPE_CARD, /* digits only */
};

/* A user, looked for where no right to users is asked. */
static const struct reference receiver_reference = {
	.name = "user",
	.by_key = SQL_USER_BY_LOGIN,
	.screen = "receivers",
	.house = true,
	.key_type = TYPE_TEXT,
};

/* ---- alert.set ---- */

struct alert_set {
	struct record customer;
	const char *event, *channel;
	struct list receivers;
};

static const struct param set_params[] = {
	{ PARAM_ID(alert_set, customer), .record = &customer_reference, .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(alert_set, event), .flags = PARAM_MANDATORY, .choices = alert_event_choices,
	  .vocabulary = "alert_event" },
	{ PARAM_CHOICE(alert_set, channel), .flags = PARAM_MANDATORY,
	  .choices = alert_channel_choices, .standard = "email" },
	{ PARAM_LIST(alert_set, receivers), .record = &receiver_reference,
	  .flags = PARAM_MANDATORY | PARAM_COLUMNS },
	{ .name = NULL },
};

/* Who is told must see the customer, and be reachable that way; of an invoice, be of the customer
 * (INV-04). */
static enum status
check_receiver(struct work *work, const struct alert_order *order, const struct row *user)
{
	const bool by_sms = strcmp(order->channel, "sms") == 0;
	const bool of_customer =
	    row_known(user, "customer_id") && strcmp(row_text(user, "kind"), "customer") == 0;
	const bool sees = row_known(user, "customer_id") || row_int(user, "all_customers") != 0;
	const struct arg *who = ARGS(ARG_TEXT("login", row_text(user, "login")),
				     ARG_TEXT("customer", order->customer.key));
	const char *key = NULL;
	if (strcmp(order->event, ALERT_INVOICE) == 0 && !of_customer) {
		key = "refusal.alert_not_of_customer";
	} else if (!sees) {
		key = "refusal.alert_not_theirs";
	} else if (strcmp(row_text(user, "state"), "disabled") == 0) {
		key = "refusal.alert_disabled";
	} else if (!by_sms && !row_known(user, "email")) {
		key = "refusal.alert_no_email";
	} else if (by_sms && !row_known(user, "phone")) {
		key = "refusal.alert_no_phone";
	} else if (by_sms && account_mobile(work, user) == NULL) {
		key = "refusal.alert_landline";
	}
	return key != NULL ? work_refuse(work, order->param, key, who) : STATUS_OK;
}

static bool
chosen_twice(const struct alert_chosen *chosen, int64_t user)
{
	for (size_t i = 0; i < chosen->count; i++) {
		if (chosen->users[i] == user) {
			return true;
		}
	}
	return false;
}

static enum status
choose(struct work *work, const struct alert_order *order, const char *login,
       struct alert_chosen *chosen)
{
	struct record found = { .id = 0 };
	const struct row *user = NULL;
	enum status status = work_find(work, &receiver_reference, order->param, login, &found);
	if (status == STATUS_OK) {
		status = work_row(
		    work, SQL_ALERT_RECEIVER,
		    ARGS(ARG_INT("user", found.id), ARG_INT("customer", order->customer.id)),
		    &user);
	}
	if (status == STATUS_OK) {
		status = check_receiver(work, order, user);
	}
	if (status == STATUS_OK && !chosen_twice(chosen, found.id)) {
		chosen->logins =
		    arena_format(work->arena, "%s%s%s", chosen->logins,
				 chosen->count > 0 ? "," : "", row_text(user, "login"));
		chosen->users[chosen->count++] = found.id;
	}
	return status;
}

enum status
alert_choose(struct work *work, const struct alert_order *order, struct alert_chosen **out)
{
	struct alert_chosen *chosen = arena_alloc(work->arena, sizeof *chosen);
	enum status status =
	    work_row(work, SQL_ALERT_OF,
		     ARGS(ARG_INT("customer", order->customer.id), ARG_TEXT("event", order->event),
			  ARG_TEXT("channel", order->channel)),
		     &chosen->present);
	*out = chosen;
	chosen->logins = "";
	chosen->count = 0;
	chosen->users = arena_array(work->arena, order->receivers.count, sizeof *chosen->users);
	for (size_t i = 0; status == STATUS_OK && i < order->receivers.count; i++) {
		status = choose(work, order, order->receivers.items[i], chosen);
	}
	return status;
}

static enum status
write_alert(struct work *work, const struct alert_order *order, const struct alert_chosen *chosen,
	    int64_t id)
{
	const struct arg *put =
	    ARGS(ARG_INT("id", id), ARG_INT("customer", order->customer.id),
		 ARG_TEXT("event", order->event), ARG_TEXT("channel", order->channel),
		 ARG_TEXT("receivers", chosen->logins));
	enum status status =
	    chosen->present == NULL
		? work_run(work, SQL_ALERT_INSERT, put)
		: work_run(work, SQL_ALERT_SET_RECEIVERS,
			   ARGS(ARG_INT("id", id), ARG_TEXT("receivers", chosen->logins)));
	if (status == STATUS_OK) {
		status =
		    work_run_any(work, SQL_ALERT_DROP_RECEIVERS, ARGS(ARG_INT("id", id)), NULL);
	}
	for (size_t i = 0; status == STATUS_OK && i < chosen->count; i++) {
		status = work_run(work, SQL_ALERT_ADD_RECEIVER,
				  ARGS(ARG_INT("id", id), ARG_INT("user", chosen->users[i])));
	}
	return status;
}

enum status
alert_write(struct work *work, const struct alert_order *order, const struct alert_chosen *chosen)
{
	const struct arg *said =
	    ARGS(ARG_CHOICE("event", "alert_event", order->event),
		 ARG_CHOICE("channel", "channel", order->channel),
		 ARG_INT("count", (int64_t)chosen->count), ARG_TEXT("receivers", chosen->logins));
	int64_t id = chosen->present != NULL ? row_int(chosen->present, "id") : 0;
	enum status status = id == 0 ? work_new_id(work, "alert", &id) : STATUS_OK;
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "alert", id, arena_format(work->arena, "%" PRId64, id),
		   order->customer.id);
	work_touches(work, "customer", order->customer.id);
	if (chosen->present != NULL &&
	    strcmp(row_text(chosen->present, "receivers"), chosen->logins) == 0) {
		work_unchanged(work);
	} else {
		status = write_alert(work, order, chosen, id);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.alert_set", said);
	}
	return status;
}

static struct alert_order
order_of(const struct alert_set *set)
{
	return (struct alert_order){ .customer = set->customer,
				     .event = set->event,
				     .channel = set->channel,
				     .param = "receivers",
				     .receivers = set->receivers };
}

static enum status
set_check(struct work *work, const void *args)
{
	const struct alert_order order = order_of(args);
	struct alert_chosen *chosen = NULL;
	if (strcmp(order.event, ALERT_INVOICE) == 0 && strcmp(order.channel, "email") != 0) {
		return work_refuse(work, "channel", "refusal.alert_invoice_email", NULL);
	}
	enum status status = alert_choose(work, &order, &chosen);
	work->state = chosen;
	return status;
}

static enum status
set_apply(struct work *work, const void *args)
{
	const struct alert_order order = order_of(args);
	return alert_write(work, &order, work->state);
}

const struct command alert_set = {
	.name = "alert.set",
	.right = "alerts",
	.caller = CALLER_PROVEN,
	PARAMS(alert_set, set_params),
	.check = set_check,
	.apply = set_apply, /* ALT-01 */
};

/* ---- alert.drop ---- */

struct alert_drop {
	struct record alert;
	struct amount version;
};

static const struct param drop_params[] = {
	{ PARAM_ID(alert_drop, alert), .record = &alert_reference, .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(alert_drop, version) },
	{ .name = NULL },
};

enum status
alert_remove(struct work *work, int64_t alert)
{
	const struct row *facts = NULL;
	const struct arg *id = ARGS(ARG_INT("id", alert));
	enum status status = work_row(work, SQL_ALERT_FACTS, ARGS(ARG_INT("alert", alert)), &facts);
	if (status == STATUS_OK) {
		work_touches(work, "customer", row_int(facts, "customer_id"));
		status = work_run_any(work, SQL_ALERT_DROP_RECEIVERS, id, NULL);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_ALERT_DELETE, id);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.alert_dropped",
			 ARGS(ARG_CHOICE("event", "alert_event", row_text(facts, "event")),
			      ARG_CHOICE("channel", "channel", row_text(facts, "channel"))));
	}
	return status;
}

static enum status
drop_apply(struct work *work, const void *args)
{
	const struct alert_drop *drop = args;
	return alert_remove(work, drop->alert.id);
}

const struct command alert_drop = {
	.name = "alert.drop",
	.right = "alerts",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(alert_drop, drop_params),
	.apply = drop_apply, /* ALT-01 */
};
