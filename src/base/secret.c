#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HASH_MEMORY (64 * 1024) /* KiB */
#define HASH_PASSES 3
#define HASH_SIZE 32
#define SALT_SIZE crypto_pwhash_SALTBYTES
#define PASSES_MOST 100
#define MEMORY_MOST (4 * 1024 * 1024)
#define PASSWORD_MOST 128
#define SLOTS 2

#define TOTP_SECONDS 30
#define TOTP_BYTES 20
#define TOTP_WINDOW 1 /* steps on either side: a telephone's clock, and the time to type */

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES

bool
secret_start(void)
{
	return sodium_init() >= 0 && oath_init() == OATH_OK;
}

/* Two on the host hash at once: each takes 64 MiB and a core.  -1 when there is no slot to take:
 * where the file cannot be written, who only reads still signs in. */
static int
slot_take(const char *path)
{
	int file = path == NULL
		       ? -1
		       : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
	if (file < 0)
		return -1;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	for (lock.l_start = 0; lock.l_start < SLOTS; lock.l_start++)
		if (fcntl(file, F_SETLK, &lock) == 0)
			return file;
	/* Both taken: those who wait share the queue of one of them. */
	lock.l_start = getpid() % SLOTS;
	while (fcntl(file, F_SETLKW, &lock) != 0 && errno == EINTR)
		;
	return file;
}

static enum status
derive(const char *password, const unsigned char salt[SALT_SIZE], unsigned long long passes,
       size_t memory, const char *lock_path, unsigned char out[HASH_SIZE], struct error *error)
{
	int slot = slot_take(lock_path);
	int failed = crypto_pwhash(out, HASH_SIZE, password, strlen(password), salt, passes,
				   memory * 1024, crypto_pwhash_ALG_ARGON2ID13);
	if (slot >= 0)
		close(slot);
	return failed == 0 ? STATUS_OK
			   : error_set(error, STATUS_FAILED, NULL, "error.memory", NULL);
}

/* As it is hashed: an accent typed as two characters is the one typed as one.  Empty when it is too
 * long, which *fits says: never cut. */
static const char *
composed(struct arena *arena, const char *password, bool *fits)
{
	const char *text = text_valid(password) ? text_nfc(arena, password) : password;

	*fits = strlen(text) <= PASSWORD_MOST;
	return *fits ? text : "";
}

/* Our own form, "argon2id$3$65536$SALT$HASH" in hexadecimal: crypto_pwhash_str_verify cannot tell
 * "wrong" from "no memory". */
enum status
password_hash(struct arena *arena, const char *password, const char *lock_path, const char **hash,
	      struct error *error)
{
	unsigned char salt[SALT_SIZE], made[HASH_SIZE];
	char salt_text[SALT_SIZE * 2 + 1], made_text[HASH_SIZE * 2 + 1];
	bool fits;
	password = composed(arena, password, &fits);
	if (!fits)
		return error_set(error, STATUS_REFUSED, NULL, "error.password_long",
				 ARGS(ARG_INT("most", PASSWORD_MOST)));
	randombytes_buf(salt, sizeof salt);
	enum status status =
	    derive(password, salt, HASH_PASSES, HASH_MEMORY, lock_path, made, error);
	if (status != STATUS_OK)
		return status;
	sodium_bin2hex(salt_text, sizeof salt_text, salt, sizeof salt);
	sodium_bin2hex(made_text, sizeof made_text, made, sizeof made);
	*hash = arena_format(arena, "argon2id$%d$%d$%s$%s", HASH_PASSES, HASH_MEMORY, salt_text,
			     made_text);
	sodium_memzero(made, sizeof made);
	return STATUS_OK;
}

struct hashed {
	unsigned long passes, memory; /* memory in KiB */
	unsigned char salt[SALT_SIZE], made[HASH_SIZE];
};

static bool
read_hash(const char *hash, struct hashed *hashed)
{
	size_t salt_size, made_size;
	char *end;
	if (strncmp(hash, "argon2id$", 9) != 0)
		return false;
	hashed->passes = strtoul(hash + 9, &end, 10);
	if (*end != '$' || hashed->passes < 1 || hashed->passes > PASSES_MOST)
		return false;
	hashed->memory = strtoul(end + 1, &end, 10);
	if (*end != '$' || hashed->memory < 8 || hashed->memory > MEMORY_MOST ||
	    strlen(++end) != SALT_SIZE * 2 + 1 + HASH_SIZE * 2)
		return false;
	const char *salt = end, *made = salt + SALT_SIZE * 2 + 1;
	return made[-1] == '$' &&
	       sodium_hex2bin(hashed->salt, SALT_SIZE, salt, SALT_SIZE * 2, NULL, &salt_size,
			      NULL) == 0 &&
	       sodium_hex2bin(hashed->made, HASH_SIZE, made, HASH_SIZE * 2, NULL, &made_size,
			      NULL) == 0 &&
	       salt_size == SALT_SIZE && made_size == HASH_SIZE;
}

enum status
password_verify(const char *hash, const char *password, const char *lock_path, bool *right,
		struct error *error)
{
	struct hashed hashed = { .passes = HASH_PASSES, .memory = HASH_MEMORY };
	unsigned char made[HASH_SIZE];
	*right = false;
	if (hash != NULL && !read_hash(hash, &hashed))
		return error_set(error, STATUS_FAILED, NULL, "error.hash", NULL);
	bool fits;
	struct arena *arena = arena_new();
	enum status status = derive(composed(arena, password, &fits), hashed.salt, hashed.passes,
				    hashed.memory, lock_path, made, error);
	arena_free(&arena);
	if (status == STATUS_OK)
		*right = sodium_memcmp(made, hashed.made, sizeof made) == 0 && hash != NULL && fits;
	sodium_memzero(made, sizeof made);
	return status;
}

bool
password_old(const char *hash)
{
	struct hashed hashed;
	return read_hash(hash, &hashed) &&
	       (hashed.passes != HASH_PASSES || hashed.memory != HASH_MEMORY);
}

/* In memory that is locked, guarded and wiped. */
struct keyring *
keyring_new(void)
{
	struct keyring *keys = sodium_malloc(sizeof *keys);
	if (keys == NULL)
		memory_lost();
	memset(keys, 0, sizeof *keys);
	return keys;
}

void
keyring_close(struct keyring **keys)
{
	if (*keys != NULL)
		sodium_free(*keys);
	*keys = NULL;
}

/* One key per use, so that what is known of one tells nothing of another. */
void
secret_derive(const unsigned char key[KEY_SIZE], const char *purpose, unsigned char out[KEY_SIZE])
{
	crypto_generichash(out, KEY_SIZE, (const unsigned char *)purpose, strlen(purpose), key,
			   KEY_SIZE);
}

static void
add_part(crypto_generichash_state *state, const void *bytes, size_t size)
{
	unsigned char lead[8];
	uint64_t left = size;
	for (int i = 7; i >= 0; i--, left >>= 8)
		lead[i] = (unsigned char)(left & 255);
	crypto_generichash_update(state, lead, sizeof lead);
	crypto_generichash_update(state, bytes, size);
}

/* Macs have keys of their own, which stay when those that seal are replaced: what was chained, or
 * known again, stays so. */
static void
mac_key(const struct keyring *keys, const char *purpose, unsigned char out[KEY_SIZE])
{
	for (size_t i = 0; i < keys->mac_count; i++)
		if (strcmp(keys->macs[i].purpose, purpose) == 0) {
			memcpy(out, keys->macs[i].bytes, KEY_SIZE);
			return;
		}
	secret_derive(keys->root, purpose, out);
}

void
secret_mac_parts(const struct keyring *keys, const char *purpose, const struct mac_part *parts,
		 size_t count, char out[SECRET_MAC_HEX])
{
	unsigned char key[KEY_SIZE], mac[KEY_SIZE];
	crypto_generichash_state state;
	mac_key(keys, purpose, key);
	crypto_generichash_init(&state, key, sizeof key, sizeof mac);
	for (size_t i = 0; i < count; i++)
		add_part(&state, parts[i].bytes, parts[i].size);
	crypto_generichash_final(&state, mac, sizeof mac);
	sodium_bin2hex(out, SECRET_MAC_HEX, mac, sizeof mac);
	sodium_memzero(key, sizeof key);
}

void
secret_mac(const struct keyring *keys, const char *purpose, const void *bytes, size_t size,
	   char out[SECRET_MAC_HEX])
{
	const struct mac_part part = { .bytes = bytes, .size = size };
	secret_mac_parts(keys, purpose, &part, 1, out);
}

void
secret_checksum(const void *bytes, size_t size, char out[SECRET_MAC_HEX])
{
	unsigned char sum[KEY_SIZE];
	crypto_generichash(sum, sizeof sum, bytes, size, NULL, 0);
	sodium_bin2hex(out, SECRET_MAC_HEX, sum, sizeof sum);
}

static const char *
place(struct arena *arena, const char *table, const char *column, int64_t row, size_t id)
{
	return arena_format(arena, "%s|%s|%lld|%zu", table, column, (long long)row, id);
}

/* Key id, nonce, what is sealed and its tag. */
enum status
secret_seal(struct arena *arena, const struct keyring *keys, const char *table, const char *column,
	    int64_t row, const char *text, const void **blob, size_t *size, struct error *error)
{
	const struct seal_key *newest = &keys->seals[keys->count - 1];
	size_t length = strlen(text), id = newest->id;
	unsigned char key[KEY_SIZE];
	unsigned char *out = arena_alloc(arena, 1 + NONCE_SIZE + length + TAG_SIZE);
	const char *at = place(arena, table, column, row, id);
	secret_derive(newest->bytes, "seal", key);
	out[0] = (unsigned char)id;
	randombytes_buf(out + 1, NONCE_SIZE);
	int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
	    out + 1 + NONCE_SIZE, NULL, (const unsigned char *)text, length,
	    (const unsigned char *)at, strlen(at), NULL, out + 1, key);
	sodium_memzero(key, sizeof key);
	if (failed != 0)
		return error_set(error, STATUS_FAILED, NULL, "error.seal", NULL);
	*blob = out;
	*size = 1 + NONCE_SIZE + length + TAG_SIZE;
	return STATUS_OK;
}

static const struct seal_key *
seal_key(const struct keyring *keys, size_t id)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->seals[i].id == id)
			return &keys->seals[i];
	return NULL;
}

enum status
secret_open(struct arena *arena, const struct keyring *keys, const char *table, const char *column,
	    int64_t row, const void *blob, size_t size, const char **text, struct error *error)
{
	const unsigned char *from = blob;
	size_t id = size > 0 ? from[0] : 0;
	const struct seal_key *sealing = seal_key(keys, id);
	if (size < 1 + NONCE_SIZE + TAG_SIZE || sealing == NULL)
		return error_set(error, STATUS_FAILED, NULL, "error.seal", NULL);
	unsigned char key[KEY_SIZE];
	const char *at = place(arena, table, column, row, id);
	char *out = arena_alloc(arena, size - 1 - NONCE_SIZE - TAG_SIZE + 1);
	secret_derive(sealing->bytes, "seal", key);
	int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
	    (unsigned char *)out, NULL, NULL, from + 1 + NONCE_SIZE, size - 1 - NONCE_SIZE,
	    (const unsigned char *)at, strlen(at), from + 1, key);
	sodium_memzero(key, sizeof key);
	if (failed != 0)
		return error_set(error, STATUS_FAILED, NULL, "error.seal", NULL);
	*text = out;
	return STATUS_OK;
}

enum status
secret_seal_hex(struct arena *arena, const struct keyring *keys, const char *table,
		const char *column, int64_t row, const char *text, const char **hex,
		struct error *error)
{
	const void *blob = NULL;
	size_t size = 0;
	enum status status =
	    secret_seal(arena, keys, table, column, row, text, &blob, &size, error);
	if (status != STATUS_OK)
		return status;
	char *out = arena_alloc(arena, size * 2 + 1);
	*hex = sodium_bin2hex(out, size * 2 + 1, blob, size);
	return STATUS_OK;
}

enum status
secret_open_hex(const struct keyring *keys, const char *table, const char *column, int64_t row,
		const char *hex, char *out, size_t size, struct error *error)
{
	struct arena *arena = arena_new();
	const char *text = NULL;
	size_t length = strlen(hex), blob_size = 0;
	unsigned char *blob = arena_alloc(arena, length / 2 + 1);
	enum status status =
	    sodium_hex2bin(blob, length / 2 + 1, hex, length, NULL, &blob_size, NULL) == 0
		? secret_open(arena, keys, table, column, row, blob, blob_size, &text, error)
		: error_set(error, STATUS_FAILED, NULL, "error.seal", NULL);
	if (status == STATUS_OK && text != NULL && strlen(text) < size)
		memcpy(out, text, strlen(text) + 1);
	else if (status == STATUS_OK)
		status = error_set(error, STATUS_FAILED, NULL, "error.seal", NULL);
	if (text != NULL)
		sodium_memzero((char *)(uintptr_t)text, strlen(text));
	arena_free(&arena);
	return status;
}

enum status
secret_seal_anew(struct arena *arena, const struct keyring *keys, const char *table,
		 const char *column, int64_t row, const char *hex, const char **out,
		 struct error *error)
{
	const size_t size = strlen(hex) / 2 + 1;
	char *text = arena_alloc(arena, size);
	enum status status = secret_open_hex(keys, table, column, row, hex, text, size, error);
	if (status == STATUS_OK)
		status = secret_seal_hex(arena, keys, table, column, row, text, out, error);
	sodium_memzero(text, size);
	return status;
}

void
secret_random(void *bytes, size_t size)
{
	randombytes_buf(bytes, size);
}

void
secret_digits(char *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (char)('0' + randombytes_uniform(10));
}

void
secret_wipe(void *bytes, size_t size)
{
	sodium_memzero(bytes, size);
}

void
secret_letters(char *out, size_t count)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	for (size_t i = 0; i < count; i++)
		out[i] = alphabet[randombytes_uniform(32)];
}

/* ---- one-time codes ---- */

void
totp_secret(char out[TOTP_SECRET_SIZE])
{
	secret_letters(out, TOTP_SECRET_SIZE - 1);
	out[TOTP_SECRET_SIZE - 1] = '\0';
}

bool
totp_code(const char *secret, int64_t step, int digits, char *out)
{
	char *bytes = NULL;
	size_t size = 0;
	bool made = step >= 0 &&
		    oath_base32_decode(secret, strlen(secret), &bytes, &size) == OATH_OK &&
		    size == TOTP_BYTES &&
		    oath_hotp_generate(bytes, size, (uint64_t)step, (unsigned)digits, false,
				       OATH_HOTP_DYNAMIC_TRUNCATION, out) == OATH_OK;
	if (bytes != NULL) {
		sodium_memzero(bytes, size);
		free(bytes);
	}
	return made;
}

/* In constant time for equal lengths. */
static bool
secret_equal(const char *a, const char *b)
{
	size_t size = strlen(a);
	return size == strlen(b) && sodium_memcmp(a, b, size) == 0;
}

bool
totp_match(const char *secret, const char *code, int64_t seconds, int64_t after, int64_t *step)
{
	char right[TOTP_DIGITS + 1];
	bool found = false;
	int64_t now = seconds / TOTP_SECONDS;
	for (int64_t at = now - TOTP_WINDOW; at <= now + TOTP_WINDOW; at++) {
		if (at <= after || found || !totp_code(secret, at, TOTP_DIGITS, right) ||
		    !secret_equal(right, code))
			continue;
		found = true;
		*step = at;
	}
	sodium_memzero(right, sizeof right);
	return found;
}
