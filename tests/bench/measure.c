/* measure N COMMAND...: runs it N times after once to warm up (but N 1: once), its output thrown
 * away, and prints the median wall time in milliseconds, the median time of processors (its
 * children's too) and the largest memory in MiB.  Ends with the status of the last run that failed,
 * or 0. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { RUNS_MOST = 1000 };

static double
processors(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static int
run(char **command, double *took, double *worked)
{
	double begin = bench_ms(), before = processors();
	int status;
	pid_t pid = bench_begin(command);

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 127;
	*took = bench_ms() - begin;
	*worked = processors() - before;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

int
main(int count, char **words)
{
	static double took[RUNS_MOST], worked[RUNS_MOST];
	struct rusage usage;
	int runs = count > 2 ? atoi(words[1]) : 0, status = 0;

	if (runs < 1 || runs > RUNS_MOST) {
		fprintf(stderr, "usage: measure N COMMAND...\n");
		return 2;
	}
	if (runs > 1)
		run(words + 2, &took[0], &worked[0]);
	for (int i = 0; i < runs; i++) {
		int one = run(words + 2, &took[i], &worked[i]);

		if (one != 0)
			status = one;
	}
	qsort(took, (size_t)runs, sizeof *took, compare);
	qsort(worked, (size_t)runs, sizeof *worked, compare);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%.2f %.2f %.1f\n", took[runs / 2], worked[runs / 2],
	       (double)usage.ru_maxrss / 1024);
	return status;
}
