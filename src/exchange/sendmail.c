/* An e-mail to a program that takes it on its standard input, as sendmail does: no shell, "--"
 * before the address, a clean environment and no descriptor but its own three, killed when it has
 * not ended in its time.  What it ends with is read as sysexits.h has it. */
#define _GNU_SOURCE /* NOLINT: glibc gives by it memfd_create, \
		       posix_spawn_file_actions_addclosefrom_np */
#include "deliver.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/file.h>
#include <guichet/log.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	WORDS_MOST = 32,
	SAID_MOST = 1000,
	REASON_MOST = 120,
	STEP_MS = 20,
	NOT_FOUND = 127,
	NOT_RUN = 126
};

struct program {
	pid_t pid;
	int from; /* its standard error; -1 once closed */
	char said[SAID_MOST + 1];
	size_t said_size;
};

/* ---- starting it ---- */

static char *const *
make_words(const struct postman *postman, const struct message *message)
{
	const struct config *config = postman->session->config;
	char *rest = arena_copy(postman->arena, config_text(config, "message.sendmail_program"));
	char **words = arena_array(postman->arena, WORDS_MOST + 5, sizeof(*words));
	size_t count = 0;

	for (char *at, *next = rest; count < WORDS_MOST && (at = strtok_r(next, " \t", &rest));
	     next = NULL)
		words[count++] = at;
	words[count++] = arena_copy(postman->arena, "-f");
	words[count++] = arena_copy(postman->arena, config_text(config, "message.mail_from"));
	words[count++] = arena_copy(postman->arena, "--");
	words[count++] = arena_copy(postman->arena, message->recipient);
	return words;
}

/* Its own settings are in the home of its user (~/.msmtprc), which is nobody's environment to say.
 */
static char *const *
make_environment(struct arena *arena)
{
	const struct passwd *user = getpwuid(geteuid());
	char **all = arena_array(arena, 4, sizeof(*all));

	all[0] = arena_format(arena, "HOME=%s", user ? user->pw_dir : "/");
	all[1] =
	    arena_copy(arena, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	all[2] = arena_copy(arena, "LC_ALL=C.UTF-8");
	return all;
}

static void
plan(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int in, int err)
{
	sigset_t none, standard;

	(void)posix_spawn_file_actions_init(actions);
	(void)posix_spawn_file_actions_adddup2(actions, in, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO);
	(void)posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	(void)posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
	(void)posix_spawnattr_init(attributes);
	(void)sigemptyset(&none);
	(void)sigfillset(&standard);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	(void)posix_spawnattr_setsigdefault(attributes, &standard);
	(void)posix_spawnattr_setpgroup(attributes, 0);
	(void)posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						       POSIX_SPAWN_SETPGROUP);
}

/* The whole message, in memory that has no name, before the program is there: were it a pipe, the
 * program would send what it had of it when this process is killed.  Never on a disk, for a code
 * may be in it. */
static int
open_message(const struct builder *mail)
{
	const int file = memfd_create("guichet", MFD_CLOEXEC);

	if (file < 0)
		return -1;
	const int number = file_write(file, mail->text, mail->size);
	if (number != 0) {
		(void)close(file);
		errno = number;
		return -1;
	}
	(void)lseek(file, 0, SEEK_SET);
	return file;
}

/* 0, or what went wrong. */
static int
start(struct program *program, struct arena *arena, char *const *words, const struct builder *mail)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int err[2], number = 0;

	if (!words[0] || words[0][0] == '-')
		return ENOENT;
	const int in = open_message(mail);
	if (in < 0)
		return errno;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, err) != 0) {
		number = errno;
		(void)close(in);
		return number;
	}
	plan(&actions, &attributes, in, err[0]);
	number = posix_spawnp(&program->pid, words[0], &actions, &attributes, words,
			      make_environment(arena));
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(in);
	(void)close(err[0]);
	program->from = err[1];
	return number;
}

/* ---- while it runs ---- */

static void
hear(struct program *program)
{
	char more[512];
	const ssize_t got = recv(program->from, more, sizeof(more), MSG_DONTWAIT);

	if (got > 0) {
		const size_t room = SAID_MOST - program->said_size;
		const size_t kept = (size_t)got < room ? (size_t)got : room;

		memcpy(program->said + program->said_size, more, kept);
		program->said_size += kept;
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		(void)close(program->from);
		program->from = -1;
	}
}

/* Its exit status; -1: killed by a signal, or by us at the end of its time (*slow). */
static int
await(struct program *program, int64_t until, bool *slow)
{
	int how = 0;
	pid_t ended = 0;

	*slow = false;
	while ((ended = waitpid(program->pid, &how, WNOHANG)) == 0) {
		struct pollfd end = { .fd = program->from, .events = POLLIN };

		if (milliseconds() >= until) {
			*slow = true;
			(void)kill(-program->pid, SIGKILL);
			ended = waitpid(program->pid, &how, 0);
			break;
		}
		if (poll(&end, 1, program->from < 0 ? 1 : STEP_MS) > 0)
			hear(program);
	}
	if (program->from >= 0)
		hear(program);
	return ended == program->pid && WIFEXITED(how) && !*slow ? WEXITSTATUS(how) : -1;
}

/* ---- what it means ---- */

/* 68 (no such host) is what msmtp says when it does not find the server of its own settings: tried
 * again, for no message is to be lost because a name server was down. */
static enum handed
read_exit(int status)
{
	switch (status) {
	case EX_OK:
		return HANDED_SENT;
	case EX_DATAERR:
	case EX_NOUSER:
		return HANDED_NEVER;
	case EX_USAGE:
	case EX_NOINPUT:
	case EX_OSFILE:
	case EX_NOPERM:
	case EX_CONFIG:
	case NOT_RUN:
	case NOT_FOUND:
		return HANDED_BROKEN;
	default:
		return HANDED_AGAIN;
	}
}

/* Where the server itself is quoted: "550 5.1.1 no such user". */
static char *
find_answer(char *said)
{
	for (char *at = said; *at; at++)
		if ((at == said || at[-1] == ' ') && (*at == '4' || *at == '5') &&
		    isdigit((unsigned char)at[1]) && isdigit((unsigned char)at[2]) &&
		    (at[3] == ' ' || at[3] == '-'))
			return at;
	return NULL;
}

/* The server's answer, else all its lines in one; short and clean. */
static const char *
read_said(struct arena *arena, char *said)
{
	char *answer = find_answer(said);

	if (answer)
		answer[strcspn(answer, "\r\n")] = '\0';
	else
		answer = said;
	for (char *at = answer; *at; at++)
		if (*at == '\n' || *at == '\r' || *at == '\t')
			*at = ' ';
	const char *clean = text_trim(arena, text_clean(arena, answer));

	return arena_copy_bytes(arena, clean, text_fit(clean, REASON_MOST));
}

static struct handing
judge(const struct postman *postman, struct program *program, int status, bool slow)
{
	struct handing handing = { .how = read_exit(status),
				   .doubtful = status < 0 || status == EX_PROTOCOL,
				   .slow = slow };
	const char *said = read_said(postman->arena, program->said);

	if (handing.how == HANDED_SENT)
		return handing;
	if (!*said)
		said = arena_format(postman->arena, "%d", status);
	(void)error_set(&handing.reason, STATUS_FAILED, NULL,
			slow                           ? "delivery.slow"
			: handing.how == HANDED_NEVER  ? "delivery.refused"
			: handing.how == HANDED_BROKEN ? "delivery.set_up"
						       : "delivery.not_now",
			ARGS(ARG_TEXT("path", "sendmail"), ARG_TEXT("reason", said)));
	return handing;
}

static struct handing
run(const struct postman *postman, const struct message *message, const struct builder *mail)
{
	struct program program = { .from = -1 };
	struct handing handing = { .how = HANDED_BROKEN };
	char *const *words = make_words(postman, message);
	const int64_t until = milliseconds() + 1000 * config_int(postman->session->config,
								 "message.sendmail_seconds");
	bool slow = false;
	const int number = start(&program, postman->arena, words, mail);

	if (number != 0) {
		(void)error_system(&handing.reason, "delivery.program", words[0] ? words[0] : "",
				   number);
	} else {
		const int status = await(&program, until, &slow);

		handing = judge(postman, &program, status, slow);
	}
	if (program.from >= 0)
		(void)close(program.from);
	return handing;
}

struct handing
sendmail_give(const struct postman *postman, const struct message *message)
{
	struct builder mail = { .arena = postman->arena };
	struct handing handing = { .how = HANDED_BROKEN };

	if (!*config_text(postman->session->config, "message.mail_from")) {
		(void)error_set(&handing.reason, STATUS_USAGE, NULL, "delivery.no_from", NULL);
		return handing;
	}
	if (mail_make(postman, message, &mail, &handing.reason) != STATUS_OK) {
		handing.how = handing_fault(&handing.reason);
		return handing;
	}
	return run(postman, message, &mail);
}
