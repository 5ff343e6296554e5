/* An export by e-mail to whoever asks for it: made in a folder of its own that nobody else may
 * enter, queued with its bytes, and taken away again. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/execute.h>
#include <guichet/lang.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *
make_folder(struct arena *arena, struct error *error)
{
	const char *base = getenv("TMPDIR");
	char *folder = arena_copy(
	    arena, arena_format(arena, "%s/guichet-XXXXXX", base && *base ? base : "/tmp"));

	if (mkdtemp(folder))
		return folder;
	(void)error_system(error, "exchange.write", folder, errno);
	return NULL;
}

static enum status
queue(struct session *session, const struct ask *ask, const char *path, const char *name,
      int64_t rows, struct arena *arena, struct outcome *outcome)
{
	const struct input input[] = {
		{ "file", path },
		{ "name", name },
		{ "screen", screen_title(session->lang, ask->screen) },
		{ "rows", arena_format(arena, "%" PRId64, rows) },
		{ .name = NULL },
	};

	return execute(session, command_find("export.send"), input, NULL, RUN, arena, outcome);
}

enum status
export_mail(struct session *session, const struct ask *ask, const char *name,
	    const struct progress *progress, struct arena *arena, struct outcome *outcome)
{
	const char *folder, *path;
	int64_t rows = 0;
	enum status status = STATUS_FAILED;

	*outcome = (struct outcome){ .error = { .status = STATUS_OK } };
	if (name[0] == '.' || strchr(name, '/'))
		return error_set(&outcome->error, STATUS_REFUSED, "file",
				 "refusal.export_mail_name", NULL);
	folder = make_folder(arena, &outcome->error);
	if (!folder)
		return STATUS_FAILED;
	path = arena_format(arena, "%s/%s", folder, name);
	status = export_to(session, arena, ask, path, name, progress, &rows, &outcome->error);
	if (status == STATUS_OK)
		status = queue(session, ask, path, name, rows, arena, outcome);
	(void)unlink(path);
	(void)rmdir(folder);
	return status;
}
