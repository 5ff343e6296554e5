#include <guichet/process.h>

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STARTED 22 /* field of /proc/PID/stat, from 1 */
#define ENDED -1

/* The start of a small file of /proc; "" when it cannot be read. */
static void
read_start(const char *path, char *out, size_t size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = file < 0 ? 0 : read(file, out, size - 1);
	out[count > 0 ? count : 0] = '\0';
	if (file >= 0)
		close(file);
}

/* When it started, in ticks; 0: unknown, -1: it has ended and nobody has asked for its status yet.
 * The name of the program stands in brackets before the fields and may hold anything. */
static int64_t
started(int64_t pid)
{
	char path[40], stat[1024];
	snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
	read_start(path, stat, sizeof stat);
	const char *at = strrchr(stat, ')');
	if (at != NULL && (strncmp(at, ") Z", 3) == 0 || strncmp(at, ") X", 3) == 0))
		return ENDED;
	for (int field = 2; at != NULL && field < STARTED; field++)
		at = strchr(at + 1, ' ');
	return at != NULL ? strtoll(at, NULL, 10) : 0;
}

struct process
process_own(struct arena *arena)
{
	char host[256] = "", boot[64] = "";
	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	read_start("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
	boot[strcspn(boot, "\n")] = '\0';
	return (struct process){ .host = arena_copy(arena, host),
				 .boot = boot[0] != '\0' ? arena_copy(arena, boot) : NULL,
				 .pid = getpid(),
				 .started = started(getpid()) };
}

bool
process_may_live(const struct process *own, const struct process *other)
{
	if (other->host == NULL || strcmp(own->host, other->host) != 0)
		return true;
	if (own->boot != NULL && other->boot != NULL && strcmp(own->boot, other->boot) != 0)
		return false;
	if (other->pid <= 0 || (kill((pid_t)other->pid, 0) != 0 && errno == ESRCH))
		return false;
	int64_t now = started(other->pid);
	return now != ENDED && (other->started == 0 || now == 0 || now == other->started);
}
