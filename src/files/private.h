/* guichet-files: a program of one job, started by guichet with little memory and little time.  It
 * writes workbooks, which asks for libraries a clerk's process should not carry, and it reads the
 * files of strangers, where a fault must not reach the store. */
#ifndef GUICHET_FILES_PRIVATE_H
#define GUICHET_FILES_PRIVATE_H

#include <guichet/error.h>
#include <guichet/job.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct ask;
struct builder;
struct column;
struct csv_parser;
struct cursor;
struct screen;
struct session;
struct store;

/* What is written: headings, and rows one by one. */
struct heading {
	const char *text;
	enum type type;
	const char *vocabulary; /* TYPE_CHOICE */
	int width;              /* of a usual value, in characters; 0: by type */
	const char *field;      /* and below: of a screen for machines (guichet/screen.h) */
	int places;
	bool head;
	int total; /* place of the column that its sum must be; -1: none */
};

struct table {
	const struct lang *lang;
	const char *title;
	const char *author;
	const char *about; /* the filters in words; "" for none */
	int64_t created;   /* seconds since 1970 */
	const struct heading *columns;
	size_t count;
	/* Of each row's values, which the summary counts by; they may stand after the columns.  -1:
	 * none. */
	int product, state;
	const char *product_heading, *product_vocabulary, *state_vocabulary;
	/* The next row, values of the columns and what follows them; NULL at the end and after a
	 * failure, which the context keeps. */
	const struct value *(*next)(void *context);
	void *context;
	int64_t rows_a_sheet; /* headings not counted */
	const char *machine;  /* name of the records of fixed width; NULL: for people */
	const enum status *status; /* of whoever gives the rows */
};

/* All write path and leave it incomplete on a failure: whoever called removes it. */
enum status table_write_sheet(const struct table *table, const char *path, int64_t *rows,
			      struct error *error);
enum status table_write_csv(const struct table *table, const char *path, int64_t *rows,
			    struct error *error);
/* For programs: without thousands separators.  decimals: 2 or 3. */
const char *decimal_text(struct arena *arena, int64_t number, int decimals, char point);
/* machine.c: INV-05.  Refuses a list without lines, and sums that are not what they must be. */
enum status table_write_machine(const struct table *table, const char *path, bool fixed,
				int64_t *rows, struct error *error);

/* text_file.c: NULL with errno; the end gives number, the errno of an earlier failure, or its own. */
FILE *text_file(const char *path);
int text_file_end(FILE *file, int number);

/* ahead.c: a thread fills rows of that width ahead of whoever writes, and the table's next gives
 * them.  fill finds a row of its own as row was, or as it left it, and leaves the types as they are;
 * false ends the rows.  Until all is closed the thread alone touches what fill does, the store first
 * of all; but its status may be looked at once next has given NULL.  NULL: there is no thread, and
 * the table is as it was. */
struct ahead;
struct ahead *ahead_open(struct table *table, bool (*fill)(void *context, struct value *row),
			 void *context, const struct value *row, size_t width);
void ahead_close(struct ahead **ahead); /* before the end too: what was read is dropped */

/* pack.c: a ZIP file written from its beginning to its end. */
struct pack;
enum status pack_open(struct pack **pack, const char *path, struct error *error);
void pack_begin(struct pack *pack, const char *name);
/* Its beginning, before anything else, kept as it is so that pack_fix can still change bytes of it.
 */
void pack_fixed(struct pack *pack, const char *bytes, size_t size);
void pack_fix(struct pack *pack, size_t at, const char *bytes, size_t size);
/* Room for at least that many bytes (PACK_ROOM at most); used tells how far it was filled. */
enum { PACK_ROOM = 64 * 1024 };
char *pack_room(struct pack *pack, size_t least, char **end);
void pack_used(struct pack *pack, const char *end);
void pack_text(struct pack *pack, const char *bytes, size_t size);
bool pack_good(const struct pack *pack); /* nothing has failed so far */
bool pack_end(struct pack *pack);  /* false: writing failed, and close says why */
enum status pack_close(struct pack **pack, const char *path, struct error *error);

/* cells.c: the cells of a row, written straight into the pack's buffer. */
struct word { /* a code and the end of a cell that says it in words */
	const char *code, *xml;
	size_t size;
};
enum { WORDS_KEPT = 64 };
enum { STYLE_ROOM = 16 };
struct cell_column {
	enum type type;
	char style[STYLE_ROOM]; /* " s=\"3\"" or "" */
	char name[4];           /* "AB" */
	size_t name_size, style_size;
	struct word *words; /* WORDS_KEPT of them */
	size_t word_count, last_word;
};
struct pen {
	struct pack *pack;
	char *to, *end; /* what is free of the pack's buffer */
	const struct lang *lang;
	struct arena *arena;   /* the workbook's */
	struct arena *scratch; /* emptied by whoever owns it, between rows */
	char row_name[24];
	size_t row_name_size;
	bool gap; /* a cell was left out: the next one must say where it stands */
};
void pen_take(struct pen *pen);  /* after anything else was written to the pack, */
void pen_leave(struct pen *pen); /* and before */
void pen_row(struct pen *pen, int64_t number);
void pen_cell(struct pen *pen, struct cell_column *column, const struct value *value);
void pen_row_end(struct pen *pen);

/* template.c: the workbook as libxlsxwriter makes it, with headings, one probe row and the summary.
 */
struct sheet_template {
	const char *head, *tail;          /* of a sheet's XML: before and after the rows */
	const char *next_head;            /* of the sheets after the first */
	size_t dimension, next_dimension; /* where the heads say how far the sheet goes ... */
	size_t dimension_size;            /* ... and how much room there is to say it */
	const char *const *styles;        /* per column: " s=\"3\"" or "" */
};
struct tally;
struct part {
	const char *name, *bytes;
	size_t size;
};
struct template_shape {
	const char *const *sheets; /* names of the sheets of rows, NULL-ended */
	int64_t last_rows;         /* rows of the last one; the others are full */
	const struct tally *tally; /* NULL: before the rows are known, no summary */
};
/* The members of the workbook, NULL-named at the end. */
enum status template_make(struct arena *arena, const struct table *table,
			  const struct template_shape *shape, const struct part **parts,
			  struct error *error);
enum status template_read(struct arena *arena, const struct table *table, const struct part *parts,
			  struct sheet_template *read, struct error *error);

/* tally.c: how many rows of each product in each state. */
enum { TALLY_CODES = 32 };
struct tally {
	const char *products[TALLY_CODES], *states[TALLY_CODES];
	size_t product_count, state_count;
	int64_t counts[TALLY_CODES][TALLY_CODES];
	int64_t rows;
};
/* Codes in the order of their vocabularies; NULL for none.  Those that no row had are dropped at
 * the end. */
void tally_start(struct arena *arena, struct tally *tally, const char *const *products,
		 const char *const *states);
void tally_drop_empty(struct tally *tally);
void tally_add(struct arena *arena, struct tally *tally, const char *product, const char *state);

/* fleet.c: the limits and controls of the fleet status (FLT-01), which its view has as subqueries,
 * gathered beside the cards instead.  A field limit_diesel_day is the strictest daily amount that
 * binds the card, whoever set it; volume_month counts litres; limit_others how many limits no
 * column shows; control_days is the rule nearest to the card. */
struct fleet;
bool fleet_gathers(const char *field);
/* columns: all of the screen, since limit_others depends on what they show. */
enum status fleet_open(struct arena *arena, struct store *store, const struct column *columns,
		       size_t count, struct fleet **fleet, struct error *error);
struct fleet_card {
	int64_t id, customer, division, profile; /* 0: none */
};
/* values: one per column given to fleet_open; those gathered are filled, their texts valid until
 * the next. */
enum status fleet_gather(struct fleet *fleet, const struct fleet_card *card, struct value *values,
			 struct error *error);
enum status fleet_close(struct fleet **fleet, struct error *error);

/* read.c: a stranger's file as rows, whatever its form.  Cells are put in their places, then the
 * row is sent; the first failure stays. */
struct reading {
	const char *path;
	struct arena *arena;
	struct error *error;
	enum status status;
	int64_t rows;
	size_t count; /* cells of the present row */
	char (*cells)[CELL_MOST + 2];
};
void reading_cell(struct reading *reading, size_t column, enum cell kind, const char *text,
		  size_t size);
/* False when no more may follow: a limit, a failure, nobody listening.  A row without any text is
 * left out. */
bool reading_row(struct reading *reading, int64_t line);
enum status reading_fail(struct reading *reading, const char *key, const struct arg *args);
enum status reading_fail_line(struct reading *reading, const char *key, int64_t line);
bool reading_form(const char *encoding, const char *separator, size_t lines); /* 0: unknown */
/* A stranger's file, opened to be read; -1 and *error otherwise. */
int reading_open(const struct job_line *job, struct reading *reading);

/* csv_in.c and sheet_in.c */
enum status read_csv(struct reading *reading, int file);
/* The text without its mark, and its encoding; NULL for what is neither, which is told. */
const char *csv_recognise(struct reading *reading, const char *bytes, size_t *size,
			  const char **encoding);
/* Of the first line, the sign that parts it most often, quoted text aside. */
char csv_separator(const char *text, size_t size);
size_t csv_lines(const char *text, size_t size);
/* Up to and with the end of the line: LF, CR LF, or CR. */
size_t csv_line_size(const char *text, size_t size);
/* A parser of strict records; false: no memory. */
bool csv_begin(struct csv_parser *parser, char separator);
enum status read_sheet(struct reading *reading, int file);

/* read.c, export.c and blank.c: the tasks.  They write frames to standard output, all but the last one.
 */
enum status export_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		       struct error *error);
enum status read_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		     struct error *error);
enum status blank_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		      struct error *error);
/* intake.c: transactions by the million.  Its last frame but one is a JOB_HASH. */
enum status intake_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		       struct error *error);
/* letter.c: *pages of the PDF it made.  Writes no frame. */
enum status letter_run(const struct job_line *job, struct arena *arena, int64_t *pages,
		       struct error *error);
/* invoice.c: *pages of the paper.  Tells its files by frames. */
enum status invoice_run(const struct job_line *job, struct arena *arena, int64_t *pages,
			struct error *error);
/* pair.c: tells of it by a frame. */
enum status pair_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		     struct error *error);
/* verify.c: tells what it found by a frame. */
enum status verify_run(const struct job_line *job, struct arena *arena, int64_t *rows,
		       struct error *error);
/* Somebody wants it stopped: a signal came, or nobody reads what is told. */
bool is_stopped(void);
void stop_now(void);

#endif
