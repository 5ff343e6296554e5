/* What is ordered for a demo card: under way, late, waiting for papers, on its way, done. */
#include "demo_draw.h"

#include <inttypes.h>
#include <string.h>

enum { HOUR = 3600, DAY = 24 * HOUR };

static bool
is(const char *text, const char *code)
{
	return text != NULL && strcmp(text, code) == 0;
}

/* Made within a day of the order, and before now. */
static int64_t
made_at(const struct demo *demo, int64_t requested)
{
	int64_t half = (demo->now - requested) / 2;
	return requested + (half < 10 * HOUR ? half : 10 * HOUR);
}

/* OBU-02: the grey card of every other unit is still to come. */
static void
draw_first(struct demo *demo, struct draw *draw)
{
	bool unit = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	draw->request_kind = "creation";
	draw->requested_at = demo->now - 600 - dice_below(&demo->dice, 40 * HOUR);
	draw->request_state = "submitted";
	if (draw->state == STATE_IN_PRODUCTION) {
		draw->request_state = "in_progress";
		draw->produced_at = made_at(demo, draw->requested_at);
	} else if (unit && draw->requested_at % 2 == 0) {
		draw->request_state = "awaiting_docs";
	}
}

static void
draw_next(struct demo *demo, struct draw *draw)
{
	bool renewal = is(draw->next_cause, "renewal");
	draw->request_kind = draw->next_cause;
	draw->requested_at = renewal ? draw->made_on * DAY - 3000 : draw->blocked_at;
	draw->request_state = "in_progress";
	if (!renewal && is(draw->next_state, "new")) {
		draw->request_state = "submitted";
	} else if (!renewal) {
		draw->produced_at = made_at(demo, draw->requested_at);
	} else if (draw->ships_until < demo->today) {
		draw->request_state = "delivered";
		draw->shipped_at = (draw->ships_until - 3) * DAY + 10 * HOUR;
		draw->ended_at = draw->ships_until * DAY;
	}
}

/* A card of some weeks: four years from its first day to come, and used since if at all. */
static void
make_young(struct draw *draw)
{
	struct civil day = date_add_months(date_of_days(draw->requested_at / DAY), 48);
	int64_t out = draw->shipped_at / DAY + 1;
	draw->created = draw->requested_at / DAY;
	draw->expires = date_days(date_end_of_month(day));
	if (draw->last_used < out) {
		draw->last_used = 0;
	}
}

/* CARD-05, CARD-13: the present issue left lately; the one before it is good to its own end. */
static void
draw_done(struct demo *demo, struct draw *draw)
{
	int64_t days = 3 + dice_below(&demo->dice, 60);
	bool slow = dice_chance(&demo->dice, 30);
	draw->requested_at = demo->now - DAY * days;
	draw->request_state = !slow || days % 3 > 0 ? "delivered" : "returned";
	if (days < 12) {
		draw->request_state = "shipped";
	}
	if (!is(draw->renewal, "none")) {
		return;
	}
	draw->request_kind = draw->rank == 1 ? "creation" : "reproduction";
	draw->produced_at = draw->requested_at + 9 * HOUR;
	draw->shipped_at = draw->requested_at + DAY;
	draw->ended_at = is(draw->request_state, "delivered") ? draw->requested_at + 2 * DAY : 0;
	draw->reproduced = draw->rank > 1;
	if (draw->rank == 1) {
		make_young(draw);
	}
}

void
demo_draw_request(struct demo *demo, struct draw *draw)
{
	if (draw->state == STATE_NEW || draw->state == STATE_IN_PRODUCTION) {
		draw_first(demo, draw);
	} else if (draw->state == STATE_DELETED) {
		draw->request_kind = "creation";
		draw->request_state = "deleted";
		draw->requested_at = draw->created * DAY + 8 * HOUR;
		draw->ended_at = draw->requested_at + 2 * HOUR;
	} else if (draw->next_state != NULL) {
		draw_next(demo, draw);
	} else if (draw->state == STATE_ACTIVE && dice_chance(&demo->dice, 3)) {
		draw_done(demo, draw);
	}
}

/* Who carries parcels in that country. */
static const char *
carrier_of(enum country country)
{
	return country == FR   ? "colissimo"
	       : country == NL ? "postnl"
	       : country == BE ? "bpost"
			       : "gls";
}

enum status
demo_request(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	if (draw->request_kind == NULL) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_REQUEST, &id);
	if (status != STATUS_OK) {
		return status;
	}
	bool left = draw->shipped_at != 0;
	bool awaits = is(draw->request_state, "awaiting_docs");
	const char *tracking =
	    left ? arena_format(demo->scratch, "3232%08" PRId64, dice_below(&demo->dice, 99999999))
		 : NULL;
	int64_t due = awaits               ? 0
		      : draw->made_on != 0 ? draw->ships_until * DAY + DAY - 61 * 60
					   : draw->requested_at + DAY;
	return work_run_any(
	    demo->work, SQL_DEMO_REQUEST,
	    ARGS(ARG_INT("id", id),
		 ARG_TEXT("number", arena_format(demo->scratch, "D-%05" PRId64, id)),
		 ARG_INT("customer", client->id), ARG_INT("card", draw->id),
		 ARG_INT("rank", draw->next_id != 0 ? draw->next_id : draw->rank_id),
		 ARG_TEXT("kind", draw->request_kind), ARG_TEXT("state", draw->request_state),
		 demo_stamp_or_null(demo, "created_at", draw->requested_at),
		 demo_stamp_or_null(demo, "due_at", due),
		 ARG_TEXT("carrier", left ? carrier_of(client->country) : NULL),
		 ARG_TEXT("tracking", tracking),
		 demo_stamp_or_null(demo, "shipped_at", draw->shipped_at),
		 demo_stamp_or_null(demo, "ended_at", draw->ended_at)),
	    NULL);
}
