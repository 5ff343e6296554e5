/* The writers' gate: one at a time, first come first served, free when its holder dies, named to
 * who waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../src/store/gate.h"

#define CLERKS 12
#define RUN_MS 1500

struct shared {
	_Atomic int inside;
	_Atomic int overlaps;
	_Atomic int turns[CLERKS];
	_Atomic int ready;
	_Atomic int go;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct shared *
shared_new(void)
{
	struct shared *shared =
	    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(shared != MAP_FAILED);
	return shared;
}

static void
path_of(char path[64])
{
	snprintf(path, 64, "/tmp/guichet-gate-XXXXXX");
	int file = mkstemp(path);
	assert_true(file >= 0);
	close(file);
}

static void
wait_until(_Atomic int *what, int value)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	const int64_t deadline = now_ms() + 10000;

	while (atomic_load(what) < value && now_ms() < deadline)
		nanosleep(&pause, NULL);
	assert_true(atomic_load(what) >= value);
}

static void
clerk(const char *path, struct shared *shared, int number)
{
	struct gate *gate = gate_open(path);
	struct gate_holder holder;

	atomic_fetch_add(&shared->ready, 1);
	while (atomic_load(&shared->go) == 0)
		;
	for (int64_t end = now_ms() + RUN_MS; now_ms() < end;) {
		if (gate_take(gate, "clerk", 10000, &holder) != GATE_TAKEN)
			_exit(2);
		if (atomic_fetch_add(&shared->inside, 1) != 0)
			atomic_fetch_add(&shared->overlaps, 1);
		for (volatile int i = 0; i < 20000; i++)
			;
		atomic_fetch_sub(&shared->inside, 1);
		atomic_fetch_add(&shared->turns[number], 1);
		gate_leave(gate);
	}
	_exit(0);
}

static void
one_at_a_time_and_fair(void **state)
{
	struct shared *shared = shared_new();
	char path[64];
	int least = 1 << 30, most = 0;

	(void)state;
	path_of(path);
	for (int i = 0; i < CLERKS; i++)
		if (fork() == 0)
			clerk(path, shared, i);
	wait_until(&shared->ready, CLERKS);
	atomic_store(&shared->go, 1);
	for (int i = 0; i < CLERKS; i++) {
		int status;
		wait(&status);
		assert_int_equal(status, 0);
	}
	assert_int_equal(atomic_load(&shared->overlaps), 0);
	for (int i = 0; i < CLERKS; i++) {
		const int turns = atomic_load(&shared->turns[i]);
		least = turns < least ? turns : least;
		most = turns > most ? turns : most;
	}
	print_message("turns: fewest %d, most %d\n", least, most);
	assert_true(least > 0);
	assert_true(most <= least * 3); /* F1: fewest to most at least 1:3 */
	unlink(path);
}

static pid_t
start_holder(const char *path, struct shared *shared)
{
	pid_t child = fork();

	if (child == 0) {
		struct gate_holder holder;
		struct gate *gate = gate_open(path);
		gate_take(gate, "odette card.block", 1000, &holder);
		atomic_store(&shared->ready, 1);
		for (;;)
			pause();
	}
	wait_until(&shared->ready, 1);
	return child;
}

static void
stopped_holder_is_named(void **state) /* F5 */
{
	struct shared *shared = shared_new();
	struct gate_holder holder;
	char path[64];

	(void)state;
	path_of(path);
	pid_t child = start_holder(path, shared);
	kill(child, SIGSTOP);
	struct gate *gate = gate_open(path);
	const int64_t start = now_ms();
	assert_int_equal(gate_take(gate, "marc", 300, &holder), GATE_LATE);
	assert_in_range(now_ms() - start, 280, 2000);
	assert_int_equal(holder.pid, child);
	assert_string_equal(holder.name, "odette card.block");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(gate_take(gate, "marc", 300, &holder), GATE_TAKEN);
	gate_leave(gate);
	gate_close(&gate);
	unlink(path);
}

static void
killed_holder_frees_it(void **state)
{
	struct shared *shared = shared_new();
	struct gate_holder holder;
	char path[64];

	(void)state;
	path_of(path);
	pid_t child = start_holder(path, shared);
	struct gate *gate = gate_open(path);
	if (fork() == 0) {
		const struct timespec pause = { .tv_nsec = 100000000 };
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		_exit(0);
	}
	assert_int_equal(gate_take(gate, "marc", 8000, &holder), GATE_TAKEN);
	gate_leave(gate);
	gate_close(&gate);
	while (wait(NULL) > 0)
		;
	unlink(path);
}

/* S12: who is inside for long learns that others have come. */
static void
who_is_inside_sees_others_come(void **state)
{
	struct shared *shared = shared_new();
	struct gate_holder holder;
	char path[64];

	(void)state;
	path_of(path);
	struct gate *gate = gate_open(path);
	assert_int_equal(gate_take(gate, "intake", 1000, &holder), GATE_TAKEN);
	assert_false(gate_awaited(gate));
	if (fork() == 0) {
		struct gate *other = gate_open(path);
		atomic_store(&shared->ready, 1);
		_exit(gate_take(other, "marc", 8000, &holder) != GATE_TAKEN);
	}
	wait_until(&shared->ready, 1);
	while (!gate_awaited(gate))
		sched_yield();
	gate_leave(gate);
	int status;
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(gate_take(gate, "intake", 1000, &holder), GATE_TAKEN);
	assert_false(gate_awaited(gate));
	gate_leave(gate);
	gate_close(&gate);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_at_a_time_and_fair),
		cmocka_unit_test(stopped_holder_is_named),
		cmocka_unit_test(killed_holder_frees_it),
		cmocka_unit_test(who_is_inside_sees_others_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
