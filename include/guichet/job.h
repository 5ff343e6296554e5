/* What guichet and its second program, guichet-files, say to each other.  guichet writes one job,
 * lines of name=value and a last one of a dot, on the helper's standard input; the helper answers
 * with frames on its standard output.  The helper may be reading a file of strangers: guichet
 * trusts no frame's sizes.
 *
 * A job (task=export) is made of store, key, config, login, account, lang, clock, screen, filter
 * (NAME=TEXT, repeated), quick, order, column (repeated), format (xlsx or csv), file (the temporary
 * to write), name (the final one), and for tests and measures rows_a_sheet and threads.
 *
 * A job (task=read) is made of file (a .csv or .xlsx of somebody else, turned into rows) and
 * name (what people call it).
 *
 * A job (task=intake) is made of file (transactions of somebody else, as lines of text).  After JOB_FORM and the
 * JOB_ROW of its headings a second job says what they are: cell (NAME:PLACE, repeated), word (NAME:CODE:SPELLING,
 * repeated; CODE a number, or three letters of a currency).
 *
 * A job (task=template) is made of file (the temporary to write, .xlsx), name, title, lang and for
 * each column: column, type, mandatory, example, values, choice (repeated).
 *
 * A job (task=letter) is made of file (the temporary to write), name (the final one), lang, fonts (their
 * folder), window (left or right), sender, to (lines), date, reference, subject, body, code (one, in a
 * frame) or row (NAME, a tab, CODE; repeated), code_label, name_label, note and created (seconds, which
 * the file is dated by).  It is the one job that may hold secret codes: it goes by the pipe alone.
 *
 * A job (task=invoice) is made of kind, number, lang, currency, date, due_on, from, until, customer, contract,
 * customer_vat, recipient (lines), credited, reason, iban, net, vat_amount, amount, opening and created_at (struct
 * bill); fonts, window, sender, address (lines) and vat, of who issues it; key and certificate (their files).  After
 * its dot come the lines of the bill, as many as there are, fields parted by tabs in the order of their struct:
 * sum=, rate=, detail=; and another dot.  It takes no answer until the last of them is in.  The files are written one
 * after the other on JOB_FILE: the paper, its signature, the copy, its own; each is told by a JOB_ROW, number its size,
 * field 0 its hash as the disk gave it back.
 *
 * A job (task=pair) is made of key, certificate (their files) and at (seconds): the JOB_FORM has whose certificate
 * it is and its last moment.  With make (a name), from and until (seconds) the pair is made first, where there is none.
 *
 * A job (task=verify) is made of file (a PDF of anybody's), signature (the .p7s beside it; left out: the one inside)
 * and certificate (ours).  The JOB_FORM says: the verdict (good, altered, other, signature_altered, no_signature,
 * unsigned, unknown, out_of_time, not_pdf), who signed, when (a stamp), the hashes of the PDF and of the .p7s.
 *
 * Frames, by kind:
 *
 *   JOB_PROGRESS  number: rows done; field 0: rows in all, "" while unknown
 *
 *   JOB_FORM      of a file read; field 0: the encoding, field 1: the separator or "xlsx";
 *                 field 2: lines, about, or ""
 *
 *   JOB_ROW       number: line of the file; fields: the cells, each led by an enum cell; of an invoice see above
 *
 *   JOB_BLOCK     number: how many lines; its body is struct intake_line one after the other (intake.h)
 *
 *   JOB_HASH      field 0: of the bytes of a file read
 *
 *   JOB_READY     of an export: the temporary is whole.  Only the line JOB_GO gives it its name;
 *                 another, or nobody there to write it, takes it away
 *
 *   JOB_DONE      number: rows; the last frame of a job that went well
 *
 *   JOB_FAULT     the last frame of one that did not: an error, as frame_error reads it */
#ifndef GUICHET_JOB_H
#define GUICHET_JOB_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct builder;

/* A job as read back: pairs in their order, the last one with name NULL. */
struct job_line {
	const char *name, *value;
};

void job_add(struct builder *text, const char *name, const char *value); /* NULL: left out */
void job_add_number(struct builder *text, const char *name, int64_t number);
/* Up to its end; NULL when it is no job. */
const struct job_line *job_read(struct arena *arena, FILE *from);
const char *job_text(const struct job_line *job, const char *name); /* NULL when absent */
int64_t job_number(const struct job_line *job, const char *name, int64_t otherwise);

#define JOB_END ".\n"
#define JOB_FILE 3 /* the helper's end of the file that guichet lends it */
#define JOB_GO "go\n"

enum job_frame {
	JOB_PROGRESS = 'P',
	JOB_FORM = 'F',
	JOB_ROW = 'R',
	JOB_BLOCK = 'B',
	JOB_HASH = 'H',
	JOB_READY = 'Y',
	JOB_DONE = 'D',
	JOB_FAULT = 'E',
};

/* First byte of a cell: how the file holds it. */
enum cell {
	CELL_TEXT = 't',
	CELL_NUMBER = 'n',  /* of a workbook, as its XML writes it */
	CELL_BOOL = 'b',    /* 0 or 1 */
	CELL_FORMULA = 'f', /* what the formula last gave is not shown: nobody has checked it */
	CELL_FAULT = 'e',   /* #N/A and the like */
	CELL_LONG = 'l',    /* over CELL_MOST bytes: its beginning */
};

/* Limits of files read (guichet(1) tells them). */
enum {
	FILE_MOST = 10 << 20, /* bytes */
	LINES_MOST = 100000,  /* besides the headings */
	CELLS_MOST = 64,      /* a line */
	CELL_MOST = 1024,     /* bytes */
	PAPER_MOST = 32 << 20, /* bytes of a PDF that is verified */
};

enum { FRAME_FIELDS = CELLS_MOST + 1, FRAME_BODY = FRAME_FIELDS * (CELL_MOST + 4) };

struct frame {
	enum job_frame kind;
	int64_t number;
	size_t count;
	const char *fields[FRAME_FIELDS]; /* each ends with NUL; valid until the next frame */
	size_t size;			  /* of a block, which is fields[0] and aligned to nothing */
};

/* A pipe's end with what has been read of it. */
struct frames {
	int file;
	char *bytes;
	size_t begin, end;
};

enum frame_state {
	FRAME_HERE,
	FRAME_LATER, /* nothing within the wait */
	FRAME_END,   /* the other side is gone */
	FRAME_BAD,   /* what came is no frame */
};

void frames_open(struct arena *arena, struct frames *frames, int file);
enum frame_state frames_next(struct frames *frames, int milliseconds, struct frame *frame);

/* False when nobody reads any more. */
bool frame_write(FILE *to, enum job_frame kind, int64_t number, const char *const *fields,
		 size_t count);
bool frame_write_block(FILE *to, int64_t number, const void *bytes, size_t size);
bool frame_write_error(FILE *to, const struct error *error);
enum status frame_error(const struct frame *frame, struct error *error);

#endif
