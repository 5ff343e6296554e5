#define _GNU_SOURCE
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char template_folder[512];
static bool template_kept; /* for the programs that come after */

/* One card for each state; the number says nothing, the plate does. */
static const struct {
	const char *customer, *number, *state, *plate, *driver, *phone, *country;
} cards[] = {
	{ "C100", "7002000000000001007", "active", "1-ACT-001", "DUPONT ÉRIC", "0470 12 34 56",
	  "BE" },
	{ "C100", "7002000000000001015", "active", "1-ACT-002", "LEFÈVRE ANAÏS", NULL, "BE" },
	{ "C100", "7002000000000001023", "new", "1-NEW-001", NULL, NULL, "BE" },
	{ "C100", "7002000000000001031", "in_production", "1-PRO-001", NULL, NULL, "BE" },
	{ "C100", "7002000000000001049", "suspended", "1-SUS-001", NULL, "0470 12 34 57", "BE" },
	{ "C100", "7002000000000001056", "cancelled", "1-CAN-001", NULL, "0470 12 34 58", "BE" },
	{ "C100", "7002000000000001064", "blocked", "1-BLO-001", NULL, NULL, "BE" },
	{ "C100", "7002000000000001072", "expired", "1-EXP-001", NULL, NULL, "BE" },
	{ "C100", "7002000000000001080", "deleted", "1-DEL-001", NULL, NULL, "BE" },
	{ "C200", "7002000000000002005", "active", "AB-123-C", "DE JONG PIET", "06 1234 5678",
	  "NL" },
	{ "C300", "7002000000000003003", "active", "AB-123-CD", "MARTIN CHLOÉ", "06 12 34 56 78",
	  "FR" },
	{ "C400", "7002000000000004001", "active", "1234 BCD", "GARCÍA LÓPEZ ANA", "612 345 678",
	  "ES" },
};

const char *
fixture_card(const char *state)
{
	for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
		if (strcmp(cards[i].state, state) == 0) {
			return cards[i].number;
		}
	}
	fail_msg("no card is %s", state);
	return NULL;
}

/* ---- running ---- */

enum { PAIRS_MOST = 24 };

static enum status
run(struct fixture *f, struct session *session, const char *request, enum mode mode,
    const char *name, va_list pairs)
{
	struct input input[PAIRS_MOST + 1] = { { NULL, NULL } };
	const struct command *command = command_find(name);
	const char *param;
	size_t count = 0;
	if (command == NULL) {
		fail_msg("no command %s", name);
	}
	while ((param = va_arg(pairs, const char *)) != NULL && count < PAIRS_MOST) {
		input[count].name = param;
		input[count++].text = va_arg(pairs, const char *);
	}
	if (f->at != NULL) {
		assert_true(clock_set(&session->clock, f->at));
	}
	return execute(session, command, input, request, mode, f->arena, &f->outcome);
}

enum status
fixture_run(struct fixture *f, struct session *session, const char *command, ...)
{
	va_list pairs;
	va_start(pairs, command);
	enum status status = run(f, session, NULL, RUN, command, pairs);
	va_end(pairs);
	return status;
}

enum status
fixture_preview(struct fixture *f, struct session *session, const char *command, ...)
{
	va_list pairs;
	va_start(pairs, command);
	enum status status = run(f, session, NULL, PREVIEW, command, pairs);
	va_end(pairs);
	return status;
}

enum status
fixture_request(struct fixture *f, struct session *session, const char *request,
		const char *command, ...)
{
	va_list pairs;
	va_start(pairs, command);
	enum status status = run(f, session, request, RUN, command, pairs);
	va_end(pairs);
	return status;
}

/* ---- looking ---- */

static struct cursor *
look(struct fixture *f, const char *sql)
{
	struct cursor *cursor = NULL;
	struct error error = { .status = STATUS_OK };
	if (store_select_sql(f->store, sql, NULL, &cursor, &error) != STATUS_OK) {
		fail_msg("%s: %s", sql, error_text(f->arena, lang_get("en"), &error));
	}
	return cursor;
}

const char *
fixture_text(struct fixture *f, const char *sql)
{
	struct cursor *cursor = look(f, sql);
	const char *text = NULL;
	if (cursor_next(cursor) && cursor_known(cursor, 0)) {
		text = arena_copy(f->arena, cursor_text(cursor, 0));
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return text;
}

int64_t
fixture_number(struct fixture *f, const char *sql)
{
	struct cursor *cursor = look(f, sql);
	int64_t number = -1;
	if (cursor_next(cursor) && cursor_known(cursor, 0)) {
		number = cursor_int(cursor, 0);
	}
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return number;
}

static const struct said *
said(const struct fixture *f, const char *key)
{
	for (size_t i = 0; i < f->outcome.said_count; i++) {
		if (strcmp(f->outcome.said[i].key, key) == 0) {
			return &f->outcome.said[i];
		}
	}
	return NULL;
}

const char *
fixture_letter(struct fixture *f, const char *kind)
{
	char text[2000];
	struct error error = { .status = STATUS_OK };
	const char *where =
	    arena_format(f->arena, "FROM outbox WHERE kind = '%s' ORDER BY id DESC LIMIT 1", kind);
	const char *sealed = fixture_text(f, arena_format(f->arena, "SELECT secret %s", where));
	if (sealed == NULL) {
		return fixture_text(f, arena_format(f->arena, "SELECT body %s", where));
	}
	int64_t id = fixture_number(f, arena_format(f->arena, "SELECT id %s", where));
	if (secret_open_hex(store_keys(f->store), "outbox", "secret", id, sealed, text, sizeof text,
			    &error) != STATUS_OK) {
		fail_msg("%s: %s", kind, error_text(f->arena, lang_get("en"), &error));
	}
	return arena_copy(f->arena, text);
}

bool
fixture_said(const struct fixture *f, const char *key)
{
	return said(f, key) != NULL;
}

const char *
fixture_told(struct fixture *f, const char *language, const char *key)
{
	const struct said *line = said(f, key);
	if (line == NULL) {
		fail_msg("%s was not said", key);
		return NULL;
	}
	return lang_format(f->arena, lang_get(language), line->key, line->args);
}

const char *
fixture_refusal(struct fixture *f, const char *language)
{
	return error_text(f->arena, lang_get(language), &f->outcome.error);
}

/* Every cell of every table that a command of the domain may write. */
const char *
fixture_print(struct fixture *f)
{
	static const char *const tables[] = { "customer", "contact",          "division",
					      "vehicle",  "driver",           "card",
					      "rank",     "card_product",     "card_limit",
					      "aircode",  "request",          "card_tally",
					      "outbox",   "pending",          "search_key",
					      "account",  "account_password", "keepsake" };
	struct builder all = { .arena = f->arena };
	char sum[SECRET_MAC_HEX];
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct cursor *cursor =
		    look(f, arena_format(f->arena, "SELECT * FROM %s ORDER BY 1, 2", tables[i]));
		builder_format(&all, "\n%s", tables[i]);
		while (cursor_next(cursor)) {
			for (int column = 0; column < cursor_columns(cursor); column++) {
				builder_format(&all, "|%s", cursor_text(cursor, column));
			}
		}
		assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	}
	secret_checksum(all.text, all.size, sum);
	return arena_copy(f->arena, sum);
}

/* ---- the store ---- */

static void
shell(const char *command)
{
	if (system(command) != 0) {
		fail_msg("%s", command);
	}
}

static struct session *
act_as(struct fixture *f, const char *login)
{
	struct session *session = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };
	if (session_act_as(session, login, &error) != STATUS_OK) {
		fail_msg("%s: %s", login != NULL ? login : "system",
			 error_text(f->arena, lang_get("en"), &error));
	}
	return session;
}

static struct session **
place_of(struct fixture *f, size_t i)
{
	struct session **const places[] = { &f->system, &f->admin,   &f->supervisor, &f->clerk,
					    &f->agent,  &f->manager, &f->reader };
	return i < sizeof places / sizeof places[0] ? places[i] : NULL;
}

void
fixture_at(struct fixture *f, const char *iso_local)
{
	f->at = arena_copy(f->arena, iso_local);
	for (size_t i = 0; place_of(f, i) != NULL; i++) {
		if (*place_of(f, i) != NULL) {
			assert_true(clock_set(&(*place_of(f, i))->clock, iso_local));
		}
	}
}

static void
open_in(struct fixture *f, const char *folder)
{
	struct error error = { .status = STATUS_OK };
	const char *path = arena_format(f->arena, "%s/store.db", folder);
	if (store_open(&f->store, path, NULL, &error) != STATUS_OK) {
		fail_msg("%s: %s", path, error_text(f->arena, lang_get("en"), &error));
	}
	f->config = config_load(NULL, NULL, NULL);
	assert_non_null(f->config);
	f->system = act_as(f, NULL);
}

static struct fixture *
fixture_new(void)
{
	struct fixture *f = calloc(1, sizeof *f);
	assert_non_null(f);
	f->arena = arena_new();
	return f;
}

static void
fixture_free(struct fixture *f)
{
	for (size_t i = 0; place_of(f, i) != NULL; i++) {
		session_free(place_of(f, i));
	}
	store_close(&f->store);
	config_free(&f->config);
	arena_free(&f->arena);
	free(f);
}

static void
done(struct fixture *f, enum status status)
{
	if (status != STATUS_OK) {
		fail_msg("fixture: %s: %s: %s", f->outcome.error.param, f->outcome.error.key,
			 fixture_refusal(f, "en"));
	}
}

static void
make_customers(struct fixture *f)
{
	done(f, fixture_run(f, f->system, "customer.create", "number", "C100", "name",
			    "LEROY TRANSPORT SA", "country", "BE", "language", "fr", "manager",
			    "DUPONT ÉRIC", "email", "eric.dupont@leroy.example", "phone",
			    "0478 11 22 33", "street", "Rue du Port 12", "postcode", "4000", "town",
			    "Liège", NULL));
	done(f, fixture_run(f, f->system, "customer.create", "number", "C200", "name",
			    "DE BOER B.V.", "country", "NL", "language", "nl", "manager",
			    "DE BOER SANNE", "phone", "06 87654321", NULL));
	done(f, fixture_run(f, f->system, "customer.create", "number", "C300", "name",
			    "ETS MARTIN SARL", "country", "FR", "language", "fr", NULL));
	done(f, fixture_run(f, f->system, "customer.create", "number", "C400", "name",
			    "FRUTAS NÚÑEZ S.L.", "country", "ES", "language", "en", "manager",
			    "NÚÑEZ ÍÑIGO", "email", "inigo@frutas.example", NULL));
	/* Their first orders were paid: their users may manage (USR-07). */
	for (int i = 1; i <= 4; i++) {
		done(f, fixture_run(f, f->system, "customer.accept", "customer",
				    arena_format(f->arena, "C%d00", i), "payment", "transfer",
				    "reference", "+++090/9337/55493+++", "on", "2026-11-20", NULL));
	}
}

static void
make_cards(struct fixture *f)
{
	for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
		bool expired = strcmp(cards[i].state, "expired") == 0;
		done(f, fixture_run(f, f->system, "card.import", "customer", cards[i].customer,
				    "number", cards[i].number, "state", cards[i].state, "country",
				    cards[i].country, "plate", cards[i].plate, "driver",
				    cards[i].driver, "phone", cards[i].phone, "division", "Nord",
				    "fuels", "diesel,adblue", "expires_on",
				    expired ? "2026-10-31" : "2028-12-31", "limit_day", "250,00",
				    NULL));
	}
}

static void
make_user(struct fixture *f, const char *login, const char *kind, const char *profile)
{
	bool staff = strcmp(kind, "staff") == 0;
	done(f, fixture_run(f, f->system, "account.create", "login", login, "last_name", login,
			    "first_name", "Test", "email",
			    arena_format(f->arena, "%s@guichet.example", login), "kind", kind,
			    "profile", profile, "customers", staff ? NULL : "C100", "password",
			    FIXTURE_PASSWORD, NULL));
}

static void
make_users(struct fixture *f)
{
	make_user(f, "admin", "staff", "administrator");
	make_user(f, "supervisor", "staff", "supervisor");
	make_user(f, "clerk", "staff", "clerk");
	make_user(f, "agent", "staff", "call-agent");
	make_user(f, "manager", "customer", "fleet-manager");
	make_user(f, "reader", "customer", "reader");
}

static void
create_template(struct fixture *f)
{
	struct error error = { .status = STATUS_OK };
	assert_int_equal(setenv("TZ", "Europe/Brussels", 1), 0);
	tzset();
	assert_true(secret_start());
	const char *kept = getenv("GUICHET_FIXTURE");
	snprintf(template_folder, sizeof template_folder, "%s-XXXXXX",
		 kept != NULL ? kept : "/tmp/guichet-test");
	assert_non_null(mkdtemp(template_folder));
	const char *path = arena_format(f->arena, "%s/store.db", template_folder);
	if (store_create(path, NULL, "demo", &error) != STATUS_OK) {
		fail_msg("%s: %s", path, error_text(f->arena, lang_get("en"), &error));
	}
	open_in(f, template_folder);
	fixture_at(f, FIXTURE_NOW);
	done(f, fixture_run(f, f->system, "store.seed", NULL));
}

/* GUICHET_FIXTURE: a folder where the first program leaves the store it made for those after it. */
static bool
take_kept(void)
{
	const char *kept = getenv("GUICHET_FIXTURE");
	char path[sizeof template_folder + 16];

	if (kept == NULL || strlen(kept) >= sizeof template_folder)
		return false;
	snprintf(path, sizeof path, "%s/store.db.key", kept);
	if (access(path, R_OK) != 0)
		return false;
	assert_int_equal(setenv("TZ", "Europe/Brussels", 1), 0);
	tzset();
	assert_true(secret_start());
	snprintf(template_folder, sizeof template_folder, "%s", kept);
	template_kept = true;
	return true;
}

/* Whole at once: another program may be looking for it. */
static void
keep_template(void)
{
	const char *kept = getenv("GUICHET_FIXTURE");

	template_kept = kept != NULL && strlen(kept) < sizeof template_folder &&
			rename(template_folder, kept) == 0;
	if (template_kept)
		snprintf(template_folder, sizeof template_folder, "%s", kept);
}

int
fixture_start(void **state)
{
	(void)state;
	if (take_kept())
		return 0;
	struct fixture *f = fixture_new();
	create_template(f);
	make_customers(f);
	make_cards(f);
	make_users(f);
	fixture_free(f);
	keep_template();
	return 0;
}

int
fixture_start_demo(void **state)
{
	return fixture_start_demo_of(state, "200");
}

int
fixture_start_demo_of(void **state, const char *cards_wanted)
{
	struct fixture *f = fixture_new();
	(void)state;
	create_template(f);
	done(f, fixture_run(f, f->system, "demo.fill", "cards", cards_wanted, "customers", "4",
			    "seed", "7", NULL));
	fixture_free(f);
	return 0;
}

int
fixture_stop(void **state)
{
	char command[sizeof template_folder + 8];
	(void)state;
	if (template_kept)
		return 0;
	snprintf(command, sizeof command, "rm -rf %s", template_folder);
	shell(command);
	return 0;
}

int
fixture_open(void **state)
{
	struct fixture *f = fixture_new();
	static const char *const logins[] = { NULL,    "admin",   "supervisor", "clerk",
					      "agent", "manager", "reader" };
	snprintf(f->folder, sizeof f->folder, "%s", "/tmp/guichet-test-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	shell(arena_format(f->arena, "cp %s/store.db %s/store.db.key %s/", template_folder,
			   template_folder, f->folder));
	open_in(f, f->folder);
	for (size_t i = 1; i < sizeof logins / sizeof logins[0]; i++) {
		*place_of(f, i) = act_as(f, logins[i]);
	}
	fixture_at(f, FIXTURE_NOW);
	*state = f;
	return 0;
}

int
fixture_close(void **state)
{
	struct fixture *f = *state;
	shell(arena_format(f->arena, "rm -rf %s", f->folder));
	fixture_free(f);
	return 0;
}
