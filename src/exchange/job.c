/* A job is text: name=value a line, a newline or a backslash in a value led by a backslash. */
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/job.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { JOB_MOST = 60 * 1024, JOB_LINES = 512 };

void
job_add(struct builder *text, const char *name, const char *value)
{
	if (!value)
		return;
	builder_format(text, "%s=", name);
	for (; *value; value++) {
		if (*value == '\n')
			builder_add(text, "\\n");
		else if (*value == '\\')
			builder_add(text, "\\\\");
		else
			builder_add_bytes(text, value, 1);
	}
	builder_add(text, "\n");
}

void
job_add_number(struct builder *text, const char *name, int64_t number)
{
	builder_format(text, "%s=%" PRId64 "\n", name, number);
}

/* In place: a value never grows. */
static void
unescape(char *value)
{
	char *to = value;

	for (; *value; value++) {
		if (*value == '\\' && value[1])
			*to++ = *++value == 'n' ? '\n' : *value;
		else
			*to++ = *value;
	}
	*to = '\0';
}

static bool
split(char *text, struct job_line *lines)
{
	size_t count = 0;
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *equals = strchr(line, '=');

		if (!equals || count == JOB_LINES)
			return false;
		*equals = '\0';
		unescape(equals + 1);
		lines[count++] = (struct job_line){ .name = line, .value = equals + 1 };
	}
	return count > 0;
}

const struct job_line *
job_read(struct arena *arena, FILE *from)
{
	char *text = arena_alloc(arena, JOB_MOST + 1);
	struct job_line *lines = arena_array(arena, JOB_LINES + 1, sizeof(*lines));
	size_t size = 0;

	while (size < JOB_MOST && fgets(text + size, (int)(JOB_MOST + 1 - size), from)) {
		if (strcmp(text + size, JOB_END) == 0) {
			text[size] = '\0';
			return split(text, lines) ? lines : NULL;
		}
		size += strlen(text + size);
	}
	return NULL;
}

const char *
job_text(const struct job_line *job, const char *name)
{
	for (; job->name; job++)
		if (strcmp(job->name, name) == 0)
			return job->value;
	return NULL;
}

int64_t
job_number(const struct job_line *job, const char *name, int64_t otherwise)
{
	const char *text = job_text(job, name);
	char *end = NULL;
	long long number = 0;

	if (!text || !*text)
		return otherwise;
	errno = 0;
	number = strtoll(text, &end, 10);
	return errno || *end ? otherwise : number;
}
