/* R15: what somebody else did to a record since a form was opened on it. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>

#define CHANGES_MOST 40

/* A member of {"card/12":{"state":"active","rank":1}}; the text moves past it. */
static const char *
json_token(struct arena *arena, const char **text)
{
	const char *p = *text;
	struct builder out = { .arena = arena };

	if (*p != '"') {
		const size_t size = strcspn(p, ",}");
		*text = p + size;
		return arena_copy_bytes(arena, p, size);
	}
	for (p++; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		builder_add_bytes(&out, p, 1);
	}
	*text = *p == '"' ? p + 1 : p;
	return builder_text(&out);
}

/* The value of a field of record in a "before" or "after", NULL when it is not among them. */
static const char *
json_field(struct arena *arena, const char *json, const char *record, const char *field)
{
	const char *at = json != NULL ? strstr(json, record) : NULL;

	if (at == NULL)
		return NULL;
	at += strlen(record);
	while (*at != '\0' && *at != '}') {
		if (*at == ',' || *at == '{') {
			at++;
			continue;
		}
		const char *name = json_token(arena, &at);
		if (*at == ':')
			at++;
		const char *value = json_token(arena, &at);
		if (strcmp(name, field) == 0)
			return strcmp(value, "null") == 0 ? "" : value;
	}
	return NULL;
}

static bool
known(const struct change *list, size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].field, field) == 0)
			return true;
	return false;
}

/* Newest first: the first row that names a field tells how it stands, an older one how it stood. */
static void
gather(struct arena *arena, const char *record, const char *before, const char *after,
       struct change *list, size_t *count)
{
	const char *at = before != NULL ? strstr(before, record) : NULL;

	if (at == NULL)
		return;
	at += strlen(record);
	while (*at != '\0' && *at != '}' && *count < CHANGES_MOST) {
		if (*at == ',' || *at == '{') {
			at++;
			continue;
		}
		const char *field = json_token(arena, &at);
		if (*at == ':')
			at++;
		const char *was = json_token(arena, &at);
		was = strcmp(was, "null") == 0 ? "" : was;
		if (strcmp(field, "version") == 0)
			continue;
		if (!known(list, *count, field)) {
			list[(*count)++] = (struct change){
				.field = field,
				.before = was,
				.theirs = json_field(arena, after, record, field),
			};
			continue;
		}
		for (size_t i = 0; i < *count; i++)
			if (strcmp(list[i].field, field) == 0)
				list[i].before = was;
	}
}

enum status
execute_changes(struct session *session, const char *kind, int64_t id, int64_t version,
		struct arena *arena, const char **login, const char **at,
		const struct change **changes, size_t *count, struct error *error)
{
	struct cursor *cursor = NULL;
	struct change *list = arena_array(arena, CHANGES_MOST, sizeof *list);
	const char *table = strcmp(kind, "user") == 0 ? "account" : kind;
	const char *record = arena_format(arena, "\"%s/%lld\":", table, (long long)id);
	enum status status =
	    store_select(session->store, SQL_AUDIT_CHANGES,
			 ARGS(ARG_TEXT("kind", kind), ARG_INT("record", id)), &cursor, error);

	*login = *at = NULL;
	*changes = list;
	*count = 0;
	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor)) {
		const char *before = cursor_text(cursor, 2), *after = cursor_text(cursor, 3);
		const char *was = json_field(arena, before, record, "version");
		if (was == NULL)
			continue;
		if (*login == NULL) {
			*login = arena_copy(arena, cursor_text(cursor, 0));
			*at = arena_copy(arena, cursor_text(cursor, 1));
		}
		gather(arena, record, before, after, list, count);
		if (strtoll(was, NULL, 10) <= version)
			break; /* older rows made what the screen showed */
	}
	return cursor_close(&cursor, error);
}
