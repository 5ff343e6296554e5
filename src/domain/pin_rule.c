/* Which codes are too easily guessed, and codes that are not (PIN-01, PIN-05). */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/secret.h>
#include <string.h>

/* Each digit follows the one before, up or down, round from 9 to 0. */
static bool
is_run(const char *pin, int step)
{
	for (size_t i = 1; i < PIN_DIGITS; i++) {
		if ((pin[i] - pin[i - 1] - step + 10) % 10 != 0) {
			return false;
		}
	}
	return true;
}

/* 1111, 1212 */
static bool
is_repeat(const char *pin)
{
	return pin[0] == pin[2] && pin[1] == pin[3];
}

/* The plate's digits, strung together, are read off the car. */
static bool
is_of_plate(const char *pin, const char *plate)
{
	if (plate == NULL) {
		return false;
	}
	struct arena *arena = arena_new();
	bool found = strstr(digits_only(arena, plate), pin) != NULL;
	arena_free(&arena);
	return found;
}

const char *
pin_weakness(const char *pin, const char *plate)
{
	if (is_run(pin, 1) || is_run(pin, -1)) {
		return "refusal.pin_run";
	}
	if (is_repeat(pin)) {
		return "refusal.pin_repeat";
	}
	return is_of_plate(pin, plate) ? "refusal.pin_plate" : NULL;
}

void
pin_compute(char out[PIN_SIZE], const char *plate)
{
	out[PIN_DIGITS] = '\0';
	do {
		secret_digits(out, PIN_DIGITS);
	} while (pin_weakness(out, plate) != NULL);
}
