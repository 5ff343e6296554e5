/* FLT-01 to 04: guichet-files writes beside, this side shows how far it is and gives the file its
 * name. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/execute.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 100 };

/* How the file is written, by the end of its name: "xlsx", "csv" for people, and of a screen for
 * machines "raw" and "fixed"; NULL: not at all. */
static const char *
format_of(const struct screen *screen, const char *file)
{
	const char *end = strrchr(file, '.');

	if (end && strcasecmp(end, ".xlsx") == 0)
		return "xlsx";
	if (end && strcasecmp(end, ".csv") == 0)
		return screen->machine ? "raw" : "csv";
	return end && screen->machine && strcasecmp(end, ".txt") == 0 ? "fixed" : NULL;
}

/* A folder, a device or a pipe is no place for a file to be renamed to. */
static enum status
check_place(const struct screen *screen, const char *file, struct error *error)
{
	struct stat present;

	if (!format_of(screen, file))
		return error_set(error, STATUS_USAGE, "file",
				 screen->machine ? "exchange.format_machine" : "exchange.format",
				 ARGS(ARG_TEXT("path", file)));
	if (stat(file, &present) == 0 && !S_ISREG(present.st_mode))
		return error_set(error, STATUS_USAGE, "file", "exchange.not_file",
				 ARGS(ARG_TEXT("path", file)));
	return STATUS_OK;
}

static void
add_ask(struct arena *arena, struct builder *job, const struct ask *ask)
{
	job_add(job, "screen", ask->screen->name);
	job_add(job, "order", ask->order);
	job_add(job, "quick", ask->quick);
	for (const struct arg *filter = ask->filters; filter && filter->name; filter++)
		if (filter->value.known)
			job_add(job, "filter",
				arena_format(arena, "%s=%s", filter->name, filter->value.text));
	for (const char *const *column = ask->columns; column && *column; column++)
		job_add(job, "column", *column);
}

static const char *
make_job(struct arena *arena, const struct session *session, const struct ask *ask,
	 const char *file, const char *temporary)
{
	struct builder job = { .arena = arena };
	const char *key = config_text(session->config, "key_file");

	job_add(&job, "task", "export");
	job_add(&job, "store", store_path(session->store));
	job_add(&job, "key", *key ? key : NULL);
	job_add(&job, "config", config_path(session->config));
	job_add(&job, "login", session->system ? NULL : session->login);
	job_add(&job, "lang", lang_code(session->lang));
	job_add_number(&job, "clock", session->clock.offset);
	add_ask(arena, &job, ask);
	job_add(&job, "format", format_of(ask->screen, file));
	job_add(&job, "file", temporary);
	job_add(&job, "name", file);
	/* For tests: a sheet that is soon full. */
	job_add(&job, "rows_a_sheet", getenv("GUICHET_ROWS_A_SHEET"));
	return builder_text(&job);
}

/* What is about to be handed out. */
struct leaving {
	struct session *session;
	const struct ask *ask;
	const char *file;
};

/* The customer that the rows were asked of, by its number; NULL: none, or not one. */
static const char *
customer_asked(struct arena *arena, const struct leaving *leaving, const struct command *note)
{
	const struct arg *filter = leaving->ask->filters;
	struct value value;
	struct error error;

	while (filter && filter->name && strcmp(filter->name, "customer") != 0)
		filter++;
	if (!filter || !filter->name)
		return NULL;
	const struct input input[] = { { "customer", value_raw(arena, &filter->value) },
				       { .name = NULL } };
	if (param_check(arena, leaving->session, note, param_find(note, "customer"), input, &value,
			&error) != STATUS_OK)
		return NULL;
	return value.known ? value.text : NULL;
}

/* AUD-01: noted before the file has its name, so that none leaves unseen.  A store that may only be
 * looked at cannot be told, and is looked at all the same. */
static enum status
note(const struct leaving *leaving, int64_t rows, struct error *error)
{
	enum { MOST = 180 };
	const struct command *command = command_find("export.note");
	struct outcome outcome = { .error = { .status = STATUS_OK } };
	struct arena *arena = arena_new();
	const char *filters = ask_text(arena, leaving->session->lang, leaving->ask);
	const struct input input[] = {
		{ "screen", leaving->ask->screen->name },
		{ "file", text_cut(arena, text_clean(arena, leaving->file), MOST, false) },
		{ "filters", text_cut(arena, text_clean(arena, filters), MOST, false) },
		{ "rows", arena_format(arena, "%lld", (long long)rows) },
		{ "customer", customer_asked(arena, leaving, command) },
		{ .name = NULL },
	};
	enum status status = STATUS_OK;

	if (!store_is_read_only(leaving->session->store))
		status = execute(leaving->session, command, input, NULL, RUN, arena, &outcome);
	if (status != STATUS_OK)
		*error = outcome.error;
	arena_free(&arena);
	return status;
}

/* Hears the helper to its last frame.  Once stopped it is only waited for. */
static enum status
follow(struct helper *helper, const struct leaving *leaving, const struct progress *progress,
       int64_t *rows, struct error *error)
{
	int64_t done = 0, total = -1;
	bool later = false, stopped = false;
	struct error unnoted = { .status = STATUS_OK };

	for (;;) {
		struct frame frame = { .kind = JOB_PROGRESS };
		enum status status = helper_next(helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK && unnoted.status != STATUS_OK && error) {
			*error = unnoted;
			return unnoted.status;
		}
		if (status != STATUS_OK)
			return status;
		if (!later && frame.kind == JOB_DONE) {
			*rows = frame.number;
			/* Done before it heard: who said stop wants no file all the same. */
			return stopped
				   ? error_set(error, STATUS_REFUSED, NULL, "export.stopped", NULL)
				   : STATUS_OK;
		}
		if (!later && frame.kind == JOB_PROGRESS) {
			done = frame.number;
			total = frame.count > 0 && *frame.fields[0]
				    ? strtoll(frame.fields[0], NULL, 10)
				    : -1;
		}
		if (!stopped && progress && !progress->step(progress->context, done, total)) {
			stopped = true;
			helper_stop(helper);
		}
		/* Stopped too late to hear it, the helper still takes the file away. */
		if (!later && frame.kind == JOB_READY)
			helper_answer(helper, !stopped && note(leaving, frame.number, &unnoted) ==
							      STATUS_OK);
	}
}

/* People know the file, not the temporary. */
static void
name_file(struct error *error, const char *file)
{
	if (!error || strcmp(error->key, "exchange.write") != 0)
		return;
	for (int i = 0; i < error->count; i++)
		if (strcmp(error->args[i].name, "path") == 0)
			(void)snprintf(error->args[i].text, sizeof(error->args[i].text), "%s",
				       file);
}

enum status
export_to(struct session *session, struct arena *arena, const struct ask *ask, const char *path,
	  const char *name, const struct progress *progress, int64_t *rows, struct error *error)
{
	struct helper helper = { .pid = 0 };
	const char *temporary = temporary_beside(arena, path);
	enum status status = check_place(ask->screen, path, error);

	if (status == STATUS_OK)
		status = helper_start(arena, &helper,
				      make_job(arena, session, ask, path, temporary), error);
	if (status == STATUS_OK) {
		const struct leaving leaving = { session, ask, name };
		status = follow(&helper, &leaving, progress, rows, error);
		helper_end(&helper);
		if (status != STATUS_OK)
			(void)unlink(temporary);
	}
	if (status != STATUS_OK)
		name_file(error, name);
	return status;
}

enum status
export_file(struct session *session, const struct ask *ask, const char *file,
	    const struct progress *progress, int64_t *rows, struct error *error)
{
	struct arena *arena = arena_new();
	enum status status = session_file(session, arena, file, &file, error);

	if (status == STATUS_OK)
		status = export_to(session, arena, ask, file, file, progress, rows, error);
	arena_free(&arena);
	return status;
}
