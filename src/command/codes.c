/* Codes that a parameter may hold: one of a choice, several of a list; in words of any language. */
#include "private.h"

#include <string.h>

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>

const char *
param_code(struct arena *arena, const struct param *param, const char *text)
{
	for (const char *const *c = param->choices; *c != NULL; c++)
		if (strcmp(*c, text) == 0)
			return *c;
	for (const char *const *c = param->choices; *c != NULL; c++)
		for (const char *const *l = lang_codes; *l != NULL; l++)
			if (text_equal_fold(lang_choice(lang_get(*l), param_vocabulary(param), *c),
					    text) &&
			    text_fold(arena, text)[0] != '\0')
				return *c;
	return NULL;
}

static void
add_word(struct builder *words, const char *word)
{
	builder_format(words, "%s%s", words->size > 0 ? ", " : "", word);
}

static const char *
known_codes(struct arena *arena, const struct param *param)
{
	struct builder known = { .arena = arena };

	for (const char *const *c = param->choices; *c != NULL; c++)
		add_word(&known, *c);
	return builder_text(&known);
}

enum status
param_refuse_choice(struct arena *arena, const struct param *param, struct error *error)
{
	return error_set(error, STATUS_USAGE, param->name, "error.choice",
			 ARGS(ARG_TEXT("choices", known_codes(arena, param))));
}

static struct list
split(struct arena *arena, const char *text)
{
	size_t most = 1, count = 0;

	for (const char *p = text; *p != '\0'; p++)
		most += *p == ',' || *p == ';';
	const char **items = arena_array(arena, most + 1, sizeof *items);
	while (*text != '\0') {
		const size_t size = strcspn(text, ",;");
		const char *item = text_trim(arena, arena_copy_bytes(arena, text, size));
		if (item[0] != '\0')
			items[count++] = item;
		text += size + (text[size] != '\0');
	}
	return (struct list){ .items = items, .count = count };
}

static bool
among(const char *const *items, size_t count, const char *item)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(items[i], item) == 0)
			return true;
	return false;
}

enum status
param_list(struct arena *arena, const struct param *param, const char *text, struct list *list,
	   struct error *error)
{
	struct builder unknown = { .arena = arena };
	size_t count = 0;

	*list = split(arena, text);
	if (param->choices == NULL)
		return STATUS_OK;
	const char **codes = arena_array(arena, list->count + 1, sizeof *codes);
	for (size_t i = 0; i < list->count; i++) {
		const char *item = text_nfc(arena, list->items[i]);
		const char *code = param_code(arena, param, item);
		if (code == NULL)
			add_word(&unknown, text_clean(arena, item));
		else if (!among(codes, count, code))
			codes[count++] = code;
	}
	*list = (struct list){ .items = codes, .count = count };
	if (unknown.size == 0)
		return STATUS_OK;
	return error_set(error, STATUS_USAGE, param->name, "error.choices",
			 ARGS(ARG_TEXT("unknown", builder_text(&unknown)),
			      ARG_TEXT("choices", known_codes(arena, param))));
}
