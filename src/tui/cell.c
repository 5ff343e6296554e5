/* One typed value in its column. */
#include "table.h"

#include <string.h>

#define CARD_TAIL 8 /* R11 */

/* "…67890123": the digits that tell cards apart. */
static const char *
card_tail(struct arena *arena, const char *digits)
{
	size_t count = strlen(digits);
	return count <= CARD_TAIL ? digits : arena_format(arena, "…%s", digits + count - CARD_TAIL);
}

const char *
cell_text(struct arena *arena, const struct lang *lang, const struct column *column,
	  const struct value *value, int width)
{
	if (!value->known)
		return "";
	if (column->type == TYPE_CARD && value->text) {
		const char *full = value_format(arena, lang, value);
		if (!column->card_tail && text_width(full) <= width)
			return full;
		if (!column->card_tail && text_width(value->text) <= width)
			return value->text;
		return card_tail(arena, value->text);
	}
	return value_format(arena, lang, value);
}

enum style
cell_style(const struct column *column, const struct value *value)
{
	if (!column->style || !value->known || !value->text)
		return STYLE_NORMAL;
	return style_of_state(value->text);
}
