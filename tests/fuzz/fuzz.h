/* What the targets of "make fuzz" share.  A target is one file with fuzz_one; libFuzzer calls it
 * through given.c with whatever it thinks of, replay.c with the corpus alone, as a test. */
#ifndef GUICHET_TESTS_FUZZ_H
#define GUICHET_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct arena;
void fuzz_one(const uint8_t *bytes, size_t size);
extern struct arena *arena; /* of one input: empty again for the next */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What must hold whatever came in: says where it does not. */
#define HOLDS(condition)                                                                      \
	do {                                                                                  \
		if (!(condition)) {                                                           \
			(void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                              \
		}                                                                             \
	} while (0)

/* given.c: the bytes as text up to its first NUL, as a file, and as nothing on standard output. */
const char *given_text(const uint8_t *bytes, size_t size);
int given_file(const uint8_t *bytes,
	       size_t size); /* open at its beginning, the same one each time */
void given_silence(void);

#endif
