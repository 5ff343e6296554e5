/* Amounts, quantities and names as a paper writes them. */
#include "bill.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

enum { RATE_DIGITS = 2, THOUSANDTHS = 3, PUMP_DIGITS = 2 };

const char *
bill_word(const struct bill_sheet *sheet, const char *key)
{
	return lang_text(sheet->lang, key);
}

const char *
bill_money(const struct bill_sheet *sheet, int64_t cents)
{
	const struct value value = value_number(TYPE_MONEY, cents);

	return value_format(sheet->paper.scratch, sheet->lang, &value);
}

const char *
bill_total(const struct bill_sheet *sheet, int64_t cents)
{
	return arena_format(sheet->paper.scratch, "%s\u00a0%s", bill_money(sheet, cents),
			    sheet->currency);
}

const char *
bill_quantity(const struct bill_sheet *sheet, int64_t thousandths)
{
	return thousandths == 0 ? ""
				: value_decimal(sheet->paper.scratch, sheet->lang, thousandths,
						THOUSANDTHS, sheet->quantity_digits);
}

const char *
bill_price(const struct bill_sheet *sheet, int64_t thousandths)
{
	return thousandths == 0 ? ""
				: value_decimal(sheet->paper.scratch, sheet->lang, thousandths,
						THOUSANDTHS, THOUSANDTHS);
}

const char *
bill_rate(const struct bill_sheet *sheet, int64_t hundredths)
{
	return arena_format(sheet->paper.scratch, "%s\u00a0%%",
			    value_decimal(sheet->paper.scratch, sheet->lang, hundredths,
					  RATE_DIGITS, sheet->rate_digits));
}

const char *
bill_date(const struct bill_sheet *sheet, const char *at)
{
	const bool day = strlen(at) < DATE_SIZE;
	const struct value value = value_text(day ? TYPE_DATE : TYPE_STAMP, at);

	return value_format(sheet->paper.scratch, sheet->lang, &value);
}

const char *
bill_goods(const struct bill_sheet *sheet, const char *kind, const char *code)
{
	const char *vocabulary = strcmp(kind, "product") == 0 ? "goods" : kind;

	return text_clean(sheet->paper.scratch, lang_choice(sheet->lang, vocabulary, code));
}

const char *
bill_unit(const struct bill_sheet *sheet, const char *code)
{
	const char *own = arena_format(sheet->paper.scratch, "paper.unit.%s", code);

	return lang_text(sheet->lang,
			 lang_first(sheet->lang, own, "paper.unit", (const char *)NULL));
}

static int
digits_of_rate(int so_far, int64_t hundredths)
{
	const int own = hundredths % 10 != 0 ? RATE_DIGITS : hundredths % 100 != 0 ? 1 : 0;

	return own > so_far ? own : so_far;
}

static int
digits_of_quantity(int so_far, int64_t thousandths)
{
	return thousandths % 10 != 0 ? THOUSANDTHS : so_far;
}

void
bill_measure(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;
	int quantity = PUMP_DIGITS, rate = 0;

	for (size_t i = 0; i < bill->sum_count; i++) {
		quantity = digits_of_quantity(quantity, bill->sums[i].volume);
		rate = digits_of_rate(rate, bill->sums[i].rate);
	}
	for (size_t i = 0; i < bill->detail_count; i++) {
		quantity = digits_of_quantity(quantity, bill->details[i].volume);
		rate = digits_of_rate(rate, bill->details[i].rate);
	}
	sheet->quantity_digits = quantity;
	sheet->rate_digits = rate;
}
