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
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

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

static bool
says(const char *capability, const char *sequence)
{
	const char *text = tigetstr(capability);
	return text && text != (char *)-1 && /* NOLINT: the interface of terminfo */
	       strcmp(text, sequence) == 0;
}

/* It is an xterm in what is made shorter. */
static void
learn(struct squeeze *at)
{
	squeeze_forget(at);
	at->works = tigetflag("xenl") > 0 && says("cup", "\033[%i%p1%d;%p2%dH") &&
		    says("hpa", "\033[%i%p1%dG") && says("vpa", "\033[%i%p1%dd") &&
		    says("sc", "\0337");
	at->scrolls = says("csr", "\033[%i%p1%d;%p2%dr") && says("indn", "\033[%p1%dS") &&
		      says("rin", "\033[%p1%dT");
}

void
term_send_start(struct terminal *term)
{
	term->line = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	term->caught = memfd_create("picture", MFD_CLOEXEC);
	learn(&term->squeeze);
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
	const off_t all = lseek(term->caught, 0, SEEK_CUR);
	const size_t size = all > 0 ? (size_t)all : 0;
	struct builder shorter = { .arena = term->scratch };
	char *bytes = arena_alloc(term->scratch, size + 1);
	if (pread(term->caught, bytes, size, 0) != all)
		term->hung_up = 1;
	else if (!term->squeeze.works)
		term_send(bytes, size);
	else
		squeeze(&term->squeeze, &shorter, bytes, size);
	term_send(builder_text(&shorter), shorter.size);
	if (ftruncate(term->caught, 0) || lseek(term->caught, 0, SEEK_SET) < 0)
		term->caught = -1;
}

void
term_send_settle(struct terminal *term)
{
	const char *text = squeeze_settle(&term->squeeze); /* there may be no memory left */
	term_send(text, strlen(text));
	squeeze_forget(&term->squeeze);
}

void
term_send_picture(struct terminal *term)
{
	const bool catching = term->caught >= 0 && term->line >= 0 && put_in_place(term->caught);
	if (term->squeeze.rows != LINES)
		squeeze_forget(&term->squeeze);
	term->squeeze.rows = LINES;
	if (!catching)
		term_send_settle(term);
	wrefresh(stdscr);
	if (catching && put_in_place(term->line))
		release(term);
	else if (catching)
		term->hung_up = 1; /* what would be shown is seen by nobody */
}
