/* Texts by their keys: a group's name and a setting's name make a dotted key.  libconfig lets no
 * name be both a text and a group, so a setting named "*" is the group's own text, and "days*one"
 * is days.one. */
#include "embed.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

struct sentence {
	char *key, *text;
	const char *file;
	int line;
	size_t order;
};

#define DEPTH_MOST 8

static void
read_group(struct embed *embed, struct list *sentences, const char *path,
	   const config_setting_t *group, const char *parent, int depth)
{
	int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		int line = (int)config_setting_source_line(setting);
		char *key = join_key(parent, config_setting_name(setting));
		if (config_setting_is_group(setting) && depth < DEPTH_MOST) {
			read_group(embed, sentences, path, setting, key, depth + 1);
			free(key);
			continue;
		}
		const char *text = config_setting_get_string(setting);
		if (text == NULL) {
			fault(embed, path, line, "%s is no text in quotes", key);
			free(key);
			continue;
		}
		struct sentence *sentence = list_add(sentences, sizeof *sentence);
		*sentence = (struct sentence){ .key = key,
					       .text = copy(text, strlen(text)),
					       .file = path,
					       .line = line,
					       .order = sentences->count - 1 };
	}
}

void
texts_read(struct embed *embed, const struct file *file, int language, const char *root)
{
	config_t config;
	config_init(&config);
	if (config_read_string(&config, file->text) == CONFIG_TRUE)
		read_group(embed, &embed->sentences[language], file->path,
			   config_root_setting(&config), root, 0);
	else
		fault(embed, file->path, config_error_line(&config), "%s",
		      config_error_text(&config));
	config_destroy(&config);
}

static int
by_key(const void *a, const void *b)
{
	const struct sentence *left = a, *right = b;
	int order = strcmp(left->key, right->key);
	return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static void
sort_language(struct embed *embed, struct list *sentences)
{
	struct sentence *all = sentences->items;
	if (sentences->count == 0)
		return;
	qsort(all, sentences->count, sizeof *all, by_key);
	for (size_t i = 1; i < sentences->count; i++)
		if (strcmp(all[i - 1].key, all[i].key) == 0)
			fault(embed, all[i].file, all[i].line, "%s is already at %s:%d", all[i].key,
			      all[i - 1].file, all[i - 1].line);
}

void
texts_sort(struct embed *embed)
{
	for (int i = 0; i < LANGUAGES; i++)
		sort_language(embed, &embed->sentences[i]);
}

/* One run of bytes and numbers into it: a table of pointers is written anew in the memory of each
 * process, wherever the program was loaded. */
static void
write_bytes(FILE *out, const char *code, const struct list *sentences)
{
	const struct sentence *all = sentences->items;
	size_t size = 0, room = 1;
	for (size_t i = 0; i < sentences->count; i++)
		room += strlen(all[i].key) + strlen(all[i].text) + 2;
	char *bytes = checked(calloc(room, 1));
	fprintf(out, "static const unsigned %s_places[] = {\n\t", code);
	for (size_t i = 0; i < sentences->count; i++) {
		fprintf(out, "%zu,%s", size, i % 16 == 15 ? "\n\t" : " ");
		size += (size_t)snprintf(bytes + size, room - size, "%s", all[i].key) + 1;
		size += (size_t)snprintf(bytes + size, room - size, "%s", all[i].text) + 1;
	}
	fputs("0\n};\n", out);
	literal_write_table(out, code, 0, bytes, size);
	free(bytes);
}

static void
write_language(FILE *out, const char *code, const struct list *sentences)
{
	const struct sentence *all = sentences->items;
	write_bytes(out, code, sentences);
	fprintf(out, "static const unsigned short %s_order[] = {\n\t", code);
	size_t *places = checked(calloc(sentences->count + 1, sizeof *places));
	for (size_t i = 0; i < sentences->count; i++)
		places[all[i].order] = i;
	for (size_t i = 0; i < sentences->count; i++)
		fprintf(out, "%zu,%s", places[i], i % 16 == 15 ? "\n\t" : " ");
	free(places);
	fputs("0\n};\n\n", out);
}

void
texts_write(const struct embed *embed, FILE *out)
{
	fputs("#include <guichet/embedded.h>\n\n", out);
	for (size_t i = 0; i < LANGUAGES; i++)
		write_language(out, language_codes[i], &embed->sentences[i]);
	fputs("const struct embedded_lang embedded_langs[] = {\n", out);
	for (size_t i = 0; i < LANGUAGES; i++)
		fprintf(out,
			"\t{ .code = \"%s\", .bytes = (const char *)%s_0, .places = %s_places, "
			".order = %s_order, .count = %zu },\n",
			language_codes[i], language_codes[i], language_codes[i], language_codes[i],
			embed->sentences[i].count);
	fputs("\t{ .code = NULL }\n};\n", out);
}
