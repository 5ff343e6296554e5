/* Codes that are sent to a person once and typed back once: an invitation (ACC-05), a forgotten
 * password (ACC-04). Of a code only a keyed hash is kept; the message is the one place where it can
 * be read. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

enum { SIGNS = 12, GROUP = 4 };

/* No sign is taken for another: neither I nor L beside 1, no O beside 0, and U makes no words. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
code_make(char out[SENT_CODE_SIZE])
{
	unsigned char bytes[SIGNS];
	size_t at = 0;
	secret_random(bytes, sizeof bytes);
	for (size_t i = 0; i < SIGNS; i++) {
		if (i > 0 && i % GROUP == 0) {
			out[at++] = '-';
		}
		out[at++] = alphabet[bytes[i] % (sizeof alphabet - 1)];
	}
	out[at] = '\0';
	secret_wipe(bytes, sizeof bytes);
}

bool
code_read(const char *typed, char out[SENT_CODE_SIZE])
{
	size_t count = 0;
	for (; *typed != '\0'; typed++) {
		char sign = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
		sign = sign == 'O' ? '0' : sign == 'I' || sign == 'L' ? '1' : sign;
		if (sign == '-' || sign == ' ') {
			continue;
		}
		if (count == SIGNS || strchr(alphabet, sign) == NULL) {
			return false;
		}
		out[count++] = sign;
	}
	out[count] = '\0';
	return count == SIGNS;
}

bool
code_is_one(const char *typed)
{
	char code[SENT_CODE_SIZE];
	bool one = code_read(typed, code);
	secret_wipe(code, sizeof code);
	return one;
}

/* Of this account and for this use alone. */
static const char *
code_mac(struct work *work, int64_t account, const char *kind, const char *typed)
{
	char code[SENT_CODE_SIZE], owner[24], mac[SECRET_MAC_HEX];
	/* What is no code is worked on alike, and matches none. */
	const char *signs = code_read(typed, code) ? code : "";
	snprintf(owner, sizeof owner, "%lld", (long long)account);
	const struct mac_part parts[] = { { owner, strlen(owner) },
					  { kind, strlen(kind) },
					  { signs, strlen(signs) } };
	secret_mac_parts(store_keys(work->session->store), "account_code", parts, 3, mac);
	secret_wipe(code, sizeof code);
	return arena_copy(work->arena, mac);
}

enum status
account_receiver(struct work *work, int64_t account, const struct row **receiver)
{
	return work_row(work, SQL_ACCOUNT_CODE_RECEIVER, ARGS(ARG_INT("user", account)), receiver);
}

/* A phone of an account has no prefix (USR-01): it is of the customer's country, or of the issuer's
 * own. */
const char *
account_mobile(struct work *work, const struct row *receiver)
{
	const char *country = row_known(receiver, "country") ? row_text(receiver, "country") : "BE";
	const char *key = NULL;
	bool mobile = false;
	const char *phone =
	    row_known(receiver, "phone")
		? phone_parse(work->arena, country, row_text(receiver, "phone"), &mobile, &key)
		: NULL;
	return mobile ? phone : NULL;
}

/* By e-mail; by SMS where there is none. */
bool
account_reach(struct work *work, const struct row *receiver, struct letter *letter)
{
	letter->language = row_text(receiver, "language");
	letter->customer = row_int(receiver, "customer_id");
	letter->channel = "email";
	letter->to = row_text_or_null(receiver, "email");
	if (letter->to != NULL || !row_known(receiver, "phone")) {
		return letter->to != NULL;
	}
	letter->channel = "sms";
	letter->to = account_mobile(work, receiver);
	return letter->to != NULL;
}

/* Those sent before are worth nothing from now. */
static enum status
keep_code(struct work *work, int64_t user, const struct code_letter *sent, const char *code)
{
	int64_t id = 0;
	enum status status =
	    work_run_any(work, SQL_ACCOUNT_CODE_REPLACE,
			 ARGS(ARG_INT("user", user), ARG_TEXT("kind", sent->kind)), NULL);
	if (status == STATUS_OK) {
		status = work_new_id(work, "account_code", &id);
	}
	if (status == STATUS_OK) {
		status = work_run(work, SQL_ACCOUNT_CODE_INSERT,
				  ARGS(ARG_INT("id", id), ARG_INT("user", user),
				       ARG_TEXT("kind", sent->kind),
				       ARG_TEXT("mac", code_mac(work, user, sent->kind, code)),
				       ARG_STAMP("expires_at", sent->until)));
	}
	return status;
}

enum status
code_send(struct work *work, const struct row *receiver, const struct code_letter *sent)
{
	const char *name = arena_format(work->arena, "%s %s", row_text(receiver, "first_name"),
					row_text(receiver, "last_name"));
	char code[SENT_CODE_SIZE];
	code_make(code);
	struct letter letter = {
		.kind = sent->letter,
		.secret = "code",
		.args = ARGS(ARG_TEXT("code", code), ARG_TEXT("name", name),
			     ARG_TEXT("login", row_text(receiver, "login")),
			     ARG_STAMP("until", sent->until)),
		.deadline = sent->until,
	};
	account_reach(work, receiver, &letter);
	enum status status = keep_code(work, row_int(receiver, "id"), sent, code);
	if (status == STATUS_OK) {
		status = work_queue(work, &letter, NULL);
	}
	secret_wipe(code, sizeof code);
	return status;
}

/* ---- what was typed back ---- */

struct account_try_code {
	struct amount user;
	const char *kind;
	struct amount most;
};

static const char *const kind_choices[] = { "activation", "reset", NULL };

static const struct param try_params[] = {
	{ PARAM_INT(account_try_code, user) },
	{ PARAM_CHOICE(account_try_code, kind), .flags = PARAM_MANDATORY, .choices = kind_choices },
	{ PARAM_INT(account_try_code, most), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

static enum status
live_code(struct work *work, int64_t user, const char *kind, const struct row **code)
{
	return work_row(work, SQL_ACCOUNT_CODE_LIVE,
			ARGS(ARG_INT("user", user), ARG_TEXT("kind", kind)), code);
}

static enum status
lock_code(struct work *work, const struct account_try_code *try, const struct row *code)
{
	const struct row *receiver = NULL;
	enum status status = account_receiver(work, try->user.number, &receiver);
	if (status != STATUS_OK || receiver == NULL) {
		return status;
	}
	const char *login = row_text(receiver, "login");
	work_about(work, "user", try->user.number, login, 0);
	work_say(work, "outcome.code_locked", ARGS(ARG_TEXT("login", login)));
	status = work_run(work, SQL_ACCOUNT_CODE_LOCK, ARGS(ARG_INT("code", row_int(code, "id"))));
	return status == STATUS_OK && strcmp(try->kind, "activation") == 0
		   ? invitation_tell_maker(work, receiver)
		   : status;
}

/* A try takes a number, so that one for nobody writes as one for somebody does.  One too many
 * locks: the one before was killed before it could. */
static enum status
try_apply(struct work *work, const void *args)
{
	const struct account_try_code *try = args;
	const struct row *code = NULL;
	int64_t number = 0;
	enum status status = work_new_id(work, "account_try", &number);
	if (status == STATUS_OK) {
		status = live_code(work, try->user.number, try->kind, &code);
	}
	if (status != STATUS_OK || code == NULL) {
		return status;
	}
	if (row_int(code, "failures") >= try->most.number) {
		return lock_code(work, try, code);
	}
	return work_run(work, SQL_ACCOUNT_CODE_COUNT_TRY,
			ARGS(ARG_INT("code", row_int(code, "id"))));
}

const struct command account_try_code = {
	.name = "account.try-code",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(account_try_code, try_params),
	.apply = try_apply, /* ACC-07 */
};

/* The code was the right one, what it was sent with will not do: that was no guess. */
static enum status
take_back_apply(struct work *work, const void *args)
{
	const struct account_try_code *try = args;
	const struct row *code = NULL;
	enum status status = live_code(work, try->user.number, try->kind, &code);
	if (status == STATUS_OK && code != NULL) {
		status = work_run_any(work, SQL_ACCOUNT_CODE_TAKE_BACK,
				      ARGS(ARG_INT("code", row_int(code, "id"))), NULL);
	}
	return status;
}

const struct command account_take_back = {
	.name = "account.take-back",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(account_try_code, try_params),
	.apply = take_back_apply,
};

static enum status
lock_apply(struct work *work, const void *args)
{
	const struct account_try_code *try = args;
	const struct row *code = NULL;
	enum status status = live_code(work, try->user.number, try->kind, &code);
	return status == STATUS_OK && code != NULL ? lock_code(work, try, code) : status;
}

const struct command account_lock_code = {
	.name = "account.lock-code",
	.flags = COMMAND_INTERNAL,
	PARAMS(account_try_code, try_params),
	.apply = lock_apply, /* ACC-07 */
};

static const struct input *
try_input(struct work *work, const struct code_try *try)
{
	struct arena *arena = work->arena;
	struct input *input = arena_array(arena, 4, sizeof *input);
	input[0] = (struct input){ "user", arena_format(arena, "%lld", (long long)try->user) };
	input[1] = (struct input){ "kind", try->kind };
	input[2] = (struct input){ "most", arena_format(arena, "%lld", (long long)try->most) };
	return input;
}

enum status
code_count(struct work *work, struct code_try *try)
{
	const struct row *code = NULL;
	enum status status = work_before(work, &account_try_code, try_input(work, try));
	if (status == STATUS_OK) {
		status = live_code(work, try->user, try->kind, &code);
	}
	try->last = status == STATUS_OK && code != NULL && row_int(code, "failures") >= try->most;
	return status;
}

enum status
code_look(struct work *work, struct code_try *try)
{
	const char *mac = code_mac(work, try->user, try->kind, try->typed);
	const struct row *code = NULL;
	enum status status =
	    work_row(work, SQL_ACCOUNT_CODE_OF_MAC, ARGS(ARG_TEXT("mac", mac)), &code);
	if (status != STATUS_OK) {
		return status;
	}
	try->code = try->known && code != NULL ? row_int(code, "id") : 0;
	return try->code == 0 && try->last
		   ? work_before(work, &account_lock_code, try_input(work, try))
		   : STATUS_OK;
}

enum status
code_take_back(struct work *work, const struct code_try *try)
{
	return work_before(work, &account_take_back, try_input(work, try));
}

/* By its number: what has become of it since it was sent. */
enum status
code_check(struct work *work, const struct code_try *try)
{
	const struct row *code = NULL;
	if (try->code == 0) {
		return work_refuse(work, NULL, try->refusal, NULL);
	}
	enum status status =
	    work_row(work, SQL_ACCOUNT_CODE_BY_ID, ARGS(ARG_INT("code", try->code)), &code);
	if (status != STATUS_OK || code == NULL) {
		return status != STATUS_OK ? status : work_refuse(work, NULL, try->refusal, NULL);
	}
	const char *ended = row_text(code, "ended");
	const char *key = NULL;
	if (row_known(code, "used_at") || strcmp(ended, "used") == 0) {
		key = "used";
	} else if (ended[0] != '\0') {
		key = ended;
	} else if (strcmp(work->now, row_text(code, "expires_at")) >= 0) {
		key = "expired";
	}
	if (key == NULL) {
		return STATUS_OK;
	}
	return work_refuse(work, "code", arena_format(work->arena, "refusal.%s_%s", try->kind, key),
			   ARGS(ARG_STAMP("at", row_text(code, "expires_at"))));
}

enum status
code_use(struct work *work, const struct code_try *try)
{
	return work_run(work, SQL_ACCOUNT_CODE_USE, ARGS(ARG_INT("code", try->code)));
}
