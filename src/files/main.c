/* guichet-files: one job from standard input, frames to standard output, nothing else. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/guichet.h>
#include <guichet/startup.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	MEBIBYTE = 1 << 20,
	EXPORT_MEMORY = 256 * MEBIBYTE,
	EXPORT_SECONDS = 1800,
	READ_MEMORY = 64 * MEBIBYTE,
	READ_SECONDS = 20,
	INVOICE_MEMORY = 1024 * MEBIBYTE, /* 300,000 lines take some 500 */
	VERIFY_MEMORY = 192 * MEBIBYTE,
	PIPE_BUFFER = 64 * 1024,
};

static volatile sig_atomic_t stopped;

bool
is_stopped(void)
{
	return stopped != 0;
}

void
stop_now(void)
{
	stopped = 1;
}

static void
on_stop(int number)
{
	(void)number;
	stopped = 1;
}

static void
set_signals(void)
{
	static const int stops[] = { SIGTERM, SIGINT, SIGHUP };
	const struct sigaction stop = { .sa_handler = on_stop };

	for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++)
		(void)sigaction(stops[i], &stop, NULL);
}

static bool
limit(int resource, rlim_t most)
{
	struct rlimit present;

	if (getrlimit((__rlimit_resource_t)resource, &present) != 0)
		return false;
	if (present.rlim_max != RLIM_INFINITY && present.rlim_max < most)
		most = present.rlim_max;
	return setrlimit((__rlimit_resource_t)resource,
			 &(struct rlimit){ .rlim_cur = most, .rlim_max = most }) == 0;
}

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* A sanitizer keeps shadows of all memory, far over any limit. */
static bool
limit_memory(rlim_t most)
{
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
	(void)most;
	return true;
#else
	return limit(RLIMIT_DATA, most);
#endif
}

/* A file of strangers is read where nothing can be written, started, or used up. */
static bool
set_limits(rlim_t memory, bool reads)
{
	bool good =
	    limit_memory(memory) && limit(RLIMIT_CPU, reads ? READ_SECONDS : EXPORT_SECONDS);

	if (good && reads)
		good = limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 16);
	return good;
}

static enum status
run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	const char *task = job ? job_text(job, "task") : NULL;

	if (task && strcmp(task, "export") == 0 && set_limits(EXPORT_MEMORY, false))
		return export_run(job, arena, rows, error);
	if (task && strcmp(task, "read") == 0 && set_limits(READ_MEMORY, true))
		return read_run(job, arena, rows, error);
	if (task && strcmp(task, "intake") == 0 && set_limits(READ_MEMORY, true))
		return intake_run(job, arena, rows, error);
	if (task && strcmp(task, "letter") == 0 && set_limits(EXPORT_MEMORY, false))
		return letter_run(job, arena, rows, error);
	if (task && strcmp(task, "invoice") == 0 && set_limits(INVOICE_MEMORY, false))
		return invoice_run(job, arena, rows, error);
	if (task && strcmp(task, "pair") == 0 && set_limits(EXPORT_MEMORY, false))
		return pair_run(job, arena, rows, error);
	if (task && strcmp(task, "verify") == 0 && set_limits(VERIFY_MEMORY, true))
		return verify_run(job, arena, rows, error);
	if (task && strcmp(task, "template") == 0 && set_limits(EXPORT_MEMORY, false))
		return blank_run(job, arena, rows, error);
	return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct error error = { .status = STATUS_OK };
	int64_t rows = 0;
	enum status status = STATUS_OK;

	if (argc > 1) {
		(void)fprintf(stderr,
			      "guichet-files " GUICHET_VERSION ": started by guichet, which see\n");
		return strcmp(argv[1], "--version") == 0 ? STATUS_OK : STATUS_USAGE;
	}
	set_signals();
	startup_clean_lent(); /* and lets them in */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		(void)setlocale(LC_CTYPE, "");
	(void)setvbuf(stdout, NULL, _IOFBF, PIPE_BUFFER);
	status = run(job_read(arena, stdin), arena, &rows, &error);
	if (status == STATUS_OK)
		(void)frame_write(stdout, JOB_DONE, rows, NULL, 0);
	else
		(void)frame_write_error(stdout, &error);
	if (fflush(stdout) != 0)
		status = STATUS_FAILED;
	arena_free(&arena);
	return (int)status;
}
