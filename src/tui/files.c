/* F4 on the name of a file: its folder in a box; a folder taken is looked into. */
#include "tui.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MOST 2000

struct browsing {
	const char *title, *folder; /* folder: "" or ending with a slash */
	typed *done;
	void *context;
};

struct listing {
	const struct app *app;
	struct arena *arena;
	struct choice *all;
	size_t count;
};

static bool
is_folder(struct arena *arena, const char *folder, const char *name)
{
	struct stat status;

	return stat(arena_format(arena, "%s%s", folder, name), &status) == 0 &&
	       S_ISDIR(status.st_mode);
}

/* Folders end with a slash and come first. */
static int
by_name(const void *a, const void *b)
{
	const char *one = ((const struct choice *)a)->value;
	const char *other = ((const struct choice *)b)->value;
	const bool one_folder = one[strlen(one) - 1] == '/';
	const bool other_folder = other[strlen(other) - 1] == '/';

	if (one_folder != other_folder)
		return one_folder ? -1 : 1;
	return strcmp(one, other);
}

static void
add(struct listing *listing, const char *name, bool folder)
{
	const char *value = arena_format(listing->arena, "%s%s", name, folder ? "/" : "");

	listing->all[listing->count++] =
	    (struct choice){ .value = value, .label = text_clean(listing->arena, value) };
}

static bool
read_folder(struct listing *listing, const char *folder)
{
	const char *own = session_folder(listing->app->session, listing->arena);
	DIR *open = opendir(own != NULL ? own : folder[0] == '\0' ? "." : folder);
	const struct dirent *each;

	if (open == NULL)
		return false;
	listing->all = arena_array(listing->arena, FILES_MOST + 1, sizeof *listing->all);
	if (own == NULL)
		add(listing, "..", true);
	while (listing->count < FILES_MOST && (each = readdir(open)) != NULL) {
		if (each->d_name[0] != '.')
			add(listing, each->d_name,
			    own == NULL && is_folder(listing->arena, folder, each->d_name));
	}
	closedir(open);
	qsort(listing->all, listing->count, sizeof *listing->all, by_name);
	return true;
}

static bool browse(struct app *app, const struct browsing *browsing);

static enum reaction
picked(struct app *app, void *context, const struct choice *choice)
{
	const struct browsing *browsing = context;
	const char *path = arena_format(app->scratch, "%s%s", browsing->folder, choice->value);

	if (path[strlen(path) - 1] != '/')
		return browsing->done(app, browsing->context, path);
	browse(app, &(struct browsing){ .title = browsing->title,
					.folder = path,
					.done = browsing->done,
					.context = browsing->context });
	return REDRAW;
}

/* What the box gives back to lives as long as the box itself. */
static bool
browse(struct app *app, const struct browsing *browsing)
{
	struct listing listing = { .app = app, .arena = app->scratch };
	struct browsing *kept = arena_alloc(app->arena, sizeof *kept);

	if (!read_folder(&listing, browsing->folder)) {
		app_refuse(app, "file.folder", ARGS(ARG_TEXT("path", browsing->folder)));
		return false;
	}
	*kept = *browsing;
	kept->title = arena_copy(app->arena, browsing->title);
	kept->folder = arena_copy(app->arena, browsing->folder);
	choices_open(app, kept->title, listing.all, listing.count, NULL, picked, kept);
	return true;
}

void
files_open(struct app *app, const char *title, const char *path, typed *done, void *context)
{
	const char *slash = strrchr(path, '/');
	const size_t size = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	browse(app, &(struct browsing){ .title = title,
					.folder = arena_copy_bytes(app->scratch, path, size),
					.done = done,
					.context = context });
}
