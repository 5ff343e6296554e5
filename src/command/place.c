/* Where people's files are.  Behind sshd all clerks are one Unix account: there each has a folder,
 * the terminal reads and writes in it alone, and he reaches it by sftp (files_dir). */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* What he types for it: nothing, its name, or ".". */
static bool
is_own(const char *folder, const char *typed)
{
	const size_t size = strlen(folder);

	return typed[0] == '\0' || strcmp(typed, ".") == 0 ||
	       (strncmp(typed, folder, size) == 0 &&
		typed[size + strspn(typed + size, "/")] == '\0');
}

static const char *
named_folder(const struct session *session, struct arena *arena, const char *typed)
{
	const char *home = getenv("HOME");
	const char *exports = config_text(session->config, "export_dir");

	if (typed[0] == '\0')
		return exports[0] != '\0' ? exports : ".";
	if (home != NULL && typed[0] == '~' && (typed[1] == '/' || typed[1] == '\0'))
		return arena_format(arena, "%s%s", home, typed + 1);
	return typed;
}

static const char *
without_slash(struct arena *arena, const char *path)
{
	size_t size = strlen(path);

	while (size > 1 && path[size - 1] == '/')
		size--;
	return arena_copy_bytes(arena, path, size);
}

enum status
session_open_folder(const struct session *session, struct arena *arena, const char *typed,
		    int *folder, const char **path, struct error *error)
{
	const char *own = session_folder(session, arena);

	*folder = -1;
	typed = typed != NULL ? typed : "";
	if (own != NULL && (session->login[0] == '.' || !is_own(own, typed)))
		return error_set(error, STATUS_REFUSED, "folder", "error.file_outside",
				 ARGS(ARG_TEXT("name", typed)));
	/* A link's last slash would have it followed. */
	*path = without_slash(arena, own != NULL ? own : named_folder(session, arena, typed));
	*folder = open(*path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const int bad = errno;
	if (*folder >= 0) {
		char *whole = realpath(*path, NULL);
		*path = whole != NULL ? arena_copy(arena, whole) : *path;
		free(whole);
		return STATUS_OK;
	}
	struct stat there;
	if (lstat(*path, &there) == 0 && S_ISLNK(there.st_mode))
		return error_set(error, STATUS_REFUSED, "folder", "error.folder_link",
				 ARGS(ARG_TEXT("folder", *path)));
	return error_set(error, STATUS_REFUSED, "folder", "error.folder_unfit",
			 ARGS(ARG_TEXT("folder", *path), ARG_TEXT("reason", strerror(bad))));
}
