/* A scenario: a file of steps on one or two terminals that share a store of their own. */
#ifndef TESTS_SCENARIO_H
#define TESTS_SCENARIO_H

#include <stdbool.h>
#include <stdio.h>

#include "vt.h"

#define TERMINALS 2
#define LINE 4096

struct scenario {
	const char *file; /* being read, for messages */
	FILE *input;
	int line;
	char rules[LINE]; /* the rules it proves */
	char step[LINE];  /* what is being done */
	int rows, columns;
	char command[LINE + 32]; /* what was run last */
	struct vt *terminals[TERMINALS];
	int current;     /* the terminal the line is about */
	int keys;        /* pressed since the step began */
	int deadline;    /* milliseconds that a wait may take */
	int patience;    /* everything with a limit in time is allowed this many times more */
	char folder[64]; /* of this scenario alone; the store is in it */
	bool failed;
};

/* Runs one line; a failure is told and noted. */
void scenario_line(struct scenario *scenario, char *line);
void scenario_fail(struct scenario *scenario, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Waits, reading all terminals, until met() or for milliseconds; whether it was met. */
typedef bool scenario_met(struct vt *vt, const void *wanted);
bool scenario_until(struct scenario *scenario, int milliseconds, scenario_met *met,
		    const void *wanted);
/* Until no terminal has written for that long; false when none falls silent before the deadline. */
bool scenario_quiet(struct scenario *scenario, int milliseconds);

#endif
