/* The cards of a demo customer: drawn first (demo_draw.c), then written. */
#include "demo_draw.h"

#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

static enum status
write_driver(struct demo *demo, struct client *client, struct draw *draw)
{
	const char *code = NULL;
	if (draw->driver == NULL || draw->driver_id != 0) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_DRIVER, &draw->driver_id);
	if (status != STATUS_OK) {
		return status;
	}
	bool blocked = false;
	if (client->codes_given < 9000 && dice_chance(&demo->dice, 60)) {
		/* 37 shares no factor with 10,000: each code comes once. */
		code = arena_format(demo->scratch, "%04" PRId64,
				    (1 + client->codes_given * 37) % 10000);
		client->codes_given++;
		blocked = !draw->tour && dice_chance(&demo->dice, 4);
	}
	int64_t since = demo->now - (10 + dice_below(&demo->dice, 1200)) * 86400;
	status = work_run_any(
	    demo->work, SQL_DEMO_DRIVER,
	    ARGS(ARG_INT("id", draw->driver_id), ARG_INT("customer", client->id),
		 demo_id_or_null("division", draw->division), ARG_TEXT("name", draw->driver),
		 ARG_TEXT("name_key", draw->driver_key), ARG_TEXT("code", code),
		 ARG_TEXT("state", blocked ? "blocked" : "active"),
		 ARG_STAMP("blocked_at", blocked ? demo_stamp(demo, since + 8 * 86400) : NULL),
		 ARG_STAMP("created_at", demo_stamp(demo, since))),
	    NULL);
	if (status != STATUS_OK) {
		return status;
	}
	return demo_terms(demo, "driver", draw->driver_id,
			  search_driver_terms(demo->scratch, draw->driver));
}

static enum status
write_vehicle(struct demo *demo, struct client *client, struct draw *draw)
{
	if (draw->plate.shown == NULL || draw->vehicle_id != 0) {
		return STATUS_OK;
	}
	const struct vehicle_kind *kind = draw->vehicle;
	enum status status = demo_id(demo, TABLE_VEHICLE, &draw->vehicle_id);
	if (status != STATUS_OK) {
		return status;
	}
	bool heavy = kind->axles > 2;
	return work_run_any(
	    demo->work, SQL_DEMO_VEHICLE,
	    ARGS(ARG_INT("id", draw->vehicle_id), ARG_INT("customer", client->id),
		 ARG_TEXT("country", country_names[draw->country]),
		 ARG_TEXT("plate", draw->plate.shown), ARG_TEXT("plate_key", draw->plate.key),
		 ARG_TEXT("type", kind->type), demo_id_or_null("tank_capacity", kind->tank),
		 ARG_INT("odometer", 1000 + dice_below(&demo->dice, 400000)),
		 ARG_TEXT("class", heavy ? "4" : "1"), demo_id_or_null("weight", kind->weight),
		 demo_id_or_null("axles", kind->axles),
		 ARG_TEXT("euro_class", dice_chance(&demo->dice, 70) ? "6" : "5")),
	    NULL);
}

static enum status
write_card_row(struct demo *demo, struct client *client, struct draw *draw)
{
	int64_t body = 0;
	enum status status = demo_id(demo, TABLE_NUMBER, &body);
	if (status == STATUS_OK) {
		status = demo_id(demo, TABLE_CARD, &draw->id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	draw->number = card_number_make(demo->scratch, demo->prefix, body);
	bool box = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	return work_run_any(
	    demo->work, SQL_DEMO_CARD,
	    ARGS(ARG_INT("id", draw->id), ARG_TEXT("number", draw->number),
		 ARG_INT("customer", client->id), demo_id_or_null("division", draw->division),
		 ARG_TEXT("product", product_choices[draw->product]),
		 ARG_TEXT("category", draw->category), demo_id_or_null("vehicle", draw->vehicle_id),
		 demo_id_or_null("driver_id", draw->driver_id),
		 ARG_TEXT("country", country_names[draw->country]),
		 ARG_TEXT("plate", draw->plate.shown), ARG_TEXT("plate_key", draw->plate.key),
		 ARG_TEXT("driver", draw->driver), ARG_TEXT("driver_key", draw->driver_key),
		 ARG_TEXT("emboss", draw->plate.shown != NULL ? "plate" : "driver"),
		 ARG_NULL("mention"), ARG_TEXT("phone", draw->phone),
		 ARG_TEXT("code_kind", draw->code_kind),
		 ARG_INT("odometer_entry", !box && dice_chance(&demo->dice, 40) ? 1 : 0),
		 demo_id_or_null("delivery_point", client->point),
		 demo_id_or_null("linked", draw->linked), ARG_INT("rank_number", draw->rank),
		 demo_id_or_null("next_rank", draw->next_state != NULL ? draw->rank + 1 : 0),
		 ARG_TEXT("state", card_state_choices[draw->state]),
		 ARG_DATE("expires_on", demo_day(demo, draw->expires)),
		 ARG_TEXT("renewal", draw->renewal),
		 ARG_STAMP("aircode_until", draw->aircode_at != 0
						? demo_stamp(demo, draw->aircode_at + 86400)
						: NULL),
		 ARG_DATE("created_on", demo_day(demo, draw->created)),
		 ARG_DATE("last_used_on",
			  draw->last_used != 0 ? demo_day(demo, draw->last_used) : NULL)),
	    NULL);
}

/* ---- ranks ---- */

struct rank_line {
	int64_t number;
	const char *cause, *state;
	int64_t expires;
	int64_t created_at, produced_at, active_at; /* seconds; 0 for never */
	const char *block_reason;
	int64_t blocked_at;
	int64_t suspended_until; /* days */
	bool by_issuer;
};

static struct arg
stamp_or_null(struct demo *demo, const char *name, int64_t seconds)
{
	const struct arg arg = ARG_STAMP(name, seconds != 0 ? demo_stamp(demo, seconds) : NULL);
	return arg;
}

static enum status
write_rank(struct demo *demo, const struct draw *draw, const struct rank_line *line, int64_t *id)
{
	bool suspended = strcmp(line->state, "suspended") == 0;
	const char *embossed = draw->plate.shown != NULL ? draw->plate.shown : draw->driver;
	const char *until =
	    line->suspended_until != 0 ? demo_day(demo, line->suspended_until) : NULL;
	enum status status = demo_id(demo, TABLE_RANK, id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_RANK,
	    ARGS(ARG_INT("id", *id), ARG_INT("card", draw->id), ARG_INT("number", line->number),
		 ARG_TEXT("cause", line->cause), ARG_TEXT("state", line->state),
		 ARG_TEXT("embossed", embossed),
		 ARG_DATE("expires_on", demo_day(demo, line->expires)),
		 stamp_or_null(demo, "created_at", line->created_at),
		 stamp_or_null(demo, "produced_at", line->produced_at),
		 stamp_or_null(demo, "active_at", line->active_at),
		 ARG_TEXT("block_reason", line->block_reason),
		 stamp_or_null(demo, "blocked_at", line->blocked_at),
		 ARG_TEXT("state_before", suspended ? "active" : NULL), ARG_NULL("suspend_reason"),
		 ARG_TEXT("suspended_by", !suspended        ? NULL
					  : line->by_issuer ? "issuer"
							    : "customer"),
		 stamp_or_null(demo, "suspended_at", suspended ? demo->now - 3 * 86400 : 0),
		 ARG_DATE("suspended_until", until),
		 ARG_INT("new_pin", strcmp(draw->code_kind, "none") != 0 ? 1 : 0)),
	    NULL);
}

/* The issues before the present one: worn out at their day, or blocked and replaced. */
static enum status
write_past_ranks(struct demo *demo, struct draw *draw, const char **cause)
{
	enum status status = STATUS_OK;
	*cause = "first";
	for (int64_t number = 1; number < draw->rank && status == STATUS_OK; number++) {
		int64_t id = 0;
		int64_t age = draw->rank - number;
		bool lost = number == draw->rank - 1 && draw->state != STATE_EXPIRED &&
			    draw->state != STATE_NEW && dice_chance(&demo->dice, 40);
		int64_t created = (draw->created - 3 * age) * 86400 + 36000;
		struct rank_line line = {
			.number = number,
			.cause = *cause,
			.state = lost ? "blocked" : "expired",
			.expires = lost ? draw->expires : draw->expires - 1461 * age,
			.created_at = created,
			.produced_at = created + 80000,
			.active_at = created + 4 * 86400,
		};
		if (lost) {
			int64_t since = 20 + dice_below(&demo->dice, 300);
			line.block_reason = block_reason_choices[dice_below(&demo->dice, 4)];
			line.blocked_at = demo->now - since * 86400;
		}
		status = write_rank(demo, draw, &line, &id);
		*cause = lost ? "duplicate" : "renewal";
	}
	return status;
}

static enum status
write_present_rank(struct demo *demo, struct draw *draw, const char *cause)
{
	bool out = draw->state != STATE_NEW && draw->state != STATE_IN_PRODUCTION &&
		   draw->state != STATE_DELETED;
	int64_t created = draw->state == STATE_NEW || draw->state == STATE_IN_PRODUCTION
			      ? draw->requested_at
			      : draw->created * 86400 + 30000 + dice_below(&demo->dice, 30000);
	struct rank_line line = {
		.number = draw->rank,
		.cause = cause,
		.state = card_state_choices[draw->state],
		.expires = draw->expires,
		.created_at = created,
		.produced_at = out ? created + 90000 : 0,
		.active_at = out ? created + 4 * 86400 : 0,
		.by_issuer = draw->by_issuer,
		.suspended_until = draw->suspended_until,
	};
	if (draw->state == STATE_BLOCKED) {
		line.block_reason = draw->block_reason;
		line.blocked_at = draw->blocked_at;
	}
	return write_rank(demo, draw, &line, &draw->rank_id);
}

static enum status
write_ranks(struct demo *demo, struct draw *draw)
{
	const char *cause = "first";
	enum status status = write_past_ranks(demo, draw, &cause);
	if (status == STATUS_OK) {
		status = write_present_rank(demo, draw, cause);
	}
	if (status != STATUS_OK || draw->next_state == NULL) {
		return status;
	}
	bool renewal = strcmp(draw->next_cause, "renewal") == 0;
	struct rank_line line = {
		.number = draw->rank + 1,
		.cause = draw->next_cause,
		.state = draw->next_state,
		.expires = renewal ? draw->expires + 1461 : draw->expires,
		.created_at = draw->requested_at,
	};
	return write_rank(demo, draw, &line, &draw->next_id);
}

/* ---- what hangs on a card ---- */

static enum status
write_request(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	if (draw->request_kind == NULL) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_REQUEST, &id);
	if (status != STATUS_OK) {
		return status;
	}
	bool shipped = strcmp(draw->request_state, "shipped") == 0;
	bool delivered = strcmp(draw->request_state, "delivered") == 0;
	const char *tracking =
	    shipped || delivered
		? arena_format(demo->scratch, "3232%08" PRId64, dice_below(&demo->dice, 99999999))
		: NULL;
	return work_run_any(
	    demo->work, SQL_DEMO_REQUEST,
	    ARGS(ARG_INT("id", id),
		 ARG_TEXT("number", arena_format(demo->scratch, "D-%05" PRId64, id)),
		 ARG_INT("customer", client->id), ARG_INT("card", draw->id),
		 ARG_INT("rank", draw->next_id != 0 ? draw->next_id : draw->rank_id),
		 ARG_TEXT("kind", draw->request_kind), ARG_TEXT("state", draw->request_state),
		 stamp_or_null(demo, "created_at", draw->requested_at),
		 stamp_or_null(demo, "due_at", draw->requested_at + 86400),
		 ARG_TEXT("carrier", tracking != NULL ? "bpost" : NULL),
		 ARG_TEXT("tracking", tracking),
		 stamp_or_null(demo, "ended_at", delivered ? draw->requested_at + 4 * 86400 : 0)),
	    NULL);
}

static enum status
write_products(struct demo *demo, const struct draw *draw)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < draw->product_count && status == STATUS_OK; i++) {
		status = work_run_any(
		    demo->work, SQL_DEMO_PRODUCT,
		    ARGS(ARG_INT("card", draw->id), ARG_TEXT("product", draw->products[i])), NULL);
	}
	return status;
}

static enum status
write_limits(struct demo *demo, const struct client *client, const struct draw *draw)
{
	static const int64_t amounts[] = { 10000, 15000, 20000, 25000, 30000, 50000, 100000 };
	struct dice *dice = &demo->dice;
	enum status status = STATUS_OK;
	if (draw->product != PRODUCT_FLEET) {
		return STATUS_OK;
	}
	if (dice_chance(dice, 45)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "amount", "day",
				    amounts[dice_below(dice, 7)]);
	}
	if (status == STATUS_OK && dice_chance(dice, 22)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "amount", "month",
				    amounts[dice_below(dice, 7)] * 8);
	}
	if (status == STATUS_OK && draw->vehicle->tank > 0 && dice_chance(dice, 12)) {
		status = demo_limit(demo, client, 0, draw->id, draw->products[0], "volume",
				    "transaction", draw->vehicle->tank);
	}
	if (status == STATUS_OK && dice_chance(dice, 5)) {
		status = demo_limit(demo, client, 0, draw->id, NULL, "count", "rolling",
				    4 + dice_below(dice, 10));
	}
	if (status == STATUS_OK && dice_chance(dice, 18)) {
		status = demo_control(demo, client, 0, draw->id, "countries",
				      dice_chance(dice, 50) ? "BE,FR,NL,LU" : "BE,FR,ES");
	}
	if (status == STATUS_OK && dice_chance(dice, 10)) {
		status = demo_control(demo, client, 0, draw->id, "days", "mon-fri");
	}
	if (status == STATUS_OK && dice_chance(dice, 8)) {
		status = demo_control(demo, client, 0, draw->id, "hours", "06:00-20:00");
	}
	if (status == STATUS_OK && dice_chance(dice, 6)) {
		status = demo_control(demo, client, 0, draw->id, "transactions_a_day", "3");
	}
	return status;
}

/* ---- airCODEs and messages ---- */

struct message {
	const char *channel, *kind, *to, *language;
	bool waiting;
	int64_t at;
	const struct arg *args;
};

static enum status
write_message(struct demo *demo, const struct client *client, const struct draw *draw,
	      const struct message *message)
{
	const struct lang *lang = lang_get(message->language);
	int64_t id = 0;
	if (demo->messages_left == 0 || message->to == NULL) {
		return STATUS_OK;
	}
	demo->messages_left--;
	const char *key =
	    arena_format(demo->scratch, "message.%s.%s", message->kind, message->channel);
	const char *subject = arena_format(demo->scratch, "%s.subject", key);
	const char *body = arena_format(demo->scratch, "%s.body", key);
	bool titled = lang_find(lang, subject) != NULL;
	enum status status = demo_id(demo, TABLE_OUTBOX, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_MESSAGE,
	    ARGS(ARG_INT("id", id), ARG_TEXT("channel", message->channel),
		 ARG_TEXT("recipient", message->to), ARG_TEXT("language", message->language),
		 ARG_TEXT("kind", message->kind),
		 ARG_TEXT("subject",
			  titled ? lang_format(demo->scratch, lang, subject, message->args) : NULL),
		 ARG_TEXT("body", lang_format(demo->scratch, lang, body, message->args)),
		 ARG_TEXT("state", message->waiting ? "waiting" : "sent"),
		 ARG_INT("tries", message->waiting ? 0 : 1), ARG_INT("customer", client->id),
		 ARG_INT("card", draw->id), stamp_or_null(demo, "created_at", message->at),
		 stamp_or_null(demo, "sent_at", message->waiting ? 0 : message->at + 4)),
	    NULL);
}

static enum status
write_aircode(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	char code[7] = { 0 };
	char mac[SECRET_MAC_HEX];
	if (draw->aircode_at == 0) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_AIRCODE, &id);
	if (status != STATUS_OK) {
		return status;
	}
	secret_digits(code, 6);
	const struct mac_part parts[] = { { draw->number, strlen(draw->number) }, { code, 6 } };
	secret_mac_parts(store_keys(demo->work->session->store), "aircode", parts, 2, mac);
	secret_wipe(code, sizeof code);
	const char *until = demo_stamp(demo, draw->aircode_at + 86400);
	status = work_run_any(demo->work, SQL_DEMO_AIRCODE,
			      ARGS(ARG_INT("id", id), ARG_INT("card", draw->id),
				   ARG_TEXT("mac", mac), ARG_TEXT("phone", draw->phone),
				   stamp_or_null(demo, "created_at", draw->aircode_at),
				   ARG_STAMP("expires_at", until)),
			      NULL);
	if (status != STATUS_OK) {
		return status;
	}
	/* Sent long ago: the code is not readable any more. */
	const struct message sms = {
		.channel = "sms",
		.kind = "aircode",
		.to = draw->phone,
		.language = client->language,
		.at = draw->aircode_at,
		.args = ARGS(ARG_TEXT("code", "******"), ARG_TEXT("label", draw->plate.shown),
			     ARG_TEXT("card", card_tail(demo->scratch, draw->number)),
			     ARG_STAMP("until", until)),
	};
	return write_message(demo, client, draw, &sms);
}

static enum status
write_block_messages(struct demo *demo, const struct client *client, const struct draw *draw)
{
	if (draw->state != STATE_BLOCKED || demo->now - draw->blocked_at > 30 * 86400) {
		return STATUS_OK;
	}
	const char *reference =
	    arena_format(demo->scratch, "B-%05" PRId64, 10000 + draw->id % 90000);
	struct message message = {
		.channel = "email",
		.kind = "card-blocked",
		.to = client->manager_email,
		.language = client->language,
		.waiting = demo->now - draw->blocked_at < 86400,
		.at = draw->blocked_at,
		.args = ARGS(
		    ARG_TEXT("reference", reference),
		    ARG_TEXT("card", card_tail(demo->scratch, draw->number)),
		    ARG_TEXT("label", draw->plate.shown != NULL ? draw->plate.shown : draw->driver),
		    ARG_INT("rank", draw->rank),
		    ARG_CHOICE("reason", "block_reason", draw->block_reason),
		    ARG_STAMP("at", demo_stamp(demo, draw->blocked_at)),
		    ARG_TEXT("customer", client->name),
		    ARG_CHOICE("duplicate", "block_duplicate",
			       draw->next_state != NULL ? "ordered" : "none")),
	};
	enum status status = write_message(demo, client, draw, &message);
	if (status == STATUS_OK) {
		message.channel = "sms";
		message.to = client->manager_phone;
		status = write_message(demo, client, draw, &message);
	}
	return status;
}

/* A dated suspension comes with the lift that waits for its day. */
static enum status
write_lift(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	if (draw->suspended_until == 0) {
		return STATUS_OK;
	}
	const char *due =
	    stamp_of_local_day(demo->scratch, date_of_days(draw->suspended_until + 1));
	const struct input input[] = { { "card", draw->number }, { NULL, NULL } };
	enum status status = work_defer(demo->work, &card_lift, input, due, client->id, &id);
	if (status == STATUS_OK) {
		status = work_run(demo->work, SQL_PENDING_ABOUT_CARD,
				  ARGS(ARG_INT("id", id), ARG_INT("card", draw->id)));
	}
	return status;
}

static enum status
write_link(struct demo *demo, const struct draw *draw)
{
	if (draw->linked == 0) {
		return STATUS_OK;
	}
	return work_run_any(demo->work, SQL_DEMO_LINK,
			    ARGS(ARG_INT("id", draw->linked), ARG_INT("linked", draw->id)), NULL);
}

static enum status
write_all(struct demo *demo, struct client *client, struct draw *draw)
{
	static enum status (*const parts[])(struct demo *, const struct client *,
					    const struct draw *) = {
		write_request, write_limits, write_aircode, write_block_messages, write_lift,
	};
	enum status status = write_driver(demo, client, draw);
	if (status == STATUS_OK) {
		status = write_vehicle(demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = write_card_row(demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = write_ranks(demo, draw);
	}
	if (status == STATUS_OK) {
		status = write_products(demo, draw);
	}
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
		status = parts[i](demo, client, draw);
	}
	if (status == STATUS_OK) {
		status = write_link(demo, draw);
	}
	if (status == STATUS_OK) {
		status = demo_terms(demo, "card", draw->id,
				    search_card_terms(demo->scratch, draw->number, draw->plate.key,
						      draw->phone, draw->driver));
	}
	client->tally[draw->product][draw->state]++;
	return status;
}

static enum status
write_tally(struct demo *demo, const struct client *client)
{
	enum status status = STATUS_OK;
	for (int product = 0; product < PRODUCTS; product++) {
		for (int state = 0; state < STATES && status == STATUS_OK; state++) {
			if (client->tally[product][state] > 0) {
				status = card_tally_add(
				    demo->work, client->id, product_choices[product],
				    card_state_choices[state], client->tally[product][state]);
			}
		}
	}
	return status;
}

enum status
demo_cards(struct demo *demo, struct client *client)
{
	struct arena *kept[2] = { arena_new(), arena_new() };
	struct draw last = { 0 };
	enum status status = STATUS_OK;
	for (int64_t i = 0; i < client->cards && status == STATUS_OK; i++) {
		struct draw draw;
		arena_reset(demo->scratch);
		demo_draw(demo, client, i, &last, &draw);
		status = write_all(demo, client, &draw);
		/* What is drawn may be what the last one was: that one's memory stays till then. */
		draw_remember(kept[i % 2], &draw, &last);
	}
	arena_free(&kept[0]);
	arena_free(&kept[1]);
	return status == STATUS_OK ? write_tally(demo, client) : status;
}
