/* Between the loop (app.c) and what it does with a key (dispatch.c). */
#ifndef GUICHET_TUI_APP_H
#define GUICHET_TUI_APP_H

#include "tui.h"

void app_handle(struct app *app, enum event event, const struct key *key, const char *paste);

#endif
