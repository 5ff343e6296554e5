/* What curses writes, in fewer bytes (squeeze.c), and how it is read (sequence.c). */
#ifndef GUICHET_TUI_SQUEEZE_H
#define GUICHET_TUI_SQUEEZE_H

#include <guichet/text.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- sequence.c ---- */

enum { NUMBERS = 8 };

enum kind {
	TEXT,     /* signs up to the next control */
	CONTROL,  /* one byte */
	SEQUENCE, /* ESC [ numbers final: its final says which */
	ESCAPE,   /* ESC and a sign, which says which; charsets have one more */
	STRANGE   /* any other sequence */
};
struct token {
	enum kind kind;
	char final; /* the byte of a control too */
	const char *bytes;
	size_t size;
	int numbers[NUMBERS + 1], count; /* one left out is 0 */
};
/* The next one; false at the end. */
bool token_read(struct token *token, const char *from, const char *end);
bool token_is(const struct token *token, enum kind kind, char final);
int token_number(const struct token *token, int which); /* 1 where nothing is said */

/* ---- squeeze.c ---- */

/* What the terminal is in after all that was sent, as far as it is known. */
struct squeeze {
	bool works, scrolls; /* it is one that can be told shorter; by lines within margins too */
	int rows;            /* of the screen */
	int row;             /* the cursor's, from 1; 0: not known, as in all that follow */
	int top, bottom;     /* margins */
	bool kept;           /* though curses has taken them off */
	int styled, letters;
};

void squeeze_forget(struct squeeze *squeeze); /* somebody else may have written there */
/* The bytes of a picture, fewer of them, to the end of the text. */
void squeeze(struct squeeze *squeeze, struct builder *to, const char *bytes, size_t size);
/* What puts back what pictures have left that curses does not know of; "" for nothing. */
const char *squeeze_settle(struct squeeze *squeeze);

#endif
