/* The first sign-in: with the names and the phone that the maker of the account recorded (ACC-07),
 * or for a customer's first account with what stands on its contract (ACC-06). */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

enum { TRIES = 3 };

struct user_activate {
	const char *login;
	const char *client;
	const char *contract;
	const char *code;
	const char *last_name;
	const char *first_name;
	const char *phone;
	const char *new;
};

static const struct param params[] = {
	{ PARAM_TEXT(user_activate, login), .flags = PARAM_LOGIN, .most = 120 },
	{ PARAM_TEXT(user_activate, client), .most = 40 },
	{ PARAM_TEXT(user_activate, contract), .most = 40 },
	{ PARAM_TEXT(user_activate, code), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ PARAM_TEXT(user_activate, last_name), .most = 40 },
	{ PARAM_TEXT(user_activate, first_name), .most = 40 },
	{ PARAM_TEXT(user_activate, phone), .most = 40 },
	{ PARAM_TEXT(user_activate, new), .flags = PARAM_MANDATORY | PARAM_SECRET },
	{ .name = NULL },
};

/* A client number, or a user name with what is known of him; not something of both. */
static enum status
form_check(struct work *work, const struct user_activate *activate)
{
	const bool first = activate->client != NULL;
	const struct {
		const char *param, *text;
		bool of_first;
	} given[] = {
		{ "login", activate->login, false },
		{ "last_name", activate->last_name, false },
		{ "first_name", activate->first_name, false },
		{ "phone", activate->phone, false },
		{ "contract", activate->contract, true },
	};
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
		struct error error = { .status = STATUS_OK };
		bool wanted = given[i].of_first == first;
		if (wanted == (given[i].text != NULL)) {
			continue;
		}
		error_set(&error, STATUS_USAGE, given[i].param,
			  wanted ? "error.mandatory" : "error.not_asked", NULL);
		return work_fail(work, &error);
	}
	return STATUS_OK;
}

/* To the byte, once both are composed alike (NFC): what was typed is by now. */
static bool
same(struct work *work, const struct row *receiver, const char *column, const char *typed)
{
	return row_known(receiver, column) &&
	       strcmp(text_nfc(work->arena, row_text(receiver, column)), typed) == 0;
}

static bool
is_known(struct work *work, const struct user_activate *activate, const struct row *receiver)
{
	struct arena *arena = work->arena;
	bool founder = row_int(receiver, "founder") != 0;
	if (activate->client != NULL) {
		return founder && row_known(receiver, "contract") &&
		       strcmp(plate_key(arena, row_text(receiver, "contract")),
			      plate_key(arena, activate->contract)) == 0;
	}
	return !founder && same(work, receiver, "last_name", activate->last_name) &&
	       same(work, receiver, "first_name", activate->first_name) &&
	       same(work, receiver, "phone", activate->phone);
}

static enum status
find_invited(struct work *work, const struct user_activate *activate, const struct row **receiver)
{
	const struct row *row = NULL;
	bool first = activate->client != NULL;
	const char *key = first ? plate_key(work->arena, activate->client)
				: text_fold(work->arena, activate->login);
	enum status status =
	    work_row(work, first ? SQL_ACCOUNT_CODE_FOUNDER : SQL_ACCOUNT_CODE_BY_LOGIN,
		     ARGS(ARG_TEXT("key", key)), &row);
	*receiver = NULL;
	return status == STATUS_OK && row != NULL
		   ? account_receiver(work, row_int(row, "id"), receiver)
		   : status;
}

static enum status
prepare(struct work *work, const void *args)
{
	const struct user_activate *activate = args;
	struct regain *regain = arena_alloc(work->arena, sizeof *regain);
	enum status status = form_check(work, activate);
	if (status != STATUS_OK) {
		return status;
	}
	*regain = (struct regain){
		.login = activate->login,
		.new = activate->new,
		.try = { .kind = "activation",
			 .typed = activate->code,
			 .most = TRIES,
			 .refusal = activate->client != NULL ? "refusal.first_wrong"
							     : "refusal.activation_wrong" },
	};
	status = find_invited(work, activate, &regain->receiver);
	regain->try.known = regain->receiver != NULL && is_known(work, activate, regain->receiver);
	return status == STATUS_OK ? regain_prepare(work, regain) : status;
}

static enum status
check(struct work *work, const void *args)
{
	const struct row *receiver = NULL;
	(void)args;
	enum status status = regain_check(work, work->prepared, &receiver);
	if (status == STATUS_OK && strcmp(row_text(receiver, "state"), "invited") != 0) {
		return work_refuse(work, NULL, "access.disabled", NULL);
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	const struct regain *regain = work->prepared;
	(void)args;
	enum status status = regain_apply(work, regain, SQL_ACCOUNT_CODE_ACTIVATE);
	if (status == STATUS_OK) {
		work_say(work, "outcome.activated",
			 ARGS(ARG_TEXT("login", row_text(regain->receiver, "login"))));
	}
	return status;
}

const struct command user_activate = {
	.name = "user.activate",
	.flags = COMMAND_ANYBODY,
	PARAMS(user_activate, params),
	.prepare = prepare, /* ACC-06, ACC-07 */
	.check = check,     /* ACC-02, ACC-05 */
	.apply = apply,
};
