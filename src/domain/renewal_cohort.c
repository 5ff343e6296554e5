/* The cards of one customer that expire in one month: their days, their steps, their numbers. */
#include "renewal.h"

#include <string.h>

static enum status
read_cohort(struct work *work, int64_t customer, const char *month, struct cohort *cohort)
{
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_RENEWAL_COHORT,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("month", month)), &row);
	*cohort = (struct cohort){ .id = 0 };
	if (status != STATUS_OK || row == NULL) {
		return status;
	}
	*cohort = (struct cohort){
		.id = row_int(row, "id"),
		.customer = customer,
		.number = row_text(row, "number"),
		.name = row_text(row, "name"),
		.language = row_text(row, "language"),
		.month = row_text(row, "month"),
		.from = arena_format(work->arena, "%s-01", row_text(row, "month")),
		.expires_on = row_text(row, "expires_on"),
		.cutoff = row_text(row, "cutoff_on"),
		.ship_until = row_text(row, "ship_until"),
		.told = row_known(row, "told_at"),
		.produced = row_known(row, "produced_at"),
		.row = row,
	};
	return STATUS_OK;
}

static enum status
open_cohort(struct work *work, int64_t customer, const char *month)
{
	const struct renewal_terms terms = renewal_terms(work->session->config);
	struct renewal_dates dates;
	int64_t id = 0;
	if (!renewal_dates(&terms, arena_format(work->arena, "%s-01", month), &dates)) {
		return work_refuse(work, NULL, "error.date", ARGS(ARG_TEXT("value", month)));
	}
	enum status status = work_new_id(work, "renewal_cohort", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(
	    work, SQL_RENEWAL_OPEN,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", customer), ARG_TEXT("month", month),
		 ARG_DATE("expires_on", dates.active), ARG_DATE("reminder_on", dates.reminder),
		 ARG_DATE("cutoff_on", dates.cutoff), ARG_DATE("ship_until", dates.ship_until)));
}

enum status
cohort_find(struct work *work, int64_t customer, const char *month, struct cohort *cohort)
{
	enum status status = read_cohort(work, customer, month, cohort);
	if (status != STATUS_OK || cohort->id != 0) {
		return status;
	}
	status = open_cohort(work, customer, month);
	return status == STATUS_OK ? read_cohort(work, customer, month, cohort) : status;
}

enum status
cohort_first(struct work *work, enum statement statement, const char *until, struct cohort *cohort)
{
	const struct row *row = NULL;
	enum status status = work_row(work, statement, ARGS(ARG_DATE("until", until)), &row);
	*cohort = (struct cohort){ .id = 0 };
	if (status != STATUS_OK || row == NULL) {
		return status;
	}
	return read_cohort(work, row_int(row, "customer_id"), row_text(row, "month"), cohort);
}

static const struct arg *
cohort_args(struct work *work, const struct cohort *cohort, int64_t most)
{
	const struct arg args[] = { ARG_INT("customer", cohort->customer),
				    ARG_DATE("from", cohort->from),
				    ARG_DATE("until", cohort->expires_on),
				    ARG_INT("most", most),
				    { .name = NULL } };
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

enum status
cohort_cards(struct work *work, const struct cohort *cohort, enum statement statement, int64_t most,
	     const struct row **first)
{
	return work_rows(work, statement, cohort_args(work, cohort, most), first);
}

enum status
cohort_count(struct work *work, const struct cohort *cohort, struct cohort_counts *counts)
{
	const struct row *row = NULL;
	enum status status = work_row(work, SQL_RENEWAL_COUNTS, cohort_args(work, cohort, 0), &row);
	*counts = (struct cohort_counts){ 0 };
	if (status == STATUS_OK && row != NULL) {
		*counts = (struct cohort_counts){
			.candidates = row_int(row, "candidates"),
			.unused = row_int(row, "unused"),
			.cancelled = row_int(row, "cancelled"),
			.made = row_int(row, "made"),
		};
	}
	return status;
}

enum status
cohort_mark(struct work *work, const struct cohort *cohort, enum statement statement)
{
	return work_run(work, statement, ARGS(ARG_INT("id", cohort->id)));
}

void
cohort_about(struct work *work, const struct cohort *cohort)
{
	work_about(work, "customer", cohort->customer, cohort->number, cohort->customer);
}
