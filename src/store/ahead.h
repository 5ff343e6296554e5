/* What will be read soon, asked of the disk at once (ahead.c). */
#ifndef GUICHET_STORE_AHEAD_H
#define GUICHET_STORE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AHEAD_MOST = 64 };

/* The rows with these ids of the table whose tree begins at page root; at most so many.  False:
 * they are in memory, by the look of one of them. */
bool ahead_of_rows(const char *path, uint32_t root, const int64_t *ids, size_t count);
/* The same where rows are kept by their first column, a text: those from each of these on.  next:
 * the first pages of trees that are read after this one, ended by 0. */
bool ahead_of_terms(const char *path, uint32_t root, const char *const *terms, size_t count,
		    const uint32_t *next);

/* A file that SQLite has open, as it has it open; -1: none. */
int ahead_file(const char *path);

#endif
