/* What a letter or an option digit does to rows: opens a screen on them, or a command's form. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

const struct binding *
binding_of(const struct screen *screen, const char *key)
{
	for (size_t i = 0; i < screen->binding_count; i++)
		if (strcmp(screen->bindings[i].key, key) == 0)
			return &screen->bindings[i];
	return NULL;
}

const struct binding *
binding_of_option(const struct screen *screen, int option)
{
	for (size_t i = 0; option && i < screen->binding_count; i++)
		if (screen->bindings[i].option == option)
			return &screen->bindings[i];
	return NULL;
}

static const struct binding *
binding_create(const struct screen *screen)
{
	for (size_t i = 0; i < screen->binding_count; i++)
		if (screen->bindings[i].create)
			return &screen->bindings[i];
	return NULL;
}

/* Short words of a letter: the screen's own, its command's, else what the letter means everywhere.
 */
static const char *
binding_words(const struct app *app, const struct screen *screen, const struct binding *binding)
{
	const struct lang *lang = app_lang(app);
	struct arena *arena = app->scratch;
	const char *words =
	    lang_find(lang, arena_format(arena, "screen.%s.letter.%s", screen->name, binding->key));
	if (!words && binding->command && !binding->file)
		words = lang_find(lang, arena_format(arena, "letter.%s", binding->command));
	if (!words)
		words = lang_find(lang, arena_format(arena, "letter.%s", binding->key));
	if (!words && binding->command && command_find(binding->command))
		words = command_title(lang, command_find(binding->command));
	if (!words && binding->screen)
		words = lang_find(lang, arena_format(arena, "screen.%s.title", binding->screen));
	return words ? words : binding->key;
}

static const char *
binding_help(const struct app *app, const struct screen *screen, const struct binding *binding)
{
	const struct command *command = binding->command ? command_find(binding->command) : NULL;
	if (command && binding->file)
		return lang_format(
		    app->scratch, app_lang(app), "batch.title",
		    ARGS(ARG_TEXT("command", command_title(app_lang(app), command))));
	return command ? command_title(app_lang(app), command)
		       : binding_words(app, screen, binding);
}

static bool
holds(const struct binding *binding, const struct subject *subject)
{
	if (!binding->when || !subject)
		return true;
	const char *value = subject_value(subject, binding->when);
	return !value || (strcmp(value, "0") != 0 && strcmp(value, "no") != 0 && *value);
}

static const struct input *
inputs_of(struct arena *arena, const struct binding *binding, const struct subject *subject)
{
	size_t count = 0;
	while (binding->with && binding->with[count].name)
		count++;
	struct input *inputs = arena_array(arena, count + 1, sizeof *inputs);
	for (size_t i = 0; i < count; i++)
		inputs[i] = (struct input){
			.name = binding->with[i].name,
			.text = subject_value(subject, binding->with[i].field),
		};
	return inputs;
}

/* The rule's own words: the command is tried on the row, and what it lacks besides is made up,
 * since a rule about the row's state does not depend on it.  Nothing is kept of a preview. */
static bool
reason_of(struct app *app, const struct command *command, const struct input *known,
	  struct error *error)
{
	bool about_row = false;
	struct input inputs[32];
	struct outcome outcome;
	size_t count = 0;
	for (const struct input *each = known; each->name && count < 16; each++)
		inputs[count++] = *each;
	for (const struct param *param = command->params; param->name && count < 31; param++) {
		const char *made_up = NULL;
		bool given = false;
		for (size_t i = 0; i < count; i++)
			given |= strcmp(inputs[i].name, param->name) == 0;
		if (given || !(param->flags & PARAM_MANDATORY))
			continue;
		if (param->type == TYPE_CHOICE && param->choices)
			made_up = param->choices[0];
		else if (param->type == TYPE_BOOL)
			made_up = "no";
		inputs[count++] = (struct input){ .name = param->name, .text = made_up };
	}
	inputs[count] = (struct input){ .name = NULL };
	if (execute(app->session, command, inputs, NULL, PREVIEW, app->scratch, &outcome) ==
		STATUS_OK ||
	    outcome.error.status == STATUS_USAGE)
		return false;
	/* A refusal of what was made up is none of the row's. */
	for (const struct input *each = known; each->name; each++)
		about_row |= strcmp(outcome.error.param, each->name) == 0;
	*error = outcome.error;
	return about_row || !*outcome.error.param;
}

static enum reaction
run_command(struct app *app, const struct screen *screen, const struct binding *binding,
	    const struct subject *subjects, size_t count, op_done *done, void *context)
{
	struct arena *arena = app->scratch;
	const struct command *command = command_find(binding->command);
	struct error error;
	if (!command) {
		app_refuse(app, "tui.no_command", ARGS(ARG_TEXT("command", binding->command)));
		return STAY;
	}
	if (execute_allowed(app->session, command, &error) != STATUS_OK) {
		app_error(app, &error);
		return STAY;
	}
	struct target *targets = arena_array(arena, count + 1, sizeof *targets);
	for (size_t i = 0; i < count; i++)
		targets[i] = (struct target){
			.id = subjects[i].id,
			.key = subjects[i].key,
			.label = subjects[i].label,
			.input = inputs_of(arena, binding, &subjects[i]),
		};
	/* A rule that says no whatever is answered says it before the questions. */
	bool holding = count != 1 || holds(binding, &subjects[0]);
	if (count == 1 && !binding->create && (!holding || command->confirm != CONFIRM_NONE) &&
	    reason_of(app, command, targets[0].input, &error)) {
		app_error(app, &error);
		return STAY;
	}
	if (!holding) {
		app_refuse(app, "tui.not_this_row",
			   ARGS(ARG_TEXT("what", binding_help(app, screen, binding)),
				ARG_TEXT("row", subjects[0].label)));
		return STAY;
	}
	const struct form_request request = {
		.command = command,
		.targets = targets,
		.count = binding->create ? 0 : count,
		.values = count ? subjects[0].values : NULL,
		.screen = screen,
		.done = done,
		.context = context,
	};
	form_open(app, &request);
	return REDRAW;
}

/* CARD-08: the customer is the record's, or the one the list is filtered by. */
static enum reaction
run_file(struct app *app, const struct binding *binding, const struct subject *subjects,
	 size_t count)
{
	const struct command *command = command_find(binding->command);
	const char *customer = NULL;
	struct error error;
	if (!command || execute_allowed(app->session, command, &error) != STATUS_OK) {
		if (command)
			app_error(app, &error);
		return STAY;
	}
	for (const struct input *input = count ? inputs_of(app->scratch, binding, subjects) : NULL;
	     input && input->name; input++)
		if (strcmp(input->name, "customer") == 0)
			customer = input->text;
	batch_open(app, command,
		   customer ? customer
		   : count  ? subject_value(subjects, "customer")
			    : NULL);
	return REDRAW;
}

static enum reaction
open_screen(struct app *app, const struct binding *binding, const struct subject *subject)
{
	const struct input *inputs = inputs_of(app->scratch, binding, subject);
	size_t count = 0;
	while (inputs[count].name)
		count++;
	struct arg *filters = arena_array(app->scratch, count + 1, sizeof *filters);
	for (size_t i = 0; i < count; i++)
		filters[i] = (struct arg){ .name = inputs[i].name,
					   .value = value_text(TYPE_TEXT, inputs[i].text) };
	const struct screen *screen = screen_get(app, binding->screen);
	struct pane *before = app->top;
	if (!screen_open(app, binding->screen, filters))
		return STAY;
	/* A list of something says of what. */
	if (count && screen && screen->kind == SCREEN_LIST && app->top != before)
		app->top->title =
		    arena_format(app->top->arena, "%s : %s", app->top->title, subject->label);
	return REDRAW;
}

enum reaction
op_run(struct app *app, const struct screen *screen, const struct binding *binding,
       const struct subject *subjects, size_t count, op_done *done, void *context)
{
	if (!binding->create && !binding->file && count == 0) {
		app_refuse(app, "tui.no_row", NULL);
		return STAY;
	}
	if (binding->screen)
		return open_screen(app, binding, &subjects[0]);
	if (!binding->command)
		return UNKNOWN;
	if (binding->file)
		return run_file(app, binding, subjects, count);
	if (count > 1 && !binding->bulk) {
		app_refuse(app, "tui.not_bulk",
			   ARGS(ARG_TEXT("what", binding_help(app, screen, binding)),
				ARG_INT("count", (int64_t)count)));
		return STAY;
	}
	return run_command(app, screen, binding, subjects, count, done, context);
}

/* A new one begins with what the list is filtered by, never with what happens to be in focus. */
enum reaction
op_new(struct app *app, const struct table *table, const struct binding *binding, op_done *done,
       void *context)
{
	const struct arg *filters = table->ask.filters;
	size_t count = 0;
	while (filters && filters[count].name)
		count++;
	struct input *values = arena_array(app->scratch, count + 1, sizeof *values);
	for (size_t i = 0; i < count; i++)
		values[i] =
		    (struct input){ .name = filters[i].name, .text = filters[i].value.text };
	const struct subject known = { .key = "", .label = "", .values = values };
	return op_run(app, table->screen, binding, &known, 1, done, context);
}

const char *
op_creates(const struct app *app, const struct screen *screen)
{
	const struct binding *binding = binding_create(screen);
	const struct command *command = binding ? command_find(binding->command) : NULL;
	struct error error;
	if (!command || execute_allowed(app->session, command, &error) != STATUS_OK)
		return NULL;
	return command_title(app_lang(app), command);
}

enum reaction
op_create(struct app *app, const struct table *table, op_done *done, void *context)
{
	const struct binding *binding = binding_create(table->screen);
	return binding ? op_new(app, table, binding, done, context) : UNKNOWN;
}

static enum letters
letters_of(const struct binding *binding)
{
	if (binding->create)
		return LETTERS_CREATE;
	return binding->option ? LETTERS_OPTIONS : LETTERS_OTHERS;
}

static void
offer_create(const struct app *app, const struct binding *binding, struct offers *offers)
{
	const char *words =
	    lang_find(app_lang(app), arena_format(app->scratch, "letter.%s", binding->command));
	if (words)
		offer_action_as(offers, ACTION_CREATE, words);
	else
		offer_action(offers, ACTION_CREATE);
}

void
op_offer(struct app *app, const struct screen *screen, const struct subject *subject,
	 enum letters which, struct offers *offers)
{
	const struct lang *lang = app_lang(app);
	for (size_t i = 0; i < screen->binding_count; i++) {
		const struct binding *binding = &screen->bindings[i];
		const struct command *command =
		    binding->command ? command_find(binding->command) : NULL;
		const char *why = NULL;
		struct error error;
		if (which != LETTERS_ALL && which != letters_of(binding))
			continue;
		if (strcmp(binding->key, "Enter") == 0) {
			offer_action_as(offers, ACTION_ACCEPT, binding_words(app, screen, binding));
			continue;
		}
		if (binding->command && !command)
			continue;
		bool denied =
		    command && execute_allowed(app->session, command, &error) != STATUS_OK;
		if (denied)
			why = error_text(app->scratch, lang, &error);
		else if (!holds(binding, subject))
			why = lang_text(lang, "tui.not_here");
		if (binding->create) {
			if (!why)
				offer_create(app, binding, offers);
			continue;
		}
		/* What another row may have keeps its place; what nobody has here takes none. */
		if (binding->when && (!why || !denied))
			offer_row_letter(offers, binding->key, binding_words(app, screen, binding),
					 binding_help(app, screen, binding), binding->option, why);
		else
			offer_letter(offers, binding->key, binding_words(app, screen, binding),
				     binding_help(app, screen, binding), binding->option, why);
	}
}
