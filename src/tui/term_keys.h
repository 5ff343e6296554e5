/* Between term.c, which reads curses, and keys.c, which knows what keys mean. */
#ifndef GUICHET_TERM_KEYS_H
#define GUICHET_TERM_KEYS_H

#include "tui.h"

void term_keys_define(void); /* sequences the terminal's description lacks */
bool term_keys_paste_start(unsigned code);
bool term_keys_paste_end(unsigned code);
struct key term_keys_code(int code); /* KEY_UP ... */
struct key term_keys_character(uint32_t character, bool input);

#endif
