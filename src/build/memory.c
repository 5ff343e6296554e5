/* Memory of a program that ends soon. */
#include "embed.h"

#include <stdlib.h>
#include <string.h>

void *
checked(void *memory)
{
	if (memory == NULL) {
		fprintf(stderr, "embed: out of memory\n");
		exit(1);
	}
	return memory;
}

char *
copy(const char *bytes, size_t size)
{
	char *text = checked(malloc(size + 1));
	if (size > 0)
		memcpy(text, bytes, size);
	text[size] = '\0';
	return text;
}

void *
list_add(struct list *list, size_t size)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
		list->items = checked(realloc(list->items, list->capacity * size));
		list->size = size;
	}
	return memset((char *)list->items + list->count++ * size, 0, size);
}

char *
join_key(const char *parent, const char *name)
{
	size_t left = strlen(parent);
	if (strcmp(name, "*") == 0)
		return copy(parent, left);
	char *key = checked(malloc(left + strlen(name) + 2));
	char *at = key;
	if (left > 0) {
		memcpy(at, parent, left);
		at[left] = '.';
		at += left + 1;
	}
	for (; *name != '\0'; name++)
		*at++ = *name == '*' ? '.' : *name;
	*at = '\0';
	return key;
}
