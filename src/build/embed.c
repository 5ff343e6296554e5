/* The build's own program: embed OUTDIR FILE... turns data/ and screens/ into C.
 *
 *   statements.h .c   data/statements/ *.sql as enum statement and statement_infos[]
 *   texts.c           data/lang/LANG/ *.cfg and data/messages/LANG/ *.cfg as embedded_langs[]
 *   embedded.c        data/views/ *.sql as embedded_views[], every other file as embedded_files[],
 *                     of screens/ *.cfg what menus ask as embedded_screens[], and
 *                     data/guichet.conf as embedded_settings[]
 *
 * What is wrong is told with file and line, all of it, and then nothing is written. */
#include "embed.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const language_codes[LANGUAGES] = { "fr", "nl", "en" };

void
fault(struct embed *embed, const char *path, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "%s:%d: ", path, line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	embed->faults++;
}

static bool
read_file(struct file *file)
{
	FILE *stream = fopen(file->path, "rb");
	if (stream == NULL) {
		fprintf(stderr, "%s: %s\n", file->path, strerror(errno));
		return false;
	}
	size_t capacity = 1 << 16;
	file->text = checked(malloc(capacity));
	for (size_t got = 1; got > 0; file->size += got) {
		if (capacity - file->size < 2)
			file->text = checked(realloc(file->text, capacity *= 2));
		got = fread(file->text + file->size, 1, capacity - file->size - 1, stream);
	}
	file->text[file->size] = '\0';
	bool good = ferror(stream) == 0;
	fclose(stream);
	return good;
}

static void
write_embedded_c(const struct embed *embed, FILE *out)
{
	const struct file *all = embed->files.items;
	fputs("#include <guichet/embedded.h>\n\n", out);
	views_write(embed, out);
	screens_write(embed, out);
	settings_write(embed, out);
	for (size_t i = 0; i < embed->files.count; i++)
		literal_write_ahead(out, "file", i, all[i].text, all[i].size);
	fputs("const struct embedded embedded_files[] = {\n", out);
	for (size_t i = 0; i < embed->files.count; i++) {
		fprintf(out, "\t{ .path = \"%s\", .size = %zu, .text =\n", all[i].path,
			all[i].size);
		literal_write(out, "file", i, all[i].text, all[i].size);
		fputs(" },\n", out);
	}
	fputs("\t{ .path = NULL }\n};\n", out);
}

static bool
write_file(const struct embed *embed, const char *folder, const char *name,
	   void (*write)(const struct embed *embed, FILE *out))
{
	char path[4096];
	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return false;
	FILE *out = fopen(path, "wb");
	if (out == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return false;
	}
	fputs("/* Made by src/build/embed.c from data/ and screens/. */\n", out);
	write(embed, out);
	bool good = ferror(out) == 0;
	good = fclose(out) == 0 && good;
	if (!good)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return good;
}

static int
by_path(const void *a, const void *b)
{
	const struct file *left = a, *right = b;
	return strcmp(left->path, right->path);
}

static int
language_of(const char *path, const char *folder)
{
	size_t size = strlen(folder);
	if (strncmp(path, folder, size) != 0)
		return -1;
	for (int i = 0; i < LANGUAGES; i++)
		if (strncmp(path + size, language_codes[i], 2) == 0 && path[size + 2] == '/')
			return i;
	return -1;
}

static void
take(struct embed *embed, struct file *file)
{
	int language = language_of(file->path, "data/lang/");
	int messages = language_of(file->path, "data/messages/");
	if (strncmp(file->path, "data/statements/", 16) == 0) {
		statements_read(embed, file);
	} else if (strncmp(file->path, "data/views/", 11) == 0) {
		views_read(embed, file);
	} else if (language >= 0) {
		texts_read(embed, file, language, "");
	} else if (messages >= 0) {
		texts_read(embed, file, messages, "message");
	} else {
		if (strncmp(file->path, "screens/", 8) == 0)
			screens_read(embed, file);
		if (strcmp(file->path, "data/guichet.conf") == 0)
			settings_read(embed, file);
		struct file *kept = list_add(&embed->files, sizeof *kept);
		*kept = *file;
		return;
	}
	free(file->text);
}

static bool
make(struct embed *embed, const char *folder, char **paths)
{
	for (; *paths != NULL; paths++) {
		struct file file = { .path = *paths };
		if (!read_file(&file))
			return false;
		take(embed, &file);
	}
	texts_sort(embed);
	views_sort(embed);
	if (embed->faults > 0)
		return false;
	if (embed->files.count > 0)
		qsort(embed->files.items, embed->files.count, sizeof(struct file), by_path);
	return write_file(embed, folder, "statements.h", statements_write_h) &&
	       write_file(embed, folder, "statements.c", statements_write_c) &&
	       write_file(embed, folder, "embedded.c", write_embedded_c) &&
	       write_file(embed, folder, "texts.c", texts_write);
}

/* What it took goes with the process. */
int
main(int argc, char **argv)
{
	static struct embed embed;
	if (argc < 2) {
		fprintf(stderr, "usage: embed OUTDIR FILE...\n");
		return 2;
	}
	return make(&embed, argv[1], argv + 2) ? 0 : 1;
}
