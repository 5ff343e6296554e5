/* guichet vault: the keys that seal what is secret in the store. */
#include "cli.h"
#include <guichet/exchange.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/vault.h>
#include <string.h>

struct counting {
	struct printer *printer;
	const struct cli *cli;
};

static void
tell_count(void *context, const char *place, int key, int64_t count, bool known)
{
	const struct counting *counting = context;
	const char *state = key == vault_newest(counting->cli->session) ? "newest"
			    : known                                     ? "older"
									: "unknown";
	const struct value values[] = {
		value_number(TYPE_INT, key),
		value_text(TYPE_TEXT, place),
		value_number(TYPE_INT, count),
		value_choice("vault_key", state),
	};
	print_row(counting->printer, values);
}

static enum status
tell_counts(struct cli *cli, const struct words *words, struct error *error)
{
	const struct print_column columns[] = {
		{ .name = "key", .heading = lang_text(cli->lang, "cli.vault.key"), .right = true },
		{ .name = "place", .heading = lang_text(cli->lang, "cli.vault.place") },
		{ .name = "count",
		  .heading = lang_text(cli->lang, "cli.heading.count"),
		  .right = true },
		{ .name = "state", .heading = lang_text(cli->lang, "cli.heading.state") },
	};
	enum format format = FORMAT_TABLE;
	enum status status = format_read(cli, words, FORMATS_ALL, &format);
	if (status != STATUS_OK)
		return status;
	struct counting counting = { .cli = cli };
	counting.printer = print_open(cli, format, columns, 4, true);
	status = vault_counts(cli->session, tell_count, &counting, error);
	print_close(&counting.printer);
	return status;
}

static bool
go_on(void *context, int64_t done, int64_t total)
{
	const struct progress *progress = context;
	return progress->step(progress->context, done, total);
}

static void
tell_rotation(const struct cli *cli, const struct vault_rotation *rotation)
{
	const int64_t waiting = rotation->left - rotation->failed;
	cli_say(cli, rotation->resumed ? "cli.vault.resumed" : "cli.vault.added",
		ARGS(ARG_INT("key", rotation->key)));
	cli_say(cli, "cli.vault.sealed",
		ARGS(ARG_INT("count", rotation->done), ARG_INT("key", rotation->key)));
	if (rotation->failed > 0)
		cli_note(cli, "cli.vault.failed", ARGS(ARG_INT("count", rotation->failed)));
	if (waiting > 0)
		cli_note(cli, "cli.vault.stopped", ARGS(ARG_INT("count", waiting)));
	if (!rotation->resumed)
		cli_note(cli, "cli.vault.copy", NULL);
}

/* Stopped or not everything opened: done so far, said, and no success. */
static enum status
rotate(struct cli *cli, struct error *error)
{
	struct vault_rotation rotation;
	struct progress progress;
	cli_progress(cli, &progress);
	enum status status = vault_rotate(cli->session, go_on, &progress, &rotation, error);
	cli_progress_end(&progress);
	if (status != STATUS_OK)
		return status;
	tell_rotation(cli, &rotation);
	return rotation.left > 0 ? STATUS_FAILED : STATUS_OK;
}

static enum status
forget(struct cli *cli, struct error *error)
{
	int64_t forgotten = 0;
	enum status status = vault_forget(cli->session, &forgotten, error);
	if (status != STATUS_OK)
		return status;
	cli_say(cli, forgotten > 0 ? "cli.vault.forgotten" : "cli.vault.none_forgotten",
		ARGS(ARG_INT("count", forgotten)));
	if (forgotten > 0)
		cli_note(cli, "cli.vault.older_backups", NULL);
	return STATUS_OK;
}

enum status
verb_vault(struct cli *cli, const struct words *words)
{
	static const char *const known[] = { "status", "rotate", "forget", NULL };
	const char *word = words->items[0];
	struct error error = { .status = STATUS_OK };
	size_t which = 0;
	while (known[which] != NULL && strcmp(known[which], word) != 0)
		which++;
	if (known[which] == NULL) {
		cli_usage(cli, NULL, "cli.vault.unknown", ARGS(ARG_TEXT("word", word)));
		cli_known(cli, known);
		return STATUS_USAGE;
	}
	enum status status = cli_session_for(cli, "settings", &error);
	if (status == STATUS_OK && which > 0)
		status = cli_owner(cli, &error); /* whose the key file is */
	if (status == STATUS_OK)
		status = which == 0   ? tell_counts(cli, words, &error)
			 : which == 1 ? rotate(cli, &error)
				      : forget(cli, &error);
	return error.status != STATUS_OK ? cli_fail(cli, &error) : status;
}
