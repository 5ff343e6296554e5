/* Named statements: an enum, and what each of them says. */
#include "embed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct statement {
	char *name, *constant, *sql, *touches, *id;
	const char *file;
	int line;
};

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
	for (size_t i = 0; others != NULL && i < embed->statements.count; i++)
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

void
statements_read(struct embed *embed, const struct file *file)
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

void
statements_write_h(const struct embed *embed, FILE *out)
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

void
statements_write_c(const struct embed *embed, FILE *out)
{
	const struct statement *all = embed->statements.items;
	size_t count = embed->statements.count;
	fputs("#include <guichet/store.h>\n\n", out);
	for (size_t i = 0; i < count; i++)
		literal_write_ahead(out, "sql", i, all[i].sql, strlen(all[i].sql));
	fputs("const struct statement_info statement_infos[STATEMENT_COUNT] = {\n", out);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "\t[%s] = { .name = \"%s\", .file = \"%s\", .line = %d,",
			all[i].constant, all[i].name, all[i].file, all[i].line);
		if (all[i].touches != NULL)
			fprintf(out, " .touches = \"%s\",", all[i].touches);
		if (all[i].id != NULL)
			fprintf(out, " .id = \"%s\",", all[i].id);
		fputs(" .sql =\n", out);
		literal_write(out, "sql", i, all[i].sql, strlen(all[i].sql));
		fputs(" },\n", out);
	}
	fputs(count == 0 ? "\t[SQL_NONE] = { .name = \"none\", .sql = \"SELECT 0\" }\n};\n"
			 : "};\n",
	      out);
}
