/* A command is a const struct beside its functions in src/domain: what a clerk can do, declared.  The
 * form, "guichet do", a file and a deferred action fill the same parameters; all end in execute(). */
#ifndef GUICHET_COMMAND_H
#define GUICHET_COMMAND_H

#include <guichet/document.h>
#include <guichet/error.h>
#include <guichet/session.h>
#include <guichet/value.h>
#include <stddef.h>
#include <stdint.h>

#include "statements.h"

struct arena;
struct command;
struct input;
struct lang;
struct work;

/* What a parameter that names a record gives its handler. */
struct record {
	int64_t id;	  /* 0 when not given */
	int64_t customer; /* 0 for what belongs to no customer */
	int64_t version;
	const char *key; /* what people call it: the card's number */
	bool cleared;	 /* given as "-" (PARAM_CLEARABLE) */
	bool beyond;	 /* it belongs to customers too that the session does not see */
};

/* Parameters as people and files give them; ends with name NULL. */
struct input {
	const char *name;
	const char *text; /* NULL or "": not given */
};

enum answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };

struct list {
	const char *const *items;
	size_t count;
};

/* How a record is found by what people say.  The statement takes :key (and :customer when it is found
 * within one) and gives id, customer_id, version, key: none, one, or several rows ("matches several").  A record
 * of several customers has a row for each, one after the other.  A fifth column tells those to be preferred (1)
 * to others (0). */
struct reference {
	const char *name; /* "card" */
	enum statement by_key;
	/* Other parameters that may stand for it: plate= for card=.  NULL-ended pairs. */
	const struct alias {
		const char *param;
		enum statement by_key;
	} *aliases;
	const char *screen; /* where F4 looks: "cards" */
	/* The code that means each of them ("all"): id 0 and this key.  F4 offers it before the rows, in the words
	 * record.NAME.each, which may be typed for it too.  NULL: one is to be named. */
	const char *each;
	/* by_key finds it within a customer (:customer), so that it may be said with it: "C00123/0412". */
	bool within;
	/* Records without a customer (the issuer's own users) are for whoever sees all customers. */
	bool house;
	/* How by_key wants what was typed: TYPE_CARD digits only, TYPE_PLATE plate key, TYPE_TEXT upper case. */
	enum type key_type;
};

enum param_flag {
	PARAM_MANDATORY = 1,
	PARAM_SECRET = 2,  /* never in the audit; asked without echo */
	PARAM_HIDDEN = 4,  /* filled by the screen, not shown in its form: version */
	PARAM_UPPER = 8,   /* forced to capitals */
	PARAM_MULTILINE = 16,
	PARAM_CLEARS = 32, /* a text given empty is "", not NULL: what stood there goes (vat= ) */
	/* Given as "-" it takes away what is there, while not given or empty leaves it (a line of a file): a text
	 * is then "", a list has no item but is not NULL, an amount and a record are cleared.  A form sends it
	 * for a field that was filled beforehand and emptied. */
	PARAM_CLEARABLE = 64,
	/* Form only, of a TYPE_LIST: several are moved between two columns, "disponibles" and "accordées" (USR-02):
	 * the choices, or the rows of the record's screen by their keys. */
	PARAM_COLUMNS = 128,
	/* A record that a row of the screen gives can still be changed in the form (the station of an authorisation). */
	PARAM_OFFERED = 256,
	/* A TYPE_FILE that the program itself has made (an export): its path is no person's, and it may be a workbook
	 * or a list of lines, as its name ends. */
	PARAM_MADE = 512,
	/* Form only, of a secret: digits by fours as they are typed, the first six and the last four alone (PAY-02). */
	PARAM_GROUPED = 1024,
	PARAM_RATE = 2048, /* a TYPE_MONEY that is none: hundredths of a percent */
	/* A user name as typed by who may not be one, perhaps his password in the wrong place: it stands in the audit
	 * where somebody has that name, else as "?". */
	PARAM_LOGIN = 4096,
};

struct param {
	const char *name;
	enum type type;
	size_t offset; /* in the command's own struct */
	unsigned flags;
	size_t most;			/* characters at most; 0: 200 */
	/* Codes, NULL-ended, of TYPE_CHOICE; of TYPE_LIST when only these may be in it (fuels), else NULL. */
	const char *const *choices;
	/* Of the choices: words are choice.VOCABULARY.CODE; NULL: the name.  Of a text: what fills it is told so. */
	const char *vocabulary;
	const struct item *item; /* TYPE_LIST of small records (limits), else NULL */
	/* TYPE_RECORD; of a TYPE_LIST whose items are records (work_find looks them up) for F4 and the form's check. */
	const struct reference *record;
	const char *standard;		/* taken when not given; NULL for none */
	/* Form only: the column of the screen's row that fills the field beforehand; NULL: the same name; "": none.  Of a
	 * list, "TAB.COLUMN" may name a tab of the command's fill screen: that column of all its rows. */
	const char *from;
	const char *tab; /* Form only: the tab it stands on, words form.tab.TAB; NULL: that of the one before */
	/* "product=passango,liber_t": asked, and mandatory where it is so marked, only while that choice before
	 * it has one of these codes; given all the same, it is refused.  NULL: always. */
	const char *only;
	/* Form only: the choice before it that fills it anew with what following gives for its code (USR-06); NULL. */
	const char *follows;
	const char *(*following)(struct arena *arena, const char *code);
	/* Form only: what is said beside the field of what is typed so far; it gives NULL for nothing.  NULL: nothing. */
	const char *(*beside)(struct arena *arena, const struct lang *lang, const char *text);
};

/* A list whose items are small records, each one text without comma or semicolon ("diesel:amount:month:300"):
 * the terminal asks them one by one in a form of their own. */
struct item {
	/* The parameters of this command, but its records and what is hidden, are an item's fields. */
	const struct command *command;
	/* Its fields as people type them, ended by name NULL, in arena; NULL: text is none, *error says why. */
	const struct input *(*read)(struct arena *arena, const char *text, struct error *error);
	const char *(*write)(struct arena *arena, const struct input *fields);
	/* The item in words, for its line of the form; NULL: the words of its fields, one after the other. */
	const char *(*words)(struct arena *arena, const struct lang *lang, const char *text);
};

/* Offset and C type checked together: a field of another type does not build. */
#define PARAM_AT(s, f, ctype) _Generic(((struct s *)0)->f, ctype : offsetof(struct s, f))
#define PARAM_TEXT(s, f) .name = #f, .type = TYPE_TEXT, .offset = PARAM_AT(s, f, const char *)
#define PARAM_CHOICE(s, f) .name = #f, .type = TYPE_CHOICE, .offset = PARAM_AT(s, f, const char *)
#define PARAM_DATE(s, f) .name = #f, .type = TYPE_DATE, .offset = PARAM_AT(s, f, const char *)
#define PARAM_STAMP(s, f) .name = #f, .type = TYPE_STAMP, .offset = PARAM_AT(s, f, const char *)
#define PARAM_PLATE(s, f) .name = #f, .type = TYPE_PLATE, .offset = PARAM_AT(s, f, const char *)
#define PARAM_PHONE(s, f) .name = #f, .type = TYPE_PHONE, .offset = PARAM_AT(s, f, const char *)
#define PARAM_CARD(s, f) .name = #f, .type = TYPE_CARD, .offset = PARAM_AT(s, f, const char *)
#define PARAM_INT(s, f) .name = #f, .type = TYPE_INT, .offset = PARAM_AT(s, f, struct amount)
#define PARAM_MONEY(s, f) .name = #f, .type = TYPE_MONEY, .offset = PARAM_AT(s, f, struct amount)
#define PARAM_QUANTITY(s, f) .name = #f, .type = TYPE_QUANTITY, .offset = PARAM_AT(s, f, struct amount)
#define PARAM_BOOL(s, f) .name = #f, .type = TYPE_BOOL, .offset = PARAM_AT(s, f, enum answer)
#define PARAM_LIST(s, f) .name = #f, .type = TYPE_LIST, .offset = PARAM_AT(s, f, struct list)
#define PARAM_ID(s, f) .name = #f, .type = TYPE_RECORD, .offset = PARAM_AT(s, f, struct record)
/* A path as typed; the handler gets the paper, read and checked before the gate was taken, kept beside the store
 * before its row is (document.h). */
#define PARAM_FILE(s, f) .name = #f, .type = TYPE_FILE, .offset = PARAM_AT(s, f, struct document)
/* The version of the row the screen showed: execute() compares it with the first record's (R15). */
#define PARAM_VERSION(s, f) .name = #f, .type = TYPE_INT, .flags = PARAM_HIDDEN, \
			    .offset = PARAM_AT(s, f, struct amount)

/* A number that may not have been given. */
struct amount {
	bool known;
	int64_t number;
	bool cleared; /* given as "-" (PARAM_CLEARABLE) */
};

#define PARAMS(s, array) .params = (array), .size = sizeof(struct s)

enum confirm {
	CONFIRM_NONE,	 /* a form's Enter is enough */
	CONFIRM_SHOWN,	 /* so it is, the outcome of a dry run before one's eyes; of several records it asks */
	CONFIRM_PREVIEW, /* shows the outcome of a dry run and asks; Enter alone never commits (R1) */
};

enum command_flag {
	COMMAND_INTERNAL = 1, /* the program's own (session.open): not listed, not offered by "do" */
	COMMAND_ACCOUNT = 2,  /* on one's own account: readers may, and no right is asked */
	COMMAND_STAFF = 4,    /* not for customers' users, whatever their rights */
	COMMAND_UNCHANGED = 8, /* does not look at version even when it is given */
	COMMAND_QUIET = 16,    /* the program's bookkeeping (a try counted, a column kept): leaves no audit row */
	COMMAND_ADMINISTRATOR = 512, /* for the profile administrator alone, whatever right another was given */
	COMMAND_BY_RECORD = 32, /* no right of its own: its check asks for the one its record needs */
	COMMAND_ANYBODY = 64, /* nobody need be signed in: who forgot his password, who comes for the first time */
	COMMAND_PARTING = 128,  /* still done for a session that was ended: what was typed is kept (ACC-12) */
	COMMAND_ENROLS = 256,   /* what somebody who must get a second factor first may do (ACC-13) */
	COMMAND_LONG = 1024,    /* takes long: tells how far it is, and stops between two (work_step) */
	COMMAND_OFFICE = 2048,  /* not for call agents: who answers the phone bills and credits nobody */
	COMMAND_PART = 8192, /* of a job that is done again after a stop, and whose end is durable: store_relax */
	COMMAND_UNPREPARED = 4096, /* does what its prepare does where none ran: so also by file */
};

struct command {
	const char *name;  /* "card.block" */
	const char *right; /* "cards"; NULL with COMMAND_ACCOUNT, _INTERNAL, _BY_RECORD or _ANYBODY */
	enum caller caller;
	enum confirm confirm;
	unsigned flags;
	const struct param *params; /* ends with name NULL */
	size_t size;
	/* Form only: the record screen whose row, asked by the first record's key, fills the fields beforehand
	 * (card.change); NULL: the row it was opened from.  Over several records nothing is filled: what is then
	 * typed is changed in all of them, what is left empty in none. */
	const char *fill;
	/* Form only: after it is done the form may open again with all but these as they were (CARD-06);
	 * NULL-ended; NULL: it does not. */
	const char *const *afresh;
	/* What takes long and needs no store held (the hash of a password): runs before the gate is taken, with the
	 * filled struct; looks on the read side, changes nothing but by work_before.  What it leaves in work->prepared
	 * check compares with what stands by then.  Not run, and NULL there, when a parameter is at fault, which is
	 * told afterwards.  A rule is left to check to refuse.  By file only COMMAND_UNPREPARED is done, and prepared where
	 * its lines are not one transaction; nor is it run for what a second person approves. */
	enum status (*prepare)(struct work *work, const void *args);
	/* Both get the filled struct.  check refuses by rule and changes nothing; apply writes. Either may be
	 * NULL.  apply runs right after check, in one transaction. */
	enum status (*check)(struct work *work, const void *args);
	enum status (*apply)(struct work *work, const void *args);
	/* CUS-04: the right a second person must have to approve it before it takes effect; NULL: this one
	 * needs nobody.  Asked after check; what apply then does is told, undone, and waits in pending. */
	const char *(*approval)(struct work *work, const void *args);
};

extern const struct command *const commands[]; /* src/domain/commands.c; ends with NULL */

const struct command *command_find(const char *name);
/* Whether a parameter is asked, by the choice that its "only" names. */
bool param_applies(const struct command *command, const struct param *param,
		   const struct input *input);
const struct param *param_find(const struct command *command, const char *name);
/* Words: command.NAME.title; field label: command.NAME.PARAM, then field.PARAM. */
const char *command_title(const struct lang *lang, const struct command *command);
const char *param_label(const struct lang *lang, const struct command *command,
			const struct param *param);
const char *param_vocabulary(const struct param *param);

/* Every fault of the registry itself: names twice, parameters without words, choices without a vocabulary. */
typedef void command_fault(void *context, const char *command, const char *key,
			   const struct arg *args);
void commands_check(command_fault *fault, void *context);

#endif
