/* CSV cells as written, here and by guichet-files. */
#include <guichet/arena.h>
#include <guichet/exchange.h>
#include <guichet/text.h>
#include <string.h>

/* What a spreadsheet may take for the beginning of a formula; the last four are full width. */
static bool
looks_like_formula(const char *text)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
					    "\xEF\xBC\xA0" };

	if (*text && strchr("=+-@\t\r\n", *text))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (strncmp(text, wide[i], 3) == 0)
			return true;
	return false;
}

const char *
csv_cell(struct arena *arena, const char *text)
{
	bool guard = looks_like_formula(text);
	size_t size = strlen(text);
	bool outer = size > 0 && (text[0] == ' ' || text[size - 1] == ' ');
	struct builder cell = { .arena = arena };

	if (!outer && !strpbrk(text, ";,\t\"\r\n"))
		return guard ? arena_format(arena, "'%s", text) : text;
	builder_add(&cell, guard ? "\"'" : "\"");
	for (const char *quote = strchr(text, '"'); quote; quote = strchr(text, '"')) {
		builder_add_bytes(&cell, text, (size_t)(quote - text) + 1);
		builder_add(&cell, "\"");
		text = quote + 1;
	}
	builder_add(&cell, text);
	builder_add(&cell, "\"");
	return builder_text(&cell);
}
