/* gate STORE COMMAND...: runs it, and comes to the store's gate again and again until it has ended:
 * how long it took, and how long whoever was inside kept the gate.  First come, first served: who
 * comes as soon as it is free waits for one holder, from nearly its beginning. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include <store/gate.h>

enum { WAITS_MOST = 1 << 20, PATIENCE = 60 * 1000 };

static double
wait_once(struct gate *gate)
{
	const struct timespec apart = { .tv_nsec = 500 * 1000 };
	struct gate_holder holder;
	double came = bench_ms();

	if (gate_take(gate, "bench", PATIENCE, &holder) != GATE_TAKEN)
		die("%s keeps the gate", holder.name);
	double waited = bench_ms() - came;
	gate_leave(gate);
	(void)nanosleep(&apart, NULL);
	return waited;
}

int
main(int count, char **words)
{
	static double waits[WAITS_MOST];
	char path[4096];
	size_t times = 0;
	int status = 0;

	if (count < 3)
		die("usage: gate STORE COMMAND...");
	snprintf(path, sizeof path, "%s-gate", words[1]);
	struct gate *gate = gate_open(path);
	if (gate == NULL)
		die("%s cannot be opened", path);
	double began = bench_ms();
	pid_t pid = bench_begin(words + 2);
	if (pid < 0)
		die("no process");
	while (waitpid(pid, &status, WNOHANG) == 0) {
		double waited = wait_once(gate);
		if (times < WAITS_MOST)
			waits[times++] = waited;
	}
	double took = bench_ms() - began;
	gate_close(&gate);
	printf("ms %.1f\nstatus %d\ncame %zu\n", took, status, times);
	if (times > 0)
		printf("held_p50 %.3f\nheld_p99 %.3f\nheld_most %.3f\n",
		       percentile(waits, times, 50), percentile(waits, times, 99),
		       percentile(waits, times, 100));
	return status != 0;
}
