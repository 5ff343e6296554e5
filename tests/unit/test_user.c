/* Users made, changed, granted, invited, disabled by others (USR), through the commands. */
#include "fixture.h"

#include <string.h>

#include <guichet/lang.h>

#define CREATE(f, who, login, ...)                                                               \
	fixture_run((f), (who), "user.create", "login", (login), "last_name", "Lefèvre",         \
		    "first_name", "zoé", "email", login "@leroy.example", "phone", "0470123456", \
		    __VA_ARGS__, NULL)

static const char *
state_of(struct fixture *f, const char *login)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT state FROM account WHERE login = '%s'", login));
}

static const char *
rights_of(struct fixture *f, const char *login)
{
	return fixture_text(
	    f, arena_format(f->arena, "SELECT rights FROM account WHERE login = '%s'", login));
}

/* What lists show is what the tables of rights and customers hold. */
static void
assert_lists(struct fixture *f)
{
	assert_int_equal(
	    fixture_number(
		f,
		"SELECT COUNT(*) FROM account a WHERE (SELECT COUNT(*) FROM account_right r "
		"WHERE r.account_id = a.id AND ',' || a.rights || ',' LIKE "
		"'%,' || r.right_code || ',%') <> (SELECT COUNT(*) FROM account_right r WHERE "
		"r.account_id = a.id) OR LENGTH(a.rights) - LENGTH(REPLACE(a.rights, ',', '')) + "
		"(a.rights <> '') <> (SELECT COUNT(*) FROM account_right r WHERE r.account_id = "
		"a.id)"),
	    0);
	assert_int_equal(
	    fixture_number(f,
			   "SELECT COUNT(*) FROM account a WHERE LENGTH(a.customers) - "
			   "LENGTH(REPLACE(a.customers, ',', '')) + (a.customers <> '') <> "
			   "(SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id)"),
	    0);
}

static int64_t
letters(struct fixture *f, const char *kind)
{
	return fixture_number(
	    f, arena_format(f->arena, "SELECT COUNT(*) FROM outbox WHERE kind = '%s'", kind));
}

/* --- USR-01, USR-03 --- */

static void
names_are_forced_to_capitals_and_the_invitation_leaves_at_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "reader",
				"valid_until", "2027-01-31", "language", "nl"),
			 STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT last_name || ' ' || first_name FROM account "
					    "WHERE login = 'zoe'"),
			    "LEFÈVRE ZOÉ");
	assert_string_equal(state_of(f, "zoe"), "invited");
	assert_string_equal(fixture_text(f, "SELECT customers FROM account WHERE login = 'zoe'"),
			    "C100");
	assert_null(strstr(rights_of(f, "zoe"), "payment-cards"));
	assert_non_null(strstr(rights_of(f, "zoe"), "cards,requests"));
	/* In the receiver's language, the code for nobody else. */
	assert_int_equal(letters(f, "invitation"), 1);
	assert_string_equal(
	    fixture_text(f, "SELECT language FROM outbox WHERE kind = 'invitation'"), "nl");
	assert_non_null(
	    strstr(fixture_text(f, "SELECT body FROM outbox WHERE kind = 'invitation'"), "••••••"));
	assert_true(fixture_said(f, "outcome.invitation_sent"));
	/* Found by name, told in his history. */
	assert_true(fixture_number(f,
				   "SELECT COUNT(*) FROM search_key WHERE kind = 'user' AND term "
				   "= 'LEFEVRE ZOE'") > 0);
	assert_lists(f);
}

static void
a_phone_has_exactly_ten_digits(void **state)
{
	static const char *const wrong[] = { "047012345",   "04701234567", "0470 12 34 56",
					     "+3247012345", "047012345A",  "０４７０１２３４５６" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_refused(f,
			       fixture_run(f, f->admin, "user.create", "login", "zoe", "last_name",
					   "A", "first_name", "B", "email", "a@b.example", "phone",
					   wrong[i], "customers", "C100", "profile", "reader",
					   NULL),
			       "phone", "refusal.user_phone");
	}
}

static void
what_is_wrong_is_named_under_its_field(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);

	assert_refused(f, CREATE(f, f->admin, "Jean Luc", "customers", "C100", "profile", "reader"),
		       "login", "refusal.login_signs");
	assert_refused(f, CREATE(f, f->admin, "MANAGER", "customers", "C100", "profile", "reader"),
		       "login", "refusal.login_taken");
	assert_refused(f, CREATE(f, f->admin, "zoe", "customers", "C100"), "profile",
		       "refusal.user_no_right");
	assert_refused(f, CREATE(f, f->admin, "zoe", "profile", "reader"), "customers",
		       "refusal.user_no_customer");
	assert_refused(f, CREATE(f, f->admin, "zoe", "customers", "C999", "profile", "reader"),
		       "customers", "record.customer.unknown");
	assert_refused(f,
		       CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "clerk",
			      "valid_from", "2026-12-01", "valid_until", "2026-11-30"),
		       "valid_until", "refusal.user_valid_order");
	assert_refused(f,
		       CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "reader",
			      "valid_until", "2026-11-19"),
		       "valid_until", "refusal.user_valid_past");
	assert_string_equal(fixture_print(f), before);
}

/* --- USR-02, USR-06 --- */

static void
a_profile_gives_its_rights_which_may_be_adjusted(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->admin, "one", "customers", "C100", "profile", "reader",
				"rights", "cards,invoices"),
			 STATUS_OK);
	assert_string_equal(rights_of(f, "one"), "cards,invoices");
	assert_int_equal(
	    fixture_run(f, f->admin, "user.grant", "login", "one", "right", "alerts", NULL),
	    STATUS_OK);
	assert_string_equal(rights_of(f, "one"), "cards,invoices,alerts");
	assert_int_equal(
	    fixture_run(f, f->admin, "user.revoke", "login", "one", "right", "cards,alerts", NULL),
	    STATUS_OK);
	assert_string_equal(rights_of(f, "one"), "invoices");
	/* In one step: the rights of the profile, which becomes his. */
	assert_int_equal(fixture_run(f, f->admin, "user.grant", "login", "one", "profile",
				     "fleet-manager", NULL),
			 STATUS_OK);
	assert_non_null(strstr(rights_of(f, "one"), "users"));
	assert_string_equal(fixture_text(f, "SELECT profile FROM account WHERE login = 'one'"),
			    "fleet-manager");
	/* One that only reads takes nothing away. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.grant", "login", "one", "profile", "reader", NULL),
	    STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT profile FROM account WHERE login = 'one'"),
			    "fleet-manager");
	/* A change of profile brings its rights. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.change", "login", "one", "profile", "reader", NULL),
	    STATUS_OK);
	assert_null(strstr(rights_of(f, "one"), "users"));
	assert_refused(f,
		       fixture_run(f, f->admin, "user.change", "login", "one", "rights", "-", NULL),
		       "rights", "refusal.user_rights_emptied");
	assert_refused(f, fixture_run(f, f->admin, "user.revoke", "login", "one", NULL), "right",
		       "refusal.user_right_or_profile");
	assert_refused(
	    f, fixture_run(f, f->admin, "user.revoke", "login", "one", "profile", "clerk", NULL),
	    "profile", "refusal.user_other_profile");
	assert_lists(f);
}

static void
who_only_read_does_not_act_by_losing_his_profile(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->admin, "one", "customers", "C100", "profile", "reader",
				"rights", "cards,alerts"),
			 STATUS_OK);
	assert_refused(
	    f, fixture_run(f, f->admin, "user.revoke", "login", "one", "profile", "reader", NULL),
	    "profile", "refusal.user_reader_profile");
}

/* --- USR-04, MSG-01 --- */

static void
he_is_told_what_changed_in_his_language(void **state)
{
	struct fixture *f = *state;
	const char *body;

	assert_int_equal(
	    CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "reader", "language", "nl"),
	    STATUS_OK);
	assert_int_equal(fixture_preview(f, f->admin, "user.change", "login", "zoe", "phone",
					 "0470999888", "profile", "fleet-manager", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_told(f, "fr", "outcome.user_rights_added"),
			    "Droits ajoutés : Cartes de paiement, Alertes, Utilisateurs");
	assert_int_equal(letters(f, "user-changed"), 0);
	assert_int_equal(fixture_run(f, f->admin, "user.change", "login", "zoe", "phone",
				     "0470999888", "profile", "fleet-manager", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f, "user-changed"), 1);
	body = fixture_letter(f, "user-changed");
	assert_non_null(strstr(body, "Telefoon: 0470123456, wordt 0470999888"));
	assert_non_null(strstr(body, "Rechten erbij: "));
	/* Before and after are in the trace. */
	assert_non_null(strstr(fixture_text(f, "SELECT after FROM audit WHERE command = "
					       "'user.change' ORDER BY id DESC LIMIT 1"),
			       "payment-cards"));
	/* What changes nothing is told to nobody. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.change", "login", "zoe", "phone", "0470999888", NULL),
	    STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(letters(f, "user-changed"), 1);
}

/* Who took an account over is not alone to hear of it; the invitation follows the address. */
static void
another_address_is_told_to_both(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "reader"),
			 STATUS_OK);
	assert_refused(
	    f, fixture_run(f, f->admin, "user.change", "login", "zoe", "email", "no address", NULL),
	    "email", "refusal.email");
	assert_int_equal(fixture_run(f, f->admin, "user.change", "login", "zoe", "email",
				     "zoe@elsewhere.example", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f, "user-changed"), 2);
	assert_int_equal(letters(f, "invitation"), 2);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_code WHERE ended IS NULL"),
			 1);
}

/* --- USR-05 --- */

static void
several_customers_are_the_issuers_to_give_and_to_see(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    CREATE(f, f->supervisor, "zoe", "customers", "C100,C200", "profile", "fleet-manager"),
	    STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT customers FROM account WHERE login = 'zoe'"),
			    "C100,C200");
	/* C100's manager sees that she has access, and may not change what is C200's too. */
	assert_int_equal(
	    fixture_run(f, f->manager, "user.revoke", "login", "zoe", "right", "cards", NULL),
	    STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "refusal.user_multipass");
	/* Nor does the trace of it name C200 to him. */
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM audit WHERE command = 'user.create' "
					"AND customer_id IS NOT NULL"),
			 0);
	assert_lists(f);
}

static void
a_fleet_manager_makes_users_of_his_own_customers(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->manager, "zoe", "profile", "reader"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT customers FROM account WHERE login = 'zoe'"),
			    "C100");
	assert_string_equal(fixture_text(f, "SELECT kind FROM account WHERE login = 'zoe'"),
			    "customer");
	assert_refused(f, CREATE(f, f->manager, "two", "customers", "C200", "profile", "reader"),
		       "customers", "record.customer.unknown");
	assert_refused(f, CREATE(f, f->manager, "two", "profile", "clerk"), "profile",
		       "refusal.user_staff_profile");
	assert_refused(f, CREATE(f, f->supervisor, "two", "profile", "clerk"), "profile",
		       "refusal.user_staff_profile");
	assert_int_equal(CREATE(f, f->admin, "two", "profile", "clerk"), STATUS_OK);
	/* The issuer's people are nobody to him. */
	assert_refused(f, fixture_run(f, f->manager, "user.disable", "login", "clerk", NULL),
		       "login", "record.user.unknown");
	assert_int_equal(fixture_run(f, f->supervisor, "user.disable", "login", "clerk", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->clerk, "user.disable", "login", "manager", NULL),
			 STATUS_DENIED);
	assert_int_equal(fixture_run(f, f->reader, "user.disable", "login", "manager", NULL),
			 STATUS_DENIED);
}

/* --- USR-07 --- */

static void
until_the_first_order_its_users_manage_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->admin, "zoe", "customers", "C100", "profile", "reader"),
			 STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->clerk, "customer.accept", "customer", "C100", "payment",
				   "card", "reference", "X", "on", "2026-11-20", NULL),
		       "customer", "refusal.first_order_already");
	assert_int_equal(fixture_run(f, f->system, "customer.create", "number", "C500", "name",
				     "NEW", "country", "BE", "language", "fr", NULL),
			 STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->admin, "user.change", "login", "manager", "customers", "C500", NULL),
	    STATUS_OK);
	/* As he signs in from now on. */
	f->manager->customers =
	    memcpy(arena_alloc(f->arena, sizeof(int64_t)),
		   &(int64_t){ fixture_number(f, "SELECT id FROM customer WHERE "
						 "number = 'C500'") },
		   sizeof(int64_t));
	assert_refused(f, CREATE(f, f->manager, "two", "profile", "reader"), "",
		       "refusal.first_order_access");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "virement reçu"));
	assert_refused(f,
		       fixture_run(f, f->manager, "contact.set", "customer", "C500", "kind",
				   "billing", "name", "A", "email", "a@b.example", NULL),
		       "", "refusal.first_order_data");
	assert_refused(f,
		       fixture_run(f, f->manager, "address.change", "customer", "C500", "kind",
				   "billing", "street", "A", "postcode", "1", "town", "B",
				   "country", "BE", NULL),
		       "", "refusal.first_order_data");
	/* What an order needs may be had, and the issuer's people are not held up. */
	assert_int_equal(fixture_run(f, f->manager, "delivery-point.create", "customer", "C500",
				     "name", "Dépôt", "street", "A", "postcode", "1", "town", "B",
				     "country", "BE", NULL),
			 STATUS_OK);
	assert_int_equal(
	    CREATE(f, f->supervisor, "three", "customers", "C500", "profile", "reader"), STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->clerk, "customer.accept", "customer", "C500", "payment",
				   "transfer", "reference", "X", "on", "2026-11-21", NULL),
		       "on", "refusal.first_order_to_come");
	assert_int_equal(fixture_run(f, f->clerk, "customer.accept", "customer", "C500", "payment",
				     "transfer", "reference", "+++090/9337/55493+++", "on",
				     "2026-11-20", NULL),
			 STATUS_OK);
	assert_int_equal(CREATE(f, f->manager, "two", "profile", "reader"), STATUS_OK);
}

/* --- USR-08 --- */

/* The code of a forgotten password goes to the address: who could set it would have the rights. */
static void
nor_comes_by_it_through_an_address(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->manager, "zoe", "profile", "reader"), STATUS_OK);
	assert_int_equal(
	    fixture_run(f, f->admin, "user.grant", "login", "zoe", "right", "settings", NULL),
	    STATUS_OK);
	assert_refused(f,
		       fixture_run(f, f->manager, "user.change", "login", "zoe", "email",
				   "mine@leroy.example", NULL),
		       "email", "refusal.user_address_beyond");
	assert_refused(
	    f,
	    fixture_run(f, f->manager, "user.change", "login", "zoe", "phone", "0470999999", NULL),
	    "phone", "refusal.user_address_beyond");
	/* The rest of him, and the address by who holds all his rights. */
	assert_int_equal(
	    fixture_run(f, f->manager, "user.change", "login", "zoe", "language", "nl", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_run(f, f->admin, "user.change", "login", "zoe", "email",
				     "zoe2@leroy.example", NULL),
			 STATUS_OK);
}

static void
nobody_grants_what_he_does_not_hold(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->manager, "zoe", "profile", "reader"), STATUS_OK);
	assert_refused(
	    f, fixture_run(f, f->manager, "user.grant", "login", "zoe", "right", "audit", NULL),
	    "right", "refusal.user_right_not_held");
	assert_refused(f,
		       fixture_run(f, f->supervisor, "user.change", "login", "zoe", "rights",
				   "cards,settings", NULL),
		       "rights", "refusal.user_right_not_held");
	/* One she has already may stay. */
	assert_int_equal(
	    fixture_run(f, f->admin, "user.grant", "login", "zoe", "right", "settings", NULL),
	    STATUS_OK);
	assert_int_equal(fixture_run(f, f->supervisor, "user.change", "login", "zoe", "rights",
				     "cards,settings", NULL),
			 STATUS_OK);
}

static void
nobody_edits_his_own_rights(void **state)
{
	struct fixture *f = *state;

	assert_refused(
	    f, fixture_run(f, f->admin, "user.revoke", "login", "admin", "right", "audit", NULL),
	    "login", "refusal.user_self");
	assert_refused(f,
		       fixture_run(f, f->manager, "user.change", "login", "manager", "valid_until",
				   "2030-01-01", NULL),
		       "login", "refusal.user_self");
	assert_refused(f, fixture_run(f, f->manager, "user.disable", "login", "manager", NULL),
		       "login", "refusal.user_self");
	assert_int_equal(fixture_run(f, f->manager, "user.change", "login", "manager", "phone",
				     "0470111222", NULL),
			 STATUS_OK);
}

/* By disabling, by another profile, by a right, by an end: whichever way, one stays. */
static void
the_last_administrator_stays(void **state)
{
	static const char *const ways[][4] = {
		{ "user.disable", NULL, NULL },
		{ "user.change", "profile", "clerk" },
		{ "user.revoke", "right", "users" },
		{ "user.change", "valid_until", "2026-11-19" },
		{ "user.change", "valid_until", "2027-11-19" },
		{ "user.change", "valid_from", "2026-11-21" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		assert_refused(f,
			       fixture_run(f, f->system, ways[i][0], "login", "admin", ways[i][1],
					   ways[i][2], NULL),
			       "login", "refusal.user_last_administrator");
	}
	/* An invited one does not count yet. */
	assert_int_equal(CREATE(f, f->admin, "second", "profile", "administrator"), STATUS_OK);
	assert_refused(f, fixture_run(f, f->system, "user.disable", "login", "admin", NULL),
		       "login", "refusal.user_last_administrator");
}

/* --- USR-09, ACC-05 --- */

static bool
still_open(struct session *session)
{
	struct error why;
	int64_t left;

	return session_still_open(session, &why, &left);
}

static void
disabling_ends_sessions_and_codes(void **state)
{
	struct fixture *f = *state;
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };

	assert_true(clock_set(&other->clock, FIXTURE_NOW));
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	assert_true(still_open(other));
	assert_int_equal(fixture_run(f, f->supervisor, "user.disable", "login", "manager", NULL),
			 STATUS_OK);
	assert_string_equal(fixture_told(f, "fr", "outcome.user_sessions_ended"),
			    "Une session ouverte se ferme");
	assert_false(still_open(other));
	assert_string_equal(fixture_text(f,
					 "SELECT reason || ' ' || ended_by FROM session ORDER BY "
					 "id DESC LIMIT 1"),
			    "ended supervisor");
	assert_int_equal(letters(f, "user-disabled"), 1);
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error),
			 STATUS_REFUSED);
	/* Again changes nothing; enabled, the password is still his. */
	assert_int_equal(fixture_run(f, f->supervisor, "user.disable", "login", "manager", NULL),
			 STATUS_OK);
	assert_true(f->outcome.unchanged);
	assert_int_equal(fixture_run(f, f->supervisor, "user.enable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f, "user-enabled"), 1);
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	session_free(&other);
}

/* ACC-09: a lock is an administrator's to lift, whatever else is done to the account. */
static void
a_lock_outlives_a_disabled_account(void **state)
{
	static const char locked[] =
	    "SELECT COUNT(*) FROM account WHERE login = 'manager' AND locked_until IS NOT NULL";
	struct fixture *f = *state;
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };

	assert_true(clock_set(&other->clock, FIXTURE_NOW));
	for (int i = 0; i < 5; i++)
		assert_int_equal(session_sign_in(other, "manager", "Wrong-2026!", &error),
				 STATUS_REFUSED);
	assert_int_equal(fixture_number(f, locked), 1);
	assert_int_equal(fixture_run(f, f->supervisor, "user.disable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->supervisor, "user.enable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, locked), 1);
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error),
			 STATUS_REFUSED);
	assert_int_equal(fixture_run(f, f->admin, "user.disable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_run(f, f->admin, "user.enable", "login", "manager", NULL),
			 STATUS_OK);
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	session_free(&other);
}

/* ACC-09: the key of one SSH user opens no other's account, and locks none. */
static void
a_key_is_for_its_owner(void **state)
{
	struct fixture *f = *state;
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };

	assert_true(clock_set(&other->clock, FIXTURE_NOW));
	other->bound = "Clerk";
	assert_int_equal(session_sign_in(other, "agent", FIXTURE_PASSWORD, &error), STATUS_DENIED);
	assert_string_equal(error.key, "access.other_key");
	assert_int_equal(session_sign_in(other, "nobody", FIXTURE_PASSWORD, &error), STATUS_DENIED);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sign_in"), 0);
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM audit WHERE command = 'session.open' AND "
			      "outcome <> 'done' AND answer LIKE '%other_key%'"),
	    2);
	assert_int_equal(session_sign_in(other, "clerk", FIXTURE_PASSWORD, &error), STATUS_OK);
	session_free(&other);
}

/* USR-04: at once, for who is signed in as well. */
static void
a_right_taken_away_is_gone_from_an_open_session(void **state)
{
	struct fixture *f = *state;
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };

	assert_true(clock_set(&other->clock, FIXTURE_NOW));
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	assert_int_equal(CREATE(f, other, "one", "profile", "reader"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->supervisor, "user.revoke", "login", "manager", "right",
				     "users", NULL),
			 STATUS_OK);
	assert_int_equal(CREATE(f, other, "two", "profile", "reader"), STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.no_right");
	session_free(&other);
}

static void
a_new_invitation_makes_the_old_code_useless(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(CREATE(f, f->manager, "zoe", "profile", "reader"), STATUS_OK);
	assert_int_equal(fixture_run(f, f->supervisor, "user.invite", "login", "zoe", NULL),
			 STATUS_OK);
	assert_int_equal(letters(f, "invitation"), 2);
	assert_string_equal(fixture_text(f, "SELECT ended FROM account_code ORDER BY id LIMIT 1"),
			    "replaced");
	assert_null(fixture_text(f, "SELECT ended FROM account_code ORDER BY id DESC LIMIT 1"));
	/* Disabled, no code is good; enabled without ever a password, a new one leaves. */
	assert_int_equal(fixture_run(f, f->supervisor, "user.disable", "login", "zoe", NULL),
			 STATUS_OK);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_code WHERE ended IS NULL"),
			 0);
	assert_refused(f, fixture_run(f, f->supervisor, "user.invite", "login", "zoe", NULL),
		       "login", "refusal.invitation_late");
	assert_int_equal(fixture_run(f, f->supervisor, "user.enable", "login", "zoe", NULL),
			 STATUS_OK);
	assert_string_equal(state_of(f, "zoe"), "invited");
	assert_int_equal(letters(f, "invitation"), 3);
}

/* --- ACC-08 --- */

static void
outside_its_validity_an_account_is_closed(void **state)
{
	struct fixture *f = *state;
	struct session *other = session_new(f->store, f->config, lang_get("fr"));
	struct error error = { .status = STATUS_OK };

	assert_int_equal(fixture_run(f, f->supervisor, "user.change", "login", "manager",
				     "valid_from", "2026-11-20", "valid_until", "2026-11-21", NULL),
			 STATUS_OK);
	assert_true(clock_set(&other->clock, "2026-11-21T23:59"));
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error), STATUS_OK);
	session_sign_out(other, "left");
	assert_true(clock_set(&other->clock, "2026-11-22T00:00"));
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error),
			 STATUS_REFUSED);
	assert_string_equal(error.key, "access.expired");
	assert_int_equal(fixture_run(f, f->supervisor, "user.change", "login", "manager",
				     "valid_from", "2026-11-25", "valid_until", "-", NULL),
			 STATUS_OK);
	assert_int_equal(session_sign_in(other, "manager", FIXTURE_PASSWORD, &error),
			 STATUS_REFUSED);
	session_free(&other);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(names_are_forced_to_capitals_and_the_invitation_leaves_at_once),
		TEST(a_phone_has_exactly_ten_digits),
		TEST(what_is_wrong_is_named_under_its_field),
		TEST(a_profile_gives_its_rights_which_may_be_adjusted),
		TEST(who_only_read_does_not_act_by_losing_his_profile),
		TEST(he_is_told_what_changed_in_his_language),
		TEST(another_address_is_told_to_both),
		TEST(several_customers_are_the_issuers_to_give_and_to_see),
		TEST(a_fleet_manager_makes_users_of_his_own_customers),
		TEST(until_the_first_order_its_users_manage_nothing),
		TEST(nobody_grants_what_he_does_not_hold),
		TEST(nor_comes_by_it_through_an_address),
		TEST(nobody_edits_his_own_rights),
		TEST(the_last_administrator_stays),
		TEST(disabling_ends_sessions_and_codes),
		TEST(a_lock_outlives_a_disabled_account),
		TEST(a_key_is_for_its_owner),
		TEST(a_right_taken_away_is_gone_from_an_open_session),
		TEST(a_new_invitation_makes_the_old_code_useless),
		TEST(outside_its_validity_an_account_is_closed),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
