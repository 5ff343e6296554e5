/* Numbers of payment cards: brand, check digit, what is not one (PAY-03, PAY-04). */
#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <stdlib.h>
#include <string.h>

enum {
	SIGNS_MOST = 64, /* more than that is no number, however it is spaced */
	LEAST = 13,      /* digits */
	HEAD = 6,
	TAIL = 4,
	CODE_LEAST = 3, /* digits of a verification code */
	CODE_MOST = 4,
};

/* Who issues numbers that begin so; the narrower before the wider.  ISO/IEC 7812, as published by
 * the networks. */
static const struct beginning {
	const char *first, *last, *brand;
} beginnings[] = {
	{ "2221", "2720", "mastercard" },
	{ "300", "305", "diners" },
	{ "309", "309", "diners" },
	{ "34", "34", "amex" },
	{ "3528", "3589", "jcb" },
	{ "36", "36", "diners" },
	{ "37", "37", "amex" },
	{ "38", "39", "diners" },
	{ "4", "4", "visa" },
	{ "50", "50", "maestro" },
	{ "51", "55", "mastercard" },
	{ "56", "58", "maestro" },
	{ "6011", "6011", "discover" },
	{ "62", "62", "unionpay" },
	{ "6304", "6304", "maestro" },
	{ "63", "63", "maestro" },
	{ "644", "649", "discover" },
	{ "65", "65", "discover" },
	{ "67", "67", "maestro" },
};

const char *
payment_brand(const char *digits)
{
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		const size_t size = strlen(beginnings[i].first);
		if (strlen(digits) >= size && strncmp(digits, beginnings[i].first, size) >= 0 &&
		    strncmp(digits, beginnings[i].last, size) <= 0)
			return beginnings[i].brand;
	}
	return strlen(digits) >= 4 ? "other" : "";
}

static bool
is_taken(const char *brand)
{
	return strcmp(brand, "visa") == 0 || strcmp(brand, "mastercard") == 0;
}

/* As many as are issued: 16, and of Visa 13 and 19 too. */
static bool
is_issued(const char *brand, size_t count)
{
	return count == 16 || (strcmp(brand, "visa") == 0 && (count == 13 || count == 19));
}

static bool
right(const char *digits, size_t count)
{
	return luhn_digit(digits, count - 1) == digits[count - 1];
}

/* A whole number and three or four digits more: the code from the card's back was copied along.  Of
 * the few Visa numbers of 19 digits one in ten looks so; it is refused rather than a code kept. */
static bool
has_code(const char *digits, size_t count)
{
	return count >= 16 + CODE_LEAST && count <= 16 + CODE_MOST && right(digits, 16);
}

static enum payment_fault
judge(const char *digits, size_t count, const char *brand)
{
	if (count < HEAD)
		return PAYMENT_SHORT;
	if (!is_taken(brand))
		return PAYMENT_BRAND;
	if (has_code(digits, count))
		return PAYMENT_CODE;
	if (count < 16 && !is_issued(brand, count))
		return PAYMENT_SHORT;
	if (!is_issued(brand, count))
		return PAYMENT_LONG;
	return right(digits, count) ? PAYMENT_RIGHT : PAYMENT_CHECK_DIGIT;
}

enum payment_fault
payment_number_read(const char *typed, char digits[PAYMENT_NUMBER_SIZE], const char **brand)
{
	char all[SIGNS_MOST + 1];
	size_t count = 0;
	enum payment_fault fault = PAYMENT_RIGHT;

	for (; *typed != '\0' && fault == PAYMENT_RIGHT; typed++) {
		if (*typed >= '0' && *typed <= '9' && count < SIGNS_MOST)
			all[count++] = *typed;
		else if (*typed >= '0' && *typed <= '9')
			fault = PAYMENT_LONG;
		else if (strchr(" .-/\t", *typed) == NULL)
			fault = PAYMENT_LETTERS;
	}
	all[count] = '\0';
	*brand = payment_brand(all);
	if (fault == PAYMENT_RIGHT)
		fault = judge(all, count, *brand);
	digits[0] = '\0';
	if (fault == PAYMENT_RIGHT && count < PAYMENT_NUMBER_SIZE)
		memcpy(digits, all, count + 1);
	secret_wipe(all, sizeof all);
	return fault;
}

/* What stands at a digit of a number that is being typed. */
static const char *
sign(const char *at, size_t index, size_t count)
{
	static const char *const shown[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	return index < HEAD || index + TAIL >= count ? shown[*at - '0'] : "•";
}

static void
append(char *out, size_t size, const char *text)
{
	const size_t used = strlen(out);
	if (used + strlen(text) < size)
		memcpy(out + used, text, strlen(text) + 1);
}

int
payment_number_typed(const char *typed, size_t cursor, char *out, size_t size)
{
	size_t count = 0, index = 0;
	int column = 0, at = 0;

	for (const char *c = typed; *c != '\0'; c++)
		count += *c >= '0' && *c <= '9';
	out[0] = '\0';
	for (size_t i = 0; typed[i] != '\0'; i++) {
		const char other[2] = { typed[i], '\0' };
		const bool digit = typed[i] >= '0' && typed[i] <= '9';
		if (!digit && strchr(" .-/\t", typed[i]) != NULL)
			continue;
		if (index > 0 && index % 4 == 0) {
			append(out, size, " ");
			column++;
		}
		if (i < cursor)
			at = column + 1;
		append(out, size,
		       digit                           ? sign(typed + i, index, count)
		       : (unsigned char)typed[i] < 128 ? other
						       : "?");
		column++;
		index += 1;
	}
	return at;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a run of digits, with single blanks, dots or dashes between them. */
static size_t
run_of(const char *text)
{
	size_t size = 0;

	for (size_t i = 0; text[i] != '\0'; i++) {
		if (is_digit(text[i]))
			size = i + 1;
		else if (i == 0 || !is_digit(text[i - 1]) || strchr(" .-/", text[i]) == NULL)
			break;
	}
	return size;
}

static bool
is_number(struct arena *arena, const char *text, size_t size)
{
	char digits[PAYMENT_NUMBER_SIZE];
	const char *brand;
	char *run = arena_copy_bytes(arena, text, size);
	const enum payment_fault fault = payment_number_read(run, digits, &brand);

	secret_wipe(digits, sizeof digits);
	secret_wipe(run, size);
	return fault == PAYMENT_RIGHT || fault == PAYMENT_CODE;
}

/* The longest number that begins there and ends where a group of digits does: others may stand
 * around it.  0: none. */
static size_t
number_at(struct arena *arena, const char *text)
{
	size_t size = run_of(text);

	while (size >= LEAST && !is_number(arena, text, size)) {
		while (size > 0 && is_digit(text[size - 1]))
			size--;
		while (size > 0 && !is_digit(text[size - 1]))
			size--;
	}
	return size >= LEAST ? size : 0;
}

const char *
payment_number_mask(struct arena *arena, const char *text)
{
	char *out = NULL;

	for (size_t i = 0, size; text[i] != '\0'; i += size > 0 ? size : 1) {
		const bool begins = is_digit(text[i]) && (i == 0 || !is_digit(text[i - 1]));
		size = begins ? number_at(arena, text + i) : 0;
		if (size == 0)
			continue;
		if (out == NULL)
			out = arena_copy(arena, text);
		for (size_t j = 0, digit = 0; j < size; j++)
			if (is_digit(text[i + j]) && ++digit > HEAD)
				out[i + j] = '*';
	}
	return out != NULL ? out : text;
}
