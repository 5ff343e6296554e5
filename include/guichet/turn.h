/* Whose turn it is to do what one process at a time does on a store (deliver, bill): a lock on STORE.NAME, gone with
 * its process, whatever ends it.  The file says since when, who, and what he has begun. */
#ifndef GUICHET_TURN_H
#define GUICHET_TURN_H

#include <guichet/error.h>

struct arena;
struct store;

struct turn {
	int file; /* -1: it is not ours */
};
/* STATUS_REFUSED with key when another process has it: {pid}, {since}, {who}. */
enum status turn_take(struct turn *turn, const struct store *store, const char *name, const char *who, const char *key,
		      struct error *error);
void turn_give(struct turn *turn);

/* A line of what is begun, for whoever comes after a process that died; all of them, "" for none, in arena; and all
 * of them gone. */
enum status turn_note(const struct turn *turn, const char *line, struct error *error);
const char *turn_notes(const struct turn *turn, struct arena *arena);
void turn_forget(const struct turn *turn);

#endif
