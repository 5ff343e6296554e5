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

/* Widths of the grid's columns; answers their sum with gaps of two. */
static int
grid(struct app *app, const struct screen *screen, int across, int *widths)
{
	int total = 0;
	memset(widths, 0, (size_t)across * sizeof *widths);
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		int width = text_width(entry_words(app, entry));
		int column = (entry->number - 1) % across;
		if (entry->number < NUMBER_SYSTEM && width > widths[column])
			widths[column] = width;
	}
	for (int i = 0; i < across; i++)
		total += widths[i] + (i ? 2 : 0);
	return total;
}

static int
columns_across(struct app *app, const struct screen *screen, int widths[4])
{
	int across = 4;
	while (across > 2 && grid(app, screen, across, widths) > term_columns() - 2)
		across--;
	return across;
}

int
menu_height(struct app *app, const struct screen *screen)
{
	int widths[4];
	int across = columns_across(app, screen, widths), last = 0;
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		int row = (entry->number - 1) / across;
		if (entry->number < NUMBER_SYSTEM && entry_shown(app, entry) && row > last)
			last = row;
	}
	return last + 2;
}

/* Numbers keep their place whatever the rights. */
void
menu_draw(struct app *app, const struct screen *screen, int y)
{
	int widths[4];
	int across = columns_across(app, screen, widths);
	int system = y + menu_height(app, screen) - 1;
	int total = grid(app, screen, across, widths);
	int gap = 2 + (term_columns() - 2 - total) / across;
	int tail = 1;
	for (size_t i = 0; i < screen->menu_count; i++) {
		const struct menu_entry *entry = &screen->menu[i];
		if (entry->number >= NUMBER_SYSTEM || !entry_shown(app, entry))
			continue;
		int row = (entry->number - 1) / across, column = (entry->number - 1) % across;
		int x = 1;
		for (int c = 0; c < column; c++)
			x += widths[c] + gap;
		term_text(y + row, x, 2, STYLE_KEY,
			  arena_format(app->scratch, "%2d", entry->number));
		term_text(y + row, x + 3, widths[column], STYLE_NORMAL,
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
			gap;
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
