/* pty [-n TIMES] [-m COPIES] [-f KEYS] [-k NAME:KEYS:TIMES]... -- COMMAND...: a terminal program of
 * 80x24 from outside (S9, S10).
 *
 *   -n  started so many times: the median time to the last byte of its first paint
 *   -m  so many of them at once, each given the keys of -f: their memory
 *   -l  and then left alone for so many seconds: % of one processor, bytes a second each
 *   -f  keys that lead to where is measured, divided by commas: each is painted before the next.
 *       Of them, as in -k, \e \r \t
 *   -k  those keys, so many times, each painted: bytes a key, milliseconds to its last byte, and of
 *       processor that the program took for it: the rest is what it waited for
 *   -e  after each key of -k one to an echo on a terminal of its own, which answers with so many
 *       bytes and does nothing else: what a key waits for on this machine, whoever answers
 *   -u  a paint of -n or -k ends with these words: what a program paints later by itself, such as
 *       a count, is no part of it
 *   -i  and then left alone for so many milliseconds: bytes written
 *
 * Prints names and figures: milliseconds, bytes, KiB. */
#define _GNU_SOURCE
#include "bench.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum {
	SERIES = 16,
	TIMES = 1000,
	COPIES = 400,
	KEY_QUIET = 60,
	PATIENCE = 90000,
	KEY_PATIENCE = 2000
};

static int quiet_first = 150, echo = -1; /* its terminal */
static const char *last_words;

struct painted {
	double last; /* milliseconds; less than 0: nothing came */
	long bytes;
};

/* What comes until it is quiet.  Two questions that programs put to a terminal are answered. */
static struct painted
painted(int terminal, double begin, int patience, int quiet, const char *until)
{
	static char bytes[1 << 16];
	struct painted painted = { -1, 0 };

	for (;;) {
		struct pollfd ready = { .fd = terminal, .events = POLLIN };
		ssize_t size;

		if (poll(&ready, 1, painted.bytes > 0 ? quiet : patience) <= 0)
			return painted;
		size = read(terminal, bytes, sizeof bytes);
		if (size <= 0 && painted.bytes == 0)
			die("the program has ended");
		if (size <= 0)
			return painted;
		painted.last = bench_ms() - begin;
		painted.bytes += size;
		if (until != NULL && memmem(bytes, (size_t)size, until, strlen(until)) != NULL)
			return painted;
		if (memmem(bytes, (size_t)size, "\033[6n", 4) != NULL &&
		    write(terminal, "\033[1;1R", 6) < 0)
			return painted;
		if (memmem(bytes, (size_t)size, "\033[c", 3) != NULL &&
		    write(terminal, "\033[?62;c", 7) < 0)
			return painted;
	}
}

static pid_t
start(char **command, int *terminal)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	pid_t pid = forkpty(terminal, NULL, NULL, &size);

	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0)
		die("no terminal");
	return pid;
}

static void
stop(pid_t pid, int terminal)
{
	close(terminal);
	kill(pid, SIGHUP);
	for (int i = 0; i < 40 && waitpid(pid, NULL, WNOHANG) == 0; i++)
		usleep(5000);
	if (kill(pid, 0) == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

static size_t
keys_read(const char *from, char *keys)
{
	size_t size = 0;

	for (; *from != '\0' && *from != ',' && *from != ':'; from++) {
		if (*from != '\\' || from[1] == '\0') {
			keys[size++] = *from;
			continue;
		}
		from++;
		keys[size++] = *from == 'e'   ? '\033'
			       : *from == 'r' ? '\r'
			       : *from == 't' ? '\t'
					      : *from;
	}
	return size;
}

static void
go(int terminal, const char *keys)
{
	char bytes[256];

	while (keys != NULL && *keys != '\0') {
		size_t size = keys_read(keys, bytes);
		double begin = bench_ms();

		if (write(terminal, bytes, size) != (ssize_t)size)
			die("keys cannot be sent");
		painted(terminal, begin, KEY_PATIENCE, quiet_first, NULL);
		keys = strchr(keys, ',');
		keys += keys != NULL;
	}
}

static void
memory_of(pid_t pid, long *pss, long *own)
{
	char path[64], line[256];
	long kib;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (sscanf(line, "Pss: %ld", &kib) == 1)
			*pss += kib;
		if (sscanf(line, "Private_Clean: %ld", &kib) == 1 ||
		    sscanf(line, "Private_Dirty: %ld", &kib) == 1)
			*own += kib;
	}
	if (file == NULL)
		die("%s cannot be read", path);
	fclose(file);
}

/* Milliseconds of processor it has taken so far. */
static double
processor_of(pid_t pid)
{
	char path[64];
	double nanoseconds = 0;

	snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
	FILE *file = fopen(path, "r");
	if (file == NULL || fscanf(file, "%lf", &nanoseconds) != 1)
		die("%s cannot be read", path);
	fclose(file);
	return nanoseconds / 1e6;
}

/* What they paint meanwhile is read, or they would wait for it. */
static void
look_on(const pid_t *pids, const int *terminals, int count, int seconds)
{
	static char bytes[1 << 16];
	static struct pollfd ready[COPIES];
	double until = bench_ms() + seconds * 1e3, before = 0, after = 0;
	long written = 0;

	for (int i = 0; i < count; i++)
		before += processor_of(pids[i]);
	for (double left; (left = until - bench_ms()) > 0;) {
		for (int i = 0; i < count; i++)
			ready[i] = (struct pollfd){ .fd = terminals[i], .events = POLLIN };
		if (poll(ready, (nfds_t)count, (int)left + 1) <= 0)
			continue;
		for (int i = 0; i < count; i++)
			if (ready[i].revents != 0)
				written += read(terminals[i], bytes, sizeof bytes);
	}
	for (int i = 0; i < count; i++)
		after += processor_of(pids[i]);
	printf("looking_cpu %.3f\nlooking_bytes %.1f\n", (after - before) / seconds / 10,
	       (double)written / seconds / count);
}

static void
copies(char **command, const char *keys, int count, int seconds)
{
	static pid_t pids[COPIES];
	static int terminals[COPIES];
	long pss = 0, own = 0;

	for (int i = 0; i < count; i++) {
		pids[i] = start(command, &terminals[i]);
		painted(terminals[i], bench_ms(), PATIENCE, KEY_QUIET, NULL);
		go(terminals[i], keys);
	}
	for (int i = 0; i < count; i++)
		memory_of(pids[i], &pss, &own);
	if (seconds > 0)
		look_on(pids, terminals, count, seconds);
	for (int i = 0; i < count; i++)
		stop(pids[i], terminals[i]);
	printf("pss_all %ld\nprivate_each %ld\n", pss, own / count);
}

static void
first_paints(char **command, int times)
{
	static double took[TIMES];

	for (int i = -1; i < times; i++) {
		int terminal;
		double begin = bench_ms();
		pid_t pid = start(command, &terminal);
		struct painted first = painted(terminal, begin, PATIENCE, quiet_first, last_words);

		if (i >= 0)
			took[i] = first.last;
		stop(pid, terminal);
	}
	printf("first %.3f\n", percentile(took, (size_t)times, 50));
}

#define ECHO_ENDS "."

static pid_t
echo_start(size_t size)
{
	static char answer[1 << 16], keys[64];
	struct termios raw;
	pid_t pid = forkpty(&echo, NULL, NULL, NULL);

	if (pid < 0 || size == 0 || size > sizeof answer)
		die("no echo");
	if (pid > 0) {
		painted(echo, bench_ms(), PATIENCE, KEY_QUIET, ECHO_ENDS);
		return pid;
	}
	tcgetattr(STDIN_FILENO, &raw);
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	memset(answer, ' ', size);
	memcpy(answer + size - 1, ECHO_ENDS, 1);
	do /* the first says that it is there */
		if (write(STDOUT_FILENO, answer, size) < 0)
			_exit(1);
	while (read(STDIN_FILENO, keys, sizeof keys) > 0);
	_exit(0);
}

static double
echoed(const char *keys, size_t size)
{
	double begin = bench_ms();

	if (write(echo, keys, size) != (ssize_t)size)
		die("keys cannot be sent");
	return painted(echo, begin, KEY_PATIENCE, KEY_QUIET, ECHO_ENDS).last;
}

/* NAME:KEYS:TIMES */
static void
series(pid_t pid, int terminal, const char *asked)
{
	static double took[TIMES], bytes[TIMES], work[TIMES], beside[TIMES];
	char keys[256];
	const char *from = strchr(asked, ':'), *times = strrchr(asked, ':');
	size_t count = 0, seen = 0, most = 0;

	if (from == NULL || times == from || (most = (size_t)atoi(times + 1)) > TIMES)
		die("-k NAME:KEYS:TIMES");
	size_t size = keys_read(from + 1, keys);
	for (; count < most; count++) {
		double before = processor_of(pid), begin = bench_ms();

		if (write(terminal, keys, size) != (ssize_t)size)
			die("keys cannot be sent");
		struct painted one = painted(terminal, begin, KEY_PATIENCE, KEY_QUIET, last_words);
		work[count] = processor_of(pid) - before;
		bytes[count] = (double)one.bytes;
		if (one.bytes > 0)
			took[seen++] = one.last;
		beside[count] = echo < 0 ? 0 : echoed(keys, size);
	}
	const int name = (int)(from - asked);
	printf("%.*s_bytes %.0f\n%.*s_most %.0f\n", name, asked, percentile(bytes, count, 50), name,
	       asked, percentile(bytes, count, 100));
	printf("%.*s_work_p99 %.3f\n%.*s_echo_p99 %.3f\n", name, asked, percentile(work, count, 99),
	       name, asked, percentile(beside, count, 99));
	printf("%.*s_p50 %.3f\n%.*s_p99 %.3f\n%.*s_painted %zu\n", name, asked,
	       percentile(took, seen, 50), name, asked, percentile(took, seen, 99), name, asked,
	       seen);
}

static void
left_alone(int terminal, int milliseconds)
{
	static char bytes[1 << 16];
	long written = 0;
	double until = bench_ms() + milliseconds;

	for (double left; (left = until - bench_ms()) > 0;) {
		struct pollfd ready = { .fd = terminal, .events = POLLIN };

		if (poll(&ready, 1, (int)left + 1) > 0) {
			ssize_t size = read(terminal, bytes, sizeof bytes);

			if (size <= 0)
				die("the program has ended");
			written += size;
		}
	}
	printf("idle_bytes %ld\n", written);
}

int
main(int count, char **words)
{
	const char *keys = NULL, *asked[SERIES];
	int times = 0, many = 0, looking = 0, idle = 0, lists = 0, letter;
	size_t echoes = 0;

	while ((letter = getopt(count, words, "+n:m:l:f:k:i:q:u:e:")) != -1) {
		if (letter == 'n')
			times = atoi(optarg);
		else if (letter == 'm')
			many = atoi(optarg);
		else if (letter == 'l')
			looking = atoi(optarg);
		else if (letter == 'f')
			keys = optarg;
		else if (letter == 'q')
			quiet_first = atoi(optarg);
		else if (letter == 'e')
			echoes = (size_t)atoi(optarg);
		else if (letter == 'u')
			last_words = optarg;
		else if (letter == 'i')
			idle = atoi(optarg);
		else if (letter == 'k' && lists < SERIES)
			asked[lists++] = optarg;
		else
			die("usage: the beginning of pty.c");
	}
	char **command = words + optind;
	if (command[0] == NULL || times >= TIMES || many > COPIES)
		die("usage: the beginning of pty.c");
	if (times > 0)
		first_paints(command, times);
	if (many > 0)
		copies(command, keys, many, looking);
	if (lists == 0 && idle == 0)
		return 0;
	int terminal;
	const pid_t beside = echoes > 0 ? echo_start(echoes) : 0;
	pid_t pid = start(command, &terminal);
	painted(terminal, bench_ms(), PATIENCE, quiet_first, NULL);
	go(terminal, keys);
	for (int i = 0; i < lists; i++)
		series(pid, terminal, asked[i]);
	if (idle > 0)
		left_alone(terminal, idle);
	stop(pid, terminal);
	if (beside > 0)
		stop(beside, echo);
	return 0;
}
