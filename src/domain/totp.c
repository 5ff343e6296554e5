/* ACC-13: one's second factor.  The secret is made here, sealed, and handed to whoever asked; it
 * counts once a code made with it has come back. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

enum { RECOVERY_CODES = 10, RECOVERY_HALF = 5, RECOVERY_SIGNS = 2 * RECOVERY_HALF };
enum { GROUP = 4, LABEL_MOST = 20 };

#define FOREVER "9999-12-31T23:59:59Z"

/* What the commands on one's own second factor have looked up. */
static enum status
own_facts(struct work *work, const struct row **facts)
{
	const int64_t account = work->session->account;
	if (account == 0) {
		return work_deny(work, "refusal.keep_nobody", NULL);
	}
	enum status status =
	    work_row(work, SQL_TOTP_ACCOUNT, ARGS(ARG_INT("user", account)), facts);
	if (status == STATUS_OK && *facts == NULL) {
		return work_refuse(work, NULL, "refusal.user_gone", NULL);
	}
	work->state = (void *)(uintptr_t)*facts;
	return status;
}

static bool
is_on(const struct row *facts)
{
	return row_known(facts, "totp_sealed");
}

/* What prepare has found of the password given again. */
struct proof {
	bool right;
};

static enum status
prove(struct work *work, const char *present)
{
	struct proof *proof = arena_alloc(work->arena, sizeof *proof);
	work->prepared = proof;
	return present != NULL ? work_prove(work, present, &proof->right) : STATUS_OK;
}

static enum status
check_proof(struct work *work, const char *present)
{
	const struct proof *proof = work->prepared;
	if (present == NULL) {
		return work_refuse(work, "present", "error.mandatory", NULL);
	}
	return proof != NULL && proof->right
		   ? STATUS_OK
		   : work_refuse(work, "present", "refusal.password_present", NULL);
}

static enum status
spend(struct work *work, const struct row *facts, const char *code)
{
	bool right = false;
	int64_t left = -1;
	if (code == NULL) {
		return work_refuse(work, "code", "error.mandatory", NULL);
	}
	enum status status = work_spend_code(work, row_int(facts, "id"), code, &right, &left);
	if (status == STATUS_OK && !right) {
		return work_refuse(work, "code", "refusal.totp_code", NULL);
	}
	return status;
}

/* His second factor has changed: whoever it was, he hears of it. */
static enum status
tell(struct work *work, const struct row *facts, const char *kind)
{
	const char *name = arena_format(work->arena, "%s %s", row_text(facts, "first_name"),
					row_text(facts, "last_name"));
	return work_queue(
	    work,
	    &(struct letter){
		.kind = kind,
		.channel = "email",
		.to = row_text_or_null(facts, "email"),
		.language = row_text(facts, "language"),
		.args = ARGS(ARG_TEXT("name", name), ARG_TEXT("login", row_text(facts, "login")),
			     ARG_TEXT("by", work->session->login), ARG_STAMP("at", work->now)) },
	    NULL);
}

/* ---- account.totp-start ---- */

struct account_totp_start {
	const char *present, *code;
};

static const struct param start_params[] = {
	{ PARAM_TEXT(account_totp_start, present), .flags = PARAM_SECRET, .most = 128 },
	{ PARAM_TEXT(account_totp_start, code), .flags = PARAM_SECRET, .most = 20 },
	{ .name = NULL },
};

static enum status
start_prepare(struct work *work, const void *args)
{
	const struct account_totp_start *start = args;
	return work->session->account != 0 ? prove(work, start->present) : STATUS_OK;
}

/* Who is made to get one has given his password a moment ago. */
static enum status
start_check(struct work *work, const void *args)
{
	const struct account_totp_start *start = args;
	const struct row *facts = NULL;
	enum status status = own_facts(work, &facts);
	if (status != STATUS_OK || work->session->must_enrol) {
		return status;
	}
	return check_proof(work, start->present);
}

static const char *
grouped(struct arena *arena, const char *secret)
{
	struct builder out = { .arena = arena };
	for (size_t i = 0; secret[i] != '\0'; i += GROUP) {
		builder_format(&out, "%s%.*s", i > 0 ? " " : "", GROUP, secret + i);
	}
	return builder_text(&out);
}

/* Short, so that the square fits a terminal of 24 lines: the other settings are the standard ones.
 */
static const char *
otpauth(struct arena *arena, const char *login, const char *secret)
{
	struct builder out = { .arena = arena };
	builder_add(&out, "otpauth://totp/guichet:");
	for (const char *p = login;
	     *p != '\0' && out.size < sizeof "otpauth://totp/guichet:" + LABEL_MOST; p++) {
		const unsigned char c = (unsigned char)*p;
		const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				   (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
		builder_format(&out, plain ? "%c" : "%%%02X", c);
	}
	builder_format(&out, "?secret=%s", secret);
	return builder_text(&out);
}

static enum status
start_apply(struct work *work, const void *args)
{
	const struct account_totp_start *start = args;
	const struct row *facts = work->state;
	const int64_t user = row_int(facts, "id");
	struct error error = { .status = STATUS_OK };
	const char *sealed = NULL;
	char secret[TOTP_SECRET_SIZE];
	work_about(work, "user", user, row_text(facts, "login"), 0);
	enum status status = is_on(facts) ? spend(work, facts, start->code) : STATUS_OK;
	if (status != STATUS_OK) {
		return status;
	}
	totp_secret(secret);
	status = secret_seal_hex(work->arena, store_keys(work->session->store), "account",
				 "totp_next_sealed", user, secret, &sealed, &error);
	if (status == STATUS_OK) {
		work_hand(work, "totp_secret", grouped(work->arena, secret));
		work_hand(work, "totp_uri", otpauth(work->arena, row_text(facts, "login"), secret));
	}
	secret_wipe(secret, sizeof secret);
	if (status != STATUS_OK) {
		return work_fail(work, &error);
	}
	status =
	    work_run(work, SQL_TOTP_TRY, ARGS(ARG_INT("user", user), ARG_TEXT("sealed", sealed)));
	if (status == STATUS_OK && !work->session->must_enrol) {
		status = work_proved(work);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.totp_started", NULL);
	}
	return status;
}

const struct command account_totp_start = {
	.name = "account.totp-start",
	.flags = COMMAND_ACCOUNT | COMMAND_ENROLS,
	PARAMS(account_totp_start, start_params),
	.prepare = start_prepare,
	.check = start_check,
	.apply = start_apply, /* ACC-13 */
};

/* ---- account.totp-confirm ---- */

struct account_totp_confirm {
	const char *code;
};

static const struct param confirm_params[] = {
	{ PARAM_TEXT(account_totp_confirm, code), .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 20 },
	{ .name = NULL },
};

static enum status
confirm_check(struct work *work, const void *args)
{
	const struct row *facts = NULL;
	enum status status = own_facts(work, &facts);
	(void)args;
	if (status == STATUS_OK && !row_known(facts, "totp_next_sealed")) {
		return work_refuse(work, NULL, "refusal.totp_not_started", NULL);
	}
	return status;
}

/* The codes of before are worth nothing from now. */
static enum status
make_recovery_codes(struct work *work, int64_t user)
{
	int64_t first = 0;
	enum status status =
	    work_run_any(work, SQL_TOTP_END_CODES, ARGS(ARG_INT("user", user)), NULL);
	if (status == STATUS_OK) {
		status = work_new_ids(work, "account_code", RECOVERY_CODES, &first);
	}
	for (int64_t i = 0; status == STATUS_OK && i < RECOVERY_CODES; i++) {
		char code[RECOVERY_SIGNS + 1], mac[SECRET_MAC_HEX];
		secret_letters(code, RECOVERY_SIGNS);
		code[RECOVERY_SIGNS] = '\0';
		work_recovery_mac(work, user, code, mac);
		status = work_run(work, SQL_TOTP_ADD_CODE,
				  ARGS(ARG_INT("id", first + i), ARG_INT("user", user),
				       ARG_TEXT("mac", mac), ARG_STAMP("until", FOREVER)));
		work_hand(work, "recovery_code",
			  arena_format(work->arena, "%.*s-%s", RECOVERY_HALF, code,
				       code + RECOVERY_HALF));
		secret_wipe(code, sizeof code);
	}
	return status;
}

/* Sealed anew for the column that counts; the step of this code is used. */
static enum status
turn_on(struct work *work, const struct row *facts, const char *code)
{
	const struct keyring *keys = store_keys(work->session->store);
	const int64_t user = row_int(facts, "id");
	struct error error = { .status = STATUS_OK };
	const char *sealed = NULL;
	char secret[TOTP_SECRET_SIZE];
	int64_t now = 0, step = 0;
	enum status status =
	    secret_open_hex(keys, "account", "totp_next_sealed", user,
			    row_text(facts, "totp_next_sealed"), secret, sizeof secret, &error);
	if (status != STATUS_OK) {
		return work_fail(work, &error);
	}
	stamp_read(work->now, &now);
	const bool right = totp_match(secret, code, now, -1, &step);
	status = secret_seal_hex(work->arena, keys, "account", "totp_sealed", user, secret, &sealed,
				 &error);
	secret_wipe(secret, sizeof secret);
	if (status != STATUS_OK) {
		return work_fail(work, &error);
	}
	if (!right) {
		return work_refuse(work, "code", "refusal.totp_code", NULL);
	}
	return work_run(
	    work, SQL_TOTP_ON,
	    ARGS(ARG_INT("user", user), ARG_TEXT("sealed", sealed), ARG_INT("step", step)));
}

static enum status
confirm_apply(struct work *work, const void *args)
{
	const struct account_totp_confirm *confirm = args;
	const struct row *facts = work->state;
	struct builder code = { .arena = work->arena };
	for (const char *p = confirm->code; *p != '\0'; p++) {
		if (*p != ' ') {
			builder_add_bytes(&code, p, 1);
		}
	}
	work_about(work, "user", row_int(facts, "id"), row_text(facts, "login"), 0);
	enum status status = turn_on(work, facts, builder_text(&code));
	if (status == STATUS_OK) {
		status = make_recovery_codes(work, row_int(facts, "id"));
	}
	if (status == STATUS_OK) {
		status = tell(work, facts, "totp-on");
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.totp_on", NULL);
		work_say(work, "outcome.recovery_codes", ARGS(ARG_INT("count", RECOVERY_CODES)));
	}
	return status;
}

const struct command account_totp_confirm = {
	.name = "account.totp-confirm",
	.flags = COMMAND_ACCOUNT | COMMAND_ENROLS,
	PARAMS(account_totp_confirm, confirm_params),
	.check = confirm_check,
	.apply = confirm_apply, /* ACC-13 */
};

/* ---- account.totp-drop ---- */

struct account_totp_drop {
	const char *present, *code;
};

static const struct param drop_params[] = {
	{ PARAM_TEXT(account_totp_drop, present), .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 128 },
	{ PARAM_TEXT(account_totp_drop, code), .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 20 },
	{ .name = NULL },
};

static enum status
drop_prepare(struct work *work, const void *args)
{
	const struct account_totp_drop *drop = args;
	return work->session->account != 0 ? prove(work, drop->present) : STATUS_OK;
}

static enum status
drop_check(struct work *work, const void *args)
{
	const struct account_totp_drop *drop = args;
	const struct row *facts = NULL;
	enum status status = own_facts(work, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (!is_on(facts)) {
		return work_refuse(work, NULL, "refusal.totp_off", NULL);
	}
	if (config_bool(work->session->config, "auth.totp_admins") &&
	    strcmp(row_text(facts, "profile"), "administrator") == 0) {
		return work_refuse(work, NULL, "refusal.totp_needed", NULL);
	}
	return check_proof(work, drop->present);
}

/* Without a second factor there is nothing that the recovery codes stand for. */
static enum status
turn_off(struct work *work, const struct row *facts, const char *kind)
{
	const struct arg *user = ARGS(ARG_INT("user", row_int(facts, "id")));
	work_about(work, "user", row_int(facts, "id"), row_text(facts, "login"), 0);
	enum status status = work_run(work, SQL_TOTP_OFF, user);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_TOTP_END_CODES, user, NULL);
	}
	return status == STATUS_OK ? tell(work, facts, kind) : status;
}

static enum status
drop_apply(struct work *work, const void *args)
{
	const struct account_totp_drop *drop = args;
	const struct row *facts = work->state;
	enum status status = spend(work, facts, drop->code);
	if (status == STATUS_OK) {
		status = work_proved(work);
	}
	if (status == STATUS_OK) {
		status = turn_off(work, facts, "totp-off");
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.totp_off", NULL);
	}
	return status;
}

const struct command account_totp_drop = {
	.name = "account.totp-drop",
	.flags = COMMAND_ACCOUNT,
	PARAMS(account_totp_drop, drop_params),
	.prepare = drop_prepare,
	.check = drop_check,
	.apply = drop_apply, /* ACC-13 */
};

/* ---- user.reset-totp ---- */

struct user_reset_totp {
	struct record login;
};

static const struct param reset_params[] = {
	{ PARAM_ID(user_reset_totp, login), .record = &user_reference, .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
reset_check(struct work *work, const void *args)
{
	const struct user_reset_totp *reset = args;
	const struct row *facts = NULL;
	if (reset->login.id == work->session->account) {
		return work_deny(work, "refusal.totp_reset_own", NULL);
	}
	enum status status =
	    work_row(work, SQL_TOTP_ACCOUNT, ARGS(ARG_INT("user", reset->login.id)), &facts);
	if (status == STATUS_OK && facts == NULL) {
		return work_refuse(work, "login", "refusal.user_gone", NULL);
	}
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static enum status
reset_apply(struct work *work, const void *args)
{
	const struct row *facts = work->state;
	const struct arg *who = ARGS(ARG_TEXT("login", row_text(facts, "login")));
	(void)args;
	work_about(work, "user", row_int(facts, "id"), row_text(facts, "login"), 0);
	if (!is_on(facts)) {
		work_unchanged(work);
		work_say(work, "outcome.totp_none", who);
		return STATUS_OK;
	}
	enum status status = turn_off(work, facts, "totp-reset");
	if (status == STATUS_OK) {
		work_say(work, "outcome.totp_reset", who);
	}
	return status;
}

/* Settings are an administrator's alone. */
const struct command user_reset_totp = {
	.name = "user.reset-totp",
	.right = "settings",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	.flags = COMMAND_STAFF,
	PARAMS(user_reset_totp, reset_params),
	.check = reset_check,
	.apply = reset_apply, /* ACC-13 */
};
