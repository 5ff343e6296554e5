/* Texts of a form, a line or a file into a command's own struct. */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/said.h>

#define MOST_CHARACTERS 200

const char *
input_given(const struct input *input, const char *name)
{
	for (; input != NULL && input->name != NULL; input++)
		if (strcmp(input->name, name) == 0 && input->text != NULL && input->text[0] != '\0')
			return input->text;
	return NULL;
}

/* A field emptied on purpose: named, with nothing in it. */
static bool
emptied(const struct param *param, const struct input *input)
{
	if ((param->flags & PARAM_CLEARS) == 0)
		return false;
	for (; input != NULL && input->name != NULL; input++)
		if (strcmp(input->name, param->name) == 0)
			return input->text != NULL && input->text[0] == '\0';
	return false;
}

static bool
is_alias(const struct command *command, const char *name)
{
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++) {
		if (p->type != TYPE_RECORD || p->record->aliases == NULL)
			continue;
		for (size_t i = 0; p->record->aliases[i].param != NULL; i++)
			if (strcmp(p->record->aliases[i].param, name) == 0)
				return true;
	}
	return false;
}

static enum status
refuse_unknown(const struct command *command, const struct input *input, struct error *error)
{
	for (; input != NULL && input->name != NULL; input++)
		if (param_find(command, input->name) == NULL && !is_alias(command, input->name))
			return error_set(error, STATUS_USAGE, input->name,
					 "error.unknown_parameter",
					 ARGS(ARG_TEXT("name", input->name),
					      ARG_TEXT("command", command->name)));
	return STATUS_OK;
}

bool
param_applies(const struct command *command, const struct param *param, const struct input *input)
{
	if (param->only == NULL)
		return true;
	const size_t size = strcspn(param->only, "=");
	char name[40];
	snprintf(name, sizeof name, "%.*s", (int)size, param->only);
	const struct param *choice = param_find(command, name);
	if (choice != NULL && !param_applies(command, choice, input))
		return false; /* nor what hangs on it */
	const char *text = input_given(input, name);
	if (text == NULL && choice != NULL)
		text = choice->standard;
	if (text == NULL || choice == NULL)
		return true;
	struct arena *arena = arena_new();
	const char *code = param_code(arena, choice, text);
	bool among = code == NULL; /* the choice itself is at fault, and is told */
	for (const char *at = param->only + size + 1; !among && *at != '\0';) {
		const size_t length = strcspn(at, ",");
		among = strlen(code) == length && strncmp(code, at, length) == 0;
		at += length + (at[length] == ',');
	}
	arena_free(&arena);
	return among;
}

/* One text into a typed value; records apart. */
static enum status
read_value(struct arena *arena, const struct param *param, const char *text, struct value *value,
	   struct error *error)
{
	const char *key = NULL;
	const size_t most = param->most > 0 ? param->most : MOST_CHARACTERS;

	if (!text_valid(text) && (param->flags & (PARAM_SECRET | PARAM_MULTILINE)) == 0)
		return error_set(error, STATUS_USAGE, param->name, "error.text", NULL);
	text = (param->flags & PARAM_SECRET) != 0 ? text : text_trim(arena, text_nfc(arena, text));
	if ((param->flags & PARAM_SECRET) == 0 && text_length(text) > most)
		return error_set(error, STATUS_USAGE, param->name, "error.too_long_text",
				 ARGS(ARG_INT("most", (int64_t)most),
				      ARG_INT("length", (int64_t)text_length(text))));
	if ((param->flags & PARAM_UPPER) != 0)
		text = text_upper(arena, text);
	if (param->type == TYPE_CHOICE) {
		const char *code = param_code(arena, param, text);
		if (code == NULL)
			return param_refuse_choice(arena, param, error);
		*value = value_choice(param_vocabulary(param), code);
		return STATUS_OK;
	}
	if (!value_parse(arena, param->type, text, value, &key))
		return error_set(error, STATUS_USAGE, param->name, key,
				 ARGS(ARG_TEXT("value", text)));
	return STATUS_OK;
}

/* What was typed, as the reference's statement wants it. */
static const char *
record_key(struct arena *arena, enum type type, const char *text)
{
	if (type == TYPE_CARD)
		return digits_only(arena, text);
	if (type == TYPE_PLATE)
		return plate_key(arena, text);
	if (type == TYPE_TEXT)
		return text_fold(arena, text);
	return text_trim(arena, text);
}

struct lookup {
	struct work *work; /* NULL for a form's field */
	struct session *session;
	struct arena *arena;
	bool writing;     /* inside a transaction */
	int64_t customer; /* of a record named before, 0 for none */
	bool *denied;
};

static enum status
find_record(const struct lookup *look, const struct reference *reference, const char *name,
	    enum statement statement, const char *key, struct record *record, struct error *error)
{
	struct store *store = look->session->store;
	struct cursor *cursor = NULL;
	struct match match = { .count = 0 };
	const struct arg args[] = { ARG_TEXT("key", key),
				    ARG_INT("customer", look->customer),
				    { .name = NULL } };
	enum status status = look->writing ? store_fetch(store, statement, args, &cursor, error)
					   : store_select(store, statement, args, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor))
		match_row(&match, look->session, look->arena, reference, cursor);
	status = cursor_close(&cursor, error);
	if (status != STATUS_OK)
		return status;
	if (match.count == 1) {
		*record = match.record;
		return STATUS_OK;
	}
	*look->denied = *look->denied || (match.count == 0 && match.unseen != 0);
	char unknown[80];
	snprintf(unknown, sizeof unknown, "record.%.40s.%s", reference->name,
		 match.count == 0 ? "unknown" : "several");
	*record = (struct record){ 0 };
	return error_set(error, STATUS_REFUSED, name, unknown,
			 ARGS(ARG_TEXT("key", payment_number_mask(look->arena, key)), /* PAY-04 */
			      ARG_INT("count", match.count)));
}

/* "C00123/0412" names the customer it is found within; a name that has a stroke itself stays whole.
 */
static struct lookup
within(const struct lookup *look, const struct reference *reference, const char **text)
{
	struct lookup inside = *look;
	const char *stroke = reference->within ? strchr(*text, '/') : NULL;

	if (stroke == NULL)
		return inside;
	static const struct reference customer = { .name = "customer" };
	const char *number = arena_copy_bytes(look->arena, *text, (size_t)(stroke - *text));
	struct record found = { 0 };
	if (find_record(look, &customer, "customer", SQL_CUSTOMER_BY_NUMBER,
			plate_key(look->arena, number), &found, NULL) == STATUS_OK &&
	    (look->customer == 0 || look->customer == found.id)) {
		inside.customer = found.id;
		*text = stroke + 1;
	}
	return inside;
}

/* Its code, or its words in any of the languages. */
static bool
means_each(const struct reference *reference, const char *text)
{
	char words[80];

	if (reference->each == NULL)
		return false;
	snprintf(words, sizeof words, "record.%.40s.each", reference->name);
	for (const char *const *code = lang_codes; *code != NULL; code++)
		if (text_equal_fold(text, lang_text(lang_get(*code), words)))
			return true;
	return text_equal_fold(text, reference->each);
}

static enum status
read_record(const struct lookup *look, const struct command *command, const struct param *param,
	    const struct input *input, struct record *record, struct error *error)
{
	const struct reference *reference = param->record;
	const char *text = input_given(input, param->name);

	if (text == NULL && param->standard != NULL)
		text = param->standard;
	if (text != NULL && means_each(reference, text)) {
		*record = (struct record){ .key = reference->each };
		return STATUS_OK;
	}
	if (text != NULL) {
		const struct lookup inside = within(look, reference, &text);
		const char *key = record_key(look->arena, reference->key_type, text);
		return find_record(&inside, reference, param->name, reference->by_key, key, record,
				   error);
	}
	for (size_t i = 0; reference->aliases != NULL && reference->aliases[i].param != NULL; i++) {
		const char *name = reference->aliases[i].param;
		text = param_find(command, name) == NULL ? input_given(input, name) : NULL;
		if (text != NULL)
			return find_record(look, reference, name, reference->aliases[i].by_key,
					   plate_key(look->arena, text), record, error);
	}
	return STATUS_OK;
}

/* Digits are the record's own key; with a letter, what may stand for it: a plate for a card. */
enum status
work_find(struct work *work, const struct reference *reference, const char *param, const char *text,
	  struct record *record)
{
	const struct lookup look = { .session = work->session,
				     .arena = work->arena,
				     .writing = !work->outside,
				     .denied = &work->ledger->denied_scope };
	const struct lookup inside = within(&look, reference, &text);
	const char *key = plate_key(work->arena, text);
	const bool stands_for =
	    reference->aliases != NULL && strspn(key, "0123456789") != strlen(key);

	return find_record(&inside, reference, param,
			   stands_for ? reference->aliases[0].by_key : reference->by_key,
			   stands_for ? key : record_key(work->arena, reference->key_type, text),
			   record, &work->ledger->error);
}

static void
store_value(const struct param *param, const struct value *value, void *args)
{
	char *at = (char *)args + param->offset;

	switch (param->type) {
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
		*(struct amount *)(void *)at =
		    (struct amount){ .known = value->known, .number = value->number };
		break;
	case TYPE_BOOL:
		*(enum answer *)(void *)at = !value->known        ? ANSWER_NONE
					     : value->number != 0 ? ANSWER_YES
								  : ANSWER_NO;
		break;
	case TYPE_TEXT:
	case TYPE_DATE:
	case TYPE_MONTH:
	case TYPE_STAMP:
	case TYPE_CHOICE:
	case TYPE_CARD:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_RECORD:
	case TYPE_FILE:
	case TYPE_LIST:
	case TYPE_SAID:
	default:
		*(const char **)(void *)at = value->known ? value->text : NULL;
		break;
	}
}

static enum status
refuse_missing(const struct param *param, struct error *error)
{
	return error_set(error, STATUS_USAGE, param->name, "error.mandatory", NULL);
}

static bool
clears(const struct param *param, const char *text)
{
	return text != NULL && (param->flags & PARAM_CLEARABLE) != 0 && strcmp(text, "-") == 0;
}

static void
store_cleared(const struct param *param, void *args)
{
	static const char *const none[] = { NULL };
	void *at = (char *)args + param->offset;

	switch ((int)param->type) {
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
		*(struct amount *)at = (struct amount){ .cleared = true };
		break;
	case TYPE_RECORD:
		*(struct record *)at = (struct record){ .cleared = true };
		break;
	case TYPE_LIST:
		*(struct list *)at = (struct list){ .items = none };
		break;
	case TYPE_BOOL:
		*(enum answer *)at = ANSWER_NO;
		break;
	default:
		*(const char **)at = "";
		break;
	}
}

static enum status
fill_one(struct lookup *look, const struct command *command, const struct param *param,
	 const struct input *input, void *args, struct error *error)
{
	const char *text = input_given(input, param->name);
	struct value value = { .type = param->type };
	enum status status = STATUS_OK;

	if (!param_applies(command, param, input))
		return text != NULL
			   ? error_set(error, STATUS_USAGE, param->name, "error.not_asked", NULL)
			   : STATUS_OK;
	if (clears(param, text)) {
		store_cleared(param, args);
		return STATUS_OK;
	}
	if (param->type == TYPE_RECORD) {
		struct record *record = (struct record *)(void *)((char *)args + param->offset);
		status = read_record(look, command, param, input, record, error);
		if (status == STATUS_OK && record->key == NULL &&
		    (param->flags & PARAM_MANDATORY) != 0)
			return refuse_missing(param, error);
		if (record->customer != 0 && look->customer == 0)
			look->customer = record->customer;
		return status;
	}
	if (text == NULL)
		text = param->standard;
	if (text == NULL && emptied(param, input))
		store_value(
		    param, &(struct value){ .type = param->type, .known = true, .text = "" }, args);
	if (text == NULL)
		return (param->flags & PARAM_MANDATORY) != 0 ? refuse_missing(param, error)
							     : STATUS_OK;
	if (param->type == TYPE_LIST) {
		struct list *list = (struct list *)(void *)((char *)args + param->offset);
		status = param_list(look->arena, param, text, list, error);
		if (status == STATUS_OK && list->count == 0 &&
		    (param->flags & PARAM_MANDATORY) != 0)
			return refuse_missing(param, error);
		return status;
	}
	status = read_value(look->arena, param, text, &value, error);
	if (status == STATUS_OK && !value.known && (param->flags & PARAM_MANDATORY) != 0)
		return refuse_missing(param, error);
	if (status == STATUS_OK && param->type == TYPE_FILE)
		return papers_take(look->work, param, value.text,
				   (struct document *)(void *)((char *)args + param->offset));
	if (status == STATUS_OK)
		store_value(param, &value, args);
	return status;
}

enum status
params_fill(struct work *work, const struct input *input, void *args)
{
	const struct command *command = work->command;
	struct error *error = &work->ledger->error;
	struct lookup look = { .work = work,
			       .session = work->session,
			       .arena = work->arena,
			       .writing = !work->outside,
			       .denied = &work->ledger->denied_scope };
	enum status status = refuse_unknown(command, input, error);

	for (const struct param *p = command->params;
	     status == STATUS_OK && p != NULL && p->name != NULL; p++)
		status = fill_one(&look, command, p, input, args, error);
	return status;
}

/* Each item names a record that the session sees. */
static enum status
check_items(const struct lookup *look, const struct param *param, const struct list *list,
	    struct error *error)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && param->record != NULL && i < list->count; i++) {
		struct record record = { 0 };
		const char *key = record_key(look->arena, param->record->key_type, list->items[i]);
		status = find_record(look, param->record, param->name, param->record->by_key, key,
				     &record, error);
	}
	return status;
}

enum status
param_check(struct arena *arena, const struct session *session, const struct command *command,
	    const struct param *param, const struct input *input, struct value *value,
	    struct error *error)
{
	bool denied = false;
	struct lookup look = { .arena = arena, .denied = &denied };
	struct record record = { 0 }, before = { 0 };
	const char *text = input_given(input, param->name);
	enum status status = STATUS_OK;

	look.session = arena_alloc(arena, sizeof *look.session);
	*look.session = *session;
	*value = (struct value){ .type = param->type };
	if (!param_applies(command, param, input) || clears(param, text))
		return STATUS_OK;
	if (param->type != TYPE_RECORD) {
		if (text == NULL)
			return (param->flags & PARAM_MANDATORY) != 0 && param->standard == NULL
				   ? refuse_missing(param, error)
				   : STATUS_OK;
		if (param->type == TYPE_LIST) {
			struct list list;
			*value = value_text(TYPE_LIST, text);
			status = param_list(arena, param, text, &list, error);
			return status == STATUS_OK ? check_items(&look, param, &list, error)
						   : status;
		}
		status = read_value(arena, param, text, value, error);
		if (status == STATUS_OK && param->type == TYPE_FILE)
			status = paper_check(arena, session, value->text,
					     &(struct document){ .hash = NULL }, error);
		return status;
	}
	/* The records named before it tell the customer it is looked for in. */
	for (const struct param *p = command->params; p != param; p++) {
		if (p->type != TYPE_RECORD)
			continue;
		if (read_record(&look, command, p, input, &before, NULL) == STATUS_OK &&
		    look.customer == 0)
			look.customer = before.customer;
	}
	status = read_record(&look, command, param, input, &record, error);
	if (status == STATUS_OK && record.key == NULL && (param->flags & PARAM_MANDATORY) != 0)
		return refuse_missing(param, error);
	if (status == STATUS_OK && record.id != 0)
		*value = (struct value){
			.type = TYPE_RECORD, .known = true, .number = record.id, .text = record.key
		};
	return status;
}

enum status
param_first_record(struct arena *arena, const struct session *session,
		   const struct command *command, const struct input *input, struct record *record,
		   const char **kind, struct error *error)
{
	bool denied = false;
	struct session *copy = arena_alloc(arena, sizeof *copy);
	const struct lookup look = { .session = copy, .arena = arena, .denied = &denied };

	*copy = *session;
	*record = (struct record){ .id = 0 };
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++) {
		if (p->type != TYPE_RECORD)
			continue;
		*kind = p->record->name;
		const enum status status = read_record(&look, command, p, input, record, error);
		if (status != STATUS_OK || record->id != 0)
			return status;
	}
	return STATUS_OK;
}

const struct record *
params_first_record(const struct command *command, const void *args, const char **kind)
{
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++) {
		if (p->type != TYPE_RECORD)
			continue;
		const struct record *record =
		    (const struct record *)(const void *)((const char *)args + p->offset);
		if (record->id == 0)
			continue;
		*kind = p->record->name;
		return record;
	}
	return NULL;
}

enum status
params_check_version(struct work *work, const void *args)
{
	const char *kind = NULL, *login = NULL, *at = NULL;
	const struct param *version = param_find(work->command, "version");
	const struct record *record = params_first_record(work->command, args, &kind);

	if (version == NULL || record == NULL || (work->command->flags & COMMAND_UNCHANGED) != 0)
		return STATUS_OK;
	const struct amount *shown =
	    (const struct amount *)(const void *)((const char *)args + version->offset);
	if (!shown->known || shown->number == record->version)
		return STATUS_OK;
	const struct change *changes;
	size_t count;
	if (execute_changes(work->session, kind, record->id, shown->number, work->arena, &login,
			    &at, &changes, &count, NULL) != STATUS_OK)
		login = NULL;
	return error_set(
	    &work->ledger->error, STATUS_CHANGED, NULL,
	    login != NULL ? "error.changed_by" : "error.changed",
	    ARGS(ARG_TEXT("key", record->key), ARG_TEXT("login", login), ARG_STAMP("at", at)));
}

const char *
params_text(struct arena *arena, const struct command *command, const struct input *input)
{
	struct builder out = { .arena = arena };

	for (const struct input *i = input; i != NULL && i->name != NULL; i++) {
		const struct param *param = param_find(command, i->name);
		const bool cleared = param != NULL && emptied(param, i);
		if (i->text == NULL || (i->text[0] == '\0' && !cleared) ||
		    (param != NULL && (param->flags & PARAM_SECRET) != 0))
			continue;
		said_write(&out, i->name, ARGS(ARG_TEXT("is", i->text)), false);
	}
	return builder_text(&out);
}
