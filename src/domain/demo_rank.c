/* The issues of a demo card: those before, the present one, the one to come. */
#include "demo_draw.h"

#include <string.h>

struct rank_line {
	int64_t number;
	const char *cause, *state;
	int64_t expires;
	int64_t created_at, produced_at, shipped_at, active_at; /* seconds; 0 for never */
	const char *block_reason;
	int64_t blocked_at;
	int64_t suspended_until; /* days */
	bool by_issuer;
};

struct arg
demo_stamp_or_null(struct demo *demo, const char *name, int64_t seconds)
{
	const struct arg arg = ARG_STAMP(name, seconds != 0 ? demo_stamp(demo, seconds) : NULL);
	return arg;
}

/* What has left production has a code, as elsewhere by chance and not by the seed: nobody sees it
 * but sealed. */
static enum status
seal_code(struct demo *demo, const struct draw *draw, const struct rank_line *line, int64_t rank,
	  const char **sealed)
{
	bool has_code = strncmp(draw->code_kind, "card_", 5) == 0;
	bool made = strcmp(line->state, "new") != 0 && strcmp(line->state, "deleted") != 0;
	*sealed = NULL;
	return has_code && made ? pin_seal_demo(demo->work, rank, sealed) : STATUS_OK;
}

static enum status
write_rank(struct demo *demo, const struct draw *draw, const struct rank_line *line, int64_t *id)
{
	bool suspended = strcmp(line->state, "suspended") == 0;
	const char *embossed = draw->plate.shown != NULL ? draw->plate.shown : draw->driver;
	const char *until =
	    line->suspended_until != 0 ? demo_day(demo, line->suspended_until) : NULL;
	const char *sealed = NULL;
	enum status status = demo_id(demo, TABLE_RANK, id);
	if (status == STATUS_OK) {
		status = seal_code(demo, draw, line, *id, &sealed);
	}
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_RANK,
	    ARGS(ARG_INT("id", *id), ARG_INT("card", draw->id), ARG_INT("number", line->number),
		 ARG_TEXT("cause", line->cause), ARG_TEXT("state", line->state),
		 ARG_TEXT("embossed", embossed),
		 ARG_DATE("expires_on", demo_day(demo, line->expires)),
		 demo_stamp_or_null(demo, "created_at", line->created_at),
		 demo_stamp_or_null(demo, "produced_at", line->produced_at),
		 demo_stamp_or_null(demo, "shipped_at", line->shipped_at),
		 demo_stamp_or_null(demo, "active_at", line->active_at),
		 ARG_TEXT("block_reason", line->block_reason),
		 demo_stamp_or_null(demo, "blocked_at", line->blocked_at),
		 ARG_TEXT("state_before", suspended ? "active" : NULL), ARG_NULL("suspend_reason"),
		 ARG_TEXT("suspended_by", !suspended        ? NULL
					  : line->by_issuer ? "issuer"
							    : "customer"),
		 demo_stamp_or_null(demo, "suspended_at", suspended ? demo->now - 3 * 86400 : 0),
		 ARG_DATE("suspended_until", until), ARG_TEXT("pin_sealed", sealed),
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
		bool last = number == draw->rank - 1;
		bool lost = last && draw->state != STATE_EXPIRED && draw->state != STATE_NEW &&
			    dice_chance(&demo->dice, 40);
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
		if (last && draw->reproduced) {
			line.state = "active";
			line.expires = draw->expires;
		} else if (lost) {
			int64_t since = 20 + dice_below(&demo->dice, 300);
			line.block_reason = block_reason_choices[dice_below(&demo->dice, 4)];
			line.blocked_at = demo->now - since * 86400;
		}
		status = write_rank(demo, draw, &line, &id);
		*cause = last && draw->reproduced ? "reproduction" : lost ? "duplicate" : "renewal";
	}
	return status;
}

static enum status
write_present_rank(struct demo *demo, struct draw *draw, const char *cause)
{
	bool out = draw->state != STATE_NEW && draw->state != STATE_IN_PRODUCTION &&
		   draw->state != STATE_DELETED;
	bool ordered = draw->state == STATE_NEW || draw->state == STATE_IN_PRODUCTION;
	bool young = draw->next_state == NULL && draw->shipped_at != 0;
	int64_t created = ordered ? draw->requested_at
				  : draw->created * 86400 + 30000 + dice_below(&demo->dice, 30000);
	struct rank_line line = {
		.number = draw->rank,
		.cause = cause,
		.state = card_state_choices[draw->state],
		.expires = draw->expires,
		.created_at = young ? draw->requested_at : created,
		.produced_at = young || !out ? draw->produced_at : created + 90000,
		.shipped_at = young ? draw->shipped_at : 0,
		.active_at = young ? draw->shipped_at
			     : out ? created + 4 * 86400
				   : 0,
		.by_issuer = draw->by_issuer,
		.suspended_until = draw->suspended_until,
	};
	if (draw->state == STATE_BLOCKED) {
		line.block_reason = draw->block_reason;
		line.blocked_at = draw->blocked_at;
	}
	return write_rank(demo, draw, &line, &draw->rank_id);
}

enum status
demo_ranks(struct demo *demo, struct draw *draw)
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
		.produced_at = renewal ? draw->requested_at : draw->produced_at,
		.shipped_at = draw->shipped_at,
	};
	return write_rank(demo, draw, &line, &draw->next_id);
}
