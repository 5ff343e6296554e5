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
	LOOK_SEVERAL, /* several codes: typed, or taken in two columns: [v] */
	LOOK_KEYS,    /* several records by their keys, likewise */
	LOOK_RECORD,  /* typed, or picked on its screen: [v] */
	LOOK_FILE,    /* the name of a file, typed or picked in its folder: [v] */
	LOOK_ROWS,    /* small records, a line each, and one more to add to them */
};

struct entry {
	const struct param *param;
	const char *label;
	const char *heading; /* a line above it, or NULL */
	const char *hint;    /* beside it while it is in focus and empty; NULL */
	int width;           /* of its place; 0: by its type */
	enum look look;
	size_t tab;               /* of the sheet's, from 0 */
	bool absent;              /* not asked for what is chosen now; keeps what it holds */
	struct field field;       /* TEXT, RECORD, SEVERAL, FILE */
	const struct choice *all; /* codes and their words */
	size_t all_count;
	int chosen; /* DIGITS, CHOICE: index in all; ANSWER: enum answer; -1 or ANSWER_NONE: none */
	const char **rows;  /* ROWS: the text of each */
	size_t row_count, row_capacity, row; /* row: in focus; row_count: the line that adds */
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
	struct entry *entries; /* those of a tab behind one another */
	size_t count, capacity, focus;
	int scroll;           /* first line shown */
	struct sheet_tab {
		int number;
		const char *words;
		int label_width; /* columns of its labels, "*" and blanks included */
	} tabs[TABS_MOST];
	size_t tab_count; /* 0: all fields on one page, the first */
	/* Whose parameters they are, for those asked by choice; NULL: nobody's.  given: what else it is given. */
	const struct command *command;
	const struct input *given;
	bool marks;           /* what differs from what was filled beforehand is marked */
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
bool entry_typed(const struct entry *entry); /* in a field of text */
bool entry_lists(const struct entry *entry); /* F4 shows a list: [v] */
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
/* After a value has changed: fields come and go by the choices; the focus is on one that is there. */
void sheet_settle(struct sheet *sheet);
void sheet_changed(struct sheet *sheet, struct entry *entry);
/* The next field there is, step 1 or -1; from itself when there is none. */
size_t sheet_next(const struct sheet *sheet, size_t from, int step, bool same_tab);
/* given, then what the fields hold that are asked. */
const struct input *sheet_input(const struct sheet *sheet, const struct input *given,
				struct arena *arena);
/* What each of a reference's records together are called. */
const char *record_each(const struct lang *lang, struct arena *arena,
			const struct reference *reference);
bool entry_missing(const struct entry *entry, struct arena *arena); /* asked, mandatory and empty */
/* What its signs mean, of those that it has. */
const char *sheet_legend(const struct sheet *sheet);
size_t sheet_missing(const struct sheet *sheet);                    /* how many are */

enum reaction sheet_key(struct sheet *sheet, const struct key *key); /* STAY: not for a field */
void sheet_paste(struct sheet *sheet, const char *text);
void sheet_offer(const struct sheet *sheet, struct offers *offers);
void sheet_advance(struct sheet *sheet); /* to the next field, once one key has filled this one */
/* form_choose.c: F4 on the field in focus; false: it has no list. */
bool sheet_choose(struct sheet *sheet);

/* form_tabs.c: what is added from now on stands on that tab. */
void sheet_tab(struct sheet *sheet, int number, const char *words);
int sheet_label_width(const struct sheet *sheet); /* of the page shown */
bool sheet_on_page(const struct sheet *sheet, const struct entry *entry); /* shown now */
enum reaction sheet_turn(struct sheet *sheet, int step); /* to the first field of another tab */
void sheet_draw_tabs(const struct sheet *sheet, int y);

/* form_several.c: codes of what was typed (words, their beginnings, digits), those it knows; words. */
const char *several_codes(const struct entry *entry, struct arena *arena, const char *text);
const char *several_words(const struct entry *entry, struct arena *arena, const char *codes);
/* In words, once all that was typed is known. */
void several_tidy(struct entry *entry, struct arena *arena);
bool several_taken(const char *codes, const char *code);

/* form_columns.c: of several, codes or keys: the two columns; keys as typed, apart; "(3) Cartes, Demandes". */
void several_open(struct sheet *sheet, size_t entry);
const char *several_keys(struct arena *arena, const char *text, const char *between);
bool entry_several(const struct entry *entry);
const char *several_summary(const struct entry *entry, struct arena *arena);
/* The records F4 offers: those of the customer that the form names, where the screen can tell them. */
const struct arg *sheet_filters(struct sheet *sheet, const struct entry *entry,
				struct arena *arena);

/* form_items.c */
void items_set(struct entry *entry, const char *text);
const char *items_text(const struct entry *entry, struct arena *arena);
const char *items_words(const struct sheet *sheet, const struct entry *entry, size_t row);
enum reaction items_key(struct sheet *sheet, struct entry *entry, const struct key *key);
void items_offer(const struct sheet *sheet, const struct entry *entry, struct offers *offers);

/* password_rules.c: each criterion of a new password, met or not (ACC-02). */
struct rules {
	const char *typed, *login;
	size_t least, staff; /* characters; staff: of the issuer's people, where it is not known whose it is, else 0 */
};
int rules_height(void);
void rules_draw(struct app *app, int y, int x, int width, const struct rules *rules);

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
	struct error error;   /* of the first run refused */
	const struct outcome *idle; /* of a single run that would change nothing; NULL */
	const char *const *lines;
	const bool *warnings;
	size_t count, refused;
	int scroll; /* first line shown; confirm_draw keeps it within bounds */
	int hidden; /* lines that do not fit */
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
	bool deliberate;     /* the outcome stands under the fields, and Enter does it */
	bool homeward;       /* given up to go home */
	bool again;          /* once done, opens anew with what was typed (CARD-06) */
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
/* form_fill.c: *filled is the request with the row of the command's fill screen in front of its values, and
 * with that row's version when as_read; false: it cannot be read, told. */
bool form_fill(struct app *app, const struct form_request *request, bool as_read,
	       struct form_request *filled);
/* The number of the one customer that the session sees, for a parameter that names a customer; else NULL. */
const char *form_only_customer(struct app *app, const struct param *param);
/* Done: the fields stay, but those that are to be typed anew. */
void form_afresh(struct form *form);
bool form_tabbed(const struct form_request *request);

bool confirm_scroll(struct form *form, const struct key *key); /* false: it all fits, or no key of it */
void confirm_preview(struct form *form); /* the dry run of all, into form->preview */
enum reaction confirm_commit(struct form *form);
enum reaction confirm_key(struct form *form, const struct key *key);
int confirm_height(const struct form *form, int width);
/* Lines of the dry run; the prompt below them when asking. */
void confirm_draw(struct form *form, int y, int x, int height, int width);
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
bool form_record_now(const struct form *form, struct record *record, const char **kind);
enum status conflict_gather(struct conflict *conflict, struct arena *arena, struct error *error);
enum reaction conflict_open(struct form *form);

/* ACC-12: what was typed, kept for the next sign-in. */
void form_keep_draft(struct form *form);
void form_drop_draft(struct app *app, const char *name);

#endif
