/* What every store holds from its first day, and again after an upgrade: products, toll operators,
 * carriers, profiles and their rights (data/reference). */
#include "domain.h"

#include <stdlib.h>
#include <string.h>

static enum status
seed_products(struct work *work)
{
	struct table_reader table;
	const char *cells[3];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/products.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "products.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 3) > 0) {
		status = work_run(work, SQL_SEED_PRODUCT,
				  ARGS(ARG_TEXT("code", cells[0]), ARG_TEXT("kind", cells[1]),
				       ARG_INT("position", strtol(cells[2], NULL, 10))));
	}
	return status;
}

static struct arg
number_or_null(const char *name, const char *cell)
{
	struct value value = value_number(TYPE_INT, strtol(cell, NULL, 10));
	value.known = cell[0] != '\0';
	return (struct arg){ .name = name, .value = value };
}

static enum status
seed_toll_operators(struct work *work)
{
	struct table_reader table;
	const char *cells[6];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/toll-operators.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "toll-operators.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 6) > 0) {
		status = work_run_any(work, SQL_SEED_TOLL_OPERATOR,
				      ARGS(ARG_TEXT("code", cells[0]), ARG_TEXT("name", cells[1]),
					   ARG_TEXT("country", cells[2]),
					   number_or_null("fee", cells[3]),
					   number_or_null("least_weight", cells[4]),
					   ARG_INT("position", strtol(cells[5], NULL, 10))),
				      NULL);
	}
	return status;
}

/* STN-02 */
static enum status
seed_toll_conditions(struct work *work)
{
	struct table_reader table;
	const char *cells[7];
	int64_t position = 0;
	enum status status = work_run_any(work, SQL_SEED_TOLL_CONDITION_CLEAR, NULL, NULL);
	if (!table_open(&table, "data/reference/toll-conditions.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "toll-conditions.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 7) > 0) {
		status = work_run(
		    work, SQL_SEED_TOLL_CONDITION,
		    ARGS(ARG_TEXT("operator", cells[0]), ARG_TEXT("vehicle_class", cells[1]),
			 number_or_null("least_weight", cells[2]),
			 number_or_null("most_weight", cells[3]), ARG_TEXT("needs", cells[4]),
			 ARG_TEXT("basis", cells[5]), number_or_null("amount", cells[6]),
			 ARG_INT("position", ++position)));
	}
	return status;
}

/* As many digits in both, eight at most, the first not behind the last, and each range behind the
 * one before it: so that a number lies in one at most. */
static bool
range_follows(const char *const *cells, const char *before)
{
	const char *first = cells[0], *last = cells[1];
	return first[0] != '\0' && strlen(first) <= 8 && strlen(first) == strlen(last) &&
	       strcmp(first, last) <= 0 &&
	       (before[0] == '\0' || strncmp(first, before, strlen(before)) > 0) &&
	       strspn(first, "0123456789") == strlen(first) &&
	       strspn(last, "0123456789") == strlen(last);
}

/* PAY-03 */
static enum status
seed_issuer_ranges(struct work *work)
{
	struct table_reader table;
	const char *cells[5], *before = "";
	enum status status = work_run_any(work, SQL_SEED_ISSUER_RANGE_CLEAR, NULL, NULL);
	if (!table_open(&table, "data/reference/issuer-ranges.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "issuer-ranges.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 5) > 0) {
		if (!range_follows(cells, before)) {
			return work_refuse(
			    work, NULL, "refusal.issuer_range",
			    ARGS(ARG_TEXT("first", cells[0]), ARG_TEXT("last", cells[1])));
		}
		before = cells[1];
		status = work_run(work, SQL_SEED_ISSUER_RANGE,
				  ARGS(ARG_TEXT("first", cells[0]), ARG_TEXT("last", before),
				       ARG_TEXT("brand", cells[2]), ARG_TEXT("kind", cells[3]),
				       ARG_TEXT("name", cells[4])));
	}
	return status;
}

/* PIN-06 */
static enum status
seed_countries(struct work *work)
{
	struct table_reader table;
	const char *cells[3];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/countries.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "countries.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 3) > 0) {
		status = work_run(work, SQL_SEED_COUNTRY,
				  ARGS(ARG_TEXT("code", cells[0]), ARG_TEXT("code_order", cells[1]),
				       ARG_INT("position", strtol(cells[2], NULL, 10))));
	}
	return status;
}

static enum status
seed_carriers(struct work *work)
{
	struct table_reader table;
	const char *cells[4];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/carriers.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "carriers.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 4) > 0) {
		status = work_run(work, SQL_SEED_CARRIER,
				  ARGS(ARG_TEXT("code", cells[0]), ARG_TEXT("name", cells[1]),
				       ARG_INT("position", strtol(cells[2], NULL, 10)),
				       ARG_TEXT("url", cells[3])));
	}
	return status;
}

/* INV-07 */
static enum status
seed_vat_rates(struct work *work)
{
	struct table_reader table;
	const char *cells[3];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/vat-rates.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "vat-rates.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 3) > 0) {
		status = work_run(work, SQL_SEED_VAT_RATE,
				  ARGS(ARG_TEXT("country", cells[0]), ARG_DATE("since", cells[1]),
				       ARG_INT("rate", strtol(cells[2], NULL, 10))));
	}
	return status;
}

static enum status
seed_rights(struct work *work, const char *profile, const char *rights)
{
	enum status status = STATUS_OK;
	while (status == STATUS_OK && *rights != '\0') {
		size_t size = strcspn(rights, " ");
		status = work_run_any(
		    work, SQL_SEED_PROFILE_RIGHT,
		    ARGS(ARG_TEXT("profile", profile),
			 ARG_TEXT("right", arena_copy_bytes(work->arena, rights, size))),
		    NULL);
		rights += size;
		rights += *rights == ' ';
	}
	return status;
}

static enum status
seed_profiles(struct work *work)
{
	struct table_reader table;
	const char *cells[5];
	enum status status = STATUS_OK;
	if (!table_open(&table, "data/reference/profiles.csv")) {
		return work_refuse(work, NULL, "refusal.reference_missing",
				   ARGS(ARG_TEXT("file", "profiles.csv")));
	}
	while (status == STATUS_OK && table_next(&table, work->arena, cells, 5) > 0) {
		status = work_run(work, SQL_SEED_PROFILE,
				  ARGS(ARG_TEXT("code", cells[0]), ARG_TEXT("kind", cells[1]),
				       ARG_INT("acts", strtol(cells[2], NULL, 10)),
				       ARG_INT("position", strtol(cells[3], NULL, 10))));
		if (status == STATUS_OK) {
			status = seed_rights(work, cells[0], cells[4]);
		}
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	static enum status (*const parts[])(struct work *) = {
		seed_products,  seed_toll_operators, seed_toll_conditions, seed_carriers,
		seed_countries, seed_issuer_ranges,  seed_vat_rates,       seed_profiles,
	};
	(void)args;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
		status = parts[i](work);
	}
	return status;
}

const struct command store_seed = {
	.name = "store.seed",
	.flags = COMMAND_INTERNAL,
	.apply = apply,
};
