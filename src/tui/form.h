/* What the files of forms share: the fields of a form, whatever it is for (a command's parameters,
 * a screen's filters, a password), and the form of a command. */
#ifndef GUICHET_TUI_FORM_H
#define GUICHET_TUI_FORM_H

#include "tui.h"

/* --- a sheet of fields: form_fields.c (state), form_keys.c, form_draw.c ------------------------
 */

enum look {
	LOOK_TEXT,
	LOOK_DIGITS,  /* a choice of few: its words in line, a digit each, and the digit goes on */
	LOOK_ANSWER,  /* o n, which go on too */
	LOOK_CHOICE,  /* a choice of many: [v] */
	LOOK_SEVERAL, /* several codes of a vocabulary: [v] opens two columns */
	LOOK_RECORD,  /* typed, or picked on its screen: [v] */
};

struct entry {
	const struct param *param;
	const char *label;
	const char *heading; /* a line above it, or NULL */
	const char *hint;    /* beside it while it is in focus and empty; NULL */
	int width;           /* of its place; 0: by its type */
	enum look look;
	struct field field;       /* TEXT, RECORD */
	const struct choice *all; /* codes and their words */
	size_t all_count;
	int chosen; /* DIGITS, CHOICE: index in all; ANSWER: enum answer; -1 or ANSWER_NONE: none */
	bool *taken;        /* SEVERAL: for each of all */
	const char *before; /* its text when the form was opened */
	const char *note;   /* beside it: the unit, the name of a picked record; NULL */
	struct error error;
};

struct sheet;
/* STATUS_OK, or the error to show beside the field. */
typedef enum status entry_check(struct sheet *sheet, const struct entry *entry, const char *text,
				struct error *error);

struct sheet {
	struct app *app;
	struct arena *arena;
	struct entry *entries;
	size_t count, capacity, focus;
	int scroll;           /* first line shown */
	int label_width;      /* columns, "*" and blanks included */
	const char *customer; /* whose records F4 offers, when no field says it; NULL: all */
	entry_check *check;
	void *context; /* of check: the form */
	bool checking; /* Enter was pressed: what is half typed is wrong now */
	bool changed;  /* moves when a value does: the owner resets it */
};

void sheet_init(struct sheet *sheet, struct app *app, struct arena *arena, size_t capacity);
/* The parameter lives as long as the sheet; the label too. */
struct entry *sheet_add(struct sheet *sheet, const struct param *param, const char *label);
void sheet_wipe(struct sheet *sheet);                                   /* secrets */
struct entry *sheet_entry(const struct sheet *sheet, const char *name); /* NULL: none */
struct entry *sheet_focus(const struct sheet *sheet);

void entry_set(struct entry *entry, const char *text);
const char *entry_text(const struct entry *entry, struct arena *arena); /* "" when not given */
/* For people: words of codes. */
const char *entry_words(const struct entry *entry, struct arena *arena);
bool entry_changed(const struct entry *entry, struct arena *arena);

bool sheet_touched(const struct sheet *sheet);  /* something differs from what was opened */
bool sheet_complete(const struct sheet *sheet); /* all that is mandatory is there */
/* Checks all; false: every error beside its field, the cursor on the first (R9), told in the
 * message line. */
bool sheet_check(struct sheet *sheet);
void sheet_recheck(struct sheet *sheet, struct entry *entry);
/* An error of execute(): beside its field, the cursor there; false when it names no field. */
bool sheet_fault(struct sheet *sheet, const struct error *error);
void sheet_go(struct sheet *sheet, size_t focus);

enum reaction sheet_key(struct sheet *sheet, const struct key *key); /* STAY: not for a field */
void sheet_paste(struct sheet *sheet, const char *text);
void sheet_offer(const struct sheet *sheet, struct offers *offers);

int sheet_height(struct sheet *sheet, int width); /* lines it takes in full */
void sheet_draw(struct sheet *sheet, int y, int x, int height, int width, bool focused);

/* --- the form of a command: form.c, confirm.c, conflict.c, draft.c ------------------------------
 */

/* One execution: most forms have one, a form over marked rows has several. */
struct run {
	const struct input *given; /* ends with name NULL */
	const char *key, *label;
	int64_t id;
	size_t targets;
	char request[REQUEST_SIZE];
};

enum stage {
	STAGE_FILL, /* fields */
	STAGE_ASK,  /* what would come of it, and yes or no */
};

/* What the dry run said. */
struct preview {
	struct arena *arena; /* emptied at each dry run */
	bool fresh;
	enum status status;
	struct error error; /* of the first run refused */
	const char *const *lines;
	const bool *warnings;
	size_t count, refused;
};

struct form {
	struct app *app;
	struct pane *pane;
	const struct command *command;
	const struct screen *screen;
	struct sheet sheet;
	struct run *runs;
	size_t run_count, target_count;
	const char *subject; /* what it is about, for the box; NULL */
	bool boxed;          /* over the list or the record, else the whole body */
	bool deliberate;     /* the choices typed are the confirmation */
	bool homeward;       /* given up to go home */
	enum stage stage;
	struct field answer; /* the count, when several */
	struct preview preview;
	const char *draft; /* its name when it was taken up from a lost session; NULL */
	enum reaction (*done)(struct app *app, void *context, const struct outcome *outcome);
	void *context;
};

struct form *form_new(struct app *app, const struct form_request *request);
/* Fills a new form: runs, fields, what is in focus; and how many fields there will be. */
void form_make(struct form *form, const struct form_request *request);
size_t form_fields(const struct form_request *request);
/* Its parameters as they would be executed, in arena. */
const struct input *form_input(const struct form *form, const struct run *run, struct arena *arena);
enum reaction form_accept(struct form *form);

void confirm_preview(struct form *form); /* the dry run of all, into form->preview */
enum reaction confirm_commit(struct form *form);
enum reaction confirm_key(struct form *form, const struct key *key);
int confirm_height(const struct form *form, int width);
/* Lines of the dry run; the prompt below them when asking. */
void confirm_draw(const struct form *form, int y, int x, int height, int width);
void confirm_offer(const struct form *form, struct offers *offers);

/* BLK-04, BLK-06: another command that the question offers; words NULL: none. */
const char *instead_words(const struct form *form);
enum reaction instead_key(struct form *form, const struct key *key);

/* R15: somebody else changed the record meanwhile.  differences.c gathers, conflict.c asks. */
struct difference {
	const char *label;
	struct entry *entry; /* NULL: not a field of this form */
	const char *before, *yours, *theirs;
	const char *typed; /* theirs, as it would be typed */
	bool mine, clash;  /* I changed it; we both did, and differently */
};

struct conflict {
	struct form *form;
	const char *who, *when;
	struct difference *rows;
	size_t count;
	bool ours; /* some of what changed is a field of this form, or I typed something */
};

/* The record as it stands now. */
bool form_record_now(const struct form *form, struct record *record);
enum status conflict_gather(struct conflict *conflict, struct arena *arena, struct error *error);
enum reaction conflict_open(struct form *form);

/* ACC-12: what was typed, kept for the next sign-in. */
void form_keep_draft(struct form *form);
void form_drop_draft(struct app *app, const char *name);

#endif
