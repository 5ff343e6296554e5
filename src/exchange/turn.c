/* Whose turn it is to deliver: a lock on STORE.deliver, gone with its process, in which it says who
 * it is. */
#include "deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/store.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct flock
whole(void)
{
	return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

/* "2026-11-20T14:41:00Z": by the host's clock, whatever a demo store's says. */
static void
write_since(int file)
{
	const struct clock host = { .offset = 0 };
	char since[STAMP_SIZE];

	clock_stamp(&host, since);
	if (ftruncate(file, 0) == 0)
		(void)!write(file, since, strlen(since));
}

static enum status
refuse(int file, struct error *error)
{
	struct flock lock = whole();
	char since[STAMP_SIZE] = "";
	const ssize_t got = pread(file, since, STAMP_SIZE - 1, 0);

	if (fcntl(file, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		lock.l_pid = 0;
	return error_set(error, STATUS_REFUSED, NULL, "delivery.another",
			 ARGS(ARG_INT("pid", lock.l_pid),
			      ARG_STAMP("since", got == STAMP_SIZE - 1 ? since : NULL)));
}

enum status
turn_take(struct turn *turn, const struct store *store, struct error *error)
{
	struct arena *arena = arena_new();
	const char *path = arena_format(arena, "%s.deliver", store_path(store));
	const struct flock lock = whole();
	enum status status = STATUS_OK;

	turn->file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (turn->file < 0)
		status = error_system(error, "exchange.write", path, errno);
	else if (fcntl(turn->file, F_SETLK, &lock) == 0)
		write_since(turn->file);
	else
		status = refuse(turn->file, error);
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
