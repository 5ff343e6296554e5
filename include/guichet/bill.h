/* A paper of the accounts as it is to be printed: an invoice, a credit note, a statement (INV-02, INV-06).  The domain
 * fills it; the press turns it into PDF and signatures, in guichet-files, so that no clerk's process holds the key.
 * Amounts: cents, below 0 on a credit note; volumes and unit prices: thousandths; rates: hundredths of a percent;
 * days: ISO, local; times: stamps, UTC. */
#ifndef GUICHET_BILL_H
#define GUICHET_BILL_H

#include <guichet/document.h>
#include <guichet/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct session;

/* What a product, a toll or a fee comes to. */
struct bill_sum {
	const char *kind;    /* "product", "toll", "fee": whose word code is */
	const char *code;    /* "diesel", "satellic", "card" */
	int64_t count;	     /* lines, cards */
	int64_t volume;	     /* 0: sold by the piece */
	int64_t rate, amount;
};

struct bill_rate {
	int64_t rate, net, vat, amount;
};

/* One line of the detail: a transaction, a passage, a fee; of a statement, a paper. */
struct bill_detail {
	const char *at;	       /* stamp; of a statement and a fee, a day */
	const char *card;      /* its number; "" for none */
	const char *plate, *driver, *station;
	const char *kind, *code; /* as in bill_sum; of a statement "paper" and the kind of the paper */
	const char *reference; /* of a statement the paper's number */
	int64_t volume, unit_price, rate, amount;
	int64_t balance;       /* of a statement, after it */
};

struct bill {
	const char *kind; /* "invoice", "credit_note", "statement" */
	const char *number, *language, *currency;
	const char *date, *due_on; /* days; due_on NULL: none */
	const char *from, *until;
	const char *customer, *contract, *vat; /* client number, contract, VAT number or NULL */
	const char *recipient;		       /* name and address, in lines */
	const char *credited, *reason;	       /* of a credit note: the invoice's number; NULL */
	const char *iban;		       /* NULL: none is printed */
	int64_t net, vat_amount, amount;
	int64_t opening; /* of a statement: owed before its first line */
	const struct bill_sum *sums;
	size_t sum_count;
	const struct bill_rate *rates;
	size_t rate_count;
	const struct bill_detail *details; /* by card and time */
	size_t detail_count;
	const char *created_at; /* stamp: what the file is dated by and signed at */
};

/* As first made: each verified by re-reading before it is given back; bytes in arena. */
struct printed {
	struct document paper, signature;	  /* media "pdf" and "p7s" */
	struct document copy, copy_signature; /* the same, marked DUPLICATA */
};

/* How the domain reaches the press, which stands on a floor above it: installed in the session at start. */
struct press {
	enum status (*print)(struct session *session, struct arena *arena, const struct bill *bill,
			     struct printed *printed, struct error *error);
};

#endif
