/* What a question offers besides yes and no: suspending to who is not sure of a block (BLK-06),
 * blocking to who would only cancel (BLK-04). */
#include "form.h"

#include <string.h>

struct instead {
	const char *command, *other;
	const char *words; /* with {key} and {command}; NULL: the dry run's own lines say it */
};

static const struct instead offers_instead[] = {
	{ .command = "card.block", .other = "card.suspend", .words = "form.instead.unsure" },
	{ .command = "card.cancel", .other = "card.block" },
};

static const struct instead *
instead_of(const struct form *form)
{
	if (form->target_count != 1)
		return NULL;
	for (size_t i = 0; i < sizeof offers_instead / sizeof offers_instead[0]; i++) {
		if (strcmp(offers_instead[i].command, form->command->name) == 0)
			return &offers_instead[i];
	}
	return NULL;
}

/* The letter the screen has for it. */
static const char *
letter_of(const struct form *form, const struct instead *instead)
{
	const struct screen *screen = form->screen;

	for (size_t i = 0; screen != NULL && i < screen->binding_count; i++) {
		const struct binding *binding = &screen->bindings[i];

		if (binding->command != NULL && strcmp(binding->command, instead->other) == 0)
			return binding->key;
	}
	return NULL;
}

const char *
instead_words(const struct form *form)
{
	const struct instead *instead = instead_of(form);
	const char *letter = instead == NULL ? NULL : letter_of(form, instead);
	const struct command *other = letter == NULL ? NULL : command_find(instead->other);
	const struct lang *lang = app_lang(form->app);

	if (other == NULL || instead->words == NULL ||
	    execute_allowed(form->app->session, other, NULL) != STATUS_OK)
		return NULL;
	return lang_format(
	    form->app->scratch, lang, instead->words,
	    ARGS(ARG_TEXT("key", letter), ARG_TEXT("command", command_title(lang, other))));
}

enum reaction
instead_key(struct form *form, const struct key *key)
{
	const struct instead *instead = instead_of(form);
	const char *letter = instead == NULL ? NULL : letter_of(form, instead);
	const struct run *run = &form->runs[0];

	if (letter == NULL || strcmp(letter, key->text) != 0)
		return UNKNOWN;
	form_open(form->app,
		  &(struct form_request){ .command = command_find(instead->other),
					  .targets = &(struct target){ .id = run->id,
								       .key = run->key,
								       .label = run->label,
								       .input = run->given },
					  .count = 1,
					  .screen = form->screen,
					  .done = form->done,
					  .context = form->context });
	return CLOSE;
}
