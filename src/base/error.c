#include "private.h"

#include <guichet/arena.h>
#include <guichet/error.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

/* Never half a character. */
static void
put(char *to, size_t size, const char *text)
{
	size_t length = text == NULL ? 0 : strlen(text);
	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	if (length > 0)
		memcpy(to, text, length);
	to[length] = '\0';
}

enum status
error_set(struct error *error, enum status status, const char *param, const char *key,
	  const struct arg *args)
{
	if (error == NULL)
		return status;
	*error = (struct error){ .status = status };
	put(error->param, sizeof error->param, param);
	put(error->key, sizeof error->key, key);
	for (; args != NULL && args->name != NULL && error->count < ERROR_ARGS; args++) {
		const struct value *value = &args->value;
		int i = error->count++;
		put(error->args[i].name, sizeof error->args[i].name, args->name);
		error->args[i].type = value->type;
		error->args[i].number = value->number;
		put(error->args[i].vocabulary, sizeof error->args[i].vocabulary, value->vocabulary);
		put(error->args[i].text, sizeof error->args[i].text,
		    value->known ? value->text : NULL);
	}
	return status;
}

enum status
error_system(struct error *error, const char *key, const char *path, int number)
{
	return error_set(error, STATUS_FAILED, NULL, key,
			 ARGS(ARG_TEXT("path", path), ARG_TEXT("reason", strerror(number))));
}

void
error_clear(struct error *error)
{
	if (error != NULL)
		*error = (struct error){ .status = STATUS_OK };
}

const char *
error_text(struct arena *arena, const struct lang *lang, const struct error *error)
{
	struct arg args[ERROR_ARGS + 1] = { { .name = NULL } };
	for (int i = 0; i < error->count; i++) {
		const char *text = error->args[i].text[0] != '\0' ? error->args[i].text : NULL;
		args[i] = (struct arg){
			.name = error->args[i].name,
			.value = { .type = error->args[i].type,
				   .known = text != NULL || type_is_number(error->args[i].type),
				   .number = error->args[i].number,
				   .text = text,
				   .vocabulary = error->args[i].vocabulary[0] == '\0'
						     ? NULL
						     : error->args[i].vocabulary },
		};
	}
	return text_clean(arena, lang_format(arena, lang, error->key, args));
}
