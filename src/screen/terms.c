/* What a caller says, as ranges of search keys.  The keys: a card's number, "~" and its digits from
 * the end; its plate key; "#" and the national digits of its phone, "~" and the phone's digits from
 * the end; names from each of their words on ("DUPONT ERIC", "ERIC DUPONT"); client numbers;
 * logins. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <string.h>

/* No term goes past its prefix followed by the last of all characters. */
const char *
term_end(struct arena *arena, const char *prefix)
{
	return arena_format(arena, "%s\xF4\x8F\xBF\xBF", prefix);
}

const char *
text_reversed(struct arena *arena, const char *text)
{
	size_t size = strlen(text);
	char *out = arena_copy_bytes(arena, text, size);
	for (size_t i = 0; i < size; i++)
		out[i] = text[size - 1 - i];
	return out;
}

/* R10: the digits as the Belgian and French keyboards give them without Shift.  "-" and "_" are
 * not among them here: they stand between the parts of a plate. */
static const struct {
	const char *sign;
	char digit;
} azerty[] = {
	{ "&", '1' },        { "\xC3\xA9", '2' }, { "\"", '3' },       { "'", '4' },
	{ "(", '5' },        { "\xC2\xA7", '6' }, { "\xC3\xA8", '7' }, { "!", '8' },
	{ "\xC3\xA7", '9' }, { "\xC3\xA0", '0' },
};

static size_t
azerty_sign(const char *at, char *digit)
{
	for (size_t i = 0; i < sizeof azerty / sizeof *azerty; i++) {
		size_t size = strlen(azerty[i].sign);
		*digit = azerty[i].digit;
		if (!strncmp(at, azerty[i].sign, size))
			return size;
	}
	return 0;
}

const char *
azerty_digits(struct arena *arena, const char *typed)
{
	struct builder text = { .arena = arena };
	bool changed = false;
	while (*typed) {
		char digit;
		size_t size = azerty_sign(typed, &digit);
		changed = changed || size;
		builder_add_bytes(&text, size ? &digit : typed, 1);
		typed += size ? size : 1;
	}
	return changed ? builder_text(&text) : NULL;
}

static void
add_range(struct arena *arena, struct term_ranges *ranges, const char *prefix)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (!strcmp(ranges->list[i].first, prefix))
			return;
	if (ranges->count < TERM_RANGES && *prefix)
		ranges->list[ranges->count++] =
		    (struct term_range){ .first = prefix, .last = term_end(arena, prefix) };
}

/* "+32470", "0032470", "0470", "470": the digits after country and trunk, every way they can be
 * cut. */
static void
add_phones(struct arena *arena, struct term_ranges *ranges, const char *typed, const char *digits)
{
	bool abroad = *typed == '+' || !strncmp(digits, "00", 2);
	if (*typed != '+' && abroad)
		digits += 2;
	if (!abroad) {
		add_range(arena, ranges, arena_format(arena, "#%s", digits + (*digits == '0')));
		return;
	}
	const char *country = phone_country(arena_format(arena, "+%s", digits));
	const char *prefix = country ? phone_prefix(country) : NULL;
	if (!prefix || strncmp(prefix + 1, digits, strlen(prefix + 1)) != 0)
		return;
	digits += strlen(prefix + 1);
	if (*digits == '0') /* +32 (0)470 */
		add_range(arena, ranges, arena_format(arena, "#%s", digits + 1));
	if (*digits)
		add_range(arena, ranges, arena_format(arena, "#%s", digits));
}

static void
add_digits(struct arena *arena, struct term_ranges *ranges, const char *typed)
{
	if (typed[strspn(typed, "0123456789 +./-()")])
		return;
	const char *digits = digits_only(arena, typed);
	if (strlen(digits) < 3)
		return;
	add_range(arena, ranges, arena_format(arena, "~%s", text_reversed(arena, digits)));
	add_phones(arena, ranges, typed, digits);
}

/* Two words are tried in both orders: "eric dupont", "dupont e", "d eric". */
static void
add_words(struct arena *arena, struct term_ranges *ranges, const char *folded)
{
	const char *blank = strchr(folded, ' ');
	if (!blank)
		return;
	const char *first = arena_copy_bytes(arena, folded, (size_t)(blank - folded));
	add_range(arena, ranges, arena_format(arena, "%s %s", blank + 1, first));
	const char *last = strrchr(folded, ' ');
	if (last == blank)
		return;
	/* "joost van den berg": kept from "VAN DEN BERG JOOST" on. */
	const char *rest = arena_copy_bytes(arena, folded, (size_t)(last - folded));
	add_range(arena, ranges, arena_format(arena, "%s %s", last + 1, rest));
}

static void
add_reading(struct arena *arena, struct term_ranges *ranges, const char *typed)
{
	const char *folded = text_fold(arena, typed);
	add_range(arena, ranges, plate_key(arena, typed));
	add_range(arena, ranges, folded);
	add_digits(arena, ranges, typed);
	add_words(arena, ranges, folded);
}

void
term_ranges(struct arena *arena, const char *typed, struct term_ranges *ranges)
{
	*ranges = (struct term_ranges){ .count = 0 };
	add_reading(arena, ranges, typed);
	const char *digits = azerty_digits(arena, typed);
	if (digits)
		add_reading(arena, ranges, digits);
}

void
term_ranges_apart(struct arena *arena, const char *typed, struct term_ranges *ranges)
{
	const char *folded = text_fold(arena, typed);
	size_t longest = 0;
	*ranges = (struct term_ranges){ .count = 0 };
	if (!strchr(folded, ' '))
		return;
	for (const char *word = folded; *word; word += strspn(word, " ")) {
		add_range(arena, ranges, arena_copy_bytes(arena, word, strcspn(word, " ")));
		word += strcspn(word, " ");
	}
	for (size_t i = 0; i < ranges->count; i++) {
		ranges->list[i].words = folded;
		if (strlen(ranges->list[i].first) > strlen(ranges->list[longest].first))
			longest = i;
	}
	const struct term_range first = ranges->list[0];
	ranges->list[0] = ranges->list[longest];
	ranges->list[longest] = first;
}

static bool
begins_a_word(const char *term, const char *word, size_t size)
{
	for (const char *at = term; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, word, size))
			return true;
	}
	return false;
}

bool
term_has_words(const char *term, const char *words)
{
	while (*words) {
		size_t size = strcspn(words, " ");
		if (!begins_a_word(term, words, size))
			return false;
		words += size;
		words += strspn(words, " ");
	}
	return true;
}
