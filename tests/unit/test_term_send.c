/* S10: a picture goes to the terminal in one piece, whatever curses makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/tui/terminal.h"

static int pieces; /* written to a terminal */

/* Curses' own too: a program's function stands before the C library's. */
ssize_t
write(int file, const void *bytes, size_t size)
{
	if (isatty(file))
		pieces++;
	return syscall(SYS_write, file, bytes, size);
}

static const char *const words[] = { "Plaque", "Conducteur", "Expire" };
enum { WORDS = sizeof words / sizeof *words, FREE_FILE = STDERR_FILENO + 1 };

/* With no more files than that a terminal's description can still be read. */
static void
most_files(rlim_t most)
{
	for (int file = FREE_FILE; file < 64; file++)
		close(file);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ .rlim_cur = most, .rlim_max = most });
}

/* In the child: words far apart, the cursor far from them; how many pieces they went in. */
static int
picture(rlim_t files)
{
	alarm(60); /* nobody waits for what never ends */
	setenv("TERM", "xterm-256color", 1);
	most_files(files);
	if (term_start("mono") != TERM_GOOD)
		return -1;
	term_erase();
	term_show();
	pieces = 0;
	for (int i = 0; i < WORDS; i++)
		term_text(3 + 6 * i, 10 * i, 20, STYLE_FOCUS, words[i]);
	term_cursor(1, 70);
	term_show();
	const int needed = pieces;
	term_stop();
	return needed;
}

static int
pieces_of_picture(rlim_t files, char *shown, size_t room)
{
	int terminal, status;
	size_t size = 0;
	ssize_t got;
	const pid_t child =
	    forkpty(&terminal, NULL, NULL, &(struct winsize){ .ws_row = 24, .ws_col = 80 });
	assert_true(child >= 0);
	if (child == 0)
		_exit(picture(files));
	while ((got = read(terminal, shown + size, room - size - 1)) > 0)
		size += (size_t)got;
	shown[size] = '\0';
	close(terminal);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
in_one_piece(void **state)
{
	char shown[8192];
	(void)state;
	assert_int_equal(pieces_of_picture(64, shown, sizeof shown), 1);
	for (int i = 0; i < WORDS; i++)
		assert_non_null(strstr(shown, words[i]));
}

/* Where no file can be opened any more nothing is lost. */
static void
as_it_comes(void **state)
{
	char shown[8192];
	(void)state;
	assert_in_range(pieces_of_picture(FREE_FILE + 1, shown, sizeof shown), 2, 20);
	for (int i = 0; i < WORDS; i++)
		assert_non_null(strstr(shown, words[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_one_piece),
		cmocka_unit_test(as_it_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
