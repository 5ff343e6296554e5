/* Files in and out.  Reading files of strangers and writing workbooks happens in guichet-files, a second
 * program started for the job with limits on memory and time; these functions start it and talk to it. */
#ifndef GUICHET_EXCHANGE_H
#define GUICHET_EXCHANGE_H

#include <guichet/error.h>
#include <guichet/execute.h>
#include <guichet/progress.h>
#include <guichet/screen.h>

/* FLT-01 to 04: what the ask shows, to .xlsx or .csv by the name's end.  Writes beside and renames: no partial
 * file under the final name.  progress returns false to stop (FLT-04), which is STATUS_REFUSED with
 * export.stopped. total is -1 while unknown. */
enum status export_file(struct session *session, const struct ask *ask, const char *file,
			const struct progress *progress, int64_t *rows, struct error *error);

/* The same by e-mail to the person's own address: queued with its bytes (message.KIND "export"), no larger than the
 * settings say.  What comes of it, and every refusal, is in *outcome, in arena. */
enum status export_mail(struct session *session, const struct ask *ask, const char *name,
			const struct progress *progress, struct arena *arena, struct outcome *outcome);

/* Lines of a file through a command: "import KIND" by a layout of data/layouts, or a batch of any
 * command, whose columns are its parameters (CARD-08).  Nothing is done twice: a fleet's line that is
 * in the store changes nothing, and a batch's line that was done before (the same command, name of
 * file and values) answers with its first outcome, so that a file stopped half-way goes on where it
 * stopped. */
struct import_line {
	int64_t line;	    /* of the file, the header is 1 */
	const char *column; /* as the file calls it, or "" */
	const char *value;  /* as the file has it; "" for a secret */
	const struct error *error;
};
struct import {
	const char *kind;	       /* "fleet"; NULL for a batch */
	const struct command *command; /* of a batch; NULL for a kind */
	const char *file;
	const char *layout;   /* NULL: found by the file's headers */
	const char *customer; /* its number, for lines that name none; NULL */
	enum mode mode;
	/* Of a batch: every line is tried before the first is done, and one bad line means that nothing
	 * is, unless the good ones are wanted without it. */
	bool skip_bad;
	bool atomic; /* one transaction, however long others wait */
	bool anew;   /* lines done before are done once more */
	void (*rejected)(void *context, const struct import_line *line);
	/* What a line that is good was mended by, or wants to be known: the warnings of its outcome.  NULL:
	 * nobody asks. */
	void (*noted)(void *context, int64_t line, const struct said *said);
	const struct progress *progress;
	void *context;
};
struct import_result {
	int64_t lines, created, changed, unchanged, rejected;
	int64_t noted; /* lines that are good and have warnings */
	int64_t already;	   /* of a batch: done by an earlier run of this file */
	bool nothing;		   /* of a batch: bad lines, so nothing was done */
	const char *rejected_file; /* FILE.rejected.csv, or NULL when all were good or nothing was done */
	const char *noted_file;    /* FILE.noted.csv, of a kind alone: good lines with their warnings */
	const char *layout;
	const char *encoding; /* "UTF-8", "Windows-1252" */
};
enum status import_file(struct session *session, const struct import *import, struct arena *arena,
			struct import_result *result, struct error *error);

/* An empty file for a batch, .xlsx or .csv by the name's end: the headings in the session's language
 * and one line of examples that begins with "#", as every line that a batch passes over. */
enum status template_file(struct session *session, const struct command *command, const char *file,
			  struct error *error);

/* Layouts: names known, and their faults. */
const char *const *layout_names(struct arena *arena, const struct config *config, const char *kind);
void layouts_check(const struct config *config, screen_fault *fault, void *context);

/* What waits in the outbox goes out (MSG-02), by the transport that the settings name for its channel: an
 * e-mail or SMS as a file of the spool, to a program, to gammu-smsd; a letter as PDF in the post folder (PIN-04:
 * there alone a secret code can be read), the same bytes however often it is made.  One process at a time; a
 * message that cannot go waits for another try; a way out that is closed leaves its messages as they are. */
enum channel { CHANNEL_SMS, CHANNEL_EMAIL, CHANNEL_LETTER, CHANNELS };
struct delivered {
	struct {
		const char *name;      /* "sms" */
		const char *transport; /* "spool" */
		const char *where;     /* folder or program */
		int64_t sent, later, again, failed;
		struct error fault;   /* of the last one that did not go */
		int64_t fault_id;
		struct error broken; /* status STATUS_OK: the way is open */
	} of[CHANNELS];
};
struct deliverer;
/* STATUS_REFUSED when another process delivers; it is told which.  Ends soon after SIGTERM, SIGINT or SIGHUP, which
 * the caller has blocked. */
enum status deliverer_start(struct deliverer **deliverer, struct session *session, struct error *error);
/* One round.  What *delivered points to lives until the next one. */
enum status deliverer_round(struct deliverer *deliverer, struct delivered *delivered, struct error *error);
void deliverer_end(struct deliverer **deliverer);

/* What prints and signs papers of the accounts (bill.h), for a session's press. */
struct press;
extern const struct press exchange_press;
/* The files of the key and the certificate that sign, in arena: those of the settings, of a demo store without any
 * those beside it.  An error that names the settings where there are none. */
enum status press_pair(const struct session *session, struct arena *arena, const char **key,
		       const char **certificate, struct error *error);
bool press_pair_there(const struct session *session); /* the settings name one, or a demo store has its own */
/* Looked at by guichet-files: an error says what is wrong with them; *signer is filled as far as they can be read. */
struct press_signer {
	const char *name, *until; /* whose certificate; a stamp */
};
enum status press_pair_look(const struct session *session, struct arena *arena, struct press_signer *signer,
			    struct error *error);
/* Of a demo store whose settings name none: made beside it, and left alone when it is there. */
enum status press_pair_make(const struct session *session, struct error *error);

/* A signed PDF with its .p7s beside it, or alone: STATUS_REFUSED by its own words when it is not what was signed, or
 * not by us.  Its certificate is judged at the time of the signature.  All in arena. */
struct verified {
	const char *signer, *at; /* who, and when (a stamp) */
	bool beside;		 /* the .p7s was there */
	bool former;		 /* by a certificate that the settings do not name any more: its very bytes are kept here */
	/* Of this store and of a customer whom the session sees; number NULL: neither. */
	const char *number, *kind, *customer, *customer_name;
	bool copy; /* the duplicata */
};
enum status invoice_verify(const struct session *session, struct arena *arena, const char *file,
			   struct verified *verified, struct error *error);

/* A CSV cell (RFC 4180) as a program writes it: quoted when needed, with ' before a formula sign. */
const char *csv_cell(struct arena *arena, const char *text);

#endif
