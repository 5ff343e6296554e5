/* ACC-13: the second factor of an account, spent in the transaction of what it is asked for. */
#include "private.h"

#include <string.h>

#include <guichet/arena.h>
#include <guichet/secret.h>

/* Letters and digits, in capitals: spaces and dashes are how people copy. */
static const char *
bare(struct arena *arena, const char *code)
{
	struct builder out = { .arena = arena };

	for (const char *p = text_upper(arena, code); *p != '\0'; p++)
		if (*p != ' ' && *p != '-')
			builder_add_bytes(&out, p, 1);
	return builder_text(&out);
}

void
work_recovery_mac(const struct work *work, int64_t account, const char *code,
		  char out[SECRET_MAC_HEX])
{
	const struct mac_part parts[] = { { &account, sizeof account }, { code, strlen(code) } };

	secret_mac_parts(store_keys(work->session->store), "recovery", parts, 2, out);
}

static enum status
spend_step(struct work *work, const struct row *facts, const char *code, bool *right)
{
	const int64_t id = row_int(facts, "id");
	const int64_t after =
	    row_known(facts, "totp_counter") ? row_int(facts, "totp_counter") : -1;
	char secret[TOTP_SECRET_SIZE];
	int64_t now = 0, step = 0, changed = 0;
	enum status status = secret_open_hex(store_keys(work->session->store), "account",
					     "totp_sealed", id, row_text(facts, "totp_sealed"),
					     secret, sizeof secret, &work->ledger->error);

	if (status != STATUS_OK)
		return status;
	stamp_read(work->now, &now);
	*right = totp_match(secret, code, now, after, &step);
	secret_wipe(secret, sizeof secret);
	if (!*right)
		return STATUS_OK;
	status = work_run_any(work, SQL_SECOND_SPEND,
			      ARGS(ARG_INT("id", id), ARG_INT("step", step)), &changed);
	*right = changed > 0;
	return status;
}

static enum status
spend_recovery(struct work *work, int64_t account, const char *code, bool *right, int64_t *left)
{
	char mac[SECRET_MAC_HEX];
	int64_t changed = 0;
	const struct row *row = NULL;

	work_recovery_mac(work, account, code, mac);
	enum status status =
	    work_run_any(work, SQL_SECOND_SPEND_RECOVERY,
			 ARGS(ARG_INT("id", account), ARG_TEXT("mac", mac)), &changed);
	*right = status == STATUS_OK && changed > 0;
	if (!*right)
		return status;
	status = work_row(work, SQL_SECOND_RECOVERY_LEFT, ARGS(ARG_INT("id", account)), &row);
	*left = row != NULL ? row_int(row, "codes") : 0;
	return status;
}

enum status
work_spend_code(struct work *work, int64_t account, const char *code, bool *right, int64_t *left)
{
	const struct row *facts = NULL;
	const char *typed = bare(work->arena, code);
	enum status status = work_row(work, SQL_SECOND_FACTS, ARGS(ARG_INT("id", account)), &facts);

	*right = false;
	*left = -1;
	if (status != STATUS_OK || facts == NULL || !row_known(facts, "totp_sealed"))
		return status;
	if (strlen(typed) == TOTP_DIGITS)
		return spend_step(work, facts, typed, right);
	return spend_recovery(work, account, typed, right, left);
}
