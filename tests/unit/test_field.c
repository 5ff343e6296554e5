/* The one-line editor: R3, R10 and what a text of people may hold. */
#include "../../src/tui/tui.h"

#include <guichet/secret.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

struct bench {
	struct arena *arena;
	struct field field;
};

static int
setup(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);

	assert_true(secret_start());
	bench->arena = arena_new();
	*state = bench;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *bench = *state;

	arena_free(&bench->arena);
	free(bench);
	return 0;
}

static struct field *
field_with(void **state, const char *text)
{
	struct bench *bench = *state;

	field_init(&bench->field, bench->arena, 400, text);
	return &bench->field;
}

static enum reaction
press(struct field *field, enum action action)
{
	return field_key(field, &(struct key){ .action = action });
}

static enum reaction
type(struct field *field, const char *text)
{
	struct key key = { .action = ACTION_NONE };

	snprintf(key.text, sizeof key.text, "%s", text);
	return field_key(field, &key);
}

/* What would be drawn, with | where the cursor stands, < and > where text is hidden. */
static const char *
shown(void **state, int columns)
{
	struct bench *bench = *state;
	const struct field_view view = field_view(&bench->field, columns);
	const char *text = bench->field.text + view.start;
	const size_t left = text_fit(text, view.cursor);

	return arena_format(bench->arena, "%s%.*s|%.*s%s", view.before ? "<" : "", (int)left, text,
			    (int)(view.size - left), text + left, view.after ? ">" : "");
}

static void
types_in_the_middle(void **state)
{
	struct field *field = field_with(state, "DUPNT");

	press(field, ACTION_LEFT);
	press(field, ACTION_LEFT);
	assert_int_equal(type(field, "O"), REDRAW);
	assert_string_equal(field->text, "DUPONT");
	assert_string_equal(shown(state, 20), "DUPO|NT");
	press(field, ACTION_FIRST);
	press(field, ACTION_LEFT);
	assert_string_equal(shown(state, 20), "|DUPONT");
	press(field, ACTION_LAST);
	press(field, ACTION_RIGHT);
	assert_string_equal(shown(state, 20), "DUPONT|");
}

static void
leaves_other_keys_to_its_owner(void **state)
{
	struct field *field = field_with(state, "x");

	assert_int_equal(press(field, ACTION_ACCEPT), STAY);
	assert_int_equal(press(field, ACTION_NEXT), STAY);
	assert_int_equal(press(field, ACTION_BACK), STAY);
	assert_int_equal(press(field, ACTION_NONE), STAY);
	assert_string_equal(field->text, "x");
}

static void
moves_by_grapheme(void **state)
{
	/* e with a combining acute, a wide character, x */
	struct field *field = field_with(state, "e\xcc\x81"
						"漢x");

	press(field, ACTION_LEFT);
	press(field, ACTION_LEFT);
	press(field, ACTION_ERASE_LEFT);
	assert_string_equal(field->text, "漢x");
	press(field, ACTION_ERASE_LEFT);
	assert_string_equal(field->text, "漢x");
	press(field, ACTION_ERASE_RIGHT);
	assert_string_equal(field->text, "x");
}

static void
erases_words_and_all(void **state)
{
	struct field *field = field_with(state, "VAN DEN BERG ");

	press(field, ACTION_ERASE_WORD);
	assert_string_equal(field->text, "VAN DEN ");
	press(field, ACTION_ERASE_LINE);
	assert_string_equal(field->text, "");
	assert_string_equal(shown(state, 5), "|");
}

static void
scrolls_when_longer_than_its_place(void **state)
{
	struct field *field = field_with(state, "VAN DEN BERG");

	assert_string_equal(shown(state, 8), "<EN BERG|");
	press(field, ACTION_FIRST);
	assert_string_equal(shown(state, 8), "|VAN DEN >");
	for (int i = 0; i < 9; i++)
		press(field, ACTION_RIGHT);
	assert_string_equal(shown(state, 8), "<N DEN B|E>");
	press(field, ACTION_LAST);
	assert_string_equal(shown(state, 20), "VAN DEN BERG|");
}

static void
never_shows_half_a_wide_character(void **state)
{
	struct bench *bench = *state;

	field_with(state, "漢漢漢漢");
	for (int columns = 1; columns < 12; columns++) {
		const struct field_view view = field_view(&bench->field, columns);
		const char *text =
		    arena_copy_bytes(bench->arena, bench->field.text + view.start, view.size);

		assert_true(text_valid(text));
		assert_true(text_width(text) <= columns);
		assert_true(view.cursor >= 0 && view.cursor < columns);
	}
}

/* R3 */
static void
pastes_as_one_line(void **state)
{
	struct field *field = field_with(state, "");

	field_insert(field, "\r\n7002 0012\r\n3456\tb1o\n");
	assert_string_equal(field->text, "7002 0012  3456 b1o");
}

/* R3: an escape sequence is text, and not a live one. */
static void
pastes_escapes_dead(void **state)
{
	struct field *field = field_with(state, "");

	field_insert(field, "A\x1b[2JB\xc2\x9b"
			    "C\xe2\x80\xaeZ");
	assert_true(text_valid(field->text));
	assert_null(strchr(field->text, '\x1b'));
	assert_int_equal(field->text[0], 'A');
}

static void
takes_no_more_than_its_most(void **state)
{
	struct bench *bench = *state;
	struct field *field = &bench->field;
	char name[301];

	memset(name, 'x', sizeof name);
	name[300] = '\0';
	field_init(field, bench->arena, 25, NULL);
	field_insert(field, name);
	assert_int_equal(strlen(field->text), 25);
	field_init(field, bench->arena, 400, NULL);
	field_insert(field, name);
	assert_int_equal(strlen(field->text), 300);
}

/* A value filled beforehand goes with the first character, and stays with a cursor key. */
static void
replaces_what_was_filled(void **state)
{
	struct field *field = field_with(state, "500,00");

	field->replace = true;
	type(field, "7");
	assert_string_equal(field->text, "7");
	field = field_with(state, "500,00");
	field->replace = true;
	press(field, ACTION_LAST);
	type(field, "7");
	assert_string_equal(field->text, "500,007");
	field = field_with(state, "500,00");
	field->replace = true;
	press(field, ACTION_ERASE_LEFT);
	assert_string_equal(field->text, "");
}

/* R10 */
static void
reads_the_unshifted_azerty_row(void **state)
{
	static const char *const belgian[] = { "&", "é", "\"", "'", "(", "§", "è", "!", "ç", "à" };
	struct field *field = field_with(state, "");

	field->digits = true;
	for (size_t i = 0; i < 10; i++)
		type(field, belgian[i]);
	assert_string_equal(field->text, "1234567890");
	field = field_with(state, "");
	field->digits = field->strict = true;
	type(field, "-");
	type(field, "_");
	assert_string_equal(field->text, "68");
	/* A date keeps its dashes, a name its accents. */
	field = field_with(state, "");
	field->digits = true;
	type(field, "-");
	assert_string_equal(field->text, "-");
	field = field_with(state, "");
	type(field, "é");
	assert_string_equal(field->text, "é");
}

static void
forces_capitals(void **state)
{
	struct field *field = field_with(state, "");

	field->upper = true;
	type(field, "é");
	field_insert(field, "ric");
	assert_string_equal(field->text, "ÉRIC");
}

static void
shows_nothing_of_a_secret(void **state)
{
	struct field *field = field_with(state, "");
	struct field_view view;

	field->secret = true;
	field_insert(field, "Guichet-2026!");
	assert_string_equal(field->text, "Guichet-2026!");
	view = field_view(field, 20);
	assert_int_equal(view.size, 0);
	assert_int_equal(view.cursor, 0);
	assert_false(view.before || view.after);
	field_wipe(field);
	for (size_t i = 0; i < field->capacity; i++)
		assert_int_equal(field->text[i], '\0');
}

/* Any keys at all: the text stays valid, the cursor on a character and in its place. */
static void
survives_random_keys(void **state)
{
	static const char *const keys[] = { "a", "é", "漢", "\xcc\x81", "👨", " ", "&", "ﬁ" };
	static const enum action actions[] = { ACTION_LEFT,       ACTION_RIGHT,
					       ACTION_FIRST,      ACTION_LAST,
					       ACTION_ERASE_LEFT, ACTION_ERASE_RIGHT,
					       ACTION_ERASE_WORD };
	const unsigned seed = (unsigned)time(NULL);
	struct field *field = field_with(state, "");

	print_message("seed %u\n", seed);
	srand(seed);
	for (int i = 0; i < 20000; i++) {
		struct field_view view;

		if (rand() % 2 == 0)
			type(field, keys[(size_t)rand() % (sizeof keys / sizeof *keys)]);
		else
			press(field, actions[(size_t)rand() % (sizeof actions / sizeof *actions)]);
		if (rand() % 20 == 0)
			field_insert(field, "ab\ncd\x1b[1m");
		assert_int_equal(strlen(field->text), field->size);
		assert_true(field->at <= field->size);
		assert_true(text_valid(field->text));
		view = field_view(field, 2 + rand() % 30);
		assert_true(view.start + view.size <= field->size);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(types_in_the_middle, setup, teardown),
		cmocka_unit_test_setup_teardown(leaves_other_keys_to_its_owner, setup, teardown),
		cmocka_unit_test_setup_teardown(moves_by_grapheme, setup, teardown),
		cmocka_unit_test_setup_teardown(erases_words_and_all, setup, teardown),
		cmocka_unit_test_setup_teardown(scrolls_when_longer_than_its_place, setup,
						teardown),
		cmocka_unit_test_setup_teardown(never_shows_half_a_wide_character, setup, teardown),
		cmocka_unit_test_setup_teardown(pastes_as_one_line, setup, teardown),
		cmocka_unit_test_setup_teardown(pastes_escapes_dead, setup, teardown),
		cmocka_unit_test_setup_teardown(takes_no_more_than_its_most, setup, teardown),
		cmocka_unit_test_setup_teardown(replaces_what_was_filled, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_the_unshifted_azerty_row, setup, teardown),
		cmocka_unit_test_setup_teardown(forces_capitals, setup, teardown),
		cmocka_unit_test_setup_teardown(shows_nothing_of_a_secret, setup, teardown),
		cmocka_unit_test_setup_teardown(survives_random_keys, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
