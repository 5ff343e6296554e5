/* A sheet of paper being filled: millimetres from its top left corner, sizes of type in points. */
#ifndef GUICHET_FILES_PAPER_H
#define GUICHET_FILES_PAPER_H

#include <guichet/error.h>
#include <hpdf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define MM(millimetres) ((float)(millimetres)*72 / 25.4F)
#define PAGE_WIDTH 210
#define PAGE_HEIGHT 297

enum { ENCODINGS = 6 };

struct paper {
	struct arena *arena;
	struct arena *scratch; /* for what is measured and written; whoever made it may empty it between two lines */
	HPDF_Doc pdf;
	HPDF_Page page;
	int pages;
	const char *names[2];		/* of the fonts: regular, bold */
	HPDF_UNICODE *codes[ENCODINGS]; /* once asked for */
};

struct place {
	float x, y; /* where the text begins, and its base line */
	float size;
	bool bold;
	bool measured; /* measured only, not written */
};

/* pdf_page.c: false when libharu has no memory.  The same things written give the same bytes: dated in seconds. */
bool paper_start(struct paper *paper, int64_t dated);
void paper_end(struct paper *paper);
void paper_page(struct paper *paper); /* the next one */
void paper_line(struct paper *paper, float x1, float y1, float x2, float y2, float points);
void paper_frame(struct paper *paper, float x, float y, float width, float height, float points);
/* The file, in arena; what libharu found wrong on the way is an error. */
enum status paper_bytes(struct paper *paper, const char **bytes, size_t *size, struct error *error);

/* font.c: where the font is to be read from; path itself when it is not one that we can make smaller. */
const char *font_slim(struct arena *arena, const char *path);

/* pdf_text.c: a folder that lacks the fonts is an error. */
enum status paper_fonts(struct paper *paper, const char *folder, struct error *error);
/* A clean text of one line; how wide it is.  A sign that no encoding has becomes "?". */
float paper_write(struct paper *paper, const struct place *place, const char *text);
void paper_write_right(struct paper *paper, const struct place *place, const char *text); /* ends at x */
float paper_width(struct paper *paper, float size, bool bold, const char *text);
/* Bytes of the longest start of a text that fits: whole words, or signs of a word longer than the line; never
 * nothing unless the line is empty. */
size_t paper_fit(struct paper *paper, float size, float width, const char *text);

/* No wider than that: the text, or its beginning and an ellipsis. */
const char *paper_cut(struct paper *paper, const struct place *place, float width, const char *text);

#endif
