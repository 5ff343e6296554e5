/* Files that are compiled in, and an own folder of the settings whose files of the same name come
 * first: screens, layouts. */
#include <dirent.h>
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENDING ".cfg"

struct names {
	const char **list;
	size_t count, room;
};

/* "cards.cfg" -> "cards"; no name of ours ends otherwise. */
static void
add_name(struct arena *arena, struct names *names, const char *file)
{
	const size_t size = strlen(file), ending = strlen(ENDING);
	if (size <= ending || strcmp(file + size - ending, ENDING) != 0 || *file == '.')
		return;
	const char *name = arena_copy_bytes(arena, file, size - ending);
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->list[i], name) == 0)
			return;
	names->list =
	    arena_grown(arena, names->list, names->count, &names->room, sizeof *names->list);
	names->list[names->count++] = name;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *
shipped_names(struct arena *arena, const char *folder, const char *own)
{
	struct names names = { .count = 0 };
	for (const struct embedded *file = embedded_files; file->path != NULL; file++)
		if (strncmp(file->path, folder, strlen(folder)) == 0)
			add_name(arena, &names, file->path + strlen(folder));
	DIR *files = *own != '\0' ? opendir(own) : NULL;
	for (const struct dirent *entry; files != NULL && (entry = readdir(files)) != NULL;)
		add_name(arena, &names, entry->d_name);
	if (files != NULL)
		closedir(files);
	const char **list = arena_array(arena, names.count + 1, sizeof *list);
	for (size_t i = 0; i < names.count; i++)
		list[i] = names.list[i];
	qsort(list, names.count, sizeof *list, by_name);
	return list;
}

/* A file of less than 1 MiB; NULL with errno. */
static const char *
file_text(struct arena *arena, const char *path)
{
	enum { MOST = 1 << 20 };
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return NULL;
	struct builder text = { .arena = arena };
	char piece[4096];
	size_t size;
	while (text.size < MOST && (size = fread(piece, 1, sizeof piece, file)) > 0)
		builder_add_bytes(&text, piece, size);
	const int number = ferror(file) ? EIO : text.size >= MOST ? EFBIG : 0;
	fclose(file);
	errno = number;
	return number != 0 ? NULL : builder_text(&text);
}

/* No path leaves the folder through a name. */
static bool
is_plain(const char *name)
{
	return *name != '\0' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

const char *
shipped_text(struct arena *arena, const char *folder, const char *own, const char *name,
	     const char **file)
{
	*file = arena_format(arena, "%s%s" ENDING, folder, name);
	errno = ENOENT;
	if (!is_plain(name))
		return NULL;
	if (*own != '\0') {
		const char *path = arena_format(arena, "%s/%s" ENDING, own, name);
		const char *text = file_text(arena, path);
		if (text != NULL || errno != ENOENT) {
			*file = path;
			return text;
		}
	}
	const struct embedded *embedded = embedded_find(*file);
	errno = ENOENT;
	return embedded != NULL ? embedded->text : NULL;
}
