/* What fills the form of a change: the record itself, read by the screen that shows it, with the
 * right and the scope of any reading. */
#include "form.h"
#include "table.h"

#include <guichet/store.h>
#include <string.h>

struct filling {
	struct app *app;
	struct arena *arena;
	const struct screen *screen;
	struct subject row;
	struct input *inputs;
	size_t count;
};

static const char *
record_key(const struct form_request *request)
{
	const struct command *command = request->command;
	const struct input *input = request->targets[0].input;

	for (const struct param *param = command->params; param->name != NULL; param++) {
		for (const struct input *given = input;
		     param->type == TYPE_RECORD && given != NULL && given->name != NULL; given++) {
			if (strcmp(given->name, param->name) == 0)
				return given->text;
		}
	}
	return request->targets[0].key;
}

static bool
read_row(struct filling *filling, const char *key, struct error *error)
{
	const struct screen *screen = filling->screen;
	const struct ask ask = { .screen = screen,
				 .filters = ARGS(ARG_TEXT(screen->key ? screen->key : "id", key)) };
	const struct list_row *row;
	struct rows *rows = NULL;
	bool there;

	if (rows_open(&rows, filling->app->session, &ask, 1, error) != STATUS_OK)
		return false;
	there = rows_shown(rows) > 0;
	if (there) {
		row = rows_at(rows, 0);
		filling->row = subject_of(filling->arena, app_lang(filling->app), screen, row->id,
					  row->key, row->values);
	} else {
		error_set(error, STATUS_REFUSED, NULL, "tui.gone", NULL);
	}
	rows_close(&rows);
	return there;
}

/* --- a column of all the rows of a tab: the fuels of a card --- */

static const struct tab *
tab_named(const struct screen *screen, const char *name, size_t size)
{
	for (size_t i = 0; i < screen->tab_count; i++) {
		if (strlen(screen->tabs[i].name) == size &&
		    strncmp(screen->tabs[i].name, name, size) == 0)
			return &screen->tabs[i];
	}
	return NULL;
}

static const struct arg *
filters_of(const struct filling *filling, const struct tab *tab)
{
	struct arg *filters;
	size_t count = 0;

	while (tab->with != NULL && tab->with[count].name != NULL)
		count++;
	filters = arena_array(filling->arena, count + 1, sizeof *filters);
	for (size_t i = 0; i < count; i++) {
		const char *value = subject_value(&filling->row, tab->with[i].field);

		filters[i] = (struct arg)ARG_TEXT(tab->with[i].name,
						  value != NULL ? value : tab->with[i].field);
	}
	return filters;
}

static const char *
column_of_tab(const struct filling *filling, const char *from, struct error *error)
{
	const size_t size = strcspn(from, ".");
	const struct tab *tab = tab_named(filling->screen, from, size);
	const struct screen *screen =
	    tab == NULL || tab->screen == NULL ? NULL : screen_get(filling->app, tab->screen);
	const char *columns[] = { from + size + 1, NULL };
	struct builder text = { .arena = filling->arena };
	struct cursor *cursor;
	struct ask ask;

	if (screen == NULL)
		return NULL;
	ask = (struct ask){ .screen = screen,
			    .filters = filters_of(filling, tab),
			    .columns = columns };
	if (ask_select(filling->app->session, &ask, 0, filling->arena, &cursor, error) != STATUS_OK)
		return NULL;
	while (cursor_next(cursor)) {
		if (cursor_known(cursor, 0))
			builder_format(&text, "%s%s", text.size > 0 ? "," : "",
				       cursor_text(cursor, 0));
	}
	return cursor_close(&cursor, error) == STATUS_OK ? builder_text(&text) : NULL;
}

static bool
read_lists(struct filling *filling, const struct command *command, struct error *error)
{
	for (const struct param *param = command->params; param->name != NULL; param++) {
		const char *text;

		if (param->type != TYPE_LIST || param->from == NULL ||
		    strchr(param->from, '.') == NULL)
			continue;
		text = column_of_tab(filling, param->from, error);
		if (error->status != STATUS_OK)
			return false;
		filling->inputs[filling->count++] =
		    (struct input){ .name = param->from, .text = text };
	}
	return true;
}

/* --- the whole --- */

static size_t
count_of(const struct input *input)
{
	size_t count = 0;

	while (input != NULL && input[count].name != NULL)
		count++;
	return count;
}

static size_t
lists_of(const struct command *command)
{
	size_t count = 0;

	for (const struct param *param = command->params; param->name != NULL; param++)
		count += param->type == TYPE_LIST;
	return count;
}

static void
add_inputs(struct filling *filling, const struct input *input)
{
	for (; input != NULL && input->name != NULL; input++)
		filling->inputs[filling->count++] = *input;
}

/* The form speaks of the record as it was read here, not in the list: so does its version. */
static const struct target *
target_as_read(const struct filling *filling, const struct target *target)
{
	const char *version = subject_value(&filling->row, "version");
	const size_t count = count_of(target->input);
	struct input *input = arena_array(filling->arena, count + 1, sizeof *input);
	struct target *copy = arena_alloc(filling->arena, sizeof *copy);

	for (size_t i = 0; i < count; i++) {
		input[i] = target->input[i];
		if (version != NULL && strcmp(input[i].name, "version") == 0)
			input[i].text = version;
	}
	*copy = *target;
	copy->input = input;
	return copy;
}

bool
form_fill(struct app *app, const struct form_request *request, bool as_read,
	  struct form_request *filled)
{
	const struct command *command = request->command;
	struct filling filling = { .app = app, .arena = app->scratch };
	struct error error;

	*filled = *request;
	error_clear(&error);
	if (command->fill == NULL || request->count == 0)
		return true;
	if (request->count > 1) {
		filled->values = NULL;
		return true;
	}
	filling.screen = screen_get(app, command->fill);
	if (filling.screen == NULL)
		return false;
	if (!read_row(&filling, record_key(request), &error)) {
		app_error(app, &error);
		return false;
	}
	filling.inputs = arena_array(app->scratch,
				     count_of(filling.row.values) + count_of(request->values) +
					 lists_of(command) + 1,
				     sizeof *filling.inputs);
	add_inputs(&filling, filling.row.values);
	if (!read_lists(&filling, command, &error)) {
		app_error(app, &error);
		return false;
	}
	add_inputs(&filling, request->values);
	filled->values = filling.inputs;
	if (as_read)
		filled->targets = target_as_read(&filling, &request->targets[0]);
	return true;
}

/* USR-05: whoever sees one customer only need not name it. */
const char *
form_only_customer(struct app *app, const struct param *param)
{
	const struct session *session = app->session;
	static const char *const number[] = { "number", NULL };
	const struct screen *screen;
	struct cursor *cursor;
	const char *only = NULL;

	if (session->all_customers || session->customer_count != 1 || param->record == NULL ||
	    strcmp(param->record->name, "customer") != 0)
		return NULL;
	screen = screen_get(app, param->record->screen);
	if (screen == NULL)
		return NULL;
	const struct ask ask = { .screen = screen, .columns = number };
	if (ask_select(session, &ask, 1, app->scratch, &cursor, NULL) != STATUS_OK)
		return NULL;
	if (cursor_next(cursor))
		only = arena_copy(app->scratch, cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return only;
}
