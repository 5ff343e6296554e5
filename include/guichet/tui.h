/* The terminal interface (interface.md section 2). */
#ifndef GUICHET_TUI_H
#define GUICHET_TUI_H

#include <guichet/session.h>

/* Runs until the clerk leaves.  The session may be signed in already (--as), else the sign-in
 * screen comes first; it stays the caller's.  Returns an exit code of error.h: 0, or STATUS_FAILED
 * when there is no usable terminal (*error says so, before anything was drawn) or the link was
 * lost. */
int tui_run(struct session *session, struct error *error);

#endif
