/* What a row of the audit tells: {"card/12":{"state":"active","rank":1},"rank/30":{...}}, field by
 * field.  A record touched twice in one command stands there twice, in that order. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>

void
trail_start(struct trail *trail, struct arena *arena, const char *json)
{
	*trail = (struct trail){ .arena = arena, .at = json != NULL ? json : "" };
}

static void
add_code(struct builder *out, unsigned long code)
{
	char put[4];
	size_t size = 0;

	if (code < 0x80) {
		put[size++] = (char)code;
	} else if (code < 0x800) {
		put[size++] = (char)(0xC0 | (code >> 6));
		put[size++] = (char)(0x80 | (code & 0x3F));
	} else {
		put[size++] = (char)(0xE0 | (code >> 12));
		put[size++] = (char)(0x80 | ((code >> 6) & 0x3F));
		put[size++] = (char)(0x80 | (code & 0x3F));
	}
	builder_add_bytes(out, put, size);
}

/* As text_json wrote it; a sign beyond the first plane was spelled as what no terminal shows, and
 * stays a replacement. */
static const char *
read_string(struct trail *trail)
{
	struct builder out = { .arena = trail->arena };
	const char *p = trail->at + 1;

	for (; *p != '\0' && *p != '"'; p++) {
		if (*p != '\\' || p[1] == '\0') {
			builder_add_bytes(&out, p, 1);
			continue;
		}
		p++;
		if (*p == 'u' && strlen(p) > 4) {
			char digits[5] = { p[1], p[2], p[3], p[4], '\0' };
			const unsigned long code = strtoul(digits, NULL, 16);
			add_code(&out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
			p += 4;
			continue;
		}
		const char *plain = *p == 'n' ? "\n" : *p == 't' ? "\t" : *p == 'r' ? "\r" : NULL;
		builder_add_bytes(&out, plain != NULL ? plain : p, 1);
	}
	trail->at = *p == '"' ? p + 1 : p;
	return builder_text(&out);
}

static const char *
read_token(struct trail *trail)
{
	if (*trail->at == '"')
		return read_string(trail);
	const size_t size = strcspn(trail->at, ",}");
	const char *token = arena_copy_bytes(trail->arena, trail->at, size);
	trail->at += size;
	return strcmp(token, "null") == 0 ? NULL : token;
}

static void
step_over(struct trail *trail, const char *signs)
{
	trail->at += strspn(trail->at, signs);
}

bool
trail_next(struct trail *trail)
{
	for (;;) {
		step_over(trail, "{,");
		if (*trail->at == '}') { /* of the record, or of all */
			trail->record = NULL;
			trail->at++;
			continue;
		}
		if (*trail->at != '"')
			return false;
		const char *name = read_token(trail);
		step_over(trail, ":");
		if (trail->record == NULL) {
			trail->record = name;
			continue;
		}
		trail->field = name;
		trail->value = read_token(trail);
		return true;
	}
}
