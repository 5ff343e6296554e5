#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>

static const struct value *
cell(const struct row *row, const char *name)
{
	for (int i = 0; i < row->count; i++)
		if (strcmp(row->names[i], name) == 0)
			return &row->values[i];
	fprintf(stderr, "guichet: no column %s\n", name);
	abort(); /* a handler and its statement disagree */
}

bool
row_known(const struct row *row, const char *name)
{
	return cell(row, name)->known;
}

int64_t
row_int(const struct row *row, const char *name)
{
	return cell(row, name)->number;
}

const char *
row_text(const struct row *row, const char *name)
{
	const struct value *value = cell(row, name);

	return value->known && value->text != NULL ? value->text : "";
}

const char *
row_text_or_null(const struct row *row, const char *name)
{
	const struct value *value = cell(row, name);

	return value->known ? value->text : NULL;
}

static struct row *
copy_row(struct arena *arena, const struct cursor *cursor, const char *const *names, int count)
{
	struct row *row = arena_alloc(arena, sizeof *row);
	struct value *values = arena_array(arena, (size_t)count, sizeof *values);

	for (int i = 0; i < count; i++) {
		const bool number = cursor_is_number(cursor, i);
		values[i].known = cursor_known(cursor, i);
		values[i].type = number ? TYPE_INT : TYPE_TEXT;
		values[i].number = number ? cursor_int(cursor, i) : 0;
		values[i].text = values[i].known ? arena_copy(arena, cursor_text(cursor, i)) : NULL;
	}
	*row = (struct row){ .count = count, .names = names, .values = values };
	return row;
}

enum status
fetch_rows(struct work *work, struct cursor *cursor, size_t most, const struct row **first)
{
	struct row *last = NULL;
	const int count = cursor_columns(cursor);
	const char **names = arena_array(work->arena, (size_t)count, sizeof *names);
	for (int i = 0; i < count; i++)
		names[i] = arena_copy(work->arena, cursor_name(cursor, i));
	*first = NULL;
	for (size_t n = 0; n < most && cursor_next(cursor); n++) {
		struct row *row = copy_row(work->arena, cursor, names, count);
		if (last == NULL)
			*first = row;
		else
			last->next = row;
		last = row;
	}
	return cursor_close(&cursor, &work->ledger->error);
}

static enum status
fetch(struct work *work, enum statement statement, const struct arg *args, size_t most,
      const struct row **first)
{
	struct cursor *cursor = NULL;
	struct store *store = work->session->store;
	struct error *error = &work->ledger->error;
	enum status status = work->outside ? store_select(store, statement, args, &cursor, error)
					   : store_fetch(store, statement, args, &cursor, error);

	*first = NULL;
	return status == STATUS_OK ? fetch_rows(work, cursor, most, first) : status;
}

enum status
work_row(struct work *work, enum statement statement, const struct arg *args,
	 const struct row **row)
{
	return fetch(work, statement, args, 1, row);
}

enum status
work_rows(struct work *work, enum statement statement, const struct arg *args,
	  const struct row **first)
{
	return fetch(work, statement, args, SIZE_MAX, first);
}

static void
take_values(const struct cursor *cursor, struct value *values, int count)
{
	for (int i = 0; i < count; i++) {
		const bool number = cursor_is_number(cursor, i);
		values[i] = (struct value){ .type = number ? TYPE_INT : TYPE_TEXT,
					    .known = cursor_known(cursor, i) };
		if (number)
			values[i].number = cursor_int(cursor, i);
		else if (values[i].known)
			values[i].text = cursor_text(cursor, i);
	}
}

enum status
work_each(struct work *work, enum statement statement, const struct arg *args,
	  bool (*each)(void *context, const struct row *row), void *context)
{
	struct cursor *cursor = NULL;
	struct store *store = work->session->store;
	struct error *error = &work->ledger->error;
	enum status status = work->outside ? store_select(store, statement, args, &cursor, error)
					   : store_fetch(store, statement, args, &cursor, error);

	if (status != STATUS_OK)
		return status;
	const int count = cursor_columns(cursor);
	const char **names = arena_array(work->arena, (size_t)count, sizeof *names);
	struct value *values = arena_array(work->arena, (size_t)count, sizeof *values);
	const struct row row = { .count = count, .names = names, .values = values };
	for (int i = 0; i < count; i++)
		names[i] = arena_copy(work->arena, cursor_name(cursor, i));
	while (cursor_next(cursor)) {
		take_values(cursor, values, count);
		if (!each(context, &row))
			break;
	}
	return cursor_close(&cursor, error);
}

enum status
work_run_rows(struct work *work, enum statement statement, const struct value_rows *rows,
	      int64_t *changed)
{
	if (work->outside)
		abort(); /* prepare changes nothing */
	return store_run_rows(work->session->store, statement, rows, changed, &work->ledger->error);
}

enum status
work_indexes_aside(struct work *work, const char *const **made)
{
	return store_indexes_aside(work->session->store, work->arena, made, &work->ledger->error);
}

enum status
work_indexes_back(struct work *work, const char *const *made)
{
	return store_indexes_back(work->session->store, made, &work->ledger->error);
}

enum status
work_run_any(struct work *work, enum statement statement, const struct arg *args, int64_t *changed)
{
	const struct statement_info *info = &statement_infos[statement];
	struct touched touched = { .info = info };
	enum status status = STATUS_OK;

	if (work->outside)
		abort(); /* prepare changes nothing */
	if (info->touches != NULL)
		status = ledger_before(work, info, args, &touched);
	if (status == STATUS_OK)
		status =
		    store_run(work->session->store, statement, args, changed, &work->ledger->error);
	if (status == STATUS_OK && info->touches != NULL)
		status = ledger_after(work, &touched);
	return status;
}

enum status
work_run(struct work *work, enum statement statement, const struct arg *args)
{
	int64_t changed = 0;
	enum status status = work_run_any(work, statement, args, &changed);

	if (status == STATUS_OK && changed == 0)
		return error_set(&work->ledger->error, STATUS_CHANGED, NULL, "error.changed",
				 ARGS(ARG_TEXT("key", work->ledger->key)));
	return status;
}

int64_t
work_held(const struct work *work)
{
	return store_held(work->session->store);
}

bool
work_awaited(const struct work *work)
{
	return store_awaited(work->session->store);
}

enum status
work_new_ids(struct work *work, const char *table, int64_t count, int64_t *first)
{
	const struct row *row = NULL;
	const struct arg args[] = { ARG_TEXT("name", table),
				    ARG_INT("count", count),
				    { .name = NULL } };
	enum status status = work_row(work, SQL_SEQUENCE_TAKE, args, &row);

	if (status != STATUS_OK)
		return status;
	if (row != NULL) {
		*first = row->values[0].number;
		return STATUS_OK;
	}
	*first = 1;
	return work_run(work, SQL_SEQUENCE_START,
			ARGS(ARG_TEXT("name", table), ARG_INT("next", 1 + count)));
}

enum status
work_new_id(struct work *work, const char *table, int64_t *id)
{
	return work_new_ids(work, table, 1, id);
}

enum status
work_refuse(struct work *work, const char *param, const char *key, const struct arg *args)
{
	return error_set(&work->ledger->error, STATUS_REFUSED, param, key, args);
}

enum status
work_deny(struct work *work, const char *key, const struct arg *args)
{
	return error_set(&work->ledger->error, STATUS_DENIED, NULL, key, args);
}

enum status
work_fail(struct work *work, const struct error *error)
{
	work->ledger->error = *error;
	return error->status;
}

const struct error *
work_error(const struct work *work)
{
	return &work->ledger->error;
}

static const struct arg *
copy_args(struct arena *arena, const struct arg *args)
{
	size_t count = 0;

	while (args != NULL && args[count].name != NULL)
		count++;
	struct arg *copy = arena_array(arena, count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++) {
		copy[i] = args[i];
		copy[i].name = arena_copy(arena, args[i].name);
		copy[i].value.text = arena_copy(arena, args[i].value.text);
	}
	return copy;
}

static void
say(struct work *work, const char *key, const struct arg *args, bool warning)
{
	struct ledger *ledger = work->ledger;

	if (ledger->said_count == sizeof ledger->said / sizeof ledger->said[0])
		return;
	ledger->said[ledger->said_count++] = (struct said){
		.key = arena_copy(work->arena, key),
		.args = copy_args(work->arena, args),
		.warning = warning,
	};
}

void
work_say(struct work *work, const char *key, const struct arg *args)
{
	say(work, key, args, false);
}

void
work_warn(struct work *work, const char *key, const struct arg *args)
{
	say(work, key, args, true);
}

void
work_touches(struct work *work, const char *kind, int64_t id)
{
	struct ledger *ledger = work->ledger;

	for (size_t i = 0; i < ledger->record_count; i++)
		if (ledger->records[i].id == id && strcmp(ledger->records[i].kind, kind) == 0)
			return;
	ledger->records = arena_grown(work->arena, ledger->records, ledger->record_count,
				      &ledger->record_room, sizeof *ledger->records);
	ledger->records[ledger->record_count++] =
	    (struct noted_record){ .kind = arena_copy(work->arena, kind), .id = id };
}

void
work_about(struct work *work, const char *kind, int64_t id, const char *key, int64_t customer)
{
	work->ledger->kind = arena_copy(work->arena, kind);
	work->ledger->key = arena_copy(work->arena, key);
	work->ledger->customer = customer;
	work_touches(work, kind, id);
}

void
work_hand(struct work *work, const char *name, const char *text)
{
	struct ledger *ledger = work->ledger;

	if (work->preview)
		return; /* what a dry run made is undone */
	if (ledger->handed == NULL)
		ledger->handed = arena_array(work->arena, HANDED_MOST + 1, sizeof *ledger->handed);
	if (ledger->handed_count == HANDED_MOST)
		abort();
	ledger->handed[ledger->handed_count++] =
	    (struct input){ .name = arena_copy(work->arena, name),
			    .text = arena_copy(work->arena, text) };
}

void
work_unchanged(struct work *work)
{
	work->ledger->unchanged = true;
}

void
work_changed(struct work *work)
{
	work->ledger->changed = true;
}

static bool
among(const char *const *terms, const char *term)
{
	for (; terms != NULL && *terms != NULL; terms++)
		if (strcmp(*terms, term) == 0)
			return true;
	return false;
}

enum status
work_index(struct work *work, const char *kind, int64_t id, const char *const *before,
	   const char *const *after)
{
	enum status status = STATUS_OK;

	for (const char *const *t = before; status == STATUS_OK && t != NULL && *t != NULL; t++)
		if (!among(after, *t))
			status = work_run_any(
			    work, SQL_INDEX_REMOVE,
			    ARGS(ARG_TEXT("term", *t), ARG_TEXT("kind", kind), ARG_INT("id", id)),
			    NULL);
	for (const char *const *t = after; status == STATUS_OK && t != NULL && *t != NULL; t++)
		if (!among(before, *t))
			status = work_run_any(
			    work, SQL_INDEX_ADD,
			    ARGS(ARG_TEXT("term", *t), ARG_TEXT("kind", kind), ARG_INT("id", id)),
			    NULL);
	return status;
}
