/* A hash of a password that costs next to nothing: loaded into the real program (LD_PRELOAD) where
 * what is proved is who comes first, and not what the hash costs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

typedef int hash(unsigned char *out, unsigned long long size, const char *password,
		 unsigned long long length, const unsigned char *salt, unsigned long long passes,
		 size_t memory, int kind);

enum { PASSES_LEAST = 1, MEMORY_LEAST = 8192 }; /* that the library takes */

hash crypto_pwhash;

int
crypto_pwhash(unsigned char *out, unsigned long long size, const char *password,
	      unsigned long long length, const unsigned char *salt, unsigned long long passes,
	      size_t memory, int kind)
{
	(void)passes;
	(void)memory;
	return ((hash *)dlsym(RTLD_NEXT, "crypto_pwhash"))(out, size, password, length, salt,
							   PASSES_LEAST, MEMORY_LEAST, kind);
}
