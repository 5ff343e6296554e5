/* The first page: who, to whom, what it is, what it comes to, how it is paid. */
#include "bill.h"

#include <guichet/arena.h>
#include <guichet/job.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

/* The address shows in the window of an envelope as a letter's does (letter.c). */
enum {
	ISSUER_LINE = 24,
	ISSUER_LINES = 5,
	TITLE_LINE = 25,
	WINDOW_LEFT = 26,
	WINDOW_RIGHT = 106,
	WINDOW_TOP = 57,
	ADDRESS_TOP = 62,
	ADDRESS_LINES = 7,
	ADDRESS_WIDTH = 84,
	FACTS_TOP = 60,
	FACTS_RIGHT = 118, /* where they stand with the window on the left */
	FACT_LABEL = 28,
	FACT_WIDTH = 52,
	FACT_LINE = 5,
	FOLD = 99,
	BODY_TOP = 110,
};

#define TITLE_SIZE 17.0F
#define NAME_SIZE 12.0F
#define ADDRESS_SIZE 10.0F
#define TOTAL_SIZE 12.0F

static const char *
field(const struct bill_sheet *sheet, const char *name)
{
	const char *text = job_text(sheet->job, name);

	return text ? text : "";
}

static bool
window_is_left(const struct bill_sheet *sheet)
{
	return strcmp(field(sheet, "window"), "left") == 0;
}

/* Lines of a text from here down, no more than most. */
static void
write_lines(struct bill_sheet *sheet, float x, float width, float size, float step,
	    enum bill_tone tone, int most, const char *text)
{
	for (int i = 0; *text && i < most; i++) {
		const size_t length = strcspn(text, "\n");

		bill_cut(sheet, x, width, size, tone,
			 arena_copy_bytes(sheet->paper.scratch, text, length));
		sheet->y += step;
		text += length + (text[length] == '\n');
	}
}

static void
write_issuer(struct bill_sheet *sheet)
{
	const char *vat = field(sheet, "vat");

	sheet->y = ISSUER_LINE;
	bill_cut(sheet, BILL_LEFT, 95, NAME_SIZE, TONE_BOLD, field(sheet, "sender"));
	sheet->y += 5;
	write_lines(sheet, BILL_LEFT, 95, BILL_TEXT, 3.8F, TONE_GREY, ISSUER_LINES,
		    field(sheet, "address"));
	if (*vat)
		bill_cut(sheet, BILL_LEFT, 95, BILL_TEXT, TONE_GREY,
			 arena_format(sheet->paper.scratch, "%s %s",
				      bill_word(sheet, "paper.vat_number"), vat));
}

static void
write_title(struct bill_sheet *sheet)
{
	const char *key = arena_format(sheet->paper.scratch, "paper.%s", sheet->bill->kind);

	sheet->y = TITLE_LINE;
	bill_number(sheet, BILL_RIGHT, 72, TITLE_SIZE, TONE_BOLD, bill_word(sheet, key));
	sheet->y += 6.5F;
	bill_number(sheet, BILL_RIGHT, 72, NAME_SIZE, TONE_PLAIN, sheet->bill->number);
}

static void
write_address(struct bill_sheet *sheet)
{
	const float x = window_is_left(sheet) ? WINDOW_LEFT : WINDOW_RIGHT;

	sheet->y = WINDOW_TOP;
	bill_cut(sheet, x, ADDRESS_WIDTH, 6, TONE_GREY, field(sheet, "sender"));
	sheet->y = ADDRESS_TOP;
	write_lines(sheet, x, ADDRESS_WIDTH, ADDRESS_SIZE, 4.4F, TONE_PLAIN, ADDRESS_LINES,
		    sheet->bill->recipient);
}

static void
write_fact(struct bill_sheet *sheet, const char *key, const char *text)
{
	const float x = window_is_left(sheet) ? FACTS_RIGHT : BILL_LEFT;

	if (!text || !*text)
		return;
	bill_cut(sheet, x, FACT_LABEL - 1, BILL_TEXT, TONE_GREY, bill_word(sheet, key));
	bill_cut(sheet, x + FACT_LABEL, FACT_WIDTH - 4, BILL_TEXT, TONE_PLAIN, text);
	sheet->y += FACT_LINE;
}

static const char *
period(const struct bill_sheet *sheet)
{
	return arena_format(sheet->paper.scratch, "%s – %s", bill_date(sheet, sheet->bill->from),
			    bill_date(sheet, sheet->bill->until));
}

static void
write_facts(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;

	sheet->y = FACTS_TOP;
	write_fact(sheet, "paper.date", bill_date(sheet, bill->date));
	write_fact(sheet, "paper.due_on", bill->due_on ? bill_date(sheet, bill->due_on) : NULL);
	write_fact(sheet, "paper.period", period(sheet));
	write_fact(sheet, "paper.customer", bill->customer);
	write_fact(sheet, "paper.contract", bill->contract);
	write_fact(sheet, "paper.customer_vat", bill->vat);
	write_fact(sheet, "paper.credited", bill->credited);
}

void
bill_head(struct bill_sheet *sheet)
{
	bill_page(sheet);
	write_issuer(sheet);
	write_title(sheet);
	write_address(sheet);
	write_facts(sheet);
	paper_line(&sheet->paper, 4, FOLD, 8, FOLD, 0.5F);
	sheet->y = BODY_TOP;
	if (sheet->bill->reason)
		write_lines(sheet, BILL_LEFT, BILL_RIGHT - BILL_LEFT, BILL_TEXT, FACT_LINE,
			    TONE_PLAIN, 1,
			    lang_format(sheet->paper.scratch, sheet->lang, "paper.reason",
					ARGS(ARG_TEXT("reason", sheet->bill->reason))));
	sheet->y += 2;
}

/* ---- sums ---- */

static const struct bill_column sum_columns[] = {
	{ "paper.description", BILL_LEFT, 62, .lines = 2 },
	{ "paper.count", 98, 16, .number = true },
	{ "paper.quantity", 126, 26, .number = true },
	{ NULL, 127, 8, .number = false },
	{ "paper.rate", 152, 16, .number = true },
	{ "paper.amount", BILL_RIGHT, 38, .number = true },
};
enum { SUM_COLUMNS = sizeof(sum_columns) / sizeof(*sum_columns) };

static const struct bill_column rate_columns[] = {
	{ "paper.rate", 96, 16, .number = true },
	{ "paper.net", 128, 30, .number = true },
	{ "paper.vat", 160, 30, .number = true },
	{ "paper.amount", BILL_RIGHT, 30, .number = true },
};
enum { RATE_COLUMNS = sizeof(rate_columns) / sizeof(*rate_columns) };

static void
write_sum(struct bill_sheet *sheet, const struct bill_table *table, const struct bill_sum *sum)
{
	const char *cells[SUM_COLUMNS] = {
		bill_goods(sheet, sum->kind, sum->code),
		arena_format(sheet->paper.scratch, "%lld", (long long)sum->count),
		bill_quantity(sheet, sum->volume),
		sum->volume != 0 ? bill_unit(sheet, sum->code) : "",
		bill_rate(sheet, sum->rate),
		bill_money(sheet, sum->amount),
	};

	bill_row(sheet, table, TONE_PLAIN, cells);
	arena_reset(sheet->paper.scratch);
}

/* Room for all of it, or a page of its own. */
static void
keep_together(struct bill_sheet *sheet, float height)
{
	if (!bill_fits(sheet, height))
		bill_page(sheet);
}

static void
write_rates(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;
	const struct bill_table table = { rate_columns, RATE_COLUMNS, 5, NULL, NULL };

	keep_together(sheet, 5 * (float)(bill->rate_count + 3));
	bill_headings(sheet, &table);
	for (size_t i = 0; i < bill->rate_count; i++) {
		const struct bill_rate *rate = &bill->rates[i];
		const char *cells[RATE_COLUMNS] = { bill_rate(sheet, rate->rate),
						    bill_money(sheet, rate->net),
						    bill_money(sheet, rate->vat),
						    bill_money(sheet, rate->amount) };

		bill_row(sheet, &table, TONE_PLAIN, cells);
	}
	const char *totals[RATE_COLUMNS] = { bill_word(sheet, "paper.total"),
					     bill_money(sheet, bill->net),
					     bill_money(sheet, bill->vat_amount),
					     bill_money(sheet, bill->amount) };
	sheet->y -= 3.5F;
	bill_rule(sheet, rate_columns[0].x - rate_columns[0].width, 0.25F);
	sheet->y += 4.5F;
	bill_row(sheet, &table, TONE_PLAIN, totals);
}

/* IBAN in groups of four, as people read it. */
static const char *
grouped(const struct bill_sheet *sheet, const char *iban)
{
	struct builder text = { .arena = sheet->paper.scratch };

	for (size_t i = 0, shown = 0; iban[i]; i++) {
		if (iban[i] == ' ')
			continue;
		if (shown > 0 && shown % 4 == 0)
			builder_add(&text, "\u00a0");
		builder_add_bytes(&text, iban + i, 1);
		shown++;
	}
	return builder_text(&text);
}

static const char *
total_key(const struct bill_sheet *sheet)
{
	const char *kind = sheet->bill->kind;

	return strcmp(kind, "credit_note") == 0 ? "paper.to_credit"
	       : strcmp(kind, "statement") == 0 ? "paper.balance_at_end"
						: "paper.to_pay";
}

static void
write_total(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;

	keep_together(sheet, 24);
	sheet->y += 3;
	bill_rule(sheet, 80, 1);
	sheet->y += 6;
	bill_text(sheet, 80, NAME_SIZE, TONE_BOLD, bill_word(sheet, total_key(sheet)));
	bill_number(sheet, BILL_RIGHT, 54, TOTAL_SIZE, TONE_BOLD, bill_total(sheet, bill->amount));
	sheet->y += 2.5F;
	bill_rule(sheet, 80, 1);
	sheet->y += 8;
	if (bill->iban && bill->due_on)
		write_lines(sheet, BILL_LEFT, BILL_RIGHT - BILL_LEFT, BILL_TEXT + 1, FACT_LINE,
			    TONE_PLAIN, 1,
			    lang_format(sheet->paper.scratch, sheet->lang, "paper.payment",
					ARGS(ARG_DATE("due", bill->due_on),
					     ARG_TEXT("iban", grouped(sheet, bill->iban)),
					     ARG_TEXT("number", bill->number))));
	arena_reset(sheet->paper.scratch);
}

static void
write_sums(struct bill_sheet *sheet)
{
	const struct bill_table table = { sum_columns, SUM_COLUMNS, 5, NULL, NULL };

	bill_headings(sheet, &table);
	for (size_t i = 0; i < sheet->bill->sum_count; i++)
		write_sum(sheet, &table, &sheet->bill->sums[i]);
	sheet->y += 6;
}

/* A credit note is of an amount, not of goods. */
void
bill_sums(struct bill_sheet *sheet)
{
	if (sheet->bill->sum_count > 0)
		write_sums(sheet);
	write_rates(sheet);
	write_total(sheet);
}

/* ---- a statement ---- */

static const struct bill_column paper_columns[] = {
	{ "paper.date", BILL_LEFT, 22, .number = false },
	{ "paper.document", 44, 40, .number = false },
	{ "paper.number", 86, 36, .number = false },
	{ "paper.amount_short", 156, 32, .number = true },
	{ "paper.balance", BILL_RIGHT, 32, .number = true },
};
enum { PAPER_COLUMNS = sizeof(paper_columns) / sizeof(*paper_columns) };

static const char *
paper_name(const struct bill_sheet *sheet, const char *kind)
{
	return bill_word(sheet, arena_format(sheet->paper.scratch, "paper.%s", kind));
}

void
bill_statement(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;
	const struct bill_table table = { paper_columns, PAPER_COLUMNS, 5, NULL, NULL };
	const char *opening[PAPER_COLUMNS] = { bill_date(sheet, bill->from),
					       bill_word(sheet, "paper.opening"), "", "",
					       bill_money(sheet, bill->opening) };

	bill_headings(sheet, &table);
	bill_row(sheet, &table, TONE_PLAIN, opening);
	for (size_t i = 0; i < bill->detail_count; i++) {
		const struct bill_detail *line = &bill->details[i];
		const char *cells[PAPER_COLUMNS] = { bill_date(sheet, line->at),
						     paper_name(sheet, line->code), line->reference,
						     bill_money(sheet, line->amount),
						     bill_money(sheet, line->balance) };

		bill_row(sheet, &table, TONE_PLAIN, cells);
		arena_reset(sheet->paper.scratch);
	}
	write_total(sheet);
}
