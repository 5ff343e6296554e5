/* guichet show card NUMBER --at MOMENT (AUD-03). */
#include "cli.h"
#include <guichet/past.h>
#include <guichet/screen.h>
#include <guichet/value.h>
#include <string.h>

static enum status
read_moment(const struct cli *cli, const struct words *words, struct value *at)
{
	const char *key = NULL;
	if (value_parse(cli->arena, TYPE_STAMP, words_option(words, "at"), at, &key) && at->known)
		return STATUS_OK;
	return cli_usage(cli, "--at", key != NULL ? key : "error.stamp",
			 ARGS(ARG_TEXT("value", words_option(words, "at"))));
}

static void
print_field(const struct cli *cli, struct printer *printer, enum format format,
	    const struct past *past, const struct past_field *field)
{
	const char *label = format == FORMAT_JSON
				? field->column->field
				: column_label(cli->lang, past->screen, field->column);
	const struct value changed = format == FORMAT_JSON
					 ? value_number(TYPE_BOOL, field->changed)
					 : value_text(TYPE_TEXT, field->changed ? "*" : "");
	const struct value values[] = { changed, value_text(TYPE_TEXT, label), field->then,
					field->now };
	print_row(printer, values);
}

static void
print_past(const struct cli *cli, const struct past *past, enum format format)
{
	const struct print_column columns[] = {
		{ .name = "changed", .heading = "" },
		{ .name = "field", .heading = lang_text(cli->lang, "past.field") },
		{ .name = "then", .heading = lang_text(cli->lang, "past.then") },
		{ .name = "now", .heading = lang_text(cli->lang, "past.now") },
	};
	struct printer *printer = print_open(cli, format, columns, 4, true);
	for (size_t i = 0; i < past->count; i++)
		print_field(cli, printer, format, past, &past->fields[i]);
	print_close(&printer);
}

enum status
print_card_past(struct cli *cli, const struct words *words, const struct screen *screen,
		enum format format)
{
	struct past past;
	struct value at;
	struct error error = { .status = STATUS_OK };
	if (strcmp(screen->name, "card") != 0)
		return cli_usage(cli, "--at", "cli.past_of_card",
				 ARGS(ARG_TEXT("screen", screen->name)));
	enum status status = read_moment(cli, words, &at);
	if (status != STATUS_OK)
		return status;
	status = cli_session(cli, &error);
	if (status == STATUS_OK)
		status = past_card(cli->session, screen, words->items[1], at.text, cli->arena,
				   &past, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	const struct arg *when =
	    ARGS(ARG_STAMP("at", past.at), ARG_STAMP("since", past.since),
		 ARG_INT("count", (int64_t)past.changed), ARG_CARD("card", words->items[1]));
	if (format == FORMAT_TABLE)
		cli_say(cli, "past.title", when);
	print_past(cli, &past, format);
	if (past.known != PAST_TOLD)
		cli_note(cli, past.known == PAST_UNTOLD ? "past.untold" : "past.silent", when);
	else if (format == FORMAT_TABLE)
		cli_note(cli, past.changed > 0 ? "past.changed" : "past.same", when);
	return STATUS_OK;
}
