/* Regions: what is taken from an arena lives and dies with it; nothing is freed one by one.
 * A screen has one, a command has one.  Memory comes zeroed and is wiped before it goes: a secret
 * code or a password that passed through an arena is nowhere once the arena is emptied.  When the
 * machine has none left the program says so and stops (memory_lost), so no caller checks. */
#ifndef GUICHET_ARENA_H
#define GUICHET_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **arena);
void arena_reset(struct arena *arena); /* empties it, wiped, and keeps its first block */

void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size); /* checks the product */
/* A list with place for one more behind its count: the list itself while *room is larger, else a longer copy. */
void *arena_grown(struct arena *arena, void *list, size_t count, size_t *room, size_t size);
char *arena_copy(struct arena *arena, const char *text);           /* NULL gives NULL */
char *arena_copy_bytes(struct arena *arena, const char *bytes, size_t size); /* adds the NUL */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Called once before the program stops for lack of memory; the terminal interface sets it to give
 * the terminal back first. */
void memory_on_loss(void (*restore)(void));
_Noreturn void memory_lost(void);
/* Stops the program now, with a word, unless a text of that size can be read by libconfig, which falls down where memory
 * is lost. */
void memory_to_parse(size_t text_size);

#endif
