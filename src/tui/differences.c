/* R15: what somebody else did to the record meanwhile, beside what was typed here. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

/* --- who did what --- */

static const char *
given(const struct input *input, const char *name)
{
	for (; input->name != NULL; input++) {
		if (strcmp(input->name, name) == 0)
			return input->text;
	}
	return NULL;
}

/* The record as it stands now. */
bool
form_record_now(const struct form *form, struct record *record, const char **kind)
{
	return param_first_record(form->app->scratch, form->app->session, form->command,
				  form->runs[0].given, record, kind, NULL) == STATUS_OK &&
	       record->id != 0;
}

/* --- differences --- */

static struct entry *
entry_of(const struct form *form, const char *field)
{
	for (size_t i = 0; i < form->sheet.count; i++) {
		struct entry *entry = &form->sheet.entries[i];
		const char *from = entry->param->from;

		if (strcmp(entry->param->name, field) == 0 ||
		    (from != NULL && strcmp(from, field) == 0))
			return entry;
	}
	return NULL;
}

static struct value
value_of(enum type type, const char *vocabulary, const char *raw)
{
	struct value value;

	if (raw == NULL || raw[0] == '\0')
		return value_text(type, NULL);
	switch ((int)type) {
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
	case TYPE_BOOL:
		return value_number(type, strtoll(raw, NULL, 10));
	case TYPE_CHOICE:
		return value_choice(vocabulary, raw);
	case TYPE_LIST: /* codes with commas between */
		value = value_text(type, raw);
		value.vocabulary = vocabulary;
		return value;
	default:
		return value_text(type, raw);
	}
}

/* As people read it, by what the screen or the form knows of the field. */
static struct value
told(const struct form *form, const struct entry *entry, const char *field, const char *raw)
{
	const struct column *column =
	    form->screen == NULL ? NULL : screen_column(form->screen, field);

	if (column != NULL)
		return value_of(column->type, column->vocabulary, raw);
	if (entry != NULL && entry->param->type != TYPE_RECORD)
		return value_of(entry->param->type,
				entry->all_count > 0 ? param_vocabulary(entry->param) : NULL, raw);
	return value_text(TYPE_TEXT, raw);
}

static const char *
my_words(const struct form *form, const struct entry *entry, struct arena *arena)
{
	if (entry->look == LOOK_ANSWER && entry->chosen != ANSWER_NONE)
		return lang_text(app_lang(form->app),
				 entry->chosen == ANSWER_YES ? "form.yes" : "form.no");
	return arena_copy(arena, entry_words(entry, arena));
}

static void
add_theirs(struct conflict *conflict, struct arena *arena, const struct change *change)
{
	const struct form *form = conflict->form;
	const struct lang *lang = app_lang(form->app);
	struct entry *entry = entry_of(form, change->field);
	const char *label = entry != NULL
				? entry->label
				: lang_find(lang, arena_format(arena, "field.%s", change->field));
	const struct value before = told(form, entry, change->field, change->before);
	const struct value theirs = told(form, entry, change->field, change->theirs);
	struct difference *row = &conflict->rows[conflict->count];

	/* What has no name for people is the program's own bookkeeping. */
	if (label == NULL)
		return;
	conflict->count++;
	*row = (struct difference){ .label = label,
				    .entry = entry,
				    .before = value_format(arena, lang, &before),
				    .theirs = value_format(arena, lang, &theirs),
				    .yours = "" };
	if (entry == NULL)
		return;
	row->typed =
	    theirs.type == TYPE_CHOICE || theirs.type == TYPE_BOOL || theirs.type == TYPE_LIST
		? change->theirs
		: row->theirs;
	row->mine = entry_changed(entry, arena);
	row->yours = row->mine ? my_words(conflict->form, entry, arena) : row->before;
	row->clash = row->mine && strcmp(row->yours, row->theirs) != 0;
	conflict->ours = true;
}

static bool
listed(const struct conflict *conflict, const struct entry *entry)
{
	for (size_t i = 0; i < conflict->count; i++) {
		if (conflict->rows[i].entry == entry)
			return true;
	}
	return false;
}

static void
add_mine(struct conflict *conflict, struct arena *arena)
{
	struct sheet *sheet = &conflict->form->sheet;

	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		if (listed(conflict, entry) || !entry_changed(entry, arena))
			continue;
		conflict->rows[conflict->count++] =
		    (struct difference){ .label = entry->label,
					 .entry = entry,
					 .before = entry->before,
					 .theirs = entry->before,
					 .yours = my_words(conflict->form, entry, arena),
					 .mine = true };
		conflict->ours = true;
	}
}

enum status
conflict_gather(struct conflict *conflict, struct arena *arena, struct error *error)
{
	const struct form *form = conflict->form;
	const char *kind = NULL;
	const char *version = given(form->runs[0].given, "version");
	const struct change *changes;
	const char *login = NULL;
	const char *at = NULL;
	struct record record;
	struct value when;
	size_t count = 0;
	enum status status;

	if (!form_record_now(form, &record, &kind) || version == NULL)
		return error_set(error, STATUS_CHANGED, NULL, "error.changed", NULL);
	status = execute_changes(form->app->session, kind, record.id, strtoll(version, NULL, 10),
				 arena, &login, &at, &changes, &count, error);
	if (status != STATUS_OK)
		return status;
	when = value_text(TYPE_STAMP, at);
	conflict->who = login == NULL ? "?" : login;
	conflict->when = value_format(arena, app_lang(form->app), &when);
	conflict->rows = arena_array(arena, count + form->sheet.count + 1, sizeof *conflict->rows);
	for (size_t i = 0; i < count; i++)
		add_theirs(conflict, arena, &changes[i]);
	add_mine(conflict, arena);
	return STATUS_OK;
}
