/* A row as commands and other screens take it: texts as a person would type them. */
#include "table.h"

#include <string.h>

static const char *
value_typed(struct arena *arena, const struct lang *lang, const struct value *value)
{
	if (!value->known)
		return "";
	switch (value->type) {
	case TYPE_MONEY:
	case TYPE_QUANTITY: /* cents and thousandths are for programs */
		return value_format(arena, lang, value);
	case TYPE_BOOL:
		return value->number ? "yes" : "no";
	case TYPE_SAID:
		return "";
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_DATE:
	case TYPE_MONTH:
	case TYPE_STAMP:
	case TYPE_CHOICE:
	case TYPE_CARD:
	case TYPE_PLATE:
	case TYPE_PHONE:
	case TYPE_RECORD:
	case TYPE_FILE:
	case TYPE_LIST:
		break;
	}
	return value_raw(arena, value);
}

static const char *
label_add(struct arena *arena, const char *label, const char *text)
{
	return *label && *text ? arena_format(arena, "%s  %s", label, text) : *text ? text : label;
}

/* What the clerk sees of it: its key, its plate and the text behind it (who drives), else its first
 * texts. */
static const char *
label_of(struct arena *arena, const struct lang *lang, const struct screen *screen,
	 const struct value *values)
{
	const struct column *key = screen->key ? screen_column(screen, screen->key) : NULL;
	const char *label = "";
	size_t from = 0;
	int texts = 2;
	if (key)
		label = cell_text(arena, lang, key, &values[key - screen->columns], 0);
	for (size_t i = 0; i < screen->column_count && !from; i++)
		if (screen->columns[i].type == TYPE_PLATE && values[i].known)
			from = i;
	for (size_t i = from; i < screen->column_count && texts > 0; i++) {
		const struct column *column = &screen->columns[i];
		bool text = column->type == TYPE_TEXT || column->type == TYPE_PLATE;
		if (!text || column == key || column->hidden || !values[i].known)
			continue;
		label = label_add(arena, label, cell_text(arena, lang, column, &values[i], 0));
		texts--;
	}
	return label;
}

struct subject
subject_of(struct arena *arena, const struct lang *lang, const struct screen *screen, int64_t id,
	   const char *key, const struct value *values)
{
	struct input *inputs = arena_array(arena, screen->column_count + 1, sizeof *inputs);
	for (size_t i = 0; i < screen->column_count; i++)
		inputs[i] = (struct input){
			.name = screen->columns[i].field,
			.text = arena_copy(arena, value_typed(arena, lang, &values[i])),
		};
	return (struct subject){
		.id = id,
		.key = arena_copy(arena, key ? key : ""),
		.label = arena_copy(arena, label_of(arena, lang, screen, values)),
		.values = inputs,
	};
}

const char *
subject_value(const struct subject *subject, const char *field)
{
	for (const struct input *value = subject->values; value->name; value++)
		if (strcmp(value->name, field) == 0)
			return value->text;
	return NULL;
}
