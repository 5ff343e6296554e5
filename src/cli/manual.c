/* guichet-commands(7), from the registry: mdoc on standard output. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <string.h>

/* A line of roff may not begin with a dot or a quote; a backslash is written \e. */
const char *
roff(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	text = text_clean(arena, text);
	if (text[0] == '.' || text[0] == '\'')
		builder_add(&out, "\\&");
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\\')
			builder_add(&out, "\\e");
		else if (*p == '-')
			builder_add(&out, "\\-");
		else if (*p == '\n')
			builder_add(&out, " ");
		else
			builder_add_bytes(&out, p, 1);
	}
	return builder_text(&out);
}

/* As an argument of a macro: one word. */
const char *
quoted(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	builder_add(&out, "\"");
	for (const char *p = roff(arena, text); *p != '\0'; p++) {
		if (*p == '"')
			builder_add(&out, "\"\"");
		else
			builder_add_bytes(&out, p, 1);
	}
	builder_add(&out, "\"");
	return builder_text(&out);
}

/* Each sentence begins a line, as roff likes it. */
void
sentences(const struct cli *cli, const char *text)
{
	for (const char *end; (end = strstr(text, ". ")) != NULL; text = end + 2) {
		size_t size = (size_t)(end + 1 - text);
		puts(roff(cli->arena, arena_copy_bytes(cli->arena, text, size)));
	}
	puts(roff(cli->arena, text));
}

static void
print_params(const struct cli *cli, const struct command *command)
{
	bool open = false;
	for (const struct param *p = command->params; p && p->name; p++) {
		if ((p->flags & PARAM_HIDDEN) != 0)
			continue;
		if (!open)
			puts(".Bl -tag -width \"duplicate*\" -compact -offset indent");
		open = true;
		printf(".It Cm %s%s\n", quoted(cli->arena, p->name),
		       (p->flags & PARAM_MANDATORY) != 0 ? " Ns *" : "");
		printf("%s:\n%s\n", roff(cli->arena, param_label(cli->lang, command, p)),
		       roff(cli->arena, param_kind(cli, command, p)));
	}
	if (open)
		puts(".El");
}

static void
print_command(const struct cli *cli, const struct command *command)
{
	struct arena *arena = cli->arena;
	printf(".Ss %s\n", quoted(arena, command->name));
	printf("%s.\n", roff(arena, command_title(cli->lang, command)));
	const char *help =
	    lang_find(cli->lang, arena_format(arena, "command.%s.help", command->name));
	if (help)
		sentences(cli, help);
	if (command->right)
		printf("%s:\n%s (%s).\n", roff(arena, lang_text(cli->lang, "cli.explain.right")),
		       roff(arena, command->right),
		       roff(arena, right_words(cli->lang, command->right)));
	printf("%s:\n%s.\n", roff(arena, lang_text(cli->lang, "cli.explain.level")),
	       roff(arena, lang_text(cli->lang,
				     arena_format(arena, "cli.level%d", (int)command->caller))));
	if ((command->flags & COMMAND_STAFF) != 0)
		printf("%s.\n", roff(arena, lang_text(cli->lang, "cli.explain.staff")));
	if ((command->flags & COMMAND_ANYBODY) != 0)
		printf("%s.\n", roff(arena, lang_text(cli->lang, "cli.explain.anybody")));
	printf(".Dl %s\n", quoted(arena, command_example(arena, command)));
	puts(".Pp");
	print_params(cli, command);
}

static size_t
noun_of(const char *name)
{
	return strcspn(name, ".");
}

void
manual_print(struct cli *cli)
{
	/* The manual is in English, as the other pages are, unless another language is asked for.
	 */
	if (!cli->lang_asked)
		cli->lang = lang_get("en");
	puts(".\\\" Made by \"guichet commands --man\": do not edit.");
	puts(".Dd November 20, 2026\n.Dt GUICHET-COMMANDS 7\n.Os guichet\n.Sh NAME\n.Nm "
	     "guichet-commands");
	printf(".Nd %s\n.Sh DESCRIPTION\n", roff(cli->arena, lang_text(cli->lang, "cli.man.name")));
	sentences(cli, lang_text(cli->lang, "cli.man.description"));
	puts(".Pp");
	sentences(cli, lang_text(cli->lang, "cli.man.values"));
	const char *before = "";
	for (const struct command *const *c = commands; *c; c++) {
		size_t noun = noun_of((*c)->name);
		if (((*c)->flags & COMMAND_INTERNAL) != 0)
			continue;
		if (strncmp(before, (*c)->name, noun + 1) != 0)
			printf(
			    ".Sh %s\n",
			    text_upper(cli->arena, arena_copy_bytes(cli->arena, (*c)->name, noun)));
		before = (*c)->name;
		print_command(cli, *c);
	}
	puts(".Sh SEE ALSO\n.Xr guichet 1 ,\n.Xr guichet-screens 5 ,\n.Xr guichet.conf 5");
}
