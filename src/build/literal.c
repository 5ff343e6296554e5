/* A text as C has it. */
#include "embed.h"

#include <string.h>

/* ISO C promises 4095 bytes a literal. */
#define LITERAL_MOST 4000

static void
write_piece(FILE *out, const char *bytes, size_t size)
{
	fputc('"', out);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c == '\n')
			fputs(i + 1 < size ? "\\n\"\n\"" : "\\n", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 32 || c >= 127 || c == '?')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

/* A text too long for one literal is rows of a table, which lie one after the other. */
void
literal_write_table(FILE *out, const char *name, size_t number, const char *text, size_t size)
{
	fprintf(out, "static const char %s_%zu[][%d] = {\n", name, number, LITERAL_MOST);
	for (size_t at = 0; at <= size; at += LITERAL_MOST) {
		size_t left = size - at;
		write_piece(out, text + at, left < LITERAL_MOST ? left : LITERAL_MOST);
		fputs(",\n", out);
	}
	fputs("};\n", out);
}

void
literal_write_ahead(FILE *out, const char *name, size_t number, const char *text, size_t size)
{
	if (size >= LITERAL_MOST)
		literal_write_table(out, name, number, text, size);
}

void
literal_write(FILE *out, const char *name, size_t number, const char *text, size_t size)
{
	if (size < LITERAL_MOST)
		write_piece(out, text, size);
	else
		fprintf(out, "(const char *)%s_%zu", name, number);
}
