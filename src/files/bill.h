/* A paper of the accounts being drawn (bill.h of the house says what it is of). */
#ifndef GUICHET_FILES_BILL_H
#define GUICHET_FILES_BILL_H

#include "paper.h"
#include <guichet/bill.h>
#include <guichet/value.h>
#include <stdio.h>

struct job_line;
struct lang;

/* Millimetres. */
enum { BILL_LEFT = 20, BILL_RIGHT = 192, BILL_TOP = 32, BILL_BOTTOM = 276, BILL_FOOT = 286 };
#define BILL_TEXT 8.0F
#define BILL_SMALL 7.0F

struct bill_sheet {
	struct paper paper;
	const struct bill *bill;
	const struct job_line *job;
	const struct lang *lang;
	const char *currency; /* as it stands after an amount */
	bool copy;	      /* marked DUPLICATA */
	float y;	      /* base line of what comes next */
	int quantity_digits, rate_digits;
	HPDF_Page *pages;
	int room; /* of pages */
};

/* bill_in.c: what follows the job on from; NULL when it is no bill.  All in arena. */
const struct bill *bill_read(struct arena *arena, const struct job_line *job, FILE *from);

/* bill_words.c: as a paper writes it; in the scratch arena. */
const char *bill_word(const struct bill_sheet *sheet, const char *key);
const char *bill_money(const struct bill_sheet *sheet, int64_t cents);
const char *bill_total(const struct bill_sheet *sheet, int64_t cents); /* with its currency */
const char *bill_quantity(const struct bill_sheet *sheet, int64_t thousandths); /* "" for none */
const char *bill_price(const struct bill_sheet *sheet, int64_t thousandths);	/* "" for none */
const char *bill_rate(const struct bill_sheet *sheet, int64_t hundredths);
const char *bill_date(const struct bill_sheet *sheet, const char *at); /* a day, or a stamp in local time */
const char *bill_goods(const struct bill_sheet *sheet, const char *kind, const char *code);
const char *bill_unit(const struct bill_sheet *sheet, const char *code);
/* How many decimals the quantities and the rates of the whole paper need, so that their points stand in line. */
void bill_measure(struct bill_sheet *sheet);

/* bill_page.c: pages and what stands on each. */
enum bill_tone { TONE_PLAIN, TONE_BOLD, TONE_GREY };
void bill_text(struct bill_sheet *sheet, float x, float size, enum bill_tone tone, const char *text);
/* Ends at x.  What is wider than width is written smaller: a number is never cut. */
void bill_number(struct bill_sheet *sheet, float x, float width, float size, enum bill_tone tone, const char *text);
void bill_cut(struct bill_sheet *sheet, float x, float width, float size, enum bill_tone tone, const char *text);
void bill_rule(struct bill_sheet *sheet, float x, float points);
void bill_page(struct bill_sheet *sheet);
bool bill_fits(const struct bill_sheet *sheet, float height);
void bill_foot(struct bill_sheet *sheet); /* at the end: numbers every page */

/* bill_table.c: rows under headings, which stand again on each page. */
struct bill_column {
	const char *key; /* NULL: no heading */
	float x, width;	 /* of a number, x is where it ends */
	bool number;
	int lines; /* a text may take; 0: one */
};
struct bill_table {
	const struct bill_column *columns;
	size_t count;
	float line; /* from one base line to the next */
	/* What stands above the headings of a further page; NULL: nothing. */
	void (*again)(struct bill_sheet *sheet, void *context);
	void *context;
};
void bill_headings(struct bill_sheet *sheet, const struct bill_table *table);
void bill_row(struct bill_sheet *sheet, const struct bill_table *table, enum bill_tone tone, const char *const *cells);

/* bill_head.c, bill_detail.c: the first page, and those that follow it. */
void bill_head(struct bill_sheet *sheet);
void bill_sums(struct bill_sheet *sheet);
void bill_details(struct bill_sheet *sheet);
void bill_statement(struct bill_sheet *sheet);

#endif
