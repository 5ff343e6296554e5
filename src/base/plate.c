/* Registration plates. */
#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

/* How a country writes its plates: 9 a digit, 1 one but 0, A a letter, F a letter of the French
 * series, E one of the Spanish. */
static const struct {
	char country[3];
	const char *form;
} forms[] = {
	{ "BE", "1-AAA-999" }, { "BE", "AAA-999" },   { "BE", "999-AAA" },   { "BE", "A-AAA-999" },
	{ "FR", "FF-999-FF" }, { "ES", "9999 EEE" },  { "ES", "A 9999 AA" }, { "ES", "AA 9999 AA" },
	{ "ES", "A 9999 A" },  { "ES", "AA 9999 A" }, { "NL", "AA-99-99" },  { "NL", "99-99-AA" },
	{ "NL", "99-AA-99" },  { "NL", "AA-99-AA" },  { "NL", "AA-AA-99" },  { "NL", "99-AA-AA" },
	{ "NL", "99-AAA-9" },  { "NL", "9-AAA-99" },  { "NL", "AA-999-A" },  { "NL", "A-999-AA" },
	{ "NL", "AAA-99-A" },  { "NL", "A-99-AAA" },  { "NL", "9-AA-999" },  { "NL", "999-AA-9" },
	{ "PT", "AA-99-AA" },  { "PT", "99-AA-99" },  { "PT", "99-99-AA" },  { "PT", "AA-99-99" },
	{ "IT", "AA 999 AA" }, { "LU", "AA 9999" },
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

const char *
plate_key(struct arena *arena, const char *plate)
{
	const char *folded = text_fold(arena, plate);
	char *out = arena_alloc(arena, strlen(folded) + 1);
	size_t size = 0;
	for (; *folded != '\0'; folded++)
		if (is_digit(*folded) || is_letter(*folded))
			out[size++] = *folded;
	return out;
}

static bool
fits(char form, char c)
{
	switch (form) {
	case '9':
		return is_digit(c);
	case '1':
		return c >= '1' && c <= '9';
	case 'F':
		return is_letter(c) && strchr("IOU", c) == NULL;
	case 'E':
		return is_letter(c) && strchr("AEIOUQ", c) == NULL;
	default:
		return is_letter(c);
	}
}

static bool
is_sign(char form)
{
	return form == '-' || form == ' ';
}

static bool
matches(const char *form, const char *key)
{
	for (; *form != '\0'; form++) {
		if (is_sign(*form))
			continue;
		if (*key == '\0' || !fits(*form, *key))
			return false;
		key++;
	}
	return *key == '\0';
}

static const char *
form_of(const char *country, const char *key)
{
	for (size_t i = 0; country != NULL && i < sizeof forms / sizeof *forms; i++)
		if (strcmp(forms[i].country, country) == 0 && matches(forms[i].form, key))
			return forms[i].form;
	return NULL;
}

/* France until 2009: 1 to 4 digits, 1 to 3 letters, the department. */
static bool
french_old(const char *key, size_t parts[3])
{
	size_t digits = strspn(key, "0123456789");
	size_t letters = strspn(key + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const char *department = key + digits + letters;
	size_t size = strlen(department);
	parts[0] = digits;
	parts[1] = letters;
	parts[2] = size;
	if (digits < 1 || digits > 4 || letters < 1 || letters > 3)
		return false;
	if (size == 2)
		return (is_digit(department[0]) && is_digit(department[1])) ||
		       (department[0] == '2' && (department[1] == 'A' || department[1] == 'B'));
	return size == 3 && strspn(department, "0123456789") == 3;
}

const char *
plate_show(struct arena *arena, const char *country, const char *plate)
{
	size_t parts[3];
	const char *key = plate_key(arena, plate);
	const char *form = form_of(country, key);
	if (form == NULL && country != NULL && strcmp(country, "FR") == 0 && french_old(key, parts))
		return arena_format(arena, "%.*s %.*s %s", (int)parts[0], key, (int)parts[1],
				    key + parts[0], key + parts[0] + parts[1]);
	if (form == NULL)
		return text_upper(arena, text_clean(arena, text_trim(arena, plate)));
	char *out = arena_alloc(arena, strlen(form) + 1);
	for (size_t i = 0; form[i] != '\0'; i++)
		out[i] = is_sign(form[i]) ? form[i] : *key++;
	return out;
}

/* Countries whose forms are not known here: any plate of 2 to 10 signs. */
bool
plate_plausible(const char *country, const char *plate)
{
	struct arena *arena = arena_new();
	const char *key = plate_key(arena, plate);
	size_t size = strlen(key), parts[3];
	bool known = false;
	for (size_t i = 0; country != NULL && i < sizeof forms / sizeof *forms; i++)
		known = known || strcmp(forms[i].country, country) == 0;
	bool good = known ? form_of(country, key) != NULL ||
				(strcmp(country, "FR") == 0 && french_old(key, parts))
			  : size >= 2 && size <= 10;
	arena_free(&arena);
	return good;
}
