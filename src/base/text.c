#include "private.h"

#include <guichet/arena.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT 0xFFFD
#define MARKS_MOST 2
#define CLUSTER_MOST 32 /* characters looked back over to find where a cluster begins */

size_t
text_step(const char *text, int32_t *code)
{
	unsigned char first = (unsigned char)text[0];
	if (first < 0x80) {
		*code = first;
		return first != 0;
	}
	/* A NUL stops the reader at the first byte that is no continuation. */
	utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, code);
	if (size > 0)
		return (size_t)size;
	*code = -1;
	return 1;
}

size_t
text_put(int32_t code, char *to)
{
	return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)to);
}

static utf8proc_category_t
category(int32_t code)
{
	return utf8proc_category(code);
}

static bool
is_mark(int32_t code)
{
	if (code < 0x300)
		return false;
	utf8proc_category_t kind = category(code);
	return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME;
}

/* Letters and marks that take no room, though they are no format characters. */
static bool
is_filler(int32_t code)
{
	return code == 0x034F || code == 0x115F || code == 0x1160 || code == 0x3164 ||
	       code == 0xFFA0 || code == 0x17B4 || code == 0x17B5 ||
	       (code >= 0x180B && code <= 0x180F) || (code >= 0xFE00 && code <= 0xFE0F) ||
	       (code >= 0xE0100 && code <= 0xE01EF);
}

bool
text_shows(int32_t code)
{
	if (code < 0xA0)
		return code >= 0x20 && code < 0x7F;
	if (code < 0x300)
		return code != 0xAD;
	if (is_filler(code))
		return false;
	switch ((int)category(code)) {
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		return true;
	}
}

static size_t
plain_size(const char *text)
{
	size_t size = 0;
	while (text[size] >= 0x20 && text[size] < 0x7F)
		size++;
	return size;
}

/* What the character at text becomes: itself, U+FFFD, or nothing (0) when it is a mark too many.
 * marks counts those since the last base; MARKS_MOST at the start of a text, where no base stands.
 */
static int32_t
cleaned(int32_t code, int *marks)
{
	if (!text_shows(code)) {
		*marks = 0;
		return REPLACEMENT;
	}
	if (!is_mark(code)) {
		*marks = 0;
		return code;
	}
	return (*marks)++ < MARKS_MOST ? code : 0;
}

const char *
text_clean(struct arena *arena, const char *text)
{
	size_t at = plain_size(text);
	if (text[at] == '\0')
		return text;
	struct builder out = { .arena = arena };
	int marks = at > 0 ? 0 : MARKS_MOST;
	size_t kept = 0;
	bool changed = false;
	while (text[at] != '\0') {
		int32_t code;
		size_t size = text_step(text + at, &code);
		int32_t good = cleaned(code, &marks);
		if (good != code) {
			char bytes[4] = "";
			changed = true;
			builder_add_bytes(&out, text + kept, at - kept);
			if (good != 0)
				builder_add_bytes(&out, bytes, text_put(good, bytes));
			kept = at + size;
		}
		at += size;
	}
	if (!changed)
		return text;
	builder_add_bytes(&out, text + kept, at - kept);
	return builder_text(&out);
}

bool
text_valid(const char *text)
{
	for (size_t at = plain_size(text); text[at] != '\0';) {
		int32_t code;
		at += text_step(text + at, &code);
		if (code < 0x20 || (code >= 0x7F && code < 0xA0))
			return false;
	}
	return true;
}

static int
code_width(int32_t code)
{
	if (code < 0x300)
		return 1;
	if (!text_shows(code) || category(code) == UTF8PROC_CATEGORY_MC)
		return 1; /* a mark that takes room, to terminals */
	if ((code >= 0x1161 && code <= 0x11FF) || (code >= 0xD7B0 && code <= 0xD7FF))
		return 0; /* the rest of a Korean syllable taken apart */
	return utf8proc_charwidth(code);
}

size_t
text_next(const char *text, size_t at)
{
	int32_t code, next, state = 0;
	size_t size = text_step(text + at, &code);
	if (size == 0 || ((unsigned char)text[at] < 0x80 && (unsigned char)text[at + size] < 0x80))
		return size;
	while (text[at + size] != '\0') {
		size_t more = text_step(text + at + size, &next);
		if (code < 0 || next < 0 || utf8proc_grapheme_break_stateful(code, next, &state))
			break;
		size += more;
		code = next;
	}
	return size;
}

size_t
text_previous(const char *text, size_t at)
{
	size_t start = at;
	for (int steps = 0; start > 0 && steps < CLUSTER_MOST; steps++) {
		do
			start--;
		while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80);
		if ((unsigned char)text[start] < 0x80)
			break;
	}
	while (start < at) {
		size_t size = text_next(text, start);
		if (start + size >= at)
			return at - start;
		start += size;
	}
	return 0;
}

int
text_width(const char *text)
{
	size_t at = plain_size(text);
	int width = (int)at;
	while (text[at] != '\0') {
		int32_t code;
		at += text_step(text + at, &code);
		width += code_width(code);
	}
	return width;
}

size_t
text_length(const char *text)
{
	size_t count = 0;
	for (size_t at = 0; text[at] != '\0'; at += text_next(text, at))
		count++;
	return count;
}

size_t
text_fit(const char *text, int columns)
{
	size_t at = 0;
	while (text[at] != '\0') {
		size_t end = at + text_next(text, at);
		for (size_t in = at; in < end;) {
			int32_t code;
			in += text_step(text + in, &code);
			columns -= code_width(code);
		}
		if (columns < 0)
			break;
		at = end;
	}
	return at;
}

/* Whether every character is below U+0300, where nothing composes. */
static bool
is_composed(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != 0; at++) {
		if (*at < 0x80)
			continue;
		if (*at < 0xC2 || *at > 0xCB || (at[1] & 0xC0) != 0x80)
			return false;
		at++;
	}
	return true;
}

const char *
text_nfc(struct arena *arena, const char *text)
{
	utf8proc_uint8_t *made = NULL;
	const utf8proc_option_t options =
	    (utf8proc_option_t)(UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (is_composed(text))
		return text;
	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &made, options) < 0) {
		text = text_clean(arena, text);
		if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &made, options) < 0)
			return text;
	}
	const char *copy = arena_copy(arena, (const char *)made);
	free(made);
	return copy;
}

static bool
is_blank(int32_t code)
{
	return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xFEFF ||
	       (code >= 0xA0 && category(code) == UTF8PROC_CATEGORY_ZS);
}

const char *
text_trim(struct arena *arena, const char *text)
{
	size_t first = 0, end = 0;
	int32_t code;
	for (size_t size; (size = text_step(text + first, &code)) > 0 && is_blank(code);)
		first += size;
	for (size_t at = first; text[at] != '\0';) {
		at += text_step(text + at, &code);
		if (!is_blank(code))
			end = at;
	}
	if (end <= first)
		return "";
	return text[end] == '\0' ? text + first
				 : arena_copy_bytes(arena, text + first, end - first);
}

int32_t
text_upper_of(int32_t code)
{
	if (code < 0x80)
		return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
	return utf8proc_toupper(code);
}

int32_t
text_lower_of(int32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
	return utf8proc_tolower(code);
}

const char *
text_upper(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };
	for (size_t at = 0; text[at] != '\0';) {
		int32_t code;
		char bytes[4] = "";
		size_t size = text_step(text + at, &code);
		if (code == 0xDF)
			builder_add(&out, "SS");
		else if (code < 0)
			builder_add_bytes(&out, text + at, size);
		else
			builder_add_bytes(&out, bytes, text_put(text_upper_of(code), bytes));
		at += size;
	}
	return builder_text(&out);
}

/* Letters that Unicode does not take apart. */
static const char *
spelled(int32_t code)
{
	static const struct {
		int32_t code;
		const char *letters;
	} letters[] = {
		{ 0xC6, "AE" },  { 0xD0, "D" },  { 0xD8, "O" },  { 0xDE, "TH" },   { 0xDF, "SS" },
		{ 0x110, "D" },  { 0x126, "H" }, { 0x131, "I" }, { 0x141, "L" },   { 0x14A, "N" },
		{ 0x152, "OE" }, { 0x166, "T" }, { 0x197, "I" }, { 0x1E9E, "SS" },
	};
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].code == code)
			return letters[i].letters;
	return NULL;
}

static bool
is_letter_or_digit(int32_t code)
{
	if (code < 0x80)
		return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
		       (code >= '0' && code <= '9');
	utf8proc_category_t kind = category(code);
	return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) ||
	       (kind >= UTF8PROC_CATEGORY_MN && kind <= UTF8PROC_CATEGORY_NO);
}

static void
fold_code(struct builder *out, int32_t code, bool *gap)
{
	char bytes[4] = "";
	if (is_mark(code))
		return;
	if (!is_letter_or_digit(code)) {
		*gap = true;
		return;
	}
	if (*gap && out->size > 0)
		builder_add_bytes(out, " ", 1);
	*gap = false;
	int32_t upper = text_upper_of(code);
	const char *words = upper < 0x80 ? NULL : spelled(upper);
	if (words != NULL)
		builder_add(out, words);
	else
		builder_add_bytes(out, bytes, text_put(upper, bytes));
}

static size_t
folded_already(const char *text)
{
	size_t at = 0;
	while ((text[at] >= 'A' && text[at] <= 'Z') || (text[at] >= '0' && text[at] <= '9') ||
	       (text[at] == ' ' && at > 0 && text[at - 1] != ' ' && text[at + 1] != '\0'))
		at++;
	return at;
}

const char *
text_fold(struct arena *arena, const char *text)
{
	size_t at = folded_already(text);
	if (text[at] == '\0')
		return text;
	struct builder out = { .arena = arena };
	bool gap = false;
	for (at = 0; text[at] != '\0';) {
		int32_t code, parts[32];
		int class = 0;
		at += text_step(text + at, &code);
		if (code >= 0 && code < 0x80) {
			fold_code(&out, code, &gap);
			continue;
		}
		utf8proc_ssize_t count =
		    code < 0
			? 0
			: utf8proc_decompose_char(
			      code, parts, 32,
			      (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &class);
		gap = gap || count <= 0;
		for (utf8proc_ssize_t i = 0; i < count && i < 32; i++)
			fold_code(&out, parts[i], &gap);
	}
	return builder_text(&out);
}

bool
text_equal_fold(const char *a, const char *b)
{
	struct arena *arena = arena_new();
	bool equal = strcmp(text_fold(arena, a), text_fold(arena, b)) == 0;
	arena_free(&arena);
	return equal;
}
