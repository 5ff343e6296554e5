/* Layouts: data/layouts/NAME.cfg compiled in, and those of layouts_dir, which come first.  Beside
 * the screens' reader this is the only file here that reads libconfig. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/config.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "data/layouts/"

/* A layout being read and who hears of its faults. */
struct reader {
	struct arena *arena;
	const char *file;
	screen_fault *fault;
	void *context;
	int faults;
	struct layout *layout;
};

static void
fault(struct reader *reader, const config_setting_t *at, const char *key, const char *name)
{
	reader->faults++;
	if (reader->fault)
		reader->fault(reader->context, reader->file,
			      at ? (int)config_setting_source_line(at) : 1, key,
			      ARGS(ARG_TEXT("name", name ? name : "")));
}

static const char *
own_folder(const struct config *config)
{
	return config ? config_text(config, "layouts_dir") : "";
}

static const char *
layout_text(struct reader *reader, const struct config *config, const char *name)
{
	return shipped_text(reader->arena, FOLDER, own_folder(config), name, &reader->file);
}

/* ---- reading ---- */

static const char *
text_of(struct reader *reader, config_setting_t *group, const char *name, bool mandatory)
{
	config_setting_t *setting = config_setting_lookup(group, name);
	const char *text = setting ? config_setting_get_string(setting) : NULL;

	if (!text && (setting || mandatory))
		fault(reader, setting ? setting : group, "layout.text", name);
	return text ? arena_copy(reader->arena, text) : NULL;
}

static bool
flag_of(struct reader *reader, config_setting_t *group, const char *name)
{
	config_setting_t *setting = config_setting_lookup(group, name);

	if (setting && config_setting_type(setting) != CONFIG_TYPE_BOOL)
		fault(reader, setting, "layout.flag", name);
	return setting && config_setting_get_bool(setting) != 0;
}

/* Names a person may have mistyped. */
static void
check_names(struct reader *reader, config_setting_t *group, const char *const *known)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(setting);
		const char *const *at = known;

		while (*at && (!name || strcmp(*at, name) != 0))
			at++;
		if (!*at)
			fault(reader, setting, "layout.unknown_setting", name);
	}
}

static const char *const *
read_headers(struct reader *reader, config_setting_t *group)
{
	config_setting_t *list = config_setting_lookup(group, "headers");
	int count = list && config_setting_is_aggregate(list) ? config_setting_length(list) : 0;
	const char **headers = arena_array(reader->arena, (size_t)count + 1, sizeof(*headers));

	if (count == 0 && !config_setting_lookup(group, "value"))
		fault(reader, list ? list : group, "layout.no_headers", "headers");
	for (int i = 0; i < count; i++) {
		const char *text = config_setting_get_string_elem(list, i);

		if (!text)
			fault(reader, list, "layout.text", "headers");
		/* Copied: a text that is folded already comes back as libconfig has it. */
		headers[i] = arena_copy(reader->arena, text_fold(reader->arena, text ? text : ""));
	}
	return headers;
}

static bool
is_choice(const struct param *param, const char *code)
{
	const char *const *choice = param->choices;

	if (!choice)
		return true; /* a list's items are checked by their command */
	while (*choice && strcmp(*choice, code) != 0)
		choice++;
	return *choice != NULL;
}

static void
add_words(struct reader *reader, config_setting_t *list, const struct param *param,
	  struct layout_word *words, size_t *count)
{
	const char *name = config_setting_name(list);
	const char *code = arena_format(reader->arena, "%s", name ? name : "");

	if (!is_choice(param, code))
		fault(reader, list, "layout.no_code", name);
	for (int i = 0; i < config_setting_length(list); i++) {
		const char *text = config_setting_get_string_elem(list, i);
		const char *word = text_fold(reader->arena, text ? text : "");

		if (!text)
			fault(reader, list, "layout.text", name);
		for (size_t j = 0; j < *count; j++)
			if (strcmp(words[j].word, word) == 0 && strcmp(words[j].code, code) != 0)
				fault(reader, list, "layout.word_twice", text);
		/* Folded already, it may still be libconfig's own. */
		words[(*count)++] =
		    (struct layout_word){ .word = arena_copy(reader->arena, word), .code = code };
	}
}

static void
read_words(struct reader *reader, config_setting_t *group, struct layout_column *column)
{
	config_setting_t *codes = config_setting_lookup(group, "words");
	struct layout_word *words = NULL;
	size_t room = 0;

	if (!codes)
		return;
	for (int i = 0; i < config_setting_length(codes); i++)
		room += (size_t)config_setting_length(config_setting_get_elem(codes, (unsigned)i));
	words = arena_array(reader->arena, room + 1, sizeof(*words));
	for (int i = 0; i < config_setting_length(codes); i++)
		add_words(reader, config_setting_get_elem(codes, (unsigned)i), column->param, words,
			  &column->word_count);
	column->words = words;
}

static const struct param *
param_of(struct reader *reader, config_setting_t *group, const char *name, bool mandatory)
{
	const char *text = text_of(reader, group, name, mandatory);
	const struct param *param = NULL;

	if (!text || !reader->layout->command)
		return NULL;
	param = param_find(reader->layout->command, text);
	if (!param)
		fault(reader, config_setting_lookup(group, name), "layout.no_param", text);
	return param;
}

static void
read_column(struct reader *reader, config_setting_t *group, struct layout_column *column)
{
	static const char *const known[] = { "param",   "mandatory", "date",  "separators",
					     "headers", "words",     "value", NULL };

	check_names(reader, group, known);
	column->param = param_of(reader, group, "param", true);
	column->name = column->param ? column->param->name : NULL;
	column->mandatory = flag_of(reader, group, "mandatory");
	column->date = flag_of(reader, group, "date");
	column->separators = text_of(reader, group, "separators", false);
	column->value = text_of(reader, group, "value", false);
	column->headers = read_headers(reader, group);
	if (column->param)
		read_words(reader, group, column);
}

/* A heading two columns claim would fall to the first in silence. */
static void
check_headers(struct reader *reader, const struct layout_column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (const char *const *header = columns[i].headers; *header; header++)
			for (size_t j = 0; j < i; j++)
				for (const char *const *other = columns[j].headers; *other; other++)
					if (strcmp(*header, *other) == 0)
						fault(reader, NULL, "layout.header_twice", *header);
}

static void
read_columns(struct reader *reader, config_setting_t *group)
{
	config_setting_t *list = config_setting_lookup(group, "columns");
	int count = list ? config_setting_length(list) : 0;
	struct layout_column *columns =
	    arena_array(reader->arena, (size_t)count + 1, sizeof(*columns));

	if (count == 0)
		fault(reader, list ? list : group, "layout.no_columns", "columns");
	for (int i = 0; i < count; i++)
		read_column(reader, config_setting_get_elem(list, (unsigned)i), &columns[i]);
	check_headers(reader, columns, (size_t)count);
	reader->layout->columns = columns;
	reader->layout->count = (size_t)count;
}

static void
read_layout(struct reader *reader, config_setting_t *group)
{
	static const char *const known[] = {
		"kind", "command", "key", "customer", "columns", NULL
	};
	const char *command = NULL;

	check_names(reader, group, known);
	reader->layout->kind = text_of(reader, group, "kind", true);
	command = text_of(reader, group, "command", true);
	reader->layout->command = command ? command_find(command) : NULL;
	if (command && !reader->layout->command)
		fault(reader, config_setting_lookup(group, "command"), "layout.no_command",
		      command);
	reader->layout->key = param_of(reader, group, "key", false);
	reader->layout->customer = param_of(reader, group, "customer", false);
	read_columns(reader, group);
}

static const struct layout *
layout_read(struct reader *reader, const char *name, const char *text)
{
	config_t config;
	config_setting_t *group = NULL;

	reader->layout = arena_alloc(reader->arena, sizeof(*reader->layout));
	reader->layout->name = arena_copy(reader->arena, name);
	memory_to_parse(strlen(text));
	config_init(&config);
	if (config_read_string(&config, text) != CONFIG_TRUE) {
		reader->faults++;
		if (reader->fault)
			reader->fault(reader->context, reader->file, config_error_line(&config),
				      "layout.syntax",
				      ARGS(ARG_TEXT("reason", config_error_text(&config))));
	} else {
		group = config_lookup(&config, "layout");
		if (group)
			read_layout(reader, group);
		else
			fault(reader, NULL, "layout.text", "layout");
	}
	config_destroy(&config);
	return reader->faults ? NULL : reader->layout;
}

struct first {
	struct error *error;
	bool told;
};

static void
note_first(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct first *first = context;

	(void)key;
	(void)args;
	if (!first->told)
		(void)error_set(first->error, STATUS_FAILED, NULL, "layout.broken",
				ARGS(ARG_TEXT("file", file), ARG_INT("line", line)));
	first->told = true;
}

enum status
layout_load(struct arena *arena, const struct config *config, const char *name,
	    const struct layout **layout, struct error *error)
{
	struct first first = { .error = error };
	struct reader reader = { .arena = arena, .fault = note_first, .context = &first };
	const char *text = layout_text(&reader, config, name);

	*layout = NULL;
	if (!text)
		return error_set(error, STATUS_USAGE, "layout", "layout.unknown",
				 ARGS(ARG_TEXT("name", name)));
	*layout = layout_read(&reader, name, text);
	return *layout ? STATUS_OK : STATUS_FAILED;
}

const char *const *
layout_names(struct arena *arena, const struct config *config, const char *kind)
{
	const char *const *all = shipped_names(arena, FOLDER, own_folder(config));
	const char **names = NULL;
	size_t count = 0;

	while (all[count])
		count++;
	names = arena_array(arena, count + 1, sizeof(*names));
	count = 0;

	for (; *all; all++) {
		const struct layout *layout = NULL;

		if (layout_load(arena, config, *all, &layout, NULL) == STATUS_OK && layout &&
		    strcmp(layout->kind, kind) == 0)
			names[count++] = *all;
	}
	return names;
}

void
layouts_check(const struct config *config, screen_fault *fault_told, void *context)
{
	struct arena *arena = arena_new();

	for (const char *const *name = shipped_names(arena, FOLDER, own_folder(config)); *name;
	     name++) {
		struct reader reader = { .arena = arena, .fault = fault_told, .context = context };
		const char *text = layout_text(&reader, config, *name);

		if (text)
			(void)layout_read(&reader, *name, text);
		else
			fault(&reader, NULL, "layout.unreadable", *name);
	}
	arena_free(&arena);
}

/* ---- using ---- */

size_t
layout_match(struct arena *arena, const struct layout *layout, const char *const *headings,
	     size_t count, int *places)
{
	const char **folded = arena_array(arena, count + 1, sizeof(*folded));
	size_t found = 0;
	bool whole = true;

	for (size_t i = 0; i < count; i++)
		folded[i] = text_fold(arena, headings[i]);
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];

		places[i] = -1;
		/* The layout's own order of headers decides: the plainest name first. */
		for (const char *const *header = column->headers; *header && places[i] < 0;
		     header++)
			for (size_t j = 0; j < count && places[i] < 0; j++)
				if (strcmp(folded[j], *header) == 0)
					places[i] = (int)j;
		found += places[i] >= 0;
		whole = whole && (places[i] >= 0 || !column->mandatory);
	}
	return whole ? found : 0;
}

const char *
layout_code(struct arena *arena, const struct layout_column *column, const char *word)
{
	const char *folded = text_fold(arena, word);

	for (size_t i = 0; i < column->word_count; i++)
		if (strcmp(column->words[i].word, folded) == 0)
			return column->words[i].code;
	return NULL;
}
