/* ACC-05, ACC-06, ACC-07: invitations, from their code to the first sign-in. */
#include "doorway.h"

#include "domain/domain.h"

#include <string.h>

#define NEW "Trombone-77!"

/* An invitation as the commands of users send it. */
struct invite {
	struct record login;
};
static const struct param invite_params[] = {
	{ PARAM_ID(invite, login), .record = &user_reference, .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
invite_apply(struct work *work, const void *args)
{
	const struct invite *invite = args;
	return invitation_send(work, invite->login.id);
}

static const struct command invite = {
	.name = "test.invite",
	.flags = COMMAND_INTERNAL,
	PARAMS(invite, invite_params),
	.apply = invite_apply,
};

static enum status
send(struct fixture *f, struct session *who, const char *login)
{
	const struct input input[] = { { "login", login }, { .name = NULL } };
	if (f->at != NULL)
		assert_true(clock_set(&who->clock, f->at));
	return execute(who, &invite, input, NULL, RUN, f->arena, &f->outcome);
}

/* Zoé and Éric of C100, and the first account of C400; nobody has come in yet. */
static int
open_invited(void **state)
{
	if (fixture_open(state) != 0)
		return -1;
	struct fixture *f = *state;
	alter(f, "INSERT INTO account (id, login, login_key, email, email_key, last_name, "
		 "first_name, name_key, phone, "
		 "kind, profile, language, state, created_at, founder) VALUES "
		 "(901, 'zoe', 'ZOE', 'zoe@c100.example', 'ZOE C100 EXAMPLE', 'LEFÈVRE', 'ZOÉ', "
		 "'LEFEVRE ZOE', "
		 "'0470123456', 'customer', 'fleet-manager', 'fr', 'invited', "
		 "'2026-11-20T10:00:00Z', 0), "
		 "(902, 'eric', 'ERIC', NULL, NULL, 'DUPONT', 'ÉRIC', 'DUPONT ERIC', '0470123457', "
		 "'customer', "
		 "'fleet-manager', 'nl', 'invited', '2026-11-20T10:00:00Z', 0), "
		 "(903, 'ana', 'ANA', 'ana@c400.example', 'ANA C400 EXAMPLE', 'GARCÍA', 'ANA', "
		 "'GARCIA ANA', "
		 "'0612345678', 'customer', 'fleet-manager', 'en', 'invited', "
		 "'2026-11-20T10:00:00Z', 1);"
		 "INSERT INTO account_customer SELECT 901, id FROM customer WHERE number = 'C100';"
		 "INSERT INTO account_customer SELECT 902, id FROM customer WHERE number = 'C100';"
		 "INSERT INTO account_customer SELECT 903, id FROM customer WHERE number = 'C400'");
	return 0;
}

struct typed {
	const char *login, *code, *last_name, *first_name, *phone, *new;
};

static enum status
activate(struct fixture *f, const struct typed *typed)
{
	struct session *session = nobody(f);
	const enum status status =
	    fixture_run(f, session, "user.activate", "login", typed->login, "code", typed->code,
			"last_name", typed->last_name, "first_name", typed->first_name, "phone",
			typed->phone, "new", typed->new, NULL);
	session_free(&session);
	return status;
}

static struct typed
zoe(const char *code)
{
	return (struct typed){ "zoe", code, "LEFÈVRE", "ZOÉ", "0470123456", NEW };
}

static const char *
invited(struct fixture *f)
{
	assert_int_equal(send(f, f->supervisor, "zoe"), STATUS_OK);
	return code_of(f, "invitation");
}

#define assert_state(f, login, wanted) \
	assert_string_equal(           \
	    fixture_text((f), "SELECT state FROM account WHERE login = '" login "'"), (wanted))

/* ACC-05, ACC-07: the code, NAME, FIRST NAME and phone open the access, once. */
static void
opens_the_access_once(void **state)
{
	struct fixture *f = *state;
	const char *code = invited(f);
	const struct typed typed = zoe(code);
	assert_true(fixture_said(f, "outcome.invitation_sent"));
	assert_false(comes_in(f, "zoe", NEW));
	assert_int_equal(activate(f, &typed), STATUS_OK);
	assert_string_equal(f->outcome.key, "zoe");
	assert_true(comes_in(f, "zoe", NEW));
	assert_refused(f, activate(f, &typed), "code", "refusal.activation_used");
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM account_password WHERE account_id = 901"), 1);
}

/* The code is in the message, and nowhere else that can be read. */
static void
code_is_in_the_message_alone(void **state)
{
	struct fixture *f = *state;
	const char *code = invited(f);
	const struct typed typed = zoe(code);
	assert_int_equal(activate(f, &typed), STATUS_OK);
	const char *all = fixture_text(f, "SELECT (SELECT group_concat(coalesce(input, '') || "
					  "coalesce(before, '') || coalesce(after, '') || "
					  "answer) FROM audit) || (SELECT group_concat(body || "
					  "coalesce(subject, '')) FROM outbox) || "
					  "(SELECT group_concat(mac) FROM account_code)");
	assert_null(strstr(all, code));
	assert_null(strstr(all, arena_copy_bytes(f->arena, code, 9)));
	assert_null(strstr(all, "Trombone"));
	assert_null(strstr(all, "argon2"));
	assert_non_null(strstr(all, "••••••"));
}

/* ACC-05: 48 hours, and not a second more; a new one makes the one before useless. */
static void
forty_eight_hours(void **state)
{
	struct fixture *f = *state;
	fixture_at(f, "2026-11-20T16:00:00");
	const struct typed typed = zoe(invited(f));
	fixture_at(f, "2026-11-22T16:00:00");
	assert_refused(f, activate(f, &typed), "code", "refusal.activation_expired");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "22/11/2026 16:00"));
	fixture_at(f, "2026-11-22T15:59:59");
	assert_int_equal(activate(f, &typed), STATUS_OK);
}

static void
a_new_one_replaces(void **state)
{
	struct fixture *f = *state;
	const struct typed before = zoe(invited(f));
	fixture_at(f, "2026-11-20T17:00:00");
	const struct typed after = zoe(invited(f));
	assert_string_not_equal(before.code, after.code);
	assert_refused(f, activate(f, &before), "code", "refusal.activation_replaced");
	assert_state(f, "zoe", "invited");
	assert_int_equal(activate(f, &after), STATUS_OK);
	assert_refused(f, send(f, f->supervisor, "zoe"), "login", "refusal.invitation_late");
}

/* As people type codes: small letters, no dash, O for 0 and I or L for 1. */
static void
code_as_people_type_it(void **state)
{
	struct fixture *f = *state;
	const char *code = invited(f);
	char loose[SENT_CODE_SIZE + 8], strict[SENT_CODE_SIZE], out[SENT_CODE_SIZE];
	size_t at = 0;
	assert_true(code_read(code, strict));
	for (const char *sign = strict; *sign != '\0'; sign++) {
		loose[at++] = *sign == '0'                   ? 'o'
			      : *sign == '1'                 ? 'l'
			      : *sign >= 'A' && *sign <= 'Z' ? (char)(*sign - 'A' + 'a')
							     : *sign;
	}
	loose[at] = '\0';
	const struct typed typed = zoe(loose);
	assert_false(code_read("ABCD-EFGH-JKM", out));
	assert_false(code_read("ABCD-EFGH-JKMNP", out));
	assert_false(code_read("ABCD-EFGH-JKM!", out));
	assert_false(code_read("ABCD-EFGH-JKMU", out));
	assert_true(code_read("O0Il-1LLL-IIII", out));
	assert_string_equal(out, "001111111111");
	assert_int_equal(activate(f, &typed), STATUS_OK);
}

/* ACC-07: byte for byte as recorded, once both are composed (NFC): capitals, accents, no blank in
 * the phone. */
static void
exactly_as_recorded(void **state)
{
	static const struct {
		const char *last_name, *first_name, *phone;
	} wrong[] = {
		{ "lefèvre", "ZOÉ", "0470123456" },      { "LEFEVRE", "ZOÉ", "0470123456" },
		{ "LEFÈVRE", "Zoé", "0470123456" },      { "LEFÈVRE", "ZOÉ", "0470 123456" },
		{ "LEFÈVRE", "ZOÉ", "+32470123456" },    { "LEFÈVRE", "ZOÉ", "0470123457" },
		{ "ZOÉ", "LEFÈVRE", "0470123456" },      { "LEFÈVRE", "ZOE\xCC\x80", "0470123456" },
		{ "LEFÈVRE  ZOÉ", "ZOÉ", "0470123456" },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct typed typed = zoe(invited(f));
		typed.last_name = wrong[i].last_name;
		typed.first_name = wrong[i].first_name;
		typed.phone = wrong[i].phone;
		assert_refused(f, activate(f, &typed), "", "refusal.activation_wrong");
	}
	struct typed typed = zoe(invited(f));
	typed.last_name = "  LEFE\xCC\x80VRE "; /* what surrounds a field is of no parameter */
	typed.first_name = "ZOE\xCC\x81";
	assert_int_equal(activate(f, &typed), STATUS_OK);
	assert_true(comes_in(f, "zoe", NEW));
}

/* ACC-07: three failures close it, and its maker hears of it; a new one opens the way again. */
static void
three_failures_close_it(void **state)
{
	struct fixture *f = *state;
	const struct typed right = zoe(invited(f));
	struct typed wrong = right;
	wrong.phone = "0470000000";
	for (int i = 0; i < 3; i++) {
		assert_null(
		    fixture_text(f, "SELECT id FROM outbox WHERE kind = 'invitation-locked'"));
		assert_refused(f, activate(f, &wrong), "", "refusal.activation_wrong");
	}
	assert_refused(f, activate(f, &right), "code", "refusal.activation_locked");
	assert_state(f, "zoe", "invited");
	assert_string_equal(
	    fixture_text(f, "SELECT recipient FROM outbox WHERE kind = 'invitation-locked'"),
	    fixture_text(f, "SELECT email FROM account WHERE login = 'supervisor'"));
	assert_non_null(strstr(fixture_letter(f, "invitation-locked"), "LEFÈVRE ZOÉ"));
	assert_int_equal(
	    fixture_number(f, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation-locked'"), 1);
	const struct typed again = zoe(invited(f));
	assert_int_equal(activate(f, &again), STATUS_OK);
}

/* The third try is still one; what is not of a code's form, or a password that will not do, is
 * none. */
static void
what_counts_as_a_try(void **state)
{
	struct fixture *f = *state;
	const struct typed right = zoe(invited(f));
	struct typed wrong = right;
	wrong.code = "0000-0000-0000";
	assert_refused(f, activate(f, &wrong), "", "refusal.activation_wrong");
	assert_refused(f, activate(f, &wrong), "", "refusal.activation_wrong");
	for (int i = 0; i < 4; i++) {
		struct typed typed = right;
		typed.code = "0000-0000";
		assert_refused(f, activate(f, &typed), "code", "refusal.code_form");
		typed = right;
		typed.new = "zoe";
		assert_refused(f, activate(f, &typed), "new", "refusal.password");
	}
	assert_int_equal(activate(f, &right), STATUS_OK);
}

/* The same answer and the same work for a user there is not, one already in, a code that is wrong.
 */
static void
tells_nothing(void **state)
{
	struct fixture *f = *state;
	struct typed typed = zoe(invited(f));
	typed.code = "0000-0000-0000";
	hashes_since();
	assert_refused(f, activate(f, &typed), "", "refusal.activation_wrong");
	const int known = hashes_since();
	typed.login = "nobody-of-that-name";
	assert_refused(f, activate(f, &typed), "", "refusal.activation_wrong");
	assert_int_equal(hashes_since(), known);
	typed.login = "agent";
	assert_refused(f, activate(f, &typed), "", "refusal.activation_wrong");
	assert_int_equal(hashes_since(), known);
	assert_int_equal(known, 1);
}

/* ---- two at once ---- */

struct other {
	struct fixture *f;
	struct typed typed;
	enum status status;
};

static void
other_activates(void *context)
{
	struct other *other = context;
	struct outcome kept = other->f->outcome;
	other->status = activate(other->f, &other->typed);
	other->f->outcome = kept;
}

/* Two with the same code at the same moment: one of them comes in, by his own password. */
static void
exactly_one_wins(void **state)
{
	struct fixture *f = *state;
	const struct typed typed = zoe(invited(f));
	struct other other = { .f = f, .typed = typed };
	other.typed.new = "Parapluie-88!";
	hash_meanwhile(other_activates, &other);
	assert_refused(f, activate(f, &typed), "code", "refusal.activation_used");
	assert_int_equal(other.status, STATUS_OK);
	assert_true(comes_in(f, "zoe", "Parapluie-88!"));
	assert_false(comes_in(f, "zoe", NEW));
}

/* ---- by SMS, and the first of a customer ---- */

/* Without an e-mail address it goes by SMS, in the language of who gets it. */
static void
by_sms_without_an_address(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(send(f, f->supervisor, "eric"), STATUS_OK);
	assert_string_equal(fixture_text(f, "SELECT channel || recipient || language FROM outbox "
					    "WHERE kind = 'invitation'"),
			    "sms+32470123457nl");
	assert_non_null(code_of(f, "invitation"));
	alter(f, "UPDATE account SET phone = NULL WHERE login = 'eric'");
	assert_refused(f, send(f, f->supervisor, "eric"), "email", "refusal.invitation_nowhere");
}

static enum status
first(struct fixture *f, const char *code, const char *client, const char *contract)
{
	struct session *session = nobody(f);
	const enum status status = fixture_run(f, session, "user.activate", "code", code, "client",
					       client, "contract", contract, "new", NEW, NULL);
	session_free(&session);
	return status;
}

/* ACC-06: client and contract numbers, for the first account and for no other. */
static void
first_of_a_customer(void **state)
{
	struct fixture *f = *state;
	const char *contract =
	    fixture_text(f, "SELECT contract FROM customer WHERE number = 'C400'");
	assert_int_equal(send(f, f->supervisor, "ana"), STATUS_OK);
	const char *code = code_of(f, "invitation-first");
	struct typed names = { "ana", code, "GARCÍA", "ANA", "0612345678", NEW };
	assert_refused(f, activate(f, &names), "", "refusal.activation_wrong");
	assert_refused(f, first(f, code, "C400", "0"), "", "refusal.first_wrong");
	assert_int_equal(first(f, code, "c400", contract), STATUS_OK);
	assert_string_equal(f->outcome.key, "ana");
	assert_true(comes_in(f, "ana@c400.example", NEW));
	assert_refused(f, first(f, invited(f), "C100", contract), "", "refusal.first_wrong");
}

/* One form or the other; nothing of both. */
static void
one_form_or_the_other(void **state)
{
	struct fixture *f = *state;
	struct session *session = nobody(f);
	assert_int_equal(fixture_run(f, session, "user.activate", "code", "0000-0000-0000",
				     "client", "C400", "new", NEW, NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "contract");
	assert_int_equal(fixture_run(f, session, "user.activate", "code", "0000-0000-0000",
				     "client", "C400", "contract", "1", "login", "ana", "new", NEW,
				     NULL),
			 STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "login");
	assert_int_equal(
	    fixture_run(f, session, "user.activate", "code", "0000-0000-0000", "new", NEW, NULL),
	    STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "login");
	session_free(&session);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_invited, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_the_access_once),
		TEST(code_is_in_the_message_alone),
		TEST(forty_eight_hours),
		TEST(a_new_one_replaces),
		TEST(code_as_people_type_it),
		TEST(exactly_as_recorded),
		TEST(three_failures_close_it),
		TEST(what_counts_as_a_try),
		TEST(tells_nothing),
		TEST(exactly_one_wins),
		TEST(by_sms_without_an_address),
		TEST(first_of_a_customer),
		TEST(one_form_or_the_other),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
