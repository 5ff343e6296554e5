/* A screen file of the host (screens_dir): sound or not, it is read, and told what is wrong with
 * it. */
#include "fuzz.h"

#include "../../src/screen/private.h"

#include <guichet/arena.h>

static struct arena *arena;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	arena = arena_new();
	return 0;
}

static void
told(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context;
	(void)line;
	(void)args;
	HOLDS(file != NULL && key != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct faults faults = { .tell = told, .file = "fuzz.cfg" };
	const struct screen *screen =
	    screen_read(arena, "fuzz.cfg", given_text(arena, bytes, size), &faults);

	HOLDS(screen != NULL || faults.count > 0);
	arena_reset(arena);
	return 0;
}
