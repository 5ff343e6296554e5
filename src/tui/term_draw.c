/* Drawing: text cleaned and cut, boxes, the cursor. */
#include "terminal.h"

#include <string.h>
#include <wchar.h>

static void
style_on(enum style style)
{
	struct terminal *term = term_get();
	wattr_set(stdscr, term->attributes[style], term->pairs[style], NULL);
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
		wchar_t character = (unsigned char)*text;
		const bool plain = character >= ' ' && character <= '~'; /* most are */
		size_t size = plain ? 1 : mbrtowc(&character, text, left, &state);
		if (size == (size_t)-1 || size == (size_t)-2 || size == 0)
			break;
		int w = plain ? 1 : wcwidth(character);
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
	struct terminal *term = term_get();
	wchar_t line[512];
	if (!term->screen || y < 0 || y >= LINES || x < 0 || x >= COLS || width <= 0)
		return 0;
	int columns = wide(text, width < COLS - x ? width : COLS - x, line, 512);
	style_on(style);
	mvaddwstr(y, x, line);
	return columns;
}

int
term_text(int y, int x, int width, enum style style, const char *text)
{
	struct terminal *term = term_get();
	if (!text || width <= 0 || !term->screen)
		return 0;
	if (x + width > COLS)
		width = COLS - x;
	text = text_clean(term->scratch, text);
	if (text_width(text) > width)
		text = text_cut(term->scratch, text, width, false);
	return put(y, x, width, style, text);
}

void
term_cell(int y, int x, int width, enum style style, const char *text, bool right, bool tail)
{
	struct terminal *term = term_get();
	if (!term->screen || width <= 0)
		return;
	text = text_clean(term->scratch, text ? text : "");
	int wanted = text_width(text);
	if (wanted > width)
		text = text_cut(term->scratch, text, width, tail);
	int indent = right && wanted < width ? width - wanted : 0;
	term_fill(y, x, width, term_fills(style) ? style : STYLE_NORMAL);
	put(y, x + indent, width - indent, style, text);
}

void
term_fill(int y, int x, int width, enum style style)
{
	struct terminal *term = term_get();
	if (!term->screen || y < 0 || y >= LINES || x < 0 || x >= COLS || width <= 0)
		return;
	style_on(style);
	mvhline(y, x, ' ', width < COLS - x ? width : COLS - x);
}

void
term_rule(int y, int x, int width)
{
	struct terminal *term = term_get();
	if (!term->screen || y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	style_on(STYLE_DIM);
	mvhline_set(y, x, WACS_HLINE, width < COLS - x ? width : COLS - x);
}

void
term_box(int y, int x, int height, int width, const char *title)
{
	struct terminal *term = term_get();
	if (!term->screen || height < 2 || width < 4)
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
	struct terminal *term = term_get();
	term->cursor_y = y < 0 ? 0 : y >= LINES ? LINES - 1 : y;
	term->cursor_x = x < 0 ? 0 : x >= COLS ? COLS - 1 : x;
}

void
term_beep(void)
{
	struct terminal *term = term_get();
	if (term->screen)
		beep();
}

void
term_erase(void)
{
	struct terminal *term = term_get();
	arena_reset(term->scratch);
	style_on(STYLE_NORMAL);
	werase(stdscr);
}

void
term_show(void)
{
	struct terminal *term = term_get();
	wmove(stdscr, term->cursor_y, term->cursor_x);
	term_send_picture(term);
}

void
term_repaint(void)
{
	squeeze_forget(&term_get()->squeeze); /* it may be because of what others wrote */
	clearok(stdscr, true);
}

enum style
style_of_state(const char *code)
{
	static const struct {
		const char *code;
		enum style style;
	} styles[] = {
		{ "active", STYLE_GOOD },
		{ "sent", STYLE_GOOD },
		{ "delivered", STYLE_GOOD },
		{ "done", STYLE_GOOD },
		{ "suspended", STYLE_WARNING },
		{ "cancelled", STYLE_WARNING },
		{ "block_pending", STYLE_WARNING },
		{ "awaiting_docs", STYLE_WARNING },
		{ "waiting", STYLE_WARNING },
		{ "returned", STYLE_WARNING },
		{ "late", STYLE_BAD },
		{ "blocked", STYLE_BAD },
		{ "expired", STYLE_BAD },
		{ "failed", STYLE_BAD },
		{ "refused", STYLE_BAD },
		{ "denied", STYLE_BAD },
		{ "disabled", STYLE_BAD },
	};
	for (size_t i = 0; code && i < sizeof styles / sizeof *styles; i++)
		if (strcmp(code, styles[i].code) == 0)
			return styles[i].style;
	return STYLE_NORMAL;
}
