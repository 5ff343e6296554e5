/* One process at a time: a lock on a file beside the store, in which its holder says who it is. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/file.h>
#include <guichet/turn.h>

enum { HEAD_SIZE = 64 }; /* the first line, blanks at its end: since when, who */

static struct flock
whole(void)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

/* "2026-11-20T14:41:00Z clerk": by the host's clock, whatever a demo store's says. */
static void
write_head(int file, const char *who)
{
	const struct clock host = { .offset = 0 };
	char since[STAMP_SIZE];
	char head[HEAD_SIZE + 1];

	clock_stamp(&host, since);
	snprintf(head, sizeof head, "%s %.*s", since, HEAD_SIZE - STAMP_SIZE - 1, who);
	const size_t size = strlen(head);
	memset(head + size, ' ', HEAD_SIZE - size);
	head[HEAD_SIZE - 1] = '\n';
	(void)!pwrite(file, head, HEAD_SIZE, 0);
}

static enum status
refuse(int file, const char *key, struct error *error)
{
	struct flock lock = whole();
	char head[HEAD_SIZE + 1] = "";
	const ssize_t got = pread(file, head, HEAD_SIZE, 0);
	const bool told = got >= STAMP_SIZE && head[STAMP_SIZE - 1] == ' ';

	head[told ? STAMP_SIZE - 1 : 0] = '\0';
	char *who = head + (told ? STAMP_SIZE : 0);
	who[strcspn(who, " \n")] = '\0';
	if (fcntl(file, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		lock.l_pid = 0;
	return error_set(error, STATUS_REFUSED, NULL, key,
			 ARGS(ARG_INT("pid", lock.l_pid), ARG_STAMP("since", told ? head : NULL),
			      ARG_TEXT("who", who)));
}

enum status
turn_take(struct turn *turn, const struct store *store, const char *name, const char *who,
	  const char *key, struct error *error)
{
	struct arena *arena = arena_new();
	const char *path = arena_format(arena, "%s.%s", store_path(store), name);
	const struct flock lock = whole();
	enum status status = STATUS_OK;

	turn->file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (turn->file < 0)
		status = error_system(error, "error.file_write", path, errno);
	else if (fcntl(turn->file, F_SETLK, &lock) == 0)
		write_head(turn->file, who);
	else
		status = refuse(turn->file, key, error);
	if (status != STATUS_OK)
		turn_give(turn);
	arena_free(&arena);
	return status;
}

void
turn_give(struct turn *turn)
{
	if (turn->file >= 0)
		(void)close(turn->file);
	turn->file = -1;
}

enum status
turn_note(const struct turn *turn, const char *line, struct error *error)
{
	int bad = lseek(turn->file, 0, SEEK_END) < HEAD_SIZE ? EIO : 0;

	if (bad == 0)
		bad = file_write(turn->file, line, strlen(line));
	if (bad == 0)
		bad = file_write(turn->file, "\n", 1);
	return bad == 0 ? STATUS_OK : error_system(error, "error.file_write", NULL, bad);
}

const char *
turn_notes(const struct turn *turn, struct arena *arena)
{
	struct stat st;

	if (fstat(turn->file, &st) != 0 || st.st_size <= HEAD_SIZE)
		return "";
	char *notes = arena_alloc(arena, (size_t)st.st_size - HEAD_SIZE + 1);
	const ssize_t got =
	    pread(turn->file, notes, (size_t)st.st_size - HEAD_SIZE, (off_t)HEAD_SIZE);
	notes[got > 0 ? got : 0] = '\0';
	return notes;
}

void
turn_forget(const struct turn *turn)
{
	(void)!ftruncate(turn->file, HEAD_SIZE);
}
