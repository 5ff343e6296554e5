/* Billing's own files (INV-06, INV-07): what is unbilled becomes a paper with a number, in one transaction. */
#ifndef GUICHET_DOMAIN_BILLING_H
#define GUICHET_DOMAIN_BILLING_H

#include "domain.h"

#include <guichet/bill.h>
#include <guichet/text.h>

/* ---- billing_vat.c: pure, but for the arena ---- */

enum { RATE_MOST = 10000 }; /* 100 % */
/* The VAT in an amount that includes it, rounded half away from zero. */
int64_t vat_within(int64_t amount, int64_t rate);
/* Adds to an entry by rate; false: beyond what 64 bits hold. */
struct rates {
	struct bill_rate *list; /* amount as it is added; net and vat by rates_close */
	int64_t *counts;	/* lines of each */
	size_t count, room;
};
bool rates_add(struct arena *arena, struct rates *rates, int64_t rate, int64_t lines, int64_t amount);
/* Sorted by rate, net and VAT of each, on its total; *total is what they come to. */
bool rates_close(struct rates *rates, struct bill_rate *total);
/* Adds a closed entry with its net and VAT, as it is: of many papers. */
bool rates_sum(struct arena *arena, struct rates *rates, const struct bill_rate *of);
bool rates_equal(const struct rates *a, const struct rates *b); /* closed ones: rates, lines and amounts */

/* ---- billing_lines.c, billing_fees.c: what is unbilled of a customer up to a day ---- */

struct lines {
	struct bill_detail *details; /* by card and time, fees last */
	size_t count, room;
	int64_t transactions, passages, fees;
	int64_t last_transaction, last_passage; /* none newer is among them */
	char oldest[DATE_SIZE]; /* day of the first transaction or passage, by which the paper's period begins; "" */
	struct rates transaction_rates, passage_rates; /* as they will be compared under the gate */
	const struct fee *due; /* fees that are not written yet */
	size_t due_count;
	struct bill_sum *sums;
	size_t sum_count;
	struct rates rates;
	struct bill_rate total;
};
struct fee {
	const char *kind, *day; /* "card", "duplicate"; the first of a month */
	int64_t count, unit_price, rate, amount;
};
struct period {
	const char *from, *until; /* days */
	const char *since;	  /* the customer's oldest unbilled transaction; NULL: it has none */
};
enum status lines_read(struct work *work, int64_t customer, const struct period *period, struct lines *lines);
/* Their sums alone, for a preview. */
enum status lines_count(struct work *work, int64_t customer, const struct period *period, struct lines *lines);
/* In the transaction: they are still what they were, else STATUS_CHANGED; they are that invoice's. */
enum status lines_unmoved(struct work *work, int64_t customer, const struct period *period, const struct lines *lines);
enum status lines_take(struct work *work, int64_t customer, const struct period *period, const struct lines *lines,
		       int64_t invoice);
/* In the transaction: the lines of an invoice that is credited as a whole are unbilled again; how many. */
enum status lines_free(struct work *work, int64_t invoice, int64_t *count);
enum status billing_moved(struct work *work); /* STATUS_CHANGED: what was printed is not so any more */
bool fees_asked(const struct work *work);
/* Of the months that end within the period, or have been left out since the customer's last one, and are not written
 * yet. */
enum status fees_due(struct work *work, int64_t customer, const struct period *period, const struct fee **due,
		     size_t *count);
/* Written, and of that invoice. */
enum status fees_write(struct work *work, int64_t customer, const struct fee *due, size_t count, int64_t invoice);

/* ---- billing_paper.c: numbered, printed, kept, written ---- */

struct numbered {
	struct bill bill;
	const char *series;
	int64_t position, customer, credited; /* credited: id of the invoice, or 0 */
	struct printed printed;
};
/* In prepare: waits for its turn, then fills in whose it is, of the facts of the customer, and where it goes: billing
 * address, else where the company sits; bill.recipient NULL: neither. */
enum status numbered_begin(struct work *work, int64_t customer, struct numbered *paper);
/* In prepare, in its turn: number, date and time are set, then printed and kept.  prefix: of the series: "", "A", "R". */
enum status numbered_make(struct work *work, struct numbered *paper, const char *prefix);
/* In check: its number is still the next one, else STATUS_CHANGED. */
enum status numbered_unmoved(struct work *work, const struct numbered *paper);
/* In apply: its rows, its number taken, its search keys; the record the command is about. */
enum status numbered_write(struct work *work, const struct numbered *paper, int64_t *id);

/* ---- billing_each.c: one paper for each of many customers ---- */

enum left_out { LEFT_ADDRESS, LEFT_CURRENCY, LEFT_CLOSED, LEFT_BELOW, LEFT_SAME, LEFT_REASONS };
struct billable {
	int64_t id;
	const char *number, *since;
};
struct chosen {
	struct arena *arena;
	struct billable *list;
	size_t count, room;
	struct {
		int64_t count;
		struct builder some; /* numbers of the first ones */
	} left[LEFT_REASONS];
	int64_t lines; /* transactions, passages */
	struct rates rates; /* summed over the papers */
	struct bill_rate total;
	bool held; /* false: more than 64 bits hold */
};
void chosen_leave(struct chosen *chosen, enum left_out why, const char *number);
/* Takes a customer, or leaves it out, or neither. */
typedef enum status chosen_look(struct work *work, const struct period *period, const struct row *customer, bool named,
				struct chosen *chosen);
struct billing_asked;
struct billing_kind;
/* Those that are named, else those that have something; each is looked at.  Refuses under customer. */
enum status chosen_find(struct work *work, const struct billing_asked *asked, const struct billing_kind *kind,
			const struct period *period, struct chosen *chosen);
void chosen_add(struct chosen *chosen, const struct row *customer, const struct period *period);
bool chosen_payer(struct chosen *chosen, const struct row *customer, bool named); /* else left out */
void chosen_tell(struct work *work, const struct chosen *chosen); /* who is left out, and why */

struct made_papers {
	int64_t papers, left; /* left: those that were not come to */
	struct rates rates;
	struct bill_rate total;
	const char *first, *last; /* numbers */
	bool stopped;
	struct builder refused; /* a line each, in the words of the session */
	struct error fault;	/* what ended it before its time */
	const char *at;		/* of whom */
};
/* In prepare: an internal command for each, in a transaction of its own, in turn. */
enum status papers_each(struct work *work, const struct command *command, const struct period *period,
			const struct chosen *chosen, struct made_papers *made);
void papers_tell(struct work *work, const struct made_papers *made, const char *key);
/* In check: what ended it before its time is told with what was made. */
enum status papers_fault(struct work *work, const struct made_papers *made);
void rates_tell(struct work *work, const struct rates *rates); /* a line each */

/* ---- billing.c: what billing.run and billing.statement have in common ---- */

struct billing_asked {
	struct list customer; /* none: all that there is something for */
	const char *from, *until;
};
extern const struct param billing_params[];
struct billing_kind {
	bool transactions; /* of those with unbilled ones */
	enum statement others, others_with_fees; /* :after, :from, :until */
	chosen_look *look;
	const struct command *make;
	const char *made; /* key of the outcome */
};
struct billing {
	struct period period;
	struct chosen chosen;
	struct made_papers made;
};
enum status billing_prepare(struct work *work, const struct billing_asked *asked, const struct billing_kind *kind);
enum status billing_check(struct work *work, const struct billing_asked *asked, const struct billing_kind *kind);

extern const struct command invoice_make, statement_make;

#endif
