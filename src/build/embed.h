/* What the files of the build's own program share: what they have read so far, and how they write
 * it. */
#ifndef GUICHET_BUILD_EMBED_H
#define GUICHET_BUILD_EMBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct file {
	const char *path;
	char *text;
	size_t size;
};

struct list {
	void *items;
	size_t count, capacity, size;
};

#define LANGUAGES 3
extern const char *const language_codes[LANGUAGES];

struct embed {
	struct list files; /* that are compiled in as they stand */
	struct list statements, views, screens, settings;
	struct list sentences[LANGUAGES];
	int faults;
};

/* Told with its file and line; then nothing is written. */
__attribute__((format(printf, 4, 5))) void fault(struct embed *embed, const char *path, int line,
						 const char *format, ...);

/* memory.c: what is taken goes with the process, and there is always enough, or an end. */
void *checked(void *memory);
char *copy(const char *bytes, size_t size);
char *join_key(const char *parent, const char *name); /* "a" and "b*c": a.b.c; "*": a itself */
void *list_add(struct list *list, size_t size);       /* one more, zeroed */

/* literal.c: a text longer than C promises a literal to be is a table NAME_NUMBER, ahead of where it
 * is named. */
void literal_write_table(FILE *out, const char *name, size_t number, const char *text, size_t size);
void literal_write_ahead(FILE *out, const char *name, size_t number, const char *text, size_t size);
void literal_write(FILE *out, const char *name, size_t number, const char *text, size_t size);

/* A noun each: what is read of a file, what is written of all. */
void statements_read(struct embed *embed, const struct file *file);
void statements_write_h(const struct embed *embed, FILE *out);
void statements_write_c(const struct embed *embed, FILE *out);
void views_read(struct embed *embed, const struct file *file);
void views_sort(struct embed *embed);
void views_write(const struct embed *embed, FILE *out);
void screens_read(struct embed *embed, const struct file *file);
void screens_write(const struct embed *embed, FILE *out);
void settings_read(struct embed *embed, const struct file *file);
void settings_write(const struct embed *embed, FILE *out);
void texts_read(struct embed *embed, const struct file *file, int language, const char *root);
void texts_sort(struct embed *embed);
void texts_write(const struct embed *embed, FILE *out);

#endif
