/* Pages of a paper of the accounts, and what stands on each of them. */
#include "bill.h"

#include <guichet/arena.h>
#include <guichet/job.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

#define GREY 0.40F
#define RULE 0.55F /* of thin lines */
#define COPY_SIZE 11.0F

enum { PAGES_FIRST = 16, HEADER_LINE = 18, COPY_WIDTH = 32, COPY_HEIGHT = 7 };

static void
set_tone(struct bill_sheet *sheet, enum bill_tone tone)
{
	(void)HPDF_Page_SetGrayFill(sheet->paper.page, tone == TONE_GREY ? GREY : 0);
}

void
bill_text(struct bill_sheet *sheet, float x, float size, enum bill_tone tone, const char *text)
{
	const struct place place = {
		.x = x, .y = sheet->y, .size = size, .bold = tone == TONE_BOLD
	};

	set_tone(sheet, tone);
	(void)paper_write(&sheet->paper, &place, text);
}

void
bill_number(struct bill_sheet *sheet, float x, float width, float size, enum bill_tone tone,
	    const char *text)
{
	struct place place = { .x = x, .y = sheet->y, .size = size, .bold = tone == TONE_BOLD };
	const float own = paper_width(&sheet->paper, size, place.bold, text);

	if (own > width) {
		place.size = size * width / own;
		place.x = x - width;
	} else {
		place.x = x - own;
	}
	set_tone(sheet, tone);
	(void)paper_write(&sheet->paper, &place, text);
}

void
bill_cut(struct bill_sheet *sheet, float x, float width, float size, enum bill_tone tone,
	 const char *text)
{
	const struct place place = { .size = size, .bold = tone == TONE_BOLD };

	bill_text(sheet, x, size, tone, paper_cut(&sheet->paper, &place, width, text));
}

void
bill_rule(struct bill_sheet *sheet, float x, float points)
{
	(void)HPDF_Page_SetGrayStroke(sheet->paper.page, points < 1 ? RULE : 0);
	paper_line(&sheet->paper, x, sheet->y, BILL_RIGHT, sheet->y, points);
}

static void
keep_page(struct bill_sheet *sheet)
{
	const int number = sheet->paper.pages;

	if (number > sheet->room) {
		const int room = sheet->room == 0 ? PAGES_FIRST : 2 * sheet->room;
		HPDF_Page *pages = arena_array(sheet->paper.arena, (size_t)room, sizeof(*pages));

		for (int i = 0; i < sheet->room; i++)
			pages[i] = sheet->pages[i];
		sheet->pages = pages;
		sheet->room = room;
	}
	sheet->pages[number - 1] = sheet->paper.page;
}

/* The word stands alike on every page, whatever else is there. */
static void
write_copy(struct bill_sheet *sheet)
{
	const char *word = bill_word(sheet, "paper.copy");
	const float x = (PAGE_WIDTH - COPY_WIDTH) / 2.0F;
	const float own = paper_width(&sheet->paper, COPY_SIZE, true, word);

	sheet->y = 13;
	(void)HPDF_Page_SetGrayStroke(sheet->paper.page, 0);
	paper_frame(&sheet->paper, x, 8, COPY_WIDTH, COPY_HEIGHT, 1);
	bill_text(sheet, x + (COPY_WIDTH - own) / 2, COPY_SIZE, TONE_BOLD, word);
}

static const char *
title(const struct bill_sheet *sheet)
{
	return arena_format(
	    sheet->paper.scratch, "%s %s",
	    bill_word(sheet, arena_format(sheet->paper.scratch, "paper.%s", sheet->bill->kind)),
	    sheet->bill->number);
}

static void
write_header(struct bill_sheet *sheet)
{
	const char *recipient = sheet->bill->recipient;
	const char *name =
	    arena_format(sheet->paper.scratch, "%.*s · %s", (int)strcspn(recipient, "\n"),
			 recipient, sheet->bill->customer);

	sheet->y = HEADER_LINE + 2;
	bill_text(sheet, BILL_LEFT, BILL_TEXT, TONE_BOLD, title(sheet));
	const struct place place = { .size = BILL_TEXT };
	const char *cut = paper_cut(&sheet->paper, &place, 100, name);
	bill_number(sheet, BILL_RIGHT, 100, BILL_TEXT, TONE_GREY, cut);
	sheet->y = HEADER_LINE + 4;
	bill_rule(sheet, BILL_LEFT, 0.5F);
}

void
bill_page(struct bill_sheet *sheet)
{
	paper_page(&sheet->paper);
	keep_page(sheet);
	if (sheet->copy)
		write_copy(sheet);
	if (sheet->paper.pages > 1)
		write_header(sheet);
	sheet->y = BILL_TOP;
}

bool
bill_fits(const struct bill_sheet *sheet, float height)
{
	return sheet->y + height <= BILL_BOTTOM;
}

static const char *
issuer(const struct bill_sheet *sheet)
{
	const char *sender = job_text(sheet->job, "sender"), *vat = job_text(sheet->job, "vat");

	return vat && *vat ? arena_format(sheet->paper.scratch, "%s · %s %s", sender,
					  bill_word(sheet, "paper.vat_number"), vat)
			   : sender;
}

void
bill_foot(struct bill_sheet *sheet)
{
	for (int i = 0; i < sheet->paper.pages; i++) {
		const char *number =
		    lang_format(sheet->paper.scratch, sheet->lang, "paper.page",
				ARGS(ARG_INT("page", i + 1), ARG_INT("pages", sheet->paper.pages)));

		sheet->paper.page = sheet->pages[i];
		sheet->y = BILL_FOOT - 4;
		bill_rule(sheet, BILL_LEFT, 0.25F);
		sheet->y = BILL_FOOT;
		bill_cut(sheet, BILL_LEFT, 140, BILL_SMALL, TONE_GREY, issuer(sheet));
		bill_number(sheet, BILL_RIGHT, 30, BILL_SMALL, TONE_PLAIN, number);
		arena_reset(sheet->paper.scratch);
	}
}
