#include <guichet/sms.h>

#include <ctype.h>
#include <guichet/text.h>
#include <stdint.h>
#include <string.h>

/* What GSM 03.38 has besides ASCII, and what of ASCII it has not or only in its extension table. */
static const int32_t basic[] = {
	0xA3,  0xA5,  0xE8,  0xE9,  0xF9,  0xEC,  0xF2,  0xC7,  0xD8,  0xF8, 0xC5, 0xE5, 0x394,
	0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0xC6, 0xE6, 0xDF, 0xC9,
	0xA4,  0xA1,  0xC4,  0xD6,  0xD1,  0xDC,  0xA7,  0xBF,  0xE4,  0xF6, 0xF1, 0xFC, 0xE0,
};
static const char extended[] = "^{}\\[~]|";
static const char missing[] = "`";
enum { EURO = 0x20AC, BEYOND = 0x10000 };

/* Septets of a sign; 0: GSM 03.38 has it not. */
static size_t
septets(int32_t sign)
{
	if (sign == EURO)
		return 2;
	if (sign < 0x80) {
		if (sign < 0x20)
			return sign == '\n' || sign == '\r' ? 1 : 0;
		return strchr(missing, sign) || sign == 0x7F ? 0 : strchr(extended, sign) ? 2 : 1;
	}
	for (size_t i = 0; i < sizeof basic / sizeof *basic; i++)
		if (basic[i] == sign)
			return 1;
	return 0;
}

/* A sign of two units goes whole into one part, so parts are filled, not divided. */
struct filling {
	size_t most, in_part, parts, units;
};

static void
fill(struct filling *filling, size_t units)
{
	if (filling->in_part + units > filling->most) {
		filling->parts++;
		filling->in_part = 0;
	}
	filling->in_part += units;
	filling->units += units;
}

static struct sms_size
count(const char *text, bool unicode)
{
	struct filling filling = { .most = unicode ? 67 : 153, .parts = 1 };

	int32_t sign = 0;

	for (size_t size; (size = text_step(text, &sign)) > 0; text += size) {
		fill(&filling, unicode ? (sign >= BEYOND ? 2 : 1) : septets(sign));
	}
	return (struct sms_size){ .unicode = unicode,
				  .units = filling.units,
				  .parts =
				      filling.units <= (unicode ? 70U : 160U) ? 1 : filling.parts };
}

static bool
all_basic(const char *text)
{
	int32_t sign = 0;

	for (size_t size; (size = text_step(text, &sign)) > 0; text += size) {
		if (septets(sign) == 0)
			return false;
	}
	return true;
}

struct sms_size
sms_measure(const char *text)
{
	return count(text, !all_basic(text));
}

/* What is written with signs of its own where people have one key. */
static const char *
typed(int32_t sign)
{
	static const struct {
		int32_t sign;
		const char *like;
	} likes[] = {
		{ '`', "'" },     { '\t', " " },     { 0xA0, " " },   { 0xAB, "\"" },
		{ 0xBB, "\"" },   { 0x2009, " " },   { 0x202F, " " }, { 0x2013, "-" },
		{ 0x2014, "-" },  { 0x2018, "'" },   { 0x2019, "'" }, { 0x201C, "\"" },
		{ 0x201D, "\"" }, { 0x2026, "..." },
	};

	for (size_t i = 0; i < sizeof likes / sizeof *likes; i++)
		if (likes[i].sign == sign)
			return likes[i].like;
	return NULL;
}

/* One sign with its marks. */
static const char *
spelt(struct arena *arena, const char *sign)
{
	int32_t first = 0;

	if (all_basic(sign))
		return sign;
	(void)text_step(sign, &first);
	if (typed(first) != NULL)
		return typed(first);
	char *letters = arena_copy(arena, text_fold(arena, sign));
	const bool small = strcmp(text_upper(arena, sign), sign) != 0;
	for (char *at = letters; *at != '\0'; at++) {
		if (!isascii((unsigned char)*at))
			return sign;
		*at = small ? (char)tolower((unsigned char)*at) : *at;
	}
	return letters[0] != '\0' ? letters : sign;
}

const char *
sms_spell(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };

	for (size_t size; *text != '\0'; text += size) {
		size = text_next(text, 0);
		builder_add(&out, spelt(arena, arena_copy_bytes(arena, text, size)));
	}
	return builder_text(&out);
}

const char *
sms_text(struct arena *arena, const char *text)
{
	if (all_basic(text))
		return text;
	const char *plain = sms_spell(arena, text);
	return all_basic(plain) ? plain : text;
}

bool
sms_number_valid(const char *number)
{
	const size_t digits = number[0] == '+' ? strlen(number + 1) : 0;

	if (digits < 6 || digits > 15)
		return false;
	for (const char *at = number + 1; *at != '\0'; at++)
		if (!isdigit((unsigned char)*at))
			return false;
	return true;
}
