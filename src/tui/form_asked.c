/* Which fields of a form are asked, by what is chosen in it, and which is in focus. */
#include "form.h"

#include <string.h>

/* A card may be named by its plate, where that is no field of the form's own: what holds letters is
 * no number. */
static const char *
name_of(const struct sheet *sheet, const struct entry *entry, const char *text)
{
	const struct reference *record = entry->param->record;
	const char *alias;

	if (entry->param->type != TYPE_RECORD || record->key_type != TYPE_CARD ||
	    record->aliases == NULL ||
	    strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "abcdefghijklmnopqrstuvwxyz") == NULL)
		return entry->param->name;
	alias = record->aliases[0].param;
	return sheet->command != NULL && param_find(sheet->command, alias) != NULL
		   ? entry->param->name
		   : alias;
}

/* What was there and was emptied goes; what was empty and stays so is left out. */
static const char *
text_of(const struct entry *entry, struct arena *arena)
{
	const char *text = entry_text(entry, arena);
	const bool emptied = text[0] == '\0' && entry->before != NULL && entry->before[0] != '\0';

	return emptied && (entry->param->flags & PARAM_CLEARABLE) != 0 ? "-" : text;
}

const struct input *
sheet_input(const struct sheet *sheet, const struct input *given, struct arena *arena)
{
	struct input *input;
	size_t count = 0;

	while (given != NULL && given[count].name != NULL)
		count++;
	input = arena_array(arena, count + sheet->count + 1, sizeof *input);
	if (count > 0)
		memcpy(input, given, count * sizeof *input);
	for (size_t i = 0; i < sheet->count; i++) {
		const struct entry *entry = &sheet->entries[i];
		const char *text = text_of(entry, arena);

		if (!entry->absent)
			input[count++] =
			    (struct input){ .name = name_of(sheet, entry, text), .text = text };
	}
	return input;
}

/* Nothing that hangs on a choice is asked before it is made. */
static bool
applies(const struct sheet *sheet, const struct entry *entry, const struct input *input)
{
	const char *only = entry->param->only;
	const size_t size = only == NULL ? 0 : strcspn(only, "=");

	for (size_t i = 0; only != NULL && i < sheet->count; i++) {
		const struct entry *choice = &sheet->entries[i];
		const char *name = choice->param->name;

		if (strlen(name) == size && strncmp(name, only, size) == 0 &&
		    (choice->absent || entry_text(choice, sheet->app->scratch)[0] == '\0'))
			return false;
	}
	return param_applies(sheet->command, entry->param, input);
}

void
sheet_settle(struct sheet *sheet)
{
	bool moved = sheet->command != NULL;

	/* A choice that goes takes along what hangs on it. */
	while (moved) {
		const struct input *input = sheet_input(sheet, sheet->given, sheet->app->scratch);

		moved = false;
		for (size_t i = 0; i < sheet->count; i++) {
			struct entry *entry = &sheet->entries[i];

			if (entry->param->only == NULL ||
			    entry->absent != applies(sheet, entry, input))
				continue;
			entry->absent = !entry->absent;
			moved = true;
		}
	}
	if (sheet->count > 0 && sheet->entries[sheet->focus].absent)
		sheet->focus = sheet_next(sheet, sheet->focus, 1, false);
}

/* USR-06: a profile chosen fills the rights, which can then be adjusted. */
static void
fill_followers(struct sheet *sheet, const struct entry *entry)
{
	const char *code = entry_text(entry, sheet->app->scratch);

	for (size_t i = 0; code[0] != '\0' && i < sheet->count; i++) {
		struct entry *other = &sheet->entries[i];

		if (other->param->follows != NULL &&
		    strcmp(other->param->follows, entry->param->name) == 0)
			entry_set(other, other->param->following(sheet->app->scratch, code));
	}
}

void
sheet_changed(struct sheet *sheet, struct entry *entry)
{
	sheet->changed = true;
	fill_followers(sheet, entry);
	sheet_settle(sheet);
	/* Looked up when the field is left: half a number names no record, half a word no code,
	 * half a name no file. */
	if (entry->look != LOOK_RECORD && !entry_several(entry) && entry->look != LOOK_FILE) {
		sheet_recheck(sheet, entry);
		return;
	}
	entry->note = NULL;
	error_clear(&entry->error);
}

size_t
sheet_next(const struct sheet *sheet, size_t from, int step, bool same_tab)
{
	const size_t count = sheet->count;

	for (size_t i = 1; i < count; i++) {
		const size_t at = (step > 0 ? from + i : from + count - i) % count;
		const struct entry *entry = &sheet->entries[at];

		if (same_tab && (step > 0 ? at < from : at > from))
			break;
		if (!entry->absent && (!same_tab || entry->tab == sheet->entries[from].tab))
			return at;
	}
	return from;
}

/* What was filled beforehand is replaced by the first character typed; a cursor key keeps it. */
void
sheet_go(struct sheet *sheet, size_t focus)
{
	struct entry *entry;

	if (sheet->count == 0)
		return;
	entry = &sheet->entries[sheet->focus];
	sheet_recheck(sheet, entry);
	if (entry_several(entry) && entry->error.status == STATUS_OK)
		several_tidy(entry, sheet->app->scratch);
	sheet->focus = focus;
	entry = &sheet->entries[focus];
	entry->row = entry->row_count;
	if (entry->look == LOOK_CHOICE)
		field_set(&entry->field, ""); /* the letters typed in it */
	/* One more may be typed behind those that are there. */
	if (entry_several(entry) && entry->field.size > 0)
		field_set(&entry->field,
			  arena_format(sheet->app->scratch, "%s, ", entry->field.text));
	if (entry_typed(entry)) {
		struct key last = { .action = ACTION_LAST };

		field_key(&entry->field, &last);
		entry->field.replace = !entry_several(entry) && entry->field.size > 0 &&
				       strcmp(entry->field.text, entry->before) == 0;
	}
}
