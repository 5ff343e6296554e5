/* Pages of a PDF, and the file they make. */
#include "paper.h"

#include <guichet/arena.h>
#include <time.h>

/* Fixed by the job: a paper made again is the same to the byte. */
static void
set_date(const struct paper *paper, int64_t dated)
{
	time_t made = (time_t)dated;
	struct tm tm;

	(void)gmtime_r(&made, &tm);
	(void)HPDF_SetInfoDateAttr(paper->pdf, HPDF_INFO_CREATION_DATE,
				   (HPDF_Date){ .year = tm.tm_year + 1900,
						.month = tm.tm_mon + 1,
						.day = tm.tm_mday,
						.hour = tm.tm_hour,
						.minutes = tm.tm_min,
						.seconds = tm.tm_sec,
						.ind = 'Z' });
}

bool
paper_start(struct paper *paper, int64_t dated)
{
	paper->pdf = HPDF_New(NULL, NULL);
	if (!paper->pdf)
		return false;
	(void)HPDF_SetCompressionMode(paper->pdf, HPDF_COMP_ALL);
	set_date(paper, dated);
	return true;
}

void
paper_end(struct paper *paper)
{
	HPDF_Free(paper->pdf);
	paper->pdf = NULL;
}

void
paper_page(struct paper *paper)
{
	paper->page = HPDF_AddPage(paper->pdf);
	(void)HPDF_Page_SetSize(paper->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
	paper->pages++;
}

void
paper_line(struct paper *paper, float x1, float y1, float x2, float y2, float points)
{
	(void)HPDF_Page_SetLineWidth(paper->page, points);
	(void)HPDF_Page_MoveTo(paper->page, MM(x1), MM(PAGE_HEIGHT - y1));
	(void)HPDF_Page_LineTo(paper->page, MM(x2), MM(PAGE_HEIGHT - y2));
	(void)HPDF_Page_Stroke(paper->page);
}

void
paper_frame(struct paper *paper, float x, float y, float width, float height, float points)
{
	(void)HPDF_Page_SetLineWidth(paper->page, points);
	(void)HPDF_Page_Rectangle(paper->page, MM(x), MM(PAGE_HEIGHT - y - height), MM(width),
				  MM(height));
	(void)HPDF_Page_Stroke(paper->page);
}

static enum status
fail(const struct paper *paper, struct error *error)
{
	return error_set(error, STATUS_FAILED, NULL, "exchange.pdf",
			 ARGS(ARG_INT("number", (int64_t)HPDF_GetError(paper->pdf))));
}

enum status
paper_bytes(struct paper *paper, const char **bytes, size_t *size, struct error *error)
{
	if (HPDF_GetError(paper->pdf) != HPDF_OK || HPDF_SaveToStream(paper->pdf) != HPDF_OK ||
	    HPDF_ResetStream(paper->pdf) != HPDF_OK)
		return fail(paper, error);
	const HPDF_UINT32 whole = HPDF_GetStreamSize(paper->pdf);
	HPDF_BYTE *all = arena_alloc(paper->arena, whole);
	for (HPDF_UINT32 at = 0; at < whole;) {
		HPDF_UINT32 part = whole - at;

		(void)HPDF_ReadFromStream(paper->pdf, all + at, &part);
		if (part == 0)
			return fail(paper, error);
		at += part;
	}
	*bytes = (const char *)all;
	*size = whole;
	return STATUS_OK;
}
