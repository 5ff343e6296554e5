/* import KIND, batch COMMAND: guichet-files turns the file into rows, all of them before the first
 * is looked at, so that a file found bad at its end has changed nothing and nobody waits at the
 * gate for a slow one.  Then each becomes a line of a stream of one command.  Lines refused before
 * their command and lines refused by it are told in the order of the file. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 100, KEYS_FIRST = 1024, BYTES_MOST = 64 << 20, TELL_EVERY = 64 };

struct file_line {
	int64_t number;
	struct line_cell *cells;
	size_t count;
	const struct error *error; /* refused before its command; NULL otherwise */
	int place;
};

struct seen_key {
	const char *key;
	int64_t number; /* of the line that had it first; how many had it */
};

struct importing {
	struct session *session;
	const struct import *import;
	struct import_result *result;
	struct arena *arena;       /* the caller's */
	struct arena *lines_arena; /* the file, while it is worked on */
	struct arena *scratch;     /* a line's reasons */
	struct helper helper;
	struct file_line *lines;
	size_t count, room, bytes;
	size_t at, told; /* the next line to be given to the command, to be told */
	const char **headings;
	struct line_source source;
	struct rejects *rejects, *notes;
	struct seen_key *keys;
	size_t key_count, key_room;
	bool stopped;
};

/* ---- keys seen ---- */

static size_t
key_place(const struct importing *importing, const char *key)
{
	uint64_t hash = 14695981039346656037U;
	size_t at = 0;

	for (const char *byte = key; *byte; byte++)
		hash = (hash ^ (unsigned char)*byte) * 1099511628211U;
	at = (size_t)hash & (importing->key_room - 1);
	while (importing->keys[at].key && strcmp(importing->keys[at].key, key) != 0)
		at = (at + 1) & (importing->key_room - 1);
	return at;
}

static void
grow_keys(struct importing *importing)
{
	struct seen_key *old = importing->keys;
	size_t room = importing->key_room;

	importing->key_room = room ? 2 * room : KEYS_FIRST;
	importing->keys =
	    arena_array(importing->lines_arena, importing->key_room, sizeof(*importing->keys));
	for (size_t i = 0; i < room; i++)
		if (old[i].key)
			importing->keys[key_place(importing, old[i].key)] = old[i];
}

/* What is kept of a key: 0 the first time. */
static int64_t *
seen_of(struct importing *importing, const char *key)
{
	struct seen_key *seen = NULL;

	if (2 * (importing->key_count + 1) > importing->key_room)
		grow_keys(importing);
	seen = &importing->keys[key_place(importing, key)];
	if (!seen->key) {
		seen->key = arena_copy(importing->lines_arena, key);
		importing->key_count++;
	}
	return &seen->number;
}

/* The line a key was first on, 0 when this is the first. */
static int64_t
first_line_of(struct importing *importing, const char *key, int64_t line)
{
	int64_t *first = seen_of(importing, key), before = *first;

	if (before == 0)
		*first = line;
	return before;
}

/* A line of a batch is known again by its command, the name of its file and what it says; the
 * second one alike in a file is another.  Keyed, since it may hold a secret code. */
static const char *
request_of(struct importing *importing, struct arena *arena, const struct input *input)
{
	const struct import *import = importing->import;
	const char *name = strrchr(import->file, '/');
	struct builder said = { .arena = arena };
	char mac[SECRET_MAC_HEX];
	int64_t *times = NULL;

	if (!import->command || import->anew)
		return NULL;
	builder_format(&said, "%s\n%s", import->command->name, name ? name + 1 : import->file);
	for (; input->name; input++)
		builder_format(&said, "\n%s=%s", input->name, input->text);
	secret_mac(store_keys(importing->session->store), "batch", builder_text(&said), said.size,
		   mac);
	times = seen_of(importing, mac);
	return arena_format(arena, "batch-%.40s-%lld", mac, (long long)++*times);
}

static const char *
input_of(const struct input *input, const char *name)
{
	for (; input->name; input++)
		if (strcmp(input->name, name) == 0)
			return input->text;
	return NULL;
}

/* A card that the file names by its plate is at fault under the plate. */
static int
place_of(const struct importing *importing, const char *param)
{
	const struct layout *layout = importing->source.layout;
	int other = -1;

	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];
		int place = importing->source.places[i];

		if (place >= 0 && strcmp(column->name, param) == 0)
			return place;
		if (place >= 0 && strcmp(column->param->name, param) == 0)
			other = place;
	}
	return other;
}

static bool
is_known_key(struct importing *importing, struct arena *arena, const struct file_line *line,
	     const struct input *input, struct error *error)
{
	const struct param *param = importing->source.layout->key;
	const char *text = param ? input_of(input, param->name) : NULL, *key = NULL;
	int64_t before = 0;

	if (!text)
		return false;
	key = param->type == TYPE_CARD ? digits_only(arena, text) : text_fold(arena, text);
	before = *key ? first_line_of(importing, key, line->number) : 0;
	if (before > 0)
		(void)error_set(error, STATUS_REFUSED, param->name, "import.duplicate",
				ARGS(ARG_INT("line", before)));
	return before > 0;
}

/* ---- the file ---- */

static bool
goes_on(struct importing *importing, int64_t done, int64_t total)
{
	const struct progress *progress = importing->import->progress;

	if (progress && !importing->stopped && !progress->step(progress->context, done, total))
		importing->stopped = true;
	return !importing->stopped;
}

static bool
is_remark(const struct importing *importing, const struct frame *frame)
{
	return importing->import->command && frame->count > 0 && strlen(frame->fields[0]) > 1 &&
	       frame->fields[0][1] == '#';
}

static void
add_line(struct importing *importing, const struct frame *frame)
{
	struct file_line *line = NULL;

	importing->lines = arena_grown(importing->lines_arena, importing->lines, importing->count,
				       &importing->room, sizeof(*importing->lines));
	line = &importing->lines[importing->count++];
	*line = (struct file_line){ .number = frame->number, .count = frame->count, .place = -1 };
	line->cells = arena_array(importing->lines_arena, frame->count + 1, sizeof(*line->cells));
	for (size_t i = 0; i < frame->count; i++) {
		const char *field = frame->fields[i];

		line->cells[i] = (struct line_cell){ .kind = (enum cell) * field, .text = "" };
		if (*field && field[1])
			line->cells[i].text = arena_copy(importing->lines_arena, field + 1);
		importing->bytes += strlen(field);
	}
}

static void
take_frame(struct importing *importing, const struct frame *frame)
{
	if (frame->kind == JOB_ROW && !is_remark(importing, frame))
		add_line(importing, frame);
	if (frame->kind != JOB_FORM || frame->count != 3)
		return;
	importing->result->encoding =
	    text_clean(importing->arena, arena_copy(importing->arena, frame->fields[0]));
	importing->source.workbook = strcmp(frame->fields[1], "xlsx") == 0;
}

static enum status
read_file(struct importing *importing, struct error *error)
{
	struct frame frame = { .kind = JOB_FORM };
	bool later = false;

	while (frame.kind != JOB_DONE) {
		enum status status =
		    helper_next(&importing->helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK)
			return status;
		if (!later)
			take_frame(importing, &frame);
		if (importing->count > LINES_MOST + 1 || importing->bytes > BYTES_MOST)
			return error_set(error, STATUS_REFUSED, "file", "exchange.too_many_lines",
					 ARGS(ARG_INT("most", LINES_MOST)));
		if ((later || importing->count % TELL_EVERY == 0) && !goes_on(importing, 0, -1))
			return error_set(error, STATUS_REFUSED, NULL, "import.stopped", NULL);
	}
	return importing->count ? STATUS_OK
				: error_set(error, STATUS_REFUSED, "file", "exchange.empty", NULL);
}

/* ---- the stream ---- */

static bool
prepare_line(struct importing *importing, struct arena *arena, struct file_line *line,
	     const struct input **input)
{
	struct error error = { .status = STATUS_OK };
	enum status status = line_read(arena, &importing->source, line->cells, line->count, input,
				       &line->place, &error);
	struct error *kept = NULL;

	line->error = NULL;
	if (status == STATUS_OK && !is_known_key(importing, arena, line, *input, &error))
		return true;
	if (status == STATUS_OK)
		line->place = place_of(importing, error.param);
	kept = arena_alloc(importing->lines_arena, sizeof(*kept));
	*kept = error;
	line->error = kept;
	return false;
}

static bool
next_line(void *context, struct arena *arena, const struct input **input, const char **request)
{
	struct importing *importing = context;

	*request = NULL;
	while (importing->at < importing->count) {
		size_t done = importing->at;

		if (done % TELL_EVERY == 0 &&
		    !goes_on(importing, (int64_t)done, (int64_t)importing->count))
			return false;
		importing->at++;
		if (prepare_line(importing, arena, &importing->lines[done], input)) {
			*request = request_of(importing, arena, *input);
			return true;
		}
	}
	return false;
}

static const char *
reason_of(struct importing *importing, const struct error *error, int place)
{
	const struct lang *lang = importing->session->lang;
	const char *reason = error_text(importing->scratch, lang, error);

	if (place < 0)
		return reason;
	return lang_format(
	    importing->scratch, lang, "import.reason",
	    ARGS(ARG_TEXT("column", importing->headings[place]), ARG_TEXT("reason", reason)));
}

static bool
is_secret(const struct importing *importing, int place)
{
	const struct layout *layout = importing->source.layout;

	for (size_t i = 0; i < layout->count; i++)
		if (importing->source.places[i] == place &&
		    (layout->columns[i].param->flags & PARAM_SECRET) != 0)
			return true;
	return false;
}

/* PIN-04: a secret code goes into no file of ours. */
static const struct line_cell *
without_secrets(struct importing *importing, const struct file_line *line)
{
	struct line_cell *cells = arena_array(importing->scratch, line->count + 1, sizeof(*cells));

	for (size_t i = 0; i < line->count; i++) {
		cells[i] = line->cells[i];
		if (is_secret(importing, (int)i))
			cells[i].text = "";
	}
	return cells;
}

static void
reject(struct importing *importing, const struct file_line *line, const struct error *error,
       int place)
{
	const struct import *import = importing->import;
	bool cell = place >= 0 && (size_t)place < line->count;
	const struct import_line told = {
		.line = line->number,
		.column = place >= 0 ? importing->headings[place] : "",
		.value = cell && !is_secret(importing, place) ? line->cells[place].text : "",
		.error = error,
	};

	importing->result->rejected++;
	if (import->rejected)
		import->rejected(import->context, &told);
	if (importing->rejects)
		rejects_add(importing->rejects, without_secrets(importing, line), line->count,
			    line->number, reason_of(importing, error, place));
	arena_reset(importing->scratch);
}

/* Those no command will ever answer for, up to the next it will. */
static void
tell_refused(struct importing *importing)
{
	while (importing->told < importing->at && importing->lines[importing->told].error) {
		const struct file_line *line = &importing->lines[importing->told++];

		reject(importing, line, line->error, line->place);
	}
}

/* What a good line was mended by: told, and kept beside the file. */
static void
note(struct importing *importing, const struct file_line *line, const struct outcome *outcome)
{
	const struct import *import = importing->import;
	struct builder reasons = { .arena = importing->scratch };

	for (size_t i = 0; i < outcome->said_count; i++) {
		const struct said *said = &outcome->said[i];

		if (!said->warning)
			continue;
		builder_add(&reasons, reasons.size ? " ; " : "");
		builder_add(&reasons, lang_format(importing->scratch, importing->session->lang,
						  said->key, said->args));
		if (import->noted)
			import->noted(import->context, line->number, said);
	}
	if (reasons.size) {
		importing->result->noted++;
		if (importing->notes)
			rejects_add(importing->notes, without_secrets(importing, line), line->count,
				    line->number, builder_text(&reasons));
	}
	arena_reset(importing->scratch);
}

static void
told(void *context, const struct outcome *outcome)
{
	struct importing *importing = context;
	struct import_result *result = importing->result;

	tell_refused(importing);
	if (importing->told == importing->at)
		return;
	if (outcome->error.status != STATUS_OK)
		reject(importing, &importing->lines[importing->told], &outcome->error,
		       place_of(importing, outcome->error.param));
	else if (outcome->replayed)
		result->already++;
	else if (outcome->unchanged)
		result->unchanged++;
	else if (outcome->changed)
		result->changed++;
	else
		result->created++;
	if (outcome->error.status == STATUS_OK && !outcome->replayed)
		note(importing, &importing->lines[importing->told], outcome);
	importing->told++;
	tell_refused(importing);
}

/* ---- the whole ---- */

static const struct layout *
best_layout(struct importing *importing, size_t count, int **places)
{
	struct session *session = importing->session;
	const struct layout *best = NULL;
	size_t most = 0;

	for (const char *const *name =
		 layout_names(importing->arena, session->config, importing->import->kind);
	     *name; name++) {
		const struct layout *layout = NULL;
		size_t found = 0;
		int *here = NULL;

		if (layout_load(importing->arena, session->config, *name, &layout, NULL) !=
		    STATUS_OK)
			continue;
		here = arena_array(importing->arena, layout->count + 1, sizeof(*here));
		found = layout_match(importing->arena, layout, importing->headings, count, here);
		if (found > most) {
			most = found;
			best = layout;
			*places = here;
		}
	}
	return best;
}

static enum status
no_layout(struct importing *importing, size_t count, struct error *error)
{
	struct builder seen = { .arena = importing->arena };

	for (size_t i = 0; i < count; i++) {
		builder_add(&seen, i ? ", " : "");
		builder_add(&seen, text_clean(importing->arena, importing->headings[i]));
	}
	return error_set(error, STATUS_REFUSED, "file", "import.no_layout",
			 ARGS(ARG_TEXT("headings", builder_text(&seen))));
}

/* What a batch's headings are not, and what they lack. */
static enum status
no_columns(struct importing *importing, const struct layout *layout, struct error *error)
{
	const struct lang *lang = importing->session->lang;
	struct builder lacking = { .arena = importing->arena };

	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];

		if (!column->mandatory)
			continue;
		builder_add(&lacking, lacking.size ? ", " : "");
		builder_format(&lacking, "%s (%s)", column->name,
			       param_label(lang, layout->command, column->param));
	}
	return error_set(error, STATUS_REFUSED, "file", "import.no_columns",
			 ARGS(ARG_TEXT("columns", builder_text(&lacking)),
			      ARG_TEXT("command", layout->command->name)));
}

static enum status
choose_layout(struct importing *importing, size_t count, struct error *error)
{
	const struct import *import = importing->import;
	struct session *session = importing->session;
	const struct layout *layout = NULL;
	int *places = NULL;
	enum status status = STATUS_OK;

	if (import->command) {
		layout = layout_of_command(importing->arena, import->command);
		places = arena_array(importing->arena, layout->count + 1, sizeof(*places));
		if (!layout_match(importing->arena, layout, importing->headings, count, places))
			return no_columns(importing, layout, error);
	} else if (import->layout) {
		status =
		    layout_load(importing->arena, session->config, import->layout, &layout, error);
		if (status != STATUS_OK)
			return status;
		places = arena_array(importing->arena, layout->count + 1, sizeof(*places));
		if (!layout_match(importing->arena, layout, importing->headings, count, places))
			layout = NULL;
	} else {
		layout = best_layout(importing, count, &places);
	}
	if (!layout)
		return no_layout(importing, count, error);
	importing->source.layout = layout;
	importing->source.places = places;
	importing->source.headings = count;
	importing->source.customer = import->customer;
	importing->result->layout = layout->name;
	return STATUS_OK;
}

/* The first row is the headings; separators at their end make no columns. */
static enum status
read_headings(struct importing *importing, struct error *error)
{
	const struct file_line *first = &importing->lines[0];
	size_t count = first->count;

	importing->headings =
	    arena_array(importing->arena, count + 1, sizeof(*importing->headings));
	for (size_t i = 0; i < count; i++)
		importing->headings[i] = text_clean(
		    importing->arena, arena_copy(importing->arena, first->cells[i].text));
	while (count > 0 && !*importing->headings[count - 1])
		count--;
	importing->at = importing->told = 1;
	return choose_layout(importing, count, error);
}

static enum status
run_stream(struct importing *importing, enum mode mode, struct error *error)
{
	const struct stream stream = { .next = next_line,
				       .told = told,
				       .context = importing,
				       .atomic = importing->import->atomic };
	enum status status = execute_stream(importing->session, importing->source.layout->command,
					    &stream, mode, error);

	if (status == STATUS_OK)
		tell_refused(importing);
	importing->result->lines = (int64_t)importing->told - 1;
	if (status == STATUS_OK && importing->stopped)
		return error_set(error, STATUS_REFUSED, NULL, "import.stopped", NULL);
	return status;
}

static void
start_over(struct importing *importing)
{
	struct import_result *result = importing->result;

	importing->at = importing->told = 1;
	importing->keys = NULL;
	importing->key_count = importing->key_room = 0;
	result->created = result->changed = result->unchanged = result->already = 0;
	result->rejected = result->noted = 0;
}

/* Every line of a batch is tried before the first is done. */
static enum status
try_lines(struct importing *importing, struct error *error)
{
	struct import_result *result = importing->result;
	enum status status = run_stream(importing, TRIAL, error);

	if (status != STATUS_OK)
		return status;
	result->nothing = result->rejected > 0;
	if (result->nothing)
		result->created = result->changed = 0;
	else
		start_over(importing);
	return STATUS_OK;
}

/* One refusal has undone all. */
static void
undo_count(struct importing *importing)
{
	struct import_result *result = importing->result;

	result->nothing = true;
	result->created = result->changed = 0;
}

static struct rejects *
beside(struct importing *importing, const char *ending)
{
	return rejects_open(importing->arena, importing->session->lang, importing->import->file,
			    ending, importing->headings, importing->source.headings);
}

static enum status
close_beside(struct rejects **lines, const char **path, struct error *error)
{
	return *lines ? rejects_close(lines, path, error) : STATUS_OK;
}

static enum status
run_lines(struct importing *importing, struct error *error)
{
	const struct import *import = importing->import;
	struct error other = { .status = STATUS_OK };
	enum status status = STATUS_OK, closed = STATUS_OK;

	if (import->command && import->mode == RUN && !import->skip_bad && !import->atomic)
		status = try_lines(importing, error);
	if (status != STATUS_OK || importing->result->nothing)
		return status;
	/* A dry run leaves nothing behind, nor does what is all or nothing. */
	if (import->mode == RUN && !import->atomic)
		importing->rejects = beside(importing, "rejected");
	if (import->mode == RUN && import->kind)
		importing->notes = beside(importing, "noted");
	status = run_stream(importing, import->mode, error);
	if (import->atomic && importing->result->rejected > 0)
		undo_count(importing);
	closed = close_beside(&importing->rejects, &importing->result->rejected_file, &other);
	if (closed == STATUS_OK)
		closed = close_beside(&importing->notes, &importing->result->noted_file, &other);
	else
		(void)close_beside(&importing->notes, &importing->result->noted_file, NULL);
	if (status == STATUS_OK && closed != STATUS_OK)
		*error = other;
	return status == STATUS_OK ? closed : status;
}

enum status
import_file(struct session *session, const struct import *import, struct arena *arena,
	    struct import_result *result, struct error *error)
{
	struct import placed = *import;

	if (import->kind && strcmp(import->kind, "transactions") == 0)
		return import_transactions(session, import, arena, result, error);
	struct importing importing = { .session = session,
				       .import = &placed,
				       .result = result,
				       .arena = arena,
				       .source = { .lang = session->lang },
				       .lines_arena = arena_new(),
				       .scratch = arena_new() };
	struct builder job = { .arena = arena };
	enum status status = session_file(session, arena, import->file, &placed.file, error);

	*result = (struct import_result){ .encoding = "UTF-8" };
	job_add(&job, "task", "read");
	job_add(&job, "file", placed.file);
	job_add(&job, "links", session_folder(session, arena) != NULL ? "no" : NULL);
	if (status == STATUS_OK)
		status = helper_start(arena, &importing.helper, builder_text(&job), error);
	if (status == STATUS_OK) {
		status = read_file(&importing, error);
		helper_end(&importing.helper);
	}
	if (status == STATUS_OK)
		status = read_headings(&importing, error);
	if (status == STATUS_OK)
		status = run_lines(&importing, error);
	arena_free(&importing.scratch);
	arena_free(&importing.lines_arena);
	return status;
}
