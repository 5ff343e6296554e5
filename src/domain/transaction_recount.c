/* transaction.recount, for guichet check --repair: what follows from the transactions is compared
 * with them, and made anew: their places, the days there are, the sums. */
#include "transaction.h"

/* ---- places ---- */

/* Where its day, customer, buyer and second have it, or the next place that is free. */
static enum status
put_back(struct work *work, const struct row *row, void *context)
{
	int64_t *count = context;
	int64_t place = transaction_place(seconds_local(row_int(row, "at")),
					  row_int(row, "customer"), row_int(row, "buyer"));
	int64_t moved = 0;
	enum status status = STATUS_OK;
	while (moved == 0 && status == STATUS_OK) {
		status = work_run_any(
		    work, SQL_TRANSACTION_PUT_BACK,
		    ARGS(ARG_INT("id", row_int(row, "id")), ARG_INT("place", place++)), &moved);
	}
	++*count;
	return status;
}

/* ---- sums ---- */

/* Lines of a day that is missing are in no sum. */
static enum status
count_faults(struct work *work, int64_t *count)
{
	static const enum statement faults[] = { SQL_TRANSACTION_DIVISION_FAULTS,
						 SQL_TRANSACTION_CARD_FAULTS,
						 SQL_TRANSACTION_UNBILLED_FAULTS };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof faults / sizeof faults[0] && status == STATUS_OK; i++) {
		const struct row *row = NULL;
		status = work_rows(work, faults[i], NULL, &row);
		for (; row != NULL; row = row->next) {
			++*count;
		}
	}
	return status;
}

enum status
transaction_sum_up(struct work *work)
{
	static const enum statement anew[] = {
		SQL_TRANSACTION_FILL_DAYS, /* the others read them */
		SQL_TRANSACTION_CLEAR_CARD_MONTHS,
		SQL_TRANSACTION_CLEAR_DIVISION_MONTHS,
		SQL_TRANSACTION_CLEAR_UNBILLED,
		SQL_TRANSACTION_FILL_CARD_MONTHS,
		SQL_TRANSACTION_FILL_DIVISION_MONTHS,
		SQL_TRANSACTION_FILL_UNBILLED,
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof anew / sizeof anew[0] && status == STATUS_OK; i++) {
		status = work_run_any(work, anew[i], NULL, NULL);
	}
	return status;
}

static enum status
recount_apply(struct work *work, const void *args)
{
	(void)args;
	int64_t placed = 0;
	int64_t count = 0;
	enum status status = walk_by_id(work, SQL_TRANSACTION_MISPLACED, put_back, &placed);
	if (status == STATUS_OK) {
		status = count_faults(work, &count);
	}
	if (status != STATUS_OK || placed + count == 0) {
		work_unchanged(work);
		return status;
	}
	if (placed > 0) {
		work_say(work, "outcome.transactions_placed", ARGS(ARG_INT("count", placed)));
	}
	if (count > 0) {
		work_say(work, "outcome.transactions_recounted", ARGS(ARG_INT("count", count)));
	}
	return transaction_sum_up(work);
}

const struct command transaction_recount = {
	.name = "transaction.recount",
	.flags = COMMAND_INTERNAL,
	.apply = recount_apply,
};
