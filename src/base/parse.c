/* What people and files type, read. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

#define DIGITS_MOST 15

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Without blanks of any width and without the currency. */
static const char *
bare_number(struct arena *arena, const char *typed)
{
	static const char *const dropped[] = { " ",      "\u00a0", "\u202f", "\u2009", "'",
					       "\u2019", "\u20ac", "EUR",    "eur",    "Eur" };
	char *out = arena_alloc(arena, strlen(typed) + 1);
	size_t size = 0;
	while (*typed != '\0') {
		size_t skip = 0;
		for (size_t i = 0; i < sizeof dropped / sizeof *dropped && skip == 0; i++)
			if (strncmp(typed, dropped[i], strlen(dropped[i])) == 0)
				skip = strlen(dropped[i]);
		if (skip == 0)
			out[size++] = *typed++;
		else
			typed += skip;
	}
	return out;
}

/* Where the decimals begin, or NULL.  1.250,00 and 1,250.00: the last sign of two kinds.  One sign
 * alone is decimal, unless it is repeated, or leads three digits where only two could be decimals.
 */
static const char *
decimal_sign(const char *text, int decimals)
{
	const char *comma = strrchr(text, ','), *dot = strrchr(text, '.');
	if (comma != NULL && dot != NULL)
		return comma > dot ? comma : dot;
	const char *sign = comma != NULL ? comma : dot;
	if (sign == NULL || strchr(text, *sign) != sign)
		return NULL;
	return strlen(sign + 1) == 3 && decimals < 3 ? NULL : sign;
}

static bool
read_digits(const char *at, const char *end, int64_t *number, int *count)
{
	for (int group = 0; at < end; at++) {
		if (is_digit(*at)) {
			if (++*count > DIGITS_MOST)
				return false;
			*number = *number * 10 + (*at - '0');
			group++;
		} else { /* between groups of three */
			const char *next = at + 1;
			if ((*at != '.' && *at != ',') || group == 0 || group > 3 ||
			    end - next < 3 || !is_digit(next[0]) || !is_digit(next[1]) ||
			    !is_digit(next[2]))
				return false;
			if (end - next > 3 && is_digit(next[3]))
				return false;
			group = 0;
		}
	}
	return true;
}

static bool
parse_decimal(struct arena *arena, const char *typed, int decimals, int64_t *number)
{
	const char *text = bare_number(arena, typed);
	bool minus = *text == '-';
	int count = 0, places = 0;
	int64_t read = 0;
	if (*text == '-' || *text == '+')
		text++;
	const char *sign = decimal_sign(text, decimals);
	if (!read_digits(text, sign != NULL ? sign : text + strlen(text), &read, &count))
		return false;
	for (const char *at = sign == NULL ? "" : sign + 1; *at != '\0'; at++) {
		if (!is_digit(*at) || ++places > decimals || ++count > DIGITS_MOST)
			return false;
		read = read * 10 + (*at - '0');
	}
	if (count == 0)
		return false;
	for (; places < decimals; places++)
		read *= 10;
	*number = minus ? -read : read;
	return true;
}

/* Up to four numbers of a date with the signs between them; returns how many. */
static int
date_parts(const char *text, int numbers[3], size_t lengths[3])
{
	int count = 0;
	while (count < 3) {
		size_t length = strspn(text, "0123456789");
		if (length == 0 || length > 4)
			return 0;
		numbers[count] = 0;
		for (size_t i = 0; i < length; i++)
			numbers[count] = numbers[count] * 10 + (text[i] - '0');
		lengths[count++] = length;
		text += length;
		if (*text == '\0')
			return count;
		if (strchr("-/.", *text) == NULL)
			return 0;
		text++;
	}
	return 0;
}

static int
full_year(int year, size_t length)
{
	return length == 4 ? year : length == 2 ? 2000 + year : -1;
}

static bool
parse_date(const char *text, char out[DATE_SIZE])
{
	int numbers[3];
	size_t lengths[3];
	if (date_parts(text, numbers, lengths) != 3)
		return false;
	bool iso = lengths[0] == 4;
	struct civil day = { .year = full_year(numbers[iso ? 0 : 2], lengths[iso ? 0 : 2]),
			     .month = numbers[1],
			     .day = numbers[iso ? 2 : 0] };
	if (day.year < 1000 || lengths[1] > 2 || lengths[iso ? 2 : 0] > 2)
		return false;
	date_write(day, out);
	return date_read(out, &day);
}

static bool
parse_month(struct arena *arena, const char *text, const char **out)
{
	int numbers[3];
	size_t lengths[3];
	if (date_parts(text, numbers, lengths) != 2)
		return false;
	bool iso = lengths[0] == 4;
	int year = full_year(numbers[iso ? 0 : 1], lengths[iso ? 0 : 1]);
	int month = numbers[iso ? 1 : 0];
	if (year < 1000 || month < 1 || month > 12 || lengths[iso ? 1 : 0] > 2)
		return false;
	*out = arena_format(arena, "%04d-%02d", year, month);
	return true;
}

/* A stamp as it is, else a date, alone or with local hours and minutes. */
static bool
parse_stamp(struct arena *arena, const char *text, const char **out)
{
	int64_t seconds;
	if (stamp_read(text, &seconds)) {
		*out = text;
		return true;
	}
	char day[DATE_SIZE];
	size_t length = strcspn(text, " T");
	if (!parse_date(arena_copy_bytes(arena, text, length), day))
		return false;
	const char *time = text[length] == '\0' ? "00:00" : text + length + 1;
	struct clock clock;
	if (!clock_set(&clock, arena_format(arena, "%sT%s", day, time)))
		return false;
	char *stamp = arena_alloc(arena, STAMP_SIZE);
	clock_stamp(&clock, stamp);
	*out = stamp;
	return true;
}

static bool
parse_bool(const char *text, int64_t *number)
{
	static const char *const yes[] = { "yes", "oui", "ja", "o", "j", "y", "1", "true", "vrai" };
	static const char *const no[] = { "no", "non", "nee", "n", "0", "false", "faux" };
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (text_equal_fold(text, yes[i]))
			return *number = 1, true;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (text_equal_fold(text, no[i]))
			return *number = 0, true;
	return false;
}

static const char *
parse_choice(struct arena *arena, const char *text)
{
	char *code = arena_copy(arena, text);
	for (char *at = code; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return code;
}

/* UTF-8; lines and tabs may stand in a text, no other control. */
static bool
text_allowed(const char *text)
{
	int32_t code;
	for (size_t size; (size = text_step(text, &code)) > 0; text += size)
		if ((code < 0x20 && code != '\n' && code != '\t' && code != '\r') ||
		    (code >= 0x7F && code < 0xA0))
			return false;
	return true;
}

static bool
parse_card(struct arena *arena, const char *text, const char **out, const char **key)
{
	for (const char *at = text; *at != '\0'; at++)
		if (!is_digit(*at) && strchr(" .-", *at) == NULL && strncmp(at, "\u00a0", 2) != 0 &&
		    (at == text || strncmp(at - 1, "\u00a0", 2) != 0))
			return *key = "error.card", false;
	*out = digits_only(arena, text);
	if (strlen(*out) != 19)
		return *key = "error.card", false;
	if (!card_number_valid(*out))
		return *key = "error.card_luhn", false;
	return true;
}

static bool
parse_words(struct arena *arena, enum type type, const char *text, const char **out,
	    const char **key)
{
	char day[DATE_SIZE];
	switch ((int)type) {
	case TYPE_DATE:
		*key = "error.date";
		*out = parse_date(text, day) ? arena_copy(arena, day) : NULL;
		return *out != NULL;
	case TYPE_MONTH:
		*key = "error.month";
		return parse_month(arena, text, out);
	case TYPE_STAMP:
		*key = "error.stamp";
		return parse_stamp(arena, text, out);
	case TYPE_CARD:
		return parse_card(arena, text, out, key);
	case TYPE_PLATE:
		*key = "error.plate";
		*out = text_upper(arena, text);
		return plate_key(arena, text)[0] != '\0';
	case TYPE_PHONE:
		*key = "error.phone";
		*out = text;
		return digits_only(arena, text)[0] != '\0';
	case TYPE_CHOICE:
		*out = parse_choice(arena, text);
		return true;
	default:
		*out = text;
		return true;
	}
}

bool
value_parse(struct arena *arena, enum type type, const char *typed, struct value *value,
	    const char **key)
{
	*value = (struct value){ .type = type };
	*key = "error.text";
	if (typed == NULL)
		return true;
	if (!text_allowed(typed))
		return false;
	const char *text = text_trim(arena, text_nfc(arena, typed));
	if (text[0] == '\0')
		return true;
	bool good;
	if (type_is_figure(type) || type == TYPE_BOOL) {
		*key = type == TYPE_INT        ? "error.int"
		       : type == TYPE_MONEY    ? "error.money"
		       : type == TYPE_QUANTITY ? "error.quantity"
					       : "error.bool";
		good = type == TYPE_BOOL ? parse_bool(text, &value->number)
					 : parse_decimal(arena, text,
							 type == TYPE_MONEY      ? 2
							 : type == TYPE_QUANTITY ? 3
										 : 0,
							 &value->number);
	} else {
		good = parse_words(arena, type, text, &value->text, key);
	}
	value->known = good;
	return good;
}
