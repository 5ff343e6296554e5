/* Text in a PDF: the fonts of fonts-dejavu-core, embedded, in as many one-byte encodings as the
 * text asks for.  libharu's own Unicode encodings make tables that readers complain of. */
#include "paper.h"

#include <guichet/arena.h>
#include <guichet/text.h>
#include <string.h>
#include <sys/stat.h>

enum { CODES = 256, FIRST_CODE = 32, UNKNOWN = '?' };

/* Western first: nearly every text needs no other. */
static const char *const encodings[ENCODINGS] = { "WinAnsiEncoding", "CP1250", "CP1257",
						  "CP1254",          "CP1253", "CP1251" };

static const char *
load_font(struct paper *paper, const char *folder, const char *name, struct error *error)
{
	const char *path = arena_format(paper->arena, "%s/%s", folder, name);
	struct stat found;

	if (stat(path, &found) != 0) {
		(void)error_set(error, STATUS_FAILED, NULL, "exchange.font",
				ARGS(ARG_TEXT("path", path)));
		return NULL;
	}
	return HPDF_LoadTTFontFromFile(paper->pdf, font_slim(paper->arena, path), HPDF_TRUE);
}

enum status
paper_fonts(struct paper *paper, const char *folder, struct error *error)
{
	paper->names[0] = load_font(paper, folder, "DejaVuSans.ttf", error);
	if (paper->names[0])
		paper->names[1] = load_font(paper, folder, "DejaVuSans-Bold.ttf", error);
	if (error->status != STATUS_OK)
		return error->status;
	return paper->names[0] && paper->names[1]
		   ? STATUS_OK
		   : error_set(error, STATUS_FAILED, NULL, "exchange.font",
			       ARGS(ARG_TEXT("path", folder)));
}

/* What each code of an encoding stands for, asked of libharu once. */
static const HPDF_UNICODE *
codes_of(struct paper *paper, int encoding)
{
	HPDF_UNICODE *codes = paper->codes[encoding];

	if (codes)
		return codes;
	codes = arena_array(paper->arena, CODES, sizeof(*codes));
	HPDF_Encoder encoder = HPDF_GetEncoder(paper->pdf, encodings[encoding]);
	for (int code = FIRST_CODE; encoder && code < CODES; code++)
		codes[code] = HPDF_Encoder_GetUnicode(encoder, (HPDF_UINT16)code);
	paper->codes[encoding] = codes;
	return codes;
}

static int
code_in(struct paper *paper, int encoding, uint32_t sign)
{
	const HPDF_UNICODE *codes = codes_of(paper, encoding);

	if (sign >= FIRST_CODE && sign < 127)
		return (int)sign;
	for (int code = 127; code < CODES; code++)
		if (codes[code] == sign)
			return code;
	return 0;
}

/* The next character of a clean text. */
static uint32_t
next_sign(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	int more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : *at >= 0xC0 ? 1 : 0;
	uint32_t sign = more == 0 ? *at : *at & (0x3FU >> more);

	for (at++; more > 0 && *at; more--, at++)
		sign = sign << 6 | (*at & 0x3FU);
	*text = (const char *)at;
	return sign;
}

/* Where a sign is: in the encoding at hand, else in the first that has it. */
static int
find_code(struct paper *paper, uint32_t sign, int *encoding)
{
	int code = code_in(paper, *encoding, sign);

	for (int e = 0; code == 0 && e < ENCODINGS; e++) {
		code = code_in(paper, e, sign);
		if (code != 0)
			*encoding = e;
	}
	return code != 0 ? code : UNKNOWN;
}

/* A stretch of text in one encoding, as bytes of it. */
static void
next_run(struct paper *paper, const char **text, int *encoding, char *bytes)
{
	size_t size = 0;

	*encoding = 0;
	while (**text) {
		const char *after = *text;
		int found = *encoding, code = find_code(paper, next_sign(&after), &found);

		if (size > 0 && found != *encoding)
			break;
		*encoding = found;
		bytes[size++] = (char)code;
		*text = after;
	}
	bytes[size] = '\0';
}

static HPDF_Font
font_of(struct paper *paper, bool bold, int encoding)
{
	return HPDF_GetFont(paper->pdf, paper->names[bold], encodings[encoding]);
}

float
paper_write(struct paper *paper, const struct place *place, const char *text)
{
	const char *rest = text_nfc(paper->scratch, text);
	char *bytes = arena_alloc(paper->scratch, strlen(rest) + 1);
	float x = MM(place->x);
	int encoding = 0;

	while (*rest) {
		next_run(paper, &rest, &encoding, bytes);
		(void)HPDF_Page_SetFontAndSize(paper->page, font_of(paper, place->bold, encoding),
					       place->size);
		if (!place->measured) {
			(void)HPDF_Page_BeginText(paper->page);
			(void)HPDF_Page_TextOut(paper->page, x, MM(PAGE_HEIGHT - place->y), bytes);
			(void)HPDF_Page_EndText(paper->page);
		}
		x += HPDF_Page_TextWidth(paper->page, bytes);
	}
	return (x - MM(place->x)) * 25.4F / 72;
}

float
paper_width(struct paper *paper, float size, bool bold, const char *text)
{
	const struct place place = { .size = size, .bold = bold, .measured = true };

	return paper_write(paper, &place, text);
}

void
paper_write_right(struct paper *paper, const struct place *place, const char *text)
{
	struct place begin = *place;

	begin.x -= paper_width(paper, place->size, place->bold, text);
	(void)paper_write(paper, &begin, text);
}

const char *
paper_cut(struct paper *paper, const struct place *place, float width, const char *text)
{
	size_t fits = 0;
	const char *cut = "…";

	if (paper_width(paper, place->size, place->bold, text) <= width)
		return text;
	for (size_t next = text_next(text, 0); text[fits]; next += text_next(text, next)) {
		const char *longer = arena_format(paper->scratch, "%.*s…", (int)next, text);

		if (paper_width(paper, place->size, place->bold, longer) > width)
			break;
		fits = next;
		cut = longer;
	}
	return cut;
}

static bool
is_wider(struct paper *paper, float size, const char *text, size_t bytes, float width)
{
	return paper_width(paper, size, false, arena_copy_bytes(paper->scratch, text, bytes)) >
	       width;
}

size_t
paper_fit(struct paper *paper, float size, float width, const char *text)
{
	size_t fits = 0, next = 0, end = strcspn(text, "\n");

	while (fits < end) {
		next = fits + strspn(text + fits, " ");
		next += strcspn(text + next, " \n");
		if (is_wider(paper, size, text, next, width))
			break;
		fits = next;
	}
	if (fits > 0)
		return fits;
	while (fits < end) { /* a word longer than the line */
		next = fits + text_next(text, fits);
		if (fits > 0 && is_wider(paper, size, text, next, width))
			break;
		fits = next;
	}
	return fits;
}
