/* Files in and out.  Reading files of strangers and writing workbooks happens in guichet-files, a second
 * program started for the job with limits on memory and time; these functions start it and talk to it. */
#ifndef GUICHET_EXCHANGE_H
#define GUICHET_EXCHANGE_H

#include <guichet/error.h>
#include <guichet/execute.h>
#include <guichet/screen.h>

/* FLT-01 to 04: what the ask shows, to .xlsx or .csv by the name's end.  Writes beside and renames: no partial
 * file under the final name.  progress returns false to stop (FLT-04), which is STATUS_REFUSED with
 * export.stopped. total is -1 while unknown. */
struct progress {
	bool (*step)(void *context, int64_t done, int64_t total);
	void *context;
};
enum status export_file(struct session *session, const struct ask *ask, const char *file,
			const struct progress *progress, int64_t *rows, struct error *error);

/* import KIND: lines of a file through a command, by a layout of data/layouts. */
struct import_line {
	int64_t line;	    /* of the file, the header is 1 */
	const char *column; /* as the file calls it, or "" */
	const char *value;  /* as the file has it */
	const struct error *error;
};
struct import {
	const char *kind;     /* "fleet" */
	const char *file;
	const char *layout;   /* NULL: found by the file's headers */
	const char *customer; /* its number */
	enum mode mode;
	void (*rejected)(void *context, const struct import_line *line);
	const struct progress *progress;
	void *context;
};
struct import_result {
	int64_t lines, created, changed, unchanged, rejected;
	const char *rejected_file; /* FILE.rejected.csv, or NULL when all were good */
	const char *layout;
	const char *encoding; /* "UTF-8", "Windows-1252" */
};
enum status import_file(struct session *session, const struct import *import, struct arena *arena,
			struct import_result *result, struct error *error);

/* Layouts: names known, and their faults. */
const char *const *layout_names(struct arena *arena, const struct config *config, const char *kind);
void layouts_check(const struct config *config, screen_fault *fault, void *context);

/* A CSV cell (RFC 4180) as a program writes it: quoted when needed, with ' before a formula sign. */
const char *csv_cell(struct arena *arena, const char *text);

#endif
