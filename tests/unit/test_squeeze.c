/* S10: a picture is sent in fewer bytes and shows the same: what curses wrote and what was made of
 * it are given to a terminal each (libvterm), after whatever a hand may have drawn. */
#define _GNU_SOURCE /* NOLINT: memfd_create */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "../../src/tui/terminal.h"

enum { PICTURES = 400, MOST_ROWS = 40, COLUMNS = 80 };

struct emulated {
	VTerm *emulator;
	VTermScreen *screen;
};

struct desk {
	struct arena *arena;
	struct squeeze squeeze;
	struct emulated told, shorter;
	int rows, caught;
	size_t written, sent;
};

/* ---- two terminals ---- */

static struct emulated
emulated_new(int rows)
{
	struct emulated made = { .emulator = vterm_new(rows, COLUMNS) };
	vterm_set_utf8(made.emulator, 1);
	made.screen = vterm_obtain_screen(made.emulator);
	vterm_screen_enable_altscreen(made.screen, 1);
	vterm_screen_reset(made.screen, 1);
	return made;
}

static bool
same_colour(struct emulated a, VTermColor *x, struct emulated b, VTermColor *y)
{
	vterm_screen_convert_color_to_rgb(a.screen, x);
	vterm_screen_convert_color_to_rgb(b.screen, y);
	return memcmp(&x->rgb, &y->rgb, sizeof x->rgb) == 0;
}

static void
assert_same(struct desk *desk, int picture)
{
	VTermPos a, b;
	vterm_state_get_cursorpos(vterm_obtain_state(desk->told.emulator), &a);
	vterm_state_get_cursorpos(vterm_obtain_state(desk->shorter.emulator), &b);
	if (a.row != b.row || a.col != b.col)
		fail_msg("picture %d: the cursor at %d;%d, not at %d;%d", picture, b.row, b.col,
			 a.row, a.col);
	for (VTermPos at = { 0, 0 }; at.row < desk->rows; at.row++)
		for (at.col = 0; at.col < COLUMNS; at.col++) {
			VTermScreenCell x = { 0 }, y = { 0 };
			vterm_screen_get_cell(desk->told.screen, at, &x);
			vterm_screen_get_cell(desk->shorter.screen, at, &y);
			if (memcmp(x.chars, y.chars, sizeof x.chars) != 0 ||
			    memcmp(&x.attrs, &y.attrs, sizeof x.attrs) != 0 ||
			    !same_colour(desk->told, &x.fg, desk->shorter, &y.fg) ||
			    !same_colour(desk->told, &x.bg, desk->shorter, &y.bg))
				fail_msg("picture %d: row %d, column %d differ", picture, at.row,
					 at.col);
		}
}

/* ---- what is drawn ---- */

static int
below(int most)
{
	return (int)(random() % most);
}

static const char *const texts[] = {
	"1-ABC-123", "DUPONT ANAÏS",  "…45000213", "Bloquée",
	"__",        "LEROY TRANSP…", "      ",    "VAN DEN BROECK JÉRÔME-BENOÎT",
};
enum { TEXTS = sizeof texts / sizeof *texts };

static void
style(int which)
{
	static const attr_t attributes[] = { A_NORMAL,          A_NORMAL,    A_BOLD,
					     A_REVERSE,         A_UNDERLINE, A_DIM,
					     A_REVERSE | A_BOLD };
	attr_set(attributes[which % 7], (short)(which % 5), NULL);
}

static void
draw_row(int row, int number)
{
	mvhline(row, 0, ' ', COLUMNS);
	for (int i = 0; i < 5; i++) {
		style(number % 3 == 0 ? number + i : 0);
		mvaddstr(row, 16 * i, texts[(number + i) % TEXTS]);
	}
	style(0);
}

/* A list that was moved along, its footer, and something that has nothing to do with it. */
static void
draw(const struct desk *desk, int *first)
{
	const int top = 4, bottom = desk->rows - 3, from[] = { 0, 1, 1, 1, -1, 2, 7, -3, -9 };
	*first += from[below(9)];
	for (int row = top; row < bottom; row++)
		draw_row(row, abs(*first + row));
	style(3);
	mvaddstr(top + below(bottom - top), 0, ">__");
	style(1);
	for (int i = below(3); i > 0; i--) {
		style(below(35));
		mvaddstr(below(desk->rows), below(COLUMNS - 30), texts[below(TEXTS)]);
	}
	style(0);
	if (below(20) == 0)
		erase();
	if (below(30) == 0)
		mvhline_set(below(desk->rows), 0, WACS_HLINE, below(COLUMNS));
	move(below(desk->rows), below(COLUMNS));
}

static void
show(struct desk *desk)
{
	wrefresh(stdscr);
	const size_t size = (size_t)lseek(desk->caught, 0, SEEK_CUR);
	struct builder to = { .arena = desk->arena };
	char *bytes = arena_alloc(desk->arena, size + 1);
	assert_int_equal(pread(desk->caught, bytes, size, 0), size);
	assert_int_equal(ftruncate(desk->caught, 0), 0);
	lseek(desk->caught, 0, SEEK_SET);
	squeeze(&desk->squeeze, &to, bytes, size);
	vterm_input_write(desk->told.emulator, bytes, size);
	vterm_input_write(desk->shorter.emulator, builder_text(&to), to.size);
	desk->written += size;
	desk->sent += to.size;
	arena_reset(desk->arena);
}

static void
resize(struct desk *desk, int rows)
{
	desk->rows = desk->squeeze.rows = rows;
	squeeze_forget(&desk->squeeze);
	resize_term(rows, COLUMNS);
	vterm_set_size(desk->told.emulator, rows, COLUMNS);
	vterm_set_size(desk->shorter.emulator, rows, COLUMNS);
	clearok(stdscr, true);
}

static void
desk_stop(struct desk *desk)
{
	endwin();
	vterm_free(desk->told.emulator);
	vterm_free(desk->shorter.emulator);
	close(desk->caught);
	arena_free(&desk->arena);
}

static struct desk
desk_start(const char *kind, bool scrolls)
{
	struct desk desk = { .arena = arena_new(), .rows = 24 };
	FILE *in = fopen("/dev/null", "r");
	desk.caught = memfd_create("caught", 0);
	desk.told = emulated_new(desk.rows);
	desk.shorter = emulated_new(desk.rows);
	desk.squeeze = (struct squeeze){ .works = true, .scrolls = scrolls, .rows = desk.rows };
	squeeze_forget(&desk.squeeze);
	setenv("LINES", "24", 1);
	setenv("COLUMNS", "80", 1);
	FILE *out = fdopen(dup(desk.caught), "w");
	SCREEN *screen = newterm(kind, out, in);
	assert_non_null(screen);
	set_term(screen);
	idlok(stdscr, true);
	start_color();
	use_default_colors();
	for (short pair = 1; pair < 5; pair++)
		init_pair(pair, (short)(COLORS > 8 && pair > 2 ? pair + 7 : pair),
			  (short)(pair == 2 ? COLOR_BLUE : -1));
	return desk;
}

static void
whatever_is_drawn(void **state)
{
	static const struct {
		const char *name;
		bool scrolls;
	} kinds[] = {
		{ "xterm-256color", true }, { "xterm", true },  { "tmux-256color", true },
		{ "screen", true },         { "linux", false }, { "rxvt", false },
	};
	const unsigned seed = getenv("SEED") ? (unsigned)atoi(getenv("SEED")) : 20261126;
	int first = 1000;
	(void)state;
	print_message("seed %u\n", seed);
	srandom(seed);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct desk desk = desk_start(kinds[k].name, kinds[k].scrolls);
		for (int i = 0; i < PICTURES; i++) {
			if (below(60) == 0)
				resize(&desk, 24 + below(MOST_ROWS - 24));
			draw(&desk, &first);
			show(&desk);
			assert_same(&desk, i);
		}
		print_message("%s: %zu bytes for %zu\n", kinds[k].name, desk.sent, desk.written);
		assert_true(desk.sent < desk.written);
		desk_stop(&desk);
	}
}

static void
assert_becomes(struct desk *desk, const char *from, const char *wanted)
{
	struct builder to = { .arena = desk->arena };
	squeeze(&desk->squeeze, &to, from, strlen(from));
	assert_string_equal(builder_text(&to), wanted);
}

/* A line down, then another: margins are set once. */
static void
a_line_down(void **state)
{
	struct desk desk = { .arena = arena_new() };
	(void)state;
	desk.squeeze = (struct squeeze){ .works = true, .scrolls = true, .rows = 24 };
	assert_becomes(&desk, "\033(B\033[m\033[21;2H", "\033(B\033[21;2H");
	assert_becomes(
	    &desk,
	    "\0337\033[6;22r\0338\033[22d\b\n\033[1;24r\033[4;65H6-21\r\033[20d __\r\033[21d"
	    "\033(B\033[0;7m>__\033(B\033[m "
	    "1-A\033[46G\033[91mB\033[59G\033[39m\033(B\033[m01\033[21;2H",
	    "\033[6;22r\033[S\033[4;65H6-21\033[20H __\r\n\033[7m>__\033[m 1-A\033[46G\033[91mB"
	    "\033[59G\033[m01\033[2G");
	assert_becomes(&desk, "\0337\033[6;22r\0338\033[22d\b\n\033[1;24r\033[4;65H7-22",
		       "\033[S\033[4;65H7-22");
	/* What margins would hold up is done without them. */
	assert_becomes(&desk, "\033[24d\n", "\033[24d\0337\033[r\0338\n");
	assert_becomes(&desk, "\033[?25l\033[m", "\033[?25l\033[m");
	arena_free(&desk.arena);
}

/* Cut, endless or meaningless: all that is no style comes out as it went in. */
static void
whatever_comes(void **state)
{
	static const char signs[] = "\033\033\033[[;;0123456789mHdGrSTABPJK?( 78M\r\n\b\017xé";
	struct desk desk = { .arena = arena_new() };
	(void)state;
	desk.squeeze = (struct squeeze){ .works = true, .scrolls = true, .rows = 24 };
	for (int i = 0; i < 20000; i++) {
		char bytes[64];
		struct builder to = { .arena = desk.arena };
		const size_t size = (size_t)below(sizeof bytes);
		for (size_t at = 0; at < size; at++)
			bytes[at] = signs[below(sizeof signs)];
		squeeze(&desk.squeeze, &to, arena_copy_bytes(desk.arena, bytes, size), size);
		size_t letters = 0, kept = 0;
		for (size_t at = 0; at < size; at++)
			letters += bytes[at] == 'x';
		for (size_t at = 0; at < to.size; at++)
			kept += to.text[at] == 'x';
		assert_int_equal(kept, letters);
		arena_reset(desk.arena);
	}
	arena_free(&desk.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_down),
		cmocka_unit_test(whatever_is_drawn),
		cmocka_unit_test(whatever_comes),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
