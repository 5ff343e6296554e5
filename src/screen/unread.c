/* What a list need not read of its rows: each column more may be a join more, a row of another
 * table for each line. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <string.h>

static bool
is_named(const char *const *names, const char *name)
{
	while (names && *names && strcmp(*names, name) != 0)
		names++;
	return names && *names;
}

/* ---- what stays behind ---- */

struct unread {
	const struct screen *screen;
	bool *columns;
};

static void
need(const struct unread *unread, const char *field)
{
	for (size_t i = 0; field && i < unread->screen->column_count; i++)
		if (unread->columns[i] && strcmp(unread->screen->columns[i].field, field) == 0)
			unread->columns[i] = false;
}

/* The form of a key is filled from the row, unless it makes a new record or its command names the
 * record that fills it. */
static void
need_for_form(const struct unread *unread, const struct binding *binding)
{
	const bool acts = binding->command && !binding->create && !binding->file;
	const struct command *command = acts ? command_find(binding->command) : NULL;
	const struct param *param = command && !command->fill ? command->params : NULL;
	for (; param && param->name; param++) {
		if (param->from && !*param->from)
			continue;
		need(unread, param->name);
		need(unread, param->from);
	}
}

static void
need_for_key(const struct unread *unread, const struct binding *binding)
{
	for (const struct pairing *with = binding->with; with && with->name; with++)
		need(unread, with->field);
	need(unread, binding->when);
	need_for_form(unread, binding);
}

/* A row's label is made of the columns shown at first, whatever is shown. */
const bool *
unread_of(struct arena *arena, const struct ask *ask)
{
	const struct screen *screen = ask->screen;
	bool *columns = arena_array(arena, screen->column_count + 1, sizeof *columns);
	const struct unread unread = { screen, columns };
	for (size_t i = 0; i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		columns[i] = ask->columns && screen->kind == SCREEN_LIST && column->hidden &&
			     strcmp(column->field, screen->key) != 0 &&
			     !is_named(ask->columns, column->field);
	}
	for (size_t i = 0; i < screen->binding_count; i++)
		need_for_key(&unread, &screen->bindings[i]);
	return columns;
}
