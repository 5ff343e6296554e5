/* guichet commands --access: who may what, by profile. */
#include "cli.h"
#include <guichet/access.h>
#include <guichet/command.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <guichet/value.h>

enum { BEFORE = 3, COLUMNS_MOST = BEFORE + 32 };

struct matrix {
	const struct cli *cli;
	const struct session *const *profiles;
	size_t count;
	struct printer *printer;
};

static void
print_line(const struct matrix *matrix, const char *kind, const char *name, struct value caller,
	   const enum access *access)
{
	struct value values[COLUMNS_MOST];
	values[0] = value_text(TYPE_TEXT, kind);
	values[1] = value_text(TYPE_TEXT, name);
	values[2] = caller;
	for (size_t i = 0; i < matrix->count; i++)
		values[BEFORE + i] = value_text(TYPE_TEXT, access_names[access[i]]);
	print_row(matrix->printer, values);
}

static void
print_commands(const struct matrix *matrix)
{
	enum access access[COLUMNS_MOST];
	for (const struct command *const *c = commands; *c; c++) {
		if (((*c)->flags & COMMAND_INTERNAL) != 0)
			continue;
		for (size_t i = 0; i < matrix->count; i++)
			access[i] = command_access(matrix->profiles[i], *c);
		print_line(matrix, "command", (*c)->name, value_number(TYPE_INT, (*c)->caller),
			   access);
	}
}

static enum status
print_screens(const struct matrix *matrix)
{
	const struct cli *cli = matrix->cli;
	enum access access[COLUMNS_MOST];
	struct error error = { .status = STATUS_OK };
	for (const char *const *name = screen_names(cli->arena, cli->config); name && *name;
	     name++) {
		const struct screen *screen = NULL;
		if (screen_load(cli->arena, cli->config, *name, &screen, &error) != STATUS_OK)
			return cli_fail(cli, &error);
		for (size_t i = 0; i < matrix->count; i++)
			access[i] = screen_access(matrix->profiles[i], screen);
		print_line(matrix, "screen", *name, (struct value){ .type = TYPE_INT }, access);
	}
	return STATUS_OK;
}

enum status
print_access(const struct cli *cli, enum format format)
{
	struct matrix matrix = { .cli = cli, .profiles = profile_sessions(cli->arena) };
	struct print_column columns[COLUMNS_MOST] = {
		{ .name = "kind", .heading = lang_text(cli->lang, "cli.heading.kind") },
		{ .name = "name", .heading = lang_text(cli->lang, "cli.heading.name") },
		{ .name = "caller", .heading = lang_text(cli->lang, "cli.heading.caller") },
	};
	for (; matrix.profiles[matrix.count]; matrix.count++) {
		const char *profile = matrix.profiles[matrix.count]->profile;
		columns[BEFORE + matrix.count] =
		    (struct print_column){ .name = profile, .heading = profile };
	}
	matrix.printer = print_open(cli, format, columns, BEFORE + matrix.count, true);
	print_commands(&matrix);
	enum status status = print_screens(&matrix);
	print_close(&matrix.printer);
	return status;
}

/* "Administrateur, Superviseur, Gestionnaire de parc (ses clients)" */
static const char *
profile_list(const struct cli *cli, const struct session *const *profiles,
	     const enum access *access)
{
	struct builder words = { .arena = cli->arena };
	for (size_t i = 0; profiles[i]; i++) {
		if (access[i] == ACCESS_NO)
			continue;
		builder_format(&words, "%s%s%s", words.size ? ", " : "",
			       lang_choice(cli->lang, "profile", profiles[i]->profile),
			       access[i] == ACCESS_OWN ? lang_text(cli->lang, "cli.explain.own")
						       : "");
	}
	return builder_text(&words);
}

const char *
who_may_command(const struct cli *cli, const struct command *command)
{
	const struct session *const *profiles = profile_sessions(cli->arena);
	enum access access[COLUMNS_MOST];
	for (size_t i = 0; profiles[i]; i++)
		access[i] = command_access(profiles[i], command);
	return profile_list(cli, profiles, access);
}

const char *
who_may_look(const struct cli *cli, const struct screen *screen)
{
	const struct session *const *profiles = profile_sessions(cli->arena);
	enum access access[COLUMNS_MOST];
	for (size_t i = 0; profiles[i]; i++)
		access[i] = screen_access(profiles[i], screen);
	return profile_list(cli, profiles, access);
}

const char *
who_has_right(const struct cli *cli, const char *right)
{
	const struct session *const *profiles = profile_sessions(cli->arena);
	enum access access[COLUMNS_MOST];
	for (size_t i = 0; profiles[i]; i++)
		access[i] = session_may(profiles[i], right) ? ACCESS_YES : ACCESS_NO;
	return profile_list(cli, profiles, access);
}
