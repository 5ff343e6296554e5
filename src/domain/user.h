/* What the files of user.* share: a user as he stands and as he will, and the rules between the two (USR). */
#ifndef GUICHET_DOMAIN_USER_H
#define GUICHET_DOMAIN_USER_H

#include "domain.h"

enum { USER_LIST_MOST = 4000 }; /* characters of rights or customers as typed */

struct user {
	int64_t id; /* 0: still to be made */
	int64_t version;
	const char *login, *last_name, *first_name, *phone;
	const char *email, *profile, *valid_from, *valid_until; /* NULL: none */
	const char *kind;					/* "staff", "customer" */
	const char *language, *state;
	bool all_customers, founder, password;
	uint32_t rights; /* bit per enum right */
	const struct row *customers; /* id and number, in the order of numbers */
};

enum status user_read(struct work *work, int64_t id, struct user *user);

/* ---- who may: each refuses and says why ---- */

bool user_administers(const struct session *session);
/* USR-08: not oneself; staff by an administrator; a customer's user by who sees all his customers. */
enum status user_reach(struct work *work, const struct user *user);
/* USR-07 and USR-08 on what becomes of him; before NULL: he is new. */
enum status user_rules(struct work *work, const struct user *before, const struct user *after);

/* ---- parts of him ---- */

/* The rights of a profile; its kind.  NULL profile: none.  Refuses one that is none, under "profile". */
enum status user_profile(struct work *work, const char *profile, uint32_t *rights, const char **kind);
const char *user_profile_codes(struct arena *arena, const char *profile); /* "cards,requests" */
uint32_t user_rights_of(const struct list *names);
/* The customers that a list names; refused as a parameter of its own would be. */
enum status user_customers_of(struct work *work, const struct list *numbers, const struct row **customers);
bool user_has_customer(const struct row *customers, int64_t id);
bool user_same(const char *a, const char *b); /* NULL is empty */
int64_t user_customer(const struct user *before, const struct user *after); /* 0: the issuer's alone to read */
/* Under their fields; before NULL: he is new. */
enum status user_check_facts(struct work *work, const struct user *before, const struct user *after);

/* ---- words ---- */

struct value user_rights_value(struct arena *arena, uint32_t rights);
struct value user_customers_value(struct arena *arena, const struct row *customers);

/* ---- writing: user_tell.c ---- */

/* All of him, what lists show and search finds too; before NULL: his row is new and without rights. */
enum status user_write(struct work *work, const struct user *before, const struct user *after);
/* Says each difference; false: there is none. */
bool user_tell(struct work *work, const struct user *before, const struct user *after);
/* USR-04: the same by e-mail, in his language. */
enum status user_mail_changes(struct work *work, const struct user *before, const struct user *after);
enum status user_mail(struct work *work, const struct user *user, const char *kind); /* a notice: "user-disabled" */
/* USR-09: his sessions and the codes he was sent end. */
enum status user_shut_out(struct work *work, const struct user *user);

#endif
