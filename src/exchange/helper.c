/* Starting guichet-files and hearing it to its end. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "guichet-files"

extern char **environ;

enum { JOB_MOST = 60 * 1024, END_STEPS = 100 };

/* Beside the program, above it (tests), in libexec, or on the PATH. */
static const char *
find_program(struct arena *arena)
{
	static const char *const places[] = { "", "../", "../../", "../libexec/guichet/" };
	char self[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *folder = NULL;

	if (size <= 0)
		return PROGRAM;
	self[size] = '\0';
	folder = dirname(self);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *path = arena_format(arena, "%s/%s" PROGRAM, folder, places[i]);

		if (access(path, X_OK) == 0)
			return path;
	}
	return PROGRAM;
}

static bool
tell(int to, const char *text)
{
	size_t size = strlen(text);

	return send(to, text, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* The job goes in before anybody reads it: it is smaller than what a socket holds. */
static bool
give_job(int ends[2], const char *job)
{
	if (strlen(job) > JOB_MOST || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	if (tell(ends[1], job) && tell(ends[1], JOB_END))
		return true;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return false;
}

/* What it may have to say to nobody must not run over a screen. */
static void
plan_files(posix_spawn_file_actions_t *actions, int in, int out, int lent)
{
	(void)posix_spawn_file_actions_init(actions);
	(void)posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
	if (lent >= 0)
		(void)posix_spawn_file_actions_adddup2(actions, lent, JOB_FILE);
	if (isatty(STDERR_FILENO))
		(void)posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null",
						       O_WRONLY, 0);
}

/* A stop waits until it is listened for, and ends nobody without a last frame. */
static void
plan_signals(posix_spawnattr_t *attributes)
{
	sigset_t stop, standard;

	(void)posix_spawnattr_init(attributes);
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigfillset(&standard);
	(void)posix_spawnattr_setsigmask(attributes, &stop);
	(void)posix_spawnattr_setsigdefault(attributes, &standard);
	(void)posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int
spawn(struct arena *arena, pid_t *pid, int in, int out, int lent)
{
	char name[] = PROGRAM;
	char *const argv[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int number = 0;

	plan_files(&actions, in, out, lent);
	plan_signals(&attributes);
	number = posix_spawnp(pid, find_program(arena), &actions, &attributes, argv, environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return number;
}

/* A pipe that no program started later inherits. */
static bool
make_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return false;
	return fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

static void
close_ends(const int ends[2])
{
	(void)close(ends[0]);
	(void)close(ends[1]);
}

enum status
helper_start(struct arena *arena, struct helper *helper, const char *job, struct error *error)
{
	return helper_start_with(arena, helper, job, -1, error);
}

enum status
helper_start_with(struct arena *arena, struct helper *helper, const char *job, int lent,
		  struct error *error)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, number = 0;

	if (!give_job(in, job))
		return error_system(error, "exchange.helper", PROGRAM, errno ? errno : E2BIG);
	if (!make_pipe(out)) {
		number = errno;
		close_ends(in);
		return error_system(error, "exchange.helper", PROGRAM, number);
	}
	number = spawn(arena, &helper->pid, in[0], out[1], lent);
	if (number != 0) {
		close_ends(in);
		close_ends(out);
		return error_system(error, "exchange.helper", PROGRAM, number);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	helper->to = in[1];
	frames_open(arena, &helper->frames, out[0]);
	return STATUS_OK;
}

/* Gone without a word: the way it went is all there is to tell. */
static enum status
gone(struct helper *helper, struct error *error)
{
	int how = 0;
	pid_t pid = helper->pid;

	helper->pid = 0;
	if (pid <= 0 || waitpid(pid, &how, 0) != pid || !WIFSIGNALED(how))
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_gone", NULL);
	if (WTERMSIG(how) == SIGXCPU || WTERMSIG(how) == SIGKILL)
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_long", NULL);
	if (WTERMSIG(how) == SIGABRT)
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_memory", NULL);
	return error_set(error, STATUS_FAILED, NULL, "exchange.helper_gone", NULL);
}

enum status
helper_next(struct helper *helper, int milliseconds, struct frame *frame, bool *later,
	    struct error *error)
{
	*later = false;
	switch (frames_next(&helper->frames, milliseconds, frame)) {
	case FRAME_HERE:
		return frame->kind == JOB_FAULT ? frame_error(frame, error) : STATUS_OK;
	case FRAME_LATER:
		*later = true;
		return STATUS_OK;
	case FRAME_END:
		return gone(helper, error);
	case FRAME_BAD:
		break;
	}
	return error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken", NULL);
}

bool
helper_send(const struct helper *helper, const char *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t sent = send(helper->to, bytes, size, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return false;
		bytes += sent > 0 ? sent : 0;
		size -= sent > 0 ? (size_t)sent : 0;
	}
	return true;
}

void
helper_answer(const struct helper *helper, bool go)
{
	(void)tell(helper->to, go ? JOB_GO : JOB_END);
}

bool
helper_tell(const struct helper *helper, const char *job)
{
	return strlen(job) <= JOB_MOST && tell(helper->to, job);
}

void
helper_stop(const struct helper *helper)
{
	if (helper->pid > 0)
		(void)kill(helper->pid, SIGTERM);
}

void
helper_end(struct helper *helper)
{
	const struct timespec step = { .tv_nsec = 10 * 1000 * 1000 };

	(void)close(helper->frames.file);
	(void)close(helper->to);
	if (helper->pid <= 0)
		return;
	(void)kill(helper->pid, SIGTERM);
	for (int i = 0; i < END_STEPS; i++) {
		if (waitpid(helper->pid, NULL, WNOHANG) != 0) {
			helper->pid = 0;
			return;
		}
		(void)nanosleep(&step, NULL);
	}
	(void)kill(helper->pid, SIGKILL);
	(void)waitpid(helper->pid, NULL, 0);
	helper->pid = 0;
}

const char *
temporary_beside(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	int folder = slash ? (int)(slash - file) + 1 : 0;

	return arena_format(arena, "%.*s.%s.%ld", folder, file, file + folder, (long)getpid());
}
