#include "tui.h"

#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <string.h>

#define FIELD_MOST 200
#define GROUPED_SIZE 256

static size_t
most_of(const struct field *field)
{
	return field->most == 0 ? FIELD_MOST : field->most;
}

/* An old buffer of a secret is not left behind in the arena. */
static void
make_room(struct field *field, size_t size)
{
	size_t capacity = field->capacity == 0 ? 64 : field->capacity;
	char *text;

	if (field->text != NULL && size < field->capacity)
		return;
	while (capacity <= size)
		capacity *= 2;
	text = arena_alloc(field->arena, capacity);
	if (field->text != NULL) {
		memcpy(text, field->text, field->size + 1);
		secret_wipe(field->text, field->capacity);
	}
	field->text = text;
	field->capacity = capacity;
}

void
field_init(struct field *field, struct arena *arena, size_t most, const char *text)
{
	*field = (struct field){ .arena = arena, .most = most };
	make_room(field, 1);
	field_set(field, text);
}

static void
empty(struct field *field)
{
	secret_wipe(field->text, field->size);
	field->text[0] = '\0';
	field->size = 0;
	field->at = 0;
	field->first = 0;
	field->replace = false;
}

void
field_set(struct field *field, const char *text)
{
	make_room(field, 1);
	empty(field);
	field_insert(field, text == NULL ? "" : text);
}

void
field_wipe(struct field *field)
{
	if (field->text == NULL)
		return;
	secret_wipe(field->text, field->capacity);
	empty(field);
}

/* Bytes of the start of text that are count characters. */
static size_t
characters(const char *text, size_t count)
{
	size_t at = 0;

	while (count > 0 && text[at] != '\0') {
		at += text_next(text, at);
		count--;
	}
	return at;
}

/* False when there was no room for all of it. */
static bool
insert(struct field *field, const char *text)
{
	const size_t most = most_of(field);
	const size_t there = text_length(field->text);
	const size_t size = strlen(text);
	/* A combining mark adds no character: it may still join the last one. */
	const bool mark = text_width(text) == 0;
	const size_t fits = mark ? size : characters(text, there < most ? most - there : 0);

	make_room(field, field->size + fits + 1);
	memmove(field->text + field->at + fits, field->text + field->at,
		field->size - field->at + 1);
	memcpy(field->text + field->at, text, fits);
	field->at += fits;
	field->size += fits;
	return fits == size;
}

/* A secret keeps its signs as they are, and must leave no copy in the arena. */
static bool
insert_shaped(struct field *field, const char *text)
{
	if (field->replace)
		empty(field);
	if (field->secret)
		return text_valid(text) && insert(field, text);
	text = text_clean(field->arena, text);
	if (field->upper)
		text = text_upper(field->arena, text);
	return insert(field, text);
}

static bool
line_end(char byte)
{
	return byte == '\n' || byte == '\r' || byte == '\t';
}

void
field_insert(struct field *field, const char *text)
{
	size_t size = strlen(text);
	char *line;

	while (size > 0 && line_end(text[size - 1]))
		size--;
	while (size > 0 && line_end(*text)) {
		text++;
		size--;
	}
	line = arena_copy_bytes(field->arena, text, size);
	for (size_t i = 0; i < size; i++) {
		if (line_end(line[i]))
			line[i] = ' ';
	}
	insert_shaped(field, line);
	if (field->secret)
		secret_wipe(line, size);
}

static void
move_to(struct field *field, size_t at)
{
	field->at = at;
	field->replace = false;
}

static void
erase(struct field *field, size_t from, size_t until)
{
	memmove(field->text + from, field->text + until, field->size - until + 1);
	field->size -= until - from;
	move_to(field, from);
}

static size_t
word_before(const struct field *field)
{
	size_t at = field->at;

	while (at > 0 && field->text[at - 1] == ' ')
		at--;
	while (at > 0 && field->text[at - 1] != ' ')
		at--;
	return at;
}

static size_t
before(const struct field *field)
{
	return field->at > 0 ? field->at - text_previous(field->text, field->at) : 0;
}

static size_t
after(const struct field *field)
{
	return field->at < field->size ? field->at + text_next(field->text, field->at)
				       : field->size;
}

static enum reaction
type(struct field *field, const struct key *key)
{
	char digit[2] = "";

	if (key->text[0] == '\0')
		return STAY;
	if (field->digits && (field->strict || strpbrk(key->text, "-_") == NULL))
		digit[0] = key_digit(key);
	if (!insert_shaped(field, digit[0] != '\0' ? digit : key->text))
		term_beep();
	return REDRAW;
}

enum reaction
field_key(struct field *field, const struct key *key)
{
	switch ((int)key->action) {
	case ACTION_NONE:
		return type(field, key);
	case ACTION_LEFT:
		move_to(field, before(field));
		return REDRAW;
	case ACTION_RIGHT:
		move_to(field, after(field));
		return REDRAW;
	case ACTION_FIRST:
		move_to(field, 0);
		return REDRAW;
	case ACTION_LAST:
		move_to(field, field->size);
		return REDRAW;
	case ACTION_ERASE_LEFT:
		erase(field, field->replace ? 0 : before(field), field->at);
		return REDRAW;
	case ACTION_ERASE_RIGHT:
		erase(field, field->replace ? 0 : field->at, after(field));
		return REDRAW;
	case ACTION_ERASE_WORD:
		erase(field, word_before(field), field->at);
		return REDRAW;
	case ACTION_ERASE_LINE:
		empty(field);
		return REDRAW;
	default:
		return STAY;
	}
}

static int
width_between(const struct field *field, size_t from, size_t until)
{
	const char kept = field->text[until];
	int width;

	field->text[until] = '\0';
	width = text_width(field->text + from);
	field->text[until] = kept;
	return width;
}

struct field_view
field_view(struct field *field, int columns)
{
	struct field_view view = { .start = 0 };

	if (field->secret || columns <= 0)
		return view;
	if (field->first > field->size || text_width(field->text) < columns)
		field->first = 0;
	if (field->at < field->first)
		field->first = field->at;
	/* One column is left for the cursor behind the last character. */
	while (field->first < field->at && width_between(field, field->first, field->at) >= columns)
		field->first += text_next(field->text, field->first);
	view.start = field->first;
	view.size = text_fit(field->text + field->first, columns);
	view.cursor = width_between(field, field->first, field->at);
	view.before = field->first > 0;
	view.after = view.start + view.size < field->size;
	return view;
}

/* What is drawn is all that the terminal, and its memory, ever has of it. */
static void
draw_grouped(const struct field *field, int y, int x, int width, bool focused)
{
	char shown[GROUPED_SIZE];
	const int cursor = payment_number_typed(field->text, field->at, shown, sizeof shown);
	const enum style style = focused ? STYLE_FIELD_FOCUS : STYLE_FIELD;

	term_fill(y, x, width, style);
	term_text(y, x, width, style, shown);
	if (focused)
		term_cursor(y, x + (cursor < width ? cursor : width - 1));
}

void
field_draw(struct field *field, int y, int x, int width, bool focused)
{
	if (field->grouped) {
		draw_grouped(field, y, x, width, focused);
		return;
	}
	const struct field_view view = field_view(field, width);
	const enum style style = focused ? STYLE_FIELD_FOCUS : STYLE_FIELD;
	const size_t until = view.start + view.size;
	const char kept = field->text[until];

	term_fill(y, x, width, style);
	field->text[until] = '\0';
	term_text(y, x, width, focused && field->replace ? STYLE_FOCUS : style,
		  field->text + view.start);
	field->text[until] = kept;
	if (view.before)
		term_text(y, x - 1, 1, STYLE_DIM, "<");
	if (view.after)
		term_text(y, x + width, 1, STYLE_DIM, ">");
	if (focused)
		term_cursor(y, x + view.cursor);
}

/* Bytes of the line that begins there: to a blank where it can be broken, and one column is left
 * for the cursor. */
static size_t
line_size(const struct field *field, size_t start, int columns)
{
	const char *text = field->text + start;
	size_t size = text_fit(text, columns - 1);
	size_t blank = size;

	if (text[size] == '\0')
		return size;
	while (blank > 0 && text[blank - 1] != ' ')
		blank--;
	if (blank > 0)
		size = blank;
	return size > 0 ? size : text_next(field->text, start);
}

/* The first line shown, so that the cursor's is; *line is the cursor's. */
static size_t
lines_from(const struct field *field, int height, int columns, size_t *line)
{
	size_t start = 0, lines = 0;

	for (;;) {
		const size_t size = line_size(field, start, columns);

		if (field->at < start + size || field->text[start + size] == '\0')
			break;
		start += size;
		lines++;
	}
	*line = lines;
	return lines >= (size_t)height ? lines - (size_t)height + 1 : 0;
}

void
field_draw_lines(struct field *field, int y, int x, int height, int width, bool focused)
{
	const enum style style = focused ? STYLE_FIELD_FOCUS : STYLE_FIELD;
	size_t start = 0, cursor_line = 0;
	const size_t first = lines_from(field, height, width, &cursor_line);

	for (size_t line = 0; line < first + (size_t)height; line++) {
		const size_t size = line_size(field, start, width);
		const int row = y + (int)(line - first);
		const char kept = field->text[start + size];

		if (line >= first) {
			term_fill(row, x, width, style);
			field->text[start + size] = '\0';
			term_text(row, x, width, style, field->text + start);
			field->text[start + size] = kept;
		}
		if (focused && line == cursor_line)
			term_cursor(row, x + width_between(field, start, field->at));
		start += size;
	}
}
