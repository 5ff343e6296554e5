/* guichet backup, restore, migrate, nightly, audit: what is done to a store as a whole. */
#include "cli.h"
#include <guichet/date.h>
#include <guichet/document.h>
#include <guichet/execute.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The system, or a user who has the right. */
enum status
cli_session_for(struct cli *cli, const char *right, struct error *error)
{
	enum status status = cli_session(cli, error);
	if (status == STATUS_OK && !session_may(cli->session, right))
		status = error_set(error, STATUS_DENIED, NULL, "error.no_right",
				   ARGS(ARG_CHOICE("right", "right", right)));
	return status;
}

enum status
verb_backup(struct cli *cli, const struct words *words)
{
	const char *file = words->items[0];
	struct error error = { .status = STATUS_OK };
	struct stat made = { .st_size = 0 };
	enum status status = cli_session_for(cli, "settings", &error);
	if (status == STATUS_OK)
		status = store_backup(cli->store, file, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	stat(file, &made);
	cli_say(cli, "cli.backed_up",
		ARGS(ARG_TEXT("file", file), ARG_INT("kib", (int64_t)made.st_size / 1024)));
	return STATUS_OK;
}

enum status
verb_restore(struct cli *cli, const struct words *words)
{
	const char *file = words->items[0];
	struct error error = { .status = STATUS_OK };
	bool replaced = access(cli->store_path, F_OK) == 0;
	enum status status = cli_owner(cli, &error);
	if (status == STATUS_OK)
		status = cli_folder(cli, &error);
	if (status == STATUS_OK)
		status = store_restore(file, cli->store_path, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(cli, "cli.restored", ARGS(ARG_TEXT("path", cli->store_path)));
	if (replaced)
		cli_note(
		    cli, "cli.kept_before",
		    ARGS(ARG_TEXT("path", arena_format(cli->arena, "%s.before", cli->store_path))));
	/* In place, but of use only with its key and of this version: said now rather than
	 * tomorrow. */
	status = cli_store(cli, &error);
	return status == STATUS_OK ? status : cli_fail(cli, &error);
}

static enum status
back_up_first(struct cli *cli, int version, struct error *error)
{
	char now[STAMP_SIZE];
	const struct clock clock = { .offset = 0 };
	clock_stamp(&clock, now);
	const char *file = arena_format(cli->arena, "%s.v%d-%s", cli->store_path, version, now);
	enum status status = store_copy(cli->store_path, file, error);
	if (status == STATUS_OK)
		cli_note(cli, "cli.backed_up_first", ARGS(ARG_TEXT("file", file)));
	return status;
}

/* What a store of this version holds besides its tables; what is there already stays. */
static enum status
seed(struct cli *cli, struct error *error)
{
	struct outcome outcome;
	enum status status = cli_session(cli, error);
	return status == STATUS_OK ? cli_run(cli, "store.seed", NULL, &outcome, error) : status;
}

enum status
verb_migrate(struct cli *cli, const struct words *words)
{
	(void)words;
	struct error error = { .status = STATUS_OK };
	int from = 0, to = 0;
	enum status status = cli_owner(cli, &error);
	if (status == STATUS_OK)
		status = store_version_of(cli->store_path, &from, &error);
	if (status == STATUS_OK && from < store_newest_version())
		status = back_up_first(cli, from, &error);
	if (status == STATUS_OK)
		status = store_migrate(cli->store_path, &from, &to, &error);
	if (status == STATUS_OK)
		status = seed(cli, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(cli, from == to ? "cli.migrated_already" : "cli.migrated",
		ARGS(ARG_INT("from", from), ARG_INT("to", to)));
	return STATUS_OK;
}

/* What a step did; the letters with secret codes are told in each card's own history. */
static void
tell_step(const struct cli *cli, struct arena *arena, const struct outcome *outcome)
{
	static const char letters[] = "outcome.pin_posted";
	struct said *kept = arena_array(arena, outcome->said_count + 1, sizeof *kept);
	struct outcome told = *outcome;
	told.said = kept;
	told.said_count = 0;
	for (size_t i = 0; i < outcome->said_count; i++)
		if (strcmp(outcome->said[i].key, letters) != 0)
			kept[told.said_count++] = outcome->said[i];
	cli_outcome(cli, &told);
}

/* A few records at a time, each its own transaction, until nothing is left; lines told as they
 * come. */
static enum status
run_out(struct cli *cli, const char *name, struct error *error)
{
	const struct command *command = command_find(name);
	struct arena *arena = arena_new();
	struct outcome outcome = { .unchanged = false };
	enum status status = STATUS_OK;
	while (status == STATUS_OK && !outcome.unchanged) {
		arena_reset(arena);
		status = execute(cli->session, command, NULL, NULL, RUN, arena, &outcome);
		if (status == STATUS_OK && !outcome.unchanged)
			tell_step(cli, arena, &outcome);
	}
	if (status != STATUS_OK)
		*error = outcome.error;
	arena_free(&arena);
	return status;
}

/* In the order in which a missed night is made up for: what is renewed does not expire. */
static enum status
run_night(struct cli *cli, struct error *error)
{
	static const char *const steps[] = {
		"renewal.notice",     "renewal.remind", "renewal.produce",
		"renewal.activate",   "card.expire",    "authorisation.expire",
		"message.drop-files", "account.trim",   NULL
	};
	struct outcome outcome;
	enum status status = STATUS_OK;
	for (const char *const *step = steps; *step && status == STATUS_OK; step++)
		status = run_out(cli, *step, error);
	return status == STATUS_OK ? cli_run(cli, "renewal.end-night", NULL, &outcome, error)
				   : status;
}

/* A night that was missed may be made up for; one to come only on a demo store, since cards would
 * expire before their day. */
static enum status
move_to(struct cli *cli, const char *date)
{
	struct civil civil;
	char now[STAMP_SIZE], today[DATE_SIZE];
	const char *noon = arena_format(cli->arena, "%sT12:00", date);
	session_now(cli->session, now);
	date_write(stamp_local_day(now), today);
	if (!date_read(date, &civil))
		return cli_usage(cli, "--date", "error.date", ARGS(ARG_TEXT("value", date)));
	if (strcmp(date, today) > 0 && !store_is_demo(cli->store))
		return cli_usage(cli, "--date", "cli.date_to_come", ARGS(ARG_DATE("date", date)));
	return clock_set(&cli->session->clock, noon)
		   ? STATUS_OK
		   : cli_usage(cli, "--date", "error.date", ARGS(ARG_TEXT("value", date)));
}

enum status
verb_nightly(struct cli *cli, const struct words *words)
{
	struct error error = { .status = STATUS_OK };
	const char *date = words_option(words, "date");
	int done = 0, refused = 0;
	enum status status = cli_session_for(cli, "settings", &error);
	if (status == STATUS_OK && date) {
		status = move_to(cli, date);
		if (status != STATUS_OK)
			return status;
	}
	if (status == STATUS_OK)
		status = pending_run(cli->session, &done, &refused, &error);
	if (status == STATUS_OK)
		status = run_night(cli, &error);
	if (status == STATUS_OK)
		status = session_sweep(cli->session, &error);
	if (status == STATUS_OK)
		status = document_sweep(cli->store, &(int64_t){ 0 }, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	cli_say(cli, "cli.nightly", ARGS(ARG_INT("done", done), ARG_INT("refused", refused)));
	return STATUS_OK;
}

struct chain {
	const struct cli *cli;
	int64_t faults;
};

static void
tell_chain_fault(void *context, int64_t row, const char *key)
{
	struct chain *chain = context;
	const struct cli *cli = chain->cli;
	chain->faults++;
	cli_say(cli, "cli.chain_fault",
		ARGS(ARG_INT("row", row), ARG_TEXT("reason", lang_text(cli->lang, key))));
}

enum status
verb_audit(struct cli *cli, const struct words *words)
{
	static const char *const known[] = { "verify", NULL };
	struct error error = { .status = STATUS_OK };
	struct chain chain = { .cli = cli };
	int64_t rows = 0;
	if (strcmp(words->items[0], known[0]) != 0) {
		cli_usage(cli, NULL, "cli.audit_unknown", ARGS(ARG_TEXT("word", words->items[0])));
		cli_known(cli, known);
		return STATUS_USAGE;
	}
	enum status status = cli_session_for(cli, "audit", &error);
	if (status == STATUS_OK)
		status = audit_verify(cli->session, tell_chain_fault, &chain, &rows, &error);
	if (status != STATUS_OK && error.status != STATUS_OK)
		return cli_fail(cli, &error);
	if (chain.faults > 0) {
		cli_note(cli, "cli.chain_broken", ARGS(ARG_INT("count", chain.faults)));
		return STATUS_FAILED;
	}
	cli_say(cli, "cli.chain_whole", ARGS(ARG_INT("count", rows)));
	return STATUS_OK;
}
