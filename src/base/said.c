#include <guichet/said.h>

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/lang.h>

#define ARGS_MOST 16

static void
escape(struct builder *builder, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\\')
			builder_add(builder, "\\\\");
		else if (*p == '\t')
			builder_add(builder, "\\t");
		else if (*p == '\n')
			builder_add(builder, "\\n");
		else
			builder_add_bytes(builder, p, 1);
	}
}

static const char *
unescape(struct arena *arena, const char *text, size_t size)
{
	char *out = arena_alloc(arena, size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] != '\\' || i + 1 == size) {
			out[n++] = text[i];
			continue;
		}
		i++;
		out[n++] = text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : text[i];
	}
	return out;
}

void
said_write(struct builder *builder, const char *key, const struct arg *args, bool warning)
{
	if (warning)
		builder_add(builder, "!");
	escape(builder, key);
	for (const struct arg *a = args; a != NULL && a->name != NULL; a++) {
		builder_format(builder, "\t%s=%s", a->name, type_name(a->value.type));
		if ((a->value.type == TYPE_CHOICE || a->value.type == TYPE_LIST) &&
		    a->value.vocabulary != NULL)
			builder_format(builder, "/%s", a->value.vocabulary);
		if (a->value.known) {
			builder_add(builder, ":");
			escape(builder, value_raw(builder->arena, &a->value));
		}
	}
	builder_add(builder, "\n");
}

/* name=type[/vocabulary][:value] */
static bool
read_arg(struct arena *arena, const char *field, size_t size, struct arg *arg)
{
	char *copy = arena_copy_bytes(arena, field, size);
	char *type = strchr(copy, '=');
	char *value = type != NULL ? strchr(type, ':') : NULL;
	char *vocabulary;

	if (type == NULL)
		return false;
	*type++ = '\0';
	if (value != NULL)
		*value++ = '\0';
	vocabulary = strchr(type, '/');
	if (vocabulary != NULL)
		*vocabulary++ = '\0';
	arg->name = copy;
	if (!type_by_name(type, &arg->value.type))
		return false;
	arg->value.vocabulary = vocabulary;
	arg->value.known = value != NULL;
	if (value == NULL)
		return true;
	arg->value.text = unescape(arena, value, strlen(value));
	if (type_is_number(arg->value.type))
		arg->value.number = strtoll(arg->value.text, NULL, 10);
	return true;
}

bool
said_read(struct arena *arena, const char **text, const char **key, const struct arg **args,
	  bool *warning)
{
	if (*text == NULL || **text == '\0')
		return false;

	*warning = **text == '!';
	*text += *warning;
	const char *line = *text;
	const size_t length = strcspn(line, "\n");
	struct arg *list = arena_array(arena, ARGS_MOST + 1, sizeof *list);
	size_t at = strcspn(line, "\t\n"), count = 0;

	*text = line + length + (line[length] == '\n');
	*key = unescape(arena, line, at);
	while (at < length && count < ARGS_MOST) {
		const char *field = line + at + 1;
		const size_t size = strcspn(field, "\t\n");
		if (read_arg(arena, field, size, &list[count]))
			count++;
		at += 1 + size;
	}
	list[count].name = NULL;
	*args = list;
	return true;
}

const char *
said_format(struct arena *arena, const struct lang *lang, const char *text)
{
	struct builder out = { .arena = arena };
	const char *key;
	const struct arg *args;
	bool warning;

	while (said_read(arena, &text, &key, &args, &warning)) {
		if (out.size > 0)
			builder_add(&out, "; ");
		builder_add(&out, lang_format(arena, lang, key, args));
	}
	return builder_text(&out);
}

void
said_error(struct builder *builder, const struct error *error)
{
	struct arg args[ERROR_ARGS + 1] = { { .name = NULL } };

	for (int i = 0; i < error->count && i < ERROR_ARGS; i++)
		args[i] = (struct arg){ .name = error->args[i].name,
					.value = { .type = error->args[i].type,
						   .known = true,
						   .number = error->args[i].number,
						   .text = error->args[i].text,
						   .vocabulary = error->args[i].vocabulary } };
	said_write(builder, error->key, args, false);
}
