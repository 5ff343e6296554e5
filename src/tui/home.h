/* The menu of home: home_menu.c draws and runs it for home.c. */
#ifndef GUICHET_TUI_HOME_H
#define GUICHET_TUI_HOME_H

#include "tui.h"

/* As many columns as the widest words leave room for. */
struct menu_grid {
	int across, rows;
	int widths[4], gap;
};
void menu_lay_out(struct app *app, const struct screen *screen, struct menu_grid *grid);
void menu_draw(struct app *app, const struct screen *screen, const struct menu_grid *grid, int y);
/* One or two digits, on the unshifted AZERTY row too (R10); 0 when it is no number. */
int menu_number(const char *text);
/* NULL: there is none, or no right to it. */
const struct menu_entry *menu_entry_of(struct app *app, const struct screen *screen, int number);
enum reaction menu_run(struct app *app, const struct menu_entry *entry);

#endif
