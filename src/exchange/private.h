#ifndef GUICHET_EXCHANGE_PRIVATE_H
#define GUICHET_EXCHANGE_PRIVATE_H

#include <guichet/exchange.h>
#include <guichet/job.h>
#include <sys/types.h>

/* helper.c: guichet-files at work on one job. */
struct helper {
	pid_t pid;
	int to; /* its standard input */
	struct frames frames;
};
enum status helper_start(struct arena *arena, struct helper *helper, const char *job,
			 struct error *error);
/* With a file lent to it, as JOB_FILE. */
enum status helper_start_with(struct arena *arena, struct helper *helper, const char *job, int lent,
			      struct error *error);
/* What follows a job, however much it is: false when nobody takes it any more; helper_next then says why. */
bool helper_send(const struct helper *helper, const char *bytes, size_t size);
/* The next frame; STATUS_OK with *later when none came within the wait.  Once the helper has gone
 * without a last word, the error says how. */
enum status helper_next(struct helper *helper, int milliseconds, struct frame *frame, bool *later,
			struct error *error);
/* The answer to JOB_READY. */
void helper_answer(const struct helper *helper, bool go);
/* A second job, of one that asked for it. */
bool helper_tell(const struct helper *helper, const char *job);
void helper_stop(const struct helper *helper); /* asks it to; it answers with a last frame */
void helper_end(struct helper *helper);        /* ends it whatever it does */

/* ".NAME.PID" beside file: where a file is made before it is renamed to its name. */
const char *temporary_beside(struct arena *arena, const char *file);

/* letter.c: who sends, and to whom, each line cleaned and the last one's country named for abroad. */
const char *letter_lines(struct arena *arena, const char *text);
const char *letter_sender(struct arena *arena, const struct config *config, const struct lang *lang);
const char *letter_address(struct arena *arena, const struct config *config, const struct lang *lang,
			   const char *recipient);
/* letter.c: a row of the outbox as a PDF of that name, whole or not at all. */
struct letter_row {
	int64_t id;
	const char *recipient, *language, *kind, *subject, *body, *created_at;
	const char *sealed_kind; /* "" without a code */
	int64_t sealed_id, customer;
	const char *pin_sealed, *code_sealed;
};
enum status letter_make(struct session *session, const struct letter_row *row, const char *file,
			struct error *error);

/* layout.c: which column of a file is which parameter of a command, and how its values read. */
struct layout_word {
	const char *word; /* as text_fold makes it */
	const char *code;
};
struct layout_column {
	const struct param *param;
	const char *name; /* what its value is given as; the parameter's, or what may stand for it */
	bool mandatory;
	bool date;                  /* a workbook's number is a day */
	const char *separators;     /* NULL: one value */
	const char *value;          /* what it is where the file has no such column; NULL: nothing */
	const char *const *headers; /* as text_fold makes them, NULL-ended */
	const struct layout_word *words;
	size_t word_count;
};
struct layout {
	const char *name, *kind; /* kind is NULL for a command's own */
	const struct command *command;
	const struct param *key;      /* NULL: lines may repeat */
	const struct param *customer; /* filled by --customer where a line has none; NULL for none */
	const struct layout_column *columns;
	size_t count;
};
enum status layout_load(struct arena *arena, const struct config *config, const char *name,
			const struct layout **layout, struct error *error);
/* layout_command.c: the columns are the command's parameters. */
const struct layout *layout_of_command(struct arena *arena, const struct command *command);
/* What people call one of them; NULL when only its name does. */
const char *column_words(const struct lang *lang, const struct command *command,
			 const struct layout_column *column);
/* Place in headings of each column, or -1; how many were found, 0 when a mandatory one is not. */
size_t layout_match(struct arena *arena, const struct layout *layout, const char *const *headings,
		    size_t count, int *places);
/* The code a word stands for; NULL when it is none of the layout's. */
const char *layout_code(struct arena *arena, const struct layout_column *column, const char *word);

/* lines.c: a line of a file as parameters of a command. */
struct line_source {
	const struct lang *lang;
	const struct layout *layout;
	const int *places; /* per column of the layout */
	const char *customer;
	size_t headings; /* how many columns the file has */
	bool workbook;   /* lines may end early */
};
struct line_cell {
	enum cell kind;
	const char *text;
};
/* NULL-named at the end.  On a fault *error says what and *place where (-1: the line as a whole).
 */
enum status line_read(struct arena *arena, const struct line_source *source,
		      const struct line_cell *cells, size_t count, const struct input **input,
		      int *place, struct error *error);

/* intake.c: import_file of kind "transactions". */
enum status import_transactions(struct session *session, const struct import *import,
				struct arena *arena, struct import_result *result,
				struct error *error);

/* rejected.c: FILE.rejected.csv, FILE.noted.csv: FILE.ENDING.csv, made when the first line goes into it. */
struct rejects;
/* export.c: to that very path, wherever it is; name: what people know the file by. */
enum status export_to(struct session *session, struct arena *arena, const struct ask *ask,
		      const char *path, const char *name, const struct progress *progress,
		      int64_t *rows, struct error *error);

struct rejects *rejects_open(struct arena *arena, const struct lang *lang, const char *file,
			     const char *ending, const char *const *headings, size_t count);
void rejects_add(struct rejects *rejects, const struct line_cell *cells, size_t count, int64_t line,
		 const char *reason);
/* *path is NULL when nothing was rejected; a file left by an earlier run is then taken away. */
enum status rejects_close(struct rejects **rejects, const char **path, struct error *error);

#endif
