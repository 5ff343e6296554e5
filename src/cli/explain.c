/* guichet commands, explain: what there is, told from the declarations themselves. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/execute.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

static bool
told(const struct command *command)
{
	return (command->flags & COMMAND_INTERNAL) == 0;
}

static const char *
command_right(const struct command *command)
{
	return command->right ? command->right : "";
}

const char *
right_words(const struct lang *lang, const char *right)
{
	return right && right[0] != '\0' ? lang_choice(lang, "right", right) : "";
}

static struct value
param_names(const struct cli *cli, const struct command *command)
{
	struct builder names = { .arena = cli->arena };
	for (const struct param *p = command->params; p && p->name; p++)
		if ((p->flags & PARAM_HIDDEN) == 0)
			builder_format(&names, "%s%s%s", names.size > 0 ? " " : "", p->name,
				       (p->flags & PARAM_MANDATORY) != 0 ? "*" : "");
	return value_text(TYPE_TEXT, builder_text(&names));
}

/* With --as, whether USER may; else not known. */
static struct value
allowed(const struct cli *cli, const struct command *command)
{
	if (!cli->session)
		return (struct value){ .type = TYPE_BOOL };
	return value_number(TYPE_BOOL,
			    execute_allowed(cli->session, command, NULL) == STATUS_OK ? 1 : 0);
}

static void
print_flat(const struct cli *cli, enum format format)
{
	const struct print_column columns[] = {
		{ .name = "name", .heading = lang_text(cli->lang, "cli.heading.command") },
		{ .name = "title", .heading = lang_text(cli->lang, "cli.heading.title") },
		{ .name = "right", .heading = lang_text(cli->lang, "cli.heading.right") },
		{ .name = "caller", .heading = lang_text(cli->lang, "cli.heading.caller") },
		{ .name = "parameters", .heading = lang_text(cli->lang, "cli.heading.parameters") },
		{ .name = "allowed", .heading = lang_text(cli->lang, "cli.heading.allowed") },
	};
	struct printer *printer = print_open(cli, format, columns, 6, true);
	for (const struct command *const *c = commands; *c; c++) {
		if (!told(*c))
			continue;
		const struct value values[] = {
			value_text(TYPE_TEXT, (*c)->name),
			value_text(TYPE_TEXT, command_title(cli->lang, *c)),
			value_text(TYPE_TEXT, (*c)->right),
			value_number(TYPE_INT, (*c)->caller),
			param_names(cli, *c),
			allowed(cli, *c),
		};
		print_row(printer, values);
	}
	print_close(&printer);
}

/* By noun, in the order of the registry: a name begins each line, and what USER may not is said at
 * its end. */
static void
print_by_noun(const struct cli *cli)
{
	int width = 0;
	const char *before = NULL;
	for (const struct command *const *c = commands; *c; c++)
		if (told(*c) && text_width((*c)->name) > width)
			width = text_width((*c)->name);
	for (const struct command *const *c = commands; *c; c++) {
		const char *name = (*c)->name;
		if (!told(*c))
			continue;
		if (before && strncmp(before, name, strcspn(name, ".") + 1) != 0)
			putchar('\n');
		before = name;
		struct value may = allowed(cli, *c);
		printf("%-*s  %-14s  %s%s\n", width, name, command_right(*c),
		       text_clean(cli->arena, command_title(cli->lang, *c)),
		       may.known && may.number == 0 ? lang_text(cli->lang, "cli.explain.denied")
						    : "");
	}
}

enum status
verb_commands(struct cli *cli, const struct words *words)
{
	enum format format = FORMAT_TABLE;
	struct error error = { .status = STATUS_OK };
	enum status status = format_read(cli, words, FORMATS_ALL, &format);
	if (status == STATUS_OK && words_has(words, "man")) {
		manual_print(cli);
		return STATUS_OK;
	}
	if (status == STATUS_OK && cli->as && (status = cli_session(cli, &error)) != STATUS_OK)
		return cli_fail(cli, &error);
	if (status != STATUS_OK)
		return status;
	if (words_has(words, "access"))
		return print_access(cli, format);
	if (format == FORMAT_TABLE)
		print_by_noun(cli);
	else
		print_flat(cli, format);
	return STATUS_OK;
}

/* "label: words", the labels in a column. */
static void
fact(const struct cli *cli, const char *key, const char *words)
{
	const char *label = lang_text(cli->lang, key);
	if (words && words[0] != '\0')
		printf("  %s %s\n", text_pad(cli->arena, label, 16, false),
		       text_clean(cli->arena, words));
}

const char *
param_kind(const struct cli *cli, const struct command *command, const struct param *param)
{
	struct arena *arena = cli->arena;
	struct builder words = { .arena = arena };
	builder_add(&words, lang_text(cli->lang,
				      arena_format(arena, "cli.type.%s", type_name(param->type))));
	if (param->type == TYPE_LIST && param->choices)
		builder_add(&words, lang_text(cli->lang, "cli.explain.codes"));
	if (param->item)
		builder_add(&words,
			    lang_format(arena, cli->lang, "cli.explain.item",
					ARGS(ARG_TEXT("command", param->item->command->name))));
	for (const char *const *c = param->choices; c && *c; c++)
		builder_format(&words, "%s%s (%s)", c == param->choices ? " " : ", ", *c,
			       lang_choice(cli->lang, param_vocabulary(param), *c));
	const struct alias *alias = param->type == TYPE_RECORD ? param->record->aliases : NULL;
	for (; alias && alias->param; alias++)
		if (!param_find(command, alias->param))
			builder_add(&words, lang_format(arena, cli->lang, "cli.explain.alias",
							ARGS(ARG_TEXT("name", alias->param))));
	if ((param->flags & PARAM_SECRET) != 0)
		builder_add(&words, lang_text(cli->lang, "cli.explain.secret"));
	if ((param->flags & PARAM_CLEARABLE) != 0)
		builder_add(&words, lang_text(cli->lang, "cli.explain.clears"));
	if (param->standard)
		builder_add(&words, lang_format(arena, cli->lang, "cli.explain.standard",
						ARGS(ARG_TEXT("value", param->standard))));
	if (param->only)
		builder_add(&words, lang_format(arena, cli->lang, "cli.explain.only",
						ARGS(ARG_TEXT("choice", param->only))));
	if (param->most > 0)
		builder_add(&words, lang_format(arena, cli->lang, "cli.explain.most",
						ARGS(ARG_INT("count", (int64_t)param->most))));
	return builder_text(&words);
}

static const char *
example_value(const struct param *param)
{
	if ((param->flags & PARAM_SECRET) != 0)
		return "-";
	if (param->choices)
		return param->choices[0];
	switch (param->type) {
	case TYPE_BOOL:
		return "yes";
	case TYPE_DATE:
		return "2027-03-31";
	case TYPE_MONTH:
		return "2027-03";
	case TYPE_MONEY:
		return "250,00";
	case TYPE_PLATE:
		return "1-ABC-123";
	case TYPE_INT:
	case TYPE_QUANTITY:
		return "1";
	case TYPE_TEXT:
	case TYPE_STAMP:
	case TYPE_CHOICE:
	case TYPE_CARD:
	case TYPE_PHONE:
	case TYPE_RECORD:
	case TYPE_FILE:
	case TYPE_LIST:
	case TYPE_SAID:
		break;
	}
	return "…";
}

/* What is mandatory beside the choices that the example itself makes. */
const char *
command_example(struct arena *arena, const struct command *command)
{
	struct builder line = { .arena = arena };
	size_t count = 0;
	for (const struct param *p = command->params; p && p->name; p++)
		count++;
	struct input *given = arena_array(arena, count + 1, sizeof *given);
	count = 0;
	builder_format(&line, "guichet do %s", command->name);
	for (const struct param *p = command->params; p && p->name; p++) {
		if ((p->flags & PARAM_MANDATORY) == 0 || !param_applies(command, p, given))
			continue;
		given[count++] = (struct input){ .name = p->name, .text = example_value(p) };
		builder_format(&line, " %s=%s", p->name, example_value(p));
	}
	return builder_text(&line);
}

static void
explain_command(const struct cli *cli, const struct command *command)
{
	struct arena *arena = cli->arena;
	printf("%s — %s\n", command->name, command_title(cli->lang, command));
	const char *help =
	    lang_find(cli->lang, arena_format(arena, "command.%s.help", command->name));
	if (help)
		cli_print_wrapped(stdout, arena, help, 2);
	if (command->right)
		fact(cli, "cli.explain.right",
		     arena_format(arena, "%s (%s)", command->right,
				  right_words(cli->lang, command->right)));
	fact(cli, "cli.explain.level",
	     lang_text(cli->lang, arena_format(arena, "cli.level%d", (int)command->caller)));
	if (command->confirm != CONFIRM_NONE)
		fact(cli, "cli.explain.confirm", lang_text(cli->lang, "cli.explain.preview"));
	if ((command->flags & COMMAND_STAFF) != 0)
		fact(cli, "cli.explain.for", lang_text(cli->lang, "cli.explain.staff"));
	if ((command->flags & COMMAND_ACCOUNT) != 0)
		fact(cli, "cli.explain.for", lang_text(cli->lang, "cli.explain.account"));
	else if ((command->flags & COMMAND_ANYBODY) != 0)
		fact(cli, "cli.explain.for", lang_text(cli->lang, "cli.explain.anybody"));
	else
		fact(cli, "cli.explain.who", who_may_command(cli, command));
	printf("\n%s\n", lang_text(cli->lang, "cli.explain.parameters"));
	int width = 4;
	for (const struct param *p = command->params; p && p->name; p++)
		if ((p->flags & PARAM_HIDDEN) == 0 && text_width(p->name) + 1 > width)
			width = text_width(p->name) + 1;
	for (const struct param *p = command->params; p && p->name; p++) {
		if ((p->flags & PARAM_HIDDEN) != 0)
			continue;
		const char *name = arena_format(arena, "%s%s", p->name,
						(p->flags & PARAM_MANDATORY) != 0 ? "*" : "");
		printf("  %-*s  %s: %s\n", width, name, param_label(cli->lang, command, p),
		       param_kind(cli, command, p));
	}
	printf("\n  %s\n", command_example(arena, command));
}

static void
explain_columns(const struct cli *cli, const struct screen *screen, const char *title,
		const struct column *columns, size_t count)
{
	struct arena *arena = cli->arena;
	printf("\n%s\n", title);
	for (size_t i = 0; i < count; i++) {
		const struct column *column = &columns[i];
		if (column->silent)
			continue;
		const char *type = lang_text(
		    cli->lang, arena_format(arena, "cli.type.%s", type_name(column->type)));
		printf("  %-16s  %s: %s%s%s\n", column->field,
		       column_label(cli->lang, screen, column), type,
		       column->sort ? lang_text(cli->lang, "cli.explain.sorted") : "",
		       column->hidden ? lang_text(cli->lang, "cli.explain.hidden") : "");
	}
}

static void
explain_filters(const struct cli *cli, const struct screen *screen)
{
	struct arena *arena = cli->arena;
	if (screen->filter_count == 0)
		return;
	printf("\n%s\n", lang_text(cli->lang, "cli.explain.filters"));
	for (size_t i = 0; i < screen->filter_count; i++) {
		const struct filter *filter = &screen->filters[i];
		if (filter->silent)
			continue;
		const char *how =
		    lang_text(cli->lang, arena_format(arena, "cli.filter%d", (int)filter->op));
		printf("  %-16s  %s: %s%s\n", filter->name, filter_label(cli->lang, screen, filter),
		       how, filter->advanced ? lang_text(cli->lang, "cli.explain.advanced") : "");
	}
}

static void
explain_keys(const struct cli *cli, const struct screen *screen)
{
	if (screen->binding_count == 0)
		return;
	printf("\n%s\n", lang_text(cli->lang, "cli.explain.keys"));
	for (size_t i = 0; i < screen->binding_count; i++) {
		const struct binding *binding = &screen->bindings[i];
		const struct command *command =
		    binding->command ? command_find(binding->command) : NULL;
		char option[16] = "";
		if (binding->option > 0)
			snprintf(option, sizeof option, "%d", binding->option);
		printf("  %-6s %-2s  %s%s%s\n", binding->key, option,
		       command           ? binding->command
		       : binding->screen ? binding->screen
					 : "",
		       command ? ": " : "", command ? command_title(cli->lang, command) : "");
	}
}

static void
explain_screen(const struct cli *cli, const struct screen *screen)
{
	struct arena *arena = cli->arena;
	printf("%s — %s\n", screen->name, screen_title(cli->lang, screen));
	if (screen->right)
		fact(cli, "cli.explain.right",
		     arena_format(arena, "%s (%s)", screen->right,
				  right_words(cli->lang, screen->right)));
	if (screen->right)
		fact(cli, "cli.explain.who", who_may_look(cli, screen));
	fact(cli, "cli.explain.file", screen->file);
	fact(cli, "cli.explain.key", screen->key);
	if (screen->column_count > 0)
		explain_columns(cli, screen, lang_text(cli->lang, "cli.explain.columns"),
				screen->columns, screen->column_count);
	for (size_t i = 0; i < screen->tab_count; i++) {
		const struct tab *tab = &screen->tabs[i];
		const char *title = lang_text(
		    cli->lang, arena_format(arena, "screen.%s.tab.%s", screen->name, tab->name));
		title = arena_format(arena, "%d %s%s%s", tab->number, title,
				     tab->screen ? ": " : "", tab->screen ? tab->screen : "");
		explain_columns(cli, screen, title, tab->fields, tab->field_count);
	}
	explain_filters(cli, screen);
	explain_keys(cli, screen);
}

/* What a right opens. */
static void
explain_right(const struct cli *cli, const char *right)
{
	struct error error = { .status = STATUS_OK };
	printf("%s — %s\n", right, right_words(cli->lang, right));
	fact(cli, "cli.explain.who", who_has_right(cli, right));
	printf("\n%s\n", lang_text(cli->lang, "cli.explain.screens"));
	for (const char *const *name = screen_names(cli->arena, cli->config); name && *name;
	     name++) {
		const struct screen *screen = NULL;
		if (screen_load(cli->arena, cli->config, *name, &screen, &error) == STATUS_OK &&
		    screen->right && strcmp(screen->right, right) == 0)
			printf("  %-20s  %s\n", *name, screen_title(cli->lang, screen));
	}
	printf("\n%s\n", lang_text(cli->lang, "cli.explain.commands"));
	for (const struct command *const *c = commands; *c; c++)
		if (told(*c) && strcmp(command_right(*c), right) == 0)
			printf("  %-20s  %s\n", (*c)->name, command_title(cli->lang, *c));
}

static const struct screen *
find_screen_named(const struct cli *cli, const char *name)
{
	const struct screen *screen = NULL;
	struct error error = { .status = STATUS_OK };
	for (const char *const *known = screen_names(cli->arena, cli->config); known && *known;
	     known++)
		if (strcmp(*known, name) == 0 &&
		    screen_load(cli->arena, cli->config, name, &screen, &error) == STATUS_OK)
			return screen;
	return NULL;
}

/* One name may be a screen, a right and a message: all are told. */
enum status
verb_explain(struct cli *cli, const struct words *words)
{
	const char *name = words->items[0];
	const struct command *command = command_find(name);
	const struct screen *screen = find_screen_named(cli, name);
	enum right right;
	bool is_right = right_by_name(name, &right);
	if (command && told(command))
		explain_command(cli, command);
	if (screen)
		explain_screen(cli, screen);
	if (screen && is_right)
		putchar('\n');
	if (is_right)
		explain_right(cli, name);
	bool is_message = explain_message(cli, name);
	if ((command && told(command)) || screen || is_right || is_message)
		return STATUS_OK;
	return cli_usage(cli, NULL, "cli.name_unknown", ARGS(ARG_TEXT("name", name)));
}
