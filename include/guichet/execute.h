/* The gate of all writes. */
#ifndef GUICHET_EXECUTE_H
#define GUICHET_EXECUTE_H

#include <guichet/command.h>

enum mode {
	RUN,
	PREVIEW, /* the same command, rolled back: its outcome is what the confirmation shows */
	TRIAL,	 /* right, parameters and rules alone: what would be refused, without doing it to undo it */
};

/* A line of an outcome: lang key and arguments, told in whatever language. */
struct said {
	const char *key;
	const struct arg *args;
	bool warning;
};

struct outcome {
	struct error error; /* status STATUS_OK when done */
	const struct said *said;
	size_t said_count;
	const char *kind, *key; /* the record it is about, to be opened: "card", "7002..."; or NULL */
	int64_t audit;		/* row of the audit, 0 for a preview */
	bool replayed;		/* this request id was done before: that outcome, nothing done twice */
	bool unchanged;		/* done, and there was nothing to change */
	/* What is for the eyes of whoever asked alone (a secret to be scanned, recovery codes): names and texts, ended by
	 * name NULL; NULL: nothing.  It is in arena and nowhere else: no audit, no log, no preview and no replay has it. */
	const struct input *handed;
	bool changed;		/* done to what was there, where a line may as well make something new */
};

/* The only function that commits.  Right, identity level, parameters, scope, version, check, apply, audit,
 * outbox rows, commit; a refusal is audited in a short transaction of its own.  request: an id of the caller's
 * making, unique in the audit, or NULL for none (R15, decision 9).  What *outcome points to lives in arena. */
enum status execute(struct session *session, const struct command *command,
		    const struct input *input, const char *request, enum mode mode,
		    struct arena *arena, struct outcome *outcome);

/* The same for a command of the program's own that is handed what no text can say, as a pointer that its handlers know
 * (work->load): thousands of rows in one transaction (transaction.load). */
enum status execute_load(struct session *session, const struct command *command, void *load, enum mode mode,
			 struct arena *arena, struct outcome *outcome);

/* Many times the same command, for files: several lines a transaction (the gate is never held longer than
 * execute.batch_ms; of a command that prepares, one line), each line by itself all or nothing. */
struct stream {
	/* The next line's parameters in arena, which is emptied after each transaction; false at the end. */
	bool (*next)(void *context, struct arena *arena, const struct input **input,
		     const char **request);
	/* Told in order once the line's transaction is committed (or rolled back for a dry run). */
	void (*told)(void *context, const struct outcome *outcome);
	void *context;
	bool atomic; /* one refusal undoes all: nothing is committed */
};
enum status execute_stream(struct session *session, const struct command *command,
			   const struct stream *stream, enum mode mode, struct error *error);

/* Whether this session may run it at all, for menus and greyed keys; *error says why not. */
enum status execute_allowed(const struct session *session, const struct command *command,
			    struct error *error);

/* The same for what somebody asked for by name: a refusal for want of a right leaves its trace, as execute's does. */
enum status execute_asked(struct session *session, const struct command *command,
			  struct error *error);

/* One field as it will be read, for a form: STATUS_OK or the error to show beside it. *value as parsed. */
enum status param_check(struct arena *arena, const struct session *session,
			const struct command *command, const struct param *param,
			const struct input *input, struct value *value, struct error *error);

/* The record that the first record parameter given names, as it stands; *kind is its reference's name.  id 0:
 * none is given, or it is no more. */
enum status param_first_record(struct arena *arena, const struct session *session,
			       const struct command *command, const struct input *input,
			       struct record *record, const char **kind, struct error *error);

/* The conflict dialog (R15): who changed the record since that version, when, and which fields: before is
 * what the screen showed, theirs what stands now. */
struct change {
	const char *field; /* column of the table */
	const char *before, *theirs;
};
enum status execute_changes(struct session *session, const char *kind, int64_t id, int64_t version,
			    struct arena *arena, const char **login, const char **at,
			    const struct change **changes, size_t *count, struct error *error);

/* AUD-01: verifies the chain; *rows checked.  Faults are told one by one. */
typedef void audit_fault(void *context, int64_t row, const char *key);
enum status audit_verify(struct session *session, audit_fault *fault, void *context, int64_t *rows,
			 struct error *error);

/* Due rows of pending (dated commands) re-enter execute; safe to run twice.  *done and *refused count. */
enum status pending_run(struct session *session, int *done, int *refused, struct error *error);

/* A new request id: 26 characters of base32. */
#define REQUEST_SIZE 27
void request_id(char out[REQUEST_SIZE]);

#endif
