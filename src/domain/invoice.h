/* What the files of invoices share once they are there (INV-02 to INV-04, INV-06). */
#ifndef GUICHET_DOMAIN_INVOICE_H
#define GUICHET_DOMAIN_INVOICE_H

#include "domain.h"

/* invoice.c: its facts (statement invoice.facts); it is what the command is about. */
enum status invoice_facts(struct work *work, int64_t invoice, const struct row **facts);
/* In check, of one that is credited or billed again: its facts by that statement.  STATUS_CHANGED where it is not there;
 * a paper of another kind is refused with otherwise. */
enum status invoice_standing(struct work *work, int64_t invoice, enum statement statement, const char *otherwise,
			     const struct row **facts);
/* Arguments of sentences and messages about it, in the arena: number kind date due period amount currency customer client
 * state file signature kib. */
const struct arg *invoice_args(struct work *work, const struct row *facts);
/* INV-02: its properties, a few lines. */
void invoice_tell(struct work *work, const struct row *facts);

/* The pair that is served in its present state, and what has become of it by then. */
struct invoice_papers {
	const char *state;
	struct document files[3]; /* signature, PDF; ends with hash NULL */
};
/* In prepare: the pair with its bytes. */
enum status invoice_fetch(struct work *work, int64_t invoice, struct invoice_papers **papers);
/* In check: it is still in the state that the pair is of. */
enum status invoice_check_papers(struct work *work, const struct row *facts);
/* INV-03: from now on a duplicata; says so, and by whom it was downloaded first. */
enum status invoice_served(struct work *work, const struct row *facts);

/* invoice_notify.c (INV-04): a paper that has just come is told to whoever is to hear of it; in the transaction that
 * makes it. */
enum status invoice_announce(struct work *work, int64_t invoice);

#endif
