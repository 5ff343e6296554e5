#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <string.h>

const struct embedded *
embedded_find(const char *path)
{
	for (const struct embedded *file = embedded_files; file->path != NULL; file++)
		if (strcmp(file->path, path) == 0)
			return file;
	return NULL;
}

const char *
embedded_key(const struct embedded_lang *lang, size_t number)
{
	return lang->bytes + lang->places[number];
}

const char *
embedded_text(const struct embedded_lang *lang, const char *key)
{
	size_t first = 0, end = lang->count;
	while (first < end) {
		const size_t middle = first + (end - first) / 2;
		const char *at = embedded_key(lang, middle);
		const int order = strcmp(key, at);
		if (order == 0)
			return at + strlen(at) + 1;
		first = order > 0 ? middle + 1 : first;
		end = order < 0 ? middle : end;
	}
	return NULL;
}

bool
table_open(struct table_reader *reader, const char *path)
{
	const struct embedded *file = embedded_find(path);
	if (file == NULL) {
		return false;
	}
	size_t header = strcspn(file->text, "\n");
	*reader = (struct table_reader){ .at = file->text + header, .separator = ';' };
	reader->at += *reader->at == '\n';
	return true;
}

size_t
table_next(struct table_reader *reader, struct arena *arena, const char **cells, size_t most)
{
	size_t count = 0;
	const char stops[] = { reader->separator, '\n', '\0' };
	if (*reader->at == '\0') {
		return 0;
	}
	for (;;) {
		size_t size = strcspn(reader->at, stops);
		if (count < most) {
			cells[count++] = arena_copy_bytes(arena, reader->at, size);
		}
		reader->at += size;
		if (*reader->at != reader->separator) {
			reader->at += *reader->at == '\n';
			break;
		}
		reader->at++;
	}
	for (size_t i = count; i < most; i++) {
		cells[i] = "";
	}
	return count;
}
