/* What a handler in src/domain may do: look, refuse, change, say, queue a message.  Domain sees
 * this and never the store. */
#ifndef GUICHET_WORK_H
#define GUICHET_WORK_H

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/error.h>
#include <guichet/secret.h>
#include <guichet/value.h>

#include "statements.h"

struct folder; /* src/command only */
struct ledger; /* src/command only */

struct work {
	struct session *session;
	struct arena *arena; /* the command's: lives until its outcome is told */
	const struct command *command;
	char now[STAMP_SIZE];  /* one instant for the whole command */
	char today[DATE_SIZE]; /* local day */
	bool preview; /* nothing of it will stay */
	bool trial;   /* apply will not run at all */
	bool approved;	       /* a second person has said yes: nobody more is asked (CUS-04) */
	void *state;           /* for check to hand to apply what it has looked up */
	void *prepared;	       /* what the command's prepare has left for both; NULL: it did not run */
	bool outside;	       /* in prepare: no transaction is open */
	struct folder *folder; /* src/command only: files that are handed out */
	void *load;	       /* what execute_load or work_before_load was given; NULL */
	struct ledger *ledger; /* src/command only */
	struct turn *turn;     /* src/command only: taken by this command; NULL: none */
};

/* A row fetched into the arena. */
struct row {
	int count;
	const char *const *names;
	const struct value *values;
	const struct row *next; /* work_rows: the following one */
};
bool row_known(const struct row *row, const char *name);
int64_t row_int(const struct row *row, const char *name); /* 0 for NULL */
const char *row_text(const struct row *row,
		     const char *name); /* "" for NULL; a name the row lacks aborts */
const char *row_text_or_null(const struct row *row, const char *name);

/* :now, :today, :account, :login and :session are bound besides args. work_row: *row is NULL when
 * none. */
enum status work_row(struct work *work, enum statement statement, const struct arg *args,
		     const struct row **row);
enum status work_rows(struct work *work, enum statement statement, const struct arg *args,
		      const struct row **first);
/* Runs it; rows of "touches:" tables are noted before and after for the audit.  work_run wants at
 * least one row changed, else STATUS_CHANGED; work_run_any does not mind. */
enum status work_run(struct work *work, enum statement statement, const struct arg *args);
enum status work_run_any(struct work *work, enum statement statement, const struct arg *args,
			 int64_t *changed);

/* In prepare alone: an internal command in a transaction of its own, committed before what follows is looked at,
 * so that a program killed in between gives no free try.  It stays, whatever becomes of this command. */
enum status work_before(struct work *work, const struct command *command, const struct input *input);

enum status work_before_load(struct work *work, const struct command *command, void *load);

/* Rows by the thousand.  work_each: each row is told and forgotten, its texts gone with the next one; false ends it. */
enum status work_each(struct work *work, enum statement statement, const struct arg *args,
		      bool (*each)(void *context, const struct row *row), void *context);
/* One statement for many rows.  Nothing is noted for the audit: what it was is to be said.  changed (may be NULL): rows
 * that it changed. */
enum status work_run_rows(struct work *work, enum statement statement, const struct value_rows *rows, int64_t *changed);
/* While an empty store is filled: indexes are made once, at the end (store.h). */
enum status work_indexes_aside(struct work *work, const char *const **made);
enum status work_indexes_back(struct work *work, const char *const *made);

/* In prepare alone.  One process at a time does what has that name, until the command ends: others wait, told whom
 * for (error "turn.NAME" with {who}, {since}, {pid}); whoever will not wait any more stops, STATUS_REFUSED with that. */
enum status work_turn(struct work *work, const char *name);
/* Of who looks on: so many of so many are done, -1 for not known; false: stop between two. */
bool work_step(const struct work *work, int64_t done, int64_t total);
/* In prepare, in its turn: papers that the program has made, beside the store before the rows that tell of them.  What
 * no row tells of in the end, whatever ended the program, is gone with the next turn. */
enum status work_keep(struct work *work, const struct document *const *papers, size_t count);

/* Of the last of its own transactions (work_before): for how many milliseconds it held the gate, and whether somebody
 * came to it meanwhile. */
int64_t work_held(const struct work *work);
bool work_awaited(const struct work *work);

/* Ids are supplied by the program: the next of a table, count at once (the first is given). */
enum status work_new_id(struct work *work, const char *table, int64_t *id);
enum status work_new_ids(struct work *work, const char *table, int64_t count, int64_t *first);

/* A record named by an item of a list, found and refused (under param) as a parameter of its own would be. */
enum status work_find(struct work *work, const struct reference *reference, const char *param,
		      const char *text, struct record *record);

/* "return work_refuse(...)": STATUS_REFUSED under the field param (NULL: none). */
enum status work_refuse(struct work *work, const char *param, const char *key,
			const struct arg *args);
enum status work_deny(struct work *work, const char *key, const struct arg *args);
/* "return work_fail(...)": what went wrong is neither rule nor right (no memory for a hash): told as it is. */
enum status work_fail(struct work *work, const struct error *error);

/* What went wrong last, in prepare of a command that goes on all the same. */
const struct error *work_error(const struct work *work);

/* A line of the outcome.  Arguments are copied. */
void work_say(struct work *work, const char *key, const struct arg *args);
void work_warn(struct work *work, const char *key, const struct arg *args);
/* The record it is about: opened afterwards, named in the audit with its customer. */
void work_about(struct work *work, const char *kind, int64_t id, const char *key, int64_t customer);
/* One more record in whose history the audit row shows. */
void work_touches(struct work *work, const char *kind, int64_t id);
void work_unchanged(struct work *work);
/* For the eyes of whoever asked alone (struct outcome).  Both are copied. */
void work_hand(struct work *work, const char *name, const char *text);

/* In prepare alone: the password of who acts, again.  Counted, and that is committed, before it is looked at: too many
 * failures lock the account (ACC-09). */
enum status work_prove(struct work *work, const char *password, bool *right);
/* In apply: what was proven before stands; the failures are forgotten. */
enum status work_proved(struct work *work);

/* ACC-13: spends the one-time code of an account, or one of its recovery codes, in this transaction: each works once.
 * *right, and of a recovery code *left, how many remain (else -1). */
enum status work_spend_code(struct work *work, int64_t account, const char *code, bool *right,
			    int64_t *left);
/* How a recovery code is kept (account_code.mac): typed in capitals, without a dash. */
void work_recovery_mac(const struct work *work, int64_t account, const char *code,
		       char out[SECRET_MAC_HEX]);
void work_changed(struct work *work); /* what was there, where something new may as well come */

/* A field that is no column of the record under its own name (the fuels of a card, the name of its
 * division), for the audit's before and after. */
void work_note(struct work *work, const char *table, int64_t id, const char *field,
	       const struct value *before, const struct value *after);

/* MSG-01: one row of the outbox, in this transaction.  Texts are message.KIND.CHANNEL.subject and
 * .body of language.  to NULL or "": nothing is queued, *queued (may be NULL) says so. */
struct letter {
	const char *kind;     /* "card-blocked" */
	const char *channel;  /* "sms", "email", "letter" */
	const char *to;       /* E.164 or an address */
	const char *language; /* of the receiver */
	int64_t customer, card, authorisation, invoice; /* 0: none */
	const struct arg *args;
	/* The argument that nobody but the receiver may read (an airCODE, the code of an invitation): the row shows
	 * bullets in its place, the whole text is sealed beside it (outbox.secret) until it is sent; NULL: none. */
	const char *secret;
	/* Of a letter whose code is set in when it is printed (PIN-04): what the code is of. */
	const char *sealed_kind; /* "pin": of a rank; "driver_codes": of a card; NULL: no code */
	int64_t sealed_id;
	/* Not sent any more from then on (a stamp): when its code is over, say; NULL: with a secret 48 hours, else
	 * for as long as the settings try (message.keep_hours). */
	const char *deadline;
	/* What goes with an e-mail, its bytes in memory; ends with hash NULL; NULL: nothing.  media is the code of
	 * its kind: "xlsx", "csv", "pdf". */
	const struct document *files;
	int64_t *id; /* of the row that was queued; may be NULL */
};
enum status work_queue(struct work *work, const struct letter *letter, bool *queued);

/* In prepare: a paper kept beside the store, its bytes fetched (file->hash; name and media are the caller's), to go with
 * a letter or into a folder. */
enum status work_fetch(struct work *work, struct document *file);

/* Papers handed out as files in a folder of the person's, all of them whole or none.  In prepare work_put writes and syncs
 * them there without their names, so that the gate waits for no disk; they get them once the command is done, before it
 * is committed, and are gone when it is not.  A file of that name is left alone: the same bytes are as good as written,
 * others are refused.  files ends with hash NULL; folder NULL: where the person's files are.
 * In check work_put_check refuses under param what is in the way; *where is the folder as people know it. */
void work_put(struct work *work, const char *folder, const struct document *files);
enum status work_put_check(struct work *work, const char *param, const char **where);

/* Search keys of a record (decision 5): before and after are NULL-ended terms as text_fold,
 * plate_key or digits make them; what is only in before goes, what is only in after comes. */
enum status work_index(struct work *work, const char *kind, int64_t id, const char *const *before,
		       const char *const *after);

/* Decision 7: the same command, at due (a stamp) or when somebody approves.  id may be NULL. */
enum status work_defer(struct work *work, const struct command *command, const struct input *input,
		       const char *due, int64_t customer, int64_t *id);
/* AUT-08: the other way to ask a second person, when a record waits for his yes: what command would do now is told
 * and undone, and waits in pending for somebody who has right.  *id of that row. */
enum status work_ask(struct work *work, const struct command *command, const struct input *input,
		     const char *right, int64_t *id);
/* CUS-04: inside pending.approve, does what a row of pending holds, through right, scope, parameters
 * and check of today; its lines and its audit are this command's.  What it replaces must be what it
 * was when it was asked (before), else STATUS_CHANGED. */
enum status work_fulfil(struct work *work, const char *command, const char *input,
			const char *before);

#endif
