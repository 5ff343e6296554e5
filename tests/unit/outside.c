#include "outside.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/text.h>
#include <unistd.h>

/* Debian's own, which has the packages that make check asks for. */
#define PYTHON "/usr/bin/python3"

const char *
outside_python(struct arena *arena, const char *script, const char *argument)
{
	char path[] = "/tmp/guichet-script-XXXXXX", piece[4096];
	struct builder output = { .arena = arena };
	int file = mkstemp(path);
	FILE *pipe = NULL;
	size_t size = 0;

	assert_true(file >= 0);
	assert_int_equal(write(file, script, strlen(script)), (ssize_t)strlen(script));
	close(file);
	pipe = popen(arena_format(arena, PYTHON " -I %s '%s' 2>&1", path, argument), "r");
	assert_non_null(pipe);
	while ((size = fread(piece, 1, sizeof piece, pipe)) > 0)
		builder_add_bytes(&output, piece, size);
	if (pclose(pipe) != 0)
		fail_msg("python: %s", builder_text(&output));
	unlink(path);
	return builder_text(&output);
}

char *
outside_read(struct arena *arena, const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	long length = 0;

	if (!file)
		fail_msg("%s cannot be read", path);
	fseek(file, 0, SEEK_END);
	length = ftell(file);
	rewind(file);
	bytes = arena_alloc(arena, (size_t)length + 1);
	assert_int_equal(fread(bytes, 1, (size_t)length, file), length);
	fclose(file);
	if (size)
		*size = (size_t)length;
	return bytes;
}

void
outside_write(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

int
outside_hidden(const char *folder)
{
	DIR *files = opendir(folder);
	int count = 0;

	assert_non_null(files);
	for (const struct dirent *entry; (entry = readdir(files));)
		count += entry->d_name[0] == '.' && strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0;
	closedir(files);
	return count;
}
