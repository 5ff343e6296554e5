/* Sections that ask user name and password each time they are entered (ACC-10). */
#ifndef GUICHET_TUI_AGAIN_H
#define GUICHET_TUI_AGAIN_H

#include "tui.h"

/* The screen asks (again = true), and nothing that is open was entered that way already. */
bool again_needed(const struct app *app, const struct screen *screen);
/* Asks, then shows it; three failures end the session. */
void again_open(struct app *app, const struct screen *screen, const struct arg *filters);
/* open.c: shows it, whoever asked. */
bool screen_show(struct app *app, const struct screen *screen, const struct arg *filters);

#endif
