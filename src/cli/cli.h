/* What the verbs share: the words typed, what is open, and where things are told.  This folder
 * only. */
#ifndef GUICHET_CLI_H
#define GUICHET_CLI_H

#include <guichet/arena.h>
#include <guichet/error.h>
#include <guichet/lang.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct ask;
struct config;
struct input;
struct outcome;
struct progress;
struct screen;
struct session;
struct store;
struct command;
struct verb;

/* The command line, sorted: options may stand anywhere, "--" ends them. */
struct option {
	const char *name; /* "limit" */
	const char *value;
};
struct words {
	const struct verb *verb;  /* NULL: the terminal interface */
	const char *const *items; /* after the verb */
	size_t count;
	const struct option *options;
	size_t option_count;
};

enum status words_read(struct arena *arena, char *const *argv, struct words *words,
		       struct error *error);
bool words_has(const struct words *words, const char *option);
const char *words_option(const struct words *words, const char *option); /* NULL: not given */

/* A verb of the command line.  Its usage is the text cli.usage.NAME. */
struct cli;
struct verb {
	const char *name;
	const char *const *options; /* "limit=" takes a value, "dry-run" does not; NULL-ended */
	size_t least, most;         /* words after the verb */
	enum status (*run)(struct cli *cli, const struct words *words);
};
extern const struct verb verbs[]; /* in the order of the help; ends with name NULL */
#define WORDS_ANY ((size_t)-1)

enum status verb_init(struct cli *cli, const struct words *words);
enum status verb_demo(struct cli *cli, const struct words *words);
enum status verb_do(struct cli *cli, const struct words *words);
enum status verb_list(struct cli *cli, const struct words *words);
enum status verb_show(struct cli *cli, const struct words *words);
enum status verb_find(struct cli *cli, const struct words *words);
enum status verb_export(struct cli *cli, const struct words *words);
enum status verb_import(struct cli *cli, const struct words *words);
enum status verb_batch(struct cli *cli, const struct words *words);
enum status verb_template(struct cli *cli, const struct words *words);
enum status verb_nightly(struct cli *cli, const struct words *words);
enum status verb_deliver(struct cli *cli, const struct words *words);
enum status verb_commands(struct cli *cli, const struct words *words);
enum status verb_explain(struct cli *cli, const struct words *words);
enum status verb_help(struct cli *cli, const struct words *words);
enum status verb_check(struct cli *cli, const struct words *words);
enum status verb_audit(struct cli *cli, const struct words *words);
enum status verb_invoice(struct cli *cli, const struct words *words);
enum status verb_vault(struct cli *cli, const struct words *words);
enum status verb_backup(struct cli *cli, const struct words *words);
enum status verb_restore(struct cli *cli, const struct words *words);
enum status verb_migrate(struct cli *cli, const struct words *words);
enum status verb_doctor(struct cli *cli, const struct words *words);

/* One run of the program. */
struct cli {
	struct arena *arena; /* as long as the program */
	const struct lang *lang;
	const struct lang *account_lang; /* of who acts */
	bool lang_asked;                 /* by --lang or GUICHET_LANG, not only by the settings */
	const char *where; /* what errors are about: the verb, then its command or screen */
	const char *store_path;
	const char *as;          /* --as USER; NULL: the system, for the store's owner */
	const char *config_path; /* as given; NULL: /etc or the defaults */
	struct config *config;
	struct store *store;
	struct session *session;
	/* Faults of the settings and texts found at the start, told by "check". */
	const struct fault *faults;
	size_t fault_count;
};

/* A fault of a file: what "check" prints. */
struct fault {
	const char *file;
	int line; /* 0: not of a line */
	const char *words;
	const struct fault *next;
};

/* open.c */
enum status cli_settings(struct cli *cli, const struct words *words, struct error *error);
enum status cli_store(struct cli *cli, struct error *error);
enum status cli_session(struct cli *cli, struct error *error);
enum status cli_nobody(struct cli *cli, struct error *error); /* for COMMAND_ANYBODY: nobody is signed in */
/* The store's file belongs to who runs the program: asked before it is replaced or upgraded. */
enum status cli_owner(const struct cli *cli, struct error *error);
enum status cli_folder(const struct cli *cli,
		       struct error *error); /* of the store: made when missing */
enum status cli_terminal(struct cli *cli);   /* the terminal interface; tells its errors */
void cli_close(struct cli *cli);
void cli_start(void); /* what surrounds the program set right, then the locale */

/* tell.c: data goes to stdout, all else to stderr. */
enum status cli_fail(const struct cli *cli, const struct error *error); /* returns its status */
enum status cli_usage(const struct cli *cli, const char *param, const char *key,
		      const struct arg *args); /* tells it; STATUS_USAGE */
void cli_note(const struct cli *cli, const char *key, const struct arg *args); /* stderr */
void cli_say(const struct cli *cli, const char *key, const struct arg *args);  /* stdout */
void cli_known(const struct cli *cli, const char *const *names); /* stderr, folded lines */
struct help_topic;
void print_topic(const struct cli *cli, const struct help_topic *topic);
bool explain_message(const struct cli *cli, const char *name); /* false: there is no such message */
void cli_print_wrapped(FILE *out, struct arena *arena, const char *text, int indent);
/* Written out and well?  A reader that left (head) is no fault. */
enum status cli_flush(const struct cli *cli, enum status status);
void cli_progress(const struct cli *cli,
		  struct progress *progress);             /* on stderr, when a terminal */
void cli_progress_clear(const struct progress *progress); /* before another line on stderr */
void cli_progress_end(const struct progress *progress);

/* verbs_do.c: a command that may be named; else tells the ones of the same noun. */
enum status cli_command(struct cli *cli, const char *name, const struct command **command);
/* verbs_do.c: the lines of an outcome, warnings on stderr. */
void cli_outcome(const struct cli *cli, const struct outcome *outcome);
/* verbs_make.c: one of the program's own commands. */
enum status cli_run(struct cli *cli, const char *name, const struct input *input,
		    struct outcome *outcome, struct error *error);
/* demo_invoices.c */
enum status demo_invoices(struct cli *cli, struct error *error);
/* verbs_store.c: as cli_session; the system, or a user who has the right. */
enum status cli_session_for(struct cli *cli, const char *right, struct error *error);

/* secret.c: without echo from the terminal, or the next line of standard input. */
#define SECRET_MOST 1024
enum status cli_secret(const struct cli *cli, const char *label, char out[SECRET_MOST],
		       struct error *error);
enum status cli_secret_file(const char *path, char out[SECRET_MOST], struct error *error);
enum status cli_secret_twice(const struct cli *cli, const char *label, char out[SECRET_MOST],
			     struct error *error);

/* print.c: rows for people or for programs, told one by one. */
enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_TSV, FORMAT_JSON };
struct print_column {
	const char *name;    /* of the JSON member */
	const char *heading; /* for people */
	bool right;
};
struct printer;
/* Reads --format, which may be missing; only formats of the mask (1 << FORMAT_...) are taken. */
enum status format_read(const struct cli *cli, const struct words *words, unsigned mask,
			enum format *format);
#define FORMATS_ALL \
	((1u << FORMAT_TABLE) | (1u << FORMAT_CSV) | (1u << FORMAT_TSV) | (1u << FORMAT_JSON))
#define FORMATS_RECORD ((1u << FORMAT_TABLE) | (1u << FORMAT_JSON))
struct printer *print_open(const struct cli *cli, enum format format,
			   const struct print_column *columns, size_t count, bool headings);
void print_row(struct printer *printer, const struct value *values);
void print_close(struct printer **printer);
/* A value as JSON: cents, ISO dates, codes, true and false, null. */
const char *json_value(struct arena *arena, const struct value *value);

/* ask.c: a screen and what is asked of it, from words. */
enum status cli_screen(struct cli *cli, const char *name, const struct screen **screen);
/* Words first.. are filter=value; --columns and --sort are read.  Tells what is wrong itself. */
enum status cli_ask(struct cli *cli, const struct words *words, size_t first,
		    const struct screen *screen, struct ask *ask);

/* verbs_list.c: the rows of a screen, most limit of them (0: all); tells its errors. */
enum status print_ask(const struct cli *cli, struct ask *ask, int64_t limit, enum format format);

/* verbs_show.c: a record screen as the list of all its records, with all fields of its tabs. */
const struct screen *record_listed(struct arena *arena, const struct screen *screen);

/* past.c: a card as it was (show --at). */
enum status print_card_past(struct cli *cli, const struct words *words, const struct screen *screen,
			    enum format format);

/* explain.c: words of a parameter's kind, of a right, and a line to copy. */
struct command;
struct param;
const char *param_kind(const struct cli *cli, const struct command *command,
		       const struct param *param);
const char *right_words(const struct lang *lang, const char *right);
const char *command_example(struct arena *arena, const struct command *command);

/* access.c: who may, by profile (access.h). */
enum status print_access(const struct cli *cli, enum format format);
const char *who_may_command(const struct cli *cli, const struct command *command);
const char *who_may_look(const struct cli *cli, const struct screen *screen);
const char *who_has_right(const struct cli *cli, const char *right);

/* manual.c: guichet-commands(7). */
void manual_print(struct cli *cli);
const char *roff(struct arena *arena, const char *text);
const char *quoted(struct arena *arena, const char *text); /* one word: an argument of a macro */
void sentences(const struct cli *cli, const char *text);
void manual_guide(const struct cli *cli); /* guide.c: in the language of cli */

/* "name=value": the name in arena, value points into pair.  False when there is no "=" or no name.
 */
bool pair_split(struct arena *arena, const char *pair, const char **name, const char **value);

#endif
