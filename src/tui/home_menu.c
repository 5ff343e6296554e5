/* The sections of home: numbers keep their place whatever the rights. */
#include "home.h"

#include "table.h"

#include <string.h>

#define NUMBER_SYSTEM 70 /* help, lock, leave: on a row of their own */

static bool
entry_shown(struct app *app, const struct menu_entry *entry)
{
	if (entry->action)
		return session_may(app->session, entry->right);
	for (size_t i = 0; entry->screens && entry->screens[i]; i++)
		if (face_allowed(app, entry->screens[i]))
			return true;
	return false;
}

static const char *
entry_words(struct app *app, const struct menu_entry *entry)
{
	return arena_format(
	    app->scratch, "%2d %s", entry->number,
	    lang_text(app_lang(app), arena_format(app->scratch, "section.%s", entry->name)));
}

/* Answers the sum of the columns' widths with gaps of two. */
static int
grid_widths(struct app *app, const struct screen *screen, struct menu_grid *grid)
{
	int total = 0;
	memset(grid->widths, 0, sizeof grid->widths);
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		int width = text_width(entry_words(app, entry));
		int column = (entry->number - 1) % grid->across;
		if (entry->number < NUMBER_SYSTEM && width > grid->widths[column])
			grid->widths[column] = width;
	}
	for (int i = 0; i < grid->across; i++)
		total += grid->widths[i] + (i ? 2 : 0);
	return total;
}

void
menu_lay_out(struct app *app, const struct screen *screen, struct menu_grid *grid)
{
	int total, last = 0;
	grid->across = 4;
	while ((total = grid_widths(app, screen, grid)) > term_columns() - 2 && grid->across > 2)
		grid->across--;
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		int row = (entry->number - 1) / grid->across;
		if (entry->number < NUMBER_SYSTEM && entry_shown(app, entry) && row > last)
			last = row;
	}
	grid->rows = last + 2;
	grid->gap = 2 + (term_columns() - 2 - total) / grid->across;
}

/* Numbers keep their place whatever the rights. */
void
menu_draw(struct app *app, const struct screen *screen, const struct menu_grid *grid, int y)
{
	int system = y + grid->rows - 1, tail = 1;
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		if (entry->number >= NUMBER_SYSTEM || !entry_shown(app, entry))
			continue;
		int row = (entry->number - 1) / grid->across;
		int column = (entry->number - 1) % grid->across;
		int x = 1;
		for (int c = 0; c < column; c++)
			x += grid->widths[c] + grid->gap;
		term_text(y + row, x, 2, STYLE_KEY,
			  arena_format(app->scratch, "%2d", entry->number));
		term_text(y + row, x + 3, grid->widths[column], STYLE_NORMAL,
			  entry_words(app, entry) + 3);
	}
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		if (entry->number < NUMBER_SYSTEM)
			continue;
		term_text(system, tail, 2, STYLE_KEY,
			  arena_format(app->scratch, "%2d", entry->number));
		tail += 3 +
			term_text(system, tail + 3, 30, STYLE_NORMAL, entry_words(app, entry) + 3) +
			grid->gap;
	}
}

enum reaction
menu_run(struct app *app, const struct menu_entry *entry)
{
	if (entry->action && strcmp(entry->action, "quit") == 0)
		return QUIT;
	if (entry->action && strcmp(entry->action, "lock") == 0) {
		lock_open(app);
		return REDRAW;
	}
	if (entry->action && strcmp(entry->action, "help") == 0) {
		book_open(app, "");
		return REDRAW;
	}
	if (entry->action && strcmp(entry->action, "texts") == 0) {
		texts_open(app);
		return REDRAW;
	}
	for (size_t i = 0; entry->screens && entry->screens[i]; i++)
		if (face_allowed(app, entry->screens[i]))
			return screen_open(app, entry->screens[i], NULL) ? REDRAW : STAY;
	return STAY;
}

/* One or two digits, on the unshifted AZERTY row too (R10); 0 when it is no number. */
int
menu_number(const char *text)
{
	int number = 0, count = 0;
	for (size_t at = 0; text[at]; at += text_next(text, at), count++) {
		struct key key = { .action = ACTION_NONE };
		size_t size = text_next(text, at);
		if (size >= sizeof key.text || count == 2)
			return 0;
		memcpy(key.text, text + at, size);
		char digit = key_digit(&key);
		if (!digit)
			return 0;
		number = number * 10 + (digit - '0');
	}
	return number;
}

const struct menu_entry *
menu_entry_of(struct app *app, const struct screen *screen, int number)
{
	for (size_t i = 0; i < screen->menu_count; i++)
		if (screen->menu[i].number == number && entry_shown(app, &screen->menu[i]))
			return &screen->menu[i];
	return NULL;
}
