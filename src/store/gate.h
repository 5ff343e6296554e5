/* The writers' gate: one lock for every write transaction and every checkpoint on a store.  First
 * come, first served; free at once when its holder dies; names its holder to those who wait.
 *
 * A queue of classic fcntl locks on a file of its own.  Each comer draws a ticket from a counter
 * shared by mapping, locks the byte of its ticket, waits for the byte of the ticket before, then
 * for the main byte.  So each byte has one waiter, and the kernel has nobody to choose between.
 * Safety rests on the main byte alone: a comer that dies, or gives up, only lets the next one
 * through to wait there. */
#ifndef GUICHET_GATE_H
#define GUICHET_GATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct gate;

struct gate_holder {
	char name[64]; /* what gate_take was given */
	pid_t pid;
	int64_t seconds; /* how long it has been inside */
};

/* One per store and process: closing any descriptor of the file gives the process's locks up. NULL:
 * errno. */
struct gate *gate_open(const char *path);
void gate_close(struct gate **gate);

enum gate_answer { GATE_TAKEN, GATE_LATE, GATE_FAILED };
/* Waits patience milliseconds at most; late, *holder says who is inside. */
enum gate_answer gate_take(struct gate *gate, const char *name, int patience,
			   struct gate_holder *holder);
void gate_leave(struct gate *gate);
/* Asked by who is inside: whether somebody has come since.  A hint: he may have given up. */
bool gate_awaited(const struct gate *gate);

/* A number that all who come share; 0 at first.  A hint: it outlives whoever set it. */
int gate_number(const struct gate *gate);
void gate_set_number(struct gate *gate, int number);

#endif
