/* What comes from the terminal: keys, pastes, resizes, the end of the link. */
#include "terminal.h"

#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

#define PASTE_MS 500 /* a paste whose end never comes */

static void
resize(void)
{
	struct terminal *term = term_get();
	struct winsize size = { 0 };
	term->resized = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	term_repaint();
}

/* What comes between the two marks of a bracketed paste, one line (R3). */
static const char *
paste_read(void)
{
	struct terminal *term = term_get();
	struct builder text = { .arena = term->scratch };
	wint_t character;
	int kind;
	wtimeout(stdscr, PASTE_MS);
	while ((kind = wget_wch(stdscr, &character)) != ERR) {
		char bytes[MB_LEN_MAX];
		if (kind == KEY_CODE_YES && term_keys_paste_end(character))
			break;
		if (kind == KEY_CODE_YES || text.size >= PASTE_MOST - MB_LEN_MAX)
			continue;
		if (character < ' ')
			character = ' ';
		mbstate_t state = { 0 };
		size_t size = wcrtomb(bytes, (wchar_t)character, &state);
		if (size != (size_t)-1)
			builder_add_bytes(&text, bytes, size);
	}
	nodelay(stdscr, true);
	const char *clean =
	    text_trim(term->scratch, text_clean(term->scratch, builder_text(&text)));
	size_t fits = strlen(clean) < PASTE_MOST ? strlen(clean) : PASTE_MOST;
	memcpy(term->paste, clean, fits);
	term->paste[fits] = '\0';
	return term->paste;
}

/* A sequence this terminal's description does not know must not end as loose letters, which are
 * commands: ESC with [ or O right behind it is swallowed to its end. */
static bool
sequence_swallowed(void)
{
	wint_t character;
	int kind = wget_wch(stdscr, &character);
	if (kind == ERR)
		return false;
	if (kind == KEY_CODE_YES || (character != '[' && character != 'O')) {
		if (kind == KEY_CODE_YES)
			ungetch((int)character);
		else
			unget_wch((wchar_t)character);
		return false;
	}
	bool parameters = character == '[';
	for (int i = 0; i < 32; i++) {
		kind = wget_wch(stdscr, &character);
		if (kind != OK || !parameters || (character >= 0x40 && character <= 0x7E))
			break;
	}
	return true;
}

static enum event
look(bool input, struct key *key, const char **paste)
{
	wint_t character;
	int kind;
	while ((kind = wget_wch(stdscr, &character)) != ERR) {
		if (kind == KEY_CODE_YES && character == KEY_RESIZE)
			continue;
		if (kind == KEY_CODE_YES && term_keys_paste_start(character)) {
			*paste = paste_read();
			return EVENT_PASTE;
		}
		if (kind == KEY_CODE_YES && term_keys_paste_end(character))
			continue;
		if (kind == OK && character == 27 && sequence_swallowed()) {
			*key = (struct key){ .action = ACTION_NONE };
			return EVENT_KEY;
		}
		if (kind == KEY_CODE_YES)
			*key = term_keys_code((int)character);
		else
			*key = term_keys_character((uint32_t)character, input);
		return EVENT_KEY;
	}
	return EVENT_NONE;
}

/* Bytes that were typed and not read yet; -1: there is no terminal any more. */
static int
bytes_typed(void)
{
	int waiting = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 ? waiting : -1;
}

/* Only what can be read: for the other end that is gone nothing is left undone, and it is found out
 * by who has nothing to do. */
bool
term_waits(void)
{
	const struct terminal *term = term_get();
	return term->hung_up || term->resized || bytes_typed() > 0;
}

enum event
term_event(int milliseconds, bool input, struct key *key, const char **paste)
{
	struct terminal *term = term_get();
	sigset_t held, before;
	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGWINCH);
	/* Held between the look and the wait, so that no resize and no hang-up falls in between. */
	sigprocmask(SIG_BLOCK, &held, &before);
	enum event event = EVENT_NONE;
	for (int turn = 0; turn < 2 && event == EVENT_NONE; turn++) {
		if (term->hung_up)
			event = EVENT_LOST;
		else if (term->resized)
			event = EVENT_RESIZE;
		else
			event = look(input, key, paste);
		if (event != EVENT_NONE || turn == 1 || milliseconds == 0)
			break;
		fd_set keyboard;
		FD_ZERO(&keyboard);
		FD_SET(STDIN_FILENO, &keyboard);
		struct timespec wait = { .tv_sec = milliseconds / 1000,
					 .tv_nsec = (long)(milliseconds % 1000) * 1000000L };
		int ready = pselect(STDIN_FILENO + 1, &keyboard, NULL, NULL, &wait, &before);
		if (ready > 0 && bytes_typed() <= 0) /* gone without a signal */
			term->hung_up = 1;
		if (ready == 0)
			break;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (event == EVENT_RESIZE)
		resize();
	return event;
}
