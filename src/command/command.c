#include "private.h"

#include <stdio.h>
#include <string.h>

#include <guichet/lang.h>

static const struct command *const own_commands[] = { &session_try,   &session_open,
						      &session_close, &session_rehash,
						      &pending_end,   NULL };

static const struct command *
find_in(const struct command *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp((*list)->name, name) == 0)
			return *list;
	return NULL;
}

const struct command *
command_find(const char *name)
{
	const struct command *found = find_in(commands, name);

	return found != NULL ? found : find_in(own_commands, name);
}

const struct param *
param_find(const struct command *command, const char *name)
{
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

const char *
command_title(const struct lang *lang, const struct command *command)
{
	char key[128];

	snprintf(key, sizeof key, "command.%s.title", command->name);
	const char *title = lang_find(lang, key); /* lang_text would give key back */
	return title != NULL ? title : command->name;
}

const char *
param_label(const struct lang *lang, const struct command *command, const struct param *param)
{
	char own[128], common[128];

	snprintf(own, sizeof own, "command.%s.%s", command->name, param->name);
	snprintf(common, sizeof common, "field.%s", param->name);
	const char *label = lang_first(lang, own, common, (const char *)NULL);
	return label != NULL ? label : param->name;
}

const char *
param_vocabulary(const struct param *param)
{
	return param->vocabulary != NULL ? param->vocabulary : param->name;
}

static void
check_param(const struct command *command, const struct param *param, command_fault *fault,
	    void *context)
{
	char own[128], common[128], word[160];

	for (const char *const *code = lang_codes; *code != NULL; code++) {
		const struct lang *lang = lang_get(*code);
		snprintf(own, sizeof own, "command.%s.%s", command->name, param->name);
		snprintf(common, sizeof common, "field.%s", param->name);
		if ((param->flags & PARAM_HIDDEN) == 0 &&
		    lang_first(lang, own, common, (const char *)NULL) == NULL)
			fault(context, command->name, "check.no_label",
			      ARGS(ARG_TEXT("name", param->name), ARG_TEXT("language", *code)));
		for (const char *const *c = param->choices; c != NULL && *c != NULL; c++) {
			snprintf(word, sizeof word, "choice.%s.%s", param_vocabulary(param), *c);
			if (lang_find(lang, word) == NULL)
				fault(context, command->name, "check.no_text",
				      ARGS(ARG_TEXT("name", word), ARG_TEXT("language", *code)));
		}
	}
	if (param->type == TYPE_CHOICE && param->choices == NULL)
		fault(context, command->name, "check.no_choices",
		      ARGS(ARG_TEXT("name", param->name)));
	if (param->type == TYPE_RECORD && param->record == NULL)
		fault(context, command->name, "check.no_record",
		      ARGS(ARG_TEXT("name", param->name)));
}

/* "product=passango,liber_t": a choice that stands before the parameter, and codes of it. */
static bool
names_choice(const struct command *command, const struct param *param)
{
	const size_t size = strcspn(param->only, "=");

	for (const struct param *p = command->params; p != param; p++) {
		if (strlen(p->name) != size || strncmp(p->name, param->only, size) != 0 ||
		    p->choices == NULL)
			continue;
		const char *at = param->only + size;
		while (*at != '\0') {
			const size_t length = strcspn(++at, ",");
			const char *const *c = p->choices;
			while (*c != NULL && (strlen(*c) != length || strncmp(*c, at, length) != 0))
				c++;
			if (*c == NULL)
				return false;
			at += length;
		}
		return true;
	}
	return false;
}

/* What only forms look at. */
static void
check_form(const struct command *command, const struct param *param, command_fault *fault,
	   void *context)
{
	char key[128];

	snprintf(key, sizeof key, "form.tab.%s", param->tab != NULL ? param->tab : "");
	for (const char *const *code = lang_codes; param->tab != NULL && *code != NULL; code++)
		if (lang_find(lang_get(*code), key) == NULL)
			fault(context, command->name, "check.no_text",
			      ARGS(ARG_TEXT("name", key), ARG_TEXT("language", *code)));
	if (param->only != NULL && !names_choice(command, param))
		fault(context, command->name, "check.no_only",
		      ARGS(ARG_TEXT("name", param->name), ARG_TEXT("only", param->only)));
	if (param->item != NULL && (param->type != TYPE_LIST || param->item->command == NULL ||
				    param->item->read == NULL || param->item->write == NULL))
		fault(context, command->name, "check.no_item", ARGS(ARG_TEXT("name", param->name)));
}

static void
check_command(const struct command *command, command_fault *fault, void *context)
{
	const bool internal = (command->flags & COMMAND_INTERNAL) != 0;
	char key[128];
	enum right right;

	if (find_in(commands, command->name) != command)
		fault(context, command->name, "check.twice", ARGS(ARG_TEXT("name", command->name)));
	if (command->right == NULL && (command->flags & (COMMAND_INTERNAL | COMMAND_ACCOUNT |
							 COMMAND_BY_RECORD | COMMAND_ANYBODY)) == 0)
		fault(context, command->name, "check.no_right",
		      ARGS(ARG_TEXT("name", command->name)));
	if (command->right != NULL && !right_by_name(command->right, &right))
		fault(context, command->name, "check.unknown_right",
		      ARGS(ARG_TEXT("name", command->right)));
	if (internal)
		return;
	snprintf(key, sizeof key, "command.%s.title", command->name);
	for (const char *const *code = lang_codes; *code != NULL; code++)
		if (lang_find(lang_get(*code), key) == NULL)
			fault(context, command->name, "check.no_text",
			      ARGS(ARG_TEXT("name", key), ARG_TEXT("language", *code)));
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++) {
		check_param(command, p, fault, context);
		check_form(command, p, fault, context);
	}
	for (const char *const *name = command->afresh; name != NULL && *name != NULL; name++)
		if (param_find(command, *name) == NULL)
			fault(context, command->name, "check.no_param",
			      ARGS(ARG_TEXT("name", *name)));
}

void
commands_check(command_fault *fault, void *context)
{
	for (const struct command *const *c = commands; *c != NULL; c++)
		check_command(*c, fault, context);
}
