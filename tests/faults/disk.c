/* What the disk did, and a disk that fails: loaded into the real program (LD_PRELOAD), for the
 * files under DISK_FOLDER.
 *
 * DISK_TRACE    every write, truncate, sync, new, renamed and removed name is added to that file,
 * in the order in which all processes did them; power.py cuts the power at any place of it.
 * DISK_CONTROL  a shared page (struct control): the n-th change of the disk fails, once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct control {
	int32_t armed;     /* 0: only counted */
	int32_t countdown; /* 1: the next change fails */
	int32_t error;
	int32_t changes; /* so far */
	int32_t failed;
	char what[64]; /* the one that failed */
};

struct record {
	uint8_t type, unused[3];
	uint32_t name_size, size;
	uint32_t unused_too;
	uint64_t node, offset;
};

enum { FILES_MOST = 4096 };
static const char *folder, *trace;
static size_t folder_size;
static struct control *control;
static bool watched[FILES_MOST];
static int trace_file = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void
begin(void)
{
	const char *page = getenv("DISK_CONTROL");

	folder = getenv("DISK_FOLDER") != NULL ? strdup(getenv("DISK_FOLDER")) : NULL;
	trace = getenv("DISK_TRACE") != NULL ? strdup(getenv("DISK_TRACE")) : NULL;
	folder_size = folder != NULL ? strlen(folder) : 0;
	if (page == NULL)
		return;
	const int file = REAL(open)(page, O_RDWR);
	if (file < 0)
		abort();
	control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	REAL(close)(file);
}

static bool
is_ours(const char *path)
{
	/* What is shared memory, and who waits at the gate, is gone with the machine. */
	static const char *const apart[] = { "-shm", "-gate", "-hash" };
	const size_t size = strlen(path);

	if (folder == NULL || strncmp(path, folder, folder_size) != 0)
		return false;
	for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
		if (size > strlen(apart[i]) &&
		    strcmp(path + size - strlen(apart[i]), apart[i]) == 0)
			return false;
	return true;
}

static bool
is_watched(int file)
{
	return file >= 0 && file < FILES_MOST && watched[file];
}

/* ---- the trace ---- */

static void
lock(void)
{
	if (trace == NULL)
		return;
	if (trace_file >= 0 && fcntl(trace_file, F_GETFD) >= 0 && flock(trace_file, LOCK_EX) == 0)
		return;
	/* high, where the program's closefrom at its start has not been yet */
	const int opened = REAL(open)(trace, O_WRONLY | O_APPEND | O_CLOEXEC);
	trace_file = fcntl(opened, F_DUPFD_CLOEXEC, 900);
	REAL(close)(opened);
	if (flock(trace_file, LOCK_EX) != 0)
		abort();
}

static void
unlock(void)
{
	if (trace != NULL)
		flock(trace_file, LOCK_UN);
}

static uint64_t
node_of(int file)
{
	struct stat st;

	return fstat(file, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

static void
note(char type, uint64_t node, uint64_t offset, const char *name, const void *bytes, size_t size)
{
	const struct record record = { .type = (uint8_t)type,
				       .name_size = name != NULL ? (uint32_t)strlen(name) : 0,
				       .size = (uint32_t)size,
				       .node = node,
				       .offset = offset };

	if (trace == NULL)
		return;
	if (REAL(write)(trace_file, &record, sizeof record) < 0 ||
	    REAL(write)(trace_file, name != NULL ? name : "", record.name_size) < 0 ||
	    REAL(write)(trace_file, bytes != NULL ? bytes : "", bytes != NULL ? size : 0) < 0)
		abort();
}

/* ---- the disk that fails ---- */

/* True once, when its turn has come: errno is set. */
static bool
fails(const char *what, const char *path)
{
	if (control == NULL)
		return false;
	__atomic_add_fetch(&control->changes, 1, __ATOMIC_SEQ_CST);
	if (control->armed == 0 ||
	    __atomic_sub_fetch(&control->countdown, 1, __ATOMIC_SEQ_CST) != 0)
		return false;
	const char *end = path != NULL ? strrchr(path, '/') : NULL;
	snprintf(control->what, sizeof control->what, "%s %s", what, end != NULL ? end + 1 : "");
	control->failed++;
	errno = control->error;
	return true;
}

/* ---- names ---- */

static int
opened(int file, bool was_there)
{
	char link[64], path[4096];

	if (file < 0 || file >= FILES_MOST || folder == NULL)
		return file;
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	const ssize_t size = readlink(link, path, sizeof path - 1);
	path[size > 0 ? size : 0] = '\0';
	watched[file] = is_ours(path);
	if (watched[file] && !was_there)
		note('C', node_of(file), 0, path, NULL, 0);
	return file;
}

static int
open_at(int at, const char *path, int flags, mode_t mode)
{
	struct stat st;
	const bool makes = (flags & O_CREAT) != 0 && folder != NULL;

	if (!makes)
		return opened(REAL(openat)(at, path, flags, mode), true);
	lock();
	const bool was_there = fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
	int file = -1;
	if (was_there || at != AT_FDCWD || !is_ours(path) || !fails("create", path))
		file = opened(REAL(openat)(at, path, flags, mode), was_there);
	if (is_watched(file) && (flags & O_TRUNC) != 0 && was_there)
		note('T', node_of(file), 0, NULL, NULL, 0);
	unlock();
	return file;
}

static mode_t
mode_of(int flags, va_list more)
{
	return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

#define OPENS(name)                                          \
	int name(const char *path, int flags, ...)           \
	{                                                    \
		va_list more;                                \
		va_start(more, flags);                       \
		const mode_t mode = mode_of(flags, more);    \
		va_end(more);                                \
		return open_at(AT_FDCWD, path, flags, mode); \
	}
#define OPENS_AT(name)                                     \
	int name(int at, const char *path, int flags, ...) \
	{                                                  \
		va_list more;                              \
		va_start(more, flags);                     \
		const mode_t mode = mode_of(flags, more);  \
		va_end(more);                              \
		return open_at(at, path, flags, mode);     \
	}
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

int __open_2(const char *path, int flags);
int
__open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

int
close(int file)
{
	if (file == trace_file)
		return 0;
	if (file >= 0 && file < FILES_MOST)
		watched[file] = false;
	return REAL(close)(file);
}

#define ONE_NAME(call, type, what)                              \
	do {                                                    \
		if (!is_ours(path))                             \
			return call;                            \
		lock();                                         \
		const int done = fails(what, path) ? -1 : call; \
		if (done == 0)                                  \
			note(type, 0, 0, path, NULL, 0);        \
		unlock();                                       \
		return done;                                    \
	} while (0)

int
unlink(const char *path)
{
	ONE_NAME(REAL(unlink)(path), 'U', "unlink");
}

int
rmdir(const char *path)
{
	ONE_NAME(REAL(rmdir)(path), 'U', "rmdir");
}

int
mkdir(const char *path, mode_t mode)
{
	struct stat st;

	if (!is_ours(path) || stat(path, &st) == 0)
		return REAL(mkdir)(path, mode);
	lock();
	const int done = fails("mkdir", path) ? -1 : REAL(mkdir)(path, mode);
	if (done == 0 && stat(path, &st) == 0)
		note('M', (uint64_t)st.st_ino, 0, path, NULL, 0);
	unlock();
	return done;
}

/* Both names, the new one as the bytes. */
static int
moved(char type, const char *what, const char *from, const char *to,
      int (*call)(const char *, const char *))
{
	if (!is_ours(to))
		return call(from, to);
	lock();
	const int done = fails(what, to) ? -1 : call(from, to);
	if (done == 0)
		note(type, 0, 0, from, to, strlen(to));
	unlock();
	return done;
}

int
rename(const char *from, const char *to)
{
	return moved('R', "rename", from, to, REAL(rename));
}

int
link(const char *from, const char *to)
{
	return moved('L', "link", from, to, REAL(link));
}

/* ---- bytes ---- */

static bool
lacks_room(void)
{
	return control != NULL && control->error == ENOSPC;
}

static ssize_t
put(int file, const void *bytes, size_t size, off_t at, bool placed)
{
	char path[4096], name[64];

	lock();
	snprintf(name, sizeof name, "/proc/self/fd/%d", file);
	const ssize_t length = readlink(name, path, sizeof path - 1);
	path[length > 0 ? length : 0] = '\0';
	const bool fail = fails("write", path);
	const int error = errno;
	/* A disk that gets full takes the half of it. */
	const size_t part = !fail ? size : lacks_room() ? size / 2 : 0;
	const off_t where = placed ? at : lseek(file, 0, SEEK_CUR);
	ssize_t done = 0;
	if (part > 0)
		done =
		    placed ? REAL(pwrite)(file, bytes, part, at) : REAL(write)(file, bytes, part);
	if (done > 0)
		note('W', node_of(file), (uint64_t)where, NULL, bytes, (size_t)done);
	unlock();
	if (!fail)
		return done;
	errno = error;
	return -1;
}

ssize_t
write(int file, const void *bytes, size_t size)
{
	return is_watched(file) ? put(file, bytes, size, 0, false) : REAL(write)(file, bytes, size);
}

ssize_t
pwrite(int file, const void *bytes, size_t size, off_t at)
{
	return is_watched(file) ? put(file, bytes, size, at, true)
				: REAL(pwrite)(file, bytes, size, at);
}

ssize_t
pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
	return pwrite(file, bytes, size, at);
}

int
ftruncate(int file, off_t size)
{
	if (!is_watched(file))
		return REAL(ftruncate)(file, size);
	lock();
	const int done = fails("truncate", NULL) ? -1 : REAL(ftruncate)(file, size);
	if (done == 0)
		note('T', node_of(file), (uint64_t)size, NULL, NULL, 0);
	unlock();
	return done;
}

int
ftruncate64(int file, off64_t size)
{
	return ftruncate(file, size);
}

/* Nothing is really synced: what a cut leaves is decided afterwards. */
static int
synced(int file, int (*call)(int))
{
	struct stat st;

	if (folder == NULL || fstat(file, &st) != 0 || (!is_watched(file) && !S_ISDIR(st.st_mode)))
		return call(file);
	lock();
	const int done = fails("sync", NULL) ? -1 : 0;
	if (done == 0)
		note('S', (uint64_t)st.st_ino, 0, NULL, NULL, 0);
	unlock();
	return done;
}

int
fsync(int file)
{
	return synced(file, REAL(fsync));
}

int
fdatasync(int file)
{
	return synced(file, REAL(fdatasync));
}
