/* A screen file of the host (screens_dir): sound or not, it is read, and told what is wrong with
 * it. */
#include "fuzz.h"

#include "../../src/screen/private.h"

static void
told(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context;
	(void)line;
	(void)args;
	HOLDS(file != NULL && key != NULL);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	struct faults faults = { .tell = told, .file = "fuzz.cfg" };
	const struct screen *screen =
	    screen_read(arena, "fuzz.cfg", given_text(bytes, size), &faults);

	HOLDS(screen != NULL || faults.count > 0);
}
