/* guichet-guide(7), from the very texts that the terminal interface shows: mdoc on standard output.
 */
#include "cli.h"
#include <guichet/help.h>
#include <guichet/text.h>
#include <stdbool.h>
#include <string.h>

enum block { BLOCK_NONE, BLOCK_ITEMS, BLOCK_LITERAL };

static enum block
block_of(const char *line)
{
	return strncmp(line, "- ", 2) == 0     ? BLOCK_ITEMS
	       : strncmp(line, "    ", 4) == 0 ? BLOCK_LITERAL
					       : BLOCK_NONE;
}

/* A blank line stands before what follows it, outside of the list that it ends or begins. */
static void
turn(enum block *open, enum block next, bool apart)
{
	static const char *const begin[] = { NULL, ".Bl -dash -compact",
					     ".Bd -literal -offset indent" };
	static const char *const end[] = { NULL, ".El", ".Ed" };

	if (*open != next && *open != BLOCK_NONE)
		puts(end[*open]);
	if (apart && next != BLOCK_LITERAL) /* it brings its own */
		puts(".Pp");
	if (*open != next && next != BLOCK_NONE)
		puts(begin[next]);
	*open = next;
}

static void
print_text(const struct cli *cli, const char *text)
{
	enum block open = BLOCK_NONE;
	bool apart = false;

	while (*text != '\0') {
		const size_t size = strcspn(text, "\n");
		const char *line = arena_copy_bytes(cli->arena, text, size);

		text += size + (text[size] == '\n');
		if (*line != '\0')
			turn(&open, block_of(line), apart);
		apart = *line == '\0';
		if (open == BLOCK_ITEMS && !apart)
			puts(".It");
		if (open == BLOCK_LITERAL && !apart)
			puts(roff(cli->arena, line + 4));
		else if (!apart)
			sentences(cli, open == BLOCK_ITEMS ? line + 2 : line);
	}
	turn(&open, BLOCK_NONE, false);
}

void
manual_guide(const struct cli *cli)
{
	const struct lang *lang = cli->lang;
	const struct help_topic *guide = help_topics(cli->arena, lang_code(lang), "guide");
	const struct help_topic *faq = help_topics(cli->arena, lang_code(lang), "faq");

	puts(".\\\" Made by \"guichet help --man\": do not edit.");
	puts(".Dd November 26, 2026\n.Dt GUICHET-GUIDE 7\n.Os guichet");
	printf(".Sh %s\n.Nm guichet-guide\n", lang_text(lang, "cli.guide.name"));
	printf(".Nd %s\n", roff(cli->arena, lang_text(lang, "cli.guide.about")));
	for (; guide->name != NULL; guide++) {
		printf(".Sh %s\n", quoted(cli->arena, text_upper(cli->arena, guide->title)));
		print_text(cli, guide->text);
	}
	printf(".Sh %s\n", quoted(cli->arena, text_upper(cli->arena, lang_text(lang, "book.faq"))));
	for (; faq->name != NULL; faq++) {
		printf(".Ss %s\n", quoted(cli->arena, faq->title));
		print_text(cli, faq->text);
	}
	printf(".Sh %s\n.Xr guichet 1 ,\n.Xr guichet-commands 7\n",
	       lang_text(lang, "cli.guide.also"));
}
