/* An export reads what a screen shows by the road a screen is read by, right and scope included,
 * and writes it down. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	COLUMNS_MOST = 128,
	LOOK_EVERY = 128,
	TELL_MS = 50,
	ROWS_A_SHEET = 1048575,
	COUNT_MOST = 10000
};

enum { NOT_READ = -1 };

struct export
{
	struct arena *arena;
	const struct job_line *job;
	struct config *config;
	struct store *store;
	struct session *session;
	struct screen screen; /* a copy, which knows columns of ours besides its own */
	struct ask ask;
	struct column columns[COLUMNS_MOST]; /* written first, then what only we look at */
	size_t count, written;
	size_t read[COLUMNS_MOST], read_count; /* places of what is read; others are gathered */
	size_t near[COLUMNS_MOST], near_count; /* which of those are distances */
	struct value values[COLUMNS_MOST];
	struct fleet *fleet;
	int id, customer, division, profile; /* places, for the fleet */
	struct cursor *cursor;
	struct error *error;
	enum status status;
	int64_t rows, total, told_at;
};

/* ---- opening ---- */

static void
ignore_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context;
	(void)file;
	(void)line;
	(void)key;
	(void)args;
}

static enum status
open_session(struct export *export)
{
	const struct job_line *job = export->job;
	const struct lang *lang = lang_get(job_text(job, "lang"));
	const char *path = job_text(job, "store"), *texts = NULL;
	enum status status = STATUS_OK;

	if (!secret_start())
		return error_set(export->error, STATUS_FAILED, NULL, "exchange.job", NULL);
	export->config = config_load(job_text(job, "config"), ignore_fault, NULL);
	if (!export->config || !lang || !path)
		return error_set(export->error, STATUS_FAILED, NULL, "exchange.job", NULL);
	texts = config_text(export->config, "lang_dir");
	if (*texts)
		(void)lang_load(texts, ignore_fault, NULL);
	status = store_open(&export->store, path, job_text(job, "key"), export->error);
	if (status != STATUS_OK)
		return status;
	export->session = session_new(export->store, export->config, lang);
	export->session->clock.offset = job_number(job, "clock", 0);
	status = session_act_as(export->session, job_text(job, "login"), export->error);
	export->session->lang = lang;
	return status;
}

static void
close_all(struct export *export)
{
	if (export->cursor)
		(void)cursor_close(&export->cursor, NULL);
	(void)fleet_close(&export->fleet, NULL);
	session_free(&export->session);
	store_close(&export->store);
	config_free(&export->config);
}

/* ---- columns ---- */

static size_t
count_of(const struct job_line *job, const char *name)
{
	size_t count = 0;

	for (; job->name; job++)
		count += strcmp(job->name, name) == 0;
	return count;
}

static int
add_column(struct export *export, const struct column *column)
{
	if (export->count == COLUMNS_MOST)
		return NOT_READ;
	export->columns[export->count] = *column;
	return (int)export->count++;
}

static int
place_of(const struct export *export, const char *field)
{
	for (size_t i = 0; i < export->count; i++)
		if (strcmp(export->columns[i].field, field) == 0)
			return (int)i;
	return NOT_READ;
}

/* A column we look at without writing it; one of the screen's, or of the view alone. */
static int
look_at(struct export *export, const struct screen *screen, const char *field, enum type type)
{
	const struct column *own = screen_column(screen, field);
	const struct column bare = { .field = field, .type = type, .width = 1, .least = 1 };
	int place = place_of(export, field);

	return place != NOT_READ ? place : add_column(export, own ? own : &bare);
}

static enum status
choose_columns(struct export *export, const struct screen *screen)
{
	bool all = count_of(export->job, "column") == 0;

	for (size_t i = 0; all && i < screen->column_count; i++)
		if (!screen->columns[i].silent)
			(void)add_column(export, &screen->columns[i]);
	for (const struct job_line *line = export->job; line->name; line++) {
		const struct column *column = NULL;

		if (strcmp(line->name, "column") != 0)
			continue;
		column = screen_column(screen, line->value);
		if (!column)
			return error_set(export->error, STATUS_USAGE, "columns",
					 "exchange.no_column",
					 ARGS(ARG_TEXT("column", line->value)));
		(void)add_column(export, column);
	}
	export->written = export->count;
	return STATUS_OK;
}

static bool
is_fleet(const struct screen *screen)
{
	return screen->sheet && strcmp(screen->sheet, "fleet-status") == 0;
}

static enum status
open_fleet(struct export *export, const struct screen *screen)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < screen->column_count; i++)
		if (fleet_gathers(screen->columns[i].field))
			(void)look_at(export, screen, screen->columns[i].field, TYPE_INT);
	status = fleet_open(export->arena, export->store, export->columns, export->count,
			    &export->fleet, export->error);
	export->id = look_at(export, screen, "id", TYPE_INT);
	export->customer = look_at(export, screen, "customer_id", TYPE_INT);
	export->division = look_at(export, screen, "division_id", TYPE_INT);
	export->profile = look_at(export, screen, "control_profile_id", TYPE_INT);
	return status;
}

/* The columns to be read, in the order of their places. */
static const char *const *
fields_read(struct export *export)
{
	const char **fields = arena_array(export->arena, export->count + 1, sizeof(*fields));

	for (size_t i = 0; i < export->count; i++) {
		if (!export->fleet || !fleet_gathers(export->columns[i].field)) {
			if (export->columns[i].near)
				export->near[export->near_count++] = export->read_count;
			fields[export->read_count] = export->columns[i].field;
			export->read[export->read_count++] = i;
		}
		export->values[i] = (struct value){ .type = export->columns[i].type,
						    .vocabulary = export->columns[i].vocabulary };
	}
	return fields;
}

/* What we look at need not be among the screen's columns; what it is ordered by need not be
 * written. */
static void
extend_screen(struct export *export, const struct screen *screen)
{
	struct column *columns =
	    arena_array(export->arena, screen->column_count + export->count, sizeof(*columns));

	export->screen = *screen;
	memcpy(columns, screen->columns, screen->column_count * sizeof(*columns));
	for (size_t i = 0; i < export->count; i++)
		if (!screen_column(screen, export->columns[i].field))
			columns[export->screen.column_count++] = export->columns[i];
	export->screen.columns = columns;
}

static const struct arg *
filters_of(struct arena *arena, const struct job_line *job)
{
	struct arg *filters = arena_array(arena, count_of(job, "filter") + 1, sizeof(*filters));
	size_t count = 0;

	for (; job->name; job++) {
		const char *equals = strchr(job->value, '=');

		if (strcmp(job->name, "filter") != 0 || !equals)
			continue;
		filters[count++] =
		    (struct arg){ .name = arena_copy_bytes(arena, job->value,
							   (size_t)(equals - job->value)),
				  .value = value_text(TYPE_TEXT, equals + 1) };
	}
	return filters;
}

static enum status
prepare_ask(struct export *export, struct table *table)
{
	const struct screen *screen = NULL;
	const char *name = job_text(export->job, "screen");
	enum status status =
	    screen_load(export->arena, export->config, name ? name : "", &screen, export->error);

	if (status == STATUS_OK)
		status = choose_columns(export, screen);
	if (status != STATUS_OK)
		return status;
	if (screen_column(screen, "state"))
		table->state = look_at(export, screen, "state", TYPE_CHOICE);
	if (screen_column(screen, "product"))
		table->product = look_at(export, screen, "product", TYPE_CHOICE);
	if (is_fleet(screen))
		status = open_fleet(export, screen);
	extend_screen(export, screen);
	export->ask = (struct ask){ .screen = &export->screen,
				    .filters = filters_of(export->arena, export->job),
				    .order = job_text(export->job, "order"),
				    .quick = job_text(export->job, "quick"),
				    .columns = fields_read(export) };
	return status;
}

/* ---- rows ---- */

static void
tell_progress(struct export *export)
{
	int64_t now = milliseconds();
	char total[24] = "";
	const char *const fields[] = { total };

	if (now - export->told_at < TELL_MS)
		return;
	export->told_at = now;
	if (export->total >= 0)
		(void)snprintf(total, sizeof(total), "%" PRId64, export->total);
	if (!frame_write(stdout, JOB_PROGRESS, export->rows, fields, 1) || fflush(stdout) != 0)
		stop_now();
}

static int64_t
number_of(const struct value *value)
{
	return value->known ? value->number : 0;
}

static void
read_row(struct export *export, struct value *row)
{
	cursor_read_row(export->cursor, export->read, export->read_count, row);
	for (size_t i = 0; i < export->near_count; i++) {
		size_t place = export->read[export->near[i]];

		cursor_get(export->cursor, (int)export->near[i], &export->columns[place],
			   &row[place]);
	}
	if (export->fleet) {
		struct fleet_card card = { .id = number_of(&row[export->id]),
					   .customer = number_of(&row[export->customer]),
					   .division = number_of(&row[export->division]),
					   .profile = number_of(&row[export->profile]) };

		export->status = fleet_gather(export->fleet, &card, row, export->error);
	}
}

static bool
fill_row(void *context, struct value *row)
{
	struct export *export = context;

	if (export->rows % LOOK_EVERY == 0) {
		tell_progress(export);
		if (is_stopped()) {
			export->status =
			    error_set(export->error, STATUS_REFUSED, NULL, "export.stopped", NULL);
			return false;
		}
	}
	if (!cursor_next(export->cursor)) {
		export->status = cursor_close(&export->cursor, export->error);
		return false;
	}
	export->rows++;
	read_row(export, row);
	return export->status == STATUS_OK;
}

static const struct value *
next_row(void *context)
{
	struct export *export = context;

	return fill_row(export, export->values) ? export->values : NULL;
}

/* ---- the table ---- */

static int
total_of(const struct export *export, const struct column *column)
{
	int place = column->total ? place_of(export, column->total) : NOT_READ;

	return place < (int)export->written ? place : NOT_READ;
}

static void
describe(struct export *export, struct table *table)
{
	struct heading *headings = arena_array(export->arena, export->written, sizeof(*headings));
	const struct lang *lang = export->session->lang;

	for (size_t i = 0; i < export->written; i++) {
		const struct column *column = &export->columns[i];

		headings[i] = (struct heading){ .text = column_label(lang, &export->screen, column),
						.type = column->type,
						.vocabulary = column->vocabulary,
						.width = column->width,
						.field = column->field,
						.places = column->places,
						.head = column->head,
						.total = total_of(export, column) };
	}
	table->machine = export->screen.machine;
	table->status = &export->status;
	table->lang = lang;
	table->title = screen_title(lang, &export->screen);
	table->author = export->session->name;
	table->about = ask_text(export->arena, lang, &export->ask);
	table->created = clock_seconds(&export->session->clock);
	table->columns = headings;
	table->count = export->written;
	table->next = next_row;
	table->context = export;
	table->rows_a_sheet = job_number(export->job, "rows_a_sheet", ROWS_A_SHEET);
	if (table->product >= 0) {
		const struct column *column = &export->columns[table->product];

		table->product_heading = column_label(lang, &export->screen, column);
		table->product_vocabulary = column->vocabulary ? column->vocabulary : column->field;
	}
	if (table->state >= 0)
		table->state_vocabulary = export->columns[table->state].vocabulary
					      ? export->columns[table->state].vocabulary
					      : "state";
}

static enum status
write_as(const char *format, const struct table *table, const char *file, struct error *error)
{
	bool fixed = strcmp(format, "fixed") == 0;
	int64_t rows = 0;

	if (fixed || strcmp(format, "raw") == 0)
		return table_write_machine(table, file, fixed, &rows, error);
	return strcmp(format, "csv") == 0 ? table_write_csv(table, file, &rows, error)
					  : table_write_sheet(table, file, &rows, error);
}

/* With a processor to spare rows are read while others are written; each side has its own error. */
static enum status
write_table(struct export *export, struct table *table)
{
	const char *format = job_text(export->job, "format"), *file = job_text(export->job, "file");
	bool spare = job_number(export->job, "threads", sysconf(_SC_NPROCESSORS_ONLN) > 1) > 0;
	struct ahead *ahead = NULL;
	struct error error = { .status = STATUS_OK };
	enum status status = STATUS_OK;

	if (!format || !file)
		return error_set(export->error, STATUS_FAILED, NULL, "exchange.job", NULL);
	if (spare)
		ahead = ahead_open(table, fill_row, export, export->values, export->count);
	status = write_as(format, table, file, &error);
	ahead_close(&ahead);
	if (export->status != STATUS_OK)
		return export->status;
	*export->error = error;
	return status;
}

/* Whole, it gets its name when guichet still wants it (FLT-04). */
static enum status
give_name(struct export *export)
{
	const char *file = job_text(export->job, "file"), *name = job_text(export->job, "name");
	char answer[8] = "";

	if (!name || !frame_write(stdout, JOB_READY, export->rows, NULL, 0) ||
	    fflush(stdout) != 0 || !fgets(answer, sizeof(answer), stdin) ||
	    strcmp(answer, JOB_GO) != 0 || is_stopped())
		return error_set(export->error, STATUS_REFUSED, NULL, "export.stopped", NULL);
	if (rename(file, name) != 0)
		return error_system(export->error, "exchange.write", name, errno);
	return STATUS_OK;
}

/* How many there will be, for who looks at a bar: few are counted at once, of many a tally may
 * know. */
static enum status
count_rows(struct export *export)
{
	enum status status = ask_count(export->session, &export->ask, COUNT_MOST, export->arena,
				       &export->total, export->error);

	if (status != STATUS_OK || export->total != COUNT_MOST + 1)
		return status;
	return ask_count(export->session, &export->ask, INT32_MAX, export->arena, &export->total,
			 export->error);
}

static enum status
run(struct export *export)
{
	struct table table = { .product = NOT_READ, .state = NOT_READ };
	enum status status = open_session(export);

	if (status == STATUS_OK)
		status = prepare_ask(export, &table);
	if (status != STATUS_OK)
		return status;
	status = count_rows(export);
	if (status == STATUS_OK)
		status = ask_select(export->session, &export->ask, 0, export->arena,
				    &export->cursor, export->error);
	if (status != STATUS_OK)
		return status;
	describe(export, &table);
	status = write_table(export, &table);
	return status == STATUS_OK ? give_name(export) : status;
}

enum status
export_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	struct export export = { .job = job, .arena = arena, .error = error };
	enum status status = run(&export);
	const char *file = job_text(job, "file");

	if (status != STATUS_OK && file)
		(void)unlink(file);
	*rows = export.rows;
	close_all(&export);
	return status;
}
