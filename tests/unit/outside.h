/* Other people's programs as witnesses: what they read in our files, and files they write. */
#ifndef GUICHET_TESTS_OUTSIDE_H
#define GUICHET_TESTS_OUTSIDE_H

#include <stddef.h>

struct arena;

/* Runs a Python script with that one argument; its standard output.  A script that fails fails the
 * test. */
const char *outside_python(struct arena *arena, const char *script, const char *argument);
/* What a file holds; *size may be NULL. */
char *outside_read(struct arena *arena, const char *path, size_t *size);
void outside_write(const char *path, const void *bytes, size_t size);
/* Files in a folder whose name begins with a dot: what is left of a file that was not finished. */
int outside_hidden(const char *folder);

#endif
