/* The checksum of a copy, in a file of its own beside it, as "b2sum -l 256" writes and reads it. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/secret.h>

static bool
sum_of(const char *path, char out[SECRET_MAC_HEX])
{
	struct stat st;
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	void *bytes = MAP_FAILED;

	if (file >= 0 && fstat(file, &st) == 0 && st.st_size > 0)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (file >= 0)
		close(file);
	if (bytes == MAP_FAILED)
		return false;
	madvise(bytes, (size_t)st.st_size, MADV_SEQUENTIAL);
	secret_checksum(bytes, (size_t)st.st_size, out);
	munmap(bytes, (size_t)st.st_size);
	return true;
}

static const char *
name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static const char *
checksum_path(struct arena *arena, const char *copy)
{
	return arena_format(arena, "%s.b2", copy);
}

static int
write_synced(const char *path, const char *text)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int bad = 0;

	if (file < 0)
		return errno;
	errno = ENOSPC; /* of a write that is short */
	if (write(file, text, strlen(text)) != (ssize_t)strlen(text) || fsync(file) != 0)
		bad = errno;
	close(file);
	return bad;
}

enum status
checksum_keep(const char *content, const char *copy, struct error *error)
{
	struct arena *arena = arena_new();
	const char *path = checksum_path(arena, copy);
	const char *beside = arena_format(arena, "%s.part", path);
	char sum[SECRET_MAC_HEX];
	int bad = sum_of(content, sum) ? 0 : EIO;

	if (bad == 0)
		bad = write_synced(beside, arena_format(arena, "%s  %s\n", sum, name_in(copy)));
	if (bad == 0 && rename(beside, path) != 0)
		bad = errno;
	if (bad != 0)
		unlink(beside);
	const enum status status =
	    bad == 0 ? STATUS_OK : error_system(error, "error.file_write", path, bad);
	arena_free(&arena);
	return status;
}

enum checksum
checksum_look(const char *content, const char *copy)
{
	struct arena *arena = arena_new();
	char kept[SECRET_MAC_HEX] = "", sum[SECRET_MAC_HEX];
	const int file =
	    open(checksum_path(arena, copy), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum checksum found = CHECKSUM_NONE;

	if (file >= 0) {
		const bool whole = read(file, kept, sizeof kept - 1) == sizeof kept - 1;
		found = whole && sum_of(content, sum) && strcmp(kept, sum) == 0 ? CHECKSUM_MATCHES
										: CHECKSUM_DIFFERS;
		close(file);
	}
	arena_free(&arena);
	return found;
}
