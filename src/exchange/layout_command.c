/* A file for any command (CARD-08): a column a parameter, by its name or by its label in any of the
 * languages. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

enum { HEADERS_MOST = 8 };

struct making {
	struct arena *arena;
	const struct command *command;
	struct layout_column *columns;
	size_t count;
};

static bool
is_taken(const struct making *making, const char *folded)
{
	for (size_t i = 0; i < making->count; i++)
		for (const char *const *header = making->columns[i].headers; *header; header++)
			if (strcmp(*header, folded) == 0)
				return true;
	return false;
}

static void
add_header(const struct making *making, const char **headers, size_t *count, const char *words)
{
	const char *folded = arena_copy(making->arena, text_fold(making->arena, words));

	for (size_t i = 0; i < *count; i++)
		if (strcmp(headers[i], folded) == 0)
			return;
	if (*folded && !is_taken(making, folded) && *count < HEADERS_MOST - 1)
		headers[(*count)++] = folded;
}

const char *
column_words(const struct lang *lang, const struct command *command,
	     const struct layout_column *column)
{
	char key[80];

	if (strcmp(column->name, column->param->name) == 0)
		return param_label(lang, command, column->param);
	(void)snprintf(key, sizeof(key), "field.%.60s", column->name);
	return lang_first(lang, key, (const char *)NULL);
}

static void
add_column(struct making *making, const struct param *param, const char *name, bool mandatory)
{
	struct layout_column *column = &making->columns[making->count];
	const char **headers = arena_array(making->arena, HEADERS_MOST, sizeof(*headers));
	size_t count = 0;

	*column =
	    (struct layout_column){ .param = param,
				    .name = name,
				    .mandatory = mandatory,
				    .date = param->type == TYPE_DATE || param->type == TYPE_MONTH,
				    .headers = headers };
	add_header(making, headers, &count, name);
	for (const char *const *code = lang_codes; *code; code++) {
		const char *words = column_words(lang_get(*code), making->command, column);

		if (words)
			add_header(making, headers, &count, words);
	}
	making->count++;
}

/* plate= may stand for card=, unless the command means something else by it. */
static size_t
alias_count(const struct command *command, const struct param *param)
{
	size_t count = 0;

	if (param->type != TYPE_RECORD || !param->record->aliases)
		return 0;
	while (param->record->aliases[count].param &&
	       !param_find(command, param->record->aliases[count].param))
		count++;
	return count;
}

const struct layout *
layout_of_command(struct arena *arena, const struct command *command)
{
	struct layout *layout = arena_alloc(arena, sizeof(*layout));
	struct making making = { .arena = arena, .command = command };
	size_t room = 0;

	for (const struct param *param = command->params; param && param->name; param++)
		room += 1 + alias_count(command, param);
	making.columns = arena_array(arena, room + 1, sizeof(*making.columns));
	for (const struct param *param = command->params; param && param->name; param++) {
		size_t aliases = alias_count(command, param);
		bool mandatory = (param->flags & PARAM_MANDATORY) != 0 && !param->standard &&
				 !param->only && aliases == 0;

		if ((param->flags & PARAM_HIDDEN) != 0)
			continue;
		add_column(&making, param, param->name, mandatory);
		for (size_t i = 0; i < aliases; i++)
			add_column(&making, param, param->record->aliases[i].param, false);
	}
	*layout = (struct layout){ .name = command->name,
				   .command = command,
				   .customer = param_find(command, "customer"),
				   .columns = making.columns,
				   .count = making.count };
	return layout;
}
