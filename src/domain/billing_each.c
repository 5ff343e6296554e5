/* One paper for each of many customers: who is meant, who is left out and why; then one after the
 * other, each in a transaction of its own, so that whatever ends the program loses none and the
 * next run goes on. */
#include "billing.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MOST = 8, SOME = 5, REFUSED_MOST = 1000 };

/* ---- who ---- */

void
chosen_leave(struct chosen *chosen, enum left_out why, const char *number)
{
	struct builder *some = &chosen->left[why].some;
	some->arena = chosen->arena;
	if (chosen->left[why].count++ < SOME) {
		builder_format(some, "%s%s", some->size > 0 ? ", " : "", number);
	} else if (chosen->left[why].count == SOME + 1) {
		builder_add(some, ", …");
	}
}

void
chosen_add(struct chosen *chosen, const struct row *customer, const struct period *period)
{
	chosen->list = arena_grown(chosen->arena, chosen->list, chosen->count, &chosen->room,
				   sizeof *chosen->list);
	chosen->list[chosen->count++] = (struct billable){
		.id = row_int(customer, "id"),
		.number = arena_copy(chosen->arena, row_text(customer, "number")),
		.since = arena_copy(chosen->arena, period->since),
	};
}

bool
chosen_payer(struct chosen *chosen, const struct row *customer, bool named)
{
	const char *number = row_text(customer, "number");
	if (strcmp(row_text(customer, "state"), "closed") == 0 && !named) {
		chosen_leave(chosen, LEFT_CLOSED, number);
	} else if (!row_known(customer, "legal") && !row_known(customer, "billing")) {
		chosen_leave(chosen, LEFT_ADDRESS, number);
	} else if (strcmp(row_text(customer, "currency"), "EUR") != 0) {
		chosen_leave(chosen, LEFT_CURRENCY, number);
	} else {
		return true;
	}
	return false;
}

/* Customers with unbilled transactions, by id: their oldest one. */
struct opening {
	int64_t customer;
	const char *since;
};

struct finding {
	const struct period *period;
	chosen_look *look;
	struct chosen *chosen;
	struct arena *scratch; /* of one customer; what is kept is copied */
	bool named;
	struct opening *openings;
	size_t opening_count;
};

static enum status
find_openings(struct work *work, struct finding *finding)
{
	struct arena *kept = work->arena;
	const struct row *row = NULL;
	size_t count = 0;
	work->arena = finding->scratch;
	enum status status = work_rows(work, SQL_BILLING_UNBILLED,
				       ARGS(ARG_DATE("until", finding->period->until)), &row);
	work->arena = kept;
	for (const struct row *each = row; each != NULL; each = each->next) {
		count++;
	}
	finding->openings = arena_array(kept, count + 1, sizeof *finding->openings);
	for (; row != NULL; row = row->next) {
		finding->openings[finding->opening_count++] =
		    (struct opening){ .customer = row_int(row, "id"),
				      .since = arena_copy(kept, row_text(row, "since")) };
	}
	return status;
}

static int
compare_openings(const void *a, const void *b)
{
	const struct opening *one = a;
	const struct opening *other = b;
	return (one->customer > other->customer) - (one->customer < other->customer);
}

static enum status
look_at(struct work *work, const struct finding *finding, int64_t id)
{
	const struct opening wanted = { .customer = id };
	const struct opening *opening =
	    finding->opening_count > 0 ? bsearch(&wanted, finding->openings, finding->opening_count,
						 sizeof wanted, compare_openings)
				       : NULL; /* bsearch takes no NULL */
	const struct period period = { .from = finding->period->from,
				       .until = finding->period->until,
				       .since = opening != NULL ? opening->since : NULL };
	const struct row *customer = NULL;
	arena_reset(finding->scratch);
	work->arena = finding->scratch;
	enum status status =
	    work_row(work, SQL_BILLING_CUSTOMER, ARGS(ARG_INT("customer", id)), &customer);
	if (status == STATUS_OK && customer != NULL && session_sees(work->session, id)) {
		status = finding->look(work, &period, customer, finding->named, finding->chosen);
	}
	work->arena = finding->chosen->arena;
	return status;
}

struct ids {
	int64_t *list;
	size_t count, room;
};

static void
ids_add(struct arena *arena, struct ids *ids, int64_t id)
{
	ids->list = arena_grown(arena, ids->list, ids->count, &ids->room, sizeof *ids->list);
	ids->list[ids->count++] = id;
}

static enum status
ids_named(struct work *work, const struct list *named, struct ids *ids)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < named->count && status == STATUS_OK; i++) {
		struct record record = { .id = 0 };
		status = work_find(work, &customer_reference, "customer", named->items[i], &record);
		ids_add(work->arena, ids, record.id);
	}
	return status;
}

static enum status
ids_of(struct work *work, enum statement statement, const struct finding *finding, struct ids *ids)
{
	const struct row *row = NULL;
	int64_t after = 0;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < finding->opening_count; i++) {
		ids_add(work->arena, ids, finding->openings[i].customer);
	}
	do {
		status =
		    work_rows(work, statement,
			      ARGS(ARG_INT("after", after), ARG_DATE("from", finding->period->from),
				   ARG_DATE("until", finding->period->until)),
			      &row);
		const struct row *first = row;
		for (; status == STATUS_OK && row != NULL; row = row->next) {
			after = row_int(row, "id");
			ids_add(work->arena, ids, after);
		}
		row = first;
	} while (status == STATUS_OK && row != NULL);
	return status;
}

static int
compare_ids(const void *a, const void *b)
{
	const int64_t *one = a;
	const int64_t *other = b;
	return (*one > *other) - (*one < *other);
}

/* In the order of their ids, each once. */
static enum status
look_at_all(struct work *work, const struct finding *finding, const struct ids *ids)
{
	enum status status = STATUS_OK;
	if (ids->count > 1) {
		qsort(ids->list, ids->count, sizeof *ids->list, compare_ids);
	}
	for (size_t i = 0; i < ids->count && status == STATUS_OK; i++) {
		if (i > 0 && ids->list[i] == ids->list[i - 1]) {
			continue;
		}
		status = look_at(work, finding, ids->list[i]);
		if (!work_step(work, (int64_t)i, -1)) {
			break;
		}
	}
	return status;
}

enum status
chosen_find(struct work *work, const struct billing_asked *asked, const struct billing_kind *kind,
	    const struct period *period, struct chosen *chosen)
{
	struct finding finding = { .period = period,
				   .look = kind->look,
				   .chosen = chosen,
				   .scratch = arena_new(),
				   .named = asked->customer.count > 0 };
	struct ids ids = { .list = NULL };
	enum status status = STATUS_OK;
	*chosen = (struct chosen){ .arena = work->arena, .held = true };
	if (kind->transactions) {
		status = find_openings(work, &finding);
	}
	if (status == STATUS_OK && finding.named) {
		status = ids_named(work, &asked->customer, &ids);
	} else if (status == STATUS_OK) {
		status = ids_of(work, fees_asked(work) ? kind->others_with_fees : kind->others,
				&finding, &ids);
	}
	if (status == STATUS_OK) {
		status = look_at_all(work, &finding, &ids);
	}
	arena_free(&finding.scratch);
	return status;
}

void
chosen_tell(struct work *work, const struct chosen *chosen)
{
	static const char *const keys[LEFT_REASONS] = {
		[LEFT_ADDRESS] = "outcome.billing_left_address",
		[LEFT_CURRENCY] = "outcome.billing_left_currency",
		[LEFT_CLOSED] = "outcome.billing_left_closed",
		[LEFT_BELOW] = "outcome.billing_left_below",
		[LEFT_SAME] = "outcome.billing_left_same",
	};
	for (int why = 0; why < LEFT_REASONS; why++) {
		if (chosen->left[why].count > 0) {
			work_warn(
			    work, keys[why],
			    ARGS(ARG_INT("count", chosen->left[why].count),
				 ARG_TEXT("customers", builder_text(&chosen->left[why].some))));
		}
	}
}

/* ---- one after the other ---- */

static enum status
try_one(struct work *work, const struct command *command, const struct period *period,
	const struct billable *customer)
{
	const struct input input[] = { { "customer", customer->number },
				       { "from", period->from },
				       { "until", period->until },
				       { customer->since != NULL ? "since" : NULL,
					 customer->since },
				       { .name = NULL } };
	enum status status = STATUS_CHANGED;
	for (int i = 0; i < TRIES_MOST && status == STATUS_CHANGED; i++) {
		status = work_before(work, command, input);
	}
	return status;
}

/* What came of it, as it stands in the store. */
static enum status
count_in(struct work *work, struct arena *kept, const struct billable *customer, int64_t before,
	 struct made_papers *made)
{
	const struct row *paper = NULL;
	const struct row *rate = NULL;
	enum status status =
	    work_row(work, SQL_BILLING_NEWEST,
		     ARGS(ARG_INT("customer", customer->id), ARG_INT("after", before)), &paper);
	if (status != STATUS_OK || paper == NULL) {
		return status;
	}
	made->papers++;
	made->last = arena_copy(kept, row_text(paper, "number"));
	made->first = made->first != NULL ? made->first : made->last;
	made->total.net += row_int(paper, "net");
	made->total.vat += row_int(paper, "vat");
	made->total.amount += row_int(paper, "amount");
	status = work_rows(work, SQL_BILLING_RATES_OF,
			   ARGS(ARG_INT("invoice", row_int(paper, "id"))), &rate);
	for (; status == STATUS_OK && rate != NULL; rate = rate->next) {
		rates_sum(kept, &made->rates,
			  &(struct bill_rate){ .rate = row_int(rate, "vat_rate"),
					       .vat = row_int(rate, "vat"),
					       .amount = row_int(rate, "amount") });
	}
	return status;
}

/* A rule that one of them is refused by does not keep the others waiting. */
static void
note_refusal(struct work *work, struct arena *kept, const struct billable *customer,
	     struct made_papers *made)
{
	made->refused.arena = kept;
	if (made->refused.size < REFUSED_MOST) {
		builder_format(&made->refused, "%s%s: %s", made->refused.size > 0 ? "; " : "",
			       customer->number,
			       error_text(work->arena, work->session->lang, work_error(work)));
	}
}

static enum status
make_one(struct work *work, struct arena *kept, const struct command *command,
	 const struct period *period, const struct billable *customer, struct made_papers *made)
{
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_BILLING_LAST_ID, NULL, &row);
	const int64_t before = row != NULL ? row_int(row, "id") : 0;
	if (status == STATUS_OK) {
		status = try_one(work, command, period, customer);
	}
	if (status == STATUS_OK) {
		status = count_in(work, kept, customer, before, made);
	}
	if (status == STATUS_OK) {
		return STATUS_OK;
	}
	if (status == STATUS_REFUSED || status == STATUS_CHANGED) {
		note_refusal(work, kept, customer, made);
		return STATUS_OK;
	}
	made->fault = *work_error(work);
	made->at = customer->number;
	return status;
}

enum status
papers_each(struct work *work, const struct command *command, const struct period *period,
	    const struct chosen *chosen, struct made_papers *made)
{
	struct arena *kept = work->arena;
	struct arena *scratch = arena_new();
	*made = (struct made_papers){ .papers = 0 };
	enum status status = STATUS_OK;
	size_t i = 0;
	for (; i < chosen->count && status == STATUS_OK && !made->stopped; i++) {
		made->stopped = !work_step(work, (int64_t)i, (int64_t)chosen->count);
		if (made->stopped) {
			break;
		}
		arena_reset(scratch);
		work->arena = scratch;
		status = make_one(work, kept, command, period, &chosen->list[i], made);
		work->arena = kept;
	}
	made->left = (int64_t)(chosen->count - i);
	arena_free(&scratch);
	return STATUS_OK;
}

void
rates_tell(struct work *work, const struct rates *rates)
{
	for (size_t i = 0; i < rates->count; i++) {
		const struct bill_rate *rate = &rates->list[i];
		work_say(work, "outcome.billing_rate",
			 ARGS(ARG_MONEY("rate", rate->rate), ARG_MONEY("net", rate->net),
			      ARG_MONEY("vat", rate->vat), ARG_MONEY("amount", rate->amount)));
	}
}

void
papers_tell(struct work *work, const struct made_papers *made, const char *key)
{
	if (made->papers > 0) {
		work_say(work, key,
			 ARGS(ARG_INT("count", made->papers), ARG_TEXT("first", made->first),
			      ARG_TEXT("last", made->last), ARG_MONEY("net", made->total.net),
			      ARG_MONEY("vat", made->total.vat),
			      ARG_MONEY("amount", made->total.amount)));
		rates_tell(work, &made->rates);
	}
	if (made->refused.size > 0) {
		work_warn(work, "outcome.billing_refused",
			  ARGS(ARG_TEXT("reasons", builder_text(&made->refused))));
	}
	if (made->stopped) {
		work_warn(work, "outcome.billing_stopped", ARGS(ARG_INT("left", made->left)));
	}
}

enum status
papers_fault(struct work *work, const struct made_papers *made)
{
	struct error error = { .status = STATUS_OK };
	if (made->fault.status == STATUS_OK) {
		return STATUS_OK;
	}
	error_set(
	    &error, made->fault.status, NULL, "error.billing_ended",
	    ARGS(ARG_INT("count", made->papers), ARG_TEXT("customer", made->at),
		 ARG_TEXT("reason", error_text(work->arena, work->session->lang, &made->fault))));
	return work_fail(work, &error);
}
