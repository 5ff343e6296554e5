#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/error.h>
#include <guichet/lang.h>
#include <guichet/messages.h>
#include <guichet/text.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_SIZE 160
#define DEPTH_MOST 8
#define TEXTS_MOST (256 * 1024) /* of a host: a file with other texts */

struct text {
	const char *key, *text;
};

struct lang {
	const char *code;
	const struct embedded_lang *own;
	struct arena *arena; /* holds what lang_dir says otherwise, in order of key */
	struct text *others;
	size_t other_count;
};

const char *const lang_codes[] = { "fr", "nl", "en", NULL };

/* Only lang_load, before the first screen, changes it. */
static struct lang langs[3];

static int
compare_key(const void *key, const void *text)
{
	return strcmp(key, ((const struct text *)text)->key);
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(((const struct text *)a)->key, ((const struct text *)b)->key);
}

const struct lang *
lang_get(const char *code)
{
	if (code == NULL)
		return NULL;
	for (size_t i = 0; lang_codes[i] != NULL; i++) {
		if (strcmp(lang_codes[i], code) != 0)
			continue;
		langs[i].code = lang_codes[i];
		langs[i].own = &embedded_langs[i];
		return &langs[i];
	}
	return NULL;
}

const char *
lang_code(const struct lang *lang)
{
	return lang->code;
}

static const char *
find_other(const struct lang *lang, const char *key)
{
	const struct text *found =
	    lang->other_count == 0
		? NULL
		: bsearch(key, lang->others, lang->other_count, sizeof *lang->others, compare_key);
	return found == NULL ? NULL : found->text;
}

const char *
lang_find(const struct lang *lang, const char *key)
{
	if (lang == NULL || key == NULL)
		return NULL;
	const char *text = find_other(lang, key);
	return text != NULL ? text : embedded_text(lang->own, key);
}

const char *
lang_text(const struct lang *lang, const char *key)
{
	const char *text = lang_find(lang, key);
	return text != NULL ? text : key;
}

const char *
lang_first(const struct lang *lang, ...)
{
	va_list keys;
	const char *text = NULL, *key;
	va_start(keys, lang);
	while (text == NULL && (key = va_arg(keys, const char *)) != NULL)
		text = lang_find(lang, key);
	va_end(keys);
	return text;
}

static const struct arg *
find_arg(const struct arg *args, const char *name, size_t size)
{
	for (; args != NULL && args->name != NULL; args++)
		if (strncmp(args->name, name, size) == 0 && args->name[size] == '\0')
			return args;
	return NULL;
}

static const char *
sentence(const struct lang *lang, const char *key, const struct arg *args)
{
	const struct arg *count = find_arg(args, "count", 5);
	if (count != NULL && count->value.known && count->value.type == TYPE_INT) {
		int64_t number = count->value.number;
		bool french = lang != NULL && strcmp(lang->code, "fr") == 0;
		if (number == 1 || (number == 0 && french)) {
			char one[KEY_SIZE];
			snprintf(one, sizeof one, "%s.one", key);
			const char *text = lang_find(lang, one);
			if (text != NULL)
				return text;
		}
	}
	return lang_text(lang, key);
}

/* A {name} that nothing was given for stays as it is, so that the gap shows. */
const char *
lang_format(struct arena *arena, const struct lang *lang, const char *key, const struct arg *args)
{
	const char *text = sentence(lang, key, args);
	struct builder out = { .arena = arena };
	for (const char *open; (open = strchr(text, '{')) != NULL;) {
		size_t size = strcspn(open + 1, "{}");
		const struct arg *arg =
		    open[1 + size] == '}' ? find_arg(args, open + 1, size) : NULL;
		builder_add_bytes(&out, text, (size_t)(open - text));
		if (arg != NULL)
			builder_add(&out, value_format(arena, lang, &arg->value));
		else
			builder_add_bytes(&out, open, 1);
		text = arg != NULL ? open + size + 2 : open + 1;
	}
	builder_add(&out, text);
	return builder_text(&out);
}

const char *
lang_choice(const struct lang *lang, const char *vocabulary, const char *code)
{
	char key[KEY_SIZE];
	if (code == NULL)
		return "";
	if (vocabulary == NULL)
		return code;
	for (const char *one = vocabulary; *one != '\0';) {
		const size_t size = strcspn(one, " ");
		snprintf(key, sizeof key, "choice.%.*s.%s", (int)size, one, code);
		const char *words = lang_find(lang, key);
		if (words != NULL)
			return words;
		one += size + (one[size] != '\0');
	}
	return code;
}

bool
lang_has_code(const char *vocabulary, const char *code)
{
	char key[KEY_SIZE];
	for (const char *one = vocabulary; *one != '\0';) {
		const size_t size = strcspn(one, " ");
		snprintf(key, sizeof key, "choice.%.*s.%s", (int)size, one, code);
		if (strchr(code, '.') == NULL && embedded_text(embedded_langs, key) != NULL)
			return true;
		one += size + (one[size] != '\0');
	}
	return false;
}

static size_t
add_codes(const char *vocabulary, size_t length, const char **codes, size_t found)
{
	char prefix[KEY_SIZE];
	const struct embedded_lang *first = embedded_langs;
	const size_t size =
	    (size_t)snprintf(prefix, sizeof prefix, "choice.%.*s.", (int)length, vocabulary);
	for (size_t i = 0; i < first->count; i++) {
		const char *key = embedded_key(first, first->order[i]);
		if (strncmp(key, prefix, size) == 0 && strchr(key + size, '.') == NULL)
			codes[found++] = key + size;
	}
	return found;
}

const char *const *
lang_codes_of(struct arena *arena, const char *vocabulary)
{
	const size_t most = embedded_langs->count;
	size_t found = 0, places = 1;
	for (const char *space = vocabulary; (space = strchr(space, ' ')) != NULL; space++)
		places++;
	const char **codes = arena_array(arena, most * places + 1, sizeof *codes);
	for (const char *one = vocabulary; *one != '\0';) {
		const size_t size = strcspn(one, " ");
		found = add_codes(one, size, codes, found);
		one += size + (one[size] != '\0');
	}
	return found == 0 ? NULL : codes;
}

void
lang_each(const struct lang *lang, void (*each)(void *context, const char *key, const char *text),
	  void *context)
{
	for (size_t i = 0; i < lang->own->count; i++) {
		const char *key = embedded_key(lang->own, lang->own->order[i]);
		each(context, key, lang_text(lang, key));
	}
}

/* A file of lang_dir being read. */
struct reading {
	const char *file;
	struct lang *lang;
	void (*fault)(void *context, const char *file, int line, const char *key,
		      const struct arg *args);
	void *context;
	size_t capacity;
	bool good;
};

static void
tell(struct reading *reading, int line, const char *key, const struct arg *args)
{
	reading->good = false;
	reading->fault(reading->context, reading->file, line, key, args);
}

/* Every {name} of a text must be one that the program gives: a field of the message, else those of
 * its own text. */
static const char *
strange_name(struct arena *arena, const char *text, const char *own)
{
	for (; (text = strchr(text, '{')) != NULL; text++) {
		size_t size = strcspn(text, "}");
		if (text[size] == '\0')
			return text;
		const char *name = arena_copy_bytes(arena, text, size + 1);
		if (strstr(own, name) == NULL)
			return name;
	}
	return NULL;
}

/* A screen of the host's brings texts of its own: screen.NAME. and more, where none of ours has
 * that name. */
static bool
is_of_own_screen(const char *key)
{
	static const char group[] = "screen.";
	const char *name = key + sizeof group - 1;
	if (strncmp(key, group, sizeof group - 1) != 0)
		return false;
	const size_t size = strcspn(name, ".");
	for (const struct embedded_screen *known = embedded_screens; known->name != NULL; known++)
		if (strlen(known->name) == size && strncmp(known->name, name, size) == 0)
			return false;
	return name[size] == '.';
}

static void
take_text(struct reading *reading, const char *key, const config_setting_t *setting)
{
	struct lang *lang = reading->lang;
	int line = (int)config_setting_source_line(setting);
	const char *text = config_setting_get_string(setting);
	const char *own = embedded_text(lang->own, key);
	const bool known = own != NULL || is_of_own_screen(key);
	struct arena *arena = arena_new();
	const char *places = own == NULL ? NULL : message_places(arena, key);
	const char *strange = text == NULL || own == NULL
				  ? NULL
				  : strange_name(arena, text, places != NULL ? places : own);
	if (text == NULL)
		tell(reading, line, "fault.text_type", ARGS(ARG_TEXT("name", key)));
	else if (!known)
		tell(reading, line, "fault.text_unknown", ARGS(ARG_TEXT("name", key)));
	else if (strange != NULL)
		tell(reading, line, "fault.text_place",
		     ARGS(ARG_TEXT("name", key), ARG_TEXT("place", strange)));
	arena_free(&arena);
	if (text == NULL || !known || strange != NULL)
		return;
	if (lang->arena == NULL)
		lang->arena = arena_new();
	lang->others = arena_grown(lang->arena, lang->others, lang->other_count, &reading->capacity,
				   sizeof *lang->others);
	lang->others[lang->other_count++] = (struct text){ .key = arena_copy(lang->arena, key),
							   .text = arena_copy(lang->arena, text) };
}

/* Names as src/build/embed.c reads them: "*" alone is the group's own text, "*" within a dot. */
static void
make_key(char out[KEY_SIZE], const char *parent, const char *name)
{
	if (strcmp(name, "*") == 0)
		snprintf(out, KEY_SIZE, "%s", parent);
	else
		snprintf(out, KEY_SIZE, "%s%s%s", parent, *parent == '\0' ? "" : ".", name);
	for (char *at = out; *at != '\0'; at++)
		if (*at == '*')
			*at = '.';
}

static void
read_group(struct reading *reading, const config_setting_t *group, const char *parent, int depth)
{
	int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		char key[KEY_SIZE];
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		make_key(key, parent, config_setting_name(setting));
		if (config_setting_is_group(setting) && depth < DEPTH_MOST)
			read_group(reading, setting, key, depth + 1);
		else
			take_text(reading, key, setting);
	}
}

static void
forget(struct lang *lang)
{
	arena_free(&lang->arena);
	lang->others = NULL;
	lang->other_count = 0;
}

bool
lang_load(const char *dir,
	  void (*fault)(void *context, const char *file, int line, const char *key,
			const struct arg *args),
	  void *context)
{
	bool good = true;
	for (size_t i = 0; lang_codes[i] != NULL; i++) {
		char path[4096];
		struct lang *lang = &langs[i];
		lang_get(lang_codes[i]);
		forget(lang);
		snprintf(path, sizeof path, "%s/%s.cfg", dir, lang_codes[i]);
		if (dir[0] == '\0' || access(path, F_OK) != 0)
			continue;
		struct reading reading = {
			.file = path, .lang = lang, .fault = fault, .context = context, .good = true
		};
		config_t config;
		memory_to_parse(TEXTS_MOST);
		config_init(&config);
		if (config_read_file(&config, path) == CONFIG_TRUE)
			read_group(&reading, config_root_setting(&config), "", 0);
		else
			tell(&reading, config_error_line(&config), "fault.config_syntax",
			     ARGS(ARG_TEXT("reason", config_error_text(&config))));
		config_destroy(&config);
		if (lang->other_count > 0)
			qsort(lang->others, lang->other_count, sizeof *lang->others, compare_texts);
		good = good && reading.good;
	}
	return good;
}
