/* A renewal's own files: the cards of one customer that expire in one month, a cohort, on its way. */
#ifndef GUICHET_DOMAIN_RENEWAL_H
#define GUICHET_DOMAIN_RENEWAL_H

#include "domain.h"

/* An audit row names 16 records: the customer and so many cards. */
#define RENEWAL_CARDS "15"

struct cohort {
	int64_t id, customer;
	const char *number, *name, *language; /* of the customer */
	const char *month, *from;	      /* 2027-01, its first day */
	const char *expires_on, *cutoff, *ship_until;
	bool told, produced;
	const struct row *row;
};

/* Opened with the days the settings give when it is not there yet. */
enum status cohort_find(struct work *work, int64_t customer, const char *month,
			struct cohort *cohort);
/* The cohort that a statement without parameters but :until names; id 0 when none. */
enum status cohort_first(struct work *work, enum statement statement, const char *until,
			 struct cohort *cohort);
enum status cohort_cards(struct work *work, const struct cohort *cohort, enum statement statement,
			 int64_t most, const struct row **first);
struct cohort_counts {
	int64_t candidates, unused, cancelled, made;
};
enum status cohort_count(struct work *work, const struct cohort *cohort,
			 struct cohort_counts *counts);
/* told_at, reminded_at, produced_at or activated_at. */
enum status cohort_mark(struct work *work, const struct cohort *cohort, enum statement statement);
/* The audit row is the customer's. */
void cohort_about(struct work *work, const struct cohort *cohort);

/* renewal_message.c: to the manager by e-mail, else by letter; says which (REN-02). */
enum status cohort_tell(struct work *work, const struct cohort *cohort, const char *kind,
			const struct cohort_counts *counts);
/* The new cards are active, until that day; nothing goes when there are none. */
enum status cohort_tell_active(struct work *work, const struct cohort *cohort, const char *until);

#endif
