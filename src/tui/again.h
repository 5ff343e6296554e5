/* Sections that ask user name and password each time they are entered (ACC-10). */
#ifndef GUICHET_TUI_AGAIN_H
#define GUICHET_TUI_AGAIN_H

#include "tui.h"

/* What is entered once somebody has said again who he is: a screen, on the rows asked for; with a command, its form
 * instead; with a tab, that tab of the record whose pane it is. */
struct entrance {
	const struct screen *screen; /* that asks */
	const struct arg *filters;
	const char *order, *quick; /* of a list */
	const struct command *command;
	const struct input *values;
	struct pane *record;
	int tab;
};

/* The screen asks (again = true), and nothing that is open was entered that way already. */
bool again_needed(const struct app *app, const struct screen *screen);
/* Asks, then opens it; three failures end the session.  *entrance and what it points to are copied. */
void again_open(struct app *app, const struct entrance *entrance);
/* The form of a command that was named; asks first when it acts on a record of a section that does. */
void again_form(struct app *app, const struct command *command, const struct input *values);
/* open.c: shows it, whoever asked. */
bool screen_show(struct app *app, const struct screen *screen, const struct entrance *entrance);
/* record_tabs.c: a tab whose password was given. */
void record_enter(struct pane *pane, int number);

#endif
