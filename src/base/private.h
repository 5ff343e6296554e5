#ifndef GUICHET_BASE_PRIVATE_H
#define GUICHET_BASE_PRIVATE_H

#include <guichet/value.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* What a terminal may be given: no control, bidi, zero-width, private use or unassigned character.
 */
bool text_shows(int32_t code);
/* Writes code in UTF-8 (4 bytes at most), returns how many. */
size_t text_put(int32_t code, char *to);
int32_t text_upper_of(int32_t code);
int32_t text_lower_of(int32_t code);

#define KEY_SIZE 32
#define KEYS_MOST 8
#define MACS_MOST 32
#define PURPOSE_SIZE 32

/* The keys of a store: those that seal, oldest first, the last of which does; those of macs, made of root for whatever use
 * has none of its own.  In memory of secret.c's making. */
struct keyring {
	size_t count;
	struct seal_key {
		size_t id; /* 1 to 255, never used again */
		unsigned char bytes[KEY_SIZE];
	} seals[KEYS_MOST];
	unsigned char root[KEY_SIZE];
	size_t mac_count;
	struct mac_key {
		char purpose[PURPOSE_SIZE];
		unsigned char bytes[KEY_SIZE];
	} macs[MACS_MOST];
	bool old; /* read from a file of bare keys, whose first makes those of macs too */
	/* The file it was read from, as it was. */
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};
struct keyring *keyring_new(void);
void secret_derive(const unsigned char key[KEY_SIZE], const char *purpose,
		   unsigned char out[KEY_SIZE]);

#endif
