/* Files as the person at the terminal knows them: by their names alone where he has a folder of his
 * own. */
#include "tui.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *
place_default(const struct app *app, const char *name)
{
	const char *folder = config_text(app->config, "export_dir");

	if (folder[0] == '\0' || session_folder(app->session, app->scratch) != NULL)
		return name;
	return arena_format(app->scratch, "%s/%s", folder, name);
}

bool
place_taken(const struct app *app, const char *name)
{
	const char *path;
	struct stat there;

	return session_file(app->session, app->scratch, name, &path, NULL) == STATUS_OK &&
	       lstat(path, &there) == 0;
}

const char *
place_shown(const struct app *app, const char *name)
{
	const char *slash = strrchr(name, '/');
	char *whole;
	const char *shown;

	if (session_folder(app->session, app->scratch) != NULL)
		return slash != NULL ? slash + 1 : name;
	whole = realpath(name, NULL);
	shown = whole != NULL ? arena_copy(app->scratch, whole) : name;
	free(whole);
	return shown;
}
