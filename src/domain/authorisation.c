/* A driver refuelled in a minute: a virtual card with its own amount (AUT-01 to 04, AUT-08). */
#include "authorisation.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { AMOUNT_MOST = 9999999 }; /* cents */

struct authorisation_create {
	struct record customer, station, card;
	const char *driver, *country, *phone, *plate;
	struct amount amount;
};

static const struct param create_params[] = {
	{ PARAM_ID(authorisation_create, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_ID(authorisation_create, station), .record = &station_or_all_reference,
	  .flags = PARAM_MANDATORY | PARAM_OFFERED },
	{ PARAM_TEXT(authorisation_create, driver), .flags = PARAM_MANDATORY | PARAM_UPPER,
	  .most = 60 },
	{ PARAM_CHOICE(authorisation_create, country), .flags = PARAM_MANDATORY,
	  .choices = country_choices },
	{ PARAM_PHONE(authorisation_create, phone), .flags = PARAM_MANDATORY, .most = 30 },
	{ PARAM_PLATE(authorisation_create, plate), .flags = PARAM_MANDATORY, .most = 20 },
	{ PARAM_MONEY(authorisation_create, amount), .flags = PARAM_MANDATORY, .from = "" },
	{ PARAM_ID(authorisation_create, card), .record = &card_reference, .flags = PARAM_HIDDEN },
	{ .name = NULL },
};

struct create_state {
	const struct row *customer;
	const char *country, *phone; /* E.164, and where it is */
	const char *plate;
	int64_t ceiling; /* the lower of the two */
	bool mobile;
	bool of_customer; /* the ceiling is the customer's */
};

static enum status
check_phone(struct work *work, const struct authorisation_create *create,
	    struct create_state *state)
{
	const char *key = NULL;
	state->phone =
	    phone_parse(work->arena, create->country, create->phone, &state->mobile, &key);
	if (state->phone == NULL) {
		return work_refuse(work, "phone", key,
				   ARGS(ARG_CHOICE("country", "country", create->country)));
	}
	/* "+33..." is in France, whatever country was chosen. */
	const char *real = phone_country(state->phone);
	state->country = real != NULL ? real : create->country;
	return STATUS_OK;
}

static enum status
check_station(struct work *work, const struct record *station)
{
	const struct row *row = NULL;
	if (station->id == 0) {
		return STATUS_OK;
	}
	enum status status =
	    work_row(work, SQL_AUTHORISATION_STATION, ARGS(ARG_INT("station", station->id)), &row);
	if (status == STATUS_OK && strcmp(row_text(row, "state"), "closed") == 0) {
		return work_refuse(work, "station", "refusal.authorisation_station",
				   ARGS(ARG_TEXT("station", row_text(row, "name"))));
	}
	return status;
}

static enum status
check_words(struct work *work, const struct authorisation_create *create,
	    struct create_state *state)
{
	if (text_fold(work->arena, create->driver)[0] == '\0') {
		return work_refuse(work, "driver", "refusal.name_without_letter", NULL);
	}
	const char *home = row_text(state->customer, "country");
	bool foreign = !plate_plausible(home, create->plate) &&
		       plate_plausible(create->country, create->plate);
	state->plate = plate_show(work->arena, foreign ? create->country : home, create->plate);
	if (create->amount.number <= 0 || create->amount.number > AMOUNT_MOST) {
		return work_refuse(work, "amount", "refusal.authorisation_amount",
				   ARGS(ARG_MONEY("most", AMOUNT_MOST)));
	}
	return STATUS_OK;
}

/* AUT-08 */
static void
find_ceiling(struct work *work, struct create_state *state)
{
	state->ceiling = config_int(work->session->config, "authorisation.ceiling") * 100;
	if (row_known(state->customer, "ceiling") &&
	    row_int(state->customer, "ceiling") < state->ceiling) {
		state->ceiling = row_int(state->customer, "ceiling");
		state->of_customer = true;
	}
}

static enum status
create_check(struct work *work, const void *args)
{
	const struct authorisation_create *create = args;
	struct create_state *state = arena_alloc(work->arena, sizeof *state);
	enum status status =
	    work_row(work, SQL_AUTHORISATION_CUSTOMER,
		     ARGS(ARG_INT("customer", create->customer.id)), &state->customer);
	if (status != STATUS_OK) {
		return status;
	}
	work->state = state;
	if (strcmp(row_text(state->customer, "state"), "closed") == 0) {
		return work_refuse(work, "customer", "refusal.authorisation_customer",
				   ARGS(ARG_TEXT("customer", row_text(state->customer, "name"))));
	}
	if (create->card.id != 0 && create->card.customer != create->customer.id) {
		return work_refuse(work, "card", "refusal.authorisation_card",
				   ARGS(ARG_TEXT("customer", row_text(state->customer, "name"))));
	}
	find_ceiling(work, state);
	status = check_station(work, &create->station);
	if (status == STATUS_OK) {
		status = check_words(work, create, state);
	}
	return status == STATUS_OK ? check_phone(work, create, state) : status;
}

static enum status
insert(struct work *work, const struct authorisation_create *create,
       const struct create_state *state, bool over, const struct row **facts)
{
	int64_t id = 0;
	const char *card = NULL;
	int64_t hours = config_int(work->session->config, "authorisation.hours");
	enum status status = work_new_id(work, "authorisation", &id);
	if (status == STATUS_OK) {
		status = card_new_number(work, &card);
	}
	if (status != STATUS_OK) {
		return status;
	}
	const char *number = arena_format(work->arena, "A-%05" PRId64, id);
	const char *prefix = phone_prefix(state->country);
	status =
	    work_run(work, SQL_AUTHORISATION_INSERT,
		     ARGS(ARG_INT("id", id), ARG_TEXT("number", number),
			  ARG_TEXT("number_key", plate_key(work->arena, number)),
			  ARG_TEXT("card", card), ARG_INT("customer", create->customer.id),
			  id_or_null("station", create->station.id),
			  id_or_null("source", create->card.id), ARG_TEXT("driver", create->driver),
			  ARG_TEXT("driver_key", text_fold(work->arena, create->driver)),
			  ARG_TEXT("country", state->country),
			  ARG_TEXT("prefix", prefix != NULL ? prefix : ""),
			  ARG_TEXT("phone", state->phone), ARG_TEXT("plate", state->plate),
			  ARG_TEXT("plate_key", plate_key(work->arena, state->plate)),
			  ARG_INT("amount", create->amount.number),
			  ARG_TEXT("currency", row_text(state->customer, "currency")),
			  ARG_TEXT("state", over ? "registered" : "active"),
			  ARG_STAMP("valid_until", stamp_add(work->arena, work->now, hours * 3600)),
			  ARG_STAMP("active_at", over ? NULL : work->now)));
	if (status == STATUS_OK) {
		status = authorisation_facts(work, id, facts);
	}
	if (status == STATUS_OK) {
		status = work_index(work, "authorisation", id, NULL,
				    search_authorisation_terms(work->arena, *facts, true));
	}
	return status;
}

/* What deserves a second look, and is no fault: read before anybody confirms. */
static enum status
warn(struct work *work, const struct authorisation_create *create, const struct create_state *state)
{
	const struct row *same = NULL;
	if (!state->mobile) {
		work_warn(work, "outcome.authorisation_not_mobile",
			  ARGS(ARG_TEXT("phone", phone_show(work->arena, state->phone))));
	}
	if (!plate_plausible(row_text(state->customer, "country"), state->plate) &&
	    !plate_plausible(create->country, state->plate)) {
		work_warn(work, "outcome.authorisation_plate",
			  ARGS(ARG_TEXT("plate", state->plate),
			       ARG_CHOICE("country", "country", create->country)));
	}
	enum status status =
	    work_row(work, SQL_AUTHORISATION_SAME_PLATE,
		     ARGS(ARG_TEXT("plate_key", plate_key(work->arena, state->plate)),
			  ARG_INT("customer", create->customer.id)),
		     &same);
	if (status == STATUS_OK && same != NULL) {
		work_warn(work, "outcome.authorisation_same_plate",
			  ARGS(ARG_TEXT("plate", state->plate),
			       ARG_TEXT("code", row_text(same, "number")),
			       ARG_MONEY("credit", row_int(same, "credit")),
			       ARG_TEXT("currency", row_text(same, "currency")),
			       ARG_STAMP("until", row_text(same, "valid_until"))));
	}
	return status;
}

/* AUT-08: registered, and nothing goes to the driver, until a second person says yes.  That is who
 * may change a ceiling. */
static enum status
ask_second(struct work *work, const struct row *facts, const struct create_state *state)
{
	const struct input input[] = { { "authorisation", row_text(facts, "number") },
				       { .name = NULL } };
	work_warn(work,
		  state->of_customer ? "outcome.authorisation_over_customer"
				     : "outcome.authorisation_over",
		  ARGS(ARG_MONEY("ceiling", state->ceiling),
		       ARG_TEXT("currency", row_text(facts, "currency"))));
	int64_t pending = 0;
	enum status status = work_ask(work, &authorisation_activate, input, "customers", &pending);
	if (status == STATUS_OK) {
		work_warn(
		    work, work->preview ? "approval.will_wait" : "approval.waits",
		    ARGS(ARG_INT("number", pending), ARG_CHOICE("right", "right", "customers")));
	}
	return status;
}

static enum status
create_apply(struct work *work, const void *args)
{
	const struct authorisation_create *create = args;
	const struct create_state *state = work->state;
	const struct row *facts = NULL;
	bool over = create->amount.number > state->ceiling;
	enum status status = warn(work, create, state);
	if (status == STATUS_OK) {
		status = insert(work, create, state, over, &facts);
	}
	if (status != STATUS_OK) {
		return status;
	}
	if (create->card.id != 0) {
		work_touches(work, "card", create->card.id);
	}
	if (!work->preview) { /* another one may take these numbers before the answer */
		work_say(work,
			 over ? "outcome.authorisation_registered" : "outcome.authorisation_active",
			 authorisation_args(work, facts));
	}
	authorisation_tell(work, facts);
	return over ? ask_second(work, facts, state)
		    : authorisation_announce(work, facts, "authorisation-active",
					     "authorisation-created");
}

const struct command authorisation_create = {
	.name = "authorisation.create",
	.right = "authorisations",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(authorisation_create, create_params),
	.check = create_check, /* AUT-02 */
	.apply = create_apply, /* AUT-01, AUT-03, AUT-04, AUT-08 */
};

/* ---- authorisation.activate: what a second person approves ---- */

struct authorisation_activate {
	struct record authorisation;
};

static const struct param activate_params[] = {
	{ PARAM_ID(authorisation_activate, authorisation), .record = &authorisation_reference,
	  .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* The ceilings are the issuer's: a customer's user does not approve his colleague's request. */
static enum status
activate_check(struct work *work, const void *args)
{
	const struct authorisation_activate *activate = args;
	const struct row *facts = NULL;
	if (work->approved && !work->session->staff) {
		return work_deny(work, "error.staff_only", NULL);
	}
	enum status status = authorisation_facts(work, activate->authorisation.id, &facts);
	if (status == STATUS_OK) {
		status = authorisation_check_open(work, facts);
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

/* Its end stays what the caller was told. */
static enum status
activate_apply(struct work *work, const void *args)
{
	const struct authorisation_activate *activate = args;
	const struct row *facts = work->state;
	enum status status = work_run(work, SQL_AUTHORISATION_ACTIVATE,
				      ARGS(ARG_INT("authorisation", activate->authorisation.id)));
	if (status != STATUS_OK) {
		return status;
	}
	work_say(work, "outcome.authorisation_active", authorisation_args(work, facts));
	authorisation_tell(work, facts);
	return authorisation_announce(work, facts, "authorisation-active", "authorisation-created");
}

const struct command authorisation_activate = {
	.name = "authorisation.activate",
	.flags = COMMAND_INTERNAL,
	PARAMS(authorisation_activate, activate_params),
	.check = activate_check,
	.apply = activate_apply, /* AUT-04, AUT-08 */
};
