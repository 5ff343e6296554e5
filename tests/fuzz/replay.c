/* Every file of the corpus once, without libFuzzer: what a fuzzer found stays found.  Arguments:
 * files. */
#include "fuzz.h"

static int
replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	static uint8_t bytes[1 << 20];
	size_t size = 0;

	if (!file)
		return 1;
	size = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	(void)fprintf(stderr, "%s\n", path);
	return LLVMFuzzerTestOneInput(bytes, size);
}

/* libconfig loses what it had read of a string that never ends. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:strbuf_append\n";
}

int
main(int argc, char **argv)
{
	int status = argc > 1 ? LLVMFuzzerInitialize(&argc, &argv) : 2;

	for (int i = 1; i < argc && status == 0; i++)
		status = replay(argv[i]);
	return status;
}
