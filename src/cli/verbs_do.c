/* guichet do: one command, its parameters as name=value. */
#include "cli.h"
#include <guichet/command.h>
#include <guichet/execute.h>
#include <guichet/progress.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>

/* The commands of the same noun, or all of them. */
static const char *const *
names_like(struct arena *arena, const char *name)
{
	size_t count = 0, all = 0, noun = strcspn(name, ".");
	while (commands[all])
		all++;
	const char **names = arena_array(arena, all + 1, sizeof *names);
	for (int same = 1; same >= 0 && count == 0; same--)
		for (size_t i = 0; i < all; i++) {
			const char *other = commands[i]->name;
			bool alike = strncmp(other, name, noun) == 0 && other[noun] == '.';
			if ((commands[i]->flags & COMMAND_INTERNAL) == 0 && (alike || !same))
				names[count++] = other;
		}
	return names;
}

enum status
cli_command(struct cli *cli, const char *name, const struct command **command)
{
	*command = command_find(name);
	if (*command && ((*command)->flags & COMMAND_INTERNAL) == 0)
		return STATUS_OK;
	cli_usage(cli, NULL, "cli.command_unknown", ARGS(ARG_TEXT("command", name)));
	cli_known(cli, names_like(cli->arena, name));
	return STATUS_USAGE;
}

static bool
stands_for_record(const struct command *command, const char *name)
{
	for (const struct param *p = command->params; p && p->name; p++) {
		const struct alias *alias = p->type == TYPE_RECORD ? p->record->aliases : NULL;
		for (; alias && alias->param; alias++)
			if (strcmp(alias->param, name) == 0)
				return true;
	}
	return false;
}

static const char *const *
param_names(struct arena *arena, const struct command *command)
{
	size_t count = 0;
	for (const struct param *p = command->params; p && p->name; p++)
		count++;
	const char **names = arena_array(arena, count + 1, sizeof *names);
	count = 0;
	for (const struct param *p = command->params; p && p->name; p++)
		if ((p->flags & PARAM_HIDDEN) == 0)
			names[count++] = p->name;
	return names;
}

/* A list may be given in pieces: cards=1 cards=2 is cards=1,2. */
static enum status
add_input(const struct cli *cli, const struct command *command, struct input *input, size_t *count,
	  const char *name, const char *value)
{
	const struct param *param = param_find(command, name);
	if (!param && !stands_for_record(command, name)) {
		cli_usage(cli, name, "cli.param_unknown", ARGS(ARG_TEXT("command", command->name)));
		cli_known(cli, param_names(cli->arena, command));
		return STATUS_USAGE;
	}
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(input[i].name, name) != 0)
			continue;
		if (!param || param->type != TYPE_LIST)
			return cli_usage(cli, name, "cli.given_twice", NULL);
		input[i].text = arena_format(cli->arena, "%s,%s", input[i].text, value);
		return STATUS_OK;
	}
	input[(*count)++] = (struct input){ .name = name, .text = value };
	return STATUS_OK;
}

static enum status
read_inputs(const struct cli *cli, const struct command *command, const struct words *words,
	    struct input **input)
{
	size_t count = 0;
	*input = arena_array(cli->arena, words->count + 1, sizeof **input);
	for (size_t i = 1; i < words->count; i++) {
		const char *name = NULL, *value = NULL;
		if (!pair_split(cli->arena, words->items[i], &name, &value))
			return cli_usage(cli, NULL, "cli.pair_form",
					 ARGS(ARG_TEXT("word", words->items[i])));
		enum status status = add_input(cli, command, *input, &count, name, value);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* "-" is asked for, in the order of the words; in clear, on a demo store only: ps shows it. */
static enum status
read_secrets(const struct cli *cli, const struct command *command, struct input *input,
	     char **secrets)
{
	for (; input->name; input++) {
		const struct param *param = param_find(command, input->name);
		if (!param || (param->flags & PARAM_SECRET) == 0 || input->text[0] == '\0')
			continue;
		if (strcmp(input->text, "-") != 0) {
			if (store_is_demo(cli->store))
				continue;
			return cli_usage(cli, input->name, "cli.secret_clear", NULL);
		}
		struct error error = { .status = STATUS_OK };
		*secrets = arena_alloc(cli->arena, SECRET_MOST);
		enum status status =
		    cli_secret(cli, param_label(cli->lang, command, param), *secrets, &error);
		if (status == STATUS_OK) {
			input->text = *secrets++;
			continue;
		}
		error_set(&error, error.status, input->name, error.key, NULL);
		return cli_fail(cli, &error);
	}
	return STATUS_OK;
}

static const char *
said_text(const struct cli *cli, const struct said *said)
{
	return text_clean(cli->arena, lang_format(cli->arena, cli->lang, said->key, said->args));
}

void
cli_outcome(const struct cli *cli, const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->said_count; i++) {
		const struct said *said = &outcome->said[i];
		fprintf(said->warning ? stderr : stdout, "%s\n", said_text(cli, said));
	}
}

static const char *
handed_label(const struct cli *cli, const struct input *handed)
{
	return lang_text(cli->lang, arena_format(cli->arena, "handed.%s", handed->name));
}

static void
tell_people(const struct cli *cli, const struct outcome *outcome, enum mode mode)
{
	cli_outcome(cli, outcome);
	for (const struct input *handed = outcome->handed; handed && handed->name; handed++)
		printf("%s: %s\n", handed_label(cli, handed), handed->text);
	if (outcome->replayed)
		cli_note(cli, "cli.replayed", NULL);
	else if (outcome->unchanged)
		cli_note(cli, "cli.unchanged", NULL);
	if (mode == PREVIEW)
		cli_note(cli, "cli.dry_run", NULL);
}

static void
tell_said(const struct cli *cli, const struct said *said)
{
	printf("{\"key\":%s,\"text\":%s,\"warning\":%s", text_json(cli->arena, said->key),
	       text_json(cli->arena, said_text(cli, said)), said->warning ? "true" : "false");
	for (const struct arg *arg = said->args; arg && arg->name; arg++)
		printf("%s%s:%s", arg == said->args ? ",\"args\":{" : ",",
		       text_json(cli->arena, arg->name), json_value(cli->arena, &arg->value));
	fputs(said->args && said->args->name ? "}}" : "}", stdout);
}

static void
tell_program(const struct cli *cli, const struct command *command, const struct outcome *outcome,
	     enum mode mode)
{
	printf(
	    "{\"command\":%s,\"outcome\":\"done\",\"dry_run\":%s,\"unchanged\":%s,\"replayed\":%s",
	    text_json(cli->arena, command->name), mode == PREVIEW ? "true" : "false",
	    outcome->unchanged ? "true" : "false", outcome->replayed ? "true" : "false");
	printf(",\"kind\":%s", outcome->kind ? text_json(cli->arena, outcome->kind) : "null");
	printf(",\"key\":%s", outcome->key ? text_json(cli->arena, outcome->key) : "null");
	if (outcome->audit != 0)
		printf(",\"audit\":%lld", (long long)outcome->audit);
	fputs(",\"said\":[", stdout);
	for (size_t i = 0; i < outcome->said_count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		tell_said(cli, &outcome->said[i]);
	}
	fputs("]", stdout);
	for (const struct input *handed = outcome->handed; handed && handed->name; handed++)
		printf("%s{\"name\":%s,\"text\":%s}",
		       handed == outcome->handed ? ",\"handed\":[" : ",",
		       text_json(cli->arena, handed->name), text_json(cli->arena, handed->text));
	puts(outcome->handed ? "]}" : "}");
}

static enum status
execute_watched(const struct cli *cli, const struct command *command, const struct input *input,
		const char *request, enum mode mode, struct outcome *outcome)
{
	struct session *session = cli->session;
	const bool watched = mode == RUN && (command->flags & COMMAND_LONG) != 0;
	struct progress progress;
	if (watched) {
		cli_progress(cli, &progress);
		session->progress = &progress;
	}
	enum status status = execute(session, command, input, request, mode, cli->arena, outcome);
	if (watched) {
		session->progress = NULL;
		cli_progress_end(&progress);
	}
	return status;
}

static enum status
execute_and_tell(const struct cli *cli, const struct command *command, const struct words *words,
		 const struct input *input, enum format format)
{
	enum mode mode = words_has(words, "dry-run") ? PREVIEW : RUN;
	struct outcome outcome = { .error = { .status = STATUS_OK } };
	enum status status =
	    execute_watched(cli, command, input,
			    mode == RUN ? words_option(words, "request") : NULL, mode, &outcome);
	if (status != STATUS_OK) {
		for (size_t i = 0; i < outcome.said_count; i++)
			fprintf(stderr, "%s\n", said_text(cli, &outcome.said[i]));
		cli_fail(cli, &outcome.error);
		return status;
	}
	if (format == FORMAT_JSON)
		tell_program(cli, command, &outcome, mode);
	else
		tell_people(cli, &outcome, mode);
	return status;
}

enum status
verb_do(struct cli *cli, const struct words *words)
{
	enum format format = FORMAT_TABLE;
	const struct command *command = NULL;
	struct input *input = NULL;
	struct error error = { .status = STATUS_OK };

	enum status status = format_read(cli, words, FORMATS_RECORD, &format);
	if (status == STATUS_OK)
		status = cli_command(cli, words->items[0], &command);
	if (status != STATUS_OK)
		return status;
	cli->where = command->name;
	status = read_inputs(cli, command, words, &input);
	if (status != STATUS_OK)
		return status;
	const bool anybody = (command->flags & COMMAND_ANYBODY) != 0 && !cli->as;
	status = anybody ? cli_nobody(cli, &error) : cli_session(cli, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	char **secrets = arena_array(cli->arena, words->count + 1, sizeof *secrets);
	status = read_secrets(cli, command, input, secrets);
	if (status == STATUS_OK)
		status = execute_and_tell(cli, command, words, input, format);
	for (; *secrets; secrets++)
		secret_wipe(*secrets, SECRET_MOST);
	return status;
}
