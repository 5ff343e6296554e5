/* What is said of an authorisation and sent to its driver (AUT-03, AUT-04, AUT-06). */
#include "authorisation.h"

#include <guichet/identifier.h>
#include <string.h>

enum status
authorisation_facts(struct work *work, int64_t authorisation, const struct row **facts)
{
	enum status status = work_row(work, SQL_AUTHORISATION_FACTS,
				      ARGS(ARG_INT("authorisation", authorisation)), facts);
	if (status == STATUS_OK) {
		work_about(work, "authorisation", authorisation, row_text(*facts, "number"),
			   row_int(*facts, "customer_id"));
	}
	return status;
}

bool
authorisation_lapsed(const struct work *work, const struct row *facts)
{
	return strcmp(row_text(facts, "valid_until"), work->now) <= 0;
}

const struct arg *
authorisation_args(struct work *work, const struct row *facts)
{
	const struct arg args[] = {
		ARG_TEXT("code", row_text(facts, "number")),
		ARG_CARD("card", row_text(facts, "card")),
		ARG_TEXT("plate", row_text(facts, "plate")),
		ARG_TEXT("driver", row_text(facts, "driver")),
		ARG_CHOICE("station", "authorisation_station", row_text(facts, "station")),
		ARG_MONEY("amount", row_int(facts, "amount")),
		ARG_MONEY("credit", row_int(facts, "credit")),
		ARG_TEXT("currency", row_text(facts, "currency")),
		ARG_STAMP("until", row_text(facts, "valid_until")),
		ARG_TEXT("phone", phone_show(work->arena, row_text(facts, "phone"))),
		ARG_TEXT("customer", row_text(facts, "customer_name")),
		ARG_STAMP("at", work->now),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof *args, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

void
authorisation_tell(struct work *work, const struct row *facts)
{
	const struct arg *args = authorisation_args(work, facts);
	work_say(work, "outcome.authorisation_who", args);
	work_say(work, "outcome.authorisation_what", args);
}

/* The driver's, as his phone's country tells it where one language is spoken there; elsewhere that
 * of the customer he drives for: nobody asks a driver for his language on the phone. */
const char *
authorisation_language(const struct row *facts)
{
	static const char *const spoken[][2] = {
		{ "FR", "fr" }, { "LU", "fr" }, { "NL", "nl" }, { "GB", "en" }
	};
	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) {
		if (strcmp(row_text(facts, "country"), spoken[i][0]) == 0) {
			return spoken[i][1];
		}
	}
	return row_text(facts, "language");
}

enum status
authorisation_text(struct work *work, const struct row *facts, const char *kind)
{
	const struct letter letter = {
		.kind = kind,
		.channel = "sms",
		.to = row_text(facts, "phone"),
		.language = authorisation_language(facts),
		.customer = row_int(facts, "customer_id"),
		.card = row_int(facts, "source_id"),
		.authorisation = row_int(facts, "id"),
		.args = authorisation_args(work, facts),
	};
	enum status status = work_queue(work, &letter, NULL);
	if (status == STATUS_OK) {
		work_say(work, "outcome.authorisation_sms", letter.args);
	}
	return status;
}

enum status
authorisation_announce(struct work *work, const struct row *facts, const char *kind,
		       const char *alert)
{
	const struct alerted driver = { .phone = row_text(facts, "phone") };
	enum status status = authorisation_text(work, facts, kind);
	if (status != STATUS_OK) {
		return status;
	}
	return alert_tell(work,
			  &(struct letter){ .kind = alert,
					    .customer = row_int(facts, "customer_id"),
					    .card = row_int(facts, "source_id"),
					    .authorisation = row_int(facts, "id"),
					    .args = authorisation_args(work, facts) },
			  &driver);
}

enum status
authorisation_check_open(struct work *work, const struct row *facts)
{
	const char *state = row_text(facts, "state");
	bool open = strcmp(state, "active") == 0 || strcmp(state, "registered") == 0;
	if (open && !authorisation_lapsed(work, facts)) {
		return STATUS_OK;
	}
	const char *key = strcmp(state, "cancelled") == 0 ? "refusal.authorisation_cancelled"
			  : strcmp(state, "used") == 0    ? "refusal.authorisation_used"
							  : "refusal.authorisation_expired";
	return work_refuse(work, "authorisation", key,
			   ARGS(ARG_TEXT("code", row_text(facts, "number")),
				ARG_STAMP("until", row_text(facts, "valid_until")),
				ARG_STAMP("used", row_text_or_null(facts, "used_at"))));
}

enum status
authorisation_leave(struct work *work, const struct row *facts)
{
	return work_index(work, "authorisation", row_int(facts, "id"),
			  search_authorisation_terms(work->arena, facts, true),
			  search_authorisation_terms(work->arena, facts, false));
}
