/* Passwords, keys, seals: what must hold, and what must be told apart (decision 6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doorway.h"

#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/secret.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#define WITH_SANITIZER __has_feature(address_sanitizer)
#else
#define WITH_SANITIZER 0
#endif

static struct arena *arena;
static const char *folder;

static int
set_up(void **state)
{
	(void)state;
	char name[] = "/tmp/guichet-secret-XXXXXX";
	hash_at_cost(true);
	assert_true(secret_start());
	assert_non_null(mkdtemp(name));
	arena = arena_new();
	folder = arena_copy(arena, name);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	assert_int_equal(system(arena_format(arena, "rm -rf %s", folder)), 0);
	arena_free(&arena);
	return 0;
}

static const char *
in_folder(const char *name)
{
	return arena_format(arena, "%s/%s", folder, name);
}

/* ACC-01 */
static void
test_passwords(void **state)
{
	(void)state;
	const char *hash, *again;
	bool right = false;
	struct error error;
	const char *lock = in_folder("lock");
	assert_int_equal(password_hash(arena, "Guichet-2026!", lock, &hash, &error), STATUS_OK);
	assert_null(strstr(hash, "Guichet"));
	assert_memory_equal(hash, "argon2id$3$65536$", 17); /* 64 MiB, 3 passes */
	assert_int_equal(hash_last().passes, 3);
	assert_int_equal(hash_last().memory, 64 << 20);
	assert_int_equal(password_verify(hash, "Guichet-2026!", lock, &right, &error), STATUS_OK);
	assert_true(right);
	static const char *const others[] = { "guichet-2026!", "Guichet-2026", "Guichet-2026! ",
					      "" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		right = true;
		assert_int_equal(password_verify(hash, others[i], lock, &right, &error), STATUS_OK);
		assert_false(right);
	}
	assert_int_equal(password_hash(arena, "Guichet-2026!", NULL, &again, &error), STATUS_OK);
	assert_string_not_equal(hash, again); /* a salt each */
	/* Where no slot can be kept (a disk full or read-only), signing in still works. */
	assert_int_equal(password_verify(hash, "Guichet-2026!", "/nowhere/lock", &right, &error),
			 STATUS_OK);
	assert_true(right);
}

/* ACC-01: an unknown user takes as long as a wrong password. */
static void
test_same_work_for_nobody(void **state)
{
	(void)state;
	const char *hash;
	bool right = true;
	assert_int_equal(password_hash(arena, "Guichet-2026!", NULL, &hash, NULL), STATUS_OK);
	assert_int_equal(password_verify(hash, "wrong", NULL, &right, NULL), STATUS_OK);
	const struct hash_cost known = hash_last();
	hashes_since();
	right = true;
	assert_int_equal(password_verify(NULL, "wrong", NULL, &right, NULL), STATUS_OK);
	assert_false(right);
	assert_int_equal(hashes_since(), 1);
	assert_int_equal(hash_last().passes, known.passes);
	assert_int_equal(hash_last().memory, known.memory);
}

static void
test_long_passwords(void **state)
{
	(void)state;
	char text[140];
	const char *hash;
	bool right = true;
	struct error error;
	memset(text, 'a', sizeof text);
	text[129] = '\0';
	assert_int_equal(password_hash(arena, text, NULL, &hash, &error), STATUS_REFUSED);
	assert_string_equal(error.key, "error.password_long");
	text[128] = '\0';
	assert_int_equal(password_hash(arena, text, NULL, &hash, &error), STATUS_OK);
	text[128] = 'a';
	text[129] = '\0';
	assert_int_equal(password_verify(hash, text, NULL, &right, &error), STATUS_OK);
	assert_false(right); /* simply wrong, not cut to what fits */
}

static void
test_spoiled_hashes(void **state)
{
	(void)state;
	static const char *const spoiled[] = { "", "argon2id$3$65536$", "$argon2id$v=19$m=65536",
					       "argon2id$0$65536$00$00", "plain" };
	bool right = true;
	struct error error;
	for (size_t i = 0; i < sizeof spoiled / sizeof *spoiled; i++) {
		assert_int_equal(password_verify(spoiled[i], "x", NULL, &right, &error),
				 STATUS_FAILED);
		assert_false(right);
		assert_string_equal(error.key, "error.hash");
	}
}

#if !WITH_SANITIZER /* which needs more memory than the limit leaves */
/* Too little memory is told as such; it never makes a right password wrong. */
static void
test_no_memory_is_not_wrong(void **state)
{
	(void)state;
	const char *hash;
	assert_int_equal(password_hash(arena, "Guichet-2026!", NULL, &hash, NULL), STATUS_OK);
	pid_t child = fork();
	if (child == 0) {
		const struct rlimit little = { .rlim_cur = 48 << 20, .rlim_max = 48 << 20 };
		struct error error;
		bool right = false;
		setrlimit(RLIMIT_AS, &little);
		enum status status = password_verify(hash, "Guichet-2026!", NULL, &right, &error);
		bool told = status == STATUS_FAILED && strcmp(error.key, "error.memory") == 0;
		_exit(told && !right ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}
#endif

/* Two at once on the host: with both slots held, a third waits until one is free. */
static void
test_two_at_once(void **state)
{
	(void)state;
	const char *lock = in_folder("slots");
	int held = open(lock, O_RDWR | O_CREAT, 0600), ends[2];
	struct flock both = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 2 };
	assert_int_equal(fcntl(held, F_SETLK, &both), 0);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		bool right = false;
		close(ends[0]);
		(void)!write(ends[1], "s", 1);
		password_verify(NULL, "x", lock, &right, NULL);
		_exit(write(ends[1], "e", 1) == 1 ? 0 : 1);
	}
	char sign = 0;
	close(ends[1]);
	assert_int_equal(read(ends[0], &sign, 1), 1);
	struct pollfd waiting = { .fd = ends[0], .events = POLLIN };
	assert_int_equal(poll(&waiting, 1, 600), 0); /* eight times what a hash takes */
	struct flock asked = both;
	asked.l_type = F_UNLCK;
	assert_int_equal(fcntl(held, F_SETLK, &asked), 0);
	assert_int_equal(read(ends[0], &sign, 1), 1);
	assert_int_equal(sign, 'e');
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	close(held);
	close(ends[0]);
}

static struct keyring *
keys_in(const char *name)
{
	struct keyring *keys;
	struct error error;
	const char *path = in_folder(name);
	assert_int_equal(keyring_create(path, &error), STATUS_OK);
	assert_int_equal(keyring_open(&keys, path, &error), STATUS_OK);
	return keys;
}

static void
assert_not_opened(const char *path, const char *key)
{
	struct keyring *keys;
	struct error error;
	assert_int_equal(keyring_open(&keys, path, &error), STATUS_FAILED);
	assert_string_equal(error.key, key);
	assert_null(keys);
}

static void
test_key_file(void **state)
{
	(void)state;
	struct error error;
	struct stat stat_of;
	const char *path = in_folder("key");
	struct keyring *keys = keys_in("key");
	assert_int_equal(stat(path, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 0777, 0600);
	keyring_close(&keys);
	assert_null(keys);
	keyring_close(&keys);

	assert_int_equal(keyring_create(path, &error), STATUS_FAILED); /* never replaced */
	assert_int_equal(chmod(path, 0640), 0);
	assert_not_opened(path, "error.key_open");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, in_folder("link")), 0);
	assert_not_opened(in_folder("link"), "error.key_file");
	assert_not_opened(in_folder("none"), "error.key_file");
	assert_not_opened(folder, "error.key_owner"); /* no regular file */
	for (off_t size = stat_of.st_size - 1; size >= 0; size--) {
		assert_int_equal(truncate(path, size), 0);
		assert_not_opened(path, "error.key_size");
	}
}

/* A key file of bare keys, as the first versions made it. */
static void
write_bare(const char *path, const unsigned char *bytes, size_t size)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, size), size);
	assert_int_equal(close(file), 0);
}

/* Kept open while others add keys and forget them. */
static void
test_keys_come_and_go(void **state)
{
	(void)state;
	int ids[8];
	const char *path = in_folder("ring"), *hex, *newer, *moved;
	char text[8], mac[SECRET_MAC_HEX], again[SECRET_MAC_HEX];
	struct error error;
	struct stat st;
	struct keyring *keys = keys_in("ring"), *clerk;
	assert_int_equal(keyring_open(&clerk, path, NULL), STATUS_OK);
	secret_mac(keys, "audit", "x", 1, mac);
	assert_int_equal(secret_seal_hex(arena, keys, "rank", "pin_sealed", 7, "1234", &hex, NULL),
			 STATUS_OK);
	assert_int_equal(keyring_add(keys, path, NULL), STATUS_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(keyring_ids(keys, ids, 8), 2);
	assert_int_equal(ids[1], 2);
	assert_int_equal(secret_seal_anew(arena, keys, "rank", "pin_sealed", 7, hex, &newer, NULL),
			 STATUS_OK);
	assert_memory_equal(newer, "02", 2);
	assert_int_equal(secret_seal_anew(arena, keys, "rank", "pin_sealed", 8, hex, &moved, NULL),
			 STATUS_FAILED);
	/* One that was open already reads it again. */
	assert_int_equal(
	    secret_open_hex(clerk, "rank", "pin_sealed", 7, newer, text, sizeof text, NULL),
	    STATUS_FAILED);
	keyring_refresh(clerk, path);
	assert_int_equal(
	    secret_open_hex(clerk, "rank", "pin_sealed", 7, newer, text, sizeof text, NULL),
	    STATUS_OK);
	assert_string_equal(text, "1234");
	assert_int_equal(
	    secret_open_hex(clerk, "rank", "pin_sealed", 7, hex, text, sizeof text, NULL),
	    STATUS_OK);
	/* Forgotten: what it sealed does not open; macs stay; its id is not used again, the newest
	 * cannot go. */
	assert_int_equal(keyring_forget(keys, path, 1, NULL), STATUS_OK);
	assert_int_equal(keyring_forget(keys, path, 2, NULL), STATUS_OK);
	keyring_refresh(clerk, path);
	assert_int_equal(keyring_ids(clerk, ids, 8), 1);
	assert_int_equal(
	    secret_open_hex(clerk, "rank", "pin_sealed", 7, hex, text, sizeof text, NULL),
	    STATUS_FAILED);
	secret_mac(clerk, "audit", "x", 1, again);
	assert_string_equal(mac, again);
	assert_int_equal(keyring_add(keys, path, NULL), STATUS_OK);
	keyring_ids(keys, ids, 8);
	assert_int_equal(ids[1], 3);
	while (keyring_add(keys, path, &error) == STATUS_OK)
		;
	assert_string_equal(error.key, "error.keys_full");
	assert_int_equal(keyring_ids(keys, ids, 8), 8);
	keyring_close(&keys);
	keyring_close(&clerk);
}

/* Its first key sealed and chained: once it is forgotten nothing of it remains, and macs are what
 * they were. */
static void
test_a_bare_key_is_forgotten(void **state)
{
	(void)state;
	static const char *const uses[] = { "audit",        "audit-head",   "aircode",
					    "recovery",     "account_code", "batch",
					    "payment-card", "transaction" };
	enum { USES = sizeof uses / sizeof *uses };
	unsigned char bare[32];
	char before[USES][SECRET_MAC_HEX], after[SECRET_MAC_HEX], file[8192], hex[65];
	struct keyring *keys;
	const char *path = in_folder("bare"), *sealed;
	secret_random(bare, sizeof bare);
	write_bare(path, bare, sizeof bare);
	assert_int_equal(keyring_open(&keys, path, NULL), STATUS_OK);
	for (size_t i = 0; i < USES; i++)
		secret_mac(keys, uses[i], "x", 1, before[i]);
	assert_int_equal(secret_seal_hex(arena, keys, "t", "c", 1, "old", &sealed, NULL),
			 STATUS_OK);
	assert_int_equal(keyring_add(keys, path, NULL), STATUS_OK);
	assert_int_equal(secret_open_hex(keys, "t", "c", 1, sealed, after, sizeof after, NULL),
			 STATUS_OK);
	assert_int_equal(keyring_forget(keys, path, 1, NULL), STATUS_OK);
	keyring_close(&keys);
	assert_int_equal(keyring_open(&keys, path, NULL), STATUS_OK);
	for (size_t i = 0; i < USES; i++) {
		secret_mac(keys, uses[i], "x", 1, after);
		assert_string_equal(before[i], after);
	}
	keyring_close(&keys);
	for (size_t i = 0; i < sizeof bare; i++)
		snprintf(hex + 2 * i, 3, "%02x", bare[i]);
	FILE *text = fopen(path, "r");
	file[fread(file, 1, sizeof file - 1, text)] = '\0';
	fclose(text);
	assert_null(strstr(file, hex));
}

/* AUD-01: the chain's hash, keyed, one use apart from the other, parts apart from each other. */
static void
test_macs(void **state)
{
	(void)state;
	struct keyring *keys = keys_in("mac"), *others = keys_in("mac2");
	char one[SECRET_MAC_HEX], two[SECRET_MAC_HEX];
	secret_mac(keys, "audit", "abc", 3, one);
	assert_int_equal(strlen(one), 64);
	assert_int_equal(strspn(one, "0123456789abcdef"), 64);
	secret_mac(keys, "audit", "abc", 3, two);
	assert_string_equal(one, two);
	secret_mac(keys, "audit", "abd", 3, two);
	assert_string_not_equal(one, two);
	secret_mac(keys, "pin", "abc", 3, two);
	assert_string_not_equal(one, two);
	secret_mac(others, "audit", "abc", 3, two);
	assert_string_not_equal(one, two);
	const struct mac_part ab_c[] = { { "ab", 2 }, { "c", 1 } },
			      a_bc[] = { { "a", 1 }, { "bc", 2 } };
	secret_mac_parts(keys, "audit", ab_c, 2, one);
	secret_mac_parts(keys, "audit", a_bc, 2, two);
	assert_string_not_equal(one, two);
	secret_mac_parts(keys, "audit", NULL, 0, two);
	assert_string_not_equal(one, two);
	/* BLAKE2b-256 of "abc", from its authors' vectors. */
	secret_checksum("abc", 3, one);
	assert_string_equal(one,
			    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	keyring_close(&keys);
	keyring_close(&others);
}

static void
test_seals(void **state)
{
	(void)state;
	struct keyring *keys = keys_in("seal"), *others = keys_in("seal2");
	struct error error;
	const void *blob, *again;
	const char *text = NULL;
	size_t size, size_again;
	assert_int_equal(secret_seal(arena, keys, "card", "pin", 7, "1234", &blob, &size, &error),
			 STATUS_OK);
	assert_int_equal(secret_open(arena, keys, "card", "pin", 7, blob, size, &text, &error),
			 STATUS_OK);
	assert_string_equal(text, "1234");
	assert_int_equal(
	    secret_seal(arena, keys, "card", "pin", 7, "1234", &again, &size_again, &error),
	    STATUS_OK);
	assert_int_equal(size, size_again);
	assert_memory_not_equal(blob, again, size); /* the same text, never the same bytes */
	/* Put in another place, under another key, or changed, it does not open. */
	text = "untouched";
	assert_int_equal(secret_open(arena, keys, "card", "pin", 8, blob, size, &text, &error),
			 STATUS_FAILED);
	assert_string_equal(error.key, "error.seal");
	assert_int_equal(secret_open(arena, keys, "driver", "pin", 7, blob, size, &text, &error),
			 STATUS_FAILED);
	assert_int_equal(secret_open(arena, keys, "card", "puk", 7, blob, size, &text, &error),
			 STATUS_FAILED);
	assert_int_equal(secret_open(arena, others, "card", "pin", 7, blob, size, &text, &error),
			 STATUS_FAILED);
	unsigned char *changed = arena_alloc(arena, size);
	for (size_t i = 0; i < size; i++) {
		memcpy(changed, blob, size);
		changed[i] ^= 1;
		assert_int_equal(
		    secret_open(arena, keys, "card", "pin", 7, changed, size, &text, &error),
		    STATUS_FAILED);
		assert_int_equal(secret_open(arena, keys, "card", "pin", 7, blob, i, &text, &error),
				 STATUS_FAILED);
	}
	assert_string_equal(text, "untouched");
	keyring_close(&keys);
	keyring_close(&others);
}

/* A key added to the file seals what comes; what was sealed before still opens, and the chain goes
 * on. */
static void
test_a_second_key(void **state)
{
	(void)state;
	struct keyring *keys;
	unsigned char bare[32];
	secret_random(bare, sizeof bare);
	write_bare(in_folder("two"), bare, sizeof bare);
	assert_int_equal(keyring_open(&keys, in_folder("two"), NULL), STATUS_OK);
	const void *old, *new;
	size_t old_size, new_size;
	const char *text;
	char before[SECRET_MAC_HEX], after[SECRET_MAC_HEX];
	secret_mac(keys, "audit", "x", 1, before);
	assert_int_equal(secret_seal(arena, keys, "t", "c", 1, "old", &old, &old_size, NULL),
			 STATUS_OK);
	keyring_close(&keys);
	FILE *file = fopen(in_folder("two"), "ab");
	unsigned char key[32];
	secret_random(key, sizeof key);
	assert_int_equal(fwrite(key, 1, sizeof key, file), sizeof key);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(keyring_open(&keys, in_folder("two"), NULL), STATUS_OK);
	assert_int_equal(secret_open(arena, keys, "t", "c", 1, old, old_size, &text, NULL),
			 STATUS_OK);
	assert_string_equal(text, "old");
	assert_int_equal(secret_seal(arena, keys, "t", "c", 1, "new", &new, &new_size, NULL),
			 STATUS_OK);
	assert_int_equal(((const unsigned char *)old)[0], 1);
	assert_int_equal(((const unsigned char *)new)[0], 2);
	assert_int_equal(secret_open(arena, keys, "t", "c", 1, new, new_size, &text, NULL),
			 STATUS_OK);
	assert_string_equal(text, "new");
	secret_mac(keys, "audit", "x", 1, after);
	assert_string_equal(before, after);
	keyring_close(&keys);
}

/* AIR-01: codes are digits, each as likely as another. */
static void
test_digits(void **state)
{
	(void)state;
	char digits[100001];
	int counts[10] = { 0 };
	digits[100000] = 'x';
	secret_digits(digits, 100000);
	assert_int_equal(digits[100000], 'x');
	for (size_t i = 0; i < 100000; i++) {
		assert_in_range(digits[i], '0', '9');
		counts[digits[i] - '0']++;
	}
	for (int i = 0; i < 10; i++) /* ten deviations: less than once in the life of a star */
		assert_in_range(counts[i], 9000, 11000);
	secret_wipe(digits, sizeof digits);
	for (size_t i = 0; i < sizeof digits; i++)
		assert_int_equal(digits[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_same_work_for_nobody),
		cmocka_unit_test(test_long_passwords),
		cmocka_unit_test(test_spoiled_hashes),
#if !WITH_SANITIZER
		cmocka_unit_test(test_no_memory_is_not_wrong),
#endif

		cmocka_unit_test(test_two_at_once),
		cmocka_unit_test(test_key_file),
		cmocka_unit_test(test_keys_come_and_go),
		cmocka_unit_test(test_a_bare_key_is_forgotten),
		cmocka_unit_test(test_macs),
		cmocka_unit_test(test_seals),
		cmocka_unit_test(test_a_second_key),
		cmocka_unit_test(test_digits),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
