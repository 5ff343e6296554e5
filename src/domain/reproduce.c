/* The next issue of a card: its rank, its production order.  A duplicate, a reproduction, a renewal
 * and a new secret code are made here and nowhere else (BLK-03, CARD-13, CARD-14, PIN-02). */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

/* What the card bears by its settings: a plate changed while a renewal waits is embossed with it.
 * As long as these say what the present rank bears, they are embossed as they are on it. */
static enum status
embossed_now(struct work *work, const struct row *facts, const char *param, const char **embossed)
{
	const char *source =
	    row_text(facts, strcmp(row_text(facts, "emboss"), "plate") == 0 ? "plate" : "driver");
	*embossed = row_text(facts, "embossed");
	if (source[0] == '\0' || text_equal_fold(source, *embossed)) {
		return STATUS_OK;
	}
	return emboss_text(work, param, source, embossed);
}

enum status
rank_next(struct work *work, const struct row *facts, const struct next_rank *next,
	  struct made_rank *made)
{
	int64_t card = row_int(facts, "id");
	const struct row *highest = NULL;
	enum status status =
	    work_row(work, SQL_RANK_HIGHEST, ARGS(ARG_INT("card", card)), &highest);
	if (status != STATUS_OK) {
		return status;
	}
	*made = (struct made_rank){ .number = row_int(highest, "number") + 1 };
	if (made->number > RANK_MOST) {
		return work_refuse(work, next->param, "refusal.ranks_used_up",
				   ARGS(ARG_INT("most", RANK_MOST)));
	}
	const char *embossed = next->embossed;
	if (embossed == NULL) {
		status = embossed_now(work, facts, next->param, &embossed);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const struct new_rank rank = {
		.card = card,
		.number = made->number,
		.cause = next->cause,
		.state = "new",
		.embossed = embossed,
		.expires_on =
		    next->expires_on != NULL ? next->expires_on : row_text(facts, "expires_on"),
		.new_pin = next->new_pin,
	};
	status = rank_insert(work, &rank, &made->id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_CARD_NEXT,
				  ARGS(ARG_INT("card", card), ARG_INT("next_rank", made->number)));
	}
	if (status == STATUS_OK) {
		status = request_insert(work, row_int(facts, "customer_id"), card, made->id,
					next->cause, next->papers, &made->request, &made->due);
	}
	return status;
}

bool
product_is_unit(const char *product)
{
	return strcmp(product, "passango") == 0 || strcmp(product, "liber_t") == 0;
}

/* ---- where a reproduction goes ---- */

static bool
is(const struct row *facts, const char *column, const char *code)
{
	return strcmp(row_text(facts, column), code) == 0;
}

/* The production order of a rank still to be made; request stays NULL when there is none. */
static enum status
order_of(struct work *work, const struct row *facts, const char *rank_column,
	 const struct row **request)
{
	return work_row(work, SQL_REQUEST_OPEN_OF_RANK,
			ARGS(ARG_INT("card", row_int(facts, "id")),
			     ARG_INT("rank", row_int(facts, rank_column))),
			request);
}

/* CARD-14: a rank in the making takes nothing more; its request and its date are told. */
static enum status
refuse_making(struct work *work, const struct row *facts, const char *param,
	      const char *rank_column, int64_t number)
{
	const struct row *request = NULL;
	enum status status = order_of(work, facts, rank_column, &request);
	if (status != STATUS_OK) {
		return status;
	}
	bool told = request != NULL && row_known(request, "due_at");
	return work_refuse(
	    work, param,
	    told ? "refusal.reproduce_in_production" : "refusal.reproduce_in_production_undated",
	    ARGS(ARG_TEXT("card", card_label(work, facts)), ARG_INT("rank", number),
		 ARG_TEXT("request", request != NULL ? row_text(request, "number") : "-"),
		 ARG_STAMP("due", told ? row_text(request, "due_at") : NULL)));
}

/* A secret code has no place but on a rank: it does not wait for the renewal. */
enum status
card_reproduce_way(struct work *work, const struct row *facts,
		   const struct reproduction *reproduction, enum reproduction_way *way)
{
	const char *param = reproduction->param;
	if (is(facts, "renewal", "in_renewal")) { /* REN-03 */
		return work_refuse(work, param, "refusal.reproduce_in_renewal",
				   ARGS(ARG_TEXT("card", card_label(work, facts))));
	}
	if (is(facts, "state", "in_production")) {
		return refuse_making(work, facts, param, "rank_id", row_int(facts, "rank"));
	}
	if (row_known(facts, "next_rank") && !is(facts, "next_state", "new")) {
		return refuse_making(work, facts, param, "next_id", row_int(facts, "next_rank"));
	}
	bool candidate = is(facts, "renewal", "candidate");
	*way = is(facts, "state", "new")             ? REPRODUCE_FIRST
	       : row_known(facts, "next_rank")       ? REPRODUCE_JOINS
	       : candidate && !reproduction->new_pin ? REPRODUCE_RENEWAL
						     : REPRODUCE_RANK;
	return STATUS_OK;
}

/* ---- doing it ---- */

static enum status
join_rank(struct work *work, const struct row *facts, const struct reproduction *reproduction,
	  bool first, struct made_rank *made)
{
	const char *column = first ? "rank_id" : "next_id";
	const struct row *request = NULL;
	*made = (struct made_rank){
		.id = row_int(facts, column),
		.number = row_int(facts, first ? "rank" : "next_rank"),
	};
	enum status status = STATUS_OK;
	if (reproduction->embossed != NULL) {
		status = work_run(
		    work, SQL_RANK_EMBOSS,
		    ARGS(ARG_INT("rank", made->id), ARG_TEXT("embossed", reproduction->embossed)));
	}
	if (status == STATUS_OK && reproduction->new_pin) {
		status =
		    work_run_any(work, SQL_RANK_ASK_NEW_PIN, ARGS(ARG_INT("rank", made->id)), NULL);
	}
	if (status == STATUS_OK) {
		status = order_of(work, facts, column, &request);
	}
	if (status == STATUS_OK && request != NULL) {
		made->request = row_text(request, "number");
		made->due = row_text_or_null(request, "due_at");
	}
	return status;
}

static enum status
new_rank(struct work *work, const struct row *facts, const struct reproduction *reproduction,
	 struct made_rank *made)
{
	const struct next_rank next = {
		.param = reproduction->param,
		.cause = "reproduction",
		.embossed = reproduction->embossed,
		.new_pin = reproduction->new_pin,
		.papers = product_is_unit(row_text(facts, "product")), /* OBU-03 */
	};
	return rank_next(work, facts, &next, made);
}

/* REN-04 */
static const char *
renewal_cutoff(struct work *work, const char *expires_on)
{
	const struct renewal_terms terms = renewal_terms(work->session->config);
	struct renewal_dates dates;
	return renewal_dates(&terms, expires_on, &dates) ? arena_copy(work->arena, dates.cutoff)
							 : NULL;
}

/* What the customer is told of it: which rank, which request, when; and until when the card in hand
 * is good. */
const char *
reproduction_key(enum reproduction_way way, const struct made_rank *made)
{
	switch (way) {
	case REPRODUCE_FIRST:
		return "outcome.reproduce_first";
	case REPRODUCE_JOINS:
		return "outcome.reproduce_joins";
	case REPRODUCE_RENEWAL:
		return "outcome.reproduce_renewal";
	case REPRODUCE_RANK:
		break;
	}
	return made->due != NULL ? "outcome.reproduce_rank" : "outcome.reproduce_rank_papers";
}

const struct arg *
reproduction_args(struct work *work, const struct row *facts, const struct made_rank *made)
{
	const struct arg list[] = {
		ARG_INT("rank", made->number),
		ARG_INT("present", row_int(facts, "rank")),
		ARG_TEXT("request", made->request != NULL ? made->request : "-"),
		ARG_STAMP("due", made->due),
		ARG_DATE("cutoff", renewal_cutoff(work, row_text(facts, "expires_on"))),
		ARG_CHOICE("cause", "cause", row_text_or_null(facts, "next_cause")),
		ARG_DATE("expires", row_text(facts, "expires_on")),
		{ .name = NULL },
	};
	struct arg *args = arena_alloc(work->arena, sizeof list);
	memcpy(args, list, sizeof list);
	return args;
}

static void
tell(struct work *work, const struct row *facts, enum reproduction_way way,
     const struct made_rank *made)
{
	const struct arg *args = reproduction_args(work, facts, made);
	work_say(work, reproduction_key(way, made), args);
	if (way == REPRODUCE_RANK) {
		work_warn(work, "outcome.reproduce_destroy", args);
	}
}

enum status
card_reproduce(struct work *work, const struct row *facts, const struct reproduction *reproduction,
	       struct made_rank *made)
{
	enum reproduction_way way = REPRODUCE_RANK;
	enum status status = card_reproduce_way(work, facts, reproduction, &way);
	*made = (struct made_rank){ .id = 0 };
	if (status != STATUS_OK) {
		return status;
	}
	if (way == REPRODUCE_FIRST || way == REPRODUCE_JOINS) {
		status = join_rank(work, facts, reproduction, way == REPRODUCE_FIRST, made);
	} else if (way == REPRODUCE_RANK) {
		status = new_rank(work, facts, reproduction, made);
	}
	if (status == STATUS_OK) {
		tell(work, facts, way, made);
	}
	return status;
}
