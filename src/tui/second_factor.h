/* The second factor on the screen (ACC-13): asked at sign-in, got, handed over. */
#ifndef GUICHET_TUI_SECOND_FACTOR_H
#define GUICHET_TUI_SECOND_FACTOR_H

#include "tui.h"

/* done is called once the code was right; Esc goes back to what is beneath. */
void second_open(struct app *app, enum reaction (*done)(struct app *app, void *context),
		 void *context);
/* A secret, a picture of it, the code that confirms it, the recovery codes.  Who must have one is led here by
 * app_enter, and leaves it with one or not at all. */
void enrol_open(struct app *app);
/* Whoever has just signed in: home and the drafts that wait, or what he must do first. */
void app_enter(struct app *app);

/* Wrapped lines; answers the row beneath them. */
int term_lines(struct app *app, int y, int x, int width, enum style style, const char *text);

#endif
