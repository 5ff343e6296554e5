/* A field of several codes: typed one after the other, as words or their beginnings, codes or the
 * digits shown. */
#include "form.h"

#include <string.h>

static bool
digits_only_in(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool
begins(struct arena *arena, const char *text, const char *folded)
{
	return strncmp(text_fold(arena, text), folded, strlen(folded)) == 0;
}

/* A code or a whole word in any language; -1. */
static int
exact(const struct entry *entry, const char *item)
{
	const char *vocabulary = param_vocabulary(entry->param);

	for (size_t i = 0; i < entry->all_count; i++) {
		if (strcmp(entry->all[i].value, item) == 0)
			return (int)i;
	}
	for (size_t i = 0; i < entry->all_count; i++) {
		for (const char *const *code = lang_codes; *code != NULL; code++) {
			if (text_equal_fold(
				lang_choice(lang_get(*code), vocabulary, entry->all[i].value),
				item))
				return (int)i;
		}
	}
	return -1;
}

/* The only one that begins so; -1. */
static int
beginning(const struct entry *entry, struct arena *arena, const char *item)
{
	const char *folded = text_fold(arena, item);
	int found = -1;

	for (size_t i = 0; folded[0] != '\0' && i < entry->all_count; i++) {
		if (!begins(arena, entry->all[i].label, folded) &&
		    !begins(arena, entry->all[i].value, folded))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

struct reading {
	const struct entry *entry;
	struct arena *arena;
	bool *taken;
	struct builder unknown;
};

static void
take_digits(struct reading *reading, const char *item)
{
	const size_t count = reading->entry->all_count;
	size_t number = 0;

	for (const char *digit = item; *digit != '\0' && number <= count; digit++)
		number = number * 10 + (size_t)(*digit - '0');
	if (number >= 1 && number <= count) {
		reading->taken[number - 1] = true;
		return;
	}
	/* "135" of nine or fewer: each a choice. */
	for (const char *digit = item; *digit != '\0'; digit++) {
		if (count > 9 || *digit == '0' || (size_t)(*digit - '0') > count) {
			builder_format(&reading->unknown, ",%s", item);
			return;
		}
	}
	for (const char *digit = item; *digit != '\0'; digit++)
		reading->taken[*digit - '1'] = true;
}

static bool
take(struct reading *reading, const char *item)
{
	int at = exact(reading->entry, item);

	if (at < 0 && digits_only_in(item)) {
		take_digits(reading, item);
		return true;
	}
	if (at < 0)
		at = beginning(reading->entry, reading->arena, item);
	if (at >= 0)
		reading->taken[at] = true;
	return at >= 0;
}

/* "Super 95" is one item, "diesel adblue" two. */
static void
take_item(struct reading *reading, const char *item)
{
	if (item[0] == '\0' || take(reading, item))
		return;
	if (strchr(item, ' ') == NULL) {
		builder_format(&reading->unknown, ",%s", item);
		return;
	}
	while (*item != '\0') {
		const size_t size = strcspn(item, " ");
		const char *word = arena_copy_bytes(reading->arena, item, size);

		if (size > 0 && !take(reading, word))
			builder_format(&reading->unknown, ",%s", word);
		item += size + (item[size] != '\0');
	}
}

const char *
several_codes(const struct entry *entry, struct arena *arena, const char *text)
{
	struct reading reading = {
		.entry = entry,
		.arena = arena,
		.taken = arena_array(arena, entry->all_count + 1, sizeof(bool)),
		.unknown = { .arena = arena },
	};
	struct builder codes = { .arena = arena };

	while (*text != '\0') {
		const size_t size = strcspn(text, ",;");

		take_item(&reading, text_trim(arena, arena_copy_bytes(arena, text, size)));
		text += size + (text[size] != '\0');
	}
	for (size_t i = 0; i < entry->all_count; i++) {
		if (reading.taken[i])
			builder_format(&codes, "%s%s", codes.size > 0 ? "," : "",
				       entry->all[i].value);
	}
	/* What is none stays as it was typed, and is refused by its name. */
	if (reading.unknown.size > 0)
		builder_add(&codes, builder_text(&reading.unknown) + (codes.size == 0));
	return builder_text(&codes);
}

bool
several_taken(const char *codes, const char *code)
{
	const size_t length = strlen(code);

	while (*codes != '\0') {
		const size_t size = strcspn(codes, ",");

		if (size == length && strncmp(codes, code, size) == 0)
			return true;
		codes += size + (codes[size] != '\0');
	}
	return false;
}

const char *
several_words(const struct entry *entry, struct arena *arena, const char *codes)
{
	struct builder words = { .arena = arena };

	for (size_t i = 0; i < entry->all_count; i++) {
		if (several_taken(codes, entry->all[i].value))
			builder_format(&words, "%s%s", words.size > 0 ? ", " : "",
				       entry->all[i].label);
	}
	return builder_text(&words);
}

void
several_tidy(struct entry *entry, struct arena *arena)
{
	const char *codes = entry_text(entry, arena);
	size_t count = 0;
	size_t known = codes[0] == '\0' ? 0 : 1;

	if (entry->look == LOOK_KEYS) {
		entry_set(entry, codes);
		return;
	}
	for (const char *comma = codes; (comma = strchr(comma, ',')) != NULL; comma++)
		known++;
	for (size_t i = 0; i < entry->all_count; i++)
		count += several_taken(codes, entry->all[i].value);
	if (count == known)
		entry_set(entry, codes);
}
