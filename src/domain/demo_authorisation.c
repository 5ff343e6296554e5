/* Authorisations of the demo: some in every state, a few of which end soon. */
#include "demo.h"

#include "authorisation.h"
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { HOUR = 3600, MOST = 14 };

/* What became of one: so long ago it was made, and so long after that something happened. */
struct fate {
	const char *state;
	int minutes;       /* since it was made */
	int ended_after;   /* minutes; 0: by itself, or not yet */
	int percent_taken; /* of its amount */
};

/* The oldest first, so that their numbers go by the clock. */
static const struct fate fates[] = {
	{ "used", 130 * 60, 220, 100 }, { "expired", 77 * 60, 0, 65 },
	{ "expired", 50 * 60, 0, 0 },   { "active", 22 * 60 + 35, 0, 0 },
	{ "used", 20 * 60, 95, 100 },   { "active", 9 * 60 + 12, 0, 40 },
	{ "cancelled", 6 * 60, 31, 0 }, { "active", 3 * 60, 0, 0 },
};
static const struct fate waits = { "registered", 40, 0, 0 };
enum { FATES = sizeof fates / sizeof fates[0] };

struct making {
	struct demo *demo;
	const struct row *card, *station; /* station NULL: all */
	const struct fate *fate;
	struct dice dice; /* its own: the cards come out as they did */
	int64_t minutes;  /* later than its fate says */
	int64_t id, made, until;
	const char *number;
};

static bool
is(const struct making *making, const char *state)
{
	return strcmp(making->fate->state, state) == 0;
}

static enum status
send(struct making *making, const char *kind, int64_t at)
{
	struct demo *demo = making->demo;
	struct work *work = demo->work;
	const struct row *facts = NULL;
	int64_t id = 0;
	enum status status = work_row(work, SQL_AUTHORISATION_FACTS,
				      ARGS(ARG_INT("authorisation", making->id)), &facts);
	if (status == STATUS_OK) {
		status = work_new_id(work, "outbox", &id);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const char *language = authorisation_language(facts);
	const char *key = arena_format(work->arena, "message.%s.sms.body", kind);
	return work_run_any(work, SQL_DEMO_AUTHORISATION_MESSAGE,
			    ARGS(ARG_INT("id", id), ARG_TEXT("recipient", row_text(facts, "phone")),
				 ARG_TEXT("language", language), ARG_TEXT("kind", kind),
				 ARG_TEXT("body", lang_format(work->arena, lang_get(language), key,
							      authorisation_args(work, facts))),
				 ARG_INT("customer", row_int(facts, "customer_id")),
				 ARG_INT("card", row_int(facts, "source_id")),
				 ARG_INT("authorisation", making->id),
				 ARG_STAMP("created_at", demo_stamp(demo, at)),
				 ARG_STAMP("sent_at", demo_stamp(demo, at + 4))),
			    NULL);
}

static struct arg
stamp_if(struct making *making, const char *name, bool known, int64_t at)
{
	return (struct arg){ .name = name,
			     .value = value_text(TYPE_STAMP,
						 known ? demo_stamp(making->demo, at) : NULL) };
}

/* 50 to 600, and more than its customer's ceiling when it waits for a second person. */
static int64_t
amount_of(struct making *making)
{
	int64_t amount = 5000 + dice_below(&making->dice, 12) * 5000;
	int64_t ceiling = row_int(making->card, "ceiling");
	if (is(making, "registered")) {
		return ceiling + amount;
	}
	return amount > ceiling ? ceiling : amount;
}

static enum status
insert(struct making *making)
{
	struct demo *demo = making->demo;
	struct work *work = demo->work;
	const struct row *card = making->card;
	const struct fate *fate = making->fate;
	const char *number = NULL;
	const char *country = phone_country(row_text(card, "phone"));
	int64_t ended = making->made + (int64_t)fate->ended_after * 60;
	int64_t amount = amount_of(making);
	enum status status = card_new_number(work, &number);
	if (status != STATUS_OK) {
		return status;
	}
	country = country != NULL ? country : row_text(card, "country");
	return work_run_any(
	    work, SQL_DEMO_AUTHORISATION,
	    ARGS(
		ARG_INT("id", making->id), ARG_TEXT("number", making->number),
		ARG_TEXT("number_key", plate_key(work->arena, making->number)),
		ARG_TEXT("card", number), ARG_INT("customer", row_int(card, "customer_id")),
		id_or_null("station", making->station != NULL ? row_int(making->station, "id") : 0),
		ARG_INT("source", row_int(card, "id")),
		ARG_TEXT("driver", row_text(card, "driver")),
		ARG_TEXT("driver_key", text_fold(work->arena, row_text(card, "driver"))),
		ARG_TEXT("country", country), ARG_TEXT("prefix", phone_prefix(country)),
		ARG_TEXT("phone", row_text(card, "phone")),
		ARG_TEXT("plate", row_text(card, "plate")),
		ARG_TEXT("plate_key", row_text(card, "plate_key")), ARG_INT("amount", amount),
		ARG_INT("credit", amount - amount * fate->percent_taken / 100),
		ARG_TEXT("currency", row_text(card, "currency")), ARG_TEXT("state", fate->state),
		ARG_STAMP("created_at", demo_stamp(demo, making->made)),
		ARG_STAMP("valid_until",
			  demo_stamp(demo, is(making, "cancelled") ? ended : making->until)),
		stamp_if(making, "active_at", !is(making, "registered"), making->made),
		stamp_if(making, "used_at", is(making, "used"), ended),
		stamp_if(making, "cancelled_at", is(making, "cancelled"), ended)),
	    NULL);
}

/* What a second person is asked, and what the driver was sent. */
static enum status
tell(struct making *making)
{
	const struct input input[] = { { "authorisation", making->number }, { .name = NULL } };
	int64_t ended = making->made + (int64_t)making->fate->ended_after * 60;
	int64_t pending = 0;
	if (is(making, "registered")) {
		return work_ask(making->demo->work, &authorisation_activate, input, "customers",
				&pending);
	}
	enum status status = send(making, "authorisation-active", making->made);
	return status == STATUS_OK && is(making, "cancelled")
		   ? send(making, "authorisation-cancelled", ended)
		   : status;
}

static enum status
make(struct making *making)
{
	struct work *work = making->demo->work;
	const struct row *facts = NULL;
	enum status status = work_new_id(work, "authorisation", &making->id);
	if (status != STATUS_OK) {
		return status;
	}
	making->number = arena_format(work->arena, "A-%05" PRId64, making->id);
	making->made = making->demo->now - (making->fate->minutes - making->minutes) * 60;
	making->until = making->made + (int64_t)24 * HOUR;
	status = insert(making);
	if (status == STATUS_OK) {
		status = work_row(work, SQL_AUTHORISATION_FACTS,
				  ARGS(ARG_INT("authorisation", making->id)), &facts);
	}
	if (status == STATUS_OK) {
		bool live = is(making, "active") || is(making, "registered");
		status = work_index(work, "authorisation", making->id, NULL,
				    search_authorisation_terms(work->arena, facts, live));
	}
	return status == STATUS_OK ? tell(making) : status;
}

/* One for each of these cards, at a station or at all. */
static enum status
make_all(struct making *making, const struct row *card, const struct row *stations)
{
	const struct row *station = stations;
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && card != NULL; card = card->next) {
		making->card = card;
		making->station = dice_chance(&making->dice, 50) ? station : NULL;
		station = station != NULL && station->next != NULL ? station->next : stations;
		status = make(making);
		making->minutes++;
	}
	return status;
}

/* Some of each fate, a minute apart; one alone that waits for a second person. */
enum status
demo_authorisations(struct demo *demo)
{
	struct making making = { .demo = demo, .dice = { (uint64_t)demo->seed } };
	const struct row *station = NULL;
	const struct row *card = NULL;
	const int64_t each = demo->cards / 150 < MOST ? demo->cards / 150 : MOST;
	enum status status = work_rows(demo->work, SQL_DEMO_AUTHORISATION_STATIONS, NULL, &station);
	for (size_t i = 0; status == STATUS_OK && i <= FATES; i++) {
		making.fate = i < FATES ? &fates[i] : &waits;
		making.minutes = 0;
		status = work_rows(demo->work, SQL_DEMO_AUTHORISATION_CARDS,
				   ARGS(ARG_INT("place", i < FATES ? (int64_t)i * 5 : 37),
					ARG_INT("most", i < FATES ? each + 1 : 1)),
				   &card);
		if (status == STATUS_OK) {
			status = make_all(&making, card, station);
		}
	}
	return status;
}
