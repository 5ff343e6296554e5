/* Secrets: the only file that includes libsodium and liboath.  Nothing here logs or formats what it
 * is given. */
#ifndef GUICHET_SECRET_H
#define GUICHET_SECRET_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct keyring;

#define SECRET_MAC_HEX 65 /* 32 bytes in hexadecimal and the NUL */

bool secret_start(void); /* once per process; false when libsodium cannot start */

/* argon2id, 64 MiB, 3 passes, at most two at once on the host (lock_path: a file of two lock bytes
 * beside the store; NULL takes no slot).  STATUS_FAILED for lack of memory, never "wrong". The hash
 * is text that holds its salt and parameters.  What is typed is composed first (NFC). */
enum status password_hash(struct arena *arena, const char *password, const char *lock_path,
			  const char **hash, struct error *error);
/* hash NULL does the same work and answers false (ACC-01: same delay for an unknown user). */
enum status password_verify(const char *hash, const char *password, const char *lock_path,
			    bool *right, struct error *error);
bool password_old(const char *hash); /* made with other parameters than password_hash takes now */

/* The key file of a store: 0600, regular, own by the program's user; never in a backup.  Text, a key a line: "mac *", of
 * which a key is made for each use of secret_mac, and "seal 1", "seal 2" ...: the last one seals, those before it open what
 * they have sealed.  Older ones hold bare keys of 32 bytes, the first of which macs too; the first keyring_add
 * writes "mac audit" ... in its place, so that it can be forgotten. */
enum status keyring_create(const char *path, struct error *error);
enum status keyring_open(struct keyring **keys, const char *path, struct error *error);
void keyring_close(struct keyring **keys);
/* Reads it again, in place, when it is another file than was read: a key was added, or forgotten. */
void keyring_refresh(struct keyring *keys, const char *path);
/* Each replaces the file at once or not at all, and is on the disk when it answers.  One at a time: the store's gate. */
enum status keyring_add(struct keyring *keys, const char *path, struct error *error);
enum status keyring_forget(struct keyring *keys, const char *path, int id, struct error *error);
/* Ids of those that seal, oldest first; how many. */
size_t keyring_ids(const struct keyring *keys, int *ids, size_t most);

/* Keyed BLAKE2b, 32 bytes in hexadecimal, by keys that never change with those that seal.  purpose ("audit", "aircode", "pin", ...) separates the
 * uses. */
void secret_mac(const struct keyring *keys, const char *purpose, const void *bytes, size_t size,
		char out[SECRET_MAC_HEX]);
/* Same over parts hashed one after the other, each led by its length. */
struct mac_part {
	const void *bytes;
	size_t size;
};
void secret_mac_parts(const struct keyring *keys, const char *purpose, const struct mac_part *parts,
		      size_t count, char out[SECRET_MAC_HEX]);
/* Unkeyed BLAKE2b-256 in hexadecimal: checksums of migrations. */
void secret_checksum(const void *bytes, size_t size, char out[SECRET_MAC_HEX]);

/* XChaCha20-Poly1305 with "table|column|row|key" as associated data.  The blob carries its key id.
 */
enum status secret_seal(struct arena *arena, const struct keyring *keys, const char *table,
			const char *column, int64_t row, const char *text, const void **blob,
			size_t *size, struct error *error);
enum status secret_open(struct arena *arena, const struct keyring *keys, const char *table,
			const char *column, int64_t row, const void *blob, size_t size,
			const char **text, struct error *error);

/* The same in hexadecimal, as a column of text keeps it.  What is opened goes to out alone, of size bytes
 * with its NUL, which the caller wipes. */
enum status secret_seal_hex(struct arena *arena, const struct keyring *keys, const char *table,
			    const char *column, int64_t row, const char *text, const char **hex,
			    struct error *error);
enum status secret_open_hex(const struct keyring *keys, const char *table, const char *column,
			    int64_t row, const char *hex, char *out, size_t size,
			    struct error *error);

/* The same value under the newest key.  What it was in clear stays nowhere. */
enum status secret_seal_anew(struct arena *arena, const struct keyring *keys, const char *table,
			     const char *column, int64_t row, const char *hex, const char **out,
			     struct error *error);

void secret_random(void *bytes, size_t size);
/* count decimal digits, each equally likely; no NUL is added. */
void secret_digits(char *out, size_t count);
void secret_wipe(void *bytes, size_t size);
/* count characters of the 32 of base32: five bits each. */
void secret_letters(char *out, size_t count);

/* One-time codes (RFC 6238, ACC-13): a secret of 160 bits in base32, a step of 30 seconds, 6 digits. */
#define TOTP_SECRET_SIZE 33 /* and the NUL */
#define TOTP_DIGITS 6
void totp_secret(char out[TOTP_SECRET_SIZE]);
/* The code of a step, digits (6 or 8) and a NUL; false for a secret that is none. */
bool totp_code(const char *secret, int64_t step, int digits, char *out);
/* Whether code is that of the step of seconds, of the one before or of the one after, and of a later one than
 * after: the last that was used.  *step is its own. */
bool totp_match(const char *secret, const char *code, int64_t seconds, int64_t after,
		int64_t *step);

#endif
