/* import transactions: guichet-files makes lines of the file as fast as it can be read, this side
 * only looks that they are lines, and the domain takes them in (transaction.intake). */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/intake.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_MIB = 16, WAIT_MS = 100, CHUNK = 4 << 20, TELL_EVERY = 16 };

#define KIND "transactions"

/* Lines stay where they are until all is done. */
struct chunk {
	struct chunk *before;
	size_t used;
	char bytes[CHUNK - sizeof(struct chunk *) - sizeof(size_t)];
};

struct taking_in {
	struct session *session;
	const struct import *import;
	struct import_result *result;
	struct arena *arena, *scratch;
	struct helper helper;
	const char **headings;
	size_t heading_count;
	const struct layout *layout;
	int places[INTAKE_CELLS]; /* of the file's columns; -1: none */
	struct chunk *chunk;
	const char *at, *end; /* of the block that is being given */
	int64_t total, read;
	size_t blocks;
	struct intake intake; /* what the domain is handed */
	bool over, stopped;
};

/* ---- the layout ---- */

static enum intake_cell
cell_named(const char *name)
{
	int cell = 0;

	while (intake_names[cell] && strcmp(intake_names[cell], name) != 0)
		cell++;
	return (enum intake_cell)cell;
}

/* The second column of the moment is its time. */
static void
place_cells(struct taking_in *in, const struct layout *layout, const int *places)
{
	for (int i = 0; i < INTAKE_CELLS; i++)
		in->places[i] = -1;
	for (size_t i = 0; i < layout->count; i++) {
		enum intake_cell cell = cell_named(layout->columns[i].name);
		bool time = cell == INTAKE_AT && i > 0 &&
			    strcmp(layout->columns[i - 1].name, layout->columns[i].name) == 0;

		if (cell < INTAKE_CELLS)
			in->places[time ? INTAKE_TIME : cell] = places[i];
	}
	in->layout = layout;
	in->result->layout = layout->name;
}

static enum status
choose_layout(struct taking_in *in, struct error *error)
{
	const struct config *config = in->session->config;
	const char *const wanted[] = { in->import->layout, NULL };
	const char *const *name =
	    in->import->layout ? wanted : layout_names(in->arena, config, KIND);
	struct builder seen = { .arena = in->arena };
	size_t most = 0;

	for (; *name; name++) {
		const struct layout *layout = NULL;
		int *places = NULL;
		size_t found = 0;
		enum status status = layout_load(in->arena, config, *name, &layout, error);

		if (status != STATUS_OK)
			return status;
		places = arena_array(in->arena, layout->count + 1, sizeof(*places));
		found = layout_match(in->arena, layout, in->headings, in->heading_count, places);
		if (found > most && strcmp(layout->kind, KIND) == 0) {
			most = found;
			place_cells(in, layout, places);
		}
	}
	if (in->layout)
		return STATUS_OK;
	for (size_t i = 0; i < in->heading_count; i++) {
		builder_add(&seen, i ? ", " : "");
		builder_add(&seen, text_clean(in->arena, in->headings[i]));
	}
	return error_set(error, STATUS_REFUSED, "file", "import.no_layout",
			 ARGS(ARG_TEXT("headings", builder_text(&seen))));
}

/* A code as guichet-files gives it back: a place among the choices, or itself. */
static const char *
code_text(const struct taking_in *in, const struct layout_column *column, const char *code)
{
	const char *const *choices = column->param->choices;
	int place = strcmp(column->name, "unit") == 0; /* 0 is no unit */

	if (!choices)
		return code;
	for (; *choices && strcmp(*choices, code) != 0; choices++)
		place++;
	return arena_format(in->arena, "%d", place);
}

static void
add_words(const struct taking_in *in, const struct layout_column *column, struct builder *plan)
{
	const char *const *codes = column->param->choices;

	for (size_t i = 0; i < column->word_count; i++)
		job_add(plan, "word",
			arena_format(in->arena, "%s:%s:%s", column->name,
				     code_text(in, column, column->words[i].code),
				     column->words[i].word));
	/* A code says itself too. */
	for (; codes && *codes; codes++)
		job_add(plan, "word",
			arena_format(in->arena, "%s:%s:%s", column->name,
				     code_text(in, column, *codes), text_fold(in->arena, *codes)));
}

static const char *
plan_of(const struct taking_in *in)
{
	struct builder plan = { .arena = in->arena };

	for (int i = 0; i < INTAKE_CELLS; i++)
		if (in->places[i] >= 0)
			job_add(&plan, "cell",
				arena_format(in->arena, "%s:%d", intake_names[i], in->places[i]));
	for (size_t i = 0; i < in->layout->count; i++)
		add_words(in, &in->layout->columns[i], &plan);
	builder_add(&plan, JOB_END);
	return builder_text(&plan);
}

/* ---- lines ---- */

static bool
goes_on(struct taking_in *in, int64_t done, int64_t total)
{
	const struct progress *progress = in->import->progress;

	if (progress && !in->stopped && !progress->step(progress->context, done, total))
		in->stopped = true;
	return !in->stopped;
}

static void
keep_block(struct taking_in *in, const struct frame *frame)
{
	if (!in->chunk || in->chunk->used + frame->size > sizeof(in->chunk->bytes)) {
		struct chunk *chunk = malloc(sizeof(*chunk));

		if (!chunk)
			memory_lost();
		chunk->before = in->chunk;
		chunk->used = 0;
		in->chunk = chunk;
	}
	in->at = in->chunk->bytes + in->chunk->used;
	in->end = in->at + frame->size;
	memcpy(in->chunk->bytes + in->chunk->used, frame->fields[0], frame->size);
	in->chunk->used += (frame->size + 7) / 8 * 8;
}

static void
free_chunks(struct taking_in *in)
{
	while (in->chunk) {
		struct chunk *before = in->chunk->before;

		free(in->chunk);
		in->chunk = before;
	}
}

/* Another frame: a block, or what else there is to be heard. */
static enum status
hear(struct taking_in *in, struct error *error)
{
	struct frame frame = { .kind = JOB_FORM };
	bool later = false;
	enum status status = helper_next(&in->helper, WAIT_MS, &frame, &later, error);

	if (status != STATUS_OK)
		return status;
	if (!later && frame.kind == JOB_BLOCK)
		keep_block(in, &frame);
	if (!later && frame.kind == JOB_HASH && frame.count == 1)
		in->intake.hash = arena_copy(in->arena, frame.fields[0]);
	in->over = !later && frame.kind == JOB_DONE;
	if ((later || ++in->blocks % TELL_EVERY == 0) && !goes_on(in, 0, -1))
		return error_set(error, STATUS_REFUSED, NULL, "import.stopped", NULL);
	return STATUS_OK;
}

static const struct intake_line *
next_line(void *context, struct error *error)
{
	struct taking_in *in = context;
	const struct intake_line *line = NULL;

	while (in->at == in->end && !in->over)
		if (hear(in, error) != STATUS_OK)
			return NULL;
	if (in->at == in->end && (!in->intake.hash || in->read == 0)) {
		(void)error_set(error, STATUS_REFUSED, "file",
				in->intake.hash ? "exchange.empty" : "exchange.helper_broken",
				NULL);
		return NULL;
	}
	if (in->at == in->end)
		return NULL;
	line = (const struct intake_line *)(const void *)in->at;
	if (!intake_sound(line, (size_t)(in->end - in->at))) {
		(void)error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken", NULL);
		return NULL;
	}
	in->at += line->size;
	in->read++;
	return line;
}

/* ---- what is told ---- */

static bool
step(void *context, int64_t done, int64_t total)
{
	return goes_on(context, done, total);
}

static void
told(void *context, const struct intake_line *line, const struct error *error, bool apart)
{
	struct taking_in *in = context;
	const struct import *import = in->import;
	const char *cells[INTAKE_CELLS];
	enum intake_cell cell = cell_named(error->param);
	bool named = cell < INTAKE_CELLS && in->places[cell] >= 0;

	intake_cells(line, cells);
	if (apart && import->rejected) {
		const struct import_line rejected = {
			.line = line->number,
			.column = named ? in->headings[in->places[cell]] : "",
			.value = named ? cells[cell] : "",
			.error = error,
		};
		import->rejected(import->context, &rejected);
	} else if (!apart && import->noted) {
		const struct arg args[] = {
			{ .name = error->args[0].name,
			  .value = value_text(TYPE_TEXT, error->args[0].text) },
			{ .name = NULL },
		};
		const struct said said = { .key = error->key, .args = args, .warning = true };

		import->noted(import->context, line->number, &said);
	}
}

/* ---- all of it ---- */

static enum status
read_headings(struct taking_in *in, struct error *error)
{
	struct frame frame = { .kind = JOB_FORM };
	bool later = false;

	while (later || frame.kind == JOB_FORM) {
		enum status status = helper_next(&in->helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK)
			return status;
		if (!later && frame.kind == JOB_FORM && frame.count == 3) {
			in->result->encoding =
			    text_clean(in->arena, arena_copy(in->arena, frame.fields[0]));
			in->total = strtoll(frame.fields[2], NULL, 10);
		}
		if (later && !goes_on(in, 0, -1))
			return error_set(error, STATUS_REFUSED, NULL, "import.stopped", NULL);
	}
	if (frame.kind != JOB_ROW)
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken", NULL);
	in->headings = arena_array(in->arena, frame.count + 1, sizeof(*in->headings));
	in->heading_count = frame.count;
	for (size_t i = 0; i < frame.count; i++)
		in->headings[i] = text_clean(
		    in->arena, arena_copy(in->arena, *frame.fields[i] ? frame.fields[i] + 1 : ""));
	return choose_layout(in, error);
}

static enum status
take_in(struct taking_in *in, struct error *error)
{
	const char *name = strrchr(in->import->file, '/');
	struct intake *intake = &in->intake;
	struct outcome outcome = { .error = { .status = STATUS_OK } };
	enum status status = STATUS_OK;

	*intake = (struct intake){
		.next = next_line,
		.step = step,
		.told = told,
		.context = in,
		.file = name ? name + 1 : in->import->file,
		.trial = in->import->mode != RUN,
	};

	if (!helper_tell(&in->helper, plan_of(in)))
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_gone", NULL);
	status = execute_load(in->session, command_find("transaction.intake"), intake,
			      in->import->mode, in->arena, &outcome);
	in->result->lines = intake->lines;
	in->result->created = intake->added;
	in->result->unchanged = intake->known;
	in->result->rejected = intake->apart;
	in->result->noted = intake->noted;
	if (status != STATUS_OK)
		*error = outcome.error;
	return status;
}

enum status
import_transactions(struct session *session, const struct import *import, struct arena *arena,
		    struct import_result *result, struct error *error)
{
	struct taking_in *in = arena_alloc(arena, sizeof(*in));
	struct builder job = { .arena = arena };
	const char *path = NULL;
	enum status status = execute_asked(session, command_find("transaction.import"), error);

	*in = (struct taking_in){
		.session = session, .import = import, .result = result, .arena = arena
	};
	*result = (struct import_result){ .encoding = "UTF-8" };
	if (status == STATUS_OK)
		status = session_file(session, arena, import->file, &path, error);
	if (status != STATUS_OK)
		return status;
	job_add(&job, "task", "intake");
	job_add(&job, "file", path);
	job_add(&job, "links", session_folder(session, arena) != NULL ? "no" : NULL);
	status = helper_start(arena, &in->helper, builder_text(&job), error);
	if (status != STATUS_OK)
		return status;
	status = read_headings(in, error);
	if (status == STATUS_OK && import->mode == RUN)
		status = store_widen(session->store, CACHE_MIB, error);
	if (status == STATUS_OK)
		status = take_in(in, error);
	helper_end(&in->helper);
	free_chunks(in);
	return status;
}
