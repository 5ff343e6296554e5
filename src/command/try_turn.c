/* The tries of an account are looked at one after the other, so that each is told right or wrong
 * before the next is counted: who comes in at many places at once with the right password has never
 * failed (ACC-09).  A name that nobody has waits likewise (ACC-01). */
#define _GNU_SOURCE /* NOLINT: F_OFD_SETLK, kept when a slot of the same file is given back */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <guichet/arena.h>

/* Beyond the slots of password_verify.  One that is frozen at its try keeps nobody out for ever. */
enum { FIRST = 16, LOOK_MS = 10, LOOKS = 1000 };

static off_t
place_of(struct arena *arena, int64_t account, const char *login)
{
	uint32_t hash = 2166136261;

	if (account != 0)
		return FIRST + 2 * (off_t)account;
	for (const char *at = text_fold(arena, login); *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619;
	return FIRST + 2 * (off_t)hash + 1;
}

int
try_turn_take(const struct session *session, struct arena *arena, int64_t account,
	      const char *login)
{
	const char *path = store_hash_lock(session->store);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	const int file =
	    path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (file < 0)
		return -1; /* who only reads still signs in */
	lock.l_start = place_of(arena, account, login);
	for (int look = 0; look < LOOKS && fcntl(file, F_OFD_SETLK, &lock) != 0 &&
			   (errno == EAGAIN || errno == EACCES || errno == EINTR);
	     look++)
		poll(NULL, 0, LOOK_MS);
	return file;
}

void
try_turn_give(int turn)
{
	if (turn >= 0)
		(void)close(turn);
}
