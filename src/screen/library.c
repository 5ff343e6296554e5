/* Where screens come from: those compiled in, and those of screens_dir, which come first. */
#include "private.h"

#include <dirent.h>
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "screens/"
#define ENDING ".cfg"

void
fault_tell(struct faults *faults, int line, const char *key, const struct arg *args)
{
	faults->count++;
	if (faults->tell)
		faults->tell(faults->context, faults->file, line, key, args);
}

static const char *
own_folder(const struct config *config)
{
	const char *folder = config ? config_text(config, "screens_dir") : "";
	return *folder ? folder : NULL;
}

/* "cards.cfg" -> "cards"; NULL when the name does not end so. */
static const char *
name_of_file(struct arena *arena, const char *file)
{
	size_t size = strlen(file), ending = strlen(ENDING);
	if (size <= ending || strcmp(file + size - ending, ENDING) != 0 || *file == '.')
		return NULL;
	return arena_copy_bytes(arena, file, size - ending);
}

struct names {
	const char **list;
	size_t count, room;
};

static void
add_name(struct arena *arena, struct names *names, const char *name)
{
	if (!name)
		return;
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], name))
			return;
	if (names->count + 1 >= names->room) {
		size_t room = names->room ? 2 * names->room : 64;
		const char **list = arena_array(arena, room, sizeof *list);
		if (names->count)
			memcpy(list, names->list, names->count * sizeof *list);
		names->list = list;
		names->room = room;
	}
	names->list[names->count++] = name;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *
screen_names(struct arena *arena, const struct config *config)
{
	struct names names = { .list = arena_array(arena, 1, sizeof(char *)) };
	for (const struct embedded *file = embedded_files; file->path; file++)
		if (!strncmp(file->path, FOLDER, strlen(FOLDER)))
			add_name(arena, &names, name_of_file(arena, file->path + strlen(FOLDER)));
	const char *folder = own_folder(config);
	DIR *dir = folder ? opendir(folder) : NULL;
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		add_name(arena, &names, name_of_file(arena, entry->d_name));
	if (dir)
		closedir(dir);
	qsort(names.list, names.count, sizeof *names.list, by_name);
	return names.list;
}

/* A file of at most 1 MiB; NULL with errno. */
static const char *
file_text(struct arena *arena, const char *path)
{
	enum { MOST = 1 << 20 };
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	struct builder text = { .arena = arena };
	char piece[4096];
	size_t size;
	while (text.size < MOST && (size = fread(piece, 1, sizeof piece, file)))
		builder_add_bytes(&text, piece, size);
	int number = ferror(file) ? EIO : text.size >= MOST ? EFBIG : 0;
	fclose(file);
	errno = number;
	return number ? NULL : builder_text(&text);
}

/* No path leaves the folder through a name. */
static bool
name_is_plain(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

const char *
screen_text(struct arena *arena, const struct config *config, const char *name, const char **file,
	    struct error *error)
{
	*file = arena_format(arena, FOLDER "%s" ENDING, name);
	const char *folder = own_folder(config);
	if (folder && name_is_plain(name)) {
		const char *path = arena_format(arena, "%s/%s" ENDING, folder, name);
		const char *text = file_text(arena, path);
		if (text) {
			*file = path;
			return text;
		}
		if (errno != ENOENT) {
			*file = path;
			error_system(error, "error.screen_unreadable", path, errno);
			return NULL;
		}
	}
	const struct embedded *embedded = name_is_plain(name) ? embedded_find(*file) : NULL;
	if (!embedded) {
		error_set(error, STATUS_USAGE, NULL, "error.screen_unknown",
			  ARGS(ARG_TEXT("screen", name)));
		return NULL;
	}
	return embedded->text;
}

/* The first fault of a file is the error of who wanted the screen; "guichet check" tells them all.
 */
struct first {
	struct error *error;
	bool told;
};

static void
note_first(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct first *first = context;
	(void)key, (void)args;
	if (!first->told)
		error_set(first->error, STATUS_FAILED, NULL, "error.screen_broken",
			  ARGS(ARG_TEXT("file", file), ARG_INT("line", line)));
	first->told = true;
}

enum status
screen_load(struct arena *arena, const struct config *config, const char *name,
	    const struct screen **screen, struct error *error)
{
	const char *file;
	const char *text = screen_text(arena, config, name, &file, error);
	*screen = NULL;
	if (!text)
		return error ? error->status : STATUS_FAILED;
	struct first first = { .error = error };
	struct faults faults = { .tell = note_first, .context = &first, .file = file };
	*screen = screen_read(arena, file, text, &faults);
	if (!faults.count)
		return STATUS_OK;
	*screen = NULL;
	return STATUS_FAILED;
}

struct screen_face
screen_face(const struct screen *screen)
{
	return (struct screen_face){
		.name = screen->name,
		.kind = screen->kind,
		.right = screen->right,
		.own = screen->own,
		.house = screen->view && !screen->scope && !screen->own && !screen->everybody,
	};
}

static const struct embedded_screen *
embedded_screen(const char *name)
{
	for (const struct embedded_screen *known = embedded_screens; known->name; known++)
		if (!strcmp(known->name, name))
			return known;
	return NULL;
}

static struct screen_face
face_embedded(const struct embedded_screen *known)
{
	struct screen screen = { .name = known->name,
				 .right = known->right,
				 .scope = known->scope,
				 .view = known->view ? "" : NULL };
	if (known->kind)
		screen.kind = (enum screen_kind)screen_kind_named(known->kind);
	screen_complete_scope(&screen);
	return screen_face(&screen);
}

bool
screen_face_known(const struct config *config, const char *name, struct screen_face *face)
{
	const struct embedded_screen *known = own_folder(config) ? NULL : embedded_screen(name);
	if (known)
		*face = face_embedded(known);
	return known;
}

const struct column *
screen_column(const struct screen *screen, const char *field)
{
	for (size_t i = 0; i < screen->column_count; i++)
		if (!strcmp(screen->columns[i].field, field))
			return &screen->columns[i];
	return NULL;
}

const struct filter *
screen_filter(const struct screen *screen, const char *name)
{
	for (size_t i = 0; i < screen->filter_count; i++)
		if (!strcmp(screen->filters[i].name, name))
			return &screen->filters[i];
	return NULL;
}

enum type
filter_type(const struct filter *filter)
{
	bool answer = filter->op == FILTER_BOOL || filter->op == FILTER_KNOWN ||
		      filter->op == FILTER_FUTURE || filter->op == FILTER_PAST;
	return answer ? TYPE_BOOL : filter->type;
}

const char *
face_title(const struct lang *lang, const struct screen_face *face)
{
	char key[128];
	snprintf(key, sizeof key, "screen.%s.title", face->name);
	return lang_text(lang, key);
}

const char *
screen_title(const struct lang *lang, const struct screen *screen)
{
	return face_title(lang, &(struct screen_face){ .name = screen->name });
}

const char *
column_label(const struct lang *lang, const struct screen *screen, const struct column *column)
{
	char own[128], common[128];
	snprintf(own, sizeof own, "screen.%s.field.%s", screen->name, column->field);
	snprintf(common, sizeof common, "field.%s", column->field);
	const char *text = lang_first(lang, own, common, (const char *)NULL);
	return text ? text : column->field;
}

const char *
column_heading(const struct lang *lang, const struct screen *screen, const struct column *column)
{
	char own[128], label[128], common[128];
	snprintf(own, sizeof own, "screen.%s.column.%s", screen->name, column->field);
	snprintf(label, sizeof label, "screen.%s.field.%s", screen->name, column->field);
	snprintf(common, sizeof common, "column.%s", column->field);
	const char *text = lang_first(lang, own, label, common, (const char *)NULL);
	return text ? text : column_label(lang, screen, column);
}

const char *
filter_label(const struct lang *lang, const struct screen *screen, const struct filter *filter)
{
	char own[128], label[128], named[128], common[128];
	snprintf(own, sizeof own, "screen.%s.filter.%s", screen->name, filter->name);
	snprintf(label, sizeof label, "screen.%s.field.%s", screen->name, filter->name);
	snprintf(named, sizeof named, "field.%s", filter->name);
	snprintf(common, sizeof common, "field.%s", filter->field);
	const char *text = lang_first(lang, own, label, named, common, (const char *)NULL);
	return text ? text : filter->name;
}
