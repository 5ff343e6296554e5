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
struct store;

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

	int64_t account;     /* 0 for the system */
	int64_t id;	     /* row of table session; 0 before sign-in */
	int64_t call;	     /* 0 outside a call */
	enum caller caller;  /* binds during a call only */
	const char *login;   /* "system", "agent" */
	const char *name;    /* "LEROY Marie" */
	const char *profile; /* "call-agent" ... */
	const char *theme;   /* "default", "mono", "contrast" */
	uint32_t rights;     /* bit per enum right */
	bool system;	     /* the program itself, or the store's owner without --as */
	bool staff;	     /* of the issuer; false for a customer's user */
	bool acts;	     /* false for readers: looks at all its rights give, changes nothing */
	bool all_customers;
	const int64_t *customers; /* when not all_customers: ids, sorted */
	size_t customer_count;
};

/* A session nobody has signed in to: may show the sign-in screen and nothing else.  config, lang and store
 * outlive it. */
struct session *session_new(struct store *store, const struct config *config,
			    const struct lang *lang);
void session_free(struct session **session);

/* ACC-01, 08, 09: checks name or e-mail and password; on success fills the session and writes its row.  Every
 * failure that tells nothing about the account is one and the same error (access.refused). */
enum status session_sign_in(struct session *session, const char *login, const char *password,
			    struct error *error);
/* Without a password, for the store's owner (interface.md section 1): as the account, or the system itself
 * when login is NULL. */
enum status session_act_as(struct session *session, const char *login, struct error *error);
/* The password again, to unlock (ACC-12); counted as sign_in counts (ACC-09). */
enum status session_unlock(struct session *session, const char *password, struct error *error);
/* reason: "left", "lost", "locked-out", "ended" */
void session_sign_out(struct session *session, const char *reason);
/* Ended by an administrator, or account disabled or out of date: re-read from the store. */
bool session_still_open(struct session *session);

bool session_may(const struct session *session, const char *right); /* NULL: anybody signed in */
bool session_sees(const struct session *session, int64_t customer);
/* The present as a stamp, in the session's arena-free buffer. */
void session_now(const struct session *session, char out[STAMP_SIZE]);

#endif
