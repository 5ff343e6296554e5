#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/log.h>
#include <guichet/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one log of the process. */
static int log_file = -1;

void
log_open(const char *path)
{
	log_close();
	if (path != NULL && path[0] != '\0')
		log_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
}

void
log_close(void)
{
	if (log_file >= 0)
		close(log_file);
	log_file = -1;
}

/* One write per line: lines of several processes in one file do not mix. */
void
log_line(const char *format, ...)
{
	if (log_file < 0)
		return;
	struct arena *arena = arena_new();
	struct clock clock = { .offset = 0 };
	char stamp[STAMP_SIZE];
	va_list args;
	va_start(args, format);
	const char *said = text_clean(arena, arena_vformat(arena, format, args));
	va_end(args);
	clock_stamp(&clock, stamp);
	const char *line = arena_format(arena, "%s %ld %s\n", stamp, (long)getpid(), said);
	if (write(log_file, line, strlen(line)) < 0)
		log_close();
	arena_free(&arena);
}
