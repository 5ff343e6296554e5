/* The program from its main on, again and again without being loaded anew: loaded into the real one
 * (LD_PRELOAD).  A line on its standard input, "FILE<Tab>WORD<Tab>WORD...", is one run: a child
 * with that file as standard input and these words.  Standard output gets "status microseconds KiB
 * out err\n" and what it wrote: so many bytes on standard output, so many on the error output.  The
 * time is of the processor, the KiB the most that it had at once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int program(int argc, char **argv, char **environment);

enum { WORDS_MOST = 64, OUTPUTS = 2 };
static program *real;

struct output {
	int file;
	char *bytes;
	size_t size, room;
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

static void
take_all(struct output outputs[OUTPUTS])
{
	struct pollfd files[OUTPUTS] = { { outputs[0].file, POLLIN, 0 },
					 { outputs[1].file, POLLIN, 0 } };

	for (int left = OUTPUTS; left > 0;) {
		must(poll(files, OUTPUTS, -1) > 0);
		for (int i = 0; i < OUTPUTS; i++)
			if (files[i].fd >= 0 && files[i].revents != 0 && !take(&outputs[i])) {
				files[i].fd = -1;
				left--;
			}
	}
}

/* In the child: what it is then called with. */
static int
become(char *line, char **argv, const int ends[OUTPUTS])
{
	int argc = 1;
	const char *file = strsep(&line, "\t");
	const int input = open(file[0] != '\0' ? file : "/dev/null", O_RDONLY | O_CLOEXEC);

	must(input >= 0 && dup2(input, 0) == 0);
	for (int i = 0; i < OUTPUTS; i++)
		must(dup2(ends[i], 1 + i) == 1 + i);
	while (line != NULL && argc < WORDS_MOST)
		argv[argc++] = strsep(&line, "\t");
	argv[argc] = NULL;
	return argc;
}

/* Comes back in each child, with what it is called with; the first process never does. */
static int
wait_for_runs(char **argv)
{
	static char line[16384];
	static struct output outputs[OUTPUTS];
	int status, size;
	struct rusage used;
	char told[128];

	while (read_line(line, sizeof line)) {
		int out[2], err[2];
		must(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0);
		const pid_t child = fork();
		if (child == 0)
			return become(line, argv, (int[]){ out[1], err[1] });
		must(child > 0 && close(out[1]) == 0 && close(err[1]) == 0);
		outputs[0].file = out[0];
		outputs[1].file = err[0];
		outputs[0].size = outputs[1].size = 0;
		take_all(outputs);
		must(wait4(child, &status, 0, &used) == child);
		size = snprintf(told, sizeof told, "%d %ld %ld %zu %zu\n",
				WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status),
				(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
				    used.ru_utime.tv_usec + used.ru_stime.tv_usec,
				used.ru_maxrss, outputs[0].size, outputs[1].size);
		put(told, (size_t)size);
		for (int i = 0; i < OUTPUTS; i++) {
			put(outputs[i].bytes, outputs[i].size);
			close(outputs[i].file);
		}
	}
	_exit(0);
}

static int
from_main(int argc, char **argv, char **environment)
{
	char *words[WORDS_MOST + 1] = { argv[0] };

	unsetenv("LD_PRELOAD"); /* not into what it starts itself */
	argc = wait_for_runs(words);
	return real(argc, words, environment);
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
