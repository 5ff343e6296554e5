/* A limit as a line of a form: text, fields, words. */
#include "limit.h"

#include "domain.h"

#include <inttypes.h>
#include <string.h>

static const struct input *
fields(struct arena *arena, const struct input *given, size_t size)
{
	struct input *copy = arena_alloc(arena, size);
	memcpy(copy, given, size);
	return copy;
}

static const char *
field(const struct input *given, const char *name)
{
	for (; given != NULL && given->name != NULL; given++) {
		if (strcmp(given->name, name) == 0 && given->text != NULL) {
			return given->text;
		}
	}
	return "";
}

static const char *
number_or_empty(struct arena *arena, int64_t number)
{
	return number == 0 ? "" : arena_format(arena, "%" PRId64, number);
}

static const struct input *
limit_read(struct arena *arena, const char *text, struct error *error)
{
	struct limit limit = { .level = LEVEL_CARD };
	struct limit_fault fault = { .key = NULL };
	if (!limit_parse(arena, text, &limit, &fault)) {
		error_set(error, STATUS_USAGE, fault.param, fault.key,
			  ARGS(ARG_TEXT("part", fault.part)));
		return NULL;
	}
	const struct input read[] = {
		{ "product", limit.goods },
		{ "measure", limit.measure },
		{ "period", limit.period },
		{ "days", number_or_empty(arena, limit.days) },
		{ "value", limit_value_text(arena, &limit) },
		{ "breach", limit.breach },
		{ "warn", number_or_empty(arena, limit.warn) },
		{ NULL, NULL },
	};
	return fields(arena, read, sizeof read);
}

/* A decimal comma would end the item in its list: "250,50" becomes "250.50". */
static const char *
without_comma(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);
	for (char *at = copy; *at != '\0'; at++) {
		*at = *at == ',' ? '.' : *at;
	}
	return copy;
}

static const char *
limit_write(struct arena *arena, const struct input *given)
{
	const char *value = field(given, "value");
	const char *warn = field(given, "warn");
	bool both = strchr(value, ',') != NULL && strchr(value, '.') != NULL;
	return arena_format(arena, "%s:%s:%s%s:%s:%s%s%s", field(given, "product"),
			    field(given, "measure"), field(given, "period"), field(given, "days"),
			    both ? value : without_comma(arena, value), field(given, "breach"),
			    warn[0] == '\0' ? "" : ":", warn);
}

static const char *
limit_told(struct arena *arena, const struct lang *lang, const char *text)
{
	struct limit limit = { .level = LEVEL_CARD };
	struct limit_fault fault = { .key = NULL };
	return limit_parse(arena, text, &limit, &fault) ? limit_words(arena, lang, &limit) : text;
}

const struct item limit_item = {
	.command = &card_set_limit,
	.read = limit_read,
	.write = limit_write,
	.words = limit_told,
};
