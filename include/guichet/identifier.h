/* Numbers people say and documents carry: plates, phones, card numbers, VAT, IBAN.  Plain functions
 * without a store, fuzzed as such. */
#ifndef GUICHET_IDENTIFIER_H
#define GUICHET_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Upper case A-Z 0-9 only: "1-abc 123" -> "1ABC123".  What plates are compared and searched by. */
const char *plate_key(struct arena *arena, const char *plate);
/* As that country writes it ("1-ABC-123", "AB-123-CD", "1234 BCD", "AB-123-C"), or cleaned upper
 * case when it is of no known form. */
const char *plate_show(struct arena *arena, const char *country, const char *plate);
bool plate_plausible(const char *country, const char *plate); /* a warning, never a refusal */

/* CARD-15: to E.164 by the country's plan.  Accepts blanks, dots, slashes, dashes, +32, 0032, (0);
 * "9 digits without prefix" for ES.  NULL: *key is the reason (error.phone, error.phone_digits with
 * {expected}...). mobile says whether an SMS can reach it. */
const char *phone_parse(struct arena *arena, const char *country, const char *typed, bool *mobile,
			const char **key);
const char *phone_show(struct arena *arena, const char *e164);     /* "+32 470 12 34 56" */
const char *phone_national(struct arena *arena, const char *e164); /* digits after the prefix */
const char *phone_country(const char *e164);                       /* "BE", or NULL when unknown */
const char *phone_prefix(const char *country);                     /* "+32", or NULL */

/* CARD-09: 19 digits, the last one Luhn.  body holds the first 18. */
bool card_number_valid(const char *digits);
char luhn_digit(const char *digits, size_t count);
const char *card_number_show(struct arena *arena, const char *digits); /* 7002 0012 3456 7890 123 */
const char *digits_only(struct arena *arena, const char *text);

/* PAY-03: "visa", "mastercard", or of others "amex", "maestro", "diners", "discover", "jcb",
 * "unionpay", "other"; "" while too little is typed to tell. */
const char *payment_brand(const char *digits);
enum payment_fault {
	PAYMENT_RIGHT,
	PAYMENT_LETTERS,
	PAYMENT_SHORT,
	PAYMENT_LONG,
	PAYMENT_CODE, /* a verification code behind it (PAY-04) */
	PAYMENT_BRAND,
	PAYMENT_CHECK_DIGIT,
};
#define PAYMENT_NUMBER_SIZE 20 /* 19 digits and the NUL */
/* The digits of what was typed with blanks, dots or dashes, when it is the number of a card that is
 * taken, else none: the caller wipes them. */
enum payment_fault payment_number_read(const char *typed, char digits[PAYMENT_NUMBER_SIZE],
				       const char **brand);
/* While it is typed: by fours, the first six and the last four digits alone.  Gives the column of
 * the cursor, which stands before byte cursor of typed. */
int payment_number_typed(const char *typed, size_t cursor, char *out, size_t size);
/* text, or, where such a number was typed into a field that is not for it, a copy with stars behind
 * its first six. */
const char *payment_number_mask(struct arena *arena, const char *text);

bool vat_valid(const char *country, const char *vat); /* CUS-06 */
bool iban_valid(const char *iban);                    /* CUS-06 */
bool email_valid(const char *address); /* one address, no blank, no control, no leading dash */

#endif
