/* The same picture in fewer bytes: what curses writes for any terminal, said shorter to one that
 * is an xterm where it matters (S10: a line of a list that scrolls goes from 167 to 117).
 *
 * Of what it is told four things are kept: margins stay until something else needs them, since the
 * next line down scrolls within them again; attributes wait for the text they are for, and what was
 * overruled meanwhile is never sent; the character set is chosen once; the way to the next line or
 * along one is the short one.  All else goes as it came, and after anything that is not understood
 * nothing is taken for known. */
#include "squeeze.h"

#include <stdlib.h>
#include <string.h>

/* What the codes of styles leave: bits of what may differ from a plain text's. */
enum { INK = 1, PAPER = 2, OTHER = 4, STYLED = INK | PAPER | OTHER };

/* How the charset of plain letters is chosen; a terminal's way is one of them. */
enum { CHOSEN = 1, SHIFTED = 2 };

struct picture {
	struct squeeze *at;
	const char *from, *end;
	struct builder *to;
	bool reset; /* waits, with the codes after it */
	int styled; /* once what waits is sent */
	struct builder codes;
};

/* ---- what there is to read ---- */

static bool
next(struct picture *picture, struct token *token)
{
	bool read = token_read(token, picture->from, picture->end);
	picture->from += token->size;
	return read;
}

/* ---- styles ---- */

static void
style_send(struct picture *picture)
{
	const char *codes = builder_text(&picture->codes);
	const bool reset = picture->reset && picture->at->styled;
	if (*codes)
		builder_format(picture->to, "\033[%s%sm", reset ? "0;" : "", codes);
	else if (reset)
		builder_add(picture->to, "\033[m");
	picture->at->styled = picture->styled;
	picture->reset = false;
	picture->codes = (struct builder){ .arena = picture->codes.arena };
}

static int
styled_by(int styled, int code)
{
	if (code == 39)
		return styled & ~INK;
	if (code == 49)
		return styled & ~PAPER;
	if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97))
		return styled | INK;
	if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107))
		return styled | PAPER;
	return styled | OTHER;
}

/* How many numbers a code has: 38;5;N and 38;2;R;G;B are one. */
static int
length_of(const struct token *token, int at)
{
	const int code = token->numbers[at];
	if (code != 38 && code != 48)
		return 1;
	return token->numbers[at + 1] == 5 ? 3 : 5;
}

static void
style_reset(struct picture *picture)
{
	picture->reset = true;
	picture->styled = 0;
	picture->codes = (struct builder){ .arena = picture->codes.arena };
}

static void
style_wait(struct picture *picture, const struct token *token)
{
	const int count = token->count > 0 ? token->count : 1; /* none is 0 */
	for (int i = 0, end; i < count; i = end) {
		const int code = token->numbers[i], styled = styled_by(picture->styled, code);
		end = i + length_of(token, i);
		if (end > count)
			end = count;
		if (code == 0)
			style_reset(picture);
		if (code == 0 || ((code == 39 || code == 49) && styled == picture->styled))
			continue;
		picture->styled = styled;
		for (int part = i; part < end; part++)
			builder_format(&picture->codes, "%s%d",
				       *builder_text(&picture->codes) ? ";" : "",
				       token->numbers[part]);
	}
}

/* ---- margins ---- */

static bool
margins_are(const struct squeeze *at, int top, int bottom)
{
	return at->top == top && at->bottom == bottom;
}

static void
margins_reset(struct picture *picture)
{
	builder_add(picture->to, squeeze_settle(picture->at));
}

/* Lines up, or less than 0 down; 0 for what scrolls nothing. */
static int
lines_of(const struct token *token)
{
	if (token_is(token, CONTROL, '\n'))
		return 1;
	if (token_is(token, ESCAPE, 'M'))
		return -1;
	if (token_is(token, SEQUENCE, 'S'))
		return token_number(token, 0);
	return token_is(token, SEQUENCE, 'T') ? -token_number(token, 0) : 0;
}

/* Curses saves the cursor, sets margins, goes to one, scrolls and takes them off again; where the
 * cursor is then it does not know and says anew. */
static bool
scroll(struct picture *picture, struct token token)
{
	struct picture ahead = *picture;
	const bool saved = token_is(&token, ESCAPE, '7');
	int lines = 0;
	if (!picture->at->scrolls || (saved && !next(&ahead, &token)) ||
	    !token_is(&token, SEQUENCE, 'r') || token.count != 2)
		return false;
	const int top = token_number(&token, 0), bottom = token_number(&token, 1);
	if (saved && (!next(&ahead, &token) || !token_is(&token, ESCAPE, '8')))
		return false;
	while (next(&ahead, &token) && !token_is(&token, SEQUENCE, 'r')) {
		const bool moves =
		    token_is(&token, SEQUENCE, 'H') || token_is(&token, SEQUENCE, 'd') ||
		    token_is(&token, CONTROL, '\r') || token_is(&token, CONTROL, '\b');
		if (!moves && lines_of(&token) == 0)
			return false;
		lines += lines_of(&token);
	}
	if (lines == 0 || token.count != 2 || token_number(&token, 0) != 1 ||
	    token_number(&token, 1) != picture->at->rows)
		return false;
	style_send(picture); /* a new line is blank in the colour of the paper */
	if (!margins_are(picture->at, top, bottom))
		builder_format(picture->to, "\033[%d;%dr", top, bottom);
	if (abs(lines) == 1)
		builder_add(picture->to, lines > 0 ? "\033[S" : "\033[T");
	else
		builder_format(picture->to, "\033[%d%c", abs(lines), lines > 0 ? 'S' : 'T');
	picture->at->kept = true;
	picture->at->top = top;
	picture->at->bottom = bottom;
	picture->at->row = 0;
	picture->from = ahead.from;
	return true;
}

/* ---- moves ---- */

static void
go_to(struct picture *picture, int row, int column)
{
	struct squeeze *at = picture->at;
	/* A new line at a margin would scroll. */
	const bool below = at->row > 0 && row == at->row + 1 && at->top > 0 &&
			   at->row != at->bottom && row <= at->rows;
	if (row == at->row && column == 1)
		builder_add(picture->to, "\r");
	else if (row == at->row)
		builder_format(picture->to, "\033[%dG", column);
	else if (below && column == 1)
		builder_add(picture->to, "\r\n");
	else if (below)
		builder_format(picture->to, "\n\033[%dG", column);
	else if (column == 1)
		builder_format(picture->to, "\033[%dH", row);
	else
		builder_format(picture->to, "\033[%d;%dH", row, column);
	at->row = row;
}

/* A margin holds up what comes to it, from either side. */
static void
go_by(struct picture *picture, const struct token *token)
{
	struct squeeze *at = picture->at;
	const int lines = token_number(token, 0),
		  row = at->row + (token->final == 'A' ? -lines : lines);
	if (at->row == 0 || row < 1 || row > at->rows) {
		margins_reset(picture);
		builder_add_bytes(picture->to, token->bytes, token->size);
		at->row = 0;
		return;
	}
	if (at->kept)
		builder_format(picture->to, "\033[%dd", row);
	else
		builder_add_bytes(picture->to, token->bytes, token->size);
	at->row = row;
}

/* True when it was one. */
static bool
move(struct picture *picture, const struct token *token)
{
	struct picture ahead = *picture;
	struct token then;
	if (token_is(token, SEQUENCE, 'H')) {
		go_to(picture, token_number(token, 0), token_number(token, 1));
	} else if (token_is(token, CONTROL, '\r')) {
		if (next(&ahead, &then) && token_is(&then, SEQUENCE, 'd')) {
			go_to(picture, token_number(&then, 0), 1);
			picture->from = ahead.from;
		} else {
			builder_add(picture->to, "\r");
		}
	} else if (token_is(token, SEQUENCE, 'A') || token_is(token, SEQUENCE, 'B')) {
		go_by(picture, token);
	} else if (token_is(token, SEQUENCE, 'd')) {
		builder_add_bytes(picture->to, token->bytes, token->size);
		picture->at->row = token_number(token, 0);
	} else {
		return false;
	}
	return true;
}

/* ---- the whole ---- */

/* The charset of plain letters, chosen with each style: as a set, or shifted in. */
static int
letters_of(const struct token *token)
{
	if (token_is(token, CONTROL, '\017'))
		return SHIFTED;
	return token_is(token, ESCAPE, '(') && token->bytes[token->size - 1] == 'B' ? CHOSEN : 0;
}

static bool
stays_in_row(const struct token *token)
{
	return token->kind == TEXT || token_is(token, ESCAPE, '(') ||
	       (token->kind == CONTROL && strchr("\a\b\t\016\017", token->final)) ||
	       (token->kind == SEQUENCE && strchr("CDGJKPXb@", token->final));
}

/* Signs are put in and taken out within the margins only. */
static bool
held_up(const struct squeeze *at, const struct token *token)
{
	return (token_is(token, SEQUENCE, 'P') || token_is(token, SEQUENCE, '@')) &&
	       (at->row < at->top || at->row > at->bottom);
}

/* It does what it does as it came. */
static void
pass(struct picture *picture, const struct token *token)
{
	struct squeeze *at = picture->at;
	style_send(picture);
	if (!token_is(token, SEQUENCE, 'r') && (!stays_in_row(token) || held_up(at, token)))
		margins_reset(picture);
	builder_add_bytes(picture->to, token->bytes, token->size);
	if (token_is(token, ESCAPE, '('))
		at->letters &= ~CHOSEN;
	if (token_is(token, CONTROL, '\016'))
		at->letters &= ~SHIFTED;
	at->letters |= letters_of(token);
	if (token_is(token, SEQUENCE, 'r')) {
		at->kept = false;
		at->top = token_number(token, 0);
		at->bottom = token->count > 1 ? token_number(token, 1) : at->rows;
	}
	if (!stays_in_row(token))
		at->row = 0;
	if (token->kind == STRANGE) {
		squeeze_forget(at);
		picture->styled = STYLED;
	}
}

void
squeeze(struct squeeze *at, struct builder *to, const char *bytes, size_t size)
{
	struct picture picture = { .at = at,
				   .from = bytes,
				   .end = bytes + size,
				   .to = to,
				   .styled = at->styled,
				   .codes.arena = to->arena };
	struct token token;
	while (next(&picture, &token)) {
		if (letters_of(&token) & at->letters)
			continue;
		if (token_is(&token, SEQUENCE, 'm'))
			style_wait(&picture, &token);
		else if (!scroll(&picture, token) && !move(&picture, &token))
			pass(&picture, &token);
	}
	style_send(&picture);
}

void
squeeze_forget(struct squeeze *at)
{
	*at = (struct squeeze){ .works = at->works,
				.scrolls = at->scrolls,
				.rows = at->rows,
				.kept = at->kept,
				.styled = STYLED };
}

const char *
squeeze_settle(struct squeeze *at)
{
	if (!at->kept)
		return "";
	at->kept = false;
	at->top = 1;
	at->bottom = at->rows;
	return "\0337\033[r\0338"; /* alone it would go to the corner */
}
