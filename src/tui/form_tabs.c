/* The tabs of a form.  The one in front is that of the field in focus. */
#include "form.h"

void
sheet_tab(struct sheet *sheet, int number, const char *words)
{
	if (sheet->tab_count == TABS_MOST)
		return;
	sheet->tabs[sheet->tab_count++] = (struct sheet_tab){ .number = number, .words = words };
}

static size_t
tab_here(const struct sheet *sheet)
{
	return sheet->count == 0 ? 0 : sheet->entries[sheet->focus].tab;
}

int
sheet_label_width(const struct sheet *sheet)
{
	return sheet->tabs[tab_here(sheet)].label_width;
}

bool
sheet_on_page(const struct sheet *sheet, const struct entry *entry)
{
	return !entry->absent && entry->tab == tab_here(sheet);
}

/* -1: none of its fields is asked. */
static long
first_of(const struct sheet *sheet, size_t tab)
{
	for (size_t i = 0; i < sheet->count; i++) {
		if (sheet->entries[i].tab == tab && !sheet->entries[i].absent)
			return (long)i;
	}
	return -1;
}

enum reaction
sheet_turn(struct sheet *sheet, int step)
{
	const size_t count = sheet->tab_count;
	size_t tab = tab_here(sheet);

	for (size_t i = 0; i < count; i++) {
		long first;

		tab = (step > 0 ? tab + 1 : tab + count - 1) % count;
		first = first_of(sheet, tab);
		if (first >= 0) {
			sheet_go(sheet, (size_t)first);
			break;
		}
	}
	return REDRAW;
}

static char
mark_of(const struct sheet *sheet, size_t tab)
{
	char mark = 0;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct entry *entry = &sheet->entries[i];

		if (entry->tab != tab || entry->absent)
			continue;
		if (entry->error.status != STATUS_OK)
			return '!';
		if (entry_missing(entry, sheet->app->scratch))
			mark = '*';
	}
	return mark;
}

void
sheet_draw_tabs(const struct sheet *sheet, int y)
{
	struct tab_word words[TABS_MOST];
	size_t count = 0;
	size_t here = 0;

	for (size_t tab = 0; tab < sheet->tab_count; tab++) {
		if (first_of(sheet, tab) < 0)
			continue;
		if (tab == tab_here(sheet))
			here = count;
		words[count++] = (struct tab_word){ .number = sheet->tabs[tab].number,
						    .words = sheet->tabs[tab].words,
						    .mark = mark_of(sheet, tab) };
	}
	tabs_draw(sheet->app, y, words, count, here);
}
