/* Where the keys, tabs and sections of screen files lead. */
#include "lint.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <string.h>

/* Letters that mean the same on every screen (guichet(1)). */
static const char taken[] = "?Q:vq/fFjkgGsSx*- ";

/* A kind of record whose history is open to who may open the record: the screen it is opened from.
 */
static void
check_kind(struct lint *lint, const struct screen *from, const struct filter *filter,
	   const char *field, int line)
{
	const char *right = NULL;
	const char *kind = filter && filter->rights && from && from->view
			       ? lint_first(lint, from->view, field)
			       : NULL;
	if (!kind)
		return;
	for (const struct pairing *pair = filter->rights; pair->name; pair++)
		if (!strcmp(pair->name, kind))
			right = pair->field;
	if (!right ||
	    (from->kind == SCREEN_RECORD && (!from->right || strcmp(right, from->right) != 0)))
		lint_tell(lint, line, "fault.screen_kind", ARGS(ARG_TEXT("kind", kind)));
}

/* with = { filter of the screen = field }: the filters must exist. */
static void
check_target(struct lint *lint, const struct screen *from, const char *name,
	     const struct pairing *with, int line)
{
	const struct screen *target = lint_screen(lint, name);
	if (!target) {
		lint_tell(lint, line, "fault.screen_target", ARGS(ARG_TEXT("screen", name)));
		return;
	}
	for (; with && with->name; with++)
		if (!screen_filter(target, with->name))
			lint_tell(lint, line, "fault.screen_target_filter",
				  ARGS(ARG_TEXT("screen", name), ARG_TEXT("filter", with->name)));
		else
			check_kind(lint, from, screen_filter(target, with->name), with->field,
				   line);
}

static void
check_command(struct lint *lint, const struct binding *binding)
{
	const struct command *command = command_find(binding->command);
	if (!command) {
		lint_tell(lint, binding->line, "fault.screen_command",
			  ARGS(ARG_TEXT("command", binding->command)));
		return;
	}
	for (const struct pairing *with = binding->with; with && with->name; with++)
		if (!param_find(command, with->name))
			lint_tell(lint, binding->line, "fault.screen_param",
				  ARGS(ARG_TEXT("command", binding->command),
				       ARG_TEXT("param", with->name)));
}

static void
check_key(struct lint *lint, const struct screen *screen, const struct binding *binding)
{
	const struct arg *args = ARGS(ARG_TEXT("key", binding->key));
	bool letter = text_length(binding->key) == 1 && !strchr("0123456789", binding->key[0]);
	if (!letter && strcmp(binding->key, "Enter") != 0 && strcmp(binding->key, "Delete") != 0)
		lint_tell(lint, binding->line, "fault.screen_key_form", args);
	if (letter &&
	    (strchr(taken, binding->key[0]) || (!strcmp(binding->key, "c") && !binding->create)))
		lint_tell(lint, binding->line, "fault.screen_key", args);
	for (const struct binding *other = screen->bindings; other < binding; other++)
		if (other->key && !strcmp(other->key, binding->key))
			lint_tell(lint, binding->line, "fault.screen_twice",
				  ARGS(ARG_TEXT("name", binding->key)));
}

static void
check_option(struct lint *lint, const struct screen *screen, const struct binding *binding)
{
	if (binding->option > 9)
		lint_tell(lint, binding->line, "fault.screen_option",
			  ARGS(ARG_INT("option", binding->option)));
	for (const struct binding *other = screen->bindings; other < binding; other++)
		if (binding->option && other->option == binding->option)
			lint_tell(lint, binding->line, "fault.screen_number",
				  ARGS(ARG_INT("number", binding->option)));
}

void
lint_bindings(struct lint *lint, const struct screen *screen)
{
	for (size_t i = 0; i < screen->binding_count; i++) {
		const struct binding *binding = &screen->bindings[i];
		check_key(lint, screen, binding);
		check_option(lint, screen, binding);
		if (!binding->screen == !binding->command)
			lint_tell(lint, binding->line, "fault.screen_binding",
				  ARGS(ARG_TEXT("key", binding->key)));
		else if (binding->screen)
			check_target(lint, screen, binding->screen, binding->with, binding->line);
		else
			check_command(lint, binding);
		if ((binding->create || binding->bulk || binding->file) && !binding->command)
			lint_tell(lint, binding->line, "fault.screen_create", NULL);
	}
}

static void
check_number(struct lint *lint, int number, int most, const int *used, size_t count, int line)
{
	bool wrong = number < 1 || number > most;
	for (size_t i = 0; i < count; i++)
		wrong = wrong || used[i] == number;
	if (wrong)
		lint_tell(lint, line, "fault.screen_number", ARGS(ARG_INT("number", number)));
}

/* Columns of the tabs that only records with that field have; NULL: of those that all have. */
static int
tabs_width(struct lint *lint, const struct screen *screen, const char *code, const char *when)
{
	enum { BESIDES = 3 };
	int width = 0;
	for (size_t i = 0; i < screen->tab_count; i++) {
		const struct tab *tab = &screen->tabs[i];
		const char *words =
		    arena_format(lint->arena, "screen.%s.tab.%s", screen->name, tab->name);
		if (!when == !tab->when && (!when || !strcmp(when, tab->when)))
			width += BESIDES + text_width(lang_text(lang_get(code), words));
	}
	return width;
}

/* All tabs stand on one row, "[1 words]" each; what different fields bring does not come together.
 */
static void
check_tab_widths(struct lint *lint, const struct screen *screen)
{
	enum { TERMINAL = 80, BRACKET = 1 };
	for (const char *const *code = lang_codes; *code; code++) {
		int least = 0;
		for (size_t i = 0; i < screen->tab_count; i++) {
			int more = screen->tabs[i].when
				       ? tabs_width(lint, screen, *code, screen->tabs[i].when)
				       : 0;
			least = more > least ? more : least;
		}
		int width = BRACKET + least + tabs_width(lint, screen, *code, NULL);
		if (width > TERMINAL)
			lint_tell(lint, screen->line, "fault.screen_tabs_wide",
				  ARGS(ARG_INT("width", width), ARG_TEXT("language", *code)));
	}
}

void
lint_tabs(struct lint *lint, const struct screen *screen)
{
	int *used = arena_array(lint->arena, screen->tab_count + 1, sizeof *used);
	check_tab_widths(lint, screen);
	for (size_t i = 0; i < screen->tab_count; i++) {
		const struct tab *tab = &screen->tabs[i];
		check_number(lint, tab->number, 9, used, i, tab->line);
		used[i] = tab->number;
		lint_text(lint, tab->line,
			  arena_format(lint->arena, "screen.%s.tab.%s", screen->name, tab->name));
		if ((tab->field_count > 0) == (tab->screen != NULL))
			lint_tell(lint, tab->line, "fault.screen_tab",
				  ARGS(ARG_TEXT("tab", tab->name)));
		if (tab->screen)
			check_target(lint, screen, tab->screen, tab->with, tab->line);
	}
}

static void
check_entry(struct lint *lint, const struct menu_entry *entry)
{
	static const char *const actions[] = { "help", "lock", "quit", "texts" };
	bool known = !entry->action;
	for (size_t i = 0; !known && i < sizeof actions / sizeof *actions; i++)
		known = !strcmp(entry->action, actions[i]);
	if (!known)
		lint_tell(lint, entry->line, "fault.screen_action",
			  ARGS(ARG_TEXT("action", entry->action)));
	lint_right(lint, entry->right, entry->line);
	if (entry->right && !entry->action)
		lint_tell(lint, entry->line, "fault.screen_entry_right",
			  ARGS(ARG_TEXT("name", entry->name)));
	if (!entry->action == !entry->screens)
		lint_tell(lint, entry->line, "fault.screen_entry",
			  ARGS(ARG_TEXT("name", entry->name)));
	for (const char *const *name = entry->screens; name && *name; name++)
		check_target(lint, NULL, *name, NULL, entry->line);
	lint_text(lint, entry->line, arena_format(lint->arena, "section.%s", entry->name));
}

/* What waits is a list with filters: each must exist and take its value. */
static void
check_waiting(struct lint *lint, const struct waiting *waiting)
{
	const struct session reader = { .lang = lang_get("fr") };
	const struct screen *target = lint_screen(lint, waiting->screen);
	check_target(lint, NULL, waiting->screen, waiting->filters, waiting->line);
	lint_text(lint, waiting->line, arena_format(lint->arena, "waiting.%s", waiting->name));
	if (target && waiting->first && !screen_column(target, waiting->first))
		lint_tell(lint, waiting->line, "fault.screen_field",
			  ARGS(ARG_TEXT("field", waiting->first), ARG_TEXT("view", target->view)));
	for (const struct pairing *pair = waiting->filters; target && pair && pair->name; pair++) {
		const struct filter *filter = screen_filter(target, pair->name);
		struct condition *condition;
		if (filter &&
		    filter_read(lint->arena, &reader, filter, pair->field, &condition, NULL))
			lint_tell(
			    lint, waiting->line, "fault.screen_value",
			    ARGS(ARG_TEXT("filter", pair->name), ARG_TEXT("value", pair->field)));
	}
}

void
lint_menu(struct lint *lint, const struct screen *screen)
{
	int *used = arena_array(lint->arena, screen->menu_count + 1, sizeof *used);
	for (size_t i = 0; i < screen->menu_count; i++) {
		check_number(lint, screen->menu[i].number, 99, used, i, screen->menu[i].line);
		used[i] = screen->menu[i].number;
		check_entry(lint, &screen->menu[i]);
	}
	for (size_t i = 0; i < screen->waiting_count; i++)
		check_waiting(lint, &screen->waiting[i]);
}

/* What fills a command's form: a record, and for lists a column of one of its lists. */
static void
check_fill(struct lint *lint, const struct command *command)
{
	const struct screen *record = command->fill ? lint_screen(lint, command->fill) : NULL;
	if (!command->fill)
		return;
	if (!record || record->kind != SCREEN_RECORD) {
		lint_tell(
		    lint, 0, "fault.fill_screen",
		    ARGS(ARG_TEXT("screen", command->fill), ARG_TEXT("command", command->name)));
		return;
	}
	for (const struct param *param = command->params; param->name; param++) {
		size_t size = param->from ? strcspn(param->from, ".") : 0;
		bool found = false;
		if (!param->from || !param->from[size])
			continue;
		for (size_t i = 0; i < record->tab_count; i++) {
			const struct tab *tab = &record->tabs[i];
			const struct screen *list = tab->screen && strlen(tab->name) == size &&
							    !strncmp(tab->name, param->from, size)
							? lint_screen(lint, tab->screen)
							: NULL;
			found = found || (list && screen_column(list, param->from + size + 1));
		}
		if (!found)
			lint_tell(lint, 0, "fault.fill_from",
				  ARGS(ARG_TEXT("command", command->name),
				       ARG_TEXT("from", param->from),
				       ARG_TEXT("screen", command->fill)));
	}
}

void
lint_commands(struct lint *lint)
{
	lint->faults.file = "data/lang";
	for (const struct command *const *command = commands; *command; command++) {
		lint_text(lint, 0,
			  arena_format(lint->arena, "choice.command.%s", (*command)->name));
		check_fill(lint, *command);
	}
}
