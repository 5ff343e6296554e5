/* Whoever waits for something long: how far it is, and whether to go on. */
#ifndef GUICHET_PROGRESS_H
#define GUICHET_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct error;

struct progress {
	/* False to stop, between two.  total is -1 while unknown. */
	bool (*step)(void *context, int64_t done, int64_t total);
	void *context;
	/* The same while it is another's turn, whose is told; NULL: nobody looks. */
	bool (*wait)(void *context, const struct error *whom);
};

#endif
