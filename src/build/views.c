/* Views: what is read of each, to be written into the statements that name it. */
#include "embed.h"

#include <stdlib.h>
#include <string.h>

struct view {
	const char *name, *sql, *file;
	int line;
};

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

void
views_read(struct embed *embed, const struct file *file)
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

void
views_sort(struct embed *embed)
{
	if (embed->views.count > 0)
		qsort(embed->views.items, embed->views.count, sizeof(struct view), by_view);
}

void
views_write(const struct embed *embed, FILE *out)
{
	const struct view *all = embed->views.items;
	for (size_t i = 0; i < embed->views.count; i++)
		literal_write_ahead(out, "view", i, all[i].sql, strlen(all[i].sql));
	fputs("const struct embedded_view embedded_views[] = {\n", out);
	for (size_t i = 0; i < embed->views.count; i++) {
		fprintf(out, "\t{ .name = \"%s\", .sql =\n", all[i].name);
		literal_write(out, "view", i, all[i].sql, strlen(all[i].sql));
		fputs(" },\n", out);
	}
	fputs("\t{ .name = NULL }\n};\n\n", out);
}
