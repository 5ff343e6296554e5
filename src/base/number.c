/* Numbers with check digits. */
#include <ctype.h>
#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <stdint.h>
#include <string.h>

#define NUMBER_MOST 40

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
all_digits(const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_digit(text[i]))
			return false;
	return true;
}

const char *
digits_only(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t size = 0;
	for (; *text != '\0'; text++)
		if (is_digit(*text))
			out[size++] = *text;
	return out;
}

char
luhn_digit(const char *digits, size_t count)
{
	int sum = 0;
	for (size_t i = 0; i < count; i++) {
		int digit = digits[count - 1 - i] - '0';
		if (i % 2 == 0)
			digit = digit < 5 ? digit * 2 : digit * 2 - 9;
		sum += digit;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static bool
luhn_right(const char *digits, size_t count)
{
	return luhn_digit(digits, count - 1) == digits[count - 1];
}

bool
card_number_valid(const char *digits)
{
	return strlen(digits) == 19 && all_digits(digits, 19) && luhn_right(digits, 19);
}

const char *
card_number_show(struct arena *arena, const char *digits)
{
	size_t count = strlen(digits);
	if (count < 8 || !all_digits(digits, count))
		return digits;
	char *out = arena_alloc(arena, count + count / 4 + 1);
	for (size_t i = 0, at = 0; i < count; i++) {
		if (i > 0 && i % 4 == 0)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	return out;
}

/* Letters and digits in upper case; false when something else than blanks, dots and dashes stands
 * there or it is too long. */
static bool
compact(const char *text, char out[NUMBER_MOST])
{
	size_t size = 0;
	for (; *text != '\0'; text++) {
		if (strchr(" .-/", *text) != NULL)
			continue;
		if (!isalnum((unsigned char)*text) || size == NUMBER_MOST - 1)
			return false;
		out[size++] = (char)toupper((unsigned char)*text);
	}
	out[size] = '\0';
	return size > 0;
}

/* Remainder by 97 of a number whose letters count 10 to 35. */
static int
modulo_97(const char *text, size_t count, int start)
{
	int rest = start;
	for (size_t i = 0; i < count; i++) {
		if (is_digit(text[i]))
			rest = (rest * 10 + (text[i] - '0')) % 97;
		else
			rest = (rest * 100 + (text[i] - 'A' + 10)) % 97;
	}
	return rest;
}

static int
two(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

static bool
vat_be(const char *text)
{
	size_t size = strlen(text);
	if (!all_digits(text, size) || size < 9 || size > 10 || (size == 10 && text[0] > '1'))
		return false;
	return 97 - modulo_97(text, size - 2, 0) == two(text + size - 2);
}

/* Keys with letters are of another series, whose rule is not public: the SIREN alone is checked. */
static bool
vat_fr(const char *text)
{
	if (strlen(text) != 11 || !all_digits(text + 2, 9) || !luhn_right(text + 2, 9))
		return false;
	if (!all_digits(text, 2))
		return strchr("IO", text[0]) == NULL && strchr("IO", text[1]) == NULL;
	return (12 + 3 * modulo_97(text + 2, 9, 0)) % 97 == two(text);
}

static bool
vat_es_person(const char *text)
{
	static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
	char digits[9];
	memcpy(digits, text, 8);
	digits[8] = '\0';
	if (digits[0] >= 'X' && digits[0] <= 'Z')
		digits[0] = (char)('0' + digits[0] - 'X');
	else if (digits[0] >= 'K' && digits[0] <= 'M')
		digits[0] = '0';
	if (!all_digits(digits, 8))
		return false;
	int number = 0;
	for (int i = 0; i < 8; i++)
		number = number * 10 + (digits[i] - '0');
	return letters[number % 23] == text[8];
}

static bool
vat_es(const char *text)
{
	if (strlen(text) != 9)
		return false;
	if (is_digit(text[0]) || strchr("KLMXYZ", text[0]) != NULL)
		return vat_es_person(text);
	if (strchr("ABCDEFGHJNPQRSUVW", text[0]) == NULL || !all_digits(text + 1, 7))
		return false;
	char digit = luhn_digit(text + 1, 7);
	char letter = "JABCDEFGHI"[digit - '0'];
	if (strchr("NPQRSW", text[0]) != NULL)
		return text[8] == letter;
	return text[8] == digit || (strchr("ABEH", text[0]) == NULL && text[8] == letter);
}

/* Companies carry the test by eleven; since 2020 sole traders carry one by 97 over the whole
 * number. */
static bool
vat_nl(const char *text)
{
	if (strlen(text) != 12 || !all_digits(text, 9) || text[9] != 'B' ||
	    !all_digits(text + 10, 2))
		return false;
	int sum = 0;
	for (int i = 0; i < 8; i++)
		sum += (text[i] - '0') * (9 - i);
	if (sum % 11 == text[8] - '0')
		return true;
	return modulo_97(text, 12, modulo_97("NL", 2, 0)) == 1;
}

/* Of the others the form: 9 a digit, A a letter, X either. */
static bool
vat_form(const char *country, const char *text)
{
	static const char *const forms[][2] = {
		{ "AT", "U99999999" },   { "CH", "E999999999" },   { "CZ", "99999999" },
		{ "CZ", "999999999" },   { "CZ", "9999999999" },   { "DE", "999999999" },
		{ "GB", "999999999" },   { "GB", "999999999999" }, { "HU", "99999999" },
		{ "IT", "99999999999" }, { "LU", "99999999" },     { "PL", "9999999999" },
		{ "PT", "999999999" },   { "SK", "9999999999" },
	};
	bool known = false;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const char *form = forms[i][1];
		size_t at = 0;
		if (strcmp(forms[i][0], country) != 0)
			continue;
		known = true;
		while (form[at] != '\0' &&
		       (form[at] == '9' ? is_digit(text[at]) : form[at] == text[at]))
			at++;
		if (form[at] == '\0' && text[at] == '\0')
			return true;
	}
	return !known && strlen(text) >= 4 && strlen(text) <= 13;
}

bool
vat_valid(const char *country, const char *vat)
{
	char number[NUMBER_MOST] = "";
	if (country == NULL || strlen(country) != 2 || !compact(vat, number))
		return false;
	const char *text = strncmp(number, country, 2) == 0 ? number + 2 : number;
	if (strcmp(country, "CH") == 0 && strncmp(number, "CHE", 3) == 0) {
		char *end = number + strlen(number);
		if (end - number > 12) /* TVA, MWST, IVA */
			number[12] = '\0';
	}
	if (strcmp(country, "BE") == 0)
		return vat_be(text);
	if (strcmp(country, "FR") == 0)
		return vat_fr(text);
	if (strcmp(country, "ES") == 0)
		return vat_es(text);
	if (strcmp(country, "NL") == 0)
		return vat_nl(text);
	return vat_form(country, text);
}

static size_t
iban_length(const char *country)
{
	static const struct {
		char country[3];
		size_t length;
	} lengths[] = {
		{ "AD", 24 }, { "AT", 20 }, { "BE", 16 }, { "BG", 22 }, { "CH", 21 }, { "CY", 28 },
		{ "CZ", 24 }, { "DE", 22 }, { "DK", 18 }, { "EE", 20 }, { "ES", 24 }, { "FI", 18 },
		{ "FR", 27 }, { "GB", 22 }, { "GI", 23 }, { "GR", 27 }, { "HR", 21 }, { "HU", 28 },
		{ "IE", 22 }, { "IS", 26 }, { "IT", 27 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 },
		{ "LV", 21 }, { "MC", 27 }, { "MT", 31 }, { "NL", 18 }, { "NO", 15 }, { "PL", 28 },
		{ "PT", 25 }, { "RO", 24 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 },
		{ "VA", 22 },
	};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		if (strncmp(lengths[i].country, country, 2) == 0)
			return lengths[i].length;
	return 0;
}

/* The account's own check digits, inside those of the IBAN. */
static bool
iban_be(const char *account)
{
	int rest = modulo_97(account, 10, 0);
	return all_digits(account, 12) && (rest == 0 ? 97 : rest) == two(account + 10);
}

/* Letters of a French account count as on an old telephone: A J = 1, B K S = 2 ... */
static bool
iban_fr(const char *account)
{
	char digits[24];
	for (size_t i = 0; i < 23; i++) {
		int letter = account[i] - 'A';
		int value = letter < 0 ? 0 : letter < 18 ? letter % 9 + 1 : letter - 16;
		digits[i] = is_digit(account[i]) ? account[i] : (char)('0' + value);
	}
	int rest = 89 * modulo_97(digits, 5, 0) + 15 * modulo_97(digits + 5, 5, 0) +
		   3 * modulo_97(digits + 10, 11, 0);
	return all_digits(account + 21, 2) && 97 - rest % 97 == two(account + 21);
}

static char
weighed(const char *digits, size_t count, size_t first)
{
	static const int weights[] = { 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 };
	int sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += (digits[i] - '0') * weights[first + i];
	int rest = 11 - sum % 11;
	return (char)('0' + (rest == 11 ? 0 : rest == 10 ? 1 : rest));
}

static bool
iban_es(const char *account)
{
	return all_digits(account, 20) && account[8] == weighed(account, 8, 2) &&
	       account[9] == weighed(account + 10, 10, 0);
}

bool
iban_valid(const char *iban)
{
	char text[NUMBER_MOST] = "";
	if (!compact(iban, text))
		return false;
	size_t size = strlen(text);
	if (size < 15 || size > 34 || is_digit(text[0]) || is_digit(text[1]) ||
	    !all_digits(text + 2, 2))
		return false;
	size_t length = iban_length(text);
	if ((length != 0 && length != size) ||
	    modulo_97(text, 4, modulo_97(text + 4, size - 4, 0)) != 1)
		return false;
	if (strncmp(text, "BE", 2) == 0)
		return iban_be(text + 4);
	if (strncmp(text, "FR", 2) == 0 || strncmp(text, "MC", 2) == 0)
		return iban_fr(text + 4);
	return strncmp(text, "ES", 2) != 0 || iban_es(text + 4);
}

static bool
domain_valid(const char *domain)
{
	size_t label = 0, dots = 0;
	for (const char *at = domain; *at != '\0'; at++) {
		if (*at == '.') {
			if (label == 0 || at[-1] == '-')
				return false;
			label = 0;
			dots++;
			continue;
		}
		if (!isalnum((unsigned char)*at) && (*at != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return dots > 0 && label > 1 && domain[strlen(domain) - 1] != '-';
}

bool
email_valid(const char *address)
{
	const char *at = strchr(address, '@');
	size_t local = at == NULL ? 0 : (size_t)(at - address);
	if (local == 0 || local > 64 || strlen(address) > 254 || address[0] == '-' ||
	    address[0] == '.' || at[-1] == '.')
		return false;
	for (size_t i = 0; i < local; i++)
		if ((!isalnum((unsigned char)address[i]) &&
		     strchr("!#$%&'*+-/=?^_`{|}~.", address[i]) == NULL) ||
		    (address[i] == '.' && address[i + 1] == '.'))
			return false;
	return domain_valid(at + 1);
}
