/* How styles look, in each theme. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

enum {
	PAIR_NONE,
	PAIR_TITLE,
	PAIR_DIM,
	PAIR_KEY,
	PAIR_GOOD,
	PAIR_WARNING,
	PAIR_BAD,
	PAIR_BASE,
	PAIR_PAPER,
};

#define BRIGHT 8
#define BRIGHT_WHITE (COLOR_WHITE + BRIGHT)

static void
style_set(enum style style, attr_t attributes, short pair)
{
	struct terminal *term = term_get();
	term->attributes[style] = attributes;
	term->pairs[style] = term->colours ? pair : PAIR_NONE;
}

static void
theme_shapes(void)
{
	style_set(STYLE_NORMAL, A_NORMAL, PAIR_NONE);
	style_set(STYLE_TITLE, A_REVERSE, PAIR_NONE);
	style_set(STYLE_DIM, A_NORMAL, PAIR_NONE);
	style_set(STYLE_HEADING, A_BOLD, PAIR_NONE);
	style_set(STYLE_FOCUS, A_REVERSE, PAIR_NONE);
	style_set(STYLE_MARKED, A_BOLD, PAIR_NONE);
	style_set(STYLE_KEY, A_BOLD, PAIR_NONE);
	style_set(STYLE_FIELD, A_UNDERLINE, PAIR_NONE);
	style_set(STYLE_FIELD_FOCUS, A_UNDERLINE | A_BOLD, PAIR_NONE);
	style_set(STYLE_GOOD, A_NORMAL, PAIR_NONE);
	style_set(STYLE_WARNING, A_BOLD, PAIR_NONE);
	style_set(STYLE_BAD, A_BOLD, PAIR_NONE);
	style_set(STYLE_GREYED, A_NORMAL, PAIR_NONE);
	style_set(STYLE_MATCH, A_UNDERLINE, PAIR_NONE);
}

/* What bold makes of a colour, where a terminal has that colour by itself: on and off again take 16
 * bytes, bold ones 25. */
static void
style_bright(enum style style, short pair, short colour)
{
	const bool has = COLORS > BRIGHT_WHITE;
	init_pair(pair, (short)(has ? colour + BRIGHT : colour), -1);
	style_set(style, has ? A_NORMAL : A_BOLD, pair);
}

static void
theme_colours(void)
{
	init_pair(PAIR_TITLE, COLOR_WHITE, COLOR_BLUE);
	init_pair(PAIR_DIM, COLOR_CYAN, -1);
	init_pair(PAIR_GOOD, COLOR_GREEN, -1);
	style_set(STYLE_TITLE, A_BOLD, PAIR_TITLE);
	style_set(STYLE_DIM, A_NORMAL, PAIR_DIM);
	style_set(STYLE_GOOD, A_NORMAL, PAIR_GOOD);
	style_set(STYLE_GREYED, A_DIM, PAIR_NONE);
	style_bright(STYLE_KEY, PAIR_KEY, COLOR_CYAN);
	style_bright(STYLE_MARKED, PAIR_WARNING, COLOR_YELLOW);
	style_bright(STYLE_WARNING, PAIR_WARNING, COLOR_YELLOW);
	style_bright(STYLE_BAD, PAIR_BAD, COLOR_RED);
}

/* White on black and yellow: the highest contrasts a terminal has. */
static void
theme_contrast(void)
{
	struct terminal *term = term_get();
	for (int style = 0; style < STYLE_COUNT; style++)
		style_set((enum style)style, term->attributes[style] | A_BOLD, PAIR_BASE);
	if (!term->colours)
		return;
	init_pair(PAIR_BASE, COLOR_WHITE, COLOR_BLACK);
	init_pair(PAIR_WARNING, COLOR_YELLOW, COLOR_BLACK);
	style_set(STYLE_KEY, A_BOLD, PAIR_WARNING);
	style_set(STYLE_WARNING, A_BOLD, PAIR_WARNING);
	style_set(STYLE_BAD, A_BOLD | A_REVERSE, PAIR_WARNING);
	style_set(STYLE_MARKED, A_BOLD, PAIR_WARNING);
	style_set(STYLE_FOCUS, A_BOLD | A_REVERSE, PAIR_WARNING);
}

static void
theme_paper(void)
{
	struct terminal *term = term_get();
	style_set(STYLE_PAPER, A_NORMAL, PAIR_PAPER);
	if (term->colours)
		init_pair(PAIR_PAPER, COLOR_BLACK,
			  COLORS > BRIGHT_WHITE ? BRIGHT_WHITE : COLOR_WHITE);
}

bool
term_fills(enum style style)
{
	const struct terminal *term = term_get();
	const short pair = term->pairs[style];
	return (term->attributes[style] & (A_REVERSE | A_UNDERLINE)) || pair == PAIR_TITLE ||
	       pair == PAIR_PAPER;
}

bool
term_colours(void)
{
	return term_get()->colours;
}

void
term_theme(const char *theme)
{
	struct terminal *term = term_get();
	const char *no_colour = getenv("NO_COLOR");
	bool mono = theme && strcmp(theme, "mono") == 0;
	term->colours = !mono && !(no_colour && *no_colour) && has_colors();
	if (term->colours) {
		start_color();
		use_default_colors();
	}
	theme_shapes();
	if (theme && strcmp(theme, "contrast") == 0)
		theme_contrast();
	else if (term->colours)
		theme_colours();
	theme_paper();
	wbkgdset(stdscr,
		 (chtype)(' ' | (term->colours ? COLOR_PAIR(term->pairs[STYLE_NORMAL]) : 0)));
}
