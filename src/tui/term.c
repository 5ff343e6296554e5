/* The terminal itself: the only file that draws with curses, and keeps what there can be only one
 * of. */
#include "tui.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#undef columns /* macros of term.h */
#undef lines

#include "term_keys.h"

#define ESCAPE_MS 100 /* an arrow cut in two by a slow link is still an arrow (R12) */
#define PASTE_MS 500  /* a paste whose end never comes */
#define PASTE_MOST 8192

/* The terminal is one, and signals reach no argument. */
static struct {
	SCREEN *screen;
	struct arena *scratch;
	attr_t attributes[STYLE_COUNT];
	short pairs[STYLE_COUNT];
	bool colours, pastes;
	int cursor_y, cursor_x;
	char paste[PASTE_MOST + 1];
} term;
static volatile sig_atomic_t term_resized, term_hung_up;

static void
on_signal(int number)
{
	if (number == SIGWINCH)
		term_resized = 1;
	else
		term_hung_up = 1;
}

/* --- themes --- */

enum { PAIR_NONE, PAIR_TITLE, PAIR_DIM, PAIR_KEY, PAIR_GOOD, PAIR_WARNING, PAIR_BAD, PAIR_BASE };

static void
style_set(enum style style, attr_t attributes, short pair)
{
	term.attributes[style] = attributes;
	term.pairs[style] = term.colours ? pair : PAIR_NONE;
}

static void
theme_shapes(void)
{
	style_set(STYLE_NORMAL, A_NORMAL, PAIR_NONE);
	style_set(STYLE_TITLE, A_REVERSE, PAIR_NONE);
	style_set(STYLE_DIM, A_NORMAL, PAIR_NONE);
	style_set(STYLE_HEADING, A_BOLD, PAIR_NONE);
	style_set(STYLE_FOCUS, A_REVERSE, PAIR_NONE);
	style_set(STYLE_MARKED, A_BOLD, PAIR_NONE);
	style_set(STYLE_KEY, A_BOLD, PAIR_NONE);
	style_set(STYLE_FIELD, A_UNDERLINE, PAIR_NONE);
	style_set(STYLE_FIELD_FOCUS, A_UNDERLINE | A_BOLD, PAIR_NONE);
	style_set(STYLE_GOOD, A_NORMAL, PAIR_NONE);
	style_set(STYLE_WARNING, A_BOLD, PAIR_NONE);
	style_set(STYLE_BAD, A_BOLD, PAIR_NONE);
	style_set(STYLE_GREYED, A_NORMAL, PAIR_NONE);
	style_set(STYLE_MATCH, A_UNDERLINE, PAIR_NONE);
}

static void
theme_colours(void)
{
	init_pair(PAIR_TITLE, COLOR_WHITE, COLOR_BLUE);
	init_pair(PAIR_DIM, COLOR_CYAN, -1);
	init_pair(PAIR_KEY, COLOR_CYAN, -1);
	init_pair(PAIR_GOOD, COLOR_GREEN, -1);
	init_pair(PAIR_WARNING, COLOR_YELLOW, -1);
	init_pair(PAIR_BAD, COLOR_RED, -1);
	style_set(STYLE_TITLE, A_BOLD, PAIR_TITLE);
	style_set(STYLE_DIM, A_NORMAL, PAIR_DIM);
	style_set(STYLE_KEY, A_BOLD, PAIR_KEY);
	style_set(STYLE_MARKED, A_BOLD, PAIR_WARNING);
	style_set(STYLE_GOOD, A_NORMAL, PAIR_GOOD);
	style_set(STYLE_WARNING, A_BOLD, PAIR_WARNING);
	style_set(STYLE_BAD, A_BOLD, PAIR_BAD);
	style_set(STYLE_GREYED, A_DIM, PAIR_NONE);
}

/* White on black and yellow: the highest contrasts a terminal has. */
static void
theme_contrast(void)
{
	for (int style = 0; style < STYLE_COUNT; style++)
		style_set((enum style)style, term.attributes[style] | A_BOLD, PAIR_BASE);
	if (!term.colours)
		return;
	init_pair(PAIR_BASE, COLOR_WHITE, COLOR_BLACK);
	init_pair(PAIR_WARNING, COLOR_YELLOW, COLOR_BLACK);
	style_set(STYLE_KEY, A_BOLD, PAIR_WARNING);
	style_set(STYLE_WARNING, A_BOLD, PAIR_WARNING);
	style_set(STYLE_BAD, A_BOLD | A_REVERSE, PAIR_WARNING);
	style_set(STYLE_MARKED, A_BOLD, PAIR_WARNING);
	style_set(STYLE_FOCUS, A_BOLD | A_REVERSE, PAIR_WARNING);
}

void
term_theme(const char *theme)
{
	const char *no_colour = getenv("NO_COLOR");
	bool mono = theme && strcmp(theme, "mono") == 0;
	term.colours = !mono && !(no_colour && *no_colour) && has_colors();
	if (term.colours) {
		start_color();
		use_default_colors();
	}
	theme_shapes();
	if (theme && strcmp(theme, "contrast") == 0)
		theme_contrast();
	else if (term.colours)
		theme_colours();
	wbkgdset(stdscr, (chtype)(' ' | (term.colours ? COLOR_PAIR(term.pairs[STYLE_NORMAL]) : 0)));
}

/* --- start and stop --- */

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
	size_t size = strlen(sequence);
	while (size > 0) {
		ssize_t written = write(STDOUT_FILENO, sequence, size);
		if (written <= 0)
			return;
		sequence += written;
		size -= (size_t)written;
	}
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
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return TERM_NONE;
	locale_start();
	const char *name = term_name();
	if (!name || !capability("cup") || !capability("el"))
		return TERM_POOR;
	unsetenv("LINES"); /* the window knows better */
	unsetenv("COLUMNS");
	term.screen = newterm(name, stdout, stdin);
	if (!term.screen)
		return TERM_POOR;
	set_term(term.screen);
	set_escdelay(ESCAPE_MS);
	raw();
	noecho();
	nonl();
	keypad(stdscr, true);
	nodelay(stdscr, true);
	idlok(stdscr, true);
	curs_set(1);
	term_keys_define();
	if (!term.scratch)
		term.scratch = arena_new();
	term_theme(theme);
	term.pastes = capability("BE") || has_colors();
	if (term.pastes)
		say("\033[?2004h");
	signals_start();
	memory_on_loss(term_stop);
	return TERM_GOOD;
}

void
term_stop(void)
{
	if (!term.screen)
		return;
	if (term.pastes)
		say("\033[?2004l");
	endwin();
	delscreen(term.screen);
	term.screen = NULL;
	if (term.scratch)
		arena_free(&term.scratch);
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
	return term_hung_up;
}

/* --- drawing --- */

static void
style_on(enum style style)
{
	wattr_set(stdscr, term.attributes[style], term.pairs[style], NULL);
}

/* Curses has its own idea of widths: what it is given is measured its way, so that nothing spills
 * into the next column. */
static int
wide(const char *text, int width, wchar_t *out, size_t capacity)
{
	mbstate_t state = { 0 };
	size_t left = strlen(text), used = 0;
	int columns = 0;
	while (left > 0 && used + 1 < capacity) {
		wchar_t character;
		size_t size = mbrtowc(&character, text, left, &state);
		if (size == (size_t)-1 || size == (size_t)-2 || size == 0)
			break;
		int w = wcwidth(character);
		if (w < 0) {
			character = 0xFFFD;
			w = 1;
		}
		if (columns + w > width || (w == 0 && used == 0))
			break;
		out[used++] = character;
		columns += w;
		text += size;
		left -= size;
	}
	out[used] = L'\0';
	return columns;
}

static int
put(int y, int x, int width, enum style style, const char *text)
{
	wchar_t line[512];
	if (!term.screen || y < 0 || y >= LINES || x < 0 || x >= COLS || width <= 0)
		return 0;
	int columns = wide(text, width < COLS - x ? width : COLS - x, line, 512);
	style_on(style);
	mvaddwstr(y, x, line);
	return columns;
}

int
term_text(int y, int x, int width, enum style style, const char *text)
{
	if (!text || width <= 0 || !term.screen)
		return 0;
	if (x + width > COLS)
		width = COLS - x;
	text = text_clean(term.scratch, text);
	if (text_width(text) > width)
		text = text_cut(term.scratch, text, width, false);
	return put(y, x, width, style, text);
}

void
term_cell(int y, int x, int width, enum style style, const char *text, bool right, bool tail)
{
	if (!term.screen || width <= 0)
		return;
	text = text_clean(term.scratch, text ? text : "");
	int wanted = text_width(text);
	if (wanted > width)
		text = text_cut(term.scratch, text, width, tail);
	int indent = right && wanted < width ? width - wanted : 0;
	term_fill(y, x, width, style);
	put(y, x + indent, width - indent, style, text);
}

void
term_fill(int y, int x, int width, enum style style)
{
	if (!term.screen || y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	if (width > COLS - x)
		width = COLS - x;
	style_on(style);
	for (int i = 0; i < width; i++)
		mvaddch(y, x + i, ' ');
}

void
term_rule(int y, int x, int width)
{
	if (!term.screen || y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	style_on(STYLE_DIM);
	mvhline_set(y, x, WACS_HLINE, width < COLS - x ? width : COLS - x);
}

void
term_box(int y, int x, int height, int width, const char *title)
{
	if (!term.screen || height < 2 || width < 4)
		return;
	for (int row = 0; row < height; row++)
		term_fill(y + row, x, width, STYLE_NORMAL);
	term_rule(y, x + 1, width - 2);
	term_rule(y + height - 1, x + 1, width - 2);
	style_on(STYLE_DIM);
	mvvline_set(y + 1, x, WACS_VLINE, height - 2);
	mvvline_set(y + 1, x + width - 1, WACS_VLINE, height - 2);
	mvadd_wch(y, x, WACS_ULCORNER);
	mvadd_wch(y, x + width - 1, WACS_URCORNER);
	mvadd_wch(y + height - 1, x, WACS_LLCORNER);
	mvadd_wch(y + height - 1, x + width - 1, WACS_LRCORNER);
	if (title && *title && width > 8) {
		int used = term_text(y, x + 3, width - 6, STYLE_HEADING, title);
		term_fill(y, x + 2, 1, STYLE_NORMAL);
		term_fill(y, x + 3 + used, 1, STYLE_NORMAL);
	}
}

void
term_bar(int y, int x, int width, int64_t done, int64_t total)
{
	char bar[256];
	int inner = width - 2 < (int)sizeof bar - 1 ? width - 2 : (int)sizeof bar - 1;
	if (inner < 1)
		return;
	int full = total > 0 ? (int)((done < total ? done : total) * inner / total) : 0;
	memset(bar, '#', (size_t)full);
	memset(bar + full, '-', (size_t)(inner - full));
	bar[inner] = '\0';
	term_text(y, x, 1, STYLE_DIM, "[");
	term_text(y, x + 1, inner, STYLE_NORMAL, bar);
	term_text(y, x + 1 + inner, 1, STYLE_DIM, "]");
}

void
term_cursor(int y, int x)
{
	term.cursor_y = y < 0 ? 0 : y >= LINES ? LINES - 1 : y;
	term.cursor_x = x < 0 ? 0 : x >= COLS ? COLS - 1 : x;
}

void
term_beep(void)
{
	if (term.screen)
		beep();
}

void
term_erase(void)
{
	arena_reset(term.scratch);
	style_on(STYLE_NORMAL);
	werase(stdscr);
}

void
term_show(void)
{
	wmove(stdscr, term.cursor_y, term.cursor_x);
	wrefresh(stdscr);
}

void
term_repaint(void)
{
	clearok(stdscr, true);
}

enum style
style_of_state(const char *code)
{
	static const struct {
		const char *code;
		enum style style;
	} styles[] = {
		{ "active", STYLE_GOOD },           { "sent", STYLE_GOOD },
		{ "delivered", STYLE_GOOD },        { "done", STYLE_GOOD },
		{ "suspended", STYLE_WARNING },     { "cancelled", STYLE_WARNING },
		{ "block_pending", STYLE_WARNING }, { "awaiting_docs", STYLE_WARNING },
		{ "waiting", STYLE_WARNING },       { "blocked", STYLE_BAD },
		{ "expired", STYLE_BAD },           { "failed", STYLE_BAD },
		{ "refused", STYLE_BAD },           { "denied", STYLE_BAD },
		{ "disabled", STYLE_BAD },
	};
	for (size_t i = 0; code && i < sizeof styles / sizeof *styles; i++)
		if (strcmp(code, styles[i].code) == 0)
			return styles[i].style;
	return STYLE_NORMAL;
}

/* --- input --- */

static void
resize(void)
{
	struct winsize size = { 0 };
	term_resized = 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	clearok(stdscr, true);
}

/* What comes between the two marks of a bracketed paste, one line (R3). */
static const char *
paste_read(void)
{
	struct builder text = { .arena = term.scratch };
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
	const char *clean = text_trim(term.scratch, text_clean(term.scratch, builder_text(&text)));
	size_t fits = strlen(clean) < PASTE_MOST ? strlen(clean) : PASTE_MOST;
	memcpy(term.paste, clean, fits);
	term.paste[fits] = '\0';
	return term.paste;
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

/* Readable and nothing to read: the other end is gone without a signal. */
static bool
gone(void)
{
	int waiting = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0;
}

enum event
term_event(int milliseconds, bool input, struct key *key, const char **paste)
{
	sigset_t held, before;
	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGWINCH);
	/* Held between the look and the wait, so that no resize and no hang-up falls in between. */
	sigprocmask(SIG_BLOCK, &held, &before);
	enum event event = EVENT_NONE;
	for (int turn = 0; turn < 2 && event == EVENT_NONE; turn++) {
		if (term_hung_up)
			event = EVENT_LOST;
		else if (term_resized)
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
		if (ready > 0 && gone())
			term_hung_up = 1;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (event == EVENT_RESIZE)
		resize();
	return event;
}
