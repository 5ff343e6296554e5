/* A process, so that somebody else can tell later whether it is still there. */
#ifndef GUICHET_PROCESS_H
#define GUICHET_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct process {
	const char *host;
	const char *boot; /* of this start of the host; NULL where the host does not tell */
	int64_t pid;
	int64_t started; /* in the host's ticks since its start; 0 where it does not tell */
};

/* This one. */
struct process process_own(struct arena *arena);
/* False only for one that is surely gone: of this host, of an earlier start of it, or ended since,
 * whoever has its number now.  Of another host nothing is known. */
bool process_may_live(const struct process *own, const struct process *other);

#endif
