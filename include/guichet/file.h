/* What every program that writes files does alike. */
#ifndef GUICHET_FILE_H
#define GUICHET_FILE_H

#include <stddef.h>

/* All of it, however little is taken at once: 0, or the errno. */
int file_write(int file, const void *bytes, size_t size);

#endif
