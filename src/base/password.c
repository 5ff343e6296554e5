/* What a password must be (ACC-02): plain functions. */
#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <guichet/password.h>
#include <guichet/text.h>
#include <string.h>

/* Letters and digits alone, folded: "Azerty-123!" and "azerty123" are one and the same. */
static const char *
compact(struct arena *arena, const char *text)
{
	const char *folded = text_fold(arena, text);
	char *out = arena_alloc(arena, strlen(folded) + 1);
	size_t size = 0;
	for (const char *at = folded; *at != '\0'; at++) {
		if (*at != ' ') {
			out[size++] = *at;
		}
	}
	out[size] = '\0';
	return out;
}

/* data/reference/common-passwords.txt: one a line, compact already. */
static bool
is_common(struct arena *arena, const char *password)
{
	const struct embedded *file = embedded_find("data/reference/common-passwords.txt");
	const char *wanted = compact(arena, password);
	size_t size = strlen(wanted);
	for (const char *line = file != NULL ? file->text : ""; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		if (length == size && size > 0 && memcmp(line, wanted, size) == 0) {
			return true;
		}
		line += length + (line[length] != '\0');
	}
	return false;
}

/* What a character is, whatever its alphabet: 'a' a letter, '0' a digit, '!' neither. */
static char
class_of(struct arena *arena, const char *character, size_t size)
{
	const char *folded = text_fold(arena, arena_copy_bytes(arena, character, size));
	if (folded[0] == '\0' || folded[0] == ' ') {
		return '!';
	}
	return folded[0] >= '0' && folded[0] <= '9' ? '0' : 'a';
}

static unsigned
missing_classes(struct arena *arena, const char *password)
{
	unsigned missing = PASSWORD_LETTER | PASSWORD_DIGIT | PASSWORD_SPECIAL;
	for (size_t at = 0; password[at] != '\0';) {
		size_t size = text_next(password, at);
		switch (class_of(arena, password + at, size)) {
		case 'a':
			missing &= ~(unsigned)PASSWORD_LETTER;
			break;
		case '0':
			missing &= ~(unsigned)PASSWORD_DIGIT;
			break;
		default:
			missing &= ~(unsigned)PASSWORD_SPECIAL;
			break;
		}
		at += size;
	}
	return missing;
}

unsigned
password_faults(struct arena *arena, const char *password, const char *login, size_t least)
{
	password = text_nfc(arena, password); /* as it is hashed */
	if (strlen(password) > PASSWORD_MOST_BYTES) {
		return PASSWORD_LONG; /* nothing else is looked at: never cut, never read in part */
	}
	unsigned faults = missing_classes(arena, password);
	if (text_length(password) < least) {
		faults |= PASSWORD_SHORT;
	}
	const char *upper = text_upper(arena, password);
	if (login != NULL && strcmp(upper, text_upper(arena, login)) == 0) {
		faults |= PASSWORD_LOGIN;
	}
	if (is_common(arena, password)) {
		faults |= PASSWORD_COMMON;
	}
	return faults;
}

static const struct {
	unsigned fault;
	const char *key;
} fault_words[] = {
	{ PASSWORD_SHORT, "password.short" },     { PASSWORD_LONG, "password.long" },
	{ PASSWORD_LETTER, "password.letter" },   { PASSWORD_DIGIT, "password.digit" },
	{ PASSWORD_SPECIAL, "password.special" }, { PASSWORD_LOGIN, "password.login" },
	{ PASSWORD_COMMON, "password.common" },   { PASSWORD_HISTORY, "password.history" },
};

const char *
password_key(unsigned fault)
{
	for (size_t i = 0; i < sizeof fault_words / sizeof fault_words[0]; i++) {
		if (fault_words[i].fault == fault) {
			return fault_words[i].key;
		}
	}
	return NULL;
}

const char *
password_words(struct arena *arena, const struct lang *lang, unsigned faults, size_t least)
{
	struct builder words = { .arena = arena };
	for (unsigned fault = PASSWORD_SHORT; fault <= PASSWORD_HISTORY; fault <<= 1) {
		if ((faults & fault) != 0) {
			builder_format(&words, "%s%s", words.size > 0 ? " ; " : "",
				       lang_format(arena, lang, password_key(fault),
						   ARGS(ARG_INT("least", (int64_t)least))));
		}
	}
	return builder_text(&words);
}
