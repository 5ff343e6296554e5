/* The toll operators a unit is connected to, and what that costs (OBU-01). */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

const char *const toll_choices[] = {
	"satellic",  "liefkenshoek", "sanef",    "aprr",  "vinci",     "atmb",     "westerschelde",
	"kiltunnel", "toll_collect", "asfinag",  "via_t", "via_verde", "telepass", "via_ch",
	"e_toll",    "czech_toll",   "sky_toll", "hu_go", NULL
};

/* Where a unit may go: a Liber-t badge is French, and some operators are for heavy vehicles only.
 */
static enum status
check_operator(struct work *work, const struct tolls_asked *asked, const struct row *company)
{
	const struct arg *said = ARGS(ARG_CHOICE("operator", "toll", row_text(company, "code")),
				      ARG_INT("weight", row_int(company, "least_weight")));
	if (strcmp(asked->product, "liber_t") == 0 &&
	    strcmp(row_text(company, "country"), "FR") != 0) {
		return work_refuse(work, "tolls", "refusal.toll_liber_t", said);
	}
	if (asked->weight.known && asked->weight.number < row_int(company, "least_weight")) {
		return work_refuse(work, "tolls", "refusal.toll_weight", said);
	}
	return STATUS_OK;
}

static void
add_code(struct builder *codes, const struct row *company)
{
	builder_format(codes, "%s%s", codes->size > 0 ? "," : "", row_text(company, "code"));
}

/* Told by their names in the reader's language. */
static struct arg
names_of(const char *codes)
{
	struct value value = value_text(TYPE_LIST, codes);
	value.vocabulary = "toll";
	return (struct arg){ .name = "operators", .value = value };
}

/* One that asks a fee is told with it, and its fee is accepted with the others. */
static void
add_fee(struct tolls *tolls, struct builder *paid, const struct row *company)
{
	if (row_known(company, "fee") && !row_known(company, "connected")) {
		tolls->fees += row_int(company, "fee");
		add_code(paid, company);
	}
}

enum status
tolls_check(struct work *work, const struct tolls_asked *asked, struct tolls *tolls)
{
	struct builder codes = { .arena = work->arena };
	struct builder paid = { .arena = work->arena };
	enum status status = STATUS_OK;
	*tolls = (struct tolls){ .count = 0 };
	for (size_t i = 0; i < asked->codes.count && status == STATUS_OK; i++) {
		const struct row *company = NULL;
		status = work_row(
		    work, SQL_TOLL_OPERATOR,
		    ARGS(ARG_TEXT("code", asked->codes.items[i]), ARG_INT("card", asked->card)),
		    &company);
		if (status == STATUS_OK && company == NULL) {
			return work_refuse(work, "tolls", "refusal.toll_unknown",
					   ARGS(ARG_TEXT("code", asked->codes.items[i])));
		}
		if (status == STATUS_OK) {
			status = check_operator(work, asked, company);
			tolls->operators[tolls->count++] = company;
			add_code(&codes, company);
			add_fee(tolls, &paid, company);
		}
	}
	tolls->codes = builder_text(&codes);
	tolls->paid = builder_text(&paid);
	if (status == STATUS_OK && tolls->fees > 0 && !asked->fees_accepted) {
		return work_refuse(work, "accept_fees", "refusal.toll_fees",
				   ARGS(ARG_MONEY("fees", tolls->fees), names_of(tolls->paid)));
	}
	return status;
}

static bool
keeps(const struct tolls *tolls, const char *code)
{
	for (size_t i = 0; i < tolls->count; i++) {
		if (strcmp(row_text(tolls->operators[i], "code"), code) == 0) {
			return true;
		}
	}
	return false;
}

static enum status
connect(struct work *work, int64_t card, const struct row *company)
{
	struct arg fee = ARG_MONEY("fee", row_int(company, "fee"));
	fee.value.known = row_known(company, "fee");
	return work_run_any(
	    work, SQL_TOLL_CONNECT,
	    ARGS(ARG_INT("card", card), ARG_TEXT("operator", row_text(company, "code")), fee),
	    NULL);
}

enum status
tolls_put(struct work *work, int64_t card, const struct tolls *tolls)
{
	const struct row *present = NULL;
	enum status status =
	    work_rows(work, SQL_TOLL_OF_CARD, ARGS(ARG_INT("card", card)), &present);
	for (; present != NULL && status == STATUS_OK; present = present->next) {
		const char *code = row_text(present, "operator");
		if (!keeps(tolls, code)) {
			status = work_run(work, SQL_TOLL_DISCONNECT,
					  ARGS(ARG_INT("card", card), ARG_TEXT("operator", code)));
		}
	}
	for (size_t i = 0; i < tolls->count && status == STATUS_OK; i++) {
		status = connect(work, card, tolls->operators[i]);
	}
	return status;
}

void
tolls_tell(struct work *work, const struct tolls *tolls)
{
	if (tolls->count == 0) {
		work_warn(work, "outcome.tolls_none", NULL);
		return;
	}
	work_say(work, "outcome.tolls", ARGS(names_of(tolls->codes)));
	if (tolls->fees > 0) {
		work_say(work, "outcome.toll_fees",
			 ARGS(ARG_MONEY("fees", tolls->fees), names_of(tolls->paid)));
	}
}
