/* How many rows there are, and which of them the window shows: at once what is cheap, the rest when
 * there is time. */
#include "window.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/store.h>

enum {
	COUNT_MOST = 10000,    /* counted at once; more is "10 000+" at first */
	POSITION_MOST = 10000, /* lines before the window, counted at most */
	LOOKED_AT = 200,       /* rows that are looked at one by one to be counted at once */
	SLICE = 5000,          /* ids looked at before the clock */
	MANY = 1000,           /* as many take long enough to count */
	AGAIN_MS = 30000,      /* then it is looked at, not worked with */
	AGAIN_TIMES = 300,     /* as long as it took is left between two counts */
};

/* Whether it takes less than a millisecond to count as far as COUNT_MOST. */
static bool
counts_fast(const struct plan *plan)
{
	if (plan->driver || plan->drives_any)
		return plan->screen->brief || plan->rows <= LOOKED_AT;
	return plan->never || plan_sorts(plan) || plan_is_an_index(plan);
}

static bool
has_owner(const struct plan *plan)
{
	for (const struct condition *c = plan->all; c; c = c->next)
		if (c->owner)
			return true;
	return false;
}

/* The one condition that a walk follows and query_many.c can tell of; NULL: there is none. */
static const struct condition *
walked_alone(const struct plan *plan)
{
	const struct condition *c = plan->all;
	const bool alone = c && !c->next && !plan->any && !plan->never && !plan_sorts(plan);
	return alone && !c->keys && many_can_tell(plan, c) ? c : NULL;
}

/* As far as COUNT_MOST, and one more. */
static enum status
count_at_once(const struct plan *plan, struct arena *arena, int64_t *count, struct error *error)
{
	const struct condition *alone = walked_alone(plan);
	return alone ? many_count(arena, plan, alone, COUNT_MOST, count, error)
		     : query_count(arena, plan, NULL, COUNT_MOST, count, error);
}

/* What can be told within a millisecond: one customer's tally, or a number cut at COUNT_MOST.  The
 * rest is for rows_count(). */
enum status
counting_begin(struct rows *rows, struct error *error)
{
	struct counting *counting = &rows->counting;
	struct arena *arena = window_other(rows)->arena;
	enum status status = STATUS_OK;
	*counting = (struct counting){ .count = -1, .begun = milliseconds() };
	counting->tallies = query_has_tally(&rows->plan);
	if (counting->tallies && has_owner(&rows->plan)) {
		counting->tallies = false;
		return query_tally(arena, &rows->plan, &counting->count, error);
	}
	if (counts_fast(&rows->plan)) {
		status = count_at_once(&rows->plan, arena, &counting->count, error);
		counting->more = counting->count > COUNT_MOST;
		if (counting->more)
			counting->count = COUNT_MOST;
		else
			counting->tallies = false;
	}
	counting->whole = !counting->tallies && (counting->more || counting->count < 0);
	return status;
}

bool
counting_is_cheap(const struct rows *rows)
{
	const struct counting *counting = &rows->counting;
	return counting->count >= 0 && counting->count < MANY && !counting->more;
}

enum status
counting_again(struct rows *rows, struct error *error)
{
	struct counting *counting = &rows->counting;
	const int64_t before = counting->count;
	counting->stale = true;
	if (!counting_is_cheap(rows))
		return STATUS_OK;
	enum status status = counting_begin(rows, error);
	if (!status && counting->count < 0)
		counting->count = before;
	return status;
}

enum status
counting_place(struct rows *rows, struct arena *arena, const struct place *place, int64_t *first,
	       struct error *error)
{
	int64_t before = POSITION_MOST + 1;
	enum status status = STATUS_OK;
	/* Lines that are sorted, or an index walked and nothing else. */
	if (plan_sorts(&rows->plan) || plan_is_exact(&rows->plan))
		status = query_count(arena, &rows->plan, place, POSITION_MOST, &before, error);
	*first = status || before > POSITION_MOST ? -1 : before + 1;
	return status;
}

/* What was counted before is shown until it is done. */
static void
count_again(struct rows *rows, struct arena *arena, bool *left)
{
	struct counting *counting = &rows->counting;
	const struct counting before = *counting;
	struct error error;
	if (milliseconds() - before.begun < AGAIN_MS + AGAIN_TIMES * before.spent)
		return;
	const bool failed = counting_begin(rows, &error) != STATUS_OK;
	*left = failed && store_gave_up(&error);
	if (*left) {
		*counting = before;
		return;
	}
	if ((failed || counting->tallies || counting->whole) && before.count >= 0) {
		counting->count = before.count;
		counting->more = before.more;
	}
	if (rows->first != 1 && window_shown(rows)->shown)
		(void)counting_place(rows, arena, &window_shown(rows)->lines[0].place, &rows->first,
				     NULL);
}

void
rows_position(struct rows *rows, int64_t *first, int64_t *count, bool *more)
{
	*first = rows->first;
	*count = rows->counting.count;
	*more = rows->counting.more;
}

static void
counted(struct counting *counting, int64_t count)
{
	counting->count = count;
	counting->more = false;
	counting->tallies = counting->whole = counting->slices = false;
}

static void
count_tallies(struct rows *rows, struct arena *arena, bool *left)
{
	struct counting *counting = &rows->counting;
	struct error error;
	int64_t count;
	const bool failed = query_tally(arena, &rows->plan, &count, &error) != STATUS_OK;
	*left = failed && store_gave_up(&error);
	counting->tallies = *left;
	counting->whole = failed && !*left;
	if (!failed)
		counted(counting, count);
}

/* At one go, where that is not all there is to look at; a failure leaves it to the slices. */
static void
count_whole(struct rows *rows, struct arena *arena, bool *left)
{
	struct counting *counting = &rows->counting;
	struct error error;
	struct plan plan;
	int64_t count;
	bool found = false;
	enum status status = plan_to_count(arena, &rows->plan, &plan, &found, &error);
	if (!status && found)
		status = query_count(arena, &plan, NULL, INT32_MAX, &count, &error);
	*left = status && store_gave_up(&error);
	counting->whole = *left;
	counting->slices = !*left && (status || !found);
	if (!status && found)
		counted(counting, count);
}

/* Ids a slice at a time; a failure leaves what is known. */
static void
count_slice(struct rows *rows, struct arena *arena, bool *left)
{
	struct counting *counting = &rows->counting;
	struct error error;
	int64_t count, upto = counting->at + SLICE;
	if ((!counting->last && query_greatest_id(arena, &rows->plan, &counting->last, &error)) ||
	    query_count_slice(arena, &rows->plan, counting->at, upto, &count, &error)) {
		*left = store_gave_up(&error);
		counting->slices = *left;
		return;
	}
	counting->sum += count;
	counting->at = upto;
	if (counting->at >= counting->last)
		counted(counting, counting->sum);
}

bool
rows_count(struct rows *rows, int patience)
{
	struct counting *counting = &rows->counting;
	const int64_t since = milliseconds(), until = since + patience;
	struct arena *arena = arena_new();
	bool left = false; /* given up: somebody types, and there will be time again */
	if (counting->stale)
		count_again(rows, arena, &left);
	if (counting->tallies && !left)
		count_tallies(rows, arena, &left);
	else if (counting->whole && !left)
		count_whole(rows, arena, &left);
	while (counting->slices && !left && milliseconds() < until) {
		count_slice(rows, arena, &left);
		arena_reset(arena);
	}
	arena_free(&arena);
	counting->spent += milliseconds() - since;
	return left || counting->whole || counting->slices;
}
