/* The one table of keys, and what a key that arrives means.  Letters are commands in lists and
 * records and text while typing; ^G and one more key reaches everything, without Alt and without
 * function keys. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

const struct binding_row key_table[] = {
	{ ACTION_HELP, "help", 1, "?", NULL, NULL, '1', NULL },
	{ ACTION_HOME, "home", 3, "Q", NULL, NULL, '3', NULL },
	{ ACTION_CHOICES, "choices", 4, NULL, "O", "O", '4', NULL },
	{ ACTION_RELOAD, "reload", 5, NULL, "R", "R", '5', NULL },
	{ ACTION_CREATE, "create", 6, "c", NULL, NULL, '6', NULL },
	{ ACTION_PAGE_UP, "page_up", 7, NULL, "U", NULL, '7', "PgUp" },
	{ ACTION_PAGE_DOWN, "page_down", 8, NULL, "D", NULL, '8', "PgDn" },
	{ ACTION_COMMAND, "command", 9, ":", "K", "K", '9', NULL },
	{ ACTION_COLUMNS, "columns", 11, "v", NULL, NULL, '-', NULL },
	{ ACTION_BACK, "back", 12, "q", "C", "C", '=', "Esc" },
	{ ACTION_FIND, "find", 0, NULL, "F", "F", 'f', NULL },
	{ ACTION_FILTER, "filter", 0, "/", NULL, NULL, 0, NULL },
	{ ACTION_FILTER_FORM, "filter_form", 0, "f", NULL, NULL, 0, NULL },
	{ ACTION_FILTER_SAVED, "filter_saved", 0, "F", NULL, NULL, 0, NULL },
	{ ACTION_ACCEPT, "accept", 0, NULL, "MJ", "MJ", 0, "Enter" },
	{ ACTION_NEXT, "next", 0, NULL, "I", "I", 0, "Tab" },
	{ ACTION_PREVIOUS, "previous", 0, NULL, NULL, NULL, 0, "S-Tab" },
	{ ACTION_UP, "up", 0, "k", NULL, NULL, 0, "Up" },
	{ ACTION_DOWN, "down", 0, "j", NULL, NULL, 0, "UpDown" },
	{ ACTION_LEFT, "left", 0, NULL, NULL, NULL, 0, "Left" },
	{ ACTION_RIGHT, "right", 0, NULL, NULL, NULL, 0, "Right" },
	{ ACTION_FIRST, "first", 0, "g", NULL, NULL, 0, "Home" },
	{ ACTION_LAST, "last", 0, "G", NULL, NULL, 0, "End" },
	{ ACTION_MARK, "mark", 0, " ", NULL, NULL, 0, NULL },
	{ ACTION_MARK_ALL, "mark_all", 0, "*", NULL, NULL, 0, NULL },
	{ ACTION_MARK_NONE, "mark_none", 0, "-", NULL, NULL, 0, NULL },
	{ ACTION_SORT, "sort", 0, "s", NULL, NULL, 0, NULL },
	{ ACTION_SORT_REVERSE, "sort_reverse", 0, "S", NULL, NULL, 0, NULL },
	{ ACTION_EXPORT, "export", 0, "x", NULL, NULL, 0, NULL },
	{ ACTION_LOCK, "lock", 0, NULL, NULL, NULL, 'l', NULL },
	{ ACTION_KEYS, "keys", 0, NULL, "G", "G", 0, NULL },
	{ ACTION_REPAINT, "repaint", 0, NULL, "L", "L", 0, NULL },
	{ ACTION_ERASE_LEFT, "erase_left", 0, NULL, "H", "H", 0, NULL },
	{ ACTION_ERASE_RIGHT, "erase_right", 0, NULL, NULL, NULL, 0, NULL },
	{ ACTION_ERASE_LINE, "erase_line", 0, NULL, NULL, "U", 0, NULL },
	{ ACTION_ERASE_WORD, "erase_word", 0, NULL, NULL, "W", 0, NULL },
	{ ACTION_NONE, NULL, 0, NULL, NULL, NULL, 0, NULL },
};

const struct binding_row *
key_row(enum action action)
{
	const struct binding_row *row = key_table;
	while (row->name && row->action != action)
		row++;
	return row->name ? row : NULL;
}

/* Names of the keys that are words. */
static const char *
key_word(const struct lang *lang, const char *name)
{
	char key[48] = "keyname.";
	strncat(key, name, sizeof key - strlen(key) - 1);
	const char *word = lang_find(lang, key);
	return word ? word : name;
}

const char *
key_shown(struct arena *arena, const struct lang *lang, enum action action, bool input)
{
	const struct binding_row *row = key_row(action);
	struct builder text = { .arena = arena };
	if (!row)
		return "";
	if (row->function)
		builder_format(&text, "F%d", row->function);
	const char *controls = input ? row->input : row->control;
	const char *other = NULL;
	if (row->shown)
		other = key_word(lang, row->shown);
	else if (!input && row->letters)
		other = *row->letters == ' ' ? key_word(lang, "Space")
					     : arena_copy_bytes(arena, row->letters, 1);
	else if (controls)
		other = arena_format(arena, "^%c", *controls);
	else if (input && row->menu)
		other = arena_format(arena, "^G %c", row->menu);
	if (other)
		builder_format(&text, "%s%s", text.size ? "/" : "", other);
	return builder_text(&text);
}

/* "F12 Esc q ^C": every way to it. */
const char *
key_all(struct arena *arena, const struct lang *lang, enum action action, bool input)
{
	const struct binding_row *row = key_row(action);
	struct builder text = { .arena = arena };
	if (!row)
		return "";
	if (row->function)
		builder_format(&text, "F%d ", row->function);
	if (row->shown)
		builder_format(&text, "%s ", key_word(lang, row->shown));
	for (const char *letter = input ? NULL : row->letters; letter && *letter; letter++)
		builder_format(&text, "%s ",
			       *letter == ' ' ? key_word(lang, "Space")
					      : arena_copy_bytes(arena, letter, 1));
	/* ^M, ^I and ^H are keys that have names. */
	const char *controls = input ? row->input : row->control;
	for (; controls && *controls && !strchr("MJIH", *controls); controls++)
		builder_format(&text, "^%c ", *controls);
	if (input && row->menu)
		builder_format(&text, "^G %c", row->menu);
	return text_trim(arena, builder_text(&text));
}

static enum action
control_action(char letter, bool input)
{
	for (const struct binding_row *row = key_table; row->name; row++) {
		const char *controls = input ? row->input : row->control;
		if (controls && strchr(controls, letter))
			return row->action;
	}
	return ACTION_NONE;
}

static struct key
text_key(uint32_t character)
{
	struct key key = { .action = ACTION_NONE };
	char *out = key.text;
	if (character < 0x80) {
		*out = (char)character;
	} else if (character < 0x800) {
		*out++ = (char)(0xC0 | character >> 6);
		*out = (char)(0x80 | (character & 0x3F));
	} else if (character < 0x10000) {
		*out++ = (char)(0xE0 | character >> 12);
		*out++ = (char)(0x80 | (character >> 6 & 0x3F));
		*out = (char)(0x80 | (character & 0x3F));
	} else {
		*out++ = (char)(0xF0 | character >> 18);
		*out++ = (char)(0x80 | (character >> 12 & 0x3F));
		*out++ = (char)(0x80 | (character >> 6 & 0x3F));
		*out = (char)(0x80 | (character & 0x3F));
	}
	if (!text_valid(key.text))
		key.text[0] = '\0';
	return key;
}

struct key
term_keys_character(uint32_t character, bool input)
{
	if (character == 27)
		return (struct key){ .action = ACTION_BACK };
	if (character == 127)
		return (struct key){ .action = ACTION_ERASE_LEFT };
	if (character < ' ')
		return (struct key){ .action = control_action((char)(character + '@'), input) };
	struct key key = text_key(character);
	if (input || !key.text[0] || key.text[1])
		return key;
	for (const struct binding_row *row = key_table; row->name; row++)
		if (row->letters && strchr(row->letters, key.text[0]))
			key.action = row->action;
	return key;
}

struct key
term_keys_code(int code)
{
	static const struct {
		int code;
		enum action action;
	} codes[] = {
		{ KEY_UP, ACTION_UP },
		{ KEY_DOWN, ACTION_DOWN },
		{ KEY_LEFT, ACTION_LEFT },
		{ KEY_RIGHT, ACTION_RIGHT },
		{ KEY_HOME, ACTION_FIRST },
		{ KEY_FIND, ACTION_FIRST },
		{ KEY_END, ACTION_LAST },
		{ KEY_SELECT, ACTION_LAST },
		{ KEY_PPAGE, ACTION_PAGE_UP },
		{ KEY_NPAGE, ACTION_PAGE_DOWN },
		{ KEY_BTAB, ACTION_PREVIOUS },
		{ KEY_ENTER, ACTION_ACCEPT },
		{ KEY_BACKSPACE, ACTION_ERASE_LEFT },
		{ KEY_DC, ACTION_ERASE_RIGHT },
	};
	struct key key = { .action = ACTION_NONE };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].code == code)
			key.action = codes[i].action;
	for (const struct binding_row *row = key_table; row->name; row++)
		if (row->function && code == KEY_F(row->function))
			key.action = row->action;
	return key;
}

static enum action
menu_action(char letter)
{
	for (const struct binding_row *row = key_table; row->name; row++)
		if (row->menu && row->menu == letter)
			return row->action;
	return ACTION_NONE;
}

struct key
key_after_menu(const struct key *key)
{
	/* "-" is a key of the menu before it is the 6 of a French keyboard. */
	enum action action = menu_action(key->text[0]);
	if (action == ACTION_NONE || key->text[1])
		action = menu_action(key_digit(key));
	return (struct key){ .action = action };
}

char
key_digit(const struct key *key)
{
	/* The unshifted row of the Belgian and the French keyboard (R10). */
	static const char *const row[] = { "à", "&", "é", "\"", "'", "(", "§", "è", "!", "ç" };
	if (key->text[0] >= '0' && key->text[0] <= '9' && !key->text[1])
		return key->text[0];
	if (strcmp(key->text, "-") == 0)
		return '6';
	if (strcmp(key->text, "_") == 0)
		return '8';
	for (int i = 0; i < 10; i++)
		if (strcmp(key->text, row[i]) == 0)
			return (char)('0' + i);
	return 0;
}

enum answer
key_answer(const struct key *key)
{
	if (!key->text[0] || key->text[1])
		return ANSWER_NONE;
	if (strchr("oOjJyY", key->text[0]))
		return ANSWER_YES;
	return strchr("nN", key->text[0]) ? ANSWER_NO : ANSWER_NONE;
}

/* --- sequences --- */

enum { CODE_PASTE_START = KEY_MAX - 2, CODE_PASTE_END = KEY_MAX - 1 };

bool
term_keys_paste_start(unsigned code)
{
	return code == CODE_PASTE_START;
}

bool
term_keys_paste_end(unsigned code)
{
	return code == CODE_PASTE_END;
}

/* R12: what xterm, PuTTY, Linux and rxvt send, whatever TERM says. */
void
term_keys_define(void)
{
	static const struct {
		const char *sequence;
		int code;
	} sequences[] = {
		{ "\033[200~", CODE_PASTE_START },
		{ "\033[201~", CODE_PASTE_END },
		{ "\033OP", KEY_F(1) },
		{ "\033OQ", KEY_F(2) },
		{ "\033OR", KEY_F(3) },
		{ "\033OS", KEY_F(4) },
		{ "\033[11~", KEY_F(1) },
		{ "\033[12~", KEY_F(2) },
		{ "\033[13~", KEY_F(3) },
		{ "\033[14~", KEY_F(4) },
		{ "\033[[A", KEY_F(1) },
		{ "\033[[B", KEY_F(2) },
		{ "\033[[C", KEY_F(3) },
		{ "\033[[D", KEY_F(4) },
		{ "\033[[E", KEY_F(5) },
		{ "\033[15~", KEY_F(5) },
		{ "\033[17~", KEY_F(6) },
		{ "\033[18~", KEY_F(7) },
		{ "\033[19~", KEY_F(8) },
		{ "\033[20~", KEY_F(9) },
		{ "\033[21~", KEY_F(10) },
		{ "\033[23~", KEY_F(11) },
		{ "\033[24~", KEY_F(12) },
		{ "\033OA", KEY_UP },
		{ "\033OB", KEY_DOWN },
		{ "\033OC", KEY_RIGHT },
		{ "\033OD", KEY_LEFT },
		{ "\033[A", KEY_UP },
		{ "\033[B", KEY_DOWN },
		{ "\033[C", KEY_RIGHT },
		{ "\033[D", KEY_LEFT },
		{ "\033[H", KEY_HOME },
		{ "\033OH", KEY_HOME },
		{ "\033[1~", KEY_HOME },
		{ "\033[7~", KEY_HOME },
		{ "\033[F", KEY_END },
		{ "\033OF", KEY_END },
		{ "\033[4~", KEY_END },
		{ "\033[8~", KEY_END },
		{ "\033[5~", KEY_PPAGE },
		{ "\033[6~", KEY_NPAGE },
		{ "\033[3~", KEY_DC },
		{ "\033[Z", KEY_BTAB },
		{ "\033OM", KEY_ENTER },
	};
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		define_key(sequences[i].sequence, sequences[i].code);
}
