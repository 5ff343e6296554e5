#include "fuzz.h"

#include <guichet/arena.h>
#include <guichet/secret.h>
#include <string.h>
#include <unistd.h>

struct arena *arena;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new();
	return secret_start() ? 0 : 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_one(bytes, size);
	arena_reset(arena);
	return 0;
}

const char *
given_text(const uint8_t *bytes, size_t size)
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
	static bool silent;

	HOLDS(silent || freopen("/dev/null", "w", stdout) != NULL);
	silent = true;
}
