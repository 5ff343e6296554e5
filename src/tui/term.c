/* The terminal itself: started, given back, and what there can be only one of. */
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#define ESCAPE_MS 100 /* an arrow cut in two by a slow link is still an arrow (R12) */

/* The terminal is one, and signals reach no argument. */
static struct terminal the_terminal;

struct terminal *
term_get(void)
{
	return &the_terminal;
}

static void
on_signal(int number)
{
	if (number == SIGWINCH)
		the_terminal.resized = 1;
	else
		the_terminal.hung_up = 1;
}

static void
locale_start(void)
{
	/* Only characters: numbers and dates are the catalogue's business. */
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* A terminal newer than the host's descriptions mostly is an xterm in disguise. */
static const char *
term_name(void)
{
	static const struct {
		const char *begins, *like;
	} families[] = {
		{ "xterm", "xterm-256color" }, { "screen", "screen" },
		{ "tmux", "screen-256color" }, { "rxvt", "rxvt" },
		{ "putty", "xterm" },          { "konsole", "xterm-256color" },
		{ "gnome", "xterm-256color" }, { "vte", "xterm-256color" },
		{ "alacritty", "xterm" },      { "foot", "xterm-256color" },
		{ "kitty", "xterm-256color" }, { "wezterm", "xterm-256color" },
		{ "st-", "xterm-256color" },   { "contour", "xterm-256color" },
	};
	const char *name = getenv("TERM");
	int found = 0;
	if (!name || !*name)
		return NULL;
	if (setupterm(name, STDOUT_FILENO, &found) == OK)
		return name;
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strncmp(name, families[i].begins, strlen(families[i].begins)) == 0 &&
		    setupterm(families[i].like, STDOUT_FILENO, &found) == OK)
			return families[i].like;
	return NULL;
}

static bool
capability(const char *name)
{
	const char *text = tigetstr(name);
	return text && text != (char *)-1; /* NOLINT: the interface of terminfo */
}

static void
say(const char *sequence)
{
	term_send(sequence, strlen(sequence));
}

static void
signals_start(void)
{
	static const int ignored[] = { SIGTSTP, SIGQUIT, SIGPIPE, SIGXFSZ, SIGINT };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		sigaction(ignored[i], &ignore, NULL);
	sigaction(SIGHUP, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGWINCH, &act, NULL);
}

enum term_problem
term_start(const char *theme)
{
	struct terminal *term = term_get();
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return TERM_NONE;
	locale_start();
	const char *name = term_name();
	bool able = name && capability("cup") && capability("el");
	if (cur_term)
		del_curterm(cur_term); /* newterm reads its own */
	if (!able)
		return TERM_POOR;
	unsetenv("LINES"); /* the window knows better */
	unsetenv("COLUMNS");
	term->screen = newterm(name, stdout, stdin);
	if (!term->screen)
		return TERM_POOR;
	set_term(term->screen);
	set_escdelay(ESCAPE_MS);
	raw();
	noecho();
	nonl();
	keypad(stdscr, true);
	nodelay(stdscr, true);
	idlok(stdscr, true);
	curs_set(1);
	term_keys_define();
	term_send_start(term);
	if (!term->scratch)
		term->scratch = arena_new();
	term_theme(theme);
	term->pastes = capability("BE") || has_colors();
	if (term->pastes)
		say("\033[?2004h");
	signals_start();
	memory_on_loss(term_stop);
	return TERM_GOOD;
}

void
term_stop(void)
{
	struct terminal *term = term_get();
	if (!term->screen)
		return;
	if (term->pastes)
		say("\033[?2004l");
	term_send_settle(term);
	erase(); /* where there is no second screen to leave, what was shown would stay */
	refresh();
	endwin();
	delscreen(term->screen);
	term->screen = NULL;
	term_send_stop(term);
	if (term->scratch)
		arena_free(&term->scratch);
	memory_on_loss(NULL);
}

int
term_rows(void)
{
	return LINES;
}

int
term_columns(void)
{
	return COLS;
}

bool
term_small(void)
{
	return LINES < 24 || COLS < 80;
}

bool
term_lost(void)
{
	struct terminal *term = term_get();
	return term->hung_up;
}
