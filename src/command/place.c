/* Where people's files are.  Behind sshd all clerks are one Unix account: there each has a folder,
 * the terminal reads and writes in it alone, and he reaches it by sftp (files_dir). */
#include "private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/config.h>

const char *
session_folder(const struct session *session, struct arena *arena)
{
	const char *folder = config_text(session->config, "files_dir");
	struct builder path = { .arena = arena };

	if (!session->confined || folder[0] == '\0')
		return NULL;
	for (const char *at = folder; *at != '\0'; at++) {
		if (at[0] == '%' && at[1] == 'u') {
			builder_add(&path, session->login);
			at++;
		} else {
			builder_add_bytes(&path, at, 1);
		}
	}
	return builder_text(&path);
}

/* One name of that folder: no way out of it, and nothing hidden. */
static bool
is_plain(const char *name)
{
	return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL;
}

enum status
session_file(const struct session *session, struct arena *arena, const char *typed,
	     const char **path, struct error *error)
{
	const char *folder = session_folder(session, arena);
	const char *name = typed;

	*path = typed;
	if (folder == NULL)
		return STATUS_OK;
	if (strncmp(typed, folder, strlen(folder)) == 0 && typed[strlen(folder)] == '/')
		name = typed + strlen(folder) + 1;
	if (!is_plain(name))
		return error_set(error, STATUS_REFUSED, "file", "error.file_outside",
				 ARGS(ARG_TEXT("name", typed)));
	/* Nobody signs in as "..", and no folder of a link is taken for one's own. */
	const int file = session->login[0] == '.'
			     ? -1
			     : open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0)
		return error_set(error, STATUS_REFUSED, "file", "error.file_folder",
				 ARGS(ARG_TEXT("folder", folder)));
	close(file);
	*path = arena_format(arena, "%s/%s", folder, name);
	return STATUS_OK;
}
