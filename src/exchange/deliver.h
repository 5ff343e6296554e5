/* The postman (MSG-02): one process at a time takes what waits in the outbox and hands it over.  A transport
 * is a row of a table in deliver.c. */
#ifndef GUICHET_EXCHANGE_DELIVER_H
#define GUICHET_EXCHANGE_DELIVER_H

#include "private.h"

#include <guichet/turn.h>

struct attached {
	const char *name, *media, *hash;
};

struct message {
	int64_t id, tries;
	const char *channel, *recipient, *language, *kind, *subject, *created_at;
	const char *text; /* whole, its code in it; wiped with the arena */
	const struct attached *files;
	size_t file_count;
};

enum handed {
	HANDED_SENT,   /* the other side has it */
	HANDED_LATER,  /* it has it, and will say what became of it */
	HANDED_AGAIN,  /* not now */
	HANDED_NEVER,  /* not this one, however often */
	HANDED_BROKEN, /* the way out is closed, whatever the message: our own set-up */
};

struct handing {
	enum handed how;
	bool doubtful;	     /* it may have gone all the same */
	bool slow;	     /* no answer at all: others are not made to wait for it again and again */
	const char *file;    /* the name it has on the other side; NULL */
	struct error reason; /* of all but sent and later: key with {path}, {reason} */
};

struct postman {
	struct session *session;
	struct arena *arena; /* of the message at hand */
	const char *owner;   /* of the leases */
};

typedef struct handing give_message(const struct postman *postman, const struct message *message);

/* spool.c */
give_message spool_give;
const char *spool_folder(struct arena *arena, const struct session *session);
/* A folder for the store's owner alone (0700), made when it is not there. */
enum status folder_own(const char *folder, struct error *error);
/* What a machine that stopped left half made there; whoever is at work has made nothing for so long. */
void folder_sweep(const char *folder);
/* bytes as folder/name, whole or not at all, for the owner (mode 0600) or his group too (0640); there already:
 * left as it is. */
enum status folder_put(const char *folder, const char *name, const void *bytes, size_t size, int mode,
		       struct error *error);

/* post.c */
give_message post_give, post_spool_give;
const char *post_folder(struct arena *arena, const struct session *session);

/* mail.c: the e-mail as it goes down the pipe.  Refused: an address or a subject that is none. */
enum status mail_make(const struct postman *postman, const struct message *message, struct builder *out,
		      struct error *error);

/* sendmail.c */
give_message sendmail_give;

/* gammu.c: its files, and what became of those it has. */
give_message gammu_give;
enum handed gammu_outcome(const struct postman *postman, const char *file, struct error *reason);
/* Takes it out of "outbox", when its time is over, or of "sent", when a code stands in it. */
bool gammu_withdraw(const struct postman *postman, const char *folder, const char *file);
/* In "error", where gammu-smsd keeps what it could not send: the code goes. */
void gammu_empty(const struct postman *postman, const char *file);

/* settle.c: what gammu-smsd has in its hands, and what is too old to go. */
enum status settle_handed(struct postman *postman, struct delivered *delivered, struct error *error);
enum status settle_overdue(struct postman *postman, struct error *error);

/* Its own short command: the store is held for no longer than that.  One that is refused since another took
 * the message is no error. */
enum status postman_tell(struct postman *postman, const char *command, const struct input *input, const char **key,
			 struct error *error);
/* A try that came to nothing: kept for another one, or given up. */
enum status postman_fault(struct postman *postman, int64_t id, const char *owner, bool over,
			  const struct handing *handing, struct error *error);
/* An argument of an error as text, clean, as a parameter takes it; "" when it has none of that name. */
const char *error_arg(struct arena *arena, const struct error *error, const char *name);
/* The whole of it, clean, its code opened. */
enum status postman_read(struct postman *postman, int64_t id, struct message *message, struct error *error);
bool postman_over(const struct postman *postman, int64_t tries); /* so many are enough */

/* What a fault found before anything was handed over means: refused never, wrong settings broken, else again. */
enum handed handing_fault(const struct error *error);

#endif
