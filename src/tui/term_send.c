/* A picture goes to the terminal in one piece.
 *
 * ncurses with its terminal driver, as Debian builds it, writes each time the cursor has moved: a
 * page of a list in forty pieces, each of which wakes whoever reads, may wait for a processor again
 * and is a packet of its own over SSH.  So what it writes is caught in a file of memory and sent
 * when it has done; where there can be no such file, it goes as it comes. */
#define _GNU_SOURCE /* NOLINT: memfd_create */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE 8192 /* most pictures are smaller */

void
term_send(const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, size);
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){ .fd = STDOUT_FILENO, .events = POLLOUT }, 1, -1);
		} else if (errno != EINTR) {
			return;
		}
	}
}

void
term_send_start(struct terminal *term)
{
	term->line = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	term->caught = memfd_create("picture", MFD_CLOEXEC);
}

void
term_send_stop(struct terminal *term)
{
	if (term->line >= 0)
		close(term->line);
	if (term->caught >= 0)
		close(term->caught);
}

/* Standard output becomes that file. */
static bool
put_in_place(int file)
{
	int status;
	while ((status = dup2(file, STDOUT_FILENO)) < 0 && errno == EINTR)
		;
	return status >= 0;
}

/* All that was caught, of which nothing is kept. */
static void
release(struct terminal *term)
{
	char bytes[PIECE];
	const off_t all = lseek(term->caught, 0, SEEK_CUR);
	for (off_t sent = 0; sent < all;) {
		const ssize_t size = pread(term->caught, bytes, sizeof bytes, sent);
		if (size <= 0)
			break;
		term_send(bytes, (size_t)size);
		sent += size;
	}
	if (ftruncate(term->caught, 0) || lseek(term->caught, 0, SEEK_SET) < 0)
		term->caught = -1;
}

void
term_send_picture(struct terminal *term)
{
	const bool catching = term->caught >= 0 && term->line >= 0 && put_in_place(term->caught);
	wrefresh(stdscr);
	if (catching && put_in_place(term->line))
		release(term);
	else if (catching)
		term->hung_up = 1; /* what would be shown is seen by nobody */
}
