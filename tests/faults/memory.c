/* An allocation that fails: loaded into the real program (LD_PRELOAD).
 *
 * MEMORY_FAILS=n    the n-th fails, once (MEMORY_LASTS=1: and all after it)
 * MEMORY_COUNT=f    how many there were is written into that file at the end, and which function
 * asked for the one that failed */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static long asked, fails;
static bool lasts;
static char count_file[256];

__attribute__((constructor)) static void
begin(void)
{
	const char *n = getenv("MEMORY_FAILS"), *file = getenv("MEMORY_COUNT");

	snprintf(count_file, sizeof count_file, "%s", file != NULL ? file : "");
	lasts = getenv("MEMORY_LASTS") != NULL;
	asked = 0;
	fails = n != NULL ? atol(n) : 0;
}

__attribute__((destructor)) static void
end(void)
{
	char text[32];

	if (count_file[0] == '\0')
		return;
	const int file = open(count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	const int size = snprintf(text, sizeof text, "%ld\n", asked);
	if (file < 0 || write(file, text, (size_t)size) != size)
		_exit(96);
	close(file);
}

static bool
lost(void)
{
	const long turn = __atomic_add_fetch(&asked, 1, __ATOMIC_SEQ_CST);

	if (fails == 0 || (lasts ? turn < fails : turn != fails))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return lost() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return lost() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
	return lost() ? NULL : __libc_realloc(memory, size);
}
