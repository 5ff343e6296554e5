#include <guichet/startup.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZED                                                                                  \
	true /* its leak checker looks into the process from outside, and is told how by variables \
	      */
#else
#define SANITIZED false
#endif

/* Names, and beginnings of names (ending with "_"). */
static const char *const kept[] = {
	"COLORTERM",
	"HOME",
	"LANG",
	"LC_ALL",
	"LC_CTYPE",
	"LOGNAME",
	"NO_COLOR",
	"PATH",
	"PWD",
	"SSH_CONNECTION",
	"SSH_ORIGINAL_COMMAND",
	"TERM",
	"TMPDIR",
	"TZ",
	"USER",
	"XDG_DATA_HOME",
	"GUICHET_",
	NULL,
};
static const char *const kept_sanitized[] = { "ASAN_", "LSAN_", "UBSAN_", NULL };

static bool
is_among(const char *const *names, const char *name, size_t size)
{
	for (; *names != NULL; names++) {
		const size_t length = strlen(*names);
		if (length == size ? strncmp(*names, name, size) == 0
				   : (*names)[length - 1] == '_' && length < size &&
					 strncmp(*names, name, length) == 0)
			return true;
	}
	return false;
}

/* The list itself is made shorter, in place: no memory to be short of. */
static void
clean_environment(void)
{
	size_t left = 0;

	if (environ == NULL)
		return;
	for (size_t i = 0; environ[i] != NULL; i++) {
		const size_t size = strcspn(environ[i], "=");
		if (is_among(kept, environ[i], size) ||
		    (SANITIZED && is_among(kept_sanitized, environ[i], size)))
			environ[left++] = environ[i];
	}
	environ[left] = NULL;
}

/* A program started with descriptors 0 to 2 closed would write its errors into its own store. */
static void
fill_descriptors(int first)
{
	for (int file = 0; file <= 2; file++)
		if (fcntl(file, F_GETFD) == -1 && errno == EBADF &&
		    open("/dev/null", file == 0 ? O_RDONLY : O_WRONLY) != file)
			abort();
	closefrom(first);
}

static void
set_signals(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
}

static void
clean(int first)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 0 };

	fill_descriptors(first);
	clean_environment();
	setrlimit(RLIMIT_CORE, &none); /* a core would hold what is sealed in the store */
	if (!SANITIZED)
		prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
	set_signals();
}

void
startup_clean(void)
{
	clean(3);
}

void
startup_clean_lent(void)
{
	clean(4);
}
