#include "fuzz.h"

#include <guichet/arena.h>
#include <string.h>
#include <unistd.h>

const char *
given_text(struct arena *arena, const uint8_t *bytes, size_t size)
{
	return arena_copy_bytes(arena, (const char *)bytes, size);
}

int
given_file(const uint8_t *bytes, size_t size)
{
	static FILE *file;
	int number = -1;

	if (!file)
		file = tmpfile();
	HOLDS(file != NULL);
	number = fileno(file);
	HOLDS(ftruncate(number, 0) == 0);
	HOLDS(pwrite(number, bytes, size, 0) == (ssize_t)size);
	HOLDS(lseek(number, 0, SEEK_SET) == 0);
	return number;
}

void
given_silence(void)
{
	HOLDS(freopen("/dev/null", "w", stdout) != NULL);
}
