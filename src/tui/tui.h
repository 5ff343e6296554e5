/* The terminal interface: what its files share.
 *
 * A stack of panes.  The top one gets the keys; a key handler changes its own state and says what
 * must follow (enum reaction); it never draws.  When the input is drained the loop lets the pane
 * prepare, draws the stack from the lowest pane that fills the screen, and lets curses send what
 * differs.  So draw() is called often, shows what the state holds, and reads nothing from the
 * store.
 *
 * Only keys.c and the files named term know curses: the rest sees struct key and the term_ functions.
 * Rows and columns of the screen count from 0 here. */
#ifndef GUICHET_TUI_PRIVATE_H
#define GUICHET_TUI_PRIVATE_H

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/config.h>
#include <guichet/error.h>
#include <guichet/execute.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <guichet/tui.h>
#include <guichet/value.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct pane;
struct screen_shelf;

/* --- keys: keys.c --- */

/* What a key asks for, whatever the key was: F12, q, Esc and ^C are all ACTION_BACK.  Words are
 * key.NAME (footer, short) and keyhelp.NAME (help). */
enum action {
	ACTION_NONE, /* a character (key.text), or a key nobody knows when text is "" */
	ACTION_HELP,
	ACTION_HOME,
	ACTION_CHOICES,
	ACTION_RELOAD,
	ACTION_CREATE,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_COMMAND,
	ACTION_COLUMNS,
	ACTION_BACK,
	ACTION_FIND,
	ACTION_FILTER,
	ACTION_FILTER_FORM,
	ACTION_FILTER_SAVED,
	ACTION_ACCEPT,   /* Enter */
	ACTION_NEXT,     /* Tab */
	ACTION_PREVIOUS, /* Shift-Tab */
	ACTION_UP,
	ACTION_DOWN,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_FIRST, /* Home; g in a list */
	ACTION_LAST,  /* End; G in a list */
	ACTION_MARK,
	ACTION_MARK_ALL,
	ACTION_MARK_NONE,
	ACTION_SORT,
	ACTION_SORT_REVERSE,
	ACTION_EXPORT,
	ACTION_LOCK,
	ACTION_KEYS,        /* ^G: the one-line menu of keys */
	ACTION_REPAINT,     /* ^L */
	ACTION_ERASE_LEFT,  /* Backspace */
	ACTION_ERASE_RIGHT, /* Delete */
	ACTION_ERASE_LINE,  /* ^U in input */
	ACTION_ERASE_WORD,  /* ^W in input */
	ACTION_COUNT
};

struct key {
	enum action action;
	char text[16]; /* one character in UTF-8, cleaned; "" for the rest */
};

/* '0'..'9' when the key is a digit or stands for one on the unshifted AZERTY row (R10), else 0. For
 * places where only digits make sense: Op, menus, choices, amounts. */
char key_digit(const struct key *key);
/* o, j or y (any case): yes; n: no. */
enum answer key_answer(const struct key *key);

/* The one table: footer, help, ^G menu and decoding are made from it. */
struct binding_row {
	enum action action;
	const char *name;    /* words: key.NAME, keyhelp.NAME */
	int function;        /* 1..12, 0 for none */
	const char *letters; /* in lists and records: "?", "q" ... each character is one; NULL */
	const char *control; /* letters of Ctrl in lists and records: "R"; NULL */
	const char *input;   /* letters of Ctrl while typing */
	char menu;           /* after ^G: '1'; 0 for none */
	const char *shown;   /* how the footer and the help name its other keys ("PgUp"); NULL */
};
extern const struct binding_row key_table[]; /* ends with ACTION_NONE */
const struct binding_row *key_row(enum action action);
/* "F12/Esc": how the footer names it, here (input: letters are text). */
const char *key_shown(struct arena *arena, const struct lang *lang, enum action action, bool input);
/* "F12 Esc q ^C": every way to it, for the help. */
const char *key_all(struct arena *arena, const struct lang *lang, enum action action, bool input);
struct key key_after_menu(const struct key *key); /* what follows ^G */

/* --- the screen: term*.c --- */

enum style {
	STYLE_NORMAL,
	STYLE_TITLE,   /* row 1 */
	STYLE_DIM,     /* labels, rules, what matters less */
	STYLE_HEADING, /* of a column, of a block */
	STYLE_FOCUS,   /* the row, tab or choice in focus */
	STYLE_MARKED,  /* marked rows */
	STYLE_KEY,     /* the key in "F1 Aide" */
	STYLE_FIELD,   /* where text is typed */
	STYLE_FIELD_FOCUS,
	STYLE_GOOD, /* state words, notices */
	STYLE_WARNING,
	STYLE_BAD,    /* state words, errors */
	STYLE_GREYED, /* what does not work here */
	STYLE_MATCH,  /* the letters searched */
	STYLE_PAPER,  /* dark on light in every theme that has colours */
	STYLE_COUNT
};

enum term_problem { TERM_GOOD, TERM_NONE, TERM_POOR }; /* TERM_NONE: no terminal at all */
enum term_problem term_start(const char *theme);       /* before it, nothing is drawn */
void term_stop(void);
void term_theme(const char *theme); /* "default", "mono", "contrast" */
const char *theme_of(const struct session *session); /* app.c: who has not chosen sees the host's */
bool term_colours(void);	    /* the theme has any, here */
int term_rows(void);
int term_columns(void);
bool term_small(void); /* under 80x24 */

/* One line of text at most width columns wide, cleaned, cut with an ellipsis; the rest of width is
 * not touched.  Answers the columns used.  y and x outside the screen are ignored. */
int term_text(int y, int x, int width, enum style style, const char *text);
/* Same, cut at its start (a card number) or set at the right end, and padded with blanks to width.
 */
void term_cell(int y, int x, int width, enum style style, const char *text, bool right, bool tail);
void term_fill(int y, int x, int width, enum style style); /* blanks */
void term_rule(int y, int x, int width);                   /* a horizontal line */
/* A frame with blanks inside and its title in the upper edge. */
void term_box(int y, int x, int height, int width, const char *title);
void term_bar(int y, int x, int width, int64_t done, int64_t total); /* [#####-----] */
/* Where the hardware cursor stands (R5); the last call of a repaint wins. */
void term_cursor(int y, int x);
void term_beep(void);
void term_erase(void);
void term_show(void);    /* sends what differs */
void term_repaint(void); /* ^L: everything again at the next show */

/* The style of a state's word: by its code (column style = "state"). */
enum style style_of_state(const char *code);

enum event { EVENT_NONE, EVENT_KEY, EVENT_PASTE, EVENT_RESIZE, EVENT_LOST };
/* Waits at most milliseconds (0: looks only).  input says how letters are read.  *paste is valid
 * until the next call. */
enum event term_event(int milliseconds, bool input, struct key *key, const char **paste);
/* Whether there is something to handle: what is done meanwhile nobody types is left for it. */
bool term_waits(void);
bool term_lost(void); /* SIGHUP, SIGTERM or the terminal is gone */

/* --- panes: app.c, stack.c, message.c, dispatch.c --- */

enum reaction {
	STAY = 0,
	REDRAW = 1,
	RELOAD = 2 | REDRAW, /* something was changed: every pane reads again when shown */
	CLOSE = 4 | REDRAW,  /* this pane has done its work */
	QUIT = 8,
	UNKNOWN = 16, /* not a key of this pane: perhaps one that works everywhere, else R2 */
};

/* One thing that works here, or does not and why. */
struct offer {
	enum action action; /* of the key table, or ACTION_NONE: */
	const char *keys;   /* letters as shown: "b", "1-5" */
	const char *words;  /* short, for the footer */
	const char *help;   /* long, for the help */
	int option;         /* digit of the Op column; 0 for none */
	const char *why;    /* it does not work here, because (R8) */
	bool keeps;         /* its place in the footer all the same: another row may have it (R7) */
};
struct offers {
	struct app *app;
	struct arena *arena;
	bool input;
	struct offer *items;
	size_t count, capacity;
};

struct pane_ops {
	const char *name; /* for the help: help.NAME.intro when there is such a text */
	/* A key of the top pane.  Returns reaction bits.  May push panes. */
	enum reaction (*key)(struct app *app, struct pane *pane, const struct key *key);
	/* Draws its state, on an empty screen or on the panes beneath an overlay. */
	void (*draw)(struct app *app, struct pane *pane);
	/* Once the input is drained, before draw: what is not done for each key (a search). */
	void (*prepare)(struct app *app, struct pane *pane);
	/* The store has changed: reads again, keeps the focus; true when what is shown differs. */
	bool (*reload)(struct app *app, struct pane *pane);
	/* Before its arena goes: open windows of rows and the like. */
	void (*close)(struct app *app, struct pane *pane);
	/* While nobody types: goes on with what takes long; true when there is more of it. */
	bool (*work)(struct app *app, struct pane *pane, bool *differs);
	/* Pasted text, one line, cleaned (R3).  NULL: told that nothing was pasted. */
	void (*paste)(struct app *app, struct pane *pane, const char *text);
	/* What works here, the most useful first: footer and help. */
	void (*offer)(struct app *app, struct pane *pane, struct offers *offers);
	/* What was typed and the store does not have, for the next sign-in: the link is lost. */
	void (*keep)(struct app *app, struct pane *pane);
	bool overlay; /* a box: the panes beneath are drawn first, the title stays theirs */
};

struct pane {
	const struct pane_ops *ops;
	struct arena *arena; /* dies with the pane */
	void *state;         /* in arena */
	bool input;          /* letters are text now; a pane may change it */
	bool proven;         /* user name and password were given again to open it (ACC-10) */
	bool alone;          /* of the keys that work everywhere, those that lead away do not here */
	const char *title;   /* row 1, in words; NULL: that of the pane beneath */
	const char *about;   /* what it is for, said by its help; NULL: nothing more */
	struct pane *below;
	int64_t generation; /* app->generation when it last read */
	int64_t serial;     /* its own: the address of one that is gone may be another's now */
};

enum tone { TONE_INFO, TONE_GOOD, TONE_WARNING, TONE_ERROR };

struct recent {
	const char *screen, *key, *label; /* label: "1-ABC-123  DUPONT Éric" */
};
#define RECENTS 8
#define HISTORY 20

struct app {
	struct session *session;
	const struct config *config;
	struct arena *arena;   /* as long as the interface */
	struct arena *scratch; /* emptied before each key and repaint: texts, inputs */
	struct pane *top;
	int64_t generation; /* moves with every change done here */
	int64_t changed;    /* milliseconds: the last of them */
	int64_t serial;     /* of the pane pushed last */
	int64_t changes;    /* store_changes() as last seen */
	char message[640];
	enum tone tone;
	bool message_seen; /* painted: the next key clears it */
	int64_t last_key;  /* milliseconds, for the idle lock */
	int64_t quiet;     /* until when keys are swallowed (R2); 0: they are not */
	struct key fed;    /* handled before the next one that arrives (app_feed) */
	bool feeding, leaving;
	int64_t looked;             /* milliseconds: last look at store_changes() */
	int64_t watched;            /* milliseconds, and store_changes() then: last look at the session */
	int64_t watched_changes;
	int64_t warned; /* minutes left when its end was last told; 0: not told */
	bool locked;                /* lock.c: the screen holds nothing of a customer */
	struct screen_shelf *shelf; /* open.c: screens read so far */
	struct recent recents[RECENTS];
	int recent_count;
	const char *history[HISTORY]; /* of the command line, the newest first */
	int history_count;
};

const struct lang *app_lang(const struct app *app);
bool app_signed_in(const struct app *app);

/* A new pane on top: its arena is made, its state zeroed, size bytes in the arena. */
struct pane *app_push(struct app *app, const struct pane_ops *ops, size_t size);
/* Closes a pane wherever it is in the stack (a handler answers CLOSE instead). */
void app_pop(struct app *app, struct pane *pane);
void app_home(struct app *app);    /* closes all down to the home pane */
void app_draw(struct app *app);    /* a repaint in the middle of something long */
void app_keep_typed(struct app *app); /* what the store does not have, for the next sign-in */
/* What was typed is kept, the session ended for that reason, the sign-in screen shown. */
void app_end_session(struct app *app, const char *reason);
void app_restart(struct app *app); /* closes all and shows the sign-in screen (session ended) */

/* The message line, until the next key. app_message: notices; app_error: ! in front, drops what was
 * typed ahead (R2).  Both copy. */
void app_message(struct app *app, enum tone tone, const char *key, const struct arg *args);
void app_error(struct app *app, const struct error *error);
/* Of what happens by itself: nothing typed is dropped for it. */
void app_trouble(struct app *app, const struct error *error);
/* An error of the interface's own. */
void app_refuse(struct app *app, const char *key, const struct arg *args);
/* What a command said, its lines one after the other; an error when it was refused. */
void app_outcome(struct app *app, const struct outcome *outcome);
/* R2: throws away the keys that wait, and those that follow without a breath; says so when there
 * were any, beeps once. */
void app_drop_typed_ahead(struct app *app);
/* Where a letter may do harm: nothing counts that comes before a third of a second of silence. */
void app_hush(struct app *app);
/* The pane beneath gets this key once the present one has been dealt with. */
void app_feed(struct app *app, struct key key);

/* Runs a command by its name, shows what it says or why not; true when done.  For small things
 * without a form (columns.save). */
bool app_run(struct app *app, const char *command, const struct input *input,
	     struct outcome *outcome);

/* The body of the screen: rows between the header and the message line. */
#define BODY_TOP 2
int body_bottom(void); /* first row that is not of the body: the message line */
int body_height(void);

/* --- what works here: chrome.c --- */

/* offer_action: by the key table.  offer_letter: a trade letter of a screen or a key of a dialog
 * ("1-5", "o/n"). words already in the session's language.  why: NULL when it works, else the
 * reason it does not (R8): listed in the help, not in the footer.  help: a longer text for the
 * help, or NULL. */
void offer_action(struct offers *offers, enum action action);
void offer_action_as(struct offers *offers, enum action action, const char *words);
/* The same where the help of the key table would mislead. */
void offer_action_told(struct offers *offers, enum action action, const char *words,
		       const char *help);
void offer_letter(struct offers *offers, const char *keys, const char *words, const char *help,
		  int option, const char *why);
/* The same for what depends on the row: its place in the footer stays when it does not work. */
void offer_row_letter(struct offers *offers, const char *keys, const char *words, const char *help,
		      int option, const char *why);
/* All of a pane, those that work everywhere behind its own. */
void offers_collect(struct app *app, struct pane *pane, struct arena *arena, struct offers *offers);
void chrome_header(struct app *app);
void chrome_footer(struct app *app);
void chrome_small(struct app *app); /* the notice under 80x24 */

/* --- tabs: tabs.c --- */

#define TABS_MOST 10
struct tab_word {
	int number;
	const char *words;
	char mark; /* behind the words: '*' something is to be filled, '!' wrong; 0 */
};
/* A row and a rule beneath; the cursor on the one in front. */
void tabs_draw(struct app *app, int y, const struct tab_word *tabs, size_t count, size_t here);

/* --- fields: field.c (one-line editor, no pane) --- */

/* A text being typed.  The buffer is the owner's arena's; grows as needed up to most characters. */
struct field {
	struct arena *arena;
	char *text; /* never NULL after field_set */
	size_t size, capacity;
	size_t at;    /* byte of the cursor, on a character's boundary */
	size_t first; /* byte of the first character shown (scrolled) */
	size_t most;  /* characters at most; 0: 200 */
	bool secret;  /* shown as blanks of a fixed width, never echoed */
	bool upper;
	bool replace; /* the next character typed replaces all (a value filled beforehand) */
	bool digits;  /* R10: the unshifted AZERTY row types digits; "-" stays unless strict */
	bool strict;
	bool grouped; /* a secret that is shown by fours, masked (payment_number_typed) */
};
void field_init(struct field *field, struct arena *arena, size_t most, const char *text);
void field_set(struct field *field, const char *text); /* cursor at the end */
/* STAY when the key is not for the field: the owner goes on. */
enum reaction field_key(struct field *field, const struct key *key);
void field_insert(struct field *field, const char *text); /* a paste; newlines dropped */
/* Draws in width columns and puts the hardware cursor there when focused. */
void field_draw(struct field *field, int y, int x, int width, bool focused);
/* The same over several lines, broken at blanks, of which the cursor's is always among those shown. */
void field_draw_lines(struct field *field, int y, int x, int height, int width, bool focused);
void field_wipe(struct field *field); /* secrets: overwritten */
/* What shows in a place of so many columns: bytes [start, start + size) of the text, the column of
 * the cursor, and whether text is hidden on either side.  Scrolls the field to its cursor. */
struct field_view {
	size_t start, size;
	int cursor;
	bool before, after;
};
struct field_view field_view(struct field *field, int columns);

/* --- forms: form.c --- */

/* What a command is run on. */
struct target {
	int64_t id;
	const char *key;           /* number, login: the screen's key column */
	const char *label;         /* for the box and the count: "1-ABC-123  …67890123" */
	const struct input *input; /* the binding's with pairs; ends with name NULL */
};
struct form_request {
	const struct command *command;
	const struct target *targets; /* one for each row; none for a creation or ":" */
	size_t count;
	const struct input *values;  /* fields filled beforehand (by param.name or .from), as people
				      * type them: amounts with decimals, codes of choices; NULL */
	const struct screen *screen; /* where it is run from; NULL */
	/* After it was done (not when given up) and told on the message line. */
	enum reaction (*done)(struct app *app, void *context, const struct outcome *outcome);
	void *context;
};
/* Everything is copied.  Without a field left to ask, the confirmation opens at once; a refusal of
 * execute_allowed is told and nothing opens. */
void form_open(struct app *app, const struct form_request *request);
/* Drafts of the account signed in, kept when a link was lost: offers to take them up. */
void form_resume(struct app *app);

/* --- choosing: picker.c --- */

struct choice {
	const char *value; /* handed back */
	const char *label; /* shown */
};
/* F4: a list in a box, typing narrows, digits choose; chosen index, never for a cancel. */
typedef enum reaction choice_done(struct app *app, void *context, const struct choice *choice);
void choices_open(struct app *app, const char *title, const struct choice *choices, size_t count,
		  const char *current, choice_done *done, void *context);
/* Two columns, what is available and what is taken: the arrows or Space move, Tab changes column, * takes all
 * that is shown and - none, letters narrow; + and - reorder when ordered.  Enter hands the values over,
 * NULL-ended. */
typedef enum reaction chooser_done(struct app *app, void *context, const char *const *taken);
struct chooser {
	const char *title, *left, *right; /* in the session's language */
	const struct choice *all;
	size_t count;
	/* In place of all: the rows of that list by their keys, never all of them in memory; both live as long
	 * as the columns are open. */
	const struct screen *screen;
	const struct arg *filters;
	const char *const *taken; /* NULL-ended */
	bool ordered;
};
void chooser_open(struct app *app, const struct chooser *chooser, chooser_done *done,
		  void *context);

/* --- asking: dialog.c --- */

/* A box with lines and a question; done gets 0 for the yes of ask_yes, the index of ask_digit; not
 * called for a no or Esc unless refused is set, which gets -1. */
typedef enum reaction asked(struct app *app, void *context, int answer);
struct question {
	const char *title;
	const char *const *lines; /* wrapped by the box */
	size_t line_count;
	const char *const *warnings; /* shown with their own style; may be NULL */
	size_t warning_count;
	const char *prompt;         /* NULL: the usual one */
	const char *const *choices; /* ask_digit: NULL-ended, numbered from 1 */
	int64_t count; /* ask_yes: more than 1: this number must be typed instead of yes (R1) */
	asked *done;
	void *context;
};
/* Enter alone never says yes (R1): o, j, y, or the count and Enter. */
void ask_yes(struct app *app, const struct question *question);
void ask_digit(struct app *app, const struct question *question);
void tell(struct app *app,
	  const struct question *question); /* lines to read; Enter or Esc closes */

/* The files of the folder that path begins with; done gets the path of one. */
/* A file that is to be made: where it is proposed; whether there is one already; how it is told, once made.  All in
 * the application's scratch. */
const char *place_default(const struct app *app, const char *name);
bool place_taken(const struct app *app, const char *name);
const char *place_shown(const struct app *app, const char *name);

void files_open(struct app *app, const char *title, const char *path,
		enum reaction (*done)(struct app *app, void *context, const char *text), void *context);

/* One line on the message row: name of a file, of a view.  done gets the text; Esc gives up. */
typedef enum reaction typed(struct app *app, void *context, const char *text);
void ask_line(struct app *app, const char *label, const char *text, size_t most, typed *done,
	      void *context);

/* A box drawn while something long runs in this very call; Esc asks to stop.  Its step fits struct
 * progress of exchange.h; redraws twice a second at most. */
struct progress_box {
	struct app *app;
	const char *title;
	int64_t started, looked; /* milliseconds: since when, last look for an Esc */
	int64_t shown;           /* milliseconds of the last repaint */
	bool stopped;
};
void progress_start(struct progress_box *box, struct app *app, const char *title);
bool progress_step(void *box, int64_t done, int64_t total);
bool progress_wait(void *box, const struct error *whom); /* another's turn */

/* --- sign-in and lock: signin.c, lock.c --- */

void signin_open(struct app *app); /* on success: home_open, form_resume */
void lock_open(struct app *app);   /* covers everything; the password brings it back (ACC-12) */
/* Called now and then: locked for session.leave_minutes, the session ends, forms kept. */
void lock_idle(struct app *app);

/* --- filters by form, saved filters: filter_form.c --- */

/* done gets the filters as name and typed text, NULL-ended, to put into the list's ask. */
typedef enum reaction filters_done(struct app *app, void *context, const struct arg *filters);
void filter_form_open(struct app *app, const struct ask *ask, filters_done *done, void *context);
/* Chooses among the saved ones, saves the present, deletes one. */
void filter_saved_open(struct app *app, const struct ask *ask, filters_done *done, void *context);

/* --- export and one's own account: progress.c, account.c --- */

/* FLT: asks for the file, then writes what ask shows.  customer: its number, for the file's name,
 * or NULL. */
void export_open(struct app *app, const struct ask *ask, const char *customer);
/* Asks for the file into which a kept paper is written; arena: of the pane beneath. */
void paper_save(struct app *app, struct arena *arena, const char *hash, const char *name);
/* CARD-08: the lines of a file through a command; customer: for lines that name none, or NULL. */
void batch_open(struct app *app, const struct command *command, const char *customer);
/* A command on one's own account (password, language, theme) opens its own form; false: it has none. */
bool account_form(struct app *app, const struct command *command);

/* --- screens: home.c, list.c, record.c, results.c, help.c, prompt.c, columns.c --- */

void home_open(struct app *app);
/* A screen by its name: a list (with filters, NULL-ended, or NULL) or a record (by key).  Says why
 * not. */
bool screen_open(struct app *app, const char *name, const struct arg *filters);
bool screen_ask(struct app *app, const struct ask *ask); /* in its order, with what was typed after "/" */
bool record_open(struct app *app, const char *screen, const char *key);
/* A list to choose a record from (F4 on a parameter that names one): Enter hands its key back. */
void list_choose(struct app *app, const char *screen, const struct arg *filters, typed *done,
		 void *context);
void find_open(struct app *app, const char *words); /* ^F */
/* The same with Enter typed: opens what is sure, else the results. */
void find_enter(struct app *app, const char *words);
void help_open(struct app *app);
enum reaction help_leave(struct app *app, const struct pane *pane, const struct key *key);
/* Questions, guide, whom to ask (CUS-05), looked through for the words; "": all. */
void book_open(struct app *app, const char *words);
void texts_open(struct app *app); /* the texts of messages, with sample data */
void keys_open(struct app *app);    /* ^G */
void command_open(struct app *app); /* F9 */
/* The last records opened: kept for the account when it leaves. */
void recents_recall(struct app *app);
void recents_keep(struct app *app);
void app_recent(struct app *app, const char *screen, const char *key, const char *label);

#endif
