/* The terms by which find anything finds a record (decision 5). */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

enum { TERMS_MOST = SEARCH_TERMS_MOST, ROTATIONS_MOST = 4 };

struct terms {
	struct arena *arena;
	const char **list;
	size_t count;
};

static struct terms
terms_new(struct arena *arena)
{
	return (struct terms){ .arena = arena,
			       .list = arena_array(arena, TERMS_MOST + 1, sizeof(char *)) };
}

static void
add(struct terms *terms, const char *term)
{
	if (term == NULL || term[0] == '\0' || terms->count == TERMS_MOST) {
		return;
	}
	for (size_t i = 0; i < terms->count; i++) {
		if (strcmp(terms->list[i], term) == 0) {
			return;
		}
	}
	terms->list[terms->count++] = term;
}

/* "~" and the text backwards: the end of a number is the start of this. */
static void
add_reversed(struct terms *terms, const char *digits)
{
	size_t size = strlen(digits);
	char *out = arena_alloc(terms->arena, size + 2);
	out[0] = '~';
	for (size_t i = 0; i < size; i++) {
		out[i + 1] = digits[size - 1 - i];
	}
	out[size + 1] = '\0';
	add(terms, out);
}

/* "VAN DEN BERG JOOST", "DEN BERG JOOST VAN", "BERG JOOST VAN DEN", ... */
static void
add_rotations(struct terms *terms, const char *name)
{
	const char *folded = text_fold(terms->arena, name);
	const char *word = folded;
	for (int i = 0; i < ROTATIONS_MOST && *word != '\0'; i++) {
		if (word == folded) {
			add(terms, folded);
		} else {
			int led = (int)(word - folded) - 1;
			add(terms, arena_format(terms->arena, "%s %.*s", word, led, folded));
		}
		word += strcspn(word, " ");
		word += *word == ' ';
	}
}

static void
add_phone(struct terms *terms, const char *phone)
{
	const char *digits = phone_national(terms->arena, phone);
	add(terms, arena_format(terms->arena, "#%s", digits));
	add_reversed(terms, digits);
}

const char *const *
search_card_terms(struct arena *arena, const char *number, const char *plate_key_text,
		  const char *phone, const char *driver)
{
	struct terms terms = terms_new(arena);
	add(&terms, number);
	add_reversed(&terms, number);
	add(&terms, plate_key_text);
	if (phone != NULL) {
		add_phone(&terms, phone);
	}
	if (driver != NULL) {
		add_rotations(&terms, driver);
	}
	return terms.list;
}

const char *const *
search_phone_terms(struct arena *arena, const char *phone)
{
	struct terms terms = terms_new(arena);
	if (phone != NULL) {
		add_phone(&terms, phone);
	}
	return terms.list;
}

const char *const *
search_customer_terms(struct arena *arena, const char *number, const char *name)
{
	struct terms terms = terms_new(arena);
	add(&terms, plate_key(arena, number));
	add_rotations(&terms, name);
	return terms.list;
}

const char *const *
search_driver_terms(struct arena *arena, const char *name, const char *code)
{
	struct terms terms = terms_new(arena);
	add_rotations(&terms, name);
	add(&terms, code);
	return terms.list;
}

const char *const *
search_authorisation_terms(struct arena *arena, const struct row *row, bool live)
{
	struct terms terms = terms_new(arena);
	const char *card = row_text(row, "card");
	add(&terms, plate_key(arena, row_text(row, "number")));
	add(&terms, card);
	add_reversed(&terms, card);
	if (live) {
		add(&terms, row_text(row, "plate_key"));
		add_phone(&terms, row_text(row, "phone"));
		add_rotations(&terms, row_text(row, "driver"));
	}
	return terms.list;
}

const char *const *
search_invoice_terms(struct arena *arena, const char *number)
{
	struct terms terms = terms_new(arena);
	add(&terms, plate_key(arena, number));
	return terms.list;
}

const char *const *
search_account_terms(struct arena *arena, const char *login, const char *last_name,
		     const char *first_name, const char *email)
{
	struct terms terms = terms_new(arena);
	add(&terms, text_fold(arena, login));
	add_rotations(&terms, arena_format(arena, "%s %s", last_name, first_name));
	if (email != NULL) {
		add(&terms, text_fold(arena, email));
	}
	return terms.list;
}
