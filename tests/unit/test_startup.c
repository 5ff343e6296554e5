/* What was left around the program before it started: nothing of it reaches what it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <guichet/startup.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* cmocka is told by the environment how to write, and asks each time. */
static void
clean(void)
{
	const char *format = getenv("CMOCKA_MESSAGE_OUTPUT");

	startup_clean();
	if (format != NULL)
		assert_int_equal(setenv("CMOCKA_MESSAGE_OUTPUT", format, 1), 0);
}

static void
only_what_it_reads_is_left(void **state)
{
	static const char *const gone[] = { "LD_PRELOAD_NOT", "TERMINFO", "LINES", "IFS",
					    "GUICHETX",       "ASAN",     "HOMER" };
	static const char *const stays[] = { "HOME", "TERM", "NO_COLOR", "GUICHET_STORE",
					     "SSH_ORIGINAL_COMMAND" };

	(void)state;
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		assert_int_equal(setenv(gone[i], "x", 1), 0);
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
		assert_int_equal(setenv(stays[i], "kept=so", 1), 0);
	clean();
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		assert_null(getenv(gone[i]));
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
		assert_string_equal(getenv(stays[i]), "kept=so");
}

static void
descriptors_are_its_own(void **state)
{
	(void)state;
	const int left = fcntl(STDOUT_FILENO, F_DUPFD, 40);
	const int in = dup(STDIN_FILENO);
	assert_true(left >= 40 && in > 2);
	const int kept = dup2(in, 900) == 900 ? 900 : -1;
	assert_int_equal(close(STDIN_FILENO), 0);
	clean();
	assert_int_equal(fcntl(left, F_GETFD), -1);
	assert_int_equal(fcntl(kept, F_GETFD), -1);
	assert_int_not_equal(fcntl(STDIN_FILENO, F_GETFD), -1); /* filled */
	char byte;
	assert_int_equal(read(STDIN_FILENO, &byte, 1), 0);
}

static void
no_signal_is_blocked_and_no_core_written(void **state)
{
	sigset_t all, present;
	struct rlimit core;

	(void)state;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	clean();
	sigprocmask(SIG_SETMASK, NULL, &present);
	assert_int_equal(sigismember(&present, SIGHUP), 0);
	assert_int_equal(sigismember(&present, SIGTERM), 0);
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_max, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
#endif
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_it_reads_is_left),
		cmocka_unit_test(descriptors_are_its_own),
		cmocka_unit_test(no_signal_is_blocked_and_no_core_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
