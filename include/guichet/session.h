/* Who acts: opened by sign-in, by --as, or for the system itself.  Plain data, filled by session_open and
 * read by all; only src/command changes it. */
#ifndef GUICHET_SESSION_H
#define GUICHET_SESSION_H

#include <guichet/date.h>
#include <guichet/error.h>
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct config;
struct lang;
struct press;
struct progress;
struct store;
struct turn;

/* The applications of the portal (rules.md, USR).  Names are in the order of the enum. */
enum right {
	RIGHT_CARDS,
	RIGHT_REQUESTS,
	RIGHT_RENEWAL,
	RIGHT_DRIVER_CODES,
	RIGHT_AUTHORISATIONS,
	RIGHT_INVOICES,
	RIGHT_PAYMENT_CARDS,
	RIGHT_ORDERS,
	RIGHT_LOADS,
	RIGHT_BENEFICIARIES,
	RIGHT_TRANSACTIONS,
	RIGHT_ANOMALIES,
	RIGHT_REPORTS,
	RIGHT_ALERTS,
	RIGHT_DIVISIONS,
	RIGHT_USERS,
	RIGHT_CUSTOMERS,
	RIGHT_STATIONS,
	RIGHT_OUTBOX,
	RIGHT_AUDIT,
	RIGHT_SETTINGS,
	RIGHT_COUNT
};
extern const char *const right_names[RIGHT_COUNT + 1]; /* "cards", "requests", ... NULL */
bool right_by_name(const char *name, enum right *right);

/* CALL-02: how well the caller is known. */
enum caller { CALLER_UNKNOWN = 0, CALLER_ANSWERED = 1, CALLER_PROVEN = 2 };

struct session {
	struct store *store;
	const struct config *config;
	const struct lang *lang; /* of who reads the screen */
	struct arena *arena;	 /* lives as long as the session */
	struct clock clock;
	const struct press *press; /* what prints and signs (bill.h); NULL: nothing can be billed */
	const struct progress *progress; /* who waits for what takes long, while it does (COMMAND_LONG); NULL: nobody */
	struct turn *turn; /* held by the command that runs (work_turn) and by those inside it; NULL: none */

	int64_t account;     /* 0 for the system */
	int64_t id;	     /* row of table session; 0 before sign-in */
	int64_t call;	     /* 0 outside a call */
	enum caller caller;  /* binds during a call only */
	const char *login;   /* "system", "agent" */
	const char *name;    /* "LEROY Marie" */
	const char *profile; /* "call-agent" ... */
	const char *theme;   /* "default", "mono", "contrast" */
	const char *bound;   /* the only login that may sign in here: whose SSH key it is (GUICHET_USER); NULL: any */
	int64_t version;     /* of the account's row when rights and customers were last read; 0: at sign-in */
	uint32_t rights;     /* bit per enum right */
	bool confined;	     /* at a terminal: files are those of one's own folder, where the settings give one */
	bool system;	     /* the program itself, or the store's owner without --as */
	bool staff;	     /* of the issuer; false for a customer's user */
	bool acts;	     /* false for readers: looks at all its rights give, changes nothing */
	bool all_customers;
	const int64_t *customers; /* when not all_customers: ids, sorted */
	size_t customer_count;

	/* ACC-13: an administrator without a second factor where auth.totp_admins wants one: may do nothing but get one. */
	bool must_enrol;
	int64_t proving; /* account whose password was right and whose code is still to come; else 0 */
	int64_t attempt; /* row of table sign_in that is being tried */
	bool attempt_used; /* a code has been tried in it: the next one is an attempt of its own */
	int64_t recovery_left; /* codes, when it was opened with one of them; -1: it was not */
};

/* A session nobody has signed in to: may show the sign-in screen and nothing else.  config, lang and store
 * outlive it. */
struct session *session_new(struct store *store, const struct config *config,
			    const struct lang *lang);
void session_free(struct session **session);

/* ACC-01, 08, 09: checks name or e-mail and password; on success fills the session and writes its row.  Every
 * failure that tells nothing about the account is one and the same error (access.refused).  Of an account with a
 * second factor nothing is filled yet: session->proving is not 0, and session_second goes on. */
enum status session_sign_in(struct session *session, const char *login, const char *password,
			    struct error *error);
/* ACC-13: the one-time code, or one of the recovery codes; counted as a password is. */
enum status session_second(struct session *session, const char *code, struct error *error);
/* Who would be somebody and proves nothing: denied for that reason, and audited as a sign-in that was refused. */
enum status session_refuse(struct session *session, const char *login, const char *key,
			   struct error *error);
/* Without a password, for the store's owner (interface.md section 1): as the account, or the system itself
 * when login is NULL. */
enum status session_act_as(struct session *session, const char *login, struct error *error);
/* The password again, to unlock (ACC-12); counted as sign_in counts (ACC-09). */
enum status session_unlock(struct session *session, const char *password, struct error *error);
/* User name and password again, for a section that asks for them each time (ACC-10); counted likewise. */
enum status session_again(struct session *session, const char *login, const char *password,
			  struct error *error);
/* What the account is asked besides its password has changed: must_enrol is read again. */
enum status session_refresh(struct session *session, struct error *error);
/* reason: "left", "lost", "locked-out", "ended", "too-long" */
void session_sign_out(struct session *session, const char *reason);
/* Ended by somebody, account disabled or out of date, or open for session.most_hours: re-read from the store.  *why
 * says which; *left is how many seconds remain of those hours, INT64_MAX where nothing ends it. */
bool session_still_open(struct session *session, struct error *why, int64_t *left);
/* Closes as lost those whose program is gone without a word (kill -9, a host started anew). */
enum status session_sweep(struct session *session, struct error *error);

/* The folder of the person's files, in arena (files_dir of the settings, with the login for %u); NULL: files are
 * wherever they are named. */
const char *session_folder(const struct session *session, struct arena *arena);
/* Where a file is that a person names: as typed, or, confined, that name in his folder: STATUS_REFUSED when it would
 * be elsewhere, or he has no folder.  The last part may still be a link: whoever opens it must not follow. */
enum status session_file(const struct session *session, struct arena *arena, const char *typed,
			 const char **path, struct error *error);
/* The folder that a person names for files he is given, opened: his own when he is confined to it, else as typed ("~/"
 * too); NULL or "": that of the setting export_dir, or where the program was started.  Never a link.  *path: what it is
 * called. */
enum status session_open_folder(const struct session *session, struct arena *arena, const char *typed,
				int *folder, const char **path, struct error *error);

bool session_may(const struct session *session, const char *right); /* NULL: anybody signed in */
bool session_sees(const struct session *session, int64_t customer);
/* The present as a stamp, in the session's arena-free buffer. */
void session_now(const struct session *session, char out[STAMP_SIZE]);

#endif
