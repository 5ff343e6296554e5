/* The vault (vault.h).  What is sealed stands in one list, here, and nowhere else:
 * tests/lint/vault.sh looks. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/secret.h>
#include <guichet/vault.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEYS = 16,
	BATCH_MS = 4, /* behind the gate, before the disk is waited for: clerks come between */
};

static const struct place {
	const char *table, *column;
	enum statement page, set;
} places[] = {
	{ "account", "totp_sealed", SQL_VAULT_TOTP, SQL_VAULT_SET_TOTP },
	{ "account", "totp_next_sealed", SQL_VAULT_TOTP_NEXT, SQL_VAULT_SET_TOTP_NEXT },
	{ "customer", "code_sealed", SQL_VAULT_CODE, SQL_VAULT_SET_CODE },
	{ "outbox", "secret", SQL_VAULT_SECRET, SQL_VAULT_SET_SECRET },
	{ "payment_card", "number_sealed", SQL_VAULT_NUMBER, SQL_VAULT_SET_NUMBER },
	{ "rank", "pin_sealed", SQL_VAULT_PIN, SQL_VAULT_SET_PIN },
};
enum { PLACES = sizeof places / sizeof *places };

static const struct keyring *
keys_of(const struct session *session)
{
	return store_keys(session->store);
}

int
vault_newest(const struct session *session)
{
	int ids[KEYS] = { 0 };
	const size_t count = keyring_ids(keys_of(session), ids, KEYS);
	return ids[count - 1];
}

static bool
is_known(const struct session *session, int key)
{
	int ids[KEYS];
	const size_t count = keyring_ids(keys_of(session), ids, KEYS);
	for (size_t i = 0; i < count; i++)
		if (ids[i] == key)
			return true;
	return false;
}

/* "02" */
static const char *
sealed_by(struct arena *arena, int key)
{
	return arena_format(arena, "%02x", (unsigned)key);
}

/* ---- how many ---- */

struct tally {
	int place, key;
	int64_t count;
};

static int
place_named(const char *name)
{
	for (int i = 0; i < PLACES; i++) {
		const size_t size = strlen(places[i].table);
		if (strncmp(name, places[i].table, size) == 0 && name[size] == '.' &&
		    strcmp(name + size + 1, places[i].column) == 0)
			return i;
	}
	abort(); /* vault.counts names what the list does not */
}

/* All that there is, in the order of the list; of the cursor's own connection. */
static enum status
read_tallies(struct cursor *cursor, struct arena *arena, struct tally **tallies, size_t *count,
	     struct error *error)
{
	const size_t most = (size_t)PLACES * 256;
	*tallies = arena_array(arena, most, sizeof **tallies);
	*count = 0;
	while (cursor_next(cursor) && *count < most)
		(*tallies)[(*count)++] = (struct tally){
			.place = place_named(cursor_text(cursor, 0)),
			.key = (int)strtol(cursor_text(cursor, 1), NULL, 16),
			.count = cursor_int(cursor, 2),
		};
	return cursor_close(&cursor, error);
}

static enum status
tallies_of(struct session *session, bool writing, struct arena *arena, struct tally **tallies,
	   size_t *count, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status =
	    writing ? store_fetch(session->store, SQL_VAULT_COUNTS, NULL, &cursor, error)
		    : store_select(session->store, SQL_VAULT_COUNTS, NULL, &cursor, error);
	return status == STATUS_OK ? read_tallies(cursor, arena, tallies, count, error) : status;
}

enum status
vault_counts(struct session *session, vault_count *told, void *context, struct error *error)
{
	struct arena *arena = arena_new();
	struct tally *tallies = NULL;
	size_t count = 0;
	enum status status = tallies_of(session, false, arena, &tallies, &count, error);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct place *place = &places[tallies[i].place];
		told(context, arena_format(arena, "%s.%s", place->table, place->column),
		     tallies[i].key, tallies[i].count, is_known(session, tallies[i].key));
	}
	arena_free(&arena);
	return status;
}

/* ---- what does not open ---- */

enum { OPENED_MOST = 64 * 1024 }; /* the whole text of a message */

static bool
opens(const struct session *session, const struct place *place, int64_t row, const char *sealed,
      char *buffer)
{
	const bool right = secret_open_hex(keys_of(session), place->table, place->column, row,
					   sealed, buffer, OPENED_MOST, NULL) == STATUS_OK;
	secret_wipe(buffer, OPENED_MOST);
	return right;
}

static enum status
check_page(struct session *session, const struct place *place, const struct arg *page,
	   int64_t *after, vault_fault *told, void *context, struct error *error)
{
	struct arena *arena = arena_new();
	char *buffer = arena_alloc(arena, OPENED_MOST);
	const char *name = arena_format(arena, "%s.%s", place->table, place->column);
	struct cursor *cursor = NULL;
	bool any = false;
	enum status status = store_select(session->store, place->page, page, &cursor, error);
	while (status == STATUS_OK && cursor_next(cursor)) {
		any = true;
		*after = cursor_int(cursor, 0);
		if (!opens(session, place, *after, cursor_text(cursor, 1), buffer))
			told(context, name, *after);
	}
	if (status == STATUS_OK)
		status = cursor_close(&cursor, error);
	if (!any)
		*after = -1;
	arena_free(&arena);
	return status;
}

enum status
vault_check(struct session *session, vault_fault *told, void *context, struct error *error)
{
	struct arena *arena = arena_new();
	struct tally *tallies = NULL;
	size_t count = 0;
	enum status status = tallies_of(session, false, arena, &tallies, &count, error);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const char *by = sealed_by(arena, tallies[i].key);
		for (int64_t after = 0; status == STATUS_OK && after >= 0;)
			status =
			    check_page(session, &places[tallies[i].place],
				       ARGS(ARG_TEXT("sealed_by", by), ARG_INT("after", after)),
				       &after, told, context, error);
	}
	arena_free(&arena);
	return status;
}

/* Values that one of the older keys of the file opens. */
static int64_t
under_older(const struct session *session, const struct tally *tallies, size_t count)
{
	const int newest = vault_newest(session);
	int64_t older = 0;
	for (size_t i = 0; i < count; i++)
		if (tallies[i].key != newest && is_known(session, tallies[i].key))
			older += tallies[i].count;
	return older;
}

/* What may keep an older key from being done with. */
struct search {
	bool opening; /* those that do not open do not count */
	bool found;
};

static enum status
search_place(struct work *work, const struct place *place, int key, struct search *search)
{
	const char *by = sealed_by(work->arena, key);
	char *buffer = arena_alloc(work->arena, OPENED_MOST);
	const struct row *first = NULL;
	int64_t after = 0;
	do {
		const enum status status =
		    work_rows(work, place->page,
			      ARGS(ARG_TEXT("sealed_by", by), ARG_INT("after", after)), &first);
		if (status != STATUS_OK)
			return status;
		for (const struct row *row = first; row != NULL && !search->found;
		     row = row->next) {
			after = row_int(row, "id");
			search->found = !search->opening || opens(work->session, place, after,
								  row_text(row, "sealed"), buffer);
		}
	} while (first != NULL && !search->found);
	return STATUS_OK;
}

/* By the indexes alone: it is behind the gate. */
static enum status
search_older(struct work *work, struct search *search)
{
	int ids[KEYS];
	const size_t count = keyring_ids(keys_of(work->session), ids, KEYS);
	enum status status = STATUS_OK;
	for (size_t i = 0; i + 1 < count; i++)
		for (int p = 0; status == STATUS_OK && p < PLACES && !search->found; p++)
			status = search_place(work, &places[p], ids[i], search);
	return status;
}

/* ---- vault.add-key ---- */

/* Under the gate: as soon as it is left, whoever seals does so under the new key.  None is added
 * while something is sealed under another than the newest: that rotation goes on. */
static enum status
add_key_apply(struct work *work, const void *args)
{
	struct session *session = work->session;
	struct search unfinished = { .opening = true };
	(void)args;
	enum status status = search_older(work, &unfinished);
	if (status == STATUS_OK && unfinished.found) {
		work_unchanged(work);
		return STATUS_OK;
	}
	if (status == STATUS_OK && !work->preview)
		status = store_key_add(session->store, &work->ledger->error);
	if (status == STATUS_OK)
		work_say(work, "outcome.vault_key_added",
			 ARGS(ARG_INT("key", vault_newest(session))));
	return status;
}

static const struct command vault_add_key = {
	.name = "vault.add-key",
	.flags = COMMAND_INTERNAL,
	.apply = add_key_apply,
};

/* ---- vault.seal ---- */

struct vault_seal {
	struct amount place, key, after;
};

static const struct param seal_params[] = {
	{ PARAM_INT(vault_seal, place), .flags = PARAM_MANDATORY },
	{ PARAM_INT(vault_seal, key), .flags = PARAM_MANDATORY },
	{ PARAM_INT(vault_seal, after), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

struct batch {
	int64_t done, failed, after;
	bool ended;
};

static enum status
seal_row(struct work *work, const struct place *place, const struct row *row, struct batch *batch)
{
	const char *sealed = NULL;
	const int64_t id = row_int(row, "id");
	batch->after = id;
	if (secret_seal_anew(work->arena, keys_of(work->session), place->table, place->column, id,
			     row_text(row, "sealed"), &sealed, NULL) != STATUS_OK) {
		batch->failed++;
		return STATUS_OK;
	}
	batch->done++;
	return work_run(work, place->set, ARGS(ARG_INT("id", id), ARG_TEXT("sealed", sealed)));
}

static enum status
seal_page(struct work *work, const struct place *place, const char *by, struct batch *batch)
{
	const struct row *row = NULL;
	enum status status =
	    work_rows(work, place->page,
		      ARGS(ARG_TEXT("sealed_by", by), ARG_INT("after", batch->after)), &row);
	batch->ended = row == NULL;
	for (; status == STATUS_OK && row != NULL; row = row->next)
		status = seal_row(work, place, row, batch);
	return status;
}

static enum status
seal_apply(struct work *work, const void *args)
{
	const struct vault_seal *seal = args;
	const int64_t deadline = milliseconds() + BATCH_MS;
	const char *by = sealed_by(work->arena, (int)seal->key.number);
	struct batch batch = { .after = seal->after.number };
	enum status status = STATUS_OK;
	if (seal->place.number < 0 || seal->place.number >= PLACES)
		abort();
	while (status == STATUS_OK && !batch.ended && milliseconds() < deadline)
		status = seal_page(work, &places[seal->place.number], by, &batch);
	work_hand(work, "after", arena_format(work->arena, "%lld", (long long)batch.after));
	work_hand(work, "done", arena_format(work->arena, "%lld", (long long)batch.done));
	work_hand(work, "failed", arena_format(work->arena, "%lld", (long long)batch.failed));
	work_hand(work, "ended", batch.ended ? "1" : "0");
	return status;
}

/* Quiet: what is in the store stays what it was. */
static const struct command vault_seal = {
	.name = "vault.seal",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET,
	PARAMS(vault_seal, seal_params),
	.apply = seal_apply,
};

static int64_t
handed(const struct outcome *outcome, const char *name)
{
	for (const struct input *input = outcome->handed; input != NULL && input->name != NULL;
	     input++)
		if (strcmp(input->name, name) == 0)
			return strtoll(input->text, NULL, 10);
	return 0;
}

/* One batch of a column, behind the gate once. */
static enum status
seal_batch(struct session *session, const struct tally *tally, struct batch *batch,
	   struct error *error)
{
	struct arena *arena = arena_new();
	struct outcome outcome;
	const struct input input[] = {
		{ "place", arena_format(arena, "%d", tally->place) },
		{ "key", arena_format(arena, "%d", tally->key) },
		{ "after", arena_format(arena, "%lld", (long long)batch->after) },
		{ .name = NULL },
	};
	const enum status status = execute(session, &vault_seal, input, NULL, RUN, arena, &outcome);
	if (status != STATUS_OK) {
		*error = outcome.error;
	} else {
		batch->after = handed(&outcome, "after");
		batch->done = handed(&outcome, "done");
		batch->failed = handed(&outcome, "failed");
		batch->ended = handed(&outcome, "ended") != 0;
	}
	arena_free(&arena);
	return status;
}

/* ---- the rotation ---- */

struct rotating {
	struct session *session;
	struct vault_rotation *rotation;
	vault_step *step;
	void *context;
	int64_t total;
	bool stopped;
};

static enum status
rotate_column(struct rotating *rotating, const struct tally *tally, struct error *error)
{
	struct vault_rotation *rotation = rotating->rotation;
	struct batch batch = { .after = 0 };
	enum status status = STATUS_OK;
	while (status == STATUS_OK && !batch.ended && !rotating->stopped) {
		status = seal_batch(rotating->session, tally, &batch, error);
		if (status != STATUS_OK)
			break;
		rotation->done += batch.done;
		rotation->failed += batch.failed;
		rotating->stopped =
		    rotating->step != NULL &&
		    !rotating->step(rotating->context, rotation->done, rotating->total);
	}
	return status;
}

static enum status
begin_rotation(struct session *session, struct vault_rotation *rotation, struct error *error)
{
	struct arena *arena = arena_new();
	struct outcome outcome;
	const enum status status =
	    execute(session, &vault_add_key, NULL, NULL, RUN, arena, &outcome);
	if (status != STATUS_OK)
		*error = outcome.error;
	rotation->resumed = outcome.unchanged;
	rotation->key = vault_newest(session);
	arena_free(&arena);
	return status;
}

enum status
vault_rotate(struct session *session, vault_step *step, void *context,
	     struct vault_rotation *rotation, struct error *error)
{
	struct arena *arena = arena_new();
	struct tally *tallies = NULL;
	size_t count = 0;
	*rotation = (struct vault_rotation){ 0 };
	enum status status = begin_rotation(session, rotation, error);
	if (status == STATUS_OK)
		status = tallies_of(session, false, arena, &tallies, &count, error);
	struct rotating rotating = { .session = session,
				     .rotation = rotation,
				     .step = step,
				     .context = context,
				     .total = under_older(session, tallies, count) };
	for (size_t i = 0; status == STATUS_OK && i < count && !rotating.stopped; i++)
		if (tallies[i].key != rotation->key)
			status = rotate_column(&rotating, &tallies[i], error);
	if (status == STATUS_OK)
		status = tallies_of(session, false, arena, &tallies, &count, error);
	if (status == STATUS_OK)
		rotation->left = under_older(session, tallies, count);
	arena_free(&arena);
	return status;
}

/* ---- vault.forget ---- */

static enum status
refuse_forgetting(struct work *work)
{
	struct tally *tallies = NULL;
	size_t count = 0;
	const enum status status =
	    tallies_of(work->session, true, work->arena, &tallies, &count, &work->ledger->error);
	return status != STATUS_OK
		   ? status
		   : work_refuse(
			 work, NULL, "refusal.vault_needed",
			 ARGS(ARG_INT("count", under_older(work->session, tallies, count))));
}

static enum status
forget_apply(struct work *work, const void *args)
{
	struct session *session = work->session;
	struct search needed = { .opening = false };
	int ids[KEYS];
	const size_t keys = keyring_ids(keys_of(session), ids, KEYS);
	(void)args;
	enum status status = search_older(work, &needed);
	if (status == STATUS_OK && needed.found)
		return refuse_forgetting(work);
	if (status == STATUS_OK && keys < 2)
		work_unchanged(work);
	for (size_t i = 0; status == STATUS_OK && i + 1 < keys; i++) {
		if (!work->preview)
			status = store_key_forget(session->store, ids[i], &work->ledger->error);
		work_say(work, "outcome.vault_key_forgotten", ARGS(ARG_INT("key", ids[i])));
	}
	work_hand(work, "forgotten", arena_format(work->arena, "%zu", keys - 1));
	return status;
}

static const struct command vault_forget_keys = {
	.name = "vault.forget",
	.flags = COMMAND_INTERNAL,
	.apply = forget_apply,
};

enum status
vault_forget(struct session *session, int64_t *forgotten, struct error *error)
{
	struct arena *arena = arena_new();
	struct outcome outcome;
	const enum status status =
	    execute(session, &vault_forget_keys, NULL, NULL, RUN, arena, &outcome);
	*forgotten = status == STATUS_OK ? handed(&outcome, "forgotten") : 0;
	if (status != STATUS_OK)
		*error = outcome.error;
	arena_free(&arena);
	return status;
}
