/* What a terminal is told, piece by piece: text, controls, sequences (ECMA-48). */
#include "squeeze.h"

#include <ctype.h>
#include <limits.h>

static size_t
sequence_read(struct token *token, const char *from, const char *end)
{
	const char *at = from + 2;
	token->kind = SEQUENCE;
	for (; at < end && (isdigit((unsigned char)*at) || *at == ';'); at++) {
		int *number = &token->numbers[token->count];
		if (*at == ';')
			token->count++;
		else
			*number = *number * 10 + (*at - '0');
		if (token->count == NUMBERS || *number > SHRT_MAX) {
			token->kind = STRANGE;
			*number = token->count = 0;
		}
	}
	token->count += at > from + 2;
	if (at < end && *at >= ' ' && *at < '@')
		token->kind = STRANGE;
	while (at < end && *at >= ' ' && *at < '@')
		at++;
	if (at == end || *at < '@' || *at > '~') { /* cut, or none: all that is left */
		token->kind = STRANGE;
		return (size_t)(at - from);
	}
	token->final = *at;
	return (size_t)(at + 1 - from);
}

bool
token_read(struct token *token, const char *from, const char *end)
{
	*token = (struct token){ .kind = TEXT, .bytes = from };
	if (from == end)
		return false;
	while (from < end && (unsigned char)*from >= ' ')
		from++;
	token->size = (size_t)(from - token->bytes);
	if (token->size > 0)
		return true;
	token->kind = CONTROL;
	token->final = *from;
	token->size = 1;
	if (*from != '\033' || end - from < 2)
		return true;
	if (from[1] == '[') {
		token->size = sequence_read(token, from, end);
		return true;
	}
	token->kind = ESCAPE;
	token->final = from[1];
	token->size = from[1] == '(' && end - from > 2 ? 3 : 2;
	return true;
}

bool
token_is(const struct token *token, enum kind kind, char final)
{
	return token->kind == kind && token->final == final;
}

int
token_number(const struct token *token, int which)
{
	return which < token->count && token->numbers[which] > 0 ? token->numbers[which] : 1;
}
