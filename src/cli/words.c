/* Sorting the command line: options, verb, words. */
#include "cli.h"
#include <string.h>

static const char *const everywhere[] = { "store=", "config=", "as=", "lang=",
					  "help",   "version", NULL };

struct reading {
	struct arena *arena;
	struct words *words;
	const char **items;
	struct option *options;
	char *const *next;
	struct error *error;
};

/* The declaration of an option, "limit=" or "dry-run", or NULL. */
static const char *
declared(const char *const *options, const char *name, size_t size)
{
	for (; options && *options; options++) {
		size_t length = strcspn(*options, "=");
		if (length == size && strncmp(*options, name, size) == 0)
			return *options;
	}
	return NULL;
}

static enum status
read_option(struct reading *reading, const char *word)
{
	const char *name = word + 2;
	size_t size = strcspn(name, "=");
	const char *rule = declared(everywhere, name, size);
	if (!rule && reading->words->verb)
		rule = declared(reading->words->verb->options, name, size);
	const char *shown = arena_copy_bytes(reading->arena, word, size + 2);
	if (!rule)
		return error_set(reading->error, STATUS_USAGE, shown, "cli.option_unknown", NULL);

	struct option option = { .name = arena_copy_bytes(reading->arena, name, size),
				 .value = "" };
	bool valued = rule[size] == '=';
	if (name[size] == '=' && !valued)
		return error_set(reading->error, STATUS_USAGE, shown, "cli.option_bare", NULL);
	if (name[size] == '=')
		option.value = name + size + 1;
	else if (valued && !*reading->next)
		return error_set(reading->error, STATUS_USAGE, shown, "cli.option_value", NULL);
	else if (valued)
		option.value = *reading->next++;
	reading->options[reading->words->option_count++] = option;
	return STATUS_OK;
}

static enum status
read_verb(struct reading *reading, const char *word)
{
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (strcmp(verb->name, word) == 0) {
			reading->words->verb = verb;
			return STATUS_OK;
		}
	return error_set(reading->error, STATUS_USAGE, NULL, "cli.verb_unknown",
			 ARGS(ARG_TEXT("verb", word)));
}

static enum status
count_words(const struct words *words, struct error *error)
{
	if (!words->verb || words_has(words, "help"))
		return STATUS_OK;
	if (words->count < words->verb->least)
		return error_set(error, STATUS_USAGE, NULL, "cli.word_missing", NULL);
	if (words->count > words->verb->most)
		return error_set(error, STATUS_USAGE, NULL, "cli.word_extra",
				 ARGS(ARG_TEXT("word", words->items[words->verb->most])));
	return STATUS_OK;
}

enum status
words_read(struct arena *arena, char *const *argv, struct words *words, struct error *error)
{
	size_t count = 0;
	while (argv[count])
		count++;
	struct reading reading = {
		.arena = arena,
		.words = words,
		.items = arena_array(arena, count + 1, sizeof *reading.items),
		.options = arena_array(arena, count + 1, sizeof *reading.options),
		.next = argv,
		.error = error,
	};
	*words = (struct words){ .items = reading.items, .options = reading.options };

	/* What follows a fault is still read, so that --lang counts even after a wrong word. */
	enum status status = STATUS_OK;
	bool ended = false;
	while (*reading.next) {
		const char *word = *reading.next++;
		struct error later = { .status = STATUS_OK };
		reading.error = status == STATUS_OK ? error : &later;
		enum status read = STATUS_OK;
		if (!ended && strcmp(word, "--") == 0)
			ended = true;
		else if (!ended && strcmp(word, "-h") == 0)
			read = read_option(&reading, "--help");
		else if (!ended && strncmp(word, "--", 2) == 0)
			read = read_option(&reading, word);
		else if (!ended && word[0] == '-' && word[1] != '\0' && !words->count)
			read = error_set(reading.error, STATUS_USAGE, word, "cli.option_unknown",
					 NULL);
		else if (!words->verb && status == STATUS_OK)
			read = read_verb(&reading, word);
		else
			reading.items[words->count++] = word;
		status = status == STATUS_OK ? read : status;
	}
	return status == STATUS_OK ? count_words(words, error) : status;
}

const char *
words_option(const struct words *words, const char *option)
{
	const char *value = NULL;
	for (size_t i = 0; i < words->option_count; i++)
		if (strcmp(words->options[i].name, option) == 0)
			value = words->options[i].value;
	return value;
}

bool
words_has(const struct words *words, const char *option)
{
	return words_option(words, option) != NULL;
}

bool
pair_split(struct arena *arena, const char *pair, const char **name, const char **value)
{
	size_t size = strcspn(pair, "=");
	if (size == 0 || pair[size] != '=')
		return false;
	*name = arena_copy_bytes(arena, pair, size);
	*value = pair + size + 1;
	return true;
}
