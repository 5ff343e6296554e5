/* What the files of the terminal share: term.c starts and stops it, term_theme.c says how styles
 * look, term_draw.c draws, term_input.c reads, keys.c knows what keys mean. */
#ifndef GUICHET_TUI_TERMINAL_H
#define GUICHET_TUI_TERMINAL_H

#include "squeeze.h"
#include "tui.h"

#include <curses.h>
#include <signal.h>

#define PASTE_MOST 8192

struct terminal {
	SCREEN *screen; /* NULL: not started */
	struct arena *scratch;
	attr_t attributes[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool colours, pastes;
	int line, caught; /* term_send.c; less than 0: none */
	struct squeeze squeeze;
	int cursor_y, cursor_x;
	char paste[PASTE_MOST + 1];
	volatile sig_atomic_t resized, hung_up;
};
struct terminal *term_get(void);

/* term_send.c */
void term_send_start(struct terminal *term);
void term_send_stop(struct terminal *term);
void term_send(const char *bytes, size_t size);
void term_send_picture(struct terminal *term); /* what differs, in one piece */
void term_send_settle(struct terminal *term);  /* before what is written past term_send_picture */

bool term_fills(enum style style); /* it is seen where there is nothing but a blank */
void term_keys_define(void);       /* sequences the terminal's description lacks */
bool term_keys_paste_start(unsigned code);
bool term_keys_paste_end(unsigned code);
struct key term_keys_code(int code); /* KEY_UP ... */
struct key term_keys_character(uint32_t character, bool input);

#endif
