/* hello: the least that an ncurses program can do, a screen of words: what a first paint is
 * measured against (S9). */
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <locale.h>

int
main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	for (int row = 0; row < LINES - 1; row++)
		mvprintw(row, 0, "%*d hello, world", COLS - 14, row);
	refresh();
	while (getch() != 'q')
		;
	endwin();
	return 0;
}
