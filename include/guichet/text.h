/* Text from people is data.  UTF-8 in, UTF-8 out; widths are terminal columns, counted per grapheme
 * cluster. */
#ifndef GUICHET_TEXT_H
#define GUICHET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Controls, C1, bidi, zero-width, private use and bad UTF-8 become U+FFFD; two combining marks at
 * most follow a character.  Whatever reaches a terminal, log, mail, SMS or PDF passes here. A text
 * that is clean already comes back as it is, uncopied. */
const char *text_clean(struct arena *arena, const char *text);

bool text_valid(const char *text); /* UTF-8, without controls */
int text_width(const char *text);
size_t text_length(const char *text); /* grapheme clusters */
/* Bytes of the longest start of text no wider than columns. */
size_t text_fit(const char *text, int columns);
/* Exactly columns wide: padded with blanks, or cut with an ellipsis sign at the end. */
const char *text_pad(struct arena *arena, const char *text, int columns, bool right);
/* At most columns wide; cut at the end ("DUPONT É…") or, tail, at the start ("…67890123"). */
const char *text_cut(struct arena *arena, const char *text, int columns, bool tail);
/* How many bytes from text+at to the next or previous grapheme boundary. */
size_t text_next(const char *text, size_t at);
size_t text_previous(const char *text, size_t at);
/* One code point of text and how many bytes it takes, 0 at the end; -1 and one byte where it is no UTF-8. */
size_t text_step(const char *text, int32_t *code);
/* Lines no wider than columns, broken at blanks; *count lines in the arena. */
const char *const *text_wrap(struct arena *arena, const char *text, int columns, size_t *count);

/* Like text_clean these give the text itself, uncopied, where it is already what is wanted. */
const char *text_nfc(struct arena *arena, const char *text);
const char *text_trim(struct arena *arena, const char *text);  /* outer blanks, no-break ones too */
const char *text_upper(struct arena *arena, const char *text); /* "éric" -> "ÉRIC" */
/* A place as it is written, from one in capitals or in none: "SAINT-DENIS-LèS-BOURG" ->
 * "Saint-Denis-lès-Bourg"; one that has both stays as it is.  Blanks are made one. */
const char *text_toponym(struct arena *arena, const char *text);
/* For search and order: NFKD without marks, upper case, ø->O æ->AE ß->SS ł->L..., every run of
 * other signs one blank, no blank at the ends.  "  Lefèvre, D'Éric" -> "LEFEVRE D ERIC". */
const char *text_fold(struct arena *arena, const char *text);
bool text_equal_fold(const char *a, const char *b);
/* What a cp1252 text says, in UTF-8. */
const char *text_from_cp1252(struct arena *arena, const char *bytes, size_t size);

/* JSON string with its quotes. */
const char *text_json(struct arena *arena, const char *text);

/* A text that grows in an arena. */
struct builder {
	struct arena *arena;
	char *text; /* always ends with NUL; NULL while empty and unused */
	size_t size, capacity;
};
void builder_add(struct builder *builder, const char *text);
void builder_add_bytes(struct builder *builder, const char *bytes, size_t size);
void builder_format(struct builder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *builder_text(const struct builder *builder); /* "" when nothing was added */

#endif
