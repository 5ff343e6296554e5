/* Text in columns. */
#include <guichet/arena.h>
#include <guichet/text.h>
#include <string.h>

#define ELLIPSIS "\u2026"

static const char *
padded(struct arena *arena, const char *text, int blanks, bool right)
{
	size_t size = strlen(text), room = (size_t)blanks;
	char *out = arena_array(arena, size + room + 1, 1);
	memset(right ? out : out + size, ' ', room);
	memcpy(right ? out + room : out, text, size);
	return out;
}

const char *
text_pad(struct arena *arena, const char *text, int columns, bool right)
{
	int width = text_width(text);
	if (width > columns) {
		text = text_cut(arena, text, columns, false);
		width = text_width(text);
	}
	return width >= columns ? text : padded(arena, text, columns - width, right);
}

static const char *
tail_from(const char *text, int columns)
{
	int width = text_width(text);
	while (width > columns && *text != '\0') {
		size_t size = text_next(text, 0);
		text += size;
		width = text_width(text);
	}
	return text;
}

const char *
text_cut(struct arena *arena, const char *text, int columns, bool tail)
{
	if (columns <= 0)
		return "";
	if (text_width(text) <= columns)
		return text;
	if (tail)
		return arena_format(arena, ELLIPSIS "%s", tail_from(text, columns - 1));
	return arena_format(arena, "%.*s" ELLIPSIS, (int)text_fit(text, columns - 1), text);
}

/* Bytes of the first line of text and, in *next, where the second begins. */
static size_t
line_size(const char *text, int columns, size_t *next)
{
	size_t fit = text_fit(text, columns);
	size_t end = strcspn(text, "\n");
	if (end <= fit) {
		*next = text[end] == '\n' ? end + 1 : end;
		return end;
	}
	end = fit;
	while (end > 0 && text[end] != ' ')
		end--;
	if (end == 0) { /* one long word */
		*next = fit > 0 ? fit : text_next(text, 0);
		return *next;
	}
	*next = end + strspn(text + end, " ");
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end;
}

const char *const *
text_wrap(struct arena *arena, const char *text, int columns, size_t *count)
{
	size_t room = 8;
	const char **lines = arena_array(arena, room, sizeof *lines);
	columns = columns < 1 ? 1 : columns;
	*count = 0;
	do {
		size_t next;
		size_t size = line_size(text, columns, &next);
		if (*count == room) {
			const char **more = arena_array(arena, room *= 2, sizeof *more);
			memcpy(more, lines, *count * sizeof *more);
			lines = more;
		}
		lines[(*count)++] = arena_copy_bytes(arena, text, size);
		text += next;
	} while (*text != '\0');
	return lines;
}
