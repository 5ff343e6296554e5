/* Plates, phones, card and VAT numbers as said on the phone. */
#include "fuzz.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

static void
try_plate(const char *country, const char *typed)
{
	const char *key = plate_key(arena, typed);

	HOLDS(strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(key));
	HOLDS(strcmp(plate_key(arena, key), key) == 0);
	HOLDS(strcmp(plate_key(arena, plate_show(arena, country, key)), key) == 0);
	(void)plate_plausible(country, typed);
}

static void
try_phone(const char *country, const char *typed)
{
	bool mobile = false;
	const char *key = NULL, *e164 = phone_parse(arena, country, typed, &mobile, &key);

	if (!e164) {
		HOLDS(key != NULL);
		return;
	}
	HOLDS(e164[0] == '+' && strspn(e164 + 1, "0123456789") == strlen(e164 + 1));
	HOLDS(strlen(e164) <= 16); /* E.164 */
	HOLDS(text_valid(phone_show(arena, e164)));
	const char *again = phone_parse(arena, country, e164, &mobile, &key);
	HOLDS(again != NULL && strcmp(again, e164) == 0);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	static const char *const countries[] = { "BE", "FR", "NL", "LU", "DE", "ES", "PL" };
	const char *typed = text_clean(arena, given_text(bytes, size));

	for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
		try_plate(countries[i], typed);
		try_phone(countries[i], typed);
		(void)vat_valid(countries[i], typed);
	}
	(void)iban_valid(typed);
	(void)card_number_valid(typed);
}
