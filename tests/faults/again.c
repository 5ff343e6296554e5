/* The program from its main on, again and again without being loaded anew: loaded into the real one
 * (LD_PRELOAD).  A line on its standard input, "FILE<Tab>WORD<Tab>WORD...", is one run: a child
 * with that file as standard input and these words.  Standard output gets "status microseconds KiB
 * out err\n" and what it wrote: so many bytes on standard output, so many on the error output.  The
 * time is of the processor, the KiB the most that it had at once.
 *
 * AGAIN_RUNS=n: a child does n of them before it ends, from main to its return.  Of guichet-files
 * alone, which leaves the descriptor alone that it is lent; its memory is then what the child had.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int program(int argc, char **argv, char **environment);

enum { WORDS_MOST = 64, OUTPUTS = 2, LENT = 3 };
static program *real;
static long runs = 1; /* of one child */

struct output {
	int file;
	char *bytes;
	size_t size, room;
};

/* Seen from the first process. */
struct child {
	pid_t pid;  /* 0: none */
	long taken; /* microseconds */
	int talk;   /* lines to it, and from it how a run ended but for its last */
	struct output outputs[OUTPUTS];
};

static void
must(bool good)
{
	if (!good)
		_exit(96);
}

/* False at the end of it. */
static bool
read_line(char *line, size_t size)
{
	size_t at = 0;

	while (at < size - 1 && read(0, line + at, 1) == 1)
		if (line[at++] == '\n') {
			line[at - 1] = '\0';
			return true;
		}
	return false;
}

static void
put(const char *bytes, size_t size)
{
	for (ssize_t done; size > 0; bytes += done, size -= (size_t)done)
		must((done = write(1, bytes, size)) > 0);
}

/* False when there will be no more. */
static bool
take(struct output *output)
{
	if (output->room - output->size < 65536) {
		output->room = output->room * 2 + 131072;
		must((output->bytes = realloc(output->bytes, output->room)) != NULL);
	}
	const ssize_t got =
	    read(output->file, output->bytes + output->size, output->room - output->size);
	output->size += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Until the run is told to be over (true), or the child has gone. */
static bool
take_all(struct child *child, char *told, size_t size)
{
	struct pollfd files[OUTPUTS + 1] = { { child->outputs[0].file, POLLIN, 0 },
					     { child->outputs[1].file, POLLIN, 0 },
					     { child->talk, POLLIN, 0 } };

	for (int left = OUTPUTS; left > 0;) {
		must(poll(files, OUTPUTS + 1, -1) > 0);
		for (int i = 0; i < OUTPUTS; i++)
			if (files[i].fd >= 0 && files[i].revents != 0 &&
			    !take(&child->outputs[i])) {
				files[i].fd = -1;
				left--;
			}
		if (files[OUTPUTS].revents == 0)
			continue;
		files[OUTPUTS].fd = -1;
		const ssize_t got = recv(child->talk, told, size - 1, 0);
		if (got <= 0)
			continue;
		told[got] = '\0';
		for (int i = 0; i < OUTPUTS; i++) /* written before it was told */
			while (files[i].fd >= 0 && take(&child->outputs[i]))
				;
		return true;
	}
	return false;
}

/* Of a child that has taken so many microseconds in its runs before; how many it has now. */
static long
tell(char *told, size_t size, int status, const struct rusage *used, long before)
{
	const long taken = (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000 +
			   used->ru_utime.tv_usec + used->ru_stime.tv_usec;

	snprintf(told, size, "%d %ld %ld", status, taken - before, used->ru_maxrss);
	return taken;
}

/* ---- in the child ---- */

/* What it is now called with; false when there is no more. */
static bool
next_run(int *argc, char **argv)
{
	static char line[16384], *rest;
	const ssize_t size = recv(LENT, line, sizeof line - 1, 0);

	if (size <= 0)
		return false;
	line[size] = '\0';
	rest = line;
	const char *file = strsep(&rest, "\t");
	const int input = open(file[0] != '\0' ? file : "/dev/null", O_RDONLY | O_CLOEXEC);
	must(input >= 0 && dup2(input, 0) == 0 && close(input) == 0);
	__fpurge(stdin);
	clearerr(stdin);
	for (*argc = 1; rest != NULL && *argc < WORDS_MOST; (*argc)++)
		argv[*argc] = strsep(&rest, "\t");
	argv[*argc] = NULL;
	return true;
}

/* All of its runs: the last one's status, with which the program itself then ends. */
static int
run_all(char *name, char **environment)
{
	char *argv[WORDS_MOST + 1] = { name }, told[128];
	int argc, status = 0;
	long before = 0;
	struct rusage used;

	for (long run = 1; next_run(&argc, argv); run++) {
		if (run == runs)
			close(LENT);
		status = real(argc, argv, environment);
		if (run == runs)
			break;
		must(fflush(stdout) == 0 && getrusage(RUSAGE_SELF, &used) == 0);
		before = tell(told, sizeof told, status, &used, before);
		must(send(LENT, told, strlen(told), 0) > 0);
	}
	return status;
}

/* ---- in the first process ---- */

/* True in the child. */
static bool
begin(struct child *child)
{
	int out[2], err[2], talk[2];

	must(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0 &&
	     socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, talk) == 0);
	child->pid = fork();
	must(child->pid >= 0);
	if (child->pid == 0) {
		must(dup2(talk[1], LENT) == LENT && dup2(out[1], 1) == 1 && dup2(err[1], 2) == 2);
		closefrom(LENT + 1);
		return true;
	}
	must(close(out[1]) == 0 && close(err[1]) == 0 && close(talk[1]) == 0 &&
	     fcntl(out[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(err[0], F_SETFL, O_NONBLOCK) == 0);
	child->taken = 0;
	child->talk = talk[0];
	child->outputs[0].file = out[0];
	child->outputs[1].file = err[0];
	return false;
}

/* How it went: by its end, where that is not how the run ended. */
static void
end(struct child *child, char *told, size_t size)
{
	int status;
	struct rusage used;

	must(wait4(child->pid, &status, 0, &used) == child->pid);
	tell(told, size, WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status), &used,
	     child->taken);
	for (int i = 0; i < OUTPUTS; i++)
		close(child->outputs[i].file);
	close(child->talk);
	child->pid = 0;
}

/* True in each child; the first process never comes back. */
static bool
wait_for_runs(void)
{
	static char line[16384];
	static struct child child;
	char told[128], sizes[64];
	long taken = 0;

	while (read_line(line, sizeof line)) {
		if (child.pid == 0 && begin(&child))
			return true;
		child.outputs[0].size = child.outputs[1].size = 0;
		must(send(child.talk, line, strlen(line), 0) >= 0);
		if (!take_all(&child, told, sizeof told))
			end(&child, told, sizeof told);
		must(sscanf(told, "%*d %ld", &taken) == 1);
		child.taken += taken;
		put(told, strlen(told));
		put(sizes, (size_t)snprintf(sizes, sizeof sizes, " %zu %zu\n",
					    child.outputs[0].size, child.outputs[1].size));
		for (int i = 0; i < OUTPUTS; i++)
			put(child.outputs[i].bytes, child.outputs[i].size);
	}
	_exit(0);
}

static int
from_main(int argc, char **argv, char **environment)
{
	(void)argc;
	unsetenv("LD_PRELOAD"); /* not into what it starts itself */
	runs = getenv("AGAIN_RUNS") != NULL ? atol(getenv("AGAIN_RUNS")) : 1;
	wait_for_runs();
	return run_all(argv[0], environment);
}

int __libc_start_main(program *main, int argc, char **argv, void (*begin)(void), void (*end)(void),
		      void (*end_of_loader)(void), void *stack_end);
int
__libc_start_main(program *main, int argc, char **argv, void (*begin)(void), void (*end)(void),
		  void (*end_of_loader)(void), void *stack_end)
{
	real = main;
	return ((__typeof__(&__libc_start_main))dlsym(RTLD_NEXT, "__libc_start_main"))(
	    from_main, argc, argv, begin, end, end_of_loader, stack_end);
}
