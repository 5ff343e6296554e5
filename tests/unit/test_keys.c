/* The one key table: what arrives, what it means, and that no key means two things. */
#include "../../src/tui/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct key
typed_key(const char *text)
{
	struct key key = { .action = ACTION_NONE };
	assert_true(strlen(text) < sizeof key.text);
	memcpy(key.text, text, strlen(text) + 1);
	return key;
}

/* R10: the unshifted row of both keyboards, and digits themselves. */
static void
azerty_row(void **state)
{
	static const char *const belgian[] = { "&", "é", "\"", "'", "(", "§", "è", "!", "ç", "à" };
	static const char *const french[] = { "&", "é", "\"", "'", "(", "-", "è", "_", "ç", "à" };
	(void)state;
	for (int i = 0; i < 10; i++) {
		const struct key be = typed_key(belgian[i]), fr = typed_key(french[i]);
		assert_int_equal(key_digit(&be), '0' + (i + 1) % 10);
		assert_int_equal(key_digit(&fr), '0' + (i + 1) % 10);
	}
	const struct key seven = typed_key("7"), letter = typed_key("a"), word = typed_key("");
	assert_int_equal(key_digit(&seven), '7');
	assert_int_equal(key_digit(&letter), 0);
	assert_int_equal(key_digit(&word), 0);
}

/* Yes is o, j or y in every language; n is no; nothing else answers. */
static void
answers(void **state)
{
	(void)state;
	for (const char *yes = "oOjJyY"; *yes; yes++) {
		const struct key key = term_keys_character((uint32_t)*yes, true);
		assert_int_equal(key_answer(&key), ANSWER_YES);
	}
	const struct key no = typed_key("n"), enter = { .action = ACTION_ACCEPT },
			 one = typed_key("1");
	assert_int_equal(key_answer(&no), ANSWER_NO);
	assert_int_equal(key_answer(&enter), ANSWER_NONE);
	assert_int_equal(key_answer(&one), ANSWER_NONE);
}

/* Letters are commands in lists and text while typing. */
static void
letters_by_place(void **state)
{
	(void)state;
	for (const struct binding_row *row = key_table; row->name; row++)
		for (const char *letter = row->letters; letter && *letter; letter++) {
			const struct key list = term_keys_character((uint32_t)*letter, false);
			const struct key input = term_keys_character((uint32_t)*letter, true);
			assert_int_equal(list.action, row->action);
			assert_int_equal(input.action, ACTION_NONE);
			assert_int_equal(input.text[0], *letter);
		}
}

static void
unique(const char *seen, char letter, const char *name)
{
	if (strchr(seen, letter))
		fail_msg("%c of %s is bound twice", letter, name);
}

/* One key, one meaning, in each of the four places; and never those that the line or a browser
 * takes: flow control, suspension, a closed tab. */
static void
no_key_twice(void **state)
{
	char letters[128] = "", control[64] = "", input[64] = "", menu[64] = "";
	(void)state;
	for (const struct binding_row *row = key_table; row->name; row++) {
		for (const char *at = row->letters; at && *at; at++) {
			unique(letters, *at, row->name);
			strncat(letters, at, 1);
		}
		for (const char *at = row->control; at && *at; at++) {
			unique(control, *at, row->name);
			strncat(control, at, 1);
		}
		for (const char *at = row->input; at && *at; at++) {
			unique(input, *at, row->name);
			strncat(input, at, 1);
		}
		if (row->menu) {
			unique(menu, row->menu, row->name);
			strncat(menu, &row->menu, 1);
		}
	}
	for (const char *never = "SQZTNVAB"; *never; never++) {
		assert_null(strchr(control, *never));
		assert_null(strchr(input, *never));
	}
}

/* Nothing needs a function key: what has one has a letter, a control key or a place after ^G
 * besides. */
static void
no_function_key_needed(void **state)
{
	(void)state;
	for (const struct binding_row *row = key_table; row->name; row++) {
		if (!row->function)
			continue;
		assert_true(row->menu != 0);
		const char text[] = { row->menu, '\0' };
		const struct key key = typed_key(text);
		assert_int_equal(key_after_menu(&key).action, row->action);
	}
	/* The dash of ^G is a dash before it is the 6 of a French keyboard. */
	const struct key dash = typed_key("-"), help = typed_key("&");
	assert_int_equal(key_after_menu(&dash).action, ACTION_COLUMNS);
	assert_int_equal(key_after_menu(&help).action, ACTION_HELP);
}

static void
controls(void **state)
{
	(void)state;
	assert_int_equal(term_keys_character('U' - '@', false).action, ACTION_PAGE_UP);
	assert_int_equal(term_keys_character('U' - '@', true).action, ACTION_ERASE_LINE);
	assert_int_equal(term_keys_character('G' - '@', true).action, ACTION_KEYS);
	assert_int_equal(term_keys_character('\r', true).action, ACTION_ACCEPT);
	assert_int_equal(term_keys_character('\t', true).action, ACTION_NEXT);
	assert_int_equal(term_keys_character(27, true).action, ACTION_BACK);
	assert_int_equal(term_keys_character(127, true).action, ACTION_ERASE_LEFT);
	assert_int_equal(term_keys_character(8, false).action, ACTION_ERASE_LEFT);
	assert_int_equal(term_keys_code(KEY_F(12)).action, ACTION_BACK);
	assert_int_equal(term_keys_code(KEY_F(7)).action, ACTION_PAGE_UP);
	assert_int_equal(term_keys_code(KEY_BTAB).action, ACTION_PREVIOUS);
	/* A control of the second set is no character. */
	assert_string_equal(term_keys_character(0x9B, true).text, "");
	assert_string_equal(term_keys_character(0xE9, true).text, "é");
}

/* Words of the footer and the help, in the three languages. */
static void
words_everywhere(void **state)
{
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; lang_codes[i]; i++) {
		const struct lang *lang = lang_get(lang_codes[i]);
		for (const struct binding_row *row = key_table; row->name; row++)
			assert_non_null(lang_find(lang, arena_format(arena, "key.%s", row->name)));
		assert_non_null(strstr(key_all(arena, lang, ACTION_BACK, false), "F12 Esc q ^C"));
		assert_non_null(strstr(key_all(arena, lang, ACTION_BACK, true), "^G ="));
		assert_string_equal(key_shown(arena, lang, ACTION_HELP, false), "F1/?");
		assert_string_equal(key_shown(arena, lang, ACTION_HELP, true), "F1/^G 1");
	}
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(azerty_row),
		cmocka_unit_test(answers),
		cmocka_unit_test(letters_by_place),
		cmocka_unit_test(no_key_twice),
		cmocka_unit_test(no_function_key_needed),
		cmocka_unit_test(controls),
		cmocka_unit_test(words_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
