#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/said.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NO_BREAK "\u00a0"

static const char *const names[] = {
	[TYPE_TEXT] = "text",         [TYPE_INT] = "int",     [TYPE_MONEY] = "money",
	[TYPE_QUANTITY] = "quantity", [TYPE_BOOL] = "bool",   [TYPE_DATE] = "date",
	[TYPE_MONTH] = "month",       [TYPE_STAMP] = "stamp", [TYPE_CHOICE] = "choice",
	[TYPE_CARD] = "card",         [TYPE_PLATE] = "plate", [TYPE_PHONE] = "phone",
	[TYPE_RECORD] = "record",     [TYPE_LIST] = "list",   [TYPE_FILE] = "file",
	[TYPE_SAID] = "said",
};

bool
type_by_name(const char *name, enum type *type)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0) {
			*type = (enum type)i;
			return true;
		}
	return false;
}

const char *
type_name(enum type type)
{
	return names[type];
}

struct value
value_text(enum type type, const char *text)
{
	return (struct value){ .type = type, .known = text != NULL, .text = text };
}

struct value
value_text_lines(const char *text)
{
	struct value value = value_text(TYPE_TEXT, text);
	value.vocabulary = "lines";
	return value;
}

struct value
value_number(enum type type, int64_t number)
{
	return (struct value){ .type = type, .known = true, .number = number };
}

struct arg
id_or_null(const char *name, int64_t id)
{
	struct value value = value_number(TYPE_INT, id);
	value.known = id != 0;
	return (struct arg){ .name = name, .value = value };
}

struct value
value_choice(const char *vocabulary, const char *code)
{
	return (struct value){
		.type = TYPE_CHOICE, .known = code != NULL, .text = code, .vocabulary = vocabulary
	};
}

const char *
value_decimal(struct arena *arena, const struct lang *lang, int64_t number, int decimals, int least)
{
	bool english = lang != NULL && strcmp(lang_code(lang), "en") == 0;
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
	uint64_t unit = 1;
	for (int i = 0; i < decimals; i++)
		unit *= 10;
	uint64_t part = size % unit;
	for (; decimals > least && part % 10 == 0; decimals--)
		part /= 10;
	char whole[24];
	int length = snprintf(whole, sizeof whole, "%" PRIu64, size / unit);
	struct builder out = { .arena = arena };
	if (number < 0)
		builder_add(&out, "-");
	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			builder_add(&out, english ? "," : NO_BREAK);
		builder_add_bytes(&out, whole + i, 1);
	}
	if (decimals > 0)
		builder_format(&out, "%s%0*" PRIu64, english ? "." : ",", decimals, part);
	return builder_text(&out);
}

/* Lines become one line; what else a terminal should not get becomes U+FFFD. */
static const char *
format_text(struct arena *arena, const char *text)
{
	if (strpbrk(text, "\n\r\t") != NULL) {
		char *copy = arena_copy(arena, text);
		for (char *at = copy; *at != '\0'; at++)
			if (*at == '\n' || *at == '\r' || *at == '\t')
				*at = ' ';
		text = copy;
	}
	return text_clean(arena, text);
}

static const char *
format_date(struct arena *arena, const char *iso)
{
	struct civil day;
	if (!date_read(iso, &day))
		return format_text(arena, iso);
	return arena_format(arena, "%02d/%02d/%04d", day.day, day.month, day.year);
}

static const char *
format_month(struct arena *arena, const char *iso)
{
	if (strlen(iso) < 7 || iso[4] != '-')
		return format_text(arena, iso);
	return arena_format(arena, "%.2s/%.4s", iso + 5, iso);
}

static const char *
format_stamp(struct arena *arena, const char *stamp)
{
	int64_t seconds;
	struct tm local;
	if (!stamp_read(stamp, &seconds))
		return format_text(arena, stamp);
	time_t time = (time_t)seconds;
	localtime_r(&time, &local);
	return arena_format(arena, "%02d/%02d/%04d %02d:%02d", local.tm_mday, local.tm_mon + 1,
			    local.tm_year + 1900, local.tm_hour, local.tm_min);
}

static const char *
format_lines(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	for (;;) {
		const size_t size = strcspn(text, "\n");
		builder_add(&out, format_text(arena, arena_copy_bytes(arena, text, size)));
		if (text[size] == '\0')
			return builder_text(&out);
		builder_add(&out, "\n");
		text += size + 1;
	}
}

/* Codes of a vocabulary: "diesel,adblue" -> "Diesel, AdBlue". */
static const char *
format_list(struct arena *arena, const struct lang *lang, const struct value *value)
{
	struct builder out = { .arena = arena };
	for (const char *at = value->text; *at != '\0';) {
		const size_t size = strcspn(at, ",");
		const char *code = arena_copy_bytes(arena, at, size);
		builder_format(&out, "%s%s", out.size > 0 ? ", " : "",
			       format_text(arena, lang_choice(lang, value->vocabulary, code)));
		at += size + (at[size] == ',');
	}
	return builder_text(&out);
}

static const char *
format_words(struct arena *arena, const struct lang *lang, const struct value *value)
{
	switch (value->type) {
	case TYPE_DATE:
		return format_date(arena, value->text);
	case TYPE_MONTH:
		return format_month(arena, value->text);
	case TYPE_STAMP:
		return format_stamp(arena, value->text);
	case TYPE_CHOICE:
		return format_text(arena, lang_choice(lang, value->vocabulary, value->text));
	case TYPE_CARD:
		return format_text(arena, card_number_show(arena, value->text));
	case TYPE_PHONE:
		return format_text(arena, phone_show(arena, value->text));
	case TYPE_SAID:
		return said_format(arena, lang, value->text);
	case TYPE_LIST:
		return value->vocabulary != NULL ? format_list(arena, lang, value)
						 : format_text(arena, value->text);
	case TYPE_TEXT:
		return value->vocabulary != NULL ? format_lines(arena, value->text)
						 : format_text(arena, value->text);
	case TYPE_FILE:
	case TYPE_PLATE:
	case TYPE_RECORD:
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
	case TYPE_BOOL:
	default:
		return format_text(arena, value->text);
	}
}

const char *
value_format(struct arena *arena, const struct lang *lang, const struct value *value)
{
	if (!value->known)
		return "";
	switch ((int)value->type) {
	case TYPE_INT:
		return arena_format(arena, "%" PRId64, value->number);
	case TYPE_MONEY:
		return value_decimal(arena, lang, value->number, 2, 2);
	case TYPE_QUANTITY:
		return value_decimal(arena, lang, value->number, 3, 2);
	case TYPE_BOOL:
		return lang_choice(lang, "bool", value->number != 0 ? "yes" : "no");
	default:
		if (value->text == NULL)
			return arena_format(arena, "%" PRId64, value->number);
		return format_words(arena, lang, value);
	}
}

const char *
value_raw(struct arena *arena, const struct value *value)
{
	if (!value->known)
		return "";
	const bool named = value->type == TYPE_RECORD && value->text != NULL;
	if ((type_is_number(value->type) && !named) || value->text == NULL)
		return arena_format(arena, "%" PRId64, value->number);
	return value->text;
}
