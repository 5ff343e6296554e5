/* The key file of a store: read, written anew as a whole (secret.h has its form). */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/file.h>
#include <guichet/secret.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADING "guichet keys\n"
#define FILE_MOST 8192
#define ID_MOST 255

/* What macs are for: a file of bare keys gets a line for each when its first key is replaced.
 * tests/lint/vault.sh looks that it names every use. */
static const char *const purposes[] = {
	"audit",        "audit-head", "aircode",      "recovery",
	"account_code", "batch",      "payment-card", "transaction",
};

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

static bool
read_hex(const char *text, unsigned char out[KEY_SIZE])
{
	for (size_t i = 0; i < KEY_SIZE; i++) {
		const int high = hex_digit(text[2 * i]);
		const int low = high < 0 ? -1 : hex_digit(text[2 * i + 1]);
		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return text[2 * KEY_SIZE] == '\n';
}

/* "seal 2 HEX", "mac * HEX": *line moves behind it. */
static bool
read_line(struct keyring *keys, const char **line, bool *root)
{
	char kind[8], name[PURPOSE_SIZE];
	int used = 0;
	unsigned char bytes[KEY_SIZE];
	bool good = sscanf(*line, "%7[a-z] %31s %n", kind, name, &used) == 2 && used > 0 &&
		    read_hex(*line + used, bytes);
	if (good && strcmp(kind, "mac") == 0 && strcmp(name, "*") == 0) {
		memcpy(keys->root, bytes, KEY_SIZE);
		*root = true;
	} else if (good && strcmp(kind, "mac") == 0 && keys->mac_count < MACS_MOST) {
		struct mac_key *mac = &keys->macs[keys->mac_count++];
		memcpy(mac->purpose, name, sizeof mac->purpose);
		memcpy(mac->bytes, bytes, KEY_SIZE);
	} else if (good && strcmp(kind, "seal") == 0 && keys->count < KEYS_MOST) {
		const size_t before = keys->count > 0 ? keys->seals[keys->count - 1].id : 0;
		struct seal_key *seal = &keys->seals[keys->count++];
		seal->id = strtoul(name, NULL, 10);
		memcpy(seal->bytes, bytes, KEY_SIZE);
		good = seal->id > before && seal->id <= ID_MOST;
	} else {
		good = false;
	}
	secret_wipe(bytes, sizeof bytes);
	*line += (size_t)used + 2 * KEY_SIZE + 1;
	return good;
}

static bool
read_text(struct keyring *keys, const char *text)
{
	bool root = false;
	for (const char *line = text + strlen(HEADING); *line != '\0';)
		if (!read_line(keys, &line, &root))
			return false;
	return root && keys->count > 0;
}

/* Bare keys, the first of which macs. */
static bool
read_bare(struct keyring *keys, const char *bytes, size_t size)
{
	if (size == 0 || size % KEY_SIZE != 0 || size > (size_t)KEYS_MOST * KEY_SIZE)
		return false;
	keys->old = true;
	keys->count = size / KEY_SIZE;
	memcpy(keys->root, bytes, KEY_SIZE);
	for (size_t i = 0; i < keys->count; i++) {
		keys->seals[i].id = i + 1;
		memcpy(keys->seals[i].bytes, bytes + i * KEY_SIZE, KEY_SIZE);
	}
	return true;
}

static enum status
read_file(struct keyring *keys, int file, const char *path, struct error *error)
{
	struct stat stat;
	char text[FILE_MOST + 1];
	if (fstat(file, &stat) != 0)
		return error_system(error, "error.file", path, errno);
	/* root reads it anyway: who looks after the host may check and copy the store. */
	const bool own = S_ISREG(stat.st_mode) && (stat.st_uid == geteuid() || geteuid() == 0);
	if (!own || (stat.st_mode & 077) != 0)
		return error_set(error, STATUS_FAILED, NULL,
				 own ? "error.key_open" : "error.key_owner",
				 ARGS(ARG_TEXT("path", path)));
	const ssize_t size = read(file, text, FILE_MOST);
	if (size < 0)
		return error_system(error, "error.file", path, errno);
	text[size] = '\0';
	const bool lines = strncmp(text, HEADING, strlen(HEADING)) == 0;
	const bool good =
	    stat.st_size == size && (lines ? strlen(text) == (size_t)size && read_text(keys, text)
					   : read_bare(keys, text, (size_t)size));
	secret_wipe(text, sizeof text);
	keys->device = stat.st_dev;
	keys->inode = stat.st_ino;
	keys->size = stat.st_size;
	keys->changed = stat.st_mtim;
	return good ? STATUS_OK
		    : error_set(error, STATUS_FAILED, NULL, "error.key_size",
				ARGS(ARG_TEXT("path", path)));
}

enum status
keyring_open(struct keyring **keys, const char *path, struct error *error)
{
	*keys = NULL;
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	if (file < 0)
		return error_system(error, "error.key_file", path, errno);
	struct keyring *read = keyring_new();
	const enum status status = read_file(read, file, path, error);
	close(file);
	if (status == STATUS_OK)
		*keys = read;
	else
		keyring_close(&read);
	return status;
}

void
keyring_refresh(struct keyring *keys, const char *path)
{
	struct keyring *now = NULL;
	struct stat st;
	if (stat(path, &st) != 0 ||
	    (st.st_dev == keys->device && st.st_ino == keys->inode && st.st_size == keys->size &&
	     st.st_mtim.tv_sec == keys->changed.tv_sec &&
	     st.st_mtim.tv_nsec == keys->changed.tv_nsec))
		return;
	if (keyring_open(&now, path, NULL) != STATUS_OK || now == NULL)
		return;
	memcpy(keys, now, sizeof *keys);
	keyring_close(&now);
}

size_t
keyring_ids(const struct keyring *keys, int *ids, size_t most)
{
	size_t count = 0;
	for (; count < keys->count && count < most; count++)
		ids[count] = (int)keys->seals[count].id;
	return count;
}

/* ---- writing ---- */

static void
add_line(char text[FILE_MOST], const char *kind, const char *name,
	 const unsigned char bytes[KEY_SIZE])
{
	const size_t used = strlen(text);
	int size = snprintf(text + used, FILE_MOST - used, "%s %s ", kind, name);
	for (size_t i = 0; i < KEY_SIZE; i++)
		size +=
		    snprintf(text + used + size, FILE_MOST - used - (size_t)size, "%02x", bytes[i]);
	snprintf(text + used + size, FILE_MOST - used - (size_t)size, "\n");
}

static int
write_text(const struct keyring *keys, int file)
{
	char text[FILE_MOST] = HEADING, id[24];
	for (size_t i = 0; i < keys->mac_count; i++)
		add_line(text, "mac", keys->macs[i].purpose, keys->macs[i].bytes);
	add_line(text, "mac", "*", keys->root);
	for (size_t i = 0; i < keys->count; i++) {
		snprintf(id, sizeof id, "%zu", keys->seals[i].id);
		add_line(text, "seal", id, keys->seals[i].bytes);
	}
	int number = file_write(file, text, strlen(text));
	secret_wipe(text, sizeof text);
	if (number == 0 && fsync(file) != 0)
		number = errno;
	return number;
}

static int
sync_folder(const char *path)
{
	char folder[4096];
	snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder ? 1 : 0] = '\0';
	const int file = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int number = file < 0 || fsync(file) != 0 ? errno : 0;
	if (file >= 0)
		close(file);
	return number;
}

/* Under a name beside it first, which a program that was killed may have left. */
static enum status
replace(const struct keyring *keys, const char *path, struct error *error)
{
	char beside[4096];
	snprintf(beside, sizeof beside, "%s.new", path);
	unlink(beside);
	const int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return error_system(error, "error.file", beside, errno);
	int number = write_text(keys, file);
	if (close(file) != 0 && number == 0)
		number = errno;
	if (number == 0 && rename(beside, path) != 0)
		number = errno;
	if (number == 0)
		number = sync_folder(path);
	if (number == 0)
		return STATUS_OK;
	unlink(beside);
	return error_system(error, "error.file", path, number);
}

enum status
keyring_create(const char *path, struct error *error)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return error_system(error, "error.file", path, errno);
	struct keyring *keys = keyring_new();
	keys->count = 1;
	keys->seals[0].id = 1;
	secret_random(keys->root, KEY_SIZE);
	secret_random(keys->seals[0].bytes, KEY_SIZE);
	int number = write_text(keys, file);
	keyring_close(&keys);
	if (close(file) != 0 && number == 0)
		number = errno;
	if (number == 0)
		return STATUS_OK;
	unlink(path);
	return error_system(error, "error.file", path, number);
}

/* Each use its key of its own, as it was made of the first one, which can then be forgotten. */
static void
part_macs(struct keyring *keys)
{
	for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++) {
		struct mac_key *mac = &keys->macs[keys->mac_count++];
		snprintf(mac->purpose, sizeof mac->purpose, "%s", purposes[i]);
		secret_derive(keys->root, purposes[i], mac->bytes);
	}
	secret_random(keys->root, KEY_SIZE);
	keys->old = false;
}

/* Written first, believed then. */
static enum status
become(struct keyring *keys, struct keyring **next, const char *path, struct error *error)
{
	const enum status status = replace(*next, path, error);
	keyring_close(next);
	if (status == STATUS_OK)
		keyring_refresh(keys, path);
	return status;
}

enum status
keyring_add(struct keyring *keys, const char *path, struct error *error)
{
	if (keys->count == KEYS_MOST || keys->seals[keys->count - 1].id == ID_MOST)
		return error_set(error, STATUS_REFUSED, NULL, "error.keys_full",
				 ARGS(ARG_TEXT("path", path), ARG_INT("most", KEYS_MOST)));
	struct keyring *next = keyring_new();
	memcpy(next, keys, sizeof *next);
	if (next->old)
		part_macs(next);
	next->seals[next->count].id = next->seals[next->count - 1].id + 1;
	secret_random(next->seals[next->count++].bytes, KEY_SIZE);
	return become(keys, &next, path, error);
}

enum status
keyring_forget(struct keyring *keys, const char *path, int id, struct error *error)
{
	struct keyring *next = keyring_new();
	memcpy(next, keys, sizeof *next);
	size_t kept = 0;
	for (size_t i = 0; i < keys->count; i++)
		if (keys->seals[i].id != (size_t)id || i + 1 == keys->count)
			next->seals[kept++] = keys->seals[i];
	for (size_t i = kept; i < KEYS_MOST; i++)
		secret_wipe(&next->seals[i], sizeof next->seals[i]);
	next->count = kept;
	if (next->old)
		part_macs(next);
	return become(keys, &next, path, error);
}
