#ifndef GUICHET_COMMAND_PRIVATE_H
#define GUICHET_COMMAND_PRIVATE_H

#include <guichet/command.h>
#include <guichet/execute.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <guichet/work.h>

/* What a command leaves behind: gathered while it runs, written as one audit row. */
#define SAID_MOST 80 /* every field of a card, and its limits */

#define HANDED_MOST 12

struct noted_record {
	const char *kind;
	int64_t id;
};

/* A file that a parameter hands over, read; what was wrong with it is told when its turn comes. */
enum { PAPERS_MOST = 4 };
struct paper {
	const struct param *param;
	struct document document;
	struct error error;
};

struct ledger {
	struct arena *arena;
	struct builder before, after; /* JSON members, without the braces */
	struct said said[SAID_MOST];
	size_t said_count;
	struct noted_record *records; /* one command may be about hundreds (driver.block) */
	size_t record_count, record_room;
	const char *kind, *key; /* of work_about */
	int64_t customer;
	struct paper papers[PAPERS_MOST];
	size_t paper_count;
	struct input *handed; /* HANDED_MOST, and the one that ends them */
	size_t handed_count;
	bool unchanged, changed;
	bool denied_scope; /* an unknown record that is another customer's: said as unknown, audited
			      as denied */
	struct error error;
};

/* param.c: texts into the command's struct.  Records are looked up and their customer checked. */
enum status params_fill(struct work *work, const struct input *input, void *args);
enum status params_check_version(struct work *work, const void *args);
const char *input_given(const struct input *input, const char *name); /* NULL: not, or empty */

/* match.c: what a reference's statement found, a row after the other; of what the session does not see, no more
 * than that there is something. */
struct match {
	struct record record; /* the first */
	int64_t count;
	bool preferred;
	int64_t unseen; /* the id of the last row that it does not see */
};
void match_row(struct match *match, const struct session *session, struct arena *arena,
	       const struct reference *reference, const struct cursor *row);

/* papers.c */
enum status paper_check(struct arena *arena, const struct session *session, const char *path,
			struct document *document, struct error *error);
void papers_read(struct work *work, const struct input *input);
enum status papers_take(struct work *work, const struct param *param, const char *path,
			struct document *document);
enum status papers_keep(struct work *work);

/* folder.c: what work_put has written.  Named before the commit; taken back when that fails; in any case at the end what
 * has no name is gone. */
enum status folder_name(struct work *work);
void folder_undo(struct work *work);
void folder_close(struct work *work);

/* turns.c: whoever took a turn gives it back, and takes away the papers that no row tells of. */
void work_end_turn(struct work *work);

/* The first record among the parameters, NULL when there is none. */
const struct record *params_first_record(const struct command *command, const void *args,
					 const char **kind);
/* What was given, secrets left out, as said lines. */
const char *params_text(struct arena *arena, const struct command *command,
			const struct input *input);

/* ledger.c: the row a statement touches, before and after it ran. */
struct touched {
	const struct statement_info *info;
	int64_t id;
	const struct row *before; /* NULL: it was not there */
};
enum status ledger_before(struct work *work, const struct statement_info *info,
			  const struct arg *args, struct touched *touched);
enum status ledger_after(struct work *work, const struct touched *touched);
enum status ledger_write(struct work *work, const struct input *input, const char *request,
			 int64_t *audit);
/* The outcome an audit row tells again; only what was done has a request id. */
void ledger_replay(struct arena *arena, const char *answer, struct outcome *out);

/* trail.c: the fields of an audit row's before or after, one by one, in the order in which they were
 * touched. */
struct trail {
	struct arena *arena;
	const char *at;
	const char *record;	   /* "card/12" */
	const char *field, *value; /* value NULL: empty */
};
void trail_start(struct trail *trail, struct arena *arena, const char *json);
bool trail_next(struct trail *trail);

/* What the lines said so far are kept as (said.h). */
const char *ledger_said(const struct work *work);

/* pending.c: what params_text made, back as input. */
const struct input *pending_input(struct arena *arena, const char *text);

/* approval.c: what apply would do is told, undone, and waits for somebody who has right. */
enum status approval_ask(struct work *work, const struct input *input, const void *args,
			 const char *right);

/* execute.c */
struct run {
	struct work work;
	struct ledger ledger;
	const struct input *input;
	const char *request;
	bool used; /* the request id is another's, or of something else */
	struct arg common[6]; /* :now :today :account :login :session of every statement */
	const struct arg *outer; /* those of the command that runs this one before itself (work_before) */
};
void run_start(struct run *run, struct session *session, const struct command *command,
	       const struct input *input, const char *request, enum mode mode, struct arena *arena);
/* Before it: what the command prepares; the status is in run->ledger.error too. */
enum status run_prepare(struct run *run);
/* Inside a transaction: right, parameters, scope, version, check, apply.  The status is in
 * run->ledger.error too. */
enum status run_command(struct run *run);
/* The same for a command inside another one, whose ledger it writes in. */
enum status work_enter(struct work *work, const struct input *input);
void run_outcome(struct run *run, struct outcome *outcome);
void run_end(struct run *run);
const char *run_who(const struct session *session, const struct command *command,
		    struct arena *arena);
/* Looks for a request done before; *found, if this session may hear of it. */
enum status run_replay(struct run *run, struct outcome *outcome, bool *found);

/* session.c: an account as sign-in needs it, copied out of its row. */
struct account {
	int64_t id, all_customers; /* id 0: there is none */
	const char *login, *last_name, *first_name, *kind, *profile, *language, *theme, *state;
	const char *valid_from, *valid_until, *password;
	bool second; /* it has a second factor (ACC-13) */
};
enum status account_read(const struct session *session, struct arena *arena, const char *login,
			 struct account *account, struct error *error);
enum status account_read_id(const struct session *session, struct arena *arena, int64_t id,
			    struct account *account, struct error *error);
enum status session_fill(struct session *session, const struct account *account,
			 struct error *error);
/* ACC-08, USR: whether the account may come in at all, once the password was right; NULL: it may. */
const char *closed_reason(const struct session *session, const struct account *account);
/* try_turn.c: waits, a while, until no other try of the account, or of that name where it is nobody's, is looked at. */
int try_turn_take(const struct session *session, struct arena *arena, int64_t account, const char *login);
void try_turn_give(int turn);
/* rehash.c: best effort, once the password is known to be right. */
void rehash(struct session *session, struct arena *arena, const struct account *account,
	    const char *password);
enum status run_own(struct session *session, const struct command *command,
		    const struct input *input, struct arena *arena, struct error *error);
/* Nobody is signed in any more: no name, no right, no customer is left. */
void session_forget(struct session *session);
/* Rights and customers as they are now, if the account was changed meanwhile: what was taken away is gone from the
 * session that stands open.  Language and theme stay those of the screen. */
void session_renew(struct session *session);
void session_become_system(struct session *session);

/* The program's own commands, beside those of the domain. */
extern const struct command session_try, session_open, session_close, session_rehash, pending_end;

/* One row of a cursor's statement, in the arena, by column name. */
enum status fetch_rows(struct work *work, struct cursor *cursor, size_t most,
		       const struct row **first);

/* codes.c: a code of the parameter's choices, or its words in any of the languages; NULL for neither. */
const char *param_code(struct arena *arena, const struct param *param, const char *text);
enum status param_refuse_choice(struct arena *arena, const struct param *param, struct error *error);
/* Of a list with choices: codes, each once; those unknown are named, all of them. */
enum status param_list(struct arena *arena, const struct param *param, const char *text,
		       struct list *list, struct error *error);

#endif
