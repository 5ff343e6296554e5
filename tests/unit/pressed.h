/* The form of a command, opened without a terminal and driven by keys. */
#ifndef GUICHET_TESTS_PRESSED_H
#define GUICHET_TESTS_PRESSED_H

#include "../../src/tui/form.h"

extern struct app pressed_app;
extern struct form *pressed_form;

/* For cmocka, inside a set-up: the fixture's clerk opens it; *state is the fixture. */
int pressed_open(void **state, const struct command *command);
int pressed_close(void **state);

/* To the pane on top, as the loop would hand them over. */
void press(enum action action);
void type(const char *text);

struct entry *field(const char *name); /* of the form; fails when there is none */
void go(const char *name);	       /* the focus */
const char *held(const char *name);

#endif
