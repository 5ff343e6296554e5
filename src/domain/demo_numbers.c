#include "demo.h"

#include <guichet/identifier.h>
#include <inttypes.h>
#include <string.h>

const char *const country_names[COUNTRIES] = { "BE", "FR", "ES", "NL" };

static const char letters_all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char letters_fr[] = "ABCDEFGHJKLMNPQRSTVWXYZ";
static const char letters_es[] = "BCDFGHJKLMNPRSTVWXYZ";
static const char letters_nl[] = "BDFGHJKLNPRSTVXZ";

/* How many plates the series of a country holds, as far as it is used here. */
static const int64_t plate_room[COUNTRIES] = {
	(int64_t)26 * 26 * 26 * 1000 * 2, /* 1-AAA-000 .. 2-ZZZ-999 */
	(int64_t)8 * 23 * 1000 * 23 * 23, /* AA-000-AA .. HZ-999-ZZ */
	(int64_t)10000 * 20 * 20 * 20,    /* 0000 BBB .. 9999 ZZZ */
	(int64_t)16 * 16 * 1000 * 16,     /* BB-000-B .. ZZ-999-Z */
};
static const struct {
	int64_t first, room;
	const char *prefix;
} phone_room[COUNTRIES] = {
	{ 460000000, 39000000, "+32" },
	{ 610000000, 180000000, "+33" },
	{ 610000000, 85000000, "+34" },
	{ 610000000, 47000000, "+31" },
};

void
numbers_start(struct numbers *numbers, int64_t cards)
{
	for (int i = 0; i < COUNTRIES; i++) {
		numbers->plates[i] =
		    (struct series){ .next = 0, .step = plate_room[i] / (cards + 1000) };
		numbers->phones[i] =
		    (struct series){ .next = 0, .step = phone_room[i].room / (cards + 30000) };
	}
}

/* One number of each step, anywhere in it. */
static int64_t
series_take(struct series *series, struct dice *dice, int64_t room)
{
	int64_t step = series->step > 0 ? series->step : 1;
	int64_t taken = series->next + dice_below(dice, step);
	series->next += step;
	return taken % room;
}

static char
digit_at(int64_t *rest, const char *alphabet)
{
	int64_t size = (int64_t)strlen(alphabet);
	char sign = alphabet[*rest % size];
	*rest /= size;
	return sign;
}

/* Signs from the last to the first: '9' a digit, 'A' a letter of alphabet, anything else itself. */
static struct plate
write_plate(struct arena *arena, const char *form, const char *alphabet, int64_t number)
{
	size_t size = strlen(form);
	char *shown = arena_copy(arena, form);
	for (size_t i = size; i-- > 0;) {
		if (form[i] == '9') {
			shown[i] = digit_at(&number, "0123456789");
		} else if (form[i] == 'A') {
			shown[i] = digit_at(&number, alphabet);
		} else if (form[i] == '1') {
			shown[i] = digit_at(&number, "12");
		}
	}
	return (struct plate){ .shown = shown, .key = plate_key(arena, shown) };
}

static struct plate
next_plate(struct numbers *numbers, struct dice *dice, struct arena *arena, enum country country)
{
	static const struct {
		const char *form, *alphabet;
	} forms[COUNTRIES] = {
		{ "1-AAA-999", letters_all },
		{ "AA-999-AA", letters_fr },
		{ "9999 AAA", letters_es },
		{ "AA-999-A", letters_nl },
	};
	int64_t number = series_take(&numbers->plates[country], dice, plate_room[country]);
	return write_plate(arena, forms[country].form, forms[country].alphabet, number);
}

/* The plates that the tour names are kept for it. */
struct plate
numbers_plate(struct numbers *numbers, struct dice *dice, struct arena *arena, enum country country)
{
	struct plate plate;
	do {
		plate = next_plate(numbers, dice, arena, country);
	} while (strcmp(plate.key, "1ABC123") == 0 || strcmp(plate.key, "1NEW001") == 0);
	return plate;
}

const char *
numbers_phone(struct numbers *numbers, struct dice *dice, struct arena *arena, enum country country)
{
	int64_t at = series_take(&numbers->phones[country], dice, phone_room[country].room);
	return arena_format(arena, "%s%" PRId64, phone_room[country].prefix,
			    phone_room[country].first + at);
}

/* ---- company numbers: digits by chance, the check found by trying ---- */

static const char *
chance_digits(struct dice *dice, struct arena *arena, size_t count)
{
	char *out = arena_alloc(arena, count + 1);
	for (size_t i = 0; i < count; i++) {
		out[i] = (char)('0' + dice_below(dice, 10));
	}
	return out;
}

const char *
make_vat(struct dice *dice, struct arena *arena, enum country country)
{
	static const char *const before[COUNTRIES] = { "0", "", "B", "" };
	static const size_t body[COUNTRIES] = { 7, 9, 7, 8 };
	static const int checks[COUNTRIES] = { 100, 100, 10, 10 };
	const char *name = country_names[country];
	for (int round = 0; round < 50; round++) {
		const char *digits = chance_digits(dice, arena, body[country]);
		for (int check = 0; check < checks[country]; check++) {
			const char *vat =
			    country == FR   ? arena_format(arena, "%02d%s", check, digits)
			    : country == BE ? arena_format(arena, "0%s%02d", digits, check)
			    : country == NL
				? arena_format(arena, "%s%dB01", digits, check)
				: arena_format(arena, "%s%s%d", before[country], digits, check);
			const char *whole = arena_format(arena, "%s%s", name, vat);
			if (vat_valid(name, whole)) {
				return whole;
			}
			if (vat_valid(name, vat)) {
				return vat;
			}
		}
	}
	return NULL;
}

static int
modulo(const char *digits, int by)
{
	int rest = 0;
	for (; *digits != '\0'; digits++) {
		rest = (rest * 10 + (*digits - '0')) % by;
	}
	return rest;
}

static const char *
make_account(struct dice *dice, struct arena *arena, enum country country)
{
	static const char *const dutch_banks[] = { "INGB", "ABNA", "RABO" };
	const char *digits;
	int check;
	switch (country) {
	case BE:
		digits = chance_digits(dice, arena, 10);
		check = modulo(digits, 97);
		return arena_format(arena, "%s%02d", digits, check == 0 ? 97 : check);
	case FR:
		digits = chance_digits(dice, arena, 21);
		check = 97 - modulo(arena_format(arena, "%s00", digits), 97);
		return arena_format(arena, "%s%02d", digits, check);
	case NL:
		return arena_format(arena, "%s%s", dutch_banks[dice_below(dice, 3)],
				    chance_digits(dice, arena, 10));
	case ES:
	default:
		return chance_digits(dice, arena, 20);
	}
}

const char *
make_iban(struct dice *dice, struct arena *arena, enum country country)
{
	for (int round = 0; round < 20; round++) {
		const char *account = make_account(dice, arena, country);
		for (int check = 2; check <= 98; check++) {
			const char *iban =
			    arena_format(arena, "%s%02d%s", country_names[country], check, account);
			if (iban_valid(iban)) {
				return iban;
			}
		}
	}
	return NULL;
}
