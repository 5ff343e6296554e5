/* The lines that were refused, with their reasons, in a file that can be corrected and sent again:
 * UTF-8 with a BOM, ";", the columns as they came.  Its own two columns have headings no layout
 * knows. */
#define _GNU_SOURCE /* NOLINT: O_TMPFILE, a file that has no name yet */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct rejects {
	struct arena *arena, *scratch;
	const struct lang *lang;
	const char *path, *temporary, *ending;
	const char *const *headings;
	size_t count;
	FILE *file;
	bool named; /* it is temporary already */
	int number; /* errno of the first failure */
};

struct rejects *
rejects_open(struct arena *arena, const struct lang *lang, const char *file, const char *ending,
	     const char *const *headings, size_t count)
{
	struct rejects *rejects = arena_alloc(arena, sizeof(*rejects));

	*rejects = (struct rejects){ .arena = arena,
				     .scratch = arena_new(),
				     .lang = lang,
				     .path = arena_format(arena, "%s.%s.csv", file, ending),
				     .ending = ending,
				     .headings = headings,
				     .count = count };
	rejects->temporary = temporary_beside(arena, rejects->path);
	return rejects;
}

static void
put_cell(struct rejects *rejects, const char *text)
{
	const char *clean = csv_cell(rejects->scratch, text_clean(rejects->scratch, text));

	(void)fputs(clean, rejects->file);
	(void)fputc(';', rejects->file);
}

static void
end_line(struct rejects *rejects, const char *number, const char *reason)
{
	put_cell(rejects, number);
	(void)fputs(csv_cell(rejects->scratch, reason), rejects->file);
	(void)fputs("\r\n", rejects->file);
	arena_reset(rejects->scratch);
}

/* Nothing to take away after a crash, where the disk knows files without a name. */
static int
open_new(struct rejects *rejects)
{
	const char *slash = strrchr(rejects->path, '/');
	const char *folder = slash ? arena_format(rejects->scratch, "%.*s",
						  (int)(slash - rejects->path) + 1, rejects->path)
				   : ".";
	const int file = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0640);

	if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return file;
	rejects->named = true;
	return open(rejects->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0640);
}

static bool
give_name(const struct rejects *rejects)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(rejects->file));
	return linkat(AT_FDCWD, path, AT_FDCWD, rejects->temporary, AT_SYMLINK_FOLLOW) == 0;
}

static bool
begin_file(struct rejects *rejects)
{
	int file = open_new(rejects);

	rejects->file = file < 0 ? NULL : fdopen(file, "w");
	if (!rejects->file) {
		rejects->number = errno;
		if (file >= 0)
			(void)close(file);
		return false;
	}
	(void)fputs("\xEF\xBB\xBF", rejects->file);
	for (size_t i = 0; i < rejects->count; i++)
		put_cell(rejects, rejects->headings[i]);
	end_line(rejects, lang_text(rejects->lang, "import.rejected_line"),
		 lang_text(rejects->lang,
			   arena_format(rejects->scratch, "import.%s_reason", rejects->ending)));
	return true;
}

void
rejects_add(struct rejects *rejects, const struct line_cell *cells, size_t count, int64_t line,
	    const char *reason)
{
	if (rejects->number || (!rejects->file && !begin_file(rejects)))
		return;
	for (size_t i = 0; i < rejects->count; i++)
		put_cell(rejects, i < count ? cells[i].text : "");
	end_line(rejects, arena_format(rejects->scratch, "%" PRId64, line), reason);
}

enum status
rejects_close(struct rejects **rejects, const char **path, struct error *error)
{
	struct rejects *closing = *rejects;
	int number = closing->number;

	*rejects = NULL;
	*path = NULL;
	arena_free(&closing->scratch);
	if (!closing->file && number == 0) {
		(void)unlink(closing->path);
		return STATUS_OK;
	}
	if (closing->file) {
		errno = 0;
		if ((fflush(closing->file) != 0 || ferror(closing->file)) && number == 0)
			number = errno ? errno : EIO;
		if (number == 0 && !closing->named && !give_name(closing))
			number = errno;
		if (fclose(closing->file) != 0 && number == 0)
			number = errno;
		/* A link goes over nothing that is there, this does. */
		if (number == 0 && rename(closing->temporary, closing->path) != 0)
			number = errno;
	}
	if (number == 0) {
		*path = closing->path;
		return STATUS_OK;
	}
	(void)unlink(closing->temporary);
	return error_system(error, "import.rejected_file", closing->path, number);
}
