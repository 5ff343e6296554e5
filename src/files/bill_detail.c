/* The detail: one line a transaction, by card, each card with its sum. */
#include "bill.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

enum { GROUP_HEIGHT = 18, WORTHWHILE = 80, CARD_TAIL = 8 };
#define DETAIL_LINE 4.2F

static const struct bill_column columns[] = {
	{ "paper.at", BILL_LEFT, 26, .number = false },
	{ "paper.station", 47, 50, .lines = 2 },
	{ "paper.goods", 99, 24, .number = false },
	{ "paper.quantity", 138, 15, .number = true },
	{ NULL, 139, 7, .number = false },
	{ "paper.unit_price", 160, 15, .number = true },
	{ "paper.rate", 172, 11, .number = true },
	{ "paper.amount_short", BILL_RIGHT, 19, .number = true },
};
enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

/* Lines of one card, or of none. */
struct group {
	const struct bill_detail *lines;
	size_t count;
	int64_t amount;
	bool one_driver;
};

static struct group
next_group(const struct bill *bill, size_t at)
{
	struct group group = { .lines = &bill->details[at], .one_driver = true };

	for (; at < bill->detail_count; at++, group.count++) {
		const struct bill_detail *line = &bill->details[at];

		if (strcmp(line->card, group.lines->card) != 0)
			break;
		group.amount += line->amount;
		if (strcmp(line->driver, group.lines->driver) != 0)
			group.one_driver = false;
	}
	return group;
}

static const char *
name_of(const struct bill_sheet *sheet, const struct group *group)
{
	struct arena *arena = sheet->paper.scratch;
	const char *card = group->lines->card;
	const size_t size = strlen(card);
	struct builder name = { .arena = arena };

	if (size == 0)
		return bill_word(sheet, "paper.no_card");
	builder_format(&name, "%s …%s", bill_word(sheet, "paper.card"),
		       size > CARD_TAIL ? card + size - CARD_TAIL : card);
	if (*group->lines->plate)
		builder_format(&name, "   %s", group->lines->plate);
	if (group->one_driver && *group->lines->driver)
		builder_format(&name, "   %s", group->lines->driver);
	return builder_text(&name);
}

static void
write_name(struct bill_sheet *sheet, const struct group *group)
{
	bill_cut(sheet, BILL_LEFT, 122, BILL_TEXT, TONE_BOLD, name_of(sheet, group));
	bill_number(sheet, BILL_RIGHT, 42, BILL_TEXT, TONE_BOLD, bill_money(sheet, group->amount));
	sheet->y += 4.5F;
}

static void
write_again(struct bill_sheet *sheet, void *context)
{
	const struct group *group = context;

	bill_cut(sheet, BILL_LEFT, 122, BILL_TEXT, TONE_BOLD,
		 lang_format(sheet->paper.scratch, sheet->lang, "paper.again",
			     ARGS(ARG_TEXT("name", name_of(sheet, group)))));
	sheet->y += 4.5F;
}

static const char *
place_of(const struct bill_sheet *sheet, const struct group *group, const struct bill_detail *line)
{
	if (group->one_driver || !*line->driver)
		return line->station;
	return arena_format(sheet->paper.scratch, "%s (%s)", line->station, line->driver);
}

static void
write_line(struct bill_sheet *sheet, const struct bill_table *table, const struct group *group,
	   const struct bill_detail *line)
{
	const char *cells[COLUMNS] = {
		bill_date(sheet, line->at),
		place_of(sheet, group, line),
		bill_goods(sheet, line->kind, line->code),
		bill_quantity(sheet, line->volume),
		line->volume != 0 ? bill_unit(sheet, line->code) : "",
		bill_price(sheet, line->unit_price),
		bill_rate(sheet, line->rate),
		bill_money(sheet, line->amount),
	};

	bill_row(sheet, table, TONE_PLAIN, cells);
	arena_reset(sheet->paper.scratch);
}

static void
write_group(struct bill_sheet *sheet, struct group *group)
{
	const struct bill_table table = { columns, COLUMNS, DETAIL_LINE, write_again, group };

	if (!bill_fits(sheet, GROUP_HEIGHT))
		bill_page(sheet);
	write_name(sheet, group);
	bill_headings(sheet, &table);
	for (size_t i = 0; i < group->count; i++)
		write_line(sheet, &table, group, &group->lines[i]);
	sheet->y += 4;
}

void
bill_details(struct bill_sheet *sheet)
{
	const struct bill *bill = sheet->bill;

	/* The first page is a paper by itself; what its sums fill of another is not. */
	if (sheet->paper.pages == 1 || !bill_fits(sheet, WORTHWHILE))
		bill_page(sheet);
	else
		sheet->y += 10;
	bill_text(sheet, BILL_LEFT, 11, TONE_BOLD, bill_word(sheet, "paper.details"));
	sheet->y += 8;
	for (size_t at = 0; at < bill->detail_count;) {
		struct group group = next_group(bill, at);

		write_group(sheet, &group);
		at += group.count;
	}
}
