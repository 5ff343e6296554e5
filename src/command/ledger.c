/* AUD-01: who, when, what, before and after, chained by a keyed hash. */
#include "private.h"

#include <stdio.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/said.h>
#include <guichet/secret.h>

#define AUDIT_FIELDS 14 /* all of a row but its mac */

/* Columns that never reach the trace. */
static bool
is_secret(const char *column)
{
	static const char *const secret[] = { "password", "hash",   "mac", "pin_mac",
					      "body",     "secret", NULL };
	static const char sealed[] = "_sealed";
	const size_t size = strlen(column), end = sizeof sealed - 1;

	for (const char *const *s = secret; *s != NULL; s++)
		if (strcmp(*s, column) == 0)
			return true;
	return size > end && strcmp(column + size - end, sealed) == 0;
}

static enum status
snapshot(struct work *work, const struct touched *touched, const struct row **row)
{
	struct cursor *cursor = NULL;
	const char *sql =
	    arena_format(work->arena, "SELECT * FROM %s WHERE id = :id", touched->info->touches);
	enum status status =
	    store_fetch_sql(work->session->store, sql, ARGS(ARG_INT("id", touched->id)), &cursor,
			    &work->ledger->error);

	*row = NULL;
	return status == STATUS_OK ? fetch_rows(work, cursor, 1, row) : status;
}

enum status
ledger_before(struct work *work, const struct statement_info *info, const struct arg *args,
	      struct touched *touched)
{
	for (const struct arg *a = args; a != NULL && a->name != NULL; a++)
		if (strcmp(a->name, info->id) == 0)
			touched->id = a->value.number;
	return snapshot(work, touched, &touched->before);
}

static bool
same(const struct value *a, const struct value *b)
{
	if (a->known != b->known)
		return false;
	return !a->known || strcmp(a->text, b->text) == 0;
}

static void
add_cell(struct builder *out, const char *name, const struct value *value)
{
	struct arena *arena = out->arena;

	builder_add(out, out->text[out->size - 1] == '{' ? "\"" : ",\"");
	builder_add(out, name);
	builder_add(out, "\":");
	if (!value->known)
		builder_add(out, "null");
	else if (is_secret(name))
		builder_add(out, "\"***\"");
	else if (value->type == TYPE_INT)
		builder_format(out, "%lld", (long long)value->number);
	else
		builder_add(out, text_json(arena, value->text));
}

/* {"rank/12":{"state":"active"}}: only what differs; other NULL takes all that is known. */
static void
add_row(struct builder *out, const struct touched *touched, const struct row *row,
	const struct row *other)
{
	if (row == NULL)
		return;
	builder_format(out, "%s\"%s/%lld\":{", out->size > 0 ? "," : "", touched->info->touches,
		       (long long)touched->id);
	for (int i = 0; i < row->count; i++) {
		const bool show = other != NULL ? !same(&row->values[i], &other->values[i])
						: row->values[i].known;
		if (show)
			add_cell(out, row->names[i], &row->values[i]);
	}
	builder_add(out, "}");
}

enum status
ledger_after(struct work *work, const struct touched *touched)
{
	const struct row *after = NULL;
	enum status status = snapshot(work, touched, &after);

	if (status != STATUS_OK)
		return status;
	add_row(&work->ledger->before, touched, touched->before, after);
	add_row(&work->ledger->after, touched, after, touched->before);
	return STATUS_OK;
}

static void
add_note(struct builder *out, const char *table, int64_t id, const char *field,
	 const struct value *value)
{
	struct value text = value_text(TYPE_TEXT, value->known ? value->text : NULL);

	if (value->known && value->text == NULL)
		text = value_number(TYPE_INT, value->number);
	builder_format(out, "%s\"%s/%lld\":{", out->size > 0 ? "," : "", table, (long long)id);
	add_cell(out, field, &text);
	builder_add(out, "}");
}

void
work_note(struct work *work, const char *table, int64_t id, const char *field,
	  const struct value *before, const struct value *after)
{
	add_note(&work->ledger->before, table, id, field, before);
	add_note(&work->ledger->after, table, id, field, after);
}

/* ---- the chain ---- */

static void
add_part(struct builder *out, const char *text)
{
	if (text == NULL)
		builder_add(out, "n;");
	else
		builder_format(out, "v%zu:%s", strlen(text), text);
}

static void
chain_mac(struct arena *arena, const struct keyring *keys, const char *previous,
	  const char *const fields[AUDIT_FIELDS], char out[SECRET_MAC_HEX])
{
	struct builder row = { .arena = arena };

	for (int i = 0; i < AUDIT_FIELDS; i++)
		add_part(&row, fields[i]);
	const struct mac_part parts[] = { { previous, strlen(previous) }, { row.text, row.size } };
	secret_mac_parts(keys, "audit", parts, 2, out);
}

/* The head has a mac of its own: rows cut off at the end cannot be hidden by moving it back. */
static void
head_mac(struct arena *arena, const struct keyring *keys, int64_t last, const char *mac,
	 char out[SECRET_MAC_HEX])
{
	const char *number = arena_format(arena, "%lld", (long long)last);
	const struct mac_part parts[] = { { number, strlen(number) }, { mac, strlen(mac) } };

	secret_mac_parts(keys, "audit-head", parts, 2, out);
}

static const char *
head_text(struct arena *arena, const struct keyring *keys, int64_t last, const char *mac)
{
	char own[SECRET_MAC_HEX];

	head_mac(arena, keys, last, mac, own);
	return arena_format(arena, "%s %s", mac, own);
}

const char *
ledger_said(const struct work *work)
{
	const struct ledger *ledger = work->ledger;
	struct builder out = { .arena = work->arena };

	if (ledger->error.status != STATUS_OK) {
		said_error(&out, &ledger->error);
		return builder_text(&out);
	}
	for (size_t i = 0; i < ledger->said_count; i++)
		said_write(&out, ledger->said[i].key, ledger->said[i].args,
			   ledger->said[i].warning);
	return builder_text(&out);
}

static const char *
outcome_word(const struct ledger *ledger)
{
	if (ledger->denied_scope)
		return "denied";
	switch (ledger->error.status) {
	case STATUS_OK:
		return "done";
	case STATUS_DENIED:
		return "denied";
	case STATUS_CHANGED:
		return "changed";
	case STATUS_FAILED:
		return "failed";
	case STATUS_REFUSED:
	case STATUS_USAGE:
	default:
		return "refused";
	}
}

static const char *
number_or_null(struct arena *arena, int64_t number)
{
	return number != 0 ? arena_format(arena, "%lld", (long long)number) : NULL;
}

static const char *
braces(struct arena *arena, const struct builder *members)
{
	return members->size > 0 ? arena_format(arena, "{%s}", members->text) : NULL;
}

static struct value
number_value(const char *text, int64_t number)
{
	return (struct value){ .type = TYPE_INT, .known = text != NULL, .number = number };
}

static enum status
read_head(struct work *work, int64_t *last, const char **mac)
{
	const struct row *head = NULL;
	enum status status = work_row(work, SQL_AUDIT_HEAD, NULL, &head);

	*last = 0;
	*mac = "start";
	if (status != STATUS_OK)
		return status;
	if (head == NULL)
		return work_run(work, SQL_AUDIT_START, ARGS(ARG_TEXT("mac", "start")));
	*last = row_int(head, "last");
	const char *text = row_text(head, "mac");
	*mac = arena_copy_bytes(work->arena, text, strcspn(text, " "));
	return STATUS_OK;
}

static enum status
write_row(struct work *work, const char *const fields[AUDIT_FIELDS], int64_t id, const char *mac)
{
	const struct session *session = work->session;

	return work_run(
	    work, SQL_AUDIT_ADD,
	    ARGS(
		ARG_INT("id", id), ARG_TEXT("at", fields[1]),
		{ .name = "account_id", .value = number_value(fields[2], session->account) },
		ARG_TEXT("login_name", fields[3]),
		{ .name = "session_id", .value = number_value(fields[4], session->id) },
		{ .name = "call_id", .value = number_value(fields[5], session->call) },
		ARG_TEXT("request", fields[6]), ARG_TEXT("command", fields[7]),
		{ .name = "customer_id", .value = number_value(fields[8], work->ledger->customer) },
		ARG_TEXT("outcome", fields[9]), ARG_TEXT("input", fields[10]),
		ARG_TEXT("before", fields[11]), ARG_TEXT("after", fields[12]),
		ARG_TEXT("answer", fields[13]), ARG_TEXT("mac", mac)));
}

static bool
is_somebodys(const struct work *work, const char *login)
{
	struct account account;

	return account_read(work->session, work->arena, login, &account, NULL) == STATUS_OK &&
	       account.id != 0;
}

/* As it is to be kept: not even a hash of what may be a password, by which guesses could be told
 * right or wrong. */
static const struct input *
kept_input(const struct work *work, const struct input *input)
{
	size_t count = 0;
	bool asks = false;

	for (const struct param *p = work->command->params; p != NULL && p->name != NULL; p++)
		asks = asks || (p->flags & PARAM_LOGIN) != 0;
	if (!asks)
		return input;
	for (const struct input *i = input; i != NULL && i->name != NULL; i++)
		count++;
	struct input *kept = arena_array(work->arena, count + 1, sizeof *kept);
	for (size_t i = 0; i < count; i++) {
		const struct param *param = param_find(work->command, input[i].name);
		kept[i] = input[i];
		if (param != NULL && (param->flags & PARAM_LOGIN) != 0 && kept[i].text != NULL &&
		    !is_somebodys(work, kept[i].text))
			kept[i].text = "?";
	}
	return kept;
}

enum status
ledger_write(struct work *work, const struct input *input, const char *request, int64_t *audit)
{
	struct ledger *ledger = work->ledger;
	struct arena *arena = work->arena;
	const struct session *session = work->session;
	const struct keyring *keys = store_keys(session->store);
	const struct error told = ledger->error; /* writing the row must not change what it tells */
	const bool done = told.status == STATUS_OK;
	/* PAY-04: a number of a payment card typed where none belongs goes no further. */
	const char *answer = payment_number_mask(arena, ledger_said(work));
	const char *asked =
	    payment_number_mask(arena, params_text(arena, work->command, kept_input(work, input)));
	const char *previous, *word = outcome_word(ledger);
	char mac[SECRET_MAC_HEX];
	int64_t id = 0;
	enum status status = read_head(work, &id, &previous);

	id++;
	const char *const fields[AUDIT_FIELDS] = {
		arena_format(arena, "%lld", (long long)id),
		work->now,
		number_or_null(arena, session->account),
		session->login,
		number_or_null(arena, session->id),
		number_or_null(arena, session->call),
		done ? request : NULL, /* a refusal may be tried again under the same id */
		work->command->name,
		number_or_null(arena, ledger->customer),
		word,
		asked,
		done ? braces(arena, &ledger->before) : NULL,
		done ? braces(arena, &ledger->after) : NULL,
		answer,
	};
	chain_mac(arena, keys, previous, fields, mac);
	if (status == STATUS_OK)
		status = write_row(work, fields, id, mac);
	for (size_t i = 0; status == STATUS_OK && i < ledger->record_count; i++)
		status = work_run_any(work, SQL_AUDIT_ADD_RECORD,
				      ARGS(ARG_TEXT("kind", ledger->records[i].kind),
					   ARG_INT("record", ledger->records[i].id),
					   ARG_INT("audit", id)),
				      NULL);
	if (status == STATUS_OK)
		status = work_run(
		    work, SQL_AUDIT_MOVE_HEAD,
		    ARGS(ARG_INT("last", id), ARG_TEXT("mac", head_text(arena, keys, id, mac))));
	if (status == STATUS_OK)
		ledger->error = told;
	*audit = id;
	return status;
}

void
ledger_replay(struct arena *arena, const char *answer, struct outcome *out)
{
	struct said *said = arena_array(arena, SAID_MOST, sizeof *said);
	size_t count = 0;

	while (count < SAID_MOST &&
	       said_read(arena, &answer, &said[count].key, &said[count].args, &said[count].warning))
		count++;
	out->said = said;
	out->said_count = count;
	out->replayed = true;
}

static bool
verify_head(struct session *session, struct arena *arena, int64_t last, const char *mac)
{
	struct cursor *cursor = NULL;
	bool right = false;

	if (store_select(session->store, SQL_AUDIT_HEAD, NULL, &cursor, NULL) != STATUS_OK)
		return false;
	if (cursor_next(cursor))
		right = cursor_int(cursor, 0) == last &&
			strcmp(cursor_text(cursor, 1),
			       head_text(arena, store_keys(session->store), last, mac)) == 0;
	else
		right = last == 0;
	cursor_close(&cursor, NULL);
	return right;
}

enum status
audit_verify(struct session *session, audit_fault *fault, void *context, int64_t *rows,
	     struct error *error)
{
	struct arena *arena = arena_new(), *line = arena_new();
	struct cursor *cursor = NULL;
	const struct keyring *keys = store_keys(session->store);
	char previous[SECRET_MAC_HEX] = "start", mac[SECRET_MAC_HEX];
	int64_t last = 0;
	enum status status = store_select(session->store, SQL_AUDIT_ALL, NULL, &cursor, error);

	*rows = 0;
	while (status == STATUS_OK && cursor_next(cursor)) {
		const char *fields[AUDIT_FIELDS];
		arena_reset(line);
		for (int i = 0; i < AUDIT_FIELDS; i++)
			fields[i] = cursor_known(cursor, i)
					? arena_copy(line, cursor_text(cursor, i))
					: NULL;
		chain_mac(line, keys, previous, fields, mac);
		if (cursor_int(cursor, 0) != last + 1)
			fault(context, last + 1, "audit.missing");
		else if (strcmp(mac, cursor_text(cursor, AUDIT_FIELDS)) != 0)
			fault(context, cursor_int(cursor, 0), "audit.altered");
		snprintf(previous, sizeof previous, "%s", cursor_text(cursor, AUDIT_FIELDS));
		last = cursor_int(cursor, 0);
		(*rows)++;
	}
	if (status == STATUS_OK)
		status = cursor_close(&cursor, error);
	if (status == STATUS_OK && !verify_head(session, arena, last, previous))
		fault(context, last + 1, "audit.cut");
	arena_free(&line);
	arena_free(&arena);
	return status;
}
