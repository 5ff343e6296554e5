/* An allocation that fails: loaded into the real program (LD_PRELOAD).
 *
 * MEMORY_FAILS=n     the n-th fails, once (MEMORY_LASTS=1: and all after it)
 * MEMORY_COUNT=file  how many there were is written into that file at the end
 * MEMORY_SERVE=dir   when the store is about to be opened the program waits there: for each line "n
 * once" or "n lasts" of the pipe dir/ask a child goes on from this place with that allocation
 * failing ("n files": of the programs that it starts, once), its output in dir/out and dir/err;
 * dir/answer gets "status allocations begin held".  n 0: none fails.  held: what of the child's own
 * was not freed when it ended by itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

/* asked[1]: when the first transaction began, 0: never; asked[2]: held at the end */
static long *asked, fails, held;
static bool lasts, parses;
static char count_file[256];
static const char *serve, *preload;

__attribute__((constructor)) static void
begin(void)
{
	const char *n = getenv("MEMORY_FAILS"), *file = getenv("MEMORY_COUNT");

	snprintf(count_file, sizeof count_file, "%s", file != NULL ? file : "");
	lasts = getenv("MEMORY_LASTS") != NULL;
	asked = mmap(NULL, 3 * sizeof *asked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	serve = getenv("MEMORY_SERVE") != NULL ? strdup(getenv("MEMORY_SERVE")) : NULL;
	preload =
	    serve != NULL && getenv("LD_PRELOAD") != NULL ? strdup(getenv("LD_PRELOAD")) : NULL;
	fails = n != NULL ? atol(n) : 0;
}

__attribute__((destructor)) static void
end(void)
{
	char text[32];

	if (asked != NULL)
		asked[2] = held;
	if (count_file[0] == '\0')
		return;
	const int file = open(count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	const int size = snprintf(text, sizeof text, "%ld\n", *asked);
	if (file < 0 || write(file, text, (size_t)size) != size)
		_exit(96);
	close(file);
}

static bool
lost(void)
{
	if (asked == NULL || parses)
		return false;
	const long turn = __atomic_add_fetch(asked, 1, __ATOMIC_SEQ_CST);

	if (fails == 0 || (lasts ? turn < fails : turn != fails))
		return false;
	errno = ENOMEM;
	return true;
}

static void *
counted(void *memory)
{
	held += memory != NULL;
	return memory;
}

void *
malloc(size_t size)
{
	return lost() ? NULL : counted(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return lost() ? NULL : counted(__libc_calloc(count, size));
}

void *
realloc(void *memory, size_t size)
{
	if (lost())
		return NULL;
	if (memory == NULL)
		return counted(__libc_realloc(NULL, size));
	held -= size == 0;
	return __libc_realloc(memory, size);
}

void
free(void *memory)
{
	held -= memory != NULL;
	__libc_free(memory);
}

/* libconfig does not survive lost memory: the program makes sure before (memory_to_parse), so that
 * none is lost in it. */
struct config;
#define PARSES(name, source)                                                                 \
	int name(struct config *config, source from);                                        \
	int name(struct config *config, source from)                                         \
	{                                                                                    \
		parses = true;                                                               \
		const int done = ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(config, from); \
		parses = false;                                                              \
		return done;                                                                 \
	}
void config_init(struct config *config);
void
config_init(struct config *config)
{
	const bool before = parses; /* its own reading begins with it too */
	parses = true;
	((__typeof__(&config_init))dlsym(RTLD_NEXT, "config_init"))(config);
	parses = before;
}
PARSES(config_read, FILE *)
PARSES(config_read_file, const char *)
PARSES(config_read_string, const char *)

/* ---- from the same place again and again ---- */

static int
open_in(const char *name, int flags)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", serve, name);
	const int file = open(path, flags | O_CLOEXEC, 0600);
	if (file < 0)
		_exit(96);
	return file;
}

static void
become(const char *wish)
{
	dup2(open_in("out", O_WRONLY | O_CREAT | O_TRUNC), 1);
	dup2(open_in("err", O_WRONLY | O_CREAT | O_TRUNC), 2);
	if (strstr(wish, "files") == NULL) {
		fails = atol(wish);
	} else if (preload != NULL) { /* the program has cleaned its environment */
		setenv("LD_PRELOAD", preload, 1);
		setenv("MEMORY_FAILS", wish, 1);
	}
	lasts = strstr(wish, "lasts") != NULL;
	asked[0] = asked[1] = asked[2] = held = 0;
	serve = NULL;
}

/* Comes back in each child; the first process never does. */
static void
wait_for_wishes(void)
{
	const int ask = open_in("ask", O_RDONLY), answer = open_in("answer", O_WRONLY);
	char wish[64];

	for (;;) {
		size_t size = 0;
		while (size < sizeof wish - 1 && read(ask, wish + size, 1) == 1 &&
		       wish[size] != '\n')
			size++;
		if (size == 0)
			_exit(0);
		wish[size] = '\0';
		const pid_t child = fork();
		if (child == 0) {
			close(ask);
			close(answer);
			become(wish);
			return;
		}
		int status = 0, length;
		waitpid(child, &status, 0);
		length = snprintf(wish, sizeof wish, "%d %ld %ld %ld\n",
				  WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status),
				  asked[0], asked[1], asked[2]);
		if (write(answer, wish, (size_t)length) != length)
			_exit(96);
	}
}

int sqlite3_open_v2(const char *name, void **db, int flags, const char *vfs);
int
sqlite3_open_v2(const char *name, void **db, int flags, const char *vfs)
{
	if (serve != NULL)
		wait_for_wishes();
	return ((__typeof__(&sqlite3_open_v2))dlsym(RTLD_NEXT, "sqlite3_open_v2"))(name, db, flags,
										   vfs);
}

/* What comes before the first BEGIN is alike in all commands: settings, and the tables as the
 * engine reads them. */
int sqlite3_exec(void *db, const char *sql, void *row, void *context, char **error);
int
sqlite3_exec(void *db, const char *sql, void *row, void *context, char **error)
{
	/* The engine itself asks for nothing when it had no memory for the text. */
	if (asked != NULL && asked[1] == 0 && sql != NULL && strncmp(sql, "BEGIN", 5) == 0)
		asked[1] = asked[0];
	return ((__typeof__(&sqlite3_exec))dlsym(RTLD_NEXT, "sqlite3_exec"))(db, sql, row, context,
									     error);
}
