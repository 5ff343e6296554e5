/* The build's own program: embed OUTDIR FILE... turns data/ and screens/ into C.
 *
 *   statements.h .c   data/statements/ *.sql as enum statement and statement_infos[]
 *   texts.c           data/lang/LANG/ *.cfg and data/messages/LANG/ *.cfg as embedded_langs[]
 *   embedded.c        data/views/ *.sql as embedded_views[], every other file as embedded_files[]
 *
 * In texts a group's name and a setting's name make a dotted key.  libconfig lets no name be both a
 * text and a group, so a setting named "*" is the group's own text, and "days*one" is days.one.
 *
 * What is wrong is told with file and line, all of it, and then nothing is written. */
#include <ctype.h>
#include <errno.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ISO C promises 4095 bytes a literal. */
#define LITERAL_MOST 4000

struct file {
	const char *path;
	char *text;
	size_t size;
};

struct statement {
	char *name, *constant, *sql, *touches, *id;
	const char *file;
	int line;
};

struct sentence {
	char *key, *text;
	const char *file;
	int line;
	size_t order;
};

struct list {
	void *items;
	size_t count, capacity, size;
};

struct view {
	const char *name, *sql, *file;
	int line;
};

struct embed {
	struct list files;
	struct list statements;
	struct list views;
	struct list sentences[3];
	int faults;
};

static const char *const codes[] = { "fr", "nl", "en" };

__attribute__((format(printf, 4, 5))) static void
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

static void *
checked(void *memory)
{
	if (memory == NULL) {
		fprintf(stderr, "embed: out of memory\n");
		exit(1);
	}
	return memory;
}

static char *
copy(const char *bytes, size_t size)
{
	char *text = checked(malloc(size + 1));
	if (size > 0)
		memcpy(text, bytes, size);
	text[size] = '\0';
	return text;
}

static void *
list_add(struct list *list, size_t size)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
		list->items = checked(realloc(list->items, list->capacity * size));
		list->size = size;
	}
	return memset((char *)list->items + list->count++ * size, 0, size);
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

/* Statements. */

static char *
constant_name(const char *name)
{
	char *constant = checked(malloc(strlen(name) + 5));
	char *at = constant;
	memcpy(at, "SQL_", 4);
	for (at += 4; *name != '\0'; name++)
		*at++ = *name == '.' || *name == '-' ? '_' : (char)toupper((unsigned char)*name);
	*at = '\0';
	return constant;
}

static char *
word(const char **at, const char *end)
{
	while (*at < end && isspace((unsigned char)**at))
		++*at;
	const char *start = *at;
	while (*at < end && !isspace((unsigned char)**at))
		++*at;
	return *at == start ? NULL : copy(start, (size_t)(*at - start));
}

static void
start_statement(struct embed *embed, const char *path, int line, const char *at, const char *end)
{
	char *name = word(&at, end);
	if (name == NULL) {
		fault(embed, path, line, "a statement without a name");
		return;
	}
	for (const char *c = name; *c != '\0'; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) &&
		    strchr("._-", *c) == NULL)
			fault(embed, path, line, "'%c' in the name of statement %s", *c, name);
	char *constant = constant_name(name);
	const struct statement *others = embed->statements.items;
	for (size_t i = 0; i < embed->statements.count; i++)
		if (strcmp(others[i].constant, constant) == 0)
			fault(embed, path, line, "statement %s is already at %s:%d", name,
			      others[i].file, others[i].line);
	struct statement *statement = list_add(&embed->statements, sizeof *statement);
	*statement = (struct statement){
		.name = name, .constant = constant, .sql = copy("", 0), .file = path, .line = line
	};
}

/* "touches: rank :rank": the table, then the parameter that holds the row's id. */
static void
set_touches(struct embed *embed, struct statement *statement, const char *path, int line,
	    const char *at, const char *end)
{
	statement->touches = word(&at, end);
	statement->id = word(&at, end);
	if (statement->touches == NULL)
		fault(embed, path, line, "touches: names no table");
	if (statement->id == NULL)
		fault(embed, path, line, "touches: names no parameter");
	else if (statement->id[0] != ':')
		fault(embed, path, line, "touches: %s is no parameter", statement->id);
	else
		statement->id++;
}

static const char *
find_in(const char *at, const char *end, const char *text)
{
	size_t size = strlen(text);
	for (; (size_t)(end - at) >= size; at++)
		if (memcmp(at, text, size) == 0)
			return at + size;
	return NULL;
}

static void
append_line(struct statement *statement, const char *at, const char *end)
{
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	size_t old = strlen(statement->sql);
	size_t more = (size_t)(end - at);
	if (more == 0)
		return;
	statement->sql = checked(realloc(statement->sql, old + more + 2));
	memcpy(statement->sql + old, at, more);
	memcpy(statement->sql + old + more, "\n", 2);
}

static void
sql_line(struct embed *embed, const char *path, int line, const char *at, const char *end)
{
	const char *start = at;
	while (start < end && isspace((unsigned char)*start))
		start++;
	struct statement *all = embed->statements.items;
	struct statement *last =
	    embed->statements.count == 0 ? NULL : &all[embed->statements.count - 1];
	if (last != NULL && last->file != path)
		last = NULL;
	if (start == end)
		return;
	if (strncmp(start, "--", 2) != 0) {
		if (last == NULL)
			fault(embed, path, line, "SQL before any \"-- name:\"");
		else
			append_line(last, at, end);
		return;
	}
	const char *name = find_in(start, end, "-- name:");
	const char *touches = find_in(start, end, " touches:");
	if (name != NULL && name == start + 8) {
		const char *stop = touches == NULL ? end : touches - 9;
		start_statement(embed, path, line, name, stop);
		all = embed->statements.items;
		last = embed->statements.count == 0 ? NULL : &all[embed->statements.count - 1];
	} else if (touches != start + 2 + 9) {
		return; /* a remark */
	}
	if (touches != NULL && last != NULL)
		set_touches(embed, last, path, line, touches, end);
}

static void
read_statements(struct embed *embed, const struct file *file)
{
	size_t first = embed->statements.count;
	int line = 1;
	for (const char *at = file->text; *at != '\0'; line++) {
		const char *end = at + strcspn(at, "\n");
		sql_line(embed, file->path, line, at, end);
		at = *end == '\0' ? end : end + 1;
	}
	struct statement *all = embed->statements.items;
	for (size_t i = first; i < embed->statements.count; i++) {
		char *end = all[i].sql + strlen(all[i].sql);
		while (end > all[i].sql && (end[-1] == '\n' || end[-1] == ';'))
			*--end = '\0';
		if (end == all[i].sql)
			fault(embed, file->path, all[i].line, "statement %s is empty", all[i].name);
	}
}

/* Views. */

/* Neither remarks nor indents; the lines stay. */
static char *
plain_sql(const char *sql)
{
	char *plain = checked(malloc(strlen(sql) + 1)), *to = plain;
	bool quoted = false, begun = false;
	for (; *sql != '\0'; sql++) {
		if (!quoted && strncmp(sql, "--", 2) == 0)
			sql += strcspn(sql, "\n");
		if (*sql == '\0')
			break;
		quoted = quoted != (*sql == '\'');
		begun = quoted || (*sql != '\n' && (begun || *sql != ' '));
		if (begun || *sql == '\n')
			*to++ = *sql;
	}
	*to = '\0';
	return plain;
}

/* "CREATE VIEW v_card AS" and what it reads. */
static void
add_view(struct embed *embed, const char *path, int line, char *sql)
{
	static const char create[] = "CREATE VIEW ";
	char *name = sql + sizeof create - 1;
	char *as = strncmp(sql, create, sizeof create - 1) == 0 ? strstr(name, " AS\n") : NULL;
	if (as == NULL || as != name + strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")) {
		fault(embed, path, line, "this makes no view");
		return;
	}
	*as = '\0';
	const struct view *others = embed->views.items;
	for (size_t i = 0; i < embed->views.count; i++)
		if (strcmp(others[i].name, name) == 0)
			fault(embed, path, line, "view %s is already at %s:%d", name,
			      others[i].file, others[i].line);
	struct view *view = list_add(&embed->views, sizeof *view);
	*view = (struct view){ .name = name, .sql = as + 4, .file = path, .line = line };
}

static void
read_views(struct embed *embed, const struct file *file)
{
	int line = 1;
	bool quoted = false;
	char *sql = plain_sql(file->text), *begin = sql;
	for (char *at = sql; *at != '\0'; at++) {
		if (begin == at && *at == '\n') {
			begin++;
			line++;
		}
		quoted = quoted != (*at == '\'');
		if (*at != ';' || quoted)
			continue;
		*at = '\0';
		int lines = 0;
		for (const char *each = begin; *each != '\0'; each++)
			lines += *each == '\n';
		add_view(embed, file->path, line, begin);
		begin = at + 1;
		line += lines;
	}
	if (*begin != '\0')
		fault(embed, file->path, line, "no ; ends this");
}

static int
by_view(const void *a, const void *b)
{
	return strcmp(((const struct view *)a)->name, ((const struct view *)b)->name);
}

/* Texts. */

static int
language_of(const char *path, const char *folder)
{
	size_t size = strlen(folder);
	if (strncmp(path, folder, size) != 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (strncmp(path + size, codes[i], 2) == 0 && path[size + 2] == '/')
			return i;
	return -1;
}

static char *
join_key(const char *parent, const char *name)
{
	size_t left = strlen(parent);
	if (strcmp(name, "*") == 0)
		return copy(parent, left);
	char *key = checked(malloc(left + strlen(name) + 2));
	char *at = key;
	if (left > 0) {
		memcpy(at, parent, left);
		at[left] = '.';
		at += left + 1;
	}
	for (; *name != '\0'; name++)
		*at++ = *name == '*' ? '.' : *name;
	*at = '\0';
	return key;
}

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

static void
read_texts(struct embed *embed, const struct file *file, int language, const char *root)
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
sort_texts(struct embed *embed, struct list *sentences)
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

/* Writing. */

static void
write_literal(FILE *out, const char *bytes, size_t size)
{
	fputc('"', out);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c == '\n')
			fputs(i + 1 < size ? "\\n\"\n\"" : "\\n", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 32 || c >= 127 || c == '?')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

/* A text too long for one literal is rows of a table, which lie one after the other. */
static void
write_long(FILE *out, const char *name, size_t number, const char *text, size_t size)
{
	fprintf(out, "static const char %s_%zu[][%d] = {\n", name, number, LITERAL_MOST);
	for (size_t at = 0; at <= size; at += LITERAL_MOST) {
		size_t left = size - at;
		write_literal(out, text + at, left < LITERAL_MOST ? left : LITERAL_MOST);
		fputs(",\n", out);
	}
	fputs("};\n", out);
}

static void
write_text(FILE *out, const char *name, size_t number, const char *text, size_t size)
{
	if (size < LITERAL_MOST)
		write_literal(out, text, size);
	else
		fprintf(out, "(const char *)%s_%zu", name, number);
}

static void
write_statements_h(const struct embed *embed, FILE *out)
{
	const struct statement *all = embed->statements.items;
	fputs("#ifndef GUICHET_STATEMENTS_H\n#define GUICHET_STATEMENTS_H\n\nenum statement {\n",
	      out);
	for (size_t i = 0; i < embed->statements.count; i++)
		fprintf(out, "\t%s,\n", all[i].constant);
	if (embed->statements.count == 0) /* ISO C has no table of nothing */
		fputs("\tSQL_NONE,\n", out);
	fputs("\tSTATEMENT_COUNT\n};\n\n#endif\n", out);
}

static void
write_statements_c(const struct embed *embed, FILE *out)
{
	const struct statement *all = embed->statements.items;
	size_t count = embed->statements.count;
	fputs("#include <guichet/store.h>\n\n", out);
	for (size_t i = 0; i < count; i++)
		if (strlen(all[i].sql) >= LITERAL_MOST)
			write_long(out, "sql", i, all[i].sql, strlen(all[i].sql));
	fputs("const struct statement_info statement_infos[STATEMENT_COUNT] = {\n", out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "\t[%s] = { .name = \"%s\", .file = \"%s\", .line = %d,",
			all[i].constant, all[i].name, all[i].file, all[i].line);
		if (all[i].touches != NULL)
			fprintf(out, " .touches = \"%s\",", all[i].touches);
		if (all[i].id != NULL)
			fprintf(out, " .id = \"%s\",", all[i].id);
		fputs(" .sql =\n", out);
		write_text(out, "sql", i, all[i].sql, strlen(all[i].sql));
		fputs(" },\n", out);
	}
	fputs(count == 0 ? "\t[SQL_NONE] = { .name = \"none\", .sql = \"SELECT 0\" }\n};\n"
			 : "};\n",
	      out);
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
	write_long(out, code, 0, bytes, size);
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

static void
write_texts_c(const struct embed *embed, FILE *out)
{
	fputs("#include <guichet/embedded.h>\n\n", out);
	for (size_t i = 0; i < 3; i++)
		write_language(out, codes[i], &embed->sentences[i]);
	fputs("const struct embedded_lang embedded_langs[] = {\n", out);
	for (size_t i = 0; i < 3; i++)
		fprintf(out,
			"\t{ .code = \"%s\", .bytes = (const char *)%s_0, .places = %s_places, "
			".order = %s_order, .count = %zu },\n",
			codes[i], codes[i], codes[i], codes[i], embed->sentences[i].count);
	fputs("\t{ .code = NULL }\n};\n", out);
}

static void
write_views(const struct embed *embed, FILE *out)
{
	const struct view *all = embed->views.items;
	for (size_t i = 0; i < embed->views.count; i++)
		if (strlen(all[i].sql) >= LITERAL_MOST)
			write_long(out, "view", i, all[i].sql, strlen(all[i].sql));
	fputs("const struct embedded_view embedded_views[] = {\n", out);
	for (size_t i = 0; i < embed->views.count; i++) {
		fprintf(out, "\t{ .name = \"%s\", .sql =\n", all[i].name);
		write_text(out, "view", i, all[i].sql, strlen(all[i].sql));
		fputs(" },\n", out);
	}
	fputs("\t{ .name = NULL }\n};\n\n", out);
}

static void
write_embedded_c(const struct embed *embed, FILE *out)
{
	const struct file *all = embed->files.items;
	fputs("#include <guichet/embedded.h>\n\n", out);
	write_views(embed, out);
	for (size_t i = 0; i < embed->files.count; i++)
		if (all[i].size >= LITERAL_MOST)
			write_long(out, "file", i, all[i].text, all[i].size);
	fputs("const struct embedded embedded_files[] = {\n", out);
	for (size_t i = 0; i < embed->files.count; i++) {
		fprintf(out, "\t{ .path = \"%s\", .size = %zu, .text =\n", all[i].path,
			all[i].size);
		write_text(out, "file", i, all[i].text, all[i].size);
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

static void
take(struct embed *embed, struct file *file)
{
	int language = language_of(file->path, "data/lang/");
	int messages = language_of(file->path, "data/messages/");
	if (strncmp(file->path, "data/statements/", 16) == 0) {
		read_statements(embed, file);
	} else if (strncmp(file->path, "data/views/", 11) == 0) {
		read_views(embed, file);
	} else if (language >= 0) {
		read_texts(embed, file, language, "");
	} else if (messages >= 0) {
		read_texts(embed, file, messages, "message");
	} else {
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
	for (int i = 0; i < 3; i++)
		sort_texts(embed, &embed->sentences[i]);
	if (embed->views.count > 0)
		qsort(embed->views.items, embed->views.count, sizeof(struct view), by_view);
	if (embed->faults > 0)
		return false;
	if (embed->files.count > 0)
		qsort(embed->files.items, embed->files.count, sizeof(struct file), by_path);
	return write_file(embed, folder, "statements.h", write_statements_h) &&
	       write_file(embed, folder, "statements.c", write_statements_c) &&
	       write_file(embed, folder, "embedded.c", write_embedded_c) &&
	       write_file(embed, folder, "texts.c", write_texts_c);
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
