/* Keys in a field: each byte is an action or begins a character typed. */
#include "fuzz.h"

#include "../../src/tui/tui.h"

#include <guichet/text.h>
#include <string.h>

enum { MOST = 40 };

static size_t
type_character(struct field *field, const char *rest)
{
	struct key key = { .action = ACTION_NONE };
	size_t size = text_next(rest, 0);

	if (size < sizeof key.text) {
		memcpy(key.text, rest, size);
		(void)field_key(field, &key);
	}
	return size;
}

static void
check(struct field *field)
{
	struct field_view view = field_view(field, 12);

	HOLDS(field->size == strlen(field->text));
	HOLDS(field->at <= field->size);
	HOLDS(field->at == field->size || ((unsigned char)field->text[field->at] & 0xC0) != 0x80);
	HOLDS(text_valid(field->text));
	HOLDS(text_length(field->text) <= MOST);
	HOLDS(view.start + view.size <= field->size && view.cursor >= 0 && view.cursor <= 12);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	struct field field = { .secret = size > 0 && (bytes[0] & 1) != 0 };

	field_init(&field, arena, MOST, "");
	field.upper = size > 0 && (bytes[0] & 2) != 0;
	field.digits = size > 0 && (bytes[0] & 4) != 0;
	for (size_t i = 1; i < size; i++) {
		if (bytes[i] < ACTION_COUNT) {
			(void)field_key(&field, &(struct key){ .action = (enum action)bytes[i] });
		} else {
			const char *text = text_clean(arena, given_text(bytes + i, size - i));
			i += *text ? type_character(&field, text) - 1 : 0;
		}
		check(&field);
	}
}
