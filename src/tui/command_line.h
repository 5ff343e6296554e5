/* The line after ":", read: for prompt.c, which asks for it, and complete.c, which knows what may
 * follow. */
#ifndef GUICHET_TUI_COMMAND_LINE_H
#define GUICHET_TUI_COMMAND_LINE_H

#include "tui.h"

/* What may stand where the line ends; *stem is the part of the line before it. */
struct candidates {
	const char *stem;
	const struct choice *all; /* value: the word; label: what it is */
	size_t count;
};
struct candidates candidates_of(struct app *app, struct arena *arena, const char *line);

/* Runs the line; false when it was not understood: told. */
bool command_line_run(struct app *app, const char *line);

#endif
