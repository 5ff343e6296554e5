/* From a request to a form: what will be executed, and which fields are asked. */
#include "form.h"

#include <guichet/identifier.h>
#include <string.h>

/* --- what is executed --- */

static const char *
input_find(const struct input *input, const char *name)
{
	for (; input != NULL && input->name != NULL; input++) {
		if (strcmp(input->name, name) == 0)
			return input->text;
	}
	return NULL;
}

static size_t
input_count(const struct input *input)
{
	size_t count = 0;

	while (input != NULL && input[count].name != NULL)
		count++;
	return count;
}

/* What a row gives is fixed when it names records or is not for people (version); the rest fills
 * fields, that can still be changed. */
static bool
fixed(const struct command *command, const struct input *input)
{
	const struct param *param = param_find(command, input->name);

	if (param == NULL || input->text == NULL || input->text[0] == '\0' ||
	    (param->flags & PARAM_OFFERED) != 0)
		return false;
	return (param->flags & PARAM_HIDDEN) != 0 || param->type == TYPE_RECORD ||
	       param->type == TYPE_LIST;
}

static const struct input *
copy_fixed(struct arena *arena, const struct command *command, const struct input *input)
{
	struct input *copy = arena_array(arena, input_count(input) + 1, sizeof *copy);
	size_t count = 0;

	for (; input != NULL && input->name != NULL; input++) {
		if (fixed(command, input))
			copy[count++] = (struct input){ .name = arena_copy(arena, input->name),
							.text = arena_copy(arena, input->text) };
	}
	return copy;
}

const struct input *
form_input(const struct form *form, const struct run *run, struct arena *arena)
{
	return sheet_input(&form->sheet, run->given, arena);
}

static enum status
check(struct sheet *sheet, const struct entry *entry, const char *text, struct error *error)
{
	const struct form *form = sheet->context;
	struct arena *scratch = sheet->app->scratch;
	const struct input *input = form_input(form, &form->runs[0], scratch);
	struct value value;
	const char *country;
	const char *key = NULL;
	bool mobile;

	if (entry->param->type == TYPE_PHONE) {
		country = input_find(input, "country");
		if (country != NULL && country[0] != '\0' &&
		    phone_parse(scratch, country, text, &mobile, &key) == NULL)
			return error_set(error, STATUS_USAGE, entry->param->name, key,
					 ARGS(ARG_CHOICE("country", "country", country)));
	}
	return param_check(scratch, sheet->app->session, form->command, entry->param, input, &value,
			   error);
}

/* --- one run for each row, or one for all where the command takes a list --- */

static const struct param *
list_param(const struct command *command, const struct input *given)
{
	for (const struct param *param = command->params; param->name != NULL; param++) {
		if (param->type == TYPE_LIST && input_find(given, param->name) != NULL)
			return param;
	}
	return NULL;
}

static bool
same_but(const struct input *a, const struct input *b, const char *name)
{
	for (; a->name != NULL; a++) {
		const char *other = input_find(b, a->name);

		if (strcmp(a->name, name) == 0 || strcmp(a->name, "version") == 0)
			continue;
		if (a->text == NULL || other == NULL || strcmp(a->text, other) != 0)
			return false;
	}
	return true;
}

static void
join(struct arena *arena, struct run *run, const struct input *given, const char *name)
{
	const size_t count = input_count(run->given);
	struct input *both = arena_array(arena, count + 1, sizeof *both);

	memcpy(both, run->given, count * sizeof *both);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(both[i].name, name) == 0)
			both[i].text =
			    arena_format(arena, "%s,%s", both[i].text, input_find(given, name));
	}
	run->given = both;
	run->targets++;
}

static bool
joined(struct form *form, const struct input *given)
{
	const struct param *list = list_param(form->command, given);

	for (size_t i = 0; list != NULL && i < form->run_count; i++) {
		if (same_but(form->runs[i].given, given, list->name)) {
			join(form->pane->arena, &form->runs[i], given, list->name);
			return true;
		}
	}
	return false;
}

static void
take_targets(struct form *form, const struct form_request *request)
{
	static const struct input none = { .name = NULL };
	struct arena *arena = form->pane->arena;

	form->target_count = request->count;
	form->runs = arena_array(arena, request->count + 1, sizeof *form->runs);
	for (size_t i = 0; i < request->count; i++) {
		const struct target *target = &request->targets[i];
		const struct input *given = copy_fixed(arena, form->command, target->input);

		if (joined(form, given))
			continue;
		form->runs[form->run_count++] =
		    (struct run){ .given = given,
				  .key = arena_copy(arena, target->key),
				  .label = arena_copy(arena, target->label),
				  .id = target->id,
				  .targets = 1 };
	}
	if (request->count == 0)
		form->runs[form->run_count++] = (struct run){ .given = &none };
	for (size_t i = 0; i < form->run_count; i++)
		request_id(form->runs[i].request);
}

static const char *
subject(const struct form *form, const struct form_request *request)
{
	struct arena *arena = form->pane->arena;
	struct builder labels = { .arena = arena };

	if (request->count == 0)
		return NULL;
	if (request->count == 1)
		return arena_copy(arena, request->targets[0].label);
	for (size_t i = 0; i < request->count && i < 4; i++) {
		if (i > 0)
			builder_add(&labels, ", ");
		builder_add(&labels, text_trim(arena, request->targets[i].label));
	}
	return lang_format(arena, app_lang(form->app), "form.several",
			   ARGS(ARG_INT("count", (int64_t)request->count),
				ARG_TEXT("labels", builder_text(&labels))));
}

/* --- its fields --- */

static bool
asked_for(const struct form *form, const struct param *param)
{
	return (param->flags & PARAM_HIDDEN) == 0 &&
	       input_find(form->runs[0].given, param->name) == NULL;
}

static size_t
param_count(const struct command *command)
{
	size_t count = 0;

	while (command->params != NULL && command->params[count].name != NULL)
		count++;
	return count;
}

/* A date as its reader writes it: rows hand it over as the store has it. */
static const char *
for_people(const struct form *form, const struct param *param, const char *text)
{
	struct arena *scratch = form->app->scratch;
	struct value value;
	const char *key;

	if (text != NULL && param->type == TYPE_RECORD && param->record->each != NULL &&
	    strcmp(text, param->record->each) == 0)
		return record_each(app_lang(form->app), scratch, param->record);
	if (text != NULL && param->type == TYPE_TEXT && param->vocabulary != NULL) {
		value = value_choice(param->vocabulary, text); /* days: "mon-fri" in words */
		return value_format(scratch, app_lang(form->app), &value);
	}
	if (text == NULL || (param->type != TYPE_DATE && param->type != TYPE_MONTH) ||
	    !value_parse(scratch, param->type, text, &value, &key))
		return text;
	return value_format(scratch, app_lang(form->app), &value);
}

/* What fills a field beforehand: the pairs of the key, then the row by from or by name. */
static const char *
filled(const struct form_request *request, const struct param *param)
{
	const char *value =
	    request->count == 1 ? input_find(request->targets[0].input, param->name) : NULL;

	if (param->from != NULL && param->from[0] == '\0')
		return value;
	if (value == NULL && param->from != NULL)
		value = input_find(request->values, param->from);
	return value == NULL ? input_find(request->values, param->name) : value;
}

static void
add_field(struct form *form, const struct form_request *request, const struct param *param)
{
	const struct command *command = form->command;
	struct sheet *sheet = &form->sheet;
	const char *value = for_people(form, param, filled(request, param));
	struct entry *entry =
	    sheet_add(sheet, param, param_label(app_lang(form->app), command, param));

	if (value == NULL || value[0] == '\0')
		value = form_only_customer(form->app, param);
	if (value != NULL && value[0] != '\0')
		entry_set(entry, value);
	/* A column of that name may hold codes of another kind. */
	if (param->standard != NULL && entry_text(entry, sheet->arena)[0] == '\0')
		entry_set(entry, param->standard);
	entry->before = arena_copy(sheet->arena, entry_text(entry, sheet->arena));
}

/* The tabs of a command in the order in which its parameters name them, NULL-ended; NULL: fewer
 * than two. */
static const char *const *
tabs_of(struct arena *arena, const struct command *command)
{
	const char **tabs = arena_array(arena, TABS_MOST + 1, sizeof *tabs);
	size_t count = 0;

	for (size_t i = 0; i < param_count(command); i++) {
		const char *tab = command->params[i].tab;
		bool known = tab == NULL || count == TABS_MOST;

		for (size_t j = 0; j < count && !known; j++)
			known = strcmp(tabs[j], tab) == 0;
		if (!known)
			tabs[count++] = tab;
	}
	return count < 2 ? NULL : tabs;
}

bool
form_tabbed(const struct form_request *request)
{
	bool tabbed;
	struct arena *arena = arena_new();

	tabbed = tabs_of(arena, request->command) != NULL;
	arena_free(&arena);
	return tabbed;
}

/* A field stands on the tab its parameter names, else on that of the one before; all of a tab
 * together. */
static void
add_tab(struct form *form, const struct form_request *request, const char *const *tabs, size_t at)
{
	const struct command *command = form->command;
	const char *tab = tabs == NULL ? NULL : tabs[0];
	const char *key;
	const size_t count = form->sheet.count;

	if (tabs != NULL) {
		key = arena_format(form->sheet.arena, "form.tab.%s", tabs[at]);
		sheet_tab(&form->sheet, (int)at + 1, lang_text(app_lang(form->app), key));
	}
	for (size_t i = 0; i < param_count(command); i++) {
		const struct param *param = &command->params[i];

		if (param->tab != NULL)
			tab = param->tab;
		if (asked_for(form, param) && (tabs == NULL || strcmp(tab, tabs[at]) == 0))
			add_field(form, request, param);
	}
	/* Nothing of it is asked: its number stays free. */
	if (tabs != NULL && form->sheet.count == count)
		form->sheet.tab_count--;
}

static void
take_fields(struct form *form, const struct form_request *request)
{
	const struct command *command = form->command;
	const char *const *tabs = tabs_of(form->pane->arena, command);
	struct sheet *sheet = &form->sheet;

	sheet_init(sheet, form->app, form->pane->arena, param_count(command));
	sheet->command = command;
	sheet->given = form->runs[0].given;
	sheet->check = check;
	sheet->context = form;
	sheet->marks = command->fill != NULL && form->target_count == 1;
	sheet->customer = input_find(form->runs[0].given, "customer");
	if (sheet->customer == NULL)
		sheet->customer = arena_copy(sheet->arena, input_find(request->values, "customer"));
	if (tabs == NULL)
		add_tab(form, request, NULL, 0);
	for (size_t i = 0; tabs != NULL && tabs[i] != NULL; i++)
		add_tab(form, request, tabs, i);
	sheet_settle(sheet);
}

/* Whether choosing is confirming: nothing but choices and answers, and one that has no default. */
static bool
chosen_on_purpose(const struct form *form)
{
	bool mandatory = false;

	if (form->command->confirm != CONFIRM_PREVIEW || form->target_count > 1)
		return false;
	for (size_t i = 0; i < form->sheet.count; i++) {
		const struct entry *entry = &form->sheet.entries[i];

		if (entry->look != LOOK_DIGITS && entry->look != LOOK_ANSWER)
			return false;
		if ((entry->param->flags & PARAM_MANDATORY) != 0 && entry->before[0] == '\0')
			mandatory = true;
	}
	return mandatory;
}

static bool
shown_before(const struct form *form)
{
	return form->command->confirm == CONFIRM_SHOWN && form->target_count <= 1;
}

/* The cursor starts where something is to be typed. */
static void
start_focus(struct form *form)
{
	size_t focus = 0;

	for (size_t i = 0; i < form->sheet.count; i++) {
		if (entry_missing(&form->sheet.entries[i], form->app->scratch)) {
			focus = i;
			break;
		}
	}
	sheet_go(&form->sheet, focus);
}

static bool
named(const char *const *names, const char *name)
{
	for (; names != NULL && *names != NULL; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

void
form_afresh(struct form *form)
{
	struct sheet *sheet = &form->sheet;
	size_t focus = sheet->count;

	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		error_clear(&entry->error);
		if (named(form->command->afresh, entry->param->name)) {
			if (entry->field.secret)
				field_wipe(&entry->field);
			entry_set(entry, entry->param->standard);
			focus = focus == sheet->count && !entry->absent ? i : focus;
		}
		entry->before = arena_copy(sheet->arena, entry_text(entry, sheet->arena));
	}
	sheet_settle(sheet);
	sheet_go(sheet, focus == sheet->count ? 0 : focus);
	for (size_t i = 0; i < form->run_count; i++)
		request_id(form->runs[i].request);
	form->again = false;
	form->draft = NULL;
	form->stage = STAGE_FILL;
	form->preview.fresh = false;
}

/* Counted before there is a pane: its kind depends on it. */
size_t
form_fields(const struct form_request *request)
{
	const struct input *given = request->count > 0 ? request->targets[0].input : NULL;
	size_t count = param_count(request->command);

	for (size_t i = 0; i < param_count(request->command); i++)
		count -= (request->command->params[i].flags & PARAM_HIDDEN) != 0;
	for (; given != NULL && given->name != NULL; given++) {
		const struct param *param = param_find(request->command, given->name);

		count -= fixed(request->command, given) && (param->flags & PARAM_HIDDEN) == 0;
	}
	return count;
}

void
form_make(struct form *form, const struct form_request *request)
{
	take_targets(form, request);
	form->subject = subject(form, request);
	take_fields(form, request);
	form->deliberate = chosen_on_purpose(form) || shown_before(form);
	start_focus(form);
}
