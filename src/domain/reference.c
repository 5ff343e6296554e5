/* How records are named by people, and the codes that several commands share. */
#include "domain.h"

static const struct alias card_aliases[] = {
	{ "plate", SQL_CARD_BY_PLATE },
	{ NULL, (enum statement)0 },
};

const struct reference card_reference = {
	.name = "card",
	.by_key = SQL_CARD_BY_NUMBER,
	.aliases = card_aliases,
	.screen = "cards",
	.key_type = TYPE_CARD,
};

/* Another card of the customer named before it, by its plate: "own-card" are the words when there
 * is none. */
const struct reference own_card_reference = {
	.name = "own-card",
	.by_key = SQL_CARD_OWN_BY_PLATE,
	.screen = "cards",
	.key_type = TYPE_PLATE,
};

const struct reference customer_reference = {
	.name = "customer",
	.by_key = SQL_CUSTOMER_BY_NUMBER,
	.screen = "customers",
	.key_type = TYPE_PLATE,
};

const struct reference driver_reference = {
	.name = "driver",
	.by_key = SQL_DRIVER_BY_CODE,
	.screen = "drivers",
	.within = true,
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference user_reference = {
	.name = "user",
	.by_key = SQL_USER_BY_LOGIN,
	.screen = "users",
	.house = true,
	.key_type = TYPE_TEXT,
};

const struct reference division_reference = {
	.name = "division",
	.by_key = SQL_DIVISION_BY_NAME,
	.screen = "divisions",
	.within = true,
	.key_type = TYPE_TEXT,
};

/* "C00123/1111", "C00123/#5" */
const struct reference payment_card_reference = {
	.name = "payment-card",
	.by_key = SQL_PAYMENT_CARD_BY_KEY,
	.screen = "payment-cards",
	.within = true,
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference delivery_point_reference = {
	.name = "delivery-point",
	.by_key = SQL_DELIVERY_POINT_BY_NAME,
	.screen = "delivery-points",
	.within = true,
	.key_type = TYPE_RECORD, /* as typed */
};

/* "C00123/codes", "C00123/manager": one of each kind. */
const struct reference address_reference = {
	.name = "address",
	.by_key = SQL_ADDRESS_BY_KIND,
	.screen = "addresses",
	.within = true,
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference contact_reference = {
	.name = "contact",
	.by_key = SQL_CONTACT_BY_KIND,
	.screen = "contacts",
	.within = true,
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference pending_reference = {
	.name = "pending",
	.by_key = SQL_PENDING_BY_NUMBER,
	.screen = "pending",
	.house = true,
	.key_type = TYPE_CARD, /* digits only: "n° 12" */
};

const struct reference message_reference = {
	.name = "message",
	.by_key = SQL_MESSAGE_BY_NUMBER,
	.screen = "outbox",
	.house = true,
	.key_type = TYPE_CARD, /* digits only: "n° 12" */
};

const struct reference transaction_fault_reference = {
	.name = "fault",
	.by_key = SQL_TRANSACTION_FAULT_BY_NUMBER,
	.screen = "transaction-faults",
	.house = true,
	.key_type = TYPE_CARD,
};

const struct reference request_reference = {
	.name = "request",
	.by_key = SQL_REQUEST_BY_NUMBER,
	.screen = "requests",
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference station_reference = {
	.name = "station",
	.by_key = SQL_STATION_BY_CODE,
	.screen = "stations",
	.key_type = TYPE_RECORD, /* as typed */
};

const struct reference session_reference = {
	.name = "session",
	.by_key = SQL_SESSION_BY_NUMBER,
	.screen = "sessions",
	.key_type = TYPE_CARD, /* digits only */
};

const struct reference own_session_reference = {
	.name = "session",
	.by_key = SQL_SESSION_BY_NUMBER,
	.screen = "own-sessions",
	.key_type = TYPE_CARD, /* digits only */
};

/* AUT-01: one station, or all. */
const struct reference station_or_all_reference = {
	.name = "station",
	.by_key = SQL_STATION_BY_CODE,
	.screen = "stations",
	.key_type = TYPE_RECORD, /* as typed */
	.each = "all",
};

/* "A-00012", or the number of its virtual card. */
const struct reference authorisation_reference = {
	.name = "authorisation",
	.by_key = SQL_AUTHORISATION_BY_NUMBER,
	.screen = "authorisations",
	.key_type = TYPE_PLATE,
};

const char *const profile_choices[] = { "administrator", "supervisor", "clerk", "call-agent",
					"fleet-manager", "reader",     NULL };
const char *const language_choices[] = { "fr", "nl", "en", NULL };
const char *const country_choices[] = { "BE", "FR", "ES", "NL", "LU", "DE", "IT", "PT",
					"AT", "PL", "CZ", "SK", "HU", "GB", "CH", NULL };
const char *const card_state_choices[] = { "new",       "in_production", "active",
					   "suspended", "cancelled",     "blocked",
					   "expired",   "deleted",       NULL };
const char *const product_choices[] = { "fleet", "passango", "liber_t", "benefit", NULL };
const char *const code_kind_choices[] = { "card_computed", "card_chosen", "driver", "none", NULL };
const char *const block_reason_choices[] = { "theft", "loss", "not_received", "faulty", NULL };
